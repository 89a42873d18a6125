//! Where motions lead: words, sentences, paragraphs, brackets, characters. Pure functions of a
//! text and a place in it; every place they give back is a grapheme boundary, but for those of
//! single signs, [`closing`] and [`opening`].

use std::ops::Range;

use crate::app::edit::buffer::Buffer;
use crate::app::edit::grapheme;
use crate::app::edit::width;

/// What counts as a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordKind {
    /// A run of letters and digits, or of signs, or of one script without blanks.
    Small,
    /// Everything between blanks.
    Big,
}

/// Towards the start of the text or towards its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Towards the start.
    Back,
    /// Towards the end.
    On,
}

/// Which side of a character one goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Onto it.
    At,
    /// Next to it, on the side one comes from.
    Before,
}

/// Signs that open and close.
pub const PAIRS: &[(char, char)] = &[
    ('(', ')'),
    ('[', ']'),
    ('{', '}'),
    ('「', '」'),
    ('『', '』'),
    ('（', '）'),
    ('【', '】'),
    ('«', '»'),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Blank,
    Letter,
    Hiragana,
    Katakana,
    Han,
    Sign,
    /// Goes with what stands before it.
    Mark,
}

fn class(c: char, kind: WordKind) -> Class {
    if c.is_whitespace() {
        return Class::Blank;
    }
    if c == '\u{200d}' || matches!(c, '\u{300}'..) && width::is_mark(c) {
        return Class::Mark;
    }
    match (kind, c) {
        (WordKind::Big, _) | (_, '_') => Class::Letter,
        (_, '\u{3041}'..='\u{309f}') => Class::Hiragana,
        (_, '\u{30a0}'..='\u{30ff}' | '\u{ff66}'..='\u{ff9f}') => Class::Katakana,
        (_, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}') => {
            Class::Han
        }
        (_, '\u{20000}'..='\u{3ffff}') => Class::Han,
        (_, c) if c.is_alphanumeric() => Class::Letter,
        _ => Class::Sign,
    }
}

/// Where the run of characters for which `goes_on` holds ends, from `at` on.
fn run_end(buffer: &Buffer, at: usize, kind: WordKind, goes_on: impl Fn(Class) -> bool) -> usize {
    let mut end = at;
    for c in buffer.chars_from(at) {
        let class = class(c, kind);
        if class != Class::Mark && !goes_on(class) {
            break;
        }
        end += c.len_utf8();
    }
    grapheme::ceil(buffer, end)
}

/// Where the run of characters for which `goes_on` holds begins, back from `at`.
fn run_start(buffer: &Buffer, at: usize, kind: WordKind, goes_on: impl Fn(Class) -> bool) -> usize {
    let mut start = at;
    let mut marks = 0;
    for c in buffer.chars_before(at) {
        let class = class(c, kind);
        if class == Class::Mark {
            marks += c.len_utf8();
            continue;
        }
        if !goes_on(class) {
            break;
        }
        start -= c.len_utf8() + marks;
        marks = 0;
    }
    grapheme::floor(buffer, start)
}

fn class_at(buffer: &Buffer, at: usize, kind: WordKind) -> Option<Class> {
    match buffer.chars_from(at).next().map(|c| class(c, kind)) {
        Some(Class::Mark) => class_before(buffer, at, kind).or(Some(Class::Mark)),
        class => class,
    }
}

fn class_before(buffer: &Buffer, at: usize, kind: WordKind) -> Option<Class> {
    let chars = buffer.chars_before(at).map(|c| class(c, kind));
    let mut marks = chars.skip_while(|class| *class == Class::Mark);
    marks.next()
}

/// The run of letters, of signs or of blanks that the character at `at` stands in.
pub fn run_around(buffer: &Buffer, at: usize, kind: WordKind) -> Range<usize> {
    let Some(here) = class_at(buffer, at, kind) else {
        return buffer.len()..buffer.len();
    };
    let end = run_end(buffer, at, kind, |class| class == here);
    run_start(buffer, at, kind, |class| class == here)..end
}

