//! The heart: one match, each arm one call.

#![allow(
    clippy::unit_arg,
    reason = "an arm of the match is one call, also where nothing is asked for"
)]

use std::sync::Arc;

use crate::app::action::Action;
use crate::app::action::Place;
use crate::app::effect::Effect;
use crate::app::event::Event;
use crate::app::event::EventKind;
use crate::app::event::Mouse;
use crate::app::event::Opened;
use crate::app::event::Refused;
use crate::app::event::Version;
use crate::app::field::Field;
use crate::app::field::Hidden;
use crate::app::key::Code;
use crate::app::key::Key;
use crate::app::keymap::Found;
use crate::app::keymap::spelled;
use crate::app::notice::Weight;
use crate::app::screens::calendar;
use crate::app::screens::complete;
use crate::app::screens::confirm;
use crate::app::screens::conflict;
use crate::app::screens::conflict::Conflict;
use crate::app::screens::editor;
use crate::app::screens::editor::EditorScreen;
use crate::app::screens::editor::Page;
use crate::app::screens::find;
use crate::app::screens::help;
use crate::app::screens::history;
use crate::app::screens::history::History;
use crate::app::screens::journals;
use crate::app::screens::journals::Journals;
use crate::app::screens::keys;
use crate::app::screens::keys::Keys;
use crate::app::screens::palette;
use crate::app::screens::palette::Palette;
use crate::app::screens::read;
use crate::app::screens::read::Read;
use crate::app::screens::search;
use crate::app::screens::search::Search;
use crate::app::screens::settings;
use crate::app::screens::settings::SettingsPage;
use crate::app::screens::statistics;
use crate::app::screens::statistics::Statistics;
use crate::app::screens::sync;
use crate::app::screens::sync::SyncPage;
use crate::app::screens::templates;
use crate::app::screens::templates::Templates;
use crate::app::screens::this_day;
use crate::app::screens::timeline;
use crate::app::screens::timeline::Timeline;
use crate::app::screens::trash;
use crate::app::screens::trash::Trash;
use crate::app::screens::unlock;
use crate::app::screens::unlock::Unlock;
use crate::app::screens::wizard;
use crate::app::screens::words;
use crate::app::screens::words::Words;
use crate::app::spelling;
use crate::app::state::Goal;
use crate::app::state::State;
use crate::model::amount::counted;
use crate::model::entry::Entry;
use crate::model::places::EditorKeys;
use crate::model::time::Timestamp;

