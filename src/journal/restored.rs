//! Whether the store was put back from an old copy: the memories of its remotes, which lie beside it
//! and not in it, remember more of this device's own chain than it does.

use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::chains;
use crate::journal::chains::Chains;
use crate::journal::types::Notice;
use crate::store::place;
use crate::sync::seen::Seen;

impl Journal {
    /// A notice where a remote took more of this device's own bundles than the store knows of; none
    /// where nothing is remembered, and none again once a sync made it a new device.
    pub(super) fn restored_old(&self) -> Result<Option<Notice>, JournalError> {
        if !place::is_filled(&self.places.seen) {
            return Ok(None);
        }
        let keys = self.keys()?;
        let own = keys.device();
        let known = Chains::load(&self.store, keys)?
            .heads
            .get(&own)
            .map_or(0, |head| head.seq);
        let name = chains::chain_name(keys, &own).to_string();
        let mut newest = None;
        for row in self.remote_rows()? {
            // One that cannot be read is named by the next sync.
            let seen = Seen::load(&self.seen_path(&row.name)).ok().flatten();
            let seen = seen.filter(|seen| seen.vault == keys.vault);
            let seq = seen.and_then(|seen| Some(seen.chains.get(&name)?.confirmed));
            newest = newest.max(seq.filter(|seq| *seq > known));
        }
        Ok(newest.map(|seq| {
            let text = format!(
                "this store is an older copy: it knows {known} of the {seq} bundles that this device \
                 had sent; diurnal sync brings back what is missing"
            );
            Notice::open("restored-old", text)
        }))
    }
}
