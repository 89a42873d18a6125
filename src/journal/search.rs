//! Searching: brute force over the opened text, so that no index can leak or go stale.
//!
//! Rows decide what they can alone. For the rest each object is opened once; a line is read as JSON
//! only where its folded bytes hold the longest word that every hit must have.

use std::collections::HashMap;

use memchr::memmem::Finder;

use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::objects;
use crate::model::catalogue::Place;
use crate::model::entry::Summary;
use crate::model::fold;
use crate::model::query::Filter;
use crate::model::query::Query;
use crate::model::revision::Revision;
use crate::model::revision::Text;

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
        let mut seen = 0_usize;
        let mut stopped = false;
        let mut rows: Vec<(Summary, Place, Option<bool>)> = Vec::new();
        let arena = self.arena.take();
        let candidates = arena.as_ref().map(|arena| arena.candidates(query));
        let looked = self.each_row_seen(&mut |row| {
            seen += 1;
            if seen.is_multiple_of(ROWS_A_LOOK) && !goes_on() {
                stopped = true;
                return false;
            }
            if !filter.matches(&row.summary) {
                return true;
            }
            let text = arena.as_ref().and_then(|arena| arena.text(row.shown));
            let decided = match (text, &candidates) {
                (Some(text), Some(candidates)) => {
                    Some(candidates.has(row.shown) && query.matches(&row.summary, text))
                }
                _ => query.prefilter(&row.summary),
            };
            if decided != Some(false) {
                rows.push((row.summary.clone(), row.place, decided));
            }
            true
        });
        self.arena = arena;
        looked?;
        if stopped {
            return Err(JournalError::Stopped);
        }
        if rows.iter().any(|(_, _, decided)| decided.is_none()) {
            self.decide_by_text(query, &mut rows, goes_on)?;
        }
        let mut hits: Vec<Summary> = rows
            .into_iter()
            .filter(|(_, _, decided)| *decided == Some(true))
            .map(|(row, _, _)| row)
            .collect();
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

    fn decide_by_text(
        &mut self,
        query: &Query,
        rows: &mut [(Summary, Place, Option<bool>)],
        goes_on: &mut dyn FnMut() -> bool,
    ) -> Result<(), JournalError> {
        let keys = self.keys.as_ref().ok_or(JournalError::Locked)?;
        let mut open: HashMap<(i64, u64), usize> = HashMap::new();
        let mut wanted: Vec<i64> = Vec::new();
        for (at, (_, place, _)) in rows.iter().enumerate().filter(|(_, row)| row.2.is_none()) {
            open.insert((place.0, place.1), at);
            wanted.push(place.0);
        }
        wanted.sort_unstable();
        wanted.dedup();
        let scan = Scan::new(query);
        let mut folded = String::new();
        for seq in wanted {
            if !goes_on() {
                return Err(JournalError::Stopped);
            }
            let object = match objects::open(&self.store, keys, seq) {
                Ok(object) => object,
                Err(error) if error.is_damage() => {
                    self.damaged.insert(seq);
                    let rest = rows.iter_mut().filter(|row| row.1.0 == seq);
                    for (row, place, decided) in rest.filter(|row| row.2.is_none()) {
                        let read = objects::revision_at(&self.store, keys, *place).ok();
                        let line = read.as_ref().map(Revision::line);
                        let hits = |line| text_hits(query, row, line, &mut folded);
                        *decided = Some(line.is_some_and(hits));
                    }
                    continue;
                }
                Err(error) => return Err(error),
            };
            for (line, place) in objects::lines(&object, seq) {
                let Some((row, _, decided)) =
                    open.get(&(seq, place.1)).and_then(|at| rows.get_mut(*at))
                else {
                    continue;
                };
                *decided = Some(
                    scan.may_hit(line, &mut folded) && text_hits(query, row, line, &mut folded),
                );
            }
        }
        Ok(())
    }
}

fn text_hits(query: &Query, row: &Summary, line: &str, folded: &mut String) -> bool {
    let Ok(text) = serde_json::from_str::<Text<'_>>(line) else {
        return false;
    };
    folded.clear();
    fold::fold_into(&text.title, folded);
    folded.push('\n');
    fold::fold_into(&text.body, folded);
    query.matches(row, folded)
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
