//! Which statements stand once devices were revoked and slots removed: a pure function of the set of
//! statements and of what its reader had accepted before, so that devices agree in any order of syncs.
//!
//! What a revoked device (or a removed slot) signed stands only where somebody who remains knew of it:
//! the revocation itself, or any statement of a device that is still trusted, names it, directly or not.
//! A revocation is a statement like others, and can be struck down so too. What stands under every
//! reading of the revocations is sure; two that strike one another down are contested, and nobody
//! applies them until a person chooses.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::model::id::DeviceId;
use crate::model::id::StatementId;
use crate::model::statement::Saying;
use crate::model::statement::Signer;
use crate::model::statement::Statement;

/// A set of places in the list of statements.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Places(Vec<u64>);

impl Places {
    fn add(&mut self, place: usize) {
        let word = place / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        if let Some(bits) = self.0.get_mut(word) {
            *bits |= 1 << (place % 64);
        }
    }

    fn has(&self, place: usize) -> bool {
        let bits = self.0.get(place / 64).copied().unwrap_or_default();
        bits & (1 << (place % 64)) != 0
    }

    fn unite(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (to, from) in self.0.iter_mut().zip(&other.0) {
            *to |= from;
        }
    }
}

/// A statement whose signature is good and whose predecessors are all there.
#[derive(Debug)]
pub(super) struct Valid<'a> {
    pub(super) statement: &'a Statement,
    /// The longest way from the root.
    pub(super) depth: usize,
    /// The places of the statements that admit its signer with the key that signed.
    pub(super) admitted_by: Vec<usize>,
}

/// What became of the statements.
#[derive(Debug, Default)]
pub(super) struct Standing {
    /// The places of those that stand.
    stands: Places,
    /// What each knew of, itself included.
    known: Vec<Places>,
    /// The places of those that have no effect.
    void: BTreeSet<usize>,
    /// The places of the revocations and removals that are applied.
    pub(super) applied: Vec<usize>,
    /// Devices whose revocations strike one another down.
    pub(super) contested: BTreeSet<DeviceId>,
}

