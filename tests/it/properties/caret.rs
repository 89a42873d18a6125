//! Where the caret goes, compared with readers that know nothing of the buffer: one that reads the
//! text, grapheme by grapheme, and one that reads the picture that is drawn of it.

use std::ops::Range;

use diurnal::app::edit::buffer::Buffer;
use diurnal::app::edit::command::Command;
use diurnal::app::edit::cursor::Motion;
use diurnal::app::edit::editor::Editor;
use diurnal::app::edit::motion;
use diurnal::app::edit::motion::WordKind;
use diurnal::app::edit::width;
use proptest::prelude::*;
use proptest::sample::Index;
use regex::Regex;
use unicode_segmentation::UnicodeSegmentation;

use crate::properties::edit::config;
use crate::properties::edit::size;
use crate::properties::edit::text;

/// Where graphemes begin, and the end of the text.
fn bounds(text: &str) -> Vec<usize> {
    let starts = text.grapheme_indices(true).map(|(at, _)| at);
    starts.chain([text.len()]).collect()
}

/// The nearest of `bounds` at or before `at`.
fn down(bounds: &[usize], at: usize) -> usize {
    *bounds.iter().rev().find(|bound| **bound <= at).unwrap()
}

/// The nearest of `bounds` at or behind `at`.
fn up(bounds: &[usize], at: usize) -> usize {
    *bounds.iter().find(|bound| **bound >= at).unwrap()
}

/// The greatest of `stops` before `at`, or 0.
fn before(stops: &[usize], at: usize) -> usize {
    let lower = stops.iter().filter(|stop| **stop < at);
    lower.max().copied().unwrap_or(0)
}

/// The least of `stops` behind `at`, or `end`.
fn behind(stops: &[usize], at: usize, end: usize) -> usize {
    let upper = stops.iter().filter(|stop| **stop > at);
    upper.min().copied().unwrap_or(end)
}

/// Every line without its line end.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        let end = start + line.len();
        let ended = end < text.len();
        let returned = ended && line.ends_with('\r');
        lines.push(start..end - usize::from(returned));
        start = end + 1;
    }
    lines
}

fn line_of(lines: &[Range<usize>], at: usize) -> Range<usize> {
    let mut above = lines.iter().rev();
    above.find(|line| line.start <= at).unwrap().clone()
}

/// Paragraphs: runs of lines that have more than blanks, each with the line above it where there is one.
struct Paragraph {
    bytes: Range<usize>,
    above: usize,
    /// The start of the blank line below it.
    below: Option<usize>,
}

fn paragraphs(text: &str) -> Vec<Paragraph> {
    let mut found: Vec<Paragraph> = Vec::new();
    let (mut inside, mut above) = (false, 0);
    for line in lines(text) {
        let is_blank = text[line.clone()].trim().is_empty();
        match (inside, is_blank) {
            (true, true) => found.last_mut().unwrap().below = Some(line.start),
            (true, false) => found.last_mut().unwrap().bytes.end = line.end,
            (false, true) => {}
            (false, false) => found.push(Paragraph {
                bytes: line.clone(),
                above,
                below: None,
            }),
        }
        inside = !is_blank;
        above = line.start;
    }
    found
}

/// Where sentences begin, and the blank lines behind paragraphs.
fn sentences(text: &str) -> Vec<usize> {
    let ends = Regex::new(
        r#"(?:[.!?][)\]"'”’»」』）]*\s[\s」』）]*|[。！？][\s」』）]*)(?P<next>[^.!?。！？])?"#,
    )
    .unwrap();
    let mut stops = Vec::new();
    for paragraph in paragraphs(text) {
        let read = &text[paragraph.bytes.clone()];
        let first = read.len() - read.trim_start().len();
        stops.push(paragraph.bytes.start + first);
        let mut from = first;
        while let Some(end) = ends.captures_at(read, from) {
            let whole = end.get(0).unwrap();
            from = whole.end();
            if let Some(next) = end.name("next") {
                stops.push(paragraph.bytes.start + next.start());
                from = next.start();
            }
        }
        stops.extend(paragraph.below);
    }
    stops
}

/// What is drawn of a text, all of it at once: rows, and where the places between graphemes stand in them.
struct Picture {
    rows: Vec<Drawn>,
}

