//! What is selected: from an anchor to the caret.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::app::edit::buffer::Buffer;
use crate::app::edit::cursor;
use crate::app::edit::grapheme;

/// Bytes on each side of a place in which its word is looked for.
const WORD_BYTES_MAX: usize = 1024;

/// The bytes between `anchor` and `at`; `None` when nothing lies between them.
pub fn between(anchor: Option<usize>, at: usize) -> Option<Range<usize>> {
    let anchor = anchor?;
    (anchor != at).then(|| anchor.min(at)..anchor.max(at))
}

/// The word at `at`, or before it where `at` is a word's end; between words, the signs and blanks
/// there. Empty in an empty line.
pub fn word(buffer: &Buffer, at: usize) -> Range<usize> {
    let line = buffer.line(buffer.line_of(at));
    let start = cursor::word_left(buffer, at).max(line.start);
    let start = start.max(grapheme::floor(buffer, at.saturating_sub(WORD_BYTES_MAX)));
    let end = grapheme::ceil(buffer, at.saturating_add(WORD_BYTES_MAX).min(line.end));
    let text = buffer.slice(start..end);
    let mut found = at..at;
    for (offset, part) in text.split_word_bound_indices() {
        let part_range = start + offset..start + offset + part.len();
        let is_word = part.chars().any(char::is_alphanumeric);
        let is_here = part_range.contains(&at) && found.is_empty();
        let is_word_here = part_range.start <= at && at <= part_range.end && is_word;
        if is_here || is_word_here {
            found = part_range;
        }
    }
    grapheme::floor(buffer, found.start)..grapheme::ceil(buffer, found.end)
}

/// The line that holds `at`, with its line end.
pub fn line(buffer: &Buffer, at: usize) -> Range<usize> {
    let line = buffer.line_of(at);
    buffer.line_start(line)..buffer.line_start(line + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_from_its_inside_and_its_ends() {
        let buffer = Buffer::new("one, two—naïve\n\n日本");
        assert_eq!(word(&buffer, 0), 0..3);
        assert_eq!(word(&buffer, 3), 0..3);
        assert_eq!(word(&buffer, 4), 4..5);
        assert_eq!(word(&buffer, 6), 5..8);
        assert_eq!(buffer.slice(word(&buffer, 13)), "naïve");
        assert_eq!(word(&buffer, 18), 18..18);
        assert_eq!(line(&buffer, 2), 0..18);
    }

    #[test]
    fn nothing_is_selected_without_a_distance() {
        assert_eq!(between(Some(3), 3), None);
        assert_eq!(between(Some(3), 1), Some(1..3));
        assert_eq!(between(None, 1), None);
    }
}
