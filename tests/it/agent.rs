//! The agent as a process of its own: started by the real program, seen from outside.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::fs::chown;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use diurnal::agent;
use diurnal::agent::AgentSecret;
use rustix::process::Pid;
use rustix::process::Signal;

const SECRET: &[u8] = b"AGE-SECRET-KEY-1-ONLY-FOR-THIS-TEST";
const LONG: Duration = Duration::from_secs(60);

/// A folder with a socket, and an agent behind it, which ends with this.
struct Session {
    dir: tempfile::TempDir,
}

impl Session {
    fn start() -> Self {
        let session = Self {
            dir: tempfile::tempdir().unwrap(),
        };
        session.start_again(LONG);
        session
    }

    fn start_again(&self, idle: Duration) {
        let program = Path::new(env!("CARGO_BIN_EXE_diurnal"));
        let secret = AgentSecret::copy_of(SECRET);
        agent::start(program, &self.socket(), secret, idle, LONG).unwrap();
    }

    /// In a folder that is made by the agent.
    fn socket(&self) -> PathBuf {
        self.dir.path().join("runtime").join("agent-default.sock")
    }

    fn holds_the_secret(&self) -> bool {
        let secret = agent::get(&self.socket()).unwrap();
        secret.is_some_and(|secret| secret.expose() == SECRET)
    }

    fn pid(&self) -> Pid {
        let stream = UnixStream::connect(self.socket()).unwrap();
        rustix::net::sockopt::socket_peercred(&stream).unwrap().pid
    }

    fn wait_until_gone(&self) {
        let started = Instant::now();
        while self.socket().exists() {
            assert!(started.elapsed() < LONG, "the socket stays");
            thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        agent::lock(&self.socket()).ok();
    }
}

#[test]
fn it_holds_the_key_until_lock_and_leaves_nothing_behind() {
    let session = Session::start();
    assert!(session.holds_the_secret());
    let meta = fs::metadata(session.socket()).unwrap();
    assert_eq!(meta.mode() & 0o777, 0o600);
    let folder = fs::metadata(session.socket().parent().unwrap()).unwrap();
    assert_eq!(folder.permissions().mode() & 0o777, 0o700);
    assert!(agent::lock(&session.socket()).unwrap());
    assert!(agent::get(&session.socket()).unwrap().is_none());
    let left = fs::read_dir(session.socket().parent().unwrap()).unwrap();
    assert_eq!(left.count(), 0);
}

#[test]
fn v07_its_arguments_and_its_environment_say_nothing() {
    let session = Session::start();
    let about = PathBuf::from(format!("/proc/{}", session.pid().as_raw_nonzero()));
    let Ok(arguments) = fs::read(about.join("cmdline")) else {
        println!("skipped: no /proc here");
        return;
    };
    let arguments = String::from_utf8(arguments).unwrap();
    let words: Vec<&str> = arguments.split('\0').skip(1).collect();
    assert_eq!(words, ["agent-serve", ""]);
    match fs::read(about.join("environ")) {
        Ok(environment) => assert_eq!(environment, b""),
        // Not dumpable: only root may look.
        Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::PermissionDenied),
    }
    let status = fs::read_to_string(about.join("status")).unwrap();
    let locked = status.lines().find(|line| line.starts_with("VmLck:"));
    let said = agent::status(&session.socket()).unwrap().unwrap();
    assert_eq!(
        said.memory_locked,
        locked.is_some_and(|line| !line.contains(" 0 kB"))
    );
    let limits = fs::read_to_string(about.join("limits")).unwrap();
    let cores = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"));
    assert!(
        cores
            .unwrap()
            .split_whitespace()
            .filter(|word| *word == "0")
            .count()
            == 2
    );
}

#[test]
fn signals_end_it_and_take_the_socket_away() {
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let session = Session::start();
        rustix::process::kill_process(session.pid(), signal).unwrap();
        session.wait_until_gone();
        assert!(!session.holds_the_secret());
    }
}

#[test]
fn k10_one_that_was_killed_is_none_and_is_replaced() {
    let session = Session::start();
    rustix::process::kill_process(session.pid(), Signal::KILL).unwrap();
    let started = Instant::now();
    while session.holds_the_secret() {
        assert!(started.elapsed() < LONG);
        thread::sleep(Duration::from_millis(10));
    }
    assert!(session.socket().exists(), "nobody could take it away");
    session.start_again(LONG);
    assert!(session.holds_the_secret());
}

