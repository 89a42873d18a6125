//! Texts that are not saved yet, kept sealed: they need no key to be kept, and one to be read.

use serde::Deserialize;
use serde::Serialize;

use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::inbox;
use crate::journal::inbox::Line;
use crate::journal::types::Kept;
use crate::model::entry::Draft;
use crate::model::id::EntryId;
use crate::model::id::to_hex;
use crate::model::limits::DRAFT_BYTES_MAX;
use crate::model::time::Timestamp;

/// What a draft's row is called: the prefix, then the entry's random id.
const PREFIX: &str = "draft-";

#[derive(Serialize, Deserialize)]
struct KeptLine {
    kept: i64,
    #[serde(default)]
    draft: Option<Line>,
    /// Bytes that cannot be an entry: one character of U+0000 to U+00FF for each.
    #[serde(default)]
    bytes: Option<String>,
    #[serde(default)]
    why: String,
}

impl Journal {
    /// Keeps a text that is not saved yet; it replaces the draft of the same entry.
    pub fn keep_draft(&mut self, draft: &Draft) -> Result<(), JournalError> {
        let now = (self.outside.now)();
        let line = Line::new(draft.id, &draft.parents, &draft.content, now);
        self.keep(
            &format!("{PREFIX}{}", draft.id),
            &KeptLine {
                kept: now.0,
                draft: Some(line),
                bytes: None,
                why: String::new(),
            },
        )
    }

    /// Keeps bytes that cannot be an entry, and why.
    pub fn keep_bytes(&mut self, bytes: &[u8], why: &str) -> Result<(), JournalError> {
        if bytes.len() > DRAFT_BYTES_MAX {
            return Err(JournalError::DraftTooLong {
                bytes: bytes.len(),
                max: DRAFT_BYTES_MAX,
            });
        }
        let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
        let name = format!("{PREFIX}{}", to_hex(&self.outside.random::<16>()));
        let kept = (self.outside.now)().0;
        self.keep(
            &name,
            &KeptLine {
                kept,
                draft: None,
                bytes: Some(text),
                why: why.to_owned(),
            },
        )
    }

    /// Drafts from last time, newest first. One that equals a saved version of its entry is dropped.
    pub fn drafts(&mut self) -> Result<Vec<Kept>, JournalError> {
        self.keys()?;
        let mut found = Vec::new();
        for name in self
            .store
            .state_names()?
            .into_iter()
            .filter(|name| name.starts_with(PREFIX))
        {
            let Some(kept) = self.read_kept(&name)? else {
                continue;
            };
            if kept
                .draft
                .as_ref()
                .is_some_and(|draft| self.is_saved(draft))
            {
                self.drop_row(&name)?;
            } else {
                found.push(kept);
            }
        }
        found.sort_by_key(|kept| std::cmp::Reverse(kept.at));
        Ok(found)
    }

    /// Drops the draft of an entry.
    pub fn drop_draft(&mut self, id: EntryId) -> Result<(), JournalError> {
        self.drop_row(&format!("{PREFIX}{id}"))
    }

    fn keep(&mut self, name: &str, line: &KeptLine) -> Result<(), JournalError> {
        let json = serde_json::to_string(line).unwrap_or_default();
        let sealed = inbox::seal_line(&self.store, &json)?;
        let change = self.store.change()?;
        change.put_state(name, &sealed)?;
        Ok(change.commit()?)
    }

    fn read_kept(&self, name: &str) -> Result<Option<Kept>, JournalError> {
        let Some(bytes) = self.store.state(name)? else {
            return Ok(None);
        };
        // A draft of a device whose slot is not open now stays where it is.
        let Some(json) = inbox::open_line(self.keys()?, &bytes) else {
            return Ok(None);
        };
        let Ok(line) = serde_json::from_str::<KeptLine>(&json) else {
            return Ok(None);
        };
        let draft = line.draft.and_then(|line| {
            let (id, parents) = (line.id, line.parents.clone());
            Some(Draft {
                id,
                parents,
                content: line.content()?,
            })
        });
        let bytes = line.bytes.map(|text| {
            (
                text.chars()
                    .map(|c| u8::try_from(c).unwrap_or(b'?'))
                    .collect(),
                line.why,
            )
        });
        Ok(Some(Kept {
            at: Timestamp(line.kept),
            draft,
            bytes,
        }))
    }

    fn is_saved(&mut self, draft: &Draft) -> bool {
        let versions = self.history(draft.id).unwrap_or_default();
        draft.content.is_blank()
            || versions
                .iter()
                .any(|version| version.content == draft.content)
    }

    pub(super) fn drop_row(&mut self, name: &str) -> Result<(), JournalError> {
        let change = self.store.change()?;
        change.drop_state(name)?;
        Ok(change.commit()?)
    }
}
