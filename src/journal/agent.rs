//! The session agent: takes the key from it, starts it with the key that is open, ends it.

use std::path::Path;
use std::time::Duration;

use crate::agent;
use crate::agent::AgentSecret;
use crate::agent::HOLD_MAX;
use crate::crypto::slot;
use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::types::Notice;
use crate::model::places::Places;
use crate::model::secret::Secret;

impl Journal {
    /// Takes the key from the agent, if one holds it; false where none does. An agent that hangs,
    /// talks garbage, or holds a key that opens this vault no more, is none: its owner is asked.
    pub fn unlock_with_agent(&mut self) -> Result<bool, JournalError> {
        let Ok(Some(secret)) = agent::get(&self.places.socket) else {
            return Ok(false);
        };
        let text = std::str::from_utf8(secret.expose()).ok();
        let Some((vault, slot, identity)) =
            text.and_then(|text| slot::read_identity_file(text).ok())
        else {
            return Ok(false);
        };
        if vault != self.vault_in_clear()? {
            return Ok(false);
        }
        match self.unlock_slot(vault, slot, identity) {
            Ok(_) => Ok(true),
            Err(JournalError::KeyringMismatch) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Starts an agent that holds the open key: for `for_ms` whether anybody asks or not, else until
    /// nobody asked for as long as its user prefers. `program` is this program's own file.
    pub fn start_agent(&self, program: &Path, for_ms: Option<u64>) -> Result<(), JournalError> {
        let keys = self.keys()?;
        keys.has_slot()?;
        let text = slot::identity_file(keys.vault, keys.slot, &keys.slot_identity);
        let text = Secret::new(text);
        let secret = AgentSecret::copy_of(text.expose().as_bytes());
        let (idle, max) = match for_ms {
            Some(ms) => (Duration::from_millis(ms), Duration::from_millis(ms)),
            None => (
                Duration::from_millis(self.preferences.agent_idle_ms),
                HOLD_MAX,
            ),
        };
        Ok(agent::start(
            program,
            &self.places.socket,
            secret,
            idle,
            max,
        )?)
    }

    /// What keeps keys from others in this process, and whether the system granted it: one notice each,
    /// open where it did not. The journal works all the same.
    pub fn guards() -> Vec<Notice> {
        let granted = agent::hardening();
        let said = |is: bool, condition: &str, well: &str, ill: &str| {
            let text = if is { well } else { ill };
            Notice {
                condition: condition.to_owned(),
                text: text.to_owned(),
                healed: is,
            }
        };
        let mut guards = vec![
            said(
                granted.memory_locks,
                "memory-lock",
                "keys are kept out of the swap",
                "the system does not let keys be kept out of the swap: ulimit -l 1024, or encrypt the swap",
            ),
            said(
                granted.core_dumps_off,
                "core-dumps",
                "a crash leaves no picture of the memory",
                "the system does not let core dumps be turned off: ulimit -c 0",
            ),
        ];
        if let Some(not_dumpable) = granted.not_dumpable {
            guards.push(said(
                not_dumpable,
                "dumpable",
                "other programs of yours cannot look into the memory",
                "other programs of yours can look into the memory: lock the journal when you leave it",
            ));
        }
        guards
    }

    /// Ends the agent; false where none ran.
    pub fn stop_agent(places: &Places) -> Result<bool, JournalError> {
        Ok(agent::lock(&places.socket)?)
    }
}
