//! The verbs a key can be bound to, in one table: it feeds the key map, the hints on the last row,
//! the help page and the manual.

/// A page of the program, by which the same key may mean different things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// The first start.
    Wizard,
    /// The journal is locked.
    Unlock,
    /// The list of entries.
    Timeline,
    /// One entry, rendered.
    Read,
    /// The text being written.
    Editor,
    /// The bar under the text.
    Find,
    /// The list of what could be meant, in the text.
    Complete,
    /// Search as you type.
    Search,
    /// Remotes and proofs of backup.
    Sync,
    /// Every version of an entry.
    History,
    /// Deleted entries.
    Trash,
    /// Versions that stand side by side.
    Conflict,
    /// What opens the vault, and who belongs to it.
    Keys,
    /// The journals of the vault.
    Journals,
    /// What an entry may begin with.
    Templates,
    /// The words that their writer added.
    Words,
    /// What its user prefers.
    Settings,
    /// What was written on this day in other years.
    ThisDay,
    /// Months, and the entries of a day.
    Calendar,
    /// The numbers of the journal.
    Statistics,
    /// Every command of a place, to be found by typing.
    Palette,
    /// The keys of a place.
    Help,
    /// A question.
    Confirm,
}

impl Place {
    /// Every place.
    pub const ALL: [Self; 23] = [
        Self::Wizard,
        Self::Unlock,
        Self::Timeline,
        Self::Read,
        Self::Editor,
        Self::Find,
        Self::Complete,
        Self::Search,
        Self::Sync,
        Self::History,
        Self::Trash,
        Self::Conflict,
        Self::Keys,
        Self::Journals,
        Self::Templates,
        Self::Words,
        Self::Settings,
        Self::ThisDay,
        Self::Calendar,
        Self::Statistics,
        Self::Palette,
        Self::Help,
        Self::Confirm,
    ];

    /// Whether a bare letter is text here.
    pub fn is_text(self) -> bool {
        match self {
            Self::Wizard
            | Self::Unlock
            | Self::Editor
            | Self::Find
            | Self::Complete
            | Self::Search
            | Self::Palette => true,
            Self::Timeline
            | Self::Read
            | Self::Sync
            | Self::ThisDay
            | Self::Calendar
            | Self::Statistics
            | Self::History
            | Self::Trash
            | Self::Conflict
            | Self::Keys
            | Self::Journals
            | Self::Templates
            | Self::Words
            | Self::Settings
            | Self::Help
            | Self::Confirm => false,
        }
    }

    /// As a sentence names it: "in the timeline".
    pub fn name(self) -> &'static str {
        match self {
            Self::Wizard => "first start",
            Self::Unlock => "unlock",
            Self::Timeline => "timeline",
            Self::Read => "read",
            Self::Editor => "editor",
            Self::Find => "find",
            Self::Complete => "list",
            Self::Search => "search",
            Self::Sync => "sync",
            Self::History => "history",
            Self::Trash => "trash",
            Self::Conflict => "conflict",
            Self::Keys => "keys and devices",
            Self::Journals => "journals",
            Self::Templates => "templates",
            Self::Words => "my words",
            Self::Settings => "settings",
            Self::ThisDay => "on this day",
            Self::Calendar => "calendar",
            Self::Statistics => "statistics",
            Self::Palette => "commands",
            Self::Help => "help",
            Self::Confirm => "question",
        }
    }
}

