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

    /// Adds a word to these, and returns all of them. A blank one, one of more than 256 bytes and
    /// one too many (50,000) are left out. Needs the key.
    pub fn learn_word(&mut self, word: &str) -> Result<Vec<String>, JournalError> {
        let keys = self.keys.as_ref().ok_or(JournalError::Locked)?;
        let change = self.store.change()?;
        let mut row: WordsRow = keys.get_in(&change, WORDS)?.unwrap_or_default();
        let fits = !word.trim().is_empty() && word.len() <= WORD_BYTES_MAX;
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
