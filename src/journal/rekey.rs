//! Changing what opens the vault: a new passphrase, a new sheet, a new epoch, a recipient more or less,
//! a device less.
//!
//! Each is one transaction of the store: killed at any instruction, the old opens or the new, and the
//! next sync tells the others. Whatever is taken away, a fresh slot identity and a new epoch follow it:
//! with the old identity, an old slot file from git's history would open every later keyring.

use std::collections::BTreeSet;

use crate::crypto::external::plugin_of;
use crate::crypto::identity::Identity;
use crate::crypto::recipient;
use crate::crypto::seal::Sealed;
use crate::crypto::slot;
use crate::crypto::slot::PassphraseSlot;
use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::chains::Chains;
use crate::journal::error::RekeyError;
use crate::journal::exchange::drop_closed;
use crate::journal::exchange::extra_name;
use crate::journal::exchange::invitation_name;
use crate::journal::exchange::travelling_row;
use crate::journal::external::seal_extra;
use crate::journal::init;
use crate::journal::init::OWN_SLOT;
use crate::journal::keys::Keys;
use crate::journal::sheet;
use crate::journal::types::NewPassphrase;
use crate::journal::types::Rekeyed;
use crate::journal::types::RemoteUnlock;
use crate::journal::types::Revoking;
use crate::journal::types::Sheet;
use crate::journal::unlock;
use crate::model::id::DeviceId;
use crate::model::id::Digest;
use crate::model::id::SlotId;
use crate::model::limits::WORK_FACTOR;
use crate::model::limits::WORK_FACTOR_REMOTE_MAX;
use crate::model::members::Members;
use crate::model::secret::Secret;
use crate::model::statement::Admits;
use crate::model::statement::Saying;
use crate::model::statement::Signer;
use crate::model::statement::SlotKind;
use crate::model::voice::Voice;

/// What a change of keys has to write beside keyring and statements.
#[derive(Default)]
pub(super) struct Files {
    /// This device's slot, where it was made anew.
    own: Option<PassphraseSlot>,
    /// The slot that travels, where one was made.
    shared: Option<(SlotId, PassphraseSlot)>,
    /// An invitation's file, where one was made.
    invitation: Option<(SlotId, Sealed)>,
    /// The file of a slot that a plugin opens, where one was made.
    extra: Option<(SlotId, Sealed)>,
    /// Whether this device's keys must be sealed anew, to another slot.
    reseal: bool,
}

impl Files {
    /// Nothing but an invitation's file.
    pub(super) fn of_invitation(slot: SlotId, file: Sealed) -> Self {
        Self {
            invitation: Some((slot, file)),
            ..Self::default()
        }
    }
}

impl Journal {
    /// A new passphrase for this device, and for the slot that travels. What was opened by another slot
    /// than this device's own becomes a new device first, admitted by that slot.
    pub fn change_passphrase(&mut self, new: &NewPassphrase) -> Result<Rekeyed, JournalError> {
        let mut keys = self.keys_to_change()?;
        if !keys.is_admitted() {
            keys.become_unnamed_device(&self.outside)?;
        }
        let mut gone: BTreeSet<SlotId> = shared_slots(&keys).collect();
        gone.extend(Some(keys.slot).filter(|_| keys.own_slot && is_passphrase(&keys)));
        gone.extend(invitations(&keys.members));
        let mut done = Rekeyed {
            left_alone: others_with_old_words(&keys, &gone),
            ..Rekeyed::default()
        };
        let shared = gone.iter().any(|slot| travels(&keys.members, *slot));
        self.strike(&mut keys, &gone, None)?;
        let mut files = Files::default();
        self.take_passphrase(&mut keys, new, shared, &mut files, &mut done)?;
        keys.begin_epoch(&self.outside)?;
        self.keep_keys(keys, &files)?;
        Ok(done)
    }

    /// A new epoch: what is written from now on opens with new keys. Slots stay as they are.
    pub fn rotate(&mut self) -> Result<Rekeyed, JournalError> {
        let mut keys = self.keys_to_change()?;
        keys.is_member()?;
        let invitations = invitations(&keys.members);
        self.strike(&mut keys, &invitations, None)?;
        keys.begin_epoch(&self.outside)?;
        self.keep_keys(keys, &Files::default())?;
        Ok(Rekeyed::default())
    }

