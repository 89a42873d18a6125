//! Every parser that meets foreign bytes, under random and mutated input: none panics or hangs, and
//! what is read says the same again where it can be written.
//!
//! `DIURNAL_RANDOM=1000000` tries that many inputs of each quick parser (and a share of it of each slow
//! one), `DIURNAL_RANDOM_FROM=7` begins elsewhere. An input that a parser does not survive is kept in
//! `target/tmp` and belongs into `tests/it/random/kept.rs`, with what was mended.

mod chance;
mod files;
mod git;
mod kept;
mod sealed;
mod texts;

use std::fs;
use std::panic;
use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::time::Duration;
use std::time::Instant;

use chance::Chance;

/// Inputs of each quick parser where nobody asks for more.
const CASES: u64 = 2000;

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// Feeds `parse` with what chance makes of `seeds`, as often as is asked for, divided by `share`:
/// what one case costs, in cases of a quick parser.
#[track_caller]
fn batter(name: &str, share: u64, seeds: &[Vec<u8>], mut parse: impl FnMut(&[u8])) {
    let cases = number("DIURNAL_RANDOM").unwrap_or(CASES).div_ceil(share);
    let mut chance = Chance::new(number("DIURNAL_RANDOM_FROM").unwrap_or(1), name);
    let (start, mut slowest) = (Instant::now(), (Duration::ZERO, Vec::new()));
    for seed in seeds {
        survive(name, seed, &mut parse);
    }
    for _ in 0..cases {
        let input = chance.input(seeds);
        let before = Instant::now();
        survive(name, &input, &mut parse);
        if before.elapsed() > slowest.0 {
            slowest = (before.elapsed(), input);
        }
    }
    let (longest, input) = slowest;
    let took = start.elapsed();
    println!(
        "{name}: {cases} inputs in {took:.1?}, the longest {longest:.1?} for {} bytes",
        input.len()
    );
}

#[track_caller]
fn survive(name: &str, input: &[u8], parse: &mut impl FnMut(&[u8])) {
    if panic::catch_unwind(AssertUnwindSafe(|| parse(input))).is_err() {
        let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("random-{name}"));
        fs::write(&kept, input).unwrap();
        let shown: String = input.escape_ascii().take(2000).map(char::from).collect();
        panic!(
            "{name} did not survive what is kept in {}: {shown}",
            kept.display()
        );
    }
}

/// The input as text, where a parser takes nothing else.
fn text(input: &[u8]) -> String {
    String::from_utf8_lossy(input).into_owned()
}

fn seeds<T: AsRef<[u8]>>(all: impl IntoIterator<Item = T>) -> Vec<Vec<u8>> {
    all.into_iter().map(|one| one.as_ref().to_vec()).collect()
}
