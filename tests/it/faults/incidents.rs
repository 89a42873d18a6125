//! A night at a git host in which everything was lost but the devices. (The longer story is may_2018.)

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::all_equal;
use super::digest;
use crate::support::Home;
use crate::support::PASSPHRASE;
use crate::support::Remote;

/// Writes `count` entries, numbered from `first`.
fn write(home: &Home, first: u64, count: u64) {
    let line = |n: u64| {
        let at = "2018-05-01T12:00:00Z";
        format!("{{\"at\":\"{at}\",\"body\":\"entry {n}\"}}\n")
    };
    let lines: String = (first..first + count).map(line).collect();
    let output = home.run_with_stdin(&["import", "jsonl", "-", "--json"], lines.as_bytes());
    let sheet: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(sheet["new"], count);
}

/// How many entries a device has, and how many of its revisions are on no remote.
fn counts(home: &Home) -> (u64, u64) {
    let status = home.json(&["status"]);
    let counts = &status["counts"];
    let number = |name: &str| counts[name].as_u64().unwrap();
    (number("entries"), number("unsynced"))
}

fn device(remote: &Remote, passphrase: &str) -> Home {
    let home = Home::new();
    home.write("passphrase", format!("{passphrase}\n"));
    home.init(&["--remote-unlock", "always", "--remote", &remote.url()]);
    home
}

fn joined(remote: &Remote) -> Home {
    let home = Home::new();
    home.ok(&[
        "clone",
        &remote.url(),
        "--work-factor",
        "10",
        "--name",
        "a2",
    ]);
    home
}

fn empty(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            fs::remove_dir_all(path).unwrap();
        } else {
            fs::remove_file(path).unwrap();
        }
    }
}

/// Alice's two devices with 146 entries, all on the remote.
fn alice() -> (Home, Home, Remote) {
    let remote = Remote::new();
    let a1 = device(&remote, PASSPHRASE);
    write(&a1, 0, 106);
    a1.ok(&["sync"]);
    let a2 = joined(&remote);
    write(&a2, 106, 40);
    a2.ok(&["sync"]);
    a1.ok(&["sync"]);
    assert_eq!((counts(&a1), counts(&a2)), ((146, 0), (146, 0)));
    (a1, a2, remote)
}

#[test]
fn y49_a_mirror_and_a_remote_that_are_both_lost() {
    let (a1, a2, remote) = alice();
    let mirror = |home: &Home| home.path("diurnal/data/vaults/default/mirror");
    for home in [&a1, &a2] {
        fs::remove_dir_all(mirror(home)).unwrap();
    }
    empty(remote.path());
    remote.git(&["init", "--quiet", "--bare", "."]);
    for home in [&a1, &a2, &a1, &a2] {
        home.ok(&["sync"]);
    }
    assert_eq!((counts(&a1), counts(&a2)), ((146, 0), (146, 0)));
    assert_eq!(digest(&a1), digest(&a2));
    assert_eq!(all_equal(&joined(&remote)), 146);
}
