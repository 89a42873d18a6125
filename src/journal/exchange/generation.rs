//! Going over from one generation of chains to the next: everything is published anew, what the refs of
//! the one before hold besides is rescued, and they go once the new one was drilled.
//!
//! A store goes over in one transaction, and from then on nothing of the generation before is written.
//! Each step that follows can be repeated after a kill, by any device, in any order.

use std::collections::BTreeMap;
use std::collections::HashSet;

use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::chains;
use crate::journal::chains::Chains;
use crate::journal::exchange::Tally;
use crate::journal::exchange::judge::REVOKED;
use crate::journal::exchange::judge::Verdict;
use crate::journal::exchange::judge::open_bundle;
use crate::journal::exchange::mend;
use crate::journal::exchange::open;
use crate::journal::exchange::outgoing;
use crate::journal::exchange::outgoing::BUNDLE_TEXT_BYTES;
use crate::journal::exchange::outgoing::RESEND;
use crate::journal::keys::Keys;
use crate::journal::objects;
use crate::journal::remotes::RemoteRow;
use crate::journal::save::Writer;
use crate::journal::sync_state;
use crate::journal::sync_state::Mark;
use crate::journal::types::Notice;
use crate::journal::types::Watch;
use crate::model::id::DeviceId;
use crate::model::id::Digest;
use crate::model::id::EntryId;
use crate::model::id::RevId;
use crate::model::outside::Outside;
use crate::model::revision;
use crate::model::revision::Revision;
use crate::model::statement::Saying;
use crate::store::Change;
use crate::store::place;
use crate::sync::commit::CommitId;
use crate::sync::error::SyncError;
use crate::sync::lock::SyncLock;
use crate::sync::mirror::Mirror;
use crate::sync::mirror::Mirrors;
use crate::sync::refname::ChainName;
use crate::sync::refname::Kind;
use crate::sync::refname::RefName;
use crate::sync::remote::Listing;
use crate::sync::remote::Remote;
use crate::sync::seen::Seen;

/// The condition of refs of a generation before that are still there.
pub(in crate::journal) const OLD_GENERATION: &str = "old-generation";
/// The row of `state` that says that file, log and mirrors may hold what is gone from the tables.
pub(in crate::journal) const SWEEP: &str = "sweep";
/// Lines that are taken in at a time, in bytes.
const BATCH_BYTES: usize = 8 << 20;

/// Says that a new generation begins after all that is known, in place of the chains that are held.
pub(in crate::journal) fn begin_generation(
    keys: &mut Keys,
    chains: &Chains,
    outside: &Outside,
) -> Result<(), JournalError> {
    let greatest = keys
        .members
        .generations
        .values()
        .max()
        .copied()
        .unwrap_or(1);
    let heads: Vec<(DeviceId, u64, Digest)> = chains
        .heads
        .iter()
        .map(|(device, head)| (*device, head.seq, head.digest))
        .collect();
    let number = greatest.saturating_add(1);
    keys.say(Saying::Generation { number, heads }, outside)
}

/// Goes over to the generation that leads, inside a change: nothing of it is known to be published yet,
/// and what waited to be sent in the one before is forgotten. `keys` must be a copy that is taken over
/// once the change is committed.
pub(in crate::journal) fn enter(change: &Change<'_>, keys: &mut Keys) -> Result<(), JournalError> {
    let before = Chains::load_in(change, keys)?;
    let own = keys.device();
    for pending in &before.pending {
        keys.forget(change, &chains::bundle_row(own, pending.seq))?;
        keys.forget(change, &chains::keyring_row(own, pending.seq))?;
    }
    let after = before.begun(keys, keys.members.generation);
    keys.forget(change, RESEND)?;
    keys.forget(change, mend::ROW)?;
    keys.put(change, sync_state::MARK, &Mark { seq: 0 })?;
    keys.put(change, SWEEP, &true)?;
    keys.generation = keys.members.generation;
    after.save(change, keys)
}

/// Whether a chain is of a generation that a revoked device began, unknown to all who remain.
pub(super) fn is_struck(keys: &Keys, name: &ChainName) -> bool {
    let mut held = keys.members.held.iter();
    held.any(|statement| {
        matches!(statement.saying, Some(Saying::Generation { .. }))
            && statement.id.0.starts_with(&name.statement)
    })
}

