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

/// Imports what was laid at `path`, twice: so many come, so many are left out, and then nothing changes.
fn taken(home: &Home, form: &str, path: &str, came_and_not: (u64, u64)) -> Value {
    let sheet = home.json(&["import", path, "--zone", "Europe/Berlin"]);
    assert_eq!(came(&sheet), came_and_not, "{form}: {sheet}");
    let again = home.json(&["import", form, path, "--zone", "Europe/Berlin"]);
    assert_eq!(again["identical"], came_and_not.0, "{form}: {again}");
    sheet
}

#[test]
fn zips_of_journey_and_diarium_are_taken() {
    let home = Home::with_vault();
    fs::write(home.path("j.zip"), foreign::journey()).unwrap();
    fs::write(home.path("d.zip"), foreign::diarium()).unwrap();
    let sheet = taken(&home, "journey", "j.zip", (2, 2));
    assert_eq!(sheet["attachments"], 1);
    taken(&home, "diarium", "d.zip", (2, 2));
    assert_eq!(
        rows(&home),
        [
            "2024-05-17T21:04:05.123456+02:00[Europe/Berlin] journal | Rain | wet",
            "2024-05-17T23:30:00+02:00[Europe/Berlin] journal |  | ",
            "2024-05-18T06:30:00+09:00[Asia/Tokyo] journal |  | wet",
            "2024-05-19T08:00:00+02:00[Europe/Berlin] journal | Sun | ",
        ]
    );
    assert_eq!(body(&home, "Rain"), "all **day**");
}

#[test]
fn mini_diary_org_journal_and_day_one_classic_are_taken() {
    let home = Home::with_vault();
    home.write("m.json", foreign::mini_diary().to_string());
    foreign::org_journal().lay(&home.path("org"));
    foreign::classic().lay(&home.path("classic"));
    taken(&home, "mini-diary", "m.json", (2, 3));
    taken(&home, "org-journal", "org", (5, 1));
    let sheet = taken(&home, "dayone", "classic", (2, 1));
    assert_eq!(sheet["attachments"], 1);
    assert_eq!(
        rows(&home),
        [
            "2014-05-18T00:30:00+02:00[Europe/Berlin] journal |  | ",
            "2014-05-18T07:30:00+09:00[Asia/Tokyo] journal |  | wet",
            "2024-05-17T12:00:00+02:00[Europe/Berlin] journal | Rain | ",
            "2024-05-17T12:00:00+02:00[Europe/Berlin] journal | Walk | ",
            "2024-05-17T21:04:00+02:00[Europe/Berlin] journal | Rain | wet+far",
            "2024-05-18T12:00:00+02:00[Europe/Berlin] journal |  | ",
            "2024-06-01T07:05:00+02:00[Europe/Berlin] journal | Early | ",
            "2024-06-01T12:00:00+02:00[Europe/Berlin] journal |  | ",
            "2024-06-02T12:00:00+02:00[Europe/Berlin] journal | 25:00 odd clock | ",
        ]
    );
}

#[test]
fn the_diary_of_vimwiki_is_a_folder_of_notes() {
    let home = Home::with_vault();
    Fixture::folder(&[
        ("diary/2024-05-17.wiki", "= Rain =\n\n* all day\n"),
        (
            "diary/diary.wiki",
            "= Diary =\n\n== 2024 ==\n* [[2024-05-17]]\n",
        ),
    ])
    .lay(&home.path("wiki"));
    // The index of the diary is no day.
    taken(&home, "markdown", "wiki/diary", (1, 1));
}

/// What Day One exports, as JSON, with one entry.
fn journal(text: &str) -> Vec<u8> {
    let entry =
        serde_json::json!({"uuid": text, "creationDate": "2024-05-17T10:00:00Z", "text": text});
    serde_json::json!({"entries": [entry]})
        .to_string()
        .into_bytes()
}

