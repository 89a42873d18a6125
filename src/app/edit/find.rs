//! Finding and replacing: what is looked for, where it stands, what would come in its place.

use std::fmt;
use std::ops::Range;

use regex::Regex;
use regex::RegexBuilder;

use crate::app::edit::operate::Edit;

/// Hits that are kept and shown; what is found beyond is only counted.
pub const HITS_MAX: usize = 100_000;
/// Bytes that a compiled expression may take.
const REGEX_BYTES_MAX: usize = 4 << 20;

/// What is looked for. Small letters find large ones too; a large one finds itself only.
#[derive(Clone)]
pub struct Pattern {
    source: String,
    is_regex: bool,
    regex: Regex,
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source && self.is_regex == other.is_regex
    }
}

impl Eq for Pattern {}

impl fmt::Debug for Pattern {
    /// Sizes only: what somebody looks for in a private text is private too.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pattern({} bytes)", self.source.len())
    }
}

/// Where a pattern stands in a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    /// The first [`HITS_MAX`] places in bytes, ascending; none is empty.
    pub places: Vec<Range<usize>>,
    /// How many there are.
    pub count: usize,
}

impl Pattern {
    /// A pattern of literal text, or of a regular expression; an error in the latter in words.
    pub fn new(source: &str, is_regex: bool) -> Result<Self, String> {
        let escaped = regex::escape(source);
        let expression = if is_regex { source } else { &escaped };
        let regex = RegexBuilder::new(expression)
            .case_insensitive(!has_large_letter(source, is_regex))
            .multi_line(true)
            .size_limit(REGEX_BYTES_MAX)
            .build()
            .map_err(|error| {
                if let regex::Error::CompiledTooBig(_) = error {
                    return "the expression is too large".to_owned();
                }
                let text = error.to_string();
                let last = text.lines().last().unwrap_or_default();
                last.trim_start_matches("error: ").to_owned()
            })?;
        Ok(Self {
            source: source.to_owned(),
            is_regex,
            regex,
        })
    }

    /// Every place in `text`.
    pub fn find(&self, text: &str) -> Hits {
        let mut hits = Hits::default();
        for found in self.regex.find_iter(text).filter(|found| !found.is_empty()) {
            hits.count += 1;
            if hits.places.len() < HITS_MAX {
                hits.places.push(found.range());
            }
        }
        hits
    }

    /// What comes in the place of the hit that begins at `at`: `with`, in which `$1` and `${1}`
    /// stand for groups where the pattern is an expression. `None` where no hit begins there.
    pub fn replacement(&self, text: &str, at: usize, with: &str) -> Option<String> {
        let captures = self.regex.captures_at(text, at)?;
        if captures.get(0)?.start() != at {
            return None;
        }
        let mut new = String::new();
        if self.is_regex {
            captures.expand(with, &mut new);
        } else {
            new.push_str(with);
        }
        Some(new)
    }

    /// Replaces every hit, as one edit from the first to the last; the caret stays where it was in
    /// the text around it. `None` where there is no hit.
    pub fn replace_all(&self, text: &str, with: &str, caret: usize) -> Option<Edit> {
        let mut new = String::new();
        let mut start = None;
        let mut end = 0;
        let mut moved = caret;
        for captures in self.regex.captures_iter(text) {
            let Some(found) = captures.get(0).filter(|found| !found.is_empty()) else {
                continue;
            };
            let from = *start.get_or_insert(found.start());
            new.push_str(text.get(end.max(from)..found.start()).unwrap_or(""));
            if self.is_regex {
                captures.expand(with, &mut new);
            } else {
                new.push_str(with);
            }
            end = found.end();
            if end <= caret {
                moved = from + new.len() + (caret - end);
            } else if found.start() < caret {
                moved = from + new.len();
            }
        }
        let start = start?;
        Some(Edit::new(start..end, new).caret(moved))
    }
}

/// A large letter asks for exactly that. In an expression those behind a backslash are classes.
fn has_large_letter(source: &str, is_regex: bool) -> bool {
    let mut escaped = false;
    for c in source.chars() {
        if c.is_uppercase() && !(escaped && is_regex) {
            return true;
        }
        escaped = c == '\\' && !escaped;
    }
    false
}

impl Hits {
    /// The number of the first hit at or behind `at`; the first of all where none follows.
    pub fn at_or_after(&self, at: usize) -> Option<usize> {
        let next = self.places.partition_point(|place| place.start < at);
        let next = if next < self.places.len() { next } else { 0 };
        (!self.places.is_empty()).then_some(next)
    }
}

#[cfg(test)]
#[allow(
    clippy::single_range_in_vec_init,
    reason = "one place is a list of places too"
)]
mod tests {
    use super::*;

    fn places(source: &str, is_regex: bool, text: &str) -> Vec<Range<usize>> {
        Pattern::new(source, is_regex).unwrap().find(text).places
    }

    #[test]
    fn small_letters_find_large_ones_and_not_the_other_way() {
        assert_eq!(places("rain", false, "Rain, rain"), [0..4, 6..10]);
        assert_eq!(places("Rain", false, "Rain, rain"), vec![0..4]);
        assert!(places("ÜBER", false, "über").is_empty());
        assert_eq!(places(r"\Sain", true, "Rain"), vec![0..4]);
        assert_eq!(places("a.c", false, "abc a.c"), vec![4..7]);
        assert_eq!(places("^x*", true, "xx\ny\nx"), [0..2, 5..6]);
    }

    #[test]
    fn a_bad_expression_is_said_in_words() {
        assert_eq!(Pattern::new("(", true).unwrap_err(), "unclosed group");
        assert!(Pattern::new("(", false).is_ok());
        assert!(Pattern::new(r"\w{9999}{999}", true).is_err());
    }

    #[test]
    fn groups_are_put_in() {
        let pattern = Pattern::new(r"(\w+) (\w+)", true).unwrap();
        let text = "one two, three four";
        assert_eq!(
            pattern.replacement(text, 0, "$2 ${1}s").as_deref(),
            Some("two ones")
        );
        assert_eq!(pattern.replacement(text, 1, "$2"), Some("two".to_owned()));
        assert_eq!(pattern.replacement(text, 7, "$2"), None);
        let edit = pattern.replace_all(text, "$2", 8).unwrap();
        assert_eq!((edit.range, edit.text.as_str()), (0..19, "two, four"));
        assert_eq!(edit.select, (4, 4));
        let plain = Pattern::new("two", false).unwrap();
        let edit = plain.replace_all(text, "$1", 19).unwrap();
        assert_eq!(
            (edit.range, edit.text.as_str(), edit.select.0),
            (4..7, "$1", 18)
        );
        assert_eq!(plain.replace_all("x", "y", 0), None);
    }

    #[test]
    fn the_next_hit_goes_round() {
        let hits = Pattern::new("a", false).unwrap().find("a b a");
        assert_eq!(hits.at_or_after(1), Some(1));
        assert_eq!(hits.at_or_after(5), Some(0));
        assert_eq!(Hits::default().at_or_after(0), None);
    }
}
