//! A journal of format 1 that an early diurnal made still opens, with the same words in it.
//!
//! `tests/data/v1` was made once by `DIURNAL_BLESS=1 cargo test --test it compat`, and is never made
//! again once a version was released: then it is what people have on their disks.

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use diurnal::crypto::identity::Identity;
use diurnal::crypto::keyring;
use diurnal::crypto::keyring::Keyring;
use diurnal::crypto::keyring::KeyringFile;
use diurnal::crypto::object::Header;
use diurnal::crypto::object::Kind;
use diurnal::crypto::seal;
use rusqlite::Connection;
use serde_json::Value;

use crate::support::Home;
use crate::support::PASSPHRASE;
use crate::support::Remote;
use crate::support::feed;

/// The names of the files of format 1.
const STORE: &str = "journal.db";
const WAITING: &str = "waiting.db";
const REMOTE: &str = "remote.bundle";
const SHEET: &str = "sheet.txt";
const ENTRIES: &str = "entries.jsonl";
const HISTORY: &str = "history.txt";
const FACTS: &str = "facts.json";

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/v1")
        .join(name)
}

/// What must come back from it.
fn facts() -> Value {
    serde_json::from_slice(&fs::read(golden(FACTS)).unwrap()).unwrap()
}

/// A home in which a store of format 1 lies.
fn home_with(name: &str) -> Home {
    let home = Home::new();
    fs::create_dir_all(home.store().parent().unwrap()).unwrap();
    fs::copy(golden(name), home.store()).unwrap();
    home
}

/// The remote of format 1 as a host has it; none where git is missing.
fn remote() -> Option<Remote> {
    if Command::new("git").arg("--version").output().is_err() {
        println!("skipped: git is not installed");
        return None;
    }
    let remote = Remote::new();
    let bundle = golden(REMOTE);
    remote.git(&[
        "fetch",
        "--quiet",
        bundle.to_str().unwrap(),
        "refs/*:refs/*",
    ]);
    Some(remote)
}

/// Entries, revisions and digest, as a balance sheet has them.
#[track_caller]
fn check_balance(sheet: &Value) {
    let facts = facts();
    assert_eq!(sheet["ok"], true, "{sheet}");
    assert_eq!(sheet["entries"]["restored"], facts["entries"], "{sheet}");
    assert_eq!(
        sheet["revisions"]["restored"], facts["revisions"],
        "{sheet}"
    );
    assert_eq!(sheet["digest"]["restored"], facts["digest"], "{sheet}");
}

fn local(home: &Home) -> Value {
    home.json(&["verify", "--local"])["remotes"][0].clone()
}

fn entries(home: &Home) -> String {
    home.ok(&["export", "--format", "json", "--to", "-"])
}

/// Every version of every entry, deleted ones too.
fn history(home: &Home) -> String {
    let mut ids: Vec<String> = (home.json_lines(&["list", "--limit", "0"]).iter())
        .chain(&home.json_lines(&["list", "--deleted", "--limit", "0"]))
        .map(|row| row["id"].as_str().unwrap().to_owned())
        .collect();
    ids.sort();
    let all = ids.iter().map(|id| home.ok(&["history", id, "--diff"]));
    all.collect()
}

#[test]
fn a_store_of_format_1_opens() {
    if bless() {
        return;
    }
    let home = home_with(STORE);
    check_balance(&local(&home));
    assert_eq!(entries(&home), fs::read_to_string(golden(ENTRIES)).unwrap());
    // What diurnal does not know was kept from the first, and is shown since.
    let kept = fs::read_to_string(golden(HISTORY)).unwrap();
    let shown = kept.replace(
        "+starred: yes\n+\n+One.",
        "+starred: yes\n+mood: {\"is\":5,\"of\":[1,2.5,null]}\n+\n+One.",
    );
    assert_eq!(history(&home), shown);
    assert_eq!(home.json_lines(&["conflicts"]).len(), 1);
    let id = home.add("a new text beside the old ones");
    assert_eq!(home.body(&id), "a new text beside the old ones");
    assert_eq!(local(&home)["ok"], true);
}

