//! Spelling with dictionaries from disk, in the real program.

use crate::pty::ENTER;
use crate::pty::ESC;
use crate::pty::new_entry;
use crate::pty::save_and_leave;
use crate::support::Home;
use crate::support::terminal::Terminal;

const F7: &str = "\x1b[18~";
const DOWN: &str = "\x1b[B";

fn writing(home: &Home) -> Terminal {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/hunspell");
    let args = ["--passphrase-file", "passphrase"];
    let terminal = Terminal::open_sized(home, &args, 80, 24, &[("DICPATH", folder)]);
    terminal.shows("n new");
    terminal
}

#[test]
fn a_word_is_put_right_another_is_learnt_and_stays_so() {
    let home = Home::with_vault();
    home.write("diurnal/config/config.toml", "spell = \"xx_XX\"\n");
    let mut terminal = writing(&home);
    new_entry(&mut terminal);
    terminal.press("teh cats, qwertzish rain");
    terminal.press(F7);
    terminal.press("\x1b[H");
    terminal.shows("rain");
    // The first answer comes when the dictionary is loaded.
    for _ in 0..200 {
        terminal.press(F7);
        std::thread::sleep(std::time::Duration::from_millis(50));
        if terminal.text().contains("add it to my words") {
            break;
        }
    }
    terminal.shows("“teh” is right: add it to my words");
    terminal.shows("the");
    terminal.press(ENTER);
    terminal.shows("the cats");
    terminal.press(F7);
    terminal.shows("“qwertzish” is right: add it to my words");
    for _ in 0..8 {
        terminal.press(DOWN);
    }
    terminal.press(ENTER);
    terminal.lacks("add it to my words");
    terminal.press(F7);
    terminal.shows("every word in sight is right");
    save_and_leave(&mut terminal);
    assert_eq!(home.body("@last"), "the cats, qwertzish rain");
    let kept = std::fs::read(home.store()).unwrap();
    let word = b"qwertzish";
    assert!(!kept.windows(word.len()).any(|bytes| bytes == word));

    let mut terminal = writing(&home);
    new_entry(&mut terminal);
    terminal.press("qwertzish qwertzosh ");
    terminal.shows("qwertzosh");
    for _ in 0..200 {
        terminal.press(F7);
        std::thread::sleep(std::time::Duration::from_millis(50));
        if terminal.text().contains("add it to my words") {
            break;
        }
    }
    terminal.shows("“qwertzosh” is right: add it to my words");
    assert!(!terminal.text().contains("“qwertzish”"));
    terminal.press(ESC);
    terminal.lacks("add it to my words");
    terminal.kill();
}

#[test]
fn a_language_without_a_dictionary_is_named() {
    let home = Home::with_vault();
    home.write("diurnal/config/config.toml", "spell = \"qq_QQ\"\n");
    let mut terminal = writing(&home);
    new_entry(&mut terminal);
    terminal.press("Rain ");
    terminal.shows("no dictionary for qq_QQ");
    terminal.kill();
}
