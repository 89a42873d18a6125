//! Rows of the catalogue as their lines, by the slab: a third of the memory that the rows would take,
//! given back slab by slab as they are written.

use std::cmp::Reverse;

use crate::journal::JournalError;
use crate::model::catalogue::Row;
use crate::model::id::EntryId;

/// What rows are sorted by: newest first, then id.
pub(super) type Key = (Reverse<i64>, EntryId);

/// Size at which a slab is closed, in bytes.
const SLAB_BYTES: usize = 1 << 20;

/// Lines, to be written in order once.
#[derive(Debug, Default)]
pub(super) struct RowLines {
    slabs: Vec<Slab>,
    lines: Vec<At>,
}

#[derive(Debug, Default)]
struct Slab {
    text: String,
    /// Lines of it that are still wanted.
    left: usize,
}

/// Where a line stands.
#[derive(Clone, Copy, Debug)]
struct At {
    key: Key,
    slab: u32,
    start: u32,
    length: u32,
}

impl RowLines {
    /// Adds a row; returns its number.
    pub(super) fn push(&mut self, row: &Row) -> u32 {
        let number = u32::try_from(self.lines.len()).unwrap_or(u32::MAX);
        let at = self.keep(row);
        self.lines.push(at);
        number
    }

    /// The row of that number.
    pub(super) fn get(&self, number: u32) -> Option<Row> {
        let at = self.lines.get(usize::try_from(number).ok()?)?;
        Row::from_line(self.text(*at)?)
    }

    /// Puts a row in the place of another version of it.
    pub(super) fn replace(&mut self, number: u32, row: &Row) {
        let now = self.keep(row);
        let number = usize::try_from(number).ok();
        if let Some(at) = number.and_then(|number| self.lines.get_mut(number)) {
            let before = std::mem::replace(at, now);
            self.let_go(before);
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    /// All rows.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row> {
        let text = |at: &At| self.text(*at);
        self.lines
            .iter()
            .filter_map(text)
            .filter_map(Row::from_line)
    }

    /// The lines, to be written newest first.
    pub(super) fn sorted(mut self) -> Sorted {
        self.lines.sort_unstable_by_key(|at| Reverse(at.key));
        Sorted { rest: self }
    }

    fn keep(&mut self, row: &Row) -> At {
        let line = row.to_line();
        let full = |slab: &Slab| slab.text.len() + line.len() > SLAB_BYTES;
        if self.slabs.last().is_none_or(full) {
            let text = String::with_capacity(SLAB_BYTES.max(line.len()));
            self.slabs.push(Slab { text, left: 0 });
        }
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let slab = number(self.slabs.len().saturating_sub(1));
        let mut at = At {
            key: row.key(),
            slab,
            start: 0,
            length: number(line.len()),
        };
        if let Some(slab) = self.slabs.last_mut() {
            at.start = number(slab.text.len());
            slab.text.push_str(&line);
            slab.left += 1;
        }
        at
    }

    fn text(&self, at: At) -> Option<&str> {
        let start = usize::try_from(at.start).ok()?;
        let length = usize::try_from(at.length).ok()?;
        let slab = self.slabs.get(usize::try_from(at.slab).ok()?)?;
        slab.text.get(start..start.checked_add(length)?)
    }

    /// A line is wanted no more; with its last one the slab is given back.
    fn let_go(&mut self, at: At) {
        let number = usize::try_from(at.slab).unwrap_or(usize::MAX);
        let is_last = number + 1 == self.slabs.len();
        if let Some(slab) = self.slabs.get_mut(number) {
            slab.left = slab.left.saturating_sub(1);
            if slab.left == 0 && !is_last {
                slab.text = String::new();
            }
        }
    }
}

/// Lines in their order; the next one is the last of the list.
#[derive(Debug)]
pub(super) struct Sorted {
    rest: RowLines,
}

impl Sorted {
    /// Hands the lines that come before `key`, or all that are left, to `write`.
    pub(super) fn before(
        &mut self,
        key: Option<Key>,
        mut write: impl FnMut(&str) -> Result<(), JournalError>,
    ) -> Result<(), JournalError> {
        let comes = |at: &mut At| key.is_none_or(|key| at.key < key);
        while let Some(at) = self.rest.lines.pop_if(comes) {
            write(self.rest.text(at).unwrap_or_default())?;
            self.rest.let_go(at);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::catalogue::Place;
    use crate::model::entry::Content;
    use crate::model::id::DeviceId;
    use crate::model::revision::Extra;
    use crate::model::revision::Fields;
    use crate::model::revision::Revision;
    use crate::model::time::Timestamp;

    fn row(n: u8, body: &str) -> Row {
        let at = format!("2024-02-{n:02}T21:30:00Z").parse().unwrap();
        let content = Content {
            body: body.to_owned(),
            ..Content::new(at, "journal")
        };
        let fields = Fields {
            id: EntryId([n; 16]),
            parents: &[],
            content: &content,
            day: "2024-02-29".parse().unwrap(),
            written: Timestamp(0),
            device: DeviceId([1; 16]),
            deleted: false,
            extra: &Extra::new(),
        };
        Row::of(&Revision::write(&fields, [0; 16]).unwrap(), Place(1, 2, 3))
    }

    #[test]
    fn lines_come_newest_first_and_as_they_were_last() {
        let mut lines = RowLines::default();
        let rows = [row(3, "c"), row(1, "a"), row(2, "b")];
        let numbers: Vec<u32> = rows.iter().map(|row| lines.push(row)).collect();
        assert_eq!(lines.get(numbers[1]), Some(rows[1].clone()));
        let newer = row(2, "newer");
        lines.replace(numbers[2], &newer);
        assert_eq!((lines.len(), lines.rows().count()), (3, 3));
        let mut sorted = lines.sorted();
        let mut written = Vec::new();
        let mut write = |line: &str| {
            written.push(Row::from_line(line).unwrap());
            Ok(())
        };
        sorted.before(Some(newer.key()), &mut write).unwrap();
        sorted.before(None, &mut write).unwrap();
        let [third, first, _] = rows;
        assert_eq!(written, [third, newer, first]);
    }
}
