//! A revision: one immutable saved version of an entry, as a line of JSON that is never rewritten.
//!
//! The line is `{"rev":"<64 hex>",` and then bytes of which `rev` is the SHA-256, so that one name
//! has one content. Readers keep the line verbatim; folding, bundles and backups copy it.

use std::borrow::Cow;

use serde::Deserialize;
use serde::Serialize;
use sha2::Digest as _;
use sha2::Sha256;

use crate::model::entry::Content;
use crate::model::entry::File;
use crate::model::id::DeviceId;
use crate::model::id::EntryId;
use crate::model::id::RevId;
use crate::model::id::from_hex;
use crate::model::limits::BODY_BYTES_MAX;
use crate::model::limits::LINE_BYTES_MAX;
use crate::model::limits::TAG_BYTES_MAX;
use crate::model::limits::TITLE_BYTES_MAX;
use crate::model::strict;
use crate::model::time::Day;
use crate::model::time::Moment;
use crate::model::time::Timestamp;

/// Unknown keys of a revision, in their order.
pub type Extra = serde_json::Map<String, serde_json::Value>;

/// The bytes before the hashed part: `{"rev":"` + 64 + `",`.
const NAME_BYTES: usize = 8 + 64 + 2;

/// One saved version of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// Its name.
    pub rev: RevId,
    /// The entry.
    pub id: EntryId,
    /// The revisions it was made from.
    pub parents: Vec<RevId>,
    /// What it says.
    pub content: Content,
    /// The day that its author lived then, computed once.
    pub day: Day,
    /// When it was written.
    pub written: Timestamp,
    /// The device that wrote it.
    pub device: DeviceId,
    /// Whether it deletes the entry.
    pub deleted: bool,
    /// Keys that this version does not know.
    pub extra: Extra,
    line: String,
}

/// What a new revision is made of.
#[derive(Clone, Debug)]
pub struct Fields<'a> {
    /// The entry.
    pub id: EntryId,
    /// The revisions it is made from.
    pub parents: &'a [RevId],
    /// What it says.
    pub content: &'a Content,
    /// The day that its author lived then.
    pub day: Day,
    /// Now.
    pub written: Timestamp,
    /// This device.
    pub device: DeviceId,
    /// Whether it deletes the entry.
    pub deleted: bool,
    /// Keys to carry on.
    pub extra: &'a Extra,
}

/// Why a text cannot be a revision.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ContentError {
    /// There is nothing in it.
    #[error("the entry is empty")]
    Blank,
    /// The body or its line is too long.
    #[error("the entry has {bytes} bytes, more than the {max} allowed")]
    TooLong {
        /// Length in bytes.
        bytes: usize,
        /// The limit in bytes.
        max: usize,
    },
    /// The title has more than one line or is too long.
    #[error("a title is one line of at most {TITLE_BYTES_MAX} bytes")]
    Title,
    /// A tag is blank, too long or has more than one line.
    #[error("a tag is one line of 1 to {TAG_BYTES_MAX} bytes")]
    Tag,
    /// The journal's name is blank, too long or has more than one line.
    #[error("the name of a journal is one line of 1 to {TITLE_BYTES_MAX} bytes")]
    Journal,
}

/// Why a line is no revision.
#[derive(Debug, thiserror::Error)]
pub enum LineError {
    /// It does not begin with a name, or is too long.
    #[error("not a revision line")]
    Shape,
    /// Its bytes are not those that its name says.
    #[error("revision {} has other bytes than its name says", .0.short())]
    Digest(RevId),
    /// It is not the JSON of a revision.
    #[error("revision {} cannot be read", .rev.short())]
    Json {
        /// The revision.
        rev: RevId,
        /// What the parser says.
        source: serde_json::Error,
    },
}

#[derive(Serialize)]
struct Fresh<'a> {
    salt: String,
    id: EntryId,
    parents: &'a [RevId],
    at: String,
    day: String,
    written: i64,
    device: DeviceId,
    journal: &'a str,
    title: &'a str,
    tags: &'a [String],
    starred: bool,
    body: &'a str,
    files: &'a [File],
    deleted: bool,
    #[serde(flatten)]
    extra: &'a Extra,
}

#[derive(Deserialize)]
struct Read<'a> {
    #[serde(rename = "rev")]
    _rev: RevId,
    #[serde(rename = "salt", borrow)]
    _salt: Cow<'a, str>,
    id: EntryId,
    parents: Vec<RevId>,
    #[serde(borrow)]
    at: Cow<'a, str>,
    #[serde(borrow)]
    day: Cow<'a, str>,
    written: i64,
    device: DeviceId,
    journal: String,
    title: String,
    tags: Vec<String>,
    starred: bool,
    body: String,
    files: Vec<File>,
    deleted: bool,
    #[serde(flatten)]
    extra: Extra,
}

/// Title and body of a revision line, without the rest: what a search looks at.
#[derive(Debug, Deserialize)]
pub struct Text<'a> {
    /// The entry.
    pub id: EntryId,
    /// The title.
    #[serde(borrow)]
    pub title: Cow<'a, str>,
    /// The body.
    #[serde(borrow)]
    pub body: Cow<'a, str>,
}

