//! The settings.

use diurnal::app::action::Place;
use diurnal::app::effect::Effect;
use diurnal::app::event::EventKind;
use diurnal::app::event::Settings;
use diurnal::app::keymap::Keymap;
use diurnal::app::screens::settings::SETTINGS;
use diurnal::model::places::ClockFace;
use diurnal::model::places::EditorKeys;

use crate::screens::Scene;
use crate::screens::look;

/// Settings as the worker tells them, with some values written in the file.
pub fn settings(written: &[(&str, &str)]) -> Settings {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("config.toml");
    for (key, value) in written {
        diurnal::config::change::set(&path, key, value).unwrap();
    }
    let values = diurnal::config::change::values(&path).unwrap();
    let state = &Scene::locked((80, 24)).state;
    let mut look = state.look.clone();
    if written.contains(&("clock", "12h")) {
        look.clock = ClockFace::Hours12;
    }
    Settings {
        path: "/home/ana/.config/diurnal/config.toml".to_owned(),
        values: values.all,
        written: values.written,
        themes: vec!["evening".to_owned()],
        look,
        lock_after_ms: Some(600_000),
        journal: "journal".to_owned(),
        editor_keys: EditorKeys::default(),
        keymap: Keymap::default(),
    }
}

fn open(size: (u16, u16)) -> Scene {
    let mut scene = Scene::open(size);
    scene.press(",");
    scene
}

pub fn typing_one(size: (u16, u16)) -> Scene {
    let mut scene = open(size);
    scene.press("<enter>");
    scene
}

#[test]
fn every_setting_with_what_it_does() {
    look("settings", open);
}

#[test]
fn the_page_has_every_key_of_the_file() {
    let path = tempfile::tempdir().unwrap().path().join("config.toml");
    let keys = diurnal::config::change::values(&path).unwrap().all;
    assert!(keys.len() >= 14);
    for (key, _) in keys {
        assert!(SETTINGS.iter().any(|setting| setting.key == key), "{key}");
    }
}

#[test]
fn a_choice_is_taken_by_one_key_and_used_at_once() {
    let mut scene = open((80, 24));
    scene.press("jjj<enter>");
    let wish = Effect::ChangeSetting {
        key: "clock",
        value: "12h".to_owned(),
    };
    assert!(scene.asked.contains(&wish));
    scene.happens(EventKind::Settings(Ok(Box::new(settings(&[(
        "clock", "12h",
    )])))));
    assert_eq!(scene.state.look.clock, ClockFace::Hours12);
    assert_eq!(scene.state.settings.value("clock"), Some("12h"));
}

/// Behind the themes of the program come those of its user.
#[test]
fn a_theme_of_ones_own_is_chosen_as_the_others_are() {
    let mut scene = open((80, 24));
    let last = |name: &str| {
        let mut now = settings(&[]);
        let theme = now.values.iter_mut().find(|(key, _)| key == "theme.name");
        name.clone_into(&mut theme.unwrap().1);
        now
    };
    let place = SETTINGS
        .iter()
        .position(|setting| setting.key == "theme.name");
    scene.press(&"j".repeat(place.unwrap()));
    for (now, next) in [("solarized-light", "evening"), ("evening", "terminal")] {
        scene.happens(EventKind::Settings(Ok(Box::new(last(now)))));
        scene.press("<enter>");
        let wish = Effect::ChangeSetting {
            key: "theme.name",
            value: next.to_owned(),
        };
        assert_eq!(scene.asked.last(), Some(&wish));
    }
}

#[test]
fn other_values_are_typed() {
    let typing = |size| {
        let mut scene = open(size);
        scene.press("jj<enter><ctrl+u>2 min");
        scene
    };
    look("settings-typing", typing);
    let mut scene = typing((80, 24));
    scene.press("<enter>");
    let wish = Effect::ChangeSetting {
        key: "lock_after",
        value: "2 min".to_owned(),
    };
    assert!(scene.asked.contains(&wish));
    scene.happens(EventKind::Settings(Err(
        "config.toml:4:2: lock_after: not a length".to_owned(),
    )));
    let picture = scene.picture();
    assert!(
        picture.contains("! the settings stay as they were"),
        "{picture}"
    );
    assert_eq!(scene.state.lock_after_ms, Some(600_000));
}

#[test]
fn they_are_still_being_read() {
    look("settings-busy", |size| {
        let mut scene = Scene::open(size);
        scene.silent = true;
        scene.press(",");
        scene
    });
}

#[test]
fn a_change_of_the_file_is_used_when_the_terminal_is_looked_at_again() {
    let mut scene = Scene::open((80, 24));
    scene.happens(EventKind::Focus(true));
    assert!(
        scene
            .asked
            .contains(&Effect::LoadSettings { always: false })
    );
    scene.happens(EventKind::Settings(Ok(Box::new(settings(&[(
        "clock", "12h",
    )])))));
    assert_eq!(scene.state.look.clock, ClockFace::Hours12);
    assert_eq!(scene.state.place, Place::Timeline);
    assert!(scene.picture().contains("read anew"));
}

#[test]
fn locking_closes_it() {
    let mut scene = open((80, 24));
    scene.press("L");
    assert_eq!(scene.state.place, Place::Unlock);
    assert!(scene.state.settings.now.is_none());
}
