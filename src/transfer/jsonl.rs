//! JSON Lines: an object a line, out as `export --format json` prints them, in from anywhere.
//!
//! Only `at` and one of body, title, attachments are needed; `id` makes an import idempotent.
//! Unknown keys are kept.

use std::io;
use std::io::BufRead;
use std::io::Read;
use std::io::Write;

use serde_json::Value;

use crate::model::entry::Entry;
use crate::model::entry::File;
use crate::model::json;
use crate::model::json::Object;
use crate::model::limits::LINE_BYTES_MAX;
use crate::model::strict;
use crate::model::time::Day;
use crate::model::time::Moment;
use crate::model::time::TimeError;
use crate::model::time::Zone;
use crate::transfer::error::BadReason;
use crate::transfer::error::BadRecord;
use crate::transfer::sources::Source;

/// What a file may begin with that is no part of its first line.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
/// Keys of a revision line that no exported line has: a foreign key of that name is kept under
/// another, since a line must not have a key twice.
const REVISION_KEYS: &[&str] = &[
    "rev",
    "salt",
    "files",
    "mac",
    "sig",
    "imported",
    "import_undone",
];
/// What is put before the name of such a key.
const FOREIGN_PREFIX: &str = "source_";

/// Writes the line of `entry`, with its line end.
pub fn write_entry(to: &mut impl Write, entry: &Entry) -> io::Result<()> {
    serde_json::to_writer(&mut *to, &json::line(entry))?;
    to.write_all(b"\n")
}

/// Whether `line` is one that an export begins with: then the file is ours, and may be replaced.
pub fn is_export(line: &[u8]) -> bool {
    line.starts_with(b"{\"id\":\"") && serde_json::from_slice::<Object>(line).is_ok()
}

/// An entry as a line tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The line it came from, from 1.
    pub line: u64,
    /// Its id in the program it came from; ours where it came from diurnal.
    pub id: Option<String>,
    /// The moment that it is about.
    pub at: Moment,
    /// Whether its offset contradicted its zone, and was corrected.
    pub corrected: bool,
    /// The day its author lived, where it says one that can be: then it counts, for ever.
    pub day: Option<Day>,
    /// The given title; not one that only repeats the heading of the body.
    pub title: String,
    /// The body, byte for byte.
    pub body: String,
    /// The given tags; not those that stand in the body.
    pub tags: Vec<String>,
    /// Whether it has a star.
    pub starred: bool,
    /// Its journal, where it names one.
    pub journal: Option<String>,
    /// Attachments, as diurnal describes them.
    pub files: Vec<File>,
    /// Whether it was deleted where it was exported.
    pub deleted: bool,
    /// Keys that nobody here knows.
    pub extra: Object,
}

/// Reads lines one by one, holding one at a time. CRLF, a byte order mark and blank lines are no
/// matter.
#[derive(Debug)]
pub struct Records<R> {
    from: R,
    line: u64,
    bytes: Vec<u8>,
}

/// A line's bytes, or why there are none.
enum Line {
    End,
    Whole,
    TooLong,
}

impl<R: BufRead> Records<R> {
    /// Reads from `from`.
    pub fn new(from: R) -> Self {
        Self {
            from,
            line: 0,
            bytes: Vec::new(),
        }
    }

    /// Fills `bytes` with the next line; a longer one is passed by and not kept.
    fn next_line(&mut self) -> io::Result<Line> {
        self.bytes.clear();
        let limit = LINE_BYTES_MAX as u64 + 1;
        let mut front = self.from.by_ref().take(limit);
        if front.read_until(b'\n', &mut self.bytes)? == 0 {
            return Ok(Line::End);
        }
        self.line += 1;
        if self.bytes.last() == Some(&b'\n') {
            self.bytes.pop();
        } else if self.bytes.len() > LINE_BYTES_MAX {
            self.from.skip_until(b'\n')?;
            return Ok(Line::TooLong);
        }
        if self.line == 1 && self.bytes.starts_with(BYTE_ORDER_MARK) {
            self.bytes.drain(..BYTE_ORDER_MARK.len());
        }
        Ok(Line::Whole)
    }
}

