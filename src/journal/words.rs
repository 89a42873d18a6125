//! Words that the writer added to those of the dictionaries: they tell about a private text, and are
//! kept as one. Of this device: they are not sent.

use serde::Deserialize;
use serde::Serialize;

use crate::journal::Journal;
use crate::journal::JournalError;

/// The row's name.
const WORDS: &str = "words";
/// No more words than these are kept.
const WORDS_MAX: usize = 50_000;
/// Longest word, in bytes.
const WORD_BYTES_MAX: usize = 256;

#[derive(Debug, Default, Serialize, Deserialize)]
struct WordsRow {
    /// In order, each once.
    words: Vec<String>,
}

impl Journal {
    /// The words that their writer added, in order. Needs the key.
    pub fn own_words(&self) -> Result<Vec<String>, JournalError> {
        let row: Option<WordsRow> = self.keys()?.get(&self.store, WORDS)?;
        Ok(row.unwrap_or_default().words)
    }

    /// Takes a word from these, and returns what is left. Needs the key.
    pub fn forget_word(&mut self, word: &str) -> Result<Vec<String>, JournalError> {
        let keys = self.keys.as_ref().ok_or(JournalError::Locked)?;
        let change = self.store.change()?;
        let mut row: WordsRow = keys.get_in(&change, WORDS)?.unwrap_or_default();
        if let Ok(place) = row.words.binary_search_by(|known| known.as_str().cmp(word)) {
            row.words.remove(place);
            keys.put(&change, WORDS, &row)?;
            change.commit()?;
        }
        Ok(row.words)
    }

    /// Adds a word to these, and returns all of them. One with a blank in it, an empty one, one of
    /// more than 256 bytes and one too many (50,000) are left out. Needs the key.
    pub fn learn_word(&mut self, word: &str) -> Result<Vec<String>, JournalError> {
        let keys = self.keys.as_ref().ok_or(JournalError::Locked)?;
        let change = self.store.change()?;
        let mut row: WordsRow = keys.get_in(&change, WORDS)?.unwrap_or_default();
        let odd = |c: char| c.is_whitespace() || c.is_control();
        let fits = (1..=WORD_BYTES_MAX).contains(&word.len()) && !word.contains(odd);
        if let Err(place) = row.words.binary_search_by(|known| known.as_str().cmp(word))
            && fits
            && row.words.len() < WORDS_MAX
        {
            row.words.insert(place, word.to_owned());
            keys.put(&change, WORDS, &row)?;
            change.commit()?;
        }
        Ok(row.words)
    }
}
