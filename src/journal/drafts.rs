//! Texts that are not saved yet, kept sealed: they need no key to be kept, and one to be read.

use std::io::Read;

use serde::Deserialize;
use serde::Serialize;

use crate::crypto::seal::Sealed;
use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::draft_change;
use crate::journal::draft_change::Base;
use crate::journal::inbox;
use crate::journal::inbox::Line;
use crate::journal::types::Kept;
use crate::journal::types::KeptBytes;
use crate::model::entry::Draft;
use crate::model::id::EntryId;
use crate::model::id::to_hex;
use crate::model::limits::DRAFT_BYTES_MAX;
use crate::model::time::Timestamp;
use crate::store::StoreError;
use crate::store::aside;

/// What a draft's row is called: the prefix, then the entry's random id.
const PREFIX: &str = "draft-";
/// Texts shorter than this are always kept whole, in bytes: that costs less than to tell what changed.
const CHANGE_FROM_BYTES: usize = 32 << 10;
/// Bytes that cannot be an entry are sealed this many at a time, so that memory is bounded; each
/// piece beyond the first stands in a row of its own.
const PIECE_BYTES: usize = 4 << 20;

#[derive(Default, Serialize, Deserialize)]
struct KeptLine {
    kept: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    draft: Option<Line>,
    /// What a later change names, where one may follow: random, new with each whole draft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    base: Option<String>,
    /// Bytes that cannot be an entry: one character of U+0000 to U+00FF for each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bytes: Option<String>,
    /// How many bytes there are, where they stand in rows of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
    /// How many such rows there are, numbered from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pieces: Option<u64>,
    #[serde(default)]
    why: String,
}

/// A row with what changed since the whole draft was kept.
#[derive(Serialize, Deserialize)]
struct ChangeLine {
    kept: i64,
    /// The `base` of the whole draft.
    of: String,
    /// At which byte of its text.
    from: u64,
    /// How many bytes were taken away there.
    cut: u64,
    /// What stands there instead.
    put: String,
    /// Everything but the text, as it is now.
    draft: Option<Line>,
}

/// A row with some of the bytes.
#[derive(Serialize, Deserialize)]
struct Piece {
    bytes: String,
}

impl Journal {
    /// Keeps a text that is not saved yet; it replaces the draft of the same entry. Of a long text
    /// that was kept before, only what changed is sealed and written.
    pub fn keep_draft(&mut self, draft: &Draft) -> Result<(), JournalError> {
        let (name, mut line) = self.line_of(draft);
        let long = draft.content.body.len() >= CHANGE_FROM_BYTES;
        if long && self.keep_change(&name, &line, &draft.content.body) {
            aside::remove(&self.places.vault_dir, &name);
            return Ok(());
        }
        self.draft_base = None;
        if !long {
            return self.keep(&name, &line).map(drop);
        }
        let base = to_hex(&self.outside.random::<16>());
        line.base = Some(base.clone());
        let recipient = inbox::recipient(&self.store)?;
        if let Some(sealed) = self.keep(&name, &line)? {
            let body = draft.content.body.clone();
            self.draft_base = Some(Base::new(name, base, recipient, &sealed, body));
        }
        Ok(())
    }

    /// Forgets the text of the draft that was kept last: it stays where it was kept.
    pub fn forget_draft(&mut self) {
        self.draft_base = None;
    }

    /// Writes what changed since the whole draft was kept, where that is little, and where that
    /// draft still stands in the store as it was written. False: nothing was written.
    fn keep_change(&mut self, name: &str, line: &KeptLine, body: &str) -> bool {
        let Some(base) = &self.draft_base else {
            return false;
        };
        let same = inbox::recipient(&self.store).is_ok_and(|now| base.is_of(name, &now));
        let Some(change) = base.change_to(body).filter(|_| same) else {
            return false;
        };
        let draft = line.draft.clone().map(|line| Line {
            body: String::new(),
            ..line
        });
        let row = ChangeLine {
            kept: line.kept,
            of: base.id.clone(),
            from: change.from as u64,
            cut: change.cut as u64,
            put: change.put.to_owned(),
            draft,
        };
        let json = serde_json::to_string(&row).unwrap_or_default();
        let mut put = || -> Result<bool, JournalError> {
            let sealed = inbox::seal_line(&self.store, &json)?;
            let change = self.store.change()?;
            let there = change.state_front(name, draft_change::FRONT_BYTES)?;
            if !there.is_some_and(|(front, length)| base.stands(&front, length)) {
                return Ok(false);
            }
            change.put_state(&change_name(name), &sealed)?;
            change.commit()?;
            Ok(true)
        };
        put().unwrap_or(false)
    }

