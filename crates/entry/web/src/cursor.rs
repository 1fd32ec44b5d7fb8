//! Where a list goes on, as an opaque word: version, kind, numbers, a short checksum, in base64url.
//!
//! The checksum is against accidents, not against attackers: a cursor opens nothing by itself.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// Which list a cursor belongs to.
pub(crate) const DOSSIERS: u8 = b'd';
pub(crate) const INBOX: u8 = b'i';
pub(crate) const RECORDS: u8 = b'r';
pub(crate) const CHANGES: u8 = b'c';

const VERSION: u8 = 1;
const CHECKSUM_BYTES: usize = 4;
const NUMBER_BYTES: usize = 8;

pub(crate) fn closed<const N: usize>(kind: u8, numbers: [i64; N]) -> String {
    let mut bytes = vec![VERSION, kind];
    for number in numbers {
        bytes.extend(number.to_be_bytes());
    }
    let checksum = checksum(&bytes);
    bytes.extend(checksum);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// `None` when it is not a cursor of this kind, or was altered.
pub(crate) fn opened<const N: usize>(kind: u8, text: &str) -> Option<[i64; N]> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (body, sum) = bytes.split_at_checked(bytes.len().checked_sub(CHECKSUM_BYTES)?)?;
    if sum != checksum(body) {
        return None;
    }
    let numbers = body.strip_prefix(&[VERSION, kind])?;
    let mut opened = [0_i64; N];
    if numbers.len() != N * NUMBER_BYTES {
        return None;
    }
    for (place, chunk) in opened.iter_mut().zip(numbers.chunks_exact(NUMBER_BYTES)) {
        *place = i64::from_be_bytes(chunk.try_into().ok()?);
    }
    Some(opened)
}

fn checksum(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).iter().take(CHECKSUM_BYTES).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::{CHANGES, DOSSIERS, closed, opened};

    #[test]
    fn a_cursor_opens_again_only_unaltered_and_for_its_own_list() {
        let cursor = closed(DOSSIERS, [i64::MIN, 42]);
        assert_eq!(opened(DOSSIERS, &cursor), Some([i64::MIN, 42]));
        assert_eq!(opened::<2>(CHANGES, &cursor), None);
        assert_eq!(opened::<3>(DOSSIERS, &cursor), None);
        for at in 0..cursor.len() {
            let mut letters: Vec<char> = cursor.chars().collect();
            letters[at] = if letters[at] == 'A' { 'B' } else { 'A' };
            let altered: String = letters.into_iter().collect();
            assert_eq!(opened::<2>(DOSSIERS, &altered), None, "{altered}");
        }
        assert_eq!(opened::<2>(DOSSIERS, ""), None);
        assert_eq!(opened::<2>(DOSSIERS, "không"), None);
    }
}
