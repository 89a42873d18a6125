//! A folder that an export fills: what stands there is ours to replace, or it is left alone.

use std::collections::HashSet;
use std::path::Path;
use std::path::PathBuf;

use crate::model::digest::Hashing;
use crate::model::id::EntryId;
use crate::model::id::RevId;
use crate::transfer::error::TransferError;
use crate::transfer::file;
use crate::transfer::file::Before;
use crate::transfer::file::Outcome;
use crate::transfer::out::ExportReport;
use crate::transfer::out::mirror::Mirror;

/// The entry of a file, and its revision.
pub type Of = (Option<EntryId>, Option<RevId>);

/// Where files go.
#[derive(Debug)]
pub struct Folder {
    dir: PathBuf,
    /// Whether each file is read back.
    check: bool,
    mirror: Option<Mirror>,
    /// Folders that are there, without what a killed export left in them.
    tidied: HashSet<PathBuf>,
}

impl Folder {
    /// A folder, made if absent. `check`: every file is read back and compared.
    pub fn open(dir: &Path, check: bool) -> Result<Self, TransferError> {
        file::make_folder(dir)?;
        file::remove_parts(dir);
        Ok(Self {
            dir: dir.to_owned(),
            check,
            mirror: None,
            tidied: HashSet::from([dir.to_owned()]),
        })
    }

    /// The same folder, kept as a mirror: what was written is remembered in it.
    #[must_use]
    pub fn mirrored(self, mirror: Mirror) -> Self {
        let mirror = Some(mirror);
        Self { mirror, ..self }
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Whose file a mirror wrote at `path`.
    pub(super) fn holder(&self, path: &Path) -> Option<EntryId> {
        self.mirror.as_ref().and_then(|mirror| mirror.holder(path))
    }

    /// Whether a mirror holds this revision of the entry, as it was written.
    pub fn has(&mut self, id: EntryId, revision: RevId, report: &mut ExportReport) -> bool {
        let dir = &self.dir;
        let held = self.mirror.as_mut();
        let Some(path) = held.and_then(|mirror| mirror.unchanged(dir, id, revision)) else {
            return false;
        };
        report.identical += 1;
        // A comparison reads it all the same.
        if self.check {
            let same = self
                .mirror
                .as_ref()
                .map(|mirror| mirror.is_as_written(dir, &path));
            match same {
                Some(Ok(true)) => report.checked += 1,
                _ => report.different.push(dir.join(&path)),
            }
        }
        true
    }

    /// Writes `bytes` at `path` below the folder, and counts what became of it. What stands there is
    /// replaced where `is_ours` says so of its bytes; in a mirror, where it is as it was written last.
    /// `of`: the entry that the file is made from, where it is one, and the revision where that alone
    /// says what is in it.
    pub fn put(
        &mut self,
        path: &Path,
        bytes: &[u8],
        is_ours: impl Fn(&[u8]) -> bool,
        of: Of,
        report: &mut ExportReport,
    ) -> Result<Outcome, TransferError> {
        let whole = self.dir.join(path);
        self.prepare(&whole)?;
        let written = self.mirror.as_ref().and_then(|mirror| mirror.digest(path));
        let outcome = match (&self.mirror, written) {
            (Some(_), Some(written)) => {
                file::write(&whole, bytes, |old| Hashing::of(old) == written)?
            }
            (Some(_), None) => file::write(&whole, bytes, |_| false)?,
            (None, _) => file::write(&whole, bytes, is_ours)?,
        };
        match outcome {
            Outcome::Written | Outcome::Updated => report.written += 1,
            Outcome::Identical => report.identical += 1,
            Outcome::Refused => {
                if let Some(mirror) = self.mirror.as_mut().filter(|_| written.is_some()) {
                    mirror.keep(path);
                    report.edited.push(whole);
                } else {
                    report.refused.push(whole);
                }
                return Ok(outcome);
            }
        }
        if let Some(mirror) = &mut self.mirror {
            mirror.put(&self.dir, path, bytes, of);
        }
        if self.check {
            match file::read(&whole)? {
                Before::File(read) if read == bytes => report.checked += 1,
                Before::File(_) | Before::Nothing | Before::Other => report.different.push(whole),
            }
        }
        Ok(outcome)
    }

    /// Ends the export: a mirror takes away what no entry belongs to any more, and the disk has all.
    pub fn finish(&mut self, report: &mut ExportReport) -> Result<(), TransferError> {
        if let Some(mirror) = &mut self.mirror {
            mirror.finish(&self.dir, report)?;
        }
        file::settle(&self.dir)
    }

    fn prepare(&mut self, path: &Path) -> Result<(), TransferError> {
        let Some(folder) = path.parent() else {
            return Ok(());
        };
        if self.tidied.contains(folder) {
            return Ok(());
        }
        if !folder.is_dir() {
            file::make_folder(folder)?;
        }
        file::remove_parts(folder);
        self.tidied.insert(folder.to_owned());
        Ok(())
    }
}
