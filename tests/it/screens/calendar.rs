//! Months, and the entries of a day.

use diurnal::app::action::Place;
use diurnal::app::event::EventKind;
use diurnal::app::event::Mouse;
use diurnal::app::event::MouseKind;
use diurnal::app::screens::calendar::months;
use diurnal::model::places::FirstWeekday;

use crate::screens::Scene;
use crate::screens::look;

fn after(keys: &'static str) -> impl Fn((u16, u16)) -> Scene {
    move |size| {
        let mut scene = Scene::open(size);
        scene.press(keys);
        scene
    }
}

#[test]
fn its_states() {
    look("calendar", after("c"));
    look("calendar-no-entry", after("c[<right>"));
    look("calendar-second-entry", after("c<tab>"));
    look("calendar-empty", |size| {
        let mut scene = Scene::empty(size);
        scene.press("c");
        scene
    });
    look("calendar-busy", |size| {
        let mut scene = Scene::locked(size);
        scene.silent = true;
        scene.unlock();
        scene.press("c");
        scene
    });
    look("calendar-sunday-first", |size| {
        let mut scene = Scene::open(size);
        scene.state.look.first_weekday = FirstWeekday::Sunday;
        scene.press("c");
        scene
    });
}

fn day(scene: &Scene) -> String {
    scene.state.calendar.as_ref().unwrap().day.to_string()
}

#[test]
fn keys_turn_days_weeks_months_and_years() {
    let mut scene = Scene::open((80, 24));
    scene.press("c");
    assert_eq!(day(&scene), "2024-03-13");
    for (keys, expected) in [
        ("<left>", "2024-03-12"),
        ("<up>", "2024-03-05"),
        ("[", "2024-02-05"),
        ("{", "2023-02-05"),
        ("}]<down><right>", "2024-03-13"),
        ("{{", "2022-03-13"),
        ("t", "2024-03-13"),
    ] {
        scene.press(keys);
        assert_eq!(day(&scene), expected, "{keys}");
    }
}

#[test]
fn a_click_chooses_a_day_and_another_reads() {
    let mut scene = Scene::open((80, 24));
    scene.press("c");
    let chosen = scene.state.calendar.unwrap().day;
    let (_, (left, top)) = *months(chosen, (80, 24)).last().unwrap();
    let mut click = |column, row| {
        scene.happens(EventKind::Mouse(Mouse {
            kind: MouseKind::Press,
            column,
            row,
        }));
        (
            scene.state.place,
            scene.state.calendar.map(|page| page.day.to_string()),
        )
    };
    // 8 March 2024 is the Friday of the second week.
    let (place, day) = click(left + 4 * 4 + 1, top + 3);
    assert_eq!(
        (place, day.as_deref()),
        (Place::Calendar, Some("2024-03-08"))
    );
    let (place, _) = click(10, 10);
    assert_eq!(place, Place::Read);
}

#[test]
fn enter_reads_and_one_comes_back() {
    let mut scene = Scene::open((80, 24));
    scene.press("c<tab><enter>");
    assert_eq!(scene.state.place, Place::Read);
    assert!(scene.picture().contains("Woke before the alarm"));
    scene.press("<esc>");
    assert_eq!(scene.state.place, Place::Calendar);
    scene.press("<esc>");
    assert_eq!(scene.state.place, Place::Timeline);
}
