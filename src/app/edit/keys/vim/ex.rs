//! The command line: `:w`, `:%s/rain/snow/g`, `:12`.

use regex::Captures;

use crate::app::edit::keys::Wish;
use crate::app::edit::keys::vim::Beep;
use crate::app::edit::keys::vim::Done;
use crate::app::edit::keys::vim::Hand;
use crate::app::edit::keys::vim::Vim;
use crate::app::edit::keys::vim::motion::letter;
use crate::app::edit::keys::vim::operate::Area;
use crate::app::edit::keys::vim::parse::Op;
use crate::app::edit::keys::vim::search;
use crate::app::edit::motion::Direction;

/// The lines that a command is for.
#[derive(Clone, Copy)]
struct Lines {
    first: usize,
    last: usize,
    /// Whether they were named.
    named: bool,
}

impl Vim {
    /// Does a line of the command line.
    pub(super) fn line(&mut self, hand: &mut Hand<'_>, line: &str) -> Done {
        let (lines, rest) = self.lines(hand, line.trim_start_matches([' ', ':']))?;
        let rest = rest.trim_start();
        let name_end = rest
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(rest.len());
        let (mut name, mut arguments) = rest.split_at(name_end);
        // `:s/a/b/`, but also `:sb` is no `s`; `:g/a/d` is `g`.
        if let Some(flags) = name.strip_prefix('s').filter(|_| arguments.is_empty())
            && !flags.is_empty()
            && flags.chars().all(|c| matches!(c, 'g' | 'i' | 'I'))
        {
            (name, arguments) = rest.split_at(1);
        }
        let whole = arguments.trim();
        match (name, whole) {
            ("", "") if !line.is_empty() => {
                let at = self.caret(hand);
                self.set_mark(hand, '\'', at);
                let to = letter(hand.ed.buffer(), lines.last);
                hand.ed.set_caret(to);
            }
            ("w" | "write", _) => hand.wishes.push(Wish::Save),
            ("wq" | "x" | "xit" | "wqa" | "xa" | "wqall" | "xall", _) => {
                hand.wishes.push(Wish::SaveAndLeave);
            }
            ("q" | "quit" | "qa" | "qall", "") => hand.wishes.push(Wish::Leave),
            ("q" | "quit" | "qa" | "qall", "!") => hand.wishes.push(Wish::LeaveAsDraft),
            ("lock", "") => hand.wishes.push(Wish::Lock),
            ("s" | "substitute", _) => return self.substitute(hand, lines, arguments),
            ("d" | "delete", _) => return self.on_lines(hand, Op::Delete, lines, whole),
            ("y" | "yank", _) => return self.on_lines(hand, Op::Yank, lines, whole),
            ("j" | "join", _) => {
                let last = if lines.named && lines.first != lines.last {
                    lines.last
                } else {
                    lines.first + 1
                };
                if last >= hand.ed.buffer().line_count() {
                    return Err(Beep);
                }
                self.join_lines(hand, lines.first, last, whole != "!")?;
                let to = letter(hand.ed.buffer(), lines.first);
                hand.ed.set_caret(to);
            }
            ("", ">") => return self.on_lines(hand, Op::Right, lines, ""),
            ("", "<") => return self.on_lines(hand, Op::Left, lines, ""),
            ("g" | "global", _) => {
                let invert = arguments.starts_with('!');
                let arguments = arguments.trim_start_matches('!');
                return self.global(hand, lines, arguments, invert);
            }
            ("v" | "vglobal", _) => return self.global(hand, lines, arguments, true),
            ("noh" | "nohlsearch" | "", _) => {}
            _ => {
                hand.say(format!(":{line} means nothing here"));
                return Err(Beep);
            }
        }
        Ok(())
    }

