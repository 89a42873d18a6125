//! Text objects as vim takes them: a word, a sentence, a paragraph, what stands in quotes, in
//! brackets, in a tag.

use std::ops::Range;

use crate::app::edit::buffer::Buffer;
use crate::app::edit::grapheme;
use crate::app::edit::keys::vim::Beep;
use crate::app::edit::keys::vim::Done;
use crate::app::edit::keys::vim::motion::onto;
use crate::app::edit::keys::vim::motion::pair_of;
use crate::app::edit::keys::vim::parse::Thing;
use crate::app::edit::keys::vim::words::Moved;
use crate::app::edit::keys::vim::words::Walk;
use crate::app::edit::motion;
use crate::app::edit::objects;
use crate::app::edit::objects::Object;
use crate::app::edit::objects::Reach;

/// What an object takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Taken {
    /// The bytes; of lines, any bytes in them, and the last line by its last byte.
    pub(super) bytes: Range<usize>,
    /// Whether whole lines are meant.
    pub(super) lines: bool,
}

/// The object at `at`. `selected`: the ends of what is selected already, the caret second, both
/// on graphemes, where that is more than one.
pub(super) fn take(
    buffer: &Buffer,
    at: usize,
    thing: Thing,
    count: usize,
    selected: Option<(usize, usize)>,
) -> Done<Taken> {
    let charwise = |bytes| Taken {
        bytes,
        lines: false,
    };
    Ok(match thing.sign {
        'w' | 'W' => charwise(words(buffer, at, thing, count, selected).ok_or(Beep)?),
        's' => charwise(sentences(buffer, at, thing.around, count, selected)?),
        'p' => Taken {
            bytes: paragraphs(buffer, at, thing.around, count, selected).ok_or(Beep)?,
            lines: true,
        },
        sign @ ('"' | '\'' | '`') => charwise(quotes(buffer, at, sign, thing.around).ok_or(Beep)?),
        't' => charwise(tag(buffer, at, thing.around, count).ok_or(Beep)?),
        sign => {
            let sign = match sign {
                'b' => '(',
                'B' => '{',
                sign => sign,
            };
            let pair = if matches!(sign, '<' | '>') {
                ('<', '>')
            } else {
                pair_of(sign).ok_or(Beep)?
            };
            let bytes = brackets(buffer, at, pair, thing.around, count, selected).ok_or(Beep)?;
            let (first, last) = (buffer.line_of(bytes.start), buffer.line_of(bytes.end));
            // Between brackets on lines of their own there are lines.
            let lines = !thing.around
                && selected.is_none()
                && bytes.start == buffer.line_start(first)
                && bytes.end == buffer.line(last).end
                && !bytes.is_empty();
            Taken { bytes, lines }
        }
    })
}

fn words(
    buffer: &Buffer,
    at: usize,
    thing: Thing,
    count: usize,
    selected: Option<(usize, usize)>,
) -> Option<Range<usize>> {
    let around = thing.around;
    let mut walk = Walk::new(buffer, at, thing.sign == 'W');
    let mut start;
    let mut left = count;
    let mut white_before = false;
    let mut inclusive = true;
    if let Some((anchor, caret)) = selected {
        (start, walk.at) = (anchor, caret);
        if caret < anchor {
            for _ in 0..count {
                if walk.back_over_end() == Moved::No {
                    return None;
                }
                if (walk.class() == 0) == around {
                    walk.word_end_back(1, true);
                    walk.next_over_end();
                } else if !walk.word_back(1, true) {
                    return None;
                }
            }
            return Some(walk.at..grapheme::next(buffer, anchor));
        }
    } else {
        walk.back_in_line();
        start = walk.at;
        if (walk.class() == 0) == around {
            if !walk.word_end(1, true, true) {
                return None;
            }
        } else {
            walk.word(1, true);
            if walk.at_line_start() {
                walk.back_over_end();
            } else {
                walk.left();
            }
            white_before = around;
        }
        left -= 1;
    }
    for step in (0..left).rev() {
        inclusive = true;
        if walk.next_over_end() == Moved::No {
            return None;
        }
        if (walk.class() == 0) == around {
            if !walk.word_end(1, true, true) {
                return None;
            }
        } else {
            if !walk.word(1, true) && step > 0 {
                return None;
            }
            inclusive = walk.left();
        }
    }
    let end = walk.at;
    if white_before && (walk.class() != 0 || (walk.at_line_start() && !inclusive)) {
        walk.at = start;
        if walk.left() {
            walk.back_in_line();
            if walk.class() == 0 && !walk.at_line_start() {
                start = walk.at;
            }
        }
    }
    let line = buffer.line(buffer.line_of(end));
    let end = if inclusive && end < line.end {
        grapheme::next(buffer, end).min(line.end)
    } else {
        end
    };
    Some(start..end)
}

