//! The numbers of the journal: a year as a map of days, when one writes, tags and months. It tells
//! and does not judge: no goal, no praise.

use std::sync::Arc;

use crate::app::action::Action;
use crate::app::action::Place;
use crate::app::effect::Effect;
use crate::app::event::Mouse;
use crate::app::event::MouseKind;
use crate::app::layout;
use crate::app::state::State;
use crate::model::amount::counted;
use crate::model::amount::thousands;
use crate::model::places::FirstWeekday;
use crate::model::stats::Stats;
use crate::model::time::Day;

/// Rows above the numbers: the head.
pub const ROWS_ABOVE: u16 = 1;
/// The first column of what stands on the page.
const LEFT: u16 = 3;
/// Where the map of the year begins: behind the names of the days.
const MAP_LEFT: u16 = 7;
/// Signs for a day: nothing, and more and more words.
const LEVELS: [char; 5] = ['·', '░', '▒', '▓', '█'];
/// Tags that are listed.
const TAGS_SHOWN: usize = 7;
/// What the page remembers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// The year whose days are shown; none for the twelve months up to today.
    pub year: Option<i16>,
    /// The first line that is shown.
    pub top: usize,
    /// Why there are no numbers.
    pub failed: Option<String>,
}

/// What a piece of a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A number and its words.
    Plain,
    /// What matters less.
    Quiet,
    /// The name of a block.
    Heading,
    /// A bar, or the map of days.
    Bar,
    /// A tag.
    Tag,
}

/// A piece of a line: where it begins, what it says, what it is.
pub type Piece = (u16, String, Part);

/// Opens the page.
pub(crate) fn open(state: &mut State) -> Vec<Effect> {
    state.statistics = Statistics::default();
    state.enter(Place::Statistics);
    vec![Effect::LoadStats]
}

/// Asks again, where entries may have changed while the numbers are on the screen.
pub(crate) fn refresh(state: &mut State) -> Vec<Effect> {
    state.statistics.failed = None;
    if state.stats.take().is_some() || matches!(state.place, Place::Statistics | Place::Calendar) {
        return vec![Effect::LoadStats];
    }
    Vec::new()
}

/// The numbers were counted, or could not be. What the page says itself is not said below it too.
pub(crate) fn came(state: &mut State, numbers: Result<Arc<Stats>, String>) {
    match numbers {
        Ok(numbers) => {
            state.stats = Some(numbers);
            state.statistics.failed = None;
        }
        Err(why) => {
            state.statistics.failed = Some(why.clone());
            if state.place != Place::Statistics {
                state.warn(why);
            }
        }
    }
}

/// Answers a verb.
pub(crate) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let page = shown(state.size);
    let top = state.statistics.top;
    match action {
        Action::Up => state.statistics.top = top.saturating_sub(1),
        Action::Down => state.statistics.top = top + 1,
        Action::PageUp => state.statistics.top = top.saturating_sub(page),
        Action::PageDown => state.statistics.top = top + page,
        Action::First => state.statistics.top = 0,
        Action::Last => state.statistics.top = usize::MAX,
        Action::Left => turn(state, false),
        Action::Right => turn(state, true),
        Action::Back => state.leave(),
        _ => {}
    }
    let last = lines(state).len().saturating_sub(page);
    state.statistics.top = state.statistics.top.min(last);
    Vec::new()
}

/// What the mouse does: the wheel scrolls.
pub(crate) fn mouse(state: &mut State, mouse: Mouse) {
    match mouse.kind {
        MouseKind::WheelUp => drop(act(state, Action::Up)),
        MouseKind::WheelDown => drop(act(state, Action::Down)),
        MouseKind::Press | MouseKind::Drag | MouseKind::Release => {}
    }
}

/// How many lines there is room for.
pub fn shown(size: (u16, u16)) -> usize {
    usize::from(size.1.saturating_sub(ROWS_ABOVE + 1)).max(1)
}

/// The first and the last day that the map shows.
pub fn span(state: &State) -> (Day, Day) {
    let today = state.today();
    match state.statistics.year {
        None => (today.add_months(-12).add_days(1), today),
        Some(year) => {
            let day = |month, day| Day::new(year, month, day).unwrap_or(today);
            (day(1, 1), day(12, 31))
        }
    }
}

