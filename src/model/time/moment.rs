//! The moment that an entry is about: instant, offset and zone, all three kept for ever.

use std::fmt;
use std::str::FromStr;

use jiff::SignedDuration;
use jiff::civil::DateTime;
use jiff::tz::AmbiguousOffset;

use crate::model::time::Day;
use crate::model::time::DayStart;
use crate::model::time::TimeError;
use crate::model::time::Timestamp;
use crate::model::time::Zone;
use crate::model::time::written::Offset;
use crate::model::time::written::Text;
use crate::model::time::written::Written;
use crate::model::time::zone::is_zone_name;

/// The moment that an entry is about. Moments are ordered by instant; what is equal in that is
/// ordered by offset and zone, so that order and equality agree.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    /// Microseconds since 1970-01-01T00:00:00Z, in the years 0 to 9999.
    pub instant_us: i64,
    /// What the author's clock was ahead of UTC, in seconds; less than a day.
    pub offset_s: i32,
    /// The zone's IANA name, verbatim; none where only the offset is known.
    pub zone: Option<String>,
}

/// Whether a clock on the wall ever showed a time, and how often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Civil {
    /// Once.
    Exact,
    /// Never: clocks were put forward over it. The moment is as much later as they were.
    Gap,
    /// Twice: clocks were put back. The moment is the earlier of both.
    Fold,
}

const EPOCH: DateTime = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
const FIRST: DateTime = DateTime::constant(0, 1, 1, 0, 0, 0, 0);
const LAST: DateTime = DateTime::constant(9999, 12, 31, 23, 59, 59, 999_999_999);
/// 0000-01-02T00:00:00Z: the first instant whose year is 0 or more by every clock, in microseconds.
const EARLIEST_US: i64 = -62_167_132_800_000_000;
/// 9999-12-30T22:00:00Z: the last full hour that jiff knows, in microseconds.
const LATEST_US: i64 = 253_402_207_200_000_000;
/// The largest offset, in seconds.
const OFFSET_MAX_S: i32 = 86_399;

impl Moment {
    /// The first instant a moment can have, in microseconds since 1970.
    pub const EARLIEST_US: i64 = EARLIEST_US;
    /// The last instant a moment can have, in microseconds since 1970.
    pub const LATEST_US: i64 = LATEST_US;

    /// A moment of these parts, if they are one.
    pub fn new(instant_us: i64, offset_s: i32, zone: Option<&str>) -> Result<Self, TimeError> {
        if !(EARLIEST_US..=LATEST_US).contains(&instant_us) {
            return Err(TimeError::OutOfRange);
        }
        if !(-OFFSET_MAX_S..=OFFSET_MAX_S).contains(&offset_s) {
            return Err(TimeError::OffsetTooLarge);
        }
        if zone.is_some_and(|name| !is_zone_name(name)) {
            return Err(TimeError::NotAZoneName);
        }
        Ok(Self {
            instant_us,
            offset_s,
            zone: zone.map(str::to_owned),
        })
    }

    /// The moment at which somebody in `zone` has the instant `now`. Instants outside the years 0 to
    /// 9999 become their end.
    pub fn at(now: Timestamp, zone: &Zone) -> Self {
        let instant_us = now.0.saturating_mul(1000).clamp(EARLIEST_US, LATEST_US);
        Self {
            instant_us,
            offset_s: offset_in(zone, instant_us),
            zone: zone.name().map(str::to_owned),
        }
    }

    /// The same instant by the clocks of `zone`; outside the years 0 to 9999 it becomes their end.
    pub fn in_zone(instant_us: i64, zone: &Zone) -> Self {
        let instant_us = instant_us.clamp(EARLIEST_US, LATEST_US);
        Self {
            instant_us,
            offset_s: offset_in(zone, instant_us),
            zone: zone.name().map(str::to_owned),
        }
    }

    /// The moment at which the clocks in `zone` show `local`, and whether they do so once.
    pub fn from_civil(local: DateTime, zone: &Zone) -> (Self, Civil) {
        let (civil, before, after) = match zone.0.to_ambiguous_timestamp(local).offset() {
            AmbiguousOffset::Unambiguous { offset } => (Civil::Exact, offset, offset),
            // By the clock before the change it is this late, by the one after it is shown.
            AmbiguousOffset::Gap { before, after } => (Civil::Gap, before, after),
            AmbiguousOffset::Fold { before, .. } => (Civil::Fold, before, before),
        };
        let instant_us = instant_of(local, before.seconds()).clamp(EARLIEST_US, LATEST_US);
        let moment = Self {
            instant_us,
            offset_s: after.seconds().clamp(-OFFSET_MAX_S, OFFSET_MAX_S),
            zone: zone.name().map(str::to_owned),
        };
        (moment, civil)
    }

