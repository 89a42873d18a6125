//! Recipients that are not diurnal's own: another person's age key, a key of SSH.

use std::str::FromStr;

use crate::crypto::error::CryptoError;

/// A recipient as it is kept: checked, without spaces around it or a comment after it.
pub fn check(text: &str) -> Result<String, CryptoError> {
    let text = text.trim();
    if is_public(text) {
        read::<age::ssh::Recipient>(text).map(|recipient| recipient.to_string())
    } else {
        read::<age::x25519::Recipient>(text).map(|recipient| recipient.to_string())
    }
}

/// Whether whoever knows the recipient sees in a file that it is sealed to it: age writes a tag of an
/// SSH key into the header, and nothing of a key of its own.
pub fn is_public(text: &str) -> bool {
    text.starts_with("ssh-")
}

/// What age seals to for it.
pub(crate) fn parse(text: &str) -> Result<Box<dyn age::Recipient>, CryptoError> {
    Ok(if is_public(text) {
        Box::new(read::<age::ssh::Recipient>(text)?)
    } else {
        Box::new(read::<age::x25519::Recipient>(text)?)
    })
}

fn read<R: FromStr>(text: &str) -> Result<R, CryptoError> {
    text.parse().map_err(|_| CryptoError::BadRecipient)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::identity::Identity;

    const ED25519: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN";

    #[test]
    fn a_recipient_is_kept_without_what_stands_around_it() {
        let native = Identity::generate().recipient();
        assert_eq!(check(&format!(" {native}\n")).unwrap(), native);
        assert_eq!(check(&format!("{ED25519} alice@desk\n")).unwrap(), ED25519);
        assert!(is_public(ED25519) && !is_public(&native));
        assert!(parse(ED25519).is_ok() && parse(&native).is_ok());
        for none in [
            "",
            "age1nonsense",
            "ssh-ed25519",
            "ssh-ed25519 AAAA",
            "ecdsa-sha2-nistp256 AAAA",
            "age1yubikey1qwt50d05nh5vutpdzmlg5wn80xq5negm4uj9ghv0snvdd3yysf5yw3rhl3t",
        ] {
            assert!(check(none).is_err(), "{none}");
        }
    }
}
