//! What happens when bytes of the store are not what was written.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use diurnal::journal::Journal;
use diurnal::journal::JournalError;
use diurnal::model::entry::Summary;
use diurnal::model::id::EntryId;
use diurnal::model::query::Filter;
use diurnal::model::query::Query;
use diurnal::store::StoreError;
use rusqlite::Connection;

use super::Desk;
use super::content;
use super::passphrase;
use super::places;
use super::rewrite;

/// Changes the store as somebody would who has its file.
pub fn execute(desk: &Desk, sql: &str) {
    let connection = Connection::open(places(desk.folder.path()).store).unwrap();
    connection.execute_batch(sql).unwrap();
}

/// Where in the file at `path` a byte of its first object stands, past the object's header.
pub fn sealed_at(path: &Path) -> usize {
    let connection = Connection::open(path).unwrap();
    let sql = "SELECT data FROM object ORDER BY seq LIMIT 1";
    let data: Vec<u8> = connection.query_row(sql, [], |row| row.get(0)).unwrap();
    let middle = &data[data.len() / 2..][..64];
    let file = fs::read(path).unwrap();
    file.windows(64).position(|part| part == middle).unwrap()
}

/// How many entries [`filled`] makes: enough for every level of the catalogue with its index, segments, and
/// loose objects.
const ALL: usize = 4_510;

fn filled() -> Desk {
    let mut desk = Desk::new();
    for n in [0..4_200, 4_200..4_500] {
        let lines: Vec<String> = n
            .map(|n| {
                let at = format!(
                    "20{:02}-{:02}-{:02}T12:00:00Z",
                    n % 20,
                    1 + n % 12,
                    1 + n % 28
                );
                format!("{{\"id\":\"{n}\",\"at\":\"{at}\",\"body\":\"entry {n} at the lake\"}}\n")
            })
            .collect();
        let text = lines.concat();
        let mut from = text.as_bytes();
        desk.journal
            .import_jsonl(&mut from, None, false, &mut ())
            .unwrap();
    }
    for n in 4_500..ALL {
        let body = format!("entry {n} at the lake");
        desk.journal.add(&content(&body)).unwrap();
    }
    desk
}

fn open(desk: &Desk) -> Journal {
    let mut journal = desk.again();
    journal.unlock(&passphrase()).unwrap();
    journal
}

/// How many entries are listed and can be read: some by themselves, all as an export reads them.
fn readable(journal: &mut Journal) -> usize {
    let rows = journal.list(&Filter::default(), 30, false).unwrap();
    let alone = rows.iter().filter(|row| journal.entry(row.id).is_ok());
    let alone = alone.count();
    let mut out = Vec::new();
    let report = journal
        .export_jsonl(&mut out, &Filter::default(), &mut ())
        .unwrap();
    let lost = rows.len() - alone;
    assert!(lost <= report.unreadable.len());
    let text = String::from_utf8(out).unwrap();
    text.lines()
        .filter(|line| line.contains("at the lake\"}"))
        .count()
}

fn conditions(journal: &mut Journal) -> (Vec<String>, Vec<String>) {
    let balance = journal.verify_local(&mut ()).unwrap();
    let names = |notices: &[diurnal::journal::types::Notice]| {
        notices
            .iter()
            .map(|notice| notice.condition.clone())
            .collect()
    };
    (names(&balance.shortfalls), names(&balance.notices))
}

fn flip(table: &str, key: &str) -> String {
    format!(
        "UPDATE {table} SET data = CAST(substr(data, 1, length(data) / 2) \
         || CASE substr(data, length(data) / 2 + 1, 1) WHEN x'00' THEN x'01' ELSE x'00' END \
         || substr(data, length(data) / 2 + 2) AS BLOB) WHERE {key}"
    )
}

