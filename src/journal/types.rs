//! What the verbs are asked with and what they answer.

use std::path::PathBuf;

use serde::Serialize;

use crate::crypto::external::External;
use crate::journal::JournalError;
use crate::model::entry::Content;
use crate::model::entry::Draft;
use crate::model::id::DeviceId;
use crate::model::id::EntryId;
use crate::model::id::RevId;
use crate::model::id::SlotId;
use crate::model::id::VaultId;
use crate::model::invitation::InvitationWords;
use crate::model::revision::Extra;
use crate::model::secret::Secret;
use crate::model::statement::Admits;
use crate::model::statement::SlotKind;
use crate::model::time::Timestamp;
use crate::model::voice::Voice;

/// What opens a vault.
#[derive(Debug)]
pub enum Key {
    /// The passphrase of a slot.
    Passphrase(Secret),
    /// A slot's identity, `AGE-SECRET-KEY-1…`, or the text of the recovery sheet that holds it.
    Recovery(Secret),
    /// Keys that another program made, and that `key add` let in: they read, and no more.
    External(External),
}

impl Key {
    /// Reads the keys of a file as age's `-i` takes it; `name` is what questions call it.
    ///
    /// # Errors
    ///
    /// `bad-identity`, with what is wrong with it.
    pub fn external(text: &Secret, name: &str, voice: Voice) -> Result<Self, JournalError> {
        Ok(Self::External(External::read(text, name, voice)?))
    }
}

/// Whether a passphrase slot travels to remotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RemoteUnlock {
    /// Only where guessing is hopeless: generated words.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What `init` is asked for.
#[derive(Debug)]
pub struct Init {
    /// The passphrase of the first slot.
    pub passphrase: Secret,
    /// Whether diurnal made the passphrase (≥ 77 bits).
    pub generated: bool,
    /// scrypt's log2 N, 10 to 22.
    pub work_factor: u8,
    /// Whether the passphrase slot travels.
    pub remote_unlock: RemoteUnlock,
    /// This device's name.
    pub device_name: String,
}

/// What `init` made.
#[derive(Debug)]
pub struct Initialised {
    /// The vault's id.
    pub vault: VaultId,
    /// The recovery slot's identity, to be printed once: `AGE-SECRET-KEY-1…`.
    pub recovery_key: Secret,
    /// The recovery sheet: a stock identity file with its own instructions.
    pub sheet: Secret,
    /// Whether the passphrase slot will travel to remotes.
    pub travels: bool,
}

/// What unlocking brought.
#[derive(Debug, Default)]
pub struct Unlocked {
    /// Entries written while locked that are now in the store.
    pub adopted: usize,
    /// Things that its owner must know, one sentence each.
    pub notices: Vec<Notice>,
}

/// A thing that was noticed, with the condition's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// The condition, as FAULTS names it: `rollback`, `damaged`.
    pub condition: String,
    /// One sentence.
    pub text: String,
    /// Whether nothing is left to decide: it was mended, or is only told.
    pub healed: bool,
}

impl Notice {
    /// Something that was mended, or is only told.
    pub fn told(condition: &str, text: String) -> Self {
        Self {
            condition: condition.to_owned(),
            text,
            healed: true,
        }
    }

    /// Something that is not what it must be.
    pub fn open(condition: &str, text: String) -> Self {
        Self {
            condition: condition.to_owned(),
            text,
            healed: false,
        }
    }
}

/// What a purge erased here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Purged {
    /// The entries.
    pub entries: Vec<EntryId>,
    /// How many versions of them stood in the store.
    pub revisions: u64,
    /// How many drafts and texts in the inbox went with them.
    pub drafts: u64,
    /// Objects of the store that do not open: nobody knows what they hold.
    pub unread: u64,
    /// Whether file, log and mirrors are rid of it; else the next sync sees to it.
    pub swept: bool,
}

/// A purge, as this device knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PurgeInfo {
    /// The entry.
    pub id: EntryId,
    /// The name of a device that purged it.
    pub by: String,
    /// When, by its clock.
    pub at: Timestamp,
    /// Whether this device holds something of it, hidden, and waits for a decision.
    pub waits: bool,
    /// The names of devices that may hold it still.
    pub owed: Vec<String>,
}

/// What a compaction would give back on each remote, about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Compaction {
    /// How many bundles all chains have now.
    pub bundles: u64,
    /// What they take, in bytes.
    pub bytes: u64,
    /// How many there would be.
    pub bundles_after: u64,
    /// What those would take, in bytes.
    pub bytes_after: u64,
}

