//! Windows of any size, and many of them.

use crate::pty::new_entry;
use crate::pty::save_and_leave;
use crate::pty::unlocked;
use crate::support::Home;

#[test]
fn the_last_of_many_sizes_is_drawn() {
    let home = Home::with_vault();
    home.add("# Rain\n\nall day");
    let mut terminal = unlocked(&home);
    terminal.shows("all day");
    for step in 0..60_u16 {
        terminal.resize(1 + (step * 37) % 200, 1 + (step * 17) % 70);
    }
    terminal.resize(30, 5);
    terminal.shows("Your text is safe");
    terminal.resize(120, 40);
    terminal.shows("May 2024");
    terminal.shows("1 entry");
    terminal.shows("all day");
    terminal.press("q");
    assert_eq!(terminal.gives_back(), 0);
}

/// A window that became small and large again between two pictures has the size it had, and its
/// terminal nothing of what it showed.
#[test]
fn a_size_that_comes_back_unseen_is_drawn_anew() {
    let home = Home::with_vault();
    home.add("# Rain\n\nall day");
    let mut terminal = unlocked(&home);
    terminal.shows("all day");
    for _ in 0..50 {
        terminal.resize(20, 2);
        terminal.resize(80, 24);
        terminal.shows("all day");
        terminal.shows("d delete");
    }
    terminal.press("q");
    assert_eq!(terminal.gives_back(), 0);
}

/// From one cell to 300 by 100 and back, without waiting for anything to be drawn, while somebody
/// types: no size ends the program or loses a letter.
#[test]
fn a_storm_of_sizes_while_one_writes_loses_no_letter() {
    let home = Home::with_vault();
    home.add("# Rain\n\nall day");
    let mut terminal = unlocked(&home);
    terminal.shows("all day");
    let sizes: Vec<(u16, u16)> = (0..200_u16)
        .map(|step| (1 + (step * 97) % 300, 1 + (step * 61) % 100))
        .chain([(1, 1), (300, 1), (1, 100), (300, 100), (2, 2)])
        .collect();
    // Every screen that has a layout of its own goes through it once.
    for keys in ["o", "c", "S", "/rain", ":", "?", "s", "H"] {
        terminal.press(keys);
        for (cols, rows) in sizes.iter().step_by(7) {
            terminal.resize(*cols, *rows);
        }
        terminal.resize(80, 24);
        // Alone, so that it is not taken for the beginning of a longer key.
        std::thread::sleep(std::time::Duration::from_millis(60));
        terminal.press("\x1b");
        terminal.shows("d delete");
    }
    terminal.resize(80, 24);
    terminal.shows("d delete");
    new_entry(&mut terminal);
    let mut written = String::new();
    for (step, (cols, rows)) in sizes.iter().enumerate() {
        terminal.resize(*cols, *rows);
        if step % 4 == 0 {
            let word = format!("w{step} ");
            terminal.press(&word);
            written.push_str(&word);
        }
    }
    terminal.resize(80, 24);
    terminal.shows("w204");
    save_and_leave(&mut terminal);
    let entries = home.json_lines(&["list"]);
    let mut ids = entries.iter().map(|entry| entry["id"].as_str().unwrap());
    assert!(ids.any(|id| home.body(id) == written), "{written}");
}
