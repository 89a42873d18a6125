//! Making one version of several that stand side by side; all of them stay in the history.

use std::collections::BTreeSet;

use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::types::Saved;
use crate::journal::types::Version;
use crate::journal::versions;
use crate::model::entry::Content;
use crate::model::id::EntryId;
use crate::model::id::RevId;
use crate::model::merge::Field;
use crate::model::merge::Said;
use crate::model::revision;
use crate::model::revision::Extra;

impl Journal {
    /// The versions of an entry that stand side by side: this device's own first, then the one
    /// written last.
    ///
    /// # Errors
    ///
    /// [`JournalError::OneVersion`] where there is only one.
    pub fn heads(&mut self, id: EntryId) -> Result<Vec<Version>, JournalError> {
        let mut heads = self.history(id)?;
        heads.retain(|version| version.head);
        if heads.len() < 2 {
            return Err(JournalError::OneVersion(id));
        }
        heads.sort_by_key(|version| (!version.own, std::cmp::Reverse(version.written)));
        Ok(heads)
    }

    /// What these versions of an entry say in one: merged where that can be, and where it cannot every
    /// line of each, the first's first. A deletion says nothing in it; `None` where all of them delete.
    pub fn united(&mut self, id: EntryId, heads: &[RevId]) -> Result<Option<Said>, JournalError> {
        let row = self.row(id)?;
        versions::united(&self.store, self.keys()?, &row, heads)
    }

    /// What of an entry its versions say two things about, so that a person must decide; nothing where
    /// they are merged.
    pub fn torn(&mut self, id: EntryId) -> Result<BTreeSet<Field>, JournalError> {
        let row = self.row(id)?;
        versions::torn(&self.store, self.keys()?, &row)
    }

    /// Saves `content` with the keys `extra` that diurnal does not know, or a deletion, as the version
    /// that comes after all of `heads`. One that came since they were looked at is not among them and
    /// stays beside it.
    ///
    /// # Errors
    ///
    /// [`JournalError::OneVersion`] where `heads` are not several, [`JournalError::Moved`] where one
    /// of them was written on meanwhile; nothing is written then.
    pub fn resolve(
        &mut self,
        id: EntryId,
        heads: &[RevId],
        content: &Content,
        extra: &Extra,
        deleted: bool,
    ) -> Result<Saved, JournalError> {
        if heads.len() < 2 {
            return Err(JournalError::OneVersion(id));
        }
        let now = self.row(id)?.heads;
        if heads.iter().any(|head| !now.contains(head)) {
            return Err(JournalError::Moved(id));
        }
        if !deleted {
            revision::check(content)?;
        }
        self.save_with(id, heads, content, deleted, Some(extra))
    }
}
