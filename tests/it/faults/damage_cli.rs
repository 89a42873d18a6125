//! What nobody should send and somebody will, as the command line meets it: nothing is lost.

use std::fmt::Write;
use std::fs;
use std::io::Read;
use std::os::unix::process::ExitStatusExt;
use std::process::Command;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use super::ids;
use super::library;
use crate::support::Home;
use crate::support::Remote;
use crate::support::failed;

#[test]
fn s25_a_hundred_megabytes_are_kept_though_they_are_no_entry() {
    let home = Home::with_vault();
    let mut text = vec![b'a'; 100 << 20];
    text[99 << 20] = b'!';
    let output = home.run_with_stdin(&["add", "-"], &text);
    let said = failed(1, &["add"], &output);
    assert!(
        said.contains("10485760") && said.contains("kept as a sealed draft"),
        "{said}"
    );
    let kept = library(&home).drafts().unwrap();
    let bytes = kept[0].bytes.as_ref().unwrap();
    assert_eq!(bytes.size, text.len() as u64);
    assert!(bytes.why.contains("10485760"), "{}", bytes.why);
    let back = home.run(&["drafts", "show", &bytes.id]);
    assert!(back.stdout == text, "{} bytes", back.stdout.len());
    assert_eq!(ids(&home).len(), 0);
}

#[test]
fn a_stream_without_an_end_is_kept_up_to_the_limit_and_that_is_said() {
    let home = Home::with_vault();
    let max = 128 << 20;
    let output = home.run_with_stdin(&["add", "-"], &vec![b'a'; max + 1]);
    let said = failed(1, &["add"], &output);
    assert!(
        said.contains("its first 134217728 bytes are kept") && said.contains("nothing of what"),
        "{said}"
    );
    let kept = library(&home).drafts().unwrap();
    assert_eq!(kept[0].bytes.as_ref().unwrap().size, max as u64);
    // Nothing is said to be lost where all of it was kept.
    let output = home.run_with_stdin(&["add", "-"], &vec![b'a'; max]);
    let said = failed(1, &["add"], &output);
    assert!(said.contains("the text is kept"), "{said}");
}

#[test]
fn bytes_that_are_no_text_are_kept_byte_for_byte() {
    let home = Home::with_vault();
    let id = home.add("before");
    let odd = b"one\r\ntwo \xff\xfe\x00 three\xc3".to_vec();
    for args in [&["add", "-"][..], &["edit", &id, "-"]] {
        let output = home.run_with_stdin(args, &odd);
        let said = failed(1, args, &output);
        assert!(said.contains("line 2, byte 5"), "{said}");
        let (_, hint) = said.split_once("diurnal drafts show ").unwrap();
        let back = home.run(&["drafts", "show", &hint[..8]]);
        assert_eq!(back.stdout, odd);
    }
    assert_eq!(home.body(&id), "before");
    let listed = home.json_lines(&["drafts"]);
    assert_eq!(listed.len(), 2);
    assert_eq!(listed[0]["bytes"], odd.len());
    assert_eq!(listed[0]["text"], false);
    let name = listed[0]["id"].as_str().unwrap();
    home.ok(&["drafts", "drop", name]);
    home.fails(1, &["drafts", "show", name]);
    assert_eq!(home.json_lines(&["drafts", "list"]).len(), 1);
    home.fails(1, &["drafts", "show", ""]);
}

#[test]
fn marks_that_steer_a_terminal_are_shown_as_marks() {
    let home = Home::with_vault();
    let body = "a\u{1b}[2Jb \u{202e}c\u{2066}d \u{7}e \u{9b}31mf \u{85}g";
    let id = home.add(body);
    home.ok(&[
        "add",
        "--title",
        "x\u{1b}]0;y\u{7}",
        "--tag",
        "t\u{202e}",
        "z",
    ]);
    let odd = |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{2069}').contains(&c);
    for args in [
        &["list"][..],
        &["show", &id],
        &["show", "@1", "@2"],
        &["search", "b"],
        &["history", &id, "--diff"],
        &["tags"],
    ] {
        let printed = home.ok(args);
        assert!(!printed.contains(odd), "{args:?}: {printed:?}");
        assert!(!printed.is_empty());
    }
    assert!(
        home.ok(&["show", &id]).contains("b "),
        "the words themselves are shown"
    );
    assert_eq!(home.body(&id), body);
}

#[test]
fn a_time_that_never_was_or_was_twice_is_echoed() {
    let home = Home::with_vault();
    for (at, word, understood) in [
        (
            "2024-03-31T02:30",
            "put forward",
            "2024-03-31T03:30:00+02:00",
        ),
        ("2024-10-27T02:30", "twice", "2024-10-27T02:30:00+02:00"),
    ] {
        let output = home.run(&["add", "--at", at, "x"]);
        assert_eq!(output.status.code(), Some(0));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(word) && said.contains(understood), "{said}");
    }
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    let home = Home::with_vault();
    let mut lines = String::new();
    for n in 0..3000 {
        let text = "x".repeat(80);
        writeln!(
            lines,
            "{{\"at\":\"2024-01-01T00:00Z\",\"body\":\"entry {n} {text}\"}}"
        )
        .unwrap();
    }
    home.ok_with_stdin(&["import", "jsonl", "-"], lines.as_bytes());
    for args in [
        &["list", "--limit", "0"][..],
        &["export", "--format", "json", "--to", "-"],
    ] {
        let mut child = home
            .with_key(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut one = [0; 10];
        child.stdout.take().unwrap().read_exact(&mut one).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?}: {output:?}");
        assert!(output.stderr.is_empty());
    }
}

#[test]
fn ctrl_c_ends_a_sync_and_leaves_it_whole() {
    let remote = Remote::new();
    let home = Home::new();
    home.init(&["--remote-unlock", "always", "--remote", &remote.url()]);
    home.add("the first");
    home.ok(&["sync"]);
    // A lock that another program holds: the sync waits, and is interrupted while it does.
    let name = remote.refs().split(' ').next().unwrap().to_owned();
    fs::write(remote.path().join(format!("{name}.lock")), "").unwrap();
    let id = home.add("the second");
    let child = home
        .with_key(&["sync"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    thread::sleep(Duration::from_secs(2));
    let interrupted = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(interrupted.unwrap().success());
    let output = child.wait_with_output().unwrap();
    // A shell calls both the same: ended by signal 2, or with 128 + 2.
    let ended = output.status.signal() == Some(2) || output.status.code() == Some(130);
    assert!(ended, "{output:?}");
    fs::remove_file(remote.path().join(format!("{name}.lock"))).ok();
    assert!(ids(&home).contains(&id));
    assert_eq!(home.json(&["verify", "--local"])["ok"], true);
    home.ok(&["sync"]);
    assert_eq!(super::all_equal(&home), 2);
}
