//! The tables, and what is expected of a file before it is believed.

use rusqlite::Connection;

use crate::store::error::StoreError;

/// 'diur' in ASCII.
pub(super) const APPLICATION_ID: i64 = 0x6469_7572;
/// The format that this program writes.
pub const VERSION: i64 = 1;

/// One statement a table, exactly as SQLite keeps its text in `sqlite_schema`.
pub(super) const TABLES: &[(&str, &str)] = &[
    // The truth: immutable age files, 1..n revisions each.
    (
        "object",
        "CREATE TABLE object (seq INTEGER PRIMARY KEY AUTOINCREMENT, data BLOB NOT NULL) STRICT",
    ),
    // The catalogue: a cache in three levels, may be deleted at any time.
    (
        "part",
        "CREATE TABLE part (level INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT",
    ),
    // Keys: age files, their digests, and in clear the inbox's recipient.
    (
        "slot",
        "CREATE TABLE slot (name TEXT PRIMARY KEY, data BLOB NOT NULL) STRICT, WITHOUT ROWID",
    ),
    // Written while locked.
    (
        "inbox",
        "CREATE TABLE inbox (seq INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT",
    ),
    // Sealed: drafts, sync state, settings that hold words.
    (
        "state",
        "CREATE TABLE state (name TEXT PRIMARY KEY, data BLOB NOT NULL) STRICT, WITHOUT ROWID",
    ),
];

/// What holds for every connection, before anything is read. `secure_delete`: freed pages are zeroed.
pub(super) fn settings(connection: &Connection) -> Result<(), StoreError> {
    connection.execute_batch(
        "PRAGMA busy_timeout = 5000; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;
         PRAGMA secure_delete = ON; PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON;",
    )?;
    connection.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(
        rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER,
        false,
    )?;
    connection.set_db_config(
        rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW,
        false,
    )?;
    Ok(())
}

/// Makes the tables of a new store.
pub(super) fn create(connection: &Connection) -> Result<(), StoreError> {
    connection.execute_batch(&format!(
        "PRAGMA page_size = 4096; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {VERSION};"
    ))?;
    for (_, sql) in TABLES {
        connection.execute_batch(sql)?;
    }
    Ok(())
}

/// Compares `sqlite_schema` with the known text: nothing may be planted that runs or shadows.
pub(super) fn check(connection: &Connection) -> Result<(), StoreError> {
    let mut query = connection.prepare("SELECT name, coalesce(sql, '') FROM sqlite_schema")?;
    let mut rows = query.query([])?;
    let mut found = 0;
    while let Some(row) = rows.next()? {
        let (name, sql): (String, String) = (row.get(0)?, row.get(1)?);
        if name.starts_with("sqlite_") {
            continue;
        }
        if !TABLES.contains(&(name.as_str(), sql.as_str())) {
            return Err(StoreError::Planted { name });
        }
        found += 1;
    }
    if found == TABLES.len() {
        Ok(())
    } else {
        Err(StoreError::Planted {
            name: "too few tables".to_owned(),
        })
    }
}
