//! The text being edited: a rope, read and replaced by byte ranges that never split a character.

use std::fmt;
use std::ops::Range;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use crop::Rope;

use crate::app::edit::words;

/// A text of any length, cheap to change anywhere and cheap to clone. Lines end at `\n`; a `\r`
/// before it belongs to the line's end. There is always at least one line, and a final `\n` opens
/// an empty one.
#[derive(Clone)]
pub struct Buffer {
    rope: Rope,
    edition: Edition,
}

/// A number that no other text of this process has: what shows it need not look at the text again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Edition(u64);

impl Edition {
    fn next() -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        Self(LAST.fetch_add(1, Ordering::Relaxed))
    }
}

impl PartialEq for Buffer {
    fn eq(&self, other: &Self) -> bool {
        self.rope == other.rope
    }
}

impl Eq for Buffer {}

impl Buffer {
    /// A buffer that holds `text`, byte for byte.
    pub fn new(text: &str) -> Self {
        Self {
            rope: Rope::from(text),
            edition: Edition::next(),
        }
    }

    /// Where two buffers have the same one, their texts are the same.
    pub fn edition(&self) -> Edition {
        self.edition
    }

    /// Length in bytes of UTF-8.
    pub fn len(&self) -> usize {
        self.rope.byte_len()
    }

    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.rope.is_empty()
    }

    /// How many lines there are, the empty one after a final `\n` included (the rope's own count
    /// leaves it out, and a cursor can stand there).
    pub fn line_count(&self) -> usize {
        self.rope.line_of_byte(self.len()) + 1
    }

    /// The line that holds the byte `at`, counted from 0; past the end, the last line.
    pub fn line_of(&self, at: usize) -> usize {
        self.rope.line_of_byte(at.min(self.len()))
    }

    /// Where `line` begins, in bytes; past the last line, the end of the text.
    pub fn line_start(&self, line: usize) -> usize {
        if line < self.line_count() {
            self.rope.byte_of_line(line)
        } else {
            self.len()
        }
    }

    /// The bytes of `line` without its end (`\n` or `\r\n`).
    pub fn line(&self, line: usize) -> Range<usize> {
        let start = self.line_start(line);
        start..self.line_end(start, self.line_start(line + 1))
    }

    /// Where the line from `start` ends without its line end, given where the next one begins.
    pub(crate) fn line_end(&self, start: usize, next: usize) -> usize {
        if next <= start || self.rope.byte(next - 1) != b'\n' {
            next
        } else if next - 1 > start && self.rope.byte(next - 2) == b'\r' {
            next - 2
        } else {
            next - 1
        }
    }

    /// The nearest start of a character at or before `at`.
    pub fn char_floor(&self, at: usize) -> usize {
        let mut at = at.min(self.len());
        while !self.rope.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    /// The nearest start of a character at or after `at`.
    pub fn char_ceil(&self, at: usize) -> usize {
        let mut at = at.min(self.len());
        while !self.rope.is_char_boundary(at) {
            at += 1;
        }
        at
    }

    /// `range`, made to lie inside the text and on starts of characters.
    fn fit(&self, range: Range<usize>) -> Range<usize> {
        let start = self.char_floor(range.start);
        start..self.char_ceil(range.end).max(start)
    }

    /// Appends the text of `range` to `out`.
    pub fn read(&self, range: Range<usize>, out: &mut String) {
        let range = self.fit(range);
        out.reserve(range.len());
        for chunk in self.rope.byte_slice(range).chunks() {
            out.push_str(chunk);
        }
    }

    /// The text of `range`.
    pub fn slice(&self, range: Range<usize>) -> String {
        let mut text = String::new();
        self.read(range, &mut text);
        text
    }

    /// The text from `start` on, in pieces.
    pub(crate) fn chunks_from(&self, start: usize) -> impl Iterator<Item = &str> {
        self.rope.byte_slice(self.char_floor(start)..).chunks()
    }

    /// The characters from `start` on.
    pub fn chars_from(&self, start: usize) -> impl Iterator<Item = char> {
        self.rope.byte_slice(self.char_floor(start)..).chars()
    }

    /// The characters before `end`, the nearest first.
    pub fn chars_before(&self, end: usize) -> impl Iterator<Item = char> {
        self.rope.byte_slice(..self.char_floor(end)).chars().rev()
    }

    /// Puts `text` in the place of `range` and gives back what stood there.
    pub fn replace(&mut self, range: Range<usize>, text: &str) -> String {
        let range = self.fit(range);
        let removed = self.slice(range.clone());
        self.edition = Edition::next();
        if range.is_empty() {
            self.rope.insert(range.start, text);
        } else {
            self.rope.replace(range, text);
        }
        removed
    }

    /// The text as it is now, for others to read while editing goes on.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            rope: self.rope.clone(),
        }
    }
}

impl fmt::Debug for Buffer {
    /// Sizes only: a private text must not reach a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Buffer({} bytes)", self.len())
    }
}

/// A text as it was at one moment. Cloning costs nanoseconds: it shares the rope with the editor.
#[derive(Clone, PartialEq, Eq)]
pub struct Snapshot {
    rope: Rope,
}

impl Snapshot {
    /// Length in bytes of UTF-8.
    pub fn len(&self) -> usize {
        self.rope.byte_len()
    }

    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.rope.is_empty()
    }

    /// The text in pieces, in order.
    pub fn chunks(&self) -> impl Iterator<Item = &str> {
        self.rope.chunks()
    }

    /// The whole text.
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(self.len());
        self.chunks().for_each(|chunk| text.push_str(chunk));
        text
    }

    /// How many words there are, as [`Editor::word_count`](crate::app::edit::editor::Editor::word_count) counts.
    pub fn word_count(&self) -> usize {
        words::count(self.rope.chars())
    }
}

impl fmt::Debug for Snapshot {
    /// Sizes only: a private text must not reach a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Snapshot({} bytes)", self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_final_line_end_opens_an_empty_line() {
        assert_eq!(Buffer::new("").line_count(), 1);
        assert_eq!(Buffer::new("a").line_count(), 1);
        assert_eq!(Buffer::new("a\n").line_count(), 2);
        assert_eq!(Buffer::new("a\n").line(1), 2..2);
        assert_eq!(Buffer::new("a\n\nb").line_count(), 3);
    }

    #[test]
    fn a_line_ends_before_crlf_and_a_lone_cr_is_text() {
        let buffer = Buffer::new("ab\r\nc\rd\n\r\n");
        assert_eq!(buffer.line(0), 0..2);
        assert_eq!(buffer.line(1), 4..7);
        assert_eq!(buffer.line(2), 8..8);
        assert_eq!(buffer.line(3), 10..10);
        assert_eq!(buffer.line(9), 10..10);
    }

    #[test]
    fn replacing_never_splits_a_character() {
        let mut buffer = Buffer::new("aüb");
        assert_eq!(buffer.replace(2..2, "x"), "ü");
        assert_eq!(buffer.snapshot().text(), "axb");
        assert_eq!(buffer.replace(1..99, ""), "xb");
        assert_eq!(buffer.snapshot().text(), "a");
    }

    #[test]
    fn debug_tells_no_text() {
        let shown = format!(
            "{:?} {:?}",
            Buffer::new("secret"),
            Buffer::new("secret").snapshot()
        );
        assert_eq!(shown, "Buffer(6 bytes) Snapshot(6 bytes)");
    }
}
