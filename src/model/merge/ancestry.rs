//! What two versions were both made from: their nearest common ancestors.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::model::id::RevId;
use crate::model::merge::Source;

/// What is common to two sides of a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Common {
    /// The nearest versions that both sides come from, sorted. One of them may come from another.
    Of(Vec<RevId>),
    /// Nothing: the versions of either side that were made from nothing, sorted.
    Roots((Vec<RevId>, Vec<RevId>)),
    /// Not to be known: something that only one side was made from is not here.
    Unknown,
}

const ONE: u8 = 1;
const OTHER: u8 = 2;
const BOTH: u8 = ONE | OTHER;

/// A version on the way down.
#[derive(Default)]
struct Seen {
    /// Which sides come from it.
    by: u8,
    /// What it was made from, once that was looked up.
    parents: Option<Parents>,
}

#[derive(Clone)]
enum Parents {
    Absent,
    Known(Vec<RevId>),
}

/// What the versions of `one`, taken together, and `other` have in common. No more of the history is
/// looked at than it takes.
pub(super) fn common<S: Source>(
    one: &[RevId],
    other: RevId,
    source: &mut S,
) -> Result<Common, S::Error> {
    let mut seen: BTreeMap<RevId, Seen> = BTreeMap::new();
    let mut edge: BTreeSet<RevId> = BTreeSet::new();
    for (rev, side) in one.iter().map(|rev| (*rev, ONE)).chain([(other, OTHER)]) {
        seen.entry(rev).or_default().by |= side;
        edge.insert(rev);
    }
    let is_one_sided = |seen: &BTreeMap<RevId, Seen>, edge: &BTreeSet<RevId>| {
        let by = |rev| seen.get(rev).map_or(BOTH, |seen| seen.by);
        edge.iter().any(|rev| by(rev) != BOTH)
    };
    // Generation by generation, from both sides at once, until what is left is common to both.
    while is_one_sided(&seen, &edge) {
        edge = step(&mut seen, &edge, Some(source))?;
    }
    while !edge.is_empty() {
        edge = step::<S>(&mut seen, &edge, None)?;
    }
    Ok(judge(&seen))
}

/// Hands the sides of the versions at the edge down to what they were made from; those that learnt by it
/// are the next edge. Without a source nothing new is looked at.
fn step<S: Source>(
    seen: &mut BTreeMap<RevId, Seen>,
    edge: &BTreeSet<RevId>,
    mut source: Option<&mut S>,
) -> Result<BTreeSet<RevId>, S::Error> {
    let mut next = BTreeSet::new();
    for rev in edge {
        let Some(of) = seen.get_mut(rev) else {
            continue;
        };
        if of.parents.is_none()
            && let Some(source) = &mut source
        {
            let parents = source.parents(*rev)?;
            of.parents = Some(parents.map_or(Parents::Absent, Parents::Known));
        }
        let by = of.by;
        let Some(Parents::Known(parents)) = of.parents.clone() else {
            continue;
        };
        for parent in parents {
            if source.is_none() && !seen.contains_key(&parent) {
                continue;
            }
            let of = seen.entry(parent).or_default();
            if of.by | by != of.by {
                of.by |= by;
                next.insert(parent);
            }
        }
    }
    Ok(next)
}

