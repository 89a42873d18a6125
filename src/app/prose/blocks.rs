//! Walks through the blocks of a text and lays each out.

#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "the reader of Markdown knows more kinds of block than we ask it for"
)]

use pulldown_cmark::Event;
use pulldown_cmark::LinkType;
use pulldown_cmark::Options;
use pulldown_cmark::Parser;
use pulldown_cmark::Tag;
use pulldown_cmark::TagEnd;
use pulldown_cmark::TextMergeStream;

use crate::app::edit::markdown::Kind;
use crate::app::edit::markdown::Kinds;
use crate::app::edit::markdown::lex_part;
use crate::app::prose::BULLET;
use crate::app::prose::Line;
use crate::app::prose::Page;
use crate::app::prose::Row;
use crate::app::prose::line_rows;
use crate::app::prose::table::Table;
use crate::model::text;

/// Lists and quotes in one another that are indented; those deeper stand under the last one.
const DEPTH_MAX: usize = 12;

/// What stands before each line of a list item, a quote, a footnote.
struct Prefix {
    /// Before the first line.
    first: String,
    /// Before the others.
    again: String,
    kinds: Kinds,
    used: bool,
}

/// The way through a text.
pub(super) struct Walk {
    width: usize,
    max: usize,
    /// Whether links get numbers.
    numbered: bool,
    page: Page,
    line: Line,
    /// Whether the line has been begun, be it empty.
    begun: bool,
    /// Whether a blank row comes before the next line.
    gap: bool,
    prefixes: Vec<Prefix>,
    /// The number of the next item of each list that is open; none where it has bullets.
    lists: Vec<Option<u64>>,
    /// What the text is just now, the innermost last.
    kinds: Vec<Kinds>,
    /// Addresses of the links that are open; none of what only looks like a link to an entry.
    targets: Vec<Option<String>>,
    /// The text of a block of code that is open.
    code: Option<String>,
    table: Option<Table>,
}

impl Walk {
    /// A way through a text for a page of this width and length, behind `rows`.
    pub(super) fn new(width: usize, max: usize, numbered: bool, rows: Vec<Row>) -> Self {
        let links = Vec::new();
        Self {
            width,
            max,
            numbered,
            page: Page { rows, links },
            line: Line::default(),
            begun: false,
            gap: false,
            prefixes: Vec::new(),
            lists: Vec::new(),
            kinds: Vec::new(),
            targets: Vec::new(),
            code: None,
            table: None,
        }
    }

