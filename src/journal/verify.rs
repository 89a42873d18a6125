//! The drill: what a remote gives is restored into a scratch place, from nothing but it and one slot,
//! and compared with what it has confirmed.

use std::collections::BTreeSet;
use std::collections::HashMap;
use std::collections::HashSet;

use crate::crypto::keyring;
use crate::crypto::keyring::Keyring;
use crate::crypto::keyring::KeyringFile;
use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::chains;
use crate::journal::chains::Chains;
use crate::journal::drill::Offered;
use crate::journal::drill::Restored;
use crate::journal::drill::restore_chain;
use crate::journal::exchange;
use crate::journal::exchange::Tally;
use crate::journal::init::OWN_SLOT;
use crate::journal::keys::Keys;
use crate::journal::list::digest;
use crate::journal::objects;
use crate::journal::remotes::RemoteRow;
use crate::journal::types::Balance;
use crate::journal::types::Notice;
use crate::journal::types::Proof;
use crate::journal::types::Watch;
use crate::model::amount::thousands;
use crate::model::id::EntryId;
use crate::model::id::RevId;
use crate::model::id::to_hex;
use crate::model::revision;
use crate::model::time::Timestamp;
use crate::store::place;
use crate::sync::mirror::KEYRING;
use crate::sync::mirror::Mirrors;
use crate::sync::refname::ChainName;
use crate::sync::refname::RefName;
use crate::sync::remote::Listing;
use crate::sync::remote::Remote;
use crate::sync::seen::Seen;
use crate::sync::shelf;
use crate::sync::shelf::Shelf;

/// What is told where others have begun a generation.
const NEW_GENERATION: &str = "new-generation";
/// The condition of a shelf that does not give a new device what it joins by.
pub(super) const SHELF_DAMAGED: &str = "shelf-damaged";
pub(super) const PREFIX: &str = "drill-";
/// Entries whose loss is named one by one; more are counted.
const NAMED_MAX: usize = 20;

impl Journal {
    /// Restores one remote, or each, and compares. `quick` looks at names and heads only: it proves less,
    /// and never moves the date of the proof.
    pub fn verify(
        &mut self,
        remote: Option<&str>,
        quick: bool,
        watch: &mut dyn Watch,
    ) -> Result<Vec<Balance>, JournalError> {
        self.keys()?.has_slot()?;
        let rows = self.remotes_meant(remote)?;
        if rows.is_empty() {
            return Err(JournalError::NoRemote("origin".to_owned()));
        }
        place::clear_scratch(&self.places.scratch, PREFIX)?;
        let mut balances = Vec::new();
        for row in rows {
            let balance = if quick {
                self.quick_look(&row, watch)
            } else {
                self.drill(&row, watch)
            };
            place::clear_scratch(&self.places.scratch, PREFIX)?;
            let balance = match balance {
                // A remote that is another's is no proof of anything: the last one is no longer current.
                Err(JournalError::Remote { condition, text }) => {
                    let shortfalls = vec![Notice::open(condition, text)];
                    Balance {
                        remote: row.name.clone(),
                        shortfalls,
                        ..Balance::default()
                    }
                }
                other => other?,
            };
            self.flag_damage(&row, &balance.shortfalls)?;
            if !quick {
                let proof = self.proof_of(&balance);
                self.keep_proof(&row.name, &proof)?;
            }
            balances.push(balance);
        }
        Ok(balances)
    }

    /// Whether the proof of any remote is older than the settings allow, failed, or was never made.
    ///
    /// # Errors
    ///
    /// [`JournalError::Locked`].
    pub fn is_proof_due(&mut self) -> Result<bool, JournalError> {
        let Some(age_max) = self.preferences.verify_every_ms else {
            return Ok(false);
        };
        let age_max = i64::try_from(age_max).unwrap_or(i64::MAX);
        let oldest = Timestamp((self.outside.now)().0.saturating_sub(age_max));
        let is_current = |proof: &Proof| proof.ok && proof.at > oldest;
        let remotes = self.remotes()?;
        Ok(remotes
            .iter()
            .any(|remote| !remote.last_proof.as_ref().is_some_and(is_current)))
    }

