//! Which ssh hosts are known: `known_hosts` as OpenSSH writes it, read by ourselves.
//!
//! libgit2 gives one error for a host never seen, a key that changed and a file that is missing.
//! Source: sshd(8), SSH_KNOWN_HOSTS FILE FORMAT.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use sha1::Digest;
use sha1::Sha1;

/// What the known hosts say of a host that shows a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The very key is known.
    Known,
    /// No key of this kind is known for this host.
    Unknown,
    /// Another key of this kind is known for this host.
    Changed,
    /// The key is marked as revoked.
    Revoked,
}

/// Judges the `key` (in the wire form, which opens with its kind) that `host` shows.
///
/// Authorities (`@cert-authority`) are not followed, so a host known only by one is unknown.
pub fn judge(files: &[String], host: &str, port: u16, key: &[u8]) -> Verdict {
    let name = host_name(host, port);
    let kind = kind(key);
    let encoded = STANDARD.encode(key);
    let mut verdict = Verdict::Unknown;
    for line in files.iter().flat_map(|file| file.lines()) {
        let mut words = line.split_ascii_whitespace().peekable();
        let mark = words.next_if(|word| word.starts_with('@'));
        let (Some(names), Some(its_kind), Some(its_key)) =
            (words.next(), words.next(), words.next())
        else {
            continue;
        };
        if names.starts_with('#') || !names_match(names, &name) {
            continue;
        }
        let same = its_key == encoded;
        match mark {
            Some("@revoked") if same => return Verdict::Revoked,
            None if same => verdict = Verdict::Known,
            None if its_kind == kind && verdict == Verdict::Unknown => verdict = Verdict::Changed,
            // An authority, or a key of another kind.
            Some(_) | None => {}
        }
    }
    verdict
}

/// The host as known_hosts names it: its port stands with it unless it is 22.
pub(crate) fn host_name(host: &str, port: u16) -> String {
    let host = host.to_ascii_lowercase();
    if port == 22 {
        host
    } else {
        format!("[{host}]:{port}")
    }
}

/// The line that makes a key known.
pub(crate) fn line(host: &str, port: u16, key: &[u8]) -> String {
    format!(
        "{} {} {}",
        host_name(host, port),
        kind(key),
        STANDARD.encode(key)
    )
}

/// A fingerprint as ssh prints it, from the SHA-256 of the key.
pub(crate) fn fingerprint(sha256: &[u8]) -> String {
    format!("SHA256:{}", STANDARD_NO_PAD.encode(sha256))
}

/// The kind that opens a key in its wire form: a length of four bytes, then a name.
fn kind(key: &[u8]) -> String {
    let name = key.split_first_chunk().and_then(|(length, rest)| {
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        std::str::from_utf8(rest.get(..length)?).ok()
    });
    name.unwrap_or("").to_owned()
}

/// Whether a list of names, patterns and hashes covers `name`; one `!pattern` that fits rules it out.
fn names_match(names: &str, name: &str) -> bool {
    let mut found = false;
    for pattern in names.split(',') {
        if let Some(hashed) = pattern.strip_prefix("|1|") {
            found |= hash_matches(hashed, name);
        } else if let Some(not) = pattern.strip_prefix('!') {
            if matches(&not.to_ascii_lowercase(), name) {
                return false;
            }
        } else {
            found |= matches(&pattern.to_ascii_lowercase(), name);
        }
    }
    found
}

/// `*` is any text, `?` any character.
fn matches(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    // Which beginnings of the pattern match what was read of the name so far.
    let mut reached = vec![false; pattern.len() + 1];
    open(&pattern, &mut reached, 0);
    for c in name.chars() {
        let mut next = vec![false; pattern.len() + 1];
        for (at, p) in pattern.iter().enumerate() {
            if reached.get(at) != Some(&true) {
                continue;
            }
            match p {
                '*' => open(&pattern, &mut next, at),
                p if *p == '?' || *p == c => open(&pattern, &mut next, at + 1),
                _ => {}
            }
        }
        reached = next;
    }
    reached.last() == Some(&true)
}

/// Marks `at`, and what lies behind stars that stand there.
fn open(pattern: &[char], reached: &mut [bool], at: usize) {
    let mut at = at;
    while let Some(mark) = reached.get_mut(at) {
        *mark = true;
        if pattern.get(at) != Some(&'*') {
            break;
        }
        at += 1;
    }
}

