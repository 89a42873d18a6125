//! Opening the key: by passphrase, by the sheet, by the agent.

use crate::crypto::error::CryptoError;
use crate::crypto::identity::Identity;
use crate::crypto::slot;
use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::keys::Keys;
use crate::journal::types::Key;
use crate::journal::types::Unlocked;
use crate::model::id::SlotId;
use crate::model::id::VaultId;
use crate::model::limits::WORK_FACTOR_MAX;
use crate::model::secret::Secret;
use crate::store::Store;

impl Journal {
    /// Opens the key with what the owner gave; adopts what was written while locked.
    pub fn unlock(&mut self, key: &Key) -> Result<Unlocked, JournalError> {
        let version = self.store.data_version().ok();
        let keys = self.open_keys(key)?;
        let unlocked = self.take_keys(keys)?;
        self.keys_read = version;
        Ok(unlocked)
    }

    /// The identity of the slot that is open: [`Key::Recovery`] opens the vault with it again, at
    /// once, for as long as the caller keeps it.
    pub fn session_key(&self) -> Result<Secret, JournalError> {
        Ok(self.keys()?.slot_identity.to_secret())
    }

    /// Whether what is open may change anything: a newer diurnal's vault and a key that only reads may not.
    pub fn may_write(&self) -> Result<(), JournalError> {
        self.keys()?.may_write()
    }

    /// Opens everything with what the owner gave, and takes nothing.
    pub(super) fn open_keys(&self, key: &Key) -> Result<Keys, JournalError> {
        let (vault, slot, identity) = match key {
            Key::Passphrase(passphrase) => open_slots(&self.store, passphrase)?,
            Key::Recovery(text) => self.open_recovery(text)?,
            Key::External(external) => return self.open_external(external),
        };
        Keys::open(&self.store, vault, slot, identity, &self.outside)
    }

    /// Opens everything with a slot that was opened elsewhere: the agent, a sheet.
    pub(super) fn unlock_slot(
        &mut self,
        vault: VaultId,
        slot: SlotId,
        identity: Identity,
    ) -> Result<Unlocked, JournalError> {
        let version = self.store.data_version().ok();
        let keys = Keys::open(&self.store, vault, slot, identity, &self.outside)?;
        let unlocked = self.take_keys(keys)?;
        self.keys_read = version;
        Ok(unlocked)
    }

    /// Takes keys that are open already.
    pub(super) fn take_keys(&mut self, keys: Keys) -> Result<Unlocked, JournalError> {
        self.keys_read = None;
        self.keys = Some(keys);
        self.rows = None;
        let mut unlocked = self.adopt_inbox()?;
        unlocked.notices.extend(self.adopt_remotes()?);
        self.finish_sweep()?;
        self.adopt_kept()?;
        unlocked.notices.extend(self.restored_old()?);
        Ok(unlocked)
    }

    /// The vault's id, which stands in clear beside the inbox's recipient.
    pub(super) fn vault_in_clear(&self) -> Result<VaultId, JournalError> {
        super::inbox::clear_row(&self.store)?
            .map(|row| row.vault)
            .ok_or(JournalError::KeyringMismatch)
    }

    fn open_recovery(&self, text: &Secret) -> Result<(VaultId, SlotId, Identity), JournalError> {
        let vault = self.vault_in_clear()?;
        if slot::vault_of_sheet(text.expose()).is_some_and(|named| named != vault) {
            return Err(JournalError::ForeignKey);
        }
        let identity = Identity::parse(text.expose())?;
        let slot = slot_of(&self.store, &identity)?;
        Ok((vault, slot, identity))
    }
}

/// Which slot an identity is of: the one whose recipient it has, by the statements it opens.
pub(super) fn slot_of(store: &Store, identity: &Identity) -> Result<SlotId, JournalError> {
    use crate::crypto::keyring::KeyringFile;
    use crate::model::statement::Saying;
    let keyring = store
        .slot("keyring.age")?
        .ok_or(JournalError::KeyringMismatch)?;
    let file = KeyringFile::open(&keyring, identity).map_err(|error| {
        if matches!(error, CryptoError::NotForUs) {
            JournalError::ForeignKey
        } else {
            error.into()
        }
    })?;
    let members = store
        .slot("members.age")?
        .ok_or(JournalError::KeyringMismatch)?;
    let recipient = identity.recipient();
    let statements = file.open_statements(&members)?;
    let found = statements
        .iter()
        .find_map(|statement| match &statement.saying {
            Some(Saying::Slot {
                slot,
                recipient: of,
                ..
            }) if *of == recipient => Some(*slot),
            _ => None,
        });
    found.ok_or(JournalError::KeyringMismatch)
}

/// Tries the passphrase on each slot file; says 'damaged' only where none opened and one was.
fn open_slots(
    store: &Store,
    passphrase: &Secret,
) -> Result<(VaultId, SlotId, Identity), JournalError> {
    let mut worst: Option<CryptoError> = None;
    for name in slot_names(store)? {
        match open_slot(store, &name, passphrase) {
            Ok(opened) => return Ok(opened),
            Err(JournalError::Crypto(error)) => {
                if worst.is_none() || !matches!(error, CryptoError::WrongPassphrase) {
                    worst = Some(error);
                }
            }
            Err(other) => return Err(other),
        }
    }
    Err(worst.map_or(JournalError::NoSlot, JournalError::Crypto))
}

/// The names of slot files: `slot-1`, without the ending.
pub(super) fn slot_names(store: &Store) -> Result<Vec<String>, JournalError> {
    let names = store.slot_names()?;
    let slots = names
        .iter()
        .filter_map(|name| name.strip_suffix(".age"))
        .filter(|name| name.starts_with("slot-"));
    Ok(slots.map(str::to_owned).collect())
}

/// Opens one slot file.
pub(super) fn open_slot(
    store: &Store,
    name: &str,
    passphrase: &Secret,
) -> Result<(VaultId, SlotId, Identity), JournalError> {
    let bytes = store
        .slot(&format!("{name}.age"))?
        .ok_or(JournalError::NoSlot)?;
    let sum = store.slot(&format!("{name}.sum"))?;
    let sum = sum.and_then(|bytes| std::str::from_utf8(&bytes).ok()?.parse().ok());
    Ok(slot::open_passphrase(
        name,
        &bytes,
        sum,
        passphrase,
        WORK_FACTOR_MAX,
    )?)
}
