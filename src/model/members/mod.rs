//! Who belongs to a vault, by its statements: membership is a pure function of the set of them, and of
//! what its reader had accepted before some of them were struck down.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::model::id::DeviceId;
use crate::model::id::Digest;
use crate::model::id::EpochId;
use crate::model::id::SlotId;
use crate::model::id::StatementId;
use crate::model::id::VaultId;
use crate::model::purges;
use crate::model::purges::Generation;
use crate::model::purges::Purges;
use crate::model::standing::Standing;
use crate::model::standing::Valid;
use crate::model::standing::target;
use crate::model::statement::Admits;
use crate::model::statement::Saying;
use crate::model::statement::Signer;
use crate::model::statement::SlotKind;
use crate::model::statement::Statement;
use crate::model::statement::VerifyingKey;

/// More statements than these that do not stand are not kept: what would make them stand later may
/// bring them again.
const HELD_MAX: usize = 1024;

/// A device that the statements admit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Its verifying key.
    pub key: VerifyingKey,
    /// Its name.
    pub name: String,
    /// Who admitted it.
    pub by: Signer,
    /// The statement that admits it.
    pub statement: StatementId,
}

/// A slot that the statements admit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// What it is.
    pub is: SlotKind,
    /// Its age recipient.
    pub recipient: String,
    /// Its verifying key.
    pub key: VerifyingKey,
    /// How often it admits.
    pub admits: Admits,
    /// Whether its file stands on remotes.
    pub travels: bool,
    /// Who made it.
    pub by: Signer,
    /// The statement that admits it.
    pub statement: StatementId,
}

/// An epoch that the statements name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Epoch {
    /// SHA-256 of its identity as age prints it.
    pub sha256: Digest,
    /// The longest way from the root.
    pub depth: usize,
    /// The statement that names it.
    pub statement: StatementId,
    /// Whether its maker knew of every revocation and removal that is applied: only then is it sealed to.
    pub current: bool,
}

/// A device that belongs to the vault no more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Revoked {
    /// The last of its bundles that a remaining device had accepted, by generation: none where it is not
    /// named. Its place and its digest.
    pub last: BTreeMap<StatementId, (u64, Digest)>,
}

impl Revoked {
    /// The last of its bundles in a generation that counts; 0 where none does.
    pub fn last_in(&self, generation: StatementId) -> (u64, Digest) {
        self.last.get(&generation).copied().unwrap_or_default()
    }
}

/// What the reader brings to a judgement.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    /// The heads of the statements that it had accepted before.
    pub accepted: BTreeSet<StatementId>,
    /// The device that it is, if it is one.
    pub device: Option<DeviceId>,
}

/// Who and what belongs to a vault, by its statements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Members {
    /// The vault's id.
    pub vault: VaultId,
    /// Whether passphrase slots travel to remotes.
    pub remote_unlock: bool,
    /// Its devices.
    pub devices: BTreeMap<DeviceId, Device>,
    /// Its slots.
    pub slots: BTreeMap<SlotId, Slot>,
    /// Its epochs.
    pub epochs: BTreeMap<EpochId, Epoch>,
    /// Devices that were revoked.
    pub revoked: BTreeMap<DeviceId, Revoked>,
    /// The generation that leads: the greatest number, then the smaller name.
    pub generation: Generation,
    /// Every generation with its number, the first among them.
    pub generations: BTreeMap<StatementId, u32>,
    /// What is purged.
    pub purges: Purges,
    /// Slots that open nothing any more.
    pub removed: BTreeSet<SlotId>,
    /// Devices that revoked one another: nobody applies it until a person chooses.
    pub contested: BTreeSet<DeviceId>,
    /// Devices that a revoked device or a removed slot admitted, and nobody who remains.
    pub outlawed: BTreeSet<DeviceId>,
    /// Slots that admit once, and admitted more devices than one: none of those counts.
    pub doubled: BTreeSet<SlotId>,
    /// Statements that nobody names as known: what a new one stands after.
    pub heads: Vec<StatementId>,
    /// Every accepted statement, before those that name it; also what has no effect, since others stand
    /// after it.
    pub statements: Vec<Statement>,
    /// Statements by a revoked device or a removed slot that nobody who remains knew of. They may stand
    /// when another device tells that it did.
    pub held: Vec<Statement>,
    /// Statements that are not signed by a member: kept out.
    pub refused: Vec<StatementId>,
    /// Whether a newer diurnal made one of them: then nothing may be written.
    pub newer: bool,
}

