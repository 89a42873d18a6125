//! A journal that nobody wrote, of somebody one would like to know: assets/sample/journal.jsonl.

use std::fmt::Write;

use serde_json::json;

use crate::model::entry::DEFAULT_JOURNAL;
use crate::model::outside::Outside;
use crate::model::time::Day;
use crate::model::time::DayStart;
use crate::model::time::Moment;

/// An entry a line. Its day is so many days `ago`, or the `back`-th last time that it was `on` a
/// month and day, so that there is snow in winter whenever the demo runs.
const LINES: &str = include_str!("../../../assets/sample/journal.jsonl");

#[derive(serde::Deserialize)]
struct Line {
    ago: Option<i64>,
    on: Option<String>,
    #[serde(default)]
    back: i16,
    time: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    starred: bool,
    journal: Option<String>,
    body: String,
}

/// The sample as `import jsonl` reads it, seen from the present day. A line that makes no sense is
/// left out; a test says that there is none.
pub(super) fn json_lines(outside: &Outside) -> String {
    let mut text = String::with_capacity(LINES.len() * 2);
    for line in LINES.lines() {
        let Some((line, at)) = read(line, outside) else {
            continue;
        };
        let object = json!({
            "at": at.to_string(),
            "title": line.title,
            "tags": line.tags,
            "starred": line.starred,
            "journal": line.journal.as_deref().unwrap_or(DEFAULT_JOURNAL),
            "body": line.body,
        });
        writeln!(text, "{object}").ok();
    }
    text
}

/// How many entries there are.
pub(super) fn count() -> usize {
    LINES.lines().count()
}

/// Words of the sample that are long enough to be found nowhere by chance.
pub(super) fn rare_words() -> Vec<&'static str> {
    let words = LINES.split(|c: char| !c.is_ascii_alphabetic());
    let mut words: Vec<&str> = words.filter(|word| word.len() >= 10).collect();
    words.sort_unstable();
    words.dedup();
    words
}

fn read(line: &str, outside: &Outside) -> Option<(Line, Moment)> {
    let line: Line = serde_json::from_str(line).ok()?;
    let (now, zone) = ((outside.now)(), (outside.zone)());
    let today = Day::today(now, &zone, DayStart::MIDNIGHT);
    let day = match (&line.ago, &line.on) {
        (Some(days), None) => today.add_days(-days),
        (None, Some(on)) => last(on, line.back, today)?,
        _ => return None,
    };
    let (hour, minute) = line.time.split_once(':')?;
    let (at, _) = Moment::on(day, hour.parse().ok()?, minute.parse().ok()?, &zone).ok()?;
    let present = Moment::at(now, &zone);
    let at = if at.instant_us > present.instant_us {
        present
    } else {
        at
    };
    Some((line, at))
}

/// The day of the `back`-th last time before `today` that it was `on`, a month and a day.
fn last(on: &str, back: i16, today: Day) -> Option<Day> {
    let (month, day) = on.split_once('-')?;
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    let this_year = Day::new(today.year(), month, day).ok()?;
    let passed = i16::from(this_year > today);
    Day::new(today.year().checked_sub(passed + back)?, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::Timestamp;
    use crate::model::time::Zone;

    const OUTSIDE: Outside = Outside {
        now: || Timestamp(1_715_972_645_000),
        zone: || Zone(jiff::tz::TimeZone::UTC),
        fill: |bytes| bytes.fill(1),
    };

    #[test]
    fn every_line_is_an_entry_of_the_last_three_years() {
        let lines = json_lines(&OUTSIDE);
        assert_eq!(lines.lines().count(), count());
        assert!(count() >= 80);
        for line in lines.lines() {
            let object: serde_json::Value = serde_json::from_str(line).unwrap();
            let at = object["at"].as_str().unwrap();
            assert!(("2021-05-17".."2024-05-18").contains(&at), "{at}");
        }
    }

    #[test]
    fn no_two_say_the_same() {
        let mut bodies: Vec<String> = LINES
            .lines()
            .map(|line| serde_json::from_str::<Line>(line).unwrap().body)
            .collect();
        bodies.sort();
        bodies.dedup();
        assert_eq!(bodies.len(), count());
        assert!(rare_words().len() > 20);
    }
}
