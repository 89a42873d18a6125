//! However a search is made, it finds the same in the same order.

use diurnal::journal::Journal;
use diurnal::model::entry::Content;
use diurnal::model::entry::Draft;
use diurnal::model::entry::Summary;
use diurnal::model::id::EntryId;
use diurnal::model::query::Filter;
use diurnal::model::query::Query;

use super::Desk;
use super::content;
use super::damage::execute;
use super::passphrase;
use super::rewrite;

/// Decided by the text alone, by the row alone, by both; with no hit, with few, with very many.
const QUERIES: &[&str] = &[
    "nosuchword",
    "lake",
    "LÁKE",
    "\"entry 42 at\"",
    "\"at  the lake\"",
    "entry -42",
    "lake -entry",
    "4211",
    "lake 17 OR 18",
    "17 OR 18",
    "/entry 4[0-9]* at/",
    "/entry/ lake",
    "river",
    "river café",
    "\"a \\\"quoted\\\" word\"",
    "back\\slash",
    "brook",
    "shore",
    "pond",
    "pond river",
    "tag:walk",
    "lake tag:walk",
    "tag:walk OR river",
    "title:river",
    "river title:river",
    "is:starred lake",
    "is:conflict",
    "is:conflict pond",
    "date:2003 lake",
    "journal:journal river",
];

fn open(desk: &Desk) -> Journal {
    let mut journal = desk.again();
    journal.unlock(&passphrase()).unwrap();
    journal
}

fn found(journal: &mut Journal, query: &str, filter: &Filter, reverse: bool) -> Vec<Summary> {
    let query = Query::parse(query).unwrap();
    let mut hits = Vec::new();
    journal
        .search(&query, filter, reverse, &mut |row| {
            hits.push(row);
            true
        })
        .unwrap();
    hits
}

/// How many entries [`varied`] makes.
const ALL: usize = 310;

/// Entries of every level of the catalogue: changed, deleted, in conflict, of the same moment.
fn varied() -> Desk {
    let mut desk = Desk::new();
    import(&mut desk.journal, 0..200);
    // What is built anew stands in level 2, and what is imported then above it.
    execute(&desk, "DELETE FROM part");
    import(&mut desk.journal, 200..300);
    for n in 300..ALL {
        let body = format!("entry {n} at the lake");
        desk.journal.add(&content(&body)).unwrap();
    }
    let journal = &mut desk.journal;
    let rows = journal.list(&Filter::default(), 0, false).unwrap();
    let ids: Vec<EntryId> = rows.iter().step_by(10).map(|row| row.id).collect();
    for (n, id) in ids.iter().enumerate() {
        match n % 4 {
            0 => rewrite(journal, *id, "a river, a café, a #walk"),
            1 => rewrite(journal, *id, "a \"quoted\" word, a back\\slash"),
            2 => drop(journal.delete(*id).unwrap()),
            _ => conflict(journal, *id),
        }
    }
    desk
}

fn import(journal: &mut Journal, numbers: std::ops::Range<usize>) {
    let line = |n| {
        let (year, month, day) = (n % 20, 1 + n % 12, 1 + n % 28);
        let at = format!("20{year:02}-{month:02}-{day:02}T12:00:00Z");
        format!("{{\"id\":\"{n}\",\"at\":\"{at}\",\"body\":\"entry {n} at the lake\"}}\n")
    };
    let text: String = numbers.map(line).collect();
    journal
        .import_jsonl(&mut text.as_bytes(), None, false, &mut ())
        .unwrap();
}

/// Two versions of an entry that do not know of each other.
fn conflict(journal: &mut Journal, id: EntryId) {
    let entry = journal.entry(id).unwrap();
    for body in ["a pond, a brook", "a pond, a shore"] {
        let content = Content {
            title: "At the river".into(),
            starred: true,
            body: body.into(),
            ..entry.content.clone()
        };
        let parents = entry.heads.clone();
        let draft = Draft {
            id,
            parents,
            content,
        };
        journal.save(&draft).unwrap();
    }
}

#[test]
fn from_the_store_from_rows_and_from_memory_the_same_is_found() {
    let desk = varied();
    let mut plain = open(&desk);
    let mut in_rows = open(&desk);
    in_rows.load_rows().unwrap();
    let mut in_memory = open(&desk);
    while in_memory.arena_step().unwrap() {}
    let deleted = Filter {
        deleted: true,
        ..Filter::default()
    };
    let starred = Filter {
        starred: true,
        ..Filter::default()
    };
    for filter in [Filter::default(), deleted, starred] {
        for query in QUERIES {
            let mut hits = found(&mut plain, query, &filter, false);
            let rows = found(&mut in_rows, query, &filter, false);
            assert_eq!(hits, rows, "{query}");
            let memory = found(&mut in_memory, query, &filter, false);
            assert_eq!(hits, memory, "{query}");
            hits.reverse();
            let reversed = found(&mut plain, query, &filter, true);
            assert_eq!(hits, reversed, "{query}");
        }
    }
    let mut count = |query: &str| found(&mut plain, query, &Filter::default(), false).len();
    assert_eq!((count("nosuchword"), count("lake")), (0, ALL - 31));
    assert_eq!((count("river"), count("river café")), (15, 8));
    assert_eq!((count("pond"), count("brook")), (7, 0));
}

#[test]
fn a_catalogue_that_is_gone_or_damaged_hides_no_hit() {
    let desk = varied();
    let hits = found(&mut open(&desk), "lake", &Filter::default(), false);
    let cut = "UPDATE part SET data = substr(data, 1, length(data) / 2) WHERE level = ";
    for sql in [
        &format!("{cut}1"),
        &format!("{cut}2"),
        "DELETE FROM part",
        "DELETE FROM part WHERE level = 2",
    ] {
        execute(&desk, sql);
        let again = found(&mut open(&desk), "lake", &Filter::default(), false);
        assert_eq!(again, hits, "{sql}");
    }
}
