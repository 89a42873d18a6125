//! Two texts and what both were made from, cut at the pieces that all three have.

use std::collections::HashMap;
use std::ops::Range;

use crate::model::limits::MERGE_PIECES_MAX;
use crate::model::merge::align::align;

/// A stretch of the three texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// One piece that all three have: its place in the base, in the one and in the other.
    Same(usize, usize, usize),
    /// What stands between two of those: in the base, in the one and in the other.
    Between(Range<usize>, Range<usize>, Range<usize>),
}

/// Three texts, cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    /// All of them, in order.
    pub(super) parts: Vec<Part>,
    /// How many pieces of the base the one has still, or the other, whichever has fewer.
    pub(super) kept: usize,
}

/// Numbers for pieces, the same for equal ones.
#[derive(Default)]
pub(super) struct Numbers<'a> {
    known: HashMap<&'a str, u32>,
    next: u32,
}

impl<'a> Numbers<'a> {
    /// The numbers of the pieces of a text; a piece that is none is like no other.
    pub(super) fn of(&mut self, pieces: impl Iterator<Item = Option<&'a str>>) -> Vec<u32> {
        pieces.map(|piece| self.number(piece)).collect()
    }

    fn number(&mut self, piece: Option<&'a str>) -> u32 {
        let next = self.next;
        let number = piece.map_or(next, |piece| *self.known.entry(piece).or_insert(next));
        if number == next {
            self.next += 1;
        }
        number
    }
}

/// The three texts in parts, in order; `None` where they are too long or too different.
pub(super) fn cut(base: &[u32], one: &[u32], other: &[u32]) -> Option<Cut> {
    if base.len().max(one.len()).max(other.len()) > MERGE_PIECES_MAX {
        return None;
    }
    let (in_one, in_other) = (align(base, one)?, align(base, other)?);
    let kept = |places: &[Option<usize>]| places.iter().flatten().count();
    let kept = kept(&in_one).min(kept(&in_other));
    let mut parts = Vec::new();
    let mut done = (0, 0, 0);
    let mut between = |done: (usize, usize, usize), to: (usize, usize, usize)| {
        if done != to {
            let part = Part::Between(done.0..to.0, done.1..to.1, done.2..to.2);
            parts.push(part);
        }
        if to.0 < base.len() {
            parts.push(Part::Same(to.0, to.1, to.2));
        }
    };
    for (at, places) in in_one.into_iter().zip(in_other).enumerate() {
        if let (Some(one), Some(other)) = places {
            between(done, (at, one, other));
            done = (at + 1, one + 1, other + 1);
        }
    }
    between(done, (base.len(), one.len(), other.len()));
    Some(Cut { parts, kept })
}

/// What a stretch becomes where no word need be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// What the one says: the other left it as it was, or says the same.
    One,
    /// What the other says: the one left it as it was.
    Other,
    /// Both: each put something where there was nothing.
    Both,
    /// Each says something else.
    Neither,
}

/// Chooses between what three texts say.
pub(super) fn choose<T: PartialEq>(base: &[T], one: &[T], other: &[T]) -> Choice {
    if one == other || other == base {
        Choice::One
    } else if one == base {
        Choice::Other
    } else if base.is_empty() {
        Choice::Both
    } else {
        Choice::Neither
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_where_all_three_agree() {
        let (base, one, other) = ([1, 2, 3, 4], [1, 9, 3, 4], [1, 2, 3, 8, 4, 7]);
        assert_eq!(
            cut(&base, &one, &other).unwrap().parts,
            [
                Part::Same(0, 0, 0),
                Part::Between(1..2, 1..2, 1..2),
                Part::Same(2, 2, 2),
                Part::Between(3..3, 3..3, 3..4),
                Part::Same(3, 3, 4),
                Part::Between(4..4, 4..4, 5..6),
            ]
        );
        assert_eq!(cut(&[], &[], &[]).unwrap().parts, []);
        assert_eq!(
            cut(&[1], &[], &[]).unwrap().parts,
            [Part::Between(0..1, 0..0, 0..0)]
        );
    }

    #[test]
    fn a_piece_that_is_like_no_other_gets_a_number_of_its_own() {
        let mut numbers = Numbers::default();
        let given = [Some("a"), None, Some("b"), Some("a"), None, Some("c")];
        assert_eq!(numbers.of(given.into_iter()), [0, 1, 2, 0, 3, 4]);
    }
}
