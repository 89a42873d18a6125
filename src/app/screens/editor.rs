//! The text being written, and how much of it is safe.

use crate::app::action::Action;
use crate::app::action::Place;
use crate::app::edit::command::Command;
use crate::app::edit::command::Outcome;
use crate::app::edit::cursor::Motion;
use crate::app::edit::editor::Editor;
use crate::app::effect::Effect;
use crate::app::event::Kept;
use crate::app::event::Mouse;
use crate::app::event::MouseKind;
use crate::app::key::Code;
use crate::app::key::Key;
use crate::app::layout;
use crate::app::screens::confirm;
use crate::app::screens::timeline;
use crate::app::state::Goal;
use crate::app::state::State;
use crate::app::timer::FIRST_DRAFT_MS;
use crate::app::timer::NEXT_DRAFT_MS;
use crate::app::update::leave_program;
use crate::app::update::reload;
use crate::model::entry::Draft;
use crate::model::entry::Entry;
use crate::model::id::EntryId;
use crate::model::id::RevId;
use crate::model::time::Timestamp;

/// Rows under the text: its date and state, and the keys.
const ROWS_BELOW: u16 = 2;
/// Rows that the wheel scrolls by.
const WHEEL_ROWS: usize = 3;

/// What the editor remembers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditorScreen {
    /// The open text, if there is one.
    pub page: Option<Page>,
    /// What was copied or cut here.
    pub clip: String,
}

/// An open text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The entry, the revisions that it was made from, and all but the text: `body` is empty.
    pub draft: Draft,
    /// The text.
    pub text: Editor,
    /// Whether a revision of it was ever saved.
    pub was_saved: bool,
    /// When it was saved last, here.
    pub saved_at: Option<Timestamp>,
    /// The version that is being saved.
    pub saving: Option<u64>,
    /// Whether to save again when that is done.
    pub save_again: bool,
    /// Whether to leave when all is saved.
    pub leaving: bool,
    /// Why the last save failed.
    pub failed: Option<String>,
    /// The version that was kept as a draft last.
    pub kept: Option<u64>,
    /// When that was.
    pub kept_at: Option<Timestamp>,
    /// When the next draft is due.
    pub draft_due: Option<Timestamp>,
}

impl Page {
    fn new(mut draft: Draft, was_saved: bool) -> Self {
        let body = std::mem::take(&mut draft.content.body);
        Self {
            draft,
            text: Editor::new(&body),
            was_saved,
            saved_at: None,
            saving: None,
            save_again: false,
            leaving: false,
            failed: None,
            kept: None,
            kept_at: None,
            draft_due: None,
        }
    }

    /// Whether leaving now would lose text.
    pub fn is_dirty(&self) -> bool {
        self.text.is_dirty()
    }

    /// The text with all that belongs to it, to be saved or kept.
    fn whole(&self) -> Box<Draft> {
        let mut draft = self.draft.clone();
        draft.content.body = self.text.text();
        Box::new(draft)
    }

    fn save(&mut self) -> Vec<Effect> {
        if self.saving.is_some() {
            // The next revision must name the one that is on its way as its parent.
            self.save_again = true;
            return Vec::new();
        }
        let version = self.text.version();
        self.saving = Some(version);
        self.save_again = false;
        self.failed = None;
        vec![Effect::Save {
            version,
            draft: self.whole(),
        }]
    }

    fn keep(&mut self, at: Timestamp) -> Option<Effect> {
        self.draft_due = None;
        let version = self.text.version();
        if !self.is_dirty() || self.kept == Some(version) {
            return None;
        }
        self.kept = Some(version);
        self.kept_at = Some(at);
        Some(Effect::KeepDraft {
            version,
            draft: self.whole(),
        })
    }

    /// Sets the deadline of the next draft where there is something to keep.
    fn expect_draft(&mut self, at: Timestamp) {
        if !self.is_dirty() || self.draft_due.is_some() {
            return;
        }
        self.draft_due = Some(match self.kept_at {
            Some(kept) => kept.add_ms(NEXT_DRAFT_MS).max(at),
            None => at.add_ms(FIRST_DRAFT_MS),
        });
    }
}

