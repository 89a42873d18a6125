//! What can be wrong with a place or a setting.

use std::io;
use std::path::PathBuf;

use crate::model::nearest::nearest;

/// Why a place cannot be named or a setting not be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// Neither `HOME` nor `DIURNAL_HOME` says where the user's files belong.
    #[error("no home directory: HOME is not set to an absolute path")]
    NoHome,
    /// A vault's name is not `[a-z0-9-]{1,32}`.
    #[error("{name:?} is no vault name: 1 to 32 of a-z, 0-9 and -")]
    VaultName {
        /// The name as given.
        name: String,
    },
    /// A folder or file could not be made or read.
    #[error("cannot use {path:?}")]
    Io {
        /// Which.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The settings file is larger than any settings file can be.
    #[error("{path:?} is larger than {bytes_max} bytes")]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The limit.
        bytes_max: u64,
    },
    /// The settings file is not UTF-8.
    #[error("{path:?} is not UTF-8: byte {at}")]
    NotText {
        /// The file.
        path: PathBuf,
        /// Where the first bad byte is, from 0.
        at: usize,
    },
    /// There is no template of that name.
    #[error("no template is called {name:?}{}", meant(.name, .names))]
    NoTemplate {
        /// The name as given.
        name: String,
        /// Those that there are.
        names: Vec<String>,
        /// The folder of a user's own.
        folder: PathBuf,
    },
    /// No dictionary for a language is installed.
    #[error("no dictionary for {}", if .language.is_empty() { "the locale" } else { .language })]
    NoDictionary {
        /// The language, as its dictionary would be called; empty where the locale names none.
        language: String,
    },
    /// A dictionary is in an encoding that is not read.
    #[error("{path:?} is in {encoding}, not in UTF-8 or ISO8859-1")]
    DictionaryEncoding {
        /// The file that says so.
        path: PathBuf,
        /// The encoding.
        encoding: String,
    },
    /// A setting is unknown, of the wrong kind, or means nothing.
    #[error("{}:{}:{}: {}", file_name(.0), .0.line, .0.column, .0.message)]
    Setting(Box<Fault>),
}

/// One fault in the settings file or in a theme, with its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fault {
    /// The file.
    pub path: PathBuf,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong, on one line.
    pub message: String,
    /// The line itself.
    pub text: String,
    /// How many characters of it are meant, at least 1.
    pub width: usize,
}

impl Fault {
    /// The same place as an error that says `message`.
    pub fn saying(&self, message: impl AsRef<str>) -> ConfigError {
        ConfigError::Setting(Box::new(Self {
            message: message.as_ref().trim().replace('\n', ", "),
            ..self.clone()
        }))
    }

    /// The line with carets under what is meant, to be shown below the message.
    pub fn excerpt(&self) -> String {
        let number = self.line.to_string();
        let shown: String = self.text.chars().map(visible).collect();
        let margin = " ".repeat(number.len());
        let before = " ".repeat(self.column.saturating_sub(1));
        let carets = "^".repeat(self.width);
        format!("{number} | {shown}\n{margin} | {before}{carets}")
    }
}

/// Tabs and other control characters take one cell each, so that the carets stand right.
fn visible(c: char) -> char {
    match c {
        '\t' => ' ',
        c if c.is_control() => '\u{fffd}',
        c => c,
    }
}

fn meant(name: &str, names: &[String]) -> String {
    let near = nearest(name, names.iter().map(String::as_str));
    near.map_or_else(String::new, |near| format!("; did you mean {near:?}?"))
}

fn file_name(fault: &Fault) -> String {
    fault.path.file_name().map_or_else(
        || "settings".to_owned(),
        |name| name.to_string_lossy().into_owned(),
    )
}
