//! Chains that a host has damaged, published anew.
//!
//! git sends nothing that an advertised ref claims to have, and never overwrites an object, so the
//! same bundles pushed again do not heal a blob that is missing or corrupt. A repair chain's blobs
//! begin with 16 random bytes, so each is an object that the host has never seen.

use std::collections::BTreeMap;

use crate::crypto::seal::Sealed;
use crate::sync::commit;
use crate::sync::commit::CommitId;
use crate::sync::disk;
use crate::sync::error::SyncError;
use crate::sync::error::Words;
use crate::sync::mirror;
use crate::sync::mirror::BUNDLE;
use crate::sync::mirror::KEYRING;
use crate::sync::mirror::Mirror;
use crate::sync::mirror::Mirrors;
use crate::sync::mirror::REPAIR_BYTES;
use crate::sync::refname::ChainName;
use crate::sync::refname::RefName;

/// Random bytes that open one blob of a repair chain.
pub type Salt = [u8; REPAIR_BYTES];

/// Begins a repair chain of `chain` with bundle 1; its name follows from its first commit.
///
/// The caller goes on with [`extend`] up to the last bundle it holds, then pushes the whole. One
/// that was begun and never pushed does no harm: the next has another name.
pub fn begin(
    mirrors: &Mirrors,
    chain: ChainName,
    salt: Salt,
    bundle: &Sealed,
    keyring: Option<&Sealed>,
) -> Result<(Mirror, CommitId), SyncError> {
    let blob = salted(salt, bundle);
    let mut files = vec![(BUNDLE, blob.as_slice())];
    files.extend(keyring.map(|keyring| (KEYRING, keyring.as_bytes())));
    // The name is not known before the commit is, so it is made once in a place without a name.
    let git = |error: git2::Error| SyncError::Git(Words::from(&error));
    let path = mirrors.lent()?;
    let lent = mirror::open_bare(&path).map_err(git)?;
    let first: CommitId = commit::write(&lent, None, 1, &files).map_err(git)?.into();
    drop(lent);
    disk::remove_tree(&path)?;
    let name = chain.base().repaired(first.head());
    let mut mirror = mirrors.mirror(name.into())?;
    let commit = mirror.append_blob(None, 1, &blob, keyring)?;
    Ok((mirror, commit))
}

/// Writes bundle `seq` on top of `parent` in a repair chain.
pub fn extend(
    mirror: &mut Mirror,
    parent: CommitId,
    seq: u64,
    salt: Salt,
    bundle: &Sealed,
    keyring: Option<&Sealed>,
) -> Result<CommitId, SyncError> {
    mirror.append_blob(Some(parent), seq, &salted(salt, bundle), keyring)
}

fn salted(salt: Salt, bundle: &Sealed) -> Vec<u8> {
    [salt.as_slice(), bundle.as_bytes()].concat()
}

/// A device's chain as its ref and its repair chains hold it together.
#[derive(Debug)]
pub struct Union<T, E> {
    /// What was judged good, one a number, without a gap.
    pub bundles: Vec<Good<T>>,
    /// The copies that were not good, with what is wrong: some of them may stand elsewhere whole.
    pub faults: Vec<Fault<E>>,
    /// The first number of which there are copies but no good one.
    pub broken: Option<u64>,
}

/// A bundle, and where a good copy of it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Good<T> {
    /// Its number.
    pub seq: u64,
    /// The ref.
    pub chain: ChainName,
    /// The commit.
    pub commit: CommitId,
    /// What the judge made of it.
    pub judged: T,
}

/// A copy that is not what it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault<E> {
    /// Its number.
    pub seq: u64,
    /// The ref.
    pub chain: ChainName,
    /// The commit.
    pub commit: CommitId,
    /// What is wrong.
    pub why: E,
}

/// Unites the copies of a chain number by number, from `from` on, each from the first ref where
/// `judge` finds it good. `parts` are the refs with their commits, the first of which has number 1.
/// `judge` sees the numbers in order and only goes on where it said yes, so it may keep the digest
/// of the one before.
pub fn union<T, E>(
    parts: &BTreeMap<ChainName, Vec<CommitId>>,
    from: u64,
    mut judge: impl FnMut(u64, ChainName, CommitId) -> Result<T, E>,
) -> Union<T, E> {
    let mut union = Union {
        bundles: Vec::new(),
        faults: Vec::new(),
        broken: None,
    };
    for seq in from.max(1).. {
        let place = usize::try_from(seq - 1).unwrap_or(usize::MAX);
        let copies = parts
            .iter()
            .filter_map(|(chain, line)| Some((*chain, *line.get(place)?)));
        let mut any = false;
        let mut good = None;
        for (chain, commit) in copies {
            any = true;
            match judge(seq, chain, commit) {
                Ok(judged) => {
                    good = Some(Good {
                        seq,
                        chain,
                        commit,
                        judged,
                    });
                    break;
                }
                Err(why) => union.faults.push(Fault {
                    seq,
                    chain,
                    commit,
                    why,
                }),
            }
        }
        let Some(good) = good else {
            union.broken = any.then_some(seq);
            return union;
        };
        union.bundles.push(good);
    }
    union
}

