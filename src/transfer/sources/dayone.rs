//! The zip that Day One exports: a JSON file a journal, `{"metadata":…,"entries":[…]}`.
//!
//! Every key may be missing, and those that nobody here knows are kept. The day is that of the
//! entry's own zone. What diurnal wrote into such a file under `diurnal` counts before the rest.

use std::collections::HashMap;
use std::io;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Read;
use std::path::Path;

use serde_json::Value;
use zip::read::ZipFile;

use crate::model::json::Object;
use crate::model::limits::LINE_BYTES_MAX;
use crate::model::time::Day;
use crate::model::time::Moment;
use crate::model::time::Zone;
use crate::transfer::error::BadReason;
use crate::transfer::error::BadRecord;
use crate::transfer::jsonl;
use crate::transfer::jsonl::Record;
use crate::transfer::sources::Source;
use crate::transfer::sources::elements::Element;
use crate::transfer::sources::elements::Elements;
use crate::transfer::sources::zips;
use crate::transfer::sources::zips::Limited;

/// The keys under which attachments stand.
const MEDIA: &[&str] = &["photos", "videos", "audios", "pdfAttachments"];
/// Under which key of an entry what nobody here knows is kept.
const KEPT: &str = "dayone";

/// Opens the zip at `path` and hands each journal in it to `each`, until that says no; false where
/// no file at its top is a journal. Nothing is written to the disk, so that no name in the zip can
/// lead anywhere. A journal that cannot be unpacked is one record that cannot be read.
pub fn each_journal(
    path: &Path,
    each: &mut dyn FnMut(&mut dyn Source) -> bool,
) -> io::Result<bool> {
    let mut zip = zips::open(path)?;
    let mut journals = Vec::new();
    let mut odd = Vec::new();
    for at in 0..zip.len() {
        let (name, why) = zips::look(&mut zip, at)?;
        if let Some(why) = why {
            odd.push((name, why));
            continue;
        }
        let stem = name
            .strip_suffix(".json")
            .filter(|stem| !stem.contains(['/', '\\']));
        journals.extend(stem.map(|stem| (at, stem.to_owned())));
    }
    let mut told = Told::default();
    let mut found = false;
    for (at, name) in journals {
        let more = match zip.by_index(at) {
            Ok(member) => {
                let from = packed_reader(member);
                let mut source = Journal::new(from, name, told);
                let more = if source.is_one() {
                    found = true;
                    each(&mut source)
                } else {
                    true
                };
                told = source.told;
                more
            }
            Err(error) => {
                let mut source = Journal::new(io::empty(), name, told);
                source.broken = Some(BadReason::Broken(error.to_string()));
                let more = each(&mut source);
                told = source.told;
                more
            }
        };
        if !more {
            return Ok(found);
        }
    }
    for (name, why) in odd.into_iter().filter(|_| found) {
        let mut source = Journal::new(io::empty(), name, told);
        source.broken = Some(why);
        let more = each(&mut source);
        told = source.told;
        if !more {
            break;
        }
    }
    Ok(found)
}

/// What is packed, within the limits of one file.
fn packed_reader<R: Read>(member: ZipFile<'_, R>) -> BufReader<Limited<ZipFile<'_, R>>> {
    let packed = member.compressed_size();
    BufReader::with_capacity(1 << 16, Limited::new(member, packed))
}

/// What the journals of a zip told so far.
#[derive(Debug, Default)]
struct Told {
    read: u64,
    /// Ids, and in which journal each came first: the same one in another journal is another entry.
    ids: HashMap<String, String>,
}

/// One journal of the zip.
#[derive(Debug)]
pub struct Journal<R> {
    name: String,
    elements: Elements<R>,
    told: Told,
    attachments: u64,
    /// Why it cannot be read, or not to its end.
    broken: Option<BadReason>,
    ended: bool,
}

impl<R: BufRead> Journal<R> {
    fn new(from: R, name: String, told: Told) -> Self {
        Self {
            name,
            elements: Elements::new(from, LINE_BYTES_MAX),
            told,
            attachments: 0,
            broken: None,
            ended: false,
        }
    }

    /// Whether it has the entries of a journal; one that cannot be unpacked may have.
    fn is_one(&mut self) -> bool {
        match self.elements.has_array() {
            Ok(found) => found,
            Err(error) => {
                self.broken = Some(BadReason::Broken(error.to_string()));
                true
            }
        }
    }

    fn bad(&self, why: BadReason) -> BadRecord {
        BadRecord {
            line: self.told.read,
            reason: BadReason::In {
                file: format!("{}.json", self.name),
                why: Box::new(why),
            },
        }
    }

    fn record(&mut self, bytes: &[u8]) -> Result<Record, BadReason> {
        let object = jsonl::object(bytes)?;
        let media = MEDIA.iter().filter_map(|key| object.get(*key)?.as_array());
        self.attachments += media.map(|all| all.len() as u64).sum::<u64>();
        let mut record = record(object, &self.name)?;
        if let Some(id) = &mut record.id {
            let first = self.told.ids.entry(id.clone());
            if first.or_insert_with(|| self.name.clone()) != &self.name {
                *id = format!("{id} {}", self.name);
            }
        }
        Ok(record)
    }
}

impl<R: BufRead> Source for Journal<R> {
    fn name(&self) -> &'static str {
        "dayone"
    }

    fn next_record(&mut self) -> io::Result<Option<Result<Record, BadRecord>>> {
        if self.ended {
            return Ok(None);
        }
        let element = match self.broken.take() {
            Some(why) => Err(why),
            None => match self.elements.next_element() {
                Ok(None) => match self.elements.pass_rest() {
                    Ok(()) => return Ok(None),
                    Err(error) => Err(BadReason::Broken(error.to_string())),
                },
                Ok(Some(element)) => Ok(element),
                // What is broken off is a record that cannot be read; other journals may be whole.
                Err(error) => Err(BadReason::Broken(error.to_string())),
            },
        };
        self.told.read += 1;
        let line = self.told.read;
        let read = match element {
            Ok(Element::Whole(bytes)) => self.record(&bytes),
            Ok(Element::TooLong) => Err(BadReason::TooLong {
                max: LINE_BYTES_MAX,
            }),
            Err(why) => {
                self.ended = true;
                Err(why)
            }
        };
        Ok(Some(match read {
            Ok(record) => Ok(Record { line, ..record }),
            Err(why) => Err(self.bad(why)),
        }))
    }

    fn attachments(&self) -> u64 {
        self.attachments
    }
}

