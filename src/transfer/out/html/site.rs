//! A small site: a first page with calendar, charts and search, and a page a month.

use std::collections::HashMap;
use std::fmt::Write;

use serde_json::json;

use crate::model::entry::Entry;
use crate::model::fold;
use crate::model::text;
use crate::model::time::Day;
use crate::transfer::error::TransferError;
use crate::transfer::out::ExportReport;
use crate::transfer::out::Order;
use crate::transfer::out::Sink;
use crate::transfer::out::folder::Folder;
use crate::transfer::out::html::Overview;
use crate::transfer::out::html::STYLE;
use crate::transfer::out::html::article;
use crate::transfer::out::html::charts;
use crate::transfer::out::html::escaped;
use crate::transfer::out::html::head;
use crate::transfer::out::html::page;
use crate::transfer::out::html::sum;
use crate::transfer::out::single::Single;

const SCRIPT: &str = include_str!("../../../../assets/export/site.js");
/// How the files begin that are no pages.
const STYLE_BEGINS: &str = "/* written by diurnal */\n";
const SCRIPT_BEGINS: &str = "// written by diurnal\n";
/// The text of all entries, folded, for the search.
const INDEX: &str = "search.js";

/// Writes it.
#[derive(Debug)]
pub struct Site<'w> {
    folder: Folder,
    overview: Overview,
    /// The month of each entry that will come, by the first 8 digits of its id.
    months: HashMap<String, Day>,
    index: Option<Single<'w>>,
    month: Option<Month>,
}

#[derive(Debug)]
struct Month {
    first: Day,
    /// The day of the last entry.
    day: Day,
    html: String,
}

impl Site<'_> {
    /// Writes into `folder`. `months`: the first day of each entry's month, by the first 8 digits
    /// of its id.
    pub fn new(
        folder: Folder,
        overview: Overview,
        months: HashMap<String, Day>,
        check: bool,
        report: &mut ExportReport,
    ) -> Result<Self, TransferError> {
        let ours = |front: &[u8]| front.starts_with(SCRIPT_BEGINS.as_bytes());
        let mut index = Single::file(folder.dir(), INDEX, ours, check, report)?;
        if let Some(index) = &mut index {
            index.put(format!("{SCRIPT_BEGINS}window.diurnal = [\n").as_bytes())?;
        }
        Ok(Self {
            folder,
            overview,
            months,
            index,
            month: None,
        })
    }

    fn write_month(&mut self, report: &mut ExportReport) -> Result<(), TransferError> {
        let Some(month) = self.month.take() else {
            return Ok(());
        };
        let title = month.first.month_title();
        let style = "<link rel=\"stylesheet\" href=\"../style.css\">";
        let html = format!(
            "{}<nav><a href=\"../index.html\">{}</a></nav>\n<h1>{title}</h1>\n<main>\n{}</main>\n</body>\n</html>\n",
            head(&title, style),
            escaped(&self.overview.title),
            month.html
        );
        self.put(&page_of(month.first), &html, page::is_ours, report)
    }

    fn put(
        &mut self,
        path: &str,
        text: &str,
        is_ours: impl Fn(&[u8]) -> bool,
        report: &mut ExportReport,
    ) -> Result<(), TransferError> {
        let bytes = text.as_bytes();
        self.folder
            .put(path.as_ref(), bytes, is_ours, (None, None), report)?;
        Ok(())
    }

    fn first_page(&self) -> String {
        let overview = &self.overview;
        let style = "<link rel=\"stylesheet\" href=\"style.css\">";
        let place = |day: Day| format!("{}#d{day}", page_of(day));
        let mut months = String::new();
        let mut last = None;
        for day in overview.stats.days.keys().rev() {
            let first = day.first_of_month();
            if last == Some(first) {
                continue;
            }
            last = Some(first);
            let entries = overview.stats.between(first, first.last_of_month()).entries;
            let (page, title) = (page_of(first), first.month_title());
            writeln!(months, "<li><a href=\"{page}\">{title}</a> {entries}</li>").ok();
        }
        let none = if last.is_none() {
            "<p class=\"none\">No entry was asked for, or there is none.</p>\n"
        } else {
            ""
        };
        format!(
            "{}<h1>{}</h1>\n<p class=\"sum\">{}</p>\n\
             <p hidden><input id=\"search\" type=\"search\" aria-label=\"Search\" placeholder=\"Search\"> \
             <span class=\"sum\" id=\"found\" role=\"status\"></span></p>\n<ul id=\"results\"></ul>\n\
             <section id=\"overview\">\n{}<ul class=\"months\">\n{months}</ul>\n{none}</section>\n\
             <script src=\"search.js\"></script>\n<script src=\"find.js\"></script>\n</body>\n</html>\n",
            head(&overview.title, style),
            escaped(&overview.title),
            escaped(&sum(&overview.stats)),
            charts::all(overview, &place),
        )
    }

    fn index_line(entry: &Entry) -> String {
        let content = &entry.content;
        let title = text::shown_title(&content.title, &content.body);
        let mut searched = String::new();
        for part in [content.title.as_str(), content.body.as_str()] {
            searched.push_str(&fold::fold(part));
            searched.push('\n');
        }
        for tag in &content.tags {
            searched.push_str(&fold::fold(tag));
            searched.push('\n');
        }
        let to = format!("{}#{}", page_of(entry.day), article::anchor(entry));
        let preview = text::preview(&content.body);
        let shown = text::linked_words(if title.is_empty() { &preview } else { title });
        let line = json!([to, entry.day, shown, searched]).to_string();
        // A script ends at these wherever they stand, and older ones end a line at the others.
        let line = line.replace("</", "<\\/").replace("<!--", "<\\u0021--");
        line.replace('\u{2028}', "\\u2028")
            .replace('\u{2029}', "\\u2029")
    }
}

