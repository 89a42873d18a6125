//! The text being written, and how much of it is safe.

use std::ops::Range;

use crate::app::action::Action;
use crate::app::action::Place;
use crate::app::edit::command::Command;
use crate::app::edit::command::Outcome;
use crate::app::edit::cursor::Motion;
use crate::app::edit::editor::Editor;
use crate::app::edit::keys::Keys;
use crate::app::edit::keys::Wish;
use crate::app::edit::motion::Direction;
use crate::app::edit::motion::WordKind;
use crate::app::edit::objects::Object;
use crate::app::edit::objects::Reach;
use crate::app::edit::operate::Case;
use crate::app::edit::select;
use crate::app::effect::Effect;
use crate::app::event::Kept;
use crate::app::event::Mouse;
use crate::app::event::MouseKind;
use crate::app::key::Code;
use crate::app::key::Key;
use crate::app::keymap::Found;
use crate::app::layout;
use crate::app::notice::Weight;
use crate::app::screens::complete;
use crate::app::screens::complete::List;
use crate::app::screens::confirm;
use crate::app::screens::find;
use crate::app::screens::find::Ask;
use crate::app::screens::find::Bar;
use crate::app::screens::find::Finding;
use crate::app::screens::palette;
use crate::app::screens::templates;
use crate::app::screens::timeline;
use crate::app::screens::words;
use crate::app::spelling;
use crate::app::spelling::Spelling;
use crate::app::state::Goal;
use crate::app::state::State;
use crate::app::timer::FIRST_DRAFT_MS;
use crate::app::timer::NEXT_DRAFT_MS;
use crate::app::update::leave_program;
use crate::app::update::lock;
use crate::app::update::reload;
use crate::model::entry::Draft;
use crate::model::entry::Entry;
use crate::model::id::EntryId;
use crate::model::id::RevId;
use crate::model::time::Moment;
use crate::model::time::Timestamp;

/// Rows under the text: its date and state, and the keys.
const ROWS_BELOW: u16 = 2;
/// Rows more while something is replaced: what comes there, and how that looks.
const ROWS_OF_REPLACE: u16 = 2;
/// Rows that the wheel scrolls by.
const WHEEL_ROWS: u16 = 3;
/// Clicks on one cell that follow one another so fast are one double click, in milliseconds.
const CLICKS_MS: i64 = 400;
/// While the mouse is dragged beyond an edge, the text scrolls so often, in milliseconds.
const DRAG_MS: i64 = 60;

/// What the editor remembers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditorScreen {
    /// The open text, if there is one.
    pub page: Option<Page>,
    /// What was copied or cut here.
    pub clip: String,
    /// The bar under the text, if one is open.
    pub bar: Option<Bar>,
    /// What was looked for last.
    pub finding: Finding,
    /// What could be meant, if something was begun that is known.
    pub list: Option<List>,
    /// Whether there is nothing but the paragraph.
    pub focus: bool,
    /// Whether moving chooses.
    pub marking: bool,
    /// Whether typed signs become typographic ones; none: as the settings say.
    pub typographic: Option<bool>,
    /// What is known of the words.
    pub spelling: Spelling,
    /// The key set, with its mode and its registers.
    pub keys: Keys,
    /// The last click: when, where, and the how manyth in a row.
    click: Option<(Timestamp, (u16, u16), u8)>,
    /// What a double or a triple click took, while the mouse is dragged on from it.
    taken: Option<(Unit, Range<usize>)>,
    /// Where the mouse is dragged beyond an edge, and when the text scrolls next.
    pub drag: Option<(Mouse, Timestamp)>,
}

/// What dragging goes on by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Word,
    Line,
}

