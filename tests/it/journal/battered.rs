//! What other programs left, broken in every way: no import of it panics or hangs, and the sums add up.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use diurnal::journal::forms::ImportForm;
use diurnal::journal::forms::ImportPlan;
use diurnal::journal::types::ImportReport;
use diurnal::model::secret::Secret;
use diurnal::model::time::Zone;

use super::Desk;
use crate::support::foreign;
use crate::support::foreign::Fixture;

fn adds_up(report: &ImportReport) -> bool {
    let sum = report.new + report.identical + report.updated + report.skipped;
    report.read == sum && report.skipped == report.reasons.len() as u64
}

/// Reads `fixture` as `form`, whole and broken; whole, so many entries are new.
fn batter(fixture: &Fixture, form: ImportForm, new: u64) {
    batter_each(1, fixture, form, new, &|fixture, top| {
        fixture.lay(top);
        top.join(fixture.path)
    });
}

/// The same with the files of `fixture` in a zip that is whole itself.
fn batter_packed(fixture: &Fixture, form: ImportForm, new: u64) {
    batter_each(1, fixture, form, new, &|fixture, top| {
        let files = fixture.files.iter();
        let files: Vec<(&str, &[u8])> = files.map(|(name, bytes)| (&**name, &**bytes)).collect();
        let zip = Fixture::file("all.zip", foreign::zipped(&files));
        zip.lay(top);
        top.join(zip.path)
    });
}

/// The same with one of so many of the ways to break it, and what `lay` makes of it.
fn batter_each(
    of: usize,
    fixture: &Fixture,
    form: ImportForm,
    new: u64,
    lay: &dyn Fn(&Fixture, &Path) -> PathBuf,
) {
    let mut desk = Desk::new();
    let plan = ImportPlan {
        dry: true,
        passphrase: Some(Secret::new(foreign::JRNL_PASSPHRASE.to_owned())),
        ..ImportPlan::of(form, Zone::utc())
    };
    let folder = tempfile::tempdir().unwrap();
    let mut read = |what: &str, fixture: &Fixture| {
        let top = folder.path().join("foreign");
        fs::remove_dir_all(&top).ok();
        let path = lay(fixture, &top);
        let told = ImportForm::of(&path);
        let report = desk.journal.import_path(&path, &plan, &mut ());
        if let Ok(report) = &report {
            assert!(adds_up(report), "{what}: {report:?}");
        }
        (told, report)
    };
    let (told, report) = read("whole", fixture);
    assert_eq!(told, Some(form));
    let report = report.unwrap();
    assert_eq!(report.new, new, "{report:?}");
    let mut tried = 0;
    fixture.broken(&mut |what, broken| {
        if tried % of == 0 {
            read(what, broken).1.ok();
        }
        tried += 1;
    });
    assert!(tried > 20, "only {tried} were tried");
}

#[test]
fn joplin_broken_anywhere_stops_nothing() {
    let jex = Fixture::file("notes.jex", foreign::joplin_jex());
    batter(&jex, ImportForm::Joplin, 4);
    let items = foreign::joplin_items();
    let items: Vec<_> = items
        .iter()
        .map(|(name, text)| (&**name, &**text))
        .collect();
    batter(&Fixture::folder(&items), ImportForm::Joplin, 4);
}

#[test]
fn what_jrnl_encrypted_broken_anywhere_stops_nothing() {
    for (kind, bytes) in foreign::jrnl_sealed() {
        let sealed = Fixture::file("journal.txt", bytes);
        // The later kinds take a while to open, and their sum lets nothing broken through.
        let of = if ["first", "ancient"].contains(&kind) {
            1
        } else {
            11
        };
        batter_each(of, &sealed, ImportForm::JrnlSealed, 2, &|fixture, top| {
            fixture.lay(top);
            top.join(fixture.path)
        });
    }
}

#[test]
fn what_tui_journal_left_broken_anywhere_stops_nothing() {
    let transfer = Fixture::file("a.json", foreign::tui_transfer().to_string());
    batter(&transfer, ImportForm::TuiJournal, 2);
    let database = Fixture::file("entries.db", foreign::tui_database(foreign::TUI_ROWS));
    batter(&database, ImportForm::TuiSqlite, 2);
}

