//! Remotes of odd kinds, and many devices: more of what the list of faults asks under Y3, Y20, Y52, Y55
//! and Y56. One of the tests takes its size from `DIURNAL_DEVICES`.

use std::fs;

use diurnal::journal::Journal;
use diurnal::journal::JournalError;
use diurnal::model::outside::Outside;
use diurnal::model::places::Preferences;
use diurnal::model::time::Timestamp;
use diurnal::sync::error::SyncError;

use super::Desk;
use super::content;
use super::exchange::Host;
use super::exchange::Phone;
use super::exchange::digest;
use super::exchange::git;
use super::exchange::join_at;
use super::exchange::sync;
use super::outside;
use super::passphrase;
use super::places;
use super::remotes::chain_of;
use super::remotes::desk_with;
use super::remotes::proved;
use super::remotes::refs;
use super::remotes::sync_all;
use super::remotes::told;
use super::remotes::try_sync;
use super::remotes::write;
use super::rewrite;

#[test]
fn y03_tags_alone_and_a_page_alone_are_no_vault() {
    for only in ["tags", "page"] {
        let host = Host::new();
        let code = tempfile::tempdir().unwrap();
        let who = ["-c", "user.name=x", "-c", "user.email=x@x"];
        git(code.path(), &["init", "-q", "-b", "vault"]);
        fs::write(code.path().join("README.md"), "# A vault of nothing\n").unwrap();
        git(code.path(), &["add", "README.md"]);
        git(
            code.path(),
            &[&who[..], &["commit", "-q", "-m", "page"]].concat(),
        );
        let name = if only == "tags" {
            "HEAD:refs/tags/v1"
        } else {
            "HEAD:refs/heads/main"
        };
        git(code.path(), &["push", "-q", &host.url(), name]);
        let before = refs(&host);
        let mut desk = Desk::new();
        let error = desk.journal.remote_add("origin", &host.url(), &mut ());
        let (code, name) = told(error.unwrap_err());
        assert_eq!((code, name.as_str()), (5, "not-a-vault"), "{only}");
        let folder = tempfile::tempdir().unwrap();
        let error = join_at(folder.path(), &host.url()).unwrap_err();
        let (code, name) = told(error);
        assert_eq!((code, name.as_str()), (5, "not-a-vault"), "{only}: clone");
        assert!(!places(folder.path()).store.exists(), "a key was made");
        assert_eq!(refs(&host), before, "{only}");
    }
}

#[test]
fn y20_a_host_that_fetches_its_blobs_elsewhere_is_filled_or_named() {
    let (whole, host) = (Host::new(), Host::new());
    let mut desk = desk_with(&whole, &["one", "two"]);
    git(&whole.path(), &["config", "uploadpack.allowFilter", "true"]);
    let parent = host.path().parent().unwrap().to_owned();
    fs::remove_dir_all(host.path()).unwrap();
    let clone = [
        "clone",
        "-q",
        "--bare",
        "--filter=blob:none",
        &whole.url(),
        "r.git",
    ];
    git(&parent, &clone);
    // Where it had them from is gone.
    fs::remove_dir_all(whole.path()).unwrap();
    fs::rename(host.path(), whole.path()).unwrap();
    write(&mut desk.journal, "three");
    let folder = tempfile::tempdir().unwrap();
    let (code, name) = told(join_at(folder.path(), &whole.url()).unwrap_err());
    assert_eq!((code, name.as_str()), (5, "remote-damaged"));
    let balance = desk.journal.verify(None, false, &mut ()).unwrap().remove(0);
    assert!(!balance.shortfalls.is_empty(), "never all equal");
    // What the drill found the next sync publishes anew; what joiners read first git does not send again.
    let (code, name) = told(try_sync(&mut desk.journal).error.unwrap());
    assert_eq!((code, name.as_str()), (5, "remote-damaged"));
    let balance = desk.journal.verify(None, false, &mut ()).unwrap().remove(0);
    let named: Vec<_> = balance
        .shortfalls
        .iter()
        .map(|told| &told.condition)
        .collect();
    assert_eq!(named, ["shelf-damaged"], "every entry is there again");
    assert_eq!(balance.entries, (3, 3));
}

