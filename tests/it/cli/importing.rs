//! `diurnal import` of what other programs wrote, whole and broken.

use std::fs;

use serde_json::Value;
use serde_json::json;

use crate::support::Home;
use crate::support::foreign::zipped;

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
        (&4.into(), &3.into()),
        "{sheet}"
    );
    assert_eq!(sheet["attachments"], 4);
    let reasons = sheet["reasons"].to_string();
    assert!(
        reasons.contains("Two.json")
            && reasons.contains("Cut.json")
            && reasons.contains("leads out"),
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
fn zips_of_nobody_are_refused() {
    let home = Home::with_vault();
    let odd = json!({"id": "1", "text": "x"}).to_string();
    for (what, zip) in [
        (
            "odd",
            zipped(&[("1715000000000-3fd6.json", odd.as_bytes())]),
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
    // A day is a day, whenever days begin here.
    let late = Home::with_vault();
    late.write("diurnal/config/config.toml", "day_starts_at = \"04:00\"\n");
    late.write("b.json", fs::read_to_string(&tui).unwrap());
    late.json(&["import", "b.json"]);
    assert_eq!(late.json_lines(&["list", "--on", "2024-05-18"]).len(), 1);
    let other = home.write("c.json", r#"{"entries":{"one":{"text":"x"}}}"#);
    home.fails(2, &["import", &other]);
}

/// A folder as people have them: front matter of several programs, days in names, paths and headings.
fn notes(home: &Home) -> String {
    for (path, text) in [
        ("v/2024-05-17.md", "Rain all day.\r\n\r\nNobody came.\r\n"),
        ("v/2024-05-18 At the sea.md", "# At the sea\n\nwind\n"),
        ("v/20240519.md", "---\n---\nplain\n"),
        (
            "v/2024/06/2024-06-01.md",
            "![[rain.png]] ![x](y.jpg) ![z](https://a.b/c.png)\n",
        ),
        ("v/journal/2024/07-July/03 a walk.md", "far\n"),
        (
            "v/hugo.md",
            "---\ntitle: 'A: quoted'\ndate: 2024-05-20T21:04:05+09:00\ntags: [sea, \"two words\"]\ndraft: false\n---\n\nText\n",
        ),
        (
            "v/evening.md",
            "---\ncreated: 2024-05-21 21:04\ntags: one, two\nstarred: true\n---\nText\n",
        ),
        (
            "v/words.md",
            "---\ndate: 2024-05-22\ntags: '#a #b'\nmood: [3, {x: y}]\n---\nText\n",
        ),
        ("v/diary.wiki", "= 2024-05-23 =\n\nvimwiki\n"),
        ("v/rule.md", "---\nnot: [yaml\n---\n# 2024-05-24\n"),
        ("v/none.md", "no day at all 1234-56-78\n"),
        ("v/2024-05-25.md", "  \n"),
        ("v/.obsidian/2024-05-26.md", "hidden"),
        ("v/rain.png", "2024-05-27"),
    ] {
        home.write(path, text);
    }
    home.path("v").display().to_string()
}

#[test]
fn a_folder_of_markdown_is_taken_with_its_authors_days() {
    let home = Home::with_vault();
    home.write("diurnal/config/config.toml", "day_starts_at = \"04:00\"\n");
    let folder = notes(&home);
    let import =
        |more: &[&str]| home.json(&[&["import", &folder, "--zone", "Asia/Tokyo"], more].concat());
    let sheet = import(&["--dry-run"]);
    adds_up(&sheet);
    assert_eq!(
        (&sheet["new"], &sheet["skipped"]),
        (&10.into(), &2.into()),
        "{sheet}"
    );
    let real = import(&[]);
    let mut counted = real.clone();
    counted.as_object_mut().unwrap().remove("id").unwrap();
    assert_eq!(sheet, counted);
    assert_eq!(real["attachments"], 2);
    let reasons = real["reasons"].to_string();
    assert!(
        reasons.contains("none.md") && reasons.contains("2024-05-25.md"),
        "{reasons}"
    );
    let mut found: Vec<String> = Vec::new();
    for row in home.json_lines(&["list"]) {
        let words = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        let tags: Vec<&str> = row["tags"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_str)
            .collect();
        found.push(format!(
            "{} {} {} {}",
            words("day"),
            words("at"),
            words("title"),
            tags.join("+")
        ));
    }
    found.sort();
    assert_eq!(
        found,
        [
            "2024-05-17 2024-05-17T12:00:00+09:00[Asia/Tokyo]  ",
            "2024-05-18 2024-05-18T12:00:00+09:00[Asia/Tokyo] At the sea ",
            "2024-05-19 2024-05-19T12:00:00+09:00[Asia/Tokyo]  ",
            "2024-05-20 2024-05-20T21:04:05+09:00 A: quoted sea+two words",
            "2024-05-21 2024-05-21T21:04:00+09:00[Asia/Tokyo] evening one+two",
            "2024-05-22 2024-05-22T12:00:00+09:00[Asia/Tokyo] words a+b",
            "2024-05-23 2024-05-23T12:00:00+09:00[Asia/Tokyo] diary ",
            "2024-05-24 2024-05-24T12:00:00+09:00[Asia/Tokyo] rule ",
            "2024-06-01 2024-06-01T12:00:00+09:00[Asia/Tokyo]  ",
            "2024-07-03 2024-07-03T12:00:00+09:00[Asia/Tokyo] a walk ",
        ]
    );
    let row = &home.json_lines(&["list", "--on", "2024-05-17"])[0];
    assert_eq!(
        home.body(row["id"].as_str().unwrap()),
        "Rain all day.\r\n\r\nNobody came.\r\n"
    );
    assert_eq!(import(&[])["identical"], 10);
    home.write(
        "v/2024-05-18 At the sea.md",
        "# At the sea\n\nwind, and rain\n",
    );
    let again = import(&[]);
    assert_eq!(
        (&again["updated"], &again["identical"]),
        (&1.into(), &9.into())
    );
}

#[test]
fn front_matter_that_was_cut_or_changed_anywhere_stops_nothing() {
    let home = Home::with_vault();
    let whole = "---\ntitle: 'A: q'\ndate: 2024-05-20T21:04:05+09:00\ntags: [sea, \"two\"]\nx: {y: [1, ~]}\n---\n\nText\n";
    for at in 1..whole.len() {
        home.write(&format!("cut/2024-01-01 {at}.md"), &whole[..at]);
        for (number, sign) in ["[", "&a *a", "\t", "%"].iter().enumerate() {
            let changed = format!("{}{sign}{}", &whole[..at], &whole[at + 1..]);
            home.write(&format!("cut/{number}/2024-01-01 {at}.md"), &changed);
        }
    }
    let folder = home.path("cut").display().to_string();
    let sheet = home.json(&["import", &folder]);
    adds_up(&sheet);
    assert_eq!(sheet["skipped"], 0, "{sheet}");
    assert_eq!(home.json(&["import", &folder])["identical"], sheet["read"]);
}

#[test]
fn a_folder_of_jrnl_has_the_days_of_its_files() {
    let home = Home::with_vault();
    for (path, text) in [
        (
            "j/2024/05/17.txt",
            "[2024-05-17 21:04] Rain *\nall day\n\n[2024-05-17 23:50] Late\n",
        ),
        // Written with a time format in which the month stands where the minute should.
        ("j/2024/05/18.txt", "[2024-01-18 07:05] Early\n"),
        ("j/2024/05/19.txt", "no bracket\n"),
        ("j/2024/13/01.txt", "[2024-05-17 21:04] no month\n"),
        ("j/notes.txt", "[2024-05-17 21:04] no day\n"),
    ] {
        home.write(path, text);
    }
    let folder = home.path("j").display().to_string();
    let sheet = home.json(&["import", &folder, "--zone", "Europe/Berlin"]);
    adds_up(&sheet);
    assert_eq!(
        (&sheet["new"], &sheet["skipped"]),
        (&3.into(), &1.into()),
        "{sheet}"
    );
    assert!(
        sheet["reasons"].to_string().contains("2024/05/19.txt"),
        "{sheet}"
    );
    let mut found: Vec<String> = home
        .json_lines(&["list"])
        .iter()
        .map(|row| {
            format!(
                "{} {} {}",
                row["at"].as_str().unwrap(),
                row["title"].as_str().unwrap(),
                row["starred"]
            )
        })
        .collect();
    found.sort();
    assert_eq!(
        found,
        [
            "2024-05-17T21:04:00+02:00[Europe/Berlin] Rain true",
            "2024-05-17T23:50:00+02:00[Europe/Berlin] Late false",
            "2024-05-18T07:05:00+02:00[Europe/Berlin] Early false",
        ]
    );
    let again = home.json(&["import", "jrnl", &folder, "--zone", "Europe/Berlin"]);
    assert_eq!(again["identical"], 3);
}

/// A backup with every kind of item that matters, and with broken ones.
fn backup() -> String {
    let note = |uuid: &str, content: Value| json!({"uuid": uuid, "content_type": "Note", "content": content, "created_at": "2024-05-17T22:30:00.000Z", "updated_at": "2024-05-18T01:00:00.000Z"});
    let mut unset = note("n4", json!({"title": "Unset", "text": "x"}));
    unset["created_at"] = json!("1970-01-01T00:00:00.000Z");
    let document = json!({"root": {"children": [{"type": "heading", "tag": "h1", "children": [{"type": "text", "text": "Super"}]}]}});
    json!({"version": "004", "items": [
        {"uuid": "k", "content_type": "SN|ItemsKey", "content": {}},
        {"uuid": "t", "content_type": "Tag", "content": {"title": "sea", "references": [{"uuid": "n1", "content_type": "Note"}, {"uuid": "n3"}]}},
        note("n1", json!({"title": "Rain", "text": "all day", "starred": true, "references": [], "appData": {"x": {"pinned": true}}})),
        note("n2", json!({"title": "Gone", "text": "old", "trashed": true})),
        note("n3", json!({"title": "", "noteType": "super", "text": document.to_string()})),
        unset,
        {"uuid": "n5", "content_type": "Note", "content": "004:00:ab:cd", "created_at": "2024-05-17T22:30:00.000Z"},
        {"uuid": "n6", "content_type": "Note", "content": {"title": "", "text": ""}, "created_at": "2024-05-17T22:30:00.000Z"},
        {"uuid": "n7", "content_type": "Note", "deleted": true},
        {"uuid": "n8", "content_type": "Note", "content": {"text": "x"}, "created_at": "never"}
    ]})
    .to_string()
}

#[test]
fn a_backup_of_standard_notes_is_taken_from_its_file_and_its_zip() {
    let text = backup();
    let file = "Standard Notes Backup and Import File.txt";
    let zip = zipped(&[(file, text.as_bytes()), ("Items/Note/Rain.txt", b"all day")]);
    let home = Home::with_vault();
    home.write("sn.json", &text);
    let sheet = home.json(&["import", "sn.json", "--zone", "Europe/Berlin"]);
    adds_up(&sheet);
    assert_eq!(
        (&sheet["new"], &sheet["skipped"]),
        (&4.into(), &3.into()),
        "{sheet}"
    );
    assert!(
        sheet["reasons"].to_string().contains("still encrypted"),
        "{sheet}"
    );
    let rows = home.json_lines(&["list", "--on", "2024-05-18"]);
    let titles: Vec<&str> = rows
        .iter()
        .filter_map(|row| row["title"].as_str())
        .collect();
    assert_eq!(rows.len(), 3, "{titles:?}");
    let one = |title: &str| rows.iter().find(|row| row["title"] == title).unwrap();
    assert_eq!(
        (&one("Rain")["tags"], &one("Rain")["starred"]),
        (&json!(["sea"]), &true.into())
    );
    assert_eq!(home.body(one("Super")["id"].as_str().unwrap()), "# Super");
    assert_eq!(one("Super")["tags"], json!(["sea"]));
    assert_eq!(home.json_lines(&["list", "--deleted"]).len(), 1);
    fs::write(home.path("sn.zip"), &zip).unwrap();
    let again = home.json(&["import", "sn.zip", "--zone", "Europe/Berlin"]);
    assert_eq!(again["identical"], 4, "{again}");
    let said = home
        .with_key(&["import", "sn.zip", "--dry-run"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(
        said.contains("\"sn.zip\" is a backup of Standard Notes"),
        "{said}"
    );
    let plain = Home::with_vault();
    fs::write(plain.path("other.zip"), zipped(&[("a.txt", b"x")])).unwrap();
    plain.fails(2, &["import", "other.zip"]);
}

#[test]
fn a_backup_that_was_cut_anywhere_hangs_nobody_and_the_sums_add_up() {
    let home = Home::with_vault();
    let text = backup();
    for at in (0..text.len()).step_by(97) {
        home.write("sn.json", &text[..at]);
        let mut command =
            home.with_key(&["import", "standard-notes", "sn.json", "--dry-run", "--json"]);
        let output = command.output().unwrap();
        assert!(
            matches!(output.status.code(), Some(0..=8)),
            "{at}: {output:?}"
        );
        if let Ok(sheet) = serde_json::from_slice(&output.stdout) {
            adds_up(&sheet);
        }
    }
}

#[test]
fn a_folder_of_rednotebook_has_a_day_of_each_month() {
    let home = Home::with_vault();
    for (path, text) in [
        (
            "r/data/2024-05.txt",
            "17: {text: 'Rain, //all// day #wet'}\n18:\n  text: |-\n    two\n    lines: here\n  Tags: {sea: null, far: null}\n  Films: {Solaris: null}\n19: {text: ''}\n",
        ),
        (
            "r/data/2023-12.txt",
            "1:\n  text: !!python/unicode 'old'\n31: {Ideas: {one: null}}\n2: plain\n",
        ),
        ("r/data/2023-11.txt", "31: {text: no such day}\n"),
        ("r/data/2023-10.txt", "{broken"),
        ("r/data/configuration.cfg", "x=1"),
        ("r/data/notes.txt", "1: {text: other}"),
    ] {
        home.write(path, text);
    }
    let folder = home.path("r").display().to_string();
    let sheet = home.json(&["import", &folder, "--zone", "Europe/Berlin"]);
    adds_up(&sheet);
    assert_eq!(
        (&sheet["new"], &sheet["skipped"]),
        (&4.into(), &4.into()),
        "{sheet}"
    );
    for name in ["2023-10.txt", "2023-11.txt", "2023-12.txt", "2024-05.txt"] {
        assert!(sheet["reasons"].to_string().contains(name), "{sheet}");
    }
    let on = |day: &str| {
        let rows = home.json_lines(&["list", "--on", day]);
        assert_eq!(rows.len(), 1, "{day}");
        rows[0].clone()
    };
    let body = |day: &str| home.body(on(day)["id"].as_str().unwrap());
    assert_eq!(body("2024-05-17"), "Rain, //all// day #wet");
    assert_eq!(body("2024-05-18"), "two\nlines: here");
    assert_eq!(on("2024-05-18")["tags"], json!(["sea", "far"]));
    assert_eq!(
        (body("2023-12-01"), &on("2023-12-31")["title"]),
        ("old".to_owned(), &"Ideas".into())
    );
    let again = home.json(&["import", "rednotebook", &folder, "--zone", "Europe/Berlin"]);
    assert_eq!(again["identical"], 4);
}
