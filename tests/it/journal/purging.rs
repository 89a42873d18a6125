//! Purge, generations and compaction: gone here and on every host, hidden elsewhere until its owner
//! says so, and nothing lost that nobody purged.

use std::path::Path;

use diurnal::journal::Journal;
use diurnal::journal::JournalError;
use diurnal::model::id::EntryId;
use diurnal::model::places::ObeyPurge;
use diurnal::model::places::Preferences;

use super::Desk;
use super::content;
use super::exchange::Host;
use super::exchange::Phone;
use super::exchange::copy_tree;
use super::exchange::git;
use super::exchange::open_at;
use super::keys::bodies;
use super::keys::conditions;
use super::keys::desk;
use super::keys::sync;
use super::outside;
use super::passphrase;
use super::places;
use super::remotes::chain_of;
use super::rewrite;
use super::tamper::Shelf;

fn id_of(journal: &mut Journal, body: &str) -> EntryId {
    let filter = diurnal::model::query::Filter::default();
    let rows = journal.list(&filter, 0, false).unwrap();
    let mut ids = rows.into_iter().map(|row| row.id);
    ids.find(|id| journal.entry(*id).unwrap().content.body == body)
        .unwrap_or_else(|| panic!("no entry says {body}"))
}

/// Whether any file under `folder` holds these bytes.
fn holds(folder: &Path, bytes: &[u8]) -> bool {
    let mut found = false;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found |= holds(&path, bytes);
        } else {
            let text = std::fs::read(&path).unwrap();
            found |= text.windows(bytes.len()).any(|window| window == bytes);
        }
    }
    found
}

fn proved(journal: &mut Journal) {
    for balance in journal.verify(None, false, &mut ()).unwrap() {
        assert!(balance.shortfalls.is_empty(), "{:?}", balance.shortfalls);
        assert_eq!(balance.ahead, 0);
    }
    let local = journal.verify_local(&mut ()).unwrap();
    assert!(local.shortfalls.is_empty(), "{:?}", local.shortfalls);
}

/// Syncs all in turn, thrice.
fn rest(journals: &mut [&mut Journal]) {
    for _ in 0..3 {
        for journal in &mut *journals {
            sync(journal);
        }
    }
}

/// The generations of the refs on a host.
fn generations(host: &Host) -> Vec<String> {
    let mut all: Vec<String> = host
        .refs()
        .iter()
        .filter_map(|name| name.strip_prefix("refs/heads/g"))
        .map(|name| name.chars().take(10).collect())
        .collect();
    all.sort();
    all.dedup();
    all
}

fn waiting(journal: &mut Journal) -> usize {
    let purges = journal.purges().unwrap();
    purges.iter().filter(|purge| purge.waits).count()
}

#[test]
fn what_is_purged_is_gone_here_and_on_the_host_and_the_rest_is_proved() {
    let host = Host::new();
    let mut desk = desk(&host);
    let id = desk
        .journal
        .add(&content("the secret of the lamp"))
        .unwrap()
        .id;
    rewrite(&mut desk.journal, id, "the secret of the lamp, told better");
    desk.journal.add(&content("what stays")).unwrap();
    sync(&mut desk.journal);
    let purged = desk.journal.purge(&[id]).unwrap();
    assert_eq!((purged.entries.len(), purged.revisions), (1, 2));
    assert!(purged.swept);
    assert!(desk.journal.entry(id).is_err());
    assert!(desk.journal.history(id).is_err());
    let told = sync(&mut desk.journal);
    assert!(told.notices.iter().all(|notice| notice.healed), "{told:?}");
    assert!(
        !bodies(&mut desk.journal)
            .iter()
            .any(|body| body.contains("secret"))
    );
    assert_eq!(generations(&host).len(), 1);
    assert!(generations(&host)[0].starts_with("2-"));
    proved(&mut desk.journal);
    // A device that comes later finds the rest only, and syncs come to rest.
    let mut phone = Phone::join(&host);
    assert_eq!(bodies(&mut phone.journal), bodies(&mut desk.journal));
    rest(&mut [&mut desk.journal, &mut phone.journal]);
    let refs = git(&host.path(), &["for-each-ref"]);
    rest(&mut [&mut desk.journal, &mut phone.journal]);
    assert_eq!(git(&host.path(), &["for-each-ref"]), refs);
    assert!(desk.journal.purges().unwrap()[0].owed.is_empty());
}

