//! The verbs: save, search, sync, import… The one door to the back of the house: the command line
//! and the screens call the same functions, and neither opens the store.

pub mod error;
pub mod types;

pub use error::JournalError;

use std::io::BufRead;
use std::io::Write;
use std::path::Path;

use crate::model::entry::Content;
use crate::model::entry::Draft;
use crate::model::entry::Entry;
use crate::model::entry::Summary;
use crate::model::id::EntryId;
use crate::model::id::RevId;
use crate::model::outside::Outside;
use crate::model::places::Places;
use crate::model::places::Preferences;
use crate::model::query::Filter;
use crate::model::query::Query;

use types::*;

type Done<T> = Result<T, JournalError>;

/// A vault, open on this device; locked until a key is at hand.
pub struct Journal {}

impl Journal {
    // ---- opening -------------------------------------------------------------------------------
    /// Whether there is a vault at `places`.
    pub fn exists(places: &Places) -> bool {
        todo!()
    }
    /// Makes a new vault, whole or not at all, and leaves it open and unlocked.
    pub fn init(
        places: Places,
        preferences: Preferences,
        outside: Outside,
        wish: &Init,
    ) -> Done<(Journal, Initialised)> {
        todo!()
    }
    /// Opens the vault, locked.
    pub fn open(places: Places, preferences: Preferences, outside: Outside) -> Done<Journal> {
        todo!()
    }
    /// Opens the key with what the owner gave; adopts what was written while locked.
    pub fn unlock(&mut self, key: &Key) -> Done<Unlocked> {
        todo!()
    }
    /// Takes the key from the agent, if one holds it; false where none does.
    pub fn unlock_with_agent(&mut self) -> Done<bool> {
        todo!()
    }
    /// Whether nothing can be read now.
    pub fn is_locked(&self) -> bool {
        todo!()
    }
    /// Drops every key and every text from memory.
    pub fn lock(&mut self) {
        todo!()
    }
    /// Starts (after unlock) the agent for `for_ms`, idle end after `idle_ms`. `program` = path of this executable.
    pub fn start_agent(&self, program: &Path, for_ms: Option<u64>) -> Done<()> {
        todo!()
    }
    /// Ends the agent; false where none ran.
    pub fn stop_agent(places: &Places) -> Done<bool> {
        todo!()
    }

    // ---- reading (unlocked) --------------------------------------------------------------------
    /// Rows that pass `filter`, newest first (or oldest first), at most `limit` (0: all).
    pub fn list(&mut self, filter: &Filter, limit: usize, reverse: bool) -> Done<Vec<Summary>> {
        todo!()
    }
    /// Calls `hit` with each row that `query` and `filter` find, newest first, until it returns false.
    pub fn search(
        &mut self,
        query: &Query,
        filter: &Filter,
        reverse: bool,
        hit: &mut dyn FnMut(Summary) -> bool,
    ) -> Done<()> {
        todo!()
    }
    /// One entry, whole.
    pub fn entry(&mut self, id: EntryId) -> Done<Entry> {
        todo!()
    }
    /// The entry that a person means: a unique prefix of an id (≥ 4 digits), `@last`, `@1`…, or a date with one entry.
    pub fn find(&mut self, text: &str) -> Done<EntryId> {
        todo!()
    }
    /// Every version of an entry, oldest first (parents before children).
    pub fn history(&mut self, id: EntryId) -> Done<Vec<Version>> {
        todo!()
    }
    /// Tags with how many entries have them, most used first.
    pub fn tags(&mut self, filter: &Filter) -> Done<Vec<(String, u64)>> {
        todo!()
    }
    /// Journals with how many entries they have.
    pub fn journals(&mut self) -> Done<Vec<(String, u64)>> {
        todo!()
    }
    /// Entries whose heads stand side by side.
    pub fn conflicts(&mut self) -> Done<Vec<Summary>> {
        todo!()
    }
    /// Number of entries (not deleted), revisions, words.
    pub fn counts(&mut self) -> Done<Counts> {
        todo!()
    }
    /// Whether another process wrote since the last look (PRAGMA data_version).
    pub fn changed_elsewhere(&mut self) -> Done<bool> {
        todo!()
    }

