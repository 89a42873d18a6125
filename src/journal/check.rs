//! The check of the store itself: every page, object, revision, row and file of keys, opened and compared.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;

use crate::crypto::error::CryptoError;
use crate::crypto::keyring::KeyringFile;
use crate::crypto::object::Kind;
use crate::crypto::seal;
use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::catalogue;
use crate::journal::catalogue::Health;
use crate::journal::catalogue::Survey;
use crate::journal::drafts;
use crate::journal::inbox;
use crate::journal::list;
use crate::journal::remotes;
use crate::journal::types::Balance;
use crate::journal::types::Notice;
use crate::journal::types::Watch;
use crate::model::catalogue::Row;
use crate::model::id::EntryId;
use crate::model::id::RevId;

/// What is not what it must be.
const DAMAGED: &str = "damaged";

/// How the catalogue compares with the objects.
#[derive(Default)]
struct Compared {
    entries: (u64, u64),
    attachments: (u64, u64),
    /// Every revision that the catalogue names.
    named: Vec<RevId>,
    /// Revisions that no object holds, with their entries, by the object that should.
    lost: BTreeMap<i64, (BTreeSet<EntryId>, u64)>,
    /// Revisions that stand in another object than the catalogue says, by that object.
    moved: BTreeMap<i64, BTreeSet<EntryId>>,
    /// Rows that are not what the objects say though all they name is there.
    wrong: u64,
    /// Rows that were compared.
    rows: usize,
}

impl Journal {
    /// Checks the store itself: its pages, every object with its mac, every revision by its name, the
    /// catalogue row by row, every file of keys and sealed row. What is damaged or missing is a shortfall
    /// with its place; a catalogue that is only behind or damaged itself is built anew, and said.
    pub fn verify_local(&mut self, watch: &mut dyn Watch) -> Result<Balance, JournalError> {
        self.keys()?.has_slot()?;
        let mut balance = Balance {
            remote: "local".to_owned(),
            ..Balance::default()
        };
        for fault in self.store.page_faults()? {
            balance.damaged(format!("a page of the store: {fault}"));
        }
        let keys = self.keys()?;
        let mut step = |done, total| watch.step("verify", done, total);
        let survey = catalogue::found(&self.store, keys, &mut step)?;
        balance.bundles = survey.objects;
        let compared = match self.compare_catalogue(&survey)? {
            Some(compared) if compared.wrong == 0 => compared,
            unfit => self.mend(&survey, unfit, &mut balance)?,
        };
        self.judge(&survey, &compared, &mut balance)?;
        self.check_rows(&mut balance)?;
        balance.unsynced = self.unsealed()?.len() as u64;
        Ok(balance)
    }

    /// The objects that were found damaged so far, one notice each.
    pub fn damage(&self) -> Vec<Notice> {
        let text = |seq: &i64| format!("object {seq} of the store does not open as it must");
        let notice = |seq: &i64| Notice::open(DAMAGED, text(seq));
        self.damaged.iter().map(notice).collect()
    }

    /// Compares the catalogue with what the objects hold; `None` where it is missing, damaged or behind.
    fn compare_catalogue(&self, survey: &Survey) -> Result<Option<Compared>, JournalError> {
        let keys = self.keys()?;
        let Some(top) = catalogue::top(&self.store, keys)? else {
            return Ok(None);
        };
        let mut compared = Compared::default();
        let health = catalogue::newest_first(&self.store, keys, &top, &mut |row| {
            compared.row(&row, &survey.rows);
            true
        })?;
        if compared.rows < survey.rows.len() {
            compared.wrong += 1;
        }
        let fits = health == Health::Fit && catalogue::indexes_are_right(&self.store, keys, &top)?;
        Ok(fits.then_some(compared))
    }

    /// Builds the catalogue anew, which keeps what it names and no object holds, and compares again.
    fn mend(
        &mut self,
        survey: &Survey,
        before: Option<Compared>,
        balance: &mut Balance,
    ) -> Result<Compared, JournalError> {
        let why = match &before {
            Some(_) => "differed from the objects",
            None => "was missing, damaged or behind",
        };
        if self.is_read_only() {
            let text = format!("the catalogue {why}; the store is read-only, so that it stays so");
            balance.notices.push(Notice::told("catalogue-behind", text));
            return Ok(before.unwrap_or_else(|| Compared::of(survey)));
        }
        self.rebuild_catalogue()?;
        let text = format!("the catalogue {why} and was built anew from the objects");
        balance
            .notices
            .push(Notice::told("catalogue-rebuilt", text));
        let mut compared = self
            .compare_catalogue(survey)?
            .unwrap_or_else(|| Compared::of(survey));
        // Once built anew, the catalogue no longer tells what had been moved.
        compared
            .moved
            .extend(before.into_iter().flat_map(|before| before.moved));
        Ok(compared)
    }

