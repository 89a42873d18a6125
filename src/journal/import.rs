//! Importing: records in, segments out, the catalogue caught up at the end.
//!
//! Records are taken in batches of some MiB, each one transaction. Between two of them the catalogue
//! is behind the objects, which the next reader notices and mends: so an import that is killed leaves
//! what it had committed, and, run again, goes on from there.

use std::collections::HashMap;
use std::collections::HashSet;
use std::io::BufRead;
use std::num::NonZeroU64;
use std::path::Path;

use crate::crypto::identity::ImportKey;
use crate::crypto::identity::sha256;
use crate::crypto::object::Header;
use crate::crypto::object::Kind;
use crate::crypto::seal;
use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::catalogue;
use crate::journal::catalogue::Health;
use crate::journal::catalogue::Top;
use crate::journal::catalogue::Update;
use crate::journal::forms::ImportPlan;
use crate::journal::keys::Keys;
use crate::journal::objects;
use crate::journal::row_lines::RowLines;
use crate::journal::types::ImportReport;
use crate::journal::types::Watch;
use crate::journal::versions;
use crate::model::catalogue::Place;
use crate::model::catalogue::Row;
use crate::model::entry::Content;
use crate::model::id::EntryId;
use crate::model::id::RevId;
use crate::model::imported;
use crate::model::imported::Mark;
use crate::model::limits::LEVEL_1_ROWS;
use crate::model::limits::SEGMENT_BYTES;
use crate::model::outside::Outside;
use crate::model::revision;
use crate::model::revision::Extra;
use crate::model::revision::Fields;
use crate::model::revision::Revision;
use crate::model::time::DayStart;
use crate::model::time::Timestamp;
use crate::store::Change;
use crate::transfer::jsonl::Record;
use crate::transfer::jsonl::Records;
use crate::transfer::sources::Source;

/// How much text one transaction takes, in bytes.
const BATCH_BYTES: usize = 2 * SEGMENT_BYTES;
/// What a record takes besides its text, in bytes, about.
const RECORD_BYTES: usize = 512;
/// Room for what stands around the lines of a segment, in bytes: its header and its mac.
const AROUND_LINES_BYTES: usize = 1024;
/// How many rows may wait for the catalogue at least. With 33,000 the catalogue of 100,000 entries is
/// written three times, and at no time do many rows wait while much of it is sealed: 3 MB less at the
/// peak than with 25,000, 40,000 or 50,000.
const ROWS_AHEAD: usize = 33_000;
/// How often a watcher is told, in records.
const WATCH_EVERY: u64 = 256;

impl Journal {
    /// Reads entries from JSON Lines. Idempotent by id, or by moment and text where a record has none;
    /// one odd record never stops the rest. What an entry here said once already, before it was edited
    /// or deleted here, changes nothing; what it never said becomes its next version. `journal` takes
    /// all of them into the journal of that name. `dry` counts only.
    ///
    /// Stopped by the watcher, what was read is in the journal, and the same import goes on from there.
    pub fn import_jsonl(
        &mut self,
        from: &mut dyn BufRead,
        journal: Option<&str>,
        dry: bool,
        watch: &mut dyn Watch,
    ) -> Result<ImportReport, JournalError> {
        self.import_ahead(from, journal, dry, watch, ROWS_AHEAD)
    }

    /// Reads entries from the file or folder at `path`, as `plan` says.
    ///
    /// # Errors
    /// [`JournalError::Read`] where it cannot be read, or not as that form.
    pub fn import_path(
        &mut self,
        path: &Path,
        plan: &ImportPlan,
        watch: &mut dyn Watch,
    ) -> Result<ImportReport, JournalError> {
        let into = plan.journal.as_deref();
        self.import_from(into, plan.dry, watch, ROWS_AHEAD, &mut |take| {
            plan.form.read(path, plan, take)
        })
    }

