//! What a journal is: values and their rules. Nothing here acts.
//!
//! Invariants: no function reads a file, a key, a clock or chance; what is random or now comes in
//! as an argument. Every value that is printed can be read back.

pub mod amount;
pub mod both;
pub mod catalogue;
pub mod diff;
pub mod digest;
pub mod entry;
pub mod fold;
pub mod id;
pub mod imported;
pub mod invitation;
pub mod json;
pub mod limits;
pub mod members;
pub mod merge;
pub mod nearest;
pub mod outside;
pub mod places;
pub mod purges;
pub mod query;
pub mod revision;
pub mod secret;
mod standing;
pub mod statement;
pub mod stats;
pub mod strict;
pub mod tag;
pub mod template;
pub mod text;
pub mod time;
pub mod voice;
pub mod when;
pub mod words;
