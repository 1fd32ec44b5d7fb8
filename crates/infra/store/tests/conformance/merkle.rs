//! The tree of hashes, against the published example and against itself.

use daumoi_store::merkle::{Frontier, inclusion_proof, verify_proof};
use proptest::prelude::*;

fn root(entries: &[Vec<u8>]) -> [u8; 32] {
    let mut frontier = Frontier::default();
    entries.iter().for_each(|entry| frontier.push(entry));
    frontier.root()
}

/// The example tree of Certificate Transparency.
#[test]
fn the_roots_are_those_of_the_published_example() {
    let entries: Vec<Vec<u8>> = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]
    .iter()
    .map(|text| hex::decode(text).unwrap())
    .collect();
    let expected = [
        (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
        (2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
        (3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
        (8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
    ];
    for (size, expected) in expected {
        assert_eq!(hex::encode(root(&entries[..size])), expected, "{size} entries");
    }
}

proptest! {
    #[test]
    fn every_entry_can_be_proved_and_no_other(size in 1_usize..70, index in 0_usize..70) {
        let index = index % size;
        let entries: Vec<Vec<u8>> = (0..size).map(|number| number.to_be_bytes().to_vec()).collect();
        let root = root(&entries);
        let proof = inclusion_proof(&entries, index).unwrap();
        prop_assert!(verify_proof(&entries[index], index, size, &proof, &root));
        prop_assert!(!verify_proof(b"other", index, size, &proof, &root));
        prop_assert!(!verify_proof(&entries[index], index + 1, size, &proof, &root) || size == 1);
        let mut longer = proof.clone();
        longer.push(root);
        prop_assert!(!verify_proof(&entries[index], index, size, &longer, &root));
        prop_assert!(proof.is_empty() || !verify_proof(&entries[index], index, size, &proof[1..], &root));
    }
}

#[test]
fn an_entry_that_is_not_there_has_no_proof() {
    assert_eq!(inclusion_proof(&[vec![1]], 1), None);
    assert_eq!(inclusion_proof(&[], 0), None);
}
