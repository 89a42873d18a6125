//! How long one keystroke takes, from the command to the last cell of the window: the change,
//! wrapping, colouring and producing the rows of 80 x 24. CPU time of this thread, in milliseconds.

#![allow(
    clippy::cast_precision_loss,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench reports by printing"
)]

use std::sync::Arc;

use diurnal::app::edit::command::Command;
use diurnal::app::edit::cursor::Motion;
use diurnal::app::edit::editor::Editor;
use diurnal::app::edit::find::Pattern;
use diurnal::app::effect::Effect;
use diurnal::app::event::Event;
use diurnal::app::event::EventKind;
use diurnal::app::event::Opened;
use diurnal::app::key::Code;
use diurnal::app::key::Key;
use diurnal::app::keymap::Keymap;
use diurnal::app::state::Begin;
use diurnal::app::state::Goal;
use diurnal::app::state::Look;
use diurnal::app::state::State;
use diurnal::app::update;
use diurnal::config::theme::Theme;
use diurnal::model::entry::Content;
use diurnal::model::entry::Draft;
use diurnal::model::entry::Summary;
use diurnal::model::id::EntryId;
use diurnal::model::places;
use diurnal::model::places::ClockFace;
use diurnal::model::places::EditorKeys;
use diurnal::model::places::FirstWeekday;
use diurnal::model::places::Writing;
use diurnal::model::time::DayStart;
use diurnal::model::time::Moment;
use diurnal::model::time::Timestamp;
use diurnal::model::time::Zone;
use diurnal::tui::canvas::Canvas;
use diurnal::tui::draw;
use diurnal::tui::theme::Depth;
use diurnal::tui::theme::Palette;
use ratatui::backend::Backend;
use ratatui::backend::CrosstermBackend;
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
    for (name, bytes) in [("1 kB", 1 << 10), ("100 kB", 100 << 10), ("1 MB", 1 << 20)] {
        pictures(&format!("{name} of prose"), &prose(bytes), 0.3);
        checked(&format!("{name} of prose"), &prose(bytes), 0.3);
    }
    pictures("10 MB of prose", &prose(10 << 20), 2.0);
    pictures("one line of 100 kB", &one_line(100 << 10), 1.0);
    rows(100);
    rows(100_000);
    paste_at_once();
    find();
    together(&prose(100 << 10));
    open("open 10 MB of prose", &prose(10 << 20));
    open("open one line of 10 MB", &one_line(10 << 20));
    open("open 10 MB of empty lines", &"\n".repeat(10 << 20));
}

/// Keys pressed in the middle of a text and at its ends.
fn keys(name: &str, text: &str, limit_ms: f64) {
    let mut editor = Editor::new(text);
    look(&editor);
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
        look(&editor);
        run(
            &format!("{name}, typed at the {place}"),
            &mut editor,
            &types,
            limit_ms,
        );
    }
    let repeat = |command: Command| vec![command; 100];
    editor.set_caret(text.len() / 2);
    look(&editor);
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
        look(&editor);
        samples.0.push(timed(|| {
            for n in 0..200 {
                editor.apply(
                    &Command::Insert("day after day ".chars().nth(n % 14).unwrap_or(' ').into()),
                    0,
                );
            }
            look(&editor);
        }));
        let paste = Command::Paste("day after day ".repeat(15).into());
        samples.1.push(timed(|| {
            editor.apply(&paste, 0);
            look(&editor);
        }));
    }
    report("200 letters typed at once in 100 kB", samples.0, 10.0);
    report("200 letters pasted in 100 kB", samples.1, 10.0);
}

fn open(name: &str, text: &str) {
    let samples = (0..5).map(|_| timed(|| look(&Editor::new(text)))).collect();
    report(name, samples, 300.0);
    let mut editor = Editor::new(text);
    let end = timed(|| {
        editor.apply(&Command::Move(Motion::TextEnd), 0);
        look(&editor);
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
                look(editor);
            })
        })
        .collect();
    report(name, samples, limit_ms);
}

/// A window whose terminal is a piece of memory: what changes is written as to a real one.
struct Window {
    canvas: Canvas,
    out: CrosstermBackend<Vec<u8>>,
}

impl Window {
    fn new(size: (u16, u16)) -> Self {
        Self {
            canvas: Canvas::new(size),
            out: CrosstermBackend::new(Vec::new()),
        }
    }

    fn show(&mut self, state: &State, palette: &Palette) {
        draw::draw(state, palette, &mut self.canvas);
        let written = self.out.draw(self.canvas.changes());
        written.expect("written in memory");
        self.canvas.settle();
        std::hint::black_box(&self.out);
        self.out = CrosstermBackend::new(Vec::with_capacity(4096));
    }
}

/// The same with the cells of a window: from the key to the bytes that go to the terminal.
fn pictures(name: &str, text: &str, limit_ms: f64) {
    let mut state = page(EditorKeys::Plain, text);
    let palette = Palette::new(Theme::default(), Depth::Full);
    let mut window = Window::new((80, 24));
    for (place, jump) in [("end", 0), ("middle", text.len() / 2)] {
        if let Some(page) = state.editor.page.as_mut().filter(|_| jump > 0) {
            page.text.set_caret(jump);
        }
        let letters = "dear diary, ".chars().cycle().take(300);
        let samples = letters.map(|c| {
            timed(|| {
                happens(&mut state, EventKind::Key(Key::plain(Code::Char(c))));
                window.show(&state, &palette);
            })
        });
        let samples = samples.collect();
        report(&format!("{name}, drawn, at the {place}"), samples, limit_ms);
    }
}

