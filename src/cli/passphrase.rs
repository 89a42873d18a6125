//! Where a passphrase comes from: a file, a descriptor, a command. Never an argument, never a
//! variable of the environment. (The terminal is in `prompt`.)

use std::fs::File;
use std::io;
use std::io::Read;
use std::os::fd::AsFd;
use std::path::Path;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

use rustix::event::PollFd;
use rustix::event::PollFlags;
use rustix::event::Timespec;

use crate::cli::args::Globals;
use crate::cli::error::CliError;
use crate::model::secret::Secret;

/// Longest passphrase, in bytes. Longer ones are mistakes: somebody named the wrong file.
const PASSPHRASE_BYTES_MAX: usize = 64 << 10;
/// How long `passphrase_command` may take, in seconds: long enough to touch a token.
const COMMAND_SECONDS_MAX: u64 = 60;
/// How long to wait between two looks at a command that has closed its output.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// The passphrase that the options name; `None` where they name none.
pub(super) fn given(globals: &Globals) -> Result<Option<Secret>, CliError> {
    if globals.passphrase_file.is_some() && globals.passphrase_fd.is_some() {
        // Said here too: the parser does not see it where one stands before the command, one after.
        let words = "--passphrase-file and --passphrase-fd exclude each other";
        return Err(CliError::Usage(words.to_owned()));
    }
    if let Some(path) = &globals.passphrase_file {
        return from_file(path).map(Some);
    }
    if let Some(number) = globals.passphrase_fd {
        return from_descriptor(number).map(Some);
    }
    Ok(None)
}

/// Reads the file at `path`; one final line end is dropped.
pub(super) fn from_file(path: &Path) -> Result<Secret, CliError> {
    let from = format!("\"{}\"", path.display());
    read_path(path, &from)
}

/// The text of the recovery sheet, or of another file of keys, at `path`.
pub(super) fn key_file(path: &Path) -> Result<Secret, CliError> {
    let from = format!("\"{}\"", path.display());
    read_path(path, &from)
}

/// Reads the open descriptor `number` to its end.
fn from_descriptor(number: u32) -> Result<Secret, CliError> {
    let from = format!("descriptor {number}");
    read_path(Path::new(&format!("/dev/fd/{number}")), &from)
}

fn read_path(path: &Path, from: &str) -> Result<Secret, CliError> {
    let unread = |source| CliError::PassphraseUnread {
        from: from.to_owned(),
        source,
    };
    let file = File::open(path).map_err(unread)?;
    let bytes = read_bounded(file).map_err(unread)?;
    fit(bytes, from)
}

fn read_bounded(from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(1024);
    let bound = u64::try_from(PASSPHRASE_BYTES_MAX).unwrap_or(u64::MAX);
    // Two more than allowed, so that what is too long is seen to be, line end or not.
    from.take(bound.saturating_add(3)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// What `command` prints, by `sh -c`.
///
/// # Errors
///
/// [`CliError::PassphraseCommand`] with its status where it fails or takes more than a minute.
pub(super) fn from_command(command: &str) -> Result<Secret, CliError> {
    from_command_within(command, COMMAND_SECONDS_MAX)
}

fn from_command_within(command: &str, seconds_max: u64) -> Result<Secret, CliError> {
    let mut child = Command::new("sh")
        .args(["-c", command])
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|source| CliError::Start {
            what: "passphrase_command".to_owned(),
            source,
        })?;
    let result = wait_for(&mut child, seconds_max);
    if result.is_err() {
        child.kill().ok();
        child.wait().ok();
    }
    let bytes = result?;
    if bytes.is_empty() || bytes == b"\n" {
        return Err(CliError::PassphraseCommand("it printed nothing".to_owned()));
    }
    if bytes.split(|byte| *byte == b'\n').nth(2).is_some() {
        return Err(CliError::PassphraseCommand(
            "it printed more than one line".to_owned(),
        ));
    }
    fit(bytes, "passphrase_command")
}

fn wait_for(child: &mut Child, seconds_max: u64) -> Result<Vec<u8>, CliError> {
    let end = Instant::now() + Duration::from_secs(seconds_max);
    let failed = |error: io::Error| CliError::PassphraseCommand(error.to_string());
    let mut bytes = Vec::with_capacity(1024);
    if let Some(mut stdout) = child.stdout.take() {
        let mut part = [0; 1024];
        loop {
            wait_readable(&stdout, end, seconds_max)?;
            let count = stdout.read(&mut part).map_err(failed)?;
            if count == 0 || bytes.len() > PASSPHRASE_BYTES_MAX {
                break;
            }
            bytes.extend(part.iter().take(count));
        }
    }
    loop {
        match child.try_wait().map_err(failed)? {
            Some(status) if status.success() => return Ok(bytes),
            Some(status) => return Err(CliError::PassphraseCommand(status.to_string())),
            None if Instant::now() >= end => return Err(too_slow(seconds_max)),
            None => pause(LOOK_AGAIN),
        }
    }
}

fn wait_readable(from: &impl AsFd, end: Instant, seconds_max: u64) -> Result<(), CliError> {
    loop {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(too_slow(seconds_max));
        }
        let mut wanted = [PollFd::new(from, PollFlags::IN)];
        match rustix::event::poll(&mut wanted, Timespec::try_from(left).ok().as_ref()) {
            Ok(0) | Err(rustix::io::Errno::INTR) => {}
            Ok(_) => return Ok(()),
            Err(errno) => return Err(CliError::PassphraseCommand(errno.to_string())),
        }
    }
}

