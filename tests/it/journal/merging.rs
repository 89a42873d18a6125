//! Three devices that write on one entry at once and meet at one shelf in any order.

use diurnal::journal::Journal;
use diurnal::journal::types::Watch;
use diurnal::model::entry::Content;
use diurnal::model::entry::Draft;
use diurnal::model::entry::Entry;
use diurnal::model::id::EntryId;
use diurnal::model::query::Filter;
use diurnal::model::query::Query;

use super::Desk;
use super::content;
use super::exchange::Host;
use super::exchange::Phone;
use super::passphrase;

const BASE: &str = "one\ntwo\nthree\n";

/// A vault on three devices that hold the same entry, with its shelf.
struct Three {
    desk: Desk,
    phones: [Phone; 2],
    _host: Host,
    id: EntryId,
}

impl Three {
    fn new() -> Self {
        let host = Host::new();
        let mut desk = Desk::new();
        desk.journal
            .remote_add("origin", &host.url(), &mut ())
            .unwrap();
        let id = EntryId([7; 16]);
        let draft = Draft {
            id,
            parents: Vec::new(),
            content: content(BASE),
        };
        desk.journal.save(&draft).unwrap();
        desk.journal.sync(None, &mut ()).unwrap();
        let phones = [Phone::join(&host), Phone::join(&host)];
        Self {
            desk,
            phones,
            _host: host,
            id,
        }
    }

    /// Where two devices have written elsewhere in one entry, and both of them know of it.
    fn with_two_edits() -> Self {
        let mut three = Self::new();
        three.change(0, |content| content.body.insert_str(0, "zero\n"));
        three.change(1, |content| content.body.push_str("four\n"));
        for device in [0, 1, 0] {
            three.sync(device);
        }
        three
    }

    fn device(&mut self, number: usize) -> &mut Journal {
        match number.checked_sub(1) {
            None => &mut self.desk.journal,
            Some(phone) => &mut self.phones[phone].journal,
        }
    }

    fn change(&mut self, number: usize, change: impl FnOnce(&mut Content)) {
        let id = self.id;
        let journal = self.device(number);
        let entry = journal.entry(id).unwrap();
        let mut content = entry.content;
        change(&mut content);
        let draft = Draft {
            id,
            parents: entry.heads,
            content,
        };
        journal.save(&draft).unwrap();
    }

    fn sync(&mut self, number: usize) {
        let report = self.device(number).sync(None, &mut ()).unwrap();
        for remote in report.remotes {
            assert!(remote.error.is_none(), "{:?}", remote.error);
        }
    }

    /// What a device shows, whichever way it is asked, and after its catalogue was made anew.
    fn shown(&mut self, number: usize) -> (Entry, String) {
        let id = self.id;
        let journal = self.device(number);
        let entry = journal.entry(id).unwrap();
        let row = journal
            .list(&Filter::default(), 0, false)
            .unwrap()
            .remove(0);
        assert_eq!((row.conflict, row.deleted), (entry.conflict, entry.deleted));
        let mut line = Vec::new();
        journal
            .export_jsonl(&mut line, &Filter::default(), &mut ())
            .unwrap();
        let line = String::from_utf8(line).unwrap();
        let exported: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(exported["body"], entry.content.body);
        let balance = journal.verify_local(&mut () as &mut dyn Watch).unwrap();
        assert_eq!(
            (balance.shortfalls, balance.notices),
            (Vec::new(), Vec::new())
        );
        (entry, line)
    }

    fn finds(&mut self, number: usize, word: &str) -> usize {
        let query = Query::parse(word).unwrap();
        let mut hits = 0;
        let mut count = |_| {
            hits += 1;
            true
        };
        let journal = self.device(number);
        journal
            .search(&query, &Filter::default(), false, &mut count)
            .unwrap();
        hits
    }
}

