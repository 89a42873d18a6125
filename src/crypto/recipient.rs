//! Recipients that are not diurnal's own: another person's age key.

use crate::crypto::error::CryptoError;

/// A recipient as it is kept: checked, without spaces around it or a comment after it.
pub fn check(text: &str) -> Result<String, CryptoError> {
    let text = text.trim();
    parse(text)?;
    Ok(text.to_owned())
}

/// What age seals to for it.
pub(crate) fn parse(text: &str) -> Result<Box<dyn age::Recipient>, CryptoError> {
    let unknown = |_| CryptoError::BadRecipient;
    let recipient: age::x25519::Recipient = text.parse().map_err(unknown)?;
    Ok(Box::new(recipient))
}
