//! Searching: brute force over the opened text, so that no index can leak or go stale.
//!
//! Rows decide what they can alone. For the rest each object is opened once; a line is read as JSON
//! only where its folded bytes hold the longest word that every hit must have. Where the text alone
//! decides, a row is read only if its text is a hit: to read all of them would be half of the work.

use std::collections::BTreeSet;

use memchr::memmem::Finder;

use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::catalogue;
use crate::journal::catalogue::Health;
use crate::journal::catalogue::Unread;
use crate::journal::keys::Keys;
use crate::journal::objects;
use crate::journal::objects::Room;
use crate::journal::versions;
use crate::model::catalogue::Place;
use crate::model::catalogue::Row;
use crate::model::entry::Summary;
use crate::model::fold;
use crate::model::query::Filter;
use crate::model::query::Query;
use crate::model::revision::Revision;
use crate::model::revision::Text;
use crate::store::Store;

/// Rows that are looked at before it is asked whether the search goes on.
const ROWS_A_LOOK: usize = 256;

impl Journal {
    /// Calls `hit` with each row that `query` and `filter` find, newest first (or oldest first), until it returns false.
    pub fn search(
        &mut self,
        query: &Query,
        filter: &Filter,
        reverse: bool,
        hit: &mut dyn FnMut(Summary) -> bool,
    ) -> Result<(), JournalError> {
        self.search_while(query, filter, reverse, &mut || true, hit)
    }

    /// The same, as long as `goes_on` says so; it is asked every few hundred rows and before each
    /// object is opened.
    ///
    /// # Errors
    ///
    /// [`JournalError::Stopped`] where it did not go on; no row was told then.
    pub fn search_while(
        &mut self,
        query: &Query,
        filter: &Filter,
        reverse: bool,
        goes_on: &mut dyn FnMut() -> bool,
        hit: &mut dyn FnMut(Summary) -> bool,
    ) -> Result<(), JournalError> {
        let mut hits = match self.search_texts(query, filter, goes_on)? {
            Some(hits) => hits,
            None => self.search_rows(query, filter, goes_on)?,
        };
        if reverse {
            hits.reverse();
        }
        for row in hits {
            if !hit(row) {
                break;
            }
        }
        Ok(())
    }

    /// Rows first, then the texts of those that may be hits.
    fn search_rows(
        &mut self,
        query: &Query,
        filter: &Filter,
        goes_on: &mut dyn FnMut() -> bool,
    ) -> Result<Vec<Summary>, JournalError> {
        let mut seen = 0_usize;
        let mut stopped = false;
        let mut candidates: Vec<Candidate> = Vec::new();
        let arena = self.arena.take();
        let in_arena = arena.as_ref().map(|arena| arena.candidates(query));
        let looked = self.each_row_seen(&mut |row| {
            seen += 1;
            if seen.is_multiple_of(ROWS_A_LOOK) && !goes_on() {
                stopped = true;
                return false;
            }
            if !filter.matches(&row.summary) {
                return true;
            }
            let name = row.text_name();
            let text = arena.as_ref().and_then(|arena| arena.text(name));
            let decided = match (text, &in_arena) {
                (Some(text), Some(in_arena)) => {
                    Some(in_arena.has(name) && query.matches(&row.summary, text))
                }
                _ => query.prefilter(&row.summary),
            };
            if decided != Some(false) {
                candidates.push(Candidate {
                    row: Known::Read(Box::new(row.summary.clone())),
                    place: row.place,
                    decided,
                    merged: row.merged.then(|| Box::new(row.clone())),
                });
            }
            true
        });
        self.arena = arena;
        looked?;
        if stopped {
            return Err(JournalError::Stopped);
        }
        let keys = self.keys.as_ref().ok_or(JournalError::Locked)?;
        let damaged = &mut self.damaged;
        decide_by_text(&self.store, keys, query, &mut candidates, damaged, goes_on)?;
        Ok(hits(candidates))
    }

    /// Texts first, then the rows of hits; `None` where rows are needed, are in memory already, or cannot be
    /// believed.
    fn search_texts(
        &mut self,
        query: &Query,
        filter: &Filter,
        goes_on: &mut dyn FnMut() -> bool,
    ) -> Result<Option<Vec<Summary>>, JournalError> {
        let in_memory = self.rows.is_some() || self.arena.is_some();
        let by_text = query.needs_no_row() && *filter == Filter::default();
        if in_memory || !by_text || Scan::new(query).finder.is_none() {
            return Ok(None);
        }
        let top = self.top()?;
        let keys = self.keys.as_ref().ok_or(JournalError::Locked)?;
        let mut candidates: Vec<Candidate> = Vec::new();
        let health = catalogue::unread(&self.store, keys, &top, &mut |row| {
            if !row.glance.deleted {
                let merged = row.glance.merged.then(|| row.read()).flatten();
                candidates.push(Candidate {
                    place: row.glance.place,
                    row: Known::Unread(row),
                    decided: None,
                    merged: merged.map(Box::new),
                });
            }
        })?;
        if health == Health::Unfit {
            return Ok(None);
        }
        let damaged = &mut self.damaged;
        let decided = decide_by_text(&self.store, keys, query, &mut candidates, damaged, goes_on)?;
        if decided == Health::Unfit {
            return Ok(None);
        }
        let mut hits = hits(candidates);
        hits.sort_unstable_by_key(Summary::key);
        Ok(Some(hits))
    }
}

/// An entry that may be a hit.
struct Candidate {
    row: Known,
    place: Place,
    /// Whether it is one, once that is known.
    decided: Option<bool>,
    /// Its row, where its text stands in no revision.
    merged: Option<Box<Row>>,
}

