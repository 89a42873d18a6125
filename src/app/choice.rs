//! One row of a list that is chosen, and how far the list is scrolled for it.

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

    /// Goes so many rows down, or up where `by` is below 0.
    pub fn step(&mut self, by: isize, count: usize, rows: usize) {
        self.set(self.chosen.saturating_add_signed(by), count, rows);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