/// Why statements make no vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MembersError {
    /// The root statement is not among them, or is not signed by the device that it names.
    #[error("the statements do not lead back to the root of vault {}", .0.short())]
    NoRoot(VaultId),
}

/// Checks a signature over a statement's name: key, name, signature.
pub type Verify<'a> = &'a dyn Fn(&VerifyingKey, &[u8; 32], &[u8; 64]) -> bool;

impl Members {
    /// Judges `statements` from the root whose name is `vault`. What is not signed by a member that
    /// an accepted statement admits is refused; the order they came in does not matter.
    pub fn judge(
        vault: VaultId,
        statements: &[Statement],
        reader: &Reader,
        verify: Verify<'_>,
    ) -> Result<Self, MembersError> {
        let mut by_id: BTreeMap<StatementId, &Statement> = BTreeMap::new();
        for statement in statements {
            by_id.insert(statement.id, statement);
        }
        let root_id = StatementId(vault.0);
        let root = by_id.remove(&root_id).ok_or(MembersError::NoRoot(vault))?;
        let nobody = Self::of_root(vault, root, verify).ok_or(MembersError::NoRoot(vault))?;
        let valid = valid(root, &mut by_id, verify);
        let mut void = BTreeSet::new();
        loop {
            let standing = Standing::of(&valid, &reader.accepted, reader.device, &void);
            let (mut members, without_effect) = nobody.clone().counted(&valid, &standing);
            // What has no effect revokes nobody and vouches for nobody: judged again without it.
            let before = void.len();
            void.extend(without_effect);
            if void.len() == before {
                members.refused = by_id.into_keys().collect();
                members.apply(&valid, &standing);
                let counts = |place: usize| standing.has(place) && !void.contains(&place);
                (members.generations, members.generation) =
                    purges::generations(vault, &valid, &standing, &counts);
                members.purges = Purges::of(&valid, &standing, &counts, &members);
                members.contested.clone_from(&standing.contested);
                members.heads = heads(&members.statements);
                return Ok(members);
            }
        }
    }

