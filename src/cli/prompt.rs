//! Questions at the terminal. Nothing here is called without one.

use std::fs::File;
use std::io;
use std::io::BufRead;
use std::io::IsTerminal;
use std::io::Write;

use rustix::termios;
use rustix::termios::LocalModes;
use rustix::termios::OptionalActions;
use rustix::termios::Termios;

use crate::cli::error::CliError;
use crate::cli::interrupt::Guard;
use crate::model::secret::Secret;

/// Longest answer, in bytes.
const ANSWER_BYTES_MAX: u64 = 4096;

/// Whether somebody can answer on standard input: without a terminal nothing ever prompts.
pub(super) fn is_possible() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Whether a secret can be asked for: that goes through the terminal itself, so that a text may be
/// piped in or out meanwhile.
pub(super) fn is_possible_for_secrets() -> bool {
    io::stdin().is_terminal() || io::stderr().is_terminal()
}

/// Asks for a text that is not shown while it is typed.
pub(super) fn secret(question: &str) -> Result<Secret, CliError> {
    // Else the signal that Ctrl-C raises would end us before the terminal shows again what is typed.
    let _guard = Guard::new();
    // Before the question stands there: whoever answers at once must not see the first letters of it.
    let _echo = Echo::off();
    match rpassword::prompt_password(question) {
        Ok(text) => Ok(Secret::new(text)),
        Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(CliError::Stopped),
        Err(error) => Err(CliError::Terminal(error)),
    }
}

/// The terminal as it was, which shows again what is typed when this is dropped.
struct Echo(File, Termios);

impl Echo {
    /// None without a terminal, where the question itself fails.
    fn off() -> Option<Self> {
        let terminal = File::options().read(true).write(true).open("/dev/tty");
        let terminal = terminal.ok()?;
        let before = termios::tcgetattr(&terminal).ok()?;
        let mut silent = before.clone();
        // Nor is Ctrl-C a signal from here on: whoever asks reads it as a key.
        silent
            .local_modes
            .remove(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG);
        termios::tcsetattr(&terminal, OptionalActions::Now, &silent).ok()?;
        Some(Self(terminal, before))
    }
}

impl Drop for Echo {
    fn drop(&mut self) {
        let _ = termios::tcsetattr(&self.0, OptionalActions::Now, &self.1);
    }
}

/// Asks for a new passphrase, twice.
pub(super) fn new_passphrase() -> Result<Secret, CliError> {
    // Between the two questions nothing is shown either.
    let _echo = Echo::off();
    let first = secret("New passphrase: ")?;
    if first.expose().is_empty() {
        return Err(CliError::PassphraseUnfit {
            from: "the answer".to_owned(),
            why: "it is empty",
        });
    }
    let again = secret("The same again: ")?;
    if first == again {
        Ok(first)
    } else {
        Err(CliError::PassphrasesDiffer)
    }
}

/// Asks for one line; '' for a mere Enter or the end of input.
pub(super) fn line(question: &str) -> Result<String, CliError> {
    let mut stderr = io::stderr();
    write!(stderr, "{question}")
        .and_then(|()| stderr.flush())
        .map_err(CliError::Terminal)?;
    let mut answer = String::new();
    let stdin = io::stdin();
    let mut bounded = io::Read::take(stdin.lock(), ANSWER_BYTES_MAX);
    bounded.read_line(&mut answer).map_err(CliError::Terminal)?;
    Ok(answer.trim().to_owned())
}

/// Asks for a yes; anything else is a no.
pub(super) fn yes(question: &str) -> Result<bool, CliError> {
    let answer = line(&format!("{question} [y/N] "))?;
    Ok(matches!(answer.to_ascii_lowercase().as_str(), "y" | "yes"))
}
