//! How long one keystroke takes from event to drawn buffer.
fn main() {}
