//! Changing what opens the vault, and whoever holds the old secrets: nothing that he makes is shown.

use std::path::Path;

use diurnal::crypto::error::CryptoError;
use diurnal::crypto::identity::Identity;
use diurnal::crypto::keyring::KeyringFile;
use diurnal::journal::Journal;
use diurnal::journal::JournalError;
use diurnal::journal::error::RekeyError;
use diurnal::journal::types::Key;
use diurnal::journal::types::NewPassphrase;
use diurnal::journal::types::RemoteSync;
use diurnal::journal::types::RemoteUnlock;
use diurnal::model::id::DeviceId;
use diurnal::model::places::Preferences;
use diurnal::model::query::Filter;
use diurnal::model::secret::Secret;
use diurnal::model::voice::Voice;
use tempfile::TempDir;

use crate::format::have;

use super::Desk;
use super::content;
use super::exchange::Host;
use super::exchange::Phone;
use super::exchange::copy_tree;
use super::exchange::git;
use super::exchange::join_at;
use super::outside;
use super::passphrase;
use super::places;

const NEW: &str = "another lamp entirely";

pub fn new_passphrase() -> NewPassphrase {
    NewPassphrase {
        passphrase: Secret::new(NEW.into()),
        generated: false,
        work_factor: Some(10),
        remote_unlock: RemoteUnlock::Auto,
    }
}

fn new_key() -> Key {
    Key::Passphrase(Secret::new(NEW.into()))
}

/// A first device with one entry, synced.
pub fn desk(host: &Host) -> Desk {
    let mut desk = Desk::new();
    desk.journal
        .remote_add("origin", &host.url(), &mut ())
        .unwrap();
    desk.journal.add(&content("from the desk")).unwrap();
    settle(&mut [&mut desk.journal]);
    desk
}

pub fn sync(journal: &mut Journal) -> RemoteSync {
    journal.sync(None, &mut ()).unwrap().remotes.pop().unwrap()
}

/// Every device syncs thrice: what there is to learn is learnt.
pub fn settle(journals: &mut [&mut Journal]) {
    for _ in 0..3 {
        for journal in journals.iter_mut() {
            sync(journal);
        }
    }
}

pub fn bodies(journal: &mut Journal) -> Vec<String> {
    let rows = journal.list(&Filter::default(), 0, false).unwrap();
    let mut bodies: Vec<String> = rows
        .iter()
        .map(|row| journal.entry(row.id).unwrap().content.body)
        .collect();
    bodies.sort();
    bodies
}

pub fn id_of(journal: &Journal) -> DeviceId {
    let members = journal.members().unwrap();
    members.devices.iter().find(|device| device.own).unwrap().id
}

pub fn state(journal: &Journal, id: DeviceId) -> &'static str {
    let members = journal.members().unwrap();
    let found = members.devices.iter().find(|device| device.id == id);
    found.map_or("unknown", |device| device.state)
}

pub fn conditions(report: &RemoteSync) -> Vec<String> {
    let mut all: Vec<String> = report
        .notices
        .iter()
        .map(|notice| notice.condition.clone())
        .collect();
    if let Some(JournalError::Remote { condition, .. }) = &report.error {
        all.push((*condition).to_owned());
    }
    all
}

/// A copy of a host that goes its own way: whoever speaks with it learns nothing of the other.
pub struct Apart(TempDir);

impl Apart {
    pub fn of(host: &Host) -> Self {
        Self(host.copy())
    }

    pub fn url(&self) -> String {
        format!("file://{}", self.0.path().join("r.git").display())
    }

    /// The host shows everybody what was sent here; `vault` stays as it is there.
    pub fn graft(&self, host: &Host) {
        let from = self.0.path().join("r.git");
        let spec = "+refs/heads/g*:refs/heads/g*";
        git(&host.path(), &["fetch", "-q", from.to_str().unwrap(), spec]);
    }
}

/// Lets a device speak with another host from now on.
pub fn move_to(journal: &mut Journal, url: &str) {
    journal.remote_remove("origin").unwrap();
    journal.remote_add("origin", url, &mut ()).unwrap();
}

