//! The process that holds the key for a while, so that reading asks nothing: it knows a socket, a
//! clock and some bytes, and not what the bytes open.
//!
//! ```text
//! unlock   agent::start(program, &socket, AgentSecret::copy_of(bytes), idle, max)?
//!            runs `program agent-serve` (SERVE_COMMAND), hands it the secret through a pipe, and
//!            returns when it listens; an agent that ran before is ended first
//! hidden   agent::serve(&mut stdin, &mut stdout)      all that `agent-serve` does
//! reading  agent::get(&socket)?      -> Option<AgentSecret>; None: nobody holds a key
//! status   agent::status(&socket)?   -> Option<AgentStatus>: how long it still holds it
//! lock     agent::lock(&socket)?     -> bool: whether there was one
//! main     agent::harden()           first of all, in every process
//! doctor   agent::hardening()        what of it the system granted
//! ```
//!
//! Invariants: nothing is sent to a socket before it was found to be a socket, not a link, of this
//! user, closed to others, with a process of this user behind it. The secret never stands in
//! arguments or environment. The agent ends after its idle time, its longest time, on `lock`, on a
//! signal, when the machine slept, and when its socket is gone or another's; it takes its socket
//! with it, and one that a killed agent left behind is replaced. Every wait has an end: an agent
//! that hangs or talks garbage is an error within [`client::ANSWER_TIMEOUT`], to be treated as none.

pub mod client;
pub mod error;
pub mod process;
pub mod protocol;
pub mod server;
mod socket;

pub use client::get;
pub use client::lock;
pub use client::start;
pub use client::status;
pub use error::AgentError;
pub use process::bare_input;
pub use process::harden;
pub use process::hardening;
pub use protocol::AgentStatus;
pub use server::serve;

/// What an agent keeps: bytes in locked memory, wiped when dropped.
pub use crate::crypto::locked::LockedBytes as AgentSecret;

/// The hidden subcommand that is an agent: it must call [`serve`] with its standard streams and do
/// nothing else.
pub const SERVE_COMMAND: &str = "agent-serve";
/// The longest time that an agent holds a key, whatever was asked for.
pub const HOLD_MAX: std::time::Duration = std::time::Duration::from_secs(8 * 60 * 60);
