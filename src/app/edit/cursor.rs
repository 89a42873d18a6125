//! Where the caret stands, and how it moves.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::app::edit::buffer::Buffer;
use crate::app::edit::grapheme;
use crate::app::edit::layout::Layout;
use crate::app::edit::layout::RowId;
use crate::app::edit::motion;
use crate::app::edit::motion::Direction;
use crate::app::edit::motion::Side;
use crate::app::edit::motion::WordKind;
use crate::app::edit::rows::Extent;
use crate::app::edit::rows::Rows;
use crate::app::edit::width;

/// Bytes on each side of the caret in which a word is looked for.
const WORD_BYTES_MAX: usize = 4096;

/// The end of a wrapped row and the start of the next are one byte but two places on the screen:
/// the affinity says which of them is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Affinity {
    /// With what stands before it: at the end of the upper row.
    Before,
    /// With what follows: at the start of the lower row.
    #[default]
    After,
}

/// A place between two graphemes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Caret {
    /// Bytes from the start of the text; a grapheme boundary.
    pub at: usize,
    /// Which row is meant where a row wraps.
    pub affinity: Affinity,
}

impl Caret {
    /// At the byte `at`, with what follows.
    pub fn new(at: usize) -> Self {
        Self {
            at,
            affinity: Affinity::After,
        }
    }
}

/// The caret, and the column that it comes back to when it moves up and down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    /// The place.
    pub caret: Caret,
    /// Column in cells that moves by rows aim at, while such moves follow one another.
    pub goal: Option<usize>,
}

/// A way to move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motion {
    /// One grapheme back.
    Left,
    /// One grapheme on.
    Right,
    /// To the start of this word, or of the one before.
    WordLeft,
    /// To the end of this word, or of the next.
    WordRight,
    /// One row up, keeping the column.
    Up,
    /// One row down, keeping the column.
    Down,
    /// A window up.
    PageUp,
    /// A window down.
    PageDown,
    /// To the start of the row on the screen.
    RowStart,
    /// To its end.
    RowEnd,
    /// To the start of the line in the text.
    LineStart,
    /// To its end.
    LineEnd,
    /// To the start of the text.
    TextStart,
    /// To its end.
    TextEnd,
    /// To the next start of a word, as vi's `w` goes.
    NextWordStart(WordKind),
    /// To the start of this word or the one before, as `b`.
    PreviousWordStart(WordKind),
    /// Onto the last grapheme of this word or the next, as `e`.
    NextWordEnd(WordKind),
    /// Onto the last grapheme of the word before, as `ge`.
    PreviousWordEnd(WordKind),
    /// To the next sentence.
    NextSentence,
    /// To the start of this sentence, or of the one before.
    PreviousSentence,
    /// To the blank line behind this paragraph.
    NextParagraph,
    /// To the blank line before it.
    PreviousParagraph,
    /// To the first grapheme of the line that is no blank.
    FirstNonBlank,
    /// To the partner of the bracket at the caret, or of the next one in its line.
    MatchingBracket,
    /// To a character in the line.
    Find {
        /// Which.
        wanted: char,
        /// Where to.
        direction: Direction,
        /// Onto it, or next to it.
        side: Side,
        /// The how manyth, from 1.
        count: usize,
    },
    /// To the first letter of the line with this number, counted from 0; beyond the last, to that.
    ToLine(usize),
    /// To the byte, or the grapheme boundary before it.
    To(usize),
}

/// Moves `cursor`. `page_rows` is how many rows a page has, at least 1.
#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "the motions that need no rows are matched in `target`"
)]
pub fn go(
    buffer: &Buffer,
    layout: &mut Layout,
    cursor: Cursor,
    motion: Motion,
    page_rows: usize,
) -> Cursor {
    let at = cursor.caret.at;
    let caret = match motion {
        Motion::Left => Caret::new(grapheme::previous(buffer, at)),
        Motion::Right => Caret::new(grapheme::next(buffer, at)),
        Motion::WordLeft => Caret::new(word_left(buffer, at)),
        Motion::WordRight => Caret::new(word_right(buffer, at)),
        Motion::Up => return by_rows(buffer, layout, cursor, Layout::above, 1),
        Motion::Down => return by_rows(buffer, layout, cursor, Layout::below, 1),
        Motion::PageUp => return by_rows(buffer, layout, cursor, Layout::above, page_rows),
        Motion::PageDown => return by_rows(buffer, layout, cursor, Layout::below, page_rows),
        Motion::RowStart => Caret::new(row_of(buffer, layout, cursor.caret).1.start),
        Motion::RowEnd => row_end(buffer, layout, cursor.caret),
        Motion::LineStart => Caret::new(buffer.line_start(buffer.line_of(at))),
        Motion::LineEnd => Caret::new(buffer.line(buffer.line_of(at)).end),
        Motion::TextStart => Caret::new(0),
        Motion::TextEnd => Caret::new(buffer.len()),
        motion => Caret::new(target(buffer, at, motion)),
    };
    Cursor { caret, goal: None }
}

