//! Invitations: eight words admit one device, once, and only where the vault is what it was.

use diurnal::crypto::identity::Identity;
use diurnal::journal::Journal;
use diurnal::journal::JournalError;
use diurnal::journal::error::RekeyError;
use diurnal::journal::types::Found;
use diurnal::journal::types::Join;
use diurnal::journal::types::JoinBy;
use diurnal::journal::types::Key;
use diurnal::model::invitation::InvitationWords;
use diurnal::model::places::Preferences;
use diurnal::model::secret::Secret;
use diurnal::model::statement::SlotKind;
use diurnal::model::voice::Voice;
use tempfile::TempDir;

use super::Desk;
use super::content;
use super::exchange::Host;
use super::keys::Apart;
use super::keys::bodies;
use super::keys::conditions;
use super::keys::desk;
use super::keys::id_of;
use super::keys::move_to;
use super::keys::settle;
use super::keys::state;
use super::keys::sync;
use super::outside;
use super::places;
use super::tamper::Shelf;

const VAULT: &str = "refs/heads/vault";

pub struct Guest {
    folder: TempDir,
    pub journal: Journal,
    found: Found,
}

pub fn join(url: &str, by: JoinBy) -> Result<Guest, JournalError> {
    let folder = tempfile::tempdir().unwrap();
    let wish = Join {
        url: url.into(),
        remote: "origin".into(),
        by,
        passphrase: Secret::new("the guest's own".into()),
        work_factor: Some(10),
        device_name: "guest".into(),
    };
    let at = places(folder.path());
    let joined = Journal::join(
        at,
        Preferences::default(),
        outside(),
        &wish,
        &mut |_| true,
        &mut (),
    );
    let (journal, joined) = joined?;
    Ok(Guest {
        folder,
        journal,
        found: joined.found,
    })
}

pub fn by_words(words: &str) -> JoinBy {
    JoinBy::Invitation(InvitationWords::parse(words).unwrap())
}

/// An invitation that stands on the host; its words.
fn invited(desk: &mut Desk) -> String {
    let made = desk.journal.invite().unwrap();
    sync(&mut desk.journal);
    made.words.secret().expose().to_owned()
}

fn refusal(url: &str, words: &str) -> RekeyError {
    match join(url, by_words(words)) {
        Err(JournalError::Rekey(error)) => error,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("the words were taken"),
    }
}

fn open_invitations(journal: &Journal) -> usize {
    let slots = journal.members().unwrap().slots;
    let those = slots.iter().filter(|slot| slot.is == SlotKind::Invitation);
    those.count()
}

/// What the host offers as `vault`, by name.
fn shelf(host: &Host) -> Vec<(String, Vec<u8>)> {
    let links = Shelf::at(&host.path()).links(VAULT);
    links.last().unwrap().files.clone()
}

/// The host puts old files back into `vault`.
fn put_back(host: &Host, old: &[(String, Vec<u8>)], which: &str) {
    Shelf::at(&host.path()).rewrite(VAULT, |links| {
        let files = &mut links.last_mut().unwrap().files;
        for (name, bytes) in old.iter().filter(|(name, _)| name.starts_with(which)) {
            files.retain(|(other, _)| other != name);
            files.push((name.clone(), bytes.clone()));
        }
    });
}

#[test]
fn eight_words_admit_a_device_that_shows_first_what_it_found() {
    let host = Host::new();
    let mut desk = desk(&host);
    assert_eq!(open_invitations(&desk.journal), 0);
    let words = invited(&mut desk);
    assert_eq!(open_invitations(&desk.journal), 1);
    let mut guest = join(&host.url(), by_words(&words)).unwrap();
    let vault = desk.journal.members().unwrap().vault;
    assert_eq!((guest.found.vault, guest.found.entries), (vault, 1));
    assert!(guest.found.devices[0].starts_with("desk ("));
    guest.journal.add(&content("from the guest")).unwrap();
    sync(&mut guest.journal);
    settle(&mut [&mut desk.journal, &mut guest.journal]);
    let all = ["from the desk", "from the guest"];
    assert_eq!(bodies(&mut desk.journal), all);
    assert_eq!(bodies(&mut guest.journal), all);
    assert_eq!(state(&desk.journal, id_of(&guest.journal)), "member");
    // Its own slot is its own, and opens what it holds.
    let mut again = Journal::open(
        places(guest.folder.path()),
        Preferences::default(),
        outside(),
    )
    .unwrap();
    let own = Key::Passphrase(Secret::new("the guest's own".into()));
    again.unlock(&own).unwrap();
    assert_eq!(bodies(&mut again), all);
    for journal in [&mut desk.journal, &mut guest.journal] {
        assert_eq!(open_invitations(journal), 0);
        let report = sync(journal);
        assert!(
            report.error.is_none() && report.notices.is_empty(),
            "{report:?}"
        );
        let balance = journal.verify(None, false, &mut ()).unwrap().pop().unwrap();
        assert_eq!(balance.shortfalls, []);
    }
    let names = shelf(&host).into_iter().map(|(name, _)| name);
    assert!(!names.into_iter().any(|name| name.starts_with("invitation")));
}

#[test]
fn k18_words_are_good_once() {
    let host = Host::new();
    let mut desk = desk(&host);
    let words = invited(&mut desk);
    let before = shelf(&host);
    let mut guest = join(&host.url(), by_words(&words)).unwrap();
    // From its first exchange on nobody else joins, though the desk knows nothing yet.
    sync(&mut guest.journal);
    assert!(matches!(
        refusal(&host.url(), &words),
        RekeyError::NoInvitation
    ));
    // The host shows the used one again, and the keyring that it opened, but not the statements.
    put_back(&host, &before, "invitation");
    put_back(&host, &before, "keyring");
    let refused = refusal(&host.url(), &words);
    let RekeyError::InvitationSpent(Some(by)) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(by, "guest");
}

