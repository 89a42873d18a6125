//! Opening and making a store.

use std::path::Path;
use std::path::PathBuf;

use rusqlite::Connection;
use rusqlite::OpenFlags;

use crate::store::error::StoreError;
use crate::store::schema;

/// One open store.
pub struct Store {
    pub(super) connection: Connection,
    path: PathBuf,
    read_only: bool,
    network: bool,
}

impl Store {
    /// Makes a store at `path`, where nothing is yet; whole once the caller has put it in its place.
    pub fn create(path: &Path) -> Result<Self, StoreError> {
        if path.exists() {
            return Err(StoreError::Exists(path.to_owned()));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        schema::settings(&connection)?;
        schema::create(&connection)?;
        Ok(Self {
            connection,
            path: path.to_owned(),
            read_only: false,
            network: false,
        })
    }

    /// Opens the store at `path`; read-only where it cannot be written.
    ///
    /// A newer or foreign file is refused before anything in it is changed.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let about = std::fs::metadata(path).map_err(|source| {
            let looped = rustix::io::Errno::LOOP.raw_os_error();
            if source.kind() == std::io::ErrorKind::NotFound {
                StoreError::Missing(path.to_owned())
            } else if source.raw_os_error() == Some(looped) {
                StoreError::NotAStore(path.to_owned())
            } else {
                StoreError::File {
                    path: path.to_owned(),
                    source,
                }
            }
        })?;
        if !about.is_file() || about.len() == 0 {
            return Err(StoreError::NotAStore(path.to_owned()));
        }
        look(path)?;
        look_at_log(path)?;
        let (connection, read_only) = connect(path)?;
        Self::opened(connection, path, read_only)
    }

    /// Opens the store at `path` without changing a byte of it: a backup, which may lie anywhere.
    pub fn open_read_only(path: &Path) -> Result<Self, StoreError> {
        if !path.exists() {
            return Err(StoreError::Missing(path.to_owned()));
        }
        if !path.is_file() {
            return Err(StoreError::NotAStore(path.to_owned()));
        }
        look(path)?;
        Self::opened(connect_read_only(path)?, path, true)
    }

    fn opened(connection: Connection, path: &Path, read_only: bool) -> Result<Self, StoreError> {
        schema::settings(&connection)?;
        let network = !read_only && journal(&connection)?;
        schema::check(&connection)?;
        Ok(Self {
            connection,
            path: path.to_owned(),
            read_only,
            network,
        })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it can only be read.
    pub fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// Whether it lies where SQLite's write-ahead log is unsafe, so that a slower journal is used.
    pub fn is_on_network(&self) -> bool {
        self.network
    }

    /// A number that changes when another connection has written.
    pub fn data_version(&self) -> Result<i64, StoreError> {
        Ok(self
            .connection
            .query_row("PRAGMA data_version", [], |row| row.get(0))?)
    }

    /// Copies the whole store, without free pages, into a new file.
    pub fn copy_to(&self, path: &Path) -> Result<(), StoreError> {
        if path.exists() {
            return Err(StoreError::Exists(path.to_owned()));
        }
        let text = path
            .to_str()
            .ok_or_else(|| StoreError::NotAStore(path.to_owned()))?;
        self.connection.execute("VACUUM INTO ?1", [text])?;
        sync_file(path)
    }

    /// SQLite's own check of the pages: what it finds, or nothing.
    pub fn page_faults(&self) -> Result<Vec<String>, StoreError> {
        let mut query = self.connection.prepare("PRAGMA quick_check(20)")?;
        let rows = query.query_map([], |row| row.get::<_, String>(0))?;
        let found: Result<Vec<String>, _> = rows.collect();
        Ok(found?.into_iter().filter(|line| line != "ok").collect())
    }

    /// Writes the log back into the file, so that the file alone is the store; used before it is moved.
    pub fn settle(self) -> Result<(), StoreError> {
        self.connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        self.connection
            .close()
            .map_err(|(_, error)| StoreError::from(error))?;
        sync_file(&self.path)
    }

    /// Limits how many pages the file may have: how tests fill a disk.
    pub fn limit_pages(&self, pages: u32) -> Result<(), StoreError> {
        Ok(self.connection.query_row(
            &format!("PRAGMA max_page_count = {pages}"),
            [],
            |_| Ok(()),
        )?)
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Store({})", self.path.display())
    }
}

