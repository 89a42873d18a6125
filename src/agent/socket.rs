//! The socket and its folder: made closed to others, judged before a word is said, given up whole.

use std::fs;
use std::io;
use std::io::Read;
use std::io::Write;
use std::os::fd::AsFd;
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::fs::FileTypeExt;
use std::os::unix::fs::MetadataExt;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;
use std::time::Instant;

use rustix::event::PollFd;
use rustix::event::PollFlags;
use rustix::net::AddressFamily;
use rustix::net::SocketAddrUnix;
use rustix::net::SocketType;

use crate::agent::error::AgentError;

/// Connects to the agent at `path`; `None` where there is no socket, or nobody behind it.
pub(super) fn connect(path: &Path) -> Result<Option<UnixStream>, AgentError> {
    let failed = failed_at(path);
    if !judge(path)? {
        return Ok(None);
    }
    let socket = rustix::net::socket(AddressFamily::UNIX, SocketType::STREAM, None);
    let stream = UnixStream::from(socket.map_err(|error| failed(error.into()))?);
    rustix::io::fcntl_setfd(&stream, rustix::io::FdFlags::CLOEXEC)
        .map_err(|error| failed(error.into()))?;
    // A stopped agent's queue fills up, and a waiting `connect` would never come back.
    stream.set_nonblocking(true).map_err(failed)?;
    let address = SocketAddrUnix::new(path).map_err(|error| failed(error.into()))?;
    match rustix::net::connect(&stream, &address) {
        Err(rustix::io::Errno::CONNREFUSED | rustix::io::Errno::NOENT) => return Ok(None),
        Err(error) => return Err(failed(error.into())),
        Ok(()) => {}
    }
    stream.set_nonblocking(false).map_err(failed)?;
    let peer = peer_uid(&stream).map_err(failed)?;
    if peer != own_uid() {
        return Err(AgentError::Stranger {
            path: path.to_owned(),
            uid: peer,
        });
    }
    Ok(Some(stream))
}

/// Whether there is a socket at `path`, of this user, closed to others, in such a folder.
fn judge(path: &Path) -> Result<bool, AgentError> {
    let folder = path.parent().unwrap_or(path);
    let (Some(above), Some(meta)) = (look(folder)?, look(path)?) else {
        return Ok(false);
    };
    judge_folder(folder, &above)?;
    judge_owner(path, &meta)?;
    if !meta.file_type().is_socket() {
        return Err(AgentError::NotASocket(path.to_owned()));
    }
    let mode = meta.mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(AgentError::WideMode {
            path: path.to_owned(),
            mode,
        });
    }
    Ok(true)
}

/// Makes the folder for the socket at `path`, 0700, or finds it to be this user's and closed to
/// others' writing: who could exchange the socket could be asked for the key.
pub(super) fn prepare_folder(path: &Path) -> Result<(), AgentError> {
    let folder = path.parent().unwrap_or(path);
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true).mode(0o700);
    builder.create(folder).map_err(failed_at(folder))?;
    let meta = look(folder)?.ok_or_else(|| {
        let gone = io::Error::from(io::ErrorKind::NotFound);
        failed_at(folder)(gone)
    })?;
    judge_folder(folder, &meta)
}

fn judge_folder(folder: &Path, meta: &fs::Metadata) -> Result<(), AgentError> {
    judge_owner(folder, meta)?;
    let mode = meta.mode() & 0o777;
    if !meta.is_dir() || mode & 0o022 != 0 {
        return Err(AgentError::WideMode {
            path: folder.to_owned(),
            mode,
        });
    }
    Ok(())
}

fn judge_owner(path: &Path, meta: &fs::Metadata) -> Result<(), AgentError> {
    if meta.uid() == own_uid() {
        return Ok(());
    }
    Err(AgentError::Stranger {
        path: path.to_owned(),
        uid: meta.uid(),
    })
}

/// What stands at `path` itself, links not followed.
fn look(path: &Path) -> Result<Option<fs::Metadata>, AgentError> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        found => found.map(Some).map_err(failed_at(path)),
    }
}

/// A socket that listens, and is taken away when this is dropped.
#[derive(Debug)]
pub(super) struct Listening {
    listener: UnixListener,
    path: PathBuf,
    /// Device and inode: tells our socket from one that came later.
    identity: (u64, u64),
}

