//! Search as you type.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use unicode_segmentation::UnicodeSegmentation;

use crate::app::action::Action;
use crate::app::action::Place;
use crate::app::choice;
use crate::app::edit::width::cell_width;
use crate::app::edit::width::shown;
use crate::app::effect::Effect;
use crate::app::event::Mouse;
use crate::app::event::MouseKind;
use crate::app::field::Field;
use crate::app::key::Key;
use crate::app::screens::read;
use crate::app::screens::timeline;
use crate::app::state::State;
use crate::model::entry::Summary;
use crate::model::id::EntryId;
use crate::model::query::Query;
use crate::model::text::Passage;

/// Most hits that are listed; more are counted.
pub const HITS_MAX: usize = 1_000;
/// Rows above the hits: head, field, a blank.
pub const ROWS_ABOVE: u16 = 3;
/// The column where the words of a hit begin.
pub const PASSAGE_LEFT: u16 = 5;
/// The column where what it is called begins, at the latest: behind a day in full.
const LABEL_LEFT: u16 = 28;

/// What the search remembers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// What was typed.
    pub field: Field,
    /// Why it is not understood, and where, in bytes of what was typed.
    pub wrong: Option<(usize, String)>,
    /// What is looked for, once it was understood: it says where the hits are.
    pub query: Option<Box<Query>>,
    /// What was found, newest first.
    pub hits: Arc<Vec<Summary>>,
    /// How many were found.
    pub found: u64,
    /// Whether the search still runs.
    pub busy: bool,
    /// Whether it came to no end.
    pub failed: bool,
    /// Whether what was typed is of an earlier visit: the next letter begins anew.
    pub old: bool,
    /// The chosen hit.
    pub chosen: usize,
    /// The first hit that is shown.
    pub top: usize,
    /// The wish whose hits are awaited; 0 for none.
    pub asked: u64,
    /// What stands around the first hit, of entries whose first words hold none; none where nothing
    /// stands there.
    pub passages: BTreeMap<EntryId, Option<Passage>>,
}

/// Opens the search; what was found last is still there.
pub(crate) fn open(state: &mut State) -> Vec<Effect> {
    state.search.old = true;
    state.enter(Place::Search);
    Vec::new()
}

/// Answers a verb.
pub(crate) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    if let Some(by) = choice::steps(action, hits_shown(state.size)) {
        return step(state, by);
    }
    match action {
        Action::Accept => return read_hit(state),
        Action::Clear => {
            state.search.field.clear();
            return ask(state);
        }
        Action::DropFilter => {
            let last = chips(state.search.field.text()).pop();
            return last.map_or_else(Vec::new, |chip| drop_chip(state, &chip));
        }
        Action::Back => state.leave(),
        _ => {}
    }
    Vec::new()
}

/// A filter of the query, as it is shown below the field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    /// Where it stands in what was typed, in bytes.
    pub bytes: Range<usize>,
    /// What it says: `tag walk`, `not starred`.
    pub label: String,
}

/// The filters in what was typed, in order.
pub fn chips(text: &str) -> Vec<Chip> {
    let mut chips = Vec::new();
    for bytes in words(text) {
        let word = text.get(bytes.clone()).unwrap_or_default();
        let (not, word) = match word.strip_prefix('-') {
            Some(word) => ("not ", word),
            None => ("", word),
        };
        let Some((field, value)) = word.split_once(':') else {
            continue;
        };
        let value = value.trim_matches('"');
        let label = match field {
            _ if value.is_empty() => continue,
            "is" => format!("{not}{value}"),
            "has" => format!("{not}with {value}"),
            "tag" | "title" | "journal" | "date" => format!("{not}{field} {value}"),
            _ => continue,
        };
        chips.push(Chip { bytes, label });
    }
    chips
}

/// Where each chip is drawn in a row of `width` cells from column 3: first column and cells. Those
/// that do not fit are left out.
pub fn chip_cells(chips: &[Chip], width: u16) -> Vec<(u16, u16)> {
    let mut column: u16 = 3;
    let mut cells = Vec::new();
    for chip in chips {
        let wide: usize = chip
            .label
            .graphemes(true)
            .map(|part| usize::from(cell_width(&shown(part))))
            .sum();
        let wide = u16::try_from(wide + 2).unwrap_or(u16::MAX);
        if column.saturating_add(wide) >= width {
            break;
        }
        cells.push((column, wide));
        column += wide + 1;
    }
    cells
}

