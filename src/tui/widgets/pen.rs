//! Writes text into cells: cut to its room, control characters made visible, signs in ASCII where
//! the terminal has no others.

use std::borrow::Cow;
use std::hash::Hash;
use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;

use crate::app::edit::markdown::Kinds;
use crate::app::edit::width::cell_width;
use crate::app::edit::width::shown;
use crate::app::state::State;
use crate::tui::canvas::Canvas;
use crate::tui::theme::Palette;
use crate::tui::theme::Role;

/// Our own signs, and what stands for them in ASCII.
const SIGNS: &[(char, &str)] = &[
    ('…', "..."),
    ('•', "-"),
    ('│', "|"),
    ('─', "-"),
    ('┼', "+"),
    ('·', "."),
    ('“', "\""),
    ('”', "\""),
    ('✓', "ok"),
    ('▸', ">"),
    ('→', ">"),
    ('░', "-"),
    ('▒', "+"),
    ('▓', "*"),
    ('█', "#"),
];

/// A pen over the cells of a window.
pub(in crate::tui) struct Pen<'a> {
    canvas: &'a mut Canvas,
    area: Rect,
    ascii: bool,
    palette: &'a Palette,
    /// What is drawn over.
    page: Style,
    /// The row that is kept for next time as it is drawn now.
    keeping: Option<u16>,
}

impl<'a> Pen<'a> {
    /// A pen over the whole of `canvas`, which becomes an empty page; where it `keeps` rows, only
    /// those of which [`Pen::keep`] is not told that they stay.
    pub(in crate::tui) fn new(
        canvas: &'a mut Canvas,
        state: &State,
        palette: &'a Palette,
        keeps: bool,
    ) -> Self {
        let (width, height) = canvas.size();
        canvas.begin(state, palette, keeps);
        Self {
            area: Rect::new(0, 0, width, height),
            canvas,
            ascii: state.look.ascii,
            palette,
            page: palette.page(),
            keeping: None,
        }
    }

    /// Draws a row by `draw`, but where it still shows what is drawn from `look`. Settings, colours
    /// and keys need not be in there, all else on which the row depends must.
    pub(in crate::tui) fn keep(&mut self, row: u16, look: impl Hash, draw: impl FnOnce(&mut Self)) {
        self.keep_by(row, &look, || &look, draw);
    }

    /// The same where `look` costs something: it is not asked for where that from which it is found
    /// is known already.
    pub(in crate::tui) fn keep_by<L: Hash>(
        &mut self,
        row: u16,
        source: impl Hash,
        look: impl FnOnce() -> L,
        draw: impl FnOnce(&mut Self),
    ) {
        if !self.canvas.keeps(row, source, look) {
            self.keeping = Some(row);
            draw(self);
            self.keeping = None;
        }
    }

    /// Draws rows by `draw`, which returns them, but where those of last time still show what is drawn
    /// from `source`. Nothing else may be drawn on them before.
    pub(in crate::tui) fn keep_block(
        &mut self,
        source: impl Hash,
        draw: impl FnOnce(&mut Self) -> Range<u16>,
    ) {
        if !self.canvas.keeps_block(&source) {
            let rows = draw(self);
            self.canvas.note_block(rows, &source);
        }
    }

    /// The cells of a row, to be drawn on.
    fn cells_of(&mut self, row: u16) -> Option<&mut Buffer> {
        if self.keeping == Some(row) {
            self.canvas.kept_row(row)
        } else {
            self.canvas.row(row)
        }
    }

    /// The style of a part.
    pub(in crate::tui) fn style(&self, role: Role) -> Style {
        self.palette.style(role)
    }

    /// The style of Markdown of these kinds.
    pub(in crate::tui) fn prose(&self, kinds: Kinds) -> Style {
        self.palette.prose(kinds)
    }

    /// Cells in a row.
    pub(in crate::tui) fn width(&self) -> u16 {
        self.area.width
    }

    /// Rows.
    pub(in crate::tui) fn height(&self) -> u16 {
        self.area.height
    }

    /// Puts the terminal's cursor, inside the window whatever is asked for.
    pub(in crate::tui) fn cursor(&mut self, column: u16, row: u16) {
        self.canvas.put_cursor(column, row);
    }

    /// Writes our own words in at most `room` cells; returns the column behind them.
    pub(in crate::tui) fn say(&mut self, at: (u16, u16), room: u16, text: &str, role: Role) -> u16 {
        let text = self.in_our_signs(text);
        self.styled(at, room, &text, self.palette.style(role))
    }

    /// Writes somebody's words, as [`Pen::say`] does but for their signs.
    pub(in crate::tui) fn quote(
        &mut self,
        at: (u16, u16),
        room: u16,
        text: &str,
        role: Role,
    ) -> u16 {
        self.styled(at, room, text, self.palette.style(role))
    }

    /// Writes our own words so that they end before the column `end`; returns where they begin.
    pub(in crate::tui) fn say_right(&mut self, end: u16, row: u16, text: &str, role: Role) -> u16 {
        let text = self.in_our_signs(text).into_owned();
        let cells = cells(&text).min(end);
        self.styled((end - cells, row), cells, &text, self.palette.style(role));
        end - cells
    }

    /// Writes `text`, which may be cut with a sign, in at most `room` cells; returns the column
    /// behind it.
    pub(in crate::tui) fn styled(
        &mut self,
        at: (u16, u16),
        room: u16,
        text: &str,
        style: Style,
    ) -> u16 {
        let (column, row) = at;
        let room = room.min(self.area.width.saturating_sub(column));
        if row >= self.area.height || room == 0 {
            return column;
        }
        let style = self.page.patch(style);
        let (fits, ellipsis) = fitting(text, room, if self.ascii { "..." } else { "…" });
        let Some(cells) = self.cells_of(row) else {
            return column;
        };
        let behind = put(cells, (column, row), room, fits, style);
        let left = (column + room).saturating_sub(behind);
        put(cells, (behind, row), left, ellipsis, style)
    }

