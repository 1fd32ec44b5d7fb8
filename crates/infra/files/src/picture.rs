//! Opening a picture: every pixel is decoded once, within bounds.
//!
//! Not here: turning, resizing, reading what the camera wrote beside the picture.

use std::io::Cursor;

use image::{ImageError, ImageFormat, ImageReader, Limits};

use crate::kind::Kind;
use crate::rejection::Rejection;

/// An A3 sheet scanned at 600 dots per inch has 9,921 dots on its long side.
const LONGEST_SIDE: u32 = 20_000;
const MOST_PIXELS: u64 = 100_000_000;
const MOST_MEMORY: u64 = 512 * 1024 * 1024;

pub(crate) fn open(bytes: &[u8], kind: Kind, format: ImageFormat) -> Result<(), Rejection> {
    let (width, height) =
        reader(bytes, format).into_dimensions().map_err(|error| refuse(kind, &error))?;
    if u64::from(width).saturating_mul(u64::from(height)) > MOST_PIXELS {
        return Err(Rejection::Oversized { kind, detail: format!("{width} x {height} pixels") });
    }
    reader(bytes, format).decode().map_err(|error| refuse(kind, &error))?;
    // The decoder fills what is missing from a JPEG with grey and reports success.
    if kind == Kind::Jpeg && !reaches_end_marker(bytes) {
        return Err(Rejection::Broken { kind, detail: "the picture is cut off".to_owned() });
    }
    Ok(())
}

fn reader(bytes: &[u8], format: ImageFormat) -> ImageReader<Cursor<&[u8]>> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    reader
}

fn refuse(kind: Kind, error: &ImageError) -> Rejection {
    let detail = error.to_string();
    match error {
        ImageError::Limits(_) => Rejection::Oversized { kind, detail },
        _ => Rejection::Broken { kind, detail },
    }
}

/// Walks the segments of a JPEG to its end marker. Looking for the marker anywhere would find the
/// one of a thumbnail; asking for it as the last bytes would refuse phones that write data behind it.
fn reaches_end_marker(bytes: &[u8]) -> bool {
    const START_OF_SCAN: u8 = 0xDA;
    const END: u8 = 0xD9;
    let mut rest = bytes.get(2..).unwrap_or_default();
    loop {
        let Some((marker, behind)) = next_marker(rest) else { return false };
        if marker == END {
            return true;
        }
        let &[high, low, ..] = behind else { return false };
        let length = usize::from(u16::from_be_bytes([high, low]));
        let Some(after) = behind.get(length..) else { return false };
        rest = if marker == START_OF_SCAN { skip_scan(after) } else { after };
    }
}

/// The next marker code and what stands behind it; any number of fill bytes may come before.
fn next_marker(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let start = bytes.iter().position(|byte| *byte == 0xFF)?;
    let from = bytes.get(start..)?;
    let code = from.iter().position(|byte| *byte != 0xFF)?;
    Some((*from.get(code)?, from.get(code.checked_add(1)?..)?))
}

/// Packed picture data, up to the marker that ends it: stuffed zeros and restart marks belong to it.
fn skip_scan(bytes: &[u8]) -> &[u8] {
    let end = bytes.windows(2).position(
        |pair| matches!(pair, [0xFF, code] if !matches!(code, 0x00 | 0xD0..=0xD7 | 0xFF)),
    );
    end.and_then(|end| bytes.get(end..)).unwrap_or_default()
}
