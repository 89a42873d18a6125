//! diurnal-format(5), diurnal-recovery(7) and the remote's page are followed with stock programs,
//! command by command, on a vault that the real binary made: every text comes back.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use ed25519_dalek::Signature;
use ed25519_dalek::VerifyingKey;
use hmac::Mac;
use portable_pty::CommandBuilder;
use portable_pty::PtySize;
use serde_json::Value;
use sha2::Digest;
use sha2::Sha256;
use tempfile::TempDir;

use crate::support::Home;
use crate::support::PASSPHRASE;
use crate::support::Remote;

pub const FORMAT: &str = include_str!("../../man/diurnal-format.5");
const RECOVERY: &str = include_str!("../../man/diurnal-recovery.7");
pub const REMOTE_PAGE: &str = include_str!("../../assets/remote-README.md");
const README: &str = include_str!("../../README.md");

/// Texts that a careless reader would change.
const TEXTS: [&str; 5] = [
    "Rain all day, and \"thunder\".",
    "two\r\nlines\n\n",
    "雨の音がする。 #home\tétude",
    "\u{feff}  back\\slash \u{1b}[31m 'quotes' `ticks`",
    "# A heading\n\n{\"rev\":\"no\"}\n{\"mac\":\"no\"}\n   ",
];

/// Whether these programs are here; says so where one is not.
pub fn have(programs: &[&str]) -> bool {
    for program in programs {
        let found = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
            .any(|folder| folder.join(program).is_file());
        if !found {
            println!("skipped: {program} is not installed");
            return false;
        }
    }
    true
}

/// The commands that stand in `page` under the comment `example: <name>`, as a reader sees them.
pub fn example(page: &str, name: &str) -> String {
    let mark = format!(".\\\" example: {name}\n.EX\n");
    let (_, rest) = page.split_once(&mark).expect(name);
    let (code, _) = rest.split_once("\n.EE\n").unwrap();
    let code = code.replace("\\-", "-").replace("\\(aq", "'");
    let code = code.replace("\\(ga", "`").replace("\\(ha", "^");
    code.replace("\\(ti", "~").replace("\\e", "\\")
}

/// The commands of a section of a Markdown page: its lines that are indented by four.
pub fn commands(page: &str, heading: &str) -> String {
    let (_, rest) = page.split_once(heading).expect(heading);
    let rest = rest.split_once('\n').unwrap().1;
    let section = rest.split("\n## ").next().unwrap();
    let lines = section.lines().filter_map(|line| line.strip_prefix("    "));
    lines.fold(String::new(), |all, line| all + line + "\n")
}

/// Runs commands in a folder and returns what they printed; they must succeed.
#[track_caller]
pub fn shell(folder: &Path, commands: &str) -> String {
    let output = Command::new("sh")
        .env_clear()
        .env("PATH", std::env::var("PATH").unwrap_or_default())
        .env("HOME", folder)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("LC_ALL", "C.UTF-8")
        .current_dir(folder)
        .args(["-euc", commands])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{commands}\n{said}");
    String::from_utf8(output.stdout).unwrap()
}

/// The same at a terminal, where the passphrase is typed when age asks for it.
#[track_caller]
fn shell_with_passphrase(folder: &Path, commands: &str) {
    let size = PtySize {
        rows: 24,
        cols: 80,
        pixel_width: 0,
        pixel_height: 0,
    };
    let pair = portable_pty::native_pty_system().openpty(size).unwrap();
    let mut command = CommandBuilder::new("sh");
    command.env_clear();
    command.env("PATH", std::env::var("PATH").unwrap_or_default());
    command.env("HOME", folder);
    command.env("TERM", "dumb");
    // A dumb terminal's pager waits for a key; anybody else's shows a single line and goes on.
    command.env("GIT_PAGER", "cat");
    command.cwd(folder);
    command.args(["-euc", commands]);
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut keys = pair.master.take_writer().unwrap();
    let mut output = pair.master.try_clone_reader().unwrap();
    let mut said = String::new();
    let mut bytes = [0; 4096];
    let mut typed = false;
    while let Ok(n @ 1..) = output.read(&mut bytes) {
        said.push_str(&String::from_utf8_lossy(&bytes[..n]));
        if !typed && said.contains("passphrase") {
            keys.write_all(format!("{PASSPHRASE}\r").as_bytes())
                .unwrap();
            typed = true;
        }
    }
    let status = child.wait().unwrap();
    assert!(typed && status.success(), "{commands}\n{said}");
}

