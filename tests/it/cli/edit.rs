//! `diurnal edit`, `tag`, `star`, `move`, `write --external`.

use std::os::unix::fs::PermissionsExt;

use crate::support::Home;
use crate::support::printed;

#[test]
fn a_new_text_comes_from_stdin_and_the_old_one_stays() {
    let home = Home::with_vault();
    let id = home.add("first");
    home.ok_with_stdin(&["edit", &id, "-"], b"second\r\n");
    assert_eq!(home.body(&id), "second\r\n");
    assert_eq!(home.json_lines(&["history", &id]).len(), 2);
    home.ok_with_stdin(&["edit", &id, "-"], b"second\r\n");
    assert_eq!(
        home.json_lines(&["history", &id]).len(),
        2,
        "nothing had changed"
    );
}

#[test]
fn title_and_moment_change_without_the_text() {
    let home = Home::with_vault();
    let id = home.add("body");
    home.ok(&["edit", &id, "--title", "A title", "--at", "2020-01-01"]);
    let entry = home.json(&["show", &id]);
    assert_eq!(entry["title"], "A title");
    assert_eq!(entry["day"], "2020-01-01");
    assert_eq!(entry["body"], "body");
}

#[test]
fn tags_come_and_go() {
    let home = Home::with_vault();
    let id = home.add("body");
    home.ok(&["tag", &id, "+walk", "+two words", "rain"]);
    home.ok(&["tag", &id, "-rain", "+snow", "--json"]);
    let tags = &home.json(&["show", &id])["tags"];
    assert_eq!(tags, &serde_json::json!(["walk", "two words", "snow"]));
}

#[test]
fn stars_and_journals_change() {
    let home = Home::with_vault();
    let id = home.add("body");
    home.ok(&["star", &id]);
    home.ok(&["move", &id, "--journal", "work"]);
    assert_eq!(
        home.ok(&["list", "--starred", "--journal", "work"])
            .lines()
            .count(),
        1
    );
    home.ok(&["star", "--off", &id]);
    assert_eq!(home.ok(&["list", "--starred"]), "");
    home.fails(2, &["move", &id]);
}

/// A stand-in for an editor: notes how it was called and what it saw, then writes.
fn fake_editor(home: &Home, name: &str) -> String {
    let log = home.path("log").display().to_string();
    let script = format!(
        "#!/bin/sh\nfor last; do :; done\n{{ printf '%s\\n' \"$@\"; stat -c %a \"$last\" \"$(dirname \"$last\")\"; \
         stat -f -c %T \"$last\"; cat \"$last\"; }} > {log}\nprintf 'by hand\\n' > \"$last\"\n"
    );
    let path = home.write(&format!("bin/{name}"), script);
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
    path
}

fn has_memory_folder() -> bool {
    let output = std::process::Command::new("stat")
        .args(["-f", "-c", "%T", "/dev/shm"])
        .output();
    output.is_ok_and(|output| output.stdout.starts_with(b"tmpfs"))
}

#[test]
fn v15_an_editor_works_in_memory_and_leaves_no_trace() {
    if !has_memory_folder() {
        println!("skipped: /dev/shm is no memory file system here");
        return;
    }
    for (name, option) in [
        ("nvim", "NONE"),
        ("vim", "-n"),
        ("nano", "--ignorercfiles"),
        ("code", "--wait"),
        ("hx", ""),
    ] {
        let home = Home::with_vault();
        let id = home.add("before");
        let editor = fake_editor(&home, name);
        let mut command = home.with_key(&["edit", &id]);
        command.env("VISUAL", &editor);
        printed(&["edit"], &command.output().unwrap());
        assert_eq!(home.body(&id), "by hand", "{name}");
        let log = std::fs::read_to_string(home.path("log")).unwrap();
        let lines: Vec<&str> = log.lines().collect();
        assert!(
            option.is_empty() || lines.contains(&option),
            "{name}: {log}"
        );
        let at = lines
            .iter()
            .position(|line| line.ends_with("/entry.md"))
            .unwrap();
        assert_eq!(
            lines[at + 1..at + 5],
            ["600", "700", "tmpfs", "before"],
            "{log}"
        );
        let folder = std::path::Path::new(lines[at]).parent().unwrap();
        assert!(!folder.exists(), "{} is still there", folder.display());
    }
}

#[test]
fn an_editor_that_fails_changes_nothing() {
    let home = Home::with_vault();
    let id = home.add("before");
    let mut command = home.with_key(&["edit", &id]);
    command.env("EDITOR", "false");
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(home.body(&id), "before");
}

#[test]
fn a_new_entry_is_written_in_another_editor() {
    let home = Home::with_vault();
    let editor = fake_editor(&home, "ed-of-ours");
    let mut command = home.command(&["write", "--external"]);
    command.env("EDITOR", &editor);
    let id = printed(&["write"], &command.output().unwrap());
    assert_eq!(home.body(id.trim()), "by hand");
}