    /// One sentence about a drill, with its date.
    pub fn proof_of(&self, balance: &Balance) -> Proof {
        let at = (self.outside.now)();
        let day = crate::model::time::Day::today(at, &(self.outside.zone)(), self.day_start());
        let text = if balance.shortfalls.is_empty() {
            format!(
                "restored and compared on {day}: {} entries, {} revisions, {} files, all equal",
                thousands(balance.entries.1),
                thousands(balance.revisions.1),
                thousands(balance.attachments.1)
            )
        } else {
            format!(
                "restored on {day} with a shortfall: {} of {} entries, {} of {} revisions",
                thousands(balance.entries.1),
                thousands(balance.entries.0),
                thousands(balance.revisions.1),
                thousands(balance.revisions.0)
            )
        };
        Proof {
            at,
            ok: balance.shortfalls.is_empty(),
            text,
        }
    }

    pub(super) fn drill(
        &mut self,
        row: &RemoteRow,
        watch: &mut dyn Watch,
    ) -> Result<Balance, JournalError> {
        let mirrors = Mirrors::open(&self.scratch().join("mirror"))?;
        let seen = Seen::load(&self.seen_path(&row.name)).ok().flatten();
        let mut expected = self.expected(seen.as_ref())?;
        let mut tally = Tally::default();
        let known = seen.is_some();
        let (mut remote, listing) = self.approach(row, &mirrors, known, None, &mut tally, watch)?;
        let mut restored = Restored::default();
        let mut keys = self.joiner(&mut remote, &mirrors, &listing, &mut restored)?;
        let moved_on = Self::follow(
            &mut keys,
            self.keys()?,
            row,
            &listing,
            &mut expected,
            &mut tally,
        )?;
        if let Some(notice) = exchange::put_back(self.keys()?, row, &listing, seen.as_ref()) {
            tally
                .notices
                .retain(|told| told.condition != NEW_GENERATION);
            restored.shortfalls.push(notice);
        }
        let wanted = |name: &ChainName| match chains::generation_of(&keys, name) {
            Some(_) if moved_on => true,
            _ => chains::is_current(&keys, name),
        };
        for (name, refs) in exchange::text_chains(&listing, wanted) {
            let chain = Offered::new(name, &refs, seen.as_ref());
            restore_chain(&mut keys, &mut remote, &mirrors, &chain, &mut restored)?;
        }
        drop(remote);
        if !moved_on {
            self.compare_chains(seen.as_ref(), &mut restored)?;
        }
        tally.notices.append(&mut restored.notices);
        let mut balance = balance(row, &expected, restored);
        balance.notices = tally.notices;
        Ok(balance)
    }

    /// Where others have begun a generation that this device has not gone over to yet, what stands there
    /// is compared as it is there: less what was purged, and whichever chain it stands in. True if so.
    fn follow(
        keys: &mut Keys,
        own: &Keys,
        row: &RemoteRow,
        listing: &Listing,
        expected: &mut Expected,
        tally: &mut Tally,
    ) -> Result<bool, JournalError> {
        // The shelf does not tell of what a revoked device began, which is no generation of anybody's.
        if let Some(error) = exchange::unknown(keys, &row.name, listing)
            && exchange::unknown(own, &row.name, listing).is_some()
        {
            return Err(error);
        }
        if keys.members.generation == keys.generation {
            return Ok(false);
        }
        keys.generation = keys.members.generation;
        let purges = &keys.members.purges;
        expected.revs.retain(|_, id| !purges.has(*id));
        expected.entries.retain(|id| !purges.has(*id));
        let text = format!(
            "generation {} has begun on \"{}\": diurnal sync goes over to it",
            keys.generation.number, row.name
        );
        tally.told(NEW_GENERATION, text);
        Ok(true)
    }

    /// Whether the shelf gives a new device what it joins by.
    pub(super) fn shelf_opens(&self, remote: &mut Remote<'_>) -> Result<bool, JournalError> {
        place::clear_scratch(&self.places.scratch, PREFIX)?;
        let mirrors = Mirrors::open(&self.scratch().join("mirror"))?;
        let listing = remote.list(&mirrors)?;
        let mut restored = Restored::default();
        self.joiner(remote, &mirrors, &listing, &mut restored)?;
        place::clear_scratch(&self.places.scratch, PREFIX)?;
        Ok(restored.shortfalls.is_empty())
    }

