//! The real program is killed before each of its system calls, or one of them fails, once and from
//! then on. What it had reported is there afterwards, and what it could not save is kept or said.
//!
//! Needs strace; else each test says that it was skipped. `DIURNAL_CALLS=all` goes through every call
//! (half an hour), a number through so many of each work; without it, a few.

use std::collections::BTreeSet;
use std::os::unix::process::ExitStatusExt;
use std::process::Command;
use std::process::Output;

use super::content;
use super::copy_tree;
use super::digest;
use super::ids;
use super::library;
use super::purge::Scene;
use crate::support::Home;
use crate::support::Remote;
use crate::support::traced;
use crate::support::traced::Point;

/// How many calls of each work are tried where nobody says.
const FEW: usize = 16;

fn copy(of: &Home) -> Home {
    let home = Home::new();
    copy_tree(&of.path("diurnal"), &home.path("diurnal"));
    home
}

#[track_caller]
fn is_whole(home: &Home, at: &Point) {
    let output = home.run(&["--json", "verify", "--local"]);
    assert!(output.status.success(), "{at:?}: {output:?}");
}

/// Kills `command` before each of its calls, in a copy of `template` each time, and lets `judge` look
/// at what is left.
fn kill_each(
    of: &str,
    template: &Home,
    command: impl Fn(&Home) -> Command,
    judge: impl Fn(&Home, &str, &Point),
) {
    if !traced::is_possible() {
        return;
    }
    let first = copy(template);
    let points = traced::points(&command(&first), traced::CHANGING, &first.path("tmp"));
    let all = points.len();
    let (mut tried, mut killed) = (0, 0);
    for point in traced::chosen(&points, FEW) {
        let home = copy(template);
        let output = point
            .inject(&command(&home), "signal=KILL", "")
            .output()
            .unwrap();
        let met = traced::was_killed(&output);
        assert!(met || output.status.success(), "{of} {point:?}: {output:?}");
        tried += 1;
        killed += usize::from(met);
        let printed = String::from_utf8(output.stdout).unwrap();
        judge(&home, &printed, &point);
    }
    println!("{of}: {all} calls, {tried} tried, {killed} killed");
    assert!(killed > 0, "{of}: nothing was killed");
}

/// What was there is there, with what was reported and at most one entry more; the store is whole,
/// and takes the next entry.
#[track_caller]
fn nothing_is_lost(home: &Home, before: &BTreeSet<String>, printed: &str, at: &Point) {
    let found = ids(home);
    assert!(found.is_superset(before), "{at:?}: lost");
    assert!(
        printed.lines().all(|id| found.contains(id)),
        "{at:?}: reported and lost"
    );
    assert!(found.len() <= before.len() + 1, "{at:?}");
    is_whole(home, at);
    home.add("after the restart");
    assert_eq!(ids(home).len(), found.len() + 1, "{at:?}");
}

fn filled(count: usize) -> Home {
    let home = Home::with_vault();
    let mut journal = library(&home);
    for n in 0..count {
        journal.add(&content(&format!("entry {n}"))).unwrap();
    }
    home
}

#[test]
fn s01_killed_before_each_call_of_add() {
    let template = filled(3);
    let before = ids(&template);
    kill_each(
        "add",
        &template,
        |home| home.with_key(&["add", "one more"]),
        |home, printed, at| nothing_is_lost(home, &before, printed, at),
    );
    kill_each(
        "add while locked",
        &template,
        |home| home.command(&["add", "one more"]),
        |home, printed, at| nothing_is_lost(home, &before, printed, at),
    );
    // The text that waits is taken once, whenever the taking was killed.
    let id = template.run_locked(&["add", "it waits"]).stdout;
    let mut before = before;
    before.insert(String::from_utf8(id).unwrap().trim().to_owned());
    kill_each(
        "adopt",
        &template,
        |home| home.with_key(&["tags"]),
        |home, _, at| {
            assert_eq!(ids(home), before, "{at:?}");
            is_whole(home, at);
        },
    );
}

