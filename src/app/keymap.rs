//! Which key means which verb, and where.

use std::collections::HashMap;
use std::sync::Arc;

use crate::app::action::ACTIONS;
use crate::app::action::Action;
use crate::app::action::Place;
use crate::app::key::Key;
use crate::app::key::parse_keys;

/// The bindings in use. Clones share them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keymap(Arc<HashMap<(Place, Key), Action>>);

impl Default for Keymap {
    /// The keys of the table.
    fn default() -> Self {
        let mut map = HashMap::new();
        for row in ACTIONS {
            for key in parse_keys(row.keys).unwrap_or_default() {
                for place in row.places {
                    map.insert((*place, key), row.action);
                }
            }
        }
        Self(Arc::new(map))
    }
}

impl Keymap {
    /// The verb bound to `key` in `place`, if any.
    pub fn resolve(&self, place: Place, key: Key) -> Option<Action> {
        self.0.get(&(place, key)).copied()
    }
}
