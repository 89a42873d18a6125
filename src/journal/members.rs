//! Who and what belongs to the vault: devices, slots and epochs, by its statements.

use crate::crypto::recipient;
use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::exchange::extra_name;
use crate::journal::types::DeviceInfo;
use crate::journal::types::MembersInfo;
use crate::journal::types::SlotInfo;
use crate::journal::types::SlotReport;
use crate::model::id::SlotId;
use crate::model::id::StatementId;
use crate::model::members::Members;
use crate::model::members::Slot;
use crate::model::statement::Signer;
use crate::model::statement::SlotKind;
use crate::model::time::Timestamp;

impl Journal {
    /// The devices, slots and epochs that the statements admit, the oldest first.
    pub fn members(&self) -> Result<MembersInfo, JournalError> {
        let keys = self.keys()?;
        let members = &keys.members;
        let mut devices: Vec<DeviceInfo> = members
            .devices
            .iter()
            .map(|(id, device)| DeviceInfo {
                id: *id,
                name: device.name.clone(),
                own: *id == keys.device(),
                since: at(members, device.statement),
                by: by(members, device.by),
                state: if members.revoked.contains_key(id) {
                    "revoked"
                } else if members.contested.contains(id) {
                    "contested"
                } else {
                    "member"
                },
            })
            .collect();
        devices.sort_by_key(|device| (device.since, device.id));
        let mut slots: Vec<SlotInfo> = members
            .open_slots()
            .map(|(id, slot)| SlotInfo {
                id: *id,
                by: by(members, slot.by),
                is: slot.is,
                since: at(members, slot.statement),
                admits: slot.admits,
                travels: slot.travels,
            })
            .collect();
        slots.sort_by_key(|slot| slot.since);
        let epoch = keys.epoch().ok().map(|epoch| epoch.id);
        let epoch = epoch.and_then(|id| members.epochs.get(&id));
        Ok(MembersInfo {
            vault: members.vault,
            devices,
            slots,
            n_epochs: members.epochs.len(),
            epoch_since: epoch.and_then(|epoch| at(members, epoch.statement)),
            remote_unlock: members.remote_unlock,
        })
    }
}

impl Journal {
    /// What opens the vault by its statements, the oldest first: a line for each slot.
    pub fn slot_reports(&self) -> Result<Vec<SlotReport>, JournalError> {
        let members = &self.keys()?.members;
        let files = self.store.slot_names()?;
        let mut slots: Vec<_> = members.open_slots().collect();
        slots.sort_by_key(|(id, slot)| (at(members, slot.statement), **id));
        let line = |(id, slot): (&SlotId, &Slot)| {
            let day = at(members, slot.statement).map(Timestamp::rfc3339);
            let day = day.as_deref().and_then(|day| day.get(..10)).unwrap_or("?");
            let what = match slot.is {
                SlotKind::Passphrase if slot.travels => {
                    "a passphrase, from a remote too".to_owned()
                }
                SlotKind::Passphrase => "a passphrase".to_owned(),
                SlotKind::Recovery => "the recovery sheet".to_owned(),
                SlotKind::Invitation => "an invitation, good once".to_owned(),
                SlotKind::Extra if files.contains(&extra_name(id)) => {
                    format!("reads, by a plugin of age: {}", extra_name(id))
                }
                SlotKind::Extra => format!("reads: {}", slot.recipient),
            };
            // One that only a newer program can seal to opens nothing that this one writes.
            let sealed_to = recipient::check(&slot.recipient).is_ok();
            SlotReport {
                slot: id.short(),
                state: if sealed_to { "open" } else { "not-sealed" },
                text: format!("{what}; since {day}, by {}", by(members, slot.by)),
            }
        };
        Ok(slots.into_iter().map(line).collect())
    }
}

fn at(members: &Members, statement: StatementId) -> Option<Timestamp> {
    let mut all = members.statements.iter();
    let found = all.find(|other| other.id == statement);
    found.map(|found| found.at)
}

/// Who admitted it, in words.
fn by(members: &Members, signer: Signer) -> String {
    match signer {
        Signer::Device(device) => members
            .devices
            .get(&device)
            .map_or_else(|| device.short(), |device| device.name.clone()),
        Signer::Slot(slot) => match members.slots.get(&slot).map(|slot| slot.is) {
            Some(SlotKind::Passphrase) => "the passphrase".to_owned(),
            Some(SlotKind::Recovery) => "the recovery key".to_owned(),
            Some(SlotKind::Invitation) => "an invitation".to_owned(),
            Some(SlotKind::Extra) | None => "a key".to_owned(),
        },
    }
}
