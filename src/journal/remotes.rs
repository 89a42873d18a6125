//! The remotes of a vault, in sealed rows: names, addresses, proofs, what was noticed.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;
use serde::Serialize;

use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::chains;
use crate::journal::chains::Chains;
use crate::journal::exchange;
use crate::journal::inbox;
use crate::journal::types::Notice;
use crate::journal::types::Proof;
use crate::journal::types::RemoteAdded;
use crate::journal::types::RemoteInfo;
use crate::journal::types::Watch;
use crate::model::id::to_hex;
use crate::model::places::Places;
use crate::model::time::DayStart;
use crate::model::time::Moment;
use crate::model::time::Timestamp;
use crate::sync::address::Address;
use crate::sync::error::SyncError;
use crate::sync::helper;
use crate::sync::seen::Seen;

const REMOTES: &str = "remotes";
const PROOFS: &str = "proofs";
const NOTICES: &str = "notices";
/// What a remote's row is called that was added while locked: the prefix, then random digits.
const WAITING: &str = "remote-";
/// More notices of one remote than these are not kept: the oldest go.
const NOTICES_MAX: usize = 20;

/// One remote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RemoteRow {
    pub(super) name: String,
    pub(super) url: String,
}

/// A notice that its owner has not seen yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct KeptNotice {
    condition: String,
    text: String,
    healed: bool,
    /// When it was met last.
    at: i64,
    /// When it was met first.
    #[serde(default)]
    first: i64,
    /// When it was over; 0 where it is not, or never needed anything.
    #[serde(default)]
    over: i64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct KeptProof {
    at: i64,
    ok: bool,
    text: String,
}

impl Journal {
    /// The remotes with what is known of them.
    pub fn remotes(&mut self) -> Result<Vec<RemoteInfo>, JournalError> {
        let rows = self.remote_rows()?;
        let waiting = self.unsealed()?.len() as u64;
        let keys = self.keys()?;
        let proofs: BTreeMap<String, KeptProof> =
            keys.get(&self.store, PROOFS)?.unwrap_or_default();
        let notices: BTreeMap<String, Vec<KeptNotice>> =
            keys.get(&self.store, NOTICES)?.unwrap_or_default();
        let mut infos = Vec::new();
        for row in rows {
            let seen = Seen::load(&self.seen_path(&row.name)).ok().flatten();
            let pending = self.unconfirmed(seen.as_ref())?;
            infos.push(RemoteInfo {
                url: Address::parse(&row.url)
                    .map_or_else(|_| String::new(), |address| address.as_str().to_owned()),
                last_sync: seen.and_then(|seen| seen.synced).map(Timestamp),
                last_proof: proofs.get(&row.name).map(|proof| Proof {
                    at: Timestamp(proof.at),
                    ok: proof.ok,
                    text: proof.text.clone(),
                }),
                unsynced: waiting + pending,
                notices: notices
                    .get(&row.name)
                    .into_iter()
                    .flatten()
                    .map(|kept| self.of_kept(kept))
                    .collect(),
                name: row.name,
            });
        }
        Ok(infos)
    }

    /// What is shown of a kept notice: where it is over, from when to when it was so.
    fn of_kept(&self, kept: &KeptNotice) -> Notice {
        let zone = (self.outside.zone)();
        let when = |at: i64| {
            let moment = Moment::at(Timestamp(at), &zone);
            format!("{} {}", moment.day(DayStart::MIDNIGHT), moment.clock())
        };
        let text = if kept.healed && kept.over != 0 && kept.first != 0 {
            let (from, to) = (when(kept.first), when(kept.over));
            format!("{} (from {from} to {to}; it is over)", kept.text)
        } else {
            kept.text.clone()
        };
        Notice {
            condition: kept.condition.clone(),
            text,
            healed: kept.healed,
        }
    }

    /// An address as it may be kept: a password that stood in it goes to git's credential helper, and
    /// the flag says so.
    pub fn address_to_keep(places: &Places, url: &str) -> Result<(String, bool), JournalError> {
        let environment = &places.surroundings.environment;
        let clean = helper::take_password(url, environment)?;
        let moved = clean.is_some();
        Ok((clean.unwrap_or_else(|| url.to_owned()), moved))
    }

