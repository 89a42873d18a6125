//! Which entries are purged and which generation leads, by the statements: both only add up, and every
//! device that knows the same statements comes to the same answer.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use serde::Deserialize;
use serde::Serialize;
use sha2::Digest as _;
use sha2::Sha256;

use crate::model::id::DeviceId;
use crate::model::id::EntryId;
use crate::model::id::StatementId;
use crate::model::id::VaultId;
use crate::model::id::to_hex;
use crate::model::members::Members;
use crate::model::standing::Standing;
use crate::model::standing::Valid;
use crate::model::statement::Saying;
use crate::model::statement::Signer;

/// A generation of chains: everything the vault holds, published anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Generation {
    /// Its number, from 1.
    pub number: u32,
    /// The statement that began it; of the first the root.
    pub statement: StatementId,
}

impl Generation {
    /// The generation that the vault began with.
    pub fn first(vault: VaultId) -> Self {
        Self {
            number: 1,
            statement: StatementId(vault.0),
        }
    }
}

/// What is known of one purged entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PurgedEntry {
    /// The statements that purge it and that nobody who knew of them took back; never empty.
    pub statements: BTreeSet<StatementId>,
    /// Devices that say they have erased it.
    pub erased: BTreeSet<DeviceId>,
    /// Remaining devices that may hold it still: admitted before they could know, and silent since.
    pub owed: BTreeSet<DeviceId>,
}

/// All purged entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Purges {
    /// What is purged now.
    pub entries: BTreeMap<EntryId, PurgedEntry>,
    /// Names the set of purged entries: '' where there is none.
    pub fingerprint: String,
    /// Whether the maker of the generation that leads did not know of all of them: then it may carry
    /// what is purged, and another must be begun.
    pub unpublished: bool,
}

impl Purges {
    /// Whether an entry is purged.
    pub fn has(&self, entry: EntryId) -> bool {
        self.entries.contains_key(&entry)
    }

