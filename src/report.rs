//! The one place where an error becomes words for the user: what failed, why, what to do.

use std::error::Error;
use std::fmt;

use crate::agent::AgentError;
use crate::config::ConfigError;
use crate::crypto::error::CryptoError;
use crate::crypto::error::ForeignError;
use crate::journal::JournalError;
use crate::journal::error::RekeyError;
use crate::journal::types::Notice;
use crate::model::id::EntryId;
use crate::model::revision::ContentError;
use crate::store::StoreError;
use crate::sync::error::BadAddress;
use crate::sync::error::SyncError;
use crate::transfer::TransferError;

/// Whose move it is; decides the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The user can mend it: not found, refused, a decision is needed.
    Mend,
    /// The words given to the program make no sense to it.
    Usage,
    /// Disk, network or terminal failed; trying later may help.
    World,
    /// A key is needed, or the one given does not fit.
    Key,
    /// Something is not what it must be.
    Damage,
    /// Its user asked it to stop.
    Stopped,
    /// Whoever read our output went away; that is no error.
    Closed,
}

impl Kind {
    /// The process's exit code for it, 0 to 5, or 130.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Closed => 0,
            Self::Mend => 1,
            Self::Usage => 2,
            Self::World => 3,
            Self::Key => 4,
            Self::Damage => 5,
            Self::Stopped => 130,
        }
    }
}

/// An error as the user meets it, on stderr or in the screens' notice line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Whose move it is.
    pub kind: Kind,
    /// The condition's name as FAULTS spells it, where it has one: `wrong-passphrase`.
    pub condition: Option<String>,
    /// One sentence part, no capital, no full stop: what could not be done.
    pub what: String,
    /// The chain of causes, outermost first.
    pub causes: Vec<String>,
    /// A thing to try, if we know one that helps.
    pub hint: Option<String>,
}

impl Report {
    /// A report of `kind` that says `what`.
    pub fn new(kind: Kind, what: impl Into<String>) -> Self {
        Self {
            kind,
            condition: None,
            what: what.into(),
            causes: Vec::new(),
            hint: None,
        }
    }

    /// A report of `kind` on `error` and its chain of sources.
    pub fn of(kind: Kind, error: &dyn Error) -> Self {
        let mut report = Self::new(kind, error.to_string());
        let mut next = error.source();
        while let Some(cause) = next {
            report.causes.push(cause.to_string());
            next = cause.source();
        }
        report
    }

    /// The same with one more cause, the innermost.
    #[must_use]
    pub fn because(mut self, cause: impl fmt::Display) -> Self {
        self.causes.push(cause.to_string());
        self
    }

    /// The same with advice.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same with the name of the condition.
    #[must_use]
    pub fn named(mut self, condition: impl Into<String>) -> Self {
        self.condition = Some(condition.into());
        self
    }

    /// The condition's name as FAULTS spells it, where it has one.
    pub fn condition(&self) -> Option<&str> {
        self.condition.as_deref()
    }

    /// The process's exit code for this report, 0 to 5, or 130.
    pub fn exit_code(&self) -> u8 {
        self.kind.exit_code()
    }

    /// The report as one line, for the notice at the foot of the screen.
    pub fn one_line(&self) -> String {
        let mut line = self.headline();
        for cause in &self.causes {
            line.push_str(": ");
            line.push_str(cause);
        }
        if let Some(hint) = &self.hint {
            line.push_str(" - ");
            line.push_str(hint);
        }
        line
    }

    fn headline(&self) -> String {
        match &self.condition {
            Some(name) => format!("{} [{name}]", self.what),
            None => self.what.clone(),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "diurnal: error: {}", self.headline())?;
        for cause in &self.causes {
            write!(f, "\ndiurnal: cause: {cause}")?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\ndiurnal: hint: {hint}")?;
        }
        Ok(())
    }
}

/// Whose move it is, the condition's name, and what to do.
type Advice = (Kind, Option<&'static str>, Option<&'static str>);

/// What helps whoever names an import that is none.
const NO_IMPORT: Advice = (
    Kind::Mend,
    Some("not-found"),
    Some("diurnal import list shows them"),
);

