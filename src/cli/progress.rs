//! How far long work is, on stderr, when somebody is there to see it; and Ctrl-C while it runs.

use std::io;
use std::io::IsTerminal;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::Instant;

use signal_hook::consts::SIGINT;
use signal_hook::consts::SIGTERM;
use signal_hook::flag;

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
    stop: Arc<AtomicBool>,
}

impl Progress {
    /// Begins to watch; `quiet` shows nothing.
    pub(super) fn new(quiet: bool) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM] {
            // Registered first, so that it sees the flag as the signal before left it.
            flag::register_conditional_default(signal, Arc::clone(&stop)).ok();
            flag::register(signal, Arc::clone(&stop)).ok();
        }
        Self {
            started: Instant::now(),
            shown: None,
            visible: !quiet && io::stderr().is_terminal(),
            stop,
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
        !self.stop.load(Ordering::Relaxed)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown.is_some() {
            write!(io::stderr(), "\r\x1b[K").ok();
        }
    }
}
