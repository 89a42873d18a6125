//! Reading one device's chain from a remote: where it stands against what we know, and what is new.

use std::collections::HashSet;

use crate::crypto::object::Kind as ObjectKind;
use crate::crypto::seal;
use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::chains;
use crate::journal::chains::Chains;
use crate::journal::chains::Head;
use crate::journal::exchange::Tally;
use crate::journal::exchange::generation::is_struck;
use crate::journal::exchange::judge::Good;
use crate::journal::exchange::judge::KEYRING_BEHIND;
use crate::journal::exchange::judge::REVOKED;
use crate::journal::exchange::judge::Verdict;
use crate::journal::exchange::judge::open_bundle;
use crate::journal::exchange::judge::where_ours_was;
use crate::journal::keys::Keys;
use crate::journal::objects;
use crate::journal::remotes::RemoteRow;
use crate::journal::save::Writer;
use crate::model::amount::counted;
use crate::model::catalogue::Place;
use crate::model::id::DeviceId;
use crate::model::id::Digest;
use crate::model::id::EntryId;
use crate::model::revision::Revision;
use crate::sync::commit::CommitId;
use crate::sync::error::SyncError;
use crate::sync::mirror::Mirror;
use crate::sync::mirror::Mirrors;
use crate::sync::refname::ChainName;
use crate::sync::refname::Kind;
use crate::sync::refname::RefName;
use crate::sync::remote::Listing;
use crate::sync::remote::Remote;
use crate::sync::seen::Seen;

/// Ciphertext that is judged before it is imported, in bytes: bounds memory on a first fetch.
const BATCH_BYTES: usize = 32 << 20;

/// How an offered chain stands against ours.
pub(super) enum Stand {
    /// The same commits, and so many more.
    Forward(Vec<CommitId>),
    /// Ours goes on after it by so many.
    Behind(u64),
    /// Other commits: all of them, from the first.
    Apart(Vec<CommitId>),
}

