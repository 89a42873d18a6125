//! One entry, rendered.

use crate::app::action::Action;
use crate::app::action::Place;
use crate::app::choice;
use crate::app::choice::WHEEL_ROWS;
use crate::app::effect::Effect;
use crate::app::event::Mouse;
use crate::app::key::Code;
use crate::app::key::Key;
use crate::app::layout;
use crate::app::prose;
use crate::app::prose::Row;
use crate::app::screens::history;
use crate::app::screens::search;
use crate::app::screens::timeline;
use crate::app::state::State;
use crate::model::entry::Entry;
use crate::model::id::EntryId;
use crate::model::text;

/// What the reading view remembers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// The entry; none while it is being opened.
    pub entry: Option<Box<Entry>>,
    /// Its text in rows of the page's width.
    pub rows: Vec<Row>,
    /// The addresses of its links; the first one has the number 1.
    pub links: Vec<String>,
    /// The number of a link, as far as it was typed.
    pub number: usize,
    /// The row at the top.
    pub top: usize,
    /// The wish whose entry is awaited.
    pub asked: u64,
    /// Whether it cannot be opened.
    pub failed: bool,
    /// The entry that is awaited or shown.
    pub id: Option<EntryId>,
    /// The entries whose links led here, the first one first, and the row that was at the top.
    pub trail: Vec<(EntryId, usize)>,
}

/// Opens the entry that is chosen in the list.
pub(crate) fn open_chosen(state: &mut State) -> Vec<Effect> {
    let Some(row) = state.timeline.row() else {
        return Vec::new();
    };
    let id = row.id;
    open(state, id)
}

/// Opens the entry with this number in the list, and chooses it there.
pub(crate) fn open_numbered(state: &mut State, number: Option<usize>) -> Vec<Effect> {
    let row = number.and_then(|number| state.timeline.rows.get(number));
    let Some(id) = row.map(|row| row.id) else {
        return Vec::new();
    };
    let mut effects = timeline::choose_id(state, id);
    effects.extend(open(state, id));
    effects
}

/// Opens an entry.
pub(crate) fn open(state: &mut State, id: EntryId) -> Vec<Effect> {
    state.enter(Place::Read);
    state.read = Read {
        id: Some(id),
        ..Read::default()
    };
    if let Some(entry) = state.timeline.preview.clone()
        && entry.id == id
    {
        show(state, entry);
        return Vec::new();
    }
    ask(state, id)
}

/// Asks for the entry again, where it may have changed.
pub(crate) fn refresh(state: &mut State) -> Vec<Effect> {
    match state.read.id {
        Some(id) if state.place == Place::Read => ask(state, id),
        _ => Vec::new(),
    }
}

/// Takes an entry that came.
pub(crate) fn entry_came(state: &mut State, entry: Box<Entry>) {
    if state.read.id == Some(entry.id) {
        show(state, entry);
    }
}

/// Lays the text out for the window as it is now.
pub(crate) fn lay_out(state: &mut State) {
    if let Some(entry) = &state.read.entry {
        let width = usize::from(layout::page(state.size.0).width);
        let page = prose::page(&entry.content, width);
        state.read.rows = page.rows;
        state.read.links = page.links;
    }
    scroll(state, 0);
}

/// Answers a verb.
pub(crate) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    if let Some(by) = choice::steps(action, page_rows(state)) {
        scroll(state, by);
        return Vec::new();
    }
    match action {
        Action::LaterMonth => return other(state, -1),
        Action::EarlierMonth => return other(state, 1),
        Action::Back => return back(state),
        Action::Edit => return in_list(state, timeline::edit),
        Action::Star => return in_list(state, timeline::star),
        Action::Delete => return in_list(state, timeline::delete),
        Action::UndoLast => return timeline::undo(state),
        Action::Search => return search::open(state),
        Action::History => return shown_history(state),
        Action::Conflict => return in_list(state, timeline::side_by_side),
        Action::Move => return in_list(state, timeline::move_chosen),
        _ => {}
    }
    Vec::new()
}

