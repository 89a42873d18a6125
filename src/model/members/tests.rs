//! Membership by hand-made statements: who belongs, who was struck down, what stands.

use sha2::Digest as _;
use sha2::Sha256;

use super::*;
use crate::model::id::to_hex;
use crate::model::statement::tests::root;
use crate::model::statement::tests::sign;
use crate::model::time::Timestamp;

/// The other half of `sign`, the stand-in for Ed25519.
fn verify(key: &VerifyingKey, name: &[u8; 32], sig: &[u8; 64]) -> bool {
    sig[..32] == *key && sig[32..] == *name
}

fn device(after: &Statement, by: Signer, key: u8, id: u8) -> Statement {
    let saying = Saying::Device {
        device: DeviceId([id; 16]),
        key: Digest([id; 32]),
        name: "more".into(),
        follows: None,
    };
    Statement::make(&[after.id], saying, by, Timestamp(1), sign([key; 32]))
}

fn judge(root: &Statement, all: &[Statement]) -> Result<Members, MembersError> {
    Members::judge(root.id.into(), all, &Reader::default(), &verify)
}

/// A statement by the device `by`, after all of `after`; a device's key is its number.
fn say(by: u8, after: &[&Statement], saying: Saying) -> Statement {
    let after: Vec<StatementId> = after.iter().map(|s| s.id).collect();
    let by_device = Signer::Device(DeviceId([by; 16]));
    Statement::make(&after, saying, by_device, Timestamp(1), sign([by; 32]))
}

fn admit_device(id: u8) -> Saying {
    Saying::Device {
        device: DeviceId([id; 16]),
        key: Digest([id; 32]),
        name: format!("device {id}"),
        follows: None,
    }
}

fn revoke(id: u8, seq: u64) -> Saying {
    Saying::Revocation {
        device: DeviceId([id; 16]),
        seq,
        digest: Digest([id; 32]),
        generation: None,
    }
}

fn epoch(id: u8) -> Saying {
    Saying::Epoch {
        epoch: EpochId([id; 16]),
        sha256: Digest([id; 32]),
    }
}

fn of(id: u8) -> DeviceId {
    DeviceId([id; 16])
}

/// The same set as somebody judges it who had accepted `before`, as the device `me`.
fn judge_as(root: &Statement, all: &[Statement], before: &[&Statement], me: u8) -> Members {
    let reader = Reader {
        accepted: before.iter().map(|s| s.id).collect(),
        device: Some(of(me)),
    };
    Members::judge(root.id.into(), all, &reader, &verify).unwrap()
}

#[test]
fn k19_what_a_revoked_device_says_later_does_not_stand_and_what_was_known_does() {
    let root = root();
    let two = say(1, &[&root], admit_device(2));
    let three = say(2, &[&two], admit_device(3));
    let struck = say(1, &[&three], revoke(2, 7));
    let late = say(2, &[&three], admit_device(4));
    let later = say(4, &[&late], admit_device(5));
    let all = [
        root.clone(),
        two,
        three,
        struck,
        late.clone(),
        later.clone(),
    ];
    let members = judge(&root, &all).unwrap();
    assert!(members.remains(of(1)) && members.remains(of(3)));
    assert!(!members.remains(of(2)) && !members.remains(of(4)) && !members.remains(of(5)));
    assert_eq!(members.revoked[&of(2)].last_in(root.id).0, 7);
    assert_eq!(members.outlawed, [of(4), of(5)].into());
    let held: Vec<_> = members.held.iter().map(|s| s.id).collect();
    assert_eq!(held, [late.id, later.id]);
    // Somebody who remains had accepted it before he learnt of the revocation: it stands for all.
    let told = say(3, &[&late], epoch(9));
    let more: Vec<Statement> = all.into_iter().chain([told]).collect();
    let members = judge(&root, &more).unwrap();
    assert!(members.remains(of(4)) && members.held.is_empty());
}

