//! Counting words by looking at three neighbouring characters, so that an edit changes the count locally.

use crate::app::edit::width;

/// How many characters before a place decide whether a word starts there.
pub const CONTEXT_CHARS: usize = 2;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Letter or digit of a script that puts spaces between words.
    Letter,
    /// A sign of a script without spaces: each counts as one word, as word processors count.
    Ideograph,
    /// A combining mark: goes with what stands before it.
    Mark,
    /// Joins two letters into one word, as in "don't".
    Apostrophe,
    Other,
}

fn class(c: char) -> Class {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' => Class::Letter,
        '\'' | '’' => Class::Apostrophe,
        '\0'..='\u{7f}' => Class::Other,
        '\u{3041}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' => Class::Ideograph,
        _ if c.is_alphanumeric() => Class::Letter,
        '\u{300}'.. if width::is_mark(c) => Class::Mark,
        _ => Class::Other,
    }
}

fn starts(before: [Class; CONTEXT_CHARS], class: Class) -> bool {
    match (before, class) {
        (_, Class::Ideograph) => true,
        ([two, one], Class::Letter) => {
            let inside = |class| matches!(class, Class::Letter | Class::Mark);
            !(inside(one) || one == Class::Apostrophe && inside(two))
        }
        _ => false,
    }
}

/// How many words start in `text`.
pub fn count(text: impl Iterator<Item = char>) -> usize {
    count_after("", text)
}

/// How many words start in `text`, which stands right after `before` (its last
/// [`CONTEXT_CHARS`] characters are enough).
pub fn count_after(before: &str, text: impl Iterator<Item = char>) -> usize {
    let mut last = [Class::Other; CONTEXT_CHARS];
    let mut words = 0;
    for c in before.chars() {
        last = [last[1], class(c)];
    }
    for c in text {
        let class = class(c);
        words += usize::from(starts(last, class));
        last = [last[1], class];
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_what_a_reader_would_count() {
        for (text, words) in [
            ("", 0),
            ("  \n\t", 0),
            ("one", 1),
            ("It's a dog's life.", 4),
            ("'quoted' and “so’’", 3),
            ("e\u{301}te\u{301} là-bas", 3),
            ("日本語。", 3),
            ("3.5 km — 2024", 4),
            ("👨‍👩‍👧‍👦 🇩🇪", 0),
        ] {
            assert_eq!(count(text.chars()), words, "{text}");
        }
    }
}
