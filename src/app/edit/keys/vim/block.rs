//! Blocks: a selection by columns (`Ctrl-V`), and what is done to it.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::app::edit::buffer::Buffer;
use crate::app::edit::grapheme;
use crate::app::edit::keys::Wish;
use crate::app::edit::keys::vim::Beep;
use crate::app::edit::keys::vim::Content;
use crate::app::edit::keys::vim::Done;
use crate::app::edit::keys::vim::Hand;
use crate::app::edit::keys::vim::Mode;
use crate::app::edit::keys::vim::Vim;
use crate::app::edit::keys::vim::motion::Goal;
use crate::app::edit::keys::vim::parse::Begin;
use crate::app::edit::keys::vim::parse::Op;
use crate::app::edit::keys::vim::parse::Verb;
use crate::app::edit::keys::vim::parse::What;
use crate::app::edit::motion::Direction;
use crate::app::edit::operate;
use crate::app::edit::operate::Case;
use crate::app::edit::width;

/// Lines, and the cells in each of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Block {
    first: usize,
    last: usize,
    /// The first cell.
    left: usize,
    /// The cell behind the last one; `None`: to the end of each line.
    right: Option<usize>,
}

/// What is written in the first line of a block comes into the others too.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Others {
    lines: Range<usize>,
    /// The cell that it comes before; `None`: at the end of each line.
    cell: Option<usize>,
    /// Whether lines that are too short are made longer, not left alone.
    pads: bool,
    /// Whether lines that end just there get it too.
    at_ends: bool,
    /// Where the caret goes then; `None`: onto the last sign that was written.
    caret: Option<usize>,
}

impl Block {
    /// Between the two places, to the lines' ends where `to_end` says so.
    pub(super) fn between(buffer: &Buffer, a: usize, b: usize, to_end: bool) -> Self {
        let (a, b) = (place(buffer, a), place(buffer, b));
        Self {
            first: a.0.min(b.0),
            last: a.0.max(b.0),
            left: a.1.min(b.1),
            right: (!to_end).then(|| a.2.max(b.2)),
        }
    }

    /// Its bytes in `line`; empty where the line is too short.
    pub(super) fn bytes(&self, buffer: &Buffer, line: usize) -> Range<usize> {
        let whole = buffer.line(line);
        let (start, _) = at_cell(buffer, &whole, self.left);
        let end = match self.right {
            None => whole.end,
            Some(right) => {
                let (end, column) = at_cell(buffer, &whole, right);
                // A wide sign of which a half belongs to it does as a whole.
                if column < right && end < whole.end {
                    grapheme::next(buffer, end).min(whole.end)
                } else {
                    end
                }
            }
        };
        start..end.max(start)
    }

    /// Its bytes in the lines that a window of `rows` rows around `at` can show.
    pub(super) fn pieces(&self, buffer: &Buffer, at: usize, rows: usize) -> Vec<Range<usize>> {
        let line = buffer.line_of(at);
        let first = self.first.max(line.saturating_sub(rows));
        let last = self.last.min(line + rows);
        (first..=last)
            .map(|line| self.bytes(buffer, line))
            .collect()
    }

    fn lines(&self) -> std::ops::RangeInclusive<usize> {
        self.first..=self.last
    }
}

/// Line, first cell and the cell behind, of the grapheme at `at`.
fn place(buffer: &Buffer, at: usize) -> (usize, usize, usize) {
    let number = buffer.line_of(at);
    let line = buffer.line(number);
    let column = cells(&buffer.slice(line.start..at));
    let sign = buffer.slice(at..grapheme::next(buffer, at).min(line.end));
    let wide = width::advance(&sign, column, usize::MAX).max(1);
    (number, column, column + wide)
}

fn cells(text: &str) -> usize {
    let signs = text.graphemes(true);
    signs.fold(0, |column, sign| {
        column + width::advance(sign, column, usize::MAX)
    })
}

/// Where the cell `cell` of a line stands, and the cell at which that sign begins; the line's end
/// and its width where the line is shorter.
fn at_cell(buffer: &Buffer, line: &Range<usize>, cell: usize) -> (usize, usize) {
    let text = buffer.slice(line.clone());
    let (mut at, mut column) = (line.start, 0);
    for sign in text.graphemes(true) {
        let next = column + width::advance(sign, column, usize::MAX);
        if next > cell {
            break;
        }
        at += sign.len();
        column = next;
    }
    (at, column)
}

