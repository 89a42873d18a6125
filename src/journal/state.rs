//! Sealed rows of `state`: one JSON value each, under a name that tells nothing.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::crypto::object::Header;
use crate::crypto::object::Kind;
use crate::crypto::seal;
use crate::crypto::seal::Sealed;
use crate::journal::JournalError;
use crate::journal::keys::Keys;
use crate::store::Change;
use crate::store::Store;

impl Keys {
    /// The row's name: an HMAC, by the first epoch's key, so that rotation does not rename.
    pub(super) fn state_name(&self, what: &str) -> Result<String, JournalError> {
        Ok(self.first_epoch()?.state_name(what))
    }

    /// Reads the row for `what`; `None` where there is none.
    pub(super) fn get<T: DeserializeOwned>(
        &self,
        store: &Store,
        what: &str,
    ) -> Result<Option<T>, JournalError> {
        let row = store.state(&self.state_name(what)?)?;
        row.map(|bytes| self.read_state(&bytes, what)).transpose()
    }

    /// Reads the row for `what` inside a change.
    pub(super) fn get_in<T: DeserializeOwned>(
        &self,
        change: &Change<'_>,
        what: &str,
    ) -> Result<Option<T>, JournalError> {
        let row = change.state(&self.state_name(what)?)?;
        row.map(|bytes| self.read_state(&bytes, what)).transpose()
    }

    /// Writes the row for `what`.
    pub(super) fn put<T: Serialize>(
        &self,
        change: &Change<'_>,
        what: &str,
        value: &T,
    ) -> Result<(), JournalError> {
        let sealed = self.seal_state(what, value)?;
        Ok(change.put_state(&self.state_name(what)?, &sealed)?)
    }

    /// Removes the row for `what`.
    pub(super) fn forget(&self, change: &Change<'_>, what: &str) -> Result<(), JournalError> {
        Ok(change.drop_state(&self.state_name(what)?)?)
    }

    fn seal_state<T: Serialize>(&self, what: &str, value: &T) -> Result<Sealed, JournalError> {
        let mut header = Header::new(Kind::State, self.vault, 1);
        header.about = Some(what.into());
        let line = serde_json::to_string(value).map_err(crate::crypto::error::CryptoError::Json)?;
        Ok(seal::seal(&header, &[&line], self.epoch()?, None)?.0)
    }

    fn read_state<T: DeserializeOwned>(&self, bytes: &[u8], what: &str) -> Result<T, JournalError> {
        use crate::crypto::error::CryptoError;
        let damaged = |source| JournalError::DamagedState {
            what: what.to_owned(),
            source,
        };
        let object = seal::open(bytes, &self.keyring, &[Kind::State]).map_err(damaged)?;
        // A row put under another name is not what it says it is.
        if object
            .header
            .about
            .as_ref()
            .and_then(|about| about.as_str())
            != Some(what)
        {
            return Err(damaged(CryptoError::Kind));
        }
        let (line, _) = object
            .lines()
            .next()
            .ok_or_else(|| damaged(CryptoError::Kind))?;
        serde_json::from_str(line).map_err(|error| damaged(CryptoError::Json(error)))
    }
}
