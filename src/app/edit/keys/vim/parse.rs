//! The grammar of vim's keys: what a run of them asks for, once it is complete.

use crate::app::edit::motion::Direction;
use crate::app::edit::motion::Side;

/// Counts are cut here: nothing is done so often.
const COUNT_MAX: usize = 99_999;
/// Escape, as it stands in a run of keys.
pub(super) const ESC: char = '\x1b';
/// Backspace.
pub(super) const BACKSPACE: char = '\x08';
/// Delete.
pub(super) const DELETE: char = '\x7f';

/// Why keys ask for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// More keys are needed.
    More,
    /// They mean nothing.
    Wrong,
}

/// A command.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Verb {
    /// The register that was named.
    pub(super) register: Option<char>,
    /// How often; the count of an operator times that of its motion.
    pub(super) count: Option<usize>,
    /// What.
    pub(super) what: What,
}

/// What a command does.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum What {
    /// Goes somewhere.
    Go(Go),
    /// Does something to what lies between here and there.
    Operate(Op, Option<Force>, Target),
    /// Does something to lines; in visual mode, to those of the selection.
    Lines(Op),
    /// Does something to the selection.
    Selection(Op),
    /// Selects a thing.
    Thing(Thing),
    /// Selects what was looked for last: where the caret stands in it, else the next or the one before.
    Hit(Direction),
    /// Begins to write.
    Insert(Begin),
    /// Begins to write over.
    Overwrite,
    /// Puts a register into the text.
    Put {
        /// Before the caret or behind it.
        side: Direction,
        /// Whether the caret goes behind it.
        behind: bool,
    },
    /// Writes a character over.
    Replace(char),
    /// Joins lines, with a blank or without.
    Join(bool),
    /// Swaps small and large letters.
    Swap,
    /// Takes back.
    Undo,
    /// Does again what was taken back.
    Redo,
    /// Does the last change again.
    Repeat,
    /// Selects, by lines or not.
    Visual(bool),
    /// Selects what was selected last.
    Reselect,
    /// Goes to the other end of the selection.
    OtherEnd,
    /// Writes the keys that follow into a register.
    Record(char),
    /// Plays a macro.
    Play(char),
    /// Sets a mark.
    Mark(char),
    /// A line of the command line.
    Line(String),
    /// Counts a number up or down.
    Add(i64),
    /// Moves the window.
    Scroll(Scroll),
    /// Leaves: saved or as a draft.
    Leave(bool),
    /// Nothing: Escape.
    Nothing,
}

/// An operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Op {
    Delete,
    Change,
    Yank,
    Right,
    Left,
    Upper,
    Lower,
    Swap,
    Fill,
}

/// What an operator is made to act on, whatever its motion says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Force {
    Characters,
    Lines,
}

/// What an operator acts on.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Target {
    Go(Go),
    Thing(Thing),
    Hit(Direction),
}

/// A text object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Thing {
    /// Its letter or sign.
    pub(super) sign: char,
    /// Whether what sets it apart goes with it.
    pub(super) around: bool,
}

/// Where writing begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Begin {
    Here,
    Behind,
    LineStart,
    ColumnOne,
    LineEnd,
    Below,
    Above,
    LastTime,
}

/// How the window moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scroll {
    RowDown,
    RowUp,
    CaretToTop,
    CaretToMiddle,
    CaretToBottom,
}

/// A motion.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Go {
    Left,
    Right,
    Space,
    Back,
    Down,
    Up,
    RowDown,
    RowUp,
    RowStart,
    RowEnd,
    LinesDown,
    LinesUp,
    LinesHere,
    Zero,
    FirstLetter,
    LastLetter,
    End,
    Column,
    Word(bool),
    WordBack(bool),
    WordEnd(bool),
    WordEndBack(bool),
    Find(char, Direction, Side),
    FindAgain(Direction),
    Bracket,
    Open(char, Direction),
    Sentence(Direction),
    Paragraph(Direction),
    Line(bool),
    High,
    Middle,
    Low,
    HalfPage(Direction),
    Page(Direction),
    Mark(char, bool),
    Search(Direction, String),
    SearchAgain(Direction),
    WordHere(Direction, bool),
}

