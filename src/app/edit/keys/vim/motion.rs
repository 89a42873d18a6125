//! Where vim's motions lead, and how much of the way an operator takes.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::app::edit::buffer::Buffer;
use crate::app::edit::cursor::Motion;
use crate::app::edit::grapheme;
use crate::app::edit::keys::vim::Beep;
use crate::app::edit::keys::vim::Done;
use crate::app::edit::keys::vim::Hand;
use crate::app::edit::keys::vim::Vim;
use crate::app::edit::keys::vim::parse::Go;
use crate::app::edit::keys::vim::parse::Op;
use crate::app::edit::keys::vim::search;
use crate::app::edit::keys::vim::words::Walk;
use crate::app::edit::keys::vim::words::class;
use crate::app::edit::motion;
use crate::app::edit::motion::Direction;
use crate::app::edit::motion::Side;
use crate::app::edit::width;

/// How much of the way from here to there is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Up to there.
    Exclusive,
    /// With the grapheme there.
    Inclusive,
    /// Whole lines.
    Lines,
}

/// The column that moves by lines come back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    /// So many cells from the left.
    Cells(usize),
    /// The end of the line.
    End,
}

/// Where a motion leads.
#[derive(Clone, Copy, Debug)]
pub(super) struct Aim {
    /// The other end, where it is not the caret.
    pub(super) from: Option<usize>,
    /// The place.
    pub(super) to: usize,
    /// How much.
    pub(super) reach: Reach,
    /// What up and down come back to, where it is not the new column.
    pub(super) goal: Option<Goal>,
    /// Whether the place it left is remembered.
    pub(super) jump: bool,
    /// Whether what an operator deletes counts as much, however little it is.
    pub(super) is_large: bool,
}

impl Aim {
    pub(super) fn new(to: usize, reach: Reach) -> Self {
        Self {
            from: None,
            to,
            reach,
            goal: None,
            jump: false,
            is_large: false,
        }
    }

    fn jump(mut self) -> Self {
        self.jump = true;
        self
    }

    fn large(mut self) -> Self {
        self.is_large = true;
        self
    }

    fn goal(mut self, goal: Goal) -> Self {
        self.goal = Some(goal);
        self
    }
}

/// The last grapheme of `line`, or its start where it is empty.
pub(super) fn last_of(buffer: &Buffer, line: &Range<usize>) -> usize {
    if line.is_empty() {
        return line.start;
    }
    grapheme::previous(buffer, line.end).max(line.start)
}

/// `at`, brought onto a grapheme of its line.
pub(super) fn onto(buffer: &Buffer, at: usize) -> usize {
    let line = buffer.line(buffer.line_of(at));
    grapheme::floor(buffer, at).min(last_of(buffer, &line))
}

/// The column of `at` in its line, in cells.
pub(super) fn column(buffer: &Buffer, at: usize) -> usize {
    let start = buffer.line_start(buffer.line_of(at));
    let mut column = 0;
    for grapheme in buffer.slice(start..at).graphemes(true) {
        column += width::advance(grapheme, column, usize::MAX / 2);
    }
    column
}

/// The grapheme of `line` that stands in the column of `goal`, or the line's end.
pub(super) fn at_goal(buffer: &Buffer, line: usize, goal: Goal) -> usize {
    let range = buffer.line(line);
    let Goal::Cells(wanted) = goal else {
        return last_of(buffer, &range);
    };
    let mut column = 0;
    let mut at = range.start;
    for grapheme in buffer.slice(range.clone()).graphemes(true) {
        column += width::advance(grapheme, column, usize::MAX / 2);
        if column > wanted {
            return at;
        }
        at += grapheme.len();
    }
    range.end
}

