//! The editor: a text, a caret, a selection, a window, and everything that can be done to them.

use std::hash::Hash;
use std::ops::Range;

use crate::app::edit::buffer::Buffer;
use crate::app::edit::buffer::Snapshot;
use crate::app::edit::change::Change;
use crate::app::edit::command::Command;
use crate::app::edit::command::Outcome;
use crate::app::edit::cursor;
use crate::app::edit::cursor::Caret;
use crate::app::edit::cursor::Cursor;
use crate::app::edit::cursor::Motion;
use crate::app::edit::fences::Fences;
use crate::app::edit::grapheme;
use crate::app::edit::layout::Layout;
use crate::app::edit::layout::RowId;
use crate::app::edit::lists;
use crate::app::edit::motion::Direction;
use crate::app::edit::motion::WordKind;
use crate::app::edit::objects;
use crate::app::edit::objects::Object;
use crate::app::edit::objects::Reach;
use crate::app::edit::operate;
use crate::app::edit::operate::Case;
use crate::app::edit::operate::Edit;
use crate::app::edit::paste;
use crate::app::edit::rows::Extent;
use crate::app::edit::rows::Rows;
use crate::app::edit::select;
use crate::app::edit::table;
use crate::app::edit::typography;
use crate::app::edit::undo::Kind;
use crate::app::edit::undo::Place;
use crate::app::edit::undo::Step;
use crate::app::edit::undo::Undo;
use crate::app::edit::undo::Way;
use crate::app::edit::view::VisibleRows;
use crate::app::edit::words;
use crate::model::limits::DRAFT_BYTES_MAX;
use crate::model::template;

/// Bytes around a change in which it can make or join words.
const WORD_CONTEXT_BYTES: usize = 4 * words::CONTEXT_CHARS;
/// Bytes before the caret that decide which sign a typed one becomes.
const SMART_BYTES: usize = 256;

/// An editor of one text. A value: it draws nothing, waits for nothing and knows no time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Editor {
    buffer: Buffer,
    layout: Layout,
    fences: Fences,
    cursor: Cursor,
    anchor: Option<usize>,
    /// What is shown as selected, where that is not what lies between caret and anchor.
    shown: Option<Range<usize>>,
    undo: Undo,
    /// Columns and rows of the window, each at least 1.
    size: (u16, u16),
    top: RowId,
    words: usize,
    version: u64,
    newest_version: u64,
    saved_version: u64,
    /// Whether the caret's row stays in the middle of the window.
    centred: bool,
}

impl Editor {
    /// An editor of `text` in a window of 80 columns and 24 rows, the caret at the start.
    pub fn new(text: &str) -> Self {
        let buffer = Buffer::new(text);
        let words = words::count(text.chars());
        let size = (80, 24);
        let mut editor = Self {
            buffer,
            layout: Layout::new(text_columns(size.0)),
            fences: Fences::default(),
            cursor: Cursor::default(),
            anchor: None,
            shown: None,
            undo: Undo::default(),
            size,
            top: RowId::default(),
            words,
            version: 0,
            newest_version: 0,
            saved_version: 0,
            centred: false,
        };
        editor.settle();
        editor
    }

