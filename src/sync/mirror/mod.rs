//! The local copy of what remotes hold: one bare repository a chain, fsynced, rebuilt when broken.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use git2::ErrorCode;
use git2::ObjectType;

use crate::crypto::seal::Sealed;
use crate::model::limits::BUNDLE_BYTES_MAX;
use crate::sync::commit;
use crate::sync::commit::CommitId;
use crate::sync::disk;
use crate::sync::error::Shape;
use crate::sync::error::SyncError;
use crate::sync::error::Words;
use crate::sync::objects;
use crate::sync::refname::RefName;

/// The bundle's name in each commit's tree.
pub const BUNDLE: &str = "b";
/// The keyring's name in the tree of a commit that changed it, and on the shelf.
pub const KEYRING: &str = "keyring.age";
/// Random bytes before the bundle in a repair chain's blob.
pub const REPAIR_BYTES: usize = 16;
/// Largest small file of a tree (keyring, members, slots, README), in bytes.
pub const FILE_BYTES_MAX: u64 = 1 << 20;
/// Largest commit object that is read, in bytes; ours have about 200.
const COMMIT_BYTES_MAX: usize = 64 << 10;
/// Largest tree object that is read, in bytes; ours have about 60, the shelf a few hundred.
pub(crate) const TREE_BYTES_MAX: usize = 64 << 10;
/// The empty repository to speak to hosts from.
const LENT: &str = ".lent.git";
/// More packs than this are joined.
const PACKS_MAX: usize = 50;
/// More loose objects than this are packed.
const LOOSE_MAX: usize = 1000;
/// The file of a repository's configuration.
pub(crate) const CONFIG_NAME: &str = "config";
/// The configuration of every mirror: nothing is lost at a power cut, nothing is tidied behind
/// our back, and no time goes into deltas of ciphertext (libgit2 1.9 takes the size above which it
/// makes none from `pack.deltaCacheSize`).
const CONFIG: &str = "[core]
\trepositoryformatversion = 0
\tfilemode = true
\tbare = true
\tlogallrefupdates = false
\tfsyncobjectfiles = true
\tfsync = all
\tbigfilethreshold = 512
[pack]
\tdeltacachesize = 50
[gc]
\tauto = 0
[maintenance]
\tauto = false
";

/// The folder with all mirrors of a vault.
#[derive(Clone, Debug)]
pub struct Mirrors {
    folder: PathBuf,
}

/// One chain's bare repository. Its ref is derived from the store, never the truth.
pub struct Mirror {
    pub(crate) repository: git2::Repository,
    path: PathBuf,
    refname: RefName,
}

/// A walk along first parents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The commits that were not known, oldest first.
    pub commits: Vec<CommitId>,
    /// The known commit that the oldest of them stands on; none where it is a first commit.
    pub base: Option<CommitId>,
}

/// What one commit carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The bundle; of a repair chain without the random bytes before it.
    pub bundle: Sealed,
    /// The keyring, where this commit changed it.
    pub keyring: Option<Sealed>,
}

impl Mirrors {
    /// The mirrors in `folder`, which is made where it is missing.
    pub fn open(folder: &Path) -> Result<Self, SyncError> {
        fs::create_dir_all(folder).map_err(SyncError::disk(folder))?;
        Ok(Self {
            folder: folder.to_path_buf(),
        })
    }

    /// The refs that have a mirror, sorted.
    pub fn names(&self) -> Result<Vec<RefName>, SyncError> {
        let paths = disk::entries(&self.folder)?;
        let names = paths.iter().filter_map(|path| {
            let short = path.file_name()?.to_str()?.strip_suffix(".git")?;
            RefName::parse_short(short)
        });
        Ok(names.collect())
    }

