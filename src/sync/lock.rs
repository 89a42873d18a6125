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
    file: File,
}

impl Drop for SyncLock {
    fn drop(&mut self) {
        // Closing alone would not do at once: a process that another thread is just starting has the
        // handle too, until it runs its own program. Where this fails, closing still does it.
        self.file.unlock().ok();
    }
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
            Ok(()) => Ok(Self { file }),
            Err(TryLockError::WouldBlock) => Err(SyncError::Busy),
            Err(TryLockError::Error(error)) => Err(SyncError::disk(path)(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_back_is_free_though_a_handle_lives_on_elsewhere() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sync.lock");
        let lock = SyncLock::take(&path).unwrap();
        let of_another_process = lock.file.try_clone().unwrap();
        drop(lock);
        SyncLock::take(&path).unwrap();
        drop(of_another_process);
    }

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
