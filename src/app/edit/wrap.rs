//! Soft wrap of one line: where its rows start for a width. Pure, and it can begin at any row.
//!
//! Rows break where Unicode's UAX #14 allows it, never inside a grapheme. Blanks at a row's end
//! hang beyond the edge; a word that is longer than a row breaks between graphemes.

use std::fmt;

use unicode_linebreak::linebreaks;
use unicode_linebreak::split_at_safe;
use unicode_segmentation::GraphemeCursor;
use unicode_segmentation::UnicodeSegmentation;

use crate::app::edit::prefix::prefix;
use crate::app::edit::width;

/// Characters that hang at the end of a row.
pub(crate) const BLANKS: [char; 3] = [' ', '\t', '\u{3000}'];
/// A hanging indent leaves at least this many cells for text.
const HANGING_CELLS_MIN: usize = 10;

/// The room that rows have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Frame {
    /// Cells of a row, at least 1.
    pub width: usize,
    /// Cells left blank at the start of every row of a line but its first.
    pub indent: usize,
}

impl Frame {
    /// The frame of a line that begins with `head` (its first bytes, at least
    /// [`PREFIX_BYTES_MAX`](crate::app::edit::prefix::PREFIX_BYTES_MAX) where it has so many).
    pub fn of(head: &str, width: usize) -> Self {
        let width = width.max(1);
        let hanging = head.get(..prefix(head).end).unwrap_or("");
        let indent = width::measure(hanging, 0, width, width / 2).unwrap_or(0);
        let fits = width.saturating_sub(indent) >= HANGING_CELLS_MIN;
        Self {
            width,
            indent: if fits { indent } else { 0 },
        }
    }

    /// Column of the first cell of a row; `first` is a line's first row.
    pub fn left(self, first: bool) -> usize {
        if first { 0 } else { self.indent }
    }

    /// Cells that a row has for text.
    pub fn room(self, first: bool) -> usize {
        self.width - self.left(first)
    }
}

/// How far [`wrap`] came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// To the end of the line.
    End,
    /// The caller asked to stop.
    Stopped,
    /// To the end of the piece of text; the row that starts here is not known to its end.
    More(usize),
}

/// A piece of a line, and the row in it where wrapping begins.
#[derive(Clone, Copy)]
pub struct Piece<'a> {
    /// The text. Where it does not begin with the line, [`is_safe_start`] holds for it and `from`.
    pub text: &'a str,
    /// Where the row starts, in bytes of `text`.
    pub from: usize,
    /// Whether that row is the line's first.
    pub first: bool,
    /// Whether `text` reaches to the end of the line.
    pub complete: bool,
}

impl fmt::Debug for Piece<'_> {
    /// Sizes only: a private text must not reach a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Piece({} bytes from {})", self.text.len(), self.from)
    }
}

/// Calls `found` with each row start behind `piece.from`, in order, until it returns false.
pub fn wrap(piece: Piece<'_>, frame: Frame, found: &mut dyn FnMut(usize) -> bool) -> Reach {
    let mut filling = Filling {
        frame,
        text: piece.text,
        first: piece.first,
        row_start: piece.from,
        column: frame.left(piece.first),
        found,
    };
    let mut start = piece.from;
    for (end, _) in linebreaks(piece.text) {
        let last = end == piece.text.len();
        if end <= start || (!last && !breaks_between_graphemes(piece.text, start, end)) {
            continue;
        }
        let unfinished = last && !piece.complete;
        if !filling.place(start, end, unfinished) {
            return Reach::Stopped;
        }
        if unfinished {
            return Reach::More(filling.row_start);
        }
        start = end;
    }
    if piece.complete {
        Reach::End
    } else {
        Reach::More(filling.row_start)
    }
}

/// Whether what stands before `text` in its line has no influence on breaks behind its byte `from`.
pub fn is_safe_start(text: &str, from: usize) -> bool {
    text.get(..from)
        .is_some_and(|before| !split_at_safe(before).0.is_empty())
}

/// The rows being filled, greedily.
struct Filling<'a, 'f> {
    frame: Frame,
    text: &'a str,
    first: bool,
    row_start: usize,
    column: usize,
    found: &'f mut dyn FnMut(usize) -> bool,
}

impl Filling<'_, '_> {
    /// Puts the unbreakable segment `start..end` behind what the row holds, or on a row of its
    /// own. An `unfinished` segment goes on behind the text: it only starts rows that it would
    /// start whatever follows. False when the caller wants no more.
    fn place(&mut self, start: usize, end: usize, unfinished: bool) -> bool {
        let segment = self.text.get(start..end).unwrap_or("");
        let body = segment.trim_end_matches(BLANKS);
        let mut fits = self.fit(body);
        // A fresh row only helps where it gives more room than there is now.
        if fits.is_none() && start > self.row_start && self.column > self.frame.indent {
            if !self.next_row(start) {
                return false;
            }
            fits = self.fit(body);
        }
        if let Some(cells) = fits {
            self.column += cells;
        } else if !self.split(start, body, unfinished) {
            return false;
        }
        let blanks = segment.get(body.len()..).unwrap_or("");
        self.column += self.measure(blanks, usize::MAX).unwrap_or(0);
        true
    }

