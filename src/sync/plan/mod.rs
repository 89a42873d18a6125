//! What we hold, what is offered, what we remember: compared, named, and turned into steps.
//!
//! Nothing here acts. Absence is never deletion: no step takes anything away from anybody.

use std::collections::BTreeMap;

use crate::model::id::VaultId;
use crate::sync::commit::CommitId;
use crate::sync::refname::ChainName;
use crate::sync::refname::RefName;
use crate::sync::remote::Listing;
use crate::sync::seen::Seen;

/// Most repair chains that a chain gets.
pub const REPAIRS_MAX: usize = 8;

/// What this device holds.
#[derive(Clone, Debug)]
pub struct Ours {
    /// Its vault.
    pub vault: VaultId,
    /// The number of the generation that leads here.
    pub generation: u32,
    /// The first four bytes of that generation's statement.
    pub statement: [u8; 4],
    /// Every chain of that generation that it knows, without repair chains.
    pub chains: BTreeMap<ChainName, Held>,
}

/// How far a chain is held here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// The last bundle that is in the store; 0 for a device that never wrote.
    pub seq: u64,
    /// The commit that our mirror's ref names.
    pub commit: Option<CommitId>,
    /// Whether it is this device's own chain.
    pub is_own: bool,
}

/// What a remote's answer calls for, before anything was fetched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// What can be said already.
    pub conditions: Vec<Condition>,
    /// What has to be fetched: chains of our generation, repair chains among them.
    pub fetch: Vec<(ChainName, CommitId)>,
    /// Chains that stand where we know them, and so need no fetch.
    pub same: Vec<ChainName>,
    /// Chains of other generations, with what they offer: for the caller to judge.
    pub elsewhere: Vec<(ChainName, CommitId)>,
    /// What `vault` names.
    pub vault: Option<CommitId>,
}

/// What a remote offers of one chain, fetched and judged: the union of its ref and repair chains.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The commit that the ref where new bundles go names now: the youngest repair chain's where
    /// there is one, else the chain's own.
    pub tip: Option<CommitId>,
    /// The last bundle that is good, with all before it.
    pub seq: u64,
    /// The first bundle that differs from ours of the same number although both are good.
    pub fork: Option<u64>,
    /// The first bundle that no copy of is good, and what is wrong with it.
    pub broken: Option<(u64, &'static str)>,
    /// Whether its commits are others than ours although the bundles are the same.
    pub rewritten: Option<Rewritten>,
    /// How many repair chains there are.
    pub repairs: usize,
}

/// How commits were rewritten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rewritten {
    /// They form a linear chain of ours: they can be continued.
    Linear,
    /// They hold what is not ours: ours go to a repair chain.
    Strange,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Take bundles into the store.
    Take {
        /// The chain.
        chain: ChainName,
        /// The first one.
        from: u64,
        /// The last one.
        to: u64,
    },
    /// Make the host's commits ours, then push on top of them.
    Adopt {
        /// The chain.
        chain: ChainName,
        /// The host's commit.
        tip: CommitId,
    },
    /// Push our commits.
    Push {
        /// The chain.
        chain: ChainName,
        /// What the host has; none where the ref is not there.
        from: Option<CommitId>,
        /// The bundles that it lacks.
        bundles: u64,
    },
    /// Publish the chain from its first bundle as a new repair chain.
    Repair {
        /// The chain.
        chain: ChainName,
    },
}

/// Something about a remote that has a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// The memory of this remote is of another vault.
    SeenForeign {
        /// That vault.
        vault: VaultId,
    },
    /// It held chains of ours and now holds none.
    Emptied {
        /// How many chains it held.
        chains: usize,
    },
    /// A chain ends before what the remote had confirmed.
    Rollback {
        /// The chain.
        chain: ChainName,
        /// How many confirmed bundles are gone.
        lost: u64,
    },
    /// A chain that the remote had confirmed is not there.
    RefMissing {
        /// The chain.
        chain: ChainName,
        /// How many bundles it held.
        lost: u64,
    },
    /// A ref that is not ours by its name.
    UnknownRef {
        /// Its full name.
        name: String,
    },
    /// A ref whose file cannot be read.
    BrokenRef {
        /// Its full name.
        name: String,
    },
    /// Chains of a generation before ours.
    OldGeneration {
        /// Its number.
        generation: u32,
        /// How many chains there are.
        chains: usize,
    },
    /// Chains of a generation that we do not hold: after ours, or beside it.
    OtherGeneration {
        /// Its number.
        generation: u32,
        /// How many chains there are.
        chains: usize,
    },
    /// It held a later generation than any it offers now.
    GenerationRollback {
        /// What it held.
        seen: u32,
        /// The latest that it offers.
        offered: u32,
    },
    /// Two different bundles of the same number.
    Fork {
        /// The chain.
        chain: ChainName,
        /// The number.
        at: u64,
    },
    /// Somebody else writes as this device.
    Twin {
        /// The own chain.
        chain: ChainName,
        /// The first bundle that this device did not write.
        at: u64,
    },
    /// A member saw more of a chain than anybody offers.
    Omission {
        /// The chain.
        chain: ChainName,
        /// What is held here or offered.
        have: u64,
        /// What was seen.
        claimed: u64,
    },
    /// The same bundles on other commits.
    Rewritten {
        /// The chain.
        chain: ChainName,
    },
    /// A bundle is not what it must be, and no repair chain has a good one.
    Broken {
        /// The chain.
        chain: ChainName,
        /// Its number.
        seq: u64,
        /// The name of what is wrong.
        why: &'static str,
    },
    /// A chain would need more repair chains than are made.
    RepairsExhausted {
        /// The chain.
        chain: ChainName,
    },
}