#[test]
fn k19_a_device_that_it_admits_does_not_vouch_for_itself_by_revoking_it() {
    let root = root();
    let two = say(1, &[&root], admit_device(2));
    let struck = say(1, &[&two], revoke(2, 0));
    let late = say(2, &[&two], admit_device(4));
    let own_goal = say(4, &[&late], revoke(2, 900));
    let all = [root.clone(), two, struck, late, own_goal];
    let members = judge(&root, &all).unwrap();
    assert!(!members.remains(of(4)));
    assert_eq!(members.revoked[&of(2)].last_in(root.id).0, 0);
}

#[test]
fn k19_the_first_device_can_be_revoked_by_one_that_it_admitted() {
    let root = root();
    let two = say(1, &[&root], admit_device(2));
    let own = say(2, &[&two], epoch(2));
    let struck = say(2, &[&own], revoke(1, 3));
    let late = say(1, &[&two], admit_device(4));
    let by_late = say(4, &[&late], epoch(7));
    let all = [
        root.clone(),
        two.clone(),
        own.clone(),
        struck,
        late,
        by_late,
    ];
    let members = judge_as(&root, &all, &[&root, &two, &own], 2);
    assert!(members.remains(of(2)) && !members.remains(of(1)) && !members.remains(of(4)));
    assert_eq!(members.epochs.len(), 1);
}

#[test]
fn k15_of_concurrent_epochs_one_that_knows_every_revocation_is_sealed_to() {
    let root = root();
    let first = say(1, &[&root], epoch(1));
    let two = say(1, &[&first], admit_device(2));
    let three = say(1, &[&two], admit_device(3));
    let struck = say(1, &[&three], revoke(3, 0));
    let knowing = say(1, &[&struck], epoch(2));
    let deeper = say(2, &[&three], admit_device(6));
    let deeper = [deeper.clone(), say(2, &[&deeper], admit_device(7))];
    let blind = say(2, &[&deeper[1]], epoch(3));
    let all = [
        root.clone(),
        first,
        two,
        three,
        struck.clone(),
        blind.clone(),
    ];
    let without: Vec<Statement> = all.iter().chain(&deeper).cloned().collect();
    let members = judge(&root, &without).unwrap();
    assert_eq!(members.newest_epoch(|_| true), None);
    assert!(members.is_superseded(EpochId([3; 16]), &[struck.id]));
    assert!(!members.is_superseded(EpochId([3; 16]), &[blind.id]));
    let with: Vec<Statement> = without.iter().chain([&knowing]).cloned().collect();
    let members = judge(&root, &with).unwrap();
    assert_eq!(members.newest_epoch(|_| true), Some(EpochId([2; 16])));
}

#[test]
fn k21_two_that_revoke_each_other_stay_until_a_person_chooses() {
    let root = root();
    let two = say(1, &[&root], admit_device(2));
    let three = say(1, &[&two], admit_device(3));
    let (ours, theirs) = (
        say(1, &[&three], revoke(2, 4)),
        say(2, &[&three], revoke(1, 5)),
    );
    let all = vec![
        root.clone(),
        two.clone(),
        three.clone(),
        ours.clone(),
        theirs.clone(),
    ];
    for (before, me) in [(&three, 3), (&ours, 1), (&theirs, 2)] {
        let members = judge_as(&root, &all, &[before], me);
        assert!(members.revoked.is_empty(), "as {me}");
        assert_eq!(members.contested, [of(1), of(2)].into(), "as {me}");
    }
    // A third chooses, and all agree.
    let choice = say(3, &[&ours, &theirs], revoke(2, 4));
    let chosen: Vec<Statement> = all.iter().chain([&choice]).cloned().collect();
    for me in [1, 3] {
        let members = judge_as(&root, &chosen, &[&choice], me);
        assert_eq!(
            members.revoked.keys().copied().collect::<Vec<_>>(),
            [of(2)],
            "as {me}"
        );
        assert!(members.contested.is_empty(), "as {me}");
    }
    // Where one of the two chooses, that holds for him; no date that the other makes up undoes it.
    let choice = say(1, &[&ours, &theirs], revoke(2, 4));
    let made_up = say(2, &[&two], revoke(1, 0));
    let chosen: Vec<Statement> = all.iter().chain([&choice, &made_up]).cloned().collect();
    let members = judge_as(&root, &chosen, &[&choice], 1);
    assert!(members.remains(of(1)) && !members.remains(of(2)));
    assert!(members.contested.is_empty());
}

