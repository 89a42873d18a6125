//! Judging one bundle before a word of it is believed.

use crate::crypto::error::CryptoError;
use crate::crypto::object::Kind;
use crate::crypto::seal;
use crate::crypto::seal::Object;
use crate::crypto::seal::Sealed;
use crate::journal::JournalError;
use crate::journal::chains::GENERATION;
use crate::journal::keys::Keys;
use crate::model::id::DeviceId;
use crate::model::id::Digest;
use crate::model::statement::Statement;
use crate::sync::refname::ChainName;

/// A bundle that is what it must be.
#[derive(Debug)]
pub(crate) struct Good {
    pub(crate) device: DeviceId,
    pub(crate) seq: u64,
    pub(crate) prev: Digest,
    pub(crate) digest: Digest,
    pub(crate) object: Object,
}

/// What a bundle is.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// What it must be.
    Good(Box<Good>),
    /// Not: the condition's name.
    Bad(&'static str),
}

/// Opens a bundle of the chain `name` and judges all but its place: epoch, vault, generation, device,
/// signature, mac. Statements in it are learnt first, by their own signatures: the first bundle of a
/// device carries the statement that admits it.
pub(crate) fn open_bundle(
    keys: &mut Keys,
    name: ChainName,
    bytes: &Sealed,
) -> Result<Verdict, JournalError> {
    let object = match seal::open_unjudged(bytes.as_bytes(), &keys.keyring, &[Kind::Bundle]) {
        Ok(object) => object,
        Err(error) => return Ok(Verdict::Bad(condition(&error))),
    };
    let lines = object
        .lines()
        .map(|(line, _)| line)
        .filter(|line| line.starts_with("{\"statement\":"));
    let Ok(statements) = lines.map(Statement::parse).collect::<Result<Vec<_>, _>>() else {
        return Ok(Verdict::Bad("damaged"));
    };
    keys.learn(&statements)?;
    let header = &object.header;
    let (Some(bundle), Some(device)) = (&header.bundle, header.device) else {
        return Ok(Verdict::Bad("damaged"));
    };
    if bundle.generation != GENERATION {
        return Ok(Verdict::Bad("old-generation"));
    }
    if !name.is_of(&device) {
        return Ok(Verdict::Bad("wrong-device"));
    }
    let Some(member) = keys.members.devices.get(&device) else {
        return Ok(Verdict::Bad("forged"));
    };
    if !object.is_signed_by(&member.key) || object.check_mac(&keys.keyring).is_err() {
        return Ok(Verdict::Bad("forged"));
    }
    let (seq, prev, digest) = (bundle.seq, bundle.prev, bytes.digest());
    Ok(Verdict::Good(Box::new(Good {
        device,
        seq,
        prev,
        digest,
        object,
    })))
}

fn condition(error: &CryptoError) -> &'static str {
    match error {
        CryptoError::Newer => "newer",
        CryptoError::ForeignVault | CryptoError::NotForUs => "foreign-vault",
        CryptoError::Mac => "forged",
        CryptoError::WrongPassphrase
        | CryptoError::SlotDamaged { .. }
        | CryptoError::WorkFactor { .. }
        | CryptoError::BadKey { .. }
        | CryptoError::NotAge
        | CryptoError::Damaged { .. }
        | CryptoError::Kind
        | CryptoError::Json(_)
        | CryptoError::Io(_) => "damaged",
    }
}
