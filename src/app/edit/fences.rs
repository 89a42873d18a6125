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
        let Some(mut known) = self.starts.len().checked_sub(1) else {
            return;
        };
        let mut carried = self.at(known);
        let mut start = buffer.line_start(known);
        let mut text = String::new();
        while known < line {
            let next = buffer.line_start(known + 1);
            carried = behind(buffer, carried, start, next, &mut text);
            self.starts.push(carried);
            start = next;
            known += 1;
        }
    }

    /// Follows `change`, which has already been made in `buffer`: what is known of the lines
    /// behind it stays, if they begin as before.
    pub fn edit(&mut self, buffer: &Buffer, change: &Change) {
        let line = buffer.line_of(change.at);
        let (removed, inserted) = (change.removed_lines(), change.inserted_lines());
        let Some(behind_old) = self.starts.get(line + 1 + removed..) else {
            self.starts.truncate(line + 1);
            return;
        };
        let behind_old = behind_old.to_vec();
        self.starts.truncate(line + 1);
        if inserted > LINES_AT_ONCE {
            return;
        }
        self.reach(buffer, line + inserted + 1);
        let met =
            self.starts.len() == line + inserted + 2 && self.starts.last() == behind_old.first();
        if met {
            self.starts.extend(behind_old.get(1..).unwrap_or(&[]));
        }
    }
}

fn behind(
    buffer: &Buffer,
    carried: Carried,
    start: usize,
    next: usize,
    text: &mut String,
) -> Carried {
    text.clear();
    let end = buffer.line_end(start, next).min(start + FENCE_BYTES_MAX);
    buffer.read(start..buffer.char_floor(end), text);
    carried.after(text)
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
}
