//! What opens the vault and who belongs to it, as plain sentences.

use crate::app::action::Action;
use crate::app::action::Place;
use crate::app::choice;
use crate::app::choice::WHEEL_ROWS;
use crate::app::effect::Effect;
use crate::app::event::KeysPage;
use crate::app::event::Mouse;
use crate::app::state::State;
use crate::model::amount::counted;

/// What the page remembers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    /// What was read; none while it is read.
    pub page: Option<Box<KeysPage>>,
    /// Why it could not be read.
    pub wrong: Option<String>,
    /// The first sentence that is shown.
    pub top: usize,
}

/// How a sentence stands on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// It names what follows.
    Heading,
    /// It is as it should be.
    Good,
    /// It needs its reader.
    Warning,
    /// It was not tried.
    Open,
    /// It explains.
    Quiet,
}

/// Opens the page.
pub(crate) fn open(state: &mut State) -> Vec<Effect> {
    state.keys = Keys::default();
    state.enter(Place::Keys);
    vec![Effect::LoadKeys]
}

/// Takes what was read.
pub(crate) fn came(state: &mut State, page: Result<Box<KeysPage>, String>) {
    match page {
        Ok(page) => state.keys.page = Some(page),
        Err(why) => {
            state.keys.wrong = Some(why.clone());
            state.warn(why);
        }
    }
}

/// Answers a verb.
pub(crate) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    if let Some(by) = choice::steps(action, rows_shown(state.size)) {
        scroll(state, by);
        return Vec::new();
    }
    if action == Action::Back {
        state.leave();
    }
    Vec::new()
}

/// What the mouse does: the wheel scrolls.
pub(crate) fn mouse(state: &mut State, mouse: Mouse) {
    if let Some(by) = choice::wheel(mouse, WHEEL_ROWS) {
        scroll(state, by);
    }
}

/// Rows of sentences in a window of this size.
pub fn rows_shown(size: (u16, u16)) -> usize {
    usize::from(size.1.saturating_sub(3))
}

fn scroll(state: &mut State, by: isize) {
    // Sentences may take several rows: the last one can always be reached, and a screen is not
    // emptied by it.
    let last = sentences(state).len().saturating_sub(1);
    state.keys.top = state.keys.top.saturating_add_signed(by).min(last);
}

/// The whole page, a sentence each.
pub fn sentences(state: &State) -> Vec<(Weight, String)> {
    let Some(page) = &state.keys.page else {
        return Vec::new();
    };
    let now = state.now();
    let mut said: Vec<(Weight, String)> = Vec::new();
    let mut say = |weight, text: String| said.push((weight, text));
    say(Weight::Heading, "What opens this vault".to_owned());
    for slot in &page.slots {
        say(Weight::Good, slot.clone());
    }
    let travels = if page.travels {
        "The passphrase travels to the remotes, sealed: a new device needs only that and the URL."
    } else {
        "The passphrase does not travel: a new device needs the recovery key and the URL."
    };
    say(Weight::Quiet, travels.to_owned());
    say(Weight::Heading, "Devices".to_owned());
    for (name, own, since, by) in &page.devices {
        let here = if *own { ", this device" } else { "" };
        let since = since.map_or_else(String::new, |at| format!(", since {}", now.day(at)));
        say(Weight::Good, format!("{name}{here}{since}, let in by {by}"));
    }
    say(Weight::Heading, "The key that seals".to_owned());
    let (epochs, since) = page.epochs;
    let since = since.map_or_else(String::new, |at| format!(" since {}", now.day(at)));
    let before = match epochs.saturating_sub(1) {
        0 => "it was never changed".to_owned(),
        n => format!("{} before it", counted(n, "other one", "other ones")),
    };
    say(
        Weight::Quiet,
        format!("What you write is sealed by one key{since}; {before}."),
    );
    say(Weight::Heading, "Key doctor".to_owned());
    for (well, what, text) in &page.checks {
        let weight = match well {
            Some(true) => Weight::Good,
            Some(false) => Weight::Warning,
            None => Weight::Open,
        };
        say(weight, format!("{what}: {text}"));
    }
    say(Weight::Heading, "The recovery sheet".to_owned());
    let sheet = "It was shown once and is kept nowhere, so that nobody can take it from here. Try \
                 the one you have:";
    say(Weight::Quiet, sheet.to_owned());
    let command = "diurnal key doctor --recovery-file FILE";
    say(Weight::Quiet, command.to_owned());
    say(Weight::Quiet, format!("This vault is {}.", page.vault));
    said
}
