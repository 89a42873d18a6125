//! Changes: each is one IMMEDIATE transaction, whole or not at all, durable when it is committed.

use rusqlite::OptionalExtension;
use rusqlite::Transaction;
use rusqlite::TransactionBehavior;

use crate::crypto::seal::Sealed;
use crate::model::id::Digest;
use crate::store::error::StoreError;
use crate::store::open::Store;
use crate::store::read;
use crate::store::read::BlobReader;

/// Longest row that is handed to SQLite whole, in bytes: of a longer one it would make two copies.
const WHOLE_BYTES_MAX: usize = 1 << 20;

/// Free pages of 4 KiB that a store keeps for what is written next.
const SPARE_PAGES_MAX: i64 = 4096;

/// A change under way; dropped without `commit`, nothing has happened.
#[derive(Debug)]
pub struct Change<'a> {
    transaction: Transaction<'a>,
}

impl Store {
    /// Begins a change. IMMEDIATE, since a read that turns into a write fails at once otherwise.
    pub fn change(&mut self) -> Result<Change<'_>, StoreError> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        Ok(Change { transaction })
    }

    /// Gives the file system back what deleted rows left, where that is much: the sealed bundles of a
    /// first sync are as large as all entries. Little is kept for what is written next.
    pub fn give_back(&mut self) -> Result<(), StoreError> {
        let count = |pragma: &str| -> Result<i64, StoreError> {
            let mut query = self.connection.prepare(pragma)?;
            Ok(query.query_row([], |row| row.get(0))?)
        };
        let free = count("PRAGMA freelist_count")?;
        if free < SPARE_PAGES_MAX || free < count("PRAGMA page_count")? / 4 {
            return Ok(());
        }
        let mut give = self.connection.prepare("PRAGMA incremental_vacuum")?;
        let mut steps = give.query([])?;
        while steps.next()?.is_some() {}
        Ok(())
    }

    /// Writes the whole file anew and empties the log, so that neither holds a byte of what was deleted
    /// before. False where another process reads just now: then the log is not empty yet.
    pub fn scrub(&mut self) -> Result<bool, StoreError> {
        self.connection.flush_prepared_statement_cache();
        self.connection.execute_batch("VACUUM")?;
        let busy: i64 =
            self.connection
                .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        Ok(busy == 0)
    }
}

