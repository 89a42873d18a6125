//! Versions of one entry that stand side by side: two devices wrote without knowing of each other.
//! Whatever is chosen, each of them stays in the history.

use std::collections::HashMap;
use std::sync::Arc;

use crate::app::action::Action;
use crate::app::action::Place;
use crate::app::choice;
use crate::app::choice::WHEEL_ROWS;
use crate::app::compare;
use crate::app::compare::Compared;
use crate::app::compare::Side;
use crate::app::effect::Effect;
use crate::app::event::Kept;
use crate::app::event::Mouse;
use crate::app::event::Version;
use crate::app::layout;
use crate::app::screens::editor;
use crate::app::screens::history;
use crate::app::state::State;
use crate::model::entry::Content;
use crate::model::entry::Draft;
use crate::model::id::EntryId;
use crate::model::id::RevId;
use crate::model::merge;
use crate::model::merge::Said;
use crate::model::revision::Extra;
use crate::model::time::DayStart;

/// Rows above the texts: what each version is, and a blank.
const ROWS_ABOVE: u16 = 3;

/// What the page remembers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conflict {
    /// The entry.
    pub id: Option<EntryId>,
    /// What the list calls it.
    pub label: String,
    /// The versions that stand side by side, this device's own first.
    pub heads: Arc<Vec<Version>>,
    /// Every version of the entry, from which it follows what they say together.
    pub versions: Arc<Vec<Version>>,
    /// Whether there is something to decide.
    pub standing: Standing,
    /// Whether they were read.
    pub loaded: bool,
    /// The version at the right; the one at the left is the first.
    pub other: usize,
    /// Both in rows.
    pub compared: Compared,
    /// The first row that is shown.
    pub top: usize,
    /// The wish whose versions are awaited.
    pub asked: u64,
}

/// How versions stand to one another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// They cannot be merged: a person decides.
    #[default]
    SideBySide,
    /// They were merged by themselves.
    Merged,
    /// Some delete the entry, another changed it: what was changed is shown.
    Kept,
}

impl Conflict {
    /// The versions at the left and at the right.
    pub fn sides(&self) -> Option<(&Version, &Version)> {
        Some((self.heads.first()?, self.heads.get(self.other)?))
    }
}

/// Opens the page on an entry; where it has one version only it says so.
pub(crate) fn open(state: &mut State, id: EntryId, label: &str) -> Vec<Effect> {
    state.enter(Place::Conflict);
    state.conflict = Conflict {
        id: Some(id),
        label: label.to_owned(),
        other: 1,
        ..Conflict::default()
    };
    ask(state, id)
}

/// Asks again, where a version may have come.
pub(crate) fn refresh(state: &mut State) -> Vec<Effect> {
    match state.conflict.id {
        Some(id) if state.place == Place::Conflict => ask(state, id),
        _ => Vec::new(),
    }
}

/// Takes versions that came.
pub(crate) fn versions_came(state: &mut State, versions: Result<Arc<Vec<Version>>, String>) {
    state.conflict.loaded = true;
    match versions {
        Ok(versions) => {
            let mut heads: Vec<Version> = versions.iter().filter(|v| v.head).cloned().collect();
            heads.sort_by_key(|version| !version.own);
            state.conflict.other = state
                .conflict
                .other
                .min(heads.len().saturating_sub(1))
                .max(1);
            state.conflict.standing = standing(&heads, &versions);
            state.conflict.heads = Arc::new(heads);
            state.conflict.versions = versions;
            lay_out(state);
        }
        Err(why) => state.warn(why),
    }
}

/// Compares for the window as it is now.
pub(crate) fn lay_out(state: &mut State) {
    let panes = panes(state);
    let compared = state.conflict.sides().map(|(one, other)| {
        let room = usize::from(panes.first.width.saturating_sub(2));
        match panes.second {
            Some(_) => compare::beside(Some(Side::of(one)), Side::of(other), room),
            None => compare::below(Some(Side::of(one)), Side::of(other), room),
        }
    });
    state.conflict.compared = compared.unwrap_or_default();
    scroll(state, 0);
}

/// Answers a verb.
pub(crate) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    if let Some(by) = choice::steps(action, usize::from(panes(state).rows)) {
        scroll(state, by);
        return Vec::new();
    }
    match action {
        Action::Next => next(state),
        Action::TakeFirst => return take(state, 0),
        Action::TakeSecond => return take(state, state.conflict.other),
        Action::TakeBoth => return take_both(state),
        Action::Edit => return by_hand(state),
        Action::History => {
            if let Some(id) = state.conflict.id {
                let label = state.conflict.label.clone();
                return history::open(state, id, &label);
            }
        }
        Action::Back => state.leave(),
        _ => {}
    }
    Vec::new()
}

/// What the mouse does: the wheel scrolls.
pub(crate) fn mouse(state: &mut State, mouse: Mouse) {
    if let Some(by) = choice::wheel(mouse, WHEEL_ROWS) {
        scroll(state, by);
    }
}

/// Where the two texts stand.
pub fn panes(state: &State) -> layout::Sides {
    layout::sides(state.size, state.notice.as_ref(), ROWS_ABOVE)
}