#[test]
fn no_sealed_byte_of_it_is_left_in_store_log_or_mirror() {
    let host = Host::new();
    let mut desk = desk(&host);
    // Alone in its object and in its bundle, so that what is looked for is of it alone.
    let id = desk
        .journal
        .add(&content(&"the secret of the lamp ".repeat(40)))
        .unwrap()
        .id;
    sync(&mut desk.journal);
    let store = places(desk.folder.path()).store;
    let connection = rusqlite::Connection::open(&store).unwrap();
    let sql = "SELECT data FROM object ORDER BY seq DESC LIMIT 1";
    let sealed: Vec<u8> = connection.query_row(sql, [], |row| row.get(0)).unwrap();
    drop(connection);
    let object = &sealed[sealed.len() / 2..][..48];
    assert!(holds(desk.folder.path(), object));
    let mirror = places(desk.folder.path()).mirror;
    let chains = |mirror: &Path| {
        let names = std::fs::read_dir(mirror).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.starts_with("g1-")).count()
    };
    assert_eq!(chains(&mirror), 1);
    assert!(desk.journal.purge(&[id]).unwrap().swept);
    assert!(!holds(desk.folder.path(), object));
    assert_eq!(chains(&mirror), 0);
    drop(desk.journal);
    assert!(!holds(desk.folder.path(), object));
}

#[test]
fn drafts_and_the_inbox_are_reached_too_and_nothing_brings_it_back() {
    let mut desk = Desk::new();
    let id = desk.journal.add(&content("to be forgotten")).unwrap().id;
    let kept = desk.journal.add(&content("to be kept")).unwrap().id;
    let draft = |journal: &mut Journal, id| {
        let entry = journal.entry(id).unwrap();
        diurnal::model::entry::Draft {
            id,
            parents: entry.heads,
            content: content("half a thought"),
        }
    };
    let (of_it, other) = (draft(&mut desk.journal, id), draft(&mut desk.journal, kept));
    desk.journal.keep_draft(&of_it).unwrap();
    desk.journal.keep_draft(&other).unwrap();
    let purged = desk.journal.purge(&[id]).unwrap();
    assert_eq!(purged.drafts, 1);
    assert_eq!(desk.journal.drafts().unwrap().len(), 1);
    // An editor that still has it open is told, and keeps its text.
    let saved = desk.journal.save(&of_it);
    assert!(matches!(saved, Err(JournalError::Purged(of)) if of == id));
    let line =
        format!("{{\"id\":\"{id}\",\"at\":\"2024-02-03T04:05:06Z\",\"body\":\"back again\"}}\n");
    let report = desk
        .journal
        .import_jsonl(&mut line.as_bytes(), None, false, &mut ())
        .unwrap();
    assert_eq!((report.new, report.skipped), (0, 1));
    assert_eq!(bodies(&mut desk.journal), ["to be kept"]);
    // Nor does a process that starts anew, or one that builds the catalogue from the objects.
    super::damage::execute(&desk, "DELETE FROM part");
    let mut again = desk.again();
    again.unlock(&passphrase()).unwrap();
    assert_eq!(bodies(&mut again), ["to be kept"]);
}