fn judge(seen: &BTreeMap<RevId, Seen>) -> Common {
    let absent = |seen: &Seen| matches!(seen.parents, Some(Parents::Absent));
    if seen.values().any(|seen| seen.by != BOTH && absent(seen)) {
        return Common::Unknown;
    }
    let parents = |seen: &'_ Seen| match &seen.parents {
        Some(Parents::Known(parents)) => parents.clone(),
        Some(Parents::Absent) | None => Vec::new(),
    };
    let shared = || seen.iter().filter(|(_, seen)| seen.by == BOTH);
    let further: BTreeSet<RevId> = shared().flat_map(|(_, seen)| parents(seen)).collect();
    let nearest = shared()
        .map(|(rev, _)| *rev)
        .filter(|rev| !further.contains(rev));
    let nearest: Vec<RevId> = nearest.collect();
    if !nearest.is_empty() {
        return Common::Of(nearest);
    }
    let roots = |side: u8| {
        let root = |of: &Seen| of.by == side && parents(of).is_empty();
        let roots = seen.iter().filter(|(_, seen)| root(seen));
        roots.map(|(rev, _)| *rev).collect()
    };
    Common::Roots((roots(ONE), roots(OTHER)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;
    use std::convert::Infallible;

    use crate::model::merge::Version;

    /// A history by its edges: `"d<b,c b<a c<a a"`.
    struct Graph(HashMap<RevId, Vec<RevId>>, usize);

    fn rev(name: &str) -> RevId {
        RevId([name.as_bytes()[0]; 32])
    }

    impl Graph {
        fn of(edges: &str) -> Self {
            let one = |edge: &str| {
                let (name, parents) = edge.split_once('<').unwrap_or((edge, ""));
                let parents = parents.split(',').filter(|name| !name.is_empty());
                (rev(name), parents.map(rev).collect())
            };
            Self(edges.split(' ').map(one).collect(), 0)
        }
    }

    impl Source for Graph {
        type Error = Infallible;

        fn parents(&mut self, rev: RevId) -> Result<Option<Vec<RevId>>, Infallible> {
            self.1 += 1;
            Ok(self.0.get(&rev).cloned())
        }

        fn version(&mut self, _: RevId) -> Result<Option<Version>, Infallible> {
            Ok(None)
        }
    }

    fn found(edges: &str, one: &str, other: &str) -> String {
        let one: Vec<RevId> = one.split(',').map(rev).collect();
        let names =
            |revs: &[RevId]| -> String { revs.iter().map(|rev| rev.0[0] as char).collect() };
        match common(&one, rev(other), &mut Graph::of(edges)).unwrap() {
            Common::Of(revs) => names(&revs),
            Common::Roots((one, other)) => format!("{}|{}", names(&one), names(&other)),
            Common::Unknown => "?".to_owned(),
        }
    }

    #[test]
    fn the_nearest_common_ancestors_are_found() {
        assert_eq!(found("a b<a c<a", "b", "c"), "a");
        assert_eq!(found("a b<a c<b d<b", "c", "d"), "b");
        assert_eq!(found("a b<a c<b d<c e<b", "d", "e"), "b");
        assert_eq!(found("a b<a c<a d<b,c e<b,c", "d", "e"), "bc");
        assert_eq!(found("a b<a c<b d<b e<a", "c,e", "d"), "b");
        assert_eq!(found("a b<a", "a", "b"), "a");
        assert_eq!(found("a b c<a d<b", "c", "d"), "a|b");
        assert_eq!(found("a b c<a,b d<b", "c", "d"), "b");
    }

    #[test]
    fn what_one_side_lacks_makes_it_unknown_and_what_both_lack_does_not() {
        assert_eq!(found("a b<a c<x", "b", "c"), "?");
        assert_eq!(found("a b<a c<a,x", "b", "c"), "?");
        assert_eq!(found("a<x b<a c<a", "b", "c"), "a");
        assert_eq!(found("b<x c<x", "b", "c"), "x");
    }

    #[test]
    fn no_more_is_looked_at_than_it_takes() {
        let names: Vec<String> = ('B'..='z').map(|c| c.to_string()).collect();
        let chain: Vec<String> = names
            .windows(2)
            .map(|two| format!("{}<{}", two[1], two[0]))
            .collect();
        let mut graph = Graph::of(&format!("B 1<z 2<z {}", chain.join(" ")));
        let common = common(&[rev("1")], rev("2"), &mut graph).unwrap();
        assert_eq!(common, Common::Of(vec![rev("z")]));
        assert_eq!(graph.1, 2);
    }
}
