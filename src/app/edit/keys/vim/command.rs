//! What each command of normal and visual mode does.

use crate::app::edit::buffer::Buffer;
use crate::app::edit::command::Command;
use crate::app::edit::grapheme;
use crate::app::edit::keys::Wish;
use crate::app::edit::keys::vim::Beep;
use crate::app::edit::keys::vim::Change;
use crate::app::edit::keys::vim::Content;
use crate::app::edit::keys::vim::Done;
use crate::app::edit::keys::vim::Hand;
use crate::app::edit::keys::vim::Mode;
use crate::app::edit::keys::vim::Registers;
use crate::app::edit::keys::vim::Span;
use crate::app::edit::keys::vim::Vim;
use crate::app::edit::keys::vim::motion::Goal;
use crate::app::edit::keys::vim::motion::last_of;
use crate::app::edit::keys::vim::motion::letter;
use crate::app::edit::keys::vim::motion::onto;
use crate::app::edit::keys::vim::object;
use crate::app::edit::keys::vim::parse::Go;
use crate::app::edit::keys::vim::parse::Op;
use crate::app::edit::keys::vim::parse::Scroll;
use crate::app::edit::keys::vim::parse::Thing;
use crate::app::edit::keys::vim::parse::Verb;
use crate::app::edit::keys::vim::parse::What;
use crate::app::edit::motion::Direction;
use crate::app::edit::operate;
use crate::app::edit::operate::Case;

/// Whether the dot does it again.
fn is_change(what: &What) -> bool {
    match what {
        What::Operate(op, ..) | What::Lines(op) | What::Selection(op) => *op != Op::Yank,
        What::Insert(_)
        | What::Overwrite
        | What::Put { .. }
        | What::Replace(_)
        | What::Join(_)
        | What::Swap
        | What::Add(_) => true,
        What::Go(_)
        | What::Thing(_)
        | What::Hit(_)
        | What::Undo
        | What::Redo
        | What::Repeat
        | What::Visual(_)
        | What::Reselect
        | What::OtherEnd
        | What::Record(_)
        | What::Play(_)
        | What::Mark(_)
        | What::Line(_)
        | What::Scroll(_)
        | What::Leave(_)
        | What::Nothing => false,
    }
}

impl Vim {
    /// Does a command, as one step of undo; one that begins to write ends with the writing.
    pub(super) fn command(&mut self, hand: &mut Hand<'_>, verb: Verb) -> Done {
        if verb
            .register
            .is_some_and(|name| !Registers::is_one(name) && name != '/')
        {
            return Err(Beep);
        }
        let steps = matches!(verb.what, What::Undo | What::Redo);
        let span = self.span(hand);
        let own_step = !steps && !self.playing;
        if own_step {
            hand.ed.begin_group();
        }
        let done = self.run(hand, &verb);
        if own_step && !self.is_writing() {
            hand.ed.end_group();
        }
        if !matches!(
            verb.what,
            What::Go(_) | What::Visual(_) | What::Thing(_) | What::Hit(_)
        ) {
            self.goal = None;
            self.row_goal = None;
        }
        if done.is_ok() && is_change(&verb.what) {
            self.last = Some(Change {
                verb,
                typed: Vec::new(),
                span,
            });
        }
        if done.is_ok() && !self.is_writing() {
            self.settle(hand);
        }
        done
    }

    /// Brings the caret onto a grapheme; in visual mode it may stand on a line's end.
    fn settle(&mut self, hand: &mut Hand<'_>) {
        let at = self.caret(hand);
        if !self.is_visual() {
            let to = onto(hand.ed.buffer(), at);
            if to != at {
                hand.ed.set_caret(to);
            }
        }
    }