/// A device whose clock stands years before everybody's.
fn years_ago(folder: &std::path::Path) -> Journal {
    let past = Outside {
        now: || Timestamp(1_384_000_000_000),
        ..outside()
    };
    let mut journal = Journal::open(places(folder), Preferences::default(), past).unwrap();
    journal.unlock(&passphrase()).unwrap();
    journal
}

#[test]
fn y52_clocks_ten_years_apart_change_no_order_and_equal_edits_are_no_conflict() {
    let host = Host::new();
    let mut desk = desk_with(&host, &["one"]);
    let phone = Phone::join(&host);
    let folder = phone.folder;
    drop(phone.journal);
    let mut old = years_ago(folder.path());
    let id = desk.journal.add(&content("as it began")).unwrap().id;
    sync(&mut desk.journal);
    sync(&mut old);
    rewrite(&mut old, id, "written later, by the slow clock");
    sync_all(&mut [&mut old, &mut desk.journal]);
    let shown = desk.journal.entry(id).unwrap();
    assert_eq!(shown.content.body, "written later, by the slow clock");
    assert_eq!(shown.heads.len(), 1);
    rewrite(&mut desk.journal, id, "the same on both");
    rewrite(&mut old, id, "the same on both");
    sync_all(&mut [&mut old, &mut desk.journal]);
    for journal in [&mut old, &mut desk.journal] {
        assert_eq!(journal.entry(id).unwrap().content.body, "the same on both");
        assert_eq!(journal.counts().unwrap().conflicts, 0);
    }
    assert_eq!(digest(&mut old), digest(&mut desk.journal));
}

#[test]
fn y55_many_devices_come_to_rest() {
    let many = std::env::var("DIURNAL_DEVICES").ok();
    let many = many.and_then(|many| many.parse().ok()).unwrap_or(8);
    let host = Host::new();
    let mut desk = desk_with(&host, &["one"]);
    let mut last = None;
    for n in 1..many {
        let mut phone = Phone::join(&host);
        write(&mut phone.journal, &format!("from device {n}"));
        last = Some(phone);
    }
    sync(&mut desk.journal);
    let chains = host.refs().into_iter().filter(|name| name.contains("/g1-"));
    assert_eq!(chains.count(), many);
    assert_eq!(proved(&mut desk.journal), many as u64);
    let before = refs(&host);
    sync(&mut desk.journal);
    assert_eq!(refs(&host), before, "nothing new, nothing sent");
    let mut last = last.unwrap();
    sync(&mut last.journal);
    assert_eq!(digest(&mut last.journal), digest(&mut desk.journal));
}

#[test]
fn y56_a_clone_meets_a_push() {
    let host = Host::new();
    let mut desk = desk_with(&host, &["one"]);
    let name = chain_of(&host, &mut desk.journal);
    let writer = std::thread::spawn(move || {
        for n in 0..30 {
            desk.journal
                .add(&content(&format!("meanwhile {n}")))
                .unwrap();
            let error = try_sync(&mut desk.journal).error;
            // Who joins writes the page for joiners too: one of the two comes second.
            let busy = |error: &JournalError| {
                matches!(
                    error,
                    JournalError::Sync(SyncError::Contended { .. } | SyncError::Moved { .. })
                )
            };
            assert!(error.as_ref().is_none_or(busy), "{error:?}");
        }
        desk
    });
    let mut joined = Vec::new();
    while !writer.is_finished() {
        let mut phone = Phone::join(&host);
        try_sync(&mut phone.journal);
        joined.push(phone);
    }
    let mut desk = writer.join().unwrap();
    assert!(!joined.is_empty() && host.refs().contains(&name));
    for phone in &mut joined {
        sync_all(&mut [&mut phone.journal, &mut desk.journal]);
        assert_eq!(digest(&mut phone.journal), digest(&mut desk.journal));
    }
    assert_eq!(proved(&mut desk.journal), 31);
}
