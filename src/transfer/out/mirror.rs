//! What an export wrote into a folder before: so that only what changed is written again, and what
//! its owner changed by hand is told from what diurnal wrote.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::fs;
use std::io::Write;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::path::PathBuf;

use serde::Deserialize;
use serde::Serialize;

use crate::model::digest::Hashing;
use crate::model::id::Digest;
use crate::model::id::EntryId;
use crate::model::id::RevId;
use crate::model::id::VaultId;
use crate::transfer::error::TransferError;
use crate::transfer::file;
use crate::transfer::file::Before;
use crate::transfer::file::Whole;
use crate::transfer::out::ExportReport;
use crate::transfer::out::folder::Of;

/// The file in which a mirror remembers what was written.
pub const LIST_NAME: &str = ".diurnal-mirror.json";
/// The form of that file.
const EDITION: u32 = 1;

/// What was written into a folder.
#[derive(Debug)]
pub struct Mirror {
    vault: VaultId,
    form: String,
    /// What was written before, by its path below the folder.
    before: BTreeMap<PathBuf, Written>,
    /// Which of these files an entry has.
    by_entry: HashMap<EntryId, PathBuf>,
    now: BTreeMap<PathBuf, Written>,
}

/// A file as it was written.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Written {
    sha256: Digest,
    /// The entry that it was made from, where it was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    entry: Option<EntryId>,
    /// The revision, where it alone says what is in the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    revision: Option<RevId>,
    /// Length in bytes, and the time of its last change in nanoseconds: as long as both are the
    /// same, it need not be read to be known.
    #[serde(default)]
    stamp: Option<(u64, i64, i64)>,
}

#[derive(Serialize, Deserialize)]
struct List {
    edition: u32,
    vault: VaultId,
    form: String,
    files: BTreeMap<PathBuf, Written>,
}

impl Mirror {
    /// Reads what the mirror at `dir` remembers; nothing where it is new. `form` says how its files are
    /// made: a mirror has one form. An error where it belongs to another vault or form, where
    /// it cannot be read, or where a folder with other things in it is no mirror yet.
    pub fn open(dir: &Path, vault: VaultId, form: &str) -> Result<Self, TransferError> {
        let path = dir.join(LIST_NAME);
        let not = |why: &'static str| TransferError::NotAMirror {
            path: dir.to_owned(),
            why,
        };
        let before = match file::read(&path)? {
            Before::Nothing => BTreeMap::new(),
            Before::Other => return Err(not("its list is no file")),
            Before::File(bytes) => {
                let list: List =
                    serde_json::from_slice(&bytes).map_err(|_| not("its list is damaged"))?;
                if list.edition != EDITION {
                    return Err(not("its list is of a newer diurnal"));
                }
                if list.vault != vault {
                    return Err(not("it mirrors another vault"));
                }
                if list.form != form {
                    return Err(not("its files were made in another form"));
                }
                if !list.files.keys().all(|path| is_below(path)) {
                    return Err(not("its list names places outside of it"));
                }
                list.files
            }
        };
        let entries = before
            .iter()
            .filter_map(|(path, written)| Some((written.entry?, path.clone())));
        Ok(Self {
            vault,
            form: form.to_owned(),
            by_entry: entries.collect(),
            before,
            now: BTreeMap::new(),
        })
    }

    /// Whose file stands at `path`: one of this export, or one before it that has not come yet.
    pub(super) fn holder(&self, path: &Path) -> Option<EntryId> {
        let written = self.now.get(path).or_else(|| self.before.get(path));
        written.and_then(|written| written.entry)
    }

    /// The digest of what was written at `path`, in this export or before it.
    pub(super) fn digest(&self, path: &Path) -> Option<Digest> {
        let written = self.now.get(path).or_else(|| self.before.get(path));
        written.map(|written| written.sha256)
    }

    /// The file of this revision, where it is as it was written: the same length and time of change.
    pub(super) fn unchanged(
        &mut self,
        dir: &Path,
        id: EntryId,
        revision: RevId,
    ) -> Option<PathBuf> {
        let path = self.by_entry.get(&id)?;
        let written = self.before.get(path)?;
        if written.revision != Some(revision) || written.stamp != stamp(&dir.join(path)) {
            return None;
        }
        written.stamp?;
        self.now.insert(path.clone(), written.clone());
        Some(path.clone())
    }

    /// Whether the file at `path` has the bytes that were written.
    pub(super) fn is_as_written(&self, dir: &Path, path: &Path) -> Result<bool, TransferError> {
        Ok(match file::read(&dir.join(path))? {
            Before::File(bytes) => self.digest(path) == Some(Hashing::of(&bytes)),
            Before::Nothing | Before::Other => false,
        })
    }

    /// Remembers what was written at `path`.
    pub(super) fn put(&mut self, dir: &Path, path: &Path, bytes: &[u8], (entry, revision): Of) {
        let written = Written {
            sha256: Hashing::of(bytes),
            entry,
            revision,
            stamp: stamp(&dir.join(path)),
        };
        self.now.insert(path.to_owned(), written);
    }

    /// Goes on remembering what was written at `path` before: its owner changed it.
    pub(super) fn keep(&mut self, path: &Path) {
        if let Some(written) = self.before.get(path) {
            let stamp = None;
            let kept = Written {
                stamp,
                ..written.clone()
            };
            self.now.insert(path.to_owned(), kept);
        }
    }

    /// Takes away files that no entry belongs to any more, but none that somebody changed, and
    /// writes the list.
    pub(super) fn finish(
        &mut self,
        dir: &Path,
        report: &mut ExportReport,
    ) -> Result<(), TransferError> {
        let gone: Vec<PathBuf> = self
            .before
            .keys()
            .filter(|path| !self.now.contains_key(*path))
            .cloned()
            .collect();
        for path in gone {
            let whole = dir.join(&path);
            match file::read(&whole)? {
                Before::Nothing => {}
                _ if self.is_as_written(dir, &path)? => {
                    fs::remove_file(&whole).map_err(|source| TransferError::io(&whole, source))?;
                    remove_empty(dir, &path);
                    report.removed += 1;
                }
                Before::File(_) | Before::Other => {
                    self.keep(&path);
                    report.edited.push(whole);
                }
            }
        }
        self.write_list(dir)
    }

    fn write_list(&self, dir: &Path) -> Result<(), TransferError> {
        let path = dir.join(LIST_NAME);
        let list = List {
            edition: EDITION,
            vault: self.vault,
            form: self.form.clone(),
            files: self.now.clone(),
        };
        let mut whole = Whole::create(&path)?;
        let failed = |source| TransferError::io(&path, source);
        let json = serde_json::to_vec(&list).map_err(|error| failed(error.into()))?;
        whole.write_all(&json).map_err(failed)?;
        whole.finish_over()
    }
}

/// Whether `path` leads to something below the folder that it begins at.
fn is_below(path: &Path) -> bool {
    let mut parts = path.components();
    path.file_name().is_some() && parts.all(|part| matches!(part, std::path::Component::Normal(_)))
}

/// Length and time of the last change of the file at `path`.
fn stamp(path: &Path) -> Option<(u64, i64, i64)> {
    let meta = fs::symlink_metadata(path)
        .ok()
        .filter(fs::Metadata::is_file)?;
    Some((meta.len(), meta.mtime(), meta.mtime_nsec()))
}

/// Removes the folders above `path` that have nothing in them any more, up to `dir`.
fn remove_empty(dir: &Path, path: &Path) {
    for folder in path.ancestors().skip(1) {
        if folder.as_os_str().is_empty() || fs::remove_dir(dir.join(folder)).is_err() {
            return;
        }
    }
}
