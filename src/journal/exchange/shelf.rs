//! The shared ref `vault`: what joiners and strangers read. A rendering, never the truth.

use std::collections::BTreeSet;

use crate::crypto::keyring::KeyringFile;
use crate::crypto::seal::Sealed;
use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::exchange::Tally;
use crate::journal::init::OWN_SLOT;
use crate::journal::keys::Keys;
use crate::model::id::SlotId;
use crate::model::id::StatementId;
use crate::model::members::Members;
use crate::model::members::Slot;
use crate::model::statement::Signer;
use crate::model::statement::SlotKind;
use crate::store::Change;
use crate::store::Store;
use crate::sync::error::SyncError;
use crate::sync::mirror::KEYRING;
use crate::sync::mirror::Mirrors;
use crate::sync::refname::RefName;
use crate::sync::remote::Listing;
use crate::sync::remote::Remote;
use crate::sync::seen::Seen;
use crate::sync::shelf;
use crate::sync::shelf::Edition;
use crate::sync::shelf::Files;
use crate::sync::shelf::Shelf;

/// The name on the shelf of a slot's file.
pub(crate) fn slot_name(slot: &str) -> String {
    format!("slot-{slot}.age")
}

/// The condition of a page that stays because it names a later edition.
const PAGE_NEWER: &str = "page-newer";

/// The row of `slot` that holds a travelling slot which this device took over from a backup.
pub(crate) fn travelling_row(slot: &SlotId) -> String {
    format!("travels-{}.age", slot.short())
}

/// The name of an invitation's file, on the shelf and in the store of the device that made it.
pub(crate) fn invitation_name(slot: &SlotId) -> String {
    format!("invitation-{}.age", slot.short())
}

/// The name of the file of a slot that a plugin of age opens, on the shelf and in stores.
pub(crate) fn extra_name(slot: &SlotId) -> String {
    format!("extra-{}.age", slot.short())
}

/// Whether a row of `slot` is such a file.
pub(crate) fn is_extra(name: &str) -> bool {
    name.starts_with("extra-")
}

/// Takes away the files of slots that open nothing any more.
pub(crate) fn drop_closed(
    change: &Change<'_>,
    names: &[String],
    members: &Members,
) -> Result<(), JournalError> {
    let open = members.open_slots().map(|(slot, _)| slot);
    let open: BTreeSet<String> = open
        .flat_map(|slot| {
            [
                travelling_row(slot),
                invitation_name(slot),
                extra_name(slot),
            ]
        })
        .collect();
    let is_one = |name: &&String| {
        name.starts_with("travels-") || name.starts_with("invitation-") || is_extra(name)
    };
    for name in names
        .iter()
        .filter(is_one)
        .filter(|name| !open.contains(*name))
    {
        change.drop_slot(name)?;
    }
    Ok(())
}

/// Keeps what opens the vault from there here too: the remote may be the only other place that has it.
fn keep_slots(
    change: &Change<'_>,
    names: &[String],
    keys: &Keys,
    found: Option<&Shelf>,
) -> Result<(), JournalError> {
    for (slot, about) in keys.members.open_slots() {
        let own = keys.own_slot && *slot == keys.slot;
        let Some((name, row)) = shelved(keys, slot, about).filter(|_| !own) else {
            continue;
        };
        let sealed = found.and_then(|found| found.files.sealed.get(&name));
        if let Some(sealed) = sealed.filter(|_| !names.contains(&row)) {
            change.put_slot(&row, sealed)?;
        }
    }
    Ok(())
}

