//! The zip that Day One exports: a JSON file a journal, `{"metadata":…,"entries":[…]}`.
//!
//! Every key may be missing, and those that nobody here knows are kept. The day is that of the
//! entry's own zone. What diurnal wrote into such a file under `diurnal` counts before the rest.

use std::fs::File;
use std::io;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Read;
use std::path::Path;

use serde_json::Value;
use zip::ZipArchive;

use crate::model::json::Object;
use crate::model::limits::LINE_BYTES_MAX;
use crate::model::strict;
use crate::model::time::Day;
use crate::model::time::Moment;
use crate::model::time::Zone;
use crate::transfer::error::BadReason;
use crate::transfer::error::BadRecord;
use crate::transfer::jsonl::Record;
use crate::transfer::sources::Source;
use crate::transfer::sources::elements::Element;
use crate::transfer::sources::elements::Elements;

/// Most bytes that all journals of one zip may have when they are unpacked: a life of writing has a
/// thousandth of it.
const UNPACKED_BYTES_MAX: u64 = 8 << 30;
/// Most files in one zip that are looked at.
const MEMBERS_MAX: usize = 1_000_000;
/// The keys under which attachments stand.
const MEDIA: &[&str] = &["photos", "videos", "audios", "pdfAttachments"];
/// Under which key of an entry what nobody here knows is kept.
const KEPT: &str = "dayone";

/// Opens the zip at `path` and hands each journal in it to `each`, until that says no; false where it
/// is a zip without a journal at its top. Nothing is written to the disk, so that no name in the zip
/// can lead anywhere.
pub fn each_journal(
    path: &Path,
    each: &mut dyn FnMut(&mut dyn Source) -> bool,
) -> io::Result<bool> {
    let mut zip = ZipArchive::new(File::open(path)?)?;
    let mut journals = Vec::new();
    for at in 0..zip.len().min(MEMBERS_MAX) {
        let member = zip.by_index_raw(at)?;
        let name = String::from_utf8_lossy(member.name_raw()).into_owned();
        let stem = name
            .strip_suffix(".json")
            .filter(|stem| !stem.contains(['/', '\\']));
        journals.extend(stem.map(|stem| (at, stem.to_owned())));
    }
    if journals.is_empty() {
        return Ok(false);
    }
    let mut before = 0;
    for (at, journal) in journals {
        let member = zip.by_index(at)?.take(UNPACKED_BYTES_MAX);
        let from = BufReader::with_capacity(1 << 16, member);
        let mut source = Journal::new(from, journal, before);
        let more = each(&mut source);
        before = source.read;
        if !more {
            break;
        }
    }
    Ok(true)
}

/// One journal of the zip.
#[derive(Debug)]
pub struct Journal<R> {
    name: String,
    elements: Elements<R>,
    read: u64,
    attachments: u64,
}

impl<R: BufRead> Journal<R> {
    /// The journal `name`, whose JSON is `from`; `before` records came from others.
    pub fn new(from: R, name: String, before: u64) -> Self {
        Self {
            name,
            elements: Elements::new(from, LINE_BYTES_MAX),
            read: before,
            attachments: 0,
        }
    }

    fn record(&mut self, bytes: &[u8]) -> Result<Record, BadReason> {
        let text = std::str::from_utf8(bytes).map_err(|error| BadReason::NotText {
            at: error.valid_up_to(),
        })?;
        strict::check(text).map_err(|error| BadReason::NotJson {
            column: error.column(),
        })?;
        let Ok(Value::Object(object)) = serde_json::from_str(text) else {
            return Err(BadReason::NotAnObject);
        };
        let media = MEDIA.iter().filter_map(|key| object.get(*key)?.as_array());
        self.attachments += media.map(|all| all.len() as u64).sum::<u64>();
        record(object, &self.name)
    }
}

impl<R: BufRead> Source for Journal<R> {
    fn name(&self) -> &'static str {
        "dayone"
    }

    fn next_record(&mut self) -> io::Result<Option<Result<Record, BadRecord>>> {
        let Some(element) = self.elements.next_element()? else {
            return Ok(None);
        };
        self.read += 1;
        let line = self.read;
        let read = match element {
            Element::Whole(bytes) => self.record(&bytes),
            Element::TooLong => Err(BadReason::TooLong {
                max: LINE_BYTES_MAX,
            }),
        };
        Ok(Some(match read {
            Ok(record) => Ok(Record { line, ..record }),
            Err(why) => Err(BadRecord {
                line,
                reason: BadReason::In {
                    file: format!("{}.json", self.name),
                    why: Box::new(why),
                },
            }),
        }))
    }

    fn attachments(&self) -> u64 {
        self.attachments
    }
}

