//! How far long work is, on stderr, when somebody is there to see it; and Ctrl-C while it runs.

use std::io;
use std::io::IsTerminal;
use std::io::Write;
use std::time::Duration;
use std::time::Instant;

use crate::cli::interrupt::Guard;
use crate::journal::types::Watch;

/// Work that takes less long shows nothing.
const SHOWN_AFTER: Duration = Duration::from_secs(1);
/// Time between two lines: a person reads no faster, and a terminal should not be the brake.
const SHOWN_EVERY: Duration = Duration::from_millis(100);

/// Shows steps and notices Ctrl-C: the first asks the work to stop at its next step, so that
/// nothing is half done; a second one ends the program at once, which loses nothing saved either.
pub(super) struct Progress {
    started: Instant,
    shown: Option<Instant>,
    visible: bool,
    guard: Guard,
}

impl Progress {
    /// Begins to watch; `quiet` shows nothing.
    pub(super) fn new(quiet: bool) -> Self {
        Self {
            started: Instant::now(),
            shown: None,
            visible: !quiet && io::stderr().is_terminal(),
            guard: Guard::new(),
        }
    }

    fn show(&mut self, what: &str, done: u64, total: u64) {
        let now = Instant::now();
        let early = now.duration_since(self.started) < SHOWN_AFTER;
        let soon = self
            .shown
            .is_some_and(|shown| now.duration_since(shown) < SHOWN_EVERY);
        if !self.visible || early || soon {
            return;
        }
        self.shown = Some(now);
        let line = match done.saturating_mul(100).checked_div(total) {
            Some(percent) => format!("{what} {percent} % ({done} of {total})"),
            None => format!("{what} {done}"),
        };
        // Erases what the line before left over. Progress that cannot be shown is no failure.
        write!(io::stderr(), "\r{line}\x1b[K").ok();
    }
}

impl Watch for Progress {
    fn step(&mut self, what: &str, done: u64, total: u64) -> bool {
        self.show(what, done, total);
        !self.guard.came()
    }

    fn pause(&mut self) {
        if self.shown.take().is_some() {
            write!(io::stderr(), "\r\x1b[K").ok();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.pause();
    }
}
