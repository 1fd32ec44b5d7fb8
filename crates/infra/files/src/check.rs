//! The check every file passes before it is kept: size, kind, name, and really opening it.
//!
//! Pure, but heavy for large files: call it from a blocking thread. Malware is looked for by
//! `Scanner`, not here.

use std::panic::{AssertUnwindSafe, catch_unwind};

use image::ImageFormat;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::kind::{Family, Found, Kind, Look, look};
use crate::rejection::Rejection;
use crate::{name, package, pdf, picture};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    pub max_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_bytes: 25 * 1024 * 1024 }
    }
}

/// What is known of a file that passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// Lower-case hexadecimal; the key under which the file is kept.
    pub sha256: String,
    pub kind: Kind,
    pub bytes: u64,
    /// Unknown for DOCX and XLSX, whose pages exist only once they are laid out.
    pub pages: Option<u32>,
    pub name: String,
}

/// # Errors
/// The reason, with words for the sender, when the file is not taken in.
pub fn check(name: &str, bytes: &[u8], limits: &Limits) -> Result<Checked, Rejection> {
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if size == 0 {
        return Err(Rejection::Empty);
    }
    if size > limits.max_bytes {
        return Err(Rejection::TooLarge { limit: limits.max_bytes, size });
    }
    let extension = name::extension(name);
    let (kind, pages) =
        open(bytes, &extension).map_err(|rejection| unmask(rejection, &extension))?;
    Ok(Checked { sha256: sha256(bytes), kind, bytes: size, pages, name: name::clean(name, kind) })
}

#[must_use]
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

fn open(bytes: &[u8], extension: &str) -> Result<(Kind, Option<u32>), Rejection> {
    let claim = Family::claimed_by(extension);
    // What is refused for its family is not opened: the parsers see only what may be kept.
    let honest = |kind: Kind| match claim {
        Some(family) if family != kind.family() => {
            Err(Rejection::Disguised { named: extension.to_owned(), found: Found::Accepted(kind) })
        }
        _ => Ok(kind),
    };
    match look(bytes) {
        Look::Pdf => {
            let kind = honest(Kind::Pdf)?;
            Ok((kind, Some(guarded(kind, || pdf::open(bytes))?)))
        }
        Look::Jpeg => {
            let kind = honest(Kind::Jpeg)?;
            guarded(kind, || picture::open(bytes, kind, ImageFormat::Jpeg))?;
            Ok((kind, Some(1)))
        }
        Look::Png => {
            let kind = honest(Kind::Png)?;
            guarded(kind, || picture::open(bytes, kind, ImageFormat::Png))?;
            Ok((kind, Some(1)))
        }
        Look::Zip => {
            let suspected = office_kind(claim);
            let kind =
                guarded(suspected.unwrap_or(Kind::Docx), || package::open(bytes, suspected))?;
            Ok((honest(kind)?, None))
        }
        Look::CompoundFile => Err(compound_file(bytes, claim)),
        Look::Other(found) => Err(Rejection::Unknown { found }),
    }
}

fn office_kind(claim: Option<Family>) -> Option<Kind> {
    match claim {
        Some(Family::Word) => Some(Kind::Docx),
        Some(Family::Sheet) => Some(Kind::Xlsx),
        _ => None,
    }
}

/// DOCX and XLSX under a password are wrapped in the container of the old formats, with the packed
/// document in a stream of this name ([MS-OFFCRYPTO] 2.3.4.4).
fn compound_file(bytes: &[u8], claim: Option<Family>) -> Rejection {
    let stream: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let is_encrypted = bytes.windows(stream.len()).any(|window| window == stream);
    match office_kind(claim) {
        Some(kind) if is_encrypted => Rejection::Encrypted { kind },
        None if is_encrypted => Rejection::Encrypted { kind: Kind::Docx },
        _ => Rejection::Unknown { found: Found::OldOffice },
    }
}

/// A file of an unknown kind under a name we know pretends to be what it is not. A `.doc` that is an
/// old Word file does not.
fn unmask(rejection: Rejection, extension: &str) -> Rejection {
    match rejection {
        Rejection::Unknown { found } if pretends(found, extension) => {
            Rejection::Disguised { named: extension.to_owned(), found }
        }
        other => other,
    }
}

fn pretends(found: Found, extension: &str) -> bool {
    match Family::claimed_by(extension) {
        None => false,
        Some(Family::Word | Family::Sheet) => found != Found::OldOffice,
        Some(Family::Picture) => found != Found::OtherPicture,
        Some(Family::Pdf) => true,
    }
}

/// The parsers are other people's and the file is a stranger's: a panic inside them is one more way
/// of not opening, and must not take the request down. Nothing shared is touched inside.
pub(crate) fn guarded<T>(
    kind: Kind,
    open: impl FnOnce() -> Result<T, Rejection>,
) -> Result<T, Rejection> {
    catch_unwind(AssertUnwindSafe(open)).unwrap_or_else(|_| {
        Err(Rejection::Broken { kind, detail: "the parser gave up".to_owned() })
    })
}

#[cfg(test)]
mod tests {
    use super::{Kind, Rejection, guarded};

    #[test]
    fn a_parser_that_panics_makes_the_file_broken() {
        let opened: Result<(), Rejection> = guarded(Kind::Pdf, || panic!("index out of bounds"));
        assert_eq!(opened.unwrap_err().code(), "broken");
    }
}