impl Journal {
    /// Reads every text chain that the remote offers; one that is broken hides no other.
    pub(in crate::journal) fn read_chains(
        &mut self,
        row: &RemoteRow,
        remote: &mut Remote<'_>,
        mirrors: &Mirrors,
        listing: &Listing,
        seen: Option<&Seen>,
        tally: &mut Tally,
    ) -> Result<(), JournalError> {
        let fetched = self.learn_ahead(row, remote, mirrors, listing, tally)?;
        let keys = self.keys()?;
        let mut offered: Vec<(ChainName, CommitId)> = Vec::new();
        let mut old: Vec<(ChainName, CommitId)> = Vec::new();
        for (name, commit) in listing.ours() {
            match name.chain() {
                Some(chain)
                    if chains::is_current(keys, &chain)
                        && chain.kind == Kind::Text
                        && chain.repair.is_none() =>
                {
                    offered.push((chain, commit));
                }
                Some(chain) if chains::is_current(keys, &chain) => {}
                Some(chain) if chains::generation_of(keys, &chain).is_some() => {
                    old.push((chain, commit));
                }
                Some(chain) if !is_struck(keys, &chain) && !tally.is_behind => {
                    tally.open(
                        "unknown-ref",
                        format!(
                            "\"{chain}\" on \"{}\" is of another generation or vault",
                            row.name
                        ),
                    );
                }
                _ => {}
            }
        }
        for (name, commit) in &offered {
            if self.is_contested(*name)? {
                tally.held_back.push(*name);
                continue;
            }
            let got = fetched.get(name).copied();
            match self.read_chain(row, remote, mirrors, *name, *commit, got, seen, tally) {
                Err(JournalError::Sync(
                    error @ (SyncError::RemoteDamaged(_)
                    | SyncError::NotOurs { .. }
                    | SyncError::NotSealed { .. }
                    | SyncError::FileOversized { .. }
                    | SyncError::Oversized { .. }),
                )) => {
                    tally.held_back.push(*name);
                    tally.open(
                        error.condition(),
                        format!("\"{name}\" on \"{}\" cannot be read: {error}", row.name),
                    );
                }
                other => other?,
            }
        }
        self.read_repairs(row, remote, mirrors, listing, tally)?;
        let is_back = offered.is_empty() && !old.is_empty();
        self.note_generation(row, seen, is_back, tally)?;
        self.rescue(row, remote, old, tally)?;
        self.note_missing(row, seen, &offered, tally)?;
        self.note_omissions(row, tally)
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "what a round of sync knows, and one chain of it"
    )]
    fn read_chain(
        &mut self,
        row: &RemoteRow,
        remote: &mut Remote<'_>,
        mirrors: &Mirrors,
        name: ChainName,
        offered: CommitId,
        got: Option<(Option<CommitId>, bool)>,
        seen: Option<&Seen>,
        tally: &mut Tally,
    ) -> Result<(), JournalError> {
        let known = self.known_head(name)?;
        let mut mirror = mirrors.mirror(RefName::Chain(name))?;
        if self.last_commit(known)? == Some(offered) {
            // A mirror that was lost is filled again from a remote that has all of it.
            if !mirror.holds(offered) {
                remote.fetch(RefName::Chain(name), offered, &mut mirror)?;
                mirror.set_tip(offered)?;
            }
            return Ok(());
        }
        let ours = known.and_then(|(_, head)| head.commit);
        let (stand, stopped) = stand(remote, &mut mirror, name, offered, got, ours)?;
        let broken = |n: u64| {
            format!(
                "bundle {n} of \"{name}\" on \"{}\" is damaged or missing",
                row.name
            )
        };
        match stand {
            Stand::Behind(missing) => {
                // What it never confirmed it cannot have lost: a sync was cut off, or it was away.
                let has = known.map_or(0, |(_, head)| head.seq.saturating_sub(missing));
                let confirmed = seen.and_then(|seen| seen.chains.get(&name.to_string()));
                let lost = confirmed.map_or(0, |chain| chain.confirmed.saturating_sub(has));
                if lost == 0 {
                    return Ok(());
                }
                tally.told(
                    "rollback",
                    format!(
                        "\"{}\" had lost {lost} bundles of \"{name}\"; they were sent again",
                        row.name
                    ),
                );
                return Ok(());
            }
            Stand::Forward(commits) => {
                let from =
                    known.map_or((0, Digest::default()), |(_, head)| (head.seq, head.digest));
                let is_own = name.is_of(&self.keys()?.device());
                if let Some(first) = commits.first().filter(|_| is_own) {
                    if let Some(why) = self.why_not(&mirror, name, *first, from)? {
                        tally.alter(name, why);
                        return Ok(());
                    }
                    tally.told(
                        "restored-old",
                        format!(
                            "this store is an older copy: \"{}\" holds {} more that this device had sent; what was in them is here again",
                            row.name,
                            counted(commits.len() as u64, "bundle", "bundles")
                        ),
                    );
                    return self.meet_twin(
                        row,
                        mirrors,
                        &mut mirror,
                        name,
                        &commits,
                        from.0,
                        tally,
                    );
                }
                let read = self.take_in(row, &mut mirror, name, &commits, from, tally)?;
                if stopped && read == commits.len() {
                    tally.held_back.push(name);
                    tally.open("damaged", broken(from.0 + read as u64 + 1));
                }
            }
            Stand::Apart(commits) => {
                self.compare(row, mirrors, &mut mirror, name, &commits, tally)?;
            }
        }
        Ok(())
    }

    /// Other commits than ours: the same bundles under other names, or another history.
    fn compare(
        &mut self,
        row: &RemoteRow,
        mirrors: &Mirrors,
        mirror: &mut Mirror,
        name: ChainName,
        commits: &[CommitId],
        tally: &mut Tally,
    ) -> Result<(), JournalError> {
        let Some((device, head)) = self.known_head(name)? else {
            return Ok(());
        };
        let ours = match head.commit {
            Some(commit) => mirror.line(commit, usize::MAX, |_| false)?.commits,
            None => Vec::new(),
        };
        let mut same = 0;
        for (theirs, ours) in commits.iter().zip(&ours) {
            match mirror.read(*theirs) {
                Ok(stored) if stored.bundle.digest() == mirror.read(*ours)?.bundle.digest() => {
                    same += 1;
                }
                _ => break,
            }
        }
        if same == commits.len() || same == ours.len() {
            tally.told(
                "rewritten",
                format!(
                    "the commits of \"{name}\" on \"{}\" were rewritten; the bundles are the same",
                    row.name
                ),
            );
            return self.adopt(row, mirror, name, commits, &ours, tally);
        }
        let prev = match same.checked_sub(1).and_then(|at| ours.get(at)) {
            Some(last) => mirror.read(*last)?.bundle.digest(),
            None => Digest::default(),
        };
        if let Some(first) = commits.get(same)
            && let Some(why) = self.why_not(mirror, name, *first, (same as u64, prev))?
        {
            tally.alter(name, why);
            return Ok(());
        }
        if self.is_own(device) {
            return self.meet_twin(row, mirrors, mirror, name, commits, same as u64, tally);
        }
        let chains = Chains::load(&self.store, self.keys()?)?;
        if chains.leaves.get(&device) == Some(&head.digest) {
            let from = (same as u64, prev);
            return self.go_over(row, mirror, name, device, (commits, &ours), from, tally);
        }
        let first = commits.get(same).and_then(|first| mirror.read(*first).ok());
        let left = chains.left.get(&device);
        if first.is_some_and(|first| left.is_some_and(|left| left.contains(&first.bundle.digest())))
        {
            tally.alter(name, "fork");
            let more = commits.get(same..).unwrap_or_default();
            return self.take_aside(row, mirror, name, more, (same as u64, prev), tally);
        }
        tally.held_back.push(name);
        let text = format!(
            "\"{name}\" on \"{}\" goes another way from bundle {}: one device wrote twice, or the host shows each of us something else",
            row.name,
            same + 1
        );
        tally.open("fork", text);
        Ok(())
    }

    /// Follows the line that the remote shows from where the two part; what the other held stays here.
    #[expect(
        clippy::too_many_arguments,
        reason = "what a round of sync knows, and where the lines part"
    )]
    fn go_over(
        &mut self,
        row: &RemoteRow,
        mirror: &mut Mirror,
        name: ChainName,
        device: DeviceId,
        (theirs, ours): (&[CommitId], &[CommitId]),
        from: (u64, Digest),
        tally: &mut Tally,
    ) -> Result<(), JournalError> {
        let same = usize::try_from(from.0).unwrap_or(usize::MAX);
        let keys = self.keys.as_ref().ok_or(JournalError::Locked)?;
        let change = self.store.change()?;
        let mut chains = Chains::load_in(&change, keys)?;
        if let Some(first) = ours.get(same) {
            let left = mirror.read(*first)?.bundle.digest();
            chains.left.entry(device).or_default().insert(left);
            // What it held may stand on no other remote: this device sends it as its own.
            chains.republish = true;
        }
        match same.checked_sub(1).and_then(|at| ours.get(at)) {
            Some(commit) => chains.heads.insert(
                device,
                Head {
                    seq: from.0,
                    digest: from.1,
                    commit: Some(*commit),
                },
            ),
            None => chains.heads.remove(&device),
        };
        chains.save(&change, keys)?;
        change.commit()?;
        let more = theirs.get(same..).unwrap_or_default();
        self.take_in(row, mirror, name, more, from, tally)?;
        Ok(())
    }

    /// Why a bundle that stands on a chain is none that its device sealed after `from`; none where it is.
    fn why_not(
        &mut self,
        mirror: &Mirror,
        name: ChainName,
        commit: CommitId,
        from: (u64, Digest),
    ) -> Result<Option<&'static str>, JournalError> {
        let keys = self.keys.as_mut().ok_or(JournalError::Locked)?;
        let Ok(stored) = mirror.read(commit) else {
            return Ok(Some("damaged"));
        };
        Ok(match open_bundle(keys, name, &stored.bundle)? {
            Verdict::Good(good) if (good.seq, good.prev) == (from.0 + 1, from.1) => None,
            Verdict::Good(_) => Some("reordered"),
            Verdict::Bad(condition) => Some(where_ours_was(condition)),
        })
    }

    /// Takes a rewritten line over, so that ours continues it: our newer bundles go on top.
    fn adopt(
        &mut self,
        row: &RemoteRow,
        mirror: &mut Mirror,
        name: ChainName,
        theirs: &[CommitId],
        ours: &[CommitId],
        tally: &mut Tally,
    ) -> Result<(), JournalError> {
        let Some((device, head)) = self.known_head(name)? else {
            return Ok(());
        };
        let mut tip = theirs.get(..ours.len()).unwrap_or(theirs).last().copied();
        for (at, commit) in ours.iter().enumerate().skip(theirs.len()) {
            let stored = mirror.read(*commit)?;
            tip =
                Some(mirror.append(tip, at as u64 + 1, &stored.bundle, stored.keyring.as_ref())?);
        }
        self.move_head(
            device,
            Head {
                commit: tip,
                ..head
            },
        )?;
        if let Some(tip) = tip {
            mirror.set_tip(tip)?;
        }
        let more = theirs.get(ours.len()..).unwrap_or_default();
        if !more.is_empty() && !self.is_own(device) {
            self.take_in(row, mirror, name, more, (head.seq, head.digest), tally)?;
        }
        Ok(())
    }

    /// Judges and imports `commits`, the first of which continues `from`; returns how many were good.
    pub(super) fn take_in(
        &mut self,
        row: &RemoteRow,
        mirror: &mut Mirror,
        name: ChainName,
        commits: &[CommitId],
        from: (u64, Digest),
        tally: &mut Tally,
    ) -> Result<usize, JournalError> {
        self.take_line(row, mirror, name, commits, (from, true), tally)
    }

    /// Takes what stands in a line that is not followed: a device that wrote twice meant both, and who
    /// went on with one of them must not miss the other.
    pub(super) fn take_aside(
        &mut self,
        row: &RemoteRow,
        mirror: &mut Mirror,
        name: ChainName,
        commits: &[CommitId],
        from: (u64, Digest),
        tally: &mut Tally,
    ) -> Result<(), JournalError> {
        self.take_line(row, mirror, name, commits, (from, false), tally)?;
        Ok(())
    }

    /// Judges and imports; the head follows where that is asked for, and only then is it named what ended
    /// the line.
    fn take_line(
        &mut self,
        row: &RemoteRow,
        mirror: &mut Mirror,
        name: ChainName,
        commits: &[CommitId],
        (from, follow): ((u64, Digest), bool),
        tally: &mut Tally,
    ) -> Result<usize, JournalError> {
        let (mut seq, mut prev) = from;
        let mut read = 0;
        let commits = self.as_far_as_accepted(row, mirror, name, commits, from, tally)?;
        let mut batch: Vec<(Good, crate::crypto::seal::Sealed, CommitId)> = Vec::new();
        let mut bytes = 0;
        let mut bad = None;
        for commit in commits {
            let keys = self.keys.as_mut().ok_or(JournalError::Locked)?;
            let stored = match mirror.read(*commit) {
                Ok(stored) => stored,
                Err(SyncError::MirrorDamaged { .. } | SyncError::CommitMissing { .. }) => {
                    bad = Some("damaged");
                    break;
                }
                Err(error) => {
                    bad = Some(error.condition());
                    break;
                }
            };
            match open_bundle(keys, name, &stored.bundle)? {
                Verdict::Bad(condition) => {
                    bad = Some(condition);
                    break;
                }
                Verdict::Good(good) if good.seq != seq + 1 || good.prev != prev => {
                    bad = Some("reordered");
                    break;
                }
                Verdict::Good(good) => {
                    (seq, prev) = (good.seq, good.digest);
                    bytes += stored.bundle.as_bytes().len();
                    batch.push((*good, stored.bundle, *commit));
                    read += 1;
                }
            }
            if bytes > BATCH_BYTES {
                self.import(mirror, &std::mem::take(&mut batch), follow, tally)?;
                bytes = 0;
            }
        }
        self.import(mirror, &batch, follow, tally)?;
        if let Some(condition) = bad.filter(|_| follow) {
            tally.held_back.push(name);
            tally.is_behind |= condition == KEYRING_BEHIND;
            let text = format!(
                "bundle {} of \"{name}\" on \"{}\" is refused: {condition}; what came before it is kept",
                seq + 1,
                row.name
            );
            tally.open(condition, text);
        }
        Ok(read)
    }

    /// Whether a chain is that of a device which revoked another that revoked it.
    fn is_contested(&self, name: ChainName) -> Result<bool, JournalError> {
        let keys = self.keys()?;
        let mut contested = keys.members.contested.iter();
        Ok(contested.any(|device| name.is_of(device) && *device != keys.device()))
    }

    /// Of a revoked device's chain the part up to the bundle that those who remain had accepted: without
    /// that very bundle nothing of it is believed, since its owner could write all of it anew.
    fn as_far_as_accepted<'c>(
        &self,
        row: &RemoteRow,
        mirror: &Mirror,
        name: ChainName,
        commits: &'c [CommitId],
        from: (u64, Digest),
        tally: &mut Tally,
    ) -> Result<&'c [CommitId], JournalError> {
        let keys = self.keys()?;
        let mut revoked = keys.members.revoked.iter();
        let Some((device, revoked)) = revoked.find(|(device, _)| name.is_of(device)) else {
            return Ok(commits);
        };
        let last = revoked.last_in(keys.generation.statement);
        let who = keys.members.device_name(*device);
        let left = usize::try_from(last.0.saturating_sub(from.0)).unwrap_or(usize::MAX);
        let (accepted, later) = commits.split_at_checked(left).unwrap_or((commits, &[]));
        let is_whole = accepted.len() == left && self.is_line_to(mirror, accepted, from, last.1);
        if is_whole && later.is_empty() {
            return Ok(accepted);
        }
        tally.held_back.push(name);
        let text = if is_whole {
            format!(
                "bundle {} of \"{name}\" on \"{}\" is refused: \"{who}\" was revoked before it was accepted by anybody; what came before it is kept",
                last.0 + 1,
                row.name
            )
        } else {
            format!(
                "\"{name}\" on \"{}\" does not lead to bundle {} of \"{who}\", the last that was accepted before it was revoked; nothing of it is taken",
                row.name, last.0
            )
        };
        tally.open(REVOKED, text);
        Ok(if is_whole { accepted } else { &[] })
    }

    /// Whether these bundles continue `from`, each the one before, and end with `last`.
    fn is_line_to(
        &self,
        mirror: &Mirror,
        commits: &[CommitId],
        from: (u64, Digest),
        last: Digest,
    ) -> bool {
        let Ok(keys) = self.keys() else {
            return false;
        };
        let mut prev = from.1;
        for commit in commits {
            let Ok(stored) = mirror.read(*commit) else {
                return false;
            };
            let opened = seal::open_unjudged(
                stored.bundle.as_bytes(),
                &keys.keyring,
                &[ObjectKind::Bundle],
            );
            let before = opened
                .ok()
                .and_then(|object| object.header.bundle)
                .map(|b| b.prev);
            if before != Some(prev) {
                return false;
            }
            prev = stored.bundle.digest();
        }
        commits.is_empty() || prev == last
    }

    /// Puts judged bundles into the store: objects, rows, heads and statements in one transaction.
    fn import(
        &mut self,
        mirror: &mut Mirror,
        batch: &[(Good, crate::crypto::seal::Sealed, CommitId)],
        follow: bool,
        tally: &mut Tally,
    ) -> Result<(), JournalError> {
        let Some((last, _, tip)) = batch
            .last()
            .map(|(good, sealed, commit)| ((good.device, good.seq, good.digest), sealed, *commit))
        else {
            return Ok(());
        };
        let mut revisions: Vec<Vec<(Revision, (u64, u64))>> = Vec::new();
        let mut ids: HashSet<EntryId> = HashSet::new();
        for (good, _, _) in batch {
            let mut of_bundle = Vec::new();
            for item in objects::revisions(&good.object, 0) {
                let (revision, Place(_, offset, length)) = item?;
                ids.insert(revision.id);
                of_bundle.push((revision, (offset, length)));
            }
            revisions.push(of_bundle);
        }
        self.top()?;
        let outside = self.outside;
        let keys = self.keys.as_ref().ok_or(JournalError::Locked)?;
        let change = self.store.change()?;
        let mut writer = Writer::begin(&change, keys, &outside)?;
        writer.fetch_all(&ids)?;
        let mut chains = Chains::load_in(&change, keys)?;
        let before = tally.taken;
        for ((good, sealed, _), of_bundle) in batch.iter().zip(&revisions) {
            let known = of_bundle.iter().filter(|(revision, _)| {
                writer.has(revision) || keys.members.purges.has(revision.id)
            });
            let new = of_bundle.len() - known.count();
            let purged = |one: &(Revision, _)| keys.members.purges.has(one.0.id);
            if of_bundle.iter().any(purged) {
                // Nothing of a purged entry comes in again, whoever brings it.
                let rest = of_bundle.iter().filter(|one| !purged(one));
                writer.put_pulled(rest.map(|(revision, _)| revision))?;
            } else if new > 0 {
                let seq = change.put_object(sealed)?;
                for (revision, (offset, length)) in of_bundle {
                    writer.take(revision, Place(seq, *offset, *length), false)?;
                }
            }
            tally.taken += new as u64;
            tally.bundles_taken += u64::from(follow || new > 0);
            claim(&mut chains, good);
        }
        let (device, seq, digest) = last;
        let about = batch
            .last()
            .and_then(|one| one.0.object.header.bundle.as_ref());
        if let Some(about) = about.filter(|_| !chains.heard_by.contains(&device))
            && keys.members.has_heard(&about.statements, keys.device())
        {
            chains.heard_by.insert(device);
        }
        if follow {
            let commit = Some(tip);
            let head = Head {
                seq,
                digest,
                commit,
            };
            chains.heads.insert(device, head);
        } else if tally.taken > before {
            // The line stands on this remote alone.
            chains.republish = true;
        }
        chains.save(&change, keys)?;
        writer.end()?;
        keys.write_where_changed(&change)?;
        change.commit()?;
        self.forget_rows();
        if !tally.heard.contains(&device) {
            tally.heard.push(device);
        }
        if follow {
            mirror.set_tip(tip)?;
        }
        Ok(())
    }

    pub(super) fn known_head(
        &self,
        name: ChainName,
    ) -> Result<Option<(DeviceId, Head)>, JournalError> {
        let chains = Chains::load(&self.store, self.keys()?)?;
        Ok(chains
            .heads
            .into_iter()
            .find(|(device, _)| name.is_of(device)))
    }

    /// The last commit of a chain that can be on a remote: what a bundle stands on that was sealed
    /// and has none yet.
    fn last_commit(
        &self,
        known: Option<(DeviceId, Head)>,
    ) -> Result<Option<CommitId>, JournalError> {
        let Some((device, head)) = known else {
            return Ok(None);
        };
        if head.commit.is_some() || !self.is_own(device) {
            return Ok(head.commit);
        }
        let chains = Chains::load(&self.store, self.keys()?)?;
        let sealed = chains.pending.iter().find(|sealed| sealed.seq == head.seq);
        Ok(sealed.and_then(|sealed| sealed.parent))
    }

    fn move_head(&mut self, device: DeviceId, head: Head) -> Result<(), JournalError> {
        let keys = self.keys.as_ref().ok_or(JournalError::Locked)?;
        let change = self.store.change()?;
        let mut chains = Chains::load_in(&change, keys)?;
        chains.heads.insert(device, head);
        chains.save(&change, keys)?;
        Ok(change.commit()?)
    }

    fn is_own(&self, device: DeviceId) -> bool {
        self.keys
            .as_ref()
            .is_some_and(|keys| keys.device() == device)
    }

    /// Refs that this remote had confirmed and that it offers no more.
    fn note_missing(
        &self,
        row: &RemoteRow,
        seen: Option<&Seen>,
        offered: &[(ChainName, CommitId)],
        tally: &mut Tally,
    ) -> Result<(), JournalError> {
        let (Some(seen), false) = (seen, offered.is_empty()) else {
            return Ok(());
        };
        let keys = self.keys()?;
        let chains = Chains::load(&self.store, keys)?;
        for device in chains.heads.keys() {
            let name = chains::chain_name(keys, device);
            let gone = !offered.iter().any(|(offered, _)| *offered == name);
            if let Some(confirmed) = seen
                .chains
                .get(&name.to_string())
                .map(|chain| chain.confirmed)
                .filter(|n| gone && *n > 0)
            {
                let text = format!(
                    "\"{name}\" with {confirmed} bundles of {} was gone from \"{}\"; it was sent again",
                    keys.members.device_name(*device),
                    row.name
                );
                tally.told("ref-missing", text);
            }
        }
        Ok(())
    }

    /// Bundles that some device saw and that nobody shows us.
    fn note_omissions(&self, row: &RemoteRow, tally: &mut Tally) -> Result<(), JournalError> {
        let keys = self.keys()?;
        let chains = Chains::load(&self.store, keys)?;
        for (_, _, text) in omissions(keys, &chains, &row.name) {
            tally.open("omission", text);
        }
        Ok(())
    }
}

