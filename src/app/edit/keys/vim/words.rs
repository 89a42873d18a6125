//! Words as vim steps over them. Places are bytes on grapheme boundaries; the end of a line is a
//! place of its own, a blank between the line's last grapheme and the next line.
//!
//! Source: vim's help, "word-motions" and "text-objects".

use crate::app::edit::buffer::Buffer;
use crate::app::edit::grapheme;

/// Where a step ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Moved {
    /// In the line.
    Inside,
    /// On the end of the line.
    LineEnd,
    /// In another line.
    Line,
    /// Nowhere: there is no more text.
    No,
}

/// A walker over a text.
#[derive(Clone)]
pub(super) struct Walk<'b> {
    buffer: &'b Buffer,
    /// Where it is.
    pub(super) at: usize,
    /// Whether everything between blanks is a word.
    pub(super) big: bool,
}

impl<'b> Walk<'b> {
    pub(super) fn new(buffer: &'b Buffer, at: usize, big: bool) -> Self {
        Self { buffer, at, big }
    }

    fn line(&self) -> std::ops::Range<usize> {
        self.buffer.line(self.buffer.line_of(self.at))
    }

    /// Whether it is at the start of its line.
    pub(super) fn at_line_start(&self) -> bool {
        self.line().start == self.at
    }

    fn on_empty_line(&self) -> bool {
        self.line().is_empty()
    }

    /// 0 for a blank or the end of a line; equal for what makes one word.
    pub(super) fn class(&self) -> u8 {
        if self.at >= self.line().end {
            return 0;
        }
        self.buffer
            .chars_from(self.at)
            .next()
            .map_or(0, |c| class(c, self.big))
    }

    /// One grapheme on, also onto the end of the line.
    pub(super) fn next(&mut self) -> Moved {
        let line = self.line();
        if self.at < line.end {
            self.at = grapheme::next(self.buffer, self.at).min(line.end);
            return if self.at < line.end {
                Moved::Inside
            } else {
                Moved::LineEnd
            };
        }
        let number = self.buffer.line_of(self.at);
        if number + 1 >= self.buffer.line_count() {
            return Moved::No;
        }
        self.at = self.buffer.line_start(number + 1);
        Moved::Line
    }

    /// One grapheme on, over the end of a line.
    pub(super) fn next_over_end(&mut self) -> Moved {
        let moved = self.next();
        if moved == Moved::LineEnd {
            let on = self.next();
            return if on == Moved::No { moved } else { on };
        }
        moved
    }

    /// One grapheme back, from a line's start onto the end of the one before.
    pub(super) fn back(&mut self) -> Moved {
        let line = self.line();
        if self.at > line.start {
            self.at = grapheme::previous(self.buffer, self.at).max(line.start);
            return Moved::Inside;
        }
        let number = self.buffer.line_of(self.at);
        if number == 0 {
            return Moved::No;
        }
        self.at = self.buffer.line(number - 1).end;
        Moved::Line
    }

    /// One grapheme back, over the end of a line.
    pub(super) fn back_over_end(&mut self) -> Moved {
        let moved = self.back();
        if moved == Moved::Line && !self.at_line_start() {
            self.back();
        }
        moved
    }

    /// One grapheme to the left in the line.
    pub(super) fn left(&mut self) -> bool {
        if self.at_line_start() {
            return false;
        }
        self.back();
        true
    }

    /// To the start of the run that it stands in, in the line.
    pub(super) fn back_in_line(&mut self) {
        let class = self.class();
        while !self.at_line_start() {
            let here = self.at;
            self.back();
            if self.class() != class {
                self.at = here;
                return;
            }
        }
    }

