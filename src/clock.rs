//! The only file that asks what time it is, where its user lives, and for chance.

use std::sync::OnceLock;

use jiff::tz::TimeZone;

use crate::model::outside::Outside;
use crate::model::time::Timestamp;
use crate::model::time::Zone;

/// Where Linux has the rules of the zones.
const ZONES: &str = "/usr/share/zoneinfo";

/// The real world; `DIURNAL_NOW` (milliseconds since 1970, UTC) replaces the clock.
pub fn outside() -> Outside {
    Outside { now, zone, fill }
}

/// The current time, or the one in `DIURNAL_NOW`, so that tests and demonstrations repeat exactly.
pub fn now() -> Timestamp {
    // Asked for once: the screens want the time at every key.
    static FIXED_MS: OnceLock<Option<i64>> = OnceLock::new();
    let fixed = FIXED_MS.get_or_init(|| std::env::var("DIURNAL_NOW").ok()?.parse().ok());
    Timestamp(fixed.unwrap_or_else(since_1970_ms))
}

/// The system's zone: `TZ`, else what the machine is set to, else UTC.
pub fn zone() -> Zone {
    Zone(zone_by_name().unwrap_or_else(TimeZone::system))
}

/// The system's zone where that is plainly a name and its file lies where Linux has it: to look through
/// the folder of all zones first, as is done else, costs a millisecond.
fn zone_by_name() -> Option<TimeZone> {
    if !cfg!(target_os = "linux") || std::env::var_os("TZDIR").is_some() {
        return None;
    }
    let said = match std::env::var_os("TZ") {
        Some(said) => said,
        None => std::fs::read_link("/etc/localtime").ok()?.into_os_string(),
    };
    let name = said.to_str()?;
    let name = name.rsplit_once("zoneinfo/").map_or(name, |(_, name)| name);
    let plain = |c: char| c.is_ascii_alphanumeric() || "_+-/".contains(c);
    if !name.contains('/') || name.starts_with(['/', ':']) {
        return None;
    }
    if !name.chars().all(plain) {
        return None;
    }
    let rules = std::fs::read(format!("{ZONES}/{name}")).ok()?;
    TimeZone::tzif(name, &rules).ok()
}

/// Fills `bytes` from the kernel's random source.
///
/// # Panics
///
/// If the kernel has none: nothing safe can be done without.
#[allow(
    clippy::expect_used,
    reason = "going on with guessable keys would be worse than stopping"
)]
pub fn fill(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the kernel gives random bytes");
}

fn since_1970_ms() -> i64 {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |d| i64::try_from(d.as_millis()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_zone_is_the_one_that_the_library_finds() {
        // Where the system's zone is none of those with a file of their own, it is the library that finds it.
        assert_eq!(zone().0, TimeZone::system());
        assert_eq!(
            zone().0.iana_name(),
            TimeZone::system().iana_name(),
            "by the same name"
        );
    }
}
