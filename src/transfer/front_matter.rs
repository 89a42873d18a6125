//! The YAML in front of an exported entry: written so that every YAML and every JSON reader takes
//! each value, and read back strictly, as nothing but ours is.

use std::fmt::Write;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::model::entry::Content;
use crate::model::entry::Entry;
use crate::model::entry::File;
use crate::model::id::EntryId;
use crate::model::json::Object;
use crate::model::strict;
use crate::model::time::Day;
use crate::transfer::error::FrontMatterError;

/// Opens and closes the front matter.
const FENCE: &str = "---\n";

/// What an exported file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// The entry.
    pub id: EntryId,
    /// The day its author lived.
    pub day: Day,
    /// What it says; title and tags are the given ones.
    pub content: Content,
    /// Keys that an importer or a newer diurnal left.
    pub source: Object,
}

impl Parsed {
    /// What the file of `entry` must say.
    pub fn of(entry: &Entry) -> Self {
        Self {
            id: entry.id,
            day: entry.day,
            content: entry.content.clone(),
            source: entry.extra.clone(),
        }
    }
}

/// The whole file for `entry`: the front matter, then the body's exact bytes.
pub fn write(entry: &Entry) -> String {
    let content = &entry.content;
    let mut text = String::with_capacity(content.body.len() + 512);
    text.push_str(FENCE);
    put(&mut text, "id", &Value::String(entry.id.to_string()));
    put(&mut text, "at", &Value::String(content.at.to_string()));
    put(&mut text, "day", &Value::String(entry.day.to_string()));
    put(&mut text, "title", &Value::String(content.title.clone()));
    put(&mut text, "tags", &Value::from(content.tags.clone()));
    put(&mut text, "starred", &Value::Bool(content.starred));
    put(
        &mut text,
        "journal",
        &Value::String(content.journal.clone()),
    );
    let files = serde_json::to_value(&content.files).unwrap_or_default();
    put(&mut text, "attachments", &files);
    put(&mut text, "source", &Value::Object(entry.extra.clone()));
    text.push_str(FENCE);
    text.push_str(&content.body);
    text
}

/// Reads a file that [`write()`] wrote; anything else is an error that names the first line that
/// differs.
pub fn read(bytes: &[u8]) -> Result<Parsed, FrontMatterError> {
    let text = std::str::from_utf8(bytes).map_err(|_| FrontMatterError::NotText)?;
    let rest = text.strip_prefix(FENCE).ok_or(FrontMatterError::Missing)?;
    let mut lines = Lines { rest, line: 1 };
    let id = lines.take("id")?;
    let at: String = lines.take("at")?;
    let at = at.parse().map_err(|_| lines.wrong("at"))?;
    let day: String = lines.take("day")?;
    let day = day.parse().map_err(|_| lines.wrong("day"))?;
    let title = lines.take("title")?;
    let tags = lines.take("tags")?;
    let starred = lines.take("starred")?;
    let journal = lines.take("journal")?;
    let files: Vec<File> = lines.take("attachments")?;
    let source = lines.take("source")?;
    let body = lines.rest.strip_prefix(FENCE);
    let body = body.ok_or(FrontMatterError::Missing)?.to_owned();
    Ok(Parsed {
        id,
        day,
        content: Content {
            at,
            journal,
            title,
            tags,
            starred,
            body,
            files,
        },
        source,
    })
}

/// The id of the entry that `bytes` were exported from, if they were.
pub fn id_of(bytes: &[u8]) -> Option<EntryId> {
    read(bytes).ok().map(|parsed| parsed.id)
}

struct Lines<'a> {
    rest: &'a str,
    /// The line taken last, from 1.
    line: usize,
}

impl Lines<'_> {
    fn take<T: DeserializeOwned>(&mut self, key: &'static str) -> Result<T, FrontMatterError> {
        self.line += 1;
        let wrong = self.wrong(key);
        let (line, rest) = self.rest.split_once('\n').ok_or(wrong)?;
        self.rest = rest;
        let value = line
            .strip_prefix(key)
            .and_then(|rest| rest.strip_prefix(": "))
            .ok_or(wrong)?;
        strict::check(value).map_err(|_| wrong)?;
        serde_json::from_str(value).map_err(|_| wrong)
    }

    fn wrong(&self, key: &'static str) -> FrontMatterError {
        FrontMatterError::Key {
            line: self.line,
            key,
        }
    }
}

