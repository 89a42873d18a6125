//! The words for a moment: `yesterday 9pm`, `last friday`, `2024-02-29 21:30`.
//!
//! A journal looks back: a bare `friday` is the latest one, a date without a year the latest such
//! day. What could mean two days, such as `12/03/2024`, is refused rather than guessed.

mod range;
mod words;

pub use self::range::fixed_range;
pub use self::range::parse_day_range;

use crate::model::time::Civil;
use crate::model::time::Day;
use crate::model::time::DayStart;
use crate::model::time::Moment;
use crate::model::time::TimeError;
use crate::model::time::Timestamp;
use crate::model::time::Zone;
use crate::model::when::words::Said;

/// Longest text that is read as a moment, in bytes.
const TEXT_BYTES_MAX: usize = 256;

/// Why words are no moment and no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WhenError {
    /// They are none that are known.
    #[error("not a moment that is understood")]
    Unknown,
    /// Day and month could be meant either way round.
    #[error("ambiguous: day or month first? write year-month-day")]
    Ambiguous,
    /// They name two days.
    #[error("names two days")]
    TwoDays,
    /// They name two times of day.
    #[error("names two times of day")]
    TwoTimes,
    /// They name a time where a day is asked for.
    #[error("names a time, not only a day")]
    NotOnlyADay,
    /// The last day comes before the first.
    #[error("ends before it begins")]
    Backwards,
    /// They are spelled as a date, a time or a zone, and there is none such.
    #[error(transparent)]
    Time(#[from] TimeError),
}

/// A moment as it was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct When {
    /// The moment.
    pub moment: Moment,
    /// Whether the clocks of its zone showed that time once, never or twice: worth a note.
    pub civil: Civil,
}

/// The moment that `text` names for somebody in `zone` at `now`.
///
/// A day without a time has the present time of day where it is today, else noon; a time without a
/// day is today's.
pub fn parse_when(text: &str, now: Timestamp, zone: &Zone) -> Result<When, WhenError> {
    let text = text.trim();
    if text.len() > TEXT_BYTES_MAX {
        return Err(WhenError::Unknown);
    }
    if let Some(when) = parse_exact(text, zone)? {
        return Ok(when);
    }
    let here = Moment::at(now, zone);
    let today = here.day(DayStart::MIDNIGHT);
    let said = words::read(text, today)?;
    if let Some(minutes) = said.minutes_ago {
        return moment_ago(&said, minutes, now, zone);
    }
    let day = said.day.unwrap_or(today);
    let local = match said.time {
        Some((hour, minute, second)) => day.0.at(
            hour.cast_signed(),
            minute.cast_signed(),
            second.cast_signed(),
            0,
        ),
        None if day == today => here.local(),
        None => day.0.at(12, 0, 0, 0),
    };
    let (moment, civil) = Moment::from_civil(local, zone);
    within_limits(&moment)?;
    Ok(When { moment, civil })
}

/// The one day that `text` names, for filters; days begin at `starts_at`.
pub fn parse_day(
    text: &str,
    now: Timestamp,
    zone: &Zone,
    starts_at: DayStart,
) -> Result<Day, WhenError> {
    let text = text.trim();
    if text.len() > TEXT_BYTES_MAX {
        return Err(WhenError::Unknown);
    }
    if let Ok(day) = text.parse() {
        return Ok(day);
    }
    let today = Day::today(now, zone, starts_at);
    let said = words::read(text, today)?;
    match said {
        Said {
            day: Some(day),
            time: None,
            minutes_ago: None,
        } => Ok(day),
        Said {
            day: None,
            time: None,
            minutes_ago: Some(0),
        } => Ok(today),
        _ => Err(WhenError::NotOnlyADay),
    }
}

/// The moment of `2024-02-29T21:30[+01:00][[Europe/Berlin]]`; none where it is not spelled so.
fn parse_exact(text: &str, zone: &Zone) -> Result<Option<When>, WhenError> {
    match Moment::parse_in(text, zone) {
        Ok((moment, civil)) => {
            // A person who types a zone means one that exists.
            if let Some(name) = &moment.zone {
                Zone::named(name)?;
            }
            Ok(Some(When { moment, civil }))
        }
        // It may still be words: `2024-02-29 9pm`.
        Err(TimeError::NotAMoment) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn moment_ago(said: &Said, minutes: u32, now: Timestamp, zone: &Zone) -> Result<When, WhenError> {
    if said.day.is_some() {
        return Err(WhenError::TwoDays);
    }
    if said.time.is_some() {
        return Err(WhenError::TwoTimes);
    }
    let moment = Moment::at(now.add_ms(-60_000 * i64::from(minutes)), zone);
    within_limits(&moment)?;
    Ok(When {
        moment,
        civil: Civil::Exact,
    })
}

fn within_limits(moment: &Moment) -> Result<(), TimeError> {
    let us = moment.instant_us;
    if us <= Moment::EARLIEST_US || us >= Moment::LATEST_US {
        return Err(TimeError::OutOfRange);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
