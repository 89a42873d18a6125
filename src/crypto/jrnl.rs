//! Files that jrnl has encrypted, all three kinds of them: only opened, never made.
//!
//! ```text
//! 1   iv 16 ‖ AES-256-CBC, padded as PKCS#7 says or, long ago, with blanks    key: SHA-256(passphrase)
//! 2   Fernet token in base64                                  key: PBKDF2(passphrase, a fixed salt)
//! 3   "JRNLv3" ‖ length u16 ‖ base64({"salt":"…"}) ‖ token               key: PBKDF2(passphrase, salt)
//! ```
//! A Fernet token is `0x80 ‖ time u64 ‖ iv 16 ‖ AES-128-CBC ‖ HMAC-SHA256 of all before`; the first half
//! of its key signs. The first kind has no sum: a wrong passphrase shows only in what comes out.

use aes::cipher::BlockDecryptMut;
use aes::cipher::KeyIvInit;
use aes::cipher::block_padding::NoPadding;
use base64::Engine;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::GeneralPurpose;
use base64::engine::GeneralPurposeConfig;
use hmac::Hmac;
use hmac::Mac;
use sha2::Digest;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::crypto::error::ForeignError;
use crate::model::secret::Secret;

/// What the second kind begins with: the version byte of a token in base64.
const TOKEN: &[u8] = b"gAAAAA";
/// What the third kind begins with.
const THIRD: &[u8] = b"JRNLv3";
/// The salt of every file of the second kind.
const SALT: [u8; 16] = [
    0xf2, 0xd5, 0x71, 0x0e, 0xc1, 0x8d, 0x2e, 0xde, 0xdc, 0x8e, 0x36, 0x74, 0x89, 0x04, 0xce, 0xf8,
];
/// Rounds of PBKDF2, in the second and third kind.
const ROUNDS: u32 = 100_000;
/// A block of AES, in bytes.
const BLOCK: usize = 16;
/// What stands before the text of a token: version, time, iv; and behind it: the sum. In bytes.
const BEFORE: usize = 1 + 8 + BLOCK;
const SUM: usize = 32;

/// base64 as URLs have it, with padding or without.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Whether a file that begins with `front` says that it is the second or third kind.
pub fn says_sealed(front: &[u8]) -> bool {
    front.starts_with(TOKEN) || front.starts_with(THIRD)
}

/// Whether a file of `bytes` bytes that begins with `front` may be of the first kind, which says nothing
/// of itself: it is no text, and whole blocks.
pub fn may_be_sealed(front: &[u8], bytes: u64) -> bool {
    let is_text = |front: &[u8]| match std::str::from_utf8(front) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    };
    let block = BLOCK as u64;
    bytes >= 2 * block && bytes.is_multiple_of(block) && !is_text(front)
}

/// The text of a file, opened.
///
/// # Errors
///
/// [`ForeignError::Passphrase`] where the passphrase does not open it, which no file tells apart
/// from damage; [`ForeignError::Damaged`] where it is damaged in any case.
pub fn open(file: &[u8], passphrase: &Secret) -> Result<Zeroizing<Vec<u8>>, ForeignError> {
    if let Some(rest) = file.strip_prefix(THIRD) {
        let (salt, token) = header(rest)?;
        return token_text(token, &derived(passphrase, &salt));
    }
    if file.starts_with(TOKEN) {
        return token_text(file, &derived(passphrase, &SALT));
    }
    first_kind(file, passphrase)
}

fn damaged(why: &'static str) -> ForeignError {
    ForeignError::Damaged(why)
}

