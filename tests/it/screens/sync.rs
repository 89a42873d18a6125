//! Remotes and proofs.

use diurnal::app::effect::Effect;
use diurnal::app::event::EventKind;
use diurnal::app::event::Outcome;
use diurnal::app::event::Progress;

use crate::screens::Scene;
use crate::screens::look;

#[test]
fn its_states() {
    look("sync", |size| {
        let mut scene = Scene::open(size);
        scene.press("s");
        scene
    });
    look("sync-no-remote", |size| {
        let mut scene = Scene::empty(size);
        scene.press("s");
        scene
    });
    look("sync-adding", |size| {
        let mut scene = Scene::empty(size);
        scene.press("rgit@example.org:me/j");
        scene
    });
    look("sync-busy", |size| {
        let mut scene = Scene::open(size);
        scene.press("sv");
        scene.happens(EventKind::Progress(Progress {
            what: "opened".to_owned(),
            done: 640,
            total: 812,
        }));
        scene
    });
    look("sync-refused", refused);
    look("sync-refused-upper", |size| {
        let mut scene = refused(size);
        scene.press("<home>");
        scene
    });
}

/// A host that has something else now, and says so at length.
fn refused(size: (u16, u16)) -> Scene {
    let mut scene = Scene::locked(size);
    scene.facts.remotes[0]
        .notices
        .push("“origin” now holds another vault".to_owned());
    scene.facts.unsynced = 33;
    scene.unlock();
    scene.press("ss");
    scene.happens(EventKind::Synced(Ok(vec![Outcome {
        remote: "origin".to_owned(),
        ok: false,
        lines: vec![
            "another vault is there; nothing was sent or taken".to_owned(),
            "33 versions wait here until this is settled".to_owned(),
        ],
    }])));
    scene
}

#[test]
fn a_page_that_is_longer_than_the_window_is_scrolled() {
    let mut scene = refused((40, 12));
    let first = |scene: &Scene| scene.picture().lines().nth(1).unwrap().to_owned();
    assert!(!first(&scene).contains("Last proof"), "its end is shown");
    assert!(scene.picture().contains("33 versions wait here"));
    scene.press("<home>");
    assert!(first(&scene).contains("Last proof"));
    scene.press("<down>");
    assert!(!first(&scene).contains("Last proof"));
    scene.press("<pagedown><pagedown><pagedown><up><end>");
    assert!(scene.picture().contains("33 versions wait here"));
}

#[test]
fn a_remote_is_added_by_its_url() {
    let mut scene = Scene::empty((80, 24));
    scene.press("r/mnt/usb/journal.git<enter>");
    let wish = Effect::AddRemote {
        name: "origin".to_owned(),
        url: "/mnt/usb/journal.git".to_owned(),
    };
    assert_eq!(scene.asked.last(), Some(&wish));
}

#[test]
fn while_it_runs_ctrl_c_stops_it_and_not_the_program() {
    let mut scene = Scene::open((80, 24));
    scene.press("sv<ctrl+c>");
    assert_eq!(scene.asked.last(), Some(&Effect::StopWork));
    scene.happens(EventKind::Proved(Err("stopped on request".to_owned())));
    assert!(scene.state.work.is_none());
    scene.press("<ctrl+c>");
    assert_eq!(scene.asked.last(), Some(&Effect::Quit(0)));
}

#[test]
fn a_sync_runs_once_at_a_time() {
    let mut scene = Scene::open((80, 24));
    scene.press("ssss");
    assert_eq!(
        scene
            .asked
            .iter()
            .filter(|wish| **wish == Effect::Sync)
            .count(),
        1
    );
}

#[test]
fn what_a_remote_did_was_seen_when_its_reader_leaves_the_page() {
    let mut scene = Scene::open((80, 24));
    scene.press("s<esc>");
    assert!(
        !scene.asked.contains(&Effect::SeeNotices),
        "nothing was told"
    );
    let mut scene = Scene::locked((80, 24));
    let told = "“origin” had lost 3 bundles; they were sent again".to_owned();
    scene.facts.remotes[0].notices.push(told);
    scene.unlock();
    scene.press("s");
    assert!(
        !scene.asked.contains(&Effect::SeeNotices),
        "it is being read"
    );
    scene.press("<esc>");
    assert_eq!(scene.asked.last(), Some(&Effect::SeeNotices));
}
