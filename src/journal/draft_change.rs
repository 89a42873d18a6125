//! What changed in a long text since it was kept whole: from where, how much, and what stands there now.

use crate::crypto::seal::Sealed;

/// Bytes of a sealed row that tell it from every other: age's header with its random share stands
/// in them.
pub(super) const FRONT_BYTES: usize = 512;
/// A change that puts more than this part of the text is no small one: the whole text is kept anew.
const SHARE_MAX: usize = 8;
/// Bytes that are compared at once.
const STEP_BYTES: usize = 4096;

/// A draft that was kept whole.
pub(super) struct Base {
    /// What changes to it name.
    pub(super) id: String,
    row: String,
    recipient: String,
    front: Vec<u8>,
    length: usize,
    body: String,
}

/// A change to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Change<'a> {
    /// At which byte of the text before.
    pub(super) from: usize,
    /// How many bytes of it are gone.
    pub(super) cut: usize,
    /// What stands there now.
    pub(super) put: &'a str,
}

impl Base {
    /// The draft that was sealed to `recipient` into `row`.
    pub(super) fn new(
        row: String,
        id: String,
        recipient: String,
        sealed: &Sealed,
        body: String,
    ) -> Self {
        let bytes = sealed.as_bytes();
        Self {
            id,
            row,
            recipient,
            front: bytes.get(..FRONT_BYTES).unwrap_or(bytes).to_vec(),
            length: bytes.len(),
            body,
        }
    }

    /// Whether a draft in `row` that is sealed to `recipient` may be a change to this one.
    pub(super) fn is_of(&self, row: &str, recipient: &str) -> bool {
        self.row == row && self.recipient == recipient
    }

    /// Whether a row that begins with `front` and is as long as `length` is this one.
    pub(super) fn stands(&self, front: &[u8], length: usize) -> bool {
        self.front == front && self.length == length
    }

    /// What makes `now` of it, where that is little.
    pub(super) fn change_to<'a>(&self, now: &'a str) -> Option<Change<'a>> {
        let change = between(&self.body, now)?;
        (change.put.len() <= self.body.len() / SHARE_MAX).then_some(change)
    }
}

impl std::fmt::Debug for Base {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Base")
            .field("row", &self.row)
            .finish_non_exhaustive()
    }
}

/// The one place at which two texts differ, as small as whole characters allow.
fn between<'a>(before: &str, now: &'a str) -> Option<Change<'a>> {
    let shorter = before.len().min(now.len());
    let mut from = same_at_the_front(before.as_bytes(), now.as_bytes()).min(shorter);
    while !(before.is_char_boundary(from) && now.is_char_boundary(from)) {
        from -= 1;
    }
    let (rest_before, rest_now) = (before.get(from..)?, now.get(from..)?);
    let mut end = same_at_the_end(rest_before.as_bytes(), rest_now.as_bytes());
    while !(rest_before.is_char_boundary(rest_before.len() - end)
        && rest_now.is_char_boundary(rest_now.len() - end))
    {
        end -= 1;
    }
    Some(Change {
        from,
        cut: rest_before.len() - end,
        put: rest_now.get(..rest_now.len() - end)?,
    })
}

fn same_at_the_front(a: &[u8], b: &[u8]) -> usize {
    let steps = a.chunks(STEP_BYTES).zip(b.chunks(STEP_BYTES));
    let whole = steps
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len())
        .sum();
    let (a, b) = (
        a.get(whole..).unwrap_or_default(),
        b.get(whole..).unwrap_or_default(),
    );
    whole + a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

fn same_at_the_end(a: &[u8], b: &[u8]) -> usize {
    let steps = a.rchunks(STEP_BYTES).zip(b.rchunks(STEP_BYTES));
    let whole: usize = steps
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len())
        .sum();
    let rest = |bytes: &[u8]| bytes.len() - whole;
    let (a, b) = (
        a.get(..rest(a)).unwrap_or_default(),
        b.get(..rest(b)).unwrap_or_default(),
    );
    let same = a.iter().rev().zip(b.iter().rev());
    whole + same.take_while(|(a, b)| a == b).count()
}

/// `before` with `cut` bytes from byte `from` on replaced by `put`; none where these are no places
/// of it.
pub(super) fn apply(before: &str, from: u64, cut: u64, put: &str) -> Option<String> {
    let from = usize::try_from(from).ok()?;
    let end = from.checked_add(usize::try_from(cut).ok()?)?;
    let (front, rest) = (before.get(..from)?, before.get(end..)?);
    let mut now = String::with_capacity(front.len() + put.len() + rest.len());
    now.push_str(front);
    now.push_str(put);
    now.push_str(rest);
    Some(now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_place_is_told_by_whole_characters() {
        let between = |before, now| between(before, now).unwrap();
        let change = |from, cut, put| Change { from, cut, put };
        assert_eq!(between("abc", "abc"), change(3, 0, ""));
        assert_eq!(between("abc", "abXc"), change(2, 0, "X"));
        assert_eq!(between("", "abc"), change(0, 0, "abc"));
        assert_eq!(between("aaa", "aa"), change(2, 1, ""));
        // é and è share their first byte, and 日 and 旤 their last.
        assert_eq!(between("aéb", "aèb"), change(1, 2, "è"));
        assert_eq!(between("日", "\u{65a5}"), change(0, 3, "\u{65a5}"));
    }

    #[test]
    fn what_is_no_place_of_the_text_changes_nothing() {
        assert_eq!(apply("aé", 2, 0, "x"), None);
        assert_eq!(apply("aé", 0, 4, "x"), None);
        assert_eq!(apply("aé", 4, 0, "x"), None);
        assert_eq!(apply("aé", u64::MAX, u64::MAX, "x"), None);
        assert_eq!(apply("aé", 3, 0, "x").unwrap(), "aéx");
    }

    proptest! {
        #[test]
        fn a_change_makes_the_text_of_now(before in ".{0,40}", now in ".{0,40}", long in 0..3_usize) {
            let pad = "éx".repeat(long * STEP_BYTES);
            for (a, b) in [
                (format!("{pad}{before}"), format!("{pad}{now}")),
                (format!("{before}{pad}"), format!("{now}{pad}")),
                (format!("{pad}{before}{pad}"), format!("{pad}{now}{pad}")),
            ] {
                let change = between(&a, &b).unwrap();
                let made = apply(&a, change.from as u64, change.cut as u64, change.put);
                prop_assert!(made.as_deref() == Some(b.as_str()));
            }
        }
    }
}