    /// Does what `command` says. `at_ms` is the present moment in milliseconds of any clock; it
    /// only decides which changes are undone together.
    pub fn apply(&mut self, command: &Command, at_ms: i64) -> Outcome {
        let before = (self.cursor.caret, self.anchor);
        let outcome = match command {
            Command::Insert(text) if text.as_str() == " " => self.blank(at_ms),
            Command::TypeSmart(' ') => self.blank(at_ms),
            Command::Insert(text) => self.insert(&paste::clean(text.as_str()), Kind::Typing, at_ms),
            Command::Enter => self.enter(at_ms),
            Command::Tab | Command::BackTab | Command::AlignTable => {
                self.worked_out_or_tab(command, at_ms)
            }
            Command::TypeSmart(c) => self.type_smart(*c, at_ms),
            Command::NextPlaceholder => self.next_placeholder(),
            Command::Scroll(direction, rows) => return self.scroll(*direction, *rows),
            Command::Newline => self.insert("\n", Kind::Other, at_ms),
            Command::Paste(text) => self.insert(&paste::clean(text.as_str()), Kind::Other, at_ms),
            Command::Backspace => self.delete(Motion::Left, at_ms),
            Command::Delete => self.delete(Motion::Right, at_ms),
            Command::DeleteWordLeft => self.delete(Motion::WordLeft, at_ms),
            Command::DeleteWordRight => self.delete(Motion::WordRight, at_ms),
            Command::DeleteTo(motion) => self.delete(*motion, at_ms),
            Command::DeleteLines
            | Command::DuplicateLines
            | Command::ChangeCase(_)
            | Command::JoinLines
            | Command::Indent
            | Command::Dedent
            | Command::MoveLines(_)
            | Command::MoveParagraph(_)
            | Command::ToggleTasks => match self.worked_out(command) {
                Some(edit) => self.edit(&edit, at_ms),
                None => Outcome::Unchanged,
            },
            Command::Edit(edit) => self.edit(edit, at_ms),
            Command::Undo => self.undo(),
            Command::Redo => self.redo(),
            Command::Earlier => {
                let steps = self.undo.earlier();
                self.travel(steps)
            }
            Command::Later => {
                let steps = self.undo.later();
                self.travel(steps)
            }
            Command::Move(motion) => self.go(*motion),
            Command::Extend(motion) => self.extend(*motion),
            Command::Click { column, row } => self.point(*column, *row, None),
            Command::Drag { column, row } => {
                let anchor = self.anchor.unwrap_or(self.cursor.caret.at);
                self.point(*column, *row, Some(anchor))
            }
            Command::SelectAll => self.select(0..self.buffer.len()),
            Command::SelectWord => self.select(select::word(&self.buffer, self.cursor.caret.at)),
            Command::SelectLine => self.select(select::line(&self.buffer, self.cursor.caret.at)),
            Command::SelectObject(object, reach) => self.select_object(*object, *reach),
            Command::Select { anchor, at } => {
                self.undo.close();
                self.place_caret(*anchor, *at);
                Outcome::Moved
            }
            Command::SelectNone => {
                self.anchor = None;
                Outcome::Moved
            }
        };
        self.shown = None;
        self.settle();
        if outcome == Outcome::Moved && before == (self.cursor.caret, self.anchor) {
            return Outcome::Unchanged;
        }
        outcome
    }

    /// Gives the window a new size in cells; the row at its top stays there. The last column is
    /// kept free of text, so that the caret has a place behind a full row.
    pub fn set_size(&mut self, columns: u16, rows: u16) {
        let size = (columns.max(1), rows.max(1));
        if size == self.size {
            return;
        }
        let (top, _) = self.layout.bytes(&self.buffer, self.top);
        self.size = size;
        if self.layout.width() != text_columns(size.0) {
            self.layout = Layout::new(text_columns(size.0));
            let line = self.top.line;
            let offset = top.start - self.buffer.line_start(line);
            self.layout.reach(&self.buffer, line, Extent::Byte(offset));
            self.top = self.layout.row_of(&self.buffer, Caret::new(top.start));
        }
        self.settle();
        self.fill();
    }

    /// Columns and rows of the window.
    pub fn size(&self) -> (u16, u16) {
        self.size
    }

    /// The whole text.
    pub fn text(&self) -> String {
        self.buffer.snapshot().text()
    }

    /// The text as it is now, at the cost of nanoseconds.
    pub fn snapshot(&self) -> Snapshot {
        self.buffer.snapshot()
    }

    /// The text, to be read by bytes and lines.
    pub fn buffer(&self) -> &Buffer {
        &self.buffer
    }

    /// The rows that are known.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Where the caret stands in the text.
    pub fn caret(&self) -> Caret {
        self.cursor.caret
    }

    /// Puts the caret on the grapheme boundary at or before the byte `at`, and drops the selection.
    pub fn set_caret(&mut self, at: usize) {
        self.undo.close();
        self.anchor = None;
        self.shown = None;
        self.cursor = Cursor {
            caret: Caret::new(grapheme::floor(&self.buffer, at)),
            goal: None,
        };
        self.settle();
    }

