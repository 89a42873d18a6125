//! A host spoken to by http: git's own server behind a small CGI server, and hosts that misbehave.

use std::fs;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Read;
use std::io::Write;
use std::net::TcpListener;
use std::net::TcpStream;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::Instant;

use diurnal::model::secret::Secret;
use diurnal::sync::error::SyncError;
use diurnal::sync::remote::Answer;
use diurnal::sync::remote::Options;
use diurnal::sync::remote::Question;
use diurnal::sync::remote::Remote;
use diurnal::sync::remote::Transport;

use super::Device;
use super::bare;
use super::bundle;
use super::chain;
use super::git;
use super::git_says;
use super::hooks;
use super::open;
use super::options;

/// What the host does.
#[derive(Clone, Debug)]
pub(super) enum Manner {
    /// Serves with git's http-backend.
    Serves,
    /// Serves whoever gives this name and password.
    WantsLogin(&'static str, &'static str),
    /// Answers every request with a status and a body.
    Answers(&'static str, &'static str, &'static str),
    /// Takes the request and says nothing.
    Stalls,
    /// Serves, but closes each connection after this many bytes of answer.
    Cuts(usize),
    /// Serves, a byte at a time, each after so long.
    Trickles(Duration),
    /// Serves, but answers a push with a status.
    TakesNone(&'static str),
}

/// A host on this machine. Its threads end with the test program.
pub(super) struct Host {
    _folder: tempfile::TempDir,
    pub(super) path: PathBuf,
    port: u16,
    manner: Arc<Mutex<Manner>>,
}

impl Host {
    /// A host with one empty repository; none where git's http-backend is missing.
    pub(super) fn start(manner: Manner) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let path = bare(folder.path())?;
        let exec = git_says(folder.path(), &["--exec-path"]);
        if !Path::new(&exec).join("git-http-backend").exists() {
            println!("skipped: no git http-backend");
            return None;
        }
        assert!(git(&path, &["config", "http.receivepack", "true"]));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let manner = Arc::new(Mutex::new(manner));
        let (served, root) = (manner.clone(), folder.path().to_path_buf());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (manner, root) = (served.clone(), root.clone());
                std::thread::spawn(move || serve(&stream.unwrap(), &manner, &root));
            }
        });
        Some(Self {
            _folder: folder,
            path,
            port,
            manner,
        })
    }

    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/remote.git", self.port)
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    pub(super) fn become_(&self, manner: Manner) {
        *self.manner.lock().unwrap() = manner;
    }
}

struct Request {
    method: String,
    path: String,
    query: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Request {
    fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.as_str())
    }
}

fn serve(stream: &TcpStream, manner: &Mutex<Manner>, root: &Path) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let Some(request) = read_request(&mut reader, stream) else {
        return;
    };
    let manner = manner.lock().unwrap().clone();
    let answer = match &manner {
        Manner::TakesNone(status)
            if request.method == "POST" && request.path.ends_with("receive-pack") =>
        {
            answer(status, "", "")
        }
        Manner::Serves | Manner::Cuts(_) | Manner::Trickles(_) | Manner::TakesNone(_) => {
            run_git(&request, root)
        }
        Manner::WantsLogin(user, password) => {
            let wanted = format!("Basic {}", base64(format!("{user}:{password}").as_bytes()));
            if request.header("authorization") == wanted {
                run_git(&request, root)
            } else {
                answer(
                    "401 Unauthorized",
                    "WWW-Authenticate: Basic realm=\"git\"\r\n",
                    "",
                )
            }
        }
        Manner::Answers(status, headers, body) => answer(status, headers, body),
        Manner::Stalls => {
            std::thread::sleep(Duration::from_secs(60));
            return;
        }
    };
    let mut stream = stream;
    if let Manner::Trickles(pause) = manner {
        for byte in answer {
            std::thread::sleep(pause);
            if stream.write_all(&[byte]).is_err() {
                return;
            }
        }
        return;
    }
    let n = if let Manner::Cuts(n) = manner {
        n.min(answer.len())
    } else {
        answer.len()
    };
    stream.write_all(&answer[..n]).ok();
    stream.shutdown(std::net::Shutdown::Both).ok();
}

