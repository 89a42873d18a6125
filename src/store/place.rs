//! Putting a new vault's folder in its place: whole or not at all.

use std::fs;
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::path::PathBuf;

use crate::store::error::StoreError;
use crate::store::open::Store;

/// The name of the store's file in its vault's folder.
const FILE: &str = "journal.db";

/// Builds the folder `dir` beside its place with what `make` writes, and moves it there when all of it is on the disk.
/// `nonce` makes the scratch folder's name unlike any other's.
pub fn build<E: From<StoreError>>(
    dir: &Path,
    nonce: &str,
    make: impl FnOnce(&Path) -> Result<Store, E>,
) -> Result<(), E> {
    build_in(dir, nonce, false, make)
}

/// The same, but where traces of the vault stand in `dir` and only its store is gone, the store is put
/// back beside them.
pub fn restore<E: From<StoreError>>(
    dir: &Path,
    nonce: &str,
    make: impl FnOnce(&Path) -> Result<Store, E>,
) -> Result<(), E> {
    build_in(dir, nonce, true, make)
}

fn build_in<E: From<StoreError>>(
    dir: &Path,
    nonce: &str,
    restores: bool,
    make: impl FnOnce(&Path) -> Result<Store, E>,
) -> Result<(), E> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| E::from(StoreError::File { path, source })
    };
    let parent = dir.parent().unwrap_or(dir);
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(parent)
        .map_err(failed(parent))?;
    clear_leftovers(parent, dir).map_err(failed(parent))?;
    let scratch = parent.join(format!("{}{nonce}", prefix(dir)));
    fs::DirBuilder::new()
        .mode(0o700)
        .create(&scratch)
        .map_err(failed(&scratch))?;
    let outcome = fill(&scratch, dir, restores, make);
    if outcome.is_err() {
        // What was half made is of no use to anyone; that it cannot be removed either changes nothing.
        fs::remove_dir_all(&scratch).ok();
    }
    outcome
}

fn fill<E: From<StoreError>>(
    scratch: &Path,
    dir: &Path,
    restores: bool,
    make: impl FnOnce(&Path) -> Result<Store, E>,
) -> Result<(), E> {
    let failed = |source| {
        E::from(StoreError::File {
            path: dir.to_owned(),
            source,
        })
    };
    make(&scratch.join(FILE))?.settle()?;
    sync_folder(scratch).map_err(failed)?;
    if restores && has_traces(dir) {
        return put_back(scratch, dir).map_err(failed);
    }
    // An empty folder of that name is no vault; rename replaces it, and refuses one that holds anything.
    match fs::rename(scratch, dir) {
        Ok(()) => {}
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::AlreadyExists | io::ErrorKind::DirectoryNotEmpty
            ) =>
        {
            return Err(StoreError::Exists(dir.to_owned()).into());
        }
        Err(error) => return Err(failed(error)),
    }
    sync_folder(dir.parent().unwrap_or(dir)).map_err(failed)
}

// A log without its store is of no use, and SQLite would replay it into the one that is put there.
fn put_back(scratch: &Path, dir: &Path) -> io::Result<()> {
    let place = dir.join(FILE);
    if fs::symlink_metadata(&place).is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    for ending in ["-wal", "-shm"] {
        let log = dir.join(format!("{FILE}{ending}"));
        match fs::remove_file(log) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    fs::rename(scratch.join(FILE), place)?;
    sync_folder(dir)?;
    fs::remove_dir_all(scratch)
}

/// Copies the whole store into a new file at `path`, whole or not at all; returns its length in bytes.
/// What stands at `path` is never overwritten. `nonce` makes the name it has meanwhile unlike any other's.
pub fn copy(store: &Store, path: &Path, nonce: &str) -> Result<u64, StoreError> {
    if fs::symlink_metadata(path).is_ok() {
        return Err(StoreError::Exists(path.to_owned()));
    }
    let failed = |source| StoreError::File {
        path: path.to_owned(),
        source,
    };
    let name = path.file_name().unwrap_or_default();
    let mut part = std::ffi::OsString::from(".");
    part.push(name);
    part.push(format!(".part-{nonce}"));
    let part = path.with_file_name(part);
    let moved = store
        .copy_to(&part)
        .and_then(|()| put_new(&part, path))
        .and_then(|()| sync_folder(folder_of(path)).map_err(failed));
    if let Err(error) = moved {
        fs::remove_file(&part).ok();
        return Err(error);
    }
    Ok(fs::metadata(path).map_err(failed)?.len())
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

// Some file systems of sticks know no rename that refuses; there the look just before must do.
fn put_new(from: &Path, to: &Path) -> Result<(), StoreError> {
    use rustix::fs::CWD;
    use rustix::fs::RenameFlags;
    use rustix::io::Errno;
    let exists = || StoreError::Exists(to.to_owned());
    match rustix::fs::renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        Ok(()) => Ok(()),
        Err(Errno::EXIST) => Err(exists()),
        Err(_) if fs::symlink_metadata(to).is_ok() => Err(exists()),
        Err(_) => fs::rename(from, to).map_err(|source| StoreError::File {
            path: to.to_owned(),
            source,
        }),
    }
}

/// Whether anything of a vault stands in the folder besides its store: then an absent store is a loss, not a beginning.
pub fn has_traces(dir: &Path) -> bool {
    fs::read_dir(dir).is_ok_and(|entries| entries.flatten().any(|entry| entry.file_name() != FILE))
}

/// Whether a folder has anything in it.
pub fn is_filled(dir: &Path) -> bool {
    fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some())
}

fn prefix(dir: &Path) -> String {
    let name = dir
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or("vault");
    format!(".{name}.new-")
}

// What a killed run left beside the place: sealed, of no vault, never to be looked at again.
fn clear_leftovers(parent: &Path, dir: &Path) -> io::Result<()> {
    let prefix = prefix(dir);
    let ours = |path: &PathBuf| {
        path.file_name()
            .and_then(|name| name.to_str())
            .is_some_and(|name| name.starts_with(&prefix))
    };
    for path in fs::read_dir(parent)?
        .flatten()
        .map(|entry| entry.path())
        .filter(ours)
    {
        fs::remove_dir_all(path)?;
    }
    Ok(())
}

fn sync_folder(path: &Path) -> io::Result<()> {
    fs::File::open(path)?.sync_all()
}

/// Removes scratch folders that begin with `prefix`: what a killed drill left, and what an ended one is done with.
pub fn clear_scratch(folder: &Path, prefix: &str) -> Result<(), StoreError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| StoreError::File { path, source }
    };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed(folder)(error)),
    };
    let meant = |path: &PathBuf| {
        path.file_name()
            .and_then(|name| name.to_str())
            .is_some_and(|name| name.starts_with(prefix))
    };
    for path in entries.flatten().map(|entry| entry.path()).filter(meant) {
        fs::remove_dir_all(&path).map_err(failed(&path))?;
    }
    Ok(())
}
