//! Draws [`crate::app::screens::read`].

use crate::app::layout;
use crate::app::state::State;
use crate::model::amount::counted;
use crate::model::amount::thousands;
use crate::model::entry::Entry;
use crate::tui::theme::Role;
use crate::tui::widgets::bars;
use crate::tui::widgets::dialog;
use crate::tui::widgets::list;
use crate::tui::widgets::pen::Pen;

pub(in crate::tui) fn draw(pen: &mut Pen<'_>, state: &State) {
    let page = layout::page(pen.width());
    let narrow = layout::is_narrow(pen.width());
    let end = pen.width().saturating_sub(1);
    let Some(entry) = &state.read.entry else {
        let text = if state.read.failed {
            "This entry cannot be opened. Nothing of it was changed."
        } else {
            "opening the entry"
        };
        dialog::paragraph(pen, (1, 0), page.width, text, Role::Quiet);
        bars::foot(pen, state);
        pen.cursor(1, 0);
        return;
    };
    let standing = if narrow {
        String::new()
    } else {
        standing(entry)
    };
    let begin = pen.say_right(end, 0, &standing, Role::Quiet);
    let when = format!("{}, {}", entry.day.long(), state.clock(&entry.content.at));
    pen.say((1, 0), begin.saturating_sub(2), &when, Role::Quiet);
    let count = layout::read_rows(state.size);
    let top = if narrow { 1 } else { 2 };
    let rows = state.read.rows.iter().skip(state.read.top);
    list::prose(pen, (page.left, top), (page.width, count), rows);
    if state.read.rows.is_empty() {
        let text = "No words yet: e writes the first ones.";
        pen.say((page.left, top), page.width, text, Role::Quiet);
    }
    if !narrow && state.notice.is_none() {
        below(pen, state, entry, end);
    }
    bars::foot(pen, state);
    pen.cursor(page.left, top);
}

fn standing(entry: &Entry) -> String {
    let mut parts = Vec::new();
    if entry.conflict {
        parts.push("! two versions stand side by side".to_owned());
    } else if entry.merged {
        parts.push("merged from several devices (!)".to_owned());
    }
    if let Some(name) = &entry.revoked {
        parts.push(format!("! by {name}, revoked since"));
    }
    if entry.content.starred {
        parts.push("starred".to_owned());
    }
    parts.extend(entry.content.tags.iter().map(|tag| format!("#{tag}")));
    parts.join("  ")
}

fn below(pen: &mut Pen<'_>, state: &State, entry: &Entry, end: u16) {
    let row = pen.height().saturating_sub(2);
    let day = state.now().day(entry.written);
    let mut text = format!("written {day} {}", state.clock_of(entry.written));
    let mut number = String::new();
    if let Some(summary) = state.timeline.row().filter(|row| row.id == entry.id) {
        text = format!(
            "{}, {text}",
            counted(u64::from(summary.words), "word", "words")
        );
        number = format!(
            "{} of {}",
            thousands(state.timeline.chosen as u64 + 1),
            thousands(state.timeline.rows.len() as u64)
        );
    }
    let begin = pen.say_right(end, row, &number, Role::Quiet);
    pen.say((1, row), begin.saturating_sub(3), &text, Role::Quiet);
}
