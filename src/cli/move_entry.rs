//! `diurnal move`: puts entries into another journal of the same vault.

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::error::CliError;

/// Move entries to the journal named by --journal
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  diurnal move @last --journal work
  diurnal journals")]
pub(super) struct Args {
    /// The entries
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    let Some(name) = &context.globals.journal else {
        return Err(CliError::Usage("move needs --journal NAME".to_owned()).into());
    };
    let mut journal = context.unlocked()?;
    for id in &args.ids {
        context.change(&mut journal, id, |content| content.journal.clone_from(name))?;
    }
    journal.tidy().ok();
    DONE
}