/// The phone writes where nobody tells it that it was revoked, and the host shows it to all.
pub fn write_behind(phone: &mut Phone, apart: &Apart, host: &Host, text: &str) {
    move_to(&mut phone.journal, &apart.url());
    phone.journal.add(&content(text)).unwrap();
    let report = sync(&mut phone.journal);
    assert!(report.error.is_none(), "{:?}", report.error);
    apart.graft(host);
}

pub fn reopen(folder: &Path, key: &Key) -> Result<Journal, JournalError> {
    let mut journal = Journal::open(places(folder), Preferences::default(), outside()).unwrap();
    journal.unlock(key).map(|_| journal)
}

fn keyring_of(folder: &Path) -> Vec<u8> {
    let store = diurnal::store::Store::open(&places(folder).store).unwrap();
    store.slot("keyring.age").unwrap().unwrap()
}

#[test]
fn k20_an_old_passphrase_and_an_old_slot_open_nothing_that_came_after() {
    let host = Host::new();
    let mut desk = desk(&host);
    let old_disk = tempfile::tempdir().unwrap();
    copy_tree(desk.folder.path(), old_disk.path());
    let done = desk.journal.change_passphrase(&new_passphrase()).unwrap();
    assert!(done.passphrase && done.stopped_travelling);
    desk.journal.add(&content("after the change")).unwrap();
    settle(&mut [&mut desk.journal]);
    assert!(matches!(
        reopen(desk.folder.path(), &passphrase()),
        Err(JournalError::Crypto(CryptoError::WrongPassphrase))
    ));
    let mut again = reopen(desk.folder.path(), &new_key()).unwrap();
    assert_eq!(bodies(&mut again), ["after the change", "from the desk"]);
    // The old slot, from an old disk or from git's history, with the old passphrase.
    let old = reopen(old_disk.path(), &passphrase()).unwrap();
    let identity = Identity::parse(old.session_key().unwrap().expose()).unwrap();
    let opened = KeyringFile::open(&keyring_of(desk.folder.path()), &identity);
    assert!(matches!(opened, Err(CryptoError::NotForUs)));
    let slots = git(&host.path(), &["ls-tree", "--name-only", "vault"]);
    assert!(!slots.contains("slot-"), "{slots}");
    let folder = tempfile::tempdir().unwrap();
    assert!(join_at(folder.path(), &host.url()).is_err());
    // The sheet still opens everything.
    let sheet = Key::Recovery(Secret::new(desk.made.recovery_key.expose().to_owned()));
    assert_eq!(
        bodies(&mut reopen(desk.folder.path(), &sheet).unwrap()).len(),
        2
    );
}

#[test]
fn a_new_sheet_opens_and_the_one_before_does_not() {
    let mut desk = Desk::new();
    let done = desk.journal.new_sheet().unwrap();
    let sheet = done.sheet.unwrap();
    assert!(sheet.text.expose().contains(sheet.key.expose()));
    let new = Key::Recovery(sheet.text);
    assert!(reopen(desk.folder.path(), &new).is_ok());
    let old = Key::Recovery(Secret::new(desk.made.recovery_key.expose().to_owned()));
    assert!(matches!(
        reopen(desk.folder.path(), &old),
        Err(JournalError::ForeignKey)
    ));
    assert!(reopen(desk.folder.path(), &passphrase()).is_ok());
}

#[test]
fn a_forgotten_passphrase_is_replaced_by_the_sheet() {
    let host = Host::new();
    let desk = desk(&host);
    let sheet = Key::Recovery(Secret::new(desk.made.recovery_key.expose().to_owned()));
    let mut journal = reopen(desk.folder.path(), &sheet).unwrap();
    journal.change_passphrase(&new_passphrase()).unwrap();
    drop(journal);
    let mut again = reopen(desk.folder.path(), &new_key()).unwrap();
    let report = sync(&mut again);
    assert!(report.error.is_none(), "{:?}", report.error);
    assert_eq!(bodies(&mut again), ["from the desk"]);
}

