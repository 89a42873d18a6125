//! The bar under the text: find, replace, go to a line, a goal for today.

use crate::app::action::Action;
use crate::app::action::Place;
use crate::app::edit::command::Command;
use crate::app::edit::cursor::Motion;
use crate::app::edit::find::Hits;
use crate::app::edit::find::Pattern;
use crate::app::edit::operate::Edit;
use crate::app::effect::Effect;
use crate::app::field::Field;
use crate::app::key::Code;
use crate::app::key::Key;
use crate::app::notice::Notice;
use crate::app::screens::editor;
use crate::app::state::State;
use crate::app::update;
use crate::model::amount::counted;
use crate::model::places::EditorKeys;

/// What is asked for in the bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// What to find.
    Find,
    /// What to find, and what to put there.
    Replace,
    /// The number of a line.
    Line,
    /// How many words to write.
    Goal,
}

/// The bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// What is asked for.
    pub ask: Ask,
    /// What was typed: what to find, or the number.
    pub field: Field,
    /// What is put in the place of what is found.
    pub with: Field,
    /// Whether [`Bar::with`] is being typed.
    pub in_with: bool,
    /// Whether the field holds what was looked for last: what is typed first takes its place.
    offered: bool,
    /// Where looking begins: where the caret stood when the bar came, or the last hit.
    from: usize,
    /// Where the caret stood when the bar came.
    began: usize,
}

/// What was looked for last, and where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Finding {
    /// What was typed.
    pub source: String,
    /// What was to come there.
    pub with: String,
    /// Whether it is a regular expression.
    pub is_regex: bool,
    /// What it means, or why it means nothing.
    pub pattern: Option<Result<Pattern, String>>,
    /// Where it stands.
    pub hits: Hits,
    /// The hit that is chosen.
    pub chosen: Option<usize>,
    /// Whether one looks back, where a key set can.
    back: bool,
}

/// Whether a verb means something while this is asked for.
pub fn uses(bar: Option<&Bar>, action: Action) -> bool {
    let ask = bar.map(|bar| bar.ask);
    match action {
        Action::ReplaceAll => ask == Some(Ask::Replace),
        Action::Next | Action::Expression | Action::FindNext | Action::FindPrevious => {
            matches!(ask, Some(Ask::Find | Ask::Replace))
        }
        _ => true,
    }
}

/// Opens the bar.
pub(crate) fn open(state: &mut State, ask: Ask) -> Vec<Effect> {
    let finding = &state.editor.finding;
    let Some(page) = &state.editor.page else {
        return Vec::new();
    };
    let selected = page.text.selected_text();
    let field = match ask {
        Ask::Find | Ask::Replace if !selected.is_empty() && !selected.contains('\n') => {
            Field::new(&selected)
        }
        Ask::Find | Ask::Replace => Field::new(&finding.source),
        Ask::Line | Ask::Goal => Field::default(),
    };
    let with = Field::new(&finding.with);
    let range = page.text.selection();
    let from = range.map_or(page.text.caret().at, |range| range.start);
    state.editor.bar = Some(Bar {
        ask,
        field,
        with,
        in_with: false,
        offered: true,
        from,
        began: from,
    });
    state.editor.finding.back = false;
    state.enter(Place::Find);
    editor::resized(state);
    look(state, false);
    Vec::new()
}

/// Opens the bar as emacs does: what was looked for last is found by the same key pressed again.
pub(crate) fn open_towards(state: &mut State, on: bool) -> Vec<Effect> {
    if let Some(page) = &state.editor.page {
        let at = page.text.caret().at;
        editor::command(state, &Command::Select { anchor: at, at });
    }
    let effects = open(state, Ask::Find);
    if let Some(bar) = &mut state.editor.bar {
        bar.field.clear();
        bar.offered = false;
        let from = bar.began;
        state.editor.finding.hits = Hits::default();
        state.editor.finding.chosen = None;
        let back = Command::Select {
            anchor: from,
            at: from,
        };
        editor::command(state, &back);
    }
    state.editor.finding.back = !on;
    effects
}

/// The keys that emacs has while it looks for something; none where `key` is not one of them.
fn press_as_emacs(state: &mut State, key: Key) -> Option<Vec<Effect>> {
    let bar = state.editor.bar.as_mut()?;
    let is_emacs = state.editor_keys == EditorKeys::Emacs && bar.ask == Ask::Find;
    let Code::Char(c) = key.code else { return None };
    if !is_emacs || !(key.ctrl || key.alt) {
        return None;
    }
    match (c, key.alt) {
        ('s' | 'r', false) => {
            let last = state.editor.finding.source.clone();
            if bar.field.text().is_empty() {
                bar.field = Field::new(&last);
                state.editor.finding.back = c == 'r';
                look(state, true);
            } else {
                step(state, if c == 's' { 1 } else { -1 });
            }
            Some(Vec::new())
        }
        ('g', false) => {
            let at = bar.began;
            close(state);
            Some(editor::command(state, &Command::Select { anchor: at, at }))
        }
        // Any other command ends the search where it is, and is carried out.
        _ => {
            end_as_emacs(state);
            Some(update::press(state, key))
        }
    }
}

