//! Draws [`crate::app::screens::unlock`]: no title, no name of a journal, no count.

use crate::app::event::Refused;
use crate::app::layout;
use crate::app::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::bars;
use crate::tui::widgets::dialog;
use crate::tui::widgets::pen::Pen;

pub(in crate::tui) fn draw(pen: &mut Pen<'_>, state: &State) {
    let narrow = layout::is_narrow(pen.width());
    let left = if narrow { 2 } else { 10 };
    let top = (pen.height() / 3).saturating_sub(1).min(12);
    let top = if pen.height() < 20 { 2 } else { top };
    let room = pen
        .width()
        .saturating_sub(left + 1)
        .min(layout::TEXT_CELLS_MAX);
    let unlock = &state.unlock;
    pen.say((left, top), room, "diurnal", Role::Place);
    let vault = format!("{} vault, locked", state.vault);
    pen.say((left, top + 1), room, &vault, Role::Quiet);
    let what = if unlock.recovery {
        "Recovery key (AGE-SECRET-KEY-1…)"
    } else {
        "Passphrase"
    };
    pen.say((left, top + 3), room, what, Role::Plain);
    let field = (left, top + 4);
    let cursor = if let Some(count) = unlock.busy {
        let column = pen.say(field, room, ">", Role::Key) + 1;
        let end = dialog::dots(pen, (column, field.1), room.saturating_sub(3), count);
        (end, field.1)
    } else {
        dialog::hidden(pen, field, room, &unlock.typed, unlock.shown)
    };
    message(pen, state, (left, top + 6), room, narrow);
    bars::foot(pen, state);
    pen.cursor(cursor.0, cursor.1);
}

fn message(pen: &mut Pen<'_>, state: &State, at: (u16, u16), room: u16, narrow: bool) {
    let unlock = &state.unlock;
    if unlock.busy.is_some() {
        pen.say(at, room, "opening, about a second", Role::Plain);
        return;
    }
    let Some(refused) = &unlock.refused else {
        let why = unlock.why.as_deref().unwrap_or_default();
        dialog::paragraph(pen, at, room, why, Role::Quiet);
        return;
    };
    let text = match refused {
        Refused::WrongPassphrase if unlock.recovery => "that was not the recovery key".to_owned(),
        Refused::WrongPassphrase if narrow => "not the passphrase; Caps Lock on?".to_owned(),
        Refused::WrongPassphrase => "that was not the passphrase; is Caps Lock on?".to_owned(),
        Refused::Damaged(what) => {
            format!("the passphrase may be right, but what it opens is damaged: {what}")
        }
        Refused::Newer(what) => {
            format!("{what}. This diurnal does not open it, so that nothing is harmed.")
        }
        Refused::Other(why) => why.clone(),
        Refused::NoKey => return,
    };
    let below = dialog::paragraph(pen, at, room, &format!("! {text}"), Role::Warning);
    if *refused == Refused::WrongPassphrase && unlock.tries > 1 && !narrow {
        let tries = format!(
            "{} tries so far. Nothing is ever deleted because of a wrong try.",
            unlock.tries
        );
        let at = (at.0 + 2, below + 1);
        dialog::paragraph(pen, at, room.saturating_sub(2), &tries, Role::Quiet);
    }
}
