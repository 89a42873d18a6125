//! Draws [`crate::app::screens::this_day`].

use crate::app::layout;
use crate::app::screens::this_day;
use crate::app::screens::this_day::ThisDay;
use crate::app::state::State;
use crate::model::amount::counted;
use crate::model::entry::Summary;
use crate::tui::theme::Role;
use crate::tui::widgets::bars;
use crate::tui::widgets::dialog;
use crate::tui::widgets::pen::Pen;

pub(in crate::tui) fn draw(pen: &mut Pen<'_>, state: &State) {
    let Some(page) = &state.this_day else {
        bars::foot(pen, state);
        return;
    };
    let entries = page.entries(&state.timeline);
    bars::head(pen, "On this day", &about(state, page, &entries));
    let each = this_day::rows_each(state.size);
    let mut cursor = (1, this_day::ROWS_ABOVE);
    let mut year_above = None;
    let shown = entries.iter().enumerate().skip(page.top);
    for (line, (place, number)) in (0..).zip(shown.take(this_day::shown(state.size))) {
        let Some(row) = state.timeline.rows.get(*number) else {
            break;
        };
        let at = this_day::ROWS_ABOVE + line * each;
        let chosen = place == page.chosen;
        let again = year_above == Some(row.day.year());
        entry(pen, (row, page), at, (chosen, again));
        year_above = Some(row.day.year());
        if chosen {
            cursor = (1, at);
        }
    }
    if entries.is_empty() {
        nothing(pen, state, page);
    }
    bars::foot(pen, state);
    pen.cursor(cursor.0, cursor.1);
}

/// The day, how many entries, of how many years.
fn about(state: &State, page: &ThisDay, entries: &[usize]) -> String {
    let mut name = page.day.without_year();
    if page.week {
        name = format!("around {name}");
    }
    if entries.is_empty() {
        return name;
    }
    let rows = entries
        .iter()
        .filter_map(|number| state.timeline.rows.get(*number));
    let mut years: Vec<i16> = rows.map(|row| row.day.year()).collect();
    years.dedup();
    let count = counted(entries.len() as u64, "entry", "entries");
    if layout::is_narrow(state.size.0) {
        return format!("{name}  {count}");
    }
    let years = counted(years.len() as u64, "year", "years");
    format!("{name}  {count} in {years}")
}

/// `▸ 2023  Mon  A Monday` and the first words under it.
fn entry(
    pen: &mut Pen<'_>,
    (row, page): (&Summary, &ThisDay),
    at: u16,
    (chosen, again): (bool, bool),
) {
    let end = pen.width().saturating_sub(1);
    if chosen {
        pen.say((1, at), 1, "▸", Role::Key);
    }
    if !again {
        pen.say((3, at), 4, &row.day.year().to_string(), Role::Heading);
    }
    let when = if page.week {
        row.day.short()
    } else {
        row.day.weekday_short().to_owned()
    };
    let column = pen.say((9, at), 6, &when, Role::Quiet) + 2;
    let role = if chosen { Role::Chosen } else { Role::Plain };
    pen.quote((column, at), end.saturating_sub(column), &row.label(), role);
    if row.title.is_empty() {
        return;
    }
    let each = this_day::rows_each((pen.width(), pen.height()));
    let lines = if each > 2 { 2 } else { 1 };
    let room = end.saturating_sub(column).min(layout::TEXT_CELLS_MAX);
    dialog::quoted(pen, (column, at + 1), (room, lines), &row.preview);
}

fn nothing(pen: &mut Pen<'_>, state: &State, page: &ThisDay) {
    let left = if layout::is_narrow(pen.width()) {
        3
    } else {
        18
    };
    let top = pen.height() / 3;
    let room = pen.width().saturating_sub(left + 1);
    if !state.timeline.complete {
        pen.say((left, top), room, "reading the journal", Role::Quiet);
        return;
    }
    let text = format!("No entry on a {} yet.", page.day.without_year());
    pen.say((left, top), room, &text, Role::Heading);
    for (row, after, key) in [(top + 2, false, "["), (top + 3, true, "]")] {
        if let Some((day, count)) = page.nearest(&state.timeline, after) {
            let count = counted(count as u64, "entry", "entries");
            let text = format!("{}, {count}", day.without_year());
            pen.say((left, row), 2, key, Role::Key);
            pen.say((left + 3, row), room.saturating_sub(3), &text, Role::Plain);
        }
    }
}
