//! No terminal at all.

use std::process::Stdio;

use crate::support::Home;

#[test]
fn without_a_terminal_the_screens_do_not_begin() {
    let home = Home::with_vault();
    let mut command = home.with_key(&["write"]);
    let output = command.stdin(Stdio::null()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
}
