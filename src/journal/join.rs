//! Joining a vault as a new device: with nothing but what a remote gives and one slot.

use std::path::Path;

use crate::crypto::error::CryptoError;
use crate::crypto::identity::Identity;
use crate::crypto::keyring;
use crate::crypto::keyring::Keyring;
use crate::crypto::keyring::KeyringFile;
use crate::crypto::slot;
use crate::crypto::slot::DeviceFile;
use crate::crypto::slot::Invitation;
use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::error::RekeyError;
use crate::journal::exchange;
use crate::journal::exchange::Tally;
use crate::journal::init;
use crate::journal::keys;
use crate::journal::keys::Keys;
use crate::journal::remotes::RemoteRow;
use crate::journal::types::Found;
use crate::journal::types::Join;
use crate::journal::types::JoinBy;
use crate::journal::types::Joined;
use crate::journal::types::Key;
use crate::journal::types::Watch;
use crate::model::id::SlotId;
use crate::model::id::StatementId;
use crate::model::id::VaultId;
use crate::model::id::to_hex;
use crate::model::invitation::InvitationWords;
use crate::model::limits::WORK_FACTOR;
use crate::model::limits::WORK_FACTOR_REMOTE_MAX;
use crate::model::members::Members;
use crate::model::outside::Outside;
use crate::model::places::Places;
use crate::model::places::Preferences;
use crate::model::purges::Generation;
use crate::model::query::Filter;
use crate::store::place;
use crate::sync::error::SyncError;
use crate::sync::mirror::KEYRING;
use crate::sync::mirror::Mirrors;
use crate::sync::refname::RefName;
use crate::sync::remote::Remote;
use crate::sync::shelf;
use crate::sync::shelf::Shelf;

/// The condition of a remote whose statements are older than what is known of them.
const KEYRING_ROLLBACK: &str = "keyring-rollback";

impl Journal {
    /// Joins an existing vault as a new device. `ask` is shown what was found before the vault is put in its place.
    ///
    /// Everything is fetched, judged and opened beside that place; nothing is written to the remote.
    pub fn join(
        places: Places,
        preferences: Preferences,
        outside: Outside,
        wish: &Join,
        ask: &mut dyn FnMut(&Found) -> bool,
        watch: &mut dyn Watch,
    ) -> Result<(Self, Joined), JournalError> {
        if Self::exists(&places) {
            return Err(JournalError::VaultExists(places.store));
        }
        let nonce = to_hex(&outside.random::<8>());
        let row = RemoteRow {
            name: wish.remote.clone(),
            url: wish.url.clone(),
        };
        let mut joined = None;
        place::build(&places.vault_dir, &nonce, |path| {
            let (journal, found, tally) =
                fetch_all(&places, path, &preferences, outside, &row, wish, watch)?;
            watch.pause();
            if !ask(&found) {
                return Err(JournalError::Stopped);
            }
            joined = Some((found, tally));
            Ok(journal.store)
        })?;
        let (found, tally) = joined.ok_or(JournalError::Stopped)?;
        let mut journal = Self::open(places, preferences, outside)?;
        journal.unlock(&Key::Passphrase(crate::model::secret::Secret::new(
            wish.passphrase.expose().to_owned(),
        )))?;
        let seen_path = journal.seen_path(&row.name);
        journal.remember(&seen_path, None, &tally)?;
        Ok((
            journal,
            Joined {
                found,
                revisions: tally.taken,
                notices: tally.notices,
            },
        ))
    }
}

