//! Instants as machines keep them: milliseconds, in UTC.

use std::fmt;

use crate::model::time::Moment;
use crate::model::time::Zone;

/// An instant, in milliseconds since 1970-01-01T00:00:00Z. Any number is one.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

const SECOND: u64 = 1000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

impl Timestamp {
    /// This many milliseconds later, or earlier where `ms` is negative; stops at the ends of time.
    #[must_use]
    pub fn add_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Milliseconds since `earlier`, negative where that came later; stops at the ends of `i64`.
    pub fn ms_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// As RFC 3339 writes it in UTC, to the millisecond if there are any: `2024-02-29T20:30:00Z`.
    /// What lies outside the years 0 to 9999 is shown as their end.
    pub fn rfc3339(self) -> String {
        let moment = Moment::at(self, &Zone::utc());
        let text = moment.to_string();
        // At UTC the text is the local time, "+00:00", and the zone's name.
        let local = text.split('+').next().unwrap_or_default();
        format!("{local}Z")
    }

    /// How long before `now` it was, as one would say it: `2 min ago`, `yesterday`, `3 weeks ago`.
    /// Clocks differ by a little, so what is less than a minute ahead is `just now`.
    pub fn ago(self, now: Self) -> String {
        let ms = now.0.abs_diff(self.0);
        let past = self.0 <= now.0;
        if ms < MINUTE {
            return "just now".to_owned();
        }
        if (DAY..2 * DAY).contains(&ms) {
            return if past { "yesterday" } else { "tomorrow" }.to_owned();
        }
        let span = span_in_words(ms);
        if past {
            format!("{span} ago")
        } else {
            format!("in {span}")
        }
    }
}

/// A span of a minute or more in the largest unit that it fills: `2 min`, `5 h`, `3 days`.
fn span_in_words(ms: u64) -> String {
    let (n, one, many) = if ms < HOUR {
        (ms / MINUTE, "min", "min")
    } else if ms < DAY {
        (ms / HOUR, "h", "h")
    } else if ms < 14 * DAY {
        (ms / DAY, "day", "days")
    } else if ms < 60 * DAY {
        (ms / (7 * DAY), "week", "weeks")
    } else if ms < 730 * DAY {
        // A month on average: 30.44 days.
        (ms * 100 / (3044 * DAY), "month", "months")
    } else {
        // A year on average: 365.25 days; divided first, since the span may be any number.
        (ms / (DAY / 100) / 36525, "year", "years")
    };
    format!("{n} {}", if n == 1 { one } else { many })
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_prints_utc_to_the_millisecond() {
        assert_eq!(Timestamp(0).rfc3339(), "1970-01-01T00:00:00Z");
        assert_eq!(
            Timestamp(1_709_238_600_123).rfc3339(),
            "2024-02-29T20:30:00.123Z"
        );
        assert_eq!(Timestamp(-1).rfc3339(), "1969-12-31T23:59:59.999Z");
        assert_eq!(serde_json::to_string(&Timestamp(-7)).unwrap(), "-7");
    }

    #[test]
    fn no_number_is_too_large_to_show() {
        assert!(Timestamp(i64::MIN).rfc3339().starts_with("0000-01-"));
        assert!(Timestamp(i64::MAX).rfc3339().starts_with("9999-12-"));
        assert_eq!(Timestamp(i64::MAX).add_ms(1), Timestamp(i64::MAX));
        assert_eq!(Timestamp(i64::MIN).ms_since(Timestamp(1)), i64::MIN);
    }

    #[test]
    fn how_long_ago_is_said_in_words() {
        let now = Timestamp(1_709_238_600_000);
        let cases = [
            (0, "just now"),
            (59_999, "just now"),
            (-59_999, "just now"),
            (60_000, "1 min ago"),
            (3_599_999, "59 min ago"),
            (3_600_000, "1 h ago"),
            (86_399_999, "23 h ago"),
            (86_400_000, "yesterday"),
            (2 * 86_400_000, "2 days ago"),
            (13 * 86_400_000, "13 days ago"),
            (14 * 86_400_000, "2 weeks ago"),
            (59 * 86_400_000, "8 weeks ago"),
            (61 * 86_400_000, "2 months ago"),
            (729 * 86_400_000, "23 months ago"),
            (731 * 86_400_000, "2 years ago"),
            (-120_000, "in 2 min"),
            (-86_400_000, "tomorrow"),
        ];
        for (ms, words) in cases {
            assert_eq!(now.add_ms(-ms).ago(now), words);
        }
        assert!(
            Timestamp(i64::MIN)
                .ago(Timestamp(i64::MAX))
                .ends_with(" years ago")
        );
        assert!(
            Timestamp(i64::MAX)
                .ago(Timestamp(i64::MIN))
                .starts_with("in ")
        );
    }
}
