//! `diurnal export` in every form: what it writes, what it leaves alone, what it cannot carry.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

use serde_json::Value;

use crate::support::Home;
use crate::support::PATIENCE;

const FORMS: [(&str, &str); 7] = [
    ("markdown", "2024/02/2024-02-29-2130-leap-day-00000000.md"),
    ("json", "journal.jsonl"),
    ("html", "journal.html"),
    ("site", "index.html"),
    ("dayone", "journal-dayone.zip"),
    ("text", "journal.txt"),
    ("jrnl", "journal-jrnl.txt"),
];

const LINES: &str = concat!(
    "{\"id\":\"00000000000000000000000000000001\",\"at\":\"2024-02-29T21:30:07+01:00[Europe/Berlin]\",",
    "\"title\":\"Leap day\",\"body\":\"One <script>alert(1)</script> [x](javascript:y).\\n\",",
    "\"tags\":[\"two words\"],\"starred\":true,\"journal\":\"days\",\"mood\":5}\n",
    "{\"id\":\"10000000000000000000000000000002\",\"at\":\"2024-03-01T08:00:00Z\",",
    "\"body\":\"# Two\\r\\nlines, after [[00000000|the leap day]]\\n[2020-01-01 10:00] no entry\"}\n",
    "{\"id\":\"20000000000000000000000000000003\",\"at\":\"2024-03-01T09:00:00Z\",",
    "\"body\":\"日本 \\\\. C:\\\\path\\\\LaTeX\\n\\n---\\nid: \\\"x\\\"\\n---\\n```\\n---\\n```  \\n\"}\n",
);

fn home() -> Home {
    let home = Home::with_vault();
    home.write("in.jsonl", LINES);
    home.ok(&["import", "in.jsonl"]);
    home
}

fn read(home: &Home, path: &str) -> String {
    fs::read_to_string(home.path(path)).unwrap()
}

#[test]
fn every_form_is_written_read_back_and_says_what_it_cannot_carry() {
    let home = home();
    for (form, name) in FORMS {
        let args = ["export", "--format", form, "--to", form, "--check"];
        let sheet = home.json(&args);
        assert_eq!(sheet["entries"], 3, "{form}: {sheet}");
        assert!(sheet["checked"].as_u64().unwrap() >= 3, "{form}: {sheet}");
        assert!(sheet["different"].as_array().unwrap().is_empty());
        assert!(home.path(form).join(name).is_file(), "{form}");
        // Again: what is ours is replaced, or is there already. jrnl's text cannot be told from one
        // that jrnl wrote, and is left alone.
        let again = home.run(&args);
        let code = i32::from(form == "jrnl");
        assert_eq!(again.status.code(), Some(code), "{form}: {again:?}");
        let lost = &sheet["lost"];
        let carried_whole = ["markdown", "json", "dayone"].contains(&form);
        assert_eq!(
            lost.as_object().unwrap().is_empty(),
            carried_whole,
            "{form}: {lost}"
        );
    }
    let lost = &home.json(&["export", "--format", "jrnl", "--to", "other"])["lost"];
    assert_eq!(
        (&lost["seconds"], &lost["metadata"]),
        (&1.into(), &1.into())
    );
    assert_eq!((&lost["lines"], &lost["titles"]), (&1.into(), &1.into()));
}

#[test]
fn files_of_other_origin_are_left_alone_in_every_form() {
    let home = home();
    for (form, name) in FORMS {
        let path = home.write(&format!("{form}/{name}"), "mine");
        let said = home.fails(1, &["export", "--format", form, "--to", form]);
        assert!(said.contains(name), "{form}: {said}");
        assert_eq!(fs::read_to_string(path).unwrap(), "mine", "{form}");
    }
}