// Reads the file's own header, since SQLite may write to a file (recover its log) by merely opening it.
fn look(path: &Path) -> Result<(), StoreError> {
    use std::io::Read;
    let failed = |source| StoreError::File {
        path: path.to_owned(),
        source,
    };
    let mut head = Vec::with_capacity(100);
    let file = std::fs::File::open(path).map_err(failed)?;
    file.take(100).read_to_end(&mut head).map_err(failed)?;
    let number = |at: usize| -> Option<i64> {
        let bytes: [u8; 4] = head.get(at..at + 4)?.try_into().ok()?;
        Some(i64::from(u32::from_be_bytes(bytes)))
    };
    if !head.starts_with(b"SQLite format 3\0") || number(68) != Some(schema::APPLICATION_ID) {
        return Err(StoreError::NotAStore(path.to_owned()));
    }
    match number(60) {
        Some(schema::VERSION) => Ok(()),
        Some(version) if version > schema::VERSION => Err(StoreError::Newer { version }),
        _ => Err(StoreError::NotAStore(path.to_owned())),
    }
}

// A log put back from an old copy is valid by itself, and SQLite would write its old pages over what
// the file has learnt since. The file alone never knows of more objects than file and log together,
// whoever writes meanwhile: where it does, the log is older.
fn look_at_log(path: &Path) -> Result<(), StoreError> {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let log = PathBuf::from(log);
    if !std::fs::metadata(&log).is_ok_and(|about| about.len() > 0) {
        return Ok(());
    }
    let alone = connect_to_file(path).ok();
    let alone = alone.and_then(|connection| last_object(&connection));
    // Read-only: whoever may write gives the log back to the file when it is done.
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let both = Connection::open_with_flags(path, flags).ok();
    match (alone, both.and_then(|connection| last_object(&connection))) {
        (Some(alone), Some(both)) if both < alone => Err(StoreError::OldLog(log)),
        _ => Ok(()),
    }
}

// The highest number that an object ever had; none where that cannot be read.
fn last_object(connection: &Connection) -> Option<i64> {
    let sql = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'object'";
    connection.query_row(sql, [], |row| row.get(0)).ok()
}

fn connect(path: &Path) -> Result<(Connection, bool), StoreError> {
    let common = OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let writable = rustix::fs::access(path, rustix::fs::Access::WRITE_OK).is_ok()
        && path
            .parent()
            .is_some_and(|folder| rustix::fs::access(folder, rustix::fs::Access::WRITE_OK).is_ok());
    if writable {
        give_back_log(path);
        let connection =
            Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | common)?;
        return Ok((connection, false));
    }
    Ok((connect_read_only(path)?, true))
}

// SQLite makes the log and its shared memory with the store's own mode: read once while it was
// read-only, they would keep it so when it no longer is.
fn give_back_log(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    for ending in ["-wal", "-shm"] {
        let mut beside = path.as_os_str().to_owned();
        beside.push(ending);
        let Ok(about) = std::fs::metadata(&beside) else {
            continue;
        };
        let mode = about.permissions().mode();
        if mode & 0o200 == 0 {
            // Where it is not ours to change, SQLite says what it cannot do.
            std::fs::set_permissions(&beside, PermissionsExt::from_mode(mode | 0o600)).ok();
        }
    }
}

fn connect_read_only(path: &Path) -> Result<Connection, StoreError> {
    let common = OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | common)?;
    // A log beside a store in a folder that cannot be written needs shared memory that cannot be made:
    // then the file alone is read, as it was at its last checkpoint.
    if connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
        .is_ok()
    {
        return Ok(connection);
    }
    connect_to_file(path)
}

// The file alone, whatever stands in a log beside it.
fn connect_to_file(path: &Path) -> Result<Connection, StoreError> {
    let common = OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let uri = format!(
        "file:{}?immutable=1",
        path.display()
            .to_string()
            .replace('%', "%25")
            .replace('?', "%3f")
            .replace('#', "%23")
    );
    let connection = Connection::open_with_flags(
        uri,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | common,
    )?;
    Ok(connection)
}

#[allow(
    clippy::useless_conversion,
    reason = "the kernel's number has another type on other systems"
)]
// Sets the journal; true where the file system is one on which a write-ahead log is unsafe.
fn journal(connection: &Connection) -> Result<bool, StoreError> {
    let path = connection.path().unwrap_or_default();
    let network = rustix::fs::statfs(path).is_ok_and(|about| is_network(i64::from(about.f_type)));
    if network {
        connection.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))?;
        connection.execute_batch("PRAGMA synchronous = EXTRA")?;
        return Ok(true);
    }
    let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    Ok(mode != "wal")
}

// Magic numbers of NFS, SMB, CIFS, SMB2, FUSE, 9p and Ceph. Source: statfs(2).
fn is_network(f_type: i64) -> bool {
    matches!(
        f_type,
        0x6969 | 0x517b | 0xff53_4d42 | 0xfe53_4d42 | 0x6573_5546 | 0x0102_1997 | 0x00c3_6400
    )
}

fn sync_file(path: &Path) -> Result<(), StoreError> {
    let sync = |path: &Path| std::fs::File::open(path).and_then(|file| file.sync_all());
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    sync(path)
        .and_then(|()| sync(folder))
        .map_err(|source| StoreError::File {
            path: path.to_owned(),
            source,
        })
}
