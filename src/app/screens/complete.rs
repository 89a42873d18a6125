//! What could be meant: the list under the caret after `#` and `[[`.

use std::collections::BTreeMap;
use std::ops::Range;

use nucleo_matcher::Config;
use nucleo_matcher::Matcher;
use nucleo_matcher::pattern::CaseMatching;
use nucleo_matcher::pattern::Normalization;
use nucleo_matcher::pattern::Pattern;

use crate::app::action::Action;
use crate::app::action::Place;
use crate::app::edit::command::Command;
use crate::app::edit::operate::Edit;
use crate::app::effect::Effect;
use crate::app::key::Key;
use crate::app::screens::editor;
use crate::app::spelling;
use crate::app::state::State;
use crate::app::update;

/// Most things that are offered.
pub const OFFERED_MAX: usize = 8;
/// Bytes before the caret in which `#` and `[[` are looked for.
const BEFORE_BYTES_MAX: usize = 128;
/// Fewest signs of an entry's id that name it in a link.
const ID_SIGNS_MIN: usize = 8;

/// The list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// The bytes that a choice takes the place of.
    pub bytes: Range<usize>,
    /// What is offered, the best first; never empty.
    pub offers: Vec<Offer>,
    /// The one that is chosen. A tag is only taken for another when somebody says so.
    pub chosen: Option<usize>,
}

/// One thing that could be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// As the list shows it.
    pub shown: String,
    /// What is put into the text.
    pub text: String,
    /// Whether `text` stays, and is right from now on.
    pub learns: bool,
}

/// What is being written, right before the caret.
enum Begun {
    Tag(String),
    Link(String),
}

/// Looks at what stands before the caret: opens the list, changes it, closes it.
pub(crate) fn look(state: &mut State) {
    let list = begun(state).and_then(|(bytes, begun)| {
        let (offers, chosen) = match begun {
            Begun::Tag(name) => (tags(state, &name), None),
            Begun::Link(words) => (links(state, &words), Some(0)),
        };
        (!offers.is_empty()).then_some(List {
            bytes,
            offers,
            chosen,
        })
    });
    state.editor.list = list;
    match (state.place, &state.editor.list) {
        (Place::Editor, Some(_)) => state.enter(Place::Complete),
        (Place::Complete, None) => state.leave(),
        _ => {}
    }
}

/// Closes the list.
pub(crate) fn close(state: &mut State) {
    state.editor.list = None;
    if state.place == Place::Complete {
        state.leave();
    }
}

fn begun(state: &State) -> Option<(Range<usize>, Begun)> {
    let text = &state.editor.page.as_ref()?.text;
    let at = text.caret().at;
    if text.selection().is_some() {
        return None;
    }
    let buffer = text.buffer();
    let line = buffer.line_start(buffer.line_of(at));
    let from = buffer
        .char_floor(at.saturating_sub(BEFORE_BYTES_MAX))
        .max(line);
    let before = buffer.slice(from..at);
    if let Some(open) = before.rfind("[[") {
        let words = before.get(open + 2..)?;
        if !words.contains(']') {
            return Some((from + open..at, Begun::Link(words.to_owned())));
        }
    }
    let sign = before.rfind('#')?;
    let name = before.get(sign + 1..)?;
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '/');
    let apart = before
        .get(..sign)?
        .chars()
        .next_back()
        .is_none_or(char::is_whitespace);
    let fits = !name.is_empty() && name.chars().all(is_name) && apart;
    fits.then(|| (from + sign..at, Begun::Tag(name.to_owned())))
}

/// Known tags that begin with `name`, those used most first.
fn tags(state: &State, name: &str) -> Vec<Offer> {
    let begin = name.to_lowercase();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for row in state.timeline.rows.iter() {
        for tag in row.tags.iter().chain(&row.text_tags) {
            let longer = tag.len() > name.len() && tag.to_lowercase().starts_with(&begin);
            if longer {
                *counts.entry(tag).or_default() += 1;
            }
        }
    }
    let mut found: Vec<(&str, usize)> = counts.into_iter().collect();
    found.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let offers = found.into_iter().take(OFFERED_MAX);
    offers
        .map(|(tag, _)| Offer {
            shown: format!("#{tag}"),
            text: format!("#{tag}"),
            learns: false,
        })
        .collect()
}

