//! Purging: an entry is erased for good, here and, by a new generation of chains, on every remote; on
//! other devices it is hidden until their owner decides. And compaction: the same with nothing purged.

use std::collections::BTreeSet;

use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::catalogue;
use crate::journal::chains::Chains;
use crate::journal::drafts;
use crate::journal::erase;
use crate::journal::exchange::Tally;
use crate::journal::exchange::begin_generation;
use crate::journal::exchange::enter;
use crate::journal::inbox;
use crate::journal::inbox::Line;
use crate::journal::keys::Keys;
use crate::journal::objects;
use crate::journal::rekey::Files;
use crate::journal::types::Compaction;
use crate::journal::types::Notice;
use crate::journal::types::PurgeInfo;
use crate::journal::types::Purged;
use crate::model::amount::counted;
use crate::model::id::EntryId;
use crate::model::id::StatementId;
use crate::model::places::ObeyPurge;
use crate::model::statement::Saying;
use crate::model::statement::Signer;
use crate::model::time::Timestamp;
use crate::store::aside;
use crate::sync::lock::SyncLock;
use crate::sync::mirror::Mirrors;
use crate::sync::refname::RefName;

/// Entries that one statement names at most: 35 bytes each.
const NAMED_MAX: usize = 10_000;
/// Fewer digits of an id than these mean no entry.
const DIGITS_MIN: usize = 4;

impl Journal {
    /// Erases entries for good: here at once, on each remote by its next sync, elsewhere where its owner
    /// says so. One that was purged elsewhere already is erased here by it, and the others are told.
    ///
    /// One transaction: before it is committed nothing is purged; after it, what is left to do is done
    /// by every start and sync until it is done.
    ///
    /// # Errors
    ///
    /// [`JournalError::Sync`], `busy`, where a sync is under way; [`JournalError::Rekey`] where this
    /// installation is no device of the vault.
    pub fn purge(&mut self, entries: &[EntryId]) -> Result<Purged, JournalError> {
        let lock = SyncLock::take(&self.places.sync_lock)?;
        self.catch_up()?;
        self.top()?;
        let all: BTreeSet<EntryId> = entries.iter().copied().collect();
        let mut keys = self.keys_to_change()?;
        keys.is_member()?;
        let is_known = |id: &EntryId| keys.members.purges.has(*id);
        let (known, fresh): (Vec<EntryId>, Vec<EntryId>) = all.iter().partition(|id| is_known(id));
        let outside = self.outside;
        for entries in fresh.chunks(NAMED_MAX) {
            let entries = entries.to_vec();
            keys.say(Saying::Purge { entries }, &outside)?;
        }
        for entries in known.chunks(NAMED_MAX) {
            let entries = entries.to_vec();
            keys.say(Saying::Erased { entries }, &outside)?;
        }
        if !fresh.is_empty() {
            let chains = Chains::load(&self.store, &keys)?;
            begin_generation(&mut keys, &chains, &outside)?;
        }
        let mut purged = self.erase_entries(keys, &all)?;
        purged.swept = self.sweep().unwrap_or(false);
        drop(lock);
        Ok(purged)
    }

    /// Takes purges back: what is still here of these entries is shown again and sent to the others.
    ///
    /// # Errors
    ///
    /// [`JournalError::NotPurged`] where one of them is not purged.
    pub fn refuse_purge(&mut self, entries: &[EntryId]) -> Result<(), JournalError> {
        let mut keys = self.keys_to_change()?;
        keys.is_member()?;
        for entry in entries {
            if !keys.members.purges.has(*entry) {
                return Err(JournalError::NotPurged(entry.short()));
            }
        }
        for entries in entries.chunks(NAMED_MAX) {
            let entries = entries.to_vec();
            keys.say(Saying::PurgeRefused { entries }, &self.outside)?;
        }
        self.keep_keys(keys, &Files::default())?;
        self.hide_purged()
    }

    /// Brings the catalogue up to what is purged now, no more and no less.
    fn hide_purged(&mut self) -> Result<(), JournalError> {
        self.forget_texts();
        let keys = self.keys.as_ref().ok_or(JournalError::Locked)?;
        if catalogue::top(&self.store, keys)?.is_none() {
            let change = self.store.change()?;
            catalogue::rebuild(&change, keys, &self.outside)?;
            change.commit()?;
        }
        Ok(())
    }