/// The first device's statement of a slot with the key 5.
fn opens(root: &Statement, slot: SlotId, is: SlotKind, admits: Admits) -> Statement {
    let saying = Saying::Slot {
        slot,
        is,
        recipient: "r".into(),
        key: Digest([5; 32]),
        admits,
        travels: false,
    };
    say(1, &[root], saying)
}

#[test]
fn k19_a_removed_slot_admits_only_whom_somebody_had_accepted() {
    let root = root();
    let slot = SlotId([5; 16]);
    let admitted = opens(&root, slot, SlotKind::Recovery, Admits::Many);
    let known = device(&admitted, Signer::Slot(slot), 5, 6);
    let removed = say(1, &[&known], Saying::SlotRemoved { slot });
    let late = device(&admitted, Signer::Slot(slot), 5, 7);
    let all = [root.clone(), admitted, known, removed, late];
    let members = judge(&root, &all).unwrap();
    assert!(members.remains(of(6)) && !members.devices.contains_key(&of(7)));
    assert_eq!(members.open_slots().count(), 0);
}

#[test]
fn k18_of_two_admitted_by_one_invitation_none_counts() {
    let root = root();
    let slot = SlotId([5; 16]);
    let invitation = opens(&root, slot, SlotKind::Invitation, Admits::Once);
    let first = device(&invitation, Signer::Slot(slot), 5, 6);
    let second = device(&invitation, Signer::Slot(slot), 5, 7);
    let one = judge(&root, &[root.clone(), invitation.clone(), first.clone()]).unwrap();
    assert!(one.remains(of(6)));
    let all = [root.clone(), invitation, first.clone(), second];
    let both = judge(&root, &all).unwrap();
    assert!(!both.remains(of(6)) && !both.remains(of(7)));
    // Used and taken away: a replay finds it closed, and the first stays.
    let used = say(1, &[&first], Saying::SlotRemoved { slot });
    let closed: Vec<Statement> = all.into_iter().chain([used]).collect();
    let members = judge(&root, &closed).unwrap();
    assert!(members.remains(of(6)) && !members.devices.contains_key(&of(7)));
}

#[test]
fn k18_who_is_not_counted_says_nothing_that_counts() {
    let root = root();
    let slot = |id: u8, is, admits| Saying::Slot {
        slot: SlotId([id; 16]),
        is,
        recipient: format!("r{id}"),
        key: Digest([id; 32]),
        admits,
        travels: false,
    };
    let invitation = say(1, &[&root], slot(5, SlotKind::Invitation, Admits::Once));
    let by = Signer::Slot(SlotId([5; 16]));
    let first = device(&invitation, by, 5, 6);
    let second = device(&invitation, by, 5, 7);
    // Each makes its own slot, admits another and revokes the one who invited it.
    let own = say(6, &[&first], slot(8, SlotKind::Passphrase, Admits::Many));
    let friend = say(6, &[&own], admit_device(9));
    let coup = say(7, &[&second], revoke(1, 0));
    let all = [
        root.clone(),
        invitation,
        first,
        second,
        own.clone(),
        friend,
        coup,
    ];
    let members = judge(&root, &all).unwrap();
    let ids: Vec<_> = members.devices.keys().copied().collect();
    assert_eq!(ids, [of(1)]);
    assert!(members.remains(of(1)) && members.contested.is_empty());
    assert!(!members.slots.contains_key(&SlotId([8; 16])));
    assert_eq!(members.open_slots().count(), 0);
    assert_eq!(members.outlawed, [of(6), of(7), of(9)].into());
    // Who stands after them is read by somebody who has nothing but the statements that are kept.
    let after: Vec<&Statement> = all
        .iter()
        .filter(|s| members.heads.contains(&s.id))
        .collect();
    let next = say(1, &after, epoch(3));
    let kept: Vec<Statement> = members.statements.iter().cloned().chain([next]).collect();
    let members = judge(&root, &kept).unwrap();
    assert!(members.epochs.contains_key(&EpochId([3; 16])));
}

