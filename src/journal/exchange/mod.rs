//! One exchange with one remote: judge what it is, take what is good, send what it lacks.
//!
//! The order of a round is that of DESIGN section 7: list; fetch and judge each chain by itself; import;
//! seal; push `vault`, then the chains; remember. Each step is repeatable after a kill.

mod ahead;
mod chain;
mod generation;
mod judge;
mod mend;
mod outgoing;
mod plan;
mod shelf;

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use crate::journal::Journal;
use crate::journal::JournalError;
use crate::journal::chains;
use crate::journal::chains::Chains;
use crate::journal::chains::Head;
use crate::journal::keys::device_row;
use crate::journal::remotes::RemoteRow;
use crate::journal::remotes::notice_of;
use crate::journal::types::Notice;
use crate::journal::types::RemoteSync;
use crate::journal::types::SyncReport;
use crate::journal::types::Watch;
use crate::model::id::DeviceId;
use crate::model::id::StatementId;
use crate::model::places::GitTransport;
use crate::model::places::Places;
use crate::sync::commit::CommitId;
use crate::sync::error::SyncError;
use crate::sync::lock::SyncLock;
use crate::sync::mirror::Mirrors;
use crate::sync::refname::ChainName;
use crate::sync::refname::Kind;
use crate::sync::refname::RefName;
use crate::sync::remote::Hooks;
use crate::sync::remote::Listing;
use crate::sync::remote::Options;
use crate::sync::remote::Remote;
use crate::sync::remote::Transport;
use crate::sync::seen::Seen;
use crate::sync::seen::SeenChain;

pub(super) use chain::omissions;
pub(super) use generation::OLD_GENERATION;
pub(super) use generation::SWEEP;
pub(super) use generation::begin_generation;
pub(super) use generation::enter;
pub(super) use generation::put_back;
pub(super) use generation::unknown;
pub(super) use judge::Good;
use judge::KEYRING_BEHIND;
pub(super) use judge::Verdict;
pub(super) use judge::open_bundle;
pub(super) use judge::where_ours_was;
pub(super) use outgoing::BUNDLE_TEXT_BYTES;
pub(super) use outgoing::take_over_unsent;
pub(super) use shelf::drop_closed;
pub(super) use shelf::extra_name;
pub(super) use shelf::invitation_name;
pub(super) use shelf::is_extra;
pub(super) use shelf::slot_name;
pub(super) use shelf::travelling_row;

/// A round is begun again this often where the remote changed under it, or a mirror had to be made anew.
const ROUNDS_MAX: usize = 4;

/// The condition of a remote that has lost what it held.
const REMOTE_DAMAGED: &str = "remote-damaged";

/// What a round with one remote gathers.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// The heads of the statements that stand on the remote now, where this round wrote or found them.
    shelved: Option<BTreeSet<StatementId>>,
    pub(super) sent: u64,
    pub(super) taken: u64,
    pub(super) bundles_sent: u64,
    pub(super) bundles_taken: u64,
    pub(super) notices: Vec<Notice>,
    /// Chains that are not to be pushed: their remote's version is not what it must be.
    pub(super) held_back: Vec<ChainName>,
    /// Chains whose line on the remote the host has changed, and what is wrong with the first bundle that
    /// differs: no device wrote it so, and pushing mends nothing.
    pub(super) altered: BTreeMap<ChainName, &'static str>,
    /// Chains of which a repair chain on the remote holds all that we hold.
    pub(super) mended: Vec<ChainName>,
    /// Whether somebody seals to an epoch of which this device has no key yet.
    pub(super) is_behind: bool,
    /// Devices of whose chains something new came.
    pub(super) heard: Vec<DeviceId>,
    /// Refs of generations before, of which everything is here: they may go once ours was drilled.
    pub(super) old: Vec<(ChainName, CommitId)>,
}

impl Tally {
    pub(super) fn told(&mut self, condition: &str, text: String) {
        self.notices.push(Notice::told(condition, text));
    }

    pub(super) fn open(&mut self, condition: &str, text: String) {
        self.notices.push(Notice::open(condition, text));
    }

    /// A chain that the host has changed is not pushed to: what we hold goes to a repair chain.
    fn alter(&mut self, name: ChainName, condition: &'static str) {
        self.held_back.push(name);
        self.altered.insert(name, condition);
    }
}

