//! SQLite files of other programs, only ever read: no lock is taken, no log made, nothing is written
//! in them or beside them.

use std::fmt::Write;
use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use rusqlite::Connection;
use rusqlite::OpenFlags;
use rusqlite::OptionalExtension;
use rusqlite::Row;
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use serde_json::Value;

use crate::model::json::Object;
use crate::model::limits::LINE_BYTES_MAX;

/// What every file of SQLite begins with.
const MAGIC: &[u8] = b"SQLite format 3\0";
/// Most tags of one entry that are read.
const TAGS_MAX: usize = 1000;
/// The columns that entries have, beside their id.
const COLUMNS: [&str; 4] = ["date", "title", "content", "priority"];

/// The entries of tui-journal's file.
#[derive(Debug)]
pub struct Entries {
    connection: Connection,
    /// Which of the columns this file has, for `SELECT`.
    columns: Vec<&'static str>,
    has_tags: bool,
    /// The id of the row that was read last; none before the first.
    last: Option<i64>,
}

/// A row, or why it cannot be read.
pub type Read = Result<Object, String>;

impl Entries {
    /// Opens the file at `path`; none where it is no such file.
    ///
    /// # Errors
    ///
    /// Where it cannot be read, or another program has not finished writing to it: what stands in the
    /// log beside it would be missed.
    pub fn open(path: &Path) -> io::Result<Option<Self>> {
        if !begins_as_sqlite(path)? {
            return Ok(None);
        }
        for log in ["-wal", "-journal"] {
            let beside = with_end(path, log);
            if fs::metadata(&beside).is_ok_and(|meta| meta.len() > 0) {
                let name = beside.file_name().unwrap_or_default().to_string_lossy();
                let words = format!(
                    "another program writes to it, or has not finished: \"{name}\" is beside it; close that program first"
                );
                return Err(io::Error::other(words));
            }
        }
        match Self::open_file(path) {
            Ok(entries) => Ok(entries),
            Err(error) => Err(io::Error::other(error)),
        }
    }

    fn open_file(path: &Path) -> rusqlite::Result<Option<Self>> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_URI
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(address(path), flags)?;
        let max = i32::try_from(LINE_BYTES_MAX).unwrap_or(i32::MAX);
        connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, max)?;
        connection.pragma_update(None, "trusted_schema", false)?;
        connection.pragma_update(None, "cell_size_check", true)?;
        let has = |column: &str| has_column(&connection, "entries", column);
        let mut columns = Vec::new();
        for column in COLUMNS {
            if has(column)? {
                columns.push(column);
            }
        }
        if !is_table(&connection, "entries")? || !has("id")? || !columns.contains(&"content") {
            return Ok(None);
        }
        let has_tags = is_table(&connection, "tags")?
            && has_column(&connection, "tags", "entry_id")?
            && has_column(&connection, "tags", "tag")?;
        Ok(Some(Self {
            connection,
            columns,
            has_tags,
            last: None,
        }))
    }

    /// The next entry: its columns, and its tags under `tags`. A row that cannot be read stops no other.
    ///
    /// # Errors
    ///
    /// Where the file is damaged so that the next row cannot be found.
    pub fn next_entry(&mut self) -> io::Result<Option<Read>> {
        let sql = "SELECT id FROM entries WHERE ?1 IS NULL OR id > ?1 ORDER BY id LIMIT 1";
        let next = self
            .connection
            .prepare_cached(sql)
            .and_then(|mut found| found.query_row([self.last], |row| row.get(0)).optional());
        let Some(id) = next.map_err(io::Error::other)? else {
            return Ok(None);
        };
        self.last = Some(id);
        Ok(Some(self.entry(id).map_err(|error| error.to_string())))
    }

    fn entry(&self, id: i64) -> rusqlite::Result<Object> {
        let sql = format!(
            "SELECT {} FROM entries WHERE id = ?1",
            self.columns.join(", ")
        );
        let mut found = self.connection.prepare_cached(&sql)?;
        let mut entry = found.query_row([id], |row| self.object(row))?;
        if self.has_tags {
            let sql = "SELECT tag FROM tags WHERE entry_id = ?1";
            let mut found = self.connection.prepare_cached(sql)?;
            let tags = found.query_map([id], |row| value(row.get_ref(0)?))?;
            let tags = tags.take(TAGS_MAX).collect::<rusqlite::Result<_>>()?;
            entry.insert("tags".to_owned(), Value::Array(tags));
        }
        Ok(entry)
    }

    fn object(&self, row: &Row<'_>) -> rusqlite::Result<Object> {
        let columns = self.columns.iter().enumerate();
        let pair = |(at, name): (usize, &&str)| Ok(((*name).to_owned(), value(row.get_ref(at)?)?));
        columns.map(pair).collect()
    }
}

fn begins_as_sqlite(path: &Path) -> io::Result<bool> {
    let mut front = Vec::new();
    let from = fs::File::open(path)?;
    io::Read::read_to_end(&mut io::Read::take(from, MAGIC.len() as u64), &mut front)?;
    Ok(front == MAGIC)
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

/// The file as SQLite is told that nobody writes to it: then it makes no log, and takes no lock.
fn address(path: &Path) -> String {
    let mut address = "file:".to_owned();
    for byte in path.as_os_str().as_encoded_bytes() {
        if byte.is_ascii_alphanumeric() || b"/._-".contains(byte) {
            address.push(char::from(*byte));
        } else {
            write!(address, "%{byte:02X}").ok();
        }
    }
    address.push_str("?immutable=1&mode=ro");
    address
}

/// Whether it is a table of its own: a view may compute for ever.
fn is_table(connection: &Connection, name: &str) -> rusqlite::Result<bool> {
    let sql = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?1";
    let made: Option<Option<String>> = connection
        .query_row(sql, [name], |row| row.get(0))
        .optional()?;
    let made = made.flatten().unwrap_or_default().to_ascii_uppercase();
    let words: Vec<&str> = made.split_whitespace().take(2).collect();
    Ok(words == ["CREATE", "TABLE"])
}

fn has_column(connection: &Connection, table: &str, column: &str) -> rusqlite::Result<bool> {
    let sql = "SELECT count(*) FROM pragma_table_info(?1) WHERE name = ?2";
    let count: i64 = connection.query_row(sql, [table, column], |row| row.get(0))?;
    Ok(count > 0)
}

fn value(value: ValueRef<'_>) -> rusqlite::Result<Value> {
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::from(number),
        ValueRef::Real(number) => Value::from(number),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
            let text = std::str::from_utf8(bytes);
            Value::String(
                text.map_err(|error| rusqlite::Error::Utf8Error(0, error))?
                    .to_owned(),
            )
        }
    })
}
