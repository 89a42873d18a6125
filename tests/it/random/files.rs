//! Whole files and folders: stores, and what other programs left.

use std::fs;

use diurnal::journal::forms::ImportForm;
use diurnal::journal::forms::ImportPlan;
use diurnal::model::secret::Secret;
use diurnal::model::time::Zone;
use diurnal::store::Store;
use rusqlite::Connection;

use super::batter;
use crate::journal::Desk;
use crate::support::foreign;

#[test]
fn what_other_programs_left() {
    let mut desk = Desk::new();
    let folder = tempfile::tempdir().unwrap();
    let notes: Vec<u8> = foreign::joplin_jex();
    let files: Vec<(&str, ImportForm, Vec<u8>)> = vec![
        ("n.jex", ImportForm::Joplin, notes),
        (
            "a.json",
            ImportForm::TuiJournal,
            foreign::tui_transfer().to_string().into_bytes(),
        ),
        (
            "e.db",
            ImportForm::TuiJournal,
            foreign::tui_database(foreign::TUI_ROWS),
        ),
        ("j.zip", ImportForm::Journey, foreign::journey()),
        ("d.zip", ImportForm::Diarium, foreign::diarium()),
        (
            "m.json",
            ImportForm::MiniDiary,
            foreign::mini_diary().to_string().into_bytes(),
        ),
        (
            "Trip.json",
            ImportForm::DayOne,
            foreign::day_one().to_string().into_bytes(),
        ),
        (
            "s.json",
            ImportForm::StandardNotes,
            foreign::standard_notes().to_string().into_bytes(),
        ),
    ];
    let packed: Vec<Vec<u8>> = files
        .iter()
        .map(|(name, _, bytes)| foreign::zipped(&[(name, bytes)]))
        .collect();
    for (at, (name, form, bytes)) in files.iter().enumerate() {
        let plan = ImportPlan {
            dry: true,
            passphrase: Some(Secret::new(foreign::JRNL_PASSPHRASE.to_owned())),
            ..ImportPlan::of(*form, Zone::utc())
        };
        let path = folder.path().join(name);
        let all = [bytes.clone(), packed[at].clone()];
        batter(&format!("import-{name}"), 100, &all, |input| {
            fs::write(&path, input).unwrap();
            ImportForm::of(&path);
            if let Ok(report) = desk.journal.import_path(&path, &plan, &mut ()) {
                let sum = report.new + report.identical + report.updated + report.skipped;
                assert_eq!(report.read, sum);
            }
        });
    }
}

#[test]
fn stores() {
    let desk = Desk::new();
    let path = desk.folder.path().join("vaults/default/journal.db");
    let copy = desk.folder.path().join("copy.db");
    // All of it in one file.
    let whole = desk.folder.path().join("whole.db");
    let connection = Connection::open(&path).unwrap();
    let sql = "VACUUM INTO ?1";
    connection.execute(sql, [whole.to_str().unwrap()]).unwrap();
    let whole = fs::read(whole).unwrap();
    batter("store", 200, &[whole], |input| {
        for name in ["copy.db-wal", "copy.db-shm"] {
            fs::remove_file(desk.folder.path().join(name)).ok();
        }
        fs::write(&copy, input).unwrap();
        if let Ok(store) = Store::open(&copy) {
            for seq in store.objects_after(0).unwrap_or_default() {
                store.object(seq).ok();
            }
            store.slot_names().ok();
            store.inbox().ok();
        }
    });
}
