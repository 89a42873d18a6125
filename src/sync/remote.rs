//! One remote, by any transport: list, fetch, push, delete; refuses to overwrite.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::time::Duration;

use crate::model::secret::Secret;
use crate::sync::address::Address;
use crate::sync::address::Place;
use crate::sync::commit::CommitId;
use crate::sync::error::SyncError;
use crate::sync::host::Errand;
use crate::sync::local::Local;
use crate::sync::mirror::Mirror;
use crate::sync::mirror::Mirrors;
use crate::sync::program;
use crate::sync::refname::RefName;

/// Most commits that one step of a push sends; a server that closes after seconds would cut more.
pub const STEP_COMMITS_MAX: usize = 200;
/// Most bytes that one step of a push sends, but for a single bundle.
pub const STEP_BYTES_MAX: u64 = 32 << 20;

/// How a host is spoken to. Folders are always read and written by ourselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Transport {
    /// libgit2, built in.
    #[default]
    Library,
    /// The git program, with the user's ssh configuration and credential helpers.
    Program,
}

/// What an exchange needs to know of the world. Nothing here is looked up by this room.
#[derive(Clone, Debug)]
pub struct Options {
    /// The remote's name, `[a-z0-9-]{1,32}`: its last offer is remembered under it in the mirrors.
    pub name: String,
    /// Whether this device ever synced with it: a path that is gone is only away then.
    pub ever_synced: bool,
    /// How hosts are spoken to.
    pub transport: Transport,
    /// Without any progress for this long, an exchange with a host ends as `timeout`.
    pub idle: Duration,
    /// How long a lock left in a repository at a path is waited for.
    pub lock_wait: Duration,
    /// Most bytes that one fetch of one chain may bring.
    pub received_bytes_max: u64,
    /// The folder with the user's ssh keys and known_hosts, usually `~/.ssh`.
    pub ssh_folder: Option<PathBuf>,
    /// Whether an ssh agent can be reached (`SSH_AUTH_SOCK` is set).
    pub has_ssh_agent: bool,
    /// The environment of the git program; names that begin with `GIT_` are left out.
    pub environment: Vec<(OsString, OsString)>,
}

impl Options {
    /// The usual bounds for a remote of this name: 30 s, 10 s, 1 GiB a chain.
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ever_synced: false,
            transport: Transport::Library,
            idle: Duration::from_secs(30),
            lock_wait: Duration::from_secs(10),
            received_bytes_max: 1 << 30,
            ssh_folder: None,
            has_ssh_agent: false,
            environment: Vec::new(),
        }
    }
}

/// What an exchange is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Reaching the host, or reading what it has.
    Connecting,
    /// Objects come.
    Receiving,
    /// Objects go.
    Sending,
    /// Another process holds a lock in the repository.
    WaitingForLock,
}

/// How far an exchange is. Totals are 0 while nobody knows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub phase: Phase,
    /// Objects done.
    pub done: u64,
    /// Objects in all.
    pub total: u64,
    /// Bytes moved so far.
    pub bytes: u64,
}

impl Progress {
    pub(crate) fn of(phase: Phase) -> Self {
        Self {
            phase,
            done: 0,
            total: 0,
            bytes: 0,
        }
    }
}

/// What a host or a key wants to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// The passphrase of an ssh key file.
    KeyPassphrase {
        /// The key file.
        path: PathBuf,
    },
    /// Name and password for an http host that no credential helper answered for.
    Login {
        /// The host's name.
        host: String,
        /// The name in the address, where it has one.
        user: Option<String>,
    },
}

/// What it is told.
#[derive(Debug)]
pub struct Answer {
    /// The name; empty where only a passphrase was asked for.
    pub user: String,
    /// The password or passphrase.
    pub secret: Secret,
}

/// What a finished exchange wants its user to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// A lock that a killed process had left in the repository was removed.
    LockRemoved(PathBuf),
    /// A ref's file that a power cut had left empty or torn was removed, to be written anew.
    TornRefRemoved(PathBuf),
}

type Ask<'a> = Box<dyn FnMut(&Question) -> Option<Answer> + 'a>;

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LockRemoved(path) => {
                write!(
                    f,
                    "a lock that a killed process had left was removed: '{}'",
                    path.display()
                )
            }
            Self::TornRefRemoved(path) => {
                write!(
                    f,
                    "a torn ref was removed to be written anew: '{}'",
                    path.display()
                )
            }
        }
    }
}

/// How an exchange speaks with its caller.
pub struct Hooks<'a> {
    cancel: Arc<AtomicBool>,
    progress: Box<dyn FnMut(Progress) + 'a>,
    ask: Ask<'a>,
    pub(crate) notices: Vec<Notice>,
}

impl<'a> Hooks<'a> {
    /// Tells nothing, answers nothing, stops when `cancel` is set.
    pub fn new(cancel: Arc<AtomicBool>) -> Self {
        Self {
            cancel,
            progress: Box::new(|_| ()),
            ask: Box::new(|_| None),
            notices: Vec::new(),
        }
    }

