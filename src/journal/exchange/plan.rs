//! What a sync would send and take, by title, without doing it: nothing is imported, sealed or pushed.

use std::collections::HashSet;

use crate::crypto::object::Kind as ObjectKind;
use crate::crypto::seal;
use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::chains;
use crate::journal::chains::Chains;
use crate::journal::exchange::Tally;
use crate::journal::objects;
use crate::journal::remotes::RemoteRow;
use crate::journal::types::Plan;
use crate::journal::types::Watch;
use crate::model::id::EntryId;
use crate::model::text;
use crate::sync::lock::SyncLock;
use crate::sync::mirror::Mirrors;
use crate::sync::refname::ChainName;
use crate::sync::refname::Kind;
use crate::sync::refname::RefName;
use crate::sync::remote::Remote;

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
        for (name, offered) in listing.ours() {
            if let RefName::Chain(chain) = name
                && chain.kind == Kind::Text
                && chain.repair.is_none()
            {
                self.plan_chain(row, &mut remote, &mirrors, chain, offered, plan)?;
            }
        }
        let mut seen: HashSet<EntryId> = HashSet::new();
        for (_, id) in self.unsealed()? {
            if seen.insert(id) {
                let label = self.row(id)?.summary.label().to_owned();
                plan.send.push((row.name.clone(), id, label));
            }
        }
        plan.notices.extend(tally.notices);
        Ok(())
    }

    fn plan_chain(
        &self,
        row: &RemoteRow,
        remote: &mut Remote<'_>,
        mirrors: &Mirrors,
        name: ChainName,
        offered: crate::sync::commit::CommitId,
        plan: &mut Plan,
    ) -> Result<(), JournalError> {
        let keys = self.keys()?;
        let chains = Chains::load(&self.store, keys)?;
        let known = chains
            .heads
            .iter()
            .find(|(device, _)| chains::chain_name(keys, device) == name)
            .and_then(|(_, head)| head.commit);
        let mut mirror = mirrors.mirror(RefName::Chain(name))?;
        if known == Some(offered) || known.is_some() && mirror.holds(offered) {
            return Ok(());
        }
        let fetched = remote.fetch(RefName::Chain(name), offered, &mut mirror)?;
        let Some(tip) = fetched.tip else {
            return Ok(());
        };
        let line = mirror.line(tip, usize::MAX, |commit| Some(commit) == known)?;
        for commit in line.commits {
            let stored = mirror.read(commit)?;
            // What does not open is named by the sync itself.
            let Ok(object) = seal::open(
                stored.bundle.as_bytes(),
                &keys.keyring,
                &[ObjectKind::Bundle],
            ) else {
                continue;
            };
            for item in objects::revisions(&object, 0) {
                let (revision, _) = item?;
                let content = &revision.content;
                let title = text::shown_title(&content.title, &content.body);
                let label = if title.is_empty() {
                    text::preview(&content.body)
                } else {
                    title.to_owned()
                };
                plan.take.push((row.name.clone(), revision.id, label));
            }
        }
        Ok(())
    }
}
