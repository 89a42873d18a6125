//! The rows of one line: where each starts, found as far as somebody needs them and kept up to
//! date when the line is edited.

use std::ops::Range;

use crate::app::edit::buffer::Buffer;
use crate::app::edit::prefix::PREFIX_BYTES_MAX;
use crate::app::edit::wrap;
use crate::app::edit::wrap::Frame;
use crate::app::edit::wrap::Piece;
use crate::app::edit::wrap::Reach;

/// Lines up to this many bytes are wrapped whole at once; longer ones piece by piece.
pub const SHORT_BYTES_MAX: usize = 2048;
/// A long line whose rows an edit has moved is wrapped anew for this many rows; if the rows have
/// not met the old ones by then, what follows is forgotten until somebody looks there.
const MOVED_ROWS_MAX: usize = 400;
/// Rows of a short line that are worth keeping when it is edited.
const KEPT_ROWS: Range<usize> = 4..MOVED_ROWS_MAX;
/// Bytes before a row start that are read first, to know how it may break.
const CONTEXT_BYTES: usize = 32;

/// Where the rows of a line start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows {
    frame: Frame,
    /// Starts of the rows behind the first, in bytes from the line's start, ascending.
    starts: Vec<usize>,
    /// Whether these are all rows of the line.
    complete: bool,
}

/// An edit inside one line, in bytes from the line's start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineEdit {
    /// Where it begins.
    pub at: usize,
    /// How many bytes it took away; more than there were: all to the line's end.
    pub removed: usize,
    /// How many it put there.
    pub inserted: usize,
}

/// How much of a line must be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// The row with this number, counted from 0, from its start to its end.
    Row(usize),
    /// The row that holds this byte of the line.
    Byte(usize),
    /// Everything.
    All,
}

impl Rows {
    /// The rows of the line that lies at `line` in `buffer`: all of a short line, the first ones
    /// of a long one.
    pub fn new(buffer: &Buffer, line: Range<usize>, width: usize) -> Self {
        let mut rows = Self {
            frame: frame(buffer, &line, width),
            starts: Vec::new(),
            complete: false,
        };
        rows.reach(buffer, line, Extent::Byte(SHORT_BYTES_MAX));
        rows
    }

    /// The room of the rows.
    pub fn frame(&self) -> Frame {
        self.frame
    }

    /// How many rows are known from start to end.
    pub fn known(&self) -> usize {
        self.starts.len() + usize::from(self.complete)
    }

    /// Whether all rows are known.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// Starts of the known rows behind the first, in bytes from the line's start.
    pub fn starts(&self) -> &[usize] {
        &self.starts
    }

    /// The bytes of `row` from the line's start; `length` is the line's. `None` where it is not
    /// known.
    pub fn row(&self, row: usize, length: usize) -> Option<Range<usize>> {
        let start = match row.checked_sub(1) {
            None => 0,
            Some(before) => *self.starts.get(before)?,
        };
        match self.starts.get(row) {
            Some(end) => Some(start..*end),
            None if self.complete => Some(start..length),
            None => None,
        }
    }

