//! The files below a folder, by name. Links are not followed, so that none leads out of it or around
//! in it; what begins with a dot is no entry.

use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use crate::transfer::error::BadReason;

/// How deep folders may stand in one another.
const DEPTH_MAX: usize = 32;

/// Files that are still to come.
#[derive(Debug)]
pub(super) struct Walk {
    /// Files and folders that are still to be looked at, the next one last.
    left: Vec<(PathBuf, usize)>,
    /// What the names of wanted files end with, behind the dot; nothing for those without a dot.
    ends: &'static [&'static str],
}

impl Walk {
    /// Those below `dir`, or the one file `dir`, whose names end with one of `ends`.
    pub(super) fn new(dir: &Path, ends: &'static [&'static str]) -> Self {
        Self {
            left: vec![(dir.to_owned(), 0)],
            ends,
        }
    }

    /// The next file, or what of the folder cannot be read.
    pub(super) fn next_file(&mut self) -> Option<(PathBuf, Result<(), BadReason>)> {
        while let Some((path, depth)) = self.left.pop() {
            let unreadable = |error: io::Error| Err(BadReason::Unreadable(error.kind()));
            let end = path.extension().map_or(Some(""), |end| end.to_str());
            let is_entry = end.is_some_and(|end| self.ends.contains(&end));
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
