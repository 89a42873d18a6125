//! A folder of Markdown that no journal of ours wrote: Obsidian's daily notes, vimwiki's diary, Hugo's
//! pages, a folder of one's own. A file is an entry.
//!
//! Its day is told by its front matter, by its path, or by its first heading, in this order. When the
//! file was changed last says nothing: that is another day after every copy.

use std::io;
use std::path::Path;
use std::path::PathBuf;

use serde_json::Value;

use crate::model::json::Object;
use crate::model::limits::BODY_BYTES_MAX;
use crate::model::time::Day;
use crate::model::time::Moment;
use crate::model::time::Zone;
use crate::transfer::error::BadReason;
use crate::transfer::error::BadRecord;
use crate::transfer::error::TransferError;
use crate::transfer::file;
use crate::transfer::file::Before;
use crate::transfer::jsonl::Record;
use crate::transfer::sources::Source;
use crate::transfer::sources::has_record;
use crate::transfer::sources::walk::Walk;
use crate::transfer::yaml;

/// What names of such files end with.
const ENDS: &[&str] = &["md", "markdown", "wiki"];
/// Keys under which people write when it was, the most telling first.
const WHEN: &[&str] = &[
    "date",
    "created",
    "created_at",
    "creation_date",
    "day",
    "datetime",
];
/// Front matter that is longer is taken for text, in bytes.
const FRONT_BYTES_MAX: usize = 64 << 10;

/// Reads it.
#[derive(Debug)]
pub struct Notes {
    top: PathBuf,
    files: Walk,
    zone: Zone,
    read: u64,
    attachments: u64,
    /// Whether the folder that a file is in is its journal.
    by_notebook: bool,
}

/// When it was: the moment, and the day where no time of it is told.
type When = (Moment, Option<Day>);

impl Notes {
    /// The files below `dir`, or the one file `dir`; clocks without a zone are those of `zone`.
    pub fn open(dir: &Path, zone: Zone) -> Self {
        Self {
            top: dir.to_owned(),
            files: Walk::new(dir, ENDS),
            zone,
            read: 0,
            attachments: 0,
            by_notebook: false,
        }
    }

    /// The same with the folder that a file is in as its journal.
    #[must_use]
    pub fn by_notebook(self) -> Self {
        Self {
            by_notebook: true,
            ..self
        }
    }

    /// Whether one of the first files below `dir` tells a day.
    pub fn recognises(dir: &Path) -> bool {
        has_record(&mut Self::open(dir, Zone::utc()))
    }

    fn record(&self, path: &Path, text: &str) -> Result<Record, BadReason> {
        let text = text.trim_start_matches('\u{feff}');
        let (mut front, body) = split(text);
        let name = name_below(&self.top, path);
        let (at, day) = self
            .said(&mut front)
            .or_else(|| self.in_path(&name))
            .or_else(|| self.in_heading(body))
            .ok_or(BadReason::NoDay)?;
        let title = title(&mut front, &name, body);
        let tags = tags(&mut front);
        let starred = ["starred", "star", "favorite", "favourite"]
            .iter()
            .any(|key| front.get(*key) == Some(&Value::Bool(true)));
        front.retain(|_, value| !value.is_null());
        if title.is_empty() && body.trim().is_empty() {
            return Err(BadReason::Blank);
        }
        let mut extra = Object::new();
        if !front.is_empty() {
            extra.insert("front_matter".to_owned(), Value::Object(front));
        }
        let notebook = name.rsplit_once('/').map(|(folder, _)| folder.to_owned());
        Ok(Record {
            line: self.read,
            id: Some(name),
            at,
            corrected: false,
            day,
            title,
            body: body.to_owned(),
            tags,
            starred,
            journal: notebook.filter(|_| self.by_notebook),
            files: Vec::new(),
            deleted: false,
            extra,
        })
    }

    /// What the front matter says; the keys that say it are taken out.
    fn said(&self, front: &mut Object) -> Option<When> {
        let (key, when) = WHEN.iter().find_map(|key| {
            let said = front.get(*key)?.as_str()?;
            Some((*key, self.when(said)?))
        })?;
        front.shift_remove(key);
        Some(when)
    }

