//! Where things live: XDG folders, or everything below `DIURNAL_HOME`.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::path::PathBuf;

use crate::config::error::ConfigError;
use crate::model::places::Places;
use crate::model::places::SOCKET_BYTES_MAX;
use crate::model::places::Surroundings;

/// The vault of whoever names none.
pub const DEFAULT_VAULT: &str = "default";
/// Longest name of a vault, in bytes.
pub const VAULT_NAME_BYTES_MAX: usize = 32;
/// Most files that [`Paths::wide_modes`] names; more would bury the message.
pub const WIDE_MODES_MAX: usize = 100;

/// The folders of this user. Only names: nothing has been made or looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// The settings file.
    pub config_file: PathBuf,
    /// The folder of settings, templates and themes.
    pub config: PathBuf,
    /// The folder of vaults.
    pub data: PathBuf,
    /// The folder of logs, of the memory of remotes, and for drills.
    pub state: PathBuf,
    /// The folder of sockets; the temporary one where the system names none.
    pub runtime: PathBuf,
    /// The folder of sockets where a path in `runtime` is too long for one.
    pub short_runtime: PathBuf,
}

/// Something of ours that others on this machine may look into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WideMode {
    /// The file or folder.
    pub path: PathBuf,
    /// Its permission bits, as in `0o755`.
    pub mode: u32,
}

impl Paths {
    /// Finds the folders by `DIURNAL_HOME`, else by `HOME` and the XDG variables, of which a
    /// relative one is ignored, as its specification asks.
    ///
    /// Source: XDG Base Directory Specification 0.8.
    pub fn find() -> Result<Self, ConfigError> {
        let temporary = std::env::temp_dir();
        let uid = rustix::process::geteuid().as_raw();
        if let Some(home) = variable("DIURNAL_HOME") {
            let top = std::path::absolute(&home).map_err(|source| ConfigError::Io {
                path: PathBuf::from(home),
                source,
            })?;
            return Ok(Self::below(&top, &temporary, uid));
        }
        let home = variable("HOME").map(PathBuf::from);
        home.filter(|home| home.is_absolute())
            .ok_or(ConfigError::NoHome)?;
        let folders =
            directories::ProjectDirs::from("", "", "diurnal").ok_or(ConfigError::NoHome)?;
        let data = folders.data_dir().to_owned();
        let short_runtime = short_runtime(&data, &temporary, uid);
        let runtime = folders.runtime_dir().filter(|dir| usable_runtime(dir, uid));
        Ok(Self {
            config_file: folders.config_dir().join("config.toml"),
            config: folders.config_dir().to_owned(),
            state: folders
                .state_dir()
                .map_or_else(|| folders.data_local_dir().join("state"), Path::to_path_buf),
            runtime: runtime.map_or_else(|| short_runtime.clone(), Path::to_path_buf),
            short_runtime,
            data,
        })
    }

    /// All folders below `top`, which must be absolute. `temporary` and `uid` name the folder for
    /// sockets whose path would be too long.
    pub fn below(top: &Path, temporary: &Path, uid: u32) -> Self {
        let data = top.join("data");
        Self {
            config_file: top.join("config").join("config.toml"),
            config: top.join("config"),
            state: top.join("state"),
            runtime: top.join("runtime"),
            short_runtime: short_runtime(&data, temporary, uid),
            data,
        }
    }

    /// Where the parts of the vault `name` are.
    pub fn vault(&self, name: &str) -> Result<Places, ConfigError> {
        if !is_vault_name(name) {
            return Err(ConfigError::VaultName {
                name: name.to_owned(),
            });
        }
        let vault_dir = self.vaults().join(name);
        Ok(Places {
            vault: name.to_owned(),
            store: vault_dir.join("journal.db"),
            mirror: vault_dir.join("mirror"),
            sync_lock: vault_dir.join("sync.lock"),
            vault_dir,
            seen: self.state.join("seen").join(name),
            scratch: self.state.clone(),
            socket: self.socket(name),
            surroundings: surroundings(),
        })
    }

    /// The folder of the user's own themes, which may not be there.
    pub fn themes(&self) -> PathBuf {
        self.config.join("themes")
    }

