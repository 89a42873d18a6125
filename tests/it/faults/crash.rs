//! The real program is killed at many moments of its work; what it reported is there afterwards.
//!
//! `DIURNAL_SWEEP=200` makes it 200 kills; without it there are 40. `DIURNAL_SWEEP_SEED=7` kills at
//! other random moments.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::fs::File;
use std::process::Command;

use super::Sweep;
use super::all_equal;
use super::content;
use super::copy_tree;
use super::digest;
use super::ids;
use super::kill;
use super::library;
use super::takes;
use crate::support::Home;
use crate::support::Remote;

/// The store is whole, by its own word.
#[track_caller]
fn is_whole(home: &Home) {
    let sheet = home.json(&["verify", "--local"]);
    assert_eq!(sheet["ok"], true, "{sheet}");
}

#[test]
fn s01_an_entry_whose_id_was_printed_is_there() {
    let home = Home::with_vault();
    let mut reported = BTreeSet::new();
    let whole = takes(home.with_key(&["add", "the first"]));
    reported.extend(ids(&home));
    let mut sweep = Sweep::new("add", 8, whole);
    while let Some((n, after)) = sweep.next_kill() {
        let text = format!("entry {n}");
        // Sealed into the store, sealed to the inbox, and taken from there into the store.
        let command = match n % 3 {
            0 => home.with_key(&["add", &text]),
            1 => home.command(&["add", &text]),
            _ => {
                let output = home.run_locked(&["add", &text]);
                reported.insert(String::from_utf8(output.stdout).unwrap().trim().to_owned());
                home.with_key(&["tags"])
            }
        };
        let killed = kill(command, after);
        sweep.count(&killed);
        reported.extend(killed.printed.lines().map(str::to_owned));
        let found = ids(&home);
        assert!(reported.is_subset(&found), "lost {:?}", &reported - &found);
        assert!(
            found.len() <= reported.len() + 1,
            "{n}: more than were written"
        );
        // One that was saved and not reported is there from now on.
        reported = found;
        is_whole(&home);
    }
}

#[test]
fn s01_an_edit_is_the_old_text_or_the_new_one() {
    let home = Home::with_vault();
    let id = home.add("version 0");
    let edit = |text: &str| {
        home.write("new", text);
        let mut command = home.with_key(&["edit", &id, "-", "--json"]);
        command.stdin(File::open(home.path("new")).unwrap());
        command
    };
    let whole = takes(edit("version 1"));
    let mut now = "version 1".to_owned();
    let mut versions = 2;
    let mut sweep = Sweep::new("edit", 6, whole);
    while let Some((n, after)) = sweep.next_kill() {
        let text = format!("version {}", n + 2);
        let killed = kill(edit(&text), after);
        sweep.count(&killed);
        let body = home.body(&id);
        assert!(body == text || body == now, "{body}");
        assert!(
            killed.printed.is_empty() || body == text,
            "reported and lost"
        );
        versions += usize::from(body != now);
        now = body;
        assert_eq!(home.json_lines(&["history", &id]).len(), versions);
        is_whole(&home);
    }
}

#[test]
fn s01_s16_a_fold_leaves_every_entry() {
    let template = Home::with_vault();
    let mut journal = library(&template);
    for n in 0..70 {
        journal.add(&content(&format!("entry {n}"))).unwrap();
    }
    drop(journal);
    let before = ids(&template);
    let copy = || {
        let home = Home::new();
        copy_tree(&template.path("diurnal"), &home.path("diurnal"));
        home
    };
    let folded = copy();
    let whole = takes(folded.with_key(&["add", "the one that folds"]));
    assert_eq!(
        folded.json(&["verify", "--local"])["remotes"][0]["bundles"],
        1
    );
    let mut sweep = Sweep::new("fold", 6, whole);
    while let Some((_, after)) = sweep.next_kill() {
        let home = copy();
        let killed = kill(home.with_key(&["add", "the one that folds"]), after);
        sweep.count(&killed);
        for _ in 0..2 {
            let found = ids(&home);
            assert!(before.is_subset(&found), "lost {:?}", &before - &found);
            assert!(killed.printed.lines().all(|id| found.contains(id)));
            is_whole(&home);
            home.add("after the restart");
        }
    }
}