/// `<salt>|<hash>`: HMAC-SHA1 of the name under the salt, both in base64.
fn hash_matches(hashed: &str, name: &str) -> bool {
    let Some((salt, hash)) = hashed.split_once('|') else {
        return false;
    };
    let salt = STANDARD.decode(salt);
    salt.is_ok_and(|salt| STANDARD.encode(hmac_sha1(&salt, name.as_bytes())) == hash)
}

/// Source: RFC 2104. Keys here are salts of 20 bytes; longer ones than a block do not occur and
/// match nothing.
fn hmac_sha1(key: &[u8], text: &[u8]) -> [u8; 20] {
    let pad = |byte: u8| {
        let mut block = [byte; 64];
        for (to, from) in block.iter_mut().zip(key) {
            *to ^= from;
        }
        block
    };
    let inner = Sha1::new()
        .chain_update(pad(0x36))
        .chain_update(text)
        .finalize();
    Sha1::new()
        .chain_update(pad(0x5c))
        .chain_update(inner)
        .finalize()
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> Vec<u8> {
        [
            &[0, 0, 0, 11][..],
            b"ssh-ed25519",
            &[0, 0, 0, 32],
            &[byte; 32],
        ]
        .concat()
    }

    fn judged(file: &str, host: &str, port: u16) -> Verdict {
        judge(&[file.to_owned()], host, port, &key(1))
    }

    #[test]
    fn known_changed_and_unknown_are_told_apart() {
        let ours = line("example.org", 22, &key(1));
        let other = line("example.org", 22, &key(2));
        assert_eq!(judged(&ours, "Example.ORG", 22), Verdict::Known);
        assert_eq!(judged(&other, "example.org", 22), Verdict::Changed);
        assert_eq!(
            judged(&format!("{other}\n{ours}"), "example.org", 22),
            Verdict::Known
        );
        assert_eq!(judged(&ours, "example.org", 2222), Verdict::Unknown);
        assert_eq!(judged("", "example.org", 22), Verdict::Unknown);
        let rsa = "example.org ssh-rsa AAAA";
        assert_eq!(judged(rsa, "example.org", 22), Verdict::Unknown);
        let port = line("example.org", 2222, &key(1));
        assert!(port.starts_with("[example.org]:2222 ssh-ed25519 "));
        assert_eq!(judged(&port, "example.org", 2222), Verdict::Known);
    }

    #[test]
    fn marks_comments_and_patterns_are_understood() {
        let ours = line("example.org", 22, &key(1));
        assert_eq!(
            judged(
                &format!("{ours}\n@revoked * {}", &ours[12..]),
                "example.org",
                22
            ),
            Verdict::Revoked
        );
        assert_eq!(
            judged(&format!("@cert-authority {ours}"), "example.org", 22),
            Verdict::Unknown
        );
        assert_eq!(
            judged(&format!("# {ours}"), "example.org", 22),
            Verdict::Unknown
        );
        let rest = &ours[11..];
        assert_eq!(
            judged(&format!("a,*.org{rest}"), "example.org", 22),
            Verdict::Known
        );
        assert_eq!(
            judged(&format!("*.org,!exam??e.org{rest}"), "example.org", 22),
            Verdict::Unknown
        );
        assert_eq!(
            judged(&format!("ex*e.o*g{rest}"), "example.org", 22),
            Verdict::Known
        );
        assert_eq!(
            judged(&format!("ex*{rest}"), "sexample.org", 22),
            Verdict::Unknown
        );
    }

    #[test]
    fn hashed_names_are_found() {
        // RFC 2202, case 2.
        let mac = hmac_sha1(b"Jefe", b"what do ya want for nothing?");
        assert_eq!(
            crate::model::id::to_hex(&mac),
            "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"
        );
        let salt = [7; 20];
        let hash = STANDARD.encode(hmac_sha1(&salt, b"[example.org]:2222"));
        let ours = line("x", 22, &key(1));
        let file = format!("|1|{}|{hash}{}", STANDARD.encode(salt), &ours[1..]);
        assert_eq!(judged(&file, "example.org", 2222), Verdict::Known);
        assert_eq!(judged(&file, "example.org", 22), Verdict::Unknown);
    }
}
