//! One month of a calendar; days with entries are signed.

use crate::app::layout;
use crate::model::places::FirstWeekday;
use crate::model::time::Day;
use crate::tui::theme::Role;
use crate::tui::widgets::pen::Pen;
use crate::tui::widgets::pen::cells;

/// Draws the month of `month` from `(left, top)` down, at most `rows` rows of it; `count` says how
/// many entries a day has. Returns the cell of the chosen day, where it is in this month.
pub(in crate::tui) fn month(
    pen: &mut Pen<'_>,
    (left, top): (u16, u16),
    rows: u16,
    (month, chosen, begins): (Day, Day, FirstWeekday),
    count: impl Fn(Day) -> u64,
) -> Option<(u16, u16)> {
    let first = month.first_of_month();
    let title = first.month_title();
    let column = left + layout::MONTH_CELLS.saturating_sub(cells(&title)) / 2;
    pen.say((column, top), layout::MONTH_CELLS, &title, Role::Heading);
    let before = layout::day_cell(first, begins).0 / 4;
    for place in 0..7_u16 {
        let day = first.add_days(i64::from(place) - i64::from(before));
        let name: String = day.weekday_short().chars().take(2).collect();
        pen.say((left + 1 + 4 * place, top + 1), 2, &name, Role::Quiet);
    }
    let mut cursor = None;
    for number in 0..first.days_in_month() {
        let day = first.add_days(i64::from(number));
        let (column, row) = layout::day_cell(day, begins);
        if row >= rows {
            break;
        }
        let at = (left + column, top + row);
        let is_chosen = day == chosen;
        if is_chosen {
            cursor = Some((at.0 + 1, at.1));
        }
        cell(pen, at, day.day_of_month(), count(day), is_chosen);
    }
    cursor
}

/// ` 13.`, or `[13:]` for the chosen day.
fn cell(pen: &mut Pen<'_>, (left, row): (u16, u16), day: u8, count: u64, chosen: bool) {
    let sign = match count {
        0 => ' ',
        1 => '.',
        _ => ':',
    };
    if chosen {
        pen.say((left, row), 5, &format!("[{day:>2}{sign}]"), Role::Chosen);
        return;
    }
    let role = if count == 0 { Role::Quiet } else { Role::Plain };
    pen.say((left + 1, row), 3, &format!("{day:>2}{sign}"), role);
}
