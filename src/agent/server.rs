//! The agent itself: one thread, one secret, one socket, and five reasons to end.

use std::ffi::OsStr;
use std::io;
use std::io::Read;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;
use std::time::Instant;

use signal_hook::consts::SIGHUP;
use signal_hook::consts::SIGINT;
use signal_hook::consts::SIGQUIT;
use signal_hook::consts::SIGTERM;

use crate::agent::AgentSecret;
use crate::agent::HOLD_MAX;
use crate::agent::error::AgentError;
use crate::agent::protocol;
use crate::agent::protocol::AgentStatus;
use crate::agent::protocol::Charge;
use crate::agent::protocol::Request;
use crate::agent::socket;
use crate::agent::socket::Listening;
use crate::agent::socket::Timed;
use crate::agent::socket::Woken;

/// What a new agent says when it listens.
pub(super) const READY: u8 = b'1';
/// How long one client may take over its request: others wait meanwhile.
const REQUEST_TIMEOUT: Duration = Duration::from_millis(500);
/// How often the agent looks whether the machine slept and its socket is still there.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// Two clocks are never read at the same instant; a sleep is longer than this.
const SLEPT_MIN: Duration = Duration::from_millis(500);

/// Why an agent ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Nobody asked for long enough.
    Idle,
    /// Its longest time is over.
    Expired,
    /// `lock`.
    Asked,
    /// A signal.
    Signal,
    /// The machine slept.
    Slept,
    /// Its socket was taken away, so nobody can find it.
    Unreachable,
}

/// All that the process `agent-serve` does: reads its charge from `from` (standard input), listens,
/// says so on `ready` (standard output), and answers until it is time to end.
pub fn serve(from: &mut impl Read, ready: &mut impl Write) -> Result<Ended, AgentError> {
    let charge = protocol::read_charge(from).map_err(|_| AgentError::Garbage)?;
    // Out of the terminal's hands: closing it must not end the agent by accident, `lock` does.
    rustix::process::setsid().ok();
    let (told, teller) = UnixStream::pair().map_err(AgentError::Start)?;
    for signal in [SIGTERM, SIGHUP, SIGINT, SIGQUIT] {
        let teller = teller.try_clone().map_err(AgentError::Start)?;
        signal_hook::low_level::pipe::register(signal, teller).map_err(AgentError::Start)?;
    }
    let server = Server::new(charge)?;
    ready
        .write_all(&[READY])
        .and_then(|()| ready.flush())
        .map_err(AgentError::Start)?;
    server.run(&told).map_err(AgentError::Start)
}

/// An agent that listens.
#[derive(Debug)]
pub(super) struct Server {
    // Dropped in this order: first the secret is wiped, then the socket goes.
    secret: AgentSecret,
    listening: Listening,
    idle: Duration,
    ends: Instant,
    idle_ends: Instant,
    slept_before: Duration,
}

impl Server {
    pub(super) fn new(charge: Charge) -> Result<Self, AgentError> {
        let path = Path::new(OsStr::from_bytes(&charge.socket));
        let listening = Listening::bind(path)?;
        let now = Instant::now();
        let after = |length: Duration| now.checked_add(length.min(HOLD_MAX)).unwrap_or(now);
        Ok(Self {
            secret: charge.secret,
            listening,
            idle: charge.idle.min(HOLD_MAX),
            ends: after(charge.max),
            idle_ends: after(charge.idle),
            slept_before: slept_at_most(),
        })
    }

