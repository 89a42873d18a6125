//! The epochs' identities of a vault, the file that holds them for every slot, and the statements' file.

use crate::crypto::error::CryptoError;
use crate::crypto::external::External;
use crate::crypto::identity::EpochKey;
use crate::crypto::identity::Identity;
use crate::crypto::identity::sha256;
use crate::crypto::identity::verify_statement;
use crate::crypto::recipient;
use crate::crypto::seal::Sealed;
use crate::crypto::seal::open_bytes;
use crate::crypto::seal::padme;
use crate::crypto::seal::seal_bytes;
use crate::model::id::StatementId;
use crate::model::id::VaultId;
use crate::model::members::Members;
use crate::model::members::MembersError;
use crate::model::members::Reader;
use crate::model::statement::Statement;

/// How many heads a comment names at most: 32 × 65 bytes stay below the 4,000 that stock age reads in a line.
pub const HEADS_MAX: usize = 32;
const HEADS: &str = "# statements";
/// More identities that no statement names than these are not tried.
const UNNAMED_MAX: usize = 1024;

/// The epochs whose identities are at hand, newest first.
#[derive(Clone, Debug)]
pub struct Keyring {
    /// The vault.
    pub vault: VaultId,
    epochs: Vec<EpochKey>,
    /// Identities that no statement names yet: they may open things, and nothing more.
    unnamed: Vec<Identity>,
}

/// What keyring.age holds: not believed until statements name its identities.
#[derive(Debug)]
pub struct KeyringFile {
    /// The vault that it says it is of.
    pub vault: VaultId,
    /// The heads of the statements that its maker knew.
    pub heads: Vec<StatementId>,
    /// The identities, newest first.
    pub identities: Vec<Identity>,
}

impl Keyring {
    /// A keyring of these epochs, newest first.
    pub fn new(vault: VaultId, epochs: Vec<EpochKey>) -> Self {
        Self {
            vault,
            epochs,
            unnamed: Vec::new(),
        }
    }

    /// The epochs of `file` that a statement names, by the digest of their identities; others are ignored.
    pub fn named(file: &KeyringFile, members: &Members) -> Self {
        let mut keyring = Self::new(members.vault, Vec::new());
        keyring.absorb(&file.identities);
        keyring.settle(members);
        keyring.unnamed.clear();
        keyring
    }

    /// Takes in identities that may turn out to be those of epochs. They open what is read from now on;
    /// they are not kept, sealed to or their mac believed before a statement names them.
    pub fn absorb(&mut self, identities: &[Identity]) {
        for identity in identities {
            let recipient = identity.recipient();
            let is_new = |known: &Identity| known.recipient() != recipient;
            if self.unnamed.len() < UNNAMED_MAX
                && self.epochs.iter().all(|epoch| is_new(&epoch.identity))
                && self.unnamed.iter().all(is_new)
            {
                self.unnamed.push(identity.clone());
            }
        }
    }

    /// Makes epochs of the identities that a statement names; whether there were any.
    pub fn settle(&mut self, members: &Members) -> bool {
        let before = self.epochs.len();
        self.unnamed.retain(|identity| {
            let digest = sha256(identity.to_secret().expose().as_bytes());
            let named = members
                .epochs
                .iter()
                .find(|(_, epoch)| epoch.sha256 == digest);
            if let Some((id, _)) = named {
                self.epochs.push(EpochKey::new(*id, identity.clone()));
            }
            named.is_none()
        });
        let order = |key: &EpochKey| {
            let about = members.epochs.get(&key.id);
            about.map(|e| (std::cmp::Reverse(e.depth), e.statement))
        };
        self.epochs.sort_by_key(order);
        self.epochs.len() > before
    }

    /// The epoch at hand that may be sealed to for others: of those that know every revocation and removal
    /// the newest; none where one must be made first.
    pub fn usable(&self, members: &Members) -> Option<&EpochKey> {
        let newest = members.newest_epoch(|id| self.epoch(id).is_some());
        newest.and_then(|id| self.epoch(id))
    }

    /// The epoch that is sealed to: the usable one, else, until one is made, the newest.
    pub fn sealed_to(&self, members: &Members) -> Option<&EpochKey> {
        self.usable(members).or_else(|| self.newest())
    }

    /// A new epoch of this keyring, the newest.
    pub fn begin(&mut self, epoch: EpochKey) {
        self.epochs.insert(0, epoch);
    }

    /// The newest of them, whatever was taken away since.
    pub fn newest(&self) -> Option<&EpochKey> {
        self.epochs.first()
    }

    /// The vault's first epoch.
    pub fn first(&self) -> Option<&EpochKey> {
        self.epochs.last()
    }

    /// The epoch of that id.
    pub fn epoch(&self, id: crate::model::id::EpochId) -> Option<&EpochKey> {
        self.epochs.iter().find(|epoch| epoch.id == id)
    }

    /// All epochs, newest first.
    pub fn epochs(&self) -> &[EpochKey] {
        &self.epochs
    }

    pub(crate) fn identities(&self) -> Vec<&Identity> {
        let named = self.epochs.iter().map(|epoch| &epoch.identity);
        named.chain(&self.unnamed).collect()
    }

