//! Markdown as it is read: signs give way to emphasis, list signs to bullets, lines to rows.

use std::ops::Range;

use crate::app::edit::markdown::Carried;
use crate::app::edit::markdown::Kind;
use crate::app::edit::markdown::Kinds;
use crate::app::edit::markdown::Span;
use crate::app::edit::markdown::lex;
use crate::app::edit::prefix::prefix;
use crate::app::edit::width;
use crate::app::edit::wrap::Frame;
use crate::app::edit::wrap::Piece;
use crate::app::edit::wrap::wrap;
use crate::model::entry::Content;

/// Bytes of one line that are laid out; what is longer is no prose, and is cut with a sign.
const LINE_BYTES_MAX: usize = 1 << 20;
/// Bytes of one line that are looked at in any case: a fence and its signs stand in them.
const LINE_BYTES_MIN: usize = 1 << 10;
/// Most bytes that are expected in a cell.
const CELL_BYTES_MAX: usize = 16;
/// A hanging indent leaves at least this many cells for text.
const HANGING_CELLS_MIN: usize = 10;
/// What a list sign becomes.
pub const BULLET: char = '•';

/// A row of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Cells left blank before the text.
    pub indent: usize,
    /// The text, piece by piece.
    pub pieces: Vec<Styled>,
}

/// A piece of text and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Styled {
    /// The text, without Markdown's signs. Control characters are still in it.
    pub text: String,
    /// What it is.
    pub kinds: Kinds,
}

impl Row {
    fn plain(text: &str, kinds: Kinds) -> Self {
        let text = text.to_owned();
        Self {
            indent: 0,
            pieces: vec![Styled { text, kinds }],
        }
    }
}

/// Title and body of `content` in rows of at most `width` cells; no more rows than `max`.
pub fn rows(content: &Content, width: usize, max: usize) -> Vec<Row> {
    let width = width.max(1);
    let mut rows = Vec::new();
    if !content.title.is_empty() {
        let heading = Kinds::NONE.with(Kind::Heading);
        line_rows(
            &Visible::whole(&content.title, heading),
            width,
            max,
            &mut rows,
        );
        rows.push(Row::default());
    }
    let mut carried = Carried::default();
    for line in content.body.lines() {
        if rows.len() >= max {
            break;
        }
        // Of a line longer than the page there is no need to look at more than the page holds.
        let page_bytes = max.saturating_mul(width).saturating_mul(CELL_BYTES_MAX);
        let short = clip(line, page_bytes.clamp(LINE_BYTES_MIN, LINE_BYTES_MAX));
        let fence = carried.is_code() != carried.after(short).is_code();
        if !fence {
            line_rows(&Visible::of(short, carried), width, max, &mut rows);
        }
        carried = carried.after(short);
    }
    for file in &content.files {
        let text = format!("[{}: {}, {}]", file.media_type, file.name, size(file.size));
        rows.push(Row::plain(&text, Kinds::NONE.with(Kind::Link)));
    }
    rows.truncate(max);
    rows
}

/// A length in bytes as one would say it: `1.2 MB`.
pub fn size(bytes: u64) -> String {
    if bytes < 1_000 {
        return format!("{bytes} bytes");
    }
    let mut tenths = bytes / 100;
    for unit in ["kB", "MB", "GB"] {
        if tenths < 10_000 || unit == "GB" {
            return format!("{}.{} {unit}", tenths / 10, tenths % 10);
        }
        tenths /= 1_000;
    }
    String::new()
}

fn clip(line: &str, bytes_max: usize) -> &str {
    let mut end = bytes_max.min(line.len());
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    line.get(..end).unwrap_or_default()
}

/// A line as it is read: text without signs, and what each stretch of it is.
struct Visible {
    text: String,
    spans: Vec<Span>,
    /// Where the text behind quote signs and bullets begins.
    hang: usize,
}

impl Visible {
    fn whole(text: &str, kinds: Kinds) -> Self {
        let bytes = 0..text.len();
        Self {
            text: text.to_owned(),
            spans: vec![Span { bytes, kinds }],
            hang: 0,
        }
    }

    fn of(line: &str, carried: Carried) -> Self {
        let spans = without_gaps(lex(line, carried), line.len());
        if carried.is_code() {
            return Self::whole(&line.replace('\t', "    "), Kinds::NONE.with(Kind::Fence));
        }
        let mut hidden = hidden(line, &spans);
        let prefix = prefix(line);
        let mut bullet = prefix.marker.clone().filter(|marker| marker.len() == 1);
        if let (Some(marker), Some(task)) = (&bullet, &prefix.task) {
            // The box of a task says that it is an item.
            hidden.push(marker.start..task.bytes.start);
            bullet = None;
        }
        let mut visible = Self {
            text: String::with_capacity(line.len()),
            spans: Vec::with_capacity(spans.len()),
            hang: 0,
        };
        for span in spans {
            let start = visible.text.len();
            let part = line.get(span.bytes.clone()).unwrap_or_default();
            for (offset, c) in part.char_indices() {
                let at = span.bytes.start + offset;
                if at == prefix.end {
                    visible.hang = visible.text.len();
                }
                if hidden.iter().any(|range| range.contains(&at)) {
                    continue;
                }
                if bullet.as_ref().is_some_and(|marker| marker.start == at) {
                    visible.text.push(BULLET);
                } else if c == '\t' {
                    visible.text.push_str("    ");
                } else {
                    visible.text.push(c);
                }
            }
            let bytes = start..visible.text.len();
            let kinds = span.kinds;
            visible.spans.push(Span { bytes, kinds });
        }
        visible
    }
}