#[derive(Debug)]
struct Drawn {
    bytes: Range<usize>,
    /// Each place with its column.
    places: Vec<(usize, usize)>,
}

impl Picture {
    fn of(text: &str, columns: u16) -> Self {
        let mut editor = Editor::new(text);
        editor.set_size(columns, u16::MAX);
        let bounds = bounds(text);
        let rows = editor.visible_rows().map(|row| {
            let cells: Vec<_> = row.cells().collect();
            let last = cells.last();
            let end = last.map_or(0, |cell| usize::from(cell.column + cell.width));
            let column = |at: usize| {
                let cell = cells.iter().find(|cell| cell.bytes.start >= at);
                cell.map_or(end, |cell| usize::from(cell.column))
            };
            let inside = bounds
                .iter()
                .filter(|at| row.bytes.start <= **at && **at <= row.bytes.end);
            let places: Vec<_> = inside.map(|at| (*at, column(*at))).collect();
            Drawn {
                bytes: row.bytes.clone(),
                places,
            }
        });
        Self {
            rows: rows.collect(),
        }
    }

    /// The row that the caret is drawn in: of two at a place where a row wraps, `lower` or the upper.
    fn row_of(&self, at: usize, lower: bool) -> usize {
        let holds = |row: &&Drawn| row.bytes.start <= at && at <= row.bytes.end;
        let mut rows = self.rows.iter().enumerate();
        if lower {
            rows.rfind(|(_, row)| holds(row)).unwrap().0
        } else {
            rows.find(|(_, row)| holds(row)).unwrap().0
        }
    }
}

/// A reader of the picture, with the column that it keeps.
struct Reader {
    at: usize,
    /// Whether it stands at the start of the lower row where two meet.
    lower: bool,
    goal: Option<usize>,
}

#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "only what `read_motion` gives is read"
)]
impl Reader {
    fn go(&mut self, text: &str, picture: &Picture, motion: Motion, page: usize) {
        let bounds = bounds(text);
        let lines = lines(text);
        let line = line_of(&lines, self.at);
        let row = picture.row_of(self.at, self.lower);
        let shown = &picture.rows[row];
        let (was, was_lower, goal) = (self.at, self.lower, self.goal.take());
        self.lower = true;
        self.at = match motion {
            Motion::Left => before(&bounds, was),
            Motion::Right => behind(&bounds, was, text.len()),
            Motion::WordLeft if was <= line.start => before(&bounds, was),
            Motion::WordLeft => {
                let mut words = text[line.start..was].unicode_word_indices();
                down(
                    &bounds,
                    line.start + words.next_back().map_or(0, |(at, _)| at),
                )
            }
            Motion::WordRight if was >= line.end => behind(&bounds, was, text.len()),
            Motion::WordRight => {
                let mut words = text[was..line.end].unicode_word_indices();
                let end = words.next().map(|(at, word)| was + at + word.len());
                up(&bounds, end.unwrap_or(line.end))
            }
            Motion::LineStart => line.start,
            Motion::LineEnd => line.end,
            Motion::TextStart => 0,
            Motion::TextEnd => text.len(),
            Motion::RowStart => shown.bytes.start,
            Motion::RowEnd => {
                self.lower = false;
                shown.bytes.end
            }
            Motion::NextSentence => {
                let stops: Vec<usize> = sentences(text)
                    .iter()
                    .map(|at| down(&bounds, *at))
                    .collect();
                behind(&stops, was, text.len())
            }
            Motion::PreviousSentence => {
                let stops: Vec<usize> = sentences(text)
                    .iter()
                    .map(|at| down(&bounds, *at))
                    .collect();
                before(&stops, was)
            }
            Motion::NextParagraph => {
                let stops: Vec<usize> = paragraphs(text).iter().filter_map(|p| p.below).collect();
                behind(&stops, was, text.len())
            }
            Motion::PreviousParagraph => {
                let mut all = paragraphs(text);
                all.retain(|paragraph| paragraph.bytes.start < was);
                all.last().map_or(0, |paragraph| paragraph.above)
            }
            Motion::Up | Motion::Down | Motion::PageUp | Motion::PageDown => {
                let own = shown.places.iter().find(|(at, _)| *at == was).unwrap().1;
                let goal = goal.unwrap_or(own);
                self.goal = Some(goal);
                let last = picture.rows.len() - 1;
                let to = match motion {
                    Motion::Up => row.saturating_sub(1),
                    Motion::Down => (row + 1).min(last),
                    Motion::PageUp => row.saturating_sub(page),
                    _ => (row + page).min(last),
                };
                if to == row {
                    self.lower = was_lower;
                    was
                } else {
                    let shown = &picture.rows[to];
                    let mut places = shown.places.iter().rev();
                    let found = places.find(|(_, column)| *column <= goal);
                    let at = found.unwrap_or(&shown.places[0]).0;
                    self.lower = at < shown.bytes.end;
                    at
                }
            }
            _ => unreachable!(),
        };
    }
}

