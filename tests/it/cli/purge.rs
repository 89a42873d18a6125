//! `diurnal purge` and `diurnal remote compact` as they are typed.

use crate::support::Home;
use crate::support::Remote;

fn with_remote() -> (Home, Remote) {
    let remote = Remote::new();
    let home = Home::new();
    home.init(&["--remote-unlock", "always", "--remote", &remote.url()]);
    (home, remote)
}

#[test]
fn a_purge_wants_to_be_confirmed_and_says_what_it_did() {
    let (home, remote) = with_remote();
    let (id, stays) = (home.add("the secret of the lamp"), home.add("what stays"));
    home.ok(&["sync"]);
    let said = home.fails(2, &["purge", &id]);
    assert!(
        said.contains(&format!("--confirm \"{}\"", &id[..8])),
        "{said}"
    );
    let said = home.fails(2, &["purge", &id, "--confirm", "yes"]);
    assert!(
        said.contains(&format!("--confirm \"{}\"", &id[..8])),
        "{said}"
    );
    home.fails(1, &["purge", "ffffffff", "--confirm", "ffffffff"]);
    home.fails(1, &["purge", &id, "ffffffff", "--confirm", "2 entries"]);
    assert_eq!(home.body(&id), "the secret of the lamp");
    let done = home.json(&["purge", &id[..8], "--confirm", &id[..8]]);
    assert_eq!(done["ok"], true, "{done}");
    assert_eq!(done["purged"][0], id.as_str());
    assert_eq!(done["revisions"], 1);
    assert_eq!(done["swept"], true);
    assert_eq!(done["remotes"][0]["done"], true);
    assert_eq!(done["owed"].as_array().unwrap().len(), 0);
    assert!(!remote.refs().contains("/g1-"));
    home.fails(1, &["show", &id]);
    assert_eq!(home.body(&stays), "what stays");
    let line = home.ok(&["purge"]);
    assert!(
        line.starts_with(&id[..8]) && line.contains("gone here"),
        "{line}"
    );
    home.ok(&["verify"]);
}

#[test]
fn a_deleted_entry_is_purged_too_and_without_a_remote() {
    let home = Home::with_vault();
    let (one, two) = (home.add("one"), home.add("two"));
    home.ok(&["delete", &one]);
    let said = home.ok(&["purge", &one, &two, "--confirm", "2 entries"]);
    assert!(
        said.contains("erased here: 2 entries with 3 versions"),
        "{said}"
    );
    assert_eq!(home.ok(&["list", "--deleted"]), "");
    assert_eq!(home.ok(&["list"]), "");
    home.ok(&["verify", "--local"]);
}

#[test]
fn elsewhere_status_and_doctor_name_what_waits_and_a_refusal_settles_it() {
    let (home, remote) = with_remote();
    let id = home.add("the secret of the lamp");
    home.add("what stays");
    home.ok(&["sync"]);
    let other = Home::new();
    other.ok(&[
        "clone",
        &remote.url(),
        "--work-factor",
        "10",
        "--name",
        "phone",
    ]);
    other.ok(&["sync"]);
    home.ok(&["sync"]);
    let said = home.ok(&["purge", &id, "--confirm", &id[..8]]);
    assert!(said.contains("not confirmed yet by: phone"), "{said}");
    let told = other.run(&["sync"]);
    let told = String::from_utf8(told.stderr).unwrap();
    assert!(told.contains("[purged-elsewhere]"), "{told}");
    for verb in ["status", "doctor"] {
        let output = other.run(&[verb]);
        assert_eq!(output.status.code(), Some(0));
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8(text).unwrap();
        assert!(text.contains("purge-waits"), "{verb}: {text}");
    }
    assert_eq!(other.json_lines(&["purge"])[0]["waits"], true);
    other.fails(1, &["show", &id]);
    other.ok(&["purge", "--refuse", "--all"]);
    assert_eq!(other.body(&id), "the secret of the lamp");
    other.ok(&["sync"]);
    home.ok(&["sync"]);
    assert_eq!(home.body(&id), "the secret of the lamp");
    assert_eq!(home.ok(&["purge"]), "");
}

#[test]
fn y64_a_host_that_lets_nothing_be_deleted_is_exit_1_and_not_reported_as_done() {
    let (home, remote) = with_remote();
    let id = home.add("the secret of the lamp");
    home.add("what stays");
    home.ok(&["sync"]);
    let chain = remote.refs();
    let chain = chain.lines().find(|line| line.contains("/g1-")).unwrap();
    let name = chain.split(' ').next().unwrap();
    let lock = remote.path().join(format!("{name}.lock"));
    std::fs::create_dir(&lock).unwrap();
    std::fs::write(lock.join("in-the-way"), "").unwrap();
    let output = home.run(&["purge", &id, "--confirm", &id[..8], "--json"]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_ne!(output.status.code(), Some(0), "{said}");
    let done: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(done["remotes"][0]["done"], false, "{done}");
    assert!(remote.refs().contains("/g1-"));
    std::fs::remove_dir_all(&lock).unwrap();
    home.ok(&["sync"]);
    assert!(!remote.refs().contains("/g1-"));
}

#[test]
fn a_compaction_says_what_it_gives_back_before_and_does_it() {
    let (home, remote) = with_remote();
    for n in 0..4 {
        home.add(&format!("entry {n}"));
        home.ok(&["sync"]);
    }
    let refs = remote.refs();
    let found = home.json(&["remote", "compact", "--dry-run"]);
    assert_eq!(
        (found["bundles"].as_u64(), found["bundles_after"].as_u64()),
        (Some(4), Some(1))
    );
    assert_eq!(remote.refs(), refs);
    home.ok(&["remote", "compact"]);
    assert!(remote.refs().contains("/g2-") && !remote.refs().contains("/g1-"));
    assert_eq!(home.json(&["remote", "compact", "--dry-run"])["bundles"], 1);
    assert_eq!(home.json_lines(&["list"]).len(), 4);
    home.ok(&["verify"]);
}