    /// A new recovery sheet; the one before opens nothing that is written from now on.
    pub fn new_sheet(&mut self) -> Result<Rekeyed, JournalError> {
        let mut keys = self.keys_to_change()?;
        keys.is_member()?;
        let sheets = keys.members.open_slots();
        let sheets = sheets.filter(|(_, slot)| slot.is == SlotKind::Recovery);
        let mut gone: BTreeSet<SlotId> = sheets.map(|(slot, _)| *slot).collect();
        gone.extend(invitations(&keys.members));
        let mut files = Files::default();
        let mut done = Rekeyed::default();
        self.strike(&mut keys, &gone, None)?;
        self.make_sheet(&mut keys, &gone, &mut files, &mut done)?;
        keys.begin_epoch(&self.outside)?;
        self.keep_keys(keys, &files)?;
        Ok(done)
    }

    /// Lets another age recipient read: everything up to now, and all that is written until it is removed.
    /// A plugin's program is asked once, here, and has `voice` to ask its owner.
    pub fn add_recipient(&mut self, recipient: &str, voice: Voice) -> Result<SlotId, JournalError> {
        let mut keys = self.keys_to_change()?;
        keys.is_member()?;
        let slot = SlotId(self.outside.random());
        let mut files = Files::default();
        let recipient = match plugin_of(recipient.trim()) {
            None => recipient::check(recipient)?,
            Some(plugin) => {
                let made = seal_extra(keys.vault, slot, recipient.trim(), &plugin, voice)?;
                files.extra = Some((slot, made.1));
                made.0.recipient()
            }
        };
        let mut open = keys.members.open_slots();
        if let Some((slot, _)) = open.find(|(_, slot)| slot.recipient == recipient) {
            return Err(JournalError::Rekey(RekeyError::SlotExists(*slot)));
        }
        drop(open);
        let saying = Saying::Slot {
            slot,
            is: SlotKind::Extra,
            recipient,
            key: Digest::default(),
            admits: Admits::Never,
            travels: false,
        };
        keys.say(saying, &self.outside)?;
        self.keep_keys(keys, &files)?;
        Ok(slot)
    }

    /// Takes away a slot that is not this device's own: `which` is the first digits of its id.
    pub fn remove_slot(&mut self, which: &str) -> Result<SlotKind, JournalError> {
        let mut keys = self.keys_to_change()?;
        keys.is_member()?;
        let open = keys.members.open_slots();
        let named =
            open.filter(|(slot, _)| !which.is_empty() && slot.to_string().starts_with(which));
        let named: Vec<(SlotId, SlotKind)> = named.map(|(slot, about)| (*slot, about.is)).collect();
        let [(slot, is)] = named.as_slice() else {
            return Err(JournalError::Rekey(RekeyError::NoSuchSlot(
                which.to_owned(),
            )));
        };
        if *slot == keys.slot
            || own_slots(&keys.members).contains(slot) && *is == SlotKind::Passphrase
        {
            return Err(JournalError::Rekey(RekeyError::OwnSlot));
        }
        let mut gone = invitations(&keys.members);
        gone.insert(*slot);
        self.strike(&mut keys, &gone, None)?;
        keys.begin_epoch(&self.outside)?;
        self.keep_keys(keys, &Files::default())?;
        Ok(*is)
    }

    /// Gives a device another name.
    pub fn rename_device(&mut self, which: &str, name: &str) -> Result<DeviceId, JournalError> {
        let mut keys = self.keys_to_change()?;
        keys.is_member()?;
        let device = find_device(&keys.members, which)?;
        let name = name.trim();
        if name.is_empty() || name.len() > NAME_BYTES_MAX || name.chars().any(char::is_control) {
            return Err(JournalError::Rekey(RekeyError::DeviceName));
        }
        let saying = Saying::DeviceName {
            device,
            name: name.to_owned(),
        };
        keys.say(saying, &self.outside)?;
        self.keep_keys(keys, &Files::default())?;
        Ok(device)
    }

    /// What revoking a device would strike: nothing is changed.
    pub fn plan_revoking(&self, which: &str) -> Result<Revoking, JournalError> {
        let keys = self.keys()?;
        keys.is_member()?;
        let device = find_device(&keys.members, which)?;
        if device == keys.device() {
            return Err(JournalError::Rekey(RekeyError::OwnDevice));
        }
        let contested = keys.members.contested.contains(&device);
        if keys.members.revoked.contains_key(&device) && !contested {
            return Err(JournalError::Rekey(RekeyError::AlreadyRevoked(device)));
        }
        let admitted = admitted_by(&keys.members, device);
        let all: BTreeSet<DeviceId> = admitted.iter().copied().chain([device]).collect();
        let slots = opened_by(&keys.members, &all);
        let names = |devices: &[DeviceId]| {
            let named = devices
                .iter()
                .map(|id| (*id, keys.members.device_name(*id)));
            named.collect()
        };
        Ok(Revoking {
            device: (device, keys.members.device_name(device)),
            admitted: names(&admitted),
            needs_passphrase: slots.contains(&keys.slot),
            unheard: names(&self.unheard(&all, &slots)?),
        })
    }

