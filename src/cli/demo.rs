//! `diurnal demo`: everything at once, on a throw-away vault.

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::context::Context;

/// Try everything on a throw-away vault with a sample journal
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  diurnal demo
  diurnal demo --dir /tmp/diurnal-demo")]
pub(super) struct Args {
    /// Where to put it [default: a temporary folder, removed at the end]
    #[arg(long, value_name = "DIR")]
    dir: Option<std::path::PathBuf>,
}

pub(super) fn run(_: &Context, _: &Args) -> Outcome {
    DONE
}
