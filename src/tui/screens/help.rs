//! Draws [`crate::app::screens::help`] from the one table of actions.

use crate::app::action::Place;
use crate::app::layout;
use crate::app::screens::help;
use crate::app::screens::help::Shown;
use crate::app::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::bars;
use crate::tui::widgets::pen::Pen;

pub(in crate::tui) fn draw(pen: &mut Pen<'_>, state: &State) {
    let narrow = layout::is_narrow(pen.width());
    let place = state.help.of.map_or("", Place::name);
    let rows = help::shown(state);
    let (left, _, _) = help::columns(pen.width());
    let (top, below) = help::from_to(pen.width(), pen.height());
    let from = state.help.top.min(rows.len());
    let mut line = top;
    let mut whole = 0;
    for row in rows.iter().skip(from) {
        if line + row.height() > below && whole > 0 {
            break;
        }
        draw_row(pen, row, line, below);
        line += row.height();
        whole += 1;
    }
    let right = if whole < rows.len() {
        let what = if narrow { "" } else { " keys" };
        format!("{} to {} of {}{what}", from + 1, from + whole, rows.len())
    } else {
        format!("{} keys", rows.len())
    };
    bars::head(pen, &format!("Help, {place}"), &right);
    if !narrow {
        let text = "Signs: * starred  @ attachments  ! conflict  & merged  ^ not synced yet";
        let row = pen.height().saturating_sub(3);
        let room = pen.width().saturating_sub(left);
        pen.say((left, row), room, text, Role::Quiet);
    }
    bars::foot(pen, state);
    pen.cursor(left, top);
}

/// The keys, and beside them what they do; as many rows as both need.
fn draw_row(pen: &mut Pen<'_>, row: &Shown, top: u16, below: u16) {
    let (left, column, room) = help::columns(pen.width());
    let lines = (top..below).zip(&row.keys);
    for (line, keys) in lines {
        pen.say((left, line), column - left - 1, keys, Role::Key);
    }
    let mut behind = column;
    for (line, text) in (top..below).zip(&row.help) {
        behind = pen.say((column, line), room, text, Role::Plain);
    }
    // The name that the settings call it by, where there is room for it.
    let Some(name) = row.name.filter(|_| row.help.len() == 1) else {
        return;
    };
    let end = pen.width().saturating_sub(1);
    let cells = u16::try_from(name.len()).unwrap_or(u16::MAX);
    if !layout::is_narrow(pen.width()) && behind.saturating_add(cells + 2) < end {
        pen.say_right(end, top, name, Role::Quiet);
    }
}
