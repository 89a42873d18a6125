//! Templates: a text with places to fill in, `{{so}}`, and what stands there in an entry of its own.
//!
//! A template is text and stays text: nothing in it is run, and what is filled in is not looked at
//! again.

use std::ops::Range;

use crate::model::time::Day;
use crate::model::time::Moment;

/// Longest name of a place to fill in, in bytes.
pub const PLACE_BYTES_MAX: usize = 256;

/// What a place opens with.
const OPEN: &str = "{{";
/// What it closes with.
const CLOSE: &str = "}}";

/// A template by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// The name, as its file has it before `.md`.
    pub name: String,
    /// The text with its places.
    pub text: String,
    /// Whether it is a file of its user's.
    pub own: bool,
}

/// What places are filled in with.
#[derive(Clone, Copy, Debug)]
pub struct Values<'a> {
    /// The moment that the entry is about.
    pub at: &'a Moment,
    /// The day that it belongs to.
    pub day: Day,
    /// The moment it is.
    pub now: &'a Moment,
    /// The day it is.
    pub today: Day,
    /// How a time of day is written.
    pub clock: fn(&Moment) -> String,
    /// The entry's title; empty is none.
    pub title: &'a str,
    /// Its journal.
    pub journal: &'a str,
    /// Its tags, without the sign in front.
    pub tags: &'a [String],
}

/// A template that was filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    /// The text.
    pub text: String,
    /// Where `{{cursor}}` stood, in bytes of the text.
    pub caret: Option<usize>,
    /// Places that stay as they are, because nobody knows what belongs there; each once.
    pub open: Vec<String>,
}

impl Filled {
    /// The text with `more` where `{{cursor}}` stood, or in a line of its own at the end.
    pub fn with(mut self, more: &str) -> String {
        if more.is_empty() {
            return self.text;
        }
        if let Some(caret) = self.caret.filter(|at| self.text.is_char_boundary(*at)) {
            self.text.insert_str(caret, more);
            return self.text;
        }
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        self.text + more
    }

    /// What to say of places that stay open; none where there is none.
    pub fn said(&self) -> Option<String> {
        let names: Vec<String> = self.open.iter().map(|name| spelled(name)).collect();
        match names.as_slice() {
            [] => None,
            [one] => Some(format!("{one} is not filled in")),
            _ => Some(format!("{} are not filled in", names.join(", "))),
        }
    }
}

fn spelled(name: &str) -> String {
    format!("{OPEN}{name}{CLOSE}")
}

/// The first `{{so}}` in `text`, within a line.
pub fn place(text: &str) -> Option<Range<usize>> {
    text.match_indices(OPEN).find_map(|(start, open)| {
        let rest = text.get(start + open.len()..)?;
        let length = rest.find(CLOSE)?;
        let name = rest.get(..length)?;
        let fits = length <= PLACE_BYTES_MAX && !name.contains(['\n', '{']);
        fits.then(|| start..start + length + OPEN.len() + CLOSE.len())
    })
}

/// Fills in what is known. A place that nobody knows, and `{{title}}` of an entry without one, stay
/// as they are; of several `{{cursor}}` the first counts.
pub fn fill(template: &str, values: &Values<'_>) -> Filled {
    let mut filled = Filled::default();
    let mut rest = template;
    while let Some(place) = place(rest) {
        let (before, whole) = (rest.get(..place.start), rest.get(place.clone()));
        let name = whole.and_then(|whole| whole.get(OPEN.len()..whole.len() - CLOSE.len()));
        let (Some(before), Some(whole), Some(name)) = (before, whole, name) else {
            break;
        };
        filled.text.push_str(before);
        rest = rest.get(place.end..).unwrap_or_default();
        if name.trim().eq_ignore_ascii_case("cursor") {
            filled.caret.get_or_insert(filled.text.len());
            continue;
        }
        if let Some(value) = value(name, values) {
            filled.text.push_str(&value);
            continue;
        }
        filled.text.push_str(whole);
        if !filled.open.iter().any(|other| other == name) {
            filled.open.push(name.to_owned());
        }
    }
    filled.text.push_str(rest);
    filled
}

