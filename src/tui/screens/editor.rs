//! Draws [`crate::app::screens::editor`]: the page belongs to the text, there is no first row.

use crate::app::edit::view::Row;
use crate::app::facts::counted;
use crate::app::layout;
use crate::app::screens::editor;
use crate::app::screens::editor::Page;
use crate::app::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::bars;
use crate::tui::widgets::pen::Pen;

pub(in crate::tui) fn draw(pen: &mut Pen<'_, '_>, state: &State) {
    let Some(page) = &state.editor.page else {
        bars::foot(pen, state);
        return;
    };
    let left = layout::page(pen.width()).left;
    let top = editor::rows_above(state.size);
    for (line, row) in (top..).zip(page.text.visible_rows()) {
        text_row(pen, (left, line), &row);
    }
    standing(pen, state, page);
    bars::foot(pen, state);
    let (column, row) = page.text.cursor_cell();
    pen.cursor(left + column, top + row);
}

fn text_row(pen: &mut Pen<'_, '_>, (left, line): (u16, u16), row: &Row) {
    for cell in row.cells() {
        let mut style = pen.prose(cell.kinds);
        if cell.selected {
            style = style.patch(pen.style(Role::Selected));
        }
        let at = (left + cell.column, line);
        if cell.text == " " && cell.width > 1 {
            // A tab: one blank, as wide as it reaches.
            let blanks = " ".repeat(usize::from(cell.width));
            pen.clipped(at, cell.width, &blanks, style);
        } else {
            pen.clipped(at, cell.width, &cell.text, style);
        }
    }
}

/// The entry's moment at the left; words and how much of them is safe at the right.
fn standing(pen: &mut Pen<'_, '_>, state: &State, page: &Page) {
    if state.notice.is_some() {
        return;
    }
    let row = pen.height().saturating_sub(2);
    let end = pen.width().saturating_sub(1);
    let narrow = layout::is_narrow(pen.width());
    let words = counted(page.text.word_count() as u64, "word", "words");
    let (safety, role) = safety(state, page, narrow);
    let begin = pen.say_right(end, row, &safety, role);
    let begin = pen.say_right(begin.saturating_sub(2), row, &words, Role::Quiet);
    let at = &page.draft.content.at;
    let mut when = state.clock(at);
    if !narrow {
        when = format!("{}, {when}", at.day(state.look.day_starts).long());
    }
    pen.say((1, row), begin.saturating_sub(3), &when, Role::Quiet);
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
