//! What Joplin exports: a JEX file, which is a tar of items, or the folder of the same that it calls
//! RAW. An item is a text with its data in the last lines; notebooks and tags are items of their own,
//! so that all is read twice.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::io::BufReader;
use std::path::Path;
use std::path::PathBuf;

use serde_json::Value;

use crate::model::json::Object;
use crate::model::limits::LINE_BYTES_MAX;
use crate::model::time::Moment;
use crate::model::time::Zone;
use crate::transfer::error::BadReason;
use crate::transfer::error::BadRecord;
use crate::transfer::jsonl::Record;
use crate::transfer::sources;
use crate::transfer::sources::Source;
use crate::transfer::sources::html;
use crate::transfer::sources::listed::text_of;
use crate::transfer::sources::notes;
use crate::transfer::sources::tar::Tar;
use crate::transfer::sources::walk::Walk;
use crate::transfer::sources::zips;

/// Under which key what nobody here knows is kept.
const KEPT: &str = "joplin";
/// How deep notebooks may stand in one another.
const DEPTH_MAX: usize = 32;
/// Items that are looked at to tell an export from another file.
const LOOKED_AT_MAX: usize = 200;
/// Values that say nothing.
const NOTHING: &[&str] = &["", "0", "0.00000000", "0.0000"];

/// Reads it.
#[derive(Debug)]
pub struct Joplin {
    items: Items,
    zone: Zone,
    around: Around,
    read: u64,
}

/// What notes are in, and what is said of them elsewhere.
#[derive(Debug, Default)]
struct Around {
    /// Notebooks: the one that each is in, and its title.
    notebooks: HashMap<String, (String, String)>,
    /// The titles of tags.
    tags: HashMap<String, String>,
    /// Which tags a note has.
    tagged: HashMap<String, Vec<String>>,
    /// Attached files.
    resources: u64,
}

impl Joplin {
    /// The export at `path`; moments are shown in `zone`.
    pub fn open(path: &Path, zone: Zone) -> io::Result<Self> {
        let mut around = Around::default();
        let mut items = Items::open(path)?;
        while let Some((_, text)) = items.next_item() {
            if let Ok(item) = text.and_then(|text| Item::parse(&text)) {
                around.note(item);
            }
        }
        Ok(Self {
            items: Items::open(path)?,
            zone,
            around,
            read: 0,
        })
    }

    /// Whether one of the first items at `path` is one of Joplin.
    pub fn recognises(path: &Path) -> bool {
        let Ok(mut items) = Items::open(path) else {
            return false;
        };
        (0..LOOKED_AT_MAX)
            .map_while(|_| items.next_item())
            .any(|(_, text)| text.and_then(|text| Item::parse(&text)).is_ok())
    }

    fn record(&self, mut item: Item) -> Result<Record, BadReason> {
        if item.is("encryption_applied") {
            return Err(BadReason::Encrypted);
        }
        let at = self.moment(&item)?;
        let id = text_of(&mut item.data, "id");
        let mut body = std::mem::take(&mut item.body);
        if item.said("markup_language") == "2" {
            // What Markdown cannot say is not lost.
            let page = std::mem::take(&mut body);
            body = html::markdown(&page);
            item.data.insert("html".to_owned(), Value::String(page));
        }
        if item.title.trim().is_empty() && body.trim().is_empty() {
            return Err(BadReason::Blank);
        }
        let tags = self.around.tagged.get(&id).into_iter().flatten();
        let tags = tags.filter_map(|tag| self.around.tags.get(tag).cloned());
        let journal = self.around.path_of(item.said("parent_id"));
        let deleted = item.is("deleted_time");
        item.data
            .retain(|_, value| value.as_str().is_some_and(|text| !NOTHING.contains(&text)));
        let mut extra = Object::new();
        extra.insert(KEPT.to_owned(), Value::Object(item.data));
        Ok(Record {
            line: 0,
            id: Some(id).filter(|id| !id.is_empty()),
            at,
            corrected: false,
            day: None,
            title: item.title,
            body,
            tags: tags.collect(),
            starred: false,
            journal: Some(journal).filter(|name| !name.is_empty()),
            files: Vec::new(),
            deleted,
            extra,
        })
    }

