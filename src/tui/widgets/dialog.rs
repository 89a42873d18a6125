//! A page of sentences, and a field to type into.

use crate::app::field::Field;
use crate::app::field::Hidden;
use crate::app::layout;
use crate::tui::theme::Role;
use crate::tui::widgets::pen::Pen;
use crate::tui::widgets::pen::cells;

/// Words of ours, wrapped to `room` cells from `(left, row)` down; returns the row below them.
pub(in crate::tui) fn paragraph(
    pen: &mut Pen<'_>,
    (left, mut row): (u16, u16),
    room: u16,
    text: &str,
    role: Role,
) -> u16 {
    for line in layout::paragraph(text, room) {
        pen.say((left, row), room, &line, role);
        row += 1;
    }
    row
}

/// Somebody's words, wrapped to `room` cells and at most `count` rows; what is beyond is cut with a
/// sign.
pub(in crate::tui) fn quoted(
    pen: &mut Pen<'_>,
    (left, mut row): (u16, u16),
    (room, count): (u16, u16),
    text: &str,
) {
    let last = row + count.saturating_sub(1);
    let mut words = text.split(' ').peekable();
    let mut line = String::new();
    while row < last
        && let Some(word) = words.peek()
    {
        if !line.is_empty() && cells(&line) + 1 + cells(word) > room {
            pen.quote((left, row), room, &line, Role::Quiet);
            row += 1;
            line.clear();
            continue;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        words.next();
    }
    for word in words {
        if cells(&line) > room {
            break;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    pen.quote((left, row), room, &line, Role::Quiet);
}

/// A field with its sign and the cursor where it is typed; what does not fit goes at the left.
pub(in crate::tui) fn field(
    pen: &mut Pen<'_>,
    (left, row): (u16, u16),
    room: u16,
    sign: &str,
    field: &Field,
) {
    let column = pen.say((left, row), room, sign, Role::Key) + 1;
    let room = room.saturating_sub(column - left);
    let mut text = field.text();
    let mut before = field.before();
    while cells(before) + 1 > room {
        let Some(first) = before.chars().next() else {
            break;
        };
        before = before.get(first.len_utf8()..).unwrap_or_default();
        text = text.get(first.len_utf8()..).unwrap_or_default();
    }
    pen.quote((column, row), room, text, Role::Plain);
    pen.cursor(column + cells(before), row);
}

/// A field whose text is shown as dots, or not.
pub(in crate::tui) fn hidden(
    pen: &mut Pen<'_>,
    (left, row): (u16, u16),
    room: u16,
    hidden: &Hidden,
    shown: bool,
) -> (u16, u16) {
    let column = pen.say((left, row), room, ">", Role::Key) + 1;
    let room = room.saturating_sub(column - left + 1);
    if shown {
        let end = pen.quote((column, row), room, hidden.expose(), Role::Plain);
        return (end, row);
    }
    (dots(pen, (column, row), room, hidden.count()), row)
}

/// So many dots; returns the column behind them.
pub(in crate::tui) fn dots(pen: &mut Pen<'_>, at: (u16, u16), room: u16, count: usize) -> u16 {
    let dots = "•".repeat(count.min(usize::from(room)));
    pen.say(at, room, &dots, Role::Plain)
}