/// An open text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The entry, the revisions that it was made from, and all but the text: `body` is empty.
    pub draft: Draft,
    /// The text.
    pub text: Editor,
    /// Whether a revision of it was ever saved.
    pub was_saved: bool,
    /// When it was saved last, here.
    pub saved_at: Option<Timestamp>,
    /// The version that is being saved.
    pub saving: Option<u64>,
    /// Whether to save again when that is done.
    pub save_again: bool,
    /// Whether to leave when all is saved.
    pub leaving: bool,
    /// Why the last save failed.
    pub failed: Option<String>,
    /// The version that was kept as a draft last.
    pub kept: Option<u64>,
    /// When the newest draft that is known to be kept was.
    pub kept_at: Option<Timestamp>,
    /// When one was last handed over to be kept.
    handed_at: Option<Timestamp>,
    /// When the next draft is due.
    pub draft_due: Option<Timestamp>,
    /// How many words there were when a goal was set, and how many are to be written.
    pub goal: Option<(usize, usize)>,
}

impl Page {
    fn new(mut draft: Draft, was_saved: bool) -> Self {
        let body = std::mem::take(&mut draft.content.body);
        Self {
            draft,
            text: Editor::new(&body),
            was_saved,
            saved_at: None,
            saving: None,
            save_again: false,
            leaving: false,
            failed: None,
            kept: None,
            kept_at: None,
            handed_at: None,
            draft_due: None,
            goal: None,
        }
    }

    /// Whether leaving now would lose text.
    pub fn is_dirty(&self) -> bool {
        self.text.is_dirty()
    }

    /// The text with all that belongs to it, to be saved or kept.
    fn whole(&self) -> Box<Draft> {
        let mut draft = self.draft.clone();
        draft.content.body = self.text.text();
        Box::new(draft)
    }

    fn save(&mut self) -> Vec<Effect> {
        if self.saving.is_some() {
            // The next revision must name the one that is on its way as its parent.
            self.save_again = true;
            return Vec::new();
        }
        let version = self.text.version();
        self.saving = Some(version);
        self.save_again = false;
        self.failed = None;
        vec![Effect::Save {
            version,
            draft: self.whole(),
        }]
    }

    fn keep(&mut self, at: Timestamp) -> Option<Effect> {
        self.draft_due = None;
        let version = self.text.version();
        if !self.is_dirty() || self.kept == Some(version) {
            return None;
        }
        self.kept = Some(version);
        self.handed_at = Some(at);
        Some(Effect::KeepDraft {
            version,
            draft: self.whole(),
        })
    }

    /// Sets the deadline of the next draft where there is something to keep.
    fn expect_draft(&mut self, at: Timestamp) {
        if !self.is_dirty() || self.draft_due.is_some() {
            return;
        }
        self.draft_due = Some(match self.handed_at {
            Some(handed) => handed.add_ms(NEXT_DRAFT_MS).max(at),
            None => at.add_ms(FIRST_DRAFT_MS),
        });
    }
}

/// Opens an empty page.
///
/// Where it begins with a template nothing of that is a change: left as it is, it is dropped.
pub(crate) fn open_page(state: &mut State, mut draft: Draft) {
    if !state.open {
        return;
    }
    let template = state.templates.wanted.take();
    let filled = template.map(|template| templates::fill(state, &template, &draft.content));
    if let Some(filled) = &filled {
        draft.content.body.clone_from(&filled.text);
    }
    let mut page = Page::new(draft, false);
    let before = page.text.word_count();
    page.goal = state.look.writing.word_goal.map(|words| (before, words));
    open(state, page, true);
    if let Some(filled) = filled {
        if let (Some(at), Some(page)) = (filled.caret, &mut state.editor.page) {
            page.text.set_caret(at);
        }
        follow(state);
        templates::say_open(state, &filled);
    }
}

/// Opens an entry to be changed.
pub(crate) fn open_entry(state: &mut State, entry: &Entry) {
    let draft = Draft {
        id: entry.id,
        parents: entry.heads.clone(),
        content: entry.content.clone(),
    };
    open(state, Page::new(draft, true), true);
}

/// Goes on with a text from last time: unsaved as it was, the insertion point at its end.
pub(crate) fn take_draft(state: &mut State, kept: Kept) {
    state.templates.wanted = None;
    let mut draft = kept.draft;
    let body = std::mem::take(&mut draft.content.body);
    let was_saved = !draft.parents.is_empty();
    let mut page = Page::new(draft, was_saved);
    page.text.apply(&Command::Paste(body.into()), state.at.0);
    open(state, page, false);
}

