//! Time zones by name, as the IANA database has them.

use crate::model::time::TimeError;

/// A time zone: one of the IANA database, or one that only its rules are known of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone(pub jiff::tz::TimeZone);

/// Longest zone name that is read, in bytes. The longest in the database has 32.
const NAME_BYTES_MAX: usize = 100;

impl Zone {
    /// The zone called `name`, such as `Europe/Berlin`, in any case.
    pub fn named(name: &str) -> Result<Self, TimeError> {
        if !is_zone_name(name) {
            return Err(TimeError::NotAZoneName);
        }
        match jiff::tz::TimeZone::get(name) {
            Ok(zone) => Ok(Self(zone)),
            Err(_) => Err(TimeError::UnknownZone),
        }
    }

    /// UTC, by this name.
    pub fn utc() -> Self {
        Self(jiff::tz::TimeZone::UTC)
    }

    /// Its IANA name; none where only the rules are known, as with a bare `/etc/localtime`.
    pub fn name(&self) -> Option<&str> {
        self.0.iana_name().filter(|name| is_zone_name(name))
    }
}

/// Whether `name` may stand in the brackets of a moment: letters, digits and `._-+`, in parts joined
/// by `/`, the first of them no digit and no sign. Source: RFC 9557, section 4.1.
pub(super) fn is_zone_name(name: &str) -> bool {
    let part_is_name = |part: &str| {
        let opens = |c: u8| c.is_ascii_alphabetic() || c == b'.' || c == b'_';
        let goes_on = |c: u8| opens(c) || c.is_ascii_digit() || c == b'-' || c == b'+';
        part != "."
            && part != ".."
            && part.bytes().next().is_some_and(opens)
            && part.bytes().all(goes_on)
    };
    name.len() <= NAME_BYTES_MAX && name.split('/').all(part_is_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_found_by_its_name_in_any_case() {
        assert_eq!(
            Zone::named("Europe/Berlin").unwrap().name(),
            Some("Europe/Berlin")
        );
        assert_eq!(
            Zone::named("europe/berlin").unwrap().name(),
            Some("Europe/Berlin")
        );
        assert_eq!(Zone::utc().name(), Some("UTC"));
    }

    #[test]
    fn what_is_no_name_is_told_from_what_is_unknown() {
        assert_eq!(Zone::named("Mars/Olympus"), Err(TimeError::UnknownZone));
        for name in [
            "",
            "/etc/passwd",
            "../../etc/passwd",
            "Europe/",
            "a]b",
            "É",
            "+01:00",
        ] {
            assert_eq!(Zone::named(name), Err(TimeError::NotAZoneName), "{name}");
        }
        assert!(is_zone_name("America/Argentina/ComodRivadavia"));
        assert!(is_zone_name("Etc/GMT+5"));
        assert!(!is_zone_name(&"x".repeat(NAME_BYTES_MAX + 1)));
    }
}