/// Applies `event` to `state` and returns what the runtime must do, in order.
pub fn update(state: &mut State, event: Event) -> Vec<Effect> {
    state.at = state.at.max(event.at);
    if state.timers.lock.is_none() {
        touch(state);
    }
    match event.kind {
        EventKind::Key(key) => press(state, key),
        EventKind::Paste(text) => paste(state, text),
        EventKind::Mouse(mouse) => click(state, mouse),
        EventKind::Resized { width, height } => resized(state, (width, height)),
        EventKind::Focus(true) if state.open => vec![
            Effect::LookElsewhere,
            Effect::LoadSettings { always: false },
        ],
        EventKind::Focus(_) => Vec::new(),
        EventKind::Tick => tick(state),
        EventKind::Words(words) => nothing(wizard::words(state, words)),
        EventKind::Initialised(result) => wizard::made(state, result),
        EventKind::Unlocked(result) => unlocked(state, result),
        EventKind::Page(draft) => nothing(editor::open_page(state, *draft)),
        EventKind::Hangup(signal) => {
            if signal == 0 {
                // The thread that failed may be the one that was keeping the text.
                editor::doubt_kept(state);
            }
            leave_program(state, signal.saturating_add(128))
        }
        EventKind::Stopped => suspend(state),
        EventKind::Resumed => resumed(state),
        EventKind::Kept { version, result } => nothing(editor::kept(state, version, result)),
        EventKind::Settings(result) => nothing(settings::came(state, result)),
        EventKind::Failed(why) => nothing(state.warn(why)),
        // What was asked for before the journal was locked is not shown after.
        _ if !state.open => Vec::new(),
        EventKind::Rows { generation, rows } => timeline::rows_came(state, generation, rows),
        EventKind::EntryLoaded { generation, entry } => entry_came(state, generation, entry),
        EventKind::Facts(Ok(facts)) => nothing(state.facts = Some(facts)),
        EventKind::Facts(Err(why)) => nothing(state.warn(why)),
        EventKind::Stats(numbers) => nothing(statistics::came(state, numbers)),
        EventKind::Saved {
            version,
            id,
            result,
        } => editor::saved(state, version, id, result),
        EventKind::Checked(words) => spelling::checked(state, words),
        EventKind::NoDictionary(why) => nothing(spelling::missing(state, why)),
        EventKind::Suggested { word, others } => nothing(spelling::suggested(state, &word, others)),
        EventKind::OwnWords(words) => spelling::own_came(state, words),
        EventKind::Templates {
            templates,
            wrong,
            folder,
        } => nothing(templates::came(state, templates, wrong, folder)),
        EventKind::Hits {
            generation,
            hits,
            found,
            done,
        } => search::hits_came(state, generation, hits, found, done),
        EventKind::Versions {
            generation,
            versions,
        } => versions_came(state, generation, versions),
        EventKind::Compared {
            generation,
            rows,
            words,
        } => nothing(history::compared_came(state, generation, (*rows, words))),
        EventKind::Passages {
            generation,
            passages,
        } => nothing(search::passages_came(state, generation, passages)),
        EventKind::TrashRows { generation, rows } => trash::rows_came(state, generation, rows),
        EventKind::KeysPage(page) => nothing(keys::came(state, page)),
        EventKind::JournalNames(names) => nothing(journals::came(state, names)),
        EventKind::Changed { result, .. } => changed(state, result),
        EventKind::ChangedElsewhere => reload(state),
        EventKind::Progress(progress) => nothing(sync::progress(state, progress)),
        EventKind::Synced(result) => sync::finished(state, false, result),
        EventKind::Proved(result) => sync::finished(state, true, result),
        EventKind::RemoteAdded(result) => sync::added(state, result),
    }
}

/// Reads the journal anew: the list, the facts, and what is on the screen.
pub(crate) fn reload(state: &mut State) -> Vec<Effect> {
    let generation = state.next_generation();
    state.timeline.asked_rows = generation;
    let mut effects = vec![
        Effect::LoadRows {
            generation,
            journal: state.only.clone(),
        },
        Effect::LoadFacts,
    ];
    effects.extend(read::refresh(state));
    effects.extend(search::refresh(state));
    effects.extend(history::refresh(state));
    effects.extend(trash::refresh(state));
    effects.extend(conflict::refresh(state));
    effects.extend(journals::refresh(state));
    effects.extend(statistics::refresh(state));
    effects
}

/// The journal is open: goes where its user wanted to go. `first`: to its first page.
pub(crate) fn enter_journal(state: &mut State, first: bool) -> Vec<Effect> {
    state.behind.clear();
    state.place = Place::Timeline;
    let mut effects = reload(state);
    if !confirm::offer_draft(state) && (first || state.goal == Goal::Write) {
        effects.push(Effect::NewPage);
    }
    effects
}

/// Ends the program; a text that is not saved is kept as a draft first.
pub(crate) fn leave_program(state: &mut State, code: u8) -> Vec<Effect> {
    let mut effects: Vec<Effect> = editor::keep_now(state).into_iter().collect();
    effects.push(Effect::Quit(code));
    effects
}

fn nothing(_: ()) -> Vec<Effect> {
    Vec::new()
}

/// Whoever does something keeps the journal open.
fn touch(state: &mut State) {
    state.timers.lock = match state.lock_after_ms {
        Some(ms) if state.open => Some(state.at.add_ms(ms)),
        _ => None,
    };
}

