//! `diurnal conflicts`: entries of which two versions stand side by side.

use serde_json::Value;

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::rows;
use crate::journal::Journal;
use crate::journal::types::Version;
use crate::model::id::EntryId;
use crate::model::json;
use crate::model::merge::Field;
use crate::model::text;
use crate::report::Report;

/// List entries that two devices changed at once and that could not be merged
///
/// Both versions are kept, `history` shows them, and `resolve` makes one of them. Changes in other
/// lines or words of an entry are merged without asking and are not listed. Where versions say two
/// things about the moment, the journal, the title or a key that diurnal does not know, both are said
/// below the entry.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  diurnal conflicts
  diurnal history 1a2b3c4d --diff
  diurnal resolve 1a2b3c4d --both")]
pub(super) struct Args {}

pub(super) fn run(context: &Context, _: &Args) -> Outcome {
    let mut journal = context.unlocked()?;
    let mut lines = context.output.lines();
    for row in &journal.conflicts()? {
        let torn = torn(&mut journal, row.id)?;
        if context.output.json {
            let mut object = json::row(row);
            let values = |said: &[Told]| said.iter().map(|told| told.value.clone()).collect();
            let torn = torn.iter().map(|(name, said)| (name.clone(), values(said)));
            object.insert("torn".to_owned(), Value::Object(torn.collect()));
            lines.object(&object)?;
            continue;
        }
        rows::print(&context.output, &mut lines, row)?;
        for (name, said) in &torn {
            lines.line(text::visible_line(&line(name, said)))?;
        }
    }
    lines.end()?;
    DONE
}

/// What one version says about a thing that can be said only once.
struct Told {
    value: Value,
    device: String,
}

/// What the versions of an entry say two things about besides the text, by its name, this device's
/// own version first.
fn torn(journal: &mut Journal, id: EntryId) -> Result<Vec<(String, Vec<Told>)>, Report> {
    let torn = journal.torn(id)?;
    let mut heads = journal.heads(id)?;
    heads.retain(|head| !head.deleted);
    let said = torn.iter().filter_map(|field| {
        let told = heads.iter().map(|head| Told {
            value: value(head, field),
            device: head
                .device_name
                .clone()
                .unwrap_or_else(|| head.device.short()),
        });
        Some((name(field)?, told.collect()))
    });
    Ok(said.collect())
}

/// The field as `show --json` names it; none of the text, which is too long for a line.
fn name(field: &Field) -> Option<String> {
    let name = match field {
        Field::At => "at",
        Field::Journal => "journal",
        Field::Title => "title",
        Field::Key(key) => key,
        Field::Body => return None,
    };
    Some(name.to_owned())
}

fn value(version: &Version, field: &Field) -> Value {
    let content = &version.content;
    match field {
        Field::At => content.at.to_string().into(),
        Field::Journal => content.journal.clone().into(),
        Field::Title => content.title.clone().into(),
        Field::Key(key) => version.extra.get(key).cloned().unwrap_or_default(),
        Field::Body => Value::Null,
    }
}

/// `    mood: 4 (laptop), 5 (phone)`.
fn line(name: &str, said: &[Told]) -> String {
    let said = said.iter().map(|told| {
        let value = if told.value.is_null() {
            "nothing".to_owned()
        } else {
            json::in_words(&told.value)
        };
        format!("{value} ({})", told.device)
    });
    let said: Vec<String> = said.collect();
    format!("    {name}: {}", said.join(", "))
}