fn answer(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
    .into_bytes()
}

fn read_request(reader: &mut BufReader<TcpStream>, stream: &TcpStream) -> Option<Request> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|n| *n > 0)?;
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim().split_once(':') else {
            break;
        };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let mut request = Request {
        method,
        path: path.to_owned(),
        query: query.to_owned(),
        headers,
        body: Vec::new(),
    };
    if request.header("expect") == "100-continue" {
        (&*stream)
            .write_all(b"HTTP/1.1 100 Continue\r\n\r\n")
            .ok()?;
    }
    if request.header("transfer-encoding") == "chunked" {
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok()?;
            let n = usize::from_str_radix(line.trim(), 16).ok()?;
            let mut chunk = vec![0; n + 2];
            reader.read_exact(&mut chunk).ok()?;
            request.body.extend(&chunk[..n]);
            if n == 0 {
                break;
            }
        }
    } else {
        request.body = vec![0; request.header("content-length").parse().unwrap_or(0)];
        reader.read_exact(&mut request.body).ok()?;
    }
    Some(request)
}

fn run_git(request: &Request, root: &Path) -> Vec<u8> {
    let mut child = Command::new("git")
        .arg("http-backend")
        .env("GIT_PROJECT_ROOT", root)
        .env("GIT_HTTP_EXPORT_ALL", "1")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("REQUEST_METHOD", &request.method)
        .env("PATH_INFO", &request.path)
        .env("QUERY_STRING", &request.query)
        .env("CONTENT_TYPE", request.header("content-type"))
        .env("CONTENT_LENGTH", request.body.len().to_string())
        .env("HTTP_CONTENT_ENCODING", request.header("content-encoding"))
        .env("GIT_PROTOCOL", request.header("git-protocol"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let body = request.body.clone();
    let feeder = std::thread::spawn(move || stdin.write_all(&body).ok());
    let output = child.wait_with_output().unwrap().stdout;
    feeder.join().unwrap();
    let split = output.windows(4).position(|four| four == b"\r\n\r\n");
    let Some(split) = split else {
        return answer("500 Internal Server Error", "", "");
    };
    let headers = String::from_utf8_lossy(&output[..split]).into_owned();
    let status = headers
        .lines()
        .find_map(|line| line.strip_prefix("Status: "))
        .unwrap_or("200 OK");
    let body = &output[split + 4..];
    let head = format!(
        "HTTP/1.1 {status}\r\n{headers}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let mut three = [0u8; 3];
        three[..chunk.len()].copy_from_slice(chunk);
        let bits = u32::from_be_bytes([0, three[0], three[1], three[2]]);
        for at in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * at) & 63) as usize] as char;
            text.push(if at <= chunk.len() { letter } else { '=' });
        }
    }
    text
}

/// The same, without waiting long for a host that says nothing.
pub(super) fn impatient(url: &str) -> Remote<'static> {
    let options = Options {
        idle: Duration::from_secs(4),
        ..options()
    };
    Remote::open(url, options, hooks()).unwrap()
}

#[test]
fn bundles_go_to_gits_own_server_and_come_back() {
    let Some(host) = Host::start(Manner::Serves) else {
        return;
    };
    let mut remote = open(&host.url());
    let (mut first, mut second) = (Device::new(1), Device::new(2));
    first.write(30);
    second.write(3);
    assert!(remote.list(&first.mirrors).unwrap().refs.is_empty());
    assert_eq!(first.push(&mut remote).unwrap(), 30);
    assert_eq!(second.push(&mut remote).unwrap(), 3);
    first.write(2);
    assert_eq!(first.push(&mut remote).unwrap(), 2);
    assert_eq!(first.push(&mut remote).unwrap(), 0);
    assert!(git(&host.path, &["fsck", "--strict"]));
    let reader = Device::new(9);
    assert_eq!(reader.pull(&mut remote), [(chain(1), 32), (chain(2), 3)]);
    second.write(1);
    second.push(&mut remote).unwrap();
    let listing = remote.list(&reader.mirrors).unwrap();
    let mut mirror = reader.mirrors.mirror(chain(2)).unwrap();
    let offered = listing.refs[&chain(2).to_string()];
    let fetched = remote.fetch(chain(2), offered, &mut mirror).unwrap();
    assert_eq!(fetched.tip, Some(second.commits[3]));
    // One bundle of about a kilobyte, whatever else the host holds.
    assert!(fetched.bytes < 2500, "{} bytes", fetched.bytes);
    let others = mirror.holds(first.commits[0]);
    assert!(!others, "a fetch of one chain brought another");
}