    /// Removes what a killed run left: locks, temporary files, half-made and half-swapped mirrors.
    ///
    /// Only for the holder of the [`SyncLock`](crate::sync::lock::SyncLock).
    pub fn clean(&self) -> Result<(), SyncError> {
        for path in disk::entries(&self.folder)? {
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or("");
            if name.starts_with(".new-") {
                disk::remove_tree(&path)?;
            } else if name.ends_with(".git.old") {
                self.settle_swap(&path)?;
            } else if path.extension().is_some_and(|extension| extension == "git") {
                clean_repository(&path)?;
            }
        }
        Ok(())
    }

    /// Opens the mirror of `refname`, making an empty one where there is none.
    ///
    /// # Errors
    /// `MirrorDamaged` where something else stands there: [`put_aside`](Self::put_aside) helps.
    pub fn mirror(&self, refname: RefName) -> Result<Mirror, SyncError> {
        let path = self.path(refname);
        let old = path.with_extension("git.old");
        if !path.exists() && old.exists() {
            self.settle_swap(&old)?;
        }
        if !path.exists() {
            let new = self.make_empty()?;
            fs::rename(&new, &path).map_err(SyncError::disk(&path))?;
            disk::fsync_folder(&self.folder)?;
        }
        Mirror::open(path, refname)
    }

    /// Puts a broken mirror aside, so that the next [`mirror`](Self::mirror) begins an empty one;
    /// the broken one is kept as `<name>.git.broken` until the next time.
    pub fn put_aside(&self, refname: RefName) -> Result<(), SyncError> {
        let path = self.path(refname);
        let aside = path.with_extension("git.broken");
        disk::remove_tree(&aside)?;
        if path.exists() {
            fs::rename(&path, &aside).map_err(SyncError::disk(&path))?;
        }
        disk::fsync_folder(&self.folder)
    }

    /// Removes a mirror for good: after a purge or a compaction was drilled.
    pub fn remove(&self, refname: RefName) -> Result<(), SyncError> {
        let path = self.path(refname);
        disk::remove_tree(&path)?;
        disk::remove_tree(&path.with_extension("git.broken"))?;
        disk::fsync_folder(&self.folder)
    }

    /// Removes every chain's mirror for good that `keep` does not want, and whatever was put aside.
    pub fn remove_others(&self, keep: impl Fn(RefName) -> bool) -> Result<(), SyncError> {
        for path in disk::entries(&self.folder)? {
            let name = path.file_name().and_then(|name| name.to_str());
            let Some((short, ending)) = name.and_then(|name| name.split_once(".git")) else {
                continue;
            };
            let refname = RefName::parse_short(short);
            if refname.is_some_and(|refname| !ending.is_empty() || !keep(refname)) {
                disk::remove_tree(&path)?;
            }
        }
        disk::fsync_folder(&self.folder)
    }

    /// Joins the packs of `mirror` into one where it has more than 50, or more than 1,000 loose
    /// objects; says whether it did. Killed at any point, the old or the new one is there.
    pub fn maintain(&self, mirror: Mirror) -> Result<(Mirror, bool), SyncError> {
        let (packs, loose) = mirror.counts()?;
        if packs <= PACKS_MAX && loose <= LOOSE_MAX {
            return Ok((mirror, false));
        }
        let new = self.make_empty()?;
        mirror.repack_into(&new)?;
        disk::fsync_tree(&new)?;
        let Mirror { path, refname, .. } = mirror;
        let old = path.with_extension("git.old");
        fs::rename(&path, &old).map_err(SyncError::disk(&path))?;
        fs::rename(&new, &path).map_err(SyncError::disk(&path))?;
        disk::fsync_folder(&self.folder)?;
        disk::remove_tree(&old)?;
        Ok((Mirror::open(path, refname)?, true))
    }

    /// An empty repository to speak to a host from, where no chain is meant.
    pub(crate) fn lent(&self) -> Result<PathBuf, SyncError> {
        let path = self.folder.join(LENT);
        if !path.exists() {
            let new = self.make_empty()?;
            fs::rename(&new, &path).map_err(SyncError::disk(&path))?;
        }
        Ok(path)
    }

    fn path(&self, refname: RefName) -> PathBuf {
        self.folder.join(format!("{}.git", refname.short()))
    }