#[test]
fn k10_one_that_hangs_is_an_error_in_time_and_is_replaced() {
    let session = Session::start();
    let hung = session.pid();
    rustix::process::kill_process(hung, Signal::STOP).unwrap();
    let started = Instant::now();
    assert!(agent::get(&session.socket()).is_err());
    assert!(started.elapsed() < Duration::from_secs(10));
    session.start_again(LONG);
    assert!(session.holds_the_secret());
    assert_ne!(session.pid(), hung);
    rustix::process::kill_process(hung, Signal::CONT).unwrap();
    // The old one finds its socket taken and ends without touching the new one.
    let about = PathBuf::from(format!("/proc/{}", hung.as_raw_nonzero()));
    let ended = || {
        let status = fs::read_to_string(about.join("status")).unwrap_or_default();
        status.is_empty() || status.contains("State:\tZ")
    };
    while !ended() {
        assert!(started.elapsed() < LONG, "the old agent lives on");
        thread::sleep(Duration::from_millis(20));
    }
    assert!(session.holds_the_secret());
}

#[test]
fn a_new_one_takes_the_place_of_the_old_and_its_time_ends() {
    let session = Session::start();
    let old = session.pid();
    session.start_again(Duration::from_millis(300));
    assert_ne!(session.pid(), old);
    session.wait_until_gone();
    assert!(!session.holds_the_secret());
}

#[test]
fn what_is_no_agent_does_not_start() {
    let dir = tempfile::tempdir().unwrap();
    let socket = dir.path().join("agent-default.sock");
    for program in ["/bin/true", "/nonexistent"] {
        let secret = AgentSecret::copy_of(SECRET);
        let started = agent::start(Path::new(program), &socket, secret, LONG, LONG);
        assert!(started.is_err(), "{program}");
        assert!(agent::get(&socket).unwrap().is_none());
    }
}

/// Another user's program, where this test may become another user: only root may.
fn as_a_stranger(script: &str, socket: &Path) -> Option<Command> {
    if !rustix::process::geteuid().is_root() || !Path::new("/usr/bin/perl").exists() {
        println!("skipped: only root can become another user, and perl is needed");
        return None;
    }
    let mut command = Command::new("/usr/bin/perl");
    command
        .args(["-MIO::Socket::UNIX", "-e", script])
        .arg(socket);
    command.current_dir("/").uid(STRANGER).gid(STRANGER);
    Some(command)
}

/// `nobody` on most systems; no file of the test is theirs.
const STRANGER: u32 = 65534;
/// Asks for the secret and prints how many bytes came.
const ASKS: &str = "$SIG{PIPE} = 'IGNORE'; \
    my $s = IO::Socket::UNIX->new(Peer => $ARGV[0]) or die $!; \
    syswrite $s, pack('NCC', 2, 1, ord 'g'); my $n = sysread $s, my $b, 100; print $n // 0;";
/// Listens, and answers nobody.
const LISTENS: &str = "my $s = IO::Socket::UNIX->new(Local => $ARGV[0], Listen => 1) or die $!; \
    sleep 60;";

#[test]
fn k10_another_user_gets_nothing_even_where_the_folder_stands_open() {
    let session = Session::start();
    let socket = session.socket();
    for (path, mode) in [
        (session.dir.path(), 0o755),
        (socket.parent().unwrap(), 0o755),
        (&socket, 0o666),
    ] {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }
    let Some(mut stranger) = as_a_stranger(ASKS, &socket) else {
        return;
    };
    let got = |command: &mut Command| String::from_utf8(command.output().unwrap().stdout).unwrap();
    assert_eq!(got(&mut stranger), "0");
    // The same question by the owner is answered, so the question is a good one.
    assert_ne!(got(stranger.uid(0).gid(0)), "0");
    fs::set_permissions(&socket, fs::Permissions::from_mode(0o600)).unwrap();
    assert!(session.holds_the_secret());
}

#[test]
fn k10_a_socket_of_another_user_is_not_asked() {
    let session = Session::start();
    let socket = session.socket();
    if as_a_stranger(ASKS, &socket).is_none() {
        return;
    }
    chown(&socket, Some(STRANGER), None).unwrap();
    let error = agent::get(&socket).unwrap_err();
    assert!(error.to_string().contains("another user"), "{error}");
    chown(&socket, Some(0), None).unwrap();
    assert!(session.holds_the_secret());
}

#[test]
fn k10_a_stranger_behind_a_socket_of_ours_is_not_asked() {
    let dir = tempfile::tempdir().unwrap();
    let socket = dir.path().join("agent-default.sock");
    let Some(mut stranger) = as_a_stranger(LISTENS, &socket) else {
        return;
    };
    let mode = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode));
    mode(dir.path(), 0o777).unwrap();
    let mut child = stranger.spawn().unwrap();
    let started = Instant::now();
    while UnixStream::connect(&socket).is_err() {
        assert!(started.elapsed() < LONG, "the stranger does not listen");
        thread::sleep(Duration::from_millis(10));
    }
    mode(dir.path(), 0o700).unwrap();
    chown(&socket, Some(0), None).unwrap();
    mode(&socket, 0o600).unwrap();
    let error = agent::get(&socket).unwrap_err();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(error.to_string().contains("another user"), "{error}");
}