impl Vim {
    /// The block that is selected.
    pub(super) fn block(&self, hand: &Hand<'_>) -> Option<Block> {
        let Mode::Block(anchor) = self.mode else {
            return None;
        };
        let to_end = self.goal == Some(Goal::End);
        let at = self.caret(hand);
        Some(Block::between(hand.ed.buffer(), anchor, at, to_end))
    }

    /// A command of which blocks have their own; `None` where it is as in the other modes.
    pub(super) fn on_block(&mut self, hand: &mut Hand<'_>, verb: &Verb) -> Option<Done> {
        let Mode::Block(anchor) = self.mode else {
            return None;
        };
        let mut block = self.block(hand)?;
        let at = self.caret(hand);
        Some(match &verb.what {
            What::Visual(lines) => {
                self.mode = Mode::Visual(anchor, *lines);
                Ok(())
            }
            What::Block => {
                self.leave_visual(hand);
                Ok(())
            }
            What::OtherEnd => {
                self.mode = Mode::Block(at);
                hand.ed.set_caret(anchor);
                Ok(())
            }
            What::OtherCorner => {
                let buffer = hand.ed.buffer();
                let ((a, a_cell, _), (b, b_cell, _)) = (place(buffer, anchor), place(buffer, at));
                let (to, _) = at_cell(buffer, &buffer.line(b), a_cell);
                let (from, _) = at_cell(buffer, &buffer.line(a), b_cell);
                self.mode = Mode::Block(from);
                hand.ed.set_caret(to);
                Ok(())
            }
            What::Lines(op @ (Op::Delete | Op::Change)) => {
                block.right = None;
                self.change_block(hand, block, *op, verb.register)
            }
            What::WholeLines(Op::Change) => {
                self.mode = Mode::Visual(anchor, true);
                self.on_selection(hand, Op::Change, Some(true), verb.register, verb.count)
            }
            What::Lines(Op::Yank) => self.change_block(hand, block, Op::Yank, verb.register),
            What::Selection(op @ (Op::Right | Op::Left | Op::Fill)) => {
                let op = *op;
                self.mode = Mode::Visual(anchor, true);
                self.on_selection(hand, op, Some(true), verb.register, verb.count)
            }
            What::WholeLines(op) | What::Selection(op) => {
                self.change_block(hand, block, *op, verb.register)
            }
            What::Insert(begin) => self.write_in_block(hand, block, *begin, verb.count),
            What::Replace(with) => {
                let with = *with;
                self.in_each(hand, block, |text| {
                    let signs = text.graphemes(true).count();
                    with.to_string().repeat(signs)
                })
            }
            What::Join(_) => {
                self.mode = Mode::Visual(anchor, true);
                return None;
            }
            What::Put { .. } | What::Add(_) | What::Thing(_) => Err(Beep),
            _ => return None,
        })
    }

    /// Makes something else of what the block has in each line.
    fn in_each(
        &mut self,
        hand: &mut Hand<'_>,
        block: Block,
        change: impl Fn(&str) -> String,
    ) -> Done {
        self.leave_visual(hand);
        let start = block.bytes(hand.ed.buffer(), block.first).start;
        // Where undo comes back to.
        hand.ed.set_caret(start);
        for line in block.lines().rev() {
            let range = block.bytes(hand.ed.buffer(), line);
            if range.is_empty() {
                continue;
            }
            let new = change(&hand.ed.buffer().slice(range.clone()));
            let at = range.start;
            self.edit(hand, range, &new, at)?;
        }
        hand.ed.set_caret(start);
        Ok(())
    }

    fn change_block(
        &mut self,
        hand: &mut Hand<'_>,
        block: Block,
        op: Op,
        register: Option<char>,
    ) -> Done {
        let case = match op {
            Op::Upper => Some(Case::Upper),
            Op::Lower => Some(Case::Lower),
            Op::Swap => Some(Case::Toggle),
            _ => None,
        };
        if let Some(case) = case {
            return self.in_each(hand, block, |text| operate::in_case(text, case));
        }
        let buffer = hand.ed.buffer();
        let pieces = block.lines().map(|line| {
            let range = block.bytes(buffer, line);
            buffer.slice(range)
        });
        let text = pieces.collect::<Vec<_>>().join("\n");
        let content = Content {
            text,
            lines: false,
            block: true,
        };
        if matches!(register, Some('+' | '*')) {
            hand.wishes.push(Wish::Copy(content.text.clone()));
        }
        if op == Op::Yank {
            let start = block.bytes(buffer, block.first).start;
            self.registers.yank(register, content);
            self.leave_visual(hand);
            hand.ed.set_caret(start);
            return Ok(());
        }
        self.registers.delete(register, content, false);
        let others = Others {
            lines: block.first + 1..block.last + 1,
            cell: Some(block.left),
            pads: false,
            at_ends: block.right.is_none(),
            caret: None,
        };
        self.in_each(hand, block, |_| String::new())?;
        if op == Op::Change {
            self.begin_here(hand, 1);
            self.session.others = Some(others);
        }
        Ok(())
    }

