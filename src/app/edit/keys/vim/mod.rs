//! vim's keys. A run of keys is read by [`parse`] until it is a command; commands change the
//! editor and nothing else.
//!
//! Source: vim's help, and vim itself: `tests/data/vim`.

#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "each match names the few keys or motions that it is about"
)]
#![allow(
    clippy::unused_self,
    clippy::unnecessary_wraps,
    reason = "commands read alike, whatever each of them needs"
)]

mod command;
mod ex;
mod insert;
mod motion;
mod object;
mod operate;
mod parse;
mod register;
mod search;
mod words;

use std::collections::BTreeMap;
use std::collections::VecDeque;
use std::fmt;
use std::ops::Range;

use crate::app::edit::command::Command;
use crate::app::edit::command::Outcome;
use crate::app::edit::cursor::Motion;
use crate::app::edit::editor::Editor;
use crate::app::edit::grapheme;
use crate::app::edit::keys::Shape;
use crate::app::edit::keys::Sign;
use crate::app::edit::keys::Typing;
use crate::app::edit::keys::Wish;
use crate::app::edit::keys::vim::motion::Goal;
use crate::app::edit::keys::vim::motion::onto;
pub(in crate::app::edit::keys) use crate::app::edit::keys::vim::operate::filled;
use crate::app::edit::keys::vim::parse::BACKSPACE;
use crate::app::edit::keys::vim::parse::DELETE;
use crate::app::edit::keys::vim::parse::ESC;
use crate::app::edit::keys::vim::parse::Go;
use crate::app::edit::keys::vim::parse::Stop;
use crate::app::edit::keys::vim::parse::Verb;
pub use crate::app::edit::keys::vim::register::Content;
use crate::app::edit::keys::vim::register::Registers;
use crate::app::edit::motion::Direction;
use crate::app::edit::motion::Side;
use crate::app::edit::operate::Edit;
use crate::app::key::Code;
use crate::app::key::Key;

/// Keys that one press may play by macros.
const PLAYED_MAX: usize = 100_000;
/// Where keys without a character stand in a run of keys.
const ARROWS: u32 = 0xf700;

/// A command that cannot be done: a macro that it stands in ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Beep;

pub(super) type Done<T = ()> = Result<T, Beep>;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Mode {
    #[default]
    Normal,
    Insert,
    Overwrite,
    /// The end of the selection that stays, and whether it is of lines.
    Visual(usize, bool),
}

/// A change that can be done again.
#[derive(Clone, PartialEq, Eq)]
struct Change {
    verb: Verb,
    /// What was typed then.
    typed: Vec<char>,
    /// How much was selected.
    span: Option<Span>,
}

/// The size of a selection.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Span {
    lines: bool,
    /// Lines beyond the first.
    more: usize,
    /// Graphemes in the last line; `None` to its end.
    graphemes: Option<usize>,
}

/// What is being written in insert mode.
#[derive(Clone, Default, PartialEq, Eq)]
struct Session {
    count: usize,
    typed: Vec<char>,
    start: usize,
    /// Whether each of `count` opens a line, below or above.
    opens: Option<Direction>,
    /// What was written over, the last one last.
    over: Vec<Option<String>>,
    /// Keys that wait for a character: `Ctrl-R`, `Ctrl-V`.
    waits: Option<char>,
}

/// All that vim's keys remember. `Debug` tells no text.
#[derive(Clone, Default, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is one thing that is going on"
)]
pub struct Vim {
    mode: Mode,
    pending: Vec<char>,
    queue: VecDeque<char>,
    registers: Registers,
    /// Lines and bytes in them, from 0.
    marks: BTreeMap<char, (usize, usize)>,
    find: Option<(char, Direction, Side)>,
    search: Option<(String, Direction, bool)>,
    substitute: Option<(String, String, bool)>,
    goal: Option<Goal>,
    row_goal: Option<usize>,
    recording: Option<(char, Vec<char>)>,
    played: Option<char>,
    last: Option<Change>,
    session: Session,
    /// The selection before, as lines or not.
    selected_lines: bool,
    replaying: bool,
    /// A macro is played, and is one step of undo.
    playing: bool,
    /// The last key could not be done.
    failed: bool,
}