/// The salt that a header names, and the token behind it.
fn header(rest: &[u8]) -> Result<(Vec<u8>, &[u8]), ForeignError> {
    let cut = || damaged("its header is cut off");
    let (length, rest) = rest.split_first_chunk::<2>().ok_or_else(cut)?;
    let length = usize::from(u16::from_be_bytes(*length));
    let (header, token) = rest.split_at_checked(length).ok_or_else(cut)?;
    // One that was never released wrote the JSON as it is.
    let text = match BASE64.decode(header) {
        Ok(text) => text,
        Err(_) => header.to_vec(),
    };
    let read: serde_json::Value =
        serde_json::from_slice(&text).map_err(|_| damaged("its header is no JSON"))?;
    let salt = read.get("salt").and_then(serde_json::Value::as_str);
    let salt = salt.and_then(|salt| BASE64.decode(salt).ok());
    Ok((
        salt.ok_or_else(|| damaged("its header names no salt"))?,
        token,
    ))
}

fn derived(passphrase: &Secret, salt: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0; 32]);
    let words = passphrase.expose().as_bytes();
    pbkdf2::pbkdf2_hmac::<Sha256>(words, salt, ROUNDS, &mut *key);
    key
}

/// Opens a token.
fn token_text(token: &[u8], key: &[u8; 32]) -> Result<Zeroizing<Vec<u8>>, ForeignError> {
    let token = BASE64.decode(token.trim_ascii());
    let token = token.map_err(|_| damaged("it is no base64"))?;
    let short = || damaged("it is cut off");
    let (signed, sum) = token
        .split_at_checked(token.len().saturating_sub(SUM))
        .ok_or_else(short)?;
    let (before, sealed) = signed.split_at_checked(BEFORE).ok_or_else(short)?;
    let (signing, opening) = key.split_at(BLOCK);
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(signing).map_err(|_| short())?;
    mac.update(signed);
    mac.verify_slice(sum)
        .map_err(|_| ForeignError::Passphrase)?;
    let iv = before.get(before.len() - BLOCK..).ok_or_else(short)?;
    let cipher = cbc::Decryptor::<aes::Aes128>::new_from_slices(opening, iv);
    let mut text = Zeroizing::new(sealed.to_vec());
    let opened = cipher
        .map_err(|_| short())?
        .decrypt_padded_mut::<NoPadding>(&mut text);
    opened.map_err(|_| short())?;
    let length = unpadded(&text).ok_or_else(|| damaged("it is not padded as it should be"))?;
    text.truncate(length);
    Ok(text)
}

/// Opens a file of the first kind; what comes out must be text.
fn first_kind(file: &[u8], passphrase: &Secret) -> Result<Zeroizing<Vec<u8>>, ForeignError> {
    let short = || damaged("it is cut off, or none of jrnl's");
    let (iv, sealed) = file.split_at_checked(BLOCK).ok_or_else(short)?;
    if sealed.is_empty() {
        return Err(short());
    }
    let key = Zeroizing::new(<[u8; 32]>::from(Sha256::digest(passphrase.expose())));
    let cipher = cbc::Decryptor::<aes::Aes256>::new_from_slices(&*key, iv);
    let mut text = Zeroizing::new(sealed.to_vec());
    let opened = cipher
        .map_err(|_| short())?
        .decrypt_padded_mut::<NoPadding>(&mut text);
    opened.map_err(|_| short())?;
    let length = unpadded(&text).unwrap_or_else(|| text.trim_ascii_end().len());
    text.truncate(length);
    if std::str::from_utf8(&text).is_err() {
        return Err(ForeignError::Passphrase);
    }
    Ok(text)
}

/// The length of the text before a padding of PKCS#7; none where there is no such padding.
fn unpadded(text: &[u8]) -> Option<usize> {
    let last = *text.last()?;
    let count = usize::from(last);
    let length = text.len().checked_sub(count)?;
    let padding = text.get(length..)?;
    let is_one = (1..=BLOCK).contains(&count) && padding.iter().all(|byte| *byte == last);
    is_one.then_some(length)
}

#[cfg(test)]
mod tests {
    use aes::cipher::BlockEncryptMut;
    use aes::cipher::block_padding::Pkcs7;

    use super::*;

    const TEXT: &[u8] = "[2024-05-17 21:04] Räin *\nall day\n".as_bytes();