impl Vim {
    /// Where `go` leads from `at`. `op`: the operator that waits for it.
    #[allow(clippy::too_many_lines, reason = "one arm for each motion")]
    pub(super) fn aim(
        &mut self,
        hand: &mut Hand<'_>,
        go: &Go,
        count: Option<usize>,
        op: Option<Op>,
    ) -> Done<Aim> {
        let n = count.unwrap_or(1);
        let at = self.caret(hand);
        let visual = self.is_visual();
        let buffer = hand.ed.buffer();
        let number = buffer.line_of(at);
        let line = buffer.line(number);
        let last_line = buffer.line_count() - 1;
        let beyond = op.is_some() || visual;
        Ok(match go {
            Go::Left => {
                if at == line.start {
                    return Err(Beep);
                }
                let mut to = at;
                for _ in 0..n {
                    to = grapheme::previous(buffer, to).max(line.start);
                }
                Aim::new(to, Reach::Exclusive)
            }
            Go::Right => {
                let end = if beyond {
                    line.end
                } else {
                    last_of(buffer, &line)
                };
                if at >= end && (op.is_none() || line.is_empty()) && op != Some(Op::Change) {
                    return Err(Beep);
                }
                let mut to = at;
                for _ in 0..n {
                    if to >= end {
                        break;
                    }
                    to = grapheme::next(buffer, to).min(end);
                }
                Aim::new(to, Reach::Exclusive)
            }
            Go::Space => {
                let mut walk = Walk::new(buffer, at, false);
                for step in 0..n {
                    let before = walk.at;
                    let line = buffer.line(buffer.line_of(before));
                    let at_end = before >= last_of(buffer, &line);
                    if at_end && op.is_some() && step + 1 == n {
                        walk.at = line.end;
                    } else if at_end {
                        walk.at = line.end;
                        if walk.next() == crate::app::edit::keys::vim::words::Moved::No {
                            walk.at = before;
                            if op.is_some() {
                                walk.at = line.end;
                            } else if step == 0 {
                                return Err(Beep);
                            }
                            break;
                        }
                    } else {
                        walk.next();
                    }
                }
                Aim::new(walk.at, Reach::Exclusive)
            }
            Go::Back => {
                let mut to = at;
                for step in 0..n {
                    let line = buffer.line(buffer.line_of(to));
                    if to > line.start {
                        to = grapheme::previous(buffer, to);
                    } else if line.start == 0 {
                        if step == 0 {
                            return Err(Beep);
                        }
                        break;
                    } else {
                        let above = buffer.line(buffer.line_of(to) - 1);
                        to = if op.is_some() {
                            above.end
                        } else {
                            last_of(buffer, &above)
                        };
                    }
                }
                Aim::new(to, Reach::Exclusive)
            }
            Go::Down | Go::Up if count.is_none() && op.is_none() => {
                self.by_rows(hand, *go == Go::Down, 1)?
            }
            Go::RowDown => self.by_rows(hand, true, n)?,
            Go::RowUp => self.by_rows(hand, false, n)?,
            Go::Down | Go::Up => {
                let to = if *go == Go::Down {
                    if number == last_line {
                        return Err(Beep);
                    }
                    (number + n).min(last_line)
                } else {
                    if number == 0 {
                        return Err(Beep);
                    }
                    number.saturating_sub(n)
                };
                let goal = self.goal.unwrap_or_else(|| Goal::Cells(column(buffer, at)));
                Aim::new(at_goal(buffer, to, goal), Reach::Lines).goal(goal)
            }
            Go::RowStart => Aim::new(hand.moved(Motion::RowStart), Reach::Exclusive),
            Go::RowEnd => {
                let end = hand.moved(Motion::RowEnd);
                let buffer = hand.ed.buffer();
                let to = if end > at {
                    grapheme::previous(buffer, end)
                } else {
                    end
                };
                Aim::new(to, Reach::Inclusive).goal(Goal::End)
            }
            Go::LinesDown | Go::LinesUp | Go::LinesHere => {
                let to = match go {
                    Go::LinesDown if number + n > last_line => return Err(Beep),
                    Go::LinesDown => number + n,
                    Go::LinesUp if n > number => return Err(Beep),
                    Go::LinesUp => number - n,
                    _ => number + n - 1,
                };
                if to > last_line {
                    return Err(Beep);
                }
                Aim::new(letter(buffer, to), Reach::Lines)
            }
            Go::Zero => Aim::new(line.start, Reach::Exclusive),
            Go::FirstLetter => Aim::new(letter(buffer, number), Reach::Exclusive),
            Go::LastLetter => {
                let to = number + n - 1;
                if to > last_line {
                    return Err(Beep);
                }
                let line = buffer.line(to);
                let text = buffer.slice(line.clone());
                let kept = text.trim_end_matches([' ', '\t']).len();
                let kept = line.start..line.start + kept;
                Aim::new(last_of(buffer, &kept), Reach::Inclusive)
            }
            Go::End => {
                let to = number + n - 1;
                if to > last_line && op.is_none() {
                    return Err(Beep);
                }
                let line = buffer.line(to.min(last_line));
                let end = if visual {
                    line.end
                } else {
                    last_of(buffer, &line)
                };
                let reach = if line.is_empty() {
                    Reach::Exclusive
                } else {
                    Reach::Inclusive
                };
                Aim::new(end, reach).goal(Goal::End)
            }
            Go::Column => {
                let goal = Goal::Cells(n - 1);
                let to = at_goal(buffer, number, goal);
                Aim::new(to, Reach::Exclusive).goal(goal)
            }
            Go::Word(big) => {
                let mut walk = Walk::new(buffer, at, *big);
                if op == Some(Op::Change) && walk.class() != 0 {
                    let found = walk.word_end(n, true, false);
                    if !found {
                        walk.at = onto(buffer, walk.at);
                    }
                    return Ok(Aim::new(walk.at, Reach::Inclusive));
                }
                let found = walk.word(n, op.is_some());
                if !found && op.is_none() && !visual && onto(buffer, walk.at) == at {
                    return Err(Beep);
                }
                if op.is_none() {
                    walk.at = onto(buffer, walk.at);
                }
                if !found && op.is_none() && !visual {
                    self.go_and_fail(hand, walk.at);
                    return Err(Beep);
                }
                Aim::new(walk.at, Reach::Exclusive)
            }
            Go::WordBack(big) => {
                let mut walk = Walk::new(buffer, at, *big);
                if !walk.word_back(n, false) {
                    if op.is_none() {
                        self.go_and_fail(hand, walk.at);
                    }
                    return Err(Beep);
                }
                Aim::new(walk.at, Reach::Exclusive)
            }
            Go::WordEnd(big) => {
                let mut walk = Walk::new(buffer, at, *big);
                let found = walk.word_end(n, false, false);
                let to = onto(buffer, walk.at);
                if !found && op.is_none() && !visual {
                    self.go_and_fail(hand, to);
                    return Err(Beep);
                }
                Aim::new(to, Reach::Inclusive)
            }
            Go::WordEndBack(big) => {
                let mut walk = Walk::new(buffer, at, *big);
                if !walk.word_end_back(n, false) {
                    if op.is_none() {
                        self.go_and_fail(hand, walk.at);
                    }
                    return Err(Beep);
                }
                Aim::new(walk.at, Reach::Inclusive)
            }
            Go::Find(wanted, direction, side) => {
                self.find = Some((*wanted, *direction, *side));
                find(buffer, at, (*wanted, *direction, *side), n)?
            }
            Go::FindAgain(direction) => {
                let (wanted, first, side) = self.find.ok_or(Beep)?;
                let way = if *direction == Direction::On {
                    first
                } else {
                    opposite(first)
                };
                let found = find(buffer, at, (wanted, way, side), n)?;
                // Behind `t` one already stands next to it: the one after is meant.
                if side == Side::Before && found.to == at && count.is_none() {
                    find(buffer, at, (wanted, way, side), 2)?
                } else {
                    found
                }
            }
            Go::Bracket => {
                if let Some(percent) = count {
                    if percent > 100 {
                        return Err(Beep);
                    }
                    let to = (percent * buffer.line_count()).div_ceil(100).max(1) - 1;
                    Aim::new(letter(buffer, to), Reach::Lines).jump()
                } else {
                    let to = motion::matching_bracket(buffer, at).ok_or(Beep)?;
                    Aim::new(to, Reach::Inclusive).jump().large()
                }
            }
            Go::Open(sign, direction) => {
                let mut to = at;
                for _ in 0..n {
                    let pair = pair_of(*sign).ok_or(Beep)?;
                    let sign = match direction {
                        Direction::Back => motion::opening(buffer, to, pair),
                        Direction::On => motion::closing(buffer, grapheme::next(buffer, to), pair),
                    };
                    to = grapheme::floor(buffer, sign.ok_or(Beep)?);
                }
                Aim::new(to, Reach::Exclusive).jump().large()
            }
            Go::Sentence(direction) => {
                let mut to = at;
                for _ in 0..n {
                    let next = match direction {
                        Direction::On => motion::next_sentence(buffer, to),
                        Direction::Back => motion::previous_sentence(buffer, to),
                    };
                    if next == to {
                        return Err(Beep);
                    }
                    to = next;
                }
                self.to_text_end(hand, to, op).jump().large()
            }
            Go::Paragraph(direction) => {
                let mut to = at;
                for _ in 0..n {
                    let next = paragraph(buffer, to, *direction);
                    if next == to {
                        return Err(Beep);
                    }
                    to = next;
                }
                self.to_text_end(hand, to, op).jump().large()
            }
            Go::Line(last) => {
                let default = if *last { last_line } else { 0 };
                let to = count.map_or(default, |count| count - 1).min(last_line);
                Aim::new(letter(buffer, to), Reach::Lines).jump()
            }
            Go::High | Go::Middle | Go::Low => {
                let to = hand.row_in_window(go, n);
                let buffer = hand.ed.buffer();
                let to = buffer.line_of(to);
                Aim::new(letter(buffer, to), Reach::Lines).jump()
            }
            Go::HalfPage(direction) | Go::Page(direction) => {
                let rows = usize::from(hand.ed.size().1);
                let rows = if matches!(go, Go::Page(_)) {
                    rows.saturating_sub(2).max(1)
                } else {
                    (rows / 2).max(1)
                };
                self.by_rows(hand, *direction == Direction::On, rows * n)?
            }
            Go::Mark(name, lines) => {
                let to = self.mark(hand, *name).ok_or(Beep)?;
                let buffer = hand.ed.buffer();
                let aim = if *lines {
                    Aim::new(letter(buffer, buffer.line_of(to)), Reach::Lines)
                } else {
                    Aim::new(onto(buffer, to), Reach::Exclusive).large()
                };
                if matches!(name, '<' | '>' | '[' | ']') {
                    aim
                } else {
                    aim.jump()
                }
            }
            Go::Search(direction, text) => {
                let (pattern, to_end) = search::split(text, *direction);
                if !pattern.is_empty() {
                    self.search = Some((pattern, *direction, to_end));
                } else if let Some(search) = &mut self.search {
                    search.1 = *direction;
                    search.2 = to_end;
                }
                self.found(hand, *direction, n)?
            }
            Go::SearchAgain(way) => {
                let first = self.search.as_ref().ok_or(Beep)?.1;
                let way = if *way == Direction::On {
                    first
                } else {
                    opposite(first)
                };
                self.found(hand, way, n)?
            }
            Go::WordHere(direction, whole) => {
                let (pattern, start) = word_here(buffer, at, *whole).ok_or(Beep)?;
                self.search = Some((pattern, *direction, false));
                let _ = start;
                self.found_from(hand, start, *direction, n)?
            }
        })
    }