/// Where a motion leads that needs no rows; `at` where there is nothing to go to.
#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "the other motions are by rows, or plain"
)]
fn target(buffer: &Buffer, at: usize, motion: Motion) -> usize {
    match motion {
        Motion::NextWordStart(kind) => motion::next_word_start(buffer, at, kind),
        Motion::PreviousWordStart(kind) => motion::previous_word_start(buffer, at, kind),
        Motion::NextWordEnd(kind) => motion::next_word_end(buffer, at, kind),
        Motion::PreviousWordEnd(kind) => motion::previous_word_end(buffer, at, kind),
        Motion::NextSentence => motion::next_sentence(buffer, at),
        Motion::PreviousSentence => motion::previous_sentence(buffer, at),
        Motion::NextParagraph => motion::next_paragraph(buffer, at),
        Motion::PreviousParagraph => motion::previous_paragraph(buffer, at),
        Motion::FirstNonBlank => motion::first_non_blank(buffer, buffer.line_of(at)),
        Motion::MatchingBracket => motion::matching_bracket(buffer, at).unwrap_or(at),
        Motion::Find {
            wanted,
            direction,
            side,
            count,
        } => motion::find_char(buffer, at, wanted, direction, side, count).unwrap_or(at),
        Motion::ToLine(line) => motion::first_non_blank(buffer, line.min(buffer.line_count() - 1)),
        Motion::To(to) => grapheme::floor(buffer, to),
        _ => at,
    }
}

/// Column of `caret` in its row, in cells; inside blanks that hang beyond the edge, the column
/// right of the last cell.
pub fn column(buffer: &Buffer, layout: &Layout, caret: Caret) -> usize {
    let id = layout.row_of(buffer, caret);
    let (bytes, _) = layout.bytes(buffer, id);
    let Some(frame) = layout.rows(id.line).map(Rows::frame) else {
        return 0;
    };
    let first = id.row == 0;
    let left = frame.left(first);
    let text = buffer.slice(bytes.start..caret.at);
    width::measure(&text, left, frame.room(first), frame.width)
        .map_or(frame.width, |cells| left + cells)
}

/// The place in row `id` that is nearest to `column` without going beyond it.
pub fn at_column(buffer: &Buffer, layout: &mut Layout, id: RowId, column: usize) -> Caret {
    layout.reach(buffer, id.line, Extent::Row(id.row));
    let (bytes, last) = layout.bytes(buffer, id);
    let Some(frame) = layout.rows(id.line).map(Rows::frame) else {
        return Caret::new(bytes.start);
    };
    let first = id.row == 0;
    let mut reached = frame.left(first);
    let mut at = bytes.start;
    for grapheme in buffer.slice(bytes.clone()).graphemes(true) {
        let cells = width::advance(grapheme, reached, frame.room(first));
        // Beyond the edge blanks hang; the caret passes over them together. A tab ends at the edge.
        if (reached + cells).min(frame.width) > column && reached < frame.width {
            break;
        }
        reached += cells;
        at += grapheme.len();
    }
    let affinity = if at == bytes.end && !last {
        Affinity::Before
    } else {
        Affinity::After
    };
    Caret { at, affinity }
}

fn row_of(buffer: &Buffer, layout: &mut Layout, caret: Caret) -> (RowId, Range<usize>, bool) {
    let line = buffer.line_of(caret.at);
    let offset = caret.at - buffer.line_start(line);
    layout.reach(buffer, line, Extent::Byte(offset));
    let id = layout.row_of(buffer, caret);
    let (bytes, last) = layout.bytes(buffer, id);
    (id, bytes, last)
}

fn row_end(buffer: &Buffer, layout: &mut Layout, caret: Caret) -> Caret {
    let (_, bytes, last) = row_of(buffer, layout, caret);
    let affinity = if last {
        Affinity::After
    } else {
        Affinity::Before
    };
    Caret {
        at: bytes.end,
        affinity,
    }
}

fn by_rows(
    buffer: &Buffer,
    layout: &mut Layout,
    cursor: Cursor,
    step: fn(&mut Layout, &Buffer, RowId) -> Option<RowId>,
    rows: usize,
) -> Cursor {
    let (from, _, _) = row_of(buffer, layout, cursor.caret);
    let goal = cursor
        .goal
        .unwrap_or_else(|| column(buffer, layout, cursor.caret));
    let mut to = from;
    for _ in 0..rows {
        match step(layout, buffer, to) {
            Some(next) => to = next,
            None => break,
        }
    }
    if to == from {
        return Cursor {
            goal: Some(goal),
            ..cursor
        };
    }
    Cursor {
        caret: at_column(buffer, layout, to, goal),
        goal: Some(goal),
    }
}

/// Where the word at or before `at` begins; at the start of a line, the end of the one before.
pub fn word_left(buffer: &Buffer, at: usize) -> usize {
    let line = buffer.line(buffer.line_of(at));
    if at <= line.start {
        return grapheme::previous(buffer, at);
    }
    let start = grapheme::floor(buffer, at.saturating_sub(WORD_BYTES_MAX).max(line.start));
    let text = buffer.slice(start..at);
    let word = text.unicode_word_indices().next_back();
    grapheme::floor(buffer, word.map_or(start, |(word, _)| start + word))
}

/// Where the word at or after `at` ends; at the end of a line, the start of the next.
pub fn word_right(buffer: &Buffer, at: usize) -> usize {
    let line = buffer.line(buffer.line_of(at));
    if at >= line.end {
        return grapheme::next(buffer, at);
    }
    let end = grapheme::ceil(buffer, at.saturating_add(WORD_BYTES_MAX).min(line.end));
    let text = buffer.slice(at..end);
    let word = text.unicode_word_indices().next();
    grapheme::ceil(
        buffer,
        word.map_or(end, |(start, word)| at + start + word.len()),
    )
}
