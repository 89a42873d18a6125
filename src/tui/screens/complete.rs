//! Draws [`crate::app::screens::complete`]: the text, and the list at the caret.

use crate::app::screens::complete::List;
use crate::app::state::State;
use crate::tui::screens::editor;
use crate::tui::theme::Role;
use crate::tui::widgets::bars;
use crate::tui::widgets::pen::Pen;
use crate::tui::widgets::pen::cells;

pub(in crate::tui) fn draw(pen: &mut Pen<'_>, state: &State) {
    let Some(page) = &state.editor.page else {
        bars::foot(pen, state);
        return;
    };
    editor::text(pen, state, page);
    editor::standing(pen, state, page);
    bars::foot(pen, state);
    if let Some(list) = &state.editor.list {
        let area = crate::app::screens::editor::area(state);
        let (column, row) = page.text.cursor_cell();
        draw_list(pen, list, (area.left + column, area.top + row));
    }
}

/// The list under the caret, or above it where there is more room.
fn draw_list(pen: &mut Pen<'_>, list: &List, (column, row): (u16, u16)) {
    let count = u16::try_from(list.offers.len()).unwrap_or(u16::MAX);
    let below = pen.height().saturating_sub(row + 3);
    let top = if count <= below || below >= row {
        row + 1
    } else {
        row.saturating_sub(count)
    };
    let shown = count.min(if top > row { below } else { row });
    let widest = list.offers.iter().map(|offer| cells(&offer.shown)).max();
    let width = widest.unwrap_or(0).saturating_add(2).min(pen.width());
    let left = column.saturating_sub(1).min(pen.width() - width);
    // Where not all fit, those around the chosen one do.
    let chosen = list.chosen.unwrap_or(0);
    let first = (chosen + 1).saturating_sub(usize::from(shown));
    let offers = list.offers.iter().enumerate().skip(first);
    for (line, (number, offer)) in (top..top + shown).zip(offers) {
        let role = if list.chosen == Some(number) {
            Role::Selected
        } else {
            Role::Plain
        };
        let blanks = " ".repeat(usize::from(width));
        pen.quote((left, line), width, &blanks, role);
        pen.quote(
            (left + 1, line),
            width.saturating_sub(2),
            &offer.shown,
            role,
        );
    }
}
