//! Markdown with all entries of a day, a month or a year in one file.

use std::fmt::Write;
use std::path::PathBuf;

use serde_json::Value;
use serde_json::json;

use crate::model::entry::DEFAULT_JOURNAL;
use crate::model::entry::Entry;
use crate::model::text;
use crate::model::time::Day;
use crate::transfer::error::TransferError;
use crate::transfer::front_matter;
use crate::transfer::out::ExportReport;
use crate::transfer::out::Loss;
use crate::transfer::out::Order;
use crate::transfer::out::Per;
use crate::transfer::out::Sink;
use crate::transfer::out::folder::Folder;

/// How a file of ours begins.
const BEGINS: &str = "---\ndiurnal: \"";
/// What these files have no place for even in their front matter.
const LOST: &[Loss] = &[Loss::Attachments, Loss::Metadata];
/// What is lost besides without it.
const LOST_BARE: &[Loss] = &[Loss::Ids, Loss::Seconds, Loss::Zones, Loss::Days];

/// Writes them, one at a time.
#[derive(Debug)]
pub struct Pages {
    folder: Folder,
    per: Per,
    front_matter: bool,
    /// The file being gathered.
    page: Option<Page>,
}

#[derive(Debug)]
struct Page {
    path: PathBuf,
    title: String,
    /// The last day that has a heading.
    day: Option<Day>,
    entries: Vec<Value>,
    text: String,
}

impl Pages {
    /// Writes into `folder`.
    pub fn new(folder: Folder, per: Per, front_matter: bool) -> Self {
        Self {
            folder,
            per,
            front_matter,
            page: None,
        }
    }

    fn begin(&self, day: Day) -> Page {
        let (year, month) = (day.year(), day.month());
        let (path, title) = match self.per {
            Per::Year => (format!("{year:04}.md"), format!("{year:04}")),
            Per::Month => (
                format!("{year:04}/{year:04}-{month:02}.md"),
                day.month_title(),
            ),
            Per::Day | Per::Entry => (format!("{year:04}/{month:02}/{day}.md"), day.long()),
        };
        Page {
            path: path.into(),
            title,
            day: None,
            entries: Vec::new(),
            text: String::new(),
        }
    }

    fn write(&mut self, report: &mut ExportReport) -> Result<(), TransferError> {
        let Some(page) = self.page.take() else {
            return Ok(());
        };
        let mut whole = String::with_capacity(page.text.len() + 256);
        if self.front_matter {
            let kind = match self.per {
                Per::Year => "year",
                Per::Month => "month",
                Per::Day | Per::Entry => "day",
            };
            whole.push_str("---\n");
            front_matter::put(&mut whole, "diurnal", &json!(kind));
            front_matter::put(&mut whole, "entries", &Value::Array(page.entries));
            whole.push_str("---\n");
        }
        // Writing to a text cannot fail.
        write!(whole, "# {}\n{}", page.title, page.text).ok();
        let ours = |old: &[u8]| self.front_matter && old.starts_with(BEGINS.as_bytes());
        self.folder
            .put(&page.path, whole.as_bytes(), ours, (None, None), report)?;
        Ok(())
    }
}

impl Sink for Pages {
    fn order(&self) -> Order {
        Order::ByDay
    }

    fn take(&mut self, entry: &Entry, report: &mut ExportReport) -> Result<(), TransferError> {
        report.lost.count(LOST, entry);
        if !self.front_matter {
            report.lost.count(LOST_BARE, entry);
        }
        let fresh = self.begin(entry.day);
        if self
            .page
            .as_ref()
            .is_some_and(|page| page.path != fresh.path)
        {
            self.write(report)?;
        }
        let per_day = self.per == Per::Day;
        let page = self.page.get_or_insert(fresh);
        if !per_day && page.day != Some(entry.day) {
            write!(page.text, "\n## {}\n", entry.day.long()).ok();
        }
        page.day = Some(entry.day);
        let level = if per_day { "##" } else { "###" };
        write!(page.text, "\n{level} {}\n\n", heading(entry)).ok();
        if let Some(line) = facts(entry) {
            write!(page.text, "{line}\n\n").ok();
        }
        page.text.push_str(&entry.content.body);
        if !entry.content.body.ends_with('\n') {
            page.text.push('\n');
        }
        if self.front_matter {
            let content = &entry.content;
            page.entries.push(json!({
                "id": entry.id, "at": content.at.to_string(), "day": entry.day,
                "title": content.title, "tags": content.tags, "starred": content.starred,
                "journal": content.journal,
            }));
        }
        Ok(())
    }

    fn finish(&mut self, report: &mut ExportReport) -> Result<(), TransferError> {
        self.write(report)?;
        self.folder.finish(report)
    }
}

/// The time by its author's clock, and the title where one was given: a heading of the text stands
/// in the text.
fn heading(entry: &Entry) -> String {
    let content = &entry.content;
    let clock = content.at.clock();
    if content.title.is_empty() {
        clock
    } else {
        format!("{clock} {}", text::visible_line(&content.title))
    }
}

/// Star, journal and given tags on one line.
fn facts(entry: &Entry) -> Option<String> {
    let content = &entry.content;
    let mut facts = Vec::new();
    if content.starred {
        facts.push("starred".to_owned());
    }
    if content.journal != DEFAULT_JOURNAL {
        facts.push(format!("journal: {}", text::visible_line(&content.journal)));
    }
    if !content.tags.is_empty() {
        let tags: Vec<_> = content
            .tags
            .iter()
            .map(|tag| text::visible_line(tag))
            .collect();
        facts.push(format!("tags: {}", tags.join(", ")));
    }
    (!facts.is_empty()).then(|| format!("*{}*", facts.join(" · ")))
}
