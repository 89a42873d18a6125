//! The screens as a pure state machine.
