//! Reading rows and entries.

use std::collections::HashSet;

use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::catalogue;
use crate::journal::catalogue::Health;
use crate::journal::catalogue::Top;
use crate::journal::chains::Chains;
use crate::journal::objects;
use crate::journal::sync_state;
use crate::journal::types::Counts;
use crate::journal::versions;
use crate::model::catalogue::Row;
use crate::model::entry::Entry;
use crate::model::entry::Summary;
use crate::model::id::Digest;
use crate::model::id::EntryId;
use crate::model::id::RevId;
use crate::model::imported;
use crate::model::merge::Shown;
use crate::model::query::Filter;
use crate::model::revision;
use crate::model::revision::Revision;
use crate::model::stats::Counting;
use crate::model::stats::Stats;
use crate::sync::mirror::Mirrors;

impl Journal {
    /// Rows that pass `filter`, newest first (or oldest first), at most `limit` (0: all).
    pub fn list(
        &mut self,
        filter: &Filter,
        limit: usize,
        reverse: bool,
    ) -> Result<Vec<Summary>, JournalError> {
        let limit = if limit == 0 { usize::MAX } else { limit };
        let mut found = Vec::new();
        self.each_row(&mut |row| {
            if filter.matches(&row.summary) {
                found.push(row.summary);
            }
            reverse || found.len() < limit
        })?;
        if reverse {
            found.reverse();
            found.truncate(limit);
        }
        Ok(found)
    }

    /// One entry, whole.
    pub fn entry(&mut self, id: EntryId) -> Result<Entry, JournalError> {
        let row = self.row(id)?;
        let revision = objects::revision_at(&self.store, self.keys()?, row.place)?;
        if revision.rev != row.shown {
            return Err(JournalError::LostRevision(row.shown));
        }
        let members = &self.keys()?.members;
        let device = revision.device;
        let is_revoked = members.revoked.contains_key(&device);
        let revoked = is_revoked.then(|| members.device_name(device));
        let entry = if row.heads.len() < 2 {
            entry_of(revision, &row)
        } else {
            let shown = versions::shown(&self.store, self.keys()?, &row)?;
            merged_of(revision, &row, shown)
        };
        Ok(Entry { revoked, ..entry })
    }

    /// Entries whose heads stand side by side.
    pub fn conflicts(&mut self) -> Result<Vec<Summary>, JournalError> {
        let mut found = Vec::new();
        self.each_row(&mut |row| {
            if row.summary.conflict && !row.summary.deleted {
                found.push(row.summary);
            }
            true
        })?;
        Ok(found)
    }

    /// Tags with how many entries have them, most used first. Both kinds count: given, and in the text.
    pub fn tags(&mut self, filter: &Filter) -> Result<Vec<(String, u64)>, JournalError> {
        let mut counts: std::collections::HashMap<String, (String, u64)> =
            std::collections::HashMap::new();
        self.each_row(&mut |row| {
            if filter.matches(&row.summary) {
                for tag in row.summary.tags.iter().chain(&row.summary.text_tags) {
                    counts
                        .entry(crate::model::fold::fold(tag))
                        .or_insert_with(|| (tag.clone(), 0))
                        .1 += 1;
                }
            }
            true
        })?;
        Ok(most_used(counts.into_values().collect()))
    }

    /// The numbers of the entries that pass `filter` and are not deleted, day by day.
    pub fn stats(&mut self, filter: &Filter) -> Result<Stats, JournalError> {
        let mut counting = Counting::default();
        self.each_row_seen(&mut |row| {
            if filter.matches(&row.summary) {
                counting.add(&row.summary);
            }
            true
        })?;
        Ok(counting.finish())
    }

    /// Journals with how many entries they have, most used first.
    pub fn journals(&mut self) -> Result<Vec<(String, u64)>, JournalError> {
        let mut counts: std::collections::HashMap<String, u64> = std::collections::HashMap::new();
        self.each_row(&mut |row| {
            if !row.summary.deleted {
                *counts.entry(row.summary.journal).or_default() += 1;
            }
            true
        })?;
        Ok(most_used(counts.into_iter().collect()))
    }

    /// How much there is.
    pub fn counts(&mut self) -> Result<Counts, JournalError> {
        Ok(self.counts_and_digest()?.0)
    }

    /// How much there is, and the SHA-256 over the sorted names of all revisions.
    pub fn counts_and_digest(&mut self) -> Result<(Counts, Digest), JournalError> {
        let mut counts = Counts::default();
        let mut revs: Vec<RevId> = Vec::new();
        self.each_row(&mut |row| {
            counts.revisions += row.n_revisions() as u64;
            revs.extend(row.revisions().into_iter().map(|(rev, _)| rev));
            if row.summary.deleted {
                counts.deleted += 1;
            } else {
                counts.entries += 1;
                counts.words += u64::from(row.summary.words);
                counts.attachments += u64::from(row.summary.n_files);
                counts.conflicts += u64::from(row.summary.conflict);
            }
            true
        })?;
        counts.inbox = self.store.inbox_count()?;
        counts.unsynced = self.unsealed()?.len() as u64;
        Ok((counts, digest(revs)))
    }

