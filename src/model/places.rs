//! Where a vault's files are and what its user prefers, as plain values: `config` finds them out,
//! `journal` is handed them.

use std::path::PathBuf;

use crate::model::time::Day;
use crate::model::time::DayStart;

/// Where the parts of one vault are. Only names: nothing here has been made or looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// The vault's name: `[a-z0-9-]{1,32}`.
    pub vault: String,
    /// The folder that holds all of the vault but the memory of its remotes.
    pub vault_dir: PathBuf,
    /// The store: one SQLite file in `vault_dir`.
    pub store: PathBuf,
    /// The bare git repositories, one a chain, in `vault_dir`.
    pub mirror: PathBuf,
    /// Held while a sync runs, so that two of one vault never run at once; in `vault_dir`.
    pub sync_lock: PathBuf,
    /// The memory of each remote, kept apart from the store on purpose: whoever puts an old store
    /// back does not make diurnal forget what a remote had shown.
    pub seen: PathBuf,
    /// The folder for drills: each makes a `drill-<random>` in it, removed at its end, and by the
    /// next start where it was killed.
    pub scratch: PathBuf,
    /// The agent's socket, at most [`SOCKET_BYTES_MAX`] long.
    pub socket: PathBuf,
    /// What git and ssh need to know of the user.
    pub surroundings: Surroundings,
}

/// Longest path of a socket, in bytes. The kernel takes 107 on Linux and 103 on macOS.
pub const SOCKET_BYTES_MAX: usize = 100;

/// How objects travel to a git remote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GitTransport {
    /// By the libgit2 inside diurnal: files, https, ssh.
    #[default]
    Libgit2,
    /// By the `git` program, for https and ssh only, where the user's ssh configuration is needed.
    Git,
}

/// What happens here when a purge was asked for on another device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ObeyPurge {
    /// The entry is hidden at once, and erased when its owner says so on this device.
    #[default]
    Ask,
    /// It is erased at the next sync.
    Always,
    /// It is hidden and stays until `purge` is called here.
    Never,
}

/// Which attachments a sync brings to this device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AttachmentPolicy {
    /// All of them.
    #[default]
    All,
    /// None: each when it is looked at.
    OnDemand,
}

/// The day a week begins with, in calendars.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FirstWeekday {
    /// As ISO 8601 has it.
    #[default]
    Monday,
    /// As in North America.
    Sunday,
    /// As in much of the Arab world.
    Saturday,
}

impl FirstWeekday {
    /// The place of `day` in a week that begins so, from 0.
    pub fn place_of(self, day: Day) -> u8 {
        (7 + day.weekday() - self.weekday()) % 7
    }

    /// Its number in a week that begins with Monday, from 0.
    pub fn weekday(self) -> u8 {
        match self {
            Self::Monday => 0,
            Self::Saturday => 5,
            Self::Sunday => 6,
        }
    }
}

/// How a time of day is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClockFace {
    /// 21:04.
    #[default]
    Hours24,
    /// 9:04 pm.
    Hours12,
}

/// Whose keys the editor has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum EditorKeys {
    /// Its own: arrows, and verbs with Control.
    #[default]
    Plain,
    /// vim's: modes, operators, text objects.
    Vim,
    /// emacs'.
    Emacs,
}

/// Which signs the screens draw with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Signs {
    /// As the locale says.
    #[default]
    Auto,
    /// Those of Unicode.
    Unicode,
    /// ASCII alone.
    Ascii,
}

/// How much may move on the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Motion {
    /// Lists follow row by row, numbers count as they come.
    #[default]
    Full,
    /// Lists turn by half pages, numbers by tens.
    Reduced,
}

/// Which languages the spelling is checked in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Spell {
    /// None.
    Off,
    /// That of the locale, where there is a dictionary for it.
    #[default]
    Auto,
    /// These, as dictionaries are called: `en_US`. A word is right that is right in one of them.
    In(Vec<String>),
}

/// How one writes. Each can be changed for the time being by a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Writing {
    /// Which languages the spelling is checked in.
    pub spell: Spell,
    /// Whether typed quotes, dashes and dots become typographic ones.
    pub typographic: bool,
    /// Columns of the text in focus mode, where there are so many; 20 to 200.
    pub focus_cells: u16,
    /// How many words a new entry is meant to have.
    pub word_goal: Option<usize>,
}

impl Default for Writing {
    fn default() -> Self {
        Self {
            spell: Spell::default(),
            typographic: false,
            focus_cells: 60,
            word_goal: None,
        }
    }
}

/// What its user prefers. No preference changes how anything kept is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preferences {
    /// When a new day begins: what is written before belongs to the day before.
    pub day_starts_at: DayStart,
    /// The journal of an entry for which nobody names one.
    pub default_journal: String,
    /// How long the screens stay open without a key, in milliseconds; `None` for ever.
    pub lock_after_ms: Option<u64>,
    /// How long an agent nobody asks keeps the key, in milliseconds.
    pub agent_idle_ms: u64,
    /// How much memory search may fill with folded text, in bytes.
    pub search_memory_bytes: u64,
    /// A shell command that prints the passphrase; its words are never logged.
    pub passphrase_command: Option<String>,
    /// How objects travel.
    pub git_transport: GitTransport,
    /// How old a remote's last proof may grow before another is due, in milliseconds; `None` never.
    pub verify_every_ms: Option<u64>,
    /// What to do about purges made elsewhere.
    pub obey_purge: ObeyPurge,
    /// Which attachments a sync brings.
    pub attachments: AttachmentPolicy,
    /// The day a week begins with.
    pub first_weekday: FirstWeekday,
    /// How a time of day is shown.
    pub clock: ClockFace,
    /// Whose keys the editor has.
    pub editor_keys: EditorKeys,
    /// Which signs the screens draw with.
    pub signs: Signs,
    /// How much may move on the screen.
    pub motion: Motion,
    /// How one writes.
    pub writing: Writing,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            day_starts_at: DayStart::MIDNIGHT,
            default_journal: crate::model::entry::DEFAULT_JOURNAL.to_owned(),
            lock_after_ms: Some(10 * MINUTE_MS),
            agent_idle_ms: 15 * MINUTE_MS,
            search_memory_bytes: 128 << 20,
            passphrase_command: None,
            git_transport: GitTransport::default(),
            verify_every_ms: Some(30 * DAY_MS),
            obey_purge: ObeyPurge::default(),
            attachments: AttachmentPolicy::default(),
            first_weekday: FirstWeekday::default(),
            clock: ClockFace::default(),
            editor_keys: EditorKeys::default(),
            signs: Signs::default(),
            motion: Motion::default(),
            writing: Writing::default(),
        }
    }
}

const MINUTE_MS: u64 = 60_000;
const DAY_MS: u64 = 24 * 60 * MINUTE_MS;

/// What git and ssh need to know of the user's machine; empty in tests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// The folder with ssh keys and known_hosts, usually `~/.ssh`.
    pub ssh_folder: Option<PathBuf>,
    /// Whether an ssh agent can be reached.
    pub has_ssh_agent: bool,
    /// The environment that the git program may see.
    pub environment: Vec<(std::ffi::OsString, std::ffi::OsString)>,
}
