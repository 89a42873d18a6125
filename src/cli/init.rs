//! `diurnal init`: a new vault.

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::clone::device_name;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::passphrase;
use crate::cli::prompt;
use crate::cli::remote;
use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::types::Init;
use crate::journal::types::Initialised;
use crate::journal::types::RemoteUnlock;
use crate::model::limits;
use crate::model::secret::Secret;
use crate::model::words;
use crate::report::Report;

/// How many of the key's last characters are asked for, to see that it was written down.
const TYPED_BACK: usize = 5;

/// Make a new vault
///
/// In a terminal, asks for a passphrase or makes one of seven words, and prints the recovery sheet
/// once: keep it on paper. Without a terminal, takes --passphrase-file or --passphrase-fd, prints the
/// recovery key on stdout and asks nothing.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  diurnal init
  diurnal init --remote git@example.org:me/journal.git
  diurnal --passphrase-file pass init > recovery-key.txt")]
pub(super) struct Args {
    /// Add a git remote, called origin
    #[arg(long, value_name = "URL")]
    remote: Option<String>,
    /// scrypt's work factor for the passphrase, 10 to 22
    #[arg(long, value_name = "N", default_value_t = limits::WORK_FACTOR, value_parser = clap::value_parser!(u8).range(10..=22))]
    work_factor: u8,
    /// Whether the passphrase opens the vault from a remote too; auto: only one of generated words,
    /// which nobody can guess. Cannot be taken back
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    remote_unlock: Travels,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Travels {
    /// Only where guessing is hopeless
    Auto,
    /// Yes
    Always,
    /// No: a new device joins by the recovery sheet
    Never,
}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    if args.remote_unlock == Travels::Always && args.work_factor > limits::WORK_FACTOR_REMOTE_MAX {
        return Err(CliError::Usage(format!(
            "--remote-unlock always: a slot above work factor {} never travels",
            limits::WORK_FACTOR_REMOTE_MAX
        ))
        .into());
    }
    if Journal::exists(&context.places) {
        return Err(JournalError::VaultExists(context.places.vault_dir.clone()).into());
    }
    let (passphrase, generated) = choose(context)?;
    let wish = Init {
        passphrase,
        generated,
        work_factor: args.work_factor,
        remote_unlock: match args.remote_unlock {
            Travels::Auto => RemoteUnlock::Auto,
            Travels::Always => RemoteUnlock::Always,
            Travels::Never => RemoteUnlock::Never,
        },
        device_name: device_name(),
    };
    context.paths.make(&context.places)?;
    let preferences = context.settings.preferences.clone();
    let places = context.places.clone();
    let (mut journal, made) = Journal::init(places, preferences, context.outside, &wish)?;
    print(context, &made)?;
    match &args.remote {
        Some(url) => remote::add_to(context, &mut journal, "origin", url),
        None => DONE,
    }
}

/// A passphrase, and whether diurnal made it.
fn choose(context: &Context) -> Result<(Secret, bool), Report> {
    if let Some(given) = passphrase::given(&context.globals)? {
        return Ok((given, false));
    }
    if !prompt::is_possible() {
        return Err(CliError::NoTerminal("a passphrase (--passphrase-file FILE)").into());
    }
    ask(context)
}

/// Asks for a passphrase of one's own, or makes one and has it typed back; whether diurnal made it.
pub(super) fn ask(context: &Context) -> Result<(Secret, bool), Report> {
    let answer = prompt::line(
        "A passphrase of your own, or seven words that nobody can guess? [own/Words] ",
    )?;
    if answer.to_ascii_lowercase().starts_with('o') {
        return Ok((prompt::new_passphrase()?, false));
    }
    let made = words::passphrase(&context.outside);
    // Shown once, on the terminal, to be written down.
    context.output.ask(&format!("\n    {}\n", made.expose()));
    let typed = prompt::secret("Type them, once you have written them down: ")?;
    let same = typed
        .expose()
        .split_whitespace()
        .eq(made.expose().split(' '));
    if same {
        Ok((made, true))
    } else {
        Err(CliError::PassphrasesDiffer.into())
    }
}

fn print(context: &Context, made: &Initialised) -> Result<(), Report> {
    let output = &context.output;
    if output.json {
        return output.object(&serde_json::json!({
            "vault": made.vault,
            "recovery_key": made.recovery_key.expose(),
            "sheet": made.sheet.expose(),
            "travels": made.travels,
        }));
    }
    if !prompt::is_possible() {
        output.line(made.recovery_key.expose())?;
        output.note(&format!("made the vault {}", made.vault));
        return Ok(());
    }
    output.line(made.sheet.expose())?;
    output.note("this is the recovery sheet: print it or write it down, it is not shown again");
    if made.travels {
        output.note("the passphrase will open the vault from a remote too");
    } else {
        output.note("a new device joins by this sheet: the passphrase does not travel to remotes");
    }
    ask_back(context, made.recovery_key.expose())
}

/// Asks for the end of the key, to see that it was written down. Enter puts it off.
fn ask_back(context: &Context, key: &str) -> Result<(), Report> {
    let count = key.chars().count();
    let end: String = key.chars().skip(count.saturating_sub(TYPED_BACK)).collect();
    loop {
        let answer = prompt::line("The last five characters of its key (Enter: later): ")?;
        if answer.is_empty() {
            context
                .output
                .note("try it some day: diurnal key doctor --recovery-file FILE");
            return Ok(());
        }
        if answer.eq_ignore_ascii_case(&end) {
            return Ok(());
        }
        context.output.note("that is not its end; look again");
    }
}
