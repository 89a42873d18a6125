//! `diurnal lock`: ends the agent.

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::journal::Journal;

/// End the agent, so that reading needs the passphrase again
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  diurnal lock")]
pub(super) struct Args {}

pub(super) fn run(context: &Context, _: &Args) -> Outcome {
    end(context, false)
}

/// Ends the agent and says what came of it; `dropped` is whether a key was let go of besides.
pub(super) fn end(context: &Context, dropped: bool) -> Outcome {
    let ended = Journal::stop_agent(&context.places)?;
    context.output.note(if ended || dropped {
        "locked"
    } else {
        "was locked already"
    });
    DONE
}
