//! What the screens know of the journal as a whole: how much there is, what remotes said.

use crate::model::time::Day;
use crate::model::time::DayStart;
use crate::model::time::Timestamp;
use crate::model::time::Zone;

/// One page of facts, as the worker reads them off the journal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Entries that are not deleted.
    pub entries: u64,
    /// Deleted entries that can be brought back.
    pub deleted: u64,
    /// Attachments.
    pub attachments: u64,
    /// Words of all entries.
    pub words: u64,
    /// Entries whose heads stand side by side.
    pub conflicts: u64,
    /// Revisions that no remote has confirmed.
    pub unsynced: u64,
    /// The remotes.
    pub remotes: Vec<Remote>,
}

/// A remote, as far as it is known here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remote {
    /// Its name.
    pub name: String,
    /// Its URL, without a password.
    pub url: String,
    /// When it was last synced with.
    pub last_sync: Option<Timestamp>,
    /// The last proof of backup.
    pub last_proof: Option<Proof>,
    /// Revisions that it has not confirmed.
    pub unsynced: u64,
    /// What was noticed and not yet seen or settled, one sentence each.
    pub notices: Vec<String>,
}

/// A proof of backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// When it was made.
    pub at: Timestamp,
    /// Whether all was equal.
    pub ok: bool,
    /// One sentence.
    pub text: String,
}

/// When now is, for words such as `today`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Now {
    /// The instant.
    pub at: Timestamp,
    /// The zone that its reader lives in.
    pub zone: Zone,
    /// When their days begin.
    pub day_starts: DayStart,
}

impl Now {
    /// The day it is.
    pub fn today(&self) -> Day {
        Day::today(self.at, &self.zone, self.day_starts)
    }

    /// A day in words: `today`, `yesterday`, `10 March`, `10 March 2023`.
    pub fn day(&self, at: Timestamp) -> String {
        let today = self.today();
        let day = Day::today(at, &self.zone, self.day_starts);
        match day.days_until(today) {
            0 => "today".to_owned(),
            1 => "yesterday".to_owned(),
            _ if day.year() == today.year() => {
                format!("{} {}", day.day_of_month(), short(day.month_name()))
            }
            _ => format!(
                "{} {} {}",
                day.day_of_month(),
                short(day.month_name()),
                day.year()
            ),
        }
    }
}

fn short(month: &str) -> String {
    month.chars().take(3).collect()
}

impl Facts {
    /// The newest sync of any remote.
    pub fn last_sync(&self) -> Option<Timestamp> {
        self.remotes.iter().filter_map(|r| r.last_sync).max()
    }

    /// The newest proof of any remote.
    pub fn last_proof(&self) -> Option<&Proof> {
        let proofs = self.remotes.iter().filter_map(|r| r.last_proof.as_ref());
        proofs.max_by_key(|proof| proof.at)
    }

    /// Whether a remote said something that nobody has settled.
    pub fn needs_you(&self) -> bool {
        self.remotes.iter().any(|r| !r.notices.is_empty())
    }

    /// The last sync in words, for the first row.
    pub fn sync_words(&self, now: &Now, short: bool) -> String {
        if self.remotes.is_empty() {
            return if short { "" } else { "no remote yet" }.to_owned();
        }
        if self.needs_you() {
            return "! sync needs you".to_owned();
        }
        match self.last_sync() {
            None => "never synced".to_owned(),
            Some(_) if short && self.unsynced == 0 => "synced".to_owned(),
            Some(_) if short => format!("{} unsynced", self.unsynced),
            Some(at) => format!("synced {}", at.ago(now.at)),
        }
    }

    /// The last proof in words, for the first row.
    pub fn proof_words(&self, now: &Now) -> String {
        match self.last_proof() {
            None => "never proved".to_owned(),
            Some(proof) if !proof.ok => format!("! proof failed {}", now.day(proof.at)),
            Some(proof) => format!("proved {}", now.day(proof.at)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_said_as_people_say_them() {
        let now = Now {
            at: Timestamp(1_710_360_000_000),
            zone: Zone::utc(),
            day_starts: DayStart::MIDNIGHT,
        };
        assert_eq!(now.today().to_string(), "2024-03-13");
        assert_eq!(now.day(now.at), "today");
        assert_eq!(now.day(now.at.add_ms(-86_400_000)), "yesterday");
        assert_eq!(now.day(now.at.add_ms(-3 * 86_400_000)), "10 Mar");
        assert_eq!(now.day(now.at.add_ms(-300 * 86_400_000)), "18 May 2023");
    }
}
