//! What is written while locked: sealed to the inbox, adopted once at the next unlock.

use serde::Deserialize;
use serde::Serialize;

use crate::crypto::object::Header;
use crate::crypto::object::Kind;
use crate::crypto::seal;
use crate::crypto::seal::Sealed;
use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::keys::Keys;
use crate::journal::save;
use crate::journal::types::Added;
use crate::journal::types::Notice;
use crate::journal::types::Unlocked;
use crate::model::entry::Content;
use crate::model::id::EntryId;
use crate::model::id::RevId;
use crate::model::id::VaultId;
use crate::model::revision;
use crate::model::revision::Extra;
use crate::model::revision::Fields;
use crate::model::revision::Revision;
use crate::model::time::Moment;
use crate::model::time::Timestamp;
use crate::store::Store;

/// The one row in clear: what seals to the inbox.
#[derive(Debug, Deserialize)]
pub(super) struct ClearRow {
    pub(super) recipient: String,
    pub(super) vault: VaultId,
}

pub(super) fn clear_row(store: &Store) -> Result<Option<ClearRow>, JournalError> {
    let row = store.slot("inbox")?;
    Ok(row.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}

/// A text that is no revision yet: in the inbox, or as a draft.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Line {
    pub(super) id: EntryId,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) parents: Vec<RevId>,
    pub(super) at: String,
    pub(super) written: i64,
    pub(super) journal: String,
    pub(super) title: String,
    pub(super) tags: Vec<String>,
    pub(super) starred: bool,
    pub(super) body: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) deleted: bool,
}

impl Line {
    pub(super) fn new(
        id: EntryId,
        parents: &[RevId],
        content: &Content,
        written: Timestamp,
    ) -> Self {
        Self {
            id,
            parents: parents.to_vec(),
            at: content.at.to_string(),
            written: written.0,
            journal: content.journal.clone(),
            title: content.title.clone(),
            tags: content.tags.clone(),
            starred: content.starred,
            body: content.body.clone(),
            deleted: false,
        }
    }

    pub(super) fn content(self) -> Option<Content> {
        let at: Moment = self.at.parse().ok()?;
        Some(Content {
            at,
            journal: self.journal,
            title: self.title,
            tags: self.tags,
            starred: self.starred,
            body: self.body,
            files: Vec::new(),
        })
    }
}

/// What seals to the inbox.
pub(super) fn recipient(store: &Store) -> Result<String, JournalError> {
    let clear = clear_row(store)?.ok_or(JournalError::KeyringMismatch)?;
    Ok(clear.recipient)
}

/// Seals a JSON line to the inbox's recipient: needs no key.
pub(super) fn seal_line(store: &Store, json: &str) -> Result<Sealed, JournalError> {
    let clear = clear_row(store)?.ok_or(JournalError::KeyringMismatch)?;
    let header = Header::new(Kind::Inbox, clear.vault, 1);
    Ok(seal::seal_inbox(&header, json, &clear.recipient)?)
}

/// Opens a line that was sealed to the inbox.
pub(super) fn open_line(keys: &Keys, bytes: &[u8]) -> Option<String> {
    let object = seal::open_inbox(bytes, &keys.own.inbox).ok()?;
    if object.header.vault != keys.vault {
        return None;
    }
    object.lines().next().map(|(line, _)| line.to_owned())
}

impl Journal {
    /// A new entry: into the store with a key at hand, else sealed to the inbox.
    pub fn add(&mut self, content: &Content) -> Result<Added, JournalError> {
        revision::check(content)?;
        let id = EntryId(self.outside.random());
        if self.keys.as_ref().is_some_and(|keys| !keys.reads_only()) {
            let draft = crate::model::entry::Draft {
                id,
                parents: Vec::new(),
                content: content.clone(),
            };
            self.save_new(&draft)?;
            return Ok(Added { id, inbox: false });
        }
        let line = Line::new(id, &[], content, (self.outside.now)());
        let json = serde_json::to_string(&line).unwrap_or_default();
        let sealed = seal_line(&self.store, &json)?;
        let change = self.store.change()?;
        change.put_inbox(&sealed)?;
        change.commit()?;
        Ok(Added { id, inbox: true })
    }

    /// Makes entries of what waits in the inbox, each once. It can only create: what names an existing
    /// entry, parents or a deletion stays where it is and is named.
    pub(super) fn adopt_inbox(&mut self) -> Result<Unlocked, JournalError> {
        let mut unlocked = Unlocked::default();
        if self.store.inbox_count()? == 0 || self.store.is_read_only() {
            return Ok(unlocked);
        }
        let outside = self.outside;
        let starts_at = self.day_start();
        let keys = self.keys.as_ref().ok_or(JournalError::Locked)?;
        if keys.may_write().is_err() || !keys.own_slot {
            return Ok(unlocked);
        }
        self.top()?;
        let keys = self.keys.as_ref().ok_or(JournalError::Locked)?;
        let waiting = self.store.inbox()?;
        let change = self.store.change()?;
        let mut writer = save::Writer::begin(&change, keys, &outside)?;
        for (seq, bytes) in waiting {
            let line =
                open_line(keys, &bytes).and_then(|json| serde_json::from_str::<Line>(&json).ok());
            let good = line.filter(|line| line.parents.is_empty() && !line.deleted);
            let Some(line) = good else {
                unlocked.notices.push(set_aside(seq));
                continue;
            };
            let (id, written) = (line.id, Timestamp(line.written));
            let known = writer.knows(id)? || keys.members.purges.has(id);
            let Some(content) = line
                .content()
                .filter(|content| !known && revision::check(content).is_ok())
            else {
                unlocked.notices.push(set_aside(seq));
                continue;
            };
            let extra = Extra::from_iter([("added".to_owned(), "while locked".into())]);
            let day = content.at.day(starts_at);
            let fields = Fields {
                id,
                parents: &[],
                content: &content,
                day,
                written,
                device: keys.device(),
                deleted: false,
                extra: &extra,
            };
            writer.put(&Revision::write(&fields, outside.random())?, true)?;
            change.drop_inbox(seq)?;
            unlocked.adopted += 1;
        }
        writer.end()?;
        change.commit()?;
        Ok(unlocked)
    }
}

fn set_aside(seq: i64) -> Notice {
    let text = format!(
        "a text written while locked (number {seq} of the inbox) is no new entry and was set aside"
    );
    Notice::open("inbox-refused", text)
}
