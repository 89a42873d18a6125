//! The `diurnal` binary: hands the arguments to [`diurnal::cli`] and the outcome to the shell.

use std::ffi::OsString;
use std::process::ExitCode;

use rustix::process::Resource;
use rustix::process::Rlimit;

/// Freed memory is wiped, so that text does not outlive its use (diurnal-security(7)).
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() -> ExitCode {
    keep_to_ourselves();
    diurnal::cli::main(std::env::args_os().collect(), variable)
}

/// From the first line: files for their owner only, no core dump, no look into our memory. Each
/// may be refused by the system, and then we work all the same; the manual says what that means.
fn keep_to_ourselves() {
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    rustix::process::setrlimit(Resource::Core, none).ok();
    #[cfg(target_os = "linux")]
    rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable).ok();
}

fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}
