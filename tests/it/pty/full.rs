//! A disk that is full while somebody writes.

use std::path::Path;

use rustix::process::Pid;
use rustix::process::Resource;
use rustix::process::Rlimit;

use crate::pty::CTRL_S;
use crate::pty::new_entry;
use crate::pty::save_and_leave;
use crate::support::Home;
use crate::support::terminal::Terminal;

/// diurnal with SIGXFSZ ignored, so that beyond the limit a write fails as on a full disk. The limit
/// is set from outside, and binds root too.
fn open(home: &Home) -> Terminal {
    let script = "trap '' XFSZ; exec \"$0\" \"$@\"";
    let program = env!("CARGO_BIN_EXE_diurnal");
    let args = ["-c", script, program, "--passphrase-file", "passphrase"];
    let terminal = Terminal::open_program(Path::new("/bin/sh"), home, &args, 80, 24, &[]);
    terminal.shows("Written before");
    terminal
}

/// From now on no file grows beyond so many bytes; `None`: there is room.
fn limit(terminal: &Terminal, bytes: Option<u64>) {
    let id = i32::try_from(terminal.id().unwrap()).unwrap();
    let limit = Rlimit {
        current: bytes,
        maximum: None,
    };
    rustix::process::prlimit(Pid::from_raw(id), Resource::Fsize, limit).unwrap();
}

#[test]
fn s05_a_save_that_fails_is_said_the_text_stays_and_is_saved_when_there_is_room() {
    let home = Home::with_vault();
    home.add("Written before");
    let mut terminal = open(&home);
    limit(&terminal, Some(0));
    new_entry(&mut terminal);
    terminal.press("A text for a full disk");
    terminal.shows("A text for a full disk");
    terminal.press(CTRL_S);
    terminal.shows("! not saved, nor kept as a draft");
    terminal.shows("Your text");
    terminal.shows("A text for a full disk");
    // One goes on writing meanwhile, and no key is taken for an answer.
    terminal.press(", and more");
    terminal.shows("A text for a full disk, and more");
    assert!(!terminal.text().contains("saved 21:04"));
    limit(&terminal, None);
    save_and_leave(&mut terminal);
    let entries = home.json_lines(&["list"]);
    let previews = entries
        .iter()
        .map(|entry| entry["preview"].as_str().unwrap());
    let saved = previews.filter(|preview| *preview == "A text for a full disk, and more");
    assert_eq!((entries.len(), saved.count()), (2, 1));
    assert_eq!(home.json(&["verify", "--local"])["ok"], true);
}

/// A draft that cannot be kept is not said to be, and the store is whole after the worst end.
#[test]
fn s05_a_draft_that_cannot_be_kept_is_told() {
    let home = Home::with_vault();
    home.add("Written before");
    let mut terminal = open(&home);
    limit(&terminal, Some(0));
    new_entry(&mut terminal);
    terminal.press("A text for a full disk");
    terminal.shows("the draft was not kept");
    assert!(!terminal.text().contains("draft kept"));
    limit(&terminal, None);
    terminal.press("!");
    terminal.shows("draft kept");
    terminal.kill();
    assert_eq!(home.json_lines(&["list"]).len(), 1);
    assert_eq!(home.json(&["verify", "--local"])["ok"], true);
}
