//! Markdown files as diurnal exports them, an entry each: they come back byte for byte.

use std::fs;
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

/// How deep folders may stand in one another.
const DEPTH_MAX: usize = 32;

/// The files below a folder, by name.
#[derive(Debug)]
pub struct Exported {
    top: PathBuf,
    /// Files and folders that are still to be looked at, the next one last.
    left: Vec<(PathBuf, usize)>,
    read: u64,
}

impl Exported {
    /// The files below `dir`, or the one file `dir`.
    pub fn open(dir: &Path) -> Self {
        Self {
            top: dir.to_owned(),
            left: vec![(dir.to_owned(), 0)],
            read: 0,
        }
    }

    /// Whether a Markdown file below `dir` is one of ours.
    pub fn recognises(dir: &Path) -> bool {
        let mut files = Self::open(dir);
        while let Some((path, fine)) = files.next_file() {
            let read = fine.is_ok().then(|| file::read(&path));
            if let Some(Ok(Before::File(bytes))) = read
                && front_matter::id_of(&bytes).is_some()
            {
                return true;
            }
        }
        false
    }

    /// The next Markdown file, or what of the folder cannot be read. Links are not followed, so that none leads out of the folder or around
    /// in it; what begins with a dot is no entry.
    fn next_file(&mut self) -> Option<(PathBuf, Result<(), BadReason>)> {
        while let Some((path, depth)) = self.left.pop() {
            let unreadable = |error: io::Error| Err(BadReason::Unreadable(error.kind()));
            let is_entry = path.extension().is_some_and(|end| end == "md");
            match fs::symlink_metadata(&path) {
                Err(error) => return Some((path, unreadable(error))),
                Ok(meta) if meta.is_dir() && depth >= DEPTH_MAX => {
                    return Some((path, Err(BadReason::NotAFile)));
                }
                Ok(meta) if meta.is_dir() => match inside(&path) {
                    Err(error) => return Some((path, unreadable(error))),
                    Ok(inside) => {
                        let inside = inside.into_iter().map(|path| (path, depth + 1));
                        self.left.extend(inside);
                    }
                },
                Ok(meta) if meta.is_file() && is_entry => return Some((path, Ok(()))),
                Ok(_) if is_entry => return Some((path, Err(BadReason::NotAFile))),
                Ok(_) => {}
            }
        }
        None
    }
}

/// What is in a folder, the last name first.
fn inside(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path()));
    let mut inside: Vec<PathBuf> = paths.collect::<io::Result<_>>()?;
    inside.retain(|path| !is_hidden(path));
    inside.sort_unstable_by(|a, b| b.cmp(a));
    Ok(inside)
}

fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    name.as_encoded_bytes().starts_with(b".")
}

impl Source for Exported {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn next_record(&mut self) -> io::Result<Option<Result<Record, BadRecord>>> {
        let Some((path, fine)) = self.next_file() else {
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
