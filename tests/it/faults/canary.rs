//! Marker words go through every verb; then every file that is left is searched for them: raw,
//! unpacked from git, and in the dresses that encoders give.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use super::files;
use super::kill;
use crate::support::Home;
use crate::support::PATIENCE;
use crate::support::Remote;
use crate::support::printed;
use crate::support::terminal::Terminal;

/// One word for each thing that must stay private: no two share a beginning of eight letters.
const TITLE: &str = "wagtailtitle";
const BODY: &str = "nuthatchbody";
const TAG: &str = "dunnocktag";
const JOURNAL: &str = "siskinjournal";
const PASSPHRASE: &str = "chaffinchpass words";
const QUERY: &str = "brambling";
const DRAFT: &str = "redpolldraft";
const EDITED: &str = "fieldfareedit";
const LOCKED: &str = "whinchatlocked";
const KILLED: &str = "stonechatkilled";
const IMPORTED: &str = "goldcrestimport";
const FILE: &str = "treecreeperfile";

const ALL: [&str; 12] = [
    TITLE, BODY, TAG, JOURNAL, PASSPHRASE, QUERY, DRAFT, EDITED, LOCKED, KILLED, IMPORTED, FILE,
];

/// The dresses of one word, each as the bytes to look for.
fn dresses(word: &str) -> Vec<Vec<u8>> {
    let hex = |upper: bool| -> String {
        let byte = |b: u8| {
            if upper {
                format!("{b:02X}")
            } else {
                format!("{b:02x}")
            }
        };
        word.bytes().map(byte).collect()
    };
    let wide = |order: fn(u16) -> [u8; 2]| word.encode_utf16().flat_map(order).collect();
    let mut all: Vec<Vec<u8>> = vec![
        word.as_bytes().to_vec(),
        word.to_uppercase().into_bytes(),
        word.bytes().rev().collect(),
        wide(u16::to_le_bytes),
        wide(u16::to_be_bytes),
        hex(false).into_bytes(),
        hex(true).into_bytes(),
    ];
    // Inside a longer text, at each of the three places that a group of base64 can begin.
    for skip in 0..3 {
        let inner = &word.as_bytes()[(3 - skip) % 3..];
        let whole = &inner[..inner.len() / 3 * 3];
        all.push(STANDARD_NO_PAD.encode(whole).into_bytes());
    }
    all
}

/// What is found, and where.
pub(super) struct Search {
    needles: Vec<(&'static str, Vec<u8>)>,
    pub(super) found: Vec<String>,
    pub(super) places: usize,
}

impl Search {
    fn new() -> Self {
        Self::of(&ALL)
    }

    /// A search for these words.
    pub(super) fn of(words: &[&'static str]) -> Self {
        let dressed = |word: &&'static str| {
            let word = *word;
            dresses(word).into_iter().map(move |bytes| (word, bytes))
        };
        Self {
            needles: words.iter().flat_map(dressed).collect(),
            found: Vec::new(),
            places: 0,
        }
    }

    pub(super) fn bytes(&mut self, place: &str, bytes: &[u8]) {
        self.places += 1;
        for (word, needle) in &self.needles {
            if memchr::memmem::find(bytes, needle).is_some() {
                self.found.push(format!("{word} in {place}"));
            }
        }
    }

    /// Every file and every name below `top`; git repositories unpacked.
    pub(super) fn below(&mut self, top: &Path) {
        for path in files(top) {
            let place = path.display().to_string();
            self.bytes("a name", place.as_bytes());
            self.bytes(&place, &fs::read(&path).unwrap_or_default());
            if path.ends_with("HEAD") {
                self.repository(path.parent().unwrap());
            }
        }
    }