    fn run(&mut self, hand: &mut Hand<'_>, verb: &Verb) -> Done {
        let count = verb.count;
        match &verb.what {
            What::Go(go) => self.go(hand, go, count),
            What::Operate(op, force, target) => {
                let area = self.area(hand, *op, *force, target, count)?;
                self.operate(hand, *op, area, verb.register, 1)
            }
            What::Lines(op) if self.is_visual() => {
                self.on_selection(hand, *op, Some(true), verb.register, count)
            }
            What::Lines(op) => {
                let area = self.lines_area(hand, *op, count.unwrap_or(1))?;
                self.operate(hand, *op, area, verb.register, 1)
            }
            What::Selection(op) => self.on_selection(hand, *op, None, verb.register, count),
            What::Thing(thing) => self.select_thing(hand, *thing, count.unwrap_or(1)),
            What::Hit(way) => self.select_hit(hand, *way),
            What::Insert(begin) => self.begin(hand, *begin, count.unwrap_or(1)),
            What::Overwrite => self.begin_overwriting(hand, count.unwrap_or(1)),
            What::Put { side, behind } => self.put(hand, verb.register, *side, *behind, count),
            What::Replace(with) => self.replace(hand, *with, count.unwrap_or(1)),
            What::Join(blank) => self.join(hand, *blank, count),
            What::Swap => self.swap(hand, count.unwrap_or(1)),
            What::Undo => self.undo(hand, &Command::Undo, count.unwrap_or(1)),
            What::Redo => self.undo(hand, &Command::Redo, count.unwrap_or(1)),
            What::Repeat => self.repeat(hand, count),
            What::Visual(lines) => self.visual(hand, *lines, count),
            What::Reselect => self.reselect(hand),
            What::OtherEnd => {
                let at = self.caret(hand);
                if let Mode::Visual(anchor, _) = &mut self.mode {
                    let to = std::mem::replace(anchor, at);
                    hand.ed.set_caret(to);
                }
                Ok(())
            }
            What::Record(name) => {
                if !name.is_ascii_alphanumeric() && *name != '"' {
                    return Err(Beep);
                }
                self.recording = Some((*name, Vec::new()));
                Ok(())
            }
            What::Play(name) => self.play(hand, *name, count.unwrap_or(1)),
            What::Mark(name) => {
                let name = if *name == '`' { '\'' } else { *name };
                if !name.is_ascii_alphabetic() && name != '\'' {
                    return Err(Beep);
                }
                let at = self.caret(hand);
                self.set_mark(hand, name, at);
                Ok(())
            }
            What::Line(line) => {
                self.leave_visual(hand);
                self.line(hand, line)
            }
            What::Add(sign) => {
                let count = i64::try_from(count.unwrap_or(1)).unwrap_or(1);
                self.add(hand, sign * count)
            }
            What::Scroll(scroll) => {
                self.scroll(hand, *scroll, count.unwrap_or(1));
                Ok(())
            }
            What::Leave(saved) => {
                let wish = if *saved {
                    Wish::SaveAndLeave
                } else {
                    Wish::LeaveAsDraft
                };
                hand.wishes.push(wish);
                Ok(())
            }
            What::Nothing => {
                self.leave_visual(hand);
                Ok(())
            }
        }
    }

    fn go(&mut self, hand: &mut Hand<'_>, go: &Go, count: Option<usize>) -> Done {
        let at = self.caret(hand);
        let aim = self.aim(hand, go, count, None)?;
        let by_rows = matches!(
            go,
            Go::Down | Go::Up | Go::RowDown | Go::RowUp | Go::HalfPage(_) | Go::Page(_)
        );
        if !by_rows || count.is_some() && matches!(go, Go::Down | Go::Up) {
            self.row_goal = None;
        }
        if aim.jump && aim.to != at {
            self.set_mark(hand, '\'', at);
        }
        hand.ed.set_caret(aim.to);
        self.goal = aim.goal;
        Ok(())
    }

    /// Goes as far as there is text, before a motion fails.
    pub(super) fn go_and_fail(&mut self, hand: &mut Hand<'_>, to: usize) {
        hand.ed.set_caret(to);
        self.goal = None;
        self.row_goal = None;
    }

    fn select_thing(&mut self, hand: &mut Hand<'_>, thing: Thing, count: usize) -> Done {
        let Mode::Visual(anchor, lines) = self.mode else {
            return Err(Beep);
        };
        let at = self.caret(hand);
        let buffer = hand.ed.buffer();
        let selected = (anchor != at).then_some((anchor, at));
        let taken = object::take(buffer, at, thing, count, selected)?;
        if taken.bytes.is_empty() {
            return Err(Beep);
        }
        let last = if taken.lines {
            onto(buffer, taken.bytes.end)
        } else {
            object::last(buffer, &taken.bytes)
        };
        let is_lines = if taken.lines {
            true
        } else {
            lines && selected.is_some()
        };
        let (from, to) = if at < anchor {
            (anchor, taken.bytes.start)
        } else {
            (taken.bytes.start, last)
        };
        self.mode = Mode::Visual(from, is_lines);
        hand.ed.set_caret(to);
        Ok(())
    }