/// Opens an empty page.
pub(crate) fn open_page(state: &mut State, draft: Draft) {
    if state.open {
        open(state, Page::new(draft, false), true);
    }
}

/// Opens an entry to be changed.
pub(crate) fn open_entry(state: &mut State, entry: &Entry) {
    let draft = Draft {
        id: entry.id,
        parents: entry.heads.clone(),
        content: entry.content.clone(),
    };
    open(state, Page::new(draft, true), true);
}

/// Goes on with a text from last time: unsaved as it was, the insertion point at its end.
pub(crate) fn take_draft(state: &mut State, kept: Kept) {
    let mut draft = kept.draft;
    let body = std::mem::take(&mut draft.content.body);
    let was_saved = !draft.parents.is_empty();
    let mut page = Page::new(draft, was_saved);
    page.text.apply(&Command::Paste(body.into()), state.at.0);
    open(state, page, false);
}

fn open(state: &mut State, mut page: Page, at_end: bool) {
    page.text.set_size(size(state.size).0, size(state.size).1);
    if at_end {
        page.text.apply(&Command::Move(Motion::TextEnd), state.at.0);
    }
    state.editor.page = Some(page);
    state.enter(Place::Editor);
}

/// Columns and rows of the text in a window of this size; the last column is the caret's.
pub fn size(window: (u16, u16)) -> (u16, u16) {
    let columns = layout::page(window.0).width.saturating_add(1);
    let above = rows_above(window);
    let rows = window.1.saturating_sub(ROWS_BELOW + above);
    (columns.max(1), rows.max(1))
}

/// Blank rows above the text, where there is room.
pub fn rows_above(window: (u16, u16)) -> u16 {
    match window.1 {
        0..=15 => 0,
        16..=29 => 1,
        _ => 2,
    }
}

/// The window has another size.
pub(crate) fn resized(state: &mut State) {
    let (columns, rows) = size(state.size);
    if let Some(page) = &mut state.editor.page {
        page.text.set_size(columns, rows);
    }
}

/// Answers a verb.
pub(crate) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    match action {
        Action::Save => save(state),
        Action::SaveAndLeave => save_and_leave(state),
        Action::LeaveAsDraft => leave(state),
        Action::Undo => command(state, &Command::Undo),
        Action::Redo => command(state, &Command::Redo),
        Action::SelectAll => command(state, &Command::SelectAll),
        Action::Copy => copy(state),
        Action::Cut => cut(state),
        Action::Paste => {
            let text = state.editor.clip.clone();
            command(state, &Command::Paste(text.into()))
        }
        _ => Vec::new(),
    }
}

/// Types a key, or moves by it.
pub(crate) fn press(state: &mut State, key: Key) -> Vec<Effect> {
    match edit_command(key) {
        Some(edit) => command(state, &edit),
        None => Vec::new(),
    }
}

/// Pastes a text from outside.
pub(crate) fn paste(state: &mut State, text: &str) -> Vec<Effect> {
    command(state, &Command::Paste(text.into()))
}

/// What the mouse does: puts the insertion point, selects, scrolls.
pub(crate) fn mouse(state: &mut State, mouse: Mouse) -> Vec<Effect> {
    let left = layout::page(state.size.0).left;
    let column = mouse.column.saturating_sub(left);
    let row = mouse.row.saturating_sub(rows_above(state.size));
    match mouse.kind {
        MouseKind::Press => command(state, &Command::Click { column, row }),
        MouseKind::Drag => command(state, &Command::Drag { column, row }),
        MouseKind::Release => Vec::new(),
        MouseKind::WheelUp => wheel(state, Motion::Up),
        MouseKind::WheelDown => wheel(state, Motion::Down),
    }
}

fn wheel(state: &mut State, motion: Motion) -> Vec<Effect> {
    let mut effects = Vec::new();
    for _ in 0..WHEEL_ROWS {
        effects.extend(command(state, &Command::Move(motion)));
    }
    effects
}

