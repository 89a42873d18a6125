//! Insert and replace mode.

use crate::app::edit::command::Command;
use crate::app::edit::grapheme;
use crate::app::edit::keys::vim::ARROW_KEYS;
use crate::app::edit::keys::vim::ARROWS;
use crate::app::edit::keys::vim::BACKSPACE;
use crate::app::edit::keys::vim::DELETE;
use crate::app::edit::keys::vim::Done;
use crate::app::edit::keys::vim::ESC;
use crate::app::edit::keys::vim::Hand;
use crate::app::edit::keys::vim::Mode;
use crate::app::edit::keys::vim::Session;
use crate::app::edit::keys::vim::Vim;
use crate::app::edit::keys::vim::parse::Begin;
use crate::app::edit::keys::vim::parse::What;
use crate::app::edit::keys::vim::words::Walk;
use crate::app::edit::motion;
use crate::app::edit::motion::Direction;
use crate::app::key::Code;
use crate::app::key::Key;

impl Vim {
    /// Begins to write.
    pub(super) fn begin(&mut self, hand: &mut Hand<'_>, begin: Begin, count: usize) -> Done {
        if let Mode::Visual(anchor, lines) = self.mode {
            let range = super::selected(hand.ed, anchor, false);
            let at = self.caret(hand);
            self.leave_visual(hand);
            let buffer = hand.ed.buffer();
            let to = match (begin, lines) {
                (Begin::Behind, false) => range
                    .end
                    .min(buffer.line(buffer.line_of(at.max(anchor))).end),
                (Begin::Behind, true) => {
                    let line = buffer.line(buffer.line_of(at));
                    grapheme::next(buffer, at).min(line.end).max(at)
                }
                (_, _) => buffer.line_start(buffer.line_of(range.start)),
            };
            hand.ed.set_caret(to);
            self.begin_here(hand, count);
            return Ok(());
        }
        let at = self.caret(hand);
        let buffer = hand.ed.buffer();
        let number = buffer.line_of(at);
        let line = buffer.line(number);
        let mut opens = None;
        let to = match begin {
            Begin::Here => at,
            Begin::Behind if at < line.end => grapheme::next(buffer, at).min(line.end),
            Begin::Behind | Begin::LineEnd => line.end.max(at),
            Begin::LineStart => motion::first_non_blank(buffer, number),
            Begin::ColumnOne => line.start,
            Begin::LastTime => self.mark(hand, '^').unwrap_or(at),
            Begin::Below => {
                opens = Some(Direction::On);
                self.edit(hand, line.end..line.end, "\n", line.end + 1)?;
                hand.ed.caret().at
            }
            Begin::Above => {
                opens = Some(Direction::Back);
                self.edit(hand, line.start..line.start, "\n", line.start)?;
                line.start
            }
        };
        hand.ed.set_caret(to);
        self.begin_here(hand, count);
        self.session.opens = opens;
        Ok(())
    }

    /// Begins to write where the caret is.
    pub(super) fn begin_here(&mut self, hand: &Hand<'_>, count: usize) {
        self.mode = Mode::Insert;
        self.session = Session {
            count,
            start: self.caret(hand),
            ..Session::default()
        };
    }

    pub(super) fn begin_overwriting(&mut self, hand: &Hand<'_>, count: usize) -> Done {
        self.begin_here(hand, count);
        self.mode = Mode::Overwrite;
        Ok(())
    }

    /// A key in insert or replace mode.
    pub(super) fn write(&mut self, hand: &mut Hand<'_>, key: char) -> Done {
        if key == ESC && self.session.waits.take().is_none() {
            return self.end(hand);
        }
        self.session.typed.push(key);
        self.write_key(hand, key)
    }

    fn write_key(&mut self, hand: &mut Hand<'_>, key: char) -> Done {
        let lines = hand.ed.buffer().line_count();
        let line = hand.ed.buffer().line_of(self.caret(hand));
        let done = self.type_key(hand, key);
        let after = hand.ed.buffer().line_count();
        let here = hand.ed.buffer().line_of(self.caret(hand));
        self.move_marks(line.min(here), lines, after, false);
        done
    }

    fn type_key(&mut self, hand: &mut Hand<'_>, key: char) -> Done {
        match self.session.waits.take() {
            Some('r') => {
                let text = self.registers.get(Some(key)).cloned().unwrap_or_default();
                return hand.apply(&Command::Paste(text.text.into()));
            }
            Some(_) => return hand.apply(&Command::Insert(key.into())),
            None => {}
        }
        match key {
            '\x12' => self.session.waits = Some('r'),
            '\x16' => self.session.waits = Some('v'),
            '\x14' => return hand.apply(&Command::Indent),
            '\x04' => return hand.apply(&Command::Dedent),
            '\x17' | '\x15' => return self.delete_back(hand, key == '\x17'),
            BACKSPACE if self.mode == Mode::Overwrite => return self.take_back(hand),
            c if self.mode == Mode::Overwrite && !c.is_control() && !is_arrow(c) => {
                return self.write_over(hand, c);
            }
            c => return self.type_plainly(hand, c),
        }
        Ok(())
    }

