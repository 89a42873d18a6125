//! What key sets ask of the window and of a selection that ends behind the caret.

use std::ops::Range;

use crate::app::edit::cursor;
use crate::app::edit::cursor::Motion;
use crate::app::edit::editor::Editor;

impl Editor {
    /// Shows `range` as selected, though the caret stands elsewhere; until the next command.
    pub fn show_selected(&mut self, range: Range<usize>) {
        self.anchor = None;
        self.shown = Some(range);
    }

    /// Column of the caret in its row, in cells.
    pub fn row_column(&self) -> usize {
        cursor::column(&self.buffer, &self.layout, self.cursor.caret)
    }

    /// Where `motion` leads, without going there; in bytes.
    pub fn where_to(&mut self, motion: Motion) -> usize {
        self.moved(motion).caret.at
    }

    /// The place `rows` rows down or up from the caret, in or before `column`; as many as there
    /// are. `None` where there is none.
    pub fn rows_away(&mut self, down: bool, rows: usize, column: usize) -> Option<usize> {
        let from = self.caret_row();
        let mut to = from;
        for _ in 0..rows {
            let next = if down {
                self.layout.below(&self.buffer, to)
            } else {
                self.layout.above(&self.buffer, to)
            };
            match next {
                Some(next) => to = next,
                None => break,
            }
        }
        if to == from {
            return None;
        }
        let caret = cursor::at_column(&self.buffer, &mut self.layout, to, column);
        let (bytes, last) = self.layout.bytes(&self.buffer, to);
        // The end of a wrapped row is the start of the next: the grapheme before it is meant.
        if !last && caret.at >= bytes.end && bytes.end > bytes.start {
            return Some(crate::app::edit::grapheme::previous(
                &self.buffer,
                bytes.end,
            ));
        }
        Some(caret.at)
    }

    /// Where row `row` of the window begins, or the last one above it that shows text; in bytes.
    pub fn place_of_row(&self, row: usize) -> usize {
        let rows = self.visible_rows();
        rows.take(row + 1)
            .last()
            .map_or(self.cursor.caret.at, |row| row.bytes.start)
    }

    /// How many rows the window shows text in, at least 1.
    pub fn rows_shown(&self) -> usize {
        self.visible_rows().count().max(1)
    }

    /// Scrolls so that the caret stands in row `row` of the window, as far as the text allows.
    pub fn put_caret_in_row(&mut self, row: u16) {
        self.top = self.caret_row();
        for _ in 0..row.min(self.size.1.saturating_sub(1)) {
            match self.layout.above(&self.buffer, self.top) {
                Some(above) => self.top = above,
                None => break,
            }
        }
        self.settle();
    }

    /// Scrolls one row; a caret that would leave the window stays at its edge.
    pub fn scroll_row(&mut self, down: bool) {
        let row = self.cursor_cell().1;
        let last = self.size.1.saturating_sub(1);
        if down && row == 0 {
            let motion = Motion::Down;
            self.cursor = self.moved(motion);
            self.put_caret_in_row(0);
        } else if !down && row >= last {
            self.cursor = self.moved(Motion::Up);
            self.put_caret_in_row(last);
        } else if down {
            self.put_caret_in_row(row - 1);
        } else {
            self.put_caret_in_row(row + 1);
        }
    }

    /// Where the caret stood before the step that would be taken back next, and where in the text
    /// that step begins to change it, both in bytes.
    pub fn last_step(&self) -> Option<(usize, usize)> {
        self.undo.last_step()
    }
}