    /// The row that holds the byte `at`; a row's first byte belongs to it.
    pub fn row_of(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at)
    }

    /// Makes sure that `extent` is known, or everything where the line has no such place.
    pub fn reach(&mut self, buffer: &Buffer, line: Range<usize>, extent: Extent) {
        if self.complete {
            return;
        }
        let enough = |starts: &[usize]| match extent {
            Extent::Row(row) => starts.len() > row,
            Extent::Byte(at) => starts.last().is_some_and(|last| *last > at),
            Extent::All => false,
        };
        if enough(&self.starts) {
            return;
        }
        let from = self.starts.last().copied().unwrap_or(0);
        let frame = self.frame;
        let starts = &mut self.starts;
        self.complete = wrap_from(buffer, &line, from, frame, &mut |_, start| {
            starts.push(start);
            !enough(starts)
        });
    }

    /// Follows an edit that has already been made in `buffer`: `line` is where the line lies now.
    pub fn edit(&mut self, buffer: &Buffer, line: Range<usize>, edit: LineEdit) {
        let frame = frame(buffer, &line, self.frame.width);
        if frame == self.frame && self.widens(buffer, &line, edit) {
            return;
        }
        // Of few rows it costs less to find all of them than to find which ones have moved; and of a
        // short line all are known, as many as they are.
        let keeps = self.complete && KEPT_ROWS.contains(&self.starts.len());
        let all = line.len() <= SHORT_BYTES_MAX && !keeps;
        if frame != self.frame || all {
            *self = Self::new(buffer, line, self.frame.width);
        } else {
            self.rewrap(buffer, &line, edit);
        }
    }

    /// Follows an edit that only makes one row longer, as most letters that are typed do: the rows
    /// behind it move. False, and nothing done, where the edit may be another one.
    ///
    /// A letter or digit beside another one breaks no word anew, nor does it join two (UAX #14: LB18,
    /// LB23, LB28), and what is put at a line's end says nothing about what stands before it; what fitted into no row above is longer now; and what did not
    /// fit behind it does not fit now.
    fn widens(&mut self, buffer: &Buffer, line: &Range<usize>, edit: LineEdit) -> bool {
        let row = self.row_of(edit.at);
        let start = row
            .checked_sub(1)
            .map_or(Some(0), |at| self.starts.get(at).copied());
        let end = match self.starts.get(row) {
            Some(start) => start + edit.inserted,
            None if self.complete => line.len(),
            None => return false,
        };
        let Some(start) = start.filter(|start| edit.removed == 0 && edit.at > *start) else {
            return false;
        };
        let long = end - start > 2 * self.frame.width;
        if long || edit.inserted == 0 || edit.at + edit.inserted > end {
            return false;
        }
        let text = buffer.slice(line.start + start..line.start + end);
        let bytes = text.as_bytes();
        let at = edit.at - start;
        let new = bytes.get(at..at + edit.inserted).unwrap_or_default();
        let letter = u8::is_ascii_alphanumeric;
        let before = bytes.get(at - 1);
        let behind = bytes.get(at + edit.inserted);
        let between = before.is_some_and(letter)
            && behind.is_none_or(|byte| letter(byte) || *byte == b' ')
            || before == Some(&b' ') && behind.is_some_and(letter);
        let at_end = end == line.len() && at + edit.inserted == bytes.len();
        let plain = (between && new.iter().all(u8::is_ascii_alphanumeric)) || at_end;
        // With the blanks at its end: they hang only where the row does not end within a word.
        let fits = self.frame.left(row == 0) + text.len() <= self.frame.width;
        if !plain || !fits || !bytes.iter().all(|byte| (b' '..=b'~').contains(byte)) {
            return false;
        }
        for start in self.starts.iter_mut().skip(row) {
            *start += edit.inserted;
        }
        true
    }

    /// Wraps from two rows above the edit until the rows are again what they were: one row,
    /// because a shorter word may go up to it, and one more, because a word that took two rows
    /// may now fit on the first of them. Blanks before the edit count as part of it: what follows
    /// them decides whether they hang at a row's end or stand inside a segment.
    pub fn rewrap(&mut self, buffer: &Buffer, line: &Range<usize>, edit: LineEdit) {
        let touched = before_blanks(buffer, line, edit.at);
        let kept = self.row_of(touched).saturating_sub(2);
        let old = self.starts.split_off(kept);
        let old_end = edit.at + edit.removed;
        let new_end = edit.at + edit.inserted;
        // The first of the old rows that the edit has moved as a whole.
        let mut moved = old.partition_point(|start| *start < old_end);
        let from = self.starts.last().copied().unwrap_or(0);
        let starts = &mut self.starts;
        let mut met = false;
        let mut rows_behind = 0;
        let ended = wrap_from(buffer, line, from, self.frame, &mut |piece, start| {
            starts.push(start);
            if start < new_end {
                return true;
            }
            rows_behind += 1;
            let was = start - new_end + old_end;
            while old.get(moved).is_some_and(|old| *old < was) {
                moved += 1;
            }
            // The same row start as before, and nothing in front of it that the edit touched has
            // a say in the breaks behind it.
            met = old.get(moved) == Some(&was) && piece.is_safe(new_end, start);
            !met && rows_behind < MOVED_ROWS_MAX
        });
        if met {
            let rest = old.get(moved + 1..).unwrap_or(&[]);
            self.starts
                .extend(rest.iter().map(|start| start - old_end + new_end));
        } else {
            self.complete = ended;
        }
    }
}

/// Where the blanks before `at` begin, in bytes from the line's start.
fn before_blanks(buffer: &Buffer, line: &Range<usize>, at: usize) -> usize {
    let mut end = line.start + at;
    loop {
        let start = buffer.char_floor(end.saturating_sub(CONTEXT_BYTES).max(line.start));
        let text = buffer.slice(start..end);
        let body = text.trim_end_matches(wrap::BLANKS);
        if !body.is_empty() || start <= line.start {
            return start + body.len() - line.start;
        }
        end = start;
    }
}

/// The part of a line that is being looked at.
struct View {
    text: String,
    /// Where it begins, in bytes from the line's start.
    start: usize,
}

impl View {
    /// Whether breaks behind `at` do not depend on anything before `from` (both in bytes from the
    /// line's start).
    fn is_safe(&self, from: usize, at: usize) -> bool {
        let from = from.max(self.start) - self.start;
        let text = self.text.get(from..).unwrap_or("");
        wrap::is_safe_start(text, (at - self.start).saturating_sub(from))
    }
}