/// What the remote offers as `vault`; none where it offers nothing, or nothing that can be read.
pub(super) fn read(
    remote: &mut Remote<'_>,
    mirrors: &Mirrors,
    listing: &Listing,
) -> Result<Option<Shelf>, JournalError> {
    let Some(offered) = listing.offered(RefName::Vault) else {
        return Ok(None);
    };
    let mut mirror = mirrors.mirror(RefName::Vault)?;
    if !mirror.holds(offered) {
        match remote.fetch(RefName::Vault, offered, &mut mirror) {
            Ok(_) => {}
            Err(SyncError::RemoteDamaged(_)) => return Ok(None),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Shelf::read(&mirror, offered).ok())
}

/// Whether what stands on the shelf opens as ours: the statements, for an epoch at hand, or the keyring, for our slot.
pub(super) fn opens(keys: &Keys, found: &Shelf) -> bool {
    let root = StatementId(keys.vault.0);
    let members = found.files.sealed.get(shelf::MEMBERS);
    let by_members =
        members.and_then(|sealed| keys.keyring.open_statements(sealed.as_bytes()).ok());
    if by_members.is_some_and(|statements| statements.iter().any(|statement| statement.id == root))
    {
        return true;
    }
    let keyring = found.files.sealed.get(KEYRING);
    keyring
        .and_then(|sealed| KeyringFile::open(sealed.as_bytes(), &keys.slot_identity).ok())
        .is_some_and(|file| file.vault == keys.vault)
}

/// Whether its statements are some of ours, and lack one that stood there when we left. One that lacks
/// it and says something new is no older: devices may not agree yet on what counts.
fn is_older(keys: &Keys, found: &Shelf, seen: Option<&Seen>) -> bool {
    let members = found.files.sealed.get(shelf::MEMBERS);
    let opened = members.and_then(|sealed| keys.keyring.open_statements(sealed.as_bytes()).ok());
    let (Some(theirs), Some(seen)) = (opened, seen) else {
        return false;
    };
    let theirs: BTreeSet<StatementId> = theirs.iter().map(|statement| statement.id).collect();
    let ours: BTreeSet<StatementId> = (keys.members.statements.iter())
        .map(|statement| statement.id)
        .collect();
    theirs.is_subset(&ours) && !seen.statements.is_subset(&theirs)
}

/// Whether what stands there was written on top of what stood there when we left: the same repository,
/// though we cannot open it. Another vault's would not have our commit below it.
pub(super) fn continues(mirrors: &Mirrors, listing: &Listing) -> Result<bool, JournalError> {
    let mirror = mirrors.mirror(RefName::Vault)?;
    let (Some(offered), Some(ours)) = (listing.offered(RefName::Vault), mirror.tip()?) else {
        return Ok(false);
    };
    if offered == ours || !mirror.holds(offered) {
        return Ok(false);
    }
    let line = mirror.line(offered, usize::MAX, |commit| commit == ours);
    Ok(line.is_ok_and(|line| line.base == Some(ours)))
}

impl Journal {
    /// Brings `vault` up to date: unites what is there with what we know, renders it where it is not right.
    pub(super) fn publish_shelf(
        &mut self,
        remote: &mut Remote<'_>,
        mirrors: &Mirrors,
        listing: &Listing,
        seen: Option<&Seen>,
        tally: &mut Tally,
    ) -> Result<(), JournalError> {
        let offered = listing.offered(RefName::Vault);
        let keys = self.keys.as_mut().ok_or(JournalError::Locked)?;
        let store = &self.store;
        let (mut defaced, mut newer, mut older) = (false, false, false);
        let published = shelf::publish(remote, mirrors, offered, |found| {
            older |= found.is_some_and(|found| is_older(keys, found, seen));
            let wanted = unite(keys, store, found, tally.is_behind)?;
            newer = found.is_some_and(|found| found.page == Some(Edition::Newer));
            defaced |= found.is_some_and(|found| {
                !opens(keys, found) || found.page.is_none() || !found.strangers.is_empty()
            });
            Ok::<Files, JournalError>(wanted)
        })?;
        if published.wrote && defaced {
            tally.told("shelf-restored", "the page for new devices on the remote was not what it must be; it was written again".to_owned());
        }
        tally.shelved = Some(keys.members.heads.iter().copied().collect());
        if published.wrote && older {
            tally.told("keyring-rollback", "the keys and members that the remote showed were older than those that stood there before; they were written again".to_owned());
        }
        if newer
            && !tally
                .notices
                .iter()
                .any(|told| told.condition == PAGE_NEWER)
        {
            // Nobody signs that page: a host can make it up as well as a newer program can.
            tally.told(PAGE_NEWER, "the page on this remote says it was written by a newer diurnal; it stays, and do not follow it unless you have one".to_owned());
        }
        let keys = self.keys.as_ref().ok_or(JournalError::Locked)?;
        let names = self.store.slot_names()?;
        let change = self.store.change()?;
        keys.write_where_changed(&change)?;
        keep_slots(&change, &names, keys, published.found.as_ref())?;
        drop_closed(&change, &names, &keys.members)?;
        Ok(change.commit()?)
    }
}

/// What should stand there. Files that are right stay byte for byte, so that renderings do not flap.
fn unite(
    keys: &mut Keys,
    store: &Store,
    found: Option<&Shelf>,
    is_behind: bool,
) -> Result<Files, JournalError> {
    let mut files = Files::default();
    let their = |name: &str| found.and_then(|found| found.files.sealed.get(name));
    let statements = their(shelf::MEMBERS)
        .and_then(|sealed| keys.keyring.open_statements(sealed.as_bytes()).ok());
    if let Some(statements) = &statements {
        keys.learn(statements)?;
    } else if is_behind
        && let (Some(keyring), Some(members)) = (their(KEYRING), their(shelf::MEMBERS))
    {
        // Who changed the keys knows more than we do: what we would write is older.
        files.sealed.insert(KEYRING.to_owned(), keyring.clone());
        files
            .sealed
            .insert(shelf::MEMBERS.to_owned(), members.clone());
        slots(keys, store, found, &mut files)?;
        files.newer_page = found.and_then(|found| found.files.newer_page.clone());
        return Ok(files);
    }
    let ours: BTreeSet<StatementId> = keys
        .members
        .statements
        .iter()
        .map(|statement| statement.id)
        .collect();
    let same_members = statements
        .is_some_and(|statements| statements.iter().map(|s| s.id).collect::<BTreeSet<_>>() == ours);
    let members = match their(shelf::MEMBERS).filter(|_| same_members) {
        Some(sealed) => sealed.clone(),
        None => keys.keyring.seal_members(&keys.members)?,
    };
    let fits = |sealed: &Sealed| {
        KeyringFile::open(sealed.as_bytes(), &keys.slot_identity).is_ok_and(|file| keys.fits(&file))
    };
    let stored = store
        .slot("keyring.age")?
        .and_then(|bytes| Sealed::read(bytes).ok());
    let keyring = match their(KEYRING)
        .cloned()
        .into_iter()
        .chain(stored)
        .find(|sealed| fits(sealed))
    {
        Some(sealed) => sealed,
        None => keys.keyring.seal(&keys.recipients(), &keys.members.heads)?,
    };
    files.sealed.insert(KEYRING.to_owned(), keyring);
    files.sealed.insert(shelf::MEMBERS.to_owned(), members);
    slots(keys, store, found, &mut files)?;
    files.newer_page = found.and_then(|found| found.files.newer_page.clone());
    Ok(files)
}

/// Slots that travel, open invitations, slots that a plugin opens. Who made one puts back what it made;
/// everybody else keeps a copy for the day when the remote has lost it, and believes the remote before.
fn slots(
    keys: &Keys,
    store: &Store,
    found: Option<&Shelf>,
    files: &mut Files,
) -> Result<(), JournalError> {
    for (slot, about) in keys.members.open_slots() {
        let Some((name, row)) = shelved(keys, slot, about) else {
            continue;
        };
        let own = keys.own_slot && *slot == keys.slot && about.travels;
        let kept = store.slot(if own { OWN_SLOT } else { &row })?;
        let kept = kept.and_then(|bytes| Sealed::read(bytes).ok());
        let theirs = found
            .and_then(|found| found.files.sealed.get(&name))
            .cloned();
        let made = own || about.by == Signer::Device(keys.device());
        let sealed = if made {
            kept.or(theirs)
        } else {
            theirs.or(kept)
        };
        let Some(sealed) = sealed else {
            continue;
        };
        if about.travels {
            let sum = name.replace(".age", ".sum");
            files.sums.insert(sum, sealed.digest());
        }
        files.sealed.insert(name, sealed);
    }
    Ok(())
}

/// The name on the shelf of a slot's file, and its row in the store; none where it has no such file.
fn shelved(keys: &Keys, slot: &SlotId, about: &Slot) -> Option<(String, String)> {
    if about.travels {
        let name = slot_name(&slot.short());
        return keys
            .members
            .remote_unlock
            .then(|| (name, travelling_row(slot)));
    }
    let name = match about.is {
        SlotKind::Invitation => invitation_name(slot),
        SlotKind::Extra => extra_name(slot),
        SlotKind::Passphrase | SlotKind::Recovery => return None,
    };
    Some((name.clone(), name))
}
