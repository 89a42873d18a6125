//! A backup is one file that the passphrase or the sheet alone brings back.

use std::fs;
use std::path::Path;

use diurnal::journal::Journal;
use diurnal::journal::JournalError;
use diurnal::journal::types::Balance;
use diurnal::journal::types::Key;
use diurnal::journal::types::Restore;
use diurnal::model::entry::Draft;
use diurnal::model::id::DeviceId;
use diurnal::model::id::EntryId;
use diurnal::model::places::Preferences;
use diurnal::model::secret::Secret;
use diurnal::store::StoreError;
use tempfile::TempDir;

use super::Desk;
use super::PASSPHRASE;
use super::content;
use super::outside;
use super::passphrase;
use super::places;
use super::rewrite;

fn filled() -> Desk {
    let mut desk = Desk::new();
    for n in 0..80 {
        desk.journal.add(&content(&format!("entry {n}"))).unwrap();
        desk.journal.tidy().unwrap();
    }
    let id = desk.journal.find("@last").unwrap();
    rewrite(&mut desk.journal, id, "the last word");
    desk
}

fn wish(file: &Path, key: &Key, passphrase: Option<&str>) -> Restore {
    let key = match key {
        Key::Passphrase(text) => Key::Passphrase(Secret::new(text.expose().to_owned())),
        Key::Recovery(text) => Key::Recovery(Secret::new(text.expose().to_owned())),
        Key::External(keys) => Key::External(keys.clone()),
    };
    let by_sheet = matches!(key, Key::Recovery(_));
    Restore {
        file: file.to_owned(),
        key,
        passphrase: passphrase.map(|text| Secret::new(text.to_owned())),
        work_factor: by_sheet.then_some(10),
    }
}

fn restore_as(home: &Path, wish: &Restore) -> Result<(Journal, Balance), JournalError> {
    Journal::restore_backup(places(home), Preferences::default(), outside(), wish)
}

fn restore(home: &Path, file: &Path, key: &Key) -> Result<(Journal, Balance), JournalError> {
    restore_as(home, &wish(file, key, Some(PASSPHRASE)))
}

fn opened(home: &Path, key: &Key) -> Journal {
    let mut journal = Journal::open(places(home), Preferences::default(), outside()).unwrap();
    journal.unlock(key).unwrap();
    journal
}

fn device(journal: &mut Journal) -> DeviceId {
    journal.status().unwrap().device.unwrap()
}

fn sheet(desk: &Desk) -> Key {
    Key::Recovery(Secret::new(desk.made.sheet.expose().to_owned()))
}

#[test]
fn s26_the_passphrase_or_the_sheet_alone_brings_everything_back() {
    let mut desk = filled();
    let file = desk.folder.path().join("backup.db");
    let bytes = desk.journal.backup(&file).unwrap();
    assert_eq!(fs::metadata(&file).unwrap().len(), bytes);
    let before = fs::read(&file).unwrap();
    let expected = desk.journal.counts_and_digest().unwrap();
    for key in [passphrase(), sheet(&desk)] {
        let home = tempfile::tempdir().unwrap();
        let (mut restored, balance) = restore(home.path(), &file, &key).unwrap();
        assert_eq!(balance.shortfalls, vec![]);
        assert_eq!((balance.entries, balance.revisions), ((80, 80), (81, 81)));
        assert_eq!(balance.digest.0, balance.digest.1);
        let found = restored.counts_and_digest().unwrap();
        assert_eq!((found.0.entries, found.1), (expected.0.entries, expected.1));
        let id = restored.find("@last").unwrap();
        assert_eq!(restored.entry(id).unwrap().content.body, "the last word");
        // It is another device, and stays that one.
        let renewed = device(&mut restored);
        assert_ne!(renewed, device(&mut desk.journal));
        let mut again = opened(home.path(), &passphrase());
        assert_eq!(device(&mut again), renewed);
        again.add(&content("life goes on")).unwrap();
        assert_eq!(again.counts().unwrap().entries, 81);
    }
    // The backup itself was only read.
    assert_eq!(fs::read(&file).unwrap(), before);
    let beside: Vec<_> = fs::read_dir(desk.folder.path())
        .unwrap()
        .flatten()
        .map(|entry| entry.file_name())
        .filter(|name| name.to_string_lossy().contains("backup"))
        .collect();
    assert_eq!(beside, ["backup.db"]);
}

