//! `diurnal clone`: joins a vault that a remote holds, as a new device.

use std::path::PathBuf;

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::passphrase;
use crate::cli::progress::Progress;
use crate::cli::prompt;
use crate::cli::rekeying;
use crate::cli::remote;
use crate::journal::Journal;
use crate::journal::types::Found;
use crate::journal::types::Join;
use crate::journal::types::JoinBy;
use crate::journal::types::Key;
use crate::model::invitation::InvitationWords;
use crate::model::secret::Secret;
use crate::model::text;
use crate::report::Kind;
use crate::report::Report;

/// Join a vault that a remote holds, as a new device
///
/// By the passphrase, where its slot travels, by the recovery sheet, or by the words of an invitation
/// (`diurnal device invite`, on a device that has the journal). With the sheet or the words, the
/// passphrase asked for is the new device's own. Says what was found before anything is written.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  diurnal clone git@example.org:me/journal.git
  diurnal clone git@example.org:me/journal.git --invite --name laptop
  diurnal clone file:///media/stick/journal.git --recovery-file sheet.txt --name laptop")]
pub(super) struct Args {
    /// Where the vault's remote is
    #[arg(value_name = "URL")]
    url: String,
    /// The recovery sheet, or a file with its key
    #[arg(long, value_name = "FILE")]
    recovery_file: Option<PathBuf>,
    /// Ask for the eight words of an invitation
    #[arg(long, conflicts_with_all = ["recovery_file", "invite_file"])]
    invite: bool,
    /// The eight words of an invitation, from FILE
    #[arg(long, value_name = "FILE", conflicts_with = "recovery_file")]
    invite_file: Option<PathBuf>,
    /// What to call this device [default: its host name]
    #[arg(long, value_name = "DEVICE")]
    name: Option<String>,
    /// scrypt's work factor for this device's own slot, 10 to 22 [default: that of the slot that the
    /// passphrase opens, else 18]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(10..=22))]
    work_factor: Option<u8>,
}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    let wish = wish(context, args)?;
    context.paths.make(&context.places)?;
    let mut watch = Progress::new(context.output.quiet);
    let mut trouble: Option<Report> = None;
    let joined = Journal::join(
        context.places.clone(),
        context.settings.preferences.clone(),
        context.outside,
        &wish,
        &mut |found| {
            agreed(context, found).unwrap_or_else(|report| {
                trouble = Some(report);
                false
            })
        },
        &mut watch,
    );
    drop(watch);
    if let Some(report) = trouble {
        return Err(report);
    }
    let (mut journal, joined) = joined?;
    context.output.notices(&joined.notices);
    if matches!(wish.by, JoinBy::Invitation(_)) {
        use_up(context, &mut journal)?;
    }
    context.output.note(&format!(
        "joined: {} entries, {} revisions",
        joined.found.entries, joined.revisions
    ));
    DONE
}

fn wish(context: &Context, args: &Args) -> Result<Join, Report> {
    let (by, passphrase) = if let Some(words) = words(args)? {
        (JoinBy::Invitation(words), context.new_passphrase()?)
    } else if let Some(file) = &args.recovery_file {
        let key = context.key(Some(file))?;
        (JoinBy::Key(key), context.new_passphrase()?)
    } else {
        let passphrase = context.passphrase()?;
        let again = Secret::new(passphrase.expose().to_owned());
        (JoinBy::Key(Key::Passphrase(passphrase)), again)
    };
    Ok(Join {
        url: remote::address(context, &args.url)?,
        remote: "origin".to_owned(),
        by,
        passphrase,
        work_factor: args.work_factor,
        device_name: args.name.clone().unwrap_or_else(device_name),
    })
}

/// The words of an invitation, where the options speak of one.
fn words(args: &Args) -> Result<Option<InvitationWords>, Report> {
    let typed = match &args.invite_file {
        Some(file) => passphrase::from_file(file)?,
        None if !args.invite => return Ok(None),
        None if prompt::is_possible() => Secret::new(prompt::line("The eight words: ")?),
        None => {
            let what = "an invitation's words (--invite-file FILE)";
            return Err(CliError::NoTerminal(what).into());
        }
    };
    let words = InvitationWords::parse(typed.expose()).map_err(|error| {
        Report::of(Kind::Key, &error)
            .named("invitation-words")
            .hint("compare them with what diurnal device invite showed, in the same order")
    })?;
    Ok(Some(words))
}

/// Uses an invitation up: until the remote knows who joined by it, somebody else could.
fn use_up(context: &Context, journal: &mut Journal) -> Result<(), Report> {
    rekeying::synced(context, journal, |_, failed| {
        if let Some(error) = failed {
            context.output.note(&error.one_line());
            context.output.note("the invitation is used up at the next diurnal sync; until then nobody else may have its words");
        }
    })
}

/// Says what was found, and in a terminal asks; off one it goes on.
fn agreed(context: &Context, found: &Found) -> Result<bool, Report> {
    let newest = found.newest.as_deref().unwrap_or("none");
    let said = [
        format!("vault {}", found.vault),
        format!("devices: {}", found.devices.join(", ")),
        format!("entries: {}, the newest of {newest}", found.entries),
    ];
    for line in &said {
        context.output.line(text::visible_line(line))?;
    }
    if !prompt::is_possible() {
        return Ok(true);
    }
    if prompt::yes("Join it?")? {
        Ok(true)
    } else {
        Err(CliError::Declined.into())
    }
}

/// What a device is called where nobody names it: its host name.
pub(super) fn device_name() -> String {
    let name = rustix::system::uname()
        .nodename()
        .to_string_lossy()
        .into_owned();
    let short = name.split('.').next().unwrap_or_default();
    if short.is_empty() {
        "device".to_owned()
    } else {
        short.to_owned()
    }
}
