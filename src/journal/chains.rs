//! What this device knows of every device's chain: the one truth, written in the transaction of the
//! revisions it speaks of. Git's refs are derived from it.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use serde::Deserialize;
use serde::Serialize;

use crate::journal::JournalError;
use crate::journal::keys::Keys;
use crate::model::id::DeviceId;
use crate::model::id::Digest;
use crate::model::id::StatementId;
use crate::model::purges::Generation;
use crate::store::Change;
use crate::store::Store;
use crate::sync::commit::CommitId;
use crate::sync::refname::ChainName;

const ROW: &str = "chains";

/// How far one device's chain is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Head {
    /// The last bundle's place, from 1.
    pub(super) seq: u64,
    /// SHA-256 of its ciphertext.
    pub(super) digest: Digest,
    /// Its commit; none while it is sealed and not yet in the mirror.
    #[serde(with = "commit_hex")]
    pub(super) commit: Option<CommitId>,
}

/// A sealed bundle of ours whose bytes are still in the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pending {
    pub(super) seq: u64,
    pub(super) digest: Digest,
    /// How many revisions it carries.
    pub(super) revisions: u64,
    /// The commit that it stands on; none for the first.
    #[serde(with = "commit_hex")]
    pub(super) parent: Option<CommitId>,
    /// Whether a keyring goes with it.
    pub(super) keyring: bool,
}

/// All chains.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Chains {
    /// Heads by device, ours among them.
    pub(super) heads: BTreeMap<DeviceId, Head>,
    /// Our bundles that some remote has not confirmed.
    pub(super) pending: Vec<Pending>,
    /// The heads of other devices that our bundles have told of.
    pub(super) told: BTreeMap<DeviceId, (u64, Digest)>,
    /// The statements that our bundles have carried.
    pub(super) said: Vec<StatementId>,
    /// The furthest that anyone claimed to have seen of a chain.
    pub(super) claims: BTreeMap<DeviceId, (u64, Digest)>,
    /// Up to which bundle nobody waits any more for what was claimed and is shown by nobody.
    #[serde(default)]
    pub(super) waived: BTreeMap<DeviceId, u64>,
    /// Heads that may be left for another line of that device, in the round that follows.
    #[serde(default)]
    pub(super) leaves: BTreeMap<DeviceId, Digest>,
    /// The first bundle of every line that was left: whoever shows it again tells nothing new.
    #[serde(default)]
    pub(super) left: BTreeMap<DeviceId, BTreeSet<Digest>>,
    /// The generation that all this is about; none: the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) generation: Option<Generation>,
    /// Whether this store may hold what stands in no chain of this generation yet.
    #[serde(default)]
    pub(super) republish: bool,
    /// What was purged when all was last compared with the chains of this generation.
    #[serde(default)]
    pub(super) purged: String,
    /// Refs of generations before, each with the commit up to which it holds nothing that is not here.
    #[serde(default)]
    pub(super) rescued: BTreeMap<String, String>,
    /// The devices whose bundles show that they had heard of this one.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(super) heard_by: BTreeSet<DeviceId>,
    /// Refs of generations before of which nothing more is expected, in the round that follows.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(super) gives_up: BTreeSet<String>,
    /// The same, decided, each with the commit that cannot be read.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) given_up: BTreeMap<String, String>,
}

impl Chains {
    /// Reads them; empty before the first sync.
    pub(super) fn load(store: &Store, keys: &Keys) -> Result<Self, JournalError> {
        Ok(keys.get(store, ROW)?.unwrap_or_default())
    }

    /// Reads them inside a change.
    pub(super) fn load_in(change: &Change<'_>, keys: &Keys) -> Result<Self, JournalError> {
        Ok(keys.get_in(change, ROW)?.unwrap_or_default())
    }

