//! Days without a zone, and the hour at which one begins.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use crate::model::time::TimeError;
use crate::model::time::Timestamp;
use crate::model::time::Zone;
use crate::model::time::moment::Moment;

/// The months in English, January first.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The days of the week in English, Monday first.
pub const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// A leap year: every day there is stands in it.
pub const LEAP_YEAR: i16 = 2000;

/// Days on each side of one that make a week around it.
pub const WEEK_SIDE: i64 = 3;

const FIRST: Date = Date::constant(0, 1, 1);
const LAST: Date = Date::constant(9999, 12, 31);
/// From the first day to the last.
const CALENDAR_DAYS: i64 = 3_652_424;

/// The day that somebody lived: a date without a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub Date);

impl Day {
    /// The first day there is: 0000-01-01.
    pub const MIN: Self = Self(FIRST);
    /// The last day there is: 9999-12-31.
    pub const MAX: Self = Self(LAST);

    /// The day of these numbers, months and days from 1.
    pub fn new(year: i16, month: u8, day: u8) -> Result<Self, TimeError> {
        if !(0..=9999).contains(&year) {
            return Err(TimeError::OutOfRange);
        }
        let month = i8::try_from(month).map_err(|_| TimeError::NoSuchTime)?;
        let day = i8::try_from(day).map_err(|_| TimeError::NoSuchTime)?;
        let date = Date::new(year, month, day).map_err(|_| TimeError::NoSuchTime)?;
        Ok(Self(date))
    }

    /// The day that somebody in `zone`, whose days begin at `starts_at`, lives at `now`.
    pub fn today(now: Timestamp, zone: &Zone, starts_at: DayStart) -> Self {
        Moment::at(now, zone).day(starts_at)
    }

    /// The year, 0 to 9999.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u8 {
        self.0.month().unsigned_abs()
    }

    /// The day of the month, 1 to 31.
    pub fn day_of_month(self) -> u8 {
        self.0.day().unsigned_abs()
    }

    /// The day of the week, Monday = 0 to Sunday = 6.
    pub fn weekday(self) -> u8 {
        self.0.weekday().to_monday_zero_offset().unsigned_abs()
    }

    /// How many days its month has, 28 to 31.
    pub fn days_in_month(self) -> u8 {
        self.0.days_in_month().unsigned_abs()
    }

    /// This many days later, or earlier where `days` is negative; stops at the ends of the calendar.
    #[must_use]
    pub fn add_days(self, days: i64) -> Self {
        // Twice half the way: jiff refuses what is longer than from 1970 to the end in one step.
        let days = days.clamp(-CALENDAR_DAYS, CALENDAR_DAYS);
        let step = |from: Date, days: i64| {
            let duration = jiff::SignedDuration::from_hours(days * 24);
            from.saturating_add(duration).clamp(FIRST, LAST)
        };
        Self(step(step(self.0, days / 2), days - days / 2))
    }

    /// The same day of the month, this many months later; the month's last where it is shorter.
    #[must_use]
    pub fn add_months(self, months: i32) -> Self {
        let span = jiff::Span::new().try_months(months.clamp(-200_000, 200_000));
        match span {
            Ok(span) => Self(self.0.saturating_add(span).clamp(FIRST, LAST)),
            Err(_) => self,
        }
    }

    /// The first day of its month.
    #[must_use]
    pub fn first_of_month(self) -> Self {
        Self(self.0.first_of_month())
    }

    /// The last day of its month.
    #[must_use]
    pub fn last_of_month(self) -> Self {
        Self(self.0.last_of_month())
    }

    /// The same day of a leap year, in which every day there is stands.
    #[must_use]
    pub fn in_leap_year(self) -> Self {
        Self::new(LEAP_YEAR, self.month(), self.day_of_month()).unwrap_or(self)
    }

    /// Tells whether a day lies, in any year, within `side` days of this one.
    pub fn is_near(self, side: i64) -> impl Fn(Self) -> bool {
        let of_any_year = |day: Self| (day.month(), day.day_of_month());
        let middle = self.in_leap_year();
        let days: Vec<(u8, u8)> = (-side..=side)
            .map(|by| of_any_year(middle.add_days(by)))
            .collect();
        move |day| days.contains(&of_any_year(day))
    }

    /// How many days `later` comes after this one; negative where it comes before.
    pub fn days_until(self, later: Self) -> i64 {
        self.0.duration_until(later.0).as_hours() / 24
    }

    /// The English name of its month.
    pub fn month_name(self) -> &'static str {
        let index = usize::from(self.month()).saturating_sub(1);
        MONTHS.get(index).copied().unwrap_or_default()
    }

    /// The English name of its day of the week.
    pub fn weekday_name(self) -> &'static str {
        WEEKDAYS
            .get(usize::from(self.weekday()))
            .copied()
            .unwrap_or_default()
    }

    /// The first three letters of its day of the week: `Wed`.
    pub fn weekday_short(self) -> &'static str {
        self.weekday_name().get(..3).unwrap_or_default()
    }

    /// As a list shows it under the name of its month: `Wed 13`, `Fri  8`; six cells always.
    pub fn short(self) -> String {
        format!("{} {:>2}", self.weekday_short(), self.day_of_month())
    }

    /// Without its year: `13 March`.
    pub fn without_year(self) -> String {
        format!("{} {}", self.day_of_month(), self.month_name())
    }

    /// As a heading shows its month: `March 2024`.
    pub fn month_title(self) -> String {
        format!("{} {}", self.month_name(), self.year())
    }

    /// In full: `Wed 13 March 2024`.
    pub fn long(self) -> String {
        format!(
            "{} {} {}",
            self.weekday_short(),
            self.day_of_month(),
            self.month_title()
        )
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = (self.year(), self.month(), self.day_of_month());
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl FromStr for Day {
    type Err = TimeError;

    /// Reads YYYY-MM-DD, exactly.
    fn from_str(text: &str) -> Result<Self, TimeError> {
        let digits = |from, to| number(text.as_bytes().get(from..to)?);
        let parts = (digits(0, 4), digits(5, 7), digits(8, 10));
        let (Some(year), Some(month), Some(day)) = parts else {
            return Err(TimeError::NotADay);
        };
        let dashes = (text.as_bytes().get(4), text.as_bytes().get(7));
        if text.len() != 10 || dashes != (Some(&b'-'), Some(&b'-')) {
            return Err(TimeError::NotADay);
        }
        let small = |n: u32| u8::try_from(n).map_err(|_| TimeError::NotADay);
        let year = i16::try_from(year).map_err(|_| TimeError::NotADay)?;
        Self::new(year, small(month)?, small(day)?)
    }
}

impl serde::Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_str(super::written::Text::<Self>::new("a day, YYYY-MM-DD"))
    }
}

