//! Two nights at a git host, re-enacted: a repository restored from an incomplete backup, and one
//! that came back with a stranger's vault in it. Each number is asked of both devices.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use super::all_equal;
use super::copy_tree;
use super::digest;
use super::files;
use super::ids;
use crate::support::Home;
use crate::support::Remote;
use crate::support::failed;

/// In every entry of Alice's, and in none of Bob's.
const ALICE: &str = "kestrelhouse";
const BOB: &str = "marlinspike";

/// Writes `count` entries that hold `word`, numbered from `first`.
fn write(home: &Home, word: &str, first: u64, count: u64) {
    let line = |n: u64| {
        let at = "2018-05-01T12:00:00Z";
        format!("{{\"at\":\"{at}\",\"body\":\"{word} entry {n}\",\"title\":\"{word}\"}}\n")
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

/// What a sync noticed. It must have ended well.
fn conditions(home: &Home) -> BTreeSet<String> {
    let report = home.json(&["sync"]);
    assert_eq!(report["ok"], true, "{report}");
    named(&report["remotes"][0]["notices"])
}

fn named(notices: &Value) -> BTreeSet<String> {
    let notices = notices.as_array().unwrap().iter();
    notices
        .map(|notice| notice["condition"].as_str().unwrap().to_owned())
        .collect()
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// The shortfalls of a drill that must have found some.
fn shortfalls(home: &Home) -> (BTreeSet<String>, u64) {
    let output = home.run(&["verify", "--json"]);
    assert_eq!(output.status.code(), Some(5), "{output:?}");
    let sheet: Value = serde_json::from_slice(&output.stdout).unwrap();
    let remote = &sheet["remotes"][0];
    let restored = remote["entries"]["restored"].as_u64().unwrap();
    (named(&remote["shortfalls"]), restored)
}

/// Every command that asks the remote says that it is another vault's, exit 5.
fn is_refused(home: &Home) {
    for command in ["sync", "verify"] {
        let output = home.run(&[command, "--json"]);
        assert_eq!(output.status.code(), Some(5), "{output:?}");
        let printed = String::from_utf8(output.stdout).unwrap();
        assert!(printed.contains("\"foreign-vault\""), "{printed}");
    }
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

fn set_aside(remote: &Remote) -> TempDir {
    let aside = tempfile::tempdir().unwrap();
    copy_tree(remote.path(), aside.path());
    aside
}

fn put(from: &Path, remote: &Remote) {
    empty(remote.path());
    copy_tree(from, remote.path());
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
    let a1 = device(&remote, crate::support::PASSPHRASE);
    write(&a1, ALICE, 0, 106);
    a1.ok(&["sync"]);
    let a2 = joined(&remote);
    write(&a2, ALICE, 106, 40);
    a2.ok(&["sync"]);
    a1.ok(&["sync"]);
    assert_eq!((counts(&a1), counts(&a2)), ((146, 0), (146, 0)));
    (a1, a2, remote)
}

/// The name of the ref that the device `home` writes.
fn chain_of(home: &Home, remote: &Remote) -> String {
    let device = home.json(&["status"])["device"].as_str().unwrap()[..16].to_owned();
    let refs = remote.refs();
    let line = refs
        .lines()
        .find(|line| line.contains(&format!("-{device} ")));
    line.unwrap().split(' ').next().unwrap().to_owned()
}

#[test]
fn y06_y21_a_remote_restored_from_an_incomplete_backup() {
    let (a1, a2, remote) = alice();
    assert_eq!((all_equal(&a1), all_equal(&a2)), (146, 146));
    // The nightly backup; and a day goes by.
    let backup = set_aside(&remote);
    let image = tempfile::tempdir().unwrap();
    copy_tree(&a1.path("diurnal"), image.path());
    write(&a1, ALICE, 146, 20);
    assert_eq!(conditions(&a1), set(&[]));
    write(&a2, ALICE, 166, 5);
    assert_eq!((counts(&a1), counts(&a2)), ((166, 0), (151, 5)));
    assert_eq!(all_equal(&a1), 166);

    // The hardware fails. Writing goes on.
    let broken = set_aside(&remote);
    empty(remote.path());
    fs::remove_dir(remote.path()).unwrap();
    let said = a1.fails(3, &["sync"]);
    assert!(said.contains("[offline]"), "{said}");
    write(&a1, ALICE, 171, 3);
    assert_eq!(counts(&a1), (169, 3));
    let before = digest(&a1);

    // The failed rebalance: every third object is missing.
    fs::create_dir(remote.path()).unwrap();
    put(broken.path(), &remote);
    let mut objects: Vec<_> = files(&remote.path().join("objects"));
    objects.sort();
    for object in objects.iter().step_by(3) {
        fs::remove_file(object).unwrap();
    }
    let (_, restored) = shortfalls(&a1);
    assert!(restored < 166);
    let proof = &a1.json(&["status"])["remotes"][0]["last_proof"];
    assert_eq!(proof["ok"], false, "the proof of yesterday is no proof now");
    let synced = a1.run(&["sync"]).status.code();
    if synced == Some(0) {
        assert_eq!(
            all_equal(&a1),
            169,
            "a sync that says it went well is believed"
        );
    }
    assert_eq!((counts(&a1).0, digest(&a1)), (169, before));

    // The incomplete backup: yesterday's, and the second device's chain is not in it.
    put(backup.path(), &remote);
    let of_a2 = chain_of(&a2, &remote);
    remote.git(&["update-ref", "-d", &of_a2]);
    assert!(
        shortfalls(&a1)
            .0
            .is_superset(&set(&["rollback", "ref-missing"]))
    );
    assert_eq!(conditions(&a1), set(&["rollback", "ref-missing"]));
    assert_eq!(counts(&a1), (169, 0));
    assert_eq!(conditions(&a2), set(&[]));
    assert_eq!(counts(&a2), (174, 0));
    assert_eq!(conditions(&a1), set(&[]));
    assert_eq!((counts(&a1), digest(&a1)), ((174, 0), digest(&a2)));
    assert_eq!((all_equal(&a1), all_equal(&a2)), (174, 174));
    assert_eq!(all_equal(&joined(&remote)), 174);

    // The laptop is restored from the same night, and written on before it hears of anything.
    fs::remove_dir_all(a1.path("diurnal")).unwrap();
    copy_tree(image.path(), &a1.path("diurnal"));
    assert_eq!(counts(&a1).0, 146);
    write(&a1, ALICE, 174, 7);
    assert!(conditions(&a1).contains("twin"));
    a2.ok(&["sync"]);
    a1.ok(&["sync"]);
    assert_eq!((counts(&a1), counts(&a2)), ((181, 0), (181, 0)));
    assert_eq!(digest(&a1), digest(&a2));
    assert_eq!((all_equal(&a1), all_equal(&a2)), (181, 181));

    // From the host alone.
    assert_eq!(all_equal(&joined(&remote)), 181);
}

#[test]
fn y01_y02_a_remote_that_holds_a_strangers_vault() {
    let (a1, a2, a) = alice();
    let b = Remote::new();
    let b1 = device(&b, "seven words of another household");
    write(&b1, BOB, 0, 30);
    b1.ok(&["sync"]);
    assert_eq!(all_equal(&b1), 30);
    let digests = [digest(&a1), digest(&a2), digest(&b1)];
    let entries = [ids(&a1), ids(&a2), ids(&b1)];

    // Colliding ids: the host hands out each one's repository to the other.
    let (of_a, of_b) = (set_aside(&a), set_aside(&b));
    put(of_b.path(), &a);
    put(of_a.path(), &b);
    write(&a1, ALICE, 146, 2);
    let refs = (a.refs(), b.refs());
    for home in [&a1, &a2, &b1] {
        is_refused(home);
    }
    assert_eq!(
        (counts(&a1).0, counts(&a2).0, counts(&b1).0),
        (148, 146, 30)
    );
    assert_eq!((&digests[1], &digests[2]), (&digest(&a2), &digest(&b1)));
    assert!(ids(&a1).is_superset(&entries[0]));

    // A third person, whose new vault is to live at an address that holds Alice's.
    let carol = Home::new();
    let init = ["init", "--work-factor", "10", "--remote", &b.url()];
    let output = carol.run(&init);
    let said = failed(5, &init, &output);
    assert!(said.contains("[foreign-vault]"), "{said}");
    assert!(!said.contains(ALICE) && !String::from_utf8_lossy(&output.stdout).contains(ALICE));
    // Bob asks for what is Alice's, with his own passphrase.
    let thief = Home::new();
    thief.write("passphrase", "seven words of another household\n");
    let said = thief.fails(4, &["clone", &b.url(), "--work-factor", "10"]);
    assert!(!said.contains(ALICE), "{said}");
    assert_eq!(thief.run(&["list"]).status.code(), Some(1));
    assert_eq!((a.refs(), b.refs()), refs, "somebody wrote");
    for (home, word) in [
        (&a1, BOB),
        (&a2, BOB),
        (&b1, ALICE),
        (&carol, ALICE),
        (&thief, ALICE),
    ] {
        has_no(&home.path("diurnal"), word);
        has_no(&home.path("tmp"), word);
    }
    assert!(!b1.ok(&["list", "--limit", "0"]).contains(ALICE));
    assert!(!a1.ok(&["list", "--limit", "0"]).contains(BOB));

    // Put right: it goes on by itself, and says that it was.
    put(of_a.path(), &a);
    put(of_b.path(), &b);
    for home in [&a1, &a2, &b1] {
        home.ok(&["sync"]);
    }
    a2.ok(&["sync"]);
    let notices = a1.json(&["status"])["remotes"][0]["notices"].clone();
    assert!(named(&notices).contains("foreign-vault"), "{notices}");
    assert_eq!(
        (all_equal(&a1), all_equal(&a2), all_equal(&b1)),
        (148, 148, 30)
    );
    assert_eq!(digest(&a1), digest(&a2));
    assert_eq!(digest(&b1), digests[2]);
}

/// No file below `folder` holds `word`, nor is called so.
fn has_no(folder: &Path, word: &str) {
    for path in files(folder) {
        let bytes = fs::read(&path).unwrap();
        let found = bytes
            .windows(word.len())
            .any(|part| part == word.as_bytes());
        assert!(
            !found && !path.display().to_string().contains(word),
            "{}",
            path.display()
        );
    }
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
