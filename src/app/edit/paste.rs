//! Text from outside made safe to hold: line ends are `\n`, and nothing in it can command a terminal.

use std::borrow::Cow;

/// `text` with CR, CRLF, vertical tab, form feed and NEL as `\n`, an escape as the visible sign
/// `␛`, and every other control character but the tab dropped. A terminal sends CR for the line
/// ends of a bracketed paste, and what is pasted may hold anything.
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\t'))
    {
        return Cow::Borrowed(text);
    }
    let mut cleaned = String::with_capacity(text.len());
    let mut after_return = false;
    for c in text.chars() {
        match c {
            '\n' if after_return => {}
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' => cleaned.push('\n'),
            '\t' => cleaned.push('\t'),
            '\u{1b}' => cleaned.push('\u{241b}'),
            _ if c.is_control() => {}
            _ => cleaned.push(c),
        }
        after_return = c == '\r';
    }
    Cow::Owned(cleaned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_become_one_kind_and_escapes_visible() {
        assert_eq!(clean("a\r\nb\rc\n\r\nd"), "a\nb\nc\n\nd");
        assert_eq!(clean("\u{1b}[31mred\u{7}\0\t!"), "␛[31mred\t!");
        assert_eq!(clean("a\u{9b}0m\u{7f}b\u{85}c"), "a0mb\nc");
        assert!(matches!(clean("plain ü\n\t"), Cow::Borrowed(_)));
    }
}