#[test]
fn k15_two_devices_that_change_keys_at_once_go_on_together() {
    let host = Host::new();
    let mut desk = desk(&host);
    let mut phone = Phone::join(&host);
    settle(&mut [&mut desk.journal, &mut phone.journal]);
    desk.journal.rotate().unwrap();
    phone.journal.rotate().unwrap();
    phone.journal.change_passphrase(&new_passphrase()).unwrap();
    desk.journal.add(&content("under one key")).unwrap();
    phone.journal.add(&content("under another")).unwrap();
    settle(&mut [&mut phone.journal, &mut desk.journal]);
    let all = bodies(&mut desk.journal);
    assert_eq!(all, ["from the desk", "under another", "under one key"]);
    assert_eq!(bodies(&mut phone.journal), all);
    let epochs = |journal: &Journal| journal.members().unwrap().n_epochs;
    assert_eq!((epochs(&desk.journal), epochs(&phone.journal)), (4, 4));
    for journal in [&mut desk.journal, &mut phone.journal] {
        let report = sync(journal);
        assert!(
            report.error.is_none() && report.notices.is_empty(),
            "{report:?}"
        );
        let balance = journal.verify(None, false, &mut ()).unwrap().pop().unwrap();
        assert_eq!(balance.shortfalls, []);
    }
}

#[test]
fn k14_a_device_takes_away_neither_itself_nor_its_own_slot() {
    let host = Host::new();
    let mut desk = desk(&host);
    let own = id_of(&desk.journal).to_string();
    assert!(matches!(
        desk.journal.plan_revoking(&own),
        Err(JournalError::Rekey(RekeyError::OwnDevice))
    ));
    let slots = desk.journal.slot_reports().unwrap();
    let passphrase = slots
        .iter()
        .find(|slot| slot.text.starts_with("a passphrase"))
        .unwrap();
    assert!(matches!(
        desk.journal.remove_slot(&passphrase.slot),
        Err(JournalError::Rekey(RekeyError::OwnSlot))
    ));
    let sheet = slots
        .iter()
        .find(|slot| slot.text.starts_with("the recovery"))
        .unwrap();
    desk.journal.remove_slot(&sheet.slot).unwrap();
    let old = Key::Recovery(Secret::new(desk.made.recovery_key.expose().to_owned()));
    assert!(reopen(desk.folder.path(), &old).is_err());
    assert!(reopen(desk.folder.path(), &super::passphrase()).is_ok());
}

#[test]
fn a_recipient_that_was_added_reads_until_it_is_removed_and_admits_nobody() {
    let host = Host::new();
    let mut desk = desk(&host);
    let friend = Identity::generate();
    let slot = desk
        .journal
        .add_recipient(&friend.recipient(), Voice::SILENT)
        .unwrap();
    assert!(matches!(
        desk.journal
            .add_recipient(&friend.recipient(), Voice::SILENT),
        Err(JournalError::Rekey(RekeyError::SlotExists(_)))
    ));
    settle(&mut [&mut desk.journal]);
    let key = || Key::Recovery(friend.to_secret());
    let mut reader = reopen(desk.folder.path(), &key()).unwrap();
    assert_eq!(bodies(&mut reader), ["from the desk"]);
    let refused = reader.sync(None, &mut ());
    assert!(matches!(
        refused,
        Err(JournalError::Rekey(RekeyError::ReadsOnly))
    ));
    drop(reader);
    assert!(
        desk.journal
            .add_recipient("age1nonsense", Voice::SILENT)
            .is_err()
    );
    desk.journal.remove_slot(&slot.to_string()).unwrap();
    assert!(matches!(
        reopen(desk.folder.path(), &key()),
        Err(JournalError::ForeignKey)
    ));
}

fn run(program: &str, args: &[&str]) -> Vec<u8> {
    let done = std::process::Command::new(program).args(args).output();
    let done = done.unwrap();
    assert!(done.status.success(), "{program} {args:?}: {done:?}");
    done.stdout
}

