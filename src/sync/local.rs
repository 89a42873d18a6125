//! A remote that is a folder of this machine: read and written here, object by object.
//!
//! libgit2's own local transport takes every ref of the remote for each fetch, so that one broken
//! chain would hide all others, and overwrites a ref that changed meanwhile; git's program would
//! run the hooks of a repository on somebody's stick. This does neither.

use std::path::Path;
use std::path::PathBuf;
use std::thread::sleep;
use std::time::Duration;
use std::time::Instant;

use git2::ErrorCode;
use git2::Oid;
use git2::Repository;
use git2::RepositoryOpenFlags;

use crate::model::limits::BUNDLE_BYTES_MAX;
use crate::sync::commit::CommitId;
use crate::sync::disk;
use crate::sync::error::Shape;
use crate::sync::error::SyncError;
use crate::sync::error::Words;
use crate::sync::mirror::BUNDLE;
use crate::sync::mirror::CONFIG_NAME;
use crate::sync::mirror::FILE_BYTES_MAX;
use crate::sync::mirror::KEYRING;
use crate::sync::mirror::Mirror;
use crate::sync::mirror::Mirrors;
use crate::sync::mirror::REPAIR_BYTES;
use crate::sync::mirror::damage;
use crate::sync::mirror::not_ours;
use crate::sync::objects;
use crate::sync::objects::CopyError;
use crate::sync::refname::RefName;
use crate::sync::remote::Fetched;
use crate::sync::remote::Hooks;
use crate::sync::remote::Listing;
use crate::sync::remote::Notice;
use crate::sync::remote::Phase;
use crate::sync::remote::Progress;

/// More commits than this in one chain are not walked.
const COMMITS_MAX: usize = 2_000_000;
/// How often a lock is looked at while it is waited for.
const LOCK_LOOK: Duration = Duration::from_millis(50);

/// An opened repository at a path.
pub(crate) struct Local {
    repository: Repository,
    /// How long a lock that another process may hold is waited for.
    lock_wait: Duration,
}

impl Local {
    /// Opens what is at `path`; a folder that vanished since the last sync is only away.
    pub(crate) fn open(
        path: &Path,
        ever_synced: bool,
        lock_wait: Duration,
    ) -> Result<Self, SyncError> {
        let flags = RepositoryOpenFlags::NO_SEARCH;
        let ceilings: [&Path; 0] = [];
        match Repository::open_ext(path, flags, ceilings) {
            Ok(repository) => Ok(Self {
                repository,
                lock_wait,
            }),
            Err(error) if error.code() == ErrorCode::Owner => {
                Err(SyncError::ForeignOwner(Words::from(&error)))
            }
            // An empty mount point looks like this too: the stick is not in.
            Err(error) if error.code() == ErrorCode::NotFound && ever_synced => {
                Err(SyncError::Offline(Words::from(&error)))
            }
            Err(error) if error.code() == ErrorCode::NotFound => {
                Err(SyncError::NoRepository(Words::from(&error)))
            }
            Err(error) if error.message().contains("object format") => Err(SyncError::ObjectFormat),
            Err(error) => Err(remote_fault(&error)),
        }
    }

    /// The refs by full name. One that cannot be read is named apart and hides no other.
    pub(crate) fn list(&self) -> Result<Listing, SyncError> {
        let mut listing = Listing::default();
        let mut names = Vec::new();
        let mut references = self.repository.references().map_err(|e| remote_fault(&e))?;
        for name in references.names() {
            names.push(name.map_err(|e| remote_fault(&e))?.to_owned());
        }
        for name in names {
            match self.repository.find_reference(&name) {
                Ok(found) => {
                    if let Some(oid) = found.target() {
                        listing.refs.insert(name, oid.into());
                    }
                }
                Err(_) => listing.broken.push(name),
            }
        }
        // libgit2 leaves out a ref whose file is torn, as a power cut leaves it.
        for name in self.ref_files("refs")? {
            if !listing.refs.contains_key(&name) && self.is_broken(&name) {
                listing.broken.push(name);
            }
        }
        Ok(listing)
    }

