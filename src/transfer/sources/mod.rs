//! Where entries come from: each form yields records one by one, and holds one at a time.

pub mod classic;
pub mod dayone;
pub mod days;
pub mod elements;
pub mod exported;
mod html;
pub mod joplin;
pub mod jrnl;
pub mod jrnl_folder;
mod lexical;
pub mod listed;
pub mod mini_diary;
pub mod notes;
pub mod org;
mod plist;
pub mod rednotebook;
pub mod standard_notes;
mod tar;
mod walk;
mod zips;

use std::fs::File;
use std::io;
use std::io::BufReader;
use std::io::Read;
use std::path::Path;

use crate::transfer::error::BadRecord;
use crate::transfer::jsonl::Record;

/// A file that is read piece by piece.
pub type Opened = BufReader<File>;

/// Opens the file at `path` for reading.
pub fn open(path: &Path) -> io::Result<Opened> {
    Ok(BufReader::with_capacity(1 << 16, File::open(path)?))
}

/// How long the file at `path` is, in bytes; 0 where that is not known.
pub fn bytes(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |meta| meta.len())
}

/// All of the file at `path`, which may have `max` bytes.
pub fn whole(path: &Path, max: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let from = File::open(path)?;
    if from.take(max + 1).read_to_end(&mut bytes)? as u64 > max {
        return Err(io::Error::other(format!("it has more than {max} bytes")));
    }
    Ok(bytes)
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