/// Reads the keys of normal mode; `visual`: those that act on a selection.
pub(super) fn parse(keys: &[char], visual: bool) -> Result<Verb, Stop> {
    let mut reader = Reader { keys, at: 0 };
    let mut register = None;
    let mut count = reader.count()?;
    while reader.peek() == Some('"') {
        reader.at += 1;
        register = Some(reader.next()?);
        count = times(count, reader.count()?);
    }
    let mut verb = Verb {
        register,
        count,
        what: What::Nothing,
    };
    verb.what = if visual {
        reader.visual(&mut verb.count)?
    } else {
        reader.normal(&mut verb.count)?
    };
    Ok(verb)
}

fn times(a: Option<usize>, b: Option<usize>) -> Option<usize> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.saturating_mul(b).min(COUNT_MAX)),
        (a, b) => a.or(b),
    }
}

struct Reader<'k> {
    keys: &'k [char],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.keys.get(self.at).copied()
    }

    fn next(&mut self) -> Result<char, Stop> {
        let key = self.peek().ok_or(Stop::More)?;
        self.at += 1;
        Ok(key)
    }

    fn count(&mut self) -> Result<Option<usize>, Stop> {
        let mut count: Option<usize> = None;
        loop {
            let next = (self.peek().ok_or(Stop::More)?, count);
            let ((digit @ '1'..='9', _) | (digit @ '0', Some(_))) = next else {
                return Ok(count);
            };
            self.at += 1;
            let value = usize::try_from(digit.to_digit(10).unwrap_or(0)).unwrap_or(0);
            count = Some((count.unwrap_or(0) * 10 + value).min(COUNT_MAX));
        }
    }

    /// A typed character that is no command: Escape ends it.
    fn typed(&mut self) -> Result<char, Stop> {
        match self.next()? {
            ESC => Err(Stop::Wrong),
            '\r' => Ok('\n'),
            c => Ok(c),
        }
    }

    /// A line that is typed to its end.
    fn line(&mut self) -> Result<String, Stop> {
        let mut line = String::new();
        loop {
            match self.next()? {
                '\r' => return Ok(line),
                ESC => return Err(Stop::Wrong),
                BACKSPACE | DELETE => {
                    line.pop().ok_or(Stop::Wrong)?;
                }
                '\x15' => line.clear(),
                '\x17' => {
                    let kept = line.trim_end();
                    let word = kept.rfind(char::is_whitespace).map_or(0, |at| at + 1);
                    line.truncate(word);
                }
                c => line.push(c),
            }
        }
    }

    fn normal(&mut self, count: &mut Option<usize>) -> Result<What, Stop> {
        let begin = self.at;
        Ok(match self.next()? {
            'x' | DELETE => What::Operate(Op::Delete, None, Target::Go(Go::Right)),
            'X' => What::Operate(Op::Delete, None, Target::Go(Go::Left)),
            'D' => What::Operate(Op::Delete, None, Target::Go(Go::End)),
            'C' => What::Operate(Op::Change, None, Target::Go(Go::End)),
            's' => What::Operate(Op::Change, None, Target::Go(Go::Right)),
            'S' => What::Lines(Op::Change),
            'Y' => What::Lines(Op::Yank),
            'i' => What::Insert(Begin::Here),
            'a' => What::Insert(Begin::Behind),
            'I' => What::Insert(Begin::LineStart),
            'A' => What::Insert(Begin::LineEnd),
            'o' => What::Insert(Begin::Below),
            'O' => What::Insert(Begin::Above),
            'R' => What::Overwrite,
            '.' => What::Repeat,
            '~' => What::Swap,
            'u' => What::Undo,
            '\x12' => What::Redo,
            '&' => What::Line("s".to_owned()),
            '@' => What::Play(self.next()?),
            'Z' => match self.next()? {
                'Z' => What::Leave(true),
                'Q' => What::Leave(false),
                _ => return Err(Stop::Wrong),
            },
            'g' => match self.next()? {
                'i' => What::Insert(Begin::LastTime),
                'I' => What::Insert(Begin::ColumnOne),
                _ => {
                    self.at = begin;
                    return self.both(count);
                }
            },
            _ => {
                self.at = begin;
                return self.both(count);
            }
        })
    }

    fn visual(&mut self, count: &mut Option<usize>) -> Result<What, Stop> {
        let begin = self.at;
        Ok(match self.next()? {
            'd' | 'x' | DELETE => What::Selection(Op::Delete),
            'c' | 's' => What::Selection(Op::Change),
            'y' => What::Selection(Op::Yank),
            '>' => What::Selection(Op::Right),
            '<' => What::Selection(Op::Left),
            'U' => What::Selection(Op::Upper),
            'u' => What::Selection(Op::Lower),
            '~' => What::Selection(Op::Swap),
            'X' | 'D' => What::Lines(Op::Delete),
            'C' | 'S' | 'R' => What::Lines(Op::Change),
            'Y' => What::Lines(Op::Yank),
            'o' | 'O' => What::OtherEnd,
            'I' => What::Insert(Begin::Here),
            'A' => What::Insert(Begin::Behind),
            around @ ('i' | 'a') => What::Thing(Thing {
                sign: self.next()?,
                around: around == 'a',
            }),
            ':' => What::Line(format!("'<,'>{}", self.line()?)),
            'g' => match self.next()? {
                'U' => What::Selection(Op::Upper),
                'u' => What::Selection(Op::Lower),
                '~' => What::Selection(Op::Swap),
                'q' => What::Selection(Op::Fill),
                _ => {
                    self.at = begin;
                    return self.both(count);
                }
            },
            _ => {
                self.at = begin;
                return self.both(count);
            }
        })
    }

    /// What both modes have.
    fn both(&mut self, count: &mut Option<usize>) -> Result<What, Stop> {
        let begin = self.at;
        Ok(match self.next()? {
            ESC => What::Nothing,
            'p' => put(Direction::On, false),
            'P' => put(Direction::Back, false),
            'r' => What::Replace(self.typed()?),
            'J' => What::Join(true),
            'v' => What::Visual(false),
            'V' => What::Visual(true),
            'm' => What::Mark(self.typed()?),
            '@' => What::Play(self.next()?),
            'q' => What::Record(self.next()?),
            ':' => match count.take() {
                None => What::Line(self.line()?),
                Some(1) => What::Line(format!(".{}", self.line()?)),
                Some(count) => What::Line(format!(".,.+{}{}", count - 1, self.line()?)),
            },
            '\x01' => What::Add(1),
            '\x18' => What::Add(-1),
            '\x05' => What::Scroll(Scroll::RowDown),
            '\x19' => What::Scroll(Scroll::RowUp),
            'z' => match self.next()? {
                't' | '\r' => What::Scroll(Scroll::CaretToTop),
                'z' | '.' => What::Scroll(Scroll::CaretToMiddle),
                'b' | '-' => What::Scroll(Scroll::CaretToBottom),
                _ => return Err(Stop::Wrong),
            },
            'g' => match self.next()? {
                'v' => What::Reselect,
                'n' => What::Hit(Direction::On),
                'N' => What::Hit(Direction::Back),
                'J' => What::Join(false),
                'p' => put(Direction::On, true),
                'P' => put(Direction::Back, true),
                _ => {
                    self.at = begin;
                    return self.operator_or_motion(count);
                }
            },
            _ => {
                self.at = begin;
                return self.operator_or_motion(count);
            }
        })
    }

    fn operator_or_motion(&mut self, count: &mut Option<usize>) -> Result<What, Stop> {
        let begin = self.at;
        let Some(op) = self.operator()? else {
            self.at = begin;
            return self.motion().map(What::Go);
        };
        let sign = self.keys.get(self.at - 1).copied();
        let mut force = None;
        loop {
            *count = times(*count, self.count()?);
            force = match self.peek() {
                Some('v') => Some(Force::Characters),
                Some('V') => Some(Force::Lines),
                _ => break,
            };
            self.at += 1;
        }
        let begin = self.at;
        let next = self.next()?;
        if Some(next) == sign {
            return Ok(What::Lines(op));
        }
        Ok(match next {
            'g' if self.peek() == Some('n') => {
                self.at += 1;
                What::Operate(op, force, Target::Hit(Direction::On))
            }
            'g' if self.peek() == Some('N') => {
                self.at += 1;
                What::Operate(op, force, Target::Hit(Direction::Back))
            }
            'g' if matches!(op, Op::Upper | Op::Lower | Op::Swap | Op::Fill) => {
                if Some(self.next()?) == sign {
                    return Ok(What::Lines(op));
                }
                self.at = begin;
                What::Operate(op, force, Target::Go(self.motion()?))
            }
            'i' | 'a' => {
                let sign = self.next()?;
                let around = next == 'a';
                What::Operate(op, force, Target::Thing(Thing { sign, around }))
            }
            _ => {
                self.at = begin;
                What::Operate(op, force, Target::Go(self.motion()?))
            }
        })
    }

    fn operator(&mut self) -> Result<Option<Op>, Stop> {
        Ok(Some(match self.next()? {
            'd' => Op::Delete,
            'c' => Op::Change,
            'y' => Op::Yank,
            '>' => Op::Right,
            '<' => Op::Left,
            'g' => match self.next()? {
                'U' => Op::Upper,
                'u' => Op::Lower,
                '~' => Op::Swap,
                'q' | 'w' => Op::Fill,
                _ => return Ok(None),
            },
            _ => return Ok(None),
        }))
    }

    fn motion(&mut self) -> Result<Go, Stop> {
        Ok(match self.next()? {
            'h' => Go::Left,
            'l' => Go::Right,
            ' ' => Go::Space,
            BACKSPACE => Go::Back,
            'j' | '\n' | '\x0e' => Go::Down,
            'k' | '\x10' => Go::Up,
            '+' | '\r' => Go::LinesDown,
            '-' => Go::LinesUp,
            '_' => Go::LinesHere,
            '0' => Go::Zero,
            '^' => Go::FirstLetter,
            '$' => Go::End,
            '|' => Go::Column,
            'w' => Go::Word(false),
            'W' => Go::Word(true),
            'b' => Go::WordBack(false),
            'B' => Go::WordBack(true),
            'e' => Go::WordEnd(false),
            'E' => Go::WordEnd(true),
            'f' => Go::Find(self.typed()?, Direction::On, Side::At),
            'F' => Go::Find(self.typed()?, Direction::Back, Side::At),
            't' => Go::Find(self.typed()?, Direction::On, Side::Before),
            'T' => Go::Find(self.typed()?, Direction::Back, Side::Before),
            ';' => Go::FindAgain(Direction::On),
            ',' => Go::FindAgain(Direction::Back),
            '%' => Go::Bracket,
            '(' => Go::Sentence(Direction::Back),
            ')' => Go::Sentence(Direction::On),
            '{' => Go::Paragraph(Direction::Back),
            '}' => Go::Paragraph(Direction::On),
            '[' => match self.next()? {
                sign @ ('(' | '{') => Go::Open(sign, Direction::Back),
                _ => return Err(Stop::Wrong),
            },
            ']' => match self.next()? {
                sign @ (')' | '}') => Go::Open(sign, Direction::On),
                _ => return Err(Stop::Wrong),
            },
            'G' => Go::Line(true),
            'H' => Go::High,
            'M' => Go::Middle,
            'L' => Go::Low,
            '\x04' => Go::HalfPage(Direction::On),
            '\x15' => Go::HalfPage(Direction::Back),
            '\x06' => Go::Page(Direction::On),
            '\x02' => Go::Page(Direction::Back),
            '\'' => Go::Mark(self.typed()?, true),
            '`' => Go::Mark(self.typed()?, false),
            '/' => Go::Search(Direction::On, self.line()?),
            '?' => Go::Search(Direction::Back, self.line()?),
            'n' => Go::SearchAgain(Direction::On),
            'N' => Go::SearchAgain(Direction::Back),
            '*' => Go::WordHere(Direction::On, true),
            '#' => Go::WordHere(Direction::Back, true),
            'g' => match self.next()? {
                'g' => Go::Line(false),
                'j' => Go::RowDown,
                'k' => Go::RowUp,
                '0' | '^' => Go::RowStart,
                '$' => Go::RowEnd,
                '_' => Go::LastLetter,
                'e' => Go::WordEndBack(false),
                'E' => Go::WordEndBack(true),
                '*' => Go::WordHere(Direction::On, false),
                '#' => Go::WordHere(Direction::Back, false),
                _ => return Err(Stop::Wrong),
            },
            _ => return Err(Stop::Wrong),
        })
    }
}

fn put(side: Direction, behind: bool) -> What {
    What::Put { side, behind }
}
