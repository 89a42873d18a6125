//! One file per screen, named as its twin in `app/screens`.

pub(super) mod calendar;
pub(super) mod complete;
pub(super) mod confirm;
pub(super) mod conflict;
pub(super) mod editor;
pub(super) mod find;
pub(super) mod help;
pub(super) mod history;
pub(super) mod journals;
pub(super) mod keys;
pub(super) mod palette;
pub(super) mod read;
pub(super) mod search;
pub(super) mod settings;
pub(super) mod statistics;
pub(super) mod sync;
pub(super) mod templates;
pub(super) mod this_day;
pub(super) mod timeline;
pub(super) mod trash;
pub(super) mod unlock;
pub(super) mod wizard;
pub(super) mod words;
