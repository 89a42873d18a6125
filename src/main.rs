//! The `diurnal` binary: hands the arguments to [`diurnal::cli`] and the outcome to the shell.

use std::ffi::OsString;
use std::process::ExitCode;

use diurnal::agent;

/// Freed memory is wiped, so that text does not outlive its use (diurnal-security(7)).
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() -> ExitCode {
    agent::harden();
    let args: Vec<OsString> = std::env::args_os().collect();
    if args.get(1).is_some_and(|word| word == agent::SERVE_COMMAND) {
        return serve();
    }
    diurnal::cli::main(args, variable)
}

/// The agent, as `diurnal unlock` starts it: no command that a person would type, so that the
/// command line need not know of it.
fn serve() -> ExitCode {
    let served = agent::bare_input()
        .map_err(agent::AgentError::Start)
        .and_then(|mut from| agent::serve(&mut from, &mut std::io::stdout()));
    match served {
        Ok(_) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}
