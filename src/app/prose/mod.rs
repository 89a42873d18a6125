//! Markdown as it is read, by CommonMark with tables, tasks, footnotes and struck text: signs give way
//! to emphasis, list signs to bullets, lines to rows. A line that its author broke stays broken: in a
//! journal that is how it was meant.

mod blocks;
mod table;

use std::borrow::Cow;
use std::ops::Range;

use crate::app::edit::markdown::Kind;
use crate::app::edit::markdown::Kinds;
use crate::app::edit::markdown::Span;
use crate::app::edit::width;
use crate::app::edit::wrap::Frame;
use crate::app::edit::wrap::Piece;
use crate::app::edit::wrap::wrap;
use crate::app::prose::blocks::Walk;
use crate::model::entry::Content;
use crate::model::text;

/// Bytes of one line that are laid out; what is longer is no prose, and is left out.
const LINE_BYTES_MAX: usize = 1 << 20;
/// Bytes of a body that are looked at in any case: a fence and its signs stand in them.
const BODY_BYTES_MIN: usize = 1 << 12;
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
    /// What it is. A marker's text is ours: bullets, rules, numbers of links.
    pub kinds: Kinds,
}

/// A whole text as it is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Its rows.
    pub rows: Vec<Row>,
    /// The addresses of its links; the first one has the number 1.
    pub links: Vec<String>,
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

/// The first rows of title and body of `content`, each of at most `width` cells; no more than `max`.
pub fn rows(content: &Content, width: usize, max: usize) -> Vec<Row> {
    render(content, width, max, false).rows
}

/// Title and body of `content` in rows of at most `width` cells, with numbers behind its links and
/// their addresses at the end.
pub fn page(content: &Content, width: usize) -> Page {
    render(content, width, usize::MAX, true)
}

