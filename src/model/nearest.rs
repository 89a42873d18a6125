//! The word that somebody may have meant who wrote another.

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
    fn only_what_is_near_is_offered() {
        let known = ["enter", "esc", "space"];
        assert_eq!(nearest("Entr", known), Some("enter"));
        assert_eq!(nearest("exc", known), Some("esc"));
        assert_eq!(nearest("window", known), None);
    }
}