/// A saved revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// The entry.
    pub id: EntryId,
    /// Its new revision; the old one where nothing had changed.
    pub revision: RevId,
    /// Whether the text was the same as the saved one, so that nothing was written.
    pub unchanged: bool,
}

/// A new entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    /// The entry.
    pub id: EntryId,
    /// Whether it waits in the inbox for the next unlock.
    pub inbox: bool,
}

/// One version of an entry.
#[derive(Clone, Debug)]
pub struct Version {
    /// The revision.
    pub rev: RevId,
    /// What it was made from.
    pub parents: Vec<RevId>,
    /// When it was written.
    pub written: Timestamp,
    /// The device that wrote it.
    pub device: DeviceId,
    /// That device's name, where known.
    pub device_name: Option<String>,
    /// Whether that is this device.
    pub own: bool,
    /// Whether it is a deletion.
    pub deleted: bool,
    /// Whether it is a head.
    pub head: bool,
    /// What it says.
    pub content: Content,
    /// Keys that this diurnal does not know.
    pub extra: Extra,
}

/// A draft from last time.
#[derive(Clone, Debug)]
pub struct Kept {
    /// What it is called: 32 hex digits; of a draft the entry's id.
    pub id: String,
    /// When it was kept.
    pub at: Timestamp,
    /// The text; none for bytes that cannot be an entry.
    pub draft: Option<Draft>,
    /// Bytes that cannot be an entry.
    pub bytes: Option<KeptBytes>,
}

/// Bytes that cannot be an entry and were kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptBytes {
    /// What they are called: 32 hex digits.
    pub id: String,
    /// How many are kept.
    pub size: u64,
    /// Why they cannot be an entry.
    pub why: String,
    /// Why what came after them was not kept; none where nothing came, and when they are read again.
    pub rest: Option<String>,
}

/// How much there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Entries that are not deleted.
    pub entries: u64,
    /// Deleted entries that can be brought back.
    pub deleted: u64,
    /// Revisions of all entries.
    pub revisions: u64,
    /// Attachments of entries that are not deleted.
    pub attachments: u64,
    /// Words of entries that are not deleted.
    pub words: u64,
    /// Entries whose heads stand side by side.
    pub conflicts: u64,
    /// Revisions that no remote has confirmed.
    pub unsynced: u64,
    /// Entries that wait in the inbox.
    pub inbox: u64,
}

/// Sees how far long work is, and may stop it.
pub trait Watch {
    /// `done` of `total` (0: not known) of `what`; false asks to stop soon.
    fn step(&mut self, what: &str, done: u64, total: u64) -> bool;

    /// A person is asked now: what was shown of the steps makes room.
    fn pause(&mut self) {}
}

/// Watches nothing.
impl Watch for () {
    fn step(&mut self, _: &str, _: u64, _: u64) -> bool {
        true
    }
}

/// A remote as `remote list` and `status` show it.
#[derive(Clone, Debug, Serialize)]
pub struct RemoteInfo {
    /// Its name.
    pub name: String,
    /// Its URL, without a password.
    pub url: String,
    /// When it was last synced with.
    pub last_sync: Option<Timestamp>,
    /// The last proof of backup.
    pub last_proof: Option<Proof>,
    /// Revisions that it has not confirmed.
    pub unsynced: u64,
    /// What was noticed and not yet seen or settled.
    pub notices: Vec<Notice>,
}

/// A proof of backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// When it was made.
    pub at: Timestamp,
    /// Whether all was equal.
    pub ok: bool,
    /// One sentence: 'restored and compared on 2026-11-20: 1,204 entries, 1,911 revisions, 37 files, all equal'.
    pub text: String,
}

/// What `remote add` found.
#[derive(Clone, Debug)]
pub struct RemoteAdded {
    /// The remote's state: `empty`, `ours`, `offline`.
    pub found: &'static str,
    /// What went wrong while looking, if it did not answer.
    pub offline: Option<String>,
}

/// What a sync did, remote by remote.
#[derive(Debug, Default)]
pub struct SyncReport {
    /// One a remote.
    pub remotes: Vec<RemoteSync>,
}

/// What a sync with one remote did.
#[derive(Debug)]
pub struct RemoteSync {
    /// The remote's name.
    pub name: String,
    /// Revisions sent.
    pub sent: u64,
    /// Revisions taken.
    pub taken: u64,
    /// Bundles sent.
    pub bundles_sent: u64,
    /// Bundles taken.
    pub bundles_taken: u64,
    /// Entries in conflict after it, where anything was taken; counting them reads the whole catalogue.
    pub conflicts: u64,
    /// What was noticed, healed or not.
    pub notices: Vec<Notice>,
    /// What stopped it, if anything did.
    pub error: Option<crate::journal::JournalError>,
}