impl fmt::Debug for Vim {
    /// The mode only: registers and patterns are private.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vim({:?})", self.mode)
    }
}

/// The editor under the keys.
pub(super) struct Hand<'a> {
    pub(super) ed: &'a mut Editor,
    at_ms: i64,
    typing: Typing<'a>,
    wishes: Vec<Wish>,
}

impl Hand<'_> {
    pub(super) fn say(&mut self, text: impl Into<String>) {
        self.wishes.push(Wish::Say(text.into()));
    }

    fn moved(&mut self, motion: Motion) -> usize {
        self.ed.where_to(motion)
    }

    fn apply(&mut self, command: &Command) -> Done {
        match self.ed.apply(command, self.at_ms) {
            Outcome::TooLong => {
                self.wishes.push(Wish::TooLong);
                Err(Beep)
            }
            Outcome::Unchanged | Outcome::Moved | Outcome::Edited => Ok(()),
        }
    }

    /// The first place in the row that `H`, `M` or `L` mean.
    fn row_in_window(&self, go: &Go, count: usize) -> usize {
        let rows = self.ed.rows_shown();
        let row = match go {
            Go::High => count - 1,
            Go::Low => rows.saturating_sub(count),
            _ => (rows - 1) / 2,
        };
        self.ed.place_of_row(row.min(rows - 1))
    }
}

impl Vim {
    /// Does what `key` means; `None` where it is not one of vim's.
    pub fn press(
        &mut self,
        editor: &mut Editor,
        key: Key,
        at_ms: i64,
        typing: Typing<'_>,
    ) -> Option<Vec<Wish>> {
        if key.alt && self.is_writing() && matches!(key.code, Code::Char(_)) {
            // A terminal sends Alt as Escape before the key: two keys pressed fast look alike.
            let mut wishes = self.press(editor, Key::plain(Code::Esc), at_ms, typing)?;
            let next = Key { alt: false, ..key };
            wishes.extend(self.press(editor, next, at_ms, typing).unwrap_or_default());
            return Some(wishes);
        }
        let key = self.character(key)?;
        let mut hand = Hand {
            ed: editor,
            at_ms,
            typing,
            wishes: Vec::new(),
        };
        if let Some((_, keys)) = &mut self.recording {
            keys.push(key);
        }
        self.queue.clear();
        self.failed = false;
        let mut next = Some(key);
        for _ in 0..PLAYED_MAX {
            let Some(key) = next else { break };
            if self.step(&mut hand, key).is_err() {
                self.failed = true;
                break;
            }
            if !self.queue.is_empty() && !self.playing {
                hand.ed.begin_group();
                self.playing = true;
            }
            next = self.queue.pop_front();
        }
        self.queue.clear();
        if std::mem::take(&mut self.playing) && !self.is_writing() {
            hand.ed.end_group();
        }
        self.rest(&mut hand);
        Some(hand.wishes)
    }

    /// Whether the last key could not be done.
    pub fn has_failed(&self) -> bool {
        self.failed
    }

    /// What is in a register, by its name.
    pub fn register(&self, name: char) -> Option<&Content> {
        self.registers.get(Some(name))
    }

    /// Another text: places in the old one are forgotten.
    pub fn open(&mut self, editor: &mut Editor) {
        self.mode = Mode::Normal;
        self.pending.clear();
        self.marks.clear();
        self.recording = None;
        self.follow(editor);
    }

    /// Follows a caret or a selection that something else has put.
    pub fn follow(&mut self, editor: &mut Editor) {
        self.goal = None;
        self.row_goal = None;
        if self.is_writing() {
            return;
        }
        self.pending.clear();
        let at = editor.caret().at;
        if let Some(selected) = editor.selection() {
            let buffer = editor.buffer();
            let last = object::last(buffer, &selected);
            let (anchor, caret) = if at == selected.start {
                (last, selected.start)
            } else {
                (selected.start, last)
            };
            self.mode = Mode::Visual(anchor, false);
            editor.set_caret(caret);
            self.show(editor);
        } else {
            self.mode = Mode::Normal;
            let to = onto(editor.buffer(), at);
            if to != at {
                editor.set_caret(to);
            }
        }
    }