fn open(state: &mut State, mut page: Page, at_end: bool) {
    let area = area(state);
    page.text.set_size(area.columns, area.rows);
    page.text.set_centred(state.editor.focus);
    if at_end {
        page.text.apply(&Command::Move(Motion::TextEnd), state.at.0);
    }
    if state.editor.keys.which() != state.editor_keys {
        state.editor.keys = Keys::new(state.editor_keys);
    }
    state.editor.keys.open(&mut page.text);
    state.editor.page = Some(page);
    spelling::moved(state);
    state.enter(Place::Editor);
}

/// Where the text stands in the window, in cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    /// Its first column.
    pub left: u16,
    /// Its first row.
    pub top: u16,
    /// How many columns, the last one the caret's; at least 1.
    pub columns: u16,
    /// How many rows, at least 1.
    pub rows: u16,
}

/// Where the text stands in the window.
pub fn area(state: &State) -> Area {
    let (width, height) = state.size;
    let mut page = layout::page(width);
    let cells = state.look.writing.focus_cells.max(1);
    if state.editor.focus && width > cells {
        page.width = cells;
        page.left = width.saturating_sub(cells) / 2;
    }
    let replacing = state
        .editor
        .bar
        .as_ref()
        .is_some_and(|bar| bar.ask == Ask::Replace);
    let below = ROWS_BELOW + if replacing { ROWS_OF_REPLACE } else { 0 };
    let top = rows_above(state.size);
    Area {
        left: page.left,
        top,
        columns: page.width.saturating_add(1).max(1),
        rows: height.saturating_sub(below + top).max(1),
    }
}

/// Blank rows above the text, where there is room.
fn rows_above(window: (u16, u16)) -> u16 {
    match window.1 {
        0..=15 => 0,
        16..=29 => 1,
        _ => 2,
    }
}

/// The window has another size, or the text another part of it.
pub(crate) fn resized(state: &mut State) {
    let area = area(state);
    if let Some(page) = &mut state.editor.page {
        page.text.set_size(area.columns, area.rows);
    }
    spelling::moved(state);
}

/// Answers a verb.
pub(crate) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    if let Some(edit) = action_command(action) {
        let effects = command(state, &edit);
        follow(state);
        return effects;
    }
    match action {
        Action::Save => save(state),
        Action::SaveAndLeave => save_and_leave(state),
        Action::LeaveAsDraft => leave(state),
        Action::Copy => copy(state),
        Action::Cut => cut(state),
        Action::Paste => {
            let text = state.editor.clip.clone();
            command(state, &Command::Paste(text.into()))
        }
        Action::Find => find::open(state, Ask::Find),
        Action::Replace => find::open(state, Ask::Replace),
        Action::GoToLine => find::open(state, Ask::Line),
        Action::Goal => find::open(state, Ask::Goal),
        Action::FindNext => find::next(state, 1),
        Action::FindPrevious => find::next(state, -1),
        Action::Mark => mark(state),
        Action::Indent => indent(state),
        Action::Date => {
            let text = state.today().to_string();
            command(state, &Command::Insert(text.into()))
        }
        Action::Time => {
            let text = state.clock(&Moment::at(state.at, &state.look.zone));
            command(state, &Command::Insert(text.into()))
        }
        Action::Link => {
            let effects = command(state, &Command::Insert("[[".into()));
            complete::look(state);
            effects
        }
        Action::Typography => {
            let typographic = !is_typographic(state);
            state.editor.typographic = Some(typographic);
            state.say(if typographic {
                "typographic signs: “quotes”, dashes – and dots…"
            } else {
                "signs as they are typed"
            });
            Vec::new()
        }
        Action::Focus => focus(state),
        Action::Spelling => spelling::suggest(state),
        Action::OwnWords => words::open(state),
        Action::Template => templates::open(state),
        _ => Vec::new(),
    }
}

