//! One sync per vault at a time: a lock that is taken without waiting and falls with its process.

use std::fs;
use std::fs::File;
use std::fs::TryLockError;
use std::path::Path;

use crate::sync::error::SyncError;

/// Held while a vault is synced. Dropping it, or dying, gives it back.
#[derive(Debug)]
pub struct SyncLock {
    // The kernel releases the lock when the last handle closes; the file stays, or two processes
    // could hold locks on two files of one name.
    _file: File,
}

impl SyncLock {
    /// Takes the lock whose file is `path`, making file and folder where they are missing.
    ///
    /// # Errors
    /// `Busy` where another process, or another part of this one, holds it.
    pub fn take(path: &Path) -> Result<Self, SyncError> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(SyncError::disk(folder))?;
        }
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)
            .map_err(SyncError::disk(path))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(SyncError::Busy),
            Err(TryLockError::Error(error)) => Err(SyncError::disk(path)(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_one_is_told_that_it_is_busy() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vaults/default/sync.lock");
        let held = SyncLock::take(&path).unwrap();
        assert_eq!(SyncLock::take(&path).unwrap_err().condition(), "busy");
        drop(held);
        SyncLock::take(&path).unwrap();
    }
}
