//! What is saved is there, in every version, whatever happens to the cache.

use diurnal::journal::JournalError;
use diurnal::model::query::Filter;
use diurnal::model::query::Query;

use super::Desk;
use super::content;
use super::passphrase;
use super::rewrite;

fn bodies(journal: &mut diurnal::journal::Journal) -> Vec<String> {
    let rows = journal.list(&Filter::default(), 0, true).unwrap();
    rows.iter()
        .map(|row| journal.entry(row.id).unwrap().content.body)
        .collect()
}

#[test]
fn a_saved_entry_is_there_for_the_next_process() {
    let mut desk = Desk::new();
    let id = desk
        .journal
        .add(&content("Rain\r\non the roof\n\n"))
        .unwrap()
        .id;
    let mut again = desk.again();
    assert!(matches!(
        again.list(&Filter::default(), 0, false),
        Err(JournalError::Locked)
    ));
    again.unlock(&passphrase()).unwrap();
    assert_eq!(
        again.entry(id).unwrap().content.body,
        "Rain\r\non the roof\n\n"
    );
}

#[test]
fn the_recovery_key_alone_opens_the_journal() {
    let mut desk = Desk::new();
    let id = desk.journal.add(&content("Rain")).unwrap().id;
    let mut again = desk.again();
    again
        .unlock(&diurnal::journal::types::Key::Recovery(desk.made.sheet))
        .unwrap();
    assert_eq!(again.entry(id).unwrap().content.body, "Rain");
    again.add(&content("written with the sheet")).unwrap();
    assert_eq!(bodies(&mut again).len(), 2);
}

#[test]
fn every_version_stays_and_comes_back() {
    let mut desk = Desk::new();
    let id = desk.journal.add(&content("one")).unwrap().id;
    rewrite(&mut desk.journal, id, "two");
    rewrite(&mut desk.journal, id, "two");
    desk.journal.delete(id).unwrap();
    assert!(bodies(&mut desk.journal).is_empty());
    let versions = desk.journal.history(id).unwrap();
    let said: Vec<_> = versions
        .iter()
        .map(|v| (v.content.body.as_str(), v.deleted))
        .collect();
    assert_eq!(said, [("one", false), ("two", false), ("two", true)]);
    desk.journal
        .restore(id, &versions[0].rev.to_string()[..8])
        .unwrap();
    assert_eq!(bodies(&mut desk.journal), ["one"]);
}

#[test]
fn folding_keeps_every_version_and_every_place() {
    let mut desk = Desk::new();
    let mut expected = Vec::new();
    let first = desk.journal.add(&content("entry 0")).unwrap().id;
    for n in 1..300 {
        desk.journal.add(&content(&format!("entry {n}"))).unwrap();
        expected.push(format!("entry {n}"));
        if n % 50 == 0 {
            rewrite(&mut desk.journal, first, &format!("entry 0, version {n}"));
        }
        desk.journal.tidy().unwrap();
    }
    expected.insert(0, "entry 0, version 250".into());
    assert_eq!(bodies(&mut desk.journal), expected);
    assert_eq!(desk.journal.history(first).unwrap().len(), 6);
    let mut again = desk.again();
    again.unlock(&passphrase()).unwrap();
    assert_eq!(bodies(&mut again), expected);
    let (counts, digest) = again.counts_and_digest().unwrap();
    assert_eq!(
        (counts.entries, counts.revisions, counts.unsynced),
        (300, 305, 305)
    );
    assert_eq!(digest, desk.journal.counts_and_digest().unwrap().1);
}

#[test]
fn what_is_written_while_locked_is_adopted_once() {
    let mut desk = Desk::new();
    let mut locked = desk.again();
    let added = locked.add(&content("in the dark")).unwrap();
    assert!(added.inbox);
    assert_eq!(locked.unlock(&passphrase()).unwrap().adopted, 1);
    assert_eq!(locked.entry(added.id).unwrap().content.body, "in the dark");
    assert_eq!(desk.again().unlock(&passphrase()).unwrap().adopted, 0);
    assert_eq!(bodies(&mut desk.journal), ["in the dark"]);
}

