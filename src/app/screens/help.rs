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

/// A line as it is drawn: keys, and beside them what they do.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The keys, wrapped.
    pub keys: Vec<String>,
    /// What they do, wrapped.
    pub help: Vec<String>,
    /// The name that the settings call it by.
    pub name: Option<&'static str>,
}

impl Shown {
    /// How many rows it takes.
    pub fn height(&self) -> u16 {
        u16::try_from(self.keys.len().max(self.help.len())).unwrap_or(u16::MAX)
    }
}

/// The columns of keys and of what they do in a window so wide, and the room for the latter.
pub fn columns(width: u16) -> (u16, u16, u16) {
    let (left, keys) = if layout::is_narrow(width) {
        (1, 16)
    } else {
        (3, 24)
    };
    let column = left + keys;
    (left, column, width.saturating_sub(column + 1))
}

/// The first row of a window of this size that lines stand in, and the one below the last.
pub fn from_to(width: u16, height: u16) -> (u16, u16) {
    if layout::is_narrow(width) {
        (1, height.saturating_sub(1))
    } else {
        (2, height.saturating_sub(4))
    }
}

/// All lines, as they are drawn in the window as it is now.
pub fn shown(state: &State) -> Vec<Shown> {
    let (left, column, room) = columns(state.size.0);
    let wrapped = |text: &str, room: u16| {
        let lines = layout::paragraph(text, room.max(1));
        if lines.is_empty() {
            vec![String::new()]
        } else {
            lines
        }
    };
    let lines = state.help.lines(state.editor_keys, state.size.0);
    let each = lines.into_iter().map(|line| {
        let (keys, help, name) = match line {
            Line::Row(row) => (keys(state, row), row.help, Some(row.name)),
            Line::Keys((keys, help)) => (keys.to_owned(), help, None),
        };
        Shown {
            keys: wrapped(&keys, column - left - 1),
            help: wrapped(help, room),
            name,
        }
    });
    each.collect()
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
    let (first, below) = from_to(state.size.0, state.size.1);
    let room = below.saturating_sub(first).max(1);
    let page = usize::from(room);
    let last = last_top(&shown(state), room);
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

/// The line that is at the top when the last one is the lowest of `room` rows.
fn last_top(rows: &[Shown], room: u16) -> usize {
    let mut left = room;
    let fits = |row: &&Shown| {
        let fits = row.height() <= left;
        left = left.saturating_sub(row.height());
        fits
    };
    rows.len()
        - rows
            .iter()
            .rev()
            .take_while(fits)
            .count()
            .max(1)
            .min(rows.len())
}

/// Every binding of the row: `Home  g g`.
fn keys(state: &State, row: &'static Row) -> String {
    let Some(place) = state.help.of else {
        return String::new();
    };
    let keys = bindings(state, place, row);
    let longer = keys.iter().any(|(keys, _)| keys.contains(' '));
    let when = |force| match force {
        Force::InCommands => " normal",
        Force::InWriting => " writing",
        Force::Always | Force::Never => "",
    };
    let names: Vec<String> = keys
        .iter()
        .map(|(keys, force)| format!("{keys}{}", when(*force)))
        .collect();
    names.join(if longer { ", " } else { " " })
}
