//! The page on the remote, followed word for word with git, age and a shell: everything comes back.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::process::Stdio;

use diurnal::sync::shelf::README;

use super::bare;
use super::git_says;

/// The commands of the section whose heading begins with `number`, one block after the other.
fn blocks(number: &str) -> Vec<String> {
    let heading = format!("## {number}.");
    let (_, section) = README.split_once(&heading).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let mut blocks = vec![String::new()];
    for line in section.lines() {
        match line.strip_prefix("    ") {
            Some(line) => {
                let block = blocks.last_mut().unwrap();
                block.push_str(line);
                block.push('\n');
            }
            None if blocks.last().is_some_and(|block| !block.is_empty()) => {
                blocks.push(String::new());
            }
            None => {}
        }
    }
    blocks.retain(|block| !block.is_empty());
    blocks
}

fn shell(folder: &Path, script: &str) -> String {
    let output = Command::new("sh")
        .current_dir(folder)
        .args(["-e", "-c", script])
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script}\n{errors}");
    String::from_utf8(output.stdout).unwrap()
}

fn diurnal(home: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_diurnal"))
        .env("DIURNAL_HOME", home)
        .args([
            "--passphrase-file",
            &home.with_extension("pass").display().to_string(),
        ])
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "diurnal {arguments:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

fn has(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok();
    if !found {
        println!("skipped: no {program}");
    }
    found
}

#[test]
fn the_page_brings_everything_back_without_diurnal() {
    let folder = tempfile::tempdir().unwrap();
    let Some(path) = bare(folder.path()) else {
        return;
    };
    if !has("age") || !has("jq") {
        return;
    }
    let home = folder.path().join("home");
    fs::write(home.with_extension("pass"), "a pass phrase\n").unwrap();
    let url = format!("file://{}", path.display());
    let init = diurnal(&home, &["init", "--work-factor", "10", "--remote", &url]);
    let key = init
        .split_whitespace()
        .find(|word| word.starts_with("AGE-SECRET-KEY-1"))
        .unwrap();
    let texts = [
        "The first evening",
        "Ein zweiter Abend \u{2013} spät",
        "the third",
    ];
    for text in texts {
        diurnal(&home, &["add", text]);
        diurnal(&home, &["sync"]);
    }
    assert_eq!(git_says(&path, &["show", "vault:README.md"]), README.trim());

    let copy = &blocks("1")[0].replace("<address of this repository>", &url);
    shell(folder.path(), copy);
    let clone = folder.path().join("journal.git");
    fs::write(clone.join("identity.txt"), format!("{key}\n")).unwrap();
    for block in blocks("3") {
        shell(&clone, &block);
    }
    for block in blocks("4") {
        shell(&clone, &block);
    }
    let reading = blocks("5");
    shell(&clone, &reading[0]);
    let versions = fs::read_to_string(folder.path().join("versions.jsonl")).unwrap();
    assert_eq!(versions.lines().count(), texts.len(), "{versions}");
    let rows = shell(&clone, &reading[1]);
    for text in texts {
        assert!(rows.contains(text), "{rows}");
    }
}
