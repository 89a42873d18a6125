//! A store whose file or log is not the one that was left: taken away, cut, another's, or put back
//! from an old copy; and a store that somebody else holds.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Output;
use std::thread;

use super::content;
use super::copy_tree;
use super::digest;
use super::ids;
use super::library;
use crate::support::Home;
use crate::support::Remote;
use crate::support::failed;
use crate::support::feed;

fn log_of(home: &Home) -> PathBuf {
    home.path("diurnal/data/vaults/default/journal.db-wal")
}

fn copy(home: &Home) -> Home {
    let copy = Home::new();
    copy_tree(&home.path("diurnal"), &copy.path("diurnal"));
    copy
}

/// A store that is open, as it lies on the disk at two moments: with a few entries, and with more,
/// some of which stand in its file and the others in its log only.
struct Open {
    earlier: Home,
    later: Home,
    in_the_file: BTreeSet<String>,
    all: BTreeSet<String>,
}

impl Open {
    fn new(word: &str) -> Self {
        let home = Home::with_vault();
        let mut journal = library(&home);
        let mut all = BTreeSet::new();
        let mut add = |all: &mut BTreeSet<String>, count: usize| {
            for n in 0..count {
                let added = journal.add(&content(&format!("{word} {n}"))).unwrap();
                all.insert(added.id.to_string());
            }
        };
        add(&mut all, 5);
        let earlier = copy(&home);
        add(&mut all, 10);
        let other = rusqlite::Connection::open(home.store()).unwrap();
        let written = "PRAGMA wal_checkpoint(TRUNCATE)";
        other.query_row(written, [], |_| Ok(())).unwrap();
        let in_the_file = all.clone();
        add(&mut all, 12);
        let later = copy(&home);
        assert!(fs::metadata(log_of(&later)).unwrap().len() > 0);
        Self {
            earlier,
            later,
            in_the_file,
            all,
        }
    }

    /// What stood in the file is there, or it is said that it is not; what stood in the log may be
    /// there, and nothing else is. Returns how many entries were found, if nothing was amiss.
    #[track_caller]
    fn judge(&self, what: &str, home: &Home) -> Option<usize> {
        let listed = home.run(&["--json", "list", "--limit", "0"]);
        let checked = home.run(&["verify", "--local", "--json"]);
        for output in [&listed, &checked] {
            let code = output.status.code();
            assert!(matches!(code, Some(0 | 4 | 5)), "{what}: {output:?}");
        }
        let well = listed.status.success() && checked.status.success();
        if !well {
            let said = format!("{listed:?} {checked:?}");
            assert!(
                said.contains("damaged") || said.contains("[wrong-passphrase]"),
                "{what}: {said}"
            );
            return None;
        }
        let found = ids(home);
        assert!(found.is_superset(&self.in_the_file), "{what}: lost unsaid");
        assert!(found.is_subset(&self.all), "{what}: of somebody else");
        home.add("and life goes on");
        assert_eq!(ids(home).len(), found.len() + 1, "{what}");
        Some(found.len())
    }
}