#[test]
fn s01_killed_before_each_call_of_edit_and_import() {
    let template = filled(3);
    let id = ids(&template).pop_first().unwrap();
    let old = template.body(&id);
    kill_each(
        "edit",
        &template,
        |home| home.with_key(&["edit", &id, "--title", "a new title"]),
        |home, _, at| {
            let versions = home.json_lines(&["history", &id]).len();
            assert!(matches!(versions, 1 | 2), "{at:?}");
            assert_eq!(home.body(&id), old);
            is_whole(home, at);
        },
    );
    let line = |n: u32| {
        format!("{{\"id\":\"{n:032x}\",\"at\":\"2024-01-01T00:00Z\",\"body\":\"imported {n}\"}}\n")
    };
    let lines: String = (0..20).map(line).collect();
    let before = ids(&template);
    kill_each(
        "import",
        &template,
        |home| {
            let file = home.write("in.jsonl", &lines);
            home.with_key(&["import", "jsonl", &file])
        },
        |home, _, at| {
            let found = ids(home);
            assert!(found.is_superset(&before), "{at:?}");
            is_whole(home, at);
            let file = home.path("in.jsonl");
            home.ok(&["import", "jsonl", file.to_str().unwrap()]);
            assert_eq!(ids(home).len(), before.len() + 20, "{at:?}");
        },
    );
}

#[test]
fn s01_s16_killed_before_each_call_of_a_fold() {
    let template = filled(66);
    let before = ids(&template);
    kill_each(
        "fold",
        &template,
        |home| home.with_key(&["add", "the one that folds"]),
        |home, printed, at| nothing_is_lost(home, &before, printed, at),
    );
}

#[test]
fn s01_killed_before_each_call_of_init() {
    kill_each(
        "init",
        &Home::new_with_folder(),
        |home| home.with_key(&["init", "--work-factor", "10"]),
        |home, printed, at| {
            let there = home.run(&["list"]);
            if there.status.code() == Some(1) {
                assert_eq!(printed, "", "{at:?}: a key of no vault was printed");
                home.init(&[]);
            } else {
                assert!(there.status.success(), "{at:?}: {there:?}");
            }
            if !printed.is_empty() {
                home.write("sheet", printed);
                home.ok(&["key", "doctor", "--recovery-file", "sheet"]);
            }
            home.add("the first");
            is_whole(home, at);
        },
    );
}

#[test]
fn k13_killed_before_each_call_of_a_new_passphrase() {
    let template = filled(3);
    kill_each(
        "key passphrase",
        &template,
        |home| {
            home.write("new", "a lamp of another kind\n");
            home.with_key(&["key", "passphrase", "--new-passphrase-file", "new"])
        },
        |home, _, at| {
            let opens = |file: &str| {
                let args = ["--passphrase-file", file, "verify", "--local"];
                home.command(&args).output().unwrap().status.success()
            };
            let (old, new) = (opens("passphrase"), opens("new"));
            assert!(old != new, "{at:?}: old {old}, new {new}");
        },
    );
}

#[test]
fn y47_killed_before_each_call_of_sync() {
    let remote = Remote::new();
    let template = Home::new();
    template.init(&["--remote-unlock", "always", "--remote", &remote.url()]);
    template.add("from the first");
    template.ok(&["sync"]);
    let backup = tempfile::tempdir().unwrap();
    copy_tree(remote.path(), backup.path());
    template.add("not sent yet");
    let before = digest(&template);
    kill_each(
        "sync",
        &template,
        |home| {
            std::fs::remove_dir_all(remote.path()).unwrap();
            copy_tree(backup.path(), remote.path());
            home.with_key(&["sync"])
        },
        |home, _, at| {
            assert_eq!(digest(home), before, "{at:?}");
            is_whole(home, at);
            home.ok(&["sync"]);
            assert_eq!(super::all_equal(home), 2, "{at:?}");
        },
    );
}

