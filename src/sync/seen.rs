//! The memory of one remote, kept outside the store: what it held when we last looked.
//!
//! A store that was restored from an old copy, or swapped, cannot tell that a remote went
//! backwards; this file can. It holds only ids, digests, numbers and times.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs::File;
use std::io;
use std::io::Read;
use std::path::Path;

use serde::Deserialize;
use serde::Serialize;

use crate::model::id::Digest;
use crate::model::id::StatementId;
use crate::model::id::VaultId;
use crate::sync::disk;
use crate::sync::error::SyncError;
use crate::sync::error::Words;

/// Longest memory that is read, in bytes: 300 devices with 100 chains each have a tenth of it.
const BYTES_MAX: u64 = 64 << 20;
/// The version of the file that this program writes.
const VERSION: u32 = 1;

/// What is remembered of a remote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The version of this file's form.
    diurnal: u32,
    /// Always `seen`.
    kind: Kind,
    /// The vault that it held.
    pub vault: VaultId,
    /// The number of the generation that leads there.
    pub generation: u32,
    /// The statement of that generation.
    pub generation_statement: StatementId,
    /// The heads of the statements that stood there when it was last written.
    pub statements: BTreeSet<StatementId>,
    /// What each chain held, by the short name of its ref.
    pub chains: BTreeMap<String, SeenChain>,
    /// When the last whole exchange ended, in ms since 1970.
    pub synced: Option<i64>,
}

/// What is remembered of one chain at one remote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenChain {
    /// The last bundle that the remote offered and that was judged good.
    pub seq: u64,
    /// Its digest.
    pub digest: Digest,
    /// The last bundle that the remote confirmed, by taking it or by offering it; never falls.
    pub confirmed: u64,
    /// When a bundle that we had not known came from this chain, in ms since 1970.
    pub heard: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Seen,
}

impl Seen {
    /// A memory of a remote that was never seen.
    pub fn new(vault: VaultId, generation: u32, generation_statement: StatementId) -> Self {
        Self {
            diurnal: VERSION,
            kind: Kind::Seen,
            vault,
            generation,
            generation_statement,
            statements: BTreeSet::new(),
            chains: BTreeMap::new(),
            synced: None,
        }
    }

    /// Reads a memory; `None` where there is none.
    ///
    /// # Errors
    /// `SeenUnreadable` where the file is damaged, too long or of a newer form; it is left as it is.
    pub fn load(path: &Path) -> Result<Option<Self>, SyncError> {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(SyncError::disk(path)(error)),
        };
        let mut bytes = Vec::new();
        let read = file.take(BYTES_MAX + 1).read_to_end(&mut bytes);
        read.map_err(SyncError::disk(path))?;
        let unreadable = |why: &str| SyncError::SeenUnreadable {
            path: path.to_path_buf(),
            why: Words::new(why),
        };
        if bytes.len() as u64 > BYTES_MAX {
            return Err(unreadable("it is too long"));
        }
        let seen: Self = serde_json::from_slice(&bytes).map_err(|e| unreadable(&e.to_string()))?;
        if seen.diurnal != VERSION {
            return Err(unreadable("it was written by a newer diurnal"));
        }
        Ok(Some(seen))
    }

    /// Writes the memory whole or not at all; durable on return.
    pub fn save(&self, path: &Path) -> Result<(), SyncError> {
        let bytes = serde_json::to_vec(self).map_err(|error| SyncError::Disk {
            path: path.to_path_buf(),
            source: error.into(),
        })?;
        disk::write_whole(path, &bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen() -> Seen {
        let mut seen = Seen::new(VaultId([1; 32]), 1, StatementId([2; 32]));
        let chain = SeenChain {
            seq: 7,
            digest: Digest([3; 32]),
            confirmed: 6,
            heard: Some(1_700_000_000_000),
        };
        seen.chains
            .insert("g1-00000000-1111111111111111".to_owned(), chain);
        seen
    }

    #[test]
    fn a_memory_reads_back_what_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("seen/origin.json");
        assert_eq!(Seen::load(&path).unwrap(), None);
        seen().save(&path).unwrap();
        let mut next = seen();
        next.synced = Some(5);
        next.save(&path).unwrap();
        assert_eq!(Seen::load(&path).unwrap(), Some(next));
        assert_eq!(disk::entries(path.parent().unwrap()).unwrap().len(), 1);
    }

    #[test]
    fn damage_is_said_and_nothing_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("origin.json");
        seen().save(&path).unwrap();
        let good = std::fs::read(&path).unwrap();
        for cut in [0, 1, good.len() / 2, good.len() - 1] {
            std::fs::write(&path, &good[..cut]).unwrap();
            assert_eq!(
                Seen::load(&path).unwrap_err().condition(),
                "seen-unreadable"
            );
        }
        let newer = String::from_utf8(good)
            .unwrap()
            .replace("\"diurnal\":1", "\"diurnal\":2");
        std::fs::write(&path, newer).unwrap();
        assert_eq!(
            Seen::load(&path).unwrap_err().condition(),
            "seen-unreadable"
        );
    }
}
