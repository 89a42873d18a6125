//! Laws of the editor, for any text, any keys and any size of the window. `PROPTEST_CASES` says
//! how many cases are tried.

use std::collections::HashMap;

use diurnal::app::edit::buffer::Buffer;
use diurnal::app::edit::command::Command;
use diurnal::app::edit::command::Outcome;
use diurnal::app::edit::cursor::Motion;
use diurnal::app::edit::editor::Editor;
use diurnal::app::edit::grapheme;
use diurnal::app::edit::layout::RowId;
use diurnal::app::edit::motion;
use diurnal::app::edit::motion::Direction;
use diurnal::app::edit::motion::Side;
use diurnal::app::edit::motion::WordKind;
use diurnal::app::edit::objects::Object;
use diurnal::app::edit::objects::Reach;
use diurnal::app::edit::operate::Case;
use diurnal::app::edit::rows::Extent;
use diurnal::app::edit::rows::LineEdit;
use diurnal::app::edit::rows::Rows;
use diurnal::app::edit::width;
use diurnal::app::edit::wrap::Frame;
use proptest::prelude::*;
use proptest::sample::Index;
use unicode_segmentation::UnicodeSegmentation;

/// Pieces of text that editors have stumbled over.
const PIECES: &[&str] = &[
    " ",
    " ",
    "\t",
    ", ",
    "—",
    "-",
    "/",
    "(",
    "”",
    "$5",
    "日本語。",
    "「か\u{3099}」",
    "ｶﾞ",
    "👨‍👩‍👧‍👦",
    "👩",
    "\u{200d}",
    "e\u{301}",
    "\u{301}",
    "🇩🇪🇫🇷",
    "🇩",
    "שלום",
    "א-",
    "\u{200b}",
    "\u{3000}",
    "한",
    "\u{1112}\u{1161}",
    "\u{11ab}",
    "क्षि",
    "\u{94d}",
    "\u{600}",
    "\u{202e}",
    "]",
    "!",
    "   ",
    "\u{1b}[1m",
    "\r",
    "\0",
    "\u{2028}",
    "*",
    "**",
    "`",
    "```",
    "[a](b)",
    "[[",
    "#tag",
    "# ",
    "- ",
    "> ",
    "- [ ] ",
    "1. ",
    "\n2. ",
    "\n| a |",
    "\n|-|:-:|\n",
    "{{so}}",
    "\u{600}}",
];

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "[a-zA-Z]{1,9}",
        6 => prop::sample::select(PIECES).prop_map(str::to_owned),
        4 => Just(" ".to_owned()),
        1 => Just("\n".to_owned()),
        1 => Just("\r\n".to_owned()),
        1 => "[a-z]{30,60}",
        1 => "\\PC{1,4}",
    ]
}

pub(super) fn text(pieces: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..pieces).prop_map(|pieces| pieces.concat())
}

fn line(pieces: usize) -> impl Strategy<Value = String> {
    text(pieces).prop_map(|text| text.replace('\n', " "))
}

pub(super) fn size() -> impl Strategy<Value = (u16, u16)> {
    (
        prop_oneof![1_u16..6, 6_u16..60],
        prop_oneof![1_u16..4, 4_u16..30],
    )
}

fn a_motion() -> impl Strategy<Value = Motion> {
    prop::sample::select(&[
        Motion::Left,
        Motion::Right,
        Motion::WordLeft,
        Motion::WordRight,
        Motion::Up,
        Motion::Down,
        Motion::PageUp,
        Motion::PageDown,
        Motion::RowStart,
        Motion::RowEnd,
        Motion::LineStart,
        Motion::LineEnd,
        Motion::TextStart,
        Motion::TextEnd,
        Motion::NextWordStart(WordKind::Small),
        Motion::NextWordStart(WordKind::Big),
        Motion::PreviousWordStart(WordKind::Small),
        Motion::PreviousWordStart(WordKind::Big),
        Motion::NextWordEnd(WordKind::Small),
        Motion::NextWordEnd(WordKind::Big),
        Motion::PreviousWordEnd(WordKind::Small),
        Motion::PreviousWordEnd(WordKind::Big),
        Motion::NextSentence,
        Motion::PreviousSentence,
        Motion::NextParagraph,
        Motion::PreviousParagraph,
        Motion::FirstNonBlank,
        Motion::MatchingBracket,
        Motion::Find {
            wanted: 'a',
            direction: Direction::On,
            side: Side::Before,
            count: 2,
        },
        Motion::Find {
            wanted: '\u{301}',
            direction: Direction::Back,
            side: Side::At,
            count: 1,
        },
        Motion::ToLine(3),
        Motion::To(17),
    ])
}

