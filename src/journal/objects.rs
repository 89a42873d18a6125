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
use crate::model::revision;
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

/// Memory that objects are opened in one after the other: to ask for fresh memory for each costs half
/// of what it costs to decrypt it.
#[derive(Default)]
pub(super) struct Room {
    sealed: Vec<u8>,
    text: Vec<u8>,
}

impl Room {
    /// Opens an object as [`open`] does.
    pub(super) fn open(
        &mut self,
        store: &Store,
        keys: &Keys,
        seq: i64,
    ) -> Result<Object, JournalError> {
        store.object_into(seq, &mut self.sealed)?;
        let room = std::mem::take(&mut self.text);
        seal::open_in(room, &self.sealed, &keys.keyring, KINDS)
            .map_err(|source| JournalError::DamagedObject { seq, source })
    }

    /// Takes the memory of an object back.
    pub(super) fn take_back(&mut self, object: Object) {
        self.text = object.into_room();
    }
}

/// The revision lines of an object, unread, with their places.
pub(super) fn lines(object: &Object, seq: i64) -> impl Iterator<Item = (&str, Place)> {
    let revision = |line: &&str| line.starts_with("{\"rev\":");
    object
        .lines()
        .filter(move |(line, _)| revision(line))
        .map(move |(line, span)| (line, Place(seq, span.offset, span.length)))
}

/// The revision line of an object that stands at `place`.
pub(super) fn line_of(object: &Object, place: Place) -> Option<&str> {
    let Place(_, offset, length) = place;
    object.line_at(Span { offset, length })
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

/// An object is opened whole where at least so many of its lines are wanted: to seek costs 0.1 ms a
/// line, to open a segment 2 ms.
const MANY: usize = 12;
/// How much text is read at a time where much of it is wanted, in bytes of lines.
const WINDOW_BYTES: u64 = 8 << 20;

/// The revisions at `places`, in their order, read object by object. One that cannot be read spoils
/// no other.
pub(super) fn revisions_at(
    source: &impl Source,
    keys: &Keys,
    places: &[Place],
) -> Vec<Result<Revision, JournalError>> {
    let mut found: Vec<Option<Result<Revision, JournalError>>> = Vec::new();
    found.resize_with(places.len(), || None);
    lines_at(source, keys, places, &mut |at, line| {
        let seq = places.get(at).map_or(0, |place| place.0);
        let parse = |line| {
            Revision::parse(line).map_err(|source| JournalError::DamagedRevision { seq, source })
        };
        if let Some(slot) = found.get_mut(at) {
            *slot = Some(line.and_then(parse));
        }
    });
    found.into_iter().flatten().collect()
}

/// Calls `each` with the number of a place and its line, object by object. Where an object does not
/// open whole, each of its lines is tried by itself, and then checked by its name.
pub(super) fn lines_at(
    source: &impl Source,
    keys: &Keys,
    places: &[Place],
    each: &mut dyn FnMut(usize, Result<&str, JournalError>),
) {
    let mut order: Vec<(Place, usize)> = places.iter().copied().zip(0..).collect();
    order.sort_unstable();
    for group in order.chunk_by(|(a, _), (b, _)| a.0 == b.0) {
        let seq = group.first().map_or(0, |(place, _)| place.0);
        let many = group.len() >= MANY;
        let whole = many.then(|| open(source, keys, seq).ok()).flatten();
        for (place, at) in group {
            let line = whole.as_ref().and_then(|object| line_of(object, *place));
            match line {
                Some(line) => each(*at, Ok(line)),
                None => match line_at(source, keys, *place) {
                    Ok(line) => each(*at, Ok(&line)),
                    Err(error) => each(*at, Err(error)),
                },
            }
        }
    }
}

/// One line, read by seeking and checked by its name.
fn line_at(source: &impl Source, keys: &Keys, place: Place) -> Result<String, JournalError> {
    let Place(seq, offset, length) = place;
    let line = seal::read_span(source.reader(seq)?, &keys.keyring, Span { offset, length })
        .map_err(|source| JournalError::DamagedObject { seq, source })?;
    revision::check_name(&line).map_err(|source| JournalError::DamagedRevision { seq, source })?;
    Ok(line)
}

/// Cuts `items` into runs whose lines are about [`WINDOW_BYTES`] together, so that a text of any length
/// is read with bounded memory.
pub(super) fn windows<T>(items: &[T], place: impl Fn(&T) -> Place) -> impl Iterator<Item = &[T]> {
    let mut rest = items;
    std::iter::from_fn(move || {
        let mut bytes = 0;
        let fits = |item: &&T| {
            let first = bytes == 0;
            bytes += place(item).2;
            first || bytes <= WINDOW_BYTES
        };
        let n = rest.iter().take_while(fits).count();
        let (window, after) = rest.split_at_checked(n)?;
        rest = after;
        (!window.is_empty()).then_some(window)
    })
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
