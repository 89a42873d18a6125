//! `diurnal random`: an entry that chance chooses.

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::args::Filters;
use crate::cli::args::Until;
use crate::cli::context::Context;
use crate::cli::show;

/// Show an entry that chance chooses
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  diurnal random
  diurnal random --tag travel --to 2020-12-31
  diurnal random --starred --json")]
pub(super) struct Args {
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    until: Until,
}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    let filter = args.filters.read(context, args.until.to.as_deref())?;
    let mut journal = context.unlocked()?;
    let found = journal.list(&filter, 0, false)?;
    let chance = u64::from_le_bytes(context.outside.random());
    // Of 2^64 numbers the first few rows get one more than others: nobody will live to see it.
    let number = chance.checked_rem(found.len() as u64);
    let row = number.and_then(|number| found.get(usize::try_from(number).ok()?));
    let Some(row) = row else {
        context.output.note("no entry to choose from");
        return DONE;
    };
    let entry = journal.entry(row.id)?;
    let mut lines = context.output.lines();
    show::one(&context.output, &mut lines, &entry)?;
    lines.end()?;
    DONE
}
