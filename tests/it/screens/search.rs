//! Search as you type.

use std::sync::Arc;

use diurnal::app::action::Place;
use diurnal::app::effect::Effect;
use diurnal::app::event::EventKind;
use diurnal::app::event::Mouse;
use diurnal::app::event::MouseKind;
use ratatui::style::Modifier;

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
    look("search-nothing-typed", after("/"));
    look("search", after("/the<down>"));
    look("search-no-hit", after("/rivver tag:walk"));
    look("search-not-understood", after("/river date:2023-13"));
}

#[test]
fn busy() {
    look("search-busy", |size| {
        let mut scene = Scene::open(size);
        scene.press("/");
        scene.silent = true;
        scene.press("river");
        scene
    });
}

#[test]
fn every_key_asks_and_stale_answers_are_dropped() {
    let mut scene = Scene::open((80, 24));
    scene.press("/");
    scene.silent = true;
    scene.press("ra");
    let generations: Vec<u64> = scene
        .asked
        .iter()
        .filter_map(|wish| match wish {
            Effect::Search { generation, .. } => Some(*generation),
            _ => None,
        })
        .collect();
    assert_eq!(generations.len(), 2);
    let hits = |generation, found| EventKind::Hits {
        generation,
        hits: Ok(Arc::default()),
        found,
        done: true,
    };
    scene.happens(hits(generations[1], 5));
    scene.happens(hits(generations[0], 77));
    assert_eq!(scene.state.search.found, 5);
}

#[test]
fn a_hit_is_read_and_escape_comes_back() {
    let mut scene = Scene::open((80, 24));
    scene.press("/leap<enter>");
    assert_eq!(scene.state.place, Place::Read);
    assert!(scene.picture().contains("Once in four years"));
    scene.press("<esc>");
    assert_eq!(scene.state.place, Place::Search);
    scene.press("<esc>");
    assert_eq!(scene.state.place, Place::Timeline);
    assert_eq!(scene.state.timeline.chosen, 5);
}

/// What was looked for is still there, and goes with the first letter of something else.
#[test]
fn a_second_search_begins_anew_unless_the_first_is_changed() {
    let mut scene = Scene::open((80, 24));
    scene.press("/leap<esc>/");
    assert_eq!(scene.state.search.field.text(), "leap");
    scene.press("rain");
    assert_eq!(scene.state.search.field.text(), "rain");
    scene.press("<esc>/<backspace>s");
    assert_eq!(scene.state.search.field.text(), "rais");
    scene.press("<ctrl+u>leap<enter><esc>s");
    assert_eq!(scene.state.search.field.text(), "leaps");
}

#[test]
fn filters_are_chips_and_hits_are_marked() {
    look(
        "search-chips",
        after("/the tag:sleep -is:starred date:2023..<down>"),
    );
    let mut scene = Scene::open((80, 24));
    scene.press("/bread");
    let marked: String = scene
        .cells()
        .iter()
        .filter(|cell| cell.modifier.contains(Modifier::UNDERLINED))
        .map(ratatui::buffer::Cell::symbol)
        .collect();
    // In the dinner's first words, and in the breadth of a hand, far down in another text.
    assert_eq!(marked, "breadbread");
    assert!(scene.picture().contains("hand's breadth open"));
}

#[test]
fn a_filter_goes_by_a_key_and_by_a_click() {
    let mut scene = Scene::open((80, 24));
    scene.press("/the tag:sleep date:2023..");
    scene.press("<ctrl+x>");
    assert_eq!(scene.state.search.field.text(), "the tag:sleep");
    scene.happens(EventKind::Mouse(Mouse {
        kind: MouseKind::Press,
        column: 5,
        row: 2,
    }));
    assert_eq!(scene.state.search.field.text(), "the");
    scene.press("<ctrl+x>");
    assert_eq!(scene.state.search.field.text(), "the");
}