/// Adds a line `key: value`, the value as JSON, which YAML reads alike. What some YAML readers refuse
/// or take for a line end, and what would change how the file is shown, is escaped: both undo that.
pub(super) fn put(text: &mut String, key: &str, value: &Value) {
    text.push_str(key);
    text.push_str(": ");
    // JSON escapes what stands below U+0020 itself; outside strings it has only ASCII.
    for c in value.to_string().chars() {
        if needs_escape(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                // Writing to a text cannot fail.
                write!(text, "\\u{unit:04x}").ok();
            }
        } else {
            text.push(c);
        }
    }
    text.push('\n');
}

fn needs_escape(c: char) -> bool {
    matches!(
        c,
        '\u{7f}'..='\u{9f}'
            | '\u{ad}'
            | '\u{61c}'
            | '\u{200b}'
            | '\u{200e}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{ffff}'
    )
}

/// Entries for the tests of this room.
#[cfg(test)]
pub(super) mod samples {
    use crate::model::entry::Content;
    use crate::model::entry::Entry;
    use crate::model::id::DeviceId;
    use crate::model::id::EntryId;
    use crate::model::id::RevId;
    use crate::model::json::Object;
    use crate::model::time::Timestamp;

    /// An entry of one moment with this title and text.
    pub(crate) fn entry(title: &str, body: &str) -> Entry {
        let at = "2024-02-29T21:30:00+01:00[Europe/Berlin]".parse().unwrap();
        let mut content = Content::new(at, "journal");
        content.title = title.to_owned();
        content.body = body.to_owned();
        Entry {
            id: EntryId([0xa5; 16]),
            content,
            day: "2024-02-29".parse().unwrap(),
            heads: vec![RevId([1; 32])],
            revision: RevId([1; 32]),
            parents: Vec::new(),
            written: Timestamp(0),
            device: DeviceId([2; 16]),
            deleted: false,
            conflict: false,
            merged: false,
            revoked: None,
            extra: Object::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::samples::entry;
    use super::*;

    #[test]
    fn a_file_looks_as_the_manual_says() {
        let mut entry = entry("A \"leap\" day", "Rain.\r\n");
        entry.content.tags = vec!["a, b".to_owned(), "é".to_owned()];
        entry.content.starred = true;
        assert_eq!(
            write(&entry),
            "---\nid: \"a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5\"\n\
             at: \"2024-02-29T21:30:00+01:00[Europe/Berlin]\"\nday: \"2024-02-29\"\n\
             title: \"A \\\"leap\\\" day\"\ntags: [\"a, b\",\"é\"]\nstarred: true\n\
             journal: \"journal\"\nattachments: []\nsource: {}\n---\nRain.\r\n"
        );
    }

    #[test]
    fn whatever_the_body_it_reads_back() {
        for body in [
            "",
            "\n",
            "---\nid: \"x\"\n---\n",
            "---",
            "a\r\nb\rc\n\n\n",
            "```\n---\n```\n",
            "trailing  \t",
            "\u{feff}bom",
            "\0\u{1b}[2J\u{202e}",
        ] {
            let mut entry = entry("\u{2028}\u{202e}\0\n---\n\u{10ffff}'", body);
            entry.extra.insert("mood".to_owned(), 5.into());
            let read = read(write(&entry).as_bytes()).unwrap();
            assert_eq!(read, Parsed::of(&entry), "{body:?}");
        }
    }

    #[test]
    fn what_we_did_not_write_is_not_read() {
        let good = write(&entry("title", "body"));
        for (bad, error) in [
            (String::new(), FrontMatterError::Missing),
            ("# Heading\n".to_owned(), FrontMatterError::Missing),
            (good.replace("---\n", "---\r\n"), FrontMatterError::Missing),
            (
                good.replace("title: \"title\"", "title: title"),
                FrontMatterError::Key {
                    line: 5,
                    key: "title",
                },
            ),
            (
                good.replace("starred: false\n", ""),
                FrontMatterError::Key {
                    line: 7,
                    key: "starred",
                },
            ),
            (
                good.replace("day: \"2024-02-29\"", "day: \"2024-02-30\""),
                FrontMatterError::Key {
                    line: 4,
                    key: "day",
                },
            ),
            (
                good.replace("source: {}", "source: {\"a\":1,\"a\":2}"),
                FrontMatterError::Key {
                    line: 10,
                    key: "source",
                },
            ),
            (
                good.replace("source: {}\n---\n", "source: {}\nmore: 1\n---\n"),
                FrontMatterError::Missing,
            ),
        ] {
            assert_eq!(read(bad.as_bytes()), Err(error), "{bad}");
        }
        assert_eq!(read(&[0xff]), Err(FrontMatterError::NotText));
    }
}
