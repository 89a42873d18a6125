//! Backup: the whole vault in one file, sealed as it is; and the way back, into a place where none is.

use std::path::Path;

use crate::crypto::identity::Identity;
use crate::crypto::seal::Sealed;
use crate::crypto::slot;
use crate::crypto::slot::PassphraseSlot;
use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::drafts;
use crate::journal::exchange;
use crate::journal::init;
use crate::journal::init::OWN_SLOT;
use crate::journal::keys::Keys;
use crate::journal::remotes;
use crate::journal::types::Balance;
use crate::journal::types::Key;
use crate::journal::types::Notice;
use crate::journal::types::Restore;
use crate::model::id::RevId;
use crate::model::id::to_hex;
use crate::model::limits::WORK_FACTOR;
use crate::model::outside::Outside;
use crate::model::places::Places;
use crate::model::places::Preferences;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::place;

/// What a restored device is called after its name, so that the two are told apart.
const RESTORED: &str = "restored";

impl Journal {
    /// Writes the whole vault into a new file, whole or not at all, and returns its length in bytes.
    /// The passphrase alone or the sheet alone opens it. Needs no key.
    pub fn backup(&mut self, file: &Path) -> Result<u64, JournalError> {
        let nonce = to_hex(&self.outside.random::<8>());
        Ok(place::copy(&self.store, file, &nonce)?)
    }

    /// Makes a vault from a backup where none is, and leaves it open and unlocked: as a new device, since
    /// the one that made the backup may still write. Everything in it is opened and compared before it
    /// is put in its place; where anything is damaged, nothing is restored.
    pub fn restore_backup(
        places: Places,
        preferences: Preferences,
        outside: Outside,
        wish: &Restore,
    ) -> Result<(Self, Balance), JournalError> {
        if Self::exists(&places) {
            return Err(JournalError::VaultExists(places.store));
        }
        let backup = Store::open_read_only(&wish.file)?;
        refuse(&backup.page_faults()?)?;
        let nonce = to_hex(&outside.random::<8>());
        let mut outcome = None;
        let built = place::restore(&places.vault_dir, &nonce, |path| {
            backup.copy_to(path)?;
            let store = Store::open(path)?;
            let mut copy = Self::of_store(places.clone(), preferences.clone(), outside, store);
            outcome = Some(copy.prove_and_renew(wish)?);
            Ok::<Store, JournalError>(copy.store)
        });
        match built {
            Err(JournalError::Store(StoreError::Exists(_))) => {
                return Err(JournalError::VaultExists(places.vault_dir));
            }
            built => built?,
        }
        let mut journal = Self::open(places, preferences, outside)?;
        let (keys, balance) = outcome.ok_or(JournalError::Locked)?;
        journal.take_keys(keys)?;
        Ok((journal, balance))
    }

    /// Opens and compares all of a copy, then makes it a new device with a slot of its own. Nothing is
    /// adopted before: the balance is that of the backup.
    fn prove_and_renew(&mut self, wish: &Restore) -> Result<(Keys, Balance), JournalError> {
        self.keys = Some(self.open_keys(&wish.key)?);
        let mut balance = self.verify_local(&mut ())?;
        "backup".clone_into(&mut balance.remote);
        let faults: Vec<String> = balance
            .shortfalls
            .iter()
            .map(|shortfall| shortfall.text.clone())
            .collect();
        refuse(&faults)?;
        let known = self.known_revisions()?;
        let unsealed = self.unsealed()?.into_iter().map(|(rev, _)| rev).collect();
        let outside = self.outside;
        let mut keys = self.keys.take().ok_or(JournalError::Locked)?;
        keys.may_write()?;
        // What the sheet opened does not tell which device made the backup.
        let before = keys.own_slot.then(|| keys.device());
        let travelling = self.travelling_slot(&keys)?;
        let name = before.map_or_else(
            || RESTORED.to_owned(),
            |device| restored_name(&keys.members.device_name(device)),
        );
        keys.become_new_device(&name, before, &outside)?;
        if before.is_none() {
            keys.own.inbox = Identity::generate();
            balance.notices.extend(self.drop_unopened()?);
        }
        let file = own_slot_file(&mut keys, wish, self.own_work_factor()?, &outside)?;
        let names = self.store.slot_names()?;
        let change = self.store.change()?;
        // No key file of the old device stays: whatever opens this vault, opens it as the new one.
        for name in names.iter().filter(|name| is_of_device(name)) {
            change.drop_slot(name)?;
        }
        if let Some((name, sealed)) = travelling {
            change.put_slot(&name, &sealed)?;
        }
        match &file {
            Some(file) => init::write_own_slot(&change, &keys, file)?,
            None => init::write_own_keys(&change, &keys)?,
        }
        keys.write(&change)?;
        exchange::take_over_unsent(&change, &keys, known, unsealed)?;
        change.commit()?;
        Ok((keys, balance))
    }

