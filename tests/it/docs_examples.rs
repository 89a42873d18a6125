//! Every example of `--help`, the README and the pages about settings and JSON is run as it is
//! printed: by a shell, at a terminal, each on a journal of its own in which what it names is there.
//! (What diurnal-format(5) and diurnal-recovery(7) print, `format` and `recovery` run.)

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::process::Stdio;
use std::sync::Mutex;
use std::thread;

use crate::faults::copy_tree;
use crate::format::have;
use crate::recovery::at_a_terminal;
use crate::support::Home;
use crate::support::PASSPHRASE;
use crate::support::Remote;
use crate::support::foreign::zipped;

const README: &str = include_str!("../../README.md");
const PAGES: [&str; 2] = [
    include_str!("../../man/diurnal-config.5"),
    include_str!("../../man/diurnal-json.5"),
];

/// What the examples call their entries.
const ENTRIES: &str = concat!(
    "{\"id\":\"1a2b3c4d000000000000000000000001\",\"at\":\"2024-02-29T10:00:00Z\",\"body\":\"rain\",\"tags\":[\"walk\"]}\n",
    "{\"id\":\"5e6f7a8b000000000000000000000002\",\"at\":\"2023-05-17T10:00:00Z\",\"body\":\"first snow\",\"starred\":true}\n",
    "{\"id\":\"77777777000000000000000000000003\",\"at\":\"2020-05-17T10:00:00Z\",\"body\":\"sun\",\"tags\":[\"travel\"]}\n",
);

/// What Day One has.
const DAY_ONE: &[u8] = br#"{"metadata":{"version":"1.0"},"entries":[{"uuid":"A1","creationDate":"2024-05-16T22:00:00Z","text":"rain"}]}"#;

/// Programs that are not ours, and what the examples want of them.
const OTHERS: &[(&str, &str)] = &[
    ("nvim", "for file; do :; done; echo changed >> \"$file\""),
    ("fortune", "echo a word of luck"),
    ("man", "cat > page; test -s page"),
];

const NEW: &str = "a lamp of another kind";
/// Their answers, and the key that leaves a screen.
const ANSWERS: &[(&str, &[&str])] = &[
    ("[own/Words] ", &["own"]),
    ("New passphrase: ", &[NEW]),
    ("The same again: ", &[NEW]),
    ("last five characters", &[""]),
    ("Type '1a2b3c4d' to erase", &["1a2b3c4d"]),
    ("[y/N]", &["y"]),
    ("palette", &["\u{11}"]),
    ("\u{1b}[?1049h", &["\u{11}"]),
];

/// What begins so asks, or takes the whole screen: it is run at a terminal.
const AT_A_TERMINAL: &[&str] = &[
    "diurnal demo",
    "diurnal init",
    "diurnal key passphrase",
    "diurnal key recovery",
    "diurnal clone",
    "diurnal write",
    "diurnal purge 1a2b3c4d",
    "diurnal device revoke",
    "VISUAL=nvim",
];

/// What was done before, by the first words of an example; every row that fits, in this order.
const BEFORE: &[(&str, &str)] = &[
    (
        "diurnal init",
        "rm -r ~/diurnal/data; rm -r ~/stick/journal.git; mv ~/stick/empty.git ~/stick/journal.git",
    ),
    (
        "diurnal --passphrase-file pass init",
        "rm -r ~/diurnal/data",
    ),
    (
        "diurnal clone",
        "diurnal remote add $STICK; diurnal sync; diurnal device invite > ~/words; rm -r ~/diurnal/data ~/diurnal/state",
    ),
    ("diurnal backup", "rm ~/stick/*.db"),
    ("diurnal sync", "diurnal remote add $STICK"),
    ("diurnal verify", "diurnal remote add $STICK; diurnal sync"),
    ("diurnal purge", "diurnal remote add $STICK; diurnal sync"),
    (
        "diurnal purge --refuse",
        "diurnal purge 1a2b3c4d --confirm 1a2b3c4d",
    ),
    (
        "diurnal remote compact",
        "diurnal remote add $STICK; diurnal sync",
    ),
    (
        "diurnal remote reseed",
        "diurnal remote add $STICK --name stick; diurnal sync",
    ),
    (
        "diurnal remote remove stick",
        "diurnal remote add $STICK --name stick",
    ),
    (
        "diurnal remote trust",
        "diurnal remote add $STICK --name stick; diurnal sync",
    ),
    (
        "diurnal device invite",
        "diurnal remote add $STICK; diurnal sync",
    ),
    (
        "diurnal --passphrase-file pass device invite",
        "diurnal remote add $STICK; diurnal sync",
    ),
    (
        "diurnal device rename laptop",
        "diurnal device rename $DEVICE laptop",
    ),
    ("diurnal device revoke phone", "$PHONE"),
    (
        "diurnal --passphrase-file pass device revoke phone",
        "$PHONE",
    ),
    (
        "diurnal key remove",
        "diurnal key add age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p",
    ),
    ("diurnal undelete", "diurnal delete 1a2b3c4d"),
    ("diurnal words remove", "diurnal words add skua"),
    ("diurnal drafts", "printf '\\377' | diurnal add - || :"),
    ("diurnal unlock", "diurnal lock"),
];

