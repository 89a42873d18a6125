//! How a key that is not diurnal's own asks its owner.

use crate::model::secret::Secret;

/// How a key asks its owner: a passphrase of an SSH key, a PIN, a touch. Each answers `None` where
/// nobody can be asked.
#[derive(Clone, Copy, Debug)]
pub struct Voice {
    /// Says one line.
    pub say: fn(&str),
    /// Asks for one of two answers: the question, the first answer, the second.
    pub choose: fn(&str, &str, Option<&str>) -> Option<bool>,
    /// Asks for a line.
    pub line: fn(&str) -> Option<String>,
    /// Asks for a secret.
    pub secret: fn(&str) -> Option<Secret>,
}

impl Voice {
    /// For where nobody is there to answer.
    pub const SILENT: Self = Self {
        say: |_| (),
        choose: |_, _, _| None,
        line: |_| None,
        secret: |_| None,
    };
}
