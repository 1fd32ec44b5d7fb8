//! No bytes a stranger can send bring `check` down, and what passes is described truly.

use daumoi_files::{Limits, check};
use image::ImageFormat;
use proptest::prelude::{Strategy, any, prop_oneof, proptest};
use proptest::{collection, sample};

use crate::samples::{docx, pdf, picture, xlsx};

fn sample_file() -> impl Strategy<Value = Vec<u8>> {
    sample::select(vec![
        pdf(2),
        picture(ImageFormat::Jpeg),
        picture(ImageFormat::Png),
        docx(),
        xlsx(),
    ])
}

/// A sample with some bytes changed, some repeated, and its end cut off.
fn mutated_file() -> impl Strategy<Value = Vec<u8>> {
    let changes = collection::vec((any::<sample::Index>(), any::<u8>()), 0..12);
    let copy = (any::<sample::Index>(), any::<sample::Index>(), 0_usize..64);
    (sample_file(), changes, copy, any::<sample::Index>(), any::<bool>()).prop_map(
        |(mut bytes, changes, (from, to, length), end, is_cut)| {
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            let from = from.index(bytes.len());
            let repeated: Vec<u8> = bytes[from..].iter().take(length).copied().collect();
            let to = to.index(bytes.len());
            bytes.splice(to..to, repeated);
            if is_cut {
                bytes.truncate(end.index(bytes.len()));
            }
            bytes
        },
    )
}

fn random_file() -> impl Strategy<Value = Vec<u8>> {
    let starts: Vec<&[u8]> =
        vec![b"", b"%PDF-1.7\n", b"\xFF\xD8\xFF\xE0", b"\x89PNG\r\n\x1A\n", b"PK\x03\x04"];
    (sample::select(starts), collection::vec(any::<u8>(), 0..2048))
        .prop_map(|(start, rest)| [start, rest.as_slice()].concat())
}

proptest! {
    #![proptest_config(proptest::test_runner::Config {
        cases: 1000,
        failure_persistence: None,
        ..Default::default()
    })]

    #[test]
    fn no_bytes_bring_the_check_down(bytes in prop_oneof![mutated_file(), random_file()], name in ".{0,40}") {
        match check(&name, &bytes, &Limits::default()) {
            Ok(checked) => {
                assert_eq!(checked.bytes, bytes.len() as u64);
                assert!(checked.name.ends_with(checked.kind.extension()));
            }
            Err(rejection) => assert!(!rejection.message().vi.is_empty()),
        }
    }

    #[test]
    fn any_name_becomes_one_that_can_be_shown(name in "\\PC{0,300}|[\u{0}-\u{20}./\\\\\u{202A}-\u{202E}a]{0,300}") {
        let cleaned = check(&name, &docx(), &Limits::default()).map(|checked| checked.name);
        if let Ok(cleaned) = cleaned {
            assert!(cleaned.chars().count() <= 200);
            assert!(!cleaned.chars().any(|letter| letter.is_control() || matches!(letter, '/' | '\\' | '\u{202A}'..='\u{202E}')));
        }
    }
}