    fn known_revisions(&mut self) -> Result<Vec<RevId>, JournalError> {
        let mut known = Vec::new();
        self.each_row(&mut |row| {
            known.extend(row.revisions().into_iter().map(|(rev, _)| rev));
            true
        })?;
        Ok(known)
    }

    /// The backup's own slot where it travels: a remote that is begun anew needs it.
    fn travelling_slot(&self, keys: &Keys) -> Result<Option<(String, Sealed)>, JournalError> {
        let about = keys.members.slots.get(&keys.slot);
        if !keys.own_slot || !about.is_some_and(|about| about.travels) {
            return Ok(None);
        }
        let file = self.store.slot(OWN_SLOT)?;
        let sealed = file.and_then(|bytes| Sealed::read(bytes).ok());
        Ok(sealed.map(|sealed| (exchange::travelling_row(&keys.slot), sealed)))
    }

    /// Drops what only the device that made the backup can open: texts written while locked, drafts and
    /// remotes. It stays in the backup.
    fn drop_unopened(&mut self) -> Result<Option<Notice>, JournalError> {
        let waiting = self.store.inbox()?;
        let mut rows = self.store.state_names()?;
        rows.retain(|name| drafts::is_row(name) || remotes::is_waiting(name));
        if waiting.is_empty() && rows.is_empty() {
            return Ok(None);
        }
        let drafts = rows.iter().filter(|name| drafts::is_head(name)).count();
        let remotes = rows.iter().filter(|name| remotes::is_waiting(name)).count();
        let change = self.store.change()?;
        for (seq, _) in &waiting {
            change.drop_inbox(*seq)?;
        }
        for name in &rows {
            change.drop_state(name)?;
        }
        change.commit()?;
        let text = format!(
            "{} texts written while locked, {drafts} drafts and {remotes} remotes open with the passphrase of the backup only and were left out; they stay in the backup, and restoring it by that passphrase brings them",
            waiting.len()
        );
        Ok(Some(Notice::open("left-out", text)))
    }
}

/// A slot of the device's own under its passphrase; without one, none, and its keys stay with the sheet's.
fn own_slot_file(
    keys: &mut Keys,
    wish: &Restore,
    inherited: Option<u8>,
    outside: &Outside,
) -> Result<Option<PassphraseSlot>, JournalError> {
    let Some(passphrase) = &wish.passphrase else {
        keys.own_slot = true;
        return Ok(None);
    };
    init::take_fresh_slot(keys, outside)?;
    let opened = inherited.filter(|_| matches!(wish.key, Key::Passphrase(_)));
    let work_factor = wish.work_factor.or(opened).unwrap_or(WORK_FACTOR);
    let (vault, id, identity) = (keys.vault, keys.slot, &keys.slot_identity);
    let file = slot::seal_passphrase(vault, id, identity, passphrase, work_factor)?;
    Ok(Some(file))
}

/// Whether a row of `slot` is of one device: its slots, or its keys.
fn is_of_device(name: &str) -> bool {
    name.starts_with("slot-") || name.starts_with("device")
}

fn refuse(faults: &[String]) -> Result<(), JournalError> {
    match faults.first() {
        None => Ok(()),
        Some(first) => Err(JournalError::DamagedBackup {
            faults: faults.len(),
            first: first.clone(),
        }),
    }
}

/// 'desk' becomes 'desk, restored', once.
fn restored_name(name: &str) -> String {
    let ending = format!(", {RESTORED}");
    if name.ends_with(&ending) {
        name.to_owned()
    } else {
        format!("{name}{ending}")
    }
}
