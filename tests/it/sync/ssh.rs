//! A host spoken to by ssh: a real sshd of this machine, with keys made for the test.

use std::fs;
use std::net::TcpListener;
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;

use diurnal::model::secret::Secret;
use diurnal::sync::error::SyncError;
use diurnal::sync::remote::Answer;
use diurnal::sync::remote::Options;
use diurnal::sync::remote::Question;
use diurnal::sync::remote::Remote;
use diurnal::sync::remote::Transport;

use super::Device;
use super::bare;
use super::chain;
use super::hooks;
use super::options;
use crate::support::Home;

/// A server with one repository, and a client's `.ssh` folder beside it.
pub(super) struct Server {
    folder: tempfile::TempDir,
    pub(super) repository: PathBuf,
    child: Child,
    port: u16,
    user: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

impl Server {
    /// None, with the reason printed, where this machine cannot run one.
    pub(super) fn start() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let repository = bare(folder.path())?;
        let sshd = ["/usr/sbin/sshd", "/usr/bin/sshd"]
            .into_iter()
            .find(|path| Path::new(path).exists());
        let (Some(sshd), true) = (sshd, keygen(folder.path(), "host", "")) else {
            println!("skipped: no sshd or no ssh-keygen");
            return None;
        };
        fs::create_dir(folder.path().join("ssh")).unwrap();
        assert!(keygen(&folder.path().join("ssh"), "id_ed25519", ""));
        fs::copy(
            folder.path().join("ssh/id_ed25519.pub"),
            folder.path().join("authorized"),
        )
        .unwrap();
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let path = |name: &str| folder.path().join(name).display().to_string();
        let config = format!(
            "Port {port}\nListenAddress 127.0.0.1\nHostKey {}\nAuthorizedKeysFile {}\nPidFile none\n\
             StrictModes no\nUsePAM no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n\
             PermitRootLogin yes\n",
            path("host"),
            path("authorized")
        );
        fs::write(path("config"), config).unwrap();
        let child = Command::new(sshd)
            .args(["-D", "-f", &path("config")])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let user = Command::new("id").arg("-un").output().unwrap().stdout;
        let mut server = Self {
            repository,
            child,
            port,
            user: String::from_utf8(user).unwrap().trim().to_owned(),
            folder,
        };
        for _ in 0..100 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Some(server);
            }
            if server.child.try_wait().unwrap().is_some() {
                break;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        println!("skipped: sshd does not start here (as root it wants /run/sshd)");
        None
    }

    pub(super) fn ssh(&self) -> PathBuf {
        self.folder.path().join("ssh")
    }

    pub(super) fn url(&self) -> String {
        let path = self.repository.display();
        format!("ssh://{}@127.0.0.1:{}{path}", self.user, self.port)
    }

    fn options(&self) -> Options {
        Options {
            ssh_folder: Some(self.ssh()),
            ..options()
        }
    }

    /// The same for the git program. Its ssh reads the folder of the passwd file's home, whatever the
    /// environment says: so it finds one that is told where to look.
    fn program(&self, known_hosts: &Path, key: &Path) -> Remote<'static> {
        let folder = self.folder.path().join("bin");
        fs::create_dir_all(&folder).unwrap();
        let script = format!(
            "#!/bin/sh\nexec {} -F none -o IdentitiesOnly=yes -o BatchMode=yes -i '{}' \
             -o UserKnownHostsFile='{}' -o GlobalKnownHostsFile=/dev/null \"$@\"\n",
            program("ssh").display(),
            key.display(),
            known_hosts.display()
        );
        let path = folder.join("ssh");
        fs::write(&path, script).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        let inherited = std::env::var("PATH").unwrap();
        let environment = vec![
            (
                "PATH".into(),
                format!("{}:{inherited}", folder.display()).into(),
            ),
            ("HOME".into(), self.folder.path().into()),
        ];
        let options = Options {
            transport: Transport::Program,
            environment,
            ..options()
        };
        Remote::open(&self.url(), options, hooks()).unwrap()
    }

    fn list(&self) -> Result<usize, SyncError> {
        let device = Device::new(1);
        let mut remote = Remote::open(&self.url(), self.options(), hooks())?;
        remote
            .list(&device.mirrors)
            .map(|listing| listing.refs.len())
    }

    /// The same with an answer to every question.
    fn list_with(&self, passphrase: &str) -> Result<usize, SyncError> {
        let device = Device::new(1);
        let hooks = hooks().on_question(|question| {
            assert!(matches!(question, Question::KeyPassphrase { .. }));
            Some(Answer {
                user: String::new(),
                secret: Secret::new(passphrase.to_owned()),
            })
        });
        let mut remote = Remote::open(&self.url(), self.options(), hooks)?;
        remote
            .list(&device.mirrors)
            .map(|listing| listing.refs.len())
    }

    pub(super) fn know(&self, lines: &str) {
        fs::write(self.ssh().join("known_hosts"), lines).unwrap();
    }

    /// The line that the program offers for the host's key.
    pub(super) fn offered_line(&self) -> String {
        self.know("");
        let Err(SyncError::HostUnknown { line, .. }) = self.list() else {
            panic!("the host is known")
        };
        line
    }
}