/// The bundles that some device saw, that nobody shows us and that are waited for: of which device, up to
/// which, and one sentence about it.
pub(in crate::journal) fn omissions(
    keys: &Keys,
    chains: &Chains,
    remote: &str,
) -> Vec<(DeviceId, u64, String)> {
    let mut missing = Vec::new();
    for (device, (seq, _)) in &chains.claims {
        // Of a revoked device nobody wants more than was accepted.
        let seq = match keys.members.revoked.get(device) {
            Some(revoked) => *seq.min(&revoked.last_in(keys.generation.statement).0),
            None => *seq,
        };
        let have = chains.heads.get(device).map_or(0, |head| head.seq);
        let waived = chains.waived.get(device).is_some_and(|to| seq <= *to);
        if seq > have && !waived {
            let text = format!(
                "another device has seen {seq} bundles of {}; \"{remote}\" shows {have}",
                keys.members.device_name(*device),
            );
            missing.push((*device, seq, text));
        }
    }
    missing
}

fn claim(chains: &mut Chains, good: &Good) {
    for (device, seq, digest) in good
        .object
        .header
        .bundle
        .iter()
        .flat_map(|bundle| &bundle.seen)
    {
        let furthest = chains
            .claims
            .entry(*device)
            .or_insert((0, Digest::default()));
        if *seq > furthest.0 {
            *furthest = (*seq, *digest);
        }
    }
}

