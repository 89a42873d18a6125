//! What can be done to a stretch of text or to whole lines. Pure: each gives back an [`Edit`],
//! which the editor carries out as one step of undo.

use std::ops::Range;

use crate::app::edit::buffer::Buffer;
use crate::app::edit::command::Text;
use crate::app::edit::motion;
use crate::app::edit::motion::Direction;
use crate::app::edit::prefix::PREFIX_BYTES_MAX;
use crate::app::edit::prefix::prefix;

/// What one indent puts before a line.
pub const INDENT: &str = "  ";

/// A change of the text, and what is selected after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes that give way.
    pub range: Range<usize>,
    /// What comes there.
    pub text: Text,
    /// The anchor of the selection and the caret afterwards; where both are equal nothing is
    /// selected.
    pub select: (usize, usize),
}

impl Edit {
    /// Puts `text` in the place of `range`, and the caret behind it.
    pub fn new(range: Range<usize>, text: impl Into<Text>) -> Self {
        let text = text.into();
        let end = range.start + text.as_str().len();
        Self {
            range,
            text,
            select: (end, end),
        }
    }

    /// With the caret at `at`.
    #[must_use]
    pub fn caret(mut self, at: usize) -> Self {
        self.select = (at, at);
        self
    }

    /// With what stands between `anchor` and `at` selected.
    #[must_use]
    pub fn selecting(mut self, anchor: usize, at: usize) -> Self {
        self.select = (anchor, at);
        self
    }
}

/// A way to write letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// All large.
    Upper,
    /// All small.
    Lower,
    /// The first of each word large, the others small.
    Title,
    /// Large ones small and small ones large.
    Toggle,
}

/// Writes the letters of `range` in another way; the range stays selected.
pub fn change_case(buffer: &Buffer, range: Range<usize>, case: Case) -> Edit {
    let old = buffer.slice(range.clone());
    let new = in_case(&old, case);
    let end = range.start + new.len();
    Edit::new(range.clone(), new).selecting(range.start, end)
}

/// `text` with its letters written in another way.
pub fn in_case(text: &str, case: Case) -> String {
    match case {
        Case::Upper => text.to_uppercase(),
        Case::Lower => text.to_lowercase(),
        Case::Title => title_case(text),
        Case::Toggle => {
            let mut new = String::with_capacity(text.len());
            for c in text.chars() {
                if c.is_lowercase() {
                    new.extend(c.to_uppercase());
                } else {
                    new.extend(c.to_lowercase());
                }
            }
            new
        }
    }
}

fn title_case(text: &str) -> String {
    let mut new = String::with_capacity(text.len());
    let mut inside = false;
    for c in text.chars() {
        if inside {
            new.extend(c.to_lowercase());
        } else {
            new.extend(c.to_uppercase());
        }
        inside = c.is_alphanumeric() || inside && matches!(c, '\'' | '’' | '\u{300}'..='\u{36f}');
    }
    new
}

/// The lines that `range` touches. One that only ends at a line's start does not touch that line.
pub fn lines_of(buffer: &Buffer, range: &Range<usize>) -> Range<usize> {
    let first = buffer.line_of(range.start);
    let last = buffer.line_of(range.end);
    let only_ends = last > first && range.end == buffer.line_start(last);
    first..if only_ends { last } else { last + 1 }
}

/// Makes one line of the lines of `range`, or of its line and the next: one blank between them,
/// without the quote signs that the later ones begin with.
pub fn join(buffer: &Buffer, range: &Range<usize>) -> Option<Edit> {
    let mut lines = lines_of(buffer, range);
    lines.end = lines.end.max(lines.start + 2);
    if lines.end > buffer.line_count() {
        return None;
    }
    let start = buffer.line(lines.start).end;
    let mut joined = String::new();
    let mut caret = start;
    let mut before = buffer.slice(buffer.line(lines.start));
    for line in lines.start + 1..lines.end {
        let text = buffer.slice(buffer.line(line));
        let text = text.trim_start();
        let head = prefix(text);
        let kept = if head.quote.is_empty() { 0 } else { head.end };
        let text = text.get(kept..).unwrap_or(text);
        caret = start + joined.len();
        let blank = before.ends_with([' ', '\t']) || before.is_empty() || text.is_empty();
        if !blank {
            joined.push(' ');
        }
        joined.push_str(text);
        if !text.is_empty() {
            text.clone_into(&mut before);
        }
    }
    let end = buffer.line(lines.end - 1).end;
    Some(Edit::new(start..end, joined).caret(caret))
}

