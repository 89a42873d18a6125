//! The folder of Day One Classic: `Journal.dayone/entries/<UUID>.doentry`, a property list an entry,
//! which says what the later JSON says, under other names.

use std::io;
use std::path::Path;
use std::path::PathBuf;

use serde_json::Value;

use crate::model::json::Object;
use crate::model::time::Day;
use crate::model::time::Moment;
use crate::model::time::Zone;
use crate::transfer::error::BadReason;
use crate::transfer::error::BadRecord;
use crate::transfer::jsonl::Record;
use crate::transfer::sources::Source;
use crate::transfer::sources::dayone;
use crate::transfer::sources::has_record;
use crate::transfer::sources::notes;
use crate::transfer::sources::plist;
use crate::transfer::sources::walk::Walk;

/// What the keys are called there, and later.
const KEYS: &[(&str, &str)] = &[
    ("UUID", "uuid"),
    ("Creation Date", "creationDate"),
    ("Time Zone", "timeZone"),
    ("Entry Text", "text"),
    ("Starred", "starred"),
    ("Tags", "tags"),
];

/// Reads it.
#[derive(Debug)]
pub struct Classic {
    top: PathBuf,
    files: Walk,
    zone: Zone,
    read: u64,
    attachments: u64,
}

impl Classic {
    /// The entries below `dir`; those that tell no zone are of `zone`.
    pub fn open(dir: &Path, zone: Zone) -> Self {
        Self {
            top: dir.to_owned(),
            files: Walk::new(dir, &["doentry"]),
            zone,
            read: 0,
            attachments: 0,
        }
    }

    /// Whether one of the first entries below `dir` can be read.
    pub fn recognises(dir: &Path) -> bool {
        has_record(&mut Self::open(dir, Zone::utc()))
    }

    fn record(&self, text: &str) -> Result<Record, BadReason> {
        let mut entry = plist::dictionary(text).ok_or(BadReason::NotPlist)?;
        let mut later = Object::new();
        for (key, name) in KEYS {
            if let Some(value) = entry.shift_remove(*key) {
                later.insert((*name).to_owned(), value);
            }
        }
        let has_zone = later.get("timeZone").is_some_and(Value::is_string);
        later.extend(entry);
        let mut record = dayone::record(later, "")?;
        record.journal = None;
        if !has_zone {
            record.at = Moment::in_zone(record.at.instant_us, &self.zone);
            record.day = Some(Day(record.at.local().date()));
        }
        Ok(record)
    }
}

impl Source for Classic {
    fn name(&self) -> &'static str {
        "dayone"
    }

    fn next_record(&mut self) -> io::Result<Option<Result<Record, BadRecord>>> {
        let Some((path, fine)) = self.files.next_file() else {
            return Ok(None);
        };
        self.read += 1;
        let line = self.read;
        let text = fine.and_then(|()| notes::text_of(&path));
        let read = text.and_then(|text| self.record(&text));
        if read.is_ok() && photo_of(&path).is_some_and(|photo| photo.is_file()) {
            self.attachments += 1;
        }
        Ok(Some(match read {
            Ok(record) => Ok(Record { line, ..record }),
            Err(why) => Err(BadRecord {
                line,
                reason: BadReason::In {
                    file: notes::name_below(&self.top, &path),
                    why: Box::new(why),
                },
            }),
        }))
    }

    fn attachments(&self) -> u64 {
        self.attachments
    }
}

/// Where the picture of an entry would be: an entry has one, of its own name.
fn photo_of(entry: &Path) -> Option<PathBuf> {
    let name = Path::new(entry.file_stem()?).with_extension("jpg");
    Some(entry.parent()?.parent()?.join("photos").join(name))
}