    /// Every purge that is in force: by whom, and who may hold the entry still.
    ///
    /// # Errors
    ///
    /// Where the catalogue cannot be read.
    pub fn purges(&mut self) -> Result<Vec<PurgeInfo>, JournalError> {
        let waiting: BTreeSet<EntryId> = self.top()?.about.waiting.into_iter().collect();
        let keys = self.keys()?;
        let info = |(id, purged): (&EntryId, &crate::model::purges::PurgedEntry)| {
            let (by, at) = said(keys, purged.statements.first());
            let owed = purged.owed.iter();
            PurgeInfo {
                id: *id,
                by,
                at,
                waits: waiting.contains(id),
                owed: owed.map(|id| keys.members.device_name(*id)).collect(),
            }
        };
        Ok(keys.members.purges.entries.iter().map(info).collect())
    }

    /// What was purged elsewhere, is hidden here and waits for a decision: one notice, if any.
    pub(super) fn purges_to_decide(&mut self) -> Result<Option<Notice>, JournalError> {
        let waiting = self.top()?.about.waiting.len() as u64;
        if waiting == 0 || self.preferences.obey_purge == ObeyPurge::Never {
            return Ok(None);
        }
        let what = counted(waiting, "entry was", "entries were");
        let text = format!(
            "{what} purged on another device and hidden here: diurnal purge lists them, erases them, or refuses"
        );
        Ok(Some(Notice::told("purge-waits", text)))
    }

    /// The purged entry that a person means by the first digits of its id.
    ///
    /// # Errors
    ///
    /// [`JournalError::NotPurged`] where there is none, or more than one.
    pub fn find_purged(&self, digits: &str) -> Result<EntryId, JournalError> {
        let wanted = digits.to_ascii_lowercase();
        let entries = self.keys()?.members.purges.entries.keys();
        let mut found =
            entries.filter(|id| wanted.len() >= DIGITS_MIN && id.to_string().starts_with(&wanted));
        match (found.next(), found.next()) {
            (Some(only), None) => Ok(*only),
            _ => Err(JournalError::NotPurged(digits.to_owned())),
        }
    }

    /// Begins a new generation with nothing purged: the next sync publishes everything in few bundles.
    ///
    /// # Errors
    ///
    /// As [`Journal::purge`].
    pub fn compact(&mut self) -> Result<(), JournalError> {
        let lock = SyncLock::take(&self.places.sync_lock)?;
        self.catch_up()?;
        let mut keys = self.keys_to_change()?;
        keys.is_member()?;
        let chains = Chains::load(&self.store, &keys)?;
        begin_generation(&mut keys, &chains, &self.outside)?;
        let change = self.store.change()?;
        enter(&change, &mut keys)?;
        keys.write(&change)?;
        change.commit()?;
        keys.unkept = false;
        self.keys = Some(keys);
        drop(lock);
        Ok(())
    }

    /// What a compaction would give back.
    ///
    /// # Errors
    ///
    /// Where store or mirrors cannot be read.
    pub fn compaction(&self) -> Result<Compaction, JournalError> {
        let keys = self.keys()?;
        let mirrors = Mirrors::open(&self.places.mirror)?;
        let mut found = Compaction::default();
        for (name, tip) in Chains::load(&self.store, keys)?.tips(keys) {
            let mirror = mirrors.mirror(RefName::Chain(name))?;
            for commit in mirror.line(tip, usize::MAX, |_| false)?.commits {
                found.bundles += 1;
                found.bytes += mirror.bytes(commit)?;
            }
        }
        let (mut bytes, mut bundles) = (0, 0);
        for seq in self.store.objects_after(0)? {
            match objects::open(&self.store, keys, seq) {
                Err(error) if error.is_damage() => {}
                object => {
                    let object = object?;
                    bytes += objects::lines(&object, seq)
                        .map(|(line, _)| line.len() as u64 + 1)
                        .sum::<u64>();
                    bundles = 1 + bytes / crate::journal::exchange::BUNDLE_TEXT_BYTES as u64;
                }
            }
        }
        (found.bundles_after, found.bytes_after) = (bundles, bytes);
        Ok(found)
    }