    /// A swap was cut short: the old one goes where the new one stands, else it comes back.
    fn settle_swap(&self, old: &Path) -> Result<(), SyncError> {
        let path = old.with_extension("");
        if path.exists() {
            disk::remove_tree(old)
        } else {
            fs::rename(old, &path).map_err(SyncError::disk(old))?;
            disk::fsync_folder(&self.folder)
        }
    }

    fn make_empty(&self) -> Result<PathBuf, SyncError> {
        let folder = tempfile::Builder::new()
            .prefix(".new-")
            .tempdir_in(&self.folder)
            .map_err(SyncError::disk(&self.folder))?;
        let path = folder.path();
        let mut options = git2::RepositoryInitOptions::new();
        options.bare(true).external_template(false).mkdir(false);
        options.initial_head("refs/heads/vault");
        git2::Repository::init_opts(path, &options).map_err(|e| SyncError::Git(Words::from(&e)))?;
        for needless in ["hooks", "info", "description"] {
            let needless = path.join(needless);
            if needless.is_dir() {
                disk::remove_tree(&needless)?;
            } else {
                disk::remove_file(&needless)?;
            }
        }
        let config = path.join(CONFIG_NAME);
        fs::write(&config, CONFIG).map_err(SyncError::disk(&config))?;
        disk::fsync_tree(path)?;
        Ok(folder.keep())
    }
}

impl Mirror {
    fn open(path: PathBuf, refname: RefName) -> Result<Self, SyncError> {
        // Without its configuration libgit2 opens it too, and makes nothing durable.
        let config = path.join(CONFIG_NAME);
        if path.is_dir() && fs::read(&config).ok().as_deref() != Some(CONFIG.as_bytes()) {
            disk::write_whole(&config, CONFIG.as_bytes())?;
        }
        let damaged = |error: git2::Error| damage(refname, &error);
        let repository = open_bare(&path).map_err(damaged)?;
        Ok(Self {
            repository,
            path,
            refname,
        })
    }

    /// The ref that it mirrors.
    pub fn refname(&self) -> RefName {
        self.refname
    }

    /// The folder of the repository.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file with its configuration.
    pub(crate) fn config(&self) -> PathBuf {
        self.path.join(CONFIG_NAME)
    }

    /// The commit that our ref names; none while the chain is empty.
    pub fn tip(&self) -> Result<Option<CommitId>, SyncError> {
        self.look_up(&self.refname.to_string())
    }

    /// Makes our ref name `commit`, as the store says, whatever it named before.
    ///
    /// # Errors
    /// `CommitMissing` where the mirror does not hold it.
    pub fn set_tip(&mut self, commit: CommitId) -> Result<(), SyncError> {
        self.set(&self.refname.to_string(), commit)
    }

    /// The commit that the remote called `remote` last offered and that was fetched.
    pub fn offered(&self, remote: &str) -> Result<Option<CommitId>, SyncError> {
        self.look_up(&offered_name(remote))
    }

    pub(crate) fn set_offered(&mut self, remote: &str, id: CommitId) -> Result<(), SyncError> {
        self.set(&offered_name(remote), id)
    }

    /// Whether the mirror holds an object of this name.
    pub fn holds(&self, commit: CommitId) -> bool {
        let odb = self.repository.odb();
        odb.is_ok_and(|odb| commit.oid().is_ok_and(|oid| odb.exists(oid)))
    }

