//! One file per screen: what it remembers and how it answers a verb. Each has a twin of the same
//! name in `tui/screens` that draws it and one in `tests/it/screens` that looks at it.

pub mod confirm;
pub mod editor;
pub mod help;
pub mod read;
pub mod search;
pub mod sync;
pub mod timeline;
pub mod unlock;
pub mod wizard;
