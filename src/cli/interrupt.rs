//! Ctrl-C: ends the program at once, but while a [`Guard`] lives, when nothing may be left half done.

use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use signal_hook::consts::SIGINT;
use signal_hook::consts::SIGTERM;
use signal_hook::flag;

/// What the handlers look at. They are installed once and stay, since a handler that is taken away
/// leaves its signal ignored.
struct Flags {
    /// Whether the signal has its usual effect.
    usual: Arc<AtomicBool>,
    /// Whether one came while it had not.
    came: Arc<AtomicBool>,
}

static FLAGS: OnceLock<Flags> = OnceLock::new();

/// While it lives, a first SIGINT or SIGTERM is only noted; a second one ends the program.
pub(super) struct Guard {
    flags: &'static Flags,
}

impl Guard {
    /// Begins to note.
    pub(super) fn new() -> Self {
        let flags = FLAGS.get_or_init(install);
        flags.came.store(false, Ordering::Relaxed);
        flags.usual.store(false, Ordering::Relaxed);
        Self { flags }
    }

    /// Whether its user asked to stop.
    pub(super) fn came(&self) -> bool {
        self.flags.came.load(Ordering::Relaxed)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.flags.usual.store(true, Ordering::Relaxed);
    }
}

fn install() -> Flags {
    let flags = Flags {
        usual: Arc::new(AtomicBool::new(true)),
        came: Arc::new(AtomicBool::new(false)),
    };
    for signal in [SIGINT, SIGTERM] {
        flag::register_conditional_default(signal, Arc::clone(&flags.usual)).ok();
        // Before the flag is set by this signal, so that only a second one ends the program.
        flag::register_conditional_default(signal, Arc::clone(&flags.came)).ok();
        flag::register(signal, Arc::clone(&flags.came)).ok();
    }
    flags
}
