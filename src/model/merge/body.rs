//! Two versions of a text and what both were made from: line by line, and word by word where both
//! changed the same lines.
//!
//! A text is its lines, without their `\n`, and whether the last one ends. A `\r` before the `\n` does
//! not make a line another one.

use std::borrow::Cow;

use crate::model::both;
use crate::model::limits::MERGE_CHANGES_MAX;
use crate::model::limits::MERGE_PIECES_MAX;
use crate::model::merge::parts::Choice;
use crate::model::merge::parts::Numbers;
use crate::model::merge::parts::Part;
use crate::model::merge::parts::choose;
use crate::model::merge::parts::cut;
use crate::model::merge::words;

/// A line of a text, or what stands where two could not be merged.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Line<'a> {
    /// A line without its `\n`.
    Whole(Cow<'a, str>),
    /// What both say there. It is like nothing else, so that no third version is merged into it.
    Torn(String),
}

/// A text as lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Body<'a> {
    lines: Vec<Line<'a>>,
    ended: bool,
}

impl<'a> Body<'a> {
    /// The lines of `text`.
    pub(super) fn of(text: &'a str) -> Self {
        let stripped = text.strip_suffix('\n');
        let lines = stripped.unwrap_or(text).split('\n');
        let lines = lines.map(|line| Line::Whole(Cow::Borrowed(line)));
        Self {
            lines: if text.is_empty() {
                Vec::new()
            } else {
                lines.collect()
            },
            ended: stripped.is_some(),
        }
    }

    /// A text that nobody knows.
    pub(super) fn unknown() -> Self {
        Self::torn(String::new())
    }

    /// Two texts that are not compared.
    pub(super) fn one_above_the_other(one: &str, other: &str) -> Self {
        Self::torn(united(one, other))
    }

    fn torn(text: String) -> Self {
        Self {
            lines: vec![Line::Torn(text)],
            ended: false,
        }
    }

    /// Whether nothing in it is torn.
    pub(super) fn is_whole(&self) -> bool {
        let whole = |line: &Line<'_>| matches!(line, Line::Whole(_));
        self.lines.iter().all(whole)
    }

    /// The text; where it is torn with what both say.
    pub(super) fn text(&self) -> String {
        let lines: Vec<&str> = self.lines.iter().filter_map(said).collect();
        let mut text = lines.join("\n");
        if self.ended && !lines.is_empty() {
            text.push('\n');
        }
        text
    }

    /// The same, on its own.
    pub(super) fn into_owned(self) -> Body<'static> {
        let own = |line| match line {
            Line::Whole(line) => Line::Whole(Cow::Owned(line.into_owned())),
            Line::Torn(both) => Line::Torn(both),
        };
        Body {
            lines: self.lines.into_iter().map(own).collect(),
            ended: self.ended,
        }
    }
}

/// Whether a text has more lines than are merged.
pub(super) fn is_too_long(text: &str) -> bool {
    memchr::memchr_iter(b'\n', text.as_bytes()).count() >= MERGE_PIECES_MAX
}

/// What two say together that were made from `base`.
pub(super) fn join<'a>(base: &Body<'a>, one: &Body<'a>, other: &Body<'a>) -> Body<'a> {
    let mut numbers = Numbers::default();
    let [b, o, t] = [base, one, other].map(|body| numbers.of(body.lines.iter().map(key)));
    let Some(cut) = cut(&b, &o, &t) else {
        return Body::one_above_the_other(&one.text(), &other.text());
    };
    let mut joined = Body {
        lines: Vec::with_capacity(one.lines.len().max(other.lines.len())),
        ended: if one.ended == base.ended {
            other.ended
        } else {
            one.ended
        },
    };
    for part in cut.parts {
        match part {
            Part::Same(b, o, t) => {
                let line = one.lines.get(o).zip(other.lines.get(t));
                let line = line.map(|(one, other)| pick(base.lines.get(b), one, other));
                joined.lines.extend(line.cloned());
            }
            Part::Between(b, o, t) => {
                let passage = Passage {
                    base: base.lines.get(b).unwrap_or_default(),
                    one: one.lines.get(o).unwrap_or_default(),
                    other: other.lines.get(t).unwrap_or_default(),
                };
                passage.join(&mut joined.lines);
            }
        }
    }
    joined
}

