//! JSON with a list of entries, as `jrnl --format json` and tui-journal write it.

use std::io;
use std::io::BufRead;

use serde_json::Value;

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

/// Whose list it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `{"tags":…,"entries":[{"title","body","date","time","tags","starred"}]}`
    Jrnl,
    /// `[{"id","date","title","content","tags","priority"}]`, or the same under `entries`.
    TuiJournal,
}

/// Reads it.
#[derive(Debug)]
pub struct Listed<R> {
    elements: Elements<R>,
    kind: Kind,
    zone: Zone,
    read: u64,
}

impl<R: BufRead> Listed<R> {
    /// Reads from `from`; clocks without a zone are those of `zone`.
    pub fn new(from: R, kind: Kind, zone: Zone) -> Self {
        Self {
            elements: Elements::of_any(from, LINE_BYTES_MAX),
            kind,
            zone,
            read: 0,
        }
    }
}

/// Whose list `from` is, by the keys of its first entry.
pub fn kind(from: impl BufRead) -> Option<Kind> {
    let mut elements = Elements::of_any(from, LINE_BYTES_MAX);
    let Ok(Some(Element::Whole(bytes))) = elements.next_element() else {
        return None;
    };
    let object: Object = serde_json::from_slice(&bytes).ok()?;
    let has = |key: &str| object.get(key).is_some_and(Value::is_string);
    if has("date") && has("content") {
        Some(Kind::TuiJournal)
    } else if has("date") && has("body") && has("title") {
        Some(Kind::Jrnl)
    } else {
        None
    }
}

impl<R: BufRead> Source for Listed<R> {
    fn name(&self) -> &'static str {
        match self.kind {
            Kind::Jrnl => "jrnl",
            Kind::TuiJournal => "tui-journal",
        }
    }

    fn next_record(&mut self) -> io::Result<Option<Result<Record, BadRecord>>> {
        let Some(read) = self.elements.next_whole()? else {
            return Ok(None);
        };
        self.read += 1;
        let line = self.read;
        let read = read.and_then(|bytes| jsonl::object(&bytes));
        let read = read.and_then(|object| record(object, self.kind, &self.zone));
        Ok(Some(match read {
            Ok(record) => Ok(Record { line, ..record }),
            Err(reason) => Err(BadRecord { line, reason }),
        }))
    }
}

/// What an entry of such a list says; clocks without a zone are those of `zone`.
pub fn record(mut object: Object, kind: Kind, zone: &Zone) -> Result<Record, BadReason> {
    let (at, day) = moment(&mut object, kind, zone)?;
    let title = text_of(&mut object, "title");
    let body = match kind {
        Kind::Jrnl => text_of(&mut object, "body"),
        Kind::TuiJournal => text_of(&mut object, "content"),
    };
    if title.trim().is_empty() && body.trim().is_empty() {
        return Err(BadReason::Blank);
    }
    let tags = match object.shift_remove("tags") {
        Some(Value::Array(tags)) => tags,
        _ => Vec::new(),
    };
    let tags = tags.iter().filter_map(Value::as_str).map(|tag| match kind {
        Kind::Jrnl => tag.strip_prefix('@').unwrap_or(tag),
        Kind::TuiJournal => tag,
    });
    let tags = tags
        .filter(|tag| !tag.trim().is_empty())
        .map(str::to_owned)
        .collect();
    let starred = object.shift_remove("starred") == Some(Value::Bool(true));
    // tui-journal counts its ids from 0 in every file: they tell no entry from another's.
    let id = match kind {
        Kind::Jrnl => Some(text_of(&mut object, "uuid")).filter(|id| !id.is_empty()),
        Kind::TuiJournal => None,
    };
    object.retain(|_, value| !value.is_null());
    let mut extra = Object::new();
    if !object.is_empty() {
        extra.insert(name_of_rest(kind).to_owned(), Value::Object(object));
    }
    Ok(Record {
        line: 0,
        id,
        at,
        corrected: false,
        day,
        title,
        body,
        tags,
        starred,
        journal: None,
        files: Vec::new(),
        deleted: false,
        extra,
    })
}

fn name_of_rest(kind: Kind) -> &'static str {
    match kind {
        Kind::Jrnl => "jrnl",
        Kind::TuiJournal => "tui_journal",
    }
}

