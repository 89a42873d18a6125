//! Which import made a version, and which undo: two keys of a revision that stand in it sealed and come
//! along when it is synced, and that no later version carries on. So a version that has one is as that
//! import left it, and nobody has changed the entry since where that version is its head.

use std::fmt;

use serde_json::Value;

use crate::model::revision::Extra;

/// The key of a version that an import made: the import's id, a blank, the form.
const MADE: &str = "imported";
/// The key of a version that an undo made: the id of the import that it took back.
const UNDONE: &str = "import_undone";

/// Both keys: nothing that is imported or exported has them.
pub const KEYS: [&str; 2] = [MADE, UNDONE];

/// An import, as the versions that it made name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Eight digits.
    pub id: String,
    /// The form that was read.
    pub form: String,
}

impl Mark {
    /// A new one, named by chance.
    pub fn new(chance: [u8; 4], form: &str) -> Self {
        Self {
            id: format!("{:08x}", u32::from_be_bytes(chance)),
            form: form.to_owned(),
        }
    }

    /// The import that made the version with these keys; none where a person did.
    pub fn of(extra: &Extra) -> Option<Self> {
        let (id, form) = extra.get(MADE)?.as_str()?.split_once(' ')?;
        let is_id = id.len() == 8 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_id.then(|| Self {
            id: id.to_owned(),
            form: form.to_owned(),
        })
    }

    /// Puts it into the keys of a version.
    pub fn put(&self, extra: &mut Extra) {
        forget(extra);
        extra.insert(MADE.to_owned(), Value::String(self.to_string()));
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.id, self.form)
    }
}

/// Says in the keys of a version that it takes the import `id` back.
pub fn put_undone(id: &str, extra: &mut Extra) {
    extra.insert(UNDONE.to_owned(), Value::String(id.to_owned()));
}

/// Whether an undo made the version with these keys.
pub fn is_undone(extra: &Extra) -> bool {
    extra.contains_key(UNDONE)
}

/// Takes both keys away.
pub fn forget(extra: &mut Extra) {
    for key in KEYS {
        extra.shift_remove(key);
    }
}

/// The same without both keys.
pub fn without(mut extra: Extra) -> Extra {
    forget(&mut extra);
    extra
}
