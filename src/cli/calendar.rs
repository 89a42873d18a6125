//! `diurnal calendar`: a year as a map of days, a month as a page; in words for `--plain`.

use serde_json::json;

use crate::cli::DONE;
use crate::cli::Outcome;
use crate::cli::args::Filters;
use crate::cli::args::Until;
use crate::cli::context::Context;
use crate::cli::output;
use crate::cli::output::Lines;
use crate::model::amount::counted;
use crate::model::places::FirstWeekday;
use crate::model::query::Filter;
use crate::model::stats::Stats;
use crate::model::time::Day;
use crate::report::Report;

/// Signs for a day: nothing, and more and more words.
const LEVELS: [char; 5] = ['·', '░', '▒', '▓', '█'];
/// The same in ASCII.
const LEVELS_ASCII: [char; 5] = ['.', '-', '+', '*', '#'];
/// More days than this are shown year by year.
const DAYS_OF_A_MAP: i64 = 371;
/// Cells before the map: a blank, the name of a day, a blank.
const MAP_LEFT: usize = 5;

/// How much there is of each day
///
/// A year is a map, a column a week, with more ink where there are more words; a month is a page.
/// Without WHEN and without --from, the twelve months up to today.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "With --json: an object for each day with an entry: day, entries, words.

Examples:
  diurnal calendar
  diurnal calendar 2024
  diurnal calendar 2024-02
  diurnal calendar --from 2020 --tag walk --json"
)]
pub(super) struct Args {
    /// A year or a month (2024, 2024-02, \"last month\")
    #[arg(value_name = "WHEN", conflicts_with_all = ["from", "on", "last_day"])]
    when: Option<String>,
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    until: Until,
}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    let mut filter = args.filters.read(context, args.until.to.as_deref())?;
    let (first, last) = span(context, args, &filter)?;
    (filter.from, filter.to) = (Some(first), Some(last));
    let stats = context.unlocked()?.stats(&filter)?;
    let mut lines = context.output.lines();
    if context.output.json {
        for (day, amount) in &stats.days {
            let (entries, words) = (amount.entries, amount.words);
            lines.object(&json!({ "day": day.to_string(), "entries": entries, "words": words }))?;
        }
    } else if context.is_plain() {
        in_words(&mut lines, &stats, (first, last))?;
    } else {
        let mut page = Page {
            context,
            stats: &stats,
            begins: context.settings.preferences.first_weekday,
            signs: if context.wants_ascii() {
                LEVELS_ASCII
            } else {
                LEVELS
            },
        };
        page.print(&mut lines, (first, last))?;
    }
    lines.end()?;
    DONE
}

/// The first and the last day to show.
fn span(context: &Context, args: &Args, filter: &Filter) -> Result<(Day, Day), Report> {
    if let Some(when) = &args.when {
        return context.days(when);
    }
    let last = filter.to.unwrap_or_else(|| context.today());
    let year_before = || last.add_months(-12).add_days(1);
    Ok((filter.from.unwrap_or_else(year_before), last))
}

/// A line for each month with an entry.
fn in_words(lines: &mut Lines, stats: &Stats, (first, last): (Day, Day)) -> Result<(), Report> {
    for (month, amount) in stats.months(first, last) {
        if amount.entries == 0 {
            continue;
        }
        let days = stats.days_between(month, month.last_of_month()) as u64;
        lines.line(format_args!(
            "{}: {} on {}, {}",
            month.month_title(),
            counted(amount.entries, "entry", "entries"),
            counted(days, "day", "days"),
            counted(amount.words, "word", "words"),
        ))?;
    }
    Ok(())
}

struct Page<'a> {
    context: &'a Context,
    stats: &'a Stats,
    begins: FirstWeekday,
    signs: [char; 5],
}