/// Deletes the lines of `range` with their line ends; of the last lines of the text, the line end
/// before them. `None` where there is nothing.
pub fn delete_lines(buffer: &Buffer, range: &Range<usize>) -> Option<Edit> {
    let lines = lines_of(buffer, range);
    let mut start = buffer.line_start(lines.start);
    let end = buffer.line_start(lines.end);
    let mut caret = motion::first_non_blank(buffer, lines.end) - end + start;
    if lines.end >= buffer.line_count()
        && let Some(above) = lines.start.checked_sub(1)
    {
        start = buffer.line(above).end;
        caret = motion::first_non_blank(buffer, above);
    }
    (start < end).then(|| Edit::new(start..end, "").caret(caret))
}

/// Puts a copy of the selected lines below them; caret and selection go to the copy.
pub fn duplicate_lines(buffer: &Buffer, (anchor, at): (usize, usize)) -> Edit {
    let lines = lines_of(buffer, &(anchor.min(at)..anchor.max(at)));
    let start = buffer.line_start(lines.start);
    let end = buffer.line(lines.end.saturating_sub(1)).end;
    let copy = format!("\n{}", buffer.slice(start..end));
    let moved = |place: usize| end + 1 + place.saturating_sub(start).min(end - start);
    Edit::new(end..end, copy).selecting(moved(anchor), moved(at))
}

/// Moves the lines of `range` one step to the right; a blank line stays empty.
pub fn indent(buffer: &Buffer, range: &Range<usize>) -> Edit {
    by_line(buffer, range, |line| {
        if line.trim().is_empty() {
            (0, "")
        } else {
            (0, INDENT)
        }
    })
}

/// Moves the lines of `range` one step to the left, as far as there are blanks.
pub fn dedent(buffer: &Buffer, range: &Range<usize>) -> Edit {
    by_line(buffer, range, |line| {
        let blanks = line.bytes().take_while(|byte| *byte == b' ').count();
        let removed = if line.starts_with('\t') {
            1
        } else {
            blanks.min(INDENT.len())
        };
        (removed, "")
    })
}

/// Changes the start of each line of `range`: `change` says how many bytes go and what comes.
/// Selection and caret go along.
pub fn by_line<'t>(
    buffer: &Buffer,
    range: &Range<usize>,
    change: impl Fn(&str) -> (usize, &'t str),
) -> Edit {
    let lines = lines_of(buffer, range);
    let start = buffer.line_start(lines.start);
    let end = buffer.line(lines.end.saturating_sub(1)).end;
    let old = buffer.slice(start..end);
    let mut new = String::with_capacity(old.len() + lines.len() * INDENT.len());
    let mut select = (range.start, range.end);
    let mut at = start;
    for line in old.split_inclusive('\n') {
        let (removed, added) = change(line.trim_end_matches(['\n', '\r']));
        let here = start + new.len();
        for (place, was) in [(&mut select.0, range.start), (&mut select.1, range.end)] {
            let offset = was.wrapping_sub(at);
            if was >= at && offset < line.len() || was == end {
                let offset = (was - at).saturating_sub(removed) + added.len();
                *place = here + offset;
            }
        }
        new.push_str(added);
        new.push_str(line.get(removed..).unwrap_or(""));
        at += line.len();
    }
    if range.end > end {
        select.1 = range.end - old.len() + new.len();
    }
    Edit::new(start..end, new).selecting(select.0, select.1)
}

/// Moves the lines of `range` one line up or down. `anchor` and `at` are the selection's ends,
/// which go along. `None` at the end of the text that they would move beyond.
pub fn move_lines(
    buffer: &Buffer,
    (anchor, at): (usize, usize),
    direction: Direction,
) -> Option<Edit> {
    let lines = lines_of(buffer, &(anchor.min(at)..anchor.max(at)));
    let (upper, lower) = match direction {
        Direction::Back => (lines.start.checked_sub(1)?..lines.start, lines),
        Direction::On if lines.end >= buffer.line_count() => return None,
        Direction::On => (lines.clone(), lines.end..lines.end + 1),
    };
    swap(buffer, &upper, &lower, (anchor, at), direction)
}

