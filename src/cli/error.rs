//! What the command line itself can fail with, before any verb runs, and the advice for each.

use std::io;
use std::path::PathBuf;

use crate::report::Kind;
use crate::report::Report;

/// Why a command could not be carried out.
#[derive(Debug, thiserror::Error)]
pub(super) enum CliError {
    /// A file named on the command line cannot be read.
    #[error("cannot read {path:?}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A file named on the command line cannot be written.
    #[error("cannot write {path:?}")]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// Standard input cannot be read.
    #[error("cannot read standard input")]
    Stdin(#[source] io::Error),
    /// Where the passphrase should come from there is nothing to read.
    #[error("cannot read the passphrase from {from}")]
    PassphraseUnread {
        /// The file or descriptor.
        from: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// What was read can be no passphrase.
    #[error("no passphrase in {from}: {why}")]
    PassphraseUnfit {
        /// The file, descriptor or command.
        from: String,
        /// `it is empty`.
        why: &'static str,
    },
    /// `passphrase_command` did not do its work.
    #[error("passphrase_command failed: {0}")]
    PassphraseCommand(String),
    /// The two passphrases typed are not the same.
    #[error("the two passphrases differ")]
    PassphrasesDiffer,
    /// Something must be asked, and there is no terminal to ask at.
    #[error("{0} is needed, and there is no terminal to ask at")]
    NoTerminal(&'static str),
    /// The journal is locked and there is no terminal to ask at.
    #[error("the journal is locked, and there is no terminal to ask for the passphrase")]
    Locked,
    /// The terminal failed.
    #[error("cannot use the terminal")]
    Terminal(#[source] io::Error),
    /// Its user said no.
    #[error("nothing was done")]
    Declined,
    /// Ctrl-C at a question.
    #[error("stopped on request")]
    Stopped,
    /// A text is not UTF-8.
    #[error("the text is not UTF-8: line {line}, byte {byte}")]
    NotUtf8 {
        /// The line, from 1.
        line: usize,
        /// The byte in that line, from 1.
        byte: usize,
    },
    /// A text is longer than an entry may be.
    #[error("the text has more than {max} bytes, the most an entry may have")]
    TooLong {
        /// The limit in bytes.
        max: usize,
    },
    /// There is no text, and nothing to read one from.
    #[error("there is no text")]
    NoText,
    /// Words that do not fit together.
    #[error("{0}")]
    Usage(String),
    /// There is no memory file system to put a text for an external editor on.
    #[error("there is no memory file system for the text, and a disk would remember it")]
    NoMemoryFolder,
    /// The editor ended with an error.
    #[error("the editor \"{editor}\" failed: {status}")]
    Editor {
        /// The command as configured.
        editor: String,
        /// Its exit status.
        status: String,
    },
    /// A program could not be started.
    #[error("cannot start {what}")]
    Start {
        /// Which.
        what: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

impl From<CliError> for Report {
    fn from(error: CliError) -> Self {
        let (kind, name, hint) = advice(&error);
        let mut report = Self::of(kind, &error);
        report.condition = name.map(str::to_owned);
        report.hint = hint.map(str::to_owned);
        report
    }
}

type Advice = (Kind, Option<&'static str>, Option<&'static str>);

fn advice(error: &CliError) -> Advice {
    match error {
        CliError::Read { .. } | CliError::Declined | CliError::Start { .. } => {
            (Kind::Mend, None, None)
        }
        CliError::Write { .. } | CliError::Stdin(_) | CliError::Terminal(_) => {
            (Kind::World, None, None)
        }
        CliError::PassphraseUnread { .. } => (
            Kind::Usage,
            None,
            Some(
                "name a readable file after --passphrase-file, or an open descriptor after --passphrase-fd",
            ),
        ),
        CliError::PassphraseCommand(_) => (
            Kind::Key,
            Some("locked"),
            Some("run the command by hand, or give --passphrase-file FILE"),
        ),
        CliError::PassphrasesDiffer => (Kind::Mend, None, Some("nothing was made; try again")),
        CliError::NoTerminal(_) => (Kind::Usage, None, Some("--help says which option gives it")),
        CliError::Locked => (
            Kind::Key,
            Some("locked"),
            Some("diurnal unlock in a terminal, or --passphrase-file FILE"),
        ),
        CliError::Stopped => (Kind::Stopped, None, None),
        CliError::NotUtf8 { .. } => (
            Kind::Mend,
            Some("not-utf-8"),
            Some("turn the bytes into UTF-8, as with iconv -f latin1 -t utf-8"),
        ),
        CliError::TooLong { .. } => (
            Kind::Mend,
            Some("too-long"),
            Some("split it in several entries"),
        ),
        CliError::NoText => (
            Kind::Usage,
            None,
            Some("diurnal add WORDS…, or diurnal add - with the text on standard input"),
        ),
        CliError::PassphraseUnfit { .. } | CliError::Usage(_) => (Kind::Usage, None, None),
        CliError::NoMemoryFolder => (
            Kind::Mend,
            None,
            Some(
                "diurnal write has an editor of its own, and `-` takes a text from standard input",
            ),
        ),
        CliError::Editor { .. } => (Kind::Mend, None, Some("nothing was saved")),
    }
}