    /// Adds a remote; judged at once where it answers, and refused where it is another's. While
    /// locked it waits, sealed, for the next unlock, and is judged at the first sync.
    pub fn remote_add(
        &mut self,
        name: &str,
        url: &str,
        watch: &mut dyn Watch,
    ) -> Result<RemoteAdded, JournalError> {
        let row = row_of(name, url)?;
        let Some(keys) = &self.keys else {
            return self.remote_wait(&row);
        };
        keys.may_write()?;
        let mut rows = self.remote_rows()?;
        if rows.iter().any(|known| known.name == name) {
            return Err(JournalError::RemoteExists(name.to_owned()));
        }
        let added = match exchange::look(self, &row, watch) {
            Ok(found) => RemoteAdded {
                found,
                offline: None,
            },
            Err(JournalError::Sync(error)) if error.is_transient() => RemoteAdded {
                found: "offline",
                offline: Some(error.to_string()),
            },
            Err(error) => return Err(error),
        };
        rows.push(row);
        self.put_row(REMOTES, &rows)?;
        Ok(added)
    }

    /// Keeps a remote until somebody unlocks: nothing can be looked at before.
    fn remote_wait(&mut self, row: &RemoteRow) -> Result<RemoteAdded, JournalError> {
        let json = serde_json::to_string(row).unwrap_or_default();
        let sealed = inbox::seal_line(&self.store, &json)?;
        let name = format!("{WAITING}{}", to_hex(&self.outside.random::<16>()));
        let change = self.store.change()?;
        change.put_state(&name, &sealed)?;
        change.commit()?;
        Ok(RemoteAdded {
            found: "locked",
            offline: None,
        })
    }

    /// Takes the remotes that were added while locked, and says so of each: whoever can write this
    /// file could have added one.
    pub(super) fn adopt_remotes(&mut self) -> Result<Vec<Notice>, JournalError> {
        let keys = self.keys()?;
        if self.store.is_read_only() || keys.may_write().is_err() || !keys.own_slot {
            return Ok(Vec::new());
        }
        let names = self.store.state_names()?.into_iter();
        let waiting: Vec<String> = names.filter(|name| is_waiting(name)).collect();
        let mut notices = Vec::new();
        for name in waiting {
            let bytes = self.store.state(&name)?.unwrap_or_default();
            let line = inbox::open_line(self.keys()?, &bytes);
            let row: Option<RemoteRow> = line.and_then(|line| serde_json::from_str(&line).ok());
            let known = self.remote_rows()?;
            if let Some(row) = row.and_then(|row| row_of(&row.name, &row.url).ok()) {
                let taken = known.iter().any(|other| other.name == row.name);
                notices.push(waited(&row, taken));
                if !taken {
                    self.add_remote_row(row)?;
                }
            }
            self.drop_row(&name)?;
        }
        Ok(notices)
    }

    /// Forgets a remote. Nothing on it is touched.
    pub fn remote_remove(&mut self, name: &str) -> Result<(), JournalError> {
        let mut rows = self.remote_rows()?;
        let before = rows.len();
        rows.retain(|row| row.name != name);
        if rows.len() == before {
            return Err(JournalError::NoRemote(name.to_owned()));
        }
        self.put_row(REMOTES, &rows)
    }

    /// Lets go of every notice that needs nothing any more: its owner has seen it.
    ///
    /// # Errors
    ///
    /// Where the sealed rows cannot be read or written.
    pub fn see_notices(&mut self) -> Result<(), JournalError> {
        self.change_notices(|_, notice| !notice.healed)
    }

    /// Lets go of what is over of a remote under this condition: its owner has settled it.
    pub(super) fn settle(&mut self, remote: &str, condition: &str) -> Result<(), JournalError> {
        self.change_notices(|of, notice| {
            of != remote || notice.condition != condition || !notice.healed
        })
    }

    /// After a round that went well: what it did not meet again is over, and is only told from now on.
    pub(super) fn end_notices(&mut self, remote: &str, met: &[Notice]) -> Result<(), JournalError> {
        let now = (self.outside.now)().0;
        self.change_notices(|of, notice| {
            let again = |new: &Notice| new.condition == notice.condition && new.text == notice.text;
            if of == remote && !notice.healed && !met.iter().any(again) {
                notice.healed = true;
                notice.over = now;
            }
            true
        })
    }

    /// Changes the kept notices, each with the name of its remote; those stay for which `change` says so.
    fn change_notices(
        &mut self,
        change: impl Fn(&str, &mut KeptNotice) -> bool,
    ) -> Result<(), JournalError> {
        let keys = self.keys()?;
        let before: BTreeMap<String, Vec<KeptNotice>> =
            keys.get(&self.store, NOTICES)?.unwrap_or_default();
        let mut after = before.clone();
        for (remote, notices) in &mut after {
            notices.retain_mut(|notice| change(remote, notice));
        }
        if after == before || self.store.is_read_only() {
            return Ok(());
        }
        self.put_row(NOTICES, &after)
    }

    pub(super) fn remote_rows(&self) -> Result<Vec<RemoteRow>, JournalError> {
        Ok(self.keys()?.get(&self.store, REMOTES)?.unwrap_or_default())
    }

