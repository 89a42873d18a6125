//! `diurnal import` of what Joplin, Journey and others left.

use std::fs;

use serde_json::Value;

use crate::support::Home;
use crate::support::foreign;
use crate::support::foreign::Fixture;
use crate::support::terminal::Terminal;

fn adds_up(sheet: &Value) {
    let count = |name: &str| sheet[name].as_u64().unwrap();
    let sum = count("new") + count("identical") + count("updated") + count("skipped");
    assert_eq!(count("read"), sum, "{sheet}");
}

/// How many were new and how many left out.
fn came(sheet: &Value) -> (u64, u64) {
    adds_up(sheet);
    let count = |name: &str| sheet[name].as_u64().unwrap();
    (count("new"), count("skipped"))
}

/// Day, journal, title and tags of every entry, in order.
fn rows(home: &Home) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for row in home.json_lines(&["list"]) {
        let word = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        let tags = row["tags"].as_array().unwrap();
        let tags: Vec<&str> = tags.iter().filter_map(Value::as_str).collect();
        found.push(format!(
            "{} {} | {} | {}",
            word("at"),
            word("journal"),
            word("title"),
            tags.join("+")
        ));
    }
    found.sort();
    found
}

/// The body of the one entry whose title is `title`.
fn body(home: &Home, title: &str) -> String {
    let rows = home.json_lines(&["list"]);
    let row = rows.iter().find(|row| row["title"] == title).unwrap();
    home.body(row["id"].as_str().unwrap())
}

#[test]
fn joplin_is_taken_from_its_file_and_its_folder() {
    let home = Home::with_vault();
    fs::write(home.path("notes.jex"), foreign::joplin_jex()).unwrap();
    let sheet = home.json(&["import", "notes.jex", "--zone", "Europe/Berlin"]);
    assert_eq!(came(&sheet), (4, 3), "{sheet}");
    assert_eq!(sheet["attachments"], 1);
    let reasons = sheet["reasons"].to_string();
    assert!(
        reasons.contains("still encrypted") && reasons.contains(&foreign::hex(4)),
        "{reasons}"
    );
    assert_eq!(
        rows(&home),
        [
            "2024-05-18T00:30:00+02:00[Europe/Berlin] Home | Page | ",
            "2024-05-18T00:30:00+02:00[Europe/Berlin] Home | Rain | sea",
            "2024-05-18T00:30:00+02:00[Europe/Berlin] Home/Work | A list | ",
        ]
    );
    assert_eq!(
        body(&home, "Rain"),
        "all day\n\n---\n\nlast: line\n\n![](:/00000000000000000000000000000190)"
    );
    assert_eq!(body(&home, "Page"), "one\n\ntwo");
    assert_eq!(home.json_lines(&["list", "--deleted"]).len(), 1);
    // The folder of the same has the same ids.
    let items = foreign::joplin_items();
    let items = items.iter().map(|(name, text)| (&**name, &**text));
    let mut items: Vec<_> = items.collect();
    items.push(("readme.md", "2024-05-17: no item"));
    Fixture::folder(&items).lay(&home.path("raw"));
    let again = home.json(&["import", "raw", "--zone", "Europe/Berlin"]);
    assert_eq!(
        (&again["identical"], &again["skipped"]),
        (&4.into(), &3.into()),
        "{again}"
    );
    let kept = home.json_lines(&["export", "--format", "json", "--to", "-"]);
    let list = kept
        .iter()
        .find(|entry| entry["title"] == "A list")
        .unwrap();
    assert_eq!(list["joplin"]["todo_due"], "1716000000000", "{list}");
}

#[test]
fn markdown_of_joplin_has_its_notebooks_as_journals() {
    let home = Home::with_vault();
    Fixture::folder(&[
        (
            "Home/Sea/wind.md",
            "---\ntitle: At the sea\nupdated: 2024-05-18 20:00:00Z\ncreated: 2024-05-17 22:30:00Z\nlatitude: 54.10000000\ntags:\n  - sea\n---\n\nwind\n",
        ),
        ("loose.md", "---\ntitle: Loose\ncreated: 2024-05-17 10:00:00Z\n---\n\nx\n"),
    ])
    .lay(&home.path("md"));
    let sheet = home.json(&["import", "joplin", "md"]);
    assert_eq!(came(&sheet), (2, 0), "{sheet}");
    assert_eq!(
        rows(&home),
        [
            "2024-05-17T10:00:00+00:00 journal | Loose | ",
            "2024-05-17T22:30:00+00:00 Home/Sea | At the sea | sea",
        ]
    );
    assert_eq!(body(&home, "At the sea"), "wind\n");
}