/// Whether an empty line begins at `at`.
fn is_empty_line(buffer: &Buffer, at: usize) -> bool {
    let line = buffer.line(buffer.line_of(at));
    line.is_empty() && line.start == at
}

/// The start of the next word; an empty line is one too. At the last word, the end of the text.
pub fn next_word_start(buffer: &Buffer, at: usize, kind: WordKind) -> usize {
    let mut to = match class_at(buffer, at, kind) {
        None => return buffer.len(),
        Some(Class::Blank) => at,
        Some(here) => run_end(buffer, at, kind, |class| class == here),
    };
    while let Some(Class::Blank) = class_at(buffer, to, kind) {
        if to > at && is_empty_line(buffer, to) {
            return to;
        }
        to = grapheme::next(buffer, to);
    }
    to
}

/// The start of this word, or of the one before where `at` is a start; an empty line is one too.
pub fn previous_word_start(buffer: &Buffer, at: usize, kind: WordKind) -> usize {
    let mut to = at;
    while let Some(Class::Blank) = class_before(buffer, to, kind) {
        to = grapheme::previous(buffer, to);
        if is_empty_line(buffer, to) {
            return to;
        }
    }
    match class_before(buffer, to, kind) {
        None => 0,
        Some(here) => run_start(buffer, to, kind, |class| class == here),
    }
}

/// The last grapheme of this word, or of the next where `at` is a last one.
pub fn next_word_end(buffer: &Buffer, at: usize, kind: WordKind) -> usize {
    let from = grapheme::next(buffer, at);
    let start = match class_at(buffer, from, kind) {
        Some(Class::Blank) => run_end(buffer, from, kind, |class| class == Class::Blank),
        _ => from,
    };
    match class_at(buffer, start, kind) {
        None => grapheme::previous(buffer, buffer.len()),
        Some(here) => {
            let end = run_end(buffer, start, kind, |class| class == here);
            grapheme::previous(buffer, end.max(grapheme::next(buffer, start)))
        }
    }
}

/// The last grapheme of the word before; an empty line is one too.
pub fn previous_word_end(buffer: &Buffer, at: usize, kind: WordKind) -> usize {
    let mut to = match class_at(buffer, at, kind) {
        None | Some(Class::Blank) => at,
        Some(here) => run_start(buffer, at, kind, |class| class == here),
    };
    while to > 0 {
        to = grapheme::previous(buffer, to);
        if class_at(buffer, to, kind) != Some(Class::Blank) || is_empty_line(buffer, to) {
            return to;
        }
    }
    0
}

/// Whether `line` has nothing but blanks.
pub fn is_blank_line(buffer: &Buffer, line: usize) -> bool {
    let range = buffer.line(line);
    let mut chars = buffer.chars_from(range.start);
    let mut at = range.start;
    while at < range.end {
        match chars.next() {
            Some(c) if c.is_whitespace() => at += c.len_utf8(),
            _ => return false,
        }
    }
    true
}

/// The lines of the paragraph that `line` stands in, or of the run of blank lines.
pub fn block(buffer: &Buffer, line: usize) -> Range<usize> {
    let count = buffer.line_count();
    let line = line.min(count - 1);
    let blank = is_blank_line(buffer, line);
    let mut start = line;
    while start > 0 && is_blank_line(buffer, start - 1) == blank {
        start -= 1;
    }
    let mut end = line + 1;
    while end < count && is_blank_line(buffer, end) == blank {
        end += 1;
    }
    start..end
}

/// The first blank line behind this paragraph or the next, or the end of the text.
pub fn next_paragraph(buffer: &Buffer, at: usize) -> usize {
    let count = buffer.line_count();
    let mut line = buffer.line_of(at);
    while line < count && is_blank_line(buffer, line) {
        line += 1;
    }
    while line < count && !is_blank_line(buffer, line) {
        line += 1;
    }
    if line < count {
        buffer.line_start(line)
    } else {
        buffer.len()
    }
}

