//! Zips of other programs: opened within limits, and never written out, so that no name in one can
//! lead anywhere. A name that tries to is told all the same.

use std::fs::File;
use std::io;
use std::io::Read;
use std::path::Path;

use zip::ZipArchive;

use crate::transfer::error::BadReason;

/// Most bytes that one file of a zip may have when it is unpacked: a life of writing has a thousandth
/// of it.
const UNPACKED_BYTES_MAX: u64 = 8 << 30;
/// How many times its size a file may unpack to, beyond the first bytes: text packs to a tenth or so.
const RATIO_MAX: u64 = 200;
const FIRST_BYTES: u64 = 16 << 20;
/// Most files in one zip that are looked at.
const MEMBERS_MAX: usize = 1_000_000;

/// Opens the zip at `path`.
pub(super) fn open(path: &Path) -> io::Result<ZipArchive<File>> {
    let mut zip = ZipArchive::new(File::open(path)?)?;
    if zip.len() > MEMBERS_MAX {
        return Err(io::Error::other("the zip has more than a million files"));
    }
    // The same bytes unpacked again and again would be more than any file of it.
    if zip.has_overlapping_files()? {
        return Err(io::Error::other("files in the zip overlap"));
    }
    Ok(zip)
}

/// The name of the file with that number, and why it is no file of the zip, where it is none.
pub(super) fn look(
    zip: &mut ZipArchive<File>,
    at: usize,
) -> io::Result<(String, Option<BadReason>)> {
    let member = zip.by_index_raw(at)?;
    let name = String::from_utf8_lossy(member.name_raw()).into_owned();
    let why = if leads_out(&name) {
        Some(BadReason::LeadsOut)
    } else if member.is_symlink() {
        Some(BadReason::NotAFile)
    } else {
        None
    };
    Ok((name, why))
}

/// Whether somebody who unpacks a file of that name would write it elsewhere.
pub(super) fn leads_out(name: &str) -> bool {
    let has_drive = name.as_bytes().get(1) == Some(&b':');
    name.starts_with(['/', '\\']) || has_drive || name.split(['/', '\\']).any(|part| part == "..")
}

/// Reads until more came than any file of a zip has, or than so small a one can mean.
pub(super) struct Limited<R> {
    from: R,
    left: u64,
}

impl<R> Limited<R> {
    /// Reads what `packed` bytes unpack to.
    pub(super) fn new(from: R, packed: u64) -> Self {
        let left = packed.saturating_mul(RATIO_MAX).saturating_add(FIRST_BYTES);
        let left = left.min(UNPACKED_BYTES_MAX);
        Self { from, left }
    }
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(into)?;
        let left = self.left.checked_sub(read as u64);
        let words = "it unpacks to 200 times its size, or to more than 8 GiB";
        self.left = left.ok_or_else(|| io::Error::other(words))?;
        Ok(read)
    }
}
