//! Opening a PDF: its table of objects, its page tree, every page.
//!
//! Not here: signatures inside a PDF, its text, its conformance to PDF/A.

use lopdf::xref::XrefRecovery;
use lopdf::{Document, Error, LoadOptions, Object};

use crate::kind::Kind;
use crate::rejection::Rejection;

/// What one packed stream may unpack to while the document is read. Object streams of honest
/// producers stay below 1 MB.
const LARGEST_STREAM: usize = 16 * 1024 * 1024;

/// The number of pages.
pub(crate) fn open(bytes: &[u8]) -> Result<u32, Rejection> {
    let options = LoadOptions::with_max_decompressed_size(LARGEST_STREAM);
    let document =
        Document::load_mem_with_options(bytes, options).map_err(|error| refuse(&error))?;
    if document.is_encrypted() || document.was_encrypted() {
        return Err(Rejection::Encrypted { kind: Kind::Pdf });
    }
    // A wrong offset that leads to a sound table loses nothing. A table rebuilt by guessing may have
    // lost pages: such a file is no evidence.
    if document.xref_recovery == Some(XrefRecovery::Reconstructed) {
        return Err(broken("the table of objects could not be read"));
    }
    count_pages(&document)
}

fn count_pages(document: &Document) -> Result<u32, Rejection> {
    let mut pages: u32 = 0;
    for id in document.page_iter() {
        let page = document.get_dictionary(id).map_err(|error| refuse(&error))?;
        for content in contents(page) {
            document.get_object(content).map_err(|error| refuse(&error))?;
        }
        pages = pages.saturating_add(1);
    }
    let promised = promised_pages(document).unwrap_or(0);
    if pages == 0 {
        return Err(broken("no page can be reached"));
    }
    if i64::from(pages) < promised {
        return Err(broken(&format!("{promised} pages are promised, {pages} can be reached")));
    }
    Ok(pages)
}

/// The streams that draw the page. A reference that leads nowhere is a page that was cut off.
fn contents(page: &lopdf::Dictionary) -> Vec<lopdf::ObjectId> {
    match page.get(b"Contents") {
        Ok(Object::Reference(id)) => vec![*id],
        Ok(Object::Array(parts)) => {
            parts.iter().filter_map(|part| part.as_reference().ok()).collect()
        }
        _ => Vec::new(),
    }
}

fn promised_pages(document: &Document) -> Result<i64, Error> {
    let root = document.catalog()?.get(b"Pages")?.as_reference()?;
    document.get_dictionary(root)?.get(b"Count")?.as_i64()
}

fn refuse(error: &Error) -> Rejection {
    match error {
        Error::Decryption(_)
        | Error::InvalidPassword
        | Error::UnsupportedSecurityHandler(_)
        | Error::AlreadyEncrypted => Rejection::Encrypted { kind: Kind::Pdf },
        Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. }) => {
            Rejection::Oversized { kind: Kind::Pdf, detail: error.to_string() }
        }
        other => broken(&other.to_string()),
    }
}

fn broken(detail: &str) -> Rejection {
    Rejection::Broken { kind: Kind::Pdf, detail: detail.to_owned() }
}