const RESTORE: &str = "nothing was changed; bring the vault back with diurnal restore FILE, or diurnal clone URL into another --vault";
const NEWER: &str = "take the newest diurnal; nothing was changed";
const DOCTOR: &str = "diurnal verify --local says what still opens";

impl Report {
    fn advised(error: &dyn Error, (kind, condition, hint): Advice) -> Self {
        let mut report = Self::of(kind, error);
        report.condition = condition.map(str::to_owned);
        report.hint = hint.map(str::to_owned);
        report
    }
}

impl From<JournalError> for Report {
    fn from(error: JournalError) -> Self {
        let mut report = Self::advised(&error, of_journal(&error));
        if let JournalError::Ambiguous { ids, .. } = &error {
            let twelve = |id: &EntryId| id.to_string().chars().take(12).collect::<String>();
            let ids: Vec<String> = ids.iter().map(twelve).collect();
            report.hint = Some(format!("name one of {}", ids.join(", ")));
        }
        if let JournalError::Remote { condition, .. } = &error {
            report.condition = Some((*condition).to_owned());
        }
        if let JournalError::Sync(error) = &error {
            report.condition = Some(error.condition().to_owned());
        }
        report
    }
}

/// What helps where a notice waits for a person; none where it does not, or where nothing is known to.
pub fn advice_on(notice: &Notice) -> Option<&'static str> {
    if notice.healed {
        return None;
    }
    match notice.condition.as_str() {
        "fork" => Some(
            "ask whether a copy of that device is used; diurnal remote trust fork follows what the remote shows",
        ),
        "omission" => Some(
            "it heals when that device syncs again; diurnal remote trust omission waits for it no more",
        ),
        "newer" => Some(NEWER),
        _ => None,
    }
}

/// The exit code of a command that met this notice, 0 to 5.
pub fn exit_of(notice: &Notice) -> u8 {
    if notice.healed {
        return 0;
    }
    match notice.condition.as_str() {
        "newer" | "old-generation" => Kind::Mend.exit_code(),
        _ => Kind::Damage.exit_code(),
    }
}

/// A notice as one sentence, with what helps.
pub fn told(notice: &Notice) -> String {
    match advice_on(notice) {
        Some(advice) => format!("{} - {advice}", notice.text),
        None => notice.text.clone(),
    }
}

fn of_rekey(error: &RekeyError) -> Advice {
    match error {
        RekeyError::ReadsOnly => (
            Kind::Key,
            Some("reads-only"),
            Some("open it with a passphrase or the recovery sheet of the vault itself"),
        ),
        RekeyError::NoMember => (
            Kind::Mend,
            Some("no-member"),
            Some("diurnal sync makes it one, or diurnal key passphrase --recovery-file FILE"),
        ),
        RekeyError::NoSuchDevice(_) => (
            Kind::Mend,
            Some("not-found"),
            Some("diurnal device list shows names and ids; four digits of an id are enough"),
        ),
        RekeyError::NoSuchSlot(_) => (
            Kind::Mend,
            Some("not-found"),
            Some("diurnal key status shows the slots"),
        ),
        RekeyError::SlotExists(_) => (Kind::Mend, Some("slot-exists"), Some("nothing was changed")),
        RekeyError::OwnSlot => (
            Kind::Mend,
            Some("own-slot"),
            Some(
                "diurnal key passphrase on that device replaces it; diurnal device revoke NAME takes the device away",
            ),
        ),
        RekeyError::OwnDevice => (
            Kind::Mend,
            Some("own-device"),
            Some("revoke it from another device that remains"),
        ),
        RekeyError::AlreadyRevoked(_) => (
            Kind::Mend,
            Some("already-revoked"),
            Some("nothing was changed"),
        ),
        RekeyError::NeedsNewPassphrase => (
            Kind::Mend,
            Some("new-passphrase"),
            Some("--new-passphrase-file FILE, or run it in a terminal; nothing was changed"),
        ),
        RekeyError::StaysAtHome => (
            Kind::Mend,
            Some("stays-at-home"),
            Some(
                "that was chosen when the vault was made, or the work factor is above 20; a new device joins by the recovery sheet",
            ),
        ),
        RekeyError::NoInvitation => (
            Kind::Mend,
            Some("no-invitation"),
            Some(
                "it was used, taken back or ended by a change of keys, or the device that made it has not synced; make another there: diurnal device invite",
            ),
        ),
        RekeyError::InvitationSpent(_) => (
            Kind::Mend,
            Some("invitation-spent"),
            Some(
                "an invitation is good once, and ends with a change of keys; make another: diurnal device invite. Nobody of yours joined by it? diurnal device revoke NAME",
            ),
        ),
        RekeyError::DeviceName => (Kind::Usage, None, None),
    }
}

