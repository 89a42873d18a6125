//! Pictures of the main screens for the README, drawn from the same cells as the snapshots. Run with
//! `DIURNAL_BLESS=1 cargo test --test it screens::pictures` to rewrite them.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use diurnal::model::time::Day;
use diurnal::tui::theme::Depth;
use ratatui::backend::Backend;
use ratatui::backend::TestBackend;
use ratatui::buffer::Cell;
use ratatui::style::Color;
use ratatui::style::Modifier;

use crate::screens::Scene;
use crate::screens::entry;
use crate::screens::history;
use crate::screens::palette;
use crate::screens::statistics;

/// A cell of the picture, and the page around the cells, in pixels.
const CELL: (usize, usize) = (9, 19);
const EDGE: usize = 14;
/// How far the letters stand above a cell's lower edge.
const DESCENT: usize = 5;
/// The page and the letters of the theme, for cells that have no colour of their own.
const PAGE: &str = "#1c1b1a";
const INK: &str = "#d8d4cc";

/// The journal of `diurnal demo`, seen from the day that every picture is drawn on.
fn sample(size: (u16, u16)) -> Scene {
    let mut scene = Scene::locked(size);
    let today: Day = "2024-03-13".parse().unwrap();
    let lines = include_str!("../../../assets/sample/journal.jsonl");
    scene.entries = lines
        .lines()
        .zip(1_u32..)
        .map(|(line, number)| {
            let told: serde_json::Value = serde_json::from_str(line).unwrap();
            let day = match told["ago"].as_i64() {
                Some(ago) => today.add_days(-ago),
                None => last_time(today, &told),
            };
            let (hour, minute) = told["time"].as_str().unwrap().split_once(':').unwrap();
            let text = |key: &str| told[key].as_str().unwrap_or_default().to_owned();
            let title = match text("title").as_str() {
                "" => String::new(),
                title => format!("# {title}\n\n"),
            };
            let body = title + &text("body");
            let (hour, minute) = (hour.parse().unwrap(), minute.parse().unwrap());
            let mut made = entry(0, &day.to_string(), hour, minute, &body);
            made.id.0[..4].copy_from_slice(&number.to_be_bytes());
            made.content.starred = told["starred"] == true;
            let tags = told["tags"].as_array().into_iter().flatten();
            made.content.tags = tags.map(|tag| tag.as_str().unwrap().to_owned()).collect();
            made
        })
        .collect();
    scene
        .entries
        .sort_by_key(|entry| -entry.content.at.instant_us);
    scene.unlock();
    scene
}

/// The day of the `back`-th last time, counted from 0, that it was `on` a month and day.
fn last_time(today: Day, told: &serde_json::Value) -> Day {
    let on = told["on"].as_str().unwrap();
    let this_year: Day = format!("{}-{on}", today.year()).parse().unwrap();
    let back = i32::try_from(told["back"].as_i64().unwrap_or(0)).unwrap();
    let to_come = i32::from(this_year > today);
    this_year.add_months(-12 * (back + to_come))
}

fn after(scene: fn((u16, u16)) -> Scene, keys: &'static str, size: (u16, u16)) -> Scene {
    let mut scene = scene(size);
    scene.press(keys);
    scene
}

#[test]
fn the_main_screens() {
    let pictures = vec![
        ("timeline", after(sample, "j", (120, 32))),
        ("editor", after(sample, "je<ctrl+end>", (80, 24))),
        ("reading", after(sample, "j<enter>", (80, 24))),
        ("search", after(sample, "/rain", (80, 24))),
        ("calendar", after(sample, "c", (120, 32))),
        ("statistics", after(statistics::full, "S", (120, 40))),
        ("history", after(history::with_versions, "", (120, 24))),
        ("sync", after(sample, "s", (80, 24))),
    ];
    let mut names: Vec<String> = Vec::new();
    let mut stale: Vec<&str> = Vec::new();
    for (name, mut scene) in pictures {
        scene.palette = palette("dark", Depth::Full);
        let file = format!("{name}.svg");
        let path = Path::new("assets/screens").join(&file);
        let wanted = svg(&scene, name);
        if std::env::var_os("DIURNAL_BLESS").is_some() {
            fs::write(&path, &wanted).unwrap();
        }
        if fs::read_to_string(&path).unwrap_or_default() != wanted {
            stale.push(name);
        }
        names.push(file);
    }
    assert!(
        stale.is_empty(),
        "{stale:?}: run DIURNAL_BLESS=1 cargo test --test it screens::pictures"
    );
    for found in fs::read_dir("assets/screens").unwrap() {
        let found = found.unwrap().file_name().into_string().unwrap();
        assert!(names.contains(&found), "assets/screens/{found} is nobody's");
    }
    let readme = fs::read_to_string("README.md").unwrap();
    let shown = readme.matches("](assets/screens/").count();
    assert!(shown >= 2, "the README shows {shown} of them");
    for part in readme.split("](assets/screens/").skip(1) {
        let name = part.split(')').next().unwrap();
        assert!(names.iter().any(|file| file == name), "{name}");
    }
}

