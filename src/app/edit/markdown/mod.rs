//! Markdown as it is written: which characters of a line are what. Line by line; only a code
//! fence reaches beyond its line.
//!
//! This colours a text while somebody writes it and follows CommonMark where that is cheap:
//! emphasis does not cross lines, and a line is a heading, a quote or an item by its first signs.

use std::ops::Range;

use crate::app::edit::prefix::prefix;

/// What a character is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A heading, with its signs.
    Heading,
    /// Emphasis, with its signs.
    Emphasis,
    /// Strong emphasis, with its signs.
    Strong,
    /// Struck through, with its signs.
    Struck,
    /// Code within a line.
    Code,
    /// A line of a fenced block of code, or of its fence.
    Fence,
    /// A link: `[text](target)`, `[[entry]]` or an address that stands alone.
    Link,
    /// The marker of a list item.
    Marker,
    /// The box of a task to do.
    TaskOpen,
    /// The box of a task that is done.
    TaskDone,
    /// A quoted line, with its signs.
    Quote,
    /// A `#tag`.
    Tag,
}

/// A set of kinds: a tag can stand in emphasis in a quote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Kinds(u16);

impl Kinds {
    /// No kind: plain text.
    pub const NONE: Self = Self(0);

    /// Whether `kind` is among them.
    pub fn has(self, kind: Kind) -> bool {
        self.0 & bit(kind) != 0
    }

    /// These and `kind`.
    #[must_use]
    pub fn with(self, kind: Kind) -> Self {
        Self(self.0 | bit(kind))
    }

    /// Whether this is plain text.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

fn bit(kind: Kind) -> u16 {
    1 << kind as u16
}

/// A stretch of a line, in bytes from where lexing began, and what it is. Spans do not overlap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Which bytes.
    pub bytes: Range<usize>,
    /// What they are.
    pub kinds: Kinds,
}

/// What a line carries over to the next: the fence that is open, if one is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Carried {
    fence: Option<(u8, u8)>,
}

impl Carried {
    /// What is carried on behind `line`, of which the first
    /// [`FENCE_BYTES_MAX`] bytes are enough.
    #[must_use]
    pub fn after(self, line: &str) -> Self {
        let line = line.get(..FENCE_BYTES_MAX).unwrap_or(line);
        let Some((sign, count, info)) = fence(line) else {
            return self;
        };
        match self.fence {
            Some((open, at_least))
                if open == sign && count >= at_least && info.trim().is_empty() =>
            {
                Self { fence: None }
            }
            Some(_) => self,
            None if sign == b'`' && info.contains('`') => self,
            None => Self {
                fence: Some((sign, count)),
            },
        }
    }

    /// Whether the next line is code.
    pub fn is_code(self) -> bool {
        self.fence.is_some()
    }
}

/// Bytes of a line in which a fence is looked for.
pub const FENCE_BYTES_MAX: usize = 256;

/// Sign, how many of them, and what follows, if `line` could be a fence.
fn fence(line: &str) -> Option<(u8, u8, &str)> {
    let line = line.trim_start_matches([' ', '\t']);
    let sign = *line.as_bytes().first()?;
    if !matches!(sign, b'`' | b'~') {
        return None;
    }
    let count = line.bytes().take_while(|byte| *byte == sign).count();
    let info = line.get(count..)?;
    (count >= 3).then(|| (sign, u8::try_from(count).unwrap_or(u8::MAX), info))
}

/// Lexes a line that begins with what `carried` says.
pub fn lex(line: &str, carried: Carried) -> Vec<Span> {
    let base = line_kinds(line, carried);
    if base.has(Kind::Fence) {
        return whole(line, base);
    }
    let mut paint = Paint::new(line.len(), base);
    let prefix = prefix(line);
    if let Some(marker) = &prefix.marker {
        paint.add(marker.clone(), Kind::Marker);
    }
    if let Some(task) = &prefix.task {
        let kind = if task.done {
            Kind::TaskDone
        } else {
            Kind::TaskOpen
        };
        paint.add(task.bytes.clone(), kind);
    }
    Inline::new(line, prefix.end).run(&mut paint);
    paint.spans()
}

/// Lexes a part of a very long line, of which `base` is what [`line_kinds`] says.
pub fn lex_part(part: &str, base: Kinds) -> Vec<Span> {
    if base.has(Kind::Fence) {
        return whole(part, base);
    }
    let mut paint = Paint::new(part.len(), base);
    Inline::new(part, 0).run(&mut paint);
    paint.spans()
}

/// What a whole line is by its first signs.
pub fn line_kinds(line: &str, carried: Carried) -> Kinds {
    if carried.is_code() || carried.after(line).is_code() {
        return Kinds::NONE.with(Kind::Fence);
    }
    let prefix = prefix(line);
    let mut kinds = Kinds::NONE;
    if !prefix.quote.is_empty() {
        kinds = kinds.with(Kind::Quote);
    }
    let text = line.get(prefix.end..).unwrap_or("");
    let signs = text.bytes().take_while(|byte| *byte == b'#').count();
    let behind = text.as_bytes().get(signs);
    if (1..=6).contains(&signs)
        && matches!(behind, None | Some(b' ' | b'\t'))
        && prefix.marker.is_none()
    {
        kinds = kinds.with(Kind::Heading);
    }
    kinds
}

