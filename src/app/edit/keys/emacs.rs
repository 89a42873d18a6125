//! emacs' keys.

use crate::app::edit::editor::Editor;
use crate::app::edit::keys::Sign;
use crate::app::edit::keys::Typing;
use crate::app::edit::keys::Wish;
use crate::app::key::Key;

/// All that emacs' keys remember.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Emacs {}

impl Emacs {
    /// Does what `key` means.
    pub fn press(&mut self, _: &mut Editor, _: Key, _: i64, _: Typing<'_>) -> Option<Vec<Wish>> {
        None
    }
    /// Another text.
    pub fn open(&mut self) {}
    /// Follows.
    pub fn follow(&mut self, _: &mut Editor) {}
    /// Status.
    pub fn sign(&self) -> Sign {
        Sign::default()
    }
}
