//! The folder that jrnl keeps for a journal of many files: `2024/05/17.txt`, in each the text of a day.

use std::fs::File;
use std::io;
use std::io::BufReader;
use std::path::Path;
use std::path::PathBuf;

use crate::model::time::Day;
use crate::model::time::Moment;
use crate::model::time::Zone;
use crate::transfer::error::BadReason;
use crate::transfer::error::BadRecord;
use crate::transfer::jsonl::Record;
use crate::transfer::sources;
use crate::transfer::sources::Source;
use crate::transfer::sources::has_record;
use crate::transfer::sources::jrnl::Jrnl;
use crate::transfer::sources::notes;
use crate::transfer::sources::walk::Walk;

/// Reads it.
#[derive(Debug)]
pub struct JrnlFolder {
    top: PathBuf,
    files: Walk,
    zone: Zone,
    open: Option<Page>,
    files_read: u64,
}

/// The file of a day.
#[derive(Debug)]
struct Page {
    name: String,
    day: Day,
    text: Jrnl<BufReader<File>>,
}

impl JrnlFolder {
    /// The files below `dir`; their clocks are those of `zone`.
    pub fn open(dir: &Path, zone: Zone) -> Self {
        Self {
            top: dir.to_owned(),
            files: Walk::new(dir, &["txt"]),
            zone,
            open: None,
            files_read: 0,
        }
    }

    /// Whether one of the first days below `dir` is a text of jrnl.
    pub fn recognises(dir: &Path) -> bool {
        has_record(&mut Self::open(dir, Zone::utc()))
    }

    /// Opens the next file that is named by a day; others are no days of a journal, and passed by.
    fn next_page(&mut self) -> Option<Result<Page, BadRecord>> {
        loop {
            let (path, fine) = self.files.next_file()?;
            let name = notes::name_below(&self.top, &path);
            let Some(day) = notes::day_by_folders(&name) else {
                continue;
            };
            self.files_read += 1;
            let unreadable = |error: io::Error| BadReason::Unreadable(error.kind());
            let opened = fine.and_then(|()| sources::open(&path).map_err(unreadable));
            return Some(match opened {
                Ok(from) => Ok(Page {
                    name,
                    day,
                    text: Jrnl::new(from, self.zone.clone()),
                }),
                Err(why) => Err(within(&name, self.files_read, why)),
            });
        }
    }

    /// jrnl takes the day of an entry from its file, whatever stands in its brackets.
    fn dated(&self, mut record: Record, day: Day) -> Record {
        let local = record.at.local();
        if Day(local.date()) != day {
            let clock = |part: i8| u8::try_from(part).unwrap_or(0);
            let (hour, minute) = (clock(local.hour()), clock(local.minute()));
            if let Ok((at, _)) = Moment::on(day, hour, minute, &self.zone) {
                record.at = at;
            }
        }
        record.day = Some(day);
        record
    }
}

impl Source for JrnlFolder {
    fn name(&self) -> &'static str {
        "jrnl"
    }

    fn next_record(&mut self) -> io::Result<Option<Result<Record, BadRecord>>> {
        loop {
            let Some(mut page) = self.open.take() else {
                match self.next_page() {
                    None => return Ok(None),
                    Some(Err(bad)) => return Ok(Some(Err(bad))),
                    Some(Ok(page)) => self.open = Some(page),
                }
                continue;
            };
            let read = match page.text.next_record() {
                Ok(None) => continue,
                Ok(Some(Ok(record))) => Ok(self.dated(record, page.day)),
                Ok(Some(Err(bad))) => Err(within(&page.name, bad.line, bad.reason)),
                Err(error) => {
                    let why = BadReason::Unreadable(error.kind());
                    return Ok(Some(Err(within(&page.name, self.files_read, why))));
                }
            };
            self.open = Some(page);
            return Ok(Some(read));
        }
    }
}

fn within(name: &str, line: u64, why: BadReason) -> BadRecord {
    BadRecord {
        line,
        reason: BadReason::In {
            file: name.to_owned(),
            why: Box::new(why),
        },
    }
}