impl Page<'_> {
    fn print(&mut self, lines: &mut Lines, (first, last): (Day, Day)) -> Result<(), Report> {
        if first.first_of_month() == last.first_of_month() {
            return self.month(lines, first);
        }
        let mut begin = first;
        while begin <= last {
            let whole = first.days_until(last) <= DAYS_OF_A_MAP;
            let of_year = Day::new(begin.year(), 12, 31).unwrap_or(last);
            let end = if whole { last } else { of_year.min(last) };
            self.map(lines, (begin, end))?;
            if end >= last {
                break;
            }
            lines.line("")?;
            begin = end.add_days(1);
        }
        let [none, more @ ..] = self.signs;
        let more = more.map(String::from).join(" ");
        let key = format!("a day: {none} none   {more} more words");
        lines.line(format_args!("\n{}{key}", " ".repeat(MAP_LEFT)))
    }

    /// A column a week, a row a day of the week; the last weeks where there is not room for all.
    fn map(&self, lines: &mut Lines, (first, last): (Day, Day)) -> Result<(), Report> {
        let monday = first.add_days(-i64::from(self.begins.place_of(first)));
        let weeks = monday.days_until(last) / 7 + 1;
        let room = self.context.output.columns.unwrap_or(usize::MAX);
        let room = i64::try_from(room.saturating_sub(MAP_LEFT)).unwrap_or(i64::MAX);
        let skipped = (weeks - room).max(0);
        let months = Self::months(monday, first, skipped..weeks);
        let year = if first.year() == last.year() {
            first.year().to_string()
        } else {
            String::new()
        };
        let head = format!("{year:<MAP_LEFT$}{months}");
        let head = head.trim_end();
        lines.line(self.context.output.paint(output::DIM, head))?;
        let quarters = self.stats.quarters(first, last);
        for row in 0..7 {
            let day = |week: i64| monday.add_days(7 * week + row);
            let sign = |week| {
                let day = day(week);
                let level = self.stats.level(day, quarters);
                let inside = day >= first && day <= last;
                let sign = self.signs.get(level).copied().unwrap_or(' ');
                if inside { sign } else { ' ' }
            };
            let cells: String = (skipped..weeks).map(sign).collect();
            let name = if row % 2 == 0 {
                day(0).weekday_short()
            } else {
                ""
            };
            let name = self
                .context
                .output
                .paint(output::DIM, format_args!(" {name:<4}"));
            let cells = self.context.output.paint(output::GOOD, cells.trim_end());
            lines.line(format_args!("{name}{cells}"))?;
        }
        Ok(())
    }

    /// The names of the months above the weeks that they begin in.
    fn months(monday: Day, first: Day, weeks: std::ops::Range<i64>) -> String {
        let mut names = String::new();
        for (column, week) in weeks.enumerate() {
            let day = monday.add_days(7 * week).max(first);
            if day.day_of_month() <= 7 && names.len() <= column {
                names.push_str(&" ".repeat(column - names.len()));
                names.push_str(day.month_name().get(..3).unwrap_or_default());
                names.push(' ');
            }
        }
        names
    }

    /// A page of a wall calendar: `.` is a day with an entry, `:` one with more.
    fn month(&self, lines: &mut Lines, month: Day) -> Result<(), Report> {
        let first = month.first_of_month();
        let title = first.month_title();
        let before = self.begins.place_of(first);
        lines.line(self.context.output.paint(
            output::STRONG,
            format_args!("{title:^27}").to_string().trim_end(),
        ))?;
        let begin = first.add_days(-i64::from(before));
        let names = (0..7).map(|by| begin.add_days(by).weekday_short());
        let names: Vec<&str> = names.map(|name| name.get(..2).unwrap_or(name)).collect();
        lines.line(self.context.output.paint(output::DIM, names.join("  ")))?;
        let mut line = " ".repeat(4 * usize::from(before));
        for number in 0..first.days_in_month() {
            let day = first.add_days(i64::from(number));
            let amount = self.stats.on(day);
            let sign = match amount.entries {
                0 => ' ',
                1 => '.',
                _ => ':',
            };
            line = format!("{line}{:>2}{sign} ", day.day_of_month());
            if self.begins.place_of(day) == 6 {
                lines.line(line.trim_end())?;
                line.clear();
            }
        }
        if !line.is_empty() {
            lines.line(line.trim_end())?;
        }
        let amount = self.stats.between(first, first.last_of_month());
        let days = self.stats.days_between(first, first.last_of_month()) as u64;
        lines.line(format_args!(
            "\n{} on {}, {}   . one  : more",
            counted(amount.entries, "entry", "entries"),
            counted(days, "day", "days"),
            counted(amount.words, "word", "words"),
        ))
    }
}