    /// Erases here what was purged elsewhere, where the settings say to do so unasked. Who purged more
    /// than half of all there is may be a thief: then a person is asked all the same.
    pub(super) fn obey(&mut self, tally: &mut Tally) -> Result<(), JournalError> {
        if self.preferences.obey_purge != ObeyPurge::Always
            || self.keys()?.members.purges.entries.is_empty()
            || self.keys()?.is_member().is_err()
        {
            return Ok(());
        }
        let waiting: BTreeSet<EntryId> = self.top()?.about.waiting.into_iter().collect();
        let mut left = 0;
        self.each_row(&mut |_| {
            left += 1;
            left < waiting.len()
        })?;
        if waiting.is_empty() || left < waiting.len() {
            return Ok(());
        }
        let mut keys = self.keys_to_change()?;
        for entries in waiting
            .iter()
            .copied()
            .collect::<Vec<_>>()
            .chunks(NAMED_MAX)
        {
            let entries = entries.to_vec();
            keys.say(Saying::Erased { entries }, &self.outside)?;
        }
        let what = counted(waiting.len() as u64, "entry that was", "entries that were");
        self.erase_entries(keys, &waiting)?;
        let text = format!("erased here, as your settings say: {what} purged elsewhere");
        tally.told("purged", text);
        Ok(())
    }

    /// Says what was purged elsewhere and is hidden here.
    pub(super) fn tell_waiting(&mut self, tally: &mut Tally) -> Result<(), JournalError> {
        self.hide_purged()?;
        let purges = self.purges()?;
        let mut waiting = purges.iter().filter(|purge| purge.waits);
        if let Some(first) = waiting.next() {
            let what = counted(1 + waiting.count() as u64, "entry was", "entries were");
            let text = format!(
                "{what} purged by \"{}\": hidden here, with every version, until you erase or refuse it",
                first.by
            );
            tally.told("purged-elsewhere", text);
        }
        Ok(())
    }

    /// Erases entries here and keeps what `keys` say now, in one transaction.
    fn erase_entries(
        &mut self,
        mut keys: Keys,
        entries: &BTreeSet<EntryId>,
    ) -> Result<Purged, JournalError> {
        let outside = self.outside;
        let names: Vec<String> = self.store.state_names()?;
        let drafts = names
            .iter()
            .filter(|name| drafts::entry_of(name).is_some_and(|entry| entries.contains(&entry)));
        let inbox = self.store.inbox()?.into_iter();
        let inbox: Vec<i64> = inbox
            .filter(|(_, bytes)| {
                let line = inbox::open_line(&keys, bytes);
                let line = line.and_then(|line| serde_json::from_str::<Line>(&line).ok());
                line.is_some_and(|line| entries.contains(&line.id))
            })
            .map(|(seq, _)| seq)
            .collect();
        let change = self.store.change()?;
        let erased = erase::erase(&change, &keys, entries)?;
        let mut gone = 0;
        for name in drafts {
            change.drop_state(name)?;
            gone += u64::from(drafts::is_head(name));
        }
        for seq in inbox {
            change.drop_inbox(seq)?;
            gone += 1;
        }
        if keys.members.generation == keys.generation {
            keys.put(&change, crate::journal::exchange::SWEEP, &true)?;
        } else {
            enter(&change, &mut keys)?;
        }
        catalogue::rebuild(&change, &keys, &outside)?;
        keys.write(&change)?;
        change.commit()?;
        for entry in entries {
            aside::remove(&self.places.vault_dir, &drafts::row_of(*entry));
        }
        keys.unkept = false;
        self.keys = Some(keys);
        self.forget_texts();
        Ok(Purged {
            entries: entries.iter().copied().collect(),
            revisions: erased.revisions,
            drafts: gone,
            unread: erased.unread,
            swept: false,
        })
    }

    /// Drops from memory what may be of entries that are not shown any more.
    fn forget_texts(&mut self) {
        self.rows = None;
        self.found = None;
        self.arena = None;
    }
}

/// Who made a statement, and when.
fn said(keys: &Keys, statement: Option<&StatementId>) -> (String, Timestamp) {
    let mut all = keys.members.statements.iter();
    let found = all.find(|known| Some(&known.id) == statement);
    found.map_or_else(
        || (String::new(), Timestamp(0)),
        |found| match found.by {
            Signer::Device(device) => (keys.members.marked_name(device), found.at),
            Signer::Slot(slot) => (slot.short(), found.at),
        },
    )
}
