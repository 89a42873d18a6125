//! Every command of a place, found by typing a few of its letters.

use nucleo_matcher::Config;
use nucleo_matcher::Matcher;
use nucleo_matcher::Utf32Str;
use nucleo_matcher::pattern::CaseMatching;
use nucleo_matcher::pattern::Normalization;
use nucleo_matcher::pattern::Pattern;

use crate::app::action::ACTIONS;
use crate::app::action::Action;
use crate::app::action::Place;
use crate::app::action::Row;
use crate::app::choice;
use crate::app::effect::Effect;
use crate::app::event::Mouse;
use crate::app::event::MouseKind;
use crate::app::field::Field;
use crate::app::key::Key;
use crate::app::state::State;
use crate::app::state::Undo;

/// Rows above the commands: head, field, a blank.
pub const ROWS_ABOVE: u16 = 3;

/// What the palette remembers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Palette {
    /// What was typed.
    pub field: Field,
    /// The place whose commands they are.
    pub of: Option<Place>,
    /// What was found, the best first.
    pub found: Vec<Command>,
    /// The chosen one.
    pub chosen: usize,
    /// The first one that is shown.
    pub top: usize,
}

/// A command that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// Its row in the table of actions.
    number: usize,
    /// The characters of its sentence that were hit, counted from 0, in order.
    pub hits: Vec<u32>,
}

impl Command {
    /// Its row in the table of actions.
    pub fn row(&self) -> Option<&'static Row> {
        ACTIONS.get(self.number)
    }
}

impl Palette {
    /// How many commands there are to be found.
    pub fn count(&self) -> usize {
        self.all().count()
    }

    fn all(&self) -> impl Iterator<Item = (usize, &'static Row)> {
        let of = self.of;
        ACTIONS.iter().enumerate().filter(move |(number, row)| {
            let here = of.is_some_and(|place| row.places.contains(&place));
            // A second row for the same verb only adds keys to it.
            let first = ACTIONS.iter().position(|other| {
                other.action == row.action
                    && other.help == row.help
                    && of.is_some_and(|place| other.places.contains(&place))
            });
            here && first == Some(*number) && row.action != Action::Palette
        })
    }

    fn find(&mut self) {
        let pattern = Pattern::parse(
            self.field.text(),
            CaseMatching::Ignore,
            Normalization::Smart,
        );
        let mut matcher = Matcher::new(Config::DEFAULT);
        let mut letters = Vec::new();
        let mut found: Vec<(u32, Command)> = Vec::new();
        for (number, row) in self.all() {
            let mut hits = Vec::new();
            let sentence = Utf32Str::new(row.help, &mut letters);
            let score = pattern.indices(sentence, &mut matcher, &mut hits);
            let score = score.or_else(|| {
                // The name that the settings call it by is another way to find it.
                hits.clear();
                let name = Utf32Str::new(row.name, &mut letters);
                pattern.score(name, &mut matcher)
            });
            if let Some(score) = score {
                hits.sort_unstable();
                hits.dedup();
                found.push((score, Command { number, hits }));
            }
        }
        found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        self.found = found.into_iter().map(|(_, command)| command).collect();
        self.chosen = 0;
        self.top = 0;
    }

    fn step(&mut self, by: isize, shown: usize) {
        let last = self.found.len().saturating_sub(1);
        self.chosen = self.chosen.saturating_add_signed(by).min(last);
        self.top = self.top.min(self.chosen);
        if self.chosen >= self.top + shown {
            self.top = self.chosen + 1 - shown;
        }
    }
}

/// Opens the palette on the place that has the screen.
pub(crate) fn open(state: &mut State) -> Vec<Effect> {
    state.palette = Palette {
        of: Some(state.place),
        ..Palette::default()
    };
    state.palette.find();
    state.enter(Place::Palette);
    Vec::new()
}

/// Answers a verb.
pub(crate) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let shown = shown(state.size);
    if let Some(by) = choice::steps(action, shown) {
        state.palette.step(by, shown);
        return Vec::new();
    }
    match action {
        Action::Accept => return run(state),
        Action::Back => state.leave(),
        _ => {}
    }
    Vec::new()
}

/// Types a key.
pub(crate) fn press(state: &mut State, key: Key) {
    if state.palette.field.press(key) {
        state.palette.find();
    }
}

/// Pastes a text.
pub(crate) fn paste(state: &mut State, text: &str) {
    state.palette.field.insert(text);
    state.palette.find();
}

/// What the mouse does: a click runs, the wheel scrolls.
pub(crate) fn mouse(state: &mut State, mouse: Mouse) -> Vec<Effect> {
    let shown = shown(state.size);
    match mouse.kind {
        MouseKind::WheelUp => state.palette.step(-1, shown),
        MouseKind::WheelDown => state.palette.step(1, shown),
        MouseKind::Press if mouse.row >= ROWS_ABOVE => {
            let line = usize::from(mouse.row - ROWS_ABOVE);
            let number = state.palette.top + line;
            if line < shown && number < state.palette.found.len() {
                state.palette.chosen = number;
                return run(state);
            }
        }
        MouseKind::Press | MouseKind::Drag | MouseKind::Release => {}
    }
    Vec::new()
}

/// How many commands there is room for.
pub fn shown(size: (u16, u16)) -> usize {
    usize::from(size.1.saturating_sub(ROWS_ABOVE + 2)).max(1)
}

/// Why a verb would do nothing in `place` now; none where it would do something.
pub fn unable(state: &State, place: Place, action: Action) -> Option<&'static str> {
    let about_entry = matches!(
        action,
        Action::Read | Action::Edit | Action::Star | Action::Delete | Action::YearAgo
    ) || (action == Action::Any && place == Place::Timeline);
    let remotes = state.facts.as_ref().map_or(0, |facts| facts.remotes.len());
    let leaves = matches!(action, Action::Sync | Action::Prove);
    if about_entry && place == Place::Timeline && state.timeline.row().is_none() {
        Some("there is no entry yet")
    } else if action == Action::UndoLast
        && !matches!(state.undo, Some(Undo::Deleted(_) | Undo::Dropped(_)))
    {
        Some("nothing to undo")
    } else if leaves && state.work.is_some() {
        Some("it runs already")
    } else if leaves && remotes == 0 {
        Some("there is no remote yet")
    } else {
        None
    }
}

fn run(state: &mut State) -> Vec<Effect> {
    let command = state.palette.found.get(state.palette.chosen);
    let Some(action) = command.and_then(Command::row).map(|row| row.action) else {
        return Vec::new();
    };
    state.leave();
    if let Some(why) = unable(state, state.place, action) {
        state.say(why);
        return Vec::new();
    }
    crate::app::update::act(state, action)
}
