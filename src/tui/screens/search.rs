//! Draws [`crate::app::screens::search`].

use crate::app::layout;
use crate::app::screens::search;
use crate::app::state::State;
use crate::model::amount::counted;
use crate::model::amount::thousands;
use crate::model::entry::Summary;
use crate::tui::theme::Role;
use crate::tui::widgets::bars;
use crate::tui::widgets::dialog;
use crate::tui::widgets::pen::Pen;
use crate::tui::widgets::pen::cells;

pub(in crate::tui) fn draw(pen: &mut Pen<'_>, state: &State) {
    bars::head(pen, "Search", &counts(state));
    let shown = search::hits_shown(state.size);
    let each = search::rows_each(state.size);
    let mut row = search::ROWS_ABOVE;
    let hits = state.search.hits.iter().enumerate();
    for (number, found) in hits.skip(state.search.top).take(shown) {
        hit(pen, state, found, row, number == state.search.chosen);
        row += each;
    }
    if state.search.hits.is_empty() {
        nothing(pen, state);
    }
    bars::foot(pen, state);
    chips(pen, state);
    if let Some((at, why)) = &state.search.wrong {
        let before = state.search.field.text().get(..*at).unwrap_or_default();
        let text = format!("^ {why}");
        let last = pen.width().saturating_sub(cells(&text) + 1);
        let column = (3 + cells(before)).min(last).max(3);
        let room = pen.width().saturating_sub(column + 1);
        pen.say((column, 2), room, &text, Role::Warning);
    }
    let room = pen.width().saturating_sub(2);
    dialog::field(pen, (1, 1), room, "/", &state.search.field);
}

/// The filters of the query; a click takes one away.
fn chips(pen: &mut Pen<'_>, state: &State) {
    if state.search.wrong.is_some() {
        return;
    }
    let chips = search::chips(state.search.field.text());
    let cells = search::chip_cells(&chips, pen.width());
    for ((left, wide), chip) in cells.into_iter().zip(chips) {
        pen.say((left, 2), 1, "[", Role::Key);
        pen.quote((left + 1, 2), wide - 2, &chip.label, Role::Tag);
        pen.say((left + wide - 1, 2), 1, "]", Role::Key);
    }
}

fn counts(state: &State) -> String {
    let search = &state.search;
    if search.asked == 0 {
        return String::new();
    }
    if search.failed {
        return String::new();
    }
    if search.busy {
        return format!("{} so far", thousands(search.found));
    }
    match &state.facts {
        Some(facts) => {
            let all = counted(facts.entries, "entry", "entries");
            format!("{} of {all}", thousands(search.found))
        }
        None => thousands(search.found),
    }
}

fn hit(pen: &mut Pen<'_>, state: &State, hit: &Summary, row: u16, chosen: bool) {
    let end = pen.width().saturating_sub(1);
    let role = if chosen { Role::Chosen } else { Role::Plain };
    if chosen {
        pen.say((1, row), 2, "▸", Role::Key);
    }
    let day = if layout::is_narrow(pen.width()) {
        state.now().day(hit.at.timestamp())
    } else {
        hit.day.long()
    };
    let column = pen.say((3, row), end.saturating_sub(3), &day, Role::Quiet) + 2;
    let query = state.search.query.as_deref();
    let room = end.saturating_sub(column);
    let places = query.map(|query| {
        let mut places = query.title_highlights(&hit.label());
        places.extend(query.highlights(&hit.label()));
        places
    });
    pen.quote((column, row), room, &hit.label(), role);
    pen.mark(
        (column, row),
        room,
        &hit.label(),
        &places.unwrap_or_default(),
    );
    let passage = state.search.passages.get(&hit.id).and_then(Option::as_ref);
    if passage.is_none() && hit.title.is_empty() {
        // Its first words stand above already.
        return;
    }
    let (text, cut) = passage.map_or((&hit.preview, false), |found| (&found.text, found.cut));
    let mut column = search::PASSAGE_LEFT;
    if cut {
        column = pen.say((column, row + 1), 4, "… ", Role::Quiet);
    }
    let room = end.saturating_sub(column);
    let places = query.map(|query| query.highlights(text));
    pen.quote((column, row + 1), room, text, Role::Quiet);
    pen.mark((column, row + 1), room, text, &places.unwrap_or_default());
}

fn nothing(pen: &mut Pen<'_>, state: &State) {
    let search = &state.search;
    let room = pen.width().saturating_sub(4);
    let at = (3, 4);
    if search.wrong.is_some() {
        return;
    }
    if search.asked == 0 {
        let text =
            "Words, \"a phrase\", -not, a OR b, /regex/, tag: date: title: journal: is: has:";
        dialog::paragraph(pen, at, room, text, Role::Quiet);
    } else if search.failed {
        let text = "Not all entries could be looked at. The next letter searches again.";
        dialog::paragraph(pen, at, room, text, Role::Plain);
    } else if search.busy {
        pen.say(at, room, "searching", Role::Quiet);
    } else {
        let text = format!("No entry has “{}”.", search.field.text().trim());
        let row = dialog::paragraph(pen, at, room, &text, Role::Plain);
        if search.field.text().split_whitespace().count() > 1 {
            let text = "Each word must be found: leave one out. Ctrl-U empties the field.";
            dialog::paragraph(pen, (3, row + 1), room, text, Role::Quiet);
        }
    }
}
