//! Time as a value: instants, zones, moments and days. No function here asks what time it is.
//!
//! Invariants: nothing here panics, whatever number it is given; years run from 0 to 9999, and what
//! lies outside is an error where it is read and the nearest end where it is computed.

mod day;
mod moment;
mod timestamp;
mod written;
mod zone;

pub use self::day::Day;
pub use self::day::DayStart;
pub use self::day::LEAP_YEAR;
pub use self::day::MONTHS;
pub use self::day::WEEK_SIDE;
pub use self::day::WEEKDAYS;
pub use self::moment::Civil;
pub use self::moment::Moment;
pub use self::timestamp::Timestamp;
pub use self::zone::Zone;

/// Why a text or a number is no moment, no day, no zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// It is not spelled as RFC 9557 asks.
    #[error("not a moment as 2024-02-29T21:30:00+01:00[Europe/Berlin] is one")]
    NotAMoment,
    /// Date and time are there, and nothing says how far from UTC.
    #[error("without an offset from UTC")]
    NoOffset,
    /// It is spelled as a date or a time, and no calendar or clock shows it.
    #[error("no such date or time")]
    NoSuchTime,
    /// It lies before the year 0 or after the year 9999.
    #[error("outside the years 0 to 9999")]
    OutOfRange,
    /// An offset of a day or more.
    #[error("an offset must be less than 24 hours")]
    OffsetTooLarge,
    /// A name that no zone can have.
    #[error("not the name of a time zone")]
    NotAZoneName,
    /// A name that could be a zone's and is not in the zone database.
    #[error("unknown time zone")]
    UnknownZone,
    /// It is not spelled YYYY-MM-DD.
    #[error("not a day as 2024-02-29 is one")]
    NotADay,
    /// It is not spelled HH:MM.
    #[error("not a time of day as 04:00 is one")]
    NotATimeOfDay,
    /// A suffix that its writer marked as critical and that nobody here knows.
    #[error("a critical suffix that is not understood")]
    UnknownSuffix,
}