impl Revision {
    /// Makes a revision and its line. `salt` is random: equal texts must not have equal names.
    pub fn write(fields: &Fields<'_>, salt: [u8; 16]) -> Result<Self, ContentError> {
        if !fields.deleted {
            check(fields.content)?;
        }
        let content = fields.content;
        let written = Fresh {
            salt: crate::model::id::to_hex(&salt),
            id: fields.id,
            parents: fields.parents,
            at: content.at.to_string(),
            day: fields.day.to_string(),
            written: fields.written.0,
            device: fields.device,
            journal: &content.journal,
            title: &content.title,
            tags: &content.tags,
            starred: content.starred,
            body: &content.body,
            files: &content.files,
            deleted: fields.deleted,
            extra: fields.extra,
        };
        // Strings and numbers cannot fail to become JSON; an empty text would fail the length check.
        let json = serde_json::to_string(&written).unwrap_or_default();
        let hashed = json.strip_prefix('{').unwrap_or_default();
        let rev = RevId(Sha256::digest(hashed.as_bytes()).into());
        let line = format!("{{\"rev\":\"{rev}\",{hashed}");
        if line.len() > LINE_BYTES_MAX {
            return Err(ContentError::TooLong {
                bytes: line.len(),
                max: LINE_BYTES_MAX,
            });
        }
        Ok(Self {
            rev,
            id: fields.id,
            parents: fields.parents.to_vec(),
            content: content.clone(),
            day: fields.day,
            written: fields.written,
            device: fields.device,
            deleted: fields.deleted,
            extra: fields.extra.clone(),
            line,
        })
    }

    /// Reads a line, checking that its bytes are those that its name says.
    pub fn parse(line: &str) -> Result<Self, LineError> {
        let rev = check_name(line)?;
        let json = |source| LineError::Json { rev, source };
        strict::check(line).map_err(json)?;
        let read: Read<'_> = serde_json::from_str(line).map_err(json)?;
        let bad = |what: &str| json(serde::de::Error::custom(what));
        let at: Moment = read.at.parse().map_err(|_| bad("no moment"))?;
        let day = read.day.parse().map_err(|_| bad("no day"))?;
        Ok(Self {
            rev,
            id: read.id,
            parents: read.parents,
            content: Content {
                at,
                journal: read.journal,
                title: read.title,
                tags: read.tags,
                starred: read.starred,
                body: read.body,
                files: read.files,
            },
            day,
            written: Timestamp(read.written),
            device: read.device,
            deleted: read.deleted,
            extra: read.extra,
            line: line.to_owned(),
        })
    }

    /// The line, verbatim, without a line end.
    pub fn line(&self) -> &str {
        &self.line
    }
}

/// The name of a line whose bytes are what the name says.
pub fn check_name(line: &str) -> Result<RevId, LineError> {
    let rev = name(line)?;
    let hashed = line.as_bytes().get(NAME_BYTES..).unwrap_or_default();
    if RevId(Sha256::digest(hashed).into()) != rev {
        return Err(LineError::Digest(rev));
    }
    Ok(rev)
}

/// The entry that a line is of, unchecked; none where the line says none.
pub fn entry_of(line: &str) -> Option<EntryId> {
    #[derive(Deserialize)]
    struct Id {
        id: EntryId,
    }
    serde_json::from_str::<Id>(line).ok().map(|line| line.id)
}

/// The name that a line bears, unchecked.
pub fn name(line: &str) -> Result<RevId, LineError> {
    if line.len() > LINE_BYTES_MAX {
        return Err(LineError::Shape);
    }
    let rest = line.strip_prefix("{\"rev\":\"").ok_or(LineError::Shape)?;
    let (hex, rest) = rest.split_at_checked(64).ok_or(LineError::Shape)?;
    let mut bytes = [0; 32];
    from_hex(hex, &mut bytes).ok_or(LineError::Shape)?;
    if !rest.starts_with("\",") {
        return Err(LineError::Shape);
    }
    Ok(RevId(bytes))
}

/// Whether `content` may be saved.
pub fn check(content: &Content) -> Result<(), ContentError> {
    let one_line = |text: &str, max: usize| text.len() <= max && !text.contains(['\n', '\r']);
    if content.is_blank() {
        return Err(ContentError::Blank);
    }
    if content.body.len() > BODY_BYTES_MAX {
        return Err(ContentError::TooLong {
            bytes: content.body.len(),
            max: BODY_BYTES_MAX,
        });
    }
    if !one_line(&content.title, TITLE_BYTES_MAX) {
        return Err(ContentError::Title);
    }
    if content.journal.trim().is_empty() || !one_line(&content.journal, TITLE_BYTES_MAX) {
        return Err(ContentError::Journal);
    }
    let bad = |tag: &String| tag.trim().is_empty() || !one_line(tag, TAG_BYTES_MAX);
    if content.tags.iter().any(bad) {
        return Err(ContentError::Tag);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_with_another_byte_than_its_name_says_is_refused() {
        let at = "2024-02-29T21:30:00Z".parse().unwrap();
        let content = Content {
            body: "It rained".to_owned(),
            ..Content::new(at, "journal")
        };
        let fields = Fields {
            id: EntryId([1; 16]),
            parents: &[],
            content: &content,
            day: "2024-02-29".parse().unwrap(),
            written: Timestamp(0),
            device: DeviceId([1; 16]),
            deleted: false,
            extra: &Extra::new(),
        };
        let revision = Revision::write(&fields, [0; 16]).unwrap();
        let line = revision.line();
        assert_eq!(Revision::parse(line).unwrap().rev, revision.rev);
        let changed = line.replace("It rained", "It snowed");
        assert_ne!(changed, line);
        assert!(
            matches!(Revision::parse(&changed), Err(LineError::Digest(rev)) if rev == revision.rev)
        );
        assert!(matches!(check_name(&changed), Err(LineError::Digest(_))));
    }
}
