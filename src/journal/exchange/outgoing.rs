//! Our own chain: sealing what was not sent yet, committing it, going on as a new device after a twin.

use std::collections::HashSet;

use crate::crypto::object::BundleHeader;
use crate::crypto::object::Header;
use crate::crypto::object::Kind;
use crate::crypto::seal;
use crate::crypto::seal::Sealed;
use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::chains;
use crate::journal::chains::Chains;
use crate::journal::chains::Head;
use crate::journal::chains::Pending;
use crate::journal::exchange::Tally;
use crate::journal::keys::Keys;
use crate::journal::keys::device_row;
use crate::journal::list::is_own;
use crate::journal::objects;
use crate::journal::remotes::RemoteRow;
use crate::journal::sync_state;
use crate::journal::sync_state::Mark;
use crate::model::id::DeviceId;
use crate::model::id::Digest;
use crate::model::id::RevId;
use crate::model::revision;
use crate::model::statement::Saying;
use crate::model::statement::Statement;
use crate::store::Change;
use crate::sync::commit::CommitId;
use crate::sync::error::SyncError;
use crate::sync::mirror::Mirror;
use crate::sync::mirror::Mirrors;
use crate::sync::refname::ChainName;
use crate::sync::refname::RefName;
use crate::sync::seen::Seen;

/// A bundle is closed when it has this many bytes of plain text: an import makes several.
pub(in crate::journal) const BUNDLE_TEXT_BYTES: usize = 8 << 20;

/// The row of `state` that says what must be sent once more after a twin was met.
pub(super) const RESEND: &str = "resend";

/// What sealing came to.
enum Sealing {
    /// Nothing is left to seal.
    Done,
    /// A bundle was sealed, and there may be more.
    Sealed,
    /// What this store holds must be compared with the chains first.
    Compare,
}

impl Journal {
    /// Puts every sealed bundle that has no commit into the mirror: repeatable, since commits are made of the bytes alone.
    pub(super) fn commit_pending(&mut self, mirrors: &Mirrors) -> Result<(), JournalError> {
        let keys = self.keys.as_ref().ok_or(JournalError::Locked)?;
        let own = keys.device();
        let chains = Chains::load(&self.store, keys)?;
        let Some(head) = chains.heads.get(&own).copied() else {
            return Ok(());
        };
        let mut mirror = mirrors.mirror(RefName::Chain(chains::chain_name(keys, &own)))?;
        let mut commit = head.commit;
        let mut parent: Option<CommitId> = None;
        for (pending, known) in chains.pending.iter().zip(chains.commits_of_pending(&own)) {
            // An import of years is many bundles: one that is committed is neither read nor hashed again.
            if let Some(known) = known.filter(|commit| mirror.holds(*commit)) {
                parent = Some(known);
                continue;
            }
            let Some(bundle) = read_sealed(
                self.store
                    .state(&keys.state_name(&chains::bundle_row(own, pending.seq))?)?,
            ) else {
                continue;
            };
            let keyring = read_sealed(
                self.store
                    .state(&keys.state_name(&chains::keyring_row(own, pending.seq))?)?,
            );
            let base = parent.or(pending.parent);
            let made = mirror.append(base, pending.seq, &bundle, keyring.as_ref())?;
            parent = Some(made);
            if pending.seq == head.seq {
                commit = Some(made);
            }
        }
        if commit != head.commit {
            let change = self.store.change()?;
            let mut chains = Chains::load_in(&change, keys)?;
            chains.heads.insert(own, Head { commit, ..head });
            chains.save(&change, keys)?;
            change.commit()?;
        }
        Ok(())
    }

    /// Commits what a kill left sealed and without a commit, before anything is compared with it: else
    /// the remote would seem to hold a line that is not ours. A mirror that was lost is filled first.
    pub(super) fn finish_sealing(&mut self, mirrors: &Mirrors) -> Result<(), JournalError> {
        match self.commit_pending(mirrors) {
            Err(JournalError::Sync(
                SyncError::CommitMissing { .. } | SyncError::MirrorDamaged { .. },
            )) => Ok(()),
            other => other,
        }
    }

    /// Seals what was not sent yet into bundles, each in one transaction with the mark that it moves. A
    /// sync with nothing to send seals nothing.
    pub(super) fn seal_unsent(
        &mut self,
        mirrors: &Mirrors,
        tally: &mut Tally,
    ) -> Result<(), JournalError> {
        loop {
            match self.seal_one()? {
                Sealing::Done => return Ok(()),
                Sealing::Sealed => self.commit_pending(mirrors)?,
                Sealing::Compare => self.republish(mirrors, tally)?,
            }
        }
    }

