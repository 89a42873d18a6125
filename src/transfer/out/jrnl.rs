//! The text that jrnl keeps: `[2024-05-17 21:04] Title *`, then the body.
//!
//! jrnl takes every line that begins with a bracket and something like a date for the beginning of an
//! entry, and has no way to say that it is none: such a line gets a blank before it, and is counted.

use crate::model::entry::Entry;
use crate::model::text;
use crate::transfer::error::TransferError;
use crate::transfer::out::ExportReport;
use crate::transfer::out::Loss;
use crate::transfer::out::Order;
use crate::transfer::out::Sink;
use crate::transfer::out::single::Single;

/// What the file is called.
pub const NAME: &str = "journal-jrnl.txt";
const LOST: &[Loss] = &[
    Loss::Ids,
    Loss::Seconds,
    Loss::Zones,
    Loss::Days,
    Loss::Titles,
    Loss::Journals,
    Loss::Attachments,
    Loss::Metadata,
];

/// Writes it.
#[derive(Debug)]
pub struct Jrnl<'w>(Option<Single<'w>>);

impl<'w> Jrnl<'w> {
    /// Writes to `to`; nothing where there is no place for it.
    pub fn new(to: Option<Single<'w>>) -> Self {
        Self(to)
    }
}

impl Sink for Jrnl<'_> {
    fn order(&self) -> Order {
        Order::ByDay
    }

    fn take(&mut self, entry: &Entry, report: &mut ExportReport) -> Result<(), TransferError> {
        let Some(to) = &mut self.0 else { return Ok(()) };
        report.lost.count(LOST, entry);
        let (text, changed) = written(entry);
        if changed {
            report.lost.add(Loss::Lines);
        }
        to.put(text.as_bytes())?;
        report.written += 1;
        Ok(())
    }

    fn finish(&mut self, report: &mut ExportReport) -> Result<(), TransferError> {
        self.0.take().map_or(Ok(()), |to| to.finish(report))
    }
}

/// The entry as jrnl writes it, and whether a line of it had to be changed.
fn written(entry: &Entry) -> (String, bool) {
    let content = &entry.content;
    let local = content.at.local();
    let body = content.body.replace("\r\n", "\n");
    let (title, rest) = if content.title.is_empty() {
        let body = body.trim_start_matches('\n');
        let (first, rest) = body.split_once('\n').unwrap_or((body, ""));
        (first.trim_end().to_owned(), rest)
    } else {
        (
            text::visible_line(&content.title).into_owned(),
            body.as_str(),
        )
    };
    let mut text = format!(
        "[{:04}-{:02}-{:02} {:02}:{:02}] {title}",
        local.year(),
        local.month(),
        local.day(),
        local.hour(),
        local.minute(),
    );
    if content.starred {
        text.push_str(" *");
    }
    text.push('\n');
    let missing = content.tags.iter().filter(|tag| {
        // jrnl's tags are words of the text.
        !tag.contains(char::is_whitespace) && !body.contains(&format!("@{tag}"))
    });
    let tags: Vec<String> = missing.map(|tag| format!("@{tag}")).collect();
    let mut changed = false;
    for line in rest.trim_end().lines() {
        if line.starts_with('[') {
            text.push(' ');
            changed = true;
        }
        text.push_str(line);
        text.push('\n');
    }
    if !tags.is_empty() {
        text.push_str(&tags.join(" "));
        text.push('\n');
    }
    text.push('\n');
    (text, changed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transfer::front_matter::samples::entry;

    #[test]
    fn an_entry_looks_as_jrnl_writes_it() {
        let mut starred = entry("A day", "Rain.\r\n\r\n[2020-01-01] is no entry.\n\n");
        starred.content.starred = true;
        starred.content.tags = vec!["wet".to_owned(), "two words".to_owned()];
        let expected = "[2024-02-29 21:30] A day *\nRain.\n\n [2020-01-01] is no entry.\n@wet\n\n";
        assert_eq!(written(&starred), (expected.to_owned(), true));
        let untitled = entry("", "Rain. And more\nSun.");
        let expected = "[2024-02-29 21:30] Rain. And more\nSun.\n\n";
        assert_eq!(written(&untitled), (expected.to_owned(), false));
    }
}
