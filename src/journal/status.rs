//! One page of facts about a vault.

use crate::agent;
use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::chains::Chains;
use crate::journal::types::Notice;
use crate::journal::types::Status;

/// From so many bundles on, compaction is offered.
const BUNDLES_MANY: u64 = 20_000;

impl Journal {
    /// The facts; what needs a key is none while locked.
    pub fn status(&mut self) -> Result<Status, JournalError> {
        let agent_ms = agent::status(&self.places.socket)
            .ok()
            .flatten()
            .map(|status| u64::try_from(status.ends_in().as_millis()).unwrap_or(u64::MAX));
        let mut status = Status {
            name: self.places.vault.clone(),
            vault: self.vault_in_clear().ok(),
            device: None,
            locked: self.is_locked(),
            agent_ms,
            counts: None,
            digest: None,
            remotes: Vec::new(),
            inbox: self.store.inbox_count()?,
            warnings: self.warnings(),
        };
        if self.is_locked() {
            return Ok(status);
        }
        let (mut counts, digest) = self.counts_and_digest()?;
        let remotes = self.remotes()?;
        // What no remote has yet: the best-informed one counts.
        if let Some(least) = remotes.iter().map(|remote| remote.unsynced).min() {
            counts.unsynced = least;
        }
        let keys = self.keys()?;
        status.device = Some(keys.device());
        let heads = Chains::load(&self.store, keys)?.heads;
        let many = many_bundles(heads.values().map(|head| head.seq).sum());
        status.warnings.extend(many);
        if matches!(keys.may_write(), Err(JournalError::Newer)) {
            status.warnings.push(Notice::open(
                "newer",
                "parts of this vault were written by a newer diurnal; nothing is written"
                    .to_owned(),
            ));
        }
        if self.rebuilt {
            status.warnings.push(Notice::told(
                "catalogue-rebuilt",
                "the catalogue did not fit the entries and was built anew; nothing is lost"
                    .to_owned(),
            ));
        }
        status.warnings.extend(self.restored_old()?);
        status.warnings.extend(self.damage());
        status.warnings.extend(self.purges_to_decide()?);
        for remote in &remotes {
            if let Some(proof) = remote.last_proof.as_ref().filter(|proof| !proof.ok) {
                status.warnings.push(Notice::open(
                    "proof-failed",
                    format!("{}: {}", remote.name, proof.text),
                ));
            }
        }
        status.counts = Some(counts);
        status.digest = Some(digest.to_string());
        status.remotes = remotes;
        Ok(status)
    }

    fn warnings(&self) -> Vec<Notice> {
        let mut warnings = Vec::new();
        if self.store.is_on_network() {
            let text = "the store lies on a network file system, where writing is slower and safe only from one machine at a time";
            warnings.push(Notice::told("network-file-system", text.to_owned()));
        }
        if self.store.is_read_only() {
            warnings.push(Notice::told(
                "read-only",
                "the store can be read, not written".to_owned(),
            ));
        }
        warnings
    }
}

/// The offer of a compaction, where there is something to gain.
fn many_bundles(bundles: u64) -> Option<Notice> {
    let text = format!(
        "the remotes hold {bundles} bundles, and a new device reads each of them: \
         diurnal remote compact makes few of many"
    );
    (bundles > BUNDLES_MANY).then(|| Notice::told("many-bundles", text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_compaction_is_offered_past_twenty_thousand_bundles() {
        assert_eq!(many_bundles(20_000), None);
        let offered = many_bundles(20_001).unwrap();
        assert!(offered.healed && offered.text.contains("diurnal remote compact"));
    }
}
