//! Every screen with nothing in it, with an error, at work, and locked: one table says which picture
//! shows it, or why there is none. Each picture is taken at three sizes, and has a cursor in it.

use std::path::Path;
use std::sync::Arc;

use diurnal::app::action::Place;
use diurnal::app::event::EventKind;
use diurnal::app::event::Outcome;
use diurnal::app::facts::Proof;
use diurnal::model::time::Timestamp;

use crate::screens::NOW;
use crate::screens::SIZES;
use crate::screens::Scene;
use crate::screens::conflict;
use crate::screens::entry;
use crate::screens::history;
use crate::screens::look;
use crate::screens::summary;

/// A screen, and its pictures: with nothing, with an error, at work. What begins with a dash says why
/// there is no picture.
const STATES: &[(Place, [&str; 3])] = &[
    (
        Place::Wizard,
        ["wizard-name", "wizard-failed", "wizard-making"],
    ),
    (Place::Unlock, ["unlock", "unlock-damaged", "unlock-busy"]),
    (
        Place::Timeline,
        ["timeline-empty", "timeline-failed", "timeline-busy"],
    ),
    (Place::Read, ["read-empty", "read-failed", "read-opening"]),
    (
        Place::Editor,
        ["editor-new", "editor-failed", "editor-saving"],
    ),
    (
        Place::Find,
        [
            "find-nothing",
            "find-bad-expression",
            "- it looks at the text on the screen and is never at work",
        ],
    ),
    (
        Place::Complete,
        [
            "- a list without a word is closed",
            "- it reads nothing that could fail",
            "- what it lists is there already",
        ],
    ),
    (
        Place::Search,
        ["search-nothing-typed", "search-failed", "search-busy"],
    ),
    (
        Place::Sync,
        ["sync-no-remote", "sync-proof-failed", "sync-busy"],
    ),
    (
        Place::History,
        ["history-one", "history-error", "history-busy"],
    ),
    (Place::Trash, ["trash-empty", "trash-failed", "trash-busy"]),
    (
        Place::Conflict,
        ["conflict-none", "conflict-failed", "conflict-busy"],
    ),
    (
        Place::Keys,
        ["- whoever sees it has a key", "keys-failed", "keys-busy"],
    ),
    (
        Place::Journals,
        ["journals-empty", "journals-failed", "journals-busy"],
    ),
    (
        Place::Settings,
        [
            "- every setting has a value",
            "settings-failed",
            "settings-busy",
        ],
    ),
    (
        Place::ThisDay,
        [
            "this-day-nothing",
            "- it shows rows of the list, whose errors are the list's",
            "this-day-busy",
        ],
    ),
    (
        Place::Calendar,
        ["calendar-empty", "calendar-failed", "calendar-busy"],
    ),
    (
        Place::Statistics,
        ["statistics-empty", "statistics-failed", "statistics-busy"],
    ),
    (
        Place::Templates,
        [
            "- the program brings templates of its own",
            "templates-failed",
            "- they are few and small, and read before they are shown",
        ],
    ),
    (
        Place::Words,
        [
            "words-empty",
            "- what cannot be read or written is said in a notice",
            "- they are there as soon as the journal is open",
        ],
    ),
    (
        Place::Palette,
        [
            "palette-nothing",
            "- it reads nothing that could fail",
            "- what it lists is there already",
        ],
    ),
    (
        Place::Help,
        [
            "- every place has keys",
            "- it reads nothing that could fail",
            "- what it lists is there already",
        ],
    ),
    (
        Place::Confirm,
        [
            "- a question is there or it is not",
            "- what fails afterwards is told where one goes",
            "- what is said is done where one goes",
        ],
    ),
];

