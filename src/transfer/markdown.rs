//! Entries as Markdown files, one each, in folders of years and months.

use std::path::Path;
use std::path::PathBuf;

use crate::model::entry::Entry;
use crate::model::text;
use crate::transfer::error::TransferError;
use crate::transfer::file;
use crate::transfer::file::Before;
use crate::transfer::file::Outcome;
use crate::transfer::front_matter;
use crate::transfer::front_matter::Parsed;
use crate::transfer::slug;

/// Where the file of `entry` lies below the folder of an export:
/// `YYYY/MM/YYYY-MM-DD-HHMM-<slug>-<8 hex>.md`, by the clock of whoever wrote it.
pub fn relative_path(entry: &Entry) -> PathBuf {
    path_with(entry, false)
}

/// The same with the whole id, for ids that begin alike.
pub(super) fn path_of_whole_id(entry: &Entry) -> PathBuf {
    path_with(entry, true)
}

fn path_with(entry: &Entry, whole_id: bool) -> PathBuf {
    let content = &entry.content;
    let title = text::shown_title(&content.title, &content.body);
    let stem = slug::stem(&content.at, title, &slug::id_digits(entry.id, whole_id));
    let local = content.at.local();
    PathBuf::from(format!("{:04}", local.year().max(0)))
        .join(format!("{:02}", local.month()))
        .join(format!("{stem}.md"))
}

/// Writes the file of `entry` below `dir`, whole or not at all, and says where and what became of
/// it. An older export of the same entry is replaced; a file of other origin never is. The disk is
/// not waited for: [`file::settle`] does that once for all files.
pub fn write_entry(dir: &Path, entry: &Entry) -> Result<(PathBuf, Outcome), TransferError> {
    let bytes = front_matter::write(entry);
    let path = dir.join(relative_path(entry));
    if let Some(folder) = path.parent().filter(|folder| !folder.is_dir()) {
        file::make_folder(folder)?;
    }
    let mut other = false;
    let outcome = file::write(&path, bytes.as_bytes(), |old| is_export_of(entry, old))?;
    if outcome == Outcome::Refused {
        other = is_export_of_another(&path, entry)?;
    }
    if !other {
        return Ok((path, outcome));
    }
    // Ids that were imported may begin alike; then the whole id tells the files apart.
    let path = dir.join(path_with(entry, true));
    let outcome = file::write(&path, bytes.as_bytes(), |old| is_export_of(entry, old))?;
    Ok((path, outcome))
}

/// Whether the file at `path` is, byte for byte, what `entry` is exported to, and says the same when
/// read.
pub fn check_entry(path: &Path, entry: &Entry) -> Result<bool, TransferError> {
    let Before::File(bytes) = file::read(path)? else {
        return Ok(false);
    };
    let read = front_matter::read(&bytes);
    Ok(bytes == front_matter::write(entry).as_bytes() && read == Ok(Parsed::of(entry)))
}

/// Reads the file at `path`, which must be one of ours.
pub fn read_back(path: &Path) -> Result<Parsed, TransferError> {
    match file::read(path)? {
        Before::File(bytes) => {
            front_matter::read(&bytes).map_err(|source| TransferError::NotOurs {
                path: path.to_owned(),
                source,
            })
        }
        Before::Nothing | Before::Other => Err(TransferError::io(
            path,
            std::io::Error::from(std::io::ErrorKind::NotFound),
        )),
    }
}

/// Removes what a killed export left in the folder where `entry` goes. Once a folder is enough.
pub fn remove_leftovers(dir: &Path, entry: &Entry) {
    let path = dir.join(relative_path(entry));
    path.parent().map(file::remove_parts);
}

fn is_export_of(entry: &Entry, bytes: &[u8]) -> bool {
    front_matter::id_of(bytes) == Some(entry.id)
}

