//! What an entry with several heads shows, read from the store: the rule is [`crate::model::merge`].

use std::collections::BTreeSet;
use std::collections::HashMap;

use serde::Deserialize;

use crate::journal::JournalError;
use crate::journal::keys::Keys;
use crate::journal::objects;
use crate::model::catalogue::Place;
use crate::model::catalogue::Row;
use crate::model::id::EntryId;
use crate::model::id::RevId;
use crate::model::merge;
use crate::model::merge::Field;
use crate::model::merge::Said;
use crate::model::merge::Shown;
use crate::model::merge::Version;

/// After so many looks at single revisions all the others are read at once, object by object.
const LOOKS_MAX: usize = 64;
/// How many bytes of revisions are kept, so that few are read twice.
const KEPT_BYTES_MAX: u64 = 1 << 20;

/// What the entry of a row shows.
///
/// # Errors
///
/// Where a head cannot be read. Another revision that is damaged counts as one that nobody has brought.
pub(super) fn shown(
    source: &impl objects::Source,
    keys: &Keys,
    row: &Row,
) -> Result<Shown, JournalError> {
    let shown = shown_of(source, keys, row, &row.heads)?;
    shown.ok_or(JournalError::LostRevision(row.shown))
}

/// What these versions of an entry say together, or `None` where they cannot be merged.
pub(super) fn merged(
    source: &impl objects::Source,
    keys: &Keys,
    row: &Row,
    revs: &[RevId],
) -> Result<Option<Said>, JournalError> {
    let shown = shown_of(source, keys, row, revs)?.filter(|shown| !shown.conflict);
    Ok(shown.map(|shown| shown.said))
}

/// What these versions of an entry say, merged where that can be and else one above the other.
pub(super) fn united(
    source: &impl objects::Source,
    keys: &Keys,
    row: &Row,
    revs: &[RevId],
) -> Result<Option<Said>, JournalError> {
    let heads = heads(source, keys, row, revs)?;
    merge::united(&heads, &mut Versions::of(source, keys, row))
}

/// What of the entry of a row its heads say two things about.
pub(super) fn torn(
    source: &impl objects::Source,
    keys: &Keys,
    row: &Row,
) -> Result<BTreeSet<Field>, JournalError> {
    let heads = heads(source, keys, row, &row.heads)?;
    merge::torn(&heads, &mut Versions::of(source, keys, row))
}

/// What an entry shows whose heads are `revs`; none without a head.
fn shown_of(
    source: &impl objects::Source,
    keys: &Keys,
    row: &Row,
    revs: &[RevId],
) -> Result<Option<Shown>, JournalError> {
    let heads = heads(source, keys, row, revs)?;
    merge::shown(heads, &mut Versions::of(source, keys, row))
}

/// Settles the rows that took revisions in.
pub(super) fn settle(
    source: &impl objects::Source,
    keys: &Keys,
    rows: &mut HashMap<EntryId, Row>,
) -> Result<(), JournalError> {
    for row in rows.values_mut().filter(|row| !row.is_settled()) {
        settle_one(source, keys, row)?;
    }
    Ok(())
}

/// Settles one row.
pub(super) fn settle_one(
    source: &impl objects::Source,
    keys: &Keys,
    row: &mut Row,
) -> Result<(), JournalError> {
    if !row.is_settled() {
        let shown = shown(source, keys, row)?;
        row.settle(&shown);
    }
    Ok(())
}

fn heads(
    source: &impl objects::Source,
    keys: &Keys,
    row: &Row,
    revs: &[RevId],
) -> Result<Vec<Version>, JournalError> {
    let place = |rev: &RevId| row.place_of(*rev).ok_or(JournalError::LostRevision(*rev));
    let places: Vec<Place> = revs.iter().map(place).collect::<Result<_, _>>()?;
    let read = objects::revisions_at(source, keys, &places);
    let heads = read.into_iter().zip(revs).map(|(revision, rev)| {
        let revision = revision?;
        if revision.rev == *rev {
            Ok(Version::of(revision))
        } else {
            Err(JournalError::LostRevision(*rev))
        }
    });
    heads.collect()
}

/// The revisions of one entry, read as they are asked for.
struct Versions<'a, S> {
    source: &'a S,
    keys: &'a Keys,
    places: HashMap<RevId, Place>,
    /// What those were made from that were looked at; none where one is damaged.
    parents: HashMap<RevId, Option<Vec<RevId>>>,
    kept: HashMap<RevId, Version>,
    kept_bytes: u64,
}

/// A revision line as far as its history goes.
#[derive(Deserialize)]
struct Parents {
    rev: RevId,
    parents: Vec<RevId>,
}

impl<'a, S: objects::Source> Versions<'a, S> {
    fn of(source: &'a S, keys: &'a Keys, row: &Row) -> Self {
        Self {
            source,
            keys,
            places: row.revisions().into_iter().collect(),
            parents: HashMap::new(),
            kept: HashMap::new(),
            kept_bytes: 0,
        }
    }

    fn read(&mut self, rev: RevId) -> Result<Option<Version>, JournalError> {
        if let Some(version) = self.kept.get(&rev) {
            return Ok(Some(version.clone()));
        }
        let Some(place) = self.places.get(&rev) else {
            return Ok(None);
        };
        let read = match objects::revision_at(self.source, self.keys, *place) {
            Ok(revision) if revision.rev == rev => Some(Version::of(revision)),
            Err(error) if !error.is_damage() => return Err(error),
            Ok(_) | Err(_) => None,
        };
        let parents = read.as_ref().map(|version| version.parents.clone());
        self.parents.insert(rev, parents);
        if self.kept_bytes + place.2 <= KEPT_BYTES_MAX
            && let Some(version) = &read
        {
            self.kept_bytes += place.2;
            self.kept.insert(rev, version.clone());
        }
        Ok(read)
    }

    /// Looks at all that were not looked at yet.
    fn read_all_parents(&mut self) {
        let waits = |rev: &RevId| !self.parents.contains_key(rev);
        let (revs, places): (Vec<RevId>, Vec<Place>) = self
            .places
            .iter()
            .filter(|(rev, _)| waits(rev))
            .map(|(rev, place)| (*rev, *place))
            .unzip();
        let mut found: HashMap<RevId, Option<Vec<RevId>>> =
            revs.iter().map(|rev| (*rev, None)).collect();
        objects::lines_at(self.source, self.keys, &places, &mut |at, line| {
            let read = line
                .ok()
                .and_then(|line| serde_json::from_str::<Parents>(line).ok());
            let wanted = read.filter(|read| revs.get(at) == Some(&read.rev));
            found.extend(wanted.map(|read| (read.rev, Some(read.parents))));
        });
        self.parents.extend(found);
    }
}

impl<S: objects::Source> merge::Source for Versions<'_, S> {
    type Error = JournalError;

    fn parents(&mut self, rev: RevId) -> Result<Option<Vec<RevId>>, JournalError> {
        if !self.parents.contains_key(&rev) {
            if self.parents.len() < LOOKS_MAX {
                self.read(rev)?;
            } else {
                self.read_all_parents();
            }
        }
        Ok(self.parents.get(&rev).cloned().flatten())
    }

    fn version(&mut self, rev: RevId) -> Result<Option<Version>, JournalError> {
        self.read(rev)
    }
}
