//! The zip that Day One takes: a JSON file a journal.
//!
//! The shape is the smallest that Day One itself reads (`metadata`, `entries` with `text` and
//! `creationDate`) and the keys that its own exports have. What it has no key for stands under
//! `diurnal`, which Day One passes by and diurnal takes back.

use std::collections::HashSet;
use std::io;
use std::io::Read;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use serde_json::json;
use zip::CompressionMethod;
use zip::ZipArchive;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::model::digest::Hashing;
use crate::model::entry::Entry;
use crate::model::id::Digest;
use crate::model::text;
use crate::model::time::Timestamp;
use crate::transfer::error::TransferError;
use crate::transfer::file;
use crate::transfer::file::Before;
use crate::transfer::file::Whole;
use crate::transfer::out::ExportReport;
use crate::transfer::out::Loss;
use crate::transfer::out::Order;
use crate::transfer::out::Sink;

/// What the file is called.
pub const NAME: &str = "journal-dayone.zip";
/// The comment at the end of the zip: what ends so is ours.
const COMMENT: &str = "written by diurnal";
/// Longest name of a journal's file, in bytes.
const NAME_BYTES_MAX: usize = 100;
/// What neither Day One nor `diurnal` beside it carries yet.
const LOST: &[Loss] = &[Loss::Attachments];

/// Writes it.
pub struct DayOne {
    zip: Option<ZipWriter<Whole>>,
    path: PathBuf,
    over: bool,
    check: bool,
    /// The journal that is being written.
    journal: Option<String>,
    /// File names that are taken, folded: Day One runs where `A` and `a` are one.
    names: HashSet<String>,
    hashing: Hashing,
    /// What was written: the name of a file and its digest.
    written: Vec<(String, Digest)>,
}

impl DayOne {
    /// Into `dir`/[`NAME`], the folder made if absent. A file that stands there and is not ours is
    /// named in the report, and nothing is written.
    pub fn new(dir: &Path, check: bool, report: &mut ExportReport) -> Result<Self, TransferError> {
        file::make_folder(dir)?;
        let path = dir.join(NAME);
        let (over, refused) = match file::tail(&path, COMMENT.len())? {
            Before::Nothing => (false, false),
            Before::File(tail) => (true, !tail.is_empty() && tail != COMMENT.as_bytes()),
            Before::Other => (false, true),
        };
        let zip = if refused {
            report.refused.push(path.clone());
            None
        } else {
            Some(ZipWriter::new(Whole::create(&path)?))
        };
        Ok(Self {
            zip,
            path,
            over,
            check,
            journal: None,
            names: HashSet::new(),
            hashing: Hashing::default(),
            written: Vec::new(),
        })
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), TransferError> {
        let Some(zip) = &mut self.zip else {
            return Ok(());
        };
        self.hashing.write_all(bytes).ok();
        zip.write_all(bytes)
            .map_err(|source| TransferError::io(&self.path, source))
    }

    fn begin(&mut self, journal: &str) -> Result<(), TransferError> {
        self.end()?;
        let name = self.name_of(journal);
        if let Some(zip) = &mut self.zip {
            let options =
                SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
            zip.start_file(&name, options)
                .map_err(|error| TransferError::io(&self.path, error.into()))?;
        }
        self.written.push((name, Digest([0; 32])));
        self.journal = Some(journal.to_owned());
        self.put(b"{\"metadata\":{\"version\":\"1.0\"},\"entries\":[\n")
    }

    fn end(&mut self) -> Result<(), TransferError> {
        if self.journal.take().is_none() {
            return Ok(());
        }
        self.put(b"\n]}\n")?;
        let digest = std::mem::take(&mut self.hashing).finish();
        if let Some((_, last)) = self.written.last_mut() {
            *last = digest;
        }
        Ok(())
    }

    /// A file name that no other journal has.
    fn name_of(&mut self, journal: &str) -> String {
        let plain: String = journal
            .chars()
            .map(|c| {
                if c.is_control() || "/\\:*?\"<>|".contains(c) {
                    '_'
                } else {
                    c
                }
            })
            .collect();
        let plain = text::cut(plain.trim_matches(['.', ' ']), NAME_BYTES_MAX);
        let plain = if plain.is_empty() { "Journal" } else { plain };
        let mut name = format!("{plain}.json");
        let mut number = 2;
        while !self.names.insert(name.to_lowercase()) {
            name = format!("{plain} {number}.json");
            number += 1;
        }
        name
    }

