//! diurnal-security(7) names a test for each promise, or says that it is none.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const PAGE: &str = include_str!("../../man/diurnal-security.7");

/// Sections of which every paragraph is a promise, or says that it is none.
const PROMISES: [&str; 5] = [
    "WHO GETS WHAT",
    "WHAT A REMOTE CAN DO, AND WHAT HAPPENS THEN",
    "WHAT LEAKS",
    "KEYS",
    "MEMORY",
];

/// The names of all tests in this version's source.
fn tests(folder: &Path, into: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            tests(&path, into);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            let source = fs::read_to_string(&path).unwrap();
            // Between the mark and the name stand at most other marks.
            for after in source.split("#[test]").skip(1) {
                let (_, name) = after.split_once("fn ").unwrap_or_default();
                let name = name.split('(').next().unwrap_or_default();
                into.insert(name.to_owned());
            }
        }
    }
}

/// The names that the lines `Tests: one, another.` have; the sign before each keeps it in one piece.
fn named(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().filter_map(|line| line.strip_prefix("Tests: "));
    let names = lines.flat_map(|line| line.trim_end_matches('.').split(", "));
    names.map(|name| name.trim_start_matches("\\%"))
}

#[test]
fn every_test_that_the_page_names_exists() {
    let mut all = BTreeSet::new();
    tests(Path::new("src"), &mut all);
    tests(Path::new("tests"), &mut all);
    assert!(all.len() > 800, "{}", all.len());
    let lacking: Vec<&str> = named(PAGE).filter(|name| !all.contains(*name)).collect();
    assert!(lacking.is_empty(), "no test is called: {lacking:#?}");
    assert!(named(PAGE).count() > 50);
}

#[test]
fn every_promise_names_its_tests_or_says_that_it_is_none() {
    for title in PROMISES {
        let (_, section) = PAGE.split_once(&format!(".SH {title}\n")).unwrap();
        let section = section.split("\n.SH ").next().unwrap();
        let section = section
            .replace("\n.IP ", "\n.TP\n.IP ")
            .replace("\n.PP\n", "\n.TP\n");
        for paragraph in section
            .split("\n.TP\n")
            .map(|one| one.trim_start_matches(".TP\n"))
        {
            let says = paragraph.contains("\nTests: ") || paragraph.contains("\nNot promised: ");
            assert!(says || paragraph.trim().is_empty(), "{title}: {paragraph}");
        }
    }
}
