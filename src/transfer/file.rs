//! Files whole or not at all: written beside their place, moved there when complete.

use std::fs;
use std::fs::File;
use std::io;
use std::io::Read;
use std::io::Seek;
use std::io::SeekFrom;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::path::PathBuf;

use tempfile::NamedTempFile;

use crate::transfer::error::TransferError;

/// How the name of a file begins that is not complete yet.
const PART_PREFIX: &str = ".diurnal-part-";
/// Largest file that is read back, in bytes: a body, its front matter, and room.
const READ_BYTES_MAX: u64 = 64 << 20;

/// What became of a file that was to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// There was none; now it is there.
    Written,
    /// One of ours, older, was replaced.
    Updated,
    /// It was there already, the same.
    Identical,
    /// One of other origin stands there and was left alone.
    Refused,
}

/// A file being written. Dropped before [`Whole::finish`], it never was.
#[derive(Debug)]
pub struct Whole {
    part: NamedTempFile,
    path: PathBuf,
}

impl Whole {
    /// Begins the file at `path`, in a folder that must be there.
    pub fn create(path: &Path) -> Result<Self, TransferError> {
        Ok(Self {
            part: part_beside(path)?,
            path: path.to_owned(),
        })
    }

    /// Moves the file to its place, where nothing may stand, and waits until the disk has it.
    pub fn finish(self) -> Result<(), TransferError> {
        let path = self.path;
        let failed = |source| TransferError::io(&path, source);
        self.part.as_file().sync_all().map_err(failed)?;
        put_new(self.part, &path)?;
        sync_folder(&path).map_err(failed)
    }

    /// Moves the file to its place, whatever stands there, and waits until the disk has it. Only
    /// for a place that is known to hold an older one of ours.
    pub fn finish_over(self) -> Result<(), TransferError> {
        let path = self.path;
        let failed = |source| TransferError::io(&path, source);
        self.part.as_file().sync_all().map_err(failed)?;
        put_over(self.part, &path)?;
        sync_folder(&path).map_err(failed)
    }
}

impl Seek for Whole {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.part.as_file_mut().seek(to)
    }
}

impl Write for Whole {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.part.as_file_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.part.as_file_mut().flush()
    }
}

/// Writes `bytes` at `path`, whole or not at all. What stands there is replaced only where `is_ours`
/// says so of its bytes, or where it is empty. The disk is not waited for: [`settle`] does that once
/// for many files.
pub(super) fn write(
    path: &Path,
    bytes: &[u8],
    is_ours: impl Fn(&[u8]) -> bool,
) -> Result<Outcome, TransferError> {
    let before = read(path)?;
    match &before {
        Before::File(old) if old == bytes => return Ok(Outcome::Identical),
        Before::File(old) if !old.is_empty() && !is_ours(old) => return Ok(Outcome::Refused),
        Before::Other => return Ok(Outcome::Refused),
        Before::Nothing | Before::File(_) => {}
    }
    let mut part = part_beside(path)?;
    let written = part.as_file_mut().write_all(bytes);
    written.map_err(|source| TransferError::io(path, source))?;
    if matches!(before, Before::Nothing) {
        return match put_new(part, path) {
            Err(TransferError::Exists(_)) => Ok(Outcome::Refused),
            done => done.map(|()| Outcome::Written),
        };
    }
    put_over(part, path).map(|()| Outcome::Updated)
}

/// What stands at a path.
#[derive(Debug)]
pub(super) enum Before {
    /// Nothing.
    Nothing,
    /// A file with these bytes.
    File(Vec<u8>),
    /// A folder, a link, a device, or a file larger than any of ours.
    Other,
}

/// Looks what stands at `path`, without following a link or waiting for a FIFO.
pub(super) fn read(path: &Path) -> Result<Before, TransferError> {
    let failed = |source| TransferError::io(path, source);
    let meta = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Before::Nothing),
        meta => meta.map_err(failed)?,
    };
    if !meta.is_file() || meta.len() > READ_BYTES_MAX {
        return Ok(Before::Other);
    }
    let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
    let mut options = fs::OpenOptions::new();
    let flags = i32::try_from(flags.bits()).unwrap_or_default();
    let file = options
        .read(true)
        .custom_flags(flags)
        .open(path)
        .map_err(failed)?;
    let mut bytes = Vec::with_capacity(usize::try_from(meta.len()).unwrap_or_default() + 1);
    file.take(READ_BYTES_MAX)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    Ok(Before::File(bytes))
}

/// The last `length` bytes of what stands at `path`, of a file of any size.
pub(super) fn tail(path: &Path, length: usize) -> Result<Before, TransferError> {
    let failed = |source| TransferError::io(path, source);
    let meta = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Before::Nothing),
        meta => meta.map_err(failed)?,
    };
    if !meta.is_file() {
        return Ok(Before::Other);
    }
    let mut file = File::open(path).map_err(failed)?;
    let from = meta.len().saturating_sub(length as u64);
    file.seek(SeekFrom::Start(from)).map_err(failed)?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(failed)?;
    Ok(Before::File(bytes))
}

