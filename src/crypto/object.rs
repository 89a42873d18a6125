//! The header of an object: what it is, whose it is, what came before it.

use serde::Deserialize;
use serde::Serialize;

use crate::model::id::DeviceId;
use crate::model::id::Digest;
use crate::model::id::EpochId;
use crate::model::id::StatementId;
use crate::model::id::VaultId;

/// The version of the format that this program writes.
pub const FORMAT: u64 = 1;

/// What an object is. Checked wherever one is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// One revision, or a few, as saved.
    Loose,
    /// Many revisions, folded.
    Segment,
    /// What is pushed: revisions and statements, signed by its device.
    Bundle,
    /// A piece of an attachment.
    Chunk,
    /// A level of the catalogue.
    Catalogue,
    /// A row of state.
    State,
    /// Written while locked.
    Inbox,
}

impl Kind {
    /// Its name in the header and under a signature.
    pub fn name(self) -> &'static str {
        match self {
            Self::Loose => "loose",
            Self::Segment => "segment",
            Self::Bundle => "bundle",
            Self::Chunk => "chunk",
            Self::Catalogue => "catalogue",
            Self::State => "state",
            Self::Inbox => "inbox",
        }
    }
}

/// The first line of an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The format's version.
    pub diurnal: u64,
    /// What it is.
    pub kind: Kind,
    /// The vault.
    pub vault: VaultId,
    /// The epoch it is sealed to; none in the inbox.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<EpochId>,
    /// The device that made it; none in the inbox.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceId>,
    /// How many lines stand between header and mac.
    pub n: u64,
    /// Segments only: folded from pulled bundles, so never to be sent again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pulled: bool,
    /// Bundles only.
    #[serde(default, skip_serializing_if = "Option::is_none", flatten)]
    pub bundle: Option<BundleHeader>,
    /// Catalogue and state only: what it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<serde_json::Value>,
}

/// What a bundle's header adds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleHeader {
    /// The generation's number.
    pub generation: u32,
    /// The statement that began it; none: the root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub began: Option<StatementId>,
    /// Place in the device's chain, from 1.
    pub seq: u64,
    /// SHA-256 of the previous bundle's ciphertext; zeros at 1.
    pub prev: Digest,
    /// Heads of other devices' chains that changed since the last bundle: device, seq, digest.
    pub seen: Vec<(DeviceId, u64, Digest)>,
    /// The heads of the statements that its maker knew.
    pub statements: Vec<StatementId>,
}

impl Header {
    /// A header of an object sealed to an epoch by a device.
    pub fn new(kind: Kind, vault: VaultId, n: u64) -> Self {
        Self {
            diurnal: FORMAT,
            kind,
            vault,
            epoch: None,
            device: None,
            n,
            pulled: false,
            bundle: None,
            about: None,
        }
    }

    /// The same, made by `device`.
    #[must_use]
    pub fn by(mut self, device: DeviceId) -> Self {
        self.device = Some(device);
        self
    }
}