#[test]
fn every_screen_has_its_picture_of_each_state_or_a_reason() {
    let folder = Path::new("tests/it/screens/snapshots");
    for place in Place::ALL {
        let mut rows = STATES.iter().filter(|(named, _)| *named == place);
        let (_, states) = rows
            .next()
            .unwrap_or_else(|| panic!("{place:?} has no row"));
        for name in states {
            if name.strip_prefix("- ").is_some_and(|why| why.len() > 10) {
                continue;
            }
            for (width, height) in SIZES {
                let file = format!("it__screens__{name}-{width}x{height}.snap");
                assert!(folder.join(&file).exists(), "{place:?}: {file}");
            }
        }
    }
}

/// Where each screen stands, by the keys that lead there.
const WAYS: &[(Place, &str)] = &[
    (Place::Timeline, ""),
    (Place::Read, "<enter>"),
    (Place::Editor, "e More about Mara"),
    (Place::Find, "e<ctrl+r>Mara"),
    (Place::Complete, "n #ho"),
    (Place::Search, "/Mara"),
    (Place::Sync, "s"),
    (Place::History, "H"),
    (Place::Trash, "T"),
    (Place::Conflict, "!"),
    (Place::Keys, "K"),
    (Place::Journals, "J"),
    (Place::Settings, ","),
    (Place::ThisDay, "o"),
    (Place::Calendar, "c"),
    (Place::Statistics, "S"),
    (Place::Templates, "N"),
    (Place::Words, "W"),
    (Place::Palette, ":Mara"),
    (Place::Help, "?"),
    (Place::Confirm, "P"),
];

/// What no screen may show or remember once the journal is locked.
const SECRETS: &[&str] = &[
    "Mara",
    "rained",
    "gutter",
    "#home",
    "Leap day",
    "example.org",
];

fn reached(size: (u16, u16), place: Place, keys: &str) -> Scene {
    if place == Place::Conflict {
        return conflict::in_conflict(size);
    }
    let mut scene = if place == Place::History {
        history::with_versions(size)
    } else {
        let mut scene = Scene::open(size);
        scene.press(keys);
        scene
    };
    if place == Place::Confirm {
        scene = Scene::locked(size);
        let text = entry(1, "2024-03-13", 21, 4, "More about Mara").content;
        let draft = diurnal::model::entry::Draft {
            id: diurnal::model::id::EntryId([1; 16]),
            parents: Vec::new(),
            content: text,
        };
        let at = Timestamp(NOW);
        scene.drafts = vec![diurnal::app::event::Kept { at, draft }];
        scene.unlock();
    }
    scene
}

/// Wherever one is, ten minutes without a key cover it, and nothing is remembered.
#[test]
fn every_screen_is_covered_by_the_same_page() {
    for size in SIZES {
        let mut covered: Option<String> = None;
        for (place, keys) in WAYS {
            let mut scene = reached(size, *place, keys);
            assert_eq!(scene.state.place, *place, "{keys:?} at {size:?}");
            scene.picture();
            scene.wait(600_000);
            assert_eq!(scene.state.place, Place::Unlock, "{place:?}");
            let picture = scene.picture();
            let known = format!("{:?}", scene.state);
            for secret in SECRETS {
                assert!(!picture.contains(secret), "{place:?} shows {secret}");
                assert!(!known.contains(secret), "{place:?} keeps {secret}");
            }
            // A text that was being written is kept, and the page says so.
            if !picture.contains("unsaved text") {
                let page = covered.get_or_insert_with(|| picture.clone());
                assert_eq!(*page, picture, "{place:?}");
            }
        }
        assert!(covered.is_some());
    }
    let reached = WAYS.iter().map(|(place, _)| *place);
    let missing: Vec<Place> = Place::ALL
        .into_iter()
        .filter(|place| !reached.clone().any(|seen| seen == *place))
        .collect();
    assert_eq!(missing, [Place::Wizard, Place::Unlock]);
}

/// The scene after `keys`, whose wishes are answered by `told` alone.
fn told(keys: &'static str, told: impl Fn(&Scene) -> EventKind) -> impl Fn((u16, u16)) -> Scene {
    move |size| {
        let mut scene = Scene::open(size);
        scene.silent = true;
        scene.press(keys);
        let event = told(&scene);
        scene.happens(event);
        scene
    }
}

