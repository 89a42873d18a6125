//! Hosts that let no ref be deleted, by git's own servers: a purge is not reported as done before the
//! old chains are gone.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::http::Host;
use super::http::Manner;
use super::ssh::Server;
use crate::support::Home;

fn git(repository: &Path, args: &[&str]) -> String {
    let output = Command::new("git")
        .current_dir(repository)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .args(args)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn refs(repository: &Path) -> String {
    git(repository, &["for-each-ref", "--format=%(refname)"])
}

/// A purge that the host hinders, until it does not any more.
#[track_caller]
fn is_done_once_the_host_deletes(home: &Home, url: &str, repository: &Path) {
    home.init(&["--remote-unlock", "always", "--remote", url]);
    let gone = home.add("the secret of the lamp");
    let stays = home.add("what stays");
    home.ok(&["sync"]);
    git(repository, &["config", "receive.denyDeletes", "true"]);
    let output = home.run(&["purge", &gone, "--confirm", &gone[..8], "--json"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let done: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(done["remotes"][0]["done"], false, "{done}");
    assert!(refs(repository).contains("/g1-") && refs(repository).contains("/g2-"));
    // It is said again by each sync, and nothing comes back meanwhile.
    let output = home.run(&["sync"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert_eq!(home.body(&stays), "what stays");
    home.fails(1, &["show", &gone]);
    git(repository, &["config", "receive.denyDeletes", "false"]);
    home.ok(&["sync"]);
    assert!(!refs(repository).contains("/g1-"));
    assert_eq!(home.json(&["verify"])["ok"], true);
    let joined = Home::new();
    fs::create_dir_all(joined.path(".ssh")).unwrap();
    for file in fs::read_dir(home.path(".ssh")).into_iter().flatten() {
        let file = file.unwrap();
        fs::copy(file.path(), joined.path(".ssh").join(file.file_name())).unwrap();
    }
    joined.ok(&["clone", url, "--work-factor", "10"]);
    assert_eq!(joined.body(&stays), "what stays");
    joined.fails(1, &["show", &gone]);
}

#[test]
fn y64_gits_own_server_over_http_that_lets_nothing_be_deleted() {
    let Some(host) = Host::start(Manner::Serves) else {
        return;
    };
    is_done_once_the_host_deletes(&Home::new(), &host.url(), &host.path);
}

#[test]
fn y64_gits_own_server_over_ssh_that_lets_nothing_be_deleted() {
    let Some(server) = Server::start() else {
        return;
    };
    let home = Home::new();
    let line = server.offered_line();
    server.know(&format!("{line}\n"));
    let folder = home.path(".ssh");
    fs::create_dir(&folder).unwrap();
    for file in fs::read_dir(server.ssh()).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), folder.join(file.file_name())).unwrap();
    }
    is_done_once_the_host_deletes(&home, &server.url(), &server.repository);
}
