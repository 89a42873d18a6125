//! Folding: what makes `Café`, `cafe` and `CAFÉ` the same word to a search.
//!
//! Case is lowered and accents are dropped, whatever the normal form; what remains is composed again
//! (NFC), so that Hangul and kana stay whole and one letter is never found inside another.

use std::borrow::Cow;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::decompose_canonical;

/// Bytes looked at in one step when ASCII is copied.
const STEP: usize = 64;

/// `text` folded. Folding twice changes nothing more.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// Appends `text`, folded, to `folded`.
pub fn fold_into(text: &str, folded: &mut String) {
    let mut rest = text;
    while !rest.is_empty() {
        let (ascii, after) = split(rest, ascii_len(rest.as_bytes()));
        let start = folded.len();
        folded.push_str(ascii);
        if let Some(copied) = folded.get_mut(start..) {
            copied.make_ascii_lowercase();
        }
        let (run, after) = split(after, other_len(after.as_bytes()));
        fold_run(run, folded);
        rest = after;
    }
}

/// Whether `text` folds to `folded`; without a copy where it is ASCII.
pub fn folds_to(text: &str, folded: &str) -> bool {
    if text.is_ascii() {
        return text.len() == folded.len()
            && text
                .bytes()
                .zip(folded.bytes())
                .all(|(a, b)| a.to_ascii_lowercase() == b);
    }
    fold(text) == folded
}

/// `text` folded, or as it is where nothing would change and that is seen at a glance.
pub fn folded(text: &str) -> Cow<'_, str> {
    if text
        .bytes()
        .all(|c| c.is_ascii() && !c.is_ascii_uppercase())
    {
        return Cow::Borrowed(text);
    }
    Cow::Owned(fold(text))
}

fn split(text: &str, at: usize) -> (&str, &str) {
    text.split_at_checked(at).unwrap_or((text, ""))
}

/// How many bytes in front are ASCII.
fn ascii_len(bytes: &[u8]) -> usize {
    let steps = bytes.chunks(STEP).take_while(|step| step.is_ascii());
    let whole = steps.map(<[u8]>::len).sum();
    let rest = bytes.get(whole..).unwrap_or_default();
    whole + rest.iter().take_while(|c| c.is_ascii()).count()
}

/// How many bytes in front are not ASCII.
fn other_len(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|c| !c.is_ascii()).count()
}

/// Folds what holds no ASCII. Marks never reach over an ASCII letter, so each run stands alone.
fn fold_run(run: &str, folded: &mut String) {
    let start = folded.len();
    for c in run.chars() {
        if is_unchanged(c) {
            folded.push(c);
        } else if let Some(letter) = fold_letter(c) {
            folded.push(letter);
        } else {
            folded.truncate(start);
            folded.extend(run.nfd().filter(|c| !is_accent(*c)).flat_map(lower).nfc());
            return;
        }
    }
}

/// Scripts without case, accents and anything to compose with a neighbour of these scripts.
fn is_unchanged(c: char) -> bool {
    matches!(
        c,
        '\u{2010}'..='\u{2027}' // dashes, quotes, dots
            | '\u{3001}'..='\u{3029}' // CJK punctuation
            | '\u{3041}'..='\u{3096}' // hiragana
            | '\u{30a1}'..='\u{30fa}' // katakana
            | '\u{3400}'..='\u{4dbf}' // Han
            | '\u{4e00}'..='\u{9fff}' // Han
            | '\u{ac00}'..='\u{d7a3}' // Hangul
            | '\u{ff01}'..='\u{ff20}' // full-width punctuation
    )
}

/// What [`letter`] says, for all it speaks of: looked up, four times as fast as worked out.
static LETTERS: LazyLock<Vec<Option<char>>> = LazyLock::new(|| {
    let all = '\0'..='\u{1eff}';
    all.map(letter).collect()
});

fn fold_letter(c: char) -> Option<char> {
    let index = usize::try_from(u32::from(c)).ok()?;
    LETTERS.get(index).copied().flatten()
}

