//! The folded texts of all entries in memory, so that searching as one types reads no disk.
//!
//! A text is kept under the name of its revision, which has one content for ever (or, where several
//! were merged, under one made of their names): so nothing in here is ever stale, and an entry that
//! changed is only a revision that is not in here yet.

use std::collections::HashMap;
use std::collections::HashSet;
use std::hash::BuildHasherDefault;
use std::hash::Hasher;
use std::ops::Range;

use memchr::memmem::Finder;

use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::objects;
use crate::journal::search;
use crate::journal::versions;
use crate::model::catalogue::Place;
use crate::model::catalogue::Row;
use crate::model::id::RevId;
use crate::model::query::Query;
use crate::model::revision::Text;

/// How much is read in one step, in bytes of lines: some 20 ms of work.
const STEP_BYTES: u64 = 1 << 20;

impl Journal {
    /// Takes some more texts into memory for searching, newest first, until all of them or as much as
    /// its user allows is there. True while there is more to do; each call takes some 20 ms.
    pub fn arena_step(&mut self) -> Result<bool, JournalError> {
        if self.is_locked() {
            return Ok(false);
        }
        self.load_rows()?;
        let mut arena = self.arena.take().unwrap_or_default();
        let more = self.fill(&mut arena);
        self.arena = Some(arena);
        more
    }

    fn fill(&self, arena: &mut Arena) -> Result<bool, JournalError> {
        let keys = self.keys()?;
        let Some((version, rows)) = &self.rows else {
            return Ok(false);
        };
        if arena.version != Some(*version) {
            arena.version = Some(*version);
            let missing = rows
                .iter()
                .filter(|row| !row.summary.deleted && !arena.spots.contains_key(&row.text_name()));
            arena.waiting = missing.map(Wanted::of).collect();
            arena.waiting.reverse();
        }
        let room = usize::try_from(self.preferences.search_memory_bytes).unwrap_or(usize::MAX);
        if arena.bytes >= room {
            arena.waiting.clear();
        }
        let (merged, next): (Vec<Wanted>, Vec<Wanted>) = arena
            .next()
            .into_iter()
            .partition(|wanted| wanted.merged.is_some());
        let places: Vec<Place> = next.iter().map(|wanted| wanted.place).collect();
        let mut slab = Slab::default();
        objects::lines_at(&self.store, keys, &places, &mut |at, line| {
            if let (Some(wanted), Ok(line)) = (next.get(at), line) {
                slab.add(wanted.name, line);
            }
        });
        for wanted in merged {
            let shown = wanted
                .merged
                .map(|row| versions::shown(&self.store, keys, &row));
            if let Some(Ok(shown)) = shown {
                let content = shown.said.content;
                slab.add_text(wanted.name, &content.title, &content.body);
            }
        }
        arena.take(slab);
        Ok(!arena.waiting.is_empty())
    }

    /// Takes the text of a revision that was just saved in, so that it is found at once.
    pub(super) fn arena_add(&mut self, rev: RevId, line: &str) {
        if let Some(arena) = &mut self.arena {
            let mut slab = Slab::default();
            slab.add(rev, line);
            arena.take(slab);
        }
    }
}

/// A text that is still to be read.
struct Wanted {
    name: RevId,
    place: Place,
    /// The row of an entry whose text stands in no revision.
    merged: Option<Box<Row>>,
}

impl Wanted {
    fn of(row: &Row) -> Self {
        Self {
            name: row.text_name(),
            place: row.place,
            merged: row.merged.then(|| Box::new(row.clone())),
        }
    }
}

/// Texts by revision.
#[derive(Default)]
pub(super) struct Arena {
    slabs: Vec<Slab>,
    spots: HashMap<RevId, Spot, ByName>,
    /// What is still to be read, the next one last.
    waiting: Vec<Wanted>,
    /// The state of the rows that `waiting` was made from.
    version: Option<i64>,
    bytes: usize,
}

/// A name is a hash already: its first bytes will do.
pub(super) type ByName = BuildHasherDefault<FirstBytes>;

