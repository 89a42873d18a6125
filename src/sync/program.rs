//! A remote behind a host, spoken to by the git program: for those who need their ssh
//! configuration, a ProxyCommand, a security key or a credential helper.
//!
//! Never for paths: git would run the hooks of a repository on somebody's stick. The program gets
//! none of the caller's `GIT_…` variables, runs no hook, and may use no protocol but the one of the
//! address, whatever the user's configuration rewrites it to.
//!
//! A captive portal answers `ls-remote` with a web page; git then believes in an old-fashioned
//! server without refs and exits with 0, just as for an empty repository. So git is made to keep a
//! trace of the packets: a list in which no packet came is no list.

use std::fs;
use std::fs::File;
use std::io::Read;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;
use std::time::Instant;

use crate::sync::address::Place;
use crate::sync::commit::CommitId;
use crate::sync::disk;
use crate::sync::error::SyncError;
use crate::sync::error::Words;
use crate::sync::host::Errand;
use crate::sync::remote::Fetched;
use crate::sync::remote::Hooks;
use crate::sync::remote::Listing;
use crate::sync::remote::Phase;
use crate::sync::watch::BYTES_MIN;

/// How often the program is looked at.
const LOOK: Duration = Duration::from_millis(50);
/// Most bytes of what the program prints that are read: 100,000 refs have 10 MB.
const PRINTED_BYTES_MAX: u64 = 64 << 20;
/// Where a fetched ref is put until it is read.
const FETCHED: &str = "refs/fetched/program";

/// The refs that the host offers.
pub(crate) fn list(errand: &Errand, hooks: &mut Hooks<'_>) -> Result<Listing, SyncError> {
    let arguments = ["ls-remote", "--quiet", "--", errand.address.as_str()];
    let printed = run(errand, &arguments, Phase::Connecting, hooks)?;
    if matches!(errand.address.place(), Place::Http { .. }) && !printed.has_packets {
        let words = Words::new("the answer holds no packet of git's protocol");
        return Err(SyncError::NotGit(words));
    }
    let mut listing = Listing::default();
    for line in printed.out.lines() {
        let parsed = line.split_once('\t');
        let parsed = parsed.and_then(|(id, name)| Some((name, id.parse::<CommitId>().ok()?)));
        let Some((name, id)) = parsed else {
            return Err(SyncError::ObjectFormat);
        };
        if name.starts_with("refs/") && !name.ends_with("^{}") {
            listing.refs.insert(name.to_owned(), id);
        }
    }
    Ok(listing)
}

/// Fetches one ref, all or nothing.
pub(crate) fn fetch(
    errand: &Errand,
    name: &str,
    hooks: &mut Hooks<'_>,
) -> Result<Fetched, SyncError> {
    let refspec = format!("+{name}:{FETCHED}");
    let arguments = [
        "fetch",
        "--progress",
        "--no-tags",
        "--no-write-fetch-head",
        "--no-auto-maintenance",
        "--no-recurse-submodules",
        "--",
        errand.address.as_str(),
        &refspec,
    ];
    let printed = run(errand, &arguments, Phase::Receiving, hooks)?;
    let git = |error: git2::Error| SyncError::Git(Words::from(&error));
    let repository = crate::sync::mirror::open_bare(&errand.repository).map_err(git)?;
    let found = repository.find_reference(FETCHED).map_err(git)?;
    let offered = found.target().ok_or(SyncError::ObjectFormat)?.into();
    disk::fsync_tree(&errand.repository.join("objects/pack"))?;
    Ok(Fetched {
        offered,
        tip: Some(offered),
        bytes: printed.grown,
        stopped: None,
    })
}

/// Moves the host's ref `name` forward to `to`, or creates it; `to` none deletes it where it names
/// `from`. git itself refuses to push what is no fast-forward.
pub(crate) fn update(
    errand: &Errand,
    name: &str,
    from: Option<CommitId>,
    to: Option<CommitId>,
    hooks: &mut Hooks<'_>,
) -> Result<(), SyncError> {
    let source = to.map_or(String::new(), |to| to.to_string());
    let refspec = format!("{source}:{name}");
    let mut arguments = vec!["push", "--progress", "--porcelain", "--no-verify"];
    let lease = from.map(|from| format!("--force-with-lease={name}:{from}"));
    if let (None, Some(lease)) = (to, &lease) {
        arguments.push(lease);
    }
    arguments.extend(["--", errand.address.as_str(), &refspec]);
    match run(errand, &arguments, Phase::Sending, hooks) {
        Ok(_) => Ok(()),
        Err(error) => Err(name_refusal(error, name)),
    }
}

/// What the program printed and did.
struct Printed {
    out: String,
    has_packets: bool,
    /// Bytes by which packs grew.
    grown: u64,
}

