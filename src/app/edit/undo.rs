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
    /// What it changed, in order; never empty.
    pub changes: Vec<Change>,
    /// By what.
    pub kind: Kind,
    /// When it was last added to, in milliseconds of any clock.
    pub at_ms: i64,
    /// Where the caret stood before and after.
    pub places: (Place, Place),
    /// Versions of the text before and after.
    pub versions: (u64, u64),
}

impl Step {
    fn len(&self) -> usize {
        self.changes.iter().map(Change::len).sum()
    }

    /// Takes in `next`, the changes joined where they are one stretch.
    fn add(&mut self, next: Self) {
        for change in next.changes {
            let joined = self
                .changes
                .last_mut()
                .is_some_and(|last| last.join(&change));
            if !joined {
                self.changes.push(change);
            }
        }
        self.at_ms = next.at_ms;
        self.places.1 = next.places.1;
        self.versions.1 = next.versions.1;
    }
}

/// Which way a step is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Taken back.
    Back,
    /// Done again.
    Again,
}

/// A state that the text was in, and the step that led to it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct State {
    /// The state before, and the step from there; nothing for the first.
    from: Option<(usize, Step)>,
    /// Which of the states that follow was visited last.
    next: Option<usize>,
}

/// Every state that the text was in, as a tree: what was taken back and then typed over stays a
/// branch of its own, and can be gone back to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undo {
    /// In the order in which they came about; a state follows one with a lower number. Never empty.
    states: Vec<State>,
    current: usize,
    /// Whether the last step may still grow.
    open: bool,
    /// Whether everything that comes is one step, and whether that has begun.
    group: Option<bool>,
    bytes: usize,
}

impl Default for Undo {
    fn default() -> Self {
        let first = State {
            from: None,
            next: None,
        };
        Self {
            states: vec![first],
            current: 0,
            open: false,
            group: None,
            bytes: 0,
        }
    }
}

impl Undo {
    /// Remembers `step`, joined to the one before where both are one run of typing or deleting,
    /// or one group.
    pub fn push(&mut self, step: Step) {
        self.bytes += step.len();
        let open = std::mem::replace(&mut self.open, step.kind != Kind::Other);
        let in_group = self.group == Some(true);
        self.group = self.group.map(|_| true);
        let newest = self.current + 1 == self.states.len();
        if let Some(State {
            from: Some((_, last)),
            ..
        }) = self.states.get_mut(self.current)
            && newest
            && (in_group || open && joins(last, &step))
        {
            last.add(step);
        } else {
            let number = self.states.len();
            if let Some(state) = self.states.get_mut(self.current) {
                state.next = Some(number);
            }
            self.states.push(State {
                from: Some((self.current, step)),
                next: None,
            });
            self.current = number;
        }
        self.forget();
    }

    /// Says where the caret stands after the step that was pushed last.
    pub fn set_place(&mut self, place: Place) {
        if let Some(State {
            from: Some((_, step)),
            ..
        }) = self.states.get_mut(self.current)
        {
            step.places.1 = place;
        }
    }

    /// Ends the last step: what comes next is a step of its own.
    pub fn close(&mut self) {
        self.open = false;
    }

    /// Makes one step of everything that comes until [`Undo::end_group`].
    pub fn begin_group(&mut self) {
        self.close();
        self.group = Some(false);
    }

    /// Ends the group.
    pub fn end_group(&mut self) {
        self.close();
        self.group = None;
    }

    /// The step to take back; the text is then as before it.
    pub fn undo(&mut self) -> Option<Step> {
        self.end_group();
        let (before, step) = self.states.get(self.current)?.from.clone()?;
        self.visit(before, self.current);
        self.current = before;
        Some(step)
    }

    /// The step to do again: towards the state behind this one that was visited last.
    pub fn redo(&mut self) -> Option<Step> {
        self.end_group();
        let next = self.states.get(self.current)?.next?;
        self.current = next;
        self.step(next).cloned()
    }

    /// The way to the state that came about before this one, in whatever branch; empty at the first.
    pub fn earlier(&mut self) -> Vec<(Way, Step)> {
        self.current
            .checked_sub(1)
            .map_or_else(Vec::new, |number| self.travel(number))
    }