    /// The same, with at least `rows_ahead` rows waiting before the catalogue is caught up on the way.
    fn import_ahead(
        &mut self,
        from: &mut dyn BufRead,
        journal: Option<&str>,
        dry: bool,
        watch: &mut dyn Watch,
        rows_ahead: usize,
    ) -> Result<ImportReport, JournalError> {
        let mut records = Records::new(from);
        self.import_from(journal, dry, watch, rows_ahead, &mut |take| {
            take(&mut records);
            Ok(())
        })
    }

    /// Takes in what `open` hands over, source after source.
    fn import_from(
        &mut self,
        journal: Option<&str>,
        dry: bool,
        watch: &mut dyn Watch,
        rows_ahead: usize,
        open: &mut Opening<'_>,
    ) -> Result<ImportReport, JournalError> {
        if !dry {
            self.keys()?.may_write()?;
        }
        let mut import = self.begin_import(journal, dry)?;
        import.rows_ahead = rows_ahead;
        let mut wrong = None;
        let opened = open(
            &mut |from| match self.take_source(&mut import, from, watch) {
                Ok(()) => true,
                Err(error) => {
                    wrong = Some(error);
                    false
                }
            },
        );
        let ended = self.take_batch(&mut import, Vec::new(), true);
        self.forget_rows();
        if let Some(error) = wrong {
            return Err(error);
        }
        ended?;
        opened?;
        if !dry && import.report.new + import.report.updated > 0 {
            import.report.id = Some(import.mark().id);
        }
        Ok(import.report)
    }

    fn take_source(
        &mut self,
        import: &mut Import,
        from: &mut dyn Source,
        watch: &mut dyn Watch,
    ) -> Result<(), JournalError> {
        import.form = from.name();
        let mut reading = Reading {
            from,
            watch,
            end: None,
        };
        while reading.end.is_none() {
            let batch = reading.gather(&mut import.report);
            self.take_batch(import, batch, false)?;
        }
        import.report.attachments += reading.from.attachments();
        match reading.end {
            Some(End::Stopped) => Err(JournalError::Stopped),
            Some(End::Failed(error)) => Err(JournalError::Read(error)),
            Some(End::File) | None => Ok(()),
        }
    }

    fn begin_import(&mut self, journal: Option<&str>, dry: bool) -> Result<Import, JournalError> {
        let extent = self.store.extent()?;
        let mut known = HashMap::new();
        self.each_row(&mut |row| {
            known.insert(row.summary.id, Known::of(&row));
            true
        })?;
        Ok(Import {
            dry,
            form: "",
            chance: self.outside.random(),
            journal: journal.map(str::to_owned),
            default_journal: self.preferences.default_journal.clone(),
            starts_at: self.day_start(),
            key: self.keys()?.first_epoch()?.import_key(),
            purged: self
                .keys()?
                .members
                .purges
                .entries
                .keys()
                .copied()
                .collect(),
            known,
            extent,
            base: extent,
            fresh: RowLines::default(),
            changed: HashMap::new(),
            rows_ahead: ROWS_AHEAD,
            report: ImportReport::default(),
        })
    }

    /// Takes a batch in, and with the last one brings the catalogue up, in one transaction.
    fn take_batch(
        &mut self,
        import: &mut Import,
        batch: Vec<Record>,
        last: bool,
    ) -> Result<(), JournalError> {
        let outside = self.outside;
        let keys = self.keys.as_ref().ok_or(JournalError::Locked)?;
        if import.dry {
            let before = import.compare(&self.store, keys, &batch);
            for (record, before) in batch.into_iter().zip(before?) {
                import.count(record, &before);
            }
            return Ok(());
        }
        let change = self.store.change()?;
        if change.extent()? != import.extent {
            import.look_again(&change, keys, &outside)?;
        }
        let before = import.compare(&change, keys, &batch);
        let mut segment = Segment::new(&change, keys, (outside.now)());
        for (record, before) in batch.into_iter().zip(before?) {
            import.take(record, before, &mut segment, &outside)?;
        }
        segment.seal(import)?;
        if last || import.is_far_ahead() {
            import.catch_up(&change, keys, &outside, last)?;
        }
        import.extent = change.extent()?;
        Ok(change.commit()?)
    }
}

/// Why no more records come.
enum End {
    File,
    Stopped,
    Failed(std::io::Error),
}