    /// `I` and `A`: what is written comes before the block, or behind it, in each line.
    fn write_in_block(
        &mut self,
        hand: &mut Hand<'_>,
        block: Block,
        begin: Begin,
        count: Option<usize>,
    ) -> Done {
        self.leave_visual(hand);
        let cell = match begin {
            Begin::Behind => block.right,
            _ => Some(block.left),
        };
        let others = Others {
            lines: block.first + 1..block.last + 1,
            cell,
            pads: begin == Begin::Behind,
            at_ends: false,
            caret: Some(block.bytes(hand.ed.buffer(), block.first).start),
        };
        let at = self.room_in(hand, block.first, &others)?;
        let at = at.unwrap_or(hand.ed.buffer().line(block.first).end);
        hand.ed.set_caret(at);
        self.begin_here(hand, count.unwrap_or(1));
        self.session.others = Some(others);
        Ok(())
    }

    /// Where in `line` the text of a block goes; `None` where the line is too short for it.
    fn room_in(
        &mut self,
        hand: &mut Hand<'_>,
        line: usize,
        others: &Others,
    ) -> Done<Option<usize>> {
        let buffer = hand.ed.buffer();
        let whole = buffer.line(line);
        let Some(cell) = others.cell else {
            return Ok(Some(whole.end));
        };
        let (at, column) = at_cell(buffer, &whole, cell);
        if column >= cell || at < whole.end {
            let short = at == whole.end && !others.pads && !others.at_ends;
            return Ok((!short || column > cell).then_some(at));
        }
        if !others.pads {
            return Ok(None);
        }
        let blanks = " ".repeat(cell - column);
        self.edit(hand, at..at, &blanks, at)?;
        Ok(Some(at + blanks.len()))
    }

    /// Writes what came into the first line of a block into the others; the caret goes back to where
    /// it began.
    pub(super) fn write_others(
        &mut self,
        hand: &mut Hand<'_>,
        others: &Others,
        start: usize,
    ) -> Done {
        let at = self.caret(hand);
        let buffer = hand.ed.buffer();
        let text = buffer.slice(start.min(at)..at);
        if text.contains('\n') || text.is_empty() {
            return Ok(());
        }
        for line in others.lines.clone().rev() {
            if line >= hand.ed.buffer().line_count() {
                continue;
            }
            if let Some(at) = self.room_in(hand, line, others)? {
                self.edit(hand, at..at, &text, at)?;
            }
        }
        let to = others
            .caret
            .unwrap_or_else(|| grapheme::previous(hand.ed.buffer(), at));
        hand.ed.set_caret(to);
        Ok(())
    }

    /// Puts a block into the text: each of its lines into one, padded to its width.
    pub(super) fn put_block(
        &mut self,
        hand: &mut Hand<'_>,
        content: &Content,
        side: Direction,
        count: usize,
    ) -> Done {
        let at = self.caret(hand);
        let buffer = hand.ed.buffer();
        let (first, left, right) = place(buffer, at);
        let is_empty = buffer.line(first).is_empty();
        let behind = side == Direction::On && !is_empty;
        let cell = if behind { right } else { left };
        let pieces: Vec<&str> = content.text.split('\n').collect();
        let wide = pieces.iter().map(|piece| cells(piece)).max().unwrap_or(0);
        let mut start = at;
        for (line, piece) in (first..).zip(&pieces) {
            let end = hand.ed.buffer().len();
            if line >= hand.ed.buffer().line_count() {
                self.edit(hand, end..end, "\n", end)?;
            }
            let buffer = hand.ed.buffer();
            let whole = buffer.line(line);
            let (to, column) = at_cell(buffer, &whole, cell);
            let padded = format!("{piece}{}", " ".repeat(wide - cells(piece)));
            let mut text = padded.repeat(count);
            if to == whole.end {
                // Nothing follows: no blanks at the end.
                let kept = text.len() - (padded.len() - piece.len());
                text.truncate(kept);
                text.insert_str(0, &" ".repeat(cell.saturating_sub(column)));
            }
            if line == first {
                start = to + (text.len().min(cell.saturating_sub(column)));
            }
            self.edit(hand, to..to, &text, to)?;
        }
        hand.ed.set_caret(start);
        Ok(())
    }
}
