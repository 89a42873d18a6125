//! The text that jrnl keeps: `[2024-05-17 21:04] Title *`, then lines of text up to the next bracket.
//!
//! It has no zone and no ids. A line that begins with a bracket and a moment begins an entry, in
//! jrnl as here. jrnl 1 wrote no brackets: where the first line has none, none has.

use std::io;
use std::io::BufRead;
use std::io::Read;

use crate::model::json::Object;
use crate::model::limits::BODY_BYTES_MAX;
use crate::model::time::Moment;
use crate::model::time::Zone;
use crate::transfer::error::BadReason;
use crate::transfer::error::BadRecord;
use crate::transfer::jsonl::Record;
use crate::transfer::sources::Source;

/// Longest text in brackets that is looked at, in bytes.
const STAMP_BYTES_MAX: usize = 40;

/// Reads it.
#[derive(Debug)]
pub struct Jrnl<R> {
    from: R,
    zone: Zone,
    /// The number of the line read last, from 1.
    line: u64,
    /// The line that begins the next entry, and its number.
    next: Option<(u64, String)>,
    /// How entries begin, once the first has.
    style: Option<Style>,
}

/// How an entry begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// `[2024-05-17 21:04] Title`
    Brackets,
    /// `2024-05-17 21:04 Title`
    Bare,
}

/// A line, or why there is none.
enum Line {
    End,
    Text(String),
    Bad(BadReason),
}

impl<R: BufRead> Jrnl<R> {
    /// Reads from `from`; its clocks are those of `zone`.
    pub fn new(from: R, zone: Zone) -> Self {
        Self {
            from,
            zone,
            line: 0,
            next: None,
            style: None,
        }
    }

    fn next_line(&mut self) -> io::Result<Line> {
        let mut bytes = Vec::new();
        let limit = BODY_BYTES_MAX as u64 + 1;
        if self
            .from
            .by_ref()
            .take(limit)
            .read_until(b'\n', &mut bytes)?
            == 0
        {
            return Ok(Line::End);
        }
        self.line += 1;
        if bytes.last() != Some(&b'\n') && bytes.len() > BODY_BYTES_MAX {
            self.from.skip_until(b'\n')?;
            let max = BODY_BYTES_MAX;
            return Ok(Line::Bad(BadReason::TooLong { max }));
        }
        Ok(match String::from_utf8(bytes) {
            Ok(text) => {
                let text = text.trim_end_matches('\n').trim_end_matches('\r');
                let text = if self.line == 1 {
                    text.trim_start_matches('\u{feff}')
                } else {
                    text
                };
                Line::Text(text.to_owned())
            }
            Err(error) => Line::Bad(BadReason::NotText {
                at: error.utf8_error().valid_up_to(),
            }),
        })
    }
}

/// Whether a text begins as jrnl begins an entry.
pub fn is_jrnl(front: &[u8]) -> bool {
    let text = String::from_utf8_lossy(front);
    let first = text.trim_start_matches('\u{feff}').trim_start();
    style_of(first.lines().next().unwrap_or_default()).is_some()
}

/// How the entry begins that `line` begins.
fn style_of(line: &str) -> Option<Style> {
    let mut styles = [Style::Brackets, Style::Bare].into_iter();
    styles.find(|style| stamp(line, *style).is_some())
}

/// The moment that a line begins with, as one reads it without a zone, and what stands behind it.
fn stamp(line: &str, style: Style) -> Option<(String, &str)> {
    let (stamp, rest) = match style {
        Style::Brackets => line.strip_prefix('[')?.split_once(']')?,
        Style::Bare => {
            let end = line
                .match_indices(' ')
                .nth(1)
                .map_or(line.len(), |(at, _)| at);
            let stamp = line.get(..end).filter(|stamp| stamp.contains(':'))?;
            (stamp, line.get(end..).unwrap_or_default())
        }
    };
    if stamp.len() > STAMP_BYTES_MAX {
        return None;
    }
    let mut words = stamp.split_whitespace();
    let day = words.next()?;
    let digits = day.bytes().filter(u8::is_ascii_digit).count();
    if day.len() != 10 || digits != 8 || day.as_bytes().get(4) != Some(&b'-') {
        return None;
    }
    let time = match words.next() {
        None => "00:00:00".to_owned(),
        Some(time) => clock(time, words.next())?,
    };
    if words.next().is_some() {
        return None;
    }
    Some((format!("{day}T{time}"), rest))
}

/// `9:04`, `21:04:05`, `09:04 PM` as 24 hours.
fn clock(time: &str, half: Option<&str>) -> Option<String> {
    let mut parts = time.split(':').map(str::parse::<u8>);
    let hour = parts.next()?.ok()?;
    let minute = parts.next()?.ok()?;
    let second = parts.next().transpose().ok()?.unwrap_or(0);
    let hour = match half.map(str::to_ascii_lowercase).as_deref() {
        None => hour,
        Some("am") if (1..=12).contains(&hour) => hour % 12,
        Some("pm") if (1..=12).contains(&hour) => hour % 12 + 12,
        Some(_) => return None,
    };
    let fits = hour < 24 && minute < 60 && second < 60 && parts.next().is_none();
    fits.then(|| format!("{hour:02}:{minute:02}:{second:02}"))
}

