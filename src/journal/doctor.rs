//! What `key doctor` finds: each slot tried as far as it can be, each file of keys compared with the
//! others and with the statements.

use std::collections::BTreeSet;

use crate::crypto::error::CryptoError;
use crate::crypto::identity::sha256;
use crate::crypto::keyring::KeyringFile;
use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::inbox;
use crate::journal::keys::Keys;
use crate::journal::keys::device_row;
use crate::journal::types::Key;
use crate::journal::types::SlotReport;
use crate::journal::unlock;
use crate::model::amount::counted;
use crate::model::id::Digest;
use crate::model::statement::SlotKind;

const OK: &str = "ok";
const DAMAGED: &str = "damaged";
const NOT_TRIED: &str = "not-tried";

impl Journal {
    /// Opens each slot it can with `key` and says which it could not try; compares keyring, statements,
    /// device and inbox with one another, as far as the key at hand opens them.
    pub fn key_doctor(&mut self, key: Option<&Key>) -> Result<Vec<SlotReport>, JournalError> {
        let mut reports = Vec::new();
        for name in unlock::slot_names(&self.store)? {
            reports.push(self.look_at_slot(&name, key)?);
        }
        // What is unlocked already need not be stretched once more, but a sheet is there to be tried.
        let tried = key.filter(|key| self.is_locked() || !matches!(key, Key::Passphrase(_)));
        let opened = tried.map(|key| self.open_keys(key)).transpose();
        let sheet = self.look_at_sheet(key, &opened);
        let opened = opened.ok().flatten();
        let keys = self.keys.as_ref().or(opened.as_ref());
        if reports.is_empty() {
            reports.push(without_slot(keys));
        }
        reports.push(sheet);
        reports.push(self.look_at_keyring(keys)?);
        reports.push(self.look_at_members(keys)?);
        reports.push(self.look_at_device(keys)?);
        reports.push(self.look_at_inbox(keys)?);
        Ok(reports)
    }

    fn look_at_slot(&self, name: &str, key: Option<&Key>) -> Result<SlotReport, JournalError> {
        let bytes = self.store.slot(&format!("{name}.age"))?.unwrap_or_default();
        let sum = self.store.slot(&format!("{name}.sum"))?;
        let sum: Option<Digest> =
            sum.and_then(|sum| std::str::from_utf8(&sum).ok()?.trim().parse().ok());
        if sum.is_some_and(|sum| sum != sha256(&bytes)) {
            let text = "its bytes are not those that were written: diurnal restore from a backup, \
                        or open with the recovery sheet";
            return Ok(report(name, DAMAGED, text));
        }
        let passphrase = match key {
            Some(Key::Passphrase(passphrase)) => passphrase,
            Some(Key::Recovery(_) | Key::External(_)) | None => {
                let text = match sum {
                    Some(_) => "whole; not tried, since no passphrase was given",
                    None => {
                        "not tried; its digest is missing, so damage would look like a wrong passphrase"
                    }
                };
                return Ok(report(name, NOT_TRIED, text));
            }
        };
        Ok(match unlock::open_slot(&self.store, name, passphrase) {
            Ok(_) => report(name, OK, "opens with the passphrase"),
            Err(JournalError::Crypto(CryptoError::WrongPassphrase)) => report(
                name,
                NOT_TRIED,
                "whole; the passphrase given is not its passphrase",
            ),
            Err(JournalError::Crypto(error)) => report(name, DAMAGED, error.to_string()),
            Err(error) => return Err(error),
        })
    }

    fn look_at_sheet(
        &self,
        key: Option<&Key>,
        opened: &Result<Option<Keys>, JournalError>,
    ) -> SlotReport {
        let name = "recovery";
        if !matches!(key, Some(Key::Recovery(_))) {
            let members = self.keys.as_ref().map(|keys| &keys.members);
            let has_one = members.is_none_or(|members| {
                let mut slots = members.open_slots();
                slots.any(|(_, slot)| slot.is == SlotKind::Recovery)
            });
            return if has_one {
                report(name, NOT_TRIED, "not tried: --recovery-file FILE tries it")
            } else {
                report(name, DAMAGED, "no recovery sheet belongs to this vault")
            };
        }
        match opened {
            Ok(_) => report(name, OK, "the sheet opens the vault"),
            Err(error) => report(
                name,
                NOT_TRIED,
                format!("the key given did not open it: {error}"),
            ),
        }
    }

    fn look_at_keyring(&self, keys: Option<&Keys>) -> Result<SlotReport, JournalError> {
        let name = "keyring";
        let Some(bytes) = self.store.slot("keyring.age")? else {
            return Ok(report(
                name,
                DAMAGED,
                "keyring.age is missing: restore from a backup",
            ));
        };
        let Some(keys) = keys else {
            return Ok(locked(name));
        };
        let file = match KeyringFile::open(&bytes, &keys.slot_identity) {
            Ok(file) => file,
            Err(error) => return Ok(report(name, DAMAGED, error.to_string())),
        };
        if file.vault != keys.vault {
            return Ok(report(name, DAMAGED, "it is that of another vault"));
        }
        let held: BTreeSet<Digest> = file
            .identities
            .iter()
            .map(|identity| sha256(identity.to_secret().expose().as_bytes()))
            .collect();
        let epochs = &keys.members.epochs;
        let missing = epochs
            .values()
            .filter(|epoch| !held.contains(&epoch.sha256));
        let missing = missing.count();
        if missing > 0 {
            let text = format!("{missing} of {} epochs are not in it", epochs.len());
            return Ok(report(name, DAMAGED, text));
        }
        if file.heads.iter().any(|head| !keys.members.knows(*head)) {
            let text = "it knows statements that this device lacks: diurnal sync";
            return Ok(report(name, DAMAGED, text));
        }
        let unnamed = held.len().saturating_sub(epochs.len());
        let text = if unnamed == 0 {
            format!(
                "opens; {}, all named by statements",
                counted(epochs.len() as u64, "epoch", "epochs")
            )
        } else {
            format!("opens; {unnamed} keys in it are named by no statement and are ignored")
        };
        Ok(report(name, OK, text))
    }

