//! Remotes and proofs of backup.

use crate::app::action::Action;
use crate::app::action::Place;
use crate::app::effect::Effect;
use crate::app::event::Mouse;
use crate::app::event::MouseKind;
use crate::app::event::Outcome;
use crate::app::event::Progress;
use crate::app::facts::Facts;
use crate::app::field::Field;
use crate::app::layout;
use crate::app::state::State;
use crate::app::state::Work;
use crate::model::amount::counted;
use crate::model::amount::thousands;
use crate::model::places::Motion;

/// Rows above the page: the head.
pub const ROWS_ABOVE: u16 = 1;
/// Cells of a label, with the blanks behind it.
const LABEL: u16 = 14;
/// Cells before what belongs to the row above.
const INDENT: u16 = 3;

/// What the page remembers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SyncPage {
    /// The URL of a remote that is being typed.
    pub adding: Option<Field>,
    /// How the last sync or proof went, remote by remote.
    pub outcomes: Vec<Outcome>,
    /// Whether those are of a proof.
    pub proved: bool,
    /// The first row that is shown.
    pub top: usize,
}

/// Answers a verb.
pub(crate) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let page = isize::try_from(shown(state)).unwrap_or(isize::MAX);
    match action {
        Action::Up => scroll(state, -1),
        Action::Down => scroll(state, 1),
        Action::PageUp => scroll(state, -page),
        Action::PageDown => scroll(state, page),
        Action::First => scroll(state, isize::MIN),
        Action::Last => scroll(state, isize::MAX),
        Action::Accept => return add(state),
        Action::Sync => return sync(state),
        Action::Prove => return prove(state),
        Action::AddRemote => state.sync.adding = Some(Field::default()),
        Action::Back if state.sync.adding.is_some() => state.sync.adding = None,
        Action::Back => return leave(state),
        _ => {}
    }
    Vec::new()
}

/// What the mouse does: the wheel scrolls.
pub(crate) fn mouse(state: &mut State, mouse: Mouse) {
    match mouse.kind {
        MouseKind::WheelUp => scroll(state, -1),
        MouseKind::WheelDown => scroll(state, 1),
        MouseKind::Press | MouseKind::Drag | MouseKind::Release => {}
    }
}

fn scroll(state: &mut State, by: isize) {
    let last = rows(state).len().saturating_sub(shown(state));
    state.sync.top = state.sync.top.min(last).saturating_add_signed(by).min(last);
}

/// Opens the page; `adding`: with the field for a remote.
pub(crate) fn open(state: &mut State, adding: bool) -> Vec<Effect> {
    state.sync.adding = adding.then(Field::default);
    state.sync.top = 0;
    state.enter(Place::Sync);
    vec![Effect::LoadFacts]
}

/// Leaves the page; what it told was seen.
fn leave(state: &mut State) -> Vec<Effect> {
    state.leave();
    let told = state.facts.as_ref().is_some_and(|facts| facts.needs_you());
    if told {
        vec![Effect::SeeNotices]
    } else {
        Vec::new()
    }
}

/// Long work came further.
pub(crate) fn progress(state: &mut State, mut progress: Progress) {
    if state.look.motion == Motion::Reduced && progress.total > 0 {
        let tenths = u128::from(progress.done) * 10 / u128::from(progress.total);
        let done = u128::from(progress.total) * tenths.min(10) / 10;
        progress.done = u64::try_from(done).unwrap_or(progress.done);
    }
    if let Some(Work::Syncing(now) | Work::Proving(now)) = &mut state.work {
        *now = progress;
    }
}

/// A sync, or a proof, came to its end.
pub(crate) fn finished(
    state: &mut State,
    proved: bool,
    result: Result<Vec<Outcome>, String>,
) -> Vec<Effect> {
    state.work = None;
    match result {
        Ok(outcomes) => {
            let bad = outcomes.iter().find(|outcome| !outcome.ok);
            if let Some(outcome) = bad {
                let why = outcome.lines.first().cloned().unwrap_or_default();
                state.warn(format!("{}: {why}", outcome.remote));
            } else if outcomes.is_empty() {
                state.warn("there is no remote yet: r adds one");
            } else {
                state.say(if proved {
                    "proved: all the same"
                } else {
                    "synced"
                });
            }
            state.sync.outcomes = outcomes;
            state.sync.proved = proved;
            // In a low window what one has waited for stands at the end.
            state.sync.top = usize::MAX;
        }
        Err(why) => state.warn(why),
    }
    crate::app::update::reload(state)
}

/// A remote was added, or was not.
pub(crate) fn added(state: &mut State, result: Result<String, String>) -> Vec<Effect> {
    match result {
        Ok(found) => state.say(found),
        Err(why) => state.warn(why),
    }
    vec![Effect::LoadFacts]
}

