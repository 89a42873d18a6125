//! Operators: what they act on, and what they do to it.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::app::edit::buffer::Buffer;
use crate::app::edit::command::Command;
use crate::app::edit::grapheme;
use crate::app::edit::keys::Wish;
use crate::app::edit::keys::vim::Beep;
use crate::app::edit::keys::vim::Content;

use crate::app::edit::keys::vim::Done;
use crate::app::edit::keys::vim::Hand;
use crate::app::edit::keys::vim::Mode;
use crate::app::edit::keys::vim::Vim;
use crate::app::edit::keys::vim::motion::Goal;
use crate::app::edit::keys::vim::motion::Reach;
use crate::app::edit::keys::vim::motion::letter;
use crate::app::edit::keys::vim::object;
use crate::app::edit::keys::vim::parse::Force;
use crate::app::edit::keys::vim::parse::Op;
use crate::app::edit::keys::vim::parse::Target;
use crate::app::edit::motion;
use crate::app::edit::operate;
use crate::app::edit::operate::Case;
use crate::app::edit::prefix::prefix;
use crate::app::edit::width;

/// Cells that a filled line has at most.
const FILLED_CELLS: usize = 79;

/// What an operator acts on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Area {
    /// The bytes; of lines, any in the first and the last.
    pub(super) bytes: Range<usize>,
    /// Whether whole lines are meant.
    pub(super) lines: bool,
    /// Where the caret goes, where the text stays.
    pub(super) caret: usize,
    /// Whether what is deleted counts as much.
    pub(super) is_large: bool,
}

impl Vim {
    pub(super) fn area(
        &mut self,
        hand: &mut Hand<'_>,
        op: Op,
        force: Option<Force>,
        target: &Target,
        count: Option<usize>,
    ) -> Done<Area> {
        let at = self.caret(hand);
        let (from, to, mut reach, is_large) = match target {
            Target::Thing(thing) => {
                let buffer = hand.ed.buffer();
                let taken = object::take(buffer, at, *thing, count.unwrap_or(1), None)?;
                if taken.bytes.is_empty() && op != Op::Change && !taken.lines {
                    return Err(Beep);
                }
                let reach = if taken.lines {
                    Reach::Lines
                } else {
                    Reach::Exclusive
                };
                (taken.bytes.start, taken.bytes.end, reach, false)
            }
            Target::Hit(way) => {
                let hit = self.hit(hand, at, *way)?;
                // Undo comes back to it.
                hand.ed.set_caret(hit.start);
                (hit.start, hit.end, Reach::Exclusive, false)
            }
            Target::Go(go) => {
                let aim = self.aim(hand, go, count, Some(op))?;
                if aim.jump {
                    self.set_mark(hand, '\'', at);
                }
                (aim.from.unwrap_or(at), aim.to, aim.reach, aim.is_large)
            }
        };
        let is_thing = match target {
            Target::Thing(thing) => thing.sign != 's',
            Target::Hit(_) => true,
            Target::Go(_) => false,
        };
        reach = match (force, reach) {
            (None, reach) => reach,
            (Some(Force::Lines), _) => Reach::Lines,
            (Some(Force::Characters), Reach::Exclusive) => Reach::Inclusive,
            (Some(Force::Characters), _) => Reach::Exclusive,
        };
        let buffer = hand.ed.buffer();
        let (start, mut end) = (from.min(to), from.max(to));
        let first = buffer.line_of(start);
        if reach == Reach::Inclusive {
            let line = buffer.line(buffer.line_of(end));
            if end < line.end {
                end = grapheme::next(buffer, end).min(line.end);
            }
        }
        let last = buffer.line_of(end);
        if reach == Reach::Exclusive && !is_thing && first < last && end == buffer.line_start(last)
        {
            end = buffer.line(last - 1).end;
            if start <= motion::first_non_blank(buffer, first) && force.is_none() {
                reach = Reach::Lines;
            }
        }
        let mut lines = reach == Reach::Lines;
        // What begins a line and ends one is lines, when it is deleted.
        if !lines && op == Op::Delete && force.is_none() {
            let last = buffer.line_of(end);
            let rest = buffer.slice(end..buffer.line(last).end);
            let in_indent = start <= motion::first_non_blank(buffer, first);
            lines = first < last && in_indent && rest.trim_start_matches([' ', '\t']).is_empty();
        }
        if !lines && start == end && op != Op::Change && op != Op::Yank {
            return Err(Beep);
        }
        Ok(Area {
            bytes: start..end,
            lines,
            caret: start,
            is_large,
        })
    }