/// A vault with every text, one of them changed and one deleted, and its recovery key.
struct Vault {
    home: Home,
    key: String,
    ids: Vec<String>,
}

impl Vault {
    fn new(more: &[&str]) -> Self {
        let home = Home::new();
        let key = home.init(more);
        let ids: Vec<String> = TEXTS.iter().map(|text| home.add(text)).collect();
        home.ok_with_stdin(&["edit", &ids[0], "-"], b"The rain is over.");
        home.ok(&["delete", &ids[1]]);
        Self { home, key, ids }
    }

    /// A folder with a copy of the store and the sheet's line.
    fn copy(&self) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in ["journal.db", "journal.db-wal"] {
            let from = self.home.store().with_file_name(name);
            if from.exists() {
                fs::copy(from, folder.path().join(name)).unwrap();
            }
        }
        self.type_sheet(folder.path());
        folder
    }

    fn type_sheet(&self, folder: &Path) {
        for name in ["identity.txt", "sheet.txt"] {
            fs::write(folder.join(name), format!("{}\n", self.key)).unwrap();
        }
    }

    /// Every text that was ever saved, by entry.
    fn said(&self) -> BTreeMap<String, BTreeSet<String>> {
        let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (id, text) in self.ids.iter().zip(TEXTS) {
            all.entry(id.clone()).or_default().insert(text.to_owned());
        }
        let first = all.get_mut(&self.ids[0]).unwrap();
        first.insert("The rain is over.".to_owned());
        all
    }

    /// Revision lines must say all that was saved, and their newest what the program shows.
    #[track_caller]
    fn check(&self, lines: &str) {
        let revisions: Vec<Value> = lines
            .lines()
            .filter(|line| line.starts_with("{\"rev\":"))
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut replaced = BTreeSet::new();
        for revision in &revisions {
            let body = revision["body"].as_str().unwrap().to_owned();
            let id = revision["id"].as_str().unwrap().to_owned();
            found.entry(id).or_default().insert(body);
            let parents = revision["parents"].as_array().unwrap();
            replaced.extend(parents.iter().map(|rev| rev.as_str().unwrap()));
        }
        assert_eq!(found, self.said());
        let newest = |revision: &&Value| !replaced.contains(revision["rev"].as_str().unwrap());
        let heads: Vec<&Value> = revisions.iter().filter(newest).collect();
        assert_eq!(heads.len(), self.ids.len());
        for head in heads {
            let id = head["id"].as_str().unwrap();
            assert_eq!(head["deleted"], id == self.ids[1]);
            assert_eq!(head["body"].as_str().unwrap(), self.home.body(id), "{id}");
        }
    }
}

#[test]
fn the_store_opens_with_age_sqlite3_and_the_sheet() {
    if !have(&["age", "sqlite3", "sha256sum"]) {
        return;
    }
    let vault = Vault::new(&[]);
    let folder = vault.copy();
    shell(folder.path(), &example(FORMAT, "keyring"));
    shell(folder.path(), &example(FORMAT, "objects"));
    vault.check(&fs::read_to_string(folder.path().join("revisions.jsonl")).unwrap());
    assert_eq!(shell(folder.path(), &example(FORMAT, "rev")), "");
    if have(&["openssl"]) {
        let mac = shell(folder.path(), &example(FORMAT, "mac"));
        assert!(mac.starts_with("{\"mac\":\""), "{mac}");
    }

    let folder = vault.copy();
    shell(folder.path(), &example(RECOVERY, "keyring"));
    shell(folder.path(), &example(RECOVERY, "objects"));
    vault.check(&fs::read_to_string(folder.path().join("journal.jsonl")).unwrap());
    if have(&["jq"]) {
        let texts = shell(folder.path(), &example(RECOVERY, "texts"));
        assert!(texts.contains("Rain all day, and \"thunder\"."));
    }
}

#[test]
fn the_readme_s_way_out_works() {
    if !have(&["age", "sqlite3"]) {
        return;
    }
    let vault = Vault::new(&[]);
    let folder = vault.copy();
    let all = commands(README, "## Getting everything back without diurnal");
    let (by_sheet, by_passphrase) = all.split_at(all.rfind("sqlite3 journal.db").unwrap());
    shell_with_passphrase(folder.path(), by_passphrase);
    shell(folder.path(), by_sheet);
    vault.check(&fs::read_to_string(folder.path().join("journal.jsonl")).unwrap());
}