    /// The devices that stay and may not know this one, where the slot that admitted it is among `gone`.
    fn unheard(
        &self,
        struck: &BTreeSet<DeviceId>,
        gone: &BTreeSet<SlotId>,
    ) -> Result<Vec<DeviceId>, JournalError> {
        let keys = self.keys()?;
        let own = keys.device();
        let by = keys.members.devices.get(&own).map(|device| device.by);
        if !matches!(by, Some(Signer::Slot(slot)) if gone.contains(&slot)) {
            return Ok(Vec::new());
        }
        let heard = Chains::load(&self.store, keys)?.heard_by;
        let stays = keys.members.devices.keys().copied();
        Ok(stays
            .filter(|id| *id != own && keys.members.remains(*id))
            .filter(|id| !struck.contains(id) && !heard.contains(id))
            .collect())
    }

    /// Revokes devices: they read nothing that is written from now on, and nothing that they write later
    /// is taken. Every slot that one of them made or opened is replaced or taken away.
    pub fn revoke(
        &mut self,
        devices: &[DeviceId],
        new: Option<&NewPassphrase>,
    ) -> Result<Rekeyed, JournalError> {
        let mut keys = self.keys_to_change()?;
        keys.is_member()?;
        let all: BTreeSet<DeviceId> = devices.iter().copied().collect();
        if all.contains(&keys.device()) {
            return Err(JournalError::Rekey(RekeyError::OwnDevice));
        }
        let mut gone = opened_by(&keys.members, &all);
        gone.extend(invitations(&keys.members));
        let own = gone.contains(&keys.slot);
        if own && new.is_none() {
            return Err(JournalError::Rekey(RekeyError::NeedsNewPassphrase));
        }
        let mut done = Rekeyed {
            left_alone: others_with_old_words(&keys, &gone),
            ..Rekeyed::default()
        };
        let shared = gone.iter().any(|slot| travels(&keys.members, *slot));
        let of_kind = |is: SlotKind| {
            let of = |slot: &&SlotId| keys.members.slots.get(slot).is_some_and(|s| s.is == is);
            gone.iter().filter(of).count()
        };
        let sheets = of_kind(SlotKind::Recovery);
        done.extra_removed = of_kind(SlotKind::Extra);
        self.strike(&mut keys, &gone, Some(&all))?;
        let mut files = Files::default();
        if let Some(new) = new.filter(|_| own || shared) {
            self.take_passphrase(&mut keys, new, shared, &mut files, &mut done)?;
        }
        if sheets > 0 {
            self.make_sheet(&mut keys, &gone, &mut files, &mut done)?;
        }
        keys.begin_epoch(&self.outside)?;
        self.keep_keys(keys, &files)?;
        Ok(done)
    }

    /// A copy of the keys to change: what fails changes nothing.
    pub(super) fn keys_to_change(&self) -> Result<Keys, JournalError> {
        let keys = self.keys()?;
        keys.may_write()?;
        Ok(keys.copy())
    }

    /// Says that these slots and devices are gone.
    fn strike(
        &self,
        keys: &mut Keys,
        slots: &BTreeSet<SlotId>,
        devices: Option<&BTreeSet<DeviceId>>,
    ) -> Result<(), JournalError> {
        let chains = Chains::load(&self.store, keys)?;
        for device in devices.into_iter().flatten() {
            let head = chains.heads.get(device);
            let saying = Saying::Revocation {
                device: *device,
                seq: head.map_or(0, |head| head.seq),
                digest: head.map_or(Digest::default(), |head| head.digest),
                generation: keys.said_of(keys.generation.statement),
            };
            keys.say(saying, &self.outside)?;
        }
        for slot in slots {
            keys.say(Saying::SlotRemoved { slot: *slot }, &self.outside)?;
        }
        Ok(())
    }

    /// scrypt's work factor of this device's own slot; none where it has no such slot.
    pub(super) fn own_work_factor(&self) -> Result<Option<u8>, JournalError> {
        let own = self.store.slot(OWN_SLOT)?;
        Ok(own.and_then(|bytes| slot::work_factor(&bytes)))
    }

