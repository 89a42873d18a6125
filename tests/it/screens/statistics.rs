//! The numbers of the journal.

use std::sync::Arc;

use diurnal::app::action::Place;
use diurnal::app::effect::Effect;
use diurnal::app::event::EventKind;

use crate::screens::Scene;
use crate::screens::entry;
use crate::screens::look;

/// A journal of two years with something on two days of three.
pub fn full(size: (u16, u16)) -> Scene {
    let mut scene = Scene::locked(size);
    let mut day: diurnal::model::time::Day = "2024-03-07".parse().unwrap();
    for number in 0..400_u32 {
        let words = "word ".repeat(usize::try_from(number * 37 % 211).unwrap() + 1);
        let tag = ["#walk", "#home", "#travel", ""][usize::try_from(number % 4).unwrap()];
        let hour = u8::try_from(number * 7 % 24).unwrap();
        let body = format!("{words} {tag}");
        let mut made = entry(0, &day.to_string(), hour, 0, &body);
        made.id.0[..4].copy_from_slice(&number.to_be_bytes());
        scene.entries.push(made);
        day = day.add_days(if number % 3 == 0 { -3 } else { -1 });
    }
    scene.unlock();
    scene
}

fn after(keys: &'static str) -> impl Fn((u16, u16)) -> Scene {
    move |size| {
        let mut scene = full(size);
        scene.press(keys);
        scene
    }
}

#[test]
fn its_states() {
    look("statistics", after("S"));
    look("statistics-lower", after("S<end>"));
    look("statistics-year-before", after("S<left><left>"));
    look("statistics-empty", |size| {
        let mut scene = Scene::empty(size);
        scene.press("S");
        scene
    });
    look("statistics-busy", |size| {
        let mut scene = Scene::open(size);
        scene.silent = true;
        scene.press("S");
        scene
    });
    look("statistics-ascii", |size| {
        let mut scene = full(size);
        scene.state.look.ascii = true;
        scene.press("S");
        scene
    });
}

#[test]
fn years_end_where_the_journal_begins() {
    let mut scene = full((80, 24));
    scene.press("S");
    scene.press("<left><left><left><left><left>");
    assert_eq!(scene.state.statistics.year, Some(2022));
    scene.press("<right><right><right><right>");
    assert_eq!(scene.state.statistics.year, None);
}

#[test]
fn numbers_follow_the_journal_and_are_forgotten_at_lock() {
    let mut scene = full((80, 24));
    scene.press("S");
    let before = scene.state.stats.clone().unwrap().all.entries;
    scene.entries.pop();
    scene.happens(EventKind::ChangedElsewhere);
    assert_eq!(scene.state.stats.as_ref().unwrap().all.entries, before - 1);
    assert!(scene.asked.contains(&Effect::LoadStats));
    scene.press("L");
    assert_eq!(scene.state.place, Place::Unlock);
    assert!(scene.state.stats.is_none());
    // What comes late is not shown either.
    scene.happens(EventKind::Stats(Ok(Arc::default())));
    assert!(scene.state.stats.is_none());
}

#[test]
fn a_count_that_fails_says_so() {
    look("statistics-failed", |size| {
        let mut scene = Scene::open(size);
        scene.silent = true;
        scene.press("S");
        scene.happens(EventKind::Stats(Err("the disk cannot be read".to_owned())));
        scene
    });
}
