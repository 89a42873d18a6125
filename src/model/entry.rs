//! What a person wrote for one moment: as it is typed, as it is listed, as it is shown.

use std::borrow::Cow;

use crate::model::id::DeviceId;
use crate::model::id::EntryId;
use crate::model::id::RevId;
use crate::model::text;
use crate::model::time::Day;
use crate::model::time::Moment;
use crate::model::time::Timestamp;

/// The journal that an entry belongs to where nobody names another.
pub const DEFAULT_JOURNAL: &str = "journal";

/// An attachment as a revision names it. Reserved in format 1: kept and counted, not yet made.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct File {
    /// The name it had, without folders.
    pub name: String,
    /// Its media type.
    #[serde(rename = "type")]
    pub media_type: String,
    /// Its length in bytes.
    pub size: u64,
    /// SHA-256 of its bytes.
    pub sha256: crate::model::id::Digest,
    /// The sealed chunks that hold it, by name.
    pub chunks: Vec<String>,
}

/// Everything about an entry that a person chooses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// The moment that the entry is about.
    pub at: Moment,
    /// The journal's name.
    pub journal: String,
    /// One line; empty is none.
    pub title: String,
    /// Given tags, verbatim; `#words` in the body are found besides.
    pub tags: Vec<String>,
    /// Whether it has a star.
    pub starred: bool,
    /// Markdown, byte for byte.
    pub body: String,
    /// Attachments.
    pub files: Vec<File>,
}

impl Content {
    /// An empty page for `at`.
    pub fn new(at: Moment, journal: &str) -> Self {
        Self {
            at,
            journal: journal.to_owned(),
            title: String::new(),
            tags: Vec::new(),
            starred: false,
            body: String::new(),
            files: Vec::new(),
        }
    }

    /// Whether there is nothing in it that would be worth keeping.
    pub fn is_blank(&self) -> bool {
        self.body.trim().is_empty() && self.title.trim().is_empty() && self.files.is_empty()
    }
}

/// A text in the editor: new, or the next version of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The entry, chosen when the editor opened, so that saving twice makes one entry.
    pub id: EntryId,
    /// The revisions that it was made from; empty for a new entry.
    pub parents: Vec<RevId>,
    /// What it says.
    pub content: Content,
}

/// One row of the timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a fact that a list has a sign for, and any of them can hold with any other"
)]
pub struct Summary {
    /// The entry.
    pub id: EntryId,
    /// The moment that the entry is about.
    pub at: Moment,
    /// The day its author lived then.
    pub day: Day,
    /// When the shown revision was written.
    pub written: Timestamp,
    /// The journal's name.
    pub journal: String,
    /// The title to show: the given one, else the heading that opens the body, else ''.
    pub title: String,
    /// Given tags, verbatim.
    pub tags: Vec<String>,
    /// Tags found in the text that are not given besides.
    pub text_tags: Vec<String>,
    /// Whether it has a star.
    pub starred: bool,
    /// Whether its owner deleted it.
    pub deleted: bool,
    /// Whether two heads stand side by side.
    pub conflict: bool,
    /// Whether several heads were merged by themselves into what is shown.
    pub merged: bool,
    /// How many words the body has.
    pub words: u32,
    /// How many attachments it has.
    pub n_files: u32,
    /// The first words of the body, on one line.
    pub preview: String,
}

impl Summary {
    /// What rows are sorted by: newest first, then id.
    pub fn key(&self) -> (std::cmp::Reverse<i64>, EntryId) {
        (std::cmp::Reverse(self.at.instant_us), self.id)
    }

    /// The given tags, then those in the text.
    pub fn all_tags(&self) -> impl Iterator<Item = &str> {
        self.tags.iter().chain(&self.text_tags).map(String::as_str)
    }

    /// What a list shows for it: the title, else the first words; of a link its words.
    pub fn label(&self) -> Cow<'_, str> {
        text::linked_words(if self.title.is_empty() {
            &self.preview
        } else {
            &self.title
        })
    }
}

/// One entry, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The entry.
    pub id: EntryId,
    /// What it says: the shown head, or the clean merge of all heads.
    pub content: Content,
    /// The day its author lived then.
    pub day: Day,
    /// The revisions without children; a save on this names all of them.
    pub heads: Vec<RevId>,
    /// The revision that is shown.
    pub revision: RevId,
    /// The parents of that revision.
    pub parents: Vec<RevId>,
    /// When the shown revision was written.
    pub written: Timestamp,
    /// The device that wrote it; none where it came in while locked and was not yet adopted.
    pub device: DeviceId,
    /// That device's name, where it was revoked since: who had it may have written this.
    pub revoked: Option<String>,
    /// Whether its owner deleted it.
    pub deleted: bool,
    /// Whether the heads could not be merged.
    pub conflict: bool,
    /// Whether several heads were merged into what it says.
    pub merged: bool,
    /// Keys that an importer could not place or that a newer diurnal wrote: kept for ever.
    pub extra: serde_json::Map<String, serde_json::Value>,
}
