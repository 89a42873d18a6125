//! What a host is told about us: ssh agent, key files, credential helpers; asked three times at most.

use std::collections::VecDeque;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use git2::CredentialType;
use git2::ErrorClass;
use git2::ErrorCode;

use crate::sync::error::SyncError;
use crate::sync::error::Words;
use crate::sync::remote::Answer;
use crate::sync::remote::Options;
use crate::sync::remote::Question;

/// After this many refusals a host gets no further answer; libgit2 would ask for ever.
const ASKED_MAX: u32 = 3;
/// The key files that are tried, in this order: the names that ssh-keygen gives.
const KEY_FILES: [&str; 3] = ["id_ed25519", "id_ecdsa", "id_rsa"];
/// Longest key file that is read, in bytes.
const KEY_BYTES_MAX: u64 = 64 << 10;

/// The answers that are left for one exchange.
pub(crate) struct Credentials {
    host: String,
    asked: u32,
    has_agent: bool,
    keys: VecDeque<PathBuf>,
    /// The key file tried last: where it does not open, libgit2 does not say which it was.
    last_key: Option<PathBuf>,
    tried_helper: bool,
}

impl Credentials {
    pub(crate) fn new(host: &str, options: &Options) -> Self {
        let folder = options.ssh_folder.as_deref();
        let keys = folder
            .into_iter()
            .flat_map(|folder| KEY_FILES.map(|name| folder.join(name)));
        Self {
            host: host.to_owned(),
            asked: 0,
            has_agent: options.has_ssh_agent,
            keys: keys.filter(|path| path.is_file()).collect(),
            last_key: None,
            tried_helper: false,
        }
    }

    /// The next answer to the host, or an error that ends the exchange.
    pub(crate) fn next(
        &mut self,
        url: &str,
        user: Option<&str>,
        wanted: CredentialType,
        ask: impl FnOnce(Question) -> Option<Answer>,
    ) -> Result<git2::Cred, git2::Error> {
        if wanted.contains(CredentialType::USERNAME) {
            // Without a name in the address the host wants one first; this is no refusal.
            return git2::Cred::username(user.unwrap_or("git"));
        }
        if self.asked >= ASKED_MAX {
            return Err(refused());
        }
        self.asked += 1;
        if wanted.contains(CredentialType::SSH_KEY) {
            return self.ssh(user.unwrap_or("git"), ask);
        }
        if wanted.contains(CredentialType::USER_PASS_PLAINTEXT) {
            return self.password(url, user, ask);
        }
        Err(refused())
    }

    /// What a failed exchange means, where it failed by what was answered.
    pub(crate) fn explain(&self, error: &git2::Error) -> Option<SyncError> {
        let key_error = error.class() == ErrorClass::Ssh
            && matches!(error.code(), ErrorCode::GenericError | ErrorCode::Auth)
            && error.message().contains("key");
        match &self.last_key {
            Some(path) if key_error && error.code() == ErrorCode::GenericError => {
                Some(SyncError::KeyLocked { path: path.clone() })
            }
            _ if error.code() == ErrorCode::Auth => Some(SyncError::CredentialsRefused {
                asked: self.asked,
                words: Words::from(error),
            }),
            _ => None,
        }
    }

    fn ssh(
        &mut self,
        user: &str,
        ask: impl FnOnce(Question) -> Option<Answer>,
    ) -> Result<git2::Cred, git2::Error> {
        if self.has_agent {
            self.has_agent = false;
            return git2::Cred::ssh_key_from_agent(user);
        }
        let path = self.keys.pop_front().ok_or_else(refused)?;
        let passphrase = if is_locked(&path) {
            let question = Question::KeyPassphrase { path: path.clone() };
            Some(ask(question).ok_or_else(refused)?)
        } else {
            None
        };
        self.last_key = Some(path.clone());
        let passphrase = passphrase.as_ref().map(|answer| answer.secret.expose());
        git2::Cred::ssh_key(user, None, &path, passphrase)
    }