fn is_export_of_another(path: &Path, entry: &Entry) -> Result<bool, TransferError> {
    let Before::File(bytes) = file::read(path)? else {
        return Ok(false);
    };
    Ok(front_matter::id_of(&bytes).is_some_and(|id| id != entry.id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::entry::Content;
    use crate::model::id::DeviceId;
    use crate::model::id::EntryId;
    use crate::model::id::RevId;
    use crate::model::time::Timestamp;
    use std::fs;

    fn entry(id: u8, title: &str, body: &str) -> Entry {
        let at = "2024-02-29T01:30:00+01:00[Europe/Berlin]".parse().unwrap();
        let mut content = Content::new(at, "journal");
        content.title = title.to_owned();
        content.body = body.to_owned();
        let mut bytes = [0xa5; 16];
        bytes[15] = id;
        Entry {
            id: EntryId(bytes),
            content,
            day: "2024-02-28".parse().unwrap(),
            heads: vec![RevId([1; 32])],
            revision: RevId([1; 32]),
            parents: Vec::new(),
            written: Timestamp(0),
            device: DeviceId([2; 16]),
            deleted: false,
            conflict: false,
            merged: false,
            revoked: None,
            extra: serde_json::Map::new(),
        }
    }

    #[test]
    fn an_entry_becomes_a_file_that_says_the_same() {
        let dir = tempfile::tempdir().unwrap();
        let first = entry(1, "", "# Leap day\r\n\r\nRain.\n\n");
        let (path, outcome) = write_entry(dir.path(), &first).unwrap();
        assert_eq!(outcome, Outcome::Written);
        let name = "2024/02/2024-02-29-0130-leap-day-a5a5a5a5.md";
        assert_eq!(path, dir.path().join(name));
        assert!(check_entry(&path, &first).unwrap());
        assert_eq!(read_back(&path).unwrap(), Parsed::of(&first));
        let bytes = fs::read(&path).unwrap();
        assert!(bytes.ends_with(b"\n---\n# Leap day\r\n\r\nRain.\n\n"));

        assert_eq!(
            write_entry(dir.path(), &first).unwrap().1,
            Outcome::Identical
        );
        let newer = entry(1, "", "# Leap day\nSun.");
        assert!(!check_entry(&path, &newer).unwrap());
        assert_eq!(write_entry(dir.path(), &newer).unwrap().1, Outcome::Updated);
        assert!(check_entry(&path, &newer).unwrap());
    }

    #[test]
    fn what_others_wrote_stays() {
        let dir = tempfile::tempdir().unwrap();
        let first = entry(1, "Leap day", "Rain.");
        let path = dir.path().join(relative_path(&first));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "# My own notes\n").unwrap();
        let (refused, outcome) = write_entry(dir.path(), &first).unwrap();
        assert_eq!((&refused, outcome), (&path, Outcome::Refused));
        assert_eq!(fs::read(&path).unwrap(), b"# My own notes\n");
        assert!(!check_entry(&path, &first).unwrap());
        assert!(matches!(
            read_back(&path),
            Err(TransferError::NotOurs { .. })
        ));
    }

    #[test]
    fn ids_that_begin_alike_share_no_file() {
        let dir = tempfile::tempdir().unwrap();
        let (first, second) = (entry(1, "", "Rain."), entry(2, "", "Sun."));
        for _ in 0..2 {
            let one = write_entry(dir.path(), &first).unwrap().0;
            let other = write_entry(dir.path(), &second).unwrap().0;
            assert_ne!(one, other);
            assert!(check_entry(&one, &first).unwrap());
            assert!(check_entry(&other, &second).unwrap());
        }
    }

    #[test]
    fn a_missing_or_cut_file_is_no_proof() {
        let dir = tempfile::tempdir().unwrap();
        let first = entry(1, "", "Rain.");
        let path = dir.path().join(relative_path(&first));
        assert!(!check_entry(&path, &first).unwrap());
        assert!(read_back(&path).is_err());
        write_entry(dir.path(), &first).unwrap();
        let bytes = fs::read(&path).unwrap();
        for length in 0..bytes.len() {
            fs::write(&path, &bytes[..length]).unwrap();
            assert!(!check_entry(&path, &first).unwrap(), "{length}");
        }
    }

    #[test]
    fn what_a_killed_export_left_is_removed() {
        let dir = tempfile::tempdir().unwrap();
        let first = entry(1, "", "Rain.");
        let (path, _) = write_entry(dir.path(), &first).unwrap();
        let left = path.with_file_name(".diurnal-part-x");
        fs::write(&left, "half").unwrap();
        remove_leftovers(dir.path(), &first);
        assert!(!left.exists() && path.exists());
    }
}
