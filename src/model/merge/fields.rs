//! Two versions of an entry and what both were made from: field by field.
//!
//! Of a field that only one changed the changed one is taken; both may change it to the same. Tags and
//! attachments are sets: what either gave is there, what either took away is not. A star that either
//! gave or took away is given or taken away.

use std::collections::BTreeSet;

use crate::model::both;
use crate::model::entry::Content;
use crate::model::entry::File;
use crate::model::fold;
use crate::model::limits::BODY_BYTES_MAX;
use crate::model::merge::Field;
use crate::model::merge::Said;
use crate::model::merge::body;
use crate::model::merge::body::Body;
use crate::model::merge::parts::Choice;
use crate::model::merge::parts::choose;
use crate::model::revision::Extra;
use crate::model::time::Day;
use crate::model::time::Moment;

/// A version that was saved, or what several of them say together, with what could not be merged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Joined {
    /// What they say; where it could not be merged, of texts both and else that of the one.
    pub(super) said: Said,
    /// Which fields could not be merged.
    torn: BTreeSet<Field>,
    /// The body with its torn lines, where it has any.
    body: Option<Body<'static>>,
}

impl Joined {
    /// A version as it was saved.
    pub(super) fn of(said: Said) -> Self {
        Self {
            said,
            torn: BTreeSet::new(),
            body: None,
        }
    }

    /// Whether all of it could be merged.
    pub(super) fn is_whole(&self) -> bool {
        self.torn.is_empty()
    }

    /// Which fields could not be merged.
    pub(super) fn into_torn(self) -> BTreeSet<Field> {
        self.torn
    }

    fn body(&self) -> Body<'_> {
        match &self.body {
            Some(body) => body.clone(),
            None => Body::of(&self.said.content.body),
        }
    }
}

/// What two say together that were made from `base`; from nothing that anybody knows, where it is none.
pub(super) fn join(base: Option<&Joined>, one: &Joined, other: &Joined) -> Joined {
    let three = Three { base, one, other };
    let mut torn = BTreeSet::new();
    let at = three
        .field(Field::At, |said| &said.content.at, &mut torn)
        .clone();
    let journal = three
        .field(Field::Journal, |said| &said.content.journal, &mut torn)
        .clone();
    let title = three.field(Field::Title, |said| &said.content.title, &mut torn);
    let (first, second) = (&one.said.content, &other.said.content);
    let title = if torn.contains(&Field::Title) {
        both::title(&first.title, &second.title)
    } else {
        title.clone()
    };
    let extra = three.extra(&mut torn);
    let (body, torn_body) = three.body();
    if torn_body.is_some() || body.len() > BODY_BYTES_MAX {
        torn.insert(Field::Body);
    }
    let known = base.map(|base| &base.said.content);
    Joined {
        torn,
        body: torn_body,
        said: Said {
            day: three.day(&at),
            extra,
            content: Content {
                at,
                journal,
                title,
                tags: tags(
                    known.map_or(&[], |base| &base.tags),
                    &first.tags,
                    &second.tags,
                ),
                starred: match known {
                    Some(base) if first.starred == base.starred => second.starred,
                    Some(_) => first.starred,
                    None => first.starred || second.starred,
                },
                body,
                files: files(
                    known.map_or(&[], |base| &base.files),
                    &first.files,
                    &second.files,
                ),
            },
        },
    }
}

/// Two versions and what they were made from.
struct Three<'a> {
    base: Option<&'a Joined>,
    one: &'a Joined,
    other: &'a Joined,
}

impl<'a> Three<'a> {
    /// What a field that is as it is becomes; where it cannot be merged, what the one says.
    fn field<T: PartialEq>(
        &self,
        field: Field,
        of: impl Fn(&'a Said) -> &'a T,
        torn: &mut BTreeSet<Field>,
    ) -> &'a T {
        let (one, other) = (of(&self.one.said), of(&self.other.said));
        let base = self.base.filter(|base| !base.torn.contains(&field));
        let base = base.map(|base| of(&base.said));
        let was_torn = self.one.torn.contains(&field) || self.other.torn.contains(&field);
        match base {
            _ if was_torn => {}
            _ if one == other => return one,
            Some(base) if base == one => return other,
            Some(base) if base == other => return one,
            _ => {}
        }
        torn.insert(field);
        one
    }

    /// The day goes with the moment. Where two saved one moment under two days, as devices do whose
    /// days start at other hours, it is the day that was chosen since, or the earlier one.
    fn day(&self, at: &Moment) -> Day {
        let day = |joined: &Joined| (joined.said.content.at == *at).then_some(joined.said.day);
        match (day(self.one), day(self.other), self.base.and_then(day)) {
            (Some(one), Some(other), Some(base)) if one == base => other,
            (Some(one), Some(other), Some(base)) if other == base => one,
            (Some(one), Some(other), _) => one.min(other),
            (Some(day), None, _) | (None, Some(day), _) => day,
            (None, None, _) => self.one.said.day,
        }
    }

