//! What the help shows.
