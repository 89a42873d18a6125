//! What other programs left, broken in every way: no import of it panics or hangs, and the sums add up.

use std::fs;

use diurnal::journal::forms::ImportForm;
use diurnal::journal::types::ImportReport;
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
    let mut desk = Desk::new();
    let zone = Zone::utc();
    let folder = tempfile::tempdir().unwrap();
    let mut read = |what: &str, fixture: &Fixture| {
        let top = folder.path().join("foreign");
        fs::remove_dir_all(&top).ok();
        fixture.lay(&top);
        let path = top.join(fixture.path);
        let told = ImportForm::of(&path);
        let report = desk
            .journal
            .import_path(&path, form, &zone, None, true, &mut ());
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
        read(what, broken).1.ok();
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
