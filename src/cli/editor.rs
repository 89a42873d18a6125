//! Another program's editor: on a memory file system, with its swap, backup and history files off.
//!
//! The file is 0600 in a 0700 folder that is removed at the end, also when a signal ends us; what a
//! SIGKILL leaves behind goes at the next call, and with the machine's memory at the latest.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::ExitStatus;

use signal_hook::consts::SIGCHLD;
use signal_hook::consts::SIGHUP;
use signal_hook::consts::SIGINT;
use signal_hook::consts::SIGQUIT;
use signal_hook::consts::SIGTERM;
use signal_hook::iterator::Signals;
use tempfile::TempDir;

use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::interrupt::Guard;

/// What `statfs` says of tmpfs and of ramfs.
///
/// Source: statfs(2).
const MEMORY_FILE_SYSTEMS: [rustix::fs::FsWord; 2] = [0x0102_1994, 0x8584_58f6];
/// How folders for the editor are called; the process's number follows.
const FOLDER_PREFIX: &str = "diurnal-edit-";
/// The editor where nobody names one.
const EDITOR: &str = "vi";

/// Lets the user edit `text` and returns what was made of it. A final newline that the text did
/// not have, and that most editors add, is taken away again.
///
/// # Errors
///
/// [`CliError::NoMemoryFolder`] where the text could only be put on a disk.
pub(super) fn edit(context: &Context, text: &[u8]) -> Result<Vec<u8>, CliError> {
    let editor = chosen(context);
    let folder = memory_folder(context).ok_or(CliError::NoMemoryFolder)?;
    remove_leftovers(&folder);
    let own = tempfile::Builder::new()
        .prefix(&format!("{FOLDER_PREFIX}{}-", std::process::id()))
        .tempdir_in(&folder)
        .map_err(|source| CliError::Write {
            path: folder,
            source,
        })?;
    let edited = edit_in(&own, &editor, text);
    // Said where it fails: the text would stay in memory until the machine is turned off.
    let path = own.path().to_owned();
    own.close()
        .map_err(|source| CliError::Write { path, source })?;
    edited
}

fn edit_in(own: &TempDir, editor: &str, text: &[u8]) -> Result<Vec<u8>, CliError> {
    let path = own.path().join("entry.md");
    fs::write(&path, text).map_err(|source| CliError::Write {
        path: path.clone(),
        source,
    })?;
    let status = run(editor, own.path(), &path)?;
    if !status.success() {
        return Err(CliError::Editor {
            editor: editor.to_owned(),
            status: status.to_string(),
        });
    }
    let mut bytes = fs::read(&path).map_err(|source| CliError::Read { path, source })?;
    if !text.ends_with(b"\n") && bytes.ends_with(b"\n") {
        bytes.pop();
    }
    Ok(bytes)
}

/// $VISUAL, else $EDITOR, else vi.
fn chosen(context: &Context) -> String {
    ["VISUAL", "EDITOR"]
        .iter()
        .filter_map(|name| (context.variable)(name))
        .filter_map(|value| value.into_string().ok())
        .find(|value| !value.trim().is_empty())
        .unwrap_or_else(|| EDITOR.to_owned())
}

/// A folder whose files are in memory only; none where the system has none.
fn memory_folder(context: &Context) -> Option<PathBuf> {
    let runtime = (context.variable)("XDG_RUNTIME_DIR").map(PathBuf::from);
    runtime
        .into_iter()
        .chain([PathBuf::from("/dev/shm")])
        .find(|folder| is_in_memory(folder))
}

#[cfg(target_os = "linux")]
fn is_in_memory(folder: &Path) -> bool {
    rustix::fs::statfs(folder).is_ok_and(|found| MEMORY_FILE_SYSTEMS.contains(&found.f_type))
}

#[cfg(not(target_os = "linux"))]
fn is_in_memory(_: &Path) -> bool {
    false
}

/// Removes what a killed diurnal left: folders of ours whose process is gone.
fn remove_leftovers(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries {
        let name = entry.file_name();
        let number = name
            .to_str()
            .and_then(|name| name.strip_prefix(FOLDER_PREFIX))
            .and_then(|rest| rest.split('-').next())
            .and_then(|number| number.parse::<i32>().ok())
            .and_then(rustix::process::Pid::from_raw);
        let gone = number.is_some_and(|number| {
            rustix::process::test_kill_process(number) == Err(rustix::io::Errno::SRCH)
        });
        if gone {
            // Another user's folder stays: the system refuses, as it should.
            fs::remove_dir_all(entry.path()).ok();
        }
    }
}

