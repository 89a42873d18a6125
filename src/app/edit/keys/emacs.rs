//! emacs' keys: motions, the mark, the kill ring, counts.
//!
//! Source: GNU Emacs manual, "Basic", "Mark", "Killing".

use std::fmt;
use std::ops::Range;

use crate::app::edit::command::Command;
use crate::app::edit::command::Outcome;
use crate::app::edit::cursor::Motion;
use crate::app::edit::editor::Editor;
use crate::app::edit::grapheme;
use crate::app::edit::keys::Sign;
use crate::app::edit::keys::Typing;
use crate::app::edit::keys::Wish;
use crate::app::edit::keys::vim::filled;
use crate::app::edit::motion;
use crate::app::edit::operate;
use crate::app::edit::operate::Case;
use crate::app::edit::operate::Edit;
use crate::app::key::Code;
use crate::app::key::Key;

/// Texts that the kill ring holds.
const RING_MAX: usize = 60;
/// Counts are cut here.
const COUNT_MAX: usize = 9_999;

/// What the last key did, where the next one asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Last {
    #[default]
    Other,
    Kill,
    /// Put in a text that begins here; from which end of the ring.
    Yank(usize, usize),
}

/// All that emacs' keys remember. `Debug` tells no text.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Emacs {
    ring: Vec<String>,
    mark: Option<usize>,
    /// Whether moving chooses.
    active: bool,
    /// Whether Ctrl-X waits for another key.
    prefix: bool,
    /// What Ctrl-U began to count, and whether digits were typed.
    count: Option<(usize, bool)>,
    last: Last,
}

impl fmt::Debug for Emacs {
    /// No text: what was killed is private.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Emacs({} killed)", self.ring.len())
    }
}

/// The editor under the keys.
struct Hand<'a> {
    ed: &'a mut Editor,
    at_ms: i64,
    wishes: Vec<Wish>,
}

impl Hand<'_> {
    fn apply(&mut self, command: &Command) {
        if self.ed.apply(command, self.at_ms) == Outcome::TooLong {
            self.wishes.push(Wish::TooLong);
        }
    }

    fn edit(&mut self, range: Range<usize>, text: impl Into<String>, caret: usize) {
        let edit = Edit::new(range, text.into()).caret(caret);
        self.apply(&Command::Edit(edit));
    }

    fn at(&self) -> usize {
        self.ed.caret().at
    }
}

impl Emacs {
    /// Does what `key` means; `None` where it is not one of emacs'.
    pub fn press(
        &mut self,
        editor: &mut Editor,
        key: Key,
        at_ms: i64,
        typing: Typing<'_>,
    ) -> Option<Vec<Wish>> {
        let mut hand = Hand {
            ed: editor,
            at_ms,
            wishes: Vec::new(),
        };
        if std::mem::take(&mut self.prefix) {
            self.after_prefix(&mut hand, key);
            return Some(hand.wishes);
        }
        if self.counts(key) {
            return Some(hand.wishes);
        }
        let count = self.count.take().map_or(1, |(count, _)| count);
        let last = std::mem::take(&mut self.last);
        let done = if let Some(motion) = motion_of(key) {
            for _ in 0..count {
                let command = if self.active {
                    Command::Extend(motion)
                } else {
                    Command::Move(motion)
                };
                hand.apply(&command);
            }
            true
        } else if key.typed().is_some() {
            // Typing puts nothing in the place of a region here.
            self.drop_region(&mut hand);
            let command = typing(key)?;
            for _ in 0..count {
                hand.apply(&command);
            }
            true
        } else {
            self.verb(&mut hand, key, count, last)
        };
        if !done {
            self.last = last;
            return None;
        }
        Some(hand.wishes)
    }

    /// Another text: the mark goes, what was killed stays.
    pub fn open(&mut self) {
        *self = Self {
            ring: std::mem::take(&mut self.ring),
            ..Self::default()
        };
    }

    /// Something else has moved the caret.
    pub fn follow(&mut self, _: &mut Editor) {
        self.active = false;
        self.prefix = false;
        self.count = None;
        self.last = Last::Other;
    }

    /// What the status line says.
    pub fn sign(&self) -> Sign {
        let mut pending = String::new();
        if let Some((count, _)) = self.count {
            pending = format!("C-u {count}");
        }
        if self.prefix {
            "C-x".clone_into(&mut pending);
        }
        Sign {
            mode: if self.active { "MARK" } else { "" },
            pending,
            ..Sign::default()
        }
    }

