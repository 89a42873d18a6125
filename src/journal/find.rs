//! Which entry a person means.

use crate::journal::Journal;
use crate::journal::JournalError;
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
        // A day stands in its row's line as it is written, and elsewhere perhaps.
        let written = day.map(|day| day.to_string());
        let wanted = |line: &str| {
            (by_id && digits_of(line).starts_with(&prefix))
                || written.as_ref().is_some_and(|day| line.contains(day))
        };
        let mut ids = Vec::new();
        self.each_row_of(&wanted, &mut |row| {
            let same_id = by_id && row.summary.id.to_string().starts_with(&prefix);
            let same_day = !row.summary.deleted && day == Some(row.summary.day);
            if same_id || same_day {
                ids.push(row.summary.id);
            }
            ids.len() <= LISTED_MAX
        })?;
        match ids.as_slice() {
            [] => Err(JournalError::NotFound(text.to_owned())),
            [only] => Ok(*only),
            _ => Err(JournalError::Ambiguous {
                text: text.to_owned(),
                ids,
            }),
        }
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
