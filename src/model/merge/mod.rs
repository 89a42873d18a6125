//! What an entry says whose versions several devices wrote without knowing of each other: a pure
//! function of its revisions, which writes none.
//!
//! Heads are merged one after the other, sorted by name, each with what was merged before it and what
//! both were made from: their nearest common ancestors, merged in the same way where there are several.
//! A deletion says nothing where another head lives. What cannot be merged makes the entry one in
//! conflict, and the head that was written last is shown. So whoever holds the same revisions shows the
//! same entry, in whatever order they came. diurnal-format(5) words the rule for other readers.

mod align;
mod ancestry;
mod body;
mod fields;
mod parts;
mod words;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::collections::HashMap;
use std::convert::Infallible;
use std::hash::BuildHasher;

use crate::model::entry::Content;
use crate::model::id::RevId;
use crate::model::imported;
use crate::model::limits::MERGE_ANCESTORS_MAX;
use crate::model::limits::MERGE_DEPTH_MAX;
use crate::model::limits::MERGE_HEADS_MAX;
use crate::model::merge::ancestry::Common;
use crate::model::merge::fields::Joined;
use crate::model::revision::Extra;
use crate::model::revision::Revision;
use crate::model::time::Day;
use crate::model::time::Timestamp;

/// The number of the rule that this diurnal follows; a catalogue made by another is made anew.
pub const RULE: u32 = 1;

/// What a version says, as far as it can be merged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// What a person chose.
    pub content: Content,
    /// The day that its author lived then.
    pub day: Day,
    /// Keys that this diurnal does not know.
    pub extra: Extra,
}

/// A part of an entry that two versions can say two things about. Tags, attachments and the star are
/// none: these are merged whatever was done to them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The moment that it is about.
    At,
    /// The journal it belongs to.
    Journal,
    /// Its title.
    Title,
    /// Its text.
    Body,
    /// A key that this diurnal does not know, by its name.
    Key(String),
}

/// A version of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its name.
    pub rev: RevId,
    /// What it was made from.
    pub parents: Vec<RevId>,
    /// When it was written.
    pub written: Timestamp,
    /// Whether it deletes the entry.
    pub deleted: bool,
    /// What it says.
    pub said: Said,
}

impl Version {
    /// The same of a revision.
    pub fn of(revision: Revision) -> Self {
        Self {
            rev: revision.rev,
            parents: revision.parents,
            written: revision.written,
            deleted: revision.deleted,
            said: Said {
                content: revision.content,
                day: revision.day,
                extra: imported::without(revision.extra),
            },
        }
    }
}

/// Where versions are looked up.
pub trait Source {
    /// Why one could not be looked up, which says nothing about whether it exists.
    type Error;

    /// What a version was made from; none where nobody has brought it yet.
    ///
    /// # Errors
    ///
    /// Where looking failed.
    fn parents(&mut self, rev: RevId) -> Result<Option<Vec<RevId>>, Self::Error>;

    /// A version; none where nobody has brought it yet.
    ///
    /// # Errors
    ///
    /// Where looking failed.
    fn version(&mut self, rev: RevId) -> Result<Option<Version>, Self::Error>;
}

/// Versions in memory.
impl<H: BuildHasher> Source for HashMap<RevId, Version, H> {
    type Error = Infallible;

    fn parents(&mut self, rev: RevId) -> Result<Option<Vec<RevId>>, Infallible> {
        Ok(self.get(&rev).map(|version| version.parents.clone()))
    }

    fn version(&mut self, rev: RevId) -> Result<Option<Version>, Infallible> {
        Ok(self.get(&rev).cloned())
    }
}

/// What an entry shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The head that was written last, of those that do not delete the entry while another does not.
    pub rev: RevId,
    /// When that was written.
    pub written: Timestamp,
    /// What the entry says: what its heads say together, or in a conflict what that head says.
    pub said: Said,
    /// Whether every head deletes the entry.
    pub deleted: bool,
    /// Whether the heads could not be merged. Of a deleted entry they never are in conflict.
    pub conflict: bool,
    /// Whether no head says what is shown.
    pub merged: bool,
}

/// What an entry with these heads shows; `None` where there is no head. Neither their order nor anything
/// but they and what they were made from matters.
///
/// # Errors
///
/// What `source` failed with.
pub fn shown<S: Source>(
    mut heads: Vec<Version>,
    source: &mut S,
) -> Result<Option<Shown>, S::Error> {
    heads.sort_unstable_by_key(|head| head.rev);
    heads.dedup_by_key(|head| head.rev);
    let Some(best) = heads
        .iter()
        .max_by_key(|head| (!head.deleted, head.written, head.rev))
        .cloned()
    else {
        return Ok(None);
    };
    heads.retain(|head| head.deleted == best.deleted);
    let mut merge = Merge::new(source);
    let joined = merge.heads(&heads)?.filter(Joined::is_whole);
    let conflict = joined.is_none() && !best.deleted;
    let said = joined.map_or_else(|| best.said.clone(), |joined| joined.said);
    Ok(Some(Shown {
        rev: best.rev,
        written: best.written,
        merged: said != best.said,
        said,
        deleted: best.deleted,
        conflict,
    }))
}