    /// `count` lines from the caret's on.
    pub(super) fn lines_area(&self, hand: &Hand<'_>, op: Op, count: usize) -> Done<Area> {
        let at = self.caret(hand);
        let buffer = hand.ed.buffer();
        let first = buffer.line_of(at);
        let last = first + count.max(1) - 1;
        if count > 1 && first + 1 == buffer.line_count() {
            return Err(Beep);
        }
        let caret = if matches!(op, Op::Upper | Op::Lower | Op::Swap) {
            buffer.line_start(first)
        } else {
            at
        };
        let end = buffer.line(last.min(buffer.line_count() - 1)).end;
        Ok(Area {
            bytes: at..end.max(at),
            lines: true,
            caret,
            is_large: false,
        })
    }

    /// Operates on what is selected, as lines where `lines` says so.
    pub(super) fn on_selection(
        &mut self,
        hand: &mut Hand<'_>,
        op: Op,
        lines: Option<bool>,
        register: Option<char>,
        count: Option<usize>,
    ) -> Done {
        let Mode::Visual(anchor, was_lines) = self.mode else {
            return Err(Beep);
        };
        let lines = lines.unwrap_or(was_lines) || matches!(op, Op::Right | Op::Left | Op::Fill);
        let mut bytes = super::selected(hand.ed, anchor, false);
        let buffer = hand.ed.buffer();
        if self.goal == Some(Goal::End) && !lines {
            let line = buffer.line_of(self.caret(hand));
            bytes.end = bytes.end.max(buffer.line_start(line + 1));
        }
        let first = buffer.line_of(bytes.start);
        let caret = if lines && op != Op::Yank {
            letter(buffer, first)
        } else if lines {
            buffer.line_start(first)
        } else {
            bytes.start
        };
        if lines {
            // The end of the last line, not the line behind it.
            let at = self.caret(hand).max(anchor);
            bytes.end = buffer.line(buffer.line_of(at)).end;
        }
        self.leave_visual(hand);
        let area = Area {
            bytes,
            lines,
            caret,
            is_large: false,
        };
        self.operate(hand, op, area, register, count.unwrap_or(1))
    }

    pub(super) fn operate(
        &mut self,
        hand: &mut Hand<'_>,
        op: Op,
        area: Area,
        register: Option<char>,
        times: usize,
    ) -> Done {
        let buffer = hand.ed.buffer();
        let first = buffer.line_of(area.bytes.start);
        let last = buffer.line_of(area.bytes.end.max(area.bytes.start));
        let whole = buffer.line_start(first)..buffer.line(last).end;
        self.set_mark(hand, '[', area.bytes.start);
        let end = area.bytes.end;
        let buffer = hand.ed.buffer();
        let end = if area.bytes.is_empty() {
            end
        } else {
            grapheme::previous(buffer, end).max(area.bytes.start)
        };
        self.set_mark(hand, ']', end);
        match op {
            Op::Yank => {
                let content = self.content(hand, &area, &whole);
                if matches!(register, Some('+' | '*')) {
                    hand.wishes.push(Wish::Copy(content.text.clone()));
                }
                self.registers.yank(register, content);
                hand.ed.set_caret(area.caret);
                Ok(())
            }
            Op::Delete => {
                self.keep(hand, &area, &whole, register);
                if area.lines {
                    return self.delete_lines(hand, first, last);
                }
                let start = area.bytes.start;
                self.edit(hand, area.bytes, "", start)
            }
            Op::Change => {
                self.keep(hand, &area, &whole, register);
                let range = if area.lines { whole } else { area.bytes };
                let start = range.start;
                if !range.is_empty() {
                    self.edit(hand, range, "", start)?;
                }
                hand.ed.set_caret(start);
                self.begin_here(hand, 1);
                Ok(())
            }
            Op::Upper | Op::Lower | Op::Swap => {
                let case = match op {
                    Op::Upper => Case::Upper,
                    Op::Lower => Case::Lower,
                    _ => Case::Toggle,
                };
                let range = if area.lines { whole } else { area.bytes };
                let buffer = hand.ed.buffer();
                let new = operate::in_case(&buffer.slice(range.clone()), case);
                self.edit(hand, range, &new, area.caret)?;
                hand.ed.set_caret(area.caret);
                Ok(())
            }
            Op::Right | Op::Left => {
                for _ in 0..times.min(100) {
                    let buffer = hand.ed.buffer();
                    let range = buffer.line_start(first)..buffer.line(last).end;
                    let edit = if op == Op::Right {
                        operate::indent(buffer, &range)
                    } else {
                        operate::dedent(buffer, &range)
                    };
                    hand.apply(&Command::Edit(edit))?;
                }
                let to = letter(hand.ed.buffer(), first);
                hand.ed.set_caret(to);
                Ok(())
            }
            Op::Fill => {
                let new = filled(hand.ed.buffer(), first, last);
                let lines = new.matches('\n').count();
                let start = whole.start;
                self.edit(hand, whole, &new, start)?;
                hand.ed.set_caret(letter(hand.ed.buffer(), first + lines));
                Ok(())
            }
        }
    }

