//! Draws [`crate::app::screens::templates`].

use crate::app::layout;
use crate::app::layout::LIST_TOP;
use crate::app::screens::templates;
use crate::app::state::State;
use crate::model::amount::counted;
use crate::tui::theme::Role;
use crate::tui::widgets::bars;
use crate::tui::widgets::pen::Pen;

pub(in crate::tui) fn draw(pen: &mut Pen<'_>, state: &State) {
    let page = &state.templates;
    let count = counted(page.all.len() as u64, "template", "templates");
    bars::head(pen, "Templates", if page.loaded { &count } else { "" });
    let left = if layout::is_narrow(pen.width()) { 1 } else { 3 };
    let room = pen.width().saturating_sub(left + 1).min(60);
    pen.cursor(left, LIST_TOP);
    if !page.loaded {
        pen.say((left, LIST_TOP), room, "reading the templates", Role::Quiet);
        bars::foot(pen, state);
        return;
    }
    let rows = templates::rows_shown(state.size);
    let shown = page.all.iter().enumerate().skip(page.choice.top).take(rows);
    for (line, (number, template)) in (LIST_TOP..).zip(shown) {
        let chosen = number == page.choice.chosen;
        let role = if chosen { Role::Chosen } else { Role::Plain };
        if chosen {
            pen.say((left - 1, line), 1, "▸", role);
            pen.cursor(left - 1, line);
        }
        let whose = if template.own { "yours" } else { "built in" };
        let begin = pen.say_right(left + room, line, whose, Role::Quiet);
        let room = begin.saturating_sub(left + 1);
        pen.quote((left, line), room, &template.name, role);
    }
    let below = templates::preview_rows(state.size);
    if below > 2 {
        let count = u16::try_from(page.all.len()).unwrap_or(u16::MAX);
        let rows = u16::try_from(rows).unwrap_or(u16::MAX);
        let top = LIST_TOP + count.min(rows) + 1;
        let lines = page.chosen().map_or("", |chosen| &chosen.text).lines();
        for (row, line) in (top..top + below - 1).zip(lines) {
            pen.quote((left, row), room, line, Role::Quiet);
        }
        let row = pen.height().saturating_sub(4);
        let text = format!("Your own are files NAME.md in {}", page.folder);
        pen.quote(
            (left, row),
            pen.width().saturating_sub(left + 1),
            &text,
            Role::Quiet,
        );
    }
    bars::foot(pen, state);
}
