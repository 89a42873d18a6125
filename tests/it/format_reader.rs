//! The reader that diurnal-format(5) prints, of a shell and stock programs, reads what the program
//! wrote: the same entries and the same bytes as `export` has, from a store and from a remote.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::format::FORMAT;
use crate::format::example;
use crate::format::have;
use crate::support::Home;
use crate::support::Remote;

/// How long a reader may be that somebody writes in an afternoon.
const LINES_MAX: usize = 72;

/// Texts that a careless reader of JSON would change, and one that looks like the format itself.
const TEXTS: [&str; 9] = [
    "Rain all day, and \"thunder\".",
    "two\r\nlines\n\n",
    "雨の音がする。 #home\tétude 🌧",
    "\u{feff}  back\\slash \\\\ \\n \\u0041 \u{1b}[31m 'quotes' `ticks` \u{7f}\u{0}\u{1}\u{2}\u{c}\u{8}\u{1f}",
    "{\"rev\":\"no\",\"parents\":[\"x\"],\"deleted\":true}\n]}]}{[\\\"",
    "ends in a backslash \\",
    "%s %d & \\& \\1 $(echo no) ${HOME}",
    "\n\n\nfirst lines are empty",
    "é\u{e9}\u{fffd}",
];

/// Keys that diurnal does not know, with names that it does.
const FOREIGN: &str = concat!(
    "{\"at\":\"2024-03-01T08:00:00Z\",\"title\":\"T \\\"1\\\\\",\"body\":\"of another program\",",
    "\"mood\":{\"body\":\"no\",\"deleted\":true,\"parents\":[\"a\",{\"id\":\"b\"}],\"n\":[1,[2]]}}\n",
);

struct Reader {
    folder: TempDir,
}

impl Reader {
    /// As somebody has it who typed it from the page, and the sheet.
    fn typed(sheet: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let script = example(FORMAT, "reader");
        assert!(script.lines().count() <= LINES_MAX);
        fs::write(folder.path().join("reader"), script).unwrap();
        fs::write(folder.path().join("sheet.txt"), format!("{sheet}\n")).unwrap();
        Self { folder }
    }

    /// What it prints. Nothing of it may be left in the folder for temporary files.
    #[track_caller]
    fn run(&self, args: &[&str]) -> String {
        let scratch = tempfile::tempdir().unwrap();
        let output = Command::new("sh")
            .env_clear()
            .env("PATH", std::env::var("PATH").unwrap_or_default())
            .env("HOME", self.folder.path())
            .env("TMPDIR", scratch.path())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .current_dir(self.folder.path())
            .args(["reader", "sheet.txt"])
            .args(args)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success() && said.is_empty(),
            "{args:?}: {said}"
        );
        assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 0);
        String::from_utf8(output.stdout).unwrap()
    }

    #[track_caller]
    fn agrees(&self, source: &str, entries: &[Value]) {
        let mut listed: Vec<String> = entries.iter().map(line).collect();
        listed.sort();
        let listed: String = listed.concat();
        assert_eq!(self.run(&[source]), listed, "{source}");
        for entry in entries {
            let id = entry["id"].as_str().unwrap();
            let body = entry["body"].as_str().unwrap();
            assert_eq!(self.run(&[source, id]), body, "{source} {id}");
        }
    }
}

/// An entry's line as the reader has it: its given title, or else the first line of its text.
fn line(entry: &Value) -> String {
    let text = |name: &str| entry[name].as_str().unwrap();
    let given = entry["given"]["title"].as_str();
    let body = text("body");
    let is_heading = body.trim_start_matches('\u{feff}').starts_with("# ");
    let title = given.unwrap_or(if is_heading { "" } else { text("title") });
    let shown = if title.is_empty() { body } else { title };
    let shown = shown.split('\n').next().unwrap();
    let json = serde_json::to_string(shown).unwrap();
    let json = &json[1..json.len() - 1];
    format!("{} {} {json}\n", text("at"), text("id"))
}

fn entries(home: &Home) -> Vec<Value> {
    let all = home.ok(&["export", "--format", "json", "--to", "-"]);
    all.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn the_printed_reader_reads_a_store_and_a_remote() {
    if !have(&["age", "awk", "git", "sqlite3"]) {
        return;
    }
    let home = Home::new();
    let sheet = home.init(&[]);
    let ids: Vec<String> = TEXTS.iter().map(|text| home.add(text)).collect();
    home.ok_with_stdin(&["import", "jsonl", "-"], FOREIGN.as_bytes());
    let remote = Remote::new();
    home.ok(&["remote", "add", &remote.url()]);
    home.ok(&["sync"]);
    home.ok_with_stdin(&["edit", &ids[0], "-"], b"The rain is over.");
    home.ok(&["delete", &ids[1]]);
    home.ok(&["tag", &ids[2], "+walk"]);
    home.ok(&["sync"]);
    let entries = entries(&home);
    assert_eq!(entries.len(), TEXTS.len());

    let reader = Reader::typed(&sheet);
    let copy = reader.folder.path().join("copy.db");
    home.ok(&["backup", copy.to_str().unwrap()]);
    reader.agrees("copy.db", &entries);
    reader.agrees(&remote.url(), &entries);
}

/// The journal that an early diurnal made: what it merged, the reader shows as two.
#[test]
fn the_printed_reader_reads_the_journal_of_format_1() {
    if !have(&["age", "awk", "sqlite3"]) {
        return;
    }
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/v1");
    let sheet = fs::read_to_string(golden.join("sheet.txt")).unwrap();
    let reader = Reader::typed(sheet.trim());
    let copy = reader.folder.path().join("copy.db");
    fs::copy(golden.join("journal.db"), &copy).unwrap();
    let kept = fs::read_to_string(golden.join("entries.jsonl")).unwrap();
    let mut expected: Vec<String> = kept
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].to_string())
        .collect();
    expected.sort();
    let listed = reader.run(&["copy.db"]);
    let mut found: Vec<String> = listed
        .lines()
        .map(|line| format!("\"{}\"", line.split(' ').nth(1).unwrap()))
        .collect();
    found.sort();
    assert_eq!(found.len(), expected.len() + 1);
    found.dedup();
    assert_eq!(found, expected);
}
