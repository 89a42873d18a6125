//! `diurnal resolve`.

use crate::cli::sync::two_devices;
use crate::support::Home;
use crate::support::printed;

/// Two devices that changed one entry at once, and its id.
fn in_conflict() -> (Home, Home, String) {
    let (first, second, _remote) = two_devices();
    let id = first.json(&["show", "@last"])["id"]
        .as_str()
        .unwrap()
        .to_owned();
    first.ok_with_stdin(&["edit", &id, "-"], b"Rain.\nas the first says\n");
    second.ok_with_stdin(&["edit", &id, "-"], b"Rain.\nas the second says\n");
    for home in [&first, &second, &first] {
        home.ok(&["sync"]);
    }
    assert_eq!(first.ok(&["conflicts"]).lines().count(), 1);
    // The remote may go: what follows needs none.
    (first, second, id)
}

#[test]
fn ours_and_theirs_are_told_apart_on_each_device() {
    let (first, second, id) = in_conflict();
    first.ok(&["resolve", &id, "--ours"]);
    assert_eq!(first.body(&id), "Rain.\nas the first says\n");
    assert_eq!(first.ok(&["conflicts"]), "");
    second.ok(&["resolve", &id, "--theirs"]);
    assert_eq!(second.body(&id), "Rain.\nas the first says\n");
}

#[test]
fn both_are_taken_and_every_version_stays() {
    let (first, _second, id) = in_conflict();
    first.ok(&["resolve", &id, "--both"]);
    assert_eq!(
        first.body(&id),
        "Rain.\nas the first says\nas the second says\n"
    );
    let versions = first.json_lines(&["history", &id]);
    let last = versions.last().unwrap();
    assert_eq!(last["parents"].as_array().unwrap().len(), 2);
    let diff = first.ok(&["history", &id, "--diff"]);
    assert!(diff.contains("as the first says") && diff.contains("as the second says"));
}

#[test]
fn by_hand_the_editor_has_both_texts() {
    let (first, _second, id) = in_conflict();
    let mut command = first.with_key(&["resolve", &id, "--edit"]);
    command.env(
        "EDITOR",
        "sed -i -e 's/as the first says/settled/' -e /second/d",
    );
    printed(&["resolve"], &command.output().unwrap());
    assert_eq!(first.body(&id), "Rain.\nsettled\n");
    assert_eq!(first.ok(&["conflicts"]), "");
}

#[test]
fn an_entry_with_one_version_and_a_missing_choice_are_said() {
    let home = Home::with_vault();
    let id = home.add("one");
    let said = home.fails(1, &["resolve", &id, "--ours"]);
    assert!(said.contains("[no-conflict]"), "{said}");
    home.fails(2, &["resolve", &id]);
    home.fails(2, &["resolve", &id, "--ours", "--both"]);
    home.fails(1, &["resolve", "ffffffff", "--ours"]);
}

#[test]
fn a_key_that_diurnal_does_not_know_is_told_by_each_version_and_decided() {
    for (choice, mood) in [("--ours", 4), ("--theirs", 5), ("--both", 4)] {
        let (first, second, _remote) = two_devices();
        let entry = first.json(&["show", "@last"]);
        let id = entry["id"].as_str().unwrap().to_owned();
        for (home, mood) in [(&first, 4), (&second, 5)] {
            let line = home.ok(&["export", "--format", "json", "--to", "-"]);
            let mut line: serde_json::Value = serde_json::from_str(&line).unwrap();
            line["mood"] = mood.into();
            let file = home.write("mood.jsonl", format!("{line}\n"));
            home.ok(&["import", "jsonl", &file]);
        }
        for home in [&first, &second, &first] {
            home.ok(&["sync"]);
        }
        let said = first.ok(&["conflicts"]);
        assert!(said.contains("    mood: 4 ("), "{said}");
        assert!(said.contains("), 5 ("), "{said}");
        let torn = &first.json(&["conflicts"])["torn"];
        assert_eq!(*torn, serde_json::json!({"mood": [4, 5]}));
        let diff = first.ok(&["history", &id, "--diff"]);
        assert!(
            diff.contains("+mood: 4") && diff.contains("+mood: 5"),
            "{diff}"
        );
        first.ok(&["resolve", &id, choice]);
        assert_eq!(first.ok(&["conflicts"]), "");
        assert_eq!(first.json(&["show", &id])["mood"], mood, "{choice}");
    }
}

#[test]
fn what_was_merged_by_itself_has_a_sign_in_the_lists() {
    let (first, second, _remote) = two_devices();
    let id = first.json(&["show", "@last"])["id"]
        .as_str()
        .unwrap()
        .to_owned();
    first.ok_with_stdin(&["edit", &id, "-"], b"One.\nTwo.\nThree.\n");
    for home in [&first, &second] {
        home.ok(&["sync"]);
    }
    assert!(!first.ok(&["list"]).contains('&'));
    first.ok_with_stdin(&["edit", &id, "-"], b"Zero.\nTwo.\nThree.\n");
    second.ok_with_stdin(&["edit", &id, "-"], b"One.\nTwo.\nFour.\n");
    for home in [&first, &second, &first] {
        home.ok(&["sync"]);
    }
    for home in [&first, &second] {
        assert!(home.ok(&["list"]).contains(" & "));
        assert!(home.ok(&["list", "--plain"]).contains(" & "));
        let spoken = home.ok_with_stdin(&["--plain"], b"list\n");
        assert!(spoken.contains("merged from several devices"), "{spoken}");
        assert_eq!(home.json(&["list"])["merged"], true);
    }
    first.ok(&["resolve", &id, "--both"]);
    assert!(!first.ok(&["list"]).contains('&'));
}
