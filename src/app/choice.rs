//! One row of a list that is chosen, how far the list is scrolled for it, and the verbs and the mouse
//! by which a list is gone through.

use crate::app::action::Action;
use crate::app::event::Mouse;
use crate::app::event::MouseKind;

/// Rows of text that one notch of the wheel scrolls.
pub(crate) const WHEEL_ROWS: isize = 3;

/// The chosen row and the first one that is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// The chosen row.
    pub chosen: usize,
    /// The first row that is shown.
    pub top: usize,
}

impl Choice {
    /// Chooses `row` of `count`, or the last one, and scrolls as far as a window of `rows` needs.
    pub fn set(&mut self, row: usize, count: usize, rows: usize) {
        let rows = rows.max(1);
        self.chosen = row.min(count.saturating_sub(1));
        self.top = self.top.min(self.chosen);
        if self.chosen >= self.top + rows {
            self.top = self.chosen + 1 - rows;
        }
        self.top = self.top.min(count.saturating_sub(rows));
    }

    /// Chooses the row that is clicked on, where the list of `count` rows begins at the window's row
    /// `first`; whether there was one.
    pub fn click(&mut self, mouse: Mouse, first: u16, count: usize) -> bool {
        let line = mouse.row.checked_sub(first).map(usize::from);
        let row = line.map(|line| self.top + line);
        let row = row.filter(|row| *row < count && mouse.kind == MouseKind::Press);
        self.chosen = row.unwrap_or(self.chosen);
        row.is_some()
    }

    /// Goes so many rows down, or up where `by` is below 0.
    pub fn step(&mut self, by: isize, count: usize, rows: usize) {
        self.set(self.chosen.saturating_add_signed(by), count, rows);
    }
}

/// How many rows a verb goes down in a list or a text that shows `rows` of them, up below 0; none
/// where it goes nowhere. A page leaves one row of what was seen.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "six verbs of a hundred move"
)]
pub(crate) fn steps(action: Action, rows: usize) -> Option<isize> {
    let page = isize::try_from(rows).unwrap_or(isize::MAX).max(2) - 1;
    match action {
        Action::Up => Some(-1),
        Action::Down => Some(1),
        Action::PageUp => Some(-page),
        Action::PageDown => Some(page),
        Action::First => Some(isize::MIN / 2),
        Action::Last => Some(isize::MAX / 2),
        _ => None,
    }
}

/// How many rows the mouse goes down where one notch of the wheel is `each`; none where it is not the
/// wheel.
pub(crate) fn wheel(mouse: Mouse, each: isize) -> Option<isize> {
    match mouse.kind {
        MouseKind::WheelUp => Some(-each),
        MouseKind::WheelDown => Some(each),
        MouseKind::Press | MouseKind::Drag | MouseKind::Release => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_leaves_a_row_of_what_was_seen() {
        assert_eq!(steps(Action::PageDown, 10), Some(9));
        assert_eq!(steps(Action::PageUp, 0), Some(-1));
        assert_eq!(steps(Action::Back, 10), None);
    }

    #[test]
    fn a_click_chooses_what_is_below_it() {
        let mut choice = Choice { chosen: 3, top: 2 };
        let mut mouse = Mouse {
            kind: MouseKind::Press,
            column: 0,
            row: 4,
        };
        assert!(choice.click(mouse, 2, 20));
        assert_eq!((choice.chosen, choice.top), (4, 2));
        assert!(!choice.click(mouse, 2, 4), "below the last row");
        assert!(!choice.click(mouse, 5, 20), "above the first row");
        mouse.kind = MouseKind::Drag;
        assert!(!choice.click(mouse, 2, 20));
        assert_eq!(choice.chosen, 4);
    }

    #[test]
    fn the_chosen_row_is_always_shown() {
        let mut choice = Choice::default();
        choice.step(7, 20, 5);
        assert_eq!((choice.chosen, choice.top), (7, 3));
        choice.step(-6, 20, 5);
        assert_eq!((choice.chosen, choice.top), (1, 1));
        choice.set(usize::MAX, 20, 5);
        assert_eq!((choice.chosen, choice.top), (19, 15));
        choice.set(19, 3, 5);
        assert_eq!((choice.chosen, choice.top), (2, 0));
        choice.step(1, 0, 0);
        assert_eq!((choice.chosen, choice.top), (0, 0));
    }
}