    /// The remotes meant by `name`: that one, or all.
    pub(super) fn remotes_meant(&self, name: Option<&str>) -> Result<Vec<RemoteRow>, JournalError> {
        let mut rows = self.remote_rows()?;
        if let Some(name) = name {
            rows.retain(|row| row.name == name);
            if rows.is_empty() {
                return Err(JournalError::NoRemote(name.to_owned()));
            }
        }
        Ok(rows)
    }

    pub(super) fn add_remote_row(&mut self, row: RemoteRow) -> Result<(), JournalError> {
        let mut rows = self.remote_rows()?;
        rows.retain(|known| known.name != row.name);
        rows.push(row);
        self.put_row(REMOTES, &rows)
    }

    /// Keeps what was noticed until its owner has seen it.
    pub(super) fn keep_notices(
        &mut self,
        remote: &str,
        found: &[Notice],
    ) -> Result<(), JournalError> {
        if found.is_empty() || self.store.is_read_only() {
            return Ok(());
        }
        let at = (self.outside.now)().0;
        let mut all: BTreeMap<String, Vec<KeptNotice>> =
            self.keys()?.get(&self.store, NOTICES)?.unwrap_or_default();
        let kept = all.entry(remote.to_owned()).or_default();
        for notice in found {
            let same =
                |old: &KeptNotice| old.condition == notice.condition && old.text == notice.text;
            // What was over and is met again begins anew.
            let before = kept.iter().find(|old| same(old) && old.over == 0);
            let first = before.map_or(at, |old| old.first);
            kept.retain(|old| !same(old));
            kept.push(KeptNotice {
                condition: notice.condition.clone(),
                text: notice.text.clone(),
                healed: notice.healed,
                at,
                first,
                over: 0,
            });
        }
        let excess = kept.len().saturating_sub(NOTICES_MAX);
        kept.drain(..excess);
        self.put_row(NOTICES, &all)
    }

    /// Remembers the outcome of a drill.
    pub(super) fn keep_proof(&mut self, remote: &str, proof: &Proof) -> Result<(), JournalError> {
        if self.store.is_read_only() {
            return Ok(());
        }
        let mut all: BTreeMap<String, KeptProof> =
            self.keys()?.get(&self.store, PROOFS)?.unwrap_or_default();
        all.insert(
            remote.to_owned(),
            KeptProof {
                at: proof.at.0,
                ok: proof.ok,
                text: proof.text.clone(),
            },
        );
        self.put_row(PROOFS, &all)
    }

    /// How many of our revisions are sealed and not confirmed by a remote.
    fn unconfirmed(&self, seen: Option<&Seen>) -> Result<u64, JournalError> {
        let keys = self.keys()?;
        let chains = Chains::load(&self.store, keys)?;
        let name = chains::chain_name(keys, &keys.device()).to_string();
        let confirmed = seen
            .and_then(|seen| seen.chains.get(&name))
            .map_or(0, |chain| chain.confirmed);
        Ok(chains
            .pending
            .iter()
            .filter(|pending| pending.seq > confirmed)
            .map(|pending| pending.revisions)
            .sum())
    }

    pub(super) fn put_row<T: Serialize>(
        &mut self,
        what: &str,
        value: &T,
    ) -> Result<(), JournalError> {
        let keys = self.keys.as_ref().ok_or(JournalError::Locked)?;
        let change = self.store.change()?;
        keys.put(&change, what, value)?;
        Ok(change.commit()?)
    }

    /// Where the memory of a remote is kept: apart from the store, so that a store put back from an old image meets it.
    pub(super) fn seen_path(&self, remote: &str) -> PathBuf {
        self.places.seen.join(format!("{remote}.json"))
    }
}

/// Whether a row of `state` is a remote that was added while locked.
pub(super) fn is_waiting(name: &str) -> bool {
    name.starts_with(WAITING)
}

/// A sync error as a notice.
pub(super) fn notice_of(error: &SyncError) -> Notice {
    Notice::open(error.condition(), error.to_string())
}

/// A remote of that name and address, if they are one.
fn row_of(name: &str, url: &str) -> Result<RemoteRow, JournalError> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if name.is_empty() || name.len() > 32 || !name.chars().all(fits) {
        return Err(JournalError::RemoteName(name.to_owned()));
    }
    Ok(RemoteRow {
        name: name.to_owned(),
        url: Address::parse(url)?.as_str().to_owned(),
    })
}

fn waited(row: &RemoteRow, taken: bool) -> Notice {
    let (name, url) = (&row.name, &row.url);
    if taken {
        let text =
            format!("there is a remote {name} already; {url}, given while locked, was left out");
        return Notice::told("remote-exists", text);
    }
    let text =
        format!("the remote {name} ({url}), added while locked, is judged at the first sync");
    Notice::told("remote-added", text)
}