#[test]
fn a_host_overwrites_and_deletes_nothing_by_chance() {
    let Some(host) = Host::start(Manner::Serves) else {
        return;
    };
    let mut remote = open(&host.url());
    let mut device = Device::new(1);
    device.write(3);
    device.push(&mut remote).unwrap();
    let mirror = device.mirror();
    let stale = remote.push(
        chain(1),
        &mirror,
        Some(device.commits[0]),
        device.commits[2],
    );
    assert_eq!(stale.unwrap_err().condition(), "moved");
    let name = chain(1).to_string();
    let wrong = remote.delete(&device.mirrors, &name, device.commits[0]);
    assert_eq!(wrong.unwrap_err().condition(), "moved");
    remote
        .delete(&device.mirrors, &name, device.commits[2])
        .unwrap();
    assert!(remote.list(&device.mirrors).unwrap().refs.is_empty());
}

#[test]
fn y37_y38_y39_each_refusal_has_its_own_name() {
    let Some(host) = Host::start(Manner::Serves) else {
        return;
    };
    let mut device = Device::new(1);
    device.write(1);
    let listed = |manner: Manner| {
        host.become_(manner);
        open(&host.url())
            .list(&device.mirrors)
            .unwrap_err()
            .condition()
    };
    assert_eq!(
        listed(Manner::Answers("404 Not Found", "", "")),
        "no-repository"
    );
    assert_eq!(listed(Manner::Answers("503 Busy", "", "")), "unavailable");
    assert_eq!(
        listed(Manner::Answers("429 Slow", "Retry-After: 9\r\n", "")),
        "unavailable"
    );
    let html = "Content-Type: text/html\r\n";
    assert_eq!(
        listed(Manner::Answers(
            "200 OK",
            html,
            "<h1>Welcome to the hotel</h1>"
        )),
        "not-git"
    );
    let elsewhere = "Location: http://elsewhere.invalid/x/info/refs\r\n";
    assert_eq!(
        listed(Manner::Answers("301 Moved", elsewhere, "")),
        "redirected"
    );
    assert_eq!(
        listed(Manner::Answers("302 Found", elsewhere, "")),
        "redirected"
    );
    assert_eq!(
        listed(Manner::Answers("403 Forbidden", "", "")),
        "credentials-refused"
    );
    assert_eq!(
        listed(Manner::Answers("500 Internal Server Error", "", "")),
        "unavailable"
    );
    let no_refs = "Content-Type: text/plain\r\n";
    assert_eq!(listed(Manner::Answers("200 OK", no_refs, "")), "not-git");
    assert_eq!(listed(Manner::Cuts(0)), "offline");
    assert_eq!(listed(Manner::Cuts(150)), "offline");
    host.become_(Manner::Serves);
    let hook = host.path.join("hooks/pre-receive");
    fs::write(
        &hook,
        "#!/bin/sh\necho 'quota \x1b[31mused up' >&2\nexit 1\n",
    )
    .unwrap();
    assert!(
        Command::new("chmod")
            .arg("+x")
            .arg(&hook)
            .status()
            .unwrap()
            .success()
    );
    let refused = device.push(&mut open(&host.url())).unwrap_err();
    assert_eq!(refused.condition(), "push-refused");
    let SyncError::PushRefused { refname, words } = &refused else {
        panic!("{refused:?}")
    };
    assert_eq!(refname, &chain(1).to_string());
    assert!(
        words.as_str().contains("hook") && !words.as_str().contains('\x1b'),
        "{words}"
    );
    fs::remove_file(&hook).unwrap();
    device.push(&mut open(&host.url())).unwrap();
}