    /// The lines named at the start of `text`, and what follows.
    fn lines<'t>(&self, hand: &Hand<'_>, text: &'t str) -> Done<(Lines, &'t str)> {
        let buffer = hand.ed.buffer();
        let last_line = buffer.line_count() - 1;
        let here = buffer.line_of(self.caret(hand));
        if let Some(rest) = text.strip_prefix('%') {
            let lines = Lines {
                first: 0,
                last: last_line,
                named: true,
            };
            return Ok((lines, rest));
        }
        let (first, mut rest) = self.address(hand, text)?;
        let mut last = None;
        if let Some(behind) = rest.strip_prefix(',') {
            (last, rest) = self.address(hand, behind)?;
        }
        let begin = first.unwrap_or(here);
        let end = last.unwrap_or(begin);
        let lines = Lines {
            first: begin.min(end).min(last_line),
            last: end.max(begin).min(last_line),
            named: first.is_some() || last.is_some(),
        };
        Ok((lines, rest))
    }

    fn address<'t>(&self, hand: &Hand<'_>, text: &'t str) -> Done<(Option<usize>, &'t str)> {
        let buffer = hand.ed.buffer();
        let here = buffer.line_of(self.caret(hand));
        let mut chars = text.chars();
        let mut rest = text;
        let mut line = None;
        match chars.next() {
            Some('.') => (line, rest) = (Some(here), chars.as_str()),
            Some('$') => (line, rest) = (Some(buffer.line_count() - 1), chars.as_str()),
            Some('\'') => {
                let mark = chars.next().and_then(|name| self.mark(hand, name));
                line = Some(buffer.line_of(mark.ok_or(Beep)?));
                rest = chars.as_str();
            }
            Some('0'..='9') => {
                let (number, behind) = number(text);
                line = Some(number.max(1) - 1);
                rest = behind;
            }
            _ => {}
        }
        while let Some(sign) = rest.chars().next().filter(|c| matches!(c, '+' | '-')) {
            let (mut by, behind) = number(rest.get(1..).unwrap_or_default());
            if behind.len() + 1 == rest.len() {
                by = 1;
            }
            let from = line.unwrap_or(here);
            line = Some(if sign == '+' {
                from.saturating_add(by)
            } else {
                from.saturating_sub(by)
            });
            rest = behind;
        }
        Ok((line, rest))
    }

    fn on_lines(&mut self, hand: &mut Hand<'_>, op: Op, lines: Lines, register: &str) -> Done {
        let at = self.caret(hand);
        let buffer = hand.ed.buffer();
        let area = Area {
            bytes: buffer.line_start(lines.first)..buffer.line(lines.last).end,
            lines: true,
            caret: at,
            is_large: false,
        };
        let register = register.chars().next();
        self.operate(hand, op, area, register, 1)?;
        if matches!(op, Op::Right | Op::Left) {
            let to = letter(hand.ed.buffer(), lines.last);
            hand.ed.set_caret(to);
        }
        Ok(())
    }

    fn global(&mut self, hand: &mut Hand<'_>, lines: Lines, arguments: &str, invert: bool) -> Done {
        let lines = if lines.named {
            lines
        } else {
            Lines {
                first: 0,
                last: hand.ed.buffer().line_count() - 1,
                named: true,
            }
        };
        let (pattern, rest) = parts(arguments).ok_or(Beep)?;
        let regex = search::compile(&pattern).ok_or(Beep)?;
        let mut count = lines.last + 1 - lines.first;
        let mut line = lines.first;
        let mut last = None;
        while count > 0 {
            count -= 1;
            let buffer = hand.ed.buffer();
            let text = buffer.slice(buffer.line(line));
            if regex.is_match(&text) == invert {
                line += 1;
                continue;
            }
            let before = buffer.line_count();
            hand.ed.set_caret(buffer.line_start(line));
            if rest.trim_start().starts_with(['g', 'v']) {
                return Err(Beep);
            }
            self.line(hand, rest)?;
            last = Some(line);
            let after = hand.ed.buffer().line_count();
            line = (line + after + 1).saturating_sub(before);
        }
        if last.is_some() {
            Ok(())
        } else {
            hand.say(format!("not found: {pattern}"));
            Err(Beep)
        }
    }

    fn substitute(&mut self, hand: &mut Hand<'_>, lines: Lines, arguments: &str) -> Done {
        let arguments = arguments.trim_start();
        let mut flags = arguments;
        if !arguments.is_empty() && !arguments.starts_with(char::is_alphanumeric) {
            let (mut pattern, rest) = parts(arguments).ok_or(Beep)?;
            let sign = arguments.chars().next().unwrap_or('/');
            let (with, behind) = split(rest, sign);
            flags = behind;
            if pattern.is_empty() {
                pattern.clone_from(&self.search.as_ref().ok_or(Beep)?.0);
            }
            self.search = Some((pattern.clone(), Direction::On, false));
            self.substitute = Some((pattern, with, false));
        }
        let (pattern, with, _) = self.substitute.clone().ok_or(Beep)?;
        let source = if flags.contains('i') {
            format!("\\c{pattern}")
        } else {
            pattern.clone()
        };
        let Some(regex) = search::compile(&source) else {
            hand.say("that is no pattern");
            return Err(Beep);
        };
        let all = flags.contains('g');
        let buffer = hand.ed.buffer();
        let range = buffer.line_start(lines.first)..buffer.line(lines.last).end;
        let old = buffer.slice(range.clone());
        let mut new = String::with_capacity(old.len());
        let mut caret = None;
        let mut first = None;
        for (number, line) in old.split('\n').enumerate() {
            if number > 0 {
                new.push('\n');
            }
            let (text, end) = match line.strip_suffix('\r') {
                Some(text) => (text, "\r"),
                None => (line, ""),
            };
            let before = new.len();
            let put = |found: &Captures<'_>| replacement(&with, found);
            if regex.is_match(text) {
                let text = regex.replacen(text, usize::from(!all), put);
                new.push_str(&text);
                let at = new.rfind('\n').map_or(0, |at| at + 1).max(before);
                caret = Some(at);
                first.get_or_insert(lines.first + number);
            } else {
                new.push_str(text);
            }
            new.push_str(end);
        }
        let Some(caret) = caret else {
            hand.say(format!("not found: {pattern}"));
            return Err(Beep);
        };
        let start = range.start;
        // Where undo comes back to.
        let begin = hand.ed.buffer().line_start(first.unwrap_or(lines.first));
        hand.ed.set_caret(begin);
        self.edit(hand, range, &new, start + caret)?;
        let buffer = hand.ed.buffer();
        let to = letter(buffer, buffer.line_of(start + caret));
        hand.ed.set_caret(to);
        Ok(())
    }
}

