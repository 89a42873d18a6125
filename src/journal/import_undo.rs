//! Taking an import back: what it made new is deleted, what it changed says again what it said, each as
//! the next version, so that every version stays. What somebody changed since is left, and named.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::collections::HashSet;

use serde::Serialize;

use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::objects;
use crate::journal::save::Writer;
use crate::journal::types::Watch;
use crate::model::catalogue::Place;
use crate::model::catalogue::Row;
use crate::model::entry::Content;
use crate::model::id::EntryId;
use crate::model::id::RevId;
use crate::model::imported;
use crate::model::imported::Mark;
use crate::model::limits::SEGMENT_BYTES;
use crate::model::revision::Extra;
use crate::model::revision::Fields;
use crate::model::revision::Revision;
use crate::model::time::Day;
use crate::model::time::Timestamp;

/// How many entries one transaction takes at most, and how many bytes of their versions.
const ENTRIES_MAX: usize = 2048;
const BYTES_MAX: u64 = 16 << 20;

/// An import that left versions here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// Its id.
    pub id: String,
    /// The form that was read.
    pub form: String,
    /// When its first version was written, in milliseconds since 1970.
    pub written: Timestamp,
    /// The entries that it made or changed.
    pub entries: u64,
    /// Those that are still as it left them.
    pub standing: u64,
}

/// What became of the entries of an import that was taken back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct UndoReport {
    /// The import.
    pub id: String,
    /// Entries that it had made, and that are deleted now.
    pub deleted: u64,
    /// Entries that say again what they said before it.
    pub restored: u64,
    /// Entries that were deleted already.
    pub gone: u64,
    /// Entries that were changed since, and left as they are.
    pub left: Vec<EntryId>,
}

/// What is known of an entry before its versions are read.
struct Slim {
    id: EntryId,
    heads: Vec<RevId>,
    revisions: Vec<(RevId, Place)>,
}

/// What an undo does to an entry.
enum Step {
    /// Nothing: it is none of that import, or was taken back already.
    Nothing,
    /// It is deleted already.
    Gone,
    /// Somebody changed it since.
    Left,
    /// This version is deleted.
    Delete(Box<Revision>),
    /// What stood before is said again after the version with that name.
    Restore(RevId, Box<Revision>),
}

impl Journal {
    /// The imports whose versions are here, the oldest first.
    pub fn imports(&mut self) -> Result<Vec<Imported>, JournalError> {
        let mut found: BTreeMap<String, Imported> = BTreeMap::new();
        for part in parts(self.slim_rows()?) {
            let read = self.read_all(&part)?;
            for (slim, revisions) in part.iter().zip(read) {
                let mut seen = HashSet::new();
                for revision in revisions.values() {
                    let Some(mark) = Mark::of(&revision.extra) else {
                        continue;
                    };
                    let first = seen.insert(mark.id.clone());
                    let import = found.entry(mark.id.clone()).or_insert_with(|| Imported {
                        id: mark.id,
                        form: mark.form,
                        written: revision.written,
                        entries: 0,
                        standing: 0,
                    });
                    import.written = import.written.min(revision.written);
                    import.entries += u64::from(first);
                    let is_head = slim.heads == [revision.rev];
                    import.standing += u64::from(is_head);
                }
            }
        }
        let mut imports: Vec<Imported> = found.into_values().collect();
        imports.sort_by(|a, b| (a.written, &a.id).cmp(&(b.written, &b.id)));
        Ok(imports)
    }

    /// Takes back the import that `id` begins, or the last one that left anything as it was.
    ///
    /// # Errors
    ///
    /// [`JournalError::NoImport`] where there is none, or more than one. Stopped by the watcher, what
    /// was taken back stays so, and the same undo goes on from there.
    pub fn undo_import(
        &mut self,
        id: Option<&str>,
        dry: bool,
        watch: &mut dyn Watch,
    ) -> Result<UndoReport, JournalError> {
        self.keys()?.may_write()?;
        let id = self.import_called(id)?;
        let mut report = UndoReport {
            id: id.clone(),
            ..UndoReport::default()
        };
        let rows = self.slim_rows()?;
        let total = rows.len() as u64;
        let mut done = 0;
        for part in parts(rows) {
            let read = self.read_all(&part)?;
            let mut made = Vec::new();
            for (slim, revisions) in part.iter().zip(read) {
                let now = (self.outside.now)();
                match step(&id, slim, &revisions) {
                    Step::Nothing => {}
                    Step::Gone => report.gone += 1,
                    Step::Left => report.left.push(slim.id),
                    Step::Delete(last) => {
                        made.push(self.next(&id, last.rev, &last, true, now)?);
                        report.deleted += 1;
                    }
                    Step::Restore(head, before) => {
                        made.push(self.next(&id, head, &before, before.deleted, now)?);
                        report.restored += 1;
                    }
                }
            }
            if !dry {
                self.write_all(&made)?;
            }
            done += part.len() as u64;
            if !watch.step("undo", done, total) {
                return Err(JournalError::Stopped);
            }
        }
        Ok(report)
    }

    fn import_called(&mut self, id: Option<&str>) -> Result<String, JournalError> {
        let mut imports = self.imports()?;
        if let Some(id) = id {
            imports.retain(|import| !id.is_empty() && import.id.starts_with(id));
        } else {
            imports.retain(|import| import.standing > 0);
            imports.drain(..imports.len().saturating_sub(1));
        }
        let one = imports.pop().filter(|_| imports.is_empty());
        let wanted = id.map(str::to_owned);
        let none = || wanted.map_or(JournalError::NoImports, JournalError::NoImport);
        Ok(one.ok_or_else(none)?.id)
    }