    /// Answers until there is a reason to end; forgets the secret and takes its socket away.
    pub(super) fn run(mut self, told: &UnixStream) -> io::Result<Ended> {
        loop {
            let now = Instant::now();
            if let Some(ended) = self.reason_to_end(now) {
                return Ok(ended);
            }
            let until = self.ends.min(self.idle_ends);
            let timeout = until.saturating_duration_since(now).min(LOOK_EVERY);
            match self.listening.wait(told, timeout)? {
                Woken::Told => return Ok(Ended::Signal),
                Woken::Time => {}
                Woken::Connection(stream) => {
                    // The machine may have slept since the last look.
                    if let Some(ended) = self.reason_to_end(Instant::now()) {
                        return Ok(ended);
                    }
                    if let Some(mut client) = self.answer(stream) {
                        // Forgotten first, said afterwards.
                        drop(self);
                        protocol::write_locked(&mut client).ok();
                        return Ok(Ended::Asked);
                    }
                }
            }
        }
    }

    fn reason_to_end(&self, now: Instant) -> Option<Ended> {
        if slept_at_least().saturating_sub(self.slept_before) > SLEPT_MIN {
            Some(Ended::Slept)
        } else if now >= self.ends {
            Some(Ended::Expired)
        } else if now >= self.idle_ends {
            Some(Ended::Idle)
        } else if !self.listening.is_reachable() {
            Some(Ended::Unreachable)
        } else {
            None
        }
    }

    /// Answers one client, unless it is of another user; gives it back where it asked to lock.
    fn answer(&mut self, stream: UnixStream) -> Option<Timed> {
        if socket::peer_uid(&stream).ok()? != socket::own_uid() {
            return None;
        }
        stream.set_nonblocking(false).ok()?;
        let mut client = Timed::new(stream, REQUEST_TIMEOUT);
        match protocol::read_request(&mut client).ok()? {
            Request::Lock => return Some(client),
            Request::Status => protocol::write_status(&mut client, &self.status()).ok()?,
            Request::Get => {
                protocol::write_secret(&mut client, &self.secret).ok()?;
                self.idle_ends = Instant::now().checked_add(self.idle)?;
            }
        }
        None
    }

    fn status(&self) -> AgentStatus {
        let now = Instant::now();
        AgentStatus {
            idle_left: self.idle_ends.saturating_duration_since(now),
            left: self.ends.saturating_duration_since(now),
            memory_locked: self.secret.is_locked(),
        }
    }
}

/// How long the machine has slept since it started, rather too long.
fn slept_at_most() -> Duration {
    let awake = awake();
    since_start().saturating_sub(awake)
}

/// How long the machine has slept since it started, rather too short: a process that has to wait
/// for its turn between two clocks must not take the wait for a sleep.
fn slept_at_least() -> Duration {
    let all = since_start();
    all.saturating_sub(awake())
}

fn awake() -> Duration {
    read_clock(rustix::time::ClockId::Monotonic)
}

#[cfg(target_os = "linux")]
fn since_start() -> Duration {
    read_clock(rustix::time::ClockId::Boottime)
}

/// Elsewhere a sleep is not noticed here.
#[cfg(not(target_os = "linux"))]
fn since_start() -> Duration {
    awake()
}