    /// The keys as a new device would get them: from the shelf, with our slot. Where the shelf does not
    /// give them that is a shortfall, and the drill goes on with our own.
    fn joiner(
        &self,
        remote: &mut Remote<'_>,
        mirrors: &Mirrors,
        listing: &Listing,
        restored: &mut Restored,
    ) -> Result<Keys, JournalError> {
        let own = self.keys()?;
        let fallback = || own.copy();
        let mut miss = |what: &str| {
            restored.shortfalls.push(Notice::open(
                SHELF_DAMAGED,
                format!("{what} on the remote does not open for a new device"),
            ));
        };
        let Some(offered) = listing.offered(RefName::Vault) else {
            miss("\"vault\"");
            return Ok(fallback());
        };
        let mut mirror = mirrors.mirror(RefName::Vault)?;
        let read = remote
            .fetch(RefName::Vault, offered, &mut mirror)
            .and_then(|_| Shelf::read(&mirror, offered));
        let Ok(found) = read else {
            miss("\"vault\"");
            return Ok(fallback());
        };
        for (slot, about) in own
            .members
            .slots
            .iter()
            .filter(|(slot, about)| about.travels && !own.members.removed.contains(slot))
        {
            let name = exchange::slot_name(&slot.short());
            let sealed = found.files.sealed.get(&name);
            let kept = self
                .store
                .slot(OWN_SLOT)?
                .filter(|_| own.own_slot && *slot == own.slot);
            let same =
                kept.is_none_or(|bytes| sealed.is_some_and(|sealed| sealed.as_bytes() == bytes));
            if sealed.is_none() || !same || !about.travels {
                miss(&format!("the slot \"{name}\""));
            }
        }
        let keyring = found
            .files
            .sealed
            .get(KEYRING)
            .and_then(|sealed| KeyringFile::open(sealed.as_bytes(), &own.slot_identity).ok());
        let Some(file) = keyring.filter(|file| file.vault == own.vault) else {
            // A device that joined and never synced: its slot is not on the shelf yet, as its entries are not.
            if Chains::load(&self.store, own)?
                .heads
                .contains_key(&own.device())
            {
                miss("keyring.age");
            } else {
                let text =
                    "this device has never synced with the remote: its own slot is not there yet";
                restored
                    .notices
                    .push(Notice::told("unsynced", text.to_owned()));
            }
            return Ok(fallback());
        };
        let statements = found
            .files
            .sealed
            .get(shelf::MEMBERS)
            .and_then(|sealed| file.open_statements(sealed.as_bytes()).ok());
        let members = statements
            .and_then(|statements| keyring::judge_as(own.vault, &statements, &own.reader()).ok());
        let Some(members) = members else {
            miss("members.age");
            return Ok(fallback());
        };
        let keyring = Keyring::named(&file, &members);
        Ok(Keys {
            keyring,
            members,
            ..fallback()
        })
    }

    /// Every revision that this remote has confirmed, by entry; deleted entries are not counted as such.
    fn expected(&mut self, seen: Option<&Seen>) -> Result<Expected, JournalError> {
        let unsealed: HashSet<RevId> = self.unsealed()?.into_iter().map(|(rev, _)| rev).collect();
        let unconfirmed = self.beyond_confirmed(seen)?;
        let mut expected = Expected {
            unsynced: unsealed.union(&unconfirmed).count() as u64,
            ..Expected::default()
        };
        self.each_row(&mut |row| {
            for (rev, _) in row.revisions() {
                expected.known.insert(rev);
                if !unsealed.contains(&rev) && !unconfirmed.contains(&rev) {
                    expected.revs.insert(rev, row.summary.id);
                    if !row.summary.deleted {
                        expected.entries.insert(row.summary.id);
                    }
                }
            }
            if expected.entries.contains(&row.summary.id) {
                expected.files += u64::from(row.summary.n_files);
            }
            true
        })?;
        Ok(expected)
    }

