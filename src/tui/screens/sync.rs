//! Draws [`crate::app::screens::sync`]: the proof first, for it is the line that counts.

use crate::app::event::Progress;
use crate::app::facts::Facts;
use crate::app::field::Field;
use crate::app::layout;
use crate::app::state::State;
use crate::app::state::Work;
use crate::model::amount::counted;
use crate::model::amount::thousands;
use crate::tui::theme::Role;
use crate::tui::widgets::bars;
use crate::tui::widgets::dialog;
use crate::tui::widgets::pen::Pen;

/// Cells of a label, with the blanks behind it.
const LABEL: u16 = 14;

pub(in crate::tui) fn draw(pen: &mut Pen<'_, '_>, state: &State) {
    let narrow = layout::is_narrow(pen.width());
    bars::head(pen, "Sync and proof", &standing(state));
    let left = if narrow { 1 } else { 3 };
    let gap = u16::from(!narrow);
    let mut row = 1 + gap;
    pen.cursor(left, row);
    if let Some(work) = &state.work {
        row = working(pen, (left, row), work) + 1;
    }
    if let Some(facts) = &state.facts {
        row = proofs(pen, state, facts, (left, row));
        row = remotes(pen, state, facts, (left, row + gap));
        row = outcomes(pen, state, (left, row + gap));
    }
    bars::foot(pen, state);
    if let Some(field) = &state.sync.adding {
        adding(pen, (left, row + 1), field);
    }
}

fn standing(state: &State) -> String {
    if let Some(work) = &state.work {
        let (what, progress) = named(work);
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

fn named(work: &Work) -> (&'static str, &Progress) {
    match work {
        Work::Syncing(progress) => ("syncing", progress),
        Work::Proving(progress) => ("proving", progress),
    }
}

fn working(pen: &mut Pen<'_, '_>, (left, row): (u16, u16), work: &Work) -> u16 {
    let room = room(pen, left);
    let (what, progress) = named(work);
    let mut text = what.to_owned();
    if !progress.what.is_empty() {
        text = format!("{text}: {}", progress.what);
    }
    if progress.total > 0 {
        let of = (thousands(progress.done), thousands(progress.total));
        text = format!("{text}, {} of {}", of.0, of.1);
    }
    pen.say((left, row), room, &text, Role::Place);
    let text = "You can go on writing meanwhile.";
    pen.say((left, row + 1), room, text, Role::Quiet);
    row + 2
}

fn proofs(pen: &mut Pen<'_, '_>, state: &State, facts: &Facts, at: (u16, u16)) -> u16 {
    let (left, mut row) = at;
    let now = state.now();
    let column = left + LABEL;
    let room = room(pen, column);
    pen.say((left, row), LABEL, "Last proof", Role::Plain);
    if let Some(proof) = facts.last_proof() {
        let (sign, role) = sign(proof.ok);
        let when = format!("{sign} {} {}", now.day(proof.at), state.clock_of(proof.at));
        pen.say((column, row), room, &when, role);
        row = dialog::paragraph(pen, (column, row + 1), room, &proof.text, Role::Quiet);
    } else {
        let text = "never: v restores it and compares";
        pen.say((column, row), room, text, Role::Plain);
        row += 1;
    }
    pen.say((left, row), LABEL, "Last sync", Role::Plain);
    let when = facts
        .last_sync()
        .map_or("never".to_owned(), |at| at.ago(state.at));
    pen.say((column, row), room, &when, Role::Plain);
    if facts.unsynced > 0 {
        row += 1;
        let text = counted(facts.unsynced, "version waits", "versions wait");
        pen.say(
            (column, row),
            room,
            &format!("{text} to be sent"),
            Role::Quiet,
        );
    }
    row + 1
}

fn remotes(pen: &mut Pen<'_, '_>, state: &State, facts: &Facts, at: (u16, u16)) -> u16 {
    let (left, mut row) = at;
    let room = room(pen, left);
    if facts.remotes.is_empty() {
        let text = "No remote yet: this journal is on this device only. r adds one.";
        return dialog::paragraph(pen, (left, row), room, text, Role::Plain);
    }
    if !layout::is_narrow(pen.width()) {
        pen.say((left, row), room, "Remotes", Role::Heading);
        row += 1;
    }
    for remote in &facts.remotes {
        let (sign, role) = sign(remote.notices.is_empty());
        pen.say((left, row), 2, sign, role);
        pen.quote((left + 3, row), LABEL - 4, &remote.name, Role::Plain);
        let when = remote
            .last_sync
            .map_or("never synced".to_owned(), |at| at.ago(state.at));
        let begin = pen.say_right(left + room, row, &when, Role::Quiet);
        let column = left + LABEL;
        let space = begin.saturating_sub(column + 2);
        pen.quote((column, row), space, &remote.url, Role::Quiet);
        row += 1;
        for notice in &remote.notices {
            let at = (left + 3, row);
            row = dialog::paragraph(pen, at, room.saturating_sub(3), notice, Role::Warning);
        }
    }
    row
}

fn outcomes(pen: &mut Pen<'_, '_>, state: &State, (left, mut row): (u16, u16)) -> u16 {
    if state.sync.outcomes.is_empty() {
        return row;
    }
    let room = room(pen, left);
    let title = if state.sync.proved {
        "This proof"
    } else {
        "This sync"
    };
    pen.say((left, row), room, title, Role::Heading);
    row += 1;
    for outcome in &state.sync.outcomes {
        let (sign, role) = sign(outcome.ok);
        pen.say((left, row), 2, sign, role);
        pen.quote((left + 3, row), LABEL - 4, &outcome.remote, Role::Plain);
        for line in &outcome.lines {
            let at = (left + LABEL, row);
            row = dialog::paragraph(pen, at, room.saturating_sub(LABEL), line, Role::Plain);
        }
        row += u16::from(outcome.lines.is_empty());
    }
    row
}

fn sign(ok: bool) -> (&'static str, Role) {
    if ok {
        ("✓", Role::Good)
    } else {
        ("!", Role::Warning)
    }
}

fn adding(pen: &mut Pen<'_, '_>, (left, row): (u16, u16), field: &Field) {
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

fn room(pen: &Pen<'_, '_>, left: u16) -> u16 {
    pen.width()
        .saturating_sub(left + 1)
        .min(layout::TEXT_CELLS_MAX + 4)
}