    /// Adds up what counts.
    pub(super) fn of(
        valid: &[Valid<'_>],
        standing: &Standing,
        counts: &dyn Fn(usize) -> bool,
        members: &Members,
    ) -> Self {
        let mut refusals: BTreeMap<EntryId, Vec<usize>> = BTreeMap::new();
        let mut said: Vec<(usize, DeviceId, &[EntryId])> = Vec::new();
        let mut erased: Vec<(usize, DeviceId, &[EntryId])> = Vec::new();
        let mut leader = None;
        for (place, one) in valid.iter().enumerate().filter(|(place, _)| counts(*place)) {
            if one.statement.id == members.generation.statement {
                leader = Some(place);
            }
            let Signer::Device(by) = one.statement.by else {
                continue;
            };
            match &one.statement.saying {
                Some(Saying::Purge { entries }) => said.push((place, by, entries)),
                Some(Saying::Erased { entries }) => erased.push((place, by, entries)),
                Some(Saying::PurgeRefused { entries }) => {
                    for entry in entries {
                        refusals.entry(*entry).or_default().push(place);
                    }
                }
                _ => {}
            }
        }
        let mut purges = Self::default();
        if said.is_empty() {
            return purges;
        }
        let mut in_force: BTreeMap<EntryId, Vec<usize>> = BTreeMap::new();
        for (place, by, entries) in said {
            let is_known = leader.is_some_and(|leader| standing.knows(leader, place));
            for entry in entries {
                let mut refused = refusals.get(entry).into_iter().flatten();
                if refused.any(|refusal| standing.knows(*refusal, place)) {
                    continue;
                }
                let one = purges.entries.entry(*entry).or_default();
                if let Some(purge) = valid.get(place) {
                    one.statements.insert(purge.statement.id);
                }
                one.erased.insert(by);
                in_force.entry(*entry).or_default().push(place);
                purges.unpublished |= !is_known;
            }
        }
        for (place, by, entries) in erased {
            for entry in entries {
                let mut places = in_force.get(entry).into_iter().flatten();
                if places.any(|purge| standing.knows(place, *purge))
                    && let Some(one) = purges.entries.get_mut(entry)
                {
                    one.erased.insert(by);
                }
            }
        }
        purges.owe(valid, standing, members, &in_force);
        purges.fingerprint = fingerprint(purges.entries.keys());
        purges
    }

    fn owe(
        &mut self,
        valid: &[Valid<'_>],
        standing: &Standing,
        members: &Members,
        in_force: &BTreeMap<EntryId, Vec<usize>>,
    ) {
        let mut admitted: Vec<(DeviceId, usize)> = Vec::new();
        for (device, about) in &members.devices {
            let place = valid.iter().position(|v| v.statement.id == about.statement);
            if let Some(place) = place.filter(|_| members.remains(*device)) {
                admitted.push((*device, place));
            }
        }
        for (entry, one) in &mut self.entries {
            let purges = in_force.get(entry).map(Vec::as_slice).unwrap_or_default();
            for (device, place) in &admitted {
                let came_later = purges.iter().any(|purge| standing.knows(*place, *purge));
                if !came_later && !one.erased.contains(device) {
                    one.owed.insert(*device);
                }
            }
        }
    }
}

/// Every generation that counts, with its number, and the one that leads: the greatest number, then the
/// smaller name. One counts whose number is one more than the greatest that its maker knew of, so that
/// nobody can begin one that no other can follow.
pub(super) fn generations(
    vault: VaultId,
    valid: &[Valid<'_>],
    standing: &Standing,
    counts: &dyn Fn(usize) -> bool,
) -> (BTreeMap<StatementId, u32>, Generation) {
    let first = Generation::first(vault);
    let mut known = BTreeMap::from([(first.statement, first.number)]);
    let mut places: Vec<(usize, u32)> = Vec::new();
    let mut leader = first;
    for (place, one) in valid.iter().enumerate() {
        let Some(Saying::Generation { number, .. }) = &one.statement.saying else {
            continue;
        };
        if !counts(place) || !matches!(one.statement.by, Signer::Device(_)) {
            continue;
        }
        let before = places
            .iter()
            .filter(|(other, _)| standing.knows(place, *other));
        let greatest = before.map(|(_, number)| *number).max().unwrap_or(1);
        if greatest.checked_add(1) != Some(*number) {
            continue;
        }
        places.push((place, *number));
        known.insert(one.statement.id, *number);
        let leads = *number > leader.number
            || *number == leader.number && one.statement.id < leader.statement;
        if leads {
            leader = Generation {
                number: *number,
                statement: one.statement.id,
            };
        }
    }
    (known, leader)
}

fn fingerprint<'e>(entries: impl Iterator<Item = &'e EntryId>) -> String {
    let mut hash = Sha256::new();
    let mut any = false;
    for entry in entries {
        hash.update(entry.0);
        any = true;
    }
    if any {
        to_hex(&hash.finalize())
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id::Digest;
    use crate::model::members::Reader;
    use crate::model::statement::Statement;
    use crate::model::statement::tests::root;
    use crate::model::statement::tests::sign;
    use crate::model::time::Timestamp;

    fn say(by: u8, after: &[&Statement], saying: Saying) -> Statement {
        let after: Vec<StatementId> = after.iter().map(|s| s.id).collect();
        let signer = Signer::Device(DeviceId([by; 16]));
        Statement::make(&after, saying, signer, Timestamp(1), sign([by; 32]))
    }

    fn device(id: u8) -> Saying {
        Saying::Device {
            device: DeviceId([id; 16]),
            key: Digest([id; 32]),
            name: format!("device {id}"),
            follows: None,
        }
    }

    fn purge(entry: u8) -> Saying {
        Saying::Purge {
            entries: vec![EntryId([entry; 16])],
        }
    }

    fn generation(number: u32) -> Saying {
        Saying::Generation {
            number,
            heads: Vec::new(),
        }
    }

    fn judge(root: &Statement, all: &[&Statement]) -> Members {
        let verify = |key: &[u8; 32], name: &[u8; 32], sig: &[u8; 64]| {
            sig[..32] == key[..] && sig[32..] == name[..]
        };
        let mut all: Vec<Statement> = all.iter().map(|s| (*s).clone()).collect();
        all.push(root.clone());
        Members::judge(VaultId(root.id.0), &all, &Reader::default(), &verify).unwrap()
    }

    #[test]
    fn purges_of_two_devices_add_up_and_ask_for_a_generation_that_knows_both() {
        let root = root();
        let two = say(1, &[&root], device(2));
        let (a, b) = (say(1, &[&two], purge(7)), say(2, &[&two], purge(8)));
        let (ga, gb) = (say(1, &[&a], generation(2)), say(2, &[&b], generation(2)));
        let members = judge(&root, &[&two, &a, &b, &ga, &gb]);
        assert_eq!(members.purges.entries.len(), 2);
        // Either may lead, the same one for all: it knows of one purge only.
        assert_eq!(members.generation.statement, ga.id.min(gb.id));
        assert!(members.purges.unpublished);
        let third = say(1, &[&ga, &gb], generation(3));
        let members = judge(&root, &[&two, &a, &b, &ga, &gb, &third]);
        assert_eq!(members.generation.statement, third.id);
        assert!(!members.purges.unpublished);
    }

    #[test]
    fn a_generation_whose_number_is_not_the_next_does_not_count() {
        let root = root();
        let far = say(1, &[&root], generation(u32::MAX));
        let again = say(1, &[&root], generation(1));
        let next = say(1, &[&far], generation(2));
        let members = judge(&root, &[&far, &again, &next]);
        assert_eq!(members.generation.number, 2);
        assert_eq!(members.generations.len(), 2);
    }

    #[test]
    fn a_refusal_takes_back_what_its_maker_knew_of_and_no_more() {
        let root = root();
        let two = say(1, &[&root], device(2));
        let first = say(1, &[&two], purge(7));
        let no = say(
            2,
            &[&first],
            Saying::PurgeRefused {
                entries: vec![EntryId([7; 16])],
            },
        );
        assert!(judge(&root, &[&two, &first, &no]).purges.entries.is_empty());
        let again = say(1, &[&no], purge(7));
        let beside = say(1, &[&first], purge(7));
        for purge in [&again, &beside] {
            let members = judge(&root, &[&two, &first, &no, purge]);
            let one = &members.purges.entries[&EntryId([7; 16])];
            assert_eq!(one.statements, [purge.id].into());
        }
    }

    #[test]
    fn who_was_there_before_and_has_not_erased_it_is_owed() {
        let root = root();
        let two = say(1, &[&root], device(2));
        let gone = say(1, &[&two], purge(7));
        let three = say(1, &[&gone], device(3));
        let id = EntryId([7; 16]);
        let members = judge(&root, &[&two, &gone, &three]);
        assert_eq!(members.purges.entries[&id].owed, [DeviceId([2; 16])].into());
        let done = say(2, &[&gone], Saying::Erased { entries: vec![id] });
        let members = judge(&root, &[&two, &gone, &three, &done]);
        assert!(members.purges.entries[&id].owed.is_empty());
        // Whoever erased it for a purge that was taken back may hold it again.
        let no = say(2, &[&done], Saying::PurgeRefused { entries: vec![id] });
        let again = say(1, &[&no], purge(7));
        let members = judge(&root, &[&two, &gone, &three, &done, &no, &again]);
        assert!(
            members.purges.entries[&id]
                .owed
                .contains(&DeviceId([2; 16]))
        );
    }
}