/// What stands at a place; `date:DD.MM.YYYY` says how a date or a time is written.
fn value(name: &str, values: &Values<'_>) -> Option<String> {
    let (name, pattern) = match name.split_once(':') {
        Some((name, pattern)) => (name, Some(pattern)),
        None => (name, None),
    };
    let name = name.trim().to_ascii_lowercase();
    let (day, at) = match name.as_str() {
        "yesterday" => (values.day.add_days(-1), values.at),
        "tomorrow" => (values.day.add_days(1), values.at),
        "today" | "now" => (values.today, values.now),
        _ => (values.day, values.at),
    };
    if let Some(pattern) = pattern {
        let is_time = matches!(
            name.as_str(),
            "date" | "time" | "datetime" | "yesterday" | "tomorrow" | "today" | "now"
        );
        return is_time.then(|| written(pattern, day, at));
    }
    Some(match name.as_str() {
        "date" | "yesterday" | "tomorrow" | "today" => day.to_string(),
        "time" | "now" => (values.clock)(at),
        "datetime" => format!("{day} {}", (values.clock)(at)),
        "weekday" => day.weekday_name().to_owned(),
        "day" => day.day_of_month().to_string(),
        "month" => day.month_name().to_owned(),
        "year" => day.year().to_string(),
        "week" => written("WW", day, at),
        "journal" => values.journal.to_owned(),
        "tags" => hashed(values.tags),
        "title" if !values.title.is_empty() => values.title.to_owned(),
        _ => return None,
    })
}

fn hashed(tags: &[String]) -> String {
    let tags: Vec<String> = tags.iter().map(|tag| format!("#{tag}")).collect();
    tags.join(" ")
}

/// Letters that mean something in a pattern, the longest first: what other journals and note
/// programs use, where `[so]` stands for itself.
const LETTERS: [&str; 21] = [
    "YYYY", "MMMM", "dddd", "MMM", "ddd", "Do", "YY", "MM", "DD", "HH", "hh", "mm", "ss", "WW",
    "M", "D", "H", "h", "A", "a", "W",
];

