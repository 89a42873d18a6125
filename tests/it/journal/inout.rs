//! What goes in comes out again, byte for byte; what goes in twice changes nothing.

use std::fs;
use std::io::BufReader;

use diurnal::journal::Journal;
use diurnal::journal::JournalError;
use diurnal::journal::forms::ExportPlan;
use diurnal::journal::types::ImportReport;
use diurnal::journal::types::Watch;
use diurnal::model::query::Filter;
use serde_json::Value;
use serde_json::json;

use super::Desk;
use super::content;
use super::passphrase;
use super::rewrite;

fn import(journal: &mut Journal, text: &str) -> ImportReport {
    let mut from = BufReader::new(text.as_bytes());
    journal
        .import_jsonl(&mut from, None, false, &mut ())
        .unwrap()
}

fn export(journal: &mut Journal) -> String {
    let mut bytes = Vec::new();
    let filter = Filter::default();
    journal.export_jsonl(&mut bytes, &filter, &mut ()).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn sums(report: &ImportReport) -> [u64; 5] {
    let ImportReport {
        read,
        new,
        identical,
        updated,
        skipped,
        ..
    } = report;
    assert_eq!(*read, new + identical + updated + skipped);
    [*read, *new, *identical, *updated, *skipped]
}

fn line(n: usize, body: &str) -> String {
    let id = format!("{n:032x}");
    let at = format!("2024-02-{:02}T21:30:00+01:00[Europe/Berlin]", 1 + n % 28);
    let line = json!({ "id": id, "at": at, "body": body, "title": format!("Day {n}"), "tags": ["a, b"], "mood": n });
    format!("{line}\n")
}

fn lines(n: usize) -> String {
    (0..n)
        .map(|n| line(n, &format!("entry {n}\r\n\n# not a title\n")))
        .collect()
}

/// Entries as their JSON without what an export adds, by id.
fn by_id(text: &str) -> Vec<(String, Value)> {
    let mut entries: Vec<(String, Value)> = text
        .lines()
        .map(|line| {
            let value: Value = serde_json::from_str(line).unwrap();
            let said = json!([
                value["at"],
                value["title"],
                value["body"],
                value["tags"],
                value["mood"]
            ]);
            (value["id"].as_str().unwrap().to_owned(), said)
        })
        .collect();
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    entries
}

#[test]
fn an_import_comes_out_as_it_went_in() {
    let mut desk = Desk::new();
    let text = lines(300);
    assert_eq!(sums(&import(&mut desk.journal, &text)), [300, 300, 0, 0, 0]);
    let out = export(&mut desk.journal);
    assert_eq!(by_id(&out), by_id(&text));
    // And once more, into another vault and out of it: the same bytes.
    let mut other = Desk::new();
    import(&mut other.journal, &out);
    assert_eq!(export(&mut other.journal), out);
    let mut again = desk.again();
    again.unlock(&passphrase()).unwrap();
    assert_eq!(export(&mut again), out);
    let balance = again.verify_local(&mut ()).unwrap();
    assert_eq!((balance.shortfalls, balance.notices), (vec![], vec![]));
}

#[test]
fn importing_again_changes_nothing() {
    let mut desk = Desk::new();
    let text = lines(100);
    import(&mut desk.journal, &text);
    let digest = desk.journal.counts_and_digest().unwrap();
    assert_eq!(sums(&import(&mut desk.journal, &text)), [100, 0, 100, 0, 0]);
    assert_eq!(desk.journal.counts_and_digest().unwrap(), digest);
    let no_ids = text.replace("\"id\":", "\"source\":");
    assert_eq!(
        sums(&import(&mut desk.journal, &no_ids)),
        [100, 100, 0, 0, 0]
    );
    assert_eq!(
        sums(&import(&mut desk.journal, &no_ids)),
        [100, 0, 100, 0, 0]
    );
}

#[test]
fn what_was_edited_or_deleted_here_is_not_undone_by_an_old_file() {
    let mut desk = Desk::new();
    let text = lines(3);
    import(&mut desk.journal, &text);
    let ids: Vec<_> = (0..3)
        .map(|n| desk.journal.find(&format!("{n:032x}")).unwrap())
        .collect();
    rewrite(&mut desk.journal, ids[0], "mine now");
    desk.journal.delete(ids[1]).unwrap();
    assert_eq!(sums(&import(&mut desk.journal, &text)), [3, 0, 3, 0, 0]);
    assert_eq!(desk.journal.entry(ids[0]).unwrap().content.body, "mine now");
    assert!(desk.journal.entry(ids[1]).unwrap().deleted);
    // What the file says and no version ever said is the next version, and the old ones stay.
    let newer = line(0, "from the file") + &line(1, "back again") + &line(2, "newer");
    assert_eq!(sums(&import(&mut desk.journal, &newer)), [3, 0, 0, 3, 0]);
    assert_eq!(
        desk.journal.entry(ids[0]).unwrap().content.body,
        "from the file"
    );
    assert!(!desk.journal.entry(ids[1]).unwrap().deleted);
    let said: Vec<_> = desk
        .journal
        .history(ids[0])
        .unwrap()
        .into_iter()
        .map(|version| version.content.body)
        .collect();
    assert_eq!(
        said,
        ["entry 0\r\n\n# not a title\n", "mine now", "from the file"]
    );
    let entry = desk.journal.entry(ids[0]).unwrap();
    assert_eq!(entry.extra["mood"], 0);
}

#[test]
fn one_file_may_say_two_things_of_one_entry() {
    let mut desk = Desk::new();
    let text = line(0, "one") + &line(0, "one") + &line(0, "two") + &line(1, "other");
    let mut from = BufReader::new(text.as_bytes());
    let dry = desk
        .journal
        .import_jsonl(&mut from, None, true, &mut ())
        .unwrap();
    assert_eq!(sums(&dry), [4, 2, 1, 1, 0]);
    assert!(export(&mut desk.journal).is_empty());
    let real = import(&mut desk.journal, &text);
    assert!(dry.id.is_none() && real.id.is_some());
    assert_eq!(ImportReport { id: None, ..real }, dry);
    let id = desk.journal.find(&"0".repeat(32)).unwrap();
    assert_eq!(desk.journal.entry(id).unwrap().content.body, "two");
    assert_eq!(desk.journal.history(id).unwrap().len(), 2);
    assert_eq!(sums(&import(&mut desk.journal, &text)), [4, 0, 4, 0, 0]);
}

#[test]
fn one_odd_record_stops_nothing() {
    let mut desk = Desk::new();
    let text = line(0, "one")
        + "not json\n\n{\"body\":\"when?\"}\n{\"at\":\"2024-02-29T21:30:00Z\",\"body\":\" \"}\n"
        + &line(1, "two");
    let report = import(&mut desk.journal, &text);
    assert_eq!(sums(&report), [5, 2, 0, 0, 3]);
    let places: Vec<u64> = report.reasons.iter().map(|(line, _)| *line).collect();
    assert_eq!(places, [2, 4, 5]);
}

#[test]
fn the_journal_that_is_named_takes_them_all() {
    let mut desk = Desk::new();
    let text = lines(5);
    let mut from = BufReader::new(text.as_bytes());
    desk.journal
        .import_jsonl(&mut from, Some("travel"), false, &mut ())
        .unwrap();
    assert_eq!(desk.journal.journals().unwrap(), [("travel".to_owned(), 5)]);
}

struct StopAt(u64);

impl Watch for StopAt {
    fn step(&mut self, _: &str, done: u64, _: u64) -> bool {
        done < self.0
    }
}

#[test]
fn an_import_that_is_stopped_goes_on_from_there() {
    let mut desk = Desk::new();
    // More than one batch, and more rows than the upper levels of the catalogue take.
    let body = "x".repeat(2000);
    let text: String = (0..6000).map(|n| line(n, &body)).collect();
    let mut from = BufReader::new(text.as_bytes());
    let stopped = desk
        .journal
        .import_jsonl(&mut from, None, false, &mut StopAt(4500));
    assert!(matches!(stopped, Err(JournalError::Stopped)));
    let mut again = desk.again();
    again.unlock(&passphrase()).unwrap();
    let there = again.counts().unwrap().entries;
    assert!((4000..6000).contains(&there), "{there}");
    let balance = again.verify_local(&mut ()).unwrap();
    assert_eq!((balance.shortfalls, balance.notices), (vec![], vec![]));
    assert_eq!(
        sums(&import(&mut again, &text)),
        [6000, 6000 - there, there, 0, 0]
    );
    let balance = again.verify_local(&mut ()).unwrap();
    assert_eq!(balance.entries, (6000, 6000));
    assert_eq!((balance.shortfalls, balance.notices), (vec![], vec![]));
}

#[test]
fn somebody_else_may_write_meanwhile() {
    struct Adds<'a>(&'a Desk, u64);
    impl Watch for Adds<'_> {
        fn step(&mut self, _: &str, _: u64, _: u64) -> bool {
            self.1 += 1;
            if self.1 == 6 {
                let mut other = self.0.again();
                other.unlock(&passphrase()).unwrap();
                other.add(&content("meanwhile")).unwrap();
            }
            true
        }
    }
    let desk = Desk::new();
    let body = "x".repeat(2000);
    let text: String = (0..3000).map(|n| line(n, &body)).collect();
    let mut importer = desk.again();
    importer.unlock(&passphrase()).unwrap();
    let mut from = BufReader::new(text.as_bytes());
    let report = importer
        .import_jsonl(&mut from, None, false, &mut Adds(&desk, 0))
        .unwrap();
    assert_eq!(sums(&report), [3000, 3000, 0, 0, 0]);
    assert_eq!(importer.counts().unwrap().entries, 3001);
    let balance = importer.verify_local(&mut ()).unwrap();
    assert_eq!((balance.shortfalls, balance.notices), (vec![], vec![]));
}

