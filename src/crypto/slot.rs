//! Slots' files: what a passphrase opens, and what this device keeps for itself.

use age::secrecy::SecretString;
use serde::Deserialize;
use serde::Serialize;
use zeroize::Zeroizing;

use crate::crypto::error::CryptoError;
use crate::crypto::identity::DeviceKey;
use crate::crypto::identity::Identity;
use crate::crypto::identity::SignKey;
use crate::crypto::identity::sha256;
use crate::crypto::keyring::heads_line;
use crate::crypto::keyring::read_heads;
use crate::crypto::keyring::vault_line;
use crate::crypto::seal::Sealed;
use crate::crypto::seal::open_bytes;
use crate::crypto::seal::seal_bytes;
use crate::model::id::DeviceId;
use crate::model::id::Digest;
use crate::model::id::SlotId;
use crate::model::id::StatementId;
use crate::model::id::VaultId;
use crate::model::id::from_hex;
use crate::model::id::to_hex;
use crate::model::secret::Secret;

/// A slot that a passphrase opens: its file and the file's digest, which tells damage from a wrong passphrase.
#[derive(Debug)]
pub struct PassphraseSlot {
    /// The age file.
    pub file: Sealed,
    /// SHA-256 of it.
    pub sum: Digest,
}

/// Seals a slot's identity under a passphrase; `work_factor` is log2 of scrypt's N.
pub fn seal_passphrase(
    vault: VaultId,
    slot: SlotId,
    identity: &Identity,
    passphrase: &Secret,
    work_factor: u8,
) -> Result<PassphraseSlot, CryptoError> {
    let text = identity_file(vault, slot, identity);
    let file = seal_text(&text, passphrase, work_factor)?;
    let sum = file.digest();
    Ok(PassphraseSlot { file, sum })
}

fn seal_text(text: &str, passphrase: &Secret, work_factor: u8) -> Result<Sealed, CryptoError> {
    let mut recipient = age::scrypt::Recipient::new(secret_string(passphrase));
    // Left alone, the crate picks a factor by a stopwatch, and a busy machine picks badly.
    recipient.set_work_factor(work_factor);
    seal_bytes(text.as_bytes(), &[&recipient]).map(Sealed::made)
}

/// What an invitation's file gives to whoever has its words.
#[derive(Debug)]
pub struct Invitation {
    /// The vault that it invites to.
    pub vault: VaultId,
    /// Its slot, good once.
    pub slot: SlotId,
    /// What opens the keyring.
    pub identity: Identity,
    /// The heads of the statements that its maker knew: a remote that lacks one of them is older.
    pub heads: Vec<StatementId>,
}

impl Invitation {
    /// Seals it under its words; `work_factor` is log2 of scrypt's N.
    pub fn seal(&self, words: &Secret, work_factor: u8) -> Result<Sealed, CryptoError> {
        let key = identity_file(self.vault, self.slot, &self.identity);
        let text = Zeroizing::new(format!("{key}{}", heads_line(&self.heads)));
        seal_text(&text, words, work_factor)
    }

    /// Opens it. `name` is for messages.
    pub fn open(
        name: &str,
        bytes: &[u8],
        words: &Secret,
        work_factor_max: u8,
    ) -> Result<Self, CryptoError> {
        let text = open_text(name, bytes, words, work_factor_max)?;
        let damaged = |_| CryptoError::SlotDamaged {
            slot: name.to_owned(),
        };
        let (vault, slot, identity) = read_identity_file(&text).map_err(damaged)?;
        Ok(Self {
            vault,
            slot,
            identity,
            heads: text.lines().find_map(read_heads).unwrap_or_default(),
        })
    }
}