#[test]
fn an_ssh_key_that_was_added_reads_with_stock_age_until_it_is_removed() {
    if !have(&["age", "ssh-keygen"]) {
        return;
    }
    for (kind, bits) in [("ed25519", "256"), ("rsa", "2048")] {
        let mut desk = Desk::new();
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        let key = at("key");
        run(
            "ssh-keygen",
            &[
                "-q", "-t", kind, "-b", bits, "-N", "", "-C", "friend", "-f", &key,
            ],
        );
        let public = std::fs::read_to_string(at("key.pub")).unwrap();
        let slot = desk.journal.add_recipient(&public, Voice::SILENT).unwrap();
        assert!(matches!(
            desk.journal
                .add_recipient(public.trim_end().trim_end_matches(" friend"), Voice::SILENT),
            Err(JournalError::Rekey(RekeyError::SlotExists(_)))
        ));
        let keyring = at("keyring.age");
        std::fs::write(&keyring, keyring_of(desk.folder.path())).unwrap();
        let opened = run("age", &["-d", "-i", &key, &keyring]);
        let opened = String::from_utf8(opened).unwrap();
        assert!(opened.contains("AGE-SECRET-KEY-1"), "{kind}");
        // diurnal's own slots open it beside, as before.
        assert!(reopen(desk.folder.path(), &passphrase()).is_ok());
        let sheet = Key::Recovery(Secret::new(desk.made.recovery_key.expose().to_owned()));
        assert!(reopen(desk.folder.path(), &sheet).is_ok());
        desk.journal.remove_slot(&slot.to_string()).unwrap();
        std::fs::write(&keyring, keyring_of(desk.folder.path())).unwrap();
        let refused = std::process::Command::new("age")
            .args(["-d", "-i", &key, &keyring])
            .output();
        assert!(!refused.unwrap().status.success());
    }
}

#[test]
fn a_renamed_device_is_called_so_everywhere() {
    let host = Host::new();
    let mut desk = desk(&host);
    let mut phone = Phone::join(&host);
    desk.journal.rename_device("desk", "study").unwrap();
    settle(&mut [&mut desk.journal, &mut phone.journal]);
    let names = |journal: &Journal| -> Vec<String> {
        journal
            .members()
            .unwrap()
            .devices
            .into_iter()
            .map(|device| device.name)
            .collect()
    };
    assert_eq!(names(&phone.journal), ["study", "phone"]);
    assert_eq!(names(&desk.journal), names(&phone.journal));
    assert!(matches!(
        desk.journal.rename_device("nobody", "x"),
        Err(JournalError::Rekey(RekeyError::NoSuchDevice(_)))
    ));
}

/// A desk, a phone that will be lost, and a tablet that remains, all in step.
pub fn three(host: &Host) -> (Desk, Phone, Phone) {
    let mut desk = desk(host);
    let mut phone = Phone::join(host);
    let mut tablet = Phone::join(host);
    phone.journal.add(&content("from the phone")).unwrap();
    settle(&mut [&mut desk.journal, &mut phone.journal, &mut tablet.journal]);
    assert_eq!(
        bodies(&mut tablet.journal),
        ["from the desk", "from the phone"]
    );
    (desk, phone, tablet)
}

pub fn revoke(journal: &mut Journal, device: DeviceId) {
    let plan = journal.plan_revoking(&device.to_string()).unwrap();
    let new = plan.needs_passphrase.then(new_passphrase);
    journal.revoke(&[device], new.as_ref()).unwrap();
}

#[test]
fn who_has_not_heard_of_the_device_that_revokes_is_named_before() {
    let host = Host::new();
    let (mut desk, phone, _tablet) = three(&host);
    let lost = id_of(&phone.journal).to_string();
    let mut late = Phone::join(&host);
    let unheard = |journal: &Journal| -> Vec<DeviceId> {
        let plan = journal.plan_revoking(&lost).unwrap();
        plan.unheard.into_iter().map(|(id, _)| id).collect()
    };
    let desks = id_of(&desk.journal);
    assert!(unheard(&late.journal).contains(&desks));
    // The desk was not let in by anything that goes.
    assert_eq!(unheard(&desk.journal), []);
    settle(&mut [&mut late.journal, &mut desk.journal]);
    desk.journal.add(&content("a sign of life")).unwrap();
    settle(&mut [&mut late.journal, &mut desk.journal]);
    assert!(!unheard(&late.journal).contains(&desks));
}

