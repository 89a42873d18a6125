//! diurnal-json(5) names every field that any command prints.

use std::collections::BTreeSet;

use serde_json::Value;

use super::sync::two_devices;
use crate::support::Home;

/// Keys whose own keys are data: a year, a place in a source.
const OPEN: &[&str] = &["years", "source", "extra", "given"];

fn keys(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                into.insert(key.clone());
                if !OPEN.contains(&key.as_str()) {
                    keys(value, into);
                }
            }
        }
        Value::Array(all) => all.iter().for_each(|value| keys(value, into)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The fields that the sections of the page name whose titles begin with one of `titles`.
fn named(page: &str, titles: &[&str]) -> BTreeSet<String> {
    let mut fields = BTreeSet::new();
    for section in page.split("\n.SS ").skip(1) {
        let section = section.split("\n.SH ").next().unwrap();
        let title = section.lines().next().unwrap();
        if titles.contains(&title) {
            let lines: Vec<&str> = section.lines().collect();
            let pairs = lines.windows(2).filter(|pair| pair[0] == ".TP");
            fields.extend(pairs.filter_map(|pair| pair[1].strip_prefix(".B ").map(str::to_owned)));
        }
    }
    assert!(
        !fields.is_empty(),
        "no section of the page is called {titles:?}"
    );
    fields
}

fn check(home: &Home, page: &str, titles: &[&str], commands: &[&str]) -> Vec<String> {
    let mut lacking = Vec::new();
    let mut all = titles.to_vec();
    all.push("A notice");
    let named = named(page, &all);
    for command in commands {
        let mut args = vec!["--json"];
        args.extend(command.split(' '));
        let out = home.run(&args);
        let said = String::from_utf8(out.stdout).unwrap();
        let mut found = BTreeSet::new();
        for line in said.lines() {
            keys(&serde_json::from_str(line).unwrap(), &mut found);
        }
        assert!(
            !found.is_empty(),
            "{command} printed nothing: {:?}",
            out.status
        );
        let missing: Vec<&String> = found.difference(&named).collect();
        if !missing.is_empty() {
            lacking.push(format!("{command}: {missing:?}"));
        }
    }
    lacking
}

#[test]
fn every_field_that_is_printed_stands_in_the_manual() {
    let page = std::fs::read_to_string("man/diurnal-json.5").unwrap();
    let (home, second, _remote) = two_devices();
    let id = home.ok(&[
        "add",
        "--at",
        "2024-02-29",
        "--tag",
        "walk",
        "--title",
        "T",
        "some words",
    ]);
    home.add("# a heading\n\nmore words");
    second.add("from the second");
    second.ok(&["sync"]);
    let purged = home.add("to be purged");
    let kept = home.write(
        "records.jsonl",
        "{\"at\":\"2024-01-01T10:00:00Z\",\"body\":\"b\"}\n{}\n",
    );
    let mut lacking: Vec<String> = Vec::new();
    let mut of =
        |titles: &[&str], commands: &[&str]| lacking.extend(check(&home, &page, titles, commands));
    let row = "A row";
    of(&[row], &["list", "search words", "on-this-day"]);
    of(
        &[row, "An entry"],
        &[
            "show @last",
            "random",
            &format!("show {}", id.trim()),
            "history @last",
        ],
    );
    of(
        &["A change"],
        &[
            "add one",
            "star @last",
            "edit @last --title X",
            "tag @last +a",
            &format!("tag {} +birthday +birthdays", id.trim()),
            "move @last --journal W",
            "delete @last",
            &format!("undelete {}", id.trim()),
        ],
    );
    of(&["sync"], &["sync --plan", "sync"]);
    of(
        &["verify"],
        &[
            "verify",
            "verify --quick",
            "verify --local",
            "remote reseed",
        ],
    );
    of(&["status"], &["status", "remote list"]);
    of(
        &["key status, key doctor, doctor"],
        &["key status", "key doctor", "doctor"],
    );
    of(&["device list"], &["device list"]);
    of(
        &["init"],
        &[
            "device invite",
            "key rotate",
            "key add age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p",
            "key recovery",
        ],
    );
    of(&["remote compact"], &["remote compact --dry-run"]);
    of(
        &["import, export"],
        &[
            &format!("import jsonl {kept}"),
            "export --to out",
            "export --to other --check",
        ],
    );
    of(
        &["calendar, stats, tags, journals"],
        &["calendar", "stats", "tags", "tags --alike", "journals"],
    );
    home.ok(&["words", "add", "Zwiebelkuchen"]);
    of(&["words, drafts, demo"], &["words"]);
    of(
        &["purge", "sync"],
        &[
            &format!("purge {} --confirm {}", purged.trim(), &purged[..8]),
            "purge",
        ],
    );
    of(&["version"], &["--version --verbose"]);
    let fresh = Home::new();
    lacking.extend(check(&fresh, &page, &["init"], &["init --work-factor 10"]));
    assert!(lacking.is_empty(), "diurnal-json(5) lacks: {lacking:#?}");
}
