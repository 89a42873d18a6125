//! Templates: `add --template`, `write --template`.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::support::Home;
use crate::support::printed;

/// A home with a template `NAME.md`.
fn with(name: &str, text: &[u8]) -> Home {
    let home = Home::with_vault();
    fs::create_dir_all(home.path("diurnal/config/templates")).unwrap();
    fs::write(
        home.path(&format!("diurnal/config/templates/{name}.md")),
        text,
    )
    .unwrap();
    home
}

#[test]
fn the_words_come_where_the_cursor_is() {
    let home = with(
        "log",
        b"{{weekday}} {{date}} {{time}}\n{{title}}: {{cursor}}\n\n-- {{tags}}\n",
    );
    let args = [
        "add",
        "--template",
        "log",
        "--title",
        "Lake",
        "--tag",
        "walk",
        "Twice",
        "around",
    ];
    let id = home.ok(&args);
    assert_eq!(
        home.body(id.trim()),
        "Friday 2024-05-17 21:04\nLake: Twice around\n\n-- #walk"
    );
}

#[test]
fn a_template_is_about_the_entrys_own_moment_and_runs_nothing() {
    let home = with("x", b"{{date:DD.MM.YYYY}} $(touch gone) `id` {{now}}");
    let id = home.ok(&["add", "--template", "x.md", "--at", "2020-02-29 08:00"]);
    assert_eq!(home.body(id.trim()), "29.02.2020 $(touch gone) `id` 21:04");
}

#[test]
fn what_nobody_knows_stays_and_is_said() {
    let home = with("x", b"{{mood}} {{date}}");
    let output = home.run(&["add", "--template", "x"]);
    let id = printed(&["add"], &output);
    assert_eq!(home.body(id.trim()), "{{mood}} 2024-05-17");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("{{mood}} is not filled in"), "{said}");
}

#[test]
fn standard_input_comes_into_a_built_in_one() {
    let home = Home::with_vault();
    let args = ["add", "--template", "gratitude", "-"];
    let id = home.ok_with_stdin(&args, b"warm rain");
    let body = home.body(id.trim());
    assert!(body.contains("1. warm rain\n2. \n3. "), "{body}");
    assert!(
        body.starts_with("# Three good things, 2024-05-17\n"),
        "{body}"
    );
}

#[test]
fn a_wrong_name_is_said_with_what_there_is_and_nothing_is_written() {
    let home = with("garden", b"x");
    let said = home.fails(1, &["add", "--template", "gadren", "text"]);
    assert!(
        said.contains("no template is called \"gadren\"; did you mean \"garden\"?"),
        "{said}"
    );
    assert!(
        said.contains("hint: there are day, dream, garden, "),
        "{said}"
    );
    assert!(said.contains("templates/NAME.md"), "{said}");
    home.fails(1, &["add", "--template", "../garden", "text"]);
    home.fails(1, &["write", "--template", "gadren"]);
    assert!(home.ok(&["list"]).is_empty());
}

#[test]
fn a_file_that_is_no_text_is_named() {
    let home = with("bad", b"a\xff");
    let said = home.fails(2, &["add", "--template", "bad", "text"]);
    assert!(
        said.contains("bad.md") && said.contains("is not UTF-8"),
        "{said}"
    );
    assert!(
        said.contains("hint: a template is a small text file in UTF-8"),
        "{said}"
    );
}

#[test]
fn another_editor_begins_with_it_and_leaving_it_alone_writes_nothing() {
    let home = with("x", b"# {{date}}\n");
    let editor = home.path("editor.sh");
    fs::write(
        &editor,
        "#!/bin/sh\nfor f; do :; done\nprintf 'by hand' >> \"$f\"\n",
    )
    .unwrap();
    fs::set_permissions(&editor, fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = home.command(&["write", "--external", "--template", "x"]);
    command.env("VISUAL", &editor);
    let id = printed(&["write"], &command.output().unwrap());
    assert_eq!(home.body(id.trim()), "# 2024-05-17by hand");
    let mut command = home.command(&["write", "--external", "--template", "x"]);
    command.env("VISUAL", "true");
    assert_eq!(command.output().unwrap().status.code(), Some(1));
    assert_eq!(home.ok(&["list"]).lines().count(), 1);
}

#[test]
fn line_by_line_the_lines_come_where_the_cursor_is() {
    let home = with("x", b"# {{date}}\n\n1. {{cursor}}\n2.");
    let shown = home.ok_with_stdin(&["--plain"], b"write --template x\nwarm rain\n.\nlist\n");
    assert!(shown.starts_with("# 2024-05-17\n\n1. \n"), "{shown}");
    let row = &home.json_lines(&["list"])[0];
    let body = home.body(row["id"].as_str().unwrap());
    assert_eq!(body, "# 2024-05-17\n\n1. warm rain\n2.");
    home.ok_with_stdin(&["--plain", "write", "--template", "x"], b"more\n.\n");
    assert_eq!(home.ok(&["list"]).lines().count(), 2);
}
