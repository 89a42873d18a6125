//! A password that stands in an address belongs to git's credential helper: it is moved there.

use std::ffi::OsString;
use std::io::Write;
use std::process::Command;
use std::process::Stdio;

use crate::model::secret::Secret;
use crate::sync::address;
use crate::sync::error::BadAddress;
use crate::sync::error::SyncError;

/// Hands the password that `text` holds to the credential helper of the user's git, and gives the
/// address without it; none where it holds no password.
///
/// # Errors
/// `AddressRefused` with `Password` where git has no helper for that host, or the address goes over
/// http, where anybody could read it; `NoGitProgram`.
pub fn take_password(
    text: &str,
    environment: &[(OsString, OsString)],
) -> Result<Option<String>, SyncError> {
    let Some(parts) = Parts::of(text) else {
        return Ok(None);
    };
    let refused = || SyncError::AddressRefused(BadAddress::Password);
    if parts.protocol != "https" {
        return Err(refused());
    }
    let origin = format!("https://{}", parts.host);
    let asked = ["config", "--get-urlmatch", "credential.helper", &origin];
    let helper = git(environment, &asked)
        .stdin(Stdio::null())
        .output()
        .map_err(SyncError::NoGitProgram)?;
    if helper.stdout.trim_ascii().is_empty() {
        return Err(refused());
    }
    let said = Secret::new(format!(
        "protocol=https\nhost={}\nusername={}\npassword={}\n\n",
        parts.host,
        parts.user,
        parts.password.expose()
    ));
    let mut child = git(environment, &["credential", "approve"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .map_err(SyncError::NoGitProgram)?;
    if let Some(mut stdin) = child.stdin.take() {
        // A helper that does not listen ends with an error, which counts below.
        stdin.write_all(said.expose().as_bytes()).ok();
    }
    let ended = child.wait().map_err(SyncError::NoGitProgram)?;
    if !ended.success() {
        return Err(refused());
    }
    Ok(Some(format!(
        "https://{}@{}{}",
        parts.raw_user, parts.host, parts.path
    )))
}

fn git(environment: &[(OsString, OsString)], arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    let ours = environment
        .iter()
        .filter(|(name, _)| !name.as_encoded_bytes().starts_with(b"GIT_"));
    command
        .env_clear()
        .envs(ours.map(|(name, value)| (name, value)))
        .env("GIT_TERMINAL_PROMPT", "0")
        .stderr(Stdio::null())
        .args(arguments);
    command
}

/// An address with a password, taken apart.
struct Parts<'a> {
    protocol: &'a str,
    /// As it stands in the address.
    raw_user: &'a str,
    user: String,
    password: Secret,
    /// With its port.
    host: &'a str,
    path: &'a str,
}

impl<'a> Parts<'a> {
    /// None where it holds no password, or is no address that could hold one.
    fn of(text: &'a str) -> Option<Self> {
        if text.chars().any(char::is_control) {
            return None;
        }
        let (protocol, rest) = text.split_once("://")?;
        if !matches!(protocol, "http" | "https") {
            return None;
        }
        let end = rest.find('/')?;
        let (authority, path) = rest.split_at_checked(end)?;
        let (login, host) = authority.rsplit_once('@')?;
        let (raw_user, password) = login.split_once(':')?;
        let user = address::percent_decoded(raw_user)?;
        let password = Secret::new(address::percent_decoded(password)?);
        // A line end would say something of its own to the helper.
        let plain = |text: &str| !text.is_empty() && !text.chars().any(char::is_control);
        (plain(&user) && plain(password.expose()) && plain(host)).then_some(Self {
            protocol,
            raw_user,
            user,
            password,
            host,
            path,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_apart_where_it_holds_a_password() {
        let parts = Parts::of("https://me%40x:s%3Acret@example.org:8443/r.git").unwrap();
        assert_eq!((parts.user.as_str(), parts.raw_user), ("me@x", "me%40x"));
        assert_eq!(parts.password.expose(), "s:cret");
        assert_eq!((parts.host, parts.path), ("example.org:8443", "/r.git"));
        for none in [
            "https://example.org/r.git",
            "https://me@example.org/r.git",
            "ssh://me:secret@host/path",
            "https://me:a%0Ab@example.org/r.git",
            "https://me:secret@example.org",
            "/a/path",
        ] {
            assert!(Parts::of(none).is_none(), "{none}");
        }
    }
}
