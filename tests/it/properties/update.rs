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

    /// Whatever happens at whatever size, there is a picture and a cursor in it.
    #[test]
    fn no_events_make_the_screens_panic(
        first in any::<bool>(),
        events in prop::collection::vec((any_event(), 0..5_000_i64), 0..96),
    ) {
        let mut scene = if first { Scene::first_start((80, 24)) } else { Scene::open((80, 24)) };
        for (kind, ms) in events {
            scene.at += ms;
            scene.happens(kind);
            if scene.state.size.0 > 0 && scene.state.size.1 > 0 {
                scene.picture();
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