fn render(content: &Content, width: usize, max: usize, numbered: bool) -> Page {
    let width = width.max(1);
    let mut rows = Vec::new();
    if !content.title.is_empty() {
        let mut title = Line::default();
        title.push(&content.title, Kinds::NONE.with(Kind::Heading));
        line_rows(&title, width, max, &mut rows);
        rows.push(Row::default());
    }
    // Of a text longer than the page there is no need to look at more than the page holds.
    let page_bytes = max.saturating_mul(width).saturating_mul(CELL_BYTES_MAX);
    let body = clip(&content.body, page_bytes.max(BODY_BYTES_MIN));
    let mut page = Walk::new(width, max, numbered, rows).run(body);
    for file in &content.files {
        let text = format!("[{}: {}, {}]", file.media_type, file.name, size(file.size));
        page.rows
            .push(Row::plain(&text, Kinds::NONE.with(Kind::Link)));
    }
    if numbered && !page.links.is_empty() {
        page.rows.push(Row::default());
        for (number, address) in (1..).zip(&page.links) {
            let mut line = Line::default();
            line.push(&format!("[{number}] "), Kinds::NONE.with(Kind::Marker));
            line.hang = line.text.len();
            let to_entry = text::is_entry_name(address);
            let address = Cow::Borrowed(address.as_str());
            let address = if to_entry {
                format!("entry {address}").into()
            } else {
                address
            };
            line.push(&address, Kinds::NONE.with(Kind::Link));
            line_rows(&line, width, max, &mut page.rows);
        }
    }
    page.rows.truncate(max);
    page
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

fn clip(text: &str, bytes_max: usize) -> &str {
    let mut end = bytes_max.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// A line as it is read: text without signs, and what each stretch of it is.
#[derive(Clone, Debug, Default)]
struct Line {
    text: String,
    spans: Vec<Span>,
    /// Where the text behind quote signs and bullets begins.
    hang: usize,
}

impl Line {
    /// Adds `text`; tabs become four blanks.
    fn push(&mut self, text: &str, kinds: Kinds) {
        let start = self.text.len();
        let room = LINE_BYTES_MAX.saturating_sub(start);
        for part in clip(text, room).split_inclusive('\t') {
            match part.strip_suffix('\t') {
                Some(before) => {
                    self.text.push_str(before);
                    self.text.push_str("    ");
                }
                None => self.text.push_str(part),
            }
        }
        let bytes = start..self.text.len();
        self.spans.push(Span { bytes, kinds });
    }
}

fn line_rows(line: &Line, width: usize, max: usize, rows: &mut Vec<Row>) {
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

fn cut(line: &Line, row: Range<usize>) -> Vec<Styled> {
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
        let code = "a\n```\n*b*\n\n\tc\n```\nd";
        assert_eq!(page(code, 40), ["a", "", "*b*", "", "    c", "", "d"]);
    }

    #[test]
    fn tables_keep_their_columns() {
        let table = "| day | words |\n|:--|--:|\n| Monday | 120 |\n| *Tue* | 7 |\n";
        assert_eq!(
            page(table, 40),
            [
                "day    │ words",
                "───────┼──────",
                "Monday │   120",
                "Tue    │     7",
            ]
        );
        let wide = "| a | b |\n|--|--|\n| one two three four five | six |\n";
        assert_eq!(
            page(wide, 16),
            [
                "a          │ b",
                "───────────┼────",
                "one two    │ six",
                "three four │",
                "five       │"
            ]
        );
        // However narrow it is, and however long a word.
        for width in 1..30 {
            let rows = page(
                &format!("{wide}| {} | 雨の音がする |\n", "x".repeat(99)),
                width,
            );
            assert!(!rows.is_empty());
        }
    }

    #[test]
    fn lists_in_lists_are_indented() {
        let list = "1. one\n2. two\n   - in it\n     and on\n   - [x] done\n3. three\n\nafter";
        assert_eq!(
            page(list, 40),
            [
                "1. one",
                "2. two",
                "   • in it",
                "     and on",
                "   [x] done",
                "3. three",
                "",
                "after"
            ]
        );
        assert_eq!(page("- a\n\n- b", 40), ["• a", "", "• b"]);
        let deep = "> ".repeat(500) + "x";
        assert!(page(&deep, 20).concat().contains('x'));
    }

    #[test]
    fn lines_that_were_broken_stay_broken() {
        assert_eq!(
            page("one\ntwo  \nthree\n\n\n\nfour", 40),
            ["one", "two", "three", "", "four"]
        );
        assert_eq!(page("> a\n> b", 40), ["> a", "> b"]);
        assert_eq!(page("a\n\n---\n\nb", 4), ["a", "", "────", "", "b"]);
    }

    #[test]
    fn html_is_shown_and_nothing_of_it_is_done() {
        let html = "<script>x()</script>\n\na <b>c</b>";
        assert_eq!(page(html, 40), ["<script>x()</script>", "", "a <b>c</b>"]);
    }

    #[test]
    fn footnotes_stand_where_they_were_written() {
        assert_eq!(
            page("a[^1] b\n\n[^1]: the note", 40),
            ["a[^1] b", "", "[^1] the note"]
        );
    }

    #[test]
    fn links_have_numbers_on_the_page() {
        let mut content = Content::new(Moment::at(Timestamp(0), &Zone::utc()), "journal");
        content.body = "[a](https://a.org) https://b.org and [a again](https://a.org)".to_owned();
        let page = super::page(&content, 60);
        assert_eq!(page.links, ["https://a.org", "https://b.org"]);
        let text: Vec<String> = page
            .rows
            .iter()
            .map(|row| row.pieces.iter().map(|piece| piece.text.as_str()).collect())
            .collect();
        assert_eq!(
            text,
            [
                "a[1] https://b.org[2] and a again[1]",
                "",
                "[1] https://a.org",
                "[2] https://b.org"
            ]
        );
    }

    #[test]
    fn a_link_to_an_entry_says_its_words_and_what_only_looks_like_one_stays() {
        let mut content = Content::new(Moment::at(Timestamp(0), &Zone::utc()), "journal");
        content.body = "see [[1a2b3c4d|the *rain*]], not [[a shed]] nor [[b|c]]".to_owned();
        let page = super::page(&content, 60);
        let text: Vec<String> = page
            .rows
            .iter()
            .map(|row| row.pieces.iter().map(|piece| piece.text.as_str()).collect())
            .collect();
        assert_eq!(
            text,
            [
                "see the rain[1], not [[a shed]] nor [[b|c]]",
                "",
                "[1] entry 1a2b3c4d"
            ]
        );
    }

    #[test]
    fn sizes_are_said_shortly() {
        assert_eq!(size(999), "999 bytes");
        assert_eq!(size(1_234_567), "1.2 MB");
        assert_eq!(size(4_200), "4.2 kB");
        assert_eq!(size(7_000_000_000), "7.0 GB");
    }
}
