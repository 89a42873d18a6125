//! Templates: a new entry begins with one, or one is put into the text.

use diurnal::app::action::Place;
use diurnal::app::event::EventKind;
use diurnal::model::template::Template;

use crate::screens::Scene;
use crate::screens::look;

/// What the scene has in its folder.
pub fn all() -> EventKind {
    let template = |name: &str, text: &str, own| Template {
        name: name.to_owned(),
        text: text.to_owned(),
        own,
    };
    EventKind::Templates {
        templates: vec![
            template(
                "evening",
                "# {{weekday}}, {{date}}\n\n{{cursor}}\n\nMood: {{mood}}",
                true,
            ),
            template("gratitude", "1. {{cursor}}\n2. \n3. ", false),
            template("log\u{202e}", "{{time}}: ", true),
        ],
        wrong: None,
        folder: "/home/a/.config/diurnal/templates".to_owned(),
    }
}

pub fn open(size: (u16, u16)) -> Scene {
    let mut scene = Scene::open(size);
    scene.press("N");
    scene
}

fn text(scene: &Scene) -> String {
    scene.state.editor.page.as_ref().unwrap().text.text()
}

fn caret(scene: &Scene) -> usize {
    let page = scene.state.editor.page.as_ref().unwrap();
    page.text.caret().at
}

#[test]
fn templates_and_what_the_chosen_one_says() {
    look("templates", open);
}

#[test]
fn a_folder_that_cannot_be_read_leaves_the_built_in_ones() {
    look("templates-failed", |size| {
        let mut scene = open(size);
        let EventKind::Templates {
            templates, folder, ..
        } = all()
        else {
            panic!("templates");
        };
        scene.happens(EventKind::Templates {
            templates: templates.into_iter().filter(|one| !one.own).collect(),
            wrong: Some(format!("cannot read {folder}: permission denied")),
            folder,
        });
        scene
    });
}

#[test]
fn a_new_entry_begins_with_one() {
    let mut scene = open((80, 24));
    scene.press("<enter>");
    assert_eq!(scene.state.place, Place::Editor);
    assert_eq!(
        text(&scene),
        "# Wednesday, 2024-03-13\n\n\n\nMood: {{mood}}"
    );
    assert_eq!(caret(&scene), "# Wednesday, 2024-03-13\n\n".len());
    assert!(
        scene
            .picture()
            .contains("{{mood}} is not filled in: Tab goes to it")
    );
    scene.press("Rain.<tab>wet<ctrl+s>");
    assert!(text(&scene).ends_with("Rain.\n\nMood: wet"));
    // The next new entry is empty again.
    scene.press("<esc>n");
    assert_eq!(text(&scene), "");
}

#[test]
fn an_entry_that_only_has_its_template_is_dropped() {
    let mut scene = open((80, 24));
    let before = scene.entries.len();
    scene.press("<enter><esc>");
    assert_eq!(scene.state.place, Place::Timeline);
    assert_eq!(scene.entries.len(), before);
}

#[test]
fn one_is_put_into_the_text_and_taken_back_by_one_undo() {
    let mut scene = Scene::open((80, 24));
    scene.press("nBefore <alt+n>j<enter>");
    assert_eq!(scene.state.place, Place::Editor);
    assert_eq!(text(&scene), "Before 1. \n2. \n3. ");
    scene.press("sun");
    assert_eq!(text(&scene), "Before 1. sun\n2. \n3. ");
    scene.press("<ctrl+z><ctrl+z>");
    assert_eq!(text(&scene), "Before ");
    scene.press("<alt+n><esc>");
    assert_eq!(scene.state.place, Place::Editor);
}

#[test]
fn a_template_that_was_named_waits_until_the_journal_is_open() {
    let mut scene = Scene::locked((80, 24));
    scene.state.templates.wanted = Some(Template {
        name: "x".to_owned(),
        text: "{{date}}".to_owned(),
        own: true,
    });
    scene.state.goal = diurnal::app::state::Goal::Write;
    scene.unlock();
    assert_eq!(scene.state.place, Place::Editor);
    assert_eq!(text(&scene), "2024-03-13");
}

#[test]
fn one_that_cannot_be_read_is_said_and_locking_leaves_nothing() {
    let mut scene = Scene::open((80, 24));
    scene.silent = true;
    scene.press("N");
    assert!(scene.picture().contains("reading the templates"));
    scene.happens(EventKind::Templates {
        templates: Vec::new(),
        wrong: Some("\"bad.md\" is not UTF-8: byte 1".to_owned()),
        folder: String::new(),
    });
    assert!(scene.picture().contains("! \"bad.md\" is not UTF-8"));
    scene.press("<enter>");
    assert_eq!(scene.state.place, Place::Templates);
    let mut scene = open((80, 24));
    scene.press("L");
    assert!(scene.state.templates.all.is_empty());
}
