//! `diurnal --plain`: the same verbs, line by line.

use crate::support::Home;
use crate::support::failed;
use crate::support::feed;
use crate::support::printed;

/// What a session prints that reads these lines.
#[track_caller]
fn session(home: &Home, lines: &str) -> String {
    home.ok_with_stdin(&["--plain"], lines.as_bytes())
}

#[test]
fn an_entry_is_written_listed_read_and_found() {
    let home = Home::with_vault();
    let out = session(
        &home,
        "write yesterday 9pm\n# Rain\n\nAll day.\n..dots stay\n.\nwrite\nSun.\n.\nlist\n2\nsearch rain\n",
    );
    assert!(out.contains("1. ") && out.contains("Sun."), "{out}");
    assert!(out.contains("2. ") && out.contains("Rain"), "{out}");
    assert!(out.contains("# Rain\n\nAll day.\n.dots stay\n"), "{out}");
    assert!(!out.contains('\u{1b}'));
    let id = home.json_lines(&["list"])[1]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(home.body(&id), "# Rain\n\nAll day.\n.dots stay");
}

#[test]
fn numbers_mean_the_entries_of_the_last_list() {
    let home = Home::with_vault();
    home.add("one");
    home.add("two");
    // Both have the same moment, so that their ids decide which is the first.
    let rows = home.json_lines(&["list"]);
    let (first, second) = (rows[0]["id"].as_str(), rows[1]["id"].as_str());
    session(&home, "list\nstar 2\ntag 2 +walk\nmove 1 --journal work\n");
    let row = home.json(&["show", second.unwrap()]);
    assert_eq!(row["starred"], true);
    assert_eq!(row["tags"][0], "walk");
    assert_eq!(home.json(&["show", first.unwrap()])["journal"], "work");
}

#[test]
fn what_is_deleted_comes_back() {
    let home = Home::with_vault();
    let id = home.add("kept");
    session(&home, "list\ndelete 1\n");
    assert_eq!(home.ok(&["list"]), "");
    let out = session(&home, "trash\nundelete 1\nlist\n");
    assert_eq!(out.matches("kept").count(), 2, "{out}");
    session(&home, "list\ndelete 1\nundo\n");
    assert_eq!(home.body(&id), "kept");
}

#[test]
fn every_version_can_be_read_and_restored() {
    let home = Home::with_vault();
    let id = home.add("first");
    let out = session(
        &home,
        "list\nrewrite 1\nsecond\n.\nappend 1\nthird\n.\nhistory 1\nversion 1\nrestore 2\n",
    );
    assert!(out.contains("3. ") && out.contains("newest"), "{out}");
    assert!(out.contains("\nfirst\n"), "{out}");
    assert_eq!(home.body(&id), "second");
    assert_eq!(home.json_lines(&["history", &id]).len(), 4);
}

#[test]
fn a_text_that_is_not_ended_is_kept_as_a_draft() {
    let home = Home::with_vault();
    let output = home.run_with_stdin(&["--plain"], b"write\nIn mid-sent");
    let said = failed(1, &["--plain"], &output);
    assert!(said.contains("kept as a sealed draft"), "{said}");
    assert_eq!(home.ok(&["list"]), "");
    let out = session(&home, "draft\ndraft save\nlist\n");
    assert!(out.contains("1. ") && out.contains("In mid-sent"), "{out}");
    let output = home.run_with_stdin(&["--plain"], b"draft\n");
    failed(1, &["--plain"], &output);
}

#[test]
fn a_script_goes_on_after_an_error_and_ends_with_its_code() {
    let home = Home::with_vault();
    let output = home.run_with_stdin(&["--plain"], b"read ffffffff\nnonsense\nadd still here\n");
    let said = failed(1, &["--plain"], &output);
    assert!(said.contains("nonsense"), "{said}");
    assert_eq!(home.ok(&["list"]).lines().count(), 1);
    let output = home.run_with_stdin(&["--plain"], b"add -\nlist \"open\n");
    failed(2, &["--plain"], &output);
}

#[test]
fn locking_drops_the_key_and_writing_still_works() {
    let home = Home::with_vault();
    home.add("A private thought");
    let output = home.run_with_stdin(
        &["--plain"],
        b"list\nlock\nlist\n1\nunlock\nlist\nlock\nadd for later\n",
    );
    let said = failed(4, &["--plain"], &output);
    assert!(said.contains("locked"), "{said}");
    let out = String::from_utf8(output.stdout).unwrap();
    assert_eq!(out.matches("A private thought").count(), 2, "{out}");
    assert_eq!(home.ok(&["list"]).lines().count(), 2);
}

#[test]
fn sync_and_proof_work_as_from_the_shell() {
    let home = Home::with_vault();
    let remote = crate::support::Remote::new();
    home.add("one");
    let out = session(
        &home,
        &format!("remote add {}\nsync\nverify\nstatus\n", remote.url()),
    );
    assert!(out.contains("origin"), "{out}");
    assert_eq!(home.json(&["status"])["counts"]["unsynced"], 0);
}

#[test]
fn a_dumb_terminal_gets_lines_too_and_escapes_are_shown() {
    let home = Home::with_vault();
    home.ok(&["add", "--title", "evil \u{1b}[31m\u{202e}title", "x"]);
    let mut command = home.with_key(&[]);
    command.env("TERM", "dumb");
    let out = printed(&[], &feed(command, b"list\n1\n"));
    assert!(
        out.contains("1. ") && !out.contains('\u{1b}') && !out.contains('\u{202e}'),
        "{out}"
    );
}

#[test]
fn without_a_key_and_without_a_terminal_it_is_locked() {
    let home = Home::with_vault();
    let output = feed(home.command(&["--plain"]), b"list\n");
    failed(4, &["--plain"], &output);
    let empty = Home::new();
    let output = feed(empty.command(&["--plain"]), b"list\n");
    let said = failed(1, &["--plain"], &output);
    assert!(said.contains("diurnal init"), "{said}");
}

#[test]
fn write_takes_one_entry_and_ends() {
    let home = Home::with_vault();
    home.ok_with_stdin(&["--plain", "write"], b"Only this.\n.\nlist\n");
    assert_eq!(home.ok(&["list"]).lines().count(), 1);
}
