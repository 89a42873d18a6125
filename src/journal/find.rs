//! Which entry a person means.

use crate::journal::Journal;
use crate::journal::JournalError;
use crate::model::catalogue::Row;
use crate::model::catalogue::digits_of;
use crate::model::id::EntryId;
use crate::model::time::Day;

/// Fewer digits of an id than this are too easily a mistake.
const DIGITS_MIN: usize = 4;
/// How many entries an ambiguous reference lists.
const LISTED_MAX: usize = 10;

impl Journal {
    /// The entry that a person means: a unique prefix of an id (at least 4 digits), `@last`, `@1`
    /// (the newest), `@2`…, or a date with one entry.
    pub fn find(&mut self, text: &str) -> Result<EntryId, JournalError> {
        if let Some(place) = text.strip_prefix('@') {
            return self.find_place(text, place);
        }
        let foreign = EntryId::from_foreign(text);
        let digits = text.len() >= DIGITS_MIN
            && text.len() <= 32
            && text.chars().all(|c| c.is_ascii_hexdigit());
        let prefix = foreign.map_or_else(|| text.to_ascii_lowercase(), |id| id.to_string());
        let by_id = digits || foreign.is_some();
        let day: Option<Day> = text.parse().ok();
        if !by_id && day.is_none() {
            return Err(JournalError::NotFound(text.to_owned()));
        }
        let ids = match day {
            None if self.rows.is_none() => self.find_id(&prefix)?,
            _ => self.find_day(day, by_id.then_some(&prefix))?,
        };
        match ids.as_slice() {
            [] => Err(JournalError::NotFound(text.to_owned())),
            [only] => Ok(*only),
            _ => Err(JournalError::Ambiguous {
                text: text.to_owned(),
                ids,
            }),
        }
    }

    /// The entries whose ids begin so, newest first: by the index, so that few rows are read.
    fn find_id(&mut self, prefix: &str) -> Result<Vec<EntryId>, JournalError> {
        let mut rows = self.rows_beginning(prefix)?;
        rows.sort_by_cached_key(Row::key);
        let ids = rows.iter().map(|row| row.summary.id);
        Ok(ids.take(LISTED_MAX + 1).collect())
    }

    /// The entries of a day, and those whose ids begin so, newest first.
    fn find_day(
        &mut self,
        day: Option<Day>,
        prefix: Option<&String>,
    ) -> Result<Vec<EntryId>, JournalError> {
        // A day stands in its row's line as it is written, and elsewhere perhaps.
        let written = day.map(|day| day.to_string());
        let wanted = |line: &str| {
            prefix.is_some_and(|prefix| digits_of(line).starts_with(prefix))
                || written.as_ref().is_some_and(|day| line.contains(day))
        };
        let mut ids = Vec::new();
        self.each_row_of(&wanted, &mut |row| {
            let id = row.summary.id.to_string();
            let same_id = prefix.is_some_and(|prefix| id.starts_with(prefix));
            let same_day = !row.summary.deleted && day == Some(row.summary.day);
            if same_id || same_day {
                ids.push(row.summary.id);
            }
            ids.len() <= LISTED_MAX
        })?;
        Ok(ids)
    }

    fn find_place(&mut self, text: &str, place: &str) -> Result<EntryId, JournalError> {
        let not_found = || JournalError::NotFound(text.to_owned());
        let number: usize = if place == "last" {
            1
        } else {
            place.parse().map_err(|_| not_found())?
        };
        let mut left = number;
        let mut found = None;
        self.each_row(&mut |row| {
            if !row.summary.deleted && left > 0 {
                left -= 1;
                found = (left == 0).then_some(row.summary.id);
            }
            left > 0
        })?;
        found.ok_or_else(not_found)
    }
}
