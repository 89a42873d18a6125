//! Statements about the vault itself, and who is a member by them. Grow-only, signed, named by
//! their hash like revisions; membership is a pure function of the set of them.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use serde::Deserialize;
use serde::Serialize;
use sha2::Digest as _;
use sha2::Sha256;

use crate::model::id::DeviceId;
use crate::model::id::Digest;
use crate::model::id::EpochId;
use crate::model::id::SlotId;
use crate::model::id::StatementId;
use crate::model::id::VaultId;
use crate::model::id::from_hex;
use crate::model::id::to_hex;
use crate::model::limits::LINE_BYTES_MAX;
use crate::model::strict;
use crate::model::time::Timestamp;

/// An Ed25519 verifying key.
pub type VerifyingKey = [u8; 32];

const NAME_BYTES: usize = 14 + 64 + 2;
const SIG_START: &str = ",\"sig\":\"";

/// Who signed a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Signer {
    /// A device, with its key.
    Device(DeviceId),
    /// A slot, with the key derived from its identity.
    Slot(SlotId),
}

/// What a slot is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SlotKind {
    /// A passphrase opens it.
    Passphrase,
    /// The recovery sheet is it.
    Recovery,
    /// An invitation, good once.
    Invitation,
    /// Somebody else's age recipient.
    Extra,
}

/// How often a slot may admit a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Admits {
    /// As often as its owner likes.
    Many,
    /// Once.
    Once,
    /// It can read, not admit.
    Never,
}

/// What a statement says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Saying {
    /// The vault begins; admits its first device.
    Root {
        /// The first device.
        device: DeviceId,
        /// Its verifying key, in hex.
        key: Digest,
        /// Its name.
        name: String,
        /// Whether the first passphrase slot travels to remotes.
        remote_unlock: bool,
    },
    /// A device is admitted.
    Device {
        /// The device.
        device: DeviceId,
        /// Its verifying key, in hex.
        key: Digest,
        /// Its name.
        name: String,
        /// The device that it goes on from (a restored image, a twin), if any.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        follows: Option<DeviceId>,
    },
    /// A slot is admitted.
    Slot {
        /// The slot.
        slot: SlotId,
        /// What it is.
        is: SlotKind,
        /// Its age recipient; never written in clear.
        recipient: String,
        /// Its verifying key, in hex.
        key: Digest,
        /// How often it admits.
        admits: Admits,
        /// Whether its file stands on remotes.
        travels: bool,
    },
    /// An epoch begins.
    Epoch {
        /// The epoch.
        epoch: EpochId,
        /// SHA-256 of its identity as age prints it.
        sha256: Digest,
    },
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Its name.
    pub id: StatementId,
    /// The heads that its maker knew.
    pub after: Vec<StatementId>,
    /// What it says; none where only a newer diurnal knows the kind.
    pub saying: Option<Saying>,
    /// Who signed it.
    pub by: Signer,
    /// When, by the maker's clock.
    pub at: Timestamp,
    /// The signature.
    pub sig: [u8; 64],
    line: String,
}

/// Why a line is no statement.
#[derive(Debug, thiserror::Error)]
pub enum StatementError {
    /// It has not the shape of one.
    #[error("not a statement line")]
    Shape,
    /// Its bytes are not those that its name says.
    #[error("statement {} has other bytes than its name says", .0.short())]
    Digest(StatementId),
    /// It is not the JSON of a statement.
    #[error("statement {} cannot be read", .id.short())]
    Json {
        /// The statement.
        id: StatementId,
        /// What the parser says.
        source: serde_json::Error,
    },
}

#[derive(Serialize)]
struct Body<'a> {
    after: &'a [StatementId],
    #[serde(flatten)]
    saying: &'a Saying,
    by: String,
    at: i64,
}

#[derive(Deserialize)]
struct Common {
    after: Vec<StatementId>,
    kind: String,
    by: String,
    at: i64,
    sig: String,
}

impl std::fmt::Display for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Device(id) => write!(f, "device:{id}"),
            Self::Slot(id) => write!(f, "slot:{id}"),
        }
    }
}

impl std::str::FromStr for Signer {
    type Err = StatementError;
    fn from_str(text: &str) -> Result<Self, StatementError> {
        match text.split_once(':') {
            Some(("device", id)) => id.parse().map(Self::Device),
            Some(("slot", id)) => id.parse().map(Self::Slot),
            _ => return Err(StatementError::Shape),
        }
        .map_err(|_| StatementError::Shape)
    }
}