#[test]
fn y58_elsewhere_it_is_hidden_with_its_unsynced_edits_until_the_owner_says_so() {
    let host = Host::new();
    let mut desk = desk(&host);
    let mut phone = Phone::join(&host);
    rest(&mut [&mut desk.journal, &mut phone.journal]);
    let id = id_of(&mut desk.journal, "from the desk");
    rewrite(&mut phone.journal, id, "an edit that nobody has");
    phone.journal.add(&content("and another entry")).unwrap();
    desk.journal.purge(&[id]).unwrap();
    rest(&mut [&mut desk.journal]);
    assert_eq!(desk.journal.purges().unwrap()[0].owed, ["phone"]);
    let told = sync(&mut phone.journal);
    assert!(
        conditions(&told).contains(&"purged-elsewhere".to_owned()),
        "{told:?}"
    );
    assert_eq!(bodies(&mut phone.journal), ["and another entry"]);
    assert_eq!(waiting(&mut phone.journal), 1);
    assert!(phone.journal.entry(id).is_err());
    rest(&mut [&mut desk.journal, &mut phone.journal]);
    assert_eq!(bodies(&mut desk.journal), ["and another entry"]);
    proved(&mut phone.journal);
    // Erased: it says so to the others, and no edit comes back.
    let purged = phone.journal.purge(&[id]).unwrap();
    assert_eq!(purged.revisions, 2);
    rest(&mut [&mut phone.journal, &mut desk.journal]);
    assert!(desk.journal.purges().unwrap()[0].owed.is_empty());
    assert_eq!(waiting(&mut phone.journal), 0);
    assert_eq!(bodies(&mut desk.journal), ["and another entry"]);
    proved(&mut desk.journal);
}

#[test]
fn y58_a_refusal_brings_it_back_with_every_version_on_every_device() {
    let host = Host::new();
    let mut desk = desk(&host);
    let mut phone = Phone::join(&host);
    rest(&mut [&mut desk.journal, &mut phone.journal]);
    let id = id_of(&mut desk.journal, "from the desk");
    rewrite(&mut phone.journal, id, "an edit that nobody has");
    desk.journal.purge(&[id]).unwrap();
    rest(&mut [&mut desk.journal, &mut phone.journal]);
    assert!(bodies(&mut phone.journal).is_empty());
    phone.journal.refuse_purge(&[id]).unwrap();
    assert_eq!(bodies(&mut phone.journal), ["an edit that nobody has"]);
    rest(&mut [&mut phone.journal, &mut desk.journal]);
    assert_eq!(bodies(&mut desk.journal), ["an edit that nobody has"]);
    assert_eq!(desk.journal.history(id).unwrap().len(), 2);
    assert!(desk.journal.purges().unwrap().is_empty());
    proved(&mut desk.journal);
    proved(&mut phone.journal);
    // A second purge is another one.
    phone.journal.purge(&[id]).unwrap();
    rest(&mut [&mut phone.journal, &mut desk.journal]);
    assert!(bodies(&mut desk.journal).is_empty());
    assert_eq!(waiting(&mut desk.journal), 1);
}

#[test]
fn y58_a_purge_of_everything_by_a_stolen_device_only_hides() {
    let host = Host::new();
    let mut desk = desk(&host);
    let mut phone = Phone::join(&host);
    desk.journal.add(&content("a second one")).unwrap();
    rest(&mut [&mut desk.journal, &mut phone.journal]);
    let all: Vec<EntryId> = ["from the desk", "a second one"]
        .iter()
        .map(|body| id_of(&mut phone.journal, body))
        .collect();
    phone.journal.purge(&all).unwrap();
    rest(&mut [&mut phone.journal]);
    // Even where the settings say to obey: who purges more than half may be a thief.
    let preferences = Preferences {
        obey_purge: ObeyPurge::Always,
        ..Preferences::default()
    };
    let folder = desk.folder.path().to_owned();
    desk.journal = Journal::open(places(&folder), preferences, outside()).unwrap();
    desk.journal.unlock(&passphrase()).unwrap();
    sync(&mut desk.journal);
    assert!(bodies(&mut desk.journal).is_empty());
    assert_eq!(waiting(&mut desk.journal), 2);
    let lost = super::keys::id_of(&phone.journal);
    super::keys::revoke(&mut desk.journal, lost);
    desk.journal.refuse_purge(&all).unwrap();
    rest(&mut [&mut desk.journal]);
    assert_eq!(bodies(&mut desk.journal), ["a second one", "from the desk"]);
    proved(&mut desk.journal);
}

