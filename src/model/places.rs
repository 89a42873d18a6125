//! Where a vault lives and what its owner prefers, as plain values: `config` finds them out.

use std::path::PathBuf;

/// The files and folders of one vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// The vault's name.
    pub vault: String,
    /// The folder of the vault, `vaults/NAME`.
    pub vault_dir: PathBuf,
    /// The store, `vaults/NAME/journal.db`.
    pub store: PathBuf,
    /// The folder of mirror repositories, one a chain.
    pub mirror: PathBuf,
    /// The folder with the memory of each remote, kept apart from the store on purpose.
    pub seen: PathBuf,
    /// The folder in which the drill makes its scratch folders.
    pub scratch: PathBuf,
    /// The session agent's socket.
    pub socket: PathBuf,
    /// The file whose lock says that a sync runs.
    pub sync_lock: PathBuf,
}

/// What the owner prefers; every field has a default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preferences {}
