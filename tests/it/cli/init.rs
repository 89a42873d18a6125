//! `diurnal init`.

use std::os::unix::fs::PermissionsExt;

use crate::support::Home;

#[test]
fn without_a_terminal_it_prints_the_recovery_key_and_asks_nothing() {
    let home = Home::new();
    let key = home.init(&[]);
    assert!(key.starts_with("AGE-SECRET-KEY-1"), "{key}");
    assert_eq!(key.lines().count(), 1);
    assert!(home.store().exists());
}

#[test]
fn without_a_terminal_and_without_a_passphrase_it_is_a_usage_error() {
    let home = Home::new();
    let output = home.run_locked(&["init"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    assert!(!home.store().exists());
}

#[test]
fn a_vault_is_never_made_over_another() {
    let home = Home::with_vault();
    let id = home.add("rain");
    let said = home.fails(1, &["init", "--work-factor", "10"]);
    assert!(said.contains("[vault-exists]"), "{said}");
    assert_eq!(home.body(&id), "rain");
}

#[test]
fn s24_its_files_are_for_their_owner_only() {
    let home = Home::with_vault();
    home.add("rain");
    let mut folders = vec![home.path("diurnal")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let mode = path.symlink_metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "{}: {mode:o}", path.display());
            if path.is_dir() {
                folders.push(path);
            }
        }
    }
}

#[test]
fn what_never_travels_is_said_before_anything_is_made() {
    let home = Home::new();
    let said = home.fails(
        2,
        &["init", "--work-factor", "21", "--remote-unlock", "always"],
    );
    assert!(said.contains("never travels"), "{said}");
    assert_eq!(
        home.run(&["init", "--work-factor", "23"]).status.code(),
        Some(2)
    );
    assert!(!home.store().exists());
}

#[test]
fn the_recovery_key_opens_the_vault() {
    let home = Home::new();
    let key = home.init(&[]);
    home.write("sheet", format!("{key}\n"));
    let slots = home.ok(&["key", "doctor", "--recovery-file", "sheet"]);
    assert!(slots.contains("recovery"), "{slots}");
    home.write("sheet", "AGE-SECRET-KEY-1NONSENSE\n");
    home.fails(4, &["key", "doctor", "--recovery-file", "sheet"]);
}
