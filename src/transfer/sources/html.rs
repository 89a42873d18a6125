//! HTML as editors of notes write it, as Markdown: headings, paragraphs, lists, quotes, code, links,
//! pictures and emphasis. Other tags go, their text stays; where something is lost, the importer keeps
//! the page beside the text.

/// How many lists may stand in one another.
const LISTS_MAX: usize = 16;
/// Longest sign such as `&hellip;` that is read as one, in bytes.
const ENTITY_BYTES_MAX: usize = 10;
/// Longest tag that is read as one, in bytes.
const TAG_BYTES_MAX: usize = 64 << 10;

/// The Markdown of a page, or of a part of one.
pub(super) fn markdown(page: &str) -> String {
    let mut writer = Writer::default();
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        let (text, from) = rest.split_at(at);
        writer.text(text);
        let Some((tag, behind)) = tag(from) else {
            writer.text("<");
            rest = from.get(1..).unwrap_or_default();
            continue;
        };
        rest = behind;
        if tag.is_closing {
            writer.close(&tag.name);
        } else if matches!(tag.name.as_str(), "script" | "style") {
            let end = format!("</{}", tag.name);
            rest = rest.find(&end).and_then(|at| rest.get(at..)).unwrap_or("");
        } else {
            writer.open(&tag);
        }
    }
    writer.text(rest);
    writer.out.trim().to_owned()
}

/// A tag as it stands there.
pub(super) struct Tag<'a> {
    pub(super) name: String,
    pub(super) is_closing: bool,
    /// What stands behind the name.
    more: &'a str,
}

impl Tag<'_> {
    /// Whether it closes itself: `<br/>`.
    pub(super) fn is_empty(&self) -> bool {
        self.more.ends_with('/')
    }

    /// The value of an attribute in quotes.
    fn value(&self, key: &str) -> Option<String> {
        let mut rest = self.more;
        while let Some((name, behind)) = rest.split_once('=') {
            let behind = behind.trim_start();
            let quote = behind.chars().next().filter(|sign| "\"'".contains(*sign))?;
            let (value, next) = behind.get(1..)?.split_once(quote)?;
            if name.trim().eq_ignore_ascii_case(key) {
                return Some(unescaped(value));
            }
            rest = next;
        }
        None
    }
}

/// The tag that begins here, and what is behind it. A comment is a tag without a name.
pub(super) fn tag(from: &str) -> Option<(Tag<'_>, &str)> {
    let inner = from.strip_prefix('<')?;
    if let Some(comment) = inner.strip_prefix("!--") {
        let (_, behind) = comment.split_once("-->").unwrap_or(("", ""));
        return Some((no_tag(), behind));
    }
    if inner.starts_with(['!', '?']) {
        let (_, behind) = inner.split_at_checked(end_of_tag(inner)?)?;
        return Some((no_tag(), behind.get(1..).unwrap_or_default()));
    }
    let (is_closing, inner) = match inner.strip_prefix('/') {
        Some(inner) => (true, inner),
        None => (false, inner),
    };
    if !inner.starts_with(|sign: char| sign.is_ascii_alphabetic()) {
        return None;
    }
    let end = end_of_tag(inner)?;
    let (inside, behind) = inner.split_at_checked(end)?;
    let name = inside.split(|sign: char| !sign.is_ascii_alphanumeric());
    let name = name.into_iter().next().unwrap_or_default();
    let tag = Tag {
        name: name.to_ascii_lowercase(),
        is_closing,
        more: inside.get(name.len()..).unwrap_or_default(),
    };
    Some((tag, behind.get(1..).unwrap_or_default()))
}

fn no_tag() -> Tag<'static> {
    Tag {
        name: String::new(),
        is_closing: false,
        more: "",
    }
}