impl Change<'_> {
    /// Makes everything durable.
    pub fn commit(self) -> Result<(), StoreError> {
        Ok(self.transaction.commit()?)
    }

    /// Adds an object and returns its number.
    pub fn put_object(&self, sealed: &Sealed) -> Result<i64, StoreError> {
        self.transaction
            .prepare_cached("INSERT INTO object (data) VALUES (?1)")?
            .execute([sealed.as_bytes()])?;
        Ok(self.transaction.last_insert_rowid())
    }

    /// Puts one object in the place of several: it takes the number of the newest of them.
    pub fn replace_objects(&self, sources: &[i64], by: &Sealed) -> Result<i64, StoreError> {
        let newest = sources
            .iter()
            .copied()
            .max()
            .ok_or(StoreError::NoObject(0))?;
        for seq in sources.iter().filter(|seq| **seq != newest) {
            self.delete("DELETE FROM object WHERE seq = ?1", *seq)?;
        }
        let changed = self
            .transaction
            .prepare_cached("UPDATE object SET data = ?2 WHERE seq = ?1")?
            .execute(rusqlite::params![newest, by.as_bytes()])?;
        if changed == 1 {
            Ok(newest)
        } else {
            Err(StoreError::NoObject(newest))
        }
    }

    /// Removes an object.
    pub fn drop_object(&self, seq: i64) -> Result<(), StoreError> {
        self.delete("DELETE FROM object WHERE seq = ?1", seq)
    }

    /// The bytes of an object.
    pub fn object(&self, seq: i64) -> Result<Vec<u8>, StoreError> {
        read::object(&self.transaction, seq)
    }

    /// An object to be read by seeking.
    pub fn object_reader(&self, seq: i64) -> Result<BlobReader<'_>, StoreError> {
        read::reader(&self.transaction, "object", seq)?.ok_or(StoreError::NoObject(seq))
    }

    /// The numbers of all objects after `seq`, in order.
    pub fn objects_after(&self, seq: i64) -> Result<Vec<i64>, StoreError> {
        read::objects_after(&self.transaction, seq)
    }

    /// The numbers of objects with fewer than `bytes` bytes, in order.
    pub fn small_objects(&self, bytes: usize) -> Result<Vec<i64>, StoreError> {
        read::small_objects(&self.transaction, bytes)
    }

    /// How many objects there are and the greatest number ever given to one.
    pub fn extent(&self) -> Result<(i64, i64), StoreError> {
        read::extent(&self.transaction)
    }

    /// A level of the catalogue, to be read piece by piece.
    pub fn part_reader(&self, level: i64) -> Result<Option<BlobReader<'_>>, StoreError> {
        read::reader(&self.transaction, "part", level)
    }

    /// Writes a level of the catalogue.
    pub fn put_part(&self, level: i64, sealed: &Sealed) -> Result<(), StoreError> {
        let sql = "INSERT INTO part (level, data) VALUES (?1, ?2) ON CONFLICT (level) DO UPDATE SET data = excluded.data";
        let mut insert = self.transaction.prepare_cached(sql)?;
        let bytes = sealed.as_bytes();
        if bytes.len() <= WHOLE_BYTES_MAX {
            insert.execute(rusqlite::params![level, bytes])?;
            return Ok(());
        }
        // The pages of what stood there are free for this one before any are added to the file.
        self.drop_part(level)?;
        let room = rusqlite::blob::ZeroBlob(bytes.len() as u64);
        insert.execute(rusqlite::params![level, room])?;
        let mut blob = self
            .transaction
            .blob_open("main", "part", "data", level, false)?;
        for (n, piece) in bytes.chunks(WHOLE_BYTES_MAX).enumerate() {
            blob.write_all_at(piece, n * WHOLE_BYTES_MAX)?;
        }
        Ok(())
    }

    /// Drops a level of the catalogue.
    pub fn drop_part(&self, level: i64) -> Result<(), StoreError> {
        self.delete("DELETE FROM part WHERE level = ?1", level)
    }

    /// Writes a file of keys.
    pub fn put_slot(&self, name: &str, sealed: &Sealed) -> Result<(), StoreError> {
        self.put_slot_bytes(name, sealed.as_bytes())
    }

    /// Writes the digest of a slot's file beside it.
    pub fn put_sum(&self, name: &str, sum: Digest) -> Result<(), StoreError> {
        self.put_slot_bytes(name, sum.to_string().as_bytes())
    }

    /// Writes the inbox's recipient and the vault's id: the one row in clear, it opens nothing.
    pub fn put_inbox_recipient(&self, json: &str) -> Result<(), StoreError> {
        self.put_slot_bytes("inbox", json.as_bytes())
    }

    /// Removes a row of `slot`.
    pub fn drop_slot(&self, name: &str) -> Result<(), StoreError> {
        self.transaction
            .prepare_cached("DELETE FROM slot WHERE name = ?1")?
            .execute([name])?;
        Ok(())
    }

    fn put_slot_bytes(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let sql = "INSERT INTO slot (name, data) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET data = excluded.data";
        self.transaction
            .prepare_cached(sql)?
            .execute(rusqlite::params![name, bytes])?;
        Ok(())
    }

    /// A row of `slot`.
    pub fn slot(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        read::named(
            &self.transaction,
            "SELECT data FROM slot WHERE name = ?1",
            name,
        )
    }

    /// A row of `state`.
    pub fn state(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        read::named(
            &self.transaction,
            "SELECT data FROM state WHERE name = ?1",
            name,
        )
    }

    /// The first bytes of a row of `state`, at most `most` of them, and its length in bytes.
    pub fn state_front(
        &self,
        name: &str,
        most: usize,
    ) -> Result<Option<(Vec<u8>, usize)>, StoreError> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let sql = "SELECT substr(data, 1, ?2), length(data) FROM state WHERE name = ?1";
        let mut query = self.transaction.prepare_cached(sql)?;
        let row = query
            .query_row(rusqlite::params![name, most], |row| {
                Ok((row.get(0)?, row.get::<_, i64>(1)?))
            })
            .optional()?;
        Ok(row.map(|(front, length)| (front, usize::try_from(length).unwrap_or_default())))
    }

    /// Writes a row of `state`.
    pub fn put_state(&self, name: &str, sealed: &Sealed) -> Result<(), StoreError> {
        let sql = "INSERT INTO state (name, data) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET data = excluded.data";
        self.transaction
            .prepare_cached(sql)?
            .execute(rusqlite::params![name, sealed.as_bytes()])?;
        Ok(())
    }

    /// Removes a row of `state`.
    pub fn drop_state(&self, name: &str) -> Result<(), StoreError> {
        self.transaction
            .prepare_cached("DELETE FROM state WHERE name = ?1")?
            .execute([name])?;
        Ok(())
    }

    /// Adds to the inbox.
    pub fn put_inbox(&self, sealed: &Sealed) -> Result<(), StoreError> {
        self.transaction
            .prepare_cached("INSERT INTO inbox (data) VALUES (?1)")?
            .execute([sealed.as_bytes()])?;
        Ok(())
    }

    /// Removes from the inbox.
    pub fn drop_inbox(&self, seq: i64) -> Result<(), StoreError> {
        self.delete("DELETE FROM inbox WHERE seq = ?1", seq)
    }

    fn delete(&self, sql: &str, row: i64) -> Result<(), StoreError> {
        self.transaction.prepare_cached(sql)?.execute([row])?;
        Ok(())
    }
}