fn fetch_all(
    places: &Places,
    path: &Path,
    preferences: &Preferences,
    outside: Outside,
    row: &RemoteRow,
    wish: &Join,
    watch: &mut dyn Watch,
) -> Result<(Journal, Found, Tally), JournalError> {
    let folder = path.parent().unwrap_or(path);
    let scratch = Places {
        store: path.to_owned(),
        vault_dir: folder.to_owned(),
        mirror: folder.join("mirror"),
        ..places.clone()
    };
    let mirrors = Mirrors::open(&scratch.mirror)?;
    let mut remote = exchange::open(row, &scratch, preferences.git_transport, false, watch)?;
    let listing = remote.list(&mirrors)?;
    let (keys, work_factor) = new_member(&mut remote, &mirrors, &listing, wish, &outside)?;
    let file = slot::seal_passphrase(
        keys.vault,
        keys.slot,
        &keys.slot_identity,
        &wish.passphrase,
        wish.work_factor.or(work_factor).unwrap_or(WORK_FACTOR),
    )?;
    let store = init::write_store(path, &keys, &file, &outside)?;
    drop(store);
    let mut journal = Journal::open(scratch, preferences.clone(), outside)?;
    journal.take_keys(keys)?;
    journal.add_remote_row(row.clone())?;
    let mut tally = Tally::default();
    journal.judge_whole(row, &mut remote, &mirrors, &listing, None, &mut tally)?;
    journal.read_chains(row, &mut remote, &mirrors, &listing, None, &mut tally)?;
    drop(remote);
    let found = found(&mut journal)?;
    Ok((journal, found, tally))
}

fn found(journal: &mut Journal) -> Result<Found, JournalError> {
    let newest = journal
        .list(&Filter::default(), 1, false)?
        .pop()
        .map(|row| row.day.long());
    let entries = journal.counts()?.entries;
    let keys = journal.keys()?;
    let own = keys.device();
    let devices = keys
        .members
        .devices
        .iter()
        .filter(|(id, _)| **id != own)
        .map(|(id, _)| format!("{} ({})", keys.members.marked_name(*id), id.short()));
    Ok(Found {
        vault: keys.vault,
        devices: devices.collect(),
        entries,
        newest,
    })
}

/// Opens the shelf with the joiner's key and makes the keys of a new device, admitted by that slot; with
/// them, what it cost to open that slot by its passphrase.
fn new_member(
    remote: &mut Remote<'_>,
    mirrors: &Mirrors,
    listing: &crate::sync::remote::Listing,
    wish: &Join,
    outside: &Outside,
) -> Result<(Keys, Option<u8>), JournalError> {
    let shelf = read_shelf(remote, mirrors, listing)?;
    let bytes = |name: &str| {
        shelf
            .files
            .sealed
            .get(name)
            .ok_or_else(|| not_a_vault(&wish.remote))
    };
    let Opened {
        vault: named,
        slot,
        identity,
        work_factor,
        heads,
    } = open_slot(&shelf, wish)?;
    let invited = matches!(wish.by, JoinBy::Invitation(_));
    let file = KeyringFile::open(bytes(KEYRING)?.as_bytes(), &identity).map_err(|error| {
        if !matches!(error, CryptoError::NotForUs) {
            error.into()
        } else if invited {
            JournalError::Rekey(RekeyError::InvitationSpent(None))
        } else {
            JournalError::ForeignKey
        }
    })?;
    // The sheet and the slot name the vault: a joiner believes only that id, whatever the host shows.
    let vault = named.unwrap_or(file.vault);
    if file.vault != vault {
        return Err(JournalError::ForeignKey);
    }
    let statements = file.open_statements(bytes(shelf::MEMBERS)?.as_bytes())?;
    let members = keyring::judge(vault, &statements)?;
    if heads.iter().any(|head| !members.knows(*head)) {
        return Err(JournalError::Remote {
            condition: KEYRING_ROLLBACK,
            text: format!(
                "\"{}\" shows less of the vault than the device knew that made the invitation",
                wish.remote
            ),
        });
    }
    let slot = slot
        .or_else(|| slot_by_recipient(&members, &identity))
        .ok_or(JournalError::KeyringMismatch)?;
    let keyring = Keyring::named(&file, &members);
    if keyring.newest().is_none() {
        return Err(JournalError::KeyringMismatch);
    }
    let own = DeviceFile {
        device: keys::new_device(outside),
        inbox: Identity::generate(),
    };
    let mut keys = Keys {
        vault,
        slot,
        slot_identity: identity,
        keyring,
        members,
        own,
        own_slot: false,
        unkept: false,
        generation: Generation::first(vault),
    };
    keys.generation = keys.members.generation;
    keys.may_write()?;
    if invited && keys.members.open_slot(slot).is_none() {
        let guest = keys.members.guest(slot);
        let guest = guest.map(|device| keys.members.device_name(device));
        return Err(JournalError::Rekey(RekeyError::InvitationSpent(guest)));
    }
    keys.may_admit()?;
    keys.become_new_device(&wish.device_name, None, outside)?;
    init::take_fresh_slot(&mut keys, outside)?;
    Ok((keys, work_factor))
}