/// What a sync would do.
#[derive(Debug, Default, Serialize)]
pub struct Plan {
    /// Entries that would be sent.
    pub send: Vec<Planned>,
    /// Entries that would be taken.
    pub take: Vec<Planned>,
    /// What was noticed.
    pub notices: Vec<Notice>,
}

/// One entry that would be sent or taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Planned {
    /// The entry.
    pub id: EntryId,
    /// Its title, or how its text begins.
    pub label: String,
    /// The remote's name.
    pub remote: String,
}

/// How a new device joins.
#[derive(Debug)]
pub struct Join {
    /// The remote's URL.
    pub url: String,
    /// The remote's name here.
    pub remote: String,
    /// What opens the vault.
    pub by: JoinBy,
    /// The new device's own passphrase (the same one where it joined by passphrase).
    pub passphrase: Secret,
    /// scrypt's log2 N for its own slot; where none is said, that of the passphrase slot that `key` opens.
    pub work_factor: Option<u8>,
    /// The new device's name.
    pub device_name: String,
}

/// What a new device joins by.
#[derive(Debug)]
pub enum JoinBy {
    /// The passphrase whose slot travels, or the sheet.
    Key(Key),
    /// The words of an invitation, good once.
    Invitation(InvitationWords),
}

/// An invitation that was made: its words are shown once.
#[derive(Debug)]
pub struct Invited {
    /// The words.
    pub words: InvitationWords,
    /// Its slot.
    pub slot: SlotId,
}

/// A passphrase that replaces another.
#[derive(Debug)]
pub struct NewPassphrase {
    /// The passphrase.
    pub passphrase: Secret,
    /// Whether diurnal made it, so that nobody can guess it.
    pub generated: bool,
    /// scrypt's log2 N; where none is said, that of the slot before.
    pub work_factor: Option<u8>,
    /// Whether it opens the vault from a remote too.
    pub remote_unlock: RemoteUnlock,
}

/// What a change of keys came to.
#[derive(Debug, Default)]
pub struct Rekeyed {
    /// Whether this device has a new passphrase.
    pub passphrase: bool,
    /// Whether the new passphrase opens the vault from a remote too.
    pub travels: bool,
    /// Whether the passphrase before did, and the new one does not.
    pub stopped_travelling: bool,
    /// A new recovery sheet, where one was made: shown once.
    pub sheet: Option<Sheet>,
    /// The other devices, and whether the slot that each opens the vault with was taken away.
    pub left_alone: Vec<(String, bool)>,
    /// How many recipients were taken away that a revoked device had added.
    pub extra_removed: usize,
}

/// A recovery sheet: a secret.
#[derive(Debug)]
pub struct Sheet {
    /// Its key.
    pub key: Secret,
    /// All of it, with its instructions.
    pub text: Secret,
}

/// What revoking a device would strike.
#[derive(Clone, Debug)]
pub struct Revoking {
    /// The device, and its name.
    pub device: (DeviceId, String),
    /// The devices that it admitted, and that those did.
    pub admitted: Vec<(DeviceId, String)>,
    /// Whether it can open this device's own slot, should all of them be revoked.
    pub needs_passphrase: bool,
    /// Those that stay and have not shown that they heard of this device, where what admitted it goes too:
    /// whoever of them had not heard of it before refuses what it writes, until it joins anew.
    pub unheard: Vec<(DeviceId, String)>,
}

/// How a vault is made from a backup.
#[derive(Debug)]
pub struct Restore {
    /// The backup.
    pub file: PathBuf,
    /// What opens it.
    pub key: Key,
    /// The restored device's own passphrase. Without one it has no passphrase: the slot that `key` opens
    /// keeps its keys, which must be the sheet.
    pub passphrase: Option<Secret>,
    /// scrypt's log2 N for its own slot; where none is said, that of the passphrase slot that `key` opens.
    pub work_factor: Option<u8>,
}

/// What a joiner is shown before anything is written.
#[derive(Clone, Debug)]
pub struct Found {
    /// The vault's id.
    pub vault: VaultId,
    /// Its devices: name and when last heard.
    pub devices: Vec<String>,
    /// Entries found.
    pub entries: u64,
    /// The newest entry's date.
    pub newest: Option<String>,
}

/// What joining brought.
#[derive(Debug)]
pub struct Joined {
    /// What was found.
    pub found: Found,
    /// Revisions taken.
    pub revisions: u64,
    /// What was noticed.
    pub notices: Vec<Notice>,
}