    fn judge(
        &mut self,
        survey: &Survey,
        compared: &Compared,
        balance: &mut Balance,
    ) -> Result<(), JournalError> {
        balance.entries = compared.entries;
        balance.attachments = compared.attachments;
        let found: Vec<RevId> = survey.rows.values().flat_map(revs).collect();
        balance.revisions = (
            compared.named.len() as u64,
            compared.named.len() as u64 - compared.n_lost(),
        );
        balance.digest = (
            list::digest(compared.named.clone()).to_string(),
            list::digest(found).to_string(),
        );
        let mut lost = compared.lost.clone();
        for (seq, error) in &survey.damaged {
            self.damaged.insert(*seq);
            let (entries, revisions) = lost.remove(seq).unwrap_or_default();
            let concerns = concerns(entries.len(), revisions);
            if is_newer(error) {
                let text = format!("object {seq} was written by a newer diurnal; {concerns}");
                balance.shortfalls.push(Notice::open("newer", text));
            } else {
                balance.damaged(format!("object {seq}: {}; {concerns}", reason(error)));
            }
        }
        for (seq, (entries, revisions)) in lost {
            let concerns = concerns(entries.len(), revisions);
            balance.damaged(format!(
                "object {seq} is missing, or does not hold what it held; {concerns}"
            ));
        }
        if !compared.moved.is_empty() {
            for (seq, entries) in &compared.moved {
                let n = entries.len();
                balance.damaged(format!(
                    "object {seq} holds other revisions than it did; those of {n} entries stand elsewhere"
                ));
            }
            if !self.is_read_only() {
                self.rebuild_catalogue()?;
                let text = "the catalogue was built anew, so that they are found where they stand";
                let notice = Notice::told("catalogue-rebuilt", text.to_owned());
                balance.notices.push(notice);
            }
        }
        Ok(())
    }

    /// Opens every file of keys, every sealed row and what waits in the inbox.
    fn check_rows(&mut self, balance: &mut Balance) -> Result<(), JournalError> {
        for slot in self.key_doctor(None)? {
            if slot.state == DAMAGED {
                balance.damaged(format!("{}: {}", slot.slot, slot.text));
            }
        }
        let keys = self.keys()?;
        for name in self.store.state_names()? {
            let bytes = self.store.state(&name)?.unwrap_or_default();
            // A draft, or a remote that was added while locked.
            let waits = drafts::is_row(&name) || remotes::is_waiting(&name);
            if waits && !keys.own_slot {
                continue;
            }
            let opens = if waits {
                inbox::open_line(keys, &bytes).is_some()
            } else {
                seal::open(&bytes, &keys.keyring, &[Kind::State, Kind::Bundle]).is_ok()
                    || KeyringFile::open(&bytes, &keys.slot_identity).is_ok()
            };
            if !opens {
                balance.damaged(format!("the sealed row \"{name}\" does not open"));
            }
        }
        Ok(())
    }
}

impl Balance {
    fn damaged(&mut self, text: String) {
        self.shortfalls.push(Notice::open(DAMAGED, text));
    }
}

impl Compared {
    /// What would be compared if the catalogue said what the objects say.
    fn of(survey: &Survey) -> Self {
        let mut compared = Self::default();
        for row in survey.rows.values() {
            compared.row(row, &survey.rows);
        }
        compared
    }

    fn row(&mut self, row: &Row, found: &HashMap<EntryId, Row>) {
        let id = row.summary.id;
        let there = found.get(&id);
        let mut whole = true;
        let mut in_place = true;
        for (rev, place) in row.revisions() {
            self.named.push(rev);
            match there.and_then(|found| found.place_of(rev)) {
                Some(found) if found == place => {}
                Some(_) => {
                    in_place = false;
                    self.moved.entry(place.0).or_default().insert(id);
                }
                None => {
                    whole = false;
                    let (entries, revisions) = self.lost.entry(place.0).or_default();
                    entries.insert(id);
                    *revisions += 1;
                }
            }
        }
        self.rows += 1;
        if !row.summary.deleted {
            let files = u64::from(row.summary.n_files);
            self.entries.0 += 1;
            self.entries.1 += u64::from(whole);
            self.attachments.0 += files;
            self.attachments.1 += if whole { files } else { 0 };
        }
        let same = || there.is_some_and(|found| in_order(found) == in_order(row));
        if whole && in_place && !same() {
            self.wrong += 1;
        }
    }

    fn n_lost(&self) -> u64 {
        self.lost.values().map(|(_, revisions)| revisions).sum()
    }
}

fn revs(row: &Row) -> Vec<RevId> {
    row.revisions().into_iter().map(|(rev, _)| rev).collect()
}

/// The row with its lists in order: in which order revisions came in is of no matter.
fn in_order(row: &Row) -> Row {
    let mut row = row.clone();
    row.revs.sort_unstable();
    row.heads.sort_unstable();
    row.missing.sort_unstable();
    row
}

fn concerns(entries: usize, revisions: u64) -> String {
    match entries {
        0 => "no entry that is known is concerned".to_owned(),
        1 => format!("1 entry is concerned, {revisions} of its versions"),
        _ => format!("{entries} entries are concerned, {revisions} of their versions"),
    }
}

fn is_newer(error: &JournalError) -> bool {
    matches!(
        error,
        JournalError::DamagedObject {
            source: CryptoError::Newer,
            ..
        }
    )
}

/// Why an object cannot be read, in a few words.
fn reason(error: &JournalError) -> String {
    let source = std::error::Error::source(error);
    source.map_or_else(|| error.to_string(), ToString::to_string)
}