    /// Selects the hit at the caret or the next one; of a selection, its end goes there.
    fn select_hit(&mut self, hand: &mut Hand<'_>, way: Direction) -> Done {
        let at = self.caret(hand);
        let buffer = hand.ed.buffer();
        let from = match (&self.mode, way) {
            (Mode::Visual(..), Direction::On) => grapheme::next(buffer, at),
            (Mode::Visual(..), Direction::Back) => grapheme::previous(buffer, at),
            _ => at,
        };
        let hit = self.hit(hand, from, way)?;
        let last = object::last(hand.ed.buffer(), &hit);
        let (begin, end) = match way {
            Direction::On => (hit.start, last),
            Direction::Back => (last, hit.start),
        };
        let anchor = match self.mode {
            Mode::Visual(anchor, _) => anchor,
            _ => begin,
        };
        self.mode = Mode::Visual(anchor, false);
        hand.ed.set_caret(end);
        Ok(())
    }

    fn visual(&mut self, hand: &mut Hand<'_>, lines: bool, count: Option<usize>) -> Done {
        match self.mode {
            Mode::Visual(_, was) if was == lines => self.leave_visual(hand),
            Mode::Visual(anchor, _) => self.mode = Mode::Visual(anchor, lines),
            _ => {
                let at = self.caret(hand);
                self.mode = Mode::Visual(at, lines);
                if let Some(count) = count.filter(|count| *count > 1) {
                    let go = if lines { Go::Down } else { Go::Right };
                    self.go(hand, &go, Some(count - 1)).ok();
                }
            }
        }
        Ok(())
    }

    fn reselect(&mut self, hand: &mut Hand<'_>) -> Done {
        let anchor = self.mark(hand, '\u{1}').ok_or(Beep)?;
        let at = self.mark(hand, '\u{2}').ok_or(Beep)?;
        self.leave_visual(hand);
        self.mode = Mode::Visual(anchor, self.selected_lines);
        hand.ed.set_caret(at);
        Ok(())
    }

    /// How much is selected.
    fn span(&self, hand: &Hand<'_>) -> Option<Span> {
        let Mode::Visual(anchor, lines) = self.mode else {
            return None;
        };
        let buffer = hand.ed.buffer();
        let at = self.caret(hand);
        let (start, end) = (anchor.min(at), anchor.max(at));
        let (first, last) = (buffer.line_of(start), buffer.line_of(end));
        let from = if first == last {
            start
        } else {
            buffer.line_start(last)
        };
        Some(Span {
            lines,
            more: last - first,
            graphemes: (self.goal != Some(Goal::End)).then(|| graphemes(buffer, from, end) + 1),
        })
    }

    /// Selects as much as `span` from the caret on.
    fn select_span(&mut self, hand: &mut Hand<'_>, span: Span) {
        let buffer = hand.ed.buffer();
        let at = self.caret(hand);
        let first = buffer.line_of(at);
        let last = (first + span.more).min(buffer.line_count() - 1);
        let line = buffer.line(last);
        let mut end = if span.more == 0 { at } else { line.start };
        for _ in 1..span.graphemes.unwrap_or(usize::MAX) {
            if end >= line.end {
                break;
            }
            end = grapheme::next(buffer, end).min(line.end);
        }
        if span.graphemes.is_some() {
            end = end.min(last_of(buffer, &line)).max(line.start);
        }
        self.mode = Mode::Visual(at, span.lines);
        hand.ed.set_caret(end);
    }

