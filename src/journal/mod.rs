//! The verbs: save, search, sync, import.
