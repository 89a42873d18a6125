//! A host that does as it likes, and a thief with every old secret of a device that was revoked: nothing
//! that they make is shown, and nothing is sealed to them.

use diurnal::crypto::identity::EpochKey;
use diurnal::crypto::identity::Identity;
use diurnal::crypto::keyring::Keyring;
use diurnal::crypto::keyring::KeyringFile;
use diurnal::journal::Journal;
use diurnal::journal::JournalError;
use diurnal::journal::types::Key;
use diurnal::model::id::EpochId;
use diurnal::model::id::StatementId;
use diurnal::model::id::VaultId;
use diurnal::model::secret::Secret;
use diurnal::model::statement::Saying;
use diurnal::model::statement::Statement;

use crate::format::have;

use super::content;
use super::exchange::Host;
use super::exchange::Phone;
use super::exchange::git;
use super::keys::bodies;
use super::keys::conditions;
use super::keys::desk;
use super::keys::id_of;
use super::keys::move_to;
use super::keys::revoke;
use super::keys::settle;
use super::keys::state;
use super::keys::sync;
use super::keys::three;
use super::places;
use super::tamper::Shelf;

const VAULT: &str = "refs/heads/vault";

fn file(host: &Host, name: &str) -> Vec<u8> {
    let links = Shelf::at(&host.path()).links(VAULT);
    let files = &links.last().unwrap().files;
    let found = files.iter().find(|(other, _)| other == name);
    found.unwrap_or_else(|| panic!("no {name}")).1.clone()
}

fn names(host: &Host) -> Vec<String> {
    let links = Shelf::at(&host.path()).links(VAULT);
    let files = links.last().unwrap().files.iter();
    files.map(|(name, _)| name.clone()).collect()
}

/// The host writes a file of `vault` anew, or takes it away.
fn deface(host: &Host, name: &str, bytes: Option<&[u8]>) {
    Shelf::at(&host.path()).rewrite(VAULT, |links| {
        let files = &mut links.last_mut().unwrap().files;
        files.retain(|(other, _)| other != name);
        if let Some(bytes) = bytes {
            files.push((name.to_owned(), bytes.to_vec()));
        }
    });
}

/// Everything that a device's slot opens: the epochs' identities, and every statement.
struct Loot {
    slot: Identity,
    keyring: KeyringFile,
    statements: Vec<Statement>,
}

impl Loot {
    fn of(journal: &Journal, folder: &std::path::Path) -> Self {
        let slot = Identity::parse(journal.session_key().unwrap().expose()).unwrap();
        let store = diurnal::store::Store::open(&places(folder).store).unwrap();
        let row = |name: &str| store.slot(name).unwrap().unwrap();
        let keyring = KeyringFile::open(&row("keyring.age"), &slot).unwrap();
        let statements = keyring.open_statements(&row("members.age")).unwrap();
        Self {
            slot,
            keyring,
            statements,
        }
    }

    /// The recipients of every slot: a member reads them in the statements.
    fn recipients(&self) -> Vec<String> {
        let of = |statement: &Statement| match &statement.saying {
            Some(Saying::Slot { recipient, .. }) => Some(recipient.clone()),
            _ => None,
        };
        self.statements.iter().filter_map(of).collect()
    }
}