impl<R: BufRead> Source for Records<R> {
    fn name(&self) -> &'static str {
        "jsonl"
    }

    /// The next record, or why it is left out; none at the end. An error is the reader's own.
    fn next_record(&mut self) -> io::Result<Option<Result<Record, BadRecord>>> {
        loop {
            let reason = match self.next_line()? {
                Line::End => return Ok(None),
                Line::TooLong => Err(BadReason::TooLong {
                    max: LINE_BYTES_MAX,
                }),
                Line::Whole if self.bytes.iter().all(u8::is_ascii_whitespace) => continue,
                Line::Whole => parse(&self.bytes),
            };
            let line = self.line;
            return Ok(Some(match reason {
                Ok(record) => Ok(Record { line, ..record }),
                Err(reason) => Err(BadRecord { line, reason }),
            }));
        }
    }
}

fn parse(bytes: &[u8]) -> Result<Record, BadReason> {
    record(object(bytes)?)
}

/// The object that `bytes` are, read strictly.
pub(super) fn object(bytes: &[u8]) -> Result<Object, BadReason> {
    let text = std::str::from_utf8(bytes).map_err(|error| BadReason::NotText {
        at: error.valid_up_to(),
    })?;
    strict::check(text).map_err(|error| why_not_json(&error))?;
    match serde_json::from_str(text) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(BadReason::NotAnObject),
        Err(error) => Err(why_not_json(&error)),
    }
}

fn why_not_json(error: &serde_json::Error) -> BadReason {
    let column = error.column();
    if error.is_data() {
        BadReason::NotStrict { column }
    } else {
        BadReason::NotJson { column }
    }
}

fn record(mut object: Object) -> Result<Record, BadReason> {
    let (at, corrected) = moment(&mut object)?;
    let id = id(&mut object)?;
    let body = text(&mut object, "body")?.unwrap_or_default();
    let title = text(&mut object, "title")?.unwrap_or_default();
    let tags = tags(&mut object)?;
    let (title, tags) = match object.shift_remove("given") {
        Some(Value::Object(given)) => given_exactly(given, &body)?,
        Some(other) => {
            object.insert("given".to_owned(), other);
            json::given(&title, &tags, &body)
        }
        None => json::given(&title, &tags, &body),
    };
    let files = files(&mut object);
    let has_attachments = !files.is_empty() || object.contains_key("attachments");
    if body.trim().is_empty() && title.trim().is_empty() && !has_attachments {
        return Err(BadReason::Blank);
    }
    Ok(Record {
        line: 0,
        id,
        day: day(&mut object, &at),
        at,
        corrected,
        title,
        body,
        tags,
        starred: flag(&mut object, "starred")?,
        journal: text(&mut object, "journal")?.filter(|name| !name.trim().is_empty()),
        files,
        deleted: flag(&mut object, "deleted")?,
        extra: extra(object),
    })
}

/// `at`, and `zone` where `at` lacks one.
fn moment(object: &mut Object) -> Result<(Moment, bool), BadReason> {
    let zone = text(object, "zone")?;
    let at = text(object, "at")?.ok_or(BadReason::NoMoment)?;
    let at = at.trim();
    if is_ours(object) {
        // Zone databases change, entries do not: what we printed is believed as it stands.
        let moment = at.parse().map_err(BadReason::Moment)?;
        return Ok((moment, false));
    }
    let Some(zone) = zone.filter(|_| !at.contains('[')) else {
        return Moment::parse(at).map_err(BadReason::Moment);
    };
    match Moment::parse(&format!("{at}[{zone}]")) {
        Err(TimeError::NoOffset) => {
            let zone = Zone::named(&zone).map_err(BadReason::Moment)?;
            let (moment, _) = Moment::parse_in(at, &zone).map_err(BadReason::Moment)?;
            Ok((moment, false))
        }
        // A zone's name that cannot be one tells nothing; the offset still tells the moment.
        Err(TimeError::NotAZoneName) => Moment::parse(at).map_err(BadReason::Moment),
        read => read.map_err(BadReason::Moment),
    }
}

