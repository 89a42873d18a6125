//! The words that their writer added to those of the dictionaries: to look at, to add to, to take from.

use crate::app::action::Action;
use crate::app::action::Place;
use crate::app::choice;
use crate::app::choice::Choice;
use crate::app::effect::Effect;
use crate::app::event::Mouse;
use crate::app::field::Field;
use crate::app::layout;
use crate::app::layout::LIST_TOP;
use crate::app::spelling;
use crate::app::state::State;

/// What the page remembers.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// The words, in order.
    pub all: Vec<String>,
    /// Whether they were read.
    pub loaded: bool,
    /// The chosen one.
    pub choice: Choice,
    /// A new word, while it is typed.
    pub typing: Option<Field>,
    /// The one that was taken out last.
    pub removed: Option<String>,
}

impl std::fmt::Debug for Words {
    /// Numbers only: words of a private text must not reach a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Words({})", self.all.len())
    }
}

/// Opens the page.
pub(crate) fn open(state: &mut State) -> Vec<Effect> {
    state.words = Words::default();
    state.enter(Place::Words);
    vec![Effect::LoadWords]
}

/// Takes what was read.
pub(crate) fn came(state: &mut State, words: &[String]) {
    state.words.all = words.to_vec();
    state.words.loaded = true;
    step(state, 0);
}

/// Answers a verb.
pub(crate) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    if let Some(by) = choice::steps(action, layout::list_rows(state.size, 0)) {
        step(state, by);
        return Vec::new();
    }
    match action {
        Action::New => state.words.typing = Some(Field::default()),
        Action::Accept => return add_typed(state),
        Action::Delete => return remove(state),
        Action::UndoLast => return bring_back(state),
        Action::Back if state.words.typing.is_some() => state.words.typing = None,
        Action::Back => state.leave(),
        _ => {}
    }
    Vec::new()
}

/// What the mouse does: a click chooses, the wheel goes up and down.
pub(crate) fn mouse(state: &mut State, mouse: Mouse) {
    let count = state.words.all.len();
    if let Some(by) = choice::wheel(mouse, 1) {
        step(state, by);
    } else {
        state.words.choice.click(mouse, LIST_TOP, count);
    }
}

fn step(state: &mut State, by: isize) {
    let rows = layout::list_rows(state.size, 0);
    let count = state.words.all.len();
    state.words.choice.step(by, count, rows);
}

fn add_typed(state: &mut State) -> Vec<Effect> {
    let typed = state.words.typing.take();
    let word = typed.map(|field| field.text().trim().to_owned());
    match word.filter(|word| !word.is_empty()) {
        Some(word) if word.contains(char::is_whitespace) => {
            state.say("one word at a time: there is a blank in it");
            Vec::new()
        }
        Some(word) => spelling::learn(state, &word),
        None => Vec::new(),
    }
}

fn remove(state: &mut State) -> Vec<Effect> {
    let Some(word) = state.words.all.get(state.words.choice.chosen).cloned() else {
        return Vec::new();
    };
    state.say(format!(
        "“{word}” is no longer one of your words; z takes that back"
    ));
    state.words.removed = Some(word.clone());
    spelling::unlearn(state, &word)
}

fn bring_back(state: &mut State) -> Vec<Effect> {
    if let Some(word) = state.words.removed.take() {
        state.notice = None;
        spelling::learn(state, &word)
    } else {
        state.say("nothing to undo");
        Vec::new()
    }
}
