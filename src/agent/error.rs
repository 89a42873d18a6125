//! What can go wrong between a client and the agent.

use std::io;
use std::path::PathBuf;

/// Why there is no agent, or why it was not believed.
#[derive(Debug, thiserror::Error)]
pub enum AgentError {
    /// What stands at the socket's path is no socket: a link, a file.
    #[error("{0:?} is no socket")]
    NotASocket(PathBuf),
    /// The socket or its folder belongs to another user.
    #[error("{path:?} belongs to another user ({uid})")]
    Stranger {
        /// The socket or folder.
        path: PathBuf,
        /// Whose it is.
        uid: u32,
    },
    /// Others may open the socket or its folder.
    #[error("{path:?} has mode {mode:o}: others may use it")]
    WideMode {
        /// The socket or folder.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// Another agent answers there already.
    #[error("an agent for this vault runs already")]
    Running,
    /// The other side does not speak as an agent of this version does.
    #[error("not an answer of an agent")]
    Garbage,
    /// The socket could not be made, or the other side hung up or did not answer in time.
    #[error("cannot use {path:?}")]
    Socket {
        /// The socket or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The agent's process could not be started.
    #[error("cannot start the agent")]
    Start(#[source] io::Error),
    /// The agent's process ended, or did not say in time that it is ready.
    #[error("the agent did not start")]
    NotReady,
}

impl AgentError {
    /// Whether somebody may be lying in wait: nothing must be sent there, and its user should know.
    pub fn is_suspicious(&self) -> bool {
        matches!(
            self,
            Self::NotASocket(_) | Self::Stranger { .. } | Self::WideMode { .. }
        )
    }
}
