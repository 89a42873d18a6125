//! The catalogue of a store: three sealed levels, read group by group, rewritten with every change.
//!
//! Level 0 is rewritten in the transaction of each save. Its header says how many objects it knows
//! of and which levels 1 and 2 belong to it, so that a level that is missing, damaged, old or
//! another's is noticed and rebuilt from the objects.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::collections::HashSet;

use serde::Deserialize;
use serde::Serialize;

use crate::crypto::object::Header;
use crate::crypto::object::Kind;
use crate::crypto::seal::Sealed;
use crate::crypto::seal::Writer;
use crate::crypto::stream::GroupReader;
use crate::journal::JournalError;
use crate::journal::keys::Keys;
use crate::journal::objects;
use crate::journal::objects::Source;
use crate::model::catalogue::Row;
use crate::model::id::EntryId;
use crate::model::id::to_hex;
use crate::model::limits::LEVEL_0_ROWS;
use crate::model::limits::LEVEL_1_ROWS;
use crate::model::outside::Outside;
use crate::model::revision::Revision;
use crate::store::Change;

/// Rows in a group: about 64 KiB, one chunk of age.
const GROUP_ROWS: usize = 256;

/// What the header of a level says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct About {
    level: i64,
    rows: usize,
    /// Random, so that a level that was put back from an older store is known for it.
    stamp: String,
    /// Entries of this level whose rows in lower levels no longer count.
    supersedes: Vec<EntryId>,
    /// Level 0 only: objects in the store, and the greatest number ever given to one.
    #[serde(default)]
    objects: (i64, i64),
    /// Level 0 only: objects up to this number are folded, or too large to be.
    #[serde(default)]
    pub(super) folded: i64,
    /// Level 0 only: the stamps of levels 1 and 2; '' where there is none.
    #[serde(default)]
    below: (String, String),
}

/// Level 0 whole, and what it says of the others.
#[derive(Clone, Debug, Default)]
pub(super) struct Top {
    pub(super) about: About,
    pub(super) rows: Vec<Row>,
}

/// Whether the catalogue could be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Health {
    /// It fits the objects.
    Fit,
    /// It was missing, damaged or behind.
    Unfit,
}

/// Reads level 0; `None` where it cannot be believed.
pub(super) fn top(source: &impl Source, keys: &Keys) -> Result<Option<Top>, JournalError> {
    let Some(blob) = source.part(0)? else {
        return Ok(None);
    };
    let Some((about, rows)) = whole_level(blob, keys, 0) else {
        return Ok(None);
    };
    if about.objects != source.extent()? {
        return Ok(None);
    }
    Ok(Some(Top { about, rows }))
}

fn whole_level(blob: impl std::io::Read, keys: &Keys, level: i64) -> Option<(About, Vec<Row>)> {
    let mut reader = GroupReader::open(blob, &keys.keyring, Kind::Catalogue).ok()?;
    let about = about(&reader.header, level)?;
    let mut rows = Vec::with_capacity(about.rows.min(1 << 20));
    while let Some(group) = reader.next_group().ok()? {
        for line in group.lines() {
            rows.push(Row::from_line(line)?);
        }
    }
    (rows.len() == about.rows).then_some((about, rows))
}

fn about(header: &Header, level: i64) -> Option<About> {
    let about: About = serde_json::from_value(header.about.clone()?).ok()?;
    (about.level == level).then_some(about)
}

/// A level below the top, read group by group.
struct Lower<'a, S: Source + 'a> {
    reader: Option<GroupReader<S::Blob<'a>>>,
    hidden: HashSet<EntryId>,
    supersedes: Vec<EntryId>,
}

