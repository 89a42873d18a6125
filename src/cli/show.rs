//! `diurnal show`: whole entries.

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::output;
use crate::cli::output::Lines;
use crate::cli::output::Output;
use crate::model::entry::DEFAULT_JOURNAL;
use crate::model::entry::Entry;
use crate::model::json;
use crate::model::text;
use crate::report::Report;

/// Show whole entries
///
/// ID is the first digits of an id, @last, @1 (the newest), @2…, or a date with one entry.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  diurnal show @last
  diurnal show 1a2b3c4d 2024-02-29
  diurnal show @last --json")]
pub(super) struct Args {
    /// The entries
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    let mut journal = context.unlocked()?;
    let mut lines = context.output.lines();
    let mut first = true;
    for id in &args.ids {
        let id = journal.find(id)?;
        let entry = journal.entry(id)?;
        if !first && !context.output.json {
            lines.line("")?;
        }
        first = false;
        one(&context.output, &mut lines, &entry)?;
    }
    lines.end()?;
    DONE
}

/// Prints one entry, as JSON where that is wanted.
pub(super) fn one(output: &Output, lines: &mut Lines, entry: &Entry) -> Result<(), Report> {
    if output.json {
        return lines.object(&json::entry(entry));
    }
    print(output, lines, entry)
}

fn print(output: &Output, lines: &mut Lines, entry: &Entry) -> Result<(), Report> {
    let content = &entry.content;
    if !content.title.is_empty() {
        lines.line(output.paint(output::STRONG, text::visible_line(&content.title)))?;
    }
    lines.line(output.paint(output::DIM, facts(entry)))?;
    if entry.conflict {
        let words = "two versions stand side by side: `diurnal history` shows both";
        lines.line(output.paint(output::BAD, words))?;
    } else if entry.merged {
        let words = "merged from several devices: `diurnal history` shows what each wrote";
        lines.line(output.paint(output::DIM, words))?;
    }
    if let Some(name) = &entry.revoked {
        let name = text::visible_line(name);
        let words = format!("written by \"{name}\", which was revoked since");
        lines.line(output.paint(output::BAD, words))?;
    }
    lines.line("")?;
    let body = text::visible_text(&content.body);
    lines.text(&body)?;
    if !body.ends_with('\n') {
        lines.line("")?;
    }
    Ok(())
}

/// `Thu 29 February 2024, 21:30 · #walk · 1a2b3c4d`.
fn facts(entry: &Entry) -> String {
    let content = &entry.content;
    let mut facts = format!("{}, {}", entry.day.long(), content.at.clock());
    let mut add = |fact: &str| {
        facts.push_str(" - ");
        facts.push_str(&text::visible_line(fact));
    };
    if content.starred {
        add("*");
    }
    for tag in &content.tags {
        add(&format!("#{tag}"));
    }
    if content.journal != DEFAULT_JOURNAL {
        add(&content.journal);
    }
    for file in &content.files {
        add(&format!("@{}", file.name));
    }
    if entry.deleted {
        add("deleted");
    }
    add(&entry.id.short());
    facts
}