    /// Keeps bytes that cannot be an entry, and why: at most [`DRAFT_BYTES_MAX`] of them, a piece at
    /// a time. What was kept stays kept, whatever becomes of the rest.
    ///
    /// # Errors
    /// Those of the store, where nothing could be kept.
    pub fn keep_bytes(
        &mut self,
        bytes: &mut dyn Read,
        why: &str,
    ) -> Result<KeptBytes, JournalError> {
        let id = to_hex(&self.outside.random::<16>());
        let name = format!("{PREFIX}{id}");
        let mut kept = KeptBytes {
            id,
            size: 0,
            why: why.to_owned(),
            rest: None,
        };
        let mut line = KeptLine {
            kept: (self.outside.now)().0,
            why: why.to_owned(),
            ..KeptLine::default()
        };
        for number in 0.. {
            let (piece, end) = next_piece(bytes, kept.size);
            let more = matches!(end, End::More);
            if let End::Cut(why) = end {
                kept.rest = Some(why);
            }
            if number > 0 && piece.is_empty() {
                return Ok(kept);
            }
            kept.size += piece.len() as u64;
            let text: String = piece.iter().map(|byte| char::from(*byte)).collect();
            let put = if number == 0 && !more {
                line.bytes = Some(text);
                self.keep(&name, &line).map(drop)
            } else {
                line.size = Some(kept.size);
                line.pieces = Some(number + 1);
                self.keep_piece(&name, number, &Piece { bytes: text }, &line)
            };
            match put {
                Ok(()) => {}
                Err(error) if number == 0 => return Err(error),
                Err(error) => {
                    kept.size -= piece.len() as u64;
                    kept.rest = Some(error.to_string());
                    return Ok(kept);
                }
            }
            if !more {
                break;
            }
        }
        Ok(kept)
    }

