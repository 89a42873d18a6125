//! A remote behind a host, spoken to by libgit2 over http or ssh.

use std::cell::Cell;
use std::cell::RefCell;
use std::fs;
use std::path::PathBuf;

use git2::CertificateCheckStatus;
use git2::ErrorClass;
use git2::ErrorCode;
use git2::FetchOptions;
use git2::ProxyOptions;
use git2::PushOptions;
use git2::RemoteCallbacks;
use git2::RemoteRedirect;
use git2::Repository;
use git2::cert::Cert;

use crate::sync::address::Address;
use crate::sync::address::Place;
use crate::sync::auth::Credentials;
use crate::sync::commit::CommitId;
use crate::sync::error::SyncError;
use crate::sync::error::Words;
use crate::sync::known_hosts;
use crate::sync::mirror;
use crate::sync::objects;
use crate::sync::remote::Fetched;
use crate::sync::remote::Hooks;
use crate::sync::remote::Listing;
use crate::sync::remote::Options;
use crate::sync::remote::Phase;
use crate::sync::remote::Progress;
use crate::sync::ssh_config;
use crate::sync::watch;
use crate::sync::watch::Line;

/// A ref that nobody has.
const NOTHING: &str = "refs/diurnal/nothing";
/// The known_hosts file of the machine, beside the user's own.
const SYSTEM_KNOWN_HOSTS: &str = "/etc/ssh/ssh_known_hosts";
/// Most bytes of what a host says beside its answer that are kept.
const SAID_BYTES_MAX: usize = 4096;

/// What an errand to a host needs, owned, since it runs on a thread of its own.
#[derive(Clone, Debug)]
pub(crate) struct Errand {
    pub(crate) address: Address,
    pub(crate) options: Options,
    /// The bare repository to speak from.
    pub(crate) repository: PathBuf,
}

impl Errand {
    /// The refs that the host offers.
    pub(crate) fn list(self, hooks: &mut Hooks<'_>) -> Result<Listing, SyncError> {
        self.run(hooks, |talk, repository| {
            let mut remote = repository.remote_anonymous(talk.errand.address.as_str())?;
            // Connecting by itself follows redirects to other hosts; fetching nothing does not.
            remote.download(&[NOTHING], Some(&mut talk.fetch_options()))?;
            let mut listing = Listing::default();
            for head in remote.list()? {
                let peeled = head.name().ends_with("^{}");
                if head.name().starts_with("refs/") && !peeled && head.symref_target().is_none() {
                    listing
                        .refs
                        .insert(head.name().to_owned(), head.oid().into());
                }
            }
            Ok(listing)
        })
    }

    /// Fetches one ref, all or nothing.
    pub(crate) fn fetch(
        self,
        name: &str,
        offered: CommitId,
        hooks: &mut Hooks<'_>,
    ) -> Result<Fetched, SyncError> {
        let name = name.to_owned();
        self.run(hooks, move |talk, repository| {
            let mut remote = repository.remote_anonymous(talk.errand.address.as_str())?;
            remote.download(&[name.as_str()], Some(&mut talk.fetch_options()))?;
            let bytes = remote.stats().received_bytes() as u64;
            // Between the list and now the ref may have moved on: what came counts.
            let head = remote.list()?.iter().find(|head| head.name() == name);
            let offered = head.map_or(offered, |head| head.oid().into());
            Ok(Fetched {
                offered,
                tip: Some(offered),
                bytes,
                stopped: None,
            })
        })
    }

