//! The settings file as it is written: read whole, its keys known, each value with its place.

use std::collections::BTreeMap;
use std::fs;
use std::fs::File;
use std::io::ErrorKind;
use std::io::Read;
use std::ops::Range;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;

use crate::config::error::ConfigError;
use crate::config::error::Fault;
use crate::config::theme;

/// Largest settings file, in bytes: a key map and a theme take 20 kB.
const FILE_BYTES_MAX: u64 = 1 << 20;

/// A value and where it stands.
pub(super) type Placed<T> = Option<Spanned<T>>;

/// Every key that the file may have.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    pub(super) day_starts_at: Placed<String>,
    pub(super) default_journal: Placed<String>,
    pub(super) lock_after: Placed<String>,
    pub(super) agent_idle: Placed<String>,
    pub(super) search_memory: Placed<String>,
    pub(super) passphrase_command: Placed<String>,
    pub(super) git_transport: Placed<String>,
    pub(super) verify_every: Placed<String>,
    pub(super) obey_purge: Placed<String>,
    pub(super) attachments: Placed<String>,
    pub(super) first_weekday: Placed<String>,
    pub(super) clock: Placed<String>,
    pub(super) signs: Placed<String>,
    pub(super) motion: Placed<String>,
    pub(super) spell: Placed<String>,
    pub(super) typography: Placed<String>,
    pub(super) focus_width: Placed<String>,
    pub(super) word_goal: Placed<String>,
    #[serde(default)]
    pub(super) editor: WrittenEditor,
    #[serde(default)]
    pub(super) keys: BTreeMap<Spanned<String>, Spanned<toml::Value>>,
    #[serde(default)]
    pub(super) theme: theme::Written,
}

/// The table `editor`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenEditor {
    pub(super) keys: Placed<String>,
}

/// The text of the file at `path`; `None` where there is none.
pub(super) fn read(path: &Path) -> Result<Option<String>, ConfigError> {
    match bytes(path, FILE_BYTES_MAX) {
        Err(ConfigError::Io { source, .. }) if source.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
        Ok(bytes) => text(path, bytes).map(Some),
    }
}

/// The bytes of the file at `path`, `bytes_max` of them at most. Nothing but a regular file is opened:
/// a FIFO would be waited for without end, a device read without end.
pub(super) fn bytes(path: &Path, bytes_max: u64) -> Result<Vec<u8>, ConfigError> {
    let failed = |source| ConfigError::Io {
        path: path.to_owned(),
        source,
    };
    if !fs::metadata(path).map_err(failed)?.is_file() {
        return Err(failed(ErrorKind::InvalidInput.into()));
    }
    let file = File::open(path).map_err(failed)?;
    let mut bytes = Vec::new();
    let limited = file.take(bytes_max + 1).read_to_end(&mut bytes);
    if limited.map_err(failed)? as u64 > bytes_max {
        return Err(ConfigError::TooLarge {
            path: path.to_owned(),
            bytes_max,
        });
    }
    Ok(bytes)
}

/// `bytes`, which came from `path`, as text.
pub(super) fn text(path: &Path, bytes: Vec<u8>) -> Result<String, ConfigError> {
    String::from_utf8(bytes).map_err(|error| ConfigError::NotText {
        path: path.to_owned(),
        at: error.utf8_error().valid_up_to(),
    })
}

/// The keys in `text`, which came from `path`.
pub(super) fn parse(path: &Path, text: &str) -> Result<Written, ConfigError> {
    parse_as(path, text)
}

/// What `text`, which came from `path`, says, as a `T`.
pub(super) fn parse_as<T: DeserializeOwned>(path: &Path, text: &str) -> Result<T, ConfigError> {
    toml::from_str(text).map_err(|error| {
        let span = error.span().unwrap_or(0..0);
        fault(path, text, &span, error.message())
    })
}

/// `message` about the bytes `span` of `text`, with line and column for people.
pub(super) fn fault(path: &Path, text: &str, span: &Range<usize>, message: &str) -> ConfigError {
    place(path, text, span).saying(message)
}

/// The bytes `span` of `text` as line and column, with nothing said about them yet.
pub(super) fn place(path: &Path, text: &str, span: &Range<usize>) -> Fault {
    let before = text.get(..span.start).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = text.get(start..).and_then(|rest| rest.lines().next());
    let line = line.unwrap_or_default();
    let meant = text.get(span.clone()).unwrap_or_default();
    let meant = meant.lines().next().unwrap_or_default();
    Fault {
        path: path.to_owned(),
        line: before.matches('\n').count() + 1,
        column: before.get(start..).unwrap_or_default().chars().count() + 1,
        message: String::new(),
        text: line.to_owned(),
        width: meant.chars().count().max(1),
    }
}
