//! The screens as a pure state machine.

pub mod edit;
