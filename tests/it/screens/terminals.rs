//! What is drawn is as wide in a terminal as the layout takes it to be: tried with vt100, and with
//! tmux where there is one.
//!
//! Ratatui counts a cluster as a whole, as new terminals do; others add up its characters. Where one
//! of the two does, [`DIFFERENT`] says so, and the second test says which of these tear a row.

use std::fmt::Write as _;
use std::fs;
use std::num::NonZero;
use std::process::Command;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use diurnal::app::edit::width;
use ratatui::backend::Backend;
use ratatui::backend::CrosstermBackend;
use unicode_segmentation::UnicodeSegmentation;

use crate::properties::width::HOSTILE;
use crate::screens::Scene;
use crate::screens::entry;
use crate::support::PATIENCE;

/// What is not as wide everywhere: the string as it is drawn, our cells, those of vt100, and those of
/// tmux 3.3. A newer tmux may count as we do.
const DIFFERENT: &[(&str, usize, usize, usize)] = &[
    // vt100 takes the half-width voiced marks for marks.
    ("ｶﾞ", 2, 1, 2),
    ("ﾊﾟ", 2, 1, 2),
    ("aﾞ", 2, 1, 2),
    ("あﾞ", 3, 2, 3),
    // Both know no joiner before a skin or a sign of its own, vt100 none at all.
    ("👨‍👩‍👧‍👦", 2, 8, 2),
    ("👩🏽‍🚀", 2, 6, 4),
    ("🫱🏽‍🫲🏿", 2, 8, 6),
    ("🏳️‍🌈", 2, 4, 1),
    ("👁️‍🗨️", 2, 4, 1),
    // tmux does not make a text sign wide because it is asked for as a picture.
    ("❤️", 2, 2, 1),
    ("1\u{fe0f}\u{20e3}", 2, 2, 1),
    ("☎️", 2, 2, 1),
    ("⚠️", 2, 2, 1),
    // The Bengali vowel sign aa is a mark by Unicode's clusters, and has a cell of its own in tmux.
    ("বাংলা", 3, 3, 5),
    // vt100 takes the replacement sign for an error in what it was sent.
    ("\u{fffd}", 1, 0, 1),
    ("\u{fffd}abc", 4, 3, 4),
];

/// Those of them that move the rest of their row. Where a cluster of ours is two cells wide, what
/// follows is put in its place whatever the terminal made of the cluster; not so behind one cell.
const TORN_IN_VT100: &[&str] = &["\u{fffd}", "\u{fffd}abc"];
const TORN_IN_TMUX: &[&str] = &["বাংলা"];

/// Rows of letters, by which one sees where the cursor was.
const RULER: &str = "abcdefghijklmnopqrstuvwxyz";
const COLUMNS: u16 = 80;

/// The strings of the corpus that fit in a row by themselves, as they are drawn.
fn corpus() -> Vec<String> {
    let drawn = |text: &&str| text.graphemes(true).map(width::shown).collect::<String>();
    HOSTILE.iter().map(drawn).collect()
}

/// How many cells `text` takes by our count.
fn ours(text: &str) -> usize {
    text.graphemes(true)
        .map(|cluster| usize::from(width::cell_width(cluster)))
        .sum()
}

/// Every string over a row of letters, and a bar behind it: the first letter that is left tells how
/// many cells the terminal gave it.
fn measured(rows: &[String]) -> String {
    let mut bytes = String::new();
    for (row, text) in rows.iter().enumerate() {
        write!(bytes, "\x1b[{0};1H{RULER}\x1b[{0};1H{text}|", row + 1).unwrap();
    }
    bytes
}

fn widths(screen: &[String]) -> Vec<usize> {
    let width = |row: &String| {
        let left = row.rsplit_once('|').map(|(_, left)| left.chars().next());
        let letter = left.flatten().unwrap_or('a');
        RULER.find(letter).unwrap_or(0).saturating_sub(1)
    };
    screen.iter().map(width).collect()
}

/// The rows that vt100 shows of `bytes`.
fn in_vt100(bytes: &str, rows: usize) -> Vec<String> {
    let height = NonZero::new(u16::try_from(rows).unwrap()).unwrap();
    let mut parser = vt100::Parser::new(height, NonZero::new(COLUMNS).unwrap(), 0);
    parser.process(bytes.as_bytes());
    parser.screen().rows(0, COLUMNS).collect()
}

/// A tmux of our own, which ends with the value.
struct Tmux {
    dir: tempfile::TempDir,
}

impl Tmux {
    /// None where there is none.
    fn new() -> Option<Self> {
        let found = Command::new("tmux").arg("-V").output();
        if !found.is_ok_and(|output| output.status.success()) {
            println!("skipped: no tmux here");
            return None;
        }
        let dir = tempfile::tempdir().unwrap();
        Some(Self { dir })
    }

    fn run(&self, args: &[&str]) -> String {
        let output = Command::new("tmux")
            .env_clear()
            .env("PATH", std::env::var("PATH").unwrap_or_default())
            .env("LC_ALL", "C.UTF-8")
            .env("TERM", "xterm-256color")
            .args(["-u", "-f", "/dev/null", "-S"])
            .arg(self.dir.path().join("socket"))
            .args(args)
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    }