/// Where a program of this machine is.
fn program(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap();
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|path| path.exists())
        .expect("the host was started by programs of the same package")
}

fn keygen(folder: &Path, name: &str, passphrase: &str) -> bool {
    let run = Command::new("ssh-keygen")
        .current_dir(folder)
        .args(["-q", "-t", "ed25519", "-N", passphrase, "-f", name])
        .status();
    run.is_ok_and(|status| status.success())
}

#[test]
fn y42_a_host_is_unknown_then_known_then_changed() {
    let Some(server) = Server::start() else {
        return;
    };
    let unknown = server.list().unwrap_err();
    assert_eq!(unknown.condition(), "host-unknown", "{unknown:?}");
    let SyncError::HostUnknown {
        host,
        fingerprint,
        line,
    } = unknown
    else {
        unreachable!()
    };
    assert_eq!(host, format!("[127.0.0.1]:{}", server.port));
    let told = Command::new("ssh-keygen")
        .arg("-lf")
        .arg(server.folder.path().join("host.pub"))
        .output();
    assert!(
        String::from_utf8(told.unwrap().stdout)
            .unwrap()
            .contains(&fingerprint)
    );
    server.know(&format!("# a comment\n{line}\n"));
    assert_eq!(server.list().unwrap(), 0);
    // As OpenSSH hashes it.
    let hashed = Command::new("ssh-keygen")
        .arg("-Hf")
        .arg(server.ssh().join("known_hosts"))
        .output();
    assert!(hashed.unwrap().status.success());
    let text = fs::read_to_string(server.ssh().join("known_hosts")).unwrap();
    assert!(
        text.contains("|1|") && !text.contains("127.0.0.1"),
        "{text}"
    );
    assert_eq!(server.list().unwrap(), 0);
    server.know(&format!(
        "{line}\n@revoked * {}\n",
        line.split_once(' ').unwrap().1
    ));
    assert_eq!(server.list().unwrap_err().condition(), "host-revoked");
    assert!(keygen(server.folder.path(), "other", ""));
    let other = fs::read_to_string(server.folder.path().join("other.pub")).unwrap();
    server.know(&format!("{host} {other}"));
    let changed = server.list().unwrap_err();
    assert_eq!(
        (changed.condition(), changed.is_transient()),
        ("host-changed", false)
    );
}

#[test]
fn bundles_go_over_ssh_and_come_back() {
    let Some(server) = Server::start() else {
        return;
    };
    server.know(&server.offered_line());
    let mut remote = Remote::open(&server.url(), server.options(), hooks()).unwrap();
    let mut device = Device::new(1);
    device.write(4);
    assert_eq!(device.push(&mut remote).unwrap(), 4);
    assert_eq!(Device::new(2).pull(&mut remote), [(chain(1), 4)]);
    let missing = server.url().replace("remote.git", "missing.git");
    let mut remote = Remote::open(&missing, server.options(), hooks()).unwrap();
    let error = remote.list(&device.mirrors).unwrap_err();
    assert_eq!(error.condition(), "no-repository", "{error:?}");
}

#[test]
fn y41_a_key_that_does_not_open_is_told_from_a_key_that_does_not_fit() {
    let Some(server) = Server::start() else {
        return;
    };
    server.know(&server.offered_line());
    let key = server.ssh().join("id_ed25519");
    for name in ["id_ed25519", "id_ed25519.pub"] {
        fs::remove_file(server.ssh().join(name)).unwrap();
    }
    assert_eq!(
        server.list().unwrap_err().condition(),
        "credentials-refused"
    );
    assert!(keygen(&server.ssh(), "id_ed25519", "open sesame"));
    let refused = server.list_with("open sesame").unwrap_err();
    assert!(
        matches!(refused, SyncError::CredentialsRefused { .. }),
        "{refused:?}"
    );
    let public = server.ssh().join("id_ed25519.pub");
    fs::copy(&public, server.folder.path().join("authorized")).unwrap();
    assert_eq!(server.list_with("open sesame").unwrap(), 0);
    let locked = server.list_with("open barley").unwrap_err();
    assert!(
        matches!(&locked, SyncError::KeyLocked { path } if *path == key),
        "{locked:?}"
    );
    // Nobody there to answer.
    assert_eq!(
        server.list().unwrap_err().condition(),
        "credentials-refused"
    );
}