    /// Revisions in bundles that this remote has not confirmed.
    fn beyond_confirmed(&self, seen: Option<&Seen>) -> Result<HashSet<RevId>, JournalError> {
        let keys = self.keys()?;
        let chains = Chains::load(&self.store, keys)?;
        let mirrors = Mirrors::open(&self.places.mirror)?;
        let mut beyond = HashSet::new();
        for (device, head) in &chains.heads {
            let name = chains::chain_name(keys, device);
            let confirmed = seen
                .and_then(|seen| seen.chains.get(&name.to_string()))
                .map_or(0, |chain| chain.confirmed);
            let Some(commit) = head.commit.filter(|_| head.seq > confirmed) else {
                continue;
            };
            let mirror = mirrors.mirror(RefName::Chain(name))?;
            let commits = mirror.line(commit, usize::MAX, |_| false)?.commits;
            let from = usize::try_from(confirmed).unwrap_or(usize::MAX);
            for commit in commits.get(from..).unwrap_or_default() {
                let stored = mirror.read(*commit)?;
                let object = crate::crypto::seal::open(
                    stored.bundle.as_bytes(),
                    &keys.keyring,
                    &[crate::crypto::object::Kind::Bundle],
                )?;
                beyond.extend(
                    objects::lines(&object, 0).filter_map(|(line, _)| revision::name(line).ok()),
                );
            }
        }
        Ok(beyond)
    }

    /// Each chain that was confirmed must be there, as far and with the same bundles.
    fn compare_chains(
        &self,
        seen: Option<&Seen>,
        restored: &mut Restored,
    ) -> Result<(), JournalError> {
        let keys = self.keys()?;
        let chains = Chains::load(&self.store, keys)?;
        for (name, chain) in seen
            .into_iter()
            .flat_map(|seen| &seen.chains)
            .filter(|(name, chain)| chain.confirmed > 0 && is_of_held(keys, name))
        {
            let device = chains
                .heads
                .iter()
                .find(|(device, _)| chains::chain_name(keys, device).to_string() == *name);
            let who =
                device.map_or_else(String::new, |(device, _)| keys.members.device_name(*device));
            // Of two lines the one that was left may have been the longer one.
            let followed = device.filter(|(device, _)| chains.left.contains_key(device));
            let confirmed =
                followed.map_or(chain.confirmed, |(_, head)| chain.confirmed.min(head.seq));
            if device.is_none() && !restored.chains.contains_key(name) {
                // A chain that was let go of when its mirror was lost: this store sent all that it held
                // once more, and what of it did not come back is counted by itself.
                let text = format!("\"{name}\", which was let go of here, is gone");
                restored.notices.push(Notice::told("ref-missing", text));
                continue;
            }
            let Some(digests) = restored.chains.get(name) else {
                let text =
                    format!("\"{name}\" of {who} with {confirmed} confirmed bundles is gone");
                restored.shortfalls.push(Notice::open("ref-missing", text));
                continue;
            };
            if (digests.len() as u64) < confirmed {
                let text = format!(
                    "\"{name}\" of {who} gives {} of {confirmed} confirmed bundles",
                    digests.len()
                );
                restored.shortfalls.push(Notice::open("rollback", text));
                continue;
            }
            let at = usize::try_from(chain.seq)
                .unwrap_or_default()
                .checked_sub(1);
            if at
                .and_then(|at| digests.get(at))
                .is_some_and(|digest| *digest != chain.digest)
            {
                restored.shortfalls.push(Notice::open(
                    "fork",
                    format!("\"{name}\" of {who} holds other bundles than were confirmed"),
                ));
            }
        }
        Ok(())
    }

    /// Whether each chain still stands where it was confirmed; and a sample, as a new device would get it:
    /// what one joins by, and every bundle of one chain that chance picks.
    fn quick_look(
        &mut self,
        row: &RemoteRow,
        watch: &mut dyn Watch,
    ) -> Result<Balance, JournalError> {
        let mirrors = Mirrors::open(&self.places.mirror)?;
        let seen = Seen::load(&self.seen_path(&row.name)).ok().flatten();
        let mut tally = Tally::default();
        let known = seen.is_some();
        let (mut remote, listing) = self.approach(row, &mirrors, known, None, &mut tally, watch)?;
        let mut restored = self.sample(&mut remote, &listing, seen.as_ref())?;
        let put_back = exchange::put_back(self.keys()?, row, &listing, seen.as_ref());
        restored.shortfalls.extend(put_back);
        drop(remote);
        let keys = self.keys()?;
        let chains = Chains::load(&self.store, keys)?;
        let mut balance = Balance {
            remote: row.name.clone(),
            quick: true,
            bundles: restored.bundles,
            shortfalls: std::mem::take(&mut restored.shortfalls),
            ..Balance::default()
        };
        tally.notices.append(&mut restored.notices);
        for (device, head) in &chains.heads {
            let name = chains::chain_name(keys, device);
            let confirmed = seen
                .as_ref()
                .and_then(|seen| seen.chains.get(&name.to_string()))
                .map_or(0, |chain| chain.confirmed);
            let offered = listing.offered(RefName::Chain(name));
            // The chains of a generation that others went on from are gone by right.
            if restored.moved_on {
                continue;
            }
            if confirmed >= head.seq && offered != head.commit {
                let text = format!(
                    "\"{name}\" no longer stands where it was confirmed; diurnal verify says more"
                );
                balance.shortfalls.push(Notice::open("rollback", text));
            }
        }
        balance.notices = tally.notices;
        Ok(balance)
    }