    fn password(
        &mut self,
        url: &str,
        user: Option<&str>,
        ask: impl FnOnce(Question) -> Option<Answer>,
    ) -> Result<git2::Cred, git2::Error> {
        if !self.tried_helper {
            self.tried_helper = true;
            // The one place where the user's own configuration is read: which helper to run.
            let config = git2::Config::open_default()?;
            if let Ok(found) = git2::Cred::credential_helper(&config, url, user) {
                return Ok(found);
            }
        }
        let question = Question::Login {
            host: self.host.clone(),
            user: user.map(str::to_owned),
        };
        let answer = ask(question).ok_or_else(refused)?;
        let user = user.unwrap_or(&answer.user);
        git2::Cred::userpass_plaintext(user, answer.secret.expose())
    }
}

fn refused() -> git2::Error {
    git2::Error::new(
        ErrorCode::Auth,
        ErrorClass::Callback,
        "no credentials are left to try",
    )
}

/// Whether a private key needs a passphrase, by its two usual forms; a file that cannot be read
/// needs none, and fails as it is.
fn is_locked(path: &Path) -> bool {
    let short = path
        .metadata()
        .is_ok_and(|data| data.len() <= KEY_BYTES_MAX);
    let text = if short {
        fs::read_to_string(path)
    } else {
        return false;
    };
    text.is_ok_and(|text| {
        if text.contains("BEGIN OPENSSH PRIVATE KEY") {
            return openssh_is_locked(&text);
        }
        text.contains("ENCRYPTED")
    })
}

/// Source: PROTOCOL.key of OpenSSH. After the magic stands the cipher's name; `none` is open.
fn openssh_is_locked(text: &str) -> bool {
    use base64::Engine;
    let body: String = text.lines().filter(|line| !line.starts_with('-')).collect();
    let bytes = base64::engine::general_purpose::STANDARD.decode(body.trim());
    let open = b"openssh-key-v1\0\0\0\0\x04none";
    bytes.is_ok_and(|bytes| !bytes.starts_with(open))
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;

    fn key(cipher: &[u8]) -> String {
        let length = u32::try_from(cipher.len()).unwrap().to_be_bytes();
        let bytes = [b"openssh-key-v1\0", &length[..], cipher, &[0; 40]].concat();
        let body = base64::engine::general_purpose::STANDARD.encode(bytes);
        format!("-----BEGIN OPENSSH PRIVATE KEY-----\n{body}\n-----END OPENSSH PRIVATE KEY-----\n")
    }

    fn options(folder: &Path) -> Options {
        Options {
            ssh_folder: Some(folder.to_path_buf()),
            ..Options::new("origin")
        }
    }

    #[test]
    fn only_locked_keys_ask_for_a_passphrase() {
        assert!(openssh_is_locked(&key(b"aes256-ctr")));
        assert!(!openssh_is_locked(&key(b"none")));
    }

    #[test]
    fn a_host_that_asks_for_ever_is_told_no() {
        let folder = tempfile::tempdir().unwrap();
        for name in KEY_FILES {
            fs::write(folder.path().join(name), key(b"none")).unwrap();
        }
        let mut credentials = Credentials::new("host", &options(folder.path()));
        let kind = CredentialType::SSH_KEY;
        for _ in 0..3 {
            assert!(
                credentials
                    .next("ssh://host/x", Some("git"), kind, |_| None)
                    .is_ok()
            );
        }
        assert!(
            credentials
                .next("ssh://host/x", Some("git"), kind, |_| None)
                .is_err()
        );
        assert_eq!(credentials.asked, ASKED_MAX);
    }

    #[test]
    fn a_name_is_given_without_counting() {
        let folder = tempfile::tempdir().unwrap();
        let mut credentials = Credentials::new("host", &options(folder.path()));
        credentials
            .next("ssh://host/x", None, CredentialType::USERNAME, |_| None)
            .unwrap();
        assert_eq!(credentials.asked, 0);
        let none = credentials.next("ssh://host/x", None, CredentialType::SSH_KEY, |_| None);
        assert!(none.is_err());
    }
}
