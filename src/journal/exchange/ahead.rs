//! What is learnt before a bundle is judged: who belongs to the vault by now, and the epochs' keys. Else
//! it would depend on the order of the chains what a device accepts of one that another has revoked.

use std::collections::BTreeMap;

use crate::crypto::object::Kind as ObjectKind;
use crate::crypto::seal;
use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::chains;
use crate::journal::chains::Chains;
use crate::journal::exchange::Tally;
use crate::journal::exchange::judge;
use crate::journal::exchange::judge::REVOKED;
use crate::journal::exchange::shelf;
use crate::journal::keys::Keys;
use crate::journal::remotes::RemoteRow;
use crate::model::id::DeviceId;
use crate::model::id::Digest;
use crate::model::outside::Outside;
use crate::model::statement::Saying;
use crate::sync::commit::CommitId;
use crate::sync::mirror::KEYRING;
use crate::sync::mirror::Mirrors;
use crate::sync::refname::ChainName;
use crate::sync::refname::Kind;
use crate::sync::refname::RefName;
use crate::sync::remote::Listing;
use crate::sync::remote::Remote;
use crate::sync::shelf::MEMBERS;
use crate::sync::shelf::Shelf;

/// The condition of two devices that revoked each other.
const MUTUAL: &str = "mutual-revocation";

/// What was fetched of a chain: its last readable commit, and whether more was offered.
pub(super) type Fetched = BTreeMap<ChainName, (Option<CommitId>, bool)>;

/// Learns what the shelf and the new bundles of every chain say about the vault itself. What cannot be
/// read is left to those who read the chains: they name it.
pub(in crate::journal) fn learn(
    keys: &mut Keys,
    remote: &mut Remote<'_>,
    mirrors: &Mirrors,
    listing: &Listing,
    known: &BTreeMap<ChainName, CommitId>,
) -> Result<Fetched, JournalError> {
    if let Some(found) = shelf::read(remote, mirrors, listing)? {
        learn_from_shelf(keys, &found)?;
    }
    let mut fetched = Fetched::new();
    let mut waiting: Vec<(ChainName, CommitId)> = Vec::new();
    for (name, offered) in listing.ours() {
        // What began a generation that is not known yet stands in its first bundles.
        let is_wanted = |chain: &ChainName| {
            chains::is_current(keys, chain)
                || chains::generation_of(keys, chain).is_none_or(|of| of == keys.members.generation)
        };
        let Some(name) = name
            .chain()
            .filter(|chain| chain.kind == Kind::Text && chain.repair.is_none() && is_wanted(chain))
        else {
            continue;
        };
        let ours = known.get(&name).copied();
        if ours == Some(offered) {
            continue;
        }
        let mut mirror = mirrors.mirror(RefName::Chain(name))?;
        let tip = if mirror.holds(offered) {
            Some(offered)
        } else if let Ok(got) = remote.fetch(RefName::Chain(name), offered, &mut mirror) {
            fetched.insert(name, (got.tip, got.stopped.is_some()));
            got.tip
        } else {
            continue;
        };
        let line = tip.map(|tip| mirror.line(tip, usize::MAX, |commit| Some(commit) == ours));
        let Some(Ok(line)) = line else {
            continue;
        };
        // Statements of slots and epochs come with a keyring beside them.
        let with_keyring = line.commits.into_iter().filter(|commit| {
            let files = mirror.tree(*commit);
            files.is_ok_and(|files| files.iter().any(|file| file.name == KEYRING))
        });
        waiting.extend(with_keyring.map(|commit| (name, commit)));
    }
    // A bundle may be sealed to an epoch whose keyring stands in another chain.
    loop {
        let before = waiting.len();
        let mut left = Vec::new();
        for (name, commit) in waiting {
            if !learn_from(keys, mirrors, name, commit)? {
                left.push((name, commit));
            }
        }
        waiting = left;
        if waiting.is_empty() || waiting.len() == before {
            return Ok(fetched);
        }
    }
}

fn learn_from_shelf(keys: &mut Keys, found: &Shelf) -> Result<(), JournalError> {
    if let Some(keyring) = found.files.sealed.get(KEYRING) {
        keys.absorb(keyring.as_bytes());
    }
    if let Some(members) = found.files.sealed.get(MEMBERS)
        && let Ok(statements) = keys.keyring.open_statements(members.as_bytes())
    {
        keys.learn(&statements)?;
    }
    Ok(())
}

/// Whether the bundle opened, or never will.
fn learn_from(
    keys: &mut Keys,
    mirrors: &Mirrors,
    name: ChainName,
    commit: CommitId,
) -> Result<bool, JournalError> {
    let mirror = mirrors.mirror(RefName::Chain(name))?;
    let Ok(stored) = mirror.read(commit) else {
        return Ok(true);
    };
    if let Some(keyring) = &stored.keyring {
        keys.absorb(keyring.as_bytes());
    }
    match seal::open_unjudged(
        stored.bundle.as_bytes(),
        &keys.keyring,
        &[ObjectKind::Bundle],
    ) {
        Ok(object) => {
            keys.learn(&judge::statements(&object).unwrap_or_default())?;
            Ok(true)
        }
        Err(error) => Ok(!matches!(
            error,
            crate::crypto::error::CryptoError::NotForUs
        )),
    }
}

