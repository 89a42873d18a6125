//! A host spoken to by https whose certificate nobody vouches for: refused by name, and believed once
//! its owner has said so, the way each transport is told.

use std::fs;
use std::io::BufRead;
use std::io::BufReader;
use std::path::Path;
use std::process::Child;
use std::process::ChildStdin;
use std::process::Command;
use std::process::Stdio;

use super::git_says;
use super::http::Host;
use super::http::Manner;
use crate::support::Home;

/// Takes https and hands it on as http; ends when nobody holds its stdin any more.
const RELAY: &str = r#"
import socket, ssl, sys, threading
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1], sys.argv[2])
listener = socket.create_server(("127.0.0.1", 0))
def copy(source, sink):
    try:
        while data := source.recv(65536):
            sink.sendall(data)
    except OSError:
        pass
    try:
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass
def serve(raw):
    try:
        client = context.wrap_socket(raw, server_side=True)
    except OSError:
        return
    host = socket.create_connection(("127.0.0.1", int(sys.argv[3])))
    threading.Thread(target=copy, args=(client, host), daemon=True).start()
    copy(host, client)
    client.close()
def listen():
    while True:
        threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
threading.Thread(target=listen, daemon=True).start()
print(listener.getsockname()[1], flush=True)
sys.stdin.read()
"#;

/// The relay before a host with one empty repository.
struct Tls {
    home: Home,
    host: Host,
    relay: Child,
    /// Held open: the relay ends with it.
    _stdin: ChildStdin,
    port: u16,
}

impl Drop for Tls {
    fn drop(&mut self) {
        self.relay.kill().ok();
        self.relay.wait().ok();
    }
}

impl Tls {
    /// With a certificate that is valid for it, signed by itself.
    fn start() -> Option<Self> {
        Self::with(certificate)
    }

    /// None, with the reason printed, where this machine cannot run one.
    fn with(certificate: fn(&Path) -> bool) -> Option<Self> {
        let host = Host::start(Manner::Serves)?;
        let home = Home::with_vault();
        if !certificate(&home.path("")) {
            println!("skipped: no openssl program that makes certificates");
            return None;
        }
        let relay = Command::new("python3")
            .args(["-c", RELAY])
            .args([home.path("certificate"), home.path("key")])
            .arg(host.port().to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let Ok(mut relay) = relay else {
            println!("skipped: no python3");
            return None;
        };
        let stdin = relay.stdin.take().unwrap();
        let mut line = String::new();
        let mut told = BufReader::new(relay.stdout.take().unwrap());
        told.read_line(&mut line).unwrap();
        let port = line.trim().parse().expect("the relay listens");
        let tls = Self {
            home,
            host,
            relay,
            _stdin: stdin,
            port,
        };
        tls.home.add("Sent over https");
        Some(tls)
    }

    fn url(&self) -> String {
        format!("https://127.0.0.1:{}/remote.git", self.port)
    }

    /// Runs diurnal, with the certificate believed by a variable or not; its exit code and words.
    fn run(&self, believed: bool, args: &[&str]) -> (Option<i32>, String) {
        let mut command = self.home.with_key(args);
        if believed {
            command.env("SSL_CERT_FILE", self.home.path("certificate"));
        }
        let output = command.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        (output.status.code(), said)
    }

    fn is_refused(&self, args: &[&str]) {
        self.is_refused_if(false, args);
    }

    fn is_refused_if(&self, believed: bool, args: &[&str]) {
        let (code, said) = self.run(believed, args);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("certificate is not valid"), "{said}");
    }

    fn works(&self, believed: bool, args: &[&str]) {
        let (code, said) = self.run(believed, args);
        assert_eq!(code, Some(0), "{said}");
    }

    /// Whether the host holds anything.
    fn has_refs(&self) -> bool {
        !git_says(&self.host.path, &["for-each-ref"]).is_empty()
    }
}

/// A key and a certificate that only it has signed.
fn certificate(folder: &Path) -> bool {
    certificate_for(folder, "IP:127.0.0.1")
}

fn certificate_for(folder: &Path, name: &str) -> bool {
    let name = format!("subjectAltName={name}");
    let made = "req -x509 -newkey rsa:2048 -nodes -days 36500 -subj /CN=diurnal -keyout key -out certificate";
    openssl(
        folder,
        &[made.split(' ').collect(), vec!["-addext", &name]].concat(),
    )
}

/// The same, for another host.
fn of_another(folder: &Path) -> bool {
    certificate_for(folder, "DNS:elsewhere.example")
}

/// The same, whose time is over.
fn expired(folder: &Path) -> bool {
    let config = "[ca]\ndefault_ca=own\n[own]\ndatabase=index\nserial=serial\nnew_certs_dir=.\n\
         default_md=sha256\npolicy=any\nx509_extensions=names\n[any]\ncommonName=supplied\n\
         [names]\nsubjectAltName=IP:127.0.0.1\nbasicConstraints=CA:TRUE\n";
    for (name, text) in [("ca", config), ("index", ""), ("serial", "01\n")] {
        fs::write(folder.join(name), text).unwrap();
    }
    let asked = "req -new -key key -subj /CN=diurnal -out request";
    let signed = "ca -batch -selfsign -config ca -keyfile key -in request -notext -out certificate \
         -startdate 20200101000000Z -enddate 20200201000000Z";
    let run = |line: &str| openssl(folder, &line.split_whitespace().collect::<Vec<_>>());
    certificate(folder) && run(asked) && run(signed)
}

fn openssl(folder: &Path, args: &[&str]) -> bool {
    let run = Command::new("openssl")
        .current_dir(folder)
        .args(args)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    run.is_ok_and(|status| status.success())
}

#[test]
fn y40_no_certificate_of_another_host_or_another_year_is_believed() {
    for made in [of_another, expired] {
        let Some(tls) = Tls::with(made) else {
            return;
        };
        tls.is_refused_if(true, &["remote", "add", &tls.url()]);
        assert!(!tls.has_refs());
    }
}

#[test]
fn y39_nobody_is_followed_from_https_to_http() {
    let Some(tls) = Tls::start() else {
        return;
    };
    tls.works(true, &["remote", "add", &tls.url()]);
    let clear = "Location: http://127.0.0.1:1/remote.git/info/refs?service=git-upload-pack\r\n";
    tls.host.become_(Manner::Answers("302 Found", clear, ""));
    let (code, said) = tls.run(true, &["sync"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("[redirected]"), "{said}");
}

#[test]
fn y40_the_library_believes_the_certificates_it_is_given() {
    let Some(tls) = Tls::start() else {
        return;
    };
    let add = ["remote", "add", &tls.url()];
    tls.is_refused(&add);
    tls.works(true, &add);
    tls.is_refused(&["sync"]);
    assert!(!tls.has_refs());
    tls.works(true, &["sync"]);
    assert!(tls.has_refs());
}

#[test]
fn y40_the_git_program_believes_what_its_user_told_git() {
    let Some(tls) = Tls::start() else {
        return;
    };
    tls.home
        .write("diurnal/config/config.toml", "git_transport = \"git\"\n");
    let add = ["remote", "add", &tls.url()];
    tls.is_refused(&add);
    assert!(!tls.has_refs());
    let authority = tls.home.path("certificate");
    let config = format!("[http]\n\tsslCAInfo = {}\n", authority.display());
    let config = tls.home.write(".gitconfig", config);
    tls.works(false, &add);
    tls.works(false, &["sync"]);
    assert!(tls.has_refs());
    fs::remove_file(config).unwrap();
    tls.is_refused(&["sync"]);
}