/// Ends a search of emacs: the caret goes behind what was found, or before it where one went back.
fn end_as_emacs(state: &mut State) {
    let finding = &state.editor.finding;
    let place = finding
        .chosen
        .and_then(|chosen| finding.hits.places.get(chosen).cloned());
    let back = finding.back;
    close(state);
    if let Some(place) = place {
        let at = if back { place.start } else { place.end };
        editor::command(state, &Command::Select { anchor: at, at });
    }
    editor::follow(state);
}

/// Closes the bar; the caret stays where it is.
pub(crate) fn close(state: &mut State) {
    state.editor.bar = None;
    if state.place == Place::Find {
        state.leave();
    }
    editor::resized(state);
}

/// Answers a verb.
pub(crate) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let ask = state.editor.bar.as_ref().map(|bar| bar.ask);
    if state.editor_keys == EditorKeys::Emacs && (action, ask) == (Action::Accept, Some(Ask::Find))
    {
        end_as_emacs(state);
        return Vec::new();
    }
    match (action, ask) {
        (action, _) if !uses(state.editor.bar.as_ref(), action) => {}
        (Action::Accept, Some(Ask::Find)) | (Action::FindNext, _) => step(state, 1),
        (Action::FindPrevious, _) => step(state, -1),
        (Action::Accept, Some(Ask::Replace)) => return replace(state),
        (Action::ReplaceAll, Some(Ask::Replace)) => return replace_all(state),
        (Action::Accept, Some(Ask::Line)) => return go_to_line(state),
        (Action::Accept, Some(Ask::Goal)) => set_goal(state),
        (Action::Expression, Some(Ask::Find | Ask::Replace)) => {
            state.editor.finding.is_regex ^= true;
            look(state, true);
        }
        (Action::Next, Some(Ask::Replace)) => {
            if let Some(bar) = &mut state.editor.bar {
                bar.in_with ^= true;
            }
        }
        (Action::Next, Some(Ask::Find)) => {
            if let Some(bar) = &mut state.editor.bar {
                (bar.ask, bar.in_with) = (Ask::Replace, true);
            }
            editor::resized(state);
        }
        (Action::Back, _) => close(state),
        _ => {}
    }
    Vec::new()
}

/// Types a key.
pub(crate) fn press(state: &mut State, key: Key) -> Vec<Effect> {
    if let Some(effects) = press_as_emacs(state, key) {
        return effects;
    }
    if let Some(bar) = &mut state.editor.bar
        && !bar.in_with
        && std::mem::take(&mut bar.offered)
        && key.typed().is_some()
    {
        bar.field.clear();
    }
    change(state, |field| {
        field.press(key);
    });
    Vec::new()
}

/// Pastes a text.
pub(crate) fn paste(state: &mut State, text: &str) -> Vec<Effect> {
    change(state, |field| field.insert(text));
    Vec::new()
}

fn change(state: &mut State, change: impl FnOnce(&mut Field)) {
    let Some(bar) = &mut state.editor.bar else {
        return;
    };
    if bar.in_with {
        change(&mut bar.with);
        bar.with.text().clone_into(&mut state.editor.finding.with);
        return;
    }
    change(&mut bar.field);
    if matches!(bar.ask, Ask::Find | Ask::Replace) {
        look(state, true);
    }
}

/// Looks for what is in the field, from where one started. `anew`: whatever was found before.
fn look(state: &mut State, anew: bool) {
    let Some(bar) = &state.editor.bar else { return };
    if !matches!(bar.ask, Ask::Find | Ask::Replace) {
        return;
    }
    let finding = &mut state.editor.finding;
    bar.field.text().clone_into(&mut finding.source);
    let from = bar.from;
    find(state);
    let hits = &state.editor.finding.hits;
    let mut chosen = hits.at_or_after(from);
    if state.editor.finding.back {
        // The last one that ends before where one began; with none before it, the last of all.
        let before = hits.places.partition_point(|place| place.end <= from);
        let count = hits.places.len();
        chosen = (count > 0).then(|| (before + count - 1) % count);
    }
    choose(state, chosen);
    if anew && chosen.is_none() {
        // Nothing found: the caret goes back to where it was.
        editor::command(
            state,
            &Command::Select {
                anchor: from,
                at: from,
            },
        );
    }
}

/// Finds all places anew.
fn find(state: &mut State) {
    let finding = &mut state.editor.finding;
    finding.pattern =
        (!finding.source.is_empty()).then(|| Pattern::new(&finding.source, finding.is_regex));
    let Some(page) = &state.editor.page else {
        return;
    };
    finding.hits = match &finding.pattern {
        Some(Ok(pattern)) => pattern.find(&page.text.text()),
        Some(Err(_)) | None => Hits::default(),
    };
}

