//! What a tag may be, which tags a text holds, and when two are the same.

use std::collections::HashMap;
use std::collections::HashSet;

use unicode_normalization::char::is_combining_mark;

use crate::model::fold::fold;
use crate::model::fold::folds_to;
use crate::model::limits::TAG_BYTES_MAX;

/// Why a text cannot be given as a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TagError {
    /// It has no letter, digit or sign.
    #[error("a tag must not be blank")]
    Blank,
    /// It has more than one line.
    #[error("a tag must be one line")]
    Lines,
    /// It is longer than a tag may be.
    #[error("a tag may have {TAG_BYTES_MAX} bytes")]
    TooLong,
}

/// Whether `tag` may be given to an entry. Spaces, commas and every script are fine.
pub fn check(tag: &str) -> Result<(), TagError> {
    let breaks = |c| {
        matches!(
            c,
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
        )
    };
    if tag.contains(breaks) {
        Err(TagError::Lines)
    } else if tag.trim().is_empty() {
        Err(TagError::Blank)
    } else if tag.len() > TAG_BYTES_MAX {
        Err(TagError::TooLong)
    } else {
        Ok(())
    }
}

/// Whether `tag` is the one that `wanted` asks for: folded, and with or without its `#`.
pub fn is_wanted(tag: &str, wanted: &str) -> bool {
    let wanted = fold(wanted);
    is_folded_tag(tag, &wanted)
}

/// Like [`is_wanted`], for a `wanted` that is folded already.
pub(super) fn is_folded_tag(tag: &str, wanted: &str) -> bool {
    folds_to(tag, wanted)
        || wanted
            .strip_prefix('#')
            .is_some_and(|bare| folds_to(tag, bare))
}

/// The `#words` in `body`, without the sign, each once, in the order in which they come. What stands
/// in code, in an address or behind a letter is no tag, neither is a number (`#1`).
pub fn tags_in_text(body: &str) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut tags = Vec::new();
    if !body.contains('#') {
        return tags;
    }
    let mut fence: Option<Fence> = None;
    for line in body.lines() {
        let mark = Fence::of(line);
        match (fence, mark) {
            (None, Some(opening)) if opening.may_open(line) => fence = Some(opening),
            (Some(open), Some(mark)) if mark.closes(open, line) => fence = None,
            (Some(_), _) => {}
            (None, _) => scan_line(line, |tag| {
                if seen.insert(fold(tag)) {
                    tags.push(tag.to_owned());
                }
            }),
        }
    }
    tags
}

/// The marks that open or close a block of code.
#[derive(Clone, Copy)]
struct Fence {
    mark: char,
    count: usize,
}

impl Fence {
    fn of(line: &str) -> Option<Self> {
        let bare = line.trim_start_matches(' ');
        let mark = bare.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let count = bare.chars().take_while(|c| *c == mark).count();
        (count >= 3 && line.len() - bare.len() <= 3).then_some(Self { mark, count })
    }

    /// Behind an opening fence of backticks there is no other backtick, or it is code in a line.
    fn may_open(self, line: &str) -> bool {
        let marks = line.chars().filter(|c| *c == self.mark).count();
        self.mark == '~' || marks == self.count
    }

    fn closes(self, open: Self, line: &str) -> bool {
        let rest = line.trim_start_matches(' ').trim_start_matches(self.mark);
        self.mark == open.mark && self.count >= open.count && rest.trim().is_empty()
    }
}

/// Calls `found` with each tag in a line that is not in a block of code.
fn scan_line<'a>(line: &'a str, mut found: impl FnMut(&'a str)) {
    if !line.contains('#') {
        return;
    }
    let code = code_ends(line);
    let mut rest = line;
    let mut before = [' ', ' '];
    while let Some(c) = rest.chars().next() {
        let at = line.len() - rest.len();
        let skip = if c == '`' {
            // A run of backticks, with all the code up to the run that closes it.
            let run = rest.chars().take_while(|c| *c == '`').count();
            code.get(&at).map_or(run, |end| end - at)
        } else if c == '#' && may_precede(before) {
            let tag = tag_at(rest);
            if let Some(tag) = tag {
                found(tag);
            }
            1 + tag.map_or(0, str::len)
        } else if starts_address(rest) && !before[1].is_alphanumeric() {
            rest.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"'))
                .unwrap_or(rest.len())
        } else {
            c.len_utf8()
        };
        let (passed, after) = rest.split_at_checked(skip).unwrap_or((rest, ""));
        let mut last = passed.chars().rev();
        let one = last.next().unwrap_or(' ');
        before = [last.next().unwrap_or(before[1]), one];
        rest = after;
    }
}

/// Where the code that opens at a run of backticks ends, for each run that another of its length
/// follows. From the back, so that one pass over the line is enough, whatever it holds.
fn code_ends(line: &str) -> HashMap<usize, usize> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (at, _) in line.match_indices('`') {
        match runs.last_mut() {
            Some((start, len)) if *start + *len == at => *len += 1,
            _ => runs.push((at, 1)),
        }
    }
    let mut next_of_length = HashMap::new();
    let mut ends = HashMap::new();
    for (start, len) in runs.into_iter().rev() {
        if let Some(next) = next_of_length.insert(len, start) {
            ends.insert(start, next + len);
        }
    }
    ends
}

