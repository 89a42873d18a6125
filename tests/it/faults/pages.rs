//! A store whose bytes are not what was written: flipped, zeroed, torn, exchanged, cut, or with objects
//! in it that are not its own. What is lost is said, and everything else is read.

use std::fs;

use rusqlite::Connection;

use super::copy_tree;
use super::digest;
use super::ids;
use crate::support::Home;
use crate::support::terminal::Terminal;

const PAGE: usize = 4096;
const CTRL_S: &str = "\x13";

/// A store of some pages, with everything in the file and nothing in a log.
fn filled() -> Home {
    let home = Home::with_vault();
    for n in 0..12 {
        home.add(&format!("entry {n} {}", "and some words ".repeat(n * 20)));
    }
    home.run_locked(&["add", "it waits"]);
    home
}

/// What damage comes to: all is there and well, or it is said with a code, and nobody fails inside.
/// Returns whether anything was said.
#[track_caller]
fn judge(what: &str, home: &Home, all: usize) -> bool {
    let listed = home.run(&["--json", "list", "--limit", "0"]);
    let checked = home.run(&["--json", "verify", "--local"]);
    for output in [&listed, &checked] {
        let said = String::from_utf8_lossy(&output.stderr);
        // 1: another program's file; 4: the slot that opens it is gone, or was put in another's place.
        let code = output.status.code();
        assert!(matches!(code, Some(0 | 1 | 4 | 5)), "{what}: {output:?}");
        assert!(!said.contains("panicked"), "{what}: {said}");
        if code == Some(1) {
            let named = said.contains("[not-a-store]") || said.contains("[newer]");
            assert!(named, "{what}: {said}");
        }
        if code == Some(4) {
            assert!(said.contains("[no-slot]"), "{what}: {said}");
        }
    }
    let well = listed.status.success() && checked.status.success();
    if well {
        assert_eq!(ids(home).len(), all, "{what}: lost and unsaid");
    } else if checked.status.code() == Some(5) && !checked.stdout.is_empty() {
        let sheet: serde_json::Value = serde_json::from_slice(&checked.stdout).unwrap();
        let remote = &sheet["remotes"][0];
        assert!(remote["entries"]["restored"].is_u64(), "{what}: {sheet}");
        assert!(remote["shortfalls"].to_string().contains("damaged"));
    }
    !well
}

#[test]
fn s07_bytes_and_pages_that_are_not_what_was_written_are_named() {
    let template = filled();
    let all = ids(&template).len();
    let whole = fs::read(template.store()).unwrap();
    let pages = whole.len() / PAGE;
    let home = Home::new();
    copy_tree(&template.path("diurnal"), &home.path("diurnal"));
    let mut said = 0;
    let mut tried = 0;
    let mut damaged = |what: String, bytes: &[u8]| {
        for ending in ["-wal", "-shm"] {
            let mut log = home.store().into_os_string();
            log.push(ending);
            fs::remove_file(log).ok();
        }
        fs::write(home.store(), bytes).unwrap();
        tried += 1;
        said += usize::from(judge(&what, &home, all));
    };
    for page in 0..pages {
        let at = page * PAGE;
        let mut zeroed = whole.clone();
        zeroed[at..at + PAGE].fill(0);
        damaged(format!("page {page} zeroed"), &zeroed);
        let mut torn = whole.clone();
        torn[at + PAGE / 2..at + PAGE].fill(0xa5);
        damaged(format!("page {page} torn"), &torn);
        if page + 1 < pages {
            let mut exchanged = whole.clone();
            let (one, two) = exchanged[at..at + 2 * PAGE].split_at_mut(PAGE);
            one.swap_with_slice(two);
            damaged(format!("page {page} exchanged"), &exchanged);
            damaged(format!("cut after page {page}"), &whole[..at + PAGE]);
        }
    }
    // Every byte in the long run; every so many else.
    let step = if std::env::var_os("DIURNAL_BYTES").is_some() {
        1
    } else {
        557
    };
    for at in (0..whole.len()).step_by(step) {
        let mut flipped = whole.clone();
        flipped[at] ^= 1;
        damaged(format!("byte {at} flipped"), &flipped);
    }
    println!("{tried} kinds of damage, {said} said");
    assert!(said > pages, "{said} of {tried}");
}

