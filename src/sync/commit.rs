//! Commits as diurnal makes them: named by what is in them, with nothing of the day or the machine.

use std::fmt;
use std::str::FromStr;

use crate::model::id::IdError;
use crate::model::id::from_hex;
use crate::sync::objects;

/// 2000-01-01T00:00:00Z, in seconds since 1970.
const EPOCH_S: i64 = 946_684_800;
/// The message of every commit.
const MESSAGE: &str = "diurnal\n";

/// A git object's name. A hint for exchange, never a proof: bundles are judged by their digests.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommitId(pub [u8; 20]);

impl CommitId {
    pub(crate) fn oid(self) -> Result<git2::Oid, git2::Error> {
        git2::Oid::from_bytes(&self.0)
    }

    /// The first four bytes; a repair chain is named for those of its first commit.
    pub fn head(&self) -> [u8; 4] {
        let [a, b, c, d, ..] = self.0;
        [a, b, c, d]
    }
}

impl From<git2::Oid> for CommitId {
    fn from(oid: git2::Oid) -> Self {
        let mut id = Self([0; 20]);
        for (to, from) in id.0.iter_mut().zip(oid.as_bytes()) {
            *to = *from;
        }
        id
    }
}

impl FromStr for CommitId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let mut id = Self([0; 20]);
        from_hex(text, &mut id.0).ok_or(IdError { digits: 40 })?;
        Ok(id)
    }
}

impl fmt::Display for CommitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::model::id::to_hex(&self.0))
    }
}

impl fmt::Debug for CommitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CommitId({self})")
    }
}

/// One file of a flat tree: its name and its bytes.
pub(crate) type File<'a> = (&'a str, &'a [u8]);

/// Writes blobs, tree and commit, all as plain files (100644), and returns the commit.
///
/// `second` is the commit's date in seconds since 2000; the same arguments give the same id.
pub(crate) fn write(
    repository: &git2::Repository,
    parent: Option<git2::Oid>,
    second: i64,
    files: &[File<'_>],
) -> Result<git2::Oid, git2::Error> {
    let mut tree = repository.treebuilder(None)?;
    for (name, bytes) in files {
        tree.insert(name, repository.blob(bytes)?, 0o100_644)?;
    }
    let tree = repository.find_tree(tree.write()?)?;
    let time = git2::Time::new(EPOCH_S.saturating_add(second), 0);
    let author = git2::Signature::new("diurnal", "diurnal@invalid", &time)?;
    let parent = parent
        .map(|oid| objects::find_commit(repository, oid))
        .transpose()?;
    let parents: Vec<&git2::Commit<'_>> = parent.iter().collect();
    repository.commit(None, &author, &author, MESSAGE, &tree, &parents)
}

/// The date of a commit in seconds since 2000.
pub(crate) fn second(commit: &git2::Commit<'_>) -> i64 {
    commit.time().seconds().saturating_sub(EPOCH_S)
}