/// Fetches what is offered, unless it was `got` already, and says how it stands against our last commit,
/// and whether more was offered than can be read.
pub(super) fn stand(
    remote: &mut Remote<'_>,
    mirror: &mut Mirror,
    name: ChainName,
    offered: CommitId,
    got: Option<(Option<CommitId>, bool)>,
    ours: Option<CommitId>,
) -> Result<(Stand, bool), JournalError> {
    if let Some(ours) = ours.filter(|ours| mirror.holds(*ours) && mirror.holds(offered)) {
        let line = mirror.line(ours, usize::MAX, |commit| commit == offered)?;
        if line.base == Some(offered) {
            return Ok((Stand::Behind(line.commits.len() as u64), false));
        }
    }
    let (tip, stopped) = if let Some(got) = got {
        got
    } else {
        let fetched = remote.fetch(RefName::Chain(name), offered, mirror)?;
        (fetched.tip, fetched.stopped.is_some())
    };
    let Some(tip) = tip else {
        return Ok((Stand::Forward(Vec::new()), true));
    };
    let line = mirror.line(tip, usize::MAX, |commit| Some(commit) == ours)?;
    if line.base == ours {
        return Ok((Stand::Forward(line.commits), stopped));
    }
    Ok((Stand::Apart(line.commits), stopped))
}

