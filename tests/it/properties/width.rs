//! The editor's width function is ratatui's.

use diurnal::app::edit::width;
use proptest::prelude::*;
use ratatui::buffer::CellWidth;

/// Clusters that programs have disagreed about.
pub const HOSTILE: &[&str] = &[
    "",
    "ｶﾞ",
    "ﾊﾟ",
    "aﾞ",
    "あﾞ",
    "か\u{3099}",
    "👨‍👩‍👧‍👦",
    "👩🏽‍🚀",
    "🏳️‍🌈",
    "❤️",
    "❤",
    "☁\u{fe0e}",
    "1\u{fe0f}\u{20e3}",
    "🇩🇪",
    "🇩",
    "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
    "\u{1112}\u{1161}\u{11ab}",
    "\u{1112}\u{1112}\u{1161}",
    "\u{1161}",
    "\u{11ab}",
    "한",
    "e\u{301}",
    "\u{301}",
    "e\u{301}\u{323}\u{332}",
    "क्षि",
    "நி",
    "ก\u{e33}",
    "\u{200d}",
    "\u{200b}",
    "\u{ad}",
    "\u{feff}",
    "\u{600}1",
    "لا",
    "ﷺ",
    "\u{2028}",
    "𒐫",
    "\r\n",
    "日",
    "＊",
    "「",
    "—",
    "…",
    "▸",
    "✓",
    "½",
    "𝒜",
    "🀄",
    "☎️",
    "👁️‍🗨️",
    "⚠️",
    "🫠",
    "🫱🏽‍🫲🏿",
    "🇩🇪🇫🇷",
    "\u{a0}",
    "\u{2003}",
    "\u{3000}",
    "ע\u{5b7}",
    "سلام",
    "ไม้",
    "বাংলা",
    "தமிழ்",
    "မြန်မာ",
    "བོད",
    "Z\u{351}\u{36b}\u{343}\u{36a}\u{302}",
    "\u{1b}[31m",
    "\u{9b}",
    "\u{7f}",
    "\u{202e}abc",
];

fn agree(text: &str) -> bool {
    width::cell_width(text) == text.cell_width()
}

#[test]
fn every_character_is_as_wide_as_ratatui_says() {
    for c in ('\0'..=char::MAX).filter(|c| !c.is_ascii_control()) {
        assert!(agree(c.encode_utf8(&mut [0; 4])), "{c:?}");
    }
}

#[test]
fn every_hostile_cluster_is_as_wide_as_ratatui_says() {
    for cluster in HOSTILE {
        // ratatui wants none that steers a terminal: those are shown as signs.
        if !cluster.chars().any(char::is_control) {
            assert!(agree(cluster), "{cluster:?}");
        }
        let shown = width::shown(cluster);
        assert!(!shown.chars().any(char::is_control), "{cluster:?}");
    }
    assert_eq!(width::cell_width("ｶﾞ"), 2);
}

/// What is drawn never holds a control character or a direction override, and is as wide as the
/// layout takes it to be.
#[test]
fn what_is_drawn_of_any_character_is_harmless_and_measured() {
    for c in '\0'..=char::MAX {
        let text = c.to_string();
        let shown = width::shown(&text);
        let harmful = |c: char| {
            c.is_control()
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}'..='\u{2029}')
        };
        assert!(!shown.chars().any(harmful), "{c:?}");
        if c != '\t' {
            let cells = width::advance(&text, 0, 80);
            assert_eq!(usize::from(shown.cell_width()), cells, "{c:?}");
        }
    }
}

proptest! {
    #[test]
    fn any_text_is_as_wide_as_ratatui_says(text in "\\PC{0,12}") {
        prop_assert!(agree(&text), "{:?}", text);
    }

    #[test]
    fn measured_in_one_go_or_one_by_one(text in "[a-zé日ｶﾞ \u{301}\u{200d}👩🇩\t—]{0,20}", limit in 0_usize..40) {
        use unicode_segmentation::UnicodeSegmentation;
        let end = text.graphemes(true).fold(0, |column, g| column + width::advance(g, column, 30));
        prop_assert_eq!(width::measure(&text, 0, 30, limit), (end <= limit).then_some(end));
    }
}
