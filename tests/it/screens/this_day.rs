//! What was written on this day in other years.

use std::sync::Arc;

use diurnal::app::action::Place;
use diurnal::app::event::EventKind;
use diurnal::app::event::Mouse;
use diurnal::app::event::MouseKind;

use crate::screens::Scene;
use crate::screens::entry;
use crate::screens::look;

/// A journal with the same day in several years.
fn years(size: (u16, u16)) -> Scene {
    let mut scene = Scene::locked(size);
    for (number, day, body) in [
        (
            20,
            "2023-03-13",
            "# A Monday\n\nThe heating failed and we cooked all evening to keep the kitchen warm. I remember laughing at the soup.",
        ),
        (
            21,
            "2022-03-13",
            "# Sunday, the market\n\nBought the blue bowl. It is chipped now and I like it more.",
        ),
        (22, "2022-03-12", "Not this day."),
        (
            23,
            "2020-03-13",
            "Everything closed \u{202e}and\u{1b}[31m a line without a title",
        ),
        (24, "2020-02-29", "Leap day, the one before."),
    ] {
        scene.entries.push(entry(number, day, 9, 0, body));
    }
    scene.unlock();
    scene
}

fn after(keys: &'static str) -> impl Fn((u16, u16)) -> Scene {
    move |size| {
        let mut scene = years(size);
        scene.press(keys);
        scene
    }
}

#[test]
fn its_states() {
    look("this-day", after("o"));
    look("this-day-lower", after("o<end>"));
    look("this-day-week", after("ow"));
    look("this-day-nothing", after("o<right>"));
    look("this-day-empty", |size| {
        let mut scene = Scene::empty(size);
        scene.press("o");
        scene
    });
    look("this-day-busy", |size| {
        let mut scene = Scene::locked(size);
        scene.silent = true;
        scene.unlock();
        scene.press("o");
        scene
    });
}

#[test]
fn days_are_turned_and_leap_day_is_one_of_them() {
    let mut scene = years((80, 24));
    scene.press("o");
    let count = |scene: &Scene| {
        let page = scene.state.this_day.as_ref().unwrap();
        page.entries(&scene.state.timeline).len()
    };
    assert_eq!(count(&scene), 5);
    scene.press("[");
    assert_eq!(count(&scene), 2, "12 March");
    scene.press("[[[");
    let day = scene.state.this_day.as_ref().unwrap().day;
    assert_eq!((day.month(), day.day_of_month()), (2, 29));
    assert_eq!(count(&scene), 2);
    scene.press("<right>");
    let day = scene.state.this_day.as_ref().unwrap().day;
    assert_eq!((day.month(), day.day_of_month()), (3, 1));
    scene.press("t");
    assert_eq!(count(&scene), 5);
    // Over the end of the year, both ways.
    for _ in 0..80 {
        scene.press("<left>");
    }
    let day = scene.state.this_day.as_ref().unwrap().day;
    assert_eq!((day.month(), day.day_of_month()), (12, 24));
}

#[test]
fn an_entry_is_read_and_one_comes_back() {
    let mut scene = years((80, 24));
    scene.press("o<down><down><enter>");
    assert_eq!(scene.state.place, Place::Read);
    assert!(scene.picture().contains("The heating failed"));
    scene.press("<esc>");
    assert_eq!(scene.state.place, Place::ThisDay);
    let click = EventKind::Mouse(Mouse {
        kind: MouseKind::Press,
        column: 20,
        row: 6,
    });
    scene.happens(click.clone());
    assert_eq!(scene.state.this_day.as_ref().unwrap().chosen, 1);
    scene.happens(click);
    assert_eq!(scene.state.place, Place::Read);
}

#[test]
fn what_goes_while_it_is_shown_goes_from_it() {
    let mut scene = years((80, 24));
    scene.press("o<end>");
    let generation = scene.state.timeline.asked_rows;
    scene.happens(EventKind::Rows {
        generation,
        rows: Ok((Arc::default(), true)),
    });
    assert!(scene.picture().contains("No entry on a 13 March yet."));
    scene.press("<enter><up>");
    assert_eq!(scene.state.place, Place::ThisDay);
}

#[test]
fn locking_leaves_nothing() {
    let mut scene = years((80, 24));
    scene.press("oL");
    assert_eq!(scene.state.place, Place::Unlock);
    assert!(scene.state.this_day.is_none());
    assert!(!scene.picture().contains("soup"));
}
