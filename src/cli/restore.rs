//! `diurnal restore`: brings back an old version of an entry, or a whole vault from its backup.

use std::path::Path;
use std::path::PathBuf;

use crate::cli::DONE;
use crate::cli::FOUND_WANTING;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::verify;
use crate::journal::Journal;
use crate::journal::types::Key;
use crate::journal::types::Restore;
use crate::model::secret::Secret;

/// Bring back a version of an entry (ID@REV), or a whole vault from a backup file
///
/// An argument that names a file is a backup; else it is ID@REV, as `history` prints it. A version is
/// saved anew on top of the history, which stays. A backup is restored only where no vault is, and as a
/// new device, with a passphrase of its own: the one that opened it, or, by the sheet, a new one.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  diurnal history 1a2b3c4d
  diurnal restore 1a2b3c4d@9f8e7d6c
  diurnal --vault old restore backup.db --recovery-file sheet.txt")]
pub(super) struct Args {
    /// A version, or a backup file
    #[arg(value_name = "ID@REV|FILE")]
    what: String,
    /// Open the backup with the recovery sheet instead of the passphrase
    #[arg(long, value_name = "FILE")]
    recovery_file: Option<PathBuf>,
    /// scrypt's work factor for this device's own slot, 10 to 22 [default: that of the slot that the
    /// passphrase opens, else 18]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(10..=22))]
    work_factor: Option<u8>,
}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    let path = Path::new(&args.what);
    if path.exists() {
        return backup(context, args, path);
    }
    match version(&args.what) {
        Some((id, rev)) => entry(context, id, rev),
        None => {
            Err(CliError::Usage(format!("{:?} is neither ID@REV nor a file", args.what)).into())
        }
    }
}

fn entry(context: &Context, id: &str, rev: &str) -> Outcome {
    let mut journal = context.unlocked()?;
    let id = journal.find(id)?;
    let saved = journal.restore(id, rev)?;
    context.saved(&saved)?;
    journal.tidy().ok();
    DONE
}

fn backup(context: &Context, args: &Args, file: &Path) -> Outcome {
    let key = context.key(args.recovery_file.as_deref())?;
    let passphrase = match &key {
        Key::Passphrase(passphrase) => Some(Secret::new(passphrase.expose().to_owned())),
        Key::Recovery(_) => context.new_passphrase_if_possible()?,
        Key::External(_) => None,
    };
    let wish = Restore {
        file: file.to_owned(),
        key,
        passphrase,
        work_factor: args.work_factor,
    };
    context.paths.make(&context.places)?;
    let preferences = context.settings.preferences.clone();
    let places = context.places.clone();
    let (_, balance) = Journal::restore_backup(places, preferences, context.outside, &wish)?;
    verify::print(&context.output, std::slice::from_ref(&balance))?;
    if wish.passphrase.is_none() {
        context.output.note(
            "no passphrase opens this vault: diurnal unlock --recovery-file FILE does. \
             Restored with --passphrase-file FILE too, it has one",
        );
    }
    if balance.shortfalls.is_empty() {
        DONE
    } else {
        FOUND_WANTING
    }
}

/// The two halves of `ID@REV`; `@last` alone is no version.
fn version(text: &str) -> Option<(&str, &str)> {
    let (id, rev) = text.rsplit_once('@')?;
    let is_rev = rev.len() >= 4 && rev.bytes().all(|c| c.is_ascii_hexdigit());
    (!id.is_empty() && is_rev).then_some((id, rev))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_told_from_a_file() {
        assert_eq!(version("1a2b@9f8e7d"), Some(("1a2b", "9f8e7d")));
        assert_eq!(version("@last@9f8e7d"), Some(("@last", "9f8e7d")));
        for text in ["@last", "backup.db", "a@b.db", "@9f8e7d", "1a2b@9f"] {
            assert_eq!(version(text), None, "{text}");
        }
    }
}
