//! Sealed texts that the store could not take just then: a file each beside it, until it can.

use std::fs;
use std::io;
use std::io::Read;
use std::io::Write;
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::path::PathBuf;

use crate::crypto::seal::Sealed;
use crate::store::error::StoreError;

/// The folder in a vault's own.
const FOLDER: &str = "kept";
const ENDING: &str = ".age";
/// Longer files were not put there by us, in bytes: the longest entry with every character escaped.
const BYTES_MAX: u64 = 128 << 20;
/// More files than these are not looked at: the next start looks again.
const FILES_MAX: usize = 1_000;

/// Puts `sealed` under `name` in the vault's folder `dir`, whole or not at all and durably; it
/// replaces what stood there under that name.
///
/// # Errors
///
/// `File` where the system refuses: nothing was kept then.
pub fn put(dir: &Path, name: &str, sealed: &Sealed) -> Result<(), StoreError> {
    let path = place(dir, name);
    write(&path, sealed.as_bytes()).map_err(|source| StoreError::File { path, source })
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)?;
    let part = path.with_extension("part");
    let written = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&part)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&part, path))
        .and_then(|()| fs::File::open(folder)?.sync_all());
    if written.is_err() {
        fs::remove_file(&part).ok();
    }
    written
}

/// The names of what lies in the vault's folder `dir`, sorted; none where nothing ever did.
pub fn names(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir.join(FOLDER)).into_iter().flatten();
    let mut names: Vec<String> = entries
        .flatten()
        .filter_map(|entry| Some(entry.file_name().to_str()?.strip_suffix(ENDING)?.to_owned()))
        .take(FILES_MAX)
        .collect();
    names.sort();
    names
}

/// What lies under `name`.
///
/// # Errors
///
/// `File` where it cannot be read, `NotAStore` where it is no sealed file of ours.
pub fn read(dir: &Path, name: &str) -> Result<Sealed, StoreError> {
    let path = place(dir, name);
    let mut bytes = Vec::new();
    let read =
        fs::File::open(&path).and_then(|file| file.take(BYTES_MAX + 1).read_to_end(&mut bytes));
    match read {
        Err(source) => Err(StoreError::File { path, source }),
        Ok(length) if length as u64 > BYTES_MAX => Err(StoreError::NotAStore(path)),
        Ok(_) => Sealed::read(bytes).map_err(|_| StoreError::NotAStore(path)),
    }
}

/// Takes away what lies under `name`; nothing there is as well.
pub fn remove(dir: &Path, name: &str) {
    // What stays is sealed, and is looked at again at the next start.
    fs::remove_file(place(dir, name)).ok();
}

fn place(dir: &Path, name: &str) -> PathBuf {
    dir.join(FOLDER).join(format!("{name}{ENDING}"))
}
