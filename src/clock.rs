//! The only file that asks what time it is, where its user lives, and for chance.

use crate::model::outside::Outside;
use crate::model::time::Timestamp;
use crate::model::time::Zone;

/// The real world; `DIURNAL_NOW` (milliseconds since 1970, UTC) replaces the clock.
pub fn outside() -> Outside {
    Outside { now, zone, fill }
}

/// The current time, or the one in `DIURNAL_NOW`, so that tests and demonstrations repeat exactly.
pub fn now() -> Timestamp {
    let fixed = std::env::var("DIURNAL_NOW")
        .ok()
        .and_then(|ms| ms.parse().ok());
    Timestamp(fixed.unwrap_or_else(since_1970_ms))
}

/// The system's zone: `TZ`, else what the machine is set to, else UTC.
pub fn zone() -> Zone {
    Zone(jiff::tz::TimeZone::system())
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