#[test]
fn y43_the_git_program_goes_over_ssh_and_names_what_is_wrong() {
    let Some(server) = Server::start() else {
        return;
    };
    let (known, key) = (
        server.ssh().join("known_hosts"),
        server.ssh().join("id_ed25519"),
    );
    let device = Device::new(9);
    let said = |known: &Path, key: &Path| {
        let listed = server.program(known, key).list(&device.mirrors);
        listed.map_or_else(
            |error| error.condition().to_owned(),
            |listing| listing.refs.len().to_string(),
        )
    };
    let line = server.offered_line();
    server.know("");
    assert_eq!(said(&known, &key), "host-unknown");
    assert!(keygen(server.folder.path(), "other", ""));
    let other = fs::read_to_string(server.folder.path().join("other.pub")).unwrap();
    server.know(&format!("[127.0.0.1]:{} {other}", server.port));
    assert_eq!(said(&known, &key), "host-changed");
    server.know(&format!("{line}\n"));
    let stranger = server.folder.path().join("other");
    assert_eq!(said(&known, &stranger), "credentials-refused");
    assert_eq!(said(&known, &key), "0");
    let mut remote = server.program(&known, &key);
    let mut writer = Device::new(1);
    writer.write(3);
    assert_eq!(writer.push(&mut remote).unwrap(), 3);
    assert_eq!(device.pull(&mut remote), [(chain(1), 3)]);
    assert_eq!(said(&known, &key), "1");
}

/// An agent with so many keys, none of which fits, or the last of which is the one that does.
struct Agent {
    child: Child,
    socket: PathBuf,
}

impl Drop for Agent {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

impl Agent {
    fn with(server: &Server, strangers: usize, fits: bool) -> Self {
        let socket = server
            .folder
            .path()
            .join(format!("agent-{strangers}-{fits}"));
        let child = Command::new("ssh-agent")
            .args(["-D", "-a"])
            .arg(&socket)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let agent = Self { child, socket };
        for _ in 0..100 {
            if agent.socket.exists() {
                break;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        for n in 0..strangers {
            let name = format!("key-{strangers}-{fits}-{n}");
            assert!(keygen(server.folder.path(), &name, ""));
            agent.take(&server.folder.path().join(name));
        }
        if fits {
            agent.take(&server.ssh().join("id_ed25519"));
        }
        agent
    }

    fn take(&self, key: &Path) {
        let added = Command::new("ssh-add")
            .arg("-q")
            .arg(key)
            .env("SSH_AUTH_SOCK", &self.socket)
            .status();
        assert!(added.unwrap().success());
    }
}

#[test]
fn y41_an_agent_with_more_keys_than_the_host_has_patience_is_named() {
    let Some(server) = Server::start() else {
        return;
    };
    let home = Home::with_vault();
    let line = server.offered_line();
    home.write(".ssh/known_hosts", format!("{line}\n"));
    let key = fs::read(server.ssh().join("id_ed25519")).unwrap();
    let run = |agent: &Agent, name: &str| {
        let mut add = home.with_key(&["remote", "add", "--name", name, &server.url()]);
        let output = add.env("SSH_AUTH_SOCK", &agent.socket).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        (output.status.code(), said)
    };
    let (code, said) = run(&Agent::with(&server, 2, true), "few");
    assert_eq!(code, Some(0), "{said}");
    let strangers = Agent::with(&server, 7, false);
    let (code, said) = run(&strangers, "many");
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("[credentials-refused]"), "{said}");
    assert!(said.contains("diurnal: hint: "), "{said}");
    // The agent's keys use the host's patience up; the file fits all the same.
    let file = home.write(".ssh/id_ed25519", key);
    fs::set_permissions(file, fs::Permissions::from_mode(0o600)).unwrap();
    let (code, said) = run(&strangers, "file");
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn y43_a_name_that_only_ssh_knows_works_by_the_git_program_and_is_named_without_it() {
    let Some(server) = Server::start() else {
        return;
    };
    let home = Home::with_vault();
    let line = server.offered_line();
    let key = key_line(&line);
    let known = home.write(".ssh/known_hosts", format!("box {key}\n"));
    // A way of its own: through a program that speaks with the port.
    let config = format!(
        "Host box\n  HostName nowhere.invalid\n  HostKeyAlias box\n  User {}\n  IdentityFile {}\n  \
         IdentitiesOnly yes\n  UserKnownHostsFile {known}\n  ProxyCommand bash -c 'exec 3<>/dev/tcp/127.0.0.1/{}; \
         cat <&3 & exec cat >&3'\n",
        server.user,
        server.ssh().join("id_ed25519").display(),
        server.port
    );
    let config = home.write(".ssh/config", config);
    let url = format!("ssh://box{}", server.repository.display());
    let said = home.fails(1, &["remote", "add", &url]);
    assert!(said.contains("[ssh-config]"), "{said}");
    assert!(said.contains("git_transport = \"git\""), "{said}");
    home.write("diurnal/config/config.toml", "git_transport = \"git\"\n");
    // ssh takes the folder of the passwd file's home, whatever the environment says: it is told where.
    let script = format!(
        "#!/bin/sh\nexec {} -F '{config}' \"$@\"\n",
        program("ssh").display()
    );
    let script = home.write("bin/ssh", script);
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!(
        "{}:{}",
        home.path("bin").display(),
        std::env::var("PATH").unwrap()
    );
    for args in [vec!["remote", "add", &url], vec!["sync"]] {
        let output = home.with_key(&args).env("PATH", &path).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{args:?}: {said}");
    }
}

/// The key's type and the key of a line of known_hosts.
fn key_line(line: &str) -> &str {
    line.split_once(' ').unwrap().1
}
