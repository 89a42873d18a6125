//! `diurnal import`, `export`, `backup`, `restore FILE`.

use std::fs;

use crate::support::Home;

const LINES: &str = concat!(
    "{\"id\":\"00000000000000000000000000000001\",\"at\":\"2024-02-29T21:30:00+01:00[Europe/Berlin]\",\"title\":\"Leap day\",\"body\":\"One.\\n\",\"tags\":[\"rare\"],\"starred\":true,\"journal\":\"days\"}\n",
    "{\"id\":\"00000000000000000000000000000002\",\"at\":\"2024-03-01T08:00:00Z\",\"body\":\"Two\\r\\nlines\"}\n",
);

#[test]
fn what_is_exported_is_imported_again_the_same() {
    let home = Home::with_vault();
    home.write("in.jsonl", LINES);
    let sheet = home.json(&["import", "jsonl", "in.jsonl"]);
    assert_eq!(
        (sheet["read"].as_u64(), sheet["new"].as_u64()),
        (Some(2), Some(2))
    );
    let out = home.ok(&["export", "--format", "json", "--to", "-"]);
    let other = Home::with_vault();
    other.ok_with_stdin(&["import", "jsonl", "-"], out.as_bytes());
    assert_eq!(other.ok(&["export", "--format", "json", "--to", "-"]), out);
}

#[test]
fn importing_twice_changes_nothing() {
    let home = Home::with_vault();
    home.write("in.jsonl", LINES);
    home.ok(&["import", "in.jsonl"]);
    let again = home.json(&["import", "in.jsonl"]);
    assert_eq!(
        (again["new"].as_u64(), again["identical"].as_u64()),
        (Some(0), Some(2))
    );
    assert_eq!(home.json_lines(&["history", "@last"]).len(), 1);
}

#[test]
fn one_odd_record_never_stops_the_rest() {
    let home = Home::with_vault();
    let mut lines = LINES.to_owned();
    lines.insert_str(0, "{\"at\":\"never\",\"body\":\"x\"}\nnot json\n");
    let output = home.run_with_stdin(&["import", "jsonl", "-", "--json"], lines.as_bytes());
    assert_eq!(output.status.code(), Some(0));
    let sheet: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let count = |name: &str| sheet[name].as_u64().unwrap();
    assert_eq!(count("read"), 4);
    assert_eq!(count("skipped"), 2);
    assert_eq!(
        count("read"),
        count("new") + count("identical") + count("updated") + count("skipped")
    );
    assert!(String::from_utf8(output.stderr).unwrap().contains("line 1"));
}

#[test]
fn where_nothing_can_be_read_it_fails() {
    let home = Home::with_vault();
    let output = home.run_with_stdin(&["import", "jsonl", "-"], b"nothing\nof ours\n");
    assert_eq!(output.status.code(), Some(1));
    home.fails(1, &["import", "jsonl", "absent.jsonl"]);
    home.fails(1, &["import", "journal.xyz"]);
    home.fails(
        2,
        &["import", &home.write("journal.xyz", "nothing of ours")],
    );
    home.fails(2, &["import", "nonsense", "journal.xyz"]);
}

#[test]
fn a_dry_run_only_counts() {
    let home = Home::with_vault();
    home.write("in.jsonl", LINES);
    let sheet = home.json(&["import", "in.jsonl", "--dry-run"]);
    assert_eq!(sheet["new"], 2);
    assert_eq!(home.ok(&["list"]), "");
}

#[test]
fn markdown_is_a_file_an_entry_and_reads_back() {
    let home = Home::with_vault();
    home.write("in.jsonl", LINES);
    home.ok(&["import", "in.jsonl"]);
    home.ok(&["export", "--format", "markdown", "--to", "out", "--check"]);
    let path = home.path("out/2024/02/2024-02-29-2130-leap-day-00000000.md");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("---\nid: "), "{text}");
    assert!(text.ends_with("---\nOne.\n"), "{text}");
    let again = home.json(&["export", "--to", "out", "--check"]);
    assert_eq!(again["identical"], 2);
    assert_eq!(again["checked"], 2);
}

#[test]
fn files_of_other_origin_are_left_alone() {
    let home = Home::with_vault();
    home.write("in.jsonl", LINES);
    home.ok(&["import", "in.jsonl"]);
    let path = home.write("out/2024/02/2024-02-29-2130-leap-day-00000000.md", "mine");
    home.fails(1, &["export", "--to", "out"]);
    assert_eq!(fs::read_to_string(path).unwrap(), "mine");
    let path = home.write("json/journal.jsonl", "mine");
    home.fails(1, &["export", "--format", "json", "--to", "json"]);
    assert_eq!(fs::read_to_string(path).unwrap(), "mine");
}

#[test]
fn json_goes_into_a_folder_too_and_takes_filters() {
    let home = Home::with_vault();
    home.write("in.jsonl", LINES);
    home.ok(&["import", "in.jsonl"]);
    home.ok(&[
        "export", "--format", "json", "--to", "out", "--tag", "rare", "--check",
    ]);
    let text = fs::read_to_string(home.path("out/journal.jsonl")).unwrap();
    assert_eq!(text.lines().count(), 1);
    home.ok(&[
        "export",
        "--format",
        "json",
        "--to",
        "out",
        "--until",
        "2024-12-31",
    ]);
    let text = fs::read_to_string(home.path("out/journal.jsonl")).unwrap();
    assert_eq!(text.lines().count(), 2);
}

#[test]
fn a_backup_is_restored_by_the_passphrase_or_the_sheet() {
    let home = Home::new();
    let key = home.init(&[]);
    let id = home.add("kept in the backup");
    home.ok(&["backup", "vault.backup"]);
    let other = Home::new();
    other.write("sheet", &key);
    let file = home.path("vault.backup");
    let file = file.to_str().unwrap();
    other.ok(&["restore", file]);
    assert_eq!(other.body(&id), "kept in the backup");
    other.fails(1, &["restore", file]);
    other.ok(&[
        "--vault",
        "again",
        "restore",
        file,
        "--recovery-file",
        "sheet",
        "--work-factor",
        "10",
    ]);
    home.fails(1, &["backup", "vault.backup"]);
}

#[test]
fn a_backup_restored_by_the_sheet_alone_has_no_passphrase_and_says_so() {
    let home = Home::new();
    let key = home.init(&[]);
    home.add("kept in the backup");
    home.ok(&["backup", "vault.backup"]);
    let other = Home::new();
    other.write("sheet", &key);
    let file = home.path("vault.backup");
    let args = [
        "restore",
        file.to_str().unwrap(),
        "--recovery-file",
        "sheet",
    ];
    let out = other.run_locked(&args);
    assert!(out.status.success());
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(said.contains("no passphrase opens this vault"), "{said}");
    let said = other.fails(4, &["list"]);
    assert!(said.contains("--recovery-file"), "{said}");
    let said = other.run_locked(&["key", "doctor", "--recovery-file", "sheet"]);
    assert!(said.status.success());
}
