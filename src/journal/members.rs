//! Who and what belongs to the vault: devices, slots and epochs, by its statements.

use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::types::DeviceInfo;
use crate::journal::types::MembersInfo;
use crate::journal::types::SlotInfo;
use crate::model::id::StatementId;
use crate::model::statement::Members;
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
            })
            .collect();
        devices.sort_by_key(|device| (device.since, device.id));
        let mut slots: Vec<SlotInfo> = members
            .slots
            .values()
            .map(|slot| SlotInfo {
                is: slot.is,
                since: at(members, slot.statement),
                admits: slot.admits,
                travels: slot.travels,
            })
            .collect();
        slots.sort_by_key(|slot| slot.since);
        let epoch = members.newest_epoch();
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
