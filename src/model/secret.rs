//! A text that must not outlive its use: no `Debug` of its content, no `Clone`, wiped on drop.

use std::fmt;

use zeroize::Zeroizing;

/// A passphrase or a key as text.
#[derive(PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes `text` over; the caller must not keep a copy.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The same text in its composed form (NFC): two keyboards may spell one passphrase in two ways.
    #[must_use]
    pub fn composed(&self) -> Self {
        use unicode_normalization::UnicodeNormalization;
        Self::new(self.0.nfc().collect())
    }

    /// The text, for the moment of its use.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
