//! All that the screens remember.

use std::sync::Arc;

use crate::app::action::Place;
use crate::app::event::Kept;
use crate::app::event::KeptBytes;
use crate::app::event::Progress;
use crate::app::facts::Facts;
use crate::app::facts::Now;
use crate::app::keymap::Keymap;
use crate::app::keymap::Sequence;
use crate::app::notice::Notice;
use crate::app::screens::calendar::Calendar;
use crate::app::screens::confirm::Confirm;
use crate::app::screens::conflict::Conflict;
use crate::app::screens::editor::EditorScreen;
use crate::app::screens::help::Help;
use crate::app::screens::history::History;
use crate::app::screens::journals::Journals;
use crate::app::screens::keys::Keys;
use crate::app::screens::palette::Palette;
use crate::app::screens::read::Read;
use crate::app::screens::search::Search;
use crate::app::screens::settings::SettingsPage;
use crate::app::screens::statistics::Statistics;
use crate::app::screens::sync::SyncPage;
use crate::app::screens::templates::Templates;
use crate::app::screens::this_day::ThisDay;
use crate::app::screens::timeline::Timeline;
use crate::app::screens::trash::Trash;
use crate::app::screens::unlock::Unlock;
use crate::app::screens::wizard::Wizard;
use crate::app::screens::words::Words;
use crate::app::timer::Timers;
use crate::model::entry::Draft;
use crate::model::id::EntryId;
use crate::model::places::ClockFace;
use crate::model::places::EditorKeys;
use crate::model::places::FirstWeekday;
use crate::model::places::Motion;
use crate::model::places::Writing;
use crate::model::stats::Stats;
use crate::model::time::Day;
use crate::model::time::DayStart;
use crate::model::time::Moment;
use crate::model::time::Timestamp;
use crate::model::time::Zone;

/// How the screens begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begin {
    /// The time it is.
    pub at: Timestamp,
    /// Cells in a row, and rows.
    pub size: (u16, u16),
    /// The vault's name.
    pub vault: String,
    /// The journal that new entries go to.
    pub journal: String,
    /// Whether there is a vault; where there is none the first start begins.
    pub exists: bool,
    /// Whether a key is being tried already.
    pub opening: bool,
    /// The name that a new vault gives this device.
    pub device_name: String,
    /// Where to go once the journal is open.
    pub goal: Goal,
    /// Settings and surroundings.
    pub look: Look,
    /// The bindings.
    pub keymap: Keymap,
    /// Whose keys the editor has.
    pub editor_keys: EditorKeys,
    /// How long the screens stay open without a key, in milliseconds; `None` for ever.
    pub lock_after_ms: Option<i64>,
}

/// Where to go once the journal is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goal {
    /// To the list.
    Timeline,
    /// Into a new entry.
    Write,
}

/// What decides how things are written on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// The zone that the reader lives in.
    pub zone: Zone,
    /// When days begin.
    pub day_starts: DayStart,
    /// The day a week begins with.
    pub first_weekday: FirstWeekday,
    /// How a time of day is shown.
    pub clock: ClockFace,
    /// Whether signs must be plain ASCII.
    pub ascii: bool,
    /// How much may move.
    pub motion: Motion,
    /// How one writes.
    pub writing: Writing,
}

/// The whole state. The view is a function of this and of nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// When the last event was.
    pub at: Timestamp,
    /// Cells in a row, and rows.
    pub size: (u16, u16),
    /// The vault's name.
    pub vault: String,
    /// The journal that new entries go to.
    pub journal: String,
    /// What decides how things are written.
    pub look: Look,
    /// How long the screens stay open without a key, in milliseconds.
    pub lock_after_ms: Option<i64>,
    /// The bindings.
    pub keymap: Keymap,
    /// Whose keys the editor has.
    pub editor_keys: EditorKeys,
    /// Keys that begin a longer binding, while the rest of it is awaited.
    pub pending: Sequence,
    /// The place that has the screen.
    pub place: Place,
    /// The places to go back to, the last one first.
    pub behind: Vec<Place>,
    /// Where to go once the journal is open.
    pub goal: Goal,
    /// Whether the journal is open.
    pub open: bool,
    /// The line at the foot.
    pub notice: Option<Notice>,
    /// What can be undone by one key.
    pub undo: Option<Undo>,
    /// What is known of the journal; none before it was read.
    pub facts: Option<Box<Facts>>,
    /// Sync or proof that runs.
    pub work: Option<Work>,
    /// Texts from last time that were never saved.
    pub drafts: Vec<Kept>,
    /// Bytes that were kept and cannot be an entry.
    pub no_texts: Vec<KeptBytes>,
    /// Counts the wishes whose answers may come late.
    pub generation: u64,
    /// Deadlines.
    pub timers: Timers,
    /// The first start.
    pub wizard: Wizard,
    /// The locked journal.
    pub unlock: Unlock,
    /// The list.
    pub timeline: Timeline,
    /// One entry.
    pub read: Read,
    /// The text being written.
    pub editor: EditorScreen,
    /// Search.
    pub search: Search,
    /// Remotes and proofs.
    pub sync: SyncPage,
    /// Every version of an entry.
    pub history: History,
    /// Deleted entries.
    pub trash: Trash,
    /// Versions that stand side by side.
    pub conflict: Conflict,
    /// What opens the vault, and who belongs to it.
    pub keys: Keys,
    /// The journals.
    pub journals: Journals,
    /// The templates.
    pub templates: Templates,
    /// The words that their writer added.
    pub words: Words,
    /// The only journal that is listed; none: all.
    pub only: Option<String>,
    /// The settings.
    pub settings: SettingsPage,
    /// The numbers of the journal, once they were asked for.
    pub stats: Option<Arc<Stats>>,
    /// What was written on a day in other years, while that is looked at.
    pub this_day: Option<ThisDay>,
    /// The months, while they are looked at.
    pub calendar: Option<Calendar>,
    /// The numbers.
    pub statistics: Statistics,
    /// The commands.
    pub palette: Palette,
    /// Help.
    pub help: Help,
    /// The question that is asked.
    pub confirm: Option<Confirm>,
}