/// `day` and the time of day of `at`, written as `pattern` says: `dddd, D MMMM YYYY`, `HH:mm`.
fn written(pattern: &str, day: Day, at: &Moment) -> String {
    let mut text = String::new();
    let mut rest = pattern;
    while !rest.is_empty() {
        if let Some((inside, behind)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'))
        {
            text.push_str(inside);
            rest = behind;
            continue;
        }
        let letters = LETTERS.iter().find(|letters| rest.starts_with(*letters));
        if let Some(letters) = letters {
            text.push_str(&part(letters, day, at));
            rest = rest.get(letters.len()..).unwrap_or_default();
            continue;
        }
        let mut signs = rest.chars();
        text.extend(signs.next());
        rest = signs.as_str();
    }
    text
}

/// What `letters` of a pattern stand for.
fn part(letters: &str, day: Day, at: &Moment) -> String {
    let local = at.local();
    let (year, month, date) = (day.year(), day.month(), day.day_of_month());
    let hour = local.hour();
    let hour_12 = if hour % 12 == 0 { 12 } else { hour % 12 };
    let week = day.0.iso_week_date().week();
    match letters {
        "YYYY" => format!("{year:04}"),
        "YY" => format!("{:02}", year.rem_euclid(100)),
        "MMMM" => day.month_name().to_owned(),
        "MMM" => day.month_name().chars().take(3).collect(),
        "MM" => format!("{month:02}"),
        "M" => month.to_string(),
        "Do" => format!("{date}{}", ordinal(date)),
        "DD" => format!("{date:02}"),
        "D" => date.to_string(),
        "dddd" => day.weekday_name().to_owned(),
        "ddd" => day.weekday_short().to_owned(),
        "HH" => format!("{hour:02}"),
        "H" => hour.to_string(),
        "hh" => format!("{hour_12:02}"),
        "h" => hour_12.to_string(),
        "mm" => format!("{:02}", local.minute()),
        "ss" => format!("{:02}", local.second()),
        "A" => if hour < 12 { "AM" } else { "PM" }.to_owned(),
        "a" => if hour < 12 { "am" } else { "pm" }.to_owned(),
        "WW" => format!("{week:02}"),
        "W" => week.to_string(),
        _ => letters.to_owned(),
    }
}

/// What follows the number of a day: 1st, 2nd, 3rd, 11th.
fn ordinal(day: u8) -> &'static str {
    match (day % 10, day) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::DayStart;

    fn filled(template: &str) -> Filled {
        let (at, _) = Moment::parse("2024-02-29T21:05+01:00[Europe/Berlin]").unwrap();
        let (now, _) = Moment::parse("2024-03-02T08:00+01:00[Europe/Berlin]").unwrap();
        let tags = ["walk".to_owned(), "rain".to_owned()];
        fill(
            template,
            &Values {
                at: &at,
                day: at.day(DayStart::MIDNIGHT),
                now: &now,
                today: now.day(DayStart::MIDNIGHT),
                clock: Moment::clock,
                title: "To {{date}} & back",
                journal: "travel",
                tags: &tags,
            },
        )
    }

    fn text(template: &str) -> String {
        filled(template).text
    }

    #[test]
    fn what_is_known_is_filled_in() {
        assert_eq!(
            text("{{date}} {{time}} {{weekday}} {{datetime}}"),
            "2024-02-29 21:05 Thursday 2024-02-29 21:05"
        );
        assert_eq!(
            text("{{day}} {{month}} {{year}} week {{week}}"),
            "29 February 2024 week 09"
        );
        assert_eq!(text("{{yesterday}} {{tomorrow}}"), "2024-02-28 2024-03-01");
        assert_eq!(text("{{today}} {{now}}"), "2024-03-02 08:00");
        assert_eq!(text("{{journal}}: {{tags}}"), "travel: #walk #rain");
        assert_eq!(text("{{ Date }}{{TIME}}"), "2024-02-2921:05");
    }

    #[test]
    fn what_is_filled_in_is_not_looked_at_again() {
        assert_eq!(text("# {{title}}"), "# To {{date}} & back");
    }

    #[test]
    fn a_pattern_says_how_a_date_is_written() {
        assert_eq!(
            text("{{date:dddd, D MMMM YYYY}}"),
            "Thursday, 29 February 2024"
        );
        assert_eq!(text("{{date:ddd Do MMM YY}}"), "Thu 29th Feb 24");
        assert_eq!(text("{{date:DD.MM.YYYY}}"), "29.02.2024");
        assert_eq!(text("{{time:h:mm a}} {{time:HH[h]mm}}"), "9:05 pm 21h05");
        assert_eq!(text("{{tomorrow:D/M}} {{date:[week] W}}"), "1/3 week 9");
        assert_eq!(text("{{now:HH:mm:ss}}"), "08:00:00");
        let ends: Vec<_> = [1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 31].map(ordinal).into();
        assert_eq!(
            ends,
            [
                "st", "nd", "rd", "th", "th", "th", "th", "st", "nd", "rd", "st"
            ]
        );
    }

    #[test]
    fn what_nobody_knows_stays_and_is_said() {
        let filled = filled("{{mood}} {{date}} {{mood}} {{ weather }} {{title:x}}");
        assert_eq!(
            filled.text,
            "{{mood}} 2024-02-29 {{mood}} {{ weather }} {{title:x}}"
        );
        assert_eq!(filled.open, ["mood", " weather ", "title:x"]);
        assert_eq!(
            filled.said().unwrap(),
            "{{mood}}, {{ weather }}, {{title:x}} are not filled in"
        );
        // No place at all: a line end inside, a brace, no end.
        for odd in ["{{a\nb}}", "{{}", "{{", "}}{{", "{{ {x} }}"] {
            assert_eq!(text(odd), odd);
        }
    }

    #[test]
    fn the_cursor_says_where_one_writes_on() {
        let filled = filled("{{date}}\n{{cursor}}\nend{{cursor}}");
        assert_eq!(filled.text, "2024-02-29\n\nend");
        assert_eq!(filled.caret, Some(11));
        assert_eq!(filled.clone().with("Rain"), "2024-02-29\nRain\nend");
        assert_eq!(filled.with(""), "2024-02-29\n\nend");
    }

    #[test]
    fn without_a_cursor_one_writes_on_at_the_end() {
        assert_eq!(filled("a").with("b"), "a\nb");
        assert_eq!(filled("a\n").with("b"), "a\nb");
        assert_eq!(filled("").with("b"), "b");
        assert_eq!(filled("a").said(), None);
    }
}
