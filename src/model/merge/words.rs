//! A passage of whole lines, word by word.
//!
//! A passage is its lines, each with a line end before it. A word is what stands before the next blank
//! (space, tab or line end), with the blanks before it; a character of a script that sets none (kana,
//! Han, Bopomofo, full-width forms) begins a word of its own. Where either side has less than half of
//! the words still, the passage counts as written anew and is not merged.

use crate::model::limits::MERGE_PIECES_MAX;
use crate::model::merge::parts::Choice;
use crate::model::merge::parts::Numbers;
use crate::model::merge::parts::Part;
use crate::model::merge::parts::choose;
use crate::model::merge::parts::cut;

/// What two say who both changed `base`, where the words let them; a passage each.
pub(super) fn join(base: &str, one: &str, other: &str) -> Option<String> {
    let (base, one, other) = (words(base)?, words(one)?, words(other)?);
    let mut numbers = Numbers::default();
    let [in_base, in_one, in_other] =
        [&base, &one, &other].map(|words| numbers.of(words.iter().map(|word| Some(*word))));
    let cut = cut(&in_base, &in_one, &in_other)?;
    // Of a passage that was written anew a few words are in their old order by chance.
    if cut.kept * 2 < base.len() {
        return None;
    }
    let mut joined = String::new();
    for part in cut.parts {
        match part {
            Part::Same(at, _, _) => joined.push_str(base.get(at)?),
            Part::Between(b, o, t) => {
                let (b, o, t) = (base.get(b)?, one.get(o)?, other.get(t)?);
                match choose(b, o, t) {
                    Choice::One => joined.extend(o.iter().copied()),
                    Choice::Other => joined.extend(t.iter().copied()),
                    Choice::Both => both(&o.concat(), &t.concat(), &mut joined)?,
                    Choice::Neither => return None,
                }
            }
        }
    }
    Some(joined)
}

/// Two insertions at one place: what goes on in the line before what begins a new one, then the
/// smaller bytes first. `None` where neither can follow the other without running into its line.
fn both(one: &str, other: &str, joined: &mut String) -> Option<()> {
    let breaks = |text: &str| text.contains('\n');
    let goes_on = |text: &str| !text.starts_with('\n');
    if breaks(one) && breaks(other) && (goes_on(one) || goes_on(other)) {
        return None;
    }
    let mut texts = [one, other];
    texts.sort_unstable_by_key(|text| (breaks(text), *text));
    joined.extend(texts);
    Some(())
}

/// The words of a passage; together they are the passage. `None` where they are too many to be compared.
fn words(passage: &str) -> Option<Vec<&str>> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut in_blanks = true;
    for (at, c) in passage.char_indices() {
        let blank = matches!(c, ' ' | '\t' | '\n');
        // A line end begins a word even after blanks: so that each line is one word at least.
        let begins = (blank && !in_blanks) || c == '\n' || (is_word(c) && !in_blanks);
        if begins && at > start {
            words.extend(passage.get(start..at));
            start = at;
            if words.len() >= MERGE_PIECES_MAX {
                return None;
            }
        }
        in_blanks = blank;
    }
    if start < passage.len() {
        words.extend(passage.get(start..));
    }
    Some(words)
}

/// Whether a character is a word where it stands. The ranges are named here, not taken from a table
/// of Unicode, which changes: every version must cut alike.
fn is_word(c: char) -> bool {
    matches!(
        c,
        '\u{3000}'..='\u{3098}'
            | '\u{309b}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{ff00}'..='\u{ffef}'
            | '\u{20000}'..='\u{3ffff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_together_are_the_passage() {
        for (passage, cut) in [
            ("", ""),
            ("\n", "\n"),
            ("\n\n", "\n|\n"),
            ("\nthe cat", "\nthe| cat"),
            ("\n  the\t cat \n x", "\n  the|\t cat| |\n x"),
            ("\n今日は x", "\n今|日|は| x"),
            ("\nか\u{3099}き", "\nか\u{3099}|き"),
        ] {
            let words = words(passage).unwrap();
            assert_eq!(words.concat(), passage);
            assert_eq!(words.join("|"), cut);
        }
    }

    #[test]
    fn changes_in_other_words_of_a_line_are_both_taken() {
        let join = |one: &str, other: &str| super::join("\nthe cat sat", one, other);
        let both = |one: &str, other: &str| {
            assert_eq!(join(one, other), join(other, one));
            join(one, other).unwrap_or_else(|| "-".to_owned())
        };
        assert_eq!(both("\nThe cat sat", "\nthe cat slept"), "\nThe cat slept");
        assert_eq!(
            both("\nthe big cat sat", "\nthe cat sat down"),
            "\nthe big cat sat down"
        );
        assert_eq!(
            both("\nthe cat sat up", "\nthe cat sat down"),
            "\nthe cat sat down up"
        );
        assert_eq!(both("\nthe dog sat", "\nthe big cat sat"), "-");
        assert_eq!(both("\nthe dog sat", "\nthe fox sat"), "-");
        assert_eq!(both("", "\nthe cat slept"), "-");
        // All but one word were written anew.
        assert_eq!(both("\nmy cat ran", "\nthe cat sat down"), "-");
    }

    #[test]
    fn a_word_more_stays_in_its_line_and_a_line_more_comes_after_it() {
        let join = |one: &str, other: &str| super::join("\nrain", one, other);
        let joined = "\nrain today\n\nSnow later";
        assert_eq!(
            join("\nrain today", "\nrain\n\nSnow later").unwrap(),
            joined
        );
        assert_eq!(
            join("\nrain\n\nSnow later", "\nrain today").unwrap(),
            joined
        );
        assert_eq!(join("\nrain\nb", "\nrain\na").unwrap(), "\nrain\na\nb");
        assert_eq!(join("\nrain x\nb", "\nrain y\na"), None);
    }
}