#[test]
fn where_the_settings_say_always_it_is_erased_by_the_sync_that_tells_of_it() {
    let host = Host::new();
    let mut desk = desk(&host);
    let preferences = Preferences {
        obey_purge: ObeyPurge::Always,
        ..Preferences::default()
    };
    let mut phone = Phone::join(&host);
    desk.journal.add(&content("what stays")).unwrap();
    rest(&mut [&mut desk.journal, &mut phone.journal]);
    let id = id_of(&mut desk.journal, "from the desk");
    desk.journal.purge(&[id]).unwrap();
    rest(&mut [&mut desk.journal]);
    let folder = phone.folder.path().to_owned();
    phone.journal = Journal::open(places(&folder), preferences, outside()).unwrap();
    phone.journal.unlock(&passphrase()).unwrap();
    let told = sync(&mut phone.journal);
    assert!(conditions(&told).contains(&"purged".to_owned()), "{told:?}");
    assert_eq!(waiting(&mut phone.journal), 0);
    sync(&mut desk.journal);
    assert!(desk.journal.purges().unwrap()[0].owed.is_empty());
    assert_eq!(bodies(&mut phone.journal), ["what stays"]);
    proved(&mut phone.journal);
}

#[test]
fn y59_what_an_old_build_pushes_into_the_old_generation_is_rescued() {
    let host = Host::new();
    let mut desk = desk(&host);
    let mut phone = Phone::join(&host);
    rest(&mut [&mut desk.journal, &mut phone.journal]);
    let old = tempfile::tempdir().unwrap();
    copy_tree(phone.folder.path(), old.path());
    let before = host.copy();
    let id = id_of(&mut desk.journal, "from the desk");
    desk.journal.purge(&[id]).unwrap();
    rest(&mut [&mut desk.journal]);
    // Elsewhere it goes on as if nothing had happened, and the host shows its chain beside the new ones.
    let apart = tempfile::tempdir().unwrap();
    copy_tree(&before.path().join("r.git"), &apart.path().join("r.git"));
    let mut image = open_at(old.path());
    let url = format!("file://{}", apart.path().join("r.git").display());
    super::keys::move_to(&mut image, &url);
    image.add(&content("written by an old build")).unwrap();
    rewrite(&mut image, id, "an edit by an old build");
    sync(&mut image);
    let from = apart.path().join("r.git");
    let spec = "+refs/heads/g*:refs/heads/g*";
    git(&host.path(), &["fetch", "-q", from.to_str().unwrap(), spec]);
    assert_eq!(generations(&host).len(), 2);
    let told = sync(&mut desk.journal);
    assert!(told.notices.iter().all(|notice| notice.healed), "{told:?}");
    assert_eq!(bodies(&mut desk.journal), ["written by an old build"]);
    assert_eq!(generations(&host).len(), 1);
    let mut later = Phone::join(&host);
    assert_eq!(bodies(&mut later.journal), ["written by an old build"]);
    proved(&mut desk.journal);
}

#[test]
fn y60_two_purges_while_a_device_is_away_bring_neither_back() {
    let host = Host::new();
    let mut desk = desk(&host);
    desk.journal.add(&content("a second one")).unwrap();
    desk.journal.add(&content("what stays")).unwrap();
    sync(&mut desk.journal);
    let mut phone = Phone::join(&host);
    rest(&mut [&mut phone.journal]);
    for body in ["from the desk", "a second one"] {
        let id = id_of(&mut desk.journal, body);
        desk.journal.purge(&[id]).unwrap();
        rest(&mut [&mut desk.journal]);
    }
    phone.journal.add(&content("written away")).unwrap();
    rest(&mut [&mut phone.journal, &mut desk.journal]);
    let mut later = Phone::join(&host);
    for journal in [&mut desk.journal, &mut phone.journal, &mut later.journal] {
        assert_eq!(bodies(journal), ["what stays", "written away"]);
        proved(journal);
    }
    assert_eq!(waiting(&mut phone.journal), 2);
    assert_eq!(generations(&host).len(), 1);
}

