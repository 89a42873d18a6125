//! Which keys mean which verb, and where. A verb may have several bindings; each is one key, or a
//! few pressed one after another.

use std::collections::HashMap;
use std::collections::HashSet;
use std::sync::Arc;

use crate::app::action::ACTIONS;
use crate::app::action::Action;
use crate::app::action::Place;
use crate::app::action::Row;
use crate::app::action::of;
use crate::app::key::Key;
use crate::app::key::parse_keys;

/// What joins keys of the table that are pressed one after another: `g<then>g`.
const THEN: &str = "<then>";

/// Keys that are pressed one after another; one key, most often.
pub type Sequence = Vec<Key>;

/// The bindings in use. Clones share them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keymap(Arc<Bindings>);

#[derive(Debug, Default, PartialEq, Eq)]
struct Bindings {
    verbs: HashMap<(Place, Sequence), Action>,
    /// What begins a longer binding.
    prefixes: HashSet<(Place, Sequence)>,
    /// The keys of each row of the table, by its name.
    keys: HashMap<(Place, &'static str), Vec<Sequence>>,
}

/// What some keys mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// This.
    Verb(Action),
    /// Nothing yet: they begin a longer binding.
    Prefix,
    /// Nothing.
    Nothing,
}

/// Two lines of a user's key map that claim the same keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The line that came first, counted from 0.
    pub first: usize,
    /// The other one.
    pub second: usize,
    /// Where both count.
    pub place: Place,
    /// The keys of the second.
    pub keys: Sequence,
}

impl Default for Keymap {
    /// The keys of the table.
    fn default() -> Self {
        let mut bindings = Bindings::default();
        for row in ACTIONS {
            for place in row.places {
                bindings.bind(*place, row, bindings_of(row.keys));
            }
        }
        Self(Arc::new(bindings))
    }
}