    /// What a new device joins by, and one chain that chance picks, opened in a scratch place.
    fn sample(
        &self,
        remote: &mut Remote<'_>,
        listing: &Listing,
        seen: Option<&Seen>,
    ) -> Result<Restored, JournalError> {
        let mirrors = Mirrors::open(&self.scratch().join("mirror"))?;
        let mut restored = Restored::default();
        let mut keys = self.joiner(remote, &mirrors, listing, &mut restored)?;
        restored.moved_on = keys.members.generation != keys.generation;
        keys.generation = keys.members.generation;
        let wanted = |name: &ChainName| chains::is_current(&keys, name);
        let chains: Vec<_> = exchange::text_chains(listing, wanted).into_iter().collect();
        let random = usize::from(u16::from_le_bytes(self.outside.random()));
        let picked = random
            .checked_rem(chains.len())
            .and_then(|at| chains.get(at));
        if let Some((name, refs)) = picked {
            let chain = Offered::new(*name, refs, seen);
            restore_chain(&mut keys, remote, &mirrors, &chain, &mut restored)?;
        }
        Ok(restored)
    }

    /// A new scratch folder for a drill, removed at its end and at the next start.
    pub(super) fn scratch(&self) -> std::path::PathBuf {
        let random = to_hex(&self.outside.random::<8>());
        self.places.scratch.join(format!("{PREFIX}{random}"))
    }
}

/// Whether that is the name of a chain of the generation that is held.
fn is_of_held(keys: &Keys, name: &str) -> bool {
    let name = RefName::parse_short(name).and_then(|name| name.chain());
    name.is_some_and(|name| chains::is_current(keys, &name))
}

/// What must come back.
#[derive(Default)]
struct Expected {
    revs: HashMap<RevId, EntryId>,
    entries: HashSet<EntryId>,
    known: HashSet<RevId>,
    files: u64,
    unsynced: u64,
}

/// What was expected beside what came back.
fn balance(row: &RemoteRow, expected: &Expected, mut restored: Restored) -> Balance {
    let missing: Vec<(RevId, EntryId)> = expected
        .revs
        .iter()
        .filter(|(rev, _)| !restored.revs.contains(*rev))
        .map(|(rev, id)| (*rev, *id))
        .collect();
    let hurt: BTreeSet<EntryId> = missing.iter().map(|(_, id)| *id).collect();
    for id in hurt.iter().take(NAMED_MAX) {
        let count = missing.iter().filter(|(_, of)| of == id).count();
        restored.shortfalls.push(Notice::open(
            "missing",
            format!(
                "entry {}: {count} of its revisions did not come back",
                id.short()
            ),
        ));
    }
    if hurt.len() > NAMED_MAX {
        restored.shortfalls.push(Notice::open(
            "missing",
            format!("and {} more entries", hurt.len() - NAMED_MAX),
        ));
    }
    let revisions = expected.revs.len() as u64;
    let entries = expected.entries.len() as u64;
    let entries_lost = hurt
        .iter()
        .filter(|id| expected.entries.contains(*id))
        .count() as u64;
    let back: Vec<RevId> = expected
        .revs
        .keys()
        .filter(|rev| restored.revs.contains(*rev))
        .copied()
        .collect();
    Balance {
        remote: row.name.clone(),
        quick: false,
        entries: (entries, entries - entries_lost),
        revisions: (revisions, revisions - missing.len() as u64),
        attachments: (expected.files, expected.files),
        bundles: restored.bundles,
        digest: (
            digest(expected.revs.keys().copied().collect()).to_string(),
            digest(back).to_string(),
        ),
        unsynced: expected.unsynced,
        ahead: restored.revs.difference(&expected.known).count() as u64,
        shortfalls: restored.shortfalls,
        notices: Vec::new(),
    }
}
