//! One chain of a remote in the drill: each bundle is opened where a good copy of it stands.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashSet;

use crate::journal::JournalError;
use crate::journal::exchange;
use crate::journal::exchange::Good;
use crate::journal::exchange::Verdict;
use crate::journal::exchange::where_ours_was;
use crate::journal::keys::Keys;
use crate::journal::objects;
use crate::journal::types::Notice;
use crate::model::id::Digest;
use crate::model::id::RevId;
use crate::model::revision;
use crate::sync::commit::CommitId;
use crate::sync::error::SyncError;
use crate::sync::mirror::Mirror;
use crate::sync::mirror::Mirrors;
use crate::sync::refname::ChainName;
use crate::sync::refname::RefName;
use crate::sync::remote::Remote;
use crate::sync::repair;
use crate::sync::seen::Seen;

/// What a remote gave back.
#[derive(Default)]
pub(super) struct Restored {
    pub(super) revs: HashSet<RevId>,
    /// Digests of each chain's bundles, in order.
    pub(super) chains: BTreeMap<String, Vec<Digest>>,
    pub(super) bundles: u64,
    pub(super) shortfalls: Vec<Notice>,
    pub(super) notices: Vec<Notice>,
    /// Whether others have begun a generation that this device has not gone over to yet.
    pub(super) moved_on: bool,
}

/// One ref of a chain, fetched into the drill's own mirrors.
struct Part {
    mirror: Mirror,
    commits: Vec<CommitId>,
    /// Whether more was offered than could be read.
    cut: bool,
}

/// A chain as a remote offers it.
pub(super) struct Offered<'a> {
    name: ChainName,
    /// Its own ref and its repair chains.
    refs: &'a [(ChainName, CommitId)],
    /// The last bundle that the remote has confirmed.
    confirmed: u64,
    /// A bundle that was confirmed, by its number: it tells which of two lines is the one that is followed.
    known: Option<(u64, Digest)>,
}

impl<'a> Offered<'a> {
    pub(super) fn new(
        name: ChainName,
        refs: &'a [(ChainName, CommitId)],
        seen: Option<&Seen>,
    ) -> Self {
        let seen = seen.and_then(|seen| seen.chains.get(&name.to_string()));
        Self {
            name,
            refs,
            confirmed: seen.map_or(0, |seen| seen.confirmed),
            known: seen.map(|seen| (seen.seq, seen.digest)),
        }
    }

    /// Whether these bundles are of the line that is followed, as far as was seen.
    fn is_followed(&self, bundles: &[repair::Good<Back>]) -> bool {
        self.known.is_none_or(|(seq, digest)| {
            let mut bundles = bundles.iter();
            seq == 0 || bundles.any(|good| good.seq == seq && good.judged.digest == digest)
        })
    }
}

/// Fetches a chain with its repair chains and opens every bundle, each where a good copy of it stands.
pub(super) fn restore_chain(
    keys: &mut Keys,
    remote: &mut Remote<'_>,
    mirrors: &Mirrors,
    chain: &Offered<'_>,
    restored: &mut Restored,
) -> Result<(), JournalError> {
    let (name, refs) = (chain.name, chain.refs);
    let mut parts: BTreeMap<ChainName, Part> = BTreeMap::new();
    for (part, offered) in refs {
        match fetch_part(remote, mirrors, *part, *offered) {
            Ok(fetched) => {
                parts.insert(*part, fetched);
            }
            Err(JournalError::Sync(error)) if is_damage(&error) => {
                restored.unread(name, *part, refs.len() > 1, &error);
            }
            Err(error) => return Err(error),
        }
    }
    let lines: BTreeMap<ChainName, Vec<CommitId>> = parts
        .iter()
        .map(|(part, read)| (*part, read.commits.clone()))
        .collect();
    let mut union = unite(keys, chain, &parts, &lines)?;
    let mut sound = BTreeSet::new();
    for (part, commits) in lines.iter().filter(|_| lines.len() > 1) {
        let only = BTreeMap::from([(*part, commits.clone())]);
        let alone = unite(keys, chain, &parts, &only)?;
        // Where one device wrote twice there are two lines: who reads the chain takes what stands in both.
        let back = alone.bundles.iter().flat_map(|good| &good.judged.revs);
        restored.revs.extend(back);
        if alone.faults.is_empty() {
            sound.insert(*part);
        }
        // The remote may show the line that was left under the chain's own name.
        if !chain.is_followed(&union.bundles) && chain.is_followed(&alone.bundles) {
            let text =
                format!("\"{part}\" stands for \"{name}\", which shows a line that was left");
            restored.notices.push(Notice::told("fork", text));
            union = alone;
        }
    }
    let whole = union.bundles.len() as u64;
    for good in union.bundles {
        restored.take(name, good.seq, good.judged);
    }
    // A repair chain that is good to its end is where its device goes on: what a host hung at the end of
    // the chain that it replaces hides nothing. That it is as long as it was confirmed is looked at later.
    let replaced = lines.iter().any(|(part, commits)| {
        part.repair.is_some()
            && commits.len() as u64 == whole
            && union.faults.iter().all(|fault| fault.chain != *part)
    });
    for fault in union.faults {
        let text = format!(
            "bundle {} of \"{}\" is refused: {}{}",
            fault.seq, fault.chain, fault.why.0, fault.why.1
        );
        if fault.seq <= whole || (replaced && fault.chain.repair.is_none()) {
            restored.notices.push(Notice::told(
                fault.why.0,
                format!("{text}; a good copy stands in a repair chain"),
            ));
        } else if sound.contains(&fault.chain) {
            let text = format!(
                "\"{}\" goes another way from bundle {}: one device wrote twice, and all of it was read",
                fault.chain, fault.seq
            );
            restored.notices.push(Notice::told("fork", text));
        } else {
            restored.shortfalls.push(Notice::open(fault.why.0, text));
        }
    }
    let longest = lines.values().map(Vec::len).max().unwrap_or_default() as u64;
    if union.broken.is_none()
        && longest == whole
        && !lines.is_empty()
        && parts.values().all(|part| part.cut)
    {
        let text = format!(
            "bundle {} of \"{name}\" cannot be read: the host's object is damaged or missing",
            whole + 1
        );
        restored.shortfalls.push(Notice::open("damaged", text));
    }
    Ok(())
}

