//! Verbs that are being written.
#![allow(unused_variables, missing_docs, clippy::todo, reason = "scaffold")]

use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::types::*;

type Done<T> = Result<T, JournalError>;

impl Journal {
    pub fn plan(&mut self, remote: Option<&str>, watch: &mut dyn Watch) -> Done<Plan> {
        todo!()
    }
}
