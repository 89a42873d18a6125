//! Every version of an entry that was ever saved, and what each changed.

use std::sync::Arc;

use crate::app::action::Action;
use crate::app::action::Place;
use crate::app::choice;
use crate::app::choice::Choice;
use crate::app::compare::Compared;
use crate::app::compare::Wanted;
use crate::app::effect::Effect;
use crate::app::event::Mouse;
use crate::app::event::MouseKind;
use crate::app::event::Version;
use crate::app::layout;
use crate::app::state::State;
use crate::model::id::EntryId;

/// What the page remembers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// The entry.
    pub id: Option<EntryId>,
    /// What the list calls it.
    pub label: String,
    /// Its versions, parents before children; the last one is shown first.
    pub versions: Arc<Vec<Version>>,
    /// Whether they were read.
    pub loaded: bool,
    /// The chosen row, counted from the newest version.
    pub choice: Choice,
    /// The version that all are compared with, counted from the oldest; none: each with the one it
    /// was made from.
    pub against: Option<usize>,
    /// The chosen version beside the one it is compared with.
    pub compared: Compared,
    /// Words that came and words that went.
    pub words: (usize, usize),
    /// The first row of them that is shown.
    pub top: usize,
    /// The wish whose versions are awaited.
    pub asked: u64,
    /// The comparison that is awaited, where it takes long.
    pub comparing: Option<u64>,
}

impl History {
    /// The number of the chosen version, counted from the oldest and from 0.
    pub fn number(&self) -> Option<usize> {
        let last = self.versions.len().checked_sub(1)?;
        last.checked_sub(self.choice.chosen)
    }

    /// The chosen version.
    pub fn version(&self) -> Option<&Version> {
        self.versions.get(self.number()?)
    }

    /// The number of the version that the chosen one is compared with, counted from the oldest and
    /// from 0; none for the first.
    pub fn base(&self) -> Option<usize> {
        if self.against.is_some() {
            return self.against;
        }
        let parent = self.version()?.parents.first()?;
        let mut versions = self.versions.iter();
        versions.position(|version| version.rev == *parent)
    }
}

/// Opens the page on the entry that another one shows.
pub(crate) fn open(state: &mut State, id: EntryId, label: &str) -> Vec<Effect> {
    state.enter(Place::History);
    state.history = History {
        id: Some(id),
        label: label.to_owned(),
        ..History::default()
    };
    ask(state, id)
}

/// Asks again, where a version may have come.
pub(crate) fn refresh(state: &mut State) -> Vec<Effect> {
    match state.history.id {
        Some(id) if state.place == Place::History => ask(state, id),
        _ => Vec::new(),
    }
}

/// Takes versions that came.
pub(crate) fn versions_came(
    state: &mut State,
    versions: Result<Arc<Vec<Version>>, String>,
) -> Vec<Effect> {
    state.history.loaded = true;
    match versions {
        Ok(versions) => {
            // A new version is the newest: it is the one to look at.
            if versions.len() != state.history.versions.len() {
                state.history.choice = Choice::default();
                state.history.against = None;
            }
            state.history.versions = versions;
            return lay_out(state);
        }
        Err(why) => state.warn(why),
    }
    Vec::new()
}

/// Compares for the window as it is now; long versions are compared elsewhere, and come later.
pub(crate) fn lay_out(state: &mut State) -> Vec<Effect> {
    state.history.comparing = None;
    let history = &state.history;
    let panes = panes(state);
    let Some(new) = history.number() else {
        take(state, (Compared::default(), (0, 0)));
        return Vec::new();
    };
    let mut wanted = Wanted {
        generation: 0,
        versions: Arc::clone(&history.versions),
        old: history.base(),
        new,
        width: usize::from(panes.first.width.saturating_sub(2)),
        beside: panes.second.is_some(),
    };
    if !wanted.takes_long() {
        take(state, wanted.compare());
        return Vec::new();
    }
    take(state, (Compared::default(), (0, 0)));
    wanted.generation = state.next_generation();
    state.history.comparing = Some(wanted.generation);
    vec![Effect::Compare(Box::new(wanted))]
}

