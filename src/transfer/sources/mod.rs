//! Where entries come from: each form yields records one by one, and holds one at a time.

pub mod dayone;
pub mod elements;
pub mod exported;
mod html;
pub mod joplin;
pub mod jrnl;
pub mod jrnl_folder;
mod lexical;
pub mod listed;
pub mod notes;
pub mod rednotebook;
pub mod standard_notes;
mod tar;
mod walk;

use std::fs::File;
use std::io;
use std::io::BufReader;
use std::path::Path;

use crate::transfer::error::BadRecord;
use crate::transfer::jsonl::Record;

/// Opens the file at `path` for reading.
pub fn open(path: &Path) -> io::Result<BufReader<File>> {
    Ok(BufReader::with_capacity(1 << 16, File::open(path)?))
}

/// Records of a folder that are looked at to find one that is whole.
const LOOKED_AT_MAX: usize = 200;

/// Whether one of the first records is whole: then the form is the right one.
fn has_record(from: &mut dyn Source) -> bool {
    (0..LOOKED_AT_MAX).any(|_| matches!(from.next_record(), Ok(Some(Ok(_)))))
}

/// A form that entries are read from.
pub trait Source {
    /// What it is called: ids of the program it comes from count within this name.
    fn name(&self) -> &'static str;

    /// The next record, or why it is left out; none at the end. An error ends the import.
    fn next_record(&mut self) -> io::Result<Option<Result<Record, BadRecord>>>;

    /// Attachments that were named so far, and are not taken.
    fn attachments(&self) -> u64 {
        0
    }
}
