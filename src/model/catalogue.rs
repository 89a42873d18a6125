//! Rows of the catalogue: what a list shows of an entry, where its text stands, how its revisions
//! hang together. A cache: every row follows from the revisions alone.

use serde::Deserialize;
use serde::Serialize;
use sha2::Digest as _;
use sha2::Sha256;

use crate::model::entry::Content;
use crate::model::entry::Summary;
use crate::model::fold;
use crate::model::id::EntryId;
use crate::model::id::RevId;
use crate::model::merge::Shown;
use crate::model::revision::Revision;
use crate::model::tag;
use crate::model::text;
use crate::model::time::Day;
use crate::model::time::Timestamp;

/// Where a revision's line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place(
    /// The object's number.
    pub i64,
    /// Bytes of plain text before the line.
    pub u64,
    /// Bytes of the line.
    pub u64,
);

/// The flag of a row whose entry its owner deleted.
const DELETED: u8 = 2;
/// The flag of a row whose heads could not be merged.
const CONFLICT: u8 = 4;
/// The flag of a row whose text several revisions say together.
const MERGED: u8 = 8;

/// One entry in the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What a list shows.
    pub summary: Summary,
    /// The revision that is shown.
    pub shown: RevId,
    /// Where its line stands.
    pub place: Place,
    /// Revisions without children, sorted.
    pub heads: Vec<RevId>,
    /// Every revision with its place, where there are more than one.
    pub revs: Vec<(RevId, Place)>,
    /// Parents that some revision names and nobody has brought yet.
    pub missing: Vec<RevId>,
    /// Whether what it shows stands in no revision: several were merged.
    pub merged: bool,
    /// Whether what it shows follows from its heads as they are now.
    settled: bool,
}

/// The row as it is written: one JSON array a line, so that 100,000 stay small. The first four are
/// those that a search must find without reading the rest.
#[derive(Serialize, Deserialize)]
struct Line<'a>(
    EntryId,
    Place,
    #[serde(borrow)] std::borrow::Cow<'a, str>, // at
    #[serde(borrow)] std::borrow::Cow<'a, str>, // day
    i64,                                        // written
    u8,                                         // 1 starred, 2 deleted, 4 conflict, 8 merged
    u32,                                        // words
    u32,                                        // attachments
    String,                                     // journal
    String,                                     // title
    String,                                     // preview
    Vec<String>,                                // given tags
    Vec<String>,                                // tags in the text
    RevId,                                      // shown
    Vec<RevId>,                                 // heads, where more than the shown
    Vec<(RevId, Place)>,                        // every revision, where more than one
    Vec<RevId>,                                 // missing parents
);

impl Row {
    /// The row of an entry with one revision.
    pub fn of(revision: &Revision, place: Place) -> Self {
        Self {
            summary: summary_of(revision),
            shown: revision.rev,
            place,
            heads: vec![revision.rev],
            revs: Vec::new(),
            missing: revision.parents.clone(),
            merged: false,
            settled: true,
        }
    }

    /// Takes in one more revision of the entry. Where what is shown does not follow from that one alone,
    /// the row must be settled before anything but its revisions is looked at.
    pub fn absorb(&mut self, revision: &Revision, place: Place) {
        if self.place_of(revision.rev).is_some() {
            return;
        }
        if self.revs.is_empty() {
            self.revs.push((self.shown, self.place));
        }
        for parent in &revision.parents {
            if self.place_of(*parent).is_none() && !self.missing.contains(parent) {
                self.missing.push(*parent);
            }
        }
        self.revs.push((revision.rev, place));
        let before = std::mem::take(&mut self.heads);
        self.heads.extend(&before);
        self.heads.retain(|head| !revision.parents.contains(head));
        if let Some(at) = self.missing.iter().position(|rev| *rev == revision.rev) {
            self.missing.swap_remove(at);
        } else {
            self.heads.push(revision.rev);
        }
        self.missing.sort_unstable();
        self.heads.sort_unstable();
        if self.heads == [revision.rev] {
            self.summary = summary_of(revision);
            self.shown = revision.rev;
            self.place = place;
            self.merged = false;
            self.settled = true;
        } else if self.heads != before || self.heads.len() > 1 {
            // One that came late may be what several heads were made from.
            self.settled = false;
        }
    }

    /// Whether what it shows follows from its heads as they are now.
    pub fn is_settled(&self) -> bool {
        self.settled
    }

    /// Takes in what the entry with these heads shows.
    pub fn settle(&mut self, shown: &Shown) {
        self.place = self.place_of(shown.rev).unwrap_or(self.place);
        self.shown = shown.rev;
        self.merged = shown.merged;
        self.settled = true;
        self.summary = Summary {
            written: shown.written,
            deleted: shown.deleted,
            conflict: shown.conflict,
            merged: self.heads.len() > 1 && !shown.conflict && !shown.deleted,
            ..summary(self.summary.id, &shown.said.content, shown.said.day)
        };
    }

    /// A name for the text that is shown, which has one content for ever: that of its revision, or one
    /// made of its heads' names where they say it together.
    pub fn text_name(&self) -> RevId {
        if !self.merged {
            return self.shown;
        }
        let names: Vec<u8> = self.heads.iter().flat_map(|head| head.0).collect();
        RevId(Sha256::digest(names).into())
    }

    /// Where a revision stands, if it is known.
    pub fn place_of(&self, rev: RevId) -> Option<Place> {
        if self.shown == rev {
            return Some(self.place);
        }
        self.revs
            .iter()
            .find(|(known, _)| *known == rev)
            .map(|(_, place)| *place)
    }