    /// To the next word, `count` times. `in_line`: the last of them may end with its line, as an
    /// operator wants it.
    pub(super) fn word(&mut self, count: usize, in_line: bool) -> bool {
        for left in (0..count).rev() {
            let class = self.class();
            let last_line = self.buffer.line_of(self.at) + 1 >= self.buffer.line_count();
            let stop = in_line && left == 0;
            let moved = self.next();
            if moved == Moved::No || (moved != Moved::Inside && last_line) {
                return false;
            }
            if moved != Moved::Inside && stop {
                return true;
            }
            if class != 0 {
                while self.class() == class {
                    let moved = self.next();
                    if moved == Moved::No || (moved != Moved::Inside && stop) {
                        return true;
                    }
                }
            }
            while self.class() == 0 {
                if self.on_empty_line() {
                    break;
                }
                let moved = self.next();
                if moved == Moved::No || (moved != Moved::Inside && last_line) {
                    return true;
                }
            }
        }
        true
    }

    /// Over everything of one class; `false` at the end of the text.
    fn skip(&mut self, class: u8, step: fn(&mut Self) -> Moved) -> bool {
        while self.class() == class {
            if step(self) == Moved::No {
                return false;
            }
        }
        true
    }

    /// To the start of a word, `count` times back. `stop`: a start that it stands on counts.
    pub(super) fn word_back(&mut self, count: usize, mut stop: bool) -> bool {
        for _ in 0..count {
            let class = self.class();
            if self.back() == Moved::No {
                return false;
            }
            let inside = !stop || class == self.class() || class == 0;
            stop = false;
            if inside {
                let mut found = false;
                while self.class() == 0 {
                    if self.on_empty_line() {
                        found = true;
                        break;
                    }
                    if self.back() == Moved::No {
                        return true;
                    }
                }
                if found {
                    continue;
                }
                let class = self.class();
                if !self.skip(class, Self::back) {
                    return true;
                }
            }
            self.next();
        }
        true
    }

    /// To the last grapheme of a word, `count` times. `stop`: one that it stands on counts;
    /// `empty`: so does an empty line.
    pub(super) fn word_end(&mut self, count: usize, mut stop: bool, empty: bool) -> bool {
        for _ in 0..count {
            let class = self.class();
            if self.next() == Moved::No {
                return false;
            }
            let first = std::mem::replace(&mut stop, false);
            if class != 0 && self.class() == class {
                if !self.skip(class, Self::next) {
                    return false;
                }
            } else if !first || class == 0 {
                let mut found = false;
                while self.class() == 0 {
                    if empty && self.on_empty_line() {
                        found = true;
                        break;
                    }
                    if self.next() == Moved::No {
                        return false;
                    }
                }
                if found {
                    continue;
                }
                let class = self.class();
                if !self.skip(class, Self::next) {
                    return false;
                }
            }
            self.back();
        }
        true
    }

    /// To the last grapheme of the word before, `count` times. `in_line`: or to the line's start.
    pub(super) fn word_end_back(&mut self, count: usize, in_line: bool) -> bool {
        for _ in 0..count {
            let class = self.class();
            let moved = self.back();
            if moved == Moved::No {
                return false;
            }
            if in_line && moved == Moved::Line {
                return true;
            }
            while class != 0 && self.class() == class {
                let moved = self.back();
                if moved == Moved::No || (in_line && moved == Moved::Line) {
                    return true;
                }
            }
            while self.class() == 0 && !self.on_empty_line() {
                let moved = self.back();
                if moved == Moved::No || (in_line && moved == Moved::Line) {
                    return true;
                }
            }
        }
        true
    }
}

/// What vim makes words of: letters, signs, pictures, and each script that has no blanks.
pub(super) fn class(c: char, big: bool) -> u8 {
    match c {
        ' ' | '\t' | '\u{a0}' | '\u{3000}' => 0,
        c if big && c.is_whitespace() => 0,
        _ if big => 1,
        '\u{3040}'..='\u{309f}' => 4,
        '\u{30a0}'..='\u{30ff}' | '\u{ff66}'..='\u{ff9f}' => 5,
        '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' => 6,
        '\u{ac00}'..='\u{d7a3}' => 7,
        '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' => 3,
        c if c.is_alphanumeric() || c == '_' => 2,
        _ => 1,
    }
}