#[test]
fn what_waited_in_format_1_is_taken() {
    if is_blessing() {
        return;
    }
    let home = home_with(WAITING);
    let rows = home.json_lines(&["search", "\"written while locked\""]);
    assert_eq!(rows.len(), 1);
    assert_eq!(local(&home)["ok"], true);
}

#[test]
fn a_backup_of_format_1_is_restored_by_the_sheet() {
    if is_blessing() {
        return;
    }
    let home = Home::new();
    let backup = golden(STORE);
    let sheet = golden(SHEET);
    let args = [
        "restore",
        backup.to_str().unwrap(),
        "--recovery-file",
        sheet.to_str().unwrap(),
        "--work-factor",
        "10",
    ];
    home.ok(&args);
    assert_eq!(entries(&home), fs::read_to_string(golden(ENTRIES)).unwrap());
}

#[test]
fn a_remote_of_format_1_is_joined_and_proved() {
    if is_blessing() {
        return;
    }
    let Some(remote) = remote() else { return };
    for by_sheet in [true, false] {
        let home = Home::new();
        let sheet = golden(SHEET);
        let (url, mut args) = (remote.url(), vec!["--work-factor", "10"]);
        if by_sheet {
            args.extend(["--recovery-file", sheet.to_str().unwrap()]);
        }
        home.ok(&[&["clone", &url], args.as_slice()].concat());
        check_balance(&local(&home));
        assert_eq!(entries(&home), fs::read_to_string(golden(ENTRIES)).unwrap());
        let proof = home.json(&["verify"]);
        check_balance(&proof["remotes"][0]);
    }
    let home = home_with(STORE);
    home.ok(&["remote", "remove", "origin"]);
    home.ok(&["remote", "add", &remote.url()]);
    home.ok(&["sync"]);
    check_balance(&home.json(&["verify"])["remotes"][0]);
}

#[test]
fn s20_a_newer_store_is_refused_and_not_touched() {
    if is_blessing() {
        return;
    }
    let home = home_with(STORE);
    let mut bytes = fs::read(home.store()).unwrap();
    bytes[60..64].copy_from_slice(&2_u32.to_be_bytes());
    fs::write(home.store(), &bytes).unwrap();
    for args in [
        &["list"][..],
        &["add", "x"],
        &["sync"],
        &["verify", "--local"],
        &["backup", "b.db"],
    ] {
        let said = home.fails(1, args);
        assert!(said.contains("newer"), "{said}");
    }
    let locked = home.run_locked(&["add", "x"]);
    assert_eq!(locked.status.code(), Some(1));
    assert_eq!(fs::read(home.store()).unwrap(), bytes);
    assert_eq!(
        fs::read_dir(home.store().parent().unwrap())
            .unwrap()
            .count(),
        1
    );
}

/// An object of format 2, made by a member: named, nothing is written beside it, the rest is read.
#[test]
fn s20_a_newer_object_is_named_and_the_rest_is_read() {
    if is_blessing() {
        return;
    }
    let home = home_with(STORE);
    let connection = Connection::open(home.store()).unwrap();
    let slot = |name: &str| -> Vec<u8> {
        let sql = "SELECT data FROM slot WHERE name = ?1";
        connection.query_row(sql, [name], |row| row.get(0)).unwrap()
    };
    let identity = Identity::parse(&fs::read_to_string(golden(SHEET)).unwrap()).unwrap();
    let file = KeyringFile::open(&slot("keyring.age"), &identity).unwrap();
    let statements = file.open_statements(&slot("members.age")).unwrap();
    let members = keyring::judge(file.vault, &statements).unwrap();
    let keys = Keyring::named(&file, &members);
    let mut header = Header::new(Kind::Loose, file.vault, 1);
    header.diurnal = 2;
    let line = "{\"of\":\"tomorrow\"}";
    let (sealed, _) = seal::seal(&header, &[line], keys.newest().unwrap(), None).unwrap();
    let sql = "INSERT INTO object (data) VALUES (?1)";
    connection.execute(sql, [sealed.as_bytes()]).unwrap();
    drop(connection);
    let read = home.run(&["export", "--format", "json", "--to", "-"]);
    assert_eq!(
        String::from_utf8(read.stdout).unwrap(),
        fs::read_to_string(golden(ENTRIES)).unwrap()
    );
    let checked = home.run(&["verify", "--local"]);
    let said = String::from_utf8_lossy(&checked.stdout).into_owned()
        + &String::from_utf8_lossy(&checked.stderr);
    assert!(said.contains("newer"), "{said}");
    assert_ne!(checked.status.code(), Some(0));
}

