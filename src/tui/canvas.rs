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

use crate::tui::theme::Palette;

/// The cells of a window: those that are drawn, and those that its terminal shows.
#[derive(Debug)]
pub struct Canvas {
    width: u16,
    rows: Vec<Row>,
    cursor: Position,
    /// The colours of every row, and what they are drawn over.
    ground: Option<(Palette, Style)>,
    /// Keys of its own: nobody can make up two rows that look the same to it.
    hashes: RandomState,
}

#[derive(Debug)]
struct Row {
    /// As it is drawn.
    drawn: Buffer,
    /// As the terminal shows it.
    shown: Buffer,
    /// What it was drawn from; none where something else was drawn on it.
    look: Option<u64>,
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

    /// Begins a picture in the colours of `palette`: all rows become empty, but those of `kept`, of
    /// which [`Canvas::keeps`] is asked.
    pub(super) fn begin(&mut self, palette: &Palette, kept: &Range<u16>) {
        let page = palette.page();
        if self.ground.is_none_or(|(known, _)| known != *palette) {
            self.ground = Some((*palette, page));
            for row in &mut self.rows {
                row.look = None;
            }
        }
        for (number, row) in (0..).zip(&mut self.rows) {
            row.stale = kept.contains(&number);
            if !row.stale {
                row.clear(page);
            }
        }
    }

    /// Whether the row `number` still shows what is drawn from `look`. If not, it is empty now, and
    /// taken for drawn from it.
    pub(super) fn keeps(&mut self, number: u16, look: impl Hash) -> bool {
        let page = self.page();
        let look = self.hashes.hash_one(look);
        let Some(row) = self.rows.get_mut(usize::from(number)) else {
            return true;
        };
        if row.stale && row.look == Some(look) {
            row.stale = false;
            return true;
        }
        row.clear(page);
        row.look = Some(look);
        false
    }

    /// The row `number`, to be drawn on.
    pub(super) fn row(&mut self, number: u16) -> Option<&mut Buffer> {
        let page = self.page();
        let row = self.rows.get_mut(usize::from(number))?;
        if row.stale {
            row.clear(page);
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
        let page = self.page();
        for row in self.rows.iter_mut().filter(|row| row.stale) {
            row.clear(page);
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

    fn page(&self) -> Style {
        self.ground.map_or(Style::new(), |(_, page)| page)
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
