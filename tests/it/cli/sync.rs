//! `diurnal sync`, `remote`, `clone`.

use crate::support::Home;
use crate::support::Remote;
use crate::support::failed;
use crate::support::printed;

/// Two devices of one vault, with one remote.
pub fn two_devices() -> (Home, Home, Remote) {
    let remote = Remote::new();
    let first = Home::new();
    first.init(&["--remote-unlock", "always"]);
    first.ok(&["remote", "add", &remote.url()]);
    first.add("from the first");
    first.ok(&["sync"]);
    let second = Home::new();
    second.ok(&[
        "clone",
        &remote.url(),
        "--work-factor",
        "10",
        "--name",
        "second",
    ]);
    (first, second, remote)
}

fn digest(home: &Home) -> String {
    home.json(&["status"])["digest"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[test]
fn two_devices_hold_the_same_after_both_have_synced() {
    let (first, second, _remote) = two_devices();
    assert_eq!(digest(&first), digest(&second));
    second.add("from the second");
    let sent = second.json(&["sync"]);
    assert_eq!(sent["remotes"][0]["sent"], 1);
    let taken = first.json(&["sync"]);
    assert_eq!(taken["remotes"][0]["taken"], 1);
    assert_eq!(first.ok(&["list"]).lines().count(), 2);
    assert_eq!(digest(&first), digest(&second));
}

#[test]
fn with_nothing_new_they_come_to_rest() {
    let (first, second, remote) = two_devices();
    for home in [&first, &second, &first, &second] {
        home.ok(&["sync"]);
    }
    let before = remote.refs();
    for home in [&first, &second] {
        home.ok(&["sync"]);
    }
    assert_eq!(remote.refs(), before);
}

#[test]
fn y51_two_edits_at_once_are_both_kept() {
    let (first, second, _remote) = two_devices();
    let id = first.json(&["show", "@last"])["id"]
        .as_str()
        .unwrap()
        .to_owned();
    first.ok_with_stdin(&["edit", &id, "-"], b"as the first says");
    second.ok_with_stdin(&["edit", &id, "-"], b"as the second says");
    first.ok(&["sync"]);
    second.ok(&["sync"]);
    first.ok(&["sync"]);
    for home in [&first, &second] {
        assert_eq!(home.ok(&["conflicts"]).lines().count(), 1);
        let diff = home.ok(&["history", &id, "--diff"]);
        assert!(diff.contains("+as the first says") && diff.contains("+as the second says"));
    }
    assert_eq!(first.body(&id), second.body(&id));
}

#[test]
fn a_plan_shows_and_does_nothing() {
    let (first, _second, remote) = two_devices();
    first.ok(&["add", "--title", "A title to send", "x"]);
    let before = remote.refs();
    assert!(first.ok(&["sync", "--plan"]).contains("A title to send"));
    assert_eq!(remote.refs(), before);
    assert_eq!(first.json(&["status"])["counts"]["unsynced"], 1);
}

#[test]
fn y02_another_vaults_remote_is_refused_before_anything_is_written() {
    let (_first, _second, remote) = two_devices();
    let before = remote.refs();
    let stranger = Home::with_vault();
    stranger.add("not yours");
    let said = stranger.fails(5, &["remote", "add", &remote.url()]);
    assert!(said.contains("[foreign-vault]"), "{said}");
    assert_eq!(remote.refs(), before);
    assert_eq!(stranger.ok(&["list"]).lines().count(), 1);
}

#[test]
fn a_remote_that_is_away_is_added_and_judged_later() {
    let home = Home::with_vault();
    home.fails(1, &["sync"]);
    home.fails(1, &["verify"]);
    let remote = Remote::new();
    home.ok(&["remote", "add", &remote.url(), "--name", "stick"]);
    assert_eq!(home.ok(&["remote", "list"]).lines().count(), 1);
    home.ok(&["sync"]);
    std::fs::rename(remote.path(), home.path("moved")).unwrap();
    let said = home.fails(3, &["sync"]);
    assert!(said.contains("[offline]"), "{said}");
    std::fs::rename(home.path("moved"), remote.path()).unwrap();
    home.ok(&["sync"]);
    home.ok(&["remote", "remove", "stick"]);
    assert_eq!(home.ok(&["remote", "list"]), "");
}

#[test]
fn a_remote_added_while_locked_waits_for_the_key() {
    let remote = Remote::new();
    let home = Home::with_vault();
    let args = ["remote", "add", &remote.url()];
    printed(&args, &home.run_locked(&args));
    failed(
        2,
        &args,
        &home.run_locked(&["remote", "add", "ext::sh -c x"]),
    );
    let store = std::fs::read(home.store()).unwrap();
    let url = remote.url();
    assert!(!store.windows(url.len()).any(|part| part == url.as_bytes()));
    assert_eq!(home.json_lines(&["remote", "list"])[0]["name"], "origin");
    home.add("rain");
    assert_eq!(home.json(&["sync"])["remotes"][0]["sent"], 1);
}

#[test]
fn a_new_device_joins_by_the_sheet_where_no_passphrase_travels() {
    let remote = Remote::new();
    let first = Home::new();
    let key = first.init(&["--remote-unlock", "never"]);
    let id = first.add("for both");
    first.ok(&["remote", "add", &remote.url()]);
    first.ok(&["sync"]);
    let second = Home::new();
    second.fails(4, &["clone", &remote.url(), "--work-factor", "10"]);
    second.write("sheet", key);
    second.write("passphrase", "its own words\n");
    second.ok(&[
        "clone",
        &remote.url(),
        "--recovery-file",
        "sheet",
        "--work-factor",
        "10",
    ]);
    assert_eq!(second.body(&id), "for both");
}

#[test]
fn a_page_that_says_it_is_newer_stays_and_is_told_each_time() {
    let (first, _second, remote) = two_devices();
    let page = remote.git(&["show", "vault:README.md"]);
    let made_up = page
        .replace("Edition 2 ", "Edition 9 ")
        .replace("owner", "0wner");
    std::fs::write(remote.path().join("page"), &made_up).unwrap();
    let blob = remote.git(&["hash-object", "-w", "page"]);
    let entry = format!("100644,{},README.md", blob.trim());
    remote.git(&["read-tree", "vault"]);
    remote.git(&["update-index", "--cacheinfo", &entry]);
    let tree = remote.git(&["write-tree"]);
    let who = ["-c", "user.name=host", "-c", "user.email=host@example.org"];
    let commit = ["commit-tree", tree.trim(), "-p", "vault", "-m", "forged"];
    let commit = remote.git(&[&who[..], &commit[..]].concat());
    remote.git(&["update-ref", "refs/heads/vault", commit.trim()]);
    for _ in 0..2 {
        let synced = first.json(&["sync"]);
        let told = synced["remotes"][0]["notices"].as_array().unwrap();
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!(told[0]["condition"], "page-newer");
        assert!(
            told[0]["text"]
                .as_str()
                .unwrap()
                .contains("do not follow it")
        );
    }
    assert_eq!(remote.git(&["show", "vault:README.md"]), made_up);
    for verb in ["status", "doctor"] {
        let said = first.run(&[verb]);
        let said = String::from_utf8_lossy(&said.stdout).into_owned();
        assert_eq!(said.matches("page-newer").count(), 1, "{said}");
    }
}

#[test]
fn y01_what_cannot_be_trusted_is_not_and_what_is_over_stays_until_it_was_seen() {
    let (first, _second, remote) = two_devices();
    first.ok(&["remote", "trust"]);
    let aside = first.path("aside");
    let stranger = Remote::new();
    let other = Home::with_vault();
    other.ok(&["remote", "add", &stranger.url()]);
    other.ok(&["sync"]);
    std::fs::rename(remote.path(), &aside).unwrap();
    std::fs::rename(stranger.path(), remote.path()).unwrap();
    let (before, refs) = (digest(&first), remote.refs());
    first.fails(5, &["sync"]);
    let said = first.fails(1, &["remote", "trust"]);
    assert!(said.contains("[not-for-a-person]"), "{said}");
    assert!(said.contains("diurnal: hint: "), "{said}");
    let said = first.fails(2, &["remote", "trust", "fork"]);
    assert!(said.contains("foreign-vault"), "{said}");
    assert_eq!((digest(&first), remote.refs()), (before, refs));
    std::fs::rename(remote.path(), stranger.path()).unwrap();
    std::fs::rename(&aside, remote.path()).unwrap();
    first.ok(&["sync"]);
    let notices = |home: &Home| home.json(&["status"])["remotes"][0]["notices"].clone();
    let told = notices(&first);
    assert_eq!(told[0]["condition"], "foreign-vault");
    assert_eq!(told[0]["healed"], true, "it is again what it was");
    first.ok(&["remote", "trust"]);
    assert_eq!(notices(&first), serde_json::json!([]));
}

/// The second device's last bundle is hidden from the first, and a third has seen it.
#[test]
fn y25_what_waits_for_a_person_is_shown_everywhere_until_it_is_settled() {
    let (first, second, remote) = two_devices();
    let third = Home::new();
    third.ok(&[
        "clone",
        &remote.url(),
        "--work-factor",
        "10",
        "--name",
        "third",
    ]);
    second.add("one of the second");
    second.ok(&["sync"]);
    first.ok(&["sync"]);
    second.add("two of the second");
    second.ok(&["sync"]);
    third.add("the third has seen both");
    third.ok(&["sync"]);
    let device = second.json(&["status"])["device"].as_str().unwrap()[..16].to_owned();
    let refs = remote.refs();
    let chain = refs
        .lines()
        .find(|line| line.contains(&format!("-{device} ")));
    let chain = chain.unwrap().split(' ').next().unwrap();
    remote.git(&["update-ref", chain, &format!("{chain}~1")]);

    let said = first.fails(5, &["sync"]);
    assert!(
        said.contains("[omission]") && said.contains("diurnal remote trust omission"),
        "{said}"
    );
    for verb in ["status", "doctor"] {
        let output = first.run(&[verb]);
        let page = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(page.contains("[omission]"), "{verb}: {page}");
        assert!(
            page.contains("diurnal remote trust omission"),
            "{verb}: {page}"
        );
    }
    let before = digest(&first);
    let said = first.run(&["remote", "trust"]);
    assert_eq!(said.status.code(), Some(0), "{said:?}");
    let shown = String::from_utf8(said.stderr).unwrap();
    assert!(shown.contains("has seen 2 bundles of second"), "{shown}");
    assert_eq!(digest(&first), before);
    assert!(!first.ok(&["status"]).contains("omission"));
    first.ok(&["sync"]);
    // It comes all the same once its device is back.
    second.ok(&["sync"]);
    first.ok(&["sync"]);
    third.ok(&["sync"]);
    assert_eq!(first.ok(&["list"]).lines().count(), 4);
    assert_eq!(digest(&first), digest(&third));
    assert_eq!(first.json(&["verify"])["ok"], true);
}

#[test]
fn y32_what_would_steer_a_terminal_comes_from_another_device_as_visible_signs() {
    let (first, second, _remote) = two_devices();
    let marks = "\u{301}".repeat(100_000);
    let text =
        format!("\u{1b}]0;owned\u{7}\u{1b}[2J\u{202e}nohtyp\u{2066} a{marks}\rover\u{9b}31m");
    let id = second.ok_with_stdin(&["add", "--title", "\u{1b}[31mred", "-"], text.as_bytes());
    second.ok(&["sync"]);
    let plan = first.ok(&["sync", "--plan"]);
    first.ok(&["sync"]);
    let list = first.ok(&["list"]);
    let search = first.ok(&["search", "nohtyp"]);
    let history = first.ok(&["history", id.trim()]);
    let show = first.ok(&["show", id.trim(), "--plain"]);
    for (what, said) in [
        ("plan", plan),
        ("list", list),
        ("search", search),
        ("history", history),
    ] {
        let steers = |c: char| c.is_control() && c != '\n' || "\u{202e}\u{2066}".contains(c);
        assert!(!said.contains(steers), "{what}: {said:?}");
        assert!(said.len() < 4096, "{what}: {} bytes", said.len());
    }
    // The text itself is its owner's: off a terminal it comes back byte for byte.
    assert_eq!(first.body(id.trim()), text);
    drop(show);
}