    /// Whether another process wrote since all rows were read.
    pub fn changed_elsewhere(&mut self) -> Result<bool, JournalError> {
        let version = self.store.data_version()?;
        Ok(self.rows.as_ref().is_some_and(|(read, _)| *read != version))
    }

    /// Calls `each` with every row, newest first, until it returns false.
    pub(super) fn each_row(
        &mut self,
        each: &mut dyn FnMut(Row) -> bool,
    ) -> Result<(), JournalError> {
        if !self.changed_elsewhere()?
            && let Some((_, rows)) = &self.rows
        {
            self.keys()?;
            for row in rows {
                if !each(row.clone()) {
                    break;
                }
            }
            return Ok(());
        }
        self.read_rows(&|_| true, each)
    }

    /// The same of the rows whose line is `wanted`, and perhaps of others.
    pub(super) fn each_row_of(
        &mut self,
        wanted: &dyn Fn(&str) -> bool,
        each: &mut dyn FnMut(Row) -> bool,
    ) -> Result<(), JournalError> {
        if self.rows.is_some() && !self.changed_elsewhere()? {
            return self.each_row(each);
        }
        self.read_rows(wanted, each)
    }

    /// The same, but rows that are in memory are only lent.
    pub(super) fn each_row_seen(
        &mut self,
        each: &mut dyn FnMut(&Row) -> bool,
    ) -> Result<(), JournalError> {
        if !self.changed_elsewhere()?
            && let Some((_, rows)) = &self.rows
        {
            self.keys()?;
            rows.iter().all(each);
            return Ok(());
        }
        self.read_rows(&|_| true, &mut |row| each(&row))
    }

    fn read_rows(
        &mut self,
        wanted: &dyn Fn(&str) -> bool,
        each: &mut dyn FnMut(Row) -> bool,
    ) -> Result<(), JournalError> {
        // Rows that were seen before damage showed are not to be seen again after the rebuilding.
        let mut seen = HashSet::new();
        let mut fresh = |row: Row| !seen.insert(row.summary.id) || each(row);
        for attempt in 0..2 {
            let top = self.top()?;
            let (store, keys) = (&self.store, self.keys()?);
            let health = catalogue::newest_first_of(store, keys, &top, wanted, &mut fresh)?;
            if health == Health::Fit {
                return Ok(());
            }
            if attempt == 0 {
                self.rebuild_catalogue()?;
            }
        }
        let survey = catalogue::survey(&self.store, self.keys()?, &mut |_, _| true)?;
        let mut rows: Vec<Row> = survey.rows.into_values().collect();
        rows.sort_by_cached_key(Row::key);
        for row in rows {
            if !fresh(row) {
                break;
            }
        }
        Ok(())
    }

    /// Keeps all rows in memory, so that the screens need not read them again.
    pub fn load_rows(&mut self) -> Result<(), JournalError> {
        let version = self.store.data_version()?;
        if self.rows.as_ref().is_some_and(|(read, _)| *read == version) {
            return Ok(());
        }
        self.rows = None;
        let mut rows = Vec::new();
        self.each_row(&mut |row| {
            rows.push(row);
            true
        })?;
        self.rows = Some((self.store.data_version()?, rows));
        Ok(())
    }

    /// The row of an entry.
    pub(super) fn row(&mut self, id: EntryId) -> Result<Row, JournalError> {
        if !self.changed_elsewhere()?
            && let Some((_, rows)) = &self.rows
        {
            let found = rows.iter().find(|row| row.summary.id == id).cloned();
            return found.ok_or_else(|| JournalError::NotFound(id.to_string()));
        }
        let mut rows = self.rows_beginning(&id.to_string())?;
        rows.pop()
            .ok_or_else(|| JournalError::NotFound(id.to_string()))
    }

    /// The rows of all entries whose ids begin with these digits, in no order.
    pub(super) fn rows_beginning(&mut self, digits: &str) -> Result<Vec<Row>, JournalError> {
        for attempt in 0..2 {
            let top = self.top()?;
            if let Some(found) = self.found.as_ref().and_then(|found| found.is(&top, digits)) {
                return Ok(vec![found]);
            }
            let rows = catalogue::find_beginning(&self.store, self.keys()?, &top, digits)?;
            if let Some(rows) = rows {
                self.found = Found::of(&top, &rows);
                return Ok(rows);
            }
            if attempt == 0 {
                self.rebuild_catalogue()?;
            }
        }
        // A store that cannot be written keeps its damaged catalogue.
        let survey = catalogue::survey(&self.store, self.keys()?, &mut |_, _| true)?;
        let mut rows: Vec<Row> = survey.rows.into_values().collect();
        rows.retain(|row| row.summary.id.to_string().starts_with(digits));
        Ok(rows)
    }

