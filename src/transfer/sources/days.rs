//! Zips with a JSON file an entry, or several with lists of entries: Journey's and Diarium's.

use std::collections::VecDeque;
use std::fs::File;
use std::io;
use std::io::Read;
use std::path::Path;

use serde_json::Value;
use zip::ZipArchive;

use crate::model::json::Object;
use crate::model::limits::LINE_BYTES_MAX;
use crate::model::time::Moment;
use crate::model::time::Zone;
use crate::transfer::error::BadReason;
use crate::transfer::error::BadRecord;
use crate::transfer::jsonl;
use crate::transfer::jsonl::Record;
use crate::transfer::sources::Source;
use crate::transfer::sources::html;
use crate::transfer::sources::listed::text_of;
use crate::transfer::sources::zips;
use crate::transfer::sources::zips::Limited;

/// Files that are looked at to tell whose zip it is.
const LOOKED_AT_MAX: usize = 200;
/// Longest list of entries that is read as one, in bytes.
const LIST_BYTES_MAX: usize = 4 * LINE_BYTES_MAX;

/// Whose zip it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `<ms>-<id>.json`: `{"id","date_journal","timezone","text","tags","photos",…}`
    Journey,
    /// `{"date","heading","html","rating","tags",…}`, alone or in a list.
    Diarium,
}

/// Reads it.
#[derive(Debug)]
pub struct Days {
    zip: ZipArchive<File>,
    kind: Kind,
    zone: Zone,
    next: usize,
    /// Entries of the open file that are still to come, and its name.
    open: (String, VecDeque<Value>),
    read: u64,
    attachments: u64,
}

impl Days {
    /// The zip at `path`; clocks without a zone are those of `zone`.
    pub fn open(path: &Path, kind: Kind, zone: Zone) -> io::Result<Self> {
        Ok(Self {
            zip: zips::open(path)?,
            kind,
            zone,
            next: 0,
            open: Default::default(),
            read: 0,
            attachments: 0,
        })
    }

    /// Whose zip is at `path`, by the first entries in it.
    pub fn kind(path: &Path) -> Option<Kind> {
        let mut days = Self::open(path, Kind::Journey, Zone::utc()).ok()?;
        for _ in 0..LOOKED_AT_MAX {
            if days.open.1.is_empty() {
                days.next_file()?.ok();
                continue;
            }
            let entry = days.open.1.pop_front()?;
            let has = |key: &str| entry.get(key).is_some_and(Value::is_string);
            if entry.get("date_journal").is_some_and(Value::is_number) {
                return Some(Kind::Journey);
            }
            if has("date") && (has("html") || has("heading")) {
                return Some(Kind::Diarium);
            }
        }
        None
    }

    /// Opens the next file with entries; others are passed by, but not where they try to lead out.
    fn next_file(&mut self) -> Option<Result<(), BadReason>> {
        while self.next < self.zip.len() {
            let at = self.next;
            self.next += 1;
            let broken = |error: &dyn std::fmt::Display| BadReason::Broken(error.to_string());
            let name = match zips::look(&mut self.zip, at) {
                Ok((name, None))
                    if Path::new(&name).extension().is_none_or(|end| end != "json") =>
                {
                    continue;
                }
                Ok((name, None)) => name,
                Ok((name, Some(why))) => {
                    self.open.0 = name;
                    return Some(Err(why));
                }
                Err(error) => {
                    self.open.0 = format!("file {at}");
                    return Some(Err(broken(&error)));
                }
            };
            self.open.0 = name;
            let mut bytes = Vec::new();
            let read = self.zip.by_index(at).map_err(|error| broken(&error));
            let read = read.and_then(|member| {
                let packed = member.compressed_size();
                let limit = LIST_BYTES_MAX as u64 + 1;
                let mut from = Limited::new(member, packed).take(limit);
                from.read_to_end(&mut bytes).map_err(|error| broken(&error))
            });
            return Some(read.and_then(|_| {
                if bytes.len() > LIST_BYTES_MAX {
                    let max = LIST_BYTES_MAX;
                    return Err(BadReason::TooLong { max });
                }
                self.open.1 = entries(&bytes)?;
                Ok(())
            }));
        }
        None
    }

