//! Search as you type.

use std::sync::Arc;

use diurnal::app::action::Place;
use diurnal::app::effect::Effect;
use diurnal::app::event::EventKind;

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