    /// One revision of an entry.
    pub(super) fn revision(&mut self, id: EntryId, rev: RevId) -> Result<Revision, JournalError> {
        let place = self
            .row(id)?
            .place_of(rev)
            .ok_or(JournalError::LostRevision(rev))?;
        let revision = objects::revision_at(&self.store, self.keys()?, place)?;
        if revision.rev == rev {
            Ok(revision)
        } else {
            Err(JournalError::LostRevision(rev))
        }
    }

    /// Own revisions that are in no bundle yet, with the number of their object.
    pub(super) fn unsealed(&self) -> Result<Vec<(RevId, EntryId)>, JournalError> {
        let keys = self.keys()?;
        if Chains::load(&self.store, keys)?.is_to_compare(keys) {
            return self.unpublished();
        }
        let mut found = Vec::new();
        for seq in self
            .store
            .objects_after(sync_state::sealed_to_now(&self.store, keys)?)?
        {
            // One that does not open can be sent to nobody; `verify --local` names it.
            let object = match objects::open(&self.store, keys, seq) {
                Err(error) if error.is_damage() => continue,
                object => object?,
            };
            if is_own(&object) {
                for item in objects::revisions(&object, seq) {
                    let (revision, _) = item?;
                    found.push((revision.rev, revision.id));
                }
            }
        }
        Ok(found)
    }
}

impl Journal {
    /// The same where it is not known yet what stands in the chains of a generation that was gone over to.
    fn unpublished(&self) -> Result<Vec<(RevId, EntryId)>, JournalError> {
        let keys = self.keys()?;
        let mut published: HashSet<RevId> = HashSet::new();
        let mirrors = Mirrors::open(&self.places.mirror)?;
        let read = self.each_published(&mirrors, &mut |line| {
            published.extend(revision::name(line).ok());
        });
        // What a mirror does not give is sent again.
        if !matches!(read, Ok(()) | Err(JournalError::Sync(_))) {
            read?;
        }
        let mut found = Vec::new();
        for seq in self.store.objects_after(0)? {
            let object = match objects::open(&self.store, keys, seq) {
                Err(error) if error.is_damage() => continue,
                object => object?,
            };
            for (line, _) in objects::lines(&object, seq) {
                let named = revision::name(line).ok().zip(revision::entry_of(line));
                if let Some((rev, id)) = named
                    && !keys.members.purges.has(id)
                    && published.insert(rev)
                {
                    found.push((rev, id));
                }
            }
        }
        Ok(found)
    }
}

/// The row that was looked for last, since who looks an entry up by the first digits of its id mostly
/// reads it next.
#[derive(Debug)]
pub(super) struct Found {
    /// The stamp of level 0 then: each change of the catalogue gives it another.
    stamp: String,
    row: Row,
}

impl Found {
    fn of(top: &Top, rows: &[Row]) -> Option<Self> {
        let [row] = rows else {
            return None;
        };
        let stamp = top.about.stamp.clone();
        (!stamp.is_empty()).then(|| Self {
            stamp,
            row: row.clone(),
        })
    }

    /// The row, if that is the one with this whole id, and nothing was written since.
    fn is(&self, top: &Top, digits: &str) -> Option<Row> {
        let same = self.stamp == top.about.stamp && self.row.summary.id.to_string() == digits;
        same.then(|| self.row.clone())
    }
}

/// Whether an object's revisions are ours to send: not from a bundle, nor folded from some.
pub(super) fn is_own(object: &crate::crypto::seal::Object) -> bool {
    object.header.kind != crate::crypto::object::Kind::Bundle && !object.header.pulled
}

/// The vault's digest: SHA-256 over the sorted names of its revisions.
pub(super) fn digest(mut revs: Vec<RevId>) -> Digest {
    revs.sort_unstable();
    revs.dedup();
    let bytes: Vec<u8> = revs.iter().flat_map(|rev| rev.0).collect();
    crate::crypto::identity::sha256(&bytes)
}

fn entry_of(revision: Revision, row: &Row) -> Entry {
    Entry {
        id: revision.id,
        content: revision.content,
        day: revision.day,
        heads: row.heads.clone(),
        revision: revision.rev,
        parents: revision.parents,
        written: revision.written,
        device: revision.device,
        deleted: revision.deleted,
        conflict: row.summary.conflict,
        merged: false,
        revoked: None,
        extra: imported::without(revision.extra),
    }
}

/// The entry with what its heads say together; `revision` is the one that the row names.
pub(super) fn merged_of(revision: Revision, row: &Row, shown: Shown) -> Entry {
    Entry {
        content: shown.said.content,
        day: shown.said.day,
        extra: shown.said.extra,
        deleted: shown.deleted,
        conflict: shown.conflict,
        merged: !shown.conflict && !shown.deleted,
        ..entry_of(revision, row)
    }
}

fn most_used(mut counts: Vec<(String, u64)>) -> Vec<(String, u64)> {
    counts.sort_by(|(a, n), (b, m)| m.cmp(n).then_with(|| a.cmp(b)));
    counts
}
