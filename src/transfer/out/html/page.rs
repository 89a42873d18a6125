//! One page that holds everything: calendar, charts, search, all entries.

use std::collections::HashSet;

use crate::model::entry::Entry;
use crate::model::time::Day;
use crate::transfer::error::TransferError;
use crate::transfer::out::ExportReport;
use crate::transfer::out::Order;
use crate::transfer::out::Sink;
use crate::transfer::out::html::FIRST_LINES;
use crate::transfer::out::html::Overview;
use crate::transfer::out::html::STYLE;
use crate::transfer::out::html::article;
use crate::transfer::out::html::charts;
use crate::transfer::out::html::escaped;
use crate::transfer::out::html::head;
use crate::transfer::out::html::sum;
use crate::transfer::out::single::Single;

/// What the file is called.
pub const NAME: &str = "journal.html";
const SCRIPT: &str = include_str!("../../../../assets/export/page.js");

/// Writes it.
#[derive(Debug)]
pub struct Page<'w> {
    to: Option<Single<'w>>,
    overview: Overview,
    /// The first digits of the ids in the export: links to others lead nowhere.
    ids: HashSet<String>,
    /// The day of the entry before.
    day: Option<Day>,
}

impl<'w> Page<'w> {
    /// Writes to `to`; nothing where there is no place for it. `ids`: the first 8 digits of those
    /// that will come.
    pub fn new(to: Option<Single<'w>>, overview: Overview, ids: HashSet<String>) -> Self {
        Self {
            to,
            overview,
            ids,
            day: None,
        }
    }

    fn begin(&self) -> String {
        let style = format!("<style>\n{STYLE}</style>");
        let title = &self.overview.title;
        let charts = charts::all(&self.overview, &|day| format!("#d{day}"));
        format!(
            "{}<h1>{}</h1>\n<p class=\"sum\">{}</p>\n\
             <p hidden><input id=\"search\" type=\"search\" aria-label=\"Search\" placeholder=\"Search\"> \
             <span class=\"sum\" id=\"found\" role=\"status\"></span></p>\n\
             <section id=\"overview\">\n{charts}</section>\n<main>\n",
            head(title, &style),
            escaped(title),
            escaped(&sum(&self.overview.stats)),
        )
    }
}

/// Whether a file that begins so is one of these.
pub fn is_ours(front: &[u8]) -> bool {
    front.starts_with(FIRST_LINES.as_bytes())
}

impl Sink for Page<'_> {
    fn order(&self) -> Order {
        Order::ByDay
    }

    fn take(&mut self, entry: &Entry, report: &mut ExportReport) -> Result<(), TransferError> {
        let begin = self.day.is_none().then(|| self.begin());
        let Some(to) = &mut self.to else {
            return Ok(());
        };
        if let Some(begin) = begin {
            to.put(begin.as_bytes())?;
        }
        report.lost.count(article::LOST, entry);
        let month = entry.day.first_of_month();
        let before = self.day.map(Day::first_of_month);
        if before != Some(month) {
            let close = if before.is_some() { "</section>\n" } else { "" };
            let title = month.month_title();
            let open =
                format!("{close}<section class=\"month\"><h2 class=\"month\">{title}</h2>\n");
            to.put(open.as_bytes())?;
        }
        let first = self.day != Some(entry.day);
        self.day = Some(entry.day);
        let links = |digits: &str| {
            let digits = digits.get(..8).unwrap_or(digits);
            self.ids.contains(digits).then(|| format!("#e{digits}"))
        };
        to.put(article::render(entry, first, &links).as_bytes())?;
        report.written += 1;
        Ok(())
    }

    fn finish(&mut self, report: &mut ExportReport) -> Result<(), TransferError> {
        let begin = self.day.is_none().then(|| self.begin());
        let Some(mut to) = self.to.take() else {
            return Ok(());
        };
        if let Some(begin) = begin {
            to.put(begin.as_bytes())?;
            to.put(b"<p class=\"none\">No entry was asked for, or there is none.</p>\n")?;
        } else {
            to.put(b"</section>\n")?;
        }
        let end = format!("</main>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n");
        to.put(end.as_bytes())?;
        to.finish(report)
    }
}