    fn repeat(&mut self, hand: &mut Hand<'_>, count: Option<usize>) -> Done {
        let mut change = self.last.clone().ok_or(Beep)?;
        if count.is_some() {
            change.verb.count = count;
        }
        // A put from a numbered register goes on with the next one.
        if let (What::Put { .. }, Some(name @ '1'..='8')) =
            (&change.verb.what, change.verb.register)
        {
            change.verb.register = char::from_u32(u32::from(name) + 1);
        }
        self.replaying = true;
        if let Some(span) = change.span {
            self.select_span(hand, span);
        }
        let mut done = self.run(hand, &change.verb);
        if done.is_ok() && self.is_writing() {
            for key in &change.typed {
                done = done.and_then(|()| self.write(hand, *key));
            }
            if self.is_writing() {
                done = done.and(self.write(hand, super::ESC));
            }
        }
        self.replaying = false;
        self.last = Some(change);
        done
    }

    fn play(&mut self, hand: &mut Hand<'_>, name: char, count: usize) -> Done {
        let name = if name == '@' {
            self.played.ok_or(Beep)?
        } else {
            name
        };
        if name == ':' {
            return Err(Beep);
        }
        let Some(content) = self.registers.get(Some(name)) else {
            hand.say(format!("register {name} is empty"));
            return Err(Beep);
        };
        let mut keys: Vec<char> = content
            .text
            .chars()
            .map(|c| if c == '\n' { '\r' } else { c })
            .collect();
        if content.lines && keys.last() != Some(&'\r') {
            keys.push('\r');
        }
        self.played = Some(name);
        for _ in 0..count {
            if self.queue.len() > super::PLAYED_MAX {
                break;
            }
            for key in keys.iter().rev() {
                self.queue.push_front(*key);
            }
        }
        Ok(())
    }

    fn undo(&mut self, hand: &mut Hand<'_>, command: &Command, count: usize) -> Done {
        self.leave_visual(hand);
        for step in 0..count {
            let back = *command == Command::Undo;
            let mut place = hand.ed.last_step().filter(|_| back);
            let version = hand.ed.version();
            hand.apply(command)?;
            if hand.ed.version() == version {
                if step == 0 {
                    hand.say(if back {
                        "nothing to undo"
                    } else {
                        "nothing to do again"
                    });
                    return Err(Beep);
                }
                break;
            }
            if !back {
                place = hand.ed.last_step();
            }
            let Some((caret, start)) = place else { break };
            let buffer = hand.ed.buffer();
            // Both are places of a text that may be another one now.
            let (caret, start) = (buffer.char_floor(caret), buffer.char_floor(start));
            let mut line = buffer.line_of(start);
            let began = buffer.line_of(caret);
            if began + 1 == line {
                line = began;
            }
            let to = if line == began {
                caret.min(buffer.line(line).end)
            } else {
                letter(buffer, line)
            };
            hand.ed.set_caret(to);
        }
        Ok(())
    }

    fn put(
        &mut self,
        hand: &mut Hand<'_>,
        register: Option<char>,
        side: Direction,
        behind: bool,
        count: Option<usize>,
    ) -> Done {
        let count = count.unwrap_or(1);
        let mut content = match self.registers.get(register) {
            Some(content) => content.clone(),
            None if self.is_visual() => Content::default(),
            None => return Err(Beep),
        };
        let mut side = side;
        let mut split = None;
        if let Mode::Visual(_, lines) = self.mode {
            let keep = side == Direction::Back;
            let register = if keep { Some('_') } else { None };
            let range = super::selected(hand.ed, self.anchor(), lines);
            let to_end = range.end >= hand.ed.buffer().len();
            self.on_selection(hand, Op::Delete, None, register, None)?;
            side = Direction::Back;
            let buffer = hand.ed.buffer();
            if lines {
                // Lines give way to lines, whatever was copied.
                if !content.lines {
                    content.text.push('\n');
                    content.lines = true;
                }
                if to_end && range.start > 0 {
                    side = Direction::On;
                }
                if buffer.is_empty() {
                    content.text.pop();
                    content.lines = false;
                    let text = content.text.repeat(count);
                    self.edit(hand, 0..0, &text, 0)?;
                    hand.ed.set_caret(letter(hand.ed.buffer(), 0));
                    return Ok(());
                }
            } else {
                hand.ed.set_caret(range.start);
                split = content.lines.then_some(range.start);
            }
        }
        let at = self.caret(hand);
        let buffer = hand.ed.buffer();
        let text = content.text.repeat(count);
        if text.len() > crate::model::limits::DRAFT_BYTES_MAX {
            hand.wishes.push(Wish::TooLong);
            return Err(Beep);
        }
        let number = buffer.line_of(at);
        let line = buffer.line(number);
        if let Some(at) = split {
            let text = format!("\n{text}");
            self.edit(hand, at..at, &text, at)?;
            let to = letter(hand.ed.buffer(), number + 1);
            hand.ed.set_caret(to);
            return Ok(());
        }
        if content.lines {
            let first = if side == Direction::On {
                let text = format!("\n{}", text.strip_suffix('\n').unwrap_or(&text));
                self.edit(hand, line.end..line.end, &text, line.end)?;
                number + 1
            } else {
                self.edit(hand, line.start..line.start, &text, line.start)?;
                number
            };
            let lines = text.matches('\n').count();
            let buffer = hand.ed.buffer();
            self.set_mark_line(hand, '[', first);
            self.set_mark_line(hand, ']', first + lines.saturating_sub(1));
            let to = if behind {
                buffer.line_start((first + lines).min(buffer.line_count() - 1))
            } else {
                letter(buffer, first)
            };
            hand.ed.set_caret(to);
            return Ok(());
        }
        let place = if side == Direction::On && at < line.end {
            grapheme::next(buffer, at).min(line.end)
        } else {
            at
        };
        self.edit(hand, place..place, &text, place)?;
        let end = place + text.len();
        let buffer = hand.ed.buffer();
        let to = if behind {
            end
        } else if text.contains('\n') {
            place
        } else {
            grapheme::previous(buffer, end).max(place)
        };
        self.set_mark(hand, '[', place);
        let last = grapheme::previous(hand.ed.buffer(), end).max(place);
        self.set_mark(hand, ']', last);
        hand.ed.set_caret(to);
        if behind {
            self.mode = Mode::Normal;
        }
        Ok(())
    }