#[test]
fn k19_revoking_alone_begins_a_new_epoch_before_anything_is_synced() {
    let host = Host::new();
    let (mut desk, phone, _tablet) = three(&host);
    let his = Identity::parse(phone.journal.session_key().unwrap().expose()).unwrap();
    let his = KeyringFile::open(&keyring_of(phone.folder.path()), &his).unwrap();
    let before = desk.journal.members().unwrap().n_epochs;
    revoke(&mut desk.journal, id_of(&phone.journal));
    assert_eq!(desk.journal.members().unwrap().n_epochs, before + 1);
    // What is saved from that moment on opens with nothing that he holds, in the store already.
    desk.journal.add(&content("after he was gone")).unwrap();
    let store = diurnal::store::Store::open(&places(desk.folder.path()).store).unwrap();
    let rows = store.objects_after(0).unwrap();
    let objects: Vec<Vec<u8>> = rows.iter().map(|row| store.object(*row).unwrap()).collect();
    let (last, earlier) = objects.split_last().unwrap();
    let opens = |bytes: &[u8]| {
        his.identities.iter().any(|key| {
            let key: age::x25519::Identity = key.to_secret().expose().parse().unwrap();
            age::decrypt(&key, bytes).is_ok()
        })
    };
    assert!(!opens(last));
    assert!(earlier.iter().any(|bytes| opens(bytes)));
}

#[test]
fn k19_what_a_revoked_device_sends_later_is_refused_and_named_everywhere() {
    let host = Host::new();
    let (mut desk, mut phone, mut tablet) = three(&host);
    let lost = id_of(&phone.journal);
    let apart = Apart::of(&host);
    assert!(matches!(
        desk.journal.revoke(&[lost], None),
        Err(JournalError::Rekey(RekeyError::NeedsNewPassphrase))
    ));
    revoke(&mut desk.journal, lost);
    desk.journal.add(&content("after the loss")).unwrap();
    settle(&mut [&mut desk.journal, &mut tablet.journal]);
    write_behind(&mut phone, &apart, &host, "by the thief");
    for journal in [&mut desk.journal, &mut tablet.journal] {
        let report = sync(journal);
        assert!(
            conditions(&report).contains(&"revoked".to_owned()),
            "{report:?}"
        );
        assert!(report.notices.iter().any(|notice| !notice.healed));
        let plan = journal.plan(None, &mut ()).unwrap();
        assert!(plan.take.is_empty(), "{plan:?}");
        assert_eq!(
            bodies(journal),
            ["after the loss", "from the desk", "from the phone"]
        );
        assert_eq!(state(journal, lost), "revoked");
    }
    // It cannot read what came after, and it is told why it may not go on.
    move_to(&mut phone.journal, &host.url());
    let report = sync(&mut phone.journal);
    assert!(
        !bodies(&mut phone.journal).contains(&"after the loss".to_owned()),
        "{report:?}"
    );
}