    fn seal_one(&mut self) -> Result<Sealing, JournalError> {
        let keys = self.keys.as_ref().ok_or(JournalError::Locked)?;
        let change = self.store.change()?;
        let mut chains = Chains::load_in(&change, keys)?;
        if chains.is_to_compare(keys) {
            return Ok(Sealing::Compare);
        }
        let mark = sync_state::sealed_to(&change, keys)?;
        let (lines, to) = unsent_lines(&change, keys, mark)?;
        let new = unsaid(keys, &chains);
        if lines.is_empty() && new.is_empty() {
            if to > mark {
                keys.put(&change, sync_state::MARK, &Mark { seq: to })?;
                change.commit()?;
            }
            return Ok(Sealing::Done);
        }
        seal_bundle(&change, keys, &mut chains, &new, &lines)?;
        chains.save(&change, keys)?;
        keys.put(&change, sync_state::MARK, &Mark { seq: to })?;
        change.commit()?;
        Ok(Sealing::Sealed)
    }

    /// A chain that neither its mirror nor the remote has any more. What it brought stays in the store;
    /// another's comes again from whoever has it, and our own is written anew by a new device.
    pub(super) fn let_go_of(
        &mut self,
        row: &RemoteRow,
        chain: ChainName,
        tally: &mut Tally,
    ) -> Result<(), JournalError> {
        let known = self.known_head(chain.base())?;
        let Some((device, _)) = known.filter(|_| chain.repair.is_none()) else {
            return Ok(());
        };
        let outside = self.outside;
        let keys = self.keys.as_mut().ok_or(JournalError::Locked)?;
        let own = keys.device() == device;
        if own {
            let device_name = keys.members.device_name(device);
            keys.become_new_device(&device_name, Some(device), &outside)?;
        }
        let keys = self.keys.as_ref().ok_or(JournalError::Locked)?;
        let change = self.store.change()?;
        let mut chains = Chains::load_in(&change, keys)?;
        chains.heads.remove(&device);
        chains.claims.remove(&device);
        if own {
            begin_anew(keys, &change, &mut chains, device, &[])?;
            let text = "the remote and the mirror had both lost what this device sent; all of it is sent again, as by a new device";
            tally.told("republished", text.to_owned());
        }
        chains.save(&change, keys)?;
        change.commit()?;
        // What another device sent may still be owed by the host; our own is sent again under another name.
        let path = self.seen_path(&row.name);
        if let Some(mut seen) = Seen::load(&path).ok().flatten().filter(|_| own) {
            seen.chains.remove(&chain.base().to_string());
            seen.save(&path)?;
        }
        Ok(())
    }

    /// Somebody else wrote under our name: an image of this device, or this store is an old image itself.
    /// The other's bundles are taken in, and we go on as a new device, with all that only we have.
    #[expect(
        clippy::too_many_arguments,
        reason = "what a round of sync knows, and where the lines part"
    )]
    pub(super) fn meet_twin(
        &mut self,
        row: &RemoteRow,
        mirrors: &Mirrors,
        mirror: &mut Mirror,
        name: ChainName,
        commits: &[CommitId],
        same: u64,
        tally: &mut Tally,
    ) -> Result<(), JournalError> {
        let old = self.keys()?.device();
        let offered = mirror
            .line(
                commits.last().copied().ok_or(JournalError::Locked)?,
                usize::MAX,
                |_| false,
            )?
            .commits;
        let mut published: HashSet<RevId> = HashSet::new();
        let mut prev = Digest::default();
        for (at, commit) in offered.iter().enumerate() {
            let stored = mirror.read(*commit)?;
            let keys = self.keys()?;
            let object = seal::open(stored.bundle.as_bytes(), &keys.keyring, &[Kind::Bundle])?;
            published.extend(
                objects::lines(&object, 0).filter_map(|(line, _)| revision::name(line).ok()),
            );
            if (at as u64) < same {
                prev = stored.bundle.digest();
            }
        }
        self.commit_pending(mirrors)?;
        let outside = self.outside;
        let keys = self.keys.as_mut().ok_or(JournalError::Locked)?;
        let device_name = keys.members.device_name(old);
        keys.become_new_device(&device_name, Some(old), &outside)?;
        let keys = self.keys.as_ref().ok_or(JournalError::Locked)?;
        let change = self.store.change()?;
        let mut chains = Chains::load_in(&change, keys)?;
        let published: Vec<RevId> = published.into_iter().collect();
        begin_anew(keys, &change, &mut chains, old, &published)?;
        let at = usize::try_from(same).unwrap_or(usize::MAX);
        let commit = offered.get(..at).and_then(<[_]>::last).copied();
        match commit {
            Some(commit) => chains.heads.insert(
                old,
                Head {
                    seq: same,
                    digest: prev,
                    commit: Some(commit),
                },
            ),
            None => chains.heads.remove(&old),
        };
        chains.save(&change, keys)?;
        change.commit()?;
        let rest = offered.get(at..).unwrap_or_default();
        self.take_in(row, mirror, name, rest, (same, prev), tally)?;
        let text = format!(
            "another copy of this device wrote to \"{}\" ({} bundles); both are kept, and this one is a new device now. Was it not you? Then revoke it",
            row.name,
            rest.len()
        );
        tally.told("twin", text);
        Ok(())
    }
}

