//! What a verb can fail with. Facts only: the advice is in `report`.

use std::path::PathBuf;

use crate::model::id::EntryId;

/// Why a verb failed.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// There is no vault of that name.
    #[error("there is no vault at \"{}\"", .0.display())]
    NoVault(PathBuf),
    /// There is one already.
    #[error("there is a vault already at \"{}\"", .0.display())]
    VaultExists(PathBuf),
    /// A key is needed.
    #[error("the journal is locked")]
    Locked,
    /// Nothing answers to that reference.
    #[error("no entry answers to \"{0}\"")]
    NotFound(String),
    /// More than one entry answers to that reference.
    #[error("\"{text}\" means {} entries", .ids.len())]
    Ambiguous {
        /// What was asked for.
        text: String,
        /// The entries, at most 10.
        ids: Vec<EntryId>,
    },
    /// There is nothing in the entry.
    #[error("the entry is empty")]
    Blank,
    /// The body is too long.
    #[error("the entry has {bytes} bytes, more than the {max} allowed")]
    TooLong {
        /// Its length in bytes.
        bytes: usize,
        /// The limit in bytes.
        max: usize,
    },
    /// A watcher asked to stop.
    #[error("stopped on request")]
    Stopped,
}