/// What opens sources, and hands each to what takes them in until that says no.
type Opening<'o> =
    dyn FnMut(&mut dyn FnMut(&mut dyn Source) -> bool) -> Result<(), JournalError> + 'o;

/// Records with whoever watches them come.
struct Reading<'a> {
    from: &'a mut dyn Source,
    watch: &'a mut dyn Watch,
    end: Option<End>,
}

impl Reading<'_> {
    /// The next records, together about [`BATCH_BYTES`]; what cannot be one is counted and left out.
    fn gather(&mut self, report: &mut ImportReport) -> Vec<Record> {
        let mut batch = Vec::new();
        let mut bytes = 0;
        while bytes < BATCH_BYTES {
            match self.from.next_record() {
                Ok(Some(Ok(mut record))) => {
                    // Another vault's imports are none of this one.
                    imported::forget(&mut record.extra);
                    bytes += RECORD_BYTES + record.title.len() + record.body.len();
                    batch.push(record);
                }
                Ok(Some(Err(bad))) => {
                    report.skipped += 1;
                    report.reasons.push((bad.line, bad.reason.to_string()));
                }
                Ok(None) => {
                    self.end = Some(End::File);
                    break;
                }
                Err(error) => {
                    self.end = Some(End::Failed(error));
                    break;
                }
            }
            report.read += 1;
            if report.read.is_multiple_of(WATCH_EVERY) && !self.watch.step("import", report.read, 0)
            {
                self.end = Some(End::Stopped);
                break;
            }
        }
        batch
    }
}

/// What a record says, hashed: compared only with what others say of the same entry. It is kept for
/// each entry of an import, so it is short.
type Said = NonZeroU64;

/// An entry that is here already, as far as an import must know it.
struct Known {
    /// The revision that is shown.
    shown: RevId,
    /// Where it stands.
    place: Place,
    /// Where there is more than one revision.
    more: Option<Box<More>>,
    /// What the last record of this import said of it, hashed.
    said: Option<Said>,
    /// Its row among the fresh ones, where this import made the entry.
    fresh: Option<u32>,
}

/// What is known of an entry with several revisions.
#[derive(Default)]
struct More {
    /// What a new version is made from.
    heads: Vec<RevId>,
    /// Every revision.
    places: Vec<Place>,
    /// Where what is shown stands in no revision.
    merged: Option<Box<Row>>,
}

impl Known {
    fn of(row: &Row) -> Self {
        // Of heads in conflict the shown one is replaced: the other stays until a person resolves.
        let heads = if row.summary.conflict {
            vec![row.shown]
        } else {
            row.heads.clone()
        };
        let more = (row.n_revisions() > 1).then(|| {
            let places = row.revisions().into_iter().map(|(_, place)| place);
            Box::new(More {
                heads,
                places: places.collect(),
                merged: row.merged.then(|| Box::new(row.clone())),
            })
        });
        Self {
            shown: row.shown,
            place: row.place,
            more,
            said: None,
            fresh: None,
        }
    }

    fn heads(&self) -> &[RevId] {
        match &self.more {
            Some(more) => &more.heads,
            None => std::slice::from_ref(&self.shown),
        }
    }

    /// Goes on to the version that this import made of it.
    fn go_on(&mut self, revision: RevId, place: Place) {
        let more = self.more.get_or_insert_with(Box::default);
        if more.places.is_empty() {
            more.places.push(self.place);
        }
        more.places.push(place);
        more.heads = vec![revision];
        more.merged = None;
        self.shown = revision;
        self.place = place;
    }
}

/// What is here of the entry that a record is about.
enum Before {
    /// Nothing.
    Nothing,
    /// What the record says: now, or once.
    Same,
    /// Something else: the version that is shown.
    Other(Box<Revision>),
    /// Something that is damaged: what the record says becomes its next version.
    Unreadable,
    /// Nothing but what this import brought: to be looked at when its turn comes.
    Ours,
}

/// Why a record of a purged entry is left out.
const PURGED: &str = "it was purged; diurnal purge --refuse takes that back";

