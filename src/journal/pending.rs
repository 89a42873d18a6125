//! Verbs that are being written.
#![allow(unused_variables, missing_docs, clippy::todo, reason = "scaffold")]

use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::types::*;

type Done<T> = Result<T, JournalError>;

impl Journal {
    pub fn unlock_with_agent(&mut self) -> Done<bool> {
        todo!()
    }
    pub fn start_agent(&self, program: &Path, for_ms: Option<u64>) -> Done<()> {
        todo!()
    }
    pub fn stop_agent(places: &Places) -> Done<bool> {
        todo!()
    }
    pub fn plan(&mut self, remote: Option<&str>, watch: &mut dyn Watch) -> Done<Plan> {
        todo!()
    }
    pub fn verify_local(&mut self, watch: &mut dyn Watch) -> Done<Balance> {
        todo!()
    }
    pub fn import_jsonl(
        &mut self,
        from: &mut dyn BufRead,
        journal: Option<&str>,
        dry: bool,
        watch: &mut dyn Watch,
    ) -> Done<ImportReport> {
        todo!()
    }
    pub fn export_markdown(
        &mut self,
        dir: &Path,
        filter: &Filter,
        check: bool,
        watch: &mut dyn Watch,
    ) -> Done<ExportReport> {
        todo!()
    }
    pub fn export_jsonl(
        &mut self,
        to: &mut dyn Write,
        filter: &Filter,
        watch: &mut dyn Watch,
    ) -> Done<ExportReport> {
        todo!()
    }
    pub fn backup(&mut self, file: &Path) -> Done<u64> {
        todo!()
    }
    pub fn restore_backup(
        places: Places,
        preferences: Preferences,
        outside: Outside,
        file: &Path,
        key: &Key,
    ) -> Done<(Journal, Balance)> {
        todo!()
    }
    pub fn key_doctor(&mut self, key: Option<&Key>) -> Done<Vec<SlotReport>> {
        todo!()
    }
    pub fn plan(&mut self, remote: Option<&str>, watch: &mut dyn Watch) -> Done<Plan> { todo!() }
}
