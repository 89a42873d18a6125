//! What a sync would send and take, by title, without doing it: nothing is imported, sealed or pushed.

use std::collections::HashSet;

use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::chains;
use crate::journal::chains::Chains;
use crate::journal::exchange::Tally;
use crate::journal::exchange::ahead;
use crate::journal::exchange::chain::Stand;
use crate::journal::exchange::chain::stand;
use crate::journal::exchange::generation::unknown;
use crate::journal::exchange::judge::Verdict;
use crate::journal::exchange::judge::open_bundle;
use crate::journal::keys::Keys;
use crate::journal::objects;
use crate::journal::remotes::RemoteRow;
use crate::journal::types::Plan;
use crate::journal::types::Planned;
use crate::journal::types::Watch;
use crate::model::id::EntryId;
use crate::model::text;
use crate::sync::commit::CommitId;
use crate::sync::lock::SyncLock;
use crate::sync::mirror::Mirror;
use crate::sync::mirror::Mirrors;
use crate::sync::refname::ChainName;
use crate::sync::refname::Kind;
use crate::sync::refname::RefName;

impl Journal {
    /// What a sync with one remote, or with each, would do.
    pub fn plan(
        &mut self,
        remote: Option<&str>,
        watch: &mut dyn Watch,
    ) -> Result<Plan, JournalError> {
        let rows = self.remotes_meant(remote)?;
        if rows.is_empty() {
            return Err(JournalError::NoRemote("origin".to_owned()));
        }
        let lock = SyncLock::take(&self.places.sync_lock)?;
        let mut plan = Plan::default();
        for row in rows {
            self.plan_one(&row, &mut plan, watch)?;
        }
        drop(lock);
        Ok(plan)
    }

    fn plan_one(
        &mut self,
        row: &RemoteRow,
        plan: &mut Plan,
        watch: &mut dyn Watch,
    ) -> Result<(), JournalError> {
        let mirrors = Mirrors::open(&self.places.mirror)?;
        mirrors.clean()?;
        let mut tally = Tally::default();
        let (mut remote, listing) = self.approach(row, &mirrors, true, None, &mut tally, watch)?;
        // Judged as a sync judges it, with keys that are not kept: what a sync refuses is not shown.
        let mut keys = self.keys()?.copy();
        let known = Chains::load(&self.store, &keys)?.tips(&keys);
        let fetched = ahead::learn(&mut keys, &mut remote, &mirrors, &listing, &known)?;
        if let Some(error) = unknown(&keys, &row.name, &listing) {
            return Err(error);
        }
        for (name, offered) in listing.ours() {
            if let RefName::Chain(chain) = name
                && chains::is_current(&keys, &chain)
                && chain.kind == Kind::Text
                && chain.repair.is_none()
            {
                let known = known.get(&chain).copied();
                if known == Some(offered) {
                    continue;
                }
                let mut mirror = mirrors.mirror(name)?;
                let got = fetched.get(&chain).copied();
                let (stand, _) = stand(&mut remote, &mut mirror, chain, offered, got, known)?;
                if let Stand::Forward(commits) | Stand::Apart(commits) = stand {
                    plan_chain(&mut keys, row, &mirror, (chain, &commits), plan)?;
                }
            }
        }
        let mut seen: HashSet<EntryId> = HashSet::new();
        for (_, id) in self.unsealed()? {
            if seen.insert(id) {
                let label = self.row(id)?.summary.label().into_owned();
                plan.send.push(planned(row, id, label));
            }
        }
        plan.notices.extend(tally.notices);
        Ok(())
    }
}

fn planned(row: &RemoteRow, id: EntryId, label: String) -> Planned {
    Planned {
        id,
        label,
        remote: row.name.clone(),
    }
}

fn plan_chain(
    keys: &mut Keys,
    row: &RemoteRow,
    mirror: &Mirror,
    (name, commits): (ChainName, &[CommitId]),
    plan: &mut Plan,
) -> Result<(), JournalError> {
    for commit in commits {
        let stored = mirror.read(*commit)?;
        // What is refused is named by the sync itself.
        let Verdict::Good(good) = open_bundle(keys, name, &stored.bundle)? else {
            return Ok(());
        };
        for item in objects::revisions(&good.object, 0) {
            let (revision, _) = item?;
            let content = &revision.content;
            let title = text::shown_title(&content.title, &content.body);
            let label = if title.is_empty() {
                text::preview(&content.body)
            } else {
                title.to_owned()
            };
            plan.take.push(planned(row, revision.id, label));
        }
    }
    Ok(())
}