    /// The commit of each bundle in `pending`, where it was made: the next one stands on it, and the
    /// last one's is the head's of `own`.
    pub(super) fn commits_of_pending(
        &self,
        own: &DeviceId,
    ) -> impl Iterator<Item = Option<CommitId>> + '_ {
        let next = self.pending.iter().skip(1).map(|pending| pending.parent);
        let head = self.heads.get(own).and_then(|head| head.commit);
        next.chain(std::iter::once(head))
    }

    /// The last commit of every chain that has one.
    pub(super) fn tips(&self, keys: &Keys) -> BTreeMap<ChainName, CommitId> {
        let tip =
            |(device, head): (&DeviceId, &Head)| Some((chain_name(keys, device), head.commit?));
        self.heads.iter().filter_map(tip).collect()
    }

    /// Writes them.
    pub(super) fn save(&self, change: &Change<'_>, keys: &Keys) -> Result<(), JournalError> {
        keys.put(change, ROW, self)
    }

    /// Whether what this store holds must be compared with the chains before it is known what to send.
    pub(super) fn is_to_compare(&self, keys: &Keys) -> bool {
        self.republish || self.purged != keys.members.purges.fingerprint
    }

    /// What a store that goes over to `to` knows of its chains: nothing, but that all of it may have to
    /// be sent, and where the chains ended that it held before.
    pub(super) fn begun(&self, keys: &Keys, to: Generation) -> Self {
        let mut rescued = self.rescued.clone();
        for (name, commit) in self.tips(keys) {
            rescued.insert(name.to_string(), commit.to_string());
        }
        Self {
            generation: Some(to),
            republish: true,
            rescued,
            given_up: self.given_up.clone(),
            heard_by: self.heard_by.clone(),
            ..Self::default()
        }
    }
}

/// The generation that a store holds, whose statements lead to `members`.
pub(super) fn held_generation(store: &Store, keys: &Keys) -> Result<Generation, JournalError> {
    let first = Generation::first(keys.vault);
    // One that never saw another need not open the row.
    if keys.members.generations.len() < 2 {
        return Ok(first);
    }
    let chains: Option<Chains> = keys.get(store, ROW)?;
    Ok(chains.map_or(keys.members.generation, |chains| {
        chains.generation.unwrap_or(first)
    }))
}

/// The ref of a device's chain in the generation that is held.
pub(super) fn chain_name(keys: &Keys, device: &DeviceId) -> ChainName {
    let Generation { number, statement } = keys.generation;
    ChainName::text(number, &statement, device)
}

/// Whether a chain is of the generation that is held.
pub(super) fn is_current(keys: &Keys, name: &ChainName) -> bool {
    let own = chain_name(keys, &keys.device());
    (name.generation, name.statement) == (own.generation, own.statement)
}

/// The generation that a chain is of; none where no statement began it.
pub(super) fn generation_of(keys: &Keys, name: &ChainName) -> Option<Generation> {
    let mut known = keys.members.generations.iter();
    let found =
        known.find(|(id, number)| name.generation == **number && id.0.starts_with(&name.statement));
    found.map(|(id, number)| Generation {
        number: *number,
        statement: *id,
    })
}

/// The row of `state` that holds the bytes of a sealed bundle.
pub(super) fn bundle_row(device: DeviceId, seq: u64) -> String {
    format!("bundle {device} {seq}")
}

/// The row of `state` that holds the keyring that goes with a sealed bundle.
pub(super) fn keyring_row(device: DeviceId, seq: u64) -> String {
    format!("keyring {device} {seq}")
}

mod commit_hex {
    use serde::Deserialize;
    use serde::Deserializer;
    use serde::Serializer;

    use crate::model::id::from_hex;
    use crate::model::id::to_hex;
    use crate::sync::commit::CommitId;

    #[allow(clippy::ref_option, reason = "serde asks for this signature")]
    pub(super) fn serialize<S: Serializer>(
        commit: &Option<CommitId>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        match commit {
            Some(commit) => to.serialize_some(&to_hex(&commit.0)),
            None => to.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<CommitId>, D::Error> {
        let text: Option<String> = Option::deserialize(from)?;
        let read = |text: String| {
            let mut bytes = [0; 20];
            from_hex(&text, &mut bytes).map(|()| CommitId(bytes))
        };
        Ok(text.and_then(read))
    }
}
