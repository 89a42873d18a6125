//! `diurnal search`.

use crate::support::Home;

fn hits(home: &Home, args: &[&str]) -> usize {
    let mut all = vec!["search"];
    all.extend(args);
    home.json_lines(&all).len()
}

#[test]
fn words_phrases_and_what_must_not_be_there() {
    let home = Home::with_vault();
    home.ok(&[
        "add",
        "--title",
        "Café",
        "First snow, and a walk to the river",
    ]);
    home.ok(&["add", "Rain. No walk"]);
    home.ok(&["add", "雪の朝"]);
    assert_eq!(hits(&home, &["walk"]), 2);
    assert_eq!(hits(&home, &["cafe"]), 1);
    assert_eq!(hits(&home, &["WALK", "snow"]), 1);
    assert_eq!(hits(&home, &["\"first snow\""]), 1);
    assert_eq!(hits(&home, &["\"snow first\""]), 0);
    assert_eq!(hits(&home, &["walk -rain"]), 1);
    assert_eq!(hits(&home, &["rain OR snow"]), 2);
    assert_eq!(hits(&home, &["title:café"]), 1);
    assert_eq!(hits(&home, &["/riv.r/"]), 1);
    assert_eq!(hits(&home, &["雪"]), 1);
    assert_eq!(hits(&home, &["walk", "--limit", "1"]), 1);
    assert_eq!(hits(&home, &["nowhere"]), 0);
    assert_eq!(hits(&home, &["--", "-rain", "walk"]), 1);
}

#[test]
fn there_is_no_limit_unless_one_is_given() {
    let home = Home::with_vault();
    let line = |n| format!("{{\"at\":\"2024-01-01T12:00Z\",\"body\":\"rain {n}\"}}");
    let lines = (0..30).map(line).collect::<Vec<_>>().join("\n");
    home.ok_with_stdin(&["import", "jsonl", "-"], lines.as_bytes());
    assert_eq!(hits(&home, &["rain"]), 30);
    assert_eq!(hits(&home, &["rain", "--limit", "0"]), 30);
}

#[test]
fn what_is_no_query_is_a_usage_error() {
    let home = Home::with_vault();
    for query in ["/(/", "\"open", "date:never"] {
        home.fails(2, &["search", query]);
    }
}