#[test]
fn a_page_runs_nothing_and_asks_no_network() {
    let home = home();
    home.ok(&["export", "--format", "html", "--to", "page"]);
    home.ok(&["export", "--format", "site", "--to", "site"]);
    let page = read(&home, "page/journal.html");
    let month = read(&home, "site/2024/2024-02.html");
    for html in [&page, &month, &read(&home, "site/index.html")] {
        assert!(html.contains("default-src 'none'"));
        assert!(!html.contains("<script>alert") && !html.contains("javascript:y"));
        for address in [
            "src=\"http",
            "href=\"http",
            "url(",
            "@import",
            "<link rel=\"preload",
        ] {
            assert!(!html.contains(address), "{address}");
        }
    }
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(page.contains("<a href=\"#e00000000\">the leap day</a>"));
    assert!(page.contains("<svg") && page.contains("29 February 2024"));
    let march = read(&home, "site/2024/2024-03.html");
    assert!(march.contains("<a href=\"../2024/2024-02.html#e00000000\">the leap day</a>"));
    let index = read(&home, "site/search.js");
    let json = index.split_once("window.diurnal = ").unwrap().1;
    let json = json.trim_end().strip_suffix(",\n];").unwrap();
    let lines: Value = serde_json::from_str(&format!("{json}]")).unwrap();
    assert_eq!(lines.as_array().unwrap().len(), 3);
    assert!(!index.contains("</script"), "a script would end there");
    // An empty page is one too.
    home.ok(&["export", "--format", "html", "--to", "none", "--on", "1999"]);
    assert!(read(&home, "none/journal.html").contains("0 entries"));
}

#[test]
fn the_zip_for_day_one_has_a_file_a_journal() {
    let home = home();
    home.ok(&["export", "--format", "dayone", "--to", "out"]);
    let file = fs::File::open(home.path("out/journal-dayone.zip")).unwrap();
    let mut zip = zip::ZipArchive::new(file).unwrap();
    let mut names: Vec<String> = zip
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect();
    names.sort();
    assert_eq!(names, ["days.json", "journal.json"]);
    let mut text = String::new();
    zip.by_name("days.json")
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    let days: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(days["metadata"]["version"], "1.0");
    let entry = &days["entries"][0];
    assert_eq!(entry["creationDate"], "2024-02-29T20:30:07Z");
    assert_eq!(entry["timeZone"], "Europe/Berlin");
    assert_eq!(entry["tags"], serde_json::json!(["two words"]));
    assert_eq!(entry["starred"], true);
    assert!(
        entry["text"]
            .as_str()
            .unwrap()
            .starts_with("# Leap day\n\nOne")
    );
}