/// Opens a passphrase slot. `name` is for messages; `sum` is the digest kept beside it, if any.
pub fn open_passphrase(
    name: &str,
    bytes: &[u8],
    sum: Option<Digest>,
    passphrase: &Secret,
    work_factor_max: u8,
) -> Result<(VaultId, SlotId, Identity), CryptoError> {
    let damaged = || CryptoError::SlotDamaged {
        slot: name.to_owned(),
    };
    if sum.is_some_and(|sum| sum != sha256(bytes)) {
        return Err(damaged());
    }
    let text = open_text(name, bytes, passphrase, work_factor_max)?;
    read_identity_file(&text).map_err(|_| damaged())
}

fn open_text(
    name: &str,
    bytes: &[u8],
    passphrase: &Secret,
    work_factor_max: u8,
) -> Result<Zeroizing<String>, CryptoError> {
    let damaged = || CryptoError::SlotDamaged {
        slot: name.to_owned(),
    };
    let mut identity = age::scrypt::Identity::new(secret_string(passphrase));
    // Without this the crate allows its own pick + 4, and a busy machine refuses a good vault.
    identity.set_max_work_factor(work_factor_max);
    let decryptor = age::Decryptor::new_buffered(bytes).map_err(|_| damaged())?;
    if !decryptor.is_scrypt() {
        return Err(damaged());
    }
    let mut stream = match decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity)) {
        Ok(stream) => stream,
        Err(
            age::DecryptError::DecryptionFailed
            | age::DecryptError::NoMatchingKeys
            | age::DecryptError::KeyDecryptionFailed,
        ) => {
            return Err(CryptoError::WrongPassphrase);
        }
        Err(age::DecryptError::ExcessiveWork { required, .. }) => {
            return Err(CryptoError::WorkFactor {
                asked: required,
                max: work_factor_max,
            });
        }
        Err(_) => return Err(damaged()),
    };
    let mut text = Vec::with_capacity(bytes.len());
    std::io::Read::read_to_end(&mut stream, &mut text).map_err(|_| damaged())?;
    let text = String::from_utf8(text).map_err(|_| damaged())?;
    Ok(Zeroizing::new(text))
}

/// The work factor that a passphrase slot's file names: log2 of scrypt's N; none where it is no such file.
pub fn work_factor(bytes: &[u8]) -> Option<u8> {
    let stanza = bytes.split(|byte| *byte == b'\n').nth(1)?;
    let words = std::str::from_utf8(stanza)
        .ok()?
        .strip_prefix("-> scrypt ")?;
    words.split(' ').nth(1)?.parse().ok()
}

/// A slot's identity as a stock age identity file: what a passphrase slot holds and the sheet prints.
pub fn identity_file(vault: VaultId, slot: SlotId, identity: &Identity) -> String {
    format!(
        "# diurnal vault {vault}\n# slot {slot}\n{}\n",
        identity.to_secret().expose()
    )
}

/// Reads an identity file with its vault and slot.
pub fn read_identity_file(text: &str) -> Result<(VaultId, SlotId, Identity), CryptoError> {
    let (vault, rest) = vault_line(text)?;
    let slot = rest
        .lines()
        .find_map(|line| line.strip_prefix("# slot "))
        .and_then(|id| id.trim().parse().ok());
    let slot = slot.ok_or(CryptoError::Damaged {
        what: "the slot's comment",
    })?;
    Ok((vault, slot, Identity::parse(rest)?))
}

/// The vault that a recovery sheet names in its comments, where it does.
pub fn vault_of_sheet(text: &str) -> Option<VaultId> {
    text.lines().find_map(|line| {
        line.trim()
            .strip_prefix("# diurnal vault ")?
            .trim()
            .parse()
            .ok()
    })
}

/// What a device keeps for itself: its signing key and the identity of its inbox.
#[derive(Clone, Debug)]
pub struct DeviceFile {
    /// The device.
    pub device: DeviceKey,
    /// What opens the inbox.
    pub inbox: Identity,
}

#[derive(Serialize, Deserialize)]
struct DeviceLine {
    device: DeviceId,
    seed: String,
    inbox: String,
}