fn edit_command(key: Key) -> Option<Command> {
    if let Some(c) = key.typed() {
        return Some(Command::Insert(c.into()));
    }
    let motion = match (key.code, key.ctrl || key.alt) {
        (Code::Enter, _) => return Some(Command::Newline),
        (Code::Tab, false) => return Some(Command::Insert('\t'.into())),
        (Code::Backspace, false) => return Some(Command::Backspace),
        (Code::Backspace | Code::Char('w'), true) => return Some(Command::DeleteWordLeft),
        (Code::Delete, false) => return Some(Command::Delete),
        (Code::Delete, true) => return Some(Command::DeleteWordRight),
        (Code::Left, false) => Motion::Left,
        (Code::Right, false) => Motion::Right,
        (Code::Left, true) => Motion::WordLeft,
        (Code::Right, true) => Motion::WordRight,
        (Code::Up, _) => Motion::Up,
        (Code::Down, _) => Motion::Down,
        (Code::PageUp, _) => Motion::PageUp,
        (Code::PageDown, _) => Motion::PageDown,
        (Code::Home, false) => Motion::RowStart,
        (Code::End, false) => Motion::RowEnd,
        (Code::Home, true) => Motion::TextStart,
        (Code::End, true) => Motion::TextEnd,
        _ => return None,
    };
    Some(if key.shift {
        Command::Extend(motion)
    } else {
        Command::Move(motion)
    })
}

fn command(state: &mut State, command: &Command) -> Vec<Effect> {
    let at = state.at;
    let Some(page) = &mut state.editor.page else {
        return Vec::new();
    };
    match page.text.apply(command, at.0) {
        Outcome::Edited => {
            page.leaving = false;
            page.expect_draft(at);
            // Whoever writes on has read it; that the text is not saved is said in its own row.
            state.notice = None;
        }
        Outcome::TooLong => state.warn("the text would become too long; nothing was put in"),
        Outcome::Unchanged | Outcome::Moved => {}
    }
    Vec::new()
}

fn copy(state: &mut State) -> Vec<Effect> {
    let Some(page) = &state.editor.page else {
        return Vec::new();
    };
    let text = page.text.selected_text();
    if text.is_empty() {
        state.say("nothing is selected: Shift with the arrows selects");
        return Vec::new();
    }
    state.editor.clip.clone_from(&text);
    vec![Effect::CopyToClipboard(text)]
}

fn cut(state: &mut State) -> Vec<Effect> {
    let selected = state
        .editor
        .page
        .as_ref()
        .and_then(|page| page.text.selection());
    let mut effects = copy(state);
    if selected.is_some() {
        effects.extend(command(state, &Command::Delete));
    }
    effects
}

fn save(state: &mut State) -> Vec<Effect> {
    let Some(page) = &mut state.editor.page else {
        return Vec::new();
    };
    if !page.is_dirty() && page.was_saved {
        state.say("nothing to save: all of it is saved");
        return Vec::new();
    }
    page.save()
}

fn save_and_leave(state: &mut State) -> Vec<Effect> {
    let Some(page) = &mut state.editor.page else {
        return close(state);
    };
    let blank = page.draft.content.title.trim().is_empty()
        && page.draft.content.files.is_empty()
        && page
            .text
            .snapshot()
            .chunks()
            .all(|part| part.trim().is_empty());
    if blank && !page.was_saved {
        let dropped = page.kept.is_some().then_some(page.draft.id);
        let mut effects: Vec<Effect> = dropped.map(Effect::DropDraft).into_iter().collect();
        effects.extend(close(state));
        return effects;
    }
    if !page.is_dirty() && page.saving.is_none() {
        return close(state);
    }
    page.leaving = true;
    page.save()
}

/// Leaves at once; what is not saved stays a draft, and is offered when one writes again.
fn leave(state: &mut State) -> Vec<Effect> {
    let failed = state
        .editor
        .page
        .as_ref()
        .is_some_and(|page| page.failed.is_some());
    if failed {
        confirm::ask_leave(state);
        return Vec::new();
    }
    leave_as_draft(state)
}