/// The last blank line before this paragraph or the one before, or the start of the text.
pub fn previous_paragraph(buffer: &Buffer, at: usize) -> usize {
    let mut line = buffer.line_of(at);
    if at > buffer.line_start(line) && !is_blank_line(buffer, line) {
        line += 1;
    }
    while line > 0 && is_blank_line(buffer, line - 1) {
        line -= 1;
    }
    while line > 0 && !is_blank_line(buffer, line - 1) {
        line -= 1;
    }
    buffer.line_start(line.saturating_sub(1))
}

/// Bytes of the lines `lines`, the line end of the last one not counted.
fn lines_bytes(buffer: &Buffer, lines: &Range<usize>) -> Range<usize> {
    let last = lines.end.saturating_sub(1).max(lines.start);
    buffer.line_start(lines.start)..buffer.line(last).end
}

/// Where sentences start in `text`, which is one paragraph, from its first letter on.
///
/// Source: POSIX vi, "sentence": `.`, `!` or `?`, then closing signs, then a blank or a line end.
fn sentence_starts(text: &str) -> Vec<usize> {
    let first = text.len() - text.trim_start().len();
    let mut starts = vec![first];
    let mut ended = false;
    let mut blank = false;
    for (at, c) in text.char_indices().skip_while(|(at, _)| *at < first) {
        match c {
            '.' | '!' | '?' => (ended, blank) = (true, false),
            // These need no blank behind them.
            '。' | '！' | '？' => (ended, blank) = (true, true),
            '」' | '』' | '）' if ended => {}
            ')' | ']' | '"' | '\'' | '”' | '’' | '»' if ended && !blank => {}
            c if c.is_whitespace() => blank = true,
            _ => {
                if ended && blank {
                    starts.push(at);
                }
                (ended, blank) = (false, false);
            }
        }
    }
    starts
}

/// The sentences around `at`: the start of its own and that of the next, where the paragraph has
/// one; else the paragraph's end. For a blank line, the run of blank lines.
pub fn sentence(buffer: &Buffer, at: usize) -> Range<usize> {
    let line = buffer.line_of(at);
    let lines = block(buffer, line);
    if is_blank_line(buffer, line) {
        return buffer.line_start(lines.start)..buffer.line_start(lines.end);
    }
    let bytes = lines_bytes(buffer, &lines);
    let starts = sentence_starts(&buffer.slice(bytes.clone()));
    let offset = at.saturating_sub(bytes.start);
    let next = starts.partition_point(|start| *start <= offset);
    let start = next.checked_sub(1).and_then(|own| starts.get(own)).copied();
    let end = starts.get(next).map_or(bytes.end, |end| bytes.start + end);
    let start = bytes.start + start.unwrap_or(0);
    grapheme::floor(buffer, start)..grapheme::ceil(buffer, end)
}

/// Where the first sentence of a paragraph begins whose first line is `line`.
fn first_sentence(buffer: &Buffer, line: usize) -> usize {
    let start = buffer.line_start(line);
    let blanks = buffer.chars_from(start).take_while(|c| c.is_whitespace());
    grapheme::floor(buffer, start + blanks.map(char::len_utf8).sum::<usize>())
}

/// The start of the next sentence; the blank line behind a paragraph counts as one.
pub fn next_sentence(buffer: &Buffer, at: usize) -> usize {
    let line = buffer.line_of(at);
    let lines = block(buffer, line);
    if is_blank_line(buffer, line) {
        return first_sentence(buffer, lines.end);
    }
    let bytes = lines_bytes(buffer, &lines);
    let starts = sentence_starts(&buffer.slice(bytes.clone()));
    let mut further = starts.iter().map(|start| bytes.start + start);
    // One that begins inside the grapheme at `at`, behind a blank with marks on it, is no further on.
    let found = further.find_map(|start| {
        let to = if start > at {
            grapheme::floor(buffer, start)
        } else {
            at
        };
        (to > at).then_some(to)
    });
    match found {
        Some(to) => to,
        None if lines.end < buffer.line_count() => buffer.line_start(lines.end),
        None => buffer.len(),
    }
}