fn object() -> impl Strategy<Value = Object> {
    prop::sample::select(&[
        Object::Word(WordKind::Small),
        Object::Word(WordKind::Big),
        Object::Sentence,
        Object::Paragraph,
        Object::Line,
        Object::Quotes('`'),
        Object::Brackets('('),
        Object::Brackets('」'),
        Object::Text,
    ])
}

/// What is done to words and lines.
fn operation() -> impl Strategy<Value = Command> {
    prop::sample::select(&[
        Command::DeleteTo(Motion::NextSentence),
        Command::DeleteLines,
        Command::DuplicateLines,
        Command::ChangeCase(Case::Upper),
        Command::ChangeCase(Case::Lower),
        Command::ChangeCase(Case::Title),
        Command::ChangeCase(Case::Toggle),
        Command::JoinLines,
        Command::Indent,
        Command::Dedent,
        Command::MoveLines(Direction::Back),
        Command::MoveLines(Direction::On),
        Command::MoveParagraph(Direction::Back),
        Command::MoveParagraph(Direction::On),
        Command::ToggleTasks,
        Command::Enter,
        Command::Enter,
        Command::Tab,
        Command::BackTab,
        Command::AlignTable,
        Command::NextPlaceholder,
        Command::TypeSmart('"'),
        Command::TypeSmart('-'),
        Command::Scroll(Direction::On, 3),
        Command::Scroll(Direction::Back, 2),
    ])
}

#[derive(Clone, Debug)]
enum Key {
    Do(Command),
    Resize((u16, u16)),
    Caret(Index),
    Pause,
    Save,
    Group(bool),
    Centre(bool),
}

fn key() -> impl Strategy<Value = Key> {
    prop_oneof![
        6 => piece().prop_map(|piece| Key::Do(Command::Insert(piece.into()))),
        1 => text(6).prop_map(|text| Key::Do(Command::Paste(text.into()))),
        1 => Just(Key::Do(Command::Newline)),
        3 => Just(Key::Do(Command::Backspace)),
        2 => Just(Key::Do(Command::Delete)),
        1 => Just(Key::Do(Command::DeleteWordLeft)),
        1 => Just(Key::Do(Command::DeleteWordRight)),
        6 => a_motion().prop_map(|motion| Key::Do(Command::Move(motion))),
        3 => a_motion().prop_map(|motion| Key::Do(Command::Extend(motion))),
        1 => (0_u16..60, 0_u16..30).prop_map(|(column, row)| Key::Do(Command::Click { column, row })),
        1 => (0_u16..60, 0_u16..30).prop_map(|(column, row)| Key::Do(Command::Drag { column, row })),
        1 => prop::sample::select(&[Command::SelectAll, Command::SelectWord, Command::SelectLine, Command::SelectNone]).prop_map(Key::Do),
        2 => Just(Key::Do(Command::Undo)),
        1 => Just(Key::Do(Command::Redo)),
        1 => Just(Key::Do(Command::Earlier)),
        1 => Just(Key::Do(Command::Later)),
        4 => operation().prop_map(Key::Do),
        1 => (object(), any::<bool>()).prop_map(|(object, inner)| {
            let reach = if inner { Reach::Inner } else { Reach::Around };
            Key::Do(Command::SelectObject(object, reach))
        }),
        1 => (0_usize..200, 0_usize..200).prop_map(|(anchor, at)| Key::Do(Command::Select { anchor, at })),
        1 => any::<bool>().prop_map(Key::Group),
        1 => any::<bool>().prop_map(Key::Centre),
        1 => size().prop_map(Key::Resize),
        2 => any::<Index>().prop_map(Key::Caret),
        1 => Just(Key::Pause),
        1 => Just(Key::Save),
    ]
}

fn press(editor: &mut Editor, key: &Key, at_ms: &mut i64) {
    *at_ms += 50;
    match key {
        Key::Do(command) => {
            editor.apply(command, *at_ms);
        }
        Key::Resize((columns, rows)) => editor.set_size(*columns, *rows),
        Key::Caret(index) => editor.set_caret(index.index(editor.buffer().len() + 1)),
        Key::Pause => *at_ms += 1000,
        Key::Save => editor.mark_saved(editor.version()),
        Key::Group(true) => editor.begin_group(),
        Key::Group(false) => editor.end_group(),
        Key::Centre(centred) => editor.set_centred(*centred),
    }
}