fn has_remotes(state: &State) -> bool {
    let facts = state.facts.as_ref();
    facts.is_some_and(|facts| !facts.remotes.is_empty())
}

fn sync(state: &mut State) -> Vec<Effect> {
    if state.work.is_some() {
        return Vec::new();
    }
    if !has_remotes(state) {
        state.warn("there is no remote yet: r adds one");
        return Vec::new();
    }
    state.work = Some(Work::Syncing(Progress::default()));
    vec![Effect::Sync]
}

fn prove(state: &mut State) -> Vec<Effect> {
    if state.work.is_some() {
        return Vec::new();
    }
    if !has_remotes(state) {
        state.warn("nothing to prove: there is no remote yet, r adds one");
        return Vec::new();
    }
    state.work = Some(Work::Proving(Progress::default()));
    vec![Effect::Prove]
}

fn add(state: &mut State) -> Vec<Effect> {
    let Some(field) = state.sync.adding.take() else {
        return Vec::new();
    };
    let url = field.text().trim().to_owned();
    if url.is_empty() {
        return Vec::new();
    }
    let taken = |name: &str| {
        let facts = state.facts.as_ref();
        facts.is_some_and(|facts| facts.remotes.iter().any(|remote| remote.name == name))
    };
    let name = if taken("origin") {
        (2..=u32::MAX)
            .map(|n| format!("remote-{n}"))
            .find(|name| !taken(name))
            .unwrap_or_default()
    } else {
        "origin".to_owned()
    };
    state.say(format!("looking at “{name}”"));
    vec![Effect::AddRemote { name, url }]
}

/// What a piece of the page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Words of ours.
    Plain,
    /// What matters less.
    Quiet,
    /// The name of a block.
    Heading,
    /// The work that runs.
    Work,
    /// What went well.
    Good,
    /// What needs somebody.
    Warning,
    /// The name that its user gave a remote.
    Name,
    /// An address.
    Address,
}

/// A piece of a row: its first column, its room in cells, what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The first column.
    pub column: u16,
    /// So many cells; what does not fit is cut.
    pub room: u16,
    /// What it says.
    pub text: String,
    /// What it is.
    pub part: Part,
}

/// How many rows there is room for: all but the head, the keys and a notice above them.
pub fn shown(state: &State) -> usize {
    let notice = state.notice.as_ref();
    let notice = notice.map_or(0, |notice| layout::notice_lines(notice, state.size.0).len());
    let rows = usize::from(state.size.1.saturating_sub(ROWS_ABOVE + 1));
    rows.saturating_sub(notice).max(1)
}

/// The rows of the page, made one by one.
struct Rows {
    /// The first column of what stands on the page.
    left: u16,
    /// Cells of the page.
    room: u16,
    /// Whether long texts get a row of their own.
    narrow: bool,
    made: Vec<Vec<Piece>>,
}

impl Rows {
    fn new(width: u16) -> Self {
        let narrow = layout::is_narrow(width);
        let left = if narrow { 1 } else { 3 };
        let made = if narrow { Vec::new() } else { vec![Vec::new()] };
        Self {
            left,
            room: width
                .saturating_sub(left + 1)
                .min(layout::TEXT_CELLS_MAX + 4),
            narrow,
            made,
        }
    }

    /// A row between two blocks, where there is room for it.
    fn gap(&mut self) {
        if !self.narrow {
            self.made.push(Vec::new());
        }
    }

    /// Begins a row.
    fn row(&mut self) {
        self.made.push(Vec::new());
    }

    /// Writes into the last row, `indent` cells from the left.
    fn put(&mut self, indent: u16, text: &str, part: Part) {
        let room = self.room.saturating_sub(indent);
        self.put_in(indent, room, text, part);
    }

    fn put_in(&mut self, indent: u16, room: u16, text: &str, part: Part) {
        let piece = Piece {
            column: self.left + indent,
            room,
            text: text.to_owned(),
            part,
        };
        if let Some(row) = self.made.last_mut() {
            row.push(piece);
        }
    }

    /// A text on rows of its own, broken between its words.
    fn paragraph(&mut self, indent: u16, text: &str, part: Part) {
        let room = self.room.saturating_sub(indent);
        for line in layout::paragraph(text, room) {
            self.row();
            self.put(indent, &line, part);
        }
    }

    /// Where the words behind a label begin.
    fn behind_label(&self) -> u16 {
        if self.narrow { INDENT } else { LABEL }
    }

    fn mark(&mut self, ok: bool) {
        let (sign, part) = if ok {
            ("✓", Part::Good)
        } else {
            ("!", Part::Warning)
        };
        self.put_in(0, 2, sign, part);
    }