/// With vim's keys, and with every word in the window looked at after each letter, as it is done in
/// a pause: every third word is wrong.
fn checked(name: &str, text: &str, limit_ms: f64) {
    let mut state = page(EditorKeys::Vim, text);
    let palette = Palette::new(Theme::default(), Depth::Full);
    let mut window = Window::new((80, 24));
    happens(&mut state, EventKind::Key(Key::plain(Code::Char('i'))));
    let letters = "dear diary, ".chars().cycle().take(300);
    let mut pauses = Vec::new();
    let samples = letters.map(|c| {
        let key = timed(|| {
            happens(&mut state, EventKind::Key(Key::plain(Code::Char(c))));
            window.show(&state, &palette);
        });
        pauses.push(timed(|| {
            state.at = state.at.add_ms(400);
            for effect in happens(&mut state, EventKind::Tick) {
                if let Effect::CheckWords(_, words) = effect {
                    let words = words.into_iter().enumerate();
                    let words = words.map(|(n, word)| (word, n % 3 > 0)).collect();
                    happens(&mut state, EventKind::Checked(words));
                }
            }
            window.show(&state, &palette);
        }));
        key
    });
    let samples = samples.collect();
    report(&format!("{name}, vim and spelling"), samples, limit_ms);
    report(&format!("{name}, the pause after it"), pauses, 2.0);
}

/// The open page with `text` in it.
fn page(keys: EditorKeys, text: &str) -> State {
    let mut state = State::new(Begin {
        editor_keys: keys,
        ..begin()
    });
    happens(&mut state, EventKind::Unlocked(Ok(Opened::default())));
    let mut content = Content::new(Moment::at(Timestamp(0), &Zone::utc()), "journal");
    text.clone_into(&mut content.body);
    let page = Draft {
        id: EntryId([1; 16]),
        parents: Vec::new(),
        content,
    };
    happens(&mut state, EventKind::Page(Box::new(page)));
    state
}

/// A step up in a list of that many entries, drawn: what no row costs that is not seen.
fn rows(count: u32) {
    let mut state = State::new(begin());
    let palette = Palette::new(Theme::default(), Depth::Full);
    let mut window = Window::new((120, 40));
    happens(
        &mut state,
        EventKind::Resized {
            width: 120,
            height: 40,
        },
    );
    happens(&mut state, EventKind::Unlocked(Ok(Opened::default())));
    let rows: Vec<_> = (0..count).map(summary).collect();
    let generation = state.timeline.asked_rows;
    let rows = Ok((Arc::new(rows), true));
    happens(&mut state, EventKind::Rows { generation, rows });
    happens(&mut state, EventKind::Key(Key::plain(Code::End)));
    let samples = (0..50).map(|_| {
        timed(|| {
            happens(&mut state, EventKind::Key(Key::plain(Code::Char('k'))));
            window.show(&state, &palette);
        })
    });
    report(
        &format!("a step in {count} rows, drawn"),
        samples.collect(),
        1.0,
    );
}

/// The entry of that number: three a day.
fn summary(number: u32) -> Summary {
    let at = Moment::at(Timestamp(0), &Zone::utc());
    Summary {
        id: EntryId(u128::from(number).to_be_bytes()),
        day: at.day(DayStart::MIDNIGHT).add_days(-i64::from(number) / 3),
        written: Timestamp(0),
        at,
        journal: "journal".to_owned(),
        title: "Rain on the roof".to_owned(),
        tags: vec!["rain".to_owned()],
        text_tags: Vec::new(),
        starred: number.is_multiple_of(9),
        deleted: false,
        conflict: false,
        merged: false,
        words: 120,
        n_files: 0,
        preview: "It rained the whole evening, and for once I was glad of it.".to_owned(),
    }
}

fn happens(state: &mut State, kind: EventKind) -> Vec<Effect> {
    let at = state.at.add_ms(150);
    update(state, Event { at, kind })
}

fn begin() -> Begin {
    Begin {
        at: Timestamp(0),
        size: (80, 24),
        vault: "default".to_owned(),
        journal: "journal".to_owned(),
        exists: true,
        opening: false,
        device_name: "bench".to_owned(),
        goal: Goal::Timeline,
        keymap: Keymap::default(),
        look: Look {
            zone: Zone::utc(),
            day_starts: DayStart::MIDNIGHT,
            first_weekday: FirstWeekday::Monday,
            clock: ClockFace::Hours24,
            ascii: false,
            motion: places::Motion::Full,
            writing: Writing::default(),
        },
        editor_keys: EditorKeys::Plain,
        lock_after_ms: None,
    }
}

/// A text of 10 MB that is pasted at once, with the line ends of a terminal.
fn paste_at_once() {
    let text = prose(10 << 20).replace('\n', "\r");
    let samples = (0..3).map(|_| {
        let mut editor = Editor::new("");
        timed(|| {
            editor.apply(&Command::Paste(text.clone().into()), 0);
            look(&editor);
        })
    });
    report("10 MB pasted at once", samples.collect(), 300.0);
}

/// Finding a word in a long text, as it is done at each key in the bar.
fn find() {
    let text = prose(1 << 20);
    let editor = Editor::new(&text);
    let samples = (0..20).map(|_| {
        timed(|| {
            let pattern = Pattern::new("rained", false).expect("a plain word");
            std::hint::black_box(pattern.find(&editor.text()));
        })
    });
    report("find in 1 MB", samples.collect(), 16.0);
}

/// Looks at everything that drawing would look at.
fn look(editor: &Editor) {
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