#[test]
fn the_store_opens_with_the_passphrase_and_shows_what_waits() {
    if !have(&["age", "sqlite3"]) {
        return;
    }
    let vault = Vault::new(&[]);
    let kept = vault.home.run_with_stdin(&["add", "-"], b"not UTF-8: \xff");
    assert_eq!(kept.status.code(), Some(1), "{kept:?}");
    let locked = vault
        .home
        .run_locked(&["add", "written", "while", "locked"]);
    assert!(locked.status.success(), "{locked:?}");
    let folder = vault.copy();
    fs::remove_file(folder.path().join("identity.txt")).unwrap();
    shell_with_passphrase(folder.path(), &example(FORMAT, "passphrase"));
    shell(folder.path(), &example(FORMAT, "keyring"));
    shell(folder.path(), &example(FORMAT, "objects"));
    let lines = fs::read_to_string(folder.path().join("revisions.jsonl")).unwrap();
    for text in TEXTS {
        let json = serde_json::to_string(text).unwrap();
        assert!(lines.contains(&format!("\"body\":{json}")), "{text:?}");
    }
    shell(folder.path(), &example(FORMAT, "inbox"));
    let waiting = fs::read_to_string(folder.path().join("waiting.jsonl")).unwrap();
    assert!(
        waiting.contains("\"body\":\"written while locked\""),
        "{waiting}"
    );
    assert!(
        waiting.contains("\"bytes\":\"not UTF-8: \u{ff}\""),
        "{waiting}"
    );

    let folder = vault.copy();
    shell_with_passphrase(folder.path(), &example(RECOVERY, "passphrase"));
    shell(folder.path(), &example(RECOVERY, "keyring"));
}

#[test]
fn the_remote_opens_with_git_age_and_the_sheet() {
    if !have(&["age", "git"]) {
        return;
    }
    let vault = Vault::new(&[]);
    let remote = Remote::new();
    vault.home.ok(&["remote", "add", &remote.url()]);
    vault.home.ok(&["sync"]);
    let folder = tempfile::tempdir().unwrap();
    vault.type_sheet(folder.path());
    let url = format!("url='{}'\n", remote.url());
    shell(folder.path(), &(url + &example(FORMAT, "remote")));
    vault.check(&fs::read_to_string(folder.path().join("revisions.jsonl")).unwrap());
    if have(&["openssl", "sqlite3"]) {
        let refs = remote.git(&["for-each-ref", "--format=%(refname:short)", "refs/heads/g*"]);
        let branch = format!("branch={}\n", refs.trim());
        let verdict = shell(folder.path(), &(branch + &example(FORMAT, "sig")));
        assert!(verdict.contains("Verified Successfully"), "{verdict}");
    }
}

#[test]
fn the_page_on_the_remote_is_enough() {
    if !have(&["age", "git", "sha256sum"]) {
        return;
    }
    let vault = Vault::new(&["--remote-unlock", "always"]);
    let remote = Remote::new();
    vault.home.ok(&["remote", "add", &remote.url()]);
    vault.home.ok(&["sync"]);
    let later = "in a bundle of its own, sp\u{e4}ter";
    vault.home.add(later);
    vault.home.ok(&["sync"]);
    assert_eq!(remote.git(&["show", "vault:README.md"]), REMOTE_PAGE);
    for by_sheet in [true, false] {
        let top = tempfile::tempdir().unwrap();
        let copy = commands(REMOTE_PAGE, "## 1. Copy");
        shell(
            top.path(),
            &copy.replace("<address of this repository>", &remote.url()),
        );
        let folder = top.path().join("journal.git");
        if by_sheet {
            vault.type_sheet(&folder);
        } else {
            // What stands behind it is for those who have a plugin of age.
            let (with_passphrase, _) = REMOTE_PAGE.split_once("With an SSH key").unwrap();
            shell_with_passphrase(&folder, &commands(with_passphrase, "## 2. Get a key"));
            let sum = fs::read(folder.join("slot.age")).unwrap();
            let refs = shell(&folder, "git ls-tree --name-only vault | grep sum");
            let kept = shell(&folder, &format!("git show vault:{refs}"));
            assert_eq!(kept.trim(), hex(&Sha256::digest(sum)));
        }
        let listed = shell(&folder, &commands(REMOTE_PAGE, "## 3. Open the keyring"));
        assert!(!listed.trim().is_empty(), "no commit has a keyring");
        shell(&folder, &commands(REMOTE_PAGE, "## 4. Open everything"));
        let read = commands(REMOTE_PAGE, "## 5. Read it");
        let (versions, texts) = read.split_once('\n').unwrap();
        shell(&folder, versions);
        let versions = fs::read_to_string(top.path().join("versions.jsonl")).unwrap();
        let (own, rest): (Vec<&str>, Vec<&str>) = versions
            .split_inclusive('\n')
            .partition(|line| line.contains(later));
        assert_eq!(own.len(), 1, "{versions}");
        vault.check(&rest.concat());
        if have(&["jq"]) {
            assert!(shell(&folder, texts).contains("Rain all day, and \"thunder\"."));
        }
    }
}