#[test]
fn s16_y57_killed_before_each_call_of_purge() {
    if !traced::is_possible() {
        return;
    }
    let scene = Scene::new();
    let purge = |home: &Home| {
        let args = [
            "purge",
            &scene.gone,
            "--confirm",
            &scene.gone[..8],
            "--json",
        ];
        home.with_key(&args)
    };
    let (first, _) = scene.again();
    let points = traced::points(&purge(&first), traced::CHANGING, &first.path("tmp"));
    let all = points.len();
    let (mut tried, mut killed, mut done) = (0, 0, 0);
    for point in traced::chosen(&points, FEW) {
        let (first, second) = scene.again();
        let output = point
            .inject(&purge(&first), "signal=KILL", "")
            .output()
            .unwrap();
        let met = traced::was_killed(&output);
        assert!(met || output.status.success(), "{point:?}: {output:?}");
        let is_purged = !ids(&first).contains(&scene.gone);
        assert!(output.stdout.is_empty() || is_purged, "{point:?}");
        is_whole(&first, &point);
        if tried % 2 == 0 {
            scene.settle([&first, &second]);
        } else {
            scene.settle([&second, &first]);
        }
        for home in [&first, &second] {
            assert_eq!(ids(home).contains(&scene.gone), !is_purged, "{point:?}");
        }
        tried += 1;
        killed += usize::from(met);
        done += usize::from(is_purged);
    }
    println!("purge: {all} calls, {tried} tried, {killed} killed, {done} purged already");
    assert!(killed > 0 && done > 0 && done < tried);
}

#[test]
fn s16_y57_killed_before_each_call_of_a_compaction() {
    if !traced::is_possible() {
        return;
    }
    let scene = Scene::new();
    let compact = |home: &Home| home.with_key(&["remote", "compact"]);
    let (first, _) = scene.again();
    let points = traced::points(&compact(&first), traced::CHANGING, &first.path("tmp"));
    let all = points.len();
    let (mut tried, mut killed) = (0, 0);
    for point in traced::chosen(&points, FEW / 2) {
        let (first, second) = scene.again();
        let command = point.inject(&compact(&first), "signal=KILL", "");
        killed += usize::from(traced::was_killed(&{ command }.output().unwrap()));
        tried += 1;
        is_whole(&first, &point);
        scene.settle([&first, &second]);
        assert!(ids(&first).contains(&scene.gone), "{point:?}");
    }
    println!("compact: {all} calls, {tried} tried, {killed} killed");
    assert!(killed > 0);
}

#[test]
fn y56_killed_before_each_call_of_clone() {
    let remote = Remote::new();
    let first = Home::new();
    first.init(&["--remote-unlock", "always", "--remote", &remote.url()]);
    first.add("from the first");
    first.ok(&["sync"]);
    let url = remote.url();
    let clone = ["clone", &url, "--work-factor", "10"];
    let backup = tempfile::tempdir().unwrap();
    copy_tree(remote.path(), backup.path());
    kill_each(
        "clone",
        &Home::new_with_folder(),
        |home| {
            // Or each one would meet all the devices of those before it.
            std::fs::remove_dir_all(remote.path()).unwrap();
            copy_tree(backup.path(), remote.path());
            home.with_key(&clone)
        },
        |home, _, at| {
            if home.run(&["list"]).status.code() == Some(1) {
                home.ok(&clone);
            }
            assert_eq!(ids(home), ids(&first), "{at:?}");
            is_whole(home, at);
            home.ok(&["sync"]);
        },
    );
    first.ok(&["sync"]);
    assert_eq!(super::all_equal(&first), 1);
}

#[test]
fn k13_killed_before_each_call_of_other_changes_of_keys() {
    let template = Home::new();
    let sheet = template.init(&[]);
    let friend = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
    template.add("before the change");
    let changes: [&[&str]; 3] = [
        &["key", "rotate"],
        &["key", "recovery"],
        &["key", "add", friend],
    ];
    for change in changes {
        kill_each(
            &change.join(" "),
            &template,
            |home| home.with_key(change),
            |home, _, at| {
                is_whole(home, at);
                if change[1] != "recovery" {
                    home.write("sheet", &sheet);
                    home.ok(&["key", "doctor", "--recovery-file", "sheet"]);
                }
                home.add("after the restart");
            },
        );
    }
}

