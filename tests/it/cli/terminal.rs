//! What commands ask at a terminal, and what Ctrl-C does there.

use crate::support::Home;
use crate::support::PASSPHRASE;
use crate::support::terminal::Terminal;

#[test]
fn a_passphrase_is_asked_for_and_not_shown() {
    let home = Home::with_vault();
    home.add("rain all day");
    let mut terminal = Terminal::open(&home, &["list"]);
    terminal.shows("Passphrase:");
    terminal.press(&format!("{PASSPHRASE}\r"));
    terminal.shows("rain all day");
    assert!(!terminal.text().contains(PASSPHRASE));
    assert_eq!(terminal.close(), 0);
}

#[test]
fn k01_a_wrong_passphrase_is_said_to_be_one() {
    let home = Home::with_vault();
    let mut terminal = Terminal::open(&home, &["list"]);
    terminal.shows("Passphrase:");
    terminal.press("something else\r");
    terminal.shows("[wrong-passphrase]");
    assert_eq!(terminal.close(), 4);
}

#[test]
fn ctrl_c_at_a_question_ends_with_130() {
    let home = Home::with_vault();
    let mut terminal = Terminal::open(&home, &["list"]);
    terminal.shows("Passphrase:");
    terminal.press("\u{3}");
    assert_eq!(terminal.close(), 130);
}

#[test]
fn a_vault_is_made_with_a_passphrase_of_ones_own() {
    let home = Home::new();
    let mut terminal = Terminal::open_sized(&home, &["init", "--work-factor", "10"], 100, 60, &[]);
    terminal.shows("[own/Words]");
    terminal.press("own\r");
    terminal.shows("New passphrase:");
    terminal.press(&format!("{PASSPHRASE}\r"));
    terminal.shows("The same again:");
    terminal.press(&format!("{PASSPHRASE}\r"));
    terminal.shows("AGE-SECRET-KEY-1");
    terminal.shows("last five characters");
    terminal.press("\r");
    assert_eq!(terminal.close(), 0);
    home.add("rain");
}

#[test]
fn two_passphrases_that_differ_make_no_vault() {
    let home = Home::new();
    let mut terminal = Terminal::open(&home, &["init", "--work-factor", "10"]);
    terminal.shows("[own/Words]");
    terminal.press("own\r");
    terminal.shows("New passphrase:");
    terminal.press("one\r");
    terminal.shows("The same again:");
    terminal.press("other\r");
    terminal.shows("the two passphrases differ");
    assert_eq!(terminal.close(), 1);
    assert!(!home.store().exists());
}

#[test]
fn generated_words_are_shown_once_and_typed_back() {
    let home = Home::new();
    let mut terminal = Terminal::open_sized(&home, &["init", "--work-factor", "10"], 100, 60, &[]);
    terminal.shows("[own/Words]");
    terminal.press("\r");
    terminal.shows("Type them");
    let words = terminal
        .text()
        .lines()
        .find(|line| line.starts_with("    ") && line.split_whitespace().count() == 7)
        .unwrap()
        .trim()
        .to_owned();
    terminal.press(&format!("{words}\r"));
    terminal.shows("last five characters");
    terminal.press("\r");
    assert_eq!(terminal.close(), 0);
    home.write("passphrase", format!("{words}\n"));
    home.add("rain");
}

#[test]
fn the_demo_opens_the_screens_on_the_sample() {
    let home = Home::new();
    let mut terminal = Terminal::open(&home, &["demo"]);
    terminal.shows("The last screw");
    // Who locks it gets in again, and what one tries there changes no settings of one's own.
    terminal.shows("“demo” unlocks it");
    terminal.press(",");
    terminal.shows("24h");
    terminal.press("jjj\r");
    terminal.shows("12h");
    terminal.press("L");
    terminal.shows("Passphrase");
    terminal.press("demo\r");
    terminal.shows("The last screw");
    terminal.press("\u{11}");
    assert_eq!(terminal.close(), 0);
    assert!(!home.path("diurnal/config/config.toml").exists());
    let left = std::fs::read_dir(home.path("tmp")).unwrap().count();
    assert_eq!(left, 0, "the demo is thrown away");
}