#[test]
fn y61_two_devices_purge_at_once_through_two_remotes_and_both_are_gone() {
    let (one, two) = (Host::new(), Host::new());
    let mut desk = desk(&one);
    desk.journal.add(&content("a second one")).unwrap();
    desk.journal.add(&content("what stays")).unwrap();
    desk.journal
        .remote_add("stick", &two.url(), &mut ())
        .unwrap();
    rest(&mut [&mut desk.journal]);
    let mut phone = Phone::join(&one);
    phone
        .journal
        .remote_add("stick", &two.url(), &mut ())
        .unwrap();
    rest(&mut [&mut phone.journal, &mut desk.journal]);
    let first = id_of(&mut desk.journal, "from the desk");
    let second = id_of(&mut phone.journal, "a second one");
    desk.journal.purge(&[first]).unwrap();
    phone.journal.purge(&[second]).unwrap();
    desk.journal.sync(Some("origin"), &mut ()).unwrap();
    phone.journal.sync(Some("stick"), &mut ()).unwrap();
    rest(&mut [&mut desk.journal, &mut phone.journal]);
    for journal in [&mut desk.journal, &mut phone.journal] {
        assert_eq!(bodies(journal), ["what stays"]);
        assert_eq!(waiting(journal), 1);
        proved(journal);
    }
    for host in [&one, &two] {
        assert_eq!(generations(host).len(), 1, "{:?}", host.refs());
        let mut later = Phone::join(host);
        assert_eq!(bodies(&mut later.journal), ["what stays"]);
    }
    assert_eq!(generations(&one), generations(&two));
}

#[test]
fn y62_a_remote_put_back_to_before_the_purge_brings_nothing_back() {
    let host = Host::new();
    let mut desk = desk(&host);
    desk.journal.add(&content("what stays")).unwrap();
    sync(&mut desk.journal);
    let backup = host.copy();
    let id = id_of(&mut desk.journal, "from the desk");
    desk.journal.purge(&[id]).unwrap();
    rest(&mut [&mut desk.journal]);
    host.put_back(&backup);
    let told = sync(&mut desk.journal);
    assert!(
        conditions(&told).contains(&"generation-rollback".to_owned()),
        "{told:?}"
    );
    assert!(told.notices.iter().all(|notice| notice.healed), "{told:?}");
    assert_eq!(bodies(&mut desk.journal), ["what stays"]);
    assert_eq!(generations(&host).len(), 1);
    proved(&mut desk.journal);
    let mut later = Phone::join(&host);
    assert_eq!(bodies(&mut later.journal), ["what stays"]);
}

#[test]
fn y63_a_device_put_back_to_before_the_purge_hides_it_and_keeps_its_new_edits() {
    let host = Host::new();
    let mut desk = desk(&host);
    desk.journal.add(&content("what stays")).unwrap();
    rest(&mut [&mut desk.journal]);
    let mut phone = Phone::join(&host);
    rest(&mut [&mut phone.journal, &mut desk.journal]);
    let image = tempfile::tempdir().unwrap();
    copy_tree(phone.folder.path(), image.path());
    let id = id_of(&mut desk.journal, "from the desk");
    desk.journal.purge(&[id]).unwrap();
    rest(&mut [&mut desk.journal, &mut phone.journal]);
    phone.journal.purge(&[id]).unwrap();
    rest(&mut [&mut phone.journal, &mut desk.journal]);
    let mut back = open_at(image.path());
    rewrite(&mut back, id, "a new edit of it");
    back.add(&content("a new entry")).unwrap();
    rest(&mut [&mut back, &mut desk.journal, &mut phone.journal]);
    for journal in [&mut desk.journal, &mut phone.journal, &mut back] {
        assert_eq!(bodies(journal), ["a new entry", "what stays"]);
        proved(journal);
    }
    assert_eq!(waiting(&mut back), 1);
    back.refuse_purge(&[id]).unwrap();
    rest(&mut [&mut back, &mut desk.journal]);
    assert!(bodies(&mut desk.journal).contains(&"a new edit of it".to_owned()));
}

