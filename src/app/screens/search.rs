//! Search as you type.

use std::sync::Arc;

use crate::app::action::Action;
use crate::app::action::Place;
use crate::app::effect::Effect;
use crate::app::event::Mouse;
use crate::app::event::MouseKind;
use crate::app::field::Field;
use crate::app::key::Key;
use crate::app::screens::read;
use crate::app::screens::timeline;
use crate::app::state::State;
use crate::model::entry::Summary;
use crate::model::query::Query;

/// Most hits that are listed; more are counted.
pub const HITS_MAX: usize = 1_000;
/// Rows above the hits: head, field, a blank.
pub const ROWS_ABOVE: u16 = 3;

/// What the search remembers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// What was typed.
    pub field: Field,
    /// Why it is not understood, and where, in bytes of what was typed.
    pub wrong: Option<(usize, String)>,
    /// What was found, newest first.
    pub hits: Arc<Vec<Summary>>,
    /// How many were found.
    pub found: u64,
    /// Whether the search still runs.
    pub busy: bool,
    /// The chosen hit.
    pub chosen: usize,
    /// The first hit that is shown.
    pub top: usize,
    /// The wish whose hits are awaited; 0 for none.
    pub asked: u64,
}

/// Opens the search; what was found last is still there.
pub(crate) fn open(state: &mut State) -> Vec<Effect> {
    state.enter(Place::Search);
    Vec::new()
}

/// Answers a verb.
pub(crate) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let page = isize::try_from(hits_shown(state.size)).unwrap_or(1).max(2) - 1;
    match action {
        Action::Up => step(state, -1),
        Action::Down => step(state, 1),
        Action::PageUp => step(state, -page),
        Action::PageDown => step(state, page),
        Action::Accept => return read_hit(state),
        Action::Clear => {
            state.search.field.clear();
            return ask(state);
        }
        Action::Back => state.leave(),
        _ => {}
    }
    Vec::new()
}

/// Types a key.
pub(crate) fn press(state: &mut State, key: Key) -> Vec<Effect> {
    let before = state.search.field.text().to_owned();
    state.search.field.press(key);
    if before == state.search.field.text() {
        return Vec::new();
    }
    ask(state)
}

/// Pastes a text.
pub(crate) fn paste(state: &mut State, text: &str) -> Vec<Effect> {
    state.search.field.insert(text);
    ask(state)
}

/// What the mouse does: a click chooses, a second one reads, the wheel scrolls.
pub(crate) fn mouse(state: &mut State, mouse: Mouse) -> Vec<Effect> {
    match mouse.kind {
        MouseKind::WheelUp => step(state, -1),
        MouseKind::WheelDown => step(state, 1),
        MouseKind::Press if mouse.row >= ROWS_ABOVE => {
            let each = usize::from(rows_each(state.size));
            let hit = state.search.top + usize::from(mouse.row - ROWS_ABOVE) / each;
            if hit == state.search.chosen {
                return read_hit(state);
            }
            if hit < state.search.hits.len() {
                state.search.chosen = hit;
            }
        }
        MouseKind::Press | MouseKind::Drag | MouseKind::Release => {}
    }
    Vec::new()
}

/// Takes hits that came; those of an older query are dropped.
pub(crate) fn hits_came(
    state: &mut State,
    generation: u64,
    hits: Result<Arc<Vec<Summary>>, String>,
    found: u64,
    done: bool,
) {
    if generation != state.search.asked {
        return;
    }
    state.search.busy = !done;
    match hits {
        Ok(hits) => {
            state.search.hits = hits;
            state.search.found = found;
        }
        Err(why) => state.warn(why),
    }
    step(state, 0);
}

/// Asks again, where entries may have changed.
pub(crate) fn refresh(state: &mut State) -> Vec<Effect> {
    if state.place == Place::Search && !state.search.field.text().is_empty() {
        ask(state)
    } else {
        Vec::new()
    }
}

/// Rows that one hit takes.
pub fn rows_each(size: (u16, u16)) -> u16 {
    if size.1 < 20 { 2 } else { 3 }
}

/// How many hits there is room for.
pub fn hits_shown(size: (u16, u16)) -> usize {
    let rows = size.1.saturating_sub(ROWS_ABOVE + 1);
    usize::from((rows / rows_each(size)).max(1))
}

fn step(state: &mut State, by: isize) {
    let search = &mut state.search;
    let last = search.hits.len().saturating_sub(1);
    search.chosen = search.chosen.saturating_add_signed(by).min(last);
    let shown = hits_shown(state.size);
    search.top = search.top.min(search.chosen);
    if search.chosen >= search.top + shown {
        search.top = search.chosen + 1 - shown;
    }
}

fn ask(state: &mut State) -> Vec<Effect> {
    state.search.wrong = None;
    if state.search.field.text().trim().is_empty() {
        state.search = Search {
            field: state.search.field.clone(),
            ..Search::default()
        };
        return Vec::new();
    }
    match parse(state) {
        Ok(query) => {
            state.search.asked = state.next_generation();
            state.search.busy = true;
            state.search.chosen = 0;
            state.search.top = 0;
            vec![Effect::Search {
                generation: state.search.asked,
                query: Box::new(query),
            }]
        }
        Err(wrong) => {
            state.search.wrong = Some(wrong);
            Vec::new()
        }
    }
}

/// The query that was typed, or why it is none and where, in bytes.
fn parse(state: &State) -> Result<Query, (usize, String)> {
    let text = state.search.field.text();
    Query::parse_typed(text).map_err(|error| {
        let at = text.char_indices().nth(error.at.saturating_sub(1));
        (at.map_or(text.len(), |(at, _)| at), error.why.to_string())
    })
}

fn read_hit(state: &mut State) -> Vec<Effect> {
    let Some(hit) = state.search.hits.get(state.search.chosen) else {
        return Vec::new();
    };
    let id = hit.id;
    let mut effects = timeline::choose_id(state, id);
    effects.extend(read::open(state, id));
    effects
}