/// Entries whose day and title hold the letters of `words` in their order, the best match first;
/// the newest without words.
fn links(state: &State, words: &str) -> Vec<Offer> {
    let own = state.editor.page.as_ref().map(|page| page.draft.id);
    let rows = &state.timeline.rows;
    let pattern = Pattern::parse(words, CaseMatching::Smart, Normalization::Smart);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut letters = Vec::new();
    let mut found = Vec::new();
    for (place, row) in rows
        .iter()
        .enumerate()
        .filter(|(_, row)| Some(row.id) != own)
    {
        let name = if row.title.is_empty() {
            &row.preview
        } else {
            &row.title
        };
        let shown = format!("{}  {name}", row.day);
        let text = nucleo_matcher::Utf32Str::new(&shown, &mut letters);
        if let Some(score) = pattern.score(text, &mut matcher) {
            found.push((std::cmp::Reverse(score), place, shown));
        }
    }
    found.sort();
    found.truncate(OFFERED_MAX);
    let offers = found.into_iter().filter_map(|(_, place, shown)| {
        let row = rows.get(place)?;
        let id = row.id.to_string();
        let alike = |signs: usize| {
            let begin = id.get(..signs).unwrap_or(&id);
            rows.iter()
                .filter(|row| row.id.to_string().starts_with(begin))
                .count()
        };
        let signs = (ID_SIGNS_MIN..id.len()).find(|signs| alike(*signs) <= 1);
        let id = id.get(..signs.unwrap_or(id.len())).unwrap_or(&id);
        let title = row.title.replace(['[', ']', '|'], " ");
        let text = if title.trim().is_empty() {
            format!("[[{id}|{}]]", row.day)
        } else {
            format!("[[{id}|{}]]", title.trim())
        };
        let learns = false;
        Some(Offer {
            shown,
            text,
            learns,
        })
    });
    offers.collect()
}

/// Answers a verb.
pub(crate) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let Some(list) = &mut state.editor.list else {
        close(state);
        return Vec::new();
    };
    let lowest = list.offers.len().saturating_sub(1);
    match action {
        Action::Down => {
            list.chosen = Some(list.chosen.map_or(0, |chosen| (chosen + 1).min(lowest)));
        }
        Action::Up => list.chosen = list.chosen.and_then(|chosen| chosen.checked_sub(1)),
        Action::Next => return take(state, true),
        Action::Accept => return take(state, false),
        Action::Back => {
            let untouched = list.chosen.is_none();
            close(state);
            if untouched {
                // Nobody asked for the list: Esc means what it always means.
                return editor::act(state, Action::SaveAndLeave);
            }
        }
        _ => {}
    }
    Vec::new()
}

/// Takes what is chosen, or the first; where nothing is, Enter is Enter.
fn take(state: &mut State, first: bool) -> Vec<Effect> {
    let taken = state.editor.list.take();
    close(state);
    let Some(list) = taken else {
        return Vec::new();
    };
    let chosen = list.chosen.or(first.then_some(0));
    match chosen.and_then(|chosen| list.offers.get(chosen)) {
        Some(offer) if offer.learns => spelling::learn(state, &offer.text),
        Some(offer) => {
            let edit = Edit::new(list.bytes, offer.text.clone());
            editor::command(state, &Command::Edit(edit))
        }
        None => editor::command(state, &Command::Enter),
    }
}

/// A key that is not the list's goes to the text, or does what it does there.
pub(crate) fn press(state: &mut State, key: Key) -> Vec<Effect> {
    if key.typed().is_some() {
        return editor::press(state, key);
    }
    close(state);
    let effects = update::press(state, key);
    if state.place == Place::Editor && key == Key::plain(crate::app::key::Code::Backspace) {
        look(state);
    }
    effects
}
