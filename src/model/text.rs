//! What a body says about itself: words, first words, title; and how any text is shown safely.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

use crate::model::limits::PREVIEW_BYTES_MAX;
use crate::model::limits::TITLE_BYTES_MAX;

/// How many words `text` has, by UAX #29: a letter of a script without spaces counts as one.
pub fn word_count(text: &str) -> u32 {
    u32::try_from(text.unicode_words().count()).unwrap_or(u32::MAX)
}

/// The title to show: the given one, else the heading that opens the body, else nothing.
pub fn shown_title<'a>(title: &'a str, body: &'a str) -> &'a str {
    let given = title.trim();
    if given.is_empty() {
        heading_title(body).unwrap_or_default()
    } else {
        given
    }
}

/// The text of a `# heading` that opens `body`, at most [`TITLE_BYTES_MAX`] bytes of it.
pub fn heading_title(body: &str) -> Option<&str> {
    split_heading(body).map(|(heading, _)| cut(heading, TITLE_BYTES_MAX))
}

/// The first words of `body` on one line, without a heading that opens it: at most
/// [`PREVIEW_BYTES_MAX`] bytes, whole graphemes.
pub fn preview(body: &str) -> String {
    let rest = without_heading(body);
    let mut words = String::new();
    for word in rest.trim_start_matches('\u{feff}').split_whitespace() {
        if !words.is_empty() {
            words.push(' ');
        }
        // A word may be 10 MB long; a little more than fits is enough to see that it was cut.
        let front = word.char_indices().nth(PREVIEW_BYTES_MAX + 1);
        words.push_str(front.map_or(word, |(end, _)| word.get(..end).unwrap_or(word)));
        if words.len() > PREVIEW_BYTES_MAX {
            break;
        }
    }
    cut(&words, PREVIEW_BYTES_MAX).trim_end().to_owned()
}

/// Whether a link that says `name` means an entry: 8 to 32 hexadecimal digits of its id.
pub fn is_entry_name(name: &str) -> bool {
    (8..=32).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// `line` with the words of its links where `[[1a2b3c4d|the words]]` stands; one that is cut off counts
/// too, as far as it goes.
pub fn linked_words(line: &str) -> Cow<'_, str> {
    let mut shown = String::new();
    let mut rest = line;
    while let Some((before, link)) = rest.split_once("[[") {
        let (name, words) = link.split_once('|').unwrap_or_default();
        let (words, behind) = words.split_once("]]").unwrap_or((words, ""));
        shown.push_str(before);
        if is_entry_name(name) {
            shown.push_str(words);
            rest = behind;
        } else {
            shown.push_str("[[");
            rest = link;
        }
    }
    if shown.is_empty() && rest.len() == line.len() {
        return Cow::Borrowed(line);
    }
    shown.push_str(rest);
    Cow::Owned(shown)
}

/// What stands around a place of a text, on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The words: at most [`PREVIEW_BYTES_MAX`] bytes, whole graphemes.
    pub text: String,
    /// Whether there is more before them.
    pub cut: bool,
}

/// Bytes of a passage before the place that it is about, so that a narrow row shows that too.
const BEFORE_BYTES: usize = 24;

/// `body` without a heading that opens it: what [`preview`] is taken from.
pub fn without_heading(body: &str) -> &str {
    split_heading(body).map_or(body, |(_, rest)| rest)
}

/// The words around the byte `at` of `body`.
pub fn passage(body: &str, at: usize) -> Passage {
    let before = body.get(..at).unwrap_or(body);
    let mut from = before.len().saturating_sub(BEFORE_BYTES);
    while !before.is_char_boundary(from) {
        from -= 1;
    }
    // From the next word on, where there is one before the place.
    let front = before.get(from..).unwrap_or_default();
    if from > 0
        && let Some(blank) = front.find(char::is_whitespace)
    {
        from += blank;
    }
    let rest = body.get(from..).unwrap_or_default();
    // Most characters of a hundred bytes are looked at, however long the words are.
    let near: String = rest.chars().take(4 * PREVIEW_BYTES_MAX).collect();
    let words = near.split_whitespace().collect::<Vec<_>>().join(" ");
    Passage {
        text: cut(&words, PREVIEW_BYTES_MAX).trim_end().to_owned(),
        cut: !before.get(..from).unwrap_or_default().trim().is_empty(),
    }
}

