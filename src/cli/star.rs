//! `diurnal star`: gives entries a star, or takes it away.

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::context::Context;

/// Give entries a star
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  diurnal star @last
  diurnal star --off 1a2b3c4d
  diurnal list --starred")]
pub(super) struct Args {
    /// The entries
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    /// Take the star away
    #[arg(long)]
    off: bool,
}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    let mut journal = context.unlocked()?;
    for id in &args.ids {
        context.change(&mut journal, id, |content| content.starred = !args.off)?;
    }
    journal.tidy().ok();
    DONE
}