fn whole(line: &str, kinds: Kinds) -> Vec<Span> {
    let bytes = 0..line.len();
    vec![Span { bytes, kinds }]
}

/// The kinds of each byte, gathered.
struct Paint {
    bytes: Vec<Kinds>,
}

impl Paint {
    fn new(length: usize, base: Kinds) -> Self {
        Self {
            bytes: vec![base; length],
        }
    }

    fn add(&mut self, range: Range<usize>, kind: Kind) {
        for kinds in self.bytes.get_mut(range).unwrap_or(&mut []) {
            *kinds = kinds.with(kind);
        }
    }

    fn spans(&self) -> Vec<Span> {
        let mut spans = Vec::new();
        let mut start = 0;
        for run in self.bytes.chunk_by(|a, b| a == b) {
            let end = start + run.len();
            if let Some(kinds) = run.first().filter(|kinds| !kinds.is_empty()) {
                spans.push(Span {
                    bytes: start..end,
                    kinds: *kinds,
                });
            }
            start = end;
        }
        spans
    }
}

/// Where emphasis of one sign (`*` or `_`) was opened.
#[derive(Clone, Copy, Default)]
struct Opened {
    emphasis: Option<usize>,
    strong: Option<usize>,
}

/// A single pass over the text of a line. What was looked for once and not found is not looked
/// for again, so that the pass stays linear whatever the text.
struct Inline<'a> {
    text: &'a str,
    at: usize,
    stars: Opened,
    underscores: Opened,
    struck: Option<usize>,
    bracket: Option<usize>,
    /// For runs of 1 to 8 backticks: whether no closing run follows any more.
    no_backticks: [bool; 8],
    no_target_end: bool,
    no_entry_end: bool,
}

impl<'a> Inline<'a> {
    fn new(text: &'a str, at: usize) -> Self {
        Self {
            text,
            at,
            stars: Opened::default(),
            underscores: Opened::default(),
            struck: None,
            bracket: None,
            no_backticks: [false; 8],
            no_target_end: false,
            no_entry_end: false,
        }
    }

    fn run(mut self, paint: &mut Paint) {
        while let Some(byte) = self.byte(self.at) {
            match byte {
                b'\\'
                    if self
                        .byte(self.at + 1)
                        .is_some_and(|b| b.is_ascii_punctuation()) =>
                {
                    self.at += 2;
                }
                b'`' => self.code(paint),
                b'*' | b'_' => self.emphasis(byte, paint),
                b'~' => self.strike(paint),
                b'[' => self.open_bracket(paint),
                b']' => self.close_bracket(paint),
                b'#' => self.tag(paint),
                b'h' => self.address(paint),
                _ => self.at += 1,
            }
        }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn rest(&self, from: usize) -> &'a str {
        self.text.get(from..).unwrap_or("")
    }

    fn before(&self, at: usize) -> Option<char> {
        self.text.get(..at)?.chars().next_back()
    }

    /// How often `sign` stands from `at` on.
    fn run_length(&self, at: usize, sign: u8) -> usize {
        let bytes = self.text.as_bytes().get(at..).unwrap_or(&[]);
        bytes.iter().take_while(|byte| **byte == sign).count()
    }

    fn code(&mut self, paint: &mut Paint) {
        let start = self.at;
        let count = self.run_length(start, b'`');
        self.at += count;
        let Some(none_left) = self.no_backticks.get_mut(count - 1) else {
            return;
        };
        if *none_left {
            return;
        }
        let mut at = self.at;
        let bytes = self.text.as_bytes();
        while let Some(offset) = bytes
            .get(at..)
            .and_then(|b| b.iter().position(|b| *b == b'`'))
        {
            at += offset;
            let run = bytes.get(at..).unwrap_or(&[]);
            let run = run.iter().take_while(|b| **b == b'`').count();
            at += run;
            if run == count {
                paint.add(start..at, Kind::Code);
                self.at = at;
                return;
            }
        }
        *none_left = true;
    }

    fn emphasis(&mut self, sign: u8, paint: &mut Paint) {
        let start = self.at;
        let count = self.run_length(start, sign);
        let end = start + count;
        self.at = end;
        let (can_open, can_close) = flanks(sign, self.before(start), self.rest(end).chars().next());
        let mut left = count;
        if can_close {
            left = self.close_emphasis(sign, end, left, paint);
        }
        // Four signs and more in a row are a rule or a mistake, not emphasis.
        if can_open && (1..=3).contains(&left) {
            let opened = self.opened(sign);
            if left >= 2 {
                opened.strong = Some(end - left);
            }
            if left != 2 {
                opened.emphasis = Some(end - 1);
            }
        }
    }