/// A mirror that follows: what somebody wrote while it was made is in the next round.
#[test]
fn what_is_written_while_an_export_is_made_is_seen_after_it() {
    struct Adds<'d>(&'d Desk, u32);
    impl Watch for Adds<'_> {
        fn step(&mut self, _: &str, _: u64, _: u64) -> bool {
            self.1 += 1;
            if self.1 == 2 {
                let mut other = self.0.again();
                other.unlock(&passphrase()).unwrap();
                other.add(&content("meanwhile")).unwrap();
            }
            true
        }
    }
    let mut desk = Desk::new();
    for n in 0..3 {
        desk.journal.add(&content(&format!("entry {n}"))).unwrap();
    }
    let mut journal = desk.again();
    journal.unlock(&passphrase()).unwrap();
    let (filter, mut to) = (Filter::default(), Vec::new());
    let seen = journal.seen().unwrap();
    let mut adds = Adds(&desk, 0);
    journal.export_jsonl(&mut to, &filter, &mut adds).unwrap();
    assert!(adds.1 >= 2);
    assert!(!String::from_utf8(to).unwrap().contains("meanwhile"));
    journal.wait_for_change(seen, &mut StopAt(0)).unwrap();
    let seen = journal.seen().unwrap();
    let nothing = journal.wait_for_change(seen, &mut StopAt(0));
    assert!(matches!(nothing, Err(JournalError::Stopped)), "{nothing:?}");
}

