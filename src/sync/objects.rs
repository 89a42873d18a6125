//! Git objects between two repositories on this machine: copied one by one, checked, made durable.

use std::io;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use git2::ErrorClass;
use git2::ObjectType;
use git2::OdbLookupFlags;
use git2::Oid;
use git2::Repository;

use crate::sync::disk;
use crate::sync::error::SyncError;
use crate::sync::mirror::TREE_BYTES_MAX;

/// Up to this many objects are written loose: a pack and its index would be larger and slower.
const LOOSE_COPY_MAX: usize = 60;

/// One name in a flat tree.
#[derive(Clone, Debug)]
pub(crate) struct TreeFile {
    /// Its name; bytes that are no UTF-8 are replaced, so it is no name of ours then.
    pub(crate) name: String,
    /// Whether it is a plain file (100644).
    pub(crate) plain: bool,
    /// What it names.
    pub(crate) oid: Oid,
}

/// The names in a tree; `None` where the tree object is larger than one of ours can be.
pub(crate) fn read_tree(
    repository: &Repository,
    oid: Oid,
) -> Result<Option<Vec<TreeFile>>, git2::Error> {
    let (bytes, _) = repository.odb()?.read_header(oid)?;
    if bytes > TREE_BYTES_MAX {
        return Ok(None);
    }
    let tree = repository.find_tree(oid)?;
    let files = tree.iter().map(|entry| TreeFile {
        name: String::from_utf8_lossy(entry.name_bytes()).into_owned(),
        plain: entry.filemode_raw() == 0o100_644 && entry.kind() == Some(ObjectType::Blob),
        oid: entry.id(),
    });
    Ok(Some(files.collect()))
}

/// Copies `oids` from one repository to the other; durable on return. Each is verified by its name.
///
/// `step` is called with the number of objects done; where it returns false the copy stops with an
/// error of code `User`.
pub(crate) fn copy(
    from: &Repository,
    to: &Repository,
    oids: &[Oid],
    mut step: impl FnMut(usize) -> bool,
) -> Result<(), CopyError> {
    let target = to.odb()?;
    target.refresh()?;
    let missing: Vec<Oid> = oids
        .iter()
        .copied()
        .filter(|oid| !target.exists_ext(*oid, OdbLookupFlags::NO_REFRESH))
        .collect();
    let stopped = || git2::Error::new(git2::ErrorCode::User, ErrorClass::Callback, "stopped");
    if missing.len() > LOOSE_COPY_MAX {
        let before = disk::entries(&to.path().join("objects/pack"))?;
        let mut pack = from.packbuilder()?;
        pack.set_threads(1);
        for oid in &missing {
            pack.insert_object(*oid, None)?;
        }
        let mut done = 0;
        let mut writer = target.packwriter()?;
        let mut failed = false;
        let written = pack.foreach(|bytes| {
            done += 1;
            failed = writer.write_all(bytes).is_err();
            !failed && step(done.min(missing.len()))
        });
        if failed {
            return Err(git2::Error::last_error(-1).into());
        }
        written?;
        writer.commit()?;
        drop(writer);
        target.refresh()?;
        if let Some(oid) = missing.iter().find(|oid| !target.exists(**oid)) {
            let text = format!("object {oid} did not arrive");
            return Err(git2::Error::new(git2::ErrorCode::NotFound, ErrorClass::Odb, text).into());
        }
        return Ok(fsync_packs(to.path(), &before)?);
    }
    let source = from.odb()?;
    for (done, oid) in missing.iter().enumerate() {
        let object = source.read(*oid)?;
        target.write(object.kind(), object.data())?;
        fsync_object(to.path(), *oid)?;
        if !step(done + 1) {
            return Err(stopped().into());
        }
    }
    if !missing.is_empty() {
        disk::fsync_folder(&to.path().join("objects"))?;
    }
    Ok(())
}

/// Why a copy ended early.
#[derive(Debug)]
pub(crate) enum CopyError {
    /// Git could not read or write an object.
    Git(git2::Error),
    /// The result could not be made durable.
    Sync(SyncError),
}

impl From<git2::Error> for CopyError {
    fn from(error: git2::Error) -> Self {
        Self::Git(error)
    }
}

impl From<SyncError> for CopyError {
    fn from(error: SyncError) -> Self {
        Self::Sync(error)
    }
}

/// The disk's own fault, where git's message names one; libgit2 keeps no error number.
pub(crate) fn disk_fault(error: &git2::Error) -> Option<SyncError> {
    if !matches!(error.class(), ErrorClass::Os | ErrorClass::Filesystem) {
        return None;
    }
    let kinds = [
        ("No space left", io::ErrorKind::StorageFull),
        ("Disk quota exceeded", io::ErrorKind::QuotaExceeded),
        ("Permission denied", io::ErrorKind::PermissionDenied),
        ("Read-only file system", io::ErrorKind::ReadOnlyFilesystem),
        ("Input/output error", io::ErrorKind::Other),
        ("File too large", io::ErrorKind::FileTooLarge),
        ("Too many open files", io::ErrorKind::Other),
    ];
    let (_, kind) = kinds
        .into_iter()
        .find(|(text, _)| error.message().contains(text))?;
    let words = crate::sync::error::Words::from(error);
    Some(SyncError::Disk {
        path: PathBuf::from("mirror"),
        source: io::Error::new(kind, words),
    })
}

/// Makes one loose object and the name of its folder durable; packed ones are elsewhere.
fn fsync_object(git_folder: &Path, oid: Oid) -> Result<(), SyncError> {
    let text = oid.to_string();
    let (folder, name) = text.split_at(2);
    let folder = git_folder.join("objects").join(folder);
    let file = folder.join(name);
    if file.exists() {
        disk::fsync_file(&file)?;
        disk::fsync_folder(&folder)?;
    }
    Ok(())
}

/// Makes the packs durable that are not among `before`, and their names.
fn fsync_packs(git_folder: &Path, before: &[PathBuf]) -> Result<(), SyncError> {
    let folder = git_folder.join("objects/pack");
    for path in disk::entries(&folder)? {
        if !before.contains(&path) {
            disk::fsync_file(&path)?;
        }
    }
    disk::fsync_folder(&folder)?;
    disk::fsync_folder(&git_folder.join("objects"))
}