fn run(
    errand: &Errand,
    arguments: &[&str],
    phase: Phase,
    hooks: &mut Hooks<'_>,
) -> Result<Printed, SyncError> {
    let scratch = tempfile::tempdir().map_err(SyncError::disk(&errand.repository))?;
    let (out, err) = (scratch.path().join("out"), scratch.path().join("err"));
    let trace = scratch.path().join("trace");
    let before = packs_bytes(&errand.repository);
    let mut command = command(errand, arguments, &trace);
    command.stdout(File::create(&out).map_err(SyncError::disk(&out))?);
    command.stderr(File::create(&err).map_err(SyncError::disk(&err))?);
    let mut child = command.spawn().map_err(SyncError::NoGitProgram)?;
    let files = [out.as_path(), err.as_path(), trace.as_path()];
    let waited = wait(errand, &mut child, &files, before, phase, hooks);
    let success = match waited {
        Ok(success) => success,
        Err(error) => {
            end(&mut child);
            return Err(error);
        }
    };
    let out = read(&out)?;
    if !success {
        let err = read(&err)?;
        let error = name_failure(errand, &out, &err);
        // Who may read and not write: no other password would help.
        let only_reads = phase == Phase::Sending && err.contains("returned error: 403");
        if let (SyncError::CredentialsRefused { words, .. }, true) = (&error, only_reads) {
            return Err(SyncError::PushRefused {
                refname: String::new(),
                words: words.clone(),
            });
        }
        return Err(error);
    }
    Ok(Printed {
        out,
        has_packets: read(&trace)?.lines().any(|line| line.contains("packet:")),
        grown: packs_bytes(&errand.repository).saturating_sub(before),
    })
}

fn command(errand: &Errand, arguments: &[&str], trace: &Path) -> Command {
    let mut command = Command::new("git");
    command.env_clear();
    for (name, value) in &errand.options.environment {
        if !name.as_encoded_bytes().starts_with(b"GIT_") {
            command.env(name, value);
        }
    }
    command
        .env("LC_ALL", "C")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_TRACE_PACKET", trace)
        // ssh would ask on the terminal, across the screen; now it asks in a window or not at all.
        .env("SSH_ASKPASS_REQUIRE", "force")
        .arg("--git-dir")
        .arg(&errand.repository);
    let protocol = match errand.address.place() {
        Place::Ssh { .. } => "protocol.ssh.allow=always",
        Place::Http { .. } if errand.address.as_str().starts_with("https") => {
            "protocol.https.allow=always"
        }
        Place::Http { .. } | Place::Path(_) => "protocol.http.allow=always",
    };
    for setting in [
        "core.hooksPath=/dev/null",
        "protocol.allow=never",
        protocol,
        "http.followRedirects=false",
    ] {
        command.arg("-c").arg(setting);
    }
    command
        .args(arguments)
        .stdin(Stdio::null())
        .process_group(0);
    command
}

/// Waits for the program while it makes progress: what it prints grows, or packs do.
fn wait(
    errand: &Errand,
    child: &mut Child,
    files: &[&Path],
    before: u64,
    phase: Phase,
    hooks: &mut Hooks<'_>,
) -> Result<bool, SyncError> {
    let mut wound = Instant::now();
    let mut last = (0, 0);
    loop {
        let ended = child.try_wait().map_err(SyncError::NoGitProgram)?;
        if let Some(status) = ended {
            return Ok(status.success());
        }
        let received = packs_bytes(&errand.repository).saturating_sub(before);
        if received > errand.options.received_bytes_max {
            return Err(SyncError::Oversized {
                bytes_max: errand.options.received_bytes_max,
            });
        }
        let printed: u64 = files
            .iter()
            .map(|path| path.metadata().map_or(0, |data| data.len()))
            .sum();
        if printed > last.1 || received >= last.0 + BYTES_MIN {
            last = (received, printed);
            wound = Instant::now();
        }
        if wound.elapsed() >= errand.options.idle {
            return Err(SyncError::Timeout {
                idle_s: errand.options.idle.as_secs(),
            });
        }
        if !hooks.step(phase, 0, 0, received) {
            return Err(SyncError::Cancelled);
        }
        sleep(LOOK);
    }
}

/// Ends the program and what it started: they are a group of their own.
fn end(child: &mut Child) {
    if let Ok(Some(pid)) = i32::try_from(child.id()).map(rustix::process::Pid::from_raw) {
        rustix::process::kill_process_group(pid, rustix::process::Signal::KILL).ok();
    }
    child.wait().ok();
}