    /// keyring.age for all of `recipients`: a stock age identity file inside.
    pub fn seal(
        &self,
        recipients: &[String],
        heads: &[StatementId],
    ) -> Result<Sealed, CryptoError> {
        let mut text = format!("# diurnal vault {}\n{}", self.vault, heads_line(heads));
        for epoch in &self.epochs {
            text.push_str("# epoch ");
            text.push_str(&epoch.id.to_string());
            text.push('\n');
            text.push_str(epoch.identity.to_secret().expose());
            text.push('\n');
        }
        // One that this program cannot seal to (a newer one's, a member's ill will) shuts out no other.
        let parsed: Vec<Box<dyn age::Recipient>> = recipients
            .iter()
            .filter_map(|r| recipient::parse(r).ok())
            .collect();
        if parsed.is_empty() {
            return Err(CryptoError::BadRecipient);
        }
        let all: Vec<&dyn age::Recipient> = parsed.iter().map(AsRef::as_ref).collect();
        seal_bytes(text.as_bytes(), &all).map(Sealed::made)
    }

    /// Opens members.age with any epoch at hand: the statements in it, unjudged.
    pub fn open_statements(&self, bytes: &[u8]) -> Result<Vec<Statement>, CryptoError> {
        read_statements(&open_bytes(bytes, &self.identities())?)
    }

    /// members.age: the statements, one a line, sealed to the newest epoch that knows every revocation.
    pub fn seal_members(&self, members: &Members) -> Result<Sealed, CryptoError> {
        let epoch = self.sealed_to(members).ok_or(CryptoError::NotForUs)?;
        let mut text = String::new();
        for statement in &members.statements {
            text.push_str(statement.line());
            text.push('\n');
        }
        let blanks = padme(text.len() as u64) - text.len() as u64;
        text.extend(std::iter::repeat_n(
            ' ',
            usize::try_from(blanks).unwrap_or_default(),
        ));
        seal_bytes(text.as_bytes(), &[&epoch.recipient]).map(Sealed::made)
    }
}

impl KeyringFile {
    /// Opens keyring.age with a slot's identity.
    pub fn open(bytes: &[u8], slot: &Identity) -> Result<Self, CryptoError> {
        Self::parse(&open_bytes(bytes, &[slot])?)
    }

    /// Opens it with keys that are not diurnal's own.
    pub fn open_by(bytes: &[u8], external: &External) -> Result<Self, CryptoError> {
        Self::parse(&external.open(bytes)?)
    }

    fn parse(text: &str) -> Result<Self, CryptoError> {
        let (vault, rest) = vault_line(text)?;
        let mut file = Self {
            vault,
            heads: Vec::new(),
            identities: Vec::new(),
        };
        for line in rest.lines() {
            if let Some(heads) = read_heads(line) {
                file.heads = heads;
            } else if !line.starts_with('#') && !line.trim().is_empty() {
                file.identities.push(Identity::parse(line)?);
            }
        }
        Ok(file)
    }

    /// Opens members.age with any of the file's identities: the statements in it, unjudged.
    pub fn open_statements(&self, bytes: &[u8]) -> Result<Vec<Statement>, CryptoError> {
        let identities: Vec<&Identity> = self.identities.iter().collect();
        read_statements(&open_bytes(bytes, &identities)?)
    }
}

fn read_statements(text: &str) -> Result<Vec<Statement>, CryptoError> {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| {
            Statement::parse(line).map_err(|_| CryptoError::Damaged {
                what: "a statement",
            })
        })
        .collect()
}

/// Judges statements with real signatures, as somebody does who knew none of them before.
pub fn judge(vault: VaultId, statements: &[Statement]) -> Result<Members, MembersError> {
    judge_as(vault, statements, &Reader::default())
}

/// The same, as `reader` does.
pub fn judge_as(
    vault: VaultId,
    statements: &[Statement],
    reader: &Reader,
) -> Result<Members, MembersError> {
    Members::judge(vault, statements, reader, &verify_statement)
}

/// The comment that names the heads of the statements that its writer knew, with its line end.
pub(crate) fn heads_line(heads: &[StatementId]) -> String {
    let mut line = HEADS.to_owned();
    for head in heads.iter().take(HEADS_MAX) {
        line.push(' ');
        line.push_str(&head.to_string());
    }
    line.push('\n');
    line
}

/// The heads that such a comment names; none where the line is no such comment.
pub(crate) fn read_heads(line: &str) -> Option<Vec<StatementId>> {
    let heads = line.strip_prefix(HEADS)?.split_whitespace();
    Some(heads.filter_map(|head| head.parse().ok()).collect())
}

/// The comment that opens every file of keys; what follows it is returned beside it.
pub(crate) fn vault_line(text: &str) -> Result<(VaultId, &str), CryptoError> {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let id = first
        .strip_prefix("# diurnal vault ")
        .ok_or(CryptoError::Damaged {
            what: "the vault's comment",
        })?;
    let vault = id.trim().parse().map_err(|_| CryptoError::Damaged {
        what: "the vault's comment",
    })?;
    Ok((vault, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id::EpochId;

    #[test]
    fn a_keyring_opens_with_each_slot_and_no_other() {
        let vault = VaultId([1; 32]);
        let keyring = Keyring::new(
            vault,
            vec![EpochKey::new(EpochId([2; 16]), Identity::generate())],
        );
        let slots = [Identity::generate(), Identity::generate()];
        let recipients: Vec<String> = slots.iter().map(Identity::recipient).collect();
        let sealed = keyring.seal(&recipients, &[StatementId([5; 32])]).unwrap();
        for slot in &slots {
            let file = KeyringFile::open(sealed.as_bytes(), slot).unwrap();
            assert_eq!(
                (file.vault, file.heads, file.identities.len()),
                (vault, vec![StatementId([5; 32])], 1)
            );
        }
        let stranger = KeyringFile::open(sealed.as_bytes(), &Identity::generate());
        assert!(matches!(stranger, Err(CryptoError::NotForUs)));
        for slot in &recipients {
            assert!(!String::from_utf8_lossy(sealed.as_bytes()).contains(slot.as_str()));
        }
    }
}