#[test]
fn k17_y29_what_a_host_does_to_the_page_for_joiners_is_undone_and_never_obeyed() {
    let host = Host::new();
    let mut desk = desk(&host);
    let stranger = Host::new();
    drop(super::keys::desk(&stranger));
    let old: Vec<(String, Vec<u8>)> = names(&host)
        .into_iter()
        .map(|name| (name.clone(), file(&host, &name)))
        .collect();
    desk.journal.rotate().unwrap();
    settle(&mut [&mut desk.journal]);
    let right = names(&host);
    for (name, before) in &old {
        let theirs = file(
            &stranger,
            if name.starts_with("slot") {
                "keyring.age"
            } else {
                name
            },
        );
        let garbage: &[u8] = b"age-encryption.org/v1\n-> X25519 none\n";
        for bytes in [
            None,
            Some(&b""[..]),
            Some(garbage),
            Some(&theirs),
            Some(before),
        ] {
            let is_same = bytes == Some(&file(&host, name)[..]);
            deface(&host, name, bytes);
            let report = sync(&mut desk.journal);
            let error = report.error.as_ref().map(ToString::to_string);
            assert!(error.is_none(), "{name}: {error:?}");
            assert_eq!(names(&host), right, "{name}");
            assert!(is_same || Some(&file(&host, name)[..]) != bytes, "{name}");
        }
    }
    desk.journal.add(&content("after all that")).unwrap();
    settle(&mut [&mut desk.journal]);
    let mut phone = Phone::join(&host);
    assert_eq!(
        bodies(&mut phone.journal),
        ["after all that", "from the desk"]
    );
}

#[test]
fn k17_keys_and_members_that_went_back_are_named_and_written_again() {
    let host = Host::new();
    let mut desk = desk(&host);
    let old = [file(&host, "keyring.age"), file(&host, "members.age")];
    desk.journal.rotate().unwrap();
    settle(&mut [&mut desk.journal]);
    deface(&host, "keyring.age", Some(&old[0]));
    deface(&host, "members.age", Some(&old[1]));
    let report = sync(&mut desk.journal);
    assert!(report.error.is_none(), "{report:?}");
    assert_eq!(conditions(&report), ["keyring-rollback"]);
    assert!(file(&host, "keyring.age") != old[0] && file(&host, "members.age") != old[1]);
    assert_eq!(conditions(&sync(&mut desk.journal)), [""; 0]);
    // A phone that joined meanwhile and says something new is no rollback.
    let mut phone = Phone::join(&host);
    phone.journal.rotate().unwrap();
    assert_eq!(conditions(&sync(&mut phone.journal)), [""; 0]);
    assert_eq!(conditions(&sync(&mut desk.journal)), [""; 0]);
}

#[test]
fn k6_k17_a_keyring_forged_by_who_once_opened_ours_is_sealed_to_by_nobody() {
    let host = Host::new();
    let (mut desk, phone, mut tablet) = three(&host);
    let loot = Loot::of(&phone.journal, phone.folder.path());
    revoke(&mut desk.journal, id_of(&phone.journal));
    settle(&mut [&mut desk.journal, &mut tablet.journal]);
    // Our recipients, the right comments, an epoch of his own beside the ones that he knows.
    let own = Identity::generate();
    let mut epochs = vec![EpochKey::new(EpochId([9; 16]), own.clone())];
    let known = loot.keyring.identities.iter().cloned();
    epochs.extend(
        known
            .zip(1..)
            .map(|(identity, n)| EpochKey::new(EpochId([n; 16]), identity)),
    );
    let forged = Keyring::new(loot.keyring.vault, epochs);
    let members = desk.journal.members().unwrap();
    assert_eq!(members.vault, loot.keyring.vault);
    let heads: Vec<StatementId> = loot.statements.iter().map(|s| s.id).collect();
    let sealed = forged.seal(&loot.recipients(), &heads).unwrap();
    for journal in [&mut desk.journal, &mut tablet.journal] {
        deface(&host, "keyring.age", Some(sealed.as_bytes()));
        journal.add(&content("kept from him")).unwrap();
        sync(journal);
        assert_ne!(file(&host, "keyring.age"), sealed.as_bytes());
    }
    settle(&mut [&mut desk.journal, &mut tablet.journal]);
    assert_eq!(bodies(&mut desk.journal).len(), 4);
    assert_eq!(bodies(&mut desk.journal), bodies(&mut tablet.journal));
    // No object that came since opens with anything that he holds or made.
    let mut his = loot.keyring.identities;
    his.extend([own, loot.slot]);
    let shelf = Shelf::at(&host.path());
    let opens = |bytes: &[u8]| {
        his.iter()
            .any(|key| KeyringFile::open(bytes, key).is_ok() || opens_as_age(bytes, key))
    };
    let newest: Vec<Vec<u8>> = (shelf.chains().iter())
        .filter_map(|chain| {
            shelf
                .links(chain)
                .last_mut()
                .map(|link| link.bundle().clone())
        })
        .collect();
    let shut = newest.iter().filter(|bytes| !opens(bytes)).count();
    assert_eq!(
        shut, 2,
        "the desk's and the tablet's newest are closed to him"
    );
    assert!(!opens(&file(&host, "keyring.age")) && !opens(&file(&host, "members.age")));
}

