//! The bar under the text: find, replace, go to a line, a goal.

use diurnal::app::action::Place;
use diurnal::model::places::EditorKeys;

use crate::screens::Scene;
use crate::screens::look;

fn rain(keys: &'static str) -> impl Fn((u16, u16)) -> Scene {
    move |size| {
        let mut scene = Scene::open(size);
        scene.press("e<ctrl+home>").press(keys);
        scene
    }
}

fn text(scene: &Scene) -> String {
    scene.state.editor.page.as_ref().unwrap().text.text()
}

fn selected(scene: &Scene) -> String {
    scene
        .state
        .editor
        .page
        .as_ref()
        .unwrap()
        .text
        .selected_text()
}

#[test]
fn its_states() {
    look("find", rain("<ctrl+f>the"));
    look("find-nothing", rain("<ctrl+f>sunshine"));
    look("find-bad-expression", rain("<ctrl+f><alt+r>(rain"));
    look("find-replace", rain(r"<ctrl+r><alt+r>(\w+)'s<tab>of $1"));
    look("find-line", rain("<ctrl+g>5"));
    look("find-goal", rain("<f12>200<enter>"));
}

#[test]
fn every_place_is_shown_and_one_is_chosen() {
    let mut scene = rain("<ctrl+f>the")((80, 24));
    assert_eq!(selected(&scene), "the");
    let first = scene.state.editor.page.as_ref().unwrap().text.caret().at;
    let count = scene.state.editor.finding.hits.count;
    assert!(count > 3);
    let underlined = |scene: &Scene| {
        scene
            .cells()
            .iter()
            .filter(|cell| cell.modifier.contains(ratatui::style::Modifier::UNDERLINED))
            .count()
    };
    assert_eq!(underlined(&scene), 3 * count);
    for _ in 0..count {
        scene.press("<enter>");
        assert_eq!(selected(&scene), "the");
    }
    let again = scene.state.editor.page.as_ref().unwrap().text.caret().at;
    assert_eq!(first, again, "round and back");
    scene.press("<up><down><esc>");
    assert_eq!(scene.state.place, Place::Editor);
    assert_eq!(underlined(&scene), 0);
    scene.press("<f3>");
    assert_ne!(
        scene.state.editor.page.as_ref().unwrap().text.caret().at,
        first
    );
}

#[test]
fn one_place_is_replaced_and_then_the_others() {
    let mut scene = rain("<ctrl+r>rain<tab>snow<enter>")((80, 24));
    assert!(text(&scene).starts_with("# snow on the roof\n\nIt rained"));
    assert_eq!(selected(&scene), "rain");
    scene.press("<alt+a>");
    assert!(text(&scene).contains("It snowed") && text(&scene).contains("#snow"));
    assert_eq!(scene.state.place, Place::Editor);
    scene.press("<ctrl+z>");
    assert!(text(&scene).contains("It rained") && text(&scene).contains("#rain"));
    scene.press("<ctrl+z>");
    assert!(text(&scene).starts_with("# Rain"));
}

#[test]
fn esc_after_all_were_replaced_takes_the_notice_away_and_the_page_stays() {
    let mut scene = rain("<ctrl+r>rain<tab>snow<alt+a>")((80, 24));
    let replaced = text(&scene);
    assert!(scene.picture().contains("takes it back"));
    scene.press("<esc>");
    assert!(!scene.picture().contains("takes it back"));
    assert_eq!(scene.state.place, Place::Editor);
    assert_eq!(text(&scene), replaced);
    scene.press("<ctrl+z>");
    assert!(text(&scene).starts_with("# Rain"));
    scene.press("<esc>");
    assert_ne!(scene.state.place, Place::Editor, "Esc leaves as ever");
}

#[test]
fn a_key_set_names_its_own_key_for_taking_all_back() {
    let mut scene = Scene::open((80, 24));
    scene.state.editor_keys = EditorKeys::Emacs;
    scene.press("e<alt+lt><alt+%>rain<tab>snow<alt+a>");
    assert!(scene.picture().contains("; C-/ takes it back"));
    scene.press("<ctrl+/>");
    assert!(text(&scene).starts_with("# Rain"));
}

#[test]
fn what_was_looked_for_last_is_offered_and_gives_way() {
    let mut scene = rain("<ctrl+f>rain<esc><ctrl+f>the")((80, 24));
    assert_eq!(scene.state.editor.finding.source, "the");
    scene.press("<esc><ctrl+f><backspace>");
    assert_eq!(scene.state.editor.finding.source, "th");
}

#[test]
fn a_line_is_gone_to_by_its_number() {
    let mut scene = rain("<ctrl+g>x<enter>")((80, 24));
    assert_eq!(scene.state.place, Place::Find);
    scene.press("<backspace>7<enter>");
    assert_eq!(scene.state.place, Place::Editor);
    scene.press("!");
    assert!(text(&scene).contains("\n!- fix the gutter"));
}
