//! `--identity`: keys that another program made, and that `key add` let in, read and no more.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use std::process::Output;

use super::sync::two_devices;
use crate::format::have;
use crate::support::Home;

const RECIPIENT: &str = "age1fake1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0s2prf8k";
const IDENTITY: &str =
    "AGE-PLUGIN-FAKE-1QQQSYQCYQ5RQWZQFPG9SCRGWPUGPZYSNZS23V9CCRYDPK8QARC0SV282N4";
const ABSENT: &str =
    "AGE-PLUGIN-ABSENT-1QQQSYQCYQ5RQWZQFPG9SCRGWPUGPZYSNZS23V9CCRYDPK8QARC0SZ47JXK";

/// A plugin by age's plugin protocol, version 1: it turns each byte of a file key over, or does what
/// the file `mood` beside it says.
const PLUGIN: &str = r#"#!/usr/bin/env python3
import base64, os, sys

here = os.path.dirname(os.path.abspath(sys.argv[0]))
mood = open(os.path.join(here, "mood")).read().strip()
open(os.path.join(here, "used"), "a").write(sys.argv[1] + "\n")

def read():
    line = sys.stdin.readline()
    if not line:
        sys.exit(1)
    body = ""
    while True:
        part = sys.stdin.readline().rstrip("\n")
        body += part
        if len(part) < 64:
            break
    return line[3:].split(), base64.b64decode(body + "=" * (-len(body) % 4))

def send(words, body=b""):
    text = base64.b64encode(body).decode().rstrip("=")
    rows = [text[i:i + 64] for i in range(0, len(text), 64)] or [""]
    if len(rows[-1]) == 64:
        rows.append("")
    sys.stdout.write("-> " + words + "\n" + "\n".join(rows) + "\n")
    sys.stdout.flush()

stanzas = []
while True:
    words, body = read()
    if words[0] == "done":
        break
    stanzas.append((words, body))
turned = lambda key: bytes(255 - byte for byte in key)
if mood == "dies":
    sys.exit(3)
if mood == "refuses":
    send("error internal", b"no token \x1b[31mis plugged in")
    read()
elif sys.argv[1] == "--age-plugin=recipient-v1":
    for words, body in stanzas:
        if words[0] == "wrap-file-key":
            send("recipient-stanza 0 fake", turned(body))
            read()
else:
    if mood == "asks":
        send("request-secret", b"PIN of the fake token")
        words, pin = read()
        if words[0] != "ok" or pin != b"1234":
            send("error identity 0", b"the PIN is wrong")
            read()
            stanzas = []
    for words, body in stanzas:
        if words[0] == "recipient-stanza" and words[2] == "fake":
            send("file-key 0", turned(body))
            read()
send("done")
"#;

/// A folder with the plugin, to be put in front of the PATH.
fn plugin(home: &Home) -> String {
    let folder = home.path("plugins");
    fs::create_dir(&folder).unwrap();
    let program = folder.join("age-plugin-fake");
    fs::write(&program, PLUGIN).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    fs::write(folder.join("mood"), "works").unwrap();
    folder.to_str().unwrap().to_owned()
}

fn path_with(folder: &str) -> String {
    format!("{folder}:{}", std::env::var("PATH").unwrap())
}

fn with_plugin(mut command: Command, folder: &str) -> Output {
    command.env("PATH", path_with(folder)).output().unwrap()
}

#[track_caller]
fn answers(code: i32, out: &Output) -> String {
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert_eq!(out.status.code(), Some(code), "{said}");
    format!("{}{said}", String::from_utf8_lossy(&out.stdout))
}

fn agentless(home: &Home, identity: &str, args: &[&str]) -> Command {
    let all: Vec<&str> = ["--identity", identity]
        .into_iter()
        .chain(args.iter().copied())
        .collect();
    home.command(&all)
}