fn record(mut object: Object, journal: &str) -> Result<Record, BadReason> {
    let ours = match object.shift_remove("diurnal") {
        Some(Value::Object(ours)) => ours,
        _ => Object::new(),
    };
    let text = taken_text(&mut object, "text").unwrap_or_default();
    let (at, corrected, day) = moment(&mut object, &ours)?;
    let (title, body) = match ours.get("title").and_then(Value::as_str) {
        Some(title) => (title.to_owned(), without_title(title, text)),
        None => (String::new(), unescaped(&text)),
    };
    let tags = match object.shift_remove("tags") {
        Some(Value::Array(tags)) => {
            let tags = tags.iter().filter_map(Value::as_str);
            tags.filter(|tag| !tag.trim().is_empty())
                .map(str::to_owned)
                .collect()
        }
        _ => Vec::new(),
    };
    let starred = object.shift_remove("starred") == Some(Value::Bool(true));
    let id = taken_text(&mut object, "uuid");
    if body.trim().is_empty() && title.trim().is_empty() {
        return Err(BadReason::Blank);
    }
    let mut extra = Object::new();
    if let Some(Value::Object(source)) = ours.get("source") {
        extra.clone_from(source);
    } else if ours.is_empty() {
        extra.insert(KEPT.to_owned(), Value::Object(object));
    }
    let named = ours.get("journal").and_then(Value::as_str);
    Ok(Record {
        line: 0,
        id: id.filter(|id| !id.trim().is_empty()),
        at,
        corrected,
        day,
        title,
        body,
        tags,
        starred,
        journal: Some(named.unwrap_or(journal).to_owned()).filter(|name| !name.trim().is_empty()),
        files: Vec::new(),
        deleted: false,
        extra,
    })
}

/// When it was, and on which day its author lived then: that of its zone, whatever UTC says.
fn moment(object: &mut Object, ours: &Object) -> Result<(Moment, bool, Option<Day>), BadReason> {
    let zone = object
        .get("timeZone")
        .and_then(Value::as_str)
        .map(str::to_owned);
    if let Some(at) = ours.get("at").and_then(Value::as_str) {
        let at = at.parse().map_err(BadReason::Moment)?;
        let day = ours.get("day").and_then(Value::as_str);
        return Ok((at, false, day.and_then(|day| day.parse().ok())));
    }
    let created = object.get("creationDate").and_then(Value::as_str);
    let created = created.ok_or(BadReason::NoMoment)?;
    let (read, corrected) = Moment::parse(created).map_err(BadReason::Moment)?;
    // Of a zone that nobody knows the instant still counts; its name is kept with the rest.
    let known = zone.and_then(|name| Zone::named(&name).ok());
    let at = match known {
        Some(zone) => Moment::in_zone(read.instant_us, &zone),
        None => read,
    };
    let day = Day(at.local().date());
    Ok((at, corrected, Some(day)))
}

fn taken_text(object: &mut Object, key: &str) -> Option<String> {
    match object.get(key) {
        Some(Value::String(text)) => {
            let text = text.clone();
            object.shift_remove(key);
            Some(text)
        }
        _ => None,
    }
}

/// The text without the heading that the export put before it.
fn without_title(title: &str, text: String) -> String {
    if title.is_empty() {
        return text;
    }
    let shown = crate::model::text::visible_line(title);
    let body = text
        .strip_prefix("# ")
        .and_then(|rest| rest.strip_prefix(&*shown))
        .and_then(|rest| rest.strip_prefix("\n\n"));
    match body {
        Some(body) => body.to_owned(),
        None => text,
    }
}