    /// A fresh slot of this device's own under the new passphrase, and one that travels where `shared`
    /// was replaced and guessing at the new one is hopeless, or its owner says so.
    fn take_passphrase(
        &self,
        keys: &mut Keys,
        new: &NewPassphrase,
        shared: bool,
        files: &mut Files,
        done: &mut Rekeyed,
    ) -> Result<(), JournalError> {
        let work_factor = match new.work_factor {
            Some(wished) => wished,
            None => self.own_work_factor()?.unwrap_or(WORK_FACTOR),
        };
        let may_travel = keys.members.remote_unlock && work_factor <= WORK_FACTOR_REMOTE_MAX;
        let travels = match new.remote_unlock {
            RemoteUnlock::Auto => may_travel && shared && new.generated,
            RemoteUnlock::Never => false,
            RemoteUnlock::Always if may_travel => true,
            RemoteUnlock::Always => return Err(JournalError::Rekey(RekeyError::StaysAtHome)),
        };
        init::take_fresh_slot(keys, &self.outside)?;
        let seal = |id: SlotId, identity: &Identity| {
            slot::seal_passphrase(keys.vault, id, identity, &new.passphrase, work_factor)
        };
        files.own = Some(seal(keys.slot, &keys.slot_identity)?);
        files.reseal = true;
        if travels {
            let fresh = (SlotId(self.outside.random()), Identity::generate());
            files.shared = Some((fresh.0, seal(fresh.0, &fresh.1)?));
            let saying = init::slot_saying(&fresh, SlotKind::Passphrase, true);
            keys.say(saying, &self.outside)?;
        }
        done.passphrase = true;
        done.travels = travels;
        done.stopped_travelling = shared && !travels;
        Ok(())
    }

    fn make_sheet(
        &self,
        keys: &mut Keys,
        gone: &BTreeSet<SlotId>,
        files: &mut Files,
        done: &mut Rekeyed,
    ) -> Result<(), JournalError> {
        let fresh = (SlotId(self.outside.random()), Identity::generate());
        let saying = init::slot_saying(&fresh, SlotKind::Recovery, false);
        keys.say(saying, &self.outside)?;
        let text = sheet::recovery_sheet(keys.vault, fresh.0, &fresh.1, (self.outside.now)());
        done.sheet = Some(Sheet {
            key: fresh.1.to_secret(),
            text: Secret::new(text),
        });
        // A device without a passphrase keeps its own keys under the sheet.
        if gone.contains(&keys.slot) && keys.own_slot {
            (keys.slot, keys.slot_identity) = fresh;
            files.reseal = true;
        }
        Ok(())
    }

    /// Writes changed keys whole or not at all, and goes on with them.
    pub(super) fn keep_keys(&mut self, mut keys: Keys, files: &Files) -> Result<(), JournalError> {
        let names = self.store.slot_names()?;
        let change = self.store.change()?;
        keys.write(&change)?;
        if files.reseal {
            // No key file that an old slot opens stays.
            for name in names.iter().filter(|name| name.starts_with("device")) {
                change.drop_slot(name)?;
            }
            init::write_own_keys(&change, &keys)?;
        }
        if let Some(own) = &files.own {
            change.put_slot(OWN_SLOT, &own.file)?;
            change.put_sum("slot-1.sum", own.sum)?;
        }
        drop_closed(&change, &names, &keys.members)?;
        if let Some((slot, file)) = &files.invitation {
            change.put_slot(&invitation_name(slot), file)?;
        }
        if let Some((slot, file)) = &files.extra {
            change.put_slot(&extra_name(slot), file)?;
        }
        if let Some((slot, shared)) = &files.shared {
            change.put_slot(&travelling_row(slot), &shared.file)?;
        }
        change.commit()?;
        keys.unkept = false;
        self.keys = Some(keys);
        Ok(())
    }

    /// Whether a passphrase opens this device's own slot: what a revocation asks for anew, so that an
    /// agent that somebody found running does not suffice.
    pub fn is_own_passphrase(&self, passphrase: &Secret) -> Result<(), JournalError> {
        for name in unlock::slot_names(&self.store)? {
            unlock::open_slot(&self.store, &name, passphrase)?;
        }
        Ok(())
    }
}

/// Longest name of a device, in bytes.
const NAME_BYTES_MAX: usize = 200;