/// What may become of each call on a disk that fails or is full.
const ERRORS: [(&str, &[&str]); 9] = [
    ("write", &["ENOSPC", "EIO"]),
    ("pwrite64", &["ENOSPC", "EIO", "EDQUOT"]),
    ("fsync", &["EIO", "ENOSPC"]),
    ("fdatasync", &["EIO", "ENOSPC"]),
    ("ftruncate", &["EIO"]),
    ("openat", &["EIO", "EACCES", "EMFILE", "ENOSPC", "EROFS"]),
    ("unlink", &["EIO", "EACCES"]),
    ("pread64", &["EIO"]),
    ("fcntl", &["ENOLCK"]),
];

/// Reported and there, or an error with a code that says whose move it is; never a panic.
#[track_caller]
fn judge_error(home: &Home, before: &BTreeSet<String>, output: &Output, at: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let code = output.status.code();
    // 127: the loader did not find what the program needs, and the program never began.
    let named = matches!(code, Some(0 | 1 | 3 | 4 | 5 | 127));
    let unread = code == Some(2) && said.contains("cannot read the passphrase");
    assert!(named || unread, "{at}: {:?}\n{said}", output.status);
    assert!(!said.contains("panicked"), "{at}: {said}");
    assert_ne!(output.status.signal(), Some(9), "{at}: it hangs");
    let found = ids(home);
    assert!(found.is_superset(before), "{at}: lost");
    for id in printed.lines() {
        assert!(found.contains(id), "{at}: reported and lost");
    }
    if code == Some(0) {
        assert!(!printed.is_empty() || at.contains("write"), "{at}: {said}");
        assert_eq!(found.len(), before.len() + 1, "{at}");
    }
    if code == Some(3) && found == *before && said.contains("kept as a sealed draft") {
        let kept = home.json_lines(&["drafts"]);
        assert_eq!(kept.len(), 1, "{at}: {said}");
        let text = home.ok(&["drafts", "show", kept[0]["id"].as_str().unwrap()]);
        assert_eq!(text, "the text", "{at}");
    }
    let whole = home.run(&["verify", "--local"]);
    assert!(whole.status.success(), "{at}: {whole:?}");
}

#[test]
fn s04_each_call_of_add_fails_once_and_from_then_on() {
    if !traced::is_possible() {
        return;
    }
    let template = filled(3);
    let before = ids(&template);
    let add = |home: &Home| home.with_key(&["add", "the text"]);
    let first = copy(&template);
    let names: Vec<&str> = ERRORS.iter().map(|(call, _)| *call).collect();
    let points = traced::points(&add(&first), &names.join(","), &first.path("tmp"));
    let mut codes: BTreeSet<i32> = BTreeSet::new();
    let mut tried = 0;
    for point in traced::chosen(&points, FEW) {
        let (_, errors) = ERRORS.iter().find(|(call, _)| *call == point.call).unwrap();
        for (n, error) in errors.iter().enumerate() {
            // Without a word on how many: one of the errors, once or for good, in turn.
            let all = std::env::var_os("DIURNAL_CALLS").is_some();
            if !all && n != tried % errors.len() {
                continue;
            }
            for lasting in ["", "+"] {
                // Every statement waits for such a lock: the next test does it once.
                if point.call == "fcntl" && lasting == "+" {
                    continue;
                }
                let home = copy(&template);
                let what = format!("error={error}");
                let output = point.inject(&add(&home), &what, lasting).output().unwrap();
                let at = format!("{} {}{lasting} {error}", point.call, point.n);
                judge_error(&home, &before, &output, &at);
                codes.extend(output.status.code());
            }
        }
        tried += 1;
    }
    println!("errors: {tried} calls, codes {codes:?}");
    assert!(codes.contains(&0) && codes.contains(&3), "{codes:?}");
}