    /// `2024-05-17`, `2024-05-17 21:04`, `2024-05-17T21:04:05+02:00`.
    fn when(&self, said: &str) -> Option<When> {
        let said = said.trim();
        if let Some(day) = day_of(said).filter(|_| said.len() <= 10) {
            return self.on(day);
        }
        let said = said.replacen(' ', "T", 1);
        let read = |text: &str| Moment::parse_in(text, &self.zone).ok();
        let (at, _) = read(&said).or_else(|| read(&format!("{said}:00")))?;
        Some((at, None))
    }

    /// A day of which no time is told: its noon, which is of that day wherever it is read.
    fn on(&self, day: Day) -> Option<When> {
        let (at, _) = Moment::on(day, 12, 0, &self.zone).ok()?;
        Some((at, Some(day)))
    }

    /// `2024-05-17`, `2024_05_17 words`, `20240517`, `2024/05/17`, `2024/05-May/17 words`.
    fn in_path(&self, name: &str) -> Option<When> {
        let file = name.rsplit('/').next()?;
        self.on(day_in(file).or_else(|| day_by_folders(name))?)
    }

    fn in_heading(&self, body: &str) -> Option<When> {
        let heading = body.lines().find(|line| line.starts_with(['#', '=']))?;
        self.on(day_in(heading)?)
    }
}

impl Source for Notes {
    fn name(&self) -> &'static str {
        "notes"
    }

    fn next_record(&mut self) -> io::Result<Option<Result<Record, BadRecord>>> {
        let Some((path, fine)) = self.files.next_file() else {
            return Ok(None);
        };
        self.read += 1;
        let read = fine.and_then(|()| text_of(&path)).and_then(|text| {
            let record = self.record(&path, &text)?;
            self.attachments += attached(&text);
            Ok(record)
        });
        Ok(Some(read.map_err(|why| BadRecord {
            line: self.read,
            reason: BadReason::In {
                file: name_below(&self.top, &path),
                why: Box::new(why),
            },
        })))
    }

    fn attachments(&self) -> u64 {
        self.attachments
    }
}

/// What the front matter calls it; else the file's name, where it says more than a day and no
/// heading says the same.
fn title(front: &mut Object, name: &str, body: &str) -> String {
    if let Some(Value::String(title)) = front.get("title") {
        let title = title.trim().to_owned();
        front.shift_remove("title");
        return title;
    }
    let file = name.rsplit('/').next().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let rest = match day_place(stem) {
        Some((at, _)) => {
            let (before, behind) = stem.split_at_checked(at).unwrap_or(("", ""));
            let behind =
                behind.trim_start_matches(|c: char| c.is_ascii_digit() || "-_.".contains(c));
            format!("{before} {behind}")
        }
        None if day_by_folders(name).is_some() => stem.get(2..).unwrap_or_default().to_owned(),
        None => stem.to_owned(),
    };
    let rest = rest.trim_matches([' ', '-', '_', ',']).to_owned();
    let heading = body
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or("");
    let is_heading = heading.trim_start_matches(['#', ' ']).trim() == rest;
    if is_heading || rest.chars().all(|c| c.is_ascii_digit()) {
        return String::new();
    }
    rest
}