#[test]
fn s08_a_log_that_is_missing_cut_older_or_anothers_takes_nothing_unsaid() {
    let open = Open::new("ours");
    let whole = fs::read(log_of(&open.later)).unwrap();
    assert_eq!(open.judge("as it was", &copy(&open.later)), Some(27));

    let missing = copy(&open.later);
    fs::remove_file(log_of(&missing)).unwrap();
    assert_eq!(open.judge("missing", &missing), Some(15));

    let mut counts = BTreeSet::new();
    for part in 0..16 {
        let length = whole.len() * part / 16 + part % 3;
        let cut = copy(&open.later);
        fs::write(log_of(&cut), &whole[..length]).unwrap();
        let found = open.judge(&format!("cut at {length}"), &cut);
        counts.insert(found.expect("a log that was cut loses its own end only"));
    }
    assert!(counts.len() > 3, "{counts:?}");

    let older = copy(&open.later);
    fs::copy(log_of(&open.earlier), log_of(&older)).unwrap();
    let before = fs::read(older.store()).unwrap();
    for args in [&["list"][..], &["add", "x"], &["verify", "--local"]] {
        let said = older.fails(5, args);
        assert!(said.contains("[old-log]"), "{said}");
    }
    assert_eq!(fs::read(older.store()).unwrap(), before);
    fs::remove_file(log_of(&older)).unwrap();
    assert_eq!(open.judge("older, and moved away", &older), Some(15));

    let stranger = Open::new("another's");
    let foreign = copy(&open.later);
    fs::copy(log_of(&stranger.later), log_of(&foreign)).unwrap();
    open.judge("another vault's", &foreign);
    let beside_an_old_file = copy(&open.earlier);
    fs::copy(log_of(&open.later), log_of(&beside_an_old_file)).unwrap();
    let earlier = Open {
        in_the_file: BTreeSet::new(),
        ..open
    };
    earlier.judge("newer than the file", &beside_an_old_file);
}

/// The folder of the vault, without what is remembered of its remotes.
fn vault(home: &Home) -> PathBuf {
    home.path("diurnal/data/vaults/default")
}

fn replace(folder: &Path, by: &Path) {
    fs::remove_dir_all(folder).unwrap();
    copy_tree(by, folder);
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout)
}

#[test]
fn s19_a_store_restored_from_last_month_says_so_until_a_sync_heals_it() {
    let remote = Remote::new();
    let home = Home::new();
    home.init(&["--remote-unlock", "always", "--remote", &remote.url()]);
    for n in 0..5 {
        home.add(&format!("last month {n}"));
    }
    home.ok(&["sync"]);
    let image = tempfile::tempdir().unwrap();
    copy_tree(&vault(&home), image.path());
    for n in 0..4 {
        home.add(&format!("since then {n}"));
        home.ok(&["sync"]);
    }
    let before = ids(&home);
    // Nothing is said of a store that is the one that was left.
    assert!(!said(&home.run(&["list"])).contains("restored-old"));
    assert!(!home.ok(&["doctor"]).contains("restored-old"));

    replace(&vault(&home), image.path());
    let listed = home.run(&["list", "--limit", "0"]);
    assert_eq!(listed.status.code(), Some(0));
    assert!(said(&listed).contains("restored-old"), "{}", said(&listed));
    let warnings = home.json(&["status"])["warnings"].to_string();
    assert!(warnings.contains("\"restored-old\""), "{warnings}");
    let doctor = home.run(&["doctor"]);
    assert_eq!(doctor.status.code(), Some(5));
    assert!(said(&doctor).contains("restored-old"), "{}", said(&doctor));
    let written = home.add("before it heard of anything");

    let sheet = home.json(&["sync"]);
    assert!(sheet.to_string().contains("\"twin\""), "{sheet}");
    let mut all = before;
    all.insert(written);
    assert_eq!(ids(&home), all);
    assert!(!said(&home.run(&["list"])).contains("restored-old"));
    let warnings = home.json(&["status"])["warnings"].to_string();
    assert!(!warnings.contains("restored-old"), "{warnings}");
    home.ok(&["sync"]);
    assert_eq!(super::all_equal(&home), 10);
}

