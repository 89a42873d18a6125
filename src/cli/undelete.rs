//! `diurnal undelete`: brings deleted entries back.

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::context::Context;

/// Bring deleted entries back
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  diurnal list --deleted
  diurnal undelete 1a2b3c4d")]
pub(super) struct Args {
    /// The entries
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    let mut journal = context.unlocked()?;
    for id in &args.ids {
        let id = journal.find(id)?;
        let saved = journal.undelete(id)?;
        context.saved(&saved)?;
    }
    journal.tidy().ok();
    DONE
}
