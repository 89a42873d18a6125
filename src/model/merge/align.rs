//! Which pieces of one text stand in another still, in the same order: as many as can, and of several
//! ways to have as many always the same one, so that every device and every version finds it.
//!
//! What both begin with, then what both end with, is the same. Of the rest the longest common
//! subsequence counts, read from the front: pieces that are equal are one; where they differ, the old
//! one is passed by if what follows then has as much in common as after passing by the new one.

use crate::model::limits::MERGE_CHANGES_MAX;

/// For each piece of `old` where it stands in `new`; none where it is gone. `None` where more than
/// [`MERGE_CHANGES_MAX`] pieces went and came.
pub(super) fn align(old: &[u32], new: &[u32]) -> Option<Vec<Option<usize>>> {
    let head = common(old.iter(), new.iter());
    let after = |all: &[u32]| all.len().saturating_sub(head);
    let rest = |all: &[u32]| all.get(head..).unwrap_or_default().to_vec();
    let (old_rest, new_rest) = (rest(old), rest(new));
    let tail = common(old_rest.iter().rev(), new_rest.iter().rev());
    let cut = |all: &[u32]| after(all).saturating_sub(tail);
    let middle = Middle {
        old: old_rest.get(..cut(old)).unwrap_or_default(),
        new: new_rest.get(..cut(new)).unwrap_or_default(),
    };
    let mut places: Vec<Option<usize>> = (0..head).map(Some).collect();
    places.extend(middle.align()?.into_iter().map(|at| at.map(|at| at + head)));
    let tail_from = head + cut(new);
    places.extend((tail_from..new.len()).map(Some));
    Some(places)
}

/// How many in front are the same in both.
fn common<'a>(old: impl Iterator<Item = &'a u32>, new: impl Iterator<Item = &'a u32>) -> usize {
    old.zip(new).take_while(|(a, b)| a == b).count()
}

/// What is left of two texts between what they begin and end with.
struct Middle<'a> {
    old: &'a [u32],
    new: &'a [u32],
}

impl Middle<'_> {
    fn align(&self) -> Option<Vec<Option<usize>>> {
        let mut places = vec![None; self.old.len()];
        if self.old.is_empty() || self.new.is_empty() {
            return (self.old.len().max(self.new.len()) <= MERGE_CHANGES_MAX).then_some(places);
        }
        let reached = self.reach()?;
        let mut left = reached.len().saturating_sub(1);
        let (mut i, mut j) = (0, 0);
        while i < self.old.len() || j < self.new.len() {
            let (old, new) = (self.old.get(i), self.new.get(j));
            if old.is_some() && old == new {
                if let Some(place) = places.get_mut(i) {
                    *place = Some(j);
                }
                i += 1;
                j += 1;
                continue;
            }
            // One piece is passed by, and the way to the end is one change shorter.
            left = left.saturating_sub(1);
            if old.is_some() && (new.is_none() || self.ends_within(&reached, left, i + 1, j)) {
                i += 1;
            } else {
                j += 1;
            }
        }
        Some(places)
    }

    /// How far one gets from the ends towards the front, by number of changes: for each number, of
    /// each diagonal that it may lead to, the most pieces of `old` that are behind one then. The last
    /// row is the first that leads to the front. This is Myers' algorithm, read backwards.
    fn reach(&self) -> Option<Vec<Vec<u32>>> {
        let mut rows: Vec<Vec<u32>> = Vec::new();
        for changes in 0..=MERGE_CHANGES_MAX {
            let before = rows.last();
            let mut row = Vec::with_capacity(changes + 1);
            let mut at_front = false;
            for way in 0..=changes {
                let x = start(before, changes, way);
                // The diagonal is x - y = 2 * way - changes.
                let y = (x + changes).saturating_sub(2 * way);
                let run = self.run(x, y);
                at_front |= x + run >= self.old.len() && y + run >= self.new.len();
                row.push(u32::try_from(x + run).ok()?);
            }
            rows.push(row);
            if at_front {
                return Some(rows);
            }
        }
        None
    }

    /// How many pieces are the same before the last `x` of `old` and the last `y` of `new`.
    fn run(&self, x: usize, y: usize) -> usize {
        let rest = |all: &'_ [u32], n: usize| all.len().checked_sub(n);
        let (Some(old), Some(new)) = (rest(self.old, x), rest(self.new, y)) else {
            return 0;
        };
        let old = self.old.get(..old).unwrap_or_default();
        let new = self.new.get(..new).unwrap_or_default();
        common(old.iter().rev(), new.iter().rev())
    }

    /// Whether at most `changes` changes lead from `i` and `j` to the ends.
    fn ends_within(&self, reached: &[Vec<u32>], changes: usize, i: usize, j: usize) -> bool {
        let x = self.old.len().saturating_sub(i);
        let y = self.new.len().saturating_sub(j);
        let Some(twice) = (changes + x).checked_sub(y) else {
            return false;
        };
        let furthest = reached.get(changes).and_then(|row| row.get(twice / 2));
        furthest.is_some_and(|furthest| *furthest as usize >= x)
    }
}

