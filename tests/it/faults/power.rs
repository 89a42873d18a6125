//! Power that fails at any moment: what the program wrote and synced is recorded by strace, and what a
//! disk could hold at each moment is put together again and opened.
//!
//! A write may be missing until its file was synced after it, a name until its file or folder was. For
//! each moment three disks are tried: one on which nothing landed that need not, one on which all did,
//! and one that chance picks. Writes to shared memory are left out: it is made anew.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use super::content;
use super::copy_tree;
use super::ids;
use super::library;
use crate::support::Home;
use crate::support::printed;
use crate::support::traced;

/// One thing that the program did, in the order of time.
#[derive(Debug)]
enum Did {
    Write(String, usize, Vec<u8>),
    Cut(String, usize),
    Make(String),
    Remove(String),
    /// A file, or the folder of all.
    Sync(String),
    /// What it told its user.
    Told(String),
}

impl Did {
    fn path(&self) -> &str {
        match self {
            Self::Write(path, ..)
            | Self::Cut(path, _)
            | Self::Make(path)
            | Self::Remove(path)
            | Self::Sync(path) => path,
            Self::Told(_) => "",
        }
    }
}

/// The bytes of strace's `\x2f\x74`.
fn unquoted(text: &str) -> Vec<u8> {
    let parts = text.split("\\x").skip(1);
    parts
        .filter_map(|hex| u8::from_str_radix(hex.get(..2)?, 16).ok())
        .collect()
}

/// What stands between the first `from` and the next `to`.
fn between(text: &str, from: char, to: char) -> Option<&str> {
    Some(text.split_once(from)?.1.split_once(to)?.0)
}

/// The thing that one line of the trace tells of, if it is one of the vault's folder.
fn read(line: &str) -> Option<Did> {
    let (_, rest) = line.split_once(' ')?;
    let (call, args) = rest.trim_start().split_once('(')?;
    let (args, result) = args.rsplit_once(" = ")?;
    if result.starts_with('-') {
        return None;
    }
    let text = |bytes: &str| String::from_utf8(unquoted(bytes)).ok();
    let of_descriptor = || text(between(args, '<', '>')?);
    let of_string = || text(between(args, '"', '"')?);
    let number = |from_end: usize| -> Option<usize> {
        let mut words = args.trim_end_matches(')').trim_end().rsplit(", ");
        words.nth(from_end)?.parse().ok()
    };
    match call {
        "write" if args.starts_with("1<") => of_string().map(Did::Told),
        "pwrite64" => Some(Did::Write(
            of_descriptor()?,
            number(0)?,
            unquoted(between(args, '"', '"')?),
        )),
        "ftruncate" => Some(Did::Cut(of_descriptor()?, number(0)?)),
        "openat" if args.contains("O_CREAT") => of_string().map(Did::Make),
        "unlink" => of_string().map(Did::Remove),
        "fsync" | "fdatasync" => of_descriptor().map(Did::Sync),
        _ => None,
    }
}

/// All that `command` did in `folder`, and what it printed.
fn recorded(command: &Command, folder: &Path, trace: &Path) -> Vec<Did> {
    let options = [
        "-y",
        "-xx",
        "-s",
        "10000000",
        "-e",
        "trace=write,pwrite64,ftruncate,openat,unlink,fsync,fdatasync",
        "-o",
        trace.to_str().unwrap(),
    ];
    let output = traced::traced(command, &options).output().unwrap();
    printed(&["add"], &output);
    let lines = fs::read_to_string(trace).unwrap();
    let place = folder.to_str().unwrap();
    lines
        .lines()
        .filter_map(read)
        .filter(|did| matches!(did, Did::Told(_)) || did.path().starts_with(place))
        .filter(|did| !did.path().ends_with("-shm"))
        .collect()
}

type Disk = BTreeMap<String, Vec<u8>>;

