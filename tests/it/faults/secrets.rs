//! Secrets that are wrong and files of keys that are not what was written: each is told from the
//! others by its name, and what opens the vault still does.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Output;

use rusqlite::Connection;
use sha2::Digest;
use sha2::Sha256;

use super::copy_tree;
use super::ids;
use crate::support::Home;
use crate::support::Remote;
use crate::support::failed;
use crate::support::traced;
use crate::support::traced::Point;

/// A vault with an entry, its sheet in the file `sheet`, and how many entries it has.
fn filled() -> Home {
    let home = Home::new();
    let sheet = home.init(&[]);
    home.write("sheet", format!("{sheet}\n"));
    home.add("an entry");
    home
}

fn copy(of: &Home) -> Home {
    let home = Home::new();
    copy_tree(&of.path("diurnal"), &home.path("diurnal"));
    fs::copy(of.path("sheet"), home.path("sheet")).unwrap();
    home
}

fn row(home: &Home, name: &str) -> Vec<u8> {
    let store = Connection::open(home.store()).unwrap();
    let sql = "SELECT data FROM slot WHERE name = ?1";
    store.query_row(sql, [name], |row| row.get(0)).unwrap()
}

fn put(home: &Home, name: &str, bytes: &[u8]) {
    let store = Connection::open(home.store()).unwrap();
    let sql = "UPDATE slot SET data = ?2 WHERE name = ?1";
    let changed = store.execute(sql, (name, bytes)).unwrap();
    assert_eq!(changed, 1);
}

/// Puts a slot's file in its place with a digest that fits: whoever writes one writes both.
fn put_slot(home: &Home, bytes: &[u8]) {
    put(home, "slot-1.age", bytes);
    put(home, "slot-1.sum", hex(&Sha256::digest(bytes)).as_bytes());
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut all, byte| {
        write!(all, "{byte:02x}").unwrap();
        all
    })
}

/// The file with another first stanza line, found by its beginning.
fn with_line(file: &[u8], begins: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let at = file
        .windows(begins.len())
        .position(|part| part == begins.as_bytes())
        .unwrap();
    let end = at + file[at..].iter().position(|byte| *byte == b'\n').unwrap();
    let line = std::str::from_utf8(&file[at..end]).unwrap();
    [&file[..at], change(line).as_bytes(), &file[end..]].concat()
}

/// The sheet opens the vault all the same.
#[track_caller]
fn the_sheet_opens(home: &Home) {
    home.run_locked(&["unlock", "--recovery-file", "sheet", "--for", "1m"]);
    let listed = home.run_locked(&["list"]);
    home.run_locked(&["lock"]);
    assert!(listed.status.success(), "{listed:?}");
    assert_eq!(String::from_utf8(listed.stdout).unwrap().lines().count(), 1);
}

#[test]
fn k01_a_wrong_passphrase_counts_nothing_and_locks_nobody_out() {
    let home = filled();
    home.write("wrong", "somebody guesses\n");
    let before = fs::read(home.store()).unwrap();
    for _ in 0..12 {
        let output = home.run_locked(&["list", "--passphrase-file", "wrong"]);
        let said = failed(4, &["list"], &output);
        assert!(said.contains("[wrong-passphrase]"), "{said}");
        assert!(said.contains("no lock-out"), "{said}");
    }
    assert_eq!(fs::read(home.store()).unwrap(), before);
    assert_eq!(ids(&home).len(), 1);
}

#[test]
fn k02_a_byte_changed_anywhere_in_a_slot_is_damage_and_no_wrong_passphrase() {
    let template = filled();
    let whole = row(&template, "slot-1.age");
    let home = copy(&template);
    let refused = |bytes: &[u8], what: &str| {
        put(&home, "slot-1.age", bytes);
        let said = home.fails(5, &["list"]);
        assert!(said.contains("[slot-damaged]"), "{what}: {said}");
        assert!(said.contains("--recovery-file"), "{what}: {said}");
    };
    for at in (0..whole.len()).step_by(7) {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        refused(&bytes, &format!("byte {at}"));
    }
    for length in [0, 1, 20, whole.len() / 2, whole.len() - 1] {
        refused(&whole[..length], &format!("cut at {length}"));
    }
    the_sheet_opens(&home);
    // Where a digest was written that fits, what can be told apart is.
    put_slot(&home, &whole[..whole.len() / 2]);
    let said = home.fails(5, &["list"]);
    assert!(said.contains("[slot-damaged]"), "{said}");
    put_slot(&home, &whole);
    assert_eq!(ids(&home).len(), 1);
}