/// The page's words about mac, sig and statements, computed here once more from nothing but them.
#[test]
fn macs_and_signatures_are_what_the_page_says() {
    if !have(&["age", "git"]) {
        return;
    }
    let vault = Vault::new(&[]);
    let remote = Remote::new();
    vault.home.ok(&["remote", "add", &remote.url()]);
    vault.home.ok(&["sync"]);
    let folder = tempfile::tempdir().unwrap();
    vault.type_sheet(folder.path());
    let url = format!("url='{}'\n", remote.url());
    shell(folder.path(), &(url + &example(FORMAT, "remote")));
    let refs = remote.git(&["for-each-ref", "--format=%(refname:short)", "refs/heads/g*"]);
    let open = format!(
        "git -C journal.git show {}:b | age -d -i keys.txt",
        refs.trim()
    );
    let bundle = shell(folder.path(), &open);
    let end = bundle.find("\n{\"mac\":").unwrap() + 1;
    let signed = &bundle.as_bytes()[..end];
    let last: Value = serde_json::from_str(bundle[end..].trim_end()).unwrap();
    let header: Value = serde_json::from_str(bundle.lines().next().unwrap()).unwrap();

    let keys = fs::read_to_string(folder.path().join("keys.txt")).unwrap();
    let identity = keys
        .lines()
        .find(|line| line.starts_with("AGE-SECRET-KEY-1"));
    let mac_key = derive(identity.unwrap(), "diurnal/v1/object-mac");
    let mut mac = hmac::Hmac::<Sha256>::new_from_slice(&mac_key).unwrap();
    mac.update(signed);
    assert_eq!(last["mac"], hex(&mac.finalize().into_bytes()));

    let statements: Vec<&str> = (bundle
        .lines()
        .filter(|line| line.starts_with("{\"statement\":")))
    .collect();
    let first: Value = serde_json::from_str(statements[0]).unwrap();
    assert_eq!(
        (&first["kind"], &first["statement"]),
        (&"root".into(), &header["vault"])
    );
    assert_eq!(first["device"], header["device"]);
    let device = key(&first["key"]);
    let text = [b"diurnal/v1/bundle\0".as_slice(), &Sha256::digest(signed)].concat();
    device
        .verify_strict(&text, &signature(&last["sig"]))
        .unwrap();

    for line in statements {
        let statement: Value = serde_json::from_str(line).unwrap();
        let rest = &line["{\"statement\":\"".len() + 64 + 2..line.rfind(",\"sig\":\"").unwrap()];
        let name = Sha256::digest(rest);
        assert_eq!(statement["statement"], hex(&name));
        let text = [b"diurnal/v1/statement\0".as_slice(), &name].concat();
        device
            .verify_strict(&text, &signature(&statement["sig"]))
            .unwrap();
        match statement["kind"].as_str().unwrap() {
            "epoch" => assert_eq!(statement["sha256"], hex(&Sha256::digest(identity.unwrap()))),
            "slot" if statement["is"] == "recovery" => {
                let seed = derive(&vault.key, "diurnal/v1/slot-sign");
                let slot = ed25519_dalek::SigningKey::from_bytes(&seed);
                assert_eq!(statement["key"], hex(slot.verifying_key().as_bytes()));
            }
            _ => {}
        }
    }
    assert_eq!(
        bundle.len() as u64,
        diurnal::crypto::seal::padme(bundle.len() as u64)
    );
}

fn derive(identity: &str, info: &str) -> [u8; 32] {
    let mut key = [0; 32];
    let kdf = hkdf::Hkdf::<Sha256>::new(None, identity.as_bytes());
    kdf.expand(info.as_bytes(), &mut key).unwrap();
    key
}

fn key(hex: &Value) -> VerifyingKey {
    VerifyingKey::from_bytes(&unhex(hex)).unwrap()
}

fn signature(hex: &Value) -> Signature {
    Signature::from_bytes(&unhex(hex))
}

fn unhex<const N: usize>(hex: &Value) -> [u8; N] {
    let text = hex.as_str().unwrap();
    let pairs = (0..N).map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap());
    pairs.collect::<Vec<u8>>().try_into().unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}