/// The hash that a name already is.
#[derive(Default)]
pub(super) struct FirstBytes(u64);

impl Hasher for FirstBytes {
    fn write(&mut self, bytes: &[u8]) {
        if let Some(first) = bytes.first_chunk() {
            self.0 = u64::from_le_bytes(*first);
        }
    }

    // The length of the array, which is the same for all.
    fn write_usize(&mut self, _: usize) {}

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Where a text stands.
struct Spot {
    slab: usize,
    range: Range<usize>,
}

/// Some texts, one after the other.
#[derive(Default)]
struct Slab {
    text: String,
    /// Where each text begins, and of which revision it is.
    starts: Vec<(usize, RevId)>,
}

impl Slab {
    /// Adds the text of a revision's line; one that is no revision is left out.
    fn add(&mut self, rev: RevId, line: &str) {
        let Ok(text) = serde_json::from_str::<Text<'_>>(line) else {
            return;
        };
        self.add_text(rev, &text.title, &text.body);
    }

    fn add_text(&mut self, name: RevId, title: &str, body: &str) {
        self.starts.push((self.text.len(), name));
        search::fold_text(title, body, &mut self.text);
    }

    /// The texts with their places.
    fn texts(&self) -> impl Iterator<Item = (RevId, Range<usize>)> {
        let ends = self.starts.iter().skip(1).map(|(start, _)| *start);
        let ends = ends.chain(std::iter::once(self.text.len()));
        self.starts
            .iter()
            .zip(ends)
            .map(|((start, rev), end)| (*rev, *start..end))
    }
}

/// Which texts of an arena a query may hit.
pub(super) enum Candidates {
    /// Each must be looked at.
    All,
    /// These only.
    Some(HashSet<RevId, ByName>),
}

impl Candidates {
    pub(super) fn has(&self, rev: RevId) -> bool {
        match self {
            Self::All => true,
            Self::Some(revs) => revs.contains(&rev),
        }
    }
}

impl Arena {
    /// The folded title, a line end and the folded body of a revision, if it is here.
    pub(super) fn text(&self, rev: RevId) -> Option<&str> {
        let spot = self.spots.get(&rev)?;
        self.slabs.get(spot.slab)?.text.get(spot.range.clone())
    }

    /// The texts that hold the longest word that every hit has: one pass over the memory.
    pub(super) fn candidates(&self, query: &Query) -> Candidates {
        let Some(word) = query.required_literals().into_iter().next() else {
            return Candidates::All;
        };
        let finder = Finder::new(word.as_bytes());
        let mut revs = HashSet::default();
        for slab in &self.slabs {
            let mut from = 0;
            while let Some(at) = slab.find(&finder, from) {
                // The text that it stands in: the last that begins at or before it.
                let next = slab.starts.partition_point(|(start, _)| *start <= at);
                if let Some((_, rev)) = next.checked_sub(1).and_then(|n| slab.starts.get(n)) {
                    revs.insert(*rev);
                }
                match slab.starts.get(next) {
                    Some((start, _)) => from = *start,
                    None => break,
                }
            }
        }
        Candidates::Some(revs)
    }

    /// The next ones to be read.
    fn next(&mut self) -> Vec<Wanted> {
        let mut bytes = 0;
        let mut next = Vec::new();
        while bytes < STEP_BYTES
            && let Some(wanted) = self.waiting.pop()
        {
            bytes += wanted.place.2;
            next.push(wanted);
        }
        next
    }

    fn take(&mut self, slab: Slab) {
        for (rev, range) in slab.texts() {
            let slab = self.slabs.len();
            self.spots.insert(rev, Spot { slab, range });
        }
        self.bytes += slab.text.len();
        if !slab.starts.is_empty() {
            self.slabs.push(slab);
        }
    }
}

impl Slab {
    fn find(&self, finder: &Finder<'_>, from: usize) -> Option<usize> {
        let rest = self.text.as_bytes().get(from..)?;
        finder.find(rest).map(|at| from + at)
    }
}

impl std::fmt::Debug for Arena {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Arena({} bytes)", self.bytes)
    }
}
