//! The thread that has the dictionaries: loading takes tens of milliseconds, and so does a list of
//! suggestions. It reads them when the first word is asked about.

use std::collections::HashMap;
use std::sync::mpsc::Receiver;

use spellbook::Dictionary;

use crate::app::event::EventKind;
use crate::config::dictionary;
use crate::model::places::Spell;
use crate::report::Report;
use crate::tui::events::Teller;

/// Most suggestions of one word.
const OTHERS_MAX: usize = 8;
/// Suggestions of so many words are remembered.
const REMEMBERED_MAX: usize = 1000;

/// What the thread is asked.
pub(super) enum Ask {
    /// Whether words are right.
    Check(Spell, Vec<String>),
    /// What could be meant by a word.
    Suggest(Spell, String),
    /// Forget every word.
    Forget,
}

/// The dictionaries, and what was asked of them.
struct Speller {
    events: Teller,
    /// What is loaded, or why that cannot be had.
    loaded: Option<(Spell, Result<Vec<Dictionary>, String>)>,
    /// What could be meant by words.
    remembered: HashMap<String, Vec<String>>,
}

/// Answers until nobody can ask any more.
pub(super) fn run(asked: &Receiver<Ask>, events: Teller) {
    let mut speller = Speller {
        events,
        loaded: None,
        remembered: HashMap::new(),
    };
    while let Ok(ask) = asked.recv() {
        match ask {
            Ask::Check(spell, words) => speller.check(&spell, words),
            Ask::Suggest(spell, word) => speller.suggest(&spell, word),
            Ask::Forget => speller.remembered = HashMap::new(),
        }
    }
}

impl Speller {
    fn check(&mut self, spell: &Spell, words: Vec<String>) {
        let answer = match self.dictionaries(spell) {
            Ok(dictionaries) => {
                let right = |word: &str| dictionaries.iter().any(|known| known.check(word));
                let words = words.into_iter().map(|word| {
                    let right = right(&word);
                    (word, right)
                });
                EventKind::Checked(words.collect())
            }
            Err(why) => EventKind::NoDictionary(why.to_owned()),
        };
        self.events.send(answer).ok();
    }

    fn suggest(&mut self, spell: &Spell, word: String) {
        if let Err(why) = self.dictionaries(spell) {
            let why = EventKind::NoDictionary(why.to_owned());
            self.events.send(why).ok();
            return;
        }
        let others = match self.remembered.get(&word) {
            Some(others) => others.clone(),
            None => self.work_out(&word),
        };
        self.events.send(EventKind::Suggested { word, others }).ok();
    }

    fn work_out(&mut self, word: &str) -> Vec<String> {
        let mut lists = Vec::new();
        if let Some((_, Ok(dictionaries))) = &self.loaded {
            for dictionary in dictionaries {
                let mut found: Vec<String> = swapped(word)
                    .filter(|other| dictionary.check(other))
                    .collect();
                // The list ends where it is full: what is likely must not come after that.
                let mut others = Vec::new();
                dictionary.suggest(word, &mut others);
                found.append(&mut others);
                lists.push(found);
            }
        }
        let others = in_turn(&lists);
        if self.remembered.len() >= REMEMBERED_MAX {
            self.remembered.clear();
        }
        self.remembered.insert(word.to_owned(), others.clone());
        others
    }

    /// The dictionaries of `spell`, read where they are not at hand.
    fn dictionaries(&mut self, spell: &Spell) -> Result<&[Dictionary], &str> {
        if self
            .loaded
            .as_ref()
            .is_none_or(|(at_hand, _)| at_hand != spell)
        {
            self.remembered.clear();
            self.loaded = Some((spell.clone(), load(spell)));
        }
        match &self.loaded {
            Some((_, Ok(dictionaries))) => Ok(dictionaries),
            Some((_, Err(why))) => Err(why),
            None => Err(""),
        }
    }
}

fn load(spell: &Spell) -> Result<Vec<Dictionary>, String> {
    let read = dictionary::load(spell).map_err(|error| Report::from(error).one_line())?;
    let parsed = read.into_iter().map(|read| {
        Dictionary::new(&read.aff, &read.dic)
            .map_err(|error| format!("the dictionary {} cannot be read: {error}", read.name))
    });
    parsed.collect()
}

/// `word` with two letters that follow one another the other way round, which is how fingers err
/// most; the first two letters come last, since few err in the first. A large first letter stays
/// where it is.
fn swapped(word: &str) -> impl Iterator<Item = String> {
    let letters: Vec<char> = word.chars().collect();
    let is_title = letters.first().is_some_and(|c| c.is_uppercase());
    let places = (2..letters.len()).chain((letters.len() > 1).then_some(1));
    places.map(move |at| {
        let mut letters = letters.clone();
        letters.swap(at - 1, at);
        if is_title && at == 1 {
            letters = letters.iter().flat_map(|c| c.to_lowercase()).collect();
            let first = letters.first().copied().into_iter();
            let first = first.flat_map(char::to_uppercase);
            return first.chain(letters.iter().skip(1).copied()).collect();
        }
        letters.into_iter().collect()
    })
}

/// The first of each list, then the second of each: every word once.
fn in_turn(lists: &[Vec<String>]) -> Vec<String> {
    let longest = lists.iter().map(Vec::len).max().unwrap_or(0);
    let mut found: Vec<String> = Vec::new();
    for place in 0..longest {
        for other in lists.iter().filter_map(|list| list.get(place)) {
            if !found.contains(other) && found.len() < OTHERS_MAX {
                found.push(other.clone());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_letters_are_tried_the_other_way_round() {
        let found: Vec<String> = swapped("Teh").collect();
        assert_eq!(found, ["The", "Eth"]);
        let found: Vec<String> = swapped("hte").collect();
        assert_eq!(found, ["het", "the"]);
        assert_eq!(swapped("a").count(), 0);
    }

    #[test]
    fn suggestions_of_several_languages_take_turns() {
        let list = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        let lists = [list(&["the", "ten"]), list(&["Tee", "the", "Teich"])];
        assert_eq!(in_turn(&lists), ["the", "Tee", "ten", "Teich"]);
    }
}
