//! Identities: what opens slots' and epochs' files, and the keys derived from them.

use std::fmt;

use age::secrecy::ExposeSecret;
use ed25519_dalek::Signer;
use ed25519_dalek::SigningKey;
use hkdf::Hkdf;
use sha2::Digest as _;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::crypto::error::CryptoError;
use crate::model::id::DeviceId;
use crate::model::id::Digest;
use crate::model::id::EpochId;
use crate::model::secret::Secret;
use crate::model::statement::VerifyingKey;

/// A 32-byte key that is wiped on drop.
pub(crate) type KeyBytes = Zeroizing<[u8; 32]>;

const PREFIX: &str = "AGE-SECRET-KEY-1";
/// Prefix, 52 characters of key and 6 of checksum.
const KEY_CHARS: usize = 74;
/// The characters of a key after its prefix. Source: BIP 173.
const ALPHABET: &str = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";

/// An age X25519 identity of a slot or of this device's inbox.
#[derive(Clone)]
pub struct Identity {
    pub(crate) age: age::x25519::Identity,
}

impl Identity {
    /// A new one, from the system's random source.
    pub fn generate() -> Self {
        Self {
            age: age::x25519::Identity::generate(),
        }
    }

    /// Reads `AGE-SECRET-KEY-1…`, alone or as a line of an identity file or a recovery sheet; spaces,
    /// dashes at line ends and lower case, as people type them, are forgiven.
    pub fn parse(text: &str) -> Result<Self, CryptoError> {
        let typed: Zeroizing<String> =
            Zeroizing::new(find_key(text).ok_or(CryptoError::BadKey {
                why: "no AGE-SECRET-KEY-1 in it".into(),
            })?);
        let count = typed.chars().count();
        if count != KEY_CHARS {
            return Err(CryptoError::BadKey {
                why: format!("it has {count} characters, not {KEY_CHARS}").into(),
            });
        }
        let age = typed.parse().map_err(|_| CryptoError::BadKey {
            why: mistyped_at(&typed).map_or_else(
                || "more than one character is mistyped".into(),
                |at| format!("character {at} is mistyped").into(),
            ),
        })?;
        Ok(Self { age })
    }

    /// The identity as age prints it: upper case, no line end.
    pub fn to_secret(&self) -> Secret {
        Secret::new(self.age.to_string().expose_secret().to_owned())
    }

    /// Its recipient, `age1…`. Never to be written in clear, but for the inbox's.
    pub fn recipient(&self) -> String {
        self.age.to_public().to_string()
    }

    /// The key with which a slot signs statements.
    pub fn signing_key(&self) -> SignKey {
        let seed = derive(&self.to_secret(), "diurnal/v1/slot-sign");
        SignKey(SigningKey::from_bytes(&seed))
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity(…)")
    }
}

// The key on a line of its own, else all that is no comment taken together: a key broken over two lines.
fn find_key(text: &str) -> Option<String> {
    let packed = |part: &str| -> String {
        let kept = part.chars().filter(|c| !c.is_whitespace());
        kept.collect::<String>().to_ascii_uppercase()
    };
    let lines = || {
        text.lines()
            .filter(|line| !line.trim_start().starts_with('#'))
    };
    let whole = || packed(&lines().collect::<String>());
    let alone = lines()
        .map(packed)
        .find(|line| line.starts_with(PREFIX) && line.len() >= KEY_CHARS);
    let key = alone.unwrap_or_else(whole);
    key.starts_with(PREFIX).then_some(key)
}

// Which character of `key`, from 1, is no character of a key, or which one alone makes its checksum
// wrong; none where that is more than one.
fn mistyped_at(key: &str) -> Option<usize> {
    let typed: Zeroizing<Vec<char>> = Zeroizing::new(key.chars().collect());
    let own = |at: &usize| *at >= PREFIX.len();
    let odd = |at: &usize| typed.get(*at).is_some_and(|c| !ALPHABET.contains(*c));
    if let Some(at) = (0..typed.len()).filter(own).find(odd) {
        return Some(at + 1);
    }
    let mends = |at: &usize| {
        ALPHABET.chars().any(|other| {
            let chars = typed.iter().enumerate();
            let tried: Zeroizing<String> = Zeroizing::new(
                chars
                    .map(|(n, c)| if n == *at { other } else { *c })
                    .collect(),
            );
            tried.parse::<age::x25519::Identity>().is_ok()
        })
    };
    (0..typed.len()).filter(own).find(mends).map(|at| at + 1)
}

