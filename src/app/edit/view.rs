//! What the window shows: rows of cells, each with its place in the text, its kinds and whether
//! it is selected.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::hash::DefaultHasher;
use std::hash::Hash;
use std::hash::Hasher;
use std::ops::Range;
use std::rc::Rc;

use unicode_segmentation::UnicodeSegmentation;

use crate::app::edit::buffer::Buffer;
use crate::app::edit::fences::Fences;
use crate::app::edit::layout::Layout;
use crate::app::edit::layout::RowId;
use crate::app::edit::markdown;
use crate::app::edit::markdown::Carried;
use crate::app::edit::markdown::Kind;
use crate::app::edit::markdown::Kinds;
use crate::app::edit::markdown::Span;
use crate::app::edit::width;
use crate::app::edit::wrap::Frame;

/// Lines up to this many bytes are lexed whole; of longer ones the part around the window.
const LEXED_BYTES_MAX: usize = 16 << 10;
/// How far before a row a longer line is lexed.
const BEFORE_BYTES: usize = 4096;
/// How far behind it: the rows that follow it in a window are in there.
const BEHIND_BYTES: usize = 8192;
/// Bytes of a row that are looked at; a row can be longer when blanks hang at its end.
const ROW_BYTES_MAX: usize = 64 << 10;