    /// A place that an operator may reach beyond the last grapheme of the text.
    fn to_text_end(&self, hand: &Hand<'_>, to: usize, op: Option<Op>) -> Aim {
        let buffer = hand.ed.buffer();
        if to < buffer.len() || buffer.is_empty() {
            return Aim::new(to, Reach::Exclusive);
        }
        if op.is_none() {
            return Aim::new(onto(buffer, to), Reach::Exclusive);
        }
        let to_last = onto(buffer, to);
        let reach = if to_last < to {
            Reach::Inclusive
        } else {
            Reach::Exclusive
        };
        Aim::new(to_last, reach)
    }

    fn by_rows(&mut self, hand: &mut Hand<'_>, down: bool, rows: usize) -> Done<Aim> {
        let at = self.caret(hand);
        let in_row = hand.ed.row_column();
        let goal = match self.goal {
            Some(Goal::End) => None,
            Some(Goal::Cells(_)) if self.row_goal.is_some() => self.row_goal,
            _ => Some(in_row),
        };
        let to = hand
            .ed
            .rows_away(down, rows, goal.unwrap_or(usize::MAX))
            .ok_or(Beep)?;
        let buffer = hand.ed.buffer();
        let to = onto(buffer, to);
        self.row_goal = Some(goal.unwrap_or(usize::MAX));
        let keep = self.goal.unwrap_or_else(|| Goal::Cells(column(buffer, at)));
        // Where lines and rows are one, moves by lines come back to the same column.
        let keep = if goal.is_none() { Goal::End } else { keep };
        Ok(Aim::new(to, Reach::Exclusive).goal(keep))
    }

