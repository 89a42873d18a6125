//! Spelling: what is known of the words in the window, which of them are marked, and what could be
//! meant instead. Nothing is looked up while a key is handled: words are asked about in a pause.

use std::collections::BTreeSet;
use std::collections::HashMap;
use std::ops::Range;

use crate::app::action::Place;
use crate::app::edit::command::Command;
use crate::app::edit::spell;
use crate::app::edit::spell::Word;
use crate::app::effect::Effect;
use crate::app::screens::complete::List;
use crate::app::screens::complete::OFFERED_MAX;
use crate::app::screens::complete::Offer;
use crate::app::screens::editor;
use crate::app::screens::words;
use crate::app::state::State;
use crate::model::places::Spell;
use crate::model::time::Timestamp;

/// Words are looked up when nothing was typed for so long, in milliseconds.
const PAUSE_MS: i64 = 300;
/// So many words are remembered; then it begins anew.
const KNOWN_MAX: usize = 20_000;

/// What is known of words.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Spelling {
    /// The languages that `known` is about.
    languages: Spell,
    /// Whether a word is right.
    known: HashMap<String, bool>,
    /// Words that are being looked up.
    asked: BTreeSet<String>,
    /// Words that their writer added; none before they were read.
    own: Option<BTreeSet<String>>,
    /// Whether these were asked for.
    asked_own: bool,
    /// Words in the window that are not right, ascending.
    marks: Vec<Range<usize>>,
    /// When to look at the words in the window.
    pub due: Option<Timestamp>,
    /// Whether the word at the caret is still being typed.
    typing: bool,
    /// For which languages there is no dictionary, and what can be done.
    missing: Option<(Spell, String)>,
    /// The word for which others are asked.
    wanted: Option<Word>,
}

impl std::fmt::Debug for Spelling {
    /// Numbers only: words of a private text must not reach a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (known, marks) = (self.known.len(), self.marks.len());
        write!(f, "Spelling({known} known, {marks} marked)")
    }
}

impl Spelling {
    /// Words that are not right, as bytes of the text, ascending.
    pub fn marks(&self) -> &[Range<usize>] {
        &self.marks
    }

    /// Whether `word` is right; none where that is not known yet.
    fn is_right(&self, word: &str) -> Option<bool> {
        let own = self.own.as_ref();
        let is_own = |word: &str| own.is_some_and(|own| own.contains(word));
        if is_own(word) || is_own(&word.to_lowercase()) {
            return Some(true);
        }
        self.known.get(word).copied()
    }
}

/// What a change is measured by: the length of the text, and where it changes first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Before {
    length: usize,
    from: usize,
}

impl Before {
    /// Before letters are typed at `caret` into a text of `length` bytes.
    pub(crate) fn typing(length: usize, caret: usize) -> Self {
        Self {
            length,
            from: caret,
        }
    }
}

/// Whether words are looked up.
fn is_on(state: &State) -> bool {
    let missing = state.editor.spelling.missing.as_ref();
    state.look.writing.spell != Spell::Off
        && missing.is_none_or(|(languages, _)| *languages != state.look.writing.spell)
}

/// What must be known of the text before `command`, so that the marks can follow it; none where
/// they are worked out anew.
pub(crate) fn before(state: &State, command: &Command) -> Option<Before> {
    let simple = matches!(
        command,
        Command::Insert(_)
            | Command::TypeSmart(_)
            | Command::Paste(_)
            | Command::Newline
            | Command::Backspace
            | Command::Delete
            | Command::DeleteWordLeft
            | Command::DeleteWordRight
    );
    let text = &state.editor.page.as_ref().filter(|_| simple)?.text;
    let caret = text.caret().at;
    Some(Before {
        length: text.buffer().len(),
        from: text.selection().map_or(caret, |range| range.start),
    })
}

