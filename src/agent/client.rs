//! The side that asks: `unlock` starts an agent, `lock` ends it, the rest takes the key from it.

use std::fs;
use std::io;
use std::os::fd::AsFd;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;

use crate::agent::AgentSecret;
use crate::agent::HOLD_MAX;
use crate::agent::SERVE_COMMAND;
use crate::agent::error::AgentError;
use crate::agent::protocol;
use crate::agent::protocol::AgentStatus;
use crate::agent::protocol::Answer;
use crate::agent::protocol::Charge;
use crate::agent::protocol::Request;
use crate::agent::server::READY;
use crate::agent::socket;
use crate::agent::socket::Timed;

/// How long an answer may take. An agent answers in microseconds; one that is stopped never does.
pub const ANSWER_TIMEOUT: Duration = Duration::from_secs(2);
/// How long a new agent may take to listen, on a busy machine.
const START_TIMEOUT: Duration = Duration::from_secs(15);

/// How it looks when the other side went away.
const HUNG_UP: [io::ErrorKind; 3] = [
    io::ErrorKind::UnexpectedEof,
    io::ErrorKind::ConnectionReset,
    io::ErrorKind::BrokenPipe,
];

/// The secret that the agent at `socket` holds; `None` where none runs.
pub fn get(socket: &Path) -> Result<Option<AgentSecret>, AgentError> {
    match ask(socket, Request::Get)? {
        None => Ok(None),
        Some(Answer::Secret(secret)) => Ok(Some(secret)),
        Some(Answer::Status(_) | Answer::Locked) => Err(AgentError::Garbage),
    }
}

/// How long the agent at `socket` still holds its secret; `None` where none runs. Asking does not
/// prolong it.
pub fn status(socket: &Path) -> Result<Option<AgentStatus>, AgentError> {
    match ask(socket, Request::Status)? {
        None => Ok(None),
        Some(Answer::Status(status)) => Ok(Some(status)),
        Some(Answer::Secret(_) | Answer::Locked) => Err(AgentError::Garbage),
    }
}

/// Ends the agent at `socket`; false where none ran. When it returns, the secret is forgotten.
///
/// One that does not answer is an error, and loses its socket: nobody will ask it again, and it
/// ends as soon as it wakes and sees that.
pub fn lock(socket: &Path) -> Result<bool, AgentError> {
    let answer = ask(socket, Request::Lock).inspect_err(|error| {
        if !error.is_suspicious() {
            fs::remove_file(socket).ok();
        }
    });
    match answer? {
        None => Ok(false),
        Some(Answer::Locked) => Ok(true),
        Some(Answer::Secret(_) | Answer::Status(_)) => Err(AgentError::Garbage),
    }
}

/// Starts an agent that holds `secret` behind `socket`, and returns when it listens there. `program`
/// is this program's own file. It ends when nobody asks for `idle`, and after `max` in any case,
/// [`HOLD_MAX`] at most. An agent that ran there before is ended first.
pub fn start(
    program: &Path,
    socket: &Path,
    secret: AgentSecret,
    idle: Duration,
    max: Duration,
) -> Result<(), AgentError> {
    socket::prepare_folder(socket)?;
    match lock(socket) {
        Err(error) if error.is_suspicious() => return Err(error),
        Ok(_) | Err(_) => {}
    }
    let charge = Charge {
        idle,
        max: max.min(HOLD_MAX),
        socket: socket.as_os_str().as_bytes().to_vec(),
        secret,
    };
    let mut child = spawn(program).map_err(AgentError::Start)?;
    hand_over(&mut child, &charge).inspect_err(|_| {
        child.kill().ok();
        child.wait().ok();
    })
}

/// Nothing of this process goes along but the program: no arguments, no environment, no terminal.
#[allow(
    clippy::zombie_processes,
    reason = "the agent outlives this process, and start() waits for one that failed"
)]
fn spawn(program: &Path) -> io::Result<Child> {
    Command::new(program)
        .arg(SERVE_COMMAND)
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
}

/// Writes the charge and waits for the one byte that says that the agent listens.
fn hand_over(child: &mut Child, charge: &Charge) -> Result<(), AgentError> {
    let mut to = child.stdin.take().ok_or(AgentError::NotReady)?;
    let mut from = child.stdout.take().ok_or(AgentError::NotReady)?;
    protocol::write_charge(&mut to, charge).map_err(AgentError::Start)?;
    drop(to);
    let [readable] =
        socket::wait_readable([from.as_fd()], START_TIMEOUT).map_err(AgentError::Start)?;
    if !readable {
        return Err(AgentError::NotReady);
    }
    let mut said = [0];
    io::Read::read_exact(&mut from, &mut said).map_err(|_| AgentError::NotReady)?;
    match said {
        [READY] => Ok(()),
        _ => Err(AgentError::NotReady),
    }
}

fn ask(path: &Path, request: Request) -> Result<Option<Answer>, AgentError> {
    let Some(stream) = socket::connect(path)? else {
        return Ok(None);
    };
    let mut stream = Timed::new(stream, ANSWER_TIMEOUT);
    let answer = protocol::write_request(&mut stream, request)
        .and_then(|()| protocol::read_answer(&mut stream));
    match answer {
        Ok(answer) => Ok(Some(answer)),
        // It ended while it was asked: then nobody holds a key.
        Err(error) if HUNG_UP.contains(&error.kind()) => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => Err(AgentError::Garbage),
        Err(error) => Err(socket::failed_at(path)(error)),
    }
}
