//! The one place where an error becomes words for the user: what failed, why, what to do.
