//! `diurnal tags` and `diurnal journals`: names and how many entries have them.

use serde_json::json;

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::args::Filters;
use crate::cli::args::Until;
use crate::cli::context::Context;
use crate::model::text;

/// List tags with how many entries have them
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  diurnal tags
  diurnal tags --from 2024-01-01")]
pub(super) struct Args {
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    until: Until,
}

/// List journals with how many entries they have
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  diurnal journals")]
pub(super) struct JournalsArgs {}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    let filter = args.filters.read(context, args.until.to.as_deref())?;
    let names = context.unlocked()?.tags(&filter)?;
    print(context, "tag", &names)
}

pub(super) fn run_journals(context: &Context, _: &JournalsArgs) -> Outcome {
    let names = context.unlocked()?.journals()?;
    print(context, "journal", &names)
}

fn print(context: &Context, what: &str, names: &[(String, u64)]) -> Outcome {
    let mut lines = context.output.lines();
    for (name, count) in names {
        if context.output.json {
            lines.object(&json!({ what: name, "entries": count }))?;
        } else {
            lines.line(format_args!("{count:6}  {}", text::visible_line(name)))?;
        }
    }
    lines.end()?;
    DONE
}