    /// Writes `text` up to `room` cells and drops what is beyond without a sign.
    pub(in crate::tui) fn clipped(
        &mut self,
        at: (u16, u16),
        room: u16,
        text: &str,
        style: Style,
    ) -> u16 {
        let (column, row) = at;
        let room = room.min(self.area.width.saturating_sub(column));
        if row >= self.area.height {
            return column;
        }
        let style = self.page.patch(style);
        match self.cells_of(row) {
            Some(cells) => put(cells, at, room, text, style),
            None => column,
        }
    }

    /// Writes one grapheme that is fit for a terminal and `width` cells wide, as the editor's rows
    /// give it: what is known of it is not found out again. A blank may be wider than it is.
    pub(in crate::tui) fn cell(&mut self, at: (u16, u16), width: u16, text: &str, style: Style) {
        let (column, row) = at;
        if row >= self.area.height || column.saturating_add(width) > self.area.width {
            return;
        }
        let style = self.page.patch(style);
        let Some(cells) = self.cells_of(row) else {
            return;
        };
        if let Some(cell) = cells.cell_mut((column, row)) {
            cell.set_symbol(text).set_style(style);
        }
        for behind in column + 1..column + width {
            if let Some(cell) = cells.cell_mut((behind, row)) {
                cell.set_symbol(" ").set_style(style);
            }
        }
    }

    /// Marks places of a text that was written from `at` on in `room` cells: what a search found.
    pub(in crate::tui) fn mark(
        &mut self,
        (left, row): (u16, u16),
        room: u16,
        text: &str,
        places: &[Range<usize>],
    ) {
        let style = self.palette.style(Role::Hit);
        let whole = cells(text) <= room;
        let end = left.saturating_add(if whole { room } else { room.saturating_sub(1) });
        for place in places {
            let before = text.get(..place.start).unwrap_or(text);
            let hit = text.get(place.clone()).unwrap_or_default();
            let first = left.saturating_add(cells(before)).min(end);
            let width = cells(hit).min(end - first);
            let area = Rect::new(first, row, width, 1).intersection(self.area);
            if let Some(cells) = self.cells_of(row) {
                cells.set_style(area, style);
            }
        }
    }

    /// A thin rule down the column, `rows` long.
    pub(in crate::tui) fn rule_down(&mut self, column: u16, top: u16, rows: u16) {
        for row in top..top.saturating_add(rows) {
            self.say((column, row), 1, "│", Role::Quiet);
        }
    }

    /// Our own words with the signs that this terminal has.
    fn in_our_signs<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if !self.ascii || text.is_ascii() {
            return Cow::Borrowed(text);
        }
        let mut plain = String::with_capacity(text.len());
        for c in text.chars() {
            match SIGNS.iter().find(|(sign, _)| *sign == c) {
                Some((_, ascii)) => plain.push_str(ascii),
                None => plain.push(c),
            }
        }
        Cow::Owned(plain)
    }

    /// Words of ours as this terminal has them.
    pub(in crate::tui) fn ours(&self, text: &str) -> String {
        self.in_our_signs(text).into_owned()
    }
}

/// How many cells `text` takes.
pub(in crate::tui) fn cells(text: &str) -> u16 {
    let cells: usize = text.graphemes(true).map(grapheme_cells).sum();
    u16::try_from(cells).unwrap_or(u16::MAX)
}

fn grapheme_cells(part: &str) -> usize {
    usize::from(cell_width(&shown(part)))
}

/// As much of `text` as fits, and the sign for the rest where there is any.
fn fitting<'t>(text: &'t str, room: u16, ellipsis: &'static str) -> (&'t str, &'static str) {
    let room = usize::from(room);
    let sign = usize::from(cells(ellipsis));
    let mut used = 0;
    let mut cut = 0;
    for (at, part) in text.grapheme_indices(true) {
        used += grapheme_cells(part);
        if used > room {
            let kept = text.get(..cut).unwrap_or_default();
            return (kept, if sign <= room { ellipsis } else { "" });
        }
        if used + sign <= room {
            cut = at + part.len();
        }
    }
    (text, "")
}

fn put(buffer: &mut Buffer, at: (u16, u16), room: u16, text: &str, style: Style) -> u16 {
    let (mut column, row) = at;
    let end = column.saturating_add(room);
    for part in text.graphemes(true) {
        let sign = shown(part);
        let cells = cell_width(&sign);
        if sign.is_empty() || cells == 0 {
            continue;
        }
        if column.saturating_add(cells) > end {
            break;
        }
        if let Some(cell) = buffer.cell_mut((column, row)) {
            cell.reset();
            cell.set_symbol(&sign).set_style(style);
        }
        for behind in column + 1..column + cells {
            if let Some(cell) = buffer.cell_mut((behind, row)) {
                cell.reset();
                cell.set_style(style);
            }
        }
        column += cells;
    }
    column
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_ends_with_a_sign() {
        assert_eq!(fitting("two pages", 9, "…"), ("two pages", ""));
        assert_eq!(fitting("two pages", 8, "…"), ("two pag", "…"));
        assert_eq!(fitting("two pages", 8, "..."), ("two p", "..."));
        assert_eq!(fitting("雨の音", 5, "…"), ("雨の", "…"));
        assert_eq!(fitting("two", 0, "…"), ("", ""));
    }
}