/// Whether any bundle of an offered chain opens as ours: how a vault is known whose shelf was defaced.
/// None where the host has lost so much of it that nobody can tell.
pub(super) fn opens(
    keys: &Keys,
    remote: &mut Remote<'_>,
    mirrors: &Mirrors,
    name: ChainName,
    offered: CommitId,
) -> Result<Option<bool>, JournalError> {
    let mut mirror = mirrors.mirror(RefName::Chain(name))?;
    let fetched = match remote.fetch(RefName::Chain(name), offered, &mut mirror) {
        Ok(fetched) => fetched,
        // A chain of ours that the host cannot send is named by who reads it.
        Err(SyncError::RemoteDamaged(_)) => return Ok(mirror.tip()?.map(|_| true)),
        Err(error) => return Err(error.into()),
    };
    let Some(tip) = fetched.tip else {
        return Ok(mirror.tip()?.map(|_| true));
    };
    for commit in mirror.line(tip, usize::MAX, |_| false)?.commits {
        if let Ok(stored) = mirror.read(commit)
            && seal::open(
                stored.bundle.as_bytes(),
                &keys.keyring,
                &[ObjectKind::Bundle],
            )
            .is_ok()
        {
            return Ok(Some(true));
        }
    }
    Ok(Some(false))
}
