//! `diurnal search`: the entries that hold some words.

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::args::Extent;
use crate::cli::args::Filters;
use crate::cli::args::Until;
use crate::cli::context::Context;
use crate::cli::rows;
use crate::model::query::Query;
use crate::report::Report;

/// Find entries by their words
///
/// Words must all be there, whatever their case and accents. "a phrase" in quotes, -not, a OR b,
/// /regex/, title:word, tag:name, journal:name, date:2024-05..2024-07, is:starred, has:attachment.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  diurnal search rain
  diurnal search '\"first snow\" tag:walk'
  diurnal search 'rain OR snow' --from 2024-01-01 --json
  diurnal search -- -rain walk")]
pub(super) struct Args {
    /// What to look for
    #[arg(required = true, value_name = "QUERY")]
    query: Vec<String>,
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    until: Until,
    #[command(flatten)]
    extent: Extent,
}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    let query: Query = Context::query(&args.query.join(" "))?;
    let filter = args.filters.read(context, args.until.to.as_deref())?;
    let mut journal = context.unlocked()?;
    let mut lines = context.output.lines();
    let mut left = args.extent.limit.filter(|limit| *limit > 0);
    let mut failed: Option<Report> = None;
    journal.search(&query, &filter, args.extent.reverse, &mut |row| {
        failed = rows::print(&context.output, &mut lines, &row).err();
        left = left.map(|left| left.saturating_sub(1));
        failed.is_none() && left != Some(0)
    })?;
    match failed {
        Some(report) => Err(report),
        None => lines.end().and(DONE),
    }
}