/// Lines that stand between two that all three have.
struct Passage<'b, 'a> {
    base: &'b [Line<'a>],
    one: &'b [Line<'a>],
    other: &'b [Line<'a>],
}

impl<'a> Passage<'_, 'a> {
    fn join(&self, lines: &mut Vec<Line<'a>>) {
        let keys = |lines: &[Line<'a>]| -> Vec<Option<String>> {
            lines
                .iter()
                .map(|line| key(line).map(str::to_owned))
                .collect()
        };
        let (base, one, other) = (keys(self.base), keys(self.one), keys(self.other));
        if one == other && !one.contains(&None) {
            let both = self.one.iter().zip(self.other);
            lines.extend(both.map(|(one, other)| pick(None, one, other).clone()));
            return;
        }
        let is_torn = [&base, &one, &other]
            .iter()
            .any(|keys| keys.contains(&None));
        match choose(&base, &one, &other) {
            _ if is_torn => lines.push(self.torn()),
            Choice::One => lines.extend_from_slice(self.one),
            Choice::Other => lines.extend_from_slice(self.other),
            Choice::Both => {
                let mut both = [self.one, self.other];
                both.sort_unstable_by(|a, b| a.iter().map(said).cmp(b.iter().map(said)));
                lines.extend(both.concat());
            }
            Choice::Neither => match self.by_words() {
                Some(joined) => lines.extend(joined),
                None => lines.push(self.torn()),
            },
        }
    }

    /// The passage word by word. It has `\r` where the one that changed that has it.
    fn by_words(&self) -> Option<Vec<Line<'a>>> {
        let passages = [self.base, self.one, self.other].map(passage);
        let [base, one, other] = &passages;
        let joined = words::join(base, one, other)?;
        let [base, one, other] = [self.base, self.one, self.other].map(has_return);
        let line_end = if one == base { other } else { one };
        let lines = joined.split('\n').skip(1);
        let line = |line: &str| {
            let line_end = if line_end { "\r" } else { "" };
            Line::Whole(Cow::Owned(format!("{line}{line_end}")))
        };
        Some(lines.map(line).collect())
    }

    fn torn(&self) -> Line<'a> {
        let text =
            |lines: &[Line<'a>]| lines.iter().filter_map(said).collect::<Vec<_>>().join("\n");
        Line::Torn(united(&text(self.one), &text(self.other)))
    }
}

/// Both texts, one below the other; what they share stands once, unless they are long: nobody would
/// see it there, and to look for it takes the square of their length.
fn united(one: &str, other: &str) -> String {
    if one.is_empty() || other.is_empty() {
        return format!("{one}{other}");
    }
    let is_short = |text: &str| text.split('\n').count() <= MERGE_CHANGES_MAX;
    if is_short(one) && is_short(other) {
        return both::lines(one, other);
    }
    let line_end = if one.ends_with('\n') { "" } else { "\n" };
    format!("{one}{line_end}{other}")
}

