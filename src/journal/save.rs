//! Saving: one revision, one object, one row, one transaction.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::collections::HashSet;

use crate::crypto::object::Header;
use crate::crypto::object::Kind;
use crate::crypto::seal;
use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::catalogue;
use crate::journal::catalogue::Top;
use crate::journal::catalogue::Update;
use crate::journal::keys::Keys;
use crate::journal::objects;
use crate::journal::types::Saved;
use crate::journal::versions;
use crate::model::catalogue::Place;
use crate::model::catalogue::Row;
use crate::model::entry::Content;
use crate::model::entry::Draft;
use crate::model::id::EntryId;
use crate::model::id::RevId;
use crate::model::imported;
use crate::model::merge::Said;
use crate::model::outside::Outside;
use crate::model::revision;
use crate::model::revision::Extra;
use crate::model::revision::Fields;
use crate::model::revision::Revision;
use crate::model::time::Day;
use crate::store::Change;

impl Journal {
    /// Saves a draft as a revision of its entry; durable when it returns.
    ///
    /// A draft that says what its only parent says already is not written again.
    pub fn save(&mut self, draft: &Draft) -> Result<Saved, JournalError> {
        revision::check(&draft.content)?;
        if draft.parents.is_empty() {
            return self.save_new(draft);
        }
        let saved = self.save_version(draft.id, &draft.parents, &draft.content, false);
        // Its versions cannot be found any more: it is said why.
        let is_purged = self.keys()?.members.purges.has(draft.id);
        saved.map_err(|error| {
            if is_purged {
                JournalError::Purged(draft.id)
            } else {
                error
            }
        })
    }

    /// Deletes an entry: a revision too, and `undelete` takes it back.
    pub fn delete(&mut self, id: EntryId) -> Result<Saved, JournalError> {
        let entry = self.entry(id)?;
        self.save_version(id, &entry.heads, &entry.content, true)
    }

    /// Takes a deletion back.
    pub fn undelete(&mut self, id: EntryId) -> Result<Saved, JournalError> {
        let entry = self.entry(id)?;
        self.save_version(id, &entry.heads, &entry.content, false)
    }

    /// Saves the first version of an entry. A draft saved twice under one id becomes its next version.
    pub(super) fn save_new(&mut self, draft: &Draft) -> Result<Saved, JournalError> {
        let day = draft.content.at.day(self.day_start());
        self.store_revision(draft.id, &[], &draft.content, false, &Extra::new(), day)
    }

    pub(super) fn save_version(
        &mut self,
        id: EntryId,
        parents: &[RevId],
        content: &Content,
        deleted: bool,
    ) -> Result<Saved, JournalError> {
        self.save_with(id, parents, content, deleted, None)
    }

    /// As [`Self::save_version`], with these keys that diurnal does not know where a person chose
    /// them; else with those that the versions before it have together, the first's where they say two things.
    pub(super) fn save_with(
        &mut self,
        id: EntryId,
        parents: &[RevId],
        content: &Content,
        deleted: bool,
        chosen: Option<&Extra>,
    ) -> Result<Saved, JournalError> {
        let mut extra = Extra::new();
        let mut day = content.at.day(self.day_start());
        if parents.len() > 1
            && let Some(said) = self.together(id, parents)?
        {
            if said.content.at == content.at {
                day = said.day;
            }
            let extra = chosen.unwrap_or(&said.extra);
            return self.store_revision(id, parents, content, deleted, extra, day);
        }
        for parent in parents {
            let parent = self.revision(id, *parent)?;
            let same = parent.deleted == deleted && parent.content == *content;
            if same && parents.len() == 1 {
                return Ok(Saved {
                    id,
                    revision: parent.rev,
                    unchanged: true,
                });
            }
            // The day that its author lived is settled once, whatever `day_starts_at` says later.
            if parent.content.at == content.at {
                day = parent.day;
            }
            extra.extend(imported::without(parent.extra));
        }
        let extra = chosen.unwrap_or(&extra);
        self.store_revision(id, parents, content, deleted, extra, day)
    }

    /// What versions of an entry say together: merged if they can be, else one below the other; none
    /// where all of them delete it and cannot be merged.
    fn together(&mut self, id: EntryId, revs: &[RevId]) -> Result<Option<Said>, JournalError> {
        let row = self.row(id)?;
        let keys = self.keys()?;
        match versions::merged(&self.store, keys, &row, revs)? {
            Some(said) => Ok(Some(said)),
            None => versions::united(&self.store, keys, &row, revs),
        }
    }