fn pause(time: Duration) {
    rustix::event::poll(&mut [], Timespec::try_from(time).ok().as_ref()).ok();
}

fn too_slow(seconds: u64) -> CliError {
    CliError::PassphraseCommand(format!("stopped after {seconds} s"))
}

/// Makes a passphrase of what was read: drops one final line end, refuses what nobody can mean.
fn fit(mut bytes: Vec<u8>, from: &str) -> Result<Secret, CliError> {
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
    }
    let unfit = |why| CliError::PassphraseUnfit {
        from: from.to_owned(),
        why,
    };
    if bytes.is_empty() {
        return Err(unfit("it is empty"));
    }
    if bytes.len() > PASSPHRASE_BYTES_MAX {
        return Err(unfit("it has more than 65,536 bytes"));
    }
    if bytes.contains(&0) {
        return Err(unfit("it holds a NUL byte"));
    }
    // The error holds the bytes: only that it is one is of interest.
    let text = String::from_utf8(bytes).map_err(|_| unfit("it is not UTF-8"))?;
    Ok(Secret::new(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> Option<String> {
        let secret = fit(bytes.to_vec(), "a test").ok()?;
        Some(secret.expose().to_owned())
    }

    #[test]
    fn one_final_line_end_is_dropped() {
        assert_eq!(text(b"six words\n").as_deref(), Some("six words"));
        assert_eq!(text(b"six words\r\n").as_deref(), Some("six words"));
        assert_eq!(text(b"six words\n\n").as_deref(), Some("six words\n"));
        assert_eq!(text(b" six words ").as_deref(), Some(" six words "));
    }

    #[test]
    fn what_nobody_can_mean_is_refused() {
        for bytes in [&b""[..], b"\n", b"a\0b", b"\xff"] {
            assert_eq!(text(bytes), None, "{bytes:?}");
        }
        assert_eq!(text(&vec![b'a'; PASSPHRASE_BYTES_MAX + 1]), None);
    }

    #[test]
    fn k09_a_command_that_hangs_is_stopped_and_said_to_be() {
        assert_eq!(COMMAND_SECONDS_MAX, 60);
        // One that says nothing, one that closed its output and stays, one that says half.
        for command in ["sleep 100", "exec >&-; sleep 100", "printf half; sleep 100"] {
            let error = from_command_within(command, 1).unwrap_err();
            let said = error.to_string() + &format!("{error:?}");
            assert!(said.contains("stopped after 1 s"), "{command}: {said}");
        }
    }

    #[test]
    fn a_command_that_fails_says_its_status() {
        let said = |command| from_command(command).unwrap_err().to_string();
        assert_eq!(said("exit 7"), "passphrase_command failed: exit status: 7");
        assert!(said("true").contains("printed nothing"));
        assert!(said("printf 'a\\nb\\n'").contains("more than one line"));
        assert_eq!(
            from_command("printf 'six words'").unwrap().expose(),
            "six words"
        );
    }
}
