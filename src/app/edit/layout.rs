//! Which rows the lines of the text have: all of them while the text is small, those near the
//! window when it is large.

use std::ops::Range;

use crate::app::edit::buffer::Buffer;
use crate::app::edit::change::Change;
use crate::app::edit::cursor::Affinity;
use crate::app::edit::cursor::Caret;
use crate::app::edit::rows::Extent;
use crate::app::edit::rows::LineEdit;
use crate::app::edit::rows::Rows;

/// Texts up to this many bytes are laid out whole.
pub const WHOLE_BYTES_MAX: usize = 256 << 10;
/// More lines than this are never kept.
const LINES_MAX: usize = 8192;
/// Lines that stay laid out on both sides of the wanted ones when the others are dropped.
const MARGIN_LINES: usize = 256;

/// More bytes than any line has.
const TO_THE_END: usize = usize::MAX >> 2;

/// A row: its line, and its number in that line, both counted from 0. Ordered as in the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowId {
    /// The line, as the text has it.
    pub line: usize,
    /// The row within the line.
    pub row: usize,
}

/// The rows of a stretch of lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    width: usize,
    /// The first line that is laid out; `lines` holds it and those behind it.
    first: usize,
    lines: Vec<Rows>,
}

impl Layout {
    /// An empty layout for rows of `width` cells.
    pub fn new(width: usize) -> Self {
        Self {
            width: width.max(1),
            first: 0,
            lines: Vec::new(),
        }
    }

    /// Cells of a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The lines that are laid out.
    pub fn lines(&self) -> Range<usize> {
        self.first..self.first + self.lines.len()
    }

    /// The rows of `line`, if it is laid out.
    pub fn rows(&self, line: usize) -> Option<&Rows> {
        self.lines.get(line.checked_sub(self.first)?)
    }

    /// Lays out `lines`, and the whole text where it is small.
    pub fn ensure(&mut self, buffer: &Buffer, lines: Range<usize>) {
        let have = self.lines();
        if !have.is_empty() && have.start <= lines.start && lines.end <= have.end {
            return;
        }
        let count = buffer.line_count();
        let whole = buffer.len() <= WHOLE_BYTES_MAX && count <= LINES_MAX;
        let wanted = if whole {
            0..count
        } else {
            lines.start.min(count)..lines.end.min(count)
        };
        if have.is_empty() || wanted.start > have.end || wanted.end < have.start {
            self.first = wanted.start;
            self.lines = self.wrap_lines(buffer, wanted);
            return;
        }
        if wanted.start < have.start {
            let above = self.wrap_lines(buffer, wanted.start..have.start);
            self.lines.splice(..0, above);
            self.first = wanted.start;
        }
        if wanted.end > have.end {
            let below = self.wrap_lines(buffer, have.end..wanted.end);
            self.lines.extend(below);
        }
        if self.lines.len() > LINES_MAX {
            self.keep_near(&wanted);
        }
    }

    fn keep_near(&mut self, wanted: &Range<usize>) {
        let end = (wanted.end + MARGIN_LINES).saturating_sub(self.first);
        self.lines.truncate(end);
        let drop = wanted.start.saturating_sub(MARGIN_LINES + self.first);
        self.lines.drain(..drop.min(self.lines.len()));
        self.first += drop;
    }

    fn wrap_lines(&self, buffer: &Buffer, lines: Range<usize>) -> Vec<Rows> {
        let mut start = buffer.line_start(lines.start);
        let mut wrapped = Vec::with_capacity(lines.len());
        for line in lines {
            let next = buffer.line_start(line + 1);
            let end = buffer.line_end(start, next);
            wrapped.push(Rows::new(buffer, start..end, self.width));
            start = next;
        }
        wrapped
    }

    /// Makes sure that `extent` of `line` is known.
    pub fn reach(&mut self, buffer: &Buffer, line: usize, extent: Extent) {
        self.ensure(buffer, line..line + 1);
        let at = line.saturating_sub(self.first);
        if let Some(rows) = self.lines.get_mut(at)
            && !rows.is_complete()
        {
            rows.reach(buffer, buffer.line(line), extent);
        }
    }

