//! The recovery sheet: a stock age identity file that carries its own instructions.

use crate::crypto::identity::Identity;
use crate::crypto::slot;
use crate::model::id::SlotId;
use crate::model::id::VaultId;
use crate::model::time::Timestamp;

/// The sheet, to be printed or written down once.
pub(super) fn recovery_sheet(
    vault: VaultId,
    id: SlotId,
    identity: &Identity,
    now: Timestamp,
) -> String {
    let key = slot::identity_file(vault, id, identity);
    format!(
        "{key}# Recovery sheet of a diurnal journal, made {date}.
# Whoever holds the key above can read the whole journal. Keep it on paper, away from the computer.
# Type it into nothing but diurnal or age. Whatever a server says otherwise is forged.
#
# On a new computer:      diurnal clone URL --recovery-file THIS-FILE
# From a backup file:     diurnal restore BACKUP --recovery-file THIS-FILE
# Without diurnal:        git clone URL; the branch 'vault' has a README that says how; in short:
#                         age -d -i THIS-FILE keyring.age > keys.txt
#                         age -d -i keys.txt BUNDLE
",
        date = now.rfc3339().get(..10).unwrap_or_default(),
    )
}