fn is_blessing() -> bool {
    std::env::var_os("DIURNAL_BLESS").is_some()
}

/// Makes the files of format 1 anew; true where it did.
fn bless() -> bool {
    if !is_blessing() {
        return false;
    }
    fs::create_dir_all(golden("")).unwrap();
    let home = Home::new();
    let key = home.init(&["--remote-unlock", "always"]);
    fs::write(golden(SHEET), format!("{key}\n")).unwrap();
    fs::write(golden("passphrase"), format!("{PASSPHRASE}\n")).unwrap();
    home.ok_with_stdin(&["import", "jsonl", "-"], IMPORTED.as_bytes());
    let rain = home.add("Rain all day, and \"thunder\". #weather");
    let gone = home.add("two\r\nlines\n\n");
    home.add("\u{feff}# 雨の音\n\nétude\t\u{1b}[31m\u{202e}\u{0}");
    home.ok(&[
        "add",
        "--title",
        "A title",
        "--tag",
        "family",
        "--star",
        "--at",
        "2024-02-29T21:30+01:00[Europe/Berlin]",
        "a body",
    ]);
    home.ok(&["delete", &gone]);
    let remote = Remote::new();
    home.ok(&["remote", "add", &remote.url()]);
    home.ok(&["sync"]);
    let other = Home::new();
    other.ok(&[
        "clone",
        &remote.url(),
        "--name",
        "second",
        "--work-factor",
        "10",
    ]);
    other.ok_with_stdin(&["edit", &rain, "-"], b"The rain is over.");
    other.add("from the second device");
    other.ok(&["sync"]);
    let mut later = home.with_key(&["edit", &rain, "-"]);
    later.env("DIURNAL_NOW", "1715972700000");
    assert!(feed(later, b"The rain goes on.").status.success());
    home.ok(&["sync"]);
    other.ok(&["sync"]);
    home.ok(&["sync"]);
    fs::copy(home.store(), golden(STORE)).unwrap();
    let bundle = golden(REMOTE);
    remote.git(&[
        "bundle",
        "create",
        "--quiet",
        bundle.to_str().unwrap(),
        "--all",
    ]);
    let balance = local(&home);
    let facts = serde_json::json!({
        "entries": balance["entries"]["restored"],
        "revisions": balance["revisions"]["restored"],
        "digest": balance["digest"]["restored"],
    });
    fs::write(golden(FACTS), format!("{facts}\n")).unwrap();
    fs::write(golden(ENTRIES), entries(&home)).unwrap();
    fs::write(golden(HISTORY), history(&home)).unwrap();
    let kept = home.run_with_stdin(&["add", "-"], b"not UTF-8: \xff");
    assert_eq!(kept.status.code(), Some(1));
    let locked = home.run_locked(&["add", "written", "while", "locked"]);
    assert!(locked.status.success(), "{locked:?}");
    fs::copy(home.store(), golden(WAITING)).unwrap();
    true
}

/// Of another program: keys that diurnal does not know, a journal of its own.
const IMPORTED: &str = concat!(
    "{\"id\":\"00000000000000000000000000000001\",\"at\":\"2023-12-31T23:59:59.999999-10:00[Pacific/Honolulu]\",",
    "\"title\":\"Leap\",\"body\":\"One.\\n\",\"tags\":[\"rare\",\"#two words\"],\"starred\":true,",
    "\"journal\":\"days\",\"mood\":{\"is\":5,\"of\":[1,2.5,null]}}\n",
    "{\"id\":\"7\",\"at\":\"2024-03-01T08:00:00Z\",\"body\":\"Two\\r\\nlines\"}\n",
);
