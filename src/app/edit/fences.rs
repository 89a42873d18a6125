//! What each line carries over from the lines above it, kept for as far as somebody has looked.

use crate::app::edit::buffer::Buffer;
use crate::app::edit::change::Change;
use crate::app::edit::markdown::Carried;
use crate::app::edit::markdown::FENCE_BYTES_MAX;

/// Changes that bring more lines than this are followed when somebody looks there.
const LINES_AT_ONCE: usize = 256;

/// What stands open at the start of each line, from the first on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fences {
    /// Never empty: the text begins with nothing open.
    starts: Vec<Carried>,
}

impl Default for Fences {
    fn default() -> Self {
        Self {
            starts: vec![Carried::default()],
        }
    }
}

impl Fences {
    /// What `line` begins with; it must have been reached.
    pub fn at(&self, line: usize) -> Carried {
        self.starts.get(line).copied().unwrap_or_default()
    }

    /// Looks at the lines before `line`.
    pub fn reach(&mut self, buffer: &Buffer, line: usize) {
        let line = line.min(buffer.line_count() - 1);
        let known = self.starts.len().saturating_sub(1);
        self.extend(buffer, known, line.saturating_sub(known));
    }

    /// Follows `change`, which has already been made in `buffer`: what is known of the lines
    /// behind it stays, if they begin as before.
    pub fn edit(&mut self, buffer: &Buffer, change: &Change) {
        let line = buffer.line_of(change.at);
        let (removed, inserted) = (change.removed_lines(), change.inserted_lines());
        let next_old = line + 1 + removed;
        let Some(before) = self.starts.get(next_old).copied() else {
            self.starts.truncate(line + 1);
            return;
        };
        if inserted > LINES_AT_ONCE {
            self.starts.truncate(line + 1);
            return;
        }
        let mut fresh = Self {
            starts: vec![self.at(line)],
        };
        fresh.extend(buffer, line, inserted + 1);
        let met = fresh.starts.last() == Some(&before);
        self.starts.splice(line..=next_old, fresh.starts);
        if !met {
            self.starts.truncate(line + inserted + 2);
        }
    }

    /// Looks at `count` more lines; the last start that is known is that of line `from`.
    fn extend(&mut self, buffer: &Buffer, from: usize, count: usize) {
        if count > LINES_AT_ONCE + 1 {
            self.scan(buffer, from, count);
            return;
        }
        let mut carried = self.starts.last().copied().unwrap_or_default();
        let mut start = buffer.line_start(from);
        for line in from..from + count {
            let next = buffer.line_start(line + 1);
            carried = behind(buffer, carried, start, next);
            self.starts.push(carried);
            start = next;
        }
    }

    /// The same for many lines: reads the text once, and looks closer only at lines that begin
    /// with the sign of a fence.
    fn scan(&mut self, buffer: &Buffer, from: usize, count: usize) {
        let mut carried = self.starts.last().copied().unwrap_or_default();
        let wanted = self.starts.len() + count;
        self.starts.reserve(count);
        let mut start = buffer.line_start(from);
        let mut at = start;
        let mut only_blanks = true;
        let mut may_be_fence = false;
        for byte in buffer.chunks_from(start).flat_map(str::bytes) {
            at += 1;
            match byte {
                b'\n' => {
                    if may_be_fence {
                        carried = behind(buffer, carried, start, at);
                    }
                    self.starts.push(carried);
                    if self.starts.len() == wanted {
                        return;
                    }
                    (start, only_blanks, may_be_fence) = (at, true, false);
                }
                b' ' | b'\t' => {}
                _ => {
                    may_be_fence |= only_blanks && matches!(byte, b'`' | b'~');
                    only_blanks = false;
                }
            }
        }
    }
}

/// What is carried on behind the line that begins at `start`, when the next begins at `next`.
fn behind(buffer: &Buffer, carried: Carried, start: usize, next: usize) -> Carried {
    let end = buffer.line_end(start, next).min(start + FENCE_BYTES_MAX);
    carried.after(&buffer.slice(start..buffer.char_floor(end)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(text: &str, at: usize, removed: usize, inserted: &str) -> (Fences, Fences) {
        let mut buffer = Buffer::new(text);
        let mut kept = Fences::default();
        kept.reach(&buffer, 99);
        let removed = buffer.replace(at..at + removed, inserted);
        let change = Change {
            at,
            removed,
            inserted: inserted.to_owned(),
        };
        kept.edit(&buffer, &change);
        kept.reach(&buffer, 99);
        let mut fresh = Fences::default();
        fresh.reach(&buffer, 99);
        (kept, fresh)
    }

    #[test]
    fn what_is_kept_is_what_would_be_found() {
        let text = "a\n```\nb\n```\nc\n";
        for (at, removed, inserted) in [
            (0, 0, "```\n"),
            (2, 1, ""),
            (0, 2, ""),
            (6, 1, "x\ny\n"),
            (4, 9, ""),
            (14, 0, "```\nz"),
        ] {
            let (kept, fresh) = after(text, at, removed, inserted);
            assert_eq!(kept, fresh, "{at} {removed} {inserted:?}");
        }
    }

    #[test]
    fn many_lines_at_once_are_as_many_one_by_one() {
        let text = "a\n\n ```\r\nb `\n~~~\n\t```\n`\n``````".repeat(200);
        let buffer = Buffer::new(&text);
        let (mut scanned, mut stepped) = (Fences::default(), Fences::default());
        scanned.reach(&buffer, usize::MAX);
        for line in 0..buffer.line_count() {
            stepped.reach(&buffer, line);
        }
        assert_eq!(scanned, stepped);
        assert_eq!(scanned.starts.len(), buffer.line_count());
    }
}
