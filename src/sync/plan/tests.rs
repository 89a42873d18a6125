//! Tables: what is held, offered and remembered, and what follows.

use super::*;
use crate::model::id::DeviceId;
use crate::model::id::Digest;
use crate::model::id::StatementId;
use crate::sync::seen::SeenChain;

const VAULT: VaultId = VaultId([9; 32]);

fn chain(byte: u8) -> ChainName {
    ChainName::text(2, &StatementId([0xab; 32]), &DeviceId([byte; 16]))
}

fn commit(byte: u8) -> CommitId {
    CommitId([byte; 20])
}

/// Device 1 is ours; both chains are held up to 5.
fn ours() -> Ours {
    let held = |byte, is_own| Held {
        seq: 5,
        commit: Some(commit(byte)),
        is_own,
    };
    Ours {
        vault: VAULT,
        generation: 2,
        statement: [0xab; 4],
        chains: [(chain(1), held(1, true)), (chain(2), held(2, false))].into(),
    }
}

fn seen(confirmed: u64) -> Seen {
    let mut seen = Seen::new(VAULT, 2, StatementId([0xab; 32]));
    for byte in [1, 2] {
        let chain = SeenChain {
            seq: confirmed,
            digest: Digest([0; 32]),
            confirmed,
            heard: None,
        };
        seen.chains.insert(self::chain(byte).to_string(), chain);
    }
    seen
}

fn listing(refs: &[(&str, u8)]) -> Listing {
    let refs = refs
        .iter()
        .map(|(name, byte)| ((*name).to_owned(), commit(*byte)));
    Listing {
        refs: refs.collect(),
        broken: Vec::new(),
    }
}

fn full(chain: ChainName) -> String {
    RefName::from(chain).to_string()
}

fn names(conditions: &[Condition]) -> Vec<&'static str> {
    conditions.iter().map(Condition::name).collect()
}

/// Refs and memory; what is named, how many are fetched, how many stand as they are.
type SurveyRow<'a> = (
    &'a [(&'a str, u8)],
    Option<Seen>,
    &'a [&'a str],
    usize,
    usize,
);

#[test]
fn a_list_tells_what_to_fetch_and_what_is_gone() {
    let (one, two, three) = (full(chain(1)), full(chain(2)), full(chain(3)));
    let old = full(ChainName {
        generation: 1,
        ..chain(1)
    });
    let new = full(ChainName {
        generation: 3,
        ..chain(1)
    });
    let beside = full(ChainName {
        statement: [1; 4],
        ..chain(1)
    });
    let repair = full(chain(2).repaired([7; 4]));
    let rows: &[SurveyRow<'_>] = &[
        (&[], None, &[], 0, 0),
        (&[], Some(seen(0)), &[], 0, 0),
        (&[], Some(seen(5)), &["emptied"], 0, 0),
        (
            &[("refs/heads/main", 1)],
            Some(seen(5)),
            &["emptied", "unknown-ref"],
            0,
            0,
        ),
        (&[(&one, 1), (&two, 2)], Some(seen(5)), &[], 0, 2),
        (&[(&one, 1), (&two, 8)], Some(seen(5)), &[], 1, 1),
        (&[(&one, 1)], Some(seen(5)), &["ref-missing"], 0, 1),
        (&[(&one, 1)], None, &[], 0, 1),
        (
            &[(&one, 1), (&two, 2), (&three, 3)],
            Some(seen(5)),
            &[],
            1,
            2,
        ),
        (
            &[(&one, 1), (&two, 2), (&repair, 3)],
            Some(seen(5)),
            &[],
            1,
            2,
        ),
        (
            &[(&one, 1), (&two, 2), (&old, 3)],
            Some(seen(5)),
            &["old-generation"],
            0,
            2,
        ),
        (
            &[(&one, 1), (&two, 2), (&new, 3)],
            Some(seen(5)),
            &["unknown-generation"],
            0,
            2,
        ),
        (
            &[(&one, 1), (&two, 2), (&beside, 3)],
            Some(seen(5)),
            &["unknown-generation"],
            0,
            2,
        ),
        (
            &[(&old, 1)],
            Some(seen(5)),
            &[
                "ref-missing",
                "ref-missing",
                "old-generation",
                "generation-rollback",
            ],
            0,
            0,
        ),
    ];
    for (at, (refs, seen, expected, fetch, same)) in rows.iter().enumerate() {
        let survey = survey(&ours(), &listing(refs), seen.as_ref());
        assert_eq!(names(&survey.conditions), *expected, "row {at}");
        assert_eq!(
            (survey.fetch.len(), survey.same.len()),
            (*fetch, *same),
            "row {at}"
        );
    }
}

#[test]
fn a_memory_of_another_vault_says_nothing_about_ours() {
    let mut foreign = seen(5);
    foreign.vault = VaultId([1; 32]);
    let survey = survey(
        &ours(),
        &listing(&[("refs/heads/vault", 4)]),
        Some(&foreign),
    );
    assert_eq!(names(&survey.conditions), ["seen-foreign"]);
    assert_eq!(survey.vault, Some(commit(4)));
}