impl<'a, S: Source> Lower<'a, S> {
    /// `None` where the level is not the one that the top names.
    fn open(
        source: &'a S,
        keys: &Keys,
        level: i64,
        stamp: &str,
        hidden: HashSet<EntryId>,
    ) -> Result<Option<Self>, JournalError> {
        if stamp.is_empty() {
            return Ok(Some(Self {
                reader: None,
                hidden,
                supersedes: Vec::new(),
            }));
        }
        let Some(blob) = source.part(level)? else {
            return Ok(None);
        };
        let Ok(reader) = GroupReader::open(blob, &keys.keyring, Kind::Catalogue) else {
            return Ok(None);
        };
        let Some(about) = about(&reader.header, level).filter(|about| about.stamp == stamp) else {
            return Ok(None);
        };
        Ok(Some(Self {
            reader: Some(reader),
            hidden,
            supersedes: about.supersedes,
        }))
    }

    /// The rows of the next group that still count; `None` at the end; an error where it is damaged.
    fn next(&mut self) -> Option<Result<Vec<Row>, Health>> {
        match self.reader.as_mut()?.next_group() {
            Ok(None) => None,
            Ok(Some(group)) => {
                let rows: Option<Vec<Row>> = group.lines().map(Row::from_line).collect();
                let keep = |mut rows: Vec<Row>| {
                    rows.retain(|row| !self.hidden.contains(&row.summary.id));
                    rows
                };
                Some(rows.map(keep).ok_or(Health::Unfit))
            }
            Err(_) => Some(Err(Health::Unfit)),
        }
    }
}

/// The two levels below `top`; `None` where one is not what it must be.
fn lower<'a, S: Source>(
    source: &'a S,
    keys: &Keys,
    top: &Top,
) -> Result<Option<[Lower<'a, S>; 2]>, JournalError> {
    let mut hidden: HashSet<EntryId> = top.about.supersedes.iter().copied().collect();
    let Some(first) = Lower::open(source, keys, 1, &top.about.below.0, hidden.clone())? else {
        return Ok(None);
    };
    hidden.extend(first.supersedes.iter().copied());
    let Some(second) = Lower::open(source, keys, 2, &top.about.below.1, hidden)? else {
        return Ok(None);
    };
    Ok(Some([first, second]))
}

/// Calls `each` with rows, newest first, until it returns false. Reads no more groups than it must.
pub(super) fn newest_first(
    source: &impl Source,
    keys: &Keys,
    top: &Top,
    each: &mut dyn FnMut(Row) -> bool,
) -> Result<Health, JournalError> {
    let Some(levels) = lower(source, keys, top)? else {
        return Ok(Health::Unfit);
    };
    let mut streams: Vec<(std::collections::VecDeque<Row>, Option<Lower<'_, _>>)> =
        vec![(top.rows.iter().cloned().collect(), None)];
    streams.extend(levels.map(|level| (std::collections::VecDeque::new(), Some(level))));
    loop {
        for (rows, level) in &mut streams {
            while rows.is_empty() {
                match level.as_mut().and_then(Lower::next) {
                    Some(Ok(group)) => rows.extend(group),
                    Some(Err(unfit)) => return Ok(unfit),
                    None => break,
                }
            }
        }
        let best = streams
            .iter_mut()
            .filter(|(rows, _)| !rows.is_empty())
            .min_by_key(|(rows, _)| rows.front().map(Row::key));
        let Some(row) = best.and_then(|(rows, _)| rows.pop_front()) else {
            return Ok(Health::Fit);
        };
        if !each(row) {
            return Ok(Health::Fit);
        }
    }
}

/// The rows of these entries, wherever they stand.
pub(super) fn find_rows(
    source: &impl Source,
    keys: &Keys,
    top: &Top,
    ids: &HashSet<EntryId>,
) -> Result<Option<HashMap<EntryId, Row>>, JournalError> {
    let mut found: HashMap<EntryId, Row> = top
        .rows
        .iter()
        .filter(|row| ids.contains(&row.summary.id))
        .map(|row| (row.summary.id, row.clone()))
        .collect();
    if found.len() == ids.len() {
        return Ok(Some(found));
    }
    let Some(levels) = lower(source, keys, top)? else {
        return Ok(None);
    };
    for mut level in levels {
        while let Some(group) = level.next() {
            let Ok(rows) = group else { return Ok(None) };
            for row in rows.into_iter().filter(|row| ids.contains(&row.summary.id)) {
                found.insert(row.summary.id, row);
            }
            if found.len() == ids.len() {
                return Ok(Some(found));
            }
        }
    }
    Ok(Some(found))
}

/// What a change does to the catalogue: rows that are new or changed, objects that were folded.
pub(super) struct Update<'a> {
    pub(super) keys: &'a Keys,
    pub(super) outside: &'a Outside,
    /// Rows that changed, by entry.
    pub(super) rows: BTreeMap<EntryId, Row>,
    /// Entries among them that were not there before this change.
    pub(super) new: HashSet<EntryId>,
}

