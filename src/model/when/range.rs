//! Spans of days: `2024`, `2024-05`, `2024-05-01`, `2024-05..2024-07`.

use crate::model::time::Day;
use crate::model::time::DayStart;
use crate::model::time::TimeError;
use crate::model::time::Timestamp;
use crate::model::time::Zone;
use crate::model::when::WhenError;
use crate::model::when::parse_day;

/// The first and the last day that `text` names: a year, a month, a day by number or by words.
pub fn parse_day_range(
    text: &str,
    now: Timestamp,
    zone: &Zone,
    starts_at: DayStart,
) -> Result<(Day, Day), WhenError> {
    let one = |text: &str| match span_of(text.trim()) {
        Some(span) => span.map_err(WhenError::from),
        None => parse_day(text, now, zone, starts_at).map(|day| (day, day)),
    };
    between(text, one)
}

/// Like [`parse_day_range`], by numbers only, so that it means the same on every day.
pub fn fixed_range(text: &str) -> Result<(Day, Day), WhenError> {
    between(text, |text| match span_of(text) {
        Some(span) => span.map_err(WhenError::from),
        None => Err(WhenError::Unknown),
    })
}

/// Reads `A`, `A..B`, `A..` and `..B` with `one` for each end; an open end reaches to the calendar's.
fn between(
    text: &str,
    one: impl Fn(&str) -> Result<(Day, Day), WhenError>,
) -> Result<(Day, Day), WhenError> {
    let Some((from, to)) = text.split_once("..") else {
        return one(text);
    };
    if from.is_empty() && to.is_empty() {
        return Err(WhenError::Unknown);
    }
    let first = if from.is_empty() {
        Day::MIN
    } else {
        one(from)?.0
    };
    let last = if to.is_empty() { Day::MAX } else { one(to)?.1 };
    if first > last {
        return Err(WhenError::Backwards);
    }
    Ok((first, last))
}

/// The days of `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; none where `text` is spelled otherwise.
fn span_of(text: &str) -> Option<Result<(Day, Day), TimeError>> {
    let shape: String = text
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    let first = match shape.as_str() {
        "0000" => format!("{text}-01-01"),
        "0000-00" => format!("{text}-01"),
        "0000-00-00" => text.to_owned(),
        _ => return None,
    };
    let span = |first: Day| match shape.len() {
        4 => (first, first.add_months(11).last_of_month()),
        7 => (first, first.last_of_month()),
        _ => (first, first),
    };
    Some(first.parse().map(span))
}
