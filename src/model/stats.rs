//! What a journal holds, day by day: the numbers behind the calendar and the statistics.

use std::collections::BTreeMap;
use std::collections::HashMap;

use crate::model::entry::Summary;
use crate::model::fold::fold;
use crate::model::places::FirstWeekday;
use crate::model::time::Day;
use crate::model::time::WEEKDAYS;

/// How much was written in some time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amount {
    /// Entries.
    pub entries: u64,
    /// Their words.
    pub words: u64,
}

/// A tag over the years.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagUse {
    /// The tag, as it was first met.
    pub tag: String,
    /// How many entries have it.
    pub entries: u64,
    /// How many of each year.
    pub years: BTreeMap<i16, u64>,
}

/// Days in a row on which something was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Streaks {
    /// How many days it has been, today or yesterday being the last; 0 where neither is.
    pub now: u64,
    /// The longest there was, and its last day.
    pub longest: Option<(u64, Day)>,
    /// The same where one day without an entry ends nothing: only the days with one count.
    pub forgiving_now: u64,
    /// The longest of these, and its last day.
    pub forgiving_longest: Option<(u64, Day)>,
    /// The most days in a row without an entry between two with one, and the day it ended.
    pub gap: Option<(u64, Day)>,
}

/// The numbers of a journal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// All of it.
    pub all: Amount,
    /// Half of the entries have no more words than this.
    pub median_words: u32,
    /// The days with an entry.
    pub days: BTreeMap<Day, Amount>,
    /// Entries by the hour of the clock that they are about, from midnight.
    pub hours: [u64; 24],
    /// Entries by the day of the week, from Monday.
    pub weekdays: [u64; 7],
    /// Tags, most used first.
    pub tags: Vec<TagUse>,
}

/// The parts of a day: name, first hour, the hour behind the last, which may be of the next day.
pub const PARTS_OF_DAY: [(&str, usize, usize); 4] = [
    ("morning", 5, 12),
    ("afternoon", 12, 18),
    ("evening", 18, 23),
    ("night", 23, 29),
];

/// Counts rows as they come.
#[derive(Debug, Default)]
pub struct Counting {
    stats: Stats,
    words: Vec<u32>,
    tags: HashMap<String, TagUse>,
}

impl Counting {
    /// Takes one more row; deleted entries do not count.
    pub fn add(&mut self, row: &Summary) {
        if row.deleted {
            return;
        }
        let stats = &mut self.stats;
        for amount in [&mut stats.all, stats.days.entry(row.day).or_default()] {
            amount.entries += 1;
            amount.words += u64::from(row.words);
        }
        self.words.push(row.words);
        let hour = usize::from(row.at.local().hour().unsigned_abs());
        if let Some(count) = stats.hours.get_mut(hour) {
            *count += 1;
        }
        if let Some(count) = stats.weekdays.get_mut(usize::from(row.day.weekday())) {
            *count += 1;
        }
        for tag in row.all_tags() {
            let used = self.tags.entry(fold(tag)).or_insert_with(|| TagUse {
                tag: tag.to_owned(),
                entries: 0,
                years: BTreeMap::new(),
            });
            used.entries += 1;
            *used.years.entry(row.day.year()).or_default() += 1;
        }
    }

    /// The numbers of the rows that came.
    pub fn finish(mut self) -> Stats {
        self.words.sort_unstable();
        let middle = self.words.len().saturating_sub(1) / 2;
        self.stats.median_words = self.words.get(middle).copied().unwrap_or(0);
        let mut tags: Vec<TagUse> = self.tags.into_values().collect();
        tags.sort_by(|a, b| b.entries.cmp(&a.entries).then_with(|| a.tag.cmp(&b.tag)));
        self.stats.tags = tags;
        self.stats
    }
}

