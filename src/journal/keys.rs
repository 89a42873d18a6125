//! What is at hand once a slot is open: the epochs, the members, this device's own keys.

use std::collections::BTreeMap;

use crate::crypto::identity::DeviceKey;
use crate::crypto::identity::EpochKey;
use crate::crypto::identity::Identity;
use crate::crypto::identity::SignKey;
use crate::crypto::identity::sha256;
use crate::crypto::keyring;
use crate::crypto::keyring::Keyring;
use crate::crypto::keyring::KeyringFile;
use crate::crypto::slot::DeviceFile;
use crate::journal::JournalError;
use crate::journal::chains;
use crate::journal::error::RekeyError;
use crate::model::id::DeviceId;
use crate::model::id::Digest;
use crate::model::id::EpochId;
use crate::model::id::SlotId;
use crate::model::id::StatementId;
use crate::model::id::VaultId;
use crate::model::members::Members;
use crate::model::members::Reader;
use crate::model::outside::Outside;
use crate::model::purges::Generation;
use crate::model::statement::Admits;
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
    /// Whether something was learnt that the store does not hold yet.
    pub(super) unkept: bool,
    /// The generation whose chains the store knows: the one that leads, but until it was gone over to.
    pub(super) generation: Generation,
}

/// The row of `state` that keeps statements which do not stand, and may some day.
const HELD: &str = "held";

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
        Self::of(store, vault, slot, identity, &file, outside)
    }

    /// What a keyring gives that a key opened which is no slot's own: with it one reads, and no more.
    pub(super) fn for_reading(
        store: &Store,
        vault: VaultId,
        file: &KeyringFile,
        outside: &Outside,
    ) -> Result<Self, JournalError> {
        // No slot has this id or this identity: it admits nobody, and what it says stands nowhere.
        let nobody = (SlotId::default(), Identity::generate());
        Self::of(store, vault, nobody.0, nobody.1, file, outside)
    }

    fn of(
        store: &Store,
        vault: VaultId,
        slot: SlotId,
        identity: Identity,
        file: &KeyringFile,
        outside: &Outside,
    ) -> Result<Self, JournalError> {
        if file.vault != vault {
            return Err(JournalError::KeyringMismatch);
        }
        let members_bytes = store
            .slot("members.age")?
            .ok_or(JournalError::KeyringMismatch)?;
        let statements = file
            .open_statements(&members_bytes)
            .map_err(|_| JournalError::KeyringMismatch)?;
        let (own, own_slot) = open_device(store, vault, slot, &identity, outside)?;
        let reader = Reader {
            accepted: statements.iter().map(|statement| statement.id).collect(),
            device: Some(own.device.id),
        };
        let members = keyring::judge_as(vault, &statements, &reader)?;
        let keyring = Keyring::named(file, &members);
        if keyring.newest().is_none() {
            return Err(JournalError::KeyringMismatch);
        }
        let mut keys = Self {
            vault,
            slot,
            slot_identity: identity,
            keyring,
            members,
            own,
            own_slot,
            unkept: false,
            generation: Generation::first(vault),
        };
        keys.generation = chains::held_generation(store, &keys)?;
        // A row that does not open costs only what another device may bring again.
        if let Ok(Some(lines)) = keys.get::<Vec<String>>(store, HELD) {
            let held = lines.iter().filter_map(|line| Statement::parse(line).ok());
            keys.members.held = held.collect();
        }
        Ok(keys)
    }

    /// The epoch that is sealed to: of those at hand the newest that knows every revocation and removal,
    /// else, until one is made, the newest.
    pub(super) fn epoch(&self) -> Result<&EpochKey, JournalError> {
        let epoch = self.keyring.sealed_to(&self.members);
        epoch.ok_or(JournalError::KeyringMismatch)
    }

    /// The vault's first epoch: what names and imported ids are derived from, so that they never change.
    pub(super) fn first_epoch(&self) -> Result<&EpochKey, JournalError> {
        self.keyring.first().ok_or(JournalError::KeyringMismatch)
    }

    /// This device's id.
    pub(super) fn device(&self) -> DeviceId {
        self.own.device.id
    }

    /// Whether the slot that is open reads, and no more: what it wrote could never be admitted.
    pub(super) fn reads_only(&self) -> bool {
        let slot = self.members.slots.get(&self.slot);
        !self.own_slot && slot.is_none_or(|slot| slot.admits == Admits::Never)
    }

    /// A slot of the vault is open, and not only a keyring: the agent can hold it, a drill can begin with it.
    pub(super) fn has_slot(&self) -> Result<(), JournalError> {
        match self.members.slots.get(&self.slot) {
            Some(_) => Ok(()),
            None => Err(JournalError::Rekey(RekeyError::ReadsOnly)),
        }
    }

    /// Nothing may be written where a newer diurnal has spoken, and by nobody who only reads.
    pub(super) fn may_write(&self) -> Result<(), JournalError> {
        if self.members.newer {
            Err(JournalError::Newer)
        } else if self.reads_only() {
            Err(JournalError::Rekey(RekeyError::ReadsOnly))
        } else {
            Ok(())
        }
    }

    /// Whether the slot that is open may admit a device.
    pub(super) fn may_admit(&self) -> Result<(), JournalError> {
        match self.members.open_slot(self.slot) {
            Some(slot) if slot.admits != Admits::Never => Ok(()),
            _ => Err(JournalError::Rekey(RekeyError::ReadsOnly)),
        }
    }

    /// Whether this device is at hand with its own key, and belongs to the vault.
    pub(super) fn is_member(&self) -> Result<(), JournalError> {
        if self.own_slot && self.members.remains(self.device()) {
            Ok(())
        } else {
            Err(JournalError::Rekey(RekeyError::NoMember))
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

    /// Says something as this device, and takes it in.
    pub(super) fn say(&mut self, saying: Saying, outside: &Outside) -> Result<(), JournalError> {
        let key = &self.own.device.key;
        let statement = Statement::make(
            &self.members.heads,
            saying,
            Signer::Device(self.device()),
            (outside.now)(),
            |name| key.sign_statement(name),
        );
        self.learn(&[statement])
    }

    /// Takes statements in and judges all anew.
    pub(super) fn learn(&mut self, statements: &[Statement]) -> Result<(), JournalError> {
        let known = || self.members.statements.iter().chain(&self.members.held);
        // Most bundles say nothing of the vault: then nothing is copied.
        if (statements.iter()).all(|new| known().any(|old| old.id == new.id)) {
            return Ok(());
        }
        let mut all: BTreeMap<StatementId, Statement> =
            known().map(|s| (s.id, s.clone())).collect();
        let before = self.members.statements.len();
        for statement in statements {
            all.entry(statement.id).or_insert_with(|| statement.clone());
        }
        let all: Vec<Statement> = all.into_values().collect();
        let judged = keyring::judge_as(self.vault, &all, &self.reader())?;
        self.unkept |=
            judged.held.len() != self.members.held.len() || judged.statements.len() != before;
        self.members = judged;
        self.unkept |= self.keyring.settle(&self.members);
        Ok(())
    }

    /// Takes in what another process may have written: statements, keys, the generation held.
    pub(super) fn refresh(&mut self, store: &Store) -> Result<(), JournalError> {
        if let Some(keyring) = store.slot("keyring.age")? {
            self.absorb(&keyring);
        }
        if let Some(members) = store.slot("members.age")?
            && let Ok(statements) = self.keyring.open_statements(&members)
        {
            self.learn(&statements)?;
        }
        self.generation = chains::held_generation(store, self)?;
        Ok(())
    }

    /// A generation as statements and bundles name it: the first goes without a name.
    pub(super) fn said_of(&self, generation: StatementId) -> Option<StatementId> {
        Some(generation).filter(|generation| generation.0 != self.vault.0)
    }

    /// What is known already, for judging more.
    pub(super) fn reader(&self) -> Reader {
        Reader {
            accepted: self.members.statements.iter().map(|s| s.id).collect(),
            device: Some(self.device()),
        }
    }

    /// The same keys once more, to learn and judge with what must not be kept.
    pub(super) fn copy(&self) -> Self {
        Self {
            vault: self.vault,
            slot: self.slot,
            slot_identity: self.slot_identity.clone(),
            keyring: self.keyring.clone(),
            members: self.members.clone(),
            own: self.own.clone(),
            own_slot: self.own_slot,
            unkept: false,
            generation: self.generation,
        }
    }

    /// Devices of which a statement stands here only because this device had accepted it: those whom a
    /// removed slot or a revoked device admitted, and revoked ones that said something.
    pub(super) fn unvouched(&self) -> Result<Vec<DeviceId>, JournalError> {
        let own = Signer::Device(self.device());
        let statements = &self.members.statements;
        let mine = statements
            .iter()
            .filter(|s| s.by == own || admits(s, self.device()));
        let reader = Reader {
            accepted: mine.map(|s| s.id).collect(),
            device: Some(self.device()),
        };
        let without = keyring::judge_as(self.vault, statements, &reader)?;
        let about = without.held.iter().filter_map(|s| match (&s.saying, s.by) {
            (_, Signer::Device(device)) => Some(device),
            (Some(Saying::Device { device, .. }), Signer::Slot(_)) => Some(*device),
            _ => None,
        });
        Ok(about.collect())
    }

    /// Takes in the identities of a keyring that this slot opens: nothing is believed of it but what
    /// statements name.
    pub(super) fn absorb(&mut self, keyring: &[u8]) {
        let opened = KeyringFile::open(keyring, &self.slot_identity);
        if let Some(file) = opened.ok().filter(|file| file.vault == self.vault) {
            self.keyring.absorb(&file.identities);
            self.unkept |= self.keyring.settle(&self.members);
        }
    }

    /// Begins a new epoch, after all that is known.
    pub(super) fn begin_epoch(&mut self, outside: &Outside) -> Result<(), JournalError> {
        let epoch = EpochKey::new(EpochId(outside.random()), Identity::generate());
        let saying = Saying::Epoch {
            epoch: epoch.id,
            sha256: epoch.sha256,
        };
        self.keyring.begin(epoch);
        self.say(saying, outside)
    }

    /// Every recipient that keyring.age must open for.
    pub(super) fn recipients(&self) -> Vec<String> {
        let slots = self.members.open_slots();
        slots.map(|(_, slot)| slot.recipient.clone()).collect()
    }

    /// Whether a keyring is as the statements want it: it names them, and holds every epoch and no more.
    pub(super) fn fits(&self, file: &KeyringFile) -> bool {
        let heads = self.members.heads.iter().take(keyring::HEADS_MAX);
        let epochs = self.keyring.epochs();
        let holds = |epoch: &EpochKey| {
            let digest = |identity: &Identity| sha256(identity.to_secret().expose().as_bytes());
            file.identities
                .iter()
                .any(|identity| digest(identity) == epoch.sha256)
        };
        file.vault == self.vault
            && file.heads.iter().eq(heads)
            && file.identities.len() == epochs.len()
            && epochs.iter().all(holds)
    }

    /// Writes keyring.age and members.age as the statements want them.
    pub(super) fn write(&self, change: &Change<'_>) -> Result<(), JournalError> {
        change.put_slot(
            "keyring.age",
            &self.keyring.seal(&self.recipients(), &self.members.heads)?,
        )?;
        change.put_slot("members.age", &self.keyring.seal_members(&self.members)?)?;
        let held: Vec<&str> = self.members.held.iter().map(Statement::line).collect();
        if !held.is_empty() || self.get_in::<Vec<String>>(change, HELD)?.is_some() {
            self.put(change, HELD, &held)?;
        }
        Ok(())
    }

    /// Writes keyring.age and members.age where the stored ones lack something.
    pub(super) fn write_where_changed(&self, change: &Change<'_>) -> Result<(), JournalError> {
        let stored = change
            .slot("members.age")?
            .and_then(|bytes| self.keyring.open_statements(&bytes).ok());
        let known = stored.map_or(0, |statements| statements.len());
        if known == self.members.statements.len() && !self.unkept {
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
    ) -> Result<(), JournalError> {
        self.own.device = new_device(outside);
        let saying = Saying::Device {
            device: self.device(),
            key: Digest(self.own.device.key.verifying_key()),
            name: name.to_owned(),
            follows,
        };
        let statement = self.say_as_slot(saying, outside);
        self.learn(&[statement])
    }

    /// The same of one that nobody has named: it is called by its id.
    pub(super) fn become_unnamed_device(&mut self, outside: &Outside) -> Result<(), JournalError> {
        self.may_admit()?;
        let name = format!("device {}", self.device().short());
        self.become_new_device(&name, None, outside)
    }
}

fn admits(statement: &Statement, device: DeviceId) -> bool {
    matches!(&statement.saying, Some(Saying::Device { device: admitted, .. }) if *admitted == device)
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