/// The size of all packs, those that are still being received included.
fn packs_bytes(repository: &Path) -> u64 {
    let Ok(found) = fs::read_dir(repository.join("objects/pack")) else {
        return 0;
    };
    let sizes = found.filter_map(|entry| Some(entry.ok()?.metadata().ok()?.len()));
    sizes.sum()
}

/// What was printed, at most 64 MiB; nothing where the file was not made.
fn read(path: &Path) -> Result<String, SyncError> {
    let Ok(file) = File::open(path) else {
        return Ok(String::new());
    };
    let mut bytes = Vec::new();
    file.take(PRINTED_BYTES_MAX)
        .read_to_end(&mut bytes)
        .map_err(SyncError::disk(path))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Texts of git, curl and ssh in the C locale, and what they mean. The first that occurs counts.
type Meaning = fn(Words) -> SyncError;
const MEANINGS: &[(&str, Meaning)] = &[
    ("unknown option", SyncError::OldGitProgram),
    ("usage: git", SyncError::OldGitProgram),
    ("repository corruption", SyncError::RemoteDamaged),
    ("unable to read", SyncError::RemoteDamaged),
    ("returned error: 401", refused),
    ("returned error: 403", refused),
    ("returned error: 404", SyncError::NoRepository),
    ("returned error: 413", |_| SyncError::PushRefused {
        refname: String::new(),
        words: Words::new("the host answered 413: the push is larger than it takes"),
    }),
    ("returned error: 429", |_| SyncError::Unavailable {
        status: 429,
    }),
    ("returned error: 500", |_| SyncError::Unavailable {
        status: 500,
    }),
    ("returned error: 502", |_| SyncError::Unavailable {
        status: 502,
    }),
    ("returned error: 503", |_| SyncError::Unavailable {
        status: 503,
    }),
    ("returned error: 504", |_| SyncError::Unavailable {
        status: 504,
    }),
    ("returned error: 30", SyncError::Redirected),
    ("redirect", SyncError::Redirected),
    ("certificate", SyncError::Certificate),
    ("Authentication failed", refused),
    ("could not read Username", refused),
    ("could not read Password", refused),
    ("Permission denied (", refused),
    ("is this a git repository", SyncError::NotGit),
    (
        "does not appear to be a git repository",
        SyncError::NoRepository,
    ),
    ("not found", SyncError::NoRepository),
    ("transport '", SyncError::Git),
    ("Could not resolve", SyncError::Offline),
    ("Failed to connect", SyncError::Offline),
    ("onnection refused", SyncError::Offline),
    ("onnection timed out", SyncError::Offline),
    ("onnection reset", SyncError::Offline),
    ("unreachable", SyncError::Offline),
    ("early EOF", SyncError::Offline),
    ("unexpected disconnect", SyncError::Offline),
    ("hung up", SyncError::Offline),
    ("RPC failed", SyncError::Offline),
    ("unable to access", SyncError::Offline),
];

fn refused(words: Words) -> SyncError {
    SyncError::CredentialsRefused { asked: 1, words }
}

fn name_failure(errand: &Errand, out: &str, err: &str) -> SyncError {
    if let Some(line) = out.lines().find(|line| line.starts_with('!')) {
        return SyncError::PushRefused {
            refname: String::new(),
            words: Words::new(line),
        };
    }
    let host = match errand.address.place() {
        Place::Http { host } | Place::Ssh { host, .. } => host.clone(),
        Place::Path(_) => String::new(),
    };
    let fingerprint = err
        .split_whitespace()
        .find(|word| word.starts_with("SHA256:"));
    let fingerprint = fingerprint.unwrap_or("").trim_end_matches('.').to_owned();
    if err.contains("HOST IDENTIFICATION HAS CHANGED") {
        return SyncError::HostChanged { host, fingerprint };
    }
    if err.contains("Host key verification failed") {
        return SyncError::HostUnknown {
            host,
            fingerprint,
            line: String::new(),
        };
    }
    let told = err
        .lines()
        .rev()
        .find(|line| line.contains("fatal: ") || line.contains("error: "));
    let words = Words::new(told.unwrap_or(err));
    let meaning = MEANINGS.iter().find(|(text, _)| err.contains(text));
    meaning.map_or_else(
        || SyncError::Git(words.clone()),
        |(_, named)| named(words.clone()),
    )
}

/// A push that was refused: because the ref moved, or by the host.
fn name_refusal(error: SyncError, name: &str) -> SyncError {
    let SyncError::PushRefused { words, .. } = error else {
        return error;
    };
    let refname = name.to_owned();
    let text = words.as_str();
    let moved = [
        "fetch first",
        "non-fast-forward",
        "stale info",
        "already exists",
        "but expected",
    ];
    if moved.iter().any(|moved| text.contains(moved)) {
        return SyncError::Moved { refname };
    }
    SyncError::PushRefused { refname, words }
}
