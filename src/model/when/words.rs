//! Reads the words of a moment from left to right: days and times of day in either order.

use crate::model::fold::fold;
use crate::model::time::Day;
use crate::model::time::MONTHS;
use crate::model::time::TimeError;
use crate::model::time::WEEKDAYS;
use crate::model::when::WhenError;

/// Hour, minute, second.
type Time = (u8, u8, u8);

/// What the words said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) day: Option<Day>,
    pub(super) time: Option<Time>,
    /// So many minutes before now; `now` is 0.
    pub(super) minutes_ago: Option<u32>,
}

/// What the first words of a text are, and how many words that took.
enum Part {
    Day(Day, usize),
    Time(Time, usize),
    DayAndTime(Day, Time, usize),
    MinutesAgo(u32, usize),
}

/// Reads all of `text`; `today` is what `today` means.
pub(super) fn read(text: &str, today: Day) -> Result<Said, WhenError> {
    let text = fold(text).replace(',', " ");
    let noise = |word: &&str| !matches!(*word, "at" | "on" | "the" | "of");
    let words: Vec<&str> = text.split_whitespace().filter(noise).collect();
    let mut rest = words.as_slice();
    let mut said = Said::default();
    while !rest.is_empty() {
        let used = match part(rest, today)? {
            Part::Day(day, used) => {
                set_day(&mut said, day)?;
                used
            }
            Part::Time(time, used) => {
                set_time(&mut said, time)?;
                used
            }
            Part::DayAndTime(day, time, used) => {
                set_day(&mut said, day)?;
                set_time(&mut said, time)?;
                used
            }
            Part::MinutesAgo(minutes, used) => {
                if said.minutes_ago.replace(minutes).is_some() {
                    return Err(WhenError::TwoTimes);
                }
                used
            }
        };
        rest = rest.get(used.max(1)..).unwrap_or_default();
    }
    if said == Said::default() {
        return Err(WhenError::Unknown);
    }
    Ok(said)
}

fn set_day(said: &mut Said, day: Day) -> Result<(), WhenError> {
    match said.day.replace(day) {
        Some(_) => Err(WhenError::TwoDays),
        None if day <= Day::MIN || day >= Day::MAX => Err(TimeError::OutOfRange.into()),
        None => Ok(()),
    }
}

fn set_time(said: &mut Said, time: Time) -> Result<(), WhenError> {
    match said.time.replace(time) {
        Some(_) => Err(WhenError::TwoTimes),
        None => Ok(()),
    }
}

fn part(words: &[&str], today: Day) -> Result<Part, WhenError> {
    if let Some(word) = words.first()
        && let Some(day) = numeric_date(word)?
    {
        return Ok(Part::Day(day, 1));
    }
    if let Some((day, used)) = date_by_name(words, today)? {
        return Ok(Part::Day(day, used));
    }
    if let Some((time, used)) = time_of_day(words)? {
        return Ok(Part::Time(time, used));
    }
    relative(words, today)
}

/// Days and times that are said by where they lie from now.
fn relative(words: &[&str], today: Day) -> Result<Part, WhenError> {
    let day = match words {
        ["now", ..] => return Ok(Part::MinutesAgo(0, 1)),
        ["today", ..] => Part::Day(today, 1),
        ["yesterday", ..] => Part::Day(today.add_days(-1), 1),
        ["tomorrow", ..] => Part::Day(today.add_days(1), 1),
        ["tonight", ..] => Part::DayAndTime(today, (21, 0, 0), 1),
        ["last", "night", ..] => Part::DayAndTime(today.add_days(-1), (21, 0, 0), 2),
        ["this", part, ..] => match part_of_day(part) {
            Some(time) => Part::DayAndTime(today, time, 2),
            None => return Err(WhenError::Unknown),
        },
        [which @ ("last" | "next"), what, ..] => {
            let way = if *which == "last" { -1 } else { 1 };
            Part::Day(other_day(what, way, today)?, 2)
        }
        [count, what, "ago", ..] => return ago(count, what, today),
        [word, ..] => match (weekday(word), part_of_day(word)) {
            (Some(weekday), _) => Part::Day(latest(weekday, today), 1),
            (_, Some(time)) => Part::Time(time, 1),
            (None, None) => return Err(WhenError::Unknown),
        },
        [] => return Err(WhenError::Unknown),
    };
    Ok(day)
}

