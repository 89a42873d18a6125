//! Backup: the whole vault in one file, sealed as it is; and the way back, into a place where none is.

use std::path::Path;

use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::keys::Keys;
use crate::journal::keys::device_row;
use crate::journal::types::Balance;
use crate::journal::types::Key;
use crate::model::id::to_hex;
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
        file: &Path,
        key: &Key,
    ) -> Result<(Self, Balance), JournalError> {
        if Self::exists(&places) {
            return Err(JournalError::VaultExists(places.store));
        }
        let backup = Store::open_read_only(file)?;
        refuse(&backup.page_faults()?)?;
        let nonce = to_hex(&outside.random::<8>());
        let mut outcome = None;
        let built = place::restore(&places.vault_dir, &nonce, |path| {
            backup.copy_to(path)?;
            let store = Store::open(path)?;
            let mut copy = Self::of_store(places.clone(), preferences.clone(), outside, store);
            outcome = Some(copy.prove_and_renew(key)?);
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

    /// Opens and compares all of a copy, then makes it a new device. Nothing is adopted before: the
    /// balance is that of the backup.
    fn prove_and_renew(&mut self, key: &Key) -> Result<(Keys, Balance), JournalError> {
        self.keys = Some(self.open_keys(key)?);
        let mut balance = self.verify_local(&mut ())?;
        "backup".clone_into(&mut balance.remote);
        let faults: Vec<String> = balance
            .shortfalls
            .iter()
            .map(|shortfall| shortfall.text.clone())
            .collect();
        refuse(&faults)?;
        let outside = self.outside;
        let mut keys = self.keys.take().ok_or(JournalError::Locked)?;
        keys.may_write()?;
        // What the sheet opened does not tell which device made the backup.
        let before = keys.own_slot.then(|| keys.device());
        let name = before.map_or_else(
            || RESTORED.to_owned(),
            |device| restored_name(&keys.members.device_name(device)),
        );
        keys.become_new_device(&name, before, &outside)?;
        let change = self.store.change()?;
        keys.write(&change)?;
        let file = keys.own.seal(keys.vault, &keys.slot_identity)?;
        change.put_slot(&device_row(keys.own_slot, keys.slot), &file)?;
        change.commit()?;
        Ok((keys, balance))
    }
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
