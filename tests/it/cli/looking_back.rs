//! `diurnal on-this-day`, `calendar`, `stats`.

use crate::support::Home;

/// Today is Friday 17 May 2024.
fn with_years() -> Home {
    let home = Home::with_vault();
    for (at, tag, text) in [
        ("2021-05-17 08:00", "walk", "three years ago"),
        ("2023-05-17 21:00", "home", "a year ago, twice as long"),
        ("2023-05-17 22:00", "walk", "and once more"),
        ("2023-05-15 12:00", "home", "two days before"),
        ("2024-02-29 12:00", "walk", "a leap day"),
        ("2024-05-15 12:00", "home", "the day before the one missed"),
        ("2024-05-17 09:00", "home", "today"),
    ] {
        home.ok(&["add", "--at", at, "--tag", tag, text]);
    }
    home
}

fn previews(home: &Home, args: &[&str]) -> Vec<String> {
    let rows = home.json_lines(args);
    let preview = |row: &serde_json::Value| row["preview"].as_str().unwrap().to_owned();
    rows.iter().map(preview).collect()
}

#[test]
fn this_day_in_other_years_newest_first() {
    let home = with_years();
    let out = home.ok(&["on-this-day"]);
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines.len(), 7, "{out}");
    assert_eq!(lines[0], "2024, this year");
    assert!(lines[1].ends_with("today  #home"), "{out}");
    assert_eq!(lines[2], "2023, 1 year ago");
    assert_eq!(lines[5], "2021, 3 years ago");
    let rows = home.json_lines(&["on-this-day"]);
    let ago: Vec<i64> = rows
        .iter()
        .map(|row| row["years_ago"].as_i64().unwrap())
        .collect();
    assert_eq!(ago, [0, 1, 1, 3]);
    assert_eq!(
        previews(&home, &["on-this-day", "--tag", "walk", "--reverse"]),
        ["three years ago", "and once more"]
    );
    assert_eq!(previews(&home, &["on-this-day", "--limit", "1"]), ["today"]);
    assert_eq!(
        previews(&home, &["on-this-day", "--week", "--to", "2023-12-31"]).len(),
        4
    );
    assert_eq!(
        previews(&home, &["on-this-day", "2000-02-29"]),
        ["a leap day"]
    );
    let none = home.run(&["on-this-day", "2024-12-24"]);
    assert!(none.status.success() && none.stdout.is_empty());
    let said = String::from_utf8(none.stderr).unwrap();
    assert!(said.contains("nothing on a 24 December yet"), "{said}");
}

#[test]
fn a_year_is_a_map_and_a_month_a_page() {
    let home = with_years();
    let map = home.ok(&["calendar"]);
    let lines: Vec<&str> = map.lines().collect();
    assert_eq!(lines.len(), 10, "{map}");
    assert!(
        lines[0].contains("Jun Jul") && lines[0].ends_with("May"),
        "{map}"
    );
    assert!(lines[1].starts_with(" Mon  "), "{map}");
    let inked = map.chars().filter(|sign| "░▒▓█".contains(*sign)).count();
    assert_eq!(
        inked,
        3 + 4,
        "three days, and the four signs of the key: {map}"
    );
    let february = home.ok(&["calendar", "2024-02"]);
    assert!(february.contains("February 2024"), "{february}");
    assert!(february.contains("29."), "{february}");
    assert!(february.contains("1 entry on 1 day, 3 words"), "{february}");
    let years = home.ok(&["calendar", "--from", "2021", "--to", "2023"]);
    for year in ["2021 ", "2022 ", "2023 "] {
        assert!(years.lines().any(|line| line.starts_with(year)), "{years}");
    }
    let days = home.json_lines(&["calendar", "2023"]);
    assert_eq!(days.len(), 2);
    assert_eq!(days[1]["day"], "2023-05-17");
    assert_eq!(
        (&days[1]["entries"], &days[1]["words"]),
        (&2.into(), &9.into())
    );
    let plain = home.ok(&["calendar", "2023", "--plain"]);
    assert_eq!(plain, "May 2023: 3 entries on 2 days, 12 words\n");
    home.fails(2, &["calendar", "2023", "--from", "2020"]);
    home.fails(2, &["calendar", "soon-ish"]);
}

