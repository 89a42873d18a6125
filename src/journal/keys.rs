//! What is at hand once a slot is open: the epochs, the members, this device's own keys.

use std::collections::BTreeMap;

use crate::crypto::identity::DeviceKey;
use crate::crypto::identity::EpochKey;
use crate::crypto::identity::Identity;
use crate::crypto::identity::SignKey;
use crate::crypto::keyring;
use crate::crypto::keyring::Keyring;
use crate::crypto::keyring::KeyringFile;
use crate::crypto::slot::DeviceFile;
use crate::journal::JournalError;
use crate::model::id::DeviceId;
use crate::model::id::Digest;
use crate::model::id::SlotId;
use crate::model::id::StatementId;
use crate::model::id::VaultId;
use crate::model::outside::Outside;
use crate::model::statement::Members;
use crate::model::statement::Saying;
use crate::model::statement::Signer;
use crate::model::statement::Statement;
use crate::store::Change;
use crate::store::Store;

/// Everything that an open slot gives.
#[derive(Debug)]
pub(super) struct Keys {
    pub(super) vault: VaultId,
    /// The slot that was opened.
    pub(super) slot: SlotId,
    pub(super) slot_identity: Identity,
    pub(super) keyring: Keyring,
    pub(super) members: Members,
    /// This device, and what opens its inbox.
    pub(super) own: DeviceFile,
    /// Whether the opened slot is the one that this device's keys are sealed to.
    pub(super) own_slot: bool,
}

/// The row of `slot` that holds a device's keys for a slot that is not its own.
pub(super) fn device_row(own: bool, slot: SlotId) -> String {
    if own {
        "device.age".to_owned()
    } else {
        format!("device-{}.age", slot.short())
    }
}

impl Keys {
    /// Opens everything with a slot's identity. Where the slot is not this device's own, keys made for
    /// it earlier are taken, else new ones are made in memory: the next sync admits them.
    pub(super) fn open(
        store: &Store,
        vault: VaultId,
        slot: SlotId,
        identity: Identity,
        outside: &Outside,
    ) -> Result<Self, JournalError> {
        let keyring_bytes = store
            .slot("keyring.age")?
            .ok_or(JournalError::KeyringMismatch)?;
        let file = KeyringFile::open(&keyring_bytes, &identity)
            .map_err(|_| JournalError::KeyringMismatch)?;
        if file.vault != vault {
            return Err(JournalError::KeyringMismatch);
        }
        let members_bytes = store
            .slot("members.age")?
            .ok_or(JournalError::KeyringMismatch)?;
        let statements = file
            .open_statements(&members_bytes)
            .map_err(|_| JournalError::KeyringMismatch)?;
        let members = keyring::judge(vault, &statements)?;
        let keyring = Keyring::named(&file, &members);
        if keyring.newest().is_none() {
            return Err(JournalError::KeyringMismatch);
        }
        let (own, own_slot) = open_device(store, vault, slot, &identity, outside)?;
        Ok(Self {
            vault,
            slot,
            slot_identity: identity,
            keyring,
            members,
            own,
            own_slot,
        })
    }

    /// The epoch that is sealed to.
    pub(super) fn epoch(&self) -> Result<&EpochKey, JournalError> {
        let newest = self
            .members
            .newest_epoch()
            .and_then(|id| self.keyring.epoch(id));
        newest
            .or_else(|| self.keyring.newest())
            .ok_or(JournalError::KeyringMismatch)
    }

    /// The vault's first epoch: what names and imported ids are derived from, so that they never change.
    pub(super) fn first_epoch(&self) -> Result<&EpochKey, JournalError> {
        self.keyring.first().ok_or(JournalError::KeyringMismatch)
    }

    /// This device's id.
    pub(super) fn device(&self) -> DeviceId {
        self.own.device.id
    }

    /// Nothing may be written where a newer diurnal has spoken.
    pub(super) fn may_write(&self) -> Result<(), JournalError> {
        if self.members.newer {
            Err(JournalError::Newer)
        } else {
            Ok(())
        }
    }

    /// Whether the statements admit this device.
    pub(super) fn is_admitted(&self) -> bool {
        self.members.devices.contains_key(&self.device())
    }