#[test]
fn k19_what_somebody_had_accepted_before_he_learnt_of_it_stays_everywhere() {
    let host = Host::new();
    let (mut desk, mut phone, mut tablet) = three(&host);
    let lost = id_of(&phone.journal);
    phone.journal.add(&content("sent in time")).unwrap();
    let apart = Apart::of(&host);
    write_behind(&mut phone, &apart, &host, "sent in time too");
    sync(&mut tablet.journal);
    assert_eq!(bodies(&mut tablet.journal).len(), 4);
    // The desk knows nothing of it yet and revokes.
    revoke(&mut desk.journal, lost);
    settle(&mut [&mut desk.journal, &mut tablet.journal]);
    let all = [
        "from the desk",
        "from the phone",
        "sent in time",
        "sent in time too",
    ];
    assert_eq!(bodies(&mut desk.journal), all);
    assert_eq!(bodies(&mut tablet.journal), all);
    let report = sync(&mut desk.journal);
    assert!(
        report.error.is_none() && report.notices.is_empty(),
        "{report:?}"
    );
    // What it wrote is marked, everywhere, and what others wrote is not.
    for journal in [&mut desk.journal, &mut tablet.journal] {
        let rows = journal.list(&Filter::default(), 0, false).unwrap();
        for row in rows {
            let entry = journal.entry(row.id).unwrap();
            let by_lost = entry.content.body != "from the desk";
            assert_eq!(entry.revoked.is_some(), by_lost, "{}", entry.content.body);
            let versions = journal.history(row.id).unwrap();
            let name = versions[0].device_name.as_deref().unwrap();
            assert_eq!(name.ends_with(", revoked"), by_lost, "{name}");
        }
    }
    // One that joins later by the new passphrase of the desk, or its sheet, holds the same.
    let balance = desk
        .journal
        .verify(None, false, &mut ())
        .unwrap()
        .pop()
        .unwrap();
    assert_eq!(balance.shortfalls, []);
}

#[test]
fn k19_a_device_that_it_admits_later_is_not_one() {
    let host = Host::new();
    let (mut desk, mut phone, mut tablet) = three(&host);
    let apart = Apart::of(&host);
    let lost = id_of(&phone.journal);
    revoke(&mut desk.journal, lost);
    settle(&mut [&mut desk.journal, &mut tablet.journal]);
    // By the shared slot that it once opened, from the copy of the host that it kept.
    let folder = tempfile::tempdir().unwrap();
    let mut other = join_at(folder.path(), &apart.url()).unwrap();
    other.add(&content("by another name")).unwrap();
    assert!(sync(&mut other).error.is_none());
    write_behind(&mut phone, &apart, &host, "by the thief");
    for journal in [&mut desk.journal, &mut tablet.journal] {
        let report = sync(journal);
        let named = conditions(&report);
        assert_eq!(
            named.iter().filter(|name| *name == "revoked").count(),
            2,
            "{report:?}"
        );
        assert_eq!(bodies(journal), ["from the desk", "from the phone"]);
        assert_eq!(state(journal, id_of(&other)), "unknown");
    }
}

#[test]
fn k21_two_devices_that_revoke_each_other_wait_for_a_person() {
    let host = Host::new();
    let (mut desk, mut phone, mut tablet) = three(&host);
    let (first, second) = (id_of(&desk.journal), id_of(&phone.journal));
    let apart = Apart::of(&host);
    revoke(&mut desk.journal, second);
    sync(&mut desk.journal);
    move_to(&mut phone.journal, &apart.url());
    revoke(&mut phone.journal, first);
    phone.journal.add(&content("in doubt")).unwrap();
    assert!(sync(&mut phone.journal).error.is_none());
    apart.graft(&host);
    let report = sync(&mut tablet.journal);
    assert!(
        conditions(&report).contains(&"mutual-revocation".to_owned()),
        "{report:?}"
    );
    assert_eq!(state(&tablet.journal, first), "contested");
    assert_eq!(state(&tablet.journal, second), "contested");
    assert!(!bodies(&mut tablet.journal).contains(&"in doubt".to_owned()));
    revoke(&mut tablet.journal, second);
    tablet.journal.add(&content("decided")).unwrap();
    settle(&mut [&mut tablet.journal, &mut desk.journal]);
    assert_eq!(state(&desk.journal, second), "revoked");
    assert_eq!(state(&desk.journal, first), "member");
    assert_eq!(
        bodies(&mut desk.journal),
        ["decided", "from the desk", "from the phone"]
    );
}

