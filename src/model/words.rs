//! A passphrase of generated words: nobody can guess it, and it can be typed and remembered.

use crate::model::outside::Outside;
use crate::model::secret::Secret;

/// 2048 short English words, all different, one a line.
const WORDS: &str = include_str!("../../assets/words.txt");
/// How many words there are: 11 bits each.
const WORDS_COUNT: u16 = 2048;
/// Words in a passphrase: 77 bits, out of reach of anybody who guesses at scrypt's price.
pub const PASSPHRASE_WORDS: usize = 7;

/// Seven words, each chosen by chance alone.
pub fn passphrase(outside: &Outside) -> Secret {
    let mut text = String::with_capacity(64);
    for _ in 0..PASSPHRASE_WORDS {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word(outside));
    }
    Secret::new(text)
}

/// One word. 2048 divides 65,536, so that the remainder prefers none.
fn word(outside: &Outside) -> &'static str {
    let number = u16::from_le_bytes(outside.random()) % WORDS_COUNT;
    WORDS.lines().nth(usize::from(number)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_2048_plain_and_different_words() {
        let mut words: Vec<&str> = WORDS.lines().collect();
        assert_eq!(words.len(), usize::from(WORDS_COUNT));
        for word in &words {
            let plain = word.bytes().all(|c| c.is_ascii_lowercase());
            assert!(plain && (3..=8).contains(&word.len()), "{word:?}");
        }
        assert!(words.is_sorted(), "kept in order, so that doubles show");
        words.dedup();
        assert_eq!(words.len(), usize::from(WORDS_COUNT));
    }

    #[test]
    fn a_passphrase_has_seven_of_them() {
        let outside = Outside {
            now: || crate::model::time::Timestamp(0),
            zone: || crate::model::time::Zone(jiff::tz::TimeZone::UTC),
            fill: |bytes| bytes.fill(7),
        };
        let secret = passphrase(&outside);
        let words: Vec<&str> = secret.expose().split(' ').collect();
        assert_eq!(words.len(), PASSPHRASE_WORDS);
        assert!(words.iter().all(|word| WORDS.lines().any(|w| w == *word)));
    }
}
