//! `diurnal drafts`: what was kept because it could not be saved, and the way to get it back.

use serde_json::json;

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::types::Kept;
use crate::model::text;
use crate::report::Report;

/// List, show or drop what was kept because it could not be saved
///
/// A text that was not saved when the editor ended is kept sealed, and so is what `add` was given and
/// could not make an entry of: bytes that are not UTF-8, or too many of them. Without a command, lists
/// them.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  diurnal drafts
  diurnal drafts show 1a2b3c4d > file
  diurnal drafts drop 1a2b3c4d")]
pub(super) struct Args {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List what is kept, newest first
    #[command(after_help = "Examples:
  diurnal drafts list --json")]
    List,
    /// Print what is kept, byte for byte
    #[command(after_help = "Examples:
  diurnal drafts show 1a2b3c4d > file")]
    Show {
        /// The first digits of its name, as `drafts list` prints it
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Drop what is kept, for ever
    #[command(after_help = "Examples:
  diurnal drafts drop 1a2b3c4d")]
    Drop {
        /// The first digits of its name, as `drafts list` prints it
        #[arg(value_name = "ID")]
        id: String,
    },
}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    let mut journal = context.unlocked()?;
    match &args.command {
        None | Some(Command::List) => list(context, &mut journal),
        Some(Command::Show { id }) => show(context, &mut journal, id),
        Some(Command::Drop { id }) => {
            let id = find(&mut journal, id)?.id;
            journal.drop_kept(&id)?;
            DONE
        }
    }
}

fn list(context: &Context, journal: &mut Journal) -> Outcome {
    let mut lines = context.output.lines();
    for kept in journal.drafts()? {
        let (size, why) = match (&kept.draft, &kept.bytes) {
            (Some(draft), _) => (draft.content.body.len() as u64, ""),
            (None, Some(bytes)) => (bytes.size, bytes.why.as_str()),
            (None, None) => (0, ""),
        };
        if context.output.json {
            lines.object(&json!({
                "id": kept.id,
                "kept": kept.at.0,
                "text": kept.draft.is_some(),
                "bytes": size,
                "why": why,
            }))?;
            continue;
        }
        let about = match &kept.draft {
            Some(draft) if draft.content.title.is_empty() => text::preview(&draft.content.body),
            Some(draft) => draft.content.title.clone(),
            None => why.to_owned(),
        };
        lines.line(format_args!(
            "{}  {}  {size:>9} bytes  {}",
            kept.id.get(..8).unwrap_or(&kept.id),
            context.local_time(kept.at),
            text::visible_line(&about)
        ))?;
    }
    lines.end()?;
    DONE
}

fn show(context: &Context, journal: &mut Journal, id: &str) -> Outcome {
    let kept = find(journal, id)?;
    let mut lines = context.output.lines();
    if let Some(draft) = &kept.draft {
        let body = draft.content.body.as_bytes();
        lines.writer().write_all(body)?;
        lines.end()?;
        return DONE;
    }
    let mut failed = None;
    let whole = journal.kept_bytes(&kept.id, &mut |bytes| {
        failed = lines.writer().write_all(bytes).err();
        failed.is_none()
    })?;
    if let Some(error) = failed {
        return Err(error.into());
    }
    lines.end()?;
    if whole {
        DONE
    } else {
        Err(JournalError::KeptDamaged(kept.id).into())
    }
}

/// The one thing whose name begins with `id`.
fn find(journal: &mut Journal, id: &str) -> Result<Kept, Report> {
    let mut found = journal.drafts()?;
    found.retain(|kept| !id.is_empty() && kept.id.starts_with(id));
    match found.pop() {
        Some(kept) if found.is_empty() => Ok(kept),
        _ => Err(JournalError::NotKept(id.to_owned()).into()),
    }
}
