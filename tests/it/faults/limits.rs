//! Machines that give little: odd homes, few files, little memory, small stacks, open modes, and
//! journals larger than any person's.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fmt::Write;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;

use super::content;
use super::ids;
use super::library;
use crate::support::Home;
use crate::support::Remote;
use crate::support::printed;

#[test]
fn s22_a_home_of_any_name_works_and_none_is_said() {
    for name in [
        &b"new\nline"[..],
        b"bytes \xff\xfe that are no text",
        b"100% sure? #1; rm -rf 'x' \"y\"",
        b"  blanks  ",
    ] {
        let home = Home::new();
        let odd = home.path("").join(OsStr::from_bytes(name));
        fs::create_dir(&odd).unwrap();
        let run = |args: &[&str]| {
            let mut command = home.with_key(args);
            command.env("DIURNAL_HOME", &odd).env("HOME", &odd);
            printed(args, &command.output().unwrap())
        };
        run(&["init", "--work-factor", "10"]);
        let id = run(&["add", "an entry"]);
        assert!(run(&["list"]).starts_with(&id[..8]));
        run(&["verify", "--local"]);
        run(&["unlock", "--for", "1m"]);
        run(&["lock"]);
        let backup = home.path("backup.db");
        run(&["backup", backup.to_str().unwrap()]);
        let kept = fs::read_dir(&odd).unwrap().count();
        assert!(kept > 0, "it lies elsewhere");
    }
}

#[test]
fn s22_without_a_home_it_is_said_and_a_relative_one_is_not_believed() {
    let home = Home::new();
    let without = |more: &[(&str, &str)]| {
        let mut command = home.command(&["init", "--work-factor", "10"]);
        command
            .args(["--passphrase-file", "passphrase"])
            .env_remove("HOME")
            .env_remove("DIURNAL_HOME");
        command.envs(more.iter().copied()).output().unwrap()
    };
    for more in [&[][..], &[("HOME", "")], &[("HOME", "relative")]] {
        let output = without(more);
        let said = crate::support::failed(2, &["init"], &output);
        assert!(said.contains("set HOME"), "{said}");
    }
    let at = home.path("absolute");
    fs::create_dir(&at).unwrap();
    let relative = [
        ("HOME", at.to_str().unwrap()),
        ("XDG_DATA_HOME", "data"),
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_STATE_HOME", "state"),
        ("XDG_RUNTIME_DIR", "runtime"),
    ];
    let output = without(&relative);
    assert!(output.status.success(), "{output:?}");
    for (_, name) in &relative[1..] {
        assert!(!home.path(name).exists(), "{name} was made here");
    }
    let store = at.join(".local/share/diurnal/vaults/default/journal.db");
    assert!(store.exists());
}

/// Runs diurnal under a limit of the shell's: `ulimit -n 8`.
fn limited(home: &Home, limit: &str, args: &[&str]) -> Output {
    let mut command = Command::new("sh");
    command
        .env_clear()
        .envs(home.env())
        .current_dir(home.path(""));
    let script = format!("{limit} || exit 99; exec \"$0\" \"$@\"");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_diurnal")]);
    command.args(args).args(["--passphrase-file", "passphrase"]);
    command.output().unwrap()
}

#[test]
fn s23_with_few_files_little_memory_or_small_stacks_nothing_reported_is_lost() {
    let home = Home::with_vault();
    let mut reported = BTreeSet::new();
    let mut codes = BTreeSet::new();
    let mut told = false;
    let mut limits: Vec<String> = (4..12).map(|n| format!("ulimit -n {n}")).collect();
    limits.extend((4..40).map(|n| format!("ulimit -v {}", n * 4096)));
    limits.push("export RUST_MIN_STACK=4096".to_owned());
    for limit in limits {
        let output = limited(&home, &limit, &["add", &limit]);
        let code = output.status.code();
        if code == Some(99) {
            println!("skipped: {limit} is not to be had");
            continue;
        }
        let said = String::from_utf8_lossy(&output.stderr);
        // Without memory for the program itself, or for its next step, the system ends it.
        let ended = limit.contains("-v")
            && (output.status.signal().is_some() || matches!(code, Some(127 | 134 | 139)));
        let no_more_files = code == Some(2) && said.contains("Too many open files");
        assert!(
            matches!(code, Some(0 | 3)) || ended || no_more_files,
            "{limit}: {:?} {said}",
            output.status
        );
        assert!(!said.contains("panicked"), "{limit}: {said}");
        assert!(!said.contains("read-only"), "{limit}: {said}");
        told |= said.contains("no more open files");
        let printed = String::from_utf8(output.stdout).unwrap();
        assert_eq!(code == Some(0), !printed.is_empty(), "{limit}: {said}");
        reported.extend(printed.lines().map(str::to_owned));
        codes.extend(code);
    }
    assert!(codes.contains(&0) && codes.contains(&3), "{codes:?}");
    assert!(told, "what was missing was said nowhere");
    assert_eq!(ids(&home), reported);
    assert_eq!(home.json(&["verify", "--local"])["ok"], true);
    let listed = limited(&home, "export RUST_MIN_STACK=4096", &["list"]);
    assert!(listed.status.success(), "{listed:?}");
}

