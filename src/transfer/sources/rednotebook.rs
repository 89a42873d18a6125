//! The folder of RedNotebook: `data/2024-05.txt`, in each a month in YAML, `{17: {text: …}}`. Its marks
//! (txt2tags) stay as they are; categories are kept with the entry, and those without a text of their
//! own are tags.

use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::vec::IntoIter;

use serde_json::Value;

use crate::model::json::Object;
use crate::model::time::Day;
use crate::model::time::Moment;
use crate::model::time::Zone;
use crate::transfer::error::BadReason;
use crate::transfer::error::BadRecord;
use crate::transfer::jsonl::Record;
use crate::transfer::sources::Source;
use crate::transfer::sources::has_record;
use crate::transfer::sources::listed::text_of;
use crate::transfer::sources::notes;
use crate::transfer::sources::walk::Walk;
use crate::transfer::yaml;

/// Under which key what nobody here knows is kept.
const KEPT: &str = "rednotebook";

/// Reads it.
#[derive(Debug)]
pub struct RedNotebook {
    top: PathBuf,
    files: Walk,
    zone: Zone,
    /// The month that is open: its file, and the days of it that are to come.
    open: Option<(String, IntoIter<(Day, Value)>)>,
    read: u64,
}

impl RedNotebook {
    /// The months below `dir`, or the one file `dir`; entries are of `zone`, at noon.
    pub fn open(dir: &Path, zone: Zone) -> Self {
        Self {
            top: dir.to_owned(),
            files: Walk::new(dir, &["txt"]),
            zone,
            open: None,
            read: 0,
        }
    }

    /// Whether one of the first days below `dir` can be read.
    pub fn recognises(dir: &Path) -> bool {
        has_record(&mut Self::open(dir, Zone::utc()))
    }

    /// The next month; files that are called otherwise are passed by.
    fn next_month(&mut self) -> Option<Result<(), BadRecord>> {
        loop {
            let (path, fine) = self.files.next_file()?;
            let name = notes::name_below(&self.top, &path);
            let Some((year, month)) = month_of(&name) else {
                continue;
            };
            let days = fine
                .and_then(|()| notes::text_of(&path))
                .and_then(|text| days_of(&text, year, month));
            return Some(match days {
                Ok(days) => {
                    self.open = Some((name, days.into_iter()));
                    Ok(())
                }
                Err(why) => {
                    self.read += 1;
                    Err(self.bad(&name, why))
                }
            });
        }
    }

    fn bad(&self, name: &str, why: BadReason) -> BadRecord {
        BadRecord {
            line: self.read,
            reason: BadReason::In {
                file: name.to_owned(),
                why: Box::new(why),
            },
        }
    }

    fn record(&self, day: Day, said: Value) -> Result<Record, BadReason> {
        let Value::Object(mut said) = said else {
            return Err(BadReason::NotAnObject);
        };
        let body = text_of(&mut said, "text");
        if body.trim().is_empty() && said.is_empty() {
            return Err(BadReason::Blank);
        }
        let (at, _) = Moment::on(day, 12, 0, &self.zone).map_err(BadReason::Moment)?;
        let tags = match said.get("Tags") {
            Some(Value::Object(tags)) => tags.keys().cloned().collect(),
            _ => Vec::new(),
        };
        if !tags.is_empty() {
            said.shift_remove("Tags");
        }
        let title = if body.trim().is_empty() {
            said.keys().cloned().collect::<Vec<_>>().join(", ")
        } else {
            String::new()
        };
        let mut extra = Object::new();
        if !said.is_empty() {
            extra.insert(KEPT.to_owned(), Value::Object(said));
        }
        Ok(Record {
            line: self.read,
            id: Some(day.to_string()),
            at,
            corrected: false,
            day: Some(day),
            title,
            body,
            tags,
            starred: false,
            journal: None,
            files: Vec::new(),
            deleted: false,
            extra,
        })
    }
}

impl Source for RedNotebook {
    fn name(&self) -> &'static str {
        "rednotebook"
    }

    fn next_record(&mut self) -> io::Result<Option<Result<Record, BadRecord>>> {
        loop {
            let Some((name, mut days)) = self.open.take() else {
                match self.next_month() {
                    None => return Ok(None),
                    Some(Err(bad)) => return Ok(Some(Err(bad))),
                    Some(Ok(())) => continue,
                }
            };
            let Some((day, said)) = days.next() else {
                continue;
            };
            self.read += 1;
            let read = self.record(day, said).map_err(|why| self.bad(&name, why));
            self.open = Some((name, days));
            return Ok(Some(read));
        }
    }
}

/// `2024-05.txt`.
fn month_of(name: &str) -> Option<(i16, u8)> {
    let stem = name.rsplit('/').next()?.strip_suffix(".txt")?;
    let (year, month) = stem.split_once('-')?;
    let plain =
        |part: &str, digits| part.len() == digits && part.bytes().all(|b| b.is_ascii_digit());
    if !plain(year, 4) || !plain(month, 2) {
        return None;
    }
    Some((year.parse().ok()?, month.parse().ok()?))
}

/// The days of a month. A month that is no YAML is one record that cannot be read.
fn days_of(text: &str, year: i16, month: u8) -> Result<Vec<(Day, Value)>, BadReason> {
    let days = yaml::mapping(text).ok_or(BadReason::NotYaml)?;
    let day = |(number, said): (String, Value)| {
        let number = number.parse::<u8>().ok()?;
        Some((Day::new(year, month, number).ok()?, said))
    };
    let count = days.len();
    let found: Vec<(Day, Value)> = days.into_iter().filter_map(day).collect();
    // A key that is no day of the month is no month of RedNotebook.
    if found.len() < count {
        return Err(BadReason::NotYaml);
    }
    Ok(found)
}
