//! What other programs left, broken in every way: no import of it panics or hangs, and the sums add up.

use std::fs;

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
    batter_each(1, fixture, form, new);
}

/// The same with one of so many of the ways to break it.
fn batter_each(of: usize, fixture: &Fixture, form: ImportForm, new: u64) {
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
        fixture.lay(&top);
        let path = top.join(fixture.path);
        let told = ImportForm::of(&path);
        let report = desk.journal.import_path(&path, &plan, &mut ());
        if let Ok(report) = &report {
            assert!(adds_up(report), "{what}: {report:?}");
        }
        (told, report)
    };
    let (told, report) = read("whole", fixture);
    assert_eq!(told, Some(form));
    assert_eq!(report.unwrap().new, new);
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
        batter_each(of, &sealed, ImportForm::JrnlSealed, 2);
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
