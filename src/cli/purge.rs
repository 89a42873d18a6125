//! `diurnal purge`: erases entries for good, and decides about what was purged on another device.

use serde_json::json;

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::progress::Progress;
use crate::cli::prompt;
use crate::cli::sync;
use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::types::PurgeInfo;
use crate::journal::types::Purged;
use crate::journal::types::RemoteSync;
use crate::model::amount::counted;
use crate::model::id::EntryId;
use crate::model::text;
use crate::report::Kind;
use crate::report::Report;
use crate::report::exit_of;

/// The condition of a remote where what was purged stands still.
const OLD_GENERATION: &str = "old-generation";
/// What no purge reaches.
const BEYOND: &str = "not reached: backups and exports that you made, copies that the host or anybody else keeps, other devices until their owner says so, what flash cells and snapshots of the disk remember";

/// Erase entries for ever, with every version, here and on the remotes
///
/// Deleted entries can be purged too. On your other devices a purged entry is hidden until you purge it
/// there, or refuse (see obey_purge in diurnal-config(5)). Without an entry: lists what is purged, and
/// what waits for a decision here. Exits 0 only where it is gone from every remote; what is left is done
/// by every sync until it is.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  diurnal purge 1a2b3c4d
  diurnal purge 1a2b3c4d --confirm 1a2b3c4d
  diurnal purge 1a2b3c4d 5e6f7a8b --confirm \"2 entries\" --json
  diurnal purge
  diurnal purge --refuse 1a2b3c4d")]
pub(super) struct Args {
    /// The entries
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    /// Take the purge of these entries back: shown again here, and sent to the others
    #[arg(long)]
    refuse: bool,
    /// All that were purged elsewhere and wait for a decision here
    #[arg(long, conflicts_with = "ids")]
    all: bool,
    /// What would have to be typed: the id's first eight digits, or how many entries
    #[arg(long, value_name = "TEXT", conflicts_with = "refuse")]
    confirm: Option<String>,
}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    let mut journal = context.unlocked()?;
    if args.ids.is_empty() && !args.all {
        if args.refuse {
            return Err(CliError::Usage("name the entries, or --all".to_owned()).into());
        }
        return list(context, &mut journal);
    }
    let mut ids = Vec::new();
    if args.all {
        let purges = journal.purges()?.into_iter();
        ids.extend(purges.filter(|purge| purge.waits).map(|purge| purge.id));
    }
    // All are found before the first is touched, so that a slip in the last does nothing.
    for text in &args.ids {
        ids.push(find(&mut journal, text, args.refuse)?);
    }
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        context.output.note("nothing waits for a decision");
        return DONE;
    }
    if args.refuse {
        return refuse(context, &mut journal, &ids);
    }
    confirm(context, &mut journal, &ids, args.confirm.as_deref())?;
    purge(context, &mut journal, &ids)
}

/// The entry meant: one that is shown, else one that is hidden since it was purged.
fn find(journal: &mut Journal, text: &str, hidden: bool) -> Result<EntryId, JournalError> {
    if hidden {
        return journal.find_purged(text);
    }
    match journal.find(text) {
        Err(JournalError::NotFound(what)) => journal
            .find_purged(text)
            .map_err(|_| JournalError::NotFound(what)),
        found => found,
    }
}

fn list(context: &Context, journal: &mut Journal) -> Outcome {
    let purges = journal.purges()?;
    let mut lines = context.output.lines();
    for purge in &purges {
        if context.output.json {
            lines.object(purge)?;
        } else {
            lines.line(line(purge))?;
        }
    }
    lines.end()?;
    if purges.is_empty() {
        context.output.note("nothing was purged");
    } else if purges.iter().any(|purge| purge.waits) {
        context.output.note(
            "hidden here until you decide: diurnal purge ID erases it, diurnal purge --refuse ID shows it again",
        );
    }
    DONE
}

fn line(purge: &PurgeInfo) -> String {
    let state = if purge.waits {
        "hidden here"
    } else {
        "gone here"
    };
    let by = text::visible_line(&purge.by).into_owned();
    let owed = if purge.owed.is_empty() {
        "every device has erased it".to_owned()
    } else {
        format!("not confirmed by {}", names(&purge.owed))
    };
    let day: String = purge.at.rfc3339().chars().take(10).collect();
    format!(
        "{}  {state}; purged by {by} on {day}; {owed}",
        purge.id.short()
    )
}

fn names(owed: &[String]) -> String {
    let shown: Vec<String> = owed
        .iter()
        .map(|name| text::visible_line(name).into_owned())
        .collect();
    shown.join(", ")
}

fn refuse(context: &Context, journal: &mut Journal, ids: &[EntryId]) -> Outcome {
    journal.refuse_purge(ids)?;
    let count = counted(ids.len() as u64, "purge", "purges");
    let mut lost = 0;
    for id in ids {
        lost += u64::from(journal.entry(*id).is_err());
    }
    context.output.note(&format!(
        "took {count} back; diurnal sync tells the other devices"
    ));
    if lost > 0 {
        let what = counted(lost, "entry of them is", "entries of them are");
        context.output.note(&format!(
            "{what} not here any more: a device that still holds it sends it at its next sync"
        ));
    }
    if context.output.json {
        context
            .output
            .object(&json!({ "refused": ids, "not_here": lost }))?;
    }
    DONE
}