    /// Copies what the mirror lacks of the line that ends in `offered`, up to the first commit that
    /// cannot be read or is none of ours.
    pub(crate) fn fetch(
        &self,
        refname: RefName,
        offered: CommitId,
        mirror: &Mirror,
        bytes_max: u64,
        hooks: &mut Hooks<'_>,
    ) -> Result<Fetched, SyncError> {
        let (commits, cut) = self.line(offered, mirror.holder()?);
        let mut fetched = Fetched {
            offered,
            tip: None,
            bytes: 0,
            stopped: None,
        };
        if let Some(why) = cut {
            fetched.stopped = Some((offered, why));
            return Ok(fetched);
        }
        if commits.is_empty() {
            fetched.tip = Some(offered);
            return Ok(fetched);
        }
        let mut oids = Vec::new();
        for commit in commits {
            match self.weigh(refname, commit) {
                Ok((bytes, found)) => {
                    fetched.bytes = fetched.bytes.saturating_add(bytes);
                    if fetched.bytes > bytes_max {
                        return Err(SyncError::Oversized { bytes_max });
                    }
                    oids.push((commit, found));
                }
                Err(why) => {
                    fetched.stopped = Some((commit, why));
                    break;
                }
            }
        }
        let flat: Vec<Oid> = oids
            .iter()
            .flat_map(|(_, found)| found.iter().copied())
            .collect();
        match self.take(&flat, mirror, hooks, fetched.bytes) {
            Ok(()) => fetched.tip = oids.last().map(|(commit, _)| *commit),
            Err(SyncError::RemoteDamaged(_)) => {
                self.take_one_by_one(&oids, mirror, hooks, &mut fetched)?;
            }
            Err(error) => return Err(error),
        }
        Ok(fetched)
    }

    /// Puts the objects of `commits`, oldest first, into the remote and then moves its ref from
    /// `from` to the last of them: only if nobody else moved it.
    pub(crate) fn push(
        &self,
        refname: RefName,
        mirror: &Mirror,
        from: Option<CommitId>,
        commits: &[CommitId],
        hooks: &mut Hooks<'_>,
    ) -> Result<(), SyncError> {
        let Some(to) = commits.last() else {
            return Ok(());
        };
        self.configure(&mirror.config())?;
        let mut oids = Vec::new();
        for commit in commits {
            let files = mirror.tree(*commit)?;
            oids.extend(files.iter().map(|file| file.oid));
            let object = mirror.commit(*commit)?;
            oids.push(object.tree_id());
            oids.push(object.id());
        }
        let total = oids.len() as u64;
        let copied = objects::copy(&mirror.repository, &self.repository, &oids, |done| {
            hooks.step(Phase::Sending, done as u64, total, 0)
        });
        copied.map_err(|error| match error {
            CopyError::Sync(error) => error,
            CopyError::Git(error) if error.code() == ErrorCode::User => SyncError::Cancelled,
            CopyError::Git(error) => {
                objects::disk_fault(&error).unwrap_or_else(|| damage(refname, &error))
            }
        })?;
        let name = refname.to_string();
        self.unlocked(&name, hooks, |repository| {
            let to = to.oid()?;
            match from {
                None => repository.reference(&name, to, false, "").map(drop),
                Some(from) => repository
                    .reference_matching(&name, to, true, from.oid()?, "")
                    .map(drop),
            }
        })?;
        self.fsync_ref(&name)
    }

    /// Deletes a ref where it still names `expected`.
    pub(crate) fn delete(
        &self,
        mirrors: &Mirrors,
        name: &str,
        expected: CommitId,
        hooks: &mut Hooks<'_>,
    ) -> Result<(), SyncError> {
        // A ref that git packed is deleted by writing the file of all refs anew.
        self.configure(&mirrors.lent()?.join(CONFIG_NAME))?;
        self.unlocked(name, hooks, |repository| {
            let mut found = repository.find_reference(name)?;
            if found.target() != Some(expected.oid()?) {
                return Err(moved());
            }
            // libgit2 compares once more under the ref's lock.
            found.delete()
        })?;
        self.fsync_ref(name)
    }