/// An import under way.
struct Import {
    dry: bool,
    /// The form that records are read from: their ids count within it.
    form: &'static str,
    /// What it is called by: the same for all that it writes.
    chance: [u8; 4],
    /// The journal that all records go to, if one was named.
    journal: Option<String>,
    default_journal: String,
    starts_at: DayStart,
    key: ImportKey,
    known: HashMap<EntryId, Known>,
    /// What was purged and does not come back by an import.
    purged: HashSet<EntryId>,
    /// The extent of the objects as this import left it.
    extent: (i64, i64),
    /// The extent of the objects that the catalogue knows of.
    base: (i64, i64),
    /// Rows of entries that this import made.
    fresh: RowLines,
    /// Entries that were here, with the revisions that this import added.
    changed: HashMap<EntryId, Vec<Place>>,
    /// How many rows may wait for the catalogue at least.
    rows_ahead: usize,
    report: ImportReport,
}

impl Import {
    fn id(&self, record: &Record) -> EntryId {
        if let Some(id) = &record.id {
            return EntryId::from_foreign(id).unwrap_or_else(|| self.key.entry_id(self.form, id));
        }
        let text = format!("{}\0{}\0{}", record.at, record.title, record.body);
        self.key.entry_id(&format!("{}-content", self.form), &text)
    }

    /// Compares each record with what is here of it; the texts are read object by object.
    fn compare(
        &self,
        source: &impl objects::Source,
        keys: &Keys,
        batch: &[Record],
    ) -> Result<Vec<Before>, JournalError> {
        let known: Vec<Option<&Known>> = batch
            .iter()
            .map(|record| self.known.get(&self.id(record)))
            .collect();
        let is_here = |known: &&Known| known.said.is_none();
        let places: Vec<Place> = known
            .iter()
            .flatten()
            .filter(|known| is_here(known))
            .map(|known| known.place)
            .collect();
        let mut read = objects::revisions_at(source, keys, &places).into_iter();
        let compared = batch.iter().zip(known).map(|(record, known)| match known {
            None => Ok(Before::Nothing),
            Some(known) if known.said.is_some() => Ok(Before::Ours),
            Some(known) => match read.next() {
                Some(Ok(shown)) => self.compare_one(source, keys, record, known, shown),
                Some(Err(error)) if !error.is_damage() => Err(error),
                Some(Err(_)) | None => Ok(Before::Unreadable),
            },
        });
        compared.collect()
    }

    fn compare_one(
        &self,
        source: &impl objects::Source,
        keys: &Keys,
        record: &Record,
        known: &Known,
        mut shown: Revision,
    ) -> Result<Before, JournalError> {
        // What an undo took back may come again.
        let undone = imported::is_undone(&shown.extra);
        if let Some(row) = known.more.as_ref().and_then(|more| more.merged.as_ref()) {
            let said = versions::shown(source, keys, row)?.said;
            shown.content = said.content;
            shown.day = said.day;
            shown.extra = said.extra;
        }
        let is_gone = undone && shown.deleted && !record.deleted;
        if self.says(record, &shown) && !is_gone {
            return Ok(Before::Same);
        }
        if undone {
            return Ok(Before::Other(Box::new(shown)));
        }
        for place in known.more.iter().flat_map(|more| &more.places) {
            match objects::revision_at(source, keys, *place) {
                Ok(old) if self.says(record, &old) => return Ok(Before::Same),
                Err(error) if !error.is_damage() => return Err(error),
                Ok(_) | Err(_) => {}
            }
        }
        Ok(Before::Other(Box::new(shown)))
    }

    /// Whether all that a record says is what a revision says. A deletion made here keeps what it deleted,
    /// so it says the same as a record of what was deleted.
    fn says(&self, record: &Record, revision: &Revision) -> bool {
        let content = &revision.content;
        let journal = self.journal.as_ref().or(record.journal.as_ref());
        content.at == record.at
            && content.body == record.body
            && content.title == record.title
            && content.tags == record.tags
            && content.starred == record.starred
            && content.files == record.files
            && journal.is_none_or(|name| *name == content.journal)
            && record.day.is_none_or(|day| day == revision.day)
            && (revision.deleted || !record.deleted)
            && record
                .extra
                .iter()
                .all(|(key, value)| revision.extra.get(key) == Some(value))
    }