#[test]
fn k03_without_a_slot_the_sheet_is_named_and_opens() {
    let home = filled();
    let store = Connection::open(home.store()).unwrap();
    let gone = "DELETE FROM slot WHERE name LIKE 'slot-%'";
    store.execute(gone, []).unwrap();
    for args in [&["list"][..], &["verify", "--local"]] {
        let said = home.fails(4, args);
        assert!(said.contains("[no-slot]"), "{said}");
        assert!(said.contains("--recovery-file"), "{said}");
    }
    the_sheet_opens(&home);
    // Without the keyring no slot and no sheet opens anything: it is damage, and no wrong key.
    store
        .execute("DELETE FROM slot WHERE name = 'keyring.age'", [])
        .unwrap();
    let output = home.run_locked(&["unlock", "--recovery-file", "sheet"]);
    let said = failed(5, &["unlock"], &output);
    assert!(said.contains("[keyring-mismatch]"), "{said}");
}

#[test]
fn k04_a_slot_that_asks_for_hours_of_work_is_refused_at_once() {
    let home = filled();
    let whole = row(&home, "slot-1.age");
    for factor in [23, 30, 63] {
        let dear = with_line(&whole, "-> scrypt ", |line| {
            let (line, _) = line.rsplit_once(' ').unwrap();
            format!("{line} {factor}")
        });
        put_slot(&home, &dear);
        let said = home.fails(5, &["list"]);
        assert!(said.contains("[work-factor]"), "{factor}: {said}");
    }
    the_sheet_opens(&home);
}

/// Changes a file of the branch `vault`, as a host can.
fn change_on_the_shelf(remote: &Remote, ends: &str, change: impl Fn(&[u8]) -> Vec<u8>) {
    let listed = remote.git(&["ls-tree", "vault"]);
    let mut tree = String::new();
    for line in listed.lines() {
        let (about, name) = line.split_once('\t').unwrap();
        let object = about.rsplit_once(' ').unwrap().1;
        let is_meant = name.starts_with("slot-") && name.ends_with(ends);
        let object = if is_meant {
            let file = remote.path().join("changed");
            fs::write(&file, change(&blob(remote.path(), object))).unwrap();
            let made = remote.git(&["hash-object", "-w", file.to_str().unwrap()]);
            fs::remove_file(file).unwrap();
            made.trim().to_owned()
        } else {
            object.to_owned()
        };
        writeln!(tree, "100644 blob {object}\t{name}").unwrap();
    }
    let script = "tree=$(git mktree) && commit=$(git -c user.name=h -c user.email=h commit-tree \
        -p vault -m x \"$tree\") && git update-ref refs/heads/vault \"$commit\"";
    let mut command = std::process::Command::new("sh");
    command.args(["-ec", script]).current_dir(remote.path());
    let output = crate::support::feed(command, tree.as_bytes());
    assert!(output.status.success(), "{output:?}");
}

fn blob(repository: &Path, object: &str) -> Vec<u8> {
    let mut git = std::process::Command::new("git");
    git.current_dir(repository)
        .args(["cat-file", "blob", object]);
    git.output().unwrap().stdout
}

#[test]
fn k04_a_remote_s_slot_may_ask_for_less_than_ours() {
    for (factor, code) in [(21, 5), (30, 5)] {
        let remote = Remote::new();
        let home = Home::new();
        home.init(&["--remote-unlock", "always", "--remote", &remote.url()]);
        home.add("an entry");
        home.ok(&["sync"]);
        let dear = |file: &[u8]| {
            with_line(file, "-> scrypt ", |line| {
                let (line, _) = line.rsplit_once(' ').unwrap();
                format!("{line} {factor}")
            })
        };
        let sum = std::cell::RefCell::new(String::new());
        change_on_the_shelf(&remote, ".age", |file| {
            let changed = dear(file);
            *sum.borrow_mut() = format!("{}\n", hex(&Sha256::digest(&changed)));
            changed
        });
        change_on_the_shelf(&remote, ".sum", |_| sum.borrow().clone().into_bytes());
        let joiner = Home::new();
        let said = joiner.fails(code, &["clone", &remote.url(), "--work-factor", "10"]);
        assert!(said.contains("[work-factor]"), "{factor}: {said}");
        assert_eq!(joiner.run(&["list"]).status.code(), Some(1));
        // Who has it already is not hindered, and writes it again.
        home.ok(&["sync"]);
        joiner.ok(&["clone", &remote.url(), "--work-factor", "10"]);
    }
}

#[test]
fn k05_a_passphrase_s_stanza_beside_another_is_refused() {
    let home = filled();
    let whole = row(&home, "slot-1.age");
    let share = "-> X25519 TEiF0ypqr+bpvcqXNyCVJpL7OuwPdVwPL7KQEbFDOCc\n\
        EmECAEcKN+n/Vs9SbWiV+Hu0r+E8R77DdWYyd83nw7U";
    for before in [true, false] {
        let both = with_line(&whole, if before { "-> scrypt " } else { "--- " }, |line| {
            format!("{share}\n{line}")
        });
        put_slot(&home, &both);
        let said = home.fails(5, &["list"]);
        assert!(said.contains("[slot-damaged]"), "{said}");
    }
    the_sheet_opens(&home);
}