impl Journal {
    /// Exchanges with one remote, or with all, each judged alone.
    pub fn sync(
        &mut self,
        remote: Option<&str>,
        watch: &mut dyn Watch,
    ) -> Result<SyncReport, JournalError> {
        self.keys()?.may_write()?;
        let rows = self.remotes_meant(remote)?;
        if rows.is_empty() {
            return Err(JournalError::NoRemote("origin".to_owned()));
        }
        let lock = SyncLock::take(&self.places.sync_lock)?;
        let mut report = SyncReport::default();
        for row in rows {
            let mut tally = Tally::default();
            let outcome = self
                .sync_one(&row, &mut tally, watch)
                .and_then(|()| self.retire(&row, &mut tally, watch));
            self.keep_notices(&row.name, &tally.notices)?;
            if outcome.is_ok() {
                self.end_notices(&row.name, &tally.notices)?;
            }
            let error = outcome.err();
            if let Some(JournalError::Remote { condition, text }) = &error {
                self.keep_notices(&row.name, &[Notice::open(condition, text.clone())])?;
            }
            report.remotes.push(RemoteSync {
                name: row.name,
                sent: tally.sent,
                taken: tally.taken,
                bundles_sent: tally.bundles_sent,
                bundles_taken: tally.bundles_taken,
                conflicts: if tally.taken > 0 {
                    self.conflicts()?.len() as u64
                } else {
                    0
                },
                notices: tally.notices,
                error,
            });
        }
        // What was exchanged stands; a full disk or a busy file only puts this off.
        self.sweep().ok();
        drop(lock);
        Ok(report)
    }

    fn sync_one(
        &mut self,
        row: &RemoteRow,
        tally: &mut Tally,
        watch: &mut dyn Watch,
    ) -> Result<(), JournalError> {
        // A chain may need two: one to fill its mirror again, one to do without it.
        let chains = Chains::load(&self.store, self.keys()?)?.heads.len();
        let rounds_max = ROUNDS_MAX + 2 * chains;
        let mut made_anew: BTreeSet<String> = BTreeSet::new();
        for round in 1..=rounds_max {
            match self.round(row, tally, watch) {
                Err(JournalError::Sync(SyncError::Moved { .. })) if round < rounds_max => {}
                Err(JournalError::Sync(
                    SyncError::MirrorDamaged { refname, .. }
                    | SyncError::CommitMissing { refname, .. },
                )) if round < rounds_max => {
                    let name = RefName::parse(&refname).or_else(|| RefName::parse_short(&refname));
                    if let Some(name) = name {
                        Mirrors::open(&self.places.mirror)?.put_aside(name)?;
                    }
                    if made_anew.insert(refname) {
                        tally.told(
                            "mirror-damaged",
                            "a local mirror was damaged and is made anew".to_owned(),
                        );
                    } else if let Some(chain) = name.and_then(|name| name.chain()) {
                        self.let_go_of(row, chain, tally)?;
                    }
                }
                other => return other,
            }
        }
        Ok(())
    }

    fn round(
        &mut self,
        row: &RemoteRow,
        tally: &mut Tally,
        watch: &mut dyn Watch,
    ) -> Result<(), JournalError> {
        let mirrors = Mirrors::open(&self.places.mirror)?;
        mirrors.clean()?;
        let seen_path = self.seen_path(&row.name);
        let seen = match Seen::load(&seen_path) {
            Ok(seen) => seen,
            Err(error) => {
                tally.notices.push(notice_of(&error));
                None
            }
        };
        if let Some(seen) = seen.as_ref().filter(|seen| {
            seen.vault
                != self
                    .keys
                    .as_ref()
                    .map(|keys| keys.vault)
                    .unwrap_or_default()
        }) {
            let text = format!(
                "the memory of this remote is that of vault {}",
                seen.vault.short()
            );
            return Err(JournalError::Remote {
                condition: "foreign-vault",
                text,
            });
        }
        self.catch_up()?;
        self.become_member(tally)?;
        self.finish_sealing(&mirrors)?;
        let known = seen.is_some();
        let (mut remote, listing) =
            self.approach(row, &mirrors, known, seen.as_ref(), tally, watch)?;
        self.read_chains(row, &mut remote, &mirrors, &listing, seen.as_ref(), tally)?;
        if self.follow_generation(tally)? {
            // A bundle told of another generation: its chains are to be read.
            return Err(SyncError::Moved {
                refname: RefName::Vault.to_string(),
            }
            .into());
        }
        self.obey(tally)?;
        self.fit_epoch(tally)?;
        self.commit_pending(&mirrors)?;
        self.seal_unsent(&mirrors, tally)?;
        self.publish_shelf(&mut remote, &mirrors, &listing, seen.as_ref(), tally)?;
        self.mend_chains(row, &mut remote, &mirrors, &listing, tally)?;
        self.push_chains(&mut remote, &mirrors, &listing, tally)?;
        for notice in remote.take_notices() {
            tally.told(
                "lock-removed",
                format!(
                    "something that a killed program had left in the remote was removed: {notice:?}"
                ),
            );
        }
        let rechecked = self.recheck_shelf(row, &mut remote);
        drop(remote);
        self.remember(&seen_path, seen, tally)?;
        self.drop_confirmed()?;
        for name in mirrors.names()? {
            mirrors.maintain(mirrors.mirror(name)?)?;
        }
        rechecked
    }

