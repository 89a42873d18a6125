//! `diurnal list`, `show`, `tags`, `journals`, and the filters.

use crate::support::Home;

fn with_entries() -> Home {
    let home = Home::with_vault();
    for (at, tag, text) in [
        ("2022-12-31", "snow", "the last of the year"),
        ("2023-05-01", "walk", "to the river"),
        ("2024-02-29", "walk", "a leap day"),
    ] {
        home.ok(&["add", "--at", at, "--tag", tag, text]);
    }
    home
}

fn previews(home: &Home, args: &[&str]) -> Vec<String> {
    let rows = home.json_lines(args);
    rows.iter()
        .map(|row| row["preview"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn newest_first_and_twenty() {
    let home = Home::with_vault();
    let line = |day| format!("{{\"at\":\"2024-01-{day:02}T12:00Z\",\"body\":\"day {day}\"}}");
    let lines = (1..=25).map(line).collect::<Vec<_>>().join("\n");
    home.ok_with_stdin(&["import", "jsonl", "-"], lines.as_bytes());
    let shown = previews(&home, &["list"]);
    assert_eq!(shown.len(), 20);
    assert_eq!(shown[0], "day 25");
    assert_eq!(previews(&home, &["list", "--limit", "0"]).len(), 25);
    assert_eq!(
        previews(&home, &["list", "--limit", "2"]),
        ["day 25", "day 24"]
    );
    assert_eq!(
        previews(&home, &["list", "--reverse", "--limit", "1"]),
        ["day 1"]
    );
}

#[test]
fn filters_say_which() {
    let home = with_entries();
    let shown = |args: &[&str]| {
        let mut all = vec!["list"];
        all.extend(args);
        previews(&home, &all).len()
    };
    assert_eq!(shown(&["--from", "2023-01-01"]), 2);
    assert_eq!(shown(&["--to", "2023-05-01"]), 2);
    assert_eq!(shown(&["--on", "2024-02"]), 1);
    assert_eq!(shown(&["--on", "2023"]), 1);
    assert_eq!(shown(&["--tag", "walk"]), 2);
    assert_eq!(shown(&["--not-tag", "walk"]), 1);
    assert_eq!(shown(&["--tag", "Walk", "--from", "2024-01-01"]), 1);
    assert_eq!(shown(&["--starred"]), 0);
    assert_eq!(shown(&["--has", "attachment"]), 0);
    assert_eq!(home.run(&["list", "--has", "wings"]).status.code(), Some(2));
}

#[test]
fn nothing_found_is_nothing_printed() {
    let home = with_entries();
    let output = home.run(&["list", "--on", "1999"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stdout.is_empty());
}

#[test]
fn deleted_entries_hide_until_they_are_asked_for() {
    let home = with_entries();
    let id = home.add("a slip");
    home.ok(&["delete", &id]);
    assert_eq!(previews(&home, &["list"]).len(), 3);
    assert_eq!(previews(&home, &["list", "--deleted"]), ["a slip"]);
    assert_eq!(home.body(&id), "a slip");
    home.ok(&["undelete", &id]);
    assert_eq!(previews(&home, &["list"]).len(), 4);
}

#[test]
fn rows_for_scripts_have_their_keys() {
    let home = with_entries();
    let row = &home.json_lines(&["list", "--limit", "1"])[0];
    let keys: Vec<&String> = row.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "id", "journal", "title", "at", "day", "zone", "tags", "starred", "words", "preview"
        ]
    );
    assert_eq!(row["words"], 3);
    assert_eq!(row["zone"], "Europe/Berlin");
    let entry = home.json(&["show", "@last"]);
    for key in [
        "body",
        "revision",
        "parents",
        "device",
        "written",
        "attachments",
        "conflict",
    ] {
        assert!(entry.get(key).is_some(), "{key}");
    }
}

#[test]
fn an_entry_is_named_in_many_ways() {
    let home = with_entries();
    let id = home.json(&["show", "@last"])["id"]
        .as_str()
        .unwrap()
        .to_owned();
    for name in [&id[..], &id[..8], "@1", "2024-02-29"] {
        assert!(home.ok(&["show", name]).contains("a leap day"), "{name}");
    }
    assert!(home.ok(&["show", "@3"]).contains("the last of the year"));
    let said = home.fails(1, &["show", "ffffffff"]);
    assert!(said.contains("[not-found]"), "{said}");
}

#[test]
fn nothing_in_an_entry_steers_the_terminal() {
    let home = Home::with_vault();
    home.ok(&[
        "add",
        "--title",
        "red \u{1b}[31m title",
        "body \u{1b}]0;owned\u{7} \u{202e}evil",
    ]);
    for args in [&["list"][..], &["show", "@last"], &["search", "body"]] {
        let printed = home.ok(args);
        assert!(
            !printed.contains(['\u{1b}', '\u{7}', '\u{202e}']),
            "{printed:?}"
        );
    }
}

#[test]
fn tags_and_journals_are_counted() {
    let home = with_entries();
    home.ok(&["add", "--journal", "work", "in the office #desk"]);
    let tags = home.json_lines(&["tags"]);
    assert_eq!(tags[0], serde_json::json!({"tag": "walk", "entries": 2}));
    assert_eq!(tags.len(), 3);
    let journals = home.json_lines(&["journals"]);
    assert_eq!(journals.len(), 2);
    let sum: u64 = journals
        .iter()
        .map(|row| row["entries"].as_u64().unwrap())
        .sum();
    assert_eq!(sum, 4);
}
