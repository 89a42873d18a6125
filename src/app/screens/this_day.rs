//! What was written on this day in other years.

use crate::app::action::Action;
use crate::app::action::Place;
use crate::app::choice;
use crate::app::effect::Effect;
use crate::app::event::Mouse;
use crate::app::event::MouseKind;
use crate::app::screens::read;
use crate::app::screens::timeline::Timeline;
use crate::app::state::State;
use crate::model::time::Day;
use crate::model::time::LEAP_YEAR;
use crate::model::time::WEEK_SIDE;

/// Rows above the entries: head, a blank.
pub const ROWS_ABOVE: u16 = 2;

/// What the page remembers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThisDay {
    /// The day, in any year.
    pub day: Day,
    /// Whether the days around it are shown too.
    pub week: bool,
    /// The chosen entry.
    pub chosen: usize,
    /// The first entry that is shown.
    pub top: usize,
}

impl ThisDay {
    /// The entries of that day, newest first, by their numbers in the list. Looks at the day of
    /// every row, which takes 100,000 of them less than a millisecond.
    pub fn entries(&self, list: &Timeline) -> Vec<usize> {
        let side = if self.week { WEEK_SIDE } else { 0 };
        let is_one = self.day.is_near(side);
        let rows = list.rows.iter().enumerate();
        rows.filter(|(_, row)| is_one(row.day))
            .map(|(number, _)| number)
            .collect()
    }

    /// The nearest day before, or after, that has entries, and how many.
    pub fn nearest(&self, list: &Timeline, after: bool) -> Option<(Day, usize)> {
        let mut counts = vec![0_usize; 366];
        let first = Day::new(LEAP_YEAR, 1, 1).ok()?;
        let place = |day: Day| usize::try_from(first.days_until(day.in_leap_year())).unwrap_or(0);
        for row in list.rows.iter() {
            if let Some(count) = counts.get_mut(place(row.day)) {
                *count += 1;
            }
        }
        let here = place(self.day);
        (1..366).find_map(|away| {
            let at = if after {
                here + away
            } else {
                here + 366 - away
            } % 366;
            let count = counts.get(at).copied().filter(|count| *count > 0)?;
            let day = first.add_days(i64::try_from(at).unwrap_or(0));
            Some((day, count))
        })
    }
}

/// Opens the page on today.
pub(crate) fn open(state: &mut State) -> Vec<Effect> {
    state.this_day = Some(ThisDay {
        day: state.today().in_leap_year(),
        week: false,
        chosen: 0,
        top: 0,
    });
    state.enter(Place::ThisDay);
    Vec::new()
}

/// Rows that one entry takes.
pub fn rows_each(size: (u16, u16)) -> u16 {
    if size.1 < 20 { 2 } else { 4 }
}

/// How many entries there is room for.
pub fn shown(size: (u16, u16)) -> usize {
    usize::from((size.1.saturating_sub(ROWS_ABOVE + 1) / rows_each(size)).max(1))
}

/// Answers a verb.
pub(crate) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    if let Some(by) = choice::steps(action, shown(state.size)) {
        step(state, by);
        return Vec::new();
    }
    match action {
        Action::Left => turn(state, |page| page.day.add_days(-1)),
        Action::Right => turn(state, |page| page.day.add_days(1)),
        Action::EarlierMonth => near(state, false),
        Action::LaterMonth => near(state, true),
        Action::Today => {
            let today = state.today();
            turn(state, |_| today);
        }
        Action::WholeWeek => {
            turn(state, |page| page.day);
            if let Some(page) = &mut state.this_day {
                page.week = !page.week;
            }
        }
        Action::Accept => return read_chosen(state),
        Action::Back => {
            state.this_day = None;
            state.leave();
        }
        _ => {}
    }
    Vec::new()
}

/// What the mouse does: a click chooses, a second one reads, the wheel scrolls.
pub(crate) fn mouse(state: &mut State, mouse: Mouse) -> Vec<Effect> {
    match mouse.kind {
        MouseKind::WheelUp => step(state, -1),
        MouseKind::WheelDown => step(state, 1),
        MouseKind::Press if mouse.row >= ROWS_ABOVE => {
            let line = usize::from((mouse.row - ROWS_ABOVE) / rows_each(state.size));
            let Some(page) = &state.this_day else {
                return Vec::new();
            };
            let number = page.top + line;
            if line >= shown(state.size) || number >= page.entries(&state.timeline).len() {
                return Vec::new();
            }
            if number == page.chosen {
                return read_chosen(state);
            }
            let by =
                isize::try_from(number).unwrap_or(0) - isize::try_from(page.chosen).unwrap_or(0);
            step(state, by);
        }
        MouseKind::Press | MouseKind::Drag | MouseKind::Release => {}
    }
    Vec::new()
}

fn turn(state: &mut State, to: impl Fn(&ThisDay) -> Day) {
    if let Some(page) = &mut state.this_day {
        // Within the leap year: 29 February is one of the days, and the year begins anew.
        let day = to(page);
        page.day = day.in_leap_year();
        page.chosen = 0;
        page.top = 0;
    }
}

fn near(state: &mut State, after: bool) {
    let page = state.this_day.as_ref();
    if let Some((day, _)) = page.and_then(|page| page.nearest(&state.timeline, after)) {
        turn(state, |_| day);
    }
}

fn step(state: &mut State, by: isize) {
    let shown = shown(state.size);
    let Some(page) = &mut state.this_day else {
        return;
    };
    let last = page.entries(&state.timeline).len().saturating_sub(1);
    page.chosen = page.chosen.saturating_add_signed(by).min(last);
    page.top = page.top.min(page.chosen);
    if page.chosen >= page.top + shown {
        page.top = page.chosen + 1 - shown;
    }
}

fn read_chosen(state: &mut State) -> Vec<Effect> {
    let Some(page) = &state.this_day else {
        return Vec::new();
    };
    let entries = page.entries(&state.timeline);
    let number = entries.get(page.chosen).copied();
    read::open_numbered(state, number)
}
