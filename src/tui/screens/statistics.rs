//! Draws [`crate::app::screens::statistics`].

use crate::app::screens::statistics;
use crate::app::screens::statistics::Part;
use crate::app::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::bars;
use crate::tui::widgets::dialog;
use crate::tui::widgets::pen::Pen;

pub(in crate::tui) fn draw(pen: &mut Pen<'_>, state: &State) {
    let begun = state
        .stats
        .as_ref()
        .and_then(|stats| stats.days.keys().next());
    let since = begun.map(|day| format!("since {} {}", day.day_of_month(), day.month_title()));
    bars::head(pen, "Statistics", &since.unwrap_or_default());
    let top = statistics::ROWS_ABOVE;
    if let Some(why) = &state.statistics.failed {
        let room = pen.width().saturating_sub(4);
        let text = format!("! not counted: {why}");
        let row = dialog::paragraph(pen, (3, top + 1), room, &text, Role::Warning);
        let text = "Nothing was changed. Esc goes back; S counts again.";
        dialog::paragraph(pen, (3, row + 1), room, text, Role::Plain);
        bars::foot(pen, state);
        pen.cursor(3, top + 1);
        return;
    }
    if begun.is_none() {
        let text = match &state.stats {
            Some(_) => "Nothing is written yet: n in the timeline begins.",
            None => "counting",
        };
        let room = pen.width().saturating_sub(4);
        dialog::paragraph(pen, (3, top + 1), room, text, Role::Quiet);
        bars::foot(pen, state);
        pen.cursor(3, top + 1);
        return;
    }
    let lines = statistics::lines(state);
    let shown = statistics::shown(state.size);
    let rows = lines.iter().skip(state.statistics.top).take(shown);
    for (row, line) in (top..).zip(rows) {
        for (column, text, part) in line {
            let room = pen.width().saturating_sub(*column);
            let at = (*column, row);
            match part {
                Part::Tag => pen.quote(at, room.min(12), text, Role::Tag),
                Part::Plain => pen.say(at, room, text, Role::Plain),
                Part::Quiet => pen.say(at, room, text, Role::Quiet),
                Part::Heading => pen.say(at, room, text, Role::Heading),
                Part::Bar => pen.say(at, room, text, Role::Good),
            };
        }
    }
    bars::foot(pen, state);
    pen.cursor(1, top);
}