#[test]
fn y47_devices_whose_syncs_are_killed_come_to_the_same() {
    let remote = Remote::new();
    let first = Home::new();
    first.init(&["--remote-unlock", "always", "--remote", &remote.url()]);
    first.add("from the first");
    first.ok(&["sync"]);
    let second = Home::new();
    second.ok(&["clone", &remote.url(), "--work-factor", "10"]);
    second.add("from the second");
    let whole = takes(second.with_key(&["sync"]));
    let mut reported: BTreeSet<String> = &ids(&first) | &ids(&second);
    let mut sweep = Sweep::new("sync", 8, whole);
    while let Some((n, after)) = sweep.next_kill() {
        for home in [&first, &second] {
            reported.insert(home.add(&format!("entry {n}")));
        }
        let (struck, other) = if n % 4 < 2 {
            (&first, &second)
        } else {
            (&second, &first)
        };
        let own = ids(struck);
        let killed = kill(struck.with_key(&["sync"]), after);
        sweep.count(&killed);
        assert!(own.is_subset(&ids(struck)), "lost by the kill");
        is_whole(struck);
        for home in [struck, other, struck] {
            home.ok(&["sync"]);
        }
        assert_eq!(ids(struck), reported);
        assert_eq!(digest(struck), digest(other));
        is_whole(struck);
    }
    for home in [&first, &second] {
        assert_eq!(all_equal(home), reported.len() as u64);
        let status = home.json(&["status"]);
        let notices = status["remotes"][0]["notices"].as_array().unwrap();
        // A lock that the killed program left in the remote is all that may be spoken of.
        let harmless = |notice: &serde_json::Value| notice["condition"] == "lock-removed";
        assert!(notices.iter().all(harmless), "{status}");
    }
}

#[test]
fn s01_an_init_leaves_a_whole_vault_or_none() {
    let init = |home: &Home| home.with_key(&["init", "--work-factor", "10"]);
    let whole = takes(init(&Home::new()));
    let mut sweep = Sweep::new("init", 6, whole);
    while let Some((_, after)) = sweep.next_kill() {
        let home = Home::new();
        let killed = kill(init(&home), after);
        sweep.count(&killed);
        let there = home.run(&["list"]);
        if there.status.code() == Some(1) {
            let said = String::from_utf8(there.stderr).unwrap();
            assert!(said.contains("[no-vault]"), "{said}");
            assert_eq!(killed.printed, "", "a key of no vault was printed");
            home.init(&[]);
        } else {
            assert_eq!(there.status.code(), Some(0));
        }
        if !killed.printed.is_empty() {
            home.write("sheet", &killed.printed);
            home.ok(&["key", "doctor", "--recovery-file", "sheet"]);
        }
        home.add("the first");
        is_whole(&home);
        let vaults = fs::read_dir(home.path("diurnal/data/vaults")).unwrap();
        assert_eq!(vaults.count(), 1, "something half made was left");
    }
}

#[test]
fn y56_a_clone_that_was_killed_can_be_made_again() {
    let remote = Remote::new();
    let first = Home::new();
    first.init(&["--remote-unlock", "always", "--remote", &remote.url()]);
    first.add("from the first");
    first.ok(&["sync"]);
    let url = remote.url();
    let clone = |home: &Home| home.with_key(&["clone", &url, "--work-factor", "10"]);
    let whole = takes(clone(&Home::new()));
    let mut sweep = Sweep::new("clone", 3, whole);
    while let Some((_, after)) = sweep.next_kill() {
        let home = Home::new();
        let killed = kill(clone(&home), after);
        sweep.count(&killed);
        if home.run(&["list"]).status.code() == Some(1) {
            takes(clone(&home));
        }
        assert_eq!(ids(&home), ids(&first));
        is_whole(&home);
        for home in [&home, &first, &home] {
            home.ok(&["sync"]);
        }
        assert_eq!(digest(&home), digest(&first));
    }
    assert_eq!(all_equal(&first), 1);
}

