//! Judging one bundle before a word of it is believed.

use crate::crypto::error::CryptoError;
use crate::crypto::object::Kind;
use crate::crypto::seal;
use crate::crypto::seal::Object;
use crate::crypto::seal::Sealed;
use crate::journal::JournalError;
use crate::journal::chains;
use crate::journal::keys::Keys;
use crate::model::id::DeviceId;
use crate::model::id::Digest;
use crate::model::id::StatementId;
use crate::model::statement::Statement;
use crate::sync::refname::ChainName;

/// The condition of what a device sent after it was revoked, or one that it admitted.
pub(crate) const REVOKED: &str = "revoked";
/// The condition of what no epoch at hand opens: its device has changed the keys, and we were not told.
pub(crate) const KEYRING_BEHIND: &str = "keyring-behind";

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
    let Some(statements) = statements(&object) else {
        return Ok(Verdict::Bad("damaged"));
    };
    keys.learn(&statements)?;
    let header = &object.header;
    let (Some(bundle), Some(device)) = (&header.bundle, header.device) else {
        return Ok(Verdict::Bad("damaged"));
    };
    // Of two generations of one number a bundle belongs to the one that it names.
    let began = bundle.began.unwrap_or(StatementId(keys.vault.0));
    let of = chains::generation_of(keys, &name);
    if bundle.generation != name.generation || of.is_none_or(|of| of.statement != began) {
        return Ok(Verdict::Bad("old-generation"));
    }
    if !name.is_of(&device) {
        return Ok(Verdict::Bad("wrong-device"));
    }
    let Some(member) = keys.members.devices.get(&device) else {
        let outlawed = keys.members.outlawed.contains(&device);
        return Ok(Verdict::Bad(if outlawed { REVOKED } else { "forged" }));
    };
    if !object.is_signed_by(&member.key) || object.check_mac(&keys.keyring).is_err() {
        return Ok(Verdict::Bad("forged"));
    }
    let (seq, prev, digest) = (bundle.seq, bundle.prev, bytes.digest());
    let revoked = keys.members.revoked.get(&device);
    let limit = revoked.map(|revoked| revoked.last_in(began));
    if limit.is_some_and(|last| seq > last.0 || (seq == last.0 && digest != last.1)) {
        return Ok(Verdict::Bad(REVOKED));
    }
    let known = object.header.epoch;
    if known.is_some_and(|epoch| keys.members.is_superseded(epoch, &bundle.statements)) {
        return Ok(Verdict::Bad("superseded"));
    }
    Ok(Verdict::Good(Box::new(Good {
        device,
        seq,
        prev,
        digest,
        object,
    })))
}

/// The statements among an object's lines, unjudged; none where one of them is none.
pub(crate) fn statements(object: &Object) -> Option<Vec<Statement>> {
    let lines = object
        .lines()
        .map(|(line, _)| line)
        .filter(|line| line.starts_with("{\"statement\":"));
    lines
        .map(Statement::parse)
        .collect::<Result<Vec<_>, _>>()
        .ok()
}