/// The day, if it is one that somebody can have lived at `at`, wherever their days begin.
fn day(object: &mut Object, at: &Moment) -> Option<Day> {
    let value = object.shift_remove("day")?;
    let local = Day(at.local().date());
    let read = value.as_str().and_then(|text| text.parse().ok());
    let day = read.filter(|day| (-1..=1).contains(&local.days_until(*day)));
    if day.is_none() {
        object.insert(format!("{FOREIGN_PREFIX}day"), value);
    }
    day
}

fn id(object: &mut Object) -> Result<Option<String>, BadReason> {
    match object.shift_remove("id") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(id)) => Ok((!id.trim().is_empty()).then(|| id.trim().to_owned())),
        Some(Value::Number(id)) => Ok(Some(id.to_string())),
        Some(_) => Err(BadReason::Kind {
            key: "id",
            expected: "a text or a number",
        }),
    }
}

fn text(object: &mut Object, key: &'static str) -> Result<Option<String>, BadReason> {
    match object.shift_remove(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(BadReason::Kind {
            key,
            expected: "a text",
        }),
    }
}

fn flag(object: &mut Object, key: &'static str) -> Result<bool, BadReason> {
    match object.shift_remove(key) {
        None | Some(Value::Null) => Ok(false),
        Some(Value::Bool(flag)) => Ok(flag),
        Some(_) => Err(BadReason::Kind {
            key,
            expected: "true or false",
        }),
    }
}

/// A list of texts, or one text that is one tag. A leading `#` is how a tag is marked in prose, and
/// blank ones are none.
fn tags(object: &mut Object) -> Result<Vec<String>, BadReason> {
    let wrong = BadReason::Kind {
        key: "tags",
        expected: "a list of texts",
    };
    let tags = match object.shift_remove("tags") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::String(tag)) => vec![tag],
        Some(Value::Array(tags)) => tags
            .into_iter()
            .map(|tag| tag.as_str().map(str::to_owned))
            .collect::<Option<Vec<String>>>()
            .ok_or(wrong)?,
        Some(_) => return Err(wrong),
    };
    Ok(tags
        .into_iter()
        .filter(|tag| !tag.trim().is_empty())
        .collect())
}

/// What a line of ours says was given, where the shown title and tags do not tell.
fn given_exactly(mut given: Object, body: &str) -> Result<(String, Vec<String>), BadReason> {
    let (title, tags) = (text(&mut given, "title")?, tags(&mut given)?);
    match title {
        Some(title) => Ok((title, tags)),
        None => Ok(json::given("", &tags, body)),
    }
}

/// Attachments as diurnal describes them; what others call so stays where it is, unknown.
fn files(object: &mut Object) -> Vec<File> {
    let Some(value) = object.shift_remove("attachments") else {
        return Vec::new();
    };
    match serde_json::from_value::<Vec<File>>(value.clone()) {
        Ok(files) => files,
        Err(_) if value.is_null() => Vec::new(),
        Err(_) => {
            object.insert("attachments".to_owned(), value);
            Vec::new()
        }
    }
}

/// Whether the line tells what only an export of diurnal tells.
fn is_ours(object: &Object) -> bool {
    object.contains_key("words") && object.contains_key("preview")
}