/// The device whose name, or the first digits of whose id, is `which`.
fn find_device(members: &Members, which: &str) -> Result<DeviceId, JournalError> {
    let by_name = members
        .devices
        .iter()
        .filter(|(_, device)| device.name == which);
    let mut found: Vec<DeviceId> = by_name.map(|(id, _)| *id).collect();
    if found.len() > 1 {
        found.retain(|id| !members.revoked.contains_key(id));
    }
    if found.is_empty() && which.len() >= 4 {
        let ids = members.devices.keys();
        found = ids
            .filter(|id| id.to_string().starts_with(which))
            .copied()
            .collect();
    }
    match found.as_slice() {
        [one] => Ok(*one),
        _ => Err(JournalError::Rekey(RekeyError::NoSuchDevice(
            which.to_owned(),
        ))),
    }
}

/// The devices that it admitted, and those that they did; also under its own next name.
fn admitted_by(members: &Members, device: DeviceId) -> Vec<DeviceId> {
    let mut all = vec![device];
    let mut at = 0;
    while let Some(by) = all.get(at).copied() {
        at += 1;
        for (id, about) in &members.devices {
            let is_by = match about.by {
                Signer::Device(signer) => signer == by,
                Signer::Slot(slot) => members.slots.get(&slot).is_some_and(|slot| {
                    slot.is == SlotKind::Invitation && slot.by == Signer::Device(by)
                }),
            };
            if is_by && members.remains(*id) && !all.contains(id) {
                all.push(*id);
            }
        }
    }
    all.split_off(1)
}

/// Every open slot that one of these devices made or was admitted by: it may have kept its identity.
fn opened_by(members: &Members, devices: &BTreeSet<DeviceId>) -> BTreeSet<SlotId> {
    let used = members
        .devices
        .iter()
        .filter(|(id, _)| devices.contains(id));
    let used: BTreeSet<Signer> = used.map(|(_, device)| device.by).collect();
    let open = members.open_slots();
    let theirs = open.filter(|(slot, about)| {
        used.contains(&Signer::Slot(**slot))
            || matches!(about.by, Signer::Device(by) if devices.contains(&by))
            || used.contains(&about.by)
    });
    theirs.map(|(slot, _)| *slot).collect()
}

fn invitations(members: &Members) -> BTreeSet<SlotId> {
    let open = members.open_slots();
    let those = open.filter(|(_, slot)| slot.is == SlotKind::Invitation);
    those.map(|(slot, _)| *slot).collect()
}

/// The slot that each remaining device opens the vault with: the last passphrase that it made.
fn own_slots(members: &Members) -> BTreeSet<SlotId> {
    let of = |device: &DeviceId| {
        let made = members.open_slots().filter(|(_, slot)| {
            slot.by == Signer::Device(*device) && slot.is == SlotKind::Passphrase
        });
        // One that does not travel is a device's own; the first device's may do both.
        let made: Vec<_> = made.collect();
        let home = made.iter().find(|(_, slot)| !slot.travels);
        home.or(made.first()).map(|(slot, _)| **slot)
    };
    let remaining = members.devices.keys().filter(|id| members.remains(**id));
    remaining.filter_map(of).collect()
}

/// The slots that travel and are no other device's only one.
fn shared_slots(keys: &Keys) -> impl Iterator<Item = SlotId> {
    let own = own_slots(&keys.members);
    let open = keys.members.open_slots();
    open.filter(move |(slot, about)| {
        about.travels && (!own.contains(slot) || keys.own_slot && **slot == keys.slot)
    })
    .map(|(slot, _)| *slot)
}

fn travels(members: &Members, slot: SlotId) -> bool {
    members.slots.get(&slot).is_some_and(|slot| slot.travels)
}

fn is_passphrase(keys: &Keys) -> bool {
    let about = keys.members.slots.get(&keys.slot);
    about.is_some_and(|slot| slot.is == SlotKind::Passphrase)
}

/// The names of other devices whose own words stay as they are, and of those whose slot is among `gone`:
/// each must change its passphrase there.
fn others_with_old_words(keys: &Keys, gone: &BTreeSet<SlotId>) -> Vec<(String, bool)> {
    let own = own_slots(&keys.members);
    let others = keys
        .members
        .devices
        .iter()
        .filter(|(id, _)| **id != keys.device() && keys.members.remains(**id));
    others
        .map(|(id, device)| {
            let mut theirs = own.iter().filter(|slot| {
                let about = keys.members.slots.get(slot);
                about.is_some_and(|about| about.by == Signer::Device(*id))
            });
            (device.name.clone(), theirs.any(|slot| gone.contains(slot)))
        })
        .collect()
}