    fn record(&mut self, entry: Value) -> Result<Record, BadReason> {
        let Value::Object(mut entry) = entry else {
            return Err(BadReason::NotAnObject);
        };
        let (at, id) = match self.kind {
            Kind::Journey => (self.instant(&entry)?, text_of(&mut entry, "id")),
            Kind::Diarium => {
                let said = text_of(&mut entry, "date");
                if said.is_empty() {
                    return Err(BadReason::NoMoment);
                }
                let (at, _) = Moment::parse_in(&said, &self.zone).map_err(BadReason::Moment)?;
                (at, said)
            }
        };
        let (title, page) = match self.kind {
            Kind::Journey => (String::new(), text_of(&mut entry, "text")),
            Kind::Diarium => (text_of(&mut entry, "heading"), text_of(&mut entry, "html")),
        };
        let is_page =
            self.kind == Kind::Diarium || entry.get("type").and_then(Value::as_str) == Some("html");
        let mut body = page;
        if is_page {
            // What Markdown cannot say is not lost.
            let page = std::mem::take(&mut body);
            body = html::markdown(&page);
            entry.insert("html".to_owned(), Value::String(page));
        }
        if title.trim().is_empty() && body.trim().is_empty() {
            return Err(BadReason::Blank);
        }
        let photos = entry.get("photos").and_then(Value::as_array);
        self.attachments += photos.map_or(0, Vec::len) as u64;
        entry.shift_remove("preview_text");
        entry.retain(|_, value| !value.is_null() && !is_unset(value));
        let (tags, starred) = (tags(&mut entry), is_starred(&entry));
        let mut extra = Object::new();
        extra.insert(self.kept().to_owned(), Value::Object(entry));
        Ok(Record {
            line: 0,
            id: Some(id).filter(|id| !id.trim().is_empty()),
            at,
            corrected: false,
            day: None,
            title: title.trim().to_owned(),
            body,
            tags,
            starred,
            journal: None,
            files: Vec::new(),
            deleted: false,
            extra,
        })
    }

    /// When it was, in its own zone where that is known, else in that of the import.
    fn instant(&self, entry: &Object) -> Result<Moment, BadReason> {
        let number = entry.get("date_journal").and_then(Value::as_i64);
        let ms = number.ok_or(BadReason::NoMoment)?;
        let us = ms.checked_mul(1000).ok_or(BadReason::NoMoment)?;
        let zone = entry.get("timezone").and_then(Value::as_str);
        let zone = zone.and_then(|name| Zone::named(name).ok());
        let at = Moment::in_zone(us, zone.as_ref().unwrap_or(&self.zone));
        // An instant that no calendar has is none.
        let (at, _) = Moment::parse(&at.to_string()).map_err(BadReason::Moment)?;
        Ok(at)
    }

    fn kept(&self) -> &'static str {
        match self.kind {
            Kind::Journey => "journey",
            Kind::Diarium => "diarium",
        }
    }
}

impl Source for Days {
    fn name(&self) -> &'static str {
        self.kept()
    }

    fn next_record(&mut self) -> io::Result<Option<Result<Record, BadRecord>>> {
        let read = loop {
            if let Some(entry) = self.open.1.pop_front() {
                break self.record(entry);
            }
            match self.next_file() {
                None => return Ok(None),
                Some(Ok(())) => {}
                Some(Err(why)) => break Err(why),
            }
        };
        self.read += 1;
        let line = self.read;
        Ok(Some(match read {
            Ok(record) => Ok(Record { line, ..record }),
            Err(why) => Err(BadRecord {
                line,
                reason: BadReason::In {
                    file: self.open.0.clone(),
                    why: Box::new(why),
                },
            }),
        }))
    }

    fn attachments(&self) -> u64 {
        self.attachments
    }
}

/// The entries of a file: the one that it is, or those of a list.
fn entries(bytes: &[u8]) -> Result<VecDeque<Value>, BadReason> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.trim_ascii_start().starts_with(b"[") {
        let list: VecDeque<Value> =
            serde_json::from_slice(bytes).map_err(|error| BadReason::NotJson {
                column: error.column(),
            })?;
        return Ok(list);
    }
    Ok([Value::Object(jsonl::object(bytes)?)].into())
}

/// The greatest number there is stands for none.
fn is_unset(value: &Value) -> bool {
    value.as_f64().is_some_and(|number| number >= f64::MAX)
}

fn tags(entry: &mut Object) -> Vec<String> {
    let Some(Value::Array(tags)) = entry.shift_remove("tags") else {
        return Vec::new();
    };
    let tags = tags.iter().filter_map(Value::as_str).map(str::trim);
    tags.filter(|tag| !tag.is_empty())
        .map(str::to_owned)
        .collect()
}

fn is_starred(entry: &Object) -> bool {
    entry.get("favourite") == Some(&Value::Bool(true))
}
