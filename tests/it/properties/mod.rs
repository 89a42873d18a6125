//! Laws that hold for any input.

mod edit;
mod width;