/// The spans with plain text between them.
fn without_gaps(spans: Vec<Span>, length: usize) -> Vec<Span> {
    let mut whole = Vec::with_capacity(2 * spans.len() + 1);
    let mut end = 0;
    let kinds = Kinds::NONE;
    for span in spans {
        if span.bytes.start > end {
            let bytes = end..span.bytes.start;
            whole.push(Span { bytes, kinds });
        }
        end = span.bytes.end;
        whole.push(span);
    }
    if end < length {
        let bytes = end..length;
        whole.push(Span { bytes, kinds });
    }
    whole
}

/// Which bytes of a line are signs that nobody wants to read.
fn hidden(line: &str, spans: &[Span]) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    if spans.iter().any(|span| span.kinds.has(Kind::Heading)) {
        let start = prefix(line).end;
        let text = line.get(start..).unwrap_or_default();
        let signs = text.len() - text.trim_start_matches('#').trim_start().len();
        ranges.push(start..start + signs);
    }
    for (kind, signs, length) in [
        (Kind::Strong, &b"*_"[..], 2),
        (Kind::Emphasis, b"*_", 1),
        (Kind::Struck, b"~", 2),
        (Kind::Code, b"`", usize::MAX),
    ] {
        for region in regions(spans, kind) {
            let bytes = line.as_bytes().get(region.clone()).unwrap_or_default();
            let is_sign = |byte: &&u8| signs.contains(byte);
            let before = bytes.iter().take_while(is_sign).count().min(length);
            let after = bytes.iter().rev().take_while(is_sign).count().min(length);
            if before + after < bytes.len() {
                ranges.push(region.start..region.start + before);
                ranges.push(region.end - after..region.end);
            }
        }
    }
    for region in regions(spans, Kind::Link) {
        let text = line.get(region.clone()).unwrap_or_default();
        if let (true, Some(middle)) = (text.starts_with('['), text.find("](")) {
            ranges.push(region.start..region.start + 1);
            ranges.push(region.start + middle..region.end);
        }
    }
    ranges
}

/// Stretches of neighbouring spans that are all of `kind`.
fn regions(spans: &[Span], kind: Kind) -> Vec<Range<usize>> {
    let mut regions: Vec<Range<usize>> = Vec::new();
    for span in spans.iter().filter(|span| span.kinds.has(kind)) {
        match regions.last_mut() {
            Some(last) if last.end == span.bytes.start => last.end = span.bytes.end,
            _ => regions.push(span.bytes.clone()),
        }
    }
    regions
}

fn line_rows(line: &Visible, width: usize, max: usize, rows: &mut Vec<Row>) {
    let head = line.text.get(..line.hang).unwrap_or_default();
    let indent = width::measure(head, 0, width, width / 2).unwrap_or(0);
    let fits = width.saturating_sub(indent) >= HANGING_CELLS_MIN;
    let frame = Frame {
        width,
        indent: if fits { indent } else { 0 },
    };
    let mut starts = vec![0];
    let piece = Piece {
        text: &line.text,
        from: 0,
        first: true,
        complete: true,
    };
    let room = max.saturating_sub(rows.len());
    wrap(piece, frame, &mut |start| {
        starts.push(start);
        starts.len() <= room
    });
    let ends: Vec<usize> = starts
        .iter()
        .skip(1)
        .copied()
        .chain([line.text.len()])
        .collect();
    for (number, (start, end)) in starts.into_iter().zip(ends).enumerate() {
        let indent = if number == 0 { 0 } else { frame.indent };
        let pieces = cut(line, start..end);
        rows.push(Row { indent, pieces });
    }
}

fn cut(line: &Visible, row: Range<usize>) -> Vec<Styled> {
    let mut pieces = Vec::new();
    for span in &line.spans {
        let start = span.bytes.start.max(row.start);
        let end = span.bytes.end.min(row.end);
        if let Some(text) = line.text.get(start..end.max(start))
            && !text.is_empty()
        {
            pieces.push(Styled {
                text: text.to_owned(),
                kinds: span.kinds,
            });
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::Moment;
    use crate::model::time::Timestamp;
    use crate::model::time::Zone;

    fn page(body: &str, width: usize) -> Vec<String> {
        let mut content = Content::new(Moment::at(Timestamp(0), &Zone::utc()), "journal");
        content.body = body.to_owned();
        rows(&content, width, usize::MAX)
            .iter()
            .map(|row| {
                let text: String = row.pieces.iter().map(|piece| piece.text.as_str()).collect();
                format!("{}{}", " ".repeat(row.indent), text.trim_end())
            })
            .collect()
    }

    #[test]
    fn signs_give_way() {
        assert_eq!(page("## A *b* **c** `d`", 40), ["A b c d"]);
        assert_eq!(
            page("see [the map](https://x.org) now", 40),
            ["see the map now"]
        );
        assert_eq!(page("2 * 3 * 4", 40), ["2 * 3 * 4"]);
    }

    #[test]
    fn items_hang_under_their_text() {
        assert_eq!(
            page("- fix the gutter before April", 16),
            ["• fix the gutter", "  before April"]
        );
        assert_eq!(
            page("> nothing happened, and I saw it", 20),
            ["> nothing happened,", "  and I saw it"]
        );
    }

    #[test]
    fn a_task_has_its_box_for_a_bullet() {
        assert_eq!(
            page("- [x] rudder\n- [ ] a name", 40),
            ["[x] rudder", "[ ] a name"]
        );
    }

    #[test]
    fn code_stays_as_it_is() {
        assert_eq!(page("a\n```\n*b*\n```\nc", 40), ["a", "*b*", "c"]);
    }

    #[test]
    fn sizes_are_said_shortly() {
        assert_eq!(size(999), "999 bytes");
        assert_eq!(size(1_234_567), "1.2 MB");
        assert_eq!(size(4_200), "4.2 kB");
        assert_eq!(size(7_000_000_000), "7.0 GB");
    }
}
