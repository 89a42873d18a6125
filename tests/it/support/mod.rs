//! What the tests share: a home of their own, a fixed time, a remote, and a terminal to sit at.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;
use std::time::Duration;

use tempfile::TempDir;

pub mod foreign;
pub mod terminal;
pub mod traced;

/// 2024-05-17T19:04:05Z, in milliseconds since 1970.
pub const NOW: &str = "1715972645000";
/// How long a test waits for what must come. Much longer than it takes, even where other programs
/// keep the machine busy: only a test that fails waits to the end.
pub const PATIENCE: Duration = Duration::from_secs(120);
/// The passphrase of every vault that tests make.
pub const PASSPHRASE: &str = "six words are enough for this";

/// A home directory that is removed with the value.
pub struct Home {
    dir: TempDir,
    now: String,
}

impl Home {
    /// A home without a vault.
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("tmp")).unwrap();
        fs::write(dir.path().join("passphrase"), format!("{PASSPHRASE}\n")).unwrap();
        Self {
            dir,
            now: NOW.to_owned(),
        }
    }

    /// The same, with an empty folder where everything of ours will lie.
    pub fn new_with_folder() -> Self {
        let home = Self::new();
        fs::create_dir(home.path("diurnal")).unwrap();
        home
    }

    /// A home with a vault whose passphrase costs little to try.
    pub fn with_vault() -> Self {
        let home = Self::new();
        home.init(&[]);
        home
    }

    /// Makes a vault; `more` are options of `init`. Returns the recovery key.
    pub fn init(&self, more: &[&str]) -> String {
        let mut args = vec!["init", "--work-factor", "10"];
        args.extend(more);
        self.ok(&args).trim().to_owned()
    }

    /// A path in the home.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Writes a file in the home and returns its path as text.
    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// The store of the vault.
    pub fn store(&self) -> PathBuf {
        self.path("diurnal/data/vaults/default/journal.db")
    }

    /// The variables of a run that sees nothing of the machine it runs on.
    pub fn env(&self) -> Vec<(&'static str, String)> {
        let at = |name: &str| self.path(name).to_str().unwrap().to_owned();
        vec![
            ("HOME", at("")),
            ("DIURNAL_HOME", at("diurnal")),
            ("TMPDIR", at("tmp")),
            ("PATH", std::env::var("PATH").unwrap_or_default()),
            ("DIURNAL_NOW", self.now.clone()),
            ("TZ", "Europe/Berlin".to_owned()),
            ("TERM", "xterm-256color".to_owned()),
        ]
    }

    /// diurnal with `args` and nothing else: no key, no terminal, nothing on stdin.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_diurnal"));
        command
            .env_clear()
            .envs(self.env())
            .current_dir(self.dir.path())
            .stdin(Stdio::null())
            .args(args);
        command
    }

    /// Runs diurnal to its end without a key.
    pub fn run_locked(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Runs diurnal to its end with the passphrase at hand.
    pub fn run(&self, args: &[&str]) -> Output {
        self.with_key(args).output().unwrap()
    }

    /// diurnal with the passphrase at hand.
    pub fn with_key(&self, args: &[&str]) -> Command {
        let mut all = vec!["--passphrase-file", "passphrase"];
        all.extend(args);
        self.command(&all)
    }

    /// The same with `input` on stdin.
    pub fn run_with_stdin(&self, args: &[&str], input: &[u8]) -> Output {
        feed(self.with_key(args), input)
    }

    /// Runs diurnal, which must succeed, and returns what it printed.
    #[track_caller]
    pub fn ok(&self, args: &[&str]) -> String {
        printed(args, &self.run(args))
    }

    /// The same with `input` on stdin.
    #[track_caller]
    pub fn ok_with_stdin(&self, args: &[&str], input: &[u8]) -> String {
        printed(args, &self.run_with_stdin(args, input))
    }

    /// Runs diurnal, which must fail with `code`, and returns what it said.
    #[track_caller]
    pub fn fails(&self, code: i32, args: &[&str]) -> String {
        failed(code, args, &self.run(args))
    }

    /// Writes one entry and returns its id.
    #[track_caller]
    pub fn add(&self, text: &str) -> String {
        self.ok_with_stdin(&["add", "-"], text.as_bytes())
            .trim()
            .to_owned()
    }

    /// The body of an entry, byte for byte.
    #[track_caller]
    pub fn body(&self, id: &str) -> String {
        let entry: serde_json::Value =
            serde_json::from_str(&self.ok(&["show", id, "--json"])).unwrap();
        entry["body"].as_str().unwrap().to_owned()
    }

    /// One object of a command's JSON.
    #[track_caller]
    pub fn json(&self, args: &[&str]) -> serde_json::Value {
        let mut all = vec!["--json"];
        all.extend(args);
        serde_json::from_str(&self.ok(&all)).unwrap()
    }

    /// Every line of a command's JSON.
    #[track_caller]
    pub fn json_lines(&self, args: &[&str]) -> Vec<serde_json::Value> {
        let mut all = vec!["--json"];
        all.extend(args);
        let lines = self.ok(&all);
        lines
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}

/// Runs `command` with `input` on stdin.
pub fn feed(mut command: Command, input: &[u8]) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // A program that ends before it has read everything closes the pipe: its exit code tells why.
    stdin.write_all(input).ok();
    drop(stdin);
    child.wait_with_output().unwrap()
}

/// What a run that must have succeeded printed.
#[track_caller]
pub fn printed(args: &[&str], output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{args:?}: {}\n{said}",
        output.status
    );
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// What a run that must have failed with `code` said.
#[track_caller]
pub fn failed(code: i32, args: &[&str], output: &Output) -> String {
    let said = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(code), "{args:?}:\n{said}");
    said
}

/// A bare git repository as a host keeps it.
pub struct Remote(TempDir);

impl Remote {
    /// An empty one.
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let remote = Self(dir);
        remote.git(&["init", "--quiet", "--bare", "."]);
        remote
    }

    /// Its folder.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("file://{}", self.0.path().display())
    }

    /// Runs git in it and returns what it printed.
    #[track_caller]
    pub fn git(&self, args: &[&str]) -> String {
        let output = Command::new("git")
            .env_clear()
            .env("PATH", std::env::var("PATH").unwrap_or_default())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .current_dir(self.0.path())
            .args(args)
            .output()
            .unwrap();
        printed(args, &output)
    }

    /// Every ref with the commit it names, sorted: equal before and after means nothing was pushed.
    pub fn refs(&self) -> String {
        self.git(&["for-each-ref", "--format=%(refname) %(objectname)"])
    }
}
