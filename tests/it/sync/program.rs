//! What the program says of a host that does not do its part: a name, a sentence, advice, an exit code;
//! nothing here or there changes, and the same command works when the fault is gone.

use std::fs;
use std::process::Command;

use super::git;
use super::git_says;
use super::http::Host;
use super::http::Manner;
use crate::format::have;
use crate::support::Home;

/// A vault that synced with a host once and has something new since.
fn scene() -> Option<(Host, Home)> {
    let host = Host::start(Manner::Serves)?;
    let home = Home::with_vault();
    home.add("Written before");
    home.ok(&["remote", "add", &host.url()]);
    home.ok(&["sync"]);
    home.add("Kestrelhouse, written since");
    Some((host, home))
}

fn digest(home: &Home) -> String {
    home.json(&["status"])["digest"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// A sync fails with this code and name, says what helps and no word of an entry, and changes nothing.
#[track_caller]
fn is_named(host: &Host, home: &Home, code: i32, condition: &str) {
    let before = (digest(home), git_says(&host.path, &["for-each-ref"]));
    let said = home.fails(code, &["sync"]);
    assert!(said.contains(&format!("[{condition}]")), "{said}");
    assert!(said.contains("diurnal: hint: "), "{said}");
    assert!(
        !said.contains("Kestrelhouse") && !said.contains('\x1b'),
        "{said}"
    );
    let after = (digest(home), git_says(&host.path, &["for-each-ref"]));
    assert_eq!(before, after, "{condition}");
    assert_eq!(home.json(&["status"])["counts"]["unsynced"], 1);
}

#[test]
fn y36_y37_y38_y39_each_refusal_is_named_and_changes_nothing() {
    let Some((host, home)) = scene() else {
        return;
    };
    let html = "Content-Type: text/html\r\n";
    let elsewhere = "Location: http://elsewhere.invalid/x/info/refs\r\n";
    for (manner, code, condition) in [
        (Manner::WantsLogin("me", "right"), 1, "credentials-refused"),
        (
            Manner::Answers("403 Forbidden", "", ""),
            1,
            "credentials-refused",
        ),
        (Manner::Answers("404 Not Found", "", ""), 1, "no-repository"),
        (
            Manner::Answers("429 Slow", "Retry-After: 9\r\n", ""),
            3,
            "unavailable",
        ),
        (Manner::Answers("500 Oh", "", ""), 3, "unavailable"),
        (Manner::Answers("503 Busy", "", ""), 3, "unavailable"),
        (Manner::Answers("302 Found", elsewhere, ""), 1, "redirected"),
        (
            Manner::Answers("200 OK", html, "<h1>Hotel</h1>"),
            3,
            "not-git",
        ),
        (Manner::Answers("200 OK", html, ""), 3, "not-git"),
        (Manner::Cuts(0), 3, "offline"),
    ] {
        host.become_(manner);
        is_named(&host, &home, code, condition);
    }
    host.become_(Manner::Serves);
    home.ok(&["sync"]);
    assert_eq!(home.json(&["verify"])["ok"], true);
}

#[test]
fn y37_a_push_that_is_refused_takes_in_what_others_wrote() {
    let Some((host, home)) = scene() else {
        return;
    };
    let hook = host.path.join("hooks/pre-receive");
    fs::write(
        &hook,
        "#!/bin/sh\nprintf 'quota \\033[31mused up' >&2\nexit 1\n",
    )
    .unwrap();
    let executable = Command::new("chmod").arg("+x").arg(&hook).status();
    assert!(executable.unwrap().success());
    is_named(&host, &home, 1, "push-refused");
    fs::remove_file(&hook).unwrap();
    // A limit of the host on what it takes.
    assert!(git(&host.path, &["config", "receive.maxInputSize", "100"]));
    is_named(&host, &home, 1, "push-refused");
    assert!(git(
        &host.path,
        &["config", "--unset", "receive.maxInputSize"]
    ));
    home.ok(&["sync"]);
    assert_eq!(home.json(&["verify"])["ok"], true);
}

#[test]
fn y44_an_address_that_would_be_obeyed_is_refused_and_no_password_is_told() {
    let home = Home::with_vault();
    let before = digest(&home);
    for url in [
        "-oProxyCommand=touch x",
        "ssh://-oProxyCommand=x/r.git",
        "https://example.org/a\nb",
        "ext::sh -c x",
        "fd::7",
        "ftp://example.org/r.git",
        "https://me:hunter2@example.org/r.git",
        "",
    ] {
        let said = home.fails(2, &["remote", "add", "--name", "far", "--", url]);
        assert!(said.contains("[url-refused]"), "{url:?}: {said}");
        assert!(said.contains("diurnal: hint: "), "{url:?}: {said}");
        assert!(!said.contains("hunter2"), "{said}");
    }
    assert_eq!(home.ok(&["remote", "list"]), "");
    assert_eq!(digest(&home), before);
}

#[test]
fn y44_a_password_in_an_address_is_moved_to_the_helper_of_git() {
    if !have(&["git"]) {
        return;
    }
    let home = Home::with_vault();
    let kept = home.path("kept").to_str().unwrap().to_owned();
    let settings = format!("[credential]\n\thelper = store --file {kept}\n");
    let settings = home.write("gitconfig", settings);
    let url = "https://me%40x:hunter%3A2@localhost:1/r.git";
    let mut add = home.with_key(&["remote", "add", url]);
    let path = std::env::var_os("PATH").unwrap();
    // The settings of the user are found by HOME: a variable of git's own is none that we pass on.
    let users = home.write("user/.gitconfig", std::fs::read(settings).unwrap());
    let users = std::path::Path::new(&users).parent().unwrap();
    let output = add.env("PATH", path).env("HOME", users).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(
        said.contains("went to git's credential helper") && !said.contains("hunter"),
        "{said}"
    );
    let helper = std::fs::read_to_string(&kept).unwrap();
    assert_eq!(helper.trim(), "https://me%40x:hunter%3a2@localhost%3a1");
    let list = home.ok(&["remote", "list"]);
    assert!(
        list.contains("https://me%40x@localhost:1/r.git") && !list.contains("hunter"),
        "{list}"
    );
}

#[test]
fn y45_no_git_program_is_named_and_no_hook_of_the_users_is_run() {
    let Some((host, home)) = scene() else {
        return;
    };
    home.write("diurnal/config/config.toml", "git_transport = \"git\"\n");
    let mut without = home.with_key(&["sync"]);
    let output = without.env("PATH", home.path("")).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("[no-git-program]") && said.contains("diurnal: hint: "),
        "{said}"
    );
    // One that knows none of our options.
    let ancient = home.write(
        "old/git",
        "#!/bin/sh\necho \"error: unknown option: $2\" >&2\nexit 129\n",
    );
    let executable = Command::new("chmod").arg("+x").arg(ancient).status();
    assert!(executable.unwrap().success());
    let mut old = home.with_key(&["sync"]);
    let output = old.env("PATH", home.path("old")).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("[git-program-old]") && said.contains("diurnal: hint: "),
        "{said}"
    );
    let mark = home.path("hooked");
    let hook = format!("#!/bin/sh\ntouch {}\n", mark.display());
    for name in ["pre-push", "reference-transaction", "post-checkout"] {
        let hook = home.write(&format!("hooks/{name}"), &hook);
        let executable = Command::new("chmod").arg("+x").arg(hook).status();
        assert!(executable.unwrap().success());
    }
    let hooks = home.path("hooks");
    home.write(
        ".gitconfig",
        format!(
            "[core]\n\thooksPath = {}\n\tfsmonitor = touch {}\n",
            hooks.display(),
            mark.display()
        ),
    );
    home.ok(&["sync"]);
    assert!(!mark.exists(), "a hook ran");
    assert!(!git_says(&host.path, &["for-each-ref"]).is_empty());
    assert_eq!(home.json(&["verify"])["ok"], true);
}