    /// The moment at which the clocks in `zone` show this time of `day`, and whether they do so once.
    pub fn on(day: Day, hour: u8, minute: u8, zone: &Zone) -> Result<(Self, Civil), TimeError> {
        let small = |n: u8| i8::try_from(n).map_err(|_| TimeError::NoSuchTime);
        let time = jiff::civil::Time::new(small(hour)?, small(minute)?, 0, 0)
            .map_err(|_| TimeError::NoSuchTime)?;
        Ok(Self::from_civil(day.0.to_datetime(time), zone))
    }

    /// Reads a moment that a person or another program wrote, and says whether it had to be corrected.
    ///
    /// Where offset and zone contradict each other, the offset tells the instant, the zone's name
    /// stays and the offset becomes what the zone has then: that is a correction. An unknown zone
    /// keeps its name and is believed. What we printed ourselves is read with `parse::<Moment>()`,
    /// which corrects nothing: zone databases change, entries do not.
    pub fn parse(text: &str) -> Result<(Self, bool), TimeError> {
        let written = Written::parse(text)?;
        let known = written.zone.and_then(|name| Zone::named(name).ok());
        let (mut moment, rounded) = from_written(&written)?;
        let Some(zone) = known else {
            return Ok((moment, false));
        };
        if rounded && let Some(exact) = exact_offset(&written, moment.offset_s, &zone) {
            moment.instant_us = instant_of(written.local, exact);
            moment.offset_s = exact;
        }
        let offset_s = offset_in(&zone, moment.instant_us);
        let corrected = offset_s != moment.offset_s && written.offset != Offset::Unknown;
        moment.offset_s = offset_s;
        Ok((moment, corrected))
    }

    /// Reads a moment that may lack its offset: then its zone, or else `zone`, tells it.
    pub fn parse_in(text: &str, zone: &Zone) -> Result<(Self, Civil), TimeError> {
        let written = Written::parse(text)?;
        if written.offset != Offset::None {
            return Self::parse(text).map(|(moment, _)| (moment, Civil::Exact));
        }
        let (moment, civil) = match written.zone {
            Some(name) => Self::from_civil(written.local, &Zone::named(name)?),
            None => Self::from_civil(written.local, zone),
        };
        if moment.instant_us <= EARLIEST_US || moment.instant_us >= LATEST_US {
            return Err(TimeError::OutOfRange);
        }
        Ok((moment, civil))
    }

    /// What the author's clock showed.
    pub fn local(&self) -> DateTime {
        let offset_us = i64::from(self.offset_s).saturating_mul(1_000_000);
        let us = self.instant_us.saturating_add(offset_us);
        EPOCH
            .saturating_add(SignedDuration::from_micros(us))
            .clamp(FIRST, LAST)
    }

    /// The day its author lived, where days begin at `starts_at`.
    pub fn day(&self, starts_at: DayStart) -> Day {
        let minutes = SignedDuration::from_mins(i64::from(starts_at.minutes()));
        let local = self.local().saturating_sub(minutes).max(FIRST);
        Day(local.date())
    }

    /// The instant in whole milliseconds, rounded down.
    pub fn timestamp(&self) -> Timestamp {
        Timestamp(self.instant_us.div_euclid(1000))
    }

    /// What the author's clock showed, to the minute: `21:04`.
    pub fn clock(&self) -> String {
        let local = self.local();
        format!("{:02}:{:02}", local.hour(), local.minute())
    }

    /// What the author's clock showed, to the minute, in twelve hours: `9:04 pm`.
    pub fn clock_12(&self) -> String {
        let local = self.local();
        let half = if local.hour() < 12 { "am" } else { "pm" };
        let hour = (local.hour() + 11) % 12 + 1;
        format!("{hour}:{:02} {half}", local.minute())
    }
}