/// When a day begins, in minutes after midnight, 0 to 1439: late nights belong to the day before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DayStart(u16);

impl DayStart {
    /// Days that begin at midnight.
    pub const MIDNIGHT: Self = Self(0);

    /// Days that begin at this time.
    pub fn new(hour: u8, minute: u8) -> Result<Self, TimeError> {
        if hour > 23 || minute > 59 {
            return Err(TimeError::NoSuchTime);
        }
        Ok(Self(u16::from(hour) * 60 + u16::from(minute)))
    }

    /// Minutes after midnight, 0 to 1439.
    pub fn minutes(self) -> u16 {
        self.0
    }
}

impl fmt::Display for DayStart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl FromStr for DayStart {
    type Err = TimeError;

    /// Reads HH:MM; the hour may have one digit.
    fn from_str(text: &str) -> Result<Self, TimeError> {
        let part = |text: &str| {
            let short = text.len() <= 2;
            let value = number(text.as_bytes()).filter(|_| short);
            value.and_then(|n| u8::try_from(n).ok())
        };
        let (hour, minute) = text.split_once(':').ok_or(TimeError::NotATimeOfDay)?;
        match (part(hour), part(minute).filter(|_| minute.len() == 2)) {
            (Some(hour), Some(minute)) => Self::new(hour, minute),
            _ => Err(TimeError::NotATimeOfDay),
        }
    }
}

impl serde::Serialize for DayStart {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for DayStart {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_str(super::written::Text::<Self>::new("a time of day, HH:MM"))
    }
}

