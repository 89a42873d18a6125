//! Draws [`crate::app::screens::help`] from the one table of actions.

use crate::app::action::Place;
use crate::app::action::Row;
use crate::app::edit::keys::Force;
use crate::app::layout;
use crate::app::screens::help;
use crate::app::screens::help::Line;
use crate::app::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::bars;
use crate::tui::widgets::pen::Pen;

pub(in crate::tui) fn draw(pen: &mut Pen<'_>, state: &State) {
    let narrow = layout::is_narrow(pen.width());
    let place = state.help.of.map_or("", Place::name);
    let rows = state.help.lines(state.editor_keys, pen.width());
    let left = if narrow { 1 } else { 3 };
    let column = left + if narrow { 16 } else { 24 };
    let room = pen.width().saturating_sub(column + 1);
    let top = if narrow { 1 } else { 2 };
    let below = pen.height().saturating_sub(if narrow { 1 } else { 4 });
    let shown =
        usize::from(below.saturating_sub(top)).min(rows.len() - state.help.top.min(rows.len()));
    let from = state.help.top;
    let right = if shown < rows.len() {
        let what = if narrow { "" } else { " keys" };
        format!("{} to {} of {}{what}", from + 1, from + shown, rows.len())
    } else {
        format!("{} keys", rows.len())
    };
    bars::head(pen, &format!("Help, {place}"), &right);
    for (line, row) in (top..below).zip(rows.iter().skip(state.help.top)) {
        let row = match row {
            Line::Row(row) => row,
            Line::Keys((keys, help)) => {
                pen.say((left, line), column - left - 1, keys, Role::Key);
                pen.say((column, line), room, help, Role::Plain);
                continue;
            }
        };
        pen.say(
            (left, line),
            column - left - 1,
            &keys(state, row),
            Role::Key,
        );
        let behind = pen.say((column, line), room, row.help, Role::Plain);
        // The name that the settings call it by, where there is room for it.
        let end = pen.width().saturating_sub(1);
        let name = u16::try_from(row.name.len()).unwrap_or(u16::MAX);
        if !narrow && behind.saturating_add(name + 2) < end {
            pen.say_right(end, line, row.name, Role::Quiet);
        }
    }
    if !narrow {
        let text = "Signs: * starred  @ attachments  ! conflict  & merged  ^ not synced yet";
        let row = pen.height().saturating_sub(3);
        pen.say(
            (left, row),
            pen.width().saturating_sub(left),
            text,
            Role::Quiet,
        );
    }
    bars::foot(pen, state);
    pen.cursor(left, top);
}

/// Every binding of the row: `Home  g g`.
fn keys(state: &State, row: &Row) -> String {
    let Some(place) = state.help.of else {
        return String::new();
    };
    let keys = help::bindings(state, place, row);
    let longer = keys.iter().any(|(keys, _)| keys.contains(' '));
    let when = |force| match force {
        Force::InCommands => " normal",
        Force::InWriting => " writing",
        Force::Always | Force::Never => "",
    };
    let names: Vec<String> = keys
        .iter()
        .map(|(keys, force)| format!("{keys}{}", when(*force)))
        .collect();
    names.join(if longer { ", " } else { " " })
}