    fn store_revision(
        &mut self,
        id: EntryId,
        parents: &[RevId],
        content: &Content,
        deleted: bool,
        extra: &Extra,
        day: Day,
    ) -> Result<Saved, JournalError> {
        let outside = self.outside;
        let loaded = self.rows.is_some();
        self.top()?;
        let keys = self.keys.as_ref().ok_or(JournalError::Locked)?;
        keys.may_write()?;
        if keys.members.purges.has(id) {
            return Err(JournalError::Purged(id));
        }
        let written = (outside.now)();
        let fields = Fields {
            id,
            parents,
            content,
            day,
            written,
            device: keys.device(),
            deleted,
            extra,
        };
        let made = Revision::write(&fields, outside.random())?;
        let before = self.store.data_version()?;
        let change = self.store.change()?;
        let mut writer = Writer::begin(&change, keys, &outside)?;
        writer.put(&made, parents.is_empty())?;
        let rows = writer.end()?;
        change.commit()?;
        if loaded {
            self.replace_rows(before, rows);
        }
        self.arena_add(made.rev, made.line());
        Ok(Saved {
            id,
            revision: made.rev,
            unchanged: false,
        })
    }

    /// Puts rows that were just written into those kept in memory, unless another process wrote meanwhile.
    fn replace_rows(&mut self, before: i64, changed: Vec<Row>) {
        let Some((version, rows)) = &mut self.rows else {
            return;
        };
        if *version != before {
            self.rows = None;
            return;
        }
        for row in changed {
            rows.retain(|old| old.summary.id != row.summary.id);
            let at = rows.partition_point(|old| old.key() < row.key());
            rows.insert(at, row);
        }
        // Our own commit does not move our own data_version.
    }
}

/// Puts revisions into the store, one loose object each, and keeps the catalogue in step.
pub(super) struct Writer<'a, 'c> {
    change: &'a Change<'c>,
    keys: &'a Keys,
    outside: &'a Outside,
    top: Top,
    rows: HashMap<EntryId, Row>,
    new: HashSet<EntryId>,
    /// Which objects open whole, as far as anybody asked.
    whole: HashMap<i64, bool>,
}

impl<'a, 'c> Writer<'a, 'c> {
    /// Begins with level 0 as it is now that the store is ours alone.
    pub(super) fn begin(
        change: &'a Change<'c>,
        keys: &'a Keys,
        outside: &'a Outside,
    ) -> Result<Self, JournalError> {
        let top = if let Some(top) = catalogue::top(change, keys)? {
            top
        } else {
            catalogue::rebuild(change, keys, outside)?;
            catalogue::top(change, keys)?.unwrap_or_default()
        };
        Ok(Self {
            change,
            keys,
            outside,
            top,
            rows: HashMap::new(),
            new: HashSet::new(),
            whole: HashMap::new(),
        })
    }

    /// Whether there is an entry of that id.
    pub(super) fn knows(&mut self, id: EntryId) -> Result<bool, JournalError> {
        self.fetch(id)?;
        Ok(self.rows.contains_key(&id))
    }

    /// Seals a revision into an object of its own. `new`: its entry was made just now, so that no level need be searched.
    pub(super) fn put(&mut self, revision: &Revision, new: bool) -> Result<(), JournalError> {
        let header = Header::new(Kind::Loose, self.keys.vault, 1).by(self.keys.device());
        let (sealed, spans) = seal::seal(&header, &[revision.line()], self.keys.epoch()?, None)?;
        let seq = self.change.put_object(&sealed)?;
        let span = spans.first().copied().unwrap_or(seal::Span {
            offset: 0,
            length: 0,
        });
        self.take(revision, Place(seq, span.offset, span.length), new)
    }

