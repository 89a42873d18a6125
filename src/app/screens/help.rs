//! The keys of a place, from the one table of actions.

use crate::app::action::Action;
use crate::app::action::Place;
use crate::app::action::Row;
use crate::app::action::of;
use crate::app::edit::keys::Force;
use crate::app::edit::keys::force;
use crate::app::edit::keys::table;
use crate::app::effect::Effect;
use crate::app::event::Mouse;
use crate::app::event::MouseKind;
use crate::app::keymap::spelled;
use crate::app::layout;
use crate::app::state::State;
use crate::model::places::EditorKeys;

/// What the help remembers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Help {
    /// The place whose keys are shown.
    pub of: Option<Place>,
    /// The first row that is shown.
    pub top: usize,
}

/// A line of the help: keys and what they do.
#[derive(Clone, Copy, Debug)]
pub enum Line {
    /// A row of the table of actions.
    Row(&'static Row),
    /// Keys of the editor's key set.
    Keys(table::Line),
}

/// What the signs in the list mean, for windows that have no room for it under the keys.
const SIGNS: &[table::Line] = &[
    ("*", "sign: starred"),
    ("@", "sign: attachments"),
    ("!", "sign: in conflict"),
    ("&", "sign: merged"),
    ("^", "sign: not synced yet"),
];

impl Help {
    /// The lines to show in a window so wide; in the editor, those of the key set in use come first.
    pub fn lines(&self, keys: EditorKeys, width: u16) -> Vec<Line> {
        let own = if self.of == Some(Place::Editor) {
            table::of(keys)
        } else {
            &[]
        };
        let rows = self.of.map(of).into_iter().flatten();
        let own = own.iter().map(|line| Line::Keys(*line));
        let has_signs = self.of == Some(Place::Timeline) && layout::is_narrow(width);
        let signs = if has_signs { SIGNS } else { &[] };
        let signs = signs.iter().map(|line| Line::Keys(*line));
        own.chain(rows.map(Line::Row)).chain(signs).collect()
    }
}

/// The bindings of a row that count in `place`, and when: the editor's key set goes before them.
pub fn bindings(state: &State, place: Place, row: &Row) -> Vec<(String, Force)> {
    let own = match place {
        Place::Editor => state.editor_keys,
        _ => EditorKeys::Plain,
    };
    let keys = state.keymap.keys_of(place, row).iter();
    let counted = keys.map(|keys| {
        let force = keys.first().map(|first| force(own, *first));
        (spelled(keys), force.unwrap_or(Force::Always))
    });
    counted
        .filter(|(_, force)| *force != Force::Never)
        .collect()
}

/// Opens the help on the place that has the screen.
pub(crate) fn open(state: &mut State) -> Vec<Effect> {
    state.help = Help {
        of: Some(state.place),
        top: 0,
    };
    state.enter(Place::Help);
    Vec::new()
}

/// What the mouse does: the wheel scrolls.
pub(crate) fn mouse(state: &mut State, mouse: Mouse) {
    match mouse.kind {
        MouseKind::WheelUp => drop(act(state, Action::Up)),
        MouseKind::WheelDown => drop(act(state, Action::Down)),
        MouseKind::Press | MouseKind::Drag | MouseKind::Release => {}
    }
}

/// Answers a verb.
pub(crate) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let around = if layout::is_narrow(state.size.0) {
        2
    } else {
        6
    };
    let page = usize::from(state.size.1.saturating_sub(around)).max(1);
    let last = state
        .help
        .lines(state.editor_keys, state.size.0)
        .len()
        .saturating_sub(page);
    let top = &mut state.help.top;
    match action {
        Action::Up => *top = top.saturating_sub(1),
        Action::Down => *top += 1,
        Action::PageUp => *top = top.saturating_sub(page),
        Action::PageDown => *top += page,
        Action::First => *top = 0,
        Action::Last => *top = last,
        Action::Back => state.leave(),
        _ => {}
    }
    state.help.top = state.help.top.min(last);
    Vec::new()
}
