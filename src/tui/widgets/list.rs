//! Rows of rendered prose, for the preview and the reading view.

use crate::app::edit::markdown::Kind;
use crate::app::prose::Row;
use crate::tui::widgets::pen::Pen;

/// Draws `rows` from `(left, top)` down, at most `count` of them, each in `room` cells.
pub(in crate::tui) fn prose<'r>(
    pen: &mut Pen<'_>,
    (left, top): (u16, u16),
    (room, count): (u16, u16),
    rows: impl Iterator<Item = &'r Row>,
) {
    for (line, row) in (top..top.saturating_add(count)).zip(rows) {
        let indent = u16::try_from(row.indent).unwrap_or(u16::MAX).min(room);
        let mut column = left + indent;
        for piece in &row.pieces {
            let left_over = (left + room).saturating_sub(column);
            let style = pen.prose(piece.kinds);
            if piece.kinds.has(Kind::Marker) {
                let text = pen.ours(&piece.text);
                column = pen.clipped((column, line), left_over, &text, style);
            } else {
                column = pen.clipped((column, line), left_over, &piece.text, style);
            }
        }
    }
}
