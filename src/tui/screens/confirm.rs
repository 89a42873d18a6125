//! Draws [`crate::app::screens::confirm`].

use crate::app::edit::words;
use crate::app::event::Kept;
use crate::app::layout;
use crate::app::prose;
use crate::app::screens::confirm::Confirm;
use crate::app::state::State;
use crate::model::amount::counted;
use crate::tui::theme::Role;
use crate::tui::widgets::bars;
use crate::tui::widgets::dialog;
use crate::tui::widgets::list;
use crate::tui::widgets::pen::Pen;

pub(in crate::tui) fn draw(pen: &mut Pen<'_>, state: &State) {
    match &state.confirm {
        Some(Confirm::Draft(kept)) => draft(pen, state, kept),
        Some(Confirm::Leave) => leave(pen),
        None => {}
    }
    let cursor = (
        if layout::is_narrow(pen.width()) { 1 } else { 3 },
        choices_row(pen, state),
    );
    bars::foot(pen, state);
    pen.cursor(cursor.0, cursor.1);
}

fn keys(state: &State) -> &'static [(&'static str, &'static str)] {
    match &state.confirm {
        Some(Confirm::Draft(_)) => &[
            ("Enter", "go on with it"),
            ("x", "throw it away"),
            ("Esc", "ask me later"),
        ],
        Some(Confirm::Leave) => &[
            ("s", "save and leave"),
            ("d", "leave it as a draft"),
            ("x", "throw the changes away"),
            ("Esc", "back to the text"),
        ],
        None => &[],
    }
}

/// Draws the choices above the last rows; returns where they begin.
fn choices_row(pen: &mut Pen<'_>, state: &State) -> u16 {
    let left = if layout::is_narrow(pen.width()) { 1 } else { 3 };
    let keys = keys(state);
    let rows = u16::try_from(keys.len()).unwrap_or(0) + 2;
    let top = pen.height().saturating_sub(rows);
    for (row, (key, text)) in (top..).zip(keys) {
        pen.say((left, row), 6, key, Role::Key);
        let room = pen.width().saturating_sub(left + 7);
        pen.say((left + 7, row), room, text, Role::Plain);
    }
    top
}

fn draft(pen: &mut Pen<'_>, state: &State, kept: &Kept) {
    let narrow = layout::is_narrow(pen.width());
    bars::head(
        pen,
        "A draft from last time",
        &bars::standing(state, narrow),
    );
    let left = if narrow { 1 } else { 3 };
    let room = pen
        .width()
        .saturating_sub(left + 1)
        .min(layout::TEXT_CELLS_MAX);
    let mut row = if narrow { 1 } else { 2 };
    let title = "There is a text that was never saved";
    pen.say((left, row), room, title, Role::Heading);
    row += if narrow { 1 } else { 2 };
    let content = &kept.draft.content;
    let count = words::count(content.body.chars()) as u64;
    let about = format!(
        "{}, {}   {}",
        content.at.day(state.look.day_starts).long(),
        state.clock(&content.at),
        counted(count, "word", "words")
    );
    pen.say((left, row), room, &about, Role::Plain);
    let when = format!(
        "kept {} {}",
        state.now().day(kept.at),
        state.clock_of(kept.at)
    );
    pen.say((left, row + 1), room, &when, Role::Quiet);
    row += 2;
    if let Some(bytes) = state.no_texts.first() {
        let room = pen.width().saturating_sub(left + 1);
        pen.say((left, row), room, &bytes.told(), Role::Quiet);
        row += 1;
    }
    row += u16::from(!narrow);
    let lines = pen.height().saturating_sub(6).saturating_sub(row);
    let text = prose::rows(content, usize::from(room), usize::from(lines));
    list::prose(pen, (left, row), (room, lines), text.iter());
}

fn leave(pen: &mut Pen<'_>) {
    let left = if layout::is_narrow(pen.width()) { 1 } else { 3 };
    let room = pen
        .width()
        .saturating_sub(left + 1)
        .min(layout::TEXT_CELLS_MAX);
    bars::head(pen, "This text is not saved", "");
    let text = "The last try to save it failed. It is kept whatever you choose, but for x.";
    dialog::paragraph(pen, (left, 2), room, text, Role::Plain);
}