/// The verbs that are one command to the text.
fn action_command(action: Action) -> Option<Command> {
    let object = |object| Command::SelectObject(object, Reach::Inner);
    Some(match action {
        Action::Undo => Command::Undo,
        Action::Redo => Command::Redo,
        Action::Earlier => Command::Earlier,
        Action::Later => Command::Later,
        Action::SelectAll => Command::SelectAll,
        Action::SelectWord => object(Object::Word(WordKind::Small)),
        Action::SelectSentence => object(Object::Sentence),
        Action::SelectParagraph => object(Object::Paragraph),
        Action::SelectLine => Command::SelectLine,
        Action::Left => Command::Move(Motion::Left),
        Action::Right => Command::Move(Motion::Right),
        Action::Up => Command::Move(Motion::Up),
        Action::Down => Command::Move(Motion::Down),
        Action::WordLeft => Command::Move(Motion::WordLeft),
        Action::WordRight => Command::Move(Motion::WordRight),
        Action::RowStart => Command::Move(Motion::RowStart),
        Action::RowEnd => Command::Move(Motion::RowEnd),
        Action::First => Command::Move(Motion::TextStart),
        Action::Last => Command::Move(Motion::TextEnd),
        Action::PageUp => Command::Move(Motion::PageUp),
        Action::PageDown => Command::Move(Motion::PageDown),
        Action::DeleteWordLeft => Command::DeleteWordLeft,
        Action::DeleteWordRight => Command::DeleteWordRight,
        Action::SentenceOn => Command::Move(Motion::NextSentence),
        Action::SentenceBack => Command::Move(Motion::PreviousSentence),
        Action::ParagraphOn => Command::Move(Motion::NextParagraph),
        Action::ParagraphBack => Command::Move(Motion::PreviousParagraph),
        Action::LineStart => Command::Move(Motion::FirstNonBlank),
        Action::LineEnd => Command::Move(Motion::LineEnd),
        Action::Bracket => Command::Move(Motion::MatchingBracket),
        Action::LineUp => Command::MoveLines(Direction::Back),
        Action::LineDown => Command::MoveLines(Direction::On),
        Action::ParagraphUp => Command::MoveParagraph(Direction::Back),
        Action::ParagraphDown => Command::MoveParagraph(Direction::On),
        Action::DeleteLine => Command::DeleteLines,
        Action::Duplicate => Command::DuplicateLines,
        Action::Join => Command::JoinLines,
        Action::Upper => Command::ChangeCase(Case::Upper),
        Action::Lower => Command::ChangeCase(Case::Lower),
        Action::Title => Command::ChangeCase(Case::Title),
        Action::Toggle => Command::ChangeCase(Case::Toggle),
        Action::Dedent => Command::BackTab,
        Action::Task => Command::ToggleTasks,
        Action::Table => Command::AlignTable,
        _ => return None,
    })
}

/// Types a key, or moves by it.
pub(crate) fn press(state: &mut State, key: Key) -> Vec<Effect> {
    if let Some(effects) = press_in_set(state, key) {
        return effects;
    }
    let edit = edit_command(key, is_typographic(state)).or_else(|| extending(state, key));
    let Some(edit) = edit else {
        return Vec::new();
    };
    let effects = command(state, &edit);
    if key.typed().is_some() {
        complete::look(state);
    }
    effects
}

/// Whether typed signs become typographic ones.
fn is_typographic(state: &State) -> bool {
    let wanted = state.look.writing.typographic;
    state.editor.typographic.unwrap_or(wanted)
}