/// Everything of ours below a folder, folders too.
fn everything(top: &Path) -> Vec<PathBuf> {
    let mut found = vec![top.to_owned()];
    for entry in fs::read_dir(top).into_iter().flatten().flatten() {
        if entry.file_type().unwrap().is_dir() {
            found.extend(everything(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found
}

#[test]
fn s24_whatever_the_umask_new_files_are_for_their_owner_and_doctor_names_each_other_one() {
    let remote = Remote::new();
    let home = Home::new();
    let open = |args: &[&str]| {
        let output = limited(&home, "umask 000", args);
        assert!(output.status.success(), "{args:?}: {output:?}");
    };
    let url = remote.url();
    open(&["init", "--work-factor", "10", "--remote", &url]);
    open(&["add", "an entry"]);
    open(&["sync"]);
    open(&["verify"]);
    open(&["backup", "backup.db"]);
    open(&["unlock", "--for", "1m"]);
    let mut ours = everything(&home.path("diurnal"));
    ours.push(home.path("backup.db"));
    for path in &ours {
        let mode = fs::symlink_metadata(path).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{}: {mode:o}", path.display());
    }
    home.ok(&["lock"]);
    home.ok(&["doctor"]);
    let vault = home.store().parent().unwrap().to_owned();
    let seen = home.path("diurnal/state/seen/default");
    for (path, mode) in [
        (home.store(), 0o644),
        (vault, 0o755),
        (home.path("diurnal/data"), 0o755),
        (seen, 0o777),
    ] {
        let before = fs::metadata(&path).unwrap().permissions();
        fs::set_permissions(&path, PermissionsExt::from_mode(mode)).unwrap();
        let output = home.run(&["doctor"]);
        assert_eq!(output.status.code(), Some(5), "{}", path.display());
        let screen = String::from_utf8(output.stdout).unwrap();
        let named = format!("{} is open to others (0{mode:o})", path.display());
        assert!(screen.contains(&named), "{named}: {screen}");
        fs::set_permissions(&path, before).unwrap();
    }
    home.ok(&["doctor"]);
}

#[test]
fn s25_many_entries_and_many_versions_of_one_take_bounded_memory() {
    const VERSIONS: usize = 400;
    const ENTRIES: usize = 20_000;
    let home = Home::with_vault();
    let mut journal = library(&home);
    let id = journal.add(&content("version 0")).unwrap().id;
    for n in 1..VERSIONS {
        let mut entry = journal.entry(id).unwrap();
        entry.content.body = format!("version {n}");
        let draft = diurnal::model::entry::Draft {
            id,
            parents: entry.heads,
            content: entry.content,
        };
        journal.save(&draft).unwrap();
        journal.tidy().unwrap();
    }
    let mut lines = String::new();
    for n in 0..ENTRIES {
        let day = 1 + n % 28;
        writeln!(
            lines,
            "{{\"at\":\"2023-02-{day:02}T12:00:00Z\",\"body\":\"entry {n} at the lake\"}}"
        )
        .unwrap();
    }
    let mut from = lines.as_bytes();
    journal
        .import_jsonl(&mut from, None, false, &mut ())
        .unwrap();
    drop(journal);
    let id = id.to_string();
    // Debug builds are larger than those that people have; their own bytes are about half of this.
    for args in [
        &["list"][..],
        &["history", &id],
        &["show", &id],
        &["search", "lake"],
        &["add", "one more"],
        &["verify", "--local"],
    ] {
        let output = limited(&home, "ulimit -v 400000", args);
        assert!(output.status.success(), "{args:?}: {output:?}");
    }
    assert_eq!(home.json_lines(&["history", &id]).len(), VERSIONS);
    assert_eq!(home.json(&["status"])["counts"]["entries"], ENTRIES + 2);
}
