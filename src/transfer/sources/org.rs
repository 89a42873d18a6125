//! The folder of org-journal: files that are called by a day, a week, a month or a year. A heading of
//! the first level is a day, one of the second an entry: `** 21:04 Title  :tag:`.

use std::collections::VecDeque;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use crate::model::json::Object;
use crate::model::time::Day;
use crate::model::time::Moment;
use crate::model::time::Zone;
use crate::transfer::error::BadReason;
use crate::transfer::error::BadRecord;
use crate::transfer::jsonl::Record;
use crate::transfer::sources::Source;
use crate::transfer::sources::has_record;
use crate::transfer::sources::notes;
use crate::transfer::sources::walk::Walk;

/// Reads it.
#[derive(Debug)]
pub struct OrgJournal {
    top: PathBuf,
    files: Walk,
    zone: Zone,
    /// Entries of the open file, and its name.
    open: (String, VecDeque<Entry>),
    read: u64,
}

/// An entry as it stands there.
#[derive(Debug)]
struct Entry {
    day: Option<Day>,
    heading: String,
    body: String,
}

impl OrgJournal {
    /// The files below `dir`; their clocks are those of `zone`.
    pub fn open(dir: &Path, zone: Zone) -> Self {
        Self {
            top: dir.to_owned(),
            files: Walk::new(dir, &["org", ""]),
            zone,
            open: Default::default(),
            read: 0,
        }
    }

    /// Whether one of the first entries below `dir` can be read.
    pub fn recognises(dir: &Path) -> bool {
        has_record(&mut Self::open(dir, Zone::utc()))
    }

    /// Opens the next file whose name begins with a year; others are no journal's, and passed by.
    fn next_file(&mut self) -> Option<Result<(), BadReason>> {
        loop {
            let (path, fine) = self.files.next_file()?;
            let name = notes::name_below(&self.top, &path);
            let last = name.rsplit('/').next().unwrap_or_default();
            let year = last.as_bytes().first_chunk::<4>();
            if !year.is_some_and(|year| year.iter().all(u8::is_ascii_digit)) {
                continue;
            }
            let own = notes::day_of(last);
            self.open.0 = name;
            let text = fine.and_then(|()| notes::text_of(&path));
            return Some(text.map(|text| self.open.1 = entries(&text, own).into()));
        }
    }

    fn record(&self, entry: &Entry) -> Result<Record, BadReason> {
        let day = entry.day.ok_or(BadReason::NoDay)?;
        let (heading, tags) = with_tags(entry.heading.trim());
        let (time, title) = match clock(heading) {
            Some((hour, minute, rest)) => ((hour, minute), rest.trim()),
            None => ((12, 0), heading),
        };
        if title.is_empty() && entry.body.trim().is_empty() {
            return Err(BadReason::Blank);
        }
        let (at, _) = Moment::on(day, time.0, time.1, &self.zone).map_err(BadReason::Moment)?;
        Ok(Record {
            line: self.read,
            id: None,
            at,
            corrected: false,
            day: Some(day),
            title: title.to_owned(),
            body: entry.body.trim_matches('\n').to_owned(),
            tags,
            starred: false,
            journal: None,
            files: Vec::new(),
            deleted: false,
            extra: Object::new(),
        })
    }
}

impl Source for OrgJournal {
    fn name(&self) -> &'static str {
        "org-journal"
    }

    fn next_record(&mut self) -> io::Result<Option<Result<Record, BadRecord>>> {
        let read = loop {
            if let Some(entry) = self.open.1.pop_front() {
                self.read += 1;
                break self.record(&entry);
            }
            match self.next_file() {
                None => return Ok(None),
                Some(Ok(())) => {}
                Some(Err(why)) => {
                    self.read += 1;
                    break Err(why);
                }
            }
        };
        Ok(Some(read.map_err(|why| BadRecord {
            line: self.read,
            reason: BadReason::In {
                file: self.open.0.clone(),
                why: Box::new(why),
            },
        })))
    }
}

/// The entries of a file, of the day `own` where no heading says another. What stands under a day and
/// under no entry of it is one of its own.
fn entries(text: &str, own: Option<Day>) -> Vec<Entry> {
    let mut found: Vec<Entry> = Vec::new();
    let mut day = own;
    let begin = |day, heading: &str| Entry {
        day,
        heading: heading.to_owned(),
        body: String::new(),
    };
    let mut entry = begin(day, "");
    // Whether the lines are those that say when a day was made.
    let mut in_drawer = false;
    for line in text.lines() {
        if let Some(heading) = line.strip_prefix("* ") {
            day = notes::day_of(heading.trim()).or(own);
            found.push(std::mem::replace(&mut entry, begin(day, "")));
        } else if let Some(heading) = line.strip_prefix("** ") {
            found.push(std::mem::replace(&mut entry, begin(day, heading)));
        } else if entry.heading.is_empty() && line.trim() == ":PROPERTIES:" {
            in_drawer = true;
        } else if in_drawer {
            in_drawer = line.trim() != ":END:";
            if let Some(made) = line.trim().strip_prefix(":CREATED:") {
                day = notes::day_of(made.trim()).or(day);
                entry.day = day;
            }
        } else if !(entry.body.is_empty() && line.starts_with("#+")) {
            entry.body.push_str(line);
            entry.body.push('\n');
        }
    }
    found.push(entry);
    // A day, or a file, that begins with its first entry says nothing before it.
    found.retain(|entry| !entry.heading.is_empty() || !entry.body.trim().is_empty());
    found
}

/// `21:04 Title`.
fn clock(heading: &str) -> Option<(u8, u8, &str)> {
    let (time, rest) = heading.split_once(' ').unwrap_or((heading, ""));
    let (hour, minute) = time.split_once(':')?;
    let number = |part: &str, max: u8| part.parse::<u8>().ok().filter(|number| *number < max);
    let minute = number(minute, 60).filter(|_| minute.len() == 2)?;
    Some((number(hour, 24)?, minute, rest))
}

/// `Title  :one:two:` without its tags, and these.
fn with_tags(heading: &str) -> (&str, Vec<String>) {
    let none = (heading, Vec::new());
    let Some((before, last)) = heading.rsplit_once([' ', '\t']) else {
        return none;
    };
    let inside = last
        .strip_prefix(':')
        .and_then(|last| last.strip_suffix(':'));
    match inside {
        Some(tags) if !tags.is_empty() => {
            let tags = tags.split(':').filter(|tag| !tag.is_empty());
            (before.trim_end(), tags.map(str::to_owned).collect())
        }
        _ => none,
    }
}
