//! Questions.

use diurnal::app::action::Place;
use diurnal::app::effect::Effect;
use diurnal::app::event::Kept;
use diurnal::app::event::KeptBytes;
use diurnal::model::entry::Content;
use diurnal::model::entry::Draft;
use diurnal::model::id::EntryId;
use diurnal::model::time::Moment;
use diurnal::model::time::Timestamp;

use crate::screens::NOW;
use crate::screens::Scene;
use crate::screens::look;
use crate::screens::zone;

fn with_draft(size: (u16, u16)) -> Scene {
    let mut scene = Scene::locked(size);
    let at = Timestamp(NOW - 3_600_000);
    let mut content = Content::new(Moment::at(at, &zone()), "journal");
    "I keep thinking about what she said: that a day you do not write down is not lost, only \
     unlabelled."
        .clone_into(&mut content.body);
    scene.drafts = vec![Kept {
        at,
        draft: Draft {
            id: EntryId([50; 16]),
            parents: Vec::new(),
            content,
        },
    }];
    scene.unlock();
    scene
}

#[test]
fn a_draft_was_found() {
    look("confirm-draft", with_draft);
}

#[test]
fn bytes_that_are_no_text_are_named_with_the_way_to_get_them_back() {
    let line = "4,096 bytes that are no entry: diurnal drafts show 1a2b3c4d > file";
    let kept = KeptBytes {
        id: "1a2b3c4d".to_owned(),
        size: 4096,
    };
    let mut scene = Scene::locked((80, 24));
    scene.no_texts = vec![kept.clone()];
    scene.unlock();
    assert!(scene.picture().contains(line), "{}", scene.picture());
    let mut scene = with_draft((80, 24));
    assert!(!scene.picture().contains("diurnal drafts"));
    scene.state.no_texts = vec![kept];
    assert!(scene.picture().contains(line), "{}", scene.picture());
}

#[test]
fn enter_takes_it_and_it_is_still_unsaved() {
    let mut scene = with_draft((80, 24));
    scene.press("<enter>");
    assert_eq!(scene.state.place, Place::Editor);
    let page = scene.state.editor.page.as_ref().unwrap();
    assert!(page.is_dirty());
    assert!(page.text.text().starts_with("I keep thinking"));
    scene.press("<ctrl+s>");
    assert!(scene.asked.iter().any(|wish| matches!(
        wish,
        Effect::Save { draft, .. } if draft.id == EntryId([50; 16])
    )));
}

#[test]
fn throwing_it_away_can_be_undone() {
    let mut scene = with_draft((80, 24));
    scene.press("x");
    assert!(scene.asked.contains(&Effect::DropDraft(EntryId([50; 16]))));
    scene.press("z");
    assert!(matches!(scene.asked.last(), Some(Effect::KeepDraft { .. })));
    scene.press("n");
    assert_eq!(scene.state.place, Place::Confirm);
}

#[test]
fn leaving_a_text_that_could_not_be_saved() {
    look("confirm-leave", |size| {
        let mut scene = Scene::open(size);
        scene.full = Some("no space left on the disk".to_owned());
        scene.press("nIt rained.<ctrl+s><ctrl+q>");
        scene
    });
}
