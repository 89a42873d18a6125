//! Draws [`crate::app::screens::sync`]: the proof first, for it is the line that counts.

use crate::app::field::Field;
use crate::app::layout;
use crate::app::screens::sync;
use crate::app::screens::sync::Part;
use crate::app::screens::sync::Piece;
use crate::app::state::State;
use crate::model::amount::counted;
use crate::model::amount::thousands;
use crate::tui::theme::Role;
use crate::tui::widgets::bars;
use crate::tui::widgets::dialog;
use crate::tui::widgets::pen::Pen;

pub(in crate::tui) fn draw(pen: &mut Pen<'_>, state: &State) {
    bars::head(pen, "Sync and proof", &standing(state));
    let narrow = layout::is_narrow(pen.width());
    let left = if narrow { 1 } else { 3 };
    pen.cursor(left, sync::ROWS_ABOVE + u16::from(!narrow));
    let rows = sync::rows(state);
    let shown = sync::shown(state);
    let top = state.sync.top.min(rows.len().saturating_sub(shown));
    let mut below = sync::ROWS_ABOVE;
    for row in rows.iter().skip(top).take(shown) {
        for piece in row {
            draw_piece(pen, below, piece);
        }
        below += 1;
    }
    bars::foot(pen, state);
    if let Some(field) = &state.sync.adding {
        adding(pen, (left, below + 1), field);
    }
}

fn draw_piece(pen: &mut Pen<'_>, row: u16, piece: &Piece) {
    let (at, room) = ((piece.column, row), piece.room);
    match piece.part {
        Part::Name => pen.quote(at, room, &piece.text, Role::Plain),
        Part::Address => pen.quote(at, room, &piece.text, Role::Quiet),
        Part::Plain => pen.say(at, room, &piece.text, Role::Plain),
        Part::Quiet => pen.say(at, room, &piece.text, Role::Quiet),
        Part::Heading => pen.say(at, room, &piece.text, Role::Heading),
        Part::Work => pen.say(at, room, &piece.text, Role::Place),
        Part::Good => pen.say(at, room, &piece.text, Role::Good),
        Part::Warning => pen.say(at, room, &piece.text, Role::Warning),
    };
}

fn standing(state: &State) -> String {
    if let Some(work) = &state.work {
        let (what, progress) = sync::named(work);
        return bars::working(what, progress.done, progress.total);
    }
    let Some(facts) = &state.facts else {
        return String::new();
    };
    let warnings: usize = facts
        .remotes
        .iter()
        .map(|remote| remote.notices.len())
        .sum();
    match warnings {
        0 if facts.remotes.is_empty() => "no remote yet".to_owned(),
        0 if facts.unsynced > 0 => format!("{} not synced", thousands(facts.unsynced)),
        0 => "in sync".to_owned(),
        n => format!("! {}", counted(n as u64, "warning", "warnings")),
    }
}

fn adding(pen: &mut Pen<'_>, (left, row): (u16, u16), field: &Field) {
    let row = row.min(pen.height().saturating_sub(4));
    let room = room(pen, left);
    let blanks = " ".repeat(usize::from(room));
    for line in row..row + 2 {
        pen.say((left, line), room, &blanks, Role::Plain);
    }
    let text = if layout::is_narrow(pen.width()) {
        "URL; Enter adds it, Esc does not"
    } else {
        "URL of a git repository of yours; Enter adds it, Esc does not"
    };
    pen.say((left, row), room, text, Role::Heading);
    dialog::field(pen, (left, row + 1), room, ">", field);
}

fn room(pen: &Pen<'_>, left: u16) -> u16 {
    pen.width()
        .saturating_sub(left + 1)
        .min(layout::TEXT_CELLS_MAX + 4)
}
