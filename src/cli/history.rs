//! `diurnal history`: every version of an entry that was ever saved.

use serde_json::json;

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::output;
use crate::cli::output::Lines;
use crate::cli::output::Output;
use crate::journal::types::Version;
use crate::model::diff;
use crate::model::diff::Sign;
use crate::model::entry::Content;
use crate::model::id::EntryId;
use crate::model::json;
use crate::model::text;
use crate::report::Report;

/// Show every version of an entry, oldest first
///
/// With --diff, each against the one it was made from and the first against nothing, unfolded: every
/// word ever saved appears. Works for deleted entries too.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  diurnal history @last
  diurnal history 1a2b3c4d --diff
  diurnal restore 1a2b3c4d@9f8e7d6c")]
pub(super) struct Args {
    /// The entry
    #[arg(value_name = "ID")]
    id: String,
    /// What each version changed
    #[arg(long)]
    diff: bool,
}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    let mut journal = context.unlocked()?;
    let id = journal.find(&args.id)?;
    let versions = journal.history(id)?;
    let mut lines = context.output.lines();
    for version in &versions {
        if context.output.json {
            lines.object(&object(id, version))?;
            continue;
        }
        let heading = heading(context, id, version);
        lines.line(heading)?;
        if args.diff {
            let old = parent(&versions, version).map_or_else(String::new, page);
            print_diff(&context.output, &mut lines, &old, &page(version))?;
        }
    }
    lines.end()?;
    DONE
}

/// The version that `version` is compared with: of two parents the first, since the words of the
/// other appear where it stands itself.
fn parent<'a>(versions: &'a [Version], version: &Version) -> Option<&'a Version> {
    let rev = version.parents.first()?;
    versions.iter().find(|other| other.rev == *rev)
}

fn heading(context: &Context, id: EntryId, version: &Version) -> String {
    let name = format!("{}@{}", id.short(), version.rev.short());
    let name = context.output.paint(output::ID, name);
    let written = context.local_time(version.written);
    let device = version
        .device_name
        .clone()
        .unwrap_or_else(|| version.device.short());
    let device = text::visible_line(&device);
    let what = if version.deleted {
        context.output.paint(output::BAD, "deleted")
    } else {
        text::visible_line(label(&version.content)).into_owned()
    };
    let head = if version.head { " (newest)" } else { "" };
    format!("{name}  {written}  {device}  {what}{head}")
}

fn label(content: &Content) -> &str {
    let title = text::shown_title(&content.title, &content.body);
    if title.is_empty() {
        content.body.lines().next().unwrap_or_default()
    } else {
        title
    }
}

/// All that a version says, as lines to compare.
fn page(version: &Version) -> String {
    let content = &version.content;
    let mut page = String::with_capacity(content.body.len() + 128);
    let mut add = |name: &str, value: &str| {
        if !value.is_empty() {
            page.push_str(name);
            page.push_str(value);
            page.push('\n');
        }
    };
    add("at: ", &content.at.to_string());
    add("title: ", &content.title);
    add("tags: ", &content.tags.join(", "));
    add("journal: ", &content.journal);
    add("starred", if content.starred { ": yes" } else { "" });
    for file in &content.files {
        add("file: ", &file.name);
    }
    for (key, value) in &version.extra {
        add(&format!("{key}: "), &json::in_words(value));
    }
    add("deleted", if version.deleted { ": yes" } else { "" });
    page.push('\n');
    page.push_str(&content.body);
    page
}

fn print_diff(output: &Output, lines: &mut Lines, old: &str, new: &str) -> Result<(), Report> {
    for line in diff::unified(old, new) {
        let style = match line.sign {
            Sign::Same => output::DIM,
            Sign::Added => output::GOOD,
            Sign::Removed => output::BAD,
        };
        let text = format!("{}{}", line.sign.as_char(), text::visible_line(line.text));
        lines.line(output.paint(style, text))?;
    }
    lines.line("")
}

fn object(id: EntryId, version: &Version) -> serde_json::Value {
    let content = &version.content;
    json!({
        "id": id,
        "revision": version.rev,
        "parents": version.parents,
        "written": version.written,
        "device": version.device,
        "device_name": version.device_name,
        "deleted": version.deleted,
        "head": version.head,
        "at": content.at.to_string(),
        "journal": content.journal,
        "title": content.title,
        "tags": content.tags,
        "starred": content.starred,
        "body": content.body,
    })
}