    /// What a record makes of an entry: content and day, other keys, and whether it deletes.
    fn content(&self, record: Record, before: Option<&Revision>) -> (Content, Extra) {
        let journal = self.journal.clone().or(record.journal);
        let journal = journal.or_else(|| before.map(|revision| revision.content.journal.clone()));
        let content = Content {
            at: record.at,
            journal: journal.unwrap_or_else(|| self.default_journal.clone()),
            title: record.title,
            tags: record.tags,
            starred: record.starred,
            body: record.body,
            files: record.files,
        };
        let mut extra = before.map_or_else(Extra::new, |revision| revision.extra.clone());
        extra.extend(record.extra);
        self.mark().put(&mut extra);
        (content, extra)
    }

    fn mark(&self) -> Mark {
        Mark::new(self.chance, self.form)
    }

    fn skip(&mut self, line: u64, reason: String) {
        self.report.skipped += 1;
        self.report.reasons.push((line, reason));
    }

    /// Counts what a record would do.
    fn count(&mut self, record: Record, before: &Before) {
        let (line, id, said, corrected) = (
            record.line,
            self.id(&record),
            hash(&record),
            record.corrected,
        );
        let told_before = self.known.get(&id).and_then(|known| known.said);
        if self.purged.contains(&id) {
            return self.skip(line, PURGED.to_owned());
        }
        if matches!(before, Before::Same) || told_before == Some(said) {
            self.report.identical += 1;
        } else {
            let (content, _) = self.content(record, None);
            if let Err(why) = revision::check(&content) {
                return self.skip(line, why.to_string());
            }
            if let Some(known) = self.known.get_mut(&id) {
                known.said = Some(said);
                self.report.updated += 1;
            } else {
                self.known.insert(id, Known::dry(said));
                self.report.new += 1;
            }
        }
        self.report.corrected += u64::from(corrected);
    }

    /// Takes a record in.
    fn take(
        &mut self,
        record: Record,
        before: Before,
        segment: &mut Segment<'_, '_>,
        outside: &Outside,
    ) -> Result<(), JournalError> {
        let (id, line, said) = (self.id(&record), record.line, hash(&record));
        if self.purged.contains(&id) {
            self.skip(line, PURGED.to_owned());
            return Ok(());
        }
        // An entry whose last version waits in the segment has no place yet.
        if segment.holds(id) {
            segment.seal(self)?;
        }
        let ours = self.known.get(&id).and_then(|known| known.said);
        if ours == Some(said) || (ours.is_none() && matches!(before, Before::Same)) {
            self.report.identical += 1;
            self.report.corrected += u64::from(record.corrected);
            return Ok(());
        }
        let before = match before {
            _ if ours.is_some() => Some(segment.read(self, id)?),
            Before::Other(revision) => Some(*revision),
            Before::Nothing | Before::Same | Before::Unreadable | Before::Ours => None,
        };
        let parents = self
            .known
            .get(&id)
            .map(|known| known.heads().to_vec())
            .unwrap_or_default();
        let (said_day, deleted, corrected) = (record.day, record.deleted, record.corrected);
        let (content, extra) = self.content(record, before.as_ref());
        let same_moment = before
            .as_ref()
            .filter(|revision| revision.content.at == content.at);
        let day = said_day
            .or(same_moment.map(|revision| revision.day))
            .unwrap_or_else(|| content.at.day(self.starts_at));
        let fields = Fields {
            id,
            parents: &parents,
            content: &content,
            day,
            written: segment.now,
            device: segment.keys.device(),
            deleted,
            extra: &extra,
        };
        let made =
            revision::check(&content).and_then(|()| Revision::write(&fields, outside.random()));
        match made {
            Err(why) => self.skip(line, why.to_string()),
            Ok(revision) => {
                if parents.is_empty() {
                    self.report.new += 1;
                } else {
                    self.report.updated += 1;
                }
                self.report.corrected += u64::from(corrected);
                if !segment.has_room_for(&revision) {
                    segment.seal(self)?;
                }
                segment.add(revision, said);
            }
        }
        Ok(())
    }