/// Shows what would go, and wants the words typed that say so.
fn confirm(
    context: &Context,
    journal: &mut Journal,
    ids: &[EntryId],
    given: Option<&str>,
) -> Result<(), Report> {
    let expected = match ids {
        [only] => only.short(),
        _ => format!("{} entries", ids.len()),
    };
    let answer = match given {
        Some(text) => text.to_owned(),
        None if prompt::is_possible() => {
            for id in ids {
                context.output.ask(&about(journal, *id));
            }
            context
                .output
                .ask("They cannot be brought back, with any key. ");
            context.output.ask(BEYOND);
            prompt::line(&format!("Type '{expected}' to erase for ever: "))?
        }
        None => {
            let text = format!("a purge wants to be confirmed: --confirm {expected:?}");
            return Err(CliError::Usage(text).into());
        }
    };
    if answer.trim() == expected {
        return Ok(());
    }
    Err(match given {
        Some(_) => CliError::Usage(format!(
            "nothing was erased: this purge is confirmed by --confirm {expected:?}"
        )),
        None => CliError::Declined,
    }
    .into())
}

fn about(journal: &mut Journal, id: EntryId) -> String {
    let Ok(entry) = journal.entry(id) else {
        return format!("{}  purged elsewhere, hidden here", id.short());
    };
    let title = text::shown_title(&entry.content.title, &entry.content.body);
    let label = if title.is_empty() {
        text::preview(&entry.content.body)
    } else {
        title.to_owned()
    };
    let versions = journal.history(id).map_or(1, |versions| versions.len());
    let versions = counted(versions as u64, "version", "versions");
    let label = text::visible_line(&label);
    format!("{}  {label}  ({versions})", id.short())
}

fn purge(context: &Context, journal: &mut Journal, ids: &[EntryId]) -> Outcome {
    let purged = journal.purge(ids)?;
    let mut remotes = Vec::new();
    if !journal.remotes()?.is_empty() {
        let mut watch = Progress::new(context.output.quiet);
        remotes = journal.sync(None, &mut watch)?.remotes;
        drop(watch);
    }
    let infos = journal.purges()?.into_iter();
    let mut owed: Vec<String> = infos
        .filter(|info| ids.contains(&info.id))
        .flat_map(|info| info.owed)
        .collect();
    owed.sort();
    owed.dedup();
    tell(context, &purged, remotes, &owed)
}

fn tell(context: &Context, purged: &Purged, remotes: Vec<RemoteSync>, owed: &[String]) -> Outcome {
    let mut code = 0;
    let mut objects = Vec::new();
    let mut failed: Option<Report> = None;
    let count = counted(purged.entries.len() as u64, "entry", "entries");
    let versions = counted(purged.revisions, "version", "versions");
    if !context.output.json {
        context
            .output
            .line(format!("erased here: {count} with {versions}"))?;
    }
    for mut remote in remotes {
        let error = remote.error.take().map(Report::from);
        let open = remote
            .notices
            .iter()
            .find(|n| n.condition == OLD_GENERATION && !n.healed);
        let done = error.is_none() && open.is_none();
        code = code.max(error.as_ref().map_or(0, Report::exit_code));
        code = code.max(remote.notices.iter().map(exit_of).max().unwrap_or(0));
        context.output.notices(&remote.notices);
        if context.output.json {
            let mut object = sync::object(&remote, error.as_ref());
            if let Some(fields) = object.as_object_mut() {
                fields.insert("done".to_owned(), done.into());
            }
            objects.push(object);
        } else {
            let name = text::visible_line(&remote.name);
            let said = if done {
                "gone, and the rest was restored and compared"
            } else {
                "not gone yet; every sync tries again"
            };
            context.output.line(format!("{name}: {said}"))?;
        }
        failed = error.or(failed);
    }
    if context.output.json {
        context.output.object(&json!({
            "ok": code == 0,
            "purged": purged.entries,
            "revisions": purged.revisions,
            "drafts": purged.drafts,
            "unread": purged.unread,
            "swept": purged.swept,
            "remotes": objects,
            "owed": owed,
        }))?;
    } else if !owed.is_empty() {
        let line = format!("not confirmed yet by: {}", names(owed));
        context.output.line(line)?;
    }
    if !purged.swept {
        context
            .output
            .note("another process reads the store: the next sync frees what is left in its file");
    }
    if purged.unread > 0 {
        let what = counted(purged.unread, "object", "objects");
        context.output.note(&format!(
            "{what} of the store do not open: nobody knows whether they hold a version of it; diurnal verify --local"
        ));
    }
    context.output.note(BEYOND);
    match failed {
        Some(report) if report.exit_code() == code => Err(report),
        Some(report) => {
            context.output.failed(&report);
            Ok(code)
        }
        None if code == 1 => Err(
            Report::new(Kind::Mend, "the purge is not done on every remote")
                .named(OLD_GENERATION)
                .hint("let the host delete branches whose names begin with g, then diurnal sync"),
        ),
        None => Ok(code),
    }
}
