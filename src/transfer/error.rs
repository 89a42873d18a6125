//! What can go wrong with files of other programs.

use std::io;
use std::path::PathBuf;

use crate::model::time::TimeError;

/// Why a file could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    /// The disk, or who guards it.
    #[error("cannot use {path:?}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// There is a file of other origin already, which is never overwritten.
    #[error("{0:?} exists already")]
    Exists(PathBuf),
    /// The form is of several files, or one that is written to and fro.
    #[error("this form needs a folder")]
    NoStream,
    /// A folder is not the mirror that it was to be.
    #[error("{path:?} is not a mirror of this journal: {why}")]
    NotAMirror {
        /// The folder.
        path: PathBuf,
        /// What is wrong.
        why: &'static str,
    },
    /// It is not a Markdown file as diurnal writes it.
    #[error("{path:?} is not a file that diurnal exported")]
    NotOurs {
        /// The file.
        path: PathBuf,
        /// Where it differs.
        #[source]
        source: FrontMatterError,
    },
}

impl TransferError {
    /// Makes an error of the system one about `path`.
    pub(super) fn io(path: impl Into<PathBuf>, source: io::Error) -> Self {
        Self::Io {
            path: path.into(),
            source,
        }
    }
}

/// Why a front matter is not exactly as diurnal writes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrontMatterError {
    /// It is not UTF-8.
    #[error("not UTF-8")]
    NotText,
    /// The first line is not `---`, or no second one closes it.
    #[error("no front matter")]
    Missing,
    /// A line is not the expected key with a value of its kind.
    #[error("line {line}: expected {key}")]
    Key {
        /// The line, from 1.
        line: usize,
        /// The key that belongs there.
        key: &'static str,
    },
}

/// A record that was left out, with its place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct BadRecord {
    /// The line, from 1.
    pub line: u64,
    /// Why; never an entry's words.
    pub reason: BadReason,
}

/// Why a record was left out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadReason {
    /// The line is not UTF-8.
    #[error("not UTF-8 at byte {at}")]
    NotText {
        /// The first bad byte of the line, from 0.
        at: usize,
    },
    /// The line is longer than any record may be.
    #[error("longer than {max} bytes")]
    TooLong {
        /// The limit in bytes.
        max: usize,
    },
    /// The line is no JSON.
    #[error("not JSON at column {column}")]
    NotJson {
        /// Where it stops to be JSON, from 1; 0 where that is not known.
        column: usize,
    },
    /// A key stands twice in one object, or objects stand in one another too deep.
    #[error("a doubled key, or nested too deeply, at column {column}")]
    NotStrict {
        /// Where, from 1.
        column: usize,
    },
    /// The line is JSON but no object.
    #[error("not an object")]
    NotAnObject,
    /// `at` is missing.
    #[error("without \"at\"")]
    NoMoment,
    /// `at` is no moment.
    #[error("\"at\": {0}")]
    Moment(TimeError),
    /// A file is no YAML, or not of the shape that it must have.
    #[error("no YAML of days")]
    NotYaml,
    /// Somebody who unpacks it would write elsewhere.
    #[error("its name leads out of the zip")]
    LeadsOut,
    /// A file is no property list with a dictionary.
    #[error("no property list")]
    NotPlist,
    /// It does not end with the data of an item of Joplin.
    #[error("no item of Joplin")]
    NotAnItem,
    /// It is sealed by the program that it comes from.
    #[error("still encrypted: export it decrypted")]
    Encrypted,
    /// Nothing tells the day of a file.
    #[error("no day in its front matter, its name or its first heading")]
    NoDay,
    /// A value is of the wrong kind.
    #[error("{key:?} is not {expected}")]
    Kind {
        /// The key.
        key: &'static str,
        /// What it must be.
        expected: &'static str,
    },
    /// It is none of the files that diurnal exports.
    #[error(transparent)]
    FrontMatter(FrontMatterError),
    /// The system gives it to nobody.
    #[error("it cannot be read: {0}")]
    Unreadable(io::ErrorKind),
    /// It cannot be unpacked, or not to its end.
    #[error("broken off: {0}")]
    Broken(String),
    /// It is a link, a device, or in too many folders.
    #[error("no file of its own")]
    NotAFile,
    /// What is wrong in a file of several.
    #[error("{file:?}: {why}")]
    In {
        /// The file, below what is imported.
        file: String,
        /// Why.
        why: Box<BadReason>,
    },
    /// There is no body, no title and no attachment.
    #[error("without body, title and attachment")]
    Blank,
}
