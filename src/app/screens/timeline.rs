//! The list of entries, newest first, under the names of their months.

use std::sync::Arc;

use crate::app::action::Action;
use crate::app::action::Place;
use crate::app::choice;
use crate::app::effect::Effect;
use crate::app::event::Mouse;
use crate::app::event::MouseKind;
use crate::app::layout;
use crate::app::layout::Panes;
use crate::app::screens::calendar;
use crate::app::screens::confirm;
use crate::app::screens::conflict;
use crate::app::screens::editor;
use crate::app::screens::history;
use crate::app::screens::journals;
use crate::app::screens::keys;
use crate::app::screens::read;
use crate::app::screens::search;
use crate::app::screens::settings;
use crate::app::screens::statistics;
use crate::app::screens::sync;
use crate::app::screens::templates;
use crate::app::screens::this_day;
use crate::app::screens::trash;
use crate::app::screens::words;
use crate::app::state::State;
use crate::app::state::Undo;
use crate::model::entry::Entry;
use crate::model::entry::Summary;
use crate::model::id::EntryId;
use crate::model::places::Motion;
use crate::model::time::Day;
use crate::model::time::DayStart;
use crate::model::time::Zone;

/// Characters of a title in a notice.
const LABEL_CHARS_MAX: usize = 24;
/// The most days that the day of an entry can be away from that of its instant in UTC: 26 hours of
/// zones and a day that begins late.
const ZONES_DAYS: i64 = 3;
/// Rows that the wheel scrolls by.
const WHEEL_ROWS: isize = 3;

/// What the list remembers. Rows are shared with the worker's answer: a state can be cloned without
/// copying them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline {
    /// The entries, newest first.
    pub rows: Arc<Vec<Summary>>,
    /// Whether these are all.
    pub complete: bool,
    /// Whether the journal was read at all.
    pub loaded: bool,
    /// Why it could not be.
    pub wrong: Option<String>,
    /// The first entry of each month: where its name stands.
    pub months: Arc<Vec<Month>>,
    /// The chosen entry, counted from the newest.
    pub chosen: usize,
    /// The line at the top of the pane; names of months are lines too.
    pub top: usize,
    /// The chosen entry, once it was read.
    pub preview: Option<Box<Entry>>,
    /// The entry to choose as soon as the list has it.
    pub wanted: Option<EntryId>,
    /// How many cells its user gave the list; none: as many as usual.
    pub list_cells: Option<u16>,
    /// Whether the rule before the preview is being dragged.
    pub drags: bool,
    /// The wish whose rows are awaited.
    pub asked_rows: u64,
    /// The wish whose entry is awaited.
    pub asked_entry: u64,
    /// The entry that is to be edited as soon as its text is here.
    pub edit_when_here: Option<EntryId>,
}

/// A month in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month {
    /// Its newest entry.
    pub first: usize,
    /// Its first day.
    pub day: Day,
}

/// A line of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// The name of a month.
    Month(Day),
    /// An entry.
    Entry(usize),
}

impl Timeline {
    /// The chosen entry's row.
    pub fn row(&self) -> Option<&Summary> {
        self.rows.get(self.chosen)
    }

    /// How many lines the list has.
    pub fn lines(&self) -> usize {
        self.rows.len() + self.months.len()
    }

    /// The line of an entry.
    pub fn line_of(&self, entry: usize) -> usize {
        entry + self.months.partition_point(|month| month.first <= entry)
    }

    /// What stands on a line: two searches in the months, whatever the number of entries.
    pub fn line(&self, line: usize) -> Option<Line> {
        let mut low = 0;
        let mut high = self.months.len();
        while low < high {
            let middle = usize::midpoint(low, high);
            match self.months.get(middle) {
                Some(month) if month.first + middle <= line => low = middle + 1,
                _ => high = middle,
            }
        }
        let number = low.checked_sub(1)?;
        let month = self.months.get(number)?;
        if month.first + number == line {
            return Some(Line::Month(month.day));
        }
        let entry = line - low;
        (entry < self.rows.len()).then_some(Line::Entry(entry))
    }

    /// The entries of a day, newest first, by their numbers. Looks only at rows near that day: an
    /// instant and the day it was lived on are never further apart than the zones are.
    pub fn of_day(&self, day: Day) -> Vec<usize> {
        let near = |row: &Summary, days: i64| {
            let utc = Day::today(row.at.timestamp(), &Zone::utc(), DayStart::MIDNIGHT);
            utc.days_until(day) < days
        };
        let from = self.rows.partition_point(|row| near(row, -ZONES_DAYS));
        let rows = self.rows.iter().enumerate().skip(from);
        rows.take_while(|(_, row)| near(row, ZONES_DAYS + 1))
            .filter(|(_, row)| row.day == day)
            .map(|(number, _)| number)
            .collect()
    }