/// The path of a file below the folder `top`, the parts parted by `/`.
pub(super) fn name_below(top: &Path, path: &Path) -> String {
    let below = path.strip_prefix(top).unwrap_or(path);
    let below = if below.as_os_str().is_empty() {
        Path::new(path.file_name().unwrap_or_default())
    } else {
        below
    };
    let parts = below.iter().map(|part| part.to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

/// The day of `2024/05/17.md`: the last two folders are year and month, and may say more.
pub(super) fn day_by_folders(name: &str) -> Option<Day> {
    let parts: Vec<&str> = name.split('/').collect();
    let [.., year, month, file] = parts.as_slice() else {
        return None;
    };
    let number = |part: &str, digits: usize| {
        let (front, behind) = part.split_at_checked(digits)?;
        let ends = !behind.starts_with(|c: char| c.is_ascii_digit());
        let plain = front.bytes().all(|byte| byte.is_ascii_digit());
        front.parse::<i16>().ok().filter(|_| ends && plain)
    };
    let small = |number: i16| u8::try_from(number).ok();
    let month = small(number(month, 2)?)?;
    Day::new(number(year, 4)?, month, small(number(file, 2)?)?).ok()
}

/// The text of a file.
pub(super) fn text_of(path: &Path) -> Result<String, BadReason> {
    match file::read(path) {
        Ok(Before::File(bytes)) => String::from_utf8(bytes).map_err(|error| BadReason::NotText {
            at: error.utf8_error().valid_up_to(),
        }),
        Ok(Before::Nothing | Before::Other) => Err(BadReason::TooLong {
            max: BODY_BYTES_MAX,
        }),
        Err(TransferError::Io { source, .. }) => Err(BadReason::Unreadable(source.kind())),
        Err(_) => Err(BadReason::NotAFile),
    }
}

/// The front matter, and the text behind it; all of it is text where what stands in front is none.
fn split(text: &str) -> (Object, &str) {
    let none = (Object::new(), text);
    let Some(rest) = text
        .strip_prefix("---\n")
        .or_else(|| text.strip_prefix("---\r\n"))
    else {
        return none;
    };
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        if at > FRONT_BYTES_MAX {
            break;
        }
        let end = line.trim_end();
        if end == "---" || end == "..." {
            let (front, body) = rest.split_at(at);
            let body = body.get(line.len()..).unwrap_or("");
            let body = body
                .strip_prefix('\n')
                .or_else(|| body.strip_prefix("\r\n"))
                .unwrap_or(body);
            return match yaml::mapping(front) {
                Some(front) => (front, body),
                None if front.trim().is_empty() => (Object::new(), body),
                None => none,
            };
        }
        at += line.len();
    }
    none
}

/// The day that `text` begins with.
pub(super) fn day_of(text: &str) -> Option<Day> {
    day_place(text)
        .filter(|(at, _)| *at == 0)
        .map(|(_, day)| day)
}

/// The first day that stands in `text`.
fn day_in(text: &str) -> Option<Day> {
    day_place(text).map(|(_, day)| day)
}

/// A day of eight digits, with `-`, `_`, `.` or `/` between them or not, and none beside them; and the
/// byte where it begins.
fn day_place(text: &str) -> Option<(usize, Day)> {
    let bytes = text.as_bytes();
    (0..bytes.len()).find_map(|at| {
        if at > 0 && bytes.get(at - 1).is_some_and(u8::is_ascii_digit) {
            return None;
        }
        let mut next = at;
        let mut number = |digits: usize| {
            let part = text.get(next..next + digits)?;
            next += digits;
            let plain = part.bytes().all(|byte| byte.is_ascii_digit());
            let number = part.parse::<i16>().ok().filter(|_| plain)?;
            let sign = bytes
                .get(next)
                .copied()
                .filter(|byte| b"-_./".contains(byte));
            if digits == 4 || sign.is_some() {
                next += usize::from(sign.is_some());
            }
            Some(number)
        };
        let year = number(4)?;
        let month = u8::try_from(number(2)?).ok()?;
        let part = text.get(next..next + 2)?;
        let plain = part.bytes().all(|byte| byte.is_ascii_digit());
        let ends = !bytes.get(next + 2).is_some_and(u8::is_ascii_digit);
        let day = part.parse::<u8>().ok().filter(|_| plain && ends)?;
        Some((at, Day::new(year, month, day).ok()?))
    })
}

/// `tags` as a list, or as words that commas or blanks part; taken out of the front matter.
fn tags(front: &mut Object) -> Vec<String> {
    let said = front
        .shift_remove("tags")
        .or_else(|| front.shift_remove("tag"));
    let words: Vec<String> = match said {
        Some(Value::Array(values)) => {
            let word = |value: Value| match value {
                Value::String(text) => Some(text),
                Value::Number(number) => Some(number.to_string()),
                Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
            };
            values.into_iter().filter_map(word).collect()
        }
        Some(Value::String(text)) if text.contains(',') => {
            text.split(',').map(str::to_owned).collect()
        }
        Some(Value::String(text)) => text.split_whitespace().map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    let clean = |tag: String| tag.trim().trim_start_matches('#').to_owned();
    let tags = words.into_iter().map(clean);
    tags.filter(|tag| !tag.is_empty()).collect()
}

/// How many files of its own a text shows or names: `![[rain.png]]`, `![rain](rain.png)`.
fn attached(text: &str) -> u64 {
    let embedded = text.matches("![[").count();
    let shown = text.match_indices("![").filter(|(at, _)| {
        let rest = text.get(*at + 2..).unwrap_or("");
        let line = rest.lines().next().unwrap_or("");
        let place = line
            .split_once("](")
            .filter(|(words, _)| !words.contains('['));
        place.is_some_and(|(_, place)| !place.split(')').next().unwrap_or("").contains("://"))
    });
    (embedded + shown.count()) as u64
}