    /// Where that stands which was looked for last: around `from`, or next to it.
    pub(super) fn hit(
        &self,
        hand: &mut Hand<'_>,
        from: usize,
        way: Direction,
    ) -> Done<Range<usize>> {
        let (pattern, ..) = self.search.clone().ok_or(Beep)?;
        let found = search::compile(&pattern)
            .and_then(|regex| search::around(hand.ed.buffer(), &regex, from, way));
        found.ok_or_else(|| {
            hand.say(format!("not found: {pattern}"));
            Beep
        })
    }

    fn found(&mut self, hand: &mut Hand<'_>, way: Direction, count: usize) -> Done<Aim> {
        let at = self.caret(hand);
        self.found_from(hand, at, way, count)
    }

    fn found_from(
        &mut self,
        hand: &mut Hand<'_>,
        at: usize,
        way: Direction,
        count: usize,
    ) -> Done<Aim> {
        let (pattern, _, to_end) = self.search.clone().ok_or(Beep)?;
        let Some(regex) = search::compile(&pattern) else {
            hand.say("that is no pattern");
            return Err(Beep);
        };
        let buffer = hand.ed.buffer();
        let mut place = at..at;
        for _ in 0..count {
            let from = if to_end && way == Direction::On {
                place.end.max(at)
            } else {
                place.start
            };
            if let Some(found) = search::next(buffer, &regex, from, way) {
                place = found;
            } else {
                hand.say(format!("not found: {pattern}"));
                return Err(Beep);
            }
        }
        Ok(if to_end {
            let last = grapheme::previous(buffer, place.end).max(place.start);
            Aim::new(last, Reach::Inclusive).jump().large()
        } else {
            Aim::new(place.start, Reach::Exclusive).jump().large()
        })
    }
}