/// Moves the paragraph of `at` over the one above or below, the blank lines between them staying
/// where they are.
pub fn move_paragraph(
    buffer: &Buffer,
    (anchor, at): (usize, usize),
    direction: Direction,
) -> Option<Edit> {
    let own = motion::block(buffer, buffer.line_of(at));
    if motion::is_blank_line(buffer, own.start) {
        return None;
    }
    let (upper, lower) = match direction {
        Direction::Back => {
            let gap = motion::block(buffer, own.start.checked_sub(1)?);
            (motion::block(buffer, gap.start.checked_sub(1)?), own)
        }
        Direction::On => {
            let gap = motion::block(
                buffer,
                Some(own.end).filter(|end| *end < buffer.line_count())?,
            );
            let next = Some(gap.end).filter(|end| *end < buffer.line_count())?;
            (own, motion::block(buffer, next))
        }
    };
    let anchor = if lines_of(buffer, &(anchor..anchor)) == lines_of(buffer, &(at..at)) {
        anchor
    } else {
        at
    };
    swap(buffer, &upper, &lower, (anchor, at), direction)
}

/// Lets two runs of lines change places; what stands between them stays.
fn swap(
    buffer: &Buffer,
    upper: &Range<usize>,
    lower: &Range<usize>,
    (anchor, at): (usize, usize),
    direction: Direction,
) -> Option<Edit> {
    let bytes = |lines: &Range<usize>| {
        buffer.line_start(lines.start)..buffer.line(lines.end.saturating_sub(1)).end
    };
    let (above, below) = (bytes(upper), bytes(lower));
    let between = buffer.slice(above.end..below.start);
    let (first, second) = (buffer.slice(below.clone()), buffer.slice(above.clone()));
    let text = format!("{first}{between}{second}");
    let moved = |place: usize| match direction {
        Direction::Back => place
            .checked_sub(below.start)
            .map(|offset| above.start + offset),
        Direction::On => {
            let offset = place.checked_sub(above.start)?;
            Some(above.start + first.len() + between.len() + offset)
        }
    };
    let end = below.end;
    let select = (moved(anchor)?.min(end), moved(at)?.min(end));
    Some(Edit::new(above.start..end, text).selecting(select.0, select.1))
}

/// Ticks the task in each line of `range`, or unticks it; a list item without a box gets one, and
/// other text becomes a task. All go the way of the first.
pub fn toggle_tasks(buffer: &Buffer, range: &Range<usize>) -> Edit {
    let first = buffer.line(buffer.line_of(range.start));
    let head = buffer.slice(first.start..first.end.min(first.start + PREFIX_BYTES_MAX));
    let done = prefix(&head).task.is_none_or(|task| task.done);
    let lines = lines_of(buffer, range);
    let start = buffer.line_start(lines.start);
    let end = buffer.line(lines.end.saturating_sub(1)).end;
    let old = buffer.slice(start..end);
    let mut new = String::with_capacity(old.len() + 8 * lines.len());
    let mut caret = range.end;
    let mut at = start;
    for line in old.split_inclusive('\n') {
        let toggled = with_task(line, done);
        if range.end >= at && range.end <= at + line.trim_end_matches(['\n', '\r']).len() {
            let from_end = line.len() - (range.end - at);
            caret = start + new.len() + toggled.len().saturating_sub(from_end);
        }
        new.push_str(&toggled);
        at += line.len();
    }
    Edit::new(start..end, new).caret(caret)
}