#[test]
fn zips_of_journey_and_diarium_broken_anywhere_stop_nothing() {
    let journey = Fixture::file("j.zip", foreign::journey());
    batter(&journey, ImportForm::Journey, 2);
    let diarium = Fixture::file("d.zip", foreign::diarium());
    batter(&diarium, ImportForm::Diarium, 2);
}

#[test]
fn mini_diary_and_org_journal_broken_anywhere_stop_nothing() {
    let mini = Fixture::file("m.json", foreign::mini_diary().to_string());
    batter(&mini, ImportForm::MiniDiary, 2);
    batter(&foreign::org_journal(), ImportForm::OrgJournal, 5);
}

#[test]
fn day_one_classic_broken_anywhere_stops_nothing() {
    batter(&foreign::classic(), ImportForm::DayOneClassic, 2);
}

#[test]
fn zips_with_a_broken_file_in_them_stop_nothing() {
    for (fixture, form, new) in [
        (
            Fixture::file("Trip.json", foreign::day_one().to_string()),
            ImportForm::DayOne,
            3,
        ),
        (
            Fixture::file(
                "Standard Notes Backup and Import File.txt",
                foreign::standard_notes().to_string(),
            ),
            ImportForm::StandardNotes,
            2,
        ),
        (
            Fixture::file("1.json", foreign::journey_entry().to_string()),
            ImportForm::Journey,
            1,
        ),
        (
            Fixture::file("a.json", foreign::diarium_list().to_string()),
            ImportForm::Diarium,
            1,
        ),
    ] {
        batter_packed(&fixture, form, new);
    }
}

