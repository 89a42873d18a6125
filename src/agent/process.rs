//! What every process of diurnal does first, so that others learn nothing from it.

use std::fs::File;
use std::io;
use std::os::fd::AsFd;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use rustix::process::Resource;
use rustix::process::Rlimit;

use crate::crypto::locked::LockedBytes;

/// What the system granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hardening {
    /// Whether a crash leaves no picture of the memory.
    pub core_dumps_off: bool,
    /// Whether other processes of this user are kept from looking into this one. `None` where the
    /// system has no such thing.
    pub not_dumpable: Option<bool>,
    /// Whether keys can be kept out of the swap.
    pub memory_locks: bool,
}

/// Closes new files to others, turns core dumps off, and keeps other processes of this user from
/// looking into this one. What the system refuses is left: [`hardening`] tells.
///
/// A file that grows past its limit is an error to report, and no reason to be killed: so the
/// signal that says it is taken here.
pub fn harden() {
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    rustix::process::setrlimit(Resource::Core, none).ok();
    #[cfg(target_os = "linux")]
    rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable).ok();
    let grown = Arc::new(AtomicBool::new(false));
    signal_hook::flag::register(signal_hook::consts::SIGXFSZ, grown).ok();
}

/// Standard input without a buffer: the library's own would keep a copy of the key, for as long as the
/// agent runs, in memory that is not locked.
///
/// # Errors
///
/// What the system says where there is no standard input.
pub fn bare_input() -> io::Result<File> {
    Ok(File::from(io::stdin().as_fd().try_clone_to_owned()?))
}

/// What of [`harden`] holds in this process, for `doctor`.
pub fn hardening() -> Hardening {
    Hardening {
        core_dumps_off: rustix::process::getrlimit(Resource::Core).current == Some(0),
        not_dumpable: not_dumpable(),
        memory_locks: LockedBytes::zeroed(1).is_locked(),
    }
}

#[cfg(target_os = "linux")]
#[expect(
    clippy::unnecessary_wraps,
    reason = "elsewhere there is nothing to tell"
)]
fn not_dumpable() -> Option<bool> {
    use rustix::process::DumpableBehavior;
    // Where the system refuses to tell, it refused before as well.
    let now = rustix::process::dumpable_behavior().ok();
    Some(now == Some(DumpableBehavior::NotDumpable))
}

#[cfg(not(target_os = "linux"))]
fn not_dumpable() -> Option<bool> {
    None
}
