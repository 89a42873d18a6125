//! Draws [`crate::app::screens::palette`] from the one table of actions.

use crate::app::action::Place;
use crate::app::screens::help;
use crate::app::screens::palette;
use crate::app::screens::palette::Command;
use crate::app::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::bars;
use crate::tui::widgets::dialog;
use crate::tui::widgets::pen::Pen;

pub(in crate::tui) fn draw(pen: &mut Pen<'_>, state: &State) {
    let found = &state.palette;
    let of = found.of.unwrap_or(Place::Timeline);
    let count = format!("{} of {}", found.found.len(), found.count());
    bars::head(pen, &format!("Commands, {}", of.name()), &count);
    let shown = palette::shown(state.size);
    let commands = found.found.iter().enumerate().skip(found.top).take(shown);
    for (row, (number, command)) in (palette::ROWS_ABOVE..).zip(commands) {
        line(pen, (state, of), row, command, number == found.chosen);
    }
    if found.found.is_empty() {
        let text = "No command is called so.";
        let room = pen.width().saturating_sub(4);
        pen.say((3, palette::ROWS_ABOVE), room, text, Role::Quiet);
    }
    bars::foot(pen, state);
    let room = pen.width().saturating_sub(2);
    dialog::field(pen, (1, 1), room, ":", &found.field);
}

/// The sentence with what was hit in it, why it would do nothing, and its keys at the right.
fn line(
    pen: &mut Pen<'_>,
    (state, of): (&State, Place),
    row: u16,
    command: &Command,
    chosen: bool,
) {
    let Some(verb) = command.row() else { return };
    let end = pen.width().saturating_sub(1);
    if chosen {
        pen.say((1, row), 1, "▸", Role::Key);
    }
    let keys = help::bindings(state, of, verb).into_iter().next();
    let keys = keys.map(|(keys, _)| keys).unwrap_or_default();
    let behind = pen.say_right(end, row, &keys, Role::Key);
    let unable = palette::unable(state, of, verb.action);
    let base = match (chosen, unable) {
        (true, _) => Role::Chosen,
        (false, None) => Role::Plain,
        (false, Some(_)) => Role::Quiet,
    };
    let mut column = 3;
    for (place, letter) in (0_u32..).zip(verb.help.chars()) {
        let hit = command.hits.binary_search(&place).is_ok();
        let role = if hit { Role::Hit } else { base };
        let room = behind.saturating_sub(column + 1);
        column = pen.say((column, row), room, letter.encode_utf8(&mut [0; 4]), role);
    }
    if let Some(why) = unable {
        let room = behind.saturating_sub(column + 3);
        pen.say((column + 2, row), room, why, Role::Quiet);
    }
}
