//! How many terminal cells a grapheme takes, and what is drawn in them.
//!
//! [`cell_width`] counts exactly as ratatui 0.30.2 does (a test compares the two), so that layout
//! and drawing cannot disagree. Everything here builds on it.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;
use unicode_width::UnicodeWidthStr;

/// Distance of two tab stops, in cells.
pub const TAB_CELLS: usize = 4;

/// Shown in the place of what cannot be drawn.
const REPLACEMENT: &str = "\u{fffd}";

/// Width of `text` in terminal cells, as ratatui's `CellWidth` counts it.
///
/// Source: ratatui-core 0.1.2, `buffer/cell_width.rs`: the half-width voiced marks U+FF9E and
/// U+FF9F take a cell of their own, and a text of one byte is one cell.
pub fn cell_width(text: &str) -> u16 {
    if text.len() == 1 {
        return 1;
    }
    // ratatui keeps the low 16 bits of a width; texts that long are never measured in one piece.
    let width = u16::try_from(text.width() & 0xffff).unwrap_or(u16::MAX);
    let marks = text
        .chars()
        .filter(|c| matches!(c, '\u{ff9e}' | '\u{ff9f}'))
        .count();
    width.saturating_add(u16::try_from(marks & 0xffff).unwrap_or(u16::MAX))
}

/// What is drawn for `grapheme`: itself, or a visible sign where it is a control character, a
/// direction override or a mark with nothing to stand on. Empty where it takes no cell. A tab is
/// drawn as one blank and as many cells as [`advance`] says.
pub fn shown(grapheme: &str) -> Cow<'_, str> {
    let Some(first) = grapheme.chars().next() else {
        return Cow::Borrowed("");
    };
    match first {
        ' '..='~' if grapheme.len() == 1 => Cow::Borrowed(grapheme),
        '\t' => Cow::Borrowed(" "),
        '\0'..='\u{1f}' => picture(u32::from(first)),
        '\u{7f}' => Cow::Borrowed("\u{2421}"),
        '\u{2028}' | '\u{2029}' => Cow::Borrowed("\u{2424}"),
        '\u{80}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            Cow::Borrowed(REPLACEMENT)
        }
        _ if cell_width(grapheme) > 0 => Cow::Borrowed(grapheme),
        _ if grapheme.chars().all(is_ignorable) => Cow::Borrowed(""),
        // A combining mark at the start of a line: a dotted circle carries it.
        _ => Cow::Owned(format!("\u{25cc}{grapheme}")),
    }
}

/// The sign of Unicode's block of control pictures for a character below U+0020.
fn picture(control: u32) -> Cow<'static, str> {
    char::from_u32(0x2400 + control).map_or(Cow::Borrowed(REPLACEMENT), |sign| {
        Cow::Owned(sign.to_string())
    })
}

/// How many cells the caret moves over `grapheme` at `column`, in a row that has `room` cells: a
/// tab goes to the next stop, and nothing is wider than a row. `room` is at least 1.
pub fn advance(grapheme: &str, column: usize, room: usize) -> usize {
    let natural = match grapheme.as_bytes() {
        [b'\t'] => TAB_CELLS - column % TAB_CELLS,
        [_] => 1,
        _ => {
            let mut chars = grapheme.chars();
            match (chars.next().and_then(plain_width), chars.next()) {
                (Some(width), None) => width,
                _ => usize::from(cell_width(&shown(grapheme))),
            }
        }
    };
    natural.min(room)
}

/// Width in cells of `text` from `column` on; `None` as soon as it is clear that it ends beyond
/// the column `limit`.
pub fn measure(text: &str, column: usize, room: usize, limit: usize) -> Option<usize> {
    let end = if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        column + text.len()
    } else {
        let mut end = column;
        let mut rest = text;
        // Most text is characters that stand alone; only from the first other one on are
        // graphemes looked for (its cluster may begin with the character before it).
        let mut previous = 0;
        let mut previous_width = 0;
        for (at, c) in text.char_indices() {
            let Some(width) = plain_width(c) else {
                end -= previous_width;
                rest = text.get(previous..).unwrap_or("");
                break;
            };
            previous = at;
            previous_width = width.min(room);
            end += previous_width;
            if end - previous_width > limit {
                return None;
            }
            rest = "";
        }
        for grapheme in rest.graphemes(true) {
            if end > limit {
                return None;
            }
            end += advance(grapheme, end, room);
        }
        end
    };
    (end <= limit).then(|| end - column)
}

/// The width of a character that always is a cluster of its own beside others of this kind; `None`
/// where one has to look closer.
pub fn plain_width(c: char) -> Option<usize> {
    match c {
        ' '..='~'
        | '\u{a1}'..='\u{ac}'
        | '\u{ae}'..='\u{2ff}'
        | '\u{370}'..='\u{482}'
        | '\u{48a}'..='\u{52f}' => Some(1),
        '\u{3001}'..='\u{3029}'
        | '\u{3041}'..='\u{3096}'
        | '\u{30a1}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{ff01}'..='\u{ff60}' => Some(2),
        _ => None,
    }
}

/// Whether `c` adds to the character before it and takes no cell.
pub fn is_mark(c: char) -> bool {
    c.width() == Some(0) && !is_ignorable(c)
}

/// Characters that are meant to be invisible: no cell, and nothing to show.
///
/// Source: Unicode's Default_Ignorable_Code_Point.
fn is_ignorable(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_width_voiced_mark_takes_its_cell() {
        assert_eq!(cell_width("ｶﾞ"), 2);
        assert_eq!(cell_width("あ"), 2);
        assert_eq!(cell_width("👨‍👩‍👧‍👦"), 2);
        assert_eq!(cell_width("e\u{301}"), 1);
    }

    #[test]
    fn what_could_command_a_terminal_is_shown_as_a_sign() {
        assert_eq!(shown("\u{1b}"), "␛");
        assert_eq!(shown("\r"), "␍");
        assert_eq!(shown("\u{9b}"), REPLACEMENT);
        assert_eq!(shown("\u{202e}"), REPLACEMENT);
        assert_eq!(shown("\u{200b}"), "");
        assert_eq!(shown("\u{301}"), "◌\u{301}");
    }

    #[test]
    fn a_tab_goes_to_the_next_stop() {
        assert_eq!(advance("\t", 0, 80), 4);
        assert_eq!(advance("\t", 3, 80), 1);
        assert_eq!(advance("\t", 0, 2), 2);
    }

    #[test]
    fn plain_characters_have_the_width_of_the_one_width_function() {
        for c in '\0'..=char::MAX {
            if let Some(width) = plain_width(c) {
                let text = c.to_string();
                assert_eq!(usize::from(cell_width(&text)), width, "{c:?}");
                assert_eq!(shown(&text), text, "{c:?}");
                for pair in [format!("a{c}"), format!("{c}日"), format!("日{c}")] {
                    assert_eq!(pair.graphemes(true).count(), 2, "{c:?}");
                }
            }
        }
    }

    #[test]
    fn measuring_in_one_go_is_adding_up_graphemes() {
        for text in [
            "",
            "abc",
            "日本語e\u{301}x",
            "a\u{301}",
            "日\u{301}\tx",
            "é\t日",
            "🇩🇪🇫🇷",
        ] {
            let sum = text
                .graphemes(true)
                .fold(1, |column, g| column + advance(g, column, 40));
            assert_eq!(measure(text, 1, 40, 40), Some(sum - 1), "{text:?}");
            if sum > 1 {
                assert_eq!(measure(text, 1, 40, sum - 1), None, "{text:?}");
            }
        }
    }
}
