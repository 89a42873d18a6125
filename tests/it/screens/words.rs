//! The words that their writer added.

use diurnal::app::action::Place;
use diurnal::app::effect::Effect;
use diurnal::app::event::EventKind;

use crate::screens::Scene;
use crate::screens::look;

fn words() -> Vec<String> {
    let words = ["Løgstør", "don't", "skua\u{202e}", "zyzzyva"];
    words.map(str::to_owned).into()
}

pub fn open(size: (u16, u16)) -> Scene {
    let mut scene = Scene::open(size);
    scene.press("W");
    scene.happens(EventKind::OwnWords(Ok(words())));
    scene
}

pub fn typing(size: (u16, u16)) -> Scene {
    let mut scene = open(size);
    scene.press("nskuas");
    scene
}

#[test]
fn words_to_look_through() {
    look("words", open);
}

#[test]
fn a_word_is_typed() {
    look("words-new", typing);
    let mut scene = typing((80, 24));
    scene.press("<enter>");
    assert!(scene.asked.contains(&Effect::LearnWord("skuas".to_owned())));
    let mut scene = typing((80, 24));
    scene.press(" q<enter>");
    assert!(scene.picture().contains("one word at a time"));
    assert!(
        !scene
            .asked
            .iter()
            .any(|asked| matches!(asked, Effect::LearnWord(_)))
    );
    let mut scene = typing((80, 24));
    scene.press("<esc>");
    assert_eq!(scene.state.place, Place::Words);
    scene.press("n<enter><esc>");
    assert_eq!(scene.state.place, Place::Timeline);
}

#[test]
fn one_is_taken_out_and_put_back() {
    let mut scene = open((80, 24));
    scene.press("jd");
    assert!(
        scene
            .asked
            .contains(&Effect::ForgetWord("don't".to_owned()))
    );
    assert!(
        scene
            .picture()
            .contains("“don't” is no longer one of your words")
    );
    let left: Vec<String> = words().into_iter().filter(|word| word != "don't").collect();
    scene.happens(EventKind::OwnWords(Ok(left)));
    assert!(scene.picture().contains("3 words"));
    scene.press("u");
    assert!(scene.asked.contains(&Effect::LearnWord("don't".to_owned())));
    scene.press("u");
    assert!(scene.picture().contains("nothing to undo"));
}

#[test]
fn none_yet_and_one_that_is_still_read() {
    look("words-empty", |size| {
        let mut scene = Scene::open(size);
        scene.press("W");
        scene.happens(EventKind::OwnWords(Ok(Vec::new())));
        scene
    });
    let mut scene = Scene::open((80, 24));
    scene.press("W");
    assert!(scene.picture().contains("reading your words"));
    scene.happens(EventKind::OwnWords(Err("damaged".to_owned())));
    assert!(scene.picture().contains("! damaged"));
}

#[test]
fn from_the_text_and_back_to_it() {
    let mut scene = Scene::open((80, 24));
    scene.press("nwords <alt+o>");
    scene.happens(EventKind::OwnWords(Ok(words())));
    assert_eq!(scene.state.place, Place::Words);
    scene.press("<esc>more");
    let page = scene.state.editor.page.as_ref().unwrap();
    assert_eq!(page.text.text(), "words more");
}

#[test]
fn locking_leaves_nothing_of_it() {
    let mut scene = open((80, 24));
    scene.press("L");
    assert!(scene.state.words.all.is_empty());
    assert!(!scene.picture().contains("zyzzyva"));
}