impl Keymap {
    /// The keys of the table, but for some rows of it, which get these. A default key that is in
    /// the way of a new one is taken from its verb.
    ///
    /// # Errors
    ///
    /// A [`Clash`] where two changes of one place claim the same keys, or one begins the other's.
    pub fn changed(changes: &[(&'static Row, Vec<Sequence>)]) -> Result<Self, Clash> {
        let mut bindings = Bindings::default();
        for place in Place::ALL {
            let mut taken: Vec<(usize, &Sequence)> = Vec::new();
            for (number, (row, keys)) in changes.iter().enumerate() {
                if !row.places.contains(&place) {
                    continue;
                }
                for sequence in keys {
                    if let Some((first, _)) = taken.iter().find(|(_, keys)| clash(keys, sequence)) {
                        return Err(Clash {
                            first: *first,
                            second: number,
                            place,
                            keys: sequence.clone(),
                        });
                    }
                }
                taken.extend(keys.iter().map(|keys| (number, keys)));
                bindings.bind(place, row, keys.clone());
            }
            for row in of(place) {
                if changes.iter().any(|(changed, _)| changed.name == row.name) {
                    continue;
                }
                let mut keys = bindings_of(row.keys);
                keys.retain(|keys| !taken.iter().any(|(_, other)| clash(keys, other)));
                bindings.bind(place, row, keys);
            }
        }
        Ok(Self(Arc::new(bindings)))
    }

    /// What `keys` mean in `place`.
    pub fn resolve(&self, place: Place, keys: &[Key]) -> Found {
        let keys = (place, keys.to_vec());
        match self.0.verbs.get(&keys) {
            Some(action) => Found::Verb(*action),
            None if self.0.prefixes.contains(&keys) => Found::Prefix,
            None => Found::Nothing,
        }
    }

    /// The bindings of a row of the table in `place`; none where its keys were taken from it.
    pub fn keys_of(&self, place: Place, row: &Row) -> &[Sequence] {
        let keys = self.0.keys.get(&(place, row.name));
        keys.map(Vec::as_slice).unwrap_or_default()
    }

    /// The first binding of a row as hints show it; empty where it has none.
    pub fn hint(&self, place: Place, row: &Row) -> String {
        let first = self.keys_of(place, row).first();
        first.map(|keys| spelled(keys)).unwrap_or_default()
    }

    /// What may follow `keys` in `place`, in the order of the table: the next key, and the verb's
    /// row where that is all.
    pub fn after(&self, place: Place, keys: &[Key]) -> Vec<(Key, Option<&'static Row>)> {
        let mut found: Vec<(Key, Option<&'static Row>)> = Vec::new();
        for row in of(place) {
            for sequence in self.keys_of(place, row) {
                let Some(rest) = sequence.strip_prefix(keys) else {
                    continue;
                };
                let Some((next, more)) = rest.split_first() else {
                    continue;
                };
                if found.iter().all(|(key, _)| key != next) {
                    found.push((*next, more.is_empty().then_some(row)));
                }
            }
        }
        found
    }
}

impl Bindings {
    fn bind(&mut self, place: Place, row: &'static Row, keys: Vec<Sequence>) {
        for sequence in &keys {
            for end in 1..sequence.len() {
                let prefix = sequence.iter().take(end).copied().collect();
                self.prefixes.insert((place, prefix));
            }
            self.verbs.insert((place, sequence.clone()), row.action);
        }
        self.keys.insert((place, row.name), keys);
    }
}

/// Whether one of the two is the other, or its beginning.
fn clash(a: &[Key], b: &[Key]) -> bool {
    a.starts_with(b) || b.starts_with(a)
}

/// The bindings that the table writes as `text`: every key is one, but for those joined by `<then>`.
pub fn bindings_of(text: &str) -> Vec<Sequence> {
    let mut bindings: Vec<Sequence> = Vec::new();
    for (number, part) in text.split(THEN).enumerate() {
        let mut keys = parse_keys(part).unwrap_or_default().into_iter();
        if number > 0
            && let (Some(last), Some(next)) = (bindings.last_mut(), keys.next())
        {
            last.push(next);
        }
        bindings.extend(keys.map(|key| vec![key]));
    }
    bindings
}

/// Keys as hints show them: `g e`.
pub fn spelled(keys: &[Key]) -> String {
    let names: Vec<String> = keys.iter().map(|key| key.hint()).collect();
    names.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str) -> &'static Row {
        ACTIONS.iter().find(|row| row.name == name).unwrap()
    }

    fn keys(text: &str) -> Sequence {
        parse_keys(text).unwrap()
    }

    #[test]
    fn the_table_joins_keys_by_then() {
        assert_eq!(bindings_of("<home>g<then>g"), [keys("<home>"), keys("gg")]);
        assert_eq!(bindings_of("ab"), [keys("a"), keys("b")]);
        assert_eq!(bindings_of("a<then>b<then>c"), [keys("abc")]);
    }

    #[test]
    fn a_sequence_is_found_key_by_key() {
        let map = Keymap::changed(&[(row("first"), vec![keys("zx")])]).unwrap();
        assert_eq!(map.resolve(Place::Read, &keys("z")), Found::Prefix);
        assert_eq!(
            map.resolve(Place::Read, &keys("zx")),
            Found::Verb(Action::First)
        );
        assert_eq!(map.resolve(Place::Read, &keys("zy")), Found::Nothing);
        assert_eq!(map.resolve(Place::Read, &keys("<home>")), Found::Nothing);
        let after = map.after(Place::Read, &keys("z"));
        assert_eq!(after.len(), 1);
        assert_eq!(after[0].0, keys("x")[0]);
        assert_eq!(after[0].1.unwrap().name, "first");
    }

    #[test]
    fn a_new_key_is_taken_from_its_default() {
        let map = Keymap::changed(&[(row("star"), vec![keys("d")])]).unwrap();
        let verb = map.resolve(Place::Timeline, &keys("d"));
        assert_eq!(verb, Found::Verb(Action::Star));
        assert!(map.keys_of(Place::Timeline, row("delete")).is_empty());
        assert_eq!(map.hint(Place::Timeline, row("star")), "d");
        // No key at all is a wish too.
        let map = Keymap::changed(&[(row("delete"), Vec::new())]).unwrap();
        assert_eq!(map.resolve(Place::Timeline, &keys("d")), Found::Nothing);
    }

    #[test]
    fn two_claims_are_a_clash() {
        let changes = [
            (row("star"), vec![keys("x")]),
            (row("delete"), vec![keys("xy")]),
        ];
        let clash = Keymap::changed(&changes).unwrap_err();
        assert_eq!((clash.first, clash.second), (0, 1));
        assert_eq!(clash.keys, keys("xy"));
        // The same key in two places is none.
        let apart = [
            (row("save"), vec![keys("<f8>")]),
            (row("star"), vec![keys("<f8>")]),
        ];
        Keymap::changed(&apart).unwrap();
    }

    #[test]
    fn without_changes_the_keys_are_the_tables() {
        assert_eq!(Keymap::changed(&[]).unwrap(), Keymap::default());
    }
}
