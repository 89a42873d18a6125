//! `diurnal remote`: the git repositories that the journal is exchanged with.

use std::collections::BTreeSet;

use crate::cli::DONE;
use crate::cli::FOUND_WANTING;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::output;
use crate::cli::progress::Progress;
use crate::cli::prompt;
use crate::cli::sync;
use crate::cli::verify;
use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::trust::is_for_a_person;
use crate::journal::types::Notice;
use crate::journal::types::RemoteInfo;
use crate::model::amount::counted;
use crate::model::text;
use crate::report::Kind;
use crate::report::Report;

/// The git repositories that the journal is exchanged with
#[derive(Debug, clap::Args)]
#[command(
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "Examples:
  diurnal remote add git@example.org:me/journal.git
  diurnal remote add file:///media/stick/journal.git --name stick
  diurnal remote list
  diurnal remote reseed stick
  diurnal remote trust omission
  diurnal remote remove stick"
)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Add a remote; it is looked at, and another vault's is refused
    #[command(after_help = "Examples:
  diurnal remote add git@example.org:me/journal.git
  diurnal remote add file:///media/stick/journal.git --name stick")]
    Add {
        /// Where it is: https, ssh, or file://
        #[arg(value_name = "URL")]
        url: String,
        /// What to call it
        #[arg(long, default_value = "origin")]
        name: String,
    },
    /// List the remotes with their last sync and last proof
    #[command(after_help = "Examples:
  diurnal remote list --json")]
    List,
    /// Put back what a remote lost or changed
    ///
    /// Restores the remote into an empty place, gives it again whatever did not come back, anyone's,
    /// and restores it once more. Nothing that opens there is deleted.
    #[command(after_help = "Examples:
  diurnal remote reseed
  diurnal remote reseed stick --json")]
    Reseed {
        /// Its name; the only remote where there is one, else origin
        name: Option<String>,
    },
    /// Accept what a remote did where only a person can judge it
    ///
    /// Shows what would be accepted, in a terminal asks, and syncs. A chain that goes two ways (fork) is
    /// followed as the remote shows it, and what the other way held stays here; bundles that somebody saw
    /// and nobody shows (omission) are waited for no more; of a chain of an old generation that cannot be
    /// read (old-generation) nothing more is expected, and it stays where it is. The decision is
    /// remembered. Notices that need nothing are marked as seen. Another vault, a forgery, a revoked device
    /// or an old keyring cannot be accepted.
    #[command(after_help = "Examples:
  diurnal remote trust
  diurnal remote trust fork --remote stick")]
    Trust {
        /// What is accepted: fork or omission; needed where both wait
        #[arg(value_name = "NOTICE")]
        notice: Option<String>,
        /// Of which remote; the only one where there is one, else origin
        #[arg(long, value_name = "NAME")]
        remote: Option<String>,
    },
    /// Publish everything anew in few bundles
    ///
    /// Every sync adds a bundle, and none ever goes. This begins a new generation: all that the vault holds
    /// is published in fresh bundles, restored and compared, and only then the old ones are deleted. Nothing
    /// is purged by it. Each device and each remote goes over at its next sync.
    #[command(after_help = "Examples:
  diurnal remote compact --dry-run
  diurnal remote compact")]
    Compact {
        /// Say what it would give back, and do nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Forget a remote; what it holds stays there
    #[command(after_help = "Examples:
  diurnal remote remove stick")]
    Remove {
        /// Its name
        name: String,
    },
}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    match &args.command {
        Command::Add { url, name } => add(context, name, url),
        Command::List => list(context),
        Command::Reseed { name } => reseed(context, name.as_deref()),
        Command::Trust { notice, remote } => trust(context, notice.as_deref(), remote.as_deref()),
        Command::Compact { dry_run } => compact(context, *dry_run),
        Command::Remove { name } => {
            context.unlocked()?.remote_remove(name)?;
            context.output.note(&format!("forgot the remote {name}"));
            DONE
        }
    }
}

/// Adds a remote and says what was found there.
pub(super) fn add(context: &Context, name: &str, url: &str) -> Outcome {
    let mut journal = context.open()?;
    // Without a key at hand and nobody to ask, it waits as an entry does.
    if !context.unlock_quietly(&mut journal)? && context.can_ask() {
        context.unlock_by_asking(&mut journal)?;
    }
    add_to(context, &mut journal, name, url)
}

/// The address as it is kept: without a password, which goes to git's credential helper.
pub(super) fn address(context: &Context, url: &str) -> Result<String, Report> {
    let (url, moved) = Journal::address_to_keep(&context.places, url)?;
    if moved {
        context.output.note(
            "the password in the address went to git's credential helper; it is kept nowhere here (the shell's history may have it yet)",
        );
    }
    Ok(url)
}

/// The same for a journal that is open already.
pub(super) fn add_to(context: &Context, journal: &mut Journal, name: &str, url: &str) -> Outcome {
    let url = address(context, url)?;
    let mut watch = Progress::new(context.output.quiet);
    let added = journal.remote_add(name, &url, &mut watch)?;
    drop(watch);
    let said = match added.found {
        "empty" => "it is empty; `diurnal sync` sends everything".to_owned(),
        "locked" => "it is looked at once the journal is unlocked".to_owned(),
        "offline" => {
            let why = added.offline.unwrap_or_default();
            format!("it does not answer now ({why}); it is looked at when it does")
        }
        _ => "it holds this vault; `diurnal sync` exchanges what is new".to_owned(),
    };
    context
        .output
        .note(&format!("added the remote {name}: {said}"));
    DONE
}