    /// Whether `key` only adds to a count.
    fn counts(&mut self, key: Key) -> bool {
        if is(key, true, false, 'u') {
            let (count, _) = self.count.unwrap_or((1, false));
            self.count = Some((count.saturating_mul(4).min(COUNT_MAX), false));
            return true;
        }
        let digit = key.typed().and_then(|c| c.to_digit(10));
        if let (Some((count, typed)), Some(digit)) = (self.count, digit) {
            let before = if typed { count } else { 0 };
            let digit = usize::try_from(digit).unwrap_or(0);
            self.count = Some(((before * 10 + digit).min(COUNT_MAX), true));
            return true;
        }
        false
    }

    fn after_prefix(&mut self, hand: &mut Hand<'_>, key: Key) {
        self.last = Last::Other;
        match (key.code, key.ctrl) {
            (Code::Char('s'), true) => hand.wishes.push(Wish::Save),
            (Code::Char('c'), true) => hand.wishes.push(Wish::SaveAndLeave),
            (Code::Char('x'), true) => self.exchange(hand),
            (Code::Char('u'), false) => hand.apply(&Command::Undo),
            (Code::Char('k'), false) => hand.wishes.push(Wish::LeaveAsDraft),
            (Code::Char('l'), false) => hand.wishes.push(Wish::Lock),
            (Code::Char('h'), false) => {
                self.mark = Some(0);
                self.active = true;
                hand.apply(&Command::SelectAll);
            }
            (Code::Char('g'), true) | (Code::Esc, _) => {}
            _ => hand
                .wishes
                .push(Wish::Say(format!("C-x {} means nothing here", key.hint()))),
        }
    }

    fn verb(&mut self, hand: &mut Hand<'_>, key: Key, count: usize, last: Last) -> bool {
        let Code::Char(c) = key.code else {
            return self.named(hand, key, count, last);
        };
        let c = c.to_ascii_lowercase();
        match (c, key.ctrl, key.alt) {
            ('x', true, false) => self.prefix = true,
            ('g', true, false) => {
                self.drop_region(hand);
                hand.apply(&Command::SelectNone);
            }
            (' ' | '@' | '2', true, false) => {
                hand.apply(&Command::SelectNone);
                self.mark = Some(hand.at());
                self.active = true;
            }
            ('d', true, false) => self.delete(hand, &Command::Delete, count),
            ('h', true, false) => self.delete(hand, &Command::Backspace, count),
            ('k', true, false) => self.kill_line(hand, count, last),
            ('d', false, true) => self.kill_to(hand, Motion::WordRight, count, last),
            ('w', true, false) => self.kill_region(hand, last),
            ('w', false, true) => self.copy_region(hand),
            ('y', true, false) => self.yank(hand, 0),
            ('y', false, true) => self.yank_before(hand, last),
            ('/' | '_' | '7', true, false) => {
                for _ in 0..count {
                    hand.apply(&Command::Undo);
                }
            }
            ('/' | '_', true, true) => hand.apply(&Command::Redo),
            ('s' | 'r', true, false) => hand.wishes.push(Wish::Find(c == 's')),
            ('%', false, true) => hand.wishes.push(Wish::Replace),
            ('g', false, true) => hand.wishes.push(Wish::GoToLine),
            ('x', false, true) => hand.wishes.push(Wish::Commands),
            ('\\' | ' ', false, true) => around_blanks(hand, c == ' '),
            ('l', true, false) => {
                let rows = hand.ed.size().1;
                hand.ed.put_caret_in_row(rows / 2);
            }
            ('o', true, false) => {
                let at = hand.at();
                hand.edit(at..at, "\n".repeat(count), at);
            }
            ('j', true, false) => hand.apply(&Command::Newline),
            ('t', true, false) => swap_letters(hand),
            ('t', false, true) => swap_words(hand),
            ('u', false, true) => case(hand, Case::Upper, count),
            ('l', false, true) => case(hand, Case::Lower, count),
            ('c', false, true) => case(hand, Case::Title, count),
            ('q', false, true) => fill(hand),
            _ => return false,
        }
        true
    }

    /// Keys that have a name.
    fn named(&mut self, hand: &mut Hand<'_>, key: Key, count: usize, last: Last) -> bool {
        match (key.code, key.alt) {
            (Code::Backspace, true) => self.kill_to(hand, Motion::WordLeft, count, last),
            (Code::Backspace, false) if !key.ctrl => self.delete(hand, &Command::Backspace, count),
            (Code::Delete, false) if !key.ctrl => self.delete(hand, &Command::Delete, count),
            (Code::Esc, _) => {
                // Escape ends a region first; without one the program's own meaning counts.
                if !self.active {
                    return false;
                }
                self.drop_region(hand);
                hand.apply(&Command::SelectNone);
            }
            _ => return false,
        }
        true
    }

