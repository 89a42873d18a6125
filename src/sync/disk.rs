//! Files that are there after a power loss: whole, and found again by their names.

use std::fs;
use std::fs::File;
use std::io;
use std::io::Write;
use std::path::Path;

use crate::sync::error::SyncError;

/// Makes the names in a folder durable.
pub(crate) fn fsync_folder(folder: &Path) -> Result<(), SyncError> {
    sync(folder).map_err(SyncError::disk(folder))
}

/// Makes a file's bytes durable.
pub(crate) fn fsync_file(path: &Path) -> Result<(), SyncError> {
    sync(path).map_err(SyncError::disk(path))
}

/// Makes a folder and everything below it durable, deepest first.
pub(crate) fn fsync_tree(folder: &Path) -> Result<(), SyncError> {
    for path in entries(folder)? {
        if path.is_dir() {
            fsync_tree(&path)?;
        } else {
            fsync_file(&path)?;
        }
    }
    fsync_folder(folder)
}

/// Writes a file whole or not at all, durably; what was there before stays until then.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), SyncError> {
    let failed = |source| SyncError::Disk {
        path: path.to_path_buf(),
        source,
    };
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(failed)?;
    let mut file = tempfile::Builder::new()
        .prefix(".tmp-")
        .tempfile_in(folder)
        .map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    fsync_folder(folder)
}

/// The paths in a folder, sorted; none where the folder is missing.
pub(crate) fn entries(folder: &Path) -> Result<Vec<std::path::PathBuf>, SyncError> {
    let found = match fs::read_dir(folder) {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(SyncError::disk(folder)(error)),
    };
    let mut paths = Vec::new();
    for entry in found {
        paths.push(entry.map_err(SyncError::disk(folder))?.path());
    }
    paths.sort();
    Ok(paths)
}

/// Removes a file; that it is gone already is no error.
pub(crate) fn remove_file(path: &Path) -> Result<(), SyncError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(SyncError::disk(path)(error)),
        _ => Ok(()),
    }
}

/// Removes a folder with all that is in it; that it is gone already is no error.
pub(crate) fn remove_tree(folder: &Path) -> Result<(), SyncError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(SyncError::disk(folder)(error))
        }
        _ => Ok(()),
    }
}

fn sync(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}