    /// Hands the bytes that were kept under `id` to `out`, in order, a piece at a time; false where
    /// a piece is missing or does not open, or `out` wants no more.
    pub fn kept_bytes(
        &self,
        id: &str,
        out: &mut dyn FnMut(&[u8]) -> bool,
    ) -> Result<bool, JournalError> {
        let name = format!("{PREFIX}{id}");
        let Some(line) = self.kept_line::<KeptLine>(&name)? else {
            return Ok(false);
        };
        if let Some(text) = line.bytes {
            return Ok(out(&to_bytes(&text)));
        }
        for number in 0..line.pieces.unwrap_or(0) {
            let piece = self.kept_line::<Piece>(&piece_name(&name, number))?;
            if !piece.is_some_and(|piece| out(&to_bytes(&piece.bytes))) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Drafts from last time, newest first. One that equals a saved version of its entry is dropped.
    pub fn drafts(&mut self) -> Result<Vec<Kept>, JournalError> {
        self.keys()?;
        let mut found = Vec::new();
        for name in self
            .store
            .state_names()?
            .into_iter()
            .filter(|name| is_head(name))
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
        let name = row_of(id);
        self.draft_base = None;
        self.drop_row(&name)?;
        aside::remove(&self.places.vault_dir, &name);
        Ok(())
    }

    /// Drops what is kept under `id`: a draft, or bytes with all their pieces.
    pub fn drop_kept(&mut self, id: &str) -> Result<(), JournalError> {
        let name = format!("{PREFIX}{id}");
        let pieces = format!("{name}-");
        let mut rows = self.store.state_names()?;
        rows.retain(|row| *row == name || row.starts_with(&pieces));
        let change = self.store.change()?;
        for row in rows {
            change.drop_state(&row)?;
        }
        change.commit()?;
        aside::remove(&self.places.vault_dir, &name);
        Ok(())
    }

    /// Keeps a text beside the store, in a sealed file that the next unlocking takes in: for where
    /// another program holds the store and would have to be waited for once more.
    ///
    /// # Errors
    /// Those of the disk, where the text could not be kept.
    pub fn keep_draft_aside(&self, draft: &Draft) -> Result<(), JournalError> {
        let (name, line) = self.line_of(draft);
        let json = serde_json::to_string(&line).unwrap_or_default();
        let sealed = inbox::seal_line(&self.store, &json)?;
        Ok(aside::put(&self.places.vault_dir, &name, &sealed)?)
    }

    fn line_of(&self, draft: &Draft) -> (String, KeptLine) {
        let now = (self.outside.now)();
        let line = KeptLine {
            kept: now.0,
            draft: Some(Line::new(draft.id, &draft.parents, &draft.content, now)),
            ..KeptLine::default()
        };
        (row_of(draft.id), line)
    }

    /// Takes into the store what could only be kept beside it. What does not open, or not by this
    /// device, stays where it is.
    pub(super) fn adopt_kept(&mut self) -> Result<(), JournalError> {
        let names = aside::names(&self.places.vault_dir);
        if names.is_empty() || self.store.is_read_only() {
            return Ok(());
        }
        for name in names.into_iter().filter(|name| is_head(name)) {
            let keys = self.keys()?;
            let Ok(sealed) = aside::read(&self.places.vault_dir, &name) else {
                continue;
            };
            let read = |bytes: &[u8]| -> Option<KeptLine> {
                serde_json::from_str(&inbox::open_line(keys, bytes)?).ok()
            };
            let Some(line) = read(sealed.as_bytes()) else {
                continue;
            };
            let row = self.whole_line(&name)?;
            if row.is_none_or(|row| row.kept <= line.kept) {
                // Where the store cannot take it yet, it stays where it is.
                if self.put_kept(&name, &sealed).is_err() {
                    return Ok(());
                }
            }
            aside::remove(&self.places.vault_dir, &name);
        }
        Ok(())
    }

    /// Seals and keeps a row; returns it where the store took it.
    fn keep(&mut self, name: &str, line: &KeptLine) -> Result<Option<Sealed>, JournalError> {
        let json = serde_json::to_string(line).unwrap_or_default();
        let sealed = inbox::seal_line(&self.store, &json)?;
        match self.put_kept(name, &sealed) {
            Ok(()) => {
                aside::remove(&self.places.vault_dir, name);
                Ok(Some(sealed))
            }
            // Beside the store there may be room and a right that the store itself lacks.
            Err(error) => {
                let put = aside::put(&self.places.vault_dir, name, &sealed);
                put.map_err(|_| error)?;
                Ok(None)
            }
        }
    }

    /// Writes a whole draft; a change to the one before goes with it.
    fn put_kept(&mut self, name: &str, sealed: &Sealed) -> Result<(), StoreError> {
        let change = self.store.change()?;
        change.put_state(name, sealed)?;
        change.drop_state(&change_name(name))?;
        change.commit()
    }

    fn keep_piece(
        &mut self,
        name: &str,
        number: u64,
        piece: &Piece,
        line: &KeptLine,
    ) -> Result<(), JournalError> {
        let json = serde_json::to_string(piece).unwrap_or_default();
        let piece = inbox::seal_line(&self.store, &json)?;
        let json = serde_json::to_string(line).unwrap_or_default();
        let head = inbox::seal_line(&self.store, &json)?;
        let change = self.store.change()?;
        change.put_state(&piece_name(name, number), &piece)?;
        change.put_state(name, &head)?;
        Ok(change.commit()?)
    }

    /// What a sealed row says. A draft of a device whose slot is not open now stays where it is.
    fn kept_line<T: serde::de::DeserializeOwned>(
        &self,
        name: &str,
    ) -> Result<Option<T>, JournalError> {
        let Some(bytes) = self.store.state(name)? else {
            return Ok(None);
        };
        let json = inbox::open_line(self.keys()?, &bytes);
        Ok(json.and_then(|json| serde_json::from_str(&json).ok()))
    }

    /// What a row says, with the change that was written after it. One that is a change to another
    /// text, which an older diurnal or another editor replaced since, is none.
    fn whole_line(&self, name: &str) -> Result<Option<KeptLine>, JournalError> {
        let Some(line) = self.kept_line::<KeptLine>(name)? else {
            return Ok(None);
        };
        if line.base.is_none() {
            return Ok(Some(line));
        }
        let change = self.kept_line::<ChangeLine>(&change_name(name))?;
        Ok(Some(match change {
            Some(change) => changed(&line, change).unwrap_or(line),
            None => line,
        }))
    }

    fn read_kept(&self, name: &str) -> Result<Option<Kept>, JournalError> {
        let Some(line) = self.whole_line(name)? else {
            return Ok(None);
        };
        let id = name.strip_prefix(PREFIX).unwrap_or(name).to_owned();
        let draft = line.draft.and_then(|line| {
            let (id, parents) = (line.id, line.parents.clone());
            Some(Draft {
                id,
                parents,
                content: line.content()?,
            })
        });
        let short = line.bytes.map(|text| text.chars().count() as u64);
        let bytes = short.or(line.size).map(|size| KeptBytes {
            id: id.clone(),
            size,
            why: line.why,
            rest: None,
        });
        Ok(Some(Kept {
            id,
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
        change.drop_state(&change_name(name))?;
        Ok(change.commit()?)
    }
}

/// `line` with the change, where it is one to this text.
fn changed(line: &KeptLine, change: ChangeLine) -> Option<KeptLine> {
    if line.base.as_deref() != Some(change.of.as_str()) {
        return None;
    }
    let before = line.draft.as_ref()?;
    let draft = change.draft?;
    if draft.id != before.id {
        return None;
    }
    let body = draft_change::apply(&before.body, change.from, change.cut, &change.put)?;
    Some(KeptLine {
        kept: change.kept,
        draft: Some(Line { body, ..draft }),
        ..KeptLine::default()
    })
}

/// The row with the change to the whole draft in the row `name`.
fn change_name(name: &str) -> String {
    format!("{name}-change")
}

/// What follows a piece.
enum End {
    /// Perhaps another one.
    More,
    /// Nothing.
    Done,
    /// What is not kept, and why.
    Cut(String),
}

/// The next bytes, where `kept` were kept before, and what follows them.
fn next_piece(from: &mut dyn Read, kept: u64) -> (Vec<u8>, End) {
    let left = (DRAFT_BYTES_MAX as u64).saturating_sub(kept);
    let room = left.min(PIECE_BYTES as u64);
    if room == 0 {
        let end = if matches!(from.read(&mut [0]), Ok(1..)) {
            End::Cut(format!("no more than {DRAFT_BYTES_MAX} bytes are kept"))
        } else {
            End::Done
        };
        return (Vec::new(), end);
    }
    let mut piece = Vec::with_capacity(PIECE_BYTES);
    match from.take(room).read_to_end(&mut piece) {
        Err(error) => (piece, End::Cut(error.to_string())),
        Ok(n) if (n as u64) < room => (piece, End::Done),
        Ok(_) => (piece, End::More),
    }
}

fn piece_name(name: &str, number: u64) -> String {
    format!("{name}-{number}")
}

/// The row of `state` that keeps a draft of an entry.
pub(super) fn row_of(entry: EntryId) -> String {
    format!("{PREFIX}{entry}")
}

/// Whether a row of `state` is of something that is kept: a draft, or bytes.
pub(super) fn is_row(name: &str) -> bool {
    name.starts_with(PREFIX)
}

/// Whether it is the first row of that, and not one of its pieces.
pub(super) fn is_head(name: &str) -> bool {
    is_row(name) && !is_piece(name)
}

/// The entry of which a row of `state` keeps a draft, if its name is one of an entry.
pub(super) fn entry_of(name: &str) -> Option<EntryId> {
    let id = name.strip_prefix(PREFIX)?;
    id.split('-').next()?.parse().ok()
}

fn is_piece(name: &str) -> bool {
    name.strip_prefix(PREFIX).is_some_and(|id| id.contains('-'))
}

fn to_bytes(text: &str) -> Vec<u8> {
    text.chars()
        .map(|c| u8::try_from(c).unwrap_or(b'?'))
        .collect()
}
