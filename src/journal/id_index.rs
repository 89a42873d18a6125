//! An index of a level of the catalogue: which group of it may hold the row of an entry, so that one
//! row is found without reading all those before it.
//!
//! It says the first digits of the ids in each group, where the group stands, and its digest: the mac
//! of a group is over all groups before it, and who reads only one must know it otherwise. The index is
//! an object with a mac of its own, and bears the stamp of the level that it belongs to.

use std::io::Read;

use serde::Deserialize;
use serde::Serialize;

use crate::crypto::identity::sha256;
use crate::crypto::object::Kind;
use crate::crypto::seal;
use crate::crypto::seal::Object;
use crate::crypto::seal::Span;
use crate::journal::JournalError;
use crate::journal::keys::Keys;
use crate::journal::objects::Source;
use crate::model::catalogue::digits_of;

/// How many digits of an id it says. Of 100,000 entries, two or three groups are read for one then.
pub(super) const DIGITS: usize = 4;

/// The part in which the index of a level stands.
pub(super) const fn part_of(level: i64) -> i64 {
    level + 2
}

/// A group of rows: bytes of plain text before it, its bytes, its SHA-256, and the first digits of its ids.
#[derive(Serialize, Deserialize)]
struct Group<'a>(u64, u64, #[serde(borrow)] &'a str, #[serde(borrow)] &'a str);

impl Group<'_> {
    fn may_hold(&self, beginnings: &[&str]) -> bool {
        let is_wanted = |digits: &[u8]| {
            let mut beginnings = beginnings.iter().map(|beginning| beginning.as_bytes());
            beginnings
                .any(|beginning| beginning.starts_with(digits) || digits.starts_with(beginning))
        };
        self.3.as_bytes().chunks(DIGITS).any(is_wanted)
    }

    /// Its rows; `None` where they are not what they were when the index was made.
    fn read(
        &self,
        source: &impl Source,
        keys: &Keys,
        level: i64,
    ) -> Result<Option<String>, JournalError> {
        let Some(blob) = source.part(level)? else {
            return Ok(None);
        };
        let span = Span {
            offset: self.0,
            length: self.1,
        };
        let text = seal::read_lines(blob, &keys.keyring, span).ok();
        Ok(text.filter(|text| sha256(text.as_bytes()).to_string() == self.2))
    }
}

/// What an index will say, gathered while its level is written.
#[derive(Debug, Default)]
pub(super) struct Builder {
    groups: Vec<String>,
    start: u64,
    text: String,
    digits: String,
}

impl Builder {
    /// Notes a row and where it stands.
    pub(super) fn row(&mut self, line: &str, span: Span) {
        if self.text.is_empty() {
            self.start = span.offset;
        }
        self.text.push_str(line);
        self.text.push('\n');
        let digits = digits_of(line).get(..DIGITS);
        self.digits.push_str(digits.unwrap_or_default());
    }

    /// Ends a group.
    pub(super) fn end_group(&mut self) {
        let digest = sha256(self.text.as_bytes()).to_string();
        let group = Group(self.start, self.text.len() as u64, &digest, &self.digits);
        self.groups
            .push(serde_json::to_string(&group).unwrap_or_default());
        self.text.clear();
        self.digits.clear();
    }

    /// The lines of the index.
    pub(super) fn lines(&self) -> Vec<&str> {
        self.groups.iter().map(String::as_str).collect()
    }
}

/// Reads the index of a level, whole; `None` where there is none, or it does not open.
pub(super) fn open(
    source: &impl Source,
    keys: &Keys,
    level: i64,
) -> Result<Option<Object>, JournalError> {
    let Some(mut blob) = source.part(part_of(level))? else {
        return Ok(None);
    };
    let mut bytes = Vec::new();
    if blob.read_to_end(&mut bytes).is_err() {
        return Ok(None);
    }
    Ok(seal::open(&bytes, &keys.keyring, &[Kind::Catalogue]).ok())
}

/// Calls `each` with the lines of the groups of a level that may hold an entry whose id begins so.
/// False where a group is not what the index says.
pub(super) fn groups_with(
    source: &impl Source,
    keys: &Keys,
    level: i64,
    index: &Object,
    beginnings: &[&str],
    each: &mut dyn FnMut(&str),
) -> Result<bool, JournalError> {
    for (line, _) in index.lines() {
        let Ok(group) = serde_json::from_str::<Group<'_>>(line) else {
            return Ok(false);
        };
        if !group.may_hold(beginnings) {
            continue;
        }
        let Some(text) = group.read(source, keys, level)? else {
            return Ok(false);
        };
        text.lines().for_each(&mut *each);
    }
    Ok(true)
}

/// Whether an index says of every group what is there.
pub(super) fn is_right(
    source: &impl Source,
    keys: &Keys,
    level: i64,
    index: &Object,
) -> Result<bool, JournalError> {
    for (line, _) in index.lines() {
        let Ok(group) = serde_json::from_str::<Group<'_>>(line) else {
            return Ok(false);
        };
        let Some(text) = group.read(source, keys, level)? else {
            return Ok(false);
        };
        let digits = |line: &str| digits_of(line).get(..DIGITS).map(str::to_owned);
        let there: Option<String> = text.lines().map(digits).collect();
        if there.as_deref() != Some(group.3) {
            return Ok(false);
        }
    }
    Ok(true)
}
