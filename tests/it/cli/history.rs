//! `diurnal history` and `restore`.

use crate::support::Home;

#[test]
fn every_word_ever_saved_appears() {
    let home = Home::with_vault();
    let id = home.add("alpha\nbeta\n");
    home.ok_with_stdin(&["edit", &id, "-"], b"alpha\ngamma\n");
    home.ok(&["edit", &id, "--title", "delta"]);
    home.ok(&["delete", &id]);
    let diff = home.ok(&["history", &id, "--diff"]);
    for line in [
        "+alpha",
        "+beta",
        "-beta",
        "+gamma",
        " alpha",
        "+title: delta",
    ] {
        assert!(
            diff.lines().any(|shown| shown == line),
            "{line:?} in:\n{diff}"
        );
    }
    assert!(diff.contains("deleted"));
    assert!(!diff.contains('\u{1b}'));
}

#[test]
fn an_old_version_comes_back_on_top() {
    let home = Home::with_vault();
    let id = home.add("first");
    home.ok_with_stdin(&["edit", &id, "-"], b"second");
    let versions = home.json_lines(&["history", &id]);
    let first = versions[0]["revision"].as_str().unwrap();
    home.ok(&["restore", &format!("{}@{}", &id[..8], &first[..8])]);
    assert_eq!(home.body(&id), "first");
    assert_eq!(home.json_lines(&["history", &id]).len(), 3);
    home.fails(1, &["restore", &format!("{id}@00000000")]);
    home.fails(2, &["restore", "neither"]);
}

#[test]
fn undelete_brings_back_what_was_there() {
    let home = Home::with_vault();
    let id = home.add("kept");
    home.ok(&["delete", &id]);
    assert_eq!(home.ok(&["list"]), "");
    home.ok(&["undelete", &id]);
    assert_eq!(home.body(&id), "kept");
    assert_eq!(home.ok(&["conflicts"]), "");
}