#[test]
fn markdown_by_day_month_or_year_and_by_a_pattern() {
    let home = home();
    for (per, name) in [
        ("day", "2024/03/2024-03-01.md"),
        ("month", "2024/2024-03.md"),
        ("year", "2024.md"),
    ] {
        home.ok(&["export", "--per", per, "--to", per, "--check"]);
        let text = read(&home, &format!("{per}/{name}"));
        assert!(text.starts_with("---\ndiurnal: \""), "{text}");
        let (first, second) = (
            text.find("lines, after").unwrap(),
            text.find("日本").unwrap(),
        );
        assert!(first < second, "the earlier one first");
        let bare = format!("bare-{per}");
        home.ok(&["export", "--per", per, "--to", &bare, "--no-front-matter"]);
        assert!(read(&home, &format!("{bare}/{name}")).starts_with("# "));
    }
    let args = [
        "export",
        "--to",
        "named",
        "--name",
        "{year}/{date}",
        "--check",
    ];
    assert_eq!(home.json(&args)["checked"], 3);
    let mut names: Vec<_> = fs::read_dir(home.path("named/2024"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    // Two entries of one day: the second one's name has its id.
    assert_eq!(names.len(), 3, "{names:?}");
    assert_eq!(names[0], "2024-02-29.md");
    assert_eq!(home.json(&args)["identical"], 3);
    let said = home.fails(2, &["export", "--to", "x", "--name", "../{yaer}"]);
    assert!(said.contains("cannot be a file's name"), "{said}");
    let said = home.fails(2, &["export", "--to", "x", "--name", "{yaer}"]);
    assert!(
        said.contains("{yaer} is not known; known are {year}"),
        "{said}"
    );
    home.fails(
        2,
        &["export", "--to", "x", "--format", "html", "--per", "day"],
    );
    home.fails(2, &["export", "--to", "-", "--format", "html"]);
    home.fails(2, &["export", "--mirror", "x", "--format", "json"]);
    home.fails(2, &["export", "--format", "json"]);
}

#[test]
fn a_mirror_follows_and_keeps_what_its_owner_changed() {
    let home = home();
    let args = ["export", "--mirror", "m", "--name", "{date} {title}"];
    assert_eq!(home.json(&args)["written"], 3);
    let stamp = |name: &str| fs::metadata(home.path(name)).unwrap().modified().unwrap();
    let kept = stamp("m/2024-03-01 two.md");
    assert_eq!(home.json(&args)["identical"], 3);
    assert_eq!(stamp("m/2024-03-01 two.md"), kept);

    // A new title is a new name; the old file goes. A deleted entry's file goes too.
    home.ok(&["edit", "00000000", "--title", "Sun"]);
    home.ok(&["delete", "20000000"]);
    let sheet = home.json(&args);
    assert_eq!(
        (&sheet["written"], &sheet["removed"]),
        (&1.into(), &2.into()),
        "{sheet}"
    );
    assert_eq!(sheet["identical"], 1);
    assert!(home.path("m/2024-02-29 sun.md").is_file());
    assert!(!home.path("m/2024-02-29 leap-day.md").exists());
    home.ok(&["undelete", "20000000"]);
    assert_eq!(home.json(&args)["written"], 1);

    // What its owner changed is named, and stays when the entry changes, and when it goes.
    let path = home.path("m/2024-03-01 two.md");
    fs::write(&path, "changed by hand").unwrap();
    for _ in 0..2 {
        let sheet = home.json(&args);
        assert_eq!(sheet["edited"].as_array().unwrap().len(), 1, "{sheet}");
        assert_eq!(sheet["identical"], 2);
    }
    home.ok(&["delete", "10000000"]);
    let sheet = home.json(&args);
    assert_eq!(
        (
            sheet["removed"].as_u64(),
            fs::read_to_string(&path).unwrap()
        ),
        (Some(0), "changed by hand".to_owned())
    );
    home.ok(&["undelete", "10000000"]);
    // Taken away by hand, it is written again.
    fs::remove_file(&path).unwrap();
    assert_eq!(home.json(&args)["written"], 1);

    // A file of other origin is none of the mirror's business.
    home.write("m/2024-03-02 mine.md", "mine");
    let id = home.ok(&["add", "mine", "--title", "mine", "--at", "2024-03-02 10:00"]);
    let output = home.run(&args);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert_eq!(read(&home, "m/2024-03-02 mine.md"), "mine");
    home.ok(&["delete", id.trim()]);
    home.ok(&args);
    assert_eq!(read(&home, "m/2024-03-02 mine.md"), "mine");
}

#[test]
fn a_mirror_has_one_form_and_one_vault() {
    let home = home();
    home.ok(&["export", "--mirror", "m"]);
    let said = home.fails(1, &["export", "--mirror", "m", "--per", "day"]);
    assert!(
        said.contains("another form") && said.contains("not-a-mirror"),
        "{said}"
    );
    let other = Home::with_vault();
    let list = read(&home, "m/.diurnal-mirror.json");
    other.write("m/.diurnal-mirror.json", &list);
    let said = other.fails(1, &["export", "--mirror", "m"]);
    assert!(said.contains("another vault"), "{said}");
    // A list that names places outside of the mirror would take files away there.
    let mine = home.write("mine.md", "mine");
    let evil = list.replacen("2024/02/", "../", 1);
    assert_ne!(evil, list);
    home.write("m/.diurnal-mirror.json", &evil);
    let said = home.fails(1, &["export", "--mirror", "m"]);
    assert!(said.contains("outside of it"), "{said}");
    home.write("m/.diurnal-mirror.json", "{");
    let said = home.fails(1, &["export", "--mirror", "m"]);
    assert!(said.contains("damaged"), "{said}");
    assert_eq!(fs::read_to_string(mine).unwrap(), "mine");
}

#[test]
fn a_watched_mirror_follows_until_ctrl_c() {
    let home = home();
    let mut child = home
        .with_key(&["export", "--mirror", "m", "--name", "{title}", "--watch"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let appears = |path: &Path| {
        let until = Instant::now() + PATIENCE;
        while !path.is_file() {
            assert!(Instant::now() < until, "{path:?} never came");
            std::thread::sleep(Duration::from_millis(50));
        }
    };
    appears(&home.path("m/leap-day.md"));
    home.ok(&["add", "rain", "--title", "A new one"]);
    appears(&home.path("m/a-new-one.md"));
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let mut said = String::new();
    child.stderr.unwrap().read_to_string(&mut said).unwrap();
    assert!(said.contains("plain text"), "{said}");
}

#[test]
fn round_and_round_every_entry_stays_as_it_is() {
    let home = home();
    let all = |home: &Home| home.ok(&["export", "--format", "json", "--to", "-"]);
    let first = all(&home);
    let mut from = home;
    for (form, name) in [
        ("markdown", ""),
        ("json", "journal.jsonl"),
        ("dayone", "journal-dayone.zip"),
        ("markdown", ""),
    ] {
        from.ok(&["export", "--format", form, "--to", "out", "--check"]);
        let out = from.path("out").join(name);
        let to = Home::with_vault();
        let sheet = to.json(&["import", out.to_str().unwrap()]);
        assert_eq!(
            (&sheet["new"], &sheet["skipped"]),
            (&3.into(), &0.into()),
            "{form}: {sheet}"
        );
        assert_eq!(all(&to), first, "{form}");
        let again = to.json(&["import", out.to_str().unwrap()]);
        assert_eq!(again["identical"], 3, "{form}: {again}");
        from = to;
    }
}

#[test]
fn what_is_no_export_is_said_and_stops_nothing() {
    let home = home();
    home.ok(&["export", "--to", "out"]);
    home.write("out/2024/notes.md", "# My own\n");
    home.write("out/2024/.hidden.md", "x");
    home.write("out/2024/picture.jpg", [0xff]);
    std::os::unix::fs::symlink(home.path("out"), home.path("out/2024/loop")).unwrap();
    let other = Home::with_vault();
    let from = home.path("out");
    let from = from.to_str().unwrap();
    let sheet = other.json(&["import", "markdown", from, "--dry-run"]);
    assert_eq!(
        (&sheet["read"], &sheet["new"], &sheet["skipped"]),
        (&4.into(), &3.into(), &1.into())
    );
    assert_eq!(other.ok(&["list"]), "");
    let sheet = other.json(&["import", from]);
    assert_eq!((&sheet["new"], &sheet["skipped"]), (&3.into(), &1.into()));
    let why = sheet["reasons"][0][1].as_str().unwrap();
    assert!(
        why.contains("notes.md") && why.contains("no front matter"),
        "{why}"
    );
    let said = other.fails(2, &["import", &home.write("x.bin", "nothing")]);
    assert!(said.contains("no zip of Day One"), "{said}");
    other.fails(
        1,
        &["import", "dayone", &home.write("x.zip", "PK\u{3}\u{4}cut")],
    );
    other.fails(1, &["import", "dayone", "absent.zip"]);
}

#[test]
fn jrnl_s_text_comes_back_as_far_as_it_goes() {
    let home = home();
    home.ok(&["export", "--format", "jrnl", "--to", "out"]);
    let other = Home::with_vault();
    let path = home.path("out/journal-jrnl.txt");
    let path = path.to_str().unwrap();
    let sheet = other.json(&["import", path, "--zone", "Asia/Tokyo"]);
    assert_eq!(
        (&sheet["new"], &sheet["skipped"]),
        (&3.into(), &0.into()),
        "{sheet}"
    );
    let rows = other.json_lines(&["list", "--starred"]);
    assert_eq!(rows[0]["title"], "Leap day");
    assert_eq!(rows[0]["at"], "2024-02-29T21:30:00+09:00[Asia/Tokyo]");
    let again = other.json(&["import", "jrnl", path, "--zone", "Asia/Tokyo"]);
    assert_eq!(again["identical"], 3, "{again}");
    other.fails(2, &["import", "jrnl", path, "--zone", "Mars/X"]);
}