    /// Makes a statement signed by the slot that is open.
    pub(super) fn say_as_slot(&self, saying: Saying, outside: &Outside) -> Statement {
        let key = self.slot_identity.signing_key();
        Statement::make(
            &self.members.heads,
            saying,
            Signer::Slot(self.slot),
            (outside.now)(),
            |name| key.sign_statement(name),
        )
    }

    /// Makes a statement signed by this device.
    pub(super) fn say_as_device(&self, saying: Saying, outside: &Outside) -> Statement {
        let key = &self.own.device.key;
        Statement::make(
            &self.members.heads,
            saying,
            Signer::Device(self.device()),
            (outside.now)(),
            |name| key.sign_statement(name),
        )
    }

    /// Takes statements in and judges all anew; returns how many were not known before.
    pub(super) fn learn(&mut self, statements: &[Statement]) -> Result<usize, JournalError> {
        let mut all: BTreeMap<StatementId, Statement> = self
            .members
            .statements
            .iter()
            .map(|s| (s.id, s.clone()))
            .collect();
        let before = self.members.statements.len();
        for statement in statements {
            all.entry(statement.id).or_insert_with(|| statement.clone());
        }
        if all.len() == before {
            return Ok(0);
        }
        let all: Vec<Statement> = all.into_values().collect();
        self.members = keyring::judge(self.vault, &all)?;
        Ok(self.members.statements.len().saturating_sub(before))
    }

    /// Every recipient that keyring.age must open for.
    pub(super) fn recipients(&self) -> Vec<String> {
        self.members
            .slots
            .values()
            .map(|slot| slot.recipient.clone())
            .collect()
    }

    /// Writes keyring.age and members.age as the statements want them.
    pub(super) fn write(&self, change: &Change<'_>) -> Result<(), JournalError> {
        change.put_slot(
            "keyring.age",
            &self.keyring.seal(&self.recipients(), &self.members.heads)?,
        )?;
        change.put_slot("members.age", &self.keyring.seal_members(&self.members)?)?;
        Ok(())
    }

    /// Writes keyring.age and members.age where the stored ones lack a statement.
    pub(super) fn write_where_changed(&self, change: &Change<'_>) -> Result<(), JournalError> {
        let stored = change
            .slot("members.age")?
            .and_then(|bytes| self.keyring.open_statements(&bytes).ok());
        let known = stored.map_or(0, |statements| statements.len());
        if known == self.members.statements.len() {
            Ok(())
        } else {
            self.write(change)
        }
    }

    /// Makes this installation a new device, admitted by the open slot; `follows` is the one it goes on from.
    pub(super) fn become_new_device(
        &mut self,
        name: &str,
        follows: Option<DeviceId>,
        outside: &Outside,
    ) -> Result<Statement, JournalError> {
        self.own.device = new_device(outside);
        let saying = Saying::Device {
            device: self.device(),
            key: Digest(self.own.device.key.verifying_key()),
            name: name.to_owned(),
            follows,
        };
        let statement = self.say_as_slot(saying, outside);
        self.learn(std::slice::from_ref(&statement))?;
        Ok(statement)
    }
}

/// A device with a new id and key.
pub(super) fn new_device(outside: &Outside) -> DeviceKey {
    DeviceKey {
        id: DeviceId(outside.random()),
        key: SignKey::from_seed(&outside.random()),
    }
}

fn open_device(
    store: &Store,
    vault: VaultId,
    slot: SlotId,
    identity: &Identity,
    outside: &Outside,
) -> Result<(DeviceFile, bool), JournalError> {
    use crate::crypto::error::CryptoError;
    for own in [true, false] {
        let Some(bytes) = store.slot(&device_row(own, slot))? else {
            continue;
        };
        match DeviceFile::open(&bytes, vault, identity) {
            Ok(file) => return Ok((file, own)),
            Err(CryptoError::NotForUs) if own => {}
            Err(error) => return Err(error.into()),
        }
    }
    // Opened by another slot than its own: this device's signing key and inbox stay closed.
    Ok((
        DeviceFile {
            device: new_device(outside),
            inbox: Identity::generate(),
        },
        false,
    ))
}
