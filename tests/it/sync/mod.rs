//! The room `sync` against real git repositories: what hosts do, and what is done to hosts.

mod deletes;
mod file;
mod http;
mod killed;
mod program;
mod proxy;
mod repair;
mod slow;
mod ssh;
mod tls;

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use diurnal::crypto::seal::Sealed;
use diurnal::model::id::DeviceId;
use diurnal::model::id::StatementId;
use diurnal::sync::commit::CommitId;
use diurnal::sync::error::SyncError;
use diurnal::sync::mirror::Mirror;
use diurnal::sync::mirror::Mirrors;
use diurnal::sync::refname::ChainName;
use diurnal::sync::refname::RefName;
use diurnal::sync::remote::Hooks;
use diurnal::sync::remote::Options;
use diurnal::sync::remote::Remote;

/// The chain of the device whose id repeats `byte`.
fn chain(byte: u8) -> RefName {
    ChainName::text(1, &StatementId([0xab; 32]), &DeviceId([byte; 16])).into()
}

/// What stands in for a sealed bundle here: bytes that git cannot make smaller by much.
fn bundle(byte: u8, seq: u64) -> Sealed {
    let mut state = u64::from(byte) << 32 | seq;
    let mut bytes = b"age-encryption.org/v1\n".to_vec();
    for _ in 0..120 {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        bytes.extend(state.to_be_bytes());
    }
    Sealed::read(bytes).unwrap()
}

fn hooks() -> Hooks<'static> {
    Hooks::new(Arc::new(AtomicBool::new(false)))
}

fn options() -> Options {
    Options {
        lock_wait: Duration::from_millis(300),
        idle: Duration::from_secs(20),
        ..Options::new("origin")
    }
}

fn open(url: &str) -> Remote<'static> {
    Remote::open(url, options(), hooks()).unwrap()
}

/// A device: its mirrors, and the chain it writes.
struct Device {
    byte: u8,
    folder: tempfile::TempDir,
    mirrors: Mirrors,
    commits: Vec<CommitId>,
}

impl Device {
    fn new(byte: u8) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mirrors = Mirrors::open(&folder.path().join("mirror")).unwrap();
        Self {
            byte,
            folder,
            mirrors,
            commits: Vec::new(),
        }
    }

    fn mirror(&self) -> Mirror {
        self.mirrors.mirror(chain(self.byte)).unwrap()
    }

    /// Seals `n` more bundles.
    fn write(&mut self, n: u64) {
        let mut mirror = self.mirror();
        for _ in 0..n {
            let seq = self.commits.len() as u64 + 1;
            let parent = self.commits.last().copied();
            let commit = mirror
                .append(parent, seq, &bundle(self.byte, seq), None)
                .unwrap();
            self.commits.push(commit);
        }
    }

    /// Brings the remote's copy of the own chain up to date.
    fn push(&self, remote: &mut Remote<'_>) -> Result<usize, SyncError> {
        let listing = remote.list(&self.mirrors)?;
        let at = listing.refs.get(&chain(self.byte).to_string()).copied();
        let pushed = remote.push(
            chain(self.byte),
            &self.mirror(),
            at,
            *self.commits.last().unwrap(),
        )?;
        Ok(pushed.commits)
    }

    /// Fetches all that others offer; how many bundles each chain has then.
    fn pull(&self, remote: &mut Remote<'_>) -> Vec<(RefName, usize)> {
        let listing = remote.list(&self.mirrors).unwrap();
        let mut found = Vec::new();
        for (name, offered) in listing.ours() {
            let mut mirror = self.mirrors.mirror(name).unwrap();
            let tip = remote
                .fetch(name, offered, &mut mirror)
                .unwrap()
                .tip
                .unwrap();
            mirror.set_tip(tip).unwrap();
            found.push((name, mirror.check().unwrap()));
        }
        found
    }
}

/// An empty bare repository made by git itself; none where git is missing.
fn bare(folder: &Path) -> Option<PathBuf> {
    let path = folder.join("remote.git");
    git(folder, &["init", "--bare", "--quiet", "remote.git"]).then_some(path)
}

/// Runs git without the configuration of this machine; whether it exists and succeeded.
fn git(folder: &Path, arguments: &[&str]) -> bool {
    let run = command(folder, arguments).stderr(Stdio::null()).status();
    if run.is_err() {
        println!("skipped: no git program");
    }
    run.is_ok_and(|status| status.success())
}

fn git_says(folder: &Path, arguments: &[&str]) -> String {
    let output = command(folder, arguments).output().unwrap();
    assert!(
        output.status.success(),
        "git {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder).args(arguments);
    command
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null");
    command
        .env("GIT_AUTHOR_NAME", "x")
        .env("GIT_AUTHOR_EMAIL", "x@x");
    command
        .env("GIT_COMMITTER_NAME", "x")
        .env("GIT_COMMITTER_EMAIL", "x@x");
    command
}
