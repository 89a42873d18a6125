//! Where a remote is: a path, or a host spoken to by http or ssh; everything else is refused.

use std::path::PathBuf;

use crate::sync::error::BadAddress;
use crate::sync::error::SyncError;

/// An address that was judged: nothing in it is an option, a helper or a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    text: String,
    place: Place,
}

/// How the address is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A folder of this machine.
    Path(PathBuf),
    /// `https://` or `http://`.
    Http {
        /// The host's name.
        host: String,
    },
    /// `ssh://` or `user@host:path`.
    Ssh {
        /// Whom to log in as; `git` where the address does not say.
        user: Option<String>,
        /// The host's name.
        host: String,
        /// The port.
        port: u16,
    },
}

impl Address {
    /// Judges `text`.
    ///
    /// # Errors
    /// `AddressRefused`, with the reason.
    pub fn parse(text: &str) -> Result<Self, SyncError> {
        let place = place(text).map_err(SyncError::AddressRefused)?;
        Ok(Self {
            text: text.to_owned(),
            place,
        })
    }

    /// The address as it was given; it holds no password.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// How it is reached.
    pub fn place(&self) -> &Place {
        &self.place
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

fn place(text: &str) -> Result<Place, BadAddress> {
    if text.is_empty() {
        return Err(BadAddress::Empty);
    }
    if text.chars().any(char::is_control) {
        return Err(BadAddress::Control);
    }
    if text.starts_with('-') {
        return Err(BadAddress::Option);
    }
    // A transport helper of git: `ext::sh -c …` runs what it is told.
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let scheme_end = text.find(|c| !word(c)).unwrap_or(text.len());
    let (scheme, rest) = text.split_at(scheme_end);
    if rest.starts_with("::") {
        return Err(BadAddress::Scheme);
    }
    if let Some(rest) = rest.strip_prefix("://") {
        return match scheme.to_ascii_lowercase().as_str() {
            "file" => file(rest),
            "http" | "https" => http(rest),
            "ssh" => ssh(rest),
            _ => Err(BadAddress::Scheme),
        };
    }
    match text.split_once(':') {
        Some((host, path)) if !host.contains('/') => short_ssh(host, path),
        _ => Ok(Place::Path(PathBuf::from(text))),
    }
}

fn file(rest: &str) -> Result<Place, BadAddress> {
    let path = rest.strip_prefix("localhost").unwrap_or(rest);
    if !path.starts_with('/') {
        return Err(BadAddress::Incomplete);
    }
    let path = percent_decoded(path).ok_or(BadAddress::Incomplete)?;
    if path.chars().any(char::is_control) {
        return Err(BadAddress::Control);
    }
    Ok(Place::Path(PathBuf::from(path)))
}

fn http(rest: &str) -> Result<Place, BadAddress> {
    let (authority, _) = rest.split_once('/').ok_or(BadAddress::Incomplete)?;
    let (user, host) = split_user(authority);
    if user.is_some_and(|user| user.contains(':')) {
        return Err(BadAddress::Password);
    }
    let (host, _) = split_port(host, 443)?;
    Ok(Place::Http { host })
}

fn ssh(rest: &str) -> Result<Place, BadAddress> {
    let (authority, path) = rest.split_once('/').ok_or(BadAddress::Incomplete)?;
    let (user, host) = split_user(authority);
    let (host, port) = split_port(host, 22)?;
    login(user, host, port, path)
}

fn short_ssh(host: &str, path: &str) -> Result<Place, BadAddress> {
    let (user, host) = split_user(host);
    login(user, host.to_owned(), 22, path)
}

fn login(user: Option<&str>, host: String, port: u16, path: &str) -> Result<Place, BadAddress> {
    if user.is_some_and(|user| user.contains(':')) {
        return Err(BadAddress::Password);
    }
    if host.starts_with('-')
        || user.is_some_and(|user| user.starts_with('-'))
        || path.starts_with('-')
    {
        return Err(BadAddress::Option);
    }
    if host.is_empty() || path.is_empty() || user.is_some_and(str::is_empty) {
        return Err(BadAddress::Incomplete);
    }
    Ok(Place::Ssh {
        user: user.map(str::to_owned),
        host,
        port,
    })
}

fn split_user(authority: &str) -> (Option<&str>, &str) {
    match authority.rsplit_once('@') {
        Some((user, host)) => (Some(user), host),
        None => (None, authority),
    }
}

/// Splits `host:port` or `[v6]:port`.
fn split_port(text: &str, otherwise: u16) -> Result<(String, u16), BadAddress> {
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => {
            let (host, port) = rest.split_once(']').ok_or(BadAddress::Incomplete)?;
            (host, port.strip_prefix(':'))
        }
        None => match text.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        },
    };
    if host.starts_with('-') {
        return Err(BadAddress::Option);
    }
    let port = port.map_or(Ok(otherwise), str::parse);
    match port {
        Ok(port) if !host.is_empty() => Ok((host.to_owned(), port)),
        _ => Err(BadAddress::Incomplete),
    }
}