    /// Closes with the `left` signs that end at `end`, the innermost first; says how many are left.
    fn close_emphasis(
        &mut self,
        sign: u8,
        end: usize,
        mut left: usize,
        paint: &mut Paint,
    ) -> usize {
        loop {
            let opened = self.opened(sign);
            let strong = opened.strong.filter(|_| left >= 2);
            let emphasis = opened.emphasis.filter(|_| left >= 1);
            let (from, used, kind) = match (strong, emphasis) {
                (Some(strong), Some(emphasis)) if emphasis < strong => (strong, 2, Kind::Strong),
                (Some(strong), None) => (strong, 2, Kind::Strong),
                (_, Some(emphasis)) => (emphasis, 1, Kind::Emphasis),
                (None, None) => return left,
            };
            left -= used;
            paint.add(from..end - left, kind);
            // What was opened inside and not closed there is plain text.
            for opened in [&mut self.stars, &mut self.underscores] {
                opened.emphasis = opened.emphasis.filter(|at| *at < from);
                opened.strong = opened.strong.filter(|at| *at < from);
            }
        }
    }

    fn opened(&mut self, sign: u8) -> &mut Opened {
        if sign == b'*' {
            &mut self.stars
        } else {
            &mut self.underscores
        }
    }

    fn strike(&mut self, paint: &mut Paint) {
        let start = self.at;
        let count = self.run_length(start, b'~');
        self.at += count;
        if count != 2 {
            return;
        }
        let before = self.before(start);
        let after = self.rest(self.at).chars().next();
        match self.struck.take() {
            Some(from) if before.is_some_and(|c| !c.is_whitespace()) => {
                paint.add(from..self.at, Kind::Struck);
            }
            from => {
                let opens = after.is_some_and(|c| !c.is_whitespace());
                self.struck = if opens { Some(start) } else { from };
            }
        }
    }

    fn open_bracket(&mut self, paint: &mut Paint) {
        let start = self.at;
        self.bracket = Some(start);
        self.at += 1;
        if self.byte(self.at) != Some(b'[') || self.no_entry_end {
            return;
        }
        match self.rest(self.at + 1).find("]]") {
            Some(0) => {}
            Some(length) => {
                self.at += 1 + length + 2;
                self.bracket = None;
                paint.add(start..self.at, Kind::Link);
            }
            None => self.no_entry_end = true,
        }
    }

    fn close_bracket(&mut self, paint: &mut Paint) {
        self.at += 1;
        let Some(start) = self.bracket.take() else {
            return;
        };
        if self.byte(self.at) != Some(b'(') || self.no_target_end {
            return;
        }
        match self.rest(self.at).find(')') {
            Some(length) => {
                self.at += length + 1;
                paint.add(start..self.at, Kind::Link);
            }
            None => self.no_target_end = true,
        }
    }

    fn tag(&mut self, paint: &mut Paint) {
        let start = self.at;
        self.at += 1;
        if self
            .before(start)
            .is_some_and(|c| c.is_alphanumeric() || matches!(c, '#' | '&' | '_' | '/'))
        {
            return;
        }
        let name = self.rest(self.at);
        let end = name.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '/')));
        let name = name.get(..end.unwrap_or(name.len())).unwrap_or("");
        // "#1" is a number, not a tag.
        if name.chars().any(char::is_alphabetic) {
            self.at += name.len();
            paint.add(start..self.at, Kind::Tag);
        }
    }

    fn address(&mut self, paint: &mut Paint) {
        let start = self.at;
        let rest = self.rest(start);
        self.at += 1;
        let scheme = ["https://", "http://"]
            .into_iter()
            .find(|scheme| rest.starts_with(scheme));
        let Some(scheme) = scheme else {
            return;
        };
        if self.before(start).is_some_and(char::is_alphanumeric) {
            return;
        }
        let end = rest.find(|c: char| {
            c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | ')')
        });
        let found = rest.get(..end.unwrap_or(rest.len())).unwrap_or("");
        let found = found.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_']);
        if found.len() > scheme.len() {
            self.at = start + found.len();
            paint.add(start..self.at, Kind::Link);
        }
    }
}

/// Whether a run of `sign` between these two characters can open and close emphasis.
///
/// Source: CommonMark 0.31, section 6.2, left- and right-flanking delimiter runs.
fn flanks(sign: u8, before: Option<char>, after: Option<char>) -> (bool, bool) {
    let blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let punctuation =
        |c: Option<char>| c.is_some_and(|c| !c.is_alphanumeric() && !c.is_whitespace());
    let left = !blank(after) && (!punctuation(after) || blank(before) || punctuation(before));
    let right = !blank(before) && (!punctuation(before) || blank(after) || punctuation(after));
    if sign == b'_' {
        (
            left && (!right || punctuation(before)),
            right && (!left || punctuation(after)),
        )
    } else {
        (left, right)
    }
}

#[cfg(test)]
mod tests;
