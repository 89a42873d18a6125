//! The first row and the last ones: where one is, what counts there, which keys there are.

use crate::app::action;
use crate::app::action::Action;
use crate::app::action::Place;
use crate::app::edit::keys::table;
use crate::app::key::Key;
use crate::app::keymap::spelled;
use crate::app::layout;
use crate::app::notice::Weight;
use crate::app::screens::find;
use crate::app::screens::wizard;
use crate::app::state::State;
use crate::app::state::Work;
use crate::tui::theme::Role;
use crate::tui::widgets::pen::Pen;
use crate::tui::widgets::pen::cells;

/// Draws the first row: the place at the left, what counts there at the right.
pub(in crate::tui) fn head(pen: &mut Pen<'_>, place: &str, right: &str) {
    let narrow = layout::is_narrow(pen.width());
    let mut column = 1;
    if !narrow {
        column = pen.say((1, 0), 9, "diurnal", Role::Quiet) + 2;
    }
    let end = pen.width().saturating_sub(1);
    let role = if right.starts_with('!') {
        Role::Warning
    } else {
        Role::Quiet
    };
    let begin = pen.say_right(end, 0, right, role);
    let room = begin.saturating_sub(column + 1);
    pen.say((column, 0), room, place, Role::Place);
}

/// Last sync and last proof, always both; or the work that runs.
pub(in crate::tui) fn standing(state: &State, narrow: bool) -> String {
    let Some(facts) = &state.facts else {
        return String::new();
    };
    let now = state.now();
    let sync = match &state.work {
        Some(Work::Syncing(progress)) => working("syncing", progress.done, progress.total),
        Some(Work::Proving(_)) | None => facts.sync_words(&now, narrow),
    };
    let proof = match &state.work {
        Some(Work::Proving(progress)) => working("proving", progress.done, progress.total),
        Some(Work::Syncing(_)) | None => facts.proof_words(&now),
    };
    if sync.is_empty() {
        return proof;
    }
    if narrow && sync.starts_with('!') {
        return sync;
    }
    format!("{sync}  {proof}")
}

/// Work in words and numbers: `syncing 40 %`.
pub(in crate::tui) fn working(what: &str, done: u64, total: u64) -> String {
    match done.saturating_mul(100).checked_div(total) {
        Some(percent) => format!("{what} {} %", percent.min(100)),
        None => what.to_owned(),
    }
}

/// Draws the last row, and the notice above it.
pub(in crate::tui) fn foot(pen: &mut Pen<'_>, state: &State) {
    notice(pen, state);
    let row = pen.height().saturating_sub(1);
    if state.place == Place::Editor {
        let look = ("keys", state.editor_keys);
        pen.keep(row, look, |pen| keys(pen, state, row));
        return;
    }
    // A page that is longer than its window ends above the keys.
    blank(pen, row);
    keys(pen, state, row);
}

fn keys(pen: &mut Pen<'_>, state: &State, row: u16) {
    let end = pen.width().saturating_sub(1);
    let right = help_hint(state.place, layout::is_narrow(pen.width()));
    let begin = pen.say_right(end, row, right, Role::Quiet);
    let mut column = 1;
    for (key, word) in hints(state) {
        let wide = cells(&key) + 1 + cells(word);
        if column + wide + 1 >= begin {
            break;
        }
        column = pen.say((column, row), wide, &key, Role::Key) + 1;
        column = pen.say((column, row), wide, word, Role::Quiet) + 2;
    }
}

fn help_hint(place: Place, narrow: bool) -> &'static str {
    match (place, narrow) {
        (Place::Help, _) => "",
        (place, false) if place.is_text() || place == Place::Confirm => "F1 help",
        (place, true) if place.is_text() || place == Place::Confirm => "F1",
        (_, false) => "? help  : commands",
        (_, true) => "?",
    }
}