pub(crate) fn press(state: &mut State, key: Key) -> Vec<Effect> {
    touch(state);
    if answers_notice(state, key) {
        state.notice = None;
        return Vec::new();
    }
    if state.place == Place::Editor
        && state.pending.is_empty()
        && let Some(effects) = editor::press_in_set(state, key)
    {
        return effects;
    }
    let mut keys = std::mem::take(&mut state.pending);
    if keys.is_empty() && takes_text(state) && key.typed().is_some() {
        return type_key(state, key);
    }
    if !keys.is_empty() && key == Key::plain(Code::Esc) {
        return Vec::new();
    }
    keys.push(key);
    match state.keymap.resolve(state.place, &keys) {
        Found::Verb(action) => act(state, action),
        Found::Prefix => nothing(state.pending = keys),
        Found::Nothing if keys.len() > 1 => {
            nothing(state.say(format!("{} means nothing here", spelled(&keys))))
        }
        Found::Nothing => type_key(state, key),
    }
}

/// A warning stays until it is answered: by Esc, where that does nothing else. Where Esc would leave
/// the page, it first takes away what was said in the place of a bar that it had closed.
fn answers_notice(state: &State, key: Key) -> bool {
    let Some(notice) = state.notice.as_ref() else {
        return false;
    };
    let is_warning = notice.weight == Weight::Warning && state.place == Place::Timeline;
    let is_bars = notice.takes_esc && state.place == Place::Editor;
    let is_plain = state.editor_keys == EditorKeys::Plain;
    key == Key::plain(Code::Esc) && (is_warning || is_bars && is_plain)
}

/// Whether a bare letter is text where one is.
fn takes_text(state: &mut State) -> bool {
    state.place.is_text() || typing(state).is_some()
}

/// What is typed on a page that has a field only at times.
#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "four places have such a field"
)]
fn typing(state: &mut State) -> Option<&mut Field> {
    match state.place {
        Place::Sync => state.sync.adding.as_mut(),
        Place::Journals => state.journals.typing.as_mut(),
        Place::Words => state.words.typing.as_mut(),
        Place::Settings => state.settings.typing.as_mut(),
        _ => None,
    }
}

#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "every other verb is the place's own"
)]
pub(crate) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    match action {
        Action::Quit if state.place == Place::Sync && state.work.is_some() => {
            vec![Effect::StopWork]
        }
        Action::Quit => leave_program(state, 0),
        Action::Help => help::open(state),
        Action::Palette => palette::open(state),
        Action::Lock => lock(state, "locked"),
        Action::Suspend => suspend(state),
        action => match state.place {
            Place::Wizard => wizard::act(state, action),
            Place::Unlock => unlock::act(state, action),
            Place::Timeline => timeline::act(state, action),
            Place::Read => read::act(state, action),
            Place::Editor => editor::act(state, action),
            Place::Find => find::act(state, action),
            Place::Complete => complete::act(state, action),
            Place::Search => search::act(state, action),
            Place::Sync => sync::act(state, action),
            Place::History => history::act(state, action),
            Place::Trash => trash::act(state, action),
            Place::Conflict => conflict::act(state, action),
            Place::Keys => keys::act(state, action),
            Place::Journals => journals::act(state, action),
            Place::Templates => templates::act(state, action),
            Place::Words => words::act(state, action),
            Place::Settings => settings::act(state, action),
            Place::ThisDay => this_day::act(state, action),
            Place::Calendar => calendar::act(state, action),
            Place::Statistics => statistics::act(state, action),
            Place::Palette => palette::act(state, action),
            Place::Help => help::act(state, action),
            Place::Confirm => confirm::act(state, action),
        },
    }
}

fn type_key(state: &mut State, key: Key) -> Vec<Effect> {
    if let Some(field) = typing(state) {
        field.press(key);
        return Vec::new();
    }
    match state.place {
        Place::Wizard => nothing(wizard::press(state, key)),
        Place::Unlock => nothing(unlock::press(state, key)),
        Place::Editor => editor::press(state, key),
        Place::Find => find::press(state, key),
        Place::Complete => complete::press(state, key),
        Place::Search => search::press(state, key),
        Place::Palette => nothing(palette::press(state, key)),
        Place::Read => read::press(state, key),
        Place::Timeline
        | Place::Sync
        | Place::Journals
        | Place::Words
        | Place::Settings
        | Place::ThisDay
        | Place::Calendar
        | Place::Statistics
        | Place::History
        | Place::Trash
        | Place::Conflict
        | Place::Keys
        | Place::Templates
        | Place::Help
        | Place::Confirm => Vec::new(),
    }
}

