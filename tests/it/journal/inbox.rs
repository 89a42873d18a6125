//! The inbox takes new entries and nothing else, whatever a program that can write the file puts into it.

use diurnal::crypto::object::Header;
use diurnal::crypto::object::Kind;
use diurnal::crypto::seal;
use diurnal::journal::Journal;
use diurnal::model::entry::Draft;
use diurnal::model::id::EntryId;
use diurnal::model::id::VaultId;
use diurnal::model::places::Preferences;
use diurnal::store::Store;
use serde_json::Value;
use serde_json::json;

use super::Desk;
use super::content;
use super::keys::bodies;
use super::outside;
use super::passphrase;
use super::places;

/// Seals a line to the inbox, as anybody can who reads the row in clear.
fn put(store: &mut Store, line: &Value) {
    let clear: Value = serde_json::from_slice(&store.slot("inbox").unwrap().unwrap()).unwrap();
    let vault: VaultId = clear["vault"].as_str().unwrap().parse().unwrap();
    let header = Header::new(Kind::Inbox, vault, 1);
    let recipient = clear["recipient"].as_str().unwrap();
    let sealed = seal::seal_inbox(&header, &line.to_string(), recipient).unwrap();
    let change = store.change().unwrap();
    change.put_inbox(&sealed).unwrap();
    change.commit().unwrap();
}

fn line(id: EntryId, body: &str) -> Value {
    json!({
        "id": id, "at": "2026-11-22T21:04:05+01:00[Europe/Berlin]", "written": 1_800_000_000_000_i64,
        "journal": "journal", "title": "", "tags": [], "starred": false, "body": body,
    })
}

#[test]
fn k23_the_inbox_makes_entries_each_once_and_can_change_none() {
    let mut desk = Desk::new();
    desk.journal.add(&content("the text of its owner")).unwrap();
    let id = desk.journal.find("@last").unwrap();
    let head = desk.journal.entry(id).unwrap().revision;
    let at = places(desk.folder.path());
    let mut store = Store::open(&at.store).unwrap();
    let fresh = EntryId([7; 16]);
    let mut child = line(EntryId([8; 16]), "a version of something");
    child["parents"] = json!([head]);
    let mut gone = line(EntryId([9; 16]), "deleted");
    gone["deleted"] = json!(true);
    let mut strange = line(EntryId([10; 16]), "with more than it may say");
    strange["device"] = json!("00");
    for bad in [line(id, "another text for it"), child, gone, strange] {
        put(&mut store, &bad);
    }
    put(&mut store, &line(fresh, "written while locked"));
    put(&mut store, &line(fresh, "the same id once more"));
    drop(store);
    let mut again = Journal::open(at.clone(), Preferences::default(), outside()).unwrap();
    let unlocked = again.unlock(&passphrase()).unwrap();
    assert_eq!(unlocked.adopted, 1);
    let named = unlocked
        .notices
        .iter()
        .filter(|told| told.condition == "inbox-refused");
    assert_eq!(named.count(), 5, "{:?}", unlocked.notices);
    assert_eq!(
        bodies(&mut again),
        ["the text of its owner", "written while locked"]
    );
    assert_eq!(again.entry(id).unwrap().heads, [head]);

    // At the next unlocking the good one does not come a second time, and the others are named again.
    drop(again);
    let mut again = Journal::open(at, Preferences::default(), outside()).unwrap();
    let unlocked = again.unlock(&passphrase()).unwrap();
    assert_eq!((unlocked.adopted, unlocked.notices.len()), (0, 5));
    let entry = again.entry(fresh).unwrap();
    assert_eq!(
        (entry.heads.len(), entry.content.body.as_str()),
        (1, "written while locked")
    );
    let draft = Draft {
        id: fresh,
        parents: entry.heads,
        content: entry.content,
    };
    assert!(again.save(&draft).unwrap().unchanged);
}