#[test]
fn markdown_goes_out_and_is_read_back() {
    let mut desk = Desk::new();
    import(&mut desk.journal, &lines(40));
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("out");
    let filter = Filter::default();
    let first = desk
        .journal
        .export(&dir, &ExportPlan::markdown(true), &filter, &mut ())
        .unwrap();
    assert_eq!((first.entries, first.written, first.checked), (40, 40, 40));
    let second = desk
        .journal
        .export(&dir, &ExportPlan::markdown(true), &filter, &mut ())
        .unwrap();
    assert_eq!((second.identical, second.checked), (40, 40));
    // A file of other origin is named and stays.
    let month = fs::read_dir(dir.join("2024/02")).unwrap();
    let path = month.flatten().next().unwrap().path();
    fs::write(&path, "my own").unwrap();
    let third = desk
        .journal
        .export(&dir, &ExportPlan::markdown(true), &filter, &mut ())
        .unwrap();
    assert_eq!((third.refused, third.checked), (vec![path.clone()], 39));
    assert_eq!(fs::read(&path).unwrap(), b"my own");
}

#[test]
fn i06_an_import_is_taken_back_and_what_was_edited_since_is_left() {
    let mut desk = Desk::new();
    let own = desk.journal.add(&content("mine")).unwrap().id;
    let first = import(&mut desk.journal, &lines(5));
    let ids: Vec<_> = (0..5)
        .map(|n| desk.journal.find(&format!("{n:032x}")).unwrap())
        .collect();
    // The second changes three of them, one of these twice, and brings a new one.
    let text = line(0, "zero")
        + &line(1, "one")
        + &line(2, "two")
        + &line(2, "two again")
        + &line(9, "nine");
    let second = import(&mut desk.journal, &text);
    assert_eq!(sums(&second), [5, 1, 0, 4, 0]);
    let nine = desk.journal.find(&format!("{:032x}", 9)).unwrap();
    rewrite(&mut desk.journal, ids[1], "edited");
    desk.journal.delete(ids[4]).unwrap();

    let imports = desk.journal.imports().unwrap();
    let told: Vec<_> = imports
        .iter()
        .map(|import| (import.form.as_str(), import.entries, import.standing))
        .collect();
    assert_eq!(told, [("jsonl", 5, 1), ("jsonl", 4, 3)]);
    assert_eq!(Some(&imports[0].id), first.id.as_ref());

    let dry = desk.journal.undo_import(None, true, &mut ()).unwrap();
    let report = desk.journal.undo_import(None, false, &mut ()).unwrap();
    assert_eq!(dry, report);
    assert_eq!(Some(&report.id), second.id.as_ref());
    assert_eq!((report.deleted, report.restored, report.gone), (1, 2, 0));
    assert_eq!(report.left, [ids[1]]);
    let body = |desk: &mut Desk, id| desk.journal.entry(id).unwrap().content.body;
    assert_eq!(body(&mut desk, ids[0]), "entry 0\r\n\n# not a title\n");
    assert_eq!(body(&mut desk, ids[1]), "edited");
    assert_eq!(body(&mut desk, ids[2]), "entry 2\r\n\n# not a title\n");
    assert!(desk.journal.entry(nine).unwrap().deleted);
    // Nothing is lost, and once more changes nothing.
    let said = desk.journal.history(ids[2]).unwrap();
    assert!(
        said.iter()
            .any(|version| version.content.body == "two again")
    );
    let digest = desk.journal.counts_and_digest().unwrap();
    let id = second.id.as_deref();
    let again = desk.journal.undo_import(id, false, &mut ()).unwrap();
    assert_eq!((again.deleted, again.restored), (0, 0));
    assert_eq!(desk.journal.counts_and_digest().unwrap(), digest);

    // Then the first: what the second undo put back is as the first left it.
    let report = desk.journal.undo_import(None, false, &mut ()).unwrap();
    assert_eq!(Some(&report.id), first.id.as_ref());
    assert_eq!((report.deleted, report.gone), (3, 1));
    assert_eq!(report.left, [ids[1]]);
    assert!(!desk.journal.entry(own).unwrap().deleted);
    let keys: Vec<_> = desk.journal.history(ids[0]).unwrap();
    assert!(
        keys.iter()
            .all(|version| !version.extra.contains_key("imported"))
    );
    let balance = desk.journal.verify_local(&mut ()).unwrap();
    assert_eq!((balance.shortfalls, balance.notices), (vec![], vec![]));

    // The same file may come again, and be taken back again.
    let report = import(&mut desk.journal, &lines(5));
    assert_eq!(sums(&report), [5, 0, 2, 3, 0]);
    assert_eq!(body(&mut desk, ids[0]), "entry 0\r\n\n# not a title\n");
    assert!(!desk.journal.entry(ids[0]).unwrap().deleted);
    let back = desk.journal.undo_import(None, false, &mut ()).unwrap();
    assert_eq!((back.deleted, back.restored, back.left.len()), (0, 3, 0));
    assert!(desk.journal.entry(ids[0]).unwrap().deleted);
    assert!(
        desk.journal
            .undo_import(Some("zz"), false, &mut ())
            .is_err()
    );
}

#[test]
fn i06_an_undo_of_many_entries_is_as_quick_as_their_import() {
    let mut desk = Desk::new();
    import(&mut desk.journal, &lines(5_000));
    let report = desk.journal.undo_import(None, false, &mut ()).unwrap();
    assert_eq!(report.deleted, 5_000);
    assert_eq!(
        desk.journal
            .list(&Filter::default(), 0, false)
            .unwrap()
            .len(),
        0
    );
    let balance = desk.journal.verify_local(&mut ()).unwrap();
    assert_eq!((balance.shortfalls, balance.notices), (vec![], vec![]));
}

#[test]
fn no_export_tells_of_an_import_and_no_file_pretends_one() {
    let mut desk = Desk::new();
    import(&mut desk.journal, &lines(3));
    let out = export(&mut desk.journal);
    assert!(!out.contains("imported"), "{out}");
    let mut other = Desk::new();
    let crafted = out.replace("\"mood\":", "\"imported\":\"00000000 x\",\"mood\":");
    assert_eq!(sums(&import(&mut other.journal, &crafted)), [3, 3, 0, 0, 0]);
    let imports = other.journal.imports().unwrap();
    assert_eq!((imports.len(), imports[0].form.as_str()), (1, "jsonl"));
}
