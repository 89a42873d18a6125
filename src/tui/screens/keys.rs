//! Draws [`crate::app::screens::keys`].

use crate::app::layout;
use crate::app::screens::keys;
use crate::app::screens::keys::Weight;
use crate::app::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::bars;
use crate::tui::widgets::dialog;
use crate::tui::widgets::pen::Pen;

pub(in crate::tui) fn draw(pen: &mut Pen<'_>, state: &State) {
    let narrow = layout::is_narrow(pen.width());
    bars::head(pen, "Keys and devices", &bars::standing(state, narrow));
    let left = if narrow { 1 } else { 3 };
    let room = pen
        .width()
        .saturating_sub(left + 1)
        .min(layout::TEXT_CELLS_MAX + 4);
    let mut row = if narrow { 1 } else { 2 };
    pen.cursor(left, row);
    if state.keys.page.is_none() {
        let text = match &state.keys.wrong {
            Some(_) => "What opens this vault could not be read.",
            None => "looking at every key",
        };
        row = dialog::paragraph(pen, (left, row), room, text, Role::Quiet);
    }
    let end = pen.height().saturating_sub(1);
    for (number, (weight, text)) in keys::sentences(state)
        .iter()
        .enumerate()
        .skip(state.keys.top)
    {
        if row >= end {
            break;
        }
        let (sign, role) = match weight {
            Weight::Heading => ("", Role::Heading),
            Weight::Good => ("✓", Role::Plain),
            Weight::Warning => ("!", Role::Warning),
            Weight::Open => ("?", Role::Quiet),
            Weight::Quiet => ("", Role::Quiet),
        };
        if *weight == Weight::Heading {
            row += u16::from(!narrow && number > state.keys.top);
            row = dialog::paragraph(pen, (left, row), room, text, role);
            continue;
        }
        pen.say((left, row), 2, sign, role);
        row = dialog::paragraph(pen, (left + 2, row), room.saturating_sub(2), text, role);
    }
    // A long sentence may have run into the row of the keys.
    let blanks = " ".repeat(usize::from(pen.width()));
    pen.say((0, end), pen.width(), &blanks, Role::Plain);
    bars::foot(pen, state);
}
