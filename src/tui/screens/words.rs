//! Draws [`crate::app::screens::words`].

use crate::app::layout;
use crate::app::layout::LIST_TOP;
use crate::app::state::State;
use crate::model::amount::counted;
use crate::tui::theme::Role;
use crate::tui::widgets::bars;
use crate::tui::widgets::dialog;
use crate::tui::widgets::pen::Pen;

pub(in crate::tui) fn draw(pen: &mut Pen<'_>, state: &State) {
    let page = &state.words;
    let count = counted(page.all.len() as u64, "word", "words");
    bars::head(pen, "My words", if page.loaded { &count } else { "" });
    let left = if layout::is_narrow(pen.width()) { 1 } else { 3 };
    let room = pen.width().saturating_sub(left + 1).min(60);
    pen.cursor(left, LIST_TOP);
    if !page.loaded {
        pen.say((left, LIST_TOP), room, "reading your words", Role::Quiet);
    } else if page.all.is_empty() {
        let text = "No word yet. In the editor F7 on an underlined word adds it; n adds one here.";
        dialog::paragraph(pen, (left, LIST_TOP), room, text, Role::Quiet);
    }
    let rows = layout::list_rows(state.size, 0);
    let shown = page.all.iter().enumerate().skip(page.choice.top).take(rows);
    for (line, (number, word)) in (LIST_TOP..).zip(shown) {
        let chosen = number == page.choice.chosen;
        let role = if chosen { Role::Chosen } else { Role::Plain };
        if chosen {
            pen.say((left - 1, line), 1, "▸", role);
            pen.cursor(left - 1, line);
        }
        pen.quote((left, line), room, word, role);
    }
    bars::foot(pen, state);
    if let Some(field) = &page.typing {
        let row = pen.height().saturating_sub(4);
        let text = "The word; Enter takes it, Esc does not";
        pen.say((left, row), room, text, Role::Heading);
        dialog::field(pen, (left, row + 1), room, ">", field);
    }
}
