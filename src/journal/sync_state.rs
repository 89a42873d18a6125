//! What this device remembers of its own sending, in sealed rows of the store.

use serde::Deserialize;
use serde::Serialize;

use crate::journal::JournalError;
use crate::journal::keys::Keys;
use crate::store::Change;
use crate::store::Store;

/// The row's name.
pub(super) const MARK: &str = "sealed-to";

/// How far own objects are sealed into bundles.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(super) struct Mark {
    /// Objects up to this number are in a bundle, or came in one.
    pub(super) seq: i64,
}

/// The mark, inside a change.
pub(super) fn sealed_to(change: &Change<'_>, keys: &Keys) -> Result<i64, JournalError> {
    Ok(keys.get_in::<Mark>(change, MARK)?.unwrap_or_default().seq)
}

/// The mark.
pub(super) fn sealed_to_now(store: &Store, keys: &Keys) -> Result<i64, JournalError> {
    Ok(keys.get::<Mark>(store, MARK)?.unwrap_or_default().seq)
}
