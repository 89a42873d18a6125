//! Taking entries out of the store for good: every object that holds a line of one is written anew without it.

use std::collections::BTreeSet;

use crate::crypto::object::Header;
use crate::crypto::object::Kind;
use crate::crypto::seal;
use crate::journal::JournalError;
use crate::journal::keys::Keys;
use crate::journal::list;
use crate::journal::objects;
use crate::model::id::EntryId;
use crate::model::revision;
use crate::store::Change;

/// What was erased.
#[derive(Debug, Default)]
pub(super) struct Erased {
    /// Versions.
    pub(super) revisions: u64,
    /// Objects that do not open: what they hold nobody knows.
    pub(super) unread: u64,
}

/// Erases every version of `entries` from the objects, inside a change. Places move by it: the catalogue
/// must be built anew before the change ends.
///
/// # Errors
///
/// [`JournalError::FoldCheck`] where what is left of an object does not read back equal.
pub(super) fn erase(
    change: &Change<'_>,
    keys: &Keys,
    entries: &BTreeSet<EntryId>,
) -> Result<Erased, JournalError> {
    let mut erased = Erased::default();
    for seq in change.objects_after(0)? {
        let object = match objects::open(change, keys, seq) {
            Err(error) if error.is_damage() => {
                erased.unread += 1;
                continue;
            }
            object => object?,
        };
        let goes =
            |line: &&str| revision::entry_of(line).is_some_and(|entry| entries.contains(&entry));
        let lines: Vec<&str> = objects::lines(&object, seq).map(|(line, _)| line).collect();
        let rest: Vec<&str> = lines.iter().filter(|line| !goes(line)).copied().collect();
        if rest.len() == lines.len() {
            continue;
        }
        erased.revisions += (lines.len() - rest.len()) as u64;
        if rest.is_empty() {
            change.drop_object(seq)?;
            continue;
        }
        let mut header =
            Header::new(Kind::Segment, keys.vault, rest.len() as u64).by(keys.device());
        header.pulled = !list::is_own(&object);
        let (sealed, _) = seal::seal(&header, &rest, keys.epoch()?, None)?;
        change.replace_objects(&[seq], &sealed)?;
        let back = objects::open(change, keys, seq)?;
        if !objects::lines(&back, seq).map(|(line, _)| line).eq(rest) {
            return Err(JournalError::FoldCheck);
        }
    }
    Ok(erased)
}