impl Condition {
    /// The condition's name, as it stands in messages, in `--json` and in tests.
    pub fn name(&self) -> &'static str {
        match self {
            Self::SeenForeign { .. } => "seen-foreign",
            Self::Emptied { .. } => "emptied",
            Self::Rollback { .. } => "rollback",
            Self::RefMissing { .. } => "ref-missing",
            Self::UnknownRef { .. } => "unknown-ref",
            Self::BrokenRef { .. } => "broken-ref",
            Self::OldGeneration { .. } => "old-generation",
            Self::OtherGeneration { .. } => "unknown-generation",
            Self::GenerationRollback { .. } => "generation-rollback",
            Self::Fork { .. } => "fork",
            Self::Twin { .. } => "twin",
            Self::Omission { .. } => "omission",
            Self::Rewritten { .. } => "rewritten",
            Self::Broken { why, .. } => why,
            Self::RepairsExhausted { .. } => "repairs-exhausted",
        }
    }
}

/// Compares a list with what is held and remembered.
pub fn survey(ours: &Ours, listing: &Listing, seen: Option<&Seen>) -> Survey {
    let mut survey = Survey::default();
    let mut chains: BTreeMap<ChainName, CommitId> = BTreeMap::new();
    for (name, commit) in listing.ours() {
        match name {
            RefName::Vault => survey.vault = Some(commit),
            RefName::Chain(chain) if is_current(ours, chain) => {
                chains.insert(chain, commit);
            }
            RefName::Chain(chain) => survey.elsewhere.push((chain, commit)),
        }
    }
    for (chain, commit) in &chains {
        let held = ours.chains.get(chain);
        if held.is_some_and(|held| held.commit == Some(*commit)) {
            survey.same.push(*chain);
        } else {
            survey.fetch.push((*chain, *commit));
        }
    }
    let seen = seen.filter(|seen| {
        if seen.vault != ours.vault {
            survey
                .conditions
                .push(Condition::SeenForeign { vault: seen.vault });
        }
        seen.vault == ours.vault
    });
    survey
        .conditions
        .extend(absences(ours, &chains, &survey.elsewhere, seen));
    survey
        .conditions
        .extend(generations(ours, &chains, &survey.elsewhere, seen));
    survey.conditions.extend(strangers(listing));
    survey
}

/// Turns what was fetched and judged into steps. `found` and `claims` name chains without repair
/// suffix; a chain that `found` lacks is not at the remote. `claims` are the highest numbers that
/// any member's bundles say they saw.
pub fn plan(
    ours: &Ours,
    found: &BTreeMap<ChainName, Found>,
    claims: &BTreeMap<ChainName, u64>,
    seen: Option<&Seen>,
) -> (Vec<Condition>, Vec<Step>) {
    let mut conditions = Vec::new();
    let mut steps = Vec::new();
    let names = ours.chains.keys().chain(found.keys());
    let mut names: Vec<ChainName> = names.copied().collect();
    names.sort();
    names.dedup();
    for chain in names {
        let held = ours.chains.get(&chain);
        let confirmed = confirmed(seen, chain);
        let claimed = claims.get(&chain).copied().unwrap_or(0);
        let offer = found.get(&chain);
        let (more, step) = one(chain, held, offer, confirmed, claimed);
        conditions.extend(more);
        steps.extend(step);
    }
    (conditions, steps)
}

/// One chain's conditions and steps.
fn one(
    chain: ChainName,
    held: Option<&Held>,
    offer: Option<&Found>,
    confirmed: u64,
    claimed: u64,
) -> (Vec<Condition>, Vec<Step>) {
    let mut conditions = Vec::new();
    let mut steps = Vec::new();
    let have = held.map_or(0, |held| held.seq);
    let is_own = held.is_some_and(|held| held.is_own);
    let best = offer.map_or(have, |offer| have.max(offer.seq));
    if is_own && let Some(at) = twin(have, offer, claimed) {
        // What this device sealed after that is issued anew under another id: nothing is sent.
        conditions.push(Condition::Twin { chain, at });
        return (conditions, steps);
    }
    if claimed > best {
        conditions.push(Condition::Omission {
            chain,
            have: best,
            claimed,
        });
    }
    let Some(offer) = offer else {
        if have > 0 {
            steps.push(Step::Push {
                chain,
                from: None,
                bundles: have,
            });
        }
        return (conditions, steps);
    };
    if let Some((seq, why)) = offer.broken {
        conditions.push(Condition::Broken { chain, seq, why });
    } else if offer.seq < confirmed {
        let lost = confirmed - offer.seq;
        conditions.push(Condition::Rollback { chain, lost });
    }
    if let Some(at) = offer.fork {
        conditions.push(Condition::Fork { chain, at });
    } else if offer.seq > have {
        steps.push(Step::Take {
            chain,
            from: have + 1,
            to: offer.seq,
        });
    }
    if offer.rewritten.is_some() {
        conditions.push(Condition::Rewritten { chain });
    }
    steps.extend(give(chain, have, offer, &mut conditions));
    (conditions, steps)
}

