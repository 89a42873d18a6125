//! The words of an invitation: eight that can be read aloud, made by rule from chance, with a check that
//! tells a slip of the finger from words that fit nothing.
//!
//! Seven words carry 16 bits each, 112 in all, out of reach of anybody who guesses; the eighth is their
//! check. A list of words would need more than 5,800 of them for as much. Every word is consonant, vowel,
//! consonant, vowel, consonant, so that none is the beginning of another.
//! Source: proquints, Wilkerson, arXiv:0901.4016, for the idea of such words.

use sha2::Digest as _;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::model::id::SlotId;
use crate::model::outside::Outside;
use crate::model::secret::Secret;

/// How many words an invitation has.
pub const WORDS: usize = 8;
/// Bytes of chance in it: two a word, but for the last.
const CHANCE_BYTES: usize = 2 * (WORDS - 1);
const CONSONANTS: [char; 16] = [
    'b', 'd', 'f', 'g', 'h', 'j', 'k', 'l', 'm', 'n', 'p', 'r', 's', 't', 'v', 'z',
];
const VOWELS: [char; 4] = ['a', 'i', 'o', 'u'];
/// The letters of a word: how many bits each carries, the first the highest.
const SHAPE: [u32; 5] = [4, 2, 4, 2, 4];

/// Why a text is not the words of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WordsError {
    /// Not eight of them.
    #[error("an invitation has 8 words, not {0}")]
    Count(usize),
    /// One of them is none that diurnal makes; counted from 1.
    #[error("word {0} is not one of an invitation's")]
    Word(usize),
    /// Each could be one, and the last does not fit the others.
    #[error("the words do not belong together: one is mistyped, or two have changed places")]
    Check,
}

/// The words of an invitation: a secret.
#[derive(Debug, PartialEq, Eq)]
pub struct InvitationWords(Secret);

impl InvitationWords {
    /// Eight words by chance.
    pub fn make(outside: &Outside) -> Self {
        let chance: Zeroizing<[u8; CHANCE_BYTES]> = Zeroizing::new(outside.random());
        Self::of(&chance)
    }

    /// Reads words as people type them: in any case, with any blanks, dashes or commas between them.
    ///
    /// # Errors
    /// What is wrong with them, and where: never the words themselves.
    pub fn parse(text: &str) -> Result<Self, WordsError> {
        let typed = text.split(|c: char| !c.is_alphanumeric());
        let typed: Vec<&str> = typed.filter(|word| !word.is_empty()).collect();
        if typed.len() != WORDS {
            return Err(WordsError::Count(typed.len()));
        }
        let numbers = typed
            .iter()
            .enumerate()
            .map(|(place, word)| number(word).ok_or(WordsError::Word(place + 1)));
        let numbers: Zeroizing<Vec<u16>> = Zeroizing::new(numbers.collect::<Result<_, _>>()?);
        let mut chance = Zeroizing::new([0; CHANCE_BYTES]);
        for (pair, number) in chance.chunks_exact_mut(2).zip(numbers.iter()) {
            pair.copy_from_slice(&number.to_be_bytes());
        }
        if numbers.last() == Some(&check(&chance)) {
            Ok(Self::of(&chance))
        } else {
            Err(WordsError::Check)
        }
    }

    /// What the invitation's file is sealed under: the words in lower case, one blank between two.
    pub fn secret(&self) -> &Secret {
        &self.0
    }

    /// The id of the invitation's slot. It follows from the words, so that who types them finds the one
    /// file that is meant for them among any number, and stretches his words once.
    pub fn slot(&self) -> SlotId {
        let mut hash = Sha256::new();
        hash.update(b"diurnal/v1/invitation-slot\0");
        hash.update(self.0.expose());
        let digest: [u8; 32] = hash.finalize().into();
        SlotId(digest.first_chunk().copied().unwrap_or_default())
    }

