//! Laws of the screens: the same events give the same state, nothing typed after a save is taken
//! for saved, and no event at any size makes them panic.

use diurnal::app;
use diurnal::app::action::ACTIONS;
use diurnal::app::effect::Effect;
use diurnal::app::event::Event;
use diurnal::app::event::EventKind;
use diurnal::app::event::Mouse;
use diurnal::app::event::MouseKind;
use diurnal::app::event::Refused;
use diurnal::app::key::Code;
use diurnal::app::key::Key;
use diurnal::app::keymap::bindings_of;
use diurnal::model::time::Timestamp;
use proptest::prelude::*;

use crate::screens::NOW;
use crate::screens::Scene;
use crate::screens::Window;

fn any_key() -> impl Strategy<Value = Key> {
    let bound: Vec<Key> = ACTIONS
        .iter()
        .flat_map(|row| bindings_of(row.keys).concat())
        .collect();
    let held = (any::<bool>(), any::<bool>(), any::<bool>());
    let moves = prop::sample::select(vec![
        Code::Up,
        Code::Down,
        Code::Left,
        Code::Right,
        Code::Home,
        Code::End,
        Code::PageUp,
        Code::PageDown,
        Code::Backspace,
        Code::Delete,
        Code::Enter,
        Code::Tab,
        Code::Insert,
    ]);
    prop_oneof![
        4 => prop::sample::select(bound),
        3 => any::<char>().prop_map(|c| Key::plain(Code::Char(c))),
        3 => (moves, held).prop_map(|(code, (ctrl, alt, shift))| Key { code, ctrl, alt, shift }),
    ]
}

fn any_event() -> impl Strategy<Value = EventKind> {
    let mouse = prop::sample::select(vec![
        MouseKind::Press,
        MouseKind::Drag,
        MouseKind::Release,
        MouseKind::WheelUp,
        MouseKind::WheelDown,
    ]);
    prop_oneof![
        24 => any_key().prop_map(EventKind::Key),
        2 => ".{0,40}".prop_map(EventKind::Paste),
        2 => (mouse, 0..300_u16, 0..100_u16)
            .prop_map(|(kind, column, row)| EventKind::Mouse(Mouse { kind, column, row })),
        2 => (0..200_u16, 0..60_u16).prop_map(|(width, height)| EventKind::Resized { width, height }),
        2 => Just(EventKind::Tick),
        1 => Just(EventKind::Unlocked(Ok(app::event::Opened::default()))),
        1 => Just(EventKind::Unlocked(Err(Refused::WrongPassphrase))),
        1 => Just(EventKind::ChangedElsewhere),
        1 => Just(EventKind::Failed("disk full".to_owned())),
        1 => Just(EventKind::Resumed),
    ]
}

fn cases() -> ProptestConfig {
    let cases = std::env::var("DIURNAL_CASES")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(48);
    ProptestConfig::with_cases(cases)
}

proptest! {
    #![proptest_config(cases())]

    /// The same events give the same state and the same wishes: nothing outside is consulted.
    #[test]
    fn update_is_a_function(events in prop::collection::vec(any_event(), 0..64)) {
        let run = || {
            let mut scene = Scene::open((80, 24));
            for kind in events.clone() {
                scene.at += 700;
                scene.happens(kind);
            }
            (scene.state, scene.asked)
        };
        let (one, other) = (run(), run());
        prop_assert!(one == other);
    }

    /// Whatever happens at whatever size, there is a picture and a cursor in it, and what is drawn
    /// over the picture before is what a fresh window would show.
    #[test]
    fn no_events_make_the_screens_panic(
        first in any::<bool>(),
        events in prop::collection::vec((any_event(), 0..5_000_i64), 0..96),
    ) {
        let mut scene = if first { Scene::first_start((80, 24)) } else { Scene::open((80, 24)) };
        let mut window = Window::new((80, 24));
        for (kind, ms) in events {
            scene.at += ms;
            scene.happens(kind);
            if scene.state.size.0 > 0 && scene.state.size.1 > 0 {
                scene.picture();
                window.show(&scene);
            }
        }
    }

    /// A late answer to an old save never marks newer text as safe.
    #[test]
    fn text_typed_after_a_save_stays_dirty(before in "[a-z]{1,8}", after in "[a-z]{1,8}") {
        let mut scene = Scene::open((80, 24));
        scene.press("n");
        scene.silent = true;
        scene.press(&before).press("<ctrl+s>");
        let Some(Effect::Save { version, draft }) = scene.asked.last().cloned() else {
            panic!("no save asked");
        };
        scene.press(&after);
        let answer = EventKind::Saved { version, id: draft.id, result: Ok(Vec::new()) };
        app::update(&mut scene.state, Event { at: Timestamp(NOW), kind: answer });
        let page = scene.state.editor.page.unwrap();
        prop_assert!(page.is_dirty());
        prop_assert_eq!(draft.content.body, before);
    }
}

