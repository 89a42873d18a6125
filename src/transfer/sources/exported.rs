//! Markdown files as diurnal exports them, an entry each: they come back byte for byte.

use std::io;
use std::path::Path;
use std::path::PathBuf;

use crate::transfer::error::BadReason;
use crate::transfer::error::BadRecord;
use crate::transfer::error::TransferError;
use crate::transfer::file;
use crate::transfer::file::Before;
use crate::transfer::front_matter;
use crate::transfer::front_matter::Parsed;
use crate::transfer::jsonl::Record;
use crate::transfer::sources::Source;
use crate::transfer::sources::walk::Walk;

/// The files below a folder, by name.
#[derive(Debug)]
pub struct Exported {
    top: PathBuf,
    files: Walk,
    read: u64,
}

impl Exported {
    /// The files below `dir`, or the one file `dir`.
    pub fn open(dir: &Path) -> Self {
        Self {
            top: dir.to_owned(),
            files: Walk::new(dir, &["md"]),
            read: 0,
        }
    }

    /// Whether a Markdown file below `dir` is one of ours.
    pub fn recognises(dir: &Path) -> bool {
        let mut files = Self::open(dir);
        while let Some((path, fine)) = files.files.next_file() {
            let read = fine.is_ok().then(|| file::read(&path));
            if let Some(Ok(Before::File(bytes))) = read
                && front_matter::id_of(&bytes).is_some()
            {
                return true;
            }
        }
        false
    }
}

impl Source for Exported {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn next_record(&mut self) -> io::Result<Option<Result<Record, BadRecord>>> {
        let Some((path, fine)) = self.files.next_file() else {
            return Ok(None);
        };
        self.read += 1;
        let line = self.read;
        let found = fine.map(|()| file::read(&path));
        let read = found.and_then(|read| match read {
            Ok(Before::File(bytes)) => front_matter::read(&bytes).map_err(BadReason::FrontMatter),
            Ok(Before::Nothing | Before::Other) => Err(BadReason::TooLong {
                max: crate::model::limits::BODY_BYTES_MAX,
            }),
            Err(TransferError::Io { source, .. }) => Err(BadReason::Unreadable(source.kind())),
            Err(_) => Err(BadReason::NotAFile),
        });
        let name = path.strip_prefix(&self.top).unwrap_or(&path);
        Ok(Some(match read {
            Ok(parsed) => Ok(record(line, parsed)),
            Err(why) => Err(BadRecord {
                line,
                reason: BadReason::In {
                    file: name.display().to_string(),
                    why: Box::new(why),
                },
            }),
        }))
    }
}

fn record(line: u64, parsed: Parsed) -> Record {
    let content = parsed.content;
    Record {
        line,
        id: Some(parsed.id.to_string()),
        at: content.at,
        corrected: false,
        day: Some(parsed.day),
        title: content.title,
        body: content.body,
        tags: content.tags,
        starred: content.starred,
        journal: Some(content.journal),
        files: content.files,
        deleted: false,
        extra: parsed.source,
    }
}
