//! What is wrong with a row of numbers that should run 1, 2, 3, …: gaps, repetitions, wrong places.
//!
//! Used for clause numbers and, with each letter as its place in the alphabet, for points.

use std::collections::BTreeSet;

use daumoi_kernel::Text;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Numbers that stand nowhere in the row, found missing just before this one.
    Missing(Vec<u32>),
    Repeated,
    OutOfOrder,
    /// Not in the alphabet that the row follows.
    Unknown,
}

/// The faults, each with the index of the item at which it shows.
pub(crate) fn faults(row: &[Option<u32>]) -> Vec<(usize, Fault)> {
    let in_order = longest_rise(row);
    let all: BTreeSet<u32> = row.iter().copied().flatten().collect();
    let mut seen = BTreeSet::new();
    let mut faults = Vec::new();
    let mut expected = 1;
    for (index, item) in row.iter().enumerate() {
        let Some(number) = *item else {
            faults.push((index, Fault::Unknown));
            continue;
        };
        if !seen.insert(number) {
            faults.push((index, Fault::Repeated));
        } else if !in_order.contains(&index) {
            faults.push((index, Fault::OutOfOrder));
        }
        if in_order.contains(&index) {
            let missing: Vec<u32> =
                (expected..number).filter(|absent| !all.contains(absent)).collect();
            if !missing.is_empty() {
                faults.push((index, Fault::Missing(missing)));
            }
            expected = number + 1;
        }
    }
    faults
}

/// Indexes of the longest rising row; of several the one with the fewest gaps, then the earliest.
fn longest_rise(row: &[Option<u32>]) -> BTreeSet<usize> {
    const LOOK_BACK: usize = 400;
    // Of each item: length of the best row that ends here, the numbers it leaps over, the item before.
    let mut best: Vec<(usize, u32, Option<usize>)> = Vec::new();
    for (index, item) in row.iter().enumerate() {
        let mut here = (0, 0, None);
        if let Some(number) = *item {
            here = (1, number.saturating_sub(1), None);
            for (before, earlier) in
                row.iter().enumerate().take(index).skip(index.saturating_sub(LOOK_BACK))
            {
                let (Some(earlier), Some((length, gaps, _))) = (*earlier, best.get(before)) else {
                    continue;
                };
                if earlier >= number {
                    continue;
                }
                let gaps = gaps + (number - earlier - 1);
                if length + 1 > here.0 || (length + 1 == here.0 && gaps < here.1) {
                    here = (length + 1, gaps, Some(before));
                }
            }
        }
        best.push(here);
    }
    let end = (0..best.len()).min_by_key(|index| {
        best.get(*index).map_or((usize::MAX, 0), |(length, gaps, _)| (usize::MAX - length, *gaps))
    });
    let mut chosen = BTreeSet::new();
    let mut next = end;
    while let Some(index) = next {
        chosen.insert(index);
        next = best.get(index).and_then(|(_, _, before)| *before);
    }
    chosen
}

impl Fault {
    pub(crate) fn of_clause(&self, number: u32) -> Text {
        match self {
            Self::Missing(missing) => {
                let list = shortened(missing.iter().map(u32::to_string).collect());
                Text::new(
                    format!("Thiếu khoản {list} trước khoản {number}."),
                    format!("Clause {list} is missing before clause {number}."),
                )
            }
            Self::Repeated => Text::new(
                format!("Số khoản {number} bị lặp lại."),
                format!("Clause number {number} is repeated."),
            ),
            Self::OutOfOrder | Self::Unknown => Text::new(
                format!("Khoản {number} không đúng thứ tự."),
                format!("Clause {number} is out of order."),
            ),
        }
    }

    pub(crate) fn of_point(&self, clause: u32, letter: char, alphabet: &str) -> Text {
        match self {
            Self::Missing(missing) => {
                let places = missing.iter().filter_map(|place| usize::try_from(*place).ok());
                let absent = places.filter_map(|place| alphabet.chars().nth(place - 1));
                let list = shortened(absent.map(String::from).collect());
                Text::new(
                    format!("Khoản {clause}: thiếu điểm {list} trước điểm {letter}."),
                    format!("Clause {clause}: point {list} is missing before point {letter}."),
                )
            }
            Self::Repeated => Text::new(
                format!("Khoản {clause}: điểm {letter} bị lặp lại."),
                format!("Clause {clause}: point {letter} is repeated."),
            ),
            Self::OutOfOrder => Text::new(
                format!("Khoản {clause}: điểm {letter} không đúng thứ tự."),
                format!("Clause {clause}: point {letter} is out of order."),
            ),
            Self::Unknown => Text::new(
                format!("Khoản {clause}: chữ {letter} không thuộc thứ tự a, b, c, d, đ, e, g…"),
                format!(
                    "Clause {clause}: letter {letter} is not in the order a, b, c, d, đ, e, g…"
                ),
            ),
        }
    }
}

fn shortened(mut names: Vec<String>) -> String {
    const SHOWN: usize = 8;
    if names.len() > SHOWN {
        names.truncate(SHOWN);
        names.push("…".to_owned());
    }
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::{Fault, faults};

    fn faults_of(row: &[u32]) -> Vec<(usize, Fault)> {
        faults(&row.iter().copied().map(Some).collect::<Vec<_>>())
    }

    #[test]
    fn a_row_without_gaps_has_no_fault() {
        assert_eq!(faults_of(&[1, 2, 3, 4]), []);
    }

    #[test]
    fn a_gap_is_missed_where_the_row_goes_on() {
        assert_eq!(faults_of(&[1, 2, 5]), [(2, Fault::Missing(vec![3, 4]))]);
        assert_eq!(faults_of(&[2, 3]), [(0, Fault::Missing(vec![1]))]);
    }

    #[test]
    fn a_repetition_is_not_also_a_wrong_place() {
        assert_eq!(faults_of(&[1, 2, 2, 3]), [(2, Fault::Repeated)]);
        assert_eq!(faults_of(&[1, 2, 3, 1, 4]), [(3, Fault::Repeated)]);
    }

    #[test]
    fn a_number_that_stands_elsewhere_is_out_of_order_and_not_missing() {
        assert_eq!(faults_of(&[1, 2, 4, 3, 5]).len(), 1);
        assert_eq!(faults_of(&[1, 43, 2, 3, 4]), [(1, Fault::OutOfOrder)]);
    }
}
