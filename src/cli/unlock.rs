//! `diurnal unlock`: starts the agent, so that reading asks nothing for a while.

use std::path::PathBuf;

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::config::paths;
use crate::model::amount;

/// The longest that an agent may keep a key, in milliseconds: a working day.
const FOR_MS_MAX: u64 = 8 * 60 * 60 * 1000;

/// Keep the key for a while, so that reading asks nothing
///
/// Starts an agent that ends after the time given, at the latest after 8 hours, or when nobody asked
/// it for `agent_idle` (15 minutes unless the settings say otherwise), or by `diurnal lock`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  diurnal unlock
  diurnal unlock --for 30m
  diurnal unlock --recovery-file sheet.txt")]
pub(super) struct Args {
    /// For how long, whether anybody asks or not: 30m, 2h, "1h 30m"
    #[arg(long = "for", value_name = "TIME")]
    time: Option<String>,
    /// Open it with the recovery sheet instead of the passphrase
    #[arg(long, value_name = "FILE")]
    recovery_file: Option<PathBuf>,
}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    let for_ms = args.time.as_deref().map(read_time).transpose()?;
    let mut journal = context.open()?;
    let key = context.key(args.recovery_file.as_deref())?;
    let unlocked = journal.unlock(&key)?;
    context.tell(&unlocked);
    let program = paths::program().map_err(|source| CliError::Start {
        what: "the agent".to_owned(),
        source,
    })?;
    journal.start_agent(&program, for_ms)?;
    let time = match for_ms {
        Some(ms) => format!("for {}", amount::show_duration(ms)),
        None => format!(
            "until nobody asks for {}",
            amount::show_duration(context.settings.preferences.agent_idle_ms)
        ),
    };
    context.output.note(&format!("unlocked {time}"));
    DONE
}

fn read_time(text: &str) -> Result<u64, CliError> {
    match amount::duration_ms(text) {
        Some(0) | None => Err(CliError::Usage(format!(
            "--for {text:?} is no length of time such as 30m"
        ))),
        Some(ms) if ms > FOR_MS_MAX => Err(CliError::Usage(
            "--for: an agent keeps a key for 8 hours at most".to_owned(),
        )),
        Some(ms) => Ok(ms),
    }
}