/// Every line of the page; none while the numbers are being counted.
pub fn lines(state: &State) -> Vec<Vec<Piece>> {
    let Some(numbers) = &state.stats else {
        return Vec::new();
    };
    let width = state.size.0;
    let (first, last) = span(state);
    let mut lines = vec![totals(numbers, width), Vec::new()];
    lines.extend(map(numbers, (first, last), state.look.first_weekday, width));
    lines.push(Vec::new());
    lines.extend(rhythm(numbers, (first, last), state.today()));
    lines.push(Vec::new());
    let half = if layout::is_narrow(width) {
        width
    } else {
        width / 2
    };
    let blocks = [
        (
            hours(numbers, half),
            weekdays(numbers, half, state.look.first_weekday),
        ),
        (tags(numbers, half), months(numbers, (first, last), half)),
    ];
    for (left, right) in blocks {
        if layout::is_narrow(width) {
            lines.extend(left);
            lines.push(Vec::new());
            lines.extend(right);
        } else {
            lines.extend(beside(left, right, half));
        }
        lines.push(Vec::new());
    }
    lines.extend(over_time(numbers, width));
    lines
}

fn turn(state: &mut State, later: bool) {
    let this = state.today().year();
    let year = match (state.statistics.year, later) {
        (None, false) => Some(this),
        (Some(year), false) => Some((year - 1).max(0)),
        (Some(year), true) if year < this => Some(year + 1),
        (None | Some(_), true) => None,
    };
    // Before the first entry there is nothing to see.
    let begun = state
        .stats
        .as_ref()
        .and_then(|stats| stats.days.keys().next());
    if year.is_none_or(|year| begun.is_some_and(|day| day.year() <= year)) {
        state.statistics.year = year;
    }
}

fn totals(stats: &Stats, width: u16) -> Vec<Piece> {
    let entries = counted(stats.all.entries, "entry", "entries");
    let words = counted(stats.all.words, "word", "words");
    let mut text = format!("{entries}  {words}");
    if let (false, Some(each)) = (
        layout::is_narrow(width),
        stats.all.words.checked_div(stats.all.entries),
    ) {
        let (each, half) = (thousands(each), thousands(u64::from(stats.median_words)));
        text = format!("{text}  {each} words an entry (median {half})");
    }
    vec![(LEFT, text, Part::Plain)]
}

/// A year as a map: a column a week, a row a day of the week.
fn map(
    stats: &Stats,
    (first, last): (Day, Day),
    begins: FirstWeekday,
    width: u16,
) -> Vec<Vec<Piece>> {
    let offset = begins.place_of(first);
    let monday = first.add_days(-i64::from(offset));
    let weeks = monday.days_until(last) / 7 + 1;
    let room = i64::from(width.saturating_sub(MAP_LEFT + 1));
    let skipped = (weeks - room).max(0);
    let quarters = stats.quarters(first, last);
    let mut names: Vec<Piece> = Vec::new();
    let mut free = MAP_LEFT;
    for week in skipped..weeks {
        let column = MAP_LEFT + u16::try_from(week - skipped).unwrap_or(0);
        let day = monday.add_days(7 * week).max(first);
        let begins_here = day.day_of_month() <= 7;
        if begins_here && column >= free && column + 3 < width {
            let name = day.month_name().chars().take(3).collect();
            names.push((column, name, Part::Quiet));
            free = column + 4;
        }
    }
    let mut lines = vec![names];
    for row in 0..7_i64 {
        let mut cells = String::new();
        for week in skipped..weeks {
            let day = monday.add_days(7 * week + row);
            let inside = day >= first && day <= last;
            cells.push(if inside {
                let level = stats.level(day, quarters);
                LEVELS.get(level).copied().unwrap_or('█')
            } else {
                ' '
            });
        }
        let mut line = Vec::new();
        if row % 2 == 0 {
            let name = monday.add_days(row).weekday_short().to_owned();
            line.push((LEFT, name, Part::Quiet));
        }
        line.push((MAP_LEFT, cells.trim_end().to_owned(), Part::Bar));
        lines.push(line);
    }
    let key = if layout::is_narrow(width) {
        format!("{} to {}", short(first), short(last))
    } else {
        format!(
            "a day: · none   ░ ▒ ▓ █ more words     {} to {}",
            short(first),
            short(last)
        )
    };
    lines.push(vec![(MAP_LEFT.min(LEFT + 4), key, Part::Quiet)]);
    lines
}

fn short(day: Day) -> String {
    let month: String = day.month_name().chars().take(3).collect();
    format!("{} {month} {}", day.day_of_month(), day.year())
}

/// Days with and without an entry, in a row.
fn rhythm(stats: &Stats, (first, last): (Day, Day), today: Day) -> Vec<Vec<Piece>> {
    let last = last.min(today).max(first);
    let days = u64::try_from(first.days_until(last) + 1).unwrap_or(0);
    let with = stats.days_between(first, last) as u64;
    let streaks = stats.streaks(today);
    let row = |name: &str, text: String| {
        vec![
            (LEFT, name.to_owned(), Part::Quiet),
            (LEFT + 14, text, Part::Plain),
        ]
    };
    let until = |found: Option<(u64, Day)>| match found {
        Some((days, day)) => format!("{}, to {}", counted(days, "day", "days"), short(day)),
        None => "none".to_owned(),
    };
    vec![
        row(
            "with entries",
            format!("{} of {}", thousands(with), counted(days, "day", "days")),
        ),
        row(
            "in a row",
            format!("{} now", counted(streaks.now, "day", "days")),
        ),
        row("the most", until(streaks.longest)),
        row("longest gap", until(streaks.gap)),
    ]
}

