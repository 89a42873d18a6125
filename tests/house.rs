//! Keeps the house as `src/lib.rs` describes it: floors, doors, twins. Reads the sources as
//! text and knows no parser, so every rule it keeps is one a reader can check with `grep`.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a test fails by panicking, a bench reports by printing"
)]

use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// Which rooms each room may name, lowest floor first. A room may only name rooms listed above
/// it, so this table has no cycle and neither has the house.
const FLOORS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("crypto", &["model"]),
    ("app", &["model"]),
    ("store", &["model", "crypto"]),
    ("sync", &["model", "crypto"]),
    ("agent", &["model", "crypto"]),
    ("transfer", &["model"]),
    ("config", &["model"]),
    (
        "journal",
        &["model", "crypto", "store", "sync", "agent", "transfer"],
    ),
    ("clock", &["model"]),
    (
        "report",
        &[
            "model", "crypto", "store", "sync", "agent", "transfer", "config", "journal",
        ],
    ),
    (
        "tui",
        &["model", "app", "config", "journal", "clock", "report"],
    ),
    (
        "cli",
        &["model", "config", "journal", "clock", "report", "tui"],
    ),
];

/// What only some rooms may name: the way out of the house to disk, net, screen, time and chance,
/// and each library that has one room of its own.
const DOORS: &[(&str, &[&str])] = &[
    ("age", &["crypto"]),
    ("hmac", &["crypto"]),
    ("hkdf", &["crypto"]),
    ("aes", &["crypto"]),
    ("cbc", &["crypto"]),
    ("pbkdf2", &["crypto"]),
    ("ed25519_dalek", &["crypto"]),
    ("region", &["crypto"]),
    ("sha2", &["model", "crypto"]),
    ("zeroize", &["model", "crypto"]),
    ("zeroizing_alloc", &["main"]),
    ("getrandom", &["clock"]),
    ("rusqlite", &["store"]),
    ("git2", &["sync"]),
    ("openssl", &["sync"]),
    ("miniz_oxide", &["sync"]),
    ("base64", &["crypto", "sync"]),
    ("sha1", &["sync"]),
    ("directories", &["config"]),
    ("toml", &["config"]),
    ("toml_edit", &["config"]),
    ("ratatui", &["tui"]),
    ("crossterm", &["tui"]),
    ("terminput", &["tui"]),
    ("crop", &["app"]),
    ("unicode_linebreak", &["app"]),
    ("pulldown_cmark", &["app", "transfer"]),
    ("zip", &["transfer"]),
    ("saphyr_parser", &["transfer"]),
    ("nucleo_matcher", &["app"]),
    ("spellbook", &["tui"]),
    ("jiff", &["model", "clock"]),
    ("similar", &["model"]),
    ("regex", &["model", "app", "journal"]),
    ("memchr", &["model", "crypto", "journal"]),
    ("unicode_normalization", &["model"]),
    ("signal_hook", &["agent", "tui", "cli"]),
    ("tempfile", &["config", "transfer", "sync", "tui", "cli"]),
    ("clap", &["cli"]),
    ("anstream", &["cli"]),
    ("qrcode", &["cli"]),
    ("rpassword", &["cli"]),
    ("SystemTime", &["clock"]),
    ("std::env", &["clock", "config", "main"]),
    (
        "std::fs",
        &[
            "cli", "store", "sync", "agent", "transfer", "config", "clock",
        ],
    ),
    ("std::net", &[]),
    ("std::os::unix::net", &["agent"]),
    ("std::process", &["agent", "cli", "main", "sync", "tui"]),
    ("std::thread", &["agent", "journal", "sync", "tui"]),
    ("std::io::stdout", &["cli", "main", "tui"]),
    ("std::io::stderr", &["cli"]),
];

const TOP_LEVEL: &[&str] = &[
    "Cargo.toml",
    "src",
    "assets",
    "tests",
    "man",
    "README.md",
    "LICENSE-MIT",
    "LICENSE-APACHE",
    "CHANGELOG.md",
];
/// Made by tools, not by us.
const TOP_LEVEL_MADE: &[&str] = &["Cargo.lock", "target"];

struct Source {
    path: PathBuf,
    room: String,
    /// Lines of the product part: everything before the unit tests.
    lines: Vec<String>,
}

