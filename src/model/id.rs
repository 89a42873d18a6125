//! Names of things: entries, devices, revisions, statements, vaults. Random or hashed, never counted.

use std::fmt;
use std::str::FromStr;

/// Why a text is no id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id of {digits} hexadecimal digits")]
pub struct IdError {
    /// How many digits it should have had.
    pub digits: usize,
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $bytes:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $bytes]);

        impl $name {
            /// The first 8 digits: what messages show.
            pub fn short(&self) -> String {
                self.to_string().chars().take(8).collect()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                for byte in self.0 {
                    write!(f, "{byte:02x}")?;
                }
                Ok(())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.short())
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            /// Reads lower-case hexadecimal digits, exactly as many as the id has.
            fn from_str(text: &str) -> Result<Self, IdError> {
                let mut bytes = [0; $bytes];
                from_hex(text, &mut bytes).ok_or(IdError { digits: 2 * $bytes })?;
                Ok(Self(bytes))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                struct Hex;
                impl serde::de::Visitor<'_> for Hex {
                    type Value = $name;
                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        write!(f, "{} hexadecimal digits", 2 * $bytes)
                    }
                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$name, E> {
                        text.parse().map_err(E::custom)
                    }
                }
                from.deserialize_str(Hex)
            }
        }
    };
}

id! {
    /// An entry: 128 random bits, or taken from where it was imported.
    EntryId, 16
}
id! {
    /// One installation of diurnal that writes into a vault: 128 random bits.
    DeviceId, 16
}
id! {
    /// A slot: something that opens the keyring. 128 random bits.
    SlotId, 16
}
id! {
    /// An epoch: a key that objects are sealed to from some day on. 128 random bits.
    EpochId, 16
}
id! {
    /// A revision: SHA-256 of its line's bytes after the name.
    RevId, 32
}
id! {
    /// A statement: SHA-256 of its line's bytes between name and signature.
    StatementId, 32
}
id! {
    /// A vault: the id of its root statement.
    VaultId, 32
}
id! {
    /// SHA-256 of a bundle's ciphertext, or of any other bytes.
    Digest, 32
}

impl From<StatementId> for VaultId {
    fn from(root: StatementId) -> Self {
        Self(root.0)
    }
}

impl EntryId {
    /// Reads an id as other programs write it: 32 hexadecimal digits or a UUID, in either case.
    pub fn from_foreign(text: &str) -> Option<Self> {
        let digits: String = match text.len() {
            32 => text.to_ascii_lowercase(),
            36 => {
                let parts: Vec<&str> = text.split('-').collect();
                let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
                (lengths == [8, 4, 4, 4, 12]).then(|| parts.concat().to_ascii_lowercase())?
            }
            _ => return None,
        };
        digits.parse().ok()
    }
}

/// Prints `bytes` as lower-case hexadecimal digits.
pub fn to_hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        write!(text, "{byte:02x}").ok();
    }
    text
}

/// Fills `bytes` from lower-case hexadecimal digits; `None` unless there are exactly enough.
pub fn from_hex(text: &str, bytes: &mut [u8]) -> Option<()> {
    if text.len() != 2 * bytes.len() {
        return None;
    }
    // Looked at once at the end: digits come by chance, and a guess at each costs more.
    let mut wrong = 0;
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        let &[high, low] = pair else { return None };
        let (high, low) = (digit(high), digit(low));
        *byte = high << 4 | low & 0xf;
        wrong |= high | low;
    }
    (wrong < NO_DIGIT).then_some(())
}

/// More than any digit is worth.
const NO_DIGIT: u8 = 0x10;

fn digit(c: u8) -> u8 {
    let (figure, letter) = (c.wrapping_sub(b'0'), c.wrapping_sub(b'a'));
    if figure < 10 {
        figure
    } else if letter < 6 {
        letter + 10
    } else {
        NO_DIGIT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_what_it_prints() {
        let id = EntryId([0xa5; 16]);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(id.short(), "a5a5a5a5");
    }

    #[test]
    fn capitals_and_other_lengths_are_no_id_of_ours() {
        assert!("A5".repeat(16).parse::<EntryId>().is_err());
        assert!("a5".repeat(15).parse::<EntryId>().is_err());
        for wrong in ["/", ":", "`", "g", "\0", " "] {
            for pair in [format!("{wrong}5"), format!("a{wrong}")] {
                let text = format!("{}{pair}", "a5".repeat(15));
                assert!(text.parse::<EntryId>().is_err(), "{text}");
            }
        }
    }

    #[test]
    fn a_uuid_of_another_program_becomes_an_id() {
        let id = EntryId::from_foreign("E8185FF9-7e04-44ae-a4b4-00d32edf4a41").unwrap();
        assert_eq!(id.to_string(), "e8185ff97e0444aea4b400d32edf4a41");
        assert_eq!(
            EntryId::from_foreign("é8185ff9-7e04-44ae-a4b4-00d32edf4a4"),
            None
        );
        assert_eq!(
            EntryId::from_foreign("e8185ff9-7e0444ae-a4b4-00d3-2edf4a41"),
            None
        );
    }
}
