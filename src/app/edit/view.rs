//! What the window shows: rows of cells, each with its place in the text, its kinds and whether
//! it is selected.

use std::borrow::Cow;
use std::hash::Hash;
use std::hash::Hasher;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::app::edit::buffer::Buffer;
use crate::app::edit::fences::Fences;
use crate::app::edit::layout::Layout;
use crate::app::edit::layout::RowId;
use crate::app::edit::markdown;
use crate::app::edit::markdown::Kind;
use crate::app::edit::markdown::Kinds;
use crate::app::edit::markdown::Span;
use crate::app::edit::width;
use crate::app::edit::wrap::Frame;

/// Lines up to this many bytes are lexed whole; of longer ones the part around the window.
const LEXED_BYTES_MAX: usize = 16 << 10;
/// How far around a row a longer line is lexed.
const AROUND_BYTES: usize = 4096;
/// Bytes of a row that are looked at; a row can be longer when blanks hang at its end.
const ROW_BYTES_MAX: usize = 64 << 10;

/// A row of the window.
#[derive(Clone, PartialEq, Eq)]
pub struct Row {
    /// Its line in the text and its number in that line, from 0.
    pub id: RowId,
    /// The bytes of the text that it shows.
    pub bytes: Range<usize>,
    /// Whether its line ends with it.
    pub ends_line: bool,
    /// Whether the line end behind it is selected.
    pub line_end_selected: bool,
    text: String,
    spans: Vec<Span>,
    selected: Range<usize>,
    frame: Frame,
}

impl std::fmt::Debug for Row {
    /// Places only: a private text must not reach a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Row({:?}, bytes {:?})", self.id, self.bytes)
    }
}

/// One grapheme on the screen.
#[derive(Clone, PartialEq, Eq)]
pub struct Cell<'a> {
    /// What to draw: safe for a terminal, and `width` cells wide, but for a tab, which is one
    /// blank to be repeated.
    pub text: Cow<'a, str>,
    /// Its first column in the window.
    pub column: u16,
    /// How many columns it takes, at least 1.
    pub width: u16,
    /// Where the grapheme stands in the text.
    pub bytes: Range<usize>,
    /// What it is part of.
    pub kinds: Kinds,
    /// Whether it is selected.
    pub selected: bool,
}

impl std::fmt::Debug for Cell<'_> {
    /// Places only: a private text must not reach a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Cell({}+{}, bytes {:?})",
            self.column, self.width, self.bytes
        )
    }
}

impl Row {
    /// Column of its first cell: more than 0 where it hangs under a list item or a quote.
    pub fn indent(&self) -> u16 {
        u16::try_from(self.frame.left(self.id.row == 0)).unwrap_or(u16::MAX)
    }

    /// Feeds `state` with all that its cells are made from, and nothing of where it stands.
    pub fn hash_look<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
        (self.id.row == 0, self.frame).hash(state);
        self.hash_place(&self.selected, state);
        self.spans.len().hash(state);
        for span in &self.spans {
            self.hash_place(&span.bytes, state);
            span.kinds.hash(state);
        }
    }

    /// Feeds `state` with the part of `place`, in bytes of the text, that is in this row.
    pub fn hash_place<H: Hasher>(&self, place: &Range<usize>, state: &mut H) {
        let inside = |at: usize| at.clamp(self.bytes.start, self.bytes.end) - self.bytes.start;
        (inside(place.start), inside(place.end)).hash(state);
    }

    /// Stretches of its text that are prose, not code, a link or a tag, each with the byte of the
    /// text at which it begins.
    pub fn prose(&self) -> impl Iterator<Item = (usize, &str)> {
        let other = |span: &&Span| {
            [Kind::Code, Kind::Fence, Kind::Link, Kind::Tag]
                .iter()
                .any(|kind| span.kinds.has(*kind))
        };
        let end = self.bytes.start + self.text.len();
        let mut at = self.bytes.start;
        let cuts = self.spans.iter().filter(other).map(|span| &span.bytes);
        let stretches = cuts.map(Range::clone).chain(std::iter::once(end..end));
        stretches.filter_map(move |cut| {
            let stretch = at..cut.start.clamp(at, end);
            at = cut.end.clamp(at, end);
            let base = self.bytes.start;
            let text = self.text.get(stretch.start - base..stretch.end - base)?;
            (!text.is_empty()).then_some((stretch.start, text))
        })
    }

    /// Its cells from left to right. Graphemes without a width have none, nor have blanks that
    /// hang beyond the edge.
    pub fn cells(&self) -> impl Iterator<Item = Cell<'_>> {
        let first = self.id.row == 0;
        let room = self.frame.room(first);
        let edge = self.frame.width;
        let mut column = self.frame.left(first);
        let mut at = self.bytes.start;
        let mut spans = self.spans.iter().peekable();
        let mut graphemes = self.text.graphemes(true);
        std::iter::from_fn(move || {
            loop {
                let grapheme = graphemes.next()?;
                let cells = width::advance(grapheme, column, room);
                let bytes = at..at + grapheme.len();
                let from = column;
                at = bytes.end;
                column += cells;
                if from >= edge {
                    return None;
                }
                if cells == 0 {
                    continue;
                }
                while spans
                    .next_if(|span| span.bytes.end <= bytes.start)
                    .is_some()
                {}
                let span = spans.peek().filter(|span| span.bytes.start <= bytes.start);
                // A blank that hangs is cut at the edge.
                let cells = cells.min(edge - from);
                return Some(Cell {
                    text: drawn(grapheme, cells),
                    column: u16::try_from(from).unwrap_or(u16::MAX),
                    width: u16::try_from(cells).unwrap_or(u16::MAX),
                    kinds: span.map_or(Kinds::NONE, |span| span.kinds),
                    selected: self.selected.contains(&bytes.start),
                    bytes,
                });
            }
        })
    }
}