    // ---- writing -------------------------------------------------------------------------------
    /// Saves a draft as a revision of its entry; durable when it returns. (unlocked)
    pub fn save(&mut self, draft: &Draft) -> Done<Saved> {
        todo!()
    }
    /// A new entry: into the store with a key at hand, else sealed to the inbox.
    pub fn add(&mut self, content: &Content) -> Done<Added> {
        todo!()
    }
    /// Deletes (a revision too; undelete brings it back).
    pub fn delete(&mut self, id: EntryId) -> Done<Saved> {
        todo!()
    }
    /// Undoes a deletion.
    pub fn undelete(&mut self, id: EntryId) -> Done<Saved> {
        todo!()
    }
    /// Saves what `revision` said as the newest version. `rev` may be a unique prefix.
    pub fn restore(&mut self, id: EntryId, rev: &str) -> Done<Saved> {
        todo!()
    }
    /// Work that a save leaves behind: fold loose objects. Call after the save was reported. Returns whether it did anything.
    pub fn tidy(&mut self) -> Done<bool> {
        todo!()
    }
    /// Keeps a text that is not saved yet, sealed (needs no key: to the inbox recipient). Replaces the draft of the same entry.
    pub fn keep_draft(&mut self, draft: &Draft) -> Done<()> {
        todo!()
    }
    /// Keeps bytes that cannot be an entry (too long, not UTF-8) as a sealed draft, at most limits::DRAFT_BYTES_MAX.
    pub fn keep_bytes(&mut self, bytes: &[u8], why: &str) -> Done<()> {
        todo!()
    }
    /// Drafts from last time that differ from every saved revision. (unlocked)
    pub fn drafts(&mut self) -> Done<Vec<Kept>> {
        todo!()
    }
    /// Drops the draft of an entry.
    pub fn drop_draft(&mut self, id: EntryId) -> Done<()> {
        todo!()
    }

    // ---- remotes -------------------------------------------------------------------------------
    pub fn remotes(&mut self) -> Done<Vec<RemoteInfo>> {
        todo!()
    }
    /// Adds a remote; judged at once where it answers.
    pub fn remote_add(
        &mut self,
        name: &str,
        url: &str,
        watch: &mut dyn Watch,
    ) -> Done<RemoteAdded> {
        todo!()
    }
    pub fn remote_remove(&mut self, name: &str) -> Done<()> {
        todo!()
    }
    /// Exchanges with one remote (or all: None). One report a remote, errors inside.
    pub fn sync(&mut self, remote: Option<&str>, watch: &mut dyn Watch) -> Done<SyncReport> {
        todo!()
    }
    /// What a sync would send and take, by title, without doing it.
    pub fn plan(&mut self, remote: Option<&str>, watch: &mut dyn Watch) -> Done<Plan> {
        todo!()
    }
    /// Joins an existing vault as a new device. `ask` is shown what was found before anything is written.
    pub fn join(
        places: Places,
        preferences: Preferences,
        outside: Outside,
        wish: &Join,
        ask: &mut dyn FnMut(&Found) -> bool,
        watch: &mut dyn Watch,
    ) -> Done<(Journal, Joined)> {
        todo!()
    }
    /// The drill.
    pub fn verify(
        &mut self,
        remote: Option<&str>,
        quick: bool,
        watch: &mut dyn Watch,
    ) -> Done<Vec<Balance>> {
        todo!()
    }
    /// Checks the store itself.
    pub fn verify_local(&mut self, watch: &mut dyn Watch) -> Done<Balance> {
        todo!()
    }
    /// One page of facts; what needs a key is None while locked.
    pub fn status(&mut self) -> Done<Status> {
        todo!()
    }

    // ---- in, out, keys -------------------------------------------------------------------------
    /// Reads JSON Lines; streaming, idempotent, one odd record never stops the rest. `dry`: only counts.
    pub fn import_jsonl(
        &mut self,
        from: &mut dyn BufRead,
        journal: Option<&str>,
        dry: bool,
        watch: &mut dyn Watch,
    ) -> Done<ImportReport> {
        todo!()
    }
    /// Writes Markdown files below `dir`.
    pub fn export_markdown(
        &mut self,
        dir: &Path,
        filter: &Filter,
        check: bool,
        watch: &mut dyn Watch,
    ) -> Done<ExportReport> {
        todo!()
    }
    /// Writes JSON Lines to `to`.
    pub fn export_jsonl(
        &mut self,
        to: &mut dyn Write,
        filter: &Filter,
        watch: &mut dyn Watch,
    ) -> Done<ExportReport> {
        todo!()
    }
    /// The whole vault in one file that any slot opens.
    pub fn backup(&mut self, file: &Path) -> Done<u64> {
        todo!()
    }
    /// Makes a vault from a backup where none is; compares counts and digests before it reports success.
    pub fn restore_backup(
        places: Places,
        preferences: Preferences,
        outside: Outside,
        file: &Path,
        key: &Key,
    ) -> Done<(Journal, Balance)> {
        todo!()
    }
    /// Opens each slot it can and says which it could not try.
    pub fn key_doctor(&mut self, key: Option<&Key>) -> Done<Vec<SlotReport>> {
        todo!()
    }
}