fn read_shelf(
    remote: &mut Remote<'_>,
    mirrors: &Mirrors,
    listing: &crate::sync::remote::Listing,
) -> Result<Shelf, JournalError> {
    let Some(offered) = listing.offered(RefName::Vault) else {
        return Err(not_a_vault("the remote"));
    };
    let mut mirror = mirrors.mirror(RefName::Vault)?;
    let fetched = remote.fetch(RefName::Vault, offered, &mut mirror)?;
    let tip = fetched
        .tip
        .ok_or_else(|| SyncError::RemoteDamaged(crate::sync::error::Words::new("vault")))?;
    mirror.set_tip(tip)?;
    Ok(Shelf::read(&mirror, tip)?)
}

fn not_a_vault(name: &str) -> JournalError {
    JournalError::Remote {
        condition: "not-a-vault",
        text: format!("\"{name}\" holds no vault that one could join"),
    }
}

/// What the joiner's key opened.
struct Opened {
    vault: Option<VaultId>,
    slot: Option<SlotId>,
    identity: Identity,
    /// That of the passphrase's slot.
    work_factor: Option<u8>,
    /// The statements that an invitation's maker knew.
    heads: Vec<StatementId>,
}

fn open_slot(shelf: &Shelf, wish: &Join) -> Result<Opened, JournalError> {
    match &wish.by {
        JoinBy::Invitation(words) => open_invitation(shelf, words),
        JoinBy::Key(Key::Recovery(text)) => {
            let identity = Identity::parse(text.expose())?;
            Ok(Opened {
                vault: slot::vault_of_sheet(text.expose()),
                slot: None,
                identity,
                work_factor: None,
                heads: Vec::new(),
            })
        }
        JoinBy::Key(Key::External(_)) => Err(JournalError::Rekey(RekeyError::ReadsOnly)),
        JoinBy::Key(Key::Passphrase(passphrase)) => {
            let mut worst = JournalError::NoSlot;
            for (name, sealed) in shelf
                .files
                .sealed
                .iter()
                .filter(|(name, _)| name.starts_with("slot-"))
            {
                let sum = shelf.files.sums.get(&name.replace(".age", ".sum")).copied();
                match slot::open_passphrase(
                    name,
                    sealed.as_bytes(),
                    sum,
                    passphrase,
                    WORK_FACTOR_REMOTE_MAX,
                ) {
                    Ok((vault, slot, identity)) => {
                        return Ok(Opened {
                            vault: Some(vault),
                            slot: Some(slot),
                            identity,
                            work_factor: slot::work_factor(sealed.as_bytes()),
                            heads: Vec::new(),
                        });
                    }
                    Err(error) => worst = error.into(),
                }
            }
            Err(worst)
        }
    }
}

/// Opens the one invitation that the words name.
fn open_invitation(shelf: &Shelf, words: &InvitationWords) -> Result<Opened, JournalError> {
    let name = exchange::invitation_name(&words.slot());
    let sealed = shelf.files.sealed.get(&name);
    let sealed = sealed.ok_or(JournalError::Rekey(RekeyError::NoInvitation))?;
    let opened = Invitation::open(
        &name,
        sealed.as_bytes(),
        words.secret(),
        WORK_FACTOR_REMOTE_MAX,
    )?;
    Ok(Opened {
        vault: Some(opened.vault),
        slot: Some(opened.slot),
        identity: opened.identity,
        work_factor: slot::work_factor(sealed.as_bytes()),
        heads: opened.heads,
    })
}

fn slot_by_recipient(members: &Members, identity: &Identity) -> Option<SlotId> {
    let recipient = identity.recipient();
    members
        .slots
        .iter()
        .find(|(_, slot)| slot.recipient == recipient)
        .map(|(id, _)| *id)
}
