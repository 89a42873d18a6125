//! Draws [`crate::app::screens::timeline`]: only the rows that can be seen, whatever their number.

use crate::app::layout;
use crate::app::layout::Panes;
use crate::app::layout::Span;
use crate::app::prose;
use crate::app::screens::timeline::Line;
use crate::app::state::State;
use crate::model::amount::counted;
use crate::model::amount::thousands;
use crate::model::entry::Summary;
use crate::model::places::ClockFace;
use crate::model::time::Day;
use crate::tui::theme::Role;
use crate::tui::widgets::bars;
use crate::tui::widgets::dialog;
use crate::tui::widgets::list;
use crate::tui::widgets::month;
use crate::tui::widgets::pen::Pen;
use crate::tui::widgets::pen::cells;

pub(in crate::tui) fn draw(pen: &mut Pen<'_>, state: &State) {
    let narrow = layout::is_narrow(pen.width());
    let mut standing = bars::standing(state, narrow);
    if let (Some(facts), true) = (&state.facts, pen.width() >= layout::CALENDAR_FROM) {
        standing = format!("{}  {standing}", counted(facts.entries, "entry", "entries"));
    }
    bars::head(pen, &place_name(state), &standing);
    let panes = layout::panes(state.size, state.notice.as_ref(), state.timeline.list_cells);
    if state.timeline.rows.is_empty() {
        empty(pen, state, narrow);
    } else {
        if let Some(span) = panes.calendar {
            calendar(pen, state, span, panes);
            pen.rule_down(span.left + span.width, panes.top, panes.rows);
        }
        if let Some(span) = panes.preview {
            pen.rule_down(span.left.saturating_sub(2), panes.top, panes.rows);
            preview(pen, state, span, panes);
        }
        rows(pen, state, panes);
    }
    bars::foot(pen, state);
}

/// The journal as the first row names it.
fn place_name(state: &State) -> String {
    let mut letters = state.only.as_ref().unwrap_or(&state.journal).chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters.as_str().chars()).collect()
}

fn empty(pen: &mut Pen<'_>, state: &State, narrow: bool) {
    let left = if narrow { 3 } else { 18 };
    let room = pen.width().saturating_sub(left + 1);
    let top = if narrow { 2 } else { pen.height() / 4 };
    pen.cursor(left, top);
    if !state.timeline.loaded {
        pen.say((left, top), room, "reading the journal", Role::Quiet);
        return;
    }
    if state.timeline.wrong.is_some() {
        let text = "The list cannot be read. Your entries are where they were.";
        dialog::paragraph(pen, (left, top), room.min(50), text, Role::Heading);
        return;
    }
    if let Some(only) = &state.only {
        let text = format!("Nothing in the journal “{only}”. J lists another one, or all.");
        pen.say((left, top), room, &text, Role::Heading);
        return;
    }
    pen.say((left, top), room, "Nothing here yet.", Role::Heading);
    let lines = [
        ("n", "write the first entry"),
        ("r", "add a remote as a backup"),
        ("?", "all keys of this place"),
    ];
    for (row, (key, text)) in (top + 2..).zip(lines) {
        pen.say((left, row), 2, key, Role::Key);
        pen.say((left + 4, row), room.saturating_sub(4), text, Role::Plain);
    }
    if !narrow {
        let text = "From the shell:  diurnal add it rained all day";
        pen.say((left, top + 6), room, text, Role::Quiet);
    }
}

fn rows(pen: &mut Pen<'_>, state: &State, panes: Panes) {
    let timeline = &state.timeline;
    let mut day_above: Option<Day> = None;
    let mut cursor_row = panes.top;
    for offset in 0..panes.rows {
        let row = panes.top + offset;
        match timeline.line(timeline.top + usize::from(offset)) {
            Some(Line::Month(day)) => {
                let at = (panes.list.left + 1, row);
                let room = panes.list.width.saturating_sub(1);
                pen.say(at, room, &day.month_title(), Role::Heading);
                day_above = None;
            }
            Some(Line::Entry(number)) => {
                let Some(summary) = timeline.rows.get(number) else {
                    break;
                };
                let look = Look {
                    chosen: number == timeline.chosen,
                    repeated: day_above == Some(summary.day),
                };
                entry(pen, state, summary, (panes.list, row), look);
                day_above = Some(summary.day);
                if look.chosen {
                    cursor_row = row;
                }
            }
            None => break,
        }
    }
    if !timeline.complete {
        let row = panes.top + panes.rows.saturating_sub(1);
        let text = format!("loading, {} so far", thousands(timeline.rows.len() as u64));
        let blank = " ".repeat(usize::from(panes.list.width));
        pen.say(
            (panes.list.left, row),
            panes.list.width,
            &blank,
            Role::Plain,
        );
        let room = panes.list.width.saturating_sub(1);
        pen.say((panes.list.left + 1, row), room, &text, Role::Quiet);
    }
    pen.cursor(panes.list.left, cursor_row);
}

/// How a row stands in the list.
#[derive(Clone, Copy)]
struct Look {
    chosen: bool,
    /// Whether the row above has the same day, which is then not said again.
    repeated: bool,
}

