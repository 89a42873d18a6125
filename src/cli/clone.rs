//! `diurnal clone`: joins a vault that a remote holds, as a new device.

use std::path::PathBuf;

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::progress::Progress;
use crate::cli::prompt;
use crate::journal::Journal;
use crate::journal::types::Found;
use crate::journal::types::Join;
use crate::journal::types::Key;
use crate::model::secret::Secret;
use crate::model::text;
use crate::report::Report;

/// Join a vault that a remote holds, as a new device
///
/// By the passphrase, where its slot travels, or by the recovery sheet; with the sheet, the passphrase
/// asked for is the new device's own. Says what was found before anything is written.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  diurnal clone git@example.org:me/journal.git
  diurnal clone file:///media/stick/journal.git --recovery-file sheet.txt --name laptop")]
pub(super) struct Args {
    /// Where the vault's remote is
    #[arg(value_name = "URL")]
    url: String,
    /// The recovery sheet, or a file with its key
    #[arg(long, value_name = "FILE")]
    recovery_file: Option<PathBuf>,
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
    let (_, joined) = joined?;
    context.output.notices(&joined.notices);
    context.output.note(&format!(
        "joined: {} entries, {} revisions",
        joined.found.entries, joined.revisions
    ));
    DONE
}

fn wish(context: &Context, args: &Args) -> Result<Join, Report> {
    let (key, passphrase) = if let Some(file) = &args.recovery_file {
        (context.key(Some(file))?, context.new_passphrase()?)
    } else {
        let passphrase = context.passphrase()?;
        let again = Secret::new(passphrase.expose().to_owned());
        (Key::Passphrase(passphrase), again)
    };
    Ok(Join {
        url: args.url.clone(),
        remote: "origin".to_owned(),
        key,
        passphrase,
        work_factor: args.work_factor,
        device_name: args.name.clone().unwrap_or_else(device_name),
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