/// What a key press means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Go one row up.
    Up,
    /// Go one row down.
    Down,
    /// Go a page up.
    PageUp,
    /// Go a page down.
    PageDown,
    /// Go to the newest entry, or the first row.
    First,
    /// Go to the oldest entry, or the last row.
    Last,
    /// Go to the month after.
    LaterMonth,
    /// Go to the month before.
    EarlierMonth,
    /// Go to today.
    Today,
    /// Go to what was written a week ago.
    WeekAgo,
    /// Go to what was written a month ago.
    MonthAgo,
    /// Go to what was written a year ago.
    YearAgo,
    /// Go to an entry by chance.
    Any,
    /// Go one to the left.
    Left,
    /// Go one to the right.
    Right,
    /// Go to the year before.
    EarlierYear,
    /// Go to the year after.
    LaterYear,
    /// Show the days around a day too, or that day alone.
    WholeWeek,
    /// Show what was written on this day in other years.
    ThisDay,
    /// Show months.
    Calendar,
    /// Show the numbers of the journal.
    Statistics,
    /// Find a command by typing.
    Palette,
    /// Take the last filter out of the query.
    DropFilter,
    /// Write a new entry.
    New,
    /// Read the chosen entry.
    Read,
    /// Change the chosen entry.
    Edit,
    /// Give the chosen entry a star, or take it.
    Star,
    /// Delete the chosen entry.
    Delete,
    /// Undo what was done last.
    UndoLast,
    /// Show every version of the entry.
    History,
    /// Make an old version the newest.
    Restore,
    /// Compare with the chosen version.
    Compare,
    /// Show the deleted entries.
    Trash,
    /// Take a deletion back.
    Undelete,
    /// Show the versions that stand side by side.
    Conflict,
    /// Show what opens the vault, and who belongs to it.
    Keys,
    /// Show the journals.
    Journals,
    /// Move the entry to another journal.
    Move,
    /// Begin with a template, or put one in.
    Template,
    /// Show the words that their writer added.
    OwnWords,
    /// Show what its user prefers.
    Settings,
    /// Take the version at the left.
    TakeFirst,
    /// Take the version at the right.
    TakeSecond,
    /// Take both versions, one below the other.
    TakeBoth,
    /// Search as you type.
    Search,
    /// Exchange with the remotes.
    Sync,
    /// Show remotes and proofs.
    SyncPage,
    /// Restore the remotes and compare.
    Prove,
    /// Add a remote.
    AddRemote,
    /// Drop every key and every text.
    Lock,
    /// Show the keys of this place.
    Help,
    /// Go on, submit.
    Accept,
    /// Leave a passing state.
    Back,
    /// Go to the next field, or show what is hidden.
    Next,
    /// Show or hide what is typed.
    Show,
    /// Open by another key: the recovery key instead of the passphrase.
    OtherKey,
    /// Take words made for you as the passphrase.
    Words,
    /// Skip this step.
    Skip,
    /// Empty the field.
    Clear,
    /// Save the text.
    Save,
    /// Save the text and leave it.
    SaveAndLeave,
    /// Leave the text as a draft.
    LeaveAsDraft,
    /// Throw the changes, or the draft, away.
    ThrowAway,
    /// Take back the last change of the text.
    Undo,
    /// Do again what was taken back.
    Redo,
    /// Choose the whole text.
    SelectAll,
    /// Copy the chosen text.
    Copy,
    /// Cut the chosen text.
    Cut,
    /// Put in what was copied.
    Paste,
    /// Look for something in the text.
    Find,
    /// Look for something and put something else there.
    Replace,
    /// Go to the next place found.
    FindNext,
    /// Go to the place found before.
    FindPrevious,
    /// Go to a line.
    GoToLine,
    /// Choose by moving.
    Mark,
    /// Choose the word.
    SelectWord,
    /// Choose the sentence.
    SelectSentence,
    /// Choose the line.
    SelectLine,
    /// Choose the paragraph.
    SelectParagraph,
    /// Go a word to the left.
    WordLeft,
    /// Go a word to the right.
    WordRight,
    /// Go to the start of the row.
    RowStart,
    /// Go to the end of the row.
    RowEnd,
    /// Delete the word to the left.
    DeleteWordLeft,
    /// Delete the word to the right.
    DeleteWordRight,
    /// Go to the next sentence.
    SentenceOn,
    /// Go to the start of the sentence.
    SentenceBack,
    /// Go to the next paragraph.
    ParagraphOn,
    /// Go to the paragraph before.
    ParagraphBack,
    /// Go to the first letter of the line.
    LineStart,
    /// Go to the end of the line.
    LineEnd,
    /// Go to the other bracket.
    Bracket,
    /// Move the line up.
    LineUp,
    /// Move the line down.
    LineDown,
    /// Move the paragraph up.
    ParagraphUp,
    /// Move the paragraph down.
    ParagraphDown,
    /// Delete the line.
    DeleteLine,
    /// Double the line.
    Duplicate,
    /// Join lines.
    Join,
    /// Write in large letters.
    Upper,
    /// Write in small letters.
    Lower,
    /// Write the first letters large.
    Title,
    /// Swap small and large letters.
    Toggle,
    /// Indent, or go to the next place to fill in.
    Indent,
    /// Indent less.
    Dedent,
    /// Tick the task, or make one.
    Task,
    /// Align the table.
    Table,
    /// Put in the date.
    Date,
    /// Put in the time.
    Time,
    /// Link to another entry.
    Link,
    /// Typographic signs, or not.
    Typography,
    /// Go to the text as it was before.
    Earlier,
    /// Go to the text as it was after.
    Later,
    /// Look at what could be meant by a word.
    Spelling,
    /// Show nothing but the paragraph.
    Focus,
    /// Set a goal in words.
    Goal,
    /// Replace everything found.
    ReplaceAll,
    /// Read what is typed as a regular expression, or not.
    Expression,
    /// Put the program aside.
    Suspend,
    /// Leave the program.
    Quit,
}

/// One row of the table.
#[derive(Debug)]
pub struct Row {
    /// What it does.
    pub action: Action,
    /// The name that configuration calls it by.
    pub name: &'static str,
    /// Default keys, spelled as [`crate::app::key::parse_keys`] reads them; each is one binding, but
    /// for those that `<then>` joins: `g<then>e` is g and then e.
    pub keys: &'static str,
    /// The word on the last row; empty where it is only in the help.
    pub hint: &'static str,
    /// The line in the help.
    pub help: &'static str,
    /// Where it can be used.
    pub places: &'static [Place],
}