/// All that must hold of an editor at any time.
fn check(editor: &Editor) -> Result<(), TestCaseError> {
    let text = editor.text();
    let (columns, rows) = editor.size();
    let at = editor.caret().at;
    prop_assert!(text.is_char_boundary(at));
    let on_boundary = at == text.len() || text.grapheme_indices(true).any(|(start, _)| start == at);
    prop_assert!(on_boundary, "caret {} in {:?}", at, text);
    prop_assert_eq!(editor.word_count(), editor.snapshot().word_count());

    // The kept layout is what a fresh one would be.
    let buffer = Buffer::new(&text);
    for line in editor.layout().lines() {
        let mut fresh = Rows::new(&buffer, buffer.line(line), editor.layout().width());
        fresh.reach(&buffer, buffer.line(line), Extent::All);
        let kept = editor.layout().rows(line).unwrap();
        if kept.is_complete() {
            prop_assert_eq!(kept, &fresh);
        } else {
            prop_assert_eq!(kept.starts(), &fresh.starts()[..kept.starts().len()]);
        }
    }

    // The window shows rows that follow one another, and the grapheme at the caret under it.
    let (column, row) = editor.cursor_cell();
    prop_assert!(column < columns && row < rows);
    let shown: Vec<_> = editor.visible_rows().collect();
    prop_assert!(!shown.is_empty() && shown.len() <= usize::from(rows));
    for pair in shown.windows(2) {
        prop_assert!(pair[0].id < pair[1].id && pair[0].bytes.end <= pair[1].bytes.start);
        let gap = &text[pair[0].bytes.end..pair[1].bytes.start];
        prop_assert!(matches!(gap, "" | "\n" | "\r\n"), "{:?}", gap);
    }
    for row in &shown {
        for cell in row.cells() {
            prop_assert!(cell.width > 0);
            prop_assert!(cell.column + cell.width <= columns.saturating_sub(1).max(1));
            prop_assert!(!cell.text.chars().any(char::is_control));
            if &text[cell.bytes.clone()] != "\t" {
                prop_assert!(width::cell_width(&cell.text) <= cell.width);
            }
        }
    }
    let caret_row = &shown[usize::from(row)];
    prop_assert!(caret_row.bytes.start <= at && at <= caret_row.bytes.end);
    let under = caret_row.cells().find(|cell| cell.bytes.start == at);
    if let Some(cell) = under.filter(|_| at < caret_row.bytes.end) {
        prop_assert_eq!(cell.column, column, "caret {} in {:?}", at, text);
    }
    Ok(())
}

fn row_strings(line: &str, columns: usize) -> (Frame, Vec<&str>) {
    let buffer = Buffer::new(line);
    let mut rows = Rows::new(&buffer, 0..line.len(), columns);
    rows.reach(&buffer, 0..line.len(), Extent::All);
    let found = (0..rows.known()).map(|row| &line[rows.row(row, line.len()).unwrap()]);
    (rows.frame(), found.collect())
}