/// What all of `heads` say in one version, for a person to settle them with: merged where that can be,
/// and where it cannot every line of each, those of the first head first. A deletion says nothing in
/// it; `None` where there is nothing else.
///
/// # Errors
///
/// What `source` failed with.
pub fn united<S: Source>(heads: &[Version], source: &mut S) -> Result<Option<Said>, S::Error> {
    let living: Vec<Version> = heads.iter().filter(|head| !head.deleted).cloned().collect();
    let joined = Merge::new(source).in_order(&living)?;
    Ok(joined.map(|joined| joined.said))
}

/// What an entry's heads say two things about, so that they cannot be merged. Nothing where they can be,
/// nor where they are too many for that.
///
/// # Errors
///
/// What `source` failed with.
pub fn torn<S: Source>(heads: &[Version], source: &mut S) -> Result<BTreeSet<Field>, S::Error> {
    let mut living: Vec<Version> = heads.iter().filter(|head| !head.deleted).cloned().collect();
    living.sort_unstable_by_key(|head| head.rev);
    let joined = Merge::new(source).heads(&living)?;
    Ok(joined.map(Joined::into_torn).unwrap_or_default())
}

/// One merge under way.
struct Merge<'a, S: Source> {
    source: &'a mut S,
    /// What sets of common ancestors say.
    known: HashMap<Vec<RevId>, Joined>,
    /// How many merges of common ancestors may still be made.
    left: usize,
}

impl<'a, S: Source> Merge<'a, S> {
    fn new(source: &'a mut S) -> Self {
        Self {
            source,
            known: HashMap::new(),
            left: MERGE_ANCESTORS_MAX,
        }
    }

    /// What heads say together; `None` where there are none, or more than are merged.
    fn heads(&mut self, heads: &[Version]) -> Result<Option<Joined>, S::Error> {
        if heads.len() > MERGE_HEADS_MAX {
            let mut said = heads.iter().map(|head| &head.said);
            let first = said.next();
            let same = first.filter(|first| said.all(|said| said == *first));
            return Ok(same.map(|said| Joined::of(said.clone())));
        }
        self.in_order(heads)
    }

    fn in_order(&mut self, versions: &[Version]) -> Result<Option<Joined>, S::Error> {
        let Some((first, others)) = versions.split_first() else {
            return Ok(None);
        };
        let mut joined = Joined::of(first.said.clone());
        let mut revs = vec![first.rev];
        for other in others {
            joined = self.join(&revs, &joined, other, 0)?;
            revs.push(other.rev);
        }
        Ok(Some(joined))
    }

    /// Merges one more version into what those of `revs` say.
    fn join(
        &mut self,
        revs: &[RevId],
        joined: &Joined,
        other: &Version,
        depth: usize,
    ) -> Result<Joined, S::Error> {
        let second = Joined::of(other.said.clone());
        if *joined == second {
            return Ok(second);
        }
        let base = match ancestry::common(revs, other.rev, self.source)? {
            Common::Of(ancestors) => self.ancestors(&ancestors, depth + 1)?,
            Common::Roots(roots) => self.same_root(&roots)?,
            Common::Unknown => None,
        };
        Ok(fields::join(base.as_ref(), joined, &second))
    }

    /// What common ancestors say together; `None` where one cannot be looked up.
    fn ancestors(&mut self, revs: &[RevId], depth: usize) -> Result<Option<Joined>, S::Error> {
        let Some((first, others)) = revs.split_first() else {
            return Ok(None);
        };
        if let Some(known) = self.known.get(revs) {
            return Ok(Some(known.clone()));
        }
        let Some(version) = self.source.version(*first)? else {
            return Ok(None);
        };
        let mut joined = Joined::of(version.said);
        for (at, rev) in others.iter().enumerate() {
            let Some(other) = self.source.version(*rev)? else {
                return Ok(None);
            };
            // Beyond the bounds one ancestor stands for all: what the others changed counts as
            // changed by both sides then.
            if depth > MERGE_DEPTH_MAX || self.left == 0 {
                continue;
            }
            self.left -= 1;
            let before = revs.get(..=at).unwrap_or_default();
            joined = self.join(before, &joined, &other, depth)?;
        }
        self.known.insert(revs.to_vec(), joined.clone());
        Ok(Some(joined))
    }

    /// What the first versions on both sides say, where there are two that say the same: two devices
    /// that import one file make each their own.
    fn same_root(
        &mut self,
        (one, other): &(Vec<RevId>, Vec<RevId>),
    ) -> Result<Option<Joined>, S::Error> {
        let mut said = [Vec::new(), Vec::new()];
        for (revs, said) in [one, other].into_iter().zip(&mut said) {
            for rev in revs.iter().take(MERGE_HEADS_MAX) {
                said.extend(self.source.version(*rev)?);
            }
        }
        let [mut one, other] = said;
        let same = |a: &Version, b: &Version| {
            a.deleted == b.deleted
                && a.said.content == b.said.content
                && a.said.extra == b.said.extra
        };
        one.retain(|a| other.iter().any(|b| same(a, b)));
        let first = one.into_iter().min_by_key(|root| root.rev);
        Ok(first.map(|root| Joined::of(root.said)))
    }
}
