//! `diurnal stats`: the journal in numbers. It tells and does not judge.

use serde_json::Value;
use serde_json::json;

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::args::Filters;
use crate::cli::args::Until;
use crate::cli::context::Context;
use crate::cli::output;
use crate::cli::output::Lines;
use crate::model::amount::counted;
use crate::model::amount::thousands;
use crate::model::stats::Stats;
use crate::model::stats::Streaks;
use crate::model::text;
use crate::model::time::Day;
use crate::report::Report;

/// Tags that are shown, and not only printed as JSON.
const TAGS_SHOWN: usize = 10;
/// Months that are shown.
const MONTHS_SHOWN: usize = 13;
/// Cells of the longest bar.
const BAR_CELLS: u64 = 30;
/// Cells of a name before its bar.
const NAME_CELLS: usize = 16;

/// The journal in numbers: entries, words, days in a row, hours, tags, months
#[derive(Debug, clap::Args)]
#[command(
    after_help = "With --json one object: entries, words, median_words, days, first_day, last_day,
in_a_row and in_a_row_forgiving (now, longest, longest_to; the second where one
missed day ends nothing), gap (days, to), hours (24, from midnight), weekdays
(7, from Monday), tags (tag, entries, years), months (month, entries, words).

Examples:
  diurnal stats
  diurnal stats --on 2024
  diurnal stats --tag walk --json"
)]
pub(super) struct Args {
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    until: Until,
}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    let filter = args.filters.read(context, args.until.to.as_deref())?;
    let stats = context.unlocked()?.stats(&filter)?;
    let today = context.today();
    if context.output.json {
        context.output.object(&object(&stats, today))?;
        return DONE;
    }
    let mut page = Page {
        context,
        lines: context.output.lines(),
    };
    page.print(&stats, today)?;
    page.lines.end()?;
    DONE
}

/// The days between which entries lie; none without an entry.
fn span(stats: &Stats) -> Option<(Day, Day)> {
    let mut days = stats.days.keys();
    let first = days.next()?;
    Some((*first, *days.next_back().unwrap_or(first)))
}

fn object(stats: &Stats, today: Day) -> Value {
    let streaks = stats.streaks(today);
    let run = |now: u64, longest: Option<(u64, Day)>| {
        json!({
            "now": now,
            "longest": longest.map_or(0, |(days, _)| days),
            "longest_to": longest.map(|(_, day)| day.to_string()),
        })
    };
    let span = span(stats);
    let months = span.map_or_else(Vec::new, |(first, last)| stats.months(first, last));
    let month = |(month, amount): (Day, crate::model::stats::Amount)| {
        let name = format!("{:04}-{:02}", month.year(), month.month());
        json!({ "month": name, "entries": amount.entries, "words": amount.words })
    };
    let tags = stats.tags.iter();
    let tags =
        tags.map(|used| json!({ "tag": used.tag, "entries": used.entries, "years": used.years }));
    json!({
        "entries": stats.all.entries,
        "words": stats.all.words,
        "median_words": stats.median_words,
        "days": stats.days.len(),
        "first_day": span.map(|(first, _)| first.to_string()),
        "last_day": span.map(|(_, last)| last.to_string()),
        "in_a_row": run(streaks.now, streaks.longest),
        "in_a_row_forgiving": run(streaks.forgiving_now, streaks.forgiving_longest),
        "gap": streaks.gap.map(|(days, to)| json!({ "days": days, "to": to.to_string() })),
        "hours": stats.hours,
        "weekdays": stats.weekdays,
        "tags": tags.collect::<Vec<_>>(),
        "months": months.into_iter().map(month).collect::<Vec<_>>(),
    })
}

struct Page<'a> {
    context: &'a Context,
    lines: Lines,
}

impl Page<'_> {
    fn print(&mut self, stats: &Stats, today: Day) -> Result<(), Report> {
        let entries = counted(stats.all.entries, "entry", "entries");
        let words = counted(stats.all.words, "word", "words");
        self.lines.line(format_args!("{entries}, {words}"))?;
        let (Some((first, last)), Some(each)) =
            (span(stats), stats.all.words.checked_div(stats.all.entries))
        else {
            return Ok(());
        };
        let (each, half) = (thousands(each), thousands(u64::from(stats.median_words)));
        self.lines.line(format_args!(
            "{each} words an entry, half of them up to {half}"
        ))?;
        let days = u64::try_from(first.days_until(last.max(today)) + 1).unwrap_or(0);
        let with = thousands(stats.days.len() as u64);
        let since = first.long();
        self.lines.line(format_args!(
            "on {with} of {}, since {since}",
            counted(days, "day", "days")
        ))?;
        self.rhythm(&stats.streaks(today))?;
        let parts = stats.parts().map(|(name, count)| (name.to_owned(), count));
        self.block("When you write", &parts)?;
        let begins = self.context.settings.preferences.first_weekday;
        self.block("By weekday", &stats.weekdays_from(begins))?;
        let tags = stats.tags.iter().take(TAGS_SHOWN);
        let tags: Vec<(String, u64)> = tags
            .map(|used| (format!("#{}", text::visible_line(&used.tag)), used.entries))
            .collect();
        self.block("Tags", &tags)?;
        let months = stats.months(first, last.max(first));
        let from = months.len().saturating_sub(MONTHS_SHOWN);
        let months: Vec<(String, u64)> = months
            .into_iter()
            .skip(from)
            .map(|(month, amount)| (month.month_title(), amount.words))
            .collect();
        self.block("Words a month", &months)
    }

    /// Days with and without an entry, in a row.
    fn rhythm(&mut self, streaks: &Streaks) -> Result<(), Report> {
        let days = |count| counted(count, "day", "days");
        self.lines.line("")?;
        let mut row = |name: &str, text: String| {
            let name = format!("{name:<NAME_CELLS$}");
            let name = self.context.output.paint(output::DIM, name);
            self.lines.line(format_args!("{name}{text}"))
        };
        let mut now = format!("{} now", days(streaks.now));
        if streaks.forgiving_now > streaks.now {
            now = format!(
                "{now}, {} where one missed day ends nothing",
                streaks.forgiving_now
            );
        }
        row("in a row", now)?;
        if let Some((count, to)) = streaks.longest {
            row("the most", format!("{}, to {}", days(count), to.long()))?;
        }
        if let Some((count, to)) = streaks.gap {
            row("longest gap", format!("{}, to {}", days(count), to.long()))?;
        }
        Ok(())
    }

    /// Names, bars and numbers; without bars where they are read aloud.
    fn block(&mut self, title: &str, rows: &[(String, u64)]) -> Result<(), Report> {
        if rows.is_empty() {
            return Ok(());
        }
        let title = self.context.output.paint(output::STRONG, title);
        self.lines.line(format_args!("\n{title}"))?;
        let most = rows
            .iter()
            .map(|(_, count)| *count)
            .max()
            .unwrap_or(0)
            .max(1);
        let ink = if self.context.wants_ascii() {
            "#"
        } else {
            "█"
        };
        for (name, count) in rows {
            let number = thousands(*count);
            if self.context.is_plain() {
                self.lines.line(format_args!("{name}: {number}"))?;
                continue;
            }
            let cells = (count * BAR_CELLS + most / 2) / most;
            let cells = cells.max(u64::from(*count > 0));
            let bar = ink.repeat(usize::try_from(cells).unwrap_or(0));
            let bar = self.context.output.paint(output::GOOD, &bar);
            let gap = if cells > 0 { " " } else { "" };
            self.lines
                .line(format_args!("{name:<NAME_CELLS$}{bar}{gap}{number}"))?;
        }
        Ok(())
    }
}
