//! Laws of folding, tags, previews, visible text and diffs.

use diurnal::model::diff::Sign;
use diurnal::model::diff::unified;
use diurnal::model::fold::fold;
use diurnal::model::fold::folds_to;
use diurnal::model::limits::PREVIEW_BYTES_MAX;
use diurnal::model::tag;
use diurnal::model::text;
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

use super::any_text;

proptest! {
    #[test]
    fn folding_twice_changes_nothing_more(text in any_text()) {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once.clone());
        prop_assert!(folds_to(&text, &once));
    }

    #[test]
    fn folding_by_graphemes_is_folding(text in any_text()) {
        let parts: String = text.graphemes(true).map(fold).collect();
        prop_assert_eq!(parts, fold(&text));
    }

    #[test]
    fn tags_can_be_given_and_come_once(body in any_text()) {
        let tags = tag::tags_in_text(&body);
        for found in &tags {
            prop_assert_eq!(tag::check(found), Ok(()));
            prop_assert!(tag::is_wanted(found, found));
            let written = format!("#{found}");
            prop_assert!(body.contains(&written));
        }
        let once: std::collections::BTreeSet<String> = tags.iter().map(|tag| fold(tag)).collect();
        prop_assert_eq!(once.len(), tags.len());
    }

    #[test]
    fn a_preview_is_short_and_one_line(body in any_text()) {
        let preview = text::preview(&body);
        prop_assert!(preview.len() <= PREVIEW_BYTES_MAX);
        prop_assert!(!preview.contains(['\n', '\r', '\t']));
        let title = text::shown_title("", &body);
        prop_assert!(body.contains(title));
        prop_assert_eq!(text::heading_title(&body).unwrap_or_default(), title);
        prop_assert!(text::word_count(&body) as usize <= body.len());
    }

    #[test]
    fn a_cut_keeps_whole_graphemes(body in any_text(), bytes_max in 0_usize..64) {
        let front = text::cut(&body, bytes_max);
        prop_assert!(front.len() <= bytes_max && body.starts_with(front));
        let first = body.graphemes(true).next().map_or(0, str::len);
        let whole = body.grapheme_indices(true).any(|(at, _)| at == front.len());
        prop_assert!(whole || front.len() == body.len() || first > bytes_max);
    }

    #[test]
    fn nothing_shown_commands_a_terminal(body in any_text()) {
        let line = text::visible_line(&body);
        prop_assert!(!line.chars().any(char::is_control));
        let hidden = line.contains(['\u{202e}', '\u{2066}', '\u{2028}']);
        prop_assert!(!hidden);
        let lines = text::visible_text(&body);
        prop_assert!(!lines.chars().any(|c| c.is_control() && c != '\n' && c != '\t'));
        prop_assert_eq!(lines.lines().count(), body.split_inclusive('\n').count());
    }

    #[test]
    fn a_diff_holds_both_versions(old in any_text(), new in any_text()) {
        for (old, new) in [(&old, &new), (&old, &old)] {
            let lines = unified(old, new);
            let version = |gone| -> String {
                let kept = lines.iter().filter(|line| line.sign != gone);
                kept.flat_map(|line| [line.text, if line.ended { "\n" } else { "" }]).collect()
            };
            prop_assert_eq!(&version(Sign::Added), old);
            prop_assert_eq!(&version(Sign::Removed), new);
        }
    }
}
