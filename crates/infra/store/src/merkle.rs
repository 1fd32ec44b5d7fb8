//! A tree of hashes as in RFC 6962: one root stands for a list of entries, and a short proof shows
//! that one entry is in it.
//!
//! Not here: what is hashed, and who signs the root.

use sha2::{Digest, Sha256};

/// A hash in the tree.
pub type Hash = [u8; 32];

/// The hash of an entry. It begins with another byte than a node, so that none passes for the other.
#[must_use]
pub fn leaf(entry: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(entry).finalize().into()
}

fn node(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The right edge of a growing tree: enough to know the root, in memory that grows with the logarithm.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    /// Whole subtrees, the largest first, each with its height.
    whole: Vec<(u32, Hash)>,
    count: i64,
}

impl Frontier {
    pub fn push(&mut self, entry: &[u8]) {
        let (mut height, mut hash) = (0, leaf(entry));
        while let Some((_, left)) = self.whole.pop_if(|(left_height, _)| *left_height == height) {
            hash = node(&left, &hash);
            height += 1;
        }
        self.whole.push((height, hash));
        self.count += 1;
    }

    /// How many entries were put in.
    #[must_use]
    pub fn count(&self) -> i64 {
        self.count
    }

    /// The root; of an empty tree, the hash of nothing.
    #[must_use]
    pub fn root(&self) -> Hash {
        let mut subtrees = self.whole.iter().rev().map(|(_, hash)| *hash);
        let Some(smallest) = subtrees.next() else { return Sha256::digest([]).into() };
        subtrees.fold(smallest, |right, left| node(&left, &right))
    }
}

fn root_of(entries: &[Vec<u8>]) -> Hash {
    let mut frontier = Frontier::default();
    for entry in entries {
        frontier.push(entry);
    }
    frontier.root()
}

/// The hashes that lead from the entry at `index` to the root of the tree over `entries`, the lowest
/// first. `None` when there is no such entry.
#[must_use]
pub fn inclusion_proof(entries: &[Vec<u8>], index: usize) -> Option<Vec<Hash>> {
    if index >= entries.len() {
        return None;
    }
    let (mut entries, mut index) = (entries, index);
    let mut proof = Vec::new();
    while entries.len() > 1 {
        // The left part is the largest power of two below the number of entries.
        let left_size = entries.len().next_power_of_two() / 2;
        let (left, right) = entries.split_at_checked(left_size)?;
        if index < left_size {
            proof.push(root_of(right));
            entries = left;
        } else {
            proof.push(root_of(left));
            entries = right;
            index -= left_size;
        }
    }
    proof.reverse();
    Some(proof)
}

/// Whether `proof` leads from `entry`, the one at `index` of `size`, to `root`.
#[must_use]
pub fn verify_proof(entry: &[u8], index: usize, size: usize, proof: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut place, mut last) = (index, size - 1);
    let mut hash = leaf(entry);
    for sibling in proof {
        if last == 0 {
            return false;
        }
        if place % 2 == 1 || place == last {
            hash = node(sibling, &hash);
            while place % 2 == 0 && place != 0 {
                place /= 2;
                last /= 2;
            }
        } else {
            hash = node(&hash, sibling);
        }
        place /= 2;
        last /= 2;
    }
    last == 0 && hash == *root
}
