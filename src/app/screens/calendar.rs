//! Months, the days with an entry marked, and the entries of the chosen day.

use crate::app::action::Action;
use crate::app::action::Place;
use crate::app::effect::Effect;
use crate::app::event::Mouse;
use crate::app::event::MouseKind;
use crate::app::layout;
use crate::app::screens::read;
use crate::app::state::State;
use crate::model::time::Day;

/// The row of the first month.
pub const TOP: u16 = 1;
/// From this many rows on, months stand in two rows.
const TWO_ROWS_FROM: u16 = 32;

/// What the page remembers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// The chosen day.
    pub day: Day,
    /// The chosen entry of that day, counted from the newest.
    pub entry: usize,
}

/// How many months stand side by side, and in how many rows.
pub fn months_shown(size: (u16, u16)) -> (u16, u16) {
    let across = (size.0.saturating_sub(2) / (layout::MONTH_CELLS + 4)).clamp(1, 4);
    let down = if size.1 >= TWO_ROWS_FROM { 2 } else { 1 };
    (across, down)
}

/// The months that are shown and where each begins: column and row. The chosen one is the last.
pub fn months(day: Day, size: (u16, u16)) -> Vec<(Day, (u16, u16))> {
    let (across, down) = months_shown(size);
    let each = size.0 / across;
    let count = across * down;
    let first = day.first_of_month().add_months(1 - i32::from(count));
    (0..count)
        .map(|number| {
            let left = (number % across) * each + each.saturating_sub(layout::MONTH_CELLS) / 2;
            let top = TOP + (number / across) * (layout::MONTH_ROWS + 1);
            (first.add_months(i32::from(number)), (left, top))
        })
        .collect()
}

/// The first row below the months.
pub fn below(size: (u16, u16)) -> u16 {
    let (_, down) = months_shown(size);
    TOP + down * (layout::MONTH_ROWS + 1) - u16::from(down == 1 && size.1 < 16)
}

/// Opens the page on the day of the chosen entry.
pub(crate) fn open(state: &mut State) -> Vec<Effect> {
    let day = state
        .timeline
        .row()
        .map_or_else(|| state.today(), |row| row.day);
    state.calendar = Some(Calendar { day, entry: 0 });
    state.statistics.failed = None;
    state.enter(Place::Calendar);
    vec![Effect::LoadStats]
}

/// Answers a verb.
pub(crate) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let Some(page) = state.calendar else {
        state.leave();
        return Vec::new();
    };
    let day = match action {
        Action::Left => page.day.add_days(-1),
        Action::Right => page.day.add_days(1),
        Action::Up => page.day.add_days(-7),
        Action::Down => page.day.add_days(7),
        Action::EarlierMonth => page.day.add_months(-1),
        Action::LaterMonth => page.day.add_months(1),
        Action::EarlierYear => page.day.add_months(-12),
        Action::LaterYear => page.day.add_months(12),
        Action::Today => state.today(),
        Action::Next => {
            let count = state.timeline.of_day(page.day).len();
            let entry = (page.entry + 1).checked_rem(count).unwrap_or(0);
            state.calendar = Some(Calendar { entry, ..page });
            return Vec::new();
        }
        Action::Accept => return read_chosen(state),
        Action::Back => {
            state.calendar = None;
            state.leave();
            return Vec::new();
        }
        _ => return Vec::new(),
    };
    state.calendar = Some(Calendar { day, entry: 0 });
    Vec::new()
}

/// What the mouse does: a click chooses a day or reads an entry, the wheel turns months.
pub(crate) fn mouse(state: &mut State, mouse: Mouse) -> Vec<Effect> {
    match mouse.kind {
        MouseKind::WheelUp => return act(state, Action::EarlierMonth),
        MouseKind::WheelDown => return act(state, Action::LaterMonth),
        MouseKind::Press => {}
        MouseKind::Drag | MouseKind::Release => return Vec::new(),
    }
    let Some(page) = state.calendar else {
        return Vec::new();
    };
    for (month, (left, top)) in months(page.day, state.size) {
        let inside = mouse
            .column
            .checked_sub(left)
            .zip(mouse.row.checked_sub(top));
        let cell = inside.filter(|(column, _)| *column < layout::MONTH_CELLS);
        let begins = state.look.first_weekday;
        if let Some(day) = cell.and_then(|cell| layout::day_at(month, begins, cell)) {
            state.calendar = Some(Calendar { day, entry: 0 });
            return Vec::new();
        }
    }
    if let Some(line) = mouse.row.checked_sub(below(state.size)) {
        let entry = usize::from(line);
        if entry < state.timeline.of_day(page.day).len() {
            state.calendar = Some(Calendar { entry, ..page });
            return read_chosen(state);
        }
    }
    Vec::new()
}

fn read_chosen(state: &mut State) -> Vec<Effect> {
    let Some(page) = state.calendar else {
        return Vec::new();
    };
    let number = state.timeline.of_day(page.day).get(page.entry).copied();
    read::open_numbered(state, number)
}