    /// The selected bytes; `None` when nothing is selected.
    pub fn selection(&self) -> Option<Range<usize>> {
        self.shown
            .clone()
            .or_else(|| select::between(self.anchor, self.cursor.caret.at))
    }

    /// The selected text, empty when nothing is selected.
    pub fn selected_text(&self) -> String {
        self.selection()
            .map_or_else(String::new, |range| self.buffer.slice(range))
    }

    /// How many words the text has, kept up to date with every change: runs of letters and
    /// digits, and each sign of a script without spaces.
    pub fn word_count(&self) -> usize {
        self.words
    }

    /// Which text this is: two equal versions of one editor are equal texts, and undo comes back
    /// to the version that there was.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Whether the text is another than the one that was last marked as saved.
    pub fn is_dirty(&self) -> bool {
        self.version != self.saved_version
    }

    /// Notes that the text of `version` is safe. Undo stays as it is.
    pub fn mark_saved(&mut self, version: u64) {
        self.saved_version = version;
        self.undo.close();
    }

    /// How many steps can be undone and done again.
    pub fn undo_depth(&self) -> (usize, usize) {
        (self.undo.undo_count(), self.undo.redo_count())
    }

    /// What the rows of the window are made from, all of it: where that is as it was, so are they.
    pub fn rows_source(&self) -> impl Hash {
        let layout = (self.layout.width(), self.size, self.top);
        (self.buffer.edition(), layout, self.selection())
    }

