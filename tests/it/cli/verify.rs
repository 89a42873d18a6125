//! `diurnal verify`.

use crate::cli::sync::two_devices;
use crate::support::Home;

#[test]
fn a_good_backup_is_all_equal() {
    let (first, second, _remote) = two_devices();
    second.add("more");
    second.ok(&["sync"]);
    first.ok(&["sync"]);
    for home in [&first, &second] {
        let sheet = home.json(&["verify"]);
        assert_eq!(sheet["ok"], true);
        let remote = &sheet["remotes"][0];
        assert_eq!(remote["remote"], "origin");
        assert_eq!(
            remote["entries"],
            serde_json::json!({"expected": 2, "restored": 2})
        );
        assert_eq!(remote["digest"]["expected"], remote["digest"]["restored"]);
        assert!(home.ok(&["verify"]).contains("all equal"));
    }
    let proof = first.json(&["status"])["remotes"][0]["last_proof"].clone();
    assert_eq!(proof["ok"], true);
}

#[test]
fn a_quick_look_opens_a_sample_and_moves_no_date() {
    let (first, _second, remote) = two_devices();
    let sheet = first.json(&["verify", "--quick"]);
    assert_eq!(
        (&sheet["ok"], &sheet["remotes"][0]["quick"]),
        (&true.into(), &true.into())
    );
    assert!(sheet["remotes"][0]["bundles"].as_u64().unwrap() > 0);
    assert!(first.json(&["status"])["remotes"][0]["last_proof"].is_null());
    let said = first.ok(&["verify", "--quick"]);
    assert!(
        said.contains("without --quick") && !said.contains("all equal"),
        "{said}"
    );
    // The shelf is part of every sample.
    remote.git(&["update-ref", "-d", "refs/heads/vault"]);
    let output = first.run(&["verify", "--quick"]);
    assert_eq!(output.status.code(), Some(5));
    assert!(String::from_utf8_lossy(&output.stdout).contains("shelf-damaged"));
}

#[test]
fn what_was_never_pushed_is_no_shortfall() {
    let (first, _second, _remote) = two_devices();
    first.add("not sent yet");
    let sheet = first.json(&["verify"]);
    assert_eq!(sheet["remotes"][0]["unsynced"], 1);
    assert_eq!(sheet["ok"], true);
}

#[test]
fn a_missing_chain_is_a_shortfall() {
    let (first, _second, remote) = two_devices();
    let refs = remote.refs();
    let own = refs.lines().find(|line| line.contains("/g")).unwrap();
    let name = own.split(' ').next().unwrap();
    remote.git(&["update-ref", "-d", name]);
    let output = first.run(&["verify", "--json"]);
    assert_eq!(output.status.code(), Some(5));
    let sheet: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(sheet["ok"], false);
    assert!(
        !sheet["remotes"][0]["shortfalls"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    assert_eq!(first.ok(&["list"]).lines().count(), 1);
}

#[test]
fn the_store_itself_is_checked() {
    let home = Home::with_vault();
    home.add("rain");
    let sheet = home.json(&["verify", "--local"]);
    assert_eq!(sheet["ok"], true);
    assert_eq!(sheet["remotes"][0]["remote"], "local");
}

#[test]
fn what_a_remote_lost_is_put_back_by_name() {
    let (first, _second, remote) = two_devices();
    let quiet = first.run(&["remote", "reseed"]);
    assert_eq!(quiet.status.code(), Some(0));
    assert!(failed_text(&quiet).contains("nothing to put back"));
    let refs = remote.refs();
    let own = refs.lines().find(|line| line.contains("/g")).unwrap();
    remote.git(&["update-ref", "-d", own.split(' ').next().unwrap()]);
    let told = first.run(&["verify"]);
    assert_eq!(told.status.code(), Some(5));
    assert!(failed_text(&told).contains("diurnal remote reseed"));
    let sheet = first.json(&["remote", "reseed", "origin"]);
    assert_eq!(sheet["ok"], true);
    assert_eq!(sheet["remotes"][0]["entries"]["restored"], 1);
    assert_eq!(
        first.run(&["remote", "reseed", "stick"]).status.code(),
        Some(1)
    );
}

fn failed_text(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