    fn work(&mut self, work: &Work) {
        let (what, progress) = named(work);
        let mut text = what.to_owned();
        if !progress.what.is_empty() {
            text = format!("{text}: {}", progress.what);
        }
        if progress.total > 0 {
            let of = (thousands(progress.done), thousands(progress.total));
            text = format!("{text}, {} of {}", of.0, of.1);
        }
        self.row();
        self.put(0, &text, Part::Work);
        self.paragraph(0, "You can go on writing meanwhile.", Part::Quiet);
        self.row();
    }

    fn proofs(&mut self, state: &State, facts: &Facts) {
        let now = state.now();
        self.row();
        self.put_in(0, LABEL, "Last proof", Part::Plain);
        if let Some(proof) = facts.last_proof() {
            let (sign, part) = if proof.ok {
                ("✓", Part::Good)
            } else {
                ("!", Part::Warning)
            };
            let when = format!("{sign} {} {}", now.day(proof.at), state.clock_of(proof.at));
            self.put(LABEL, &when, part);
            self.paragraph(self.behind_label(), &proof.text, Part::Quiet);
        } else {
            self.put(LABEL, "never", Part::Plain);
            let text = "v restores the backup and compares";
            self.paragraph(self.behind_label(), text, Part::Quiet);
        }
        self.row();
        self.put_in(0, LABEL, "Last sync", Part::Plain);
        let when = facts
            .last_sync()
            .map_or("never".to_owned(), |at| at.ago(state.at));
        self.put(LABEL, &when, Part::Plain);
        if facts.unsynced > 0 {
            let text = counted(facts.unsynced, "version waits", "versions wait");
            let text = format!("{text} to be sent");
            self.paragraph(self.behind_label(), &text, Part::Quiet);
        }
    }

    fn remotes(&mut self, state: &State, facts: &Facts) {
        self.gap();
        if facts.remotes.is_empty() {
            let text = "No remote yet: this journal is on this device only. r adds one.";
            self.paragraph(0, text, Part::Plain);
            return;
        }
        if !self.narrow {
            self.row();
            self.put(0, "Remotes", Part::Heading);
        }
        for remote in &facts.remotes {
            self.row();
            self.mark(remote.notices.is_empty());
            self.put_in(INDENT, LABEL - INDENT - 1, &remote.name, Part::Name);
            let when = remote
                .last_sync
                .map_or("never synced".to_owned(), |at| at.ago(state.at));
            let cells = u16::try_from(when.chars().count()).unwrap_or(self.room);
            let begin = self.room.saturating_sub(cells);
            self.put_in(begin, cells, &when, Part::Quiet);
            let room = begin.saturating_sub(LABEL + 2);
            self.put_in(LABEL, room, &remote.url, Part::Address);
            for notice in &remote.notices {
                self.paragraph(INDENT, notice, Part::Warning);
            }
        }
    }

    fn outcomes(&mut self, page: &SyncPage) {
        if page.outcomes.is_empty() {
            return;
        }
        self.gap();
        self.row();
        let title = if page.proved {
            "This proof"
        } else {
            "This sync"
        };
        self.put(0, title, Part::Heading);
        for outcome in &page.outcomes {
            self.row();
            self.mark(outcome.ok);
            let name = if self.narrow {
                self.room - INDENT
            } else {
                LABEL - INDENT - 1
            };
            self.put_in(INDENT, name, &outcome.remote, Part::Name);
            let mut lines = outcome.lines.iter();
            // The first stands beside the name, where there is room for both.
            if !self.narrow
                && let Some(first) = lines.next()
            {
                let room = self.room.saturating_sub(LABEL);
                for (number, line) in layout::paragraph(first, room).iter().enumerate() {
                    if number > 0 {
                        self.row();
                    }
                    self.put(LABEL, line, Part::Plain);
                }
            }
            for line in lines {
                self.paragraph(self.behind_label(), line, Part::Plain);
            }
        }
    }
}

/// What the work is called, and how far it is.
pub fn named(work: &Work) -> (&'static str, &Progress) {
    match work {
        Work::Syncing(progress) => ("syncing", progress),
        Work::Proving(progress) => ("proving", progress),
    }
}

/// Every row of the page.
pub fn rows(state: &State) -> Vec<Vec<Piece>> {
    let mut rows = Rows::new(state.size.0);
    if let Some(work) = &state.work {
        rows.work(work);
    }
    if let Some(facts) = &state.facts {
        rows.proofs(state, facts);
        rows.remotes(state, facts);
        rows.outcomes(&state.sync);
    }
    rows.made
}
