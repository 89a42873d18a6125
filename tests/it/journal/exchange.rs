//! Two devices, one shelf: what one writes the other reads, and a host that misbehaves is named.

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use diurnal::journal::Journal;
use diurnal::journal::JournalError;
use diurnal::journal::types::Join;
use diurnal::journal::types::JoinBy;
use diurnal::journal::types::Key;
use diurnal::journal::types::RemoteSync;
use diurnal::model::places::Preferences;
use diurnal::model::query::Filter;
use diurnal::model::secret::Secret;
use tempfile::TempDir;

use super::Desk;
use super::PASSPHRASE;
use super::content;
use super::outside;
use super::places;
use super::rewrite;

/// A bare repository in a folder that vanishes.
pub struct Host(TempDir);

impl Host {
    pub fn new() -> Self {
        Self::at(tempfile::tempdir().unwrap())
    }

    pub fn at(folder: TempDir) -> Self {
        git(folder.path(), &["init", "-q", "--bare", "r.git"]);
        Self(folder)
    }

    pub fn path(&self) -> PathBuf {
        self.0.path().join("r.git")
    }

    pub fn url(&self) -> String {
        format!("file://{}", self.path().display())
    }

    /// Sets the repository aside as a backup.
    pub fn copy(&self) -> TempDir {
        let to = tempfile::tempdir().unwrap();
        copy_tree(&self.path(), &to.path().join("r.git"));
        to
    }

    /// Puts a backup in its place.
    pub fn put_back(&self, backup: &TempDir) {
        std::fs::remove_dir_all(self.path()).unwrap();
        copy_tree(&backup.path().join("r.git"), &self.path());
    }

    pub fn refs(&self) -> Vec<String> {
        let out = git(&self.path(), &["for-each-ref", "--format=%(refname)"]);
        out.lines().map(str::to_owned).collect()
    }
}

pub fn git(folder: &Path, args: &[&str]) -> String {
    let out = Command::new("git")
        .current_dir(folder)
        .args(args)
        .output()
        .unwrap();
    assert!(
        out.status.success(),
        "git {args:?}: {}",
        String::from_utf8_lossy(&out.stderr)
    );
    String::from_utf8(out.stdout).unwrap()
}