#[test]
fn k16_a_plugin_s_key_reads_here_and_on_a_device_that_lacks_the_plugin() {
    if !have(&["python3"]) {
        return;
    }
    let (first, second, remote) = two_devices();
    let folder = plugin(&first);
    let missing = first.fails(4, &["key", "add", RECIPIENT]);
    assert!(missing.contains("age-plugin-fake"), "{missing}");
    assert!(missing.contains("plugin-missing"), "{missing}");
    let added = with_plugin(first.with_key(&["key", "add", RECIPIENT]), &folder);
    let slot = answers(0, &added);
    let slot = slot.lines().next().unwrap()[..8].to_owned();
    first.ok(&["sync"]);
    second.ok(&["sync"]);
    assert!(
        remote
            .git(&["ls-tree", "--name-only", "vault"])
            .contains(&format!("extra-{slot}.age"))
    );

    // A device without the plugin makes new keys, and the reader reads on.
    second.ok(&["key", "rotate"]);
    second.add("written after the keys were changed");
    second.ok(&["sync"]);
    first.ok(&["sync"]);
    let file = first.write("token", IDENTITY);
    let list = with_plugin(agentless(&first, &file, &["list"]), &folder);
    assert!(answers(0, &list).contains("written after the keys were changed"));
    let file = second.write("token", IDENTITY);
    let list = with_plugin(agentless(&second, &file, &["list"]), &folder);
    assert!(answers(0, &list).contains("from the first"));

    // It reads, and no more; what is added waits in the inbox for a key of the vault.
    for change in [
        ["sync", "--quiet"],
        ["edit", "@last"],
        ["key", "rotate"],
        ["star", "@last"],
    ] {
        let refused = with_plugin(agentless(&first, &file, &change), &folder);
        assert!(answers(4, &refused).contains("reads-only"), "{change:?}");
    }
    let added = with_plugin(agentless(&first, &file, &["add", "by a reader"]), &folder);
    assert!(answers(0, &added).contains("until the journal is unlocked"));
    assert!(first.ok(&["list"]).contains("by a reader"));

    // Taken away, it opens nothing that comes later, and its file goes from the store and the remote.
    first.ok(&["key", "remove", &slot]);
    first.add("after it was taken away");
    first.ok(&["sync"]);
    let refused = with_plugin(agentless(&first, &file, &["list"]), &folder);
    answers(4, &refused);
    assert!(
        !remote
            .git(&["ls-tree", "--name-only", "vault"])
            .contains("extra-")
    );
    second.ok(&["sync"]);
    answers(
        4,
        &with_plugin(agentless(&second, &file, &["list"]), &folder),
    );
}

#[test]
fn k16_a_plugin_that_is_missing_fails_dies_or_asks_is_named_and_the_others_are_tried() {
    if !have(&["python3"]) {
        return;
    }
    let home = Home::with_vault();
    home.add("one");
    let folder = plugin(&home);
    let mood = |mood: &str| fs::write(home.path("plugins").join("mood"), mood).unwrap();
    mood("refuses");
    let refused = with_plugin(home.with_key(&["key", "add", RECIPIENT]), &folder);
    let said = answers(4, &refused);
    assert!(
        said.contains("plugin-failed") && said.contains("no token"),
        "{said}"
    );
    assert!(!said.contains('\u{1b}'), "{said:?}");
    mood("works");
    answers(
        0,
        &with_plugin(home.with_key(&["key", "add", RECIPIENT]), &folder),
    );
    let file = home.write("token", IDENTITY);
    let list = |file: &str| with_plugin(agentless(&home, file, &["list"]), &folder);
    for bad in ["refuses", "dies", "asks"] {
        mood(bad);
        let said = answers(4, &list(&file));
        assert!(
            said.contains("plugin-failed") && said.contains("age-plugin-fake"),
            "{bad}: {said}"
        );
    }
    mood("works");
    // One that is not installed stands in front: the next one opens the vault.
    let both = home.write("both", format!("# two tokens\n{ABSENT}\n{IDENTITY}\n"));
    assert!(answers(0, &list(&both)).contains("one"));
    let absent = home.write("absent", ABSENT);
    let said = answers(4, &list(&absent));
    assert!(
        said.contains("age-plugin-absent") && said.contains("plugin-missing"),
        "{said}"
    );
    for (name, text) in [
        ("words", "not a key\n"),
        ("pem", "-----BEGIN OPENSSH PRIVATE KEY-----\n"),
    ] {
        let file = home.write(name, text);
        let said = answers(4, &list(&file));
        assert!(said.contains("bad-identity"), "{name}: {said}");
    }
    let said = answers(
        2,
        &home
            .with_key(&["--identity", &file, "list"])
            .output()
            .unwrap(),
    );
    assert!(said.contains("exclude each other"), "{said}");
}

#[test]
fn an_age_key_and_an_ssh_key_that_were_let_in_read_by_diurnal_too() {
    if !have(&["ssh-keygen"]) {
        return;
    }
    let home = Home::with_vault();
    home.add("one");
    let key = home.path("key").to_str().unwrap().to_owned();
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-C", "friend", "-f", &key])
        .status();
    assert!(made.unwrap().success());
    let stranger = agentless(&home, &key, &["list"]).output().unwrap();
    assert!(answers(4, &stranger).contains("foreign-key"));
    let public = fs::read_to_string(home.path("key.pub")).unwrap();
    home.ok(&["key", "add", public.trim()]);
    for args in [
        &["list"][..],
        &["search", "one"],
        &["export", "--format", "json", "--to", "-"],
    ] {
        let out = agentless(&home, &key, args).output().unwrap();
        answers(0, &out);
    }
    let status = agentless(&home, &key, &["status"]).output().unwrap();
    assert!(!answers(0, &status).contains("newer"));
    let said = answers(
        4,
        &agentless(&home, &key, &["star", "@last"]).output().unwrap(),
    );
    assert!(said.contains("reads-only"), "{said}");
    for args in [&["unlock"][..], &["verify", "--local"]] {
        let said = answers(4, &agentless(&home, &key, args).output().unwrap());
        assert!(said.contains("reads-only"), "{said}");
    }
}