/// A few dozen cases take seconds; before a release thousands are tried.
pub(super) fn config(share: u32) -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok();
    let cases: u32 = cases.and_then(|cases| cases.parse().ok()).unwrap_or(48);
    ProptestConfig {
        cases: cases.div_ceil(share),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config(1))]

    #[test]
    fn rows_fit_and_join_to_the_text(line in line(60), columns in 1_usize..40) {
        let (frame, rows) = row_strings(&line, columns);
        prop_assert_eq!(rows.concat(), line.clone());
        let mut at = 0;
        for (number, row) in rows.iter().enumerate() {
            let first = number == 0;
            let body = row.trim_end_matches([' ', '\t', '\u{3000}']);
            let cells = width::measure(body, frame.left(first), frame.room(first), usize::MAX).unwrap();
            prop_assert!(frame.left(first) + cells <= columns, "{:?} of {:?}", row, rows);
            prop_assert!(!row.is_empty() || line.is_empty());
            let starts_grapheme = line.grapheme_indices(true).any(|(start, _)| start == at);
            prop_assert!(starts_grapheme || line.is_empty(), "{:?}", rows);
            at += row.len();
        }
    }

    /// Wrapping on from the rows above an edit ends where wrapping everything would.
    #[test]
    fn an_edited_line_wraps_as_a_fresh_one(
        line in line(160), columns in 1_usize..40, at in any::<Index>(), removed in 0_usize..30, inserted in line(3),
    ) {
        let starts: Vec<usize> = line.char_indices().map(|(at, _)| at).chain([line.len()]).collect();
        let first = at.index(starts.len());
        let range = starts[first]..starts[(first + removed).min(starts.len() - 1)];
        let mut buffer = Buffer::new(&line);
        let mut rows = Rows::new(&buffer, 0..line.len(), columns);
        rows.reach(&buffer, 0..line.len(), Extent::All);
        buffer.replace(range.clone(), &inserted);
        let whole = 0..buffer.len();
        let mut fresh = Rows::new(&buffer, whole.clone(), columns);
        fresh.reach(&buffer, whole.clone(), Extent::All);
        if fresh.frame() == rows.frame() {
            let edit = LineEdit { at: range.start, removed: range.len(), inserted: inserted.len() };
            rows.rewrap(&buffer, &whole, edit);
            rows.reach(&buffer, whole, Extent::All);
            prop_assert_eq!(rows, fresh);
        }
    }

    /// And so does whatever shorter way there is for what is typed into plain words.
    #[test]
    fn a_line_that_is_typed_into_wraps_as_a_fresh_one(
        line in "(- |> |)[a-z0-9 ,.:'\"()/$%é-]{0,160}", columns in 1_usize..40, at in any::<Index>(),
        at_end in any::<bool>(), typed in "[a-z0-9]{1,3}|[ ,.('\"/é-]",
    ) {
        let starts: Vec<usize> = line.char_indices().map(|(at, _)| at).chain([line.len()]).collect();
        let at = if at_end { line.len() } else { starts[at.index(starts.len())] };
        let mut buffer = Buffer::new(&line);
        let mut rows = Rows::new(&buffer, 0..line.len(), columns);
        buffer.replace(at..at, &typed);
        let whole = 0..buffer.len();
        rows.edit(&buffer, whole.clone(), LineEdit { at, removed: 0, inserted: typed.len() });
        rows.reach(&buffer, whole.clone(), Extent::All);
        let mut fresh = Rows::new(&buffer, whole.clone(), columns);
        fresh.reach(&buffer, whole, Extent::All);
        prop_assert_eq!(rows, fresh);
    }

    #[test]
    fn any_keys_leave_the_editor_whole(text in text(40), size in size(), keys in prop::collection::vec(key(), 0..24)) {
        let mut editor = Editor::new(&text);
        editor.set_size(size.0, size.1);
        let mut at_ms = 0;
        check(&editor)?;
        for key in &keys {
            press(&mut editor, key, &mut at_ms);
            check(&editor)?;
        }
    }

    /// Each version of the text comes back as it was, with caret and selection.
    #[test]
    fn undo_and_redo_are_exact(text in text(20), keys in prop::collection::vec(key(), 0..40)) {
        let mut editor = Editor::new(&text);
        let mut at_ms = 0;
        for key in &keys {
            press(&mut editor, key, &mut at_ms);
        }
        while editor.apply(&Command::Redo, at_ms) == Outcome::Edited {}
        let (last, version) = (editor.text(), editor.version());
        while editor.apply(&Command::Undo, at_ms) == Outcome::Edited {
            check(&editor)?;
        }
        prop_assert_eq!(editor.text(), text);
        prop_assert_eq!(editor.version(), 0);
        while editor.apply(&Command::Redo, at_ms) == Outcome::Edited {
            check(&editor)?;
        }
        prop_assert_eq!(editor.text(), last);
        prop_assert_eq!(editor.version(), version);
    }

    /// A version is a text: whatever branch one goes to, each state is what it was. Going earlier
    /// to the first and later to the last passes every state.
    #[test]
    fn every_state_can_be_gone_back_to(text in text(20), keys in prop::collection::vec(key(), 0..60)) {
        let mut editor = Editor::new(&text);
        let mut at_ms = 0;
        let mut texts = HashMap::from([(0, text.clone())]);
        for key in &keys {
            press(&mut editor, key, &mut at_ms);
            let kept = texts.entry(editor.version()).or_insert_with(|| editor.text());
            prop_assert_eq!(&editor.text(), kept);
        }
        while editor.apply(&Command::Earlier, at_ms) == Outcome::Edited {
            prop_assert_eq!(&editor.text(), &texts[&editor.version()]);
            check(&editor)?;
        }
        prop_assert_eq!(editor.text(), text);
        let mut states = 1;
        while editor.apply(&Command::Later, at_ms) == Outcome::Edited {
            prop_assert_eq!(&editor.text(), &texts[&editor.version()]);
            states += 1;
        }
        prop_assert_eq!(states, editor.state_count());
    }

    /// Words are left by the way they were come to, and every start is one that the naive rule finds.
    #[test]
    fn word_starts_are_those_of_a_naive_reader(text in "[a-c.; \n]{0,40}") {
        let buffer = Buffer::new(&text);
        let class = |c: char| if c.is_whitespace() { 0 } else { 1 + i32::from(c.is_alphabetic()) };
        let mut naive = Vec::new();
        let mut before = '\n';
        for (at, c) in text.char_indices() {
            let starts = class(c) != 0 && class(c) != class(before);
            if starts || c == '\n' && before == '\n' {
                naive.push(at);
            }
            before = c;
        }
        let mut found = Vec::new();
        let mut at = text.len();
        while at > 0 {
            at = motion::previous_word_start(&buffer, at, WordKind::Small);
            found.push(at);
        }
        found.reverse();
        naive.retain(|at| *at > 0);
        found.retain(|at| *at > 0);
        prop_assert_eq!(&found, &naive);
        let mut onward = Vec::new();
        let mut at = 0;
        while at < text.len() {
            at = motion::next_word_start(&buffer, at, WordKind::Small);
            onward.push(at);
        }
        onward.retain(|at| *at < text.len());
        prop_assert_eq!(onward, naive);
    }

    #[test]
    fn down_and_up_move_exactly_one_row(text in text(60), size in size(), goal in 0_usize..50) {
        let mut editor = Editor::new(&text);
        editor.set_size(size.0, size.1);
        for _ in 0..goal.min(size.0.into()) {
            editor.apply(&Command::Move(Motion::Right), 0);
        }
        let place = |editor: &Editor| editor.layout().row_of(editor.buffer(), editor.caret());
        while editor.apply(&Command::Move(Motion::Up), 0) == Outcome::Moved {}
        prop_assert_eq!(place(&editor), RowId::default());
        let mut visited = vec![place(&editor)];
        loop {
            let expected = editor.layout().below_known(place(&editor));
            if editor.apply(&Command::Move(Motion::Down), 0) != Outcome::Moved {
                prop_assert_eq!(expected, None);
                break;
            }
            prop_assert_eq!(Some(place(&editor)), expected);
            visited.push(place(&editor));
        }
        let total: usize = editor.layout().lines().map(|line| editor.layout().rows(line).unwrap().known()).sum();
        prop_assert_eq!(visited.len(), total);
        for expected in visited.iter().rev() {
            prop_assert_eq!(place(&editor), *expected);
            editor.apply(&Command::Move(Motion::Up), 0);
        }
    }

    #[test]
    fn right_visits_every_grapheme_and_left_comes_back(text in text(30), size in size()) {
        let mut editor = Editor::new(&text);
        editor.set_size(size.0, size.1);
        let mut bounds: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).collect();
        bounds.push(text.len());
        for at in &bounds {
            prop_assert_eq!(editor.caret().at, *at);
            prop_assert!(grapheme::is_boundary(editor.buffer(), *at));
            check(&editor)?;
            editor.apply(&Command::Move(Motion::Right), 0);
        }
        for at in bounds.iter().rev() {
            prop_assert_eq!(editor.caret().at, *at);
            editor.apply(&Command::Move(Motion::Left), 0);
        }
    }

}