    /// The same for many: a miss does not look whether packs came in meanwhile, which libgit2 would
    /// do by reading the folder each time.
    pub(crate) fn holder(&self) -> Result<impl Fn(CommitId) -> bool + '_, SyncError> {
        let odb = self.repository.odb();
        let odb = odb.map_err(|error| damage(self.refname, &error))?;
        odb.refresh()
            .map_err(|error| damage(self.refname, &error))?;
        let flags = git2::OdbLookupFlags::NO_REFRESH;
        Ok(move |id: CommitId| id.oid().is_ok_and(|oid| odb.exists_ext(oid, flags)))
    }

    /// Writes bundle `seq` on top of `parent` and makes our ref name it; durable on return.
    ///
    /// Repeating it gives the same commit. Where our ref already stands further on the same line it
    /// stays there, so that what was sealed since is not forgotten.
    pub fn append(
        &mut self,
        parent: Option<CommitId>,
        seq: u64,
        bundle: &Sealed,
        keyring: Option<&Sealed>,
    ) -> Result<CommitId, SyncError> {
        self.append_blob(parent, seq, bundle.as_bytes(), keyring)
    }

    pub(crate) fn append_blob(
        &mut self,
        parent: Option<CommitId>,
        seq: u64,
        blob: &[u8],
        keyring: Option<&Sealed>,
    ) -> Result<CommitId, SyncError> {
        let mut files = vec![(BUNDLE, blob)];
        files.extend(keyring.map(|keyring| (KEYRING, keyring.as_bytes())));
        let second = i64::try_from(seq).unwrap_or(i64::MAX);
        let id = self.write(parent, second, &files)?;
        let further = match self.tip()? {
            Some(tip) if Some(tip) != parent => self
                .line(tip, usize::MAX, |commit| commit == id)
                .is_ok_and(|line| line.base.is_some()),
            _ => false,
        };
        if !further {
            self.set_tip(id)?;
        }
        Ok(id)
    }

    /// Writes a commit with `files`, dated `second` seconds after 2000, and leaves our ref alone.
    pub(crate) fn write(
        &mut self,
        parent: Option<CommitId>,
        second: i64,
        files: &[commit::File<'_>],
    ) -> Result<CommitId, SyncError> {
        if let Some(parent) = parent {
            self.commit(parent)?;
        }
        let damaged = |error: git2::Error| damage(self.refname, &error);
        let parent = parent.map(CommitId::oid).transpose().map_err(damaged)?;
        let oid = commit::write(&self.repository, parent, second, files).map_err(damaged)?;
        // libgit2 makes each object and its folder durable, not the folder of that folder.
        disk::fsync_folder(&self.path.join("objects"))?;
        Ok(oid.into())
    }

    /// Walks from `tip` along the only parents until `known` says yes, at most `commits_max` far.
    ///
    /// # Errors
    /// `NotOurs` for a merge, for what is too long or is no commit; `CommitMissing`; `MirrorDamaged`.
    pub fn line(
        &self,
        tip: CommitId,
        commits_max: usize,
        known: impl Fn(CommitId) -> bool,
    ) -> Result<Line, SyncError> {
        let mut commits = Vec::new();
        let mut next = Some(tip);
        while let Some(id) = next {
            if known(id) {
                break;
            }
            if commits.len() >= commits_max {
                return Err(not_ours(id, Shape::TooLong));
            }
            commits.push(id);
            let commit = self.commit(id)?;
            if commit.parent_count() > 1 {
                return Err(not_ours(id, Shape::Merge));
            }
            next = commit.parent_ids().next().map(CommitId::from);
        }
        commits.reverse();
        Ok(Line {
            commits,
            base: next,
        })
    }

    /// What `commit` carries: its tree is checked first, then sizes, then the bytes are read.
    ///
    /// # Errors
    /// `NotOurs` for any other tree, `FileOversized`, `NotSealed`, `CommitMissing`, `MirrorDamaged`.
    pub fn read(&self, commit: CommitId) -> Result<Stored, SyncError> {
        let files = self.tree(commit)?;
        let (bundle, keyring) = match files.as_slice() {
            [bundle] => (bundle, None),
            [bundle, keyring] if keyring.name == KEYRING => (bundle, Some(keyring)),
            _ => return Err(not_ours(commit, Shape::Tree)),
        };
        if bundle.name != BUNDLE || files.iter().any(|file| !file.plain) {
            return Err(not_ours(commit, Shape::Tree));
        }
        let seal = |bytes| Sealed::read(bytes).map_err(|_| SyncError::NotSealed { commit });
        let mut bytes = self.blob(bundle, (BUNDLE_BYTES_MAX + REPAIR_BYTES) as u64)?;
        if self.refname.is_repair() {
            bytes.drain(..REPAIR_BYTES.min(bytes.len()));
        }
        let keyring = keyring.map(|file| self.blob(file, FILE_BYTES_MAX).and_then(seal));
        Ok(Stored {
            bundle: seal(bytes)?,
            keyring: keyring.transpose()?,
        })
    }

    /// The size of what `commit` adds, in bytes of bundle and keyring.
    pub(crate) fn bytes(&self, commit: CommitId) -> Result<u64, SyncError> {
        let mut sum = 0u64;
        for file in self.tree(commit)? {
            sum = sum.saturating_add(self.blob_bytes(&file)?);
        }
        Ok(sum)
    }

    /// The names in a commit's tree, without reading what they name.
    pub(crate) fn tree(&self, commit: CommitId) -> Result<Vec<objects::TreeFile>, SyncError> {
        let tree = self.commit(commit)?.tree_id();
        objects::read_tree(&self.repository, tree)
            .map_err(|error| damage(self.refname, &error))?
            .ok_or_else(|| not_ours(commit, Shape::Bloated))
    }

    /// The bytes of a file in a tree, at most `bytes_max`, its size looked at first.
    pub(crate) fn blob(
        &self,
        file: &objects::TreeFile,
        bytes_max: u64,
    ) -> Result<Vec<u8>, SyncError> {
        let bytes = self.blob_bytes(file)?;
        if bytes > bytes_max {
            return Err(SyncError::FileOversized {
                name: Words::new(&file.name).as_str().to_owned(),
                bytes,
                bytes_max,
            });
        }
        let blob = self.repository.find_blob(file.oid);
        let blob = blob.map_err(|error| damage(self.refname, &error))?;
        Ok(blob.content().to_vec())
    }

    fn blob_bytes(&self, file: &objects::TreeFile) -> Result<u64, SyncError> {
        let header = objects::is_whole(&self.repository, file.oid)
            .and_then(|()| self.repository.odb()?.read_header(file.oid));
        let (bytes, _) = header.map_err(|error| damage(self.refname, &error))?;
        Ok(bytes as u64)
    }

    pub(crate) fn commit(&self, id: CommitId) -> Result<git2::Commit<'_>, SyncError> {
        let damaged = |error: git2::Error| damage(self.refname, &error);
        let oid = id.oid().map_err(damaged)?;
        objects::is_whole(&self.repository, oid).map_err(damaged)?;
        let odb = self.repository.odb().map_err(damaged)?;
        let (bytes, kind) = match odb.read_header(oid) {
            Ok(header) => header,
            Err(error) if error.code() == ErrorCode::NotFound => {
                return Err(SyncError::CommitMissing {
                    refname: self.refname.to_string(),
                    commit: id,
                });
            }
            Err(error) => return Err(damaged(error)),
        };
        if kind != ObjectType::Commit {
            return Err(not_ours(id, Shape::NoCommit));
        }
        if bytes > COMMIT_BYTES_MAX {
            return Err(not_ours(id, Shape::Bloated));
        }
        self.repository.find_commit(oid).map_err(damaged)
    }

    /// Reads every object that our ref reaches; the first that cannot be read is an error.
    pub fn check(&self) -> Result<usize, SyncError> {
        let Some(tip) = self.tip()? else {
            return Ok(0);
        };
        let line = self.line(tip, usize::MAX, |_| false)?;
        for commit in &line.commits {
            for file in self.tree(*commit)? {
                self.blob(&file, u64::MAX)?;
            }
        }
        Ok(line.commits.len())
    }

    fn look_up(&self, name: &str) -> Result<Option<CommitId>, SyncError> {
        match self.repository.find_reference(name) {
            Ok(found) => Ok(found.target().map(CommitId::from)),
            Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
            Err(error) => Err(damage(self.refname, &error)),
        }
    }

    fn set(&mut self, name: &str, commit: CommitId) -> Result<(), SyncError> {
        self.commit(commit)?;
        let oid = commit.oid().map_err(|error| damage(self.refname, &error))?;
        let is_new = self.look_up(name)?.is_none();
        self.repository
            .reference(name, oid, true, "")
            .map_err(|error| damage(self.refname, &error))?;
        // libgit2 makes the ref and its folder durable, not a folder that it had to make.
        if is_new {
            disk::fsync_folder(&self.path.join("refs"))?;
        }
        Ok(())
    }

    /// How many packs and how many loose objects there are.
    fn counts(&self) -> Result<(usize, usize), SyncError> {
        let objects = self.path.join("objects");
        let (mut packs, mut loose) = (0, 0);
        for folder in disk::entries(&objects)? {
            let name = folder.file_name().and_then(|name| name.to_str());
            match name {
                Some("pack") => {
                    let is_pack = |path: &&PathBuf| path.extension().is_some_and(|e| e == "pack");
                    packs = disk::entries(&folder)?.iter().filter(is_pack).count();
                }
                Some(name) if name.len() == 2 => loose += disk::entries(&folder)?.len(),
                _ => {}
            }
        }
        Ok((packs, loose))
    }

    /// Writes all that our refs reach as one pack into the empty repository at `path`.
    fn repack_into(&self, path: &Path) -> Result<(), SyncError> {
        let damaged = |error: git2::Error| damage(self.refname, &error);
        let new = open_bare(path).map_err(damaged)?;
        let mut refs = Vec::new();
        for reference in self.repository.references().map_err(damaged)? {
            let reference = reference.map_err(damaged)?;
            if let (Ok(name), Some(oid)) = (reference.name(), reference.target()) {
                refs.push((name.to_owned(), oid));
            }
        }
        let mut pack = self.repository.packbuilder().map_err(damaged)?;
        let mut walk = self.repository.revwalk().map_err(damaged)?;
        for (_, oid) in &refs {
            walk.push(*oid).map_err(damaged)?;
        }
        pack.insert_walk(&mut walk).map_err(damaged)?;
        if pack.object_count() > 0 {
            pack.write(&path.join("objects/pack"), 0).map_err(damaged)?;
        }
        for (name, oid) in refs {
            new.reference(&name, oid, true, "").map_err(damaged)?;
        }
        Ok(())
    }
}