/// Writes the catalogue after a change. Rows go to level 0, or, where that grows too large by it,
/// to level 1 or 2 together with what stands above.
pub(super) fn write(change: &Change<'_>, top: Top, update: Update<'_>) -> Result<(), JournalError> {
    let Update {
        keys,
        outside,
        rows: changed,
        new,
    } = update;
    let pen = Pen {
        change,
        keys,
        outside,
    };
    let Top {
        mut about,
        mut rows,
    } = top;
    let in_top: HashSet<EntryId> = rows.iter().map(|row| row.summary.id).collect();
    for id in changed
        .keys()
        .filter(|id| !in_top.contains(*id) && !new.contains(*id))
    {
        about.supersedes.push(*id);
    }
    rows.retain(|row| !changed.contains_key(&row.summary.id));
    let big = changed.len() > LEVEL_0_ROWS;
    rows.extend(changed.into_values());
    if !big {
        return pen.top(about, rows);
    }
    let Some(level_1) = pen.read(1, &about.below.0)? else {
        return pen.rebuild();
    };
    about.folded = change.extent()?.1;
    pen.push_down(about, rows, level_1)
}

/// Writes rows of level 0 down into level 1 (or all into level 2), moving places by `moved`.
pub(super) fn push_down(
    change: &Change<'_>,
    keys: &Keys,
    outside: &Outside,
    mut top: Top,
    moved: &objects::Moved,
) -> Result<(), JournalError> {
    let pen = Pen {
        change,
        keys,
        outside,
    };
    let Some(level_1) = pen.read(1, &top.about.below.0)? else {
        return pen.rebuild();
    };
    for row in &mut top.rows {
        row.move_places(|place| moved.place(place));
    }
    pen.push_down(top.about, top.rows, level_1)
}

/// Builds the whole catalogue anew from the objects.
pub(super) fn rebuild(
    change: &Change<'_>,
    keys: &Keys,
    outside: &Outside,
) -> Result<(), JournalError> {
    Pen {
        change,
        keys,
        outside,
    }
    .rebuild()
}

/// Writes rows as the whole catalogue: all of them in level 2.
pub(super) fn write_all(
    change: &Change<'_>,
    keys: &Keys,
    outside: &Outside,
    rows: Vec<Row>,
) -> Result<(), JournalError> {
    Pen {
        change,
        keys,
        outside,
    }
    .all(rows)
}

/// Rows from the objects alone, each entry's revisions taken in one by one.
pub(super) fn rows_of_objects(source: &impl Source, keys: &Keys) -> Result<Vec<Row>, JournalError> {
    let mut rows: HashMap<EntryId, Row> = HashMap::new();
    for seq in source.objects_after(0)? {
        let object = objects::open(source, keys, seq)?;
        for item in objects::revisions(&object, seq) {
            let (revision, place) = item?;
            absorb(source, keys, &mut rows, &revision, place)?;
        }
    }
    Ok(rows.into_values().collect())
}

/// Takes a revision into the row of its entry, made where there is none.
pub(super) fn absorb(
    source: &impl Source,
    keys: &Keys,
    rows: &mut HashMap<EntryId, Row>,
    revision: &Revision,
    place: crate::model::catalogue::Place,
) -> Result<(), JournalError> {
    match rows.entry(revision.id) {
        std::collections::hash_map::Entry::Vacant(slot) => {
            slot.insert(Row::of(revision, place));
            Ok(())
        }
        std::collections::hash_map::Entry::Occupied(mut slot) => {
            let load = |place| objects::revision_at(source, keys, place);
            slot.get_mut().absorb(revision, place, load)
        }
    }
}