/// Runs `editor` on `file` by the shell, as git does, so that it may have options of its own.
fn run(editor: &str, folder: &Path, file: &Path) -> Result<ExitStatus, CliError> {
    let failed = |source| CliError::Start {
        what: format!("the editor \"{editor}\""),
        source,
    };
    let _guard = Guard::new();
    let mut signals = Signals::new([SIGCHLD, SIGINT, SIGQUIT, SIGTERM, SIGHUP]).map_err(failed)?;
    let child = Command::new("sh")
        .arg("-c")
        .arg(format!("{editor} \"$@\""))
        .arg(editor)
        .args(hardened(editor, folder))
        .arg(file)
        // What an editor puts aside while it works stays in memory too.
        .env("TMPDIR", folder)
        .spawn()
        .map_err(failed)?;
    wait(child, &mut signals).map_err(failed)
}

/// Waits for the editor. Ctrl-C is the editor's business; what asks us to end asks the editor first.
fn wait(mut child: Child, signals: &mut Signals) -> io::Result<ExitStatus> {
    if let Some(status) = child.try_wait()? {
        return Ok(status);
    }
    let number = i32::try_from(child.id())
        .ok()
        .and_then(rustix::process::Pid::from_raw);
    for signal in signals.forever() {
        let ends_us = matches!(signal, SIGTERM | SIGHUP);
        if let (true, Some(number)) = (ends_us, number) {
            rustix::process::kill_process(number, rustix::process::Signal::TERM).ok();
        }
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
    }
    child.wait()
}

/// What keeps `editor` from leaving traces outside `folder`. Editors that are not named here keep
/// theirs beside the file, where they are removed with it, or have none that we know of.
fn hardened(editor: &str, folder: &Path) -> Vec<OsString> {
    let plain = |words: &[&str]| words.iter().map(OsString::from).collect();
    match program(editor) {
        // No swap file, no viminfo or shada; no backup or undo file, whatever the user's settings say.
        "vi" | "vim" | "nvim" | "gvim" | "vimx" | "view" => plain(&[
            "-n",
            "-i",
            "NONE",
            "--cmd",
            "set noswapfile noundofile",
            "-c",
            "set nobackup nowritebackup noswapfile noundofile",
        ]),
        // The user's settings are what turns backups, locks and histories on.
        "nano" | "pico" | "rnano" => plain(&["--ignorercfiles"]),
        "emacs" => plain(&[
            "--eval",
            "(setq make-backup-files nil auto-save-default nil auto-save-list-file-prefix nil create-lockfiles nil)",
        ]),
        "micro" => plain(&[
            "-backup",
            "false",
            "-savehistory",
            "false",
            "-saveundo",
            "false",
            "-savecursor",
            "false",
        ]),
        // Its own window, waited for; what it remembers of files lies in a folder that we remove.
        "code" | "code-insiders" | "codium" | "vscodium" => {
            let mut words: Vec<OsString> = plain(&["--wait", "--disable-extensions"]);
            words.push("--user-data-dir".into());
            words.push(folder.join("code").into());
            words
        }
        // Helix writes nothing but the file.
        _ => Vec::new(),
    }
}

/// The program's name in a command such as `TERM=x /usr/bin/nvim -u NORC`.
fn program(editor: &str) -> &str {
    let mut words = editor.split_whitespace();
    let word = words.find(|word| !word.contains('=')).unwrap_or_default();
    word.rsplit('/').next().unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_is_found_in_a_command() {
        assert_eq!(program("/usr/bin/nvim -u NORC"), "nvim");
        assert_eq!(program("TERM=x code --new-window"), "code");
        assert_eq!(program(""), "");
    }

    #[test]
    fn editors_that_leave_traces_are_told_not_to() {
        let words = |editor| hardened(editor, Path::new("/dev/shm/x"));
        assert_eq!(words("vim")[..3], ["-n", "-i", "NONE"]);
        assert_eq!(words("nano"), ["--ignorercfiles"]);
        assert!(words("code -n").contains(&"/dev/shm/x/code".into()));
        assert!(words("hx").is_empty());
    }
}