impl Statement {
    /// Makes a statement; `sign` signs the 32 bytes of its name.
    pub fn make(
        after: &[StatementId],
        saying: Saying,
        by: Signer,
        at: Timestamp,
        sign: impl FnOnce(&[u8; 32]) -> [u8; 64],
    ) -> Self {
        let body = Body {
            after,
            saying: &saying,
            by: by.to_string(),
            at: at.0,
        };
        let json = serde_json::to_string(&body).unwrap_or_default();
        let hashed = json
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'))
            .unwrap_or_default();
        let id: [u8; 32] = Sha256::digest(hashed.as_bytes()).into();
        let sig = sign(&id);
        let line = format!(
            "{{\"statement\":\"{}\",{hashed}{SIG_START}{}\"}}",
            to_hex(&id),
            to_hex(&sig)
        );
        Self {
            id: StatementId(id),
            after: after.to_vec(),
            saying: Some(saying),
            by,
            at,
            sig,
            line,
        }
    }

    /// Reads a line and checks its name; the signature is judged by [`Members::judge`].
    pub fn parse(line: &str) -> Result<Self, StatementError> {
        let id = name(line)?;
        let json = |source| StatementError::Json { id, source };
        strict::check(line).map_err(json)?;
        let common: Common = serde_json::from_str(line).map_err(json)?;
        let mut sig = [0; 64];
        from_hex(&common.sig, &mut sig).ok_or(StatementError::Shape)?;
        let saying = match common.kind.as_str() {
            "root" | "device" | "slot" | "epoch" => Some(serde_json::from_str(line).map_err(json)?),
            _ => None,
        };
        Ok(Self {
            id,
            after: common.after,
            saying,
            by: common.by.parse()?,
            at: Timestamp(common.at),
            sig,
            line: line.to_owned(),
        })
    }

    /// The line, verbatim, without a line end.
    pub fn line(&self) -> &str {
        &self.line
    }
}

fn name(line: &str) -> Result<StatementId, StatementError> {
    if line.len() > LINE_BYTES_MAX {
        return Err(StatementError::Shape);
    }
    let rest = line
        .strip_prefix("{\"statement\":\"")
        .ok_or(StatementError::Shape)?;
    let (hex, _) = rest.split_at_checked(64).ok_or(StatementError::Shape)?;
    let id: StatementId = hex.parse().map_err(|_| StatementError::Shape)?;
    let sig_bytes = SIG_START.len() + 128 + 2;
    let end = line
        .len()
        .checked_sub(sig_bytes)
        .ok_or(StatementError::Shape)?;
    let hashed = line.get(NAME_BYTES..end).ok_or(StatementError::Shape)?;
    let tail = line.get(end..).ok_or(StatementError::Shape)?;
    if !tail.starts_with(SIG_START) || line.get(78..80).is_none_or(|s| s != "\",") {
        return Err(StatementError::Shape);
    }
    if StatementId(Sha256::digest(hashed.as_bytes()).into()) != id {
        return Err(StatementError::Digest(id));
    }
    Ok(id)
}

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
    /// Statements that nobody names as known: what a new one stands after.
    pub heads: Vec<StatementId>,
    /// Every accepted statement, before those that name it.
    pub statements: Vec<Statement>,
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
        verify: Verify<'_>,
    ) -> Result<Self, MembersError> {
        let mut by_id: BTreeMap<StatementId, &Statement> = BTreeMap::new();
        for statement in statements {
            by_id.insert(statement.id, statement);
        }
        let root_id = StatementId(vault.0);
        let root = by_id.remove(&root_id).ok_or(MembersError::NoRoot(vault))?;
        let mut members = Self::of_root(vault, root, verify).ok_or(MembersError::NoRoot(vault))?;
        let mut depths: BTreeMap<StatementId, usize> = BTreeMap::from([(root_id, 0)]);
        loop {
            let ready: Vec<&Statement> = by_id
                .values()
                .filter(|s| members.accepts(s, &depths, verify))
                .copied()
                .collect();
            if ready.is_empty() {
                break;
            }
            for statement in ready {
                by_id.remove(&statement.id);
                let depth = statement
                    .after
                    .iter()
                    .filter_map(|id| depths.get(id))
                    .max()
                    .map_or(0, |d| d + 1);
                depths.insert(statement.id, depth);
                members.take(statement, depth);
            }
        }
        members.refused = by_id.into_keys().collect();
        members.heads = heads(&members.statements);
        Ok(members)
    }

    /// The epoch to seal to: of the greatest depth, then of the smaller name.
    pub fn newest_epoch(&self) -> Option<EpochId> {
        let best = self
            .epochs
            .iter()
            .min_by_key(|(_, e)| (std::cmp::Reverse(e.depth), e.statement));
        best.map(|(id, _)| *id)
    }

    /// The name of a device, else the first digits of its id.
    pub fn device_name(&self, id: DeviceId) -> String {
        self.devices
            .get(&id)
            .map_or_else(|| id.short(), |device| device.name.clone())
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
        let mut members = Self {
            vault,
            remote_unlock: *remote_unlock,
            devices: BTreeMap::new(),
            slots: BTreeMap::new(),
            epochs: BTreeMap::new(),
            heads: Vec::new(),
            statements: Vec::new(),
            refused: Vec::new(),
            newer: false,
        };
        members.take(root, 0);
        Some(members)
    }

    fn accepts(
        &self,
        statement: &Statement,
        depths: &BTreeMap<StatementId, usize>,
        verify: Verify<'_>,
    ) -> bool {
        if statement.after.is_empty() || !statement.after.iter().all(|id| depths.contains_key(id)) {
            return false;
        }
        let admits_device = matches!(statement.saying, Some(Saying::Device { .. }));
        let key = match statement.by {
            Signer::Device(id) => self.devices.get(&id).map(|device| device.key),
            Signer::Slot(id) => self
                .slots
                .get(&id)
                .filter(|slot| !admits_device || slot.admits != Admits::Never)
                .map(|slot| slot.key),
        };
        // A second root, or a second device of one id, is nobody's right.
        let doubled = match &statement.saying {
            Some(Saying::Root { .. }) => true,
            Some(Saying::Device { device, .. }) => self.devices.contains_key(device),
            Some(Saying::Slot { slot, .. }) => self.slots.contains_key(slot),
            Some(Saying::Epoch { epoch, .. }) => self.epochs.contains_key(epoch),
            None => false,
        };
        !doubled && key.is_some_and(|key| verify(&key, &statement.id.0, &statement.sig))
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
                    },
                );
            }
            None => self.newer = true,
        }
        self.statements.push(statement.clone());
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

