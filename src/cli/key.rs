//! `diurnal key`: what opens the vault.

use std::path::PathBuf;

use crate::cli::DONE;
use crate::cli::FOUND_WANTING;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::identity;
use crate::cli::output;
use crate::cli::rekeying;
use crate::cli::rekeying::NewArgs;
use crate::journal::types::Rekeyed;
use crate::journal::types::SlotReport;
use crate::model::statement::SlotKind;
use crate::model::text;

/// The exit code where a key was given and no slot takes it.
const OPENS_NOTHING: u8 = 4;

/// What opens the vault: passphrases, the recovery sheet
#[derive(Debug, clap::Args)]
#[command(
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "Examples:
  diurnal key status
  diurnal key passphrase
  diurnal key recovery > sheet.txt
  diurnal key doctor --recovery-file sheet.txt"
)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List what opens the vault, and try nothing
    #[command(after_help = "Examples:
  diurnal key status")]
    Status,
    /// Open each slot that can be opened, and say which could not be tried
    #[command(after_help = "Examples:
  diurnal key doctor
  diurnal key doctor --recovery-file sheet.txt")]
    Doctor {
        /// Try the recovery sheet
        #[arg(long, value_name = "FILE")]
        recovery_file: Option<PathBuf>,
    },
    /// Change the passphrase of this device, and the one that opens the vault from a remote
    ///
    /// Other devices keep their own. What is written from now on is sealed to a new key, so that
    /// the old passphrase opens nothing of it, not even with an old copy of the remote.
    #[command(after_help = "Examples:
  diurnal key passphrase
  diurnal --passphrase-file old key passphrase --new-passphrase-file new
  diurnal key passphrase --recovery-file sheet.txt")]
    Passphrase {
        /// Open the vault with the recovery sheet: the passphrase was forgotten
        #[arg(long, value_name = "FILE")]
        recovery_file: Option<PathBuf>,
        #[command(flatten)]
        new: NewArgs,
    },
    /// Seal what is written from now on to a new key
    #[command(after_help = "Examples:
  diurnal key rotate")]
    Rotate,
    /// Make a new recovery sheet; the one before opens nothing that is written later
    ///
    /// Prints it once, on stdout: a stock age identity file with its own instructions. In a terminal
    /// its key is drawn as a QR code as well.
    #[command(after_help = "Examples:
  diurnal key recovery
  diurnal --passphrase-file pass key recovery > sheet.txt")]
    Recovery,
    /// Let another age recipient read the journal: a second person, an SSH key, a hardware key
    ///
    /// It reads everything, up to now and later, with stock age or by --identity, and admits no
    /// device. A plugin of age is asked once, here; other devices need not have it.
    #[command(after_help = "Examples:
  diurnal key add age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p
  diurnal key add age1yubikey1qwt50d05nh5vutpdzmlg5wn80xq5negm4uj9ghv0snvdd3yysf5yw3rhl3t
  diurnal key add ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN")]
    Add {
        /// The recipient: age1..., that of a plugin, or the line of an SSH public key (ssh-ed25519, ssh-rsa)
        #[arg(value_name = "RECIPIENT", required = true, num_args = 1..=16)]
        recipient: Vec<String>,
    },
    /// Take away what opens the vault: a recipient, a sheet, an invitation
    #[command(after_help = "Examples:
  diurnal key status
  diurnal key remove 3f09ab12")]
    Remove {
        /// The first digits of the slot's id, as `key status` shows them
        slot: String,
    },
}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    match &args.command {
        Command::Status => {
            let mut journal = context.open()?;
            let mut slots = journal.key_doctor(None)?;
            if context.unlock_quietly(&mut journal)? {
                slots.extend(journal.slot_reports()?);
            }
            print(context, &slots)
        }
        Command::Passphrase { recovery_file, new } => {
            let mut journal = rekeying::opened_anew(context, recovery_file.as_deref())?;
            let done = journal.change_passphrase(&new.need(context)?)?;
            context
                .output
                .note("the passphrase of this device was changed");
            rekeying::tell(context, "passphrase", &done)?;
            DONE
        }
        Command::Rotate => {
            let done = context.unlocked()?.rotate()?;
            context
                .output
                .note("what is written from now on is sealed to a new key");
            rekeying::tell(context, "epoch", &done)?;
            DONE
        }
        Command::Recovery => {
            let done = rekeying::opened_anew(context, None)?.new_sheet()?;
            rekeying::tell(context, "recovery", &done)?;
            DONE
        }
        Command::Add { recipient } => add(context, &recipient.join(" ")),
        Command::Remove { slot } => {
            let is = rekeying::opened_anew(context, None)?.remove_slot(slot)?;
            context
                .output
                .note(&format!("taken away: {}", slot_kind(is)));
            rekeying::tell(context, "removed", &Rekeyed::default())?;
            DONE
        }
        Command::Doctor { recovery_file } => {
            let key = match recovery_file {
                Some(file) => Some(context.key(Some(file))?),
                None => context.given_key()?,
            };
            let mut journal = context.open()?;
            if key.is_none() {
                context.unlock_quietly(&mut journal)?;
            }
            let slots = journal.key_doctor(key.as_ref())?;
            let code = print(context, &slots)?;
            let opened = slots.iter().any(|slot| is_slot(slot) && slot.state == "ok");
            if code == 0 && key.is_some() && !opened {
                return Ok(OPENS_NOTHING);
            }
            Ok(code)
        }
    }
}

fn add(context: &Context, recipient: &str) -> Outcome {
    let slot = rekeying::opened_anew(context, None)?.add_recipient(recipient, identity::VOICE)?;
    let output = &context.output;
    if output.json {
        output.object(&serde_json::json!({ "slot": slot }))?;
    } else {
        output.line(slot)?;
    }
    output.note("who holds that key reads the whole journal, from any copy of it: diurnal --identity KEY, or age -d -i KEY");
    if recipient.starts_with("ssh-") {
        output.note("an SSH key is public: who knows it sees in keyring.age, on the remote too, that its owner may read");
    }
    output.note("diurnal sync puts it on the remote");
    DONE
}

fn slot_kind(is: SlotKind) -> &'static str {
    match is {
        SlotKind::Passphrase => "a passphrase",
        SlotKind::Recovery => "the recovery sheet",
        SlotKind::Invitation => "an invitation",
        SlotKind::Extra => "a recipient",
    }
}

/// Whether it is something that a person opens the vault with, and not a part of the vault itself.
fn is_slot(report: &SlotReport) -> bool {
    report.slot.starts_with("slot-") || report.slot == "recovery"
}

fn print(context: &Context, slots: &[SlotReport]) -> Outcome {
    let mut lines = context.output.lines();
    for slot in slots {
        if context.output.json {
            lines.object(slot)?;
            continue;
        }
        let style = match slot.state {
            "ok" => output::GOOD,
            "damaged" => output::BAD,
            _ => output::DIM,
        };
        let state = context.output.paint(style, format!("{:<10}", slot.state));
        let text = text::visible_line(&slot.text);
        lines.line(format_args!("{:<12} {state} {text}", slot.slot))?;
    }
    lines.end()?;
    if slots.iter().any(|slot| slot.state == "damaged") {
        FOUND_WANTING
    } else {
        DONE
    }
}
