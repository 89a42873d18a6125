//! What holds for every command.

use crate::support::Home;

#[test]
fn a_wrong_flag_is_a_usage_error_in_our_words() {
    let said = Home::new().fails(2, &["--frobnicate"]);
    let mut lines = said.lines();
    let error = lines.next().unwrap();
    assert!(
        error.starts_with("diurnal: error: unexpected argument '--frobnicate'"),
        "{said}"
    );
    assert!(
        lines.next().unwrap().starts_with("diurnal: hint: "),
        "{said}"
    );
    assert_eq!(lines.next(), None);
}

#[test]
fn help_and_version_are_results() {
    let home = Home::new();
    assert!(
        home.run_locked(&["--version"])
            .stdout
            .starts_with(b"diurnal ")
    );
    let help = home.run_locked(&["add", "--help"]);
    assert_eq!(help.status.code(), Some(0));
    assert!(
        String::from_utf8(help.stdout)
            .unwrap()
            .contains("Examples:")
    );
}

/// Where nothing works, this does: no vault, no settings, no folder of one's own.
#[test]
fn the_version_tells_what_it_is_made_of() {
    let home = Home::new();
    home.write("config/config.toml", "not = [ toml");
    let said = home.ok(&["--version", "--verbose"]);
    for name in [
        "commit",
        "age",
        "sqlite",
        "libgit2",
        "openssl",
        "store format    1",
        "object format   1",
    ] {
        assert!(
            said.lines().any(|line| line.starts_with(name)),
            "{name}: {said}"
        );
    }
    assert_eq!(said.lines().next(), home.ok(&["-V"]).lines().next());
    let told = home.json(&["--version", "--verbose"]);
    assert_eq!(told["version"], env!("CARGO_PKG_VERSION"));
    let libgit2 = told["libraries"]["libgit2"].as_str().unwrap();
    assert!(libgit2.contains("https, ssh"), "{libgit2}");
    let said = home.fails(2, &["--verbose"]);
    assert!(said.contains("--version"), "{said}");
}

#[test]
fn without_a_vault_the_hint_is_init() {
    let home = Home::new();
    for args in [&["list"][..], &["add", "x"], &["status"], &["sync"]] {
        let said = home.fails(1, args);
        assert!(
            said.contains("diurnal: hint: diurnal init"),
            "{args:?}: {said}"
        );
        assert!(said.contains("[no-vault]"), "{said}");
    }
    assert!(!home.store().exists());
}

#[test]
fn global_options_stand_before_or_after_the_command() {
    let home = Home::with_vault();
    home.add("rain");
    let before = home.ok(&["--json", "--journal", "journal", "list"]);
    let after = home.ok(&["list", "--journal", "journal", "--json"]);
    assert_eq!(before, after);
    assert_eq!(before.lines().count(), 1);
    assert_eq!(home.ok(&["list", "--journal", "other"]), "");
}

#[test]
fn a_vault_is_chosen_by_name_and_knows_nothing_of_the_other() {
    let home = Home::with_vault();
    home.add("in the default vault");
    home.ok(&["init", "--work-factor", "10", "--vault", "work"]);
    assert_eq!(home.ok(&["--vault", "work", "list"]), "");
    assert_eq!(home.ok(&["list"]).lines().count(), 1);
    let said = home.fails(2, &["--vault", "No/Such", "list"]);
    assert!(said.contains("No/Such"), "{said}");
}

#[test]
fn a_closed_stdout_is_success_and_a_full_one_is_not() {
    let home = Home::with_vault();
    home.add("rain");
    let shell = |script: &str| {
        let mut command = std::process::Command::new("sh");
        command
            .env_clear()
            .envs(home.env())
            .current_dir(home.path(""));
        let program = env!("CARGO_BIN_EXE_diurnal");
        command.args(["-c", &script.replace("diurnal", program)]);
        command.output().unwrap()
    };
    let closed = shell("{ diurnal --passphrase-file passphrase show @last; echo $? >&2; } | true");
    assert_eq!(String::from_utf8(closed.stderr).unwrap(), "0\n");
    let full = shell("diurnal --passphrase-file passphrase list > /dev/full");
    assert_eq!(full.status.code(), Some(3));
}

#[test]
fn quiet_says_nothing_but_results() {
    let home = Home::with_vault();
    let output = home.run(&["add", "rain", "--quiet"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty());
    assert_eq!(output.stdout.len(), 33);
}

#[test]
fn bad_settings_stop_everything_but_a_thought() {
    let home = Home::with_vault();
    home.write("diurnal/config/config.toml", "lock_aftr = \"10 min\"\n");
    let said = home.fails(2, &["list"]);
    assert!(said.contains("config.toml:1:1"), "{said}");
    let output = home.run(&["add", "still here"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("config.toml:1:1")
    );
    assert_eq!(home.run(&["config", "check"]).status.code(), Some(2));
    let path = home.ok(&["config", "path"]);
    assert!(path.ends_with("config/config.toml\n"));
}

#[test]
fn the_settings_shown_are_understood() {
    let home = Home::new();
    let shown = home.ok(&["config", "show"]);
    home.write("diurnal/config/config.toml", shown);
    home.ok(&["config", "check"]);
}
