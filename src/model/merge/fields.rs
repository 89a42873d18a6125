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
use crate::model::merge::Said;
use crate::model::merge::body;
use crate::model::merge::body::Body;
use crate::model::merge::parts::Choice;
use crate::model::merge::parts::choose;
use crate::model::revision::Extra;

/// A version that was saved, or what several of them say together, with what could not be merged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Joined {
    /// What they say; where it could not be merged, of texts both and else that of the one.
    pub(super) said: Said,
    /// Which fields could not be merged.
    torn: Torn,
    /// The body with its torn lines, where it has any.
    body: Option<Body<'static>>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Torn {
    at: bool,
    journal: bool,
    title: bool,
    body: bool,
    extra: BTreeSet<String>,
}

impl Joined {
    /// A version as it was saved.
    pub(super) fn of(said: Said) -> Self {
        Self {
            said,
            torn: Torn::default(),
            body: None,
        }
    }

    /// Whether all of it could be merged.
    pub(super) fn is_whole(&self) -> bool {
        self.torn == Torn::default()
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
    let (at, at_torn) = three.field(|torn| torn.at, |said| &said.content.at);
    let (journal, journal_torn) = three.field(|torn| torn.journal, |said| &said.content.journal);
    let (title, title_torn) = three.field(|torn| torn.title, |said| &said.content.title);
    let (extra, extra_torn) = three.extra();
    let (body, torn_body) = three.body();
    let (first, second) = (&one.said.content, &other.said.content);
    let title = if title_torn {
        both::title(&first.title, &second.title)
    } else {
        title.clone()
    };
    let known = base.map(|base| &base.said.content);
    let day = three.day();
    Joined {
        torn: Torn {
            at: at_torn,
            journal: journal_torn,
            title: title_torn,
            body: torn_body.is_some() || body.len() > BODY_BYTES_MAX,
            extra: extra_torn,
        },
        body: torn_body,
        said: Said {
            day,
            extra,
            content: Content {
                at: at.clone(),
                journal: journal.clone(),
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
    /// A field that is as it is, and whether it could not be merged.
    fn field<T: PartialEq>(
        &self,
        is_torn: impl Fn(&Torn) -> bool,
        field: impl Fn(&'a Said) -> &'a T,
    ) -> (&'a T, bool) {
        let (one, other) = (field(&self.one.said), field(&self.other.said));
        if is_torn(&self.one.torn) || is_torn(&self.other.torn) {
            return (one, true);
        }
        let base = self.base.filter(|base| !is_torn(&base.torn));
        let base = base.map(|base| field(&base.said));
        match base {
            _ if one == other => (one, false),
            Some(base) if base == one => (other, false),
            Some(base) if base == other => (one, false),
            _ => (one, true),
        }
    }

    /// The day goes with the moment. Where two saved one moment under two days, as devices do whose
    /// days start at other hours, it is the day that was chosen since, or the earlier one.
    fn day(&self) -> crate::model::time::Day {
        let (at, _) = self.field(|torn| torn.at, |said| &said.content.at);
        let day = |joined: &Joined| (joined.said.content.at == *at).then_some(joined.said.day);
        match (day(self.one), day(self.other), self.base.and_then(day)) {
            (Some(one), Some(other), Some(base)) if one == base => other,
            (Some(one), Some(other), Some(base)) if other == base => one,
            (Some(one), Some(other), _) => one.min(other),
            (Some(day), None, _) | (None, Some(day), _) => day,
            (None, None, _) => self.one.said.day,
        }
    }

    /// Keys that this version does not know, each like a field, and those that could not be merged.
    fn extra(&self) -> (Extra, BTreeSet<String>) {
        let none = Extra::new();
        let base = self.base.map_or(&none, |base| &base.said.extra);
        let (one, other) = (&self.one.said.extra, &self.other.said.extra);
        let mut torn: BTreeSet<String> = self.one.torn.extra.clone();
        torn.extend(self.other.torn.extra.iter().cloned());
        let mut keys: Vec<&String> = base.keys().collect();
        let added: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
        keys.extend(added.into_iter().filter(|key| !base.contains_key(*key)));
        let mut extra = Extra::new();
        for key in keys {
            let (first, second) = (one.get(key), other.get(key));
            let known = self.base.filter(|base| !base.torn.extra.contains(key));
            let before = known.map(|_| base.get(key));
            let value = if first == second || before == Some(second) {
                first
            } else if before == Some(first) {
                second
            } else {
                // Without a base, a key that only one has is one more.
                if known.is_some() || first.is_some() == second.is_some() {
                    torn.insert(key.clone());
                }
                first.or(second)
            };
            extra.extend(value.map(|value| (key.clone(), value.clone())));
        }
        (extra, torn)
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