/// A row of the window.
#[derive(Clone)]
pub struct Row {
    /// Its line in the text and its number in that line, from 0.
    pub id: RowId,
    /// The bytes of the text that it shows.
    pub bytes: Range<usize>,
    /// Whether its line ends with it.
    pub ends_line: bool,
    /// Whether the line end behind it is selected.
    pub line_end_selected: bool,
    /// The line that it is a row of, or a part of that.
    part: Rc<Part>,
    /// Where the last of its bytes ends that is looked at.
    end: usize,
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
        self.hash_shape(state);
        let spans = self.spans();
        spans.len().hash(state);
        for span in spans {
            self.hash_place(&span.bytes, state);
            span.kinds.hash(state);
        }
    }

    /// Feeds `state` with what its cells are found from: where all of that is as it was, they are
    /// too; where it is not, they can be the same all the same. What is known of its Markdown is
    /// not asked for.
    pub fn hash_source<H: Hasher>(&self, state: &mut H) {
        self.hash_shape(state);
        (self.part.mark, self.bytes.start - self.part.bytes.start).hash(state);
    }

    fn hash_shape<H: Hasher>(&self, state: &mut H) {
        self.text().hash(state);
        (self.id.row == 0, self.frame).hash(state);
        self.hash_place(&self.selected, state);
    }

    /// What it shows.
    fn text(&self) -> &str {
        let base = self.part.bytes.start;
        let bytes = self.bytes.start - base..self.end - base;
        self.part.text.get(bytes).unwrap_or("")
    }

    /// What is Markdown in it.
    fn spans(&self) -> &[Span] {
        let spans = self.part.spans();
        let from = spans.partition_point(|span| span.bytes.end <= self.bytes.start);
        let end = spans.partition_point(|span| span.bytes.start < self.bytes.end);
        spans.get(from..end).unwrap_or(&[])
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
        let end = self.end;
        let text = self.text();
        let mut at = self.bytes.start;
        let cuts = self.spans().iter().filter(other).map(|span| &span.bytes);
        let stretches = cuts.map(Range::clone).chain(std::iter::once(end..end));
        stretches.filter_map(move |cut| {
            let stretch = at..cut.start.clamp(at, end);
            at = cut.end.clamp(at, end);
            let base = self.bytes.start;
            let text = text.get(stretch.start - base..stretch.end - base)?;
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
        let mut spans = self.spans().iter().peekable();
        let mut rest = self.text();
        std::iter::from_fn(move || {
            loop {
                let (grapheme, behind) = rest.split_at_checked(grapheme_bytes(rest)?)?;
                rest = behind;
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

/// How long the first grapheme of `text` is. Most are one letter with another behind it.
fn grapheme_bytes(text: &str) -> Option<usize> {
    match text.as_bytes() {
        [] => None,
        [b' '..=b'~'] | [b' '..=b'~', b'\0'..=b'\x7f', ..] => Some(1),
        _ => text.graphemes(true).next().map(str::len),
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
pub struct VisibleRows<'a> {
    pub(crate) buffer: &'a Buffer,
    pub(crate) layout: &'a Layout,
    pub(crate) fences: &'a Fences,
    pub(crate) selected: Range<usize>,
    pub(crate) next: Option<RowId>,
    pub(crate) rows_left: u16,
    /// What the row before stood in.
    pub(crate) part: Option<Rc<Part>>,
}

/// A line, or a part of a longer one, and what is Markdown in it: found when somebody asks.
pub(crate) struct Part {
    line: usize,
    /// Where it stands in the text.
    bytes: Range<usize>,
    text: String,
    source: Source,
    /// A sign of text and source: where it is another one the Markdown can be another, too.
    mark: u64,
    spans: OnceCell<Vec<Span>>,
}

/// What decides beside its text what is Markdown in a part.
#[derive(Clone, Copy, Hash)]
enum Source {
    /// A whole line, behind lines that carry this over.
    Line(Carried),
    /// A part of a line of these kinds.
    Part(Kinds),
}

impl Part {
    fn new(line: usize, bytes: Range<usize>, text: String, source: Source) -> Self {
        let mut mark = DefaultHasher::new();
        (&text, source).hash(&mut mark);
        Self {
            line,
            bytes,
            text,
            source,
            mark: mark.finish(),
            spans: OnceCell::new(),
        }
    }

    /// In bytes of the whole text.
    fn spans(&self) -> &[Span] {
        self.spans.get_or_init(|| {
            let mut spans = match self.source {
                Source::Line(carried) => markdown::lex(&self.text, carried),
                Source::Part(base) => markdown::lex_part(&self.text, base),
            };
            let base = self.bytes.start;
            for span in &mut spans {
                span.bytes = base + span.bytes.start..base + span.bytes.end;
            }
            spans
        })
    }
}

impl std::fmt::Debug for VisibleRows<'_> {
    /// Places only: a private text must not reach a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "VisibleRows(from {:?})", self.next)
    }
}

impl Iterator for VisibleRows<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        self.rows_left = self.rows_left.checked_sub(1)?;
        let id = self.next?;
        let rows = self.layout.rows(id.line)?;
        let (bytes, ends_line) = self.layout.bytes(self.buffer, id);
        self.next = self.layout.below_known(id);
        let end = bytes.end.min(bytes.start + ROW_BYTES_MAX);
        let end = self.buffer.char_floor(end);
        Some(Row {
            id,
            ends_line,
            line_end_selected: ends_line
                && self.selected.contains(&bytes.end)
                && bytes.end < self.buffer.len(),
            part: self.part(id.line, bytes.start..end),
            end,
            selected: self.selected.clone(),
            frame: rows.frame(),
            bytes,
        })
    }
}

impl VisibleRows<'_> {
    /// The part that the row stands in: that of the row before, where it reaches so far.
    fn part(&mut self, line: usize, row: Range<usize>) -> Rc<Part> {
        if let Some(part) = &self.part
            && part.line == line
            && part.bytes.start <= row.start
            && row.end <= part.bytes.end
        {
            return Rc::clone(part);
        }
        let whole = self.buffer.line(line);
        let carried = self.fences.at(line);
        let (bytes, source) = if whole.len() <= LEXED_BYTES_MAX {
            (whole, Source::Line(carried))
        } else {
            let head_end = self
                .buffer
                .char_floor(whole.start + markdown::FENCE_BYTES_MAX);
            let head = self.buffer.slice(whole.start..head_end);
            let base = markdown::line_kinds(&head, carried);
            let start = row.start.saturating_sub(BEFORE_BYTES).max(whole.start);
            let end = row.end.saturating_add(BEHIND_BYTES).min(whole.end);
            let bytes = self.buffer.char_floor(start)..self.buffer.char_floor(end);
            (bytes, Source::Part(base))
        };
        let text = self.buffer.slice(bytes.clone());
        let part = Rc::new(Part::new(line, bytes, text, source));
        self.part = Some(Rc::clone(&part));
        part
    }
}