type United = repair::Union<Back, (&'static str, String)>;

/// Opens the bundles of these lines, each where a good copy of it stands.
fn unite(
    keys: &mut Keys,
    chain: &Offered<'_>,
    parts: &BTreeMap<ChainName, Part>,
    lines: &BTreeMap<ChainName, Vec<CommitId>>,
) -> Result<United, JournalError> {
    let mut prev = Digest::default();
    let mut failed = None;
    let union = repair::union(lines, 1, |seq, part, commit| {
        let judged = parts
            .get(&part)
            .map_or(Err(("damaged", String::new())), |read| {
                judge(keys, read, chain.name, seq, prev, commit)
            });
        match judged {
            Ok(Ok(good)) => {
                prev = good.digest;
                Ok(Back::of(&good))
            }
            Ok(Err(error)) => {
                failed = Some(error);
                Err(("damaged", String::new()))
            }
            Err((condition, more)) if seq <= chain.confirmed => {
                Err((where_ours_was(condition), more))
            }
            Err(why) => Err(why),
        }
    });
    failed.map_or(Ok(union), Err)
}

fn fetch_part(
    remote: &mut Remote<'_>,
    mirrors: &Mirrors,
    part: ChainName,
    offered: CommitId,
) -> Result<Part, JournalError> {
    let mut mirror = mirrors.mirror(RefName::Chain(part))?;
    let fetched = remote.fetch(RefName::Chain(part), offered, &mut mirror)?;
    let commits = fetched
        .tip
        .map(|tip| mirror.line(tip, usize::MAX, |_| false))
        .transpose()?
        .map_or_else(Vec::new, |line| line.commits);
    Ok(Part {
        mirror,
        commits,
        cut: fetched.stopped.is_some(),
    })
}

/// Whether an error says that the remote's copy is damaged, not that it cannot be reached.
fn is_damage(error: &SyncError) -> bool {
    matches!(
        error.condition(),
        "remote-damaged" | "damaged" | "oversized" | "mirror-damaged"
    )
}

type Judged = Result<Result<Box<Good>, JournalError>, (&'static str, String)>;

fn judge(
    keys: &mut Keys,
    part: &Part,
    name: ChainName,
    seq: u64,
    prev: Digest,
    commit: CommitId,
) -> Judged {
    let stored = part
        .mirror
        .read(commit)
        .map_err(|error| ("damaged", format!(" ({error})")))?;
    match exchange::open_bundle(keys, name, &stored.bundle) {
        Ok(Verdict::Good(good)) if good.seq == seq && good.prev == prev => Ok(Ok(good)),
        Ok(Verdict::Good(good)) => Err(("reordered", format!(" (it is number {})", good.seq))),
        Ok(Verdict::Bad(condition)) => Err((condition, String::new())),
        Err(error) => Ok(Err(error)),
    }
}

/// What came back in a bundle; its texts are not kept, or a drill would take the memory of them all.
struct Back {
    digest: Digest,
    revs: Vec<RevId>,
    damaged: Vec<String>,
}

impl Back {
    fn of(good: &Good) -> Self {
        let mut back = Self {
            digest: good.digest,
            revs: Vec::new(),
            damaged: Vec::new(),
        };
        for (line, _) in objects::lines(&good.object, 0) {
            match revision::check_name(line) {
                Ok(rev) => back.revs.push(rev),
                Err(error) => back.damaged.push(error.to_string()),
            }
        }
        back
    }
}

impl Restored {
    fn take(&mut self, name: ChainName, seq: u64, back: Back) {
        self.bundles += 1;
        self.revs.extend(back.revs);
        for error in back.damaged {
            let text = format!("bundle {seq} of \"{name}\": {error}");
            self.shortfalls.push(Notice::open("damaged", text));
        }
        let digests = self.chains.entry(name.to_string()).or_default();
        digests.push(back.digest);
    }

    fn unread(&mut self, name: ChainName, part: ChainName, has_repair: bool, error: &SyncError) {
        self.chains.entry(name.to_string()).or_default();
        let is_cut = matches!(
            error,
            SyncError::MirrorDamaged { .. } | SyncError::CommitMissing { .. }
        );
        let (condition, text) = if is_cut {
            // The place it was fetched into is new and empty: what is missing the host has not given.
            let text = format!("\"{part}\" does not lead to its first bundle");
            ("damaged", text)
        } else {
            let text = format!("\"{part}\" cannot be fetched: {error}");
            (error.condition(), text)
        };
        if has_repair {
            self.notices.push(Notice::told(condition, text));
        } else {
            self.shortfalls.push(Notice::open(condition, text));
        }
    }
}
