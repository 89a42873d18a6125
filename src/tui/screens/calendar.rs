//! Draws [`crate::app::screens::calendar`].

use crate::app::layout;
use crate::app::screens::calendar;
use crate::app::screens::calendar::Calendar;
use crate::app::state::State;
use crate::model::amount::counted;
use crate::tui::theme::Role;
use crate::tui::widgets::bars;
use crate::tui::widgets::month;
use crate::tui::widgets::pen::Pen;

pub(in crate::tui) fn draw(pen: &mut Pen<'_>, state: &State) {
    let Some(page) = state.calendar else {
        bars::foot(pen, state);
        return;
    };
    bars::head(pen, "Calendar", &about(state, page));
    let mut cursor = (1, calendar::TOP);
    let begins = state.look.first_weekday;
    for (shown, at) in calendar::months(page.day, state.size) {
        let rows = pen
            .height()
            .saturating_sub(at.1 + 1)
            .min(layout::MONTH_ROWS);
        let count = |day| {
            state
                .stats
                .as_ref()
                .map_or(0, |stats| stats.on(day).entries)
        };
        let of = (shown, page.day, begins);
        if let Some(cell) = month::month(pen, at, rows, of, count) {
            cursor = cell;
        }
    }
    entries(pen, state, page);
    bars::foot(pen, state);
    pen.cursor(cursor.0, cursor.1);
}

/// The chosen day, and how many entries it has.
fn about(state: &State, page: Calendar) -> String {
    let Some(numbers) = &state.stats else {
        let failed = state.statistics.failed.is_some();
        return if failed { "! not counted" } else { "counting" }.to_owned();
    };
    let count = counted(numbers.on(page.day).entries, "entry", "entries");
    if layout::is_narrow(state.size.0) {
        return format!("{}  {count}", page.day);
    }
    let today = if page.day == state.today() {
        ", today"
    } else {
        ""
    };
    format!("{}{today}  {count}", page.day.long())
}

fn entries(pen: &mut Pen<'_>, state: &State, page: Calendar) {
    let top = calendar::below(state.size);
    let left = if layout::is_narrow(pen.width()) { 1 } else { 4 };
    let room = pen.width().saturating_sub(left + 1);
    let below = pen.height().saturating_sub(1);
    let numbers = state.timeline.of_day(page.day);
    if numbers.is_empty() && top < below {
        let text = if state.timeline.complete {
            "no entry on this day"
        } else {
            "reading the journal"
        };
        pen.say((left, top), room, text, Role::Quiet);
    }
    let fits = usize::from(below.saturating_sub(top));
    let from = (page.entry + 1).saturating_sub(fits);
    for (row, (place, number)) in (top..below).zip(numbers.iter().enumerate().skip(from)) {
        let Some(summary) = state.timeline.rows.get(*number) else {
            break;
        };
        let chosen = place == page.entry;
        if chosen {
            pen.say((left.saturating_sub(1), row), 1, "▸", Role::Key);
        }
        let clock = state.clock(&summary.at);
        let column = pen.say((left, row), room, &clock, Role::Quiet) + 2;
        let role = if chosen { Role::Chosen } else { Role::Plain };
        let room = (left + room).saturating_sub(column);
        pen.quote((column, row), room, &summary.label(), role);
    }
    let key = ".  one entry     :  two or more     [13:]  chosen day";
    let row = top
        + u16::try_from(numbers.len().max(1))
            .unwrap_or(u16::MAX)
            .min(below)
        + 1;
    if row + 1 < below && !layout::is_narrow(pen.width()) {
        pen.say((left, row), room, key, Role::Quiet);
    }
}
