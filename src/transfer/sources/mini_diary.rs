//! The JSON that mini-diary exports: `{"metadata":…,"entries":{"2024-05-17":{"title","text"}}}`.

use std::io;
use std::path::Path;

use serde_json::Value;

use crate::model::json::Object;
use crate::model::time::Day;
use crate::model::time::Moment;
use crate::model::time::Zone;
use crate::transfer::error::BadReason;
use crate::transfer::error::BadRecord;
use crate::transfer::jsonl::Record;
use crate::transfer::sources;
use crate::transfer::sources::Source;
use crate::transfer::sources::listed::text_of;

/// Largest file, in bytes: it is read as one.
const BYTES_MAX: u64 = 64 << 20;

/// Reads it.
#[derive(Debug)]
pub struct MiniDiary {
    days: std::vec::IntoIter<(String, Value)>,
    zone: Zone,
    read: u64,
}

impl MiniDiary {
    /// The file at `path`; none where it is none of mini-diary. Entries are at noon of `zone`.
    pub fn open(path: &Path, zone: Zone) -> io::Result<Option<Self>> {
        let bytes = sources::whole(path, BYTES_MAX)?;
        let Ok(mut file) = serde_json::from_slice::<Object>(&bytes) else {
            return Ok(None);
        };
        let Some(Value::Object(days)) = file.shift_remove("entries") else {
            return Ok(None);
        };
        let days: Vec<(String, Value)> = days.into_iter().collect();
        let is_one = days.is_empty() || days.iter().any(|(day, _)| day.parse::<Day>().is_ok());
        Ok(is_one.then(|| Self {
            days: days.into_iter(),
            zone,
            read: 0,
        }))
    }

    fn record(&self, day: &str, said: Value) -> Result<Record, BadReason> {
        let on: Day = day.parse().map_err(BadReason::Moment)?;
        let Value::Object(mut said) = said else {
            return Err(BadReason::NotAnObject);
        };
        let (title, body) = (text_of(&mut said, "title"), text_of(&mut said, "text"));
        if title.trim().is_empty() && body.trim().is_empty() {
            return Err(BadReason::Blank);
        }
        let (at, _) = Moment::on(on, 12, 0, &self.zone).map_err(BadReason::Moment)?;
        let mut extra = Object::new();
        if !said.is_empty() {
            extra.insert("mini_diary".to_owned(), Value::Object(said));
        }
        Ok(Record {
            line: self.read,
            id: Some(day.to_owned()),
            at,
            corrected: false,
            day: Some(on),
            title: title.trim().to_owned(),
            body,
            tags: Vec::new(),
            starred: false,
            journal: None,
            files: Vec::new(),
            deleted: false,
            extra,
        })
    }
}

impl Source for MiniDiary {
    fn name(&self) -> &'static str {
        "mini-diary"
    }

    fn next_record(&mut self) -> io::Result<Option<Result<Record, BadRecord>>> {
        let Some((day, said)) = self.days.next() else {
            return Ok(None);
        };
        self.read += 1;
        Ok(Some(self.record(&day, said).map_err(|why| BadRecord {
            line: self.read,
            reason: BadReason::In {
                file: day,
                why: Box::new(why),
            },
        })))
    }
}
