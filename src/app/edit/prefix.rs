//! What opens a line of Markdown: blanks, quote signs, a list marker, a task box. The wrap hangs
//! further rows under the text behind it, the lexer colours it.

use std::ops::Range;

/// Bytes at the start of a line that can belong to its prefix; what is longer is text.
pub const PREFIX_BYTES_MAX: usize = 256;

/// The parts of a line's prefix, in bytes from the line's start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prefix {
    /// From the line's start to behind the last `>` and its blanks; empty without a quote.
    pub quote: Range<usize>,
    /// `-`, `*`, `+`, `1.` or `1)`, without its blank.
    pub marker: Option<Range<usize>>,
    /// `[ ]` or `[x]`.
    pub task: Option<Task>,
    /// Where the text begins.
    pub end: usize,
}

/// The box of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Where `[ ]` stands.
    pub bytes: Range<usize>,
    /// Whether it is ticked.
    pub done: bool,
}

/// The prefix of `line`.
pub fn prefix(line: &str) -> Prefix {
    let bytes = line.as_bytes();
    let bytes = bytes.get(..PREFIX_BYTES_MAX).unwrap_or(bytes);
    let mut found = Prefix {
        end: skip_blanks(bytes, 0),
        ..Prefix::default()
    };
    while bytes.get(found.end) == Some(&b'>') {
        found.end = skip_blanks(bytes, found.end + 1);
        found.quote.end = found.end;
    }
    let Some(end) = marker_end(bytes, found.end) else {
        return found;
    };
    found.marker = Some(found.end..end);
    found.end = skip_blanks(bytes, end);
    let Some([b'[', mark @ (b' ' | b'x' | b'X'), b']']) = bytes.get(found.end..found.end + 3)
    else {
        return found;
    };
    if is_blank_or_end(bytes, found.end + 3) {
        found.task = Some(Task {
            bytes: found.end..found.end + 3,
            done: *mark != b' ',
        });
        found.end = skip_blanks(bytes, found.end + 3);
    }
    found
}

fn marker_end(bytes: &[u8], at: usize) -> Option<usize> {
    let end = match bytes.get(at)? {
        b'-' | b'*' | b'+' => at + 1,
        b'0'..=b'9' => {
            let rest = bytes.get(at..)?;
            // Nine digits at most, as in CommonMark.
            let digits = rest
                .iter()
                .take(10)
                .take_while(|b| b.is_ascii_digit())
                .count();
            if digits > 9 || !matches!(rest.get(digits), Some(b'.' | b')')) {
                return None;
            }
            at + digits + 1
        }
        _ => return None,
    };
    is_blank_or_end(bytes, end).then_some(end)
}

fn skip_blanks(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or(&[]);
    from + rest
        .iter()
        .take_while(|b| matches!(b, b' ' | b'\t'))
        .count()
}

fn is_blank_or_end(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at), None | Some(b' ' | b'\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_begins_behind_the_prefix() {
        for (line, end) in [
            ("text", 0),
            ("  text", 2),
            ("- text", 2),
            ("-text", 0),
            ("12. text", 4),
            ("1234567890. text", 0),
            ("> > * text", 6),
            ("- [x] text", 6),
            ("- [x]text", 2),
            ("-", 1),
            ("**bold**", 0),
        ] {
            assert_eq!(prefix(line).end, end, "{line}");
        }
        assert_eq!(prefix("> a").quote, 0..2);
        assert!(prefix("- [X] a").task.is_some_and(|task| task.done));
    }
}