    /// Cells of `body` where it fits into what is left of the row.
    fn fit(&self, body: &str) -> Option<usize> {
        self.measure(body, self.frame.width)
    }

    fn measure(&self, text: &str, limit: usize) -> Option<usize> {
        if text.is_empty() {
            return Some(0);
        }
        width::measure(text, self.column, self.frame.room(self.first), limit)
    }

    fn next_row(&mut self, start: usize) -> bool {
        self.first = false;
        self.row_start = start;
        self.column = self.frame.indent;
        (self.found)(start)
    }

    /// Breaks a body that is longer than a row between graphemes.
    fn split(&mut self, start: usize, body: &str, unfinished: bool) -> bool {
        if body.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return self.split_ascii(start, body.len(), unfinished);
        }
        let mut at = start;
        let mut graphemes = body.graphemes(true).peekable();
        while let Some(grapheme) = graphemes.next() {
            if unfinished && graphemes.peek().is_none() {
                break;
            }
            let mut cells = width::advance(grapheme, self.column, self.frame.room(self.first));
            if self.column + cells > self.frame.width && at > self.row_start {
                if !self.next_row(at) {
                    return false;
                }
                cells = width::advance(grapheme, self.column, self.frame.room(false));
            }
            self.column += cells;
            at += grapheme.len();
        }
        true
    }

    /// The same for characters of one cell each, by arithmetic.
    fn split_ascii(&mut self, start: usize, length: usize, unfinished: bool) -> bool {
        let end = start + length;
        // A character that has not come yet may combine with the last one that is here.
        let sure = if unfinished {
            end.saturating_sub(1)
        } else {
            end
        };
        let mut at = start;
        loop {
            let room = self.frame.width.saturating_sub(self.column);
            // A row takes one character at least, or it would never end.
            let taken = if at == self.row_start {
                room.max(1)
            } else {
                room
            };
            if at + taken >= sure {
                self.column += end - at;
                return true;
            }
            at += taken;
            if !self.next_row(at) {
                return false;
            }
        }
    }
}

/// UAX #14 may break inside a grapheme (a blank before a combining mark): such a break does not
/// count. `start` is a grapheme boundary before `at`.
fn breaks_between_graphemes(text: &str, start: usize, at: usize) -> bool {
    let (Some(segment), Some(behind)) = (text.get(start..at), text.get(at..)) else {
        return false;
    };
    let before = segment.chars().next_back().and_then(width::plain_width);
    let after = behind.chars().next().and_then(width::plain_width);
    if before.is_some() && after.is_some() {
        return true;
    }
    let from_start = text.get(start..).unwrap_or("");
    let mut cursor = GraphemeCursor::new(at - start, from_start.len(), true);
    cursor.is_boundary(from_start, 0).unwrap_or(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(line: &str, width: usize) -> Vec<&str> {
        let frame = Frame::of(line, width);
        let piece = Piece {
            text: line,
            from: 0,
            first: true,
            complete: true,
        };
        let mut starts = vec![0];
        wrap(piece, frame, &mut |start| {
            starts.push(start);
            true
        });
        starts.push(line.len());
        starts
            .windows(2)
            .map(|pair| &line[pair[0]..pair[1]])
            .collect()
    }

    #[test]
    fn words_go_on_the_next_row_and_blanks_hang() {
        assert_eq!(rows("the quick brown fox", 9), ["the quick ", "brown fox"]);
        assert_eq!(rows("hello, world", 5), ["hello", ", ", "world"]);
        assert_eq!(rows("say hello, world", 9), ["say ", "hello, ", "world"]);
        assert_eq!(rows("ab      cd", 4), ["ab      ", "cd"]);
        assert_eq!(rows("", 4), [""]);
    }

    #[test]
    fn no_row_starts_with_a_full_stop() {
        let found = rows("今日はとても良い天気です。散歩に行きました。", 12);
        assert!(found.iter().all(|row| !row.starts_with('。')), "{found:?}");
    }

    #[test]
    fn clusters_stay_whole() {
        let family = "👨‍👩‍👧‍👦";
        let line = family.repeat(5);
        assert_eq!(
            rows(&line, 5),
            [family.repeat(2), family.repeat(2), family.to_owned()]
        );
        assert_eq!(rows("a \u{301}b", 1), ["a", " \u{301}", "b"]);
    }

    #[test]
    fn a_list_item_hangs_under_its_text_and_never_leaves_its_bullet_alone() {
        assert_eq!(Frame::of("- a", 20).indent, 2);
        assert_eq!(Frame::of("> - [ ] a", 40).indent, 8);
        assert_eq!(Frame::of("> - [ ] a", 12).indent, 0);
        let found = rows("- incomprehensibilities", 14);
        assert_eq!(found, ["- incomprehens", "ibilities"]);
    }

    #[test]
    fn one_cell_is_enough() {
        assert_eq!(rows("a日\tb", 1), ["a", "日\t", "b"]);
    }
}
