//! Chains that a host has damaged: read from their repair chains, and published anew from what we hold.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::chains;
use crate::journal::chains::Chains;
use crate::journal::exchange::REMOTE_DAMAGED;
use crate::journal::exchange::Tally;
use crate::journal::exchange::text_chains;
use crate::journal::remotes::RemoteRow;
use crate::journal::types::Notice;
use crate::journal::verify::SHELF_DAMAGED;
use crate::model::id::Digest;
use crate::sync::commit::CommitId;
use crate::sync::error::SyncError;
use crate::sync::mirror::Mirror;
use crate::sync::mirror::Mirrors;
use crate::sync::refname::ChainName;
use crate::sync::refname::RefName;
use crate::sync::remote::Listing;
use crate::sync::remote::Remote;
use crate::sync::repair;

/// The row of `state` that says which chains a drill found damaged on which remote.
pub(super) const ROW: &str = "damage";
/// More repair chains of one chain than these are not made.
const REPAIRS_MAX: usize = 8;

type Damage = BTreeMap<String, BTreeSet<String>>;

impl Journal {
    /// Keeps in mind which chains of a remote a drill found damaged, so that the next sync mends them.
    pub(in crate::journal) fn flag_damage(
        &mut self,
        row: &RemoteRow,
        shortfalls: &[Notice],
    ) -> Result<(), JournalError> {
        if self.is_read_only() {
            return Ok(());
        }
        let keys = self.keys()?;
        let chains = Chains::load(&self.store, keys)?;
        let names = chains
            .heads
            .keys()
            .map(|device| chains::chain_name(keys, device).to_string());
        // What is missing at the end of a chain comes back by an ordinary push.
        let damage = |notice: &&Notice| {
            !matches!(
                notice.condition.as_str(),
                "rollback" | "ref-missing" | "missing" | "foreign-vault" | "fork"
            )
        };
        let of = |condition: &str| {
            let mut conditions = shortfalls.iter().map(|notice| notice.condition.as_str());
            conditions.any(|named| named == condition)
        };
        let mut hurt: BTreeSet<String> = names
            .filter(|name| {
                of(REMOTE_DAMAGED)
                    || shortfalls
                        .iter()
                        .filter(damage)
                        .any(|notice| notice.text.contains(name.as_str()))
            })
            .collect();
        if of(SHELF_DAMAGED) || of(REMOTE_DAMAGED) {
            hurt.insert(RefName::Vault.to_string());
        }
        let mut all: Damage = keys.get(&self.store, ROW)?.unwrap_or_default();
        if all.get(&row.name).cloned().unwrap_or_default() == hurt {
            return Ok(());
        }
        all.insert(row.name.clone(), hurt);
        self.put_row(ROW, &all)
    }

