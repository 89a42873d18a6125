//! Opening and admitting keys that are not diurnal's own; a plugin's program is waited for, not for ever.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::crypto::error::CryptoError;
use crate::crypto::external;
use crate::crypto::external::Asks;
use crate::crypto::external::External;
use crate::crypto::external::Questions;
use crate::crypto::identity::Identity;
use crate::crypto::keyring::KeyringFile;
use crate::crypto::seal::Sealed;
use crate::crypto::slot;
use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::exchange::is_extra;
use crate::journal::keys::Keys;
use crate::journal::unlock;
use crate::model::id::SlotId;
use crate::model::id::VaultId;
use crate::model::secret::Secret;
use crate::model::voice::Voice;

/// How long a plugin's program may be silent, in seconds: long enough to look for a token and touch it.
/// The time in which a person is asked something does not count.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often it is looked whether a person is being asked meanwhile, as a part of that time.
const LOOKS: u32 = 60;

impl Journal {
    /// Opens the keys with what another program than diurnal made: for reading, whatever it is.
    pub(super) fn open_external(&self, external: &External) -> Result<Keys, JournalError> {
        let vault = self.vault_in_clear()?;
        for identity in external.native() {
            match unlock::slot_of(&self.store, identity) {
                Ok(slot) => {
                    return Keys::open(&self.store, vault, slot, identity.clone(), &self.outside);
                }
                Err(JournalError::ForeignKey) => {}
                Err(error) => return Err(error),
            }
        }
        if external.has_ssh() {
            let keyring = self
                .store
                .slot("keyring.age")?
                .ok_or(JournalError::KeyringMismatch)?;
            match KeyringFile::open_by(&keyring, external) {
                Ok(file) => return Keys::for_reading(&self.store, vault, &file, &self.outside),
                Err(CryptoError::NotForUs) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let (slot, identity) = self.open_extra(vault, external)?;
        Keys::open(&self.store, vault, slot, identity, &self.outside)
    }

    /// The slot whose file one of the keys opens.
    fn open_extra(
        &self,
        vault: VaultId,
        external: &External,
    ) -> Result<(SlotId, Identity), JournalError> {
        let mut failed = None;
        let names = self.store.slot_names()?;
        for name in names.iter().filter(|name| is_extra(name)) {
            let Some(bytes) = self.store.slot(name)? else {
                continue;
            };
            let keys = external.clone();
            let names = external.plugin_names().join(", age-plugin-");
            let opened = within(PATIENCE, names, &external.questions(), move || {
                keys.open_slot(&bytes)
            });
            match opened {
                Ok(text) => {
                    let (of, slot, identity) = slot::read_identity_file(text.expose())?;
                    if of == vault {
                        return Ok((slot, identity));
                    }
                }
                Err(CryptoError::NotForUs) => {}
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        Err(failed.map_or(JournalError::ForeignKey, JournalError::Crypto))
    }
}

/// A slot of its own for a plugin's recipient: its identity, and the file that only the plugin opens.
/// So keyring.age can be sealed anew on devices that have no such plugin.
pub(super) fn seal_extra(
    vault: VaultId,
    slot: SlotId,
    recipient: &str,
    plugin: &str,
    voice: Voice,
) -> Result<(Identity, Sealed), CryptoError> {
    let identity = Identity::generate();
    let text = Secret::new(slot::identity_file(vault, slot, &identity));
    let asks = Asks::new(voice);
    let questions = asks.questions.clone();
    let recipient = recipient.to_owned();
    let sealed = within(PATIENCE, plugin.to_owned(), &questions, move || {
        external::seal_by_plugin(&text, &recipient, &asks)
    })?;
    Ok((identity, sealed))
}

/// Runs what asks another program, and gives up when that is silent for too long. The thread is left
/// to itself then: it holds nothing but the key that it was given, and ends with the process.
fn within<T: Send + 'static>(
    patience: Duration,
    plugin: String,
    questions: &Questions,
    work: impl FnOnce() -> Result<T, CryptoError> + Send + 'static,
) -> Result<T, CryptoError> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(work()).ok());
    let mut looks = 0;
    while looks < LOOKS {
        match receiver.recv_timeout(patience / LOOKS) {
            Ok(done) => return done,
            Err(mpsc::RecvTimeoutError::Timeout) if questions.is_open() => looks = 0,
            Err(mpsc::RecvTimeoutError::Timeout) => looks += 1,
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                let said = "it said what age does not understand".to_owned();
                return Err(CryptoError::PluginFailed { name: plugin, said });
            }
        }
    }
    Err(CryptoError::PluginSilent {
        name: plugin,
        seconds: patience.as_secs(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: Duration = Duration::from_millis(300);

    #[test]
    fn k16_a_plugin_that_hangs_is_left_and_one_that_dies_is_named() {
        let questions = Questions::default();
        let (answer, waiting) = mpsc::channel::<()>();
        let silent = within(SHORT, "fake".to_owned(), &questions, move || {
            waiting.recv().ok();
            Ok(())
        });
        assert!(matches!(silent, Err(CryptoError::PluginSilent { .. })));
        drop(answer);
        let died = within(SHORT, "fake".to_owned(), &questions, || -> Result<(), _> {
            std::panic::resume_unwind(Box::new(()))
        });
        assert!(matches!(died, Err(CryptoError::PluginFailed { .. })));
    }

    #[test]
    fn k16_nobody_s_patience_ends_while_a_person_thinks() {
        let asks = Asks::new(Voice {
            line: |_| {
                thread::sleep(2 * SHORT);
                Some("1234".to_owned())
            },
            ..Voice::SILENT
        });
        let questions = asks.questions.clone();
        let answer = within(SHORT, "fake".to_owned(), &questions, move || {
            Ok(asks.ask("PIN"))
        });
        assert_eq!(answer.unwrap().as_deref(), Some("1234"));
    }
}