/// The words of what was typed; what is quoted belongs to one.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    let mut quoted = false;
    for (at, c) in text.char_indices() {
        quoted ^= c == '"';
        if c.is_whitespace() && !quoted {
            words.extend(start.take().map(|start| start..at));
        } else {
            start.get_or_insert(at);
        }
    }
    words.extend(start.map(|start| start..text.len()));
    words
}

/// Takes a filter out of what was typed.
fn drop_chip(state: &mut State, chip: &Chip) -> Vec<Effect> {
    let text = state.search.field.text();
    let before = text.get(..chip.bytes.start).unwrap_or_default().trim_end();
    let after = text.get(chip.bytes.end..).unwrap_or_default().trim_start();
    let blank = if before.is_empty() || after.is_empty() {
        ""
    } else {
        " "
    };
    state.search.field = Field::new(&format!("{before}{blank}{after}"));
    ask(state)
}

/// Types a key.
pub(crate) fn press(state: &mut State, key: Key) -> Vec<Effect> {
    let before = state.search.field.text().to_owned();
    if std::mem::take(&mut state.search.old) && key.typed().is_some() {
        state.search.field.clear();
    }
    state.search.field.press(key);
    if before == state.search.field.text() {
        return Vec::new();
    }
    ask(state)
}

/// Pastes a text.
pub(crate) fn paste(state: &mut State, text: &str) -> Vec<Effect> {
    state.search.field.insert(text);
    ask(state)
}

/// What the mouse does: a click chooses, a second one reads, the wheel scrolls.
pub(crate) fn mouse(state: &mut State, mouse: Mouse) -> Vec<Effect> {
    match mouse.kind {
        MouseKind::WheelUp => return step(state, -1),
        MouseKind::WheelDown => return step(state, 1),
        MouseKind::Press if mouse.row == ROWS_ABOVE - 1 => {
            let chips = chips(state.search.field.text());
            let cells = chip_cells(&chips, state.size.0).into_iter().zip(chips);
            for ((left, wide), chip) in cells {
                if (left..left + wide).contains(&mouse.column) {
                    return drop_chip(state, &chip);
                }
            }
        }
        MouseKind::Press if mouse.row >= ROWS_ABOVE => {
            let each = usize::from(rows_each(state.size));
            let hit = state.search.top + usize::from(mouse.row - ROWS_ABOVE) / each;
            if hit == state.search.chosen {
                return read_hit(state);
            }
            if hit < state.search.hits.len() {
                state.search.chosen = hit;
            }
        }
        MouseKind::Press | MouseKind::Drag | MouseKind::Release => {}
    }
    Vec::new()
}

/// Takes hits that came; those of an older query are dropped.
pub(crate) fn hits_came(
    state: &mut State,
    generation: u64,
    hits: Result<Arc<Vec<Summary>>, String>,
    found: u64,
    done: bool,
) -> Vec<Effect> {
    if generation != state.search.asked {
        return Vec::new();
    }
    state.search.busy = !done;
    state.search.failed = hits.is_err();
    match hits {
        Ok(hits) => {
            state.search.hits = hits;
            state.search.found = found;
        }
        Err(why) => state.warn(why),
    }
    step(state, 0)
}

/// Takes passages that came; those of an older query are dropped.
pub(crate) fn passages_came(state: &mut State, generation: u64, passages: Vec<(EntryId, Passage)>) {
    if generation == state.search.asked {
        let came = passages
            .into_iter()
            .map(|(id, passage)| (id, Some(passage)));
        state.search.passages.extend(came);
    }
}