/// The front of `text`, whole graphemes, at most `bytes_max` bytes. Where the first grapheme alone
/// is longer, as many of its characters as fit.
pub fn cut(text: &str, bytes_max: usize) -> &str {
    if text.len() <= bytes_max {
        return text;
    }
    let fits = |end: &usize| *end <= bytes_max;
    let graphemes = text.grapheme_indices(true).map(|(at, _)| at);
    let end = graphemes.take_while(fits).last().filter(|end| *end > 0);
    let end = end.or_else(|| {
        text.char_indices()
            .map(|(at, _)| at)
            .take_while(fits)
            .last()
    });
    text.get(..end.unwrap_or(0)).unwrap_or_default()
}

/// The heading that opens `body`, and what comes after its line.
fn split_heading(body: &str) -> Option<(&str, &str)> {
    let body = body.trim_start_matches('\u{feff}');
    let first = body.trim_start_matches(['\n', '\r']);
    let (line, rest) = first.split_once('\n').unwrap_or((first, ""));
    let unindented = line.trim_start_matches(' ');
    if line.len() - unindented.len() > 3 {
        return None;
    }
    let heading = unindented.strip_prefix('#')?;
    if !heading.starts_with([' ', '\t']) {
        return None;
    }
    let heading = heading.trim();
    // Hashes may close the heading; then a blank stands before them.
    let unclosed = heading.trim_end_matches('#');
    let heading = if unclosed.is_empty() || unclosed.ends_with([' ', '\t']) {
        unclosed.trim_end()
    } else {
        heading
    };
    (!heading.is_empty()).then_some((heading, rest))
}

/// `text` with everything made visible that could command a terminal or hide what is written; line
/// ends and tabs stay.
pub fn visible_text(text: &str) -> Cow<'_, str> {
    make_visible(text, true)
}

/// `text` on one line, with everything made visible that could command a terminal or hide what is
/// written.
pub fn visible_line(text: &str) -> Cow<'_, str> {
    make_visible(text, false)
}

fn make_visible(text: &str, lines: bool) -> Cow<'_, str> {
    let kept = |c: char| !is_hidden(c) || (lines && matches!(c, '\n' | '\t'));
    if text.chars().all(kept) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if kept(c) {
            shown.push(c);
        } else if !(lines && c == '\r' && chars.peek() == Some(&'\n')) {
            push_visible(c, &mut shown);
        }
    }
    Cow::Owned(shown)
}

/// Control characters, bidi embeddings, overrides and isolates, other line ends, a byte order mark,
/// and marks of annotations.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        )
}