fn seqs(desk: &Desk) -> Vec<i64> {
    let connection = Connection::open(places(desk.folder.path()).store).unwrap();
    let mut query = connection
        .prepare("SELECT seq FROM object ORDER BY seq")
        .unwrap();
    let rows = query.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

fn parts(desk: &Desk) -> Vec<i64> {
    let connection = Connection::open(places(desk.folder.path()).store).unwrap();
    let mut query = connection
        .prepare("SELECT level FROM part ORDER BY level")
        .unwrap();
    let rows = query.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

#[test]
fn an_entry_is_found_by_its_first_digits_in_every_level() {
    let desk = filled();
    let mut journal = open(&desk);
    let rows = journal.list(&Filter::default(), 0, false).unwrap();
    // Versions that stand in a level above their entry's first one.
    for (n, row) in rows.iter().step_by(40).enumerate() {
        rewrite(&mut journal, row.id, &format!("version {n} at the lake"));
        if n == 70 {
            journal.tidy().unwrap();
        }
    }
    assert_eq!(parts(&desk), [0, 1, 2, 3, 4]);
    let mut journal = open(&desk);
    for (n, row) in rows.iter().enumerate().step_by(20) {
        let id = row.id.to_string();
        for digits in [4, 5, 32] {
            let begins = |row: &&Summary| row.id.to_string().starts_with(&id[..digits]);
            let meant: BTreeSet<EntryId> = rows.iter().filter(begins).map(|row| row.id).collect();
            let found = match journal.find(&id[..digits]) {
                Ok(id) => BTreeSet::from([id]),
                Err(JournalError::Ambiguous { ids, .. }) => ids.into_iter().collect(),
                Err(error) => panic!("{error}"),
            };
            assert_eq!(found, meant);
        }
        let body = journal.entry(row.id).unwrap().content.body;
        assert_eq!(body.starts_with("version"), n.is_multiple_of(40), "{body}");
    }
    let none = "0123456789abcdef0123456789abcdef";
    assert!(matches!(journal.find(none), Err(JournalError::NotFound(_))));
    assert_eq!(conditions(&mut journal), (vec![], vec![]));
}

#[test]
fn an_entry_is_found_among_those_whose_ids_all_begin_alike() {
    let mut desk = Desk::new();
    let line = |n: u32| {
        format!("{{\"id\":\"{n:032x}\",\"at\":\"2024-01-01T12:00:00Z\",\"body\":\"entry {n}\"}}\n")
    };
    let text: String = (0..2_000).map(line).collect();
    let mut from = text.as_bytes();
    desk.journal
        .import_jsonl(&mut from, None, false, &mut ())
        .unwrap();
    rewrite(&mut desk.journal, EntryId([0; 16]), "entry 0, again");
    let mut journal = open(&desk);
    for n in (0..2_000).step_by(97) {
        let id = journal.find(&format!("{n:032x}")).unwrap();
        assert_eq!(id.to_string(), format!("{n:032x}"));
        let body = journal.entry(id).unwrap().content.body;
        let expected = if n == 0 {
            "entry 0, again".into()
        } else {
            format!("entry {n}")
        };
        assert_eq!(body, expected);
    }
    let Err(JournalError::Ambiguous { ids, .. }) = journal.find("0000") else {
        panic!("many begin so");
    };
    assert!(ids.len() > 1);
    // Sixteen begin so; eleven are told, of whatever level.
    let found = journal.find(&format!("{:031x}", 0));
    assert!(matches!(found, Err(JournalError::Ambiguous { ids, .. }) if ids.len() == 11));
}

#[test]
fn a_whole_store_has_nothing_to_say() {
    let desk = filled();
    let mut journal = open(&desk);
    let balance = journal.verify_local(&mut ()).unwrap();
    assert_eq!((balance.shortfalls, balance.notices), (vec![], vec![]));
    assert_eq!(
        (balance.entries, balance.revisions),
        ((ALL as u64, ALL as u64), (ALL as u64, ALL as u64))
    );
    assert_eq!(balance.digest.0, balance.digest.1);
    let digest = journal.counts_and_digest().unwrap().1;
    assert_eq!(balance.digest.1, digest.to_string());
}

#[test]
fn s07_a_catalogue_that_is_lost_or_damaged_is_built_anew() {
    // Three levels, and the indexes of the lower two.
    for level in 0..5 {
        for sql in [
            format!("DELETE FROM part WHERE level = {level}"),
            flip("part", &format!("level = {level}")),
        ] {
            let desk = filled();
            assert_eq!(parts(&desk), [0, 1, 2, 3, 4]);
            execute(&desk, &sql);
            let mut journal = open(&desk);
            assert_eq!(readable(&mut journal), ALL, "{sql}");
            assert_eq!(conditions(&mut open(&desk)), (vec![], vec![]), "{sql}");
            // The check by itself notices, mends and says it.
            execute(&desk, &sql);
            let (shortfalls, notices) = conditions(&mut open(&desk));
            assert_eq!(shortfalls, Vec::<String>::new(), "{sql}");
            assert!(notices.iter().all(|name| name == "catalogue-rebuilt"));
            assert_eq!(conditions(&mut open(&desk)), (vec![], vec![]), "{sql}");
        }
    }
}

#[test]
fn s07_a_byte_changed_in_an_object_is_named_and_the_others_are_read() {
    for at in [0, 1] {
        let desk = filled();
        let seqs = seqs(&desk);
        let seq = seqs[at * (seqs.len() - 1)];
        execute(&desk, &flip("object", &format!("seq = {seq}")));
        let mut journal = open(&desk);
        let balance = journal.verify_local(&mut ()).unwrap();
        assert_eq!(balance.shortfalls.len(), 1, "{:?}", balance.shortfalls);
        let shortfall = &balance.shortfalls[0];
        assert_eq!(shortfall.condition, "damaged");
        let named = format!("object {seq}:");
        assert!(shortfall.text.contains(&named), "{}", shortfall.text);
        assert!(balance.entries.1 < balance.entries.0);
        assert!(readable(&mut journal) > 100);
        // Searching, counting, exporting, saving go on.
        let mut hits = 0;
        let query = Query::parse("lake").unwrap();
        journal
            .search(&query, &Filter::default(), false, &mut |_| {
                hits += 1;
                true
            })
            .unwrap();
        assert!(hits > 100);
        let mut out = Vec::new();
        let report = journal
            .export_jsonl(&mut out, &Filter::default(), &mut ())
            .unwrap();
        assert_eq!(report.written + report.unreadable.len() as u64, ALL as u64);
        assert!(!report.unreadable.is_empty() && report.written > 100);
        journal.add(&content("and on at the lake")).unwrap();
        let status = journal.status().unwrap();
        assert_eq!(status.counts.unwrap().entries, ALL as u64 + 1);
        assert!(status.warnings.iter().any(|w| w.condition == "damaged"));
        for _ in 0..60 {
            journal.add(&content("more")).unwrap();
            journal.tidy().unwrap();
        }
        // With the catalogue gone too, what opens is found and what does not is still named.
        execute(&desk, "DELETE FROM part");
        let mut journal = open(&desk);
        assert!(readable(&mut journal) > 100);
        let status = journal.status().unwrap();
        assert!(status.warnings.iter().any(|w| w.condition == "damaged"));
        assert_eq!(conditions(&mut journal).0, ["damaged"]);
    }
}

#[test]
fn s07_an_object_that_is_gone_is_missed_however_often_the_catalogue_is_built() {
    let desk = filled();
    let first = seqs(&desk)[0];
    execute(&desk, &format!("DELETE FROM object WHERE seq = {first}"));
    for _ in 0..3 {
        let mut journal = open(&desk);
        let rows = journal.list(&Filter::default(), 0, false).unwrap();
        assert_eq!(rows.len(), ALL);
        assert!(readable(&mut journal) < ALL);
        let balance = journal.verify_local(&mut ()).unwrap();
        assert!(!balance.shortfalls.is_empty());
        let named = format!("object {first} is missing");
        assert!(balance.shortfalls.iter().any(|s| s.text.contains(&named)));
        assert_ne!(balance.digest.0, balance.digest.1);
        journal.add(&content("meanwhile at the lake")).unwrap();
        let id = journal.find("@last").unwrap();
        journal.delete(id).unwrap();
    }
}

#[test]
fn k24_two_objects_exchanged_are_named_and_nothing_is_lost() {
    let desk = filled();
    let seqs = seqs(&desk);
    let (a, b) = (seqs[0], seqs[seqs.len() - 1]);
    execute(
        &desk,
        &format!(
            "UPDATE object SET seq = -1 WHERE seq = {a}; UPDATE object SET seq = {a} WHERE seq = {b}; \
             UPDATE object SET seq = {b} WHERE seq = -1"
        ),
    );
    let mut journal = open(&desk);
    let (shortfalls, _) = conditions(&mut journal);
    assert_eq!(shortfalls, ["damaged", "damaged"]);
    assert_eq!(readable(&mut journal), ALL);
}

#[test]
fn k24_an_older_row_put_back_is_named() {
    let mut desk = Desk::new();
    let id = desk.journal.add(&content("one")).unwrap().id;
    desk.journal.add(&content("two")).unwrap();
    execute(
        &desk,
        "UPDATE object SET data = (SELECT data FROM object WHERE seq = 1) WHERE seq = 2",
    );
    let mut journal = open(&desk);
    assert_eq!(conditions(&mut journal).0, ["damaged"]);
    assert_eq!(journal.entry(id).unwrap().content.body, "one");
}

#[test]
fn k24_planted_triggers_views_and_tables_are_refused() {
    for sql in [
        "CREATE TRIGGER t AFTER INSERT ON object BEGIN DELETE FROM object; END",
        "CREATE VIEW v AS SELECT * FROM slot",
        "CREATE TABLE extra (a)",
        "CREATE INDEX i ON object (data)",
    ] {
        let desk = Desk::new();
        execute(&desk, sql);
        let opened = Journal::open(
            places(desk.folder.path()),
            diurnal::model::places::Preferences::default(),
            super::outside(),
        );
        assert!(
            matches!(opened, Err(JournalError::Store(StoreError::Planted { .. }))),
            "{sql}"
        );
    }
}

#[test]
fn s20_a_newer_store_is_refused_untouched() {
    let desk = filled();
    let path = places(desk.folder.path()).store;
    drop(desk.journal);
    let connection = Connection::open(&path).unwrap();
    connection
        .execute_batch("PRAGMA user_version = 2; PRAGMA wal_checkpoint(TRUNCATE)")
        .unwrap();
    drop(connection);
    let before = fs::read(&path).unwrap();
    let opened = Journal::open(
        places(desk.folder.path()),
        diurnal::model::places::Preferences::default(),
        super::outside(),
    );
    assert!(matches!(
        opened,
        Err(JournalError::Store(StoreError::Newer { version: 2 }))
    ));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn s07_k02_a_sealed_row_or_slot_that_was_changed_is_named() {
    for sql in [
        flip("slot", "name = 'slot-1.age'"),
        "INSERT INTO state VALUES ('0000', x'00')".to_owned(),
    ] {
        let desk = filled();
        let mut journal = open(&desk);
        execute(&desk, &sql);
        let (shortfalls, _) = conditions(&mut journal);
        assert_eq!(shortfalls, ["damaged"], "{sql}");
    }
}