    /// The rows of the window from the top down; fewer than it is high where the text ends.
    pub fn visible_rows(&self) -> VisibleRows<'_> {
        VisibleRows {
            buffer: &self.buffer,
            layout: &self.layout,
            fences: &self.fences,
            selected: self.selection().unwrap_or(0..0),
            next: Some(self.top),
            rows_left: self.size.1,
            part: None,
        }
    }

    /// Column and row of the caret in the window.
    pub fn cursor_cell(&self) -> (u16, u16) {
        let column = cursor::column(&self.buffer, &self.layout, self.cursor.caret);
        let column = u16::try_from(column).unwrap_or(u16::MAX);
        let caret_row = self.layout.row_of(&self.buffer, self.cursor.caret);
        let mut id = Some(self.top);
        let mut row = 0;
        while row + 1 < self.size.1 && id.is_some_and(|id| id < caret_row) {
            id = id.and_then(|id| self.layout.below_known(id));
            row += 1;
        }
        (column.min(self.size.0 - 1), row)
    }

    fn insert(&mut self, text: &str, kind: Kind, at_ms: i64) -> Outcome {
        let at = self.cursor.caret.at;
        let range = self.selection().unwrap_or(at..at);
        self.change(range, text, kind, at_ms)
    }

    fn delete(&mut self, motion: Motion, at_ms: i64) -> Outcome {
        if let Some(selected) = self.selection() {
            return self.change(selected, "", Kind::Other, at_ms);
        }
        let to = self.moved(motion).caret.at;
        let range = select::between(Some(self.cursor.caret.at), to);
        range.map_or(Outcome::Unchanged, |range| {
            self.change(range, "", Kind::Deleting, at_ms)
        })
    }

    /// Makes a change that can be undone, and puts the caret behind it.
    fn change(&mut self, range: Range<usize>, text: &str, kind: Kind, at_ms: i64) -> Outcome {
        if range.is_empty() && text.is_empty() {
            return Outcome::Unchanged;
        }
        if self.buffer.len() - range.len() + text.len() > DRAFT_BYTES_MAX {
            return Outcome::TooLong;
        }
        let before = (self.place(), self.version);
        let change = self.carry_out(range, text);
        // What was inserted may have joined a grapheme with what follows.
        let caret = Caret::new(grapheme::ceil(&self.buffer, change.after().end));
        self.cursor = Cursor { caret, goal: None };
        self.anchor = None;
        self.newest_version += 1;
        self.version = self.newest_version;
        self.undo.push(Step {
            changes: vec![change],
            kind,
            at_ms,
            places: (before.0, self.place()),
            versions: (before.1, self.version),
        });
        Outcome::Edited
    }

    /// Changes the text and lets everything that depends on it follow.
    fn carry_out(&mut self, range: Range<usize>, text: &str) -> Change {
        let at = range.start;
        let words_before = self.words_near(range.clone());
        let removed = self.buffer.replace(range, text);
        let change = Change {
            at,
            removed,
            inserted: text.to_owned(),
        };
        self.words = self.words + self.words_near(change.after()) - words_before;
        self.layout.edit(&self.buffer, &change);
        self.fences.edit(&self.buffer, &change);
        let line = self.buffer.line_of(at);
        if line + change.removed_lines() < self.top.line {
            self.top.line = self.top.line + change.inserted_lines() - change.removed_lines();
        } else if line < self.top.line {
            self.top = RowId { line, row: 0 };
        }
        change
    }

    /// Words that start in `range` or so close behind it that a change of it decides.
    fn words_near(&self, range: Range<usize>) -> usize {
        let before = self
            .buffer
            .char_floor(range.start.saturating_sub(WORD_CONTEXT_BYTES));
        let before = self.buffer.slice(before..range.start);
        let end = range.end.saturating_add(WORD_CONTEXT_BYTES);
        let text = self.buffer.slice(range.start..end);
        words::count_after(&before, text.chars())
    }

    /// Makes an edit that was worked out for this text.
    fn edit(&mut self, edit: &Edit, at_ms: i64) -> Outcome {
        let text = edit.text.as_str();
        let start = self.buffer.char_floor(edit.range.start);
        let range = start..self.buffer.char_ceil(edit.range.end).max(start);
        // What stays as it is need not be remembered.
        if range.len() == text.len() && self.buffer.slice(range.clone()) == text {
            let before = (self.cursor.caret, self.anchor);
            self.place_caret(edit.select.0, edit.select.1);
            let moved = before != (self.cursor.caret, self.anchor);
            return if moved {
                Outcome::Moved
            } else {
                Outcome::Unchanged
            };
        }
        let outcome = self.change(range, text, Kind::Other, at_ms);
        if outcome == Outcome::Edited {
            self.place_caret(edit.select.0, edit.select.1);
            let place = self.place();
            self.undo.set_place(place);
        }
        outcome
    }

    /// Whether the line of the caret is code.
    fn is_in_code(&self) -> bool {
        let line = self.buffer.line_of(self.cursor.caret.at);
        self.fences.at(line).is_code()
    }

    fn enter(&mut self, at_ms: i64) -> Outcome {
        let at = self.cursor.caret.at;
        let goes_on = self.selection().is_none() && !self.is_in_code();
        match lists::enter(&self.buffer, at).filter(|_| goes_on) {
            Some(edit) => self.edit(&edit, at_ms),
            None => self.insert("\n", Kind::Other, at_ms),
        }
    }

    /// A blank that was typed.
    fn blank(&mut self, at_ms: i64) -> Outcome {
        let again = lists::repeated(&self.buffer, self.cursor.caret.at);
        match again.filter(|_| self.selection().is_none() && !self.is_in_code()) {
            Some(sign) => self.change(sign, "", Kind::Other, at_ms),
            None => self.insert(" ", Kind::Typing, at_ms),
        }
    }

    fn worked_out_or_tab(&mut self, command: &Command, at_ms: i64) -> Outcome {
        match self.worked_out(command) {
            Some(edit) => self.edit(&edit, at_ms),
            None if *command == Command::Tab => self.insert("\t", Kind::Typing, at_ms),
            None => Outcome::Unchanged,
        }
    }

    fn type_smart(&mut self, c: char, at_ms: i64) -> Outcome {
        let at = self.cursor.caret.at;
        let line = self.buffer.line_start(self.buffer.line_of(at));
        let from = self
            .buffer
            .char_floor(at.saturating_sub(SMART_BYTES))
            .max(line);
        let before = self.buffer.slice(from..at);
        let in_code = self.is_in_code() || before.matches('`').count() % 2 == 1;
        match typography::smart(&before, c).filter(|_| !in_code) {
            Some((gone, new)) if self.selection().is_none() => {
                self.change(at - gone..at, new, Kind::Typing, at_ms)
            }
            _ => self.insert(
                &paste::clean(c.encode_utf8(&mut [0; 4])),
                Kind::Typing,
                at_ms,
            ),
        }
    }

    fn next_placeholder(&mut self) -> Outcome {
        let at = self.cursor.caret.at;
        let text = self.text();
        let behind = text.get(at..).unwrap_or("");
        let found = template::place(behind).map(|range| range.start + at..range.end + at);
        match found.or_else(|| template::place(&text)) {
            Some(range) => {
                self.undo.close();
                self.place_caret(range.start, range.end);
                Outcome::Moved
            }
            None => Outcome::Unchanged,
        }
    }

    /// Moves the window; the caret goes along only where it would leave it.
    fn scroll(&mut self, direction: Direction, rows: u16) -> Outcome {
        let before = (self.top, self.cursor.caret);
        for _ in 0..rows {
            let next = match direction {
                Direction::Back => self.layout.above(&self.buffer, self.top),
                Direction::On if self.bottom_is_last() => None,
                Direction::On => self.layout.below(&self.buffer, self.top),
            };
            match next {
                Some(next) => self.top = next,
                None => break,
            }
        }
        let caret_row = self.caret_row();
        let bottom = self.bottom();
        let to = if caret_row < self.top {
            Some(self.top)
        } else if caret_row > bottom {
            Some(bottom)
        } else {
            None
        };
        if let Some(row) = to {
            self.undo.close();
            let goal = self.cursor.goal;
            let column = goal
                .unwrap_or_else(|| cursor::column(&self.buffer, &self.layout, self.cursor.caret));
            let caret = cursor::at_column(&self.buffer, &mut self.layout, row, column);
            let goal = Some(column);
            self.cursor = Cursor { caret, goal };
        }
        let centred = std::mem::replace(&mut self.centred, false);
        self.settle();
        self.centred = centred;
        if before == (self.top, self.cursor.caret) {
            Outcome::Unchanged
        } else {
            Outcome::Moved
        }
    }

    /// Whether the window shows the end of the text.
    fn bottom_is_last(&mut self) -> bool {
        let bottom = self.bottom();
        self.layout.below(&self.buffer, bottom).is_none()
    }

    /// Keeps the row of the caret in the middle of the window, as a typewriter does, or lets it
    /// wander.
    pub fn set_centred(&mut self, centred: bool) {
        self.centred = centred;
        self.settle();
    }

    /// Puts the caret on `at` and selects what lies between it and `anchor`.
    fn place_caret(&mut self, anchor: usize, at: usize) {
        let caret = Caret::new(grapheme::floor(&self.buffer, at));
        self.cursor = Cursor { caret, goal: None };
        let anchor = grapheme::floor(&self.buffer, anchor);
        self.anchor = (anchor != caret.at).then_some(anchor);
    }

    /// The edit that a command about words or lines makes of this text; `None` where there is
    /// nothing to do.
    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "the other commands are no such edits"
    )]
    fn worked_out(&self, command: &Command) -> Option<Edit> {
        let at = self.cursor.caret.at;
        let anchor = self.anchor.unwrap_or(at);
        let range = anchor.min(at)..anchor.max(at);
        let buffer = &self.buffer;
        let reversed = |edit: Edit| {
            let (start, end) = edit.select;
            if at < anchor {
                edit.selecting(end, start)
            } else {
                edit
            }
        };
        match command {
            Command::DeleteLines => operate::delete_lines(buffer, &range),
            Command::DuplicateLines => Some(operate::duplicate_lines(buffer, (anchor, at))),
            Command::ChangeCase(case) => self.change_case(range, *case).map(reversed),
            Command::JoinLines => operate::join(buffer, &range),
            Command::Indent => Some(reversed(operate::indent(buffer, &range))),
            Command::Dedent => Some(reversed(operate::dedent(buffer, &range))),
            Command::MoveLines(direction) => operate::move_lines(buffer, (anchor, at), *direction),
            Command::MoveParagraph(direction) => {
                operate::move_paragraph(buffer, (anchor, at), *direction)
            }
            Command::ToggleTasks => Some(operate::toggle_tasks(buffer, &range)),
            Command::Tab => lists::tab(buffer, &range).map(reversed),
            Command::BackTab => Some(reversed(lists::back_tab(buffer, &range))),
            Command::AlignTable => table::align(buffer, at),
            _ => None,
        }
    }

    fn change_case(&self, selected: Range<usize>, case: Case) -> Option<Edit> {
        if !selected.is_empty() {
            return Some(operate::change_case(&self.buffer, selected, case));
        }
        let word = Object::Word(WordKind::Small);
        let word = objects::range(&self.buffer, selected.start, word, Reach::Inner)?;
        let edit = operate::change_case(&self.buffer, word, case);
        // The caret goes behind the word, so that the next press takes the next one.
        let end = edit.select.1;
        Some(edit.caret(end))
    }

    fn select_object(&mut self, object: Object, reach: Reach) -> Outcome {
        match objects::range(&self.buffer, self.cursor.caret.at, object, reach) {
            Some(range) => {
                self.undo.close();
                self.place_caret(range.start, range.end);
                Outcome::Moved
            }
            None => Outcome::Unchanged,
        }
    }

    /// Makes one step of undo of everything until [`Editor::end_group`].
    pub fn begin_group(&mut self) {
        self.undo.begin_group();
    }

    /// Ends the group.
    pub fn end_group(&mut self) {
        self.undo.end_group();
    }

    /// How many states of the text can be gone to, this one included.
    pub fn state_count(&self) -> usize {
        self.undo.state_count()
    }

    fn undo(&mut self) -> Outcome {
        let step = self.undo.undo();
        self.travel(step.map(|step| (Way::Back, step)).into_iter().collect())
    }

    fn redo(&mut self) -> Outcome {
        let step = self.undo.redo();
        self.travel(step.map(|step| (Way::Again, step)).into_iter().collect())
    }

    fn travel(&mut self, steps: Vec<(Way, Step)>) -> Outcome {
        let mut outcome = Outcome::Unchanged;
        for (way, step) in steps {
            outcome = match way {
                Way::Back => {
                    for change in step.changes.iter().rev() {
                        self.carry_out(change.after(), &change.removed);
                    }
                    self.come_back(step.places.0, step.versions.0)
                }
                Way::Again => {
                    for change in &step.changes {
                        self.carry_out(change.before(), &change.inserted);
                    }
                    self.come_back(step.places.1, step.versions.1)
                }
            };
        }
        outcome
    }

    fn come_back(&mut self, place: Place, version: u64) -> Outcome {
        self.cursor = Cursor {
            caret: place.caret,
            goal: None,
        };
        self.anchor = place.anchor;
        self.version = version;
        Outcome::Edited
    }

    fn place(&self) -> Place {
        Place {
            caret: self.cursor.caret,
            anchor: self.anchor,
        }
    }

    /// Where `motion` leads, without going there.
    fn moved(&mut self, motion: Motion) -> Cursor {
        let page_rows = usize::from(self.size.1).saturating_sub(1).max(1);
        cursor::go(
            &self.buffer,
            &mut self.layout,
            self.cursor,
            motion,
            page_rows,
        )
    }

    fn go(&mut self, motion: Motion) -> Outcome {
        self.undo.close();
        let (from, row) = (self.caret_row(), self.cursor_cell().1);
        let selected = self.selection();
        self.anchor = None;
        self.cursor = match (selected, motion) {
            (Some(selected), Motion::Left) => Cursor {
                caret: Caret::new(selected.start),
                goal: None,
            },
            (Some(selected), Motion::Right) => Cursor {
                caret: Caret::new(selected.end),
                goal: None,
            },
            _ => self.moved(motion),
        };
        self.turn_page(motion, from, row);
        Outcome::Moved
    }

    fn extend(&mut self, motion: Motion) -> Outcome {
        self.undo.close();
        let (from, row) = (self.caret_row(), self.cursor_cell().1);
        self.anchor.get_or_insert(self.cursor.caret.at);
        self.cursor = self.moved(motion);
        self.turn_page(motion, from, row);
        Outcome::Moved
    }

    /// Scrolls with a move by pages, so that the caret stays in its `row` of the window.
    fn turn_page(&mut self, motion: Motion, from: RowId, row: u16) {
        let to = self.caret_row();
        if !matches!(motion, Motion::PageUp | Motion::PageDown) || from == to {
            return;
        }
        self.top = to;
        for _ in 0..row {
            match self.layout.above(&self.buffer, self.top) {
                Some(above) => self.top = above,
                None => break,
            }
        }
        self.fill();
    }

    fn caret_row(&self) -> RowId {
        self.layout.row_of(&self.buffer, self.cursor.caret)
    }

    fn select(&mut self, range: Range<usize>) -> Outcome {
        self.undo.close();
        self.anchor = Some(range.start);
        self.cursor = Cursor {
            caret: Caret::new(range.end),
            goal: None,
        };
        Outcome::Moved
    }

    fn point(&mut self, column: u16, row: u16, anchor: Option<usize>) -> Outcome {
        self.undo.close();
        let mut id = self.top;
        for _ in 0..row.min(self.size.1 - 1) {
            match self.layout.below(&self.buffer, id) {
                Some(below) => id = below,
                None => break,
            }
        }
        let caret = cursor::at_column(&self.buffer, &mut self.layout, id, usize::from(column));
        self.cursor = Cursor { caret, goal: None };
        self.anchor = anchor;
        Outcome::Moved
    }

    /// Brings the caret into the window, and makes everything known that the window shows.
    fn settle(&mut self) {
        let buffer = &self.buffer;
        let caret = self.cursor.caret;
        let line = buffer.line_of(caret.at);
        let offset = caret.at - buffer.line_start(line);
        self.layout.reach(buffer, line, Extent::Byte(offset));
        let caret_row = self.layout.row_of(buffer, caret);
        self.top = self.known_row(self.top).min(caret_row);
        let height = usize::from(self.size.1);
        if self.rows_between(self.top, caret_row, height) >= height {
            self.top = caret_row;
            for _ in 1..height {
                match self.layout.above(&self.buffer, self.top) {
                    Some(above) => self.top = above,
                    None => break,
                }
            }
        }
        if self.centred {
            self.top = caret_row;
            for _ in 0..height / 2 {
                match self.layout.above(&self.buffer, self.top) {
                    Some(above) => self.top = above,
                    None => break,
                }
            }
        }
        let bottom = self.bottom();
        self.fences.reach(&self.buffer, bottom.line);
    }

    /// The last row of the window; knows all of it from then on.
    fn bottom(&mut self) -> RowId {
        let mut bottom = self.top;
        for _ in 1..self.size.1 {
            match self.layout.below(&self.buffer, bottom) {
                Some(below) => bottom = below,
                None => break,
            }
        }
        self.layout
            .reach(&self.buffer, bottom.line, Extent::Row(bottom.row));
        bottom
    }

    /// `id`, or the nearest row before it that exists.
    fn known_row(&mut self, id: RowId) -> RowId {
        let line = id.line.min(self.buffer.line_count() - 1);
        self.layout.reach(&self.buffer, line, Extent::Row(id.row));
        let known = self.layout.rows(line).map_or(1, Rows::known);
        RowId {
            line,
            row: id.row.min(known.saturating_sub(1)),
        }
    }

    /// How many rows `to` lies below `from`, or `at_most`.
    fn rows_between(&mut self, from: RowId, to: RowId, at_most: usize) -> usize {
        let mut id = from;
        let mut rows = 0;
        while id < to && rows < at_most {
            match self.layout.below(&self.buffer, id) {
                Some(below) => id = below,
                None => break,
            }
            rows += 1;
        }
        rows
    }

    /// Scrolls back where the text ends above the window's last row.
    fn fill(&mut self) {
        let height = usize::from(self.size.1);
        let last = RowId {
            line: usize::MAX,
            row: 0,
        };
        let shown = self.rows_between(self.top, last, height) + 1;
        for _ in shown..height {
            match self.layout.above(&self.buffer, self.top) {
                Some(above) => self.top = above,
                None => break,
            }
        }
        self.settle();
    }
}

fn text_columns(columns: u16) -> usize {
    usize::from(columns).saturating_sub(1).max(1)
}

mod by_rows;
#[cfg(test)]
mod tests;