#[test]
fn y64_a_host_that_deletes_nothing_is_named_and_the_next_sync_tries_again() {
    let host = Host::new();
    let mut desk = desk(&host);
    let id = id_of(&mut desk.journal, "from the desk");
    desk.journal.add(&content("what stays")).unwrap();
    rest(&mut [&mut desk.journal]);
    let chain = host
        .refs()
        .into_iter()
        .find(|name| name.contains("/g1-"))
        .unwrap();
    desk.journal.purge(&[id]).unwrap();
    let folder = host.path().join("refs/heads");
    let lock = folder.join(format!("{}.lock", chain.rsplit('/').next().unwrap()));
    // A folder where git would put the ref's lock: the host cannot delete it.
    std::fs::create_dir(&lock).unwrap();
    std::fs::write(lock.join("x"), "").unwrap();
    let mut report = desk.journal.sync(None, &mut ()).unwrap();
    let one = report.remotes.pop().unwrap();
    let named = one.error.is_some() || one.notices.iter().any(|notice| !notice.healed);
    assert!(named, "{one:?}");
    assert_eq!(generations(&host).len(), 2);
    std::fs::remove_dir_all(&lock).unwrap();
    sync(&mut desk.journal);
    assert_eq!(generations(&host).len(), 1);
    assert_eq!(bodies(&mut desk.journal), ["what stays"]);
}

#[test]
fn a_compaction_gives_the_same_back_in_few_bundles() {
    let host = Host::new();
    let mut desk = desk(&host);
    let mut phone = Phone::join(&host);
    for n in 0..6 {
        desk.journal.add(&content(&format!("desk {n}"))).unwrap();
        sync(&mut desk.journal);
        phone.journal.add(&content(&format!("phone {n}"))).unwrap();
        sync(&mut phone.journal);
    }
    rest(&mut [&mut desk.journal, &mut phone.journal]);
    let before = bodies(&mut desk.journal);
    let found = desk.journal.compaction().unwrap();
    assert!(found.bundles > 12 && found.bundles_after == 1, "{found:?}");
    assert!(found.bytes > found.bytes_after);
    desk.journal.compact().unwrap();
    phone.journal.add(&content("written meanwhile")).unwrap();
    rest(&mut [&mut desk.journal, &mut phone.journal]);
    assert!(desk.journal.compaction().unwrap().bundles <= 4);
    assert_eq!(generations(&host).len(), 1);
    let mut later = Phone::join(&host);
    let mut all = before;
    all.push("written meanwhile".to_owned());
    for journal in [&mut desk.journal, &mut phone.journal, &mut later.journal] {
        assert_eq!(bodies(journal), all);
        proved(journal);
    }
}

#[test]
fn what_is_damaged_here_is_not_lost_by_a_new_generation() {
    let host = Host::new();
    let mut desk = desk(&host);
    desk.journal.add(&content("what stays")).unwrap();
    sync(&mut desk.journal);
    let gone = id_of(&mut desk.journal, "from the desk");
    super::damage::execute(
        &desk,
        "UPDATE object SET data = zeroblob(200) WHERE seq = (SELECT max(seq) FROM object)",
    );
    let mut journal = desk.again();
    journal.unlock(&passphrase()).unwrap();
    journal.purge(&[gone]).unwrap();
    rest(&mut [&mut journal]);
    assert_eq!(bodies(&mut journal), ["what stays"]);
    assert_eq!(generations(&host).len(), 1);
    let mut later = Phone::join(&host);
    assert_eq!(bodies(&mut later.journal), ["what stays"]);
}

#[test]
fn what_stands_nowhere_but_in_the_old_chains_keeps_them_there() {
    let host = Host::new();
    let mut desk = desk(&host);
    desk.journal.add(&content("what stays")).unwrap();
    sync(&mut desk.journal);
    let gone = id_of(&mut desk.journal, "from the desk");
    super::damage::execute(
        &desk,
        "DELETE FROM object WHERE seq = (SELECT max(seq) FROM object)",
    );
    std::fs::remove_dir_all(places(desk.folder.path()).mirror).unwrap();
    let mut journal = desk.again();
    journal.unlock(&passphrase()).unwrap();
    journal.purge(&[gone]).unwrap();
    let told = sync(&mut journal);
    assert!(
        told.notices
            .iter()
            .any(|notice| notice.condition == "old-generation"),
        "{told:?}"
    );
    assert_eq!(generations(&host).len(), 2);
    let told = sync(&mut journal);
    assert!(told.notices.iter().all(|notice| notice.healed), "{told:?}");
    assert_eq!(bodies(&mut journal), ["what stays"]);
    assert_eq!(generations(&host).len(), 1);
    proved(&mut journal);
}