#[test]
fn i04_names_that_lead_out_and_links_are_refused_by_name() {
    let home = Home::with_vault();
    let (good, evil) = (journal("good"), journal("evil"));
    let zip = foreign::zip_with_link(
        "link.json",
        "/etc/passwd",
        &[
            ("Good.json", &good),
            ("../up.json", &evil),
            ("/root.json", &evil),
            ("a\\..\\b.json", &evil),
            ("C:\\w.json", &evil),
        ],
    );
    fs::write(home.path("z.zip"), zip).unwrap();
    let before = fs::read_dir(home.path(".")).unwrap().count();
    let sheet = home.json(&["import", "z.zip"]);
    assert_eq!(came(&sheet), (1, 5), "{sheet}");
    let reasons = sheet["reasons"].to_string();
    for name in ["../up.json", "/root.json", "b.json", "w.json", "link.json"] {
        assert!(reasons.contains(name), "{name}: {reasons}");
    }
    assert_eq!(fs::read_dir(home.path(".")).unwrap().count(), before);
    let mut items = foreign::joplin_items();
    items.push(("../evil.md".to_owned(), items[0].1.clone()));
    let files: Vec<(&str, &[u8])> = items
        .iter()
        .map(|(name, text)| (&**name, text.as_bytes()))
        .collect();
    fs::write(home.path("n.jex"), foreign::tarred(&files)).unwrap();
    let sheet = home.json(&["import", "n.jex"]);
    assert_eq!(came(&sheet), (4, 4), "{sheet}");
    assert!(
        sheet["reasons"].to_string().contains("../evil.md"),
        "{sheet}"
    );
}