#[test]
fn y35_a_host_that_says_nothing_is_given_up() {
    let Some(host) = Host::start(Manner::Stalls) else {
        return;
    };
    let began = Instant::now();
    let device = Device::new(1);
    let error = impatient(&host.url()).list(&device.mirrors).unwrap_err();
    assert_eq!(error.condition(), "timeout");
    assert!(began.elapsed() < Duration::from_secs(45));
}

#[test]
fn y36_a_host_asks_three_times_at_most() {
    let Some(host) = Host::start(Manner::WantsLogin("me", "right")) else {
        return;
    };
    let device = Device::new(1);
    let asked = AtomicUsize::new(0);
    let answers = |password: &'static str| {
        let asked = &asked;
        hooks().on_question(move |question| {
            assert!(matches!(question, Question::Login { host, .. } if host == "127.0.0.1"));
            asked.fetch_add(1, Ordering::SeqCst);
            Some(Answer {
                user: "me".to_owned(),
                secret: Secret::new(password.to_owned()),
            })
        })
    };
    let mut remote = Remote::open(&host.url(), options(), answers("wrong")).unwrap();
    assert_eq!(
        remote.list(&device.mirrors).unwrap_err().condition(),
        "credentials-refused"
    );
    assert!((1..=3).contains(&asked.load(Ordering::SeqCst)));
    drop(remote);
    let mut remote = Remote::open(&host.url(), options(), answers("right")).unwrap();
    assert!(remote.list(&device.mirrors).unwrap().refs.is_empty());
    drop(remote);
    let mut remote = open(&host.url());
    assert_eq!(
        remote.list(&device.mirrors).unwrap_err().condition(),
        "credentials-refused"
    );
}

#[test]
fn y33_what_was_cut_is_whole_after_the_next_try() {
    let Some(host) = Host::start(Manner::Serves) else {
        return;
    };
    let mut device = Device::new(1);
    device.write(4);
    for n in (0..900).step_by(90) {
        host.become_(Manner::Cuts(n));
        if let Err(error) = device.push(&mut open(&host.url())) {
            assert_eq!(error.condition(), "offline", "after {n} bytes: {error:?}");
        }
        host.become_(Manner::Serves);
        device.write(1);
        device.push(&mut open(&host.url())).unwrap();
    }
    let reader = Device::new(9);
    for n in (0..8000).step_by(800) {
        host.become_(Manner::Cuts(n));
        let mut remote = open(&host.url());
        let mut mirror = reader.mirrors.mirror(chain(1)).unwrap();
        let tip = *device.commits.last().unwrap();
        if let Err(error) = remote.fetch(chain(1), tip, &mut mirror) {
            assert_eq!(error.condition(), "offline", "after {n} bytes: {error:?}");
            assert!(!mirror.holds(tip));
        }
    }
    host.become_(Manner::Serves);
    assert_eq!(reader.pull(&mut open(&host.url())), [(chain(1), 14)]);
}

#[test]
fn y21_a_host_whose_store_lost_a_blob_is_damaged() {
    let Some(host) = Host::start(Manner::Serves) else {
        return;
    };
    let mut remote = open(&host.url());
    let mut device = Device::new(1);
    device.write(5);
    device.push(&mut remote).unwrap();
    let blob = git_says(
        &host.path,
        &["rev-parse", &format!("{}:b", device.commits[2])],
    );
    fs::remove_file(host.path.join("objects").join(&blob[..2]).join(&blob[2..])).unwrap();
    let reader = Device::new(9);
    let mut mirror = reader.mirrors.mirror(chain(1)).unwrap();
    let error = remote
        .fetch(chain(1), device.commits[4], &mut mirror)
        .unwrap_err();
    assert_eq!(error.condition(), "remote-damaged", "{error:?}");
}