    /// Lays out `body`, as far as the page goes.
    pub(super) fn run(mut self, body: &str) -> Page {
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_WIKILINKS;
        for event in TextMergeStream::new(Parser::new_ext(body, options)) {
            if self.page.rows.len() >= self.max {
                break;
            }
            self.take(event);
        }
        self.flush();
        self.page
    }

    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.open(tag),
            Event::End(tag) => self.close(tag),
            Event::Text(text) => self.text(&text),
            Event::Code(text) => self.push(&text, self.now().with(Kind::Code)),
            Event::Html(text) | Event::InlineHtml(text) => self.lines(&text),
            Event::SoftBreak | Event::HardBreak if self.table.is_some() => {
                self.push(" ", self.now());
            }
            Event::SoftBreak | Event::HardBreak => self.flush(),
            Event::Rule => {
                self.gap = true;
                let cells = self.width.saturating_sub(self.indent());
                self.push(&"─".repeat(cells), Kinds::NONE.with(Kind::Marker));
                self.end_block();
            }
            Event::FootnoteReference(name) => {
                self.push(&format!("[^{name}]"), self.now().with(Kind::Link));
            }
            Event::TaskListMarker(done) => self.task(done),
            _ => {}
        }
    }

    fn open(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { .. } => self.kinds.push(self.now().with(Kind::Heading)),
            Tag::BlockQuote(_) => {
                self.flush();
                let kinds = self.now().with(Kind::Quote);
                self.kinds.push(kinds);
                self.prefix("> ", "> ", kinds);
            }
            Tag::CodeBlock(_) => {
                self.flush();
                self.code = Some(String::new());
            }
            Tag::List(start) => {
                self.flush();
                self.lists.push(start);
            }
            Tag::Item => self.item(),
            Tag::FootnoteDefinition(name) => {
                let first = format!("[^{name}] ");
                self.prefix(&first, "    ", Kinds::NONE.with(Kind::Link));
            }
            Tag::Table(alignments) => {
                self.flush();
                self.table = Some(Table::new(alignments));
            }
            Tag::Emphasis => self.kinds.push(self.now().with(Kind::Emphasis)),
            Tag::Strong | Tag::TableHead => self.kinds.push(self.now().with(Kind::Strong)),
            Tag::Strikethrough => self.kinds.push(self.now().with(Kind::Struck)),
            Tag::Link {
                link_type: LinkType::WikiLink { has_pothole },
                dest_url,
                ..
            } if !text::is_entry_name(&dest_url) => {
                self.kinds.push(self.now());
                self.push("[[", self.now());
                if has_pothole {
                    self.push(&format!("{dest_url}|"), self.now());
                }
                self.targets.push(None);
            }
            Tag::Link { dest_url, .. } => {
                self.kinds.push(self.now().with(Kind::Link));
                self.targets.push(Some(dest_url.into_string()));
            }
            Tag::Image { dest_url, .. } => {
                self.kinds.push(self.now().with(Kind::Link));
                self.push("[picture: ", self.now());
                self.targets.push(Some(dest_url.into_string()));
            }
            _ => {}
        }
    }

    fn close(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::HtmlBlock => self.end_block(),
            TagEnd::Heading(_) => {
                self.end_block();
                self.kinds.pop();
            }
            TagEnd::BlockQuote(_) => {
                self.flush();
                self.kinds.pop();
                self.prefixes.pop();
                self.gap = true;
            }
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::List(_) => {
                self.flush();
                self.lists.pop();
                self.gap = self.gap || self.lists.is_empty();
            }
            TagEnd::Item | TagEnd::FootnoteDefinition => {
                if self.prefixes.last().is_some_and(|prefix| !prefix.used) {
                    self.begin();
                }
                self.flush();
                self.prefixes.pop();
                self.gap = self.gap || tag == TagEnd::FootnoteDefinition;
            }
            TagEnd::TableHead => {
                self.kinds.pop();
                self.end_row();
            }
            TagEnd::TableRow => self.end_row(),
            TagEnd::TableCell => {
                if let Some(table) = &mut self.table {
                    table.end_cell(std::mem::take(&mut self.line));
                }
            }
            TagEnd::Table => self.end_table(),
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => {
                self.kinds.pop();
            }
            TagEnd::Link => {
                self.kinds.pop();
                match self.targets.pop() {
                    Some(None) => self.push("]]", self.now()),
                    target => self.number(target.flatten()),
                }
            }
            TagEnd::Image => {
                self.push("]", self.now());
                self.kinds.pop();
                let target = self.targets.pop();
                self.number(target.flatten());
            }
            _ => {}
        }
    }

    /// What the text is just now.
    fn now(&self) -> Kinds {
        self.kinds.last().copied().unwrap_or(Kinds::NONE)
    }

    /// Cells that the prefixes take.
    fn indent(&self) -> usize {
        let cells = |prefix: &Prefix| prefix.again.chars().count();
        self.prefixes.iter().map(cells).sum()
    }

    /// Begins a line with all that stands before it, if that was not done.
    fn begin(&mut self) {
        if self.begun || self.table.is_some() {
            return;
        }
        self.begun = true;
        if std::mem::take(&mut self.gap) && !self.page.rows.last().is_none_or(is_blank) {
            self.page.rows.push(Row::default());
        }
        for prefix in &mut self.prefixes {
            let text = if prefix.used {
                &prefix.again
            } else {
                &prefix.first
            };
            self.line.push(text, prefix.kinds);
            prefix.used = true;
        }
        self.line.hang = self.line.text.len();
    }

    fn push(&mut self, text: &str, kinds: Kinds) {
        self.begin();
        self.line.push(text, kinds);
    }

    /// Text of a paragraph, or of a block of code. Tags and lone addresses are marked in it.
    fn text(&mut self, text: &str) {
        if let Some(code) = &mut self.code {
            code.push_str(text);
            return;
        }
        let now = self.now();
        let in_link = !self.targets.is_empty();
        let mut end = 0;
        for span in lex_part(text, Kinds::NONE) {
            let kind = [Kind::Tag, Kind::Link]
                .into_iter()
                .find(|kind| span.kinds.has(*kind));
            let Some(kind) = kind.filter(|_| !in_link && span.bytes.start >= end) else {
                continue;
            };
            self.push(text.get(end..span.bytes.start).unwrap_or_default(), now);
            let part = text.get(span.bytes.clone()).unwrap_or_default();
            self.push(part, now.with(kind));
            end = span.bytes.end;
            if kind == Kind::Link && part.contains("://") {
                self.number(Some(part.to_owned()));
            }
        }
        self.push(text.get(end..).unwrap_or_default(), now);
    }

    /// Text in which every line end counts.
    fn lines(&mut self, text: &str) {
        for part in text.split_inclusive('\n') {
            let line = part.trim_end_matches(['\n', '\r']);
            self.push(line, self.now());
            if line.len() < part.len() {
                self.flush();
            }
        }
    }

    /// The number of a link behind its text.
    fn number(&mut self, target: Option<String>) {
        let Some(target) = target.filter(|target| self.numbered && !target.is_empty()) else {
            return;
        };
        let known = self.page.links.iter().position(|link| *link == target);
        let number = known.unwrap_or_else(|| {
            self.page.links.push(target);
            self.page.links.len() - 1
        });
        let text = format!("[{}]", number + 1);
        self.push(&text, Kinds::NONE.with(Kind::Marker));
    }

    fn flush(&mut self) {
        if !std::mem::take(&mut self.begun) {
            return;
        }
        let line = std::mem::take(&mut self.line);
        line_rows(&line, self.width, self.max, &mut self.page.rows);
    }

    fn end_block(&mut self) {
        self.flush();
        self.gap = true;
    }

    fn prefix(&mut self, first: &str, again: &str, kinds: Kinds) {
        let deep = self.prefixes.len() >= DEPTH_MAX;
        let text = |text: &str| if deep { String::new() } else { text.to_owned() };
        self.prefixes.push(Prefix {
            first: text(first),
            again: text(again),
            kinds,
            used: false,
        });
    }

    fn item(&mut self) {
        self.flush();
        let first = match self.lists.last_mut() {
            Some(Some(number)) => {
                let first = format!("{number}. ");
                *number = number.saturating_add(1);
                first
            }
            _ => format!("{BULLET} "),
        };
        let again = " ".repeat(first.chars().count());
        self.prefix(&first, &again, Kinds::NONE.with(Kind::Marker));
    }

    /// The box of a task says that it is an item: it stands for the bullet.
    fn task(&mut self, done: bool) {
        let (text, kind) = if done {
            ("[x] ", Kind::TaskDone)
        } else {
            ("[ ] ", Kind::TaskOpen)
        };
        match self.prefixes.last_mut().filter(|prefix| !prefix.used) {
            Some(prefix) if !prefix.first.is_empty() => {
                text.clone_into(&mut prefix.first);
                "    ".clone_into(&mut prefix.again);
                prefix.kinds = Kinds::NONE.with(kind);
            }
            _ => self.push(text, Kinds::NONE.with(kind)),
        }
    }

    fn end_code(&mut self) {
        let code = self.code.take().unwrap_or_default();
        for line in code.lines() {
            if self.page.rows.len() >= self.max {
                break;
            }
            self.push(line, Kinds::NONE.with(Kind::Fence));
            self.flush();
        }
        self.gap = true;
    }

    fn end_row(&mut self) {
        if let Some(table) = &mut self.table {
            table.end_row();
        }
    }

    fn end_table(&mut self) {
        let Some(table) = self.table.take() else {
            return;
        };
        self.line = Line::default();
        self.begin();
        let indent = self.indent();
        self.line = Line::default();
        self.begun = false;
        let room = self.width.saturating_sub(indent).max(1);
        let max = self.max.saturating_sub(self.page.rows.len());
        for mut row in table.rows(room, max) {
            row.indent += indent;
            self.page.rows.push(row);
        }
        self.gap = true;
    }
}

fn is_blank(row: &Row) -> bool {
    row.pieces.iter().all(|piece| piece.text.is_empty())
}