#[test]
fn s26_a_backup_overwrites_nothing_and_neither_does_a_restore() {
    let mut desk = filled();
    let file = desk.folder.path().join("backup.db");
    fs::write(&file, "mine").unwrap();
    assert!(matches!(
        desk.journal.backup(&file),
        Err(JournalError::Store(StoreError::Exists(_)))
    ));
    assert_eq!(fs::read(&file).unwrap(), b"mine");
    fs::remove_file(&file).unwrap();
    desk.journal.backup(&file).unwrap();
    assert!(matches!(
        restore(desk.folder.path(), &file, &passphrase()),
        Err(JournalError::VaultExists(_))
    ));
}

#[test]
fn a_lost_store_is_put_back_beside_its_mirror() {
    let mut desk = filled();
    let file = desk.folder.path().join("backup.db");
    desk.journal.backup(&file).unwrap();
    let places = places(desk.folder.path());
    fs::create_dir_all(&places.mirror).unwrap();
    fs::write(places.mirror.join("chain"), "bytes").unwrap();
    fs::write(places.vault_dir.join("journal.db-wal"), "stale").unwrap();
    fs::remove_file(&places.store).unwrap();
    let (mut restored, _) = restore(desk.folder.path(), &file, &passphrase()).unwrap();
    assert_eq!(restored.counts().unwrap().entries, 80);
    assert!(places.mirror.join("chain").exists());
}

fn refused(file: &Path, home: &TempDir) -> String {
    let restored = restore(home.path(), file, &passphrase());
    let error = restored.err().map(|error| error.to_string());
    assert!(!Journal::exists(&places(home.path())));
    let left = fs::read_dir(home.path().join("vaults"));
    assert!(left.is_err() || left.unwrap().flatten().next().is_none());
    error.expect("a damaged backup is refused")
}

#[test]
fn s26_a_backup_that_was_cut_or_changed_restores_nothing() {
    let mut desk = filled();
    let file = desk.folder.path().join("backup.db");
    desk.journal.backup(&file).unwrap();
    let whole = fs::read(&file).unwrap();
    let home = tempfile::tempdir().unwrap();
    let cut = desk.folder.path().join("cut.db");
    for length in (0..whole.len()).step_by(16 << 10) {
        fs::write(&cut, &whole[..length]).unwrap();
        refused(&cut, &home);
    }
    // A byte in the middle of an object's payload: the object is named.
    let object = super::damage::sealed_at(&file);
    let mut changed = whole.clone();
    changed[object] ^= 1;
    fs::write(&cut, &changed).unwrap();
    assert!(refused(&cut, &home).contains("object"));
}

/// A vault with a text of every kind that only its own device opens: one of the inbox, a draft, a remote.
fn with_secrets_of_its_device() -> (Desk, std::path::PathBuf) {
    let mut desk = Desk::new();
    desk.journal.add(&content("an entry")).unwrap();
    let draft = Draft {
        id: EntryId([7; 16]),
        parents: Vec::new(),
        content: content("half a thought"),
    };
    desk.journal.keep_draft(&draft).unwrap();
    let mut locked = desk.again();
    locked.add(&content("written while locked")).unwrap();
    locked
        .remote_add("late", "file:///nowhere/at/all.git", &mut ())
        .unwrap();
    let file = desk.folder.path().join("backup.db");
    desk.journal.backup(&file).unwrap();
    (desk, file)
}