    /// Takes from repair chains what the damaged chain itself does not give.
    pub(super) fn read_repairs(
        &mut self,
        row: &RemoteRow,
        remote: &mut Remote<'_>,
        mirrors: &Mirrors,
        listing: &Listing,
        tally: &mut Tally,
    ) -> Result<(), JournalError> {
        let keys = self.keys()?;
        for (base, refs) in text_chains(listing, |name| chains::is_current(keys, name)) {
            for (part, offered) in refs.iter().filter(|(part, _)| part.repair.is_some()) {
                let before = self.known_head(base)?.map_or(0, |(_, head)| head.seq);
                match self.read_repair(row, remote, mirrors, base, *part, *offered, tally) {
                    Err(JournalError::Sync(error))
                        if matches!(
                            error.condition(),
                            "remote-damaged" | "damaged" | "oversized"
                        ) =>
                    {
                        tally.open(
                            error.condition(),
                            format!("\"{part}\" on \"{}\" cannot be read: {error}", row.name),
                        );
                    }
                    other => other?,
                }
                let after = self.known_head(base)?.map_or(0, |(_, head)| head.seq);
                if after > before {
                    for notice in tally
                        .notices
                        .iter_mut()
                        .filter(|notice| notice.text.contains(&base.to_string()))
                    {
                        notice.healed = true;
                    }
                }
            }
        }
        Ok(())
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "what a round of sync knows, and the chain that is repaired"
    )]
    fn read_repair(
        &mut self,
        row: &RemoteRow,
        remote: &mut Remote<'_>,
        mirrors: &Mirrors,
        base: ChainName,
        part: ChainName,
        offered: CommitId,
        tally: &mut Tally,
    ) -> Result<(), JournalError> {
        let mut source = mirrors.mirror(RefName::Chain(part))?;
        if source.tip()? == Some(offered) {
            return Ok(());
        }
        if !source.holds(offered) {
            remote.fetch(RefName::Chain(part), offered, &mut source)?;
        }
        let commits = source.line(offered, usize::MAX, |_| false)?.commits;
        let known = self.known_head(base)?.map(|(_, head)| head);
        let (seq, digest) = known.map_or((0, Digest::default()), |head| (head.seq, head.digest));
        let mut parent = known.and_then(|head| head.commit);
        let mut mirror = mirrors.mirror(RefName::Chain(base))?;
        let ours = match parent {
            Some(tip) => mirror.line(tip, usize::MAX, |_| false)?.commits,
            None => Vec::new(),
        };
        if !is_one_line(&mirror, &ours, &source, &commits) {
            // Somebody followed the other line of a device that wrote twice.
            let (same, prev) = shared(&mirror, &ours, &source, &commits)?;
            let more = commits.get(same..).unwrap_or_default().to_vec();
            self.take_aside(row, &mut source, base, &more, (same as u64, prev), tally)?;
            return Ok(source.set_tip(offered)?);
        }
        let mut rebuilt = Vec::new();
        let skip = usize::try_from(seq).unwrap_or(usize::MAX);
        for (at, commit) in commits.iter().enumerate().skip(skip) {
            let stored = source.read(*commit)?;
            // The same bytes give the same commit as on the chain that was damaged.
            let made = mirror.append(
                parent,
                at as u64 + 1,
                &stored.bundle,
                stored.keyring.as_ref(),
            )?;
            parent = Some(made);
            rebuilt.push(made);
        }
        let read = self.take_in(row, &mut mirror, base, &rebuilt, (seq, digest), tally)?;
        if read == rebuilt.len() {
            source.set_tip(offered)?;
        }
        Ok(())
    }

    /// Publishes repair chains for what a drill or this round found damaged, and lets new bundles follow on them.
    pub(super) fn mend_chains(
        &mut self,
        row: &RemoteRow,
        remote: &mut Remote<'_>,
        mirrors: &Mirrors,
        listing: &Listing,
        tally: &mut Tally,
    ) -> Result<(), JournalError> {
        let flagged: Damage = self.keys()?.get(&self.store, ROW)?.unwrap_or_default();
        let flagged = flagged.get(&row.name).cloned().unwrap_or_default();
        let keys = self.keys()?;
        let offered = text_chains(listing, |name| chains::is_current(keys, name));
        let chains = Chains::load(&self.store, keys)?;
        let heads: Vec<_> = chains
            .heads
            .iter()
            .map(|(device, head)| (chains::chain_name(keys, device), *head))
            .collect();
        let mut mended = false;
        for (base, head) in heads {
            let Some(tip) = head.commit else { continue };
            let refs = offered.get(&base).cloned().unwrap_or_default();
            let repairs: Vec<_> = refs
                .iter()
                .filter(|(part, _)| part.repair.is_some())
                .copied()
                .collect();
            let source = mirrors.mirror(RefName::Chain(base))?;
            let flagged = flagged.contains(&base.to_string());
            let altered = tally.altered.get(&base).copied();
            if !flagged && self.follow_on_repairs(remote, mirrors, &source, &repairs, tip, tally)? {
                tally.mended.push(base);
            } else if flagged || altered.is_some() {
                if repairs.len() >= REPAIRS_MAX {
                    return Err(SyncError::RepairsExhausted {
                        refname: base.to_string(),
                        count: repairs.len(),
                    }
                    .into());
                }
                let made = self.publish_repair(remote, mirrors, &source, base, tip)?;
                let what = altered.unwrap_or("damaged");
                tally.told(what, format!("\"{base}\" on \"{}\" was changed or damaged by its host ({what}); all of it was published again as \"{made}\"", row.name));
                tally.mended.push(base);
                let named = base.to_string();
                for told in &mut tally.notices {
                    told.healed |= told.text.contains(&named);
                }
                mended = true;
            }
        }
        if mended {
            let mut all: Damage = self.keys()?.get(&self.store, ROW)?.unwrap_or_default();
            let rest = all.entry(row.name.clone()).or_default();
            rest.retain(|name| *name == RefName::Vault.to_string());
            self.put_row(ROW, &all)?;
        }
        Ok(())
    }

    /// Looks again, as a new device would, at a shelf that a drill found damaged. git sends a host only
    /// what it does not claim to have, so that a file it lost cannot be given back: a sync that leaves
    /// it so has not gone well.
    ///
    /// # Errors
    ///
    /// [`JournalError::Remote`], `remote-damaged`, where it is damaged still.
    pub(super) fn recheck_shelf(
        &mut self,
        row: &RemoteRow,
        remote: &mut Remote<'_>,
    ) -> Result<(), JournalError> {
        let mut all: Damage = self.keys()?.get(&self.store, ROW)?.unwrap_or_default();
        let Some(hurt) = all.get_mut(&row.name) else {
            return Ok(());
        };
        if !hurt.remove(&RefName::Vault.to_string()) {
            return Ok(());
        }
        if self.shelf_opens(remote)? {
            return self.put_row(ROW, &all);
        }
        let text = format!(
            "\"{}\" has lost parts of what a new device joins by; every entry was sent, but only an empty or new repository can hold all of it again",
            row.name
        );
        Err(JournalError::Remote {
            condition: REMOTE_DAMAGED,
            text,
        })
    }

    fn publish_repair(
        &self,
        remote: &mut Remote<'_>,
        mirrors: &Mirrors,
        source: &Mirror,
        base: ChainName,
        tip: CommitId,
    ) -> Result<ChainName, JournalError> {
        let mut made: Option<(Mirror, CommitId)> = None;
        for (at, commit) in source
            .line(tip, usize::MAX, |_| false)?
            .commits
            .into_iter()
            .enumerate()
        {
            let stored = source.read(commit)?;
            let (salt, keyring) = (self.outside.random(), stored.keyring.as_ref());
            made = Some(match made {
                None => repair::begin(mirrors, base, salt, &stored.bundle, keyring)?,
                Some((mut mirror, parent)) => {
                    let commit = repair::extend(
                        &mut mirror,
                        parent,
                        at as u64 + 1,
                        salt,
                        &stored.bundle,
                        keyring,
                    )?;
                    (mirror, commit)
                }
            });
        }
        let Some((mut mirror, last)) = made else {
            return Ok(base);
        };
        let name = mirror.refname();
        remote.push(name, &mirror, None, last)?;
        mirror.set_tip(last)?;
        Ok(name.chain().unwrap_or(base))
    }

    /// Where a chain has repair chains, its new bundles go to the youngest: the longest of them. True where there is one.
    fn follow_on_repairs(
        &self,
        remote: &mut Remote<'_>,
        mirrors: &Mirrors,
        source: &Mirror,
        repairs: &[(ChainName, CommitId)],
        tip: CommitId,
        tally: &mut Tally,
    ) -> Result<bool, JournalError> {
        let ours = source.line(tip, usize::MAX, |_| false)?.commits;
        let mut best: Option<(usize, Mirror, CommitId)> = None;
        for (part, offered) in repairs {
            let mut mirror = mirrors.mirror(RefName::Chain(*part))?;
            if !mirror.holds(*offered)
                && remote
                    .fetch(RefName::Chain(*part), *offered, &mut mirror)
                    .is_err()
            {
                continue;
            }
            let Ok(line) = mirror.line(*offered, usize::MAX, |_| false) else {
                continue;
            };
            if !is_one_line(source, &ours, &mirror, &line.commits) {
                continue;
            }
            if best
                .as_ref()
                .is_none_or(|(length, _, _)| line.commits.len() > *length)
            {
                best = Some((line.commits.len(), mirror, *offered));
            }
        }
        let Some((length, mut mirror, offered)) = best else {
            return Ok(false);
        };
        let mut last = offered;
        for (at, commit) in ours.iter().enumerate().skip(length) {
            let stored = source.read(*commit)?;
            last = repair::extend(
                &mut mirror,
                last,
                at as u64 + 1,
                self.outside.random(),
                &stored.bundle,
                stored.keyring.as_ref(),
            )?;
        }
        if last != offered {
            remote.push(mirror.refname(), &mirror, Some(offered), last)?;
            mirror.set_tip(last)?;
            if let Some(chain) = source.refname().chain() {
                let sent = ours.len().saturating_sub(length) as u64;
                self.count_sent(chain, length as u64, sent, tally)?;
            }
        }
        Ok(true)
    }
}

/// Whether of two lines of a chain one is the beginning of the other. Each bundle names the digest of the
/// one before, so that the last of the shorter one tells.
fn is_one_line(mirror: &Mirror, ours: &[CommitId], other: &Mirror, theirs: &[CommitId]) -> bool {
    let at = ours.len().min(theirs.len());
    let Some(at) = at.checked_sub(1) else {
        return true;
    };
    let digest = |mirror: &Mirror, line: &[CommitId]| {
        let commit = line.get(at)?;
        Some(mirror.read(*commit).ok()?.bundle.digest())
    };
    let (ours, theirs) = (digest(mirror, ours), digest(other, theirs));
    // What cannot be read is judged where it is taken.
    ours.is_none() || theirs.is_none() || ours == theirs
}

/// How many bundles two lines of a chain share, and the digest of the last of them.
fn shared(
    mirror: &Mirror,
    ours: &[CommitId],
    other: &Mirror,
    theirs: &[CommitId],
) -> Result<(usize, Digest), JournalError> {
    let mut last = (0, Digest::default());
    for (at, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
        let digest = mirror.read(*ours)?.bundle.digest();
        if other.read(*theirs)?.bundle.digest() != digest {
            break;
        }
        last = (at + 1, digest);
    }
    Ok(last)
}
