//! `diurnal import` of what other programs wrote, whole and broken.

use std::fs;
use std::io::Cursor;
use std::io::Write;

use serde_json::Value;
use serde_json::json;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::support::Home;

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn day_one(entries: &Value) -> Vec<u8> {
    json!({"metadata": {"version": "1.0"}, "entries": entries})
        .to_string()
        .into_bytes()
}

fn entry(uuid: &str, text: &str) -> Value {
    json!({
        "uuid": uuid, "creationDate": "2024-05-16T22:00:00Z", "timeZone": "Europe/Berlin",
        "text": text, "tags": ["a tag"], "photos": [{"identifier": "A", "md5": "1"}]
    })
}

fn adds_up(sheet: &Value) {
    let count = |name: &str| sheet[name].as_u64().unwrap();
    let sum = count("new") + count("identical") + count("updated") + count("skipped");
    assert_eq!(count("read"), sum, "{sheet}");
}

#[test]
fn a_broken_journal_stops_no_other_and_one_id_in_two_is_two_entries() {
    let one = day_one(&json!([entry("A1", "first"), entry("B2", "second")]));
    let two = day_one(&json!([entry("A1", "another of that id"), 7]));
    let mut cut = day_one(&json!([entry("C3", "whole"), entry("D4", "cut off")]));
    cut.truncate(cut.len() - 60);
    let zip = zipped(&[
        ("One.json", &one),
        ("Two.json", &two),
        ("Cut.json", &cut),
        ("notes.json", b"{\"entries\": 5}"),
        ("photos/1.jpeg", b"\xff\xd8"),
        ("../../evil.json", &one),
    ]);
    let home = Home::with_vault();
    let path = home.write("export.zip", zip);
    let sheet = home.json(&["import", &path]);
    adds_up(&sheet);
    assert_eq!(
        (&sheet["new"], &sheet["skipped"]),
        (&4.into(), &2.into()),
        "{sheet}"
    );
    assert_eq!(sheet["attachments"], 4);
    let reasons = sheet["reasons"].to_string();
    assert!(
        reasons.contains("Two.json") && reasons.contains("Cut.json"),
        "{reasons}"
    );
    let rows = home.json_lines(&["list", "--journal", "Two"]);
    assert_eq!(rows.len(), 1);
    assert_eq!(
        (&rows[0]["day"], &rows[0]["tags"]),
        (&"2024-05-17".into(), &json!(["a tag"]))
    );
    let again = home.json(&["import", "dayone", &path]);
    assert_eq!(
        (&again["identical"], &again["new"]),
        (&4.into(), &0.into()),
        "{again}"
    );
}

#[test]
fn zips_of_other_programs_and_other_zips_are_refused() {
    let home = Home::with_vault();
    let journey =
        json!({"id": "1", "date_journal": 1_715_000_000_000_u64, "text": "x"}).to_string();
    for (what, zip) in [
        (
            "journey",
            zipped(&[("1715000000000-3fd6.json", journey.as_bytes())]),
        ),
        ("nothing", zipped(&[])),
        (
            "outside",
            zipped(&[("../x.json", &day_one(&json!([entry("A", "b")])))]),
        ),
        (
            "blanks",
            zipped(&[("x.json", " ".repeat(8 << 20).as_bytes())]),
        ),
    ] {
        let path = home.write(&format!("{what}.zip"), zip);
        let said = home.fails(2, &["import", &path]);
        assert!(said.contains("no zip of Day One"), "{what}: {said}");
        home.fails(1, &["import", "dayone", &path]);
    }
    let empty = home.write("empty.zip", zipped(&[("J.json", &day_one(&json!([])))]));
    assert_eq!(home.json(&["import", &empty])["read"], 0);
    assert_eq!(home.ok(&["list"]), "");
}

#[test]
fn a_zip_that_was_cut_or_changed_anywhere_hangs_nobody_and_the_sums_add_up() {
    let home = Home::with_vault();
    let whole = zipped(&[
        (
            "One.json",
            &day_one(&json!([entry("A1", "first"), entry("B2", "second")])),
        ),
        (
            "Two.json",
            &day_one(&json!([entry("C3", &"long ".repeat(400))])),
        ),
    ]);
    let mut tried = Vec::new();
    for at in (0..whole.len()).step_by(whole.len() / 12) {
        tried.push(whole[..at].to_vec());
        let mut changed = whole.clone();
        changed[at] ^= 0x41;
        tried.push(changed);
    }
    for zip in tried {
        fs::write(home.path("odd.zip"), &zip).unwrap();
        let output = home.run(&["--json", "import", "dayone", "odd.zip", "--dry-run"]);
        let code = output.status.code();
        assert!([Some(0), Some(1)].contains(&code), "{output:?}");
        if code == Some(0) {
            adds_up(&serde_json::from_slice(&output.stdout).unwrap());
        }
    }
    assert_eq!(home.ok(&["list"]), "");
}

#[test]
fn lists_of_jrnl_and_tui_journal_are_told_apart_by_what_is_in_them() {
    let home = Home::with_vault();
    let jrnl = home.write(
        "a.json",
        r#"{"tags":{},"entries":[{"title":"T","body":"b","date":"2024-05-17","time":"21:04","tags":["@x"],"starred":true}]}"#,
    );
    let tui = home.write(
        "b.json",
        r#"[{"id":0,"date":"2024-05-18T00:00:00Z","title":"U","content":"c","tags":["y"],"priority":1}]"#,
    );
    for (path, form, day) in [
        (&jrnl, "jrnl", "2024-05-17"),
        (&tui, "tui-journal", "2024-05-18"),
    ] {
        let sheet = home.json(&["import", path, "--zone", "America/New_York"]);
        assert_eq!(sheet["new"], 1, "{form}: {sheet}");
        let again = home.json(&["import", form, path, "--zone", "America/New_York"]);
        assert_eq!(again["identical"], 1, "{form}: {again}");
        let rows = home.json_lines(&["list", "--on", day]);
        assert_eq!(
            (rows.len(), &rows[0]["zone"]),
            (1, &"America/New_York".into())
        );
    }
    let other = home.write("c.json", r#"{"entries":{"2024-05-17":{"text":"x"}}}"#);
    home.fails(2, &["import", &other]);
}
