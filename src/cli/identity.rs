//! Keys of other programs: the file that `--identity` names, and how they ask their owner.

use std::io;
use std::io::Write;
use std::path::Path;

use crate::cli::passphrase;
use crate::cli::prompt;
use crate::journal::types::Key;
use crate::model::secret::Secret;
use crate::model::voice::Voice;
use crate::report::Report;

/// Asks in the terminal; where there is none, nobody answers.
pub(super) const VOICE: Voice = Voice {
    say,
    choose,
    line,
    secret,
};

/// The keys in the file at `path`.
pub(super) fn read(path: &Path) -> Result<Key, Report> {
    let text = passphrase::key_file(path)?;
    let name = path.display().to_string();
    Key::external(&text, &name, VOICE).map_err(|error| {
        let mut report = Report::from(error);
        report.what = format!("\"{name}\": {}", report.what);
        report
    })
}

fn say(message: &str) {
    writeln!(io::stderr(), "diurnal: {message}").ok();
}

fn choose(question: &str, yes: &str, no: Option<&str>) -> Option<bool> {
    if !prompt::is_possible() {
        return None;
    }
    let no = no.unwrap_or("no");
    let answer = prompt::line(&format!("{question} [{yes}/{no}] ")).ok()?;
    let answer = answer.to_lowercase();
    let begins = |word: &str| !answer.is_empty() && word.to_lowercase().starts_with(&answer);
    Some(begins(yes) && !begins(no))
}

fn line(question: &str) -> Option<String> {
    if !prompt::is_possible() {
        return None;
    }
    prompt::line(&format!("{question}: ")).ok()
}

fn secret(question: &str) -> Option<Secret> {
    if !prompt::is_possible_for_secrets() {
        return None;
    }
    prompt::secret(&format!("{question}: ")).ok()
}
