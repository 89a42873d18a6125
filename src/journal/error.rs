//! What a verb can fail with. Facts only: the advice is in `report`.

use std::path::PathBuf;

use crate::agent::AgentError;
use crate::crypto::error::CryptoError;
use crate::crypto::error::ForeignError;
use crate::model::id::DeviceId;
use crate::model::id::EntryId;
use crate::model::id::RevId;
use crate::model::id::SlotId;
use crate::model::members::MembersError;
use crate::model::revision::ContentError;
use crate::model::revision::LineError;
use crate::store::StoreError;
use crate::sync::error::SyncError;
use crate::transfer::TransferError;

/// Why keys or devices cannot be changed so.
#[derive(Debug, thiserror::Error)]
pub enum RekeyError {
    /// The key at hand opens the vault for reading, and admits no device.
    #[error("this key reads the journal, and admits no device to it")]
    ReadsOnly,
    /// The slot or the key at hand does not belong to a device of the vault.
    #[error("this installation is no device of the vault yet")]
    NoMember,
    /// No device answers to that name, or more than one.
    #[error("no device is called \"{0}\", or more than one")]
    NoSuchDevice(String),
    /// No slot answers to those digits, or more than one.
    #[error("no slot begins with \"{0}\", or more than one")]
    NoSuchSlot(String),
    /// That recipient reads already.
    #[error("that recipient reads already, by the slot {}", .0.short())]
    SlotExists(SlotId),
    /// A device must be able to open what it keeps.
    #[error("that slot is what a device opens the vault with")]
    OwnSlot,
    /// A device revokes no other one than others.
    #[error("that is this device itself")]
    OwnDevice,
    /// It was revoked already.
    #[error("device {} was revoked already", .0.short())]
    AlreadyRevoked(DeviceId),
    /// The revoked device knows what opens this one.
    #[error("the revoked device could open this device's own slot: it needs a new passphrase")]
    NeedsNewPassphrase,
    /// The vault's root says that passphrases stay at home, or the work factor is too high for a remote.
    #[error("a passphrase of this vault does not travel to remotes")]
    StaysAtHome,
    /// No invitation of these words is there.
    #[error("no invitation of these words is on the remote")]
    NoInvitation,
    /// The words are those of an invitation that opens nothing any more.
    #[error("this invitation opens nothing any more{}", .0.as_ref().map(|name| format!(": \"{name}\" joined by it")).unwrap_or_default())]
    InvitationSpent(Option<String>),
    /// The name is empty, too long, or not of one line.
    #[error("a device's name has 1 to 200 bytes in one line")]
    DeviceName,
}