/// The keys of the place, most used first.
#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "in the other places every verb counts at any time"
)]
fn hints(state: &State) -> Vec<(String, &'static str)> {
    if state.place == Place::Editor {
        let own = table::hints(state.editor_keys);
        if !own.is_empty() {
            let own = own.iter();
            return own.map(|(key, word)| ((*key).to_owned(), *word)).collect();
        }
    }
    let mut hints = Vec::new();
    for row in action::of(state.place) {
        let idle = match state.place {
            Place::Wizard => !wizard::uses(&state.wizard, row.action),
            Place::Find => !find::uses(state.editor.bar.as_ref(), row.action),
            _ => false,
        };
        if row.hint.is_empty() || matches!(row.action, Action::Help | Action::Palette) || idle {
            continue;
        }
        let key = state.keymap.hint(state.place, row);
        if !key.is_empty() {
            hints.push((key, row.hint));
        }
    }
    hints
}

/// Most rows that the keys of [`which_key`] take.
const WHICH_ROWS_MAX: usize = 6;
/// Cells that one of them takes, at least.
const WHICH_CELLS: u16 = 26;

/// After the first of several keys: those that may follow, in a band above the last row.
pub(in crate::tui) fn which_key(pen: &mut Pen<'_>, state: &State) {
    if state.pending.is_empty() {
        return;
    }
    let next = state.keymap.after(state.place, &state.pending);
    let width = pen.width();
    let columns = (width / WHICH_CELLS).max(1);
    let each = width.saturating_sub(2) / columns;
    let rows = next
        .len()
        .div_ceil(usize::from(columns))
        .min(WHICH_ROWS_MAX);
    let rows = u16::try_from(rows).unwrap_or(1);
    let top = pen.height().saturating_sub(rows + 2);
    let begun = format!("{} …", spelled(&state.pending));
    blank(pen, top);
    let rule = "─".repeat(usize::from(width));
    pen.say((0, top), width, &rule, Role::Quiet);
    pen.say(
        (1, top),
        width.saturating_sub(2),
        &format!(" {begun} "),
        Role::Heading,
    );
    for row in top + 1..=top + rows + 1 {
        blank(pen, row);
    }
    let cells_of = (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row)));
    for ((column, row), (key, verb)) in cells_of.zip(next) {
        let left = 1 + column * each;
        let text = verb.map_or("…", |verb| verb.help);
        let at = (left, top + 1 + row);
        let behind = pen.say(at, each, &Key::hint(key), Role::Key) + 1;
        let room = (left + each).saturating_sub(behind + 1);
        pen.say((behind, top + 1 + row), room, text, Role::Plain);
    }
    let last = pen.height().saturating_sub(1);
    pen.say((1, last), width.saturating_sub(10), &begun, Role::Key);
    pen.say_right(width.saturating_sub(1), last, "Esc stop", Role::Quiet);
}

fn notice(pen: &mut Pen<'_>, state: &State) {
    let Some(notice) = &state.notice else { return };
    let role = match notice.weight {
        Weight::Done => Role::Plain,
        Weight::Warning => Role::Warning,
    };
    let width = pen.width();
    let lines = layout::notice_lines(notice, width);
    let rows = u16::try_from(lines.len()).unwrap_or(0);
    let top = pen.height().saturating_sub(1 + rows);
    for (row, line) in (top..).zip(&lines) {
        blank(pen, row);
        let left = if row == top { 1 } else { 3 };
        pen.say((left, row), width.saturating_sub(left + 1), line, role);
    }
    let last = pen.height().saturating_sub(2);
    // The key of a hint means something else, or nothing, in the next place.
    if state.place == Place::Timeline {
        pen.say_right(width.saturating_sub(1), last, notice.hint, Role::Key);
    }
}

/// Empties a row: what stood under a notice must not shine through.
fn blank(pen: &mut Pen<'_>, row: u16) {
    let blanks = " ".repeat(usize::from(pen.width()));
    pen.say((0, row), pen.width(), &blanks, Role::Plain);
}