/// Asks for what stands around the hits that are shown, where their first words hold none.
pub(crate) fn look(state: &mut State) -> Vec<Effect> {
    let shown = hits_shown(state.size);
    let search = &state.search;
    let Some(query) = search
        .query
        .as_ref()
        .filter(|_| state.place == Place::Search)
    else {
        return Vec::new();
    };
    let hits = search.hits.iter().skip(search.top).take(shown);
    // In bytes, which are no fewer than cells: one passage too many does no harm. Without a title the
    // first words stand behind the day.
    let in_sight = |hit: &Summary| {
        let left = if hit.title.is_empty() {
            LABEL_LEFT
        } else {
            PASSAGE_LEFT
        };
        let room = usize::from(state.size.0.saturating_sub(left + 2));
        let places = query.highlights(&hit.preview);
        places.first().is_some_and(|place| place.end <= room)
    };
    let ids: Vec<EntryId> = hits
        .filter(|hit| !search.passages.contains_key(&hit.id) && !in_sight(hit))
        .map(|hit| hit.id)
        .collect();
    if ids.is_empty() || !query.looks_at_texts() {
        return Vec::new();
    }
    let wish = Effect::LoadPassages {
        generation: search.asked,
        query: query.clone(),
        ids: ids.clone(),
    };
    state
        .search
        .passages
        .extend(ids.into_iter().map(|id| (id, None)));
    vec![wish]
}

/// Asks again, where entries may have changed.
pub(crate) fn refresh(state: &mut State) -> Vec<Effect> {
    if state.place == Place::Search && !state.search.field.text().is_empty() {
        ask(state)
    } else {
        Vec::new()
    }
}

/// Rows that one hit takes.
pub fn rows_each(size: (u16, u16)) -> u16 {
    if size.1 < 20 { 2 } else { 3 }
}

/// How many hits there is room for.
pub fn hits_shown(size: (u16, u16)) -> usize {
    let rows = size.1.saturating_sub(ROWS_ABOVE + 1);
    usize::from((rows / rows_each(size)).max(1))
}

fn step(state: &mut State, by: isize) -> Vec<Effect> {
    let search = &mut state.search;
    let last = search.hits.len().saturating_sub(1);
    search.chosen = search.chosen.saturating_add_signed(by).min(last);
    let shown = hits_shown(state.size);
    search.top = search.top.min(search.chosen);
    if search.chosen >= search.top + shown {
        search.top = search.chosen + 1 - shown;
    }
    look(state)
}

fn ask(state: &mut State) -> Vec<Effect> {
    state.search.wrong = None;
    if state.search.field.text().trim().is_empty() {
        state.search = Search {
            field: state.search.field.clone(),
            ..Search::default()
        };
        return Vec::new();
    }
    match parse(state) {
        Ok(query) => {
            state.search.asked = state.next_generation();
            state.search.busy = true;
            state.search.failed = false;
            state.search.chosen = 0;
            state.search.top = 0;
            state.search.passages.clear();
            let query = Box::new(query);
            state.search.query = Some(query.clone());
            vec![Effect::Search {
                generation: state.search.asked,
                query,
            }]
        }
        Err(wrong) => {
            state.search.wrong = Some(wrong);
            Vec::new()
        }
    }
}

/// The query that was typed, or why it is none and where, in bytes.
fn parse(state: &State) -> Result<Query, (usize, String)> {
    let text = state.search.field.text();
    Query::parse_typed(text).map_err(|error| {
        let at = text.char_indices().nth(error.at.saturating_sub(1));
        (at.map_or(text.len(), |(at, _)| at), error.why.to_string())
    })
}

fn read_hit(state: &mut State) -> Vec<Effect> {
    let Some(hit) = state.search.hits.get(state.search.chosen) else {
        return Vec::new();
    };
    let id = hit.id;
    let mut effects = timeline::choose_id(state, id);
    effects.extend(read::open(state, id));
    effects
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_become_chips_and_words_do_not() {
        let labels = |text: &str| -> Vec<String> {
            chips(text).into_iter().map(|chip| chip.label).collect()
        };
        assert_eq!(labels("river 10:30 http://x.org a:b"), Vec::<String>::new());
        assert_eq!(
            labels("river tag:walk -is:starred date:2023.. has:attachment"),
            ["tag walk", "not starred", "date 2023..", "with attachment"]
        );
        assert_eq!(labels("title:\"the river\" tag:"), ["title the river"]);
    }
}
