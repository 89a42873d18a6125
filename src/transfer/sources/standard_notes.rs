//! The decrypted backup of Standard Notes: `{"version":…,"items":[…]}`, alone or in its zip. Tags point
//! at notes, so that the file is read twice.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Read;
use std::path::Path;

use crate::model::json::Object;
use crate::model::limits::LINE_BYTES_MAX;
use crate::model::time::Moment;
use crate::model::time::Zone;
use crate::transfer::error::BadReason;
use crate::transfer::error::BadRecord;
use crate::transfer::jsonl;
use crate::transfer::jsonl::Record;
use crate::transfer::sources::Source;
use crate::transfer::sources::elements::Element;
use crate::transfer::sources::elements::Elements;
use crate::transfer::sources::lexical;
use crate::transfer::sources::listed::text_of;
use crate::transfer::sources::zips;
use crate::transfer::sources::zips::Limited;
use serde_json::Value;

/// What the file in the zip is called.
const MEMBER: &str = "Standard Notes Backup and Import File.txt";
/// Under which key what nobody here knows is kept.
const KEPT: &str = "standard_notes";
/// Items that are looked at to tell a backup from another file.
const LOOKED_AT_MAX: usize = 20;

/// The tags of each note, by its uuid.
type Tags = HashMap<String, Vec<String>>;

/// Hands the notes of the backup at `path` to `take`; false where it is no such backup.
pub fn open(
    path: &Path,
    zone: &Zone,
    take: &mut dyn FnMut(&mut dyn Source) -> bool,
) -> io::Result<bool> {
    let mut tags = Tags::new();
    let found = with_items(path, &mut |items| {
        let mut left = LOOKED_AT_MAX;
        let mut found = false;
        while let Some(element) = items.next_element()? {
            let Element::Whole(bytes) = element else {
                continue;
            };
            let item = serde_json::from_slice::<Object>(&bytes).unwrap_or_default();
            found |= item.get("content_type").is_some_and(Value::is_string);
            if !found && left == 0 {
                return Ok(false);
            }
            left = left.saturating_sub(1);
            note_tag(&item, &mut tags);
        }
        Ok(found)
    });
    if !matches!(found, Ok(true)) {
        return found;
    }
    with_items(path, &mut |items| {
        take(&mut StandardNotes {
            items,
            tags: &tags,
            zone,
            read: 0,
        });
        Ok(true)
    })
}

/// Opens the file, or the one in the zip.
fn with_items(
    path: &Path,
    each: &mut dyn FnMut(&mut Elements<&mut dyn BufRead>) -> io::Result<bool>,
) -> io::Result<bool> {
    let mut read =
        |from: &mut dyn BufRead| each(&mut Elements::below("items", from, LINE_BYTES_MAX));
    let mut front = [0; 4];
    let length = File::open(path)?.read(&mut front)?;
    if front.get(..length) == Some(b"PK\x03\x04") {
        let mut zip = zips::open(path)?;
        let Ok(member) = zip.by_name(MEMBER) else {
            return Ok(false);
        };
        let packed = member.compressed_size();
        let from = Limited::new(member, packed);
        return read(&mut BufReader::with_capacity(1 << 16, from));
    }
    read(&mut BufReader::with_capacity(1 << 16, File::open(path)?))
}

fn note_tag(item: &Object, tags: &mut Tags) {
    if item.get("content_type").and_then(Value::as_str) != Some("Tag") {
        return;
    }
    let content = item.get("content").and_then(Value::as_object);
    let title = content.and_then(|content| content.get("title")?.as_str());
    let notes = content.and_then(|content| content.get("references")?.as_array());
    let (Some(title), Some(notes)) = (title, notes) else {
        return;
    };
    for note in notes {
        if let Some(uuid) = note.get("uuid").and_then(Value::as_str) {
            let tags = tags.entry(uuid.to_owned()).or_default();
            tags.push(title.to_owned());
        }
    }
}

/// Reads the notes.
struct StandardNotes<'a, 'r> {
    items: &'a mut Elements<&'r mut dyn BufRead>,
    tags: &'a Tags,
    zone: &'a Zone,
    read: u64,
}

impl Source for StandardNotes<'_, '_> {
    fn name(&self) -> &'static str {
        "standard-notes"
    }

    fn next_record(&mut self) -> io::Result<Option<Result<Record, BadRecord>>> {
        loop {
            let Some(read) = self.items.next_whole()? else {
                return Ok(None);
            };
            self.read += 1;
            let line = self.read;
            let read = read.and_then(|bytes| jsonl::object(&bytes));
            let read = match read {
                Ok(item) if !is_note(&item) => continue,
                Ok(item) => self.record(item),
                Err(reason) => Err(reason),
            };
            return Ok(Some(match read {
                Ok(record) => Ok(Record { line, ..record }),
                Err(reason) => Err(BadRecord { line, reason }),
            }));
        }
    }
}

/// Tags, keys and settings are no entries, nor is what was deleted for good.
fn is_note(item: &Object) -> bool {
    let deleted = item.get("deleted") == Some(&Value::Bool(true));
    item.get("content_type").and_then(Value::as_str) == Some("Note") && !deleted
}

impl StandardNotes<'_, '_> {
    fn record(&self, mut item: Object) -> Result<Record, BadReason> {
        let mut content = match item.shift_remove("content") {
            Some(Value::Object(content)) => content,
            Some(Value::String(_)) => return Err(BadReason::Encrypted),
            _ => return Err(BadReason::Blank),
        };
        let at = self.moment(&item)?;
        let id = text_of(&mut item, "uuid");
        let title = text_of(&mut content, "title");
        let mut body = text_of(&mut content, "text");
        if let Some(markdown) = lexical::markdown(&body).filter(|_| body.starts_with('{')) {
            // What Markdown cannot say is not lost.
            let document = std::mem::replace(&mut body, markdown);
            content.insert("text".to_owned(), Value::String(document));
        }
        if title.trim().is_empty() && body.trim().is_empty() {
            return Err(BadReason::Blank);
        }
        let is = |content: &Object, key: &str| content.get(key) == Some(&Value::Bool(true));
        let (starred, trashed) = (is(&content, "starred"), is(&content, "trashed"));
        content.shift_remove("preview_plain");
        item.retain(|_, value| !value.is_null());
        item.insert("content".to_owned(), Value::Object(content));
        let mut extra = Object::new();
        extra.insert(KEPT.to_owned(), Value::Object(item));
        Ok(Record {
            line: 0,
            tags: self.tags.get(&id).cloned().unwrap_or_default(),
            id: Some(id).filter(|id| !id.is_empty()),
            at,
            corrected: false,
            day: None,
            title,
            body,
            starred,
            journal: None,
            files: Vec::new(),
            deleted: trashed,
            extra,
        })
    }

    /// When it was made; 1970 where that was never set, and then when it was changed.
    fn moment(&self, item: &Object) -> Result<Moment, BadReason> {
        let said = |key: &str| item.get(key).and_then(Value::as_str);
        let created = said("created_at").filter(|at| !at.starts_with("1970-01-01"));
        let text = created.or(said("updated_at")).ok_or(BadReason::NoMoment)?;
        let (read, _) = Moment::parse(text).map_err(BadReason::Moment)?;
        Ok(Moment::in_zone(read.instant_us, self.zone))
    }
}
