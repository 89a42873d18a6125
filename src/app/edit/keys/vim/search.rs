//! Patterns as vim writes them, and where they stand in a text. A pattern is looked for line by
//! line; `\n` in it finds nothing.

use std::ops::Range;

use regex::Regex;
use regex::RegexBuilder;

use crate::app::edit::buffer::Buffer;
use crate::app::edit::motion::Direction;

/// Bytes that a compiled pattern may take.
const REGEX_BYTES_MAX: usize = 4 << 20;

/// `text` as a pattern that finds just that.
pub(super) fn literal(text: &str) -> String {
    let mut pattern = String::new();
    for c in text.chars() {
        if matches!(
            c,
            '\\' | '/' | '.' | '*' | '[' | ']' | '^' | '$' | '~' | '?'
        ) {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern
}

/// The pattern of what was typed behind `/` or `?`, and whether its end is meant: `/rain/e`.
pub(super) fn split(text: &str, direction: Direction) -> (String, bool) {
    let sign = match direction {
        Direction::On => '/',
        Direction::Back => '?',
    };
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        if c == sign && !escaped {
            let (pattern, rest) = text.split_at(at);
            return (pattern.to_owned(), rest.get(1..2) == Some("e"));
        }
        escaped = c == '\\' && !escaped;
    }
    (text.to_owned(), false)
}

/// The pattern, compiled; `None` where it is none.
pub(super) fn compile(pattern: &str) -> Option<Regex> {
    let (source, folded) = translate(pattern);
    RegexBuilder::new(&source)
        .case_insensitive(folded)
        .size_limit(REGEX_BYTES_MAX)
        .build()
        .ok()
}

/// In the words of our expressions, and whether letters may be small or large.
fn translate(pattern: &str) -> (String, bool) {
    let mut out = String::new();
    let mut folded = false;
    let mut very = false;
    let mut in_class = false;
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        if in_class {
            in_class = c != ']';
            if c == '[' && chars.peek() != Some(&':') || c == '&' {
                out.push('\\');
            }
            out.push(c);
            continue;
        }
        let escaped = c == '\\';
        let c = if escaped {
            match chars.next() {
                Some(c) => c,
                None => break,
            }
        } else {
            c
        };
        match (c, escaped) {
            ('v', true) => very = true,
            ('m', true) => very = false,
            ('c', true) => folded = true,
            ('C', true) => folded = false,
            ('<' | '>', escaped) if escaped != very => out.push_str(r"\b"),
            ('(' | ')' | '|' | '+' | '{' | '}', escaped) if escaped != very => out.push(c),
            // vim closes `\{1,2}` by either of these.
            ('}', false) if out.contains('{') => out.push('}'),
            ('=' | '?', escaped) if escaped != very => out.push('?'),
            ('*', false) if out.is_empty() || out.ends_with(['^', '|', '(']) => {
                out.push_str(r"\*");
            }
            ('.' | '*' | '^' | '$', false) => out.push(c),
            ('[', false) => {
                in_class = true;
                out.push('[');
                if chars.peek() == Some(&'^') {
                    chars.next();
                    out.push('^');
                }
                if chars.peek() == Some(&']') {
                    chars.next();
                    out.push_str(r"\]");
                }
            }
            ('s' | 'S' | 'd' | 'D' | 'w' | 'W', true) => {
                out.push('\\');
                out.push(c);
            }
            ('a', true) => out.push_str("[A-Za-z]"),
            ('l', true) => out.push_str("[a-z]"),
            ('u', true) => out.push_str("[A-Z]"),
            ('t', true) => out.push_str(r"\t"),
            ('n', true) => out.push_str(r"\n"),
            (c, _) => out.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
        }
    }
    (out, folded)
}

/// The place of `regex` in which `at` stands, or else the next one that way.
pub(super) fn around(
    buffer: &Buffer,
    regex: &Regex,
    at: usize,
    way: Direction,
) -> Option<Range<usize>> {
    let line = buffer.line(buffer.line_of(at));
    let text = buffer.slice(line.clone());
    let here = regex.find_iter(&text).find_map(|found| {
        let place = line.start + found.start()..line.start + found.end();
        place.contains(&at).then_some(place)
    });
    here.or_else(|| next(buffer, regex, at, way))
}

/// The next place of `regex` from `at` on, or back from there, and on around the text's end.
pub(super) fn next(
    buffer: &Buffer,
    regex: &Regex,
    at: usize,
    way: Direction,
) -> Option<Range<usize>> {
    let count = buffer.line_count();
    let here = buffer.line_of(at);
    for step in 0..=count {
        let line = match way {
            Direction::On => (here + step) % count,
            Direction::Back => (here + 2 * count - step) % count,
        };
        let range = buffer.line(line);
        let text = buffer.slice(range.clone());
        let places = regex.find_iter(&text).map(|found| {
            let found = found.range();
            range.start + found.start..range.start + found.end
        });
        let inside = |place: &Range<usize>| match way {
            // An empty hit stands on a grapheme of its line, or on an empty one.
            _ if place.start >= range.end && !range.is_empty() => false,
            Direction::On => step > 0 || place.start > at,
            Direction::Back => step > 0 || place.start < at,
        };
        let mut places = places.filter(inside);
        let found = match way {
            Direction::On => places.next(),
            Direction::Back => places.last(),
        };
        if found.is_some() {
            return found;
        }
    }
    None
}
