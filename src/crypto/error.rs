//! Why bytes could not be sealed or opened. Facts only, each told apart from the others.

use std::borrow::Cow;
use std::io;

/// Why bytes could not be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum CryptoError {
    /// The passphrase opens nothing.
    #[error("wrong passphrase")]
    WrongPassphrase,
    /// The slot's file is not the one that was written.
    #[error("the slot \"{slot}\" is damaged")]
    SlotDamaged {
        /// The slot's name.
        slot: String,
    },
    /// A slot asks for more work than is sane.
    #[error("the slot asks for a work factor of {asked}, more than the {max} allowed")]
    WorkFactor {
        /// What it asks for: log2 of scrypt's N.
        asked: u8,
        /// The limit.
        max: u8,
    },
    /// A key was mistyped.
    #[error("not a recovery key: {why}")]
    BadKey {
        /// What is wrong with it, and where; nothing of the key itself.
        why: Cow<'static, str>,
    },
    /// It is no recipient that age can seal to.
    #[error("not a recipient of age")]
    BadRecipient,
    /// It is no file of identities that age could open something with.
    #[error("not an identity of age, nor a private key of SSH: {why}")]
    BadIdentity {
        /// What is wrong with it.
        why: &'static str,
    },
    /// The program that age asks for this kind of key is not installed.
    #[error("\"age-plugin-{0}\" is not installed")]
    PluginMissing(String),
    /// That program could not do it.
    #[error("\"age-plugin-{name}\" could not do it: {said}")]
    PluginFailed {
        /// The plugin's name.
        name: String,
        /// What it said, or what became of it.
        said: String,
    },
    /// That program gave no answer in time, and was not waited for any longer.
    #[error("\"age-plugin-{name}\" gave no answer for {seconds} s")]
    PluginSilent {
        /// The plugin's name.
        name: String,
        /// How long it was waited for.
        seconds: u64,
    },
    /// No key at hand opens it.
    #[error("no key at hand opens it")]
    NotForUs,
    /// It is not an age file, or one for other recipients than it should be.
    #[error("not an age file of the expected form")]
    NotAge,
    /// Its bytes were changed, cut or garbled.
    #[error("damaged: {what}")]
    Damaged {
        /// Where that was seen.
        what: &'static str,
    },
    /// It opens, but no member of the vault wrote it.
    #[error("its mac is not the vault's")]
    Mac,
    /// It is of another vault.
    #[error("it belongs to another vault")]
    ForeignVault,
    /// It is something else than what was looked for.
    #[error("an object of another kind")]
    Kind,
    /// A newer diurnal wrote it.
    #[error("written by a newer diurnal")]
    Newer,
    /// Its text is not what an object holds.
    #[error("its header cannot be read")]
    Json(#[source] serde_json::Error),
    /// Reading or writing the bytes failed.
    #[error("cannot read or write the bytes")]
    Io(#[source] io::Error),
}

impl CryptoError {
    /// What age says, in our words.
    pub(crate) fn from_age(error: age::DecryptError) -> Self {
        match error {
            age::DecryptError::NoMatchingKeys => Self::NotForUs,
            age::DecryptError::ExcessiveWork { required, target } => Self::WorkFactor {
                asked: required,
                max: target,
            },
            age::DecryptError::InvalidHeader | age::DecryptError::UnknownFormat => Self::NotAge,
            age::DecryptError::InvalidMac => Self::Damaged {
                what: "the age header",
            },
            age::DecryptError::Io(source) => Self::from_io(source),
            age::DecryptError::DecryptionFailed | age::DecryptError::KeyDecryptionFailed | _ => {
                Self::Damaged {
                    what: "the age payload",
                }
            }
        }
    }

    /// Reading inside an age stream fails with `InvalidData` or an early end where bytes were changed.
    pub(crate) fn from_io(source: io::Error) -> Self {
        let is_damage = matches!(
            source.kind(),
            io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof
        );
        if is_damage {
            Self::Damaged {
                what: "the age payload",
            }
        } else {
            Self::Io(source)
        }
    }
}

/// Why a file that another program has sealed could not be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ForeignError {
    /// The passphrase does not open it, and it tells no more.
    #[error("the passphrase does not open the file, or the file is damaged")]
    Passphrase,
    /// It is not as that program writes it.
    #[error("the file is damaged: {0}")]
    Damaged(&'static str),
}