impl Listening {
    /// Listens at `path` with mode 0600. A socket with nobody behind it is replaced, in one step.
    pub(super) fn bind(path: &Path) -> Result<Self, AgentError> {
        let failed = failed_at(path);
        prepare_folder(path)?;
        if connect(path)?.is_some() {
            return Err(AgentError::Running);
        }
        // Shorter than the path itself, which is known to fit.
        let temporary = path.with_file_name(format!(".{}", std::process::id()));
        fs::remove_file(&temporary).ok();
        let listener = UnixListener::bind(&temporary).map_err(failed)?;
        let opened = fs::set_permissions(&temporary, fs::Permissions::from_mode(0o600))
            .and_then(|()| fs::symlink_metadata(&temporary))
            .and_then(|meta| fs::rename(&temporary, path).map(|()| meta))
            .and_then(|meta| listener.set_nonblocking(true).map(|()| meta));
        let meta = opened.map_err(|error| {
            fs::remove_file(&temporary).ok();
            failed(error)
        })?;
        Ok(Self {
            listener,
            path: path.to_owned(),
            identity: (meta.dev(), meta.ino()),
        })
    }

    /// Waits for a connection, for `wake` to become readable, or for `timeout`.
    pub(super) fn wait(&self, wake: &impl AsFd, timeout: Duration) -> io::Result<Woken> {
        let readable = wait_readable([self.listener.as_fd(), wake.as_fd()], timeout)?;
        match readable {
            [_, true] => Ok(Woken::Told),
            [true, false] => match self.listener.accept() {
                Ok((stream, _)) => Ok(Woken::Connection(stream)),
                // Whoever it was has gone again.
                Err(_) => Ok(Woken::Time),
            },
            [false, false] => Ok(Woken::Time),
        }
    }

    /// Whether a client that looks for the agent would still find this one.
    pub(super) fn is_reachable(&self) -> bool {
        fs::symlink_metadata(&self.path).is_ok_and(|meta| (meta.dev(), meta.ino()) == self.identity)
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        if self.is_reachable() {
            fs::remove_file(&self.path).ok();
        }
    }
}

/// Why a wait came to its end.
#[derive(Debug)]
pub(super) enum Woken {
    /// Somebody connected.
    Connection(UnixStream),
    /// A signal.
    Told,
    /// The time is over.
    Time,
}

/// Which of `files` can be read, after at most `timeout`.
pub(super) fn wait_readable<const N: usize>(
    files: [std::os::fd::BorrowedFd<'_>; N],
    timeout: Duration,
) -> io::Result<[bool; N]> {
    let mut polled = files.map(|file| PollFd::from_borrowed_fd(file, PollFlags::IN));
    let timeout = rustix::event::Timespec::try_from(timeout).ok();
    match rustix::event::poll(&mut polled, timeout.as_ref()) {
        Err(rustix::io::Errno::INTR) => return Ok([false; N]),
        result => result?,
    };
    Ok(polled.map(|file| !file.revents().is_empty()))
}

/// A connection on which everything must be done by a moment.
#[derive(Debug)]
pub(super) struct Timed {
    stream: UnixStream,
    until: Instant,
}

impl Timed {
    pub(super) fn new(stream: UnixStream, timeout: Duration) -> Self {
        let until = Instant::now() + timeout;
        Self { stream, until }
    }

    fn left(&self) -> io::Result<Option<Duration>> {
        let left = self.until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::Error::from(io::ErrorKind::TimedOut));
        }
        Ok(Some(left))
    }
}

impl Read for Timed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.set_read_timeout(self.left()?)?;
        self.stream.read(buffer)
    }
}

impl Write for Timed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.set_write_timeout(self.left()?)?;
        self.stream.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

/// The user at the other end.
#[cfg(target_os = "linux")]
pub(super) fn peer_uid(stream: &UnixStream) -> io::Result<u32> {
    Ok(rustix::net::sockopt::socket_peercred(stream)?.uid.as_raw())
}

/// The user at the other end, where the system does not say: the socket's mode and its folder's
/// have kept others out.
#[cfg(not(target_os = "linux"))]
pub(super) fn peer_uid(_: &UnixStream) -> io::Result<u32> {
    Ok(own_uid())
}

/// The user that this process acts for.
pub(super) fn own_uid() -> u32 {
    rustix::process::geteuid().as_raw()
}

/// Makes an error of the system one about `path`.
pub(super) fn failed_at(path: &Path) -> impl Fn(io::Error) -> AgentError + Copy + '_ {
    move |source| AgentError::Socket {
        path: path.to_owned(),
        source,
    }
}