const LISTS: &[Place] = &[
    Place::Timeline,
    Place::Read,
    Place::ThisDay,
    Place::Statistics,
    Place::Sync,
    Place::Help,
    Place::History,
    Place::Trash,
    Place::Conflict,
    Place::Keys,
    Place::Journals,
    Place::Templates,
    Place::Words,
    Place::Settings,
];
const PAGES: &[Place] = &[
    Place::Timeline,
    Place::Read,
    Place::Sync,
    Place::ThisDay,
    Place::Calendar,
    Place::Statistics,
    Place::History,
    Place::Trash,
    Place::Conflict,
    Place::Keys,
    Place::Journals,
    Place::Templates,
    Place::Words,
    Place::Settings,
];
const DAYS: &[Place] = &[Place::ThisDay, Place::Calendar];
const HOME: &[Place] = &[Place::Timeline];
const ENTRY: &[Place] = &[Place::Timeline, Place::Read];

/// Every verb. The order is the order of hints and help: most used first.
pub const ACTIONS: &[Row] = &[
    row(Action::New, "new", "n", "new", "write a new entry", HOME),
    row(
        Action::Read,
        "read",
        "<enter>",
        "read",
        "read the entry",
        &[Place::Timeline, Place::Trash],
    ),
    row(
        Action::Restore,
        "restore",
        "r",
        "restore",
        "make this version the newest",
        &[Place::History],
    ),
    row(
        Action::Compare,
        "compare",
        "c",
        "compare",
        "compare the others with this version",
        &[Place::History],
    ),
    row(
        Action::Undelete,
        "undelete",
        "u",
        "bring back",
        "take the deletion back",
        &[Place::Trash],
    ),
    row(
        Action::TakeFirst,
        "take-first",
        "1",
        "this one",
        "take the version at the left",
        &[Place::Conflict],
    ),
    row(
        Action::TakeSecond,
        "take-second",
        "2",
        "that one",
        "take the version at the right",
        &[Place::Conflict],
    ),
    row(
        Action::TakeBoth,
        "take-both",
        "b",
        "both",
        "take both, one below the other",
        &[Place::Conflict],
    ),
    row(
        Action::Edit,
        "by-hand",
        "e",
        "by hand",
        "write both together by hand",
        &[Place::Conflict],
    ),
    row(
        Action::Next,
        "other-version",
        "<tab>",
        "",
        "another version at the right, where there are more than two",
        &[Place::Conflict],
    ),
    row(
        Action::Accept,
        "answer",
        "<enter>",
        "",
        "go on",
        &[Place::Confirm],
    ),
    row(
        Action::Accept,
        "next-step",
        "<enter>",
        "next",
        "the next step",
        &[Place::Wizard],
    ),
    row(
        Action::Accept,
        "unlock",
        "<enter>",
        "unlock",
        "open the journal",
        &[Place::Unlock],
    ),
    row(
        Action::Accept,
        "open",
        "<enter>",
        "read",
        "read the entry",
        &[Place::Search],
    ),
    row(
        Action::Accept,
        "add-it",
        "<enter>",
        "",
        "add the remote that was typed",
        &[Place::Sync],
    ),
    row(
        Action::SaveAndLeave,
        "done",
        "<esc>",
        "done",
        "save and leave",
        &[Place::Editor],
    ),
    row(
        Action::Save,
        "save",
        "<ctrl+s>",
        "save",
        "save",
        &[Place::Editor],
    ),
    row(
        Action::Undo,
        "undo",
        "<ctrl+z>",
        "undo",
        "undo",
        &[Place::Editor],
    ),
    row(
        Action::Redo,
        "redo",
        "<ctrl+y>",
        "redo",
        "do it again",
        &[Place::Editor],
    ),
    row(
        Action::LeaveAsDraft,
        "leave",
        "<ctrl+q>",
        "leave",
        "leave; what is not saved stays a draft",
        &[Place::Editor],
    ),
    row(
        Action::SelectAll,
        "select-all",
        "<ctrl+a>",
        "",
        "choose all",
        &[Place::Editor],
    ),
    row(
        Action::Copy,
        "copy",
        "<ctrl+c>",
        "",
        "copy",
        &[Place::Editor],
    ),
    row(Action::Cut, "cut", "<ctrl+x>", "", "cut", &[Place::Editor]),
    row(
        Action::Paste,
        "paste",
        "<ctrl+v>",
        "",
        "put in what was copied here",
        &[Place::Editor],
    ),
    row(
        Action::Find,
        "find",
        "<ctrl+f>",
        "find",
        "find in the text",
        &[Place::Editor],
    ),
    row(
        Action::Replace,
        "replace",
        "<ctrl+r>",
        "",
        "find and replace",
        &[Place::Editor],
    ),
    row(
        Action::FindNext,
        "find-next",
        "<f3>",
        "",
        "the next place found",
        &[Place::Editor],
    ),
    row(
        Action::FindPrevious,
        "find-previous",
        "<f2>",
        "",
        "the place found before",
        &[Place::Editor],
    ),
    row(
        Action::GoToLine,
        "go-to-line",
        "<ctrl+g>",
        "",
        "go to a line by its number",
        &[Place::Editor],
    ),
    row(
        Action::Mark,
        "mark",
        "<ctrl+b>",
        "",
        "choose from here by moving; again: no more",
        &[Place::Editor],
    ),
    row(
        Action::SelectWord,
        "select-word",
        "<alt+w>",
        "",
        "choose the word",
        &[Place::Editor],
    ),
    row(
        Action::SelectSentence,
        "select-sentence",
        "<alt+s>",
        "",
        "choose the sentence",
        &[Place::Editor],
    ),
    row(
        Action::SelectLine,
        "select-line",
        "<alt+x>",
        "",
        "choose the line",
        &[Place::Editor],
    ),
    row(
        Action::SelectParagraph,
        "select-paragraph",
        "<alt+p>",
        "",
        "choose the paragraph",
        &[Place::Editor],
    ),
    row(
        Action::Left,
        "caret-left",
        "<left>",
        "",
        "a letter to the left; with Shift every move chooses",
        &[Place::Editor],
    ),
    row(
        Action::Right,
        "caret-right",
        "<right>",
        "",
        "a letter to the right",
        &[Place::Editor],
    ),
    row(
        Action::Up,
        "caret-up",
        "<up>",
        "",
        "the row above",
        &[Place::Editor],
    ),
    row(
        Action::Down,
        "caret-down",
        "<down>",
        "",
        "the row below",
        &[Place::Editor],
    ),
    row(
        Action::WordLeft,
        "word-left",
        "<ctrl+left><alt+left>",
        "",
        "a word to the left",
        &[Place::Editor],
    ),
    row(
        Action::WordRight,
        "word-right",
        "<ctrl+right><alt+right>",
        "",
        "a word to the right",
        &[Place::Editor],
    ),
    row(
        Action::RowStart,
        "row-start",
        "<home>",
        "",
        "the start of the row",
        &[Place::Editor],
    ),
    row(
        Action::RowEnd,
        "row-end",
        "<end>",
        "",
        "the end of the row",
        &[Place::Editor],
    ),
    row(
        Action::First,
        "text-start",
        "<ctrl+home>",
        "",
        "the start of the text",
        &[Place::Editor],
    ),
    row(
        Action::Last,
        "text-end",
        "<ctrl+end>",
        "",
        "the end of the text",
        &[Place::Editor],
    ),
    row(
        Action::PageUp,
        "text-page-up",
        "<pageup><ctrl+pageup>",
        "",
        "a page up",
        &[Place::Editor],
    ),
    row(
        Action::PageDown,
        "text-page-down",
        "<pagedown><ctrl+pagedown>",
        "",
        "a page down",
        &[Place::Editor],
    ),
    row(
        Action::DeleteWordLeft,
        "delete-word-left",
        "<ctrl+w>",
        "",
        "delete the word to the left",
        &[Place::Editor],
    ),
    row(
        Action::DeleteWordRight,
        "delete-word-right",
        "<ctrl+delete><alt+delete>",
        "",
        "delete the word to the right",
        &[Place::Editor],
    ),
    row(
        Action::SentenceOn,
        "sentence-on",
        "<alt+e>",
        "",
        "the next sentence",
        &[Place::Editor],
    ),
    row(
        Action::SentenceBack,
        "sentence-back",
        "<alt+a>",
        "",
        "the start of the sentence",
        &[Place::Editor],
    ),
    row(
        Action::ParagraphOn,
        "paragraph-on",
        "<ctrl+down>",
        "",
        "the next paragraph",
        &[Place::Editor],
    ),
    row(
        Action::ParagraphBack,
        "paragraph-back",
        "<ctrl+up>",
        "",
        "the paragraph before",
        &[Place::Editor],
    ),
    row(
        Action::LineStart,
        "line-start",
        "<alt+home>",
        "",
        "the first letter of the line",
        &[Place::Editor],
    ),
    row(
        Action::LineEnd,
        "line-end",
        "<alt+end>",
        "",
        "the end of the line",
        &[Place::Editor],
    ),
    row(
        Action::Bracket,
        "bracket",
        "<alt+m>",
        "",
        "the other bracket",
        &[Place::Editor],
    ),
    row(
        Action::LineUp,
        "line-up",
        "<alt+up>",
        "",
        "move the line up",
        &[Place::Editor],
    ),
    row(
        Action::LineDown,
        "line-down",
        "<alt+down>",
        "",
        "move the line down",
        &[Place::Editor],
    ),
    row(
        Action::ParagraphUp,
        "paragraph-up",
        "<alt+pageup>",
        "",
        "move the paragraph up",
        &[Place::Editor],
    ),
    row(
        Action::ParagraphDown,
        "paragraph-down",
        "<alt+pagedown>",
        "",
        "move the paragraph down",
        &[Place::Editor],
    ),
    row(
        Action::DeleteLine,
        "delete-line",
        "<ctrl+k>",
        "",
        "delete the line",
        &[Place::Editor],
    ),
    row(
        Action::Duplicate,
        "duplicate",
        "<ctrl+d>",
        "",
        "double the line",
        &[Place::Editor],
    ),
    row(
        Action::Join,
        "join",
        "<alt+j>",
        "",
        "join the line with the next",
        &[Place::Editor],
    ),
    row(
        Action::Upper,
        "upper-case",
        "<alt+u>",
        "",
        "LARGE LETTERS",
        &[Place::Editor],
    ),
    row(
        Action::Lower,
        "lower-case",
        "<alt+l>",
        "",
        "small letters",
        &[Place::Editor],
    ),
    row(
        Action::Title,
        "title-case",
        "<alt+t>",
        "",
        "The First Letters Large",
        &[Place::Editor],
    ),
    row(
        Action::Toggle,
        "toggle-case",
        "<alt+c>",
        "",
        "sWAP sMALL aND lARGE",
        &[Place::Editor],
    ),
    row(
        Action::Indent,
        "indent",
        "<tab>",
        "",
        "indent an item; the next place to fill in",
        &[Place::Editor],
    ),
    row(
        Action::Dedent,
        "dedent",
        "<shift+tab>",
        "",
        "indent less",
        &[Place::Editor],
    ),
    row(
        Action::Task,
        "task",
        "<ctrl+t>",
        "",
        "tick the task, or make one",
        &[Place::Editor],
    ),
    row(
        Action::Table,
        "table",
        "<f6>",
        "",
        "align the table",
        &[Place::Editor],
    ),
    row(
        Action::Date,
        "date",
        "<alt+d>",
        "",
        "put in today's date",
        &[Place::Editor],
    ),
    row(
        Action::Time,
        "time",
        "<alt+h>",
        "",
        "put in the time",
        &[Place::Editor],
    ),
    row(
        Action::Link,
        "link",
        "<alt+k>",
        "",
        "link to another entry",
        &[Place::Editor],
    ),
    row(
        Action::Typography,
        "typography",
        "<f8>",
        "",
        "typographic quotes and dashes, or not",
        &[Place::Editor],
    ),
    row(
        Action::Spelling,
        "spelling",
        "<f7>",
        "",
        "what the underlined word could be; add it to my words",
        &[Place::Editor],
    ),
    row(
        Action::OwnWords,
        "my-words",
        "<alt+o>",
        "",
        "the words that I added, to look through",
        &[Place::Editor],
    ),
    row(
        Action::Template,
        "template",
        "<alt+n>",
        "",
        "put in a template",
        &[Place::Editor],
    ),
    row(
        Action::Earlier,
        "earlier-text",
        "<alt+z>",
        "",
        "the text as it was before, in any branch",
        &[Place::Editor],
    ),
    row(
        Action::Later,
        "later-text",
        "<alt+y>",
        "",
        "the text as it was after",
        &[Place::Editor],
    ),
    row(
        Action::Focus,
        "focus",
        "<f9>",
        "focus",
        "nothing but the paragraph, or all",
        &[Place::Editor],
    ),
    row(
        Action::Goal,
        "goal",
        "<f12>",
        "",
        "a goal in words",
        &[Place::Editor],
    ),
    row(
        Action::Accept,
        "find-go-on",
        "<enter>",
        "next",
        "the next place; replace it; go there",
        &[Place::Find],
    ),
    row(
        Action::FindPrevious,
        "hit-before",
        "<up><f2>",
        "before",
        "the place before",
        &[Place::Find],
    ),
    row(
        Action::FindNext,
        "hit-behind",
        "<down><f3>",
        "",
        "the next place",
        &[Place::Find],
    ),
    row(
        Action::Next,
        "other-field",
        "<tab>",
        "replace",
        "what to put there",
        &[Place::Find],
    ),
    row(
        Action::ReplaceAll,
        "replace-all",
        "<alt+a>",
        "all",
        "replace everything found",
        &[Place::Find],
    ),
    row(
        Action::Expression,
        "expression",
        "<alt+r>",
        "regex",
        "read it as a regular expression, or not",
        &[Place::Find],
    ),
    row(
        Action::Back,
        "close-bar",
        "<esc><ctrl+q>",
        "close",
        "back to the text",
        &[Place::Find],
    ),
    row(
        Action::Next,
        "take",
        "<tab>",
        "take",
        "take what is offered",
        &[Place::Complete],
    ),
    row(
        Action::Accept,
        "take-chosen",
        "<enter>",
        "",
        "take what is chosen",
        &[Place::Complete],
    ),
    row(
        Action::Down,
        "offer-down",
        "<down>",
        "choose",
        "the offer below",
        &[Place::Complete],
    ),
    row(
        Action::Up,
        "offer-up",
        "<up>",
        "",
        "the offer above",
        &[Place::Complete],
    ),
    row(
        Action::Back,
        "close-list",
        "<esc>",
        "close",
        "close the list",
        &[Place::Complete],
    ),
    row(
        Action::Sync,
        "sync",
        "s",
        "sync",
        "sync with the remotes",
        &[Place::Sync],
    ),
    row(
        Action::Prove,
        "prove",
        "v",
        "prove",
        "restore the backup and compare",
        &[Place::Sync],
    ),
    row(
        Action::AddRemote,
        "add-remote",
        "r",
        "remote",
        "add a remote",
        &[Place::Sync],
    ),
    row(
        Action::Back,
        "back",
        "<esc>q",
        "back",
        "go back",
        &[
            Place::Read,
            Place::Sync,
            Place::History,
            Place::Trash,
            Place::Conflict,
            Place::Keys,
            Place::Journals,
            Place::Templates,
            Place::Words,
            Place::Settings,
            Place::ThisDay,
            Place::Calendar,
            Place::Statistics,
        ],
    ),
    row(Action::Edit, "edit", "e", "edit", "change the entry", ENTRY),
    row(
        Action::Search,
        "search",
        "/",
        "search",
        "search as you type",
        ENTRY,
    ),
    row(
        Action::Delete,
        "delete",
        "d",
        "delete",
        "delete the entry",
        ENTRY,
    ),
    row(
        Action::UndoLast,
        "undo-last",
        "zu",
        "",
        "undo the deletion",
        ENTRY,
    ),
    row(
        Action::Star,
        "star",
        "*",
        "star",
        "give a star, or take it",
        ENTRY,
    ),
    row(
        Action::History,
        "history",
        "H",
        "",
        "every version of the entry",
        &[Place::Timeline, Place::Read, Place::Trash, Place::Conflict],
    ),
    row(
        Action::Conflict,
        "conflict",
        "!",
        "",
        "versions that stand side by side",
        ENTRY,
    ),
    row(
        Action::Template,
        "new-from-template",
        "N",
        "",
        "write a new entry that begins with a template",
        HOME,
    ),
    row(
        Action::OwnWords,
        "own-words",
        "W",
        "",
        "the words that I added to the dictionary",
        HOME,
    ),
    row(
        Action::Journals,
        "journals",
        "J",
        "",
        "the journals, and which one is listed",
        HOME,
    ),
    row(
        Action::Move,
        "move",
        "m",
        "",
        "move the entry to another journal",
        ENTRY,
    ),
    row(Action::Keys, "keys", "K", "", "keys and devices", HOME),
    row(Action::Settings, "settings", ",", "", "settings", HOME),
    row(
        Action::Accept,
        "choose-journal",
        "<enter>",
        "choose",
        "list this journal, or move the entry there",
        &[Place::Journals],
    ),
    row(
        Action::New,
        "new-journal",
        "n",
        "new",
        "a journal of a new name",
        &[Place::Journals],
    ),
    row(
        Action::Accept,
        "use-template",
        "<enter>",
        "take",
        "begin with this template, or put it in",
        &[Place::Templates],
    ),
    row(
        Action::New,
        "add-word",
        "n",
        "add",
        "add a word",
        &[Place::Words],
    ),
    row(
        Action::Delete,
        "forget-word",
        "d",
        "remove",
        "take the word out",
        &[Place::Words],
    ),
    row(
        Action::UndoLast,
        "word-back",
        "zu",
        "undo",
        "put back the word that was taken out last",
        &[Place::Words],
    ),
    row(
        Action::Accept,
        "take-word",
        "<enter>",
        "",
        "add the word that was typed",
        &[Place::Words],
    ),
    row(
        Action::Accept,
        "change-setting",
        "<enter>",
        "change",
        "change the setting",
        &[Place::Settings],
    ),
    row(Action::Trash, "trash", "T", "", "deleted entries", HOME),
    row(
        Action::SyncPage,
        "sync-page",
        "s",
        "sync",
        "sync, proof of backup, remotes",
        HOME,
    ),
    row(
        Action::AddRemote,
        "first-remote",
        "r",
        "",
        "add a remote as a backup",
        HOME,
    ),
    row(
        Action::Accept,
        "read-it",
        "<enter>",
        "read",
        "read the entry",
        DAYS,
    ),
    row(
        Action::Right,
        "day-after",
        "<right>l",
        "",
        "the day after",
        DAYS,
    ),
    row(
        Action::Left,
        "day-before",
        "<left>h",
        "other day",
        "the day before",
        DAYS,
    ),
    row(
        Action::Up,
        "week-before",
        "<up>k",
        "",
        "the week before",
        &[Place::Calendar],
    ),
    row(
        Action::Down,
        "week-after",
        "<down>j",
        "",
        "the week after",
        &[Place::Calendar],
    ),
    row(
        Action::EarlierMonth,
        "month-before",
        "[<pageup>",
        "month",
        "the month before",
        &[Place::Calendar],
    ),
    row(
        Action::LaterMonth,
        "month-after",
        "]<pagedown>",
        "",
        "the month after",
        &[Place::Calendar],
    ),
    row(
        Action::EarlierMonth,
        "before-with-entries",
        "[",
        "",
        "the day before that has entries",
        &[Place::ThisDay],
    ),
    row(
        Action::LaterMonth,
        "after-with-entries",
        "]",
        "",
        "the day after that has entries",
        &[Place::ThisDay],
    ),
    row(
        Action::Next,
        "next-of-day",
        "<tab>",
        "entry",
        "the next entry of the day",
        &[Place::Calendar],
    ),
    row(
        Action::EarlierYear,
        "year-before",
        "{",
        "year",
        "the year before",
        &[Place::Calendar],
    ),
    row(
        Action::LaterYear,
        "year-after",
        "}",
        "",
        "the year after",
        &[Place::Calendar],
    ),
    row(
        Action::Left,
        "earlier-year",
        "<left>h",
        "year",
        "the year before",
        &[Place::Statistics],
    ),
    row(
        Action::Right,
        "later-year",
        "<right>l",
        "",
        "the year after",
        &[Place::Statistics],
    ),
    row(
        Action::WholeWeek,
        "whole-week",
        "w",
        "week",
        "the days around it too",
        &[Place::ThisDay],
    ),
    row(Action::Today, "today", "t", "today", "today", DAYS),
    row(
        Action::Accept,
        "run",
        "<enter>",
        "run",
        "run the command",
        &[Place::Palette],
    ),
    row(
        Action::Up,
        "command-up",
        "<up>",
        "",
        "the command above",
        &[Place::Palette],
    ),
    row(
        Action::Down,
        "command-down",
        "<down>",
        "choose",
        "the command below",
        &[Place::Palette],
    ),
    row(
        Action::PageUp,
        "commands-up",
        "<pageup>",
        "",
        "a page up",
        &[Place::Palette],
    ),
    row(
        Action::PageDown,
        "commands-down",
        "<pagedown>",
        "",
        "a page down",
        &[Place::Palette],
    ),
    row(
        Action::Back,
        "close-commands",
        "<esc>",
        "close",
        "close the commands",
        &[Place::Palette],
    ),
    row(
        Action::ThisDay,
        "on-this-day",
        "og<then>o",
        "on this day",
        "what was written on this day in other years",
        HOME,
    ),
    row(
        Action::Calendar,
        "calendar",
        "cg<then>d",
        "calendar",
        "months, and the entries of a day",
        HOME,
    ),
    row(
        Action::Statistics,
        "statistics",
        "Sg<then>s",
        "numbers",
        "the numbers of the journal",
        HOME,
    ),
    row(Action::Up, "up", "<up>k", "", "the entry above", LISTS),
    row(
        Action::Down,
        "down",
        "<down>j",
        "",
        "the entry below",
        LISTS,
    ),
    row(
        Action::Up,
        "hit-up",
        "<up>",
        "",
        "the hit above",
        &[Place::Search],
    ),
    row(
        Action::Down,
        "hit-down",
        "<down>",
        "choose",
        "the hit below",
        &[Place::Search],
    ),
    row(
        Action::PageUp,
        "page-up",
        "<pageup><ctrl+b>",
        "",
        "a page up",
        LISTS,
    ),
    row(
        Action::PageDown,
        "page-down",
        "<pagedown><space>",
        "",
        "a page down",
        LISTS,
    ),
    row(
        Action::PageUp,
        "hits-up",
        "<pageup>",
        "",
        "a page up",
        &[Place::Search],
    ),
    row(
        Action::PageDown,
        "hits-down",
        "<pagedown>",
        "",
        "a page down",
        &[Place::Search],
    ),
    row(
        Action::First,
        "first",
        "<home>g<then>g",
        "",
        "the newest, the start",
        LISTS,
    ),
    row(
        Action::Last,
        "last",
        "<end>Gg<then>e",
        "",
        "the oldest, the end",
        LISTS,
    ),
    row(
        Action::EarlierMonth,
        "earlier-month",
        "[",
        "",
        "the month before",
        HOME,
    ),
    row(
        Action::LaterMonth,
        "later-month",
        "]",
        "",
        "the month after",
        HOME,
    ),
    row(Action::Today, "go-today", "g<then>t", "", "today", HOME),
    row(
        Action::WeekAgo,
        "go-week-ago",
        "g<then>w",
        "",
        "a week ago",
        HOME,
    ),
    row(
        Action::MonthAgo,
        "go-month-ago",
        "g<then>m",
        "",
        "a month ago",
        HOME,
    ),
    row(
        Action::YearAgo,
        "go-year-ago",
        "g<then>a",
        "",
        "a year ago",
        HOME,
    ),
    row(
        Action::Any,
        "go-any",
        "g<then>r",
        "",
        "an entry by chance",
        HOME,
    ),
    row(
        Action::LaterMonth,
        "read-newer",
        "p<left>",
        "",
        "the next newer entry",
        &[Place::Read],
    ),
    row(
        Action::EarlierMonth,
        "read-older",
        "n<right>",
        "older",
        "the next older entry",
        &[Place::Read],
    ),
    row(
        Action::Words,
        "words",
        "<ctrl+g>",
        "make one",
        "take words made for you",
        &[Place::Wizard],
    ),
    row(
        Action::Show,
        "show",
        "<f5>",
        "show",
        "show what is typed",
        &[Place::Wizard],
    ),
    row(
        Action::Skip,
        "skip",
        "<f4>",
        "skip",
        "skip this step",
        &[Place::Wizard],
    ),
    row(
        Action::Next,
        "next-field",
        "<tab>",
        "field",
        "the other field",
        &[Place::Wizard],
    ),
    row(
        Action::Back,
        "step-back",
        "<esc>",
        "back",
        "the step before",
        &[Place::Wizard],
    ),
    row(
        Action::Show,
        "reveal",
        "<tab>",
        "show",
        "show what is typed",
        &[Place::Unlock],
    ),
    row(
        Action::OtherKey,
        "other-key",
        "<f2>",
        "recovery key",
        "open with the recovery key",
        &[Place::Unlock],
    ),
    row(
        Action::Back,
        "clear-or-back",
        "<esc>",
        "close",
        "close the search",
        &[Place::Search],
    ),
    row(
        Action::DropFilter,
        "drop-filter",
        "<ctrl+x>",
        "drop filter",
        "take the last filter away",
        &[Place::Search],
    ),
    row(
        Action::Clear,
        "clear",
        "<ctrl+u>",
        "clear",
        "empty the field",
        &[Place::Search],
    ),
    row(
        Action::Back,
        "later",
        "<esc>",
        "",
        "not now",
        &[Place::Confirm],
    ),
    row(
        Action::Save,
        "save-and-leave",
        "s",
        "",
        "save and leave",
        &[Place::Confirm],
    ),
    row(
        Action::LeaveAsDraft,
        "leave-as-draft",
        "d",
        "",
        "leave it as a draft",
        &[Place::Confirm],
    ),
    row(
        Action::ThrowAway,
        "throw-away",
        "x",
        "",
        "throw it away",
        &[Place::Confirm],
    ),
    row(
        Action::Back,
        "close-help",
        "<esc>q?<f1>",
        "close",
        "close the help",
        &[Place::Help],
    ),
    row(Action::Lock, "lock", "L", "lock", "lock at once", PAGES),
    row(
        Action::Lock,
        "lock-in-text",
        "<ctrl+l>",
        "",
        "lock at once",
        &[
            Place::Editor,
            Place::Find,
            Place::Complete,
            Place::Search,
            Place::Palette,
        ],
    ),
    row(
        Action::Palette,
        "commands",
        ":",
        "commands",
        "find a command by typing",
        PAGES,
    ),
    row(
        Action::Palette,
        "commands-in-text",
        "<ctrl+p><f5>",
        "",
        "find a command by typing",
        &[Place::Timeline, Place::Read, Place::Editor, Place::Search],
    ),
    row(
        Action::Suspend,
        "suspend",
        "<ctrl+z>",
        "",
        "put the program aside",
        &[
            Place::Timeline,
            Place::Read,
            Place::Sync,
            Place::Search,
            Place::Unlock,
            Place::History,
            Place::Trash,
            Place::Conflict,
            Place::Keys,
            Place::Journals,
            Place::Templates,
            Place::Words,
            Place::Settings,
            Place::ThisDay,
            Place::Calendar,
            Place::Statistics,
        ],
    ),
    row(Action::Help, "help", "?", "help", "this page", PAGES),
    row(
        Action::Help,
        "help-in-text",
        "<f1>",
        "help",
        "this page",
        &[
            Place::Timeline,
            Place::Read,
            Place::Sync,
            Place::Editor,
            Place::Find,
            Place::Search,
            Place::Unlock,
            Place::Wizard,
            Place::Confirm,
            Place::History,
            Place::Trash,
            Place::Conflict,
            Place::Keys,
            Place::Journals,
            Place::Templates,
            Place::Words,
            Place::Settings,
            Place::Palette,
            Place::ThisDay,
            Place::Calendar,
            Place::Statistics,
        ],
    ),
    row(
        Action::Quit,
        "quit",
        "q<ctrl+q><ctrl+c>",
        "quit",
        "leave the program",
        HOME,
    ),
    row(
        Action::Quit,
        "quit-anywhere",
        "<ctrl+c><ctrl+q>",
        "quit",
        "leave the program",
        &[
            Place::Wizard,
            Place::Unlock,
            Place::Read,
            Place::Search,
            Place::Sync,
            Place::Help,
            Place::History,
            Place::Trash,
            Place::Conflict,
            Place::Keys,
            Place::Journals,
            Place::Templates,
            Place::Words,
            Place::Settings,
            Place::Palette,
            Place::ThisDay,
            Place::Calendar,
            Place::Statistics,
        ],
    ),
];