proptest! {
    #![proptest_config(config(8))]

    /// Above 256 KB only lines near the window are laid out; nothing else may differ.
    #[test]
    fn a_large_text_is_edited_like_a_small_one(
        keys in prop::collection::vec(key(), 0..10), at in any::<Index>(), long in any::<bool>(),
    ) {
        let paragraph = "lorem ipsum *dolor* sit amet, 日本語 ".repeat(if long { 1000 } else { 4 });
        let text = format!("{paragraph}\n").repeat(300_000 / paragraph.len() + 1);
        let mut editor = Editor::new(&text);
        editor.set_caret(at.index(text.len()));
        let mut at_ms = 0;
        for key in &keys {
            press(&mut editor, key, &mut at_ms);
            let (column, row) = editor.cursor_cell();
            let row = editor.visible_rows().nth(row.into()).unwrap();
            let at = editor.caret().at;
            prop_assert!(row.bytes.start <= at && at <= row.bytes.end);
            let under = row.cells().find(|cell| cell.bytes.start == at);
            if let Some(cell) = under.filter(|_| at < row.bytes.end) {
                prop_assert_eq!(cell.column, column);
            }
        }
        let fresh = Buffer::new(&editor.text());
        for line in editor.layout().lines() {
            let mut rows = Rows::new(&fresh, fresh.line(line), editor.layout().width());
            rows.reach(&fresh, fresh.line(line), Extent::All);
            let kept = editor.layout().rows(line).unwrap();
            prop_assert_eq!(kept.starts(), &rows.starts()[..kept.starts().len()]);
        }
        prop_assert_eq!(editor.word_count(), editor.snapshot().word_count());
    }
}