/// The balance sheet of a drill, or of `verify --local`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Balance {
    /// The remote's name; `local` for the store itself.
    pub remote: String,
    /// Whether this was only a look: heads, the page for new devices, and one chain opened. It counts no
    /// entries.
    pub quick: bool,
    /// Entries expected, and restored equal.
    pub entries: (u64, u64),
    /// Revisions expected, and restored equal.
    pub revisions: (u64, u64),
    /// Attachments expected, and restored equal.
    pub attachments: (u64, u64),
    /// Bundles (or objects) read.
    pub bundles: u64,
    /// Digest of what was expected, and of what was restored.
    pub digest: (String, String),
    /// Own revisions that were never pushed: counted, no shortfall.
    pub unsynced: u64,
    /// Revisions that the remote has beyond us: counted, no shortfall.
    pub ahead: u64,
    /// Each thing missing, damaged or wrong, by name; empty = all equal.
    pub shortfalls: Vec<Notice>,
    /// Things said that are no shortfall.
    pub notices: Vec<Notice>,
}

/// Who and what belongs to a vault.
#[derive(Clone, Debug)]
pub struct MembersInfo {
    /// The vault's id.
    pub vault: VaultId,
    /// Its devices, the oldest first.
    pub devices: Vec<DeviceInfo>,
    /// What opens it, the oldest first.
    pub slots: Vec<SlotInfo>,
    /// How many epochs it has had.
    pub n_epochs: usize,
    /// Since when it seals to the newest.
    pub epoch_since: Option<Timestamp>,
    /// Whether passphrase slots travel to remotes.
    pub remote_unlock: bool,
}

/// A device of a vault.
#[derive(Clone, Debug)]
pub struct DeviceInfo {
    /// Its id.
    pub id: DeviceId,
    /// Its name.
    pub name: String,
    /// Whether it is this one.
    pub own: bool,
    /// When it was admitted.
    pub since: Option<Timestamp>,
    /// Who admitted it, in words.
    pub by: String,
    /// `member`, `revoked`, or `contested`: it revoked another that revoked it.
    pub state: &'static str,
}

/// A slot of a vault.
#[derive(Clone, Debug)]
pub struct SlotInfo {
    /// What it is.
    pub is: SlotKind,
    /// When it was admitted.
    pub since: Option<Timestamp>,
    /// The slot.
    pub id: SlotId,
    /// Who made it, in words.
    pub by: String,
    /// How often it admits a device.
    pub admits: Admits,
    /// Whether its file stands on remotes.
    pub travels: bool,
}

/// One page of facts about a vault.
#[derive(Debug, Serialize)]
pub struct Status {
    /// The vault's name here.
    pub name: String,
    /// Its id; none while locked and never opened.
    pub vault: Option<VaultId>,
    /// This device.
    pub device: Option<DeviceId>,
    /// Whether a key is at hand.
    pub locked: bool,
    /// How long the agent still holds the key, in ms; none where no agent runs.
    pub agent_ms: Option<u64>,
    /// How much there is; none while locked.
    pub counts: Option<Counts>,
    /// SHA-256 over the sorted revisions; none while locked.
    pub digest: Option<String>,
    /// Remotes; empty while locked.
    pub remotes: Vec<RemoteInfo>,
    /// Entries that wait in the inbox.
    pub inbox: u64,
    /// What needs attention.
    pub warnings: Vec<Notice>,
}

/// The balance sheet of an import: read = new + identical + updated + skipped.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// By what the import can be taken back; none where it wrote nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Records read.
    pub read: u64,
    /// New entries.
    pub new: u64,
    /// Records that were here already, the same.
    pub identical: u64,
    /// Records that changed an entry that was here.
    pub updated: u64,
    /// Records left out, each with its reason in `reasons`.
    pub skipped: u64,
    /// Records whose offset contradicted their zone.
    pub corrected: u64,
    /// Attachments that records named, and that are not taken.
    pub attachments: u64,
    /// Place and reason of each record left out.
    pub reasons: Vec<(u64, String)>,
}

/// What `key doctor` says of a slot.
#[derive(Clone, Debug, Serialize)]
pub struct SlotReport {
    /// The slot's name: `slot-1`, `recovery`, `device`, `inbox`, `keyring`, `members`.
    pub slot: String,
    /// `ok`, `damaged`, `not-tried`; of what statements say: `open`, `not-sealed` where this program
    /// cannot seal to it.
    pub state: &'static str,
    /// One sentence: what was tried, what to do.
    pub text: String,
}
