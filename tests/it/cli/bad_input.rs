//! What nobody should send and somebody will: each with a clear error and nothing lost.

use crate::support::Home;
use crate::support::failed;

#[test]
fn invalid_utf_8_is_named_by_its_place_and_kept() {
    let home = Home::with_vault();
    let output = home.run_with_stdin(&["add", "-"], b"one\ntw\xff\n");
    let said = failed(1, &["add"], &output);
    assert!(said.contains("line 2, byte 3"), "{said}");
    assert!(said.contains("kept as a sealed draft"), "{said}");
    assert!(output.stdout.is_empty());
    assert_eq!(home.ok(&["list"]), "");
}

#[test]
fn a_text_above_the_limit_names_it_and_is_kept() {
    let home = Home::with_vault();
    let output = home.run_with_stdin(&["add", "-"], &vec![b'a'; (10 << 20) + 1]);
    let said = failed(1, &["add"], &output);
    assert!(said.contains("10485760"), "{said}");
    assert!(said.contains("kept as a sealed draft"), "{said}");
    let id = home.add(&"a".repeat(10 << 20));
    assert_eq!(home.body(&id).len(), 10 << 20);
}

#[test]
fn nothing_at_all_is_no_entry() {
    let home = Home::with_vault();
    for text in [&b""[..], b"\n\n", b"   "] {
        let output = home.run_with_stdin(&["add", "-"], text);
        failed(1, &["add"], &output);
    }
}

#[test]
fn a_folder_where_the_store_should_be_is_no_store() {
    let home = Home::new();
    std::fs::create_dir_all(home.store()).unwrap();
    home.fails(1, &["list"]);
    let other = Home::new();
    other.write("diurnal/data/vaults/default/journal.db", "something else");
    let said = other.fails(1, &["list"]);
    assert!(said.contains("[not-a-store]"), "{said}");
}

#[test]
fn without_a_terminal_nothing_ever_asks() {
    let home = Home::with_vault();
    for args in [
        &["list"][..],
        &["edit", "@last", "-"],
        &["unlock"],
        &["verify"],
    ] {
        let output = home.run_locked(args);
        let said = failed(4, args, &output);
        assert!(said.contains("[locked]"), "{said}");
        assert!(output.stdout.is_empty());
    }
    assert_eq!(home.run_locked(&[]).status.code(), Some(2));
    assert_eq!(home.run_locked(&["write"]).status.code(), Some(2));
}

#[test]
fn v10_no_message_shows_a_word_of_an_entry() {
    let home = Home::with_vault();
    let id = home.add("canarybird sings");
    for args in [
        &["show", "canary"][..],
        &["tag", &id, "+\n"],
        &["restore", &format!("{id}@0000")],
    ] {
        let output = home.run(args);
        assert_ne!(output.status.code(), Some(0));
        assert!(!String::from_utf8_lossy(&output.stderr).contains("canarybird"));
    }
}
