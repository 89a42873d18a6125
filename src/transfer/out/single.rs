//! One file for all entries, or a stream, with the digest of what was written: so that it can be
//! read back and compared.

use std::fs::File;
use std::io;
use std::io::BufWriter;
use std::io::Read;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use crate::model::digest::Hashing;
use crate::transfer::error::TransferError;
use crate::transfer::file;
use crate::transfer::file::Whole;
use crate::transfer::out::ExportReport;

/// Bytes that are gathered before the system is called.
const BUFFER_BYTES: usize = 1 << 16;
/// Bytes of an older file that are looked at.
const FRONT_BYTES: u64 = 256;

/// Where it goes.
pub struct Single<'w> {
    to: To<'w>,
    hashing: Hashing,
    check: bool,
}

enum To<'w> {
    Stream(&'w mut dyn Write),
    File {
        file: BufWriter<Whole>,
        path: PathBuf,
        /// Whether one of ours stands there, to be replaced.
        over: bool,
    },
}

impl<'w> Single<'w> {
    /// Into a stream; nothing can be read back from it.
    pub fn stream(to: &'w mut dyn Write) -> Self {
        Self {
            to: To::Stream(to),
            hashing: Hashing::default(),
            check: false,
        }
    }

    /// Into `dir`/`name`, the folder made if absent. None where a file stands there that is not ours
    /// by its first 256 bytes: it is named in the report.
    pub fn file(
        dir: &Path,
        name: &str,
        is_ours: impl Fn(&[u8]) -> bool,
        check: bool,
        report: &mut ExportReport,
    ) -> Result<Option<Self>, TransferError> {
        file::make_folder(dir)?;
        let path = dir.join(name);
        let over = match front(&path) {
            Ok(None) => false,
            Ok(Some(bytes)) if bytes.is_empty() || is_ours(&bytes) => true,
            Ok(Some(_)) => {
                report.refused.push(path);
                return Ok(None);
            }
            Err(source) => return Err(TransferError::io(path, source)),
        };
        let file = BufWriter::with_capacity(BUFFER_BYTES, Whole::create(&path)?);
        Ok(Some(Self {
            to: To::File { file, path, over },
            hashing: Hashing::default(),
            check,
        }))
    }

    /// Writes `bytes`.
    pub fn put(&mut self, bytes: &[u8]) -> Result<(), TransferError> {
        let written = match &mut self.to {
            To::Stream(to) => to.write_all(bytes),
            To::File { file, .. } => file.write_all(bytes),
        };
        self.hashing.write_all(bytes).ok();
        written.map_err(|source| TransferError::io(self.path(), source))
    }

    /// The file; `-` where it is a stream.
    pub fn path(&self) -> &Path {
        match &self.to {
            To::Stream(_) => Path::new("-"),
            To::File { path, .. } => path,
        }
    }

    /// Ends it: moved to its place, on the disk, read back where that was wished.
    pub fn finish(self, report: &mut ExportReport) -> Result<(), TransferError> {
        match self.to {
            To::Stream(to) => to.flush().map_err(|source| TransferError::io("-", source)),
            To::File { file, path, over } => {
                let failed = |source| TransferError::io(&path, source);
                let whole = file
                    .into_inner()
                    .map_err(|error| failed(error.into_error()))?;
                if over {
                    whole.finish_over()?;
                } else {
                    whole.finish()?;
                }
                if self.check {
                    if reads_back(&path).map_err(failed)?.finish() == self.hashing.finish() {
                        report.checked = report.written;
                    } else {
                        report.different.push(path);
                    }
                }
                Ok(())
            }
        }
    }
}

/// The first bytes of a file, at most 256; none where there is none. What is no file is an error.
pub fn front(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let meta = match std::fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        meta => meta?,
    };
    if !meta.is_file() {
        return Ok(Some(vec![0]));
    }
    let mut bytes = Vec::new();
    File::open(path)?
        .take(FRONT_BYTES)
        .read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

fn reads_back(path: &Path) -> io::Result<Hashing> {
    let mut hashing = Hashing::default();
    io::copy(&mut File::open(path)?, &mut hashing)?;
    Ok(hashing)
}

impl std::fmt::Debug for Single<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Single")
            .field("path", &self.path())
            .finish_non_exhaustive()
    }
}
