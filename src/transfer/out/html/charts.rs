//! The year's days, the words of each month and the hours, drawn as SVG that stands in the page.

use std::fmt::Write;

use crate::model::amount::thousands;
use crate::model::stats::Stats;
use crate::model::time::Day;
use crate::transfer::out::html::Overview;
use crate::transfer::out::html::Place;
use crate::transfer::out::html::escaped;

/// Pixels from one day to the next, and how large a day is.
const STEP: i64 = 12;
const SIZE: i64 = 10;
/// Room for the names of days and months, in pixels.
const LEFT: i64 = 26;
const TOP: i64 = 14;
/// Words of a day from which its colour is deeper.
const DEEPER: [u64; 3] = [100, 300, 700];
/// Height of a chart of bars, in pixels.
const BARS_HEIGHT: u64 = 80;
/// Years that are seen at once: those before them are a click away.
const YEARS_OPEN: usize = 3;
/// Most tags that are shown.
const TAGS_MAX: usize = 40;

/// All charts, the newest year first.
pub(super) fn all(overview: &Overview, place: Place<'_>) -> String {
    let stats = &overview.stats;
    let mut years: Vec<i16> = stats.days.keys().map(|day| day.year()).collect();
    years.dedup();
    let mut html = String::new();
    for (at, year) in years.iter().rev().enumerate() {
        if at == YEARS_OPEN {
            html.push_str("<details><summary class=\"sum\">earlier years</summary>\n");
        }
        html.push_str(&heat_map(overview, *year, place));
    }
    if years.len() > YEARS_OPEN {
        html.push_str("</details>\n");
    }
    html.push_str(&months(stats));
    html.push_str(&hours(stats));
    html.push_str(&tags(stats));
    html
}

/// A square for each day of the year, the deeper the more was written.
fn heat_map(overview: &Overview, year: i16, place: Place<'_>) -> String {
    let Ok(first) = Day::new(year, 1, 1) else {
        return String::new();
    };
    let row_of = |day: Day| i64::from(overview.first_weekday.place_of(day));
    let offset = row_of(first);
    let mut squares = String::new();
    let mut names = String::new();
    let (mut day, mut days, mut entries, mut words) = (first, 0_u64, 0, 0);
    let mut nth = 0;
    while day.year() == year {
        let amount = overview.stats.on(day);
        let x = LEFT + (nth + offset) / 7 * STEP;
        let y = TOP + row_of(day) * STEP;
        if day.day_of_month() == 1 {
            let name = day.month_name().get(..3).unwrap_or_default();
            write!(names, "<text x=\"{x}\" y=\"9\">{name}</text>").ok();
        }
        let level = if amount.entries == 0 {
            0
        } else {
            1 + DEEPER
                .iter()
                .filter(|least| amount.words >= **least)
                .count()
        };
        let square = format!(
            "<rect class=\"l{level}\" x=\"{x}\" y=\"{y}\" width=\"{SIZE}\" height=\"{SIZE}\" rx=\"2\">"
        );
        if amount.entries > 0 {
            days += 1;
            entries += amount.entries;
            words += amount.words;
            write!(
                squares,
                "<a href=\"{}\">{square}<title>{}: {} words</title></rect></a>",
                escaped(&place(day)),
                day.long(),
                thousands(amount.words)
            )
            .ok();
        } else {
            write!(squares, "{square}</rect>").ok();
        }
        let next = day.add_days(1);
        if next == day {
            break;
        }
        day = next;
        nth += 1;
    }
    for day in (0..7).map(|days| first.add_days(days)) {
        let row = row_of(day);
        if row % 2 == 0 {
            let name = day.weekday_short();
            write!(
                names,
                "<text x=\"0\" y=\"{}\">{name}</text>",
                TOP + row * STEP + 8
            )
            .ok();
        }
    }
    let (width, height) = (LEFT + 54 * STEP, TOP + 7 * STEP);
    format!(
        "<figure><figcaption>{year}: {} entries on {days} days, {} words</figcaption>\
         <svg width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"{year}\">{names}{squares}</svg></figure>\n",
        thousands(entries),
        thousands(words)
    )
}

/// Words of each month, from the first to the last.
fn months(stats: &Stats) -> String {
    let (Some(first), Some(last)) = (stats.days.keys().next(), stats.days.keys().next_back())
    else {
        return String::new();
    };
    let mut month = first.first_of_month();
    let mut bars = Vec::new();
    while month <= *last {
        let words = stats.between(month, month.last_of_month()).words;
        bars.push((month.month_title(), words));
        let next = month.add_months(1);
        if next <= month {
            break;
        }
        month = next;
    }
    chart("Words a month", &bars)
}

/// Entries by the hour.
fn hours(stats: &Stats) -> String {
    let bars: Vec<(String, u64)> = stats
        .hours
        .iter()
        .enumerate()
        .map(|(hour, count)| (format!("{hour:02}:00"), *count))
        .collect();
    chart("Entries by the hour of the day", &bars)
}

fn chart(title: &str, bars: &[(String, u64)]) -> String {
    let most = bars.iter().map(|(_, count)| *count).max().unwrap_or(0);
    if most == 0 {
        return String::new();
    }
    let width = (640 / bars.len().max(1)).clamp(2, 26);
    let mut drawn = String::new();
    for (at, (name, count)) in bars.iter().enumerate() {
        let height = count.saturating_mul(BARS_HEIGHT) / most;
        let height = if *count > 0 { height.max(1) } else { 0 };
        write!(
            drawn,
            "<rect class=\"bar\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{height}\"><title>{}: {}</title></rect>",
            at * width,
            BARS_HEIGHT - height,
            (width - 1).max(1),
            escaped(name),
            thousands(*count)
        )
        .ok();
    }
    let first = bars.first().map_or("", |(name, _)| name.as_str());
    let last = bars.last().map_or("", |(name, _)| name.as_str());
    let whole = (bars.len() * width).max(160);
    format!(
        "<figure><figcaption>{title} (most: {})</figcaption><svg width=\"{whole}\" height=\"{}\" role=\"img\" aria-label=\"{title}\">\
         {drawn}<text x=\"0\" y=\"{y}\">{}</text><text x=\"{whole}\" y=\"{y}\" text-anchor=\"end\">{}</text></svg></figure>\n",
        thousands(most),
        BARS_HEIGHT + 14,
        escaped(first),
        escaped(last),
        y = BARS_HEIGHT + 11,
    )
}

/// The tags used most, with how many entries have each.
fn tags(stats: &Stats) -> String {
    if stats.tags.is_empty() {
        return String::new();
    }
    let mut html = String::from("<p class=\"facts\">Tags: ");
    for tag in stats.tags.iter().take(TAGS_MAX) {
        let count = thousands(tag.entries);
        write!(
            html,
            "<span class=\"tag\">#{} {count}</span> ",
            escaped(&tag.tag)
        )
        .ok();
    }
    let more = stats.tags.len().saturating_sub(TAGS_MAX);
    if more > 0 {
        write!(html, "and {more} more").ok();
    }
    html.push_str("</p>\n");
    html
}