    /// The way to the state that came about after this one; empty at the newest.
    pub fn later(&mut self) -> Vec<(Way, Step)> {
        if self.current + 1 < self.states.len() {
            self.travel(self.current + 1)
        } else {
            Vec::new()
        }
    }

    /// The steps from this state to another: back to where both branch off, and on from there.
    fn travel(&mut self, to: usize) -> Vec<(Way, Step)> {
        self.end_group();
        let (mut back, mut on) = (Vec::new(), Vec::new());
        let (mut here, mut there) = (self.current, to);
        while here != there {
            let (number, way) = if here > there {
                (here, Way::Back)
            } else {
                (there, Way::Again)
            };
            let from = self.states.get(number).and_then(|state| state.from.clone());
            let Some((before, step)) = from else { break };
            self.visit(before, number);
            match way {
                Way::Back => {
                    back.push((way, step));
                    here = before;
                }
                Way::Again => {
                    on.push((way, step));
                    there = before;
                }
            }
        }
        // On the way to a state, what leads to it counts as visited last.
        let mut number = to;
        while let Some((before, _)) = self
            .states
            .get(number)
            .and_then(|state| state.from.as_ref())
        {
            let before = *before;
            self.visit(before, number);
            number = before;
        }
        self.current = to;
        back.extend(on.into_iter().rev());
        back
    }

    fn visit(&mut self, before: usize, next: usize) {
        if let Some(state) = self.states.get_mut(before) {
            state.next = Some(next);
        }
    }

    fn step(&self, number: usize) -> Option<&Step> {
        let state = self.states.get(number)?;
        state.from.as_ref().map(|(_, step)| step)
    }

    /// Where too much is remembered, forgets the oldest quarter of the way here, and all branches
    /// that leave it there.
    fn forget(&mut self) {
        if self.bytes <= KEPT_BYTES_MAX {
            return;
        }
        let mut way = vec![self.current];
        while let Some(Some((before, _))) = way
            .last()
            .and_then(|number| self.states.get(*number))
            .map(|state| state.from.as_ref())
        {
            way.push(*before);
        }
        way.reverse();
        let root = way.get((way.len() / 4).max(1)).copied();
        let Some(root) = root.filter(|root| *root < self.current) else {
            return;
        };
        let mut kept: Vec<Option<usize>> = Vec::with_capacity(self.states.len());
        let mut states = Vec::new();
        for (number, mut state) in self.states.drain(..).enumerate() {
            if number == root {
                state.from = None;
            } else {
                let before = state.from.as_ref().map(|(before, _)| *before);
                let before = before.and_then(|before| kept.get(before).copied().flatten());
                let (Some(before), Some(from)) = (before, state.from.as_mut()) else {
                    kept.push(None);
                    continue;
                };
                from.0 = before;
            }
            kept.push(Some(states.len()));
            states.push(state);
        }
        for state in &mut states {
            state.next = state
                .next
                .and_then(|next| kept.get(next).copied().flatten());
        }
        self.current = kept.get(self.current).copied().flatten().unwrap_or(0);
        let steps = states.iter().filter_map(|state| state.from.as_ref());
        self.bytes = steps.map(|(_, step)| step.len()).sum();
        self.states = states;
    }

    /// Where the caret stood before the last step, and where in the text that begins to change it.
    /// A change that begins with a line end begins in the line below.
    pub fn last_step(&self) -> Option<(usize, usize)> {
        let step = self.step(self.current)?;
        let starts = step.changes.iter().map(|change| {
            let below = change.inserted.starts_with('\n') || change.removed.starts_with('\n');
            change.at + usize::from(below)
        });
        Some((step.places.0.caret.at, starts.min()?))
    }

    /// How many steps can be taken back.
    pub fn undo_count(&self) -> usize {
        let mut count = 0;
        let mut number = self.current;
        while let Some((before, _)) = self
            .states
            .get(number)
            .and_then(|state| state.from.as_ref())
        {
            number = *before;
            count += 1;
        }
        count
    }