pub fn copy_tree(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_tree(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

pub fn join_at(folder: &Path, url: &str) -> Result<Journal, JournalError> {
    let wish = Join {
        url: url.into(),
        remote: "origin".into(),
        by: JoinBy::Key(Key::Passphrase(Secret::new(PASSPHRASE.into()))),
        passphrase: Secret::new(PASSPHRASE.into()),
        work_factor: Some(10),
        device_name: "phone".into(),
    };
    Journal::join(
        places(folder),
        Preferences::default(),
        outside(),
        &wish,
        &mut |_| true,
        &mut (),
    )
    .map(|(journal, _)| journal)
}

/// The journal in a copy of a device's folder, unlocked.
pub fn open_at(folder: &Path) -> Journal {
    let mut journal = Journal::open(places(folder), Preferences::default(), outside()).unwrap();
    journal.unlock(&super::passphrase()).unwrap();
    journal
}

/// A second device of the vault at `host`.
pub struct Phone {
    pub folder: TempDir,
    pub journal: Journal,
}

impl Phone {
    pub fn join(host: &Host) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let journal = join_at(folder.path(), &host.url()).unwrap();
        Self { folder, journal }
    }
}

/// Syncs and gives the one report, which must have no error.
pub fn sync(journal: &mut Journal) -> RemoteSync {
    let mut report = journal.sync(None, &mut ()).unwrap();
    let one = report.remotes.pop().unwrap();
    assert!(one.error.is_none(), "{:?}", one.error);
    one
}

pub fn conditions(report: &RemoteSync) -> Vec<&str> {
    report
        .notices
        .iter()
        .map(|notice| notice.condition.as_str())
        .collect()
}

pub fn sync_error(journal: &mut Journal) -> JournalError {
    journal
        .sync(None, &mut ())
        .unwrap()
        .remotes
        .pop()
        .unwrap()
        .error
        .expect("an error")
}

pub fn digest(journal: &mut Journal) -> String {
    journal.counts_and_digest().unwrap().1.to_string()
}

fn all_equal(journal: &mut Journal) -> u64 {
    let balance = journal.verify(None, false, &mut ()).unwrap().pop().unwrap();
    assert_eq!(balance.shortfalls, [], "{balance:?}");
    assert_eq!(balance.digest.0, balance.digest.1);
    balance.entries.1
}

fn shortfalls(journal: &mut Journal) -> Vec<String> {
    let balance = journal.verify(None, false, &mut ()).unwrap().pop().unwrap();
    balance
        .shortfalls
        .into_iter()
        .map(|notice| notice.condition)
        .collect()
}

fn desk_with(host: &Host, n: usize) -> Desk {
    let mut desk = Desk::new();
    desk.journal
        .remote_add("origin", &host.url(), &mut ())
        .unwrap();
    for n in 0..n {
        desk.journal.add(&content(&format!("entry {n}"))).unwrap();
    }
    desk
}

#[test]
fn what_one_device_writes_the_other_reads() {
    let host = Host::new();
    let mut desk = desk_with(&host, 5);
    assert_eq!(sync(&mut desk.journal).sent, 5);
    assert_eq!(all_equal(&mut desk.journal), 5);
    let mut phone = Phone::join(&host);
    assert_eq!(digest(&mut phone.journal), digest(&mut desk.journal));
    phone.journal.add(&content("on the train")).unwrap();
    assert_eq!(sync(&mut phone.journal).sent, 1);
    assert_eq!(sync(&mut desk.journal).taken, 1);
    assert_eq!(digest(&mut phone.journal), digest(&mut desk.journal));
    assert_eq!(
        (all_equal(&mut desk.journal), all_equal(&mut phone.journal)),
        (6, 6)
    );
}

#[test]
fn devices_that_synced_in_turn_come_to_rest() {
    let host = Host::new();
    let mut desk = desk_with(&host, 2);
    sync(&mut desk.journal);
    let mut phone = Phone::join(&host);
    sync(&mut phone.journal);
    sync(&mut desk.journal);
    sync(&mut phone.journal);
    let before = git(&host.path(), &["for-each-ref"]);
    for _ in 0..3 {
        let (a, b) = (sync(&mut desk.journal), sync(&mut phone.journal));
        assert_eq!(
            (
                a.bundles_sent,
                b.bundles_sent,
                a.notices.len(),
                b.notices.len()
            ),
            (0, 0, 0, 0)
        );
    }
    assert_eq!(git(&host.path(), &["for-each-ref"]), before);
}

#[test]
fn edits_of_one_entry_on_two_devices_stand_side_by_side() {
    let host = Host::new();
    let mut desk = desk_with(&host, 1);
    sync(&mut desk.journal);
    let mut phone = Phone::join(&host);
    let id = desk.journal.list(&Filter::default(), 1, false).unwrap()[0].id;
    rewrite(&mut desk.journal, id, "from the desk");
    rewrite(&mut phone.journal, id, "from the phone");
    sync(&mut desk.journal);
    sync(&mut phone.journal);
    sync(&mut desk.journal);
    assert_eq!(digest(&mut phone.journal), digest(&mut desk.journal));
    for journal in [&mut desk.journal, &mut phone.journal] {
        assert_eq!(journal.conflicts().unwrap().len(), 1);
        let said: Vec<String> = journal
            .history(id)
            .unwrap()
            .into_iter()
            .map(|v| v.content.body)
            .collect();
        assert_eq!(said.len(), 3);
        assert!(
            said.contains(&"from the desk".to_owned())
                && said.contains(&"from the phone".to_owned())
        );
    }
    let shown = desk.journal.entry(id).unwrap().content.body;
    assert_eq!(shown, phone.journal.entry(id).unwrap().content.body);
}

#[test]
fn the_sheet_alone_joins() {
    let host = Host::new();
    let mut desk = desk_with(&host, 3);
    sync(&mut desk.journal);
    let folder = tempfile::tempdir().unwrap();
    let wish = Join {
        url: host.url(),
        remote: "origin".into(),
        by: JoinBy::Key(Key::Recovery(desk.made.sheet)),
        passphrase: Secret::new("another one".into()),
        work_factor: Some(10),
        device_name: "new laptop".into(),
    };
    let (mut journal, joined) = Journal::join(
        places(folder.path()),
        Preferences::default(),
        outside(),
        &wish,
        &mut |_| true,
        &mut (),
    )
    .unwrap();
    assert_eq!((joined.found.entries, joined.revisions), (3, 3));
    sync(&mut journal);
    sync(&mut desk.journal);
    assert_eq!(all_equal(&mut journal), 3);
}

#[test]
fn y01_a_strangers_vault_is_refused_and_neither_side_changes() {
    let (ours, theirs) = (Host::new(), Host::new());
    let mut alice = desk_with(&ours, 4);
    sync(&mut alice.journal);
    let mut bob = desk_with(&theirs, 2);
    sync(&mut bob.journal);
    let before = (digest(&mut alice.journal), theirs.refs());
    ours.put_back(&theirs.copy());
    let error = sync_error(&mut alice.journal);
    assert!(
        matches!(
            error,
            JournalError::Remote {
                condition: "foreign-vault",
                ..
            }
        ),
        "{error:?}"
    );
    assert_eq!(shortfalls(&mut alice.journal), ["foreign-vault"]);
    assert_eq!((digest(&mut alice.journal), ours.refs()), before);
    let carol = Desk::new()
        .journal
        .remote_add("origin", &theirs.url(), &mut ());
    assert!(matches!(
        carol,
        Err(JournalError::Remote {
            condition: "foreign-vault",
            ..
        })
    ));
}

#[test]
fn y03_a_repository_of_something_else_is_not_a_vault() {
    let host = Host::new();
    let code = tempfile::tempdir().unwrap();
    git(code.path(), &["init", "-q", "-b", "main"]);
    git(
        code.path(),
        &[
            "-c",
            "user.name=x",
            "-c",
            "user.email=x@x",
            "commit",
            "-q",
            "--allow-empty",
            "-m",
            "code",
        ],
    );
    git(code.path(), &["push", "-q", &host.url(), "main"]);
    let added = Desk::new()
        .journal
        .remote_add("origin", &host.url(), &mut ());
    assert!(matches!(
        added,
        Err(JournalError::Remote {
            condition: "not-a-vault",
            ..
        })
    ));
    assert_eq!(host.refs(), ["refs/heads/main"]);
}

#[test]
fn y06_a_remote_restored_from_an_old_backup_gets_everything_again() {
    let host = Host::new();
    let mut desk = desk_with(&host, 3);
    sync(&mut desk.journal);
    let old = host.copy();
    desk.journal.add(&content("later")).unwrap();
    sync(&mut desk.journal);
    desk.journal.add(&content("later still")).unwrap();
    sync(&mut desk.journal);
    host.put_back(&old);
    assert!(shortfalls(&mut desk.journal).contains(&"rollback".to_owned()));
    assert_eq!(conditions(&sync(&mut desk.journal)), ["rollback"]);
    assert_eq!(all_equal(&mut desk.journal), 5);
    assert_eq!(conditions(&sync(&mut desk.journal)), [""; 0]);
}

#[test]
fn y07_a_chain_that_was_lost_is_given_back_by_whoever_comes_first() {
    let host = Host::new();
    let mut desk = desk_with(&host, 2);
    sync(&mut desk.journal);
    let mut phone = Phone::join(&host);
    phone.journal.add(&content("on the train")).unwrap();
    sync(&mut phone.journal);
    sync(&mut desk.journal);
    let own = format!(
        "-{}",
        phone
            .journal
            .status()
            .unwrap()
            .device
            .unwrap()
            .to_string()
            .split_at(16)
            .0
    );
    let lost = host
        .refs()
        .into_iter()
        .find(|name| name.ends_with(&own))
        .unwrap();
    git(&host.path(), &["update-ref", "-d", &lost]);
    assert!(shortfalls(&mut desk.journal).contains(&"ref-missing".to_owned()));
    assert_eq!(conditions(&sync(&mut desk.journal)), ["ref-missing"]);
    assert!(host.refs().contains(&lost));
    assert_eq!(all_equal(&mut desk.journal), 3);
    assert_eq!(conditions(&sync(&mut phone.journal)), [""; 0]);
}

#[test]
fn y05_an_emptied_remote_is_filled_again() {
    let host = Host::new();
    let mut desk = desk_with(&host, 3);
    sync(&mut desk.journal);
    host.put_back(&Host::new().copy());
    assert!(!shortfalls(&mut desk.journal).is_empty());
    assert_eq!(conditions(&sync(&mut desk.journal)), ["emptied"]);
    assert_eq!(all_equal(&mut desk.journal), 3);
}

#[test]
fn y27_a_device_restored_from_an_old_image_goes_on_as_a_new_one_and_loses_nothing() {
    let host = Host::new();
    let mut desk = desk_with(&host, 2);
    sync(&mut desk.journal);
    let image = tempfile::tempdir().unwrap();
    copy_tree(desk.folder.path(), image.path());
    desk.journal.add(&content("after the image")).unwrap();
    sync(&mut desk.journal);
    let mut restored = open_at(image.path());
    restored.add(&content("on the restored image")).unwrap();
    let report = sync(&mut restored);
    assert_eq!(conditions(&report), ["restored-old", "twin"], "{report:?}");
    sync(&mut desk.journal);
    sync(&mut restored);
    assert_eq!(digest(&mut restored), digest(&mut desk.journal));
    assert_eq!(
        (all_equal(&mut restored), all_equal(&mut desk.journal)),
        (4, 4)
    );
}

/// Overwrites the blob of bundle `n` (from the newest, 0) of the only chain with garbage.
fn damage(host: &Host, n: usize) {
    let chain = host
        .refs()
        .into_iter()
        .find(|name| name.starts_with("refs/heads/g1-") && !name.contains("-r"))
        .unwrap();
    let blob = git(&host.path(), &["rev-parse", &format!("{chain}~{n}:b")]);
    // Loose objects only: a pack would hide the file.
    let (folder, file) = blob.trim().split_at(2);
    let path = host.path().join("objects").join(folder).join(file);
    assert!(path.exists(), "{blob} is packed");
    std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
    std::fs::write(&path, b"garbage").unwrap();
}

#[test]
fn y10_a_damaged_bundle_is_named_and_published_anew_on_a_repair_chain() {
    for n in [0, 1, 2] {
        let host = Host::new();
        let mut desk = desk_with(&host, 1);
        for text in ["one", "two", "three"] {
            sync(&mut desk.journal);
            desk.journal.add(&content(text)).unwrap();
        }
        sync(&mut desk.journal);
        damage(&host, n);
        assert!(!shortfalls(&mut desk.journal).is_empty());
        assert_eq!(conditions(&sync(&mut desk.journal)), ["damaged"]);
        assert_eq!(all_equal(&mut desk.journal), 4);
        let mut phone = Phone::join(&host);
        assert_eq!(
            digest(&mut phone.journal),
            digest(&mut desk.journal),
            "bundle {n}"
        );
        desk.journal.add(&content("after the repair")).unwrap();
        sync(&mut desk.journal);
        sync(&mut phone.journal);
        assert_eq!(
            digest(&mut phone.journal),
            digest(&mut desk.journal),
            "bundle {n}"
        );
        assert_eq!(
            (all_equal(&mut desk.journal), all_equal(&mut phone.journal)),
            (5, 5)
        );
    }
}

#[test]
fn y53_two_remotes_are_judged_each_alone() {
    let (a, b) = (Host::new(), Host::new());
    let mut desk = desk_with(&a, 2);
    desk.journal.remote_add("attic", &b.url(), &mut ()).unwrap();
    std::fs::rename(b.path(), b.path().with_extension("away")).unwrap();
    let report = desk.journal.sync(None, &mut ()).unwrap();
    let errors: Vec<bool> = report
        .remotes
        .iter()
        .map(|remote| remote.error.is_some())
        .collect();
    assert_eq!(errors, [false, true]);
    std::fs::rename(b.path().with_extension("away"), b.path()).unwrap();
    desk.journal.add(&content("more")).unwrap();
    let report = desk.journal.sync(None, &mut ()).unwrap();
    assert!(report.remotes.iter().all(|remote| remote.error.is_none()));
    for balance in desk.journal.verify(None, false, &mut ()).unwrap() {
        assert_eq!(
            (balance.entries, balance.shortfalls.len()),
            ((3, 3), 0),
            "{balance:?}"
        );
    }
}

#[test]
fn a_large_first_sync_goes_in_several_bundles_and_joins_whole() {
    let host = Host::new();
    let mut desk = desk_with(&host, 0);
    for n in 0..10 {
        desk.journal
            .add(&content(&format!("{n} {}", "long ".repeat(400_000))))
            .unwrap();
    }
    assert!(sync(&mut desk.journal).bundles_sent > 1);
    let store = rusqlite::Connection::open(places(desk.folder.path()).store).unwrap();
    let spare: i64 = store
        .query_row("PRAGMA freelist_count", [], |row| row.get(0))
        .unwrap();
    assert!(
        spare < 1024,
        "the store keeps {spare} pages of sealed bundles"
    );
    let mut phone = Phone::join(&host);
    assert_eq!(digest(&mut phone.journal), digest(&mut desk.journal));
}

#[test]
fn no_recipient_but_the_inbox_s_is_written_in_clear() {
    let host = Host::new();
    let mut desk = desk_with(&host, 2);
    sync(&mut desk.journal);
    let mut phone = Phone::join(&host);
    sync(&mut phone.journal);
    for (folder, allowed) in [
        (desk.folder.path(), 1),
        (phone.folder.path(), 1),
        (&*host.path(), 0),
    ] {
        let mut found = std::collections::BTreeSet::new();
        each_file(folder, &mut |bytes| {
            for at in memchr_all(bytes, b"age1") {
                let text: String = bytes[at..]
                    .iter()
                    .take(62)
                    .map(|b| char::from(*b))
                    .collect();
                if text.len() == 62
                    && text[4..]
                        .chars()
                        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
                {
                    found.insert(text);
                }
            }
        });
        assert!(found.len() <= allowed, "{found:?}");
    }
}

fn each_file(folder: &Path, look: &mut impl FnMut(&[u8])) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            each_file(&path, look);
        } else {
            look(&std::fs::read(&path).unwrap());
        }
    }
}