fn of_remote(condition: &str) -> Advice {
    let hint = match condition {
        "mutual-revocation" => {
            "diurnal device list shows them; diurnal device revoke NAME says which one goes"
        }
        "revoked" => {
            "diurnal export takes out what is here; to join anew: diurnal clone, with another --vault, by the sheet"
        }
        "remote-damaged" => {
            "everything is kept here; make an empty repository: diurnal remote add URL --name NAME, then diurnal sync"
        }
        "not-for-a-person" => {
            return (
                Kind::Mend,
                None,
                Some("nothing of it was taken; diurnal remote reseed puts back what the host lost"),
            );
        }
        _ => {
            "diurnal remote list shows the address; look whether it is the right one, and ask its host"
        }
    };
    (Kind::Damage, None, Some(hint))
}

fn of_journal(error: &JournalError) -> Advice {
    match error {
        JournalError::NoVault(_) => (Kind::Mend, Some("no-vault"), Some("diurnal init")),
        JournalError::VaultExists(_) => (
            Kind::Mend,
            Some("vault-exists"),
            Some("it is untouched; --vault NAME makes another one beside it"),
        ),
        JournalError::StoreMissing(_) => (Kind::Damage, Some("store-missing"), Some(RESTORE)),
        JournalError::Locked => (
            Kind::Key,
            Some("locked"),
            Some("diurnal unlock, or --passphrase-file FILE"),
        ),
        JournalError::NoSlot => (
            Kind::Key,
            Some("no-slot"),
            Some("the recovery sheet opens it: diurnal unlock --recovery-file FILE"),
        ),
        JournalError::ForeignKey => (
            Kind::Key,
            Some("foreign-key"),
            Some("look at the vault's id on the sheet"),
        ),
        JournalError::Rekey(error) => of_rekey(error),
        JournalError::Newer => (Kind::Mend, Some("newer"), Some(NEWER)),
        JournalError::OneVersion(_) => (
            Kind::Mend,
            Some("no-conflict"),
            Some("diurnal conflicts lists what needs a decision"),
        ),
        JournalError::Moved(_) => (Kind::Mend, None, Some("look at it again")),
        JournalError::Purged(_) => (
            Kind::Mend,
            Some("purged"),
            Some("save the text as a new entry, or take the purge back: diurnal purge --refuse ID"),
        ),
        JournalError::NotPurged(_) => (
            Kind::Mend,
            Some("not-found"),
            Some("diurnal purge lists what waits for a decision"),
        ),
        JournalError::NotFound(_) => (
            Kind::Mend,
            Some("not-found"),
            Some("diurnal list shows the first digits of each id"),
        ),
        JournalError::Ambiguous { .. } => (Kind::Mend, Some("ambiguous"), None),
        JournalError::Content(error) => of_content(error),
        JournalError::NoImport(_) | JournalError::NoImports => NO_IMPORT,
        JournalError::NotKept(_) => (
            Kind::Mend,
            Some("not-found"),
            Some("diurnal drafts lists what is kept"),
        ),
        JournalError::KeptDamaged(_) => (Kind::Damage, Some("damaged"), None),
        JournalError::DamagedObject { source, .. } | JournalError::DamagedState { source, .. } => {
            if matches!(source, CryptoError::Newer) {
                (Kind::Mend, Some("newer"), Some(NEWER))
            } else {
                (Kind::Damage, Some("damaged"), Some(DOCTOR))
            }
        }
        JournalError::DamagedRevision { .. } | JournalError::LostRevision(_) => {
            (Kind::Damage, Some("damaged"), Some(DOCTOR))
        }
        JournalError::FoldCheck => (Kind::Damage, Some("damaged"), Some(DOCTOR)),
        JournalError::NoRemote(_) => (
            Kind::Mend,
            Some("no-remote"),
            Some("diurnal remote list shows them; diurnal remote add URL adds one"),
        ),
        JournalError::WhichRemote => (Kind::Usage, None, Some("name one with --remote NAME")),
        JournalError::RemoteExists(_) => (
            Kind::Mend,
            Some("remote-exists"),
            Some("--name NAME adds it beside"),
        ),
        JournalError::Remote { condition, .. } => of_remote(condition),
        JournalError::RemoteName(_) => (Kind::Usage, None, None),
        JournalError::Sync(error) => of_sync(error),
        JournalError::Transfer(error) => of_transfer(error),
        JournalError::Agent(error) => of_agent(error),
        JournalError::Crypto(error) => of_crypto(error),
        JournalError::Foreign(error) => of_foreign(error),
        JournalError::Store(error) => of_store(error),
        JournalError::KeyringMismatch | JournalError::Members(_) => {
            (Kind::Damage, Some("keyring-mismatch"), Some(RESTORE))
        }
        JournalError::File { source, .. } => of_disk(source),
        JournalError::Read(source) => of_read(source),
        JournalError::Write(source) => of_stream(source),
        JournalError::DamagedBackup { .. } => (
            Kind::Damage,
            Some("damaged"),
            Some("nothing was restored; try another backup, or diurnal clone URL"),
        ),
        JournalError::Stopped => (Kind::Stopped, None, None),
    }
}