    /// First parents from `tip` down to a commit that the mirror holds, oldest first; where the
    /// history is cut, why.
    fn line(
        &self,
        tip: CommitId,
        holds: impl Fn(CommitId) -> bool,
    ) -> (Vec<CommitId>, Option<SyncError>) {
        let mut commits = Vec::new();
        let mut next = Some(tip);
        while let Some(id) = next {
            if holds(id) {
                break;
            }
            if commits.len() >= COMMITS_MAX {
                return (Vec::new(), Some(not_ours(id, Shape::TooLong)));
            }
            commits.push(id);
            let parents = id
                .oid()
                .and_then(|oid| objects::find_commit(&self.repository, oid));
            match parents {
                Ok(commit) => next = commit.parent_ids().next().map(CommitId::from),
                Err(error) => return (Vec::new(), Some(remote_fault(&error))),
            }
        }
        commits.reverse();
        (commits, None)
    }

    /// What one commit adds, without reading the blobs: bytes and objects, blobs first.
    fn weigh(&self, refname: RefName, id: CommitId) -> Result<(u64, Vec<Oid>), SyncError> {
        let fault = |error: git2::Error| remote_fault(&error);
        let commit = id
            .oid()
            .and_then(|oid| objects::find_commit(&self.repository, oid))
            .map_err(fault)?;
        if commit.parent_count() > 1 {
            return Err(not_ours(id, Shape::Merge));
        }
        let files = objects::read_tree(&self.repository, commit.tree_id()).map_err(fault)?;
        let files = files.ok_or_else(|| not_ours(id, Shape::Bloated))?;
        let odb = self.repository.odb().map_err(fault)?;
        let mut oids = Vec::new();
        let mut sum = 0u64;
        for file in files {
            let bytes_max = match (refname, file.name.as_str()) {
                (RefName::Chain(_), BUNDLE) => (BUNDLE_BYTES_MAX + REPAIR_BYTES) as u64,
                (RefName::Chain(_), KEYRING) | (RefName::Vault, _) => FILE_BYTES_MAX,
                (RefName::Chain(_), _) => return Err(not_ours(id, Shape::Tree)),
            };
            if !file.plain {
                return Err(not_ours(id, Shape::Tree));
            }
            objects::is_whole(&self.repository, file.oid).map_err(fault)?;
            let bytes = odb.read_header(file.oid).map_err(fault)?.0 as u64;
            if bytes > bytes_max {
                return Err(SyncError::FileOversized {
                    name: Words::new(&file.name).as_str().to_owned(),
                    bytes,
                    bytes_max,
                });
            }
            sum = sum.saturating_add(bytes);
            oids.push(file.oid);
        }
        oids.push(commit.tree_id());
        oids.push(commit.id());
        Ok((sum, oids))
    }

    fn take(
        &self,
        oids: &[Oid],
        mirror: &Mirror,
        hooks: &mut Hooks<'_>,
        bytes: u64,
    ) -> Result<(), SyncError> {
        self.configure(&mirror.config())?;
        let total = oids.len() as u64;
        let copied = objects::copy(&self.repository, &mirror.repository, oids, |done| {
            hooks.step(Phase::Receiving, done as u64, total, bytes)
        });
        copied.map_err(|error| match error {
            CopyError::Sync(error) => error,
            CopyError::Git(error) if error.code() == ErrorCode::User => SyncError::Cancelled,
            CopyError::Git(error) => {
                objects::disk_fault(&error).unwrap_or_else(|| remote_fault(&error))
            }
        })
    }

