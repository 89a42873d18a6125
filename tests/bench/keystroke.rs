//! How long one keystroke takes, from the command to the last cell of the window: the change,
//! wrapping, colouring and producing the rows of 80 x 24. CPU time of this thread, in milliseconds.

#![allow(
    clippy::cast_precision_loss,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench reports by printing"
)]

use diurnal::app::edit::command::Command;
use diurnal::app::edit::cursor::Motion;
use diurnal::app::edit::editor::Editor;
use rustix::time::ClockId;
use rustix::time::clock_gettime;

const SENTENCES: &[&str] = &[
    "It rained all day, so we *stayed in* and read. ",
    "Called **Mother**; she says the `old clock` runs again. ",
    "Über den Fluß nach Café Müller, naïve as ever. ",
    "See [the list](https://example.org/list) and #walks. ",
    "今日はとても良い天気です。",
    "Nothing much — a walk, a talk, a good night 👩‍🌾. ",
];

fn main() {
    println!(
        "{:<44} {:>9} {:>9} {:>9}",
        "case", "median", "worst", "limit"
    );
    for (name, bytes) in [("1 kB", 1 << 10), ("100 kB", 100 << 10), ("1 MB", 1 << 20)] {
        keys(&format!("{name} of prose"), &prose(bytes), 0.2);
    }
    keys("10 MB of prose", &prose(10 << 20), 2.0);
    keys("one line of 100 kB", &one_line(100 << 10), 1.0);
    keys("one line of 1 MB", &one_line(1 << 20), 2.0);
    keys(
        "one line of 100 kB without a blank",
        &"x".repeat(100 << 10),
        1.0,
    );
    keys(
        "one line of 1 MB, Japanese",
        &"今日はとても良い天気です。".repeat(27_000),
        2.0,
    );
    together(&prose(100 << 10));
    open("open 10 MB of prose", &prose(10 << 20));
    open("open one line of 10 MB", &one_line(10 << 20));
    open("open 10 MB of empty lines", &"\n".repeat(10 << 20));
}

/// Keys pressed in the middle of a text and at its ends.
fn keys(name: &str, text: &str, limit_ms: f64) {
    let mut editor = Editor::new(text);
    draw(&editor);
    let types: Vec<Command> = "dear diary, "
        .chars()
        .cycle()
        .take(300)
        .map(|c| Command::Insert(c.into()))
        .collect();
    for (place, at) in [
        ("start", 0),
        ("middle", text.len() / 2),
        ("end", text.len()),
    ] {
        editor.set_caret(at);
        draw(&editor);
        run(
            &format!("{name}, typed at the {place}"),
            &mut editor,
            &types,
            limit_ms,
        );
    }
    let repeat = |command: Command| vec![command; 100];
    editor.set_caret(text.len() / 2);
    draw(&editor);
    for (what, command) in [
        ("backspace", Command::Backspace),
        ("Enter", Command::Newline),
        ("undo", Command::Undo),
        ("down", Command::Move(Motion::Down)),
        ("page down", Command::Move(Motion::PageDown)),
    ] {
        run(
            &format!("{name}, {what}"),
            &mut editor,
            &repeat(command),
            limit_ms,
        );
    }
}

/// 200 letters before one picture: typed, and pasted.
fn together(text: &str) {
    let mut samples = (Vec::new(), Vec::new());
    for _ in 0..20 {
        let mut editor = Editor::new(text);
        editor.set_caret(text.len() / 2);
        draw(&editor);
        samples.0.push(timed(|| {
            for n in 0..200 {
                editor.apply(
                    &Command::Insert("day after day ".chars().nth(n % 14).unwrap_or(' ').into()),
                    0,
                );
            }
            draw(&editor);
        }));
        let paste = Command::Paste("day after day ".repeat(15).into());
        samples.1.push(timed(|| {
            editor.apply(&paste, 0);
            draw(&editor);
        }));
    }
    report("200 letters typed at once in 100 kB", samples.0, 10.0);
    report("200 letters pasted in 100 kB", samples.1, 10.0);
}

fn open(name: &str, text: &str) {
    let samples = (0..5).map(|_| timed(|| draw(&Editor::new(text)))).collect();
    report(name, samples, 300.0);
    let mut editor = Editor::new(text);
    let end = timed(|| {
        editor.apply(&Command::Move(Motion::TextEnd), 0);
        draw(&editor);
    });
    report(&format!("{name}, then to its end"), vec![end], 300.0);
}

fn run(name: &str, editor: &mut Editor, commands: &[Command], limit_ms: f64) {
    let mut at_ms = 0;
    let samples = commands
        .iter()
        .map(|command| {
            at_ms += 150;
            timed(|| {
                editor.apply(command, at_ms);
                draw(editor);
            })
        })
        .collect();
    report(name, samples, limit_ms);
}

/// Looks at everything that drawing would look at.
fn draw(editor: &Editor) {
    let mut cells = 0;
    for row in editor.visible_rows() {
        for cell in row.cells() {
            cells += usize::from(cell.width) + cell.text.len() + usize::from(cell.kinds.is_empty());
        }
    }
    std::hint::black_box((cells, editor.cursor_cell(), editor.word_count()));
}

fn timed(work: impl FnOnce()) -> f64 {
    let start = cpu_ms();
    work();
    cpu_ms() - start
}

fn cpu_ms() -> f64 {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    now.tv_sec as f64 * 1e3 + now.tv_nsec as f64 / 1e6
}

fn report(name: &str, mut samples: Vec<f64>, limit_ms: f64) {
    samples.sort_by(f64::total_cmp);
    let median = samples.get(samples.len() / 2).copied().unwrap_or(0.0);
    let worst = samples.last().copied().unwrap_or(0.0);
    let verdict = if median > limit_ms { " over" } else { "" };
    println!("{name:<44} {median:>9.3} {worst:>9.3} {limit_ms:>9.1}{verdict}");
}

fn prose(bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + 1024);
    for n in 0.. {
        if text.len() >= bytes {
            break;
        }
        match n % 9 {
            0 => text.push_str("## A day\n\n"),
            4 => text.push_str("- [ ] an item of a list that is long enough to be wrapped onto a second row of the window\n"),
            7 => text.push_str("> quoted words\n\n```\nlet code = 1;\n```\n\n"),
            _ => {}
        }
        text.push_str(&one_line(200 + n * 37 % 500));
        text.push('\n');
    }
    text
}

fn one_line(bytes: usize) -> String {
    let mut text = String::new();
    for sentence in SENTENCES.iter().cycle() {
        if text.len() >= bytes {
            break;
        }
        text.push_str(sentence);
    }
    text
}