    /// Moves the host's ref `name` from `from` to `to`, or creates it; `to` none deletes it. The
    /// host compares `from` under its own lock.
    pub(crate) fn update(
        self,
        name: &str,
        from: Option<CommitId>,
        to: Option<CommitId>,
        hooks: &mut Hooks<'_>,
    ) -> Result<(), SyncError> {
        let refname = name.to_owned();
        let name = refname.clone();
        let updated = self.run(hooks, move |talk, repository| {
            let mut remote = repository.remote_anonymous(talk.errand.address.as_str())?;
            let status = RefCell::new(None);
            let mut callbacks = talk.callbacks();
            callbacks.push_negotiation(|updates| {
                let at = updates.first().map(git2::PushUpdate::src);
                let at = at.filter(|oid| !oid.is_zero()).map(CommitId::from);
                if at == from {
                    return Ok(());
                }
                talk.verdict.replace(Some(SyncError::Moved {
                    refname: name.clone(),
                }));
                Err(git2::Error::from_str("the ref moved"))
            });
            callbacks.push_update_reference(|_, refusal| {
                status.replace(Some(refusal.map(Words::new)));
                Ok(())
            });
            let mut options = PushOptions::new();
            options
                .remote_callbacks(callbacks)
                .proxy_options(talk.proxy())
                .follow_redirects(RemoteRedirect::None)
                .packbuilder_parallelism(1);
            talk.is_push.set(true);
            let source = to.map_or(String::new(), |to| to.to_string());
            let pushed = remote.push(&[format!("{source}:{name}")], Some(&mut options));
            drop(options);
            match status.into_inner() {
                Some(Some(words)) => Err(Failure::Named(refusal(name, words))),
                Some(None) => Ok(()),
                // Without a report the host may have done anything or nothing: the next list tells.
                None => pushed.map_err(Failure::Git).and_then(|()| {
                    let words = Words::new("the host did not report what it did");
                    Err(Failure::Named(SyncError::Offline(words)))
                }),
            }
        });
        updated.map_err(|error| {
            if let SyncError::PushRefused { words, .. } = error {
                return SyncError::PushRefused { refname, words };
            }
            error
        })
    }

    fn run<T: Send + 'static>(
        self,
        hooks: &mut Hooks<'_>,
        work: impl FnOnce(&Talk<'_, T>, &Repository) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, SyncError> {
        watch::run(self.options.idle, hooks, move |line| {
            let host = match self.address.place() {
                Place::Http { host } | Place::Ssh { host, .. } => host.as_str(),
                Place::Path(_) => "",
            };
            let talk = Talk {
                errand: &self,
                line,
                credentials: RefCell::new(Credentials::new(host, &self.options)),
                verdict: RefCell::new(None),
                said: RefCell::new(Vec::new()),
                is_push: Cell::new(false),
            };
            let repository = mirror::open_bare(&self.repository).map_err(|e| talk.explain(&e))?;
            work(&talk, &repository).map_err(|failure| match failure {
                Failure::Git(error) => talk.explain(&error),
                Failure::Named(error) => talk.verdict.take().unwrap_or(error),
            })
        })
    }
}

/// Why an errand failed: known already, or as git says.
enum Failure {
    Git(git2::Error),
    Named(SyncError),
}

impl From<git2::Error> for Failure {
    fn from(error: git2::Error) -> Self {
        Self::Git(error)
    }
}

/// One connection: what was asked, decided and heard on it.
struct Talk<'e, T> {
    errand: &'e Errand,
    line: &'e Line<T>,
    credentials: RefCell<Credentials>,
    /// Why a callback ended the talk; git's own error only says that one did.
    verdict: RefCell<Option<SyncError>>,
    /// The last of what the host said beside its answer.
    said: RefCell<Vec<u8>>,
    is_push: Cell<bool>,
}

