//! Draws [`crate::app::screens::journals`].

use crate::app::layout;
use crate::app::layout::LIST_TOP;
use crate::app::state::State;
use crate::model::amount::counted;
use crate::tui::theme::Role;
use crate::tui::widgets::bars;
use crate::tui::widgets::dialog;
use crate::tui::widgets::pen::Pen;

pub(in crate::tui) fn draw(pen: &mut Pen<'_>, state: &State) {
    let page = &state.journals;
    let narrow = layout::is_narrow(pen.width());
    let place = match &page.moved {
        Some(_) => "Move to a journal",
        None => "Journals",
    };
    let count = counted(page.names.len() as u64, "journal", "journals");
    let known = page.loaded && !page.failed;
    bars::head(pen, place, if known { &count } else { "" });
    let left = if narrow { 1 } else { 3 };
    let room = pen.width().saturating_sub(left + 1).min(60);
    pen.cursor(left, LIST_TOP);
    if let Some((_, label)) = &page.moved {
        pen.quote((left, 1), room, label, Role::Quiet);
    }
    if !known {
        let text = if page.failed {
            "The journals cannot be read."
        } else {
            "reading the journals"
        };
        pen.say((left, LIST_TOP), room, text, Role::Quiet);
        bars::foot(pen, state);
        return;
    }
    let shown = page.choice.top
        ..page
            .rows()
            .min(page.choice.top + layout::list_rows(state.size, 0));
    for (line, row) in (LIST_TOP..).zip(shown) {
        let chosen = row == page.choice.chosen;
        let role = if chosen { Role::Chosen } else { Role::Plain };
        if chosen {
            pen.say((left - 1, line), 1, "▸", role);
            pen.cursor(left - 1, line);
        }
        let (name, entries) = match page.journal(row) {
            Some((name, entries)) => (name.as_str(), *entries),
            None => ("every journal", page.names.iter().map(|(_, n)| n).sum()),
        };
        let entries = counted(entries, "entry", "entries");
        let begin = pen.say_right(left + room, line, &entries, Role::Quiet);
        pen.quote((left, line), begin.saturating_sub(left + 1), name, role);
    }
    bars::foot(pen, state);
    if let Some(field) = &page.typing {
        let row = pen.height().saturating_sub(4);
        let text = "Its name; Enter takes it, Esc does not";
        pen.say((left, row), room, text, Role::Heading);
        dialog::field(pen, (left, row + 1), room, ">", field);
    }
}