    /// When its owner says that it was made, else when it was.
    fn moment(&self, item: &Item) -> Result<Moment, BadReason> {
        let keys = ["user_created_time", "created_time", "user_updated_time"];
        let mut said = keys.iter().map(|key| item.said(key));
        let said = said.find(|text| !text.is_empty() && !text.starts_with("1970-01-01"));
        let (read, _) =
            Moment::parse(said.ok_or(BadReason::NoMoment)?).map_err(BadReason::Moment)?;
        Ok(Moment::in_zone(read.instant_us, &self.zone))
    }
}

impl Source for Joplin {
    fn name(&self) -> &'static str {
        "joplin"
    }

    fn next_record(&mut self) -> io::Result<Option<Result<Record, BadRecord>>> {
        while let Some((name, text)) = self.items.next_item() {
            let read = match text.and_then(|text| Item::parse(&text)) {
                Ok(item) if item.said("type_") != "1" => continue,
                Ok(item) => self.record(item),
                Err(why) => Err(why),
            };
            self.read += 1;
            let line = self.read;
            return Ok(Some(match read {
                Ok(record) => Ok(Record { line, ..record }),
                Err(why) => Err(BadRecord {
                    line,
                    reason: BadReason::In {
                        file: name,
                        why: Box::new(why),
                    },
                }),
            }));
        }
        Ok(None)
    }

    fn attachments(&self) -> u64 {
        self.around.resources
    }
}

impl Around {
    fn note(&mut self, mut item: Item) {
        let id = text_of(&mut item.data, "id");
        match item.said("type_") {
            "2" => {
                let parent = text_of(&mut item.data, "parent_id");
                self.notebooks.insert(id, (parent, item.title));
            }
            "4" => self.resources += 1,
            "5" => {
                self.tags.insert(id, item.title);
            }
            "6" => {
                let note = text_of(&mut item.data, "note_id");
                let tag = text_of(&mut item.data, "tag_id");
                self.tagged.entry(note).or_default().push(tag);
            }
            _ => {}
        }
    }

    /// The titles of the notebook `id` and of those that it is in, the outermost first.
    fn path_of(&self, id: &str) -> String {
        let mut titles: Vec<&str> = Vec::new();
        let mut next = id;
        // Notebooks that are in one another go round no more often than this.
        while let Some((parent, title)) = self.notebooks.get(next) {
            if titles.len() >= DEPTH_MAX {
                break;
            }
            titles.push(title.trim());
            next = parent;
        }
        titles.reverse();
        titles.retain(|title| !title.is_empty());
        titles.join("/")
    }
}

/// An item: a title, a text, and the data in its last lines.
struct Item {
    title: String,
    body: String,
    data: Object,
}

impl Item {
    /// The data are the lines behind the last blank one. An item that is no note may have nothing else.
    fn parse(text: &str) -> Result<Self, BadReason> {
        let text = text.trim_start_matches('\u{feff}').trim_end();
        let mut data = Object::new();
        let mut at = text.len();
        for line in text.rsplit('\n') {
            let plain = line.trim_end_matches('\r');
            if plain.is_empty() {
                break;
            }
            let (key, value) = plain.split_once(':').ok_or(BadReason::NotAnItem)?;
            let is_key =
                |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
            if key.is_empty() || !key.bytes().all(is_key) {
                return Err(BadReason::NotAnItem);
            }
            let value = unescaped(value.strip_prefix(' ').unwrap_or(value));
            data.entry(key).or_insert(Value::String(value));
            at = at.saturating_sub(line.len() + 1);
        }
        let number = data.get("type_").and_then(Value::as_str);
        if number.is_none_or(|number| number.parse::<u8>().is_err()) {
            return Err(BadReason::NotAnItem);
        }
        let said = text.get(..at).unwrap_or_default();
        let (title, body) = said.split_once('\n').unwrap_or((said, ""));
        let body = body.strip_prefix("\r\n").or(body.strip_prefix('\n'));
        let body = body.unwrap_or_default();
        // The blank line before the data belongs to neither.
        let body = match body.strip_suffix('\r') {
            Some(body) => body.strip_suffix("\r\n").unwrap_or(body),
            None => body.strip_suffix('\n').unwrap_or(body),
        };
        Ok(Self {
            title: title.trim().to_owned(),
            body: body.to_owned(),
            data,
        })
    }

    fn said(&self, key: &str) -> &str {
        let text = self.data.get(key).and_then(Value::as_str);
        text.unwrap_or_default()
    }