/// What one key can take back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undo {
    /// An entry was deleted.
    Deleted(EntryId),
    /// A draft was thrown away.
    Dropped(Box<Draft>),
}

/// Long work that runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Work {
    /// An exchange with the remotes.
    Syncing(Progress),
    /// A restore of the remotes.
    Proving(Progress),
}

impl State {
    /// The state at the start.
    pub fn new(begin: Begin) -> Self {
        let place = if begin.exists {
            Place::Unlock
        } else {
            Place::Wizard
        };
        Self {
            at: begin.at,
            size: begin.size,
            vault: begin.vault,
            journal: begin.journal,
            look: begin.look,
            lock_after_ms: begin.lock_after_ms,
            keymap: begin.keymap,
            editor_keys: begin.editor_keys,
            pending: Vec::new(),
            place,
            behind: Vec::new(),
            goal: begin.goal,
            open: false,
            notice: None,
            undo: None,
            facts: None,
            work: None,
            drafts: Vec::new(),
            no_texts: Vec::new(),
            generation: 0,
            timers: Timers::default(),
            wizard: Wizard::new(&begin.device_name),
            unlock: Unlock {
                busy: begin.opening.then_some(0),
                ..Unlock::default()
            },
            timeline: Timeline::default(),
            read: Read::default(),
            editor: EditorScreen::default(),
            search: Search::default(),
            sync: SyncPage::default(),
            history: History::default(),
            trash: Trash::default(),
            conflict: Conflict::default(),
            keys: Keys::default(),
            journals: Journals::default(),
            templates: Templates::default(),
            words: Words::default(),
            only: None,
            settings: SettingsPage::default(),
            stats: None,
            this_day: None,
            calendar: None,
            statistics: Statistics::default(),
            palette: Palette::default(),
            help: Help::default(),
            confirm: None,
        }
    }

    /// When now is, for words such as `today`.
    pub fn now(&self) -> Now {
        Now {
            at: self.at,
            zone: self.look.zone.clone(),
            day_starts: self.look.day_starts,
        }
    }

    /// The present moment, where the reader is.
    pub(crate) fn moment(&self) -> Moment {
        Moment::at(self.at, &self.look.zone)
    }

    /// The day it is.
    pub fn today(&self) -> Day {
        self.now().today()
    }

    /// The time of day of `moment`, as its reader likes it.
    pub fn clock(&self, moment: &Moment) -> String {
        match self.look.clock {
            ClockFace::Hours24 => moment.clock(),
            ClockFace::Hours12 => moment.clock_12(),
        }
    }

    /// The time of day of `at`, where the reader is.
    pub fn clock_of(&self, at: Timestamp) -> String {
        self.clock(&Moment::at(at, &self.look.zone))
    }

    /// Goes to `place`, to come back here.
    pub(crate) fn enter(&mut self, place: Place) {
        if self.place != place {
            self.behind.push(self.place);
            self.place = place;
        }
    }

    /// Goes back to where one came from.
    pub(crate) fn leave(&mut self) {
        self.place = self.behind.pop().unwrap_or(Place::Timeline);
    }

    /// The number of a new wish whose answer may come late.
    pub(crate) fn next_generation(&mut self) -> u64 {
        self.generation += 1;
        self.generation
    }

    /// Says that something was done.
    pub(crate) fn say(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice::done(self.at, text));
    }

    /// Says that something needs its reader.
    pub(crate) fn warn(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice::warning(text));
    }
}