/// The first letter of `line`, or its last blank.
pub(super) fn letter(buffer: &Buffer, line: usize) -> usize {
    onto(buffer, motion::first_non_blank(buffer, line))
}

pub(super) fn opposite(direction: Direction) -> Direction {
    match direction {
        Direction::On => Direction::Back,
        Direction::Back => Direction::On,
    }
}

/// The brackets that `sign` is one of.
pub(super) fn pair_of(sign: char) -> Option<(char, char)> {
    let mut pairs = motion::PAIRS.iter().copied();
    pairs.find(|(open, close)| sign == *open || sign == *close)
}

fn find(
    buffer: &Buffer,
    at: usize,
    (wanted, direction, side): (char, Direction, Side),
    count: usize,
) -> Done<Aim> {
    let to = motion::find_char(buffer, at, wanted, direction, side, count).ok_or(Beep)?;
    Ok(Aim::new(
        to,
        match direction {
            Direction::On => Reach::Inclusive,
            Direction::Back => Reach::Exclusive,
        },
    ))
}

/// The next empty line, or the end of the text.
fn paragraph(buffer: &Buffer, at: usize, direction: Direction) -> usize {
    let count = buffer.line_count();
    let is_empty = |line: usize| buffer.line(line).is_empty();
    let mut line = buffer.line_of(at);
    match direction {
        Direction::On => {
            while line < count && is_empty(line) {
                line += 1;
            }
            while line < count && !is_empty(line) {
                line += 1;
            }
            if line < count {
                buffer.line_start(line)
            } else {
                buffer.len()
            }
        }
        Direction::Back => {
            while line > 0 && is_empty(line) {
                line -= 1;
            }
            while line > 0 && !is_empty(line) {
                line -= 1;
            }
            buffer.line_start(line)
        }
    }
}

/// The pattern of the word at `at` or behind it in the line, and where that begins.
fn word_here(buffer: &Buffer, at: usize, whole: bool) -> Option<(String, usize)> {
    let line = buffer.line(buffer.line_of(at));
    let mut walk = Walk::new(buffer, at, false);
    while walk.at < line.end && walk.class() < 2 {
        walk.next();
    }
    if walk.at >= line.end {
        walk.at = at;
        while walk.at < line.end && walk.class() == 0 {
            walk.next();
        }
    }
    if walk.at >= line.end {
        return None;
    }
    walk.back_in_line();
    let start = walk.at;
    let found = walk.class();
    while walk.at < line.end && walk.class() == found {
        walk.next();
    }
    let word = buffer.slice(start..walk.at);
    let is_word = word.chars().next().is_some_and(|c| class(c, false) == 2);
    let escaped = search::literal(&word);
    Some(if whole && is_word {
        (format!("\\<{escaped}\\>"), start)
    } else {
        (escaped, start)
    })
}
