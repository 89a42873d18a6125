//! Statements about the vault itself, and who is a member by them. Grow-only, signed, named by
//! their hash like revisions; who belongs by them is in `members`.

use serde::Deserialize;
use serde::Serialize;
use sha2::Digest as _;
use sha2::Sha256;

use crate::model::id::DeviceId;
use crate::model::id::Digest;
use crate::model::id::EntryId;
use crate::model::id::EpochId;
use crate::model::id::SlotId;
use crate::model::id::StatementId;
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
        /// Of a passphrase: whether its file stands on remotes. An invitation's always does.
        travels: bool,
    },
    /// An epoch begins.
    Epoch {
        /// The epoch.
        epoch: EpochId,
        /// SHA-256 of its identity as age prints it.
        sha256: Digest,
    },
    /// A slot opens nothing any more.
    SlotRemoved {
        /// The slot.
        slot: SlotId,
    },
    /// A device belongs to the vault no more.
    Revocation {
        /// The device.
        device: DeviceId,
        /// The last of its bundles that the signer had accepted, from 1; 0 where none.
        seq: u64,
        /// That bundle's digest; zeros where none.
        digest: Digest,
        /// The generation that bundle stands in; none: the first.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        generation: Option<StatementId>,
    },
    /// What the signer had accepted of a device before it learnt that it was revoked.
    Accepted {
        /// The device.
        device: DeviceId,
        /// The last of its bundles, from 1; 0 where none.
        seq: u64,
        /// That bundle's digest; zeros where none.
        digest: Digest,
        /// The generation that bundle stands in; none: the first.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        generation: Option<StatementId>,
    },
    /// A device has another name.
    DeviceName {
        /// The device.
        device: DeviceId,
        /// Its name from now on.
        name: String,
    },
    /// All that the vault holds is published anew, in fresh chains; what stood before may go.
    Generation {
        /// One more than the greatest that its maker knew of.
        number: u32,
        /// The last bundle of each chain that it replaces: device, place, digest.
        heads: Vec<(DeviceId, u64, Digest)>,
    },
    /// Entries are erased with every version: hidden from now on, wherever this is known.
    Purge {
        /// The entries.
        entries: Vec<EntryId>,
    },
    /// Purges of these entries that the signer knew of are taken back.
    PurgeRefused {
        /// The entries.
        entries: Vec<EntryId>,
    },
    /// The signer has erased these purged entries where it is.
    Erased {
        /// The entries.
        entries: Vec<EntryId>,
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

    /// Reads a line and checks its name; the signature is judged by whoever judges the statements together.
    pub fn parse(line: &str) -> Result<Self, StatementError> {
        let id = name(line)?;
        let json = |source| StatementError::Json { id, source };
        strict::check(line).map_err(json)?;
        let common: Common = serde_json::from_str(line).map_err(json)?;
        let mut sig = [0; 64];
        from_hex(&common.sig, &mut sig).ok_or(StatementError::Shape)?;
        let saying = match common.kind.as_str() {
            "root" | "device" | "slot" | "epoch" | "slot-removed" | "revocation" | "accepted"
            | "device-name" | "generation" | "purge" | "purge-refused" | "erased" => {
                Some(serde_json::from_str(line).map_err(json)?)
            }
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

#[cfg(test)]
pub(in crate::model) mod tests {
    use super::*;

    // A stand-in for Ed25519: the signature is key ‖ name, so that the logic can be tested alone.
    pub(in crate::model) fn sign(key: [u8; 32]) -> impl FnOnce(&[u8; 32]) -> [u8; 64] {
        move |name| {
            let mut sig = [0; 64];
            sig[..32].copy_from_slice(&key);
            sig[32..].copy_from_slice(name);
            sig
        }
    }

    /// The first statement of a vault, by a device whose number and key are 1.
    pub(in crate::model) fn root() -> Statement {
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
}