/// What vi's words are made of: blanks, letters and digits, signs, or the letters of one script that
/// sets none apart. Every grapheme is what its first character is that is no mark.
fn class(grapheme: &str, kind: WordKind) -> char {
    let base = grapheme
        .chars()
        .find(|c| *c != '\u{200d}' && !width::is_mark(*c));
    match (base, kind) {
        (None, _) => 'm',
        (Some(c), _) if c.is_whitespace() => ' ',
        (Some(_), WordKind::Big) | (Some('_'), _) => 'a',
        (Some('\u{3041}'..='\u{309f}'), _) => 'h',
        (Some('\u{30a0}'..='\u{30ff}' | '\u{ff66}'..='\u{ff9f}'), _) => 'k',
        (
            Some(
                '\u{3400}'..='\u{4dbf}'
                | '\u{4e00}'..='\u{9fff}'
                | '\u{f900}'..='\u{faff}'
                | '\u{20000}'..='\u{3ffff}',
            ),
            _,
        ) => 'c',
        (Some(c), _) if c.is_alphanumeric() => 'a',
        (Some(_), _) => '.',
    }
}

/// A text as vi reads it: a class for each grapheme, and whether that is all of an empty line.
struct Words {
    at: Vec<usize>,
    class: Vec<char>,
    empty: Vec<bool>,
}

impl Words {
    fn of(text: &str, kind: WordKind) -> Self {
        let graphemes: Vec<&str> = text.graphemes(true).collect();
        let ends = |grapheme: &&str| grapheme.ends_with('\n');
        // A mark that stands on nothing goes with what is before it.
        let mut classes: Vec<char> = Vec::new();
        for grapheme in &graphemes {
            let own = class(grapheme, kind);
            let last = classes.last().copied();
            classes.push(if own == 'm' { last.unwrap_or(own) } else { own });
        }
        let empty = |n: usize| ends(&graphemes[n]) && (n == 0 || ends(&graphemes[n - 1]));
        Self {
            at: bounds(text),
            class: classes,
            empty: (0..graphemes.len()).map(empty).collect(),
        }
    }

    fn blank(&self, n: usize) -> bool {
        self.class.get(n) == Some(&' ')
    }

    /// Where the run of one class ends that `n` stands in.
    fn end(&self, n: usize) -> usize {
        let same = self.class[n..]
            .iter()
            .take_while(|class| **class == self.class[n]);
        n + same.count()
    }

    fn start(&self, n: usize) -> usize {
        let same = self.class[..=n]
            .iter()
            .rev()
            .take_while(|class| **class == self.class[n]);
        n + 1 - same.count()
    }

    fn next_start(&self, n: usize) -> usize {
        let count = self.class.len();
        if n == count {
            return n;
        }
        let mut to = if self.blank(n) { n } else { self.end(n) };
        while self.blank(to) && !(to > n && self.empty[to]) {
            to += 1;
        }
        to
    }

    fn previous_start(&self, n: usize) -> usize {
        let mut to = n;
        while to > 0 && self.blank(to - 1) {
            to -= 1;
            if self.empty[to] {
                return to;
            }
        }
        if to == 0 { 0 } else { self.start(to - 1) }
    }

    fn next_end(&self, n: usize) -> usize {
        let count = self.class.len();
        let mut to = n + 1;
        while self.blank(to) {
            to += 1;
        }
        if to < count {
            self.end(to) - 1
        } else {
            count.saturating_sub(1)
        }
    }

