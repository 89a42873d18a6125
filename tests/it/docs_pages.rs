//! The pages that are written by hand agree with the program: settings, examples, the screen.

use std::fs;
use std::process::Command;

use crate::docs::check_example;

const README: &str = include_str!("../../README.md");
const CONFIG: &str = include_str!("../../assets/config.toml");

fn pages() -> Vec<(String, String)> {
    let names = fs::read_dir("man")
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut written: Vec<_> = names
        .filter(|path| path.extension().is_some_and(|section| section != "1"))
        .map(|path| {
            (
                path.display().to_string(),
                fs::read_to_string(&path).unwrap(),
            )
        })
        .collect();
    written.sort();
    assert!(written.len() >= 4);
    written
}

#[test]
fn every_setting_is_explained_with_its_default() {
    let page = fs::read_to_string("man/diurnal-config.5").unwrap();
    let mut found = 0;
    for line in CONFIG.lines() {
        let Some(line) = line.strip_prefix('#').filter(|line| !line.starts_with(' ')) else {
            continue;
        };
        let wanted = match line.split_once(" = ") {
            Some((key, value)) => format!("\n.BR {key} \" = {}\"\n", value.replace('"', "\"\"")),
            None => format!("\n.B {line}\n"),
        };
        assert!(page.contains(&wanted), "diurnal-config(5) lacks {wanted}");
        found += 1;
    }
    assert!(found >= 14, "{found}");
}

#[test]
fn every_example_parses() {
    let mut found = 0;
    let mut check = |line: &str| {
        if line.trim_start().starts_with("diurnal ") {
            check_example(&line.replace("\\-", "-").replace("\\(aq", "'"));
            found += 1;
        }
    };
    README
        .lines()
        .filter(|line| line.starts_with("    "))
        .for_each(&mut check);
    for (_, page) in pages() {
        let blocks = page.split("\n.EX\n").skip(1);
        for block in blocks {
            block
                .split("\n.EE")
                .next()
                .unwrap()
                .lines()
                .for_each(&mut check);
        }
    }
    assert!(found > 25, "{found}");
}

#[test]
fn the_readme_s_screen_is_the_program_s() {
    let seen = fs::read_to_string("tests/it/screens/snapshots/it__screens__timeline-80x24.snap");
    let seen = seen.unwrap();
    let seen = seen.splitn(3, "---\n").nth(2).unwrap();
    let (seen, _) = seen.split_once("\ncursor at").unwrap();
    assert!(README.contains(&format!("```\n{seen}\n```")), "{seen}");
}

#[test]
fn every_page_is_clean_roff() {
    for (name, page) in pages() {
        let stem = name.trim_start_matches("man/diurnal-");
        let (stem, section) = stem.split_once('.').unwrap();
        let title = format!(".TH DIURNAL-{} {section} ", stem.to_uppercase());
        assert!(page.starts_with(&title), "{name}");
        for block in page.split("\n.EX\n").skip(1) {
            let code = block.split("\n.EE").next().unwrap();
            let plain = code
                .replace("\\-", "")
                .replace("\\(", "")
                .replace("\\e", "");
            assert!(
                !plain.contains(['-', '\'', '`', '^', '~', '\\']),
                "{name}: {code}"
            );
        }
        let Ok(output) = Command::new("groff")
            .args(["-man", "-ww", "-z", &name])
            .output()
        else {
            println!("skipped: groff is not installed");
            continue;
        };
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && said.is_empty(), "{said}");
    }
}

#[test]
fn the_changes_name_this_version() {
    let changes = fs::read_to_string("CHANGELOG.md").unwrap();
    assert!(changes.contains(&format!("## {}", env!("CARGO_PKG_VERSION"))));
}
