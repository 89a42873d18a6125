//! The full-screen way in.
