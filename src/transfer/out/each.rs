//! A Markdown file an entry.

use std::ffi::OsString;
use std::path::Path;
use std::path::PathBuf;

use crate::model::entry::Entry;
use crate::model::id::EntryId;
use crate::model::id::RevId;
use crate::model::text;
use crate::transfer::error::TransferError;
use crate::transfer::file;
use crate::transfer::file::Before;
use crate::transfer::file::Outcome;
use crate::transfer::front_matter;
use crate::transfer::front_matter::Parsed;
use crate::transfer::markdown;
use crate::transfer::out::ExportReport;
use crate::transfer::out::Loss;
use crate::transfer::out::Order;
use crate::transfer::out::Sink;
use crate::transfer::out::folder::Folder;
use crate::transfer::out::name::Pattern;
use crate::transfer::slug;

/// What a file without front matter says nothing of: only title and text stand in it.
const LOST_BARE: &[Loss] = &[
    Loss::Ids,
    Loss::Seconds,
    Loss::Zones,
    Loss::Days,
    Loss::Tags,
    Loss::Stars,
    Loss::Journals,
    Loss::Attachments,
    Loss::Metadata,
];

/// Writes them.
#[derive(Debug)]
pub struct Each {
    folder: Folder,
    pattern: Option<Pattern>,
    front_matter: bool,
    /// Whether what was written is read back and understood.
    check: bool,
}

impl Each {
    /// Writes into `folder`, names by `pattern` or as [`markdown::relative_path`] makes them.
    pub fn new(folder: Folder, pattern: Option<Pattern>, front_matter: bool, check: bool) -> Self {
        Self {
            folder,
            pattern,
            front_matter,
            check,
        }
    }

    /// The places that the file of `entry` may have, the likeliest first: the next one counts where
    /// another entry's file stands at the one before.
    fn paths(&self, entry: &Entry) -> [PathBuf; 3] {
        let Some(pattern) = &self.pattern else {
            let whole = markdown::path_of_whole_id(entry);
            return [markdown::relative_path(entry), whole.clone(), whole];
        };
        let stem = pattern.stem(entry);
        let named = |id: Option<String>| {
            let mut name: OsString = stem.clone().into_os_string();
            if let Some(id) = id {
                name.push("-");
                name.push(id);
            }
            name.push(".md");
            PathBuf::from(name)
        };
        let digits = |whole| Some(slug::id_digits(entry.id, whole));
        [named(None), named(digits(false)), named(digits(true))]
    }

    /// Whether another entry's file stands at `path`.
    fn is_of_another(
        &self,
        path: &Path,
        entry: &Entry,
        bytes: &[u8],
    ) -> Result<bool, TransferError> {
        if let Some(holder) = self.folder.holder(path) {
            return Ok(holder != entry.id);
        }
        let Before::File(there) = file::read(&self.folder.dir().join(path))? else {
            return Ok(false);
        };
        if !self.front_matter {
            return Ok(there != bytes);
        }
        Ok(front_matter::id_of(&there).is_some_and(|id| id != entry.id))
    }
}

impl Sink for Each {
    fn order(&self) -> Order {
        Order::NewestFirst
    }

    fn has(&mut self, id: EntryId, revision: RevId, report: &mut ExportReport) -> bool {
        self.folder.has(id, revision, report)
    }

    fn take(&mut self, entry: &Entry, report: &mut ExportReport) -> Result<(), TransferError> {
        let bytes = if self.front_matter {
            front_matter::write(entry)
        } else {
            report.lost.count(LOST_BARE, entry);
            bare(entry)
        };
        let bytes = bytes.as_bytes();
        let [first, second, last] = self.paths(entry);
        let path = if !self.is_of_another(&first, entry, bytes)? {
            first
        } else if !self.is_of_another(&second, entry, bytes)? {
            second
        } else {
            last
        };
        let ours = |old: &[u8]| self.front_matter && front_matter::id_of(old) == Some(entry.id);
        // What several heads make together has no revision of its own.
        let revision = (entry.heads.len() == 1).then_some(entry.revision);
        let of = (Some(entry.id), revision);
        let outcome = self.folder.put(&path, bytes, ours, of, report)?;
        let written = outcome != Outcome::Refused;
        if self.check && self.front_matter && written {
            let read = front_matter::read(bytes);
            if read != Ok(Parsed::of(entry)) {
                report.different.push(self.folder.dir().join(path));
            }
        }
        Ok(())
    }

    fn finish(&mut self, report: &mut ExportReport) -> Result<(), TransferError> {
        self.folder.finish(report)
    }
}

/// The title as a heading, where it was given, then the text.
fn bare(entry: &Entry) -> String {
    let content = &entry.content;
    if content.title.is_empty() {
        return content.body.clone();
    }
    format!(
        "# {}\n\n{}",
        text::visible_line(&content.title),
        content.body
    )
}
