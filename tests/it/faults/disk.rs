//! Disks that are full, that cannot be written, and things that stand where the store should be.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::process::Output;

use diurnal::journal::JournalError;
use diurnal::model::query::Filter;
use diurnal::store::StoreError;

use super::content;
use super::copy_tree;
use super::digest;
use super::ids;
use super::library;
use crate::support::Home;
use crate::support::Remote;
use crate::support::failed;
use crate::support::printed;

/// The user and group that own nothing.
const NOBODY: u32 = 65534;

fn is_full(error: &JournalError) -> bool {
    matches!(error, JournalError::Store(StoreError::Full(_)))
}

#[test]
fn s05_a_disk_that_is_full_at_any_page_loses_nothing() {
    let home = Home::with_vault();
    let mut journal = library(&home);
    let mut written = BTreeSet::new();
    written.insert(journal.add(&content("the first")).unwrap().id);
    let pages = |home: &Home| fs::metadata(home.store()).unwrap().len() / 4096;
    let mut full = 0;
    // The smallest limit that SQLite takes is what there is; from there page by page, over a fold.
    let mut limit = u32::try_from(pages(&home)).unwrap();
    for n in 0..120 {
        journal.limit_pages(limit).unwrap();
        let body = format!("entry {n} {}", "and more ".repeat(n * 7));
        match journal.add(&content(&body)) {
            Ok(added) => {
                written.insert(added.id);
                if let Err(error) = journal.tidy() {
                    assert!(is_full(&error), "{error:?}");
                    full += 1;
                }
            }
            Err(error) => {
                assert!(is_full(&error), "{error:?}");
                full += 1;
                limit += 1;
            }
        }
    }
    assert!(full > 10, "the disk was full {full} times");
    let told: BTreeSet<String> = written.iter().map(ToString::to_string).collect();
    drop(journal);
    assert_eq!(ids(&home), told);
    assert_eq!(home.json(&["verify", "--local"])["ok"], true);
}

#[test]
fn s05_what_is_written_is_read_on_a_full_disk_though_its_catalogue_is_stale() {
    let home = Home::with_vault();
    let mut journal = library(&home);
    let mut written = BTreeSet::new();
    for n in 0..90 {
        let body = format!("entry {n} {}", "and more ".repeat(200));
        written.insert(journal.add(&content(&body)).unwrap().id.to_string());
    }
    drop(journal);
    let store = rusqlite::Connection::open(home.store()).unwrap();
    store.execute("DELETE FROM part", []).unwrap();
    // What the rows had taken is taken by something else now.
    store.execute_batch("VACUUM").unwrap();
    drop(store);
    let mut journal = library(&home);
    journal.limit_pages(1).unwrap();
    let rows = journal.list(&Filter::default(), 0, false).unwrap();
    let read: BTreeSet<String> = rows.iter().map(|row| row.id.to_string()).collect();
    assert_eq!(read, written);
    assert!(is_full(&journal.add(&content("more")).unwrap_err()));
    for row in rows {
        let body = journal.entry(row.id).unwrap().content.body;
        assert!(body.starts_with("entry "), "{body}");
    }
}

/// Runs diurnal where no file may grow beyond `blocks` of 512 bytes.
fn limited(home: &Home, blocks: u64, args: &[&str]) -> Output {
    let mut command = Command::new("sh");
    command
        .env_clear()
        .envs(home.env())
        .current_dir(home.path(""));
    // SIGXFSZ is ignored, as it is where a disk is full: the write fails instead.
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_diurnal")]);
    command.args(args).args(["--passphrase-file", "passphrase"]);
    command.output().unwrap()
}

#[test]
fn s05_a_file_that_may_not_grow_is_a_disk_that_is_full() {
    let home = Home::with_vault();
    let mut written = BTreeSet::new();
    let mut refused = 0;
    for blocks in (0..160).step_by(8) {
        let output = limited(&home, blocks, &["add", &"words ".repeat(2000)]);
        if output.status.success() {
            written.insert(String::from_utf8(output.stdout).unwrap().trim().to_owned());
        } else {
            let said = failed(3, &["add"], &output);
            assert!(output.stdout.is_empty(), "reported and failed: {said}");
            refused += 1;
        }
        assert_eq!(ids(&home), written, "at {blocks} blocks");
    }
    assert!(refused > 3, "it was refused {refused} times");
    written.insert(home.add("and now there is room"));
    assert_eq!(ids(&home), written);
    assert_eq!(home.json(&["verify", "--local"])["ok"], true);
}

#[test]
fn y54_a_sync_on_a_full_disk_ends_and_the_next_one_goes_on() {
    let remote = Remote::new();
    let home = Home::new();
    home.init(&["--remote-unlock", "always", "--remote", &remote.url()]);
    home.add(&"words ".repeat(2000));
    let before = digest(&home);
    for blocks in [0, 1, 2, 4, 8, 16, 64] {
        let output = limited(&home, blocks, &["sync"]);
        let code = output.status.code();
        assert!(matches!(code, Some(0 | 3)), "{blocks}: {output:?}");
        assert_eq!(digest(&home), before);
    }
    home.ok(&["sync"]);
    assert_eq!(super::all_equal(&home), 1);
}

/// Takes away the right to write, and gives it back at the end.
struct ReadOnly(std::path::PathBuf, u32);

impl ReadOnly {
    fn new(path: std::path::PathBuf) -> Self {
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        let less = fs::Permissions::from_mode(mode & 0o555);
        fs::set_permissions(&path, less).unwrap();
        Self(path, mode)
    }
}

impl Drop for ReadOnly {
    fn drop(&mut self) {
        fs::set_permissions(&self.0, fs::Permissions::from_mode(self.1)).unwrap();
    }
}