/// The error of a remote with a generation that no statement names.
pub(in crate::journal) fn unknown(
    keys: &Keys,
    remote: &str,
    listing: &Listing,
) -> Option<JournalError> {
    let mut chains = listing.ours().filter_map(|(name, _)| name.chain());
    let stranger = chains.find(|chain| {
        chain.generation > 1
            && chains::generation_of(keys, chain).is_none()
            && !is_struck(keys, chain)
    })?;
    Some(JournalError::Remote {
        condition: "unknown-generation",
        text: format!(
            "\"{remote}\" holds generation {}, of which this device knows nothing; nothing was sent or taken",
            stranger.generation
        ),
    })
}

/// Whether a remote has confirmed something of the generation that is held here.
fn held_ours(keys: &Keys, seen: Option<&Seen>) -> bool {
    seen.is_some_and(|seen| {
        seen.generation_statement == keys.generation.statement
            && seen.chains.values().any(|chain| chain.confirmed > 0)
    })
}

/// What is to be said of a remote that held our generation and shows only chains of others: it was put
/// back, and what was purged may stand there again.
pub(in crate::journal) fn put_back(
    keys: &Keys,
    row: &RemoteRow,
    listing: &Listing,
    seen: Option<&Seen>,
) -> Option<Notice> {
    let before = |name: &ChainName| name.generation < keys.generation.number;
    let all = super::text_chains(listing, |_| true);
    let only_older = !all.is_empty() && all.keys().all(before);
    let is_back = only_older && held_ours(keys, seen);
    is_back.then(|| {
        let text = format!(
            "\"{}\" has gone back to a generation before {}; diurnal sync publishes it again, and nothing that was purged comes back",
            row.name, keys.generation.number
        );
        Notice::open("generation-rollback", text)
    })
}

impl Journal {
    /// Takes in what another process said of the vault since: it may have purged, revoked, or gone over
    /// to another generation, and what is written from here must not forget it.
    pub(in crate::journal) fn catch_up(&mut self) -> Result<(), JournalError> {
        let version = self.store.data_version()?;
        if self.keys_read != Some(version) {
            let keys = self.keys.as_mut().ok_or(JournalError::Locked)?;
            keys.refresh(&self.store)?;
            self.keys_read = Some(version);
        }
        Ok(())
    }

    /// Nothing is exchanged with a remote whose generation nobody told us of.
    pub(super) fn refuse_unknown(
        &self,
        row: &RemoteRow,
        listing: &Listing,
        tally: &mut Tally,
    ) -> Result<(), JournalError> {
        let keys = self.keys()?;
        if let Some(error) = unknown(keys, &row.name, listing) {
            return Err(error);
        }
        let mut chains = listing.ours().filter_map(|(name, _)| name.chain());
        if let Some(struck) = chains.find(|chain| is_struck(keys, chain)) {
            let text = format!(
                "\"{struck}\" on \"{}\" is of a generation that a revoked device began; it was left alone",
                row.name
            );
            tally.told(REVOKED, text);
        }
        Ok(())
    }

    /// Goes over to the generation that leads, where that is another than the one held; begins one first
    /// where the one that leads may carry what was purged since. True where it did.
    pub(super) fn follow_generation(&mut self, tally: &mut Tally) -> Result<bool, JournalError> {
        let outside = self.outside;
        let keys = self.keys()?;
        if !keys.members.contested.is_empty() || keys.may_write().is_err() {
            return Ok(false);
        }
        let begins = keys.members.purges.unpublished && keys.is_member().is_ok();
        if keys.members.generation == keys.generation && !begins {
            return Ok(false);
        }
        let mut keys = keys.copy();
        if begins {
            let chains = Chains::load(&self.store, &keys)?;
            begin_generation(&mut keys, &chains, &outside)?;
        }
        let change = self.store.change()?;
        enter(&change, &mut keys)?;
        keys.write(&change)?;
        change.commit()?;
        keys.unkept = false;
        tally.told(
            "new-generation",
            format!(
                "generation {} has begun: everything is published anew, and the chains before it go",
                keys.generation.number
            ),
        );
        self.keys = Some(keys);
        self.forget_rows();
        Ok(true)
    }

    /// A remote that held our generation and shows one before it only: it was put back.
    pub(super) fn note_generation(
        &self,
        row: &RemoteRow,
        seen: Option<&Seen>,
        only_older: bool,
        tally: &mut Tally,
    ) -> Result<(), JournalError> {
        let keys = self.keys()?;
        if only_older && held_ours(keys, seen) {
            let text = format!(
                "\"{}\" had gone back to a generation before {}; it was published again, and nothing that was purged comes back",
                row.name, keys.generation.number
            );
            tally.told("generation-rollback", text);
        }
        Ok(())
    }

