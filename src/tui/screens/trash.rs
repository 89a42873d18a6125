//! Draws [`crate::app::screens::trash`].

use crate::app::layout;
use crate::app::layout::Panes;
use crate::app::layout::Span;
use crate::app::prose;
use crate::app::state::State;
use crate::model::amount::counted;
use crate::model::entry::Summary;
use crate::tui::theme::Role;
use crate::tui::widgets::bars;
use crate::tui::widgets::dialog;
use crate::tui::widgets::list;
use crate::tui::widgets::pen::Pen;

pub(in crate::tui) fn draw(pen: &mut Pen<'_>, state: &State) {
    let trash = &state.trash;
    let narrow = layout::is_narrow(pen.width());
    let standing = if trash.loaded && !trash.failed {
        counted(trash.rows.len() as u64, "deleted entry", "deleted entries")
    } else {
        String::new()
    };
    bars::head(pen, "Trash", &standing);
    if trash.rows.is_empty() {
        empty(pen, state, narrow);
    } else {
        let panes = layout::two_panes(state.size, state.notice.as_ref());
        if let Some(span) = panes.preview {
            pen.rule_down(span.left.saturating_sub(2), panes.top, panes.rows);
            preview(pen, state, span, panes);
        }
        rows(pen, state, panes);
    }
    bars::foot(pen, state);
}

fn empty(pen: &mut Pen<'_>, state: &State, narrow: bool) {
    let left = if narrow { 3 } else { 18 };
    let room = pen.width().saturating_sub(left + 1);
    let top = if narrow { 2 } else { pen.height() / 4 };
    pen.cursor(left, top);
    if !state.trash.loaded {
        pen.say(
            (left, top),
            room,
            "reading the deleted entries",
            Role::Quiet,
        );
        return;
    }
    if state.trash.failed {
        let text = "The deleted entries cannot be read.";
        pen.say((left, top), room, text, Role::Heading);
        return;
    }
    pen.say((left, top), room, "Nothing was deleted.", Role::Heading);
    let text = "What you delete waits here, with all its versions, until you purge it \
                with diurnal purge.";
    dialog::paragraph(pen, (left, top + 2), room.min(50), text, Role::Plain);
}

fn rows(pen: &mut Pen<'_>, state: &State, panes: Panes) {
    let trash = &state.trash;
    let shown = trash.rows.iter().enumerate().skip(trash.choice.top);
    let mut cursor = panes.top;
    for (row, (number, summary)) in (panes.top..panes.top + panes.rows).zip(shown) {
        let chosen = number == trash.choice.chosen;
        entry(pen, state, summary, (panes.list, row), chosen);
        if chosen {
            cursor = row;
        }
    }
    pen.cursor(panes.list.left, cursor);
}

/// `▸13 Mar  Rain on the roof`: the day of the entry, then what it is called.
fn entry(
    pen: &mut Pen<'_>,
    state: &State,
    summary: &Summary,
    (span, row): (Span, u16),
    chosen: bool,
) {
    let role = if chosen { Role::Chosen } else { Role::Plain };
    if chosen {
        pen.say((span.left, row), 1, "▸", role);
    }
    let day = state.now().day(summary.at.timestamp());
    let left = span.left + 1;
    pen.say(
        (left, row),
        12,
        &day,
        if chosen { role } else { Role::Quiet },
    );
    let room = span.width.saturating_sub(15);
    pen.quote((left + 13, row), room, &summary.label(), role);
}

fn preview(pen: &mut Pen<'_>, state: &State, span: Span, panes: Panes) {
    let Some(summary) = state.trash.row() else {
        return;
    };
    let (left, top) = (span.left, panes.top);
    let when = format!("{}, {}", summary.day.long(), state.clock(&summary.at));
    pen.say((left, top), span.width, &when, Role::Quiet);
    let deleted = format!(
        "deleted {} {}",
        state.now().day(summary.written),
        state.clock_of(summary.written)
    );
    pen.say((left, top + 1), span.width, &deleted, Role::Quiet);
    let purge = format!("for ever: diurnal purge {}", summary.id.short());
    pen.say((left, top + 2), span.width, &purge, Role::Quiet);
    let entry = state.trash.preview.as_ref();
    let Some(entry) = entry.filter(|entry| entry.id == summary.id) else {
        return;
    };
    let count = panes.rows.saturating_sub(4);
    let body = prose::rows(&entry.content, usize::from(span.width), usize::from(count));
    list::prose(pen, (left, top + 4), (span.width, count), body.iter());
}
