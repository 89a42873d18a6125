//! What more than one screen draws with.

pub(super) mod bars;
pub(super) mod compared;
pub(super) mod dialog;
pub(super) mod list;
pub(super) mod month;
pub(super) mod pen;