/// The picture of a control character, or the name or number of what has none.
fn push_visible(c: char, shown: &mut String) {
    let name = match c {
        '\0'..='\u{1f}' => return shown.extend(char::from_u32(0x2400 + u32::from(c))),
        '\u{7f}' => return shown.push('␡'),
        '\u{2028}' => "LS",
        '\u{2029}' => "PS",
        '\u{202a}' => "LRE",
        '\u{202b}' => "RLE",
        '\u{202c}' => "PDF",
        '\u{202d}' => "LRO",
        '\u{202e}' => "RLO",
        '\u{2066}' => "LRI",
        '\u{2067}' => "RLI",
        '\u{2068}' => "FSI",
        '\u{2069}' => "PDI",
        '\u{feff}' => "BOM",
        other => &format!("{:02X}", u32::from(other)),
    };
    shown.push('⟨');
    shown.push_str(name);
    shown.push('⟩');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_in_any_script() {
        assert_eq!(word_count(""), 0);
        assert_eq!(word_count("It's raining, 3.5 mm — again."), 5);
        assert_eq!(word_count("日記"), 2);
        assert_eq!(word_count("\u{301}\u{200d} !!"), 0);
    }

    #[test]
    fn of_a_link_a_list_shows_the_words() {
        let shown = |line| linked_words(line).into_owned();
        assert_eq!(
            shown("see [[1a2b3c4d|the rain]] and more"),
            "see the rain and more"
        );
        assert_eq!(shown("[[1a2b3c4d|cut o"), "cut o");
        for line in [
            "",
            "plain",
            "[[no|link]]",
            "[[1a2b3c4d]] a|b",
            "a [[",
            "[[1a2b3c4d",
        ] {
            assert_eq!(shown(line), line);
        }
    }

    #[test]
    fn a_heading_that_opens_the_body_is_its_title() {
        for (body, title) in [
            ("# Rain\nIt fell.", Some("Rain")),
            (
                "\u{feff}\r\n\n  #\tRain on # roof ##  \r\n",
                Some("Rain on # roof"),
            ),
            ("# C#\n", Some("C#")),
            ("#Rain", None),
            ("## Rain", None),
            ("#\nRain", None),
            ("# ##\nRain", None),
            ("    # Rain", None),
            ("Rain\n# Later", None),
            ("", None),
        ] {
            assert_eq!(heading_title(body), title, "{body:?}");
        }
        let long = format!("# {}", "é".repeat(5000));
        assert_eq!(heading_title(&long).unwrap().len(), TITLE_BYTES_MAX);
        assert_eq!(shown_title("", "# Rain"), "Rain");
        assert_eq!(shown_title(" Given ", "# Rain"), "Given");
        assert_eq!(shown_title(" ", "Rain"), "");
    }

    #[test]
    fn a_preview_is_the_first_words_on_one_line() {
        assert_eq!(
            preview("# Rain\n\nIt  fell\r\n\tall night.\n"),
            "It fell all night."
        );
        assert_eq!(preview("# Rain"), "");
        assert_eq!(preview(" \n "), "");
        assert_eq!(preview(&"rain ".repeat(100)).len(), 96);
        let family = "👨‍👩‍👧";
        assert_eq!(
            preview(&family.repeat(10)),
            family.repeat(96 / family.len())
        );
        assert_eq!(preview(&"é".repeat(1 << 20)).len(), 96);
        let zalgo = format!("a{}", "\u{301}".repeat(100));
        assert_eq!(preview(&zalgo).len(), 95);
        assert_eq!(cut("é", 1), "");
    }

    #[test]
    fn a_passage_stands_around_its_place_on_one_line() {
        let of = |body: &str, word: &str| passage(body, body.find(word).unwrap());
        let body = "It rained.\n\nThe lamp was on, the window open,\nand a fox went by.";
        let found = of(body, "fox");
        assert_eq!(
            (found.text.as_str(), found.cut),
            ("the window open, and a fox went by.", true)
        );
        let found = of(body, "rained");
        assert!(!found.cut && found.text.starts_with("It rained. The lamp"));
        assert_eq!(
            of("日本日本日本日本日本日本雨", "雨").text,
            "日本日本日本日本雨"
        );
        assert!(passage(&"a".repeat(10_000), 5_000).text.len() <= PREVIEW_BYTES_MAX);
        assert_eq!(passage("", 9).text, "");
    }

    #[test]
    fn what_commands_a_terminal_is_shown_instead() {
        assert_eq!(visible_line("\u{1b}[31mred\u{7}"), "␛[31mred␇");
        assert_eq!(visible_line("a\u{202e}b\u{2069}c"), "a⟨RLO⟩b⟨PDI⟩c");
        assert_eq!(visible_line("a\nb\tc\r\n\0\u{7f}"), "a␊b␉c␍␊␀␡");
        assert_eq!(visible_text("a\nb\tc\r\nd\re"), "a\nb\tc\nd␍e");
        assert_eq!(
            visible_text("\u{9b}31m\u{85}\u{2028}\u{feff}"),
            "⟨9B⟩31m⟨85⟩⟨LS⟩⟨BOM⟩"
        );
        assert!(matches!(visible_line("Grüße, 日記 👨‍👩‍👧"), Cow::Borrowed(_)));
        assert!(matches!(visible_text("a\n\tb"), Cow::Borrowed(_)));
    }
}
