//! The user's own keys: the table `keys` of the settings against the one table of actions.

use crate::app::action::ACTIONS;
use crate::app::action::Place;
use crate::app::action::Row;
use crate::app::key::parse_sequence;
pub use crate::app::keymap::Keymap;
use crate::app::keymap::Sequence;
use crate::app::keymap::spelled;
use crate::config::ConfigError;
use crate::config::error::Fault;
use crate::config::settings::Binding;
use crate::model::nearest::nearest;

/// The key map with what `bindings` change in it, and a sentence about each key that most terminals
/// cannot send, with its place.
///
/// # Errors
///
/// A [`ConfigError`] with line and column where an action or a key is not known, where two lines
/// claim the same keys, and where a letter is claimed that is text in its place.
pub fn keymap(bindings: &[Binding]) -> Result<(Keymap, Vec<Fault>), ConfigError> {
    let mut changes: Vec<(&'static Row, Vec<Sequence>)> = Vec::new();
    let mut doubts = Vec::new();
    for binding in bindings {
        let row = row(binding)?;
        let mut keys = Vec::new();
        for written in &binding.keys {
            let say = |why: &str| {
                let name = &binding.action;
                binding.keys_at.saying(format!("keys.{name}: {why}"))
            };
            let sequence = parse_sequence(written).map_err(|fault| say(&fault.to_string()))?;
            if let Some(place) = typed_in(row, &sequence) {
                let key = spelled(&sequence);
                let why = format!("{key} is text where one types ({})", place.name());
                return Err(say(&why));
            }
            for key in &sequence {
                if let Some(why) = key.doubt() {
                    doubts.push(Fault {
                        message: format!("keys.{}: {key}: {why}", binding.action),
                        ..binding.keys_at.clone()
                    });
                }
            }
            keys.push(sequence);
        }
        changes.push((row, keys));
    }
    let map = Keymap::changed(&changes).map_err(|clash| {
        let name = |number: usize| bindings.get(number).map_or("", |line| line.action.as_str());
        let (first, second) = (name(clash.first), name(clash.second));
        let keys = spelled(&clash.keys);
        let place = clash.place.name();
        let message = format!("keys.{second}: {keys} stands in the way of keys.{first} ({place})");
        let at = bindings.get(clash.second).map(|line| &line.keys_at);
        at.unwrap_or(&Fault::default()).saying(message)
    })?;
    Ok((map, doubts))
}

fn row(binding: &Binding) -> Result<&'static Row, ConfigError> {
    let name = binding.action.as_str();
    ACTIONS.iter().find(|row| row.name == name).ok_or_else(|| {
        let near = nearest(name, ACTIONS.iter().map(|row| row.name));
        binding.action_at.saying(match near {
            Some(near) => format!("no action is called {name:?}; did you mean {near:?}?"),
            None => format!("no action is called {name:?}; the help shows their names"),
        })
    })
}

/// A place of the row's in which its first key would be typed.
fn typed_in(row: &Row, keys: &[crate::app::key::Key]) -> Option<Place> {
    keys.first().and_then(|key| key.typed())?;
    row.places.iter().copied().find(|place| place.is_text())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::app::action::Action;
    use crate::app::key::parse_keys;
    use crate::app::keymap::Found;
    use crate::config::Settings;

    fn read(lines: &str) -> Result<(Keymap, Vec<Fault>), ConfigError> {
        let text = format!("[keys]\n{lines}\n");
        let settings = Settings::parse(Path::new("config.toml"), &text).unwrap();
        keymap(&settings.keys)
    }

    fn wrong(lines: &str) -> String {
        read(lines).unwrap_err().to_string()
    }

    #[test]
    fn keys_of_the_settings_count() {
        let (map, doubts) = read("star = 's'\nfirst = ['<home>', 'z z']").unwrap();
        assert_eq!(doubts, []);
        let found = |text| map.resolve(Place::Timeline, &parse_keys(text).unwrap());
        assert_eq!(found("s"), Found::Verb(Action::Star));
        assert_eq!(found("zz"), Found::Verb(Action::First));
        assert_eq!(found("*"), Found::Nothing);
        assert_eq!(found("n"), Found::Verb(Action::New));
    }

    #[test]
    fn what_is_wrong_is_pointed_at() {
        assert_eq!(
            wrong("save = '<ctrl+enterr>'"),
            "config.toml:2:8: keys.save: no key is called \"ctrl+enterr\"; did you mean \"enter\"?"
        );
        assert_eq!(
            wrong("\nsvae = '<f8>'"),
            "config.toml:3:1: no action is called \"svae\"; did you mean \"save\"?"
        );
        assert_eq!(
            wrong("save = 's'"),
            "config.toml:2:8: keys.save: s is text where one types (editor)"
        );
        assert_eq!(
            wrong("delete = 'x'\nstar = 'x y'"),
            "config.toml:3:8: keys.star: x y stands in the way of keys.delete (timeline)"
        );
    }

    #[test]
    fn keys_that_terminals_confuse_are_said() {
        let (_, doubts) = read("star = '<ctrl+i>'").unwrap();
        let [doubt] = doubts.as_slice() else {
            panic!("{doubts:?}")
        };
        assert_eq!(
            doubt.message,
            "keys.star: <ctrl+i>: most terminals send <tab> for it"
        );
        assert_eq!((doubt.line, doubt.column), (2, 8));
    }
}