#[test]
fn three_devices_show_the_same_whatever_the_order_in_which_they_meet() {
    let mut orders = Vec::new();
    for n in 0..27_usize {
        let order = [n / 9, n / 3 % 3, n % 3];
        if (0..3).all(|device| order.contains(&device)) {
            orders.push(order);
        }
    }
    assert_eq!(orders.len(), 6);
    for order in orders {
        let mut three = Three::new();
        three.change(0, |content| {
            "zero\none\ntwo\nthree\n".clone_into(&mut content.body);
        });
        three.change(1, |content| {
            "one\ntwo\nthree\nsnow\n".clone_into(&mut content.body);
            content.tags.push("phone".to_owned());
        });
        three.change(2, |content| {
            "one\ntwo\nthree\nrain\n".clone_into(&mut content.body);
            content.starred = true;
        });
        for device in order.into_iter().chain(order).chain(order) {
            three.sync(device);
        }
        let (first, line) = three.shown(0);
        assert_eq!(first.content.body, "zero\none\ntwo\nthree\nrain\nsnow\n");
        assert!(first.merged && !first.conflict && first.content.starred);
        assert_eq!((first.heads.len(), first.content.tags.len()), (3, 1));
        for device in 1..3 {
            assert_eq!(
                three.shown(device),
                (first.clone(), line.clone()),
                "{order:?}"
            );
            let counts = three.device(device).counts().unwrap();
            assert_eq!((counts.conflicts, counts.revisions), (0, 4));
        }
        // A word of each is found in the text that stands in none of them.
        let device = order[2];
        for word in ["zero", "snow", "rain"] {
            assert_eq!(three.finds(device, word), 1, "{word}");
        }
        assert_eq!(three.finds(device, "hail"), 0);
        three.device(device).load_rows().unwrap();
        while three.device(device).arena_step().unwrap() {}
        assert_eq!(
            (three.finds(device, "zero"), three.finds(device, "hail")),
            (1, 0)
        );
    }
}

#[test]
fn the_next_edit_names_every_version_and_all_of_them_stay() {
    let mut three = Three::with_two_edits();
    let (shown, _) = three.shown(0);
    three.change(0, |content| content.body.push_str("five\n"));
    three.sync(0);
    three.sync(1);
    let (after, _) = three.shown(1);
    assert_eq!(after.content.body, "zero\none\ntwo\nthree\nfour\nfive\n");
    assert!(!after.merged && after.parents.len() == 2);
    assert!(shown.heads.iter().all(|head| after.parents.contains(head)));
    let id = three.id;
    assert_eq!(three.device(1).history(id).unwrap().len(), 4);
}

#[test]
fn y51_what_cannot_be_merged_is_one_conflict_on_each_and_settled_on_one() {
    let mut three = Three::new();
    three.change(0, |content| {
        "one\nTWO\nthree\n".clone_into(&mut content.body);
    });
    three.change(1, |content| {
        "one\nzwei\nthree\n".clone_into(&mut content.body);
    });
    let id = three.id;
    three.device(2).delete(id).unwrap();
    for device in [0, 1, 2, 0, 1, 2] {
        three.sync(device);
    }
    for device in 0..3 {
        assert_eq!(three.device(device).conflicts().unwrap().len(), 1);
        assert_eq!(three.shown(device).0.content.body, "one\nzwei\nthree\n");
    }
    let heads = three.shown(2).0.heads;
    let both = three.device(2).united(id, &heads).unwrap().unwrap();
    assert!(both.content.body.contains("TWO\n") && both.content.body.contains("zwei\n"));
    three
        .device(2)
        .resolve(id, &heads, &both.content, &both.extra, false)
        .unwrap();
    for device in [2, 0, 1] {
        three.sync(device);
        assert_eq!(three.shown(device).0.content, both.content);
    }
}

#[test]
fn a_locked_journal_that_is_opened_again_shows_the_same() {
    let mut three = Three::with_two_edits();
    let (shown, _) = three.shown(0);
    let mut again = three.desk.again();
    again.unlock(&passphrase()).unwrap();
    assert_eq!(again.entry(three.id).unwrap(), shown);
    // What it exports is what it holds, so that importing it changes nothing.
    let mut line = Vec::new();
    again
        .export_jsonl(&mut line, &Filter::default(), &mut ())
        .unwrap();
    let report = again
        .import_jsonl(&mut line.as_slice(), None, false, &mut ())
        .unwrap();
    assert_eq!((report.read, report.identical), (1, 1));
}
