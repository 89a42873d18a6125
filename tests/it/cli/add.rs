//! `diurnal add`.

use crate::support::Home;

#[test]
fn it_prints_the_id_and_says_the_moment() {
    let home = Home::with_vault();
    let output = home.run(&["add", "Rain", "all", "day"]);
    assert_eq!(output.status.code(), Some(0));
    let id = String::from_utf8(output.stdout).unwrap();
    assert_eq!(id.trim().len(), 32);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("Fri 17 May 2024, 21:04"), "{said}");
    assert!(
        said.contains("2024-05-17T21:04:05+02:00[Europe/Berlin]"),
        "{said}"
    );
    assert_eq!(home.body(id.trim()), "Rain all day");
}

#[test]
fn everything_given_is_kept() {
    let home = Home::with_vault();
    let args = [
        "add",
        "--at",
        "yesterday 9pm",
        "--title",
        "To the lake",
        "--tag",
        "walk",
        "--tag",
        "#lake",
        "--star",
        "--journal",
        "outdoors",
        "Twice around",
    ];
    home.ok(&args);
    let row = &home.json_lines(&["list"])[0];
    assert_eq!(row["title"], "To the lake");
    assert_eq!(row["at"], "2024-05-16T21:00:00+02:00[Europe/Berlin]");
    assert_eq!(row["day"], "2024-05-16");
    assert_eq!(row["tags"], serde_json::json!(["walk", "lake"]));
    assert_eq!(row["starred"], true);
    assert_eq!(row["journal"], "outdoors");
}

#[test]
fn locked_it_is_sealed_to_the_inbox_and_joins_at_the_next_unlocking() {
    let home = Home::with_vault();
    let output = home.run_locked(&["add", "written while locked"]);
    assert_eq!(output.status.code(), Some(0));
    let id = String::from_utf8(output.stdout).unwrap();
    let store = std::fs::read(home.store()).unwrap();
    assert!(!store.windows(12).any(|part| part == b"while locked"));
    assert_eq!(home.body(id.trim()), "written while locked");
    assert_eq!(home.ok(&["list"]).lines().count(), 1);
}

#[test]
fn stdin_is_kept_byte_for_byte() {
    let home = Home::with_vault();
    for text in [
        "one line",
        "two\r\nlines\r\n",
        "many\n\n\n",
        "\u{feff}a mark in front",
        "a\u{0}NUL, a \u{1b}[31mcolour and \u{202e}bidi",
        "# heading\n\nbody",
    ] {
        let id = home.add(text);
        assert_eq!(home.body(&id), text);
    }
}

#[test]
fn without_text_stdin_is_read_off_a_terminal() {
    let home = Home::with_vault();
    let id = home.ok_with_stdin(&["add"], b"piped");
    assert_eq!(home.body(id.trim()), "piped");
}

#[test]
fn with_text_stdin_is_left_alone() {
    let home = Home::with_vault();
    let id = home.ok_with_stdin(&["add", "words"], b"piped");
    assert_eq!(home.body(id.trim()), "words");
}

#[test]
fn a_blank_entry_is_refused_with_advice() {
    let home = Home::with_vault();
    let said = home.fails(1, &["add", " "]);
    assert!(said.contains("the entry is empty"), "{said}");
    assert!(
        said.contains("diurnal: hint: write something first"),
        "{said}"
    );
    assert_eq!(home.ok(&["list"]), "");
}

#[test]
fn a_moment_that_nobody_understands_is_a_usage_error() {
    let home = Home::with_vault();
    for at in ["the day the music died", "2023-02-29", "2024-13-01"] {
        let said = home.fails(2, &["add", "--at", at, "x"]);
        assert!(said.contains("is no moment"), "{said}");
    }
}

#[test]
fn a_time_that_the_clocks_skipped_is_said() {
    let home = Home::with_vault();
    let output = home.run(&["add", "--at", "2024-03-31T02:30", "x"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("put forward")
    );
}