/// The text was changed.
pub(crate) fn edited(state: &mut State, before: Option<Before>) -> Vec<Effect> {
    state.editor.spelling.wanted = None;
    if !is_on(state) {
        state.editor.spelling.marks.clear();
        return Vec::new();
    }
    let Some(page) = &state.editor.page else {
        return Vec::new();
    };
    let Some(before) = before else {
        return look(state);
    };
    let (length, caret) = (page.text.buffer().len(), page.text.caret().at);
    let spelling = &mut state.editor.spelling;
    follow(&mut spelling.marks, before, (length, caret));
    spelling.typing = true;
    spelling.due = Some(state.at.add_ms(PAUSE_MS));
    Vec::new()
}

/// Lets marks follow a change that ends at the caret; those that it touches go.
fn follow(marks: &mut Vec<Range<usize>>, before: Before, (length, caret): (usize, usize)) {
    let from = before.from.min(caret);
    // What stood behind the change before stands behind the caret now.
    let behind = (caret + before.length).saturating_sub(length);
    marks.retain_mut(|mark| {
        if mark.start > behind {
            mark.start = mark.start + length - before.length;
            mark.end = mark.end + length - before.length;
            return true;
        }
        mark.end < from
    });
}

/// The caret was moved, or the window.
pub(crate) fn moved(state: &mut State) {
    if is_on(state) && state.editor.page.is_some() {
        state.editor.spelling.typing = false;
        state.editor.spelling.due = Some(state.at.add_ms(PAUSE_MS));
    }
}

/// The text was left: what was marked in it goes.
pub(crate) fn closed(state: &mut State) {
    let spelling = &mut state.editor.spelling;
    spelling.marks.clear();
    spelling.due = None;
    spelling.wanted = None;
}

/// Looks at the words in the window where that is due.
pub(crate) fn tick(state: &mut State) -> Vec<Effect> {
    match state.editor.spelling.due {
        Some(due) if due <= state.at => look(state),
        _ => Vec::new(),
    }
}

/// Marks the words in the window that are not right, and asks about those that nobody knows.
fn look(state: &mut State) -> Vec<Effect> {
    state.editor.spelling.due = None;
    let (true, Some(page)) = (is_on(state), &state.editor.page) else {
        state.editor.spelling.marks.clear();
        return Vec::new();
    };
    let caret = page.text.caret().at;
    let languages = state.look.writing.spell.clone();
    let words = spell::words_shown(&page.text);
    let spelling = &mut state.editor.spelling;
    if spelling.languages != languages {
        spelling.known.clear();
        spelling.asked.clear();
        spelling.languages = languages.clone();
    }
    spelling.marks.clear();
    let mut unknown = Vec::new();
    for word in words {
        if spelling.typing && word.bytes.end == caret {
            continue;
        }
        match spelling.is_right(&word.text) {
            Some(false) => spelling.marks.push(word.bytes),
            None if spelling.asked.insert(word.text.clone()) => unknown.push(word.text),
            Some(true) | None => {}
        }
    }
    let mut effects = Vec::new();
    if !spelling.asked_own {
        spelling.asked_own = true;
        effects.push(Effect::LoadWords);
    }
    if !unknown.is_empty() {
        effects.push(Effect::CheckWords(languages, unknown));
    }
    effects
}

/// Words were looked up.
pub(crate) fn checked(state: &mut State, words: Vec<(String, bool)>) -> Vec<Effect> {
    let spelling = &mut state.editor.spelling;
    if spelling.known.len() + words.len() > KNOWN_MAX {
        spelling.known.clear();
    }
    for (word, right) in words {
        spelling.asked.remove(&word);
        spelling.known.insert(word, right);
    }
    look(state)
}

/// Words that their writer added were read, or could not be.
pub(crate) fn own_came(state: &mut State, words: Result<Vec<String>, String>) -> Vec<Effect> {
    match words {
        Ok(words) => {
            words::came(state, &words);
            state.editor.spelling.own = Some(words.into_iter().collect());
        }
        Err(why) => state.warn(why),
    }
    look(state)
}

/// There is no dictionary. Where its user named the language, that is said, once.
pub(crate) fn missing(state: &mut State, why: String) {
    let languages = state.look.writing.spell.clone();
    if matches!(languages, Spell::In(_)) {
        state.warn(why.clone());
    }
    let spelling = &mut state.editor.spelling;
    spelling.missing = Some((languages, why));
    spelling.asked.clear();
    spelling.marks.clear();
    spelling.wanted = None;
}