fn found(seq: u64) -> Found {
    Found {
        tip: Some(commit(8)),
        seq,
        ..Found::default()
    }
}

/// What is said and done about the chain of device 2, whose bundles up to `confirmed` were there.
fn planned(offer: Option<Found>, confirmed: u64, claimed: u64) -> (Vec<&'static str>, Vec<Step>) {
    let found: BTreeMap<_, _> = offer.into_iter().map(|offer| (chain(2), offer)).collect();
    let mut ours = ours();
    ours.chains.remove(&chain(1));
    let claims = [(chain(2), claimed)].into();
    let (conditions, steps) = plan(&ours, &found, &claims, Some(&seen(confirmed)));
    (names(&conditions), steps)
}

/// Offered, confirmed, claimed; what is named, what is done.
type PlanRow = (Option<Found>, u64, u64, &'static [&'static str], Vec<Step>);

#[test]
fn each_state_of_another_devices_chain_has_its_name_and_its_way_on() {
    let chain = chain(2);
    let push = |from: Option<u8>, bundles| Step::Push {
        chain,
        from: from.map(commit),
        bundles,
    };
    let take = |from, to| Step::Take { chain, from, to };
    let repair = || Step::Repair { chain };
    let adopt = || Step::Adopt {
        chain,
        tip: commit(8),
    };
    let rewritten = |seq, how| Found {
        rewritten: Some(how),
        ..found(seq)
    };
    let broken = |seq, at, repairs| Found {
        broken: Some((at, "damaged")),
        repairs,
        ..found(seq)
    };
    let forked = |seq| Found {
        fork: Some(4),
        ..found(seq)
    };
    let cut = Found {
        tip: None,
        ..broken(0, 1, 0)
    };
    let rows: Vec<PlanRow> = vec![
        (Some(found(5)), 5, 5, &[], vec![]),
        (Some(found(7)), 5, 7, &[], vec![take(6, 7)]),
        (Some(found(3)), 3, 5, &[], vec![push(Some(8), 2)]),
        (Some(found(3)), 5, 0, &["rollback"], vec![push(Some(8), 2)]),
        (None, 0, 0, &[], vec![push(None, 5)]),
        (Some(found(5)), 5, 9, &["omission"], vec![]),
        (Some(forked(6)), 5, 0, &["fork"], vec![repair()]),
        (
            Some(rewritten(5, Rewritten::Linear)),
            5,
            0,
            &["rewritten"],
            vec![adopt()],
        ),
        (
            Some(rewritten(3, Rewritten::Linear)),
            3,
            0,
            &["rewritten"],
            vec![adopt(), push(Some(8), 2)],
        ),
        (
            Some(rewritten(5, Rewritten::Strange)),
            5,
            0,
            &["rewritten"],
            vec![repair()],
        ),
        (Some(broken(2, 3, 0)), 5, 0, &["damaged"], vec![repair()]),
        (Some(broken(5, 6, 0)), 5, 0, &["damaged"], vec![]),
        (Some(broken(7, 8, 0)), 5, 0, &["damaged"], vec![take(6, 7)]),
        (
            Some(broken(2, 3, 8)),
            5,
            0,
            &["damaged", "repairs-exhausted"],
            vec![],
        ),
        (Some(cut), 5, 0, &["damaged"], vec![repair()]),
    ];
    for (at, (offer, confirmed, claimed, expected, steps)) in rows.into_iter().enumerate() {
        assert_eq!(
            planned(offer, confirmed, claimed),
            (expected.to_vec(), steps),
            "row {at}"
        );
    }
}

#[test]
fn whoever_writes_as_this_device_is_a_twin_and_nothing_is_sent() {
    let forked = Found {
        fork: Some(4),
        ..found(5)
    };
    for (offer, claimed, at) in [
        (found(7), 0, 6),
        (forked, 0, 4),
        (found(5), 6, 6),
        (found(2), 9, 6),
    ] {
        let mut ours = ours();
        ours.chains.remove(&chain(2));
        let found = [(chain(1), offer)].into();
        let (conditions, steps) = plan(&ours, &found, &[(chain(1), claimed)].into(), None);
        assert_eq!(
            conditions,
            [Condition::Twin {
                chain: chain(1),
                at
            }]
        );
        assert!(steps.is_empty());
    }
}

#[test]
fn a_device_never_met_is_taken_whole() {
    let found = [(chain(7), found(3))].into();
    let mut ours = ours();
    ours.chains.clear();
    let (conditions, steps) = plan(&ours, &found, &BTreeMap::new(), None);
    assert!(conditions.is_empty());
    let take = Step::Take {
        chain: chain(7),
        from: 1,
        to: 3,
    };
    assert_eq!(steps, [take]);
}
