//! Draws [`crate::app::screens::find`]: the text, and the bar in the rows under it.

use crate::app::screens::find;
use crate::app::screens::find::Ask;
use crate::app::screens::find::Bar;
use crate::app::state::State;
use crate::model::amount::counted;
use crate::tui::screens::editor;
use crate::tui::theme::Role;
use crate::tui::widgets::bars;
use crate::tui::widgets::dialog;
use crate::tui::widgets::pen::Pen;

pub(in crate::tui) fn draw(pen: &mut Pen<'_>, state: &State) {
    if let Some(page) = &state.editor.page {
        editor::text(pen, state, page);
    }
    if let Some(bar) = &state.editor.bar {
        draw_bar(pen, state, bar);
    }
    bars::foot(pen, state);
}

fn draw_bar(pen: &mut Pen<'_>, state: &State, bar: &Bar) {
    let end = pen.width().saturating_sub(1);
    let last = pen.height().saturating_sub(2);
    let row = last.saturating_sub(if bar.ask == Ask::Replace { 2 } else { 0 });
    let (text, role) = standing(state, bar);
    let begin = pen.say_right(end, row, &text, role);
    let room = begin.saturating_sub(3);
    match bar.ask {
        Ask::Find => dialog::field(pen, (1, row), room, "find", &bar.field),
        Ask::Line => dialog::field(pen, (1, row), room, "line", &bar.field),
        Ask::Goal => dialog::field(pen, (1, row), room, "goal", &bar.field),
        Ask::Replace => {
            let wide = end.saturating_sub(1);
            if bar.in_with {
                dialog::field(pen, (1, row), room, "find", &bar.field);
                dialog::field(pen, (1, row + 1), wide, "with", &bar.with);
            } else {
                dialog::field(pen, (1, row + 1), wide, "with", &bar.with);
                dialog::field(pen, (1, row), room, "find", &bar.field);
            }
            preview(pen, state, last);
        }
    }
}

/// How many places there are, or why nothing can be found.
fn standing(state: &State, bar: &Bar) -> (String, Role) {
    let finding = &state.editor.finding;
    match bar.ask {
        Ask::Line => {
            let lines = state.editor.page.as_ref();
            let lines = lines.map_or(0, |page| page.text.buffer().line_count());
            (format!("of {lines}"), Role::Quiet)
        }
        Ask::Goal => ("words from here on".to_owned(), Role::Quiet),
        Ask::Find | Ask::Replace => {
            let regex = if finding.is_regex { "regex  " } else { "" };
            match (&finding.pattern, finding.chosen) {
                (None, _) => (regex.trim_end().to_owned(), Role::Quiet),
                (Some(Err(why)), _) => (format!("! {why}"), Role::Warning),
                (Some(Ok(_)), None) => (format!("{regex}not found"), Role::Quiet),
                (Some(Ok(_)), Some(chosen)) => {
                    let count = finding.hits.count;
                    (format!("{regex}{} of {count}", chosen + 1), Role::Quiet)
                }
            }
        }
    }
}

/// What stands there and what would come.
fn preview(pen: &mut Pen<'_>, state: &State, row: u16) {
    let end = pen.width().saturating_sub(1);
    let Some((old, new)) = find::preview(state) else {
        return;
    };
    let count = state.editor.finding.hits.count as u64;
    let all = counted(count, "place", "places");
    let begin = pen.say_right(end, row, &all, Role::Quiet);
    let room = begin.saturating_sub(3);
    let column = pen.quote((1, row), room / 2, &old, Role::Hit);
    let column = pen.say((column + 1, row), 2, "→", Role::Quiet);
    let left = (1 + room).saturating_sub(column + 1);
    pen.quote((column + 1, row), left, &new, Role::Good);
}
