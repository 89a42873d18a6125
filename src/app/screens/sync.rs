//! Remotes and proofs of backup.

use crate::app::action::Action;
use crate::app::action::Place;
use crate::app::effect::Effect;
use crate::app::event::Outcome;
use crate::app::event::Progress;
use crate::app::field::Field;
use crate::app::state::State;
use crate::app::state::Work;
use crate::model::places::Motion;

/// What the page remembers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SyncPage {
    /// The URL of a remote that is being typed.
    pub adding: Option<Field>,
    /// How the last sync or proof went, remote by remote.
    pub outcomes: Vec<Outcome>,
    /// Whether those are of a proof.
    pub proved: bool,
}

/// Answers a verb.
pub(crate) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    match action {
        Action::Accept => return add(state),
        Action::Sync => return sync(state),
        Action::Prove => return prove(state),
        Action::AddRemote => state.sync.adding = Some(Field::default()),
        Action::Back if state.sync.adding.is_some() => state.sync.adding = None,
        Action::Back => return leave(state),
        _ => {}
    }
    Vec::new()
}

/// Opens the page; `adding`: with the field for a remote.
pub(crate) fn open(state: &mut State, adding: bool) -> Vec<Effect> {
    state.sync.adding = adding.then(Field::default);
    state.enter(Place::Sync);
    vec![Effect::LoadFacts]
}

/// Leaves the page; what it told was seen.
fn leave(state: &mut State) -> Vec<Effect> {
    state.leave();
    let told = state.facts.as_ref().is_some_and(|facts| facts.needs_you());
    if told {
        vec![Effect::SeeNotices]
    } else {
        Vec::new()
    }
}

/// Long work came further.
pub(crate) fn progress(state: &mut State, mut progress: Progress) {
    if state.look.motion == Motion::Reduced && progress.total > 0 {
        let tenths = u128::from(progress.done) * 10 / u128::from(progress.total);
        let done = u128::from(progress.total) * tenths.min(10) / 10;
        progress.done = u64::try_from(done).unwrap_or(progress.done);
    }
    if let Some(Work::Syncing(now) | Work::Proving(now)) = &mut state.work {
        *now = progress;
    }
}

/// A sync, or a proof, came to its end.
pub(crate) fn finished(
    state: &mut State,
    proved: bool,
    result: Result<Vec<Outcome>, String>,
) -> Vec<Effect> {
    state.work = None;
    match result {
        Ok(outcomes) => {
            let bad = outcomes.iter().find(|outcome| !outcome.ok);
            if let Some(outcome) = bad {
                let why = outcome.lines.first().cloned().unwrap_or_default();
                state.warn(format!("{}: {why}", outcome.remote));
            } else if outcomes.is_empty() {
                state.warn("there is no remote yet: r adds one");
            } else {
                state.say(if proved {
                    "proved: all the same"
                } else {
                    "synced"
                });
            }
            state.sync.outcomes = outcomes;
            state.sync.proved = proved;
        }
        Err(why) => state.warn(why),
    }
    crate::app::update::reload(state)
}

/// A remote was added, or was not.
pub(crate) fn added(state: &mut State, result: Result<String, String>) -> Vec<Effect> {
    match result {
        Ok(found) => state.say(found),
        Err(why) => state.warn(why),
    }
    vec![Effect::LoadFacts]
}

fn has_remotes(state: &State) -> bool {
    let facts = state.facts.as_ref();
    facts.is_some_and(|facts| !facts.remotes.is_empty())
}

fn sync(state: &mut State) -> Vec<Effect> {
    if state.work.is_some() {
        return Vec::new();
    }
    if !has_remotes(state) {
        state.warn("there is no remote yet: r adds one");
        return Vec::new();
    }
    state.work = Some(Work::Syncing(Progress::default()));
    vec![Effect::Sync]
}

fn prove(state: &mut State) -> Vec<Effect> {
    if state.work.is_some() {
        return Vec::new();
    }
    if !has_remotes(state) {
        state.warn("nothing to prove: there is no remote yet, r adds one");
        return Vec::new();
    }
    state.work = Some(Work::Proving(Progress::default()));
    vec![Effect::Prove]
}

fn add(state: &mut State) -> Vec<Effect> {
    let Some(field) = state.sync.adding.take() else {
        return Vec::new();
    };
    let url = field.text().trim().to_owned();
    if url.is_empty() {
        return Vec::new();
    }
    let taken = |name: &str| {
        let facts = state.facts.as_ref();
        facts.is_some_and(|facts| facts.remotes.iter().any(|remote| remote.name == name))
    };
    let name = if taken("origin") {
        (2..=u32::MAX)
            .map(|n| format!("remote-{n}"))
            .find(|name| !taken(name))
            .unwrap_or_default()
    } else {
        "origin".to_owned()
    };
    state.say(format!("looking at “{name}”"));
    vec![Effect::AddRemote { name, url }]
}
