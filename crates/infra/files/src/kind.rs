//! What a file is, told by its first bytes and never by its name.
//!
//! Here: the kinds the office takes in, and the names of common kinds it does not, so that a
//! refusal can say what was found. Opening a file is the work of `pdf`, `picture` and `package`.

use daumoi_kernel::Text;
use serde::{Deserialize, Serialize};

/// A kind of file the office takes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Pdf,
    Jpeg,
    Png,
    Docx,
    Xlsx,
}

/// Kinds that one name may honestly stand for: a `.jpg` that holds a PNG misleads nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    Pdf,
    Picture,
    Word,
    Sheet,
}

impl Kind {
    pub const ALL: [Self; 5] = [Self::Pdf, Self::Jpeg, Self::Png, Self::Docx, Self::Xlsx];

    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// Without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
        }
    }

    #[must_use]
    pub fn label(self) -> Text {
        match self {
            Self::Pdf => Text::new("tệp PDF", "a PDF"),
            Self::Jpeg => Text::new("ảnh JPEG", "a JPEG picture"),
            Self::Png => Text::new("ảnh PNG", "a PNG picture"),
            Self::Docx => Text::new("văn bản Word (DOCX)", "a Word document (DOCX)"),
            Self::Xlsx => Text::new("bảng tính Excel (XLSX)", "an Excel workbook (XLSX)"),
        }
    }

    pub(crate) fn family(self) -> Family {
        match self {
            Self::Pdf => Family::Pdf,
            Self::Jpeg | Self::Png => Family::Picture,
            Self::Docx => Family::Word,
            Self::Xlsx => Family::Sheet,
        }
    }
}

impl Family {
    /// What the extension of a name claims; `None` for names that claim nothing we know.
    pub(crate) fn claimed_by(extension: &str) -> Option<Self> {
        match extension.to_ascii_lowercase().as_str() {
            "pdf" => Some(Self::Pdf),
            "jpg" | "jpeg" | "jpe" | "jfif" | "png" => Some(Self::Picture),
            "docx" | "docm" | "doc" => Some(Self::Word),
            "xlsx" | "xlsm" | "xls" => Some(Self::Sheet),
            _ => None,
        }
    }
}

/// What the first bytes of a file show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    Accepted(Kind),
    /// A zip that is neither DOCX nor XLSX, or another kind of archive.
    Archive,
    /// The format of Word, Excel and PowerPoint before 2007.
    OldOffice,
    /// HEIC, TIFF, GIF, WebP, BMP: a picture, but not one every officer can open.
    OtherPicture,
    Program,
    Html,
    Text,
    Unknown,
}

impl Found {
    #[must_use]
    pub fn label(self) -> Text {
        match self {
            Self::Accepted(kind) => kind.label(),
            Self::Archive => Text::new("tệp nén", "an archive"),
            Self::OldOffice => {
                Text::new("tệp Office đời cũ (DOC, XLS, PPT)", "an old Office file (DOC, XLS, PPT)")
            }
            Self::OtherPicture => Text::new(
                "ảnh ở định dạng khác (HEIC, TIFF, GIF, WebP, BMP)",
                "a picture of another format (HEIC, TIFF, GIF, WebP, BMP)",
            ),
            Self::Program => Text::new("chương trình", "a program"),
            Self::Html => Text::new("trang web", "a web page"),
            Self::Text => Text::new("tệp văn bản thuần", "a text file"),
            Self::Unknown => Text::new("tệp không rõ loại", "a file of an unknown kind"),
        }
    }
}

/// What the bytes look like from outside; a zip is told apart only when it is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    Pdf,
    Jpeg,
    Png,
    Zip,
    /// The container of old Office files, and of DOCX and XLSX under a password.
    CompoundFile,
    Other(Found),
}

const SIGNATURES: &[(&[u8], Look)] = &[
    (b"%PDF-", Look::Pdf),
    (b"\xFF\xD8\xFF", Look::Jpeg),
    (b"\x89PNG\r\n\x1A\n", Look::Png),
    (b"PK\x03\x04", Look::Zip),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Look::CompoundFile),
    (b"PK\x05\x06", Look::Other(Found::Archive)),
    (b"Rar!\x1A\x07", Look::Other(Found::Archive)),
    (b"7z\xBC\xAF\x27\x1C", Look::Other(Found::Archive)),
    (b"\x1F\x8B", Look::Other(Found::Archive)),
    (b"II*\0", Look::Other(Found::OtherPicture)),
    (b"MM\0*", Look::Other(Found::OtherPicture)),
    (b"GIF8", Look::Other(Found::OtherPicture)),
    (b"MZ", Look::Other(Found::Program)),
    (b"\x7FELF", Look::Other(Found::Program)),
    (b"#!", Look::Other(Found::Program)),
];

pub(crate) fn look(bytes: &[u8]) -> Look {
    for (signature, look) in SIGNATURES {
        if bytes.starts_with(signature) {
            return *look;
        }
    }
    let is_riff_picture = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    let is_heif = bytes.get(4..8) == Some(b"ftyp")
        && matches!(bytes.get(8..12), Some(b"heic" | b"heix" | b"mif1" | b"hevc" | b"avif"));
    if is_riff_picture || is_heif {
        return Look::Other(Found::OtherPicture);
    }
    Look::Other(look_at_text(bytes))
}

fn look_at_text(bytes: &[u8]) -> Found {
    let sample = bytes.get(..4096).unwrap_or(bytes);
    let is_text = match std::str::from_utf8(sample) {
        Ok(_) => true,
        // A letter cut by the end of the sample is still text.
        Err(error) => error.error_len().is_none() && sample.len() < bytes.len(),
    } && !sample.contains(&0);
    if !is_text {
        return if sample.starts_with(b"BM") { Found::OtherPicture } else { Found::Unknown };
    }
    let start = String::from_utf8_lossy(sample)
        .trim_start_matches('\u{FEFF}')
        .trim_start()
        .to_ascii_lowercase();
    if start.starts_with("<!doctype html") || start.starts_with("<html") {
        return Found::Html;
    }
    Found::Text
}