fn of_content(error: &ContentError) -> Advice {
    match error {
        ContentError::Blank => (Kind::Mend, Some("empty"), Some("write something first")),
        ContentError::TooLong { .. } => (
            Kind::Mend,
            Some("too-long"),
            Some("split it in several entries"),
        ),
        ContentError::Title | ContentError::Tag | ContentError::Journal => {
            (Kind::Usage, None, None)
        }
    }
}

fn of_crypto(error: &CryptoError) -> Advice {
    match error {
        CryptoError::WrongPassphrase => (
            Kind::Key,
            Some("wrong-passphrase"),
            Some("try again; there is no counter and no lock-out"),
        ),
        CryptoError::SlotDamaged { .. } => (
            Kind::Damage,
            Some("slot-damaged"),
            Some(
                "the passphrase may be right; the recovery sheet opens the vault too: diurnal unlock --recovery-file FILE",
            ),
        ),
        CryptoError::WorkFactor { .. } => (Kind::Damage, Some("work-factor"), None),
        CryptoError::BadKey { .. } => (
            Kind::Key,
            Some("bad-key"),
            Some("compare it with the sheet, character by character"),
        ),
        CryptoError::BadRecipient => (
            Kind::Usage,
            Some("bad-recipient"),
            Some(
                "an age recipient begins with age1, one of a plugin with age1 and its name, an SSH key with ssh-ed25519 or ssh-rsa (2,048 bits or more)",
            ),
        ),
        CryptoError::BadIdentity { .. } => (
            Kind::Key,
            Some("bad-identity"),
            Some(
                "name the file that age -i takes: AGE-SECRET-KEY-1..., AGE-PLUGIN-..., or an SSH private key",
            ),
        ),
        CryptoError::PluginMissing(_) => (
            Kind::Key,
            Some("plugin-missing"),
            Some("install it, so that it stands on the PATH, or open the vault with another slot"),
        ),
        CryptoError::PluginFailed { .. } => (
            Kind::Key,
            Some("plugin-failed"),
            Some("see whether its device is plugged in, or open the vault with another slot"),
        ),
        CryptoError::PluginSilent { .. } => (
            Kind::Key,
            Some("plugin-silent"),
            Some("touch or unlock its device, or open the vault with another slot"),
        ),
        CryptoError::NotForUs => (Kind::Key, Some("wrong-key"), None),
        CryptoError::NotAge | CryptoError::Kind | CryptoError::Json(_) => {
            (Kind::Damage, Some("damaged"), None)
        }
        CryptoError::Damaged { .. } => (Kind::Damage, Some("damaged"), Some(DOCTOR)),
        CryptoError::Mac => (Kind::Damage, Some("forged"), None),
        CryptoError::ForeignVault => (Kind::Damage, Some("foreign-vault"), None),
        CryptoError::Newer => (Kind::Mend, Some("newer"), Some(NEWER)),
        CryptoError::Io(source) => of_disk(source),
    }
}