    /// Takes what stands; with it, the places of what stands and has no effect.
    fn counted(mut self, valid: &[Valid<'_>], standing: &Standing) -> (Self, BTreeSet<usize>) {
        self.doubled = doubled(valid, standing);
        let mut counted: BTreeSet<usize> = BTreeSet::new();
        let mut without_effect: BTreeSet<usize> = BTreeSet::new();
        for (place, one) in valid.iter().enumerate() {
            if !standing.has(place) {
                self.hold(one.statement);
                continue;
            }
            // Who was admitted by what does not count says nothing that does.
            let by_member = place == 0 || one.admitted_by.iter().any(|by| counted.contains(by));
            if by_member && self.counts(place, one) {
                counted.insert(place);
                self.take(one.statement, one.depth);
            } else {
                without_effect.insert(place);
                self.outlaw(one.statement);
            }
            // With effect or without: others stand after it.
            self.statements.push(one.statement.clone());
        }
        (self, without_effect)
    }

    /// The epoch to seal to: of those that `has` says are at hand and that know every revocation and
    /// removal the one of the greatest depth, then of the smaller name. None: one must be made.
    pub fn newest_epoch(&self, has: impl Fn(EpochId) -> bool) -> Option<EpochId> {
        let best = self
            .epochs
            .iter()
            .filter(|(id, epoch)| epoch.current && has(**id))
            .min_by_key(|(_, e)| (std::cmp::Reverse(e.depth), e.statement));
        best.map(|(id, _)| *id)
    }

    /// Whether what is sealed to `epoch` by somebody who knew the statements `heads` is sealed to less
    /// than he knew: a revocation or removal among them, or before them, came after that epoch.
    pub fn is_superseded(&self, epoch: EpochId, heads: &[StatementId]) -> bool {
        let is_bounder = |statement: &&Statement| self.asks_for_epoch(statement);
        if !self.statements.iter().any(|s| is_bounder(&s)) {
            return false;
        }
        let Some(epoch) = self.epochs.get(&epoch) else {
            return false;
        };
        let known = self.closure(heads);
        let by_epoch = self.closure(&[epoch.statement]);
        let mut bounders = self.statements.iter().filter(is_bounder);
        bounders.any(|s| known.contains(&s.id) && !by_epoch.contains(&s.id))
    }

    /// Whether a device remains: admitted, and not revoked.
    pub fn remains(&self, device: DeviceId) -> bool {
        self.devices.contains_key(&device) && !self.revoked.contains_key(&device)
    }

    /// The slots that open the vault: not removed, and not used where they are good once.
    pub fn open_slots(&self) -> impl Iterator<Item = (&SlotId, &Slot)> {
        let removed = |slot: &SlotId| self.removed.contains(slot);
        let slots = self.slots.iter().filter(move |(slot, _)| !removed(slot));
        slots.filter(|(slot, _)| !self.is_used(**slot))
    }

    /// The slot of that id, if it opens the vault.
    pub fn open_slot(&self, slot: SlotId) -> Option<&Slot> {
        self.open_slots()
            .find_map(|(id, about)| (*id == slot).then_some(about))
    }

    /// The device that a slot admitted, where it admits once and has done so.
    pub fn guest(&self, slot: SlotId) -> Option<DeviceId> {
        let about = self.slots.get(&slot)?;
        let mut devices = self.devices.iter();
        let by = Signer::Slot(slot);
        let found = devices.find(|(_, device)| device.by == by)?;
        (about.admits == Admits::Once).then_some(*found.0)
    }

    /// Whether a slot that admits once has done so: it opens nothing any more, before anybody takes it away.
    fn is_used(&self, slot: SlotId) -> bool {
        self.doubled.contains(&slot) || self.guest(slot).is_some()
    }

    /// The slots that admitted once or twice, and that nobody has taken away yet.
    pub fn used_up(&self) -> BTreeSet<SlotId> {
        let left = self
            .slots
            .keys()
            .filter(|slot| !self.removed.contains(slot));
        left.filter(|slot| self.is_used(**slot)).copied().collect()
    }

    /// Whether a revocation or a removal asks for an epoch that knows it: all but that of an invitation.
    fn asks_for_epoch(&self, statement: &Statement) -> bool {
        match &statement.saying {
            Some(Saying::Revocation { device, .. }) => self.revoked.contains_key(device),
            Some(Saying::SlotRemoved { slot }) => {
                let about = self.slots.get(slot);
                about.is_some_and(|slot| slot.is != SlotKind::Invitation)
            }
            _ => false,
        }
    }

    /// Whether somebody who knew the statements `heads` had heard that `device` was admitted.
    pub fn has_heard(&self, heads: &[StatementId], device: DeviceId) -> bool {
        let admitted = self.devices.get(&device);
        admitted.is_some_and(|device| self.closure(heads).contains(&device.statement))
    }

    fn closure(&self, heads: &[StatementId]) -> BTreeSet<StatementId> {
        let mut known: BTreeSet<StatementId> = heads.iter().copied().collect();
        // Every statement stands after those that it names, so that one way back finds all.
        for statement in self.statements.iter().rev() {
            if known.contains(&statement.id) {
                known.extend(statement.after.iter().copied());
            }
        }
        known
    }

    /// The name of a device, else the first digits of its id.
    pub fn device_name(&self, id: DeviceId) -> String {
        self.devices
            .get(&id)
            .map_or_else(|| id.short(), |device| device.name.clone())
    }

    /// The same, with a mark where it was revoked.
    pub fn marked_name(&self, id: DeviceId) -> String {
        let name = self.device_name(id);
        if self.revoked.contains_key(&id) {
            format!("{name}, revoked")
        } else {
            name
        }
    }

    /// Whether a statement of that name is known.
    pub fn knows(&self, id: StatementId) -> bool {
        self.statements.iter().any(|statement| statement.id == id)
    }

    fn of_root(vault: VaultId, root: &Statement, verify: Verify<'_>) -> Option<Self> {
        let Some(Saying::Root {
            device,
            key,
            remote_unlock,
            ..
        }) = &root.saying
        else {
            return None;
        };
        if root.by != Signer::Device(*device)
            || !root.after.is_empty()
            || !verify(&key.0, &root.id.0, &root.sig)
        {
            return None;
        }
        let members = Self {
            vault,
            remote_unlock: *remote_unlock,
            devices: BTreeMap::new(),
            slots: BTreeMap::new(),
            epochs: BTreeMap::new(),
            revoked: BTreeMap::new(),
            generation: Generation::first(vault),
            generations: BTreeMap::from([(root.id, 1)]),
            purges: Purges::default(),
            removed: BTreeSet::new(),
            contested: BTreeSet::new(),
            outlawed: BTreeSet::new(),
            doubled: BTreeSet::new(),
            heads: Vec::new(),
            statements: Vec::new(),
            held: Vec::new(),
            refused: Vec::new(),
            newer: false,
        };
        Some(members)
    }

    /// Whether a statement that stands has an effect: it admits nobody anew, nor by a slot that is good
    /// once and was used twice.
    fn counts(&self, place: usize, one: &Valid<'_>) -> bool {
        if let Signer::Slot(slot) = one.statement.by
            && self.doubled.contains(&slot)
            && is_admission(one.statement)
        {
            return false;
        }
        // A second device of one id is nobody's right.
        !match &one.statement.saying {
            Some(Saying::Root { .. }) => place != 0,
            Some(Saying::Device { device, .. }) => self.devices.contains_key(device),
            Some(Saying::Slot { slot, .. }) => self.slots.contains_key(slot),
            Some(Saying::Epoch { epoch, .. }) => self.epochs.contains_key(epoch),
            _ => false,
        }
    }

    fn outlaw(&mut self, statement: &Statement) {
        if let Some(Saying::Device { device, .. }) = &statement.saying
            && !self.devices.contains_key(device)
        {
            self.outlawed.insert(*device);
        }
    }

    fn hold(&mut self, statement: &Statement) {
        self.outlaw(statement);
        if self.held.len() < HELD_MAX {
            self.held.push(statement.clone());
        }
    }

    /// Draws the consequences of the revocations and removals that are applied.
    fn apply(&mut self, valid: &[Valid<'_>], standing: &Standing) {
        for place in &standing.applied {
            match valid.get(*place).and_then(|one| target(one.statement)) {
                Some(Signer::Device(device)) => {
                    self.revoked.entry(device).or_default();
                }
                Some(Signer::Slot(slot)) => {
                    self.removed.insert(slot);
                }
                None => {}
            }
        }
        for (place, one) in valid
            .iter()
            .enumerate()
            .filter(|(place, _)| standing.has(*place))
        {
            let (device, generation, seq, digest) = match &one.statement.saying {
                Some(Saying::Revocation {
                    device,
                    seq,
                    digest,
                    generation,
                }) if standing.applied.contains(&place) => (device, generation, *seq, *digest),
                Some(Saying::Accepted {
                    device,
                    seq,
                    digest,
                    generation,
                }) => (device, generation, *seq, *digest),
                _ => continue,
            };
            // Who was revoked himself vouches for nobody.
            let remains = matches!(one.statement.by, Signer::Device(by) if self.remains(by));
            let generation = generation.unwrap_or(StatementId(self.vault.0));
            if let Some(revoked) = self.revoked.get_mut(device).filter(|_| remains)
                && seq > revoked.last_in(generation).0
            {
                revoked.last.insert(generation, (seq, digest));
            }
        }
        let asking: Vec<usize> = standing
            .applied
            .iter()
            .copied()
            .filter(|place| {
                valid
                    .get(*place)
                    .is_some_and(|one| self.asks_for_epoch(one.statement))
            })
            .collect();
        for (place, one) in valid.iter().enumerate() {
            if let Some(Saying::Epoch { epoch, .. }) = &one.statement.saying
                && let Some(epoch) = self.epochs.get_mut(epoch)
                && epoch.statement == one.statement.id
            {
                epoch.current = asking.iter().all(|bounder| standing.knows(place, *bounder));
            }
        }
    }

    fn take(&mut self, statement: &Statement, depth: usize) {
        let id = statement.id;
        match statement.saying.clone() {
            Some(
                Saying::Root {
                    device, key, name, ..
                }
                | Saying::Device {
                    device, key, name, ..
                },
            ) => {
                self.devices.insert(
                    device,
                    Device {
                        key: key.0,
                        name,
                        by: statement.by,
                        statement: id,
                    },
                );
            }
            Some(Saying::Slot {
                slot,
                is,
                recipient,
                key,
                admits,
                travels,
            }) => {
                self.slots.insert(
                    slot,
                    Slot {
                        is,
                        recipient,
                        key: key.0,
                        admits,
                        travels,
                        by: statement.by,
                        statement: id,
                    },
                );
            }
            Some(Saying::Epoch { epoch, sha256 }) => {
                self.epochs.insert(
                    epoch,
                    Epoch {
                        sha256,
                        depth,
                        statement: id,
                        current: true,
                    },
                );
            }
            Some(Saying::DeviceName { device, name }) => {
                if let Some(device) = self.devices.get_mut(&device) {
                    device.name = name;
                }
            }
            Some(
                Saying::SlotRemoved { .. }
                | Saying::Revocation { .. }
                | Saying::Accepted { .. }
                | Saying::Generation { .. }
                | Saying::Purge { .. }
                | Saying::PurgeRefused { .. }
                | Saying::Erased { .. },
            ) => {}
            None => self.newer = true,
        }
    }
}

fn heads(statements: &[Statement]) -> Vec<StatementId> {
    let named: BTreeSet<StatementId> = statements
        .iter()
        .flat_map(|s| s.after.iter().copied())
        .collect();
    let mut heads: Vec<StatementId> = statements
        .iter()
        .map(|s| s.id)
        .filter(|id| !named.contains(id))
        .collect();
    heads.sort_unstable();
    heads
}

/// Every statement whose predecessors are there and whose signature is that of somebody whom one of
/// them, or another that is as good, admits; each after those that it names. They are taken out of `by_id`.
fn valid<'a>(
    root: &'a Statement,
    by_id: &mut BTreeMap<StatementId, &'a Statement>,
    verify: Verify<'_>,
) -> Vec<Valid<'a>> {
    let mut admissions: BTreeMap<Signer, Vec<Admission>> = BTreeMap::new();
    let mut depths: BTreeMap<StatementId, usize> = BTreeMap::from([(root.id, 0)]);
    let mut valid = vec![Valid {
        statement: root,
        depth: 0,
        admitted_by: vec![0],
    }];
    admit(&mut admissions, root, 0);
    loop {
        let ready: Vec<(&Statement, Vec<usize>)> = by_id
            .values()
            .filter(|s| !s.after.is_empty() && s.after.iter().all(|id| depths.contains_key(id)))
            .map(|s| (*s, admitted_by(s, &admissions, verify)))
            .filter(|(_, by)| !by.is_empty())
            .collect();
        if ready.is_empty() {
            return valid;
        }
        for (statement, admitted_by) in ready {
            by_id.remove(&statement.id);
            let before = statement.after.iter().filter_map(|id| depths.get(id)).max();
            let depth = before.map_or(0, |depth| depth + 1);
            depths.insert(statement.id, depth);
            admit(&mut admissions, statement, valid.len());
            valid.push(Valid {
                statement,
                depth,
                admitted_by,
            });
        }
    }
}

