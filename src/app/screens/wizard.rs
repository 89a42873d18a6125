//! The first start: a name, a passphrase, a remote if one likes; then the recovery key, once.
//!
//! Nothing is written before the third step is answered; leaving before keeps nothing.

use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::effect::NewVault;
use crate::app::field::Field;
use crate::app::field::Hidden;
use crate::app::key::Key;
use crate::app::state::State;

/// Where the first start stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Step {
    /// What this device is called.
    #[default]
    Name,
    /// What opens the journal.
    Passphrase,
    /// Where its backup goes.
    Remote,
    /// The journal is being made.
    Making,
    /// The recovery key, to be kept on paper.
    Recovery,
}

/// What the first start remembers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wizard {
    /// The step.
    pub step: Step,
    /// This device's name.
    pub name: Field,
    /// The passphrase.
    pub passphrase: Hidden,
    /// The passphrase once more.
    pub again: Hidden,
    /// Whether the second of the two has the cursor.
    pub in_again: bool,
    /// Whether they are shown.
    pub shown: bool,
    /// Whether diurnal made the passphrase.
    pub generated: bool,
    /// The remote's URL.
    pub remote: Field,
    /// The recovery key, while it is shown.
    pub recovery: Hidden,
    /// Its last characters, as typed back.
    pub check: Field,
    /// What is wrong with the answer.
    pub wrong: Option<String>,
}

/// How many characters of the recovery key are typed back.
pub const CHECK_CHARS: usize = 5;

impl Wizard {
    /// The first step, with a name to go with.
    pub fn new(device_name: &str) -> Self {
        Self {
            name: Field::new(device_name),
            ..Self::default()
        }
    }

    /// What the passphrase is worth, in words.
    pub fn strength(&self) -> &'static str {
        if self.generated {
            return "out of reach of any guessing machine";
        }
        match self.passphrase.count() {
            0 => "",
            1..=9 => "weak: so short that a machine tries them all",
            10..=15 => "fair: against people, not against machines",
            _ => "good, if nobody could guess it from you",
        }
    }
}

/// Whether a verb does anything at this step.
pub fn uses(wizard: &Wizard, action: Action) -> bool {
    match action {
        Action::Words | Action::Next | Action::Show => wizard.step == Step::Passphrase,
        Action::Skip => matches!(wizard.step, Step::Remote | Step::Recovery),
        Action::Back => matches!(wizard.step, Step::Passphrase | Step::Remote),
        Action::Accept => wizard.step != Step::Making,
        _ => true,
    }
}

/// Answers a verb.
pub(crate) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    state.wizard.wrong = None;
    match action {
        Action::Accept => return accept(state),
        Action::Words if state.wizard.step == Step::Passphrase => return vec![Effect::MakeWords],
        Action::Show => state.wizard.shown = !state.wizard.shown,
        Action::Next if state.wizard.step == Step::Passphrase && !state.wizard.generated => {
            state.wizard.in_again = !state.wizard.in_again;
        }
        Action::Skip if state.wizard.step == Step::Recovery => return finish(state, false),
        Action::Skip if state.wizard.step == Step::Remote => {
            state.wizard.remote.clear();
            return accept(state);
        }
        Action::Back => back(&mut state.wizard),
        _ => {}
    }
    Vec::new()
}

/// Types a key.
pub(crate) fn press(state: &mut State, key: Key) {
    let wizard = &mut state.wizard;
    wizard.wrong = None;
    match wizard.step {
        Step::Name => drop_result(wizard.name.press(key)),
        Step::Passphrase => {
            if wizard.generated {
                // Who types takes the words back: a passphrase of one's own begins.
                wizard.generated = false;
                wizard.passphrase = Hidden::default();
                wizard.again = Hidden::default();
                wizard.in_again = false;
            }
            if wizard.in_again {
                wizard.again.press(key);
            } else {
                wizard.passphrase.press(key);
            }
        }
        Step::Remote => drop_result(wizard.remote.press(key)),
        Step::Making => {}
        Step::Recovery => drop_result(wizard.check.press(key)),
    }
}

