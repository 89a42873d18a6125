//! Words to be found one after the other, with any blanks between them.

use std::ops::Range;

use memchr::memmem::Finder;

use crate::model::fold::fold;

/// A word or a phrase, folded. Between the words of a phrase any blanks will do, so that it is found
/// where a line is broken within it.
#[derive(Clone, Debug)]
pub(super) struct Literal {
    words: Vec<String>,
    first: Finder<'static>,
}

impl Literal {
    /// Folds `text`; none where nothing is left of it.
    pub(super) fn new(text: &str) -> Option<Self> {
        let folded = fold(text);
        let words: Vec<String> = folded.split_whitespace().map(str::to_owned).collect();
        let first = Finder::new(words.first()?).into_owned();
        Some(Self { words, first })
    }

    /// Its words.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }

    pub(super) fn is_in(&self, folded: &str) -> bool {
        self.find(folded, 0).is_some()
    }

    /// Adds every place where it stands in `folded`, none within another.
    pub(super) fn find_all(&self, folded: &str, hits: &mut Vec<Range<usize>>) {
        let mut from = 0;
        while let Some(hit) = self.find(folded, from) {
            from = hit.end;
            hits.push(hit);
        }
    }

    /// The first place at or behind the byte `from`.
    fn find(&self, folded: &str, from: usize) -> Option<Range<usize>> {
        let mut from = from;
        loop {
            let rest = folded.as_bytes().get(from..)?;
            let start = from + self.first.find(rest)?;
            let behind = start + self.first.needle().len();
            if let Some(end) = self.end_of(folded, behind) {
                return Some(start..end);
            }
            from = behind;
        }
    }

    /// Where it ends, if the words after the first stand behind the byte `at`.
    fn end_of(&self, folded: &str, at: usize) -> Option<usize> {
        let mut rest = folded.get(at..)?;
        for word in self.words.iter().skip(1) {
            let next = rest.trim_start();
            if next.len() == rest.len() {
                return None;
            }
            rest = next.strip_prefix(word.as_str())?;
        }
        Some(folded.len() - rest.len())
    }
}
