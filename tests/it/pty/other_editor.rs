//! Another program's editor, in a real terminal: it has the keys and the screen, and gives both back.

use std::os::unix::fs::PermissionsExt;

use crate::pty::CTRL_C;
use crate::support::Home;
use crate::support::terminal::Terminal;

/// An editor that asks the terminal for a line, and writes it below what is there.
fn asking_editor(home: &Home) -> String {
    let script = "#!/bin/sh\nfor last; do :; done\n[ -t 0 ] && [ -t 1 ] || exit 9\n\
         cat \"$last\"\nprintf '\\nline> '\nread -r line || exit 8\nprintf '%s\\n' \"$line\" >> \"$last\"\n";
    let path = home.write("bin/asking", script);
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
    path
}

fn has_memory_folder() -> bool {
    let output = std::process::Command::new("stat")
        .args(["-f", "-c", "%T", "/dev/shm"])
        .output();
    output.is_ok_and(|output| output.stdout.starts_with(b"tmpfs"))
}

fn open(home: &Home, args: &[&str]) -> Option<Terminal> {
    if !has_memory_folder() {
        println!("skipped: /dev/shm is no memory file system here");
        return None;
    }
    let editor = asking_editor(home);
    let mut all = vec!["--passphrase-file", "passphrase"];
    all.extend(args);
    Some(Terminal::open_sized(
        home,
        &all,
        80,
        24,
        &[("EDITOR", &editor)],
    ))
}

#[test]
fn it_has_the_terminal_and_what_it_wrote_is_saved() {
    let home = Home::with_vault();
    let id = home.add("Before\n");
    let Some(mut terminal) = open(&home, &["edit", &id]) else {
        return;
    };
    terminal.shows("Before");
    terminal.shows("line>");
    terminal.press("typed into another program\r");
    assert_eq!(terminal.gives_back(), 0);
    assert_eq!(home.body(&id), "Before\ntyped into another program\n");
}

/// Ctrl-C is the editor's own affair where it handles it; where the editor ends by it, nothing is
/// changed.
#[test]
fn an_editor_that_is_interrupted_changes_nothing() {
    let home = Home::with_vault();
    let id = home.add("Before\n");
    let Some(mut terminal) = open(&home, &["edit", &id]) else {
        return;
    };
    terminal.shows("line>");
    terminal.press(CTRL_C);
    assert_ne!(terminal.gives_back(), 0);
    assert_eq!(home.body(&id), "Before\n");
    assert_eq!(home.json_lines(&["history", &id]).len(), 1);
}

#[test]
fn a_new_entry_is_written_in_it() {
    let home = Home::with_vault();
    let Some(mut terminal) = open(&home, &["write", "--external"]) else {
        return;
    };
    terminal.shows("line>");
    terminal.press("A new one\r");
    assert_eq!(terminal.gives_back(), 0);
    assert!(home.body("@last").contains("A new one"));
}
