//! An index of a level of the catalogue: which group of it may hold the row of an entry, so that one
//! row is found without reading all those before it.
//!
//! It says the first and last digits of the ids in each group, where the group stands, and its digest:
//! the mac of a group is over all groups before it, and who reads only one must know it otherwise. The
//! index is an object with a mac of its own, and bears the stamp of the level that it belongs to.

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

/// How many digits it says of the beginning of an id, and of its end. By the beginning alone, two or
/// three groups of 100,000 entries are read for one; ids that another program counted all begin alike.
const DIGITS: usize = 4;
/// Digits of an entry's id, whole.
pub(super) const ID_DIGITS: usize = 32;
/// So many groups are read by themselves at most: the way to each is long, and more are sooner read in
/// their order.
const GROUPS_MAX: usize = 4;

/// The digits of a row's id that the index says.
fn digits_said(line: &str) -> Option<String> {
    let digits = digits_of(line);
    let last = digits.len().checked_sub(DIGITS)?;
    Some(format!("{}{}", digits.get(..DIGITS)?, digits.get(last..)?))
}

/// The part in which the index of a level stands.
pub(super) const fn part_of(level: i64) -> i64 {
    level + 2
}

/// A group of rows: bytes of plain text before it, its bytes, its SHA-256, and digits of its ids.
#[derive(Serialize, Deserialize)]
pub(super) struct Group<'a>(u64, u64, #[serde(borrow)] &'a str, #[serde(borrow)] &'a str);

impl Group<'_> {
    fn may_hold(&self, beginnings: &[&str]) -> bool {
        let is_wanted = |said: &[u8]| {
            let (first, last) = said.split_at(said.len().min(DIGITS));
            let mut beginnings = beginnings.iter().map(|digits| digits.as_bytes());
            beginnings.any(|digits| {
                let begins = digits.starts_with(first) || first.starts_with(digits);
                begins && (digits.len() < ID_DIGITS || digits.ends_with(last))
            })
        };
        self.3.as_bytes().chunks(2 * DIGITS).any(is_wanted)
    }

    /// Its rows; `None` where they are not what they were when the index was made.
    pub(super) fn read(
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
        self.digits.push_str(&digits_said(line).unwrap_or_default());
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

/// Which groups may hold an entry whose id begins so.
pub(super) enum Groups<'a> {
    /// These.
    Few(Vec<Group<'a>>),
    /// So many that the level is better read in its order.
    Many,
    /// The index is none.
    Unfit,
}

/// The groups that may hold an entry whose id is, or begins with, one of `beginnings`.
pub(super) fn groups_with<'a>(index: &'a Object, beginnings: &[&str]) -> Groups<'a> {
    let mut few = Vec::new();
    for (line, _) in index.lines() {
        let Ok(group) = serde_json::from_str::<Group<'_>>(line) else {
            return Groups::Unfit;
        };
        if !group.may_hold(beginnings) {
            continue;
        }
        if few.len() == GROUPS_MAX.max(beginnings.len()) {
            return Groups::Many;
        }
        few.push(group);
    }
    Groups::Few(few)
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
        let there: Option<String> = text.lines().map(digits_said).collect();
        if there.as_deref() != Some(group.3) {
            return Ok(false);
        }
    }
    Ok(true)
}