/// Wraps the line from the row start `from` on and calls `found` for each row start behind it,
/// until it returns false. True when the end of the line was reached.
fn wrap_from(
    buffer: &Buffer,
    line: &Range<usize>,
    mut from: usize,
    frame: Frame,
    found: &mut dyn FnMut(&View, usize) -> bool,
) -> bool {
    let length = line.len();
    let mut piece_bytes = SHORT_BYTES_MAX;
    loop {
        let view = view(buffer, line, from, piece_bytes);
        let piece = Piece {
            text: &view.text,
            from: from - view.start,
            first: from == 0,
            complete: view.start + view.text.len() >= length,
        };
        let reach = wrap::wrap(piece, frame, &mut |start| found(&view, view.start + start));
        match reach {
            Reach::End => return true,
            Reach::Stopped => return false,
            // Not one row ends within the piece: a larger one is needed.
            Reach::More(start) if view.start + start == from => piece_bytes *= 2,
            Reach::More(start) => from = view.start + start,
        }
    }
}

/// The text of the line around `from`: about `bytes` behind it, and before it what decides how
/// it may break.
fn view(buffer: &Buffer, line: &Range<usize>, from: usize, bytes: usize) -> View {
    let at = line.start + from;
    let end = buffer.char_ceil(at.saturating_add(bytes)).min(line.end);
    let mut context_bytes = CONTEXT_BYTES;
    loop {
        let start = at.saturating_sub(context_bytes).max(line.start);
        let start = buffer.char_floor(start);
        let text = buffer.slice(start..end);
        if start == line.start || wrap::is_safe_start(&text, at - start) {
            return View {
                text,
                start: start - line.start,
            };
        }
        context_bytes *= 4;
    }
}

fn frame(buffer: &Buffer, line: &Range<usize>, width: usize) -> Frame {
    let end = buffer.char_ceil(line.start + PREFIX_BYTES_MAX.min(line.len()));
    Frame::of(&buffer.slice(line.start..end), width)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str, width: usize) -> Rows {
        let buffer = Buffer::new(text);
        let mut rows = Rows::new(&buffer, 0..text.len(), width);
        rows.reach(&buffer, 0..text.len(), Extent::All);
        rows
    }

    #[test]
    fn a_long_line_is_wrapped_as_far_as_needed_and_the_same_in_pieces() {
        for text in [
            "lorem ipsum dolor ".repeat(2000),
            "x".repeat(40_000),
            "日本語。".repeat(5000),
            "🇩🇪".repeat(3000),
            format!("e{}", "\u{301}".repeat(9000)),
        ] {
            let buffer = Buffer::new(&text);
            let line = 0..text.len();
            let mut rows = Rows::new(&buffer, line.clone(), 40);
            assert!(rows.known() < 400);
            for at in (0..text.len()).step_by(777) {
                rows.reach(&buffer, line.clone(), Extent::Byte(at));
                assert!(rows.row(rows.row_of(at), text.len()).is_some());
            }
            rows.reach(&buffer, line.clone(), Extent::All);
            let frame = Frame::of(&text, 40);
            let piece = Piece {
                text: &text,
                from: 0,
                first: true,
                complete: true,
            };
            let mut whole = Vec::new();
            wrap::wrap(piece, frame, &mut |start| {
                whole.push(start);
                true
            });
            assert_eq!(rows.starts(), whole);
        }
    }

    #[test]
    fn an_edit_moves_the_rows_behind_it() {
        let text = "lorem ipsum dolor ".repeat(500);
        let mut rows = all(&text, 40);
        let mut buffer = Buffer::new(&text);
        buffer.replace(4000..4003, "consectetur");
        let edit = LineEdit {
            at: 4000,
            removed: 3,
            inserted: 11,
        };
        rows.edit(&buffer, 0..buffer.len(), edit);
        assert_eq!(rows, all(&buffer.snapshot().text(), 40));
    }

    /// No row may break before `]`, even after blanks; before a letter it may, and the blanks hang.
    #[test]
    fn blanks_before_an_edit_may_come_to_hang() {
        let text = format!("{}{}]", "a ".repeat(20), " ".repeat(12));
        let mut rows = all(&text, 2);
        let mut buffer = Buffer::new(&text);
        let at = text.len() - 1;
        buffer.replace(at..at, "b");
        let line = 0..buffer.len();
        let edit = LineEdit {
            at,
            removed: 0,
            inserted: 1,
        };
        rows.rewrap(&buffer, &line, edit);
        assert_eq!(rows, all(&buffer.snapshot().text(), 2));
    }

    #[test]
    fn rows_that_never_meet_again_are_forgotten() {
        let text = "x".repeat(100_000);
        let mut rows = all(&text, 40);
        let mut buffer = Buffer::new(&text);
        buffer.replace(10..10, "y");
        let edit = LineEdit {
            at: 10,
            removed: 0,
            inserted: 1,
        };
        rows.edit(&buffer, 0..buffer.len(), edit);
        assert!(!rows.is_complete());
        let fresh = all(&buffer.snapshot().text(), 40);
        assert_eq!(rows.starts(), &fresh.starts()[..rows.known()]);
    }
}
