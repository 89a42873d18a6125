//! Deleted entries: none is gone before its owner purges it.

use std::sync::Arc;

use crate::app::action::Action;
use crate::app::action::Place;
use crate::app::choice;
use crate::app::choice::Choice;
use crate::app::choice::WHEEL_ROWS;
use crate::app::effect::Effect;
use crate::app::event::Mouse;
use crate::app::event::MouseKind;
use crate::app::layout;
use crate::app::screens::history;
use crate::app::screens::read;
use crate::app::screens::timeline;
use crate::app::state::State;
use crate::model::entry::Entry;
use crate::model::entry::Summary;

/// What the page remembers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trash {
    /// The deleted entries, the one deleted last first.
    pub rows: Arc<Vec<Summary>>,
    /// Whether they were read.
    pub loaded: bool,
    /// Whether they could not be.
    pub failed: bool,
    /// The chosen one.
    pub choice: Choice,
    /// The chosen one's text, once it was read.
    pub preview: Option<Box<Entry>>,
    /// The wish whose rows are awaited.
    pub asked_rows: u64,
    /// The wish whose entry is awaited.
    pub asked_entry: u64,
}

impl Trash {
    /// The chosen entry's row.
    pub fn row(&self) -> Option<&Summary> {
        self.rows.get(self.choice.chosen)
    }
}

/// Opens the page.
pub(crate) fn open(state: &mut State) -> Vec<Effect> {
    state.enter(Place::Trash);
    state.trash = Trash::default();
    ask(state)
}

/// Asks again, where an entry may have been deleted or brought back.
pub(crate) fn refresh(state: &mut State) -> Vec<Effect> {
    if state.place == Place::Trash {
        ask(state)
    } else {
        Vec::new()
    }
}

/// Takes rows that came.
pub(crate) fn rows_came(
    state: &mut State,
    generation: u64,
    rows: Result<Arc<Vec<Summary>>, String>,
) -> Vec<Effect> {
    if generation != state.trash.asked_rows {
        return Vec::new();
    }
    state.trash.loaded = true;
    state.trash.failed = rows.is_err();
    match rows {
        Ok(rows) => state.trash.rows = rows,
        Err(why) => state.warn(why),
    }
    look(state)
}

/// Takes an entry that came.
pub(crate) fn entry_came(state: &mut State, entry: Box<Entry>) {
    if state.trash.row().is_some_and(|row| row.id == entry.id) {
        state.trash.preview = Some(entry);
    }
}

/// Follows the chosen entry and asks for its text where it is not there.
pub(crate) fn look(state: &mut State) -> Vec<Effect> {
    if state.place != Place::Trash {
        return Vec::new();
    }
    step(state, 0)
}

/// Answers a verb.
pub(crate) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    if let Some(by) = choice::steps(action, rows(state)) {
        return step(state, by);
    }
    match action {
        Action::Undelete => undelete(state),
        Action::Read => read_chosen(state),
        Action::History => match state.trash.row() {
            Some(row) => {
                let (id, label) = (row.id, row.label().into_owned());
                history::open(state, id, &label)
            }
            None => Vec::new(),
        },
        Action::Back => {
            state.leave();
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// What the mouse does: a click chooses, a second one reads, the wheel scrolls.
pub(crate) fn mouse(state: &mut State, mouse: Mouse) -> Vec<Effect> {
    let panes = layout::two_panes(state.size, state.notice.as_ref());
    match mouse.kind {
        MouseKind::WheelUp => return step(state, -WHEEL_ROWS),
        MouseKind::WheelDown => return step(state, WHEEL_ROWS),
        MouseKind::Press => {}
        MouseKind::Drag | MouseKind::Release => return Vec::new(),
    }
    let in_list = (panes.list.left..panes.list.left + panes.list.width).contains(&mouse.column)
        && (panes.top..panes.top + panes.rows).contains(&mouse.row);
    let row = state.trash.choice.top + usize::from(mouse.row.saturating_sub(panes.top));
    if !in_list || row >= state.trash.rows.len() {
        return Vec::new();
    }
    if row == state.trash.choice.chosen {
        return read_chosen(state);
    }
    state.trash.choice.chosen = row;
    step(state, 0)
}

fn rows(state: &State) -> usize {
    usize::from(layout::two_panes(state.size, state.notice.as_ref()).rows)
}

fn ask(state: &mut State) -> Vec<Effect> {
    state.trash.asked_rows = state.next_generation();
    vec![Effect::LoadTrash {
        generation: state.trash.asked_rows,
    }]
}

fn step(state: &mut State, by: isize) -> Vec<Effect> {
    let rows = rows(state);
    let count = state.trash.rows.len();
    state.trash.choice.step(by, count, rows);
    let Some(id) = state.trash.row().map(|row| row.id) else {
        state.trash.preview = None;
        return Vec::new();
    };
    if state.trash.preview.as_ref().is_some_and(|it| it.id == id) {
        return Vec::new();
    }
    state.trash.asked_entry = state.next_generation();
    vec![Effect::LoadEntry {
        generation: state.trash.asked_entry,
        id,
    }]
}

fn read_chosen(state: &mut State) -> Vec<Effect> {
    match state.trash.row().map(|row| row.id) {
        Some(id) => read::open(state, id),
        None => Vec::new(),
    }
}

/// Brings the chosen entry back, at once: it can be deleted again.
fn undelete(state: &mut State) -> Vec<Effect> {
    let Some(row) = state.trash.row() else {
        return Vec::new();
    };
    let id = row.id;
    let label = timeline::short(&row.label());
    state.undo = None;
    state.say(format!("brought back “{label}”"));
    state.timeline.wanted = Some(id);
    let left = state.trash.rows.iter().filter(|row| row.id != id);
    state.trash.rows = Arc::new(left.cloned().collect());
    let mut effects = vec![Effect::Undelete(id)];
    effects.extend(step(state, 0));
    effects
}
