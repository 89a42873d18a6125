//! JSON Lines: an object an entry, which `import` takes back as it was.

use crate::model::entry::Entry;
use crate::transfer::error::TransferError;
use crate::transfer::jsonl;
use crate::transfer::out::ExportReport;
use crate::transfer::out::Order;
use crate::transfer::out::Sink;
use crate::transfer::out::single::Single;

/// What the file is called.
pub const NAME: &str = "journal.jsonl";

/// Writes them.
#[derive(Debug)]
pub struct Lines<'w>(Option<Single<'w>>);

impl<'w> Lines<'w> {
    /// Writes to `to`; nothing where there is no place for it.
    pub fn new(to: Option<Single<'w>>) -> Self {
        Self(to)
    }
}

/// Whether a file that begins so is one of these.
pub fn is_ours(front: &[u8]) -> bool {
    front.starts_with(b"{\"id\":\"")
}

impl Sink for Lines<'_> {
    fn order(&self) -> Order {
        Order::NewestFirst
    }

    fn take(&mut self, entry: &Entry, report: &mut ExportReport) -> Result<(), TransferError> {
        let Some(to) = &mut self.0 else { return Ok(()) };
        let mut line = Vec::new();
        jsonl::write_entry(&mut line, entry)
            .map_err(|source| TransferError::io(to.path(), source))?;
        to.put(&line)?;
        report.written += 1;
        Ok(())
    }

    fn finish(&mut self, report: &mut ExportReport) -> Result<(), TransferError> {
        self.0.take().map_or(Ok(()), |to| to.finish(report))
    }
}
