//! Bundles on the user's git remote: the only room that names `git2`.
//!
//! Invariants: bytes are opaque here, no key is known and nothing is opened. Nothing is forced: refs
//! are created, moved forward or, with their expected value, deleted. Nothing of git's state is the
//! truth; commits are made anew from the store and give the same ids. Every host's text is a
//! [`Words`](error::Words), and no password is in any value but an [`Answer`](remote::Answer).
//!
//! One round, as `journal` drives it:
//!
//! 1. [`SyncLock::take`](lock::SyncLock::take), then [`Mirrors::clean`](mirror::Mirrors::clean).
//! 2. Each sealed bundle without a commit: [`Mirror::append`](mirror::Mirror::append) on the
//!    commit of the bundle before.
//! 3. [`Remote::open`](remote::Remote::open), [`Remote::list`](remote::Remote::list); names are
//!    parsed by [`RefName`](refname::RefName).
//! 4. Each ref that is not where we know it: [`Remote::fetch`](remote::Remote::fetch) into its
//!    mirror, [`Mirror::line`](mirror::Mirror::line) for the commits above the known ones and
//!    [`Mirror::read`](mirror::Mirror::read) for each bundle. What was judged good and stored:
//!    [`Mirror::set_tip`](mirror::Mirror::set_tip).
//! 5. [`shelf::publish`] for `vault`, [`Remote::push`](remote::Remote::push) for chains, then
//!    [`Seen::save`](seen::Seen::save).
//! 6. [`Mirrors::maintain`](mirror::Mirrors::maintain) now and then.
//!
//! A `MirrorDamaged` anywhere: [`Mirrors::put_aside`](mirror::Mirrors::put_aside) and once more; where
//! it comes again right after a fetch into the new mirror, the remote is what is damaged.

pub mod about;
pub mod address;
mod auth;
pub mod commit;
mod disk;
pub mod error;
pub mod helper;
mod host;
pub mod known_hosts;
mod local;
pub mod lock;
pub mod mirror;
mod objects;
pub mod plan;
mod program;
pub mod refname;
pub mod remote;
pub mod repair;
pub mod seen;
pub mod shelf;
pub mod ssh_config;
mod watch;
