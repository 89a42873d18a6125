//! Every version ever saved, and the way back to one.

use std::collections::HashSet;

use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::objects;
use crate::journal::types::Saved;
use crate::journal::types::Version;
use crate::model::entry::Draft;
use crate::model::id::EntryId;
use crate::model::id::RevId;
use crate::model::imported;
use crate::model::revision::Revision;

impl Journal {
    /// Every version of an entry, parents before children, else the older first.
    pub fn history(&mut self, id: EntryId) -> Result<Vec<Version>, JournalError> {
        let row = self.row(id)?;
        let keys = self.keys()?;
        let mut revisions = Vec::new();
        for (rev, place) in row.revisions() {
            let revision = objects::revision_at(&self.store, keys, place)?;
            if revision.rev != rev {
                return Err(JournalError::LostRevision(rev));
            }
            revisions.push(revision);
        }
        let members = &keys.members;
        let own = keys.device();
        let versions = in_order(revisions).into_iter().map(|revision| Version {
            rev: revision.rev,
            written: revision.written,
            device: revision.device,
            own: revision.device == own,
            device_name: members
                .devices
                .contains_key(&revision.device)
                .then(|| members.marked_name(revision.device)),
            deleted: revision.deleted,
            head: row.heads.contains(&revision.rev),
            parents: revision.parents,
            content: revision.content,
            extra: imported::without(revision.extra),
        });
        Ok(versions.collect())
    }

    /// Saves what an old version said as the newest one. `rev`: its name or the unique beginning of it.
    pub fn restore(&mut self, id: EntryId, rev: &str) -> Result<Saved, JournalError> {
        let mut matching: Vec<Version> = self.history(id)?;
        matching.retain(|version| !rev.is_empty() && version.rev.to_string().starts_with(rev));
        let wanted = match (matching.pop(), matching.is_empty()) {
            (Some(version), true) => version,
            (Some(_), false) => {
                return Err(JournalError::Ambiguous {
                    text: rev.to_owned(),
                    ids: vec![id],
                });
            }
            (None, _) => return Err(JournalError::NotFound(format!("{}@{rev}", id.short()))),
        };
        let entry = self.entry(id)?;
        let draft = Draft {
            id,
            parents: entry.heads,
            content: wanted.content,
        };
        self.save(&draft)
    }
}

/// Parents before children; of several that could come next, the one written first.
fn in_order(mut revisions: Vec<Revision>) -> Vec<Revision> {
    revisions.sort_by_key(|revision| (revision.written, revision.rev));
    let known: HashSet<RevId> = revisions.iter().map(|revision| revision.rev).collect();
    let mut done: HashSet<RevId> = HashSet::new();
    let mut ordered = Vec::with_capacity(revisions.len());
    while !revisions.is_empty() {
        let ready = |revision: &Revision| {
            revision
                .parents
                .iter()
                .all(|parent| done.contains(parent) || !known.contains(parent))
        };
        // Names are hashes, so there is no cycle and one is always ready.
        let at = revisions.iter().position(ready).unwrap_or(0);
        let next = revisions.remove(at);
        done.insert(next.rev);
        ordered.push(next);
    }
    ordered
}
