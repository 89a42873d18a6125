//! RFC 9557 as it is written: a date, a time, an offset, a zone, before anything is made of them.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use jiff::civil::DateTime;
use jiff::civil::Time;

use crate::model::time::Day;
use crate::model::time::TimeError;
use crate::model::time::day::number;
use crate::model::time::zone::is_zone_name;

/// Longest text that is read as a moment, in bytes.
const TEXT_BYTES_MAX: usize = 256;

/// How far from UTC a moment says that its clock was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Offset {
    /// It does not say.
    None,
    /// `Z`: the instant is known, the clock is not.
    Unknown,
    /// Seconds ahead of UTC; whether it was written without seconds, and may be rounded.
    Known { seconds: i32, to_the_minute: bool },
}

/// The parts of a moment's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Written<'a> {
    pub(super) local: DateTime,
    pub(super) offset: Offset,
    pub(super) zone: Option<&'a str>,
}

impl<'a> Written<'a> {
    /// Reads `2024-02-29T21:30[:05[.123456]][Z|±HH:MM[:SS]][[Zone/Name]]`. Digits past the
    /// microsecond are dropped, and a 60th second counts as the 59th.
    pub(super) fn parse(text: &'a str) -> Result<Self, TimeError> {
        if text.len() > TEXT_BYTES_MAX {
            return Err(TimeError::NotAMoment);
        }
        let (clock, suffixes) = match text.find('[') {
            Some(at) => text.split_at(at),
            None => (text, ""),
        };
        let (day, rest) = clock.split_at_checked(10).ok_or(TimeError::NotAMoment)?;
        let day: Day = day.parse().map_err(|error| {
            if error == TimeError::NotADay {
                TimeError::NotAMoment
            } else {
                error
            }
        })?;
        let rest = rest
            .strip_prefix(['T', 't', ' '])
            .ok_or(TimeError::NotAMoment)?;
        let offset_at = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
        let (time, offset) = rest.split_at(offset_at);
        Ok(Self {
            local: day.0.to_datetime(read_time(time)?),
            offset: read_offset(offset)?,
            zone: read_suffixes(suffixes)?,
        })
    }
}

/// Reads `HH:MM[:SS[.fraction]]`.
fn read_time(text: &str) -> Result<Time, TimeError> {
    let mut parts = text.split(':');
    let hour = two_digits(parts.next())?;
    let minute = two_digits(parts.next())?;
    let (second, us) = match parts.next() {
        None => (0, 0),
        Some(second) => match second.split_once(['.', ',']) {
            None => (two_digits(Some(second))?, 0),
            Some((second, fraction)) => (two_digits(Some(second))?, micros(fraction)?),
        },
    };
    if parts.next().is_some() {
        return Err(TimeError::NotAMoment);
    }
    let second = if second == 60 { 59 } else { second };
    Time::new(hour, minute, second, us * 1000).map_err(|_| TimeError::NoSuchTime)
}

fn micros(fraction: &str) -> Result<i32, TimeError> {
    if !fraction.bytes().all(|c| c.is_ascii_digit()) {
        return Err(TimeError::NotAMoment);
    }
    let six = fraction.as_bytes().get(..6).unwrap_or(fraction.as_bytes());
    let missing = u32::try_from(6 - six.len()).unwrap_or(0);
    let value = number(six).ok_or(TimeError::NotAMoment)?;
    i32::try_from(value * 10_u32.pow(missing)).map_err(|_| TimeError::NotAMoment)
}

/// Reads `Z`, `±HH:MM`, `±HH:MM:SS`, `±HHMM`, `±HH` or nothing.
fn read_offset(text: &str) -> Result<Offset, TimeError> {
    let sign = match text.as_bytes().first() {
        None => return Ok(Offset::None),
        Some(b'Z' | b'z') if text.len() == 1 => return Ok(Offset::Unknown),
        Some(b'+') => 1,
        Some(b'-') => -1,
        Some(_) => return Err(TimeError::NotAMoment),
    };
    let rest = text.get(1..).unwrap_or_default();
    let (hours, minutes, seconds) = match (rest.len(), rest.contains(':')) {
        (2, false) => (Some(rest), None, None),
        (4, false) => (rest.get(..2), rest.get(2..), None),
        (5, true) => (rest.get(..2), rest.strip_prefix_at(2), None),
        (8, true) => {
            let middle = rest.get(..5).and_then(|front| front.strip_prefix_at(2));
            (rest.get(..2), middle, rest.strip_prefix_at(5))
        }
        _ => return Err(TimeError::NotAMoment),
    };
    let part = |text: Option<&str>| text.map_or(Ok(0), |text| two_digits(Some(text)));
    if hours.is_none()
        || (rest.len() > 2 && minutes.is_none())
        || (rest.len() > 5 && seconds.is_none())
    {
        return Err(TimeError::NotAMoment);
    }
    let (hours, minutes) = (i32::from(part(hours)?), i32::from(part(minutes)?));
    let to_the_minute = seconds.is_none();
    let seconds = i32::from(part(seconds)?);
    if hours > 23 || minutes > 59 || seconds > 59 {
        return Err(TimeError::OffsetTooLarge);
    }
    Ok(Offset::Known {
        seconds: sign * (hours * 3600 + minutes * 60 + seconds),
        to_the_minute,
    })
}

trait AfterColon {
    /// What follows the colon at byte `at`; none where no colon is there.
    fn strip_prefix_at(&self, at: usize) -> Option<&str>;
}

impl AfterColon for str {
    fn strip_prefix_at(&self, at: usize) -> Option<&str> {
        self.get(at..)?.strip_prefix(':')
    }
}

/// Reads `[Zone/Name]` and skips suffixes such as `[u-ca=gregory]`. An offset in brackets says
/// nothing that the offset before it did not.
fn read_suffixes(mut text: &str) -> Result<Option<&str>, TimeError> {
    let mut zone = None;
    let mut first = true;
    while !text.is_empty() {
        let rest = text.strip_prefix('[').ok_or(TimeError::NotAMoment)?;
        let (suffix, after) = rest.split_once(']').ok_or(TimeError::NotAMoment)?;
        let critical = suffix.starts_with('!');
        let name = suffix.strip_prefix('!').unwrap_or(suffix);
        if name.contains('=') {
            if critical {
                return Err(TimeError::UnknownSuffix);
            }
        } else if !first {
            return Err(TimeError::NotAMoment);
        } else if !name.starts_with(['+', '-']) {
            if !is_zone_name(name) {
                return Err(TimeError::NotAZoneName);
            }
            zone = Some(name);
        } else if matches!(read_offset(name)?, Offset::None | Offset::Unknown) {
            return Err(TimeError::NotAMoment);
        }
        first = false;
        text = after;
    }
    Ok(zone)
}

fn two_digits(text: Option<&str>) -> Result<i8, TimeError> {
    let digits = text.filter(|text| text.len() == 2);
    let value = digits.and_then(|digits| number(digits.as_bytes()));
    let small = value.and_then(|n| i8::try_from(n).ok());
    small.ok_or(TimeError::NotAMoment)
}

/// Reads a value from its text for serde, without a copy of the text.
pub(super) struct Text<T>(&'static str, PhantomData<T>);

impl<T> Text<T> {
    pub(super) fn new(expected: &'static str) -> Self {
        Self(expected, PhantomData)
    }
}

impl<T> serde::de::Visitor<'_> for Text<T>
where
    T: FromStr<Err = TimeError>,
{
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}
