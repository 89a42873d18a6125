//! `diurnal edit`: changes an entry; the version before stays in its history.

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::editor;
use crate::cli::error::CliError;
use crate::cli::text_input;
use crate::journal::Journal;
use crate::model::entry::Draft;
use crate::model::entry::Entry;
use crate::report::Report;

/// Change an entry
///
/// Opens its text in $VISUAL or $EDITOR, on a memory file system and with the editor's own traces
/// turned off. With `-`, the new text is read from standard input, byte for byte. With only --title
/// or --at, the text stays as it is.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  diurnal edit @last
  diurnal edit 1a2b3c4d --title 'To the lake' --at 'yesterday 9pm'
  sed s/rain/snow/ draft.md | diurnal edit 1a2b3c4d -")]
pub(super) struct Args {
    /// The entry
    #[arg(value_name = "ID")]
    id: String,
    /// `-`: the new text comes from standard input
    #[arg(value_name = "-", value_parser = ["-"])]
    stdin: Option<String>,
    /// A new title; '' takes it away
    #[arg(long)]
    title: Option<String>,
    /// The moment it is about
    #[arg(long, value_name = "WHEN")]
    at: Option<String>,
}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    let at = args.at.as_deref().map(|at| context.moment(Some(at)));
    let at = at.transpose()?;
    let mut journal = context.unlocked()?;
    // Before an editor opens: what was typed there could not be saved.
    journal.may_write()?;
    let id = journal.find(&args.id)?;
    let entry = journal.entry(id)?;
    let mut draft = draft_of(&entry);
    if let Some(title) = &args.title {
        draft.content.title.clone_from(title);
    }
    if let Some(at) = at {
        context
            .output
            .note(&format!("now for {}", context.describe(&at)));
        draft.content.at = at;
    }
    if let Some(body) = new_body(context, &mut journal, args, &draft)? {
        draft.content.body = body;
    }
    let saved = journal
        .save(&draft)
        .map_err(|error| Context::kept(&mut journal, &draft, error))?;
    context.saved(&saved)?;
    journal.tidy().ok();
    DONE
}

/// A draft that replaces what `show` prints. Of an entry in conflict that is one head: the other
/// stays until somebody resolves them.
pub(super) fn draft_of(entry: &Entry) -> Draft {
    let parents = if entry.conflict {
        vec![entry.revision]
    } else {
        entry.heads.clone()
    };
    Draft {
        id: entry.id,
        parents,
        content: entry.content.clone(),
    }
}

/// The new text; `None` where it stays as it is.
fn new_body(
    context: &Context,
    journal: &mut Journal,
    args: &Args,
    draft: &Draft,
) -> Result<Option<String>, Report> {
    if args.stdin.is_some() {
        return text_input::from_stdin(journal).map(Some);
    }
    if args.title.is_some() || args.at.is_some() {
        return Ok(None);
    }
    let bytes = editor::edit(context, draft.content.body.as_bytes())?;
    if bytes.is_empty() && !draft.content.body.is_empty() {
        return Err(CliError::Usage(
            "the text is empty now, so that nothing was saved; `diurnal delete` deletes".to_owned(),
        )
        .into());
    }
    text_input::body(journal, bytes).map(Some)
}
