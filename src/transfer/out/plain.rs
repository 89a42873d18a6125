//! Plain text for people: the day, the time, the title, the text.

use std::fmt::Write;

use crate::model::entry::DEFAULT_JOURNAL;
use crate::model::entry::Entry;
use crate::model::text;
use crate::transfer::error::TransferError;
use crate::transfer::out::ExportReport;
use crate::transfer::out::Loss;
use crate::transfer::out::Order;
use crate::transfer::out::Sink;
use crate::transfer::out::single::Single;

/// What the file is called.
pub const NAME: &str = "journal.txt";
/// Its first line: what begins so is ours.
const FIRST_LINE: &str = "A journal, written out by diurnal.\n";
/// Stands between two entries.
const BETWEEN: &str =
    "\n------------------------------------------------------------------------\n\n";
const LOST: &[Loss] = &[
    Loss::Ids,
    Loss::Seconds,
    Loss::Zones,
    Loss::Days,
    Loss::Attachments,
    Loss::Metadata,
];

/// Writes it.
#[derive(Debug)]
pub struct Plain<'w> {
    to: Option<Single<'w>>,
    begun: bool,
}

impl<'w> Plain<'w> {
    /// Writes to `to`; nothing where there is no place for it.
    pub fn new(to: Option<Single<'w>>) -> Self {
        Self { to, begun: false }
    }
}

/// Whether a file that begins so is one of these.
pub fn is_ours(front: &[u8]) -> bool {
    front.starts_with(FIRST_LINE.as_bytes())
}

impl Sink for Plain<'_> {
    fn order(&self) -> Order {
        Order::ByDay
    }

    fn take(&mut self, entry: &Entry, report: &mut ExportReport) -> Result<(), TransferError> {
        let Some(to) = &mut self.to else {
            return Ok(());
        };
        report.lost.count(LOST, entry);
        if !std::mem::replace(&mut self.begun, true) {
            to.put(FIRST_LINE.as_bytes())?;
        }
        let content = &entry.content;
        let mut head = format!("{}{}, {}", BETWEEN, entry.day.long(), content.at.clock());
        if content.starred {
            head.push_str(" *");
        }
        head.push('\n');
        if !content.title.is_empty() {
            head.push_str(&text::visible_line(&content.title));
            head.push('\n');
        }
        if content.journal != DEFAULT_JOURNAL {
            writeln!(head, "Journal: {}", text::visible_line(&content.journal)).ok();
        }
        if !content.tags.is_empty() {
            let tags: Vec<_> = content
                .tags
                .iter()
                .map(|tag| text::visible_line(tag))
                .collect();
            writeln!(head, "Tags: {}", tags.join(", ")).ok();
        }
        head.push('\n');
        to.put(head.as_bytes())?;
        to.put(content.body.as_bytes())?;
        if !content.body.ends_with('\n') {
            to.put(b"\n")?;
        }
        report.written += 1;
        Ok(())
    }

    fn finish(&mut self, report: &mut ExportReport) -> Result<(), TransferError> {
        self.to.take().map_or(Ok(()), |to| to.finish(report))
    }
}