fn of_foreign(error: &ForeignError) -> Advice {
    match error {
        ForeignError::Passphrase => (
            Kind::Key,
            Some("wrong-passphrase"),
            Some("it is the one that the other program asks for; nothing was imported"),
        ),
        ForeignError::Damaged(_) => (
            Kind::Damage,
            Some("damaged"),
            Some("nothing was imported; try a copy of the file that is whole"),
        ),
    }
}

fn of_store(error: &StoreError) -> Advice {
    match error {
        StoreError::Missing(_) => (Kind::Mend, Some("no-vault"), Some("diurnal init")),
        StoreError::Exists(_) => (Kind::Mend, Some("vault-exists"), None),
        StoreError::NotAStore(_) => (
            Kind::Mend,
            Some("not-a-store"),
            Some("move it away; diurnal did not make it"),
        ),
        StoreError::Newer { .. } => (Kind::Mend, Some("newer"), Some(NEWER)),
        StoreError::Planted { .. } => (Kind::Damage, Some("planted"), Some(RESTORE)),
        StoreError::Damaged(_) => (Kind::Damage, Some("damaged"), Some(RESTORE)),
        StoreError::OldLog(_) => (
            Kind::Damage,
            Some("old-log"),
            Some("nothing was changed; move that log away, and what the file holds is there"),
        ),
        StoreError::NoObject(_) => (Kind::Damage, Some("damaged"), Some(DOCTOR)),
        StoreError::Full(_) => (
            Kind::World,
            Some("disk-full"),
            Some("make room and try again"),
        ),
        StoreError::ReadOnly(_) => (
            Kind::World,
            Some("read-only"),
            Some("reading works; writing needs the right to"),
        ),
        StoreError::NoFiles(_) => (
            Kind::World,
            Some("no-files"),
            Some("ulimit -n says how many a program may open"),
        ),
        StoreError::Busy(_) => (Kind::World, Some("busy"), Some("try again")),
        StoreError::Disk(_) => (Kind::World, Some("disk"), None),
        StoreError::File { source, .. } => of_disk(source),
    }
}

fn of_read(error: &std::io::Error) -> Advice {
    if is_of_content(error) {
        return (
            Kind::Mend,
            Some("bad-file"),
            Some("what was read before that is in the journal; nothing else was changed"),
        );
    }
    of_stream(error)
}

/// Whether a file could be read, and what is in it is at fault.
fn is_of_content(error: &std::io::Error) -> bool {
    use std::io::ErrorKind as Io;
    [
        Io::InvalidData,
        Io::InvalidInput,
        Io::UnexpectedEof,
        Io::Other,
    ]
    .contains(&error.kind())
}

fn of_disk(error: &std::io::Error) -> Advice {
    use std::io::ErrorKind as Io;
    let is = |kinds: [Io; 2]| kinds.contains(&error.kind());
    if is([Io::StorageFull, Io::QuotaExceeded]) {
        (
            Kind::World,
            Some("disk-full"),
            Some("make room and try again"),
        )
    } else if is([Io::ReadOnlyFilesystem, Io::PermissionDenied]) {
        (Kind::World, Some("read-only"), None)
    } else {
        (Kind::World, Some("disk"), None)
    }
}

/// Whoever reads what is exported may go away: that is no error.
fn of_stream(error: &std::io::Error) -> Advice {
    if error.kind() == std::io::ErrorKind::BrokenPipe {
        (Kind::Closed, None, None)
    } else {
        of_disk(error)
    }
}

impl From<SyncError> for Report {
    fn from(error: SyncError) -> Self {
        Self::advised(&error, of_sync(&error)).named(error.condition())
    }
}