/// The number that these ASCII digits spell; none where one is no digit, or none is there, or there
/// are more than nine.
pub(super) fn number(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() || digits.len() > 9 {
        return None;
    }
    digits.iter().try_fold(0, |sum: u32, digit| {
        digit
            .is_ascii_digit()
            .then(|| sum * 10 + u32::from(digit - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_week_around_a_day_passes_the_year_s_end_and_the_leap_day() -> Result<(), TimeError> {
        let near = "2023-03-01".parse::<Day>()?.is_near(1);
        let is_near = |text: &str| text.parse().is_ok_and(&near);
        assert!(is_near("2020-02-29") && is_near("1999-03-02") && is_near("2023-03-01"));
        assert!(!is_near("2023-02-28") && !is_near("2020-03-03"));
        let near = "2023-12-31".parse::<Day>()?.is_near(WEEK_SIDE);
        assert!(near(Day::new(1990, 1, 3)?) && !near(Day::new(1990, 1, 4)?));
        assert_eq!("2020-02-29".parse::<Day>()?.without_year(), "29 February");
        Ok(())
    }

    #[test]
    fn a_day_reads_back_what_it_prints() {
        for text in ["0000-01-01", "1969-12-31", "2024-02-29", "9999-12-31"] {
            assert_eq!(day(text).to_string(), text);
            let json = serde_json::to_string(&day(text)).unwrap();
            assert_eq!(serde_json::from_str::<Day>(&json).unwrap(), day(text));
        }
    }

    #[test]
    fn only_one_spelling_is_a_day() {
        for text in [
            "",
            "2024",
            "2024-2-29",
            "2024-02-29 ",
            "20240229",
            "2024/02/29",
            "２０２４-0",
            "+024-02-29",
        ] {
            assert_eq!(text.parse::<Day>(), Err(TimeError::NotADay), "{text}");
        }
        for text in [
            "2023-02-29",
            "2024-13-01",
            "2024-00-01",
            "2024-01-32",
            "2024-01-00",
        ] {
            assert_eq!(text.parse::<Day>(), Err(TimeError::NoSuchTime), "{text}");
        }
    }

    #[test]
    fn a_day_is_shown_as_people_write_it() {
        let wednesday = day("2024-03-13");
        assert_eq!(wednesday.short(), "Wed 13");
        assert_eq!(day("2024-03-08").short(), "Fri  8");
        assert_eq!(wednesday.long(), "Wed 13 March 2024");
        assert_eq!(wednesday.month_title(), "March 2024");
        assert_eq!(wednesday.weekday(), 2);
        assert_eq!(wednesday.weekday_name(), "Wednesday");
        assert_eq!(day("2024-02-01").days_in_month(), 29);
    }

    #[test]
    fn adding_stops_at_the_ends_of_the_calendar() {
        assert_eq!(day("2024-02-28").add_days(2), day("2024-03-01"));
        assert_eq!(day("2024-03-01").add_days(-1), day("2024-02-29"));
        assert_eq!(day("2024-01-31").add_months(1), day("2024-02-29"));
        assert_eq!(day("2024-01-31").add_months(-2), day("2023-11-30"));
        for days in [i64::MIN, i64::MAX, 1 << 40, -(1 << 40), 1 << 50] {
            let end = if days < 0 { Day::MIN } else { Day::MAX };
            assert_eq!(day("2024-01-31").add_days(days), end);
        }
        assert_eq!(Day::MIN.add_months(i32::MIN), Day::MIN);
        assert_eq!(Day::MAX.add_months(i32::MAX), Day::MAX);
        assert_eq!(Day::MIN.add_days(Day::MIN.days_until(Day::MAX)), Day::MAX);
        assert_eq!(day("2024-03-01").days_until(day("2024-02-28")), -2);
        assert_eq!(Day::MAX.last_of_month(), Day::MAX);
    }

    #[test]
    fn a_day_start_is_a_time_of_day() {
        let start: DayStart = "4:00".parse().unwrap();
        assert_eq!(
            (start.minutes(), start.to_string().as_str()),
            (240, "04:00")
        );
        assert_eq!("23:59".parse::<DayStart>().unwrap().minutes(), 1439);
        for text in ["", "4", "4:0", "004:00", ":", "a:bb", "4:00pm"] {
            assert_eq!(
                text.parse::<DayStart>(),
                Err(TimeError::NotATimeOfDay),
                "{text}"
            );
        }
        assert_eq!("24:00".parse::<DayStart>(), Err(TimeError::NoSuchTime));
    }
}