/// How far a row was read.
enum Known {
    Read(Box<Summary>),
    Unread(Unread),
}

impl Known {
    /// What a list shows of it; `None` where it is no row.
    fn read(&mut self) -> Option<&Summary> {
        if let Self::Unread(row) = self {
            *self = Self::Read(Box::new(row.read()?.summary));
        }
        match self {
            Self::Read(row) => Some(row),
            Self::Unread(_) => None,
        }
    }
}

fn hits(candidates: Vec<Candidate>) -> Vec<Summary> {
    let is_hit = |candidate: &Candidate| candidate.decided == Some(true);
    let rows = candidates.into_iter().filter(is_hit);
    rows.filter_map(|candidate| match candidate.row {
        Known::Read(row) => Some(*row),
        Known::Unread(_) => None,
    })
    .collect()
}

/// Decides what is not decided yet, object by object. `Unfit` where a row of a hit is no row.
fn decide_by_text(
    store: &Store,
    keys: &Keys,
    query: &Query,
    candidates: &mut [Candidate],
    damaged: &mut BTreeSet<i64>,
    goes_on: &mut dyn FnMut() -> bool,
) -> Result<Health, JournalError> {
    let mut order: Vec<(Place, &mut Candidate)> = candidates
        .iter_mut()
        .filter(|candidate| candidate.decided.is_none())
        .map(|candidate| (candidate.place, candidate))
        .collect();
    order.sort_unstable_by_key(|(place, _)| *place);
    let mut judge = Judge {
        query,
        scan: Scan::new(query),
        folded: String::new(),
        health: Health::Fit,
    };
    let (merged, mut order): (Vec<_>, Vec<_>) = order
        .into_iter()
        .partition(|(_, candidate)| candidate.merged.is_some());
    for (_, candidate) in merged {
        if !goes_on() {
            return Err(JournalError::Stopped);
        }
        judge.decide_merged(store, keys, candidate)?;
    }
    let mut room = Room::default();
    for group in order.chunk_by_mut(|(a, _), (b, _)| a.0 == b.0) {
        if !goes_on() {
            return Err(JournalError::Stopped);
        }
        let seq = group.first().map_or(0, |(place, _)| place.0);
        match room.open(store, keys, seq) {
            Ok(object) => {
                for (place, candidate) in group {
                    if let Some(line) = objects::line_of(&object, *place) {
                        judge.decide(candidate, line);
                    }
                }
                room.take_back(object);
            }
            Err(error) if error.is_damage() => {
                damaged.insert(seq);
                for (place, candidate) in group {
                    if let Ok(read) = objects::revision_at(store, keys, *place) {
                        judge.decide(candidate, Revision::line(&read));
                    }
                }
            }
            Err(error) => return Err(error),
        }
    }
    Ok(judge.health)
}

/// Decides whether a text is a hit.
struct Judge<'q> {
    query: &'q Query,
    scan: Scan<'q>,
    /// Room for a text.
    folded: String,
    health: Health,
}

impl Judge<'_> {
    fn decide(&mut self, candidate: &mut Candidate, line: &str) {
        if !self.scan.may_hit(line, &mut self.folded) {
            candidate.decided = Some(false);
            return;
        }
        match candidate.row.read() {
            Some(row) => {
                let hits = text_hits(self.query, row, line, &mut self.folded);
                candidate.decided = Some(hits);
            }
            None => self.health = Health::Unfit,
        }
    }

    /// The same of a text that several revisions say together.
    fn decide_merged(
        &mut self,
        store: &Store,
        keys: &Keys,
        candidate: &mut Candidate,
    ) -> Result<(), JournalError> {
        let Some(merged) = &candidate.merged else {
            return Ok(());
        };
        let content = match versions::shown(store, keys, merged) {
            Ok(shown) => shown.said.content,
            Err(error) if error.is_damage() => return Ok(()),
            Err(error) => return Err(error),
        };
        self.folded.clear();
        fold_text(&content.title, &content.body, &mut self.folded);
        candidate.decided = candidate
            .row
            .read()
            .map(|row| self.query.matches(row, &self.folded));
        Ok(())
    }
}

fn text_hits(query: &Query, row: &Summary, line: &str, folded: &mut String) -> bool {
    let Ok(text) = serde_json::from_str::<Text<'_>>(line) else {
        return false;
    };
    folded.clear();
    fold_text(&text.title, &text.body, folded);
    query.matches(row, folded)
}

/// Title and body as they are searched.
pub(super) fn fold_text(title: &str, body: &str, folded: &mut String) {
    fold::fold_into(title, folded);
    folded.push('\n');
    fold::fold_into(body, folded);
}

/// Passes over lines that cannot be hits, without reading them as JSON.
struct Scan<'q> {
    finder: Option<Finder<'q>>,
}

impl<'q> Scan<'q> {
    fn new(query: &'q Query) -> Self {
        // What JSON writes with a backslash does not stand in a line as it is.
        let plain = |word: &&str| !word.contains(|c: char| c == '"' || c == '\\' || c.is_control());
        let finder = query
            .required_literals()
            .into_iter()
            .find(plain)
            .map(|word| Finder::new(word.as_bytes()));
        Self { finder }
    }

    fn may_hit(&self, line: &str, folded: &mut String) -> bool {
        let Some(finder) = &self.finder else {
            return true;
        };
        folded.clear();
        fold::fold_into(line, folded);
        finder.find(folded.as_bytes()).is_some()
    }
}