    /// Whether each file in the zip has the bytes that were written.
    fn reads_back(&self) -> io::Result<bool> {
        let mut zip = ZipArchive::new(std::fs::File::open(&self.path)?)?;
        if zip.len() != self.written.len() {
            return Ok(false);
        }
        for (name, digest) in &self.written {
            let mut hashing = Hashing::default();
            let mut member = zip.by_name(name)?;
            let limit = u64::MAX;
            io::copy(&mut member.by_ref().take(limit), &mut hashing)?;
            if hashing.finish() != *digest {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl Sink for DayOne {
    fn order(&self) -> Order {
        Order::ByJournal
    }

    fn take(&mut self, entry: &Entry, report: &mut ExportReport) -> Result<(), TransferError> {
        if self.zip.is_none() {
            return Ok(());
        }
        report.lost.count(LOST, entry);
        let journal = &entry.content.journal;
        if self.journal.as_ref() == Some(journal) {
            self.put(b",\n")?;
        } else {
            self.begin(journal)?;
        }
        self.put(object(entry).to_string().as_bytes())?;
        report.written += 1;
        Ok(())
    }

    fn finish(&mut self, report: &mut ExportReport) -> Result<(), TransferError> {
        self.end()?;
        let Some(mut zip) = self.zip.take() else {
            return Ok(());
        };
        zip.set_comment(COMMENT)
            .map_err(|error| TransferError::io(&self.path, error.into()))?;
        let whole = zip
            .finish()
            .map_err(|error| TransferError::io(&self.path, error.into()))?;
        if self.over {
            whole.finish_over()?;
        } else {
            whole.finish()?;
        }
        if self.check {
            match self.reads_back() {
                Ok(true) => report.checked = report.written,
                _ => report.different.push(self.path.clone()),
            }
        }
        Ok(())
    }
}

impl std::fmt::Debug for DayOne {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DayOne")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

/// An entry as Day One writes it.
fn object(entry: &Entry) -> serde_json::Value {
    let content = &entry.content;
    let shown = if content.title.is_empty() {
        content.body.clone()
    } else {
        format!(
            "# {}\n\n{}",
            text::visible_line(&content.title),
            content.body
        )
    };
    let mut object = json!({
        "uuid": entry.id.to_string().to_uppercase(),
        "creationDate": whole_second(content.at.timestamp()),
        "modifiedDate": whole_second(entry.written),
        "timeZone": zone(content.at.zone.as_deref(), content.at.offset_s),
        "text": shown,
        "starred": content.starred,
        "isAllDay": false,
        "diurnal": {
            "at": content.at.to_string(),
            "day": entry.day,
            "journal": content.journal,
            "title": content.title,
            "source": entry.extra,
        },
    });
    if !content.tags.is_empty()
        && let Some(object) = object.as_object_mut()
    {
        object.insert("tags".to_owned(), json!(content.tags));
    }
    object
}

/// Day One writes whole seconds in UTC.
fn whole_second(at: Timestamp) -> String {
    Timestamp(at.0.div_euclid(1000) * 1000).rfc3339()
}

/// The zone's name; where only an offset is known, the one of `Etc` that has it, whose sign is the
/// other way round (tz database, file `etcetera`).
fn zone(name: Option<&str>, offset_s: i32) -> String {
    match name {
        Some(name) => name.to_owned(),
        None if offset_s % 3600 == 0
            && (-14..=12).contains(&(-offset_s / 3600))
            && offset_s != 0 =>
        {
            format!("Etc/GMT{:+}", -offset_s / 3600)
        }
        None => "UTC".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transfer::front_matter::samples::entry;

    #[test]
    fn an_entry_has_the_keys_that_day_one_reads() {
        let mut one = entry("A day", "Rain.");
        one.content.tags = vec!["two words".to_owned()];
        let object = object(&one);
        assert_eq!(object["uuid"], "A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5");
        assert_eq!(object["creationDate"], "2024-02-29T20:30:00Z");
        assert_eq!(object["timeZone"], "Europe/Berlin");
        assert_eq!(object["text"], "# A day\n\nRain.");
        assert_eq!(object["tags"], json!(["two words"]));
        assert_eq!(object["diurnal"]["title"], "A day");
    }

    #[test]
    fn zones_without_a_name_have_one_of_etc() {
        assert_eq!(zone(Some("Asia/Tokyo"), 1), "Asia/Tokyo");
        assert_eq!(zone(None, 7200), "Etc/GMT-2");
        assert_eq!(zone(None, -36000), "Etc/GMT+10");
        assert_eq!(zone(None, 0), "UTC");
        assert_eq!(zone(None, 19800), "UTC");
    }

    #[test]
    fn journals_of_alike_names_have_files_of_their_own() {
        let dir = tempfile::tempdir().unwrap();
        let mut report = ExportReport::default();
        let mut sink = DayOne::new(dir.path(), true, &mut report).unwrap();
        for journal in ["a/b", "A?b", "..", "日記"] {
            let mut one = entry("", "Rain.");
            one.content.journal = journal.to_owned();
            sink.take(&one, &mut report).unwrap();
        }
        sink.finish(&mut report).unwrap();
        let names: Vec<&str> = sink.written.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            ["a_b.json", "A_b 2.json", "Journal.json", "日記.json"]
        );
        assert_eq!((report.written, report.checked), (4, 4));
        assert!(report.different.is_empty());
    }
}
