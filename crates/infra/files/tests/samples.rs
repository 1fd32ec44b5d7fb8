//! Small files of every kind, made in code.

use std::io::{Cursor, Write};

use image::{DynamicImage, ImageFormat, RgbImage};
use lopdf::xref::XrefType;
use lopdf::{Document, Object, Stream, dictionary};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

pub(crate) const WORD_TYPE: &str =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
pub(crate) const SHEET_TYPE: &str =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";

pub(crate) fn pdf_document(page_count: u32) -> Document {
    let mut document = Document::with_version("1.4");
    document.reference_table.cross_reference_type = XrefType::CrossReferenceTable;
    let pages = document.new_object_id();
    let kids: Vec<Object> = (0..page_count)
        .map(|number| {
            let text = format!("BT /F1 12 Tf (Trang {number}) Tj ET");
            let content = document.add_object(Stream::new(dictionary! {}, text.into_bytes()));
            let page = document.add_object(dictionary! {
                "Type" => "Page",
                "Parent" => pages,
                "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
                "Contents" => content,
            });
            page.into()
        })
        .collect();
    document.set_object(
        pages,
        dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => i64::from(page_count) },
    );
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", catalog);
    document
}

pub(crate) fn saved(mut document: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

pub(crate) fn pdf(page_count: u32) -> Vec<u8> {
    saved(pdf_document(page_count))
}

pub(crate) fn picture(format: ImageFormat) -> Vec<u8> {
    let pixels = RgbImage::from_fn(64, 48, |x, y| {
        image::Rgb([(x * 4) as u8, (y * 5) as u8, (x * y % 251) as u8])
    });
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(pixels).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

pub(crate) fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in parts {
        writer.start_file(*name, options).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

pub(crate) fn content_types(main_part: &str, main_type: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/{main_part}" ContentType="{main_type}"/></Types>"#
    )
}

pub(crate) const WORD_BODY: &[u8] =
    br#"<?xml version="1.0"?><w:document xmlns:w="w"><w:body><w:p/></w:body></w:document>"#;

/// A document whose extra parts come behind the ordinary ones.
pub(crate) fn docx_with(extra: &[(&str, &[u8])]) -> Vec<u8> {
    let types = content_types("word/document.xml", WORD_TYPE);
    let mut parts: Vec<(&str, &[u8])> =
        vec![("[Content_Types].xml", types.as_bytes()), ("word/document.xml", WORD_BODY)];
    parts.extend_from_slice(extra);
    package(&parts)
}

pub(crate) fn docx() -> Vec<u8> {
    docx_with(&[])
}

pub(crate) fn xlsx() -> Vec<u8> {
    let types = content_types("xl/workbook.xml", SHEET_TYPE);
    package(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("xl/workbook.xml", br#"<workbook><sheets/></workbook>"#),
    ])
}
