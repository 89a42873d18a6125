//! Making one version of several that stand side by side; all of them stay in the history.

use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::types::Saved;
use crate::journal::types::Version;
use crate::model::entry::Content;
use crate::model::id::EntryId;
use crate::model::id::RevId;
use crate::model::revision;

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

    /// Saves `content`, or a deletion, as the version that comes after all of `heads`. One that came
    /// since they were looked at is not among them and stays beside it.
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
        self.save_version(id, heads, content, deleted)
    }
}
