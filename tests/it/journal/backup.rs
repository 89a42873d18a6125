//! A backup is one file that the passphrase or the sheet alone brings back.

use std::fs;
use std::path::Path;

use diurnal::journal::Journal;
use diurnal::journal::JournalError;
use diurnal::journal::types::Balance;
use diurnal::journal::types::Key;
use diurnal::model::places::Preferences;
use diurnal::model::secret::Secret;
use diurnal::store::StoreError;
use tempfile::TempDir;

use super::Desk;
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

fn restore(home: &Path, file: &Path, key: &Key) -> Result<(Journal, Balance), JournalError> {
    Journal::restore_backup(places(home), Preferences::default(), outside(), file, key)
}

fn sheet(desk: &Desk) -> Key {
    Key::Recovery(Secret::new(desk.made.sheet.expose().to_owned()))
}

#[test]
fn the_passphrase_or_the_sheet_alone_brings_everything_back() {
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
        // It is another device, by both keys, and stays that one.
        let device = restored.status().unwrap().device;
        assert_ne!(device, desk.journal.status().unwrap().device);
        let mut again =
            Journal::open(places(home.path()), Preferences::default(), outside()).unwrap();
        again.unlock(&key).unwrap();
        assert_eq!(again.status().unwrap().device, device);
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
fn a_backup_overwrites_nothing_and_neither_does_a_restore() {
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
fn a_backup_that_was_cut_or_changed_restores_nothing() {
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
