//! The SQLite file of tui-journal as a source: its rows say what its JSON says.

use std::io;
use std::path::Path;

use crate::model::time::Zone;
use crate::store::foreign::Entries;
use crate::transfer::error::BadReason;
use crate::transfer::error::BadRecord;
use crate::transfer::jsonl::Record;
use crate::transfer::sources::Source;
use crate::transfer::sources::listed;
use crate::transfer::sources::listed::Kind;

/// Reads it.
pub(super) struct TuiDatabase {
    entries: Entries,
    zone: Zone,
    read: u64,
    ended: bool,
}

impl TuiDatabase {
    /// Opens the file at `path`; none where it is no such file.
    pub(super) fn open(path: &Path, zone: Zone) -> io::Result<Option<Self>> {
        let entries = Entries::open(path)?;
        Ok(entries.map(|entries| Self {
            entries,
            zone,
            read: 0,
            ended: false,
        }))
    }
}

impl Source for TuiDatabase {
    fn name(&self) -> &'static str {
        "tui-journal"
    }

    fn next_record(&mut self) -> io::Result<Option<Result<Record, BadRecord>>> {
        if self.ended {
            return Ok(None);
        }
        let row = match self.entries.next_entry() {
            Ok(None) => return Ok(None),
            Ok(Some(row)) => row,
            // Behind a damaged page no row is found: that is told once.
            Err(error) => {
                self.ended = true;
                Err(error.to_string())
            }
        };
        self.read += 1;
        let line = self.read;
        let read = row
            .map_err(BadReason::Broken)
            .and_then(|row| listed::record(row, Kind::TuiJournal, &self.zone));
        Ok(Some(match read {
            Ok(record) => Ok(Record { line, ..record }),
            Err(reason) => Err(BadRecord { line, reason }),
        }))
    }
}
