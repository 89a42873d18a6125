//! HTML that needs no network: one page, or a small site with a page a month.

mod article;
mod body;
mod charts;
pub mod page;
pub mod site;

use std::fmt::Write;

use crate::model::amount::thousands;
use crate::model::places::FirstWeekday;
use crate::model::stats::Stats;
use crate::model::time::Day;

/// The first lines of every page: what begins so is ours.
const FIRST_LINES: &str = "<!doctype html>\n<!-- written by diurnal -->\n";
/// How every page looks.
const STYLE: &str = include_str!("../../../../assets/export/page.css");
/// Nothing is fetched from anywhere, whatever an entry says; scripts are only ours.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline' 'self' file:; \
                      script-src 'unsafe-inline' 'self' file:; img-src data:; \
                      base-uri 'none'; form-action 'none'";

/// What a page says of all entries.
#[derive(Clone, Debug)]
pub struct Overview {
    /// What the journal is called.
    pub title: String,
    /// Its numbers.
    pub stats: Stats,
    /// How weeks are drawn.
    pub first_weekday: FirstWeekday,
}

/// The beginning of a page, up to and with `<body>`. `style`: what gives its looks.
fn head(title: &str, style: &str) -> String {
    format!(
        "{FIRST_LINES}<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{}</title>\n{style}\n</head>\n<body>\n",
        escaped(title)
    )
}

/// How many entries and words there are, and from when to when.
fn sum(stats: &Stats) -> String {
    let all = stats.all;
    let mut text = format!(
        "{} {}, {} {}",
        thousands(all.entries),
        if all.entries == 1 { "entry" } else { "entries" },
        thousands(all.words),
        if all.words == 1 { "word" } else { "words" },
    );
    let days = (stats.days.keys().next(), stats.days.keys().next_back());
    if let (Some(first), Some(last)) = days {
        if first == last {
            write!(text, ", {}", first.long()).ok();
        } else {
            write!(text, ", {} to {}", first.long(), last.long()).ok();
        }
    }
    text
}

/// Text as it stands between tags and in quoted attributes.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            // HTML takes no NUL, and a browser would show the others as nothing.
            '\0'..='\u{8}' | '\u{b}' | '\u{e}'..='\u{1f}' | '\u{7f}' => safe.push('\u{fffd}'),
            c => safe.push(c),
        }
    }
    safe
}

/// Where a day is found: in this page, or in the page of its month.
type Place<'a> = &'a dyn Fn(Day) -> String;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_written_is_read_as_html() {
        assert_eq!(
            escaped("<b a='1' c=\"2\">&\0\u{1b}"),
            "&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;\u{fffd}\u{fffd}"
        );
    }
}