#[test]
fn whatever_opens_a_restored_vault_opens_it_as_the_new_device() {
    let (mut desk, file) = with_secrets_of_its_device();
    let old = device(&mut desk.journal);
    for (key, own) in [
        (passphrase(), Some(PASSPHRASE)),
        (sheet(&desk), Some("a new one")),
        (sheet(&desk), Some(PASSPHRASE)),
        (sheet(&desk), None),
    ] {
        let home = tempfile::tempdir().unwrap();
        let (mut restored, balance) = restore_as(home.path(), &wish(&file, &key, own)).unwrap();
        let renewed = device(&mut restored);
        assert_ne!(renewed, old);
        let kept = matches!(key, Key::Passphrase(_));
        let said: Vec<&str> = balance.notices.iter().map(|n| &*n.condition).collect();
        assert_eq!(said, if kept { vec![] } else { vec!["left-out"] });
        assert_eq!(restored.drafts().unwrap().len(), usize::from(kept));
        assert_eq!(restored.counts().unwrap().entries, 1 + u64::from(kept));
        assert_eq!(restored.verify_local(&mut ()).unwrap().shortfalls, vec![]);
        drop(restored);
        let own_key = own.map_or_else(
            || sheet(&desk),
            |own| Key::Passphrase(Secret::new(own.to_owned())),
        );
        assert_eq!(device(&mut opened(home.path(), &own_key)), renewed);
        // Nor does any other key open it as the old one.
        assert_ne!(device(&mut opened(home.path(), &sheet(&desk))), old);
        let mut other =
            Journal::open(places(home.path()), Preferences::default(), outside()).unwrap();
        let takes_old = other.unlock(&passphrase()).is_ok();
        assert_eq!(takes_old, own == Some(PASSPHRASE));
        // What is written while locked is the new device's to open.
        let mut locked =
            Journal::open(places(home.path()), Preferences::default(), outside()).unwrap();
        locked.add(&content("and later")).unwrap();
        let mut later = opened(home.path(), &own_key);
        assert_eq!(later.counts().unwrap().inbox, 0);
        assert_eq!(later.verify_local(&mut ()).unwrap().shortfalls, vec![]);
    }
}

#[test]
fn the_keys_of_a_device_made_for_the_sheet_stay_in_the_backup() {
    let mut desk = filled();
    let host = super::exchange::Host::new();
    desk.journal
        .remote_add("origin", &host.url(), &mut ())
        .unwrap();
    let mut by_sheet = desk.again();
    by_sheet.unlock(&sheet(&desk)).unwrap();
    by_sheet.sync(None, &mut ()).unwrap();
    let old = device(&mut by_sheet);
    let file = desk.folder.path().join("backup.db");
    by_sheet.backup(&file).unwrap();
    for key in [passphrase(), sheet(&desk)] {
        let home = tempfile::tempdir().unwrap();
        restore(home.path(), &file, &key).unwrap();
        assert_ne!(device(&mut opened(home.path(), &sheet(&desk))), old);
    }
}

#[test]
fn what_a_lost_device_had_sealed_and_not_sent_goes_out_from_its_backup() {
    for by_sheet in [false, true] {
        let host = super::exchange::Host::new();
        let mut desk = filled();
        desk.journal
            .remote_add("origin", &host.url(), &mut ())
            .unwrap();
        let other = super::exchange::Host::new();
        desk.journal
            .remote_add("other", &other.url(), &mut ())
            .unwrap();
        desk.journal.sync(None, &mut ()).unwrap();
        // Sealed for both, and then lost by the one that had taken it.
        desk.journal.add(&content("never sent")).unwrap();
        let before = host.copy();
        desk.journal.sync(Some("origin"), &mut ()).unwrap();
        host.put_back(&before);
        drop(other);
        let file = desk.folder.path().join("backup.db");
        desk.journal.backup(&file).unwrap();
        let home = tempfile::tempdir().unwrap();
        let key = if by_sheet { sheet(&desk) } else { passphrase() };
        let (mut restored, _) = restore(home.path(), &file, &key).unwrap();
        assert_eq!(restored.verify_local(&mut ()).unwrap().shortfalls, vec![]);
        restored.sync(Some("origin"), &mut ()).unwrap();
        let proof = restored.verify(Some("origin"), false, &mut ()).unwrap();
        assert_eq!(proof[0].shortfalls, vec![]);
        assert_eq!((proof[0].entries, proof[0].unsynced), ((81, 81), 0));
    }
}
