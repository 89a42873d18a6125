//! Draws [`crate::app::screens::settings`].

use crate::app::layout;
use crate::app::layout::LIST_TOP;
use crate::app::screens::settings::SETTINGS;
use crate::app::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::bars;
use crate::tui::widgets::dialog;
use crate::tui::widgets::pen::Pen;

/// Cells of a key, with the blanks behind it.
const KEY: u16 = 20;
/// Cells of a value, with the blanks behind it.
const VALUE: u16 = 20;

pub(in crate::tui) fn draw(pen: &mut Pen<'_>, state: &State) {
    let page = &state.settings;
    let narrow = layout::is_narrow(pen.width());
    bars::head(pen, "Settings", if page.busy { "writing" } else { "" });
    let left = if narrow { 1 } else { 3 };
    let room = pen.width().saturating_sub(left + 1);
    pen.cursor(left, LIST_TOP);
    let Some(now) = &page.now else {
        let text = if page.failed {
            "The settings cannot be read; those from before count."
        } else {
            "reading the settings"
        };
        dialog::paragraph(pen, (left, LIST_TOP), room, text, Role::Quiet);
        bars::foot(pen, state);
        return;
    };
    if !narrow {
        pen.quote((left, 1), room, &now.path, Role::Quiet);
    }
    let shown = SETTINGS
        .iter()
        .enumerate()
        .skip(page.choice.top)
        .take(layout::list_rows(state.size, 0));
    for (line, (number, setting)) in (LIST_TOP..).zip(shown) {
        let chosen = number == page.choice.chosen;
        let role = if chosen { Role::Chosen } else { Role::Plain };
        if chosen {
            pen.say((left - 1, line), 1, "▸", role);
            pen.cursor(left - 1, line);
        }
        pen.say((left, line), KEY - 1, setting.key, role);
        let value = page.value(setting.key).unwrap_or_default();
        let given = now.written.iter().any(|key| key == setting.key);
        let value_role = if given { Role::Good } else { Role::Plain };
        let value = if value.is_empty() { "(none)" } else { value };
        let value_room = if narrow {
            room.saturating_sub(KEY)
        } else {
            VALUE - 1
        };
        pen.quote((left + KEY, line), value_room, value, value_role);
        if !narrow {
            let column = left + KEY + VALUE;
            let room = pen.width().saturating_sub(column + 1);
            pen.say((column, line), room, setting.help, Role::Quiet);
        }
    }
    bars::foot(pen, state);
    below(pen, state, left, room);
}

/// What the chosen setting does, or the field it is typed into.
fn below(pen: &mut Pen<'_>, state: &State, left: u16, room: u16) {
    let row = pen.height().saturating_sub(4);
    let Some(setting) = SETTINGS.get(state.settings.choice.chosen) else {
        return;
    };
    if let Some(field) = &state.settings.typing {
        let esc = if layout::is_narrow(pen.width()) {
            ""
        } else {
            ", Esc does not"
        };
        let text = format!("{}: Enter writes it{esc}", setting.key);
        pen.say((left, row), room, &text, Role::Heading);
        dialog::field(pen, (left, row + 1), room, ">", field);
    } else if state.notice.is_none() && layout::is_narrow(pen.width()) {
        pen.say((left, row), room, setting.help, Role::Quiet);
    }
}