/// The parts of a paragraph: sentences, and the blanks between them, each a part of its own.
fn parts(buffer: &Buffer, at: usize) -> Vec<Range<usize>> {
    let lines = motion::block(buffer, buffer.line_of(at));
    let whole = buffer.line_start(lines.start)..buffer.line(lines.end - 1).end;
    let mut parts = Vec::new();
    let mut from = whole.start;
    if motion::is_blank_line(buffer, lines.start) {
        parts.push(whole);
        return parts;
    }
    while from < whole.end {
        let sentence = motion::sentence(buffer, from);
        let end = sentence
            .end
            .min(whole.end)
            .max(grapheme::next(buffer, from));
        let text = buffer.slice(from..end);
        let kept = from + text.trim_end_matches([' ', '\t', '\n', '\r', '　']).len();
        if kept > from {
            parts.push(from..kept);
        }
        if kept < end {
            parts.push(kept.max(from)..end);
        }
        from = end;
    }
    parts
}

fn sentences(
    buffer: &Buffer,
    at: usize,
    around: bool,
    count: usize,
    selected: Option<(usize, usize)>,
) -> Done<Range<usize>> {
    let is_blank = |part: &Range<usize>| buffer.slice(part.clone()).trim().is_empty();
    let from = selected.map_or(at, |(_, caret)| grapheme::next(buffer, caret));
    let parts = parts(buffer, from);
    let first = parts
        .iter()
        .position(|part| part.contains(&from))
        .or_else(|| parts.len().checked_sub(1))
        .ok_or(Beep)?;
    let start = parts.get(first).ok_or(Beep)?;
    let begins_blank = is_blank(start);
    // A sentence with the blank behind it are two parts; the blank counts where one is inside it.
    let wanted = if around { 2 * count } else { count };
    let last = (first + wanted - 1).min(parts.len() - 1);
    let mut begin = start.start;
    let end = parts.get(last).ok_or(Beep)?.end;
    let ends_blank = parts.get(last).is_some_and(is_blank);
    if around
        && !begins_blank
        && !ends_blank
        && selected.is_none()
        && let Some(before) = first.checked_sub(1).and_then(|before| parts.get(before))
        && is_blank(before)
    {
        begin = before.start;
    }
    Ok(selected.map_or(begin, |(anchor, _)| anchor)..end)
}

fn paragraphs(
    buffer: &Buffer,
    at: usize,
    around: bool,
    count: usize,
    selected: Option<(usize, usize)>,
) -> Option<Range<usize>> {
    let first = match selected {
        Some((anchor, caret)) if buffer.line_of(anchor) != buffer.line_of(caret) => {
            buffer.line_of(caret) + 1
        }
        _ => buffer.line_of(at),
    };
    if first >= buffer.line_count() {
        return None;
    }
    let mut lines = motion::block(buffer, first);
    let starts_blank = motion::is_blank_line(buffer, first);
    let mut end = lines.end;
    let mut ends_blank = starts_blank;
    for step in 0..count {
        let blocks = if around { 2 } else { 1 };
        for block in 0..blocks {
            if step == 0 && block == 0 {
                continue;
            }
            if end >= buffer.line_count() {
                if around && block == 1 && !starts_blank {
                    break;
                }
                return None;
            }
            ends_blank = motion::is_blank_line(buffer, end);
            end = motion::block(buffer, end).end;
        }
    }
    // Without blank lines behind it, those before go with it.
    if around
        && !starts_blank
        && !ends_blank
        && let Some(above) = lines.start.checked_sub(1)
    {
        lines.start = motion::block(buffer, above).start;
    }
    let start = selected.map_or_else(|| buffer.line_start(lines.start), |(anchor, _)| anchor);
    Some(start..buffer.line(end - 1).end)
}