#[test]
fn an_old_chain_that_nobody_can_read_is_named_until_its_owner_gives_it_up() {
    let host = Host::new();
    let mut desk = desk(&host);
    sync(&mut desk.journal);
    let mut phone = Phone::join(&host);
    sync(&mut phone.journal);
    sync(&mut desk.journal);
    phone.journal.add(&content("from the phone")).unwrap();
    sync(&mut phone.journal);
    let chain = chain_of(&host, &mut phone.journal);
    let shelf = Shelf::at(&host.path());
    let last = *shelf.commits(&chain).last().unwrap();
    shelf.lose(shelf.blob(last));
    desk.journal.compact().unwrap();
    for _ in 0..2 {
        sync(&mut desk.journal);
        let open = desk.journal.unsettled("origin").unwrap();
        let open: Vec<&str> = open.iter().map(|one| one.condition.as_str()).collect();
        assert_eq!(open, ["old-generation"]);
    }
    let decided = desk.journal.trust("origin", "old-generation", &mut ());
    assert!(decided.unwrap().remotes[0].error.is_none());
    // It is remembered, and the chain stays where it is.
    for _ in 0..2 {
        let told = sync(&mut desk.journal);
        assert!(told.notices.iter().all(|one| one.healed), "{told:?}");
        assert_eq!(desk.journal.unsettled("origin").unwrap(), []);
        assert!(host.refs().contains(&chain));
    }
    // Nothing is lost by it: who wrote it sends it again.
    sync(&mut phone.journal);
    sync(&mut desk.journal);
    assert!(bodies(&mut desk.journal).contains(&"from the phone".to_owned()));
}

#[test]
fn k19_a_purge_by_a_device_that_was_revoked_hides_nothing() {
    let host = Host::new();
    let (mut desk, mut phone, mut tablet) = super::keys::three(&host);
    let lost = super::keys::id_of(&phone.journal);
    let apart = super::keys::Apart::of(&host);
    super::keys::revoke(&mut desk.journal, lost);
    rest(&mut [&mut desk.journal, &mut tablet.journal]);
    super::keys::move_to(&mut phone.journal, &apart.url());
    let all: Vec<EntryId> = ["from the desk", "from the phone"]
        .iter()
        .map(|body| id_of(&mut phone.journal, body))
        .collect();
    phone.journal.purge(&all).unwrap();
    sync(&mut phone.journal);
    apart.graft(&host);
    for journal in [&mut desk.journal, &mut tablet.journal] {
        sync(journal);
        let told = sync(journal);
        assert!(told.error.is_none(), "{told:?}");
        assert_eq!(bodies(journal), ["from the desk", "from the phone"]);
        assert!(journal.purges().unwrap().is_empty());
        assert!(
            conditions(&told).contains(&"revoked".to_owned()),
            "{told:?}"
        );
    }
    proved(&mut desk.journal);
    // Nor does what it left on the host keep anybody from joining.
    let made = desk.journal.invite().unwrap();
    let words = made.words.secret().expose().to_owned();
    sync(&mut desk.journal);
    let mut later = super::invite::join(&host.url(), super::invite::by_words(&words)).unwrap();
    let all = ["from the desk", "from the phone"];
    assert_eq!(bodies(&mut later.journal), all);
}

#[test]
fn y62_old_chains_shown_beside_the_new_ones_bring_nothing_back() {
    let host = Host::new();
    let mut desk = desk(&host);
    desk.journal.add(&content("what stays")).unwrap();
    sync(&mut desk.journal);
    let mut phone = Phone::join(&host);
    rest(&mut [&mut phone.journal, &mut desk.journal]);
    let backup = host.copy();
    let id = id_of(&mut desk.journal, "from the desk");
    desk.journal.purge(&[id]).unwrap();
    rest(&mut [&mut desk.journal, &mut phone.journal]);
    phone.journal.purge(&[id]).unwrap();
    rest(&mut [&mut phone.journal, &mut desk.journal]);
    for _ in 0..2 {
        let from = backup.path().join("r.git");
        let spec = "+refs/heads/g*:refs/heads/g*";
        git(&host.path(), &["fetch", "-q", from.to_str().unwrap(), spec]);
        assert_eq!(generations(&host).len(), 2);
        // Whoever joins just now sees no more than the others.
        let mut later = Phone::join(&host);
        assert_eq!(bodies(&mut later.journal), ["what stays"]);
        let told = sync(&mut phone.journal);
        assert!(told.notices.iter().all(|notice| notice.healed), "{told:?}");
        rest(&mut [&mut desk.journal]);
        assert_eq!(generations(&host).len(), 1);
        for journal in [&mut desk.journal, &mut phone.journal] {
            assert_eq!(bodies(journal), ["what stays"]);
            proved(journal);
        }
    }
}

