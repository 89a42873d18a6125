//! `diurnal tags` and `diurnal journals`: names and how many entries have them.

use serde_json::json;

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::args::Filters;
use crate::cli::args::Until;
use crate::cli::context::Context;
use crate::model::nearest;
use crate::model::text;

/// List tags with how many entries have them
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  diurnal tags
  diurnal tags --from 2024-01-01
  diurnal tags --alike")]
pub(super) struct Args {
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    until: Until,
    /// Only those that may be one tag written in two ways: by a letter, a hyphen, a blank
    #[arg(long)]
    alike: bool,
}

/// List journals with how many entries they have
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  diurnal journals")]
pub(super) struct JournalsArgs {}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    let filter = args.filters.read(context, args.until.to.as_deref())?;
    let names = context.unlocked()?.tags(&filter)?;
    if args.alike {
        return print_alike(context, &names);
    }
    print(context, "tag", &names)
}

/// Prints pairs of tags that are nearly the same, the one that is used more first.
fn print_alike(context: &Context, tags: &[(String, u64)]) -> Outcome {
    let names: Vec<&str> = tags.iter().map(|(name, _)| name.as_str()).collect();
    let mut lines = context.output.lines();
    let pairs = nearest::alike(&names);
    for (first, second) in &pairs {
        let (Some(one), Some(other)) = (tags.get(*first), tags.get(*second)) else {
            continue;
        };
        let (one, other) = if one.1 < other.1 {
            (other, one)
        } else {
            (one, other)
        };
        if context.output.json {
            lines.object(&json!({
                "tag": one.0, "entries": one.1, "alike": other.0, "alike_entries": other.1
            }))?;
        } else {
            let (name, alike) = (text::visible_line(&one.0), text::visible_line(&other.0));
            lines.line(format_args!("{:6}  {name}   {:6}  {alike}", one.1, other.1))?;
        }
    }
    lines.end()?;
    if pairs.is_empty() {
        context.output.note("no two tags are nearly the same");
    } else {
        context
            .output
            .note("to make one of two: diurnal tag ID +ONE -OTHER");
    }
    DONE
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