    fn secret(text: &str) -> Secret {
        Secret::new(text.to_owned())
    }

    fn token(key: &[u8; 32]) -> Vec<u8> {
        let (signing, opening) = key.split_at(16);
        let iv = [7; 16];
        let mut bytes = vec![0x80];
        bytes.extend([0, 0, 0, 0, 0x66, 0x47, 0, 0]);
        bytes.extend(iv);
        let cipher = cbc::Encryptor::<aes::Aes128>::new_from_slices(opening, &iv).unwrap();
        bytes.extend(cipher.encrypt_padded_vec_mut::<Pkcs7>(TEXT));
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(signing).unwrap();
        mac.update(&bytes);
        bytes.extend(mac.finalize().into_bytes());
        BASE64.encode(bytes).into_bytes()
    }

    /// A file of each kind, made from their description.
    fn files(passphrase: &Secret) -> Vec<Vec<u8>> {
        let iv = [9; 16];
        let key = Sha256::digest(passphrase.expose());
        let cipher = || cbc::Encryptor::<aes::Aes256>::new_from_slices(&key, &iv).unwrap();
        let mut blanks = TEXT.to_vec();
        blanks.resize(TEXT.len().next_multiple_of(16) + 16, b' ');
        let first = cipher().encrypt_padded_vec_mut::<Pkcs7>(TEXT);
        let ancient = cipher().encrypt_padded_vec_mut::<NoPadding>(&blanks);
        let salt = [3; 16];
        let json = format!("{{\"salt\": \"{}\"}}", BASE64.encode(salt));
        let third = |header: &[u8]| {
            let length = u16::try_from(header.len()).unwrap().to_be_bytes();
            let token = token(&derived(passphrase, &salt));
            [b"JRNLv3", &length[..], header, &token].concat()
        };
        vec![
            [&iv[..], &first].concat(),
            [&iv[..], &ancient].concat(),
            token(&derived(passphrase, &SALT)),
            third(BASE64.encode(&json).as_bytes()),
            third(json.as_bytes()),
        ]
    }

    #[test]
    fn every_kind_opens_and_a_wrong_passphrase_is_told() {
        let right = secret("the lämp was on");
        for (kind, file) in files(&right).iter().enumerate() {
            let text = open(file, &right).unwrap();
            assert_eq!(text.trim_ascii_end(), TEXT.trim_ascii_end(), "{kind}");
            let wrong = open(file, &secret("the lamp")).unwrap_err();
            assert!(matches!(wrong, ForeignError::Passphrase), "{kind}: {wrong}");
            let bytes = file.len() as u64;
            assert!(says_sealed(file) != may_be_sealed(file, bytes), "{kind}");
        }
        assert!(!says_sealed(TEXT) && !may_be_sealed(&[0xff; 40], 40));
        assert!(!may_be_sealed(&[b'a'; 32], 32));
    }

    #[test]
    fn a_known_token_opens() {
        // The vector of Fernet's specification, github.com/fernet/spec, verify.json.
        let key = BASE64
            .decode("cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=")
            .unwrap();
        let token = b"gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==";
        let text = token_text(token, key.as_slice().try_into().unwrap()).unwrap();
        assert_eq!(&text[..], b"hello");
    }

    #[test]
    fn what_was_cut_or_changed_anywhere_is_refused() {
        let right = secret("x");
        let key = derived(&right, &SALT);
        let whole = token(&key);
        for at in 0..whole.len() {
            assert!(token_text(&whole[..at], &key).is_err(), "{at}");
            let mut changed = whole.clone();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            // Padding bits of base64 may say anything.
            if at + 4 < whole.len() {
                assert!(token_text(&changed, &key).is_err(), "{at}");
            }
        }
        for file in files(&right) {
            for at in [0, 1, 6, 7, 8, 9, 16, 17, 31, 33] {
                let text = open(&file[..at.min(file.len())], &right);
                assert!(text.map_or(true, |text| text.len() < TEXT.len()), "{at}");
            }
        }
    }
}