const WHY: &str = "the disk failed: input/output error";

#[test]
fn what_cannot_be_read_says_why() {
    let failed = || WHY.to_owned();
    look("timeline-failed", |size| {
        let mut scene = Scene::locked(size);
        scene.silent = true;
        scene.unlock();
        scene.happens(EventKind::Rows {
            generation: scene.state.timeline.asked_rows,
            rows: Err(failed()),
        });
        scene
    });
    look("read-failed", |size| {
        let mut scene = Scene::open(size);
        scene.silent = true;
        // The entry that the list has is another one.
        scene.state.timeline.preview = None;
        scene.press("<enter>");
        scene.happens(EventKind::EntryLoaded {
            generation: scene.state.read.asked,
            entry: Err(failed()),
        });
        scene
    });
    look(
        "search-failed",
        told("/rain", |scene| EventKind::Hits {
            generation: scene.state.search.asked,
            hits: Err(failed()),
            found: 0,
            done: true,
        }),
    );
    look(
        "trash-failed",
        told("T", |scene| EventKind::TrashRows {
            generation: scene.state.trash.asked_rows,
            rows: Err(failed()),
        }),
    );
    look(
        "keys-failed",
        told("K", |_| EventKind::KeysPage(Err(failed()))),
    );
    look(
        "journals-failed",
        told("J", |_| EventKind::JournalNames(Err(failed()))),
    );
    look(
        "calendar-failed",
        told("c", |_| EventKind::Stats(Err(failed()))),
    );
    look(
        "settings-failed",
        told(",", |_| {
            EventKind::Settings(Err("config.toml:4:2: lock_after: not a length".to_owned()))
        }),
    );
    look("conflict-failed", |size| {
        let mut scene = conflict::in_conflict(size);
        scene.silent = true;
        scene.happens(EventKind::ChangedElsewhere);
        scene.happens(EventKind::Versions {
            generation: scene.state.conflict.asked,
            versions: Err(failed()),
        });
        scene
    });
    look("wizard-failed", |size| {
        let mut scene = Scene::first_start(size);
        scene.silent = true;
        scene.press("<enter>correct horse<enter>correct horse<enter><enter>");
        scene.happens(EventKind::Initialised(Err(failed())));
        scene
    });
}

#[test]
fn what_is_at_work_says_so() {
    look("timeline-busy", |size| {
        let mut scene = Scene::locked(size);
        scene.silent = true;
        scene.unlock();
        let rows = scene.entries.iter().map(summary).collect();
        scene.happens(EventKind::Rows {
            generation: scene.state.timeline.asked_rows,
            rows: Ok((Arc::new(rows), false)),
        });
        scene
    });
    look("editor-saving", |size| {
        let mut scene = Scene::open(size);
        scene.press("e<ctrl+end> More.");
        scene.silent = true;
        scene.press("<ctrl+s>");
        scene
    });
    look("journals-busy", |size| {
        let mut scene = Scene::open(size);
        scene.silent = true;
        scene.press("J");
        scene
    });
    look("history-comparing", long_versions);
}

/// Two versions so long that they are compared elsewhere.
fn long_versions(size: (u16, u16)) -> Scene {
    let line = "It rained the whole evening, and for once I was glad of it.\n";
    let first = line.repeat(1_000);
    let mut scene = Scene::open(size);
    scene.versions = vec![
        history::version(1, 30, "laptop", &first),
        history::version(2, 5, "laptop", &format!("{first}At last it stopped.\n")),
    ];
    scene.versions[1].head = true;
    scene.press("H");
    scene
}

