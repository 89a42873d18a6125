//! `diurnal agent-serve`: the agent itself, started by `diurnal unlock` and by nobody else.

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::journal::Journal;

/// Hold a key that comes on standard input (started by `diurnal unlock`)
#[derive(Debug, clap::Args)]
#[command(hide = true)]
pub(super) struct Args {}

pub(super) fn run(context: &Context, _: &Args) -> Outcome {
    Journal::serve_agent(&context.places)?;
    DONE
}
