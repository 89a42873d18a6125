//! Exporting: every entry that is asked for, newest first, read object by object with bounded memory.

use std::collections::HashSet;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::keys::Keys;
use crate::journal::list;
use crate::journal::objects;
use crate::journal::types::ExportReport;
use crate::journal::types::Watch;
use crate::journal::versions;
use crate::model::catalogue::Place;
use crate::model::catalogue::Row;
use crate::model::entry::Entry;
use crate::model::id::EntryId;
use crate::model::id::RevId;
use crate::model::query::Filter;
use crate::model::revision::Revision;
use crate::store::Store;
use crate::transfer::file;
use crate::transfer::file::Outcome;
use crate::transfer::jsonl;
use crate::transfer::markdown;

/// What of a row an export needs: a tenth of its memory.
struct Wanted {
    id: EntryId,
    shown: RevId,
    place: Place,
    /// Where it has several heads.
    row: Option<Box<Row>>,
}

impl Journal {
    /// Writes a Markdown file an entry below `dir`, made if absent. An older export of the same entry is
    /// replaced, a file of other origin left alone and named. `check`: each file is read back and
    /// compared. Durable when it returns. Entries that cannot be read are named, the others written.
    pub fn export_markdown(
        &mut self,
        dir: &Path,
        filter: &Filter,
        check: bool,
        watch: &mut dyn Watch,
    ) -> Result<ExportReport, JournalError> {
        file::make_folder(dir)?;
        let mut report = ExportReport::default();
        let mut folders: HashSet<PathBuf> = HashSet::new();
        self.each_entry(filter, &mut report, watch, &mut |entry, report| {
            let folder = markdown::relative_path(entry);
            let folder = folder.parent().unwrap_or(Path::new(""));
            if !folders.contains(folder) {
                markdown::remove_leftovers(dir, entry);
                folders.insert(folder.to_owned());
            }
            let (path, outcome) = markdown::write_entry(dir, entry)?;
            match outcome {
                Outcome::Written | Outcome::Updated => report.written += 1,
                Outcome::Identical => report.identical += 1,
                Outcome::Refused => {
                    report.refused.push(path);
                    return Ok(());
                }
            }
            if check && markdown::check_entry(&path, entry)? {
                report.checked += 1;
            } else if check {
                report.different.push(path);
            }
            Ok(())
        })?;
        file::settle(dir)?;
        Ok(report)
    }

    /// Writes a line of JSON an entry to `to`. Entries that cannot be read are named, the others written.
    pub fn export_jsonl(
        &mut self,
        to: &mut dyn Write,
        filter: &Filter,
        watch: &mut dyn Watch,
    ) -> Result<ExportReport, JournalError> {
        let mut to = to;
        let mut report = ExportReport::default();
        self.each_entry(filter, &mut report, watch, &mut |entry, report| {
            jsonl::write_entry(&mut to, entry).map_err(JournalError::Write)?;
            report.written += 1;
            Ok(())
        })?;
        to.flush().map_err(JournalError::Write)?;
        Ok(report)
    }

    fn each_entry(
        &mut self,
        filter: &Filter,
        report: &mut ExportReport,
        watch: &mut dyn Watch,
        each: &mut dyn FnMut(&Entry, &mut ExportReport) -> Result<(), JournalError>,
    ) -> Result<(), JournalError> {
        let wanted = self.wanted(filter)?;
        let keys = self.keys()?;
        report.entries = wanted.len() as u64;
        let mut done = 0;
        for window in objects::windows(&wanted, |wanted| wanted.place) {
            let places: Vec<Place> = window.iter().map(|wanted| wanted.place).collect();
            let read = objects::revisions_at(&self.store, keys, &places);
            for (wanted, revision) in window.iter().zip(read) {
                match entry_of(&self.store, keys, wanted, revision) {
                    Ok(entry) => each(&entry, report)?,
                    Err(error) if error.is_damage() => report.unreadable.push(wanted.id),
                    Err(error) => return Err(error),
                }
                done += 1;
                if !watch.step("export", done, report.entries) {
                    return Err(JournalError::Stopped);
                }
            }
        }
        Ok(())
    }

    fn wanted(&mut self, filter: &Filter) -> Result<Vec<Wanted>, JournalError> {
        let mut wanted = Vec::new();
        self.each_row(&mut |row| {
            if filter.matches(&row.summary) {
                wanted.push(Wanted {
                    id: row.summary.id,
                    shown: row.shown,
                    place: row.place,
                    row: (row.heads.len() > 1).then(|| Box::new(row)),
                });
            }
            true
        })?;
        Ok(wanted)
    }
}

fn entry_of(
    store: &Store,
    keys: &Keys,
    wanted: &Wanted,
    revision: Result<Revision, JournalError>,
) -> Result<Entry, JournalError> {
    let revision = revision?;
    if revision.rev != wanted.shown {
        return Err(JournalError::LostRevision(wanted.shown));
    }
    if let Some(row) = &wanted.row {
        let shown = versions::shown(store, keys, row)?;
        return Ok(list::merged_of(revision, row, shown));
    }
    Ok(Entry {
        id: revision.id,
        content: revision.content,
        day: revision.day,
        heads: vec![revision.rev],
        revision: revision.rev,
        parents: revision.parents,
        written: revision.written,
        device: revision.device,
        deleted: revision.deleted,
        conflict: false,
        merged: false,
        revoked: None,
        extra: revision.extra,
    })
}