    /// A key that was opened by another slot than this device's own makes it a new device.
    fn become_member(&mut self, tally: &mut Tally) -> Result<(), JournalError> {
        let outside = self.outside;
        let keys = self.keys.as_mut().ok_or(JournalError::Locked)?;
        if keys.is_admitted() || keys.members.outlawed.contains(&keys.device()) {
            return Ok(());
        }
        keys.become_unnamed_device(&outside)?;
        let change = self.store.change()?;
        keys.write(&change)?;
        change.put_slot(
            &device_row(keys.own_slot, keys.slot),
            &keys.own.seal(keys.vault, &keys.slot_identity)?,
        )?;
        change.commit()?;
        tally.told(
            "new-device",
            "this installation was opened by another slot than its own and is a new device now"
                .to_owned(),
        );
        Ok(())
    }

    /// Opens a remote, lists it, and judges whether it is ours at all: the way in of every verb that
    /// talks to one. `ever_synced` says whether it answered before.
    pub(super) fn approach<'w>(
        &mut self,
        row: &RemoteRow,
        mirrors: &Mirrors,
        ever_synced: bool,
        seen: Option<&Seen>,
        tally: &mut Tally,
        watch: &'w mut dyn Watch,
    ) -> Result<(Remote<'w>, Listing), JournalError> {
        let git = self.preferences.git_transport;
        let mut remote = open(row, &self.places, git, ever_synced, watch)?;
        let listing = remote.list(mirrors)?;
        self.judge_whole(row, &mut remote, mirrors, &listing, seen, tally)?;
        Ok((remote, listing))
    }

    /// Is it ours at all? Nothing is written to a remote before this said so.
    pub(super) fn judge_whole(
        &mut self,
        row: &RemoteRow,
        remote: &mut Remote<'_>,
        mirrors: &Mirrors,
        listing: &Listing,
        seen: Option<&Seen>,
        tally: &mut Tally,
    ) -> Result<(), JournalError> {
        match self.classify(remote, mirrors, listing)? {
            Whose::Nobodys => {
                if seen.is_some_and(|seen| !seen.chains.is_empty()) {
                    tally.told(
                        "emptied",
                        format!("\"{}\" was empty; everything was sent again", row.name),
                    );
                }
                Ok(())
            }
            Whose::Ours => {
                for name in listing.strangers() {
                    let name = crate::model::text::visible_line(name).into_owned();
                    tally.told(
                        "unknown-ref",
                        format!(
                            "\"{name}\" on \"{}\" is not diurnal's and was left alone",
                            row.name
                        ),
                    );
                }
                Ok(())
            }
            Whose::Ahead => {
                tally.is_behind = true;
                let text = format!(
                    "the keys on \"{}\" were changed before this device was known there: what is here was sent, and a sync of another device lets this one in",
                    row.name
                );
                tally.open(KEYRING_BEHIND, text);
                Ok(())
            }
            Whose::Foreign => Err(JournalError::Remote {
                condition: "foreign-vault",
                text: format!(
                    "\"{}\" holds another vault; nothing was sent or taken",
                    row.name
                ),
            }),
            Whose::NotAVault => Err(JournalError::Remote {
                condition: "not-a-vault",
                text: format!(
                    "\"{}\" is a repository of something else; nothing was sent or taken",
                    row.name
                ),
            }),
            Whose::Unreadable => Err(JournalError::Remote {
                condition: REMOTE_DAMAGED,
                text: format!(
                    "\"{}\" has lost so much of what it held that nothing of it can be read",
                    row.name
                ),
            }),
        }
    }

    fn classify(
        &self,
        remote: &mut Remote<'_>,
        mirrors: &Mirrors,
        listing: &Listing,
    ) -> Result<Whose, JournalError> {
        if listing.refs.is_empty() && listing.broken.is_empty() {
            return Ok(Whose::Nobodys);
        }
        let ours: Vec<_> = listing.ours().collect();
        if ours.is_empty() {
            let broken_ours = listing
                .broken
                .iter()
                .any(|name| RefName::parse(name).is_some());
            return Ok(if broken_ours {
                Whose::Ours
            } else {
                Whose::NotAVault
            });
        }
        let keys = self.keys()?;
        let found = shelf::read(remote, mirrors, listing)?;
        if found.is_some_and(|found| shelf::opens(keys, &found)) {
            return Ok(Whose::Ours);
        }
        let mut unreadable = false;
        let chains = ours.into_iter().filter_map(|(name, offered)| {
            let chain = name.chain().filter(|chain| chain.kind == Kind::Text)?;
            Some((chain, offered))
        });
        // One of a generation that we have not heard of may be ours too.
        let (known, later): (Vec<_>, Vec<_>) =
            chains.partition(|(chain, _)| chains::generation_of(keys, chain).is_some());
        let later = later.into_iter().filter(|(chain, _)| chain.generation > 1);
        for (chain, offered) in known.into_iter().chain(later) {
            match chain::opens(keys, remote, mirrors, chain, offered)? {
                Some(true) => return Ok(Whose::Ours),
                Some(false) => {}
                None => unreadable = true,
            }
        }
        Ok(if unreadable {
            Whose::Unreadable
        } else if shelf::continues(mirrors, listing)? {
            Whose::Ahead
        } else {
            Whose::Foreign
        })
    }

    /// Writes down what this remote has now, so that it cannot forget in silence.
    pub(super) fn remember(
        &mut self,
        path: &std::path::Path,
        seen: Option<Seen>,
        tally: &Tally,
    ) -> Result<(), JournalError> {
        let keys = self.keys()?;
        let chains = Chains::load(&self.store, keys)?;
        let held = keys.generation;
        let mut seen = seen.unwrap_or_else(|| Seen::new(keys.vault, held.number, held.statement));
        (seen.generation, seen.generation_statement) = (held.number, held.statement);
        // What stood there before is replaced: nobody misses it.
        seen.chains.retain(|name, _| {
            let name = RefName::parse_short(name).and_then(|name| name.chain());
            name.is_some_and(|name| chains::is_current(keys, &name))
        });
        let now = (self.outside.now)().0;
        for (device, head) in &chains.heads {
            let name = chains::chain_name(keys, device);
            let known = seen.chains.get(&name.to_string()).copied();
            let mut heard = known.and_then(|chain| chain.heard);
            if tally.heard.contains(device) {
                heard = Some(now);
            }
            let held_back = tally.held_back.contains(&name) && !tally.mended.contains(&name);
            if held_back || head.commit.is_none() {
                continue;
            }
            let confirmed = known.map_or(0, |chain| chain.confirmed).max(head.seq);
            let chain = SeenChain {
                seq: head.seq,
                digest: head.digest,
                confirmed,
                heard,
            };
            seen.chains.insert(name.to_string(), chain);
        }
        if let Some(shelved) = &tally.shelved {
            seen.statements.clone_from(shelved);
        }
        seen.synced = Some(now);
        Ok(seen.save(path)?)
    }

    /// Lets go of the bytes of bundles that every remote has confirmed.
    fn drop_confirmed(&mut self) -> Result<(), JournalError> {
        let keys = self.keys.as_ref().ok_or(JournalError::Locked)?;
        let own = keys.device();
        let name = chains::chain_name(keys, &own).to_string();
        let mut least = u64::MAX;
        for row in self.remote_rows()? {
            let seen = Seen::load(&self.seen_path(&row.name)).ok().flatten();
            least = least.min(
                seen.and_then(|seen| seen.chains.get(&name).map(|chain| chain.confirmed))
                    .unwrap_or(0),
            );
        }
        if !Chains::load(&self.store, keys)?
            .pending
            .iter()
            .any(|pending| pending.seq <= least)
        {
            return Ok(());
        }
        let change = self.store.change()?;
        let mut chains = Chains::load_in(&change, keys)?;
        for pending in chains.pending.iter().filter(|pending| pending.seq <= least) {
            keys.forget(&change, &chains::bundle_row(own, pending.seq))?;
            keys.forget(&change, &chains::keyring_row(own, pending.seq))?;
        }
        chains.pending.retain(|pending| pending.seq > least);
        chains.save(&change, keys)?;
        change.commit()?;
        // The bundles are gone from the store either way; their room may as well go at the next sync.
        self.store.give_back().ok();
        Ok(())
    }

    /// Sends every chain that we hold further than the remote does, whoever's it is. Never by force.
    fn push_chains(
        &mut self,
        remote: &mut Remote<'_>,
        mirrors: &Mirrors,
        listing: &Listing,
        tally: &mut Tally,
    ) -> Result<(), JournalError> {
        let keys = self.keys()?;
        let chains = Chains::load(&self.store, keys)?;
        for (device, head) in &chains.heads {
            let name = chains::chain_name(keys, device);
            let Head {
                commit: Some(to),
                seq,
                ..
            } = *head
            else {
                continue;
            };
            let refname = RefName::Chain(name);
            let offered = listing.offered(refname);
            if offered == Some(to) || tally.held_back.contains(&name) {
                continue;
            }
            let mirror = mirrors.mirror(refname)?;
            let pushed = remote.push(refname, &mirror, offered, to)?;
            let first = seq.saturating_sub(pushed.commits as u64);
            self.count_sent(name, first, pushed.commits as u64, tally)?;
        }
        Ok(())
    }

    /// Counts `bundles` of a chain that were sent after the bundle `first`, and what they hold of ours.
    fn count_sent(
        &self,
        name: ChainName,
        first: u64,
        bundles: u64,
        tally: &mut Tally,
    ) -> Result<(), JournalError> {
        tally.bundles_sent += bundles;
        let keys = self.keys()?;
        if bundles > 0 && name.is_of(&keys.device()) {
            let pending = Chains::load(&self.store, keys)?.pending;
            let sent = pending.iter().filter(|pending| pending.seq > first);
            tally.sent += sent.map(|pending| pending.revisions).sum::<u64>();
        }
        Ok(())
    }
}