#[test]
fn k06_another_vault_s_keyring_and_an_older_one_are_named() {
    let (home, other) = (filled(), filled());
    let names = ["keyring.age", "members.age"];
    let ours = names.map(|name| row(&home, name));
    for name in names {
        put(&home, name, &row(&other, name));
    }
    let said = home.fails(5, &["list"]);
    assert!(said.contains("[keyring-mismatch]"), "{said}");
    for (name, bytes) in names.iter().zip(&ours) {
        put(&home, name, bytes);
    }
    assert_eq!(ids(&home).len(), 1);
    // Of an older epoch: what was sealed since does not open, and that is said.
    home.ok(&["key", "rotate"]);
    home.add("sealed to the newer epoch");
    let newer = names.map(|name| row(&home, name));
    for (name, bytes) in names.iter().zip(&ours) {
        put(&home, name, bytes);
    }
    let checked = home.run(&["verify", "--local"]);
    assert_eq!(checked.status.code(), Some(5), "{checked:?}");
    for (name, bytes) in names.iter().zip(&newer) {
        put(&home, name, bytes);
    }
    assert_eq!(home.json(&["verify", "--local"])["ok"], true);
    assert_eq!(ids(&home).len(), 2, "nothing of it was let go");
}

#[test]
fn k07_a_recovery_key_is_read_as_people_type_it_and_a_typo_is_placed() {
    let home = filled();
    let sheet = fs::read_to_string(home.path("sheet")).unwrap();
    let key = sheet.trim();
    let tries = |text: &str| -> Output {
        home.write("typed", text);
        let output = home.run_locked(&["unlock", "--recovery-file", "typed", "--for", "1m"]);
        home.run_locked(&["lock"]);
        output
    };
    let spaced: String = key
        .chars()
        .enumerate()
        .flat_map(|(n, c)| [Some(c), (n % 4 == 3).then_some(' ')])
        .flatten()
        .collect();
    for good in [
        key.to_lowercase(),
        format!("  {key}  \r\n"),
        spaced,
        format!("# a comment\n\n{key}\n# another\n"),
        format!("{}\n{}\n", &key[..40], &key[40..]),
    ] {
        let output = tries(&good);
        assert!(output.status.success(), "{good:?}: {output:?}");
    }
    // One character for another, two exchanged, one missing, one too many.
    let middle = 30;
    let other = if &key[middle..=middle] == "Q" {
        "P"
    } else {
        "Q"
    };
    let exchanged = format!("{}{}{}", &key[40..], "\n", &key[..40]);
    for (bad, place) in [
        (
            format!("{}{other}{}", &key[..middle], &key[middle + 1..]),
            "character 31 is mistyped",
        ),
        (
            format!("{}b{}", &key[..middle], &key[middle + 1..]),
            "character 31 is mistyped",
        ),
        (
            format!("{}{}", &key[..middle], &key[middle + 1..]),
            "73 characters",
        ),
        (
            format!("{}7{}", &key[..middle], &key[middle..]),
            "75 characters",
        ),
        (exchanged, "no AGE-SECRET-KEY-1"),
    ] {
        let output = tries(&bad);
        let said = failed(4, &["unlock"], &output);
        assert!(said.contains("[bad-key]"), "{bad:?}: {said}");
        assert!(said.contains(place), "{bad:?}: {said}");
        assert!(!said.contains(&key[20..40]), "it is told");
    }
}

#[test]
fn k12_where_the_system_locks_no_memory_doctor_says_so_and_all_works() {
    let home = filled();
    let well = home.ok(&["doctor"]);
    assert!(
        well.contains("core dumps") || well.contains("crash leaves"),
        "{well}"
    );
    if !traced::is_possible() {
        return;
    }
    for (call, error, word) in [
        ("mlock", "error=ENOMEM", "ulimit -l"),
        ("prctl", "error=EPERM", "look into the memory"),
    ] {
        let point = Point {
            call: call.to_owned(),
            n: 1,
        };
        let run = |args: &[&str]| {
            let command = home.with_key(args);
            point.inject(&command, error, "+").output().unwrap()
        };
        let output = run(&["doctor"]);
        let page = String::from_utf8(output.stdout).unwrap();
        let named = page
            .lines()
            .any(|line| line.starts_with("!!") && line.contains(word));
        assert!(named, "{call}: {page}");
        assert_eq!(output.status.code(), Some(5), "{call}");
        let added = run(&["add", "all the same"]);
        assert!(added.status.success(), "{call}: {added:?}");
    }
    assert_eq!(ids(&home).len(), 3);
}
