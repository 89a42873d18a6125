//! Where a passphrase comes from.

use crate::support::Home;
use crate::support::failed;
use crate::support::printed;

fn list(home: &Home, passphrase: &[u8]) -> std::process::Output {
    let file = home.write("given", passphrase);
    home.run_locked(&["list", "--passphrase-file", &file])
}

#[test]
fn k01_a_wrong_one_is_told_from_everything_else() {
    let home = Home::with_vault();
    let said = failed(4, &["list"], &list(&home, b"something else\n"));
    assert!(said.contains("[wrong-passphrase]"), "{said}");
}

#[test]
fn k08_what_can_be_none_is_a_usage_error() {
    let home = Home::with_vault();
    for bytes in [&b""[..], b"\n", b"a\0b", b"\xff\xfe", &vec![b'a'; 1 << 20]] {
        failed(2, &["list"], &list(&home, bytes));
    }
    home.fails(2, &["list", "--passphrase-fd", "3"]);
    let output = home.run_locked(&["list", "--passphrase-file", "absent"]);
    failed(2, &["list"], &output);
    let output = home.run_locked(&["list", "--passphrase-fd", "99"]);
    failed(2, &["list"], &output);
}

#[test]
fn k08_accents_typed_in_two_ways_open_the_same() {
    let home = Home::new();
    home.write("passphrase", "caf\u{e9} au lait\n");
    home.init(&[]);
    home.add("bonjour");
    let output = list(&home, "cafe\u{301} au lait\n".as_bytes());
    assert_eq!(printed(&["list"], &output).lines().count(), 1);
}

#[test]
fn a_descriptor_gives_one_too() {
    let home = Home::with_vault();
    home.add("rain");
    let mut command = std::process::Command::new("sh");
    command
        .env_clear()
        .envs(home.env())
        .current_dir(home.path(""));
    let script = format!(
        "{} list --passphrase-fd 7 7< passphrase",
        env!("CARGO_BIN_EXE_diurnal")
    );
    let output = command.args(["-c", &script]).output().unwrap();
    assert_eq!(printed(&["list"], &output).lines().count(), 1);
}

#[test]
fn a_command_gives_one_but_never_to_add() {
    let home = Home::with_vault();
    home.write(
        "diurnal/config/config.toml",
        "passphrase_command = \"touch asked; cat passphrase\"\n",
    );
    printed(&["add"], &home.run_locked(&["add", "rain"]));
    assert!(!home.path("asked").exists());
    assert_eq!(
        printed(&["list"], &home.run_locked(&["list"]))
            .lines()
            .count(),
        1
    );
    assert!(home.path("asked").exists());
}

#[test]
fn k09_a_command_that_fails_says_how() {
    let home = Home::with_vault();
    for (command, word) in [
        ("exit 3", "3"),
        ("true", "nothing"),
        ("echo a; echo b", "more than one line"),
    ] {
        home.write(
            "diurnal/config/config.toml",
            format!("passphrase_command = \"{command}\"\n"),
        );
        let said = failed(4, &["list"], &home.run_locked(&["list"]));
        assert!(said.contains(word), "{said}");
    }
}