    /// Notes a revision that stands in the store now.
    fn note(&mut self, revision: &Revision, place: Place, said: Said) {
        let Some(known) = self.known.get_mut(&revision.id) else {
            let row = Some(self.fresh.push(&Row::of(revision, place)));
            let known = Known {
                shown: revision.rev,
                place,
                more: None,
                said: Some(said),
                fresh: row,
            };
            self.known.insert(revision.id, known);
            return;
        };
        known.go_on(revision.rev, place);
        known.said = Some(said);
        let number = known.fresh;
        let row = number.and_then(|number| self.fresh.get(number));
        let (Some(number), Some(mut row)) = (number, row) else {
            self.changed.entry(revision.id).or_default().push(place);
            return;
        };
        // Its only head is the parent of this one, so that it is settled.
        row.absorb(revision, place);
        self.fresh.replace(number, &row);
    }

    /// Begins anew with what is here: another program has written meanwhile.
    fn look_again(
        &mut self,
        change: &Change<'_>,
        keys: &Keys,
        outside: &Outside,
    ) -> Result<(), JournalError> {
        let top = fit_top(change, keys, outside)?;
        let mut known = HashMap::new();
        catalogue::newest_first(change, keys, &top, &mut |row| {
            known.insert(row.summary.id, Known::of(&row));
            true
        })?;
        self.known = known;
        self.fresh = RowLines::default();
        self.changed = HashMap::new();
        self.extent = change.extent()?;
        self.base = self.extent;
        Ok(())
    }

    /// Whether the rows that wait are as many as those of the catalogue, and many: then it is caught up
    /// on the way, so that they need not all stand in memory.
    fn is_far_ahead(&self) -> bool {
        let behind = self.known.len().saturating_sub(self.fresh.len());
        self.fresh.len() >= self.rows_ahead.max(behind)
    }

    /// Brings the catalogue up to the objects. After the last time, nothing is known any more.
    fn catch_up(
        &mut self,
        change: &Change<'_>,
        keys: &Keys,
        outside: &Outside,
        last: bool,
    ) -> Result<(), JournalError> {
        let total = self.known.len();
        if last {
            self.known = HashMap::new();
        }
        self.known.values_mut().for_each(|known| known.fresh = None);
        let base = std::mem::replace(&mut self.base, change.extent()?);
        if base == self.base {
            return Ok(());
        }
        let Some(top) = catalogue::top_of(change, keys, base)? else {
            return catalogue::rebuild(change, keys, outside);
        };
        let mut fresh = std::mem::take(&mut self.fresh);
        let changed = std::mem::take(&mut self.changed);
        let ids: HashSet<EntryId> = changed.keys().copied().collect();
        let Some(rows) = changed_rows(change, keys, &top, &changed, &ids)? else {
            return catalogue::rebuild(change, keys, outside);
        };
        if fresh.len() + rows.len() <= LEVEL_1_ROWS {
            let new: Vec<Row> = fresh.rows().collect();
            let update = Update {
                keys,
                outside,
                new: new.iter().map(|row| row.summary.id).collect(),
                rows: new
                    .into_iter()
                    .chain(rows)
                    .map(|row| (row.summary.id, row))
                    .collect(),
            };
            return catalogue::write(change, top, update);
        }
        for row in &rows {
            fresh.push(row);
        }
        let health = catalogue::merge(change, keys, outside, &top, &ids, fresh, total)?;
        match health {
            Health::Fit => Ok(()),
            Health::Unfit => catalogue::rebuild(change, keys, outside),
        }
    }
}

impl Known {
    /// An entry that a real import would have made.
    fn dry(said: Said) -> Self {
        Self {
            shown: RevId::default(),
            place: Place(0, 0, 0),
            more: None,
            said: Some(said),
            fresh: None,
        }
    }
}