    fn slim_rows(&mut self) -> Result<Vec<Slim>, JournalError> {
        let mut rows = Vec::new();
        self.each_row(&mut |row: Row| {
            rows.push(Slim {
                id: row.summary.id,
                revisions: row.revisions(),
                heads: row.heads,
            });
            true
        })?;
        Ok(rows)
    }

    /// Every version of these entries; what is damaged is left out.
    fn read_all(&mut self, part: &[Slim]) -> Result<Vec<HashMap<RevId, Revision>>, JournalError> {
        let keys = self.keys()?;
        let places = part.iter().flat_map(|slim| &slim.revisions);
        let places: Vec<Place> = places.map(|(_, place)| *place).collect();
        let mut read = Vec::with_capacity(places.len());
        for window in objects::windows(&places, |place| *place) {
            read.extend(objects::revisions_at(&self.store, keys, window));
        }
        let mut read = read.into_iter();
        let mut all = Vec::with_capacity(part.len());
        for slim in part {
            let mut revisions = HashMap::new();
            for found in read.by_ref().take(slim.revisions.len()) {
                match found {
                    Ok(revision) => {
                        revisions.insert(revision.rev, revision);
                    }
                    Err(error) if error.is_damage() => {}
                    Err(error) => return Err(error),
                }
            }
            all.push(revisions);
        }
        Ok(all)
    }

    /// The next version after `head`, which says what `says` said.
    fn next(
        &self,
        import: &str,
        head: RevId,
        says: &Revision,
        deleted: bool,
        written: Timestamp,
    ) -> Result<Revision, JournalError> {
        let mut extra: Extra = says.extra.clone();
        if deleted && !says.deleted {
            imported::forget(&mut extra);
        }
        imported::put_undone(import, &mut extra);
        let (content, day): (&Content, Day) = (&says.content, says.day);
        let fields = Fields {
            id: says.id,
            parents: &[head],
            content,
            day,
            written,
            device: self.keys()?.device(),
            deleted,
            extra: &extra,
        };
        Ok(Revision::write(&fields, self.outside.random())?)
    }

    fn write_all(&mut self, made: &[Revision]) -> Result<(), JournalError> {
        if made.is_empty() {
            return Ok(());
        }
        let outside = self.outside;
        let keys = self.keys.as_ref().ok_or(JournalError::Locked)?;
        let change = self.store.change()?;
        let mut writer = Writer::begin(&change, keys, &outside)?;
        writer.fetch_all(&made.iter().map(|revision| revision.id).collect())?;
        let mut segment: Vec<&Revision> = Vec::new();
        let mut bytes = 0;
        for revision in made {
            if bytes + revision.line().len() > SEGMENT_BYTES {
                writer.put_segment(&std::mem::take(&mut segment), false)?;
                bytes = 0;
            }
            bytes += revision.line().len();
            segment.push(revision);
        }
        writer.put_segment(&segment, false)?;
        writer.end()?;
        change.commit()?;
        self.forget_rows();
        Ok(())
    }
}

/// What taking back the import `id` does to an entry.
fn step(id: &str, slim: &Slim, revisions: &HashMap<RevId, Revision>) -> Step {
    let made = |revision: &Revision| Mark::of(&revision.extra).is_some_and(|mark| mark.id == id);
    if !revisions.values().any(made) {
        return Step::Nothing;
    }
    let [head] = slim.heads.as_slice() else {
        return Step::Left;
    };
    let Some(last) = revisions.get(head) else {
        return Step::Left;
    };
    if !made(last) {
        return match (last.deleted, imported::is_undone(&last.extra)) {
            (_, true) => Step::Nothing,
            (true, false) => Step::Gone,
            (false, false) => Step::Left,
        };
    }
    // One import may have said several things of an entry, and an undo of a later one what it said.
    let begins = |revision: &&Revision| {
        let goes_on = |parent| revisions.get(parent).is_some_and(made);
        made(revision)
            && !imported::is_undone(&revision.extra)
            && !revision.parents.iter().any(goes_on)
    };
    let mut firsts = revisions.values().filter(begins);
    let (Some(first), None) = (firsts.next(), firsts.next()) else {
        return Step::Left;
    };
    match first.parents.as_slice() {
        [] if last.deleted => Step::Gone,
        [] => Step::Delete(Box::new(last.clone())),
        [parent] => match revisions.get(parent) {
            Some(before) => Step::Restore(*head, Box::new(before.clone())),
            None => Step::Left,
        },
        // What several versions said together is no version that could be said again.
        _ => Step::Left,
    }
}

/// Entries in parts that one transaction takes.
fn parts(rows: Vec<Slim>) -> Vec<Vec<Slim>> {
    let mut parts: Vec<Vec<Slim>> = Vec::new();
    let mut bytes = 0;
    for slim in rows {
        let own: u64 = slim.revisions.iter().map(|(_, place)| place.2).sum();
        match parts.last_mut() {
            Some(part) if part.len() < ENTRIES_MAX && bytes + own <= BYTES_MAX => {
                bytes += own;
                part.push(slim);
            }
            _ => {
                bytes = own;
                parts.push(vec![slim]);
            }
        }
    }
    parts
}
