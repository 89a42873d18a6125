//! Stepping aside and coming back; no terminal at all.

use std::process::Stdio;

use crate::pty::unlocked;
use crate::support::Home;

#[test]
fn stepping_aside_hides_the_text_and_coming_back_shows_it() {
    let home = Home::with_vault();
    home.add("A private thought");
    let mut terminal = unlocked(&home);
    terminal.shows("A private thought");
    terminal.signal("TSTP");
    terminal.lacks("A private thought");
    terminal.signal("CONT");
    terminal.shows("A private thought");
    terminal.press("q");
    assert_eq!(terminal.gives_back(), 0);
}

#[test]
fn without_a_terminal_the_screens_do_not_begin() {
    let home = Home::with_vault();
    let mut command = home.with_key(&["write"]);
    let output = command.stdin(Stdio::null()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
}