#[test]
fn s13_what_cannot_be_written_can_be_read() {
    let home = Home::with_vault();
    let id = home.add("written before");
    if rustix::process::geteuid().is_root() {
        // Root may write everywhere but on a mount that nobody can write to; another user may nowhere.
        is_read_only(&home, &id, on_mount);
        open_to_all(home.path(""));
        is_read_only(&home, &id, as_nobody);
    } else {
        for path in [home.store(), home.store().parent().unwrap().to_owned()] {
            let _kept = ReadOnly::new(path);
            is_read_only(&home, &id, Home::with_key);
        }
    }
    assert_eq!(ids(&home).len(), 1);
    home.add("written after");
}

/// What is there is shown, and every change is refused by name.
fn is_read_only(home: &Home, id: &str, run: impl Fn(&Home, &[&str]) -> Command) {
    let shown = run(home, &["show", id, "--json"]).output().unwrap();
    if String::from_utf8_lossy(&shown.stderr).contains("unshare failed") {
        println!("skipped: no mount of our own here");
        return;
    }
    assert!(printed(&["show"], &shown).contains("written before"));
    for args in [&["add", "x"][..], &["star", id], &["delete", id]] {
        let output = run(home, args).output().unwrap();
        let said = failed(3, args, &output);
        assert!(said.contains("[read-only]"), "{said}");
    }
}

/// diurnal in a world of its own where the home cannot be written to.
fn on_mount(home: &Home, args: &[&str]) -> Command {
    const SCRIPT: &str =
        "mount --bind . . && mount -o remount,bind,ro . && cd \"$PWD\" && exec \"$@\"";
    let inner = home.with_key(args);
    let mut outer = Command::new("unshare");
    outer
        .args(["--mount", "sh", "-c", SCRIPT, "sh"])
        .arg(inner.get_program())
        .args(inner.get_args())
        .current_dir(home.path(""))
        .env_clear();
    outer.envs(
        inner
            .get_envs()
            .filter_map(|(key, value)| Some((key, value?))),
    );
    outer
}

/// diurnal as a user to whom nothing of the home belongs.
fn as_nobody(home: &Home, args: &[&str]) -> Command {
    let mut command = home.with_key(args);
    command.uid(NOBODY).gid(NOBODY);
    command
}

/// Lets everybody read a folder and all below it.
fn open_to_all(path: std::path::PathBuf) {
    let all = Command::new("chmod")
        .args(["-R", "a+rX,go-w"])
        .arg(path)
        .status();
    assert!(all.unwrap().success());
}

#[test]
fn s21_what_is_no_store_is_named_and_left_alone() {
    type Make = fn(&std::path::Path);
    let odd: [(&str, Make); 4] = [
        ("a folder", |path| fs::create_dir(path).unwrap()),
        ("a pipe", |path| {
            let made = Command::new("mkfifo").arg(path).status().unwrap();
            assert!(made.success());
        }),
        ("a link to itself", |path| {
            std::os::unix::fs::symlink(path, path).unwrap();
        }),
        ("another program's file", |path| {
            fs::write(path, "SQLite format 3\0 of another").unwrap();
        }),
    ];
    for (what, make) in odd {
        let home = Home::with_vault();
        fs::remove_file(home.store()).unwrap();
        make(&home.store());
        for args in [&["list"][..], &["add", "x"], &["sync"]] {
            let said = home.fails(1, args);
            assert!(said.contains("[not-a-store]"), "{what}: {said}");
        }
        let init = home.run(&["init", "--work-factor", "10"]);
        assert_ne!(init.status.code(), Some(0), "{what} was replaced");
        assert!(fs::symlink_metadata(home.store()).is_ok(), "{what} is gone");
    }
}

#[test]
fn s15_a_store_that_vanished_is_no_new_beginning() {
    let remote = Remote::new();
    let home = Home::new();
    home.init(&["--remote-unlock", "always", "--remote", &remote.url()]);
    let id = home.add("kept on the remote");
    home.ok(&["sync"]);
    let aside = home.path("aside");
    fs::rename(home.store(), &aside).unwrap();
    let missing = |home: &Home| {
        for args in [&["list"][..], &["add", "x"], &["status"], &["sync"]] {
            let said = home.fails(5, args);
            assert!(said.contains("[store-missing]"), "{said}");
        }
        assert_ne!(
            home.run(&["init", "--work-factor", "10"]).status.code(),
            Some(0)
        );
    };
    missing(&home);
    fs::write(home.store(), "").unwrap();
    missing(&home);
    fs::rename(aside, home.store()).unwrap();
    assert_eq!(home.body(&id), "kept on the remote");
}

#[test]
fn s19_a_store_that_was_copied_while_it_was_open_opens() {
    let home = Home::with_vault();
    let mut journal = library(&home);
    let mut before = BTreeSet::new();
    for n in 0..30 {
        before.insert(
            journal
                .add(&content(&format!("entry {n}")))
                .unwrap()
                .id
                .to_string(),
        );
    }
    let copy = Home::new();
    copy_tree(&home.path("diurnal"), &copy.path("diurnal"));
    // The file alone, as a careless backup takes it, without the log beside it.
    let bare = Home::new();
    let folder = bare.store().parent().unwrap().to_owned();
    fs::create_dir_all(&folder).unwrap();
    fs::copy(home.store(), bare.store()).unwrap();
    journal.add(&content("later")).unwrap();
    assert_eq!(ids(&copy), before);
    assert!(ids(&bare).is_subset(&before));
    for home in [&copy, &bare] {
        assert_eq!(home.json(&["verify", "--local"])["ok"], true);
        home.add("in the copy");
    }
}
