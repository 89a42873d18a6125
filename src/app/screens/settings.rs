//! What its user prefers: each setting with what it does, changed in the file itself.

use crate::app::action::Action;
use crate::app::action::Place;
use crate::app::choice;
use crate::app::choice::Choice;
use crate::app::effect::Effect;
use crate::app::event::Mouse;
use crate::app::event::Settings;
use crate::app::field::Field;
use crate::app::layout;
use crate::app::layout::LIST_TOP;
use crate::app::state::State;

/// The setting whose values are the program's themes, and its user's.
const THEME: &str = "theme.name";

/// A setting that the page changes.
#[derive(Debug)]
pub struct Setting {
    /// Its key in the file.
    pub key: &'static str,
    /// What it does.
    pub help: &'static str,
    /// The values it may have; none: it is typed.
    pub choices: &'static [&'static str],
}

/// Every setting, in the order of the page. Keys and themes of one's own are changed in the file.
pub const SETTINGS: &[Setting] = &[
    setting("default_journal", "the journal that new entries go to", &[]),
    setting("day_starts_at", "when a new day begins, such as 04:00", &[]),
    setting(
        "lock_after",
        "how long it stays open without a key, or never",
        &[],
    ),
    setting("clock", "how a time of day is shown", &["24h", "12h"]),
    setting(
        "first_weekday",
        "the day a week begins with",
        &["monday", "sunday", "saturday"],
    ),
    setting(
        "signs",
        "signs the screens draw with",
        &["auto", "unicode", "ascii"],
    ),
    setting("motion", "how much may move", &["full", "reduced"]),
    setting("spell", "spelling: auto, off, or en_US, de_DE", &[]),
    setting(
        "typography",
        "typographic quotes and dashes",
        &["off", "on"],
    ),
    setting("focus_width", "columns of the text in focus mode", &[]),
    setting("word_goal", "words of a new entry, or none", &[]),
    setting(
        "editor.keys",
        "whose keys the editor has",
        &["plain", "vim", "emacs"],
    ),
    setting(
        THEME,
        "what things look like",
        &[
            "terminal",
            "dark",
            "light",
            "high-contrast",
            "none",
            "catppuccin-mocha",
            "catppuccin-latte",
            "solarized-dark",
            "solarized-light",
        ],
    ),
    setting("agent_idle", "how long diurnal unlock keeps the key", &[]),
    setting("search_memory", "memory for searching, such as 128 MB", &[]),
    setting(
        "passphrase_command",
        "a command that prints the passphrase",
        &[],
    ),
    setting(
        "git_transport",
        "what carries to the remotes",
        &["libgit2", "git"],
    ),
    setting("verify_every", "how old a proof may grow, or never", &[]),
    setting(
        "obey_purge",
        "what to do about purges made elsewhere",
        &["ask", "always", "never"],
    ),
    setting(
        "attachments",
        "which attachments a sync brings",
        &["all", "on-demand"],
    ),
];

const fn setting(
    key: &'static str,
    help: &'static str,
    choices: &'static [&'static str],
) -> Setting {
    Setting { key, help, choices }
}

/// What the page remembers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SettingsPage {
    /// What was read; none while it is read.
    pub now: Option<Box<Settings>>,
    /// The chosen setting.
    pub choice: Choice,
    /// The new value, while it is typed.
    pub typing: Option<Field>,
    /// Whether a change is on its way.
    pub busy: bool,
    /// Whether the file could not be read.
    pub failed: bool,
}

impl SettingsPage {
    /// The values that a setting may have; none: it is typed.
    fn choices<'s>(&'s self, setting: &Setting) -> Vec<&'s str> {
        let mut choices = setting.choices.to_vec();
        if setting.key == THEME
            && let Some(now) = &self.now
        {
            let own = now.themes.iter().map(String::as_str);
            choices.extend(own.filter(|name| !setting.choices.contains(name)));
        }
        choices
    }

    /// The value of a setting as the file gives it, else its default.
    pub fn value(&self, key: &str) -> Option<&str> {
        let values = &self.now.as_ref()?.values;
        let found = values.iter().find(|(name, _)| name == key);
        found.map(|(_, value)| value.as_str())
    }
}

/// Opens the page.
pub(crate) fn open(state: &mut State) -> Vec<Effect> {
    state.settings = SettingsPage::default();
    state.enter(Place::Settings);
    vec![Effect::LoadSettings { always: true }]
}

/// Takes settings that came, and uses them from now on; where they are wrong the old ones stay.
pub(crate) fn came(state: &mut State, settings: Result<Box<Settings>, String>) {
    state.settings.busy = false;
    state.settings.failed = settings.is_err();
    match settings {
        Ok(settings) => {
            state.look = settings.look.clone();
            state.keymap = settings.keymap.clone();
            state.editor_keys = settings.editor_keys;
            state.lock_after_ms = settings.lock_after_ms;
            state.journal.clone_from(&settings.journal);
            state.pending.clear();
            if state.place == Place::Settings {
                state.settings.now = Some(settings);
            } else {
                state.say("the settings were read anew");
            }
        }
        Err(why) => state.warn(format!("the settings stay as they were: {why}")),
    }
}

/// Answers a verb.
pub(crate) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    if let Some(by) = choice::steps(action, layout::list_rows(state.size, 0)) {
        step(state, by);
        return Vec::new();
    }
    match action {
        Action::Accept => return change(state),
        Action::Back if state.settings.typing.is_some() => state.settings.typing = None,
        Action::Back => state.leave(),
        _ => {}
    }
    Vec::new()
}

/// What the mouse does: a click chooses, the wheel goes up and down.
pub(crate) fn mouse(state: &mut State, mouse: Mouse) {
    if let Some(by) = choice::wheel(mouse, 1) {
        step(state, by);
    } else if state.settings.typing.is_none() {
        state.settings.choice.click(mouse, LIST_TOP, SETTINGS.len());
    }
}

fn step(state: &mut State, by: isize) {
    let rows = layout::list_rows(state.size, 0);
    state.settings.choice.step(by, SETTINGS.len(), rows);
}

/// Takes the next value, or asks for one; a value that was typed is written.
fn change(state: &mut State) -> Vec<Effect> {
    let chosen = state.settings.choice.chosen;
    let Some(setting) = SETTINGS
        .get(chosen)
        .filter(|_| state.settings.now.is_some())
    else {
        return Vec::new();
    };
    if state.settings.busy {
        return Vec::new();
    }
    let now = state
        .settings
        .value(setting.key)
        .unwrap_or_default()
        .to_owned();
    let value = if let Some(field) = state.settings.typing.take() {
        field.text().trim().to_owned()
    } else if setting.choices.is_empty() {
        state.settings.typing = Some(Field::new(&now));
        return Vec::new();
    } else {
        let choices = state.settings.choices(setting);
        let at = choices.iter().position(|value| *value == now);
        let next = at.map_or(0, |at| (at + 1) % choices.len());
        choices.get(next).copied().unwrap_or_default().to_owned()
    };
    if value == now {
        return Vec::new();
    }
    state.settings.busy = true;
    vec![Effect::ChangeSetting {
        key: setting.key,
        value,
    }]
}