/// How the host gets what it lacks of a chain.
fn give(chain: ChainName, have: u64, offer: &Found, conditions: &mut Vec<Condition>) -> Vec<Step> {
    let broken_of_ours = offer.broken.is_some_and(|(seq, _)| seq <= have);
    let strange = offer.rewritten == Some(Rewritten::Strange) && have > 0;
    let forked = offer.fork.is_some();
    if broken_of_ours || strange || forked || (offer.tip.is_none() && have > 0) {
        if offer.repairs >= REPAIRS_MAX {
            conditions.push(Condition::RepairsExhausted { chain });
            return Vec::new();
        }
        return vec![Step::Repair { chain }];
    }
    let mut steps = Vec::new();
    if let (Some(Rewritten::Linear), Some(tip)) = (offer.rewritten, offer.tip) {
        steps.push(Step::Adopt { chain, tip });
    }
    if offer.seq < have && offer.broken.is_none() {
        steps.push(Step::Push {
            chain,
            from: offer.tip,
            bundles: have - offer.seq,
        });
    }
    steps
}

/// The first bundle of our own chain that somebody else wrote.
fn twin(have: u64, offer: Option<&Found>, claimed: u64) -> Option<u64> {
    let fork = offer.and_then(|offer| offer.fork);
    let known = offer.map_or(0, |offer| offer.seq).max(claimed);
    fork.or_else(|| (known > have).then(|| have + 1))
}

fn confirmed(seen: Option<&Seen>, chain: ChainName) -> u64 {
    let chain = seen.and_then(|seen| seen.chains.get(&chain.to_string()));
    chain.map_or(0, |chain| chain.confirmed)
}

fn is_current(ours: &Ours, chain: ChainName) -> bool {
    chain.generation == ours.generation && chain.statement == ours.statement
}

/// What was confirmed and is not there at all.
fn absences(
    ours: &Ours,
    chains: &BTreeMap<ChainName, CommitId>,
    elsewhere: &[(ChainName, CommitId)],
    seen: Option<&Seen>,
) -> Vec<Condition> {
    let Some(seen) = seen else {
        return Vec::new();
    };
    let held = seen.chains.iter().filter_map(|(name, chain)| {
        let name = RefName::parse_short(name)?.chain()?;
        let current = is_current(ours, name) && name.repair.is_none();
        (current && chain.confirmed > 0).then_some((name, chain.confirmed))
    });
    let held: Vec<(ChainName, u64)> = held.collect();
    if chains.is_empty() && elsewhere.is_empty() && !held.is_empty() {
        return vec![Condition::Emptied { chains: held.len() }];
    }
    let missing = held
        .into_iter()
        .filter(|(name, _)| !chains.contains_key(name));
    missing
        .map(|(chain, lost)| Condition::RefMissing { chain, lost })
        .collect()
}

fn generations(
    ours: &Ours,
    chains: &BTreeMap<ChainName, CommitId>,
    elsewhere: &[(ChainName, CommitId)],
    seen: Option<&Seen>,
) -> Vec<Condition> {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for (chain, _) in elsewhere {
        *counts.entry(chain.generation).or_default() += 1;
    }
    let mut conditions: Vec<Condition> = counts
        .into_iter()
        .map(|(generation, chains)| {
            if generation < ours.generation {
                Condition::OldGeneration { generation, chains }
            } else {
                Condition::OtherGeneration { generation, chains }
            }
        })
        .collect();
    let offered = chains
        .keys()
        .chain(elsewhere.iter().map(|(chain, _)| chain));
    let offered = offered.map(|chain| chain.generation).max();
    if let (Some(seen), Some(offered)) = (seen, offered)
        && offered < seen.generation
    {
        conditions.push(Condition::GenerationRollback {
            seen: seen.generation,
            offered,
        });
    }
    conditions
}

fn strangers(listing: &Listing) -> Vec<Condition> {
    let broken = listing
        .broken
        .iter()
        .map(|name| Condition::BrokenRef { name: name.clone() });
    let strangers = listing
        .refs
        .keys()
        .filter(|name| RefName::parse(name).is_none());
    let strangers = strangers.map(|name| Condition::UnknownRef { name: name.clone() });
    broken.chain(strangers).collect()
}

#[cfg(test)]
mod tests;
