//! A failure of our own, on each thread that does the work: the terminal is given back, the text is
//! kept, and nothing of it is told.
//!
//! The screens run in a copy of this test program, in a real terminal, with a clock that panics when
//! the test says so: the clock is asked on every thread, and may be any function.

use std::fs;
use std::path::PathBuf;
use std::thread;

use diurnal::app::keymap::Keymap;
use diurnal::clock;
use diurnal::config::theme::Theme;
use diurnal::model::outside::Outside;
use diurnal::model::places::Preferences;
use diurnal::model::time::Timestamp;
use diurnal::tui;
use diurnal::tui::theme::Depth;
use diurnal::tui::theme::Palette;

use crate::pty::CTRL_S;
use crate::pty::ENTER;
use crate::pty::draft::is_offered_and_taken;
use crate::pty::new_entry;
use crate::support::Home;
use crate::support::PASSPHRASE;
use crate::support::terminal::Terminal;

/// Names the file that says which thread is to fail; set for the copy only.
const FAULT: &str = "DIURNAL_TEST_FAULT";

/// The copy's own part: not a test, and it does nothing where it was not started as a copy.
#[test]
#[ignore = "the copy that another test starts"]
#[allow(
    clippy::print_stderr,
    clippy::exit,
    reason = "it ends as the program does"
)]
fn copy() {
    let Some(fault) = std::env::var_os(FAULT).map(PathBuf::from) else {
        return;
    };
    let start = tui::Start {
        places: crate::faults::places(fault.parent().unwrap()),
        preferences: Preferences::default(),
        outside: Outside {
            now: failing_clock,
            ..clock::outside()
        },
        open: tui::Open::Timeline,
        key: None,
        device_name: "here".to_owned(),
        files: tui::SettingsFiles {
            path: fault.with_file_name("no-config.toml"),
            themes: fault.with_file_name("no-themes"),
            templates: fault.with_file_name("no-themes"),
            plain_locale: false,
            depth: Depth::None,
        },
        palette: Palette::new(Theme::default(), Depth::None),
        keymap: Keymap::default(),
        warning: None,
    };
    let code = tui::run(start).unwrap_or_else(|report| {
        eprintln!("{report}");
        report.exit_code()
    });
    std::process::exit(i32::from(code));
}

/// Fails once, on the thread that the file names.
fn failing_clock() -> Timestamp {
    let fault = std::env::var_os(FAULT).unwrap();
    let here = thread::current();
    let worker = |name: &&str| ["journal", "drafts"].contains(name);
    let here = here.name().filter(worker).unwrap_or("screen");
    if fs::read_to_string(&fault).is_ok_and(|wanted| wanted == here) {
        fs::remove_file(&fault).unwrap();
        panic!("Never saved, nor told");
    }
    clock::now()
}

/// Types a text, has `thread` fail, and presses `keys`.
fn fails_on(thread: &str, keys: &str) {
    let home = Home::with_vault();
    let fault = home.path("fault");
    let args = ["--exact", "pty::failing::copy", "--ignored", "--nocapture"];
    let me = std::env::current_exe().unwrap();
    let more = [(FAULT, fault.to_str().unwrap())];
    let mut terminal = Terminal::open_program(&me, &home, &args, 80, 24, &more);
    terminal.shows("Passphrase");
    terminal.press(PASSPHRASE);
    terminal.press(ENTER);
    terminal.shows("n new");
    new_entry(&mut terminal);
    terminal.press("Never saved");
    terminal.shows("Never saved");
    fs::write(home.path("arming"), thread).unwrap();
    fs::rename(home.path("arming"), &fault).unwrap();
    terminal.press(keys);
    assert_eq!(terminal.gives_back(), 3, "{thread}");
    terminal.shows("diurnal: error: diurnal failed inside");
    terminal.shows("tests/it/pty/failing.rs");
    let told = terminal.text();
    assert!(!told.contains("Never"), "{thread}: {told}");
    assert!(!fault.exists(), "{thread}: nothing failed");
    is_offered_and_taken(&home);
}

#[test]
fn v10_the_thread_of_the_screen() {
    fails_on("screen", "\x1b[I");
}

#[test]
fn v10_the_thread_that_saves() {
    fails_on("journal", CTRL_S);
}

#[test]
fn v10_the_thread_that_keeps_drafts() {
    fails_on("drafts", "");
}
