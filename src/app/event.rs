//! Everything that can happen to the screens.

use std::sync::Arc;

use crate::app::compare::Compared;
use crate::app::facts::Facts;
use crate::app::field::Hidden;
use crate::app::key::Key;
use crate::app::keymap::Keymap;
use crate::app::state::Look;
use crate::model::amount::counted;
use crate::model::entry::Content;
use crate::model::entry::Draft;
use crate::model::entry::Entry;
use crate::model::entry::Summary;
use crate::model::id::EntryId;
use crate::model::id::RevId;
use crate::model::places::EditorKeys;
use crate::model::revision::Extra;
use crate::model::stats::Stats;
use crate::model::template::Template;
use crate::model::text::Passage;
use crate::model::time::Timestamp;

/// A thing that happened, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When the runtime saw it. Never earlier than the event before.
    pub at: Timestamp,
    /// What it was.
    pub kind: EventKind,
}

/// The kinds of event. Errors come as one line, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted; line ends and control characters as the terminal sent them.
    Paste(String),
    /// The mouse did something.
    Mouse(Mouse),
    /// The window has this many columns and rows.
    Resized {
        /// Cells in a row.
        width: u16,
        /// Rows.
        height: u16,
    },
    /// The window got the focus, or lost it.
    Focus(bool),
    /// A deadline of [`crate::app::timer`] is over.
    Tick,
    /// Answers `MakeWords`.
    Words(Hidden),
    /// Answers `Init`: the recovery key, to be shown once.
    Initialised(Result<Hidden, String>),
    /// Answers `Unlock`.
    Unlocked(Result<Opened, Refused>),
    /// Answers `LoadRows`.
    Rows {
        /// The one that was asked for.
        generation: u64,
        /// The rows, newest first, and whether these are all.
        rows: Result<(Arc<Vec<Summary>>, bool), String>,
    },
    /// Answers `LoadEntry`.
    EntryLoaded {
        /// The one that was asked for.
        generation: u64,
        /// The entry.
        entry: Result<Box<Entry>, String>,
    },
    /// Answers `LoadFacts`; comes by itself after whatever changes them.
    Facts(Result<Box<Facts>, String>),
    /// Answers `LoadStats`.
    Stats(Result<Arc<Stats>, String>),
    /// Answers `NewPage`: an id, a moment, an empty text.
    Page(Box<Draft>),
    /// Answers `Save`.
    Saved {
        /// The text's version that was saved, or was not.
        version: u64,
        /// The entry.
        id: EntryId,
        /// Its heads now, or why not.
        result: Result<Vec<RevId>, String>,
    },
    /// Answers `KeepDraft`.
    Kept {
        /// The text's version that was kept, or was not.
        version: u64,
        /// Why not.
        result: Result<(), String>,
    },
    /// Answers `CheckWords`: each word, and whether it is right.
    Checked(Vec<(String, bool)>),
    /// Answers `CheckWords` and `SuggestWords`: there is no dictionary, and what helps.
    NoDictionary(String),
    /// Answers `SuggestWords`.
    Suggested {
        /// The word.
        word: String,
        /// What could be meant, the likeliest first.
        others: Vec<String>,
    },
    /// Answers `LoadWords`, `LearnWord` and `ForgetWord`: the words that their writer added.
    OwnWords(Result<Vec<String>, String>),
    /// Answers `LoadTemplates`.
    Templates {
        /// All that can be read, by name.
        templates: Vec<Template>,
        /// Why one cannot be.
        wrong: Option<String>,
        /// Where a user's own belong.
        folder: String,
    },
    /// Answers `Search`, once or more.
    Hits {
        /// The one that was asked for.
        generation: u64,
        /// What was found so far, newest first; no more than
        /// [`HITS_MAX`](crate::app::screens::search::HITS_MAX).
        hits: Result<Arc<Vec<Summary>>, String>,
        /// How many were found so far.
        found: u64,
        /// Whether the search came to its end.
        done: bool,
    },
    /// Answers `LoadPassages`; entries where nothing was hit in the text are left out.
    Passages {
        /// The search whose hits they are.
        generation: u64,
        /// Each entry with what stands around its first hit.
        passages: Vec<(EntryId, Passage)>,
    },
    /// Answers `Compare`.
    Compared {
        /// The one that was asked for.
        generation: u64,
        /// The two versions in rows.
        rows: Box<Compared>,
        /// Words that came and words that went.
        words: (usize, usize),
    },
    /// Answers `LoadVersions`.
    Versions {
        /// The one that was asked for.
        generation: u64,
        /// Every version, parents before children.
        versions: Result<Arc<Vec<Version>>, String>,
    },
    /// Answers `LoadTrash`.
    TrashRows {
        /// The one that was asked for.
        generation: u64,
        /// The deleted entries, the one deleted last first.
        rows: Result<Arc<Vec<Summary>>, String>,
    },
    /// Answers `LoadKeys`.
    KeysPage(Result<Box<KeysPage>, String>),
    /// Answers `LoadJournals`: the journals and how many entries each has, the fullest first.
    JournalNames(Result<Vec<(String, u64)>, String>),
    /// Answers `LoadSettings` and `ChangeSetting`: the settings as they are now, or why they stay
    /// as they were.
    Settings(Result<Box<Settings>, String>),
    /// Answers `Delete`, `Undelete`, `Star`, `Restore` and `Resolve`: what was done, or why not.
    Changed {
        /// The entry.
        id: EntryId,
        /// Nothing, or why not.
        result: Result<(), String>,
    },
    /// Another process changed the journal.
    ChangedElsewhere,
    /// Long work came this far.
    Progress(Progress),
    /// Answers `Sync`: one sentence a remote.
    Synced(Result<Vec<Outcome>, String>),
    /// Answers `Prove`: one sentence a remote.
    Proved(Result<Vec<Outcome>, String>),
    /// Answers `AddRemote`: what was found there.
    RemoteAdded(Result<String, String>),
    /// Something failed that nobody waits for.
    Failed(String),
    /// The system asks the program to end: the signal's number.
    Hangup(u8),
    /// The system asks the program to step aside.
    Stopped,
    /// The program goes on after it stepped aside.
    Resumed,
}