/// Writes levels inside one change.
struct Pen<'a, 'c> {
    change: &'a Change<'c>,
    keys: &'a Keys,
    outside: &'a Outside,
}

impl Pen<'_, '_> {
    fn read(&self, level: i64, stamp: &str) -> Result<Option<(About, Vec<Row>)>, JournalError> {
        if stamp.is_empty() {
            return Ok(Some((
                About {
                    level,
                    ..About::default()
                },
                Vec::new(),
            )));
        }
        let Some(blob) = Source::part(self.change, level)? else {
            return Ok(None);
        };
        Ok(whole_level(blob, self.keys, level).filter(|(about, _)| about.stamp == stamp))
    }

    fn top(&self, mut about: About, rows: Vec<Row>) -> Result<(), JournalError> {
        about.level = 0;
        about.objects = self.change.extent()?;
        self.put(about, rows).map(|_| ())
    }

    fn push_down(
        &self,
        about: About,
        rows: Vec<Row>,
        level_1: (About, Vec<Row>),
    ) -> Result<(), JournalError> {
        let (below, kept) = level_1;
        let ids: HashSet<EntryId> = rows.iter().map(|row| row.summary.id).collect();
        let mut merged: Vec<Row> = kept
            .into_iter()
            .filter(|row| !ids.contains(&row.summary.id))
            .collect();
        merged.extend(rows);
        // What stood in level 1 itself is no longer below it.
        let mut supersedes: HashSet<EntryId> = below.supersedes.into_iter().collect();
        supersedes.extend(about.supersedes);
        if merged.len() <= LEVEL_1_ROWS {
            let mut supersedes: Vec<EntryId> = supersedes
                .into_iter()
                .filter(|_| !about.below.1.is_empty())
                .collect();
            supersedes.sort_unstable();
            let stamp = self.put(
                About {
                    level: 1,
                    supersedes,
                    ..About::default()
                },
                merged,
            )?;
            let top = About {
                folded: about.folded,
                below: (stamp, about.below.1),
                ..About::default()
            };
            return self.top(top, Vec::new());
        }
        let Some((_, all)) = self.read(2, &about.below.1)? else {
            return self.rebuild();
        };
        let ids: HashSet<EntryId> = merged.iter().map(|row| row.summary.id).collect();
        merged.extend(all.into_iter().filter(|row| !ids.contains(&row.summary.id)));
        self.all_with(merged, about.folded)
    }

    fn rebuild(&self) -> Result<(), JournalError> {
        self.all(rows_of_objects(self.change, self.keys)?)
    }

    fn all(&self, rows: Vec<Row>) -> Result<(), JournalError> {
        let folded = self.change.extent()?.1;
        self.all_with(rows, folded)
    }

    fn all_with(&self, rows: Vec<Row>, folded: i64) -> Result<(), JournalError> {
        let stamp = self.put(
            About {
                level: 2,
                ..About::default()
            },
            rows,
        )?;
        self.change.drop_part(1)?;
        self.top(
            About {
                folded,
                below: (String::new(), stamp),
                ..About::default()
            },
            Vec::new(),
        )
    }

    fn put(&self, mut about: About, mut rows: Vec<Row>) -> Result<String, JournalError> {
        rows.sort_by_cached_key(Row::key);
        about.rows = rows.len();
        about.stamp = to_hex(&self.outside.random::<8>());
        let sealed = seal_level(self.keys, &about, &rows)?;
        self.change.put_part(about.level, &sealed)?;
        Ok(about.stamp)
    }
}

fn seal_level(keys: &Keys, about: &About, rows: &[Row]) -> Result<Sealed, JournalError> {
    let mut header = Header::new(Kind::Catalogue, keys.vault, rows.len() as u64);
    header.about = serde_json::to_value(about).ok();
    let mut writer = Writer::start(&header, keys.epoch()?, rows.len() * 320)?;
    for group in rows.chunks(GROUP_ROWS) {
        for row in group {
            writer.line(&row.to_line())?;
        }
        writer.checkpoint()?;
    }
    Ok(writer.finish(None)?)
}