impl Journal {
    /// Learns what there is to learn before the chains are read, and answers it.
    pub(super) fn learn_ahead(
        &mut self,
        row: &RemoteRow,
        remote: &mut Remote<'_>,
        mirrors: &Mirrors,
        listing: &Listing,
        tally: &mut Tally,
    ) -> Result<Fetched, JournalError> {
        let known = Chains::load(&self.store, self.keys()?)?.tips(self.keys()?);
        let keys = self.keys.as_mut().ok_or(JournalError::Locked)?;
        let before: Vec<DeviceId> = keys.members.revoked.keys().copied().collect();
        let purged = keys.members.purges.fingerprint.clone();
        let fetched = learn(keys, remote, mirrors, listing, &known)?;
        let is_purged = keys.members.purges.fingerprint != purged;
        if keys.unkept {
            self.vouch()?;
        }
        self.keep_learnt()?;
        if !tally.is_behind {
            self.refuse_unknown(row, listing, tally)?;
        }
        let keys = self.keys()?;
        for device in keys
            .members
            .revoked
            .keys()
            .filter(|device| !before.contains(device))
        {
            let text = format!(
                "\"{}\" ({}) was revoked: what it sends from now on is not taken",
                keys.members.device_name(*device),
                device.short()
            );
            tally.told("device-revoked", text);
        }
        self.is_still_member()?;
        self.follow_generation(tally)?;
        if is_purged {
            self.tell_waiting(tally)?;
        }
        Ok(fetched)
    }

    /// Keeps what was learnt of the vault itself.
    pub(super) fn keep_learnt(&mut self) -> Result<(), JournalError> {
        let keys = self.keys.as_mut().ok_or(JournalError::Locked)?;
        if !keys.unkept {
            return Ok(());
        }
        let change = self.store.change()?;
        keys.write(&change)?;
        change.commit()?;
        keys.unkept = false;
        Ok(())
    }

    /// Whether this device belongs to the vault.
    fn is_still_member(&self) -> Result<(), JournalError> {
        let keys = self.keys()?;
        let (own, members) = (keys.device(), &keys.members);
        let text = if members.revoked.contains_key(&own) {
            "this device was revoked: nothing was sent or taken; what it holds stays here"
        } else if members.outlawed.contains(&own) {
            "the key by which this device joined was taken away before anybody knew of it: nothing was sent or taken; what it holds stays here"
        } else {
            return Ok(());
        };
        Err(JournalError::Remote {
            condition: REVOKED,
            text: text.to_owned(),
        })
    }

    /// Tells the others what this device had accepted of a device before it learnt that it was revoked,
    /// where nobody has told as much: it counts for all.
    fn vouch(&mut self) -> Result<(), JournalError> {
        let chains = Chains::load(&self.store, self.keys()?)?;
        let outside = self.outside;
        let keys = self.keys.as_mut().ok_or(JournalError::Locked)?;
        let own = keys.device();
        if !keys.members.remains(own)
            || keys.members.revoked.is_empty() && keys.members.removed.is_empty()
        {
            return Ok(());
        }
        let mut owed: BTreeMap<DeviceId, (u64, Digest)> = BTreeMap::new();
        let head = |device: &DeviceId| {
            chains
                .heads
                .get(device)
                .map_or((0, Digest::default()), |head| (head.seq, head.digest))
        };
        let current = keys.generation.statement;
        for (device, revoked) in &keys.members.revoked {
            if head(device).0 > revoked.last_in(current).0 {
                owed.insert(*device, head(device));
            }
        }
        for device in keys.unvouched()? {
            owed.insert(device, head(&device));
        }
        for (device, (seq, digest)) in owed {
            let saying = Saying::Accepted {
                device,
                seq,
                digest,
                generation: keys.said_of(current),
            };
            keys.say(saying, &outside)?;
        }
        Ok(())
    }

    /// Nothing is sealed for others before a person has chosen between two devices that revoked each
    /// other, nor to an epoch that a revoked device could open.
    pub(super) fn fit_epoch(&mut self, tally: &mut Tally) -> Result<(), JournalError> {
        let outside = self.outside;
        let keys = self.keys.as_mut().ok_or(JournalError::Locked)?;
        if !keys.members.contested.is_empty() {
            let names: Vec<String> = keys
                .members
                .contested
                .iter()
                .map(|device| {
                    format!(
                        "\"{}\" ({})",
                        keys.members.device_name(*device),
                        device.short()
                    )
                })
                .collect();
            return Err(JournalError::Remote {
                condition: MUTUAL,
                text: format!(
                    "{} have revoked each other; nothing of either is taken and nothing is sent until you choose",
                    names.join(" and ")
                ),
            });
        }
        close_used(keys, tally, &outside)?;
        if keys.keyring.usable(&keys.members).is_some() {
            return self.keep_learnt();
        }
        let keys = self.keys.as_mut().ok_or(JournalError::Locked)?;
        keys.begin_epoch(&outside)?;
        tally.told(
            "rekeyed",
            "a device or a key was taken away meanwhile: what is sent from now on is sealed to a new key".to_owned(),
        );
        self.keep_learnt()
    }
}

/// Takes away what was good once and admitted somebody: from now on an admission by it is one by a removed
/// slot. The guest itself cannot do it: what admitted it would be struck down by its own word.
fn close_used(keys: &mut Keys, tally: &mut Tally, outside: &Outside) -> Result<(), JournalError> {
    if keys.is_member().is_err() {
        return Ok(());
    }
    for slot in keys.members.used_up() {
        if keys.members.guest(slot) == Some(keys.device()) {
            continue;
        }
        if keys.members.doubled.contains(&slot) {
            let text = format!(
                "the invitation {} was used by two devices at once: neither belongs to the vault; make another for yours, and ask who else had the words",
                slot.short()
            );
            tally.open("invitation-doubled", text);
        }
        keys.say(Saying::SlotRemoved { slot }, outside)?;
    }
    Ok(())
}