fn paste(state: &mut State, text: String) -> Vec<Effect> {
    touch(state);
    state.pending.clear();
    if let Some(field) = typing(state) {
        field.insert(&text);
        return Vec::new();
    }
    match state.place {
        Place::Wizard => nothing(wizard::paste(state, &text)),
        // The copy that came from the terminal is a secret too, and is wiped.
        Place::Unlock => nothing(unlock::paste(state, Hidden::new(text).expose())),
        Place::Editor => editor::paste(state, &text),
        Place::Find => find::paste(state, &text),
        Place::Complete => {
            complete::close(state);
            editor::paste(state, &text)
        }
        Place::Search => search::paste(state, &text),
        Place::Palette => nothing(palette::paste(state, &text)),
        Place::Timeline
        | Place::Sync
        | Place::Journals
        | Place::Words
        | Place::Settings
        | Place::Read
        | Place::ThisDay
        | Place::Calendar
        | Place::Statistics
        | Place::History
        | Place::Trash
        | Place::Conflict
        | Place::Keys
        | Place::Templates
        | Place::Help
        | Place::Confirm => Vec::new(),
    }
}

fn click(state: &mut State, mouse: Mouse) -> Vec<Effect> {
    touch(state);
    state.pending.clear();
    match state.place {
        Place::Timeline => timeline::mouse(state, mouse),
        Place::Read => read::mouse(state, mouse),
        Place::Editor | Place::Find | Place::Complete => editor::mouse(state, mouse),
        Place::Search => search::mouse(state, mouse),
        Place::History => history::mouse(state, mouse),
        Place::Trash => trash::mouse(state, mouse),
        Place::Conflict => nothing(conflict::mouse(state, mouse)),
        Place::Keys => nothing(keys::mouse(state, mouse)),
        Place::Journals => nothing(journals::mouse(state, mouse)),
        Place::Templates => templates::mouse(state, mouse),
        Place::Words => nothing(words::mouse(state, mouse)),
        Place::Settings => nothing(settings::mouse(state, mouse)),
        Place::ThisDay => this_day::mouse(state, mouse),
        Place::Calendar => calendar::mouse(state, mouse),
        Place::Statistics => nothing(statistics::mouse(state, mouse)),
        Place::Palette => palette::mouse(state, mouse),
        Place::Help => nothing(help::mouse(state, mouse)),
        Place::Sync => nothing(sync::mouse(state, mouse)),
        Place::Wizard | Place::Unlock | Place::Confirm => Vec::new(),
    }
}

fn resized(state: &mut State, size: (u16, u16)) -> Vec<Effect> {
    state.size = size;
    editor::resized(state);
    read::lay_out(state);
    let mut effects = history::lay_out(state);
    conflict::lay_out(state);
    if state.open {
        effects.extend(timeline::look(state));
        effects.extend(search::look(state));
        effects.extend(trash::look(state));
        return effects;
    }
    Vec::new()
}

fn tick(state: &mut State) -> Vec<Effect> {
    let over = |due: Option<Timestamp>| due.is_some_and(|due| due <= state.at);
    if over(state.timers.lock) {
        let seconds = state.lock_after_ms.unwrap_or_default().unsigned_abs() / 1000;
        let after = if seconds < 60 {
            counted(seconds, "second", "seconds")
        } else {
            counted(seconds / 60, "minute", "minutes")
        };
        let why = format!("locked at {} after {after}", state.clock_of(state.at));
        return lock(state, &why);
    }
    if over(state.notice.as_ref().and_then(|notice| notice.until)) {
        state.notice = None;
    }
    editor::tick(state)
}

/// Covers the screen at once; what is not saved is kept as a sealed draft.
/// Drops every key and every text, and says `why`; what is not saved is kept as a draft first.
pub(crate) fn lock(state: &mut State, why: &str) -> Vec<Effect> {
    if !state.open || state.place == Place::Wizard {
        // The recovery key of a new journal is on the screen: it must stay until it is kept.
        touch(state);
        return Vec::new();
    }
    let mut effects: Vec<Effect> = editor::keep_now(state).into_iter().collect();
    let page = state.editor.page.as_ref();
    let kept = if page.is_some_and(Page::is_dirty) {
        "; unsaved text kept as a sealed draft"
    } else {
        ""
    };
    state.unlock = Unlock {
        why: Some(format!("{why}{kept}")),
        ..Unlock::default()
    };
    forget(state);
    effects.push(Effect::Lock);
    effects
}

