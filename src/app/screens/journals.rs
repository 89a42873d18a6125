//! The journals of the vault: which one is listed, and which one an entry belongs to.

use crate::app::action::Action;
use crate::app::action::Place;
use crate::app::choice;
use crate::app::choice::Choice;
use crate::app::effect::Effect;
use crate::app::event::Mouse;
use crate::app::field::Field;
use crate::app::layout;
use crate::app::layout::LIST_TOP;
use crate::app::screens::timeline;
use crate::app::state::State;
use crate::app::update::reload;
use crate::model::id::EntryId;

/// What the page remembers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Journals {
    /// The journals and how many entries each has, the fullest first.
    pub names: Vec<(String, u64)>,
    /// Whether they were read.
    pub loaded: bool,
    /// Whether they could not be.
    pub failed: bool,
    /// The entry that is to be moved, and what the list calls it.
    pub moved: Option<(EntryId, String)>,
    /// The chosen row; where nothing is moved the first one is all journals.
    pub choice: Choice,
    /// The name of a new journal, while it is typed.
    pub typing: Option<Field>,
}

impl Journals {
    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.names.len() + usize::from(self.moved.is_none())
    }

    /// The journal of a row; none for all of them.
    pub fn journal(&self, row: usize) -> Option<&(String, u64)> {
        match self.moved {
            Some(_) => self.names.get(row),
            None => self.names.get(row.checked_sub(1)?),
        }
    }
}

/// Opens the page; `moved`: to move that entry.
pub(crate) fn open(state: &mut State, moved: Option<(EntryId, String)>) -> Vec<Effect> {
    state.journals = Journals {
        moved,
        ..Journals::default()
    };
    state.enter(Place::Journals);
    vec![Effect::LoadJournals]
}

/// Asks again, where entries may have changed.
pub(crate) fn refresh(state: &mut State) -> Vec<Effect> {
    if state.place == Place::Journals {
        vec![Effect::LoadJournals]
    } else {
        Vec::new()
    }
}

/// Takes what was read.
pub(crate) fn came(state: &mut State, names: Result<Vec<(String, u64)>, String>) {
    state.journals.loaded = true;
    state.journals.failed = names.is_err();
    match names {
        Ok(names) => state.journals.names = names,
        Err(why) => state.warn(why),
    }
    step(state, 0);
}

/// Answers a verb.
pub(crate) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    if let Some(by) = choice::steps(action, layout::list_rows(state.size, 0)) {
        step(state, by);
        return Vec::new();
    }
    match action {
        Action::New => state.journals.typing = Some(Field::default()),
        Action::Accept => return choose(state),
        Action::Back if state.journals.typing.is_some() => state.journals.typing = None,
        Action::Back => state.leave(),
        _ => {}
    }
    Vec::new()
}

/// What the mouse does: a click chooses, the wheel goes up and down.
pub(crate) fn mouse(state: &mut State, mouse: Mouse) {
    let count = state.journals.rows();
    if let Some(by) = choice::wheel(mouse, 1) {
        step(state, by);
    } else {
        state.journals.choice.click(mouse, LIST_TOP, count);
    }
}

fn step(state: &mut State, by: isize) {
    let rows = layout::list_rows(state.size, 0);
    let count = state.journals.rows();
    state.journals.choice.step(by, count, rows);
}

fn choose(state: &mut State) -> Vec<Effect> {
    let typed = state.journals.typing.take();
    let typed = typed.map(|field| field.text().trim().to_owned());
    let journal = match typed {
        Some(name) if name.is_empty() => return Vec::new(),
        Some(name) => Some(name),
        None => {
            let chosen = state.journals.choice.chosen;
            state.journals.journal(chosen).map(|(name, _)| name.clone())
        }
    };
    if state.journals.rows() == 0 && journal.is_none() {
        return Vec::new();
    }
    match (state.journals.moved.take(), journal) {
        (Some((id, label)), Some(journal)) => {
            let label = timeline::short(&label);
            state.say(format!("moved “{label}” to the journal “{journal}”"));
            state.leave();
            vec![Effect::Move { id, journal }]
        }
        (Some(_), None) => Vec::new(),
        (None, journal) => list_only(state, journal),
    }
}

fn list_only(state: &mut State, journal: Option<String>) -> Vec<Effect> {
    state.say(match &journal {
        Some(name) => format!("only the journal “{name}”, where new entries go too; J lists all"),
        None => "every journal".to_owned(),
    });
    state.only = journal;
    state.timeline.chosen = 0;
    state.leave();
    reload(state)
}