/// The condition is the error's own.
fn of_sync(error: &SyncError) -> Advice {
    let (kind, hint) = match error {
        SyncError::Offline(_) | SyncError::Timeout { .. } => (
            Kind::World,
            "everything is kept here; diurnal sync when it answers again",
        ),
        // What the host says of the time to wait does not come through libgit2: at least a minute is
        // what hosts ask of whoever was told nothing.
        SyncError::Unavailable { status: 429 } => (
            Kind::World,
            "it was asked too often; everything is kept here: wait some minutes, then diurnal sync",
        ),
        SyncError::Unavailable { .. } => (
            Kind::World,
            "everything is kept here: wait a minute, then diurnal sync",
        ),
        SyncError::NoRepository(_) => (
            Kind::Mend,
            "make an empty bare repository there, or mend the address: diurnal remote list",
        ),
        SyncError::Cancelled => return (Kind::Stopped, None, None),
        SyncError::CredentialsRefused { .. } => (
            Kind::Mend,
            "look at your token, your credential helper or your ssh agent",
        ),
        SyncError::KeyLocked { .. } => (Kind::Mend, "add the key to your ssh agent: ssh-add"),
        SyncError::PushRefused { .. } => (Kind::Mend, "what the host says stands in the cause"),
        SyncError::Moved { .. } | SyncError::Contended { .. } => {
            (Kind::World, "another device was faster; diurnal sync again")
        }
        SyncError::NotFastForward { .. } => {
            (Kind::Damage, "nothing was overwritten; diurnal verify")
        }
        SyncError::SshConfig { .. } => (
            Kind::Mend,
            "set git_transport = \"git\" in the settings: the git program goes the way that ssh knows",
        ),
        SyncError::Redirected(_) => (
            Kind::Mend,
            "no password was sent; add the address that it names",
        ),
        SyncError::NotGit(_) => (
            Kind::World,
            "log in to the network first, or mend the address",
        ),
        SyncError::Certificate(_) => (Kind::Mend, "mend the host's certificate; nothing was sent"),
        SyncError::HostUnknown { .. } => (
            Kind::Mend,
            "compare the fingerprint, then let ssh remember the host: ssh HOST",
        ),
        SyncError::HostChanged { .. } | SyncError::HostRevoked { .. } => (
            Kind::Damage,
            "ask who runs the host before you trust the new key; nothing was sent",
        ),
        SyncError::Busy => (Kind::World, "wait for it, then diurnal sync"),
        SyncError::AddressRefused(BadAddress::Password) => (
            Kind::Usage,
            "a password goes to git's credential helper, over https: git config --global credential.helper store (or cache, or your system's)",
        ),
        SyncError::AddressRefused(_) => (
            Kind::Usage,
            "https://, ssh://, user@host:path or file:///path",
        ),
        SyncError::ForeignOwner(_) => (Kind::Mend, "let the repository belong to you"),
        SyncError::RemoteDamaged(_) => (
            Kind::Damage,
            "everything is kept here; add an empty repository: diurnal remote add URL --name NAME",
        ),
        SyncError::ObjectFormat => (Kind::Mend, "make the repository with --object-format=sha1"),
        SyncError::Oversized { .. }
        | SyncError::FileOversized { .. }
        | SyncError::NotOurs { .. }
        | SyncError::NotSealed { .. }
        | SyncError::RepairsExhausted { .. }
        | SyncError::SeenUnreadable { .. } => {
            (Kind::Damage, "diurnal verify names what is missing")
        }
        SyncError::MirrorDamaged { .. } | SyncError::CommitMissing { .. } => {
            (Kind::Damage, "diurnal sync builds the mirror anew")
        }
        SyncError::NoGitProgram(_) => (
            Kind::Mend,
            "install git, or take git_transport out of the settings",
        ),
        SyncError::OldGitProgram(_) => (
            Kind::Mend,
            "install git 2.29 or newer, or take git_transport out of the settings",
        ),
        SyncError::Disk { source, .. } => return of_disk(source),
        SyncError::Git(_) => return (Kind::World, None, None),
    };
    (kind, None, Some(hint))
}

impl From<TransferError> for Report {
    fn from(error: TransferError) -> Self {
        Self::advised(&error, of_transfer(&error))
    }
}

fn of_transfer(error: &TransferError) -> Advice {
    match error {
        TransferError::Io { source, .. } => of_disk(source),
        TransferError::Exists(_) => (Kind::Mend, Some("exists"), Some("name another file")),
        TransferError::NotAMirror { .. } => (
            Kind::Mend,
            Some("not-a-mirror"),
            Some("name an empty folder, or the one that was mirrored before"),
        ),
        TransferError::NoStream => (Kind::Usage, None, Some("say --to DIR")),
        TransferError::NotOurs { .. } => (Kind::Mend, Some("not-ours"), None),
    }
}

