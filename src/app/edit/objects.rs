//! Stretches of text that have a name: a word, a sentence, what stands in quotes or brackets.
//! Pure functions of a text and a place in it, to be selected, deleted, changed.

use std::ops::Range;

use crate::app::edit::buffer::Buffer;
use crate::app::edit::grapheme;
use crate::app::edit::motion;
use crate::app::edit::motion::PAIRS;
use crate::app::edit::motion::WordKind;

/// A kind of stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Object {
    /// A word, or the blanks between two.
    Word(WordKind),
    /// A sentence.
    Sentence,
    /// A paragraph: lines without a blank line between them.
    Paragraph,
    /// A line.
    Line,
    /// What stands between two of this sign in a line.
    Quotes(char),
    /// What stands between this sign, opening or closing, and its partner.
    Brackets(char),
    /// Everything.
    Text,
}

/// How much of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The thing alone.
    Inner,
    /// With its signs, or the blanks that set it apart.
    Around,
}

/// The bytes of the `object` at `at`; `None` where there is none.
pub fn range(buffer: &Buffer, at: usize, object: Object, reach: Reach) -> Option<Range<usize>> {
    match object {
        Object::Word(kind) => word(buffer, at, kind, reach),
        Object::Sentence => Some(sentence(buffer, at, reach)),
        Object::Paragraph => Some(paragraph(buffer, at, reach)),
        Object::Line => Some(line(buffer, at, reach)),
        Object::Quotes(sign) => quotes(buffer, at, sign, reach),
        Object::Brackets(sign) => brackets(buffer, at, sign, reach),
        Object::Text => Some(0..buffer.len()),
    }
}

fn word(buffer: &Buffer, at: usize, kind: WordKind, reach: Reach) -> Option<Range<usize>> {
    let line = buffer.line(buffer.line_of(at));
    if line.is_empty() {
        return None;
    }
    // At a line's end the last word is meant.
    let at = if at >= line.end {
        grapheme::previous(buffer, line.end)
    } else {
        at
    };
    let run = motion::run_around(buffer, at, kind);
    let run = run.start.max(line.start)..run.end.min(line.end);
    if reach == Reach::Inner {
        return Some(run);
    }
    let is_blank = |at: usize| {
        buffer
            .chars_from(at)
            .next()
            .is_some_and(char::is_whitespace)
    };
    if run.end < line.end && is_blank(run.end) != is_blank(run.start) {
        let behind = motion::run_around(buffer, run.end, kind);
        return Some(run.start..behind.end.min(line.end));
    }
    if run.start > line.start {
        let before = grapheme::previous(buffer, run.start);
        if is_blank(before) {
            let before = motion::run_around(buffer, before, kind);
            return Some(before.start.max(line.start)..run.end);
        }
    }
    Some(run)
}

fn sentence(buffer: &Buffer, at: usize, reach: Reach) -> Range<usize> {
    let whole = motion::sentence(buffer, at);
    if reach == Reach::Around {
        return whole;
    }
    let text = buffer.slice(whole.clone());
    whole.start..whole.start + text.trim_end().len()
}

fn paragraph(buffer: &Buffer, at: usize, reach: Reach) -> Range<usize> {
    let line = buffer.line_of(at);
    let mut lines = motion::block(buffer, line);
    if reach == Reach::Around {
        if lines.end < buffer.line_count() {
            lines.end = motion::block(buffer, lines.end).end;
        } else if let Some(above) = lines.start.checked_sub(1) {
            lines.start = motion::block(buffer, above).start;
        }
    }
    buffer.line_start(lines.start)..buffer.line_start(lines.end)
}

fn line(buffer: &Buffer, at: usize, reach: Reach) -> Range<usize> {
    let line = buffer.line_of(at);
    match reach {
        Reach::Inner => motion::first_non_blank(buffer, line)..buffer.line(line).end,
        Reach::Around => buffer.line_start(line)..buffer.line_start(line + 1),
    }
}