/// Hands a key to the key set; `None` where it is none of its own.
pub(crate) fn press_in_set(state: &mut State, key: Key) -> Option<Vec<Effect>> {
    let at = state.at;
    let typographic = is_typographic(state);
    let typing = |key: Key| match key.code {
        Code::Tab => Some(Command::Tab),
        _ => edit_command(key, typographic),
    };
    let page = state.editor.page.as_mut()?;
    let version = page.text.version();
    let (length, caret) = (page.text.buffer().len(), page.text.caret().at);
    let keys = &mut state.editor.keys;
    let wishes = keys.press(&mut page.text, key, at.0, &typing)?;
    let edited = page.text.version() != version;
    if edited {
        page.leaving = false;
        page.expect_draft(at);
    }
    let said = state.notice.as_ref();
    if edited || said.is_some_and(|notice| notice.weight == Weight::Done) {
        state.notice = None;
    }
    let mut effects = Vec::new();
    if edited {
        let simple = key.typed().is_some() && state.editor.keys.is_writing();
        let before = simple.then(|| spelling::Before::typing(length, caret));
        effects.extend(spelling::edited(state, before));
    } else {
        spelling::moved(state);
    }
    for wish in wishes {
        effects.extend(grant(state, wish));
    }
    if edited && key.typed().is_some() && state.editor.keys.is_writing() {
        complete::look(state);
    }
    Some(effects)
}

/// Does what a key set cannot do itself.
fn grant(state: &mut State, wish: Wish) -> Vec<Effect> {
    match wish {
        Wish::Save => save(state),
        Wish::SaveAndLeave => save_and_leave(state),
        Wish::Leave => {
            if state.editor.page.as_ref().is_some_and(Page::is_dirty) {
                state.say("not saved: :wq saves and leaves, :q! leaves it as a draft");
                return Vec::new();
            }
            leave(state)
        }
        Wish::LeaveAsDraft => leave(state),
        Wish::Copy(text) => vec![Effect::CopyToClipboard(text)],
        Wish::Find(on) => find::open_towards(state, on),
        Wish::Replace => find::open(state, Ask::Replace),
        Wish::GoToLine => find::open(state, Ask::Line),
        Wish::Commands => palette::open(state),
        Wish::Lock => lock(state, "locked"),
        Wish::Say(text) => {
            state.say(text);
            Vec::new()
        }
        Wish::TooLong => {
            state.warn("the text would become too long; nothing was put in");
            Vec::new()
        }
    }
}

/// Tells the key set that something else has moved the caret.
pub(crate) fn follow(state: &mut State) {
    if let Some(page) = &mut state.editor.page {
        state.editor.keys.follow(&mut page.text);
    }
}

/// Pastes a text from outside.
pub(crate) fn paste(state: &mut State, text: &str) -> Vec<Effect> {
    let effects = command(state, &Command::Paste(text.into()));
    follow(state);
    effects
}

/// Begins to choose by moving, or ends it.
fn mark(state: &mut State) -> Vec<Effect> {
    state.editor.marking ^= true;
    if state.editor.marking {
        state.say("choosing: move, then copy, cut or type; Ctrl-B ends it");
    } else {
        state.notice = None;
        command(state, &Command::SelectNone);
    }
    Vec::new()
}

/// Tab: an item, a selection or the next place to fill in; else a tab.
fn indent(state: &mut State) -> Vec<Effect> {
    let Some(page) = &mut state.editor.page else {
        return Vec::new();
    };
    let selected = page.text.selected_text();
    let at_place = selected.is_empty() || selected.starts_with("{{");
    if at_place && page.text.apply(&Command::NextPlaceholder, state.at.0) == Outcome::Moved {
        return Vec::new();
    }
    command(state, &Command::Tab)
}

/// Nothing but the paragraph, its line in the middle; or all again.
fn focus(state: &mut State) -> Vec<Effect> {
    state.editor.focus ^= true;
    let focus = state.editor.focus;
    resized(state);
    if let Some(page) = &mut state.editor.page {
        page.text.set_centred(focus);
    }
    Vec::new()
}

/// What the mouse does: puts the insertion point, selects, scrolls.
pub(crate) fn mouse(state: &mut State, mouse: Mouse) -> Vec<Effect> {
    let area = area(state);
    let column = mouse.column.saturating_sub(area.left);
    let row = mouse.row.saturating_sub(area.top);
    state.editor.drag = None;
    match mouse.kind {
        MouseKind::Press => {
            complete::close(state);
            find::close(state);
            press_mouse(state, (column, row))
        }
        MouseKind::Drag => drag(state, mouse, area),
        MouseKind::Release => {
            follow(state);
            Vec::new()
        }
        MouseKind::WheelUp => command(state, &Command::Scroll(Direction::Back, WHEEL_ROWS)),
        MouseKind::WheelDown => command(state, &Command::Scroll(Direction::On, WHEEL_ROWS)),
    }
}

