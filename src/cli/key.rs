//! `diurnal key`: what opens the vault.

use std::path::PathBuf;

use crate::cli::DONE;
use crate::cli::FOUND_WANTING;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::output;
use crate::cli::passphrase;
use crate::journal::types::Key;
use crate::journal::types::SlotReport;
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
}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    match &args.command {
        Command::Status => print(context, &context.open()?.key_doctor(None)?),
        Command::Doctor { recovery_file } => {
            let key = match recovery_file {
                Some(file) => Some(context.key(Some(file))?),
                None => passphrase::given(&context.globals)?.map(Key::Passphrase),
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
