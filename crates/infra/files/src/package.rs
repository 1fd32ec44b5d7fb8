//! Opening DOCX and XLSX: a zip of XML parts (ECMA-376), read whole within bounds.
//!
//! Not here: what the document says. Word before 2007 is not opened at all.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;
use zip::result::ZipError;

use crate::kind::{Found, Kind};
use crate::rejection::Rejection;

const CONTENT_TYPES: &str = "[Content_Types].xml";
const MOST_PARTS: usize = 10_000;
const MOST_UNPACKED: u64 = 256 * 1024 * 1024;
/// Long tables of equal cells shrink a hundredfold; zip bombs a thousandfold.
const LARGEST_RATIO: u64 = 200;
/// Below this, no ratio does harm.
const SMALL_UNPACKED: u64 = 16 * 1024 * 1024;

/// How the main part of each kind is declared, with and without macros.
const MAIN_PARTS: [(&str, Kind, bool); 4] = [
    (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        Kind::Docx,
        false,
    ),
    ("application/vnd.ms-word.document.macroEnabled.main+xml", Kind::Docx, true),
    (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        Kind::Xlsx,
        false,
    ),
    ("application/vnd.ms-excel.sheet.macroEnabled.main+xml", Kind::Xlsx, true),
];

/// What the parts of the package are declared to be.
struct Declared {
    kind: Kind,
    main_part: String,
    has_macros: bool,
}

/// `suspected` is the kind the name claims: what a broken zip is called in the refusal.
pub(crate) fn open(bytes: &[u8], suspected: Option<Kind>) -> Result<Kind, Rejection> {
    let blame = |error: ZipError| match suspected {
        Some(kind) => refuse(kind, &error),
        None => Rejection::Unknown { found: Found::Archive },
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(blame)?;
    if archive.index_for_name(CONTENT_TYPES).is_none() {
        return Err(Rejection::Unknown { found: Found::Archive });
    }
    let mut budget = Budget::new(bytes);
    let kind = suspected.unwrap_or(Kind::Docx);
    let types = read_part(&mut archive, CONTENT_TYPES, kind, &mut budget)?;
    let declared =
        read_content_types(&types, kind)?.ok_or(Rejection::Unknown { found: Found::Archive })?;
    let has_macro_part = read_all_parts(&mut archive, declared.kind, &mut budget)?;
    if declared.has_macros || has_macro_part {
        return Err(Rejection::Macro { kind: declared.kind });
    }
    let main =
        read_part(&mut archive, &declared.main_part, declared.kind, &mut Budget::new(bytes))?;
    check_well_formed(&main, declared.kind)?;
    Ok(declared.kind)
}

/// What may still be unpacked. Declared sizes can lie, so bytes are counted as they come out.
struct Budget {
    left: u64,
}

impl Budget {
    fn new(packed: &[u8]) -> Self {
        let packed = u64::try_from(packed.len()).unwrap_or(u64::MAX);
        let by_ratio = packed.saturating_mul(LARGEST_RATIO).max(SMALL_UNPACKED);
        Self { left: by_ratio.min(MOST_UNPACKED) }
    }

    /// Reads to the end (which also checks the checksum) or until the budget is gone.
    fn read(
        &mut self,
        source: impl Read,
        sink: &mut impl std::io::Write,
        kind: Kind,
    ) -> Result<(), Rejection> {
        let mut bounded = source.take(self.left.saturating_add(1));
        let read =
            std::io::copy(&mut bounded, sink).map_err(|error| broken(kind, &error.to_string()))?;
        self.left = self.left.checked_sub(read).ok_or_else(|| Rejection::Oversized {
            kind,
            detail: "the parts unpack to too many bytes".to_owned(),
        })?;
        Ok(())
    }
}

fn read_part(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    name: &str,
    kind: Kind,
    budget: &mut Budget,
) -> Result<Vec<u8>, Rejection> {
    let part = archive.by_name(name).map_err(|error| refuse(kind, &error))?;
    let mut content = Vec::new();
    budget.read(part, &mut content, kind)?;
    Ok(content)
}

/// Unpacks every part into nothing; true if one of them holds macros.
fn read_all_parts(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    kind: Kind,
    budget: &mut Budget,
) -> Result<bool, Rejection> {
    if archive.len() > MOST_PARTS {
        return Err(Rejection::Oversized { kind, detail: format!("{} parts", archive.len()) });
    }
    let mut has_macros = false;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|error| refuse(kind, &error))?;
        let name = String::from_utf8_lossy(part.name_raw()).into_owned();
        if !stays_inside(&name) {
            return Err(broken(kind, "a part is named outside of the package"));
        }
        has_macros |= name.to_ascii_lowercase().ends_with("vbaproject.bin");
        budget.read(part, &mut std::io::sink(), kind)?;
    }
    Ok(has_macros)
}

fn stays_inside(name: &str) -> bool {
    !name.starts_with('/')
        && !name.contains(['\\', ':', '\0'])
        && name.split('/').all(|step| step != "..")
}

fn read_content_types(xml: &[u8], kind: Kind) -> Result<Option<Declared>, Rejection> {
    let mut declared = None;
    let mut has_macros = false;
    walk(xml, kind, |element| {
        let content_type = attribute(element, b"ContentType");
        has_macros |= content_type.contains("macroEnabled") || content_type.contains("vbaProject");
        let main = MAIN_PARTS.iter().find(|(main_type, ..)| content_type == *main_type);
        if let Some((_, kind, is_macro_kind)) = main {
            has_macros |= is_macro_kind;
            let part = attribute(element, b"PartName").trim_start_matches('/').to_owned();
            declared = Some((*kind, part));
        }
    })?;
    Ok(declared.map(|(kind, main_part)| Declared { kind, main_part, has_macros }))
}

fn check_well_formed(xml: &[u8], kind: Kind) -> Result<(), Rejection> {
    walk(xml, kind, |_| ())
}

/// Every element once. Fails where the XML is not well-formed, holds no element, or brings a DTD,
/// which ECMA-376 forbids and which is how entities are made to multiply.
fn walk(xml: &[u8], kind: Kind, mut visit: impl FnMut(&BytesStart<'_>)) -> Result<(), Rejection> {
    let mut reader = Reader::from_reader(xml);
    let mut depth: usize = 0;
    let mut element_count: usize = 0;
    loop {
        match reader.read_event().map_err(|error| broken(kind, &error.to_string()))? {
            Event::Start(element) => {
                visit(&element);
                depth = depth.saturating_add(1);
                element_count = element_count.saturating_add(1);
            }
            Event::Empty(element) => {
                visit(&element);
                element_count = element_count.saturating_add(1);
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::DocType(_) => return Err(broken(kind, "a part declares a document type")),
            Event::Eof if depth == 0 && element_count > 0 => return Ok(()),
            Event::Eof => return Err(broken(kind, "a part ends before its elements are closed")),
            _ => {}
        }
    }
}

fn attribute(element: &BytesStart<'_>, name: &[u8]) -> String {
    element
        .attributes()
        .flatten()
        .find(|attribute| attribute.key.as_ref() == name)
        .map(|attribute| String::from_utf8_lossy(&attribute.value).into_owned())
        .unwrap_or_default()
}

fn refuse(kind: Kind, error: &ZipError) -> Rejection {
    match error {
        ZipError::InvalidPassword => Rejection::Encrypted { kind },
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Rejection::Encrypted { kind },
        other => broken(kind, &other.to_string()),
    }
}

fn broken(kind: Kind, detail: &str) -> Rejection {
    Rejection::Broken { kind, detail: detail.to_owned() }
}
