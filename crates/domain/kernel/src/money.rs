//! Amounts in đồng. Whole numbers: the đồng has no smaller unit in use.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An amount in Vietnamese đồng.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(pub i64);

impl fmt::Display for Money {
    /// `1.250.000 đ`, the way amounts are set on Vietnamese papers.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 < 0 {
            formatter.write_str("-")?;
        }
        let digits = self.0.unsigned_abs().to_string();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                formatter.write_str(".")?;
            }
            write!(formatter, "{digit}")?;
        }
        formatter.write_str(" đ")
    }
}

#[cfg(test)]
mod tests {
    use super::Money;

    #[test]
    fn amounts_are_grouped_by_thousands_with_points() {
        let shown: Vec<String> =
            [0, 999, 1_000, 1_250_000, -10_750_000].map(|amount| Money(amount).to_string()).into();
        assert_eq!(shown, ["0 đ", "999 đ", "1.000 đ", "1.250.000 đ", "-10.750.000 đ"]);
    }
}