fn memchr_all<'a>(bytes: &'a [u8], word: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    bytes
        .windows(word.len())
        .enumerate()
        .filter(move |(_, w)| *w == word)
        .map(|(at, _)| at)
}

#[test]
fn a_revision_that_was_lost_here_is_whole_again_when_it_comes_again() {
    for spoil in [
        "DELETE FROM object",
        "UPDATE object SET data = CAST(substr(data, 1, length(data) - 1) || x'00' AS BLOB)",
    ] {
        let host = Host::new();
        let empty = host.copy();
        let mut desk = desk_with(&host, 3);
        sync(&mut desk.journal);
        let mut phone = Phone::join(&host);
        let store = places(phone.folder.path()).store;
        let connection = rusqlite::Connection::open(store).unwrap();
        connection.execute_batch(spoil).unwrap();
        drop(connection);
        assert_ne!(phone.journal.verify_local(&mut ()).unwrap().shortfalls, []);
        // The host and the mirror lose the chain too, so that it is read from its first bundle again.
        std::fs::remove_dir_all(places(phone.folder.path()).mirror).unwrap();
        host.put_back(&empty);
        phone.journal.sync(None, &mut ()).unwrap();
        sync(&mut desk.journal);
        sync(&mut phone.journal);
        let balance = phone.journal.verify_local(&mut ()).unwrap();
        let damaged = balance.shortfalls.iter().map(|s| s.text.clone());
        let concerned: Vec<_> = damaged
            .filter(|text| !text.contains("no entry that is known is concerned"))
            .collect();
        assert_eq!(concerned, Vec::<String>::new());
        assert_eq!(balance.entries, (3, 3));
        assert_eq!(digest(&mut phone.journal), digest(&mut desk.journal));
    }
}

