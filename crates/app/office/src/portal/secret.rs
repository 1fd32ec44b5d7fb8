//! Secrets that people hold: long enough that nobody guesses them, made from the office's own key so
//! that a receipt can be printed again, and never kept.
//!
//! Letters are Crockford's: no I, L, O, U, so that a secret can be read over the telephone.

use ed25519_dalek::Signer;
use sha2::{Digest, Sha256};

use daumoi_store::StoreError;

use crate::office::Office;

const LETTERS: [char; 32] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J',
    'K', 'M', 'N', 'P', 'Q', 'R', 'S', 'T', 'V', 'W', 'X', 'Y', 'Z',
];
/// 50 bits: 10 letters.
const CODE_LENGTH: usize = 10;
/// Typed from a paper, and guesses at it are not limited: 60 bits.
const TRACKING_LENGTH: usize = 12;
/// Never typed.
const DRAFT_LENGTH: usize = 20;
const GROUP: usize = 4;

impl Office {
    /// What the receipt of a dossier says beside its code: who knows both is its applicant.
    #[must_use]
    pub fn tracking_secret(&self, dossier: &str) -> String {
        grouped(&self.secret_of("tracking", dossier, TRACKING_LENGTH))
    }

    pub(super) fn draft_secret(&self, code: &str) -> String {
        self.secret_of("draft", code, DRAFT_LENGTH)
    }

    pub(super) fn is_tracking_secret(&self, dossier: &str, typed: &str) -> bool {
        is_same(&self.secret_of("tracking", dossier, TRACKING_LENGTH), &tidied(typed))
    }

    pub(super) fn is_draft_secret(&self, code: &str, given: &str) -> bool {
        is_same(&self.draft_secret(code), &tidied(given))
    }

    /// An Ed25519 signature is the same each time and cannot be made without the key.
    fn secret_of(&self, purpose: &str, name: &str, length: usize) -> String {
        let signature = self.inner.key.sign(format!("daumoi {purpose}\n{name}").as_bytes());
        letters(&Sha256::digest(signature.to_bytes()), length)
    }
}

/// A code that nobody has yet, but for a chance of one in 2⁵⁰.
pub(super) fn random_code() -> Result<String, StoreError> {
    let mut bytes = [0_u8; CODE_LENGTH];
    getrandom::fill(&mut bytes).map_err(|_| StoreError::corrupt("no randomness to be had"))?;
    Ok(letters(&bytes, CODE_LENGTH))
}

/// As it was meant: capitals, no blanks or dashes, the letters that are mistaken for digits.
pub(super) fn tidied(typed: &str) -> String {
    typed
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect()
}

/// In groups of four, as it is shown.
pub(super) fn grouped(letters: &str) -> String {
    let mut shown = String::new();
    for (index, letter) in letters.chars().enumerate() {
        if index > 0 && index.is_multiple_of(GROUP) {
            shown.push('-');
        }
        shown.push(letter);
    }
    shown
}

fn letters(bytes: &[u8], length: usize) -> String {
    let letter = |byte: &u8| LETTERS.get(usize::from(byte % 32)).copied().unwrap_or('0');
    bytes.iter().map(letter).take(length).collect()
}

/// Compares digests, so that the time it takes says nothing of the secret.
fn is_same(known: &str, given: &str) -> bool {
    Sha256::digest(known.as_bytes()) == Sha256::digest(given.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::{grouped, letters, tidied};

    #[test]
    fn a_secret_read_over_the_telephone_is_the_same_secret() {
        let secret = letters(&[0, 31, 32, 24, 250], 5);
        assert_eq!(secret, "0Z0R".to_owned() + "T");
        assert_eq!(tidied(" o z-0r t"), secret);
        assert_eq!(tidied("Il0"), "110");
        assert_eq!(grouped("ABCDEFGHJ"), "ABCD-EFGH-J");
    }
}
