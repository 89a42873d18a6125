//! Keys that are not diurnal's own: age identities, private keys of SSH, and what a plugin of age holds.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use age::secrecy::SecretString;
use zeroize::Zeroizing;

use crate::crypto::error::CryptoError;
use crate::crypto::identity::Identity;
use crate::crypto::seal;
use crate::crypto::seal::Sealed;
use crate::model::secret::Secret;
use crate::model::text;
use crate::model::voice::Voice;

/// The keys of one file, as age's `-i` takes it.
#[derive(Clone)]
pub struct External {
    native: Vec<Identity>,
    ssh: Option<age::ssh::Identity>,
    plugins: Vec<age::plugin::Identity>,
    asks: Asks,
}

impl fmt::Debug for External {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("External(…)")
    }
}

impl External {
    /// Reads a file of age identities, or one private key of SSH; `name` is what questions call it.
    ///
    /// # Errors
    ///
    /// [`CryptoError::BadIdentity`] with what is wrong with it.
    pub fn read(text: &Secret, name: &str, voice: Voice) -> Result<Self, CryptoError> {
        let mut read = Self {
            native: Vec::new(),
            ssh: None,
            plugins: Vec::new(),
            asks: Asks::new(voice),
        };
        let text = text.expose();
        if text.trim_start().starts_with("-----BEGIN") {
            read.ssh = Some(private_key(text, name)?);
            return Ok(read);
        }
        let bad = |why| CryptoError::BadIdentity { why };
        if text.starts_with("age-encryption.org/") {
            return Err(bad("it is sealed itself: open it with age -d first"));
        }
        for line in text.lines().map(str::trim) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Ok(plugin) = line.parse() {
                read.plugins.push(plugin);
            } else {
                let identity = Identity::parse(line);
                read.native
                    .push(identity.map_err(|_| bad("a line of it is none"))?);
            }
        }
        if read.native.is_empty() && read.plugins.is_empty() {
            return Err(bad("it is empty"));
        }
        Ok(read)
    }

    /// The age identities among them.
    pub fn native(&self) -> &[Identity] {
        &self.native
    }

    /// Whether a private key of SSH is among them.
    pub fn has_ssh(&self) -> bool {
        self.ssh.is_some()
    }

    /// The plugins that some of them need, each once.
    pub fn plugin_names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self
            .plugins
            .iter()
            .map(age::plugin::Identity::plugin)
            .collect();
        names.dedup();
        names
    }

    /// How many questions its owner was asked, ended ones and those that are open: 'is anything
    /// going on' for whoever waits.
    pub fn questions(&self) -> Questions {
        self.asks.questions.clone()
    }

    /// The age and SSH keys among them open `bytes`.
    pub(crate) fn open(&self, bytes: &[u8]) -> Result<Zeroizing<String>, CryptoError> {
        let ssh = (self.ssh.clone()).map(|key| key.with_callbacks(self.asks.clone()));
        let native = self.native.iter().map(|key| &key.age as &dyn age::Identity);
        let ssh = ssh.iter().map(|key| key as &dyn age::Identity);
        let all: Vec<&dyn age::Identity> = native.chain(ssh).collect();
        seal::open_by_any(bytes, &all).map(Zeroizing::new)
    }

    /// All of them open `bytes`, the plugins one after the other: what one fails with counts only
    /// where no other opens it.
    ///
    /// # Errors
    ///
    /// The first plugin's, else [`CryptoError::NotForUs`].
    pub fn open_slot(&self, bytes: &[u8]) -> Result<Secret, CryptoError> {
        let mut failed = match self.open(bytes) {
            Ok(text) => return Ok(Secret::new(text.to_string())),
            Err(error) => error,
        };
        for key in &self.plugins {
            match self.open_by_plugin(key, bytes) {
                Ok(text) => return Ok(Secret::new(text)),
                Err(error) if matches!(failed, CryptoError::NotForUs) => failed = error,
                Err(_) => {}
            }
        }
        Err(failed)
    }

    fn open_by_plugin(
        &self,
        key: &age::plugin::Identity,
        bytes: &[u8],
    ) -> Result<String, CryptoError> {
        let name = key.plugin();
        let keys = [key.clone()];
        let plugin = age::plugin::IdentityPluginV1::new(name, &keys, self.asks.clone())
            .map_err(|_| CryptoError::PluginMissing(name.to_owned()))?;
        let decryptor = age::Decryptor::new_buffered(bytes).map_err(CryptoError::from_age)?;
        let opened = decryptor.decrypt(std::iter::once(&plugin as &dyn age::Identity));
        let mut stream = opened.map_err(|error| {
            if let age::DecryptError::Plugin(errors) = &error {
                failed(name, errors)
            } else if let age::DecryptError::Io(source) = &error {
                ended(name, source)
            } else {
                CryptoError::from_age(error)
            }
        })?;
        let mut text = Zeroizing::new(Vec::with_capacity(bytes.len()));
        io::Read::read_to_end(&mut stream, &mut text).map_err(CryptoError::from_io)?;
        let text = std::str::from_utf8(&text);
        text.map(str::to_owned)
            .map_err(|_| CryptoError::Damaged { what: "the text" })
    }
}