fn opens_as_age(bytes: &[u8], key: &Identity) -> bool {
    let key: age::x25519::Identity = key.to_secret().expose().parse().unwrap();
    age::decrypt(&key, bytes).is_ok()
}

#[test]
fn k19_the_thief_uses_the_shared_slot_that_he_once_opened() {
    let host = Host::new();
    let (mut desk, phone, mut tablet) = three(&host);
    let lost = id_of(&phone.journal);
    let apart = super::keys::Apart::of(&host);
    revoke(&mut desk.journal, lost);
    settle(&mut [&mut desk.journal, &mut tablet.journal]);
    // The travelling passphrase that it joined by opens nothing there any more.
    let folder = tempfile::tempdir().unwrap();
    assert!(super::exchange::join_at(folder.path(), &host.url()).is_err());
    // On the copy that he kept it still does: what he makes there is nobody's.
    let folder = tempfile::tempdir().unwrap();
    let mut again = super::exchange::join_at(folder.path(), &apart.url()).unwrap();
    again.add(&content("by a copied disk")).unwrap();
    sync(&mut again);
    apart.graft(&host);
    for journal in [&mut desk.journal, &mut tablet.journal] {
        assert!(conditions(&sync(journal)).contains(&"revoked".to_owned()));
        assert_eq!(bodies(journal), ["from the desk", "from the phone"]);
    }
    desk.journal.add(&content("not for him")).unwrap();
    settle(&mut [&mut desk.journal]);
    move_to(&mut again, &host.url());
    sync(&mut again);
    assert!(!bodies(&mut again).contains(&"not for him".to_owned()));
    assert_eq!(state(&desk.journal, id_of(&again)), "unknown");
}

