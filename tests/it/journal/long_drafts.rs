//! Drafts of long texts: only what changed is written, and what is read is always the newest text.

use diurnal::journal::Journal;
use diurnal::model::entry::Content;
use diurnal::model::entry::Draft;
use diurnal::model::id::EntryId;
use rusqlite::Connection;

use super::Desk;
use super::places;

fn draft(body: &str) -> Draft {
    Draft {
        id: EntryId([7; 16]),
        parents: Vec::new(),
        content: Content {
            body: body.to_owned(),
            ..Content::new(
                "2024-02-29T21:30:00+01:00[Europe/Berlin]".parse().unwrap(),
                "journal",
            )
        },
    }
}

fn long() -> String {
    let words: Vec<String> = (0..20_000).map(|n| format!("étude {n}")).collect();
    words.join(" ")
}

fn rows(desk: &Desk) -> Vec<(String, i64)> {
    let store = Connection::open(places(desk.folder.path()).store).unwrap();
    let mut query = store
        .prepare("SELECT name, length(data) FROM state WHERE name LIKE 'draft-%' ORDER BY name")
        .unwrap();
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    rows.unwrap().map(Result::unwrap).collect()
}

/// What is offered back.
fn offered(desk: &mut Desk) -> Draft {
    let mut drafts = desk.journal.drafts().unwrap();
    assert_eq!(drafts.len(), 1);
    drafts.remove(0).draft.unwrap()
}

#[test]
fn of_a_long_text_only_what_changed_is_written() {
    let mut desk = Desk::new();
    let mut keeper = desk.again();
    let mut text = long();
    keeper.keep_draft(&draft(&text)).unwrap();
    let at = text.find("étude 9000").unwrap();
    let [(_, whole)] = rows(&desk)[..] else {
        panic!("one row")
    };
    for n in 0..5 {
        text.insert(at, 'ë');
        let mut now = draft(&text);
        now.content.title = format!("title {n}");
        now.content.starred = n % 2 == 0;
        keeper.keep_draft(&now).unwrap();
        let rows = rows(&desk);
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].1, whole, "the whole text was not written again");
        assert!(rows[1].1 < 2000, "{rows:?}");
        assert!(offered(&mut desk) == now);
    }
    // Much that is new is a new whole text, and a short one has no changes.
    text.push_str(&long());
    keeper.keep_draft(&draft(&text)).unwrap();
    assert_eq!(rows(&desk).len(), 1);
    assert!(offered(&mut desk) == draft(&text));
    text.push('.');
    keeper.keep_draft(&draft(&text)).unwrap();
    assert_eq!(rows(&desk).len(), 2);
    keeper.keep_draft(&draft("short")).unwrap();
    assert_eq!(rows(&desk).len(), 1);
    assert!(offered(&mut desk) == draft("short"));
    keeper.drop_draft(EntryId([7; 16])).unwrap();
    assert!(rows(&desk).is_empty());
}

#[test]
fn a_change_is_never_taken_for_one_to_another_text() {
    let mut desk = Desk::new();
    let (mut one, mut other) = (desk.again(), desk.again());
    let text = long();
    one.keep_draft(&draft(&text)).unwrap();
    one.keep_draft(&draft(&format!("{text}one"))).unwrap();
    // Another editor keeps its text whole; the first one sees that, and does the same.
    let others = format!("other {text}");
    other.keep_draft(&draft(&others)).unwrap();
    assert_eq!(rows(&desk).len(), 1);
    assert!(offered(&mut desk) == draft(&others));
    one.keep_draft(&draft(&format!("{text}one and more")))
        .unwrap();
    assert!(offered(&mut desk) == draft(&format!("{text}one and more")));
    other.keep_draft(&draft(&format!("{others}!"))).unwrap();
    assert!(offered(&mut desk) == draft(&format!("{others}!")));

    // An older diurnal knows nothing of changes: what it leaves beside its whole text is none.
    let store = Connection::open(places(desk.folder.path()).store).unwrap();
    one.keep_draft(&draft(&text)).unwrap();
    one.keep_draft(&draft(&format!("{text} old change")))
        .unwrap();
    let get = "SELECT data FROM state WHERE name LIKE 'draft-%-change'";
    let change: Vec<u8> = store.query_row(get, [], |row| row.get(0)).unwrap();
    other.keep_draft(&draft(&others)).unwrap();
    let name = format!("draft-{}-change", EntryId([7; 16]));
    store
        .execute(
            "INSERT INTO state (name, data) VALUES (?1, ?2)",
            (&name, &change),
        )
        .unwrap();
    assert!(offered(&mut desk) == draft(&others));
    // A change that is damaged, or whose text is gone, is none either.
    other.keep_draft(&draft(&format!("{others}?"))).unwrap();
    store
        .execute(
            "UPDATE state SET data = zeroblob(500) WHERE name = ?1",
            [&name],
        )
        .unwrap();
    assert!(offered(&mut desk) == draft(&others));
    store
        .execute(
            "DELETE FROM state WHERE name NOT LIKE '%-change' AND name LIKE 'draft-%'",
            [],
        )
        .unwrap();
    assert!(desk.journal.drafts().unwrap().is_empty());
    // The editor still has all of it, and keeps it whole.
    other.keep_draft(&draft(&format!("{others}??"))).unwrap();
    assert!(offered(&mut desk) == draft(&format!("{others}??")));
}

#[test]
fn where_the_disk_takes_no_change_the_text_is_kept_beside_it() {
    let mut desk = Desk::new();
    let mut keeper = desk.again();
    let text = long();
    keeper.keep_draft(&draft(&text)).unwrap();
    keeper.keep_draft(&draft(&format!("{text}1"))).unwrap();
    // The store is full: what is newer must stand somewhere all the same.
    keeper.limit_pages(1).unwrap();
    let newer = draft(&format!("{}2", text.repeat(2)));
    keeper.keep_draft(&newer).unwrap();
    let mut again = desk.again();
    again.unlock(&super::passphrase()).unwrap();
    assert!(offered(&mut desk) == newer);
}

#[test]
fn a_lock_forgets_the_text_and_loses_no_change() {
    let mut desk = Desk::new();
    let mut keeper: Journal = desk.again();
    let text = long();
    keeper.keep_draft(&draft(&text)).unwrap();
    keeper.keep_draft(&draft(&format!("{text}1"))).unwrap();
    keeper.forget_draft();
    assert!(offered(&mut desk) == draft(&format!("{text}1")));
    keeper.keep_draft(&draft(&format!("{text}12"))).unwrap();
    assert_eq!(rows(&desk).len(), 1, "kept whole: nothing was remembered");
    assert!(offered(&mut desk) == draft(&format!("{text}12")));
    // Saved, it is offered no more, and nothing of it stays.
    let last = draft(&format!("{text}123"));
    keeper.keep_draft(&last).unwrap();
    desk.journal.save(&last).unwrap();
    assert!(desk.journal.drafts().unwrap().is_empty());
    assert!(rows(&desk).is_empty());
}