/// Takes a comparison that came; one that nobody waits for any more is dropped.
pub(crate) fn compared_came(
    state: &mut State,
    generation: u64,
    compared: (Compared, (usize, usize)),
) {
    if state.history.comparing == Some(generation) {
        state.history.comparing = None;
        take(state, compared);
    }
}

fn take(state: &mut State, (compared, words): (Compared, (usize, usize))) {
    state.history.compared = compared;
    state.history.words = words;
    scroll(state, 0);
}

/// Answers a verb.
pub(crate) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let by = choice::steps(action, usize::from(panes(state).rows)).unwrap_or(0);
    match action {
        Action::Up | Action::Down | Action::First | Action::Last => return step(state, by),
        Action::PageUp | Action::PageDown => scroll(state, by),
        Action::Restore => return restore(state),
        Action::Compare => return against(state),
        Action::Back => state.leave(),
        _ => {}
    }
    Vec::new()
}

/// What the mouse does: a click chooses, the wheel scrolls.
pub(crate) fn mouse(state: &mut State, mouse: Mouse) -> Vec<Effect> {
    let panes = panes(state);
    match mouse.kind {
        MouseKind::WheelUp => scroll(state, -3),
        MouseKind::WheelDown => scroll(state, 3),
        MouseKind::Press => {
            let in_list = (panes.list.left..panes.list.left + panes.list.width)
                .contains(&mouse.column)
                && (panes.list_top..panes.list_top + panes.list_rows).contains(&mouse.row);
            if in_list {
                let row = usize::from(mouse.row - panes.list_top) + state.history.choice.top;
                let by = isize::try_from(row).unwrap_or(0)
                    - isize::try_from(state.history.choice.chosen).unwrap_or(0);
                return step(state, by);
            }
        }
        MouseKind::Drag | MouseKind::Release => {}
    }
    Vec::new()
}

/// Where the list of versions and the texts stand.
pub fn panes(state: &State) -> layout::Versions {
    let count = state.history.versions.len();
    layout::versions(state.size, state.notice.as_ref(), count)
}

fn ask(state: &mut State, id: EntryId) -> Vec<Effect> {
    state.history.asked = state.next_generation();
    vec![Effect::LoadVersions {
        generation: state.history.asked,
        id,
    }]
}

fn step(state: &mut State, by: isize) -> Vec<Effect> {
    let rows = usize::from(panes(state).list_rows);
    let count = state.history.versions.len();
    let before = state.history.choice.chosen;
    state.history.choice.step(by, count, rows);
    if state.history.choice.chosen == before {
        return Vec::new();
    }
    state.history.top = 0;
    lay_out(state)
}

fn scroll(state: &mut State, by: isize) {
    let rows = usize::from(panes(state).rows);
    let last = state.history.compared.len().saturating_sub(rows);
    state.history.top = state.history.top.saturating_add_signed(by).min(last);
}

/// All are compared with the chosen version from now on; a second time: with their own parents.
fn against(state: &mut State) -> Vec<Effect> {
    let Some(number) = state.history.number() else {
        return Vec::new();
    };
    if state.history.against == Some(number) {
        state.history.against = None;
        state.say("each version is compared with the one before it");
    } else {
        state.history.against = Some(number);
        state.say(format!("all are compared with version {}", number + 1));
    }
    state.history.top = 0;
    lay_out(state)
}

fn restore(state: &mut State) -> Vec<Effect> {
    let history = &state.history;
    let (Some(id), Some(version), Some(number)) = (history.id, history.version(), history.number())
    else {
        return Vec::new();
    };
    if version.head && !version.deleted && history.versions.iter().filter(|v| v.head).count() == 1 {
        state.say("that is the newest version already");
        return Vec::new();
    }
    if version.deleted {
        state.say("that version is a deletion: d in the list deletes the entry");
        return Vec::new();
    }
    let rev = version.rev;
    let new = history.versions.len() + 1;
    state.say(format!(
        "version {new} says again what version {} said",
        number + 1
    ));
    vec![Effect::Restore { id, rev }]
}