    fn of(chance: &[u8; CHANCE_BYTES]) -> Self {
        let numbers = chance.chunks_exact(2).map(|pair| {
            let high = pair.first().copied().unwrap_or_default();
            u16::from_be_bytes([high, pair.last().copied().unwrap_or_default()])
        });
        let mut text = String::with_capacity(WORDS * (SHAPE.len() + 1));
        for number in numbers.chain([check(chance)]) {
            if !text.is_empty() {
                text.push(' ');
            }
            push_word(&mut text, number);
        }
        Self(Secret::new(text))
    }
}

fn check(chance: &[u8; CHANCE_BYTES]) -> u16 {
    let mut hash = Sha256::new();
    hash.update(b"diurnal/v1/invitation-check\0");
    hash.update(chance);
    let digest: [u8; 32] = hash.finalize().into();
    u16::from_be_bytes([digest[0], digest[1]])
}

fn push_word(text: &mut String, number: u16) {
    let mut left = 16;
    for bits in SHAPE {
        left -= bits;
        let at = usize::from((number >> left) & ((1 << bits) - 1));
        text.extend(letters(bits).get(at));
    }
}

/// The number that a word stands for; none where it is no such word.
fn number(word: &str) -> Option<u16> {
    let mut typed = word.chars().map(|c| c.to_ascii_lowercase());
    let mut number = 0;
    for bits in SHAPE {
        let letter = typed.next()?;
        let at = letters(bits).iter().position(|known| *known == letter)?;
        number = number << bits | u16::try_from(at).ok()?;
    }
    typed.next().is_none().then_some(number)
}

fn letters(bits: u32) -> &'static [char] {
    if bits == 4 { &CONSONANTS } else { &VOWELS }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(fill: fn(&mut [u8])) -> InvitationWords {
        InvitationWords::make(&Outside {
            now: || crate::model::time::Timestamp(0),
            zone: || crate::model::time::Zone(jiff::tz::TimeZone::UTC),
            fill,
        })
    }

    #[test]
    fn every_number_is_one_word_and_every_word_one_number() {
        let mut all = std::collections::BTreeSet::new();
        for n in 0..=u16::MAX {
            let mut word = String::new();
            push_word(&mut word, n);
            assert_eq!(number(&word), Some(n), "{word}");
            all.insert(word);
        }
        assert_eq!(all.len(), 1 << 16);
        for none in ["", "bab", "babae", "babab1", "bababa", "äabab", "cabab"] {
            assert_eq!(number(none), None, "{none}");
        }
    }

    #[test]
    fn words_are_read_as_people_type_them() {
        let made = words(|bytes| {
            for (n, byte) in (7_u8..).zip(bytes) {
                *byte = n.wrapping_mul(37);
            }
        });
        let text = made.secret().expose();
        assert_eq!(text.split(' ').count(), WORDS);
        for typed in [
            text.to_owned(),
            text.to_uppercase(),
            text.replace(' ', "-\n"),
            format!("  {} \r\n", text.replace(' ', ",  ")),
        ] {
            let read = InvitationWords::parse(&typed).unwrap();
            assert_eq!(read, made, "{typed}");
            assert_eq!(read.slot(), made.slot());
        }
    }

    #[test]
    fn a_slip_of_the_finger_is_told_and_where() {
        let made = words(|bytes| bytes.fill(0x5a));
        let other = words(|bytes| bytes.fill(0x5b));
        assert_ne!(made.slot(), other.slot());
        let text = made.secret().expose();
        let all: Vec<&str> = text.split(' ').collect();
        let says = |text: &str| InvitationWords::parse(text).unwrap_err();
        assert_eq!(says(&all[..7].join(" ")), WordsError::Count(7));
        assert_eq!(says(""), WordsError::Count(0));
        let with = |place: usize, word: &str| {
            let mut changed = all.clone();
            changed[place] = word;
            changed.join(" ")
        };
        assert_eq!(says(&with(2, "horse")), WordsError::Word(3));
        assert_eq!(says(&with(4, "babab")), WordsError::Check);
        assert_eq!(says(&with(7, "babab")), WordsError::Check);
        // The words themselves are said by no error.
        assert!(!says(&with(2, "horse")).to_string().contains("horse"));
    }
}