#[test]
fn i04_a_zip_that_unpacks_to_hundreds_of_times_its_size_is_refused_by_name() {
    let home = Home::with_vault();
    // 64 MiB of one letter pack to a thousandth.
    let blank = "x".repeat(64 << 20);
    let bomb = journal(&blank);
    let good = journal("good");
    let zip = foreign::zipped(&[("Good.json", &good), ("Bomb.json", &bomb)]);
    assert!(zip.len() < 1 << 20);
    fs::write(home.path("z.zip"), zip).unwrap();
    let sheet = home.json(&["import", "z.zip"]);
    assert_eq!(came(&sheet), (1, 1), "{sheet}");
    let reasons = sheet["reasons"].to_string();
    assert!(
        reasons.contains("Bomb.json") && reasons.contains("200 times its size"),
        "{reasons}"
    );
    let mut tar = foreign::joplin_jex();
    // A size of 8 GiB in the first header, and its sum made right.
    tar[124..135].copy_from_slice(b"77777777777");
    tar[148..156].copy_from_slice(b"        ");
    let sum: u32 = tar[..512].iter().map(|byte| u32::from(*byte)).sum();
    tar[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    fs::write(home.path("n.jex"), tar).unwrap();
    let said = home.fails(1, &["import", "joplin", "n.jex"]);
    assert!(said.contains("longer than 16777216 bytes"), "{said}");
}

#[test]
fn i04_an_encrypted_file_and_a_wrong_sum_in_a_zip_are_refused_by_name() {
    let (good, other) = (journal("good"), journal("other"));
    let mut zip = foreign::zipped(&[("Good.json", &good), ("Other.json", &other)]);
    // The flag that says so, and the sum of what is packed, in the directory and before the file.
    let name = b"Other.json";
    let places = zip.windows(name.len()).enumerate();
    let places: Vec<usize> = places
        .filter(|(_, part)| part == name)
        .map(|(at, _)| at)
        .collect();
    let mut sealed = zip.clone();
    sealed[places[0] - 30 + 6] |= 1;
    sealed[places[1] - 46 + 8] |= 1;
    zip[places[0] - 30 + 14] ^= 1;
    zip[places[1] - 46 + 16] ^= 1;
    for (what, bytes) in [("sealed", sealed), ("sum", zip)] {
        let home = Home::with_vault();
        fs::write(home.path("z.zip"), bytes).unwrap();
        let sheet = home.json(&["import", "dayone", "z.zip"]);
        adds_up(&sheet);
        assert!(
            sheet["reasons"].to_string().contains("Other.json"),
            "{what}: {sheet}"
        );
    }
}

#[test]
fn i07_links_round_and_pipes_in_a_folder_are_passed_over_and_counted() {
    let home = Home::with_vault();
    let folder = home.path("notes");
    Fixture::folder(&[("2024-05-17.md", "rain"), ("in/2024-05-18.md", "sun")]).lay(&folder);
    std::os::unix::fs::symlink(&folder, folder.join("in/round")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", folder.join("2024-05-19.md")).unwrap();
    rustix::fs::mknodat(
        rustix::fs::CWD,
        folder.join("2024-05-20.md"),
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RUSR,
        0,
    )
    .unwrap();
    let sheet = home.json(&["import", "notes"]);
    assert_eq!(came(&sheet), (2, 2), "{sheet}");
}

#[test]
fn i06_imports_are_listed_and_taken_back() {
    let home = Home::with_vault();
    fs::write(home.path("notes.jex"), foreign::joplin_jex()).unwrap();
    let said = home.fails(1, &["import", "undo"]);
    assert!(said.contains("no import to take back"), "{said}");
    let said = home.fails(1, &["import", "undo", "1234"]);
    assert!(said.contains("no import is called \"1234\""), "{said}");
    let sheet = home.json(&["import", "notes.jex"]);
    let id = sheet["id"].as_str().unwrap();
    assert!(home.json(&["import", "notes.jex"]).get("id").is_none());
    let listed = home.json_lines(&["import", "list"]);
    assert_eq!(
        (listed.len(), &listed[0]["id"], &listed[0]["form"]),
        (1, &sheet["id"], &"joplin".into())
    );
    assert_eq!(
        (&listed[0]["entries"], &listed[0]["standing"]),
        (&4.into(), &4.into())
    );
    let shown = home.ok(&["import", "list"]);
    assert!(
        shown.contains(id) && shown.contains("2024-05-17"),
        "{shown}"
    );
    let rows = home.json_lines(&["list"]);
    let rain = rows.iter().find(|row| row["title"] == "Rain").unwrap();
    home.ok(&["star", rain["id"].as_str().unwrap()]);
    let dry = home.json(&["import", "undo", "--dry-run"]);
    let done = home.json(&["import", "undo", &id[..4]]);
    assert_eq!(dry, done);
    assert_eq!(
        (&done["deleted"], &done["restored"], &done["gone"]),
        (&2.into(), &0.into(), &1.into())
    );
    assert_eq!(done["left"], serde_json::json!([rain["id"]]));
    assert_eq!(home.json_lines(&["list"]).len(), 1);
    assert_eq!(home.json_lines(&["list", "--deleted"]).len(), 3);
}

#[test]
fn i04_a_zip_whose_files_are_the_same_bytes_is_refused() {
    let home = Home::with_vault();
    let (good, other) = (journal("good"), journal("other"));
    let mut zip = foreign::zipped(&[("Good1.json", &good), ("Other.json", &other)]);
    let at = |zip: &[u8], name: &[u8]| {
        zip.windows(name.len())
            .rposition(|part| part == name)
            .unwrap()
    };
    // In the directory the second file begins where the first does.
    let (first, second) = (at(&zip, b"Good1.json"), at(&zip, b"Other.json"));
    let begin = zip[first - 4..first].to_vec();
    zip[second - 4..second].copy_from_slice(&begin);
    fs::write(home.path("z.zip"), zip).unwrap();
    let said = home.fails(1, &["import", "dayone", "z.zip"]);
    assert!(said.contains("overlap"), "{said}");
    assert_eq!(home.ok(&["list"]), "");
}