    /// The rows that it shows of `bytes`.
    fn shows(&self, bytes: &str, rows: usize) -> Vec<String> {
        let file = self.dir.path().join("bytes");
        fs::write(&file, format!("{bytes}\x1b[{};1Hdone", rows + 1)).unwrap();
        let shown = format!("stty raw -echo; cat {}; cat > /dev/null", file.display());
        let (columns, height) = (COLUMNS.to_string(), (rows + 1).to_string());
        let size = ["-x", &columns, "-y", &height];
        let mut args = vec!["new-session", "-d"];
        args.extend(size);
        args.push(&shown);
        self.run(&args);
        let end = Instant::now() + PATIENCE;
        loop {
            let screen = self.run(&["capture-pane", "-p", "-N"]);
            let mut lines: Vec<String> = screen.lines().map(str::to_owned).collect();
            if lines.last().is_some_and(|last| last.starts_with("done")) {
                self.run(&["kill-session"]);
                lines.truncate(rows);
                return lines;
            }
            assert!(Instant::now() < end, "tmux shows nothing:\n{screen}");
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Tmux {
    fn drop(&mut self) {
        self.run(&["kill-server"]);
    }
}

fn different(text: &str) -> Option<(usize, usize, usize)> {
    let found = DIFFERENT.iter().find(|known| known.0 == text);
    found.map(|&(_, ours, vt100, tmux)| (ours, vt100, tmux))
}

#[test]
fn every_string_is_as_wide_as_we_say_or_the_difference_is_known() {
    let corpus = corpus();
    let bytes = measured(&corpus);
    let vt100 = widths(&in_vt100(&bytes, corpus.len()));
    assert_eq!(vt100.len(), corpus.len());
    for (text, vt100) in corpus.iter().zip(vt100) {
        let ours = ours(text);
        let known = different(text).map_or((ours, ours), |(ours, vt100, _)| (ours, vt100));
        assert_eq!((ours, vt100), known, "{text:?} in vt100");
    }
    let Some(tmux) = Tmux::new() else { return };
    let tmux = widths(&tmux.shows(&bytes, corpus.len()));
    assert_eq!(tmux.len(), corpus.len());
    for (text, tmux) in corpus.iter().zip(tmux) {
        let ours = ours(text);
        let known = different(text).map(|(_, _, tmux)| tmux);
        assert!(
            tmux == ours || Some(tmux) == known,
            "{text:?} has {tmux} cells in tmux, and {ours} by our count"
        );
    }
}

/// A page of the editor with every string between two signs, as its bytes go to a terminal; then an
/// `X` where the second sign was drawn by our count. Where the terminal agrees no `|` is left.
fn page(corpus: &[&str]) -> (String, usize) {
    let lines: Vec<String> = corpus.iter().map(|text| format!("a{text}|")).collect();
    let height = u16::try_from(corpus.len() + 4).unwrap();
    let mut scene = Scene::locked((COLUMNS, height));
    scene.entries = vec![entry(1, "2024-03-13", 21, 4, &lines.join("\n"))];
    scene.unlock();
    scene.press("e<ctrl+home>");
    let mut bytes = Vec::new();
    let mut drawn = Vec::new();
    let canvas = scene.canvas();
    for (at, cell) in canvas.cells() {
        if cell.symbol() == "|" {
            drawn.push((at.x, at.y));
        }
    }
    let mut terminal = CrosstermBackend::new(&mut bytes);
    terminal.draw(canvas.changes()).unwrap();
    Backend::flush(&mut terminal).unwrap();
    assert_eq!(drawn.len(), corpus.len(), "a row for each");
    let mut bytes = String::from_utf8(bytes).unwrap();
    for (x, y) in drawn {
        write!(bytes, "\x1b[{};{}HX", y + 1, x + 1).unwrap();
    }
    (bytes, usize::from(height))
}

/// The strings whose rows are not as we drew them.
fn torn<'c>(corpus: &[&'c str], screen: &[String]) -> Vec<&'c str> {
    let rows: Vec<&String> = screen.iter().filter(|row| row.contains('X')).collect();
    assert_eq!(rows.len(), corpus.len(), "{screen:#?}");
    let torn = corpus.iter().zip(rows).filter(|(_, row)| row.contains('|'));
    torn.map(|(text, _)| *text).collect()
}

#[test]
fn no_row_is_torn_but_those_that_are_known_to_be() {
    let one_line = |text: &&&str| !text.contains('\n');
    let corpus: Vec<&str> = HOSTILE.iter().filter(one_line).copied().collect();
    let (bytes, rows) = page(&corpus);
    let shown = |text: &&str| text.graphemes(true).map(width::shown).collect::<String>();
    let known = |torn: Vec<&str>, known: &[&str]| {
        let unknown = |text: &&&str| !known.contains(&shown(text).as_str());
        let unknown: Vec<&&str> = torn.iter().filter(unknown).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    };
    known(torn(&corpus, &in_vt100(&bytes, rows)), TORN_IN_VT100);
    let Some(tmux) = Tmux::new() else { return };
    known(torn(&corpus, &tmux.shows(&bytes, rows)), TORN_IN_TMUX);
}