/// Day One puts a backslash before punctuation that Markdown might take for a sign. It goes before
/// ASCII punctuation only, and not in code: in `C:\path` and `\LaTeX` it is meant.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut fenced = false;
    for line in text.split_inclusive('\n') {
        let fence = line.trim_start().starts_with("```");
        if fence || fenced {
            fenced ^= fence;
            plain.push_str(line);
            continue;
        }
        let mut in_code = false;
        let mut chars = line.chars().peekable();
        while let Some(c) = chars.next() {
            in_code ^= c == '`';
            let next = chars.peek().copied();
            if c == '\\' && !in_code && next.is_some_and(|next| next.is_ascii_punctuation()) {
                plain.extend(chars.next());
            } else {
                plain.push(c);
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(entries: &Value) -> Vec<Result<Record, BadRecord>> {
        let text = json!({"metadata": {"version": "1.0"}, "entries": entries}).to_string();
        let mut journal = Journal::new(text.as_bytes(), "Trip".to_owned(), 0);
        std::iter::from_fn(|| journal.next_record().unwrap()).collect()
    }

    fn one(entry: &Value) -> Record {
        read(&json!([entry])).remove(0).unwrap()
    }

    #[test]
    fn the_day_is_that_of_its_own_zone() {
        // An all-day entry east of Greenwich: in UTC it is still the day before.
        let record = one(&json!({
            "uuid": "0123456789ABCDEF0123456789ABCDEF", "creationDate": "2024-05-16T22:00:00Z",
            "timeZone": "Europe/Berlin", "isAllDay": true, "text": "Sun"
        }));
        assert_eq!(record.day.unwrap().to_string(), "2024-05-17");
        assert_eq!(
            record.at.to_string(),
            "2024-05-17T00:00:00+02:00[Europe/Berlin]"
        );
        assert_eq!(record.journal.as_deref(), Some("Trip"));
        assert_eq!(record.extra["dayone"]["isAllDay"], true);
        let odd = one(
            &json!({"creationDate": "2024-05-16T22:00:00Z", "timeZone": "Mars/X", "text": "a"}),
        );
        assert_eq!(odd.at.to_string(), "2024-05-16T22:00:00+00:00");
        assert_eq!(odd.extra["dayone"]["timeZone"], "Mars/X");
    }

    #[test]
    fn only_what_day_one_escaped_is_unescaped() {
        for (text, plain) in [
            (r"1\. one \- two \!", "1. one - two !"),
            (r"C:\path \LaTeX \ ", r"C:\path \LaTeX \ "),
            (r"`a\.b` c\.d", r"`a\.b` c.d"),
            ("```\na\\.b\n```\nc\\.d", "```\na\\.b\n```\nc.d"),
            ("\\\\", "\\"),
            ("end\\", "end\\"),
        ] {
            assert_eq!(unescaped(text), plain, "{text}");
        }
    }

    #[test]
    fn one_odd_entry_stops_no_other() {
        let good = json!({"creationDate": "2024-05-16T22:00:00Z", "text": "good"});
        let read = read(&json!([
            good, 7, {"text": "no date"}, {"creationDate": 7, "text": "x"},
            {"creationDate": "2024-05-16T22:00:00Z", "photos": [{"identifier": "A"}]},
            {"creationDate": "2024-05-16T22:00:00Z", "text": null},
            {"creationDate": "2024-05-16T22:00:00Z", "text": "b", "tags": [1, "two words", ""],
             "starred": "yes", "uuid": 5, "photos": {}},
            good
        ]));
        let fine: Vec<bool> = read.iter().map(Result::is_ok).collect();
        assert_eq!(fine, [true, false, false, false, false, false, true, true]);
        let odd = read[6].as_ref().unwrap();
        assert_eq!(
            (odd.tags.len(), odd.starred, odd.id.as_deref()),
            (1, false, None)
        );
        assert_eq!(odd.extra["dayone"]["uuid"], 5);
    }

    #[test]
    fn whatever_is_cut_or_changed_it_comes_to_an_end_and_every_record_is_told() {
        let entries = json!([
            {"uuid": "A", "creationDate": "2024-05-16T22:00:00Z", "timeZone": "Europe/Berlin",
             "text": "a \\. `b`", "tags": ["x"], "photos": [{"md5": "1"}], "starred": true},
            {"creationDate": "2024-05-16T22:00:00Z", "text": "b",
             "diurnal": {"at": "2024-05-17T00:00:00+02:00", "day": "2024-05-17", "title": "t"}},
        ]);
        let text = json!({"metadata": {"version": "1.0"}, "entries": entries}).to_string();
        let count = |bytes: &[u8]| {
            let mut journal = Journal::new(bytes, "Trip".to_owned(), 0);
            let mut told = 0;
            while let Ok(Some(_)) = journal.next_record() {
                told += 1;
                assert!(told <= bytes.len());
            }
            assert_eq!(told as u64, journal.read);
            told
        };
        assert_eq!(count(text.as_bytes()), 2);
        for at in 0..text.len() {
            count(&text.as_bytes()[..at]);
            for bit in [1, 0x20, 0x80] {
                let mut changed = text.clone().into_bytes();
                changed[at] ^= bit;
                count(&changed);
            }
        }
    }
}