/// The moment that the parts say, without a look at the zone's rules; and whether its offset may have
/// been rounded to the minute.
fn from_written(written: &Written<'_>) -> Result<(Moment, bool), TimeError> {
    let (offset_s, rounded) = match written.offset {
        Offset::None => return Err(TimeError::NoOffset),
        Offset::Unknown => (0, false),
        Offset::Known {
            seconds,
            to_the_minute,
        } => (seconds, to_the_minute),
    };
    let instant_us = instant_of(written.local, offset_s);
    Ok((Moment::new(instant_us, offset_s, written.zone)?, rounded))
}

/// The zone's offset where `offset_s` is that one rounded to the minute, as other programs write the
/// local mean times of long ago: then the clock on the wall is what counts.
fn exact_offset(written: &Written<'_>, offset_s: i32, zone: &Zone) -> Option<i32> {
    let ambiguous = zone.0.to_ambiguous_timestamp(written.local).offset();
    let (one, other) = match ambiguous {
        AmbiguousOffset::Unambiguous { offset } => (offset, offset),
        AmbiguousOffset::Gap { before, after } | AmbiguousOffset::Fold { before, after } => {
            (before, after)
        }
    };
    [one.seconds(), other.seconds()]
        .into_iter()
        .find(|exact| exact % 60 != 0 && (exact - offset_s).abs() <= 30)
}

/// The instant at which a clock that is `offset_s` ahead of UTC shows `local`, in microseconds.
fn instant_of(local: DateTime, offset_s: i32) -> i64 {
    let us = local.duration_since(EPOCH).as_micros();
    let us = i64::try_from(us).unwrap_or(if us < 0 { i64::MIN } else { i64::MAX });
    us.saturating_sub(i64::from(offset_s).saturating_mul(1_000_000))
}

fn offset_in(zone: &Zone, instant_us: i64) -> i32 {
    let instant = jiff::Timestamp::from_microsecond(instant_us).unwrap_or_default();
    let offset = zone.0.to_offset(instant).seconds();
    offset.clamp(-OFFSET_MAX_S, OFFSET_MAX_S)
}

impl fmt::Display for Moment {
    /// RFC 9557: `2024-02-29T21:30:00+01:00[Europe/Berlin]`, the fraction only where it is not 0.
    /// Seconds of an offset, which only local mean times have, are added as a third pair of digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let local = self.local();
        let day = Day(local.date());
        let (hour, minute, second) = (local.hour(), local.minute(), local.second());
        write!(f, "{day}T{hour:02}:{minute:02}:{second:02}")?;
        let us = local.subsec_nanosecond() / 1000;
        if us != 0 {
            let digits = format!("{us:06}");
            write!(f, ".{}", digits.trim_end_matches('0'))?;
        }
        let sign = if self.offset_s < 0 { '-' } else { '+' };
        let offset_s = self.offset_s.unsigned_abs();
        let (hours, minutes) = (offset_s / 3600, offset_s / 60 % 60);
        write!(f, "{sign}{hours:02}:{minutes:02}")?;
        if !offset_s.is_multiple_of(60) {
            write!(f, ":{:02}", offset_s % 60)?;
        }
        match &self.zone {
            Some(zone) => write!(f, "[{zone}]"),
            None => Ok(()),
        }
    }
}

impl FromStr for Moment {
    type Err = TimeError;

    /// Reads back what `Display` prints, part by part, and asks no zone database.
    fn from_str(text: &str) -> Result<Self, TimeError> {
        from_written(&Written::parse(text)?).map(|(moment, _)| moment)
    }
}

