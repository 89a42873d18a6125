//! Why the store could not be read or written.

use std::fs::File;
use std::io;
use std::path::PathBuf;

use rustix::io::Errno;

/// How many files SQLite holds open for a store.
const FILES_OF_A_STORE: usize = 3;

/// Why the store could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no file.
    #[error("there is no store at \"{}\"", .0.display())]
    Missing(PathBuf),
    /// There is a file already.
    #[error("there is a store already at \"{}\"", .0.display())]
    Exists(PathBuf),
    /// Another program's file, a folder, a pipe.
    #[error("\"{}\" is no store of diurnal", .0.display())]
    NotAStore(PathBuf),
    /// A newer diurnal wrote it.
    #[error("the store was written by a newer diurnal (format {version})")]
    Newer {
        /// Its `user_version`.
        version: i64,
    },
    /// Tables, triggers or views that diurnal did not make.
    #[error("the store holds \"{name}\", which diurnal did not make")]
    Planted {
        /// The object's name in `sqlite_schema`.
        name: String,
    },
    /// The log beside the store is older than the store: SQLite would write old pages over new ones.
    #[error("\"{}\" is older than the store beside it", .0.display())]
    OldLog(PathBuf),
    /// Pages of the file are damaged.
    #[error("the store's file is damaged")]
    Damaged(#[source] rusqlite::Error),
    /// The disk is full.
    #[error("the disk is full")]
    Full(#[source] rusqlite::Error),
    /// The file or its folder cannot be written.
    #[error("the store cannot be written: it is read-only")]
    ReadOnly(#[source] rusqlite::Error),
    /// The system lets this process open no more files.
    #[error("the system allows no more open files")]
    NoFiles(#[source] rusqlite::Error),
    /// Another process held the store for five seconds.
    #[error("another program is using the store")]
    Busy(#[source] rusqlite::Error),
    /// The disk failed.
    #[error("the disk failed")]
    Disk(#[source] rusqlite::Error),
    /// The file system failed.
    #[error("cannot use \"{}\"", .path.display())]
    File {
        /// What was to be used.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A row that must be there is not.
    #[error("object {0} is not in the store")]
    NoObject(i64),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        match error.sqlite_error_code() {
            Some(Code::DatabaseCorrupt | Code::NotADatabase) => Self::Damaged(error),
            Some(Code::DiskFull) => Self::Full(error),
            Some(Code::CannotOpen) if no_files_left() => Self::NoFiles(error),
            Some(Code::ReadOnly | Code::PermissionDenied | Code::CannotOpen) => {
                Self::ReadOnly(error)
            }
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Self::Busy(error),
            _ => Self::Disk(error),
        }
    }
}

// SQLite says only that it cannot open a file: whether as many as it needs, the store, its log and
// their shared memory, can be opened at all is asked of the system.
fn no_files_left() -> bool {
    let opened: io::Result<Vec<File>> = (0..FILES_OF_A_STORE).map(|_| File::open("/")).collect();
    opened.is_err_and(|error| {
        let code = error.raw_os_error();
        [Errno::MFILE, Errno::NFILE]
            .map(|errno| Some(errno.raw_os_error()))
            .contains(&code)
    })
}