impl Stats {
    /// The numbers of these rows.
    pub fn of<'r>(rows: impl IntoIterator<Item = &'r Summary>) -> Self {
        let mut counting = Counting::default();
        for row in rows {
            counting.add(row);
        }
        counting.finish()
    }

    /// How much was written on `day`.
    pub fn on(&self, day: Day) -> Amount {
        self.days.get(&day).copied().unwrap_or_default()
    }

    /// How much was written from `first` to `last`, both days counted.
    pub fn between(&self, first: Day, last: Day) -> Amount {
        let mut sum = Amount::default();
        if first > last {
            return sum;
        }
        for amount in self.days.range(first..=last).map(|(_, amount)| amount) {
            sum.entries += amount.entries;
            sum.words += amount.words;
        }
        sum
    }

    /// On how many days something was written from `first` to `last`, both counted.
    pub fn days_between(&self, first: Day, last: Day) -> usize {
        if first > last {
            return 0;
        }
        self.days.range(first..=last).count()
    }

    /// Entries by the part of the day that they are about.
    pub fn parts(&self) -> [(&'static str, u64); 4] {
        PARTS_OF_DAY.map(|(name, from, to)| {
            let hours = (from..to).map(|hour| self.hours.get(hour % 24).copied().unwrap_or(0));
            (name, hours.sum())
        })
    }

    /// Entries by the day of the week, in a week that begins so.
    pub fn weekdays_from(&self, begins: FirstWeekday) -> Vec<(String, u64)> {
        let mut days: Vec<(String, u64)> = WEEKDAYS
            .iter()
            .zip(self.weekdays)
            .map(|(name, count)| ((*name).to_owned(), count))
            .collect();
        days.rotate_left(usize::from(begins.weekday()));
        days
    }

    /// How much was written in each month from `first` to `last`, each by its first day.
    pub fn months(&self, first: Day, last: Day) -> Vec<(Day, Amount)> {
        let mut months = Vec::new();
        let mut month = first.first_of_month();
        while month <= last {
            months.push((month, self.between(month, month.last_of_month())));
            let next = month.add_months(1);
            if next == month {
                break;
            }
            month = next;
        }
        months
    }

    /// The words from which a day counts as more: quarters of those days that have any.
    pub fn quarters(&self, first: Day, last: Day) -> [u64; 3] {
        if first > last {
            return [u64::MAX; 3];
        }
        let days = self.days.range(first..=last);
        let mut words: Vec<u64> = days.map(|(_, amount)| amount.words).collect();
        words.sort_unstable();
        let quarter = |n: usize| words.get(words.len() * n / 4).copied().unwrap_or(u64::MAX);
        [quarter(1), quarter(2), quarter(3)]
    }

    /// How much was written on `day` beside other days: 0 for nothing, 1 to 4 by `quarters`.
    pub fn level(&self, day: Day, quarters: [u64; 3]) -> usize {
        let amount = self.on(day);
        match amount.entries {
            0 => 0,
            _ => {
                1 + quarters
                    .into_iter()
                    .filter(|from| amount.words > *from)
                    .count()
            }
        }
    }

    /// Days in a row, with and without an entry. Days after `today` are plans, and do not count.
    pub fn streaks(&self, today: Day) -> Streaks {
        let mut streaks = Streaks::default();
        let mut run = 0;
        let mut forgiving = 0;
        let mut before: Option<Day> = None;
        for day in self.days.range(..=today).map(|(day, _)| *day) {
            let away = before.map_or(1, |before| before.days_until(day));
            let missed = u64::try_from(away).unwrap_or(1).saturating_sub(1);
            if missed > streaks.gap.map_or(0, |(days, _)| days) {
                streaks.gap = Some((missed, day));
            }
            run = if missed == 0 { run + 1 } else { 1 };
            if run >= streaks.longest.map_or(1, |(days, _)| days) {
                streaks.longest = Some((run, day));
            }
            forgiving = if missed <= 1 { forgiving + 1 } else { 1 };
            if forgiving >= streaks.forgiving_longest.map_or(1, |(days, _)| days) {
                streaks.forgiving_longest = Some((forgiving, day));
            }
            before = Some(day);
        }
        let ago = before.map_or(i64::MAX, |day| day.days_until(today));
        if ago <= 1 {
            streaks.now = run;
        }
        if ago <= 2 {
            streaks.forgiving_now = forgiving;
        }
        streaks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id::EntryId;
    use crate::model::time::Moment;
    use crate::model::time::Zone;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn row(on: &str, hour: u8, words: u32, tags: &[&str]) -> Summary {
        let at = Moment::on(day(on), hour, 0, &Zone::utc()).unwrap().0;
        Summary {
            id: EntryId([0; 16]),
            written: at.timestamp(),
            at,
            day: day(on),
            journal: "journal".to_owned(),
            title: String::new(),
            tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
            text_tags: Vec::new(),
            starred: false,
            deleted: false,
            conflict: false,
            merged: false,
            words,
            n_files: 0,
            preview: String::new(),
        }
    }

    #[test]
    fn rows_are_counted_by_day_hour_and_tag() {
        let mut gone = row("2024-03-09", 9, 99, &[]);
        gone.deleted = true;
        let stats = Stats::of(&[
            row("2024-03-13", 21, 10, &["Home"]),
            row("2024-03-13", 8, 30, &["home", "walk"]),
            row("2023-03-11", 8, 2, &["HOME"]),
            gone,
        ]);
        assert_eq!(
            stats.all,
            Amount {
                entries: 3,
                words: 42
            }
        );
        assert_eq!(stats.on(day("2024-03-13")).words, 40);
        assert_eq!(stats.on(day("2024-03-09")).entries, 0);
        assert_eq!(stats.median_words, 10);
        assert_eq!((stats.hours[8], stats.hours[21]), (2, 1));
        assert_eq!(stats.weekdays[2], 2);
        assert_eq!(stats.tags[0].tag, "Home");
        assert_eq!(stats.tags[0].entries, 3);
        assert_eq!(stats.tags[0].years[&2024], 2);
        let march = stats.between(day("2024-03-01"), day("2024-03-31"));
        assert_eq!(march.entries, 2);
        assert_eq!(stats.days_between(day("2023-01-01"), day("2024-12-31")), 2);
        assert_eq!(stats.days_between(day("2024-12-31"), day("2023-01-01")), 0);
    }

    #[test]
    fn days_are_levelled_by_the_days_around_them() {
        let stats = Stats::of(&[
            row("2024-03-01", 9, 10, &[]),
            row("2024-03-02", 9, 20, &[]),
            row("2024-03-03", 9, 30, &[]),
            row("2024-04-04", 2, 400, &[]),
        ]);
        let quarters = stats.quarters(day("2024-03-01"), day("2024-04-30"));
        assert_eq!(quarters, [20, 30, 400]);
        let level = |on: &str| stats.level(day(on), quarters);
        assert_eq!(level("2024-03-05"), 0);
        assert_eq!(level("2024-03-01"), 1);
        assert_eq!(level("2024-03-03"), 2);
        assert_eq!(level("2024-04-04"), 3);
        assert_eq!(stats.parts().map(|(_, count)| count), [3, 0, 0, 1]);
        let week = stats.weekdays_from(FirstWeekday::Saturday);
        assert_eq!(
            week.iter().map(|(_, count)| *count).collect::<Vec<_>>(),
            [1, 1, 0, 0, 0, 1, 1]
        );
        assert_eq!(week[0].0, "Saturday");
        let months = stats.months(day("2024-02-11"), day("2024-04-01"));
        let words: Vec<u64> = months.iter().map(|(_, amount)| amount.words).collect();
        assert_eq!(words, [0, 60, 400]);
        assert_eq!(
            stats.quarters(day("2024-04-30"), day("2024-03-01")),
            [u64::MAX; 3]
        );
    }

    #[test]
    fn streaks_and_gaps_are_found() {
        let rows: Vec<Summary> = [
            "2024-03-01",
            "2024-03-02",
            "2024-03-03",
            "2024-03-10",
            "2024-03-12",
            "2024-03-13",
            "2024-03-20",
        ]
        .iter()
        .map(|on| row(on, 9, 1, &[]))
        .collect();
        let stats = Stats::of(&rows);
        let streaks = stats.streaks(day("2024-03-14"));
        assert_eq!(streaks.now, 2);
        assert_eq!(streaks.longest, Some((3, day("2024-03-03"))));
        assert_eq!(streaks.gap, Some((6, day("2024-03-10"))));
        assert_eq!(streaks.forgiving_now, 3);
        assert_eq!(streaks.forgiving_longest, Some((3, day("2024-03-13"))));
        assert_eq!(stats.streaks(day("2024-03-15")).forgiving_now, 3);
        assert_eq!(stats.streaks(day("2024-03-16")).forgiving_now, 0);
        assert_eq!(stats.streaks(day("2024-03-15")).now, 0);
        assert_eq!(
            Stats::default().streaks(day("2024-03-15")),
            Streaks::default()
        );
    }
}