/// What an entry says.
pub(super) fn record(mut object: Object, journal: &str) -> Result<Record, BadReason> {
    let ours = match object.shift_remove("diurnal") {
        Some(Value::Object(ours)) => ours,
        _ => Object::new(),
    };
    let text = taken_text(&mut object, "text").unwrap_or_default();
    let (at, corrected, day) = moment(&mut object, &ours)?;
    let media = references(&object);
    let (title, body) = match ours.get("title").and_then(Value::as_str) {
        Some(title) => (title.to_owned(), without_title(title, text)),
        None if text.trim().is_empty() => (String::new(), media),
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

/// What Day One's text says of the attachments of an entry that has no text: so it is one all the same.
fn references(object: &Object) -> String {
    let mut lines = String::new();
    for (key, kind) in MEDIA
        .iter()
        .zip(["//", "/video/", "/audio/", "/pdfAttachment/"])
    {
        for one in object
            .get(*key)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let id = one
                .get("identifier")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let id: String = id.chars().filter(char::is_ascii_alphanumeric).collect();
            lines.push_str("![](dayone-moment:");
            lines.push_str(kind);
            lines.push_str(&id);
            lines.push_str(")\n");
        }
    }
    lines
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
    let mut fence: Option<&str> = None;
    for line in text.split_inclusive('\n') {
        let start = line.trim_start();
        let opens = ["```", "~~~"]
            .into_iter()
            .find(|sign| start.starts_with(sign));
        match (fence, opens) {
            (None, Some(sign)) => fence = Some(sign),
            (Some(open), Some(sign)) if open == sign => fence = None,
            (None, None) => {
                unescape_line(line, &mut plain);
                continue;
            }
            (Some(_), _) => {}
        }
        plain.push_str(line);
    }
    plain
}

fn unescape_line(line: &str, plain: &mut String) {
    let mut rest = line;
    while let Some(at) = rest.find(['\\', '`']) {
        let (before, from) = rest.split_at(at);
        plain.push_str(before);
        let taken = if from.starts_with('`') {
            code_span(from)
        } else {
            let next = from.chars().nth(1).filter(char::is_ascii_punctuation);
            plain.extend(next.or(Some('\\')));
            rest = from
                .get(1 + usize::from(next.is_some())..)
                .unwrap_or_default();
            continue;
        };
        plain.push_str(from.get(..taken).unwrap_or(from));
        rest = from.get(taken..).unwrap_or_default();
    }
    plain.push_str(rest);
}

/// The length in bytes of the code that begins here, or of the backticks that begin none.
fn code_span(from: &str) -> usize {
    let run = |text: &str| text.bytes().take_while(|byte| *byte == b'`').count();
    let ticks = run(from);
    let mut at = ticks;
    while let Some(next) = from.get(at..).and_then(|rest| rest.find('`')) {
        let begin = at + next;
        let other = run(from.get(begin..).unwrap_or_default());
        at = begin + other;
        if other == ticks {
            return at;
        }
    }
    ticks
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(entries: &Value) -> Vec<Result<Record, BadRecord>> {
        let text = json!({"metadata": {"version": "1.0"}, "entries": entries}).to_string();
        let mut journal = Journal::new(text.as_bytes(), "Trip".to_owned(), Told::default());
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
            (
                "``a\\.b` c\\.d`` e\\.f ` g\\.h",
                "``a\\.b` c\\.d`` e.f ` g.h",
            ),
            ("~~~\n```\na\\.b\n~~~\nc\\.d", "~~~\n```\na\\.b\n~~~\nc.d"),
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
        assert_eq!(fine, [true, false, false, false, true, false, true, true]);
        let photo = read[4].as_ref().unwrap();
        assert_eq!(photo.body, "![](dayone-moment://A)\n");
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
            let mut journal = Journal::new(bytes, "Trip".to_owned(), Told::default());
            let mut told = 0;
            while let Ok(Some(_)) = journal.next_record() {
                told += 1;
                assert!(told <= bytes.len());
            }
            assert_eq!(told as u64, journal.told.read);
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
