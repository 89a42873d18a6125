//! Verbs that are being written.
#![allow(unused_variables, missing_docs, clippy::todo, reason = "scaffold")]

use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::types::*;
use crate::model::outside::Outside;
use crate::model::places::Places;
use crate::model::places::Preferences;

type Done<T> = Result<T, JournalError>;

impl Journal {
    pub fn remotes(&mut self) -> Done<Vec<RemoteInfo>> { todo!() }
    pub fn remote_add(&mut self, name: &str, url: &str, watch: &mut dyn Watch) -> Done<RemoteAdded> { todo!() }
    pub fn remote_remove(&mut self, name: &str) -> Done<()> { todo!() }
    pub fn sync(&mut self, remote: Option<&str>, watch: &mut dyn Watch) -> Done<SyncReport> { todo!() }
    pub fn plan(&mut self, remote: Option<&str>, watch: &mut dyn Watch) -> Done<Plan> { todo!() }
    pub fn join(places: Places, preferences: Preferences, outside: Outside, wish: &Join, ask: &mut dyn FnMut(&Found) -> bool, watch: &mut dyn Watch) -> Done<(Journal, Joined)> { todo!() }
    pub fn verify(&mut self, remote: Option<&str>, quick: bool, watch: &mut dyn Watch) -> Done<Vec<Balance>> { todo!() }
    pub fn status(&mut self) -> Done<Status> { todo!() }
}