/// `▸Wed 13 21:04 Rain on the roof   #home * `
fn entry(
    pen: &mut Pen<'_>,
    state: &State,
    summary: &Summary,
    (span, row): (Span, u16),
    look: Look,
) {
    let mut role = Role::Plain;
    if look.chosen {
        role = Role::Chosen;
        pen.say((span.left, row), 1, "▸", Role::Key);
    }
    let mut column = span.left + 1;
    if !look.repeated {
        pen.say((column, row), 6, &summary.day.short(), Role::Quiet);
    }
    column += 7;
    let clock = state.clock(&summary.at);
    let wide = match state.look.clock {
        ClockFace::Hours24 => 5,
        ClockFace::Hours12 => 8,
    };
    let gap = wide - cells(&clock).min(wide);
    pen.say((column + gap, row), wide, &clock, Role::Quiet);
    column += wide + 1;
    let end = (span.left + span.width).saturating_sub(1);
    let signs = signs(state, summary);
    let text_end = pen.say_right(end, row, &signs, Role::Sign);
    let room = text_end.saturating_sub(column + u16::from(!signs.is_empty()));
    let behind = pen.quote((column, row), room, &summary.label(), role);
    tag(pen, summary, row, behind, text_end);
}

/// The first tag, where there is room beside the title.
fn tag(pen: &mut Pen<'_>, summary: &Summary, row: u16, from: u16, end: u16) {
    let Some(tag) = summary.all_tags().next() else {
        return;
    };
    let tag = format!("#{tag}");
    let wide = cells(&tag);
    if from + 2 + wide < end {
        pen.quote((end - wide - 1, row), wide, &tag, Role::Tag);
    }
}

/// `*` starred, `@` attachments, `!` conflict, `&` merged, `^` not synced yet.
fn signs(state: &State, summary: &Summary) -> String {
    let facts = state.facts.as_ref();
    let unsynced = facts.is_some_and(|facts| {
        facts.unsynced > 0 && !facts.remotes.is_empty() && facts.last_sync() < Some(summary.written)
    });
    let signs = [
        (summary.conflict, '!'),
        (summary.merged, '&'),
        (summary.n_files > 0, '@'),
        (summary.starred, '*'),
        (unsynced, '^'),
    ];
    signs
        .into_iter()
        .filter(|(holds, _)| *holds)
        .map(|(_, sign)| sign)
        .collect()
}

fn preview(pen: &mut Pen<'_>, state: &State, span: Span, panes: Panes) {
    let Some(summary) = state.timeline.row() else {
        return;
    };
    let (left, top) = (span.left, panes.top);
    let when = format!("{}, {}", summary.day.long(), state.clock(&summary.at));
    pen.say((left, top), span.width, &when, Role::Quiet);
    pen.quote((left, top + 1), span.width, &about(summary), Role::Tag);
    let entry = state.timeline.preview.as_ref();
    let Some(entry) = entry.filter(|entry| entry.id == summary.id) else {
        return;
    };
    let count = panes.rows.saturating_sub(3);
    let body = prose::rows(&entry.content, usize::from(span.width), usize::from(count));
    list::prose(pen, (left, top + 3), (span.width, count), body.iter());
    let below = top + 4 + u16::try_from(body.len()).unwrap_or(count);
    if below < top + panes.rows {
        let mut text = counted(u64::from(summary.words), "word", "words");
        if entry.conflict {
            text.push_str("  ! two versions stand side by side");
        } else if entry.merged {
            text.push_str("  & merged from several devices");
        }
        pen.say((left, below), span.width, &text, Role::Quiet);
    }
}

/// Place, tags, star: what the second row of a preview says.
fn about(summary: &Summary) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(place(summary));
    let tags: Vec<String> = summary.all_tags().map(|tag| format!("#{tag}")).collect();
    if !tags.is_empty() {
        parts.push(tags.join(" "));
    }
    if summary.starred {
        parts.push("starred".to_owned());
    }
    parts.join("  ")
}

/// The city of the zone: `Berlin`.
fn place(summary: &Summary) -> Option<String> {
    let zone = summary.at.zone.as_ref()?;
    let (_, city) = zone.rsplit_once('/')?;
    Some(city.replace('_', " "))
}

/// The month of the chosen entry; days with entries are signed.
fn calendar(pen: &mut Pen<'_>, state: &State, span: Span, panes: Panes) {
    let chosen = state
        .timeline
        .row()
        .map_or_else(|| state.today(), |row| row.day);
    let counts = days_of(state, chosen.first_of_month());
    let count = |day: Day| {
        let place = usize::from(day.day_of_month()).saturating_sub(1);
        counts.get(place).map_or(0, |count| *count as u64)
    };
    let of = (chosen, chosen, state.look.first_weekday);
    let rows = panes.rows.min(layout::MONTH_ROWS);
    month::month(pen, (span.left + 1, panes.top), rows, of, count);
    if panes.rows > 12 {
        let (row, room) = (panes.top + 9, span.width.saturating_sub(2));
        for (row, text) in (row..).zip([".  one entry", ":  two or more"]) {
            pen.say((span.left + 2, row), room, text, Role::Quiet);
        }
    }
}

/// How many entries each day of the month has. Looks only at the rows of that month.
fn days_of(state: &State, first: Day) -> Vec<usize> {
    let timeline = &state.timeline;
    let mut counts = vec![0; usize::from(first.days_in_month())];
    let month = timeline.months.iter().find(|month| month.day == first);
    let start = month.map_or(timeline.rows.len(), |month| month.first);
    for row in timeline.rows.iter().skip(start) {
        if row.day.first_of_month() != first {
            break;
        }
        if let Some(count) = counts.get_mut(usize::from(row.day.day_of_month()) - 1) {
            *count += 1;
        }
    }
    counts
}