impl DeviceFile {
    /// device.age, for the device's own slot only.
    pub fn seal(&self, vault: VaultId, slot: &Identity) -> Result<Sealed, CryptoError> {
        let line = DeviceLine {
            device: self.device.id,
            seed: to_hex(&*self.device.key.seed()),
            inbox: self.inbox.to_secret().expose().to_owned(),
        };
        let json = serde_json::to_string(&line).map_err(CryptoError::Json)?;
        let text = format!("# diurnal vault {vault}\n{json}\n");
        seal_bytes(text.as_bytes(), &[&slot.age.to_public()]).map(Sealed::made)
    }

    /// Opens device.age.
    pub fn open(bytes: &[u8], vault: VaultId, slot: &Identity) -> Result<Self, CryptoError> {
        let text = open_bytes(bytes, &[slot])?;
        let (named, rest) = vault_line(&text)?;
        if named != vault {
            return Err(CryptoError::ForeignVault);
        }
        let line: DeviceLine = serde_json::from_str(rest.trim_end()).map_err(CryptoError::Json)?;
        let mut seed = Zeroizing::new([0; 32]);
        from_hex(&line.seed, &mut *seed).ok_or(CryptoError::Damaged {
            what: "the device's key",
        })?;
        let device = DeviceKey {
            id: line.device,
            key: SignKey::from_seed(&seed),
        };
        Ok(Self {
            device,
            inbox: Identity::parse(&line.inbox)?,
        })
    }
}

// One passphrase typed on two systems may differ in its bytes: both mean its composed form.
fn secret_string(passphrase: &Secret) -> SecretString {
    SecretString::from(passphrase.composed().expose().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret {
        Secret::new(text.to_owned())
    }

    #[test]
    fn k01_k02_k04_wrong_passphrase_damage_and_excessive_work_are_told_apart() {
        let identity = Identity::generate();
        let (vault, slot) = (VaultId([1; 32]), SlotId([2; 16]));
        let made = seal_passphrase(vault, slot, &identity, &secret("caf\u{e9}"), 10).unwrap();
        assert_eq!(work_factor(made.file.as_bytes()), Some(10));
        assert_eq!(work_factor(b"age-encryption.org/v1\n-> X25519 abc\n"), None);
        let open = |bytes: &[u8], words: &str, max| {
            open_passphrase("slot-1", bytes, Some(made.sum), &secret(words), max)
        };
        let (of, named, opened) = open(made.file.as_bytes(), "cafe\u{301}", 22).unwrap();
        assert_eq!(
            (of, named, opened.recipient()),
            (vault, slot, identity.recipient())
        );
        assert!(matches!(
            open(made.file.as_bytes(), "coffee", 22),
            Err(CryptoError::WrongPassphrase)
        ));
        assert!(matches!(
            open(made.file.as_bytes(), "caf\u{e9}", 9),
            Err(CryptoError::WorkFactor { asked: 10, max: 9 })
        ));
        let mut bytes = made.file.as_bytes().to_vec();
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        assert!(matches!(
            open(&bytes, "caf\u{e9}", 22),
            Err(CryptoError::SlotDamaged { .. })
        ));
    }

    #[test]
    fn a_device_s_file_opens_for_its_own_slot_only() {
        let slot = Identity::generate();
        let device = DeviceKey {
            id: DeviceId([4; 16]),
            key: SignKey::from_seed(&[5; 32]),
        };
        let file = DeviceFile {
            device,
            inbox: Identity::generate(),
        };
        let vault = VaultId([1; 32]);
        let sealed = file.seal(vault, &slot).unwrap();
        let opened = DeviceFile::open(sealed.as_bytes(), vault, &slot).unwrap();
        assert_eq!(
            opened.device.key.verifying_key(),
            file.device.key.verifying_key()
        );
        assert_eq!(opened.inbox.recipient(), file.inbox.recipient());
        assert!(DeviceFile::open(sealed.as_bytes(), vault, &Identity::generate()).is_err());
        assert!(DeviceFile::open(sealed.as_bytes(), VaultId([2; 32]), &slot).is_err());
    }
}
