//! Which words of a text a dictionary can be asked about: those of its prose, without code, links,
//! tags, addresses, file names, numbers and abbreviations in capitals.

use std::ops::Range;

use crate::app::edit::editor::Editor;
use crate::app::edit::width;

/// Longest word that is looked up, in bytes: what is longer is no word.
const WORD_BYTES_MAX: usize = 64;

/// A word to be looked up.
#[derive(Clone, PartialEq, Eq)]
pub struct Word {
    /// Where it stands in the text.
    pub bytes: Range<usize>,
    /// As a dictionary has it: with straight apostrophes.
    pub text: String,
}

impl std::fmt::Debug for Word {
    /// Places only: a private text must not reach a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Word({:?})", self.bytes)
    }
}

/// The words in the window of `editor`, in the order of the text.
pub fn words_shown(editor: &Editor) -> Vec<Word> {
    let mut found = Vec::new();
    for row in editor.visible_rows() {
        let from = found.len();
        for (at, text) in row.prose() {
            collect(at, text, &mut found);
        }
        // A long word goes on in the next row: half of it is no word.
        let cut = |word: &Word| {
            (word.bytes.start == row.bytes.start && continues(editor, word.bytes.start, true))
                || (word.bytes.end == row.bytes.end && continues(editor, word.bytes.end, false))
        };
        let mut place = 0;
        found.retain(|word| {
            place += 1;
            place <= from || !cut(word)
        });
    }
    found
}

/// Whether a letter stands before, or behind, the byte `at`.
fn continues(editor: &Editor, at: usize, before: bool) -> bool {
    let buffer = editor.buffer();
    let beside = if before {
        buffer.char_floor(at.saturating_sub(1))..at
    } else {
        at..buffer.char_ceil(at.saturating_add(1))
    };
    buffer.slice(beside).chars().any(char::is_alphanumeric)
}

/// Collects the words of `text`, which begins at the byte `at`.
fn collect(at: usize, text: &str, found: &mut Vec<Word>) {
    let mut begin = 0;
    for piece in text.split_inclusive(char::is_whitespace) {
        if !is_address(piece.trim_end()) {
            collect_piece(at + begin, piece, found);
        }
        begin += piece.len();
    }
}

/// Whether a piece between blanks is an address, the name of a file or a place to fill in, not words.
fn is_address(piece: &str) -> bool {
    let signs = ['@', '/', '\\', '_', '{', '}', '<', '=', '#'];
    let letter_behind = |at: usize| {
        let behind = piece.get(at + 1..).and_then(|rest| rest.chars().next());
        behind.is_some_and(char::is_alphanumeric)
    };
    let letter_before = |at: usize| {
        let before = piece.get(..at).and_then(|begin| begin.chars().next_back());
        before.is_some_and(char::is_alphanumeric)
    };
    piece.contains(signs)
        || piece
            .match_indices(['.', ':'])
            .any(|(at, _)| letter_before(at) && letter_behind(at))
}

fn collect_piece(at: usize, piece: &str, found: &mut Vec<Word>) {
    let joins = |c: char| matches!(c, '\'' | '’');
    let is_part = |c: char| c.is_alphanumeric() || joins(c) || width::is_mark(c);
    let mut begin = 0;
    for run in piece.split_inclusive(|c: char| !is_part(c)) {
        let start = begin;
        begin += run.len();
        let word = run.trim_end_matches(|c: char| !is_part(c) || joins(c));
        let whole = word.len();
        let word = word.trim_start_matches(joins);
        let start = start + whole - word.len();
        if is_word(word) {
            found.push(Word {
                bytes: at + start..at + start + word.len(),
                text: word.replace('’', "'"),
            });
        }
    }
}

/// Whether a dictionary would know what to say.
fn is_word(word: &str) -> bool {
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    let (Some(_), Some(second)) = (letters.next(), letters.next()) else {
        return false;
    };
    let capitals = second.is_uppercase() && letters.all(char::is_uppercase);
    let odd = |c: char| c.is_numeric() || has_no_blanks(c);
    word.len() <= WORD_BYTES_MAX && !capitals && !word.chars().any(odd)
}

/// Whether `c` is of a script that puts no blanks between words.
fn has_no_blanks(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let mut editor = Editor::new(text);
        editor.set_size(40, 24);
        let words = words_shown(&editor);
        for word in &words {
            assert_eq!(
                editor.buffer().slice(word.bytes.clone()).replace('’', "'"),
                word.text
            );
        }
        words.into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn words_of_prose_are_taken() {
        assert_eq!(
            words("It’s a *nice* 'day', well-known—“isn't it”? Straße naïve"),
            [
                "It's", "nice", "day", "well", "known", "isn't", "it", "Straße", "naïve"
            ]
        );
        assert_eq!(
            words("- item\n> quoted\n# Heading"),
            ["item", "quoted", "Heading"]
        );
    }

    #[test]
    fn what_is_no_prose_is_left_alone() {
        assert_eq!(
            words(
                "`code wrods` https://exmaple.org/teh foo.rs e.g. me@exmaple.org #tga NASA 21st x"
            ),
            Vec::<String>::new()
        );
        assert_eq!(words("```\nfn mian() {}\n```\n"), Vec::<String>::new());
        assert_eq!(
            words("日本語 ไทย [[abc|Ttile]] {{plcae}} a/b"),
            Vec::<String>::new()
        );
    }

    #[test]
    fn a_word_that_goes_on_in_the_next_row_is_not_cut() {
        let long = "a".repeat(60);
        assert_eq!(words(&format!("so {long} on")), ["so", "on"]);
    }
}