/// Why a verb failed.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// There is no vault of that name.
    #[error("there is no vault at \"{}\"", .0.display())]
    NoVault(PathBuf),
    /// There is one already.
    #[error("there is a vault already at \"{}\"", .0.display())]
    VaultExists(PathBuf),
    /// The store is gone, but traces of the vault are there.
    #[error("the store of the vault at \"{}\" is missing, though its mirror or its memory is there", .0.display())]
    StoreMissing(PathBuf),
    /// A key is needed.
    #[error("the journal is locked")]
    Locked,
    /// No slot file is in the store.
    #[error("no slot of this vault can be opened with a passphrase")]
    NoSlot,
    /// The keyring does not fit the slots or the statements.
    #[error("the keyring is not that of this vault")]
    KeyringMismatch,
    /// The key is good, but of another vault.
    #[error("the key is that of another vault")]
    ForeignKey,
    /// The keys cannot be changed so.
    #[error(transparent)]
    Rekey(#[from] RekeyError),
    /// A newer diurnal wrote parts of it: nothing is written.
    #[error("parts of this vault were written by a newer diurnal")]
    Newer,
    /// Nothing answers to that reference.
    #[error("no entry answers to \"{0}\"")]
    NotFound(String),
    /// No import has that id, or more than one.
    #[error("no import is called \"{0}\", or more than one")]
    NoImport(String),
    /// No import left anything as it was.
    #[error("there is no import to take back")]
    NoImports,
    /// Nothing of that name is kept, or more than one thing.
    #[error("nothing that is kept is called \"{0}\", or more than one thing")]
    NotKept(String),
    /// What was kept does not open, or not all of it.
    #[error("what is kept as \"{0}\" does not open to its end")]
    KeptDamaged(String),
    /// More than one entry answers to that reference.
    #[error("\"{text}\" means {} entries", .ids.len())]
    Ambiguous {
        /// What was asked for.
        text: String,
        /// The entries, at most 10.
        ids: Vec<EntryId>,
    },
    /// Nothing stands side by side in it.
    #[error("entry {} has one version only: there is nothing to resolve", .0.short())]
    OneVersion(EntryId),
    /// It was purged: nothing more is written to it.
    #[error("entry {} was purged; nothing was written", .0.short())]
    Purged(EntryId),
    /// No purged entry answers to that.
    #[error("no purged entry begins with \"{0}\", or more than one")]
    NotPurged(String),
    /// It was written on since its versions were looked at.
    #[error("entry {} was changed meanwhile; nothing was written", .0.short())]
    Moved(EntryId),
    /// The text cannot be an entry.
    #[error("cannot save the entry")]
    Content(#[from] ContentError),
    /// An object of the store is damaged.
    #[error("object {seq} of the store is damaged")]
    DamagedObject {
        /// Its number.
        seq: i64,
        /// How.
        source: CryptoError,
    },
    /// A line in the store is damaged.
    #[error("object {seq} of the store holds a damaged revision")]
    DamagedRevision {
        /// The object's number.
        seq: i64,
        /// How.
        source: LineError,
    },
    /// The catalogue names what is not there.
    #[error("revision {} is named, but not in its place", .0.short())]
    LostRevision(RevId),
    /// A new segment did not read back as it was written.
    #[error("a folded segment did not read back equal; nothing was changed")]
    FoldCheck,
    /// A sealed row is damaged.
    #[error("the sealed row \"{what}\" is damaged")]
    DamagedState {
        /// What it holds.
        what: String,
        /// How.
        source: CryptoError,
    },
    /// There is no remote of that name.
    #[error("there is no remote called \"{0}\"")]
    NoRemote(String),
    /// The name cannot be a remote's.
    #[error("\"{0}\" cannot be the name of a remote: 1 to 32 of a-z, 0-9 and -")]
    RemoteName(String),
    /// There are several, and none was named.
    #[error("there is more than one remote")]
    WhichRemote,
    /// There is one of that name already.
    #[error("there is a remote called \"{0}\" already")]
    RemoteExists(String),
    /// A remote is not what it must be: the condition's name and one sentence.
    #[error("{text}")]
    Remote {
        /// The condition, as messages, JSON and tests name it.
        condition: &'static str,
        /// One sentence.
        text: String,
    },
    /// A sealed file did not open or a key was wrong.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
    /// What another program has sealed was not opened.
    #[error("cannot open what is imported")]
    Foreign(#[from] ForeignError),
    /// The store failed.
    #[error("cannot use the store")]
    Store(#[from] StoreError),
    /// The statements make no vault.
    #[error("the vault's statements are not whole")]
    Members(#[from] MembersError),
    /// The remote failed.
    #[error("cannot exchange with the remote")]
    Sync(#[from] SyncError),
    /// A file outside failed.
    #[error(transparent)]
    Transfer(#[from] TransferError),
    /// The agent failed.
    #[error("cannot use the session agent")]
    Agent(#[from] AgentError),
    /// A file or folder of the vault failed.
    #[error("cannot use \"{}\"", .path.display())]
    File {
        /// What was to be used.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// What is to be imported cannot be read.
    #[error("cannot read what is to be imported")]
    Read(#[source] std::io::Error),
    /// What is exported cannot be written.
    #[error("cannot write what is exported")]
    Write(#[source] std::io::Error),
    /// A backup is not whole: nothing was restored from it.
    #[error("the backup is damaged in {faults} places: {first}")]
    DamagedBackup {
        /// How many things in it are not what they must be.
        faults: usize,
        /// The first of them, in one sentence part.
        first: String,
    },
    /// A watcher asked to stop.
    #[error("stopped on request")]
    Stopped,
}

impl JournalError {
    /// Whether another program held the store for too long.
    pub fn is_busy(&self) -> bool {
        matches!(self, Self::Store(StoreError::Busy(_)))
    }

    /// Whether one thing in the store is damaged or missing, so that all others can still be read.
    pub fn is_damage(&self) -> bool {
        matches!(
            self,
            Self::DamagedObject { .. }
                | Self::DamagedRevision { .. }
                | Self::LostRevision(_)
                | Self::Store(StoreError::NoObject(_) | StoreError::Damaged(_))
        )
    }
}