impl<T> Talk<'_, T> {
    fn callbacks(&self) -> RemoteCallbacks<'_> {
        let mut callbacks = RemoteCallbacks::new();
        callbacks.credentials(|url, user, wanted| {
            let mut credentials = self.credentials.borrow_mut();
            credentials.next(url, user, wanted, |question| self.line.ask(question))
        });
        callbacks.certificate_check(|certificate, host| self.judge_host(certificate, host));
        callbacks.transfer_progress(|progress| {
            let bytes = progress.received_bytes() as u64;
            let bytes_max = self.errand.options.received_bytes_max;
            if bytes > bytes_max {
                self.verdict
                    .replace(Some(SyncError::Oversized { bytes_max }));
                return false;
            }
            self.line.progress(Progress {
                phase: Phase::Receiving,
                done: progress.indexed_objects() as u64,
                total: progress.total_objects() as u64,
                bytes,
            })
        });
        callbacks.push_transfer_progress(|done, total, bytes| {
            self.line.progress(Progress {
                phase: Phase::Sending,
                done: done as u64,
                total: total as u64,
                bytes: bytes as u64,
            });
        });
        callbacks.pack_progress(|_, _, _| {
            self.line.alive();
        });
        callbacks.sideband_progress(|text| {
            let mut said = self.said.borrow_mut();
            said.extend_from_slice(text);
            let excess = said.len().saturating_sub(SAID_BYTES_MAX);
            said.drain(..excess);
            self.line.alive()
        });
        callbacks
    }

    fn fetch_options(&self) -> FetchOptions<'_> {
        let mut options = FetchOptions::new();
        options
            .remote_callbacks(self.callbacks())
            .proxy_options(self.proxy())
            .follow_redirects(RemoteRedirect::None)
            .download_tags(git2::AutotagOption::None)
            .update_fetchhead(false);
        options
    }

    /// The user's proxy, which is the one thing taken from his configuration of git.
    fn proxy(&self) -> ProxyOptions<'static> {
        let mut options = ProxyOptions::new();
        options.auto();
        let config = git2::Config::open_default();
        let proxy = config.and_then(|config| config.get_string("http.proxy"));
        if let (Ok(proxy), Place::Http { .. }) = (proxy, self.errand.address.place())
            && !proxy.is_empty()
        {
            options.url(&proxy);
        }
        options
    }

    /// https: libgit2's own judgement counts. ssh: known_hosts, read here.
    fn judge_host(
        &self,
        certificate: &Cert<'_>,
        host: &str,
    ) -> Result<CertificateCheckStatus, git2::Error> {
        let (Some(shown), Place::Ssh { port, .. }) =
            (certificate.as_hostkey(), self.errand.address.place())
        else {
            return Ok(CertificateCheckStatus::CertificatePassthrough);
        };
        let key = shown.hostkey().unwrap_or(&[]);
        let fingerprint = known_hosts::fingerprint(shown.hash_sha256().map_or(&[], |hash| hash));
        let name = known_hosts::host_name(host, *port);
        let verdict = match known_hosts::judge(&self.known_hosts(), host, *port, key) {
            known_hosts::Verdict::Known => return Ok(CertificateCheckStatus::CertificateOk),
            known_hosts::Verdict::Unknown => SyncError::HostUnknown {
                host: name,
                fingerprint,
                line: known_hosts::line(host, *port, key),
            },
            known_hosts::Verdict::Changed => SyncError::HostChanged {
                host: name,
                fingerprint,
            },
            known_hosts::Verdict::Revoked => SyncError::HostRevoked {
                host: name,
                fingerprint,
            },
        };
        self.verdict.replace(Some(verdict));
        let refused = "the host's key was refused";
        Err(git2::Error::new(
            ErrorCode::Certificate,
            ErrorClass::Ssh,
            refused,
        ))
    }

    fn known_hosts(&self) -> Vec<String> {
        let folder = self.errand.options.ssh_folder.iter();
        let own =
            folder.flat_map(|folder| [folder.join("known_hosts"), folder.join("known_hosts2")]);
        let all = own.chain([PathBuf::from(SYSTEM_KNOWN_HOSTS)]);
        all.filter_map(|path| fs::read(path).ok())
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .collect()
    }

    /// Gives git's error the name of its condition.
    fn explain(&self, error: &git2::Error) -> SyncError {
        if let Some(verdict) = self.verdict.take() {
            return verdict;
        }
        if let Some(explained) = self.credentials.borrow().explain(error) {
            return explained;
        }
        let said = String::from_utf8_lossy(&self.said.borrow()).into_owned();
        let named = name_failure(error, &said, self.is_push.get());
        match (named, self.errand.address.place()) {
            (SyncError::Offline(words), Place::Ssh { host, .. }) if self.is_alias(host) => {
                SyncError::SshConfig {
                    host: host.clone(),
                    words,
                }
            }
            (named, _) => named,
        }
    }

    fn is_alias(&self, host: &str) -> bool {
        let folder = self.errand.options.ssh_folder.as_deref();
        folder.is_some_and(|folder| ssh_config::leads(&folder.join("config"), host))
    }
}