/// Types the number of a link: its entry is opened, or its address copied, as soon as no other can be
/// meant.
pub(crate) fn press(state: &mut State, key: Key) -> Vec<Effect> {
    let before = std::mem::take(&mut state.read.number);
    let count = state.read.links.len();
    let digit = key.typed().and_then(|c| c.to_digit(10));
    let number = match (digit, key.code) {
        (Some(0), _) if before == 0 => return Vec::new(),
        (Some(digit), _) => usize::try_from(digit).unwrap_or(0) + before * 10,
        (None, Code::Enter) if before > 0 => before,
        _ => return Vec::new(),
    };
    let Some(address) = state.read.links.get(number.saturating_sub(1)).cloned() else {
        state.say(format!("there is no link {number}"));
        return Vec::new();
    };
    if digit.is_some() && number * 10 <= count {
        state.read.number = number;
        state.say(format!("link {number}: another digit, or Enter"));
        return Vec::new();
    }
    if text::is_entry_name(&address) {
        return follow(state, &address);
    }
    state.say(format!("copied {address}"));
    vec![Effect::CopyToClipboard(address)]
}

/// Opens the entry whose id begins with `name`.
fn follow(state: &mut State, name: &str) -> Vec<Effect> {
    let name = name.to_ascii_lowercase();
    let mut rows = state.timeline.rows.iter();
    let Some(found) = rows.position(|row| row.id.to_string().starts_with(&name)) else {
        state.say("that entry is not in the list");
        return Vec::new();
    };
    let mut trail = std::mem::take(&mut state.read.trail);
    trail.extend(state.read.id.map(|id| (id, state.read.top)));
    let effects = open_numbered(state, Some(found));
    state.read.trail = trail;
    effects
}

/// Back to the entry whose link led here, where it was left; else to where the page was opened from.
fn back(state: &mut State) -> Vec<Effect> {
    let mut trail = std::mem::take(&mut state.read.trail);
    let Some((id, top)) = trail.pop() else {
        state.leave();
        return Vec::new();
    };
    let mut effects = timeline::choose_id(state, id);
    effects.extend(open(state, id));
    state.read.trail = trail;
    state.read.top = top;
    if state.read.entry.is_some() {
        scroll(state, 0);
    }
    effects
}

/// What the mouse does: the wheel scrolls.
pub(crate) fn mouse(state: &mut State, mouse: Mouse) -> Vec<Effect> {
    if let Some(by) = choice::wheel(mouse, WHEEL_ROWS) {
        scroll(state, by);
    }
    Vec::new()
}

fn ask(state: &mut State, id: EntryId) -> Vec<Effect> {
    state.read.asked = state.next_generation();
    vec![Effect::LoadEntry {
        generation: state.read.asked,
        id,
    }]
}

fn show(state: &mut State, entry: Box<Entry>) {
    state.read.entry = Some(entry);
    lay_out(state);
}

fn page_rows(state: &State) -> usize {
    usize::from(layout::read_rows(state.size))
}

fn scroll(state: &mut State, by: isize) {
    let last = state.read.rows.len().saturating_sub(page_rows(state));
    state.read.top = state.read.top.saturating_add_signed(by).min(last);
}

/// Goes to an entry that is newer or older than the one shown.
fn other(state: &mut State, by: isize) -> Vec<Effect> {
    let mut effects = in_list(state, |_| Vec::new());
    let before = state.timeline.chosen;
    effects.extend(timeline::step(state, by));
    if state.timeline.chosen != before {
        effects.extend(open_chosen(state));
    }
    effects
}

/// Every version of the entry shown, which the list may lack: a deleted one, or one found elsewhere.
fn shown_history(state: &mut State) -> Vec<Effect> {
    let Some(entry) = &state.read.entry else {
        return Vec::new();
    };
    let title = text::shown_title(&entry.content.title, &entry.content.body);
    let (id, label) = (entry.id, title.to_owned());
    history::open(state, id, &label)
}

/// Does something to the entry shown by way of the list, which may have another one chosen.
fn in_list(state: &mut State, verb: impl Fn(&mut State) -> Vec<Effect>) -> Vec<Effect> {
    let Some(id) = state.read.id else {
        return Vec::new();
    };
    let mut effects = timeline::choose_id(state, id);
    if state.timeline.row().is_none_or(|row| row.id != id) {
        return effects;
    }
    if let Some(entry) = state.read.entry.clone() {
        state.timeline.preview = Some(entry);
    }
    effects.extend(verb(state));
    effects
}