    fn drop_region(&mut self, hand: &mut Hand<'_>) {
        if std::mem::take(&mut self.active) {
            hand.apply(&Command::SelectNone);
        }
    }

    fn delete(&mut self, hand: &mut Hand<'_>, command: &Command, count: usize) {
        self.active = false;
        for _ in 0..count {
            hand.apply(command);
        }
    }

    /// The bytes between mark and caret.
    fn region(&self, hand: &Hand<'_>) -> Option<Range<usize>> {
        if let Some(selected) = hand.ed.selection() {
            return Some(selected);
        }
        let mark = self.mark?.min(hand.ed.buffer().len());
        let mark = grapheme::floor(hand.ed.buffer(), mark);
        let at = hand.at();
        (mark != at).then(|| mark.min(at)..mark.max(at))
    }

    fn exchange(&mut self, hand: &mut Hand<'_>) {
        let Some(mark) = self.mark else { return };
        let at = hand.at();
        let anchor = at;
        hand.apply(&Command::Select { anchor, at: mark });
        self.mark = Some(at);
        self.active = true;
    }

    /// Deletes a stretch and keeps it; with what was killed just before.
    fn kill(&mut self, hand: &mut Hand<'_>, range: Range<usize>, last: Last, back: bool) {
        if range.is_empty() {
            return;
        }
        let text = hand.ed.buffer().slice(range.clone());
        let start = range.start;
        match self.ring.last_mut() {
            Some(newest) if last == Last::Kill && back => newest.insert_str(0, &text),
            Some(newest) if last == Last::Kill => newest.push_str(&text),
            _ => {
                self.ring.push(text);
                if self.ring.len() > RING_MAX {
                    self.ring.remove(0);
                }
            }
        }
        hand.edit(range, "", start);
        self.active = false;
        self.last = Last::Kill;
    }

    fn kill_line(&mut self, hand: &mut Hand<'_>, count: usize, last: Last) {
        let at = hand.at();
        let buffer = hand.ed.buffer();
        let number = buffer.line_of(at);
        let line = buffer.line(number);
        let end = if count > 1 {
            buffer.line_start(number + count)
        } else if at >= line.end {
            buffer.line_start(number + 1)
        } else {
            line.end
        };
        self.kill(hand, at..end.max(at), last, false);
    }

    fn kill_to(&mut self, hand: &mut Hand<'_>, motion: Motion, count: usize, last: Last) {
        hand.apply(&Command::SelectNone);
        let from = hand.at();
        for _ in 0..count {
            hand.apply(&Command::Move(motion));
        }
        let to = hand.at();
        self.kill(hand, from.min(to)..from.max(to), last, to < from);
    }

    fn kill_region(&mut self, hand: &mut Hand<'_>, last: Last) {
        match self.region(hand) {
            Some(range) => self.kill(hand, range, last, false),
            None => hand
                .wishes
                .push(Wish::Say("no region: C-space sets the mark".to_owned())),
        }
    }

    fn copy_region(&mut self, hand: &mut Hand<'_>) {
        let Some(range) = self.region(hand) else {
            hand.wishes
                .push(Wish::Say("no region: C-space sets the mark".to_owned()));
            return;
        };
        let text = hand.ed.buffer().slice(range);
        hand.wishes.push(Wish::Copy(text.clone()));
        self.ring.push(text);
        self.drop_region(hand);
        hand.apply(&Command::SelectNone);
    }

    /// Puts in the text killed `back` kills before the last.
    fn yank(&mut self, hand: &mut Hand<'_>, back: usize) {
        self.drop_region(hand);
        let newest = self.ring.len().checked_sub(1 + back);
        let Some(text) = newest.and_then(|newest| self.ring.get(newest)).cloned() else {
            hand.wishes
                .push(Wish::Say("nothing was killed yet".to_owned()));
            return;
        };
        let at = hand.at();
        let end = at + text.len();
        self.mark = Some(at);
        hand.edit(at..at, text, end);
        self.last = Last::Yank(at, back);
    }

    fn yank_before(&mut self, hand: &mut Hand<'_>, last: Last) {
        let Last::Yank(start, back) = last else {
            hand.wishes
                .push(Wish::Say("M-y only follows C-y".to_owned()));
            return;
        };
        let at = hand.at();
        hand.edit(start.min(at)..at, "", start.min(at));
        self.yank(hand, (back + 1) % self.ring.len().max(1));
    }
}

fn is(key: Key, ctrl: bool, alt: bool, c: char) -> bool {
    key.ctrl == ctrl && key.alt == alt && key.code == Code::Char(c)
}