impl<R: BufRead> Source for Jrnl<R> {
    fn name(&self) -> &'static str {
        "jrnl"
    }

    fn next_record(&mut self) -> io::Result<Option<Result<Record, BadRecord>>> {
        let bad = |line, reason| Ok(Some(Err(BadRecord { line, reason })));
        let (line, first) = match self.next.take() {
            Some(next) => next,
            None => loop {
                match self.next_line()? {
                    Line::End => return Ok(None),
                    Line::Bad(reason) => return bad(self.line, reason),
                    Line::Text(text) if text.trim().is_empty() => {}
                    Line::Text(text) => break (self.line, text),
                }
            },
        };
        let style = *self
            .style
            .get_or_insert(style_of(&first).unwrap_or(Style::Brackets));
        let mut body = String::new();
        let mut wrong = None;
        loop {
            match self.next_line()? {
                Line::End => break,
                Line::Bad(reason) => wrong = Some(reason),
                Line::Text(text) if stamp(&text, style).is_some() => {
                    self.next = Some((self.line, text));
                    break;
                }
                Line::Text(text) if body.len() + text.len() >= BODY_BYTES_MAX => {
                    let max = BODY_BYTES_MAX;
                    wrong = Some(BadReason::TooLong { max });
                }
                Line::Text(text) => {
                    body.push_str(&text);
                    body.push('\n');
                }
            }
        }
        if let Some(reason) = wrong {
            return bad(line, reason);
        }
        match record(line, stamp(&first, style), body.trim_end(), &self.zone) {
            Ok(record) => Ok(Some(Ok(record))),
            Err(reason) => bad(line, reason),
        }
    }
}

fn record(
    line: u64,
    first: Option<(String, &str)>,
    body: &str,
    zone: &Zone,
) -> Result<Record, BadReason> {
    let (at, title) = first.ok_or(BadReason::NoMoment)?;
    let (at, _) = Moment::parse_in(&at, zone).map_err(BadReason::Moment)?;
    let title = title.trim();
    let (title, starred) = match title.strip_suffix(" *").or(title.strip_prefix("* ")) {
        Some(title) => (title.trim(), true),
        None if title == "*" => ("", true),
        None => (title, false),
    };
    if title.is_empty() && body.is_empty() {
        return Err(BadReason::Blank);
    }
    let mut tags: Vec<String> = Vec::new();
    for word in title.split_whitespace().chain(body.split_whitespace()) {
        let tag = word.strip_prefix('@').unwrap_or_default();
        let tag = tag.trim_end_matches(|c: char| c.is_ascii_punctuation() && c != '_' && c != '-');
        if !tag.is_empty() && !tags.iter().any(|known| known == tag) {
            tags.push(tag.to_owned());
        }
    }
    Ok(Record {
        line,
        id: None,
        at,
        corrected: false,
        day: None,
        title: title.to_owned(),
        body: body.to_owned(),
        tags,
        starred,
        journal: None,
        files: Vec::new(),
        deleted: false,
        extra: Object::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8]) -> Vec<Result<Record, BadRecord>> {
        let mut jrnl = Jrnl::new(text, Zone::named("Europe/Berlin").unwrap());
        std::iter::from_fn(|| jrnl.next_record().unwrap()).collect()
    }

    #[test]
    fn entries_begin_with_a_moment_in_brackets() {
        let text = "\u{feff}[2024-05-17 21:04] A day *\r\nRain. @wet,\n\n[link] no entry\n[x] nor this\n\n\
                    [2024-05-18 09:05:06 PM] * Later\n[2024-07-01] No time @a @a\n";
        let read: Vec<Record> = read(text.as_bytes())
            .into_iter()
            .map(Result::unwrap)
            .collect();
        let told: Vec<(u64, String, &str, bool)> = read
            .iter()
            .map(|one| {
                (
                    one.line,
                    one.at.to_string(),
                    one.title.as_str(),
                    one.starred,
                )
            })
            .collect();
        let at = |text: &str| format!("{text}+02:00[Europe/Berlin]");
        assert_eq!(
            told,
            [
                (1, at("2024-05-17T21:04:00"), "A day", true),
                (7, at("2024-05-18T21:05:06"), "Later", true),
                (8, at("2024-07-01T00:00:00"), "No time @a @a", false),
            ]
        );
        assert_eq!(read[0].body, "Rain. @wet,\n\n[link] no entry\n[x] nor this");
        assert_eq!(
            (&read[0].tags, &read[2].tags),
            (&vec!["wet".to_owned()], &vec!["a".to_owned()])
        );
    }

    #[test]
    fn jrnl_1_wrote_no_brackets() {
        let text = b"2014-05-17 21:04 A day *\nRain.\n[2014-05-18 10:00] no entry\n2014 was\n\n2014-05-19 09:00 Next\n";
        let read: Vec<Record> = read(text).into_iter().map(Result::unwrap).collect();
        assert_eq!(read.len(), 2);
        assert_eq!((&*read[0].title, read[0].starred), ("A day", true));
        assert_eq!(read[0].body, "Rain.\n[2014-05-18 10:00] no entry\n2014 was");
        assert_eq!(
            read[1].at.to_string(),
            "2014-05-19T09:00:00+02:00[Europe/Berlin]"
        );
        assert!(is_jrnl(text) && !is_jrnl(b"2014-05-17 a day: of rain\n"));
    }

    #[test]
    fn what_is_no_entry_is_told_and_stops_no_other() {
        let text = b"a line before\n[2024-02-30 10:00] no such day\n[2024-05-17 10:00]\n\n[2024-05-17 11:00] bad \xff\nx\n[2024-05-17 12:00] good\n";
        let fine: Vec<bool> = read(text).iter().map(Result::is_ok).collect();
        // The line that is not UTF-8 belongs to the entry before it, which is left out with it.
        assert_eq!(fine, [false, false, false, true]);
        assert!(is_jrnl(b"\n[2024-05-17 10:00] x") && !is_jrnl(b"[link](x)\n") && !is_jrnl(b"{}"));
        for cut in 0..text.len() {
            read(&text[..cut]);
        }
    }
}