/// A click puts the insertion point, a second one takes the word, a third the line.
fn press_mouse(state: &mut State, (column, row): (u16, u16)) -> Vec<Effect> {
    let before = state
        .editor
        .click
        .filter(|(at, place, _)| *place == (column, row) && state.at.ms_since(*at) <= CLICKS_MS);
    let clicks = before.map_or(1, |(_, _, clicks)| clicks % 3 + 1);
    state.editor.click = Some((state.at, (column, row), clicks));
    state.editor.marking = false;
    let mut effects = command(state, &Command::Click { column, row });
    state.editor.taken = None;
    let (unit, select) = match clicks {
        2 => (Unit::Word, Command::SelectWord),
        3 => (Unit::Line, Command::SelectLine),
        _ => return effects,
    };
    effects.extend(command(state, &select));
    let page = state.editor.page.as_ref();
    let selected = page.and_then(|page| page.text.selection());
    state.editor.taken = selected.map(|range| (unit, range));
    effects
}

/// Selects to the cell; whole words or lines where a double or a triple click began it.
fn drag_to(state: &mut State, (column, row): (u16, u16)) -> Vec<Effect> {
    let mut effects = command(state, &Command::Drag { column, row });
    let taken = state.editor.taken.clone();
    let (Some((unit, taken)), Some(page)) = (taken, &state.editor.page) else {
        return effects;
    };
    let (buffer, at) = (page.text.buffer(), page.text.caret().at);
    let here = match unit {
        Unit::Word => select::word(buffer, at),
        Unit::Line => select::line(buffer, at),
    };
    let (anchor, at) = if at < taken.start {
        (taken.end, here.start)
    } else {
        (taken.start, here.end.max(taken.end))
    };
    effects.extend(command(state, &Command::Select { anchor, at }));
    effects
}

/// Selects to where the mouse is; beyond an edge the text scrolls, again and again.
fn drag(state: &mut State, mouse: Mouse, area: Area) -> Vec<Effect> {
    let column = mouse.column.saturating_sub(area.left);
    let row = mouse.row.saturating_sub(area.top).min(area.rows - 1);
    let beyond = if mouse.row < area.top || mouse.row == 0 {
        Some(Direction::Back)
    } else if mouse.row >= area.top + area.rows {
        Some(Direction::On)
    } else {
        None
    };
    let mut effects = Vec::new();
    if let Some(direction) = beyond {
        effects.extend(drag_to(state, (column, row)));
        effects.extend(command(state, &Command::Scroll(direction, 1)));
        state.editor.drag = Some((mouse, state.at.add_ms(DRAG_MS)));
    }
    effects.extend(drag_to(state, (column, row)));
    effects
}

fn edit_command(key: Key, typographic: bool) -> Option<Command> {
    if let Some(c) = key.typed() {
        return Some(if typographic {
            Command::TypeSmart(c)
        } else {
            Command::Insert(c.into())
        });
    }
    match (key.code, key.ctrl || key.alt) {
        (Code::Enter, true) => Some(Command::Newline),
        (Code::Enter, false) => Some(Command::Enter),
        (Code::Backspace, false) => Some(Command::Backspace),
        (Code::Delete, false) => Some(Command::Delete),
        // Most terminals send Backspace for it, so no binding can name it.
        (Code::Backspace, true) => Some(Command::DeleteWordLeft),
        _ => None,
    }
}

/// A key that moves, pressed with Shift, chooses: so a motion has one binding, not two.
fn extending(state: &State, key: Key) -> Option<Command> {
    let plain = Key {
        shift: false,
        ..key
    };
    let Found::Verb(action) = state.keymap.resolve(Place::Editor, &[plain]) else {
        return None;
    };
    match action_command(action) {
        Some(Command::Move(motion)) if key.shift => Some(Command::Extend(motion)),
        _ => None,
    }
}

