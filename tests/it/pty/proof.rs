//! A proof of backup that nobody has to think of.

use crate::pty::CTRL_C;
use crate::pty::unlocked;
use crate::support::Home;
use crate::support::Remote;
use crate::support::terminal::Terminal;

/// A home whose one entry is at a remote, with these words in its settings.
fn synced(settings: &str) -> (Home, Remote) {
    let remote = Remote::new();
    let home = Home::new();
    home.write("diurnal/config/config.toml", settings);
    home.init(&["--remote", &remote.url()]);
    home.add("rain");
    home.ok(&["sync"]);
    (home, remote)
}

/// Opens the page of the remotes and syncs there.
fn sync(terminal: &mut Terminal) {
    terminal.press("s");
    terminal.shows("Last proof");
    terminal.press("s");
    terminal.shows("synced");
}

fn last_proof(home: &Home) -> serde_json::Value {
    home.json(&["status"])["remotes"][0]["last_proof"].clone()
}

#[test]
fn it_is_made_after_a_sync_once_it_is_due() {
    let (home, _remote) = synced("verify_every = \"7 days\"\n");
    let mut terminal = unlocked(&home);
    terminal.shows("never proved");
    sync(&mut terminal);
    terminal.shows("proved: all the same");
    let proof = last_proof(&home);
    assert_eq!(proof["ok"], true, "{proof}");
    terminal.press(CTRL_C);
    assert_eq!(terminal.gives_back(), 0);
}

#[test]
fn a_shortfall_is_told_though_nobody_asked() {
    let (home, remote) = synced("");
    let refs = remote.refs();
    let chain = refs
        .split_whitespace()
        .find(|name| name.starts_with("refs/heads/g1-"));
    let bundle = remote.git(&["rev-parse", &format!("{}:b", chain.unwrap())]);
    let (folder, file) = bundle.trim().split_at(2);
    std::fs::remove_file(remote.path().join("objects").join(folder).join(file)).unwrap();
    let mut terminal = unlocked(&home);
    sync(&mut terminal);
    terminal.shows("shortfall");
    terminal.press(CTRL_C);
    assert_eq!(terminal.gives_back(), 0);
}

#[test]
fn who_wants_none_gets_none() {
    let (home, _remote) = synced("verify_every = \"never\"\n");
    let mut terminal = unlocked(&home);
    sync(&mut terminal);
    std::thread::sleep(std::time::Duration::from_secs(5));
    assert!(
        terminal.text().contains("v restores the backup"),
        "{}",
        terminal.text()
    );
    terminal.press(CTRL_C);
    assert_eq!(terminal.gives_back(), 0);
    assert!(last_proof(&home).is_null());
}