#[test]
fn i06_one_file_imported_on_two_devices_is_no_conflict_and_either_takes_its_import_back() {
    let host = Host::new();
    let mut desk = desk_with(&host, 1);
    sync(&mut desk.journal);
    let mut phone = Phone::join(&host);
    let line = |n: u32| {
        format!(
            "{{\"id\":\"{n:032x}\",\"at\":\"2024-05-17T10:00:00Z\",\"body\":\"entry {n}\",\"mood\":3}}\n"
        )
    };
    let (both, alone) = (line(1) + &line(2), line(3) + &line(4));
    let import = |journal: &mut Journal, text: &str| {
        let mut from = text.as_bytes();
        journal
            .import_jsonl(&mut from, None, false, &mut ())
            .unwrap()
    };
    import(&mut desk.journal, &both);
    import(&mut phone.journal, &both);
    let second = import(&mut desk.journal, &alone);
    for _ in 0..2 {
        assert!(conditions(&sync(&mut desk.journal)).is_empty());
        assert!(conditions(&sync(&mut phone.journal)).is_empty());
    }
    assert_eq!(digest(&mut phone.journal), digest(&mut desk.journal));
    let one = phone.journal.find(&format!("{:032x}", 1)).unwrap();
    assert!(!phone.journal.entry(one).unwrap().conflict);
    // The phone takes back what the desk imported.
    let id = second.id.as_deref();
    let report = phone.journal.undo_import(id, false, &mut ()).unwrap();
    assert_eq!((report.deleted, report.left.len()), (2, 0));
    sync(&mut phone.journal);
    sync(&mut desk.journal);
    assert_eq!(digest(&mut phone.journal), digest(&mut desk.journal));
    let three = desk.journal.find(&format!("{:032x}", 3)).unwrap();
    assert!(desk.journal.entry(three).unwrap().deleted);
    // What both brought is not the one's to take away.
    let first = &desk.journal.imports().unwrap()[0].id.clone();
    let report = desk
        .journal
        .undo_import(Some(first), false, &mut ())
        .unwrap();
    assert_eq!((report.deleted, report.left.len()), (0, 2));
}
