//! `diurnal remote`: the git repositories that the journal is exchanged with.

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::progress::Progress;
use crate::journal::types::RemoteInfo;
use crate::model::text;

/// The git repositories that the journal is exchanged with
#[derive(Debug, clap::Args)]
#[command(
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "Examples:
  diurnal remote add git@example.org:me/journal.git
  diurnal remote add file:///media/stick/journal.git --name stick
  diurnal remote list
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

/// The same for a journal that is open already.
pub(super) fn add_to(
    context: &Context,
    journal: &mut crate::journal::Journal,
    name: &str,
    url: &str,
) -> Outcome {
    let mut watch = Progress::new(context.output.quiet);
    let added = journal.remote_add(name, url, &mut watch)?;
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