#[test]
fn s01_an_import_goes_on_where_it_was_killed() {
    const RECORDS: u64 = 100;
    let home = Home::with_vault();
    let import = |home: &Home, n: usize| -> Command {
        let line = |m: u64| {
            format!(
                "{{\"id\":\"{n:016x}{m:016x}\",\"at\":\"2024-01-01T00:00Z\",\"body\":\"{n} {m}\"}}\n"
            )
        };
        let file = home.write("in.jsonl", (0..RECORDS).map(line).collect::<String>());
        home.with_key(&["import", "jsonl", &file, "--json"])
    };
    let whole = takes(import(&home, 0));
    let mut sweep = Sweep::new("import", 3, whole);
    while let Some((n, after)) = sweep.next_kill() {
        let before = ids(&home);
        let killed = kill(import(&home, n + 1), after);
        sweep.count(&killed);
        let found = ids(&home);
        assert!(before.is_subset(&found));
        let new = (found.len() - before.len()) as u64;
        assert!(
            killed.printed.is_empty() || new == RECORDS,
            "reported and lost"
        );
        is_whole(&home);
        let output = import(&home, n + 1).output().unwrap();
        let sheet: BTreeMap<String, serde_json::Value> =
            serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(
            (&sheet["identical"], &sheet["new"]),
            (&new.into(), &(RECORDS - new).into())
        );
        assert_eq!(ids(&home).len(), before.len() + 100);
        is_whole(&home);
    }
}

/// What opens the vault after a change of keys was killed: the old passphrase or the new one.
fn opening(home: &Home, new: &str) -> Vec<bool> {
    let opens = |mut command: Command| command.output().unwrap().status.success();
    let by_new = ["--passphrase-file", new, "verify", "--local"];
    vec![
        opens(home.with_key(&["verify", "--local"])),
        opens(home.command(&by_new)),
    ]
}

#[test]
fn k13_a_change_of_keys_that_is_killed_leaves_the_old_secret_or_the_new_one() {
    let template = Home::new();
    let key = template.init(&[]);
    template.add("before the change");
    let friend = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
    let added = template.ok(&["key", "add", friend]);
    let added = added.trim();
    let changes: [&[&str]; 5] = [
        &["key", "passphrase", "--new-passphrase-file", "NEW"],
        &["key", "rotate"],
        &["key", "recovery"],
        &[
            "key",
            "add",
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN",
        ],
        &["key", "remove", added],
    ];
    for change in changes {
        let copy = || {
            let home = Home::new();
            copy_tree(&template.path("diurnal"), &home.path("diurnal"));
            let new = home.write("new", "a lamp of another kind\n");
            let sheet = home.write("sheet", &key);
            (home, new, sheet)
        };
        let run = |home: &Home, new: &str| {
            let words = change.iter().map(|word| word.replace("NEW", new));
            let words: Vec<String> = words.collect();
            let args: Vec<&str> = words.iter().map(String::as_str).collect();
            home.with_key(&args)
        };
        let (home, new, _) = copy();
        let whole = takes(run(&home, &new));
        let mut sweep = Sweep::new("a change of keys", 4, whole);
        while let Some((n, after)) = sweep.next_kill() {
            let (home, new, sheet) = copy();
            let killed = kill(run(&home, &new), after);
            sweep.count(&killed);
            let opening = opening(&home, &new);
            let opened = opening.iter().filter(|opens| **opens).count();
            assert_eq!(opened, 1, "{change:?}, kill {n}: {opening:?}");
            assert!(opening[0] || change[1] == "passphrase");
            // Where the sheet was not to change, it opens as well.
            if change[1] != "recovery" {
                let by_sheet = ["key", "doctor", "--recovery-file", &sheet];
                let tried = home.command(&by_sheet).output().unwrap();
                assert!(tried.status.success(), "{change:?}, kill {n}: {tried:?}");
            }
        }
    }
}