fn ask(state: &mut State, id: EntryId) -> Vec<Effect> {
    state.conflict.asked = state.next_generation();
    vec![Effect::LoadVersions {
        generation: state.conflict.asked,
        id,
    }]
}

fn scroll(state: &mut State, by: isize) {
    let rows = usize::from(panes(state).rows);
    let last = state.conflict.compared.len().saturating_sub(rows);
    state.conflict.top = state.conflict.top.saturating_add_signed(by).min(last);
}

/// Shows another version at the right.
fn next(state: &mut State) {
    let count = state.conflict.heads.len();
    if count <= 2 {
        state.say("there are no more versions than these two");
        return;
    }
    state.conflict.other = if state.conflict.other + 1 < count {
        state.conflict.other + 1
    } else {
        1
    };
    lay_out(state);
}

/// The entry and its versions, where there is something to decide.
fn open_question(state: &mut State) -> Option<(EntryId, Vec<RevId>)> {
    let heads: Vec<RevId> = state.conflict.heads.iter().map(|head| head.rev).collect();
    match state.conflict.id {
        Some(id) if heads.len() > 1 => Some((id, heads)),
        _ => {
            if state.conflict.loaded {
                state.say("there is nothing to decide");
            }
            None
        }
    }
}

fn take(state: &mut State, number: usize) -> Vec<Effect> {
    let Some((id, heads)) = open_question(state) else {
        return Vec::new();
    };
    let Some(version) = state.conflict.heads.get(number) else {
        return Vec::new();
    };
    let said = format!(
        "took the version of {}; the history keeps all",
        whose(version)
    );
    let taken = Effect::Resolve {
        id,
        heads,
        content: Box::new(version.content.clone()),
        extra: version.extra.clone(),
        deleted: version.deleted,
    };
    settle(state, said, taken)
}

fn take_both(state: &mut State) -> Vec<Effect> {
    let Some((id, heads)) = open_question(state) else {
        return Vec::new();
    };
    let united = united(state);
    let said = match state.conflict.standing {
        Standing::SideBySide => "took both, one below the other; the history keeps all",
        Standing::Merged => "took what they say together; the history keeps all",
        Standing::Kept => "took what was changed; the history keeps all",
    };
    let taken = Effect::Resolve {
        id,
        heads,
        content: Box::new(united.content),
        extra: united.extra,
        deleted: false,
    };
    settle(state, said.to_owned(), taken)
}

/// Opens the editor on both texts, one below the other; what is saved there settles it.
fn by_hand(state: &mut State) -> Vec<Effect> {
    let Some((id, parents)) = open_question(state) else {
        return Vec::new();
    };
    let content = united(state).content;
    state.leave();
    let kept = Kept {
        at: state.at,
        draft: Draft {
            id,
            parents,
            content,
        },
    };
    editor::take_draft(state, kept);
    let said = match state.conflict.standing {
        Standing::SideBySide => "both texts, one below the other: what you save settles it",
        Standing::Merged => "what they say together: what you save settles it",
        Standing::Kept => "what was changed: what you save settles it",
    };
    state.say(said);
    Vec::new()
}

/// All versions in one: merged where that can be, else one below the other; a deletion says nothing
/// in it.
fn united(state: &State) -> Said {
    let heads = named(&state.conflict.heads);
    let united = merge::united(&heads, &mut by_name(&state.conflict.versions));
    let united = united.unwrap_or_else(|never| match never {});
    let first = || heads.into_iter().next().map(|head| head.said);
    let nothing = || {
        let content = Content::new(state.moment(), &state.journal);
        said(content, Extra::new())
    };
    united.or_else(first).unwrap_or_else(nothing)
}

fn standing(heads: &[Version], versions: &[Version]) -> Standing {
    let shown = merge::shown(named(heads), &mut by_name(versions));
    let shown = shown.unwrap_or_else(|never| match never {});
    match shown {
        Some(shown) if shown.conflict => Standing::SideBySide,
        Some(shown) if heads.iter().any(|head| head.deleted != shown.deleted) => Standing::Kept,
        Some(_) | None => Standing::Merged,
    }
}

/// The versions as they are merged.
fn named(versions: &[Version]) -> Vec<merge::Version> {
    let named = versions.iter().map(|version| merge::Version {
        rev: version.rev,
        parents: version.parents.clone(),
        written: version.written,
        deleted: version.deleted,
        said: said(version.content.clone(), version.extra.clone()),
    });
    named.collect()
}

/// What a version says. The day plays no part in whether versions can be merged.
fn said(content: Content, extra: Extra) -> Said {
    Said {
        day: content.at.day(DayStart::default()),
        content,
        extra,
    }
}

fn by_name(versions: &[Version]) -> HashMap<RevId, merge::Version> {
    let named = named(versions).into_iter();
    named.map(|version| (version.rev, version)).collect()
}

fn settle(state: &mut State, said: String, taken: Effect) -> Vec<Effect> {
    state.say(said);
    state.leave();
    vec![taken]
}

/// The device that wrote a version, in words.
pub fn whose(version: &Version) -> String {
    if version.own {
        format!("{} (here)", version.device)
    } else {
        version.device.clone()
    }
}
