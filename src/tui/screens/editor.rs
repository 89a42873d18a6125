//! Draws [`crate::app::screens::editor`]: the page belongs to the text, there is no first row.

use std::hash::Hash;
use std::hash::Hasher;
use std::ops::Range;

use crate::app::edit::markdown::Kinds;
use crate::app::edit::motion;
use crate::app::edit::view::Row;
use crate::app::layout;
use crate::app::screens::editor;
use crate::app::screens::editor::Area;
use crate::app::screens::editor::Page;
use crate::app::screens::find::Ask;
use crate::app::screens::find::Bar;
use crate::app::state::State;
use crate::model::amount::counted;
use crate::tui::theme::Role;
use crate::tui::widgets::bars;
use crate::tui::widgets::pen::Pen;

/// How many marks of a kind are looked at to know that no row is another one.
const MARKS_MAX: usize = 256;
/// Words that are read in a minute.
const WORDS_A_MINUTE: usize = 220;

pub(in crate::tui) fn draw(pen: &mut Pen<'_>, state: &State) {
    if let Some(page) = &state.editor.page {
        text(pen, state, page);
        standing(pen, state, page);
    }
    bars::foot(pen, state);
}

/// Draws the text and puts the cursor at its caret.
pub(in crate::tui) fn text(pen: &mut Pen<'_>, state: &State, page: &Page) {
    let area = editor::area(state);
    let misspelt = state.editor.spelling.marks();
    let marks: &[Marks<'_>] = &[(misspelt, Role::Misspelt), (hits(state), Role::Hit)];
    let lit = lit(state, page);
    let source = (page.text.rows_source(), &lit, marks, area.left, area.top);
    let draw = |pen: &mut Pen<'_>| rows(pen, page, marks, lit.as_ref(), area);
    // To look at thousands of hits costs more than to look at the rows.
    if marks.iter().all(|(places, _)| places.len() <= MARKS_MAX) {
        pen.keep_block(source, draw);
    } else {
        draw(pen);
    }
    let (column, row) = page.text.cursor_cell();
    pen.cursor(area.left + column, area.top + row);
}

/// Draws the rows that still show something else.
fn rows(
    pen: &mut Pen<'_>,
    page: &Page,
    marks: &[Marks<'_>],
    lit: Option<&Range<usize>>,
    area: Area,
) -> Range<u16> {
    let mut end = area.top;
    for (line, row) in (area.top..).zip(page.text.visible_rows()) {
        let look = Look {
            left: area.left,
            dimmed: lit.is_some_and(|lit| !lit.contains(&row.id.line)),
            marks: marks
                .iter()
                .map(|(places, role)| (in_row(places, &row), *role))
                .collect(),
            row: &row,
        };
        let source = Source(&look);
        pen.keep_by(line, &source, || &look, |pen| draw_row(pen, line, &look));
        end = line + 1;
    }
    area.top..end
}

/// What is found and shown so, while somebody looks for it.
fn hits(state: &State) -> &[Range<usize>] {
    match &state.editor.bar {
        Some(Bar {
            ask: Ask::Find | Ask::Replace,
            ..
        }) => &state.editor.finding.hits.places,
        _ => &[],
    }
}

/// The lines that are not dimmed in focus mode: the paragraph of the caret.
fn lit(state: &State, page: &Page) -> Option<Range<usize>> {
    let buffer = page.text.buffer();
    state
        .editor
        .focus
        .then(|| motion::block(buffer, buffer.line_of(page.text.caret().at)))
}

/// Stretches of the text that are shown in a style of their own, and what they are: ascending, and
/// none over another.
type Marks<'a> = (&'a [Range<usize>], Role);

/// All that a row of text is drawn from.
struct Look<'a> {
    left: u16,
    row: &'a Row,
    marks: Vec<Marks<'a>>,
    dimmed: bool,
}

impl Hash for Look<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.row.hash_look(state);
        self.hash_marks(state);
    }
}

/// What that is found from.
struct Source<'a>(&'a Look<'a>);

impl Hash for Source<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.row.hash_source(state);
        self.0.hash_marks(state);
    }
}

impl Look<'_> {
    fn hash_marks<H: Hasher>(&self, state: &mut H) {
        (self.left, self.dimmed).hash(state);
        for (places, role) in &self.marks {
            role.hash(state);
            places.len().hash(state);
            for place in *places {
                self.row.hash_place(place, state);
            }
        }
    }
}