/// Pastes a text.
pub(crate) fn paste(state: &mut State, text: &str) {
    let wizard = &mut state.wizard;
    match wizard.step {
        Step::Name => wizard.name.insert(text),
        Step::Passphrase if wizard.in_again => wizard.again.insert(text),
        Step::Passphrase => wizard.passphrase.insert(text),
        Step::Remote => wizard.remote.insert(text),
        Step::Making => {}
        Step::Recovery => wizard.check.insert(text),
    }
}

/// Takes the words that were made.
pub(crate) fn words(state: &mut State, words: Hidden) {
    let wizard = &mut state.wizard;
    wizard.generated = true;
    wizard.in_again = false;
    wizard.again = Hidden::default();
    wizard.passphrase = words;
}

/// The journal was made, or was not.
pub(crate) fn made(state: &mut State, result: Result<Hidden, String>) -> Vec<Effect> {
    match result {
        Ok(recovery) => {
            state.open = true;
            state.wizard.passphrase = Hidden::default();
            state.wizard.again = Hidden::default();
            state.wizard.recovery = recovery;
            state.wizard.step = Step::Recovery;
        }
        Err(why) => {
            state.wizard.step = Step::Remote;
            state.wizard.wrong = Some(why);
        }
    }
    Vec::new()
}

fn drop_result(_: bool) {}

fn back(wizard: &mut Wizard) {
    wizard.step = match wizard.step {
        Step::Name | Step::Passphrase => Step::Name,
        Step::Remote => Step::Passphrase,
        Step::Making => Step::Making,
        Step::Recovery => Step::Recovery,
    };
}

fn accept(state: &mut State) -> Vec<Effect> {
    let wizard = &mut state.wizard;
    match wizard.step {
        Step::Name if wizard.name.text().trim().is_empty() => {
            wizard.wrong =
                Some("a device needs a name, so that you can tell them apart".to_owned());
        }
        Step::Name => wizard.step = Step::Passphrase,
        Step::Passphrase => passphrase(wizard),
        Step::Remote => return make(wizard),
        Step::Making => {}
        Step::Recovery => return check(state),
    }
    Vec::new()
}

fn passphrase(wizard: &mut Wizard) {
    if wizard.passphrase.is_empty() {
        wizard.wrong = Some("type a passphrase, or take words made for you: Ctrl-G".to_owned());
    } else if wizard.generated {
        wizard.step = Step::Remote;
    } else if !wizard.in_again {
        wizard.in_again = true;
    } else if wizard.again == wizard.passphrase {
        wizard.step = Step::Remote;
    } else {
        wizard.wrong = Some("the two are not the same".to_owned());
        wizard.again = Hidden::default();
    }
}

fn make(wizard: &mut Wizard) -> Vec<Effect> {
    wizard.step = Step::Making;
    let remote = wizard.remote.text().trim();
    vec![Effect::Init(NewVault {
        passphrase: wizard.passphrase.clone(),
        generated: wizard.generated,
        device_name: wizard.name.text().trim().to_owned(),
        remote: (!remote.is_empty()).then(|| remote.to_owned()),
    })]
}

fn check(state: &mut State) -> Vec<Effect> {
    let wizard = &mut state.wizard;
    let typed = wizard.check.text().trim().to_uppercase();
    let key = wizard.recovery.expose().trim().to_uppercase();
    if typed.chars().count() == CHECK_CHARS && key.ends_with(&typed) {
        return finish(state, true);
    }
    wizard.wrong = Some("not its last five characters".to_owned());
    wizard.check.clear();
    Vec::new()
}

fn finish(state: &mut State, checked: bool) -> Vec<Effect> {
    state.wizard = Wizard::default();
    if checked {
        state.say("the journal is made; this is its first page");
    } else {
        state.say("the recovery key was not checked: without it a lost passphrase is the end");
    }
    crate::app::update::enter_journal(state, true)
}