/// Numbers by chance, always the same ones (xorshift, Marsaglia 2003).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end.max(1) as u64).unwrap()
    }

    fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }
}

/// Pieces that wrapping, cursors and lists have trouble with.
const TYPED: &[&str] = &[
    "a",
    "b",
    " ",
    "  ",
    "\n",
    "\r\n",
    "\t",
    ".",
    ",",
    "。",
    "日",
    "本",
    "ｶﾞ",
    "👨‍👩‍👧",
    "🇩🇪",
    "e\u{301}",
    "\u{301}",
    "\u{200d}",
    "\u{200b}",
    "שלום",
    "한",
    "\u{1112}",
    "- ",
    "1. ",
    "> ",
    "# ",
    "```\n",
    "| a | b |\n",
    "[[",
    "#t",
    "{{x}}",
    "\u{fffd}",
    "\u{1b}[31m",
    "ไทย",
    "-",
    "\"",
    "long-word",
];

/// Millions of events by chance, in the editor most of all: `DIURNAL_EVENTS` says how many. The
/// screen is drawn now and then, twice in a row, over what was there, and the caret must stand in it.
#[test]
fn chance_finds_no_panic() {
    let events = std::env::var("DIURNAL_EVENTS").ok();
    let events: usize = events.and_then(|n| n.parse().ok()).unwrap_or(20_000);
    let bound: Vec<Key> = ACTIONS
        .iter()
        .flat_map(|row| bindings_of(row.keys).concat())
        .collect();
    let leaves = |key: &Key| {
        let elsewhere = ["<ctrl+q>", "<esc>", "<ctrl+l>", "<f4>"];
        let named = |name: &str| app::key::parse_keys(name).unwrap().contains(key);
        elsewhere.iter().any(|name| named(name))
    };
    let stays: Vec<Key> = bound.iter().filter(|key| !leaves(key)).copied().collect();
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let mut scene = Scene::open((80, 24));
    let mut window = Window::new((80, 24));
    for number in 0..events {
        if number % 4096 == 0 {
            // Texts and lists that grew are left behind: what is long is tested elsewhere.
            scene = Scene::open((80, 24));
            scene.press("n");
        }
        let kind = match chance.below(100) {
            0..=44 => EventKind::Paste(chance.pick(TYPED).to_owned()),
            45..=84 => EventKind::Key(chance.pick(&stays)),
            85 => EventKind::Key(chance.pick(&bound)),
            86..=89 => EventKind::Key(Key {
                shift: true,
                ..chance.pick(&stays)
            }),
            90..=93 => EventKind::Mouse(Mouse {
                kind: chance.pick(&[
                    MouseKind::Press,
                    MouseKind::Drag,
                    MouseKind::Release,
                    MouseKind::WheelUp,
                    MouseKind::WheelDown,
                ]),
                column: u16::try_from(chance.below(90)).unwrap(),
                row: u16::try_from(chance.below(30)).unwrap(),
            }),
            94..=95 => EventKind::Resized {
                width: u16::try_from(chance.below(120)).unwrap(),
                height: u16::try_from(chance.below(45)).unwrap(),
            },
            96 => EventKind::Checked(vec![("a".to_owned(), false), ("b".to_owned(), true)]),
            97 => EventKind::ChangedElsewhere,
            _ => EventKind::Tick,
        };
        scene.at += i64::try_from(chance.below(700)).unwrap();
        scene.happens(kind);
        scene.asked.clear();
        let (width, height) = scene.state.size;
        if number % 16 < 2 && width > 0 && height > 0 {
            window.show(&scene);
        }
        if let Some(page) = &scene.state.editor.page {
            let (columns, rows) = page.text.size();
            let (column, row) = page.text.cursor_cell();
            assert!(column < columns && row < rows, "event {number}");
        }
    }
}