/// `last friday`, `next week`: never today itself.
fn other_day(what: &str, way: i64, today: Day) -> Result<Day, WhenError> {
    if let Some(weekday) = weekday(what) {
        let latest = latest(weekday, today.add_days(-1));
        let next = latest.add_days(7);
        return Ok(match way {
            -1 => latest,
            _ if next == today => next.add_days(7),
            _ => next,
        });
    }
    match unit(what) {
        Some(Unit::Days(days)) if days > 1 => Ok(today.add_days(way * i64::from(days))),
        Some(Unit::Months(months)) => Ok(today.add_months(if way < 0 { -months } else { months })),
        _ => Err(WhenError::Unknown),
    }
}

/// The latest day up to `today` that is this day of the week, Monday = 0.
fn latest(weekday: u8, today: Day) -> Day {
    let back = (7 + i64::from(today.weekday()) - i64::from(weekday)) % 7;
    today.add_days(-back)
}

/// `3 days ago`, `a week ago`, `two hours ago`.
fn ago(count: &str, what: &str, today: Day) -> Result<Part, WhenError> {
    const NUMBERS: [&str; 13] = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    let count = match count {
        "a" | "an" => 1,
        word => match NUMBERS.iter().position(|number| *number == word) {
            Some(n) if n > 0 => u32::try_from(n).unwrap_or(0),
            _ => number(word).ok_or(WhenError::Unknown)?,
        },
    };
    let part = match unit(what).ok_or(WhenError::Unknown)? {
        Unit::Minutes(minutes) => Part::MinutesAgo(count.saturating_mul(minutes), 3),
        Unit::Days(days) => Part::Day(today.add_days(-i64::from(count) * i64::from(days)), 3),
        Unit::Months(months) => {
            let count = i32::try_from(count).unwrap_or(i32::MAX);
            Part::Day(today.add_months(count.saturating_mul(-months)), 3)
        }
    };
    Ok(part)
}

enum Unit {
    Minutes(u32),
    Days(u32),
    Months(i32),
}

fn unit(word: &str) -> Option<Unit> {
    let one = word.strip_suffix('s').unwrap_or(word);
    Some(match one {
        "minute" | "min" => Unit::Minutes(1),
        "hour" | "h" => Unit::Minutes(60),
        "day" => Unit::Days(1),
        "week" => Unit::Days(7),
        "month" => Unit::Months(1),
        "year" => Unit::Months(12),
        _ => return None,
    })
}

/// A day of the week by its name or the first letters of it, Monday = 0.
fn weekday(word: &str) -> Option<u8> {
    let usual = |name: &str| match word {
        "tues" => name == "Tuesday",
        "thur" | "thurs" => name == "Thursday",
        _ => is_name(word, name),
    };
    let index = WEEKDAYS.iter().position(|name| usual(name))?;
    u8::try_from(index).ok()
}

/// A month by its name or the first letters of it, January = 1.
fn month(word: &str) -> Option<u8> {
    let word = if word == "sept" { "sep" } else { word };
    let index = MONTHS.iter().position(|name| is_name(word, name))?;
    u8::try_from(index + 1).ok()
}

/// Whether `word` is `name` in small letters, or its first three.
fn is_name(word: &str, name: &str) -> bool {
    word.eq_ignore_ascii_case(name)
        || name
            .get(..3)
            .is_some_and(|front| word.eq_ignore_ascii_case(front))
}

fn part_of_day(word: &str) -> Option<Time> {
    Some(match word {
        "morning" => (8, 0, 0),
        "afternoon" => (14, 0, 0),
        "evening" => (19, 0, 0),
        "night" => (21, 0, 0),
        _ => return None,
    })
}

/// `2024-02-29` and `2024/02/29`. Numbers that leave open which is the month are refused.
fn numeric_date(word: &str) -> Result<Option<Day>, WhenError> {
    let parts: Vec<&str> = word.split(['-', '/', '.']).collect();
    let [first, second, third] = parts.as_slice() else {
        return Ok(None);
    };
    let numbers = (number(first), number(second), number(third));
    let (Some(_), Some(_), Some(_)) = numbers else {
        return Ok(None);
    };
    if first.len() == 4 && second.len() == 2 && third.len() == 2 {
        return Ok(Some(format!("{first}-{second}-{third}").parse()?));
    }
    if first.len() <= 2 && second.len() <= 2 {
        return Err(WhenError::Ambiguous);
    }
    Err(WhenError::Unknown)
}