/// Leaves a text that is not saved as a draft.
pub(crate) fn leave_as_draft(state: &mut State) -> Vec<Effect> {
    let mut effects: Vec<Effect> = keep_now(state).into_iter().collect();
    if let Some(page) = &state.editor.page
        && page.is_dirty()
    {
        let draft = *page.whole();
        let at = state.at;
        state.drafts.retain(|kept| kept.draft.id != draft.id);
        state.drafts.insert(0, Kept { at, draft });
        state.say("left as a draft: it is offered when you write again");
    }
    effects.extend(close(state));
    effects
}

/// Throws away what was not saved, the draft too.
pub(crate) fn throw_away(state: &mut State) -> Vec<Effect> {
    let id = state.editor.page.as_ref().map(|page| page.draft.id);
    let mut effects: Vec<Effect> = id.map(Effect::DropDraft).into_iter().collect();
    effects.extend(close(state));
    effects
}

/// Keeps what is not saved, at once.
pub(crate) fn keep_now(state: &mut State) -> Option<Effect> {
    let at = state.at;
    state.editor.page.as_mut()?.keep(at)
}

/// What was handed over to be kept may be lost: it is handed over again.
pub(crate) fn doubt_kept(state: &mut State) {
    if let Some(page) = &mut state.editor.page {
        page.kept = None;
    }
}

/// Keeps a draft where one is due.
pub(crate) fn tick(state: &mut State) -> Vec<Effect> {
    let at = state.at;
    match &mut state.editor.page {
        Some(page) if page.draft_due.is_some_and(|due| due <= at) => {
            page.keep(at).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// A draft was kept, or was not.
pub(crate) fn kept(state: &mut State, version: u64, result: Result<(), String>) {
    let Err(why) = result else { return };
    let at = state.at;
    if let Some(page) = &mut state.editor.page
        && page.kept == Some(version)
    {
        page.kept = None;
        page.draft_due = Some(at.add_ms(NEXT_DRAFT_MS));
    }
    state.warn(format!("the draft was not kept: {why}"));
}

/// The text of `version` was saved, or was not; what was typed since stays unsaved.
pub(crate) fn saved(
    state: &mut State,
    version: u64,
    id: EntryId,
    result: Result<Vec<RevId>, String>,
) -> Vec<Effect> {
    let at = state.at;
    let Some(page) = state
        .editor
        .page
        .as_mut()
        .filter(|page| page.draft.id == id)
    else {
        // The page was left meanwhile; the list shows what came of it.
        if let Err(why) = result {
            state.warn(format!("not saved: {why}"));
        }
        return reload(state);
    };
    page.saving = None;
    let heads = match result {
        Ok(heads) => heads,
        Err(why) => {
            page.leaving = false;
            page.save_again = false;
            page.failed = Some(why.clone());
            let keep = page.keep(at);
            state.warn(format!("not saved: {why}. Your text is still here"));
            return keep.into_iter().collect();
        }
    };
    page.draft.parents = heads;
    page.was_saved = true;
    page.saved_at = Some(at);
    page.failed = None;
    page.text.mark_saved(version);
    let mut effects = Vec::new();
    if page.is_dirty() {
        page.expect_draft(at);
        if page.save_again {
            effects.extend(page.save());
        }
    } else {
        page.draft_due = None;
        page.kept_at = None;
        if page.kept.take().is_some() {
            effects.push(Effect::DropDraft(id));
        }
    }
    state.drafts.retain(|kept| kept.draft.id != id);
    state.notice = None;
    finish_save(state, id, effects)
}

fn finish_save(state: &mut State, id: EntryId, mut effects: Vec<Effect>) -> Vec<Effect> {
    let page = state.editor.page.as_ref();
    let leaves = page.is_some_and(|page| page.leaving && page.saving.is_none());
    effects.extend(reload(state));
    if leaves {
        state.timeline.wanted = Some(id);
        state.say("saved");
        effects.extend(close(state));
    }
    effects
}

/// Closes the page and goes back to where one came from.
fn close(state: &mut State) -> Vec<Effect> {
    state.editor.page = None;
    if state.place == Place::Editor {
        state.leave();
    }
    if state.goal == Goal::Write {
        return leave_program(state, 0);
    }
    timeline::look(state)
}