/// The rows of changed entries with their new revisions taken in; `None` where the catalogue is unfit.
fn changed_rows(
    change: &Change<'_>,
    keys: &Keys,
    top: &Top,
    changed: &HashMap<EntryId, Vec<Place>>,
    ids: &HashSet<EntryId>,
) -> Result<Option<Vec<Row>>, JournalError> {
    if ids.is_empty() {
        return Ok(Some(Vec::new()));
    }
    let Some(mut rows) = catalogue::find_rows(change, keys, top, ids)? else {
        return Ok(None);
    };
    let places: Vec<Place> = changed.values().flatten().copied().collect();
    for window in objects::windows(&places, |place| *place) {
        let read = objects::revisions_at(change, keys, window);
        for (revision, place) in read.into_iter().zip(window) {
            catalogue::absorb(&mut rows, &revision?, *place);
        }
    }
    versions::settle(change, keys, &mut rows)?;
    Ok(Some(rows.into_values().collect()))
}

/// Level 0, rebuilt first where it does not fit.
fn fit_top(change: &Change<'_>, keys: &Keys, outside: &Outside) -> Result<Top, JournalError> {
    if let Some(top) = catalogue::top(change, keys)? {
        return Ok(top);
    }
    catalogue::rebuild(change, keys, outside)?;
    Ok(catalogue::top(change, keys)?.unwrap_or_default())
}

/// All that a record says, hashed, so that the same said twice in one file is known.
fn hash(record: &Record) -> Said {
    let text = serde_json::json!([
        record.at,
        record.day.map(|day| day.to_string()),
        record.title,
        record.body,
        record.tags,
        record.starred,
        record.journal,
        record.files,
        record.deleted,
        record.extra,
    ]);
    let digest = sha256(text.to_string().as_bytes()).0;
    let first = digest.first_chunk::<8>().copied().unwrap_or_default();
    NonZeroU64::MIN | u64::from_le_bytes(first)
}

/// Revisions that will be one segment.
struct Segment<'a, 'c> {
    change: &'a Change<'c>,
    keys: &'a Keys,
    now: Timestamp,
    waiting: Vec<(Revision, Said)>,
    ids: HashSet<EntryId>,
    bytes: usize,
}

impl<'a, 'c> Segment<'a, 'c> {
    fn new(change: &'a Change<'c>, keys: &'a Keys, now: Timestamp) -> Self {
        Self {
            change,
            keys,
            now,
            waiting: Vec::new(),
            ids: HashSet::new(),
            bytes: 0,
        }
    }

    fn holds(&self, id: EntryId) -> bool {
        self.ids.contains(&id)
    }

    fn add(&mut self, revision: Revision, said: Said) {
        self.bytes += revision.line().len() + 1;
        self.ids.insert(revision.id);
        self.waiting.push((revision, said));
    }

    /// Whether one more fits; where nothing is in it yet, any does. A size a little above that of a
    /// segment would be padded by another 32 KiB.
    fn has_room_for(&self, revision: &Revision) -> bool {
        let bytes = self.bytes + revision.line().len() + 1 + AROUND_LINES_BYTES;
        self.waiting.is_empty() || bytes <= SEGMENT_BYTES
    }

    /// The version of an entry that this import left.
    fn read(&self, import: &Import, id: EntryId) -> Result<Revision, JournalError> {
        let known = import
            .known
            .get(&id)
            .ok_or_else(|| JournalError::NotFound(id.to_string()))?;
        objects::revision_at(self.change, self.keys, known.place)
    }

    /// Writes what waits as one object.
    fn seal(&mut self, import: &mut Import) -> Result<(), JournalError> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let lines: Vec<&str> = self.waiting.iter().map(|(made, _)| made.line()).collect();
        let header =
            Header::new(Kind::Segment, self.keys.vault, lines.len() as u64).by(self.keys.device());
        let (sealed, spans) = seal::seal(&header, &lines, self.keys.epoch()?, None)?;
        let seq = self.change.put_object(&sealed)?;
        for ((revision, said), span) in self.waiting.iter().zip(spans) {
            import.note(revision, Place(seq, span.offset, span.length), *said);
        }
        self.waiting.clear();
        self.ids.clear();
        self.bytes = 0;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;
    use crate::journal::types::Init;
    use crate::journal::types::Key;
    use crate::journal::types::RemoteUnlock;
    use crate::model::places::Places;
    use crate::model::places::Preferences;
    use crate::model::query::Filter;
    use crate::model::secret::Secret;