    /// How many can be done again.
    pub fn redo_count(&self) -> usize {
        let mut count = 0;
        let mut number = self.current;
        while let Some(next) = self.states.get(number).and_then(|state| state.next) {
            number = next;
            count += 1;
        }
        count
    }

    /// How many states can be gone to, this one included.
    pub fn state_count(&self) -> usize {
        self.states.len()
    }
}

fn joins(last: &Step, next: &Step) -> bool {
    let soon = last.at_ms.abs_diff(next.at_ms) < PAUSE_MS.unsigned_abs();
    let (Some(before), Some(after)) = (last.changes.last(), next.changes.first()) else {
        return false;
    };
    let starts_word = next.kind == Kind::Typing
        && before.inserted.ends_with(char::is_whitespace)
        && !after.inserted.starts_with(char::is_whitespace);
    last.kind == next.kind && soon && !starts_word && before.clone().join(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(undo: &mut Undo, text: &str, pause_ms: i64) {
        for c in text.chars() {
            let last = undo.step(undo.current);
            let at = last.map_or(0, |step| step.changes[0].after().end);
            let at_ms = last.map_or(0, |step| step.at_ms) + pause_ms;
            undo.push(Step {
                changes: vec![Change {
                    at,
                    removed: String::new(),
                    inserted: c.to_string(),
                }],
                kind: Kind::Typing,
                at_ms,
                places: (Place::default(), Place::default()),
                versions: (0, 0),
            });
        }
    }

    fn texts(steps: &[(Way, Step)]) -> Vec<(Way, &str)> {
        let texts = steps.iter();
        texts
            .map(|(way, step)| (*way, step.changes[0].inserted.as_str()))
            .collect()
    }

    #[test]
    fn a_step_is_a_word_with_its_blanks() {
        let mut undo = Undo::default();
        typed(&mut undo, "one two  three", 10);
        let steps: Vec<_> = (1..4)
            .map(|number| undo.step(number).unwrap().changes[0].inserted.as_str())
            .collect();
        assert_eq!(steps, ["one ", "two  ", "three"]);
        assert_eq!(undo.state_count(), 4);
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
    fn a_new_change_leaves_what_was_taken_back_as_a_branch() {
        let mut undo = Undo::default();
        typed(&mut undo, "one two", 10);
        assert!(undo.undo().is_some());
        assert_eq!((undo.undo_count(), undo.redo_count()), (1, 1));
        typed(&mut undo, "x", 10);
        assert_eq!((undo.undo_count(), undo.redo_count()), (2, 0));
        assert!(undo.redo().is_none());
        assert_eq!(
            texts(&undo.earlier()),
            [(Way::Back, "x"), (Way::Again, "two")]
        );
        assert_eq!(texts(&undo.earlier()), [(Way::Back, "two")]);
        assert_eq!(texts(&undo.later()), [(Way::Again, "two")]);
        assert_eq!(
            texts(&undo.later()),
            [(Way::Back, "two"), (Way::Again, "x")]
        );
        assert!(undo.later().is_empty());
        undo.undo();
        assert_eq!(
            undo.redo().unwrap().changes[0].inserted,
            "x",
            "the branch visited last"
        );
    }

    #[test]
    fn a_group_is_one_step() {
        let mut undo = Undo::default();
        typed(&mut undo, "a", 10);
        undo.begin_group();
        typed(&mut undo, "one two", 5_000);
        undo.end_group();
        typed(&mut undo, "b", 10);
        assert_eq!(undo.undo_count(), 3);
    }

    #[test]
    fn too_much_is_forgotten_from_the_start() {
        let mut undo = Undo::default();
        typed(&mut undo, "one two three four five six seven eight ", 10);
        undo.undo();
        typed(&mut undo, "x", 10);
        undo.bytes = KEPT_BYTES_MAX;
        typed(&mut undo, "yz", 10);
        assert_eq!(undo.bytes, "three four five six seven eight xyz".len());
        assert_eq!(undo.state_count(), 8);
        while undo.undo().is_some() {}
        assert_eq!(undo.redo_count(), 6);
    }
}
