//! The line at the foot: what was done, or what needs its reader.

use crate::model::time::Timestamp;

/// How long a notice that needs nobody stays, in milliseconds.
pub const NOTICE_MS: i64 = 8_000;

/// How much a notice matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// Done, for information: it goes by itself.
    Done,
    /// It needs somebody: it stays until it is answered.
    Warning,
}

/// One line for the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What it says, without a full stop.
    pub text: String,
    /// The key that answers it and what that does: `z undo`; may be empty.
    pub hint: &'static str,
    /// How much it matters.
    pub weight: Weight,
    /// When it goes by itself.
    pub until: Option<Timestamp>,
    /// Whether Esc takes it away and does nothing else, whatever Esc means where it is shown.
    pub takes_esc: bool,
}

impl Notice {
    /// Something was done.
    pub fn done(at: Timestamp, text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            hint: "",
            weight: Weight::Done,
            until: Some(at.add_ms(NOTICE_MS)),
            takes_esc: false,
        }
    }

    /// Something needs its reader.
    pub fn warning(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            hint: "",
            weight: Weight::Warning,
            until: None,
            takes_esc: false,
        }
    }

    /// The same, which Esc takes away before it does anything else.
    #[must_use]
    pub fn takes_esc(mut self) -> Self {
        self.takes_esc = true;
        self
    }

    /// With the key that answers it.
    #[must_use]
    pub fn hint(mut self, hint: &'static str) -> Self {
        self.hint = hint;
        self
    }
}