    fn look_at_members(&self, keys: Option<&Keys>) -> Result<SlotReport, JournalError> {
        let name = "members";
        let Some(bytes) = self.store.slot("members.age")? else {
            return Ok(report(
                name,
                DAMAGED,
                "members.age is missing: restore from a backup",
            ));
        };
        let Some(keys) = keys else {
            return Ok(locked(name));
        };
        let keyring = self.store.slot("keyring.age")?.unwrap_or_default();
        let statements = KeyringFile::open(&keyring, &keys.slot_identity)
            .and_then(|file| file.open_statements(&bytes));
        let statements = match statements {
            Ok(statements) => statements,
            Err(error) => return Ok(report(name, DAMAGED, error.to_string())),
        };
        let members = &keys.members;
        if statements
            .iter()
            .any(|statement| !members.knows(statement.id))
        {
            let count = members.refused.len();
            let text = format!("{count} statements are signed by no member and are ignored");
            return Ok(report(name, DAMAGED, text));
        }
        let text = format!(
            "opens; {}, {}, {}",
            counted(members.statements.len() as u64, "statement", "statements"),
            counted(members.devices.len() as u64, "device", "devices"),
            counted(members.open_slots().count() as u64, "slot", "slots")
        );
        Ok(report(name, OK, text))
    }

    fn look_at_device(&self, keys: Option<&Keys>) -> Result<SlotReport, JournalError> {
        let name = "device";
        let Some(keys) = keys else {
            return Ok(locked(name));
        };
        if self.store.slot(&device_row(true, keys.slot))?.is_none() {
            let text = "device.age is missing: the next sync makes this a new device";
            return Ok(report(name, DAMAGED, text));
        }
        if !keys.own_slot {
            let text = "not tried: it opens with this device's own passphrase only";
            return Ok(report(name, NOT_TRIED, text));
        }
        let device = keys.device();
        Ok(match keys.members.devices.get(&device) {
            Some(admitted) if admitted.key == keys.own.device.key.verifying_key() => {
                report(name, OK, format!("opens; it is \"{}\"", admitted.name))
            }
            Some(_) => report(name, DAMAGED, "its key is not the one that was admitted"),
            None => report(name, DAMAGED, "no statement admits it: diurnal sync"),
        })
    }

    fn look_at_inbox(&self, keys: Option<&Keys>) -> Result<SlotReport, JournalError> {
        let name = "inbox";
        let Some(clear) = inbox::clear_row(&self.store)? else {
            let text = "its recipient is missing: nothing can be added while locked";
            return Ok(report(name, DAMAGED, text));
        };
        let waiting = self.store.inbox()?;
        let Some(keys) = keys.filter(|keys| keys.own_slot || keys.vault != clear.vault) else {
            let text = format!("{} texts wait in it; its key was not tried", waiting.len());
            return Ok(report(name, NOT_TRIED, text));
        };
        if clear.vault != keys.vault || clear.recipient != keys.own.inbox.recipient() {
            let text =
                "its recipient is not this device's: what is added while locked would be lost";
            return Ok(report(name, DAMAGED, text));
        }
        let opens = |(_, bytes): &&(i64, Vec<u8>)| inbox::open_line(keys, bytes).is_some();
        let closed = waiting.len() - waiting.iter().filter(opens).count();
        Ok(if closed == 0 {
            report(
                name,
                OK,
                format!("opens; {} texts wait in it", waiting.len()),
            )
        } else {
            report(name, DAMAGED, format!("{closed} texts in it do not open"))
        })
    }
}

/// No passphrase slot: as it must be where the vault was restored by the sheet alone.
fn without_slot(keys: Option<&Keys>) -> SlotReport {
    let by_sheet = keys.is_some_and(|keys| {
        let slot = keys.members.slots.get(&keys.slot);
        keys.own_slot && slot.is_some_and(|slot| slot.is == SlotKind::Recovery)
    });
    if by_sheet {
        let text = "none: this device has no passphrase, the recovery sheet opens the vault";
        report("slot-1", NOT_TRIED, text)
    } else {
        let text = "no slot of this device is left: the recovery sheet opens the vault";
        report("slot-1", DAMAGED, text)
    }
}

fn locked(name: &str) -> SlotReport {
    report(name, NOT_TRIED, "not tried: the journal is locked")
}

fn report(slot: &str, state: &'static str, text: impl Into<String>) -> SlotReport {
    SlotReport {
        slot: slot.to_owned(),
        state,
        text: text.into(),
    }
}
