//! The session agent: one process unlocks, the next ones ask nothing.

use std::fs;
use std::io::Read;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;
use std::path::Path;

use diurnal::journal::Journal;

use super::Desk;
use super::content;
use super::places;

fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_diurnal"))
}

#[test]
fn the_agent_unlocks_until_it_is_stopped() {
    let mut desk = Desk::new();
    let id = desk.journal.add(&content("Rain")).unwrap().id;
    desk.journal.start_agent(program(), Some(60_000)).unwrap();
    let mut again = desk.again();
    assert!(again.unlock_with_agent().unwrap());
    assert_eq!(again.entry(id).unwrap().content.body, "Rain");
    let places = places(desk.folder.path());
    assert!(again.status().unwrap().agent_ms.is_some());
    assert!(Journal::stop_agent(&places).unwrap());
    assert!(!Journal::stop_agent(&places).unwrap());
    assert!(!desk.again().unlock_with_agent().unwrap());
}

#[test]
fn another_vault_s_key_and_garbage_are_no_key() {
    let desk = Desk::new();
    let mut other = Desk::new();
    let socket = places(desk.folder.path()).socket;
    let run = socket.parent().unwrap();
    fs::create_dir_all(run).unwrap();
    fs::set_permissions(run, fs::Permissions::from_mode(0o700)).unwrap();
    // The agent of another vault behind our socket.
    let theirs = places(other.folder.path()).socket;
    other.journal.start_agent(program(), Some(60_000)).unwrap();
    fs::rename(&theirs, &socket).unwrap();
    assert!(!desk.again().unlock_with_agent().unwrap());
    fs::rename(&socket, &theirs).unwrap();
    Journal::stop_agent(&places(other.folder.path())).ok();

    let listener = UnixListener::bind(&socket).unwrap();
    fs::set_permissions(&socket, fs::Permissions::from_mode(0o600)).unwrap();
    let talker = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.read_exact(&mut [0]).ok();
        stream.write_all(&[0xff; 4096]).ok();
    });
    assert!(!desk.again().unlock_with_agent().unwrap());
    talker.join().unwrap();
}