/// The text chains of a listing that are `wanted`, each with its own ref and its repair chains.
pub(super) fn text_chains(
    listing: &Listing,
    wanted: impl Fn(&ChainName) -> bool,
) -> BTreeMap<ChainName, Vec<(ChainName, CommitId)>> {
    let mut chains: BTreeMap<ChainName, Vec<(ChainName, CommitId)>> = BTreeMap::new();
    for (name, commit) in listing.ours() {
        let chain = name.chain().filter(|chain| chain.kind == Kind::Text);
        if let Some(chain) = chain.filter(&wanted) {
            chains
                .entry(chain.base())
                .or_default()
                .push((chain, commit));
        }
    }
    chains
}

/// Whose a repository is.
enum Whose {
    Nobodys,
    Ours,
    /// Its `vault` goes on from one that was ours, with keys that this device was not given.
    Ahead,
    Foreign,
    NotAVault,
    /// Its refs are named as ours, and not one of them can be read.
    Unreadable,
}

/// Looks at a remote that is to be added: `empty` or `ours`, or the error that names what it is.
pub(super) fn look(
    journal: &mut Journal,
    row: &RemoteRow,
    watch: &mut dyn Watch,
) -> Result<&'static str, JournalError> {
    let mirrors = Mirrors::open(&journal.places.mirror)?;
    let mut tally = Tally::default();
    let (_, listing) = journal.approach(row, &mirrors, false, None, &mut tally, watch)?;
    let empty = listing.refs.is_empty() && listing.broken.is_empty();
    Ok(if empty { "empty" } else { "ours" })
}