#[test]
fn search_finds_words_in_any_case_and_accent() {
    let mut desk = Desk::new();
    for n in 0..100 {
        desk.journal
            .add(&content(&format!("day {n} at the lake")))
            .unwrap();
        desk.journal.tidy().unwrap();
    }
    desk.journal
        .add(&content("A Café in the RAIN, \"quoted\""))
        .unwrap();
    let mut count = |text: &str| {
        let mut n = 0;
        desk.journal
            .search(
                &Query::parse(text).unwrap(),
                &Filter::default(),
                false,
                &mut |_| {
                    n += 1;
                    true
                },
            )
            .unwrap();
        n
    };
    assert_eq!(
        [
            count("cafe"),
            count("LAKE"),
            count("lake -42"),
            count("\"quoted\""),
            count("nothing")
        ],
        [1, 100, 99, 1, 0]
    );
}

#[test]
fn a_draft_is_offered_until_it_is_saved() {
    let mut desk = Desk::new();
    let id = diurnal::model::id::EntryId([7; 16]);
    let draft = diurnal::model::entry::Draft {
        id,
        parents: Vec::new(),
        content: content("half a sen"),
    };
    desk.again().keep_draft(&draft).unwrap();
    assert_eq!(
        desk.journal.drafts().unwrap()[0].draft.as_ref(),
        Some(&draft)
    );
    desk.journal.save(&draft).unwrap();
    assert!(desk.journal.drafts().unwrap().is_empty());
}

#[test]
fn a_search_can_be_cut_off_before_it_opens_anything_more() {
    let mut desk = Desk::new();
    for n in 0..5 {
        desk.journal.add(&content(&format!("Tag {n}"))).unwrap();
    }
    let query = Query::parse("tag").unwrap();
    let all = Filter::default();
    let mut told = 0;
    let mut hit = |_| {
        told += 1;
        true
    };
    let mut never = || false;
    let cut = desk
        .journal
        .search_while(&query, &all, false, &mut never, &mut hit);
    assert!(matches!(cut, Err(JournalError::Stopped)), "{cut:?}");
    desk.journal
        .search_while(&query, &all, false, &mut || true, &mut hit)
        .unwrap();
    assert_eq!(told, 5);
}

#[test]
fn searching_from_memory_finds_what_searching_the_store_finds() {
    let mut desk = Desk::new();
    for n in 0..70 {
        desk.journal
            .add(&content(&format!("Tag {n}, Café am See")))
            .unwrap();
        desk.journal.tidy().unwrap();
    }
    let mut plain = desk.again();
    plain.unlock(&passphrase()).unwrap();
    while desk.journal.arena_step().unwrap() {}
    let found = |journal: &mut diurnal::journal::Journal, text: &str| {
        let query = Query::parse(text).unwrap();
        let mut hits = Vec::new();
        journal
            .search(&query, &Filter::default(), false, &mut |row| {
                hits.push(row.id);
                true
            })
            .unwrap();
        hits
    };
    let queries = [
        "cafe",
        "see -42",
        "\"cafe am\"",
        "/g 1\\d/",
        "nothing OR 7",
        "/see/ -cafe",
    ];
    for text in queries {
        let hits = found(&mut desk.journal, text);
        assert_eq!(hits, found(&mut plain, text), "{text}");
    }
    // What is saved here is found at once; so is what another process saves.
    let id = desk.journal.find("@last").unwrap();
    rewrite(&mut desk.journal, id, "a brook");
    assert_eq!(found(&mut desk.journal, "brook"), [id]);
    assert_eq!(found(&mut desk.journal, "69"), []);
    let other = plain.add(&content("a pond")).unwrap().id;
    assert_eq!(found(&mut desk.journal, "pond"), [other]);
    while desk.journal.arena_step().unwrap() {}
    assert_eq!(found(&mut desk.journal, "pond"), [other]);
    desk.journal.lock();
    assert!(!desk.journal.arena_step().unwrap());
}

#[test]
fn s18_the_day_of_an_entry_stays_whatever_the_settings_say_later() {
    let mut desk = Desk::new();
    let mut late = content("past midnight");
    late.at = "2024-03-01T02:30:00+01:00[Europe/Berlin]".parse().unwrap();
    let id = desk.journal.add(&late).unwrap().id;
    let preferences = diurnal::model::places::Preferences {
        day_starts_at: "04:00".parse().unwrap(),
        ..Default::default()
    };
    let places = super::places(desk.folder.path());
    let mut later = diurnal::journal::Journal::open(places, preferences, super::outside()).unwrap();
    later.unlock(&passphrase()).unwrap();
    rewrite(&mut later, id, "edited under another setting");
    assert_eq!(later.entry(id).unwrap().day.to_string(), "2024-03-01");
}