    fn passphrase() -> Secret {
        Secret::new("the lamp was on".into())
    }

    fn places(home: &std::path::Path) -> Places {
        Places {
            vault: "default".into(),
            vault_dir: home.join("vaults/default"),
            store: home.join("vaults/default/journal.db"),
            mirror: home.join("vaults/default/mirror"),
            sync_lock: home.join("vaults/default/sync.lock"),
            seen: home.join("state/seen/default"),
            scratch: home.join("state"),
            socket: home.join("run/agent.sock"),
            surroundings: crate::model::places::Surroundings::default(),
        }
    }

    fn vault(home: &std::path::Path) -> Journal {
        let wish = Init {
            passphrase: passphrase(),
            generated: false,
            work_factor: 10,
            remote_unlock: RemoteUnlock::Never,
            device_name: "desk".into(),
        };
        let made = Journal::init(
            places(home),
            Preferences::default(),
            clock::outside(),
            &wish,
        );
        made.unwrap().0
    }

    /// Looks into the store while an import goes on, as another program does.
    struct Looker {
        other: Journal,
        /// For how many records read the catalogue held every entry that the store held.
        caught_up: Vec<u64>,
    }

    impl Watch for Looker {
        fn step(&mut self, _: &str, done: u64, _: u64) -> bool {
            let keys = self.other.keys().unwrap();
            if let Some(top) = catalogue::top(&self.other.store, keys).unwrap() {
                let mut rows = 0;
                let mut count = |_| {
                    rows += 1;
                    true
                };
                let health =
                    catalogue::newest_first(&self.other.store, keys, &top, &mut count).unwrap();
                assert_eq!(health, Health::Fit);
                if rows > 0 {
                    self.caught_up.push(done);
                }
            }
            true
        }
    }

    #[test]
    fn a_long_import_catches_the_catalogue_up_on_the_way() {
        const RECORDS: u64 = 10_000;
        const AHEAD: usize = 5_000;
        let home = tempfile::tempdir().unwrap();
        let mut journal = vault(home.path());
        let mut other = Journal::open(
            places(home.path()),
            Preferences::default(),
            clock::outside(),
        )
        .unwrap();
        other.unlock(&Key::Passphrase(passphrase())).unwrap();
        let mut looker = Looker {
            other,
            caught_up: Vec::new(),
        };
        let line = |id: u64, body: &str| {
            format!("{{\"id\":\"{id:032x}\",\"at\":\"2024-01-01T00:00Z\",\"body\":\"{body}\"}}\n")
        };
        let mut lines: Vec<String> = (0..RECORDS).map(|id| line(id, "once")).collect();
        // Said again once the catalogue holds them: one as it was, one as it is now.
        lines.extend([line(1, "once"), line(2, "again"), line(2, "again")]);
        let text = lines.concat();
        let report = journal
            .import_ahead(&mut text.as_bytes(), None, false, &mut looker, AHEAD)
            .unwrap();
        assert_eq!(
            (report.new, report.updated, report.identical),
            (RECORDS, 1, 2)
        );
        let middle = AHEAD as u64..RECORDS;
        let on_the_way = looker.caught_up.iter().filter(|done| middle.contains(done));
        assert!(on_the_way.count() > 0, "{:?}", looker.caught_up);

        let rows = journal.list(&Filter::default(), 0, false).unwrap();
        assert_eq!(rows.len() as u64, RECORDS);
        let id = format!("{:032x}", 2).parse().unwrap();
        let row = journal.row(id).unwrap();
        assert_eq!(row.n_revisions(), 2);
        assert_eq!(journal.entry(id).unwrap().content.body, "again");
        let balance = journal.verify_local(&mut ()).unwrap();
        assert_eq!((balance.shortfalls, balance.notices), (vec![], vec![]));
        assert_eq!(balance.entries, (RECORDS, RECORDS));
    }
}
