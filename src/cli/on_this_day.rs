//! `diurnal on-this-day`: what was written on a day in other years.

use serde_json::json;

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::args::Extent;
use crate::cli::args::Filters;
use crate::cli::args::Until;
use crate::cli::context::Context;
use crate::cli::output;
use crate::cli::rows;
use crate::model::amount::counted;
use crate::model::json;
use crate::model::time::Day;
use crate::model::time::WEEK_SIDE;

/// What you wrote on this day in other years
#[derive(Debug, clap::Args)]
#[command(after_help = "With --json: the fields of `list`, and years_ago.

Examples:
  diurnal on-this-day
  diurnal on-this-day --week
  diurnal on-this-day 2024-12-24 --tag home
  diurnal on-this-day yesterday --json")]
pub(super) struct Args {
    /// The day; its year does not matter [default: today]
    #[arg(value_name = "WHEN")]
    when: Option<String>,
    /// The three days before and after it too
    #[arg(long)]
    week: bool,
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    until: Until,
    #[command(flatten)]
    extent: Extent,
}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    let filter = args.filters.read(context, args.until.to.as_deref())?;
    let today = context.today();
    let day = match &args.when {
        Some(when) => context.days(when)?.0,
        None => today,
    };
    let side = if args.week { WEEK_SIDE } else { 0 };
    let is_one = day.is_near(side);
    let mut found = context.unlocked()?.list(&filter, 0, args.extent.reverse)?;
    found.retain(|row| is_one(row.day));
    found.truncate(match args.extent.limit {
        None | Some(0) => usize::MAX,
        Some(limit) => limit,
    });
    let mut lines = context.output.lines();
    let mut year = None;
    for row in &found {
        let ago = i64::from(today.year()) - i64::from(row.day.year());
        if context.output.json {
            let mut object = json::row(row);
            object.insert("years_ago".to_owned(), json!(ago));
            lines.object(&object)?;
            continue;
        }
        if year.replace(row.day.year()) != Some(row.day.year()) {
            lines.line(context.output.paint(output::DIM, heading(row.day, ago)))?;
        }
        rows::print(&context.output, &mut lines, row)?;
    }
    lines.end()?;
    if found.is_empty() {
        let name = day.without_year();
        context.output.note(&format!("nothing on a {name} yet"));
    }
    DONE
}

/// The year, and how long ago it was.
fn heading(day: Day, ago: i64) -> String {
    match u64::try_from(ago) {
        Ok(0) => format!("{}, this year", day.year()),
        Ok(years) => format!("{}, {} ago", day.year(), counted(years, "year", "years")),
        Err(_) => day.year().to_string(),
    }
}