/// The lines as [`words`] takes them, each with a line end before it.
fn passage(lines: &[Line<'_>]) -> String {
    let mut passage = String::new();
    for line in lines.iter().filter_map(key) {
        passage.push('\n');
        passage.push_str(line);
    }
    passage
}

fn has_return(lines: &[Line<'_>]) -> bool {
    lines
        .iter()
        .filter_map(said)
        .any(|line| line.ends_with('\r'))
}

/// What stands in a line; none where nothing does.
fn said<'b>(line: &'b Line<'_>) -> Option<&'b str> {
    match line {
        Line::Whole(line) => Some(line),
        Line::Torn(both) => (!both.is_empty()).then_some(both),
    }
}

/// What a line is compared by; none where it is torn.
fn key<'b>(line: &'b Line<'_>) -> Option<&'b str> {
    match line {
        Line::Whole(line) => Some(line.strip_suffix('\r').unwrap_or(line)),
        Line::Torn(_) => None,
    }
}

/// Of two lines that differ in their `\r` at most, the one that is not as it was.
fn pick<'b, 'a>(base: Option<&Line<'a>>, one: &'b Line<'a>, other: &'b Line<'a>) -> &'b Line<'a> {
    if base == Some(one) || (base.is_none() && said(other) < said(one)) {
        other
    } else {
        one
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(base: &str, one: &str, other: &str) -> String {
        let [base, one, other] = [base, one, other].map(Body::of);
        let there = join(&base, &one, &other);
        assert_eq!(there.is_whole(), join(&base, &other, &one).is_whole());
        if !there.is_whole() {
            return "-".to_owned();
        }
        assert_eq!(there, join(&base, &other, &one));
        there.text()
    }

    #[test]
    fn a_text_is_its_lines() {
        for text in ["", "\n", "\n\n", "a", "a\n", "\na", "a\r\n\nb", "\r\n"] {
            assert_eq!(Body::of(text).text(), text);
        }
    }

    #[test]
    fn changes_in_other_lines_are_both_taken() {
        assert_eq!(
            joined("a\nb\nc\nd\n", "A\nb\nc\nd\n", "a\nb\nc\nD\n"),
            "A\nb\nc\nD\n"
        );
        assert_eq!(joined("a\nb\nc\n", "b\nc\n", "a\nb\nc\nd\n"), "b\nc\nd\n");
        assert_eq!(joined("a\nb\nc\n", "a\nc\n", "a\nc\n"), "a\nc\n");
        assert_eq!(joined("a\nb\n", "x\nb\n", "x\nb\n"), "x\nb\n");
    }

    #[test]
    fn of_two_insertions_both_stay_the_smaller_first() {
        for (base, one, other, both) in [
            ("a\n", "a\ny\n", "a\nx\n", "a\nx\ny\n"),
            ("a", "a\ny", "a\nx", "a\nx\ny"),
            ("a", "a\ny\n", "a\nx", "a\nx\ny\n"),
            ("", "y", "x", "x\ny"),
            ("a\n", "a\n\ny\n", "a\n\nx\n", "a\n\nx\n\ny\n"),
            ("a\n", "a\nx\n", "a\nx\n", "a\nx\n"),
            (
                "Walked.",
                "Walked. It rained.",
                "Walked. Then home.",
                "Walked. It rained. Then home.",
            ),
        ] {
            assert_eq!(joined(base, one, other), both, "{base:?} {one:?} {other:?}");
        }
    }

    #[test]
    fn two_who_say_otherwise_of_the_same_words_are_not_merged() {
        assert_eq!(joined("a\n", "b\n", "c\n"), "-");
        assert_eq!(joined("a\nb\n", "a\n", "a\nB\n"), "-");
        assert_eq!(joined("a\nb\n", "", "a\nb\nc\n"), "-");
        let [base, one, other] = ["x\na\nz", "x\nb\nz", "x\nc\nz"].map(Body::of);
        assert_eq!(join(&base, &one, &other).text(), "x\nb\nc\nz");
        assert_eq!(join(&base, &other, &one).text(), "x\nc\nb\nz");
    }

    #[test]
    fn other_line_ends_are_no_other_lines() {
        assert_eq!(
            joined("a\nb\nc\n", "a\r\nb\r\nc\r\n", "a\nb\nC\n"),
            "a\r\nb\r\nC\n"
        );
        assert_eq!(
            joined("a\r\nb\r\n", "a\r\nb\r\nc\n", "A\r\nb\r\n"),
            "A\r\nb\r\nc\n"
        );
        assert_eq!(
            joined("a b c d\r\n", "A b c d\r\n", "a b c D\r\n"),
            "A b c D\r\n"
        );
        assert_eq!(joined("a", "a\nx\r\n", "a\nx\n"), "a\nx\n");
    }

    #[test]
    fn nothing_is_merged_into_what_is_torn() {
        let [base, one, other] = ["x\ny\na\nz", "x\ny\nb\nz", "x\ny\nc\nz"].map(Body::of);
        let torn = join(&base, &one, &other);
        let settled = join(&torn, &Body::of("X\ny\nb\nz"), &Body::of("x\ny\nb\nz"));
        assert_eq!(
            (settled.text().as_str(), settled.is_whole()),
            ("X\ny\nb\nz", true)
        );
        assert!(!join(&torn, &one, &other).is_whole());
        let unknown = Body::unknown();
        assert!(join(&unknown, &one, &one).is_whole());
        assert!(!join(&unknown, &one, &other).is_whole());
    }
}