/// A failure of the exchange itself. libgit2 has one class for many causes, so its text, and the
/// text that git's own server sends before it dies, are looked at; nothing else decides.
fn name_failure(error: &git2::Error, said: &str, is_push: bool) -> SyncError {
    let words = Words::from(error);
    let text = error.message();
    if let Some(fault) = objects::disk_fault(error) {
        return fault;
    }
    let last_words = said
        .rsplit(['\n', '\r'])
        .find(|line| line.contains("fatal: "));
    if let Some(last_words) = last_words {
        let words = Words::new(last_words);
        return if is_push {
            SyncError::PushRefused {
                refname: String::new(),
                words,
            }
        } else {
            SyncError::RemoteDamaged(words)
        };
    }
    if let Some(status) = http_status(text) {
        return name_status(status, words, is_push);
    }
    match (error.class(), error.code()) {
        (_, ErrorCode::Certificate) | (ErrorClass::Ssl, _) => SyncError::Certificate(words),
        (_, ErrorCode::Timeout) => SyncError::Offline(words),
        (_, ErrorCode::NotFastForward) => SyncError::Git(words),
        (_, ErrorCode::Owner) => SyncError::ForeignOwner(words),
        (ErrorClass::Http | ErrorClass::Net, _) if text.contains("redirect") => SyncError::Redirected(words),
        (ErrorClass::Http, _) if text.contains("content-type") => SyncError::NotGit(words),
        (ErrorClass::Http, _) if text.contains("authentication") => SyncError::CredentialsRefused {
            asked: 0,
            words,
        },
        (ErrorClass::Ssh, ErrorCode::Eof) if !text.contains("unexpected") => {
            SyncError::NoRepository(words)
        }
        (ErrorClass::Net, _) if text.contains("object format") => SyncError::ObjectFormat,
        (
            ErrorClass::Net | ErrorClass::Os | ErrorClass::Http | ErrorClass::Ssh
            // A pack that was changed on its way: nothing of it was kept.
            | ErrorClass::Indexer | ErrorClass::Zlib | ErrorClass::Odb,
            _,
        ) => SyncError::Offline(words),
        _ => SyncError::Git(words),
    }
}

fn name_status(status: u16, words: Words, is_push: bool) -> SyncError {
    match status {
        403 | 413 if is_push => SyncError::PushRefused {
            refname: String::new(),
            words,
        },
        401 | 403 | 407 => SyncError::CredentialsRefused { asked: 0, words },
        300..=399 => SyncError::Redirected(words),
        404 | 410 => SyncError::NoRepository(words),
        429 | 500..=599 => SyncError::Unavailable { status },
        _ => SyncError::NotGit(words),
    }
}

/// The number in "unexpected http status code: N".
fn http_status(text: &str) -> Option<u16> {
    text.split_once("http status code: ")?.1.trim().parse().ok()
}

/// What the host's status for a ref means: moved meanwhile, or refused.
fn refusal(refname: String, words: Words) -> SyncError {
    let text = words.as_str();
    let moved = [
        "already exists",
        "but expected",
        "fetch first",
        "non-fast-forward",
        "stale info",
    ];
    if moved.iter().any(|moved| text.contains(moved)) {
        return SyncError::Moved { refname };
    }
    SyncError::PushRefused { refname, words }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(class: ErrorClass, text: &str, is_push: bool) -> &'static str {
        let error = git2::Error::new(ErrorCode::GenericError, class, text);
        name_failure(&error, "", is_push).condition()
    }

    #[test]
    fn each_http_answer_has_its_own_name() {
        let status = |n: u16, is_push| {
            named(
                ErrorClass::Http,
                &format!("unexpected http status code: {n}"),
                is_push,
            )
        };
        assert_eq!(status(403, true), "push-refused");
        assert_eq!(status(403, false), "credentials-refused");
        assert_eq!(status(404, false), "no-repository");
        assert_eq!(status(429, false), "unavailable");
        assert_eq!(status(503, true), "unavailable");
        assert_eq!(status(302, false), "redirected");
        assert_eq!(
            named(ErrorClass::Http, "invalid content-type: 'text/html'", false),
            "not-git"
        );
        assert_eq!(
            named(ErrorClass::Http, "unexpected redirect", false),
            "redirected"
        );
        assert_eq!(
            named(ErrorClass::Net, "failed to resolve address", false),
            "offline"
        );
        assert_eq!(
            named(ErrorClass::Ssl, "the SSL certificate is invalid", false),
            "certificate"
        );
    }

    #[test]
    fn a_ref_that_moved_is_no_refusal() {
        let named =
            |text: &str| refusal("refs/heads/vault".to_owned(), Words::new(text)).condition();
        assert_eq!(named("reference already exists"), "moved");
        assert_eq!(named("pre-receive hook declined"), "push-refused");
    }
}