    /// The folder of the user's own templates, which may not be there.
    pub fn templates(&self) -> PathBuf {
        self.config.join("templates")
    }

    /// The names of the vaults that have a folder here, in order.
    pub fn vault_names(&self) -> Vec<String> {
        let found = fs::read_dir(self.vaults()).into_iter().flatten().flatten();
        let mut names: Vec<String> = found
            .filter(|entry| entry.path().is_dir())
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|name| is_vault_name(name))
            .collect();
        names.sort();
        names
    }

    /// Makes the folders that a vault at `places` needs, each 0700, each kept through a power
    /// loss. The socket's folder is the agent's business.
    pub fn make(&self, places: &Places) -> Result<(), ConfigError> {
        make_folder(&places.vault_dir)?;
        make_folder(&places.seen)?;
        make_folder(&places.scratch)
    }

    /// Files and folders of ours that other users may look into, at most [`WIDE_MODES_MAX`]:
    /// those made by another program, or copied in.
    pub fn wide_modes(&self) -> Vec<WideMode> {
        let mut found = Vec::new();
        for top in [&self.data, &self.state, &self.config, &self.runtime] {
            collect_wide(top, &mut found);
        }
        found.sort_by(|a, b| a.path.cmp(&b.path));
        found.dedup();
        found
    }

    fn vaults(&self) -> PathBuf {
        self.data.join("vaults")
    }

    fn socket(&self, name: &str) -> PathBuf {
        let file = format!("agent-{name}.sock");
        let path = self.runtime.join(&file);
        if path.as_os_str().as_bytes().len() <= SOCKET_BYTES_MAX {
            path
        } else {
            self.short_runtime.join(&file)
        }
    }
}

/// Whether a vault may be called `name`.
pub fn is_vault_name(name: &str) -> bool {
    let allowed = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    (1..=VAULT_NAME_BYTES_MAX).contains(&name.len()) && name.bytes().all(allowed)
}

/// This program's own file, for `unlock` to start the agent by.
pub fn program() -> io::Result<PathBuf> {
    std::env::current_exe()
}

/// Makes `path` and what is missing above it, 0700, and has each written down in the folder that
/// holds it, so that a power loss cannot take a new vault's folder away under it.
pub fn make_folder(path: &Path) -> Result<(), ConfigError> {
    let missing: Vec<&Path> = path.ancestors().take_while(|dir| !dir.is_dir()).collect();
    for folder in missing.iter().rev() {
        make_one_folder(folder).map_err(|source| ConfigError::Io {
            path: folder.to_path_buf(),
            source,
        })?;
    }
    Ok(())
}

fn make_one_folder(folder: &Path) -> io::Result<()> {
    match fs::DirBuilder::new().mode(0o700).create(folder) {
        // Another process made it in the meantime.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => {}
        made => made?,
    }
    folder
        .parent()
        .map_or(Ok(()), |above| fs::File::open(above)?.sync_all())
}

fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// Whether the folder that will hold `dir` is there and this user's, as XDG_RUNTIME_DIR must be.
/// After `su` it is often another's.
fn usable_runtime(dir: &Path, uid: u32) -> bool {
    dir.parent()
        .and_then(|above| fs::metadata(above).ok())
        .is_some_and(|meta| meta.is_dir() && meta.uid() == uid)
}

/// A folder for sockets with a short path, its own for each user and data folder. The agent makes
/// it 0700 and refuses one that is not this user's.
fn short_runtime(data: &Path, temporary: &Path, uid: u32) -> PathBuf {
    let name = format!("diurnal-{uid}-{:016x}", fnv_1a(data.as_os_str().as_bytes()));
    let longest = "/agent-.sock".len() + VAULT_NAME_BYTES_MAX;
    let wanted = temporary.join(&name);
    if wanted.is_absolute() && wanted.as_os_str().as_bytes().len() + longest <= SOCKET_BYTES_MAX {
        wanted
    } else {
        Path::new("/tmp").join(name)
    }
}

/// FNV-1a: tells folders apart, stays the same in every release, and keeps no secret.
fn fnv_1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