pub(super) fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let pair = [rest.next()?, rest.next()?].map(|b| b.to_ascii_lowercase());
            let mut decoded = [0];
            crate::model::id::from_hex(std::str::from_utf8(&pair).ok()?, &mut decoded)?;
            bytes.extend(decoded);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> BadAddress {
        match Address::parse(text) {
            Err(SyncError::AddressRefused(why)) => why,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn y44_what_git_would_obey_is_refused() {
        assert_eq!(refused(""), BadAddress::Empty);
        assert_eq!(refused("-oProxyCommand=x"), BadAddress::Option);
        assert_eq!(refused("ssh://-oProxyCommand=x/y"), BadAddress::Option);
        assert_eq!(refused("ssh://-oProxyCommand=x@host/y"), BadAddress::Option);
        assert_eq!(refused("-x@host:path"), BadAddress::Option);
        assert_eq!(refused("host:-upload-pack"), BadAddress::Option);
        assert_eq!(refused("https://host/a\nb"), BadAddress::Control);
        assert_eq!(refused("file:///a%0ab"), BadAddress::Control);
        assert_eq!(refused("ext::sh -c id"), BadAddress::Scheme);
        assert_eq!(refused("fd::3"), BadAddress::Scheme);
        assert_eq!(refused("git://host/path"), BadAddress::Scheme);
        assert_eq!(refused("https://me:secret@host/path"), BadAddress::Password);
        assert_eq!(refused("ssh://me:secret@host/path"), BadAddress::Password);
        assert_eq!(refused("https:///path"), BadAddress::Incomplete);
        assert_eq!(refused("file://elsewhere/x"), BadAddress::Incomplete);
    }

    #[test]
    fn the_usual_spellings_are_understood() {
        let place = |text: &str| Address::parse(text).unwrap().place().clone();
        assert_eq!(place("/a/b c.git"), Place::Path("/a/b c.git".into()));
        assert_eq!(place("../a"), Place::Path("../a".into()));
        assert_eq!(place("./a:b"), Place::Path("./a:b".into()));
        assert_eq!(
            place("file:///a/b%20c.git"),
            Place::Path("/a/b c.git".into())
        );
        let host = "example.org".to_owned();
        assert_eq!(
            place("https://me@example.org:8443/x.git"),
            Place::Http { host: host.clone() }
        );
        let ssh = |user: Option<&str>, port| Place::Ssh {
            user: user.map(str::to_owned),
            host: host.clone(),
            port,
        };
        assert_eq!(place("git@example.org:x/y.git"), ssh(Some("git"), 22));
        assert_eq!(place("example.org:y.git"), ssh(None, 22));
        assert_eq!(
            place("ssh://me@example.org:2222/y.git"),
            ssh(Some("me"), 2222)
        );
    }
}