    /// A key as the plain editor has it.
    fn type_plainly(&mut self, hand: &mut Hand<'_>, key: char) -> Done {
        let Some(command) = (hand.typing)(plain(key)) else {
            return Ok(());
        };
        let moves = is_arrow(key);
        if moves {
            // What is typed elsewhere is another change.
            hand.ed.end_group();
        }
        hand.apply(&command)?;
        if moves {
            hand.ed.begin_group();
            self.session.typed.clear();
            self.session.count = 1;
            self.session.opens = None;
            self.session.start = self.caret(hand);
            if let Some(last) = &mut self.last {
                last.verb.what = What::Insert(Begin::Here);
                last.verb.count = None;
                last.span = None;
            }
        }
        Ok(())
    }

    /// Deletes the word before the caret, or the line; first only what was typed now.
    fn delete_back(&mut self, hand: &mut Hand<'_>, word: bool) -> Done {
        let at = self.caret(hand);
        let buffer = hand.ed.buffer();
        let line = buffer.line(buffer.line_of(at));
        let mut to = if at == line.start {
            grapheme::previous(buffer, at)
        } else if word {
            let mut walk = Walk::new(buffer, at, false);
            walk.back();
            while walk.class() == 0 && walk.at > line.start {
                walk.back();
            }
            walk.back_in_line();
            walk.at
        } else {
            line.start
        };
        if self.session.start < at {
            to = to.max(self.session.start);
        }
        if to == at {
            return Ok(());
        }
        self.edit(hand, to..at, "", to)
    }

    fn write_over(&mut self, hand: &mut Hand<'_>, c: char) -> Done {
        let at = self.caret(hand);
        let buffer = hand.ed.buffer();
        let line = buffer.line(buffer.line_of(at));
        let end = if at < line.end {
            grapheme::next(buffer, at).min(line.end)
        } else {
            at
        };
        let old = (end > at).then(|| buffer.slice(at..end));
        self.session.over.push(old);
        let text = c.to_string();
        self.edit(hand, at..end, &text, at + text.len())
    }

    /// Puts back what was written over last.
    fn take_back(&mut self, hand: &mut Hand<'_>) -> Done {
        let at = self.caret(hand);
        let buffer = hand.ed.buffer();
        let start = grapheme::previous(buffer, at);
        if let Some(old) = self.session.over.pop() {
            self.edit(hand, start..at, &old.unwrap_or_default(), start)
        } else {
            hand.ed.set_caret(start);
            Ok(())
        }
    }

    /// Escape: what was typed is done as often as was asked for, and is one step of undo.
    fn end(&mut self, hand: &mut Hand<'_>) -> Done {
        let session = std::mem::take(&mut self.session);
        let typed = session.typed;
        let mut done = Ok(());
        for _ in 1..session.count {
            if typed.is_empty() && session.opens.is_none() {
                break;
            }
            if session.opens.is_some() {
                let buffer = hand.ed.buffer();
                let line = buffer.line(buffer.line_of(self.caret(hand)));
                done = self.edit(hand, line.end..line.end, "\n", line.end + 1);
            }
            for key in &typed {
                done = done.and_then(|()| self.write_key(hand, *key));
            }
            if done.is_err() {
                break;
            }
        }
        let at = self.caret(hand);
        self.set_mark(hand, '^', at);
        let buffer = hand.ed.buffer();
        let line = buffer.line(buffer.line_of(at));
        if at > line.start {
            let to = grapheme::previous(buffer, at).max(line.start);
            hand.ed.set_caret(to);
        }
        self.mode = Mode::Normal;
        if !self.replaying {
            if !self.playing {
                hand.ed.end_group();
            }
            if let Some(last) = &mut self.last {
                last.typed = typed;
            }
        }
        done
    }
}

fn is_arrow(c: char) -> bool {
    arrow(c).is_some()
}

fn arrow(c: char) -> Option<Code> {
    let number = u32::from(c).checked_sub(ARROWS)?;
    ARROW_KEYS.get(usize::try_from(number).ok()?).copied()
}

/// The key that a character of a run of keys stands for.
fn plain(c: char) -> Key {
    Key::plain(match c {
        '\r' | '\n' => Code::Enter,
        '\t' => Code::Tab,
        BACKSPACE => Code::Backspace,
        DELETE => Code::Delete,
        c => arrow(c).unwrap_or(Code::Char(c)),
    })
}
