//! What a journal asks of the world besides its files: time, place and chance, as values.

use crate::model::time::Timestamp;
use crate::model::time::Zone;

/// Where time, zone and random bytes come from; `clock` has the real ones, tests their own.
#[derive(Clone, Copy, Debug)]
pub struct Outside {
    /// The present moment.
    pub now: fn() -> Timestamp,
    /// The zone that its user lives in.
    pub zone: fn() -> Zone,
    /// Fills a slice with bytes nobody can guess.
    pub fill: fn(&mut [u8]),
}

impl Outside {
    /// `N` random bytes.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.fill)(&mut bytes);
        bytes
    }
}
