//! Inviting a new device: eight words, good once.

use crate::crypto::identity::Identity;
use crate::crypto::slot::Invitation;
use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::rekey::Files;
use crate::journal::types::Invited;
use crate::model::id::Digest;
use crate::model::invitation::InvitationWords;
use crate::model::limits::WORK_FACTOR;
use crate::model::limits::WORK_FACTOR_REMOTE_MAX;
use crate::model::statement::Admits;
use crate::model::statement::Saying;
use crate::model::statement::SlotKind;

impl Journal {
    /// Makes an invitation: a slot that admits one device, under words that are shown once. The next
    /// exchange puts it on the remotes; any change of keys ends it.
    pub fn invite(&mut self) -> Result<Invited, JournalError> {
        let mut keys = self.keys_to_change()?;
        keys.is_member()?;
        if self.remote_rows()?.is_empty() {
            return Err(JournalError::NoRemote("origin".to_owned()));
        }
        let words = InvitationWords::make(&self.outside);
        let slot = words.slot();
        let identity = Identity::generate();
        let saying = Saying::Slot {
            slot,
            is: SlotKind::Invitation,
            recipient: identity.recipient(),
            key: Digest(identity.signing_key().verifying_key()),
            admits: Admits::Once,
            travels: false,
        };
        keys.say(saying, &self.outside)?;
        let invitation = Invitation {
            vault: keys.vault,
            slot,
            identity,
            heads: keys.members.heads.clone(),
        };
        let own = self.own_work_factor()?.unwrap_or(WORK_FACTOR);
        let work_factor = own.min(WORK_FACTOR_REMOTE_MAX);
        let file = invitation.seal(words.secret(), work_factor)?;
        self.keep_keys(keys, &Files::of_invitation(slot, file))?;
        Ok(Invited { words, slot })
    }
}