/// The byte of the bracket that closes a tag; in quotes none does. One that opens before is the end of
/// the search: else each of many would look through all that is behind it.
fn end_of_tag(inner: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in inner.bytes().enumerate().take(TAG_BYTES_MAX) {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'<') => return None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

#[derive(Default)]
struct Writer {
    out: String,
    /// Open lists: the number of the next item, or none where they are not numbered.
    lists: Vec<Option<u32>>,
    /// Where open links lead.
    links: Vec<String>,
    /// How many quotes are open.
    quotes: usize,
    /// Whether blanks and line ends stand as they are.
    is_code: bool,
    /// A blank that waits for what comes behind it.
    blank: bool,
}

impl Writer {
    fn open(&mut self, tag: &Tag<'_>) {
        match tag.name.as_str() {
            "br" => self.line(),
            "hr" => {
                self.block();
                self.out.push_str("---");
                self.block();
            }
            "b" | "strong" => self.sign("**"),
            "i" | "em" => self.sign("*"),
            "s" | "del" | "strike" => self.sign("~~"),
            "code" if !self.is_code => self.sign("`"),
            "pre" => {
                self.block();
                self.out.push_str("```\n");
                self.is_code = true;
            }
            "blockquote" => {
                self.block();
                self.quotes = (self.quotes + 1).min(LISTS_MAX);
                let said = self.out.trim_end_matches([' ', '>']).len();
                self.out.truncate(said);
                self.prefix();
            }
            "ul" | "ol" if self.lists.len() < LISTS_MAX => {
                self.list();
                self.lists.push((tag.name == "ol").then_some(1));
            }
            "li" => self.item(),
            "a" => {
                self.links.push(tag.value("href").unwrap_or_default());
                self.sign("[");
            }
            "img" => {
                let alt = tag.value("alt").unwrap_or_default();
                let from = tag.value("src").unwrap_or_default();
                // A picture that is its own address would be a body of megabytes.
                let from = if from.starts_with("data:") { "" } else { &from };
                self.sign(&format!("![{alt}]({from})"));
            }
            name => match heading(name) {
                Some(level) => {
                    self.block();
                    self.out.push_str(&"#".repeat(level));
                    self.out.push(' ');
                }
                None if is_block(name) => self.block(),
                None => {}
            },
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "b" | "strong" => self.end_sign("**"),
            "i" | "em" => self.end_sign("*"),
            "s" | "del" | "strike" => self.end_sign("~~"),
            "code" if !self.is_code => self.end_sign("`"),
            "pre" => {
                self.is_code = false;
                self.line();
                self.out.push_str("```");
                self.block();
            }
            "blockquote" => {
                self.quotes = self.quotes.saturating_sub(1);
                self.block();
            }
            "ul" | "ol" => {
                self.lists.pop();
                if self.lists.is_empty() {
                    self.block();
                }
            }
            "a" => {
                if let Some(to) = self.links.pop() {
                    self.end_sign(&format!("]({to})"));
                }
            }
            name if heading(name).is_some() || is_block(name) => self.block(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        let text = unescaped(text);
        if self.is_code {
            self.out.push_str(&text);
            return;
        }
        for part in text.split_inclusive([' ', '\t', '\n', '\r']) {
            let word = part.trim_end_matches([' ', '\t', '\n', '\r']);
            if !word.is_empty() {
                self.wait_over();
                self.out.push_str(word);
            }
            self.blank |= word.len() < part.len();
        }
    }

    /// Writes the blank that waits, where a line has begun.
    fn wait_over(&mut self) {
        if std::mem::take(&mut self.blank)
            && !self.out.is_empty()
            && !self.out.ends_with([' ', '\n'])
        {
            self.out.push(' ');
        }
    }

    fn sign(&mut self, sign: &str) {
        self.wait_over();
        self.out.push_str(sign);
    }

    /// A sign that closes belongs to the word before it.
    fn end_sign(&mut self, sign: &str) {
        self.out.push_str(sign);
    }

    /// Begins a line.
    fn line(&mut self) {
        self.blank = false;
        self.out.push('\n');
        self.prefix();
    }

    /// Begins a paragraph.
    fn block(&mut self) {
        self.blank = false;
        let said = self.out.trim_end_matches([' ', '>', '\n']).len();
        // What has no text yet, such as the dash of an item, is begun already.
        let begun = self.out.ends_with("- ") || self.out.ends_with(". ");
        if said == 0 {
            // Blanks before the first word are looked at again by none.
            self.out.clear();
            self.prefix();
        } else if !begun {
            self.out.truncate(said);
            self.out.push('\n');
            self.prefix();
            if self.lists.is_empty() {
                self.out.push('\n');
                self.prefix();
            }
        }
    }

    fn list(&mut self) {
        if self.lists.is_empty() {
            self.block();
        }
    }

    fn item(&mut self) {
        self.blank = false;
        let said = self.out.trim_end_matches([' ', '\n']).len();
        self.out.truncate(said);
        if said > 0 {
            let first = !self.lists.is_empty() && self.out_of_list();
            self.out.push_str(if first { "\n\n" } else { "\n" });
        }
        self.prefix();
        let indent = "  ".repeat(self.lists.len().saturating_sub(1));
        self.out.push_str(&indent);
        match self.lists.last_mut() {
            Some(Some(number)) => {
                let sign = format!("{number}. ");
                *number = number.saturating_add(1);
                self.out.push_str(&sign);
            }
            Some(None) | None => self.out.push_str("- "),
        }
    }

    /// Whether the line before is none of a list.
    fn out_of_list(&self) -> bool {
        let last = self.out.rsplit('\n').next().unwrap_or_default();
        let last = last.trim_start_matches([' ', '>']);
        let digits = last.trim_start_matches(|sign: char| sign.is_ascii_digit());
        let is_numbered = digits.len() < last.len() && digits.starts_with(". ");
        !is_numbered && !last.starts_with("- ")
    }

    fn prefix(&mut self) {
        self.out.push_str(&"> ".repeat(self.quotes));
    }
}

fn heading(name: &str) -> Option<usize> {
    let level = name.strip_prefix('h')?.parse().ok()?;
    (1..=6).contains(&level).then_some(level)
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div" | "section" | "article" | "table" | "tr" | "header" | "footer" | "figure"
    )
}

/// The signs that `&amp;` and its like stand for.
pub(super) fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at(at);
        plain.push_str(before);
        let end = from.bytes().take(ENTITY_BYTES_MAX).position(|b| b == b';');
        let named = end.and_then(|end| Some((from.get(1..end)?, from.get(end + 1..)?)));
        let sign = named.and_then(|(name, behind)| Some((entity(name)?, behind)));
        if let Some((sign, behind)) = sign {
            plain.push(sign);
            rest = behind;
        } else {
            plain.push('&');
            rest = from.get(1..).unwrap_or_default();
        }
    }
    plain.push_str(rest);
    plain
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let number = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(number).filter(|sign| *sign != '\0');
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "hellip" => '…',
        "ndash" => '–',
        "mdash" => '—',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "euro" => '€',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_editors_write_becomes_markdown() {
        for (page, text) in [
            (
                "<p>One</p>\n<p>two <b>bold</b> &amp; <i>not</i></p>",
                "One\n\ntwo **bold** & *not*",
            ),
            ("<p dir=\"auto\">a<br>b</p>", "a\nb"),
            (
                "<h2>Head</h2><ul><li>x</li><li>y<ol><li>z</li></ol></li></ul><p>end</p>",
                "## Head\n\n- x\n- y\n  1. z\n\nend",
            ),
            (
                "<p>see <a href='https://a.b/?x=1&amp;y=2'>here</a></p>",
                "see [here](https://a.b/?x=1&y=2)",
            ),
            ("<pre>a\n  b</pre>", "```\na\n  b\n```"),
            (
                "<blockquote><p>q</p><p>r</p></blockquote><p>s</p>",
                "> q\n> \n> r\n\ns",
            ),
            (
                "<style>p{}</style><!-- x --><img src=\"a.png\" alt=\"A\">",
                "![A](a.png)",
            ),
            (
                "1 < 2 && x <3 &unknown; &#x41;&#0;",
                "1 < 2 && x <3 &unknown; A&#0;",
            ),
            ("plain", "plain"),
        ] {
            assert_eq!(markdown(page), text, "{page}");
        }
    }

    #[test]
    fn what_never_closes_costs_no_more_than_it_is_long() {
        // Looked through to the end from each of them, these would take hours.
        for sign in [
            "<a ",
            "<!",
            "<a \"",
            "&",
            "<a '\"",
            "<ul><li>",
            "<br></p>",
            "x<br>",
            "<blockquote>",
        ] {
            let page = sign.repeat((2 << 20) / sign.len());
            markdown(&page);
        }
    }

    #[test]
    fn what_is_cut_anywhere_ends() {
        let page = "<h1>H</h1><p a=\"x>y\">t <a href=\"u\">l</a><ul><li>i &amp; j</ul><pre>c</pre><!-- é -->";
        for cut in (0..page.len()).filter(|at| page.is_char_boundary(*at)) {
            markdown(page.get(..cut).unwrap());
            markdown(page.get(cut..).unwrap());
        }
        let opened = "<ul><blockquote>".repeat(2000);
        assert!(markdown(&opened).len() < 1 << 20);
    }
}
