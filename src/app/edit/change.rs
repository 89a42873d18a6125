//! One change of the text, which knows how to be taken back.

use std::fmt;
use std::ops::Range;

/// At the byte `at`, `removed` gave way to `inserted`.
#[derive(Clone, PartialEq, Eq)]
pub struct Change {
    /// Where, in bytes from the start of the text.
    pub at: usize,
    /// What stood there.
    pub removed: String,
    /// What stands there now.
    pub inserted: String,
}

impl Change {
    /// The change that takes this one back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        Self {
            at: self.at,
            removed: self.inserted.clone(),
            inserted: self.removed.clone(),
        }
    }

    /// The bytes that the change replaces.
    pub fn before(&self) -> Range<usize> {
        self.at..self.at + self.removed.len()
    }

    /// The bytes that it leaves.
    pub fn after(&self) -> Range<usize> {
        self.at..self.at + self.inserted.len()
    }

    /// How many bytes of text the change holds.
    pub fn len(&self) -> usize {
        self.removed.len() + self.inserted.len()
    }

    /// Whether the change changes nothing.
    pub fn is_empty(&self) -> bool {
        self.removed == self.inserted
    }

    /// How many line ends it took away.
    pub fn removed_lines(&self) -> usize {
        line_ends(&self.removed)
    }

    /// How many it brought.
    pub fn inserted_lines(&self) -> usize {
        line_ends(&self.inserted)
    }

    /// Takes in `next`, which was made right after this one, where the two are one stretch of
    /// typing or deleting. False, and nothing done, where they are not.
    pub fn join(&mut self, next: &Self) -> bool {
        if next.removed.is_empty() && next.at == self.after().end {
            self.inserted.push_str(&next.inserted);
        } else if self.inserted.is_empty()
            && next.inserted.is_empty()
            && next.before().end == self.at
        {
            self.removed.insert_str(0, &next.removed);
            self.at = next.at;
        } else if self.inserted.is_empty() && next.inserted.is_empty() && next.at == self.at {
            self.removed.push_str(&next.removed);
        } else {
            return false;
        }
        true
    }
}

impl fmt::Debug for Change {
    /// Sizes only: a private text must not reach a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (at, removed, inserted) = (self.at, self.removed.len(), self.inserted.len());
        write!(f, "Change(at {at}: -{removed} +{inserted} bytes)")
    }
}

fn line_ends(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'\n').count()
}
