//! A new vault: root, device, epoch, a passphrase slot and a recovery slot; whole or not at all.

use std::path::Path;

use crate::crypto::identity::EpochKey;
use crate::crypto::identity::Identity;
use crate::crypto::keyring;
use crate::crypto::keyring::Keyring;
use crate::crypto::slot;
use crate::crypto::slot::DeviceFile;
use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::catalogue;
use crate::journal::keys::Keys;
use crate::journal::keys::device_row;
use crate::journal::keys::new_device;
use crate::journal::sheet;
use crate::journal::types::Init;
use crate::journal::types::Initialised;
use crate::journal::types::RemoteUnlock;
use crate::model::id::Digest;
use crate::model::id::EpochId;
use crate::model::id::SlotId;
use crate::model::id::VaultId;
use crate::model::id::to_hex;
use crate::model::limits::WORK_FACTOR_REMOTE_MAX;
use crate::model::outside::Outside;
use crate::model::places::Places;
use crate::model::places::Preferences;
use crate::model::purges::Generation;
use crate::model::secret::Secret;
use crate::model::statement::Admits;
use crate::model::statement::Saying;
use crate::model::statement::Signer;
use crate::model::statement::SlotKind;
use crate::model::statement::Statement;
use crate::store::Change;
use crate::store::Store;
use crate::store::place;

/// The row of the passphrase's slot of this device.
pub(super) const OWN_SLOT: &str = "slot-1.age";

impl Journal {
    /// Makes a new vault, whole or not at all, and leaves it open and unlocked.
    pub fn init(
        places: Places,
        preferences: Preferences,
        outside: Outside,
        wish: &Init,
    ) -> Result<(Self, Initialised), JournalError> {
        if Self::exists(&places) {
            return Err(JournalError::VaultExists(places.store));
        }
        let travels = match wish.remote_unlock {
            RemoteUnlock::Auto => wish.generated && wish.work_factor <= WORK_FACTOR_REMOTE_MAX,
            RemoteUnlock::Always => true,
            RemoteUnlock::Never => false,
        };
        let passphrase_slot = (SlotId(outside.random()), Identity::generate());
        let recovery = (SlotId(outside.random()), Identity::generate());
        let keys = first_keys(&outside, wish, travels, &passphrase_slot, &recovery)?;
        let vault = keys.vault;
        let file = slot::seal_passphrase(
            vault,
            keys.slot,
            &keys.slot_identity,
            &wish.passphrase,
            wish.work_factor,
        )?;
        let nonce = to_hex(&outside.random::<8>());
        place::build(&places.vault_dir, &nonce, |path| {
            write_store(path, &keys, &file, &outside)
        })?;
        let sheet = Secret::new(sheet::recovery_sheet(
            vault,
            recovery.0,
            &recovery.1,
            (outside.now)(),
        ));
        let made = Initialised {
            vault,
            recovery_key: recovery.1.to_secret(),
            sheet,
            travels,
        };
        let mut journal = Self::open(places, preferences, outside)?;
        journal.take_keys(keys)?;
        Ok((journal, made))
    }
}

fn first_keys(
    outside: &Outside,
    wish: &Init,
    travels: bool,
    passphrase: &(SlotId, Identity),
    recovery: &(SlotId, Identity),
) -> Result<Keys, JournalError> {
    let device = new_device(outside);
    let now = (outside.now)();
    let by = Signer::Device(device.id);
    let saying = Saying::Root {
        device: device.id,
        key: Digest(device.key.verifying_key()),
        name: wish.device_name.clone(),
        remote_unlock: travels,
    };
    let root = Statement::make(&[], saying, by, now, |name| device.key.sign_statement(name));
    let vault = VaultId::from(root.id);
    let mut statements = vec![root];
    let epoch = EpochKey::new(EpochId(outside.random()), Identity::generate());
    let sayings = [
        Saying::Epoch {
            epoch: epoch.id,
            sha256: epoch.sha256,
        },
        slot_saying(passphrase, SlotKind::Passphrase, travels),
        slot_saying(recovery, SlotKind::Recovery, false),
    ];
    for saying in sayings {
        let after: Vec<_> = statements.last().map(|s| s.id).into_iter().collect();
        statements.push(Statement::make(&after, saying, by, now, |name| {
            device.key.sign_statement(name)
        }));
    }
    Ok(Keys {
        vault,
        slot: passphrase.0,
        slot_identity: passphrase.1.clone(),
        keyring: Keyring::new(vault, vec![epoch]),
        members: keyring::judge(vault, &statements)?,
        own: DeviceFile {
            device,
            inbox: Identity::generate(),
        },
        own_slot: true,
        unkept: false,
        generation: Generation::first(vault),
    })
}

/// What a statement says of a native slot.
pub(super) fn slot_saying(
    (id, identity): &(SlotId, Identity),
    is: SlotKind,
    travels: bool,
) -> Saying {
    Saying::Slot {
        slot: *id,
        is,
        recipient: identity.recipient(),
        key: Digest(identity.signing_key().verifying_key()),
        admits: Admits::Many,
        travels,
    }
}

/// Writes the keys of a new store, and a catalogue of nothing: one that is missing later was lost.
pub(super) fn write_store(
    path: &Path,
    keys: &Keys,
    file: &slot::PassphraseSlot,
    outside: &Outside,
) -> Result<Store, JournalError> {
    let mut store = Store::create(path)?;
    let change = store.change()?;
    keys.write(&change)?;
    write_own_slot(&change, keys, file)?;
    catalogue::rebuild(&change, keys, outside)?;
    change.commit()?;
    Ok(store)
}

/// Gives a device that was just admitted a slot of its own at once: the one that opened the vault may
/// be changed or taken away by others.
pub(super) fn take_fresh_slot(keys: &mut Keys, outside: &Outside) -> Result<(), JournalError> {
    let fresh = (SlotId(outside.random()), Identity::generate());
    let saying = slot_saying(&fresh, SlotKind::Passphrase, false);
    keys.say(saying, outside)?;
    (keys.slot, keys.slot_identity) = fresh;
    keys.own_slot = true;
    Ok(())
}

/// Writes this device's slot, its keys and its inbox's recipient.
pub(super) fn write_own_slot(
    change: &Change<'_>,
    keys: &Keys,
    file: &slot::PassphraseSlot,
) -> Result<(), JournalError> {
    change.put_slot(OWN_SLOT, &file.file)?;
    change.put_sum("slot-1.sum", file.sum)?;
    write_own_keys(change, keys)
}

/// Writes this device's keys, sealed to the slot that is open, and its inbox's recipient.
pub(super) fn write_own_keys(change: &Change<'_>, keys: &Keys) -> Result<(), JournalError> {
    change.put_slot(
        &device_row(true, keys.slot),
        &keys.own.seal(keys.vault, &keys.slot_identity)?,
    )?;
    let inbox = serde_json::json!({ "recipient": keys.own.inbox.recipient(), "vault": keys.vault });
    change.put_inbox_recipient(&inbox.to_string())?;
    Ok(())
}
