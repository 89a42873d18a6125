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
