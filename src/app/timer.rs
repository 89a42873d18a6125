//! Deadlines as data: nothing here waits, the runtime asks for the next one and sends a tick.

use crate::app::state::State;
use crate::model::time::Timestamp;

/// How long after the first unsaved change a draft is kept, in milliseconds.
pub const FIRST_DRAFT_MS: i64 = 2_000;
/// How long after a kept draft the next one follows, in milliseconds.
pub const NEXT_DRAFT_MS: i64 = 3_000;

/// The deadlines that no screen owns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timers {
    /// When the journal locks by itself.
    pub lock: Option<Timestamp>,
}

/// The earliest deadline of `state`, if there is any. At that time the runtime owes it a
/// [`Tick`](crate::app::event::EventKind::Tick).
pub fn next(state: &State) -> Option<Timestamp> {
    let notice = state.notice.as_ref().and_then(|notice| notice.until);
    let draft = state.editor.page.as_ref().and_then(|page| page.draft_due);
    let drag = state.editor.drag.map(|(_, due)| due);
    let spelling = state.editor.spelling.due;
    [state.timers.lock, notice, draft, drag, spelling]
        .into_iter()
        .flatten()
        .min()
}