    /// Calls `progress` now and then, on the caller's thread.
    #[must_use]
    pub fn on_progress(mut self, progress: impl FnMut(Progress) + 'a) -> Self {
        self.progress = Box::new(progress);
        self
    }

    /// Calls `ask` on the caller's thread where something is needed; `None` ends the exchange as
    /// `credentials-refused`. Nobody waits for an answer with a clock running.
    #[must_use]
    pub fn on_question(mut self, ask: impl FnMut(&Question) -> Option<Answer> + 'a) -> Self {
        self.ask = Box::new(ask);
        self
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        self.cancel.load(Ordering::Relaxed)
    }

    pub(crate) fn progress(&mut self, progress: Progress) {
        (self.progress)(progress);
    }

    pub(crate) fn ask(&mut self, question: &Question) -> Option<Answer> {
        (self.ask)(question)
    }

    /// Tells how far it is; whether to go on.
    pub(crate) fn step(&mut self, phase: Phase, done: u64, total: u64, bytes: u64) -> bool {
        self.progress(Progress {
            phase,
            done,
            total,
            bytes,
        });
        !self.is_cancelled()
    }
}

impl fmt::Debug for Hooks<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hooks")
    }
}

/// What a remote offers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// Every ref by its full name, strangers included; symbolic ones are left out.
    pub refs: BTreeMap<String, CommitId>,
    /// Refs of a path that cannot be read.
    pub broken: Vec<String>,
}

impl Listing {
    /// What a ref of ours names; none where it is not offered.
    pub fn offered(&self, name: RefName) -> Option<CommitId> {
        self.refs.get(&name.to_string()).copied()
    }

    /// The refs of ours, with what they name.
    pub fn ours(&self) -> impl Iterator<Item = (RefName, CommitId)> + '_ {
        let parsed = |(name, id): (&String, &CommitId)| Some((RefName::parse(name)?, *id));
        self.refs.iter().filter_map(parsed)
    }

    /// The names that are not ours: branches, tags and notes of somebody else.
    pub fn strangers(&self) -> impl Iterator<Item = &str> + '_ {
        let names = self.refs.keys().chain(&self.broken).map(String::as_str);
        names.filter(|name| RefName::parse(name).is_none())
    }
}

/// What a fetch brought.
#[derive(Debug)]
pub struct Fetched {
    /// The commit that the remote's ref named when it was fetched.
    pub offered: CommitId,
    /// The last commit of its line that is in the mirror now and whose bytes were readable; none
    /// where not even the first one was.
    pub tip: Option<CommitId>,
    /// Bytes received.
    pub bytes: u64,
    /// Where the line could not be followed further: the commit and why. Only paths tell so much;
    /// a host that cannot send a chain whole fails the fetch.
    pub stopped: Option<(CommitId, SyncError)>,
}

/// What a push did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pushed {
    /// How many commits the host got.
    pub commits: usize,
    /// In how many steps.
    pub steps: usize,
}

/// A remote. It holds no connection between calls, so that a broken one hinders nothing.
#[derive(Debug)]
pub struct Remote<'a> {
    address: Address,
    options: Options,
    hooks: Hooks<'a>,
}

impl<'a> Remote<'a> {
    /// Judges the address and, for a path, looks whether a repository is there.
    pub fn open(url: &str, options: Options, hooks: Hooks<'a>) -> Result<Self, SyncError> {
        let remote = Self {
            address: Address::parse(url)?,
            options,
            hooks,
        };
        remote.way()?;
        Ok(remote)
    }