/// A signer's key, and whether it admits devices.
struct Admission {
    place: usize,
    key: VerifyingKey,
    admits: bool,
}

fn admit(admissions: &mut BTreeMap<Signer, Vec<Admission>>, statement: &Statement, place: usize) {
    let (signer, key, admits) = match &statement.saying {
        Some(Saying::Root { device, key, .. } | Saying::Device { device, key, .. }) => {
            (Signer::Device(*device), key.0, true)
        }
        Some(Saying::Slot {
            slot, key, admits, ..
        }) => (Signer::Slot(*slot), key.0, *admits != Admits::Never),
        _ => return,
    };
    let admission = Admission { place, key, admits };
    admissions.entry(signer).or_default().push(admission);
}

fn admitted_by(
    statement: &Statement,
    admissions: &BTreeMap<Signer, Vec<Admission>>,
    verify: Verify<'_>,
) -> Vec<usize> {
    let of_signer = admissions.get(&statement.by).into_iter().flatten();
    of_signer
        .filter(|admission| admission.admits || !is_admission(statement))
        .filter(|admission| verify(&admission.key, &statement.id.0, &statement.sig))
        .map(|admission| admission.place)
        .collect()
}

fn is_admission(statement: &Statement) -> bool {
    matches!(statement.saying, Some(Saying::Device { .. }))
}

/// The slots that admit once and by which more than one device was admitted.
fn doubled(valid: &[Valid<'_>], standing: &Standing) -> BTreeSet<SlotId> {
    let once: BTreeSet<SlotId> = valid
        .iter()
        .filter_map(|one| match &one.statement.saying {
            Some(Saying::Slot {
                slot,
                admits: Admits::Once,
                ..
            }) => Some(*slot),
            _ => None,
        })
        .collect();
    let mut used: BTreeSet<SlotId> = BTreeSet::new();
    let mut twice = BTreeSet::new();
    for (place, one) in valid.iter().enumerate() {
        if let Signer::Slot(slot) = one.statement.by
            && is_admission(one.statement)
            && standing.has(place)
            && once.contains(&slot)
            && !used.insert(slot)
        {
            twice.insert(slot);
        }
    }
    twice
}

#[cfg(test)]
mod tests;