    fn set_rows(&mut self, rows: Arc<Vec<Summary>>, complete: bool) {
        let wanted = self
            .wanted
            .filter(|id| rows.iter().any(|row| row.id == *id));
        if wanted.is_some() {
            self.wanted = None;
        }
        let kept = wanted.or(self.row().map(|row| row.id));
        let mut months: Vec<Month> = Vec::new();
        for (first, row) in rows.iter().enumerate() {
            let day = row.day.first_of_month();
            if months.last().is_none_or(|month| month.day != day) {
                months.push(Month { first, day });
            }
        }
        self.rows = rows;
        self.months = Arc::new(months);
        self.complete = complete;
        self.loaded = true;
        self.choose_id(kept);
    }

    fn choose_id(&mut self, id: Option<EntryId>) {
        let place = id.and_then(|id| self.rows.iter().position(|row| row.id == id));
        let last = self.rows.len().saturating_sub(1);
        self.chosen = place.unwrap_or(self.chosen).min(last);
    }

    /// Scrolls just as far as the chosen entry needs; the name of its month is shown with it.
    fn follow(&mut self, rows: usize, motion: Motion) {
        let line = self.line_of(self.chosen);
        let first = self.months.iter().any(|month| month.first == self.chosen);
        let wanted = if first { line.saturating_sub(1) } else { line };
        let (above, below) = (wanted < self.top, line >= self.top + rows);
        if motion == Motion::Reduced && (above || below) {
            // Rarely and far, so that little moves: the entry comes to stand in the middle.
            self.top = line.saturating_sub(rows / 2);
        } else if above {
            self.top = wanted;
        } else if below {
            self.top = line + 1 - rows.max(1);
        }
        self.top = self.top.min(self.lines().saturating_sub(rows));
    }
}

/// Answers a verb.
pub(crate) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    if let Some(by) = choice::steps(action, rows(state)) {
        return step(state, by);
    }
    match action {
        Action::EarlierMonth => month(state, true),
        Action::LaterMonth => month(state, false),
        Action::Today => go_to(state, state.today()),
        Action::WeekAgo => go_to(state, state.today().add_days(-7)),
        Action::MonthAgo => go_to(state, state.today().add_months(-1)),
        Action::YearAgo => go_to(state, state.today().add_months(-12)),
        Action::Any => any(state),
        Action::ThisDay => this_day::open(state),
        Action::Calendar => calendar::open(state),
        Action::Statistics => statistics::open(state),
        Action::New => new_page(state),
        Action::Read => read::open_chosen(state),
        Action::Edit => edit(state),
        Action::Star => star(state),
        Action::Delete => delete(state),
        Action::UndoLast => undo(state),
        Action::Search => search::open(state),
        Action::History => versions(state),
        Action::Conflict => side_by_side(state),
        Action::Trash => trash::open(state),
        Action::Keys => keys::open(state),
        Action::Journals => journals::open(state, None),
        Action::Move => move_chosen(state),
        Action::Template => templates::open(state),
        Action::OwnWords => words::open(state),
        Action::Settings => settings::open(state),
        Action::SyncPage => sync::open(state, false),
        Action::AddRemote => sync::open(state, true),
        _ => Vec::new(),
    }
}

/// What the mouse does to the list: a click chooses, a second one reads, the wheel scrolls.
pub(crate) fn mouse(state: &mut State, mouse: Mouse) -> Vec<Effect> {
    let panes = layout::panes(state.size, state.notice.as_ref(), state.timeline.list_cells);
    match mouse.kind {
        MouseKind::WheelUp => return step(state, -WHEEL_ROWS),
        MouseKind::WheelDown => return step(state, WHEEL_ROWS),
        MouseKind::Press => {}
        MouseKind::Drag => {
            if state.timeline.drags {
                state.timeline.list_cells = Some(mouse.column.saturating_sub(panes.list.left));
            }
            return Vec::new();
        }
        MouseKind::Release => {
            state.timeline.drags = false;
            return Vec::new();
        }
    }
    let rule = panes.list.left + panes.list.width;
    state.timeline.drags = panes.preview.is_some() && mouse.column == rule;
    if panes
        .calendar
        .is_some_and(|span| mouse.column < span.left + span.width)
    {
        return click_day(state, mouse, panes);
    }
    let in_list = (panes.list.left..panes.list.left + panes.list.width).contains(&mouse.column)
        && (panes.top..panes.top + panes.rows).contains(&mouse.row);
    if !in_list {
        return Vec::new();
    }
    let line = state.timeline.top + usize::from(mouse.row - panes.top);
    match state.timeline.line(line) {
        Some(Line::Entry(entry)) if entry == state.timeline.chosen => read::open_chosen(state),
        Some(Line::Entry(entry)) => choose(state, entry),
        Some(Line::Month(_)) | None => Vec::new(),
    }
}