/// What a disk holds where everything up to `done` was asked for, and of what was not synced that which
/// `lands`.
fn disk(before: &Disk, all: &[Did], done: usize, mut lands: impl FnMut() -> bool) -> Disk {
    let mut disk = before.clone();
    let is_folder = |path: &str| Path::new(path).extension().is_none();
    for (n, did) in all[..done].iter().enumerate() {
        let later = &all[n + 1..done];
        let synced = |path: &str| {
            let mut syncs = later.iter().filter(|did| matches!(did, Did::Sync(_)));
            syncs.any(|did| did.path() == path)
        };
        let folder_synced = || {
            later
                .iter()
                .any(|did| matches!(did, Did::Sync(path) if is_folder(path)))
        };
        match did {
            Did::Write(path, at, bytes) if synced(path) || lands() => {
                // A write to a file whose name is not there yet is lost with it.
                if let Some(file) = disk.get_mut(path) {
                    file.resize(file.len().max(at + bytes.len()), 0);
                    file[*at..at + bytes.len()].copy_from_slice(bytes);
                }
            }
            Did::Cut(path, length) if synced(path) || lands() => {
                if let Some(file) = disk.get_mut(path) {
                    file.resize(*length, 0);
                }
            }
            Did::Make(path)
                if !disk.contains_key(path) && (synced(path) || folder_synced() || lands()) =>
            {
                disk.insert(path.clone(), Vec::new());
            }
            Did::Remove(path) if folder_synced() || lands() => {
                disk.remove(path);
            }
            // What did not land, and what leaves nothing on the disk.
            Did::Write(..)
            | Did::Cut(..)
            | Did::Make(_)
            | Did::Remove(_)
            | Did::Sync(_)
            | Did::Told(_) => {}
        }
    }
    disk
}

#[test]
fn s03_power_that_fails_at_any_moment_takes_nothing_that_was_reported() {
    if !traced::is_possible() {
        return;
    }
    let home = Home::with_vault();
    let mut journal = library(&home);
    for n in 0..63 {
        journal.add(&content(&format!("entry {n}"))).unwrap();
    }
    drop(journal);
    let reported = ids(&home);
    let folder = home.store().parent().unwrap().to_owned();
    let template = Home::new();
    copy_tree(&home.path("diurnal"), &template.path("diurnal"));
    let before: Disk = fs::read_dir(&folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|path| path.is_file() && !path.to_str().unwrap().ends_with("-shm"))
        .map(|path| (path.to_str().unwrap().to_owned(), fs::read(&path).unwrap()))
        .collect();
    // One that is added, one in the inbox, and one that folds.
    let mut all = Vec::new();
    for command in [
        home.with_key(&["add", "one more"]),
        home.command(&["add", "while locked"]),
        home.with_key(&["add", "the one that folds"]),
    ] {
        all.extend(recorded(&command, &folder, &home.path("tmp/trace")));
    }
    let told = |done: usize| -> BTreeSet<String> {
        let told = all[..done].iter().filter_map(|did| {
            if let Did::Told(text) = did {
                Some(text.trim().to_owned())
            } else {
                None
            }
        });
        reported.iter().cloned().chain(told).collect()
    };
    assert_eq!(told(all.len()).len(), 66);
    let every = std::env::var_os("DIURNAL_CALLS").is_some();
    let step = if every { 1 } else { all.len().div_ceil(24) };
    let mut seen = BTreeSet::new();
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    for done in (0..=all.len()).step_by(step) {
        let mut by_chance = || {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            random.is_multiple_of(3)
        };
        for held in [
            disk(&before, &all, done, || false),
            disk(&before, &all, done, || true),
            disk(&before, &all, done, &mut by_chance),
        ] {
            let must = told(done);
            if !seen.insert((held.clone(), must.len())) {
                continue;
            }
            let found = Home::new();
            copy_tree(&template.path("diurnal"), &found.path("diurnal"));
            let vault = found.store().parent().unwrap().to_owned();
            fs::remove_dir_all(&vault).unwrap();
            fs::create_dir(&vault).unwrap();
            for (path, bytes) in &held {
                let name = Path::new(path).file_name().unwrap();
                fs::write(vault.join(name), bytes).unwrap();
            }
            let there = ids(&found);
            assert!(there.is_superset(&must), "after {done}: lost what was told");
            assert!(there.len() <= 66, "after {done}");
            let whole = found.run(&["verify", "--local"]);
            assert!(whole.status.success(), "after {done}: {whole:?}");
        }
    }
    println!("power: {} things done, {} disks", all.len(), seen.len());
    assert!(seen.len() > 20);
}