/// Drops every text that the screens remember.
fn forget(state: &mut State) {
    state.open = false;
    state.place = Place::Unlock;
    state.behind.clear();
    state.pending.clear();
    state.goal = Goal::Timeline;
    state.notice = None;
    state.undo = None;
    state.facts = None;
    state.drafts = Vec::new();
    state.no_texts = Vec::new();
    state.confirm = None;
    // How wide the panes were dragged tells nothing of the journal.
    state.timeline = Timeline {
        list_cells: state.timeline.list_cells,
        ..Timeline::default()
    };
    state.read = Read::default();
    state.editor = EditorScreen::default();
    state.search = Search::default();
    state.sync = SyncPage::default();
    state.history = History::default();
    state.trash = Trash::default();
    state.conflict = Conflict::default();
    state.keys = Keys::default();
    state.journals = Journals::default();
    state.templates = Templates::default();
    state.words = Words::default();
    state.only = None;
    state.settings = SettingsPage::default();
    state.stats = None;
    state.this_day = None;
    state.calendar = None;
    state.statistics = Statistics::default();
    state.palette = Palette::default();
    state.work = None;
    state.timers.lock = None;
}

fn unlocked(state: &mut State, result: Result<Opened, Refused>) -> Vec<Effect> {
    let opened = match result {
        Ok(opened) => opened,
        Err(why) => return nothing(unlock::refused(state, why)),
    };
    if state.open {
        // The agent and a typed passphrase can both have opened it.
        return Vec::new();
    }
    state.open = true;
    state.unlock = Unlock::default();
    touch(state);
    state.drafts = opened.drafts;
    state.no_texts = opened.no_texts;
    if let Some(first) = opened.notices.first() {
        state.warn(first.clone());
    } else if opened.adopted > 0 {
        let entries = counted(opened.adopted, "entry", "entries");
        state.say(format!("{entries} added while locked"));
    } else if state.drafts.is_empty()
        && let Some(bytes) = state.no_texts.first()
    {
        // With a draft to offer it stands beside that.
        state.say(bytes.told());
    }
    enter_journal(state, false)
}

fn entry_came(
    state: &mut State,
    generation: u64,
    entry: Result<Box<Entry>, String>,
) -> Vec<Effect> {
    let for_list = generation == state.timeline.asked_entry;
    let for_page = generation == state.read.asked;
    let for_trash = generation == state.trash.asked_entry;
    match entry {
        Ok(entry) if for_page => read::entry_came(state, entry),
        Ok(entry) if for_list => timeline::entry_came(state, entry),
        Ok(entry) if for_trash => trash::entry_came(state, entry),
        Err(why) if for_page || for_list || for_trash => {
            state.read.failed |= for_page;
            state.warn(why);
        }
        Ok(_) | Err(_) => {}
    }
    Vec::new()
}

fn versions_came(
    state: &mut State,
    generation: u64,
    versions: Result<Arc<Vec<Version>>, String>,
) -> Vec<Effect> {
    if generation == state.history.asked {
        return history::versions_came(state, versions);
    }
    if generation == state.conflict.asked {
        conflict::versions_came(state, versions);
    }
    Vec::new()
}

fn changed(state: &mut State, result: Result<(), String>) -> Vec<Effect> {
    if let Err(why) = result {
        state.undo = None;
        state.warn(why);
    }
    reload(state)
}

/// Steps aside: the screen is hidden, what is not saved is kept.
fn suspend(state: &mut State) -> Vec<Effect> {
    let mut effects: Vec<Effect> = editor::keep_now(state).into_iter().collect();
    effects.push(Effect::Suspend);
    effects
}

/// Goes on: a lock that came due meanwhile is made up for before anything is shown.
fn resumed(state: &mut State) -> Vec<Effect> {
    tick(state)
}
