//! The list of entries.

use std::collections::HashSet;
use std::sync::Arc;

use diurnal::app::action::Place;
use diurnal::app::effect::Effect;
use diurnal::app::event::EventKind;
use diurnal::app::event::Mouse;
use diurnal::app::event::MouseKind;
use diurnal::model::id::EntryId;
use diurnal::model::places::Motion;
use diurnal::tui::theme::Depth;
use ratatui::buffer::CellWidth;
use ratatui::style::Color;
use ratatui::style::Modifier;

use crate::screens::Scene;
use crate::screens::entry;
use crate::screens::look;
use crate::screens::palette;
use crate::screens::summary;

#[test]
fn full_and_empty() {
    look("timeline", Scene::open);
    look("timeline-empty", Scene::empty);
}

#[test]
fn no_unicode() {
    look("timeline-ascii", |size| {
        let mut scene = Scene::open(size);
        scene.state.look.ascii = true;
        scene
    });
}

#[test]
fn without_colours_the_picture_is_the_same_and_bold_stays() {
    let mut scene = Scene::open((80, 24));
    let coloured = scene.picture();
    assert!(scene.cells().iter().any(|cell| cell.fg != Color::Reset));
    scene.palette = palette("terminal", Depth::None);
    assert_eq!(scene.picture(), coloured);
    let cells = scene.cells();
    assert!(
        cells
            .iter()
            .all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset)
    );
    assert!(
        cells
            .iter()
            .any(|cell| cell.modifier.contains(Modifier::BOLD))
    );
}

#[test]
fn themes_change_cells_and_never_the_picture() {
    let mut scene = Scene::open((120, 40));
    let seen = scene.picture();
    for (name, page) in [
        ("none", Color::Reset),
        ("dark", Color::Rgb(0x1c, 0x1b, 0x1a)),
        ("light", Color::Rgb(0xfb, 0xf8, 0xf1)),
        ("catppuccin-mocha", Color::Rgb(0x1e, 0x1e, 0x2e)),
        ("solarized-light", Color::Rgb(0xfd, 0xf6, 0xe3)),
    ] {
        scene.palette = palette(name, Depth::Full);
        assert_eq!(scene.picture(), seen, "{name}");
        assert!(pages(&scene).iter().all(|seen| *seen == page), "{name}");
    }
    scene.palette = palette("dark", Depth::Indexed);
    assert!(
        pages(&scene)
            .iter()
            .all(|seen| *seen == Color::Indexed(234))
    );
}

/// What is behind each cell, but for those that a wide sign before them covers.
fn pages(scene: &Scene) -> Vec<Color> {
    let mut pages = Vec::new();
    let mut covered = 0;
    for cell in scene.cells() {
        if covered == 0 {
            pages.push(cell.bg);
            covered = cell.symbol().cell_width();
        }
        covered = covered.saturating_sub(1);
    }
    pages
}

#[test]
fn further_down() {
    look("timeline-lower", |size| {
        let mut scene = Scene::open(size);
        scene.press("<end>");
        scene
    });
}

#[test]
fn deleted_with_undo() {
    look("timeline-deleted", |size| {
        let mut scene = Scene::open(size);
        scene.press("jd");
        scene
    });
    let mut scene = Scene::open((80, 24));
    let before = scene.state.timeline.rows.clone();
    scene.press("jd");
    assert_eq!(scene.state.timeline.rows.len(), before.len() - 1);
    scene.press("z");
    assert_eq!(scene.state.timeline.rows, before);
}

#[test]
fn remote_needs_you() {
    look("timeline-refused", |size| {
        let mut scene = Scene::locked(size);
        scene.facts.remotes[0]
            .notices
            .push("“origin” now holds another vault".to_owned());
        scene.unlock();
        scene.happens(EventKind::Failed(
            "sync refused: “origin” now holds another vault. Nothing was sent or taken; your 8 entries are safe here".to_owned(),
        ));
        scene
    });
}

#[test]
fn months_are_jumped_by_brackets() {
    let mut scene = Scene::open((80, 24));
    scene.press("[");
    assert_eq!(scene.state.timeline.chosen, 5);
    scene.press("[");
    assert_eq!(scene.state.timeline.chosen, 7);
    scene.press("]");
    assert_eq!(scene.state.timeline.chosen, 5);
    scene.press("]]]");
    assert_eq!(scene.state.timeline.chosen, 0);
}

#[test]
fn after_the_first_key_of_two_those_that_may_follow_are_shown() {
    look("timeline-which-key", |size| {
        let mut scene = Scene::open(size);
        scene.press("g");
        scene
    });
    let mut scene = Scene::open((80, 24));
    scene.press("ge");
    assert_eq!(scene.state.timeline.chosen, 7);
    assert!(scene.state.pending.is_empty());
    scene.press("g<esc>");
    assert!(scene.state.pending.is_empty());
    scene.press("gg");
    assert_eq!(scene.state.timeline.chosen, 0);
    scene.press("gn");
    let notice = scene.state.notice.as_ref().unwrap();
    assert_eq!(notice.text, "g n means nothing here");
    assert_eq!(scene.state.place, Place::Timeline);
}

#[test]
fn a_click_chooses_and_a_second_one_reads() {
    let mut scene = Scene::open((80, 24));
    let click = EventKind::Mouse(Mouse {
        kind: MouseKind::Press,
        column: 12,
        row: 4,
    });
    scene.happens(click.clone());
    assert_eq!(scene.state.timeline.chosen, 2);
    scene.happens(click);
    assert_eq!(scene.state.place, Place::Read);
}