fn motion_of(key: Key) -> Option<Motion> {
    let Code::Char(c) = key.code else {
        return arrow(key);
    };
    Some(match (c, key.ctrl, key.alt) {
        ('a', true, false) => Motion::LineStart,
        ('e', true, false) => Motion::LineEnd,
        ('f', true, false) => Motion::Right,
        ('b', true, false) => Motion::Left,
        ('n', true, false) => Motion::Down,
        ('p', true, false) => Motion::Up,
        ('v', true, false) => Motion::PageDown,
        ('v', false, true) => Motion::PageUp,
        ('f', false, true) => Motion::WordRight,
        ('b', false, true) => Motion::WordLeft,
        ('a', false, true) => Motion::PreviousSentence,
        ('e', false, true) => Motion::NextSentence,
        ('{', false, true) => Motion::PreviousParagraph,
        ('}', false, true) => Motion::NextParagraph,
        ('<', false, true) => Motion::TextStart,
        ('>', false, true) => Motion::TextEnd,
        ('m', false, true) => Motion::FirstNonBlank,
        _ => return None,
    })
}

#[allow(clippy::wildcard_enum_match_arm, reason = "other keys do not move")]
fn arrow(key: Key) -> Option<Motion> {
    if key.ctrl || key.alt || key.shift {
        return None;
    }
    Some(match key.code {
        Code::Left => Motion::Left,
        Code::Right => Motion::Right,
        Code::Up => Motion::Up,
        Code::Down => Motion::Down,
        Code::Home => Motion::LineStart,
        Code::End => Motion::LineEnd,
        Code::PageUp => Motion::PageUp,
        Code::PageDown => Motion::PageDown,
        _ => return None,
    })
}

/// Lets the letters around the caret change places; at a line's end, the two before it.
fn swap_letters(hand: &mut Hand<'_>) {
    let buffer = hand.ed.buffer();
    let line = buffer.line(buffer.line_of(hand.at()));
    let mut middle = hand.at();
    if middle >= line.end {
        middle = grapheme::previous(buffer, middle);
    }
    if middle <= line.start {
        return;
    }
    let start = grapheme::previous(buffer, middle);
    let end = grapheme::next(buffer, middle).min(line.end);
    let text = buffer.slice(middle..end) + &buffer.slice(start..middle);
    hand.edit(start..end, text, end);
}

/// Lets the word before the caret and the one behind it change places.
fn swap_words(hand: &mut Hand<'_>) {
    let second_end = hand.ed.where_to(Motion::WordRight);
    hand.apply(&Command::SelectNone);
    hand.ed.set_caret(second_end);
    let second = hand.ed.where_to(Motion::WordLeft);
    hand.ed.set_caret(second);
    let first = hand.ed.where_to(Motion::WordLeft);
    hand.ed.set_caret(first);
    let first_end = hand.ed.where_to(Motion::WordRight);
    hand.ed.set_caret(second_end);
    if first_end > second || first >= first_end || second >= second_end {
        return;
    }
    let buffer = hand.ed.buffer();
    let text = buffer.slice(second..second_end)
        + &buffer.slice(first_end..second)
        + &buffer.slice(first..first_end);
    hand.edit(first..second_end, text, second_end);
}

/// Leaves none of the blanks around the caret, or one.
fn around_blanks(hand: &mut Hand<'_>, one: bool) {
    let at = hand.at();
    let buffer = hand.ed.buffer();
    let line = buffer.line(buffer.line_of(at));
    let at = at.clamp(line.start, line.end);
    let (before, behind) = (buffer.slice(line.start..at), buffer.slice(at..line.end));
    let kept = before.trim_end_matches([' ', '\t']).len();
    let gone = behind.len() - behind.trim_start_matches([' ', '\t']).len();
    let start = line.start + kept;
    let text = if one { " " } else { "" };
    hand.edit(start..at + gone, text, start + text.len());
}

/// Writes the words from the caret on in another way.
fn case(hand: &mut Hand<'_>, case: Case, count: usize) {
    hand.apply(&Command::SelectNone);
    for _ in 0..count {
        let at = hand.at();
        let end = hand.ed.where_to(Motion::WordRight);
        if end <= at {
            return;
        }
        let text = operate::in_case(&hand.ed.buffer().slice(at..end), case);
        let to = at + text.len();
        hand.edit(at..end, text, to);
    }
}

/// Breaks the paragraph's lines anew.
fn fill(hand: &mut Hand<'_>) {
    let buffer = hand.ed.buffer();
    let lines = motion::block(buffer, buffer.line_of(hand.at()));
    let last = lines.end.saturating_sub(1).max(lines.start);
    let text = filled(buffer, lines.start, last);
    let start = buffer.line_start(lines.start);
    let end = buffer.line(last).end;
    let to = start + text.len();
    hand.edit(start..end, text, to);
}