/// The statements that no bundle of ours has carried.
pub(super) fn unsaid(keys: &Keys, chains: &Chains) -> Vec<Statement> {
    let said: HashSet<_> = chains.said.iter().copied().collect();
    let all = keys.members.statements.iter();
    all.filter(|s| !said.contains(&s.id)).cloned().collect()
}

/// Seals one more bundle of our chain, which waits in the store until every remote has it.
pub(super) fn seal_bundle(
    change: &Change<'_>,
    keys: &Keys,
    chains: &mut Chains,
    new: &[Statement],
    lines: &[String],
) -> Result<(), JournalError> {
    let own = keys.device();
    let last = chains.heads.get(&own).copied();
    let seq = last.map_or(1, |head| head.seq + 1);
    let all: Vec<&str> = new
        .iter()
        .map(Statement::line)
        .chain(lines.iter().map(String::as_str))
        .collect();
    let mut header = Header::new(Kind::Bundle, keys.vault, all.len() as u64).by(own);
    header.bundle = Some(BundleHeader {
        generation: keys.generation.number,
        began: keys.said_of(keys.generation.statement),
        seq,
        prev: last.map_or(Digest::default(), |head| head.digest),
        seen: seen_since(chains, own),
        statements: keys.members.heads.clone(),
    });
    let (sealed, _) = seal::seal(&header, &all, keys.epoch()?, Some(&keys.own.device))?;
    let digest = sealed.digest();
    let keyring = new.iter().any(|s| {
        matches!(
            s.saying,
            Some(Saying::Slot { .. } | Saying::Epoch { .. } | Saying::Generation { .. })
        )
    });
    change.put_state(&keys.state_name(&chains::bundle_row(own, seq))?, &sealed)?;
    if keyring {
        let file = keys.keyring.seal(&keys.recipients(), &keys.members.heads)?;
        change.put_state(&keys.state_name(&chains::keyring_row(own, seq))?, &file)?;
    }
    let parent = last.and_then(|head| head.commit);
    chains.pending.push(Pending {
        seq,
        digest,
        revisions: lines.len() as u64,
        parent,
        keyring,
    });
    chains.told = chains
        .heads
        .iter()
        .filter(|(device, _)| **device != own)
        .map(|(device, head)| (*device, (head.seq, head.digest)))
        .collect();
    chains.said.extend(new.iter().map(|statement| statement.id));
    chains.heads.insert(
        own,
        Head {
            seq,
            digest,
            commit: None,
        },
    );
    Ok(())
}