#[test]
fn s14_where_locks_fail_it_is_an_error_in_time_and_the_text_is_kept() {
    if !traced::is_possible() {
        return;
    }
    let template = filled(3);
    let before = ids(&template);
    std::thread::scope(|scope| {
        for error in ["ENOLCK", "EAGAIN", "EACCES"] {
            let (template, before) = (&template, &before);
            scope.spawn(move || {
                let home = copy(template);
                let command = home.with_key(&["add", "the text"]);
                let point = Point {
                    call: "fcntl".to_owned(),
                    n: 1,
                };
                let what = format!("error={error}");
                let output = point.inject(&command, &what, "+").output().unwrap();
                assert_eq!(output.status.code(), Some(3), "{error}: {output:?}");
                judge_error(&home, before, &output, error);
            });
        }
    });
}

#[test]
fn s14_on_a_network_file_system_the_journal_is_a_safe_one_and_it_is_said_once() {
    if !traced::is_possible() {
        return;
    }
    // What statfs says of NFS, in the byte order of this machine.
    let magic = format!("{:016x}", 0x6969_u64.to_be());
    let home = filled(3);
    let on_nfs = |args: &[&str]| {
        let point = Point {
            call: "statfs".to_owned(),
            n: 1,
        };
        let what = format!("poke_exit=@arg2={magic}");
        let command = home.with_key(args);
        let output = point.inject(&command, &what, "+").output().unwrap();
        crate::support::printed(args, &output)
    };
    let status: serde_json::Value = serde_json::from_str(&on_nfs(&["--json", "status"])).unwrap();
    let warnings = status["warnings"].as_array().unwrap();
    let named = |warning: &&serde_json::Value| warning["condition"] == "network-file-system";
    assert_eq!(warnings.iter().filter(named).count(), 1, "{status}");
    on_nfs(&["add", "from far away"]);
    // The mode is written into the store's head: 1 is a rollback journal, 2 a write-ahead log.
    let head = std::fs::read(home.store()).unwrap();
    assert_eq!(head[18..20], [1, 1]);
    assert!(!home.path("diurnal").join("journal.db-wal").exists());
    assert_eq!(ids(&home).len(), 4);
    let head = std::fs::read(home.store()).unwrap();
    assert_eq!(head[18..20], [2, 2], "on a disk it is a log again");
}

#[test]
fn s06_where_no_sync_succeeds_nothing_is_reported_as_saved() {
    if !traced::is_possible() {
        return;
    }
    let template = filled(3);
    let before = ids(&template);
    for locked in [false, true] {
        for call in ["fsync", "fdatasync"] {
            let home = copy(&template);
            let args = ["add", "the text"];
            let command = if locked {
                home.command(&args)
            } else {
                home.with_key(&args)
            };
            let point = Point {
                call: call.to_owned(),
                n: 1,
            };
            let output = point.inject(&command, "error=EIO", "+").output().unwrap();
            let syncs = traced::points(&command, call, &home.path("tmp")).len();
            if syncs == 0 {
                continue;
            }
            let said = crate::support::failed(3, &args, &output);
            assert!(said.contains("[disk]"), "{said}");
            assert!(output.stdout.is_empty(), "reported as saved");
        }
    }
    // Once: the one that makes the entry durable is not tried again as if nothing had been.
    let first = copy(&template);
    let add = |home: &Home| home.with_key(&["add", "the text"]);
    let mut refused = 0;
    for point in traced::points(&add(&first), "fsync,fdatasync", &first.path("tmp")) {
        let home = copy(&template);
        let output = point.inject(&add(&home), "error=EIO", "").output().unwrap();
        judge_error(&home, &before, &output, &format!("{point:?}"));
        refused += usize::from(output.status.code() == Some(3));
    }
    assert!(refused > 0, "no failed sync was an error");
}