/// Chooses the newest entry of the day that was clicked in the calendar.
fn click_day(state: &mut State, mouse: Mouse, panes: Panes) -> Vec<Effect> {
    let Some(row) = state.timeline.row() else {
        return Vec::new();
    };
    let left = panes.calendar.map_or(0, |span| span.left) + 1;
    let cell = mouse
        .column
        .checked_sub(left)
        .zip(mouse.row.checked_sub(panes.top));
    let begins = state.look.first_weekday;
    let day = cell.and_then(|cell| layout::day_at(row.day, begins, cell));
    let entry = day.and_then(|day| state.timeline.of_day(day).first().copied());
    entry.map_or_else(Vec::new, |entry| choose(state, entry))
}

/// Takes rows that came.
pub(crate) fn rows_came(
    state: &mut State,
    generation: u64,
    rows: Result<(Arc<Vec<Summary>>, bool), String>,
) -> Vec<Effect> {
    if generation != state.timeline.asked_rows {
        return Vec::new();
    }
    match rows {
        Ok((rows, complete)) => {
            // The first screenful of a list that is there already would only make it jump.
            if complete || state.timeline.rows.len() <= rows.len() {
                state.timeline.wrong = None;
                state.timeline.set_rows(rows, complete);
                return look(state);
            }
        }
        Err(why) => {
            state.timeline.loaded = true;
            state.timeline.wrong = Some(why.clone());
            state.warn(why);
        }
    }
    Vec::new()
}

/// Takes an entry that came.
pub(crate) fn entry_came(state: &mut State, entry: Box<Entry>) {
    if state.timeline.row().is_none_or(|row| row.id != entry.id) {
        return;
    }
    let wanted = state.timeline.edit_when_here.take() == Some(entry.id);
    if wanted && state.place == Place::Timeline {
        editor::open_entry(state, &entry);
    }
    state.timeline.preview = Some(entry);
}

/// Follows the chosen entry and asks for its text where it is not there.
pub(crate) fn look(state: &mut State) -> Vec<Effect> {
    let rows = rows(state);
    state.timeline.follow(rows, state.look.motion);
    let Some(row) = state.timeline.row() else {
        state.timeline.preview = None;
        return Vec::new();
    };
    let (id, written) = (row.id, row.written);
    if state.timeline.edit_when_here != Some(id) {
        state.timeline.edit_when_here = None;
    }
    let preview = state.timeline.preview.as_ref();
    if preview.is_some_and(|entry| entry.id == id && entry.written == written) {
        return Vec::new();
    }
    state.timeline.asked_entry = state.next_generation();
    vec![Effect::LoadEntry {
        generation: state.timeline.asked_entry,
        id,
    }]
}

/// Chooses an entry by its number, the last one where there are fewer.
pub(crate) fn choose(state: &mut State, entry: usize) -> Vec<Effect> {
    let last = state.timeline.rows.len().saturating_sub(1);
    state.timeline.chosen = entry.min(last);
    look(state)
}

/// Chooses an entry by its id, where the list has it.
pub(crate) fn choose_id(state: &mut State, id: EntryId) -> Vec<Effect> {
    state.timeline.choose_id(Some(id));
    look(state)
}

/// Moves the choice by so many entries.
pub(crate) fn step(state: &mut State, by: isize) -> Vec<Effect> {
    let entry = state.timeline.chosen.saturating_add_signed(by);
    choose(state, entry)
}

/// Deletes the chosen entry, at once: it can be undone.
pub(crate) fn delete(state: &mut State) -> Vec<Effect> {
    let Some(row) = state.timeline.row() else {
        return Vec::new();
    };
    let (id, label) = (row.id, row.label().into_owned());
    state.undo = Some(Undo::Deleted(id));
    let short = short(&label);
    state.say(format!("moved “{short}” to the trash"));
    state.notice = state.notice.take().map(|notice| notice.hint("z undo"));
    if state.place == Place::Read {
        state.leave();
    }
    let rows: Vec<Summary> = state
        .timeline
        .rows
        .iter()
        .filter(|row| row.id != id)
        .cloned()
        .collect();
    let complete = state.timeline.complete;
    state.timeline.set_rows(Arc::new(rows), complete);
    let mut effects = vec![Effect::Delete(id)];
    effects.extend(look(state));
    effects
}

/// A label as a notice names it.
pub(crate) fn short(label: &str) -> String {
    let mut short: String = label.chars().take(LABEL_CHARS_MAX).collect();
    if short.len() < label.len() {
        short.push('…');
    }
    short
}