    fn set_mark_line(&mut self, hand: &Hand<'_>, name: char, line: usize) {
        let at = hand.ed.buffer().line_start(line);
        self.set_mark(hand, name, at);
    }

    pub(super) fn anchor(&self) -> usize {
        match self.mode {
            Mode::Visual(anchor, _) => anchor,
            Mode::Normal | Mode::Insert | Mode::Overwrite => 0,
        }
    }

    fn replace(&mut self, hand: &mut Hand<'_>, with: char, count: usize) -> Done {
        if let Mode::Visual(anchor, lines) = self.mode {
            let range = super::selected(hand.ed, anchor, lines);
            let text = hand.ed.buffer().slice(range.clone());
            let mut new = String::with_capacity(text.len());
            for piece in unicode_segmentation::UnicodeSegmentation::graphemes(text.as_str(), true) {
                if piece.contains('\n') {
                    new.push_str(piece);
                } else {
                    new.push(with);
                }
            }
            self.leave_visual(hand);
            let start = if lines {
                letter(hand.ed.buffer(), hand.ed.buffer().line_of(range.start))
            } else {
                range.start
            };
            let at = range.start;
            self.edit(hand, range, &new, at)?;
            hand.ed.set_caret(start.max(at));
            return Ok(());
        }
        let at = self.caret(hand);
        let buffer = hand.ed.buffer();
        let line = buffer.line(buffer.line_of(at));
        let mut end = at;
        for _ in 0..count {
            if end >= line.end {
                return Err(Beep);
            }
            end = grapheme::next(buffer, end).min(line.end);
        }
        if with == '\n' {
            let line = buffer.line_of(at);
            self.edit(hand, at..end, "\n", at)?;
            hand.ed.set_caret(letter(hand.ed.buffer(), line + 1));
            return Ok(());
        }
        let text = with.to_string().repeat(count);
        let to = at + text.len() - with.len_utf8();
        self.edit(hand, at..end, &text, to)
    }

    fn join(&mut self, hand: &mut Hand<'_>, blank: bool, count: Option<usize>) -> Done {
        let at = self.caret(hand);
        let buffer = hand.ed.buffer();
        let last_line = buffer.line_count() - 1;
        let (first, lines) = if let Mode::Visual(anchor, _) = self.mode {
            let (a, b) = (buffer.line_of(anchor), buffer.line_of(at));
            (a.min(b), a.abs_diff(b) + 1)
        } else {
            (buffer.line_of(at), count.unwrap_or(2))
        };
        if first == last_line || (first + 1 > last_line && lines <= 2) {
            self.leave_visual(hand);
            return Err(Beep);
        }
        let last = (first + lines.max(2) - 1).min(last_line);
        self.leave_visual(hand);
        self.join_lines(hand, first, last, blank)
    }

