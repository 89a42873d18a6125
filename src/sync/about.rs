//! What carries bundles: the versions of libgit2 and of the OpenSSL beneath it, as they tell them.

/// The version of libgit2, whose it is, and how it reaches a host.
pub fn libgit2() -> String {
    let version = git2::Version::get();
    let (major, minor, patch) = version.libgit2_version();
    let mut features = vec![if version.vendored() {
        "built in"
    } else {
        "the system's"
    }];
    let can = [(version.https(), "https"), (version.ssh(), "ssh")];
    features.extend(can.iter().filter(|(can, _)| *can).map(|(_, how)| how));
    format!("{major}.{minor}.{patch} ({})", features.join(", "))
}

/// The version of OpenSSL, with its date: `3.0.17 1 Jul 2025`.
pub fn openssl() -> &'static str {
    let version = openssl::version::version();
    version.strip_prefix("OpenSSL ").unwrap_or(version)
}