#[test]
fn texts_and_folders_of_notes_broken_anywhere_stop_nothing() {
    let jrnl = "[2024-05-17 21:04] Rain *\nall day @wet\n\n[2024-05-18 07:00 AM] Next\nx\n";
    batter(&Fixture::file("j.txt", jrnl), ImportForm::Jrnl, 2);
    let folder = Fixture::folder(&[
        ("2024/05/17.txt", jrnl),
        ("2024/05/18.txt", "[2024-05-18 10:00] x\n"),
    ]);
    batter(&folder, ImportForm::JrnlFolder, 3);
    let listed = r#"{"tags":{},"entries":[{"title":"T","body":"b","date":"2024-05-17","time":"21:04","tags":["@x"],"starred":true}]}"#;
    batter(&Fixture::file("j.json", listed), ImportForm::JrnlJson, 1);
    let months = Fixture::folder(&[(
        "data/2024-05.txt",
        "17: {text: 'Rain, //all// day'}\n18:\n  text: |-\n    two\n    lines: here\n  Tags: {sea: null}\n",
    )]);
    batter(&months, ImportForm::RedNotebook, 2);
    let notes = Fixture::folder(&[
        (
            "2024-05-17.md",
            "---\ntitle: 'A: q'\ntags: [sea, \"two\"]\nx: {y: [1, ~]}\n---\n\nText\n",
        ),
        (
            "b.md",
            "---\ncreated: 2024-05-20T21:04:05+09:00\n---\n# 2024-05-18\n",
        ),
    ]);
    batter(&notes, ImportForm::Notes, 2);
    let mut desk = Desk::new();
    desk.journal
        .add(&super::content("one\r\n---\ntwo"))
        .unwrap();
    let out = tempfile::tempdir().unwrap();
    let plan = diurnal::journal::forms::ExportPlan::markdown(true);
    let filter = diurnal::model::query::Filter::default();
    desk.journal
        .export(out.path(), &plan, &filter, &mut ())
        .unwrap();
    let mut files = Vec::new();
    let mut left = vec![out.path().to_owned()];
    while let Some(path) = left.pop() {
        if path.is_dir() {
            left.extend(
                fs::read_dir(&path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        } else {
            let name = path.strip_prefix(out.path()).unwrap().display().to_string();
            files.push((name, fs::read(&path).unwrap()));
        }
    }
    batter(&Fixture { path: "", files }, ImportForm::Markdown, 1);
}

#[test]
fn i01_nothing_and_one_byte_are_no_entry_of_any_form() {
    let mut desk = Desk::new();
    let folder = tempfile::tempdir().unwrap();
    for bytes in [&b""[..], b"{", b"\0", b"P", b"\n"] {
        let path = folder.path().join("file.json");
        fs::write(&path, bytes).unwrap();
        assert_eq!(ImportForm::of(&path), None, "{bytes:?}");
        for (name, form, _) in diurnal::journal::forms::IMPORT_NAMES {
            let plan = ImportPlan::of(*form, Zone::utc());
            let report = desk.journal.import_path(&path, &plan, &mut ());
            if let Ok(report) = report {
                assert!(adds_up(&report) && report.new == 0, "{name}: {report:?}");
            }
        }
    }
}

#[test]
fn i02_texts_that_are_no_utf_8_are_named_and_marks_and_line_ends_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let utf16: Vec<u8> = "\u{feff}# 2024-05-17\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let files: [(&str, &[u8]); 7] = [
        ("2024-05-11.md", &utf16),
        ("2024-05-12.md", b"caf\xe9"),
        ("2024-05-13.md", b"\xed\xa0\x80"),
        ("2024-05-14.md", "\u{feff}with a mark".as_bytes()),
        ("2024-05-15.md", b"nul \0 here"),
        ("2024-05-16.md", b"one\r\ntwo\rthree"),
        ("2024-05-17.md", b"no end"),
    ];
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    let mut desk = Desk::new();
    let plan = ImportPlan::of(ImportForm::Notes, Zone::utc());
    let report = desk.journal.import_path(folder.path(), &plan, &mut ());
    let report = report.unwrap();
    assert!(adds_up(&report) && report.new == 4, "{report:?}");
    let reasons: Vec<String> = report.reasons.iter().map(|(_, why)| why.clone()).collect();
    for name in ["2024-05-11.md", "2024-05-12.md", "2024-05-13.md"] {
        let named = |why: &String| why.contains(name) && why.contains("not UTF-8 at byte");
        assert!(reasons.iter().any(named), "{name}: {reasons:?}");
    }
    let filter = diurnal::model::query::Filter::default();
    let rows = desk.journal.list(&filter, 0, false).unwrap();
    let mut bodies: Vec<String> = Vec::new();
    for row in rows {
        bodies.push(desk.journal.entry(row.id).unwrap().content.body);
    }
    bodies.sort();
    assert_eq!(
        bodies,
        ["no end", "nul \0 here", "one\r\ntwo\rthree", "with a mark"]
    );
}

#[test]
fn i03_odd_json_in_the_middle_stops_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let fine = |text: &str| {
        format!(
            "{{\"creationDate\":\"2024-05-17T10:00:00Z\",\"uuid\":\"{text}\",\"text\":\"{text}\"}}"
        )
    };
    let deep = format!(
        "{{\"text\":{}1{}}}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let number = format!("{{\"creationDate\":1e400,\"text\":\"{}\"}}", "x");
    let odd = [
        deep.as_str(),
        "{\"text\":\"a\",\"text\":\"b\",\"creationDate\":\"2024-05-17T10:00:00Z\"}",
        "{\"creationDate\":\"2024-05-17T10:00:00Z\",\"text\":NaN}",
        number.as_str(),
        "{\"creationDate\":\"2024-05-17T10:00:00Z\",\"text\":\"\\ud800\"}",
        "null",
        "{}",
    ];
    let mut all = vec![fine("first")];
    all.extend(odd.iter().map(|text| (*text).to_owned()));
    all.push(fine("last"));
    let text = format!("{{\"entries\":[{}]}}", all.join(","));
    let path = folder.path().join("d.zip");
    fs::write(&path, foreign::zipped(&[("J.json", text.as_bytes())])).unwrap();
    let mut desk = Desk::new();
    let plan = ImportPlan::of(ImportForm::DayOne, Zone::utc());
    let report = desk.journal.import_path(&path, &plan, &mut ()).unwrap();
    assert!(adds_up(&report), "{report:?}");
    assert_eq!(
        (report.new, report.skipped),
        (2, odd.len() as u64),
        "{report:?}"
    );
}
