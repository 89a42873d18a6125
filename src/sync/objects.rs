//! Git objects between two repositories on this machine: copied one by one, checked, made durable.

use std::fs;
use std::io;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use git2::ConfigLevel;
use git2::ErrorClass;
use git2::Indexer;
use git2::ObjectType;
use git2::OdbLookupFlags;
use git2::Oid;
use git2::Repository;
use miniz_oxide::DataFormat;
use miniz_oxide::MZFlush;
use miniz_oxide::MZStatus;
use miniz_oxide::inflate::stream::InflateState;
use miniz_oxide::inflate::stream::inflate;

use crate::sync::disk;
use crate::sync::error::SyncError;
use crate::sync::mirror::TREE_BYTES_MAX;

/// Up to this many objects are written loose: a pack and its index would be larger and slower.
const LOOSE_COPY_MAX: usize = 60;

/// Loose objects are looked at in steps of so many bytes.
const STEP_BYTES: usize = 64 << 10;
/// More bytes of a loose object than these are not looked at: what is larger is refused by its size.
const LOOK_BYTES_MAX: usize = 48 << 20;

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
    is_whole(repository, oid)?;
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

/// Whether a loose object is there to its end, which is asked before libgit2 reads it: one that a power
/// cut or a host has cut short keeps it busy for ever. Nothing is said of objects in packs, nor of what
/// the bytes are.
///
/// # Errors
///
/// Where the object is cut short or its bytes are none that zlib wrote.
pub(crate) fn is_whole(repository: &Repository, oid: Oid) -> Result<(), git2::Error> {
    let Ok(file) = fs::read(loose_path(repository.path(), oid)) else {
        return Ok(());
    };
    let mut state = InflateState::new_boxed(DataFormat::Zlib);
    let mut out = vec![0; STEP_BYTES];
    let (mut rest, mut seen) = (file.as_slice(), 0);
    while seen <= LOOK_BYTES_MAX {
        let step = inflate(&mut state, rest, &mut out, MZFlush::None);
        seen += step.bytes_written;
        rest = rest.get(step.bytes_consumed..).unwrap_or_default();
        match step.status {
            Ok(MZStatus::StreamEnd) => return Ok(()),
            Ok(_) if step.bytes_written > 0 => {}
            Ok(_) | Err(_) => {
                let text = format!("object {oid} is cut short or damaged");
                let (code, class) = (git2::ErrorCode::GenericError, ErrorClass::Odb);
                return Err(git2::Error::new(code, class, text));
            }
        }
    }
    Ok(())
}

/// A commit, looked at by [`is_whole`] first.
pub(crate) fn find_commit(
    repository: &Repository,
    oid: Oid,
) -> Result<git2::Commit<'_>, git2::Error> {
    is_whole(repository, oid)?;
    repository.find_commit(oid)
}

/// Copies `oids` from one repository to the other; durable on return. Each is verified by its name.
///
/// Nothing stands under its name before its bytes are on the disk: git never writes an object again
/// that is there already, so that one which a power cut left empty could not be healed by the next
/// push. For loose objects that is [`configure`]'s doing, or the mirror's own configuration's.
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
    let (held, missing): (Vec<Oid>, Vec<Oid>) =
        (oids.iter().copied()).partition(|oid| target.exists_ext(*oid, OdbLookupFlags::NO_REFRESH));
    // A killed run may have left them there, their names still only in memory.
    for oid in held {
        fsync_object(to.path(), oid)?;
    }
    for oid in &missing {
        is_whole(from, *oid)?;
    }
    if missing.len() > LOOSE_COPY_MAX {
        copy_packed(from, to, &missing, step)?;
        target.refresh()?;
        if let Some(oid) = missing.iter().find(|oid| !target.exists(**oid)) {
            let text = format!("object {oid} did not arrive");
            return Err(git2::Error::new(git2::ErrorCode::NotFound, ErrorClass::Odb, text).into());
        }
        return Ok(());
    }
    let source = from.odb()?;
    for (done, oid) in missing.iter().enumerate() {
        let object = source.read(*oid)?;
        target.write(object.kind(), object.data())?;
        if !step(done + 1) {
            return Err(stopped().into());
        }
    }
    // libgit2 makes each object and its folder durable, not the name of that folder.
    Ok(disk::fsync_folder(&to.path().join("objects"))?)
}

/// Writes one pack beside the others, and gives it its name when it is whole and on the disk; the
/// index, by which git finds a pack, comes last.
fn copy_packed(
    from: &Repository,
    to: &Repository,
    oids: &[Oid],
    mut step: impl FnMut(usize) -> bool,
) -> Result<(), CopyError> {
    let mut pack = from.packbuilder()?;
    pack.set_threads(1);
    for oid in oids {
        pack.insert_object(*oid, None)?;
    }
    let objects = to.path().join("objects");
    // The prefix is that of git's own half-taken pushes, which its housekeeping removes.
    let folder = tempfile::Builder::new()
        .prefix("tmp_objdir-")
        .tempdir_in(&objects)
        .map_err(SyncError::disk(&objects))?;
    let target = to.odb()?;
    let mut indexer = Indexer::new(Some(&target), folder.path(), 0o444, false)?;
    let mut done = 0;
    let mut failed = false;
    let written = pack.foreach(|bytes| {
        done += 1;
        failed = indexer.write_all(bytes).is_err();
        !failed && step(done.min(oids.len()))
    });
    if failed {
        return Err(git2::Error::last_error(-1).into());
    }
    written?;
    let name = indexer.commit()?;
    let packs = objects.join("pack");
    fs::create_dir_all(&packs).map_err(SyncError::disk(&packs))?;
    let files = ["pack", "idx"].map(|extension| format!("pack-{name}.{extension}"));
    for file in &files {
        disk::fsync_file(&folder.path().join(file))?;
    }
    for file in &files {
        let path = packs.join(file);
        fs::rename(folder.path().join(file), &path).map_err(SyncError::disk(&path))?;
        disk::fsync_folder(&packs)?;
    }
    Ok(disk::fsync_folder(&objects)?)
}

fn stopped() -> git2::Error {
    git2::Error::new(git2::ErrorCode::User, ErrorClass::Callback, "stopped")
}

/// Lets libgit2 treat `repository` as the mirror whose configuration `config` is: every object and ref
/// that it writes is fsynced before it gets its name, and no time goes into deltas of ciphertext. The
/// repository's own file stays as it is.
pub(crate) fn configure(repository: &Repository, config: &Path) -> Result<(), git2::Error> {
    let mut all = repository.config()?;
    match all.add_file(config, ConfigLevel::App, true) {
        Ok(()) => repository.set_config(&all),
        Err(error) => Err(error),
    }
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
    let file = loose_path(git_folder, oid);
    if file.exists() {
        disk::fsync_file(&file)?;
        disk::fsync_folder(file.parent().unwrap_or(git_folder))?;
    }
    Ok(())
}

/// Where an object lies that is in no pack.
fn loose_path(git_folder: &Path, oid: Oid) -> PathBuf {
    let text = oid.to_string();
    let (folder, name) = text.split_at(2);
    git_folder.join("objects").join(folder).join(name)
}
