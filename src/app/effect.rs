//! Everything the screens may ask of the world.

use crate::app::compare::Wanted;
use crate::app::field::Hidden;
use crate::model::entry::Content;
use crate::model::entry::Draft;
use crate::model::id::EntryId;
use crate::model::id::RevId;
use crate::model::places::Spell;
use crate::model::query::Query;
use crate::model::revision::Extra;

/// A wish. The runtime carries it out and answers with an event of the same name.
///
/// There is no wish to be woken: [`crate::app::timer::next`] reads the deadlines off the state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Seven words that nobody can guess; answered by `Words`.
    MakeWords,
    /// Make a new journal; answered by `Initialised`.
    Init(NewVault),
    /// Open the key; answered by `Unlocked`.
    Unlock {
        /// What was typed.
        key: Hidden,
        /// Whether that is the recovery key, not the passphrase.
        recovery: bool,
    },
    /// Drop every key and every text from memory, on the screen too. Not answered.
    Lock,
    /// Read the timeline; answered by `Rows`, the first screenful ahead of the rest.
    LoadRows {
        /// Grows with every wish; answers to older ones are dropped.
        generation: u64,
        /// The only journal that is wanted; none: all.
        journal: Option<String>,
    },
    /// Read one entry; answered by `EntryLoaded`.
    LoadEntry {
        /// Grows with every wish; answers to older ones are dropped.
        generation: u64,
        /// The entry.
        id: EntryId,
    },
    /// Read the facts; answered by `Facts`.
    LoadFacts,
    /// What was told of the remotes and is over was seen; answered by `Facts`.
    SeeNotices,
    /// Count what the journal holds, day by day; answered by `Stats`.
    LoadStats,
    /// Look whether another process changed the journal; answered by `ChangedElsewhere` if so.
    LookElsewhere,
    /// An id and a moment for a new entry; answered by `Page` before any other event.
    NewPage,
    /// Save a text; answered by `Saved` with the same `version`.
    Save {
        /// The text's version, so that a late answer cannot mark newer text as saved.
        version: u64,
        /// The text.
        draft: Box<Draft>,
    },
    /// Keep a text that is not saved yet, sealed; answered by `Kept` with the same `version`.
    KeepDraft {
        /// The text's version.
        version: u64,
        /// The text.
        draft: Box<Draft>,
    },
    /// Look words up in the dictionaries of these languages; answered by `Checked` or
    /// `NoDictionary`.
    CheckWords(Spell, Vec<String>),
    /// What could be meant by a word that is not right; answered by `Suggested`.
    SuggestWords(Spell, String),
    /// Read the words that their writer added; answered by `OwnWords`.
    LoadWords,
    /// Add a word to these; answered by `OwnWords`.
    LearnWord(String),
    /// Take a word from these; answered by `OwnWords`.
    ForgetWord(String),
    /// Read the templates; answered by `Templates`.
    LoadTemplates,
    /// Drop what was kept of an entry. Not answered.
    DropDraft(EntryId),
    /// Search; answered by `Hits`. A newer search ends an older one.
    Search {
        /// Grows with every wish; answers to older ones are dropped.
        generation: u64,
        /// What to look for.
        query: Box<Query>,
    },
    /// Read what stands around the first hit in these entries; answered by `Passages`.
    LoadPassages {
        /// The search whose hits they are.
        generation: u64,
        /// What was looked for.
        query: Box<Query>,
        /// The entries.
        ids: Vec<EntryId>,
    },
    /// Compare two long versions; answered by `Compared`.
    Compare(Box<Wanted>),
    /// Give a star, or take it; answered by `Changed`.
    Star {
        /// The entry.
        id: EntryId,
        /// Whether it gets one.
        starred: bool,
    },
    /// Delete an entry; answered by `Changed`.
    Delete(EntryId),
    /// Undo a deletion; answered by `Changed`.
    Undelete(EntryId),
    /// Read every version of an entry; answered by `Versions`.
    LoadVersions {
        /// Grows with every wish; answers to older ones are dropped.
        generation: u64,
        /// The entry.
        id: EntryId,
    },
    /// Save an old version as the newest one; answered by `Changed`.
    Restore {
        /// The entry.
        id: EntryId,
        /// The old version.
        rev: RevId,
    },
    /// Read the deleted entries; answered by `TrashRows`.
    LoadTrash {
        /// Grows with every wish; answers to older ones are dropped.
        generation: u64,
    },
    /// Make one version of several; answered by `Changed`.
    Resolve {
        /// The entry.
        id: EntryId,
        /// The versions that were looked at: one that came since stays beside the new one.
        heads: Vec<RevId>,
        /// What it says from now on.
        content: Box<Content>,
        /// Keys that this diurnal does not know.
        extra: Extra,
        /// Whether it stays deleted.
        deleted: bool,
    },
    /// Read what opens the vault and who belongs to it; answered by `KeysPage`.
    LoadKeys,
    /// Read the journals; answered by `JournalNames`.
    LoadJournals,
    /// Move an entry to another journal; answered by `Changed`.
    Move {
        /// The entry.
        id: EntryId,
        /// The journal.
        journal: String,
    },
    /// Read the settings file, where it changed since or `always`; answered by `Settings`.
    LoadSettings {
        /// Whether an answer comes in any case.
        always: bool,
    },
    /// Write one setting into the file; answered by `Settings`.
    ChangeSetting {
        /// Its key.
        key: &'static str,
        /// Its value.
        value: String,
    },
    /// Exchange with every remote; answered by `Synced`, after `Progress`.
    Sync,
    /// Restore every remote and compare; answered by `Proved`, after `Progress`.
    Prove,
    /// Add a remote; answered by `RemoteAdded`.
    AddRemote {
        /// Its name.
        name: String,
        /// Its URL.
        url: String,
    },
    /// Stop the sync or the proof that runs. Not answered by itself: that work is.
    StopWork,
    /// Hand a text to the terminal's clipboard (OSC 52). Not answered.
    CopyToClipboard(String),
    /// Hide the screen and stop until the shell goes on with us; answered by `Resumed`.
    Suspend,
    /// Leave the program with this exit code, after what was asked before is done. Not answered.
    Quit(u8),
}

/// What the first start found out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewVault {
    /// The passphrase.
    pub passphrase: Hidden,
    /// Whether diurnal made it.
    pub generated: bool,
    /// This device's name.
    pub device_name: String,
    /// The URL of a remote to add, if one was typed.
    pub remote: Option<String>,
}