/// Makes the folder `dir` and what is missing above it, closed to others by the umask.
pub fn make_folder(dir: &Path) -> Result<(), TransferError> {
    fs::create_dir_all(dir).map_err(|source| TransferError::io(dir, source))
}

/// Waits until the disk has everything that was written below `dir`: to be called before success
/// is reported.
pub fn settle(dir: &Path) -> Result<(), TransferError> {
    let failed = |source| TransferError::io(dir, source);
    let folder = File::open(dir).map_err(failed)?;
    settle_all(&folder).map_err(failed)
}

#[cfg(target_os = "linux")]
fn settle_all(folder: &File) -> io::Result<()> {
    Ok(rustix::fs::syncfs(folder)?)
}

/// Where one file system cannot be waited for, all are; then the call itself tells no error.
#[cfg(not(target_os = "linux"))]
fn settle_all(folder: &File) -> io::Result<()> {
    rustix::fs::sync();
    folder.sync_all()
}

/// Removes what a killed export left in `dir`.
pub(super) fn remove_parts(dir: &Path) {
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let name = entry.file_name();
        if name.as_encoded_bytes().starts_with(PART_PREFIX.as_bytes()) {
            fs::remove_file(entry.path()).ok();
        }
    }
}

fn part_beside(path: &Path) -> Result<NamedTempFile, TransferError> {
    let folder = path.parent().filter(|dir| !dir.as_os_str().is_empty());
    tempfile::Builder::new()
        .prefix(PART_PREFIX)
        .tempfile_in(folder.unwrap_or(Path::new(".")))
        .map_err(|source| TransferError::io(path, source))
}

fn put_new(part: NamedTempFile, path: &Path) -> Result<(), TransferError> {
    match part.persist_noclobber(path) {
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
            Err(TransferError::Exists(path.to_owned()))
        }
        Err(error) => Err(TransferError::io(path, error.error)),
        Ok(_) => Ok(()),
    }
}

fn put_over(part: NamedTempFile, path: &Path) -> Result<(), TransferError> {
    match part.persist(path) {
        Err(error) => Err(TransferError::io(path, error.error)),
        Ok(_) => Ok(()),
    }
}

fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|dir| !dir.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn names(dir: &Path) -> Vec<String> {
        let entries = fs::read_dir(dir).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_there_whole_or_not_at_all() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        let mut file = Whole::create(&path).unwrap();
        file.write_all(b"half").unwrap();
        assert!(!path.exists());
        drop(file);
        assert_eq!(names(dir.path()), Vec::<String>::new());

        let mut file = Whole::create(&path).unwrap();
        file.write_all(b"whole").unwrap();
        file.finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"whole");
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);

        let second = Whole::create(&path).unwrap();
        assert!(matches!(second.finish(), Err(TransferError::Exists(_))));
        let mut third = Whole::create(&path).unwrap();
        third.write_all(b"newer").unwrap();
        third.finish_over().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"newer");
        assert_eq!(names(dir.path()), ["a"]);
    }

    #[test]
    fn only_what_is_ours_or_empty_is_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        let ours = |bytes: &[u8]| bytes.starts_with(b"ours");
        let written = |bytes: &[u8]| write(&path, bytes, ours).unwrap();
        assert_eq!(written(b"ours 1"), Outcome::Written);
        assert_eq!(written(b"ours 1"), Outcome::Identical);
        assert_eq!(written(b"ours 2"), Outcome::Updated);
        fs::write(&path, "theirs").unwrap();
        assert_eq!(written(b"ours 3"), Outcome::Refused);
        assert_eq!(fs::read(&path).unwrap(), b"theirs");
        fs::write(&path, "").unwrap();
        assert_eq!(written(b"ours 3"), Outcome::Updated);
        settle(dir.path()).unwrap();
        assert_eq!(names(dir.path()), ["a"]);
    }

    #[test]
    fn links_and_folders_are_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("target");
        let path = dir.path().join("a");
        fs::write(&target, "ours").unwrap();
        std::os::unix::fs::symlink(&target, &path).unwrap();
        assert_eq!(write(&path, b"new", |_| true).unwrap(), Outcome::Refused);
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        assert_eq!(write(&path, b"new", |_| true).unwrap(), Outcome::Refused);
        assert_eq!(fs::read(&target).unwrap(), b"ours");
    }

    #[test]
    fn parts_of_a_killed_export_are_removed() {
        let dir = tempfile::tempdir().unwrap();
        let part = part_beside(&dir.path().join("a")).unwrap();
        part.keep().unwrap();
        fs::write(dir.path().join("mine"), "").unwrap();
        assert_eq!(names(dir.path()).len(), 2);
        remove_parts(dir.path());
        assert_eq!(names(dir.path()), ["mine"]);
    }
}