/// Random syncs of those who remain, a thief who writes on, and a revocation somewhere between.
fn agree_after(seed: u64) {
    let mut state_of_chance = seed;
    let mut below = |n: u64| {
        state_of_chance = state_of_chance
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state_of_chance >> 33) % n
    };
    let host = Host::new();
    let (mut desk, mut phone, mut tablet) = three(&host);
    let lost = id_of(&phone.journal);
    let apart = Apart::of(&host);
    move_to(&mut phone.journal, &apart.url());
    let revoked_at = below(8);
    for step in 0..8 {
        if step == revoked_at {
            revoke(&mut desk.journal, lost);
        }
        match below(4) {
            0 => {
                let text = format!("thief {step}");
                phone.journal.add(&content(&text)).unwrap();
                assert!(sync(&mut phone.journal).error.is_none());
                apart.graft(&host);
            }
            1 => {
                tablet
                    .journal
                    .add(&content(&format!("tablet {step}")))
                    .unwrap();
            }
            2 => drop(sync(&mut desk.journal)),
            _ => drop(sync(&mut tablet.journal)),
        }
    }
    let held: Vec<String> = bodies(&mut desk.journal)
        .into_iter()
        .chain(bodies(&mut tablet.journal))
        .collect();
    settle(&mut [&mut tablet.journal, &mut desk.journal]);
    let all = bodies(&mut desk.journal);
    assert_eq!(bodies(&mut tablet.journal), all, "seed {seed}");
    for text in held {
        assert!(
            all.contains(&text),
            "seed {seed}: {text} was accepted and is gone"
        );
    }
    for journal in [&desk.journal, &tablet.journal] {
        assert_eq!(state(journal, lost), "revoked", "seed {seed}");
    }
    write_late(&mut phone, &apart, &host);
    settle(&mut [&mut desk.journal, &mut tablet.journal]);
    assert_eq!(bodies(&mut desk.journal), all, "seed {seed}");
    assert_eq!(bodies(&mut tablet.journal), all, "seed {seed}");
}

fn write_late(phone: &mut Phone, apart: &Apart, host: &Host) {
    phone.journal.add(&content("much too late")).unwrap();
    assert!(sync(&mut phone.journal).error.is_none());
    apart.graft(host);
}

#[test]
fn k19_those_who_remain_agree_in_any_order_of_syncs() {
    let seeds = std::env::var("SEEDS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(3);
    for seed in 1..=seeds {
        agree_after(seed);
    }
}

#[test]
fn a_device_that_nobody_knew_when_keys_and_generation_were_changed_is_let_in_after_all() {
    let host = Host::new();
    let mut desk = desk(&host);
    desk.journal.compact().unwrap();
    let mut phone = Phone::join(&host);
    phone
        .journal
        .add(&content("written before it was known"))
        .unwrap();
    desk.journal.rotate().unwrap();
    desk.journal.add(&content("after the change")).unwrap();
    sync(&mut desk.journal);
    // Nothing there opens for it, and nothing is called another vault's.
    let report = sync(&mut phone.journal);
    assert!(report.error.is_none(), "{report:?}");
    assert_eq!(conditions(&report), ["keyring-behind"]);
    settle(&mut [&mut desk.journal, &mut phone.journal]);
    let all = [
        "after the change",
        "from the desk",
        "written before it was known",
    ];
    assert_eq!(bodies(&mut desk.journal), all);
    assert_eq!(bodies(&mut phone.journal), all);
    assert_eq!(conditions(&sync(&mut phone.journal)), [""; 0]);
}

#[test]
fn what_a_new_device_joins_by_comes_back_from_any_device_when_the_host_lost_it() {
    let host = Host::new();
    let desk = desk(&host);
    let mut phone = Phone::join(&host);
    sync(&mut phone.journal);
    // The desk is gone, and the host was made anew, empty.
    drop(desk);
    std::fs::remove_dir_all(host.path()).unwrap();
    let folder = host.path().parent().unwrap().to_owned();
    git(&folder, &["init", "-q", "--bare", "r.git"]);
    sync(&mut phone.journal);
    let mut tablet = Phone::join(&host);
    assert_eq!(bodies(&mut tablet.journal), ["from the desk"]);
    let balance = phone.journal.verify(None, false, &mut ()).unwrap();
    assert_eq!(balance[0].shortfalls, []);
}
