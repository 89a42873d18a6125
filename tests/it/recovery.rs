//! diurnal-recovery(7), rehearsed: each block of commands is run by a shell at a terminal, as it is
//! printed, after the disaster that it is for.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use rusqlite::Connection;

use crate::cli::sync::two_devices;
use crate::faults::copy_tree;
use crate::faults::ids;
use crate::support::Home;
use crate::support::PASSPHRASE;
use crate::support::PATIENCE;
use crate::support::Remote;
use crate::support::terminal::Terminal;

const PAGE: &str = include_str!("../../man/diurnal-recovery.7");
const URL: &str = "git@example.org:me/journal.git";
const STICK: &str = "/media/stick";
/// Nothing on this page takes longer, on a machine that does much else.
const NEW: &str = "a lamp of another kind";
/// What a person answers; the last answer to a question is given whenever it comes again.
const ANSWERS: &[(&str, &[&str])] = &[
    ("Passphrase: ", &[PASSPHRASE]),
    ("[own/Words] ", &["own"]),
    ("New passphrase: ", &[NEW]),
    ("The same again: ", &[NEW]),
    ("[y/N]", &["y"]),
];

/// The commands of a block, with what is particular to a test in place of what the page has.
fn block(name: &str, swaps: &[(&str, &str)]) -> String {
    let mark = format!(".\\\" rehearsed: {name}\n.EX\n");
    let (_, rest) = PAGE.split_once(&mark).unwrap_or_else(|| panic!("{name}"));
    let (code, _) = rest.split_once(".EE\n").unwrap();
    let code = code.replace("\\-", "-").replace("\\(aq", "'");
    let code = swaps.iter().fold(code, |code, (from, to)| {
        assert!(code.contains(from), "{name} has no {from}");
        code.replace(from, to)
    });
    assert!(!code.contains("example.org") && !code.contains(STICK));
    code
}

/// Runs a block at a terminal and returns how it ended and what was shown.
#[track_caller]
fn run(
    home: &Home,
    name: &str,
    swaps: &[(&str, &str)],
    answers: &[(&str, &[&str])],
) -> (String, String) {
    at_a_terminal(home, name, &block(name, swaps), answers)
}

/// The same of any commands; programs in the folder `bin` of the home come before the machine's.
#[track_caller]
pub fn at_a_terminal(
    home: &Home,
    name: &str,
    commands: &str,
    answers: &[(&str, &[&str])],
) -> (String, String) {
    let folder = Path::new(env!("CARGO_BIN_EXE_diurnal")).parent().unwrap();
    let path = std::env::var("PATH").unwrap();
    let own = home.path("bin");
    let path = format!("{}:{}:{path}", own.display(), folder.display());
    let more = [("PATH", &*path), ("BLOCK", commands)];
    let script = "cd; bash -e -c \"$BLOCK\"; echo \"ended with $?.\"";
    let shell = Path::new("/bin/bash");
    let mut terminal = Terminal::open_program(shell, home, &["-c", script], 120, 100, &more);
    let mut given: Vec<usize> = answers.iter().map(|_| 0).collect();
    let start = Instant::now();
    while !terminal.was_sent("ended with ") {
        assert!(start.elapsed() < PATIENCE, "{name}: {}", terminal.text());
        for ((question, replies), given) in answers.iter().zip(&mut given) {
            if terminal.times_sent(question) > *given {
                let reply = replies.get(*given).or(replies.last()).unwrap();
                terminal.press(&format!("{reply}\r"));
                *given += 1;
            }
        }
        thread::sleep(Duration::from_millis(10));
    }
    terminal.shows("ended with ");
    let text = terminal.text();
    terminal.close();
    let (_, end) = text.rsplit_once("ended with ").unwrap();
    (end.trim().to_owned(), text)
}

/// The same of one that must end well.
#[track_caller]
fn rehearse(
    home: &Home,
    name: &str,
    swaps: &[(&str, &str)],
    answers: &[(&str, &[&str])],
) -> String {
    let (end, text) = run(home, name, swaps, answers);
    assert_eq!(end, "0.", "{name}:\n{text}");
    text
}

/// A device with a remote, three entries in three bundles, and its sheet in a file.
fn device() -> (Home, Remote) {
    let remote = Remote::new();
    let home = Home::new();
    let sheet = home.init(&["--remote-unlock", "always", "--remote", &remote.url()]);
    home.write("sheet.txt", sheet);
    for text in ["rain", "sun", "wind"] {
        home.add(text);
        home.ok(&["sync"]);
    }
    (home, remote)
}

/// A machine without a vault, on which the sheet was typed.
fn another(home: &Home) -> Home {
    let other = Home::new();
    other.write("sheet.txt", fs::read(home.path("sheet.txt")).unwrap());
    other
}