impl serde::Serialize for Moment {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Moment {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_str(Text::<Self>::new("a moment as RFC 9557 writes it"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn berlin() -> Zone {
        Zone::named("Europe/Berlin").unwrap()
    }

    fn parse(text: &str) -> Moment {
        let (moment, corrected) = Moment::parse(text).unwrap();
        assert!(!corrected, "{text}");
        moment
    }

    #[test]
    fn a_moment_reads_back_what_it_prints() {
        for text in [
            "2024-02-29T21:30:00+01:00[Europe/Berlin]",
            "2024-02-29T21:30:00.5+01:00[Europe/Berlin]",
            "2024-02-29T21:30:00.000001+05:45",
            "1880-01-01T00:00:00+00:53:28[Europe/Berlin]",
            "1969-12-31T23:59:59.999999-00:00:01",
            "2024-02-29T21:30:00+05:00[Mars/Olympus]",
            "2024-07-01T12:00:00+00:00[UTC]",
            "0001-01-01T00:00:00+00:00",
            "9999-12-30T21:59:59+00:00",
        ] {
            let moment: Moment = text.parse().unwrap();
            assert_eq!(moment.to_string(), text);
            assert_eq!(parse(text), moment);
            let json = serde_json::to_string(&moment).unwrap();
            assert_eq!(serde_json::from_str::<Moment>(&json).unwrap(), moment);
        }
    }

    #[test]
    fn other_spellings_become_the_canonical_one() {
        for (text, canonical) in [
            ("2024-02-29T20:30:00Z", "2024-02-29T20:30:00+00:00"),
            ("2024-02-29t20:30:00z", "2024-02-29T20:30:00+00:00"),
            ("2024-02-29 20:30+01", "2024-02-29T20:30:00+01:00"),
            ("2024-02-29T20:30-0330", "2024-02-29T20:30:00-03:30"),
            (
                "2024-02-29T20:30:60.1234567890Z",
                "2024-02-29T20:30:59.123456+00:00",
            ),
            ("2024-02-29T20:30:00-00:00", "2024-02-29T20:30:00+00:00"),
            (
                "2024-02-29T20:30:00+01:00[+01:00]",
                "2024-02-29T20:30:00+01:00",
            ),
            (
                "2024-02-29T20:30:00+01:00[!Europe/Berlin][u-ca=gregory]",
                "2024-02-29T20:30:00+01:00[Europe/Berlin]",
            ),
            (
                "2024-07-01T10:00:00Z[Europe/Berlin]",
                "2024-07-01T12:00:00+02:00[Europe/Berlin]",
            ),
            (
                "1880-01-01T00:00:00+00:53[Europe/Berlin]",
                "1880-01-01T00:00:00+00:53:28[Europe/Berlin]",
            ),
        ] {
            assert_eq!(parse(text).to_string(), canonical);
        }
    }

    #[test]
    fn an_offset_against_its_zone_tells_the_instant() {
        let text = "2024-07-01T12:00:00+05:00[Europe/Berlin]";
        let (moment, corrected) = Moment::parse(text).unwrap();
        assert!(corrected);
        assert_eq!(
            moment.to_string(),
            "2024-07-01T09:00:00+02:00[Europe/Berlin]"
        );
        assert_eq!(text.parse::<Moment>().unwrap().to_string(), text);
    }

    #[test]
    fn what_is_no_moment_says_why() {
        use TimeError::*;
        for (text, why) in [
            ("", NotAMoment),
            ("2024-02-29", NotAMoment),
            ("2024-02-29T21", NotAMoment),
            ("2024-02-29T21:30", NoOffset),
            ("2024-02-29T21:30[Europe/Berlin]", NoOffset),
            ("2023-02-29T21:30Z", NoSuchTime),
            ("2024-02-29T24:00Z", NoSuchTime),
            ("2024-02-29T21:30+24:00", OffsetTooLarge),
            ("2024-02-29T21:30+1:00", NotAMoment),
            ("2024-02-29T21:30+01:0", NotAMoment),
            ("2024-02-29T21:30+01:00:1", NotAMoment),
            ("2024-02-29T21:30+€", NotAMoment),
            ("2024-02-29T21:30:00.Z", NotAMoment),
            ("2024-02-29T21:30:00.1xZ", NotAMoment),
            ("2024-02-29T21:30:00:00Z", NotAMoment),
            ("2024-02-29T21:30ZZ", NotAMoment),
            ("2024-02-29T21:30Z[", NotAMoment),
            ("2024-02-29T21:30Z[Europe/Berlin]x", NotAMoment),
            ("2024-02-29T21:30Z[a/b][c/d]", NotAMoment),
            ("2024-02-29T21:30Z[../etc]", NotAZoneName),
            ("2024-02-29T21:30Z[!u-ca=hebrew]", UnknownSuffix),
            ("0000-01-01T00:00Z", OutOfRange),
            ("9999-12-31T23:59Z", OutOfRange),
        ] {
            assert_eq!(Moment::parse(text), Err(why), "{text}");
            assert_eq!(text.parse::<Moment>(), Err(why), "{text}");
        }
        assert_eq!(Moment::parse(&"9".repeat(1 << 20)), Err(NotAMoment));
    }

    #[test]
    fn a_gap_goes_forward_and_a_fold_takes_the_earlier() {
        let local = |text: &str| text.parse::<DateTime>().unwrap();
        let (moment, civil) = Moment::from_civil(local("2024-03-31T02:30"), &berlin());
        assert_eq!(civil, Civil::Gap);
        assert_eq!(
            moment.to_string(),
            "2024-03-31T03:30:00+02:00[Europe/Berlin]"
        );
        let (moment, civil) = Moment::from_civil(local("2024-10-27T02:30"), &berlin());
        assert_eq!(civil, Civil::Fold);
        assert_eq!(
            moment.to_string(),
            "2024-10-27T02:30:00+02:00[Europe/Berlin]"
        );
        let (moment, civil) = Moment::from_civil(local("2024-02-29T02:30"), &berlin());
        assert_eq!(civil, Civil::Exact);
        assert_eq!(
            moment.to_string(),
            "2024-02-29T02:30:00+01:00[Europe/Berlin]"
        );
        let (moment, civil) = Moment::parse_in("2024-03-31 02:30", &berlin()).unwrap();
        assert_eq!((moment.clock().as_str(), civil), ("03:30", Civil::Gap));
    }

    #[test]
    fn the_day_is_the_authors_and_late_nights_belong_to_the_day_before() {
        let moment = parse("2024-03-01T01:30:00+01:00[Europe/Berlin]");
        assert_eq!(moment.day(DayStart::MIDNIGHT).to_string(), "2024-03-01");
        let four = DayStart::new(4, 0).unwrap();
        assert_eq!(moment.day(four).to_string(), "2024-02-29");
        let moment = parse("2024-03-01T04:00:00+01:00[Europe/Berlin]");
        assert_eq!(moment.day(four).to_string(), "2024-03-01");
        let now = Timestamp(1_709_247_600_000);
        assert_eq!(
            Day::today(now, &berlin(), DayStart::MIDNIGHT).to_string(),
            "2024-03-01"
        );
        assert_eq!(
            Day::today(now, &Zone::utc(), DayStart::MIDNIGHT).to_string(),
            "2024-02-29"
        );
    }

    #[test]
    fn moments_are_ordered_by_instant() {
        let early = parse("2024-03-01T09:00:00+09:00");
        let late = parse("2024-03-01T01:00:00+00:00");
        assert!(early < late);
    }

    #[test]
    fn clocks_are_shown_in_both_ways() {
        let at = |text: &str| parse(&format!("2024-03-01T{text}:00+00:00")).clock_12();
        assert_eq!(at("00:05"), "12:05 am");
        assert_eq!(at("12:00"), "12:00 pm");
        assert_eq!(at("21:04"), "9:04 pm");
    }

    #[test]
    fn no_number_is_too_large_for_it() {
        for us in [i64::MIN, -1, 0, i64::MAX] {
            for offset_s in [i32::MIN, -1, 0, i32::MAX] {
                let moment = Moment {
                    instant_us: us,
                    offset_s,
                    zone: None,
                };
                assert!(!moment.to_string().is_empty());
                assert!(!moment.clock_12().is_empty());
                let day = moment.day(DayStart::new(23, 59).unwrap());
                assert!(Day::MIN <= day && day <= Day::MAX);
                assert!(moment.timestamp().0 <= i64::MAX / 1000);
            }
            let moment = Moment::at(Timestamp(us), &berlin());
            assert_eq!(moment.to_string().parse(), Ok(moment));
        }
        for local in [DateTime::MIN, DateTime::MAX] {
            let (moment, _) = Moment::from_civil(local, &berlin());
            assert_eq!(moment.to_string().parse(), Ok(moment));
        }
    }

    #[test]
    fn parts_that_are_no_moment_are_refused() {
        assert_eq!(
            Moment::new(EARLIEST_US - 1, 0, None),
            Err(TimeError::OutOfRange)
        );
        assert_eq!(
            Moment::new(LATEST_US + 1, 0, None),
            Err(TimeError::OutOfRange)
        );
        assert_eq!(Moment::new(0, 86_400, None), Err(TimeError::OffsetTooLarge));
        assert_eq!(Moment::new(0, 0, Some("a]b")), Err(TimeError::NotAZoneName));
        assert!(Moment::new(LATEST_US, 86_399, Some("X")).is_ok());
    }
}
