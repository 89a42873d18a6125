//! `diurnal list`: the newest entries, or those that the filters let through.

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::args::Extent;
use crate::cli::args::Filters;
use crate::cli::args::Until;
use crate::cli::context::Context;
use crate::cli::rows;

/// How many rows there are where nobody says.
const LIMIT: usize = 20;

/// List entries, newest first
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  diurnal list
  diurnal list --on 2024-02 --tag walk
  diurnal list --from \"last monday\" --limit 0 --json
  diurnal list --deleted")]
pub(super) struct Args {
    /// Only deleted entries, which `undelete` brings back
    #[arg(long)]
    deleted: bool,
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    until: Until,
    #[command(flatten)]
    extent: Extent,
}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    let mut filter = args.filters.read(context, args.until.to.as_deref())?;
    filter.deleted = args.deleted;
    let mut journal = context.unlocked()?;
    let limit = args.extent.limit.unwrap_or(LIMIT);
    let found = journal.list(&filter, limit, args.extent.reverse)?;
    let mut lines = context.output.lines();
    for row in &found {
        rows::print(&context.output, &mut lines, row)?;
    }
    lines.end()?;
    DONE
}