impl From<AgentError> for Report {
    fn from(error: AgentError) -> Self {
        Self::advised(&error, of_agent(&error))
    }
}

fn of_agent(error: &AgentError) -> Advice {
    match error {
        AgentError::NotASocket(_) | AgentError::Stranger { .. } | AgentError::WideMode { .. } => (
            Kind::Key,
            Some("agent-suspicious"),
            Some("nothing was sent there; look whose it is, and remove it"),
        ),
        AgentError::Running => (
            Kind::Mend,
            Some("agent-running"),
            Some("diurnal lock ends it"),
        ),
        AgentError::Garbage => (
            Kind::Key,
            Some("agent-failed"),
            Some("diurnal lock, then diurnal unlock"),
        ),
        AgentError::Socket { .. } | AgentError::Start(_) | AgentError::NotReady => {
            (Kind::World, Some("agent-failed"), None)
        }
    }
}

impl From<ConfigError> for Report {
    fn from(error: ConfigError) -> Self {
        let mut report = Self::advised(&error, of_config(&error));
        if let ConfigError::NoTemplate { names, folder, .. } = &error {
            let names = names.join(", ");
            let folder = folder.display();
            report.hint = Some(format!(
                "there are {names}; your own are files such as {folder}/NAME.md"
            ));
        }
        if let ConfigError::TooLarge { path, .. } | ConfigError::NotText { path, .. } = &error
            && path.extension().is_some_and(|ending| ending == "md")
        {
            report.condition = Some("template".to_owned());
            report.hint = Some("a template is a small text file in UTF-8".to_owned());
        }
        report
    }
}

fn of_config(error: &ConfigError) -> Advice {
    match error {
        ConfigError::NoHome => (
            Kind::Usage,
            None,
            Some("set HOME, or DIURNAL_HOME to a folder"),
        ),
        ConfigError::VaultName { .. } => (Kind::Usage, None, None),
        ConfigError::NoTemplate { .. } => (Kind::Mend, Some("no-template"), None),
        ConfigError::Io { source, .. } => of_disk(source),
        ConfigError::TooLarge { .. } | ConfigError::NotText { .. } => (
            Kind::Usage,
            Some("settings"),
            Some("diurnal config show prints what the file may hold"),
        ),
        ConfigError::NoDictionary { .. } => (
            Kind::World,
            None,
            Some(
                "install a package such as hunspell-en-us, and name its language in the setting spell",
            ),
        ),
        ConfigError::DictionaryEncoding { .. } => (
            Kind::World,
            None,
            Some("convert its two files by iconv, and let SET say UTF-8"),
        ),
        ConfigError::Setting(_) => (
            Kind::Usage,
            Some("settings"),
            Some(
                "diurnal config show prints what the file may hold; diurnal config path where it is",
            ),
        ),
    }
}

impl From<std::io::Error> for Report {
    /// What printing fails with: everything else that reads or writes says which file it was.
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            Self::new(Kind::Closed, "nobody reads the output")
        } else {
            Self::new(Kind::World, "cannot write the output").because(error)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_says_what_why_and_what_to_do() {
        let report = Report::new(Kind::Key, "cannot open the journal")
            .named("wrong-passphrase")
            .because("it fits no slot")
            .hint("try again");
        assert_eq!(
            report.to_string(),
            "diurnal: error: cannot open the journal [wrong-passphrase]\n\
             diurnal: cause: it fits no slot\n\
             diurnal: hint: try again"
        );
        assert_eq!(
            report.one_line(),
            "cannot open the journal [wrong-passphrase]: it fits no slot - try again"
        );
        assert_eq!(report.exit_code(), 4);
    }

    #[test]
    fn a_closed_pipe_is_no_error() {
        let closed = std::io::Error::from(std::io::ErrorKind::BrokenPipe);
        assert_eq!(Report::from(closed).exit_code(), 0);
        let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
        assert_eq!(Report::from(full).exit_code(), 3);
    }
}