/// An Ed25519 signing key of a device or a slot.
#[derive(Clone)]
pub struct SignKey(SigningKey);

impl SignKey {
    /// The key with this seed.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// Its seed, to be sealed.
    pub(crate) fn seed(&self) -> KeyBytes {
        Zeroizing::new(self.0.to_bytes())
    }

    /// The key that checks its signatures.
    pub fn verifying_key(&self) -> VerifyingKey {
        self.0.verifying_key().to_bytes()
    }

    /// Signs the name of a statement.
    pub fn sign_statement(&self, name: &[u8; 32]) -> [u8; 64] {
        self.sign("statement", name)
    }

    /// Signs a SHA-256 for a purpose: over 'diurnal/v1/' + kind + 0 + digest.
    pub(crate) fn sign(&self, kind: &str, digest: &[u8; 32]) -> [u8; 64] {
        self.0.sign(&signed_bytes(kind, digest)).to_bytes()
    }
}

impl fmt::Debug for SignKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignKey(…)")
    }
}

/// Whether `sig` is `key`'s over the name of a statement.
pub fn verify_statement(key: &VerifyingKey, name: &[u8; 32], sig: &[u8; 64]) -> bool {
    verify(key, "statement", name, sig)
}

/// Whether `sig` is `key`'s over a SHA-256 for that purpose; the strict rule of RFC 8032, no weak keys.
pub(crate) fn verify(key: &VerifyingKey, kind: &str, digest: &[u8; 32], sig: &[u8; 64]) -> bool {
    let Ok(key) = ed25519_dalek::VerifyingKey::from_bytes(key) else {
        return false;
    };
    let sig = ed25519_dalek::Signature::from_bytes(sig);
    key.verify_strict(&signed_bytes(kind, digest), &sig).is_ok()
}

fn signed_bytes(kind: &str, digest: &[u8; 32]) -> Vec<u8> {
    let mut bytes = b"diurnal/v1/".to_vec();
    bytes.extend_from_slice(kind.as_bytes());
    bytes.push(0);
    bytes.extend_from_slice(digest);
    bytes
}

/// This device: its id and signing key.
#[derive(Clone, Debug)]
pub struct DeviceKey {
    /// The device.
    pub id: DeviceId,
    /// Its key.
    pub key: SignKey,
}

/// A key that objects are sealed to, with what is derived from it.
#[derive(Clone)]
pub struct EpochKey {
    /// The epoch.
    pub id: EpochId,
    /// SHA-256 of the identity as age prints it, as its statement names it.
    pub sha256: Digest,
    pub(crate) identity: Identity,
    pub(crate) recipient: age::x25519::Recipient,
    pub(crate) object_mac: KeyBytes,
    pub(crate) catalogue_mac: KeyBytes,
    pub(crate) state_mac: KeyBytes,
}

impl EpochKey {
    /// The epoch `id` with this identity.
    pub fn new(id: EpochId, identity: Identity) -> Self {
        let secret = identity.to_secret();
        Self {
            id,
            sha256: sha256(secret.expose().as_bytes()),
            recipient: identity.age.to_public(),
            object_mac: derive(&secret, "diurnal/v1/object-mac"),
            catalogue_mac: derive(&secret, "diurnal/v1/catalogue"),
            state_mac: derive(&secret, "diurnal/v1/state"),
            identity,
        }
    }

    /// The key that turns foreign ids into ours: of the vault's first epoch, so that all devices agree.
    pub fn import_key(&self) -> ImportKey {
        ImportKey(derive(&self.identity.to_secret(), "diurnal/v1/import"))
    }

    /// The name under which a row of `state` is kept: tells nothing of what it is.
    pub fn state_name(&self, what: &str) -> String {
        let mac = hmac(&self.state_mac, &[what.as_bytes()]);
        mac.iter()
            .take(16)
            .fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
    }
}

impl fmt::Debug for EpochKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EpochKey({})", self.id.short())
    }
}