#[test]
fn what_is_good_once_opens_nothing_once_it_was_used() {
    let root = root();
    let slot = SlotId([5; 16]);
    let saying = Saying::Slot {
        slot,
        is: SlotKind::Invitation,
        recipient: "r".into(),
        key: Digest([5; 32]),
        admits: Admits::Once,
        travels: false,
    };
    let invitation = say(1, &[&root], saying);
    let guest = device(&invitation, Signer::Slot(slot), 5, 6);
    let all = [root.clone(), invitation, guest.clone()];
    let open = judge(&root, &all[..2]).unwrap();
    assert_eq!((open.open_slots().count(), open.guest(slot)), (1, None));
    let used = judge(&root, &all).unwrap();
    assert_eq!(
        (used.open_slots().count(), used.guest(slot)),
        (0, Some(of(6)))
    );
    assert_eq!(used.used_up(), [slot].into());
    let closed = say(1, &[&guest], Saying::SlotRemoved { slot });
    let all: Vec<Statement> = all.into_iter().chain([closed]).collect();
    let closed = judge(&root, &all).unwrap();
    assert!(closed.used_up().is_empty() && closed.remains(of(6)));
}

#[test]
fn members_are_those_admitted_by_members_in_any_order() {
    let root = root();
    let second = device(&root, Signer::Device(DeviceId([1; 16])), 1, 2);
    let third = device(&second, Signer::Device(DeviceId([2; 16])), 2, 3);
    let stranger = device(&root, Signer::Device(DeviceId([9; 16])), 9, 8);
    let forged = device(&root, Signer::Device(DeviceId([1; 16])), 9, 7);
    let all = [
        third.clone(),
        forged.clone(),
        root.clone(),
        stranger.clone(),
        second,
    ];
    let members = judge(&root, &all).unwrap();
    assert_eq!(members.devices.len(), 3);
    assert_eq!(members.refused.len(), 2);
    assert_eq!(members.heads, [third.id]);
}

#[test]
fn a_root_that_is_not_the_vault_s_is_no_root() {
    let other = VaultId([7; 32]);
    assert_eq!(
        Members::judge(other, &[root()], &Reader::default(), &verify),
        Err(MembersError::NoRoot(other))
    );
}

#[test]
fn a_slot_that_only_reads_admits_nobody() {
    let root = root();
    let slot = SlotId([5; 16]);
    let saying = Saying::Slot {
        slot,
        is: SlotKind::Extra,
        recipient: "r".into(),
        key: Digest([5; 32]),
        admits: Admits::Never,
        travels: false,
    };
    let admitted = Statement::make(
        &[root.id],
        saying,
        Signer::Device(DeviceId([1; 16])),
        Timestamp(0),
        sign([1; 32]),
    );
    let by_slot = device(&admitted, Signer::Slot(slot), 5, 6);
    let members = judge(&root, &[root.clone(), admitted, by_slot.clone()]).unwrap();
    assert_eq!(members.refused, [by_slot.id]);
}

#[test]
fn a_kind_of_a_newer_version_is_kept_and_noted() {
    let root = root();
    let line = {
        let hashed = format!(
            "\"after\":[\"{}\"],\"kind\":\"of-the-future\",\"x\":1,\"by\":\"device:{}\",\"at\":3",
            root.id,
            DeviceId([1; 16])
        );
        let id: [u8; 32] = Sha256::digest(hashed.as_bytes()).into();
        format!(
            "{{\"statement\":\"{}\",{hashed},\"sig\":\"{}\"}}",
            to_hex(&id),
            to_hex(&sign([1; 32])(&id))
        )
    };
    let newer = Statement::parse(&line).unwrap();
    assert_eq!(newer.line(), line);
    let members = judge(&root, &[root.clone(), newer]).unwrap();
    assert!(members.newer);
}