fn choose(state: &mut State, chosen: Option<usize>) {
    state.editor.finding.chosen = chosen;
    let place = chosen.and_then(|chosen| state.editor.finding.hits.places.get(chosen));
    if let Some(place) = place.cloned() {
        // The caret at its start: what was found is seen from there on.
        let (anchor, at) = (place.end, place.start);
        editor::command(state, &Command::Select { anchor, at });
    }
}

/// The next hit or the one before, without the bar.
pub(crate) fn next(state: &mut State, by: isize) -> Vec<Effect> {
    step(state, by);
    Vec::new()
}

fn step(state: &mut State, by: isize) {
    if state.editor.finding.source.is_empty() {
        state.say("nothing to find yet: Ctrl-F asks what");
        return;
    }
    find(state);
    let Some(page) = &state.editor.page else {
        return;
    };
    let selected = page.text.selection();
    let at = selected
        .as_ref()
        .map_or(page.text.caret().at, |range| range.start);
    let hits = &state.editor.finding.hits;
    let count = hits.places.len();
    let next = hits.places.partition_point(|place| place.start < at);
    let on_hit = hits
        .places
        .get(next)
        .is_some_and(|place| Some(place) == selected.as_ref());
    let chosen = match (by > 0, count) {
        (_, 0) => None,
        (true, _) => Some((next + usize::from(on_hit)) % count),
        (false, _) => Some((next + count - 1) % count),
    };
    choose(state, chosen);
    if chosen.is_none() {
        state.say("not found");
    }
    if let (Some(bar), Some(page)) = (&mut state.editor.bar, &state.editor.page) {
        bar.from = page.text.caret().at;
    }
}

/// What would come in the place of the chosen hit.
pub fn preview(state: &State) -> Option<(String, String)> {
    let finding = &state.editor.finding;
    let place = finding.hits.places.get(finding.chosen?)?;
    let text = state.editor.page.as_ref()?.text.text();
    let Some(Ok(pattern)) = &finding.pattern else {
        return None;
    };
    let old = text.get(place.clone())?.to_owned();
    let with = state.editor.bar.as_ref()?.with.text();
    Some((old, pattern.replacement(&text, place.start, with)?))
}

/// Replaces the chosen hit and goes to the next.
fn replace(state: &mut State) -> Vec<Effect> {
    let finding = &state.editor.finding;
    let place = finding
        .chosen
        .and_then(|chosen| finding.hits.places.get(chosen));
    let (Some(place), Some((_, new))) = (place.cloned(), preview(state)) else {
        state.say("not found");
        return Vec::new();
    };
    let end = place.start + new.len();
    let effects = editor::command(state, &Command::Edit(Edit::new(place, new)));
    find(state);
    let chosen = state.editor.finding.hits.at_or_after(end);
    choose(state, chosen);
    if let Some(bar) = &mut state.editor.bar {
        bar.from = end;
    }
    effects
}

/// Replaces all hits, as one step of undo.
fn replace_all(state: &mut State) -> Vec<Effect> {
    find(state);
    let finding = &state.editor.finding;
    let (Some(page), Some(bar)) = (&state.editor.page, &state.editor.bar) else {
        return Vec::new();
    };
    let edit = match &finding.pattern {
        Some(Ok(pattern)) => pattern.replace_all(&page.text.text(), bar.with.text(), bar.from),
        Some(Err(_)) | None => None,
    };
    let count = finding.hits.count as u64;
    let Some(edit) = edit else {
        state.say("not found");
        return Vec::new();
    };
    let effects = editor::command(state, &Command::Edit(edit));
    state.editor.finding.hits = Hits::default();
    state.editor.finding.chosen = None;
    close(state);
    let places = counted(count, "place", "places");
    let undo = match state.editor_keys {
        EditorKeys::Plain => "Ctrl-Z",
        EditorKeys::Vim => "u",
        EditorKeys::Emacs => "C-/",
    };
    // Whoever presses Esc now means the bar, which is gone already, and not to leave the page.
    let said = format!("replaced in {places}; {undo} takes it back");
    state.notice = Some(Notice::done(state.at, said).takes_esc());
    effects
}

fn go_to_line(state: &mut State) -> Vec<Effect> {
    let text = state
        .editor
        .bar
        .as_ref()
        .map(|bar| bar.field.text().trim().to_owned());
    match text.and_then(|text| text.parse::<usize>().ok()) {
        Some(line) if line > 0 => {
            close(state);
            editor::command(state, &Command::Move(Motion::ToLine(line - 1)))
        }
        _ => {
            state.say("the number of a line, from 1");
            Vec::new()
        }
    }
}

fn set_goal(state: &mut State) {
    let text = state
        .editor
        .bar
        .as_ref()
        .map(|bar| bar.field.text().trim().to_owned());
    let text = text.unwrap_or_default();
    let Some(page) = &mut state.editor.page else {
        return;
    };
    if text.is_empty() {
        page.goal = None;
    } else if let Ok(words) = text.parse::<usize>() {
        page.goal = (words > 0).then(|| (page.text.word_count(), words));
    } else {
        state.say("how many words, or nothing for none");
        return;
    }
    close(state);
}