    fn content(&self, hand: &Hand<'_>, area: &Area, whole: &Range<usize>) -> Content {
        let buffer = hand.ed.buffer();
        let mut text = if area.lines {
            buffer.slice(whole.clone())
        } else {
            buffer.slice(area.bytes.clone())
        };
        if area.lines {
            text.push('\n');
        }
        Content {
            text,
            lines: area.lines,
        }
    }

    fn keep(&mut self, hand: &mut Hand<'_>, area: &Area, whole: &Range<usize>, name: Option<char>) {
        let content = self.content(hand, area, whole);
        if matches!(name, Some('+' | '*')) {
            hand.wishes.push(Wish::Copy(content.text.clone()));
        }
        if !content.text.is_empty() {
            self.registers.delete(name, content, area.is_large);
        }
    }

    /// Deletes the lines `first` to `last`.
    pub(super) fn delete_lines(&mut self, hand: &mut Hand<'_>, first: usize, last: usize) -> Done {
        let buffer = hand.ed.buffer();
        let start = buffer.line_start(first);
        let end = buffer.line_start(last + 1);
        // Where undo comes back to.
        hand.ed.set_caret(start);
        let buffer = hand.ed.buffer();
        if last + 1 >= buffer.line_count() && first > 0 {
            let start = buffer.line(first - 1).end;
            self.edit(hand, start..end, "", start)?;
            let to = letter(hand.ed.buffer(), first - 1);
            hand.ed.set_caret(to);
            return Ok(());
        }
        self.edit(hand, start..end, "", start)?;
        let to = letter(hand.ed.buffer(), first);
        hand.ed.set_caret(to);
        Ok(())
    }
}

/// The lines `first` to `last`, broken anew so that each fits; paragraphs stay apart, and what
/// begins the first line of one (a quote, an item) decides how the others begin.
pub(in crate::app::edit::keys) fn filled(buffer: &Buffer, first: usize, last: usize) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut paragraph: Vec<String> = Vec::new();
    let mut number = first;
    while number <= last {
        let text = buffer.slice(buffer.line(number));
        let begins = prefix(&text).marker.is_some();
        if text.trim().is_empty() || begins {
            out.extend(fill(&paragraph));
            paragraph.clear();
        }
        if text.trim().is_empty() {
            out.push(text);
        } else {
            paragraph.push(text);
        }
        number += 1;
    }
    out.extend(fill(&paragraph));
    out.join("\n")
}

fn fill(paragraph: &[String]) -> Vec<String> {
    let Some(first) = paragraph.first() else {
        return Vec::new();
    };
    let head = prefix(first);
    let (begin, _) = first.split_at_checked(head.end).unwrap_or((first, ""));
    let next = match &head.marker {
        Some(marker) => {
            let before = begin.get(..marker.start).unwrap_or_default();
            let behind = begin.get(marker.start..).unwrap_or_default();
            format!("{before}{}", " ".repeat(behind.graphemes(true).count()))
        }
        None => begin.to_owned(),
    };
    let mut lines = Vec::new();
    let mut line = begin.to_owned();
    let mut cells = width::cell_width(&line).into();
    let mut is_new = true;
    for text in paragraph {
        let own = prefix(text).end;
        let skip = if text.starts_with(begin) || prefix(text).marker.is_none() {
            own
        } else {
            0
        };
        for word in text.get(skip..).unwrap_or(text).split_whitespace() {
            let wide = usize::from(width::cell_width(word));
            if !is_new && cells + 1 + wide > FILLED_CELLS {
                lines.push(std::mem::replace(&mut line, next.clone()));
                cells = usize::from(width::cell_width(&line));
                is_new = true;
            }
            if !is_new {
                line.push(' ');
                cells += 1;
            }
            line.push_str(word);
            cells += wide;
            is_new = false;
        }
    }
    lines.push(line);
    lines
}
