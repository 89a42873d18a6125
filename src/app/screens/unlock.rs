//! The locked journal: a passphrase is typed, or the recovery key.

use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::event::Refused;
use crate::app::field::Hidden;
use crate::app::key::Key;
use crate::app::state::State;

/// What the locked screen remembers. No title, no name of a journal, no count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unlock {
    /// What was typed.
    pub typed: Hidden,
    /// Whether it is shown.
    pub shown: bool,
    /// Whether the recovery key is asked for.
    pub recovery: bool,
    /// Whether a key is being tried, and so many dots are shown meanwhile.
    pub busy: Option<usize>,
    /// Why the last try failed.
    pub refused: Option<Refused>,
    /// How often it was not the passphrase.
    pub tries: u32,
    /// Why it is locked, where it locked by itself.
    pub why: Option<String>,
}

/// Answers a verb.
pub(crate) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let unlock = &mut state.unlock;
    match action {
        Action::Accept => return submit(unlock),
        Action::Show => unlock.shown = !unlock.shown,
        Action::OtherKey => {
            let recovery = !unlock.recovery;
            *unlock = Unlock {
                recovery,
                tries: unlock.tries,
                why: unlock.why.take(),
                ..Unlock::default()
            };
        }
        _ => {}
    }
    Vec::new()
}

/// Types a key.
pub(crate) fn press(state: &mut State, key: Key) {
    if state.unlock.busy.is_none() && !matches!(state.unlock.refused, Some(Refused::Newer(_))) {
        state.unlock.typed.press(key);
    }
}

/// Pastes a text.
pub(crate) fn paste(state: &mut State, text: &str) {
    if state.unlock.busy.is_none() {
        state.unlock.typed.insert(text);
    }
}

/// Shows why the journal did not open.
pub(crate) fn refused(state: &mut State, why: Refused) {
    if why == Refused::NoKey {
        // The agent was asked while somebody may be typing already.
        return;
    }
    let unlock = &mut state.unlock;
    unlock.busy = None;
    if why == Refused::WrongPassphrase {
        unlock.tries += 1;
    }
    unlock.refused = Some(why);
}

fn submit(unlock: &mut Unlock) -> Vec<Effect> {
    if unlock.busy.is_some() || unlock.typed.is_empty() {
        return Vec::new();
    }
    unlock.busy = Some(unlock.typed.count());
    unlock.refused = None;
    vec![Effect::Unlock {
        key: unlock.typed.take(),
        recovery: unlock.recovery,
    }]
}