    /// What the status line says.
    pub fn sign(&self) -> Sign {
        let (mode, shape) = match self.mode {
            Mode::Normal => ("NORMAL", Shape::Block),
            Mode::Insert => ("INSERT", Shape::Bar),
            Mode::Overwrite => ("REPLACE", Shape::Line),
            Mode::Visual(_, false) => ("VISUAL", Shape::Block),
            Mode::Visual(_, true) => ("VISUAL LINE", Shape::Block),
        };
        let shown = self.pending.iter().map(|key| match key {
            c if c.is_control() => {
                format!("^{}", char::from_u32(u32::from(*c) ^ 64).unwrap_or('?'))
            }
            c => c.to_string(),
        });
        let is_line = self
            .pending
            .iter()
            .any(|key| matches!(key, ':' | '/' | '?'))
            && parse::parse(&self.pending, self.is_visual()) == Err(Stop::More);
        Sign {
            mode,
            pending: if is_line {
                typed_line(&self.pending)
            } else {
                shown.collect()
            },
            is_line,
            recording: self.recording.as_ref().map(|(name, _)| *name),
            shape,
        }
    }

    fn is_visual(&self) -> bool {
        matches!(self.mode, Mode::Visual(..))
    }

    /// Whether letters are written, not read as commands.
    pub fn is_writing(&self) -> bool {
        matches!(self.mode, Mode::Insert | Mode::Overwrite)
    }

    fn caret(&self, hand: &Hand<'_>) -> usize {
        hand.ed.caret().at
    }

    /// The character that stands for `key` in a run of keys; `None` where vim does not take it.
    fn character(&self, key: Key) -> Option<char> {
        let writing = self.is_writing();
        if key.alt {
            return None;
        }
        if key.ctrl {
            let Code::Char(c) = key.code else { return None };
            let taken = if writing {
                "[chrtduvw"
            } else {
                "[abcdefhnpruxywj"
            };
            return match c.to_ascii_lowercase() {
                'c' | '[' => Some(ESC),
                c if taken.contains(c) => char::from_u32(u32::from(c) & 31),
                _ => None,
            };
        }
        Some(match key.code {
            Code::Char(c) => c,
            Code::Esc => ESC,
            Code::Enter => '\r',
            Code::Backspace => BACKSPACE,
            Code::Tab if key.shift => return None,
            Code::Tab => '\t',
            Code::Delete => DELETE,
            code if writing => {
                if key.shift {
                    return None;
                }
                let number = ARROW_KEYS.iter().position(|arrow| *arrow == code)?;
                char::from_u32(ARROWS + u32::try_from(number).unwrap_or(0))?
            }
            Code::Left => 'h',
            Code::Right => 'l',
            Code::Up => 'k',
            Code::Down => 'j',
            Code::Home => '0',
            Code::End => '$',
            Code::PageUp => '\x02',
            Code::PageDown => '\x06',
            Code::Insert => 'i',
            Code::F(_) => return None,
        })
    }

    fn step(&mut self, hand: &mut Hand<'_>, key: char) -> Done {
        if self.is_writing() {
            return self.write(hand, key);
        }
        if self.pending.is_empty() && key == 'q' && self.recording.is_some() {
            if let Some((name, mut keys)) = self.recording.take() {
                keys.pop();
                let text = keys.into_iter().collect();
                self.registers.write(name, Content { text, lines: false });
            }
            return Ok(());
        }
        self.pending.push(key);
        match parse::parse(&self.pending, self.is_visual()) {
            Err(Stop::More) => Ok(()),
            Err(Stop::Wrong) => {
                self.pending.clear();
                if key == ESC { Ok(()) } else { Err(Beep) }
            }
            Ok(verb) => {
                self.pending.clear();
                self.command(hand, verb)
            }
        }
    }

    /// Brings the caret to where it may stand, and shows the selection.
    fn rest(&mut self, hand: &mut Hand<'_>) {
        if self.is_writing() {
            return;
        }
        let at = self.caret(hand);
        if !self.is_visual() {
            let to = onto(hand.ed.buffer(), at);
            if to != at || hand.ed.selection().is_some() {
                hand.ed.set_caret(to);
            }
        }
        self.show(hand.ed);
    }

