//! `diurnal status`: one page of facts about the vault.

use std::io;
use std::io::IsTerminal;

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::output;
use crate::cli::remote;
use crate::journal::types::Status;
use crate::model::amount;

/// Show what there is, what is not synced, and when the backup was last proved
///
/// Works while the journal is locked, with what can be known then.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  diurnal status
  diurnal status --json")]
pub(super) struct Args {}

pub(super) fn run(context: &Context, _: &Args) -> Outcome {
    let mut journal = context.open()?;
    context.unlock_quietly(&mut journal)?;
    let status = journal.status()?;
    if context.output.json {
        context.output.object(&status)?;
        return DONE;
    }
    let mut lines = context.output.lines();
    for line in page(context, &status) {
        lines.line(line)?;
    }
    lines.end()?;
    context.output.notices(&status.warnings);
    // What is over was shown to its owner now; what was piped elsewhere was shown to nobody.
    if io::stdout().is_terminal() && !status.locked {
        journal.see_notices()?;
    }
    DONE
}

fn page(context: &Context, status: &Status) -> Vec<String> {
    let mut page = Vec::new();
    let mut row = |name: &str, value: String| page.push(format!("{name:<10} {value}"));
    row("vault", status.name.clone());
    if let Some(vault) = status.vault {
        row("id", vault.to_string());
    }
    if let Some(device) = status.device {
        row("device", device.to_string());
    }
    let agent = status.agent_ms.map(|ms| {
        format!(
            "unlocked; the agent keeps the key for {}",
            amount::show_duration(ms)
        )
    });
    let unlocked = if status.locked { "locked" } else { "unlocked" };
    row("state", agent.unwrap_or_else(|| unlocked.to_owned()));
    if let Some(counts) = &status.counts {
        row(
            "entries",
            format!(
                "{} ({} words, {} revisions)",
                counts.entries, counts.words, counts.revisions
            ),
        );
        for (name, count) in [
            ("deleted", counts.deleted),
            ("conflicts", counts.conflicts),
            ("unsynced", counts.unsynced),
        ] {
            if count > 0 {
                row(name, count.to_string());
            }
        }
    }
    if status.inbox > 0 {
        row("inbox", format!("{} written while locked", status.inbox));
    }
    for remote in &status.remotes {
        row("remote", remote::line(context, remote));
        for notice in &remote.notices {
            let line = context
                .output
                .paint(output::BAD, output::named_with_advice(notice));
            row("", line);
        }
    }
    page
}