/// A Latin, Greek, Cyrillic or Armenian letter by itself; none where it is another script's, a mark,
/// or does not become exactly one letter.
fn letter(c: char) -> Option<char> {
    let spoken_of = matches!(
        c,
        '\u{a0}'..='\u{2ff}'
            | '\u{370}'..='\u{482}'
            | '\u{48a}'..='\u{587}'
            | '\u{1e00}'..='\u{1eff}'
    );
    let mut bare = None;
    let mut count = 0;
    decompose_canonical(c, |part| {
        if !is_accent(part) {
            bare = Some(part);
            count += 1;
        }
    });
    let mut lowered = bare.filter(|_| spoken_of && count == 1).map(lower)?;
    let first = lowered.next()?;
    lowered.next().is_none().then_some(first)
}

/// Lower case; a final sigma is a sigma.
fn lower(c: char) -> impl Iterator<Item = char> {
    c.to_lowercase()
        .map(|c| if c == 'ς' { 'σ' } else { c })
        .filter(|c| !is_accent(*c))
}

/// Marks that sit on a letter without making it another one, and variation selectors. Marks of
/// scripts where they are vowels or letters of their own (Hebrew, Arabic, Indic, kana) stay.
fn is_accent(c: char) -> bool {
    matches!(
        c,
        '\u{300}'..='\u{36f}'
            | '\u{1ab0}'..='\u{1aff}'
            | '\u{1dc0}'..='\u{1dff}'
            | '\u{20d0}'..='\u{20ff}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{fe20}'..='\u{fe2f}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rule itself, without a short cut.
    fn slowly(text: &str) -> String {
        text.nfd()
            .filter(|c| !is_accent(*c))
            .flat_map(lower)
            .nfc()
            .collect()
    }

    #[test]
    fn case_and_accents_do_not_count() {
        for (text, folded) in [
            ("Café", "cafe"),
            ("CAFE\u{301}", "cafe"),
            ("Ærø ÅNGSTRÖM", "ærø angstrom"),
            ("ΟΔΥΣΣΕΎΣ Οδυσσεύς", "οδυσσευσ οδυσσευσ"),
            ("Ёлка Й", "елка и"),
            ("İstanbul", "istanbul"),
            ("STRAẞE Straße", "straße straße"),
            ("Tiếng Việt", "tieng viet"),
            ("\u{212a}elvin", "kelvin"),
            ("❤\u{fe0f}", "❤"),
            ("日記、ガラス", "日記、ガラス"),
            ("か\u{3099}", "が"),
            ("\u{1112}\u{1161}\u{11ab}", "한"),
            ("שָׁלוֹם", &slowly("שָׁלוֹם")),
            ("", ""),
        ] {
            assert_eq!(fold(text), folded);
            assert!(folds_to(text, folded));
            assert_eq!(super::folded(text), folded);
        }
        assert!(!folds_to("rain", "rains"));
        assert!(!folds_to("Rain", "ruin"));
    }

    #[test]
    fn every_character_folds_as_the_rule_says_and_only_once() {
        // Above these planes nothing is assigned but tags and private use.
        let assigned = (0..0x2_0000)
            .chain(0x2_f800..0x2_fa20)
            .chain(0xe_0000..0xe_0200);
        for c in assigned.filter_map(char::from_u32) {
            let text = c.to_string();
            let once = fold(&text);
            assert_eq!(once, slowly(&text), "U+{:04X}", u32::from(c));
            assert_eq!(fold(&once), once, "U+{:04X}", u32::from(c));
        }
    }

    #[test]
    fn the_short_cuts_agree_with_the_rule_beside_marks() {
        let parts = [
            "a", "É", "é", "\u{301}", "\u{323}", "か", "\u{3099}", "하", "\u{11ab}", "日", "ς",
            "\u{5b8}", "\u{5c1}", "ω", "\u{345}", "\u{30b9}",
        ];
        for a in parts {
            for b in parts {
                for c in parts {
                    let text = format!("{a}{b}{c}");
                    assert_eq!(fold(&text), slowly(&text), "{text:?}");
                }
            }
        }
    }

    #[test]
    fn ascii_of_any_length_is_lowered() {
        for len in 0..200 {
            let text = "Ab".repeat(len) + "É" + &"Z".repeat(len);
            assert_eq!(fold(&text), "ab".repeat(len) + "e" + &"z".repeat(len));
        }
    }
}