fn mouse(scene: &mut Scene, kind: MouseKind, column: u16, row: u16) {
    scene.happens(EventKind::Mouse(Mouse { kind, column, row }));
}

#[test]
fn the_rule_before_the_preview_can_be_dragged() {
    let mut scene = Scene::open((80, 24));
    let rule = |scene: &Scene| {
        let picture = scene.picture();
        let line = picture.lines().nth(3).unwrap().to_owned();
        line.chars().position(|c| c == '│').unwrap()
    };
    let before = rule(&scene);
    let column = u16::try_from(before).unwrap();
    mouse(&mut scene, MouseKind::Drag, column + 5, 5);
    assert_eq!(rule(&scene), before, "nothing is held");
    mouse(&mut scene, MouseKind::Press, column, 5);
    mouse(&mut scene, MouseKind::Drag, column + 9, 5);
    assert_eq!(rule(&scene), before + 9);
    mouse(&mut scene, MouseKind::Drag, 79, 5);
    assert_eq!(rule(&scene), 57, "the preview stays wide enough");
    mouse(&mut scene, MouseKind::Drag, 0, 5);
    assert_eq!(rule(&scene), 20, "so does the list");
    mouse(&mut scene, MouseKind::Release, 0, 5);
    mouse(&mut scene, MouseKind::Drag, 50, 5);
    assert_eq!(rule(&scene), 20);
    assert_eq!(scene.state.place, Place::Timeline);
}

#[test]
fn a_click_in_the_calendar_goes_to_the_day() {
    let mut scene = Scene::open((120, 40));
    // 11 March 2024 is the Monday of the third week.
    mouse(&mut scene, MouseKind::Press, 2, 5);
    assert_eq!(
        scene.state.timeline.row().unwrap().day.to_string(),
        "2024-03-11"
    );
    mouse(&mut scene, MouseKind::Press, 2, 6);
    assert_eq!(
        scene.state.timeline.row().unwrap().day.to_string(),
        "2024-03-11"
    );
}

#[test]
fn with_reduced_motion_the_list_turns_by_half_pages() {
    let tops = |motion| {
        let mut scene = Scene::open((40, 12));
        scene.state.look.motion = motion;
        many(&mut scene, 100);
        (0..30)
            .map(|_| {
                scene.press("j");
                assert!(scene.picture().contains('▸'));
                scene.state.timeline.top
            })
            .collect::<HashSet<_>>()
    };
    assert!(tops(Motion::Full).len() > 20);
    assert!(tops(Motion::Reduced).len() < 8);
}

/// Puts so many rows into the list, three of each day.
fn many(scene: &mut Scene, count: u32) {
    scene.silent = true;
    let row = summary(&entry(1, "2024-03-13", 21, 4, "Rain"));
    let rows: Vec<_> = (0..count)
        .map(|number| {
            let mut row = row.clone();
            row.day = row.day.add_days(-i64::from(number) / 3);
            row.id = EntryId(u128::from(number).to_be_bytes());
            row
        })
        .collect();
    let generation = scene.state.timeline.asked_rows;
    scene.happens(EventKind::Rows {
        generation,
        rows: Ok((Arc::new(rows), true)),
    });
}

#[test]
fn days_ago_are_gone_to() {
    let mut scene = Scene::open((80, 24));
    for (keys, day) in [
        ("gw", "2024-02-29"),
        ("gt", "2024-03-13"),
        ("gm", "2023-11-12"),
    ] {
        scene.press(keys);
        assert_eq!(
            scene.state.timeline.row().unwrap().day.to_string(),
            day,
            "{keys}"
        );
    }
    scene.press("gr");
    assert!(scene.state.timeline.row().is_some());
}

#[test]
fn answers_that_come_late_are_dropped() {
    let mut scene = Scene::open((80, 24));
    let rows = scene.state.timeline.rows.clone();
    let generation = scene.state.timeline.asked_rows;
    scene.happens(EventKind::ChangedElsewhere);
    scene.happens(EventKind::Rows {
        generation,
        rows: Ok((Arc::default(), true)),
    });
    assert_eq!(scene.state.timeline.rows, rows);
}

#[test]
fn a_star_is_a_wish() {
    let mut scene = Scene::open((80, 24));
    scene.press("j*");
    let wish = Effect::Star {
        id: EntryId([2; 16]),
        starred: true,
    };
    assert_eq!(scene.asked.last(), Some(&wish));
}

#[test]
fn an_entry_that_is_still_being_opened_is_edited_as_soon_as_it_is_here() {
    let mut scene = Scene::open((80, 24));
    let id = scene.state.timeline.row().unwrap().id;
    let mut late = scene.state.timeline.preview.take();
    scene.press("e");
    assert_eq!(scene.state.place, Place::Editor);
    assert_eq!(scene.state.timeline.edit_when_here, None);
    scene.press("<esc>");
    // Whoever has gone on to another entry does not want it any more.
    scene.state.timeline.preview = None;
    scene.state.timeline.edit_when_here = Some(id);
    scene.press("jk");
    assert_eq!(scene.state.timeline.edit_when_here, None);
    let entry = late.take().unwrap();
    let generation = scene.state.timeline.asked_entry;
    scene.happens(EventKind::EntryLoaded {
        generation,
        entry: Ok(entry),
    });
    assert_eq!(scene.state.place, Place::Timeline);
}