/// The drill, a sync that mends what it found, and the drill again: its balance is what is printed.
fn reseed(context: &Context, name: Option<&str>) -> Outcome {
    let mut journal = context.unlocked()?;
    let name = meant(&mut journal, name)?;
    let mut watch = Progress::new(context.output.quiet);
    let mut sheets = journal.verify(Some(&name), false, &mut watch)?;
    if sheets.iter().all(|sheet| sheet.shortfalls.is_empty()) {
        let name = text::visible_line(&name);
        let said = format!("nothing to put back: {name} gave back everything");
        context.output.note(&said);
    } else {
        let report = journal.sync(Some(&name), &mut watch)?;
        for remote in report.remotes {
            context.output.notices(&remote.notices);
            if let Some(error) = remote.error {
                return Err(error.into());
            }
        }
        sheets = journal.verify(Some(&name), false, &mut watch)?;
    }
    drop(watch);
    verify::print(&context.output, &sheets)?;
    if sheets.iter().all(|sheet| sheet.shortfalls.is_empty()) {
        return DONE;
    }
    let advice = "make an empty repository, there or elsewhere: diurnal remote add URL --name NAME, then diurnal sync";
    context.output.note(advice);
    FOUND_WANTING
}

/// Begins a new generation with nothing purged, and syncs.
fn compact(context: &Context, dry: bool) -> Outcome {
    let mut journal = context.unlocked()?;
    let found = journal.compaction()?;
    if dry {
        if context.output.json {
            context.output.object(&found)?;
        } else {
            context.output.line(format!(
                "now: {}, {}; then about {}, {}",
                counted(found.bundles, "bundle", "bundles"),
                counted(found.bytes, "byte", "bytes"),
                counted(found.bundles_after, "bundle", "bundles"),
                counted(found.bytes_after, "byte", "bytes"),
            ))?;
        }
        return DONE;
    }
    if journal.remotes()?.is_empty() {
        return Err(Report::new(Kind::Mend, "there is no remote")
            .named("no-remote")
            .hint("diurnal remote add URL"));
    }
    journal.compact()?;
    let mut watch = Progress::new(context.output.quiet);
    let report = journal.sync(None, &mut watch)?;
    drop(watch);
    sync::print(context, report.remotes)
}

/// Settles the one notice that is meant, after showing what it says.
fn trust(context: &Context, notice: Option<&str>, remote: Option<&str>) -> Outcome {
    let mut journal = context.unlocked()?;
    let name = meant(&mut journal, remote)?;
    let waiting = journal.unsettled(&name)?;
    let Some(condition) = to_settle(&waiting, notice)? else {
        journal.see_notices()?;
        let name = text::visible_line(&name);
        context.output.note(&format!("nothing to settle: {name}"));
        return DONE;
    };
    for notice in waiting.iter().filter(|one| one.condition == condition) {
        context
            .output
            .ask(&text::visible_line(&output::named(notice)));
    }
    if is_for_a_person(&condition) && prompt::is_possible() && !prompt::yes("Accept it?")? {
        return Err(CliError::Declined.into());
    }
    let mut watch = Progress::new(context.output.quiet);
    let report = journal.trust(&name, &condition, &mut watch)?;
    drop(watch);
    sync::print(context, report.remotes)
}

/// The condition of the notice that is meant, of those that wait: the one that is named, or the only one
/// that a person can settle; none where nothing waits.
fn to_settle(waiting: &[Notice], named: Option<&str>) -> Result<Option<String>, Report> {
    let all: BTreeSet<&str> = waiting
        .iter()
        .map(|notice| notice.condition.as_str())
        .collect();
    if all.is_empty() {
        return Ok(None);
    }
    let list = all.iter().copied().collect::<Vec<_>>().join(", ");
    if let Some(name) = named {
        return match all.get(name) {
            Some(found) => Ok(Some((*found).to_owned())),
            None => {
                Err(CliError::Usage(format!("no notice {name:?} waits: there is {list}")).into())
            }
        };
    }
    let mut fit = all.iter().filter(|name| is_for_a_person(name));
    match (fit.next(), fit.next()) {
        (Some(only), None) => Ok(Some((*only).to_owned())),
        (None, _) => Ok(all.first().map(|first| (*first).to_owned())),
        (Some(_), Some(_)) => Err(CliError::Usage(format!("name one of {list}")).into()),
    }
}

/// The remote that is meant where none need be named: the only one, else `origin`.
fn meant(journal: &mut Journal, name: Option<&str>) -> Result<String, JournalError> {
    let remotes = journal.remotes()?;
    Ok(match (name, remotes.as_slice()) {
        (Some(name), _) => name.to_owned(),
        (None, [only]) => only.name.clone(),
        (None, _) => "origin".to_owned(),
    })
}

fn list(context: &Context) -> Outcome {
    let remotes = context.unlocked()?.remotes()?;
    let mut lines = context.output.lines();
    for remote in &remotes {
        if context.output.json {
            lines.object(remote)?;
        } else {
            lines.line(line(context, remote))?;
        }
    }
    lines.end()?;
    DONE
}

/// `origin  git@…  synced 2024-02-29 21:30, 3 unsynced, proof 2024-02-28`.
pub(super) fn line(context: &Context, remote: &RemoteInfo) -> String {
    let when = |at| context.local_time(at);
    let sync = remote.last_sync.map_or_else(
        || "never synced".to_owned(),
        |at| format!("synced {}", when(at)),
    );
    let proof = match &remote.last_proof {
        None => "never proved (diurnal verify)".to_owned(),
        Some(proof) if proof.ok => format!("proved {}", when(proof.at)),
        Some(proof) => format!("proof FAILED {}", when(proof.at)),
    };
    format!(
        "{}  {}  {sync}, {} unsynced, {proof}",
        text::visible_line(&remote.name),
        text::visible_line(&remote.url),
        remote.unsynced
    )
}