/// What is drawn of `grapheme` in `cells`: a sign where a narrow row cannot hold it.
fn drawn(grapheme: &str, cells: usize) -> Cow<'_, str> {
    let shown = width::shown(grapheme);
    if grapheme.len() == 1 || usize::from(width::cell_width(&shown)) <= cells {
        shown
    } else if grapheme.chars().all(char::is_whitespace) {
        Cow::Borrowed(" ")
    } else {
        Cow::Borrowed("\u{fffd}")
    }
}

/// The rows of the window from the top down.
#[derive(Debug)]
pub struct VisibleRows<'a> {
    pub(crate) buffer: &'a Buffer,
    pub(crate) layout: &'a Layout,
    pub(crate) fences: &'a Fences,
    pub(crate) selected: Range<usize>,
    pub(crate) next: Option<RowId>,
    pub(crate) rows_left: u16,
    pub(crate) lexed: Lexed,
}

/// The spans of a line or of a part of it, in bytes of the text.
#[derive(Debug, Default)]
pub(crate) struct Lexed {
    line: Option<usize>,
    bytes: Range<usize>,
    spans: Vec<Span>,
}

impl Iterator for VisibleRows<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        self.rows_left = self.rows_left.checked_sub(1)?;
        let id = self.next?;
        let rows = self.layout.rows(id.line)?;
        let (bytes, ends_line) = self.layout.bytes(self.buffer, id);
        self.next = self.layout.below_known(id);
        self.lex(id.line, &bytes);
        let end = bytes.end.min(bytes.start + ROW_BYTES_MAX);
        let text = self.buffer.slice(bytes.start..self.buffer.char_floor(end));
        let from = self
            .lexed
            .spans
            .partition_point(|span| span.bytes.end <= bytes.start);
        let spans = self.lexed.spans.get(from..).unwrap_or(&[]);
        let spans = spans.iter().take_while(|span| span.bytes.start < bytes.end);
        Some(Row {
            id,
            ends_line,
            line_end_selected: ends_line
                && self.selected.contains(&bytes.end)
                && bytes.end < self.buffer.len(),
            text,
            spans: spans.cloned().collect(),
            selected: self.selected.clone(),
            frame: rows.frame(),
            bytes,
        })
    }
}

impl VisibleRows<'_> {
    /// Makes sure that the spans of the row are known.
    fn lex(&mut self, line: usize, row: &Range<usize>) {
        let known = &self.lexed.bytes;
        if self.lexed.line == Some(line) && known.start <= row.start && row.end <= known.end {
            return;
        }
        let whole = self.buffer.line(line);
        let carried = self.fences.at(line);
        let (bytes, spans) = if whole.len() <= LEXED_BYTES_MAX {
            let text = self.buffer.slice(whole.clone());
            (whole, markdown::lex(&text, carried))
        } else {
            let head_end = self
                .buffer
                .char_floor(whole.start + markdown::FENCE_BYTES_MAX);
            let head = self.buffer.slice(whole.start..head_end);
            let base = markdown::line_kinds(&head, carried);
            let start = row.start.saturating_sub(AROUND_BYTES).max(whole.start);
            let start = self.buffer.char_floor(start);
            let end = row.end.saturating_add(LEXED_BYTES_MAX).min(whole.end);
            let end = self.buffer.char_floor(end);
            let text = self.buffer.slice(start..end);
            (start..end, markdown::lex_part(&text, base))
        };
        let base = bytes.start;
        self.lexed = Lexed {
            line: Some(line),
            spans: spans
                .into_iter()
                .map(|span| Span {
                    bytes: base + span.bytes.start..base + span.bytes.end,
                    ..span
                })
                .collect(),
            bytes,
        };
    }
}