/// The same host, spoken to by the git program.
pub(super) fn by_program(url: &str) -> Remote<'static> {
    let path = std::env::var_os("PATH").unwrap();
    let options = Options {
        transport: Transport::Program,
        environment: vec![
            ("PATH".into(), path),
            ("HOME".into(), "/nonexistent".into()),
            ("GIT_DIR".into(), "/nonexistent".into()),
        ],
        idle: Duration::from_secs(5),
        ..options()
    };
    Remote::open(url, options, hooks()).unwrap()
}

#[test]
fn the_git_program_does_the_same() {
    let Some(host) = Host::start(Manner::Serves) else {
        return;
    };
    let mut remote = by_program(&host.url());
    let mut device = Device::new(1);
    device.write(5);
    assert!(remote.list(&device.mirrors).unwrap().refs.is_empty());
    assert_eq!(device.push(&mut remote).unwrap(), 5);
    device.write(1);
    assert_eq!(device.push(&mut remote).unwrap(), 1);
    let reader = Device::new(9);
    assert_eq!(reader.pull(&mut remote), [(chain(1), 6)]);
    let mut fork = Device::new(1);
    let other = fork.mirror().append(None, 1, &bundle(7, 1), None).unwrap();
    fork.commits.push(other);
    let refused = remote
        .push(chain(1), &fork.mirror(), None, other)
        .unwrap_err();
    assert_eq!(refused.condition(), "moved", "{refused:?}");
    let name = chain(1).to_string();
    let wrong = remote.delete(&device.mirrors, &name, device.commits[0]);
    assert_eq!(wrong.unwrap_err().condition(), "moved");
    remote
        .delete(&device.mirrors, &name, device.commits[5])
        .unwrap();
    assert!(remote.list(&device.mirrors).unwrap().refs.is_empty());
}

#[test]
fn y39_a_captive_portal_is_no_empty_repository_to_the_git_program() {
    let html = "Content-Type: text/html\r\n";
    let portal = Manner::Answers("200 OK", html, "<h1>Welcome to the hotel</h1>");
    let Some(host) = Host::start(portal) else {
        return;
    };
    let device = Device::new(1);
    let listed = |manner: Option<Manner>| {
        if let Some(manner) = manner {
            host.become_(manner);
        }
        let error = by_program(&host.url()).list(&device.mirrors).unwrap_err();
        assert!(error.condition() != "git", "{error:?}");
        error.condition()
    };
    assert_eq!(listed(None), "not-git");
    let empty = Manner::Answers("200 OK", "Content-Type: text/plain\r\n", "");
    assert_eq!(listed(Some(empty)), "not-git");
    assert_eq!(
        listed(Some(Manner::Answers("404 Not Found", "", ""))),
        "no-repository"
    );
    assert_eq!(
        listed(Some(Manner::Answers("503 Busy", "", ""))),
        "unavailable"
    );
    let elsewhere = "Location: http://elsewhere.invalid/x/info/refs\r\n";
    assert_eq!(
        listed(Some(Manner::Answers("301 Moved", elsewhere, ""))),
        "redirected"
    );
    assert_eq!(
        listed(Some(Manner::WantsLogin("a", "b"))),
        "credentials-refused"
    );
    assert_eq!(listed(Some(Manner::Cuts(0))), "offline");
    assert_eq!(listed(Some(Manner::Stalls)), "timeout");
}

#[test]
fn y21_a_host_that_lost_a_blob_is_damaged_for_the_git_program_too() {
    let Some(host) = Host::start(Manner::Serves) else {
        return;
    };
    let mut remote = by_program(&host.url());
    let mut device = Device::new(1);
    device.write(3);
    device.push(&mut remote).unwrap();
    let blob = git_says(
        &host.path,
        &["rev-parse", &format!("{}:b", device.commits[1])],
    );
    fs::remove_file(host.path.join("objects").join(&blob[..2]).join(&blob[2..])).unwrap();
    let reader = Device::new(9);
    let mut mirror = reader.mirrors.mirror(chain(1)).unwrap();
    let error = remote
        .fetch(chain(1), device.commits[2], &mut mirror)
        .unwrap_err();
    assert_eq!(error.condition(), "remote-damaged", "{error:?}");
}