/// What a run of cells looks like.
#[derive(Clone, PartialEq, Eq)]
struct Style {
    ink: String,
    ground: String,
    modifier: Modifier,
}

fn style(cell: &Cell) -> Style {
    let colour = |colour, other: &str| match colour {
        Color::Rgb(red, green, blue) => format!("#{red:02x}{green:02x}{blue:02x}"),
        _ => other.to_owned(),
    };
    let (mut ink, mut ground) = (colour(cell.fg, INK), colour(cell.bg, PAGE));
    if cell.modifier.contains(Modifier::REVERSED) {
        std::mem::swap(&mut ink, &mut ground);
    }
    Style {
        ink,
        ground,
        modifier: cell.modifier,
    }
}

/// The screen as a picture: a rectangle for every ground, a text for every run of one style.
fn svg(scene: &Scene, name: &str) -> String {
    let (width, height) = scene.state.size;
    let canvas = scene.canvas();
    let cursor = canvas.cursor();
    let mut terminal = TestBackend::new(width, height);
    terminal.draw(canvas.changes()).unwrap();
    let buffer = terminal.buffer();
    let wide = usize::from(width) * CELL.0 + 2 * EDGE;
    let high = usize::from(height) * CELL.1 + 2 * EDGE;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{wide}\" height=\"{high}\" \
         viewBox=\"0 0 {wide} {high}\" role=\"img\">\n<title>diurnal: {name}</title>\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{PAGE}\"/>\n\
         <g font-family=\"DejaVu Sans Mono,Menlo,Consolas,monospace\" font-size=\"15\" \
         fill=\"{INK}\" xml:space=\"preserve\">\n"
    );
    for row in 0..height {
        let mut column = 0;
        while column < width {
            let first = column;
            let look = style(&buffer[(first, row)]);
            let mut text = String::new();
            while column < width && style(&buffer[(column, row)]) == look {
                let symbol = buffer[(column, row)].symbol();
                text.push_str(symbol);
                column += width_of(symbol);
            }
            run(&mut out, (first, row), &text, &look, column - first);
        }
    }
    let (left, top) = corner(cursor.x, cursor.y);
    writeln!(
        out,
        "<rect x=\"{left}\" y=\"{top}\" width=\"2\" height=\"{}\"/>\n</g>\n</svg>",
        CELL.1
    )
    .unwrap();
    out
}

fn width_of(symbol: &str) -> u16 {
    diurnal::app::edit::width::cell_width(symbol).max(1)
}

fn corner(column: u16, row: u16) -> (usize, usize) {
    let left = EDGE + usize::from(column) * CELL.0;
    (left, EDGE + usize::from(row) * CELL.1)
}

/// Writes one run of cells; `text` is told to be as long as its cells, whatever font shows it.
fn run(out: &mut String, (column, row): (u16, u16), text: &str, look: &Style, cells: u16) {
    let (left, top) = corner(column, row);
    if look.ground != PAGE {
        let wide = usize::from(cells) * CELL.0;
        let ground = &look.ground;
        writeln!(
            out,
            "<rect x=\"{left}\" y=\"{top}\" width=\"{wide}\" height=\"{}\" fill=\"{ground}\"/>",
            CELL.1
        )
        .unwrap();
    }
    let before = text.len() - text.trim_start_matches(' ').len();
    let inked = text.trim_matches(' ');
    if inked.is_empty() {
        return;
    }
    let left = left + before * CELL.0;
    let cells: usize = inked
        .chars()
        .map(|c| usize::from(width_of(c.encode_utf8(&mut [0; 4]))))
        .sum();
    let (base, long) = (top + CELL.1 - DESCENT, cells * CELL.0);
    write!(out, "<text x=\"{left}\" y=\"{base}\" textLength=\"{long}\"").unwrap();
    if look.ink != INK {
        write!(out, " fill=\"{}\"", look.ink).unwrap();
    }
    for (modifier, attribute) in [
        (Modifier::BOLD, " font-weight=\"bold\""),
        (Modifier::ITALIC, " font-style=\"italic\""),
        (Modifier::UNDERLINED, " text-decoration=\"underline\""),
        (Modifier::CROSSED_OUT, " text-decoration=\"line-through\""),
        (Modifier::DIM, " opacity=\".7\""),
    ] {
        if look.modifier.contains(modifier) {
            out.push_str(attribute);
        }
    }
    let escaped = inked.replace('&', "&amp;").replace('<', "&lt;");
    writeln!(out, ">{}</text>", escaped.replace('>', "&gt;")).unwrap();
}