fn hours(stats: &Stats, room: u16) -> Vec<Vec<Piece>> {
    let parts = stats.parts().map(|(name, count)| (name.to_owned(), count));
    block("When you write", &parts, room, Part::Plain)
}

fn weekdays(stats: &Stats, room: u16, begins: FirstWeekday) -> Vec<Vec<Piece>> {
    let days = stats.weekdays_from(begins);
    block("Entries by weekday", &days, room, Part::Plain)
}

fn tags(stats: &Stats, room: u16) -> Vec<Vec<Piece>> {
    let tags: Vec<(String, u64)> = stats
        .tags
        .iter()
        .take(TAGS_SHOWN)
        .map(|tag| (format!("#{}", tag.tag), tag.entries))
        .collect();
    if tags.is_empty() {
        return Vec::new();
    }
    block("Tags", &tags, room, Part::Tag)
}

fn months(stats: &Stats, (first, last): (Day, Day), room: u16) -> Vec<Vec<Piece>> {
    let months = stats.months(first, last).into_iter().take(13);
    let months: Vec<(String, u64)> = months
        .map(|(month, amount)| {
            let name: String = month.month_name().chars().take(3).collect();
            (format!("{name} {}", month.year()), amount.words)
        })
        .collect();
    block("Words a month", &months, room, Part::Plain)
}

/// The most used tags, year by year.
fn over_time(stats: &Stats, width: u16) -> Vec<Vec<Piece>> {
    let mut years: Vec<i16> = stats.days.keys().map(|day| day.year()).collect();
    years.dedup();
    let room = usize::from(width.saturating_sub(LEFT + 16) / 6).max(1);
    let years: Vec<i16> = years.iter().rev().take(room).rev().copied().collect();
    if stats.tags.is_empty() || years.is_empty() {
        return Vec::new();
    }
    let column = |number: usize| LEFT + 14 + 6 * u16::try_from(number).unwrap_or(0);
    let mut head = vec![(LEFT, "Tags by year".to_owned(), Part::Heading)];
    for (number, year) in years.iter().enumerate() {
        head.push((column(number), format!("{year:>5}"), Part::Quiet));
    }
    let mut lines = vec![head];
    for tag in stats.tags.iter().take(TAGS_SHOWN) {
        let mut line = vec![(LEFT, format!("#{}", tag.tag), Part::Tag)];
        for (number, year) in years.iter().enumerate() {
            let count = tag.years.get(year).copied().unwrap_or(0);
            let text = if count == 0 {
                "    ·".to_owned()
            } else {
                format!("{:>5}", thousands(count))
            };
            line.push((column(number), text, Part::Plain));
        }
        lines.push(line);
    }
    lines
}

/// A block of bars: names, bars, numbers.
fn block(title: &str, rows: &[(String, u64)], room: u16, part: Part) -> Vec<Vec<Piece>> {
    const NAME_CELLS: u16 = 12;
    let most = rows
        .iter()
        .map(|(_, count)| *count)
        .max()
        .unwrap_or(0)
        .max(1);
    let bar_room = u64::from(room.saturating_sub(LEFT + NAME_CELLS + 10).clamp(4, 40));
    let mut lines = vec![vec![(LEFT, title.to_owned(), Part::Heading)]];
    for (name, count) in rows {
        let cells = (count * bar_room + most / 2) / most;
        let cells = cells.max(u64::from(*count > 0));
        let bar = "█".repeat(usize::try_from(cells).unwrap_or(0));
        let behind = LEFT + NAME_CELLS + u16::try_from(cells).unwrap_or(0) + u16::from(cells > 0);
        lines.push(vec![
            (LEFT, name.clone(), part),
            (LEFT + NAME_CELLS, bar, Part::Bar),
            (behind, thousands(*count), Part::Quiet),
        ]);
    }
    lines
}

/// Two blocks side by side, the second from column `half` on.
fn beside(left: Vec<Vec<Piece>>, right: Vec<Vec<Piece>>, half: u16) -> Vec<Vec<Piece>> {
    let count = left.len().max(right.len());
    let mut left = left.into_iter();
    let mut right = right.into_iter();
    let mut lines = Vec::with_capacity(count);
    for _ in 0..count {
        let mut line = left.next().unwrap_or_default();
        let more = right.next().unwrap_or_default().into_iter();
        line.extend(more.map(|(column, text, part)| (column + half - LEFT + 1, text, part)));
        lines.push(line);
    }
    lines
}