/// Turns the ids of other programs into ours.
pub struct ImportKey(KeyBytes);

impl ImportKey {
    /// The id of an entry of another program: the first 16 bytes of HMAC(format ‖ 0 ‖ source id).
    pub fn entry_id(&self, format: &str, source: &str) -> crate::model::id::EntryId {
        let mac = hmac(&self.0, &[format.as_bytes(), &[0], source.as_bytes()]);
        let mut id = [0; 16];
        id.iter_mut().zip(mac).for_each(|(to, from)| *to = from);
        crate::model::id::EntryId(id)
    }
}

impl fmt::Debug for ImportKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ImportKey(…)")
    }
}

/// SHA-256 of `bytes`.
pub fn sha256(bytes: &[u8]) -> Digest {
    Digest(Sha256::digest(bytes).into())
}

/// HKDF-SHA256 without salt. Source: RFC 5869.
fn derive(secret: &Secret, info: &str) -> KeyBytes {
    let mut key = Zeroizing::new([0; 32]);
    // 32 bytes are within HKDF-SHA256's 8,160, so this cannot fail.
    Hkdf::<Sha256>::new(None, secret.expose().as_bytes())
        .expand(info.as_bytes(), &mut *key)
        .ok();
    key
}

/// HMAC-SHA256 over the parts, one after the other.
pub(crate) fn hmac(key: &KeyBytes, parts: &[&[u8]]) -> [u8; 32] {
    use hmac::Mac;
    let mut mac = new_mac(key);
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

pub(crate) type MacState = hmac::Hmac<Sha256>;

pub(crate) fn new_mac(key: &KeyBytes) -> MacState {
    use hmac::digest::KeyInit;
    MacState::new(hmac::digest::Key::<MacState>::from_slice(&*pad_key(key)))
}

// HMAC pads a key of 32 bytes with zeros to its block of 64; doing that here makes the call infallible.
fn pad_key(key: &KeyBytes) -> Zeroizing<[u8; 64]> {
    let mut block = Zeroizing::new([0; 64]);
    block
        .iter_mut()
        .zip(key.iter())
        .for_each(|(to, from)| *to = *from);
    block
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn k07_an_identity_is_read_as_people_type_it() {
        let identity = Identity::generate();
        let secret = identity.to_secret();
        let key = secret.expose();
        let spaced: String = key
            .chars()
            .enumerate()
            .flat_map(|(n, c)| [Some(c), (n % 6 == 5).then_some(' ')])
            .flatten()
            .collect();
        for text in [
            key.to_owned(),
            key.to_lowercase(),
            spaced,
            format!("# a comment\n{key}\n"),
            format!(" {}\n {}", &key[..40], &key[40..]),
        ] {
            assert_eq!(
                Identity::parse(&text).unwrap().recipient(),
                identity.recipient(),
                "{text}"
            );
        }
        let other = if key[30..].starts_with('Q') { "P" } else { "Q" };
        let mistyped = format!("{}{other}{}", &key[..30], &key[31..]);
        let said = |text: &str| Identity::parse(text).unwrap_err().to_string();
        assert!(said(&mistyped).ends_with("character 31 is mistyped"));
        let odd = format!("{}!{}", &key[..40], &key[41..]);
        assert!(said(&odd).ends_with("character 41 is mistyped"));
        assert!(said(&key[..73]).ends_with("it has 73 characters, not 74"));
    }

    #[test]
    fn hmac_is_rfc_4231_s() {
        let mut key = Zeroizing::new([0; 32]);
        key[..4].copy_from_slice(b"Jefe");
        let mac = hmac(&key, &[b"what do ya want ", b"for nothing?"]);
        assert_eq!(
            crate::model::id::to_hex(&mac),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn a_signature_is_for_its_purpose_and_its_bytes_only() {
        let key = SignKey::from_seed(&[7; 32]);
        let sig = key.sign("bundle", &[1; 32]);
        assert!(verify(&key.verifying_key(), "bundle", &[1; 32], &sig));
        assert!(!verify(&key.verifying_key(), "statement", &[1; 32], &sig));
        assert!(!verify(&key.verifying_key(), "bundle", &[2; 32], &sig));
    }
}