/// Takes back what was done last.
pub(crate) fn undo(state: &mut State) -> Vec<Effect> {
    match state.undo.take() {
        Some(Undo::Deleted(id)) => {
            state.timeline.wanted = Some(id);
            state.say("brought back");
            vec![Effect::Undelete(id)]
        }
        Some(Undo::Dropped(draft)) => {
            state.say("the draft is back");
            state.drafts.push(crate::app::event::Kept {
                at: state.at,
                draft: (*draft).clone(),
            });
            vec![Effect::KeepDraft { version: 0, draft }]
        }
        None => {
            state.say("nothing to undo");
            Vec::new()
        }
    }
}

/// Opens the chosen entry in the editor.
pub(crate) fn edit(state: &mut State) -> Vec<Effect> {
    let Some(row) = state.timeline.row() else {
        return Vec::new();
    };
    let id = row.id;
    if row.conflict {
        // Writing on one of them would put the other out of sight.
        return side_by_side(state);
    }
    if state.drafts.iter().any(|kept| kept.draft.id == id) {
        state.drafts.sort_by_key(|kept| kept.draft.id != id);
        confirm::offer_draft(state);
        return Vec::new();
    }
    match state.timeline.preview.clone() {
        Some(entry) if entry.id == id => {
            editor::open_entry(state, &entry);
            Vec::new()
        }
        _ => {
            state.say("the entry is being opened");
            state.timeline.edit_when_here = Some(id);
            look(state)
        }
    }
}

/// Shows every version of the chosen entry.
pub(crate) fn versions(state: &mut State) -> Vec<Effect> {
    let Some(row) = state.timeline.row() else {
        return Vec::new();
    };
    let (id, label) = (row.id, row.label().into_owned());
    history::open(state, id, &label)
}

/// Shows the versions of the chosen entry that stand side by side; where it has one only, those of
/// the next entry that has more.
pub(crate) fn side_by_side(state: &mut State) -> Vec<Effect> {
    let timeline = &state.timeline;
    let rows = timeline.rows.iter().enumerate();
    let mut in_conflict = rows.filter(|(_, row)| row.conflict);
    let chosen = timeline.row().filter(|row| row.conflict || row.merged);
    let (number, id, label) = match (chosen, in_conflict.next()) {
        (Some(row), _) => (timeline.chosen, row.id, row.label().into_owned()),
        (None, Some((number, row))) => (number, row.id, row.label().into_owned()),
        (None, None) => {
            state.say("no entry has two versions side by side");
            return Vec::new();
        }
    };
    let mut effects = choose(state, number);
    effects.extend(conflict::open(state, id, &label));
    effects
}

/// Asks which journal the chosen entry is to be in.
pub(crate) fn move_chosen(state: &mut State) -> Vec<Effect> {
    let Some(row) = state.timeline.row() else {
        return Vec::new();
    };
    let moved = (row.id, row.label().into_owned());
    journals::open(state, Some(moved))
}

/// Gives the chosen entry a star, or takes it.
pub(crate) fn star(state: &mut State) -> Vec<Effect> {
    let Some(row) = state.timeline.row() else {
        return Vec::new();
    };
    vec![Effect::Star {
        id: row.id,
        starred: !row.starred,
    }]
}

/// Chooses the newest entry of `day`, or the next older one.
fn go_to(state: &mut State, day: Day) -> Vec<Effect> {
    let rows = &state.timeline.rows;
    let entry = rows.iter().position(|row| row.day <= day);
    choose(state, entry.unwrap_or(usize::MAX))
}

/// Chooses an entry that nobody can foresee, by the milliseconds of the key that asked for it.
fn any(state: &mut State) -> Vec<Effect> {
    let count = state.timeline.rows.len();
    let mixed = state
        .at
        .0
        .unsigned_abs()
        .wrapping_mul(0x9E37_79B9_7F4A_7C15)
        >> 16;
    let entry = usize::try_from(mixed).unwrap_or(0).checked_rem(count);
    choose(state, entry.unwrap_or(0))
}

fn new_page(state: &mut State) -> Vec<Effect> {
    if confirm::offer_draft(state) {
        return Vec::new();
    }
    vec![Effect::NewPage]
}

fn month(state: &mut State, earlier: bool) -> Vec<Effect> {
    let months = &state.timeline.months;
    let chosen = state.timeline.chosen;
    let this = months.partition_point(|month| month.first <= chosen);
    let other = if earlier {
        this
    } else {
        this.saturating_sub(2)
    };
    match months.get(other) {
        Some(month) => choose(state, month.first),
        None => choose(state, usize::MAX),
    }
}

fn rows(state: &State) -> usize {
    usize::from(layout::panes(state.size, state.notice.as_ref(), state.timeline.list_cells).rows)
}