    /// Takes from refs of generations before what is not here and not purged, so that they can go.
    pub(super) fn rescue(
        &mut self,
        row: &RemoteRow,
        remote: &mut Remote<'_>,
        old: Vec<(ChainName, CommitId)>,
        tally: &mut Tally,
    ) -> Result<(), JournalError> {
        tally.old.clear();
        if old.is_empty() {
            return Ok(());
        }
        let chains = Chains::load(&self.store, self.keys()?)?;
        // Where something of ours is damaged, what was here once is looked for there again.
        let is_hurt = !self.top()?.about.damaged.is_empty();
        for (name, offered) in old {
            let known = chains.rescued.get(&name.to_string()).filter(|_| !is_hurt);
            let known: Option<CommitId> = known.and_then(|commit| commit.parse().ok());
            if known == Some(offered) {
                tally.old.push((name, offered));
                continue;
            }
            let scratch = self.scratch();
            let rescued = Mirrors::open(&scratch.join("mirror"))
                .map_err(JournalError::from)
                .and_then(|mirrors| self.rescue_one(remote, &mirrors, name, offered, known, tally));
            place::clear_scratch(&self.places.scratch, crate::journal::verify::PREFIX)?;
            match rescued {
                Ok(None) => {
                    self.note_rescued(name, offered)?;
                    tally.old.push((name, offered));
                }
                Ok(Some(_)) if self.is_given_up(name, offered)? => {}
                Ok(Some(why)) => tally.open(
                    OLD_GENERATION,
                    format!(
                        "\"{name}\" on \"{}\" is of a generation before and not all of it can be read ({why}); it was left there, whatever it holds",
                        row.name
                    ),
                ),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Takes in what one ref of a generation before holds beyond `known`; why not all of it, if so.
    fn rescue_one(
        &mut self,
        remote: &mut Remote<'_>,
        mirrors: &Mirrors,
        name: ChainName,
        offered: CommitId,
        known: Option<CommitId>,
        tally: &mut Tally,
    ) -> Result<Option<&'static str>, JournalError> {
        if name.kind != Kind::Text {
            return Ok(Some("newer"));
        }
        let mut mirror = mirrors.mirror(RefName::Chain(name))?;
        let fetched = match remote.fetch(RefName::Chain(name), offered, &mut mirror) {
            Ok(fetched) => fetched,
            Err(error) => return whats_wrong(error),
        };
        let line = match mirror.line(offered, usize::MAX, |commit| Some(commit) == known) {
            Ok(line) if fetched.stopped.is_none() => line,
            Ok(_) => return Ok(Some("damaged")),
            Err(error) => return whats_wrong(error),
        };
        let mut waiting: Vec<Revision> = Vec::new();
        let mut bytes = 0;
        for commit in line.commits {
            let stored = match mirror.read(commit) {
                Ok(stored) => stored,
                Err(error) => {
                    self.take_rescued(&waiting, tally)?;
                    return whats_wrong(error);
                }
            };
            let keys = self.keys.as_mut().ok_or(JournalError::Locked)?;
            if let Some(keyring) = &stored.keyring {
                keys.absorb(keyring.as_bytes());
            }
            let good = match open_bundle(keys, name.base(), &stored.bundle)? {
                Verdict::Good(good) => good,
                // What nobody who remains had accepted is no more wanted here than anywhere.
                Verdict::Bad(REVOKED) => break,
                Verdict::Bad(why) => {
                    self.take_rescued(&waiting, tally)?;
                    return Ok(Some(why));
                }
            };
            for item in objects::revisions(&good.object, 0) {
                let Ok((revision, _)) = item else {
                    self.take_rescued(&waiting, tally)?;
                    return Ok(Some("damaged"));
                };
                bytes += revision.line().len();
                waiting.push(revision);
            }
            if bytes > BATCH_BYTES {
                self.take_rescued(&waiting, tally)?;
                waiting.clear();
                bytes = 0;
            }
        }
        self.take_rescued(&waiting, tally)?;
        Ok(None)
    }

    /// Keeps rescued revisions as ours to send: they stand in no chain of this generation.
    fn take_rescued(
        &mut self,
        revisions: &[Revision],
        tally: &mut Tally,
    ) -> Result<(), JournalError> {
        tally.taken += self.take_lines(revisions, false)?;
        Ok(())
    }

    /// Takes in revisions that are neither here nor purged, as ours or as others'; how many that were.
    fn take_lines(&mut self, revisions: &[Revision], pulled: bool) -> Result<u64, JournalError> {
        if revisions.is_empty() {
            return Ok(0);
        }
        self.top()?;
        let outside = self.outside;
        let keys = self.keys.as_ref().ok_or(JournalError::Locked)?;
        let change = self.store.change()?;
        let mut writer = Writer::begin(&change, keys, &outside)?;
        let ids: HashSet<EntryId> = revisions.iter().map(|revision| revision.id).collect();
        writer.fetch_all(&ids)?;
        let mut once: HashSet<RevId> = HashSet::new();
        let mut new: Vec<&Revision> = Vec::new();
        for revision in revisions {
            if !keys.members.purges.has(revision.id)
                && !writer.has(revision)
                && once.insert(revision.rev)
            {
                new.push(revision);
            }
        }
        let taken = writer.put_segment(&new, pulled)?;
        if taken > 0 {
            writer.end()?;
            keys.write_where_changed(&change)?;
            change.commit()?;
            self.forget_rows();
        }
        Ok(taken)
    }

    fn note_rescued(&mut self, name: ChainName, commit: CommitId) -> Result<(), JournalError> {
        let keys = self.keys.as_ref().ok_or(JournalError::Locked)?;
        let change = self.store.change()?;
        let mut chains = Chains::load_in(&change, keys)?;
        chains.rescued.insert(name.to_string(), commit.to_string());
        chains.save(&change, keys)?;
        Ok(change.commit()?)
    }

    /// Whether its owner expects nothing more of a ref that cannot be read, as it stands there now. It is
    /// neither read further nor deleted.
    fn is_given_up(&mut self, name: ChainName, offered: CommitId) -> Result<bool, JournalError> {
        let keys = self.keys.as_ref().ok_or(JournalError::Locked)?;
        let change = self.store.change()?;
        let mut chains = Chains::load_in(&change, keys)?;
        let (name, offered) = (name.to_string(), offered.to_string());
        if chains.gives_up.contains(&name) {
            chains.given_up.insert(name, offered);
            chains.save(&change, keys)?;
            change.commit()?;
            return Ok(true);
        }
        Ok(chains.given_up.get(&name) == Some(&offered))
    }

    fn forget_rescued(&mut self, old: &[(ChainName, CommitId)]) -> Result<(), JournalError> {
        let keys = self.keys.as_ref().ok_or(JournalError::Locked)?;
        let change = self.store.change()?;
        let mut chains = Chains::load_in(&change, keys)?;
        for (name, _) in old {
            chains.rescued.remove(&name.to_string());
        }
        chains.save(&change, keys)?;
        Ok(change.commit()?)
    }

    /// Deletes the refs of generations before, once ours came back whole from this remote.
    pub(super) fn retire(
        &mut self,
        row: &RemoteRow,
        tally: &mut Tally,
        watch: &mut dyn Watch,
    ) -> Result<(), JournalError> {
        if tally.old.is_empty() {
            return Ok(());
        }
        let balance = self.drill(row, watch);
        place::clear_scratch(&self.places.scratch, crate::journal::verify::PREFIX)?;
        let balance = balance?;
        let proof = self.proof_of(&balance);
        self.keep_proof(&row.name, &proof)?;
        self.flag_damage(row, &balance.shortfalls)?;
        if let Some(shortfall) = balance.shortfalls.first() {
            let text = format!(
                "generation {} did not come back whole from \"{}\" ({}); the chains before it were left there",
                self.keys()?.generation.number,
                row.name,
                shortfall.text
            );
            tally.open(OLD_GENERATION, text);
            // What was here once may be here no more: the next sync reads all of the old ones.
            return self.forget_rescued(&tally.old);
        }
        if balance.unsynced > 0 {
            let text = format!(
                "{} revisions of generation {} are not on \"{}\" yet; the chains before it were left there",
                balance.unsynced,
                self.keys()?.generation.number,
                row.name
            );
            tally.open(OLD_GENERATION, text);
            return Ok(());
        }
        let mirrors = Mirrors::open(&self.places.mirror)?;
        let git = self.preferences.git_transport;
        let mut remote = open(row, &self.places, git, true, watch)?;
        let mut kept = 0;
        let mut why: Option<SyncError> = None;
        for (name, commit) in std::mem::take(&mut tally.old) {
            let refname = RefName::Chain(name).to_string();
            match remote.delete(&mirrors, &refname, commit) {
                Ok(()) => {}
                // Somebody wrote there meanwhile: the next round rescues that first.
                Err(error @ (SyncError::PushRefused { .. } | SyncError::Moved { .. })) => {
                    kept += 1;
                    why = Some(error);
                }
                Err(error) => return Err(error.into()),
            }
        }
        if let Some(why) = why {
            let text = format!(
                "\"{}\" did not let {kept} refs of a generation before be deleted ({why}): what was purged stands there still",
                row.name
            );
            tally.open(OLD_GENERATION, text);
        }
        Ok(())
    }

    /// Publishes what this store holds and no chain of this generation does, and takes from these chains
    /// what it lacks: after going over, and whenever what is purged has changed.
    pub(super) fn republish(
        &mut self,
        mirrors: &Mirrors,
        tally: &mut Tally,
    ) -> Result<(), JournalError> {
        self.commit_pending(mirrors)?;
        let held = self.held_revisions()?;
        let mut lacking: Vec<Revision> = Vec::new();
        let mut published: HashSet<RevId> = HashSet::new();
        let keys = self.keys()?;
        self.each_published(mirrors, &mut |line| {
            let rev = revision::name(line).ok();
            published.extend(rev);
            let is_new = rev.is_some_and(|rev| !held.contains(&rev));
            if is_new && !outgoing::is_purged(keys, line) {
                lacking.extend(Revision::parse(line).ok());
            }
        })?;
        drop(held);
        tally.taken += self.take_lines(&lacking, true)?;
        let mut cursor = 0;
        loop {
            let more = self.publish_after(&mut cursor, &published)?;
            self.commit_pending(mirrors)?;
            if !more {
                return Ok(());
            }
        }
    }

    /// Every revision in the store, purged or not.
    fn held_revisions(&self) -> Result<HashSet<RevId>, JournalError> {
        let keys = self.keys()?;
        let mut held = HashSet::new();
        for seq in self.store.objects_after(0)? {
            match objects::open(&self.store, keys, seq) {
                Err(error) if error.is_damage() => {}
                object => held.extend(
                    objects::lines(&object?, seq).filter_map(|(line, _)| revision::name(line).ok()),
                ),
            }
        }
        Ok(held)
    }

    /// Calls `each` with every revision line in the chains of this generation, as far as they are here.
    pub(in crate::journal) fn each_published(
        &self,
        mirrors: &Mirrors,
        each: &mut dyn FnMut(&str),
    ) -> Result<(), JournalError> {
        let keys = self.keys()?;
        for (name, tip) in Chains::load(&self.store, keys)?.tips(keys) {
            let mirror = mirrors.mirror(RefName::Chain(name))?;
            for commit in mirror.line(tip, usize::MAX, |_| false)?.commits {
                each_line(keys, &mirror, commit, each)?;
            }
        }
        Ok(())
    }

    /// Seals one bundle of what stands after `cursor` and is not `published`; false once all is.
    fn publish_after(
        &mut self,
        cursor: &mut i64,
        published: &HashSet<RevId>,
    ) -> Result<bool, JournalError> {
        let keys = self.keys.as_ref().ok_or(JournalError::Locked)?;
        let change = self.store.change()?;
        let mut chains = Chains::load_in(&change, keys)?;
        let mut lines: BTreeMap<RevId, String> = BTreeMap::new();
        let mut order: Vec<RevId> = Vec::new();
        let mut bytes = 0;
        let mut more = false;
        for seq in change.objects_after(*cursor)? {
            let object = match objects::open(&change, keys, seq) {
                Err(error) if error.is_damage() => continue,
                object => object?,
            };
            if bytes > 0 && bytes + object.text_bytes() > BUNDLE_TEXT_BYTES {
                more = true;
                break;
            }
            for (line, _) in objects::lines(&object, seq) {
                let Ok(rev) = revision::name(line) else {
                    continue;
                };
                if published.contains(&rev)
                    || lines.contains_key(&rev)
                    || outgoing::is_purged(keys, line)
                {
                    continue;
                }
                bytes += line.len();
                lines.insert(rev, line.to_owned());
                order.push(rev);
            }
            *cursor = seq;
        }
        let lines: Vec<String> = order.iter().filter_map(|rev| lines.remove(rev)).collect();
        let new = outgoing::unsaid(keys, &chains);
        if !lines.is_empty() || !new.is_empty() {
            outgoing::seal_bundle(&change, keys, &mut chains, &new, &lines)?;
        }
        if !more {
            chains.republish = false;
            chains.purged.clone_from(&keys.members.purges.fingerprint);
            keys.forget(&change, RESEND)?;
            let mark = Mark {
                seq: change.extent()?.1,
            };
            keys.put(&change, sync_state::MARK, &mark)?;
        }
        chains.save(&change, keys)?;
        change.commit()?;
        Ok(more)
    }

    /// Rids the file, its log and the mirrors of what is gone from the tables: again until it was done
    /// once to the end. False where another process is in the way.
    ///
    /// Only for the holder of the sync lock.
    pub(in crate::journal) fn sweep(&mut self) -> Result<bool, JournalError> {
        let keys = self.keys()?;
        if self.store.is_read_only() || keys.get::<bool>(&self.store, SWEEP)? != Some(true) {
            return Ok(true);
        }
        let mirrors = Mirrors::open(&self.places.mirror)?;
        self.salvage(&mirrors)?;
        let keys = self.keys()?;
        let keep = |refname: RefName| {
            let chain = refname.chain();
            chain.is_none_or(|chain| chains::is_current(keys, &chain))
        };
        mirrors.remove_others(keep)?;
        if !self.store.scrub()? {
            return Ok(false);
        }
        let keys = self.keys.as_ref().ok_or(JournalError::Locked)?;
        let change = self.store.change()?;
        keys.forget(&change, SWEEP)?;
        change.commit()?;
        Ok(true)
    }

    /// Takes from the mirrors that are about to go what a damaged object of the store gives no more.
    fn salvage(&mut self, mirrors: &Mirrors) -> Result<(), JournalError> {
        let keys = self.keys()?;
        let mut hurt = false;
        for seq in self.store.objects_after(0)? {
            match objects::open(&self.store, keys, seq) {
                Err(error) if error.is_damage() => hurt = true,
                object => drop(object?),
            }
        }
        if !hurt {
            return Ok(());
        }
        for name in mirrors.names()? {
            let keys = self.keys()?;
            let chain = name.chain();
            if chain.is_none_or(|chain| chains::is_current(keys, &chain)) {
                continue;
            }
            let mirror = mirrors.mirror(name)?;
            let mut found: Vec<Revision> = Vec::new();
            let Ok(Some(tip)) = mirror.tip() else {
                continue;
            };
            let commits = mirror.line(tip, usize::MAX, |_| false);
            for commit in commits.map(|line| line.commits).unwrap_or_default() {
                // One that is damaged as well spoils no other.
                each_line(self.keys()?, &mirror, commit, &mut |line| {
                    found.extend(Revision::parse(line).ok());
                })
                .ok();
            }
            self.take_lines(&found, false)?;
        }
        Ok(())
    }

    /// The same where a kill left it undone, at the start; what is busy then waits for the next sync.
    pub(in crate::journal) fn finish_sweep(&mut self) -> Result<(), JournalError> {
        let keys = self.keys()?;
        if self.store.is_read_only() || keys.get::<bool>(&self.store, SWEEP)? != Some(true) {
            return Ok(());
        }
        if let Ok(lock) = SyncLock::take(&self.places.sync_lock) {
            self.sweep().ok();
            drop(lock);
        }
        Ok(())
    }
}

fn each_line(
    keys: &Keys,
    mirror: &Mirror,
    commit: CommitId,
    each: &mut dyn FnMut(&str),
) -> Result<(), JournalError> {
    let stored = mirror.read(commit)?;
    let kinds = [crate::crypto::object::Kind::Bundle];
    let object = crate::crypto::seal::open(stored.bundle.as_bytes(), &keys.keyring, &kinds)?;
    for (line, _) in objects::lines(&object, 0) {
        each(line);
    }
    Ok(())
}

/// What is wrong with a ref that cannot be read whole; an error where nobody knows, since the remote is away.
fn whats_wrong(error: SyncError) -> Result<Option<&'static str>, JournalError> {
    let damage = matches!(
        error,
        SyncError::RemoteDamaged(_)
            | SyncError::NotOurs { .. }
            | SyncError::NotSealed { .. }
            | SyncError::FileOversized { .. }
            | SyncError::Oversized { .. }
            | SyncError::MirrorDamaged { .. }
            | SyncError::CommitMissing { .. }
    );
    if damage {
        Ok(Some(error.condition()))
    } else {
        Err(error.into())
    }
}