#[test]
fn k22_a_hundred_devices_and_two_hundred_epochs_open_with_stock_age() {
    let vault = VaultId([7; 32]);
    let identities: Vec<Identity> = (0..200).map(|_| Identity::generate()).collect();
    let epochs = (0..).zip(&identities);
    let epochs = epochs.map(|(n, identity)| EpochKey::new(EpochId([n; 16]), identity.clone()));
    let keyring = Keyring::new(vault, epochs.collect());
    let slots: Vec<Identity> = (0..100).map(|_| Identity::generate()).collect();
    let recipients: Vec<String> = slots.iter().map(Identity::recipient).collect();
    let heads: Vec<StatementId> = (0..100).map(|n| StatementId([n; 32])).collect();
    let sealed = keyring.seal(&recipients, &heads).unwrap();
    for slot in [&slots[0], &slots[99]] {
        let file = KeyringFile::open(sealed.as_bytes(), slot).unwrap();
        assert_eq!(file.identities.len(), 200);
    }
    if !have(&["age"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(at("slot"), slots[99].to_secret().expose()).unwrap();
    std::fs::write(at("keyring.age"), sealed.as_bytes()).unwrap();
    let age = |args: &[&str]| {
        let done = std::process::Command::new("age")
            .args(args)
            .output()
            .unwrap();
        assert!(done.status.success(), "{done:?}");
        done.stdout
    };
    let opened = age(&["-d", "-i", &at("slot"), &at("keyring.age")]);
    let text = String::from_utf8(opened.clone()).unwrap();
    assert!(text.lines().all(|line| line.len() <= 4000));
    std::fs::write(at("keys.txt"), opened).unwrap();
    // What it holds is an identity file as stock age reads one.
    let last: age::x25519::Recipient = identities[199].recipient().parse().unwrap();
    let object = age::encrypt(&last, b"a word").unwrap();
    std::fs::write(at("object.age"), object).unwrap();
    assert_eq!(
        age(&["-d", "-i", &at("keys.txt"), &at("object.age")]),
        b"a word"
    );
}

#[test]
fn y30_a_memory_of_a_remote_that_is_gone_or_older_is_made_anew_and_another_vault_s_is_refused() {
    let host = Host::new();
    let mut desk = desk(&host);
    let memory = places(desk.folder.path()).seen.join("origin.json");
    let memory = if memory.exists() {
        memory
    } else {
        let mut files = std::fs::read_dir(places(desk.folder.path()).seen).unwrap();
        files.next().unwrap().unwrap().path()
    };
    let older = std::fs::read(&memory).unwrap();
    desk.journal.add(&content("one more")).unwrap();
    settle(&mut [&mut desk.journal]);
    std::fs::write(&memory, &older).unwrap();
    assert!(sync(&mut desk.journal).error.is_none());
    std::fs::remove_file(&memory).unwrap();
    assert!(sync(&mut desk.journal).error.is_none());
    let whole = std::fs::read_to_string(&memory).unwrap();
    let vault = desk.journal.members().unwrap().vault.to_string();
    let refs = git(&host.path(), &["for-each-ref"]);
    std::fs::write(&memory, whole.replace(&vault, &"ab".repeat(32))).unwrap();
    let refused = sync(&mut desk.journal);
    assert!(
        matches!(&refused.error, Some(JournalError::Remote { condition, .. }) if *condition == "foreign-vault"),
        "{refused:?}"
    );
    assert_eq!(git(&host.path(), &["for-each-ref"]), refs);
    std::fs::write(&memory, whole).unwrap();
    assert!(sync(&mut desk.journal).error.is_none());
    assert_eq!(bodies(&mut desk.journal).len(), 2);
}

#[test]
fn y31_a_generation_that_no_statement_names_is_refused_until_it_is_gone() {
    let host = Host::new();
    let mut desk = desk(&host);
    let chain = Shelf::at(&host.path()).chains().remove(0);
    let forged = chain.replace("/g1-", "/g6-");
    assert_ne!(chain, forged);
    git(&host.path(), &["update-ref", &forged, &chain]);
    desk.journal.add(&content("not sent")).unwrap();
    let refs = git(&host.path(), &["for-each-ref"]);
    let report = sync(&mut desk.journal);
    assert_eq!(conditions(&report), ["unknown-generation"]);
    assert_eq!(git(&host.path(), &["for-each-ref"]), refs);
    git(&host.path(), &["update-ref", "-d", &forged]);
    settle(&mut [&mut desk.journal]);
    assert_eq!(desk.journal.counts().unwrap().unsynced, 0);
}

#[test]
fn k20_the_old_sheet_on_an_old_disk_opens_nothing_that_came_after() {
    let host = Host::new();
    let mut desk = desk(&host);
    let old = Secret::new(desk.made.recovery_key.expose().to_owned());
    let old = Identity::parse(old.expose()).unwrap();
    desk.journal.new_sheet().unwrap();
    desk.journal.add(&content("after the new sheet")).unwrap();
    settle(&mut [&mut desk.journal]);
    assert!(KeyringFile::open(&file(&host, "keyring.age"), &old).is_err());
    let folder = tempfile::tempdir().unwrap();
    let by = Key::Recovery(old.to_secret());
    let wish = diurnal::journal::types::Join {
        url: host.url(),
        remote: "origin".into(),
        by: diurnal::journal::types::JoinBy::Key(by),
        passphrase: Secret::new("his".into()),
        work_factor: Some(10),
        device_name: "thief".into(),
    };
    let joined = Journal::join(
        places(folder.path()),
        diurnal::model::places::Preferences::default(),
        super::outside(),
        &wish,
        &mut |_| true,
        &mut (),
    );
    assert!(matches!(joined, Err(JournalError::ForeignKey)));
}