#[test]
fn the_floor_table_only_points_down() {
    for (height, (room, may)) in FLOORS.iter().enumerate() {
        for below in *may {
            let floor = FLOORS.iter().position(|(name, _)| name == below);
            assert!(
                floor.is_some_and(|f| f < height),
                "{room} must stand above {below}"
            );
        }
    }
}

#[test]
fn rooms_name_only_rooms_below_them() {
    each_line(|source, line, at| {
        for name in line.split("crate::").skip(1) {
            let named: String = name
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            assert!(
                !named.is_empty(),
                "{at}: one `use crate::room::…` per line, so grep sees it"
            );
            let row = FLOORS.iter().find(|(room, _)| *room == source.room);
            let may = row.map_or(&[][..], |(_, may)| may);
            let allowed = named == source.room || may.contains(&named.as_str());
            assert!(allowed, "{at}: {} may not name {named}", source.room);
        }
        assert!(
            !line.contains("super::super"),
            "{at}: write crate:: instead"
        );
    });
}

#[test]
fn doors_are_used_by_their_rooms_only() {
    each_line(|source, line, at| {
        for (door, rooms) in DOORS {
            let opened = names(line, door) && !rooms.contains(&source.room.as_str());
            assert!(!opened, "{at}: {} may not use {door}", source.room);
        }
    });
}

#[test]
fn files_say_what_they_are() {
    for source in sources() {
        let first = source.lines.first().map_or("", String::as_str);
        let path = source.path.display();
        assert!(
            first.starts_with("//! "),
            "{path}: must open with a //! sentence"
        );
    }
}

#[test]
fn every_file_is_declared() {
    for source in sources() {
        let path = source.path.with_extension("");
        let named = if path.ends_with("mod") {
            path.parent().unwrap()
        } else {
            &path
        };
        let name = named.file_name().unwrap().to_str().unwrap();
        let folder = named.parent().unwrap();
        let parent = if folder == Path::new("src") {
            "lib.rs"
        } else {
            "mod.rs"
        };
        let declared = fs::read_to_string(folder.join(parent)).unwrap_or_default();
        let found = declared
            .lines()
            .any(|line| line.ends_with(&format!("mod {name};")));
        assert!(
            found || name == "main",
            "{}: rustc never reads it",
            source.path.display()
        );
    }
}

#[test]
fn every_screen_has_its_twins() {
    for entry in fs::read_dir("src/app/screens").unwrap() {
        let name = entry.unwrap().file_name();
        for twin in ["src/tui/screens", "tests/it/screens"] {
            let path = Path::new(twin).join(&name);
            assert!(path.exists(), "{} is missing", path.display());
        }
    }
}

#[test]
fn the_top_level_is_as_the_card_says() {
    for entry in fs::read_dir(".").unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let known = name.starts_with('.')
            || TOP_LEVEL.contains(&name.as_str())
            || TOP_LEVEL_MADE.contains(&name.as_str());
        assert!(known, "{name} is not on the card");
    }
}

/// Whether `line` takes the path `door` as a whole word: `age::seal`, `use age as a`, but neither
/// `storage::open` nor a variable called `age`.
fn names(line: &str, door: &str) -> bool {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(door).any(|(at, _)| {
        let (before, rest) = line.split_at(at);
        let after = rest.split_at(door.len()).1;
        let path = after.starts_with("::")
            || door.contains("::")
            || door.starts_with(char::is_uppercase)
            || before.trim_end().ends_with("use");
        path && !before.ends_with(word) && !after.starts_with(word)
    })
}

/// Calls `check` with every line of code, leaving out comments and unit tests.
fn each_line(check: impl Fn(&Source, &str, &str)) {
    for source in sources() {
        for (n, line) in source.lines.iter().enumerate() {
            if !line.trim_start().starts_with("//") {
                check(
                    &source,
                    line,
                    &format!("{}:{}", source.path.display(), n + 1),
                );
            }
        }
    }
}

fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("lib.rs") {
                found.push(read(path));
            }
        }
    }
    assert!(found.len() > 10, "run from the top of the package");
    found
}

fn read(path: PathBuf) -> Source {
    let room = path
        .components()
        .nth(1)
        .unwrap()
        .as_os_str()
        .to_str()
        .unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let product = text.lines().take_while(|line| *line != "#[cfg(test)]");
    Source {
        room: room.trim_end_matches(".rs").to_owned(),
        lines: product.map(str::to_owned).collect(),
        path,
    }
}