/// Opens a remote with what the user's machine lends.
pub(super) fn open<'w>(
    row: &RemoteRow,
    places: &Places,
    git: GitTransport,
    ever_synced: bool,
    watch: &'w mut dyn Watch,
) -> Result<Remote<'w>, JournalError> {
    let surroundings = &places.surroundings;
    let mut options = Options::new(&row.name);
    options.ever_synced = ever_synced;
    options.transport = match git {
        GitTransport::Libgit2 => Transport::Library,
        GitTransport::Git => Transport::Program,
    };
    options.ssh_folder.clone_from(&surroundings.ssh_folder);
    options.has_ssh_agent = surroundings.has_ssh_agent;
    options.environment.clone_from(&surroundings.environment);
    let cancel = Arc::new(AtomicBool::new(false));
    let stop = Arc::clone(&cancel);
    let hooks = Hooks::new(cancel).on_progress(move |progress| {
        use crate::sync::remote::Phase;
        let what = match progress.phase {
            Phase::Connecting => "connecting",
            Phase::Receiving => "receiving",
            Phase::Sending => "sending",
            Phase::WaitingForLock => "waiting for a lock",
        };
        if !watch.step(what, progress.done, progress.total) {
            stop.store(true, Ordering::Relaxed);
        }
    });
    Ok(Remote::open(&row.url, options, hooks)?)
}