/// What does not end with 0, and why.
const ENDS: &[(&str, &[i32], &str)] = &[
    (
        "diurnal doctor",
        &[0, 5],
        "the machine may let no memory be locked",
    ),
    (
        "diurnal key add age1yubikey",
        &[4],
        "there is no such token here",
    ),
];

/// The examples of all commands, without what is said beside them.
fn examples_of_help() -> BTreeSet<String> {
    let mut command = diurnal::cli::command();
    command.build();
    let mut all: Vec<&clap::Command> = vec![&command];
    let mut examples = BTreeSet::new();
    while let Some(command) = all.pop() {
        all.extend(
            command
                .get_subcommands()
                .filter(|one| one.get_name() != "help"),
        );
        let help = command
            .get_after_help()
            .map(ToString::to_string)
            .unwrap_or_default();
        let (_, lines) = help.split_once("Examples:\n").unwrap_or_default();
        let lines = lines.lines().map_while(|line| line.strip_prefix("  "));
        examples.extend(lines.map(|line| line.split("   ").next().unwrap().to_owned()));
    }
    examples
}

fn examples_of_pages() -> BTreeSet<String> {
    let indented = README.lines().filter_map(|line| line.strip_prefix("    "));
    let blocks = PAGES.iter().flat_map(|page| page.split("\n.EX\n").skip(1));
    let blocks = blocks.flat_map(|block| block.split("\n.EE").next().unwrap().lines());
    let all = indented.chain(blocks).map(str::trim);
    all.filter(|line| line.starts_with("diurnal "))
        .map(|line| line.replace("\\-", "-").replace("\\(aq", "'"))
        .collect()
}

/// A journal with everything that the examples name, but no remote; its copy is a home.
struct Stage {
    home: Home,
    empty: Remote,
    filled: Remote,
}