/// The ids of what a vault shows whose passphrase stands in the home's file.
fn all(home: &Home) -> Vec<String> {
    let mut all: Vec<String> = ids(home).into_iter().collect();
    all.sort();
    all
}

/// From now on the home's file holds the new passphrase.
fn now_new(home: &Home) {
    home.write("passphrase", format!("{NEW}\n"));
}

#[test]
fn a_text_is_gone() {
    let home = Home::with_vault();
    let id = home.add("the first words");
    home.ok_with_stdin(&["edit", &id, "-"], b"other words");
    let history = home.json_lines(&["history", &id]);
    let first = history[0]["revision"].as_str().unwrap();
    let first = &first[..8];
    let short = &id[..8];
    let swaps = [("1a2b3c4d", short), ("9f8e7d6c", first)];
    rehearse(&home, "changed", &swaps, ANSWERS);
    assert_eq!(home.body(&id), "the first words");
    home.ok(&["delete", &id]);
    rehearse(&home, "deleted", &swaps[..1], ANSWERS);
    assert_eq!(home.body(&id), "the first words");
}

#[test]
fn the_machine_is_lost() {
    let (home, remote) = device();
    let url = remote.url();
    for name in ["machine-lost", "machine-lost-words"] {
        let other = another(&home);
        let mut answers = ANSWERS.to_vec();
        if name == "machine-lost" {
            answers[0] = ("Passphrase: ", &[NEW]);
            now_new(&other);
        }
        let text = rehearse(&other, name, &[(URL, &url)], &answers);
        // What was shown of the way there does not stand before the question.
        assert!(!text.contains(")vault"), "{text}");
        assert!(text.contains("all equal"), "{text}");
        assert_eq!(all(&other), all(&home));
    }
}

#[test]
fn the_machine_is_lost_and_a_backup_is_there() {
    let (home, _remote) = device();
    home.ok(&["backup", "journal-backup.db"]);
    for name in ["machine-lost-backup", "machine-lost-backup-sheet"] {
        let other = another(&home);
        fs::copy(
            home.path("journal-backup.db"),
            other.path("journal-backup.db"),
        )
        .unwrap();
        rehearse(&other, name, &[], ANSWERS);
        if name == "machine-lost-backup-sheet" {
            now_new(&other);
        }
        assert_eq!(all(&other), all(&home));
    }
}

#[test]
fn a_device_was_stolen() {
    let (first, second, _remote) = two_devices();
    first.add("before");
    first.ok(&["sync"]);
    second.ok(&["sync"]);
    first.ok(&["sync"]);
    first.ok(&["device", "rename", "second", "phone"]);
    let answers = [
        &[("Passphrase: ", &[PASSPHRASE; 3] as &[&str])],
        &ANSWERS[1..],
    ]
    .concat();
    let mut answers = answers;
    answers[0].1 = &[PASSPHRASE, PASSPHRASE, PASSPHRASE, NEW];
    let text = rehearse(&first, "stolen", &[], &answers);
    assert!(text.contains("revoked"), "{text}");
    second.add("of the thief's making");
    second.run(&["sync"]);
    now_new(&first);
    first.run(&["sync"]);
    assert_eq!(first.ok(&["search", "thief"]), "");
    assert!(!first.ok(&["search", "before"]).is_empty());
}

#[test]
fn the_passphrase_is_forgotten() {
    let (home, _remote) = device();
    let text = rehearse(&home, "forgotten-unlock", &[], &[]);
    assert!(text.contains("wind"), "{text}");
    let mut answers = ANSWERS.to_vec();
    answers[0] = ("Passphrase: ", &[NEW]);
    let text = rehearse(&home, "forgotten", &[], &answers);
    assert!(text.contains("wind"), "{text}");
    home.fails(4, &["list"]);
}

#[test]
fn somebody_saw_the_passphrase() {
    let (home, remote) = device();
    let mut answers = ANSWERS.to_vec();
    answers[0] = ("Passphrase: ", &[PASSPHRASE, NEW]);
    rehearse(&home, "seen", &[], &answers);
    home.fails(4, &["list"]);
    now_new(&home);
    home.add("after");
    home.ok(&["sync"]);
    // Who saw the words or the sheet cannot join any more.
    let other = another(&home);
    other.fails(4, &["clone", &remote.url()]);
    let by_sheet = ["clone", &remote.url(), "--recovery-file", "sheet.txt"];
    assert_ne!(other.run(&by_sheet).status.code(), Some(0));
}

#[test]
fn the_remote_is_gone() {
    let (home, remote) = device();
    fs::remove_dir_all(remote.path()).unwrap();
    let stick = home.path("stick");
    let swaps = [(STICK, stick.to_str().unwrap())];
    let text = rehearse(&home, "remote-gone", &swaps, ANSWERS);
    assert!(text.contains("all equal"), "{text}");
}

