//! What the window shows, row by row. A row that looks as it did is neither drawn nor compared
//! again: in a text of any length a key then costs what it changed.

use std::hash::BuildHasher;
use std::hash::Hash;
use std::hash::RandomState;
use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::buffer::Cell;
use ratatui::layout::Position;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::app::keymap::Keymap;
use crate::app::state::Look;
use crate::app::state::State;
use crate::tui::theme::Palette;

/// The cells of a window: those that are drawn, and those that its terminal shows.
#[derive(Debug)]
pub struct Canvas {
    width: u16,
    rows: Vec<Row>,
    cursor: Position,
    /// What every row is drawn by.
    ground: Option<Ground>,
    /// Rows that were drawn together, and what all of them were drawn from.
    block: Option<(Range<u16>, u64)>,
    /// What every row is drawn over.
    page: Style,
    /// Keys of its own: nobody can make up two rows that look the same to it.
    hashes: RandomState,
}

/// What decides over the look of every row: where it is another one all are drawn anew.
#[derive(Debug, PartialEq)]
struct Ground {
    palette: Palette,
    look: Look,
    keymap: Keymap,
}

#[derive(Debug)]
struct Row {
    /// As it is drawn.
    drawn: Buffer,
    /// As the terminal shows it.
    shown: Buffer,
    /// What it was drawn from, and what that was found from; none where something else was drawn
    /// on it.
    look: Option<(u64, u64)>,
    /// Whether it can be another one than is shown.
    changed: bool,
    /// Whether it still has what was drawn last time, and nobody has said yet that it stays.
    stale: bool,
}

impl Canvas {
    /// An empty one, of a terminal that shows nothing.
    pub fn new((width, height): (u16, u16)) -> Self {
        let row = |number| {
            let empty = Buffer::empty(Rect::new(0, number, width, 1));
            Row {
                drawn: empty.clone(),
                shown: empty,
                look: None,
                changed: false,
                stale: false,
            }
        };
        Self {
            width,
            rows: (0..height).map(row).collect(),
            cursor: Position::ORIGIN,
            ground: None,
            block: None,
            page: Style::new(),
            hashes: RandomState::new(),
        }
    }

    /// Columns and rows.
    pub fn size(&self) -> (u16, u16) {
        let height = u16::try_from(self.rows.len()).unwrap_or(u16::MAX);
        (self.width, height)
    }

    /// Where the cursor was put.
    pub fn cursor(&self) -> Position {
        self.cursor
    }

    /// Every cell as it is drawn, row by row.
    pub fn cells(&self) -> impl Iterator<Item = (Position, &Cell)> {
        self.rows.iter().flat_map(|row| cells(&row.drawn))
    }

    /// Every cell as the terminal shows it, row by row.
    pub fn shown(&self) -> impl Iterator<Item = (Position, &Cell)> {
        self.rows.iter().flat_map(|row| cells(&row.shown))
    }

    /// Begins a picture of `state` in the colours of `palette`. Where `keeps` says so, what was drawn
    /// last time stays until [`Canvas::keeps`] was asked or something is drawn on it; else all rows
    /// become empty.
    pub(super) fn begin(&mut self, state: &State, palette: &Palette, keeps: bool) {
        let known = self.ground.as_ref().is_some_and(|ground| {
            ground.palette == *palette && ground.look == state.look && ground.keymap == state.keymap
        });
        if !known {
            self.page = palette.page();
            self.ground = Some(Ground {
                palette: *palette,
                look: state.look.clone(),
                keymap: state.keymap.clone(),
            });
        }
        for row in &mut self.rows {
            row.stale = keeps && known;
            if !row.stale {
                row.clear(self.page);
            }
        }
    }

