//! Misspelt words: underlined, offered others for, and taken for right.

use diurnal::app::action::Place;
use diurnal::app::effect::Effect;
use diurnal::app::event::EventKind;
use diurnal::model::places::Spell;
use ratatui::style::Modifier;

use crate::screens::Scene;
use crate::screens::look;

/// A new page with `keys` typed; what is asked about words is answered by `wrong`.
fn writing(size: (u16, u16), keys: &str, wrong: &[&str]) -> Scene {
    let mut scene = Scene::open(size);
    scene.press("n").press(keys).wait(400);
    answer(&mut scene, wrong);
    scene
}

fn answer(scene: &mut Scene, wrong: &[&str]) {
    let asked = std::mem::take(&mut scene.asked);
    for effect in asked {
        match effect {
            Effect::CheckWords(_, words) => {
                let right = |word: &String| !wrong.contains(&word.as_str());
                let words = words.iter().map(|word| (word.clone(), right(word)));
                scene.happens(EventKind::Checked(words.collect()));
            }
            Effect::SuggestWords(_, word) => scene.happens(EventKind::Suggested {
                word,
                others: vec!["the".to_owned(), "ten".to_owned()],
            }),
            Effect::LoadWords => scene.happens(EventKind::OwnWords(Ok(vec!["skua".to_owned()]))),
            _ => {}
        }
    }
}

/// What is underlined in the picture.
fn underlined(scene: &Scene) -> String {
    let marked = |cell: &ratatui::buffer::Cell| cell.modifier.contains(Modifier::UNDERLINED);
    let cells = scene.cells();
    let pieces = cells.chunk_by(|one, other| marked(one) == marked(other));
    let words = pieces.filter(|piece| marked(&piece[0])).map(|piece| {
        piece
            .iter()
            .map(ratatui::buffer::Cell::symbol)
            .collect::<String>()
    });
    words.collect::<Vec<_>>().join(" ")
}

fn text(scene: &Scene) -> String {
    scene.state.editor.page.as_ref().unwrap().text.text()
}

#[test]
fn its_states() {
    look("spelling-offers", |size| {
        let mut scene = writing(size, "It was teh rain.", &["teh"]);
        scene.press("<home><f7>");
        answer(&mut scene, &[]);
        scene
    });
}

#[test]
fn a_word_is_underlined_in_a_pause_and_the_mark_follows_what_is_typed() {
    let mut scene = writing((80, 24), "It was teh rain. `teh` #teh ", &["teh"]);
    assert_eq!(underlined(&scene), "teh");
    scene.press("<home>Now it");
    assert_eq!(underlined(&scene), "teh", "without a pause");
    scene.press("<ctrl+right><ctrl+right><ctrl+right>x");
    assert_eq!(underlined(&scene), "", "what is changed is looked up anew");
}

#[test]
fn the_word_that_is_being_typed_is_left_alone() {
    let mut scene = writing((80, 24), "It was te", &["te"]);
    assert_eq!(underlined(&scene), "");
    scene.press(" ").wait(400);
    answer(&mut scene, &["te"]);
    assert_eq!(underlined(&scene), "te");
}

#[test]
fn another_word_is_taken_or_the_word_is_learnt() {
    let mut scene = writing((80, 24), "It was teh rain, teh skua ", &["teh", "skua"]);
    assert_eq!(
        underlined(&scene),
        "teh teh",
        "a word of one's own is right"
    );
    scene.press("<home><f7>");
    answer(&mut scene, &[]);
    assert_eq!(scene.state.place, Place::Complete);
    scene.press("<enter>").wait(400);
    assert_eq!(text(&scene), "It was the rain, teh skua ");
    scene.press("<f7>");
    answer(&mut scene, &[]);
    scene.press("<down><down><enter>");
    assert!(scene.asked.contains(&Effect::LearnWord("teh".to_owned())));
    assert_eq!(text(&scene), "It was the rain, teh skua ");
    scene.wait(400);
    answer(&mut scene, &[]);
    assert_eq!(underlined(&scene), "");
    scene.press("<f7>");
    assert!(scene.picture().contains("every word in sight is right"));
}

#[test]
fn a_key_asks_for_nothing() {
    let mut scene = Scene::open((80, 24));
    scene.press("n");
    scene.asked.clear();
    scene.press("It was teh rain and ");
    assert!(scene.asked.is_empty(), "{:?}", scene.asked);
}

#[test]
fn without_a_dictionary_it_is_off_and_said_once_where_a_language_was_named() {
    for spell in [Spell::Auto, Spell::In(vec!["qq_QQ".to_owned()])] {
        let named = spell != Spell::Auto;
        let mut scene = Scene::open((80, 24));
        scene.state.look.writing.spell = spell;
        scene.press("n").press("teh ").wait(400);
        scene.happens(EventKind::NoDictionary(
            "no dictionary for qq_QQ".to_owned(),
        ));
        assert_eq!(scene.picture().contains("no dictionary for qq_QQ"), named);
        scene.asked.clear();
        scene.press("teh rian ").wait(400);
        let asks = |effect: &Effect| matches!(effect, Effect::CheckWords(..));
        assert!(!scene.asked.iter().any(asks));
        assert!(!scene.picture().contains("no dictionary"));
        scene.press("<f7>");
        assert!(scene.picture().contains("no dictionary for qq_QQ"));
    }
    let mut scene = Scene::open((80, 24));
    scene.state.look.writing.spell = Spell::Off;
    scene.press("n").press("teh ").wait(400).press("<f7>");
    assert!(scene.picture().contains("the spelling is not checked"));
}

#[test]
fn words_are_forgotten_with_the_lock() {
    let mut scene = writing((80, 24), "It was teh rain ", &["teh"]);
    scene.wait(600_001);
    assert_eq!(scene.state.place, Place::Unlock);
    assert!(scene.state.editor == diurnal::app::screens::editor::EditorScreen::default());
}

#[test]
fn the_settings_decide_signs_width_and_goal() {
    let mut scene = Scene::open((120, 40));
    scene.state.look.writing.typographic = true;
    scene.state.look.writing.focus_cells = 30;
    scene.state.look.writing.word_goal = Some(3);
    scene.press("n").press("\"So\"");
    assert_eq!(text(&scene), "“So”");
    assert!(scene.picture().contains("1 of 3"));
    scene.press("<f8>\"<f9>");
    assert_eq!(text(&scene), "“So”\"");
    let area = diurnal::app::screens::editor::area(&scene.state);
    assert_eq!((area.columns, area.left), (31, 45));
}