    /// An object among them is broken: takes what comes before it.
    fn take_one_by_one(
        &self,
        oids: &[(CommitId, Vec<Oid>)],
        mirror: &Mirror,
        hooks: &mut Hooks<'_>,
        fetched: &mut Fetched,
    ) -> Result<(), SyncError> {
        for (commit, found) in oids {
            match self.take(found, mirror, hooks, fetched.bytes) {
                Ok(()) => fetched.tip = Some(*commit),
                Err(why @ SyncError::RemoteDamaged(_)) => {
                    fetched.stopped = Some((*commit, why));
                    return Ok(());
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Does `change`, waiting for a lock that somebody holds; one that stays is taken as left by a
    /// killed process, removed and said.
    fn unlocked(
        &self,
        name: &str,
        hooks: &mut Hooks<'_>,
        change: impl Fn(&Repository) -> Result<(), git2::Error>,
    ) -> Result<(), SyncError> {
        let began = Instant::now();
        loop {
            let error = match change(&self.repository) {
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            let code = error.code();
            if code == ErrorCode::Locked {
                self.wait_or_unlock(name, hooks, began, &error)?;
            } else if matches!(code, ErrorCode::Exists | ErrorCode::GenericError)
                && self.is_broken(name)
            {
                // It names nothing any more, so nothing is overwritten.
                let path = self.repository.path().join(name);
                disk::remove_file(&path)?;
                hooks.notices.push(Notice::TornRefRemoved(path));
            } else if matches!(
                code,
                ErrorCode::Modified | ErrorCode::Exists | ErrorCode::NotFound
            ) {
                return Err(SyncError::Moved {
                    refname: name.to_owned(),
                });
            } else {
                return Err(objects::disk_fault(&error).unwrap_or_else(|| remote_fault(&error)));
            }
        }
    }

    fn wait_or_unlock(
        &self,
        name: &str,
        hooks: &mut Hooks<'_>,
        began: Instant,
        error: &git2::Error,
    ) -> Result<(), SyncError> {
        if hooks.is_cancelled() {
            return Err(SyncError::Cancelled);
        }
        if began.elapsed() < self.lock_wait {
            hooks.progress(Progress::of(Phase::WaitingForLock));
            sleep(LOCK_LOOK);
            return Ok(());
        }
        let removed = self.remove_locks(name)?;
        if removed.is_empty() {
            return Err(remote_fault(error));
        }
        hooks
            .notices
            .extend(removed.into_iter().map(Notice::LockRemoved));
        Ok(())
    }

    /// The names of all files below `folder`, but for locks.
    fn ref_files(&self, folder: &str) -> Result<Vec<String>, SyncError> {
        let mut names = Vec::new();
        for path in disk::entries(&self.repository.path().join(folder))? {
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
                continue;
            };
            let name = format!("{folder}/{name}");
            if path.is_dir() && !path.is_symlink() {
                names.extend(self.ref_files(&name)?);
            } else if path.extension().is_none_or(|extension| extension != "lock") {
                names.push(name);
            }
        }
        Ok(names)
    }

    /// Whether a ref has a file that does not say what it names.
    fn is_broken(&self, name: &str) -> bool {
        let found = self.repository.find_reference(name);
        found.is_err() && self.repository.path().join(name).is_file()
    }

    fn remove_locks(&self, name: &str) -> Result<Vec<PathBuf>, SyncError> {
        let folder = self.repository.path();
        let locks = [format!("{name}.lock"), "packed-refs.lock".to_owned()];
        let mut removed = Vec::new();
        for path in locks.iter().map(|lock| folder.join(lock)) {
            if path.exists() {
                disk::remove_file(&path)?;
                removed.push(path);
            }
        }
        Ok(removed)
    }

    fn configure(&self, config: &Path) -> Result<(), SyncError> {
        objects::configure(&self.repository, config).map_err(|error| remote_fault(&error))
    }

    fn fsync_ref(&self, name: &str) -> Result<(), SyncError> {
        let path = self.repository.path().join(name);
        if path.exists() {
            disk::fsync_file(&path)?;
        }
        let mut folder = path.parent();
        while let Some(here) = folder.filter(|here| here.starts_with(self.repository.path())) {
            if here.exists() {
                disk::fsync_folder(here)?;
            }
            folder = here.parent();
        }
        Ok(())
    }
}

fn moved() -> git2::Error {
    git2::Error::new(
        ErrorCode::Modified,
        git2::ErrorClass::Reference,
        "the ref changed",
    )
}

fn remote_fault(error: &git2::Error) -> SyncError {
    SyncError::RemoteDamaged(Words::from(error))
}