    /// Whether a number or a moment is set.
    fn is(&self, key: &str) -> bool {
        let said = self.said(key);
        !said.is_empty() && said != "0" && !said.starts_with("1970-01-01")
    }
}

/// A line end stands there as the two signs `\n`.
fn unescaped(value: &str) -> String {
    value.replace("\\n", "\n").replace("\\r", "\r")
}

/// The items of an export, wherever they stand.
#[derive(Debug)]
enum Items {
    Folder(PathBuf, Walk),
    Tar(Tar<BufReader<File>>),
}

impl Items {
    fn open(path: &Path) -> io::Result<Self> {
        if path.is_dir() {
            let files = Walk::new(path, &["md"]);
            return Ok(Self::Folder(path.to_owned(), files));
        }
        Ok(Self::Tar(Tar::new(sources::open(path)?)))
    }

    /// The next one and what it is called; files that are called otherwise are passed by.
    fn next_item(&mut self) -> Option<(String, Result<String, BadReason>)> {
        loop {
            let (name, text) = match self {
                Self::Folder(top, files) => {
                    let (path, fine) = files.next_file()?;
                    let name = notes::name_below(top, &path);
                    if fine.is_ok() && !is_item(&name) {
                        continue;
                    }
                    (name, fine.and_then(|()| notes::text_of(&path)))
                }
                Self::Tar(tar) => match tar.next_member() {
                    Ok(None) => return None,
                    Ok(Some(member)) if zips::leads_out(&member.name) => {
                        (member.name, Err(BadReason::LeadsOut))
                    }
                    Ok(Some(member)) if !is_item(&member.name) => continue,
                    Ok(Some(member)) if !member.is_file => (member.name, Err(BadReason::NotAFile)),
                    Ok(Some(member)) => {
                        let text = read_text(tar.read(&member, LINE_BYTES_MAX));
                        (member.name, text)
                    }
                    Err(error) => (
                        "the end".to_owned(),
                        Err(BadReason::Broken(error.to_string())),
                    ),
                },
            };
            return Some((name, text));
        }
    }
}

fn read_text(read: io::Result<Option<Vec<u8>>>) -> Result<String, BadReason> {
    let max = LINE_BYTES_MAX;
    let bytes = read.map_err(|error| BadReason::Broken(error.to_string()))?;
    let text = String::from_utf8(bytes.ok_or(BadReason::TooLong { max })?);
    text.map_err(|error| BadReason::NotText {
        at: error.utf8_error().valid_up_to(),
    })
}

/// `0123456789abcdef0123456789abcdef.md`, at the top.
fn is_item(name: &str) -> bool {
    let stem = name.strip_prefix("./").unwrap_or(name).strip_suffix(".md");
    stem.is_some_and(|stem| stem.len() == 32 && stem.bytes().all(|b| b.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_are_the_lines_behind_the_last_blank_one() {
        for (text, title, body, source) in [
            ("T\n\nid: a\nsource: x\\ny: z\ntype_: 1", "T", "", "x\ny: z"),
            (
                "T\n\nkey: value\n\n---\n\nmore\n\nid: a\nsource:\ntype_: 1\n",
                "T",
                "key: value\n\n---\n\nmore",
                "",
            ),
            ("T\r\n\r\nb\r\n\r\nid: a\r\ntype_: 1\r\n", "T", "b", ""),
            ("\n\nonly text\n\nid: a\ntype_: 1", "", "only text", ""),
            ("note_id: n\ntag_id: t\ntype_: 6", "", "", ""),
        ] {
            let item = Item::parse(text).ok().unwrap();
            assert_eq!((&*item.title, &*item.body), (title, body), "{text:?}");
            assert_eq!(item.said("source"), source, "{text:?}");
        }
        for text in [
            "",
            "T",
            "T\n\nid: a",
            "T\n\ntype_: one",
            "T\n\nNot a key: 1\ntype_: 1",
        ] {
            assert!(Item::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn notebooks_that_are_in_one_another_end() {
        let mut around = Around::default();
        for (id, parent) in [("a", "b"), ("b", "a")] {
            let inside = (parent.to_owned(), id.to_owned());
            around.notebooks.insert(id.to_owned(), inside);
        }
        assert_eq!(around.path_of("a").split('/').count(), DEPTH_MAX);
        assert_eq!(around.path_of("c"), "");
    }
}