fn quotes(buffer: &Buffer, at: usize, sign: char, reach: Reach) -> Option<Range<usize>> {
    let line = buffer.line(buffer.line_of(at));
    let text = buffer.slice(line.clone());
    let mut places = Vec::new();
    let mut escaped = false;
    for (place, c) in text.char_indices() {
        if c == sign && !escaped {
            places.push(line.start + place);
        }
        escaped = c == '\\' && !escaped;
    }
    let pairs = places.chunks_exact(2);
    let (open, close) = pairs
        .filter_map(|pair| Some((*pair.first()?, *pair.last()?)))
        .find(|(_, close)| at <= *close)?;
    let inner = open + sign.len_utf8()..close;
    if reach == Reach::Inner {
        return Some(inner);
    }
    let end = close + sign.len_utf8();
    let blanks = buffer
        .chars_from(end)
        .take_while(|c| matches!(c, ' ' | '\t'))
        .count();
    Some(open..end + blanks)
}

fn brackets(buffer: &Buffer, at: usize, sign: char, reach: Reach) -> Option<Range<usize>> {
    let angle = ('<', '>');
    let mut pairs = PAIRS.iter().chain(std::iter::once(&angle));
    let pair = *pairs.find(|(open, close)| sign == *open || sign == *close)?;
    let here = buffer.chars_from(at).next();
    let open = if here == Some(pair.0) {
        at
    } else {
        motion::opening(buffer, at, pair)?
    };
    let inside = open + pair.0.len_utf8();
    let close = motion::closing(buffer, inside, pair)?;
    Some(match reach {
        Reach::Inner => inside..close,
        Reach::Around => open..close + pair.1.len_utf8(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(text: &str, at: usize, object: Object, reach: Reach) -> Option<String> {
        let buffer = Buffer::new(text);
        range(&buffer, at, object, reach).map(|range| buffer.slice(range))
    }

    #[track_caller]
    fn both(text: &str, at: usize, object: Object, inner: &str, around: &str) {
        let found = |reach| text_of(text, at, object, reach);
        assert_eq!(found(Reach::Inner).as_deref(), Some(inner));
        assert_eq!(found(Reach::Around).as_deref(), Some(around));
    }

    #[test]
    fn words_take_the_blanks_behind_them_or_before() {
        let small = Object::Word(WordKind::Small);
        both("one two-x three", 5, small, "two", " two");
        both("one two three", 5, small, "two", "two ");
        both("one two", 5, small, "two", " two");
        both("one  two", 3, small, "  ", "  two");
        both("one two\nx", 7, small, "two", " two");
        both(
            "one two-x three",
            5,
            Object::Word(WordKind::Big),
            "two-x",
            "two-x ",
        );
        assert_eq!(text_of("a\n\nb", 2, small, Reach::Inner), None);
    }

    #[test]
    fn sentences_paragraphs_and_lines() {
        let text = "One. Two! \n\n\nThree\nfour";
        both(text, 6, Object::Sentence, "Two!", "Two! ");
        both(
            text,
            6,
            Object::Paragraph,
            "One. Two! \n",
            "One. Two! \n\n\n",
        );
        both(
            text,
            15,
            Object::Paragraph,
            "Three\nfour",
            "\n\nThree\nfour",
        );
        both("  a\nb", 1, Object::Line, "a", "  a\n");
    }

    #[test]
    fn quotes_and_brackets() {
        both(
            "say \"a \\\" b\"  now",
            0,
            Object::Quotes('"'),
            "a \\\" b",
            "\"a \\\" b\"  ",
        );
        both(
            "f(a, (b), c)",
            3,
            Object::Brackets(')'),
            "a, (b), c",
            "(a, (b), c)",
        );
        both("f(a, (b), c)", 5, Object::Brackets('('), "b", "(b)");
        assert_eq!(
            text_of("a) b", 3, Object::Brackets('('), Reach::Inner),
            None
        );
    }
}
