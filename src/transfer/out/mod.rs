//! Entries going out, one after the other, into whatever form was asked for.
//!
//! ```text
//! Sink::has(id, revision)     whether it stands there already, so that it need not even be read
//! Sink::take(&entry, report)  one entry, in the order that the sink asks for
//! Sink::finish(report)        what is written at the end; then the disk has everything
//! ```
//!
//! Invariants: a file of other origin is never overwritten; what a form cannot carry is counted
//! ([`Loss`]), never dropped in silence; what was written is read back where that is wished.

pub mod dayone;
pub mod each;
pub mod folder;
pub mod html;
pub mod jrnl;
pub mod lines;
pub mod losses;
pub mod mirror;
pub mod name;
pub mod pages;
pub mod plain;
pub mod single;

use std::path::PathBuf;

use serde::Serialize;

use crate::model::entry::Entry;
use crate::model::id::EntryId;
use crate::model::id::RevId;
use crate::transfer::error::TransferError;

pub use losses::Loss;
pub use losses::Losses;

/// The balance sheet of an export.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ExportReport {
    /// Entries asked for.
    pub entries: u64,
    /// Files written, or entries where one file holds them all.
    pub written: u64,
    /// Files that were there already, the same.
    pub identical: u64,
    /// Files of a mirror that were taken away, since no entry belongs to them any more.
    pub removed: u64,
    /// Files of other origin that were left alone.
    pub refused: Vec<PathBuf>,
    /// Files of a mirror that somebody changed by hand; left alone.
    pub edited: Vec<PathBuf>,
    /// Files read back and found equal.
    pub checked: u64,
    /// Files that read back otherwise.
    pub different: Vec<PathBuf>,
    /// Entries whose text in the store is damaged or missing: all others were exported.
    pub unreadable: Vec<EntryId>,
    /// What the form cannot carry, and of how many entries.
    pub lost: Losses,
}

/// In which order a sink wants the entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// By moment, the newest first, as lists are.
    NewestFirst,
    /// By the day its author lived, then by moment.
    ByDay,
    /// By journal, each by moment.
    ByJournal,
}

/// A form that entries are written in.
pub trait Sink {
    /// In which order they must come.
    fn order(&self) -> Order;

    /// Whether this revision of the entry stands there already, and nothing needs to be done.
    fn has(&mut self, id: EntryId, revision: RevId, report: &mut ExportReport) -> bool {
        let _ = (id, revision, report);
        false
    }

    /// Takes one entry.
    fn take(&mut self, entry: &Entry, report: &mut ExportReport) -> Result<(), TransferError>;

    /// Writes what comes at the end, waits until the disk has everything, and compares where that
    /// was wished.
    fn finish(&mut self, report: &mut ExportReport) -> Result<(), TransferError>;
}

/// How many entries share a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Per {
    /// None: each has its own.
    #[default]
    Entry,
    /// Those of a day.
    Day,
    /// Those of a month.
    Month,
    /// Those of a year.
    Year,
}
