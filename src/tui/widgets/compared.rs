//! Two versions in rows, beside one another or one below the other. A sign says whose a row is,
//! never colour alone.

use crate::app::compare::Compared;
use crate::app::compare::Row;
use crate::app::layout::Span;
use crate::model::diff::Sign;
use crate::tui::theme::Role;
use crate::tui::widgets::pen::Pen;

/// Where they stand.
#[derive(Clone, Copy)]
pub(in crate::tui) struct Frame {
    /// The columns of the old version, or of both.
    pub(in crate::tui) first: Span,
    /// The columns of the new one.
    pub(in crate::tui) second: Option<Span>,
    /// The first row.
    pub(in crate::tui) top: u16,
    /// How many rows.
    pub(in crate::tui) rows: u16,
}

/// Draws `compared` from its row `from` on; `signs` stand before what only the first or only the
/// second version has.
pub(in crate::tui) fn draw(
    pen: &mut Pen<'_>,
    frame: Frame,
    compared: &Compared,
    from: usize,
    signs: [&str; 2],
) {
    let lines = frame.top..frame.top.saturating_add(frame.rows);
    match compared {
        Compared::Below(rows) => {
            for (line, text) in lines.zip(rows.iter().skip(from)) {
                row(pen, frame.first, line, text, signs);
            }
        }
        Compared::Beside(rows) => {
            let second = frame.second.unwrap_or(frame.first);
            for (line, (old, new)) in lines.zip(rows.iter().skip(from)) {
                for (span, text) in [(frame.first, old), (second, new)] {
                    if let Some(text) = text {
                        row(pen, span, line, text, signs);
                    }
                }
            }
        }
    }
}

fn row(pen: &mut Pen<'_>, span: Span, line: u16, row: &Row, signs: [&str; 2]) {
    let (sign, role) = match row.sign {
        Sign::Same => (" ", Role::Plain),
        Sign::Removed => (signs[0], Role::Warning),
        Sign::Added => (signs[1], Role::Good),
    };
    pen.say((span.left, line), 1, sign, role);
    let end = span.left + span.width;
    let mut column = span.left + 2;
    for piece in &row.pieces {
        let role = if piece.changed {
            Role::Hit
        } else {
            Role::Plain
        };
        let style = pen.style(role);
        let room = end.saturating_sub(column);
        column = pen.clipped((column, line), room, &piece.text, style);
    }
}
