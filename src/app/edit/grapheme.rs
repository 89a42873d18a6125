//! Where graphemes begin and end in the buffer. `\r\n` is one grapheme.

use unicode_segmentation::GraphemeCursor;
use unicode_segmentation::UnicodeSegmentation;

use crate::app::edit::buffer::Buffer;

/// Bytes looked at first; graphemes that are longer make the window grow.
const WINDOW_BYTES: usize = 64;

/// The end of the grapheme that begins at `at`; at the end of the text, that end.
/// `at` must be a grapheme boundary.
pub fn next(buffer: &Buffer, at: usize) -> usize {
    let mut window_bytes = WINDOW_BYTES;
    loop {
        let end = buffer.char_ceil(at.saturating_add(window_bytes));
        let window = buffer.slice(at..end);
        let length = window.graphemes(true).next().map_or(0, str::len);
        // A cluster that fills the window may go on behind it.
        if length < window.len() || end == buffer.len() {
            return at + length;
        }
        window_bytes *= 4;
    }
}

/// The start of the grapheme that ends at `at`; at the start of the text, 0.
pub fn previous(buffer: &Buffer, at: usize) -> usize {
    let mut window_bytes = WINDOW_BYTES;
    loop {
        let start = buffer.char_floor(at.saturating_sub(window_bytes));
        let window = buffer.slice(start..at);
        let mut cursor = GraphemeCursor::new(at, buffer.len(), true);
        match cursor.prev_boundary(&window, start) {
            Ok(boundary) => return boundary.unwrap_or(0),
            Err(_) if start == 0 => return 0,
            Err(_) => window_bytes *= 4,
        }
    }
}

/// Whether a grapheme begins or ends at `at`.
pub fn is_boundary(buffer: &Buffer, at: usize) -> bool {
    if at == 0 || at >= buffer.len() {
        return at <= buffer.len();
    }
    if buffer.char_floor(at) != at {
        return false;
    }
    let end = buffer.char_ceil(at + 1);
    let mut window_bytes = WINDOW_BYTES;
    loop {
        let start = buffer.char_floor(at.saturating_sub(window_bytes));
        let window = buffer.slice(start..end);
        let mut cursor = GraphemeCursor::new(at, buffer.len(), true);
        match cursor.is_boundary(&window, start) {
            Ok(boundary) => return boundary,
            Err(_) if start == 0 => return true,
            Err(_) => window_bytes *= 4,
        }
    }
}

/// The nearest grapheme boundary at or before `at`.
pub fn floor(buffer: &Buffer, at: usize) -> usize {
    let at = buffer.char_floor(at);
    if is_boundary(buffer, at) {
        at
    } else {
        previous(buffer, at)
    }
}

/// The nearest grapheme boundary at or after `at`.
pub fn ceil(buffer: &Buffer, at: usize) -> usize {
    let at = buffer.char_ceil(at);
    if is_boundary(buffer, at) {
        at
    } else {
        next(buffer, previous(buffer, at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boundaries_are_those_of_the_whole_text() {
        let long_cluster = format!("e{}", "\u{301}".repeat(3000));
        let texts = [
            "a\r\nb\n\rc".to_owned(),
            "🇩🇪🇫🇷🇯🇵".repeat(400),
            "👨‍👩‍👧‍👦e\u{301}".repeat(120),
            format!("x{long_cluster}y{long_cluster}"),
            "각".repeat(30) + "क्षि",
        ];
        for text in texts {
            let buffer = Buffer::new(&text);
            let mut bounds: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).collect();
            bounds.push(text.len());
            for pair in bounds.windows(2) {
                assert_eq!(next(&buffer, pair[0]), pair[1]);
                assert_eq!(previous(&buffer, pair[1]), pair[0]);
                assert!(is_boundary(&buffer, pair[0]));
                if pair[1] - pair[0] > 1 {
                    assert_eq!(floor(&buffer, pair[1] - 1), pair[0]);
                    assert_eq!(ceil(&buffer, pair[0] + 1), pair[1]);
                }
            }
            assert_eq!(next(&buffer, text.len()), text.len());
            assert_eq!(previous(&buffer, 0), 0);
        }
    }
}