/// Where a diagonal is entered: from that beside it which is further.
fn start(before: Option<&Vec<u32>>, changes: usize, way: usize) -> usize {
    let Some(before) = before else {
        return 0;
    };
    let at = |way: usize| before.get(way).map(|x| *x as usize);
    // Way `n` of the row before is diagonal `2n - (changes - 1)`: beside this one are `way - 1` and `way`.
    let lower = way.checked_sub(1).and_then(at);
    let upper = if way < changes { at(way) } else { None };
    match (lower, upper) {
        (Some(lower), Some(upper)) if lower < upper => upper,
        (Some(lower), _) => lower + 1,
        (None, Some(upper)) => upper,
        (None, None) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rule itself, by the table that nobody could afford for long texts.
    fn slowly(old: &[u32], new: &[u32]) -> Vec<Option<usize>> {
        let (n, m) = (old.len(), new.len());
        let mut longest = vec![vec![0_u32; m + 1]; n + 1];
        for i in (0..n).rev() {
            for j in (0..m).rev() {
                longest[i][j] = if old[i] == new[j] {
                    longest[i + 1][j + 1] + 1
                } else {
                    longest[i + 1][j].max(longest[i][j + 1])
                };
            }
        }
        let mut places = vec![None; n];
        let (mut i, mut j) = (0, 0);
        while i < n && j < m {
            if old[i] == new[j] {
                places[i] = Some(j);
                i += 1;
                j += 1;
            } else if longest[i + 1][j] >= longest[i][j + 1] {
                i += 1;
            } else {
                j += 1;
            }
        }
        places
    }

    /// The rule with what both begin and end with taken away first.
    fn slowly_between(old: &[u32], new: &[u32]) -> Vec<Option<usize>> {
        let head = common(old.iter(), new.iter());
        let tail = common(old[head..].iter().rev(), new[head..].iter().rev());
        let middle = slowly(&old[head..old.len() - tail], &new[head..new.len() - tail]);
        let mut places: Vec<Option<usize>> = (0..head).map(Some).collect();
        places.extend(middle.iter().map(|at| at.map(|at| at + head)));
        places.extend((new.len() - tail..new.len()).map(Some));
        places
    }

    #[test]
    fn every_pair_of_short_texts_is_aligned_by_the_rule() {
        let texts: Vec<Vec<u32>> = (0..=5_u32)
            .flat_map(|len| {
                (0..3_u32.pow(len)).map(move |n| (0..len).map(|at| n / 3_u32.pow(at) % 3).collect())
            })
            .collect();
        for old in &texts {
            for new in &texts {
                let found = align(old, new).unwrap();
                assert_eq!(found, slowly_between(old, new), "{old:?} {new:?}");
            }
        }
    }

    #[test]
    fn long_texts_are_aligned_by_the_rule() {
        let mut seed = 7_u32;
        let mut next = |below: u32| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 16) % below
        };
        for _ in 0..200 {
            let kinds = 2 + next(9);
            let old: Vec<u32> = (0..next(80)).map(|_| next(kinds)).collect();
            let mut new = old.clone();
            for _ in 0..next(12) {
                let at = next(u32::try_from(new.len()).unwrap() + 1) as usize;
                if next(2) == 0 || at == new.len() {
                    new.insert(at, next(kinds));
                } else {
                    new.remove(at);
                }
            }
            let found = align(&old, &new).unwrap();
            assert_eq!(found, slowly_between(&old, &new), "{old:?} {new:?}");
        }
    }

    #[test]
    fn too_many_changes_are_not_compared() {
        let at_most = u32::try_from(MERGE_CHANGES_MAX).unwrap();
        let new: Vec<u32> = (0..at_most).collect();
        assert!(align(&[], &new).is_some());
        assert!(align(&[u32::MAX], &new).is_none());
        assert!(align(&[], &[new, vec![1]].concat()).is_none());
    }
}