    /// Every revision with its place.
    pub fn revisions(&self) -> Vec<(RevId, Place)> {
        if self.revs.is_empty() {
            vec![(self.shown, self.place)]
        } else {
            self.revs.clone()
        }
    }

    /// How many revisions the entry has.
    pub fn n_revisions(&self) -> usize {
        self.revs.len().max(1)
    }

    /// Changes places after objects were folded.
    pub fn move_places(&mut self, moved: impl Fn(Place) -> Place) {
        self.place = moved(self.place);
        for (_, place) in &mut self.revs {
            *place = moved(*place);
        }
    }

    /// What the row is sorted by: newest first, then id.
    pub fn key(&self) -> (std::cmp::Reverse<i64>, EntryId) {
        self.summary.key()
    }

    /// The row as a line, without a line end.
    pub fn to_line(&self) -> String {
        let s = &self.summary;
        let flags = u8::from(s.starred)
            | if s.deleted { DELETED } else { 0 }
            | if s.conflict { CONFLICT } else { 0 }
            | if self.merged { MERGED } else { 0 };
        let heads = if self.heads == [self.shown] {
            Vec::new()
        } else {
            self.heads.clone()
        };
        let line = Line(
            s.id,
            self.place,
            s.at.to_string().into(),
            s.day.to_string().into(),
            s.written.0,
            flags,
            s.words,
            s.n_files,
            s.journal.clone(),
            s.title.clone(),
            s.preview.clone(),
            s.tags.clone(),
            s.text_tags.clone(),
            self.shown,
            heads,
            self.revs.clone(),
            self.missing.clone(),
        );
        serde_json::to_string(&line).unwrap_or_default()
    }

    /// Reads a line; `None` where it is no row.
    pub fn from_line(line: &str) -> Option<Self> {
        let l: Line<'_> = serde_json::from_str(line).ok()?;
        let heads = if l.14.is_empty() { vec![l.13] } else { l.14 };
        let (deleted, conflict) = (l.5 & DELETED != 0, l.5 & CONFLICT != 0);
        let summary = Summary {
            id: l.0,
            at: l.2.parse().ok()?,
            day: l.3.parse().ok()?,
            written: Timestamp(l.4),
            starred: l.5 & 1 != 0,
            deleted,
            conflict,
            merged: heads.len() > 1 && !conflict && !deleted,
            words: l.6,
            n_files: l.7,
            journal: l.8,
            title: l.9,
            preview: l.10,
            tags: l.11,
            text_tags: l.12,
        };
        Some(Self {
            summary,
            shown: l.13,
            place: l.1,
            heads,
            revs: l.15,
            missing: l.16,
            merged: l.5 & MERGED != 0,
            settled: true,
        })
    }
}

/// What a row's line says before the part that is long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glance {
    /// The entry.
    pub id: EntryId,
    /// Where the line of the revision that is shown stands.
    pub place: Place,
    /// Whether its owner deleted it.
    pub deleted: bool,
    /// Whether what it shows stands in no revision.
    pub merged: bool,
}

/// The digits of the entry's id, with which a row's line begins; '' where it is no row's.
pub fn digits_of(line: &str) -> &str {
    let rest = line.strip_prefix("[\"").unwrap_or_default();
    rest.split_once('"').map_or("", |(digits, _)| digits)
}

/// Reads no more of a row's line than a search needs of a row that it passes by, which takes a tenth of
/// the time; `None` where it is no row's.
pub fn glance(line: &str) -> Option<Glance> {
    let (id, rest) = line.strip_prefix("[\"")?.split_at_checked(32)?;
    let (numbers, rest) = rest.strip_prefix("\",[")?.split_once(']')?;
    let mut numbers = numbers.split(',');
    let mut next = || numbers.next();
    let place = Place(
        next()?.parse().ok()?,
        next()?.parse().ok()?,
        next()?.parse().ok()?,
    );
    // Neither a moment nor a day has a quote or a backslash in it.
    let (_at, rest) = rest.strip_prefix(",\"")?.split_once('"')?;
    let (_day, rest) = rest.strip_prefix(",\"")?.split_once('"')?;
    let (_written, rest) = rest.strip_prefix(',')?.split_once(',')?;
    let flags: u8 = rest.split_once(',')?.0.parse().ok()?;
    Some(Glance {
        id: id.parse().ok()?,
        place,
        deleted: flags & DELETED != 0,
        merged: flags & MERGED != 0,
    })
}

fn summary_of(revision: &Revision) -> Summary {
    Summary {
        written: revision.written,
        deleted: revision.deleted,
        ..summary(revision.id, &revision.content, revision.day)
    }
}

fn summary(id: EntryId, content: &Content, day: Day) -> Summary {
    let given: Vec<String> = content.tags.iter().map(|given| fold::fold(given)).collect();
    let mut text_tags = tag::tags_in_text(&content.body);
    text_tags.retain(|found| !given.contains(&fold::fold(found)));
    Summary {
        id,
        at: content.at.clone(),
        day,
        written: Timestamp(0),
        journal: content.journal.clone(),
        title: text::shown_title(&content.title, &content.body).to_owned(),
        tags: content.tags.clone(),
        text_tags,
        starred: content.starred,
        deleted: false,
        conflict: false,
        merged: false,
        words: text::word_count(&content.body),
        n_files: u32::try_from(content.files.len()).unwrap_or(u32::MAX),
        preview: text::preview(&content.body),
    }
}
