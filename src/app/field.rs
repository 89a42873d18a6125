//! One line that is typed into: a search, a name, a passphrase.

use std::sync::Arc;

use unicode_segmentation::UnicodeSegmentation;

use crate::app::key::Code;
use crate::app::key::Key;
use crate::model::secret::Secret;

/// Longest text that a field takes, in bytes; what is typed or pasted beyond is left out.
pub const FIELD_BYTES_MAX: usize = 4096;

/// A line of text with an insertion point.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    text: String,
    cursor: usize,
}

impl Field {
    /// A field that holds `text`, the insertion point behind it.
    pub fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            cursor: text.len(),
        }
    }

    /// What was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What stands before the insertion point.
    pub fn before(&self) -> &str {
        self.text.get(..self.cursor).unwrap_or_default()
    }

    /// Empties the field.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Puts `text` at the insertion point, line ends and other control characters left out.
    pub fn insert(&mut self, text: &str) {
        for c in text.chars().filter(|c| !c.is_control()) {
            if self.text.len() + c.len_utf8() > FIELD_BYTES_MAX {
                return;
            }
            self.text.insert(self.cursor, c);
            self.cursor += c.len_utf8();
        }
    }

    /// Types `key` or moves by it; false where it means nothing here.
    pub fn press(&mut self, key: Key) -> bool {
        if let Some(c) = key.typed() {
            self.insert(c.encode_utf8(&mut [0; 4]));
            return true;
        }
        match (key.code, key.ctrl) {
            (Code::Backspace, _) => self.delete_back(),
            (Code::Delete, _) => self.delete(),
            (Code::Left, _) => self.cursor -= self.width_before(),
            (Code::Right, _) => self.cursor += self.width_after(),
            (Code::Home, _) | (Code::Char('a'), true) => self.cursor = 0,
            (Code::End, _) | (Code::Char('e'), true) => self.cursor = self.text.len(),
            (Code::Char('u'), true) => self.clear(),
            (Code::Char('w'), true) => self.delete_word(),
            _ => return false,
        }
        true
    }

    fn width_before(&self) -> usize {
        self.before()
            .graphemes(true)
            .next_back()
            .map_or(0, str::len)
    }

    fn width_after(&self) -> usize {
        let after = self.text.get(self.cursor..).unwrap_or_default();
        after.graphemes(true).next().map_or(0, str::len)
    }

    fn delete_back(&mut self) {
        let start = self.cursor - self.width_before();
        self.text.replace_range(start..self.cursor, "");
        self.cursor = start;
    }

    fn delete(&mut self) {
        let end = self.cursor + self.width_after();
        self.text.replace_range(self.cursor..end, "");
    }

    fn delete_word(&mut self) {
        let kept = self.before().trim_end();
        let start = kept.rfind(char::is_whitespace).map_or(0, |space| {
            let width = kept.get(space..).and_then(|rest| rest.chars().next());
            space + width.map_or(0, char::len_utf8)
        });
        self.text.replace_range(start..self.cursor, "");
        self.cursor = start;
    }
}

/// A passphrase or key while it is typed. Clones share one secret, so its bytes are never copied;
/// what it held before each key is wiped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hidden(Arc<Secret>);

impl Default for Hidden {
    fn default() -> Self {
        Self::new(String::new())
    }
}

impl From<Secret> for Hidden {
    fn from(secret: Secret) -> Self {
        Self(Arc::new(secret))
    }
}

impl Hidden {
    /// Takes `text` over; the caller must not keep a copy.
    pub fn new(text: String) -> Self {
        Self(Arc::new(Secret::new(text)))
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.0.expose().is_empty()
    }

    /// How many characters, as dots show them.
    pub fn count(&self) -> usize {
        self.0.expose().graphemes(true).count()
    }

    /// The text, for the moment of its use.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// The secret itself, moved out where nothing else shares it.
    pub fn into_secret(self) -> Secret {
        Arc::try_unwrap(self.0).unwrap_or_else(|shared| Secret::new(shared.expose().to_owned()))
    }

    /// Takes what was typed and leaves nothing behind.
    #[must_use]
    pub fn take(&mut self) -> Self {
        std::mem::take(self)
    }

    /// Adds `text` at the end, line ends and other control characters left out.
    pub fn insert(&mut self, text: &str) {
        let old = self.0.expose();
        let mut new = String::with_capacity((old.len() + text.len()).min(FIELD_BYTES_MAX));
        new.push_str(old);
        for c in text.chars().filter(|c| !c.is_control()) {
            if new.len() + c.len_utf8() > FIELD_BYTES_MAX {
                break;
            }
            new.push(c);
        }
        *self = Self::new(new);
    }

    /// Types `key`; false where it means nothing here.
    pub fn press(&mut self, key: Key) -> bool {
        if let Some(c) = key.typed() {
            self.insert(c.encode_utf8(&mut [0; 4]));
            return true;
        }
        match (key.code, key.ctrl) {
            (Code::Backspace, _) => self.delete_back(),
            (Code::Char('u'), true) => *self = Self::default(),
            _ => return false,
        }
        true
    }

    fn delete_back(&mut self) {
        let old = self.0.expose();
        let last = old.graphemes(true).next_back().map_or(0, str::len);
        let kept = old.get(..old.len() - last).unwrap_or_default().to_owned();
        *self = Self::new(kept);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::key::parse_keys;

    fn typed(keys: &str) -> Field {
        let mut field = Field::default();
        for key in parse_keys(keys).unwrap() {
            field.press(key);
        }
        field
    }

    #[test]
    fn a_grapheme_is_one_step_and_one_deletion() {
        let mut field = Field::new("a🇩🇪");
        field.press(Key::plain(Code::Left));
        assert_eq!(field.before(), "a");
        field.press(Key::plain(Code::Delete));
        assert_eq!(field.text(), "a");
    }

    #[test]
    fn words_go_whole() {
        assert_eq!(typed("one two<ctrl+w>").text(), "one ");
        assert_eq!(typed("one<ctrl+w>").text(), "");
        assert_eq!(typed("one two<ctrl+u>").text(), "");
    }

    #[test]
    fn control_characters_are_not_typed() {
        let mut field = Field::default();
        field.insert("a\u{1b}[31m\nb");
        assert_eq!(field.text(), "a[31mb");
    }

    #[test]
    fn a_clone_of_a_secret_shares_it() {
        let mut one = Hidden::default();
        one.insert("öffne");
        let other = one.clone();
        assert_eq!(one, other);
        assert_eq!(one.count(), 5);
        assert_eq!(one.take().into_secret().expose(), "öffne");
        assert!(one.is_empty());
        assert!(!format!("{other:?}").contains("ffne"));
    }
}
