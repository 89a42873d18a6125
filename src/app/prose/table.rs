//! A table: columns as wide as they need, or as there is room; what does not fit goes to further
//! rows.

use pulldown_cmark::Alignment;

use crate::app::edit::markdown::Kind;
use crate::app::edit::markdown::Kinds;
use crate::app::edit::width::measure;
use crate::app::prose::Line;
use crate::app::prose::Row;
use crate::app::prose::Styled;
use crate::app::prose::line_rows;

/// Between two columns.
const BETWEEN: &str = " │ ";
/// Between two columns of the rule under the head.
const BETWEEN_RULE: &str = "─┼─";

/// A table as its cells come.
pub(super) struct Table {
    alignments: Vec<Alignment>,
    rows: Vec<Vec<Line>>,
    row: Vec<Line>,
}

impl Table {
    /// An empty table with columns aligned so.
    pub(super) fn new(alignments: Vec<Alignment>) -> Self {
        Self {
            alignments,
            rows: Vec::new(),
            row: Vec::new(),
        }
    }

    /// Takes a cell.
    pub(super) fn end_cell(&mut self, cell: Line) {
        self.row.push(cell);
    }

    /// Takes what came since the last row as a row.
    pub(super) fn end_row(&mut self) {
        let row = std::mem::take(&mut self.row);
        self.rows.push(row);
    }

    /// The rows in `room` cells, at most `max`.
    pub(super) fn rows(&self, room: usize, max: usize) -> Vec<Row> {
        let widths = self.widths(room);
        let mut rows = Vec::new();
        for (number, cells) in self.rows.iter().enumerate() {
            if rows.len() >= max {
                break;
            }
            self.row(cells, &widths, &mut rows);
            if number == 0 {
                rows.push(rule(&widths));
            }
        }
        rows.truncate(max);
        rows
    }

    /// How wide each column is: the widest give way first.
    fn widths(&self, room: usize) -> Vec<usize> {
        let count = self.alignments.len().max(1);
        let between = BETWEEN.chars().count() * (count - 1);
        let room = room.saturating_sub(between).max(count);
        let mut widths: Vec<usize> = (0..count)
            .map(|column| {
                let cells = self.rows.iter().filter_map(|row| row.get(column));
                cells
                    .map(|cell| cells_of(&cell.text, room))
                    .max()
                    .unwrap_or(0)
                    .clamp(1, room)
            })
            .collect();
        while widths.iter().sum::<usize>() > room {
            let Some(widest) = widths.iter_mut().max() else {
                break;
            };
            *widest -= 1;
        }
        widths
    }

    /// Lays out one row of cells, which takes as many rows as its longest cell.
    fn row(&self, cells: &[Line], widths: &[usize], rows: &mut Vec<Row>) {
        let empty = Line::default();
        let columns: Vec<Vec<Row>> = widths
            .iter()
            .enumerate()
            .map(|(column, width)| {
                let mut wrapped = Vec::new();
                let cell = cells.get(column).unwrap_or(&empty);
                line_rows(cell, *width, usize::MAX, &mut wrapped);
                wrapped
            })
            .collect();
        let height = columns.iter().map(Vec::len).max().unwrap_or(0);
        for line in 0..height {
            let mut row = Row::default();
            for (column, width) in widths.iter().enumerate() {
                if column > 0 {
                    row.pieces.push(marker(BETWEEN));
                }
                let part = columns.get(column).and_then(|rows| rows.get(line));
                let mut pieces = part.map(|row| row.pieces.clone()).unwrap_or_default();
                if let Some(last) = pieces.last_mut() {
                    // The blank at which a row was broken hangs behind it, over the next column.
                    last.text.truncate(last.text.trim_end().len());
                }
                let used: usize = pieces
                    .iter()
                    .map(|piece| cells_of(&piece.text, *width))
                    .sum();
                let free = width.saturating_sub(used);
                let before = match self.alignments.get(column) {
                    Some(Alignment::Right) => free,
                    Some(Alignment::Center) => free / 2,
                    Some(Alignment::Left | Alignment::None) | None => 0,
                };
                row.pieces.push(blank(before));
                row.pieces.extend(pieces);
                row.pieces.push(blank(free - before));
            }
            rows.push(row);
        }
    }
}

fn cells_of(text: &str, limit: usize) -> usize {
    measure(text, 0, usize::MAX, limit).unwrap_or(limit)
}

fn rule(widths: &[usize]) -> Row {
    let parts: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
    Row {
        indent: 0,
        pieces: vec![marker(&parts.join(BETWEEN_RULE))],
    }
}

fn marker(text: &str) -> Styled {
    Styled {
        text: text.to_owned(),
        kinds: Kinds::NONE.with(Kind::Marker),
    }
}

fn blank(cells: usize) -> Styled {
    Styled {
        text: " ".repeat(cells),
        kinds: Kinds::NONE,
    }
}
