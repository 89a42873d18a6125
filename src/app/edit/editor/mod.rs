//! The editor: a text, a caret, a selection, a window, and everything that can be done to them.

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
use crate::app::edit::paste;
use crate::app::edit::rows::Extent;
use crate::app::edit::rows::Rows;
use crate::app::edit::select;
use crate::app::edit::undo::Kind;
use crate::app::edit::undo::Place;
use crate::app::edit::undo::Step;
use crate::app::edit::undo::Undo;
use crate::app::edit::view::Lexed;
use crate::app::edit::view::VisibleRows;
use crate::app::edit::words;
use crate::model::limits::DRAFT_BYTES_MAX;

/// Bytes around a change in which it can make or join words.
const WORD_CONTEXT_BYTES: usize = 4 * words::CONTEXT_CHARS;

/// An editor of one text. A value: it draws nothing, waits for nothing and knows no time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Editor {
    buffer: Buffer,
    layout: Layout,
    fences: Fences,
    cursor: Cursor,
    anchor: Option<usize>,
    undo: Undo,
    /// Columns and rows of the window, each at least 1.
    size: (u16, u16),
    top: RowId,
    words: usize,
    version: u64,
    newest_version: u64,
    saved_version: u64,
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
            undo: Undo::default(),
            size,
            top: RowId::default(),
            words,
            version: 0,
            newest_version: 0,
            saved_version: 0,
        };
        editor.settle();
        editor
    }

    /// Does what `command` says. `at_ms` is the present moment in milliseconds of any clock; it
    /// only decides which changes are undone together.
    pub fn apply(&mut self, command: &Command, at_ms: i64) -> Outcome {
        let before = (self.cursor.caret, self.anchor);
        let outcome = match command {
            Command::Insert(text) => self.insert(&paste::clean(text.as_str()), Kind::Typing, at_ms),
            Command::Newline => self.insert("\n", Kind::Other, at_ms),
            Command::Paste(text) => self.insert(&paste::clean(text.as_str()), Kind::Other, at_ms),
            Command::Backspace => self.delete(Motion::Left, at_ms),
            Command::Delete => self.delete(Motion::Right, at_ms),
            Command::DeleteWordLeft => self.delete(Motion::WordLeft, at_ms),
            Command::DeleteWordRight => self.delete(Motion::WordRight, at_ms),
            Command::Undo => self.undo(),
            Command::Redo => self.redo(),
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
            Command::SelectNone => {
                self.anchor = None;
                Outcome::Moved
            }
        };
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
        self.cursor = Cursor {
            caret: Caret::new(grapheme::floor(&self.buffer, at)),
            goal: None,
        };
        self.settle();
    }

    /// The selected bytes; `None` when nothing is selected.
    pub fn selection(&self) -> Option<Range<usize>> {
        select::between(self.anchor, self.cursor.caret.at)
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

    /// The rows of the window from the top down; fewer than it is high where the text ends.
    pub fn visible_rows(&self) -> VisibleRows<'_> {
        VisibleRows {
            buffer: &self.buffer,
            layout: &self.layout,
            fences: &self.fences,
            selected: self.selection().unwrap_or(0..0),
            next: Some(self.top),
            rows_left: self.size.1,
            lexed: Lexed::default(),
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
            change,
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

    fn undo(&mut self) -> Outcome {
        let Some(step) = self.undo.undo().cloned() else {
            return Outcome::Unchanged;
        };
        self.carry_out(step.change.after(), &step.change.removed);
        self.come_back(step.places.0, step.versions.0)
    }

    fn redo(&mut self) -> Outcome {
        let Some(step) = self.undo.redo().cloned() else {
            return Outcome::Unchanged;
        };
        self.carry_out(step.change.before(), &step.change.inserted);
        self.come_back(step.places.1, step.versions.1)
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

#[cfg(test)]
mod tests;