    /// Follows `change`, which has already been made in `buffer`.
    pub fn edit(&mut self, buffer: &Buffer, change: &Change) {
        let line = buffer.line_of(change.at);
        let removed = change.removed_lines();
        let inserted = change.inserted_lines();
        if line + removed < self.first {
            self.first = self.first + inserted - removed;
            return;
        }
        let Some(at) = line.checked_sub(self.first) else {
            // The change joined lines above to the first one here.
            self.lines.clear();
            return;
        };
        if at >= self.lines.len() {
            return;
        }
        if removed == 0 && inserted == 0 {
            let range = buffer.line(line);
            let edit = LineEdit {
                at: change.at - range.start,
                removed: change.removed.len(),
                inserted: change.inserted.len(),
            };
            if let Some(rows) = self.lines.get_mut(at) {
                rows.edit(buffer, range, edit);
            }
            return;
        }
        if inserted > MARGIN_LINES || at + removed >= self.lines.len() {
            self.lines.truncate(at);
            return;
        }
        let fresh = self.wrap_lines(buffer, line + 1..line + inserted + 1);
        let behind = at + 1;
        self.lines.splice(behind..behind + removed, fresh);
        if let Some(rows) = self.lines.get_mut(at) {
            // The rows above the change stay, however long the line was or has become.
            let range = buffer.line(line);
            let first = change.inserted.find('\n');
            let edit = LineEdit {
                at: (change.at - range.start).min(range.len()),
                removed: TO_THE_END,
                inserted: first.unwrap_or(change.inserted.len()),
            };
            rows.edit(buffer, range, edit);
        }
    }

    /// The row that `caret` stands in. Its place must have been reached.
    pub fn row_of(&self, buffer: &Buffer, caret: Caret) -> RowId {
        let line = buffer.line_of(caret.at);
        let Some(rows) = self.rows(line) else {
            return RowId { line, row: 0 };
        };
        let at = caret.at - buffer.line_start(line);
        let mut row = rows.row_of(at);
        if caret.affinity == Affinity::Before
            && let Some(before) = row.checked_sub(1)
            && rows.starts().get(before) == Some(&at)
        {
            row = before;
        }
        RowId { line, row }
    }

    /// The bytes of a row, and whether it is its line's last. Empty where it is not known.
    pub fn bytes(&self, buffer: &Buffer, id: RowId) -> (Range<usize>, bool) {
        let line = buffer.line(id.line);
        let row = self
            .rows(id.line)
            .and_then(|rows| rows.row(id.row, line.len()));
        let row = row.unwrap_or(line.len()..line.len());
        (
            line.start + row.start..line.start + row.end,
            row.end >= line.len(),
        )
    }

    /// The row above `id`; `None` at the top.
    pub fn above(&mut self, buffer: &Buffer, id: RowId) -> Option<RowId> {
        if let Some(row) = id.row.checked_sub(1) {
            return Some(RowId { row, ..id });
        }
        let line = id.line.checked_sub(1)?;
        self.reach(buffer, line, Extent::All);
        let row = self
            .rows(line)
            .map_or(0, |rows| rows.known().saturating_sub(1));
        Some(RowId { line, row })
    }

    /// The row below `id`; `None` at the bottom.
    pub fn below(&mut self, buffer: &Buffer, id: RowId) -> Option<RowId> {
        self.reach(buffer, id.line, Extent::Row(id.row + 1));
        let known = self.rows(id.line).map_or(0, Rows::known);
        if id.row + 1 < known {
            return Some(RowId {
                row: id.row + 1,
                ..id
            });
        }
        let line = id.line + 1;
        (line < buffer.line_count()).then_some(RowId { line, row: 0 })
    }

    /// The row below `id`, if it is known.
    pub fn below_known(&self, id: RowId) -> Option<RowId> {
        let rows = self.rows(id.line)?;
        if id.row + 1 < rows.known() {
            return Some(RowId {
                row: id.row + 1,
                ..id
            });
        }
        let line = id.line + 1;
        (rows.is_complete() && self.lines().contains(&line)).then_some(RowId { line, row: 0 })
    }
}
