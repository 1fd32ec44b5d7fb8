//! Whatever stands in a file, loading ends with a department or with findings, and never with both.

use crate::small::{files, sound};
use daumoi_definition::{Department, load};
use proptest::prelude::{ProptestConfig, any, prop_assert, prop_assert_eq, proptest};
use proptest::sample::Index;

fn shared_between_threads<T: Send + Sync>(_: &T) {}

#[test]
fn a_department_can_be_shared_between_threads() {
    shared_between_threads::<Department>(&sound());
}

#[test]
fn no_files_at_all_are_findings_not_an_empty_department() {
    let findings = load(&[]).unwrap_err();
    assert!(!findings.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_damaged_file_never_stops_the_loader(file in any::<Index>(), from in any::<Index>(), length in 0_usize..40, instead in "[\\[\\]{}=\"a-z0-9.\n-]{0,6}") {
        let mut files = files(&[]);
        let count = files.len();
        let file = &mut files[file.index(count)];
        let mut text: Vec<char> = file.text.chars().collect();
        let start = from.index(text.len());
        let end = (start + length).min(text.len());
        text.splice(start..end, instead.chars());
        file.text = text.into_iter().collect();
        match load(&files) {
            Ok(department) => prop_assert_eq!(department.procedures.len(), 1),
            Err(findings) => {
                prop_assert!(!findings.is_empty());
                prop_assert!(findings.iter().all(|finding| finding.line > 0 && finding.column > 0));
                prop_assert!(findings.is_sorted());
            }
        }
    }
}