    fn show(&self, editor: &mut Editor) {
        if let Mode::Visual(anchor, lines) = self.mode {
            let range = selected(editor, anchor, lines);
            editor.show_selected(range);
        }
    }

    /// Goes on in normal mode; what was selected is remembered.
    fn leave_visual(&mut self, hand: &Hand<'_>) {
        if let Mode::Visual(anchor, lines) = self.mode {
            let at = self.caret(hand);
            self.set_mark(hand, '<', anchor.min(at));
            self.set_mark(hand, '>', anchor.max(at));
            self.selected_lines = lines;
            // Which end the caret was on.
            self.set_mark(hand, '\u{1}', anchor);
            self.set_mark(hand, '\u{2}', at);
            self.mode = Mode::Normal;
        }
    }

    fn set_mark(&mut self, hand: &Hand<'_>, name: char, at: usize) {
        let buffer = hand.ed.buffer();
        let line = buffer.line_of(at);
        self.marks
            .insert(name, (line, at - buffer.line_start(line)));
    }

    /// Where a mark stands, in bytes.
    fn mark(&self, hand: &Hand<'_>, name: char) -> Option<usize> {
        let name = if name == '`' { '\'' } else { name };
        let (line, column) = match self.marks.get(&name) {
            Some(mark) => *mark,
            None if name == '\'' => (0, 0),
            None => return None,
        };
        let buffer = hand.ed.buffer();
        if line >= buffer.line_count() {
            return None;
        }
        let line = buffer.line(line);
        Some(grapheme::floor(buffer, (line.start + column).min(line.end)))
    }

    /// Moves the marks behind a change that began in `line` and made `before` lines of text
    /// `after`.
    fn move_marks(&mut self, line: usize, before: usize, after: usize, whole: bool) {
        if before == after {
            return;
        }
        let gone = before.saturating_sub(after);
        let first = line + usize::from(!whole);
        self.marks.retain(|name, mark| {
            if mark.0 < first {
                return true;
            }
            if mark.0 < first + gone {
                mark.0 = line;
                return !name.is_ascii_lowercase();
            }
            mark.0 = mark.0 + after - before;
            true
        });
    }

    /// Changes the text, and lets the marks follow.
    fn edit(&mut self, hand: &mut Hand<'_>, range: Range<usize>, text: &str, caret: usize) -> Done {
        let buffer = hand.ed.buffer();
        let line = buffer.line_of(range.start);
        let removed = buffer.slice(range.clone());
        let lines = buffer.line_count();
        // Lines that go, or come, with the line end before them are those behind it.
        let whole = (removed.ends_with('\n') || text.ends_with('\n'))
            && range.start == buffer.line_start(line);
        let start = range.start;
        hand.apply(&Command::Edit(Edit::new(range, text).caret(caret)))?;
        let after = hand.ed.buffer().line_count();
        self.move_marks(line, lines, after, whole);
        self.set_mark(hand, '.', start);
        Ok(())
    }
}

const ARROW_KEYS: &[Code] = &[
    Code::Left,
    Code::Right,
    Code::Up,
    Code::Down,
    Code::Home,
    Code::End,
    Code::PageUp,
    Code::PageDown,
];

/// The bytes of a selection: of its ends, both graphemes are in it.
fn selected(editor: &Editor, anchor: usize, lines: bool) -> Range<usize> {
    let buffer = editor.buffer();
    let at = editor.caret().at;
    let (start, end) = (anchor.min(at), anchor.max(at).min(buffer.len()));
    if lines {
        let last = buffer.line_of(end);
        return buffer.line_start(buffer.line_of(start))..buffer.line_start(last + 1);
    }
    start..grapheme::next(buffer, end)
}

/// The line of the command line in `keys`, as it stands after its corrections.
fn typed_line(keys: &[char]) -> String {
    let mut line = String::new();
    for key in keys {
        match *key {
            BACKSPACE | DELETE => {
                line.pop();
            }
            c => line.push(c),
        }
    }
    line
}

#[cfg(test)]
mod tests;