/// The start of this sentence, or of the one before where `at` is a start.
pub fn previous_sentence(buffer: &Buffer, at: usize) -> usize {
    let mut line = buffer.line_of(at);
    if is_blank_line(buffer, line) || at <= first_sentence(buffer, block(buffer, line).start) {
        let lines = block(buffer, line);
        let is_text = !is_blank_line(buffer, line);
        let Some(above) = lines.start.checked_sub(1) else {
            return 0;
        };
        if is_text {
            return buffer.line_start(block(buffer, above).start);
        }
        if at > buffer.line_start(lines.start) {
            return buffer.line_start(lines.start);
        }
        line = above;
    }
    let bytes = lines_bytes(buffer, &block(buffer, line));
    let starts = sentence_starts(&buffer.slice(bytes.clone()));
    let before = starts.iter().rev().find(|start| bytes.start + **start < at);
    grapheme::floor(buffer, bytes.start + before.copied().unwrap_or(0))
}

/// The first grapheme of `line` that is no blank, or its end.
pub fn first_non_blank(buffer: &Buffer, line: usize) -> usize {
    let range = buffer.line(line);
    let blanks: usize = buffer
        .chars_from(range.start)
        .take_while(|c| matches!(c, ' ' | '\t' | '\u{3000}'))
        .map(char::len_utf8)
        .sum();
    grapheme::floor(buffer, range.end.min(range.start + blanks))
}

/// The partner of the first bracket at or behind `at` in its line; the grapheme that holds it.
pub fn matching_bracket(buffer: &Buffer, at: usize) -> Option<usize> {
    let line = buffer.line(buffer.line_of(at));
    let mut place = at;
    for c in buffer.chars_from(at) {
        if place >= line.end {
            return None;
        }
        if let Some((open, close)) = PAIRS.iter().find(|(open, close)| c == *open || c == *close) {
            let partner = if c == *open {
                closing(buffer, place + c.len_utf8(), (*open, *close))
            } else {
                opening(buffer, place, (*open, *close))
            };
            return partner.map(|place| grapheme::floor(buffer, place));
        }
        place += c.len_utf8();
    }
    None
}

/// The byte of the sign that closes what is open at `at`; it can stand inside a grapheme.
pub fn closing(buffer: &Buffer, at: usize, (open, close): (char, char)) -> Option<usize> {
    let mut depth = 0_usize;
    let mut place = at;
    for c in buffer.chars_from(at) {
        if c == close {
            match depth.checked_sub(1) {
                None => return Some(place),
                Some(less) => depth = less,
            }
        } else if c == open {
            depth += 1;
        }
        place += c.len_utf8();
    }
    None
}

/// The byte of the sign that opened what is open at `at`; it can stand inside a grapheme.
pub fn opening(buffer: &Buffer, at: usize, (open, close): (char, char)) -> Option<usize> {
    let mut depth = 0_usize;
    let mut place = at;
    for c in buffer.chars_before(at) {
        place -= c.len_utf8();
        if c == open {
            match depth.checked_sub(1) {
                None => return Some(place),
                Some(less) => depth = less,
            }
        } else if c == close {
            depth += 1;
        }
    }
    None
}