/// Where new bundles of `chain` go: its youngest repair chain, which is the longest one, else its
/// own ref. `lengths` are the refs at the remote with the number of their commits.
pub fn target(chain: ChainName, lengths: &BTreeMap<ChainName, u64>) -> RefName {
    let repairs = lengths
        .iter()
        .filter(|(name, _)| name.repair.is_some() && name.base() == chain.base());
    let youngest = repairs.max_by_key(|(name, length)| (**length, **name));
    youngest.map_or(chain.base(), |(name, _)| *name).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id::DeviceId;
    use crate::model::id::StatementId;

    fn chain() -> ChainName {
        ChainName::text(1, &StatementId([0xab; 32]), &DeviceId([0x11; 16]))
    }

    fn bundle(seq: u64) -> Sealed {
        Sealed::read(format!("age-encryption.org/v1\n{seq}").into_bytes()).unwrap()
    }

    #[test]
    fn a_repair_chain_bears_its_first_commit_in_its_name_and_reads_back() {
        let folder = tempfile::tempdir().unwrap();
        let mirrors = Mirrors::open(folder.path()).unwrap();
        let (mut mirror, first) =
            begin(&mirrors, chain(), [1; 16], &bundle(1), Some(&bundle(9))).unwrap();
        let second = extend(&mut mirror, first, 2, [2; 16], &bundle(2), None).unwrap();
        let name = mirror.refname().chain().unwrap();
        assert_eq!(name, chain().repaired(first.head()));
        assert_eq!(mirror.tip().unwrap(), Some(second));
        assert_eq!(mirror.read(first).unwrap().bundle, bundle(1));
        assert_eq!(mirror.read(first).unwrap().keyring, Some(bundle(9)));
        assert_eq!(mirror.read(second).unwrap().bundle, bundle(2));
        let (other, _) = begin(&mirrors, name, [3; 16], &bundle(1), None).unwrap();
        assert_ne!(other.refname(), mirror.refname());
        assert_eq!(other.refname().chain().unwrap().base(), chain());
    }

    /// A judge for whom the commits in `bad` are damaged.
    fn united(
        lines: &[(ChainName, &[u8])],
        from: u64,
        bad: &[u8],
    ) -> (Vec<u8>, Vec<u8>, Option<u64>) {
        let parts = lines.iter().map(|(name, line)| {
            (
                *name,
                line.iter().map(|byte| CommitId([*byte; 20])).collect(),
            )
        });
        let judge = |_, _, commit: CommitId| {
            let [byte, ..] = commit.0;
            if bad.contains(&byte) {
                Err(byte)
            } else {
                Ok(byte)
            }
        };
        let union = union(&parts.collect(), from, judge);
        let good = union.bundles.iter().map(|good| good.judged).collect();
        (
            good,
            union.faults.iter().map(|fault| fault.why).collect(),
            union.broken,
        )
    }

    #[test]
    fn each_bundle_comes_from_where_it_is_good() {
        let repair = chain().repaired([1; 4]);
        let lines: &[(ChainName, &[u8])] = &[(chain(), &[1, 2, 3]), (repair, &[11, 12, 13, 14])];
        assert_eq!(united(lines, 1, &[]), (vec![1, 2, 3, 14], vec![], None));
        assert_eq!(united(lines, 1, &[2]), (vec![1, 12, 3, 14], vec![2], None));
        assert_eq!(united(lines, 1, &[2, 12]), (vec![1], vec![2, 12], Some(2)));
        assert_eq!(united(lines, 3, &[]), (vec![3, 14], vec![], None));
        assert_eq!(united(lines, 4, &[14]), (vec![], vec![14], Some(4)));
        assert_eq!(united(lines, 5, &[]), (vec![], vec![], None));
        assert_eq!(united(&[], 1, &[]), (vec![], vec![], None));
    }

    #[test]
    fn new_bundles_go_to_the_youngest_repair_chain() {
        let (one, two) = (chain().repaired([1; 4]), chain().repaired([2; 4]));
        let target =
            |lengths: &[(ChainName, u64)]| target(chain(), &lengths.iter().copied().collect());
        assert_eq!(target(&[(chain(), 9)]), chain().into());
        assert_eq!(target(&[(chain(), 9), (one, 5)]), one.into());
        assert_eq!(target(&[(one, 7), (two, 5)]), one.into());
        assert_eq!(target(&[(one, 5), (two, 5)]), two.into());
        let other = ChainName::text(1, &StatementId([0xab; 32]), &DeviceId([0x22; 16]));
        assert_eq!(target(&[(other.repaired([9; 4]), 50)]), chain().into());
    }
}