/// What is left, without what only repeats the rest where the line is one of ours. Where another
/// program means something by a name of ours, it is kept under another.
fn extra(object: Object) -> Object {
    let ours = is_ours(&object);
    let mut extra = Object::new();
    for (key, value) in object {
        let derived = json::DERIVED_KEYS.contains(&key.as_str());
        if derived && ours {
            continue;
        }
        let mut name = key;
        if derived || REVISION_KEYS.contains(&name.as_str()) {
            name.insert_str(0, FOREIGN_PREFIX);
        }
        while extra.contains_key(&name) {
            name.insert_str(0, FOREIGN_PREFIX);
        }
        extra.insert(name, value);
    }
    extra
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const AT: &str = "2026-11-22T21:04:05+01:00[Europe/Berlin]";

    fn read(text: impl AsRef<[u8]>) -> Vec<Result<Record, BadRecord>> {
        let mut records = Records::new(text.as_ref());
        std::iter::from_fn(|| records.next_record().unwrap()).collect()
    }

    fn one(value: &Value) -> Result<Record, BadReason> {
        let mut read = read(value.to_string());
        assert_eq!(read.len(), 1);
        read.remove(0).map_err(|bad| bad.reason)
    }

    #[test]
    fn at_and_a_body_are_enough() {
        let record = one(&json!({ "at": AT, "body": "Rain." })).unwrap();
        assert_eq!(record.at.to_string(), AT);
        assert_eq!((record.line, record.id), (1, None));
        assert_eq!(record.body, "Rain.");
        assert_eq!((record.title.as_str(), record.tags.len()), ("", 0));
        assert!(!record.starred && !record.deleted && !record.corrected);
        assert_eq!((record.journal, record.day), (None, None));
        assert!(record.extra.is_empty());
    }

    #[test]
    fn nulls_and_blanks_are_as_if_missing() {
        let record = one(&json!({
            "at": AT, "title": "T", "id": null, "body": null, "tags": null, "starred": null,
            "journal": " ", "day": null, "zone": null, "attachments": null
        }));
        let record = record.unwrap();
        assert_eq!((record.id, record.journal, record.day), (None, None, None));
        assert_eq!(record.body, "");
    }

    #[test]
    fn tags_are_a_list_or_one_text() {
        let tags = |tags: Value| one(&json!({ "at": AT, "body": "b", "tags": tags }));
        assert_eq!(tags(json!(["a b", "c", " "])).unwrap().tags, ["a b", "c"]);
        assert_eq!(tags(json!("a b")).unwrap().tags, ["a b"]);
        for wrong in [json!([1]), json!({}), json!(1)] {
            let reason = tags(wrong).unwrap_err();
            assert!(matches!(reason, BadReason::Kind { key: "tags", .. }));
        }
    }

    #[test]
    fn a_zone_of_its_own_is_understood() {
        let at = |at: &str, zone: &str| one(&json!({ "at": at, "zone": zone, "body": "b" }));
        for local in ["2026-11-22T21:04:05+01:00", "2026-11-22T21:04:05", AT] {
            let record = at(local, "Europe/Berlin").unwrap();
            assert_eq!(record.at.to_string(), AT);
        }
        let odd = at("2026-11-22T21:04:05+01:00", "Central European Time").unwrap();
        assert_eq!(odd.at.to_string(), "2026-11-22T21:04:05+01:00");
        let corrected = at("2026-11-22T21:04:05+05:00", "Europe/Berlin").unwrap();
        assert!(corrected.corrected);
        assert!(matches!(
            at("2026-11-22T21:04:05", "Mars/Olympus"),
            Err(BadReason::Moment(TimeError::UnknownZone))
        ));
    }

    #[test]
    fn the_day_counts_where_it_can_be() {
        let day = |day: Value| one(&json!({ "at": AT, "body": "b", "day": day })).unwrap();
        let before = day(json!("2026-11-21"));
        assert_eq!(before.day.unwrap().to_string(), "2026-11-21");
        let never = day(json!("2020-01-01"));
        assert_eq!((never.day, never.extra.len()), (None, 1));
        assert_eq!(day(json!("Sunday")).extra["source_day"], "Sunday");
    }

    #[test]
    fn each_reason_is_named() {
        for (line, reason) in [
            (json!({ "body": "b" }), BadReason::NoMoment),
            (
                json!({ "at": "yesterday", "body": "b" }),
                BadReason::Moment(TimeError::NotAMoment),
            ),
            (
                json!({ "at": "2026-11-22T21:04:05", "body": "b" }),
                BadReason::Moment(TimeError::NoOffset),
            ),
            (json!({ "at": AT }), BadReason::Blank),
            (json!({ "at": AT, "body": " \n" }), BadReason::Blank),
            (
                json!({ "at": AT, "body": ["secret"] }),
                BadReason::Kind {
                    key: "body",
                    expected: "a text",
                },
            ),
            (
                json!({ "at": AT, "body": "b", "starred": "yes" }),
                BadReason::Kind {
                    key: "starred",
                    expected: "true or false",
                },
            ),
            (json!(["secret"]), BadReason::NotAnObject),
        ] {
            let found = one(&line).unwrap_err();
            assert!(!found.to_string().contains("secret"));
            assert_eq!(found, reason);
        }
    }

    #[test]
    fn one_odd_line_does_not_stop_the_rest() {
        let good = json!({ "at": AT, "body": "b" }).to_string();
        let doubled = good.replace('{', "{\"at\":\"x\",");
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let mut text = format!("\u{feff}{good}\r\n\n \t\r\n").into_bytes();
        text.extend(b"{\"at\": \xff}\n");
        text.extend(format!("{doubled}\n{deep}\n{{\"a\": NaN}}\n1e400\nnull\n").bytes());
        text.extend(b"{\"at\": \"cut");
        text.extend(format!("\n{good}").bytes());
        let read = read(text);
        let lines: Vec<u64> = read
            .iter()
            .map(|record| match record {
                Ok(record) => record.line,
                Err(bad) => bad.line,
            })
            .collect();
        assert_eq!(lines, [1, 4, 5, 6, 7, 8, 9, 10, 11]);
        let reasons: Vec<String> = read
            .iter()
            .filter_map(|record| record.as_ref().err())
            .map(|bad| bad.reason.to_string())
            .collect();
        assert_eq!(
            reasons,
            [
                "not UTF-8 at byte 7",
                "a doubled key, or nested too deeply, at column 14",
                "a doubled key, or nested too deeply, at column 65",
                "not JSON at column 7",
                "not JSON at column 5",
                "not an object",
                "not JSON at column 11",
            ]
        );
    }

    #[test]
    fn a_line_too_long_is_passed_by() {
        let good = json!({ "at": AT, "body": "b" }).to_string();
        let long = "x".repeat(LINE_BYTES_MAX + 1);
        let read = read(format!("{long}\n{good}\n{long}"));
        let max = LINE_BYTES_MAX;
        let too_long = |line| {
            let reason = BadReason::TooLong { max };
            Err(BadRecord { line, reason })
        };
        assert_eq!(read[0], too_long(1));
        assert_eq!(read[1].as_ref().unwrap().line, 2);
        assert_eq!(read[2], too_long(3));
        assert_eq!(read.len(), 3);
    }

    #[test]
    fn unknown_keys_are_kept_and_clash_with_none_of_ours() {
        let record = one(&json!({
            "at": AT, "body": "b", "mood": { "a": [1] }, "rev": "x", "source_rev": "y",
            "device": "phone", "words": "two", "attachments": ["photo.jpg"], "given": 1
        }));
        let extra = Value::Object(record.unwrap().extra);
        assert_eq!(
            extra,
            json!({
                "mood": { "a": [1] }, "source_rev": "x", "source_source_rev": "y",
                "source_device": "phone", "source_words": "two",
                "attachments": ["photo.jpg"], "given": 1
            })
        );
    }

    #[test]
    fn what_only_repeats_the_rest_is_dropped_from_a_line_of_ours() {
        let record = one(&json!({
            "id": "a5", "at": AT, "body": "# Rain\n#wet", "title": "Rain", "tags": ["wet", "w"],
            "words": 2, "preview": "#wet", "conflict": true, "device": "a5"
        }));
        let record = record.unwrap();
        assert_eq!(record.title, "");
        assert_eq!(record.tags, ["w"]);
        assert!(record.extra.is_empty());
    }

    #[test]
    fn an_export_is_known_by_its_first_line() {
        let line = json!({ "id": "a5", "at": AT }).to_string();
        assert!(is_export(line.as_bytes()));
        assert!(!is_export(b"{\"name\": 1}"));
        assert!(!is_export(b""));
    }
}