/// The moment, and the day where no time of it is told.
fn moment(
    object: &mut Object,
    kind: Kind,
    zone: &Zone,
) -> Result<(Moment, Option<Day>), BadReason> {
    let date = text_of(object, "date");
    if date.is_empty() {
        return Err(BadReason::NoMoment);
    }
    let in_zone = |text: &str| {
        let read = Moment::parse_in(text, zone);
        read.map(|(at, _)| at).map_err(BadReason::Moment)
    };
    if kind == Kind::Jrnl {
        let time = text_of(object, "time");
        let time = if time.is_empty() { "00:00" } else { &time };
        return Ok((in_zone(&format!("{date}T{time}:00"))?, None));
    }
    // A day is written as its midnight in UTC, wherever its author lived.
    let date = date.trim().replacen(' ', "T", 1);
    match date.split_once('T') {
        Some((day, time)) if time.starts_with("00:00:00") => {
            let at = in_zone(&format!("{day}T00:00:00"))?;
            let day = Day(at.local().date());
            Ok((at, Some(day)))
        }
        _ => Moment::parse(&date)
            .map(|(at, _)| (at, None))
            .map_err(BadReason::Moment),
    }
}

/// The text of `key`, taken out; empty where there is none.
pub(super) fn text_of(object: &mut Object, key: &str) -> String {
    match object.get(key) {
        Some(Value::String(_)) => match object.shift_remove(key) {
            Some(Value::String(text)) => text,
            _ => String::new(),
        },
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Result<Record, BadRecord>> {
        let kind = kind(text.as_bytes()).unwrap();
        let zone = Zone::named("Europe/Berlin").unwrap();
        let mut listed = Listed::new(text.as_bytes(), kind, zone);
        std::iter::from_fn(|| listed.next_record().unwrap()).collect()
    }

    #[test]
    fn a_list_of_jrnl_is_read() {
        let text = r#"{"tags":{"@wet":1},"entries":[
            {"title":"A day","body":"Rain. @wet","date":"2024-05-17","time":"21:04","tags":["@wet"],
             "starred":true,"uuid":"0123","creator":{"host_name":"h"}},
            {"title":"","body":"","date":"2024-05-17","time":"21:04"},
            {"title":"x","body":"","time":"21:04"},
            {"title":"b","body":"c","date":"2024-05-18"}]}"#;
        let read = read(text);
        let fine: Vec<bool> = read.iter().map(Result::is_ok).collect();
        assert_eq!(fine, [true, false, false, true]);
        let one = read[0].as_ref().unwrap();
        assert_eq!(
            one.at.to_string(),
            "2024-05-17T21:04:00+02:00[Europe/Berlin]"
        );
        assert_eq!(
            (one.starred, one.id.as_deref(), &one.tags[..]),
            (true, Some("0123"), &["wet".to_owned()][..])
        );
        assert_eq!(one.extra["jrnl"]["creator"]["host_name"], "h");
    }

    #[test]
    fn a_list_of_tui_journal_is_read_under_a_key_or_alone() {
        let list = r#"[{"id":0,"date":"2024-05-17T00:00:00Z","title":"A","content":"b","tags":["two words"],"priority":3},
            {"id":1,"date":"2024-05-17T10:00:00Z","title":"B","content":"c","tags":[],"priority":null}, {"id":2}]"#;
        for text in [
            list.to_owned(),
            format!("{{\"version\":100,\"entries\":{list}}}"),
        ] {
            let read = read(&text);
            let one = read[0].as_ref().unwrap();
            assert_eq!(
                one.at.to_string(),
                "2024-05-17T00:00:00+02:00[Europe/Berlin]"
            );
            assert_eq!(one.extra["tui_journal"]["priority"], 3);
            assert_eq!(
                (&one.tags[0], one.id.as_deref()),
                (&"two words".to_owned(), None)
            );
            assert_eq!(
                read[1].as_ref().unwrap().at.to_string(),
                "2024-05-17T10:00:00+00:00"
            );
            assert!(read[2].is_err() && read.len() == 3);
        }
        assert!(
            kind(&b"[1]"[..]).is_none() && kind(&b"{}"[..]).is_none() && kind(&b""[..]).is_none()
        );
        for cut in 0..list.len() {
            let zone = Zone::utc();
            let mut listed = Listed::new(&list.as_bytes()[..cut], Kind::TuiJournal, zone);
            while listed.next_record().unwrap().is_some() {}
        }
    }
}
