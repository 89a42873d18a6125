//! `diurnal delete`: hides entries; nothing is lost by it.

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::context::Context;

/// Delete entries; `undelete` brings them back
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  diurnal delete @last
  diurnal delete 1a2b3c4d 5e6f7a8b
  diurnal list --deleted")]
pub(super) struct Args {
    /// The entries
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    let mut journal = context.unlocked()?;
    // All are found before the first is touched, so that a slip in the last does nothing.
    let mut ids = Vec::with_capacity(args.ids.len());
    for id in &args.ids {
        ids.push(journal.find(id)?);
    }
    for id in ids {
        let saved = journal.delete(id)?;
        context.saved(&saved)?;
    }
    journal.tidy().ok();
    DONE
}