/// The plugin that a recipient needs, `yubikey` of `age1yubikey1…`; none where it needs none.
pub fn plugin_of(recipient: &str) -> Option<String> {
    if recipient.parse::<age::x25519::Recipient>().is_ok() {
        return None;
    }
    let parsed: age::plugin::Recipient = recipient.parse().ok()?;
    Some(parsed.plugin().to_owned())
}

/// Seals a slot's identity file to a recipient of a plugin.
///
/// # Errors
///
/// [`CryptoError::PluginMissing`], [`CryptoError::PluginFailed`], [`CryptoError::BadRecipient`].
pub fn seal_by_plugin(text: &Secret, recipient: &str, asks: &Asks) -> Result<Sealed, CryptoError> {
    let parsed: age::plugin::Recipient =
        recipient.parse().map_err(|_| CryptoError::BadRecipient)?;
    let name = parsed.plugin().to_owned();
    let plugin = age::plugin::RecipientPluginV1::new(&name, &[parsed], &[], asks.clone())
        .map_err(|_| CryptoError::PluginMissing(name.clone()))?;
    // What the plugin says is lost in age's own words for 'no recipient': it is asked on its own.
    let encryptor = age::Encryptor::with_recipients(std::iter::once(
        &plugin as &dyn age::Recipient,
    ))
    .map_err(|error| {
        if let age::EncryptError::Plugin(errors) = &error {
            failed(&name, errors)
        } else {
            let said = text::visible_line(&error.to_string()).into_owned();
            CryptoError::PluginFailed {
                name: name.clone(),
                said,
            }
        }
    })?;
    let mut writer = encryptor
        .wrap_output(Vec::with_capacity(2048))
        .map_err(CryptoError::Io)?;
    io::Write::write_all(&mut writer, text.expose().as_bytes()).map_err(CryptoError::Io)?;
    writer.finish().map_err(CryptoError::Io).map(Sealed::made)
}

fn failed(name: &str, errors: &[impl fmt::Display]) -> CryptoError {
    let said = errors.first().map(ToString::to_string).unwrap_or_default();
    CryptoError::PluginFailed {
        name: name.to_owned(),
        said: text::visible_line(&said).into_owned(),
    }
}

fn ended(name: &str, source: &io::Error) -> CryptoError {
    CryptoError::PluginFailed {
        name: name.to_owned(),
        said: format!("it ended before its answer was whole ({source})"),
    }
}

fn private_key(text: &str, name: &str) -> Result<age::ssh::Identity, CryptoError> {
    let bad = |why| CryptoError::BadIdentity { why };
    let read = age::ssh::Identity::from_buffer(text.as_bytes(), Some(name.to_owned()));
    match read {
        Ok(age::ssh::Identity::Unsupported(_)) => {
            Err(bad("this kind of SSH key is not one that age can use"))
        }
        Ok(key) => Ok(key),
        Err(_) => Err(bad("the SSH key is damaged")),
    }
}

/// Counts questions: those begun, and those answered.
#[derive(Clone, Debug, Default)]
pub struct Questions {
    begun: Arc<AtomicUsize>,
    ended: Arc<AtomicUsize>,
}

impl Questions {
    /// Whether somebody is being asked just now.
    pub fn is_open(&self) -> bool {
        self.begun.load(Ordering::SeqCst) != self.ended.load(Ordering::SeqCst)
    }
}

/// Puts age's questions to a [`Voice`], made harmless: plugins are other people's programs.
#[derive(Clone, Debug)]
pub struct Asks {
    voice: Voice,
    /// Counted, so that nobody's patience ends while a person thinks.
    pub questions: Questions,
}

impl Asks {
    /// With nothing asked yet.
    pub fn new(voice: Voice) -> Self {
        Self {
            voice,
            questions: Questions::default(),
        }
    }

    /// Asks for a line.
    pub fn ask(&self, question: &str) -> Option<String> {
        self.counted(|| (self.voice.line)(question))
    }

    fn counted<T>(&self, ask: impl FnOnce() -> T) -> T {
        self.questions.begun.fetch_add(1, Ordering::SeqCst);
        let answer = ask();
        self.questions.ended.fetch_add(1, Ordering::SeqCst);
        answer
    }
}

impl age::Callbacks for Asks {
    fn display_message(&self, message: &str) {
        (self.voice.say)(&text::visible_line(message));
    }

    fn confirm(&self, message: &str, yes: &str, no: Option<&str>) -> Option<bool> {
        let (message, yes) = (text::visible_line(message), text::visible_line(yes));
        let no = no.map(text::visible_line);
        self.counted(|| (self.voice.choose)(&message, &yes, no.as_deref()))
    }

    fn request_public_string(&self, description: &str) -> Option<String> {
        self.ask(&text::visible_line(description))
    }

    fn request_passphrase(&self, description: &str) -> Option<SecretString> {
        let question = text::visible_line(description);
        let answer = self.counted(|| (self.voice.secret)(&question))?;
        Some(SecretString::from(answer.expose().to_owned()))
    }
}