impl std::fmt::Debug for Mirror {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mirror({})", self.refname)
    }
}

/// A commit that is not one of ours by its shape.
pub(crate) fn not_ours(commit: CommitId, shape: Shape) -> SyncError {
    SyncError::NotOurs { commit, shape }
}

/// What git says about a mirror: the disk's fault where it names one, else damage.
pub(crate) fn damage(refname: RefName, error: &git2::Error) -> SyncError {
    objects::disk_fault(error).unwrap_or_else(|| SyncError::MirrorDamaged {
        refname: refname.to_string(),
        words: Words::from(error),
    })
}

/// Opens a mirror with its own configuration only: not the user's, not the system's.
pub(crate) fn open_bare(path: &Path) -> Result<git2::Repository, git2::Error> {
    let repository = git2::Repository::open_bare(path)?;
    let config = git2::Config::open(&path.join(CONFIG_NAME))?;
    repository.set_config(&config)?;
    Ok(repository)
}

fn offered_name(remote: &str) -> String {
    format!("refs/offered/{remote}")
}

/// Removes locks and temporary files of a killed run; only for the holder of the lock.
fn clean_repository(folder: &Path) -> Result<(), SyncError> {
    for path in disk::entries(folder)? {
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or("");
        let left = ["tmp_", "pack_git2_", ".tmp-"]
            .iter()
            .any(|p| name.starts_with(p))
            || path
                .extension()
                .is_some_and(|extension| extension == "lock");
        let is_folder = path.is_dir() && !path.is_symlink();
        if is_folder && name.starts_with("tmp_objdir-") {
            disk::remove_tree(&path)?;
        } else if is_folder {
            clean_repository(&path)?;
        } else if left {
            disk::remove_file(&path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