/// The number that `text` begins with, and what follows.
fn number(text: &str) -> (usize, &str) {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    (
        digits
            .parse()
            .unwrap_or(if digits.is_empty() { 0 } else { usize::MAX / 2 }),
        rest,
    )
}

/// The pattern between the first two signs of `/pattern/rest`, and the rest.
fn parts(text: &str) -> Option<(String, &str)> {
    let sign = text.chars().next().filter(char::is_ascii_punctuation)?;
    Some(split(text.get(1..)?, sign))
}

/// `text` up to the first `sign` that is not escaped, and what follows.
fn split(text: &str, sign: char) -> (String, &str) {
    let mut before = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == sign {
            return (before, chars.as_str());
        }
        if c == '\\' {
            match chars.next() {
                Some(next) if next == sign => before.push(next),
                Some(next) => before.extend(['\\', next]),
                None => before.push('\\'),
            }
            continue;
        }
        before.push(c);
    }
    (before, "")
}

/// What comes in the place of a hit: `&` and `\0` are all of it, `\1` a part, `\r` a line end.
fn replacement(with: &str, found: &Captures<'_>) -> String {
    let mut out = String::new();
    let group = |number: usize| found.get(number).map_or("", |part| part.as_str());
    let mut chars = with.chars();
    while let Some(c) = chars.next() {
        match c {
            '&' => out.push_str(group(0)),
            '\\' => match chars.next() {
                Some('r' | 'n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some(digit @ '0'..='9') => {
                    let number = digit.to_digit(10).unwrap_or(0);
                    out.push_str(group(usize::try_from(number).unwrap_or(0)));
                }
                Some(c) => out.push(c),
                None => {}
            },
            c => out.push(c),
        }
    }
    out
}