#[test]
fn the_remote_was_restored_from_an_old_backup() {
    let (home, remote) = device();
    let aside = tempfile::tempdir().unwrap();
    copy_tree(remote.path(), aside.path());
    home.add("snow");
    home.ok(&["sync"]);
    fs::remove_dir_all(remote.path()).unwrap();
    copy_tree(aside.path(), remote.path());
    let text = rehearse(&home, "old-backup", &[], ANSWERS);
    assert!(text.contains("rollback"), "{text}");
    assert!(text.contains("all equal"), "{text}");
}

#[test]
fn the_remote_lost_something_in_the_middle() {
    let (home, remote) = device();
    let refs = remote.refs();
    let chain = refs
        .split_whitespace()
        .find(|name| name.starts_with("refs/heads/g1-"));
    let blob = remote.git(&["rev-parse", &format!("{}~1:b", chain.unwrap())]);
    let (folder, file) = blob.trim().split_at(2);
    unpack(&remote);
    fs::remove_file(remote.path().join("objects").join(folder).join(file)).unwrap();
    home.fails(5, &["verify"]);
    let text = rehearse(&home, "damaged-remote", &[], ANSWERS);
    assert!(text.contains("all equal"), "{text}");
}

/// Puts every object of a repository into a file of its own.
fn unpack(remote: &Remote) {
    let packs = remote.path().join("objects/pack");
    let aside = tempfile::tempdir().unwrap();
    copy_tree(&packs, aside.path());
    for file in fs::read_dir(&packs).unwrap() {
        fs::remove_file(file.unwrap().path()).unwrap();
    }
    for file in fs::read_dir(aside.path()).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|end| end == "pack") {
            let unpacked = std::process::Command::new("git")
                .args(["unpack-objects", "-q"])
                .current_dir(remote.path())
                .stdin(fs::File::open(path).unwrap())
                .status();
            assert!(unpacked.unwrap().success());
        }
    }
}

#[test]
fn the_remote_shows_another_vault() {
    let (home, remote) = device();
    let (_stranger, other) = device();
    let right = Remote::new();
    fs::remove_dir_all(right.path()).unwrap();
    copy_tree(remote.path(), right.path());
    fs::remove_dir_all(remote.path()).unwrap();
    copy_tree(other.path(), remote.path());
    let said = home.fails(5, &["sync"]);
    assert!(said.contains("foreign-vault"), "{said}");
    let before = other.refs();
    let text = rehearse(&home, "wrong-remote", &[(URL, &right.url())], ANSWERS);
    assert!(text.contains("all equal"), "{text}");
    assert_eq!(remote.refs(), before);
}

#[test]
fn two_devices_have_one_identity() {
    let (home, _remote) = device();
    let copy = another(&home);
    copy_tree(&home.path("diurnal"), &copy.path("diurnal"));
    home.add("on the old disk");
    home.ok(&["sync"]);
    copy.add("on the new disk");
    let text = rehearse(&copy, "twins", &[], ANSWERS);
    assert!(text.contains("twin"), "{text}");
    home.ok(&["sync"]);
    assert_eq!(all(&home).len(), 5);
    assert_eq!(all(&home), all(&copy));
}

#[test]
fn the_store_is_damaged() {
    let (home, remote) = device();
    let unsent = home.add("never sent");
    let wanted = all(&home);
    let store = Connection::open(home.store()).unwrap();
    let spoil = "UPDATE object SET data = CAST(substr(data, 1, length(data) - 1) || x'00' AS BLOB)
                 WHERE seq = (SELECT min(seq) FROM object)";
    assert_eq!(store.execute(spoil, []).unwrap(), 1);
    drop(store);
    let (end, text) = run(&home, "damaged-look", &[], ANSWERS);
    assert_eq!(end, "5.", "{text}");
    // The new vault's own words are the same ones here, so that one file opens both.
    let mut answers = ANSWERS.to_vec();
    answers[2].1 = &[PASSPHRASE];
    answers[3].1 = &[PASSPHRASE];
    rehearse(&home, "damaged-store", &[(URL, &remote.url())], &answers);
    let found = home.ok(&["--vault", "again", "list", "--limit", "0", "--json"]);
    for id in wanted {
        assert!(found.contains(&id), "{id} of {unsent}: {found}");
    }
}

#[test]
fn every_block_is_rehearsed() {
    let tests = include_str!("recovery.rs");
    let mut blocks = 0;
    for rest in PAGE.split(".\\\" rehearsed: ").skip(1) {
        let name = rest.lines().next().unwrap();
        assert!(tests.contains(&format!("\"{name}\"")), "{name}");
        blocks += 1;
    }
    let example = PAGE.matches(".\\\" example: ").count();
    // The first block looks only, and the last one is what the page on the remote is tried with.
    assert_eq!(PAGE.matches("\n.EX\n").count(), blocks + example + 2);
}