fn quotes(buffer: &Buffer, at: usize, sign: char, around: bool) -> Option<Range<usize>> {
    let reach = if around { Reach::Around } else { Reach::Inner };
    let line = buffer.line(buffer.line_of(at));
    let mut range = objects::range(buffer, at, Object::Quotes(sign), reach)?;
    // Without blanks behind them, those before go with them.
    if around && range.end <= line.end && buffer.slice(range.clone()).ends_with(sign) {
        let before = buffer.slice(line.start..range.start);
        let kept = before.trim_end_matches([' ', '\t']).len();
        range.start = line.start + kept;
    }
    Some(range)
}

fn brackets(
    buffer: &Buffer,
    at: usize,
    pair: (char, char),
    around: bool,
    count: usize,
    selected: Option<(usize, usize)>,
) -> Option<Range<usize>> {
    let here = buffer.chars_from(at).next();
    let mut open = if here == Some(pair.0) && selected.is_none() {
        at
    } else {
        let from = selected.map_or(at, |(anchor, caret)| anchor.min(caret));
        match motion::opening(buffer, from, pair) {
            Some(open) => open,
            // Outside of all, the next one is meant.
            None if count == 1 && selected.is_none() => {
                let mut chars = buffer.chars_from(at);
                let mut place = at;
                loop {
                    match chars.next()? {
                        c if c == pair.0 => break place,
                        c => place += c.len_utf8(),
                    }
                }
            }
            None => return None,
        }
    };
    for _ in 1..count {
        open = motion::opening(buffer, open, pair)?;
    }
    let mut close = motion::closing(buffer, open + pair.0.len_utf8(), pair)?;
    if let Some((anchor, caret)) = selected {
        let inside = open + pair.0.len_utf8();
        let end = grapheme::next(buffer, anchor.max(caret));
        if !around && inside >= anchor.min(caret) && close <= end {
            open = motion::opening(buffer, open, pair)?;
            close = motion::closing(buffer, open + pair.0.len_utf8(), pair)?;
        }
    }
    if around {
        return Some(open..close + pair.1.len_utf8());
    }
    let mut inside = open + pair.0.len_utf8();
    // Brackets on lines of their own stay there.
    let line = buffer.line(buffer.line_of(inside));
    if inside == line.end && line.end < close {
        inside = buffer.line_start(buffer.line_of(inside) + 1);
    }
    let closing = buffer.line(buffer.line_of(close));
    if closing.start > inside
        && buffer
            .slice(closing.start..close)
            .chars()
            .all(|c| matches!(c, ' ' | '\t'))
    {
        close = buffer.line(buffer.line_of(close) - 1).end;
    }
    if inside >= close {
        return Some(inside..inside);
    }
    Some(inside..close)
}

/// What stands between `<p>` and `</p>`.
fn tag(buffer: &Buffer, at: usize, around: bool, count: usize) -> Option<Range<usize>> {
    let text = buffer.slice(0..buffer.len());
    let mut open: Vec<(String, Range<usize>)> = Vec::new();
    let mut found: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    let mut from = 0;
    while let Some(start) = text.get(from..).and_then(|rest| rest.find('<')) {
        let start = from + start;
        let Some(length) = text.get(start..).and_then(|rest| rest.find('>')) else {
            break;
        };
        let end = start + length + 1;
        from = start + 1;
        let inner = text.get(start + 1..end - 1).unwrap_or_default();
        let (closes, name) = match inner.strip_prefix('/') {
            Some(name) => (true, name),
            None => (false, inner),
        };
        let name = name.split_whitespace().next().unwrap_or_default();
        if name.is_empty() || inner.ends_with('/') || inner.contains('<') {
            continue;
        }
        if !closes {
            open.push((name.to_owned(), start..end));
        } else if let Some(place) = open.iter().rposition(|(other, _)| other == name) {
            let (_, opening) = open.swap_remove(place);
            open.truncate(place);
            if opening.start <= at && at < end {
                found.push((opening, start..end));
            }
        }
    }
    let (opening, closing) = found.get(count - 1)?;
    Some(if around {
        opening.start..closing.end
    } else {
        opening.end..closing.start
    })
}

/// `range` as it is selected: its last grapheme instead of the place behind it.
pub(super) fn last(buffer: &Buffer, range: &Range<usize>) -> usize {
    if range.is_empty() {
        return range.start;
    }
    let last = grapheme::previous(buffer, range.end).max(range.start);
    onto(buffer, last).max(range.start)
}