    /// Keys that this diurnal does not know, each like a field.
    fn extra(&self, torn: &mut BTreeSet<Field>) -> Extra {
        let none = Extra::new();
        let base = self.base.map_or(&none, |base| &base.said.extra);
        let (one, other) = (&self.one.said.extra, &self.other.said.extra);
        let was_torn = self.one.torn.union(&self.other.torn);
        torn.extend(
            was_torn
                .filter(|field| matches!(field, Field::Key(_)))
                .cloned(),
        );
        let mut keys: Vec<&String> = base.keys().collect();
        let added: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
        keys.extend(added.into_iter().filter(|key| !base.contains_key(*key)));
        let mut extra = Extra::new();
        for key in keys {
            let (first, second) = (one.get(key), other.get(key));
            let field = Field::Key(key.clone());
            let known = self.base.filter(|base| !base.torn.contains(&field));
            let before = known.map(|_| base.get(key));
            let value = if first == second || before == Some(second) {
                first
            } else if before == Some(first) {
                second
            } else {
                // Without a base, a key that only one has is one more.
                if known.is_some() || first.is_some() == second.is_some() {
                    torn.insert(field);
                }
                first.or(second)
            };
            extra.extend(value.map(|value| (key.clone(), value.clone())));
        }
        extra
    }

    /// The text, and its lines where some of them could not be merged.
    fn body(&self) -> (String, Option<Body<'static>>) {
        let (one, other) = (&self.one.said.content.body, &self.other.said.content.body);
        if self.one.body.is_none() && self.other.body.is_none() {
            let base = self.base.filter(|base| base.body.is_none());
            let base = base.map(|base| &base.said.content.body);
            if one == other || base == Some(other) {
                return (one.clone(), None);
            }
            if base == Some(one) {
                return (other.clone(), None);
            }
        }
        let before = self.base.map(|base| &base.said.content.body);
        let joined = if [Some(one), Some(other), before]
            .into_iter()
            .flatten()
            .any(|text| body::is_too_long(text))
        {
            Body::one_above_the_other(one, other)
        } else {
            let base = self.base.map_or_else(Body::unknown, Joined::body);
            body::join(&base, &self.one.body(), &self.other.body()).into_owned()
        };
        let text = joined.text();
        (text, (!joined.is_whole()).then_some(joined))
    }
}

/// Tags with what either gave and without what either took away. Case, marks and normal form make no
/// other tag; of two spellings the one that was changed is taken.
fn tags(base: &[String], one: &[String], other: &[String]) -> Vec<String> {
    if one == other || other == base {
        return one.to_vec();
    }
    if one == base {
        return other.to_vec();
    }
    let folded = |tags: &[String]| -> Vec<(String, String)> {
        tags.iter()
            .map(|tag| (fold::fold(tag), tag.clone()))
            .collect()
    };
    let (base, one, other) = (folded(base), folded(one), folded(other));
    let mut added: Vec<(&String, &String)> = Vec::new();
    let mut keys: Vec<&String> = Vec::new();
    for (key, _) in &base {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    for (key, tag) in one.iter().chain(&other) {
        if !keys.contains(&key) {
            added.push((tag, key));
        }
    }
    added.sort_unstable();
    for (_, key) in added {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let spelled = |tags: &[(String, String)], key: &String| -> Vec<String> {
        let same = tags.iter().filter(|(folded, _)| folded == key);
        same.map(|(_, tag)| tag.clone()).collect()
    };
    let settle = |key: &String| {
        let [before, one, other] = [&base, &one, &other].map(|tags| spelled(tags, key));
        match choose(&before, &one, &other) {
            Choice::One => one,
            Choice::Other => other,
            Choice::Both | Choice::Neither if one.is_empty() => other,
            Choice::Both | Choice::Neither if other.is_empty() => one,
            Choice::Both | Choice::Neither => one.min(other),
        }
    };
    keys.into_iter().flat_map(settle).collect()
}

/// Attachments with what either added and without what either took away.
fn files(base: &[File], one: &[File], other: &[File]) -> Vec<File> {
    if one == other || other == base {
        return one.to_vec();
    }
    if one == base {
        return other.to_vec();
    }
    let kept = base
        .iter()
        .filter(|file| one.contains(file) && other.contains(file));
    let mut files: Vec<File> = kept.cloned().collect();
    let mut added: Vec<&File> = Vec::new();
    for file in one.iter().chain(other) {
        if !base.contains(file) && !added.contains(&file) {
            added.push(file);
        }
    }
    added.sort_unstable_by(|a, b| (&a.name, a.sha256.0).cmp(&(&b.name, b.sha256.0)));
    files.extend(added.into_iter().cloned());
    files
}
