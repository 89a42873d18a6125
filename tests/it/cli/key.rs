//! `diurnal key`, `diurnal device`: as a person or a script calls them.

use std::process::Output;

use super::sync::two_devices;
use crate::support::Home;

/// A command whose passphrase stands in another file than the home's.
fn by_file(home: &Home, file: &str, args: &[&str]) -> Output {
    let all: Vec<&str> = ["--passphrase-file", file]
        .iter()
        .chain(args)
        .copied()
        .collect();
    home.command(&all).output().unwrap()
}

#[test]
fn a_script_changes_the_passphrase_and_makes_a_new_sheet() {
    let home = Home::with_vault();
    let new = home.write("new", "a lamp of another kind\n");
    home.add("one");
    home.ok(&["key", "passphrase", "--new-passphrase-file", &new]);
    home.fails(4, &["list"]);
    let by_new = |args: &[&str]| by_file(&home, &new, args);
    assert_eq!(by_new(&["list"]).status.code(), Some(0));
    let sheet = by_new(&["key", "recovery"]);
    let sheet = String::from_utf8(sheet.stdout).unwrap();
    assert!(sheet.contains("AGE-SECRET-KEY-1") && sheet.contains("# diurnal vault"));
    let file = home.write("sheet.txt", &sheet);
    let doctor = by_new(&["key", "doctor", "--recovery-file", &file]);
    assert_eq!(doctor.status.code(), Some(0), "{doctor:?}");
    assert_eq!(by_new(&["key", "rotate"]).status.code(), Some(0));
    let status = String::from_utf8(by_new(&["key", "status", "--json"]).stdout).unwrap();
    assert_eq!(status.matches("the recovery sheet;").count(), 1, "{status}");
    assert_eq!(by_new(&["key", "passphrase"]).status.code(), Some(2));
}

#[test]
fn a_script_revokes_a_device_and_says_what_it_can_still_read() {
    let (first, second, _remote) = two_devices();
    second.ok(&["sync"]);
    first.ok(&["sync"]);
    first.ok(&["device", "rename", "second", "phone"]);
    let refused = first.fails(2, &["device", "revoke", "phone"]);
    assert!(
        refused.contains("new-passphrase") || refused.contains("no terminal"),
        "{refused}"
    );
    first.fails(1, &["device", "revoke", "nobody"]);
    let new = first.write("new", "a lamp of another kind\n");
    let mut command = first.with_key(&["device", "revoke", "phone", "--new-passphrase-file", &new]);
    let out = command.output().unwrap();
    let said = String::from_utf8(out.stderr).unwrap();
    assert_eq!(out.status.code(), Some(0), "{said}");
    assert!(
        said.contains("can still read every entry up to now"),
        "{said}"
    );
    let by_new = |args: &[&str]| by_file(&first, &new, args);
    assert_eq!(by_new(&["sync"]).status.code(), Some(0));
    let list = String::from_utf8(by_new(&["device", "list", "--json"]).stdout).unwrap();
    assert!(list.contains("\"state\":\"revoked\""), "{list}");
    // The lost one cannot open what was sealed since.
    let refused = second.run(&["sync"]);
    assert_ne!(refused.status.code(), Some(0), "{refused:?}");
}

#[test]
fn eight_words_let_a_new_computer_in_once() {
    let (first, _second, remote) = two_devices();
    let words = first.ok(&["device", "invite"]);
    assert_eq!(words.split_whitespace().count(), 8, "{words}");
    let list = first.ok(&["device", "list"]);
    assert!(list.contains("an open invitation"), "{list}");
    let third = Home::new();
    let pass = third.write("pass", "a passphrase of its own\n");
    let file = third.write("words", words.to_uppercase());
    let clone = |home: &Home, file: &str| {
        let args = [
            "clone",
            &remote.url(),
            "--invite-file",
            file,
            "--name",
            "third",
        ];
        by_file(home, &pass, &args)
    };
    let typo = third.write("typo", words.replacen(' ', " x", 1));
    let refused = clone(&third, &typo);
    let said = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(4), "{said}");
    assert!(
        said.contains("[invitation-words]") && said.contains("word 2"),
        "{said}"
    );
    let joined = clone(&third, &file);
    assert_eq!(joined.status.code(), Some(0), "{joined:?}");
    let found = String::from_utf8(joined.stdout).unwrap();
    assert!(found.contains("vault ") && found.contains("devices: ") && found.contains("entries: "));
    let fourth = Home::new();
    let refused = clone(&fourth, &file);
    let said = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(1), "{said}");
    assert!(said.contains("[no-invitation]"), "{said}");
    first.ok(&["sync"]);
    let list = first.ok(&["device", "list", "--json"]);
    assert!(list.contains("\"name\":\"third\""), "{list}");
    assert!(!list.contains("\"state\":\"invitation\""), "{list}");
    first.fails(2, &["clone", &remote.url(), "--invite"]);
}