#[test]
fn s19_a_store_restored_beside_a_newer_log_loses_nothing_unsaid() {
    let remote = Remote::new();
    let home = Home::new();
    home.init(&["--remote-unlock", "always", "--remote", &remote.url()]);
    home.add("last month");
    home.ok(&["sync"]);
    let old = fs::read(home.store()).unwrap();
    for n in 0..20 {
        home.add(&format!("since then {n}"));
        home.ok(&["sync"]);
    }
    let expected = (ids(&home), digest(&home));
    // The log of a store that is open, beside the file of last month.
    let mut journal = library(&home);
    journal.add(&content("in the log")).unwrap();
    let log = fs::read(log_of(&home)).unwrap();
    drop(journal);
    fs::write(home.store(), old).unwrap();
    fs::write(log_of(&home), log).unwrap();
    let listed = home.run(&["list", "--limit", "0"]);
    match listed.status.code() {
        // It opens, and a sync brings back what is missing.
        Some(0) if home.run(&["sync"]).status.success() => {
            assert!(ids(&home).is_superset(&expected.0));
        }
        Some(0 | 5) => {
            let checked = home.run(&["verify", "--local"]);
            assert_eq!(checked.status.code(), Some(5), "{checked:?}");
        }
        _ => panic!("{listed:?}"),
    }
    // The way out that is advised is a good one in any case.
    let joined = Home::new();
    joined.ok(&["clone", &remote.url(), "--work-factor", "10"]);
    assert!(ids(&joined).is_superset(&expected.0));
}

/// Another program that reads or writes the store, until it is dropped.
fn holds(home: &Home, how: &str) -> rusqlite::Connection {
    let other = rusqlite::Connection::open(home.store()).unwrap();
    other.execute_batch(how).unwrap();
    let count = "SELECT count(*) FROM object";
    other
        .query_row(count, [], |row| row.get::<_, i64>(0))
        .unwrap();
    other
}

#[test]
fn s12_a_reader_is_in_nobodys_way_and_a_text_is_kept_from_whoever_writes() {
    let home = Home::with_vault();
    let id = home.add("before");
    let reader = holds(&home, "BEGIN");
    let beside = home.add("beside a reader");
    drop(reader);
    assert_eq!(ids(&home).len(), 2);

    let script = "#!/bin/sh\nfor last; do :; done\nprintf 'from the editor' > \"$last\"\n";
    let editor = home.write("bin/ed", script);
    fs::set_permissions(&editor, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let in_editor = |args: &[&str]| {
        let mut command = home.with_key(args);
        command.env("VISUAL", &editor).output().unwrap()
    };
    let writer = holds(&home, "BEGIN IMMEDIATE");
    let outputs = thread::scope(|scope| {
        let busy: Vec<_> = [
            scope.spawn(|| feed(home.with_key(&["add", "-"]), b"from a pipe")),
            scope.spawn(|| feed(home.command(&["add", "-"]), b"while locked")),
            scope.spawn(|| feed(home.with_key(&["edit", &id, "-"]), b"a new text")),
            scope.spawn(|| in_editor(&["edit", &beside])),
            scope.spawn(|| in_editor(&["write", "--external"])),
        ]
        .into();
        let ended = busy.into_iter().map(|one| one.join().unwrap());
        ended.collect::<Vec<Output>>()
    });
    drop(writer);
    for output in &outputs {
        let said = failed(3, &["busy"], output);
        assert!(said.contains("[busy]"), "{said}");
        assert!(said.contains("kept as a sealed draft"), "{said}");
        assert!(output.stdout.is_empty());
    }
    assert_eq!(ids(&home).len(), 2);
    let kept: BTreeSet<String> = home
        .json_lines(&["drafts"])
        .iter()
        .map(|kept| home.ok(&["drafts", "show", kept["id"].as_str().unwrap()]))
        .collect();
    let texts = [
        "from a pipe",
        "while locked",
        "a new text",
        "from the editor",
    ];
    assert_eq!(kept, BTreeSet::from(texts.map(str::to_owned)));
    // They are in the store now, once, and nothing is left beside it.
    assert_eq!(home.json_lines(&["drafts"]).len(), 5);
    let left = fs::read_dir(vault(&home).join("kept")).unwrap();
    assert_eq!(left.count(), 0);
    assert_eq!(home.body(&id), "before");
    for kept in home.json_lines(&["drafts"]) {
        home.ok(&["drafts", "drop", kept["id"].as_str().unwrap()]);
    }
    assert_eq!(home.json_lines(&["drafts"]).len(), 0);
    assert_eq!(home.json(&["verify", "--local"])["ok"], true);
}
