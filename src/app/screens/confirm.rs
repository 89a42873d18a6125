//! A question that cannot be answered for its reader: a draft from last time, an unsaved text.

use crate::app::action::Action;
use crate::app::action::Place;
use crate::app::effect::Effect;
use crate::app::event::Kept;
use crate::app::screens::editor;
use crate::app::state::Goal;
use crate::app::state::State;
use crate::app::state::Undo;

/// The question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Confirm {
    /// There is a text from last time that was never saved.
    Draft(Box<Kept>),
    /// A text could not be saved and is about to be left.
    Leave,
}

/// Offers the newest draft from last time; false where there is none.
pub(crate) fn offer_draft(state: &mut State) -> bool {
    let Some(kept) = state.drafts.first() else {
        return false;
    };
    state.confirm = Some(Confirm::Draft(Box::new(kept.clone())));
    state.enter(Place::Confirm);
    true
}

/// Asks what to do with a text that could not be saved.
pub(crate) fn ask_leave(state: &mut State) {
    state.confirm = Some(Confirm::Leave);
    state.enter(Place::Confirm);
}

/// Answers a verb.
pub(crate) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let Some(question) = state.confirm.take() else {
        state.leave();
        return Vec::new();
    };
    match question {
        Confirm::Draft(kept) => draft(state, *kept, action),
        Confirm::Leave => leave(state, action),
    }
}

fn draft(state: &mut State, kept: Kept, action: Action) -> Vec<Effect> {
    let id = kept.draft.id;
    match action {
        Action::Accept => {
            state.leave();
            state.drafts.retain(|other| other.draft.id != id);
            editor::take_draft(state, kept);
            Vec::new()
        }
        Action::ThrowAway => {
            state.leave();
            state.drafts.retain(|other| other.draft.id != id);
            state.undo = Some(Undo::Dropped(Box::new(kept.draft)));
            state.say("threw the draft away");
            state.notice = state.notice.take().map(|notice| notice.hint("z undo"));
            vec![Effect::DropDraft(id)]
        }
        Action::Back => {
            state.leave();
            state.drafts.retain(|other| other.draft.id != id);
            state.say("the draft waits; it is offered again at the next start");
            goal(state)
        }
        _ => {
            state.confirm = Some(Confirm::Draft(Box::new(kept)));
            Vec::new()
        }
    }
}

/// Who wanted to write and does not go on with the draft gets a new page.
fn goal(state: &mut State) -> Vec<Effect> {
    if state.goal == Goal::Write {
        vec![Effect::NewPage]
    } else {
        Vec::new()
    }
}

fn leave(state: &mut State, action: Action) -> Vec<Effect> {
    state.leave();
    match action {
        Action::Save => editor::act(state, Action::SaveAndLeave),
        Action::LeaveAsDraft => editor::leave_as_draft(state),
        Action::ThrowAway => editor::throw_away(state),
        Action::Back => Vec::new(),
        _ => {
            ask_leave(state);
            Vec::new()
        }
    }
}