/// Gives the text a command.
pub(crate) fn command(state: &mut State, command: &Command) -> Vec<Effect> {
    let at = state.at;
    let chosen = match command {
        Command::Move(motion) if state.editor.marking => &Command::Extend(*motion),
        command => command,
    };
    let before = spelling::before(state, chosen);
    let Some(page) = &mut state.editor.page else {
        return Vec::new();
    };
    match page.text.apply(chosen, at.0) {
        Outcome::Edited => {
            state.editor.marking = false;
            page.leaving = false;
            page.expect_draft(at);
            // Whoever writes on has read it; that the text is not saved is said in its own row.
            state.notice = None;
            return spelling::edited(state, before);
        }
        Outcome::TooLong => state.warn("the text would become too long; nothing was put in"),
        Outcome::Moved => spelling::moved(state),
        Outcome::Unchanged => {}
    }
    Vec::new()
}

fn copy(state: &mut State) -> Vec<Effect> {
    let Some(page) = &state.editor.page else {
        return Vec::new();
    };
    let text = page.text.selected_text();
    if text.is_empty() {
        state.say("nothing is selected: Shift with the arrows selects");
        return Vec::new();
    }
    state.editor.clip.clone_from(&text);
    vec![Effect::CopyToClipboard(text)]
}

fn cut(state: &mut State) -> Vec<Effect> {
    let selected = state
        .editor
        .page
        .as_ref()
        .and_then(|page| page.text.selection());
    let mut effects = copy(state);
    if selected.is_some() {
        effects.extend(command(state, &Command::Delete));
    }
    effects
}

fn save(state: &mut State) -> Vec<Effect> {
    let Some(page) = &mut state.editor.page else {
        return Vec::new();
    };
    if !page.is_dirty() && page.was_saved {
        state.say("nothing to save: all of it is saved");
        return Vec::new();
    }
    page.save()
}

fn save_and_leave(state: &mut State) -> Vec<Effect> {
    let Some(page) = &mut state.editor.page else {
        return close(state);
    };
    let blank = page.draft.content.title.trim().is_empty()
        && page.draft.content.files.is_empty()
        && page
            .text
            .snapshot()
            .chunks()
            .all(|part| part.trim().is_empty());
    if blank && !page.was_saved {
        let dropped = page.kept.is_some().then_some(page.draft.id);
        let mut effects: Vec<Effect> = dropped.map(Effect::DropDraft).into_iter().collect();
        effects.extend(close(state));
        return effects;
    }
    if !page.is_dirty() && page.saving.is_none() {
        return close(state);
    }
    page.leaving = true;
    page.save()
}

/// Leaves at once; what is not saved stays a draft, and is offered when one writes again.
fn leave(state: &mut State) -> Vec<Effect> {
    let failed = state
        .editor
        .page
        .as_ref()
        .is_some_and(|page| page.failed.is_some());
    if failed {
        confirm::ask_leave(state);
        return Vec::new();
    }
    leave_as_draft(state)
}

/// Leaves a text that is not saved as a draft.
pub(crate) fn leave_as_draft(state: &mut State) -> Vec<Effect> {
    let mut effects: Vec<Effect> = keep_now(state).into_iter().collect();
    if let Some(page) = &state.editor.page
        && page.is_dirty()
    {
        let draft = *page.whole();
        let at = state.at;
        state.drafts.retain(|kept| kept.draft.id != draft.id);
        state.drafts.insert(0, Kept { at, draft });
        state.say("left as a draft: it is offered when you write again");
    }
    effects.extend(close(state));
    effects
}

/// Throws away what was not saved, the draft too.
pub(crate) fn throw_away(state: &mut State) -> Vec<Effect> {
    let id = state.editor.page.as_ref().map(|page| page.draft.id);
    let mut effects: Vec<Effect> = id.map(Effect::DropDraft).into_iter().collect();
    effects.extend(close(state));
    effects
}