const fn row(
    action: Action,
    name: &'static str,
    keys: &'static str,
    hint: &'static str,
    help: &'static str,
    places: &'static [Place],
) -> Row {
    Row {
        action,
        name,
        keys,
        hint,
        help,
        places,
    }
}

/// The rows that count in `place`, in the order of the table.
pub fn of(place: Place) -> impl Iterator<Item = &'static Row> {
    ACTIONS
        .iter()
        .filter(move |row| row.places.contains(&place))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::app::keymap::Sequence;
    use crate::app::keymap::bindings_of;
    use crate::app::keymap::spelled;

    #[test]
    fn every_default_key_is_one_and_means_one_thing_in_its_place() {
        for place in Place::ALL {
            let mut seen = Vec::new();
            for row in of(place) {
                let keys = bindings_of(row.keys);
                assert!(!keys.is_empty(), "{}", row.name);
                for key in keys {
                    let begins = seen.iter().find(|other: &&Sequence| {
                        key.starts_with(other.as_slice()) || other.starts_with(&key)
                    });
                    assert_eq!(begins, None, "{} in {}", spelled(&key), place.name());
                    assert!(
                        key.iter().all(|key| key.doubt().is_none()),
                        "{}",
                        spelled(&key)
                    );
                    seen.push(key);
                }
            }
        }
    }

    #[test]
    fn names_are_unique() {
        let names: HashSet<_> = ACTIONS.iter().map(|row| row.name).collect();
        assert_eq!(names.len(), ACTIONS.len());
    }

    #[test]
    fn where_text_is_typed_no_bare_letter_is_a_verb() {
        for place in Place::ALL.into_iter().filter(|place| place.is_text()) {
            for row in of(place) {
                for key in bindings_of(row.keys) {
                    assert_eq!(key[0].typed(), None, "{} in {}", row.name, place.name());
                }
            }
        }
    }
}
