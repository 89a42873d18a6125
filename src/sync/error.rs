//! What can go wrong with a remote or its mirror, as facts; each has the name that FAULTS.md gives it.

use std::fmt;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use crate::sync::commit::CommitId;

/// Longest text of a host or of git that is kept, in characters.
const WORDS_MAX: usize = 400;

/// What a host or git said, on one line, with control characters and bidi marks made visible.
///
/// Nothing else may carry a host's text: a terminal would obey its escape sequences.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Words(String);

impl Words {
    /// Makes `text` harmless and cuts it at 400 characters.
    pub fn new(text: &str) -> Self {
        let mut clean = String::new();
        for c in text.trim().chars().take(WORDS_MAX) {
            match c {
                '\n' | '\t' => clean.push(' '),
                c if c.is_control() || is_invisible(c) => clean.extend(c.escape_unicode()),
                c => clean.push(c),
            }
        }
        Self(clean)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&git2::Error> for Words {
    fn from(error: &git2::Error) -> Self {
        Self::new(error.message())
    }
}

/// Whether `c` changes the direction or the width of what stands around it.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Why an address cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadAddress {
    /// Nothing is there.
    Empty,
    /// It begins with `-` or its host or user does: git or ssh would take it for an option.
    Option,
    /// A line end or another control character.
    Control,
    /// A helper (`ext::`, `fd::`) or a scheme other than file, https, http or ssh.
    Scheme,
    /// A password stands in it; it belongs to the credential helper.
    Password,
    /// No host, or no path.
    Incomplete,
}

impl fmt::Display for BadAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "it is empty",
            Self::Option => "it would be read as an option",
            Self::Control => "it holds a control character",
            Self::Scheme => "only file, https, http and ssh addresses are taken",
            Self::Password => "it holds a password",
            Self::Incomplete => "host or path is missing",
        })
    }
}

/// What is wrong with a commit or its tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A commit with more than one parent.
    Merge,
    /// The history is longer than the bound asked for.
    TooLong,
    /// A commit or tree object larger than ours can be.
    Bloated,
    /// The tree is not exactly `b`, or `b` and `keyring.age`, both 100644.
    Tree,
    /// The id names something that is no commit.
    NoCommit,
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Merge => "it has more than one parent",
            Self::TooLong => "its history is too long",
            Self::Bloated => "it is larger than a commit of ours can be",
            Self::Tree => "its tree does not hold one bundle",
            Self::NoCommit => "it is no commit",
        })
    }
}