#[test]
fn k18_what_joins_by_used_words_on_an_old_copy_of_the_host_is_nobody() {
    let host = Host::new();
    let mut desk = desk(&host);
    let words = invited(&mut desk);
    let apart = Apart::of(&host);
    let mut guest = join(&host.url(), by_words(&words)).unwrap();
    settle(&mut [&mut guest.journal, &mut desk.journal]);
    let mut thief = join(&apart.url(), by_words(&words)).unwrap();
    thief.journal.add(&content("by the thief")).unwrap();
    sync(&mut thief.journal);
    apart.graft(&host);
    for journal in [&mut desk.journal, &mut guest.journal] {
        let report = sync(journal);
        assert!(conditions(&report).contains(&"revoked".to_owned()));
        assert_eq!(bodies(journal), ["from the desk"]);
        assert_eq!(state(journal, id_of(&thief.journal)), "unknown");
    }
    assert_eq!(state(&desk.journal, id_of(&guest.journal)), "member");
    move_to(&mut thief.journal, &host.url());
    let report = sync(&mut thief.journal);
    assert!(report.error.is_some(), "{report:?}");
}

#[test]
fn k18_of_two_that_use_the_same_words_unseen_neither_joins() {
    let host = Host::new();
    let mut desk = desk(&host);
    let words = invited(&mut desk);
    let (one, other) = (Apart::of(&host), Apart::of(&host));
    let mut first = join(&one.url(), by_words(&words)).unwrap();
    let mut second = join(&other.url(), by_words(&words)).unwrap();
    for (guest, apart) in [(&mut first, &one), (&mut second, &other)] {
        guest.journal.add(&content("by a guest")).unwrap();
        sync(&mut guest.journal);
        apart.graft(&host);
    }
    let report = sync(&mut desk.journal);
    assert!(
        conditions(&report).contains(&"invitation-doubled".to_owned()),
        "{report:?}"
    );
    settle(&mut [&mut desk.journal]);
    assert_eq!(bodies(&mut desk.journal), ["from the desk"]);
    for guest in [&first, &second] {
        assert_eq!(state(&desk.journal, id_of(&guest.journal)), "unknown");
    }
    // New words for the one that is meant.
    let words = invited(&mut desk);
    let mut third = join(&host.url(), by_words(&words)).unwrap();
    settle(&mut [&mut third.journal, &mut desk.journal]);
    assert_eq!(state(&desk.journal, id_of(&third.journal)), "member");
}

#[test]
fn k18_an_invitation_ends_with_any_change_of_keys_or_when_it_is_taken_back() {
    let changes: [fn(&mut Journal); 4] = [
        |journal| drop(journal.rotate().unwrap()),
        |journal| drop(journal.new_sheet().unwrap()),
        |journal| {
            let new = super::keys::new_passphrase();
            drop(journal.change_passphrase(&new).unwrap());
        },
        |journal| {
            let slots = journal.members().unwrap().slots;
            let of = |slot: &&diurnal::journal::types::SlotInfo| slot.is == SlotKind::Invitation;
            let slot = slots.iter().find(of).unwrap().id.to_string();
            assert_eq!(journal.remove_slot(&slot).unwrap(), SlotKind::Invitation);
        },
    ];
    for change in changes {
        let host = Host::new();
        let mut desk = desk(&host);
        let words = invited(&mut desk);
        let before = shelf(&host);
        change(&mut desk.journal);
        assert_eq!(open_invitations(&desk.journal), 0);
        sync(&mut desk.journal);
        assert!(matches!(
            refusal(&host.url(), &words),
            RekeyError::NoInvitation
        ));
        // A host that shows the file again gives nothing: the keyring does not open.
        put_back(&host, &before, "invitation");
        assert!(matches!(
            refusal(&host.url(), &words),
            RekeyError::InvitationSpent(None)
        ));
    }
}

#[test]
fn k18_words_of_nothing_and_a_remote_without_them_say_so() {
    let host = Host::new();
    let mut desk = desk(&host);
    let unsent = desk.journal.invite().unwrap();
    let words = unsent.words.secret().expose();
    assert!(matches!(
        refusal(&host.url(), words),
        RekeyError::NoInvitation
    ));
    desk.journal.remote_remove("origin").unwrap();
    assert!(matches!(
        desk.journal.invite(),
        Err(JournalError::NoRemote(_))
    ));
}

#[test]
fn a_guest_remembers_what_the_inviting_device_knew() {
    let host = Host::new();
    let mut desk = desk(&host);
    let before = shelf(&host);
    let words = invited(&mut desk);
    put_back(&host, &before, "members");
    match join(&host.url(), by_words(&words)) {
        Err(JournalError::Remote { condition, .. }) => assert_eq!(condition, "keyring-rollback"),
        other => panic!("{:?}", other.err()),
    }
}

#[test]
fn a_key_that_only_reads_joins_nothing() {
    let host = Host::new();
    let mut desk = desk(&host);
    let friend = Identity::generate();
    desk.journal
        .add_recipient(&friend.recipient(), Voice::SILENT)
        .unwrap();
    sync(&mut desk.journal);
    let by = JoinBy::Key(Key::Recovery(friend.to_secret()));
    assert!(matches!(
        join(&host.url(), by),
        Err(JournalError::Rekey(RekeyError::ReadsOnly))
    ));
}
