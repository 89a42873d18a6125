//! Where things live and what the user prefers.