#[test]
fn a_long_comparison_comes_later_and_only_the_newest_counts() {
    let mut scene = long_versions((80, 24));
    let wishes = |scene: &Scene| -> Vec<diurnal::app::compare::Wanted> {
        let wish = |effect: &diurnal::app::effect::Effect| match effect {
            diurnal::app::effect::Effect::Compare(wanted) => Some((**wanted).clone()),
            _ => None,
        };
        scene.asked.iter().filter_map(wish).collect()
    };
    let come = |wanted: &diurnal::app::compare::Wanted| {
        let (rows, words) = wanted.compare();
        EventKind::Compared {
            generation: wanted.generation,
            rows: Box::new(rows),
            words,
        }
    };
    let first = wishes(&scene).pop().unwrap();
    scene.happens(EventKind::Resized {
        width: 100,
        height: 30,
    });
    let second = wishes(&scene).pop().unwrap();
    assert!(second.generation > first.generation && second.width != first.width);
    scene.happens(come(&first));
    assert!(scene.state.history.compared.is_empty(), "an older answer");
    scene.happens(come(&second));
    assert_eq!(scene.state.history.words, (4, 0));
    assert!(!scene.state.history.compared.is_empty());
    assert!(scene.state.history.comparing.is_none());
    // What comes after the lock is not shown.
    scene.press("<pagedown>L");
    scene.happens(come(&second));
    assert!(scene.state.history.compared.is_empty());
}

#[test]
fn what_is_empty_says_what_to_do() {
    look("read-empty", |size| {
        let mut scene = Scene::locked(size);
        scene.entries = vec![entry(1, "2024-03-13", 21, 4, "")];
        scene.unlock();
        scene.press("<enter>");
        scene
    });
    look("history-one", |size| {
        let mut scene = Scene::open(size);
        scene.versions = vec![history::version(1, 5, "laptop", "# Rain\n\nAll day.")];
        scene.versions[0].head = true;
        scene.press("H");
        scene
    });
    look("conflict-none", |size| {
        let mut scene = conflict::in_conflict(size);
        scene.versions[1].head = false;
        scene.happens(EventKind::ChangedElsewhere);
        scene
    });
}

/// The drill: a proof that holds, and one that does not.
#[test]
fn the_end_of_a_proof() {
    let ended = |ok: bool, lines: &'static [&'static str]| {
        move |size| {
            let mut scene = Scene::open(size);
            scene.press("sv");
            scene.facts.remotes[0].last_proof = Some(Proof {
                at: Timestamp(NOW),
                ok,
                text: lines.join(", "),
            });
            scene.happens(EventKind::Proved(Ok(vec![Outcome {
                remote: "origin".to_owned(),
                ok,
                lines: lines.iter().map(|line| (*line).to_owned()).collect(),
            }])));
            scene
        }
    };
    look(
        "sync-proved",
        ended(
            true,
            &["8 of 8 entries the same", "9 of 9 versions the same"],
        ),
    );
    look(
        "sync-proof-failed",
        ended(
            false,
            &[
                "bundle 4 of laptop is damaged: 2 versions of it are on no remote",
                "7 of 8 entries the same",
                "7 of 9 versions the same",
            ],
        ),
    );
}

/// A dragged rule is a matter of taste, and no secret: it stays where it was put.
#[test]
fn panes_are_as_wide_after_a_lock_as_before() {
    use diurnal::app::event::Mouse;
    use diurnal::app::event::MouseKind;
    let mut scene = Scene::open((80, 24));
    let rule = |scene: &Scene| {
        let row = scene.picture().lines().nth(2).unwrap().to_owned();
        row.chars().position(|sign| sign == '│').unwrap()
    };
    let before = rule(&scene);
    let column = u16::try_from(before).unwrap();
    for (kind, column) in [
        (MouseKind::Press, column),
        (MouseKind::Drag, column - 6),
        (MouseKind::Release, column - 6),
    ] {
        let row = 3;
        scene.happens(EventKind::Mouse(Mouse { kind, column, row }));
    }
    let dragged = rule(&scene);
    assert_eq!(dragged, before - 6);
    scene.press("L");
    scene.unlock();
    assert_eq!(rule(&scene), dragged);
}
