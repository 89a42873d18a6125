//! `diurnal backup`: the whole vault in one file.

use std::path::PathBuf;

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::context::Context;

/// Write the whole vault into one file, sealed
///
/// The passphrase alone or the recovery sheet alone opens it, with `diurnal restore` or with stock
/// tools. Needs no unlocking; an existing file is never overwritten.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  diurnal backup /media/stick/journal-2024-02-29.db
  diurnal --vault old restore /media/stick/journal-2024-02-29.db")]
pub(super) struct Args {
    /// The file to make
    file: PathBuf,
}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    let bytes = context.open()?.backup(&args.file)?;
    context
        .output
        .note(&format!("wrote {bytes} bytes to {}", args.file.display()));
    DONE
}