fn collect_wide(path: &Path, found: &mut Vec<WideMode>) {
    // A link's own mode means nothing, and what it points to may not be ours.
    let Ok(meta) = fs::symlink_metadata(path) else {
        return;
    };
    if meta.file_type().is_symlink() || found.len() >= WIDE_MODES_MAX {
        return;
    }
    let mode = meta.mode() & 0o777;
    if mode & 0o077 != 0 {
        found.push(WideMode {
            path: path.to_owned(),
            mode,
        });
    }
    if meta.is_dir() {
        let entries = fs::read_dir(path).into_iter().flatten().flatten();
        entries.for_each(|entry| collect_wide(&entry.path(), found));
    }
}

/// What git and ssh need to know of the user's machine.
fn surroundings() -> Surroundings {
    Surroundings {
        ssh_folder: std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".ssh")),
        has_ssh_agent: std::env::var_os("SSH_AUTH_SOCK").is_some(),
        environment: std::env::vars_os().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn below(top: &Path) -> Paths {
        Paths::below(top, Path::new("/tmp"), 1000)
    }

    #[test]
    fn a_vaults_parts_lie_where_the_manual_says() {
        let places = below(Path::new("/d")).vault("work-2").unwrap();
        assert_eq!(places.store, Path::new("/d/data/vaults/work-2/journal.db"));
        assert_eq!(places.mirror, Path::new("/d/data/vaults/work-2/mirror"));
        assert_eq!(places.seen, Path::new("/d/state/seen/work-2"));
        assert_eq!(places.scratch, Path::new("/d/state"));
        assert_eq!(places.socket, Path::new("/d/runtime/agent-work-2.sock"));
    }

    #[test]
    fn only_plain_names_are_vault_names() {
        let paths = below(Path::new("/d"));
        for name in ["a", "2026", "a-b", &"x".repeat(32)] {
            assert!(paths.vault(name).is_ok(), "{name}");
        }
        for name in ["", "A", "a b", "..", "a/b", "a\n", "ä", &"x".repeat(33)] {
            assert!(
                matches!(paths.vault(name), Err(ConfigError::VaultName { .. })),
                "{name}"
            );
        }
    }

    #[test]
    fn a_socket_fits_the_kernel_however_deep_the_home_is() {
        let deep = PathBuf::from(format!("/{}", "deep/".repeat(40)));
        let name = "v".repeat(32);
        for temporary in [Path::new("/tmp"), &deep, Path::new("relative")] {
            let socket = Paths::below(&deep, temporary, u32::MAX)
                .vault(&name)
                .unwrap()
                .socket;
            assert!(socket.starts_with("/tmp/"), "{socket:?}");
            assert!(socket.as_os_str().as_bytes().len() <= SOCKET_BYTES_MAX);
        }
        let other = Paths::below(&deep.join("x"), Path::new("/tmp"), 1);
        let this = Paths::below(&deep, Path::new("/tmp"), 1);
        assert_ne!(
            other.vault("a").unwrap().socket,
            this.vault("a").unwrap().socket
        );
    }

    #[test]
    fn folders_are_private_and_wider_ones_are_named() {
        let dir = tempfile::tempdir().unwrap();
        let paths = below(&dir.path().join("home"));
        let places = paths.vault("default").unwrap();
        paths.make(&places).unwrap();
        paths.make(&places).unwrap();
        assert_eq!(paths.wide_modes(), []);
        assert_eq!(paths.vault_names(), ["default"]);

        fs::write(&places.store, "").unwrap();
        fs::set_permissions(&places.store, fs::Permissions::from_mode(0o644)).unwrap();
        fs::set_permissions(&places.seen, fs::Permissions::from_mode(0o755)).unwrap();
        let wide = paths.wide_modes();
        assert_eq!(wide.len(), 2);
        assert_eq!((&wide[0].path, wide[0].mode), (&places.store, 0o644));
        assert_eq!((&wide[1].path, wide[1].mode), (&places.seen, 0o755));
    }

    #[test]
    fn a_file_where_a_folder_should_be_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let paths = below(dir.path());
        fs::write(dir.path().join("data"), "").unwrap();
        let places = paths.vault("default").unwrap();
        let error = paths.make(&places).unwrap_err();
        assert!(matches!(error, ConfigError::Io { .. }), "{error}");
    }
}
