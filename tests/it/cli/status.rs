//! `diurnal status`, `doctor`, `key`.

use std::os::unix::fs::PermissionsExt;

use crate::support::Home;

#[test]
fn status_counts_what_there_is() {
    let home = Home::with_vault();
    home.add("one two three");
    let id = home.add("gone");
    home.ok(&["delete", &id]);
    let status = home.json(&["status"]);
    assert_eq!(status["locked"], false);
    assert_eq!(status["counts"]["entries"], 1);
    assert_eq!(status["counts"]["deleted"], 1);
    assert_eq!(status["counts"]["revisions"], 3);
    assert_eq!(status["counts"]["words"], 3);
    assert_eq!(status["digest"].as_str().unwrap().len(), 64);
}

#[test]
fn status_says_what_it_can_while_locked() {
    let home = Home::with_vault();
    home.run_locked(&["add", "waiting"]);
    let output = home.run_locked(&["status", "--json"]);
    assert_eq!(output.status.code(), Some(0));
    let status: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(status["locked"], true);
    assert_eq!(status["inbox"], 1);
    assert!(status["counts"].is_null());
}

#[test]
fn s24_the_doctor_finds_a_new_vault_well_and_an_open_file_not() {
    let home = Home::with_vault();
    home.ok(&["doctor"]);
    std::fs::set_permissions(home.store(), PermissionsExt::from_mode(0o644)).unwrap();
    let output = home.run(&["doctor"]);
    assert_eq!(output.status.code(), Some(5));
    let screen = String::from_utf8(output.stdout).unwrap();
    assert!(screen.contains("chmod go= "), "{screen}");
}

#[test]
fn a_new_vault_lacks_nothing_and_its_doctor_tries_the_passphrase() {
    let home = Home::with_vault();
    let said = home.ok(&["doctor"]);
    assert!(!said.contains("catalogue-rebuilt"), "{said}");
    assert!(said.contains("slot-1: opens with the passphrase"), "{said}");
    let status = home.json(&["status"]);
    assert_eq!(status["warnings"], serde_json::json!([]));
    assert!(!home.ok(&["verify", "--local"]).contains("rebuilt"));
}

#[test]
fn the_key_doctor_opens_what_it_can() {
    let home = Home::with_vault();
    let tried = home.json_lines(&["key", "doctor"]);
    assert!(tried.iter().any(|slot| slot["state"] == "ok"));
    assert!(tried.iter().any(|slot| slot["state"] == "not-tried"));
    assert!(tried.iter().all(|slot| slot["state"] != "damaged"));
}