fn read_clock(clock: rustix::time::ClockId) -> Duration {
    Duration::try_from(rustix::time::clock_gettime(clock)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::client;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::net::UnixListener;
    use std::path::PathBuf;
    use std::thread;
    use std::thread::JoinHandle;

    const LONG: Duration = Duration::from_secs(60);

    /// A private folder with a path for a socket in it.
    struct Place(tempfile::TempDir);

    impl Place {
        fn new() -> Self {
            Self(tempfile::tempdir().unwrap())
        }

        fn socket(&self) -> PathBuf {
            self.0.path().join("agent-default.sock")
        }

        fn server(&self, idle: Duration, max: Duration) -> Server {
            Server::new(Charge {
                idle,
                max,
                socket: self.socket().as_os_str().as_bytes().to_vec(),
                secret: AgentSecret::copy_of(b"the secret"),
            })
            .unwrap()
        }

        /// Runs an agent in a thread; a byte or the end of the second value is a signal to it.
        fn run(&self, idle: Duration, max: Duration) -> (JoinHandle<Ended>, UnixStream) {
            let server = self.server(idle, max);
            let (told, teller) = UnixStream::pair().unwrap();
            let thread = thread::spawn(move || server.run(&told).unwrap());
            (thread, teller)
        }
    }

    #[test]
    fn it_gives_the_secret_until_it_is_told_to_forget_it() {
        let place = Place::new();
        let socket = place.socket();
        assert!(client::get(&socket).unwrap().is_none());
        assert!(!client::lock(&socket).unwrap());

        let (agent, _teller) = place.run(LONG, LONG);
        let mode = fs::metadata(&socket).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        for _ in 0..3 {
            let secret = client::get(&socket).unwrap().unwrap();
            assert_eq!(secret.expose(), b"the secret");
        }
        let status = client::status(&socket).unwrap().unwrap();
        assert!(status.ends_in() <= LONG && status.ends_in() > LONG / 2);

        assert!(client::lock(&socket).unwrap());
        assert!(!socket.exists());
        assert_eq!(agent.join().unwrap(), Ended::Asked);
        assert!(client::get(&socket).unwrap().is_none());
        assert_eq!(fs::read_dir(place.0.path()).unwrap().count(), 0);
    }

    #[test]
    fn k11_it_ends_by_itself_and_takes_its_socket_with_it() {
        let soon = Duration::from_millis(80);
        for (idle, max, why) in [(soon, LONG, Ended::Idle), (LONG, soon, Ended::Expired)] {
            let place = Place::new();
            let (agent, _teller) = place.run(idle, max);
            assert!(client::status(&place.socket()).unwrap().is_some());
            assert_eq!(agent.join().unwrap(), why);
            assert!(!place.socket().exists());
        }
    }

    #[test]
    fn asking_for_the_key_prolongs_it_and_asking_how_long_does_not() {
        let place = Place::new();
        let idle = Duration::from_millis(600);
        let (agent, _teller) = place.run(idle, LONG);
        let socket = place.socket();
        let started = Instant::now();
        for _ in 0..4 {
            thread::sleep(idle / 3);
            assert!(client::get(&socket).unwrap().is_some());
        }
        assert!(started.elapsed() > idle);
        while client::status(&socket).unwrap().is_some() {
            thread::sleep(idle / 10);
            assert!(started.elapsed() < 20 * idle, "it never ends");
        }
        assert_eq!(agent.join().unwrap(), Ended::Idle);
    }

    #[test]
    fn a_signal_ends_it() {
        let place = Place::new();
        let (agent, mut teller) = place.run(LONG, LONG);
        teller.write_all(&[0]).unwrap();
        assert_eq!(agent.join().unwrap(), Ended::Signal);
        assert!(!place.socket().exists());
    }

    #[test]
    fn a_silent_or_babbling_client_does_not_stop_the_others() {
        let place = Place::new();
        let (agent, _teller) = place.run(LONG, LONG);
        let socket = place.socket();
        let silent = UnixStream::connect(&socket).unwrap();
        let mut babbling = UnixStream::connect(&socket).unwrap();
        babbling.write_all(&[0xff; 4096]).unwrap();
        assert!(client::get(&socket).unwrap().is_some());
        drop((silent, babbling));
        assert!(client::lock(&socket).unwrap());
        assert_eq!(agent.join().unwrap(), Ended::Asked);
    }

    #[test]
    fn k10_what_a_killed_agent_left_behind_is_replaced() {
        let place = Place::new();
        drop(UnixListener::bind(place.socket()).unwrap());
        fs::set_permissions(place.socket(), fs::Permissions::from_mode(0o600)).unwrap();
        assert!(client::get(&place.socket()).unwrap().is_none());
        let (agent, _teller) = place.run(LONG, LONG);
        assert!(client::get(&place.socket()).unwrap().is_some());

        let charge = Charge {
            idle: LONG,
            max: LONG,
            socket: place.socket().as_os_str().as_bytes().to_vec(),
            secret: AgentSecret::zeroed(1),
        };
        assert!(matches!(Server::new(charge), Err(AgentError::Running)));
        assert!(client::lock(&place.socket()).unwrap());
        agent.join().unwrap();
    }

    #[test]
    fn an_agent_whose_socket_is_gone_ends_and_leaves_a_newer_one_alone() {
        let place = Place::new();
        let server = place.server(LONG, LONG);
        fs::remove_file(place.socket()).unwrap();
        assert_eq!(
            server.reason_to_end(Instant::now()),
            Some(Ended::Unreachable)
        );
        let (agent, _teller) = place.run(LONG, LONG);
        drop(server);
        assert!(client::lock(&place.socket()).unwrap());
        agent.join().unwrap();
    }

    #[test]
    fn k11_a_sleep_of_the_machine_ends_it() {
        let place = Place::new();
        let mut server = place.server(LONG, LONG);
        assert_eq!(server.reason_to_end(Instant::now()), None);
        let Some(before) = server.slept_before.checked_sub(Duration::from_secs(1)) else {
            // This machine never slept, so that there is no moment before a sleep to pretend.
            return;
        };
        server.slept_before = before;
        assert_eq!(server.reason_to_end(Instant::now()), Some(Ended::Slept));
    }

    #[test]
    fn k10_an_agent_that_hangs_is_an_error_in_time() {
        let place = Place::new();
        let socket = place.socket();
        let listener = UnixListener::bind(&socket).unwrap();
        fs::set_permissions(&socket, fs::Permissions::from_mode(0o600)).unwrap();
        let started = Instant::now();
        let error = client::get(&socket).unwrap_err();
        assert!(matches!(error, AgentError::Socket { .. }), "{error:?}");
        assert!(started.elapsed() < 2 * client::ANSWER_TIMEOUT);

        assert!(client::lock(&socket).is_err());
        assert!(!socket.exists(), "it is not asked again");
        drop(listener);
    }

    #[test]
    fn k10_garbage_is_named() {
        let place = Place::new();
        let socket = place.socket();
        let listener = UnixListener::bind(&socket).unwrap();
        fs::set_permissions(&socket, fs::Permissions::from_mode(0o600)).unwrap();
        let thread = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
            stream.read_to_end(&mut Vec::new()).ok();
        });
        let error = client::get(&socket).unwrap_err();
        assert!(matches!(error, AgentError::Garbage), "{error:?}");
        thread.join().unwrap();
    }

    #[test]
    fn k10_links_files_and_open_sockets_are_not_asked() {
        let place = Place::new();
        let socket = place.socket();
        let elsewhere = place.0.path().join("elsewhere");
        let _listener = UnixListener::bind(&elsewhere).unwrap();
        fs::set_permissions(&elsewhere, fs::Permissions::from_mode(0o600)).unwrap();
        std::os::unix::fs::symlink(&elsewhere, &socket).unwrap();
        assert!(matches!(
            client::get(&socket),
            Err(AgentError::NotASocket(_))
        ));
        fs::remove_file(&socket).unwrap();
        fs::write(&socket, "").unwrap();
        assert!(matches!(
            client::get(&socket),
            Err(AgentError::NotASocket(_))
        ));
        fs::rename(&elsewhere, &socket).unwrap();
        fs::set_permissions(&socket, fs::Permissions::from_mode(0o666)).unwrap();
        let error = client::get(&socket).unwrap_err();
        assert!(
            matches!(error, AgentError::WideMode { mode: 0o666, .. }),
            "{error:?}"
        );
        assert!(error.is_suspicious());

        fs::set_permissions(&socket, fs::Permissions::from_mode(0o600)).unwrap();
        fs::set_permissions(place.0.path(), fs::Permissions::from_mode(0o777)).unwrap();
        assert!(matches!(
            client::get(&socket),
            Err(AgentError::WideMode { mode: 0o777, .. })
        ));
    }
}