    /// Whether the row `number` still shows what is drawn from `look`, which is found from `source`
    /// and only asked for where that is another. If not, the row is empty now, and taken for drawn
    /// from it.
    pub(super) fn keeps<L: Hash>(
        &mut self,
        number: u16,
        source: impl Hash,
        look: impl FnOnce() -> L,
    ) -> bool {
        let Some(row) = self.rows.get_mut(usize::from(number)) else {
            return true;
        };
        let source = self.hashes.hash_one(source);
        let known = row.look.filter(|_| row.stale);
        row.stale = false;
        if known.is_some_and(|(_, known)| known == source) {
            return true;
        }
        let look = self.hashes.hash_one(look());
        let kept = known.is_some_and(|(known, _)| known == look);
        if !kept {
            row.clear(self.page);
        }
        row.look = Some((look, source));
        kept
    }

    /// Whether the rows that were drawn together last time still show what is drawn from `source`.
    pub(super) fn keeps_block(&mut self, source: impl Hash) -> bool {
        let source = self.hashes.hash_one(source);
        let known = self.block.as_ref().filter(|(_, known)| *known == source);
        let Some((rows, _)) = known else {
            self.block = None;
            return false;
        };
        let rows = usize::from(rows.start)..usize::from(rows.end);
        let Some(rows) = self.rows.get_mut(rows) else {
            return false;
        };
        let all = rows.iter().all(|row| row.stale && row.look.is_some());
        for row in rows.iter_mut().filter(|_| all) {
            row.stale = false;
        }
        all
    }

    /// Notes that these `rows` were drawn from `source`, and from nothing else.
    pub(super) fn note_block(&mut self, rows: Range<u16>, source: impl Hash) {
        self.block = Some((rows, self.hashes.hash_one(source)));
    }

    /// The row `number`, to be drawn on.
    pub(super) fn row(&mut self, number: u16) -> Option<&mut Buffer> {
        let row = self.rows.get_mut(usize::from(number))?;
        if row.stale {
            row.clear(self.page);
        }
        row.look = None;
        row.changed = true;
        Some(&mut row.drawn)
    }

    /// The row `number`, to be drawn on from what [`Canvas::keeps`] was told.
    pub(super) fn kept_row(&mut self, number: u16) -> Option<&mut Buffer> {
        let row = self.rows.get_mut(usize::from(number))?;
        row.changed = true;
        Some(&mut row.drawn)
    }

    /// Puts the cursor, inside the window whatever is asked for.
    pub(super) fn put_cursor(&mut self, column: u16, row: u16) {
        let (width, height) = self.size();
        self.cursor.x = column.min(width.saturating_sub(1));
        self.cursor.y = row.min(height.saturating_sub(1));
    }

    /// Ends the picture: what stays of the old one and was not asked about becomes empty.
    pub(super) fn end(&mut self) {
        for number in 0..self.size().1 {
            let stale = self
                .rows
                .get(usize::from(number))
                .is_some_and(|row| row.stale);
            if stale {
                self.keeps(number, "empty", || "empty");
            }
        }
    }

    /// Cells that are others than the terminal shows, with their places.
    pub fn changes(&self) -> impl Iterator<Item = (u16, u16, &Cell)> {
        let changed = self.rows.iter().filter(|row| row.changed);
        changed.flat_map(|row| row.shown.diff_iter(&row.drawn))
    }

    /// Notes that the terminal shows all that is drawn.
    pub fn settle(&mut self) {
        for row in self.rows.iter_mut().filter(|row| row.changed) {
            row.shown.content.clone_from_slice(&row.drawn.content);
            row.changed = false;
        }
    }
}

impl Row {
    fn clear(&mut self, page: Style) {
        self.drawn.reset();
        if page != Style::new() {
            self.drawn.set_style(self.drawn.area, page);
        }
        self.look = None;
        self.changed = true;
        self.stale = false;
    }
}

fn cells(row: &Buffer) -> impl Iterator<Item = (Position, &Cell)> {
    let area = row.area;
    let cells = (area.x..).zip(&row.content);
    cells.map(move |(x, cell)| (Position::new(x, area.y), cell))
}