impl Standing {
    /// Judges `valid`, which has every statement after those that it names. `anchors` are the heads of
    /// what the reader had accepted before, `me` is the device that reads; what is at `void` has no effect,
    /// though it may stand.
    pub(super) fn of(
        valid: &[Valid<'_>],
        anchors: &BTreeSet<StatementId>,
        me: Option<DeviceId>,
        void: &BTreeSet<usize>,
    ) -> Self {
        let known = known(valid);
        let mut bounders: Vec<usize> = Vec::new();
        let mut held = Places::default();
        held.add(0);
        for (place, one) in valid.iter().enumerate() {
            if target(one.statement).is_some() && !void.contains(&place) {
                bounders.push(place);
            }
            if anchors.contains(&one.statement.id)
                && let Some(before) = known.get(place)
            {
                held.unite(before);
            }
        }
        let mut standing = Self {
            known,
            void: void.clone(),
            ..Self::default()
        };
        if bounders.is_empty() {
            (0..valid.len()).for_each(|place| standing.stands.add(place));
            return standing;
        }
        // A revocation does not stand by having been accepted: else two that strike one another down
        // would each be applied where it came first.
        let held = Places(mask(&held, &bounders));
        let decided = standing.decided(valid, &bounders, me);
        let struck = targets(valid, &decided);
        let is_struck = |place: &usize| {
            valid
                .get(*place)
                .is_some_and(|v| struck.contains(&v.statement.by))
        };
        bounders.retain(|place| !is_struck(place));
        let only_standing = |applied: &[usize]| -> Vec<usize> {
            let stands = standing.under(valid, applied, &held);
            let those = bounders
                .iter()
                .filter(|place| stands.has(**place) || decided.contains(place));
            those.copied().collect()
        };
        // From both sides: what stands whatever is applied is sure, what does not even then is not.
        let mut possible = bounders.clone();
        let mut sure: Vec<usize> = Vec::new();
        loop {
            let more = only_standing(&possible);
            let fewer = only_standing(&more);
            if more == sure && fewer == possible {
                break;
            }
            (sure, possible) = (more, fewer);
        }
        standing.settle(valid, &sure, &possible, &decided);
        standing.stands = standing.under(valid, &standing.applied, &held);
        standing
    }

    /// Parts what is applied from what is contested.
    fn settle(
        &mut self,
        valid: &[Valid<'_>],
        sure: &[usize],
        possible: &[usize],
        decided: &[usize],
    ) {
        let opposed = |place: usize, among: &[usize]| {
            !decided.contains(&place) && among.iter().any(|other| self.oppose(valid, place, *other))
        };
        let is_open = |place: &usize| !sure.contains(place) || opposed(*place, sure);
        let (mut open, firm): (Vec<usize>, Vec<usize>) =
            possible.iter().partition(|place| is_open(place));
        // Somebody else who knew of both sides revoked the one who signed this side.
        let overruled = |place: usize| {
            firm.iter().any(|judge| {
                let signer = valid.get(place).map(|one| one.statement.by);
                signer.is_some()
                    && target_at(valid, *judge) == signer
                    && self.knows(*judge, place)
                    && possible.iter().any(|other| {
                        self.oppose(valid, place, *other) && self.knows(*judge, *other)
                    })
            })
        };
        let void: Vec<usize> = open
            .iter()
            .copied()
            .filter(|place| overruled(*place))
            .collect();
        open.retain(|place| !void.contains(place));
        let (still, free): (Vec<usize>, Vec<usize>) = open
            .iter()
            .partition(|place| !sure.contains(place) || opposed(**place, &open));
        for place in still {
            if let Some(Signer::Device(device)) = target_at(valid, place) {
                self.contested.insert(device);
            }
        }
        self.applied = firm.into_iter().chain(free).collect();
        self.applied.sort_unstable();
    }

    /// The revocations that the reader made knowing one by whom they strike: a person chose, here.
    fn decided(&self, valid: &[Valid<'_>], bounders: &[usize], me: Option<DeviceId>) -> Vec<usize> {
        let Some(me) = me.map(Signer::Device) else {
            return Vec::new();
        };
        let knew = |place: usize, struck: Signer| {
            bounders.iter().any(|other| {
                *other != place
                    && self.knows(place, *other)
                    && valid
                        .get(*other)
                        .is_some_and(|one| one.statement.by == struck)
            })
        };
        let mine = bounders.iter().filter(|place| {
            valid.get(**place).is_some_and(|one| {
                one.statement.by == me
                    && target(one.statement).is_some_and(|struck| knew(**place, struck))
            })
        });
        mine.copied().collect()
    }

    /// Whether the statement at that place stands.
    pub(super) fn has(&self, place: usize) -> bool {
        self.stands.has(place)
    }

    /// Whether the statement at `place` was made by somebody who knew of that at `other`.
    pub(super) fn knows(&self, place: usize, other: usize) -> bool {
        self.known.get(place).is_some_and(|known| known.has(other))
    }

    /// What stands where the revocations and removals at `applied` are.
    fn under(&self, valid: &[Valid<'_>], applied: &[usize], held: &Places) -> Places {
        let bound = targets(valid, applied);
        let mut stands = held.clone();
        loop {
            let before = stands.clone();
            for (place, one) in valid.iter().enumerate() {
                let free = !bound.contains(&one.statement.by);
                let mut admitted = one.admitted_by.iter();
                if free && admitted.any(|by| stands.has(*by)) {
                    stands.add(place);
                    if let Some(known) = self
                        .known
                        .get(place)
                        .filter(|_| !self.void.contains(&place))
                    {
                        stands.unite(known);
                    }
                }
            }
            if stands == before {
                return stands;
            }
        }
    }

    /// Whether two revocations are of one another's signers, and neither knew of the other.
    fn oppose(&self, valid: &[Valid<'_>], one: usize, other: usize) -> bool {
        let (Some(a), Some(b)) = (valid.get(one), valid.get(other)) else {
            return false;
        };
        target(a.statement) == Some(b.statement.by)
            && target(b.statement) == Some(a.statement.by)
            && !self.knows(one, other)
            && !self.knows(other, one)
    }
}

fn targets(valid: &[Valid<'_>], places: &[usize]) -> BTreeSet<Signer> {
    let those = places.iter().filter_map(|place| target_at(valid, *place));
    those.collect()
}

fn target_at(valid: &[Valid<'_>], place: usize) -> Option<Signer> {
    valid.get(place).and_then(|one| target(one.statement))
}

/// Whom a revocation or a removal strikes.
pub(super) fn target(statement: &Statement) -> Option<Signer> {
    match &statement.saying {
        Some(Saying::Revocation { device, .. }) => Some(Signer::Device(*device)),
        Some(Saying::SlotRemoved { slot }) => Some(Signer::Slot(*slot)),
        _ => None,
    }
}

fn mask(places: &Places, without: &[usize]) -> Vec<u64> {
    let mut left = places.0.clone();
    for place in without {
        if let Some(bits) = left.get_mut(place / 64) {
            *bits &= !(1 << (place % 64));
        }
    }
    left
}

fn known(valid: &[Valid<'_>]) -> Vec<Places> {
    let places: BTreeMap<StatementId, usize> = valid
        .iter()
        .enumerate()
        .map(|(place, one)| (one.statement.id, place))
        .collect();
    let mut known: Vec<Places> = Vec::with_capacity(valid.len());
    for (place, one) in valid.iter().enumerate() {
        let mut all = Places::default();
        all.add(place);
        for before in &one.statement.after {
            if let Some(before) = places.get(before).and_then(|place| known.get(*place)) {
                all.unite(before);
            }
        }
        known.push(all);
    }
    known
}