    /// Adds what another device sent as one object, but for what is here already; how many that are.
    pub(super) fn put_pulled<'r>(
        &mut self,
        revisions: impl Iterator<Item = &'r Revision>,
    ) -> Result<u64, JournalError> {
        let new: Vec<&Revision> = revisions.filter(|revision| !self.has(revision)).collect();
        self.put_segment(&new, true)
    }

    /// Adds revisions as one object of ours, or of others.
    pub(super) fn put_segment(
        &mut self,
        revisions: &[&Revision],
        pulled: bool,
    ) -> Result<u64, JournalError> {
        if revisions.is_empty() {
            return Ok(0);
        }
        let lines: Vec<&str> = revisions.iter().map(|revision| revision.line()).collect();
        let mut header =
            Header::new(Kind::Segment, self.keys.vault, lines.len() as u64).by(self.keys.device());
        header.pulled = pulled;
        let (sealed, spans) = seal::seal(&header, &lines, self.keys.epoch()?, None)?;
        let seq = self.change.put_object(&sealed)?;
        for (revision, span) in revisions.iter().zip(spans) {
            self.take(revision, Place(seq, span.offset, span.length), false)?;
        }
        Ok(lines.len() as u64)
    }

    /// Whether a revision can be read from the store already; its entry's row must have been fetched.
    pub(super) fn has(&mut self, revision: &Revision) -> bool {
        let row = self.rows.get(&revision.id);
        row.is_some_and(|row| row.place_of(revision.rev).is_some())
            && self.dead_place(revision).is_none()
    }

    /// Where a row says that a revision stands and it does not: its object was lost or damaged.
    fn dead_place(&mut self, revision: &Revision) -> Option<Place> {
        let place = self.rows.get(&revision.id)?.place_of(revision.rev)?;
        let (change, keys) = (self.change, self.keys);
        let whole = || objects::open(change, keys, place.0).is_ok();
        let opens = *self.whole.entry(place.0).or_insert_with(whole);
        let stands = opens
            && objects::revision_at(change, keys, place)
                .is_ok_and(|found| found.rev == revision.rev);
        (!stands).then_some(place)
    }

    /// Takes a revision that stands in the store already into its row; where the row names one that was
    /// lost, it stands at `place` from now on.
    pub(super) fn take(
        &mut self,
        revision: &Revision,
        place: Place,
        new: bool,
    ) -> Result<(), JournalError> {
        if new
            && !self
                .top
                .rows
                .iter()
                .any(|row| row.summary.id == revision.id)
        {
            self.new.insert(revision.id);
        } else {
            self.fetch(revision.id)?;
        }
        if !self.rows.contains_key(&revision.id) {
            self.new.insert(revision.id);
        }
        let dead = self.dead_place(revision);
        if let (Some(dead), Some(row)) = (dead, self.rows.get_mut(&revision.id)) {
            row.move_places(|at| if at == dead { place } else { at });
            return Ok(());
        }
        catalogue::absorb(&mut self.rows, revision, place);
        Ok(())
    }

    /// Takes in rows of many entries at once, so that each level is read but once.
    pub(super) fn fetch_all(&mut self, ids: &HashSet<EntryId>) -> Result<(), JournalError> {
        let wanted: HashSet<EntryId> = ids
            .iter()
            .filter(|id| !self.rows.contains_key(*id) && !self.new.contains(*id))
            .copied()
            .collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let at_once = catalogue::find_rows(self.change, self.keys, &self.top, &wanted)?;
        let found = if let Some(found) = at_once {
            found
        } else {
            catalogue::rebuild(self.change, self.keys, self.outside)?;
            self.top = catalogue::top(self.change, self.keys)?.unwrap_or_default();
            catalogue::find_rows(self.change, self.keys, &self.top, &wanted)?.unwrap_or_default()
        };
        self.new
            .extend(wanted.iter().filter(|id| !found.contains_key(*id)));
        self.rows.extend(found);
        Ok(())
    }

    /// Writes the catalogue; gives the rows as they are now.
    pub(super) fn end(mut self) -> Result<Vec<Row>, JournalError> {
        versions::settle(self.change, self.keys, &mut self.rows)?;
        let rows: BTreeMap<EntryId, Row> = self.rows.into_iter().collect();
        let now: Vec<Row> = rows.values().cloned().collect();
        if rows.is_empty() {
            return Ok(now);
        }
        let update = Update {
            keys: self.keys,
            outside: self.outside,
            rows,
            new: self.new,
        };
        catalogue::write(self.change, self.top, update)?;
        Ok(now)
    }

    fn fetch(&mut self, id: EntryId) -> Result<(), JournalError> {
        self.fetch_all(&HashSet::from([id]))
    }
}
