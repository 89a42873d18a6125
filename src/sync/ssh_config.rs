//! The user's configuration of ssh, as far as to tell that libgit2 cannot follow it: a name that only
//! ssh knows looks to libgit2 like a host that is away.
//!
//! Source: `ssh_config(5)` of OpenSSH: keywords in any case, `Host` opens a block for the names behind it.

use std::fs;
use std::path::Path;

/// Longest file that is read, in bytes.
const BYTES_MAX: u64 = 1 << 20;
/// What a block may say so that the host is reached by another way than its name.
const WAYS: [&str; 3] = ["hostname", "proxycommand", "proxyjump"];

/// Whether that file leads to `host` by a way of its own.
pub fn leads(path: &Path, host: &str) -> bool {
    let short = path.metadata().is_ok_and(|data| data.len() <= BYTES_MAX);
    let text = if short {
        fs::read_to_string(path)
    } else {
        return false;
    };
    text.is_ok_and(|text| says(&text, host))
}

fn says(text: &str, host: &str) -> bool {
    let mut is_meant = false;
    for line in text.lines() {
        let split = |c: char| c.is_whitespace() || c == '=';
        let mut words = line.split(split).filter(|word| !word.is_empty());
        let keyword = words.next().unwrap_or_default().to_ascii_lowercase();
        if keyword == "host" {
            is_meant = words.any(|name| name.trim_matches('"') == host);
        } else if keyword == "match" {
            is_meant = false;
        } else if is_meant && WAYS.contains(&keyword.as_str()) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_only_ssh_knows_is_found() {
        let text =
            "# mine\nHost *\n  HostName nowhere\nHOST other \"box\"\n\tProxyCommand=nc %h %p\n";
        assert!(says(text, "box") && says(text, "other"));
        assert!(!says(text, "github.com") && !says(text, "*.org"));
        assert!(!says(
            "Host github.com\n IdentityFile ~/.ssh/x\nMatch all\nHostName y",
            "github.com"
        ));
    }
}
