//! Every crate may be given away with diurnal, and its notice goes along: `target/tmp/notices.txt`,
//! which `.ci/package` puts beside the program.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

/// What asks for no more than a notice, or, as MPL-2.0 does, for the source of its own files, which
/// stands on crates.io unchanged.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Unlicense",
    // terminfo, which the lock file names for a backend of ratatui that is not built.
    "WTFPL",
    "Zlib",
];

/// Libraries in C that crates carry along: where their own notices lie.
const CARRIED: &[(&str, &str)] = &[
    ("libgit2-sys", "libgit2/COPYING"),
    ("libssh2-sys", "libssh2/COPYING"),
    ("libz-sys", "src/zlib/LICENSE"),
    ("openssl-src", "openssl/LICENSE.txt"),
];

/// One crate, as its manifest describes it.
struct Crate {
    name: String,
    version: String,
    licence: String,
    authors: String,
    folder: PathBuf,
}

#[track_caller]
fn cargo(args: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO"));
    command.args(args).args(["--locked", "--offline"]);
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// The system that this test runs on, as cargo calls it: what is built for another need not lie here.
fn host() -> String {
    let output = Command::new("rustc").arg("-vV").output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let line = said.lines().find_map(|line| line.strip_prefix("host: "));
    line.unwrap().to_owned()
}

fn crates() -> Vec<Crate> {
    let metadata = cargo(&[
        "metadata",
        "--format-version",
        "1",
        "--filter-platform",
        &host(),
    ]);
    let metadata: Value = serde_json::from_str(&metadata).unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let all = metadata["packages"].as_array().unwrap().iter();
    let ours = |package: &&Value| package["source"].is_null();
    all.filter(|package| !ours(package))
        .map(|package| Crate {
            name: text(&package["name"]),
            version: text(&package["version"]),
            licence: text(&package["license"]),
            authors: package["authors"]
                .as_array()
                .unwrap()
                .iter()
                .map(text)
                .collect::<Vec<_>>()
                .join(", "),
            folder: Path::new(package["manifest_path"].as_str().unwrap())
                .parent()
                .unwrap()
                .to_owned(),
        })
        .collect()
}

/// Whether an SPDX expression leaves a choice of which all parts are on the list.
fn is_allowed(expression: &str) -> bool {
    let expression = expression.replace('/', " OR ");
    let words = expression.replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = words.split_whitespace().collect();
    let mut rest = words.as_slice();
    let allowed = either(&mut rest);
    allowed && rest.is_empty() && !words.is_empty()
}

fn either(rest: &mut &[&str]) -> bool {
    let mut allowed = both(rest);
    while let Some((&"OR", after)) = rest.split_first() {
        *rest = after;
        allowed |= both(rest);
    }
    allowed
}

fn both(rest: &mut &[&str]) -> bool {
    let mut allowed = one(rest);
    while let Some((&"AND", after)) = rest.split_first() {
        *rest = after;
        allowed &= one(rest);
    }
    allowed
}

fn one(rest: &mut &[&str]) -> bool {
    let Some((first, after)) = rest.split_first() else {
        return false;
    };
    *rest = after;
    if *first == "(" {
        let allowed = either(rest);
        let closed = rest.first() == Some(&")");
        *rest = rest.get(1..).unwrap_or_default();
        return allowed && closed;
    }
    if let ["WITH", exception, after @ ..] = *rest {
        *rest = after;
        return ALLOWED.contains(&format!("{first} WITH {exception}").as_str());
    }
    ALLOWED.contains(first)
}

#[test]
fn every_crate_may_be_given_away() {
    let crates = crates();
    assert!(crates.len() > 100, "{}", crates.len());
    let refused: Vec<String> = (crates.iter())
        .filter(|one| !is_allowed(&one.licence))
        .map(|one| format!("{} {}: {:?}", one.name, one.version, one.licence))
        .collect();
    assert!(refused.is_empty(), "not on the list: {refused:#?}");
}

#[test]
fn a_licence_that_is_not_on_the_list_is_refused() {
    for allowed in [
        "MIT",
        "MIT/Apache-2.0",
        "GPL-2.0-only OR Apache-2.0",
        "(MIT OR Apache-2.0) AND Unicode-3.0",
        "Apache-2.0 WITH LLVM-exception OR MIT",
    ] {
        assert!(is_allowed(allowed), "{allowed}");
    }
    for refused in [
        "",
        "GPL-3.0-only",
        "MIT AND GPL-3.0-only",
        "(MIT OR Apache-2.0) AND AGPL-3.0-only",
        "GPL-2.0-only WITH Classpath-exception-2.0",
        "MIT MIT",
        "(MIT",
    ] {
        assert!(!is_allowed(refused), "{refused}");
    }
}

/// Texts that are the same in several crates stand once, under all their names.
#[test]
fn the_notices_are_gathered() {
    let built: BTreeSet<String> = cargo(&["tree", "-e", "normal,build", "--prefix", "none"])
        .lines()
        .filter_map(|line| {
            let mut words = line.split(' ');
            Some(format!("{} {}", words.next()?, words.next()?.get(1..)?))
        })
        .collect();
    let mut texts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut found = BTreeSet::new();
    for one in crates() {
        let name = format!("{} {}", one.name, one.version);
        if !built.contains(&name) {
            continue;
        }
        for text in notices(&one) {
            texts.entry(text).or_default().insert(name.clone());
        }
        found.insert(one.name);
    }
    for name in ["age", "git2", "rusqlite", "ratatui"] {
        assert!(found.contains(name), "{name}");
    }
    let mut page = String::from(
        "diurnal is licensed under MIT or Apache-2.0, as you like. It is built from these crates,\n\
         whose sources stand at https://crates.io, and carries libgit2, libssh2, zlib and OpenSSL\n\
         along. SQLite is in the public domain.\n",
    );
    for (text, names) in &texts {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let line = "-".repeat(72);
        let names = names.join(", ");
        writeln!(page, "\n{line}\n{names}\n{line}\n{}", text.trim_end()).unwrap();
    }
    let carried = CARRIED.iter().filter(|(name, _)| found.contains(*name));
    for words in carried.map(|(name, _)| match *name {
        "libgit2-sys" => "LINKING EXCEPTION",
        "libssh2-sys" => "Sara Golemon",
        "libz-sys" => "Jean-loup Gailly",
        _ => "Apache License",
    }) {
        assert!(page.contains(words), "{words}");
    }
    fs::write(
        Path::new(env!("CARGO_TARGET_TMPDIR")).join("notices.txt"),
        page,
    )
    .unwrap();
}

/// The notices in a crate's folder; where it has none, what its manifest says.
fn notices(one: &Crate) -> Vec<String> {
    let mut files: Vec<PathBuf> = fs::read_dir(&one.folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            let name = path.file_name().unwrap().to_string_lossy().to_lowercase();
            let begins = ["licen", "copying", "copyright", "notice", "unlicense"];
            begins.iter().any(|begin| name.starts_with(begin)) && path.is_file()
        })
        .collect();
    let carried = CARRIED.iter().filter(|(name, _)| *name == one.name);
    files.extend(carried.map(|(_, file)| one.folder.join(file)));
    files.sort();
    let mut texts: Vec<String> = files
        .iter()
        .map(|file| String::from_utf8_lossy(&fs::read(file).unwrap()).into_owned())
        .collect();
    if texts.is_empty() {
        let Crate {
            licence, authors, ..
        } = one;
        texts.push(format!("Licence: {licence}\nAuthors: {authors}"));
    }
    texts
}

/// What `--version --verbose` says of crates that do not tell their version themselves.
#[test]
fn the_version_of_age_is_the_one_that_is_built_in() {
    let lock = fs::read_to_string("Cargo.lock").unwrap();
    let (_, rest) = lock.split_once("name = \"age\"\nversion = \"").unwrap();
    let version = rest.split('"').next().unwrap();
    let manifest = fs::read_to_string("Cargo.toml").unwrap();
    let line = manifest.lines().find(|line| line.starts_with("age = "));
    let (_, features) = line.unwrap().split_once("features = [").unwrap();
    let features = features.split(']').next().unwrap().replace('"', "");
    assert_eq!(diurnal::crypto::AGE, format!("{version} ({features})"));
}