#[test]
fn one_that_was_away_verifies_and_plans_before_it_syncs_without_a_false_alarm() {
    let host = Host::new();
    let mut desk = desk(&host);
    let mut phone = Phone::join(&host);
    desk.journal.add(&content("what stays")).unwrap();
    rest(&mut [&mut desk.journal, &mut phone.journal]);
    let id = id_of(&mut desk.journal, "from the desk");
    desk.journal.purge(&[id]).unwrap();
    rest(&mut [&mut desk.journal]);
    for quick in [false, true] {
        let balance = phone
            .journal
            .verify(None, quick, &mut ())
            .unwrap()
            .remove(0);
        assert!(balance.shortfalls.is_empty(), "{:?}", balance.shortfalls);
    }
    phone.journal.plan(None, &mut ()).unwrap();
    rest(&mut [&mut phone.journal]);
    assert_eq!(bodies(&mut phone.journal), ["what stays"]);
    proved(&mut phone.journal);
}

#[test]
fn a_purge_in_another_process_is_seen_by_one_that_is_open() {
    let host = Host::new();
    let mut desk = desk(&host);
    let id = id_of(&mut desk.journal, "from the desk");
    desk.journal.add(&content("what stays")).unwrap();
    sync(&mut desk.journal);
    let mut other = desk.again();
    other.unlock(&passphrase()).unwrap();
    assert_eq!(bodies(&mut other).len(), 2);
    desk.journal.purge(&[id]).unwrap();
    assert_eq!(bodies(&mut other), ["what stays"]);
    // It goes on from there: nothing of what the first said is forgotten by what it writes.
    other.add(&content("written by the other")).unwrap();
    let told = sync(&mut other);
    assert!(told.error.is_none(), "{told:?}");
    rest(&mut [&mut other, &mut desk.journal]);
    assert_eq!(desk.journal.purges().unwrap().len(), 1);
    // A refusal begins no generation, and is not forgotten either.
    desk.journal.refuse_purge(&[id]).unwrap();
    rest(&mut [&mut other]);
    assert!(other.purges().unwrap().is_empty());
    assert!(
        {
            let mut anew = desk.again();
            anew.unlock(&passphrase()).unwrap();
            anew.purges()
        }
        .unwrap()
        .is_empty()
    );
    assert_eq!(
        bodies(&mut desk.journal),
        ["what stays", "written by the other"]
    );
    assert_eq!(generations(&host).len(), 1);
}

#[test]
fn a_reader_in_the_way_puts_the_sweep_off_and_no_sync_fails_by_it() {
    let host = Host::new();
    let mut desk = desk(&host);
    let id = id_of(&mut desk.journal, "from the desk");
    desk.journal.add(&content("what stays")).unwrap();
    sync(&mut desk.journal);
    let store = places(desk.folder.path()).store;
    let reader = rusqlite::Connection::open(&store).unwrap();
    let sql = "SELECT data FROM object ORDER BY seq LIMIT 1";
    reader.execute_batch("BEGIN").unwrap();
    let sealed: Vec<u8> = reader.query_row(sql, [], |row| row.get(0)).unwrap();
    let object = &sealed[sealed.len() / 2..][..48];
    assert!(!desk.journal.purge(&[id]).unwrap().swept);
    let told = sync(&mut desk.journal);
    assert!(told.error.is_none(), "{told:?}");
    assert_eq!(bodies(&mut desk.journal), ["what stays"]);
    drop(reader);
    // The next start sees to it.
    let mut again = desk.again();
    again.unlock(&passphrase()).unwrap();
    assert!(!holds(desk.folder.path(), object));
    assert_eq!(bodies(&mut again), ["what stays"]);
}