/// What the mouse did, at a cell counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mouse {
    /// What.
    pub kind: MouseKind,
    /// The column.
    pub column: u16,
    /// The row.
    pub row: u16,
}

/// What the mouse can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MouseKind {
    /// The left button went down.
    Press,
    /// It moved with the left button down.
    Drag,
    /// The left button went up.
    Release,
    /// The wheel turned up.
    WheelUp,
    /// The wheel turned down.
    WheelDown,
}

/// What unlocking brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// Entries written while locked that are now in the journal.
    pub adopted: u64,
    /// What its owner must know, one sentence each.
    pub notices: Vec<String>,
    /// Texts from last time that were never saved, newest first.
    pub drafts: Vec<Kept>,
    /// Bytes that were kept and cannot be an entry, newest first.
    pub no_texts: Vec<KeptBytes>,
}

/// Bytes that cannot be an entry: they are no text, or too many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptBytes {
    /// The digits that `diurnal drafts show` finds them by.
    pub id: String,
    /// How many there are.
    pub size: u64,
}

impl KeptBytes {
    /// That they are there, and how to get them back.
    pub fn told(&self) -> String {
        let bytes = counted(self.size, "byte", "bytes");
        let id = &self.id;
        format!("{bytes} that are no entry: diurnal drafts show {id} > file")
    }
}

/// What opens the vault, and who belongs to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeysPage {
    /// The vault's id.
    pub vault: String,
    /// What opens it, one sentence each.
    pub slots: Vec<String>,
    /// Its devices: name, whether it is this one, since when, admitted by whom.
    pub devices: Vec<(String, bool, Option<Timestamp>, String)>,
    /// How often the key that seals was changed, and since when it is this one.
    pub epochs: (u64, Option<Timestamp>),
    /// Whether the passphrase travels to remotes.
    pub travels: bool,
    /// What the key doctor found: whether it is well (none: not tried), what, one sentence.
    pub checks: Vec<(Option<bool>, String, String)>,
}

/// The settings, as the screens use them and as the page shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Where the file is.
    pub path: String,
    /// Each key with its value, in the order of the file that lists them all.
    pub values: Vec<(String, String)>,
    /// Keys whose value the file gives.
    pub written: Vec<String>,
    /// The names of its user's own themes.
    pub themes: Vec<String>,
    /// What decides how things are written on the screen.
    pub look: Look,
    /// How long the screens stay open without a key, in milliseconds.
    pub lock_after_ms: Option<i64>,
    /// The journal that new entries go to.
    pub journal: String,
    /// Whose keys the editor has.
    pub editor_keys: EditorKeys,
    /// The bindings.
    pub keymap: Keymap,
}

/// A version of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its name.
    pub rev: RevId,
    /// What it was made from.
    pub parents: Vec<RevId>,
    /// When it was written.
    pub written: Timestamp,
    /// The device that wrote it, by its name where that is known.
    pub device: String,
    /// Whether that is this device.
    pub own: bool,
    /// Whether it deletes the entry.
    pub deleted: bool,
    /// Whether nothing was made of it.
    pub head: bool,
    /// What it says.
    pub content: Content,
    /// Keys that this diurnal does not know.
    pub extra: Extra,
}

/// A text from last time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// When it was kept.
    pub at: Timestamp,
    /// The text.
    pub draft: Draft,
}

/// Why the journal did not open. Four kinds that must never look alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It was not the passphrase.
    WrongPassphrase,
    /// What it opens is damaged.
    Damaged(String),
    /// It was written by a newer diurnal.
    Newer(String),
    /// Something else.
    Other(String),
    /// Nobody held a key for us: it must be typed.
    NoKey,
}

/// How far long work is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// What is being done, in a word.
    pub what: String,
    /// So much is done.
    pub done: u64,
    /// Of so much; 0 where that is not known.
    pub total: u64,
}

/// How a sync or a proof went with one remote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The remote's name.
    pub remote: String,
    /// Whether it is as it should be.
    pub ok: bool,
    /// One sentence each, the most important first.
    pub lines: Vec<String>,
}
