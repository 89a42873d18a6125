//! Folding: many small objects become one segment, after the save has returned. The new segment is
//! read back, opened and compared before its sources go, in the same transaction.

use crate::crypto::object::Header;
use crate::crypto::object::Kind;
use crate::crypto::seal;
use crate::crypto::seal::Object;
use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::catalogue;
use crate::journal::keys::Keys;
use crate::journal::list;
use crate::journal::objects;
use crate::journal::objects::Moved;
use crate::journal::sync_state;
use crate::model::catalogue::Place;
use crate::model::limits::LEVEL_0_ROWS;
use crate::model::limits::LEVEL_1_ROWS;
use crate::model::limits::SEGMENT_BYTES;
use crate::store::Change;

/// Objects that may stand in one segment: those of one class only.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    /// Own, not sealed into a bundle yet.
    Unsent,
    /// Own, in a bundle already.
    Sent,
    /// From a bundle.
    Pulled,
}

struct Opened {
    seq: i64,
    class: Class,
    object: Object,
}

impl Journal {
    /// Work that saves leave behind: folds loose objects once there are enough. True where it did anything.
    pub fn tidy(&mut self) -> Result<bool, JournalError> {
        let Some(keys) = &self.keys else {
            return Ok(false);
        };
        if self.store.is_read_only() || keys.may_write().is_err() {
            return Ok(false);
        }
        let Some(top) = catalogue::top(&self.store, keys)? else {
            return Ok(false);
        };
        let waiting = self.store.objects_after(top.about.folded)?.len();
        if waiting < LEVEL_0_ROWS && top.rows.len() <= LEVEL_0_ROWS {
            return Ok(false);
        }
        let outside = self.outside;
        let change = self.store.change()?;
        // Another process may have folded between the look and the lock.
        let Some(mut top) = catalogue::top(&change, keys)? else {
            return Ok(false);
        };
        let seqs = change.objects_after(top.about.folded)?;
        let moved = fold(&change, keys, &seqs)?;
        top.about.folded = change.extent()?.1;
        catalogue::push_down(&change, keys, &outside, top, &moved)?;
        change.commit()?;
        self.forget_rows();
        self.fold_segments()?;
        Ok(true)
    }

    /// Joins small segments into large ones, once there are many, and writes all places anew.
    fn fold_segments(&mut self) -> Result<(), JournalError> {
        let Some(keys) = &self.keys else {
            return Ok(());
        };
        let sizes = self.store.small_objects(SEGMENT_BYTES / 2)?;
        if sizes.len() < 2 * LEVEL_1_ROWS / LEVEL_0_ROWS {
            return Ok(());
        }
        let outside = self.outside;
        let change = self.store.change()?;
        let seqs = change.small_objects(SEGMENT_BYTES / 2)?;
        let moved = fold(&change, keys, &seqs)?;
        let Some(top) = catalogue::top(&change, keys)? else {
            return Ok(());
        };
        let mut rows = Vec::new();
        let health = catalogue::newest_first(&change, keys, &top, &mut |mut row| {
            row.move_places(|place| moved.place(place));
            rows.push(row);
            true
        })?;
        if health == catalogue::Health::Unfit {
            return Ok(());
        }
        catalogue::write_all(&change, keys, &outside, rows, top.about.lasting())?;
        change.commit()?;
        self.forget_rows();
        Ok(())
    }
}

/// Folds these objects, class by class, into segments of about [`SEGMENT_BYTES`]; returns where their lines went.
fn fold(change: &Change<'_>, keys: &Keys, seqs: &[i64]) -> Result<Moved, JournalError> {
    let sealed_to = sync_state::sealed_to(change, keys)?;
    let mut batches: Vec<Vec<Opened>> = Vec::new();
    let mut sizes: Vec<usize> = Vec::new();
    for seq in seqs {
        // A damaged object stays as it is: what still opens of it can be read, and it is named.
        let object = match objects::open(change, keys, *seq) {
            Err(error) if error.is_damage() => continue,
            object => object?,
        };
        let bytes = object.text_bytes();
        if bytes > SEGMENT_BYTES / 2 {
            continue;
        }
        let opened = Opened {
            seq: *seq,
            class: class(&object, *seq, sealed_to),
            object,
        };
        // The youngest batch of the class, while there is room in it.
        let found = batches.iter().rposition(|batch| {
            batch
                .first()
                .is_some_and(|first| first.class == opened.class)
        });
        match found.and_then(|at| Some((batches.get_mut(at)?, sizes.get_mut(at)?))) {
            Some((batch, size)) if *size + bytes <= SEGMENT_BYTES => {
                *size += bytes;
                batch.push(opened);
            }
            _ => {
                batches.push(vec![opened]);
                sizes.push(bytes);
            }
        }
    }
    let mut moved = Moved::default();
    for batch in batches.iter().filter(|batch| batch.len() > 1) {
        fold_batch(change, keys, batch, &mut moved)?;
    }
    Ok(moved)
}

fn class(object: &Object, seq: i64, sealed_to: i64) -> Class {
    if !list::is_own(object) {
        Class::Pulled
    } else if seq > sealed_to {
        Class::Unsent
    } else {
        Class::Sent
    }
}

fn fold_batch(
    change: &Change<'_>,
    keys: &Keys,
    batch: &[Opened],
    moved: &mut Moved,
) -> Result<(), JournalError> {
    let mut lines: Vec<(&str, Place)> = Vec::new();
    for opened in batch {
        lines.extend(objects::lines(&opened.object, opened.seq));
    }
    let texts: Vec<&str> = lines.iter().map(|(line, _)| *line).collect();
    let mut header = Header::new(Kind::Segment, keys.vault, texts.len() as u64).by(keys.device());
    header.pulled = batch.iter().any(|opened| opened.class == Class::Pulled);
    let (sealed, _) = seal::seal(&header, &texts, keys.epoch()?, None)?;
    let sources: Vec<i64> = batch.iter().map(|opened| opened.seq).collect();
    let seq = change.replace_objects(&sources, &sealed)?;
    // Read back from the store, not from memory: what is about to be the only copy is what is compared.
    let back = objects::open(change, keys, seq)?;
    let mut n = 0;
    for ((line, place), (before, old)) in objects::lines(&back, seq).zip(&lines) {
        if line != *before {
            return Err(JournalError::FoldCheck);
        }
        moved.0.insert((old.0, old.1), place);
        n += 1;
    }
    if n == lines.len() {
        Ok(())
    } else {
        Err(JournalError::FoldCheck)
    }
}