/// Whether a tag may stand behind these two characters: not within a word, an entity, a path, a
/// run of signs, or the target of a link.
fn may_precede([one, two]: [char; 2]) -> bool {
    let within = two.is_alphanumeric()
        || is_combining_mark(two)
        || matches!(two, '_' | '#' | '&' | '/' | '\\' | '=' | '%' | '@' | '-');
    !within && [one, two] != [']', '(']
}

/// The tag behind the `#` that opens `text`.
fn tag_at(text: &str) -> Option<&str> {
    let word = text.strip_prefix('#')?;
    let end = word.find(|c| !is_tag_char(c)).unwrap_or(word.len());
    let tag = word.get(..end)?.trim_end_matches(['-', '/']);
    let named = tag.chars().any(char::is_alphabetic);
    (named && tag.len() <= TAG_BYTES_MAX).then_some(tag)
}

/// Letters and digits of any script with their marks, joiners within words, and what joins words.
fn is_tag_char(c: char) -> bool {
    c.is_alphanumeric()
        || is_combining_mark(c)
        || matches!(c, '_' | '-' | '/' | '\u{200c}' | '\u{200d}')
}

/// Whether an address on the net opens `text`: `https://`, `mailto:`, `www.`.
fn starts_address(text: &str) -> bool {
    let starts = |prefix: &str| {
        text.get(..prefix.len())
            .is_some_and(|front| front.eq_ignore_ascii_case(prefix))
    };
    if starts("www.") || starts("mailto:") {
        return true;
    }
    // A scheme is short; looking no further keeps the pass over a long line one pass.
    let scheme = text.bytes().take(16);
    let letters = scheme.take_while(u8::is_ascii_alphanumeric).count();
    letters > 1
        && text
            .get(letters..)
            .is_some_and(|rest| rest.starts_with("://"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_given_tag_is_one_line_of_200_bytes() {
        assert_eq!(check("two words, and a comma"), Ok(()));
        assert_eq!(check("日本"), Ok(()));
        assert_eq!(check(" \t"), Err(TagError::Blank));
        assert_eq!(check(""), Err(TagError::Blank));
        assert_eq!(check("a\nb"), Err(TagError::Lines));
        assert_eq!(check(&"x".repeat(200)), Ok(()));
        assert_eq!(check(&"é".repeat(101)), Err(TagError::TooLong));
    }

    #[test]
    fn tags_are_compared_folded() {
        assert!(is_wanted("Café", "cafe"));
        assert!(is_wanted("cafe", "#CAFÉ"));
        assert!(is_wanted("#rain", "#rain"));
        assert!(!is_wanted("rain", "rains"));
    }

    #[test]
    fn words_with_a_sign_are_tags() {
        for (body, tags) in [
            ("#rain on the #roof-top", vec!["rain", "roof-top"]),
            ("(#a) \"#b\", #c. #d! *#e*", vec!["a", "b", "c", "d", "e"]),
            ("#Rain #rain #RAIN", vec!["Rain"]),
            (
                "#über #日記 #शब्द #work/2024",
                vec!["über", "日記", "शब्द", "work/2024"],
            ),
            ("# Heading\n## Another\n#nospace", vec!["nospace"]),
            ("# Heading #rain #", vec!["rain"]),
            ("#1 #2024 #1a #_ #- ##x", vec!["1a"]),
            ("a#b C# &#39; /#x \\#y x=#z", vec![]),
            (
                "https://a.org/#x http://a.org?#y www.a.org/(#z #t",
                vec!["t"],
            ),
            ("<https://a.org/ #x>", vec!["x"]),
            ("[text](#anchor) and (#tag)", vec!["tag"]),
            ("`#a` ``#b ` #c`` #d ` #e", vec!["d", "e"]),
            ("```\n#a\n```\n#b", vec!["b"]),
            ("~~~sh\n#a\n```\n#b\n~~~~\n#c", vec!["c"]),
            ("``` a`b #x\n#y", vec!["x", "y"]),
            ("```\n#a\nnever closed", vec![]),
            ("#end-", vec!["end"]),
            ("\r\n#a\r\n#b\r\n", vec!["a", "b"]),
        ] {
            assert_eq!(tags_in_text(body), tags, "{body}");
        }
    }

    #[test]
    fn a_tag_in_the_text_has_at_most_200_bytes() {
        assert!(tags_in_text(&format!("#{}", "x".repeat(201))).is_empty());
    }

    #[test]
    fn a_hostile_line_is_read_in_one_pass() {
        let ticks: String = (1..2000).map(|n| "`".repeat(n) + " ").collect();
        assert!(tags_in_text(&(ticks + "#x")).len() == 1);
        assert_eq!(tags_in_text(&("a:".repeat(1 << 20) + " #x")), ["x"]);
        assert!(tags_in_text(&"#".repeat(1 << 20)).is_empty());
    }
}