    fn repository(&mut self, path: &Path) {
        let mut git = Command::new("git");
        git.arg("-C").arg(path);
        git.args(["cat-file", "--batch-all-objects", "--batch", "--unordered"]);
        let output = git.env("GIT_CONFIG_NOSYSTEM", "1").output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        self.bytes(
            &format!("the objects of {}", path.display()),
            &output.stdout,
        );
    }
}

/// What is ours on the memory file system now, of this test's processes.
fn ours_in_memory() -> Vec<PathBuf> {
    let entries = fs::read_dir("/dev/shm").into_iter().flatten().flatten();
    let ours = |path: &PathBuf| path.display().to_string().contains("diurnal");
    entries.map(|entry| entry.path()).filter(ours).collect()
}

/// An editor that puts [`EDITED`] where the text was.
fn editor(home: &Home) -> String {
    let script = format!("#!/bin/sh\nfor last; do :; done\nprintf '{EDITED}\\n' >> \"$last\"\n");
    let path = home.write("bin/ed", script);
    fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
    path
}

fn with_editor(home: &Home, args: &[&str]) {
    let mut command = home.with_key(args);
    command.env("VISUAL", editor(home));
    printed(args, &command.output().unwrap());
}

/// Writes in the screens and is killed once the draft is kept.
fn write_and_be_killed(home: &Home) {
    let mut terminal = Terminal::open(home, &["write", "--passphrase-file", "passphrase"]);
    terminal.shows("Ctrl-S");
    terminal.press(DRAFT);
    terminal.shows(DRAFT);
    let end = Instant::now() + PATIENCE;
    while drafts(home) < 2 {
        assert!(Instant::now() < end, "no draft was kept");
        thread::sleep(Duration::from_millis(200));
    }
    terminal.kill();
}

fn drafts(home: &Home) -> i64 {
    let store = rusqlite::Connection::open(home.store()).unwrap();
    let count = "SELECT count(*) FROM state WHERE name LIKE 'draft-%'";
    store.query_row(count, [], |row| row.get(0)).unwrap()
}

#[test]
fn v01_v02_v04_v05_no_word_reaches_a_disk() {
    let remote = Remote::new();
    let home = Home::new();
    let given = home.write("passphrase", format!("{PASSPHRASE}\n"));
    let elsewhere = tempfile::tempdir().unwrap();
    home.init(&["--remote-unlock", "always", "--remote", &remote.url()]);
    let add = [
        "add",
        "--title",
        TITLE,
        "--tag",
        TAG,
        "--journal",
        JOURNAL,
        BODY,
    ];
    let id = home.ok(&add).trim().to_owned();
    for n in 0..70 {
        home.run_locked(&["add", &format!("{LOCKED} {n}")]);
    }
    printed(&["write"], &{
        let mut command = home.command(&["write", "--external"]);
        command.env("VISUAL", editor(&home));
        command.output().unwrap()
    });
    with_editor(&home, &["edit", &id]);
    assert!(home.body(&id).contains(EDITED));
    assert!(home.ok(&["search", QUERY]).is_empty());
    assert!(!home.ok(&["search", BODY]).is_empty());
    let file = elsewhere.path().join(format!("{FILE}.jsonl"));
    let line = format!("{{\"at\":\"2024-01-01T00:00Z\",\"body\":\"{IMPORTED}\"}}\n");
    fs::write(&file, line).unwrap();
    home.ok(&["import", "jsonl", file.to_str().unwrap()]);
    home.ok(&["sync"]);
    home.ok(&["verify"]);
    let to = elsewhere.path().join("out");
    home.ok(&["export", "--to", to.to_str().unwrap(), "--check"]);
    home.ok(&["delete", &id]);
    home.ok(&["sync"]);
    for ms in [5, 15, 30, 60] {
        kill(home.with_key(&["add", KILLED]), Duration::from_millis(ms));
    }
    let output = home.run_with_stdin(&["add", "-"], &[KILLED.as_bytes(), b"\xff"].concat());
    assert_eq!(output.status.code(), Some(1));
    write_and_be_killed(&home);
    let other = Home::new();
    other.write("passphrase", format!("{PASSPHRASE}\n"));
    other.ok(&["clone", &remote.url(), "--work-factor", "10"]);
    other.ok(&["list", "--limit", "0"]);

    // A journal that is open while the files are searched, with its log and its shared memory.
    let open = opened(&home);
    let mut search = Search::new();
    for place in [
        home.path("diurnal"),
        home.path("tmp"),
        other.path("diurnal"),
        other.path("tmp"),
    ] {
        search.below(&place);
    }
    search.below(remote.path());
    for path in ours_in_memory() {
        search.below(&path);
    }
    drop(open);
    assert!(
        search.places > 100,
        "only {} places were searched",
        search.places
    );
    assert_eq!(search.found, [""; 0]);
    // The search is not blind: what was exported and what was typed is found by it.
    let mut sighted = Search::new();
    sighted.below(elsewhere.path());
    sighted.bytes("the passphrase", &fs::read(given).unwrap());
    let seen = |word: &str| sighted.found.iter().any(|found| found.starts_with(word));
    for word in [
        TITLE, BODY, TAG, JOURNAL, PASSPHRASE, EDITED, LOCKED, IMPORTED, FILE,
    ] {
        assert!(seen(word), "{word} was not found where it is");
    }
}

fn opened(home: &Home) -> rusqlite::Connection {
    let store = rusqlite::Connection::open(home.store()).unwrap();
    let _: i64 = store
        .query_row("SELECT count(*) FROM object", [], |row| row.get(0))
        .unwrap();
    store
}

#[test]
fn v06_v07_arguments_and_environments_of_children_hold_no_secret() {
    let home = Home::new();
    home.write("passphrase", format!("{PASSPHRASE}\n"));
    home.init(&[]);
    let id = home.ok(&["add", BODY]).trim().to_owned();
    let log = home.path("seen");
    let script = format!(
        "#!/bin/sh\n{{ cat /proc/$$/cmdline /proc/$$/environ /proc/$PPID/cmdline /proc/$PPID/environ; }} > {}\n",
        log.display()
    );
    let path = home.write("bin/ed", script);
    fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
    let mut command = home.with_key(&["edit", &id]);
    command.env("VISUAL", path).stdout(Stdio::null());
    command.output().unwrap();
    let seen = fs::read(log).unwrap();
    assert!(!seen.is_empty());
    let mut search = Search::new();
    search.bytes("a child's arguments and variables", &seen);
    assert_eq!(search.found, [""; 0]);
}

#[test]
fn the_search_knows_every_dress() {
    for dress in dresses(BODY) {
        let mut search = Search::new();
        search.bytes(
            "here",
            &[b"some text before ".as_slice(), &dress, b" and after"].concat(),
        );
        assert!(!search.found.is_empty(), "{dress:?}");
    }
    // Base64 of a text that has the word anywhere in it.
    for before in ["", "x", "xy", "xyz"] {
        let mut search = Search::new();
        let text = STANDARD_NO_PAD.encode(format!("{before}{BODY} and more"));
        search.bytes("here", text.as_bytes());
        assert!(!search.found.is_empty(), "{before:?}");
    }
}
