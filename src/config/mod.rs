//! Where things live and what the user prefers: the only room that names `directories` and `toml`.
//!
//! ```text
//! let paths = Paths::find()?;                   // XDG, or all below DIURNAL_HOME
//! let places = paths.vault("default")?;         // where one vault's parts are: handed to `journal`
//! paths.make(&places)?;                         // 0700 folders, before a vault is made in them
//! let settings = Settings::load(&paths.config_file);   // a bad file is an error to survive:
//! let preferences = settings.unwrap_or_default().preferences;
//! ```
//!
//! Invariants: no setting changes how anything kept is read. A folder made here is 0700. Nothing
//! but [`paths`] asks the environment.

pub mod change;
pub mod dictionary;
pub mod error;
mod file;
pub mod paths;
pub mod settings;
pub mod templates;
pub mod theme;

pub use error::ConfigError;
pub use paths::Paths;
pub use settings::Settings;