/// Why an exchange with a remote, or work on its mirror, did not come about.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The host, or the folder that once was there, cannot be reached.
    #[error("the remote cannot be reached")]
    Offline(#[source] Words),
    /// Nothing is at the address.
    #[error("no repository at this address")]
    NoRepository(#[source] Words),
    /// The host answers, but not now (429, 5xx).
    #[error("the host cannot answer now (http status {status})")]
    Unavailable {
        /// The http status.
        status: u16,
    },
    /// No progress for this long.
    #[error("no progress for {idle_s} seconds")]
    Timeout {
        /// Seconds waited.
        idle_s: u64,
    },
    /// The caller asked to stop.
    #[error("stopped")]
    Cancelled,
    /// The host was not reached, and ssh's configuration knows a way there that libgit2 does not take.
    #[error("'{host}' was not reached: libgit2 does not read ~/.ssh/config, which leads there")]
    SshConfig {
        /// The name in the address.
        host: String,
        /// How it failed.
        #[source]
        words: Words,
    },
    /// The host took none of the credentials, or there were none.
    #[error("the host refused the credentials, asked {asked} times")]
    CredentialsRefused {
        /// How often it asked.
        asked: u32,
        /// What the last attempt ended with.
        #[source]
        words: Words,
    },
    /// A key file did not open: the passphrase is wrong or missing, or the file is no key.
    #[error("cannot open the ssh key '{}'", path.display())]
    KeyLocked {
        /// The key file.
        path: PathBuf,
    },
    /// The host did not take the push: rights, a hook, a size limit, a quota.
    #[error("the host refused the push to '{refname}'")]
    PushRefused {
        /// The full name of the ref.
        refname: String,
        /// What it said.
        #[source]
        words: Words,
    },
    /// The ref is no longer what it was when it was listed.
    #[error("'{refname}' changed meanwhile")]
    Moved {
        /// The full name of the ref.
        refname: String,
    },
    /// What would be pushed does not continue what the host has.
    #[error("'{refname}' cannot be continued: the host's commits are not in our history")]
    NotFastForward {
        /// The full name of the ref.
        refname: String,
    },
    /// The host points to another host.
    #[error("the host redirects elsewhere")]
    Redirected(#[source] Words),
    /// The answer is not git's: a captive portal, a web page.
    #[error("the answer is not a git server's")]
    NotGit(#[source] Words),
    /// The https certificate is not valid for this host.
    #[error("the host's certificate is not valid")]
    Certificate(#[source] Words),
    /// The ssh host was never seen.
    #[error("the ssh host '{host}' is not known; its key is {fingerprint}")]
    HostUnknown {
        /// Name, with its port where it is not 22.
        host: String,
        /// `SHA256:` and base64 as ssh prints it.
        fingerprint: String,
        /// The line that makes it known, without line end.
        line: String,
    },
    /// The ssh host shows another key than the known one.
    #[error("the key of the ssh host '{host}' has changed; now it is {fingerprint}")]
    HostChanged {
        /// Name, with its port where it is not 22.
        host: String,
        /// `SHA256:` and base64 as ssh prints it.
        fingerprint: String,
    },
    /// The ssh host shows a key that is marked as revoked.
    #[error("the key of the ssh host '{host}' is marked as revoked: {fingerprint}")]
    HostRevoked {
        /// Name, with its port where it is not 22.
        host: String,
        /// `SHA256:` and base64 as ssh prints it.
        fingerprint: String,
    },
    /// Another process syncs this vault.
    #[error("another process is syncing this vault")]
    Busy,
    /// The address cannot be used.
    #[error("the address cannot be used: {0}")]
    AddressRefused(BadAddress),
    /// The repository at a path belongs to another user of this machine.
    #[error("the repository belongs to another user")]
    ForeignOwner(#[source] Words),
    /// The host's store is broken: objects that it should have are missing or unreadable.
    #[error("the remote is damaged")]
    RemoteDamaged(#[source] Words),
    /// A repository with an object format that is not SHA-1.
    #[error("the remote uses an object format that is not supported")]
    ObjectFormat,
    /// More bytes than allowed were sent.
    #[error("the remote sent more than {bytes_max} bytes")]
    Oversized {
        /// The bound, in bytes.
        bytes_max: u64,
    },
    /// A file of the remote or of the mirror is larger than allowed.
    #[error("'{name}' has {bytes} bytes, {bytes_max} are allowed")]
    FileOversized {
        /// Its name in the tree.
        name: String,
        /// Its size in bytes.
        bytes: u64,
        /// The bound, in bytes.
        bytes_max: u64,
    },
    /// A commit is not one of ours by its shape.
    #[error("commit {commit}: {shape}")]
    NotOurs {
        /// The commit.
        commit: CommitId,
        /// What is wrong.
        shape: Shape,
    },
    /// Bytes that should be a sealed object are none: another file in our place.
    #[error("commit {commit}: its bundle is not sealed")]
    NotSealed {
        /// The commit.
        commit: CommitId,
    },
    /// The mirror is broken: put it aside and build it anew.
    #[error("the mirror of '{refname}' is damaged")]
    MirrorDamaged {
        /// The full name of the ref.
        refname: String,
        /// What git said.
        #[source]
        words: Words,
    },
    /// A commit that was to be read or continued is not in the mirror.
    #[error("commit {commit} is not in the mirror of '{refname}'")]
    CommitMissing {
        /// The full name of the ref.
        refname: String,
        /// The commit.
        commit: CommitId,
    },
    /// `vault` was rewritten by others at each try.
    #[error("others changed 'vault' at each of {tries} tries")]
    Contended {
        /// How often it was tried.
        tries: u32,
    },
    /// A device's chain already has as many repair chains as are made.
    #[error("'{refname}' already has {count} repair chains")]
    RepairsExhausted {
        /// The full name of the ref.
        refname: String,
        /// How many there are.
        count: usize,
    },
    /// The memory of a remote cannot be read.
    #[error("the memory of the remote in '{}' cannot be read", path.display())]
    SeenUnreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        why: Words,
    },
    /// The git program is not there.
    #[error("the git program cannot be started")]
    NoGitProgram(#[source] io::Error),
    /// The git program does not know what is asked of it.
    #[error("the git program is too old")]
    OldGitProgram(#[source] Words),
    /// A file or folder of ours cannot be read or written.
    #[error("cannot use '{}'", path.display())]
    Disk {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// Git failed in a way that has no name of its own.
    #[error("git failed")]
    Git(#[source] Words),
}

impl SyncError {
    /// The condition's name, as it stands in messages, in `--json` and in tests.
    pub fn condition(&self) -> &'static str {
        match self {
            Self::Offline(_) => "offline",
            Self::NoRepository(_) => "no-repository",
            Self::Unavailable { .. } => "unavailable",
            Self::Timeout { .. } => "timeout",
            Self::Cancelled => "cancelled",
            Self::CredentialsRefused { .. } | Self::KeyLocked { .. } => "credentials-refused",
            Self::PushRefused { .. } => "push-refused",
            Self::Moved { .. } | Self::NotFastForward { .. } => "moved",
            Self::SshConfig { .. } => "ssh-config",
            Self::Redirected(_) => "redirected",
            Self::NotGit(_) => "not-git",
            Self::Certificate(_) => "certificate",
            Self::HostUnknown { .. } => "host-unknown",
            Self::HostChanged { .. } => "host-changed",
            Self::HostRevoked { .. } => "host-revoked",
            Self::Busy => "busy",
            Self::AddressRefused(_) => "url-refused",
            Self::ForeignOwner(_) => "foreign-owner",
            Self::RemoteDamaged(_) => "remote-damaged",
            Self::ObjectFormat => "object-format",
            Self::Oversized { .. } | Self::FileOversized { .. } => "oversized",
            Self::NotOurs { .. } | Self::NotSealed { .. } => "damaged",
            Self::MirrorDamaged { .. } | Self::CommitMissing { .. } => "mirror-damaged",
            Self::Contended { .. } => "contended",
            Self::RepairsExhausted { .. } => "repairs-exhausted",
            Self::SeenUnreadable { .. } => "seen-unreadable",
            Self::NoGitProgram(_) => "no-git-program",
            Self::OldGitProgram(_) => "git-program-old",
            Self::Disk { source, .. } if source.kind() == io::ErrorKind::StorageFull => "disk-full",
            Self::Disk { .. } => "disk",
            Self::Git(_) => "git",
        }
    }

    /// Whether the same command may work later with nothing changed by its user.
    pub fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::Offline(_)
                | Self::Unavailable { .. }
                | Self::Timeout { .. }
                | Self::Cancelled
                | Self::Moved { .. }
                | Self::NotGit(_)
                | Self::Busy
                | Self::Contended { .. }
                | Self::Disk { .. }
                | Self::Git(_)
        )
    }

    /// Names the path that the system spoke of.
    pub(crate) fn disk(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Disk { path, source }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_host_says_cannot_steer_the_terminal() {
        let words = Words::new("remote: \x1b[2Jno\u{202e}evil\nnext");
        assert_eq!(words.as_str(), "remote: \\u{1b}[2Jno\\u{202e}evil next");
        assert_eq!(Words::new(&"x".repeat(5000)).as_str().len(), WORDS_MAX);
    }
}