/// The condition of a bundle that stands where one of ours was: what does not open there was changed.
pub(crate) fn where_ours_was(condition: &'static str) -> &'static str {
    if condition == KEYRING_BEHIND {
        "damaged"
    } else {
        condition
    }
}

fn condition(error: &CryptoError) -> &'static str {
    match error {
        CryptoError::Newer => "newer",
        CryptoError::ForeignVault => "foreign-vault",
        // An epoch of which no statement has reached us, a header that was changed, another's bundle:
        // nobody can tell these apart.
        CryptoError::NotForUs => KEYRING_BEHIND,
        CryptoError::Mac => "forged",
        CryptoError::WrongPassphrase
        | CryptoError::SlotDamaged { .. }
        | CryptoError::WorkFactor { .. }
        | CryptoError::BadKey { .. }
        | CryptoError::BadRecipient
        | CryptoError::BadIdentity { .. }
        | CryptoError::PluginMissing(_)
        | CryptoError::PluginFailed { .. }
        | CryptoError::PluginSilent { .. }
        | CryptoError::NotAge
        | CryptoError::Damaged { .. }
        | CryptoError::Kind
        | CryptoError::Json(_)
        | CryptoError::Io(_) => "damaged",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;
    use crate::crypto::identity::DeviceKey;
    use crate::crypto::identity::EpochKey;
    use crate::crypto::identity::Identity;
    use crate::crypto::identity::SignKey;
    use crate::crypto::object::Header;
    use crate::journal::Journal;
    use crate::journal::exchange::Tally;
    use crate::journal::types::Init;
    use crate::journal::types::RemoteUnlock;
    use crate::model::places::Places;
    use crate::model::places::Preferences;
    use crate::model::places::Surroundings;
    use crate::model::secret::Secret;
    use crate::sync::mirror::Mirrors;
    use crate::sync::refname::RefName;

    fn journal(folder: &std::path::Path) -> Journal {
        let places = Places {
            vault: "default".into(),
            vault_dir: folder.join("vault"),
            store: folder.join("vault/journal.db"),
            mirror: folder.join("vault/mirror"),
            sync_lock: folder.join("vault/sync.lock"),
            seen: folder.join("seen"),
            scratch: folder.join("scratch"),
            socket: folder.join("socket"),
            surroundings: Surroundings::default(),
        };
        let wish = Init {
            passphrase: Secret::new("the lamp was on".into()),
            generated: false,
            work_factor: 10,
            remote_unlock: RemoteUnlock::Never,
            device_name: "desk".into(),
        };
        let made = Journal::init(places, Preferences::default(), clock::outside(), &wish);
        made.unwrap().0
    }

    /// The same lines again, sealed to `epoch` and signed by `signer`; what is thought of them.
    fn judged(
        keys: &mut Keys,
        object: &Object,
        epoch: Option<&EpochKey>,
        signer: Option<&DeviceKey>,
    ) -> Result<(), &'static str> {
        let header: &Header = &object.header;
        let lines: Vec<&str> = object.lines().map(|(line, _)| line).collect();
        let epoch = epoch.unwrap_or_else(|| keys.epoch().unwrap());
        let (sealed, _) = seal::seal(header, &lines, epoch, signer).unwrap();
        let name = chains::chain_name(keys, &keys.device());
        match open_bundle(keys, name, &sealed).unwrap() {
            Verdict::Good(_) => Ok(()),
            Verdict::Bad(condition) => Err(condition),
        }
    }

    #[test]
    fn y23_who_has_the_vault_s_keys_or_a_device_s_key_alone_writes_no_bundle() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = journal(folder.path());
        let mirrors = Mirrors::open(&folder.path().join("mirror")).unwrap();
        journal
            .seal_unsent(&mirrors, &mut Tally::default())
            .unwrap();
        let keys = journal.keys.as_mut().unwrap();
        let name = chains::chain_name(keys, &keys.device());
        let mirror = mirrors.mirror(RefName::Chain(name)).unwrap();
        let stored = mirror.read(mirror.tip().unwrap().unwrap()).unwrap();
        let Verdict::Good(good) = open_bundle(keys, name, &stored.bundle).unwrap() else {
            panic!("our own bundle is refused")
        };
        let device = |key| DeviceKey {
            id: good.device,
            key,
        };
        let ours = device(SignKey::from_seed(&keys.own.device.key.seed()));
        let other = device(SignKey::from_seed(&[7; 32]));
        let object = &good.object;
        assert_eq!(judged(keys, object, None, Some(&ours)), Ok(()));
        assert_eq!(judged(keys, object, None, Some(&other)), Err("forged"));
        assert_eq!(judged(keys, object, None, None), Err("forged"));
        // The recipient is known, the key behind it is not.
        let mut epoch = EpochKey::new(keys.epoch().unwrap().id, Identity::generate());
        epoch.recipient = keys.epoch().unwrap().recipient.clone();
        let outsider = judged(keys, object, Some(&epoch), Some(&ours));
        assert_eq!(outsider, Err("forged"));
    }

    #[test]
    fn y24_what_is_sealed_to_less_than_its_own_header_knows_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = journal(folder.path());
        let mirrors = Mirrors::open(&folder.path().join("mirror")).unwrap();
        journal
            .seal_unsent(&mirrors, &mut Tally::default())
            .unwrap();
        let before = journal.keys.as_ref().unwrap().epoch().unwrap().clone();
        let slots = journal.slot_reports().unwrap();
        let sheet = slots
            .iter()
            .find(|slot| slot.text.starts_with("the recovery"));
        journal.remove_slot(&sheet.unwrap().slot).unwrap();
        let keys = journal.keys.as_mut().unwrap();
        let name = chains::chain_name(keys, &keys.device());
        let mirror = mirrors.mirror(RefName::Chain(name)).unwrap();
        let stored = mirror.read(mirror.tip().unwrap().unwrap()).unwrap();
        let Verdict::Good(mut good) = open_bundle(keys, name, &stored.bundle).unwrap() else {
            panic!("our own bundle is refused")
        };
        let own = DeviceKey {
            id: good.device,
            key: SignKey::from_seed(&keys.own.device.key.seed()),
        };
        // Who did not know of the removal seals as he did; who names it must not.
        let old = Some(&before);
        assert_eq!(judged(keys, &good.object, old, Some(&own)), Ok(()));
        let bundle = good.object.header.bundle.as_mut().unwrap();
        bundle.statements.clone_from(&keys.members.heads);
        let refused = judged(keys, &good.object, old, Some(&own));
        assert_eq!(refused, Err("superseded"));
        assert_eq!(judged(keys, &good.object, None, Some(&own)), Ok(()));
    }

    #[test]
    fn the_statements_are_padded() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = journal(folder.path());
        let keys = journal.keys.as_mut().unwrap();
        let sealed = keys.keyring.seal_members(&keys.members).unwrap();
        let identities = [&keys.epoch().unwrap().identity];
        let text = seal::open_bytes(sealed.as_bytes(), &identities).unwrap();
        let written = text.trim_end_matches(' ').len() as u64;
        assert_eq!(text.len() as u64, seal::padme(written));
    }
}
