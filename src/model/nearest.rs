//! The word that somebody may have meant who wrote another.

use std::collections::BTreeSet;
use std::collections::HashMap;

use crate::model::fold::fold;

/// Of `known`, the word nearest to `written`, where one is near enough to be meant.
pub fn nearest<'k>(written: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let written = written.to_lowercase();
    let far = written.chars().count().div_ceil(3).max(1);
    known
        .into_iter()
        .map(|word| (distance(&written, word), word))
        .filter(|(steps, _)| *steps <= far)
        .min_by_key(|(steps, _)| *steps)
        .map(|(_, word)| word)
}

/// Names shorter than this, in letters, are alike only where nothing but signs tells them apart: one
/// letter makes another word of a short one.
const LETTERS_MIN: usize = 5;

/// The pairs of `names` that may be one name written in two ways: the same but for hyphens, blanks and
/// other signs, or but for one letter. Each pair once, in the order of the names.
pub fn alike(names: &[&str]) -> Vec<(usize, usize)> {
    let plain: Vec<String> = names.iter().map(|name| letters(name)).collect();
    let mut by_key: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, name) in plain
        .iter()
        .enumerate()
        .filter(|(_, name)| !name.is_empty())
    {
        for key in shortened(name) {
            by_key.entry(key).or_default().push(at);
        }
    }
    let mut pairs = BTreeSet::new();
    for found in by_key.values() {
        for (nth, one) in found.iter().enumerate() {
            for other in found.iter().skip(nth + 1) {
                let (Some(a), Some(b)) = (plain.get(*one), plain.get(*other)) else {
                    continue;
                };
                if one != other && distance(a, b) <= 1 {
                    pairs.insert((*one.min(other), *one.max(other)));
                }
            }
        }
    }
    pairs.into_iter().collect()
}

/// The letters and digits of a name, in one case and without accents.
fn letters(name: &str) -> String {
    fold(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// A name, and where it is long enough every form of it without one letter: two names that a letter
/// tells apart have one of these in common.
fn shortened(name: &str) -> Vec<String> {
    let mut forms = vec![name.to_owned()];
    if name.chars().count() >= LETTERS_MIN {
        for (at, letter) in name.char_indices() {
            let (before, rest) = name.split_at(at);
            forms.push([before, rest.get(letter.len_utf8()..).unwrap_or_default()].concat());
        }
    }
    forms.sort_unstable();
    forms.dedup();
    forms
}

/// How many letters must be put in, taken out or changed to make `b` of `a`; two that changed their
/// places count as one.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    let mut previous = None;
    for (row, letter) in a.chars().enumerate() {
        let mut current = vec![row + 1];
        for (column, other) in b.iter().enumerate() {
            let at =
                |line: &[usize], place: usize| line.get(place).copied().unwrap_or(usize::MAX / 2);
            let changed = at(&above, column) + usize::from(letter != *other);
            let mut steps = changed
                .min(at(&above, column + 1) + 1)
                .min(at(&current, column) + 1);
            let crossed =
                column > 0 && previous == Some(*other) && b.get(column - 1) == Some(&letter);
            if crossed {
                steps = steps.min(at(&before, column - 1) + 1);
            }
            current.push(steps);
        }
        before = above;
        above = current;
        previous = Some(letter);
    }
    above.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_counted() {
        assert_eq!(distance("enter", "enter"), 0);
        assert_eq!(distance("enterr", "enter"), 1);
        assert_eq!(distance("etner", "enter"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
    }

    #[test]
    fn names_written_in_two_ways_are_found() {
        let names = [
            "birthday",
            "birthdya",
            "Birth-day",
            "birthdays",
            "work",
            "word",
            "walk",
            "two words",
            "two-words",
            "日記",
            "日記帳",
            "--",
            "",
        ];
        assert_eq!(
            alike(&names),
            [(0, 1), (0, 2), (0, 3), (1, 2), (2, 3), (7, 8)]
        );
        assert!(alike(&[]).is_empty());
    }

    #[test]
    fn only_what_is_near_is_offered() {
        let known = ["enter", "esc", "space"];
        assert_eq!(nearest("Entr", known), Some("enter"));
        assert_eq!(nearest("exc", known), Some("esc"));
        assert_eq!(nearest("window", known), None);
    }
}