/// Keeps what is not saved, at once.
pub(crate) fn keep_now(state: &mut State) -> Option<Effect> {
    let at = state.at;
    state.editor.page.as_mut()?.keep(at)
}

/// What was handed over to be kept may be lost: it is handed over again.
pub(crate) fn doubt_kept(state: &mut State) {
    if let Some(page) = &mut state.editor.page {
        page.kept = None;
    }
}

/// Keeps a draft where one is due.
pub(crate) fn tick(state: &mut State) -> Vec<Effect> {
    let at = state.at;
    if let Some((mouse, _)) = state.editor.drag.filter(|(_, due)| *due <= at) {
        let area = area(state);
        drag(state, mouse, area);
    }
    let mut effects = spelling::tick(state);
    if let Some(page) = &mut state.editor.page
        && page.draft_due.is_some_and(|due| due <= at)
    {
        effects.extend(page.keep(at));
    }
    effects
}

/// A draft was kept, or was not.
pub(crate) fn kept(state: &mut State, version: u64, result: Result<(), String>) {
    let at = state.at;
    let Err(why) = result else {
        // A save that was faster has dropped it.
        if let Some(page) = state
            .editor
            .page
            .as_mut()
            .filter(|page| page.kept.is_some())
        {
            page.kept_at = Some(at);
        }
        return;
    };
    let mut told = format!("the draft was not kept: {why}");
    if let Some(page) = &mut state.editor.page {
        if page.kept == Some(version) {
            page.kept = None;
            page.draft_due = Some(at.add_ms(NEXT_DRAFT_MS));
        }
        if page.failed.is_some() {
            told = format!("not saved, nor kept as a draft: {why}. Your text is still here");
        }
    }
    state.warn(told);
}

/// The text of `version` was saved, or was not; what was typed since stays unsaved.
pub(crate) fn saved(
    state: &mut State,
    version: u64,
    id: EntryId,
    result: Result<Vec<RevId>, String>,
) -> Vec<Effect> {
    let at = state.at;
    let Some(page) = state
        .editor
        .page
        .as_mut()
        .filter(|page| page.draft.id == id)
    else {
        // The page was left meanwhile; the list shows what came of it.
        if let Err(why) = result {
            state.warn(format!("not saved: {why}"));
        }
        return reload(state);
    };
    page.saving = None;
    let heads = match result {
        Ok(heads) => heads,
        Err(why) => {
            page.leaving = false;
            page.save_again = false;
            page.failed = Some(why.clone());
            let keep = page.keep(at);
            state.warn(format!("not saved: {why}. Your text is still here"));
            return keep.into_iter().collect();
        }
    };
    page.draft.parents = heads;
    page.was_saved = true;
    page.saved_at = Some(at);
    page.failed = None;
    page.text.mark_saved(version);
    let mut effects = Vec::new();
    if page.is_dirty() {
        page.expect_draft(at);
        if page.save_again {
            effects.extend(page.save());
        }
    } else {
        page.draft_due = None;
        page.kept_at = None;
        page.handed_at = None;
        if page.kept.take().is_some() {
            effects.push(Effect::DropDraft(id));
        }
    }
    state.drafts.retain(|kept| kept.draft.id != id);
    state.notice = None;
    finish_save(state, id, effects)
}

fn finish_save(state: &mut State, id: EntryId, mut effects: Vec<Effect>) -> Vec<Effect> {
    let page = state.editor.page.as_ref();
    let leaves = page.is_some_and(|page| page.leaving && page.saving.is_none());
    effects.extend(reload(state));
    if leaves {
        state.timeline.wanted = Some(id);
        state.say("saved");
        effects.extend(close(state));
    }
    effects
}

/// Closes the page and goes back to where one came from.
fn close(state: &mut State) -> Vec<Effect> {
    complete::close(state);
    find::close(state);
    state.editor.page = None;
    spelling::closed(state);
    state.editor.marking = false;
    state.editor.drag = None;
    state.editor.taken = None;
    if state.place == Place::Editor {
        state.leave();
    }
    if state.goal == Goal::Write {
        return leave_program(state, 0);
    }
    timeline::look(state)
}