#[test]
fn what_jrnl_has_encrypted_is_opened_by_its_passphrase() {
    for (kind, bytes) in foreign::jrnl_sealed() {
        let home = Home::with_vault();
        fs::write(home.path("journal.txt"), &bytes).unwrap();
        home.write("right", foreign::JRNL_PASSPHRASE);
        home.write("wrong", "the lamp was on");
        let args = ["import", "journal.txt", "--zone", "Europe/Berlin"];
        let with = |file| [&args[..], &["--source-passphrase-file", file]].concat();
        let said = home.fails(4, &with("wrong"));
        assert!(
            said.contains("[wrong-passphrase]") && said.contains("nothing was imported"),
            "{kind}: {said}"
        );
        let said = home.fails(2, &args);
        assert!(said.contains("--source-passphrase-file"), "{kind}: {said}");
        assert_eq!(home.ok(&["list"]), "", "{kind}");
        let sheet = home.json(&with("right"));
        assert_eq!(came(&sheet), (2, 0), "{kind}: {sheet}");
        assert_eq!(
            rows(&home),
            [
                "2024-05-17T21:04:00+02:00[Europe/Berlin] journal | Räin | wet",
                "2024-05-18T07:00:00+02:00[Europe/Berlin] journal | Next | ",
            ],
            "{kind}"
        );
        // The same text in clear is the same entries.
        home.write(
            "clear.txt",
            "[2024-05-17 21:04] Räin *\nall day @wet\n\n[2024-05-18 07:00] Next\n",
        );
        let again = home.json(&["import", "clear.txt", "--zone", "Europe/Berlin"]);
        assert_eq!(again["identical"], 2, "{kind}: {again}");
    }
}

#[test]
fn the_passphrase_of_jrnl_is_asked_for_in_a_terminal() {
    let home = Home::with_vault();
    let (_, bytes) = foreign::jrnl_sealed().remove(2);
    fs::write(home.path("journal.txt"), bytes).unwrap();
    let mut terminal = Terminal::open(
        &home,
        &[
            "import",
            "jrnl",
            "journal.txt",
            "--passphrase-file",
            "passphrase",
        ],
    );
    terminal.shows("Passphrase of \"journal.txt\":");
    terminal.press(&format!("{}\r", foreign::JRNL_PASSPHRASE));
    terminal.shows("new               2");
    assert!(!terminal.text().contains(foreign::JRNL_PASSPHRASE));
    assert_eq!(terminal.close(), 0);
}

#[test]
fn the_file_of_tui_journal_is_read_and_nothing_is_written_beside_it() {
    let home = Home::with_vault();
    let folder = home.path("tui journal#?");
    fs::create_dir(&folder).unwrap();
    let bytes = foreign::tui_database(foreign::TUI_ROWS);
    let path = folder.join("entries.db");
    fs::write(&path, &bytes).unwrap();
    let path = path.to_str().unwrap();
    let sheet = home.json(&["import", path, "--zone", "Europe/Berlin"]);
    assert_eq!(came(&sheet), (2, 0), "{sheet}");
    assert_eq!(
        rows(&home),
        [
            "2024-05-17T00:00:00+02:00[Europe/Berlin] journal | Rain | two words+wet",
            "2024-05-18T10:00:00+00:00 journal | Sun | ",
        ]
    );
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    assert_eq!(fs::read(path).unwrap(), bytes);
    // What another program has not finished would be missed.
    fs::write(format!("{path}-wal"), "x").unwrap();
    let said = home.fails(1, &["import", path]);
    assert!(said.contains("entries.db-wal"), "{said}");
    // A view of that name may count for ever.
    let other = home.path("other.db");
    let file = rusqlite::Connection::open(&other).unwrap();
    file.execute_batch(
        "CREATE VIEW entries AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n)
         SELECT id, 'x' AS content, 'y' AS date FROM n",
    )
    .unwrap();
    drop(file);
    home.fails(2, &["import", "other.db"]);
}