    /// Where it is.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// What came up that its user should know, since the last call.
    pub fn take_notices(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.hooks.notices)
    }

    /// What the remote offers now. `mirrors` lends a place to speak from and is not changed.
    pub fn list(&mut self, mirrors: &Mirrors) -> Result<Listing, SyncError> {
        self.hooks.progress(Progress::of(Phase::Connecting));
        match self.way()? {
            Way::Folder(local) => local.list(),
            Way::Library => self.list_by_library(mirrors),
            Way::Program => program::list(&self.errand(&mirrors.lent()?), &mut self.hooks),
        }
    }

    /// A host counts the keys that an agent offers, and hangs up on the sixth or so, before a key file
    /// had its turn: then the files are tried alone, from now on.
    fn list_by_library(&mut self, mirrors: &Mirrors) -> Result<Listing, SyncError> {
        let listed = self.errand(&mirrors.lent()?).list(&mut self.hooks);
        let hung_up = matches!(&listed, Err(SyncError::CredentialsRefused { asked: 1, .. }));
        let is_ssh = matches!(self.address.place(), Place::Ssh { .. });
        if !hung_up || !is_ssh || !self.options.has_ssh_agent {
            return listed;
        }
        self.options.has_ssh_agent = false;
        let again = self.errand(&mirrors.lent()?).list(&mut self.hooks);
        again.or(listed)
    }

    /// Fetches `refname`, and nothing else, into its mirror. Our ref in the mirror stays; what came
    /// is [`Fetched::tip`], kept as the mirror's [`offered`](Mirror::offered).
    pub fn fetch(
        &mut self,
        refname: RefName,
        offered: CommitId,
        mirror: &mut Mirror,
    ) -> Result<Fetched, SyncError> {
        let bytes_max = self.options.received_bytes_max;
        let fetched = match self.way()? {
            Way::Folder(local) => {
                local.fetch(refname, offered, mirror, bytes_max, &mut self.hooks)?
            }
            Way::Library => {
                let errand = self.errand(mirror.path());
                errand.fetch(&refname.to_string(), offered, &mut self.hooks)?
            }
            Way::Program => {
                let errand = self.errand(mirror.path());
                program::fetch(&errand, &refname.to_string(), &mut self.hooks)?
            }
        };
        if let Some(tip) = fetched.tip {
            mirror.set_offered(&self.options.name, tip)?;
        }
        Ok(fetched)
    }

    /// Brings the remote's `refname` from `from` (none: it is not there yet) to `to`, in steps, each
    /// of which the host confirmed before the next. Creations and fast-forwards only.
    ///
    /// # Errors
    /// `NotFastForward` where `to` does not continue `from`; `Moved` where the ref is no longer at
    /// `from`; `PushRefused` with the host's words.
    pub fn push(
        &mut self,
        refname: RefName,
        mirror: &Mirror,
        from: Option<CommitId>,
        to: CommitId,
    ) -> Result<Pushed, SyncError> {
        let line = mirror.line(to, usize::MAX, |commit| Some(commit) == from)?;
        if line.base != from {
            return Err(SyncError::NotFastForward {
                refname: refname.to_string(),
            });
        }
        let way = self.way()?;
        let errand = self.errand(mirror.path());
        let mut pushed = Pushed::default();
        let mut at = from;
        for step in steps(mirror, &line.commits)? {
            let hooks = &mut self.hooks;
            match &way {
                Way::Folder(local) => local.push(refname, mirror, at, &step, hooks)?,
                Way::Program => {
                    let to = step.last().copied();
                    program::update(&errand, &refname.to_string(), at, to, hooks)?;
                }
                Way::Library => {
                    let to = step.last().copied();
                    errand.clone().update(&refname.to_string(), at, to, hooks)?;
                }
            }
            at = step.last().copied();
            pushed.commits += step.len();
            pushed.steps += 1;
        }
        Ok(pushed)
    }

    /// Deletes the ref called `name` where it still names `expected`: only after what it held was
    /// drilled elsewhere.
    ///
    /// # Errors
    /// `Moved` where it names something else, or is gone.
    pub fn delete(
        &mut self,
        mirrors: &Mirrors,
        name: &str,
        expected: CommitId,
    ) -> Result<(), SyncError> {
        match self.way()? {
            Way::Folder(local) => local.delete(mirrors, name, expected, &mut self.hooks),
            Way::Library => {
                let errand = self.errand(&mirrors.lent()?);
                errand.update(name, Some(expected), None, &mut self.hooks)
            }
            Way::Program => {
                let errand = self.errand(&mirrors.lent()?);
                program::update(&errand, name, Some(expected), None, &mut self.hooks)
            }
        }
    }

    fn errand(&self, repository: &Path) -> Errand {
        Errand {
            address: self.address.clone(),
            options: self.options.clone(),
            repository: repository.to_path_buf(),
        }
    }

    /// How this remote is reached; a folder is opened and looked at.
    fn way(&self) -> Result<Way, SyncError> {
        match self.address.place() {
            Place::Path(path) => {
                let options = &self.options;
                Local::open(path, options.ever_synced, options.lock_wait).map(Way::Folder)
            }
            Place::Http { .. } | Place::Ssh { .. } => Ok(match self.options.transport {
                Transport::Library => Way::Library,
                Transport::Program => Way::Program,
            }),
        }
    }
}

/// How a remote is reached.
enum Way {
    Folder(Local),
    Library,
    Program,
}

/// Cuts a line into steps of at most 200 commits and 32 MiB.
fn steps(mirror: &Mirror, commits: &[CommitId]) -> Result<Vec<Vec<CommitId>>, SyncError> {
    let mut steps = Vec::new();
    let mut step = Vec::new();
    let mut sum = 0u64;
    for commit in commits {
        let bytes = mirror.bytes(*commit)?;
        let full = step.len() >= STEP_COMMITS_MAX || sum.saturating_add(bytes) > STEP_BYTES_MAX;
        if full && !step.is_empty() {
            steps.push(std::mem::take(&mut step));
            sum = 0;
        }
        step.push(*commit);
        sum = sum.saturating_add(bytes);
    }
    if !step.is_empty() {
        steps.push(step);
    }
    Ok(steps)
}
