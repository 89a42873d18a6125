//! Lines from standard input, one at a time: none longer than an entry may be, and the wait for one
//! ends when the journal is due to lock.

use std::io;
use std::io::BufRead;
use std::io::IsTerminal;
use std::io::Read;
use std::io::Write;

use rustix::event::PollFd;
use rustix::event::PollFlags;
use rustix::event::Timespec;

use crate::cli::error::CliError;
use crate::cli::prompt;
use crate::model::limits;

/// What came.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// A line, without its end.
    Text(String),
    /// Nothing, for as long as the journal may stay open.
    Idle,
    /// The end of the input.
    End,
}

/// Standard input.
#[derive(Debug)]
pub(super) struct Input {
    lock_after_ms: Option<u64>,
}

impl Input {
    /// Input whose lines are waited for no longer than that; off a terminal for ever.
    pub(super) fn new(lock_after_ms: Option<u64>) -> Self {
        let lock_after_ms = lock_after_ms.filter(|_| io::stdin().is_terminal());
        Self { lock_after_ms }
    }

    /// The next line, after `question` where somebody can answer it.
    pub(super) fn line(&self, question: &str) -> Result<Line, CliError> {
        if prompt::is_possible() {
            let mut stderr = io::stderr();
            let asked = write!(stderr, "{question}").and_then(|()| stderr.flush());
            asked.map_err(CliError::Terminal)?;
        }
        if !self.comes().map_err(CliError::Stdin)? {
            return Ok(Line::Idle);
        }
        let max = u64::try_from(limits::BODY_BYTES_MAX).unwrap_or(u64::MAX);
        let mut bytes = Vec::new();
        let read = io::stdin()
            .lock()
            .take(max + 1)
            .read_until(b'\n', &mut bytes)
            .map_err(CliError::Stdin)?;
        if read == 0 {
            return Ok(Line::End);
        }
        if bytes.len() as u64 > max {
            let max = limits::BODY_BYTES_MAX;
            return Err(CliError::TooLong { max });
        }
        if bytes.ends_with(b"\n") {
            bytes.pop();
        }
        String::from_utf8(bytes).map(Line::Text).map_err(|bad| {
            let byte = bad.utf8_error().valid_up_to() + 1;
            CliError::NotUtf8 { line: 1, byte }
        })
    }

    /// Waits for something to read; false where nothing came in time.
    fn comes(&self) -> io::Result<bool> {
        let Some(ms) = self.lock_after_ms else {
            return Ok(true);
        };
        let stdin = io::stdin();
        let wait = Timespec {
            tv_sec: i64::try_from(ms / 1000).unwrap_or(i64::MAX),
            tv_nsec: i64::try_from(ms % 1000).unwrap_or(0) * 1_000_000,
        };
        let mut waited = [PollFd::new(&stdin, PollFlags::IN)];
        match rustix::event::poll(&mut waited, Some(&wait)) {
            Ok(0) => Ok(false),
            // A signal, such as that the shell goes on with us: the line is still waited for.
            Ok(_) | Err(rustix::io::Errno::INTR) => Ok(true),
            Err(error) => Err(error.into()),
        }
    }
}