/// The `count`th `wanted` in the line of `at`, not counting one that stands at `at` itself.
pub fn find_char(
    buffer: &Buffer,
    at: usize,
    wanted: char,
    direction: Direction,
    side: Side,
    count: usize,
) -> Option<usize> {
    let line = buffer.line(buffer.line_of(at));
    let range = match direction {
        Direction::On => grapheme::next(buffer, at).min(line.end)..line.end,
        Direction::Back => line.start..at.min(line.end),
    };
    let start = range.start;
    let text = buffer.slice(range);
    let nth = count.max(1) - 1;
    let found = match direction {
        Direction::On => text.match_indices(wanted).nth(nth),
        Direction::Back => text.rmatch_indices(wanted).nth(nth),
    };
    let place = start + found?.0;
    let place = match (side, direction) {
        (Side::At, _) => place,
        (Side::Before, Direction::On) => grapheme::previous(buffer, place),
        (Side::Before, Direction::Back) => grapheme::next(buffer, place),
    };
    Some(grapheme::floor(buffer, place))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All places that repeating `step` visits.
    fn walk(text: &str, from: usize, step: impl Fn(&Buffer, usize) -> usize) -> Vec<usize> {
        let buffer = Buffer::new(text);
        let mut at = from;
        let mut places = Vec::new();
        loop {
            let next = step(&buffer, at);
            if next == at {
                return places;
            }
            places.push(next);
            at = next;
        }
    }

    #[test]
    fn words_start_and_end_where_vi_says() {
        let text = "one two-three\n\n  fo_ur, 日本ごe\u{301}";
        let small = |step: fn(&Buffer, usize, WordKind) -> usize, from| {
            walk(text, from, move |buffer, at| {
                step(buffer, at, WordKind::Small)
            })
        };
        let big = |step: fn(&Buffer, usize, WordKind) -> usize, from| {
            walk(text, from, move |buffer, at| {
                step(buffer, at, WordKind::Big)
            })
        };
        let end = text.len();
        assert_eq!(
            small(next_word_start, 0),
            [4, 7, 8, 14, 17, 22, 24, 30, 33, end]
        );
        assert_eq!(
            small(previous_word_start, end),
            [33, 30, 24, 22, 17, 14, 8, 7, 4, 0]
        );
        assert_eq!(small(next_word_end, 0), [2, 6, 7, 12, 21, 22, 27, 30, 33]);
        assert_eq!(
            small(previous_word_end, end),
            [33, 30, 27, 22, 21, 14, 12, 7, 6, 2, 0]
        );
        assert_eq!(big(next_word_start, 0), [4, 14, 17, 24, end]);
        assert_eq!(big(previous_word_start, end), [24, 17, 14, 4, 0]);
        assert_eq!(big(next_word_end, 0), [2, 12, 22, 33]);
    }

    #[test]
    fn sentences_and_paragraphs() {
        let text = "One. \"Two!\" Three\nfour? e.g. five\n\n\nSix。Seven";
        assert_eq!(
            walk(text, 0, next_sentence),
            [5, 12, 24, 29, 34, 36, 42, 47]
        );
        assert_eq!(
            walk(text, 47, previous_sentence),
            [42, 36, 34, 29, 24, 12, 5, 0]
        );
        assert_eq!(walk(text, 0, next_paragraph), [34, 47]);
        assert_eq!(walk(text, 47, previous_paragraph), [35, 0]);
        let buffer = Buffer::new(text);
        assert_eq!(sentence(&buffer, 6), 5..12);
        assert_eq!(sentence(&buffer, 38), 36..42);
        assert_eq!(sentence(&buffer, 34), 34..36);
    }

    #[test]
    fn brackets_and_characters_are_found() {
        let buffer = Buffer::new("a (b [c)] (d)) e\n(");
        assert_eq!(matching_bracket(&buffer, 0), Some(7));
        assert_eq!(matching_bracket(&buffer, 7), Some(2));
        assert_eq!(matching_bracket(&buffer, 14), None);
        assert_eq!(matching_bracket(&buffer, 17), None);
        let find =
            |at, c, direction, side, count| find_char(&buffer, at, c, direction, side, count);
        assert_eq!(find(0, '(', Direction::On, Side::At, 2), Some(10));
        assert_eq!(find(0, '(', Direction::On, Side::Before, 1), Some(1));
        assert_eq!(find(12, '(', Direction::Back, Side::Before, 2), Some(3));
        assert_eq!(find(0, '(', Direction::On, Side::At, 3), None);
    }

    #[test]
    fn a_bracket_inside_a_grapheme_is_reached_with_all_of_it() {
        // A sign that is drawn over what follows makes one grapheme with it.
        let buffer = Buffer::new("\u{600}{a\u{600}}");
        assert_eq!(matching_bracket(&buffer, 4), Some(0));
        assert_eq!(matching_bracket(&buffer, 0), Some(4));
        let found = find_char(&buffer, 7, '{', Direction::Back, Side::At, 1);
        assert_eq!(found, Some(0));
    }

    #[test]
    fn the_first_letter_of_a_line() {
        let buffer = Buffer::new("  \ta\n   \n");
        assert_eq!(first_non_blank(&buffer, 0), 3);
        assert_eq!(first_non_blank(&buffer, 1), 8);
        assert_eq!(first_non_blank(&buffer, 2), 9);
    }
}