    /// Makes one line of the lines `first` to `last`; the caret goes to where the last one begins.
    pub(super) fn join_lines(
        &mut self,
        hand: &mut Hand<'_>,
        first: usize,
        last: usize,
        blank: bool,
    ) -> Done {
        let buffer = hand.ed.buffer();
        let start = buffer.line(first).start;
        let mut text = buffer.slice(buffer.line(first));
        let mut caret = text.len();
        for line in first + 1..=last {
            let next = buffer.slice(buffer.line(line));
            caret = text.len();
            if !blank {
                text.push_str(&next);
                continue;
            }
            let next = next.trim_start_matches([' ', '\t']);
            let apart = !next.is_empty()
                && !next.starts_with(')')
                && !text.is_empty()
                && !text.ends_with([' ', '\t']);
            if apart {
                text.push(' ');
            }
            text.push_str(next);
        }
        let end = buffer.line(last).end;
        let from = buffer.line(first).end;
        let tail = text.get(from - start..).unwrap_or_default().to_owned();
        self.edit(hand, from..end, &tail, start + caret)
    }

    fn swap(&mut self, hand: &mut Hand<'_>, count: usize) -> Done {
        let at = self.caret(hand);
        let buffer = hand.ed.buffer();
        let line = buffer.line(buffer.line_of(at));
        if line.is_empty() {
            return Err(Beep);
        }
        let mut end = at;
        for _ in 0..count {
            if end < line.end {
                end = grapheme::next(buffer, end).min(line.end);
            }
        }
        let text = operate::in_case(&buffer.slice(at..end), Case::Toggle);
        let to = at + text.len();
        self.edit(hand, at..end, &text, to)
    }

    fn add(&mut self, hand: &mut Hand<'_>, by: i64) -> Done {
        let at = self.caret(hand);
        let buffer = hand.ed.buffer();
        let line = buffer.line(buffer.line_of(at));
        let text = buffer.slice(line.clone());
        let bytes = text.as_bytes();
        let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        let mut start = at - line.start;
        if digit(start) {
            while start > 0 && digit(start - 1) {
                start -= 1;
            }
        } else {
            while start < bytes.len() && !digit(start) {
                start += 1;
            }
        }
        let mut end = start;
        while digit(end) {
            end += 1;
        }
        if start == end {
            return Err(Beep);
        }
        if start > 0 && bytes.get(start - 1) == Some(&b'-') {
            start -= 1;
        }
        let old = text.get(start..end).unwrap_or_default();
        let number: i64 = old.parse().map_err(|_| Beep)?;
        let new = number.saturating_add(by);
        let digits = old.trim_start_matches('-').len();
        let zeros = old.trim_start_matches('-').starts_with('0');
        let mut new_text = new.unsigned_abs().to_string();
        if zeros {
            new_text = format!("{new_text:0>digits$}");
        }
        if new < 0 {
            new_text.insert(0, '-');
        }
        let from = line.start + start;
        let to = from + new_text.len() - 1;
        self.edit(hand, from..line.start + end, &new_text, to)
    }

    fn scroll(&mut self, hand: &mut Hand<'_>, scroll: Scroll, count: usize) {
        let rows = hand.ed.size().1;
        match scroll {
            Scroll::RowDown | Scroll::RowUp => {
                for _ in 0..count.min(usize::from(u16::MAX)) {
                    hand.ed.scroll_row(scroll == Scroll::RowDown);
                }
            }
            Scroll::CaretToTop => hand.ed.put_caret_in_row(0),
            Scroll::CaretToMiddle => hand.ed.put_caret_in_row(rows / 2),
            Scroll::CaretToBottom => hand.ed.put_caret_in_row(rows.saturating_sub(1)),
        }
    }
}

/// How many graphemes `from` lies before `to`.
fn graphemes(buffer: &Buffer, from: usize, to: usize) -> usize {
    let text = buffer.slice(from..to);
    unicode_segmentation::UnicodeSegmentation::graphemes(text.as_str(), true).count()
}