#[test]
fn s09_an_object_of_another_vault_and_one_that_stands_twice_are_no_entries_of_ours() {
    let (home, other) = (filled(), filled());
    let before = (ids(&home), digest(&home));
    let foreign = Connection::open(other.store()).unwrap();
    let sql = "SELECT data FROM object ORDER BY seq LIMIT 1";
    let bytes: Vec<u8> = foreign.query_row(sql, [], |row| row.get(0)).unwrap();
    let ours = Connection::open(home.store()).unwrap();
    let insert = "INSERT INTO object (data) VALUES (?1)";
    ours.execute(insert, [&bytes]).unwrap();
    let seq = ours.last_insert_rowid();
    let output = home.run(&["--json", "verify", "--local"]);
    assert_eq!(output.status.code(), Some(5), "{output:?}");
    let sheet = String::from_utf8(output.stdout).unwrap();
    assert!(sheet.contains(&format!("object {seq}")), "{sheet}");
    assert_eq!((ids(&home), digest(&home)), before);
    for id in &before.0 {
        assert!(home.run(&["show", id]).status.success());
    }
    ours.execute("DELETE FROM object WHERE seq = ?1", [seq])
        .unwrap();
    // The same object once more: nothing is doubled.
    let again = "INSERT INTO object (data) SELECT data FROM object ORDER BY seq LIMIT 1";
    ours.execute(again, []).unwrap();
    home.add("and life goes on");
    assert_eq!(ids(&home).len(), before.0.len() + 1);
    for id in &before.0 {
        assert_eq!(home.json_lines(&["history", id]).len(), 1);
    }
}

#[test]
fn s11_an_edit_on_the_screen_and_one_in_a_shell_are_both_kept() {
    let home = Home::with_vault();
    let id = home.add("the first text");
    let mut terminal = Terminal::open(&home, &["--passphrase-file", "passphrase"]);
    terminal.shows("the first text");
    terminal.shows("3 words");
    terminal.press("e");
    terminal.shows("Ctrl-S save");
    terminal.press(" On the screen.");
    terminal.shows("On the screen.");
    home.ok_with_stdin(&["edit", &id, "-"], b"another text from a shell");
    terminal.press(CTRL_S);
    terminal.shows("saved 21:04");
    terminal.press("\x11");
    terminal.press("q");
    assert_eq!(terminal.gives_back(), 0);
    let history = home.ok(&["history", &id, "--diff"]);
    for text in ["On the screen.", "another text from a shell"] {
        assert!(history.contains(text), "{history}");
    }
    let listed = home.json_lines(&["conflicts"]);
    let shown = home.body(&id);
    let merged = shown.contains("On the screen") && shown.contains("from a shell");
    assert!(merged || listed.len() == 1, "{shown}");
    assert_eq!(home.json_lines(&["history", &id]).len(), 3);
}

#[test]
fn s20_what_a_newer_program_or_another_one_said_of_an_entry_survives_an_edit() {
    let home = Home::with_vault();
    let line = r#"{"at":"2024-01-01T00:00Z","body":"text","weather":{"is":"rain","mm":[1,2.5]},"mood":"☔"}"#;
    home.ok_with_stdin(&["import", "jsonl", "-"], line.as_bytes());
    let id = ids(&home).pop_first().unwrap();
    let kept = |home: &Home| {
        let out = home.ok(&["export", "--format", "json", "--to", "-"]);
        let entry: serde_json::Value = serde_json::from_str(out.trim()).unwrap();
        (entry["weather"].clone(), entry["mood"].clone())
    };
    let before = kept(&home);
    assert_eq!(before.0["mm"][1], 2.5);
    home.ok_with_stdin(&["edit", &id, "-"], b"another text");
    home.ok(&["tag", &id, "+wet"]);
    home.ok(&["delete", &id]);
    home.ok(&["undelete", &id]);
    assert_eq!(kept(&home), before);
    assert_eq!(before.1, "☔");
}