/// `29 february 2024`, `feb 29th 2024`, `13 march`: without a year the latest such day.
fn date_by_name(words: &[&str], today: Day) -> Result<Option<(Day, usize)>, WhenError> {
    let [first, second, rest @ ..] = words else {
        return Ok(None);
    };
    let (day, month) = match (ordinal(first), month(second)) {
        (Some(day), Some(month)) => (day, month),
        _ => match (month(first), ordinal(second)) {
            (Some(month), Some(day)) => (day, month),
            _ => return Ok(None),
        },
    };
    let year = rest.first().filter(|year| year.len() == 4);
    if let Some(year) = year.and_then(|year| number(year)) {
        let year = i16::try_from(year).map_err(|_| TimeError::OutOfRange)?;
        return Ok(Some((Day::new(year, month, day)?, 3)));
    }
    // A 29 February is at most eight years back.
    let years = (0..=8).map(|back| today.year().saturating_sub(back));
    let mut days = years.filter_map(|year| Day::new(year, month, day).ok());
    match days.find(|day| *day <= today) {
        Some(day) => Ok(Some((day, 2))),
        None => Err(TimeError::NoSuchTime.into()),
    }
}

/// `29`, `29th`, `1st`.
fn ordinal(word: &str) -> Option<u8> {
    let ends = ["st", "nd", "rd", "th"];
    let digits = ends.iter().find_map(|end| word.strip_suffix(end));
    let value = number(digits.unwrap_or(word))?;
    u8::try_from(value).ok().filter(|n| (1..=31).contains(n))
}

/// `9pm`, `9:30 pm`, `21:30`, `21:30:15`, `noon`, `midnight`.
fn time_of_day(words: &[&str]) -> Result<Option<(Time, usize)>, WhenError> {
    let Some(word) = words.first() else {
        return Ok(None);
    };
    match *word {
        "noon" => return Ok(Some(((12, 0, 0), 1))),
        "midnight" => return Ok(Some(((0, 0, 0), 1))),
        _ => {}
    }
    let (clock, half, used) = if let Some(clock) = word.strip_suffix("am") {
        (clock, Some(0), 1)
    } else if let Some(clock) = word.strip_suffix("pm") {
        (clock, Some(12), 1)
    } else {
        match words.get(1) {
            Some(&"am") => (*word, Some(0), 2),
            Some(&"pm") => (*word, Some(12), 2),
            _ => (*word, None, 1),
        }
    };
    let Some(numbers) = clock_numbers(clock) else {
        return Ok(None);
    };
    let (hour, minute, second) = match (numbers, half) {
        ([Some(hour), minute, second], Some(half)) if (1..=12).contains(&hour) => {
            (hour % 12 + half, minute.unwrap_or(0), second.unwrap_or(0))
        }
        ([Some(hour), Some(minute), second], None) => (hour, minute, second.unwrap_or(0)),
        (_, Some(_)) => return Err(TimeError::NoSuchTime.into()),
        (_, None) => return Ok(None),
    };
    if hour > 23 || minute > 59 || second > 59 {
        return Err(TimeError::NoSuchTime.into());
    }
    Ok(Some(((hour, minute, second), used)))
}

/// The numbers of `H`, `H:MM` or `H:MM:SS`; none where it is spelled otherwise.
fn clock_numbers(clock: &str) -> Option<[Option<u8>; 3]> {
    let mut numbers = [None; 3];
    let mut parts = clock.split(':');
    for (index, (slot, part)) in numbers.iter_mut().zip(parts.by_ref()).enumerate() {
        let long_enough = part.len() == 2 || (index == 0 && part.len() == 1);
        let value = number(part).filter(|_| long_enough)?;
        *slot = Some(u8::try_from(value).ok()?);
    }
    parts.next().is_none().then_some(numbers)
}

/// A number of at most nine ASCII digits.
fn number(word: &str) -> Option<u32> {
    let digits = !word.is_empty() && word.len() <= 9 && word.bytes().all(|c| c.is_ascii_digit());
    digits.then(|| word.parse().ok()).flatten()
}
