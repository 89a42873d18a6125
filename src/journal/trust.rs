//! Decisions about what a remote did that only a person can take. They are remembered: what was
//! accepted once is not asked about again.

use std::collections::BTreeSet;

use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::chains;
use crate::journal::chains::Chains;
use crate::journal::exchange::OLD_GENERATION;
use crate::journal::exchange::omissions;
use crate::journal::types::Notice;
use crate::journal::types::SyncReport;
use crate::journal::types::Watch;
use crate::model::id::DeviceId;

/// One device's chain goes two ways.
const FORK: &str = "fork";
/// Somebody saw bundles that nobody shows.
const OMISSION: &str = "omission";

/// Whether what a remote did can be accepted at all. Another vault, a forgery, a revoked device or an
/// old keyring cannot.
pub fn is_for_a_person(condition: &str) -> bool {
    matches!(condition, FORK | OMISSION | OLD_GENERATION)
}

impl Journal {
    /// What of a remote was noticed and is not mended.
    ///
    /// # Errors
    ///
    /// [`JournalError::NoRemote`], or where the sealed rows cannot be read.
    pub fn unsettled(&mut self, remote: &str) -> Result<Vec<Notice>, JournalError> {
        let remotes = self.remotes()?.into_iter();
        let mut found = remotes.filter(|known| known.name == remote);
        let found = found
            .next()
            .ok_or_else(|| JournalError::NoRemote(remote.to_owned()))?;
        let notices = found.notices.into_iter();
        Ok(notices.filter(|notice| !notice.healed).collect())
    }

    /// Accepts what a remote did, as its notices of this condition tell it, and syncs with it. Of a chain
    /// that goes two ways the one is followed that the remote shows, and what the other one held stays
    /// here; bundles that nobody shows are waited for no more, and of a chain of a generation before that
    /// cannot be read nothing more is expected.
    ///
    /// # Errors
    ///
    /// [`JournalError::Remote`], `not-for-a-person`, where that cannot be accepted.
    pub fn trust(
        &mut self,
        remote: &str,
        condition: &str,
        watch: &mut dyn Watch,
    ) -> Result<SyncReport, JournalError> {
        self.keys()?.may_write()?;
        let mut told = self.unsettled(remote)?;
        told.retain(|notice| notice.condition == condition);
        match condition {
            FORK => self.leave_lines(&told)?,
            OMISSION => self.waive(remote, &told)?,
            OLD_GENERATION => self.give_up(&told)?,
            _ => {
                return Err(JournalError::Remote {
                    condition: "not-for-a-person",
                    text: format!("what is named {condition} cannot be accepted by anybody"),
                });
            }
        }
        let report = self.sync(Some(remote), watch)?;
        self.change_chains(|chains| {
            chains.leaves.clear();
            chains.gives_up.clear();
        })?;
        if report.remotes.iter().all(|one| one.error.is_none()) {
            self.settle(remote, condition)?;
        }
        Ok(report)
    }

    /// The next round may go over to the other line of every chain that these notices name.
    fn leave_lines(&mut self, told: &[Notice]) -> Result<(), JournalError> {
        let keys = self.keys()?;
        let named = |device: &DeviceId| {
            let name = chains::chain_name(keys, device).to_string();
            told.iter().any(|notice| notice.text.contains(&name))
        };
        let heads = Chains::load(&self.store, keys)?.heads;
        let leaves = heads
            .into_iter()
            .filter(|(device, _)| named(device))
            .map(|(device, head)| (device, head.digest))
            .collect();
        self.change_chains(|chains| chains.leaves = leaves)
    }

    /// The next round expects nothing more of the refs of generations before that these notices name.
    fn give_up(&mut self, told: &[Notice]) -> Result<(), JournalError> {
        let quoted = |notice: &Notice| notice.text.split('"').nth(1).map(str::to_owned);
        let refs: BTreeSet<String> = told.iter().filter_map(quoted).collect();
        self.change_chains(|chains| chains.gives_up = refs)
    }

    /// Waits no more for the bundles that these notices tell of.
    fn waive(&mut self, remote: &str, told: &[Notice]) -> Result<(), JournalError> {
        let keys = self.keys()?;
        let chains = Chains::load(&self.store, keys)?;
        let missing = omissions(keys, &chains, remote);
        let waived: Vec<(DeviceId, u64)> = missing
            .into_iter()
            .filter(|(_, _, text)| told.iter().any(|notice| notice.text == *text))
            .map(|(device, seq, _)| (device, seq))
            .collect();
        self.change_chains(|chains| chains.waived.extend(waived))
    }

    fn change_chains(&mut self, change_them: impl FnOnce(&mut Chains)) -> Result<(), JournalError> {
        let keys = self.keys.as_ref().ok_or(JournalError::Locked)?;
        let change = self.store.change()?;
        let mut chains = Chains::load_in(&change, keys)?;
        change_them(&mut chains);
        chains.save(&change, keys)?;
        Ok(change.commit()?)
    }
}
