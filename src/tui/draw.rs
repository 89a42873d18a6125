//! The view: state in, cells out. Nothing here changes the state.

use crate::app::action::Place;
use crate::app::layout;
use crate::app::state::State;
use crate::tui::canvas::Canvas;
use crate::tui::screens;
use crate::tui::theme::Palette;
use crate::tui::theme::Role;
use crate::tui::widgets::bars;
use crate::tui::widgets::dialog;
use crate::tui::widgets::pen::Pen;

/// Draws `state` on the whole of `canvas` and puts the terminal's cursor. Rows that look as they
/// did are left as they are.
pub fn draw(state: &State, palette: &Palette, canvas: &mut Canvas) {
    let fits = layout::fits(canvas.size());
    let keeps = matches!(state.place, Place::Editor | Place::Find | Place::Complete);
    let mut pen = Pen::new(canvas, state, palette, keeps);
    pen.cursor(0, 0);
    if fits {
        place(&mut pen, state);
        bars::which_key(&mut pen, state);
    } else {
        too_small(&mut pen);
    }
    canvas.end();
}

fn place(pen: &mut Pen<'_>, state: &State) {
    match state.place {
        Place::Wizard => screens::wizard::draw(pen, state),
        Place::Unlock => screens::unlock::draw(pen, state),
        Place::Timeline => screens::timeline::draw(pen, state),
        Place::Read => screens::read::draw(pen, state),
        Place::Editor => screens::editor::draw(pen, state),
        Place::Find => screens::find::draw(pen, state),
        Place::Complete => screens::complete::draw(pen, state),
        Place::Search => screens::search::draw(pen, state),
        Place::Sync => screens::sync::draw(pen, state),
        Place::History => screens::history::draw(pen, state),
        Place::Trash => screens::trash::draw(pen, state),
        Place::Conflict => screens::conflict::draw(pen, state),
        Place::Keys => screens::keys::draw(pen, state),
        Place::Journals => screens::journals::draw(pen, state),
        Place::Templates => screens::templates::draw(pen, state),
        Place::Words => screens::words::draw(pen, state),
        Place::Settings => screens::settings::draw(pen, state),
        Place::ThisDay => screens::this_day::draw(pen, state),
        Place::Calendar => screens::calendar::draw(pen, state),
        Place::Statistics => screens::statistics::draw(pen, state),
        Place::Palette => screens::palette::draw(pen, state),
        Place::Help => screens::help::draw(pen, state),
        Place::Confirm => screens::confirm::draw(pen, state),
    }
}

/// One sentence, and nothing of the journal.
fn too_small(pen: &mut Pen<'_>) {
    let (columns, rows) = layout::SIZE_MIN;
    let text = format!(
        "diurnal needs {columns} x {rows} cells here; this window has {} x {}. Your text is safe.",
        pen.width(),
        pen.height()
    );
    let room = pen.width();
    dialog::paragraph(pen, (0, 0), room, &text, Role::Plain);
}
