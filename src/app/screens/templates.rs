//! The templates: one of them begins a new entry, or is put into the open text.

use crate::app::action::Action;
use crate::app::action::Place;
use crate::app::choice;
use crate::app::choice::Choice;
use crate::app::edit::command::Command;
use crate::app::edit::operate::Edit;
use crate::app::effect::Effect;
use crate::app::event::Mouse;
use crate::app::layout;
use crate::app::layout::LIST_TOP;
use crate::app::screens::editor;
use crate::app::state::State;
use crate::model::entry::Content;
use crate::model::places::ClockFace;
use crate::model::template;
use crate::model::template::Filled;
use crate::model::template::Template;
use crate::model::template::Values;
use crate::model::time::Moment;

/// Rows of a template that are shown below the list, where there is room for both.
pub const PREVIEW_ROWS: u16 = 10;
/// Fewest rows of a window that shows some of the chosen template.
const PREVIEW_HEIGHT_MIN: u16 = 20;

/// What the page remembers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Templates {
    /// All of them, by name.
    pub all: Vec<Template>,
    /// Whether they were read.
    pub loaded: bool,
    /// Where a user's own belong.
    pub folder: String,
    /// The chosen one.
    pub choice: Choice,
    /// The one that the next new entry begins with.
    pub wanted: Option<Template>,
}

impl Templates {
    /// The chosen one.
    pub fn chosen(&self) -> Option<&Template> {
        self.all.get(self.choice.chosen)
    }
}

/// Opens the page.
pub(crate) fn open(state: &mut State) -> Vec<Effect> {
    state.templates = Templates::default();
    state.enter(Place::Templates);
    vec![Effect::LoadTemplates]
}

/// Takes what was read.
pub(crate) fn came(
    state: &mut State,
    templates: Vec<Template>,
    wrong: Option<String>,
    folder: String,
) {
    state.templates.all = templates;
    state.templates.folder = folder;
    state.templates.loaded = true;
    if let Some(wrong) = wrong {
        state.warn(wrong);
    }
    step(state, 0);
}

/// Answers a verb.
pub(crate) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    if let Some(by) = choice::steps(action, rows_shown(state.size)) {
        step(state, by);
        return Vec::new();
    }
    match action {
        Action::Accept => return take(state),
        Action::Back => state.leave(),
        _ => {}
    }
    Vec::new()
}

/// What the mouse does: a click chooses, one on what is chosen takes it, the wheel goes up and down.
pub(crate) fn mouse(state: &mut State, mouse: Mouse) -> Vec<Effect> {
    let (before, count) = (state.templates.choice.chosen, state.templates.all.len());
    if let Some(by) = choice::wheel(mouse, 1) {
        step(state, by);
        return Vec::new();
    }
    let inside = usize::from(mouse.row.saturating_sub(LIST_TOP)) < rows_shown(state.size);
    if inside
        && state.templates.choice.click(mouse, LIST_TOP, count)
        && state.templates.choice.chosen == before
    {
        return take(state);
    }
    Vec::new()
}

/// Rows of the list in a window of this size.
pub fn rows_shown(size: (u16, u16)) -> usize {
    layout::list_rows(size, preview_rows(size))
}

/// Rows of the chosen template in a window of this size.
pub fn preview_rows(size: (u16, u16)) -> u16 {
    if size.1 < PREVIEW_HEIGHT_MIN {
        0
    } else {
        PREVIEW_ROWS.min(size.1 / 3)
    }
}

fn step(state: &mut State, by: isize) {
    let rows = rows_shown(state.size);
    let count = state.templates.all.len();
    state.templates.choice.step(by, count, rows);
}

fn take(state: &mut State) -> Vec<Effect> {
    let Some(chosen) = state.templates.chosen().cloned() else {
        return Vec::new();
    };
    state.leave();
    if state.place == Place::Editor {
        return put_in(state, &chosen);
    }
    state.templates.wanted = Some(chosen);
    vec![Effect::NewPage]
}

/// Puts a template into the open text, in the place of what is selected; one step of undo.
fn put_in(state: &mut State, template: &Template) -> Vec<Effect> {
    let Some(page) = &state.editor.page else {
        return Vec::new();
    };
    let filled = fill(state, template, &page.draft.content);
    let at = page.text.caret().at;
    let range = page.text.selection().unwrap_or(at..at);
    let caret = range.start + filled.caret.unwrap_or(filled.text.len());
    let edit = Edit::new(range, filled.text.clone()).caret(caret);
    let effects = editor::command(state, &Command::Edit(edit));
    editor::follow(state);
    say_open(state, &filled);
    effects
}

/// `template` as it is in the entry `content`.
pub(crate) fn fill(state: &State, template: &Template, content: &Content) -> Filled {
    template::fill(
        &template.text,
        &Values {
            at: &content.at,
            day: content.at.day(state.look.day_starts),
            now: &state.moment(),
            today: state.today(),
            clock: match state.look.clock {
                ClockFace::Hours24 => Moment::clock,
                ClockFace::Hours12 => Moment::clock_12,
            },
            title: &content.title,
            journal: &content.journal,
            tags: &content.tags,
        },
    )
}

/// Says which places of a template stay open, and how one gets there.
pub(crate) fn say_open(state: &mut State, filled: &Filled) {
    if let Some(said) = filled.said() {
        let goes = if filled.open.len() == 1 {
            "it"
        } else {
            "the next"
        };
        state.say(format!("{said}: Tab goes to {goes}"));
    }
}
