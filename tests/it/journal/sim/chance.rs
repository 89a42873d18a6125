//! One seed drives everything that is drawn: a generator, a clock and the program's own random source.

use std::cell::Cell;

use diurnal::model::outside::Outside;
use diurnal::model::time::Timestamp;
use diurnal::model::time::Zone;

/// A generator after Steele, Lea and Flood, 'Fast splittable pseudorandom number generators' (2014).
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }
}

thread_local! {
    static FILL: Cell<u64> = const { Cell::new(0) };
    static CLOCK: Cell<i64> = const { Cell::new(0) };
}

/// Begins anew: what the program draws and what its clock says depend on the seed alone.
pub fn begin(seed: u64) {
    FILL.with(|cell| cell.set(seed ^ 0x5851_f42d_4c95_7f2d));
    CLOCK.with(|cell| cell.set(1_700_000_000_000));
}

/// The clock jumps, in ms; it never goes below zero.
pub fn jump(by: i64) {
    CLOCK.with(|cell| cell.set(cell.get().saturating_add(by).clamp(0, 4_000_000_000_000)));
}

fn now() -> Timestamp {
    jump(1000);
    Timestamp(CLOCK.with(Cell::get))
}

fn fill(bytes: &mut [u8]) {
    let mut chance = Chance::new(FILL.with(Cell::get));
    for byte in &mut *bytes {
        *byte = chance.next().to_le_bytes()[0];
    }
    FILL.with(|cell| cell.set(chance.next()));
}

pub fn outside() -> Outside {
    Outside {
        now,
        zone: || Zone::named("Europe/Berlin").unwrap(),
        fill,
    }
}