/// What the device of a backup had sealed and not got confirmed goes out as a new device's own: all of
/// `known` but that, and but what was not sealed yet, is sent already.
pub(in crate::journal) fn take_over_unsent(
    change: &Change<'_>,
    keys: &Keys,
    known: Vec<RevId>,
    mut unsent: HashSet<RevId>,
) -> Result<(), JournalError> {
    let mut chains = Chains::load_in(change, keys)?;
    if chains.pending.is_empty() {
        return Ok(());
    }
    let mut gone: HashSet<DeviceId> = HashSet::new();
    for pending in std::mem::take(&mut chains.pending) {
        for device in keys.members.devices.keys().copied() {
            let row = chains::bundle_row(device, pending.seq);
            let Some(sealed) = read_sealed(change.state(&keys.state_name(&row)?)?) else {
                continue;
            };
            let object = seal::open(sealed.as_bytes(), &keys.keyring, &[Kind::Bundle])?;
            let names =
                objects::lines(&object, 0).filter_map(|(line, _)| revision::name(line).ok());
            unsent.extend(names);
            if gone.insert(device) {
                step_back(&mut chains, device, &pending, &object);
            }
            keys.forget(change, &row)?;
            keys.forget(change, &chains::keyring_row(device, pending.seq))?;
        }
    }
    chains.said.clear();
    chains.save(change, keys)?;
    let sent: Vec<RevId> = known
        .into_iter()
        .filter(|rev| !unsent.contains(rev))
        .collect();
    keys.put(change, RESEND, &sent)?;
    keys.put(change, sync_state::MARK, &Mark { seq: 0 })?;
    Ok(())
}

/// Another's chain as it was before its bundle that nobody else may ever have seen.
fn step_back(chains: &mut Chains, device: DeviceId, first: &Pending, object: &seal::Object) {
    match (&object.header.bundle, first.seq.checked_sub(1)) {
        (Some(bundle), Some(seq @ 1..)) => {
            let head = Head {
                seq,
                digest: bundle.prev,
                commit: first.parent,
            };
            chains.heads.insert(device, head);
        }
        _ => {
            chains.heads.remove(&device);
        }
    }
}

/// Lines of own objects after the mark, up to the size of a bundle, and the number of the last object they are from.
fn unsent_lines(
    change: &Change<'_>,
    keys: &Keys,
    mark: i64,
) -> Result<(Vec<String>, i64), JournalError> {
    let published: HashSet<RevId> = keys
        .get_in::<Vec<RevId>>(change, RESEND)?
        .unwrap_or_default()
        .into_iter()
        .collect();
    let mut lines = Vec::new();
    let mut bytes = 0;
    let mut to = mark;
    for seq in change.objects_after(mark)? {
        // One that does not open can be sent to nobody, and must not keep the others here.
        let object = match objects::open(change, keys, seq) {
            Err(error) if error.is_damage() => continue,
            object => object?,
        };
        if is_own(&object) {
            if bytes > 0 && bytes + object.text_bytes() > BUNDLE_TEXT_BYTES {
                return Ok((lines, to));
            }
            for (line, _) in objects::lines(&object, seq) {
                if revision::name(line).is_ok_and(|rev| !published.contains(&rev))
                    && !is_purged(keys, line)
                {
                    bytes += line.len();
                    lines.push(line.to_owned());
                }
            }
        }
        to = seq;
    }
    Ok((lines, to))
}

/// Whether a line is of a purged entry: it is sent to nobody.
pub(super) fn is_purged(keys: &Keys, line: &str) -> bool {
    let purges = &keys.members.purges;
    !purges.entries.is_empty() && revision::entry_of(line).is_some_and(|entry| purges.has(entry))
}

/// Heads of other devices' chains that changed since our last bundle told of them.
fn seen_since(chains: &Chains, own: DeviceId) -> Vec<(DeviceId, u64, Digest)> {
    let others = chains.heads.iter().filter(|(device, _)| **device != own);
    let changed =
        others.filter(|(device, head)| chains.told.get(*device) != Some(&(head.seq, head.digest)));
    changed
        .map(|(device, head)| (*device, head.seq, head.digest))
        .collect()
}

fn read_sealed(row: Option<Vec<u8>>) -> Option<Sealed> {
    row.and_then(|bytes| Sealed::read(bytes).ok())
}

/// Writes down that what was the device `old` is a new one: what waited under the old name is
/// forgotten, all but `published` is sent again, and the slot holds the new device's keys.
fn begin_anew(
    keys: &Keys,
    change: &Change<'_>,
    chains: &mut Chains,
    old: DeviceId,
    published: &[RevId],
) -> Result<(), JournalError> {
    for pending in std::mem::take(&mut chains.pending) {
        keys.forget(change, &chains::bundle_row(old, pending.seq))?;
        keys.forget(change, &chains::keyring_row(old, pending.seq))?;
    }
    chains.said.clear();
    keys.put(change, RESEND, &published)?;
    keys.put(change, sync_state::MARK, &Mark { seq: 0 })?;
    keys.write(change)?;
    let own = keys.own.seal(keys.vault, &keys.slot_identity)?;
    change.put_slot(&device_row(keys.own_slot, keys.slot), &own)?;
    Ok(())
}