#[test]
fn signs_are_ascii_where_the_settings_say_so() {
    let home = with_years();
    home.write(
        "diurnal/config/config.toml",
        "signs = \"ascii\"\nfirst_weekday = \"sunday\"\n",
    );
    for args in [&["calendar"][..], &["calendar", "2024-05"], &["stats"]] {
        assert!(home.ok(args).is_ascii(), "{args:?}");
    }
    assert!(home.ok(&["calendar"]).contains("\n Sun  "));
    assert!(home.ok(&["calendar", "2024-05"]).contains("Su  Mo  Tu"));
}

#[test]
fn the_numbers_are_those_of_the_entries_that_are_looked_at() {
    let home = with_years();
    let all = home.json(&["stats"]);
    assert_eq!((&all["entries"], &all["days"]), (&7.into(), &6.into()));
    assert_eq!(all["first_day"], "2021-05-17");
    assert_eq!(all["in_a_row"]["now"], 1);
    assert_eq!(all["in_a_row_forgiving"]["now"], 2);
    assert_eq!(all["hours"][21], 1);
    assert_eq!(all["weekdays"][0], 2);
    assert_eq!(all["tags"][0]["tag"], "home");
    assert_eq!(all["tags"][0]["years"]["2024"], 2);
    assert_eq!(all["months"][0]["month"], "2021-05");
    assert_eq!(home.json(&["stats", "--tag", "walk"])["entries"], 3);
    assert_eq!(home.json(&["stats", "--journal", "none"])["entries"], 0);
    let said = home.ok(&["stats"]);
    for part in [
        "7 entries",
        "in a row",
        "2 where one missed day",
        "morning",
        "Friday",
        "#home",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(home.ok(&["stats", "--plain"]).contains("\nmorning: 2\n"));
    assert_eq!(home.ok(&["stats", "--on", "1999"]), "0 entries, 0 words\n");
}

#[test]
fn a_session_line_by_line_has_them_and_their_numbers_mean_entries() {
    let home = with_years();
    let out = home.ok_with_stdin(
        &["--plain"],
        b"on-this-day\n4\nstats\ncalendar 2023\nhelp\n",
    );
    assert!(out.contains("4. Mon 17 May 2021, 08:00."), "{out}");
    assert!(out.contains("three years ago"), "{out}");
    assert!(out.contains("May 2023: 3 entries"), "{out}");
    assert!(out.contains("evening: "), "{out}");
    assert!(out.contains("on-this-day     "), "{out}");
}

#[test]
fn chance_chooses_among_those_that_are_asked_for() {
    let home = with_years();
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..40 {
        let entry = home.json(&["random", "--tag", "walk"]);
        seen.insert(entry["body"].as_str().unwrap().to_owned());
    }
    // That one of three never comes in forty times happens once in ten million runs.
    let expected = ["a leap day", "and once more", "three years ago"];
    assert!(seen.iter().map(String::as_str).eq(expected), "{seen:?}");
    assert!(
        home.ok(&["random", "--on", "2024-02-29"])
            .contains("a leap day")
    );
    let none = home.run(&["random", "--on", "1999"]);
    assert!(none.status.success() && none.stdout.is_empty());
}

#[test]
fn tags_that_are_nearly_the_same_are_told() {
    let home = Home::with_vault();
    for tags in [
        ["birthday", "work"],
        ["birthday", "word"],
        ["birth-day", "birthdays"],
    ] {
        home.ok(&["add", "--tag", tags[0], "--tag", tags[1], "text"]);
    }
    let pairs = home.json_lines(&["tags", "--alike"]);
    let pairs: Vec<[&str; 2]> = pairs
        .iter()
        .map(|pair| {
            [
                pair["tag"].as_str().unwrap(),
                pair["alike"].as_str().unwrap(),
            ]
        })
        .collect();
    assert_eq!(pairs.len(), 3, "{pairs:?}");
    assert!(pairs.contains(&["birthday", "birth-day"]));
    assert!(pairs.contains(&["birthday", "birthdays"]));
    let out = home.ok(&["tags", "--alike", "--tag", "work"]);
    assert_eq!(out, "");
}