    fn previous_end(&self, n: usize) -> usize {
        let inside = n < self.class.len() && !self.blank(n);
        let mut to = if inside { self.start(n) } else { n };
        while to > 0 {
            to -= 1;
            if !self.blank(to) || self.empty[to] {
                return to;
            }
        }
        0
    }
}

fn read_motion() -> impl Strategy<Value = Motion> {
    let rows = prop::sample::select(&[Motion::Up, Motion::Down, Motion::PageUp, Motion::PageDown]);
    let others = prop::sample::select(&[
        Motion::Left,
        Motion::Right,
        Motion::WordLeft,
        Motion::WordRight,
        Motion::LineStart,
        Motion::LineEnd,
        Motion::TextStart,
        Motion::TextEnd,
        Motion::RowStart,
        Motion::RowEnd,
        Motion::NextSentence,
        Motion::PreviousSentence,
        Motion::NextParagraph,
        Motion::PreviousParagraph,
    ]);
    prop_oneof![2 => rows, 3 => others]
}

/// Punctuation and blank lines besides what is in every text.
fn prose() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => text(4),
        1 => prop::sample::select(&[". ", ".", "! ", "?\" ", ".) ", "。", "。」", "\n\n", "\n \n", "\r\n\r\n"])
            .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(config(1))]

    #[test]
    fn the_caret_goes_where_a_naive_reader_goes(
        text in prose(), size in size(), from in any::<Index>(), motions in prop::collection::vec(read_motion(), 1..24),
    ) {
        let mut editor = Editor::new(&text);
        editor.set_size(size.0, size.1);
        editor.set_caret(from.index(text.len() + 1));
        let picture = Picture::of(&text, size.0);
        let mut reader = Reader { at: editor.caret().at, lower: true, goal: None };
        for motion in motions {
            let was = reader.at;
            let page = usize::from(size.1).saturating_sub(1).max(1);
            editor.apply(&Command::Move(motion), 0);
            reader.go(&text, &picture, motion, page);
            prop_assert_eq!(editor.caret().at, reader.at, "{:?} from {} in {:?}", motion, was, &text);
            let (column, row) = editor.cursor_cell();
            let row = editor.visible_rows().nth(row.into()).unwrap();
            let shown = &picture.rows[picture.row_of(reader.at, reader.lower)];
            prop_assert_eq!(&row.bytes, &shown.bytes, "{:?} from {} in {:?}", motion, was, &text);
            let place = shown.places.iter().find(|(at, _)| *at == reader.at).unwrap();
            prop_assert_eq!(usize::from(column), place.1.min(usize::from(size.0) - 1), "{:?} from {} in {:?}", motion, was, &text);
        }
    }

    /// But for graphemes of which one half is a blank or a sign and the other a letter, and those that
    /// begin with a mark on nothing: vi, which knows no graphemes, sees two words there.
    #[test]
    fn the_words_of_vi_are_those_of_a_naive_reader(text in prose(), big in any::<bool>()) {
        let kind = if big { WordKind::Big } else { WordKind::Small };
        let torn = |grapheme: &&str| {
            let classes = grapheme.chars().map(|c| class(c.encode_utf8(&mut [0; 4]), kind));
            let classes: Vec<char> = classes.collect();
            let bases = classes.iter().filter(|class| **class != 'm');
            let first = bases.clone().next();
            bases.clone().any(|class| Some(class) != first) || classes[0] == 'm' && first.is_some()
        };
        let text: String = text.graphemes(true).filter(|grapheme| !torn(grapheme)).collect();
        let (buffer, words) = (Buffer::new(&text), Words::of(&text, kind));
        for (n, at) in words.at.iter().enumerate() {
            let found = [
                motion::next_word_start(&buffer, *at, kind),
                motion::previous_word_start(&buffer, *at, kind),
                motion::next_word_end(&buffer, *at, kind),
                motion::previous_word_end(&buffer, *at, kind),
            ];
            let read = [words.next_start(n), words.previous_start(n), words.next_end(n), words.previous_end(n)];
            prop_assert_eq!(found, read.map(|n| words.at[n]), "w b e ge from {} in {:?}", at, &text);
        }
    }
}