/// The page of the month that `day` is in.
fn page_of(day: Day) -> String {
    format!(
        "{:04}/{:04}-{:02}.html",
        day.year(),
        day.year(),
        day.month()
    )
}

impl Sink for Site<'_> {
    fn order(&self) -> Order {
        Order::ByDay
    }

    fn take(&mut self, entry: &Entry, report: &mut ExportReport) -> Result<(), TransferError> {
        report.lost.count(article::LOST, entry);
        let first = entry.day.first_of_month();
        if self
            .month
            .as_ref()
            .is_some_and(|month| month.first != first)
        {
            self.write_month(report)?;
        }
        let new_day = self
            .month
            .as_ref()
            .is_none_or(|month| month.day != entry.day);
        let months = &self.months;
        let links = |digits: &str| {
            let digits = digits.get(..8).unwrap_or(digits);
            let page = page_of(*months.get(digits)?);
            Some(format!("../{page}#e{digits}"))
        };
        let html = article::render(entry, new_day, &links);
        let month = self.month.get_or_insert_with(|| Month {
            first,
            day: entry.day,
            html: String::new(),
        });
        month.day = entry.day;
        month.html.push_str(&html);
        if let Some(index) = &mut self.index {
            index.put(Self::index_line(entry).as_bytes())?;
            index.put(b",\n")?;
        }
        Ok(())
    }

    fn finish(&mut self, report: &mut ExportReport) -> Result<(), TransferError> {
        self.write_month(report)?;
        let first = self.first_page();
        self.put("index.html", &first, page::is_ours, report)?;
        let style = format!("{STYLE_BEGINS}{STYLE}");
        let is_style = |old: &[u8]| old.starts_with(STYLE_BEGINS.as_bytes());
        self.put("style.css", &style, is_style, report)?;
        let is_script = |old: &[u8]| old.starts_with(SCRIPT_BEGINS.as_bytes());
        self.put("find.js", SCRIPT, is_script, report)?;
        if let Some(mut index) = self.index.take() {
            index.put(b"];\n")?;
            index.finish(report)?;
        }
        self.folder.finish(report)
    }
}