#[cfg(test)]
mod tests {
    use super::*;

    // A stand-in for Ed25519: the signature is key ‖ name, so that the logic can be tested alone.
    fn sign(key: [u8; 32]) -> impl FnOnce(&[u8; 32]) -> [u8; 64] {
        move |name| {
            let mut sig = [0; 64];
            sig[..32].copy_from_slice(&key);
            sig[32..].copy_from_slice(name);
            sig
        }
    }

    fn verify(key: &VerifyingKey, name: &[u8; 32], sig: &[u8; 64]) -> bool {
        sig[..32] == *key && sig[32..] == *name
    }

    fn root() -> Statement {
        let device = DeviceId([1; 16]);
        let saying = Saying::Root {
            device,
            key: Digest([1; 32]),
            name: "one".into(),
            remote_unlock: false,
        };
        Statement::make(
            &[],
            saying,
            Signer::Device(device),
            Timestamp(0),
            sign([1; 32]),
        )
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

    #[test]
    fn a_line_reads_back_and_a_changed_one_does_not() {
        let root = root();
        assert_eq!(Statement::parse(root.line()).unwrap(), root);
        let changed = root.line().replace("\"one\"", "\"two\"");
        assert!(matches!(
            Statement::parse(&changed),
            Err(StatementError::Digest(_))
        ));
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
        let members = Members::judge(root.id.into(), &all, &verify).unwrap();
        assert_eq!(members.devices.len(), 3);
        assert_eq!(members.refused.len(), 2);
        assert_eq!(members.heads, [third.id]);
    }

    #[test]
    fn a_root_that_is_not_the_vault_s_is_no_root() {
        let other = VaultId([7; 32]);
        assert_eq!(
            Members::judge(other, &[root()], &verify),
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
        let members = Members::judge(
            root.id.into(),
            &[root.clone(), admitted, by_slot.clone()],
            &verify,
        )
        .unwrap();
        assert_eq!(members.refused, [by_slot.id]);
    }

    #[test]
    fn a_kind_of_a_newer_version_is_kept_and_noted() {
        let root = root();
        let line = {
            let hashed = format!(
                "\"after\":[\"{}\"],\"kind\":\"revocation\",\"x\":1,\"by\":\"device:{}\",\"at\":3",
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
        let members = Members::judge(root.id.into(), &[root.clone(), newer], &verify).unwrap();
        assert!(members.newer);
    }
}