fn draw_row(pen: &mut Pen<'_>, line: u16, look: &Look<'_>) {
    let mut plain = (Kinds::NONE, pen.prose(Kinds::NONE));
    for cell in look.row.cells() {
        if cell.kinds != plain.0 {
            plain = (cell.kinds, pen.prose(cell.kinds));
        }
        let mut style = plain.1;
        for (places, role) in &look.marks {
            let next = places.partition_point(|place| place.end <= cell.bytes.start);
            let place = places.get(next);
            if place.is_some_and(|place| place.start <= cell.bytes.start) {
                style = style.patch(pen.style(*role));
            }
        }
        if look.dimmed {
            style = style.patch(pen.style(Role::Quiet));
        }
        if cell.selected {
            style = style.patch(pen.style(Role::Selected));
        }
        // A tab is one blank, as wide as it reaches.
        let at = (look.left + cell.column, line);
        pen.cell(at, cell.width, &cell.text, style);
    }
}

/// Those of the places that a row shows something of.
fn in_row<'p>(places: &'p [Range<usize>], row: &Row) -> &'p [Range<usize>] {
    let first = places.partition_point(|place| place.end <= row.bytes.start);
    let end = places.partition_point(|place| place.start < row.bytes.end);
    places.get(first..end).unwrap_or(&[])
}

/// Words, and more where there is room: how long they take to read, how many are still to write.
fn counts(page: &Page, narrow: bool) -> String {
    let count = page.text.word_count();
    let mut words = counted(count as u64, "word", "words");
    let minutes = count / WORDS_A_MINUTE;
    if !narrow && minutes > 0 {
        words = format!("{words}, {minutes} min");
    }
    match page.goal {
        Some((from, goal)) => {
            let written = count.saturating_sub(from);
            let sign = if written >= goal { " ✓" } else { "" };
            format!("{written} of {goal}{sign}  {words}")
        }
        None => words,
    }
}

/// The entry's moment at the left; words and how much of them is safe at the right.
pub(in crate::tui) fn standing(pen: &mut Pen<'_>, state: &State, page: &Page) {
    if state.notice.is_some() {
        return;
    }
    let row = pen.height().saturating_sub(2);
    let sign = state.editor.keys.sign();
    if sign.is_line {
        // The cursor stands in it.
        standing_row(pen, state, page, row);
        return;
    }
    let safety = (
        page.failed.is_some(),
        page.saving.is_some(),
        page.is_dirty(),
        page.kept_at,
        page.saved_at,
        page.was_saved,
    );
    let words = (page.text.word_count(), page.goal);
    let look = (&page.draft.content.at, words, safety, sign);
    pen.keep(row, look, |pen| standing_row(pen, state, page, row));
}

fn standing_row(pen: &mut Pen<'_>, state: &State, page: &Page, row: u16) {
    let end = pen.width().saturating_sub(1);
    let narrow = layout::is_narrow(pen.width());
    let words = counts(page, narrow);
    let (safety, role) = safety(state, page, narrow);
    let begin = pen.say_right(end, row, &safety, role);
    let begin = pen.say_right(begin.saturating_sub(2), row, &words, Role::Quiet);
    let left = mode(pen, state, row, begin);
    let at = &page.draft.content.at;
    let mut when = state.clock(at);
    if !narrow {
        when = format!("{}, {when}", at.day(state.look.day_starts).long());
    }
    let room = begin.saturating_sub(left + 2);
    // A date that is cut says nothing.
    if left == 1 || usize::from(room) >= when.chars().count() {
        pen.say((left, row), room, &when, Role::Quiet);
    }
}

/// The key set's mode, the keys that wait for more, and the macro that is written; or the line that
/// is typed, with the cursor in it. Returns the column behind.
fn mode(pen: &mut Pen<'_>, state: &State, row: u16, end: u16) -> u16 {
    let sign = state.editor.keys.sign();
    let room = end.saturating_sub(3);
    if sign.is_line {
        let column = pen.say((1, row), room, &sign.pending, Role::Plain);
        pen.cursor(column, row);
        return column + 2;
    }
    let mut column = 1;
    if !sign.mode.is_empty() {
        column = pen.say((column, row), room, sign.mode, Role::Key) + 2;
    }
    if let Some(name) = sign.recording {
        let text = format!("recording @{name}");
        column = pen.say((column, row), room, &text, Role::Plain) + 2;
    }
    if !sign.pending.is_empty() {
        column = pen.say((column, row), room, &sign.pending, Role::Plain) + 2;
    }
    column
}

fn safety(state: &State, page: &Page, narrow: bool) -> (String, Role) {
    if page.failed.is_some() {
        return ("! not saved".to_owned(), Role::Warning);
    }
    if page.saving.is_some() {
        return ("saving".to_owned(), Role::Quiet);
    }
    if page.is_dirty() {
        let text = match page.kept_at {
            Some(_) if narrow => "draft kept".to_owned(),
            Some(at) => format!("not saved, draft kept {}", state.clock_of(at)),
            None => "not saved".to_owned(),
        };
        return (text, Role::Quiet);
    }
    match page.saved_at {
        Some(at) => (format!("saved {}", state.clock_of(at)), Role::Good),
        None if page.was_saved => ("saved".to_owned(), Role::Good),
        None => ("new".to_owned(), Role::Quiet),
    }
}