/// Asks what could be meant by the marked word at the caret, or by the next one in the window.
pub(crate) fn suggest(state: &mut State) -> Vec<Effect> {
    if state.look.writing.spell == Spell::Off {
        state.say("the spelling is not checked: the setting spell says in which languages");
        return Vec::new();
    }
    if let Some((_, why)) = state
        .editor
        .spelling
        .missing
        .clone()
        .filter(|_| !is_on(state))
    {
        state.warn(why);
        return Vec::new();
    }
    state.editor.spelling.typing = false;
    let mut effects = look(state);
    let Some(page) = &state.editor.page else {
        return effects;
    };
    let caret = page.text.caret().at;
    let marks = &state.editor.spelling.marks;
    let Some(mark) = marks
        .iter()
        .find(|mark| mark.end >= caret)
        .or(marks.first())
        .cloned()
    else {
        if state.editor.spelling.asked.is_empty() {
            state.say("every word in sight is right");
        }
        return effects;
    };
    let languages = state.look.writing.spell.clone();
    let end = mark.end;
    let text = page.text.buffer().slice(mark.clone()).replace('’', "'");
    effects.extend(editor::command(
        state,
        &Command::Select {
            anchor: end,
            at: end,
        },
    ));
    state.editor.spelling.wanted = Some(Word {
        bytes: mark,
        text: text.clone(),
    });
    effects.push(Effect::SuggestWords(languages, text));
    effects
}

/// What could be meant by `word`: opens the list, where that is still wanted.
pub(crate) fn suggested(state: &mut State, word: &str, others: Vec<String>) {
    let wanted = state.editor.spelling.wanted.take();
    let Some(wanted) = wanted.filter(|wanted| wanted.text == word) else {
        return;
    };
    if state.place != Place::Editor {
        return;
    }
    let mut offers: Vec<Offer> = others
        .into_iter()
        .take(OFFERED_MAX - 1)
        .map(|other| Offer {
            shown: other.clone(),
            text: other,
            learns: false,
        })
        .collect();
    offers.push(Offer {
        shown: format!("“{word}” is right: add it to my words"),
        text: word.to_owned(),
        learns: true,
    });
    state.editor.list = Some(List {
        bytes: wanted.bytes,
        offers,
        chosen: Some(0),
    });
    state.enter(Place::Complete);
}

/// Adds a word to those that are right.
pub(crate) fn learn(state: &mut State, word: &str) -> Vec<Effect> {
    let own = state.editor.spelling.own.get_or_insert_default();
    own.insert(word.to_owned());
    let mut effects = look(state);
    effects.push(Effect::LearnWord(word.to_owned()));
    effects
}

/// Takes a word from those that are right.
pub(crate) fn unlearn(state: &mut State, word: &str) -> Vec<Effect> {
    if let Some(own) = &mut state.editor.spelling.own {
        own.remove(word);
    }
    let mut effects = look(state);
    effects.push(Effect::ForgetWord(word.to_owned()));
    effects
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_follow_what_is_typed_and_deleted_before_them() {
        // "teh cat adn dog": teh 0..3, adn 8..11.
        let marks = || vec![0..3, 8..11];
        let after = |length, from, now| {
            let mut marks = marks();
            follow(&mut marks, Before { length, from }, now);
            marks
        };
        // Typed a letter behind "cat" (at 7).
        assert_eq!(after(15, 7, (16, 8)), [0..3, 9..12]);
        // Deleted one there.
        assert_eq!(after(15, 7, (14, 6)), [0..3, 7..10]);
        // Typed at the end of the first word: it is looked up anew.
        assert_eq!(
            after(15, 3, (16, 4)).as_slice(),
            std::slice::from_ref(&(9..12))
        );
        // Deleted forward into the second.
        assert_eq!(
            after(15, 8, (14, 8)).as_slice(),
            std::slice::from_ref(&(0..3))
        );
        // Typed at the end of the text.
        assert_eq!(after(15, 15, (16, 16)), marks());
    }
}
