//! The verbs: save, search, sync, import… The one door to the back of the house: the command line
//! and the screens call the same functions, and neither opens the store.
//!
//! Invariants: a verb that changes something is durable when it returns, or has changed nothing;
//! nothing here prints, asks or knows who asked; time, zone and chance come from
//! [`crate::model::outside::Outside`].

pub mod about;
mod agent;
mod arena;
mod backup;
mod catalogue;
mod chains;
mod check;
mod doctor;
mod draft_change;
mod drafts;
mod drill;
mod erase;
pub mod error;
mod exchange;
mod export;
mod external;
mod find;
mod fold;
pub mod forms;
mod history;
mod id_index;
mod import;
mod import_form;
mod import_sqlite;
pub mod import_undo;
mod inbox;
mod init;
mod invite;
mod join;
mod keys;
mod list;
mod members;
mod objects;
mod purge;
mod rekey;
mod remotes;
mod resolve;
mod restored;
mod row_lines;
mod save;
mod search;
mod sheet;
mod state;
mod status;
mod sync_state;
pub mod trust;
pub mod types;
mod unlock;
mod verify;
mod versions;
mod words;

pub use error::JournalError;

use std::collections::BTreeSet;

use crate::journal::arena::Arena;
use crate::journal::catalogue::Top;
use crate::journal::draft_change::Base;
use crate::journal::keys::Keys;
use crate::journal::list::Found;
use crate::model::catalogue::Row;
use crate::model::outside::Outside;
use crate::model::places::Places;
use crate::model::places::Preferences;
use crate::model::time::DayStart;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::place;

/// A vault, open on this device; locked until a key is at hand.
#[derive(Debug)]
pub struct Journal {
    pub(crate) places: Places,
    pub(crate) preferences: Preferences,
    outside: Outside,
    store: Store,
    keys: Option<Keys>,
    /// All rows, newest first, once something needed all of them; valid for that `data_version`.
    rows: Option<(i64, Vec<Row>)>,
    /// The row that was looked for last.
    found: Option<Found>,
    /// Folded texts for searching, once the screens asked for them.
    arena: Option<Arena>,
    /// The store's `data_version` when the keys at hand were last read from it.
    keys_read: Option<i64>,
    /// The long draft that was kept whole last.
    draft_base: Option<Base>,
    /// Whether the catalogue was rebuilt since the vault was opened.
    rebuilt: bool,
    /// Objects that were found damaged since the vault was opened, or when the catalogue was built.
    damaged: BTreeSet<i64>,
}

impl Journal {
    /// Whether there is a vault at `places`.
    pub fn exists(places: &Places) -> bool {
        places.store.exists()
    }

    /// Opens the vault, locked.
    pub fn open(
        places: Places,
        preferences: Preferences,
        outside: Outside,
    ) -> Result<Self, JournalError> {
        let store = match Store::open(&places.store) {
            Ok(store) => store,
            Err(StoreError::Missing(_)) => return Err(missing(&places)),
            Err(StoreError::NotAStore(path)) if is_empty(&path) && has_memory(&places) => {
                return Err(JournalError::StoreMissing(places.vault_dir));
            }
            Err(error) => return Err(error.into()),
        };
        Ok(Self::of_store(places, preferences, outside, store))
    }

    fn of_store(places: Places, preferences: Preferences, outside: Outside, store: Store) -> Self {
        Self {
            places,
            preferences,
            outside,
            store,
            keys: None,
            rows: None,
            found: None,
            arena: None,
            keys_read: None,
            draft_base: None,
            rebuilt: false,
            damaged: BTreeSet::new(),
        }
    }

    /// Whether nothing can be read now.
    pub fn is_locked(&self) -> bool {
        self.keys.is_none()
    }

    /// Drops every key and every text from memory.
    pub fn lock(&mut self) {
        self.keys = None;
        self.rows = None;
        self.found = None;
        self.arena = None;
        self.draft_base = None;
    }

    /// Whether the store can only be read.
    pub fn is_read_only(&self) -> bool {
        self.store.is_read_only()
    }

    /// Limits how many pages of 4,096 bytes the store may have: how tests fill a disk.
    pub fn limit_pages(&self, pages: u32) -> Result<(), JournalError> {
        Ok(self.store.limit_pages(pages)?)
    }

    fn keys(&self) -> Result<&Keys, JournalError> {
        self.keys.as_ref().ok_or(JournalError::Locked)
    }

    fn day_start(&self) -> DayStart {
        self.preferences.day_starts_at
    }

    fn forget_rows(&mut self) {
        self.rows = None;
    }

    /// Level 0, rebuilding the catalogue first where it cannot be believed.
    fn top(&mut self) -> Result<Top, JournalError> {
        let top = self.fit_top()?;
        self.damaged.extend(top.about.damaged.iter().copied());
        Ok(top)
    }

    fn fit_top(&mut self) -> Result<Top, JournalError> {
        let keys = self.keys.as_ref().ok_or(JournalError::Locked)?;
        if let Some(top) = catalogue::top(&self.store, keys)? {
            return Ok(top);
        }
        // Another process may have learnt what is purged, and hidden it already.
        let keys = self.keys.as_mut().ok_or(JournalError::Locked)?;
        let purged = keys.members.purges.fingerprint.clone();
        keys.refresh(&self.store)?;
        if keys.members.purges.fingerprint != purged
            && let Some(top) = catalogue::top(&self.store, keys)?
        {
            self.rows = None;
            return Ok(top);
        }
        self.rebuild_catalogue()?;
        let keys = self.keys.as_ref().ok_or(JournalError::Locked)?;
        // A store that cannot be written keeps its rows in memory only: level 0 holds them all.
        if let Some(top) = catalogue::top(&self.store, keys)? {
            return Ok(top);
        }
        let survey = catalogue::survey(&self.store, keys, &mut |_, _| true)?;
        let mut top = Top {
            rows: survey.rows.into_values().collect(),
            ..Top::default()
        };
        top.rows.sort_by_cached_key(Row::key);
        top.about.damaged = survey.damaged.iter().map(|(seq, _)| *seq).collect();
        top.about.waiting = survey.waiting.into_iter().collect();
        Ok(top)
    }

    fn rebuild_catalogue(&mut self) -> Result<(), JournalError> {
        self.rows = None;
        self.rebuilt = true;
        if self.store.is_read_only() {
            return Ok(());
        }
        // Where the disk is full it is read from the objects until there is room again.
        match self.write_catalogue() {
            Err(JournalError::Store(StoreError::Full(_))) => Ok(()),
            done => done,
        }
    }

    fn write_catalogue(&mut self) -> Result<(), JournalError> {
        let keys = self.keys.as_ref().ok_or(JournalError::Locked)?;
        let change = self.store.change()?;
        catalogue::rebuild(&change, keys, &self.outside)?;
        Ok(change.commit()?)
    }
}

fn missing(places: &Places) -> JournalError {
    if place::has_traces(&places.vault_dir) || has_memory(places) {
        JournalError::StoreMissing(places.vault_dir.clone())
    } else {
        JournalError::NoVault(places.vault_dir.clone())
    }
}

fn has_memory(places: &Places) -> bool {
    place::is_filled(&places.mirror) || place::is_filled(&places.seen)
}

fn is_empty(path: &std::path::Path) -> bool {
    path.metadata()
        .is_ok_and(|about| about.is_file() && about.len() == 0)
}
