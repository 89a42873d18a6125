//! Objects of the store, opened: their revisions with places, and one revision by seeking.

use std::collections::HashMap;
use std::io::Read;
use std::io::Seek;

use crate::crypto::object::Kind;
use crate::crypto::seal;
use crate::crypto::seal::Object;
use crate::crypto::seal::Span;
use crate::journal::JournalError;
use crate::journal::keys::Keys;
use crate::model::catalogue::Place;
use crate::model::revision::Revision;
use crate::store::BlobReader;
use crate::store::Change;
use crate::store::Store;
use crate::store::StoreError;

/// The kinds that may stand in `object`.
pub(super) const KINDS: &[Kind] = &[Kind::Loose, Kind::Segment, Kind::Bundle];

/// Where objects are read from: the store, or a change under way in it.
pub(super) trait Source {
    /// A blob that is read piece by piece.
    type Blob<'a>: Read + Seek
    where
        Self: 'a;
    fn part(&self, level: i64) -> Result<Option<Self::Blob<'_>>, StoreError>;
    fn extent(&self) -> Result<(i64, i64), StoreError>;
    fn objects_after(&self, seq: i64) -> Result<Vec<i64>, StoreError>;
    fn bytes(&self, seq: i64) -> Result<Vec<u8>, StoreError>;
    fn reader(&self, seq: i64) -> Result<Self::Blob<'_>, StoreError>;
}

impl Source for Store {
    type Blob<'a> = BlobReader<'a>;
    fn part(&self, level: i64) -> Result<Option<BlobReader<'_>>, StoreError> {
        self.part_reader(level)
    }
    fn extent(&self) -> Result<(i64, i64), StoreError> {
        self.extent()
    }
    fn objects_after(&self, seq: i64) -> Result<Vec<i64>, StoreError> {
        self.objects_after(seq)
    }
    fn bytes(&self, seq: i64) -> Result<Vec<u8>, StoreError> {
        self.object(seq)
    }
    fn reader(&self, seq: i64) -> Result<BlobReader<'_>, StoreError> {
        self.object_reader(seq)
    }
}

impl Source for Change<'_> {
    type Blob<'a>
        = BlobReader<'a>
    where
        Self: 'a;
    fn part(&self, level: i64) -> Result<Option<BlobReader<'_>>, StoreError> {
        self.part_reader(level)
    }
    fn extent(&self) -> Result<(i64, i64), StoreError> {
        self.extent()
    }
    fn objects_after(&self, seq: i64) -> Result<Vec<i64>, StoreError> {
        self.objects_after(seq)
    }
    fn bytes(&self, seq: i64) -> Result<Vec<u8>, StoreError> {
        self.object(seq)
    }
    fn reader(&self, seq: i64) -> Result<BlobReader<'_>, StoreError> {
        self.object_reader(seq)
    }
}

/// Opens an object whole and checks its mac.
pub(super) fn open(source: &impl Source, keys: &Keys, seq: i64) -> Result<Object, JournalError> {
    let bytes = source.bytes(seq)?;
    seal::open(&bytes, &keys.keyring, KINDS)
        .map_err(|source| JournalError::DamagedObject { seq, source })
}

/// The revision lines of an object, unread, with their places.
pub(super) fn lines(object: &Object, seq: i64) -> impl Iterator<Item = (&str, Place)> {
    let revision = |line: &&str| line.starts_with("{\"rev\":");
    object
        .lines()
        .filter(move |(line, _)| revision(line))
        .map(move |(line, span)| (line, Place(seq, span.offset, span.length)))
}

/// The revisions of an object with their places, each checked by its name.
pub(super) fn revisions(
    object: &Object,
    seq: i64,
) -> impl Iterator<Item = Result<(Revision, Place), JournalError>> {
    lines(object, seq).map(move |(line, place)| {
        let revision = Revision::parse(line)
            .map_err(|source| JournalError::DamagedRevision { seq, source })?;
        Ok((revision, place))
    })
}

/// One revision, read by seeking and checked by its name.
pub(super) fn revision_at(
    source: &impl Source,
    keys: &Keys,
    place: Place,
) -> Result<Revision, JournalError> {
    let Place(seq, offset, length) = place;
    let line = seal::read_span(source.reader(seq)?, &keys.keyring, Span { offset, length })
        .map_err(|source| JournalError::DamagedObject { seq, source })?;
    Revision::parse(&line).map_err(|source| JournalError::DamagedRevision { seq, source })
}

/// Where lines went when their objects were folded.
#[derive(Debug, Default)]
pub(super) struct Moved(pub(super) HashMap<(i64, u64), Place>);

impl Moved {
    /// The new place of a line; the same where its object was not folded.
    pub(super) fn place(&self, place: Place) -> Place {
        self.0.get(&(place.0, place.1)).copied().unwrap_or(place)
    }
}