impl Stage {
    fn new() -> Self {
        let (home, empty, filled) = (Home::new(), Remote::new(), Remote::new());
        let key = home.init(&["--remote-unlock", "always"]);
        home.write("sheet.txt", format!("{key}\n"));
        for name in ["pass", "old"] {
            home.write(name, format!("{PASSPHRASE}\n"));
        }
        home.write("new", format!("{NEW}\n"));
        home.write("draft.md", "rain");
        for name in ["journal.jsonl", "notes.jsonl"] {
            home.write(name, ENTRIES);
        }
        home.write("journal.txt", "[2024-02-29 10:00] rain\n");
        home.write("vault/daily/2024-02-29.md", "rain\n");
        home.write(
            "2026-11-20-export.zip",
            zipped(&[("Journal.json", DAY_ONE)]),
        );
        for folder in [
            ".zfunc",
            ".config/fish/completions",
            ".local/share/bash-completion/completions",
            "stick",
        ] {
            fs::create_dir_all(home.path(folder)).unwrap();
        }
        for (name, script) in OTHERS {
            let path = home.write(&format!("bin/{name}"), format!("#!/bin/sh\n{script}\n"));
            fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        home.ok_with_stdin(&["import", "jsonl", "-"], ENTRIES.as_bytes());
        home.ok(&["backup", "backup.db"]);
        home.ok(&["export", "--to", "journal-in-clear"]);
        home.ok(&["remote", "add", &filled.url()]);
        home.ok(&["sync"]);
        home.ok(&["remote", "remove", "origin"]);
        home.write(
            "diurnal/config/config.toml",
            "passphrase_command = \"cat ~/passphrase\"\n",
        );
        Self {
            home,
            empty,
            filled,
        }
    }

    fn copy(&self) -> Home {
        let home = Home::new();
        copy_tree(&self.home.path(""), &home.path(""));
        copy_tree(self.filled.path(), &home.path("stick/journal.git"));
        copy_tree(self.empty.path(), &home.path("stick/empty.git"));
        let backup = home.path("stick/journal-2024-02-29.db");
        fs::copy(home.path("backup.db"), backup).unwrap();
        home
    }
}

/// A script with what is particular to a home in place of what is printed, or stands in `BEFORE`.
fn in_this_home(home: &Home, script: &str) -> String {
    let stick = home.path("stick");
    let url = format!("file://{}/journal.git", stick.display());
    let phone = format!(
        "diurnal remote add {url}; diurnal sync; DIURNAL_HOME=~/other diurnal \
         --passphrase-file ~/passphrase clone {url} --name phone --work-factor 10; \
         DIURNAL_HOME=~/other diurnal --passphrase-file ~/passphrase sync; diurnal sync"
    );
    let mut script = script
        .replace("$PHONE", &phone)
        .replace("$STICK", &url)
        .replace("git@example.org:me/journal.git", &url)
        .replace(
            "/media/stick/journal-2024",
            &format!("{}/journal-2024", stick.display()),
        )
        .replace("/media/stick", stick.to_str().unwrap())
        .replace("/tmp/diurnal-demo", home.path("demo").to_str().unwrap());
    let mut put = |sign: &str, found: &dyn Fn() -> String| {
        if script.contains(sign) {
            script = script.replace(sign, &found());
        }
    };
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    put("$DEVICE", &|| {
        text(&home.json_lines(&["device", "list"])[0]["id"])
    });
    put("3f09 ", &|| {
        format!("{} ", text(&home.json_lines(&["device", "list"])[0]["id"]))
    });
    put("9f8e7d6c", &|| {
        text(&home.json_lines(&["history", "1a2b3c4d"])[0]["revision"])
    });
    script
}

/// The sign for what only exists after `BEFORE` was run, and where the program names it.
const LATER: &[(&str, &str, &[&str], &str)] = &[
    (
        "key remove 3f09ab12",
        "3f09ab12",
        &["key", "status"],
        "slot",
    ),
    ("diurnal drafts ", "1a2b3c4d", &["drafts", "list"], "id"),
    ("diurnal resolve ", "1a2b3c4d", &["conflicts"], "id"),
];

/// Runs one as it is printed; what went wrong, if anything did.
fn run(stage: &Stage, example: &str) -> Result<(), String> {
    let begins = |row: &&str| example.starts_with(*row);
    let home = &stage.copy();
    if example.starts_with("diurnal resolve") {
        let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/v1/journal.db");
        fs::remove_dir_all(home.store().parent().unwrap()).unwrap();
        fs::create_dir(home.store().parent().unwrap()).unwrap();
        fs::copy(golden, home.store()).unwrap();
    }
    for (row, script) in BEFORE {
        if begins(row) {
            let (code, said) = shell(home, &in_this_home(home, script));
            if code != Some(0) {
                return Err(format!("before it: {script}: {said}"));
            }
        }
    }
    let mut script = in_this_home(home, example);
    for (row, sign, command, field) in LATER {
        if example.contains(row) {
            let rows = home.json_lines(command);
            let named = |row: &&serde_json::Value| row.to_string().contains("age1ql3");
            let row = rows.iter().find(named).or(rows.last()).unwrap();
            script = script.replace(sign, row[field].as_str().unwrap());
        }
    }
    let ends: &[i32] = ENDS
        .iter()
        .find(|(row, ..)| begins(row))
        .map_or(&[0], |(_, ends, _)| ends);
    let (code, said) = if example == "diurnal" || AT_A_TERMINAL.iter().any(begins) {
        let words = fs::read_to_string(home.path("words")).unwrap_or_default();
        let words = [words.lines().next().unwrap_or_default()];
        let mut answers = ANSWERS.to_vec();
        answers.push(("The eight words: ", &words));
        let script = format!("export VISUAL=nvim; {script}");
        let (end, said) = at_a_terminal(home, example, &script, &answers);
        (end.trim_end_matches('.').parse().ok(), said)
    } else {
        shell(home, &script)
    };
    if code.is_some_and(|code| ends.contains(&code)) {
        Ok(())
    } else {
        Err(format!("{code:?}: {said}"))
    }
}

/// A shell without a terminal.
fn shell(home: &Home, script: &str) -> (Option<i32>, String) {
    let folder = Path::new(env!("CARGO_BIN_EXE_diurnal")).parent().unwrap();
    let own = home.path("bin");
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{}:{path}", own.display(), folder.display());
    let output = Command::new("bash")
        .env_clear()
        .envs(home.env())
        .env("PATH", path)
        .env("VISUAL", "nvim")
        .current_dir(home.path(""))
        .stdin(Stdio::null())
        .args(["-ec", script])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), said)
}

#[test]
fn every_example_runs_as_it_is_printed() {
    if !have(&["bash", "git"]) {
        return;
    }
    let mut all = examples_of_help();
    all.extend(examples_of_pages());
    if !have(&["jq"]) {
        all.retain(|example| !example.contains("| jq"));
    }
    assert!(all.len() > 150, "{}", all.len());
    let stage = Stage::new();
    let (all, failed) = (Mutex::new(all), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(example) = { all.lock().unwrap().pop_first() } {
                    if let Err(said) = run(&stage, &example) {
                        failed.lock().unwrap().push(format!("{example}\n{said}"));
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}
