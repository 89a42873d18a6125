//! What was done, so that it can be taken back and done again, exactly.

use crate::app::edit::change::Change;
use crate::app::edit::cursor::Caret;

/// A pause this long ends a step, in milliseconds.
pub const PAUSE_MS: i64 = 700;
/// Bytes of changes that are kept; beyond that the oldest steps are forgotten.
const KEPT_BYTES_MAX: usize = 256 << 20;

/// What a change was made by: only changes of one kind join.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Typed letters; a step is a word with the blanks behind it.
    Typing,
    /// Deleted letter by letter.
    Deleting,
    /// Anything else; each is a step of its own.
    Other,
}

/// Caret and selection as they were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The caret.
    pub caret: Caret,
    /// The other end of the selection.
    pub anchor: Option<usize>,
}

/// One step of undo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it changed.
    pub change: Change,
    /// By what.
    pub kind: Kind,
    /// When it was last added to, in milliseconds of any clock.
    pub at_ms: i64,
    /// Where the caret stood before and after.
    pub places: (Place, Place),
    /// Versions of the text before and after.
    pub versions: (u64, u64),
}

/// The steps done and taken back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Undo {
    done: Vec<Step>,
    undone: Vec<Step>,
    /// Whether the last step may still grow.
    open: bool,
    bytes: usize,
}

impl Undo {
    /// Remembers `step`, joined to the one before where both are one run of typing or deleting.
    /// What was taken back can no longer be done again.
    pub fn push(&mut self, step: Step) {
        let forgotten: usize = self.undone.drain(..).map(|step| step.change.len()).sum();
        self.bytes = self.bytes.saturating_sub(forgotten) + step.change.len();
        let open = std::mem::replace(&mut self.open, step.kind != Kind::Other);
        if let Some(last) = self.done.last_mut()
            && open
            && joins(last, &step)
            && last.change.join(&step.change)
        {
            last.at_ms = step.at_ms;
            last.places.1 = step.places.1;
            last.versions.1 = step.versions.1;
        } else {
            self.done.push(step);
        }
        self.forget();
    }

    fn forget(&mut self) {
        let mut forgotten = 0;
        while self.bytes > KEPT_BYTES_MAX && forgotten + 1 < self.done.len() {
            let length = self.done.get(forgotten).map_or(0, |step| step.change.len());
            self.bytes = self.bytes.saturating_sub(length);
            forgotten += 1;
        }
        self.done.drain(..forgotten);
    }

    /// Ends the last step: what comes next is a step of its own.
    pub fn close(&mut self) {
        self.open = false;
    }

    /// The step to take back, which then waits to be done again.
    pub fn undo(&mut self) -> Option<&Step> {
        self.open = false;
        self.undone.push(self.done.pop()?);
        self.undone.last()
    }

    /// The step to do again.
    pub fn redo(&mut self) -> Option<&Step> {
        self.open = false;
        self.done.push(self.undone.pop()?);
        self.done.last()
    }

    /// How many steps can be taken back.
    pub fn undo_count(&self) -> usize {
        self.done.len()
    }

    /// How many can be done again.
    pub fn redo_count(&self) -> usize {
        self.undone.len()
    }
}

fn joins(last: &Step, next: &Step) -> bool {
    let soon = last.at_ms.abs_diff(next.at_ms) < PAUSE_MS.unsigned_abs();
    let starts_word = next.kind == Kind::Typing
        && last.change.inserted.ends_with(char::is_whitespace)
        && !next.change.inserted.starts_with(char::is_whitespace);
    last.kind == next.kind && soon && !starts_word
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(undo: &mut Undo, text: &str, pause_ms: i64) {
        for c in text.chars() {
            let end = undo.done.last().map_or(0, |step| step.change.after().end);
            let at_ms = undo.done.last().map_or(0, |step| step.at_ms) + pause_ms;
            undo.push(Step {
                change: Change {
                    at: end,
                    removed: String::new(),
                    inserted: c.to_string(),
                },
                kind: Kind::Typing,
                at_ms,
                places: (Place::default(), Place::default()),
                versions: (0, 0),
            });
        }
    }

    #[test]
    fn a_step_is_a_word_with_its_blanks() {
        let mut undo = Undo::default();
        typed(&mut undo, "one two  three", 10);
        let steps: Vec<_> = undo
            .done
            .iter()
            .map(|s| s.change.inserted.as_str())
            .collect();
        assert_eq!(steps, ["one ", "two  ", "three"]);
    }

    #[test]
    fn a_pause_ends_a_step_and_so_does_a_save() {
        let mut undo = Undo::default();
        typed(&mut undo, "ab", 700);
        assert_eq!(undo.undo_count(), 2);
        let mut undo = Undo::default();
        typed(&mut undo, "ab", 699);
        undo.close();
        typed(&mut undo, "c", 1);
        assert_eq!(undo.undo_count(), 2);
    }

    #[test]
    fn a_new_change_forgets_what_was_taken_back() {
        let mut undo = Undo::default();
        typed(&mut undo, "one two", 10);
        assert!(undo.undo().is_some());
        assert_eq!((undo.undo_count(), undo.redo_count()), (1, 1));
        typed(&mut undo, "x", 10);
        assert_eq!((undo.undo_count(), undo.redo_count()), (2, 0));
        assert!(undo.redo().is_none());
    }
}