fn with_task(line: &str, was_done: bool) -> String {
    let head = prefix(line);
    let (before, rest) = match (&head.task, &head.marker) {
        (Some(task), _) => {
            let sign = if was_done { "[ ]" } else { "[x]" };
            let before = line.get(..task.bytes.start).unwrap_or("");
            let behind = line.get(task.bytes.end..).unwrap_or("");
            return format!("{before}{sign}{behind}");
        }
        (None, Some(marker)) => (line.get(..marker.end).unwrap_or(""), line.get(head.end..)),
        (None, None) if line.trim().is_empty() => return line.to_owned(),
        (None, None) => {
            let (before, text) = line.split_at_checked(head.end).unwrap_or((line, ""));
            return format!("{before}- [ ] {text}");
        }
    };
    format!("{before} [ ] {}", rest.unwrap_or(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `text` with `|` at the caret and `^` at the other end of the selection, changed.
    #[track_caller]
    fn check(text: &str, expected: &str, edit: impl Fn(&Buffer, (usize, usize)) -> Option<Edit>) {
        let plain = text.replace(['|', '^'], "");
        let place = |sign: char, other: char| {
            let at = text.find(sign)?;
            Some(at - usize::from(text.find(other).is_some_and(|other| other < at)))
        };
        let at = place('|', '^').unwrap();
        let anchor = place('^', '|').unwrap_or(at);
        let mut buffer = Buffer::new(&plain);
        let edit = edit(&buffer, (anchor, at)).unwrap();
        buffer.replace(edit.range, edit.text.as_str());
        let mut marked = buffer.snapshot().text();
        let (anchor, at) = edit.select;
        if anchor > at {
            marked.insert(anchor, '^');
        }
        marked.insert(at, '|');
        if anchor < at {
            marked.insert(anchor, '^');
        }
        assert_eq!(marked, expected);
    }

    fn range((anchor, at): (usize, usize)) -> Range<usize> {
        anchor.min(at)..anchor.max(at)
    }

    #[test]
    fn letters_change() {
        assert_eq!(in_case("straße don't", Case::Upper), "STRASSE DON'T");
        assert_eq!(in_case("the DOG's day", Case::Title), "The Dog's Day");
        assert_eq!(in_case("aBc", Case::Toggle), "AbC");
        check("a ^bc| d", "a ^BC| d", |buffer, select| {
            Some(change_case(buffer, range(select), Case::Upper))
        });
    }

    #[test]
    fn lines_are_joined_by_one_blank() {
        let joined = |buffer: &Buffer, select| join(buffer, &range(select));
        check("a|\n  b\nc", "a| b\nc", joined);
        check("^> a \n> b\n\nc|", "> a b| c", joined);
        check("|\nb", "|b", joined);
        assert_eq!(join(&Buffer::new("a"), &(0..0)), None);
    }

    #[test]
    fn lines_move_to_the_right_and_back() {
        check("a^b\n\nc|\nd", "  a^b\n\n  c|\nd", |buffer, select| {
            Some(indent(buffer, &range(select)))
        });
        check("  a^b\n \n\tc|", "a^b\n\nc|", |buffer, select| {
            Some(dedent(buffer, &range(select)))
        });
        check(" |a", "|a", |buffer, select| {
            Some(dedent(buffer, &range(select)))
        });
        check("|", "|", |buffer, select| {
            Some(dedent(buffer, &range(select)))
        });
    }

    #[test]
    fn lines_go_and_are_doubled() {
        let gone = |buffer: &Buffer, select| delete_lines(buffer, &range(select));
        check("a\nb|\n  c", "a\n  |c", gone);
        check("a\n^b\nc|", "|a", gone);
        check("^a\n|b", "|b", gone);
        check("a|", "|", gone);
        assert_eq!(delete_lines(&Buffer::new(""), &(0..0)), None);
        check("a|b\nc", "ab\na|b\nc", |buffer, select| {
            Some(duplicate_lines(buffer, select))
        });
    }

    #[test]
    fn lines_and_paragraphs_change_places() {
        let up = |buffer: &Buffer, select| move_lines(buffer, select, Direction::Back);
        let down = |buffer: &Buffer, select| move_lines(buffer, select, Direction::On);
        check("a\nb|c", "b|c\na", up);
        check("^a\nb|\nc\n", "c\n^a\nb|\n", down);
        check("a|\nb", "b\na|", down);
        assert_eq!(up(&Buffer::new("a"), (0, 0)), None);
        assert_eq!(down(&Buffer::new("a"), (0, 0)), None);
        check("a\nb\n\n\nc|d\n", "c|d\n\n\na\nb\n", |buffer, select| {
            move_paragraph(buffer, select, Direction::Back)
        });
        check("a|\nb\n\n\ncd", "cd\n\n\na|\nb", |buffer, select| {
            move_paragraph(buffer, select, Direction::On)
        });
    }

    #[test]
    fn tasks_are_ticked_and_made() {
        let toggled = |buffer: &Buffer, select| Some(toggle_tasks(buffer, &range(select)));
        check("- [ ] a|", "- [x] a|", toggled);
        check("> 1. [x] a|b", "> 1. [ ] a|b", toggled);
        check("* a|\n", "* [ ] a|\n", toggled);
        check("  a|", "  - [ ] a|", toggled);
        check("^- [ ] a\n- [x] b|", "- [x] a\n- [x] b|", toggled);
    }
}
