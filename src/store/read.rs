//! Reading rows.

use rusqlite::Connection;
use rusqlite::OptionalExtension;

use crate::store::error::StoreError;
use crate::store::open::Store;

/// A blob read piece by piece, 5 to 10 times faster than selecting it whole.
pub type BlobReader<'a> = rusqlite::blob::Blob<'a>;

impl Store {
    /// The bytes of an object.
    pub fn object(&self, seq: i64) -> Result<Vec<u8>, StoreError> {
        object(&self.connection, seq)
    }

    /// Reads the bytes of an object into `bytes`, in place of what is there: memory that was in use
    /// before costs less than fresh memory.
    pub fn object_into(&self, seq: i64, bytes: &mut Vec<u8>) -> Result<(), StoreError> {
        object_into(&self.connection, seq, bytes)
    }

    /// An object to be read by seeking.
    pub fn object_reader(&self, seq: i64) -> Result<BlobReader<'_>, StoreError> {
        reader(&self.connection, "object", seq)?.ok_or(StoreError::NoObject(seq))
    }

    /// The numbers of all objects after `seq`, in order.
    pub fn objects_after(&self, seq: i64) -> Result<Vec<i64>, StoreError> {
        objects_after(&self.connection, seq)
    }

    /// The numbers of objects with fewer than `bytes` bytes, in order.
    pub fn small_objects(&self, bytes: usize) -> Result<Vec<i64>, StoreError> {
        small_objects(&self.connection, bytes)
    }

    /// How many objects there are and the greatest number ever given to one.
    pub fn extent(&self) -> Result<(i64, i64), StoreError> {
        extent(&self.connection)
    }

    /// A level of the catalogue, to be read piece by piece.
    pub fn part_reader(&self, level: i64) -> Result<Option<BlobReader<'_>>, StoreError> {
        reader(&self.connection, "part", level)
    }

    /// A row of `slot`.
    pub fn slot(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        named(
            &self.connection,
            "SELECT data FROM slot WHERE name = ?1",
            name,
        )
    }

    /// The names of all rows of `slot`.
    pub fn slot_names(&self) -> Result<Vec<String>, StoreError> {
        let mut query = self
            .connection
            .prepare_cached("SELECT name FROM slot ORDER BY name")?;
        let rows = query.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// A row of `state`.
    pub fn state(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        named(
            &self.connection,
            "SELECT data FROM state WHERE name = ?1",
            name,
        )
    }

    /// The names of all rows of `state`.
    pub fn state_names(&self) -> Result<Vec<String>, StoreError> {
        let mut query = self
            .connection
            .prepare_cached("SELECT name FROM state ORDER BY name")?;
        let rows = query.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What waits in the inbox, in order.
    pub fn inbox(&self) -> Result<Vec<(i64, Vec<u8>)>, StoreError> {
        let mut query = self
            .connection
            .prepare_cached("SELECT seq, data FROM inbox ORDER BY seq")?;
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many wait in the inbox.
    pub fn inbox_count(&self) -> Result<u64, StoreError> {
        let count: i64 = self
            .connection
            .query_row("SELECT count(*) FROM inbox", [], |row| row.get(0))?;
        Ok(u64::try_from(count).unwrap_or_default())
    }
}

pub(super) fn object(connection: &Connection, seq: i64) -> Result<Vec<u8>, StoreError> {
    let mut bytes = Vec::new();
    object_into(connection, seq, &mut bytes)?;
    Ok(bytes)
}

fn object_into(connection: &Connection, seq: i64, bytes: &mut Vec<u8>) -> Result<(), StoreError> {
    use std::io::Read;
    let mut blob = reader(connection, "object", seq)?.ok_or(StoreError::NoObject(seq))?;
    bytes.resize(blob.len(), 0);
    blob.read_exact(bytes)
        .map_err(|_| StoreError::NoObject(seq))
}

pub(super) fn objects_after(connection: &Connection, seq: i64) -> Result<Vec<i64>, StoreError> {
    let mut query =
        connection.prepare_cached("SELECT seq FROM object WHERE seq > ?1 ORDER BY seq")?;
    let rows = query.query_map([seq], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn small_objects(connection: &Connection, bytes: usize) -> Result<Vec<i64>, StoreError> {
    let mut query =
        connection.prepare_cached("SELECT seq FROM object WHERE length(data) < ?1 ORDER BY seq")?;
    let rows = query.query_map([i64::try_from(bytes).unwrap_or(i64::MAX)], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn extent(connection: &Connection) -> Result<(i64, i64), StoreError> {
    let sql = "SELECT (SELECT count(*) FROM object), coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'object'), 0)";
    Ok(connection
        .prepare_cached(sql)?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

pub(super) fn reader<'a>(
    connection: &'a Connection,
    table: &str,
    row: i64,
) -> Result<Option<BlobReader<'a>>, StoreError> {
    match connection.blob_open("main", table, "data", row, true) {
        Ok(blob) => Ok(Some(blob)),
        // 'no such rowid' is SQLITE_ERROR, and so is nothing else that can happen here.
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::Unknown) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

pub(super) fn named(
    connection: &Connection,
    sql: &str,
    name: &str,
) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(connection
        .prepare_cached(sql)?
        .query_row([name], |row| row.get(0))
        .optional()?)
}
