//! The names of refs: which are ours, and what they say. Parsed strictly, never by prefix.

use std::fmt;

use crate::model::id::DeviceId;
use crate::model::id::StatementId;
use crate::model::id::from_hex;
use crate::model::id::to_hex;

/// What every ref of ours begins with.
const HEADS: &str = "refs/heads/";
/// The full name of the shelf that strangers and joiners read.
const VAULT: &str = "refs/heads/vault";

/// A ref that diurnal keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RefName {
    /// `refs/heads/vault`: the rendering for joiners and strangers.
    Vault,
    /// One device's bundles in one generation.
    Chain(ChainName),
}

/// `refs/heads/g<generation>-<statement>-<device>[-files-<k>][-r<repair>]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChainName {
    /// The generation's number.
    pub generation: u32,
    /// The first four bytes of the generation's statement.
    pub statement: [u8; 4],
    /// The first eight bytes of the device's id.
    pub device: [u8; 8],
    /// What rides on it.
    pub kind: Kind,
    /// Where it is a repair chain: the first four bytes of its first commit's id.
    pub repair: Option<[u8; 4]>,
}

/// What rides on a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Revisions and statements.
    Text,
    /// Attachments, in the k-th ref of at most 128 MiB.
    Files(u32),
}

impl ChainName {
    /// The text chain of `device` in a generation.
    pub fn text(generation: u32, statement: &StatementId, device: &DeviceId) -> Self {
        Self {
            generation,
            statement: beginning(&statement.0),
            device: beginning(&device.0),
            kind: Kind::Text,
            repair: None,
        }
    }

    /// The chain that this one repairs; itself where it repairs none.
    #[must_use]
    pub fn base(self) -> Self {
        Self {
            repair: None,
            ..self
        }
    }

    /// The repair chain of this one whose first commit begins with `head`.
    #[must_use]
    pub fn repaired(self, head: [u8; 4]) -> Self {
        Self {
            repair: Some(head),
            ..self
        }
    }

    /// Whether this ref is named for `device`.
    pub fn is_of(&self, device: &DeviceId) -> bool {
        device.0.starts_with(&self.device)
    }

    fn parse(short: &str) -> Option<Self> {
        let mut parts = short.strip_prefix('g')?.split('-');
        let generation = number(parts.next()?)?;
        let mut name = Self {
            generation,
            statement: hex(parts.next()?)?,
            device: hex(parts.next()?)?,
            kind: Kind::Text,
            repair: None,
        };
        let mut rest = parts.next();
        if rest == Some("files") {
            name.kind = Kind::Files(number(parts.next()?)?);
            rest = parts.next();
        }
        if let Some(part) = rest {
            name.repair = Some(hex(part.strip_prefix('r')?)?);
        }
        parts.next().is_none().then_some(name)
    }
}

impl fmt::Display for ChainName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (statement, device) = (to_hex(&self.statement), to_hex(&self.device));
        write!(f, "g{}-{statement}-{device}", self.generation)?;
        if let Kind::Files(k) = self.kind {
            write!(f, "-files-{k}")?;
        }
        if let Some(head) = self.repair {
            write!(f, "-r{}", to_hex(&head))?;
        }
        Ok(())
    }
}

impl RefName {
    /// Reads a full name; `None` for every ref that is not ours, whatever it begins with.
    pub fn parse(full: &str) -> Option<Self> {
        Self::parse_short(full.strip_prefix(HEADS)?)
    }

    /// Reads a name without `refs/heads/`.
    pub fn parse_short(short: &str) -> Option<Self> {
        if short == "vault" {
            return Some(Self::Vault);
        }
        ChainName::parse(short).map(Self::Chain)
    }

    /// The name without `refs/heads/`: also the name of its mirror.
    pub fn short(&self) -> String {
        match self {
            Self::Vault => "vault".to_owned(),
            Self::Chain(chain) => chain.to_string(),
        }
    }

    /// Whether it is a repair chain.
    pub fn is_repair(&self) -> bool {
        self.chain().is_some_and(|chain| chain.repair.is_some())
    }

    /// The chain, where it is one.
    pub fn chain(&self) -> Option<ChainName> {
        match self {
            Self::Vault => None,
            Self::Chain(chain) => Some(*chain),
        }
    }
}

impl From<ChainName> for RefName {
    fn from(chain: ChainName) -> Self {
        Self::Chain(chain)
    }
}

impl fmt::Display for RefName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Vault => f.write_str(VAULT),
            Self::Chain(chain) => write!(f, "{HEADS}{chain}"),
        }
    }
}

/// The first `N` bytes of an id, which is longer.
fn beginning<const N: usize>(id: &[u8]) -> [u8; N] {
    id.first_chunk().copied().unwrap_or([0; N])
}

/// A decimal number in its one spelling: no sign, no leading zero.
fn number(text: &str) -> Option<u32> {
    let number: u32 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

fn hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    from_hex(text, &mut bytes)?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "refs/heads/g1-0a0b0c0d-0011223344556677";

    #[test]
    fn every_kind_reads_back_what_it_prints() {
        for full in [
            "refs/heads/vault".to_owned(),
            TEXT.to_owned(),
            format!("{TEXT}-files-0"),
            format!("{TEXT}-files-12"),
            format!("{TEXT}-rdeadbeef"),
            format!("{TEXT}-files-3-rdeadbeef"),
        ] {
            let name = RefName::parse(&full).unwrap();
            assert_eq!(name.to_string(), full);
            assert_eq!(RefName::parse_short(&name.short()), Some(name));
        }
    }

    #[test]
    fn names_that_only_resemble_ours_are_strangers() {
        for full in [
            "refs/heads/main",
            "refs/heads/vault2",
            "refs/tags/vault",
            "refs/heads/g01-0a0b0c0d-0011223344556677",
            "refs/heads/g+1-0a0b0c0d-0011223344556677",
            "refs/heads/g1-0A0b0c0d-0011223344556677",
            "refs/heads/g1-0a0b0c0d-001122334455667",
            "refs/heads/g1-0a0b0c0d-0011223344556677-",
            "refs/heads/g1-0a0b0c0d-0011223344556677-files",
            "refs/heads/g1-0a0b0c0d-0011223344556677-files-007",
            "refs/heads/g1-0a0b0c0d-0011223344556677-rdeadbee",
            "refs/heads/g1-0a0b0c0d-0011223344556677-rdeadbeef-files-1",
            "refs/heads/g1-0a0b0c0d-0011223344556677-rdeadbeef-rdeadbeef",
            "refs/heads/g4294967296-0a0b0c0d-0011223344556677",
        ] {
            assert_eq!(RefName::parse(full), None, "{full}");
        }
    }

    #[test]
    fn a_chain_knows_whose_it_is_and_what_it_repairs() {
        let device = DeviceId([0x11; 16]);
        let name = ChainName::text(2, &StatementId([0xab; 32]), &device);
        assert!(name.is_of(&device));
        assert!(!name.is_of(&DeviceId([0x12; 16])));
        assert_eq!(name.repaired([1; 4]).base(), name);
        assert_eq!(name.to_string(), "g2-abababab-1111111111111111");
    }
}
